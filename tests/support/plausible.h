/* plausible.h - events that a program might send, in an order in which none would: small ids, mostly of the
 * right kind. */
#ifndef RXSCOPE_TESTS_PLAUSIBLE_H
#define RXSCOPE_TESTS_PLAUSIBLE_H

#include "tests/support/events.h"

enum { PLAUSIBLE_SLOTS = 24, PLAUSIBLE_SOURCES = 3 };

struct event plausible(struct random *r);
/* Mostly of that kind. */
entity_id plausible_id(struct random *r, unsigned kind);

#endif
