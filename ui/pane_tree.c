/* pane_tree.c - the visible rows of a view that is a tree; its keys are those of the key table. */
#include "ui/ui_private.h"

static void draw_row(struct ui *ui, const struct rect *at, const struct row_columns *columns,
                     size_t i)
{
    struct row_cells storage;
    const struct row_cells *cells = ui_row_cells(ui, i, &storage);
    struct row_rate rate = ui_row_rate(ui, i);
    row_line(&ui->scratch, columns, &ui->tree.rows[i], cells, &rate);
    ui->fading |= cells->style == STYLE_SWAPPED;
    if (cells->until && cells->until < ui->until)
        ui->until = cells->until;
    ui->fading |= ui->view.awaited && ui->status.gone; /* "gone 12 s" */
    int y = at->y + (int)(i - ui->tree.top);
    screen_line(ui->screen, y, at->x, at->cols, &ui->scratch, i == ui->tree.selected);
    if (!marks_has(&ui->marks, &ui->tree.rows[i].node))
        return;
    line_clear(&ui->scratch);
    line_add(&ui->scratch, STYLE_WARN, "+");
    screen_line(ui->screen, y, at->x, 1, &ui->scratch, i == ui->tree.selected);
}

static void put(struct ui *ui, const struct rect *at, int row, enum style style, const char *text)
{
    if (row >= at->rows)
        return;
    line_clear(&ui->scratch);
    line_add(&ui->scratch, style, text);
    line_cut(&ui->scratch, (size_t)at->cols);
    screen_line(ui->screen, at->y + row, at->x, at->cols, &ui->scratch, false);
}

/* Nothing runs: what to do, and that this screen needs nothing more. */
static void draw_welcome(struct ui *ui, const struct rect *at)
{
    static const char *const wide[] = {"   start one         rxscope run FILE.c",
                                       "   try the example   rxscope demo",
                                       "   your own program  rxscope_serve(), see librxscope(3)"};
    static const char *const narrow[] = {" rxscope run FILE.c", " rxscope demo",
                                         " rxscope_serve(): librxscope(3)"};
    bool room = at->cols >= 60 && at->rows >= 9;
    const char *const *lines = room ? wide : narrow;
    int row = room ? 1 : 0;
    put(ui, at, row++, STYLE_TEXT, room ? "   no program runs" : " no program runs; start one:");
    row += room;
    for (int i = 0; i < 3; i++)
        put(ui, at, row++, STYLE_DIM, lines[i]);
    put(ui, at, row + room, STYLE_DIM,
        room ? "   it appears here as soon as it runs" : " it appears here by itself");
}

/* The only program has nothing to show. */
static const char *nothing_of_one(const struct ui *ui)
{
    if (ui->status.syncing)
        return " synchronising";
    if (ui->status.gone)
        return ui->view.awaited ? " it is shown when it comes back" : " it has ended";
    return " no modules yet";
}

static void draw_nothing(struct ui *ui, const struct rect *at)
{
    if (ui->filter)
        put(ui, at, 0, STYLE_DIM, " nothing matches; Esc shows everything");
    else if (ui->status.sources)
        put(ui, at, 0, STYLE_DIM, nothing_of_one(ui));
    else if (ui_has_tape(ui))
        put(ui, at, 0, STYLE_DIM, " nothing has happened yet");
    else if (ui->options.attached)
        draw_welcome(ui, at);
    else
        put(ui, at, 0, STYLE_DIM, " waiting for a program");
}

void views_columns(struct ui *ui, unsigned cols, struct row_columns *out)
{
    const struct row_plan *plans = views_shown(ui)->plans;
    row_columns(out, plans ? plans : row_plans, cols);
}

void views_draw_rows(struct ui *ui, const struct rect *at)
{
    struct row_columns columns;
    views_columns(ui, (unsigned)at->cols, &columns);
    tree_set_height(&ui->tree, (size_t)at->rows);
    size_t end = ui->tree.top + (size_t)at->rows;
    for (size_t i = ui->tree.top; i < end && i < ui->tree.n; i++)
        draw_row(ui, at, &columns, i);
    if (!ui->tree.n)
        draw_nothing(ui, at);
}
