/* roots.h - subscriptions that feed nobody, by the module that made them: a person's own. Streams
 * that functions make have no track, and so nothing else leads to them. Main thread. */
#ifndef RXSCOPE_STATE_ROOTS_H
#define RXSCOPE_STATE_ROOTS_H

#include "state/state_int.h"

/* Puts a held subscription into the list that it belongs to now, or into none. */
void roots_place(struct source *src, struct ent_subscription *sub);
/* Takes it out: it gets a parent, or leaves. */
void roots_remove(struct source *src, struct ent_subscription *sub);
/* The module leaves: its roots are adrift from then on. */
void roots_abandon(struct source *src, struct ent_module *m);

#endif
