/* deps.c - see deps.h. */
#include "hmr/deps.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define MAX_FILE ((size_t)16 << 20)

struct list {
    char **items;
    size_t n, cap;
};

/* The length of a line end at `p`, 0 if there is none. */
static size_t line_end(const char *p)
{
    return *p == '\n' ? 1 : *p == '\r' && p[1] == '\n' ? 2 : 0;
}

/* Over blanks and continued lines. */
static const char *skip_blanks(const char *p)
{
    for (;;) {
        if (*p == ' ' || *p == '\t')
            p++;
        else if (*p == '\\' && line_end(p + 1))
            p += 1 + line_end(p + 1);
        else
            return p;
    }
}

/* Takes a run of backslashes at `p` and, when the last one quotes it, what follows. */
static const char *take_backslashes(const char *p, struct str *word)
{
    size_t n = strspn(p, "\\"), keep = n;
    bool odd = n % 2;

    p += n;
    if (*p == ' ' || *p == '\t' || *p == '#')
        keep = n / 2;
    else if (line_end(p))
        keep = n - odd;
    for (size_t i = 0; i < keep; i++)
        str_addc(word, '\\');
    if (odd && line_end(p))
        return p - 1; /* a continuation: not of this word */
    if (odd && keep < n)
        str_addc(word, *p++);
    return p;
}

/* Reads a word; ends before a blank, a line end, a comment, or, in a target, the colon. */
static const char *take_word(const char *p, bool target, struct str *word)
{
    str_clear(word);
    while (*p && *p != ' ' && *p != '\t' && *p != '#' && !line_end(p)) {
        if (*p == '\\' && line_end(p + 1))
            break;
        if (*p == '\\') {
            p = take_backslashes(p, word);
            continue;
        }
        bool colon_ends = p[1] == '\0' || strchr(" \t", p[1]) || line_end(p + 1) ||
                          (p[1] == '\\' && line_end(p + 2));
        if (target && *p == ':' && colon_ends)
            break;
        p += *p == '$' && p[1] == '$';
        str_addc(word, *p++);
    }
    return p;
}

static const char *skip_line(const char *p)
{
    while (*p && !line_end(p))
        p++;
    return p + line_end(p);
}

size_t deps_parse(const char *text, char ***paths)
{
    struct list list = {0};
    struct str word = STR_INIT;
    bool target = true;

    for (const char *p = skip_blanks(text); *p; p = skip_blanks(p)) {
        if (line_end(p) || *p == '#') {
            p = skip_line(p);
            target = true;
        } else if (target && *p == ':') {
            p++;
            target = false;
        } else {
            p = take_word(p, target, &word);
            if (target || !word.len)
                continue;
            MEM_GROW(list.items, list.n, list.cap);
            list.items[list.n++] = str_take(&word);
        }
    }
    str_release(&word);
    *paths = list.items;
    return list.n;
}

void deps_free(char **paths, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(paths[i]);
    free(paths);
}

static enum status read_text(FILE *in, const char *path, struct str *text, struct fault_text *why)
{
    char buf[16384];
    size_t got;

    while ((got = fread(buf, 1, sizeof buf, in)) > 0) {
        if (text->len + got > MAX_FILE)
            return fault_set(why, STATUS_RANGE, "%s: larger than 16 MiB", path);
        if (memchr(buf, '\0', got))
            return fault_set(why, STATUS_FORMAT, "%s: not a list of files", path);
        str_addn(text, buf, got);
    }
    return ferror(in) ? fault_set(why, STATUS_IO, "%s: %s", path, strerror(errno)) : STATUS_OK;
}

enum status deps_read(const char *path, char ***paths, size_t *n, struct fault_text *why)
{
    struct str text = STR_INIT;
    FILE *in = fopen(path, "re");

    *paths = NULL;
    *n = 0;
    if (!in)
        return fault_set(why, STATUS_IO, "%s: %s", path, strerror(errno));
    enum status s = read_text(in, path, &text, why);
    if (s == STATUS_OK)
        *n = deps_parse(str_text(&text), paths);
    str_release(&text);
    fclose(in);
    return s;
}
