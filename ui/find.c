/* find.c - finding: the selection goes to the next row that fits, what is above it is unfolded, and nothing is
 * hidden. While it is typed the search begins each time where it was when the line was opened, and what it unfolded
 * on the way is folded again. */
#include "ui/find.h"

#include <string.h>

#include "ui/actions.h"
#include "ui/ui_private.h"

/* What a filter hides cannot be gone to. */
static bool fits(void *ctx, const struct tree_node *n)
{
    struct ui *ui = ctx;
    struct filter_context c = {ui->view.state, ui_flow_rate, ui};
    bool told = n->kind == NODE_SOURCE || (n->ref.id && n->kind != NODE_KEPT && n->kind != NODE_PIN && n->kind != NODE_BUILD);
    if (!told || !filter_match(ui->find.query, &c, n->ref))
        return false;
    return !ui->filter || filter_match(ui->filter, &c, n->ref);
}

void find_release(struct find *f)
{
    filter_free(f->query);
    *f = (struct find){0};
}

/* Where the search begins: the selected row, or the one above "12 more". */
static uint64_t key_here(const struct ui *ui)
{
    size_t row = ui->tree.selected;
    while (row > 0 && row < ui->tree.n && ui->tree.rows[row].node.kind == NODE_MORE)
        row--;
    return row < ui->tree.n ? ui->tree.rows[row].node.key : 0;
}

static void fold_again(struct ui *ui)
{
    struct find *f = &ui->find;
    while (f->nopened)
        tree_fold(&ui->tree, f->opened[--f->nopened], false);
}

static void go_back(struct ui *ui)
{
    fold_again(ui);
    ui_list_rows(ui);
    tree_select_key(&ui->tree, ui->find.origin);
}

static void say_where(struct ui *ui, const struct tree_search *s)
{
    const char *more = s->partial ? " of the first rows" : "";
    if (s->wrapped && ui->modal != &pane_prompt)
        ui_say(ui, "%s: %zu of %zu%s", s->back ? "before the first: the last again" : "behind the last: the first again",
               s->number, s->count, more);
    else
        ui_say(ui, "%zu of %zu%s", s->number, s->count, more);
}

/* false: there is none. */
static bool go(struct ui *ui, uint64_t from, bool back, bool inclusive)
{
    struct find *f = &ui->find;
    struct tree_search s = {.fits = fits, .ctx = ui, .from = from, .back = back, .inclusive = inclusive};
    tree_find(&ui->tree, &s);
    if (!s.hit.found) {
        if (s.partial)
            ui_say(ui, "none of the first %d rows fits '%s'", TREE_FIND_MOST, f->text);
        else
            ui_say(ui, "nothing fits '%s'", f->text);
        return false;
    }
    f->nopened = tree_unfold_to(&ui->tree, &s.hit, f->opened);
    ui_list_rows(ui);
    tree_select_key(&ui->tree, s.hit.node.key);
    say_where(ui, &s);
    return true;
}

static enum status set_query(struct ui *ui, const char *text, struct fault_text *why)
{
    struct filter *made = NULL;
    enum status status = filter_parse(&made, text, why);
    if (status != STATUS_OK)
        return status; /* the one before stays */
    filter_free(ui->find.query);
    ui->find.query = made;
    str_copy(ui->find.text, sizeof ui->find.text, text);
    return STATUS_OK;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " ")] == '\0';
}

static enum status changed(struct ui *ui, const char *text, struct fault_text *why)
{
    if (is_blank(text)) {
        go_back(ui);
        return STATUS_OK;
    }
    enum status status = set_query(ui, text, why);
    if (status != STATUS_OK)
        return status;
    go_back(ui);
    go(ui, ui->find.origin, false, true);
    return STATUS_OK;
}

/* An empty line looks for what was looked for before. */
static enum status accept(struct ui *ui, const char *text, struct fault_text *why)
{
    if (is_blank(text) && ui->find.query) {
        go(ui, ui->find.origin, false, false);
        return STATUS_OK;
    }
    if (is_blank(text))
        return STATUS_OK;
    enum status status = changed(ui, text, why); /* once more, so that it stays said where that is */
    if (status == STATUS_OK)
        history_add(&ui->queries, text);
    return status;
}

static void cancel(struct ui *ui)
{
    go_back(ui);
    ui->tree.top = ui->find.top;
    tree_set_height(&ui->tree, ui->tree.height);
}

const struct prompt_ops prompt_find = {.label = "find",
                                       .hint = "Enter stays there   n N next, before   Tab completes   Esc back",
                                       .changed = changed,
                                       .accept = accept,
                                       .cancel = cancel,
                                       .history = HISTORY_QUERIES,
                                       .complete = complete_query};

static bool cannot(struct ui *ui)
{
    if (ui_held_back(ui))
        return true;
    if (!views_shown(ui)->provider)
        ui_say(ui, "here are no rows to find; 1, 2 and 3 have some");
    return !views_shown(ui)->provider;
}

enum handled action_search(struct ui *ui)
{
    if (cannot(ui))
        return KEY_REDRAW;
    ui->find.origin = key_here(ui);
    ui->find.top = ui->tree.top;
    ui->find.nopened = 0;
    ui_open_prompt(ui, &prompt_find, "");
    return KEY_REDRAW;
}

static enum handled go_on(struct ui *ui, bool back)
{
    if (cannot(ui))
        return KEY_REDRAW;
    if (ui->find.query)
        go(ui, key_here(ui), back, false);
    else
        ui_say(ui, "nothing was looked for yet: / finds");
    return KEY_REDRAW;
}

enum handled action_search_next(struct ui *ui)
{
    return go_on(ui, false);
}

enum handled action_search_previous(struct ui *ui)
{
    return go_on(ui, true);
}
