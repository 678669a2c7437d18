/* pump.h - takes a feed in without a screen: folds, shows each piece to whoever asked, until it is done.
 *
 * Main thread. */
#ifndef RXSCOPE_APP_PUMP_H
#define RXSCOPE_APP_PUMP_H

#include "app/feed.h"
#include "state/state.h"

struct pump {
    struct feed *feed;
    struct state *state;     /* folded into; NULL: none */
    /* All may be NULL. `records`: just after they were folded. `done`: asked after each piece. */
    void (*records)(void *ctx, const void *records, size_t len);
    bool (*done)(void *ctx);
    void *ctx;
    uint64_t deadline;       /* clock_mono_ns; 0: none */
    int signal_fd;           /* SIGINT and SIGTERM end it (signals.h); -1: none */
    bool interrupted;        /* out: ended by a signal */
};

/* Until done(), the deadline, a signal, or the feed is over. */
void pump_run(struct pump *p);

#endif
