#include "app/remember.h"

#include <stdlib.h>
#include <string.h>

#include "app/kept.h"
#include "app/ownfile.h"
#include "base/mem.h"

char *remember_path(void)
{
    return kept_path("screen");
}

/* ---- the text -------------------------------------------------------------------------------------------- */

static int *place_of(struct splits *s, const char *line, size_t n)
{
    const struct {
        const char *name;
        int *at;
    } names[] = {{"detail", &s->detail}, {"log", &s->log}};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strlen(names[i].name) == n && !memcmp(names[i].name, line, n))
            return names[i].at;
    return NULL;
}

static bool parse_size(const char *text, size_t n, int *out)
{
    int value = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9' || i > 3)
            return false;
        value = value * 10 + text[i] - '0';
    }
    if (!n || value > SPLIT_MOST)
        return false;
    *out = value;
    return true;
}

/* "detail = 333"; what a later version may have added is passed over. */
static bool parse_line(struct splits *s, const char *line, size_t n)
{
    while (n && (line[n - 1] == ' ' || line[n - 1] == '\r'))
        n--;
    if (!n || *line == '#')
        return true;
    const char *sign = memchr(line, '=', n);
    if (!sign)
        return false;
    size_t name = (size_t)(sign - line), from = name + 1;
    while (name && line[name - 1] == ' ')
        name--;
    while (from < n && line[from] == ' ')
        from++;
    int *at = place_of(s, line, name);
    return !at || parse_size(line + from, n - from, at);
}

enum status remember_parse(struct splits *s, const char *file, const char *text, struct fault_text *why)
{
    enum status status = STATUS_OK;
    unsigned number = 1;
    for (const char *line = text; *line; number++) {
        size_t n = strcspn(line, "\n");
        if (!parse_line(s, line, n) && status == STATUS_OK)
            status = fault_set(why, STATUS_FORMAT, "%s:%u: this is no size of a pane: it is passed over", file, number);
        line += n + (line[n] == '\n');
    }
    return status;
}

/* ---- the file -------------------------------------------------------------------------------------------- */

enum status remember_read(struct splits *s, struct fault_text *why)
{
    char *path = remember_path();
    struct str text = STR_INIT;
    if (!path)
        return fault_set(why, STATUS_NOTFOUND, "neither XDG_STATE_HOME nor HOME is set");
    enum status status = ownfile_read(path, REMEMBER_MAX, &text, why);
    if (status == STATUS_OK)
        status = remember_parse(s, path, str_text(&text), why);
    str_release(&text);
    free(path);
    return status;
}

enum status remember_write(const struct splits *s, struct fault_text *why)
{
    char *path = remember_path();
    struct str text = STR_INIT;
    if (!path)
        return fault_set(why, STATUS_NOTFOUND, "neither XDG_STATE_HOME nor HOME is set");
    str_add(&text, "# Sizes of panes, in thousandths of the screen's rows. rxscope writes this file itself.\n");
    if (s->detail >= 0)
        str_addf(&text, "detail = %d\n", s->detail);
    if (s->log >= 0)
        str_addf(&text, "log = %d\n", s->log);
    enum status status = ownfile_write(path, str_text(&text), text.len, why);
    str_release(&text);
    free(path);
    return status;
}
