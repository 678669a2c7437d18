/* recorded.h - records as a feed hands them over, for tests of what reads events: built one by one, and the
 * story of a small program.
 *
 * The program has three tracks: ticks is interval(250), load is ticks -> map(read), alerts is
 * load -> map(high). page observes alerts: subscription 1 (alerts), 2 (load), 3 (ticks). */
#ifndef RXSCOPE_TESTS_RECORDED_H
#define RXSCOPE_TESTS_RECORDED_H

#include "tests/support/events.h"

struct recorded {
    char *bytes;
    size_t n, cap, count;
    uint64_t now;       /* time of what is added; 0: as it was built */
    uint64_t sends, calls;
};

void recorded_release(struct recorded *r);
void recorded_add(struct recorded *r, struct event ev);
/* Lets time pass. */
void recorded_wait(struct recorded *r, uint64_t ms);

/* Source 1 "cpu", names, definitions and subscriptions. */
void recorded_program(struct recorded *r);
/* One turn: the tick goes through load and alerts to page, with the calls of read and high. */
void recorded_tick(struct recorded *r, int64_t value);
/* load gets version 2. */
void recorded_swap(struct recorded *r);

#endif
