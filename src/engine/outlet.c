/* outlet.c - the sink that ends in the ring. */
#include "engine/outlet.h"

#include "base/bytes.h"

enum { AGAIN_MS = 5 }; /* while the reader is behind: how often the spill is tried again */

static bool put(struct sink *sink, const struct event *ev)
{
    struct outlet *o = (struct outlet *)sink;
    bool detail = event_kind_is_detail(ev->kind);
    uint32_t size = (uint32_t)event_size(ev);
    unsigned char *p = detail ? outbox_try_reserve(o->box, size) : outbox_reserve(o->box, size);
    if (!p)
        return !detail; /* a lifecycle record is lost only in a stale outbox, which counts it */
    event_encode(ev, p);
    put_le32(p + 4, o->source);
    outbox_commit(o->box, size);
    return true;
}

/* The reader has caught up with what it lost: tell it how much that was, and go on. */
static void end_stale(struct outlet *o)
{
    struct event ev = {.kind = EV_STALE, .time = uv_hrtime()};
    if (ring_check(o->box->ring, ring_record_max(o->box->ring)) != STATUS_OK)
        return;
    ev.num = (int64_t)outbox_stats(o->box).dropped_records;
    outbox_resync(o->box);
    put(&o->sink, &ev);
    o->restarted = true;
}

bool outlet_flush(struct outlet *o)
{
    if (outbox_stale(o->box))
        end_stale(o);
    return outbox_flush(o->box) && !outbox_stale(o->box);
}

static void on_again(uv_timer_t *t)
{
    (void)t; /* it only keeps the loop from sleeping: the turn itself flushes */
}

bool outlet_turn(struct outlet *o)
{
    bool done = outlet_flush(o);
    if (!done && !uv_is_active((uv_handle_t *)&o->again))
        uv_timer_start(&o->again, on_again, AGAIN_MS, 0);
    return done;
}

void outlet_init(struct outlet *o, uv_loop_t *loop, struct ring *ring, size_t spill_limit)
{
    *o = (struct outlet){.sink = {put}, .source = 1, .box = outbox_new(ring, spill_limit)};
    uv_timer_init(loop, &o->again);
}

void outlet_close(struct outlet *o)
{
    uv_close((uv_handle_t *)&o->again, NULL);
}

void outlet_release(struct outlet *o)
{
    outbox_free(o->box);
    o->box = NULL;
}
