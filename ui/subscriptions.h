/* subscriptions.h - who is subscribed to whom, now: below each program and module the subscriptions that feed nobody,
 * below these what feeds them, from the observer to the source, and inner streams below their outer one.
 *
 * A chain is listed flat; where it forks, each arm is a branch. Keys are made of names and ordinals. Read only. */
#ifndef RXSCOPE_UI_SUBSCRIPTIONS_H
#define RXSCOPE_UI_SUBSCRIPTIONS_H

#include "ui/row.h"
#include "ui/tree_model.h"

/* The callbacks of a tree; the model holds the programs and the filter, and must outlive it. */
void subscriptions_ops(struct tree_model *m, struct tree_ops *ops);
void subscriptions_release(struct tree_model *m);
/* What its rows say: which generation's code runs, the last value, the age. */
void subscriptions_cells(const struct view *v, const struct programs *p, const struct tree_node *n, struct row_cells *out);
extern const struct row_plan subscriptions_plans[];

#endif
