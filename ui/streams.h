/* streams.h - the rows of the marbles: the streams that are looked at and all that feeds them, each above what it
 * feeds, and what they got in a stretch of time. Read only. */
#ifndef RXSCOPE_UI_STREAMS_H
#define RXSCOPE_UI_STREAMS_H

#include "ui/marble.h"
#include "ui/node.h"

struct streams {
    struct ref refs[MARBLE_ROWS]; /* subscriptions */
    size_t n;
    uint64_t left_out;            /* that have no row */
};

/* Of what a node stands for: itself, or what is subscribed to it. What ended before `since` (wall clock) is left out. */
void streams_add(struct streams *to, const struct state *s, const struct tree_node *n, uint64_t since);

/* A row of `m` for each stream, and its marks in [from, to): what is kept of them. One mark for the values of a step; it
 * has their number and the last. */
void streams_gather(const struct streams *rows, const struct state *s, uint64_t from, uint64_t to, uint64_t step,
                    struct marble *m);

#endif
