#include "engine/peer.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "rx/runtime.h"
#include "rx/snapshot.h"

enum { IN_MAX = WIRE_HEADER + WIRE_TO_PROGRAM_MAX, IN_KEEP = 4096 };

/* ---- what it gets ---- */

static bool attached(const struct peer *p)
{
    return p->state == PEER_WAITING || p->state == PEER_TELLING || p->state == PEER_LIVE;
}

void peer_send(struct peer *p)
{
    switch (queue_send(&p->out, p->fd)) {
    case STATUS_OK:
        p->blocked = false;
        break;
    case STATUS_FULL:
        p->blocked = true;
        break;
    default:
        p->broken = true;
    }
}

/* The ends of what has begun are few, errors and completes as few as subscriptions, and so is lifecycle:
 * only what grows with the number of values is refused. */
static bool may_wait(const struct event *ev)
{
    return (ev->kind == EV_SEND_CALL && ev->flags == SEND_NEXT) || ev->kind == EV_ARG_CALL;
}

static bool slow(struct sink *sink)
{
    const struct peer *p = (struct peer *)sink;
    return queue_waiting(&p->out) > p->server->limits.detail;
}

static bool put(struct sink *sink, const struct event *ev)
{
    struct peer *p = (struct peer *)sink;
    if (may_wait(ev) && slow(sink))
        return false;
    if (p->broken || p->overflown)
        return true;
    if (queue_event(&p->out, ev))
        peer_send(p);
    p->overflown = queue_waiting(&p->out) > p->server->limits.queue;
    return true;
}

/* ---- the snapshot ---- */

static bool snapshot_full(void *ctx)
{
    const struct peer *p = ctx;
    return queue_waiting(&p->out) > p->server->limits.snapshot || p->broken || p->overflown;
}

bool peer_wants_slice(const struct peer *p)
{
    return (p->state == PEER_WAITING || p->state == PEER_TELLING) && !snapshot_full((void *)p);
}

static void tell_snapshot(struct peer *p, unsigned code, uint64_t num)
{
    struct event ev = {.kind = EV_SNAPSHOT, .flags = (uint8_t)code, .time = clock_mono_ns(),
                       .num = (int64_t)num};
    sink_put(&p->tally.sink, &ev);
}

/* From here on the filter hears all that happens. */
static void begin_telling(struct peer *p)
{
    struct server *s = p->server;
    p->state = PEER_TELLING;
    s->ops.tell_source(s->ops.ctx, &p->tally.sink);
    tell_snapshot(p, SNAPSHOT_BEGIN, rx_counting_since());
    journal_tell(&s->hub->journal, &p->tally.sink);
    latecomer_begin(&p->late, &p->tally.sink);
    p->reader = (struct reader){.enter = &p->late.sink, .tally = &p->tally};
    hub_add(s->hub, &p->reader);
}

void peer_slice(struct peer *p, uint64_t ns)
{
    if (p->state == PEER_WAITING)
        begin_telling(p);
    if (!latecomer_step(&p->late, ns, snapshot_full, p))
        return;
    tell_snapshot(p, SNAPSHOT_END, 0);
    p->state = PEER_LIVE;
}

/* ---- leaving ---- */

static void detach(struct peer *p)
{
    struct server *s = p->server;
    if (p->state == PEER_TELLING || p->state == PEER_LIVE) {
        hub_remove(s->hub, &p->reader);
        latecomer_release(&p->late);
    }
    tally_release(&p->tally);
    watching_leave(&s->watching, &p->watcher, !rx_running());
    if (attached(p))
        server_detached(s);
    p->state = PEER_LEAVING;
    p->age = 0;
}

void peer_bye(struct peer *p, enum status status, const char *text)
{
    if (p->state == PEER_LEAVING)
        return;
    detach(p);
    if (status != STATUS_OK && queue_waiting(&p->out) > p->server->limits.detail)
        queue_cut(&p->out); /* it has not read that for long */
    bye_encode(status, text, queue_frame(&p->out));
    peer_send(p);
}

void peer_drop(struct peer *p, enum status status, const char *why)
{
    peer_bye(p, status, why);
    hub_logf(p->server->hub, LOG_WARN, "an inspector (pid %ld) was dropped: %s", (long)p->pid, why);
}

/* ---- what it sends ---- */

static void receive(struct peer *p)
{
    size_t room = IN_MAX - p->in.len;
    char *at = str_grow(&p->in, room);
    ssize_t n = recv(p->fd, at, room, MSG_DONTWAIT);
    int error = errno;
    str_cut(&p->in, p->in.len - room + (n > 0 ? (size_t)n : 0));
    if (n > 0)
        p->silent = 0;
    else if (n == 0 || (error != EAGAIN && error != EWOULDBLOCK && error != EINTR))
        p->broken = true;
}

