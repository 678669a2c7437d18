/* tree_model.h - the definition tree over the state: source → module → track → operators → args, the
 * subscriptions of people under their track, what feeds them and their inner streams below.
 *
 * With one program only, its modules are the roots. Lists are limited; a row says how many more there
 * are. Owned by the ui, reads the state only. */
#ifndef RXSCOPE_UI_TREE_MODEL_H
#define RXSCOPE_UI_TREE_MODEL_H

#include "ui/node.h"
#include "ui/theme.h"

#define TREE_MODEL_PAGE 200 /* siblings that are listed before `more` */

struct tree_model {
    const struct state *state;   /* borrowed */
    const struct glyphs *glyphs;
    char words[128];             /* text filter: all of these words, in any case; "" none */
    char tag[64];                /* tag filter; "" none */
};

/* The callbacks of a tree over this model, which must outlive the tree. */
void tree_model_ops(struct tree_model *m, struct tree_ops *ops);
bool tree_model_filtered(const struct tree_model *m);
/* Tags that anything in the tree carries, each once; returns how many (at most `max`). Borrowed from
 * the state until the next fold. */
size_t tree_model_tags(const struct tree_model *m, const char **out, size_t max);
/* Whether the row carries the tag, itself or through what it stands for. */
bool tree_model_has_tag(const struct tree_model *m, const struct tree_node *n, const char *tag);

#endif
