/* children.c - a child is over when both are known: how it exited, and the end of its output.
 *
 * Two-phase close: a struct child is freed when its handles (process, pipe, timer, and what feeds it)
 * are closed. */
#include "engine/children.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "engine/feed.h"

enum { LOOK_MS = 5 };

struct child {
    struct child *next, **link; /* *link == this while it is listed */
    uv_process_t process;
    uv_pipe_t pipe;
    uv_timer_t timer;
    struct feed feed;
    bool made, fed;    /* `process` and `feed` are handles */
    unsigned open;     /* handles that are not closed yet */
    hmr_exit_fn *done; /* NULL: killed, or told already */
    void *arg;
    bool exited, eof;
    int status, signal;
    size_t dropped; /* bytes beyond the limit */
    struct str output;
    char chunk[8192];
};

void children_init(struct children *c, uv_loop_t *loop)
{
    *c = (struct children){.loop = loop};
}

static void on_closed(uv_handle_t *h)
{
    struct child *ch = h->data;
    if (--ch->open)
        return;
    str_release(&ch->output);
    free(ch);
}

static void close_handle(void *h)
{
    if (!uv_is_closing(h))
        uv_close(h, on_closed);
}

static void unlist(struct child *ch)
{
    if (!ch->link)
        return;
    *ch->link = ch->next;
    if (ch->next)
        ch->next->link = ch->link;
    ch->link = NULL;
}

static void finish(struct child *ch)
{
    hmr_exit_fn *done = ch->done;
    ch->done = NULL;
    unlist(ch);
    if (ch->dropped)
        str_addf(&ch->output, "\n[%zu more bytes of output]\n", ch->dropped);
    if (done)
        done(ch->arg, ch->signal ? -1 : ch->status, ch->signal, str_text(&ch->output));
    if (ch->made)
        close_handle(&ch->process);
    close_handle(&ch->pipe);
    close_handle(&ch->timer);
    if (ch->fed)
        feed_close(&ch->feed);
}

static void on_pipe_wait(uv_timer_t *t)
{
    finish(t->data);
}

static void check_over(struct child *ch)
{
    if (ch->exited && ch->eof)
        finish(ch);
    else if (ch->exited)
        uv_timer_start(&ch->timer, on_pipe_wait, CHILDREN_PIPE_WAIT, 0);
}

static void on_exit_status(uv_process_t *p, int64_t status, int signal)
{
    struct child *ch = p->data;
    ch->exited = true;
    ch->status = (int)status;
    ch->signal = signal;
    check_over(ch);
}

static void on_alloc(uv_handle_t *h, size_t size, uv_buf_t *buf)
{
    struct child *ch = h->data;
    (void)size;
    *buf = uv_buf_init(ch->chunk, sizeof ch->chunk);
}

static void on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *buf)
{
    struct child *ch = s->data;
    if (n < 0) {
        ch->eof = true;
        uv_read_stop(s);
        check_over(ch);
        return;
    }
    size_t room = CHILDREN_OUTPUT_MAX - ch->output.len, take = (size_t)n < room ? (size_t)n : room;
    str_addn(&ch->output, buf->base, take);
    ch->dropped += (size_t)n - take;
}

static struct child *child_new(struct children *c, hmr_exit_fn *done, void *arg)
{
    struct child *ch = mem_zalloc(sizeof *ch);
    ch->done = done;
    ch->arg = arg;
    uv_pipe_init(c->loop, &ch->pipe, 0);
    uv_timer_init(c->loop, &ch->timer);
    ch->process.data = ch->pipe.data = ch->timer.data = ch;
    ch->open = 2;
    return ch;
}

static void list(struct children *c, struct child *ch)
{
    ch->next = c->first;
    ch->link = &c->first;
    if (ch->next)
        ch->next->link = &ch->next;
    c->first = ch;
}

/* libuv changes to `cwd` before it looks argv[0] up, so what was not found may be either. */
static enum status explain(struct fault_text *why, int error, const char *program, const char *cwd)
{
    if (error == UV_ENOENT && cwd && access(cwd, X_OK) != 0)
        return fault_set(why, STATUS_IO, "%s: cannot start a program in this folder: %s", cwd,
                         strerror(errno));
    if (error == UV_ENOENT)
        return fault_set(why, STATUS_NOTFOUND,
                         "%s: no such program; install it, or name another one", program);
    return fault_set(why, STATUS_IO, "%s: cannot be started: %s", program, uv_strerror(error));
}

