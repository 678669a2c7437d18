/* checks.h - what the checks find in the programs on the screen: looked for in slices while frames are drawn, so that
 * a frame costs the same however much there is; those that the user has muted are known by their keys. */
#ifndef RXSCOPE_UI_CHECKS_H
#define RXSCOPE_UI_CHECKS_H

#include "state/findings.h"
#include "ui/tree.h"

struct ui;

struct checks_list {
    struct growth *growth;
    struct findings found;  /* sorted; the muted ones behind the others */
    size_t open;            /* so many are not muted */
    enum severity gravest;  /* of those */
    char **mutes;           /* keys */
    size_t n_mutes, cap_mutes;
    size_t selected, top, height;
    char filter[FILTER_MAX]; /* what they are listed by */
    struct tree_node node;  /* of the selected one */
};

void checks_open(struct ui *ui);
void checks_close(struct ui *ui);
void checks_forget(struct ui *ui); /* another state comes */
/* For the view: lists them anew when the filter is another one. */
void checks_capture(struct ui *ui);
/* Once a frame: goes on with the look that is due. */
void checks_look(struct ui *ui);
bool checks_looking(const struct ui *ui); /* another frame is wanted for it */
const struct finding *checks_selected(const struct ui *ui); /* NULL: there are none */
void checks_select(struct ui *ui, size_t i); /* clamped */
bool checks_is_muted(const struct ui *ui, const struct finding *f);
/* Mutes it, or no longer; the host keeps it. */
void checks_mute(struct ui *ui, const struct finding *f);
/* The row in other views for an entity: of an observable its track, or one of its subscriptions. */
struct tree_node checks_node(const struct state *s, struct ref r);

#endif
