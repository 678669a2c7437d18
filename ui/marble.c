/* marble.c - collects marks and lays them out; marble_draw.c writes them. */
#include "ui/marble.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/sanitise.h"

enum {
    WIDTH_LEAST = 40,
    NAME_WIDTH = 24,
    INLINE_WIDTH = 8, /* values that are wider get a letter */
    GAP = 1           /* columns between labels at least */
};

void marble_release(struct marble *m)
{
    for (size_t i = 0; i < m->n_rows; i++)
        free(m->names[i]);
    for (size_t i = 0; i < m->n; i++)
        free(m->marks[i].text);
    free(m->names);
    free(m->marks);
    *m = (struct marble){0};
}

unsigned marble_row(struct marble *m, const char *name)
{
    if (m->n_rows == MARBLE_ROWS)
        return MARBLE_ROWS;
    MEM_GROW(m->names, m->n_rows, m->rows_cap);
    m->names[m->n_rows] = mem_strdup(name);
    return (unsigned)m->n_rows++;
}

void marble_add(struct marble *m, unsigned row, uint64_t time, enum marble_kind kind, uint64_t n,
                const char *text)
{
    if (row >= m->n_rows || m->n == (m->limit ? m->limit : MARBLE_MARKS)) {
        m->left_out += kind == MARBLE_NEXT ? 1 : kind == MARBLE_MERGED ? n : 0;
        return;
    }
    MEM_GROW(m->marks, m->n, m->cap);
    m->marks[m->n] = (struct marble_mark){.time = time,
                                          .order = m->n,
                                          .n = n,
                                          .row = row,
                                          .kind = (uint8_t)kind,
                                          .text = text ? mem_strdup(text) : NULL};
    m->n++;
}

void marble_time(uint64_t ns, struct str *out)
{
    uint64_t ms = ns / NS_PER_MS, s = ms / 1000;
    if (ns == 0)
        str_add(out, "0");
    else if (ms == 0)
        str_addf(out, "%.3gms", (double)ns / (double)NS_PER_MS);
    else if (ms < 1000)
        str_addf(out, "%ums", (unsigned)ms);
    else if (s < 60)
        str_addf(out, "%.4gs", (double)ms / 1000.0);
    else
        str_addf(out, "%um %us", (unsigned)(s / 60), (unsigned)(s % 60));
}

/* ---- Labels. ---- */

struct letters {
    char **texts; /* [i]: the value that has letter i */
    size_t n, cap;
};

/* a..z, A..Z without X, which is an error's, then a1, b1 ... */
static void add_letter(size_t i, struct str *out)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWYZ";
    size_t n = sizeof alphabet - 1;
    str_addc(out, alphabet[i % n]);
    if (i >= n)
        str_addf(out, "%zu", i / n);
}

static size_t letter_of(struct letters *l, const char *text)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->texts[i], text) == 0)
            return i;
    MEM_GROW(l->texts, l->n, l->cap);
    l->texts[l->n] = mem_strdup(text);
    return l->n++;
}

static void letters_release(struct letters *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->texts[i]);
    free(l->texts);
}

static bool fits_inline(const char *safe)
{
    return *safe && text_width(safe) <= INLINE_WIDTH && !strpbrk(safe, " -|()^!+") &&
           strcmp(safe, "X") != 0;
}

struct layout {
    const struct marble *m;
    const struct marble_style *style;
    struct marble_layout *out;
    struct letters letters;
    uint64_t origin;
    struct str notes; /* of the legend, behind the letters */
};

static void add_safe(const struct layout *l, const char *text, struct str *out)
{
    sanitise(out, text, strlen(text), l->style->ascii ? SANITISE_ASCII : 0);
}

static void add_value(struct layout *l, const struct marble_mark *mark, struct str *out)
{
    struct str safe = STR_INIT;
    add_safe(l, mark->text ? mark->text : "", &safe);
    if (fits_inline(str_text(&safe)))
        str_add(out, str_text(&safe));
    else
        add_letter(letter_of(&l->letters, str_text(&safe)), out);
    str_release(&safe);
}

