/* capture.c - see capture.h for why there is a thread. */
#include "engine/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

/* --- the reading thread ---------------------------------------------------------------------- */

static bool within_rate(struct capture *c)
{
    uint64_t second = clock_mono_ns() / NS_PER_S;
    if (second != c->second) {
        c->second = second;
        c->in_second = 0;
    }
    return c->in_second++ < CAPTURE_RATE;
}

static void add_line(struct capture *c, struct capture_pipe *p)
{
    bool wanted = within_rate(c);
    uv_mutex_lock(&c->lock);
    if (wanted && c->count < CAPTURE_QUEUE) {
        struct capture_line *l = &c->queue[c->count++];
        l->level = p->level;
        l->text = mem_strndup(p->line, p->len);
    } else {
        c->dropped++;
    }
    uv_mutex_unlock(&c->lock);
    p->len = 0;
    p->cut = false;
}

static void add_bytes(struct capture *c, struct capture_pipe *p, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] == '\n')
            add_line(c, p);
        else if (p->len < sizeof p->line)
            p->line[p->len++] = bytes[i] ? bytes[i] : ' ';
        else
            p->cut = true;
    }
}

/* false when nothing was there to read. */
static bool read_some(struct capture *c, struct capture_pipe *p)
{
    char buf[16 * 1024];
    ssize_t n = p->fd < 0 ? -1 : read(p->fd, buf, sizeof buf);
    if (n > 0)
        add_bytes(c, p, buf, (size_t)n);
    if (n == 0) { /* every writer is gone */
        close(p->fd);
        p->fd = -1;
    }
    return n > 0;
}

static void end_line(struct capture *c, struct capture_pipe *p)
{
    if (p->len)
        add_line(c, p);
}

static bool unfinished(const struct capture *c)
{
    return c->pipes[0].len || c->pipes[1].len;
}

static void read_thread(void *arg)
{
    struct capture *c = arg;
    struct pollfd fds[3] = {{.events = POLLIN}, {.events = POLLIN}, {.fd = c->stop[0]}};
    while (!fds[2].revents) {
        for (int i = 0; i < 2; i++)
            fds[i].fd = c->pipes[i].fd;
        int n = poll(fds, 3, unfinished(c) ? CAPTURE_QUIET : -1);
        for (int i = 0; i < 2; i++) {
            if (n == 0)
                end_line(c, &c->pipes[i]);
            else if (fds[i].fd >= 0 && fds[i].revents)
                read_some(c, &c->pipes[i]);
        }
        uv_async_send(&c->wake);
    }
    for (int i = 0; i < 2; i++) {
        for (int turns = 0; turns < 64 && read_some(c, &c->pipes[i]);)
            turns++;
        end_line(c, &c->pipes[i]);
    }
}

/* --- the loop thread ------------------------------------------------------------------------- */

static void tell_lines(struct capture *c)
{
    struct capture_line *lines = mem_alloc(sizeof c->queue);
    uv_mutex_lock(&c->lock);
    size_t n = c->count;
    memcpy(lines, c->queue, n * sizeof *lines);
    c->count = 0;
    uv_mutex_unlock(&c->lock);
    for (size_t i = 0; i < n; i++) {
        sink_log(c->sink, lines[i].level, 0, lines[i].text, strlen(lines[i].text));
        free(lines[i].text);
    }
    free(lines);
}

static uint64_t dropped(struct capture *c, bool forget)
{
    uv_mutex_lock(&c->lock);
    uint64_t n = c->dropped;
    if (forget)
        c->dropped = 0;
    uv_mutex_unlock(&c->lock);
    return n;
}

static void tell_dropped(struct capture *c)
{
    char count[32], text[96];
    uint64_t n = dropped(c, true);
    if (!n)
        return;
    str_thousands(count, sizeof count, n);
    int len = snprintf(text, sizeof text, "%s lines of output dropped (more than %d a second)",
                       count, CAPTURE_RATE);
    sink_log(c->sink, LOG_WARN, 0, text, (size_t)len);
}

static void on_report(uv_timer_t *t)
{
    tell_dropped(t->data);
}

static void on_wake(uv_async_t *h)
{
    struct capture *c = h->data;
    tell_lines(c);
    if (dropped(c, false) && !uv_is_active((uv_handle_t *)&c->report))
        uv_timer_start(&c->report, on_report, 1000, 0);
}

static void close_fds(struct capture *c)
{
    for (int i = 0; i < 2; i++)
        if (c->pipes[i].fd >= 0)
            close(c->pipes[i].fd);
}

enum status capture_start(struct capture *c, uv_loop_t *loop, struct sink *sink, int out_fd,
                          int err_fd, struct fault_text *why)
{
    *c = (struct capture){.sink = sink};
    c->pipes[0] = (struct capture_pipe){.fd = out_fd, .level = LOG_STDOUT};
    c->pipes[1] = (struct capture_pipe){.fd = err_fd, .level = LOG_STDERR};
    if (pipe2(c->stop, O_CLOEXEC) != 0) {
        close_fds(c);
        return fault_set(why, STATUS_IO, "no pipe for the program's output: %s", strerror(errno));
    }
    for (int i = 0; i < 2; i++)
        fcntl(c->pipes[i].fd, F_SETFL, O_NONBLOCK); /* the read end alone */
    uv_mutex_init(&c->lock);
    uv_async_init(loop, &c->wake, on_wake);
    uv_timer_init(loop, &c->report);
    c->wake.data = c->report.data = c;
    uv_thread_create(&c->thread, read_thread, c);
    return STATUS_OK;
}

void capture_stop(struct capture *c)
{
    fflush(stdout); /* a last line without its end, while somebody still reads */
    close(c->stop[1]);
    uv_thread_join(&c->thread);
    close(c->stop[0]);
    tell_lines(c);
    tell_dropped(c);
    uv_close((uv_handle_t *)&c->wake, NULL);
    uv_close((uv_handle_t *)&c->report, NULL);
    uv_mutex_destroy(&c->lock);
    close_fds(c);
}
