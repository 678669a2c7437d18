#include "app/control.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

struct control_client {
    struct control *control;
    int fd;         /* -1: this place is free */
    uint64_t moved; /* ns: when something last moved */
    bool asked;     /* a request waits for its answer */
    bool last;      /* closed when everything is written */
    size_t in_len;
    char in[CONTROL_REQUEST];
    struct str out;
    size_t out_at;
};

struct control {
    int fd;
    char *path, *hello;
    struct control_ops ops;
    struct control_client clients[CONTROL_CLIENTS];
};

/* --- a client -------------------------------------------------------------------------------- */

static bool waits_to_write(const struct control_client *c)
{
    return c->out_at < c->out.len;
}

static void drop(struct control_client *c)
{
    if (c->asked)
        c->control->ops.gone(c->control->ops.ctx, c);
    close(c->fd);
    str_release(&c->out);
    *c = (struct control_client){.control = c->control, .fd = -1};
}

static void say(struct control_client *c, const char *json)
{
    str_add(&c->out, json);
    str_addc(&c->out, '\n');
}

/* The last words to a client that does not behave. */
static void refuse(struct control_client *c, const char *json)
{
    say(c, json);
    c->last = true;
    c->in_len = 0;
}

static void write_some(struct control_client *c, uint64_t now)
{
    ssize_t n =
        send(c->fd, c->out.data + c->out_at, c->out.len - c->out_at, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n < 0) {
        drop(c);
        return;
    }
    c->out_at += (size_t)n;
    c->moved = now;
    if (waits_to_write(c))
        return;
    str_release(&c->out); /* a snapshot may have been large */
    c->out_at = 0;
    if (c->last)
        drop(c);
}

/* Takes the next request out of the buffer, one at a time: the next waits for the answer. */
static void take_request(struct control_client *c)
{
    char line[CONTROL_REQUEST], *end = memchr(c->in, '\n', c->in_len);
    if (c->asked || c->last)
        return;
    if (!end) {
        if (c->in_len == sizeof c->in)
            refuse(c,
                   "{\"ok\":false,\"status\":\"range\",\"message\":\"the request is too long\"}");
        return;
    }
    size_t n = (size_t)(end - c->in);
    memcpy(line, c->in, n);
    line[n] = '\0';
    c->in_len -= n + 1;
    memmove(c->in, end + 1, c->in_len);
    c->asked = true;
    c->control->ops.request(c->control->ops.ctx, c, line, n);
}

static void read_some(struct control_client *c, uint64_t now)
{
    ssize_t n = recv(c->fd, c->in + c->in_len, sizeof c->in - c->in_len, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        drop(c);
        return;
    }
    c->moved = now;
    c->in_len += (size_t)n;
    take_request(c);
}

void control_answer(struct control_client *c, const char *json)
{
    say(c, json);
    c->asked = false;
    c->moved = clock_mono_ns();
}

/* --- the socket ------------------------------------------------------------------------------ */

static bool peer_is_ours(int fd)
{
    struct ucred peer;
    socklen_t len = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && peer.uid == geteuid();
}

static struct control_client *free_place(struct control *c)
{
    for (size_t i = 0; i < CONTROL_CLIENTS; i++)
        if (c->clients[i].fd < 0)
            return &c->clients[i];
    return NULL;
}

static void accept_some(struct control *c, uint64_t now)
{
    struct control_client *place;
    while ((place = free_place(c))) {
        int fd = accept4(c->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
            return;
        if (!peer_is_ours(fd)) {
            close(fd);
            continue;
        }
        place->fd = fd;
        place->moved = now;
        say(place, c->hello);
    }
}

static enum status bind_listen(struct control *c, struct fault_text *why)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    if (strlen(c->path) >= sizeof addr.sun_path)
        return fault_set(why, STATUS_RANGE, "%s: this path is too long for a socket", c->path);
    strcpy(addr.sun_path, c->path);
    c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0)
        return fault_set(why, STATUS_IO, "no socket: %s", strerror(errno));
    unlink(c->path); /* its folder is ours alone, and the pid in its name is ours */
    mode_t old = umask(0177);
    int failed = bind(c->fd, (struct sockaddr *)&addr, sizeof addr) || listen(c->fd, 64);
    int error = errno;
    umask(old);
    if (failed)
        return fault_set(why, STATUS_IO, "%s: no socket can be made here: %s", c->path,
                         strerror(error));
    return STATUS_OK;
}

enum status control_open(struct control **out, const char *path, const char *hello,
                         const struct control_ops *ops, struct fault_text *why)
{
    struct control *c = mem_zalloc(sizeof *c);
    c->fd = -1;
    c->path = mem_strdup(path);
    c->hello = mem_strdup(hello);
    c->ops = *ops;
    for (size_t i = 0; i < CONTROL_CLIENTS; i++)
        c->clients[i] = (struct control_client){.control = c, .fd = -1};
    enum status status = bind_listen(c, why);
    *out = status == STATUS_OK ? c : NULL;
    if (status != STATUS_OK)
        control_close(c);
    return status;
}

void control_close(struct control *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < CONTROL_CLIENTS; i++)
        if (c->clients[i].fd >= 0)
            drop(&c->clients[i]);
    if (c->fd >= 0) {
        unlink(c->path);
        close(c->fd);
    }
    free(c->path);
    free(c->hello);
    free(c);
}

/* --- the poll loop --------------------------------------------------------------------------- */

static short wanted(const struct control_client *c)
{
    if (waits_to_write(c))
        return POLLOUT;
    return c->asked ? 0 : POLLIN; /* POLLHUP comes in any case */
}

size_t control_poll(const struct control *c, struct pollfd *fds)
{
    bool room = false;
    for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
        const struct control_client *x = &c->clients[i];
        fds[1 + i] = (struct pollfd){.fd = x->fd, .events = x->fd < 0 ? 0 : wanted(x)};
        room = room || x->fd < 0;
    }
    fds[0] = (struct pollfd){.fd = room ? c->fd : -1, .events = POLLIN};
    return CONTROL_FDS;
}

/* A client whose answer is on its way, or being made, has time; one that asks nothing or does not
 * read has not. */
static uint64_t time_left(const struct control_client *c, uint64_t now)
{
    uint64_t limit = CONTROL_IDLE_MS * NS_PER_MS, past = now > c->moved ? now - c->moved : 0;
    return past < limit ? limit - past : 0;
}

int control_timeout(const struct control *c, uint64_t now)
{
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
        const struct control_client *x = &c->clients[i];
        if (x->fd < 0 || x->asked)
            continue;
        if (time_left(x, now) < least)
            least = time_left(x, now);
    }
    return least == UINT64_MAX ? -1 : (int)(least / NS_PER_MS) + 1;
}

static void serve_client(struct control_client *c, short events, uint64_t now)
{
    if (c->fd >= 0 && events & (POLLHUP | POLLERR) && !(events & POLLIN))
        drop(c);
    if (c->fd >= 0 && events & POLLIN)
        read_some(c, now);
    if (c->fd >= 0 && !c->asked)
        take_request(c); /* one that came together with the last */
    if (c->fd >= 0 && waits_to_write(c))
        write_some(c, now);
    if (c->fd >= 0 && !c->asked && time_left(c, now) == 0)
        drop(c);
}

void control_serve(struct control *c, const struct pollfd *fds, size_t n, uint64_t now)
{
    for (size_t i = 1; i < n; i++)
        if (fds[i].fd >= 0 && fds[i].fd == c->clients[i - 1].fd)
            serve_client(&c->clients[i - 1], fds[i].revents, now);
    if (fds[0].revents)
        accept_some(c, now);
}
