/* tree_model.h - the definition tree over the state: source → module → track → operators → args, the
 * subscriptions of people under their track, what feeds them and their inner streams below.
 *
 * With one program only, its modules are the roots. Keys are made of names and ordinals, never of ids or
 * pids, so that folds and the selection outlive a restart of the program. Lists are limited; a row
 * says how many more there are. Owned by the ui, reads the state only. */
#ifndef RXSCOPE_UI_TREE_MODEL_H
#define RXSCOPE_UI_TREE_MODEL_H

#include "state/filter.h"
#include "ui/node.h"
#include "ui/order.h"
#include "ui/programs.h"

#define TREE_MODEL_PAGE 200 /* siblings that are listed before `more` */

struct tree_model {
    const struct state *state;   /* borrowed */
    const struct filter *filter; /* borrowed; NULL: everything is listed */
    double (*rate)(void *ctx, struct ref r); /* for the filter; NULL: not known */
    void *ctx;
    struct programs programs;    /* as of the last listing */
    struct roots_index *roots;   /* of subscriptions_ops() */
    struct order order;
    bool plumbing;               /* list it, too: node_is_plumbing() */
    bool below;                  /* with a filter: list what is below a row that matches, too */
    bool inside;                 /* such a row's children are being listed */
};

/* The callbacks of a tree over this model, which must outlive the tree. */
void tree_model_ops(struct tree_model *m, struct tree_ops *ops);
/* Whether the filter lets the node through; one must be set. */
bool tree_model_matches(const struct tree_model *m, const struct tree_node *n);
/* Tags that anything in the tree carries, each once; returns how many (at most `max`). Borrowed from
 * the state until the next fold. */
size_t tree_model_tags(const struct tree_model *m, const char **out, size_t max);

#endif
