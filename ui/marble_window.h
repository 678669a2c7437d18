/* marble_window.h - a stretch of time of a marble diagram at a scale: a column is so and so long, one row below the other,
 * for a screen that moves over them.
 *
 *     10:06:12    :13       :14
 *     ─3───4───4──┃v3───38──···+212···41─|
 *
 * marble.h stretches a whole diagram over a page, where labels make the columns; here time does, and what has no
 * room becomes a sign. Pure: no clock, no terminal. */
#ifndef RXSCOPE_UI_MARBLE_WINDOW_H
#define RXSCOPE_UI_MARBLE_WINDOW_H

#include "ui/marble.h"
#include "ui/sanitise.h"

enum marble_look {
    MARBLE_LOOK_BLANK,
    MARBLE_LOOK_LINE,
    MARBLE_LOOK_VALUE,
    MARBLE_LOOK_ERROR,
    MARBLE_LOOK_SWAP,
    MARBLE_LOOK_MERGED,
    MARBLE_LOOK_CURSOR,
    MARBLE_LOOK_GONE /* before what is known */
};

struct marble_spot {
    char text[4 * (1 + TEXT_COMBINING) + 1]; /* "": the right half of the wide one before */
    uint8_t look;
};

struct marble_scale {
    uint64_t from, step; /* ns: of the first column, and how long each is (not 0) */
    unsigned columns;
    uint64_t cursor;     /* 0: none */
    uint64_t known;      /* what was before has left; 0: nothing has */
    bool ascii;
};

/* What a row had at the cursor, or at the end. */
struct marble_now {
    struct str value; /* safe; "" none is known */
    bool over;        /* its end was before */
};

struct marble_window {
    size_t rows;
    unsigned columns;
    struct marble_spot *spots; /* axis, rows, notes: `columns` each */
    struct marble_now *now;
};

/* Marks of n values at once are MARBLE_NEXT with that n. */
void marble_window(struct marble *m, const struct marble_scale *scale, struct marble_window *out);
void marble_window_release(struct marble_window *w);
const struct marble_spot *marble_window_axis(const struct marble_window *w);
const struct marble_spot *marble_window_row(const struct marble_window *w, size_t row);
const struct marble_spot *marble_window_notes(const struct marble_window *w); /* what the swaps were */
/* "10:06:12.250": as many places as the scale has a use for. */
void marble_clock(uint64_t wall, uint64_t step, struct str *out);

#endif