static void read_some(struct peer *p)
{
    if (p->held || p->state == PEER_LEAVING)
        return;
    receive(p);
    peer_frames(p);
    if (!p->in.len && p->in.cap > IN_KEEP)
        str_release(&p->in);
}

static void on_io(uv_poll_t *h, int status, int events)
{
    struct peer *p = h->data;
    if (events & UV_WRITABLE)
        p->blocked = false;
    if (status < 0 || events & UV_READABLE)
        read_some(p);
    if (status < 0)
        p->broken = true;
}

/* ---- turns and ticks ---- */

static void poll_for(struct peer *p)
{
    int want = p->blocked ? UV_WRITABLE : 0;
    if (!p->held && p->state != PEER_LEAVING)
        want |= UV_READABLE;
    if (want == p->polled)
        return;
    p->polled = want;
    if (want)
        uv_poll_start(&p->poll, want, on_io);
    else
        uv_poll_stop(&p->poll);
}

static bool room_for_counts(void *ctx)
{
    const struct peer *p = ctx;
    return queue_waiting(&p->out) < p->server->limits.detail / 2;
}

bool peer_turn(struct peer *p)
{
    p->overflown |= queue_waiting(&p->out) > p->server->limits.queue; /* by answers, too */
    if (p->overflown && p->state != PEER_LEAVING)
        peer_drop(p, STATUS_FULL, "it read too slowly: too much waited for it");
    if (p->tally.n && p->state != PEER_LEAVING)
        tally_flush(&p->tally, room_for_counts, p);
    if (queue_waiting(&p->out) && !p->blocked && !p->broken)
        peer_send(p);
    if (p->broken || (p->state == PEER_LEAVING && !queue_waiting(&p->out)))
        return false;
    if (peer_wants_slice(p))
        server_wants_work(p->server);
    poll_for(p);
    return true;
}

static void tick_leaving(struct peer *p)
{
    if (p->age > p->server->limits.linger)
        p->broken = true;
}

static void tick_stuck(struct peer *p)
{
    bool stuck = queue_waiting(&p->out) && p->out.sent == p->sent;
    p->stuck = stuck ? p->stuck + 1 : 0;
    p->sent = p->out.sent;
    if (p->stuck > p->server->limits.stuck)
        peer_drop(p, STATUS_FULL, "it read too slowly: nothing could be written for too long");
}

static void tick_silent(struct peer *p)
{
    const struct server_limits *l = &p->server->limits;
    p->silent++;
    if (p->state == PEER_NEW && p->age > l->hello)
        peer_drop(p, STATUS_FORMAT, "it said no hello");
    else if (p->silent > l->silent)
        peer_drop(p, STATUS_GONE, "it answered nothing for too long");
    else if (p->state != PEER_NEW && p->silent % l->ping == 0)
        ping_encode(FRAME_PING, p->silent, queue_frame(&p->out));
}

void peer_tick(struct peer *p)
{
    p->age++;
    p->frames = 0;
    p->work = 0;
    if (p->state == PEER_LEAVING) {
        tick_leaving(p);
        return;
    }
    if (p->held) {
        p->silent = 0; /* it is we who do not listen */
        p->held = false;
        peer_frames(p);
    }
    tick_stuck(p);
    if (p->state != PEER_LEAVING)
        tick_silent(p);
}

/* ---- made and freed ---- */

struct peer *peer_new(struct server *s, int fd, pid_t pid)
{
    struct peer *p = mem_zalloc(sizeof *p);
    struct hello h = {.role = WIRE_PROGRAM};
    if (uv_poll_init(s->loop, &p->poll, fd) != 0) {
        free(p);
        return NULL;
    }
    p->sink.put = put;
    p->server = s;
    p->fd = fd;
    p->pid = pid;
    tally_init(&p->tally, &p->sink, slow);
    p->poll.data = p;
    server_handle(s, &p->poll);
    s->ops.hello(s->ops.ctx, &h);
    hello_encode(&h, &p->out.bytes);
    return p;
}

static void on_closed(uv_handle_t *h)
{
    free(h->data);
}

void peer_free(struct peer *p)
{
    if (p->state != PEER_LEAVING)
        detach(p);
    queue_release(&p->out);
    str_release(&p->in);
    uv_close((uv_handle_t *)&p->poll, on_closed); /* epoll forgets the descriptor at once */
    close(p->fd);
}
