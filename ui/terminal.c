#include "ui/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include <curses.h>
#include <term.h>

#include "base/mem.h"
#include "ui/keys.h"
#include "ui/mouse.h"
#include "ui/termtype.h"

#define HINT TERMTYPE_HINT

/* Codes of our own for what a report of the mouse begins with. */
enum { CURSES_MOUSE = KEY_MAX + 1, CURSES_MOUSE_THREE };

struct terminal {
    int fd;
    FILE *in, *out;
    SCREEN *screen;
    WINDOW *keys; /* a pad: reading from it never draws */
    bool mouse;   /* it is wanted */
    struct mouse_reader reader;
    struct mouse_event event;
};

/* What a fatal signal's handler needs; written once before `armed`. */
static struct {
    volatile sig_atomic_t armed;
    int fd;
    struct termios modes;
    char bytes[256];
    size_t n;
} rescue;

void terminal_emergency(void)
{
    if (!rescue.armed)
        return;
    rescue.armed = 0;
    for (size_t done = 0; done < rescue.n;) {
        ssize_t n = write(rescue.fd, rescue.bytes + done, rescue.n - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    tcsetattr(rescue.fd, TCSANOW, &rescue.modes);
}

static int rescue_byte(int c)
{
    if (rescue.n < sizeof rescue.bytes)
        rescue.bytes[rescue.n++] = (char)c;
    return c;
}

static void rescue_prepare(bool mouse)
{
    char *const capabilities[] = {orig_pair, exit_attribute_mode, keypad_local, exit_ca_mode,
                                  cursor_normal};
    rescue.armed = 0;
    rescue.n = 0;
    for (size_t i = 0; i < ARRAY_LEN(capabilities); i++)
        if (capabilities[i] && capabilities[i] != (char *)-1)
            tputs(capabilities[i], 1, rescue_byte);
    for (const char *p = mouse ? MOUSE_OFF : ""; *p; p++)
        rescue_byte(*p);
    rescue_byte('\r');
    rescue_byte('\n');
    rescue.armed = 1;
}

static int put_byte(int c)
{
    char byte = (char)c;
    return write(rescue.fd, &byte, 1) == 1 ? c : EOF;
}

static void put_text(const char *text)
{
    while (*text && put_byte(*text) != EOF)
        text++;
}

/* endwin() shows the cursor before it leaves the second screen; libvterm (the terminals of Neovim and
 * Emacs) then hides it again, as it may have been when curses saved it with the cursor's place. */
static void leave(const struct terminal *t)
{
    if (t->mouse)
        put_text(MOUSE_OFF);
    endwin();
    rescue.armed = 0;
    if (cursor_normal && cursor_normal != (char *)-1)
        tputs(cursor_normal, 1, put_byte);
}

static void do_nothing(int sig)
{
    (void)sig;
}

/* ncurses takes a signal only while its disposition is the default one: a handler stands there
 * while it looks. (Ignoring instead would drop a signal that is pending for the host's signalfd.)
 */
static SCREEN *quiet_newterm(const char *type, FILE *out, FILE *in)
{
    static const int taken[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
    struct sigaction mine = {.sa_handler = do_nothing, .sa_flags = SA_RESTART};
    struct sigaction old[ARRAY_LEN(taken)];
    for (size_t i = 0; i < ARRAY_LEN(taken); i++)
        sigaction(taken[i], &mine, &old[i]);
    SCREEN *screen = newterm(type, out, in);
    for (size_t i = 0; i < ARRAY_LEN(taken); i++)
        sigaction(taken[i], &old[i], NULL);
    return screen;
}

static enum status open_device(struct terminal *t, const char *device, struct fault_text *why)
{
    t->fd = open(device, O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (t->fd < 0)
        return fault_set(why, STATUS_TERMINAL, "%s: %s: there is no terminal to draw on" HINT,
                         device, strerror(errno));
    if (!isatty(t->fd) || tcgetattr(t->fd, &rescue.modes) != 0)
        return fault_set(why, STATUS_TERMINAL, "%s is not a terminal" HINT, device);
    int again = fcntl(t->fd, F_DUPFD_CLOEXEC, 3);
    t->in = again < 0 ? NULL : fdopen(again, "r");
    if (!t->in && again >= 0)
        close(again);
    again = fcntl(t->fd, F_DUPFD_CLOEXEC, 3);
    t->out = again < 0 ? NULL : fdopen(again, "w");
    if (!t->out && again >= 0)
        close(again);
    return t->in && t->out ? STATUS_OK
                           : fault_set(why, STATUS_TERMINAL, "%s: %s", device, strerror(errno));
}

/* Else Ctrl-S stops every frame in the middle, and whoever draws with it: signals would wait for Ctrl-Q. */
static void leave_flow_control(const struct terminal *t)
{
    struct termios modes;
    if (tcgetattr(t->fd, &modes) != 0)
        return;
    modes.c_iflag &= ~(tcflag_t)(IXON | IXOFF | IXANY);
    tcsetattr(t->fd, TCSANOW, &modes);
    def_prog_mode();
}

static void set_modes(struct terminal *t)
{
    cbreak();
    noecho();
    nonl();
    leave_flow_control(t);
    set_escdelay(25);
    t->keys = newpad(1, 1);
    nodelay(t->keys, TRUE);
    keypad(t->keys, TRUE);
    meta(t->keys, TRUE);
    intrflush(t->keys, FALSE);
    define_key(MOUSE_DECIMAL, CURSES_MOUSE); /* also while it is off: some may be under way */
    leaveok(stdscr, FALSE);
    curs_set(0);
    theme_start();
}

enum status terminal_open(struct terminal **out, const char *device, struct fault_text *why)
{
    struct terminal *t = mem_zalloc(sizeof *t);
    char type[TERMTYPE_MAX];
    enum status st = open_device(t, device ? device : "/dev/tty", why);
    if (st == STATUS_OK)
        st = termtype_choose(t->fd, theme_wanted(), type, why);
    if (st != STATUS_OK)
        goto fail;
    use_env(FALSE);
    use_tioctl(TRUE);
    t->screen = quiet_newterm(type, t->out, t->in);
    if (!t->screen) {
        st = fault_set(why, STATUS_TERMINAL, "this terminal cannot be used" HINT);
        goto fail;
    }
    rescue.fd = t->fd;
    rescue_prepare(false);
    set_modes(t);
    int rows, cols;
    terminal_size(t, &rows, &cols);
    resizeterm(rows, cols);
    *out = t;
    return STATUS_OK;
fail:
    terminal_close(t);
    return st;
}

void terminal_close(struct terminal *t)
{
    if (!t)
        return;
    if (t->screen) {
        delwin(t->keys);
        leave(t);
        delscreen(t->screen);
    }
    if (t->in)
        fclose(t->in);
    if (t->out)
        fclose(t->out);
    if (t->fd >= 0)
        close(t->fd);
    free(t);
}

int terminal_fd(const struct terminal *t)
{
    return t->fd;
}

static int function_key(wint_t key)
{
    static const struct {
        int curses, code;
    } map[] = {{KEY_UP, KEYCODE_UP},        {KEY_DOWN, KEYCODE_DOWN},
               {KEY_LEFT, KEYCODE_LEFT},    {KEY_RIGHT, KEYCODE_RIGHT},
               {KEY_PPAGE, KEYCODE_PGUP},   {KEY_NPAGE, KEYCODE_PGDN},
               {KEY_HOME, KEYCODE_HOME},    {KEY_END, KEYCODE_END},
               {KEY_ENTER, KEYCODE_ENTER},  {KEY_BACKSPACE, KEYCODE_BACKSPACE},
               {KEY_BTAB, KEYCODE_BACKTAB}, {KEY_DC, KEYCODE_DELETE}};
    for (size_t i = 0; i < ARRAY_LEN(map); i++)
        if ((wint_t)map[i].curses == key)
            return map[i].code;
    if (key > KEY_F0 && key <= (wint_t)KEY_F(KEYCODE_FKEYS))
        return KEYCODE_F1 + (int)key - KEY_F(1);
    return KEYCODE_OTHER;
}

static int plain_key(wint_t key)
{
    switch (key) {
    case 0:
        return KEYCODE_OTHER;
    case '\r':
    case '\n':
        return KEYCODE_ENTER;
    case 8:
    case 127:
        return KEYCODE_BACKSPACE;
    default:
        return key < 0x110000 ? (int)key : KEYCODE_OTHER;
    }
}

/* Of a report that has begun; false: the character is a key. */
static bool read_report(struct terminal *t, wint_t c, bool *clicked)
{
    enum mouse_result r = mouse_take(&t->reader, (uint32_t)c, &t->event);
    *clicked = r == MOUSE_DONE && t->mouse;
    return r != MOUSE_BROKEN;
}

int terminal_key(struct terminal *t)
{
    wint_t key;
    bool clicked;
    for (int got; (got = wget_wch(t->keys, &key)) != ERR;) {
        if (got == KEY_CODE_YES && (key == CURSES_MOUSE || key == CURSES_MOUSE_THREE)) {
            mouse_begin(&t->reader, key == CURSES_MOUSE_THREE);
            continue;
        }
        if (got == KEY_CODE_YES) {
            t->reader.state = MOUSE_IDLE;
            return function_key(key);
        }
        if (t->reader.state == MOUSE_IDLE || !read_report(t, key, &clicked))
            return plain_key(key);
        if (clicked)
            return KEYCODE_MOUSE;
    }
    return 0;
}

bool terminal_gone(const struct terminal *t)
{
    struct pollfd p = {.fd = t->fd, .events = POLLIN};
    return poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR | POLLNVAL));
}

void terminal_size(const struct terminal *t, int *rows, int *cols)
{
    struct winsize size;
    bool known = ioctl(t->fd, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col;
    *rows = known ? size.ws_row : 24;
    *cols = known ? size.ws_col : 80;
}

void terminal_resize(struct terminal *t, int rows, int cols)
{
    (void)t;
    resizeterm(rows, cols);
    clearok(curscr, TRUE);
}

void terminal_suspend(struct terminal *t)
{
    leave(t);
}

void terminal_resume(struct terminal *t)
{
    tcgetattr(t->fd, &rescue.modes);
    reset_prog_mode();
    rescue.armed = 1;
    clearok(curscr, TRUE);
    curs_set(0);
    if (t->mouse)
        put_text(MOUSE_ON);
}

/* ncurses' own mouse is left alone: which reports it asks for depends on the description of the terminal. */
void terminal_mouse(struct terminal *t, bool on)
{
    if (t->mouse == on)
        return;
    t->mouse = on;
    if (on)
        rescue_prepare(true); /* before it may be needed */
    put_text(on ? MOUSE_ON : MOUSE_OFF);
    if (!on)
        rescue_prepare(false);
    define_key(MOUSE_THREE, on ? CURSES_MOUSE_THREE : 0);
}

const struct mouse_event *terminal_mouse_event(const struct terminal *t)
{
    return &t->event;
}

/* Where the C library and utf8proc disagree about a width, curses would lose its place. */
static bool widths_agree(const struct cell *c)
{
    int base = wcwidth((wchar_t)c->ch[0]);
    if (base != (int)c->width)
        return false;
    for (size_t i = 1; i <= TEXT_COMBINING && c->ch[i]; i++)
        if (wcwidth((wchar_t)c->ch[i]) != 0)
            return false;
    return true;
}

static void to_curses(const struct cell *c, cchar_t *out)
{
    wchar_t text[CCHARW_MAX + 1] = {L'?'};
    short pair;
    attr_t attrs = (attr_t)theme_attrs(c->style, &pair);
    if (c->reverse)
        attrs |= A_REVERSE;
    if (widths_agree(c))
        for (size_t i = 0; i <= TEXT_COMBINING; i++)
            text[i] = (wchar_t)c->ch[i];
    setcchar(out, text, attrs, pair, NULL);
}

static void put_row(void *ctx, int y, int x, const struct cell *cells, int n)
{
    (void)ctx;
    cchar_t c;
    for (int i = 0; i < n; i++) {
        if (!cells[i].ch[0])
            continue;
        to_curses(&cells[i], &c);
        mvadd_wchnstr(y, x + i, &c, 1);
        if (cells[i].width == 2 && !widths_agree(&cells[i]))
            mvadd_wchnstr(y, x + i + 1, &c, 1);
    }
}

int terminal_show(struct terminal *t, struct screen *s, int cy, int cx, bool whole)
{
    (void)t;
    if (whole) {
        screen_invalidate(s);
        clearok(curscr, TRUE);
    }
    int drawn = screen_flush(s, put_row, NULL);
    if (!drawn)
        return 0;
    move(cy, cx);
    wnoutrefresh(stdscr);
    doupdate();
    return drawn;
}
