/* theme.h - what each thing looks like: styles with a meaning, and the glyphs of the two alphabets.
 *
 * Colour is never the only sign: whatever has a style of its own also has a glyph or a word. How a
 * style becomes attributes of the terminal is decided once, when the terminal is opened: colours that it
 * does not have become the nearest that it has. What is wanted is set before, once for the whole program. */
#ifndef RXSCOPE_UI_THEME_H
#define RXSCOPE_UI_THEME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* STYLE(symbol, curses colour, attributes with colours, attributes without): the dark theme */
#define STYLE_LIST(STYLE)                                                                          \
    STYLE(TEXT, -1, A_NORMAL, A_NORMAL)                                                            \
    STYLE(STRONG, -1, A_BOLD, A_BOLD)                                                              \
    STYLE(DIM, -1, A_DIM, A_DIM)                                 /* ended, or only context */      \
    STYLE(ALIVE, COLOR_GREEN, A_NORMAL, A_NORMAL)                                                  \
    STYLE(SWAPPED, COLOR_CYAN, A_BOLD, A_BOLD)                   /* within the last ten seconds */ \
    STYLE(WARN, COLOR_YELLOW, A_NORMAL, A_UNDERLINE)             /* orphan, draining, pinned */    \
    STYLE(FAULT, COLOR_RED, A_BOLD, A_BOLD | A_UNDERLINE)

enum style {
#define STYLE(sym, color, attrs, mono) STYLE_##sym,
    STYLE_LIST(STYLE)
#undef STYLE
    STYLE_COUNT
};

/* Every glyph is one column wide. */
struct glyphs {
    bool ascii;
    const char *open, *closed;         /* folds */
    const char *alive, *ended, *inner; /* subscriptions */
    const char *orphan, *fault, *pinned, *runs;
    const char *arrow, *ellipsis, *dash, *cursor, *bar;
    const char *playing, *paused, *played, *head, *times; /* of a tape */
    const char *levels[8];             /* of a sparkline; the first is zero */
};

const struct glyphs *theme_glyphs(bool ascii);

/* Which colours things have at first. AUTO: dark, or light where COLORFGBG says that the background is. */
enum theme_base { THEME_AUTO, THEME_DARK, THEME_LIGHT };
void theme_choose(enum theme_base base);
/* "red", "yellow on black bold", "#ff8700 underline" for a style by its name ("warn"). STATUS_FORMAT or
 * STATUS_NOTFOUND with a message: it stays as it was. Plain text cannot be set: it is the terminal's own. Where there are no colours a style keeps its own attributes. */
enum status theme_set(const char *style, const char *look, struct fault_text *why);
/* "alive" for STYLE_ALIVE; and what theme_set() would be given for it now, into `look`. */
const char *theme_style_name(enum style style);
enum { THEME_LOOK_MAX = 64 };
void theme_print(enum style style, char look[THEME_LOOK_MAX]);

/* At most so many colours: 0 none, 8, 16, 256, THEME_TRUE; THEME_ANY: what the terminal has, none with NO_COLOR. */
enum { THEME_ANY = -1, THEME_TRUE = 1 << 24 };
void theme_limit(int colors);
int theme_wanted(void); /* that limit, after a look at NO_COLOR */

/* Whether colours are wanted: NO_COLOR (https://no-color.org) is not set to anything. */
bool theme_wants_color(void);
/* Prepares the colour pairs of the terminal that curses has open. */
void theme_start(void);
/* Attributes (attr_t) and colour pair of a style. */
unsigned long theme_attrs(enum style style, short *pair);

#endif
