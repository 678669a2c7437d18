/* deck.h - a tape under a screen: plays at its own speed or another, step by step, and from any place. A
 * feed; going back needs another state, which the deck makes and hands over.
 *
 *   paused ── pause ──► playing ── end of the tape ──► paused, or following while it is being written
 *      └── step ──► stepping ── landmark ──► paused          (forward: it folds; back: it looks first)
 *
 * Time: the tape's is that of its records (the newest so far, so that it never falls); it runs with
 * the caller's `now` times the speed, and stands while records that are due wait. Main thread. */
#ifndef RXSCOPE_APP_DECK_H
#define RXSCOPE_APP_DECK_H

#include "app/feed.h"
#include "app/landmarks.h"
#include "state/state.h"
#include "tape/tape.h"
#include "ui/transport.h"

struct deck;

struct deck_ops {
    void *ctx;
    /* Another state from now on; the one before is freed when this returns. */
    void (*moved)(void *ctx, struct state *state);
    /* While it moves: the tape stands where a second of its last few ended; rates are made from it. */
    void (*sample)(void *ctx);
    /* Something to be read: damage, the end of a search. */
    void (*say)(void *ctx, const char *text);
    /* Just before it looks for more: what waits to be written may be. */
    void (*grow)(void *ctx);
};

struct deck_options {
    double speed;  /* 1: its own, 2: twice ...; 0: as fast as it is taken */
    bool paused;
    struct deck_ops ops; /* copied; any may be NULL */
};

enum { DECK_FASTEST = 1024, DECK_SLOWEST = 16 }; /* times, and the part */

/* Opens the tape and folds what it begins with. Fails as tape_open() does. */
enum status deck_open(struct deck **out, const char *path, const struct deck_options *o,
                      struct fault_text *why);
/* The same of a reel that is being written, borrowed until deck_free(); it stands at the end of it. */
enum status deck_open_reel(struct deck **out, const struct tape_reel *reel, const struct deck_options *o,
                           struct fault_text *why);
/* Something has left the reel, or was added: before anything else is asked of the deck. */
void deck_grow(struct deck *d);
void deck_free(struct deck *d); /* NULL is fine; frees the state as well */
struct feed *deck_feed(struct deck *d);
/* The state of the moment, into which the feed's taker folds. Changes with ops.moved. */
struct state *deck_state(struct deck *d);
struct tape_info deck_info(const struct deck *d);
void deck_where(const struct deck *d, struct ui_transport *out);

void deck_drive(struct deck *d, enum ui_drive what, int amount);
/* To the next send, swap or fault of something that the state has, or, with amount < 0, to the one before. */
void deck_step_about(struct deck *d, const struct ui_about *about, int amount);
/* To a wall clock time; STATUS_FORMAT when the tape is too damaged to get there. */
enum status deck_go(struct deck *d, uint64_t wall, struct fault_text *why);
/* To the place behind `event` events. */
enum status deck_go_event(struct deck *d, uint64_t event, struct fault_text *why);

#endif
