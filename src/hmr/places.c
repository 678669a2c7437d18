#include "hmr/places.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "hmr/lexer.h"

struct place {
    char *name;
    unsigned line;
};

struct places {
    struct place *items;
    size_t n, cap;
};

/* The last candidate: a name before a parenthesis at the outermost level. */
struct candidate {
    struct token name;
    bool listed; /* its parenthesised list has ended */
};

/* What stands between the list and the brace is an attribute. */
static void word(struct lexer *l, const struct token *t, struct candidate *c)
{
    struct token next;
    if (c->listed || !lexer_peek(l, &next) || next.kind != '(')
        return;
    c->name = *t;
    c->listed = true;
    lexer_next(l, &next);
    lexer_skip_group(l, '(');
}

static void brace(struct lexer *l, struct places *p, struct candidate *c)
{
    if (c->listed) {
        MEM_GROW(p->items, p->n, p->cap);
        p->items[p->n++] = (struct place){mem_strndup(c->name.text, c->name.len), c->name.line};
    }
    lexer_skip_group(l, '{');
    c->listed = false;
}

struct places *places_scan(const char *source, size_t size)
{
    struct places *p = mem_zalloc(sizeof *p);
    struct lexer l = {source, source + size, 1};
    struct candidate c = {.listed = false};
    struct token t;
    while (lexer_next(&l, &t)) {
        if (t.kind == TOKEN_WORD)
            word(&l, &t, &c);
        else if (t.kind == '{')
            brace(&l, p, &c);
        else if (t.kind == '(')
            lexer_skip_group(&l, '(');
        else if (t.kind == ';' || t.kind == '=')
            c.listed = false;
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
