/* pane_log.c - what happened: one line that matters, or with the focus the newest lines of all. */
#include "ui/pane.h"

#include <string.h>

#include "base/clock.h"
#include "ui/node.h"
#include "ui/scroll.h"
#include "ui/ui_private.h"

enum { LOOKED = 256, TOGETHER_MS = 100 };

static enum style log_style(const struct log_view *v)
{
    switch (v->kind) {
    case EV_FAULT:
        return STYLE_FAULT;
    case EV_MODULE_BUILD:
        return build_is_bad(v->flags) ? STYLE_FAULT : STYLE_DIM;
    case EV_SWEPT:
        return v->flags == SWEPT_KEPT ? STYLE_WARN : STYLE_TEXT;
    case EV_SWAP_RESULT:
        if (v->flags == SWAP_REFUSED || v->flags == SWAP_ROLLED_BACK)
            return STYLE_FAULT;
        return v->flags == SWAP_HELD || v->flags == SWAP_ORPHANED ? STYLE_WARN
               : v->flags == SWAP_UNCHANGED                       ? STYLE_DIM
                                                                  : STYLE_TEXT;
    case EV_LOG:
        if (v->flags == LOG_ERROR)
            return STYLE_FAULT;
        return v->flags == LOG_WARN                               ? STYLE_WARN
               : v->flags == LOG_STDOUT || v->flags == LOG_STDERR ? STYLE_DIM
                                                                  : STYLE_TEXT;
    default:
        return STYLE_TEXT;
    }
}

/* What happened, in a word, before the text of the event. */
static const char *log_verb(const struct log_view *v)
{
    static const char *const swept[] = {"freed", "kept", "could be freed"};
    switch (v->kind) {
    case EV_SWAP_RESULT:
        return swap_outcome_name(v->flags);
    case EV_FAULT:
        return "fault";
    case EV_SWEPT:
        return v->flags < 3 ? swept[v->flags] : "swept";
    case EV_MODULE_BUILD:
        return build_step_name(v->flags);
    default:
        return "";
    }
}

static void add_time(struct line *l, const struct log_view *v)
{
    char clock[16];
    line_addf(l, STYLE_DIM, " %s  ", node_wall_time(v->wall, clock));
}

static const char *name_of(const struct ui *ui, const struct log_view *v)
{
    return query_name(ui->view.state, (struct ref){v->source, v->id});
}

/* The first line of the event's text; a text that begins with the entity's name speaks for itself.
 */
static bool add_text(struct ui *ui, struct line *l, const struct log_view *v, const char *before)
{
    const char *text = v->text ? v->text : "", *name = name_of(ui, v);
    size_t n = v->kind == EV_MODULE_BUILD ? node_error_line(&text) : node_first_line(&text);
    struct ref module = {v->source, v->id};
    struct str brief = STR_INIT;
    node_brief_message(ui->view.state, module, text, n, &brief);
    if (*name && !str_starts(str_text(&brief), name))
        line_addf(l, STYLE_TEXT, "%s ", name);
    if (*before && !str_starts(str_text(&brief), name))
        line_addf(l, log_style(v), n ? "%s: " : "%s", before);
    line_add(l, log_style(v), str_text(&brief));
    str_release(&brief);
    return n > 0;
}

static void log_text(struct ui *ui, struct line *l, const struct log_view *v)
{
    add_time(l, v);
    add_text(ui, l, v, log_verb(v));
}

/* A program's own output and a build's steps do not push what matters off the one line. */
static bool matters(const struct log_view *v)
{
    if (v->kind == EV_MODULE_BUILD)
        return v->flags == BUILD_FAILED;
    return v->kind != EV_LOG || (v->flags != LOG_STDOUT && v->flags != LOG_STDERR);
}

static bool together(const struct log_view *a, const struct log_view *b)
{
    uint64_t apart = a->wall > b->wall ? a->wall - b->wall : b->wall - a->wall;
    return b->kind == EV_SWAP_RESULT && a->source == b->source && apart < TOGETHER_MS * NS_PER_MS;
}

static void add_result(struct ui *ui, struct line *l, const struct log_view *v, bool first)
{
    const char *text = v->text ? v->text : "";
    size_t n = node_first_line(&text);
    line_addf(l, STYLE_TEXT, "%s%s ", first ? "" : "; ", name_of(ui, v));
    line_add(l, log_style(v), swap_outcome_name(v->flags));
    if (n)
        line_addf(l, STYLE_DIM, " (%.*s)", (int)(n < 200 ? n : 200), text);
}

static bool is_quiet(const struct log_view *v)
{
    return v->flags == SWAP_UNCHANGED || v->flags == SWAP_NEW;
}

/* Of many new or unchanged tracks only the number is worth the room. */
static void add_quiet(struct line *l, unsigned n, const char *what, unsigned *told)
{
    if (n)
        line_addf(l, STYLE_DIM, "%s%u %s", (*told)++ ? "; " : "", n, what);
}

