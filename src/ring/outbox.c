/* outbox.c - the paths of the outbox that are not hot: the spill, its limit, stale. */
#include "ring/outbox.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define PUBLISH_BYTES (16u * 1024) /* a reader works beside a long turn, not after it */

struct outbox *outbox_new(struct ring *ring, size_t spill_limit)
{
    struct outbox *o = mem_zalloc(sizeof *o);
    size_t quarter = ring_capacity(ring) / 4;

    o->ring = ring;
    o->open = true;
    o->keep = (uint32_t)(ring_capacity(ring) / 8);
    o->publish_bytes = quarter < PUBLISH_BYTES ? quarter : PUBLISH_BYTES;
    o->spill_limit = spill_limit ? spill_limit : OUTBOX_SPILL_LIMIT;
    return o;
}

void outbox_free(struct outbox *o)
{
    if (!o)
        return;
    spill_release(&o->spill);
    free(o);
}

/* The oldest record of the spill goes to the ring; false when there is no record or no room. */
static bool move_one(struct outbox *o)
{
    uint32_t size;
    const void *record = spill_peek(&o->spill, &size);
    void *room = record ? ring_reserve(o->ring, size) : NULL;

    if (!room)
        return false;
    memcpy(room, record, size);
    ring_commit(o->ring, size);
    spill_pop(&o->spill);
    return true;
}

/* true when nothing waits any more. Published when the ring is full again, so that the reader can
 * make room. */
static bool drain_spill(struct outbox *o)
{
    while (move_one(o))
        ;
    if (o->spill.records > 0) {
        ring_publish(o->ring);
        return false;
    }
    o->open = !o->stale;
    return true;
}

static void become_stale(struct outbox *o)
{
    o->stats.dropped_records += o->spill.records;
    spill_release(&o->spill);
    o->stale = true;
    o->open = false;
}

static void *reserve_in_spill(struct outbox *o, uint32_t size)
{
    if (o->spill.bytes + size > o->spill_limit) {
        become_stale(o);
        o->stats.dropped_records++;
        return NULL;
    }
    o->open = false;
    return spill_reserve(&o->spill, size);
}

/* Room may have come since the spill began: drained first, so that order holds without waiting for
 * the next flush. */
void *outbox_reserve_slow(struct outbox *o, uint32_t size)
{
    void *p;

    if (ring_check(o->ring, size) == STATUS_RANGE)
        return NULL;
    if (o->stale) {
        o->stats.dropped_records++;
        return NULL;
    }
    if (drain_spill(o) && (p = ring_reserve(o->ring, size)) != NULL)
        return p;
    ring_publish(o->ring);
    return reserve_in_spill(o, size);
}

void outbox_commit_spill(struct outbox *o, uint32_t size)
{
    assert(!o->stale);
    spill_commit(&o->spill, size);
    if (o->spill.bytes > o->stats.spilled_peak)
        o->stats.spilled_peak = o->spill.bytes;
}

enum status outbox_put(struct outbox *o, const void *bytes, uint32_t size)
{
    void *room = outbox_reserve(o, size);

    if (!room)
        return ring_check(o->ring, size) == STATUS_RANGE ? STATUS_RANGE : STATUS_FULL;
    memcpy(room, bytes, size);
    outbox_commit(o, size);
    return STATUS_OK;
}

bool outbox_flush(struct outbox *o)
{
    bool empty = drain_spill(o);

    ring_publish(o->ring);
    return empty;
}

void outbox_resync(struct outbox *o)
{
    o->stale = false;
    o->open = o->spill.records == 0;
}

struct outbox_stats outbox_stats(const struct outbox *o)
{
    struct outbox_stats stats = o->stats;

    stats.spilled_bytes = o->spill.bytes;
    stats.spilled_records = o->spill.records;
    return stats;
}
