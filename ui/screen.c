#include "ui/screen.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"

struct screen {
    int rows, cols;
    struct cell *next;  /* what panes write */
    struct cell *shown; /* what the terminal shows */
    bool all;           /* `shown` is not to be trusted */
};

static const struct cell blank = {{' '}, STYLE_TEXT, 0, 1};

static void fill(struct cell *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        cells[i] = blank;
}

static void set_size(struct screen *s, int rows, int cols)
{
    s->rows = rows < 1 ? 1 : rows;
    s->cols = cols < 1 ? 1 : cols;
    size_t n = (size_t)s->rows * (size_t)s->cols;
    s->next = mem_realloc_n(s->next, n, sizeof *s->next);
    s->shown = mem_realloc_n(s->shown, n, sizeof *s->shown);
    fill(s->next, n);
    fill(s->shown, n);
    s->all = true;
}

struct screen *screen_new(int rows, int cols)
{
    struct screen *s = mem_zalloc(sizeof *s);
    set_size(s, rows, cols);
    return s;
}

void screen_free(struct screen *s)
{
    if (!s)
        return;
    free(s->next);
    free(s->shown);
    free(s);
}

void screen_resize(struct screen *s, int rows, int cols)
{
    set_size(s, rows, cols);
}

int screen_rows(const struct screen *s)
{
    return s->rows;
}

int screen_cols(const struct screen *s)
{
    return s->cols;
}

static struct cell *row_of(const struct screen *s, struct cell *grid, int y)
{
    return grid + (size_t)y * (size_t)s->cols;
}

void screen_blank(struct screen *s, int y, int n)
{
    for (int i = y < 0 ? 0 : y; i < y + n && i < s->rows; i++)
        fill(row_of(s, s->next, i), (size_t)s->cols);
}

static uint8_t style_at(const struct line *l, size_t at, unsigned *span)
{
    while (*span + 1 < l->nspans && l->spans[*span + 1].at <= at)
        ++*span;
    return l->nspans && l->spans[*span].at <= at ? l->spans[*span].style : STYLE_TEXT;
}

/* A wide cell that was half overwritten leaves a space. */
static void heal(struct cell *row, int cols, int x)
{
    if (x > 0 && x < cols && !row[x].ch[0])
        row[x - 1] = blank;
}

static int put_cells(struct cell *row, int x, int end, const struct line *l, bool reverse)
{
    const char *text = str_text(&l->text), *p = text;
    struct text_cell t;
    unsigned span = 0;
    for (;;) {
        uint8_t style = style_at(l, (size_t)(p - text), &span);
        if (!text_next(&p, &t) || x + (int)t.width > end)
            return x;
        struct cell c = {.style = style, .reverse = reverse, .width = (uint16_t)t.width};
        memcpy(c.ch, t.ch, sizeof c.ch);
        row[x++] = c;
        if (t.width == 2)
            row[x++] = (struct cell){.style = style, .reverse = reverse};
    }
}

void screen_line(struct screen *s, int y, int x, int cols, const struct line *l, bool reverse)
{
    int end = x + cols < s->cols ? x + cols : s->cols;
    if (y < 0 || y >= s->rows || x < 0 || x >= end)
        return;
    struct cell *row = row_of(s, s->next, y);
    heal(row, s->cols, x);
    if (end < s->cols && !row[end].ch[0])
        row[end] = blank;
    for (x = put_cells(row, x, end, l, reverse); x < end; x++) {
        row[x] = blank;
        row[x].reverse = reverse;
    }
}

void screen_invalidate(struct screen *s)
{
    s->all = true;
}

/* The changed columns [*from, *to) of a row; false: none. Never begins or ends inside a wide cell.
 */
static bool changed_part(const struct cell *next, const struct cell *shown, int cols, int *from,
                         int *to)
{
    int a = 0, b = cols;
    while (a < b && !memcmp(&next[a], &shown[a], sizeof *next))
        a++;
    while (b > a && !memcmp(&next[b - 1], &shown[b - 1], sizeof *next))
        b--;
    while (a > 0 && a < b && (!next[a].ch[0] || !shown[a].ch[0]))
        a--;
    while (b > a && b < cols && (!next[b].ch[0] || !shown[b].ch[0]))
        b++;
    *from = a;
    *to = b;
    return a < b;
}

int screen_flush(struct screen *s,
                 void (*put)(void *ctx, int y, int x, const struct cell *cells, int n), void *ctx)
{
    int drawn = 0;
    for (int y = 0; y < s->rows; y++) {
        struct cell *next = row_of(s, s->next, y), *shown = row_of(s, s->shown, y);
        int from = 0, to = s->cols;
        if (!s->all && !changed_part(next, shown, s->cols, &from, &to))
            continue;
        put(ctx, y, from, next + from, to - from);
        memcpy(shown + from, next + from, (size_t)(to - from) * sizeof *shown);
        drawn++;
    }
    s->all = false;
    return drawn;
}

static void add_cell(struct str *out, const struct cell *c)
{
    utf8proc_uint8_t utf8[4];
    for (size_t i = 0; i <= TEXT_COMBINING && c->ch[i]; i++) {
        utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)c->ch[i], utf8);
        str_addn(out, (const char *)utf8, (size_t)n);
    }
}

void screen_text(const struct screen *s, struct str *out)
{
    for (int y = 0; y < s->rows; y++) {
        const struct cell *row = row_of(s, s->next, y);
        int end = s->cols;
        while (end > 0 && row[end - 1].ch[0] == ' ' && !row[end - 1].ch[1])
            end--;
        for (int x = 0; x < end; x++)
            add_cell(out, &row[x]);
        str_addc(out, '\n');
    }
}
