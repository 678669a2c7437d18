#include "ui/layout.h"

#include <string.h>

static int clamp(int v, int low, int high)
{
    return v < low ? low : v > high ? high : v;
}

int layout_part(int n, int rows)
{
    return (n * 1000 + rows / 2) / rows;
}

static int rows_of(int part, int rows)
{
    return (part * rows + 500) / 1000;
}

/* Rows of the detail pane on a screen of `rows`. */
static int detail_rows(int rows, enum focus focus, int part)
{
    if (part >= 0 && rows >= 8)
        return focus == FOCUS_DETAIL && rows_of(part, rows) < 2 ? 2 : rows_of(part, rows);
    if (rows < 11)
        return focus == FOCUS_DETAIL && rows >= 8 ? 2 : 0;
    if (rows < 16)
        return 2;
    return focus == FOCUS_DETAIL ? clamp(rows / 2, 6, 30) : clamp(rows / 3, 5, 16);
}

static int log_rows(int rows, enum focus focus, int part)
{
    if (focus == FOCUS_LOG && part >= 0)
        return clamp(rows_of(part, rows), 1, rows > 6 ? rows - 5 : 1);
    if (focus == FOCUS_LOG)
        return clamp(rows / 3, 1, 20);
    return rows >= 7 ? 1 : 0;
}

static struct rect take_bottom(int *bottom, int rows, int cols)
{
    *bottom -= rows;
    return (struct rect){*bottom, 0, rows, cols};
}

void layout_compute(struct layout *l, int rows, int cols, enum focus focus, int popup, bool tape,
                    const struct splits *splits)
{
    memset(l, 0, sizeof *l);
    l->too_small = rows < LAYOUT_MIN_ROWS || cols < LAYOUT_MIN_COLS;
    if (l->too_small)
        return;
    int bottom = rows;
    l->status = (struct rect){0, 0, 1, cols};
    l->keys = take_bottom(&bottom, 1, cols);
    l->transport = take_bottom(&bottom, tape, cols);
    l->overlay = (struct rect){1, 0, bottom - 1, cols};
    if (popup) {
        l->popup = take_bottom(&bottom, clamp(popup, 2, bottom - 2), cols);
    } else {
        l->log = take_bottom(&bottom, log_rows(rows, focus, splits->log), cols);
        if (rows >= 16 || focus == FOCUS_LOG)
            l->above_log = take_bottom(&bottom, l->log.rows > 0, cols);
        int detail = clamp(detail_rows(rows, focus, splits->detail), 0, bottom > 3 ? bottom - 3 : 0);
        l->detail = take_bottom(&bottom, detail, cols);
        l->above_detail = take_bottom(&bottom, detail > 0, cols);
    }
    l->tree = (struct rect){1, 0, bottom - 1, cols};
}
