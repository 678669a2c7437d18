/* follow.h - takes records in one by one: folds each, and shows it while the state is that of just after. What
 * exports and `events` are made of.
 *
 * Main thread. Nothing is kept but the state. */
#ifndef RXSCOPE_APP_FOLLOW_H
#define RXSCOPE_APP_FOLLOW_H

#include "state/filter.h"
#include "state/state.h"

struct follow {
    struct state *state;         /* the owner's */
    const struct filter *filter; /* NULL: everything is shown */
    /* `earlier`: a snapshot tells of it, it is no news. */
    void (*event)(void *ctx, const struct state *s, const struct event *ev, bool earlier);
    void *ctx;
    uint64_t shown;              /* events that passed the filter */
};

/* Whole records, as a feed hands them over (feed_take); kinds that are not known are skipped. */
void follow_records(void *follow, const void *records, size_t len);

#endif
