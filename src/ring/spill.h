/* spill.h - a queue of records in memory that grows: where records wait while the ring is full.
 *
 * Records as in ring.h: sizes are multiples of 8, and the size stands in the first two bytes.
 * Confined to the writer's thread. */
#ifndef RXSCOPE_RING_SPILL_H
#define RXSCOPE_RING_SPILL_H

#include <stddef.h>
#include <stdint.h>

struct spill_chunk;

/* Private to spill.c, but for `bytes` and `records`: what waits now. */
struct spill {
    struct spill_chunk *first, *last; /* read from the first, written to the last */
    size_t bytes;
    uint64_t records;
};

#define SPILL_INIT {0}

void spill_release(struct spill *s); /* frees; empty afterwards */

/* Room for `size` bytes at the end, 8-byte aligned, never NULL; not in the queue before
 * spill_commit, which may make it smaller. A reservation is forgotten by the next one. */
void *spill_reserve(struct spill *s, uint32_t size);
void spill_commit(struct spill *s, uint32_t size);

/* The oldest record and its size, or NULL; valid until spill_pop. */
const void *spill_peek(const struct spill *s, uint32_t *size);
void spill_pop(struct spill *s); /* removes it; the queue is not empty */

#endif