/* "X 1.25s show: error 5" */
static void add_note(struct layout *l, const char *sign, const struct marble_mark *mark)
{
    str_addf(&l->notes, "%s ", sign);
    marble_time(mark->time - l->origin, &l->notes);
    str_addc(&l->notes, ' ');
    add_safe(l, l->m->names[mark->row], &l->notes);
    if (mark->text && *mark->text) {
        str_add(&l->notes, ": ");
        add_safe(l, mark->text, &l->notes);
    }
    str_addc(&l->notes, '\n');
}

static void add_swap(struct layout *l, const struct marble_mark *mark, struct str *out)
{
    struct str label = STR_INIT;
    str_add(&label, l->style->ascii ? "|" : "┃");
    if (mark->n)
        str_addf(&label, "v%llu", (unsigned long long)mark->n);
    add_note(l, str_text(&label), mark);
    str_add(out, str_text(&label));
    str_release(&label);
}

static void add_label(struct layout *l, const struct marble_mark *mark, struct str *out)
{
    char n[32];
    switch ((enum marble_kind)mark->kind) {
    case MARBLE_BEGIN:
        str_add(out, "^");
        break;
    case MARBLE_NEXT:
        add_value(l, mark, out);
        break;
    case MARBLE_ERROR:
        str_add(out, "X");
        add_note(l, "X", mark);
        break;
    case MARBLE_COMPLETE:
        str_add(out, "|");
        break;
    case MARBLE_UNSUBSCRIBED:
        str_add(out, "!");
        break;
    case MARBLE_SWAP:
        add_swap(l, mark, out);
        break;
    case MARBLE_MERGED:
        str_addf(out, "[+ %s merged]", str_thousands(n, sizeof n, mark->n));
        break;
    }
}

static bool ends_row(const struct marble_mark *mark)
{
    return mark->kind == MARBLE_ERROR || mark->kind == MARBLE_COMPLETE ||
           mark->kind == MARBLE_UNSUBSCRIBED;
}

/* ---- Cells: what one row shows at one time. ---- */

