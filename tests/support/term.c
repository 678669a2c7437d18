#include "tests/support/term.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/suite.h"

enum { LOOK_MS = 20, FRAME_MS = 10, WIDE = -1 };

/* --- the emulator ------------------------------------------------------------------------------- */

static void feed(void *ctx, const char *bytes, size_t n)
{
    struct term *t = ctx;
    vterm_input_write(t->vt, bytes, n);
}

static int on_property(VTermProp prop, VTermValue *value, void *ctx)
{
    struct term *t = ctx;
    if (prop == VTERM_PROP_ALTSCREEN)
        t->alternate = value->boolean;
    else if (prop == VTERM_PROP_CURSORVISIBLE)
        t->cursor = value->boolean;
    else if (prop == VTERM_PROP_TITLE || prop == VTERM_PROP_ICONNAME)
        t->title = true;
    return 1;
}

static void open_emulator(struct term *t)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property};
    t->vt = vterm_new(t->rows, t->cols);
    vterm_set_utf8(t->vt, 1);
    t->screen = vterm_obtain_screen(t->vt);
    vterm_screen_enable_altscreen(t->screen, 1);
    vterm_screen_set_callbacks(t->screen, &callbacks, t);
    vterm_screen_reset(t->screen, 1);
    t->cursor = true;
}

static void set_size(struct term *t, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    t->rows = rows;
    t->cols = cols;
    ck_assert_int_eq(ioctl(t->slave, TIOCSWINSZ, &size), 0);
}

static int open_pty(struct term *t)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    ck_assert(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    t->slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ck_assert_int_ge(t->slave, 0);
    ck_assert_int_eq(tcgetattr(t->slave, &t->before), 0);
    return master;
}

void term_start(struct term *t, int rows, int cols, const char *words, ...)
{
    struct str all = STR_INIT;
    va_list ap;
    *t = (struct term){.slave = -1};
    t->p.fd = open_pty(t);
    t->p.feed = feed;
    t->p.ctx = t;
    set_size(t, rows, cols);
    open_emulator(t);
    str_addf(&all, "%s ", getenv("RXSCOPE"));
    va_start(ap, words);
    str_addv(&all, words, ap);
    va_end(ap);
    program_spawn(&t->p, str_text(&all), t->slave, t->slave);
    str_release(&all);
}

void term_keys(struct term *t, const char *keys)
{
    ck_assert_int_eq(write(t->p.fd, keys, strlen(keys)), (ssize_t)strlen(keys));
}

/* What was written for the old size is read first. */
void term_resize(struct term *t, int rows, int cols)
{
    program_pump(&t->p, 0);
    vterm_set_size(t->vt, rows, cols);
    set_size(t, rows, cols);
}

/* --- reading the screen ------------------------------------------------------------------------- */

static void add_cell(const VTermScreenCell *cell, struct str *out)
{
    utf8proc_uint8_t utf8[4];
    if (cell->chars[0] == (uint32_t)WIDE)
        return;
    if (!cell->chars[0])
        str_addc(out, ' ');
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
        str_addn(out, (char *)utf8,
                 (size_t)utf8proc_encode_char((utf8proc_int32_t)cell->chars[i], utf8));
}

static void add_row(struct term *t, int row, struct str *out)
{
    VTermScreenCell cell;
    size_t start = out->len;
    for (int col = 0; col < t->cols; col++) {
        vterm_screen_get_cell(t->screen, (VTermPos){row, col}, &cell);
        add_cell(&cell, out);
    }
    while (out->len > start && out->data[out->len - 1] == ' ')
        str_cut(out, out->len - 1);
}

const char *term_text(struct term *t)
{
    str_clear(&t->text);
    for (int row = 0; row < t->rows; row++) {
        add_row(t, row, &t->text);
        str_addc(&t->text, '\n');
    }
    return str_text(&t->text);
}

const char *term_line(struct term *t, int row)
{
    str_clear(&t->text);
    if (row >= 0 && row < t->rows)
        add_row(t, row, &t->text);
    return str_text(&t->text);
}

int term_row(struct term *t, const char *pattern)
{
    char *within = str_format("*%s*", pattern);
    int row = 0;
    while (row < t->rows && fnmatch(within, term_line(t, row), 0) != 0)
        row++;
    free(within);
    return row < t->rows ? row : -1;
}

