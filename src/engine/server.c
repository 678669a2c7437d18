#include "engine/server.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/peer.h"
#include "rx/runtime.h"
#include "rx/snapshot.h"

const struct server_limits server_defaults = {
    .tick = 1000,
    .hello = 5,
    .ping = 5,
    .silent = 30,
    .stuck = 10,
    .linger = 10,
    .peers = 32,
    .slice = NS_PER_MS,
    .frames = 1000,
    .work = 250 * NS_PER_MS,
    .detail = 256 << 10,
    .snapshot = 1 << 20,
    .queue = 16 << 20,
};

/* ---- inspection begins with the first that attaches, and ends with the last ---- */

static void inspect(struct server *s, bool on)
{
    if (s->always || s->inspecting == on || !rx_running())
        return;
    s->inspecting = on;
    s->stepping = true;
    rx_inspect(on ? &s->hub->sink : NULL);
    server_wants_work(s);
}

void server_attached(struct server *s)
{
    s->nattached++;
    inspect(s, true);
    server_wants_work(s);
}

void server_detached(struct server *s)
{
    if (--s->nattached == 0)
        inspect(s, false);
}

/* ---- slices: one in a turn, whoever waits ---- */

/* The next one waits longest: it goes to the end of the list afterwards. */
static struct peer *take_waiting(struct server *s)
{
    struct peer **p = &s->peers;
    while (*p && !peer_wants_slice(*p))
        p = &(*p)->next;
    struct peer *found = *p;
    if (!found)
        return NULL;
    *p = found->next;
    while (*p)
        p = &(*p)->next;
    *p = found;
    found->next = NULL;
    return found;
}

static void on_work(uv_idle_t *h)
{
    struct server *s = h->data;
    if (s->stepping) {
        s->stepping = !rx_inspect_step(s->limits.slice);
        if (!s->stepping && s->inspecting)
            watching_again(&s->watching);
        return;
    }
    struct peer *p = take_waiting(s);
    if (p)
        peer_slice(p, s->limits.slice);
    else
        uv_idle_stop(h);
}

void server_wants_work(struct server *s)
{
    if (!uv_is_active((uv_handle_t *)&s->work))
        uv_idle_start(&s->work, on_work);
}

/* ---- coming in ---- */