static int by_time(const void *a, const void *b)
{
    const struct marble_mark *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static bool same_cell(const struct marble_mark *a, const struct marble_mark *b)
{
    return a->time == b->time && a->row == b->row;
}

/* Several labels at one time stand in parentheses. */
static void add_cell(struct layout *l, const struct marble_mark *marks, size_t n)
{
    struct marble_layout *out = l->out;
    struct marble_cell cell = {.row = marks->row, .time = marks->time};
    struct str label = STR_INIT;
    str_add(&label, n > 1 ? "(" : "");
    for (size_t i = 0; i < n; i++) {
        str_add(&label, i ? " " : "");
        add_label(l, &marks[i], &label);
        cell.begins |= marks[i].kind == MARBLE_BEGIN;
        cell.ends |= ends_row(&marks[i]);
    }
    str_add(&label, n > 1 ? ")" : "");
    cell.width = (unsigned)text_width(str_text(&label));
    cell.label = str_take(&label);
    MEM_GROW(out->cells, out->n_cells, out->cells_cap);
    out->cells[out->n_cells++] = cell;
}

static void make_cells(struct layout *l)
{
    const struct marble *m = l->m;
    for (size_t i = 0, n; i < m->n; i += n) {
        for (n = 1; i + n < m->n && same_cell(&m->marks[i], &m->marks[i + n]); n++)
            ;
        add_cell(l, &m->marks[i], n);
    }
}

/* ---- Columns. ---- */

/* How many cells from `i` on have its time; *width: of the widest. */
static size_t instant(const struct marble_layout *l, size_t i, unsigned *width)
{
    size_t n = 0;
    *width = 0;
    for (; i + n < l->n_cells && l->cells[i + n].time == l->cells[i].time; n++)
        if (l->cells[i + n].width > *width)
            *width = l->cells[i + n].width;
    return n;
}

/* Columns that all labels take, one behind the other. */
static uint64_t columns_of_labels(const struct marble_layout *l)
{
    uint64_t sum = 0;
    unsigned width;
    for (size_t i = 0; i < l->n_cells; sum += width + GAP)
        i += instant(l, i, &width);
    return sum;
}

static void add_tick(struct layout *l, unsigned stripe, unsigned column, uint64_t time,
                     unsigned *free_from)
{
    struct marble_layout *out = l->out;
    struct str label = STR_INIT;
    if (column < *free_from)
        return;
    marble_time(time - l->origin, &label);
    *free_from = column + (unsigned)label.len + GAP;
    MEM_GROW(out->ticks, out->n_ticks, out->ticks_cap);
    out->ticks[out->n_ticks++] = (struct marble_tick){stripe, column, str_take(&label)};
}

/* Room that the labels leave is given to the time between them. */
static void place_cells(struct layout *l)
{
    struct marble_layout *out = l->out;
    uint64_t taken = columns_of_labels(out),
             spare = out->columns > taken ? out->columns - taken : 0;
    uint64_t whole = out->n_cells ? out->cells[out->n_cells - 1].time - l->origin : 0,
             last = l->origin;
    unsigned column = 1, stripe = 0, width, free_from = 0;
    for (size_t i = 0, n; i < out->n_cells; i += n) {
        uint64_t time = out->cells[i].time;
        n = instant(out, i, &width);
        if (whole)
            column += (unsigned)((double)(time - last) / (double)whole * (double)spare);
        if (column > 1 && column + width > out->columns) {
            stripe++;
            column = 1;
            free_from = 0;
        }
        for (size_t k = 0; k < n; k++) {
            out->cells[i + k].stripe = stripe;
            out->cells[i + k].column = column;
        }
        add_tick(l, stripe, column, time, &free_from);
        column += width + GAP;
        last = time;
    }
    out->stripes = stripe + 1;
}

/* ---- The whole. ---- */

static unsigned name_width(const struct layout *l)
{
    unsigned most = 0;
    for (size_t i = 0; i < l->m->n_rows; i++) {
        struct str safe = STR_INIT;
        add_safe(l, l->m->names[i], &safe);
        unsigned width = (unsigned)text_width(str_text(&safe));
        most = width > most ? width : most;
        str_release(&safe);
    }
    return most > NAME_WIDTH ? NAME_WIDTH : most;
}

static void write_legend(struct layout *l)
{
    struct str *out = &l->out->legend;
    char n[32];
    for (size_t i = 0; i < l->letters.n; i++) {
        add_letter(i, out);
        str_addf(out, " = %s\n", l->letters.texts[i]);
    }
    str_add(out, str_text(&l->notes));
    if (l->m->left_out)
        str_addf(out, "%s values are not drawn; choose fewer subscriptions or less time\n",
                 str_thousands(n, sizeof n, l->m->left_out));
}

void marble_layout(struct marble *m, const struct marble_style *style, struct marble_layout *out)
{
    struct layout l = {.m = m, .style = style, .out = out};
    unsigned width = style->width < WIDTH_LEAST ? WIDTH_LEAST : style->width;
    *out = (struct marble_layout){0};
    if (m->n)
        qsort(m->marks, m->n, sizeof *m->marks, by_time);
    l.origin = m->n ? m->marks[0].time : 0;
    out->name_width = name_width(&l);
    if (out->name_width > width / 2)
        out->name_width = width / 2;
    out->columns = width - out->name_width - 2; /* a space, and the sign that it goes on */
    make_cells(&l);
    place_cells(&l);
    write_legend(&l);
    letters_release(&l.letters);
    str_release(&l.notes);
}

void marble_layout_release(struct marble_layout *l)
{
    for (size_t i = 0; i < l->n_cells; i++)
        free(l->cells[i].label);
    for (size_t i = 0; i < l->n_ticks; i++)
        free(l->ticks[i].label);
    free(l->cells);
    free(l->ticks);
    str_release(&l->legend);
    *l = (struct marble_layout){0};
}
