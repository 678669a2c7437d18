#include "hmr/places.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct place {
    char *name;
    unsigned line;
};

struct places {
    struct place *items;
    size_t n, cap;
};

/* What is left to read, and the last candidate: a name before a parenthesis at the outermost level. */
struct scan {
    const char *p, *end;
    unsigned line;
    const char *name;
    size_t name_len;
    unsigned name_line;
    bool listed; /* its parenthesised list has ended */
};

static char peek(const struct scan *s, size_t ahead)
{
    return (size_t)(s->end - s->p) > ahead ? s->p[ahead] : '\0';
}

static void step(struct scan *s)
{
    if (s->p < s->end && *s->p++ == '\n')
        s->line++;
}

static void skip_literal(struct scan *s, char quote)
{
    step(s);
    while (s->p < s->end && *s->p != quote && *s->p != '\n') {
        if (*s->p == '\\')
            step(s);
        step(s);
    }
    step(s);
}

static void skip_line(struct scan *s)
{
    while (s->p < s->end && *s->p != '\n') {
        if (*s->p == '\\')
            step(s);
        step(s);
    }
}

static void skip_comment(struct scan *s)
{
    while (s->p < s->end && !(peek(s, 0) == '*' && peek(s, 1) == '/'))
        step(s);
    step(s);
    step(s);
}

/* Passes over what carries no structure; false: the next character is one that counts. */
static bool skip(struct scan *s)
{
    char c = peek(s, 0);
    if (c == '/' && peek(s, 1) == '*') {
        step(s);
        step(s);
        skip_comment(s);
    } else if (c == '#' || (c == '/' && peek(s, 1) == '/')) {
        skip_line(s);
    } else if (c == '"' || c == '\'') {
        skip_literal(s, c);
    } else if (isspace((unsigned char)c)) {
        step(s);
    } else {
        return false;
    }
    return true;
}

static void skip_group(struct scan *s, char open, char close)
{
    unsigned depth = 0;
    while (s->p < s->end) {
        if (skip(s))
            continue;
        char c = *s->p;
        step(s);
        depth += c == open;
        if (c == close && --depth == 0)
            return;
    }
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static void word(struct scan *s)
{
    const char *start = s->p;
    unsigned line = s->line;
    while (s->p < s->end && is_word(*s->p))
        step(s);
    size_t len = (size_t)(s->p - start);
    while (s->p < s->end && skip(s))
        ;
    if (peek(s, 0) != '(' || s->listed)
        return; /* what stands between the list and the brace is an attribute */
    s->name = start;
    s->name_len = len;
    s->name_line = line;
    skip_group(s, '(', ')');
    s->listed = true;
}

static void add(struct places *p, const struct scan *s)
{
    MEM_GROW(p->items, p->n, p->cap);
    p->items[p->n++] = (struct place){mem_strndup(s->name, s->name_len), s->name_line};
}

struct places *places_scan(const char *source, size_t size)
{
    struct places *p = mem_zalloc(sizeof *p);
    struct scan s = {.p = source, .end = source + size, .line = 1};
    while (s.p < s.end) {
        if (skip(&s))
            continue;
        char c = *s.p;
        if (is_word(c)) {
            word(&s);
        } else if (c == '{') {
            if (s.listed)
                add(p, &s);
            skip_group(&s, '{', '}');
            s.listed = false;
        } else {
            if (c == ';' || c == '=')
                s.listed = false;
            if (c == '(')
                skip_group(&s, '(', ')');
            else
                step(&s);
        }
    }
    return p;
}

void places_free(struct places *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->n; i++)
        free(p->items[i].name);
    free(p->items);
    free(p);
}

unsigned places_line(const struct places *p, const char *function)
{
    for (size_t i = 0; p && i < p->n; i++)
        if (strcmp(p->items[i].name, function) == 0)
            return p->items[i].line;
    return 0;
}
