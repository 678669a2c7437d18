#include "ui/line.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/sanitise.h"

void line_init(struct line *l, const struct glyphs *glyphs)
{
    *l = (struct line){.glyphs = glyphs};
}

void line_release(struct line *l)
{
    str_release(&l->text);
}

void line_clear(struct line *l)
{
    str_clear(&l->text);
    l->width = 0;
    l->nspans = 0;
}

static unsigned flags_of(const struct line *l)
{
    return l->glyphs->ascii ? SANITISE_ASCII : 0;
}

static void set_style(struct line *l, enum style style)
{
    if (l->nspans && l->spans[l->nspans - 1].style == style)
        return;
    if (l->nspans < LINE_SPANS)
        l->spans[l->nspans++] = (struct span){(uint32_t)l->text.len, (uint8_t)style};
}

static void add_safe(struct line *l, enum style style, const char *safe, size_t n, size_t columns)
{
    set_style(l, style);
    str_addn(&l->text, safe, n);
    l->width += columns;
}

void line_add(struct line *l, enum style style, const char *text)
{
    set_style(l, style);
    struct str safe = STR_INIT;
    sanitise(&safe, text, strlen(text), flags_of(l));
    add_safe(l, style, safe.data, safe.len, text_width(safe.data));
    str_release(&safe);
}

void line_addf(struct line *l, enum style style, const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    line_add(l, style, str_text(&text));
    str_release(&text);
}

static void add_spaces(struct line *l, size_t n)
{
    static const char spaces[] = "                                ";
    for (size_t part; n; n -= part) {
        part = n < sizeof spaces - 1 ? n : sizeof spaces - 1;
        str_addn(&l->text, spaces, part);
        l->width += part;
    }
}

/* Cut at the end: `columns` - 1 columns of text and the ellipsis. */
static void add_cut(struct line *l, enum style style, const char *safe, size_t columns)
{
    size_t used, n = text_fit(safe, columns - 1, &used);
    add_safe(l, style, safe, n, used);
    add_safe(l, style, l->glyphs->ellipsis, strlen(l->glyphs->ellipsis), 1);
    add_spaces(l, columns - 1 - used);
}

void line_fit(struct line *l, enum style style, const char *text, size_t columns,
              enum line_align align)
{
    struct str safe = STR_INIT;
    sanitise(&safe, text, strlen(text), flags_of(l));
    size_t width = text_width(safe.data);
    if (columns == 0) {
        str_release(&safe);
        return;
    }
    if (width > columns) {
        add_cut(l, style, safe.data, columns);
    } else {
        set_style(l, style);
        if (align == ALIGN_RIGHT)
            add_spaces(l, columns - width);
        add_safe(l, style, safe.data, safe.len, width);
        if (align == ALIGN_LEFT)
            add_spaces(l, columns - width);
    }
    str_release(&safe);
}

void line_fit_path(struct line *l, enum style style, const char *path, size_t columns)
{
    struct str safe = STR_INIT;
    sanitise(&safe, path, strlen(path), flags_of(l));
    size_t width = text_width(safe.data);
    const char *tail = safe.data;
    if (width > columns && columns > 0) {
        size_t used;
        tail += text_fit(tail, width - columns + 1, &used);
        struct text_cell cell;
        if (used < width - columns + 1)
            text_next(&tail, &cell); /* a wide cell stood across the cut */
        add_safe(l, style, l->glyphs->ellipsis, strlen(l->glyphs->ellipsis), 1);
    }
    if (columns > 0)
        add_safe(l, style, tail, strlen(tail), text_width(tail));
    str_release(&safe);
}

void line_pad(struct line *l, size_t column)
{
    if (column > l->width)
        add_spaces(l, column - l->width);
}

void line_cut(struct line *l, size_t columns)
{
    if (l->width <= columns)
        return;
    size_t used = 0, n = columns ? text_fit(l->text.data, columns - 1, &used) : 0;
    str_cut(&l->text, n);
    l->width = used;
    while (l->nspans > 1 && l->spans[l->nspans - 1].at > n)
        l->nspans--;
    if (columns) {
        str_add(&l->text, l->glyphs->ellipsis);
        l->width++;
    }
}

void line_join(struct line *l, const struct line *from)
{
    const char *text = str_text(&from->text);
    size_t base = l->text.len;
    for (unsigned i = 0; i < from->nspans && l->nspans < LINE_SPANS; i++)
        l->spans[l->nspans++] =
            (struct span){(uint32_t)(base + from->spans[i].at), from->spans[i].style};
    str_addn(&l->text, text, from->text.len);
    l->width += from->width;
}

void lines_init(struct lines *ls, const struct glyphs *glyphs)
{
    *ls = (struct lines){.glyphs = glyphs};
}

void lines_release(struct lines *ls)
{
    for (size_t i = 0; i < ls->used; i++)
        line_release(&ls->items[i]);
    free(ls->items);
    *ls = (struct lines){.glyphs = ls->glyphs};
}

void lines_clear(struct lines *ls)
{
    ls->n = 0;
}

struct line *lines_add(struct lines *ls)
{
    if (ls->n == ls->used) {
        MEM_GROW(ls->items, ls->used, ls->cap);
        line_init(&ls->items[ls->used++], ls->glyphs);
    }
    struct line *l = &ls->items[ls->n++];
    line_clear(l);
    return l;
}
