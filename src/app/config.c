/* config.c - the table, and the file by inih.
 *
 * inih does not tell its handler the line, and goes on silently where a line is none of its kinds. So lines are
 * handed to it one by one from memory: what it makes of the newest one is known before the next is asked for. */
#include "app/config.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/checkup.h"
#include "app/ownfile.h"
#include "base/mem.h"
#include "base/str.h"

enum { COUNT_MAX = 999999999 };

const struct config_option config_options[] = {
#define CONFIG(section, key, type, value, help)                                                    \
    {#section, #key, CONFIG_##type, value, help, offsetof(struct config, section##_##key)},
    CONFIG_LIST(CONFIG)
#undef CONFIG
    {0}};

static const char *type_text(enum config_type type)
{
    static const char *const texts[] = {
#define TYPE(sym, c, what) [CONFIG_##sym] = what,
        CONFIG_TYPES(TYPE)
#undef TYPE
    };
    return texts[type];
}

/* Sections whose lines are kept. */
static const struct open_section {
    const char *name;
    size_t offset; /* of the lines in struct config */
} open_sections[] = {{"keys", offsetof(struct config, keys)}, {"theme", offsetof(struct config, theme)}};

/* --- values ---------------------------------------------------------------------------------- */

bool config_size(const char *text, uint64_t *bytes)
{
    static const char units[] = "KMGT";
    uint64_t n = 0;
    const char *p = text, *unit;
    for (; *p >= '0' && *p <= '9'; p++)
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, (uint64_t)(*p - '0'), &n))
            return false;
    if (p == text)
        return false;
    if (*p && (unit = strchr(units, *p)) != NULL) {
        if (__builtin_mul_overflow(n, UINT64_C(1) << 10 * (unit - units + 1), &n))
            return false;
        p++;
    }
    if (*p)
        return false;
    *bytes = n;
    return true;
}

static bool take_bool(const char *text, bool *out)
{
    *out = strcmp(text, "yes") == 0;
    return *out || strcmp(text, "no") == 0;
}

static bool take_count(const char *text, uint64_t *out)
{
    return strlen(text) == strspn(text, "0123456789") && config_size(text, out) && *out >= 1 && *out <= COUNT_MAX;
}

/* NULL: it is no path. "~/" is the home folder, as in a shell. */
static char *path_of(const char *text)
{
    const char *home = getenv("HOME");
    if (!*text || *text == '/')
        return mem_strdup(text);
    return str_starts(text, "~/") && home && *home ? str_format("%s%s", home, text + 1) : NULL;
}

/* Something stands behind the scheme, and nothing that a URL cannot have. */
static bool is_url(const char *text)
{
    size_t scheme = str_starts(text, "http://") ? 7 : str_starts(text, "https://") ? 8 : 0;
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f)
            return false;
    return !*text || (scheme && text[scheme] && text[scheme] != '/');
}

static bool is_one_of(const char *text, const char *const *words)
{
    while (*words && strcmp(*words, text) != 0)
        words++;
    return *words != NULL;
}

static char *theme_of(const char *text)
{
    static const char *const themes[] = {"auto", "dark", "light", NULL};
    if (is_one_of(text, themes))
        return mem_strdup(text);
    return *text ? path_of(text) : NULL;
}

static char *colors_of(const char *text)
{
    static const char *const words[] = {"auto", "no", "8", "256", "true", NULL};
    return is_one_of(text, words) ? mem_strdup(text) : NULL;
}

static char *text_of(enum config_type type, const char *text)
{
    unsigned kinds;
    switch (type) {
    case CONFIG_PATH: return path_of(text);
    case CONFIG_COMMAND: return *text ? mem_strdup(text) : NULL;
    case CONFIG_URL: return is_url(text) ? mem_strdup(text) : NULL;
    case CONFIG_THEME: return theme_of(text);
    case CONFIG_COLORS: return colors_of(text);
    case CONFIG_FINDINGS: return checkup_names(text, &kinds) ? mem_strdup(text) : NULL;
    default: return NULL;
    }
}

/* false: the value is none of its type, and the option is as it was. */
static bool set(struct config *c, const struct config_option *o, const char *text)
{
    void *member = (char *)c + o->offset;
    bool flag;
    uint64_t size;
    if (o->type == CONFIG_BOOL)
        return take_bool(text, &flag) && (*(bool *)member = flag, true);
    if (o->type == CONFIG_COUNT)
        return take_count(text, &size) && (*(uint64_t *)member = size, true);
    if (o->type == CONFIG_SIZE)
        return config_size(text, &size) && (*(uint64_t *)member = size, true);
    char *copy = text_of(o->type, text);
    if (!copy)
        return false;
    free(*(char **)member);
    *(char **)member = copy;
    return true;
}

