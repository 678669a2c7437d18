#include "ui/marble_window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"

enum {
    VALUE_WIDTH = 12, /* columns that a value takes at most */
    TICK_COLUMNS = 10, /* between two times of the axis, at least */
    NOTE_GAP = 2
};

struct place {
    struct marble *m;
    const struct marble_scale *scale;
    struct marble_window *out;
};

/* ---- Spots. ---- */

static const char *sign(const struct place *p, const char *unicode, const char *ascii)
{
    return p->scale->ascii ? ascii : unicode;
}

static void set(struct marble_spot *s, const char *text, enum marble_look look)
{
    str_copy(s->text, sizeof s->text, text);
    s->look = (uint8_t)look;
}

/* A safe text from a column on; what does not fit is left out. */
static void put(struct marble_spot *row, unsigned column, unsigned columns, const char *safe, enum marble_look look)
{
    struct text_cell cell;
    for (const char *p = safe, *before = p; text_next(&p, &cell) && column + cell.width <= columns; before = p) {
        size_t n = (size_t)(p - before);
        memcpy(row[column].text, before, n);
        row[column].text[n] = '\0';
        row[column++].look = (uint8_t)look;
        if (cell.width > 1)
            set(&row[column++], "", look);
    }
}

static struct marble_spot *row_of(const struct marble_window *w, size_t row)
{
    return w->spots + row * w->columns;
}

const struct marble_spot *marble_window_axis(const struct marble_window *w)
{
    return row_of(w, 0);
}

const struct marble_spot *marble_window_row(const struct marble_window *w, size_t row)
{
    return row_of(w, row + 1);
}

const struct marble_spot *marble_window_notes(const struct marble_window *w)
{
    return row_of(w, w->rows + 1);
}

/* ---- Time and columns. ---- */

static uint64_t end_of(const struct marble_scale *s)
{
    return s->from + s->step * s->columns;
}

static bool is_inside(const struct marble_scale *s, uint64_t time)
{
    return time >= s->from && time < end_of(s);
}

static unsigned column_of(const struct marble_scale *s, uint64_t time)
{
    return (unsigned)((time - s->from) / s->step);
}

/* ---- The axis. ---- */

static uint64_t tick_step(uint64_t least)
{
    static const unsigned seconds[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200};
    static const unsigned nice[] = {1, 2, 5};
    for (uint64_t unit = 1; unit < NS_PER_S; unit *= 10)
        for (size_t i = 0; i < ARRAY_LEN(nice); i++)
            if (unit * nice[i] >= least)
                return unit * nice[i];
    for (size_t i = 0; i < ARRAY_LEN(seconds); i++)
        if (seconds[i] * NS_PER_S >= least)
            return seconds[i] * NS_PER_S;
    return (least / (86400 * NS_PER_S) + 1) * 86400 * NS_PER_S;
}

/* Digits behind the second that a step has a use for. */
static unsigned places(uint64_t step)
{
    unsigned n = 0;
    for (uint64_t unit = NS_PER_S; n < 9 && step % unit; unit /= 10)
        n++;
    return n > 6 ? 9 : n > 3 ? 6 : n > 0 ? 3 : 0;
}

static void add_fraction(uint64_t wall, unsigned digits, struct str *out)
{
    char all[16];
    snprintf(all, sizeof all, "%09u", (unsigned)(wall % NS_PER_S));
    if (digits)
        str_addf(out, ".%.*s", (int)digits, all);
}

static struct tm local(uint64_t wall)
{
    time_t seconds = (time_t)(wall / NS_PER_S);
    struct tm tm = {0};
    localtime_r(&seconds, &tm);
    return tm;
}

void marble_clock(uint64_t wall, uint64_t step, struct str *out)
{
    struct tm tm = local(wall);
    str_addf(out, "%02d:%02d:%02d", tm.tm_hour, tm.tm_min, tm.tm_sec);
    add_fraction(wall, places(step), out);
}

static void add_new(struct tm tm, uint64_t tick, struct str *out)
{
    if (tick >= 60 * NS_PER_S)
        str_addf(out, "%02d:%02d", tm.tm_hour, tm.tm_min);
    else
        str_addf(out, ":%02d", tm.tm_sec);
}

/* The first time is whole, others say what is new about them. */
static void add_tick(uint64_t wall, uint64_t tick, bool first, struct str *out)
{
    struct tm tm = local(wall);
    if (first || (tick < 60 * NS_PER_S && tm.tm_sec == 0 && wall % NS_PER_S == 0))
        marble_clock(wall, tick, out);
    else if (wall % NS_PER_S == 0)
        add_new(tm, tick, out);
    else
        add_fraction(wall, places(tick), out);
}

