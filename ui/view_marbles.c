/* view_marbles.c - the view of what came when: an axis of time, and a row for each stream that is looked at or feeds one
 * that is. */
#include "ui/ui_private.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/actions.h"
#include "ui/happened.h"

enum { NOTES_LEAST = 5 /* rows of a screen that has room for what the swaps were */ };

static const uint64_t steps[] = {1000,          2000,          5000,          10000,          20000,         50000,
                                 100000,        200000,        500000,        NS_PER_MS,      2 * NS_PER_MS, 5 * NS_PER_MS,
                                 10 * NS_PER_MS, 20 * NS_PER_MS, 50 * NS_PER_MS, 100 * NS_PER_MS, 200 * NS_PER_MS,
                                 500 * NS_PER_MS, NS_PER_S,      2 * NS_PER_S,  5 * NS_PER_S,  10 * NS_PER_S, 30 * NS_PER_S,
                                 60 * NS_PER_S, 300 * NS_PER_S, 600 * NS_PER_S};
enum { STEP_AT_FIRST = 15 /* 100 ms */ };

static void open_view(struct ui *ui)
{
    ui->marbles.zoom = STEP_AT_FIRST;
}

static void close_view(struct ui *ui)
{
    gathered_release(&ui->marbles.gathered);
    marble_window_release(&ui->marbles.window);
}

/* ---- Columns. ---- */

struct columns {
    unsigned name, now, time; /* and a space behind each */
};

static struct columns columns_of(int cols)
{
    struct columns c = {.name = cols >= 100 ? 20 : cols >= 60 ? 14 : 10, .now = cols >= 100 ? 10 : cols >= 60 ? 8 : 0};
    unsigned left = 1 + c.name + 1 + (c.now ? c.now + 1 : 0);
    c.time = cols > (int)left + 4 ? (unsigned)cols - left : 4;
    return c;
}

static uint64_t step(const struct ui *ui)
{
    return steps[ui->marbles.zoom];
}

static uint64_t span(const struct ui *ui)
{
    return step(ui) * columns_of(screen_cols(ui->screen)).time;
}

/* Columns begin at round times, so that nothing trembles while time goes on. */
static struct marble_scale scale_of(const struct ui *ui)
{
    struct marble_scale s = {.step = step(ui), .cursor = ui->cursor, .ascii = ui->glyphs->ascii};
    struct happenings kept;
    struct happening first;
    uint64_t end = ui->marbles.to - ui->marbles.to % s.step + s.step;
    s.columns = columns_of(screen_cols(ui->screen)).time;
    s.from = end > s.step * s.columns ? end - s.step * s.columns : 0;
    query_happenings(happened_state(ui), &kept);
    if (kept.first > 1 && query_happening(happened_state(ui), kept.first, &first))
        s.known = first.wall;
    return s;
}

/* ---- Rows. ---- */

static uint64_t run_of(const struct ui *ui, uint32_t source)
{
    const struct source_info *src = query_source_by_id(happened_state(ui), source);
    return src ? src->started_wall : 0;
}

/* Ids of another run are strangers. */
static void forget_strangers(struct ui *ui)
{
    if (!ui->marbles.about.ref.source || run_of(ui, ui->marbles.about.ref.source) == ui->marbles.run)
        return;
    ui->marbles.about = (struct tree_node){0};
    ui->marbles.selected = (struct ref){0, 0};
}

static void list_streams(struct ui *ui, uint64_t since)
{
    const struct state *s = happened_state(ui);
    struct streams *rows = &ui->marbles.streams;
    const struct source_info *first = query_source(s, 0);
    struct tree_node all = {.kind = NODE_SOURCE};
    *rows = (struct streams){0};
    forget_strangers(ui);
    for (size_t i = 0; i < ui->marks.n; i++)
        streams_add(rows, s, &ui->marks.items[i], since);
    if (!ui->marks.n && ui->marbles.about.ref.source)
        streams_add(rows, s, &ui->marbles.about, since);
    if (rows->n || ui->marks.n || ui->marbles.about.ref.source || !first)
        return;
    all.ref.source = first->source;
    streams_add(rows, s, &all, since);
}

