/* subscriptions_cells.c - what a row of a living subscription says. */
#include "ui/subscriptions.h"

#include <string.h>

#include "base/clock.h"
#include "ui/chain.h"

const struct row_plan subscriptions_plans[] = {
    {140, 40, 8, 18, 10, 10, 10, false}, {110, 30, 8, 15, 8, 9, 9, false}, {72, 22, 7, 13, 8, 9, 0, false},
    {56, 20, 6, 8, 7, 8, 0, true},       {36, 14, 4, 7, 0, 7, 0, true},    {28, 14, 0, 0, 0, 8, 0, true},
    {20, 12, 0, 0, 0, 8, 0, true},       {0, 0, 0, 0, 0, 0, 0, true}};

static void name_cells(const struct view *v, const struct tree_node *n, const struct ent_subscription *sub,
                       struct row_cells *out)
{
    const char *own = query_name(v->state, n->ref);
    const char *what = chain_name(v->state, (struct ref){n->ref.source, sub->observable});
    const char *glyph = n->kind == NODE_INNER ? v->glyphs->inner : "";
    if (sub->e.ended_at)
        glyph = sub->end == END_FAILED ? v->glyphs->fault : v->glyphs->ended;
    bool named = n->kind == NODE_SUBSCRIPTION && *own;
    row_cell(out->name, sizeof out->name, "%s%s%s", glyph, *glyph ? " " : "", named ? own : what);
}

/* The code that it runs. */
static void code_cells(const struct view *v, const struct tree_node *n, struct row_cells *out)
{
    uint32_t generation = node_generation(v->state, n->ref);
    if (!generation || !program_swaps(query_source_by_id(v->state, n->ref.source)))
        return;
    row_cell(out->version, sizeof out->version, "gen %u", generation);
    row_cell(out->version_brief, sizeof out->version_brief, "g%u", generation);
}

/* "#31 load = 38.75", behind what is not as it should be. */
static void text_cells(const struct view *v, const struct tree_node *n, const struct ent_subscription *sub,
                       struct row_cells *out)
{
    struct str text = STR_INIT, last = STR_INIT;
    struct send_view send;
    if (query_sends(v->state, n->ref, &send, 1) && send.type != SEND_COMPLETE)
        node_print_value(&send.value, &last);
    if (node_has_own_tag(v->state, n->ref, TAG_OLD_CODE))
        str_addf(&text, "%s old code  ", v->glyphs->orphan);
    if (node_is_paused(v->state, n->ref))
        str_addf(&text, "%s paused  ", v->glyphs->paused);
    bool marked = text.len > 0;
    str_addf(&text, "#%u", ID_SLOT(n->ref.id));
    if (sub->e.ended_at)
        str_addf(&text, "  %s", node_end_text(sub));
    if (n->kind == NODE_SUBSCRIPTION)
        str_addf(&text, " %s %s", v->glyphs->arrow, chain_name(v->state, (struct ref){n->ref.source, sub->observable}));
    if (last.len)
        str_addf(&text, " = %s", str_text(&last));
    str_copy(out->text, sizeof out->text, str_text(&text));
    str_copy(out->brief, sizeof out->brief, last.len && !marked ? str_text(&last) : str_text(&text));
    if (marked)
        out->style = out->text_style = STYLE_WARN;
    str_release(&text);
    str_release(&last);
}

/* How long it lives, or has lived. */
static void age_cells(const struct view *v, const struct tree_node *n, const struct ent_subscription *sub,
                      struct row_cells *out)
{
    const struct source_info *src = query_source_by_id(v->state, n->ref.source);
    uint64_t begin = query_wall(v->state, n->ref.source, sub->e.created_at), end = v->wall;
    uint64_t ended = sub->e.ended_at ? sub->e.ended_at : src ? src->ended_at : 0;
    if (ended)
        end = query_wall(v->state, n->ref.source, ended);
    if (!end)
        return;
    uint64_t age = end > begin ? end - begin : 0;
    program_age(age, out->since, sizeof out->since);
    if (!ended)
        out->until = program_age_lasts(age);
}

static void subscription_cells(const struct view *v, const struct tree_node *n, struct row_cells *out)
{
    const struct ent_subscription *sub = query_subscription(v->state, n->ref);
    char number[32];
    if (!sub)
        return;
    bool bad = sub->e.ended_at && sub->end == END_FAILED;
    out->style = sub->e.ended_at ? STYLE_DIM : n->kind == NODE_UPSTREAM ? STYLE_TEXT : STYLE_ALIVE;
    if (sub->e.ended_at)
        out->style = out->text_style = out->count_style = bad ? STYLE_FAULT : STYLE_DIM;
    name_cells(v, n, sub, out);
    code_cells(v, n, out);
    text_cells(v, n, sub, out);
    age_cells(v, n, sub, out);
    str_thousands(number, sizeof number, sub->next);
    row_cell(out->count, sizeof out->count, "%s next", number);
    str_copy(out->count_brief, sizeof out->count_brief, number);
}

/* How many feed nobody: those that are listed below. */
static void count_roots(const struct view *v, const struct tree_node *n, struct row_cells *out)
{
    uint32_t living = query_roots(v->state, n->ref);
    if (!living)
        return;
    row_cell(out->count, sizeof out->count, "%s %u", v->glyphs->alive, living);
    row_cell(out->count_brief, sizeof out->count_brief, "%s%u", v->glyphs->alive, living);
    out->count_style = STYLE_ALIVE;
}

void subscriptions_cells(const struct view *v, const struct programs *p, const struct tree_node *n, struct row_cells *out)
{
    if (!node_is_subscription(n->kind)) {
        row_cells(v, p, n, out);
        if (n->kind == NODE_MODULE)
            count_roots(v, n, out);
        return;
    }
    memset(out, 0, sizeof *out);
    subscription_cells(v, n, out);
}