void config_init(struct config *c)
{
    *c = (struct config){0};
    for (const struct config_option *o = config_options; o->section; o++)
        set(c, o, o->value);
}

static struct config_lines *lines_of(struct config *c, const char *section)
{
    for (size_t i = 0; i < ARRAY_LEN(open_sections); i++)
        if (strcmp(open_sections[i].name, section) == 0)
            return (struct config_lines *)((char *)c + open_sections[i].offset);
    return NULL;
}

static void lines_release(struct config_lines *ls)
{
    for (size_t i = 0; i < ls->n; i++) {
        free(ls->items[i].file);
        free(ls->items[i].name);
        free(ls->items[i].value);
    }
    free(ls->items);
}

void config_release(struct config *c)
{
    for (size_t i = 0; i < ARRAY_LEN(open_sections); i++)
        lines_release(lines_of(c, open_sections[i].name));
    for (const struct config_option *o = config_options; o->section; o++)
        if (o->type != CONFIG_BOOL && o->type != CONFIG_SIZE && o->type != CONFIG_COUNT)
            free(*(char **)((char *)c + o->offset));
    *c = (struct config){0};
}

/* --- the file's text --------------------------------------------------------------------------- */

struct parse {
    struct config *config;
    const char *file, *text;
    const char *only; /* the one section that may stand here; NULL: any */
    size_t left;
    unsigned line;   /* the one that inih has now, from 1 */
    bool owed;       /* that line has to make inih call the handler, and it has not */
    bool lost;       /* the section is unknown: its keys are passed over without a word */
    config_warn *warn;
    void *ctx;
};