/* The row that is selected: it stays with its stream. */
static void keep_row(struct ui *ui)
{
    struct streams *rows = &ui->marbles.streams;
    for (size_t i = 0; i < rows->n; i++)
        if (ref_eq(rows->refs[i], ui->marbles.selected)) {
            ui->marbles.row = i;
            return;
        }
    ui->marbles.row = rows->n ? rows->n - 1 : 0;
    ui->marbles.selected = rows->n ? rows->refs[rows->n - 1] : (struct ref){0, 0};
}

static size_t height(const struct ui *ui)
{
    int rows = ui->layout.tree.rows;
    int others = 1 + (rows >= NOTES_LEAST);
    return rows > others ? (size_t)(rows - others) : 1;
}

static void scroll(struct ui *ui)
{
    size_t h = height(ui), n = ui->marbles.streams.n, row = ui->marbles.row;
    size_t most = n > h ? n - h : 0;
    if (row < ui->marbles.top)
        ui->marbles.top = row;
    if (row >= ui->marbles.top + h)
        ui->marbles.top = row - h + 1;
    if (ui->marbles.top > most)
        ui->marbles.top = most;
}

static void take(struct ui *ui)
{
    struct marble_scale scale = scale_of(ui);
    struct stretch stretch = {scale.from, scale.from + scale.step * scale.columns, scale.step, happened_until(ui)};
    list_streams(ui, scale.from);
    streams_gather(&ui->marbles.gathered, &ui->marbles.streams, happened_state(ui), &stretch);
    marble_window_release(&ui->marbles.window);
    marble_window(&ui->marbles.gathered.marble, &scale, &ui->marbles.window);
    keep_row(ui);
    scroll(ui);
}

/* The cursor is in sight: in the middle, if it was not. */
static void show_cursor(struct ui *ui)
{
    uint64_t whole = span(ui), to = ui->marbles.to;
    if (!ui->cursor || (ui->cursor <= to && ui->cursor + whole > to + step(ui)))
        return;
    ui->marbles.to = ui->cursor + whole / 2;
}

static void capture(struct ui *ui)
{
    ui->marbles.on = happened_begin(ui);
    if (!ui->cursor && !ui->marbles.still)
        ui->marbles.to = ui->view.wall;
    show_cursor(ui);
    take(ui);
}

/* ---- Drawing. ---- */

static void add_spots(struct line *l, const struct marble_spot *spots, unsigned n)
{
    static const enum style styles[] = {
        [MARBLE_LOOK_BLANK] = STYLE_TEXT, [MARBLE_LOOK_LINE] = STYLE_TEXT,    [MARBLE_LOOK_VALUE] = STYLE_TEXT,
        [MARBLE_LOOK_ERROR] = STYLE_FAULT, [MARBLE_LOOK_SWAP] = STYLE_SWAPPED, [MARBLE_LOOK_MERGED] = STYLE_WARN,
        [MARBLE_LOOK_CURSOR] = STYLE_STRONG, [MARBLE_LOOK_GONE] = STYLE_DIM};
    struct str run = STR_INIT;
    for (unsigned i = 0, k; i < n; i = k) {
        str_clear(&run);
        for (k = i; k < n && styles[spots[k].look] == styles[spots[i].look]; k++)
            str_add(&run, spots[k].text);
        line_add(l, styles[spots[i].look], str_text(&run));
    }
    str_release(&run);
}

static void put(struct ui *ui, const struct rect *at, int row, bool selected)
{
    line_cut(&ui->scratch, (size_t)at->cols);
    screen_line(ui->screen, at->y + row, at->x, at->cols, &ui->scratch, selected);
}

