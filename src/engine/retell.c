#include "engine/retell.h"

#include "base/clock.h"
#include "engine/tally.h"
#include "rx/runtime.h"

enum { SLICE_NS = 1000000 };

static struct sink *entry(const struct retell *r)
{
    return &r->o.reader->tally->sink;
}

static void tell_snapshot(struct retell *r, unsigned code, uint64_t num)
{
    struct event ev = {.kind = EV_SNAPSHOT, .flags = (uint8_t)code, .time = clock_mono_ns(),
                       .num = (int64_t)num};
    sink_put(entry(r), &ev);
}

/* What was counted for it is part of what it is told now. */
static void forget(struct retell *r)
{
    struct tally *t = r->o.reader->tally;
    hub_remove(r->o.hub, r->o.reader);
    if (r->begun)
        latecomer_release(&r->late);
    tally_release(t);
    tally_init(t, &r->o.outlet->sink, NULL);
}

static void begin(struct retell *r)
{
    forget(r);
    r->o.tell_source(r->o.ctx, entry(r));
    tell_snapshot(r, SNAPSHOT_BEGIN, rx_counting_since());
    journal_tell(&r->o.hub->journal, entry(r));
    latecomer_begin(&r->late, entry(r));
    r->o.reader->enter = &r->late.sink;
    hub_add(r->o.hub, r->o.reader);
    r->begun = r->telling = true;
}

/* The spill is for what happens; the snapshot waits for room in the ring. */
static bool full(void *ctx)
{
    const struct retell *r = ctx;
    return !outlet_flush(r->o.outlet);
}

static void on_step(uv_idle_t *h)
{
    struct retell *r = h->data;
    if (!rx_running() || full(r)) {
        uv_idle_stop(h); /* the turn goes on with it */
        return;
    }
    if (!latecomer_step(&r->late, SLICE_NS, full, r))
        return;
    tell_snapshot(r, SNAPSHOT_END, 0);
    r->telling = false;
    uv_idle_stop(h);
}

void retell_turn(struct retell *r)
{
    if (r->o.outlet->restarted)
        begin(r);
    r->o.outlet->restarted = false;
    if (r->telling && !full(r))
        uv_idle_start(&r->step, on_step);
}

void retell_init(struct retell *r, uv_loop_t *loop, const struct retell_options *o)
{
    *r = (struct retell){.o = *o};
    uv_idle_init(loop, &r->step);
    r->step.data = r;
}

void retell_close(struct retell *r)
{
    uv_close((uv_handle_t *)&r->step, NULL);
}

void retell_release(struct retell *r)
{
    if (r->begun)
        latecomer_release(&r->late);
    r->begun = false;
}
