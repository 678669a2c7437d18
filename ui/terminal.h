/* terminal.h - the terminal itself, through ncurses: taken, drawn on, read from, and always given back.
 *
 * One terminal at a time, main thread. ncurses' own handlers for SIGINT, SIGTERM, SIGTSTP and SIGWINCH
 * are kept out: signals belong to the host. Nothing is asked of the terminal, at start or later. */
#ifndef RXSCOPE_UI_TERMINAL_H
#define RXSCOPE_UI_TERMINAL_H

#include <stdbool.h>

#include "base/status.h"
#include "ui/screen.h"

struct terminal;
struct mouse_event;

/* `device` NULL: /dev/tty. STATUS_TERMINAL with a message when it cannot be used; nothing was changed
 * on it then. */
enum status terminal_open(struct terminal **out, const char *device, struct fault_text *why);
void terminal_close(struct terminal *t); /* NULL is fine */

int terminal_fd(const struct terminal *t);
/* The next key that waits: a code point or a KEYCODE_ of keys.h; 0: none waits. */
int terminal_key(struct terminal *t);
/* The mouse reports to us, or belongs to the terminal, as at first. Given back with the terminal, at every end. */
void terminal_mouse(struct terminal *t, bool on);
const struct mouse_event *terminal_mouse_event(const struct terminal *t); /* of the KEYCODE_MOUSE that came last */
bool terminal_gone(const struct terminal *t);                 /* hung up */
void terminal_size(const struct terminal *t, int *rows, int *cols); /* asks the kernel */
void terminal_resize(struct terminal *t, int rows, int cols);
void terminal_suspend(struct terminal *t);
void terminal_resume(struct terminal *t);

/* Writes the changed rows of the picture; none changed: not a byte. The cursor, where it cannot be
 * hidden, rests at (cy, cx). `whole`: draws everything again. Returns the number of changed rows. */
int terminal_show(struct terminal *t, struct screen *s, int cy, int cx, bool whole);

/* Async-signal-safe; see ui_emergency_restore(). */
void terminal_emergency(void);

#endif
