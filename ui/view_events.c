/* view_events.c - the view of what happened: a line for each event that is kept and matches the filter. */
#include "ui/ui_private.h"

#include <stdlib.h>

#include "ui/actions.h"
#include "ui/event_line.h"
#include "ui/happened.h"
#include "ui/keymap.h"

enum { HEAD_LEAST = 6 /* rows of a screen that has room for the line above */ };

static double rate(void *ctx, struct ref r)
{
    struct ui *ui = ctx;
    return flows_rate(&ui->flows, ui->view.state, r);
}

static void close_view(struct ui *ui)
{
    events_release(&ui->events.list);
    lines_release(&ui->events.lines);
}

static void open_view(struct ui *ui)
{
    events_release(&ui->events.list);
    lines_init(&ui->events.lines, ui->glyphs);
}

/* ---- What is shown of it. ---- */

/* "  48,112 events   older: gone" */
static void head(struct ui *ui, struct line *l)
{
    const struct events *e = &ui->events.list;
    char n[32], all[32];
    uint64_t kept = e->last >= e->first ? e->last - e->first + 1 : 0;
    str_thousands(all, sizeof all, kept);
    if (!ui->events.whole)
        line_addf(l, STYLE_DIM, " looking through %s events", all);
    else if (e->filtered)
        line_addf(l, STYLE_DIM, " %s of %s events", str_thousands(n, sizeof n, events_count(e)), all);
    else
        line_addf(l, STYLE_DIM, " %s events", all);
    if (e->first > 1)
        line_add(l, STYLE_WARN, "   older: gone");
    if (e->selected)
        line_addf(l, STYLE_DIM, "   %s follows", keymap_name(keys_find('G')));
    else
        line_add(l, STYLE_DIM, "   following");
}

static void list_lines(struct ui *ui)
{
    struct events *e = &ui->events.list;
    const struct state *s = happened_state(ui);
    struct event_columns columns;
    struct happening h;
    size_t n = events_count(e), top = events_top(e);
    event_columns(&columns, (unsigned)screen_cols(ui->screen), query_source(s, 1) != NULL);
    lines_clear(&ui->events.lines);
    head(ui, lines_add(&ui->events.lines));
    for (size_t i = top; i < n && i < top + e->height; i++) {
        struct line *l = lines_add(&ui->events.lines);
        if (query_happening(s, events_at(e, i), &h))
            event_line(s, &h, &columns, l);
        else
            line_add(l, STYLE_DIM, " gone");
    }
}

/* Another filter than the one that was looked with. */
static void follow_filter(struct ui *ui)
{
    if (ui->events.filter == ui->filter_number)
        return;
    ui->events.filter = ui->filter_number;
    events_refilter(&ui->events.list, ui->filter != NULL);
}

static void take(struct ui *ui)
{
    struct filter_context c = {happened_state(ui), rate, ui};
    events_set_height(&ui->events.list, ui->events.list.height);
    follow_filter(ui);
    ui->events.whole = events_update(&ui->events.list, ui->filter, &c, happened_until(ui));
    if (!ui->events.whole)
        ui->more = true;
    list_lines(ui);
}

static void capture(struct ui *ui)
{
    int rows = ui->layout.tree.rows;
    ui->events.on = happened_begin(ui);
    ui->events.list.height = rows > 0 ? (size_t)(rows - (rows >= HEAD_LEAST)) : 1;
    take(ui);
}

static void draw(struct ui *ui, const struct rect *at)
{
    const struct events *e = &ui->events.list;
    const struct lines *lines = &ui->events.lines;
    size_t top = events_top(e), skip = at->rows < HEAD_LEAST;
    if (!ui->events.on) {
        views_draw_nothing(ui, at, "events are not kept here");
        return;
    }
    for (size_t i = skip; i < lines->n && i - skip < (size_t)at->rows; i++) {
        bool selected = i && e->selected && events_count(e) > top + i - 1 && events_at(e, top + i - 1) == e->selected;
        screen_line(ui->screen, at->y + (int)(i - skip), at->x, at->cols, &lines->items[i], selected);
    }
}

/* ---- Moving. ---- */