/* What time the cursor is at; else how long a column is. */
static void draw_axis(struct ui *ui, const struct rect *at, const struct columns *c)
{
    struct line *l = &ui->scratch;
    struct str text = STR_INIT;
    line_clear(l);
    line_add(l, STYLE_TEXT, " ");
    if (ui->cursor) {
        marble_clock(ui->cursor, step(ui), &text);
    } else {
        marble_time(step(ui), &text);
        str_add(&text, "/col");
    }
    size_t room = c->name + (c->now ? c->now + 1 : 0);
    line_fit(l, ui->cursor ? STYLE_STRONG : STYLE_DIM, str_text(&text), room, ALIGN_LEFT);
    line_add(l, STYLE_TEXT, " ");
    add_spots(l, marble_window_axis(&ui->marbles.window), ui->marbles.window.columns);
    put(ui, at, 0, false);
    str_release(&text);
}

static void draw_row(struct ui *ui, const struct rect *at, const struct columns *c, int y, size_t i)
{
    struct line *l = &ui->scratch;
    const struct marble_now *now = &ui->marbles.window.now[i];
    line_clear(l);
    line_add(l, STYLE_TEXT, " ");
    line_fit(l, now->over ? STYLE_DIM : STYLE_TEXT, ui->marbles.gathered.marble.names[i], c->name, ALIGN_LEFT);
    line_add(l, STYLE_TEXT, " ");
    if (c->now) {
        line_fit(l, now->over ? STYLE_DIM : STYLE_STRONG, str_text(&now->value), c->now, ALIGN_RIGHT);
        line_add(l, STYLE_TEXT, " ");
    }
    add_spots(l, marble_window_row(&ui->marbles.window, i), ui->marbles.window.columns);
    put(ui, at, y, i == ui->marbles.row);
}

static void draw_notes(struct ui *ui, const struct rect *at, const struct columns *c, int y)
{
    struct line *l = &ui->scratch;
    const struct streams *rows = &ui->marbles.streams;
    line_clear(l);
    size_t hidden = rows->n > height(ui) ? rows->n - height(ui) : 0;
    if (rows->left_out)
        line_addf(l, STYLE_WARN, " more left out");
    else if (hidden)
        line_addf(l, STYLE_DIM, " %zu more", hidden);
    line_pad(l, 1 + c->name + 1 + (c->now ? c->now + 1 : 0));
    add_spots(l, marble_window_notes(&ui->marbles.window), ui->marbles.window.columns);
    put(ui, at, y, false);
}

static void draw(struct ui *ui, const struct rect *at)
{
    struct columns c = columns_of(at->cols);
    size_t h = height(ui), n = ui->marbles.window.rows;
    int y = 1;
    if (!ui->marbles.on || !n) {
        views_draw_nothing(ui, at, !ui->marbles.on ? "events are not kept here" : "nothing is subscribed to what is selected");
        return;
    }
    draw_axis(ui, at, &c);
    for (size_t i = ui->marbles.top; i < n && i < ui->marbles.top + h && y < at->rows; i++)
        draw_row(ui, at, &c, y++, i);
    if (at->rows >= NOTES_LEAST && y < at->rows)
        draw_notes(ui, at, &c, y);
}

/* ---- Rows and keys. ---- */

static void move(struct ui *ui, long by)
{
    long n = (long)ui->marbles.streams.n, row = (long)ui->marbles.row;
    row = by < -row ? 0 : by > n - 1 - row ? n - 1 : row + by;
    if (n == 0)
        return;
    ui->marbles.row = (size_t)row;
    ui->marbles.selected = ui->marbles.streams.refs[row];
    scroll(ui);
}

static void click(struct ui *ui, size_t row)
{
    size_t i = ui->marbles.top + row - 1; /* behind the axis */
    if (row > 0 && row <= height(ui) && i < ui->marbles.streams.n)
        move(ui, (long)i - (long)ui->marbles.row);
}

