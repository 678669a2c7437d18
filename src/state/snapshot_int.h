/* snapshot_int.h - what snapshot.c and its helpers keep to themselves. */
#ifndef RXSCOPE_STATE_SNAPSHOT_INT_H
#define RXSCOPE_STATE_SNAPSHOT_INT_H

#include "event/sink.h"
#include "state/state_int.h"

/* How far an entity has been told: bits by kind and slot. */
enum {
    TELL_OPEN = 1,    /* it is on the stack: what it needs is being told first */
    TELL_DONE = 2,
    TELL_LATER_A = 4, /* its place in the first of its lists is still to be told (tell_order.c) */
    TELL_LATER_B = 8, /* ... in the second */
    TELL_AGAIN = 16   /* it refers to something that was not told yet */
};

struct teller {
    const struct source *src;
    struct sink *to;
    uint8_t *marks[ENT_ARG + 1];
    bool later; /* some mark says LATER or AGAIN */
};

/* Fills in source and empty texts. */
void tell_event(struct teller *t, struct event ev);
void tell_text(const struct teller *t, uint32_t handle, struct event *ev); /* sets its text */
struct event tell_head(const struct entity *e, unsigned kind); /* id, time of making, name and place */
void tell_tags(struct teller *t, const struct entity *e);
/* An id when what it names lives, else 0. */
entity_id tell_living(const struct teller *t, entity_id id);

static inline uint8_t *tell_mark(const struct teller *t, entity_id id)
{
    return &t->marks[ID_KIND(id)][ID_SLOT(id)];
}

/* Modules and tracks (tell_tracks.c). */
void tell_modules(struct teller *t);
void tell_tracks(struct teller *t);    /* where they stand */
void tell_histories(struct teller *t); /* what they ran, once all entities are told */
/* All the others: each after what it refers to, in the order of every list (tell_order.c). */
void tell_entities(struct teller *t);

/* One entity with what its marks say is known by now (tell_entity.c). `first`: with its counts and tags;
 * else only its references again. */
void tell_entity(struct teller *t, entity_id id, bool first);
/* The owner of the list in which it stands behind others, and who lives before it there; 0: none. `second`:
 * in its other list. */
entity_id tell_owner(const struct teller *t, entity_id id, bool second);
entity_id tell_before(const struct teller *t, entity_id id, bool second);
/* What it should be told after: writes at most TELL_NEEDS ids, 0 where there is nothing. */
enum { TELL_NEEDS = 4 };
void tell_needs(const struct teller *t, entity_id id, entity_id *out);

#endif
