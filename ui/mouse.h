/* mouse.h - the mouse, once the user wants it: what the terminal's bytes say, and what is done about it.
 *
 * Reports are those of xterm: pressed buttons and the wheel (1000), in decimal (1006). A terminal that knows the first
 * alone sends three characters, which are understood as well: as keys they would do something. */
#ifndef RXSCOPE_UI_MOUSE_H
#define RXSCOPE_UI_MOUSE_H

#include <stdbool.h>
#include <stdint.h>

/* What switches it on, and off: bytes for the terminal. */
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"
/* What a report begins with. */
#define MOUSE_DECIMAL "\033[<"
#define MOUSE_THREE "\033[M"

enum mouse_kind { MOUSE_CLICK, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };
struct mouse_event {
    enum mouse_kind kind;
    int y, x; /* from 0 */
};

/* The rest of a report, which may come in pieces. */
struct mouse_reader {
    enum { MOUSE_IDLE, MOUSE_READS_DECIMAL, MOUSE_READS_THREE } state;
    unsigned values[3], at; /* button, column, row */
    unsigned digits;
};
void mouse_begin(struct mouse_reader *r, bool three);
/* Takes a character of a report: MOUSE_DONE with an event, MOUSE_NOTHING (a button that nobody wants, let go, out of
 * range), MOUSE_MORE, or MOUSE_BROKEN: it is none, and the character is a key. */
enum mouse_result { MOUSE_MORE, MOUSE_DONE, MOUSE_NOTHING, MOUSE_BROKEN };
enum mouse_result mouse_take(struct mouse_reader *r, uint32_t c, struct mouse_event *out);

struct ui;

/* A click selects a row, folds one at its mark, gives a pane the focus; the wheel scrolls where it is. */
void ui_mouse(struct ui *ui, const struct mouse_event *e);
void ui_take_mouse(struct ui *ui, bool on);

#endif
