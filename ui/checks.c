#include "ui/checks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/ui_private.h"

enum {
    SLICE = 2000,    /* entities a frame */
    MUTES_MAX = 1000 /* beyond it the oldest is forgotten */
};

static void add_mute(struct checks_list *c, const char *key, size_t len)
{
    if (!len)
        return;
    if (c->n_mutes == MUTES_MAX) {
        free(c->mutes[0]);
        memmove(c->mutes, c->mutes + 1, --c->n_mutes * sizeof *c->mutes);
    }
    MEM_GROW(c->mutes, c->n_mutes, c->cap_mutes);
    c->mutes[c->n_mutes++] = mem_strndup(key, len);
}

void checks_open(struct ui *ui)
{
    const char *line = ui->options.checks.mutes ? ui->options.checks.mutes : "";
    ui->checks.growth = growth_new(ui->options.checks.limits);
    for (size_t n; *line; line += n + (line[n] == '\n')) {
        n = strcspn(line, "\n");
        add_mute(&ui->checks, line, n);
    }
}

void checks_close(struct ui *ui)
{
    struct checks_list *c = &ui->checks;
    growth_free(c->growth);
    findings_release(&c->found);
    for (size_t i = 0; i < c->n_mutes; i++)
        free(c->mutes[i]);
    free(c->mutes);
    *c = (struct checks_list){0};
}

void checks_forget(struct ui *ui)
{
    growth_forget(ui->checks.growth);
    findings_release(&ui->checks.found);
    ui->checks.open = 0;
}

/* ---- Muting. ---- */

static size_t place_of(const struct checks_list *c, const char *key)
{
    size_t i = 0;
    while (i < c->n_mutes && strcmp(c->mutes[i], key) != 0)
        i++;
    return i;
}

bool checks_is_muted(const struct ui *ui, const struct finding *f)
{
    return place_of(&ui->checks, f->key) < ui->checks.n_mutes;
}

static void tell_host(struct ui *ui)
{
    const struct ui_host *host = &ui->options.host;
    struct str all = STR_INIT;
    for (size_t i = 0; i < ui->checks.n_mutes; i++)
        str_addf(&all, "%s\n", ui->checks.mutes[i]);
    if (host->mute)
        host->mute(host->ctx, str_text(&all));
    str_release(&all);
}

/* ---- The list. ---- */

/* The open ones first, each part in its order. */
static void part(struct ui *ui)
{
    struct checks_list *c = &ui->checks;
    struct finding *muted = mem_alloc((c->found.n + 1) * sizeof *muted);
    size_t n = 0;
    c->open = 0;
    for (size_t i = 0; i < c->found.n; i++) {
        if (checks_is_muted(ui, &c->found.items[i]))
            muted[n++] = c->found.items[i];
        else
            c->found.items[c->open++] = c->found.items[i];
    }
    if (n)
        memcpy(c->found.items + c->open, muted, n * sizeof *muted);
    free(muted);
    c->gravest = c->open ? finding_severity(c->found.items[0].kind) : SEVERITY_NOTE;
}

const struct finding *checks_selected(const struct ui *ui)
{
    const struct checks_list *c = &ui->checks;
    return c->selected < c->found.n ? &c->found.items[c->selected] : NULL;
}

void checks_select(struct ui *ui, size_t i)
{
    struct checks_list *c = &ui->checks;
    size_t last = c->found.n ? c->found.n - 1 : 0;
    c->selected = i < last ? i : last;
    const struct finding *f = checks_selected(ui);
    c->node = f ? checks_node(ui->view.state, (struct ref){f->source, f->id}) : (struct tree_node){0};
}

/* The selection stays on the same finding, wherever that goes. */
static void select_again(struct ui *ui, const char *key)
{
    struct checks_list *c = &ui->checks;
    size_t at = c->selected;
    for (size_t i = 0; key && i < c->found.n; i++)
        if (strcmp(c->found.items[i].key, key) == 0)
            at = i;
    checks_select(ui, at);
}

static void list(struct ui *ui)
{
    struct checks_list *c = &ui->checks;
    struct checks kinds = {.kinds = ui->options.checks.kinds ? ui->options.checks.kinds : CHECKS_ALL};
    const struct finding *before = checks_selected(ui);
    char *key = before ? mem_strdup(before->key) : NULL;
    findings_release(&c->found);
    findings_collect(ui->view.state, c->growth, &kinds, ui->filter, &c->found);
    str_copy(c->filter, sizeof c->filter, ui->filter_text);
    findings_sort(&c->found);
    part(ui);
    select_again(ui, key);
    free(key);
}

void checks_mute(struct ui *ui, const struct finding *f)
{
    struct checks_list *c = &ui->checks;
    char *key = mem_strdup(f->key);
    size_t i = place_of(c, key);
    if (i < c->n_mutes) {
        free(c->mutes[i]);
        memmove(c->mutes + i, c->mutes + i + 1, (--c->n_mutes - i) * sizeof *c->mutes);
    } else {
        add_mute(c, key, strcspn(key, "\n"));
    }
    findings_sort(&c->found);
    part(ui);
    checks_select(ui, c->selected);
    tell_host(ui);
    free(key);
}

void checks_look(struct ui *ui)
{
    if (growth_step(ui->checks.growth, ui->view.state, ui->view.wall, SLICE))
        list(ui);
}

void checks_capture(struct ui *ui)
{
    if (strcmp(ui->checks.filter, ui->filter_text) != 0)
        list(ui);
}

bool checks_looking(const struct ui *ui)
{
    return growth_looking(ui->checks.growth);
}

/* ---- Where it is. ---- */

static entity_id row_of(const struct state *s, struct ref r)
{
    if (ID_KIND(r.id) != ENT_OBSERVABLE)
        return r.id;
    entity_id track = query_track_of(s, r), sub = track ? 0 : query_next_subscription(s, r, 0);
    return track ? track : sub ? sub : query_module_of(s, r);
}

struct tree_node checks_node(const struct state *s, struct ref r)
{
    static const uint8_t kinds[ENT_LIMIT] = {[ENT_MODULE] = NODE_MODULE,
                                             [ENT_TRACK] = NODE_TRACK,
                                             [ENT_OPERATOR] = NODE_OPERATOR,
                                             [ENT_ARG] = NODE_ARG,
                                             [ENT_SUBSCRIPTION] = NODE_SUBSCRIPTION};
    struct tree_node n = {.ref = {r.source, row_of(s, r)}};
    const struct ent_subscription *sub = query_subscription(s, n.ref);
    n.kind = sub && sub->parent ? NODE_UPSTREAM : kinds[ID_KIND(n.ref.id)];
    n.key = n.ref.id ^ (uint64_t)n.ref.source << 40;
    return n;
}
