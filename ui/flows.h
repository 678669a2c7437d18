/* flows.h - how much each living subscription delivers, for filters that ask ("rate>100"): all of them
 * are sampled once a second, and only while such a filter is set. */
#ifndef RXSCOPE_UI_FLOWS_H
#define RXSCOPE_UI_FLOWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "state/query.h"

struct flows {
    struct flow *items; /* open addressing by ref */
    size_t cap;         /* a power of two, or 0 */
    uint64_t at;        /* ns of the last sample, 0: none */
    bool wanted;        /* somebody asked: sample */
};

void flows_release(struct flows *f); /* forgets everything */
/* About once a second. */
void flows_sample(struct flows *f, const struct state *s, uint64_t now);
/* Values a second of a subscription, or of all of an observable's: the mean of the last four samples, as
 * in the rows. 0 while it is not known. */
double flows_rate(struct flows *f, const struct state *s, struct ref r);

#endif
