/* actions_views.c - which view is shown, and which pane has the focus. */
#include "ui/actions.h"

#include "ui/keymap.h"
#include "ui/ui_private.h"

static enum handled show(struct ui *ui, enum view_id id)
{
    if (ui->frozen.on && id != ui->views.shown)
        ui_say(ui, "the view is frozen; p returns to now");
    else
        views_show(ui, id);
    return KEY_REDRAW;
}

enum handled action_view_tree(struct ui *ui)
{
    return show(ui, VIEW_TREE);
}

enum handled action_view_subscriptions(struct ui *ui)
{
    return show(ui, VIEW_SUBSCRIPTIONS);
}

enum handled action_view_tracks(struct ui *ui)
{
    return show(ui, VIEW_TRACKS);
}

enum handled action_view_marbles(struct ui *ui)
{
    return show(ui, VIEW_MARBLES);
}

/* What only the marbles have. */
static bool in_marbles(struct ui *ui)
{
    if (ui->views.shown != VIEW_MARBLES)
        ui_say(ui, "this key is for the marbles: %s", keymap_name(keys_find('4')));
    return ui->views.shown == VIEW_MARBLES;
}

enum handled action_closer(struct ui *ui)
{
    return in_marbles(ui) ? marbles_zoom(ui, -1) : KEY_REDRAW;
}

enum handled action_wider(struct ui *ui)
{
    return in_marbles(ui) ? marbles_zoom(ui, 1) : KEY_REDRAW;
}

enum handled action_sooner(struct ui *ui)
{
    return in_marbles(ui) ? marbles_pan(ui, -1) : KEY_REDRAW;
}

enum handled action_later_on(struct ui *ui)
{
    return in_marbles(ui) ? marbles_pan(ui, 1) : KEY_REDRAW;
}

enum handled action_view_events(struct ui *ui)
{
    return show(ui, VIEW_EVENTS);
}

enum handled action_view_checks(struct ui *ui)
{
    return show(ui, VIEW_CHECKS);
}

static enum handled go_to_pane(struct ui *ui, unsigned step)
{
    ui->focus = (enum focus)(((unsigned)ui->focus + step) % FOCUS_COUNT);
    ui->log_top = 0;
    ui->rebuild = true; /* the log is read only while it is shown */
    return KEY_REDRAW;
}

enum handled action_next_pane(struct ui *ui)
{
    return go_to_pane(ui, 1);
}

enum handled action_previous_pane(struct ui *ui)
{
    return go_to_pane(ui, FOCUS_COUNT - 1);
}

/* Rows of the log where it has the focus, else of the detail pane, as they would be with these sizes; -1: no room. */
static int rows_with(const struct ui *ui, const struct splits *splits)
{
    struct layout l;
    layout_compute(&l, screen_rows(ui->screen), screen_cols(ui->screen), ui->focus, 0, ui_has_tape(ui), splits);
    if (l.too_small)
        return -1;
    return ui->focus == FOCUS_LOG ? l.log.rows : l.detail.rows;
}

/* The row goes to the view, or comes from it. */
static enum handled resize(struct ui *ui, int by)
{
    int n = rows_with(ui, &ui->splits) + by;
    struct splits splits = ui->splits;
    *(ui->focus == FOCUS_LOG ? &splits.log : &splits.detail) = layout_part(n, screen_rows(ui->screen));
    if (n < 0 || rows_with(ui, &splits) != n)
        return KEY_HANDLED; /* as far as it goes */
    ui->splits = splits;
    return KEY_REDRAW;
}

enum handled action_grow(struct ui *ui)
{
    return resize(ui, 1);
}

enum handled action_shrink(struct ui *ui)
{
    return resize(ui, -1);
}
