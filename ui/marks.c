#include "ui/marks.h"

#include <stdlib.h>

#include "base/mem.h"
#include "ui/actions.h"
#include "ui/ui_private.h"

void marks_release(struct marks *m)
{
    free(m->items);
    *m = (struct marks){0};
}

bool marks_fit(unsigned kind)
{
    return kind == NODE_MODULE || kind == NODE_TRACK || kind == NODE_OPERATOR || kind == NODE_ARG || kind == NODE_OLD ||
           node_is_subscription(kind);
}

/* One subscription may stand in several rows. */
static size_t find(const struct marks *m, const struct tree_node *n)
{
    size_t i = 0;
    while (i < m->n && !ref_eq(m->items[i].ref, n->ref))
        i++;
    return i;
}

bool marks_has(const struct marks *m, const struct tree_node *n)
{
    return m->n && marks_fit(n->kind) && find(m, n) < m->n;
}

static void drop(struct marks *m, size_t i)
{
    m->n--;
    for (; i < m->n; i++)
        m->items[i] = m->items[i + 1];
}

void marks_clear(struct ui *ui)
{
    ui->dirty |= ui->marks.n > 0;
    ui->marks.n = 0;
}

void marks_prune(struct ui *ui)
{
    size_t kept = 0;
    for (size_t i = 0; i < ui->marks.n; i++) {
        const struct entity *e = query_entity(ui->view.state, ui->marks.items[i].ref);
        if (e && !e->ended_at)
            ui->marks.items[kept++] = ui->marks.items[i];
    }
    ui->marks.n = kept;
}

static void toggle(struct ui *ui, const struct tree_node *n)
{
    struct marks *m = &ui->marks;
    size_t at = find(m, n);
    if (at < m->n) {
        drop(m, at);
    } else if (m->n == MARKS_MAX) {
        ui_say(ui, "%d rows are marked; more at once cannot be", MARKS_MAX);
        return;
    } else {
        MEM_GROW(m->items, m->n, m->cap);
        m->items[m->n++] = *n;
    }
    views_move(ui, 1); /* so that the key, held down, marks a list */
}

enum handled action_mark_row(struct ui *ui)
{
    const struct tree_node *n = ui_selected(ui);
    const struct entity *e = n ? query_entity(ui->view.state, n->ref) : NULL;
    if (!n)
        ui_say(ui, "nothing is selected");
    else if (!marks_fit(n->kind))
        ui_say(ui, "modules, tracks, operators and subscriptions can be marked, this row cannot");
    else if (!e || e->ended_at)
        ui_say(ui, "it has ended");
    else
        toggle(ui, n);
    return KEY_REDRAW;
}
