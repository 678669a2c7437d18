/* lexer.h - the tokens of a C source, as far as its structure needs them: words, punctuation, literals, and
 * preprocessor lines as one token each. Comments and blanks are passed over. Any bytes are fine. No globals: any
 * thread. */
#ifndef RXSCOPE_HMR_LEXER_H
#define RXSCOPE_HMR_LEXER_H

#include <stdbool.h>
#include <stddef.h>

enum { TOKEN_WORD = 'w', TOKEN_LITERAL = '"', TOKEN_DIRECTIVE = '#' }; /* any other kind: the character itself */

struct token {
    const char *text; /* in the source */
    size_t len;
    unsigned line;    /* of its first character, from 1 */
    char kind;
};

struct lexer {
    const char *p, *end;
    unsigned line;
};

/* The next token; false: there is none. */
bool lexer_next(struct lexer *l, struct token *t);
/* The same without going on. */
bool lexer_peek(const struct lexer *l, struct token *t);
/* Behind the token that closes what `open` has opened, which was taken just now: "(", "[" or "{". */
void lexer_skip_group(struct lexer *l, char open);
bool token_is(const struct token *t, const char *word);

#endif