/* The results of one swap in one line: what changed, in order, and how much did not. */
static void swap_summary(struct ui *ui, struct line *l, const struct log_view *v, size_t n)
{
    unsigned count[2] = {0, 0}, told = 0;
    size_t group = 0;
    while (group < n && together(v, &v[group]))
        group++;
    add_time(l, v);
    if (ID_KIND(v->id) == ENT_MODULE && v->text && *v->text) { /* it sums up itself */
        add_text(ui, l, v, v->flags == SWAP_SWAPPED ? "" : log_verb(v));
        return;
    }
    for (size_t i = group; i-- > 0;) {
        if (ID_KIND(v[i].id) == ENT_MODULE)
            continue;
        if (is_quiet(&v[i]))
            count[v[i].flags == SWAP_NEW]++;
        else
            add_result(ui, l, &v[i], told++ == 0);
    }
    add_quiet(l, count[1], "new", &told);
    add_quiet(l, count[0], "unchanged", &told);
    if (!told)
        add_result(ui, l, v, true);
}

static void capture_line(struct ui *ui, const struct log_view *v, size_t n)
{
    size_t i = 0;
    while (i < n && !matters(&v[i]))
        i++;
    i = i < n ? i : 0;
    line_clear(&ui->log_line);
    if (!n)
        return;
    if (v[i].seq > ui->log_seq)
        ui->log_seq = v[i].seq;
    if (v[i].kind == EV_SWAP_RESULT)
        swap_summary(ui, &ui->log_line, v + i, n - i);
    else
        log_text(ui, &ui->log_line, &v[i]);
}

void log_capture(struct ui *ui, bool whole)
{
    struct log_view views[LOOKED];
    size_t n = query_log(ui->view.state, 0, views, LOOKED);
    capture_line(ui, views, n);
    if (!whole)
        return;
    lines_clear(&ui->log);
    for (size_t i = n; i-- > 0;)
        log_text(ui, lines_add(&ui->log), &views[i]);
}

static void put(struct ui *ui, const struct rect *at, int row, const struct line *l)
{
    line_clear(&ui->scratch);
    line_join(&ui->scratch, l);
    line_cut(&ui->scratch, (size_t)at->cols);
    screen_line(ui->screen, at->y + row, at->x, at->cols, &ui->scratch, false);
}

static void draw_message(struct ui *ui, const struct rect *at, enum style style, const char *text)
{
    line_clear(&ui->scratch);
    line_addf(&ui->scratch, style, " %s", text);
    line_cut(&ui->scratch, (size_t)at->cols);
    screen_line(ui->screen, at->y, at->x, at->cols, &ui->scratch, false);
}

static void draw(struct ui *ui, const struct rect *at)
{
    bool message = *ui->message && ui->message_seq == ui->log_seq;
    if (ui->modal == &pane_prompt && *ui->prompt.wrong.text && at->rows == 1) {
        draw_message(ui, at, STYLE_FAULT, ui->prompt.wrong.text);
        return;
    }
    if (ui->focus != FOCUS_LOG) {
        if (message)
            draw_message(ui, at, STYLE_WARN, ui->message);
        else
            put(ui, at, 0, &ui->log_line);
        return;
    }
    size_t rows = (size_t)at->rows, n = ui->log.n;
    size_t most = n > rows ? n - rows : 0;
    if (ui->log_top > most)
        ui->log_top = most;
    size_t from = most - ui->log_top;
    for (size_t i = 0; i < rows && from + i < n; i++)
        put(ui, at, (int)i, &ui->log.items[from + i]);
}

/* The newest line that matters; false: there is none. */
static bool newest_line(const struct ui *ui, struct log_view *out)
{
    struct log_view views[LOOKED];
    size_t n = query_log(ui->view.state, 0, views, LOOKED), i = 0;
    while (i < n && !matters(&views[i]))
        i++;
    if (i < n)
        *out = views[i];
    return i < n;
}

/* Its module, when that is a build which was refused, or has failed, and is not repaired yet. */
static bool refused_module(const struct ui *ui, const struct log_view *v, struct ref *module)
{
    *module = (struct ref){v->source, v->id};
    const struct ent_module *m = query_module(ui->view.state, *module);
    return m && m->building && build_is_bad(m->build);
}

static enum handled open_message(struct ui *ui)
{
    struct log_view v;
    struct ref module;
    if (!newest_line(ui, &v))
        return KEY_HANDLED;
    if (refused_module(ui, &v, &module)) {
        ui_open_build(ui, module);
        return KEY_REDRAW;
    }
    ui_open_overlay(ui, log_verb(&v));
    ui_overlay_text(ui, v.text ? v.text : "");
    return KEY_REDRAW;
}

/* The line of a refused build; else the selection's, as everywhere. */
static enum handled edit(struct ui *ui)
{
    struct log_view v;
    struct tree_node n = {.kind = NODE_BUILD};
    if (!newest_line(ui, &v) || !refused_module(ui, &v, &n.ref))
        return KEY_IGNORED;
    ui_edit(ui, &n);
    return KEY_REDRAW;
}

static enum handled key(struct ui *ui, int k)
{
    size_t rows = (size_t)ui->layout.log.rows, n = ui->log.n;
    size_t most = n > rows ? n - rows : 0, at = most - (ui->log_top < most ? ui->log_top : most);
    if (k == KEYCODE_ENTER)
        return open_message(ui);
    if (k == 'e')
        return edit(ui);
    if (!scroll_key(k, &at, rows > 1 ? rows - 1 : 1, most))
        return KEY_IGNORED;
    ui->log_top = most - at;
    return KEY_REDRAW;
}

const struct pane_ops pane_log = {.name = "log", .draw = draw, .key = key};
