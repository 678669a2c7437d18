/* pane_tree.c - the visible rows of the tree; its keys are those of the key table. */
#include "ui/pane.h"

#include "ui/ui_private.h"

static void draw_row(struct ui *ui, const struct rect *at, const struct row_columns *columns,
                     size_t i)
{
    struct row_cells storage;
    const struct row_cells *cells = ui_row_cells(ui, i, &storage);
    struct row_rate rate = ui_row_rate(ui, i);
    row_line(&ui->scratch, columns, &ui->tree.rows[i], cells, &rate);
    ui->fading |= cells->style == STYLE_SWAPPED;
    screen_line(ui->screen, at->y + (int)(i - ui->tree.top), at->x, at->cols, &ui->scratch,
                i == ui->tree.selected);
}

static void draw_nothing(struct ui *ui, const struct rect *at)
{
    const char *text = tree_model_filtered(&ui->model) ? "nothing matches; Esc shows everything"
                       : ui->status.sources            ? "no modules yet"
                                                       : "waiting for a program";
    line_clear(&ui->scratch);
    line_addf(&ui->scratch, STYLE_DIM, " %s", text);
    screen_line(ui->screen, at->y, at->x, at->cols, &ui->scratch, false);
}

static void draw(struct ui *ui, const struct rect *at)
{
    struct row_columns columns;
    row_columns(&columns, (unsigned)at->cols);
    tree_set_height(&ui->tree, (size_t)at->rows);
    size_t end = ui->tree.top + (size_t)at->rows;
    for (size_t i = ui->tree.top; i < end && i < ui->tree.n; i++)
        draw_row(ui, at, &columns, i);
    if (!ui->tree.n)
        draw_nothing(ui, at);
}

const struct pane_ops pane_tree = {.name = "tree", .draw = draw};
