/* marble_draw.c - a laid out diagram as lines; and the rows in RxJS's syntax. */
#include "ui/marble.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/sanitise.h"

/* One line under way: `at` is the column that comes next. */
struct line {
    struct str *out;
    size_t begin; /* where it began in `out` */
    unsigned at;
    const char *fill; /* one column: a space, or the line of time */
};

static void fill_to(struct line *l, unsigned column)
{
    for (; l->at < column; l->at++)
        str_add(l->out, l->fill);
}

static void put_at(struct line *l, unsigned column, unsigned width, const char *text)
{
    fill_to(l, column);
    str_add(l->out, text);
    l->at += width;
}

static void end_line(struct line *l)
{
    while (l->out->len > l->begin && l->out->data[l->out->len - 1] == ' ')
        str_cut(l->out, l->out->len - 1);
    str_addc(l->out, '\n');
}

/* ---- Axis and rows of one stripe. ---- */

static void draw_axis(const struct marble_layout *l, unsigned stripe, struct str *out)
{
    struct line line = {.out = out, .begin = out->len, .fill = " "};
    fill_to(&line, l->name_width + 1);
    line.at = 0;
    for (size_t i = 0; i < l->n_ticks; i++)
        if (l->ticks[i].stripe == stripe)
            put_at(&line, l->ticks[i].column, (unsigned)strlen(l->ticks[i].label),
                   l->ticks[i].label);
    end_line(&line);
}

static void draw_name(const struct marble_layout *l, const char *name, bool ascii,
                      struct line *line)
{
    struct str safe = STR_INIT;
    size_t used;
    sanitise(&safe, name, strlen(name), ascii ? SANITISE_ASCII : 0);
    size_t bytes = text_fit(str_text(&safe), l->name_width, &used);
    str_addn(line->out, str_text(&safe), bytes);
    line->at = (unsigned)used;
    fill_to(line, l->name_width + 1);
    str_release(&safe);
}

/* Whether the row lives when the stripe begins: it began before, or it is not said when. */
static bool lives_at(const struct marble_layout *l, unsigned row, unsigned stripe)
{
    bool lives = true, first = true;
    for (size_t i = 0; i < l->n_cells; i++) {
        const struct marble_cell *c = &l->cells[i];
        if (c->row != row)
            continue;
        if (first && c->begins)
            lives = false;
        first = false;
        if (c->stripe >= stripe)
            break;
        lives = !c->ends;
    }
    return lives;
}

/* The line of time is drawn from the beginning to the end. A last value may come with the end's
 * mark. */
static void draw_row(const struct marble_layout *l, const char *name, unsigned row, unsigned stripe,
                     bool ascii, struct str *out)
{
    struct line line = {.out = out, .begin = out->len, .fill = " "};
    const char *time_line = ascii ? "-" : "─";
    draw_name(l, name, ascii, &line);
    line.at = 0;
    line.fill = lives_at(l, row, stripe) ? time_line : " ";
    for (size_t i = 0; i < l->n_cells; i++) {
        const struct marble_cell *c = &l->cells[i];
        if (c->row != row || c->stripe != stripe)
            continue;
        put_at(&line, c->column, c->width, c->label);
        line.fill = c->ends ? " " : time_line;
    }
    if (line.fill == time_line) {
        fill_to(&line, l->columns);
        str_add(out, stripe + 1 < l->stripes ? time_line : ascii ? ">" : "▷");
    }
    end_line(&line);
}

void marble_draw(struct marble *m, const struct marble_style *style, struct str *out)
{
    struct marble_layout l;
    marble_layout(m, style, &l);
    for (unsigned stripe = 0; m->n_rows && stripe < l.stripes; stripe++) {
        str_add(out, stripe ? "\n" : "");
        draw_axis(&l, stripe, out);
        for (unsigned row = 0; row < m->n_rows; row++)
            draw_row(&l, m->names[row], row, stripe, style->ascii, out);
    }
    if (l.legend.len)
        str_addf(out, "%s%s", m->n_rows ? "\n" : "", str_text(&l.legend));
    marble_layout_release(&l);
}

/* ---- RxJS: a frame is a millisecond; a group takes as many frames as it has characters. ---- */

struct rxjs {
    struct str text;   /* the marbles */
    struct str values; /* "a: 42, b: 43" */
    struct str notes;
    uint64_t at; /* ms that the text takes so far */
    unsigned letters;
};

static void wait_until(struct rxjs *r, uint64_t ms)
{
    if (ms <= r->at)
        return;
    if (ms - r->at <= 3)
        for (uint64_t i = r->at; i < ms; i++)
            str_addc(&r->text, '-');
    else
        str_addf(&r->text, "%s%llums ", r->text.len ? " " : "", (unsigned long long)(ms - r->at));
    r->at = ms;
}

/* What JavaScript reads as the same value; anything else as a string. */
static bool is_literal(const char *value)
{
    char *end;
    strtod(value, &end);
    return *value == '"' || strcmp(value, "true") == 0 || strcmp(value, "false") == 0 ||
           ((isdigit((unsigned char)*value) || *value == '-') && end != value && !*end);
}