static const struct tree_node *selected(struct ui *ui)
{
    struct ref r = ui->marbles.selected;
    const struct ent_subscription *sub = query_subscription(ui->view.state, r);
    if (!sub)
        return NULL;
    ui->marbles.node = (struct tree_node){.key = (r.id ^ (uint64_t)r.source << 32) * 0x9e3779b97f4a7c15u,
                                          .ref = r,
                                          .kind = sub->parent ? NODE_UPSTREAM : NODE_SUBSCRIPTION};
    return &ui->marbles.node;
}

static bool select_node(struct ui *ui, const struct tree_node *n)
{
    ui->marbles.about = *n;
    ui->marbles.selected = n->ref;
    ui->marbles.run = run_of(ui, n->ref.source);
    capture(ui);
    return ref_eq(ui->marbles.selected, n->ref);
}

/* What is looked at stays so while its program is the same run: at another moment of a tape, too. */
static void strangers(struct ui *ui)
{
    gathered_release(&ui->marbles.gathered);
}

static enum handled again(struct ui *ui)
{
    show_cursor(ui);
    take(ui);
    return KEY_REDRAW;
}

/* The first step of the cursor is to the newest column that is in sight. */
static enum handled step_cursor(struct ui *ui, int by)
{
    uint64_t at = ui->cursor ? ui->cursor : ui->marbles.to;
    if (ui->cursor && by < 0)
        at = at > step(ui) ? at - step(ui) : 0;
    else if (ui->cursor)
        at += step(ui);
    ui->cursor = at;
    return again(ui);
}

enum handled marbles_pan(struct ui *ui, int by)
{
    uint64_t half = span(ui) / 2;
    bool before = ui->cursor && ui->cursor + half < ui->view.wall;
    if (by > 0 && !before && ui->marbles.to + half >= ui->view.wall) {
        ui->cursor = 0;
        ui->marbles.still = false;
        ui->marbles.to = ui->view.wall;
    } else {
        ui->marbles.still = true;
        ui->marbles.to = by < 0 ? ui->marbles.to - half : ui->marbles.to + half;
        if (ui->cursor)
            ui->cursor = by < 0 ? ui->cursor - half : ui->cursor + half;
    }
    return again(ui);
}

/* The cursor stays in its column; without one the end stays. */
enum handled marbles_zoom(struct ui *ui, int by)
{
    size_t to = ui->marbles.zoom + (size_t)by;
    uint64_t before = step(ui);
    if (to >= ARRAY_LEN(steps)) {
        ui_say(ui, by < 0 ? "it is as near as it can be" : "it is as far as it can be");
        return KEY_REDRAW;
    }
    ui->marbles.zoom = to;
    if (ui->cursor && ui->marbles.to > ui->cursor)
        ui->marbles.to = ui->cursor + (ui->marbles.to - ui->cursor) / before * step(ui);
    return again(ui);
}

static enum handled let_go(struct ui *ui)
{
    if (!ui->cursor && !ui->marbles.still)
        return KEY_IGNORED;
    ui->cursor = 0;
    ui->marbles.still = false;
    ui->marbles.to = ui->view.wall;
    return again(ui);
}

static enum handled key(struct ui *ui, int k)
{
    switch (k) {
    case KEYCODE_LEFT:
    case 'h':
        return step_cursor(ui, -1);
    case KEYCODE_RIGHT:
    case 'l':
        return step_cursor(ui, 1);
    case KEYCODE_ESC:
        return let_go(ui);
    case KEYCODE_ENTER:
        if (!ui_selected(ui))
            return KEY_IGNORED;
        return action_view_tree(ui);
    default:
        return KEY_IGNORED;
    }
}

const struct view_ops view_marbles = {.name = "marbles",
                                      .brief = "marbles",
                                      .open = open_view,
                                      .close = close_view,
                                      .capture = capture,
                                      .draw = draw,
                                      .move = move,
                                      .click = click,
                                      .selected = selected,
                                      .select = select_node,
                                      .strangers = strangers,
                                      .key = key};
