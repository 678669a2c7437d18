/* storm.h - streams at random, from a seed: graphs of everything, whose functions send, unsubscribe and fail
 * when nobody expects it. One storm at a time. */
#ifndef RXSCOPE_TESTS_STORM_H
#define RXSCOPE_TESTS_STORM_H

#include "tests/support/rx.h"

enum { SUBJECTS = 4, STREAMS = 12, OBSERVERS = 8, PROBES = 3 };

struct storm {
    rx_subject *subjects[SUBJECTS];
    rx_observable *streams[STREAMS];
    size_t nstreams;
    struct probe probes[PROBES];
    struct seen seen[OBSERVERS];
    bool stopped[OBSERVERS];
    bool used[OBSERVERS];
    int mischief;        /* what the functions may still do */
    int made;            /* inner streams so far */
    bool *refuse_detail; /* the reader's, turned at random; NULL: none */
};

extern struct storm storm;

/* The dice. */
void storm_seed(uint64_t n);
int64_t below(int64_t n); /* 0 .. n - 1 */
bool chance(int percent);

void storm_build(bool *refuse_detail);
void storm_step(void);    /* something happens */
void storm_end_all(void); /* most observers leave, and what was built is given back */

#endif