/* Times of day are round, also where the zone is half an hour off. */
static uint64_t first_tick(const struct marble_scale *s, uint64_t tick)
{
    uint64_t zone = (uint64_t)(local(s->from).tm_gmtoff + 86400) % 86400 * NS_PER_S;
    uint64_t past = (s->from + zone) % tick;
    return past ? s->from + tick - past : s->from;
}

static void draw_axis(const struct place *p)
{
    const struct marble_scale *s = p->scale;
    struct marble_spot *axis = row_of(p->out, 0);
    uint64_t tick = tick_step(s->step * TICK_COLUMNS);
    unsigned free_from = 0;
    struct str label = STR_INIT;
    for (uint64_t t = first_tick(s, tick); t < end_of(s); t += tick) {
        unsigned column = column_of(s, t);
        str_clear(&label);
        add_tick(t, tick, free_from == 0, &label);
        if (column < free_from || column + label.len > s->columns)
            continue;
        put(axis, column, s->columns, str_text(&label), MARBLE_LOOK_LINE);
        free_from = column + (unsigned)label.len + 1;
    }
    str_release(&label);
}

static void draw_gone(const struct place *p)
{
    static const char text[] = "older: gone";
    const struct marble_scale *s = p->scale;
    unsigned n = s->known <= s->from ? 0 : s->known >= end_of(s) ? s->columns : column_of(s, s->known);
    for (size_t row = 0; row < p->out->rows; row++)
        for (unsigned c = 0; c < n; c++)
            set(&row_of(p->out, row + 1)[c], sign(p, "┄", "~"), MARBLE_LOOK_GONE);
    if (n < sizeof text)
        return;
    for (unsigned c = 0; c < n; c++)
        set(&row_of(p->out, 0)[c], " ", MARBLE_LOOK_BLANK);
    put(row_of(p->out, 0), 0, n, text, MARBLE_LOOK_GONE);
}

/* ---- One row. ---- */

/* What a row has in one column. */
struct group {
    const struct marble_mark *marks;
    size_t n;
    unsigned column;
};

static bool ends(const struct marble_mark *m)
{
    return m->kind == MARBLE_ERROR || m->kind == MARBLE_COMPLETE || m->kind == MARBLE_UNSUBSCRIBED;
}

static bool lives_after(const struct marble_mark *marks, size_t n, bool lives)
{
    for (size_t i = 0; i < n; i++)
        if (marks[i].kind == MARBLE_BEGIN || ends(&marks[i]))
            lives = marks[i].kind == MARBLE_BEGIN;
    return lives;
}

static const struct marble_mark *find(const struct group *g, enum marble_kind kind)
{
    for (size_t i = g->n; i-- > 0;)
        if (g->marks[i].kind == kind)
            return &g->marks[i];
    return NULL;
}

static uint64_t values_of(const struct group *g)
{
    uint64_t n = 0;
    for (size_t i = 0; i < g->n; i++)
        if (g->marks[i].kind == MARBLE_NEXT)
            n += g->marks[i].n ? g->marks[i].n : 1;
    return n;
}

/* A label that could be taken for a part of the line, or an end, is none. */
static bool is_label(const struct place *p, const char *safe, unsigned room)
{
    size_t width = text_width(safe);
    return width > 0 && width <= room && width <= VALUE_WIDTH && !strchr(safe, '|') && strcmp(safe, "X") != 0 &&
           !(p->scale->ascii && *safe == '-');
}

static void put_value(const struct place *p, struct marble_spot *row, const struct group *g, unsigned room)
{
    const struct marble_mark *last = find(g, MARBLE_NEXT);
    struct str safe = STR_INIT;
    bool one = values_of(g) == 1;
    if (one && last->text)
        sanitise(&safe, last->text, strlen(last->text), p->scale->ascii ? SANITISE_ASCII : 0);
    if (one && is_label(p, str_text(&safe), room))
        put(row, g->column, p->out->columns, str_text(&safe), MARBLE_LOOK_VALUE);
    else
        set(&row[g->column], one ? sign(p, "●", "*") : sign(p, "◆", "#"), MARBLE_LOOK_VALUE);
    str_release(&safe);
}

static void put_swap(const struct place *p, struct marble_spot *row, const struct group *g, unsigned room)
{
    const struct marble_mark *swap = find(g, MARBLE_SWAP);
    struct str label = STR_INIT;
    str_add(&label, sign(p, "┃", "|"));
    if (swap->n)
        str_addf(&label, "v%llu", (unsigned long long)swap->n);
    if (text_width(str_text(&label)) > room)
        set(&row[g->column], sign(p, "┃", "|"), MARBLE_LOOK_SWAP);
    else
        put(row, g->column, p->out->columns, str_text(&label), MARBLE_LOOK_SWAP);
    str_release(&label);
}

