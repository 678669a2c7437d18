/* totals.h - the sums that tests/fixtures/ticker.c prints: they tell every lost, doubled or reset value.
 *
 * Tick i adds i times FACTOR, so each difference of two totals gives the factor that ran. */
#ifndef RXSCOPE_TESTS_TOTALS_H
#define RXSCOPE_TESTS_TOTALS_H

#include "tests/support/program.h"

/* The factor of the newest total; fails when a total before it is none that can be. `changes`: how often
 * it was another one than before; may be NULL. 0: too few totals. */
long long totals_factor(const struct program *p, unsigned *changes);
/* Waits until that factor runs and ten further totals have it. */
void totals_await(struct program *p, long long factor);
/* Waits for that many further totals. */
void totals_go_on(struct program *p, unsigned n);

#endif
