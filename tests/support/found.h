/* found.h - what is found in the program of recorded.h and in what a test adds to it. */
#ifndef RXSCOPE_TESTS_FOUND_H
#define RXSCOPE_TESTS_FOUND_H

#include "state/findings.h"
#include "state/state.h"
#include "tests/support/recorded.h"

extern struct state *found_s;
extern struct growth *found_growth;
extern struct recorded found_r;

/* A checked fixture. */
void found_begin(void);
void found_end(void);

/* Takes in what was recorded since, and looks at the time of now. */
void found_look(void);
/* Looks once a second, so many times. */
void found_looks(unsigned seconds);

struct findings found_with(const char *list, const char *filter);
/* The only one says `what`. */
void found_one(const char *list, const char *filter, const char *what, uint64_t count);
void found_none(const char *list, const char *filter);
/* The only one has this line among its evidence. */
void found_by(const char *list, const char *evidence);

#endif
