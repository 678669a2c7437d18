/* story.h - a state and the stories that tests tell it: a module with one tracked pipe, subscriptions,
 * an inner observable. The invariants are checked after every fold. One story at a time. */
#ifndef RXSCOPE_TESTS_STORY_H
#define RXSCOPE_TESTS_STORY_H

#include <check.h>

#include "state/query.h"
#include "state/state.h"
#include "tests/support/events.h"

/* String ids. */
enum {
    NAME_INTERVAL = 1,
    NAME_MAP,
    NAME_FILTER,
    NAME_SCAN,
    NAME_LOAD,
    NAME_CPU,
    NAME_SHOW,
    TAG_HOT,
    TAG_SLOW
};

/* The state that is told; made by story_begin(), freed by story_end(). */
extern struct state *story;

/* For fixtures: source 1 ("cpu") and the strings above. story_begin_with() starts over. */
void story_begin(void);
void story_begin_with(const struct state_limits *limits);
void story_end(void);

/* Fails the test with the first violation. */
void check_invariants(void);
/* An event that must be taken; one that must be refused and change nothing but the mark on its source. */
void tell(struct event ev);
void refuse(struct event ev);

/* observable 1, an interval of module 1, which is being evaluated. */
void tell_module(void);
/* Track 1: pipe 1 = interval | map | filter | scan, whose targets are observables 2, 3, 4; operator,
 * operator_fun and arg 1, 2, 3. */
void tell_program(void);
/* Subscriptions 1..4: 1 to the scan's target, each fed by the next. */
void tell_subscriptions(void);
/* The program; subscription 1 calls arg 1, which makes observable 10; subscription 2 feeds 1 from it. */
void tell_inner(void);

/* Things of source 1, by slot; NULL when they are not held. */
const struct source_info *info(void);
struct ref of(entity_id id);
const struct ent_subscription *subscription(unsigned n);
const struct ent_observable *observable(unsigned n);
const struct ent_track *track(unsigned n);
const struct ent_module *module(unsigned n);
/* The structural path of track 1. */
void assert_path(const char *want);

/* Runs one suite with the fixture story_begin/story_end; for main(). */
int story_run(const char *name, const TTest *const *tests, size_t n);

#endif
