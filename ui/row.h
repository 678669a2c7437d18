/* row.h - one row of the tree as a line of a given width. Pure: no terminal. */
#ifndef RXSCOPE_UI_ROW_H
#define RXSCOPE_UI_ROW_H

#include "ui/line.h"
#include "ui/row_cells.h"

/* What flows through the row, from rates.h; `known` false: nothing was measured. */
struct row_rate {
    bool known;
    double per_second;
    unsigned samples;   /* how many of `recent` are known: the last ones */
    uint32_t recent[8]; /* oldest first */
};

/* Column widths for a screen of `width` columns; 0: the column is left out. */
struct row_columns {
    unsigned name, version, text, count, since, rate, spark;
    bool brief;
};

/* What each width has room for, widest first, down to width 0. The text column takes what is left. */
struct row_plan {
    unsigned from;
    uint8_t name, version, count, since, rate, spark;
    bool brief;
};
extern const struct row_plan row_plans[];

void row_columns(struct row_columns *c, const struct row_plan *plans, unsigned width);
/* Where the mark of its fold stands. */
unsigned row_fold_column(const struct row_columns *c, const struct tree_row *row);
void row_line(struct line *out, const struct row_columns *c, const struct tree_row *row,
              const struct row_cells *cells, const struct row_rate *rate);
/* "4/s", "0.3/s", "1.2M/s" into `buf` of at least 24 bytes. */
const char *row_rate_text(double per_second, char *buf);
/* How much flowed in each of the last eight seconds, as bars; nothing when nothing did. */
void row_add_spark(struct line *out, const struct row_rate *rate);
/* The whole tree as text, without rates: what tests compare. */
void row_print_tree(const struct view *v, const struct programs *p, const struct tree *t,
                    unsigned width, struct str *out);

#endif
