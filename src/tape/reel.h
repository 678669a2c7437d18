/* reel.h - a tape in memory that never gets longer than its budget: where it is full, its oldest stretch leaves.
 *
 * A stretch begins with a snapshot, so what is left can always be played from its begin. tape_create_reel() writes
 * one, tape_open_reel() reads it while it is written; all on one thread. It holds blocks as a file does, and no header,
 * index or footer. Places are bytes since it was begun, and stay what they are when something leaves. */
#ifndef RXSCOPE_TAPE_REEL_H
#define RXSCOPE_TAPE_REEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tape_reel;

struct reel_stats {
    uint64_t bytes, budget; /* held, with what holding it takes; never more than the budget */
    uint64_t begin, end;    /* places: what lies between them is held */
    uint64_t stretch;       /* bytes since the newest stretch began */
    uint64_t left;          /* stretches that left */
};

struct tape_reel *reel_new(uint64_t budget);
void reel_free(struct tape_reel *r); /* NULL is fine */
struct reel_stats reel_stats(const struct tape_reel *r);
uint64_t reel_wall(const struct tape_reel *r); /* wall clock ns when it was made */

/* The next piece begins a stretch. */
void reel_cut(struct tape_reel *r);
/* Adds a piece, copied. The oldest stretches leave for it, the newest never: false, there is no room beside it. */
bool reel_add(struct tape_reel *r, const void *bytes, size_t n);
/* At most n bytes from a place; fewer at the end, none before the begin. */
size_t reel_read(const struct tape_reel *r, uint64_t at, void *out, size_t n);

#endif