static void say_busy(struct server *s, int fd)
{
    char text[64];
    struct hello h = {.role = WIRE_PROGRAM};
    struct str out = STR_INIT;
    s->ops.hello(s->ops.ctx, &h);
    hello_encode(&h, &out);
    snprintf(text, sizeof text, "%u inspectors are attached already", s->limits.peers);
    bye_encode(STATUS_BUSY, text, &out);
    (void)!send(fd, out.data, out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
    str_release(&out);
    close(fd);
}

static void on_tick(uv_timer_t *h);

static void start_ticking(struct server *s)
{
    if (!uv_is_active((uv_handle_t *)&s->tick))
        uv_timer_start(&s->tick, on_tick, s->limits.tick, s->limits.tick);
}

static void come_in(struct server *s, int fd, uid_t uid, pid_t pid)
{
    if (uid != geteuid()) {
        close(fd);
        hub_logf(s->hub, LOG_WARN, "a program of another user (uid %ld) wanted to attach and was refused",
                 (long)uid);
        return;
    }
    if (s->npeers >= s->limits.peers) {
        say_busy(s, fd);
        return;
    }
    struct peer *p = peer_new(s, fd, pid);
    if (!p) {
        close(fd);
        hub_logf(s->hub, LOG_WARN, "an inspector (pid %ld) was refused: the loop watches no more descriptors",
                 (long)pid);
        return;
    }
    p->next = s->peers;
    s->peers = p;
    s->npeers++;
    start_ticking(s);
}

/* Without a descriptor to accept with, the loop would be told of the same connection again and again. */
static void pause_accepting(struct server *s, int error)
{
    s->paused = true;
    uv_poll_stop(&s->accept);
    start_ticking(s);
    if (!s->complained)
        hub_logf(s->hub, LOG_WARN, "no inspector can come in: %s; raise the limit (ulimit -n)",
                 strerror(error));
    s->complained = true;
}

static void on_connection(uv_poll_t *h, int status, int events)
{
    struct server *s = h->data;
    uid_t uid;
    pid_t pid;
    (void)status;
    (void)events;
    int fd = socket_accept(&s->socket, &uid, &pid);
    if (fd >= 0) {
        s->complained = false;
        come_in(s, fd, uid, pid);
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
        pause_accepting(s, errno);
    }
}

/* ---- turns and ticks ---- */

void server_turn(struct server *s)
{
    struct peer **p = &s->peers;
    while (*p) {
        struct peer *peer = *p;
        if (peer_turn(peer)) {
            p = &peer->next;
            continue;
        }
        *p = peer->next;
        s->npeers--;
        peer_free(peer);
    }
}

static void on_tick(uv_timer_t *h)
{
    struct server *s = h->data;
    for (struct peer *p = s->peers; p; p = p->next)
        peer_tick(p);
    if (s->paused) {
        s->paused = false;
        uv_poll_start(&s->accept, UV_READABLE, on_connection);
    }
    if (!s->peers)
        uv_timer_stop(h);
}

/* ---- life ---- */

void server_handle(const struct server *s, void *handle)
{
    if (s->background)
        uv_unref(handle);
}

void server_init(struct server *s, const struct server_options *o)
{
    *s = (struct server){.loop = o->loop,
                         .hub = o->hub,
                         .ops = o->ops,
                         .limits = o->limits ? *o->limits : server_defaults,
                         .always = o->always,
                         .background = o->background,
                         .socket = SOCKET_INIT};
    uv_timer_init(s->loop, &s->tick);
    uv_idle_init(s->loop, &s->work);
    s->tick.data = s->work.data = s;
    server_handle(s, &s->tick);
    server_handle(s, &s->work);
}

enum status server_listen(struct server *s, const char *path, struct fault_text *why)
{
    enum status status = socket_listen(&s->socket, path, why);
    if (status != STATUS_OK)
        return status;
    int error = uv_poll_init(s->loop, &s->accept, s->socket.fd);
    if (error) {
        socket_close(&s->socket);
        return fault_set(why, STATUS_IO, "%s: the loop cannot watch it: %s", path, uv_strerror(error));
    }
    s->accept.data = s;
    server_handle(s, &s->accept);
    uv_poll_start(&s->accept, UV_READABLE, on_connection);
    return STATUS_OK;
}

/* Waits until the socket takes more. false: time is over. */
static bool wait_writable(const struct peer *p, uint64_t deadline)
{
    struct pollfd fd = {.fd = p->fd, .events = POLLOUT};
    int n = -1;
    errno = EINTR;
    for (uint64_t now; n < 0 && errno == EINTR && (now = clock_mono_ns()) < deadline;)
        n = poll(&fd, 1, (int)((deadline - now) / NS_PER_MS) + 1);
    return n > 0;
}

static void say_goodbye(struct peer *p, uint64_t deadline)
{
    if (p->state != PEER_NEW)
        peer_bye(p, STATUS_OK, "the program has ended");
    while (!p->broken && queue_waiting(&p->out)) {
        peer_send(p);
        if (p->blocked && !wait_writable(p, deadline))
            break;
    }
}

void server_close(struct server *s, unsigned ms)
{
    uint64_t deadline = clock_mono_ns() + ms * NS_PER_MS;
    bool listened = s->socket.fd >= 0;
    for (struct peer *p = s->peers; p; p = p->next)
        say_goodbye(p, deadline);
    while (s->peers) {
        struct peer *p = s->peers;
        s->peers = p->next;
        peer_free(p);
    }
    s->npeers = 0;
    if (listened)
        uv_close((uv_handle_t *)&s->accept, NULL);
    uv_close((uv_handle_t *)&s->tick, NULL);
    uv_close((uv_handle_t *)&s->work, NULL);
    socket_close(&s->socket);
}
