/* pane_detail.c - what is known about the selected row; scrolls when it has the focus. */
#include "ui/pane.h"

#include "ui/describe.h"
#include "ui/scroll.h"
#include "ui/ui_private.h"

static const struct lines *shown(struct ui *ui)
{
    if (ui->frozen.on && ui->tree.selected < ui->frozen.n)
        return &ui->frozen.details[ui->tree.selected];
    return &ui->detail;
}

static void describe_now(struct ui *ui, const struct tree_node *n)
{
    struct row_rate rate = rates_get(&ui->rates, n->key);
    written_look(ui, n);
    uint64_t until = describe(&ui->view, n, &rate, written_text(ui), (unsigned)ui->layout.detail.cols, &ui->detail);
    if (until < ui->until)
        ui->until = until;
}

void detail_capture(struct ui *ui)
{
    const struct tree_node *n = ui_selected(ui);
    if (!n)
        lines_clear(&ui->detail);
    else if (!ui->frozen.on)
        describe_now(ui, n);
    if (n && n->key != ui->detail_key) {
        ui->detail_key = n->key;
        ui->detail_top = 0;
    }
}

static void clamp_top(struct ui *ui, const struct lines *lines)
{
    size_t rows = (size_t)ui->layout.detail.rows;
    size_t most = lines->n > rows ? lines->n - rows : 0;
    if (ui->detail_top > most)
        ui->detail_top = most;
}

static void draw(struct ui *ui, const struct rect *at)
{
    const struct lines *lines = shown(ui);
    clamp_top(ui, lines);
    for (size_t i = 0; i < (size_t)at->rows && ui->detail_top + i < lines->n; i++) {
        line_clear(&ui->scratch);
        line_join(&ui->scratch, &lines->items[ui->detail_top + i]);
        line_cut(&ui->scratch, (size_t)at->cols);
        screen_line(ui->screen, at->y + (int)i, at->x, at->cols, &ui->scratch, false);
    }
}

static enum handled key(struct ui *ui, int k)
{
    size_t rows = (size_t)ui->layout.detail.rows, n = shown(ui)->n;
    if (!scroll_key(k, &ui->detail_top, rows > 1 ? rows - 1 : 1, n > rows ? n - rows : 0))
        return KEY_IGNORED;
    return KEY_REDRAW;
}

const struct pane_ops pane_detail = {.name = "detail", .draw = draw, .key = key};
