#include "ui/views.h"

#include <string.h>

#include "ui/pane.h"
#include "ui/ui_private.h"

static const struct view_ops *const views[VIEW_COUNT] = {
    [VIEW_TREE] = &view_tree,       [VIEW_SUBSCRIPTIONS] = &view_subscriptions, [VIEW_TRACKS] = &view_tracks,
    [VIEW_MARBLES] = &view_marbles, [VIEW_EVENTS] = &view_events,               [VIEW_CHECKS] = &view_checks};

const struct view_ops *views_shown(const struct ui *ui)
{
    return views[ui->views.shown];
}

void views_open(struct ui *ui)
{
    for (size_t i = 0; i < VIEW_COUNT; i++) {
        struct tree_ops ops = {0};
        if (views[i]->provider)
            views[i]->provider(ui, &ops);
        tree_init(&ui->views.trees[i], &ops);
        if (views[i]->open)
            views[i]->open(ui);
    }
    ui->tree = ui->views.trees[VIEW_TREE];
}

void views_close(struct ui *ui)
{
    ui->views.trees[ui->views.shown] = ui->tree;
    for (size_t i = 0; i < VIEW_COUNT; i++) {
        tree_release(&ui->views.trees[i]);
        if (views[i]->close)
            views[i]->close(ui);
    }
    memset(&ui->tree, 0, sizeof ui->tree);
}

const struct tree_node *ui_selected(struct ui *ui)
{
    const struct view_ops *v = views_shown(ui);
    const struct tree_row *row = tree_selected(&ui->tree);
    if (v->selected)
        return v->selected(ui);
    return row ? &row->node : NULL;
}

void views_await(struct ui *ui)
{
    tree_await(&ui->tree);
    for (size_t i = 0; i < VIEW_COUNT; i++) {
        if (i != ui->views.shown)
            tree_await(&ui->views.trees[i]);
        if (views[i]->strangers)
            views[i]->strangers(ui);
    }
    ui->views.selection = (struct tree_node){0};
}

/* From view to view */

/* What is selected here becomes the selection of all, unless it only stands for one that is not here. */
static void take_selection(struct ui *ui)
{
    const struct tree_node *n = ui_selected(ui);
    if (!n || !(n->ref.id || n->ref.source) || (ui->views.selection.ref.source && n->key == ui->views.found))
        return;
    ui->views.selection = *n;
}

static bool select_row(struct ui *ui, const struct tree_node *n)
{
    enum { DEEPEST = TREE_DEPTH + 8 };
    struct ref way[DEEPEST];
    const struct view_ops *v = views_shown(ui);
    if (tree_select_ref(&ui->tree, n->ref, n->kind) || tree_select_ref(&ui->tree, n->ref, -1))
        return true;
    return v->way && tree_reveal(&ui->tree, way, v->way(ui, n, way, DEEPEST));
}

static void give_selection(struct ui *ui)
{
    const struct view_ops *v = views_shown(ui);
    struct tree_node n = ui->views.selection;
    if (n.ref.source && v->provider)
        select_row(ui, &n);
    else if (n.ref.source && v->select)
        v->select(ui, &n);
    const struct tree_node *found = ui_selected(ui);
    ui->views.found = found ? found->key : 0;
}

void views_show(struct ui *ui, enum view_id id)
{
    struct views *v = &ui->views;
    ui->focus = FOCUS_TREE;
    if (id == v->shown)
        return;
    take_selection(ui);
    v->trees[v->shown] = ui->tree;
    ui->tree = v->trees[id];
    v->shown = id;
    ui_list_rows(ui);
    if (views_shown(ui)->capture)
        views_shown(ui)->capture(ui);
    give_selection(ui);
    ui->detail_key = 0;
    ui->dirty = true;
}

void views_draw(struct ui *ui, const struct rect *at)
{
    const struct view_ops *v = views_shown(ui);
    if (v->draw)
        v->draw(ui, at);
    else
        views_draw_rows(ui, at);
}

void views_move(struct ui *ui, long by)
{
    const struct view_ops *v = views_shown(ui);
    if (v->provider)
        tree_move(&ui->tree, by);
    else if (v->move)
        v->move(ui, by);
}

void views_draw_nothing(struct ui *ui, const struct rect *at, const char *text)
{
    line_clear(&ui->scratch);
    line_addf(&ui->scratch, STYLE_DIM, " %s", text);
    line_cut(&ui->scratch, (size_t)at->cols);
    screen_line(ui->screen, at->y, at->x, at->cols, &ui->scratch, false);
}
