#include "tests/support/inspector.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "engine/peer.h"
#include "engine/rundir.h"
#include "engine/workdir.h"
#include "rx/runtime.h"
#include "tests/support/suite.h"

struct served served;
static struct inspector *inspectors;

/* ---- the program ---- */

struct server_limits served_limits(void)
{
    struct server_limits l = server_defaults;
    l.tick = 10;
    return l;
}

static void on_own(uv_timer_t *t)
{
    (void)t;
}

static void on_closed(struct core *c)
{
    core_release(c);
    served.closed = true;
}

void served_place(void)
{
    memset(&served, 0, sizeof served);
    strcpy(served.dir, "/tmp/rxscope-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(served.dir));
    setenv("XDG_RUNTIME_DIR", served.dir, 1);
    ck_assert_int_eq(uv_loop_init(&served.loop), 0);
    uv_timer_init(&served.loop, &served.own);
    uv_timer_start(&served.own, on_own, 1000 * 1000, 0);
    served.looping = true;
}

void served_leave(void)
{
    uv_close((uv_handle_t *)&served.own, NULL);
    uv_run(&served.loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&served.loop), 0); /* no handle was forgotten */
    served.looping = false;
    if (served.path.len)
        ck_assert_int_ne(access(str_text(&served.path), F_OK), 0);
    str_release(&served.path);
    workdir_remove(served.dir);
}

void served_open(const struct server_limits *limits)
{
    struct server_limits quick = served_limits();
    struct engine_options o = {.name = "served", .limits = limits ? limits : &quick};
    struct fault_text why;
    served_place();
    core_init(&served.core, &served.loop, NULL, &o);
    served.core.closed = on_closed;
    ck_assert_msg(core_serve(&served.core, &why) == STATUS_OK, "%s", why.text);
    ck_assert_int_eq(rundir_socket("served", getpid(), &served.path, &why), STATUS_OK);
}

void served_close(void)
{
    core_end(&served.core);
    core_close(&served.core);
    served_leave();
    ck_assert(served.closed);
}

/* ---- an inspector: what it hears ---- */

static void note(struct inspector *i, const struct event *ev)
{
    i->events++;
    if (ev->kind == EV_SNAPSHOT && ev->flags == SNAPSHOT_BEGIN)
        i->begun = true;
    if (ev->kind == EV_SNAPSHOT && ev->flags == SNAPSHOT_END)
        i->synced = true;
    if (ev->kind == EV_SOURCE_END)
        i->source_ended = true;
    if (ev->kind == EV_SEND_MERGED && ev->flags)
        i->merged_for_reader += (uint64_t)ev->num;
}

/* Check's assertions write to a pipe each time: not for every event. */
static void expect_folded(struct inspector *i, const struct event *ev)
{
    struct str s = STR_INIT;
    enum status status = state_fold(i->state, ev);
    if (status == STATUS_OK)
        return;
    event_print(ev, &s);
    ck_abort_msg("%s: %s", status_name(status), str_text(&s));
}

static void take_events(struct inspector *i, const struct frame *f)
{
    const char *p = f->payload, *end = p + f->size;
    struct event ev;
    size_t size;
    for (; p < end; p += size) {
        if (event_decode(p, (size_t)(end - p), &ev, &size) != STATUS_OK || ev.source != 0)
            ck_abort_msg("a record of %s cannot be read", event_kind_name(ev.kind));
        ev.source = 1;
        note(i, &ev);
        expect_folded(i, &ev);
    }
    if (i->keep_records)
        str_addn(&i->records, f->payload, f->size);
}

static void take_reply(struct inspector *i, const struct frame *f)
{
    struct reply r;
    ck_assert_int_eq(reply_decode(f, &r), STATUS_OK);
    i->replies++;
    i->reply = r.status;
    i->reply_request = r.request;
    snprintf(i->reply_text, sizeof i->reply_text, "%.*s", (int)r.text_len, r.text);
}

static void answer(struct inspector *i)
{
    struct str s = STR_INIT;
    ping_encode(FRAME_PONG, 0, &s);
    (void)!send(i->fd, s.data, s.len, MSG_DONTWAIT | MSG_NOSIGNAL);
    str_release(&s);
}

static void take(struct inspector *i, const struct frame *f)
{
    struct fault_text why;
    if (i->said_bye || (!i->greeted && f->type != FRAME_HELLO))
        ck_abort_msg("a frame of type %s before the hello or behind the bye", frame_name(f->type));
    switch (f->type) {
    case FRAME_HELLO:
        ck_assert_msg(hello_decode(f, &i->hello, &why) == STATUS_OK, "%s", why.text);
        i->greeted = true;
        break;
    case FRAME_EVENTS:
        take_events(i, f);
        break;
    case FRAME_REPLY:
        take_reply(i, f);
        break;
    case FRAME_PING:
        i->pings++;
        if (!i->mute)
            answer(i);
        break;
    case FRAME_PONG:
        i->pongs++;
        break;
    case FRAME_BYE:
        i->said_bye = true;
        ck_assert_int_eq(bye_decode(f, &i->bye), STATUS_OK);
        break;
    default:
        ck_abort_msg("a program sent a frame of type %s", frame_name(f->type));
    }
}

