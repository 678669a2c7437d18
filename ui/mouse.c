#include "ui/mouse.h"

#include "ui/actions.h"
#include "ui/keymap.h"
#include "ui/row.h"
#include "ui/ui_private.h"

enum { WHEEL_ROWS = 3, LIMIT = 9999, LETTERS = 32 };

/* --- reports ------------------------------------------------------------------------------------- */

void mouse_begin(struct mouse_reader *r, bool three)
{
    *r = (struct mouse_reader){.state = three ? MOUSE_READS_THREE : MOUSE_READS_DECIMAL};
}

/* Shift, Meta and Control make no other click of it. */
static bool kind_of(unsigned button, enum mouse_kind *kind)
{
    switch (button & ~28u) {
    case 0:
        *kind = MOUSE_CLICK;
        return true;
    case 64:
        *kind = MOUSE_WHEEL_UP;
        return true;
    case 65:
        *kind = MOUSE_WHEEL_DOWN;
        return true;
    default:
        return false;
    }
}

static enum mouse_result finish(struct mouse_reader *r, bool pressed, struct mouse_event *out)
{
    unsigned x = r->values[1], y = r->values[2];
    r->state = MOUSE_IDLE;
    if (!pressed || !kind_of(r->values[0], &out->kind) || x < 1 || y < 1 || x > LIMIT || y > LIMIT)
        return MOUSE_NOTHING;
    out->x = (int)x - 1;
    out->y = (int)y - 1;
    return MOUSE_DONE;
}

static enum mouse_result broken(struct mouse_reader *r)
{
    r->state = MOUSE_IDLE;
    return MOUSE_BROKEN;
}

static enum mouse_result take_three(struct mouse_reader *r, uint32_t c, struct mouse_event *out)
{
    if (c < LETTERS)
        return broken(r);
    r->values[r->at++] = c - LETTERS;
    return r->at < 3 ? MOUSE_MORE : finish(r, true, out);
}

/* "0;12;5M" */
static enum mouse_result take_decimal(struct mouse_reader *r, uint32_t c, struct mouse_event *out)
{
    if (c >= '0' && c <= '9' && r->digits < 5) {
        r->values[r->at] = r->values[r->at] * 10 + (c - '0');
        r->digits++;
        return MOUSE_MORE;
    }
    if (!r->digits || (c == ';' && r->at == 2) || (c != ';' && r->at != 2))
        return broken(r);
    r->digits = 0;
    if (c == ';') {
        r->at++;
        return MOUSE_MORE;
    }
    return c == 'M' || c == 'm' ? finish(r, c == 'M', out) : broken(r);
}

enum mouse_result mouse_take(struct mouse_reader *r, uint32_t c, struct mouse_event *out)
{
    return r->state == MOUSE_READS_THREE ? take_three(r, c, out) : take_decimal(r, c, out);
}

/* --- what is done ---------------------------------------------------------------------------------- */

static bool within(const struct rect *r, const struct mouse_event *e)
{
    return e->y >= r->y && e->y < r->y + r->rows && e->x >= r->x && e->x < r->x + r->cols;
}

static void focus_on(struct ui *ui, enum focus focus)
{
    if (ui->focus == focus)
        return;
    ui->focus = focus;
    ui->log_top = 0;
    ui->rebuild = true; /* the log is read only while it is shown */
}

/* The mark of a fold is a small target: a column beside it counts, too. */
static bool on_fold(struct ui *ui, const struct tree_row *row, const struct mouse_event *e)
{
    struct row_columns columns;
    views_columns(ui, (unsigned)ui->layout.tree.cols, &columns);
    int at = ui->layout.tree.x + (int)row_fold_column(&columns, row);
    return row->node.branch && e->x >= at - 1 && e->x <= at + 1;
}

static void click_row(struct ui *ui, const struct mouse_event *e)
{
    size_t line = (size_t)(e->y - ui->layout.tree.y), row = ui->tree.top + line;
    const struct view_ops *view = views_shown(ui);
    focus_on(ui, FOCUS_TREE);
    if (view->click)
        view->click(ui, line);
    if (view->draw || row >= ui->tree.n)
        return;
    tree_select(&ui->tree, row);
    if (on_fold(ui, &ui->tree.rows[row], e))
        action_open(ui);
}

static void click(struct ui *ui, const struct mouse_event *e)
{
    const struct layout *l = &ui->layout;
    if (within(&l->tree, e))
        click_row(ui, e);
    else if (within(&l->detail, e) || within(&l->above_detail, e))
        focus_on(ui, FOCUS_DETAIL);
    else if (within(&l->log, e) || within(&l->above_log, e))
        focus_on(ui, FOCUS_LOG);
}

/* As if the pane had the focus. */
static void scroll(struct ui *ui, const struct pane_ops *pane, bool down)
{
    for (int i = 0; i < WHEEL_ROWS; i++)
        pane->key(ui, down ? KEYCODE_DOWN : KEYCODE_UP);
}

static void wheel(struct ui *ui, const struct mouse_event *e)
{
    bool down = e->kind == MOUSE_WHEEL_DOWN;
    if (within(&ui->layout.detail, e))
        scroll(ui, &pane_detail, down);
    else if (within(&ui->layout.log, e) && ui->focus == FOCUS_LOG)
        scroll(ui, &pane_log, down);
    else if (within(&ui->layout.tree, e))
        views_move(ui, down ? WHEEL_ROWS : -WHEEL_ROWS);
}

/* A list chooses what is clicked while it is selected: one click alone sends nothing. */
static void on_popup(struct ui *ui, const struct mouse_event *e)
{
    struct popup *p = &ui->popup;
    size_t row = p->top + (size_t)(e->y - ui->layout.popup.y - 1);
    if (e->kind != MOUSE_CLICK)
        scroll(ui, &pane_popup, e->kind == MOUSE_WHEEL_DOWN);
    else if (!within(&ui->layout.popup, e) || e->y == ui->layout.popup.y || row >= p->n || row >= p->top + p->rows)
        return;
    else if (row == p->selected)
        pane_popup.key(ui, KEYCODE_ENTER);
    else
        p->selected = row;
}

void ui_mouse(struct ui *ui, const struct mouse_event *e)
{
    if (ui->layout.too_small)
        return;
    if (ui->modal == &pane_popup)
        on_popup(ui, e);
    else if (ui->modal == &pane_overlay && e->kind != MOUSE_CLICK)
        scroll(ui, &pane_overlay, e->kind == MOUSE_WHEEL_DOWN);
    else if (!ui->modal && e->kind == MOUSE_CLICK)
        click(ui, e);
    else if (!ui->modal)
        wheel(ui, e);
    ui->dirty = true;
    ui_relist(ui);
}

void ui_take_mouse(struct ui *ui, bool on)
{
    ui->mouse = on;
    if (ui->terminal)
        terminal_mouse(ui->terminal, on);
}

enum handled action_mouse(struct ui *ui)
{
    ui_take_mouse(ui, !ui->mouse);
    if (ui->mouse)
        ui_say(ui, "the mouse selects, folds and scrolls; with Shift most terminals select text");
    else
        ui_say(ui, "the mouse is the terminal's");
    return KEY_REDRAW;
}