/* The moment that the selected event has is that of every view. */
static void moved(struct ui *ui)
{
    struct happening h;
    uint64_t seq = ui->events.list.selected;
    ui->cursor = seq && query_happening(happened_state(ui), seq, &h) ? h.wall : 0;
    list_lines(ui);
}

static void move(struct ui *ui, long by)
{
    events_move(&ui->events.list, by);
    moved(ui);
}

static void click(struct ui *ui, size_t row)
{
    struct events *e = &ui->events.list;
    size_t head = ui->layout.tree.rows >= HEAD_LEAST, place = events_top(e) + row - head;
    if (!ui->events.on || row < head || place >= events_count(e))
        return;
    events_select(e, events_at(e, place));
    moved(ui);
}

static unsigned kind_of(const struct state *s, struct ref r)
{
    switch (ID_KIND(r.id)) {
    case ENT_MODULE:
        return NODE_MODULE;
    case ENT_TRACK:
        return NODE_TRACK;
    case ENT_OPERATOR:
        return NODE_OPERATOR;
    case ENT_ARG:
        return NODE_ARG;
    case ENT_SUBSCRIPTION:
        return query_subscription(s, r)->parent ? NODE_UPSTREAM : NODE_SUBSCRIPTION;
    default:
        return NODE_SOURCE;
    }
}

/* What the selected event is about; of an observable, its track. */
static const struct tree_node *selected(struct ui *ui)
{
    const struct state *s = ui->view.state;
    struct tree_node *n = &ui->events.node;
    struct happening h;
    uint64_t seq = ui->events.list.selected;
    if (!seq || !query_happening(happened_state(ui), seq, &h) || !query_is_of_this_run(s, &h))
        return NULL;
    struct ref r = h.about;
    if (ID_KIND(r.id) == ENT_OBSERVABLE)
        r.id = query_track_of(s, r);
    if (!query_entity(s, r))
        r.id = 0; /* its program */
    *n = (struct tree_node){.key = (seq << 1 | 1) * 0x9e3779b97f4a7c15u, .ref = r, .kind = (uint8_t)kind_of(s, r)};
    return n;
}

/* The event that the one that is selected happened inside of. */
static enum handled to_cause(struct ui *ui)
{
    struct events *e = &ui->events.list;
    struct happening h, before;
    const struct state *s = happened_state(ui);
    if (!e->selected || !query_happening(s, e->selected, &h))
        return KEY_IGNORED;
    for (uint64_t seq = e->selected; h.cause && query_happening(s, --seq, &before);)
        if (before.own == h.cause && before.about.source == h.about.source) {
            events_select(e, seq);
            moved(ui);
            if (e->selected != seq)
                ui_say(ui, "the filter hides its cause");
            return KEY_REDRAW;
        }
    ui_say(ui, h.cause ? "its cause is gone" : "nothing is known to have caused it");
    return KEY_REDRAW;
}

static enum handled key(struct ui *ui, int k)
{
    switch (k) {
    case KEYCODE_ENTER:
        if (!ui_selected(ui))
            return KEY_IGNORED;
        return action_view_tree(ui);
    case KEYCODE_LEFT:
    case 'h':
        return to_cause(ui);
    case KEYCODE_ESC:
        if (!ui->events.list.selected || ui->filter)
            return KEY_IGNORED;
        events_follow(&ui->events.list);
        moved(ui);
        return KEY_REDRAW;
    default:
        return KEY_IGNORED;
    }
}

/* A moment that was chosen elsewhere is shown; the entity keeps being selected there. */
static bool select_node(struct ui *ui, const struct tree_node *n)
{
    (void)n;
    if (ui->cursor) {
        events_select(&ui->events.list, query_happening_at(happened_state(ui), ui->cursor));
        list_lines(ui);
    }
    return false;
}

const struct view_ops view_events = {.name = "events",
                                     .brief = "events",
                                     .open = open_view,
                                     .close = close_view,
                                     .capture = capture,
                                     .draw = draw,
                                     .move = move,
                                     .click = click,
                                     .selected = selected,
                                     .select = select_node,
                                     .key = key};
