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

struct stream {
    struct ref ref;
    entity_id track;
    uint64_t last, n; /* seq of the newest value of a step that is no mark yet, and how many; n 0: none */
    uint64_t slot;    /* the step */
    bool began, ended; /* that is a mark already */
};

enum { STREAM_SLOTS = 4 * MARBLE_ROWS };

/* What they got in a stretch of time, so far: what comes later is added, so that a screen that moves on with the time
 * looks at each event once. */
struct gathered {
    const struct state *s; /* NULL: nothing is gathered */
    struct streams rows;
    uint64_t from, to, step, next; /* next: seq of the first event that was not looked at */
    struct stream streams[MARBLE_ROWS];
    uint16_t slots[STREAM_SLOTS]; /* open addressing: place in streams + 1, 0: free */
    struct marble marble;
};

void gathered_release(struct gathered *g); /* the next one begins anew */
struct stretch {
    uint64_t from, to, step; /* wall clock ns */
    uint64_t until;          /* seq of the last event that counts */
};
/* A row for each stream, and its marks in the stretch: what is kept of them. One mark for the values of a step; it has
 * their number and the last. */
void streams_gather(struct gathered *g, const struct streams *rows, const struct state *s, const struct stretch *t);

#endif
