/* row_cells.h - what a row of the tree says, cell by cell: raw text of the program, not yet safe. */
#ifndef RXSCOPE_UI_ROW_CELLS_H
#define RXSCOPE_UI_ROW_CELLS_H

#include "ui/node.h"
#include "ui/programs.h"

/* `brief` forms are for narrow screens. */
struct row_cells {
    char name[96];
    char version[16], version_brief[8];
    char text[256], brief[64];
    char place[64];  /* file:line, in a column of its own behind the text */
    char count[48], count_brief[32];
    char since[16];  /* when it was subscribed, swapped or ended */
    uint64_t until;  /* ns until it says something else by itself; 0: it does not */
    uint8_t style;   /* enum style: of the name and the version */
    uint8_t text_style, count_style;
};

/* Fills a cell; what does not fit is cut at a UTF-8 boundary. */
void row_cell(char *dst, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* `p`: as listed with the row. */
void row_cells(const struct view *v, const struct programs *p, const struct tree_node *n,
               struct row_cells *out);
/* Whether a version says that it moved, made or reset this operator (with its function, unless ""): lines
 * "moved map load_of", "new filter busy", "reset scan ewma, rx_f64(0)". */
bool row_what_mentions(const char *what, const char *operator_name, const char *function);

#endif
