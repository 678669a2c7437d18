/* changes.h - what a swap did to each operator, as JSON.
 *
 * It is told as text, one a line: "moved map f", "new source timer(10)", "reset take 8 (inner)". */
#ifndef RXSCOPE_APP_CHANGES_H
#define RXSCOPE_APP_CHANGES_H

#include <jansson.h>

#include "state/query.h"

/* A list of objects, in the order in which they are told. Lines may also be joined by "; ". */
json_t *changes_json(const char *text);
/* Of the version that runs. */
json_t *changes_of_track(const struct state *s, struct ref track);

#endif
