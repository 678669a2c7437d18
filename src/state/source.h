/* source.h - one program's part of the state: made by its source-start, emptied by the next one,
 * dropped when too many came after it. */
#ifndef RXSCOPE_STATE_SOURCE_H
#define RXSCOPE_STATE_SOURCE_H

#include "state/state_int.h"

/* The source with this number, NULL when there is none. */
struct source *source_by_id(struct state *s, uint32_t id);
/* The same for readers: remembers nothing. */
const struct source *source_peek(const struct state *s, uint32_t id);
/* The source of a source-start: a new one, or the one that is there, emptied, since the program
 * sends the whole picture again. NULL: SOURCES_MAX are held and all of them live, or `id` is 0. */
struct source *source_open(struct state *s, uint32_t id);
void source_free(struct source *src);
size_t source_memory(const struct source *src);

/* false: the number is out of range. */
bool source_set_string(struct source *src, const struct event *ev);

/* Lifecycle events contradict what is known: what is shown may be wrong. */
void source_mark_stale(struct source *src);

/* Drops every text that an entity's record and aside hold. */
void source_drop_entity_texts(struct source *src, struct entity *e);

/* Texts that are charged to this source. */
uint32_t source_text(struct source *src, const char *bytes, size_t n, size_t max);
void source_drop_text(struct source *src, uint32_t *handle);
/* Puts `ev`'s text in the place of what *handle stood for. */
void source_replace_text(struct source *src, uint32_t *handle, const struct event *ev, size_t max);

#endif