static void add_value(struct str *out, const char *value)
{
    struct str safe = STR_INIT;
    if (is_literal(value)) {
        sanitise(out, value, strlen(value), 0);
        return;
    }
    sanitise(&safe, value, strlen(value), 0);
    str_addc(out, '"');
    for (const char *p = str_text(&safe); *p; p++) {
        if (*p == '"' || *p == '\\')
            str_addc(out, '\\');
        str_addc(out, *p);
    }
    str_addc(out, '"');
    str_release(&safe);
}

/*
 * Each value has a character of its own: what RxJS reads as one, and JavaScript as a key. Behind the letters come
 * ideographs, since there are enough of them for all marks of a diagram.
 */
static void print_letter(unsigned n, char out[4])
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    enum { IDEOGRAPHS = 0x4e00 };
    unsigned c = IDEOGRAPHS + n - (unsigned)(sizeof letters - 1);
    if (n < sizeof letters - 1)
        snprintf(out, 4, "%c", letters[n]);
    else
        snprintf(out, 4, "%c%c%c", 0xe0 | c >> 12, 0x80 | (c >> 6 & 0x3f), 0x80 | (c & 0x3f));
}

static void add_letter(struct rxjs *r, const char *value)
{
    char letter[4];
    print_letter(r->letters++, letter);
    str_add(&r->text, letter);
    str_addf(&r->values, "%s%s: ", r->values.len ? ", " : "", letter);
    add_value(&r->values, value);
}

static bool in_marbles(const struct marble_mark *mark)
{
    return mark->kind == MARBLE_NEXT || mark->kind == MARBLE_ERROR || mark->kind == MARBLE_COMPLETE;
}

static void add_note(struct rxjs *r, const struct marble_mark *mark, uint64_t ms)
{
    char n[32];
    str_addf(&r->notes, "  // %llums: ", (unsigned long long)ms);
    if (mark->kind == MARBLE_MERGED)
        str_addf(&r->notes, "+ %s merged", str_thousands(n, sizeof n, mark->n));
    else if (mark->kind == MARBLE_SWAP)
        str_addf(&r->notes, "swap v%llu", (unsigned long long)mark->n);
    else
        str_add(&r->notes, mark->kind == MARBLE_BEGIN ? "subscribed" : "unsubscribed");
    if (mark->text) {
        str_add(&r->notes, ": ");
        sanitise(&r->notes, mark->text, strlen(mark->text), 0);
    }
    str_addc(&r->notes, '\n');
}

/* The marks of one time: `n` of them are marbles, which stand in a group when there are several. */
static void add_group(struct rxjs *r, const struct marble_mark **marks, size_t n, uint64_t ms)
{
    size_t shown = 0;
    for (size_t i = 0; i < n; i++)
        shown += in_marbles(marks[i]);
    if (shown)
        wait_until(r, ms);
    str_add(&r->text, shown > 1 ? "(" : "");
    for (size_t i = 0; i < n; i++) {
        if (!in_marbles(marks[i]))
            add_note(r, marks[i], ms);
        else if (marks[i]->kind == MARBLE_NEXT)
            add_letter(r, marks[i]->text ? marks[i]->text : "");
        else
            str_addc(&r->text, marks[i]->kind == MARBLE_ERROR ? '#' : '|');
        if (marks[i]->kind == MARBLE_ERROR && marks[i]->text)
            add_note(r, marks[i], ms);
    }
    str_add(&r->text, shown > 1 ? ")" : "");
    r->at += shown > 1 ? shown + 2 : shown;
}

static void rxjs_row(const struct marble *m, unsigned row, uint64_t origin, struct str *out)
{
    struct rxjs r = {0};
    const struct marble_mark **group = mem_alloc(m->n * sizeof *group + 1);
    size_t n = 0;
    for (size_t i = 0; i < m->n; i++) {
        const struct marble_mark *mark = &m->marks[i];
        if (mark->row != row)
            continue;
        uint64_t ms = (mark->time - origin) / NS_PER_MS;
        if (n && (group[0]->time - origin) / NS_PER_MS != ms) {
            add_group(&r, group, n, (group[0]->time - origin) / NS_PER_MS);
            n = 0;
        }
        group[n++] = mark;
    }
    if (n)
        add_group(&r, group, n, (group[0]->time - origin) / NS_PER_MS);
    sanitise(out, m->names[row], strlen(m->names[row]), 0);
    str_addf(out, "\n  '%s'\n", str_text(&r.text));
    if (r.values.len)
        str_addf(out, "  { %s }\n", str_text(&r.values));
    str_add(out, str_text(&r.notes));
    free(group);
    str_release(&r.text);
    str_release(&r.values);
    str_release(&r.notes);
}

void marble_rxjs(struct marble *m, struct str *out)
{
    struct marble_style plain = {.width = 80};
    struct marble_layout sorted;
    marble_layout(m, &plain, &sorted); /* brings the marks into the order of time */
    for (unsigned row = 0; row < m->n_rows; row++)
        rxjs_row(m, row, m->n ? m->marks[0].time : 0, out);
    marble_layout_release(&sorted);
}
