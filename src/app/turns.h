/* turns.h - the sends and arg calls that are under way in one source, as slices with a beginning and an end of
 * their own.
 *
 * A program reads its clock once a turn, so everything that one value causes has one time. Slices need an
 * order and a width: within a turn each beginning and each end is a step later than the one before. The
 * widths show the order only, never how long something took. Steps are a microsecond, or a nanosecond where
 * turns follow so quickly that the steps have run ahead of the clock by a millisecond.
 *
 * Ends get lost when sends are merged; what a later turn finds open is closed where its own turn ended. */
#ifndef RXSCOPE_APP_TURNS_H
#define RXSCOPE_APP_TURNS_H

#include "event/event.h"

enum { TURNS_DEPTH = 1024 }; /* open at once; all are closed for one more */

struct slice {
    entity_id id;        /* send or arg call */
    uint64_t turn;       /* the time of its event */
    uint64_t begin, end; /* ns, stepped; end: when it is handed to `close` */
    void *data;          /* the owner's */
};

struct turns {
    uint64_t last;       /* the newest stepped time */
    struct slice *open;  /* innermost last */
    size_t n, cap;
    /* A slice ends; `ev`: the event that says so, or NULL when it was lost. Innermost first. */
    void (*close)(void *ctx, struct slice *slice, const struct event *ev);
    void *ctx;
};

void turns_release(struct turns *t); /* forgets what is open */
/* A time for something that happens now, later than all before it. */
uint64_t turns_step(struct turns *t, uint64_t time);
/* Before each event: closes what an earlier turn left open. */
void turns_advance(struct turns *t, uint64_t time);
/* NULL: nothing is open. */
struct slice *turns_top(struct turns *t);
/* The new slice is the top. */
struct slice *turns_open(struct turns *t, const struct event *ev);
/* Ends the slice that `ev` returns from and those inside it; an end without a beginning is ignored. */
void turns_return(struct turns *t, const struct event *ev);
void turns_close_all(struct turns *t);

#endif
