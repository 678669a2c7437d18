/* eventjson.h - one event as one JSON object, for `events` and `export --jsonl`. The fields of each kind stand
 * in rxscope(1), "The fields of an event"; a test keeps the two alike.
 *
 * Main thread. */
#ifndef RXSCOPE_APP_EVENTJSON_H
#define RXSCOPE_APP_EVENTJSON_H

#include <jansson.h>

#include "state/filter.h"

/* Interned strings tell nothing: they stand as names in the events that use them. Nor does a snapshot's list of
 * ids that were used before. */
bool eventjson_is_shown(const struct event *ev);
/* A new reference. `s` has just folded `ev`: names, keys and times come from it. */
json_t *eventjson(const struct state *s, const struct event *ev);
/* The same on one line, with a newline. */
void eventjson_line(const struct state *s, const struct event *ev, struct str *out);

/* Whether the entity that an event is about, or one that it refers to, matches (with what contains it); an
 * event about none of them is its source's. */
bool eventjson_passes(const struct filter *f, const struct filter_context *c, const struct event *ev);

/* The entities that an event names, its own first; at most EVENT_ENTITIES. */
enum { EVENT_ENTITIES = 4 };
size_t eventjson_entities(const struct event *ev, entity_id *out);

#endif
