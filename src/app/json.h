/* json.h - the state as JSON, in the words of ARCHITECTURE.md. Main thread. */
#ifndef RXSCOPE_APP_JSON_H
#define RXSCOPE_APP_JSON_H

#include <jansson.h>

#include "state/filter.h"

/* {"sources":[…]}: a new reference. Strings that are not UTF-8 are made so. */
json_t *json_dump_state(const struct state *s);
/* Only the entities that match, or stand in something that does; ids may then name others. NULL: all. */
json_t *json_dump_filtered(const struct state *s, const struct filter *filter);
/* A new string of any bytes: what is not UTF-8 is replaced. */
json_t *json_text(const char *text);
json_t *json_textn(const char *text, size_t n); /* not terminated; NUL is replaced, too */
json_t *json_count(uint64_t n);                 /* at most INT64_MAX */
json_t *json_time(uint64_t wall_ns);            /* "2024-03-01T10:02:11.000000Z" */
/* "subscription#31", or null for 0. */
json_t *json_id(entity_id id);
/* As a text that ends its line; in printable ASCII alone when stdout is a terminal. */
void json_add_line(struct str *out, const json_t *value, size_t flags);
/* The same, to stdout. */
void json_print(const json_t *value, size_t flags);

#endif
