/* same.h - whether two states show the same: everything that query.h says of what lives, field by field.
 *
 * For states that came about in different ways: by folding from the beginning, from a snapshot, from a
 * tape. Not compared: ended entities, recorded sends and arg calls, the log, and a reference to what
 * does not live any more counts as none. */
#ifndef RXSCOPE_TESTS_SAME_H
#define RXSCOPE_TESTS_SAME_H

#include "base/str.h"
#include "state/query.h"

/* Appends a line for each difference to `why` (may be NULL), up to a limit; true: there is none. */
bool state_same(const struct state *a, const struct state *b, struct str *why);
/* Also what a program does not tell a late reader: counts of what was merged for a reader's sake and of
 * what was dropped, since when sends are counted, and times of the newest event. */
bool state_same_all(const struct state *a, const struct state *b, struct str *why);
/* The newest `n` lines of the log: as many, and the same. */
bool state_same_log(const struct state *a, const struct state *b, size_t n, struct str *why);

/* state_same() and state_check() of both; fails the test with the differences. */
void expect_same(const struct state *a, const struct state *b);

#endif
