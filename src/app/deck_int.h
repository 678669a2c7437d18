/* deck_int.h - what the two halves of the deck share: playing (deck.c), going elsewhere (deck_go.c). */
#ifndef RXSCOPE_APP_DECK_INT_H
#define RXSCOPE_APP_DECK_INT_H

#include "app/deck.h"

struct deck {
    struct feed feed;         /* first: a feed is a deck */
    struct deck_ops ops;
    struct tape *tape;        /* is played */
    struct tape *look;        /* the same file, for looking elsewhere meanwhile */
    const struct tape_reel *reel; /* NULL: a file */
    struct state *state;
    uint64_t wall_less_mono;  /* added to a tape's time: wall clock; wraps around */
    /* The block that is being read. */
    enum tape_part part;
    const unsigned char *p;
    size_t left;
    bool incomplete;          /* the state lacks something: the next snapshot is folded */

    uint64_t event;           /* folded so far: the place on the tape */
    uint64_t newest;          /* time of the newest of them */
    uint64_t at;              /* the tape's time: not before `newest`, unless it was wound there */
    uint64_t served_at;       /* the caller's clock */
    double speed;
    bool paused, at_end, following;
    bool rested;              /* everything that was due was handed over */

    struct landmarks marks;   /* up to `event` */
    enum landmark goal;       /* what a step looks for */
    /* Looking back: the last landmark before `event`, in one stretch between two snapshots after the other. */
    bool back;
    struct landmarks behind;
    struct about about;       /* of whom, where that is asked for */
    uint64_t stretch_end;     /* event */
    bool runs_before;         /* it began anew there: ids before are another run's */
};

/* Where folding has to stop: before that event, a later time, a landmark. */
struct deck_limit {
    uint64_t event, time;
    enum landmark landmark;
};

void deck_say(struct deck *d, const char *text);
const char *deck_goal(enum landmark goal); /* and what it looks for: "emission" */
const char *deck_name(const struct deck *d); /* what a person calls what is played: "tape" */
/* Some records of the block are left, or of the next one; false: the tape's end. */
bool deck_load(struct deck *d);
/* Bytes of the loaded block (they begin where d->p was) that may be folded now. */
size_t deck_run(struct deck *d, const struct deck_limit *l, size_t max, bool *stopped);
void deck_stop(struct deck *d); /* pauses; forgets what it looked for */
/* The first state: of the begin of a tape, of the end of a reel. */
enum status deck_start(struct deck *d, struct fault_text *why);
/* Looks at one stretch more; true: nothing is left to do. */
bool deck_look_back(struct deck *d);

#endif
