/* landmarks.h - places in a stream of records at which a step on a tape ends: behind an emission (a root
 * send with all that it caused), behind a swap or a fault, behind a send, swap or fault of one thing. Pure. */
#ifndef RXSCOPE_APP_LANDMARKS_H
#define RXSCOPE_APP_LANDMARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event/event.h"

enum landmark { LANDMARK_NONE, LANDMARK_SEND, LANDMARK_CHANGE, LANDMARK_ABOUT };

/* A record as far as landmarks look at it. */
struct glance {
    uint8_t kind, flags;
    uint32_t source;
    uint64_t time;
    entity_id id;
    entity_id first, second; /* what follows it, as far as the record goes: parent or ref, ref */
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
    /* LANDMARK_ABOUT: */
    struct about {
        uint32_t source;
        entity_id id;         /* a track, an operator, a subscription ... */
        entity_id observable; /* whose subscriptions' sends are meant too; 0: none */
    } about;
    entity_id *subscriptions; /* of that observable, that were told so far, each at its slot; 0: another one's */
    size_t n_subscriptions, subscriptions_cap;
    bool met;                 /* it was told of just now */
};

void landmarks_release(struct landmarks *l);
void landmarks_clear(struct landmarks *l);
/* Whether a place of that sort lies directly before this record: asked before landmarks_pass(). */
bool landmarks_before(const struct landmarks *l, enum landmark what, const struct glance *g);
void landmarks_pass(struct landmarks *l, const struct glance *g);
/* The same at the end of the records. */
bool landmarks_at_end(const struct landmarks *l, enum landmark what);
/* Of whom, and nobody is subscribed to it as yet; then those that are. */
void landmarks_seek(struct landmarks *l, const struct about *about);
void landmarks_subscription(struct landmarks *l, entity_id subscription);
/* Only takes notice of who is subscribed: of records that are not passed, a snapshot's. */
void landmarks_note(struct landmarks *l, const struct glance *g);
/* What was found so far counts no longer: the next place is wanted. */
void landmarks_leave(struct landmarks *l);

#endif
