/* late.h - readers of a program's events: one that is there from the beginning, and others that come later
 * and are told what lives (latecomer.h). Each folds what it gets into a state of its own; no event may
 * contradict that state. */
#ifndef RXSCOPE_TESTS_LATE_H
#define RXSCOPE_TESTS_LATE_H

#include "rx/latecomer.h"
#include "state/state.h"

enum { LATE_MAX = 4 };

struct late {
    struct sink sink;
    struct latecomer latecomer;
    struct state *state;
    unsigned room;    /* events that the slice under way may still write */
    unsigned told;    /* events of the last slice */
    unsigned longest; /* the most events of any slice */
    unsigned slices;
    unsigned seen[EV_LIMIT];
    bool done;
};

/* The program's sink, or a part of it. */
struct hub {
    struct sink sink;
    struct state *early;       /* NULL: nobody */
    const struct state *model; /* somebody else's, to compare with; NULL: none */
    uint64_t started;          /* the program's start, ns */
    struct late *late[LATE_MAX];
    bool refuse_detail;
};

void hub_open(struct hub *h, bool early);
void hub_close(struct hub *h); /* also its late readers */
struct late *hub_late(struct hub *h); /* a new reader; NULL: there are LATE_MAX */
/* A slice of at most `events` events, but at least one entity. true: all is told. */
bool late_step(struct late *l, unsigned events);
void late_finish(struct late *l); /* the rest of its snapshot */
void hub_leave(struct hub *h, struct late *l);
/* All that is under way is finished, and every state shows what the first one shows. */
void hub_expect_same(struct hub *h);

#endif
