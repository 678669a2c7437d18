/* outbox.h - what the writer of a ring does when the reader is slow: who waits, who is dropped.
 *
 * Still knows nothing of what the records mean, only that there are two sorts:
 *
 * - lossless: goes to the ring, or else into a spill queue behind it. Nothing overtakes the spill.
 * - droppable: goes to the ring or is refused; the caller then counts it. It may not use the last
 *   eighth of the ring, so that lossless records seldom spill.
 *
 *            spill empty                     spill not empty                     stale
 *     .-----------------------.  ring full  .-----------------.  over limit  .----------------.
 *     | open: all to the ring | ----------> | lossless: spill | -----------> | spill dropped, |
 *     |                       | <---------- | droppable: no   |              | all refused    |
 *     '-----------------------'   drained   '-----------------'              '----------------'
 *                 ^                                                                  |
 *                 '--------------------------- outbox_resync ------------------------'
 *
 * The reader never waits: somebody has to call outbox_flush, at the end of every turn of the loop
 * and, while it returns false, again soon (on a timer, or when the reader says that it has released).
 *
 * Threads: everything here runs on the writer's thread; the stats may not be read elsewhere. */
#ifndef RXSCOPE_RING_OUTBOX_H
#define RXSCOPE_RING_OUTBOX_H

#include "ring/ring.h"
#include "ring/spill.h"

#define OUTBOX_SPILL_LIMIT ((size_t)64 << 20) /* bytes */

struct outbox_stats {
    size_t spilled_bytes;     /* waiting now */
    size_t spilled_peak;      /* the most that ever waited */
    uint64_t spilled_records; /* waiting now */
    uint64_t dropped_records; /* lossless ones, lost to the limit or while stale */
};

/* Private to outbox.h and outbox.c. */
struct outbox {
    struct ring *ring;
    bool open;             /* spill empty and not stale: records go straight to the ring */
    bool stale;
    uint32_t keep;         /* bytes of the ring that droppable records leave free */
    size_t publish_bytes;  /* publishes on its own when that much is committed */
    struct spill spill;
    size_t spill_limit;    /* bytes */
    struct outbox_stats stats;
};

/* The ring is borrowed and must outlive the outbox; nobody else may write to it. `spill_limit` in
 * bytes, 0 for OUTBOX_SPILL_LIMIT. outbox_free drops what waits in the spill: flush before. */
struct outbox *outbox_new(struct ring *ring, size_t spill_limit);
void outbox_free(struct outbox *o); /* NULL is fine */

/* A lossless record of `size` bytes, beginning with that size (ring.h); it is copied.
 * STATUS_OK: it will arrive, unless the outbox turns stale. STATUS_FULL: dropped and counted, the
 * outbox is stale. STATUS_RANGE: no record of that size can ever be sent (ring_record_max); nothing
 * has changed. */
enum status outbox_put(struct outbox *o, const void *bytes, uint32_t size);

/* The same in place: room for a lossless record, in the ring or in the spill, to be written and then
 * committed. NULL where outbox_put would not return STATUS_OK (already counted; outbox_stale tells
 * which). Between a reserve and its commit no other call, but the record may be given up. */
static inline void *outbox_reserve(struct outbox *o, uint32_t size);

/* Room for a droppable record, or NULL: the ring has none to spare, or something waits in the
 * spill, or the outbox is stale, or the size is impossible. Above 7/16 of the capacity a droppable
 * record may never find room. */
static inline void *outbox_try_reserve(struct outbox *o, uint32_t size);

/* For both: the record is complete; `size` as in ring_commit. */
static inline void outbox_commit(struct outbox *o, uint32_t size);

/* Moves what waits into the ring, as far as there is room, and publishes. true when nothing waits. */
bool outbox_flush(struct outbox *o);

/* Records were lost, and all are refused until outbox_resync: the writer then sends the whole
 * picture again, as for a reader that comes late. It should do so when the reader has caught up;
 * the picture itself may spill, up to the limit. */
static inline bool outbox_stale(const struct outbox *o)
{
    return o->stale;
}
void outbox_resync(struct outbox *o);

struct outbox_stats outbox_stats(const struct outbox *o);

/* ---- The inline half. ---- */

void *outbox_reserve_slow(struct outbox *o, uint32_t size);
void outbox_commit_spill(struct outbox *o, uint32_t size);

static inline void *outbox_reserve(struct outbox *o, uint32_t size)
{
    void *p = o->open ? ring_reserve(o->ring, size) : NULL;

    return p ? p : outbox_reserve_slow(o, size);
}

static inline void *outbox_try_reserve(struct outbox *o, uint32_t size)
{
    void *p = o->open ? ring_reserve_keeping(o->ring, size, o->keep) : NULL;

    if (!p)
        ring_publish(o->ring); /* a reader that sleeps on what it cannot see never makes room */
    return p;
}

static inline void outbox_commit(struct outbox *o, uint32_t size)
{
    if (!o->open) {
        outbox_commit_spill(o, size);
        return;
    }
    ring_commit(o->ring, size);
    if (ring_unpublished(o->ring) >= o->publish_bytes)
        ring_publish(o->ring);
}

#endif