static void warn(struct parse *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void warn(struct parse *p, const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addf(&text, "%s:%u: ", p->file, p->line);
    str_addv(&text, fmt, ap);
    va_end(ap);
    p->warn(p->ctx, str_text(&text));
    str_release(&text);
}

/* Names that could stand there: sections for a NULL section, otherwise its keys. */
static void add_names(struct str *out, const char *section, const char *only)
{
    const char *last = "";
    if (only) {
        str_add(out, only);
        return;
    }
    for (const struct config_option *o = config_options; o->section; o++) {
        const char *name = section ? o->key : o->section;
        if ((section && strcmp(o->section, section) != 0) || strcmp(name, last) == 0)
            continue;
        str_addf(out, "%s%s", out->len ? ", " : "", name);
        last = name;
    }
    for (size_t i = 0; i < ARRAY_LEN(open_sections) && !section; i++)
        str_addf(out, ", %s", open_sections[i].name);
}

static bool has_section(const char *section, const char *only)
{
    if (only)
        return strcmp(section, only) == 0;
    for (size_t i = 0; i < ARRAY_LEN(open_sections); i++)
        if (strcmp(open_sections[i].name, section) == 0)
            return true;
    for (const struct config_option *o = config_options; o->section; o++)
        if (strcmp(o->section, section) == 0)
            return true;
    return false;
}

static const struct config_option *find(const char *section, const char *key)
{
    for (const struct config_option *o = config_options; o->section; o++)
        if (strcmp(o->section, section) == 0 && strcmp(o->key, key) == 0)
            return o;
    return NULL;
}

static void unknown_key(struct parse *p, const char *section, const char *key)
{
    struct str names = STR_INIT;
    if (!*section) {
        add_names(&names, NULL, p->only);
        warn(p, "'%s' stands in no section: put a line like [%s] before it; there is: %s", key,
             p->only ? p->only : config_options[0].section, str_text(&names));
    } else {
        add_names(&names, section, NULL);
        warn(p, "'%s' is unknown in [%s]: remove it; there is: %s", key, section, str_text(&names));
    }
    str_release(&names);
}

static void keep(struct config_lines *ls, const struct parse *p, const char *name, const char *value)
{
    MEM_GROW(ls->items, ls->n, ls->cap);
    ls->items[ls->n++] = (struct config_line){mem_strdup(p->file), mem_strdup(name), mem_strdup(value), p->line};
}

static int handle(void *user, const char *section, const char *key, const char *value)
{
    struct parse *p = user;
    const struct config_option *o = find(section, key);
    struct config_lines *lines = lines_of(p->config, section);
    p->owed = false;
    if (p->lost)
        return 1;
    if (lines)
        keep(lines, p, key, value);
    else if (!o)
        unknown_key(p, section, key);
    else if (!set(p->config, o, value))
        warn(p, "'%s' is no value of %s: it takes %s", value, key, type_text(o->type));
    return 1;
}

static void check_section(struct parse *p, const char *line)
{
    struct str names = STR_INIT;
    const char *end = strchr(line, ']');
    char *name = mem_strndup(line + 1, (size_t)(end - line) - 1);
    p->lost = !has_section(name, p->only);
    if (p->lost) {
        add_names(&names, NULL, p->only);
        warn(p, "the section [%s] is unknown, and what stands in it: remove it; there is: %s", name,
             str_text(&names));
    }
    str_release(&names);
    free(name);
}

static void settle(struct parse *p)
{
    if (p->owed)
        warn(p, "this is neither a [section], nor a 'key = value', nor a comment that begins with # or ;");
    p->owed = false;
}

/* Whether the line can be handed on as it is. */
static bool usable(struct parse *p, const char *line, size_t len, size_t max)
{
    if (memchr(line, '\0', len))
        warn(p, "the line holds a NUL byte and is passed over: is this a text file?");
    else if (len > max)
        warn(p, "the line has %zu bytes and is passed over: shorten it to %zu", len, max);
    else
        return true;
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next line without the blanks around it: inih would take one that is indented for the rest of the
 * value before. */
static const char *cut_line(struct parse *p, size_t *len)
{
    const char *line = p->text, *newline = memchr(line, '\n', p->left);
    size_t n = newline ? (size_t)(newline - line) : p->left;
    p->text += n + (newline != NULL);
    p->left -= n + (newline != NULL);
    for (; n && is_blank(*line); n--)
        line++;
    while (n && is_blank(line[n - 1]))
        n--;
    *len = n;
    return line;
}

static void begin_line(struct parse *p, const char *line)
{
    bool section = *line == '[' && strchr(line, ']');
    p->owed = *line && !strchr("#;", *line) && !section;
    if (section)
        check_section(p, line);
}

/* inih's source of lines. */
static char *next_line(char *out, int size, void *user)
{
    struct parse *p = user;
    size_t max = (size_t)size - 2 < CONFIG_LINE_MAX ? (size_t)size - 2 : CONFIG_LINE_MAX, len;
    settle(p);
    if (p->left == 0)
        return NULL;
    p->line++;
    const char *line = cut_line(p, &len);
    if (!usable(p, line, len, max))
        len = 0;
    memcpy(out, line, len);
    out[len] = '\0';
    begin_line(p, out);
    str_copy(out + len, 2, "\n");
    return out;
}

static void parse_text(struct parse p, size_t len)
{
    const char *text = p.text;
    p.left = len;
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) { /* a byte order mark, as some editors write it */
        p.text += 3;
        p.left -= 3;
    }
    ini_parse_stream(next_line, &p, handle, &p);
}

void config_parse(struct config *c, const char *file, const char *text, size_t len, config_warn *warn_fn,
                  void *ctx)
{
    parse_text((struct parse){.config = c, .file = file, .text = text, .warn = warn_fn, .ctx = ctx}, len);
}

/* --- the file ---------------------------------------------------------------------------------- */

static enum status read_file(struct parse p, struct fault_text *why)
{
    struct str text = STR_INIT;
    enum status s = ownfile_read(p.file, CONFIG_FILE_MAX, &text, why);
    p.text = str_text(&text);
    if (s == STATUS_OK)
        parse_text(p, text.len);
    str_release(&text);
    return s;
}

enum status config_read(struct config *c, const char *path, config_warn *warn_fn, void *ctx,
                        struct fault_text *why)
{
    return read_file((struct parse){.config = c, .file = path, .warn = warn_fn, .ctx = ctx}, why);
}

enum status config_read_theme(struct config *c, const char *path, config_warn *warn_fn, void *ctx,
                              struct fault_text *why)
{
    return read_file((struct parse){.config = c, .file = path, .only = "theme", .warn = warn_fn, .ctx = ctx}, why);
}

static char *path_to(const char *name)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (config && *config == '/') /* a relative one is invalid, says the XDG base directory specification */
        return str_format("%s/rxscope/%s", config, name);
    return home && *home ? str_format("%s/.config/rxscope/%s", home, name) : NULL;
}

/* Something is there, whether or not it can be used. */
static bool is_there(const char *path)
{
    struct stat st;
    return path && lstat(path, &st) == 0;
}

char *config_path(char **unread)
{
    char *path = path_to("config.ini"), *older = path_to("config");
    *unread = NULL;
    if (!is_there(older)) {
        free(older);
        return path;
    }
    if (is_there(path)) {
        *unread = older;
        return path;
    }
    free(path);
    return older;
}

void config_help(FILE *out)
{
    const char *section = "";
    fputs("# The options of rxscope with their defaults; see rxscope-config(5).\n", out);
    for (const struct config_option *o = config_options; o->section; o++) {
        if (strcmp(section, o->section) != 0)
            fprintf(out, "\n[%s]\n", o->section);
        section = o->section;
        fprintf(out, "# %s It takes %s.\n# %s = %s\n", o->help, type_text(o->type), o->key, o->value);
    }
}
