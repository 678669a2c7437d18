/* layout.h - which pane stands where, by the size of the screen. Pure. */
#ifndef RXSCOPE_UI_LAYOUT_H
#define RXSCOPE_UI_LAYOUT_H

#include <stdbool.h>

enum { LAYOUT_MIN_ROWS = 5, LAYOUT_MIN_COLS = 20 };

enum focus { FOCUS_TREE, FOCUS_DETAIL, FOCUS_LOG, FOCUS_COUNT };

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
void layout_compute(struct layout *l, int rows, int cols, enum focus focus, int popup, bool tape);

#endif
