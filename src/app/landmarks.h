/* landmarks.h - places in a stream of records at which a step on a tape ends: behind an emission (a root
 * send with all that it caused), behind a swap or a fault. Pure. */
#ifndef RXSCOPE_APP_LANDMARKS_H
#define RXSCOPE_APP_LANDMARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum landmark { LANDMARK_NONE, LANDMARK_SEND, LANDMARK_CHANGE };

/* A record as far as landmarks look at it. */
struct glance {
    uint8_t kind, flags;
    uint32_t source;
    uint64_t time;
    size_t size;
};
/* Of a whole record of at least EVENT_HEADER bytes. */
struct glance glance_at(const void *record);

/* Follows the records one by one, from a place where nothing is under way. */
struct landmarks {
    struct turn {
        uint32_t source;
        unsigned depth; /* sends that are open */
        uint64_t time;  /* of the turn: all its records have it */
    } *turns;
    size_t n, cap;
    bool sent, counted; /* an emission has just ended; it was only counted (merged) */
    bool changed;       /* a swap or fault was told, at `changed_at` */
    uint64_t changed_at;
};

void landmarks_release(struct landmarks *l);
void landmarks_clear(struct landmarks *l);
/* Whether a place of that sort lies directly before this record: asked before landmarks_pass(). */
bool landmarks_before(const struct landmarks *l, enum landmark what, const struct glance *g);
void landmarks_pass(struct landmarks *l, const struct glance *g);
/* The same at the end of the records. */
bool landmarks_at_end(const struct landmarks *l, enum landmark what);
/* What was found so far counts no longer: the next place is wanted. */
void landmarks_leave(struct landmarks *l);

#endif
