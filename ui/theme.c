#include "ui/theme.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <curses.h>

#include "base/mem.h"
#include "base/str.h"
#include "ui/color.h"

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

/* --- what is wanted ---------------------------------------------------------------------------- */

enum { PALETTE = 256 };

struct look {
    int color, background; /* as in color.h */
    attr_t attrs;
};

/* Yellow and cyan cannot be read on a light ground. */
#define ON_LIGHT(color) ((color) == COLOR_YELLOW ? COLOR_MAGENTA : (color) == COLOR_CYAN ? COLOR_BLUE : (color))

static const struct {
    const char *name;
    struct look dark;
    int light; /* the colour of the light theme */
    attr_t mono;
} styles[STYLE_COUNT] = {
#define STYLE(sym, color, attrs, mono)                                                             \
    [STYLE_##sym] = {#sym, {color, COLOR_DEFAULT, attrs}, ON_LIGHT(color), mono},
    STYLE_LIST(STYLE)
#undef STYLE
};

static struct {
    bool chosen; /* false: the dark one, until something is set */
    struct look looks[STYLE_COUNT];
    bool limited;
    int limit;
} wanted;

/* "15;0", "0;default;15": the last number is the ground. 7 and above but 8 are the light ones of the sixteen. */
static bool is_light(const char *colors)
{
    const char *last = colors ? strrchr(colors, ';') : NULL;
    char *end;
    long ground = last ? strtol(last + 1, &end, 10) : -1;
    return last && end != last + 1 && !*end && ground >= 7 && ground <= 15 && ground != 8;
}

void theme_choose(enum theme_base base)
{
    bool light = base == THEME_LIGHT || (base == THEME_AUTO && is_light(getenv("COLORFGBG")));
    wanted.chosen = true;
    for (size_t i = 0; i < STYLE_COUNT; i++) {
        wanted.looks[i] = styles[i].dark;
        if (light)
            wanted.looks[i].color = styles[i].light;
    }
}

void theme_limit(int colors)
{
    wanted.limited = colors != THEME_ANY;
    wanted.limit = colors;
}

int theme_wanted(void)
{
    if (wanted.limited)
        return wanted.limit;
    return theme_wants_color() ? THEME_TRUE : 0;
}

/* --- a look as text ------------------------------------------------------------------------------ */

static const char *const color_names[] = {"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"};
static const struct {
    const char *name;
    attr_t attr;
} attr_names[] = {{"bold", A_BOLD}, {"dim", A_DIM}, {"underline", A_UNDERLINE}, {"reverse", A_REVERSE}};

const char *theme_style_name(enum style style)
{
    static char names[STYLE_COUNT][16];
    char *to = names[style];
    for (size_t i = 0; styles[style].name[i] && i < sizeof names[0] - 1; i++)
        to[i] = (char)tolower((unsigned char)styles[style].name[i]);
    return to;
}

static bool parse_rgb(const char *word, int *color)
{
    for (size_t i = 1; i < 7; i++)
        if (!isxdigit((unsigned char)word[i]))
            return false;
    *color = COLOR_RGB | (int)strtol(word + 1, NULL, 16);
    return !word[7];
}

static bool parse_color(const char *word, int *color)
{
    const char *name = str_starts(word, "bright-") ? word + strlen("bright-") : word;
    for (int i = 0; i < (int)ARRAY_LEN(color_names); i++)
        if (strcmp(name, color_names[i]) == 0) {
            *color = i + (name != word) * 8;
            return true;
        }
    if (*word == '#')
        return parse_rgb(word, color);
    char *end;
    long n = *word >= '0' && *word <= '9' ? strtol(word, &end, 10) : -1;
    if (strcmp(word, "default") == 0)
        *color = COLOR_DEFAULT;
    else if (n >= 0 && n < PALETTE && !*end)
        *color = (int)n;
    else
        return false;
    return true;
}

static bool parse_attr(const char *word, attr_t *attrs)
{
    for (size_t i = 0; i < ARRAY_LEN(attr_names); i++)
        if (strcmp(word, attr_names[i].name) == 0) {
            *attrs |= attr_names[i].attr;
            return true;
        }
    return false;
}

/* One word of a look. `next` is where the next colour goes: the letters, the ground behind "on", or NULL: there
 * was one. */
static enum status take_word(struct look *l, int **next, const char *word, struct fault_text *why)
{
    int color;
    if (parse_attr(word, &l->attrs))
        return STATUS_OK;
    if (strcmp(word, "on") == 0 && *next != &l->background) {
        *next = &l->background;
        return STATUS_OK;
    }
    if (!parse_color(word, &color))
        return fault_set(why, STATUS_FORMAT,
                         "'%s' is no colour and no attribute: write default, black, red, green, yellow, blue, magenta, "
                         "cyan, white, bright- and one of these, 0 to 255 or #rrggbb; on and another one behind it; bold, "
                         "dim, underline, reverse",
                         word);
    if (!*next)
        return fault_set(why, STATUS_FORMAT, "'%s' is one colour too many: the ground stands behind 'on'", word);
    **next = color;
    *next = NULL;
    return STATUS_OK;
}

static enum status parse_look(const char *text, struct look *l, struct fault_text *why)
{
    char *copy = mem_strdup(text), *rest = copy, *word;
    int *next = &l->color;
    enum status s = STATUS_OK;
    *l = (struct look){COLOR_DEFAULT, COLOR_DEFAULT, A_NORMAL};
    while (s == STATUS_OK && (word = strsep(&rest, " \t")) != NULL)
        if (*word)
            s = take_word(l, &next, word, why);
    if (s == STATUS_OK && next == &l->background)
        s = fault_set(why, STATUS_FORMAT, "no colour stands behind 'on'");
    free(copy);
    return s;
}

enum status theme_set(const char *style, const char *look, struct fault_text *why)
{
    struct look l;
    struct str names = STR_INIT;
    if (!wanted.chosen)
        theme_choose(THEME_DARK);
    for (size_t i = STYLE_TEXT + 1; i < STYLE_COUNT; i++) {
        if (strcmp(style, theme_style_name((enum style)i)) == 0) {
            str_release(&names);
            enum status s = parse_look(look, &l, why);
            if (s == STATUS_OK)
                wanted.looks[i] = l;
            return s;
        }
        str_addf(&names, "%s%s", names.len ? ", " : "", theme_style_name((enum style)i));
    }
    enum status s = fault_set(why, STATUS_NOTFOUND, "nothing looks '%s': remove it; there is: %s", style, str_text(&names));
    str_release(&names);
    return s;
}

static void print_color(int color, struct str *out)
{
    if (color & COLOR_RGB && color != COLOR_DEFAULT)
        str_addf(out, "#%06x", (unsigned)color & 0xffffff);
    else if (color >= 16)
        str_addf(out, "%d", color);
    else if (color >= 0)
        str_addf(out, "%s%s", color < 8 ? "" : "bright-", color_names[color & 7]);
    else
        str_add(out, "default");
}

void theme_print(enum style style, char look[THEME_LOOK_MAX])
{
    struct str text = STR_INIT;
    if (!wanted.chosen)
        theme_choose(THEME_DARK);
    const struct look *l = &wanted.looks[style];
    print_color(l->color, &text);
    if (l->background != COLOR_DEFAULT) {
        str_add(&text, " on ");
        print_color(l->background, &text);
    }
    for (size_t i = 0; i < ARRAY_LEN(attr_names); i++)
        if (l->attrs & attr_names[i].attr)
            str_addf(&text, " %s", attr_names[i].name);
    str_copy(look, THEME_LOOK_MAX, str_text(&text));
    str_release(&text);
}

/* --- on the terminal ----------------------------------------------------------------------------- */

static bool colored;
static attr_t brighter[STYLE_COUNT]; /* stands for a bright colour that the terminal has not */

void theme_start(void)
{
    int most = theme_wanted();
    colored = most >= 8 && has_colors() && start_color() == OK && COLORS >= 8 && COLOR_PAIRS > STYLE_COUNT;
    if (!colored)
        return;
    bool own_ground = use_default_colors() != OK;
    if (!wanted.chosen)
        theme_choose(THEME_AUTO);
    most = most < COLORS ? most : COLORS;
    for (int i = 1; i < STYLE_COUNT; i++) {
        const struct look *l = &wanted.looks[i];
        int color = color_fit(l->color, most, COLORS), ground = color_fit(l->background, most, COLORS);
        brighter[i] = most < 16 && l->color >= 8 && l->color < 16 ? A_BOLD : A_NORMAL;
        if (own_ground) {
            color = color < 0 ? COLOR_WHITE : color;
            ground = ground < 0 ? COLOR_BLACK : ground;
        }
        init_extended_pair(i, color, ground);
    }
}

unsigned long theme_attrs(enum style style, short *pair)
{
    bool plain = wanted.looks[style].color < 0 && wanted.looks[style].background < 0;
    *pair = colored && style != STYLE_TEXT && !plain ? (short)style : 0;
    return colored ? wanted.looks[style].attrs | brighter[style] : styles[style].mono;
}
