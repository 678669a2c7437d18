/* layout.h - which pane stands where, by the size of the screen. Pure. */
#ifndef RXSCOPE_UI_LAYOUT_H
#define RXSCOPE_UI_LAYOUT_H

#include <stdbool.h>

enum { LAYOUT_MIN_ROWS = 5, LAYOUT_MIN_COLS = 20 };

enum focus { FOCUS_TREE, FOCUS_DETAIL, FOCUS_LOG, FOCUS_COUNT };

/* Heights that the user chose, in thousandths of the screen's rows; -1: whatever suits. */
enum { SPLIT_MOST = 900 };
struct splits {
    int detail, log; /* the log: while it has the focus; else it has one line */
};

struct rect {
    int y, x, rows, cols; /* rows 0: not shown */
};

struct layout {
    bool too_small;              /* only a note fits */
    struct rect status, tree, detail, log, keys;
    struct rect transport;       /* of a tape, above the keys */
    struct rect above_detail, above_log; /* separators */
    struct rect popup;           /* takes the place of detail and log */
    struct rect overlay;         /* everything between status and key line */
};

/* `popup`: rows that an open popup would like, 0: none is open. */
void layout_compute(struct layout *l, int rows, int cols, enum focus focus, int popup, bool tape,
                    const struct splits *splits);
/* So many rows of the screen as a part of it, from which layout_compute() makes the same number again. */
int layout_part(int n, int rows);

#endif
