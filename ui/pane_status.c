/* pane_status.c - the first line: which program, which generation, how much flows, what is hidden.
 */
#include "ui/pane.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "ui/ui_private.h"

enum { TITLE_MOST = 40 /* columns of a page's title */ };

static void add_module(struct status_view *v, const struct state *s, struct ref r, const struct source_info *src)
{
    const struct ent_module *m = query_module(s, r);
    if (!m)
        return;
    if (v->modules++ == 0)
        str_copy(v->name, sizeof v->name, query_name(s, r));
    if (m->generation > v->generation)
        v->generation = m->generation;
    if (m->building && build_is_bad(m->build))
        v->refused = m->building;
    else if (program_holds(src, m))
        v->held = m->building;
    else if (m->building && m->building > m->generation)
        v->building = m->building;
}

static void add_program(struct status_view *v, const struct view *view, const struct program *p,
                        const struct rates *rates)
{
    const struct source_info *src = p->src;
    struct row_rate rate = rates_get(rates, ui_source_rate(src->source));
    v->sources++;
    v->gone += src->ended_at != 0;
    v->syncing += !src->ended_at && src->syncing;
    v->live += !src->ended_at && !src->syncing;
    v->stale |= src->stale;
    v->approval |= src->approval && !src->ended_at;
    v->trial |= src->trial && !src->ended_at;
    v->next += src->next;
    v->merged += src->merged;
    v->dropped += src->dropped;
    v->observables += src->living[ENT_OBSERVABLE];
    v->subscriptions += src->living[ENT_SUBSCRIPTION];
    v->rate.per_second += rate.known ? rate.per_second : 0;
    program_state_text(view, src, true, v->state, sizeof v->state);
    for (entity_id id = 0; (id = query_next(view->state, src->source, ENT_MODULE, id));)
        add_module(v, view->state, (struct ref){src->source, id}, src);
}

/* A program in C is called by its only module. */
static void name_one(struct status_view *v, const struct program *own)
{
    v->swaps = program_swaps(own->src);
    if (v->modules != 1 || program_is_script(own->src))
        str_copy(v->name, sizeof v->name, own->name);
    str_copy(v->title, sizeof v->title, own->src->title ? own->src->title : "");
}

void status_capture(struct ui *ui)
{
    struct status_view *v = &ui->status;
    const struct programs *programs = &ui->model.programs;
    const struct program *shown = NULL;
    memset(v, 0, sizeof *v);
    for (size_t i = 0; i < programs->n; i++) {
        if (programs->items[i].replaced)
            continue;
        shown = &programs->items[i];
        add_program(v, &ui->view, shown, &ui->rates);
    }
    if (v->sources > 1)
        *v->name = '\0';
    else if (shown)
        name_one(v, shown);
}

static void add_some(struct line *l, enum style style, const char *glyph, unsigned n, const char *what,
                     bool brief)
{
    if (n && brief)
        line_addf(l, style, " %s%u", glyph, n);
    else if (n)
        line_addf(l, style, "  %s %u %s", glyph, n, what);
}

static void add_programs(struct line *l, const struct status_view *v, bool brief)
{
    const struct glyphs *g = l->glyphs;
    line_addf(l, STYLE_STRONG, brief ? " %u programs" : "  %u programs", v->sources);
    add_some(l, STYLE_ALIVE, g->alive, v->live, "live", brief);
    add_some(l, STYLE_WARN, g->inner, v->syncing, "synchronising", brief);
    add_some(l, STYLE_FAULT, g->ended, v->gone, "gone", brief);
}

static void add_title(struct line *l, const char *title)
{
    size_t width = text_width(title);
    line_add(l, STYLE_DIM, "  ");
    line_fit(l, STYLE_TEXT, title, width < TITLE_MOST ? width : TITLE_MOST, ALIGN_LEFT);
}

