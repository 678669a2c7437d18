/* views.h - what the middle of the screen shows: six views of one state, with one selection.
 *
 * A view is an ops table. Most are trees of rows: they name the provider of their rows and what the cells of a row
 * say, and have drawing, keys, folds and freezing from tree.h and pane_tree.c. Others draw for themselves, and
 * say what is selected in them. The entity that is selected stays selected from view to view: one that does not
 * have it shows what is nearest to it, and does not forget it. */
#ifndef RXSCOPE_UI_VIEWS_H
#define RXSCOPE_UI_VIEWS_H

#include "ui/pane.h"
#include "ui/row.h"
#include "ui/tree.h"

enum view_id {
    VIEW_TREE,
    VIEW_SUBSCRIPTIONS,
    VIEW_TRACKS,
    VIEW_MARBLES,
    VIEW_EVENTS,
    VIEW_CHECKS,
    VIEW_COUNT
};

struct view_ops {
    const char *name, *brief; /* for the status line, and for a narrow one */

    /* Of a tree of rows. The provider is called while the view is shown. NULL: it is none. */
    void (*provider)(struct ui *ui, struct tree_ops *ops);
    void (*cells)(const struct view *v, const struct programs *p, const struct tree_node *n,
                  struct row_cells *out); /* NULL: row_cells() */
    const struct row_plan *plans;                   /* of columns; NULL: row_plans */
    /* Entities on the way down to `n`, the outermost first, `n` or what is nearest to it the last; returns how
     * many (at most `max`). What is folded away is unfolded along them. NULL: only what is listed is found. */
    size_t (*way)(struct ui *ui, const struct tree_node *n, struct ref *out, size_t max);

    /* Of any other view. What is NULL does nothing. */
    void (*open)(struct ui *ui);  /* once, with the screen */
    void (*close)(struct ui *ui);
    void (*capture)(struct ui *ui); /* takes from the state what is drawn: once a frame, not while frozen */
    void (*draw)(struct ui *ui, const struct rect *at); /* NULL: the rows */
    void (*move)(struct ui *ui, long by); /* rows; beyond the ends: to the end */
    void (*click)(struct ui *ui, size_t row); /* selects what stands in a row of the view, from 0, if anything does */
    /* What keys act on, and the detail pane describes; NULL: nothing is selected. Valid until the next capture. */
    const struct tree_node *(*selected)(struct ui *ui);
    bool (*select)(struct ui *ui, const struct tree_node *n); /* false: it is not here */
    void (*strangers)(struct ui *ui); /* ids mean nothing any more: another run, or another moment of a tape */

    /* Of both: before the table of keys. NULL: takes none. */
    key_pane_fn *key;
};

extern const struct view_ops view_tree, view_subscriptions, view_tracks, view_marbles, view_events, view_checks;

struct views {
    enum view_id shown;
    struct tree trees[VIEW_COUNT]; /* of the views that are not shown: rows, folds, selection; else ui->tree */
    struct tree_node selection;    /* that all views share; kept while the view that is shown does not have it */
    uint64_t found;                /* key of the row that was selected for it: another one is a new selection */
};

/* view_marbles.c: nearer (-1) or from farther away (1); half a screen back (-1) or on (1). */
enum handled marbles_zoom(struct ui *ui, int by);
enum handled marbles_pan(struct ui *ui, int by);

void views_open(struct ui *ui);
void views_close(struct ui *ui);
const struct view_ops *views_shown(const struct ui *ui);
void views_show(struct ui *ui, enum view_id id);
void views_draw(struct ui *ui, const struct rect *at);
void views_move(struct ui *ui, long by); /* rows; beyond the ends: to the end */
/* After ids became strangers: every view finds its selection again by its place. */
void views_await(struct ui *ui);
/* The node that keys act on; NULL: nothing is selected. Valid until the next frame. */
const struct tree_node *ui_selected(struct ui *ui);
/* The columns of its rows, and the rows: pane_tree.c. */
void views_columns(struct ui *ui, unsigned cols, struct row_columns *out);
void views_draw_rows(struct ui *ui, const struct rect *at);
/* Says in the middle of a view that it has nothing to show. */
void views_draw_nothing(struct ui *ui, const struct rect *at, const char *text);

#endif
