/* theme.h - what each thing looks like: styles with a meaning, and the glyphs of the two alphabets.
 *
 * Colour is never the only sign: whatever has a style of its own also has a glyph or a word. How a
 * style becomes attributes of the terminal is decided once, when the terminal is opened. */
#ifndef RXSCOPE_UI_THEME_H
#define RXSCOPE_UI_THEME_H

#include <stdbool.h>

/* STYLE(symbol, curses colour, attributes with colours, attributes without) */
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

/* Whether colours are wanted: NO_COLOR (https://no-color.org) is not set to anything. */
bool theme_wants_color(void);
/* Prepares the colour pairs of the terminal that curses has open; `color` false: attributes only. */
void theme_start(bool color);
/* Attributes (attr_t) and colour pair of a style. */
unsigned long theme_attrs(enum style style, short *pair);

#endif
