/* marble.h - marble diagrams as text: what subscriptions got, over time.
 *
 *              0       250ms   500ms      1.5s
 *   cpu.c:load ─12─────14──────┃v2─15─────a──|
 *   show       ──────^─14──────┃v2─15─────X
 *
 * What is to be shown is added in any order. marble_layout() computes the columns; drawing only walks over
 * them. Distances follow the time as far as the labels leave room; a diagram that is too long goes on in
 * further stripes. Pure: no clock, no terminal. */
#ifndef RXSCOPE_UI_MARBLE_H
#define RXSCOPE_UI_MARBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum marble_kind {
    MARBLE_BEGIN,        /* it was subscribed */
    MARBLE_NEXT,         /* text: the value */
    MARBLE_ERROR,        /* text: the error */
    MARBLE_COMPLETE,
    MARBLE_UNSUBSCRIBED,
    MARBLE_SWAP,         /* n: the version; text: what happened */
    MARBLE_MERGED        /* n: values of which only the number is known */
};

enum { MARBLE_ROWS = 64, MARBLE_MARKS = 4096 }; /* what is added beyond, or beyond another limit, is counted as left out */

struct marble_mark {
    uint64_t time, order; /* ns; in which order it was added */
    uint64_t n;
    unsigned row;
    uint8_t kind;
    char *text;           /* may be NULL */
};

struct marble {
    char **names;
    size_t n_rows, rows_cap;
    struct marble_mark *marks;
    size_t n, cap, limit; /* limit 0: MARBLE_MARKS */
    uint64_t left_out;
};

/* Labels of one row at one time, drawn from `column` on. */
struct marble_cell {
    unsigned row, stripe, column, width;
    uint64_t time;
    char *label;
    bool begins, ends;
};

/* A time of the axis. */
struct marble_tick {
    unsigned stripe, column;
    char *label;
};

struct marble_layout {
    unsigned stripes, columns, name_width;
    struct marble_cell *cells; /* by time, then row */
    size_t n_cells, cells_cap;
    struct marble_tick *ticks;
    size_t n_ticks, ticks_cap;
    struct str legend;         /* lines: values that did not fit, errors, swaps */
};

struct marble_style {
    unsigned width;  /* columns of a line; at least 40 are used */
    bool ascii;
};

void marble_release(struct marble *m);
/* The row of that number, or MARBLE_ROWS when there is no room. Names may hold anything. */
unsigned marble_row(struct marble *m, const char *name);
void marble_add(struct marble *m, unsigned row, uint64_t time, enum marble_kind kind, uint64_t n,
                const char *text);

void marble_layout(struct marble *m, const struct marble_style *style, struct marble_layout *out);
void marble_layout_release(struct marble_layout *l);
/* The whole diagram with its legend; lines end with a newline and have no spaces at their ends. */
void marble_draw(struct marble *m, const struct marble_style *style, struct str *out);
/* The rows in the marble syntax of RxJS's TestScheduler, in run mode: a frame is a millisecond. */
void marble_rxjs(struct marble *m, struct str *out);

/* "0", "250ms", "1.5s", "2m 5s" */
void marble_time(uint64_t ns, struct str *out);

#endif
