/* config.h - the config file: $XDG_CONFIG_HOME/rxscope/config.ini, for what a person wants every time.
 *
 * One table of options; what is parsed, what `help config` prints and what rxscope-config(5) is compared with
 * come from it. The command line wins over the file, the file over the defaults. A line that cannot be used
 * costs a warning, and its option stays as it was: nothing in the file keeps the program from running. The lines of
 * [keys] and [theme] are kept as they are, for who knows what there is (look.h). */
#ifndef RXSCOPE_APP_CONFIG_H
#define RXSCOPE_APP_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/status.h"

/* TYPE(symbol, C type, what its values are): text is owned and never NULL. */
#define CONFIG_TYPES(TYPE)                                                                         \
    TYPE(BOOL, bool, "yes or no")                                                                  \
    TYPE(SIZE, uint64_t, "a number of bytes, perhaps with K, M, G or T behind it")                 \
    TYPE(COUNT, uint64_t, "a whole number from 1 to 999,999,999")                                  \
    TYPE(FINDINGS, char *, "names of findings, with commas between them")                          \
    TYPE(PATH, char *, "a path that begins with / or ~/")                                          \
    TYPE(COMMAND, char *, "a command")                                                             \
    TYPE(URL, char *, "a URL that begins with http:// or https://")                                \
    TYPE(THEME, char *, "auto, dark, light, or the path of a theme that begins with / or ~/")      \
    TYPE(COLORS, char *, "auto, no, 8, 256 or true")

/* CONFIG(section, key, type, default, help): the default is written as in the file. */
#define CONFIG_LIST(CONFIG)                                                                        \
    CONFIG(screen, ascii, BOOL, "no", "Draw with ASCII characters only.")                          \
    CONFIG(screen, theme, THEME, "auto", "What things look like; auto: dark, or light where COLORFGBG says so.") \
    CONFIG(screen, colors, COLORS, "auto", "How many colours are used at most; auto: what TERM and COLORTERM say, none with NO_COLOR.") \
    CONFIG(screen, mouse, BOOL, "no", "Take the mouse from the start; a key takes it and gives it back, too.") \
    CONFIG(screen, history, SIZE, "64M", "How much is kept of programs to go back to on the screen; 0: nothing.") \
    CONFIG(record, rotate, SIZE, "64M", "How large a recording grows before the next file is begun; 0: any size.") \
    CONFIG(record, directory, PATH, "", "Where recordings that are begun on the screen go; empty: the current folder.") \
    CONFIG(compile, fast, BOOL, "no", "Compile C modules with tcc first; the compiler's build takes its place.") \
    CONFIG(attach, ssh, COMMAND, "ssh", "What reaches other machines, instead of ssh.")            \
    CONFIG(checks, off, FINDINGS, "", "Findings that the screen does not look for.") \
    CONFIG(checks, leak, COUNT, "100", "From how many living subscriptions of one place on, that become more, there is a leak.") \
    CONFIG(checks, leak_inner, COUNT, "1000", "The same for those that feed one subscription.") \
    CONFIG(checks, leak_swaps, COUNT, "4", "How many swaps, each with more subscriptions of one place, are a leak.") \
    CONFIG(checks, leak_values, COUNT, "20", "How many living subscriptions, one for each value of another, are a leak.") \
    CONFIG(checks, left_behind, COUNT, "60", "For how many seconds a subscription outlives the one that made it before that is told.") \
    CONFIG(checks, nested, COUNT, "3", "How many subscriptions in callbacks, at one place, are told.") \
    CONFIG(checks, unheard, COUNT, "60", "For how many seconds a subject has no subscription before that is told.") \
    CONFIG(checks, silent, COUNT, "300", "For how many seconds a subject sends nothing to its subscriptions before that is told.") \
    CONFIG(checks, idle_replay, COUNT, "60", "For how many seconds a share_replay runs for nobody before that is told.") \
    CONFIG(checks, repeated, COUNT, "10", "How many times one source runs at once for one operator before that is told.") \
    CONFIG(checks, old_code, COUNT, "60", "How many seconds behind a swap code of before is told.") \
    CONFIG(checks, loop, COUNT, "10", "How many values, each caused by the one before, are a loop.") \
    CONFIG(checks, backlog, COUNT, "100", "By how many values a backlog grows before that is told.") \
    CONFIG(otlp, endpoint, URL, "", "The OpenTelemetry collector that exports are sent to.")

enum config_type {
#define TYPE(sym, c, what) CONFIG_##sym,
    CONFIG_TYPES(TYPE)
#undef TYPE
};

#define TYPE(sym, c, what) typedef c config_##sym;
CONFIG_TYPES(TYPE)
#undef TYPE

/* The lines of a section whose names are not known here. */
struct config_line {
    char *file, *name, *value;
    unsigned line;
};
struct config_lines {
    struct config_line *items;
    size_t n, cap;
};

/* One member for each option: record_rotate. */
struct config {
#define CONFIG(section, key, type, value, help) config_##type section##_##key;
    CONFIG_LIST(CONFIG)
#undef CONFIG
    struct config_lines keys, theme; /* in their order */
};

/* The table, for help and for tests; ends with a NULL section. */
struct config_option {
    const char *section, *key;
    enum config_type type;
    const char *value, *help; /* the default; a sentence */
    size_t offset;            /* in struct config */
};
extern const struct config_option config_options[];

enum { CONFIG_FILE_MAX = 64 << 10, CONFIG_LINE_MAX = 198 /* bytes, the newline apart */ };

/* All defaults. Released with config_release(). */
void config_init(struct config *c);
void config_release(struct config *c);

/* Takes one warning, a line with place and what to do. It may quote what the file holds. */
typedef void config_warn(void *ctx, const char *text);

/* Takes over what `text` says; `file` is its name in warnings. */
void config_parse(struct config *c, const char *file, const char *text, size_t len, config_warn *warn, void *ctx);
/* Reads a file; c is unchanged when it cannot be used, and `why` says the reason: STATUS_NOTFOUND, STATUS_IO,
 * STATUS_ACCESS (it is not the user's own, or others may write it), STATUS_RANGE (too large). */
enum status config_read(struct config *c, const char *path, config_warn *warn, void *ctx, struct fault_text *why);
/* The same for a theme file, which has a section [theme] and no other. */
enum status config_read_theme(struct config *c, const char *path, config_warn *warn, void *ctx, struct fault_text *why);
/* Where the file is looked for; NULL when neither XDG_CONFIG_HOME nor HOME says it. It is config.ini, or config where
 * that alone is there; both are: `unread` is the second one, otherwise NULL. The caller frees both. */
char *config_path(char **unread);

/* "64M" as bytes; false: it is none. Also for the command line. */
bool config_size(const char *text, uint64_t *bytes);
/* A file with every option of the table at its default, to be edited. */
void config_help(FILE *out);

#endif
