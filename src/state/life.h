/* life.h - how entities come and go.
 *
 *              define                 end                     too many ended,
 *   (nothing) --------> living ----------------> ended ---------------------------> left
 *                         ^                        |        or the slot is used again
 *                         '------------------------'
 *                       define again (not subscriptions)
 *
 * Ended entities are kept, oldest leave first; an id that left is still told from one that never
 * was, as long as nothing else used its slot much later. Tracks leave when they are swept. */
#ifndef RXSCOPE_STATE_LIFE_H
#define RXSCOPE_STATE_LIFE_H

#include "state/state_int.h"

/* Whether `id` is of this kind and may be held: it is already, or its slot can be taken. */
bool life_may_define(const struct source *src, entity_id id, enum entity_kind kind);
/* The entity ev->id, living: made, revived or as it was; with ev's name and place where it has any.
 * What stood in its slot before leaves, so pointers to other entities must be looked up after this.
 * life_may_define() must have said yes. */
void *life_define(struct source *src, const struct event *ev);
/* Ends a definition; one that ended is left alone. */
void life_end(struct source *src, struct entity *e, uint64_t at);
void life_revive(struct source *src, struct entity *e);

/* Ends a subscription and what belongs to it: subscriptions that feed it, observables that its arg
 * calls made and that nobody else is subscribed to. A subscription that ended with its parent takes
 * `code` as its own. */
void life_end_subscription(struct source *src, struct ent_subscription *sub, uint8_t code,
                           uint64_t at);

/* Takes a track out at once. */
void life_remove_track(struct source *src, struct ent_track *t);
/* Lets the oldest ended entities go, down to the limit. Invalidates pointers to ended entities. */
void life_trim(struct source *src);

#endif
