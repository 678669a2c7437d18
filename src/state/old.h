/* old.h - what lives of earlier versions. Living subscriptions that still run an earlier version's code are those with
 * the tag TAG_OLD_CODE: there are few or none, so a list finds them without a walk over all. Main thread. */
#ifndef RXSCOPE_STATE_OLD_H
#define RXSCOPE_STATE_OLD_H

#include "state/state_int.h"

/* A tag was put on a held entity, or taken off. */
void old_tagged(struct source *src, entity_id id, uint32_t tag, bool add);
/* A subscription ends. */
void old_ended(struct source *src, entity_id id);
void old_release(struct source *src);

#endif