static void add_one(struct line *l, const struct status_view *v, bool brief)
{
    const char *gap = brief ? " " : "  ";
    line_addf(l, STYLE_STRONG, "%s%s", gap, v->name);
    if (*v->title && !brief)
        add_title(l, v->title);
    if (v->modules > 1)
        line_addf(l, STYLE_TEXT, "  %u modules", v->modules);
    else if (v->modules && v->swaps)
        line_addf(l, STYLE_TEXT, "%sgen %u", gap, v->generation);
    if (v->gone)
        line_addf(l, STYLE_FAULT, "%s%s %s", gap, l->glyphs->ended, v->state);
    else if (v->syncing)
        line_addf(l, STYLE_WARN, "%s%s %s", gap, l->glyphs->inner, v->state);
    else if (v->generation || !v->modules)
        line_addf(l, STYLE_ALIVE, "%s%s%s", gap, l->glyphs->alive, brief ? "" : " live");
}

static void add_generation(struct line *l, const struct ui *ui, bool brief)
{
    const struct status_view *v = &ui->status;
    if (v->sources > 1)
        add_programs(l, v, brief);
    else if (v->sources)
        add_one(l, v, brief);
    else
        line_addf(l, STYLE_STRONG, brief ? " %s" : "  %s",
                  ui->options.attached ? "no program" : "waiting for a program");
    if (v->refused)
        line_addf(l, STYLE_FAULT, "  gen %u %s", v->refused, l->glyphs->fault);
    if (v->building)
        line_addf(l, STYLE_WARN, "  gen %u %s", v->building, l->glyphs->ellipsis);
    if (v->held)
        line_addf(l, STYLE_WARN, brief ? "  gen %u ?" : "  gen %u waits", v->held);
}

/* "1.2 MB" */
static const char *size_text(uint64_t bytes, char *buf, size_t size)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    double n = (double)bytes;
    size_t unit = 0;
    while (n >= 999.5 && unit + 1 < ARRAY_LEN(units)) {
        n /= 1000;
        unit++;
    }
    snprintf(buf, size, unit && n < 9.95 ? "%.1f %s" : "%.0f %s", n, units[unit]);
    return buf;
}

static void add_recording(struct line *l, const struct ui *ui, bool brief)
{
    char events[32], size[32];
    if (!ui->recording.on)
        return;
    line_addf(l, STYLE_FAULT, "%s%s REC", brief ? " " : "  ", l->glyphs->alive);
    if (!brief)
        line_addf(l, STYLE_TEXT, " %s  %s",
                  str_thousands(events, sizeof events, ui->recording.events),
                  size_text(ui->recording.bytes, size, sizeof size));
}

/* What the view hides or holds back must be said. */
static void add_view(struct line *l, const struct ui *ui, size_t cols)
{
    bool brief = cols < 60;
    add_recording(l, ui, brief);
    if (ui->views.shown != VIEW_TREE)
        line_addf(l, STYLE_STRONG, brief ? " %s" : "  %s", brief ? views_shown(ui)->brief : views_shown(ui)->name);
    if (ui->frozen.on)
        line_addf(l, STYLE_WARN, "  frozen %s", ui->frozen.at);
    if (*ui->filter_text) {
        size_t room = cols / (brief ? 4 : 3), width = text_width(ui->filter_text);
        line_add(l, STYLE_WARN, brief ? " f " : "  filter ");
        line_fit(l, STYLE_WARN, ui->filter_text, width < room ? width : room, ALIGN_LEFT);
    }
    if (ui->model.order.by)
        line_addf(l, STYLE_WARN, brief ? " w" : "  %s %s", ui->model.order.kept ? "by" : "once by",
                  order_name(ui->model.order.by));
    if (ui->model.plumbing)
        line_add(l, STYLE_WARN, brief ? " v" : "  plumbing");
    if (ui->marks.n)
        line_addf(l, STYLE_WARN, brief ? " +%zu" : "  %zu marked", ui->marks.n);
    if (ui->status.approval)
        line_add(l, STYLE_WARN, brief ? " approval" : "  approval");
    if (ui->status.trial)
        line_add(l, STYLE_WARN, brief ? " trial" : "  trial");
    if (ui->status.stale)
        line_add(l, STYLE_FAULT, "  events lost");
    if (ui->checks.open)
        line_addf(l, ui->checks.gravest == SEVERITY_ERROR ? STYLE_FAULT : STYLE_WARN, brief ? " !%zu" : "  %zu found",
                  ui->checks.open);
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
    add_generation(l, ui, brief);
    add_view(l, ui, (size_t)at->cols);
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
