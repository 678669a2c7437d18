/* term.h - the real program on a terminal of the test's own: a pty whose other end is read by libvterm,
 * an emulator without a window. Keys go in, the screen is read as text. */
#ifndef RXSCOPE_TESTS_TERM_H
#define RXSCOPE_TESTS_TERM_H

#include <stdbool.h>
#include <stdint.h>
#include <termios.h>
#include <vterm.h>

#include "tests/support/program.h"

/* What is drawn in one place. */
struct look {
    bool reverse, bold;
    int color; /* of the palette; -1: the default, -2: another */
};

struct term {
    struct program p; /* p.out: all bytes that came to the terminal */
    VTerm *vt;
    VTermScreen *screen;
    int slave, rows, cols;
    bool alternate, cursor, title; /* the second screen is shown; the cursor is; a title was set */
    struct termios before;
    struct str text; /* of the last term_text() */
};

/* Starts `$RXSCOPE` with these words on a terminal of that size. */
void term_start(struct term *t, int rows, int cols, const char *words, ...)
    __attribute__((format(printf, 4, 5)));
/* Types; Up, Down and so on are escape sequences ("\033OB"). */
void term_keys(struct term *t, const char *keys);
void term_resize(struct term *t, int rows, int cols);

/* The screen as lines without spaces at their ends; valid until the next call. */
const char *term_text(struct term *t);
/* The row whose text matches; in the pattern "*" stands for anything. -1: none. */
int term_row(struct term *t, const char *pattern);
/* The text of a row, valid until the next call of this or of term_text(). */
const char *term_line(struct term *t, int row);
struct look term_look(struct term *t, int row, int col);
/* The row in reverse video; -1: none. */
int term_selected(struct term *t);

/* Wait until a row matches, none does, the condition holds; fail with the screen when it does not. */
void term_await(struct term *t, const char *pattern);
void term_await_gone(struct term *t, const char *pattern);
void term_await_selected(struct term *t, const char *pattern);
void term_await_that(struct term *t, bool (*holds)(struct term *t, void *ctx), void *ctx,
                     const char *what);
/* Presses the keys and waits for the row. */
void term_press(struct term *t, const char *keys, const char *pattern);
/* Reads for that long and returns how many bytes came. */
size_t term_listen(struct term *t, int ms);

/* Waits for the end; returns the status. */
int term_wait(struct term *t);
/* After the end: the first screen, a visible cursor, the modes as they were. */
void term_assert_restored(struct term *t);
/* q, status 0, restored. */
void term_quit(struct term *t);
void term_release(struct term *t);
/* Hangs up, as a terminal that is closed does. */
void term_hang_up(struct term *t);

#endif
