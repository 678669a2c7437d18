/* pane_status.c - the first line: which program, which generation, how much flows, what is hidden.
 */
#include "ui/pane.h"

#include <string.h>

#include "ui/ui_private.h"

static void add_module(struct status_view *v, const struct state *s, struct ref r)
{
    const struct ent_module *m = query_module(s, r);
    if (!m)
        return;
    if (v->modules++ == 0)
        str_copy(v->name, sizeof v->name, query_name(s, r));
    if (m->generation > v->generation)
        v->generation = m->generation;
    if (m->building && m->build == BUILD_FAILED)
        v->refused = m->building;
    else if (m->building && m->building > m->generation)
        v->building = m->building;
}

static void add_source(struct status_view *v, const struct state *s, const struct source_info *src)
{
    v->sources++;
    v->living_sources += !src->ended_at;
    v->stale |= src->stale;
    v->next += src->next;
    v->merged += src->merged;
    v->dropped += src->dropped;
    v->observables += src->living[ENT_OBSERVABLE];
    v->subscriptions += src->living[ENT_SUBSCRIPTION];
    for (entity_id id = 0; (id = query_next(s, src->source, ENT_MODULE, id));)
        add_module(v, s, (struct ref){src->source, id});
}

void status_capture(struct ui *ui)
{
    struct status_view *v = &ui->status;
    const struct state *s = ui->options.state;
    const struct source_info *src;
    memset(v, 0, sizeof *v);
    for (size_t i = 0; (src = query_source(s, i)); i++)
        add_source(v, s, src);
    src = query_source(s, 0);
    if (src && v->modules != 1)
        str_copy(v->name, sizeof v->name, src->name ? src->name : "");
    v->ended = v->sources && !v->living_sources;
    v->rate = rates_get(&ui->rates, UI_SOURCE_RATE);
}

static void add_generation(struct line *l, const struct status_view *v, bool brief)
{
    if (v->sources > 1)
        line_addf(l, STYLE_TEXT, "  %u programs", v->sources);
    else if (v->modules > 1)
        line_addf(l, STYLE_TEXT, "  %u modules", v->modules);
    else if (v->modules)
        line_addf(l, STYLE_TEXT, brief ? " gen %u" : "  gen %u", v->generation);
    if (v->ended)
        line_addf(l, STYLE_FAULT, brief ? " %s" : "  %s ended", l->glyphs->ended);
    else if (v->sources && v->generation)
        line_addf(l, STYLE_ALIVE, brief ? " %s" : "  %s live", l->glyphs->alive);
    if (v->refused)
        line_addf(l, STYLE_FAULT, "  gen %u %s", v->refused, l->glyphs->fault);
    if (v->building)
        line_addf(l, STYLE_WARN, "  gen %u %s", v->building, l->glyphs->ellipsis);
}

/* What the view hides or holds back must be said. */
static void add_view(struct line *l, const struct ui *ui)
{
    if (ui->frozen.on)
        line_addf(l, STYLE_WARN, "  frozen %s", ui->frozen.at);
    if (*ui->model.words)
        line_addf(l, STYLE_WARN, "  /%s", ui->model.words);
    if (*ui->model.tag)
        line_addf(l, STYLE_WARN, "  tag %s", ui->model.tag);
    if (ui->status.stale)
        line_add(l, STYLE_FAULT, "  events lost");
}

static void add_number(struct line *l, const char *name, uint64_t n, unsigned columns)
{
    char digits[32];
    line_addf(l, STYLE_DIM, "   %s ", name);
    line_fit(l, STYLE_TEXT, str_thousands(digits, sizeof digits, n), columns, ALIGN_LEFT);
}

static void add_rate(struct line *l, const struct status_view *v, bool brief)
{
    char rate[24];
    row_rate_text(v->rate.per_second, rate);
    if (!brief)
        rate[strlen(rate) - 2] = '\0';
    line_fit(l, STYLE_TEXT, rate, brief ? 8 : 7, ALIGN_RIGHT);
    if (!brief)
        line_add(l, STYLE_DIM, " ev/s");
}

static void add_next(struct line *l, const struct status_view *v, bool brief)
{
    char digits[32];
    line_add(l, STYLE_DIM, brief ? "  next " : "   next ");
    line_fit(l, STYLE_TEXT, str_thousands(digits, sizeof digits, v->next), brief ? 8 : 11,
             ALIGN_LEFT);
}

/* `level` 0 is the most there is to say; each further one says less, 4 nothing. */
static void figures(struct line *l, const struct status_view *v, unsigned level, bool brief)
{
    line_clear(l);
    if (level < 4)
        add_rate(l, v, brief);
    if (level < 2 && !brief) {
        add_number(l, "obs", v->observables, 4);
        add_number(l, "sub", v->subscriptions, 4);
    }
    if (level < 3)
        add_next(l, v, brief);
    if (!brief && (level < 1 || (v->merged && level < 2)))
        add_number(l, "merged", v->merged, 7);
}

static void draw(struct ui *ui, const struct rect *at)
{
    struct line *l = &ui->scratch, right;
    bool brief = at->cols < 60;
    line_init(&right, ui->glyphs);
    line_clear(l);
    if (!brief)
        line_add(l, STYLE_DIM, " rxscope");
    line_addf(l, STYLE_STRONG, brief ? " %s" : "  %s",
              *ui->status.name ? ui->status.name : "waiting for a program");
    add_generation(l, &ui->status, brief);
    add_view(l, ui);
    unsigned level = 0;
    do
        figures(&right, &ui->status, level, brief);
    while (level++ < 4 && l->width + right.width + 1 > (size_t)at->cols);
    line_cut(l, (size_t)at->cols > right.width ? (size_t)at->cols - right.width : 0);
    line_pad(l, (size_t)at->cols - right.width);
    line_join(l, &right);
    screen_line(ui->screen, at->y, at->x, at->cols, l, false);
    line_release(&right);
}

const struct pane_ops pane_status = {.name = "status", .draw = draw};
