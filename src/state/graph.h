/* graph.h - who belongs to whom: every reference that has a list at its other end is set and cleared
 * here, together with the counts that go with it. */
#ifndef RXSCOPE_STATE_GRAPH_H
#define RXSCOPE_STATE_GRAPH_H

#include "state/state_int.h"

/* Kinds that a reference may have: a set of these bits. */
#define KIND_BIT(kind) (1u << (kind))

/* 0, or an id of one of those kinds that is held or was. An arg_call or send is only checked for its
 * kind: they may have been merged away. */
bool graph_may_refer(const struct source *src, entity_id id, unsigned kinds);
/* The id when it is held (or an arg_call or send), else 0. */
entity_id graph_held(const struct source *src, entity_id id);

/* Each moves a held entity (a subscription: a living one) below new owners, ids of the right kind or
 * 0; what is not held counts as 0. Places in the lists are kept where the owner stays. */
void graph_place_subscription(struct source *src, struct ent_subscription *sub, entity_id parent,
                              entity_id observable);
void graph_place_operator(struct source *src, struct ent_operator *op, entity_id pipe,
                          entity_id fun);
void graph_place_arg(struct source *src, struct ent_arg *arg, entity_id parent);
void graph_place_track(struct source *src, struct ent_track *t, entity_id module);
void graph_set_track_parent(struct source *src, struct ent_track *t, entity_id parent);
void graph_set_maker(struct source *src, struct ent_observable *o, struct ent_subscription *maker);

/* Whether `above` is `id` or a subscription below which `id` stands. */
bool graph_is_above(const struct source *src, entity_id above, entity_id id);
bool graph_track_is_above(const struct source *src, entity_id above, entity_id id);
/* Walks a subscription and everything below it, parents first: 0 at the end. `root` first. */
uint32_t graph_next_below(const struct source *src, uint32_t root, uint32_t at);
/* The same, children first; begins with graph_first_leaf(root), ends with root, then 0. */
uint32_t graph_first_leaf(const struct source *src, uint32_t root);
uint32_t graph_next_up(const struct source *src, uint32_t root, uint32_t at);

/* Takes an entity that leaves out of every list, and leaves nobody behind in its own. */
void graph_detach(struct source *src, struct entity *e);

static inline struct ent_subscription *subscription_at(const struct source *src, uint32_t slot)
{
    return table_record(&src->tables[ENT_SUBSCRIPTION], slot);
}

static inline struct ent_observable *observable_at(const struct source *src, uint32_t slot)
{
    return table_record(&src->tables[ENT_OBSERVABLE], slot);
}

#endif
