/* line.h - one line for the screen: safe text, which style from where on, and its width so far.
 *
 * Panes put lines together and the screen draws them; tests compare their text. Everything that is
 * added passes the sanitiser, so that no caller can forget it. */
#ifndef RXSCOPE_UI_LINE_H
#define RXSCOPE_UI_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "ui/theme.h"

#define LINE_SPANS 32

struct line {
    const struct glyphs *glyphs;
    struct str text; /* safe */
    size_t width;    /* columns of text */
    struct span {
        uint32_t at; /* byte of text where it begins */
        uint8_t style;
    } spans[LINE_SPANS]; /* further changes of style are dropped */
    unsigned nspans;
};

enum line_align { ALIGN_LEFT, ALIGN_RIGHT };

void line_init(struct line *l, const struct glyphs *glyphs);
void line_release(struct line *l);
void line_clear(struct line *l);

void line_add(struct line *l, enum style style, const char *text);
void line_addf(struct line *l, enum style style, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Exactly `columns` wide: filled with spaces, or cut between cells and ended with an ellipsis. */
void line_fit(struct line *l, enum style style, const char *text, size_t columns,
              enum line_align align);
/* The same for a path: cut at its start, because the end says more. */
void line_fit_path(struct line *l, enum style style, const char *path, size_t columns);
void line_pad(struct line *l, size_t column); /* spaces up to a column */
void line_cut(struct line *l, size_t columns); /* shortens, with an ellipsis when something is lost */
/* Appends what stands in `from`, with its styles. */
void line_join(struct line *l, const struct line *from);

/* A growing list of lines that keeps its memory. */
struct lines {
    struct line *items;
    size_t n, cap, used; /* [n, used) are kept for reuse */
    const struct glyphs *glyphs;
};

void lines_init(struct lines *ls, const struct glyphs *glyphs);
void lines_release(struct lines *ls);
void lines_clear(struct lines *ls);
struct line *lines_add(struct lines *ls); /* a new empty line; valid until the next one */

#endif
