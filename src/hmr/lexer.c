#include "hmr/lexer.h"

#include <ctype.h>
#include <string.h>

static char at(const struct lexer *l, size_t ahead)
{
    return (size_t)(l->end - l->p) > ahead ? l->p[ahead] : '\0';
}

static void step(struct lexer *l)
{
    if (l->p < l->end && *l->p++ == '\n')
        l->line++;
}

static bool comment_begins(const struct lexer *l)
{
    return at(l, 0) == '/' && (at(l, 1) == '*' || at(l, 1) == '/');
}

/* To the end of the line; a backslash takes the next line in. */
static void skip_line(struct lexer *l)
{
    while (l->p < l->end && *l->p != '\n') {
        if (*l->p == '\\')
            step(l);
        step(l);
    }
}

static void skip_comment(struct lexer *l)
{
    if (at(l, 1) == '/') {
        skip_line(l);
        return;
    }
    step(l);
    step(l);
    while (l->p < l->end && !(at(l, 0) == '*' && at(l, 1) == '/'))
        step(l);
    step(l);
    step(l);
}

static void skip_blanks(struct lexer *l)
{
    while (l->p < l->end && (isspace((unsigned char)*l->p) || comment_begins(l))) {
        if (comment_begins(l))
            skip_comment(l);
        else
            step(l);
    }
}

static void take_literal(struct lexer *l)
{
    char quote = *l->p;
    step(l);
    while (l->p < l->end && *l->p != quote && *l->p != '\n') {
        if (*l->p == '\\')
            step(l);
        step(l);
    }
    if (at(l, 0) == quote)
        step(l);
}

/* A comment that begins in it may end lines later. */
static void take_directive(struct lexer *l)
{
    while (l->p < l->end && *l->p != '\n') {
        if (at(l, 0) == '/' && at(l, 1) == '*') {
            skip_comment(l);
            continue;
        }
        if (*l->p == '\\')
            step(l);
        step(l);
    }
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static char take(struct lexer *l)
{
    char c = *l->p;
    if (c == '"' || c == '\'') {
        take_literal(l);
        return TOKEN_LITERAL;
    }
    if (c == '#') {
        take_directive(l);
        return TOKEN_DIRECTIVE;
    }
    if (!is_word(c)) {
        step(l);
        return c;
    }
    while (l->p < l->end && is_word(*l->p))
        step(l);
    return TOKEN_WORD;
}

bool lexer_next(struct lexer *l, struct token *t)
{
    skip_blanks(l);
    if (l->p >= l->end)
        return false;
    *t = (struct token){.text = l->p, .line = l->line};
    t->kind = take(l);
    t->len = (size_t)(l->p - t->text);
    return true;
}

bool lexer_peek(const struct lexer *l, struct token *t)
{
    struct lexer copy = *l;
    return lexer_next(&copy, t);
}

void lexer_skip_group(struct lexer *l, char open)
{
    char close = open == '(' ? ')' : open == '[' ? ']' : '}';
    struct token t;
    for (int depth = 1; depth && lexer_next(l, &t);)
        depth += (t.kind == open) - (t.kind == close);
}

bool token_is(const struct token *t, const char *word)
{
    return t->kind == TOKEN_WORD && strlen(word) == t->len && memcmp(t->text, word, t->len) == 0;
}
