#include "ui/termtype.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curses.h>
#include <term.h>

#include "base/mem.h"
#include "base/str.h"
#include "ui/theme.h"

/* Looks at the terminal's description without touching the terminal. */
static enum status check_type(int fd, const char *type, struct fault_text *why)
{
    int error = 0;
    if (!type || !*type)
        return fault_set(why, STATUS_TERMINAL,
                         "TERM is not set: set it to the type of your "
                         "terminal (TERM=xterm)" TERMTYPE_HINT);
    if (setupterm(type, fd, &error) == ERR)
        return error == 0 ? fault_set(why, STATUS_TERMINAL,
                                      "TERM=%s: no such terminal type in terminfo; set TERM to a "
                                      "known type (TERM=xterm)" TERMTYPE_HINT,
                                      type)
                          : fault_set(why, STATUS_TERMINAL,
                                      "TERM=%s: there is no terminfo database, or the type prints "
                                      "on paper (install ncurses-base, or set TERM)" TERMTYPE_HINT,
                                      type);
    bool moves = cursor_address && *cursor_address;
    del_curterm(cur_term);
    if (!moves)
        return fault_set(why, STATUS_TERMINAL,
                         "TERM=%s: this terminal cannot move its cursor; set TERM to the real "
                         "type" TERMTYPE_HINT,
                         type);
    return STATUS_OK;
}

static bool is_known(int fd, const char *type)
{
    int error;
    bool known = setupterm(type, fd, &error) == OK;
    if (known)
        del_curterm(cur_term);
    return known;
}

static bool says_true_color(void)
{
    const char *says = getenv("COLORTERM");
    return says && (strcmp(says, "truecolor") == 0 || strcmp(says, "24bit") == 0);
}

/* "xterm-256color" is "xterm-direct" where numbers of colours are their parts. */
static bool direct_type(int fd, const char *term, char type[TERMTYPE_MAX])
{
    const char *tail = "-256color";
    size_t len = strlen(term) - (str_ends(term, tail) ? strlen(tail) : 0);
    int n = snprintf(type, TERMTYPE_MAX, "%.*s-direct", (int)len, term);
    return n > 0 && n < TERMTYPE_MAX && is_known(fd, type);
}

enum status termtype_choose(int fd, int colors, char type[TERMTYPE_MAX], struct fault_text *why)
{
    const char *term = getenv("TERM");
    enum status s = check_type(fd, term, why);
    if (s != STATUS_OK)
        return s;
    if (strlen(term) >= TERMTYPE_MAX)
        return fault_set(why, STATUS_TERMINAL, "TERM has a name of more than %d bytes" TERMTYPE_HINT, TERMTYPE_MAX - 1);
    if (colors < THEME_TRUE || !says_true_color() || !direct_type(fd, term, type))
        str_copy(type, TERMTYPE_MAX, term);
    return STATUS_OK;
}

bool termtype_ascii(const char *term)
{
    static const char *const types[] = {"linux", "vt1", "vt2", "vt52", "ansi", "cons25"};
    for (size_t i = 0; term && i < ARRAY_LEN(types); i++)
        if (str_starts(term, types[i]))
            return true;
    return false;
}