struct look term_look(struct term *t, int row, int col)
{
    VTermScreenCell cell;
    vterm_screen_get_cell(t->screen, (VTermPos){row, col}, &cell);
    struct look look = {.reverse = cell.attrs.reverse, .bold = cell.attrs.bold, .color = -2};
    if (VTERM_COLOR_IS_DEFAULT_FG(&cell.fg))
        look.color = -1;
    else if (VTERM_COLOR_IS_INDEXED(&cell.fg))
        look.color = cell.fg.indexed.idx;
    return look;
}

int term_selected(struct term *t)
{
    for (int row = 0; row < t->rows; row++)
        if (term_look(t, row, 1).reverse)
            return row;
    return -1;
}

/* --- waiting ------------------------------------------------------------------------------------ */

/* A frame may come in pieces: reads on until it pauses. */
static void finish_frame(struct term *t)
{
    size_t before;
    int turns = 0;
    do {
        before = t->p.out.len;
        program_pump(&t->p, FRAME_MS);
    } while (t->p.out.len != before && ++turns < 20);
}

static bool holds_still(struct term *t, bool (*holds)(struct term *t, void *ctx), void *ctx)
{
    if (!holds(t, ctx))
        return false;
    finish_frame(t);
    return holds(t, ctx);
}

void term_await_that(struct term *t, bool (*holds)(struct term *t, void *ctx), void *ctx,
                     const char *what)
{
    uint64_t end = clock_mono_ns() + suite_patience() * NS_PER_MS;
    bool open = true;
    while (!holds_still(t, holds, ctx)) {
        ck_assert_msg(open, "the program ended without %s:\n%s", what, term_text(t));
        ck_assert_msg(clock_mono_ns() < end, "without %s in time:\n%s", what, term_text(t));
        open = program_pump(&t->p, LOOK_MS);
    }
}

static bool shown(struct term *t, void *pattern)
{
    return term_row(t, pattern) >= 0;
}

static bool gone(struct term *t, void *pattern)
{
    return term_row(t, pattern) < 0;
}

static bool selected(struct term *t, void *pattern)
{
    char *within = str_format("*%s*", (const char *)pattern);
    int row = term_selected(t);
    bool same = row >= 0 && fnmatch(within, term_line(t, row), 0) == 0;
    free(within);
    return same;
}

static void await(struct term *t, bool (*holds)(struct term *t, void *ctx), const char *verb,
                  const char *pattern)
{
    char *what = str_format("%s '%s'", verb, pattern), *copy = mem_strdup(pattern);
    term_await_that(t, holds, copy, what);
    free(what);
    free(copy);
}

void term_await(struct term *t, const char *pattern)
{
    await(t, shown, "showing", pattern);
}

void term_await_gone(struct term *t, const char *pattern)
{
    await(t, gone, "taking away", pattern);
}

void term_await_selected(struct term *t, const char *pattern)
{
    await(t, selected, "selecting", pattern);
}

void term_press(struct term *t, const char *keys, const char *pattern)
{
    term_keys(t, keys);
    term_await(t, pattern);
}

size_t term_listen(struct term *t, int ms)
{
    size_t before = t->p.out.len;
    uint64_t end = clock_mono_ns() + (unsigned)ms * NS_PER_MS;
    for (uint64_t now; (now = clock_mono_ns()) < end;)
        if (!program_pump(&t->p, (int)((end - now) / NS_PER_MS) + 1))
            break;
    return t->p.out.len - before;
}

/* --- the end ------------------------------------------------------------------------------------ */

int term_wait(struct term *t)
{
    return program_wait(&t->p);
}

void term_assert_restored(struct term *t)
{
    struct termios now;
    ck_assert_msg(!t->alternate, "the second screen is still shown:\n%s", term_text(t));
    ck_assert_msg(t->cursor, "the cursor is hidden");
    ck_assert_int_eq(tcgetattr(t->slave, &now), 0);
    ck_assert_uint_eq(now.c_iflag, t->before.c_iflag);
    ck_assert_uint_eq(now.c_oflag, t->before.c_oflag);
    ck_assert_uint_eq(now.c_lflag, t->before.c_lflag);
    ck_assert_int_eq(memcmp(now.c_cc, t->before.c_cc, sizeof now.c_cc), 0);
}

void term_quit(struct term *t)
{
    term_keys(t, "q");
    int status = term_wait(t);
    ck_assert_msg(status == 0, "status %d after q:\n%s", status, term_text(t));
    term_assert_restored(t);
    term_release(t);
}

void term_hang_up(struct term *t)
{
    close(t->p.fd);
    close(t->slave);
    t->p.fd = t->slave = -1;
}

void term_release(struct term *t)
{
    if (t->slave >= 0)
        close(t->slave);
    vterm_free(t->vt);
    str_release(&t->text);
    program_release(&t->p);
}
