/* traceevents.h - whether a text is what the published Trace Event Format says: an object with traceEvents, the
 * fields that each phase needs, every B closed by an E on its thread in order, X with a duration and nested,
 * times that do not go back on a thread, flows that begin and end inside of slices, b and e in pairs. */
#ifndef RXSCOPE_TESTS_TRACEEVENTS_H
#define RXSCOPE_TESTS_TRACEEVENTS_H

#include <jansson.h>

/* Fails the test with what is wrong and where. The object is the caller's. */
json_t *traceevents_check(const char *text);
/* How many events have that phase and, unless NULL, a name that contains `name`. */
size_t traceevents_count(const json_t *trace, const char *phase, const char *name);
/* The first of them; NULL: none. */
const json_t *traceevents_find(const json_t *trace, const char *phase, const char *name);

#endif