/* The most telling thing of a column. */
static void put_group(const struct place *p, struct marble_spot *row, const struct group *g, unsigned room)
{
    struct marble_spot *at = &row[g->column];
    if (find(g, MARBLE_SWAP))
        put_swap(p, row, g, room);
    else if (find(g, MARBLE_ERROR))
        set(at, "X", MARBLE_LOOK_ERROR);
    else if (find(g, MARBLE_COMPLETE))
        set(at, "|", MARBLE_LOOK_VALUE);
    else if (find(g, MARBLE_UNSUBSCRIBED))
        set(at, "!", MARBLE_LOOK_VALUE);
    else if (values_of(g))
        put_value(p, row, g, room);
    else if (find(g, MARBLE_MERGED))
        set(at, "+", MARBLE_LOOK_MERGED);
    else
        set(at, "^", MARBLE_LOOK_VALUE);
}

/* Values of which only the number is known lie somewhere between the mark before and this one. */
static void put_gap(const struct place *p, struct marble_spot *row, unsigned from, const struct group *g)
{
    const struct marble_mark *merged = find(g, MARBLE_MERGED);
    char n[32];
    struct str label = STR_INIT;
    if (!merged)
        return;
    unsigned room = g->column > from ? g->column - from : 0;
    for (unsigned c = from; c < g->column; c++)
        set(&row[c], sign(p, "·", "."), MARBLE_LOOK_MERGED);
    str_addf(&label, "+%s", str_thousands(n, sizeof n, merged->n));
    if (label.len + 2 <= room)
        put(row, from + (room - (unsigned)label.len) / 2, g->column, str_text(&label), MARBLE_LOOK_MERGED);
    str_release(&label);
}

static void draw_line(const struct place *p, struct marble_spot *row, unsigned from, unsigned to)
{
    for (unsigned c = from; c < to; c++)
        if (row[c].look == MARBLE_LOOK_BLANK)
            set(&row[c], sign(p, "─", "-"), MARBLE_LOOK_LINE);
}

static size_t group_length(const struct place *p, const struct marble_mark *marks, size_t n)
{
    size_t same = 1;
    while (same < n && is_inside(p->scale, marks[same].time) &&
           column_of(p->scale, marks[same].time) == column_of(p->scale, marks[0].time))
        same++;
    return same;
}

static void draw_row(const struct place *p, struct marble_spot *row, const struct marble_mark *marks, size_t n)
{
    const struct marble_scale *s = p->scale;
    bool lives = n == 0 || marks[0].kind != MARBLE_BEGIN;
    unsigned from = 0; /* behind what was drawn last */
    size_t i = 0;
    while (i < n && marks[i].time < s->from)
        i++;
    lives = lives_after(marks, i, lives);
    while (i < n && is_inside(s, marks[i].time)) {
        struct group g = {&marks[i], group_length(p, marks + i, n - i), column_of(s, marks[i].time)};
        i += g.n;
        unsigned next = i < n && is_inside(s, marks[i].time) ? column_of(s, marks[i].time) - 1 : s->columns;
        put_gap(p, row, from < g.column ? from : g.column, &g);
        if (lives)
            draw_line(p, row, from, g.column);
        put_group(p, row, &g, next > g.column ? next - g.column : 1);
        lives = lives_after(g.marks, g.n, lives);
        from = g.column + 1;
    }
    if (lives)
        draw_line(p, row, from, s->columns);
}

/* ---- Over all rows. ---- */

/* Every row shows when another one was swapped. */
static void draw_swaps(const struct place *p)
{
    for (size_t i = 0; i < p->m->n; i++) {
        const struct marble_mark *mark = &p->m->marks[i];
        if (mark->kind != MARBLE_SWAP || !is_inside(p->scale, mark->time))
            continue;
        for (size_t row = 0; row < p->out->rows; row++) {
            struct marble_spot *spot = &row_of(p->out, row + 1)[column_of(p->scale, mark->time)];
            if (spot->look == MARBLE_LOOK_BLANK || spot->look == MARBLE_LOOK_LINE)
                set(spot, sign(p, "│", ":"), MARBLE_LOOK_SWAP);
        }
    }
}

static void draw_note(const struct place *p, const struct marble_mark *mark, unsigned *free_from)
{
    struct str text = STR_INIT;
    const char *what = mark->text ? mark->text : "";
    unsigned column = column_of(p->scale, mark->time);
    if (column < *free_from)
        return;
    if (mark->n)
        str_addf(&text, "v%llu ", (unsigned long long)mark->n);
    sanitise(&text, what, strcspn(what, "\n"), p->scale->ascii ? SANITISE_ASCII : 0);
    put(row_of(p->out, p->out->rows + 1), column, p->out->columns, str_text(&text), MARBLE_LOOK_SWAP);
    *free_from = column + (unsigned)text_width(str_text(&text)) + NOTE_GAP;
    str_release(&text);
}

