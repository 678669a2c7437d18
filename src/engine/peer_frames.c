/* peer_frames.c - what an inspector may say, and what it may not. */
#include "engine/peer.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

static void malformed(struct peer *p, const char *what)
{
    peer_drop(p, STATUS_FORMAT, what);
}

static void on_hello(struct peer *p, const struct frame *f)
{
    struct hello ours = {.role = WIRE_PROGRAM}, theirs;
    struct fault_text why;
    p->server->ops.hello(p->server->ops.ctx, &ours);
    if (p->state != PEER_NEW)
        malformed(p, "it said hello twice");
    else if (hello_decode(f, &theirs, &why) != STATUS_OK)
        malformed(p, why.text);
    else if (theirs.role != WIRE_INSPECTOR)
        malformed(p, "it is a program, no inspector");
    else if (!hello_common(&ours, &theirs, &why))
        peer_drop(p, STATUS_VERSION, why.text);
    else
        p->state = PEER_GREETED;
}

static void on_attach(struct peer *p, const struct frame *f)
{
    uint32_t flags;
    if (attach_decode(f, &flags) != STATUS_OK)
        malformed(p, "an attach frame contradicts itself");
    else if (p->state != PEER_GREETED)
        malformed(p, "it attached twice");
    else if (flags & ATTACH_EVENTS) {
        p->state = PEER_WAITING;
        server_attached(p->server);
    }
}

static void on_command(struct peer *p, const struct frame *f)
{
    struct command c;
    struct str why = STR_INIT;
    if (command_decode(f, &c) != STATUS_OK) {
        malformed(p, "a command frame contradicts itself");
        return;
    }
    uint64_t began = clock_mono_ns();
    struct reply r = {.request = c.request};
    r.status = p->server->ops.command(p->server->ops.ctx, &p->watcher, &c, &why);
    r.text = str_text(&why);
    r.text_len = (uint32_t)why.len;
    if (c.request)
        reply_encode(&r, queue_frame(&p->out));
    p->work += clock_mono_ns() - began;
    str_release(&why);
}

static void on_ping(struct peer *p, const struct frame *f)
{
    uint64_t cookie;
    if (ping_decode(f, &cookie) != STATUS_OK)
        malformed(p, "a ping frame contradicts itself");
    else
        ping_encode(FRAME_PONG, cookie, queue_frame(&p->out));
}

static void take(struct peer *p, const struct frame *f)
{
    if (p->state == PEER_NEW && f->type != FRAME_HELLO && f->type != FRAME_BYE) {
        malformed(p, "it did not begin with a hello");
        return;
    }
    switch (f->type) {
    case FRAME_HELLO:
        on_hello(p, f);
        break;
    case FRAME_ATTACH:
        on_attach(p, f);
        break;
    case FRAME_COMMAND:
        on_command(p, f);
        break;
    case FRAME_PING:
        on_ping(p, f);
        break;
    case FRAME_BYE:
        p->broken = true;
        break;
    case FRAME_EVENTS:
    case FRAME_REPLY:
        malformed(p, "it sent what only programs send");
        break;
    default: /* a pong; or what a later version has added */
        break;
    }
}

static void bad_header(struct peer *p, enum status status)
{
    char text[64];
    snprintf(text, sizeof text, "a frame of more than %d bytes", WIRE_TO_PROGRAM_MAX);
    malformed(p, status == STATUS_RANGE ? text : "what it sent is no frame");
}

/* A frame that came too soon waits for the next tick, and so does all behind it. */
static bool too_many(struct peer *p)
{
    const struct server_limits *l = &p->server->limits;
    p->held = p->frames >= l->frames || p->work > l->work;
    return p->held;
}

void peer_frames(struct peer *p)
{
    size_t at = 0, used;
    struct frame f;
    enum status status = STATUS_OK;
    while (p->state != PEER_LEAVING && !p->broken) {
        status = frame_decode(p->in.data + at, p->in.len - at, WIRE_TO_PROGRAM_MAX, &f, &used);
        if (status != STATUS_OK || too_many(p))
            break;
        p->frames++;
        take(p, &f);
        at += used;
    }
    if (status != STATUS_OK && status != STATUS_TRUNCATED && p->state != PEER_LEAVING)
        bad_header(p, status);
    if (at < p->in.len)
        memmove(p->in.data, p->in.data + at, p->in.len - at);
    str_cut(&p->in, p->in.len - at);
}
