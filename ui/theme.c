#include "ui/theme.h"

#include <stdlib.h>

#include <curses.h>

#include "base/mem.h"

const struct glyphs *theme_glyphs(bool ascii)
{
    static const struct glyphs unicode = {
        .open = "▾", .closed = "▸", .alive = "●", .ended = "○", .inner = "◌", .orphan = "⌁",
        .fault = "✗", .pinned = "‡", .runs = "◂", .arrow = "→", .ellipsis = "…", .dash = "─",
        .cursor = "▏", .bar = "│", .playing = "►", .paused = "‖", .played = "━", .head = "●",
        .times = "×", .levels = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}};
    static const struct glyphs plain = {
        .ascii = true, .open = "v", .closed = ">", .alive = "*", .ended = "-", .inner = "o",
        .orphan = "~", .fault = "X", .pinned = "=", .runs = "<", .arrow = ">", .ellipsis = "~",
        .dash = "-", .cursor = "_", .bar = "|", .playing = ">", .paused = "=", .played = "=", .head = "#",
        .times = "x",
        .levels = {".", ":", ":", "+", "+", "+", "#", "#"}};
    return ascii ? &plain : &unicode;
}

bool theme_wants_color(void)
{
    const char *no = getenv("NO_COLOR");
    return !no || !*no;
}

static const struct look {
    short color;
    attr_t attrs, mono;
} looks[STYLE_COUNT] = {
#define STYLE(sym, color, attrs, mono) {color, attrs, mono},
    STYLE_LIST(STYLE)
#undef STYLE
};

static bool colored;

void theme_start(bool color)
{
    colored = color && has_colors() && start_color() == OK && COLOR_PAIRS > STYLE_COUNT;
    if (!colored)
        return;
    short background = use_default_colors() == OK ? -1 : COLOR_BLACK;
    for (short i = 1; i < STYLE_COUNT; i++)
        if (looks[i].color >= 0)
            init_pair(i, looks[i].color, background);
}

unsigned long theme_attrs(enum style style, short *pair)
{
    *pair = colored && looks[style].color >= 0 ? (short)style : 0;
    return colored ? looks[style].attrs : looks[style].mono;
}
