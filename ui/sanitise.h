/* sanitise.h - the one door through which text reaches the screen, and the width of what came through.
 *
 * Names, values, messages and paths come from programs and may hold anything. After sanitise() a text
 * is valid UTF-8 of printable cells only: no control character (C0, C1, DEL), no escape sequence, no
 * bidi or other format control, no invalid byte, no unassigned code point; each of these became a
 * visible replacement. What is printable is left alone, so that passing twice changes nothing.
 *
 * A cell is one code point of width 1 or 2 (by utf8proc) and up to TEXT_COMBINING that combine with
 * it; text is cut between cells, never inside one. */
#ifndef RXSCOPE_UI_SANITISE_H
#define RXSCOPE_UI_SANITISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define TEXT_COMBINING 3

enum {
    SANITISE_ASCII = 1, /* what is not ASCII becomes `?`, one for each column */
    SANITISE_LINES = 2  /* newlines are kept */
};

/* Appends text[0..n) made safe. */
void sanitise(struct str *out, const char *text, size_t n, unsigned flags);

/* One cell of safe text. */
struct text_cell {
    uint32_t ch[1 + TEXT_COMBINING]; /* zero behind the last */
    unsigned width;
};

/* Reads the cell at *p of a safe, terminated text and moves *p behind it; false at the end. */
bool text_next(const char **p, struct text_cell *cell);
/* Columns of a safe text. */
size_t text_width(const char *safe);
/* How many bytes of a safe text fit into `columns`, cut between cells; their columns go to *used. */
size_t text_fit(const char *safe, size_t columns, size_t *used);

#endif
