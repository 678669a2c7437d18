/* tracks.h - tracks with their versions: which of them runs, which waits, what lives on an earlier one, and what keeps
 * old generations.
 *
 * Below a track stands a row for each version, newest first, with the living subscriptions that run it below; below a
 * module the generations that are kept, with what the newest sweep said keeps them. Read only. */
#ifndef RXSCOPE_UI_TRACKS_H
#define RXSCOPE_UI_TRACKS_H

#include "ui/row.h"
#include "ui/tree_model.h"

/* The callbacks of a tree; the model holds the programs and the filter, and must outlive it. */
void tracks_ops(struct tree_model *m, struct tree_ops *ops);
void tracks_cells(const struct view *v, const struct programs *p, const struct tree_node *n, struct row_cells *out);
extern const struct row_plan tracks_plans[];

/* Living subscriptions that run a version of a track: calls `each` for them until it says no; `each` NULL: only counts.
 * Returns how many, of the first few thousand. */
unsigned tracks_runs(const struct state *s, struct ref track, uint32_t version,
                     bool (*each)(void *ctx, entity_id subscription), void *ctx);
/* Why the newest sweep kept a generation: what stands behind "kept by"; "" when none said so. Borrowed. */
const char *tracks_pin(const struct state *s, struct ref module, uint32_t generation);

#endif
