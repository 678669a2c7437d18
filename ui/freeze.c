/* freeze.c - freezing copies what every row and its detail say, so that one can move over them
 * while the program goes on; the rows themselves simply are not listed again. */
#include "ui/ui_private.h"

#include <stdlib.h>

#include "base/mem.h"
#include "ui/describe.h"

const struct row_cells *ui_row_cells(struct ui *ui, size_t row, struct row_cells *storage)
{
    if (ui->frozen.on && row < ui->frozen.n)
        return &ui->frozen.cells[row];
    const struct view_ops *v = views_shown(ui);
    (v->cells ? v->cells : row_cells)(&ui->view, &ui->model.programs, &ui->tree.rows[row].node, storage);
    return storage;
}

struct row_rate ui_row_rate(struct ui *ui, size_t row)
{
    if (ui->frozen.on && row < ui->frozen.n)
        return ui->frozen.rates[row];
    return rates_get(&ui->rates, ui->tree.rows[row].node.key);
}

void ui_freeze(struct ui *ui)
{
    struct frozen *f = &ui->frozen;
    size_t n = ui->tree.n;
    unsigned width = (unsigned)screen_cols(ui->screen);
    f->cells = mem_alloc((n + 1) * sizeof *f->cells);
    f->rates = mem_alloc((n + 1) * sizeof *f->rates);
    f->details = mem_alloc((n + 1) * sizeof *f->details);
    for (size_t i = 0; i < n; i++) {
        ui_row_cells(ui, i, &f->cells[i]);
        f->rates[i] = ui_row_rate(ui, i);
        lines_init(&f->details[i], ui->glyphs);
        describe(&ui->view, &ui->tree.rows[i].node, &f->rates[i], i == ui->tree.selected ? written_text(ui) : NULL, width,
                 &f->details[i]);
    }
    log_capture(ui, true);
    f->n = n;
    f->on = true;
    node_wall_time(ui->view.wall, f->at);
}

void ui_thaw(struct ui *ui)
{
    struct frozen *f = &ui->frozen;
    for (size_t i = 0; i < f->n; i++)
        lines_release(&f->details[i]);
    free(f->cells);
    free(f->rates);
    free(f->details);
    *f = (struct frozen){0};
    ui->rebuild = true;
}
