#include "tests/support/fake.h"

#include <check.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/support/events.h"
#include "tests/support/suite.h"

int fake_pair(struct fake *p)
{
    int fds[2];
    *p = (struct fake){.listener = -1};
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
    p->fd = fds[0];
    return fds[1];
}

void fake_listen(struct fake *p, const char *path)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    *p = (struct fake){.fd = -1};
    ck_assert_uint_lt(strlen(path), sizeof p->path);
    strcpy(p->path, path);
    strcpy(addr.sun_path, path);
    p->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(p->listener, (struct sockaddr *)&addr, sizeof addr), 0);
    ck_assert_int_eq(listen(p->listener, 8), 0);
}

bool fake_wanted(const struct fake *p)
{
    struct pollfd fd = {.fd = p->listener, .events = POLLIN};
    return poll(&fd, 1, 0) == 1;
}

void fake_accept(struct fake *p)
{
    struct pollfd fd = {.fd = p->listener, .events = POLLIN};
    ck_assert_msg(poll(&fd, 1, (int)suite_patience()) == 1, "nobody connects to %s", p->path);
    p->fd = accept4(p->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    ck_assert_int_ge(p->fd, 0);
    str_clear(&p->in);
}

void fake_hang_up(struct fake *p)
{
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
}

void fake_close(struct fake *p)
{
    fake_hang_up(p);
    if (p->listener >= 0) {
        unlink(p->path);
        close(p->listener);
    }
    p->listener = -1;
    str_release(&p->in);
}

void fake_write(struct fake *p, const void *bytes, size_t n)
{
    ssize_t sent = send(p->fd, bytes, n, MSG_NOSIGNAL);
    if (sent < 0 && p->may_leave && (errno == EPIPE || errno == ECONNRESET))
        return;
    ck_assert_int_eq(sent, (ssize_t)n);
}

void fake_say(struct fake *p, struct str *frames)
{
    fake_write(p, str_text(frames), frames->len);
    str_release(frames);
}

void fake_hello_version(struct fake *p, const char *name, unsigned oldest, unsigned newest)
{
    struct str out = STR_INIT;
    struct hello h = {.oldest = (uint16_t)oldest,
                      .newest = (uint16_t)newest,
                      .kinds = EV_LIMIT,
                      .role = WIRE_PROGRAM,
                      .ready = READY_LIVE,
                      .pid = 4711,
                      .started = 1,
                      .host = "c"};
    str_copy(h.name, sizeof h.name, name);
    hello_encode(&h, &out);
    fake_say(p, &out);
}

void fake_hello(struct fake *p, const char *name)
{
    fake_hello_version(p, name, WIRE_OLDEST, WIRE_NEWEST);
}

void fake_events(struct fake *p, const struct event *ev, size_t n)
{
    struct str out = STR_INIT;
    char record[EVENT_MAX];
    size_t at = frame_begin(&out, FRAME_EVENTS);
    for (size_t i = 0; i < n; i++)
        str_addn(&out, record, event_encode(&ev[i], record));
    frame_end(&out, at);
    fake_say(p, &out);
}

void fake_event(struct fake *p, struct event ev)
{
    fake_events(p, &ev, 1);
}

void fake_snapshot(struct fake *p, const char *name)
{
    struct event all[3] = {source_start(0, name), plain_event(EV_SNAPSHOT, 0), plain_event(EV_SNAPSHOT, 0)};
    for (size_t i = 0; i < 3; i++)
        all[i].source = 0;
    all[2].flags = SNAPSHOT_END;
    fake_events(p, all, 3);
}

void fake_reply(struct fake *p, uint32_t request, enum status status, const char *text)
{
    struct str out = STR_INIT;
    reply_encode(&(struct reply){request, status, text, (uint32_t)strlen(text)}, &out);
    fake_say(p, &out);
}

static void read_all(struct fake *p)
{
    char bytes[16384];
    ssize_t n;
    while (p->fd >= 0 && (n = recv(p->fd, bytes, sizeof bytes, MSG_DONTWAIT)) > 0)
        str_addn(&p->in, bytes, (size_t)n);
}

bool fake_got(struct fake *p, unsigned type, struct frame *out)
{
    static char payload[WIRE_TO_PROGRAM_MAX];
    struct frame f;
    size_t at = 0, used;
    bool found = false;
    read_all(p);
    while (!found &&
           frame_decode(str_text(&p->in) + at, p->in.len - at, WIRE_TO_PROGRAM_MAX, &f, &used) == STATUS_OK) {
        found = f.type == type;
        at += used;
    }
    if (!found)
        return false;
    memcpy(payload, f.payload, f.size);
    if (out)
        *out = (struct frame){f.type, f.size, payload};
    memmove(p->in.data, p->in.data + at, p->in.len - at);
    str_cut(&p->in, p->in.len - at);
    return true;
}