static void take_all(struct inspector *i)
{
    size_t at = 0, used;
    struct frame f;
    enum status status = STATUS_TRUNCATED;
    while (at < i->in.len && (status = frame_decode(i->in.data + at, i->in.len - at,
                                                    WIRE_TO_INSPECTOR_MAX, &f, &used)) == STATUS_OK) {
        take(i, &f);
        at += used;
    }
    if (status != STATUS_OK && status != STATUS_TRUNCATED)
        ck_abort_msg("no frame: %s", status_name(status));
    memmove(i->in.data, i->in.data + at, i->in.len - at);
    str_cut(&i->in, i->in.len - at);
}

void inspector_hear(struct inspector *i)
{
    static char buf[256 * 1024];
    if (i->fd < 0 || i->stalled || i->at_end)
        return;
    ssize_t n = recv(i->fd, buf, sizeof buf, MSG_DONTWAIT);
    if (n > 0) {
        str_addn(&i->in, buf, (size_t)n);
        take_all(i);
    } else if (n == 0 || errno != EAGAIN) {
        i->at_end = true;
    }
}

/* ---- time ---- */

void turn(void)
{
    if (served.looping)
        uv_run(&served.loop, UV_RUN_NOWAIT);
    for (struct inspector *i = inspectors; i; i = i->next)
        inspector_hear(i);
}

void turn_until(bool (*holds)(void *arg), void *arg, const char *what)
{
    uint64_t deadline = clock_mono_ns() + suite_patience() * NS_PER_MS;
    while (!holds(arg)) {
        if (clock_mono_ns() >= deadline)
            ck_abort_msg("never: %s", what);
        turn();
    }
}

bool is_synced(void *inspector)
{
    return ((struct inspector *)inspector)->synced;
}

bool is_over(void *inspector)
{
    const struct inspector *i = inspector;
    return i->said_bye || i->at_end;
}

bool has_reply(void *inspector)
{
    return ((struct inspector *)inspector)->replies > 0;
}

static bool quiet(void *arg)
{
    (void)arg;
    for (const struct peer *p = served.core.server.peers; p; p = p->next)
        if (p->state != PEER_LEAVING && (peer_wants_slice(p) || p->tally.n || queue_waiting(&p->out)))
            return false;
    return !served.core.server.stepping && !rx_counts_wait();
}

void turn_quiet(void)
{
    turn();
    UNTIL(quiet, NULL);
    for (int n = 0; n < 64; n++)
        turn(); /* what lies in the sockets is read */
}

/* ---- an inspector: what it says ---- */

void inspector_connect(struct inspector *i)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    memset(i, 0, sizeof *i);
    str_copy(a.sun_path, sizeof a.sun_path, str_text(&served.path));
    i->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(i->fd, 0);
    ck_assert_int_eq(connect(i->fd, (struct sockaddr *)&a, sizeof a), 0);
    i->state = state_new(NULL);
    i->next = inspectors;
    inspectors = i;
}

void inspector_send(struct inspector *i, const void *bytes, size_t n)
{
    const char *p = bytes;
    uint64_t deadline = clock_mono_ns() + suite_patience() * NS_PER_MS;
    while (n && clock_mono_ns() < deadline) {
        ssize_t sent = send(i->fd, p, n, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN)
            return; /* it was shut out meanwhile, as the test will see */
        if (sent > 0) {
            p += sent;
            n -= (size_t)sent;
        }
        turn();
    }
    ck_assert_uint_eq(n, 0);
}

void inspector_frame(struct inspector *i, struct str *frame)
{
    inspector_send(i, frame->data, frame->len);
    str_release(frame);
}

void inspector_hello(struct inspector *i)
{
    struct str s = STR_INIT;
    struct hello h = {.oldest = WIRE_OLDEST, .newest = WIRE_NEWEST, .kinds = EV_LIMIT,
                      .role = WIRE_INSPECTOR, .pid = (uint64_t)getpid(), .name = "test"};
    inspector_connect(i);
    hello_encode(&h, &s);
    inspector_frame(i, &s);
}

void inspector_attach(struct inspector *i)
{
    struct str s = STR_INIT;
    inspector_hello(i);
    attach_encode(ATTACH_EVENTS, &s);
    inspector_frame(i, &s);
}

void inspector_command_text(struct inspector *i, unsigned kind, entity_id id, uint32_t version, uint32_t request,
                            const char *text)
{
    struct str s = STR_INIT;
    struct command c = {.kind = (uint8_t)kind, .id = id, .version = version, .request = request,
                        .text_len = (uint32_t)strlen(text), .text = text};
    command_encode(&c, &s);
    inspector_frame(i, &s);
}

void inspector_command(struct inspector *i, unsigned kind, entity_id id, uint32_t version, uint32_t request)
{
    inspector_command_text(i, kind, id, version, request, "");
}

void inspector_close(struct inspector *i)
{
    struct inspector **p = &inspectors;
    while (*p && *p != i)
        p = &(*p)->next;
    if (!*p)
        return;
    *p = i->next;
    close(i->fd);
    str_release(&i->in);
    str_release(&i->records);
    state_free(i->state);
    i->fd = -1;
}