/* `in`: -1 for /dev/null. */
/* The environment with another TMPDIR; the caller frees the list and its first entry. */
static char **environment(const char *temp)
{
    size_t n = 0, kept = 1;
    while (environ[n])
        n++;
    char **list = mem_alloc((n + 2) * sizeof *list);
    list[0] = str_format("TMPDIR=%s", temp);
    for (size_t i = 0; i < n; i++)
        if (!str_starts(environ[i], "TMPDIR="))
            list[kept++] = environ[i];
    list[kept] = NULL;
    return list;
}

static int start_process(struct children *c, struct child *ch, const char *const *argv,
                         const char *cwd, int in, int out)
{
    uv_stdio_container_t stdio[3] = {{.flags = in < 0 ? UV_IGNORE : UV_INHERIT_FD, .data.fd = in},
                                     {.flags = UV_INHERIT_FD, .data.fd = out},
                                     {.flags = UV_INHERIT_FD, .data.fd = out}};
    uv_process_options_t options = {.exit_cb = on_exit_status,
                                    .file = argv[0],
                                    .args = (char **)argv,
                                    .cwd = cwd,
                                    .env = c->temp ? environment(c->temp) : NULL,
                                    .flags = UV_PROCESS_DETACHED,
                                    .stdio = stdio,
                                    .stdio_count = 3};
    int error = uv_spawn(c->loop, &ch->process, &options);
    if (options.env)
        free(options.env[0]), free(options.env);
    ch->made = true; /* uv_spawn makes the handle whether or not it succeeds */
    ch->open++;
    return error;
}

static int start_fed(struct children *c, struct child *ch, const char *const *argv, const char *cwd,
                     const struct str *input, int out)
{
    int in;
    int error = feed_open(&ch->feed, c->loop, input, on_closed, ch, &in);
    if (error)
        return -error;
    ch->fed = true;
    ch->open++;
    error = start_process(c, ch, argv, cwd, in, out);
    close(in);
    return error;
}

struct child *children_spawn(struct children *c, const char *const *argv, const char *cwd, const struct str *input,
                             hmr_exit_fn *done, void *arg, struct fault_text *why)
{
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0) {
        fault_set(why, STATUS_IO, "%s: no pipe for its output: %s", argv[0], strerror(errno));
        return NULL;
    }
    struct child *ch = child_new(c, done, arg);
    uv_pipe_open(&ch->pipe, fds[0]); /* owns it now, and makes it non-blocking */
    int error = input ? start_fed(c, ch, argv, cwd, input, fds[1]) : start_process(c, ch, argv, cwd, -1, fds[1]);
    close(fds[1]);
    if (error) {
        explain(why, error, argv[0], cwd);
        ch->done = NULL;
        finish(ch);
        return NULL;
    }
    list(c, ch);
    uv_read_start((uv_stream_t *)&ch->pipe, on_alloc, on_read);
    return ch;
}

static void signal_group(struct child *ch, int signal)
{
    if (!ch->exited && uv_kill(-ch->process.pid, signal) != 0)
        uv_process_kill(&ch->process, signal); /* before it made its own session */
}

static void on_term_wait(uv_timer_t *t)
{
    signal_group(t->data, SIGKILL);
}

void children_kill(struct child *ch)
{
    ch->done = NULL;
    signal_group(ch, SIGTERM);
    if (ch->exited)
        finish(ch);
    else
        uv_timer_start(&ch->timer, on_term_wait, CHILDREN_TERM_WAIT, 0);
}

static bool gone_within(pid_t pid, int ms)
{
    while (waitpid(pid, NULL, WNOHANG) == 0) {
        if (ms <= 0)
            return false;
        poll(NULL, 0, LOOK_MS);
        ms -= LOOK_MS;
    }
    return true;
}

/* The loop no longer waits for it. A compiler that is asked first removes its temporary files. */
static void end_process(struct child *ch)
{
    pid_t pid = ch->process.pid;
    signal_group(ch, SIGTERM);
    if (gone_within(pid, CHILDREN_TERM_WAIT))
        return;
    signal_group(ch, SIGKILL);
    waitpid(pid, NULL, 0);
}

void children_end(const struct children *c)
{
    for (struct child *ch = c->first; ch; ch = ch->next)
        if (!ch->exited)
            end_process(ch);
}

void children_close(struct children *c)
{
    while (c->first) {
        struct child *ch = c->first;
        ch->done = NULL;
        if (!ch->exited)
            end_process(ch);
        finish(ch);
    }
}