static int by_time(const void *a, const void *b)
{
    const struct marble_mark *const *x = a, *const *y = b;
    if ((*x)->time != (*y)->time)
        return (*x)->time < (*y)->time ? -1 : 1;
    return (*x)->order < (*y)->order ? -1 : (*x)->order > (*y)->order;
}

static void draw_notes(const struct place *p)
{
    const struct marble_mark **swaps = mem_alloc((p->m->n + 1) * sizeof *swaps);
    size_t n = 0;
    unsigned free_from = 0;
    for (size_t i = 0; i < p->m->n; i++)
        if (p->m->marks[i].kind == MARBLE_SWAP && is_inside(p->scale, p->m->marks[i].time))
            swaps[n++] = &p->m->marks[i];
    qsort(swaps, n, sizeof *swaps, by_time);
    for (size_t i = 0; i < n; i++)
        draw_note(p, swaps[i], &free_from);
    free(swaps);
}

static void draw_cursor(const struct place *p)
{
    const struct marble_scale *s = p->scale;
    if (!s->cursor || !is_inside(s, s->cursor))
        return;
    unsigned c = column_of(s, s->cursor);
    for (size_t row = 0; row < p->out->rows; row++) {
        struct marble_spot *spot = &row_of(p->out, row + 1)[c];
        if (spot->look == MARBLE_LOOK_LINE || spot->look == MARBLE_LOOK_GONE)
            set(spot, sign(p, "┼", "+"), MARBLE_LOOK_CURSOR);
        else if (spot->look == MARBLE_LOOK_BLANK)
            set(spot, sign(p, "┊", ":"), MARBLE_LOOK_CURSOR);
        else if (spot->look == MARBLE_LOOK_VALUE)
            spot->look = MARBLE_LOOK_CURSOR;
    }
    set(&row_of(p->out, 0)[c], sign(p, "▾", "v"), MARBLE_LOOK_CURSOR);
}

/* ---- What each row had. ---- */

static void tell_now(const struct place *p, const struct marble_mark *marks, size_t n, struct marble_now *now)
{
    const struct marble_scale *s = p->scale;
    uint64_t until = UINT64_MAX; /* to the end of the cursor's column */
    if (s->cursor)
        until = s->cursor < s->from ? s->cursor : s->cursor - (s->cursor - s->from) % s->step + s->step - 1;
    const struct marble_mark *last = NULL;
    size_t i = 0;
    for (; i < n && marks[i].time <= until; i++)
        if (marks[i].kind == MARBLE_NEXT || marks[i].kind == MARBLE_ERROR)
            last = &marks[i];
    now->over = i > 0 && !lives_after(marks, i, true);
    if (last && last->text)
        sanitise(&now->value, last->text, strlen(last->text), s->ascii ? SANITISE_ASCII : 0);
}

/* ---- The whole. ---- */

static int by_row(const void *a, const void *b)
{
    const struct marble_mark *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return by_time(&a, &b);
}

static void blank(const struct marble_window *w)
{
    for (size_t i = 0; i < (w->rows + 2) * w->columns; i++)
        set(&w->spots[i], " ", MARBLE_LOOK_BLANK);
}

void marble_window(struct marble *m, const struct marble_scale *scale, struct marble_window *out)
{
    struct place p = {m, scale, out};
    *out = (struct marble_window){.rows = m->n_rows, .columns = scale->columns};
    out->spots = mem_alloc(((out->rows + 2) * out->columns + 1) * sizeof *out->spots);
    out->now = mem_zalloc((out->rows + 1) * sizeof *out->now);
    blank(out);
    if (m->n)
        qsort(m->marks, m->n, sizeof *m->marks, by_row);
    draw_axis(&p);
    draw_gone(&p);
    for (size_t row = 0, at = 0, n; row < out->rows; row++, at += n) {
        for (n = 0; at + n < m->n && m->marks[at + n].row == row; n++)
            ;
        draw_row(&p, row_of(out, row + 1), m->marks + at, n);
        tell_now(&p, m->marks + at, n, &out->now[row]);
    }
    draw_swaps(&p);
    draw_notes(&p);
    draw_cursor(&p);
}

void marble_window_release(struct marble_window *w)
{
    for (size_t i = 0; w->now && i < w->rows; i++)
        str_release(&w->now[i].value);
    free(w->now);
    free(w->spots);
    *w = (struct marble_window){0};
}
