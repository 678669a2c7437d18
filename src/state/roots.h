/* roots.h - subscriptions that nothing leads to but the module that made them: those in functions, where streams have
 * no track. Kept in lists of their own, so that ten thousands cost no more to show than a few. */
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
