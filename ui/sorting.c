/* sorting.c - which rows are listed, and in which order: keys w, F and v. */
#include "ui/actions.h"
#include "ui/ui_private.h"

void ui_sort(struct ui *ui, enum order_by by, bool kept)
{
    order_set(&ui->model.order, by, kept);
    ui->flows.wanted |= by == ORDER_RATE;
    ui->rebuild = true;
}

static void add(struct ui *ui, enum order_by by, bool kept, const char *text)
{
    const struct order *o = &ui->model.order;
    struct popup_item *item = ui_popup_add(ui, "%s", text);
    item->order = (uint8_t)(1 + 2 * by + kept);
    if (o->by == by && (!by || o->kept == kept))
        ui->popup.selected = ui->popup.n - 1;
}

enum handled action_sort(struct ui *ui)
{
    if (ui_held_back(ui))
        return KEY_REDRAW;
    ui_open_popup(ui, "order of rows");
    add(ui, ORDER_NONE, false, "as the program has it");
    add(ui, ORDER_NAME, true, "by name");
    add(ui, ORDER_AGE, true, "by age, the youngest first");
    add(ui, ORDER_RATE, true, "by rate, the fastest first");
    add(ui, ORDER_RATE, false, "by rate, once");
    add(ui, ORDER_COUNT, true, "by count, the most first");
    add(ui, ORDER_COUNT, false, "by count, once");
    add(ui, ORDER_NAME, false, "by name, once; what is new comes last");
    add(ui, ORDER_AGE, false, "by age, once; what is new comes last");
    return KEY_REDRAW;
}

enum handled action_below(struct ui *ui)
{
    if (ui_held_back(ui))
        return KEY_REDRAW;
    ui->model.below = !ui->model.below;
    ui->rebuild = true;
    if (ui->model.below)
        ui_say(ui, ui->filter ? "what is below the rows that match is listed, too" :
                   "what is below the rows that match will be listed, too, once there is a filter");
    else
        ui_say(ui, "only what matches is listed");
    return KEY_REDRAW;
}

enum handled action_plumbing(struct ui *ui)
{
    if (ui_held_back(ui))
        return KEY_REDRAW;
    ui->model.plumbing = !ui->model.plumbing;
    ui->rebuild = true;
    ui_say(ui, ui->model.plumbing ? "plumbing is listed, too: what libraries and operators subscribe to by themselves"
                                  : "plumbing is hidden");
    return KEY_REDRAW;
}
