/* store.h - entities of one kind in dense arrays by slot.
 *
 * A slot has a record, which is what query.h hands out and what the hot paths touch, and an aside,
 * which holds the links of the lists that the entity is in or owns. Both come in chunks that never
 * move, so that growing costs the same however many there are, and slots that are far apart cost
 * address space only for the chunks between.
 *
 * A record is found by its whole id: an id whose slot was used again does not match. */
#ifndef RXSCOPE_STATE_STORE_H
#define RXSCOPE_STATE_STORE_H

#include "state/query.h"

enum {
    CHUNK_BITS = 10,
    CHUNK_SLOTS = 1 << CHUNK_BITS,
    SLOT_LIMIT = 16 << 20, /* of one kind and source */
    SLOT_AHEAD = 1 << 20,  /* how far beyond the highest slot so far a new one may be */
    REUSE_MASK = 0xffffff,
    LEFT_MAX = 1024 /* slots in one event that says what left */
};

/* Lists run through the asides of their members, by slot; 0 ends them. */
struct list {
    uint32_t first, last;
};

struct link {
    uint32_t prev, next;
};

/* The head of every aside. */
struct aside {
    struct link ended; /* in the table's `ended` */
    uint32_t seen;     /* reuse of the newest entity that stood here, plus 1; 0: none ever */
};

struct table {
    unsigned char **records, **asides; /* chunks; NULL where no slot was used */
    size_t chunks, cap, asides_cap;
    uint32_t record_size, aside_size;
    uint32_t top;      /* highest slot ever used */
    struct list ended; /* oldest first */
    uint32_t n_ended;
};

void table_init(struct table *t, uint32_t record_size, uint32_t aside_size);
void table_release(struct table *t);
size_t table_memory(const struct table *t); /* bytes */

/* The record and the aside of a slot; the slot must have a chunk. */
static inline void *table_record(const struct table *t, uint32_t slot)
{
    return t->records[slot >> CHUNK_BITS] + (size_t)(slot % CHUNK_SLOTS) * t->record_size;
}

static inline void *table_aside(const struct table *t, uint32_t slot)
{
    return t->asides[slot >> CHUNK_BITS] + (size_t)(slot % CHUNK_SLOTS) * t->aside_size;
}

static inline bool table_has(const struct table *t, uint32_t slot)
{
    return slot - 1 < t->top && t->records[slot >> CHUNK_BITS];
}

/* NULL when no such entity is held. */
static inline void *table_find(const struct table *t, entity_id id)
{
    uint32_t slot = ID_SLOT(id);
    if (!table_has(t, slot))
        return NULL;
    struct entity *e = table_record(t, slot);
    return e->id == id ? e : NULL;
}

/* Whether the id stood here once and has left. */
bool table_left(const struct table *t, entity_id id);
/* Whether a new entity may take this id: a slot within the limits, not used again since. */
bool table_may_take(const struct table *t, entity_id id);
/* Makes the slot's record `id`'s; it must be empty and table_may_take(). */
struct entity *table_take(struct table *t, entity_id id);
/* Empties the slot. */
void table_leave(struct table *t, struct entity *e);
/* Remembers that `n` (<= LEFT_MAX) slots from id's on were used as often as it, and are empty; 0: only
 * makes room up to there. What is held or newer stays. false: beyond the limits. */
bool table_leave_all(struct table *t, entity_id id, uint32_t n);
/* The first held entity behind slot `after`, NULL: none. */
struct entity *table_next(const struct table *t, uint32_t after);

/* Lists of members that live in `t`; `link` is the offset of their link in the aside. */
void list_add(struct table *t, size_t link, struct list *l, uint32_t slot);
void list_remove(struct table *t, size_t link, struct list *l, uint32_t slot);

static inline struct link *list_link(const struct table *t, size_t link, uint32_t slot)
{
    return (void *)((unsigned char *)table_aside(t, slot) + link);
}

void table_add_ended(struct table *t, uint32_t slot);
void table_remove_ended(struct table *t, uint32_t slot);

#endif
