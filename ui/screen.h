/* screen.h - the picture: a grid of cells that panes write into, and the one that was shown last.
 *
 * Pure memory. screen_flush() compares row by row and hands over only what differs, so that a frame in
 * which nothing visible changed costs no byte on the terminal; terminal.h is where it goes. */
#ifndef RXSCOPE_UI_SCREEN_H
#define RXSCOPE_UI_SCREEN_H

#include "ui/line.h"
#include "ui/sanitise.h"

struct cell {
    uint32_t ch[1 + TEXT_COMBINING]; /* ch[0] 0: the right half of the wide cell before it */
    uint8_t style, reverse;
    uint16_t width;
};

struct screen;

struct screen *screen_new(int rows, int cols); /* sizes below 1 count as 1 */
void screen_free(struct screen *s);
void screen_resize(struct screen *s, int rows, int cols); /* the next flush shows everything */
int screen_rows(const struct screen *s);
int screen_cols(const struct screen *s);

/* Blanks the rows [y, y + n). Outside the grid nothing is written, here and below. */
void screen_blank(struct screen *s, int y, int n);
/* Draws a line into `cols` columns from (y, x); the rest of them becomes space. */
void screen_line(struct screen *s, int y, int x, int cols, const struct line *l, bool reverse);

/* Everything counts as changed at the next flush. */
void screen_invalidate(struct screen *s);
/* Calls `put` for the changed part of each changed row and remembers what was shown; returns the number
 * of those rows. */
int screen_flush(struct screen *s,
                 void (*put)(void *ctx, int y, int x, const struct cell *cells, int n), void *ctx);

/* Appends the picture as text, a line for each row, spaces at the ends left out: for tests. */
void screen_text(const struct screen *s, struct str *out);

#endif
