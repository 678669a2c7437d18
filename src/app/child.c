#include "app/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "event/event.h"

enum {
    READ_BYTES = 16 << 10,
    READS = 8,   /* of one output, before the others have their turn */
    LOOK_MS = 20,
    LOOKS = 50,  /* until SIGTERM is followed by SIGKILL */
    HOPS = 64,   /* from a process up to us */
};

/* In the child. */
static void run(char *const argv[], pid_t parent, int in, int out, int err)
{
    sigset_t none;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(127); /* it died meanwhile */
    setpgid(0, 0);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execv(argv[0], argv);
    dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

static void close_all(const int *fds, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

static void listen_to(struct child_pipe *p, int fd, unsigned level)
{
    *p = (struct child_pipe){.fd = fd, .level = (uint8_t)level};
    fcntl(fd, F_SETFL, O_NONBLOCK);
}

enum status child_start(struct child *c, char *const argv[], struct fault_text *why)
{
    int out[2] = {-1, -1}, err[2] = {-1, -1}, in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    pid_t parent = getpid();
    *c = (struct child){.pidfd = -1, .pipes = {{.fd = -1}, {.fd = -1}}};
    if (in >= 0 && pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0)
        c->pid = fork();
    else
        c->pid = -1;
    int error = errno;
    if (c->pid == 0)
        run(argv, parent, in, out[1], err[1]);
    close_all((int[]){in, out[1], err[1]}, 3);
    if (c->pid < 0) {
        close_all((int[]){out[0], err[0]}, 2);
        c->pid = 0;
        return fault_set(why, STATUS_IO, "%s cannot be started: %s", argv[0], strerror(error));
    }
    setpgid(c->pid, c->pid);
    c->group = c->pid;
    listen_to(&c->pipes[0], out[0], LOG_STDOUT);
    listen_to(&c->pipes[1], err[0], LOG_STDERR);
#ifdef SYS_pidfd_open
    c->pidfd = (int)syscall(SYS_pidfd_open, c->pid, 0);
#endif
    return STATUS_OK;
}

void child_poll(const struct child *c, struct pollfd *fds)
{
    for (size_t i = 0; i < ARRAY_LEN(c->pipes); i++)
        fds[i] = (struct pollfd){.fd = c->pipes[i].fd, .events = POLLIN};
    fds[ARRAY_LEN(c->pipes)] = (struct pollfd){.fd = c->pid ? c->pidfd : -1, .events = POLLIN};
}

/* --- its output ------------------------------------------------------------------------------ */

static void end_line(struct child_pipe *p, child_line_fn *line, void *ctx)
{
    line(ctx, p->level, p->line, p->len);
    p->len = 0;
    p->cut = false;
}

static void take(struct child_pipe *p, const char *bytes, size_t n, child_line_fn *line, void *ctx)
{
    while (n > 0) {
        const char *stop = memchr(bytes, '\n', n);
        size_t have = stop ? (size_t)(stop - bytes) : n;
        size_t room = sizeof p->line - p->len, fits = have < room ? have : room;
        memcpy(p->line + p->len, bytes, fits);
        p->len += fits;
        p->cut |= fits < have;
        if (stop)
            end_line(p, line, ctx);
        bytes += have + (stop != NULL);
        n -= have + (stop != NULL);
    }
}

static void read_pipe(struct child_pipe *p, child_line_fn *line, void *ctx)
{
    char bytes[READ_BYTES];
    for (unsigned i = 0; i < READS && p->fd >= 0; i++) {
        ssize_t n = read(p->fd, bytes, sizeof bytes);
        if (n > 0) {
            take(p, bytes, (size_t)n, line, ctx);
        } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
            if (p->len)
                end_line(p, line, ctx);
            close(p->fd);
            p->fd = -1;
        } else {
            return;
        }
    }
}

static void read_pipes(struct child *c, child_line_fn *line, void *ctx)
{
    for (size_t i = 0; i < ARRAY_LEN(c->pipes); i++)
        read_pipe(&c->pipes[i], line, ctx);
}

void child_serve(struct child *c, child_line_fn *line, void *ctx)
{
    read_pipes(c, line, ctx);
    if (!c->pid || waitpid(c->pid, &c->how, WNOHANG) == 0)
        return;
    c->ended = true;
    c->pid = 0;
    read_pipes(c, line, ctx); /* its last words may have come in between */
}

bool child_is_silent(const struct child *c)
{
    return c->pipes[0].fd < 0 && c->pipes[1].fd < 0;
}

/* --- its end --------------------------------------------------------------------------------- */

void child_signal(const struct child *c, int number)
{
    if (c->group)
        kill(-c->group, number);
}

void child_stop(struct child *c, child_line_fn *line, void *ctx)
{
    struct pollfd fds[CHILD_FDS];
    int looks = 0;
    child_signal(c, SIGTERM);
    while (c->pid) {
        if (looks++ == LOOKS)
            child_signal(c, SIGKILL);
        child_poll(c, fds);
        poll(fds, CHILD_FDS, LOOK_MS);
        child_serve(c, line, ctx);
    }
    child_serve(c, line, ctx);
}

void child_await_rest(const struct child *c)
{
    for (int looks = 0; c->group && looks < LOOKS && kill(-c->group, 0) == 0; looks++)
        poll(NULL, 0, LOOK_MS);
}

void child_forget(struct child *c)
{
    child_signal(c, SIGKILL);
    c->group = 0;
}

void child_release(struct child *c)
{
    close_all((int[]){c->pipes[0].fd, c->pipes[1].fd, c->pidfd}, 3);
    *c = (struct child){.pidfd = -1, .pipes = {{.fd = -1}, {.fd = -1}}};
}

/* 0: it is not there any more. */
static pid_t parent_of(pid_t pid)
{
    char path[64], text[512];
    long parent = 0;
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    FILE *f = fopen(path, "re");
    size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
    if (f)
        fclose(f);
    text[n] = '\0';
    const char *name_end = strrchr(text, ')'); /* the name may hold anything */
    if (!name_end || sscanf(name_end, ") %*c %ld", &parent) != 1)
        return 0;
    return (pid_t)parent;
}

bool child_is_above(const struct child *c, pid_t pid)
{
    for (unsigned i = 0; i < HOPS && pid > 1; i++) {
        if (pid == c->group)
            return true;
        pid = parent_of(pid);
    }
    return false;
}

void child_print_end(const struct child *c, char *buf, size_t size)
{
    if (WIFSIGNALED(c->how))
        snprintf(buf, size, "was ended by signal %d", WTERMSIG(c->how));
    else
        snprintf(buf, size, "ended with status %d", WEXITSTATUS(c->how));
}
