/* events.h - which of the events that are kept are listed, and which of them stand on the screen: the newest while it is
 * followed, else those around the one that is selected, which stays where it is whatever comes. */
#ifndef RXSCOPE_UI_EVENTS_H
#define RXSCOPE_UI_EVENTS_H

#include "state/filter.h"

enum { EVENTS_SLICE = 8192 /* events that a filter looks at in one frame */ };

struct events {
    uint64_t first, last;  /* that are kept; last < first: none */
    uint64_t selected;     /* seq; 0: none, it is followed */
    uint64_t top;          /* seq of the first row */
    size_t height;         /* rows, at least 1 */
    bool filtered;
    uint64_t *matches;     /* with a filter: those that match, up to `looked_at` */
    size_t n, cap, gone;   /* matches[gone..n) are kept still */
    uint64_t looked_at;
};

void events_release(struct events *e); /* nothing is listed, nothing selected */
/* Another filter: begins to look anew; what is selected stays if it matches. */
void events_refilter(struct events *e, bool filtered);
/* What is kept now, up to `until`; looks at one slice more. false: not at all yet. */
bool events_update(struct events *e, const struct filter *f, const struct filter_context *c, uint64_t until);
void events_set_height(struct events *e, size_t height);

size_t events_count(const struct events *e);
/* The one at a place, from 0, the oldest; and the first place that is not before an event. */
uint64_t events_at(const struct events *e, size_t place);
size_t events_place(const struct events *e, uint64_t seq);
size_t events_top(const struct events *e); /* the place of the first row */

/* From the one that is selected, or from behind the newest; going beyond the end follows it again. */
void events_move(struct events *e, long by);
void events_select(struct events *e, uint64_t seq); /* or what is next to it; in the middle of the screen if it was not there */
void events_follow(struct events *e);

#endif
