/* rates.h - how much flows through the rows that are on the screen, sampled once a second.
 *
 * Counters are read for visible rows only; what has been off the screen for a minute is forgotten. */
#ifndef RXSCOPE_UI_RATES_H
#define RXSCOPE_UI_RATES_H

#include "ui/row.h"

struct rates {
    struct rate_entry *items;
    size_t n, cap;
    uint64_t at;      /* ns of the last sample, 0: none yet */
    double seconds;   /* between the last two */
    uint32_t tick;    /* samples so far */
    bool steady;      /* samples may be many seconds apart and yet tell of all of them */
    bool flowing;     /* something was not zero within the last eight samples */
};

void rates_release(struct rates *r);

/* A sample: begin, one add for each row (`key` as in the tree), end. A row is counted part by part: a
 * subscription that a swap moved here brings its old count along, which is no flow; one that is new
 * since the last sample is. `source_now`: the time of the source, to tell them apart. */
void rates_begin(struct rates *r, uint64_t now);
void rates_add(struct rates *r, uint64_t key, const struct node_parts *parts, uint64_t source_now);
void rates_end(struct rates *r);

/* Unknown (known == false) before the second sample of that row. */
struct row_rate rates_get(const struct rates *r, uint64_t key);

#endif
