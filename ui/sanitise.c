#include "ui/sanitise.h"

#include <string.h>
#include <utf8proc.h>

struct cleaner {
    struct str *out;
    unsigned flags;
    unsigned combining; /* in the open cell; TEXT_COMBINING when nothing may combine */
    bool wide;          /* the open cell is two columns wide */
};

static void replace(struct cleaner *c, const char *utf8)
{
    str_add(c->out, c->flags & SANITISE_ASCII ? "?" : utf8);
    c->combining = TEXT_COMBINING;
    c->wide = false;
}

/* C0 and DEL have pictures of their own; the tabulator is only space. */
static void add_control(struct cleaner *c, utf8proc_int32_t cp)
{
    if (cp == '\t') {
        str_addc(c->out, ' ');
        c->combining = TEXT_COMBINING;
    } else if (cp == '\n' && (c->flags & SANITISE_LINES)) {
        str_addc(c->out, '\n');
        c->combining = TEXT_COMBINING;
    } else {
        char picture[] = "\xe2\x90\x80"; /* U+2400 */
        picture[2] = (char)(cp == 0x7f ? 0xa1 : 0x80 + cp);
        replace(c, picture);
    }
}

static void add_combining(struct cleaner *c, const char *bytes, size_t n)
{
    if (c->flags & SANITISE_ASCII)
        return;
    if (c->combining < TEXT_COMBINING) {
        str_addn(c->out, bytes, n);
        c->combining++;
    } else if (c->out->len == 0) {
        replace(c, "\xef\xbf\xbd");
    }
}

static void add_printable(struct cleaner *c, const char *bytes, size_t n, int width, bool space)
{
    if (space)
        str_addn(c->out, "  ", (size_t)width);
    else if (c->flags & SANITISE_ASCII)
        str_addn(c->out, "??", (size_t)width);
    else
        str_addn(c->out, bytes, n);
    c->combining = 0;
    c->wide = width == 2;
}

/* Joiners and variation selectors only choose between pictures whose width terminals disagree on.
 */
static bool is_picture_choice(const struct cleaner *c, utf8proc_int32_t cp)
{
    return (cp >= 0xfe00 && cp <= 0xfe0f) || (cp >= 0xe0100 && cp <= 0xe01ef) ||
           (cp == 0x200d && c->wide);
}

static bool is_hidden(utf8proc_category_t cat)
{
    return cat == UTF8PROC_CATEGORY_CN || cat == UTF8PROC_CATEGORY_CC ||
           cat == UTF8PROC_CATEGORY_CF || cat == UTF8PROC_CATEGORY_CS ||
           cat == UTF8PROC_CATEGORY_ZL || cat == UTF8PROC_CATEGORY_ZP;
}

static void add_code_point(struct cleaner *c, utf8proc_int32_t cp, const char *bytes, size_t n)
{
    utf8proc_category_t cat = utf8proc_category(cp);
    int width = utf8proc_charwidth(cp);
    if (is_picture_choice(c, cp))
        return;
    if (is_hidden(cat))
        replace(c, "\xef\xbf\xbd");
    else if (width <= 0)
        add_combining(c, bytes, n);
    else
        add_printable(c, bytes, n, width > 2 ? 2 : width, cat == UTF8PROC_CATEGORY_ZS);
}

/* A broken sequence counts as one, with the continuation bytes that follow it. */
static size_t broken_length(const char *p, size_t n)
{
    size_t len = 1;
    while (len < n && len < 4 && ((unsigned char)p[0] >= 0xc0) &&
           ((unsigned char)p[len] & 0xc0) == 0x80)
        len++;
    return len;
}

static size_t ascii_run(const char *p, size_t n)
{
    size_t i = 0;
    while (i < n && p[i] >= 0x20 && p[i] < 0x7f)
        i++;
    return i;
}

static size_t add_next(struct cleaner *c, const char *p, size_t n)
{
    size_t run = ascii_run(p, n);
    if (run) {
        str_addn(c->out, p, run);
        c->combining = 0;
        c->wide = false;
        return run;
    }
    if ((unsigned char)*p < 0x80) {
        add_control(c, *p);
        return 1;
    }
    utf8proc_int32_t cp;
    utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)p, (utf8proc_ssize_t)n, &cp);
    if (len <= 0) {
        replace(c, "\xef\xbf\xbd");
        return broken_length(p, n);
    }
    add_code_point(c, cp, p, (size_t)len);
    return (size_t)len;
}

void sanitise(struct str *out, const char *text, size_t n, unsigned flags)
{
    struct cleaner c = {out, flags, TEXT_COMBINING, false};
    for (size_t i = 0; i < n;)
        i += add_next(&c, text + i, n - i);
    if (!out->data)
        str_add(out, "");
}

static utf8proc_int32_t decode(const char *p, size_t *len)
{
    utf8proc_int32_t cp = 0;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)p, -1, &cp);
    *len = n > 0 ? (size_t)n : 1;
    return n > 0 ? cp : 0xfffd;
}

bool text_next(const char **p, struct text_cell *cell)
{
    size_t len;
    if (!**p)
        return false;
    *cell = (struct text_cell){{(unsigned char)**p}, 1};
    if ((unsigned char)**p >= 0x80) {
        cell->ch[0] = (uint32_t)decode(*p, &len);
        cell->width = utf8proc_charwidth((utf8proc_int32_t)cell->ch[0]) == 2 ? 2 : 1;
        *p += len;
    } else {
        (*p)++;
    }
    for (size_t i = 1; i <= TEXT_COMBINING && (unsigned char)**p >= 0x80; i++) {
        utf8proc_int32_t cp = decode(*p, &len);
        if (utf8proc_charwidth(cp) > 0)
            break;
        cell->ch[i] = (uint32_t)cp;
        *p += len;
    }
    return true;
}

size_t text_fit(const char *safe, size_t columns, size_t *used)
{
    const char *p = safe, *end = safe;
    struct text_cell cell;
    *used = 0;
    while (text_next(&p, &cell) && *used + cell.width <= columns) {
        *used += cell.width;
        end = p;
    }
    return (size_t)(end - safe);
}

size_t text_width(const char *safe)
{
    size_t used;
    text_fit(safe, (size_t)-1 / 2, &used);
    return used;
}
