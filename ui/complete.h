/* complete.h - what the word that is being typed may become: for Tab in the lines that are typed. */
#ifndef RXSCOPE_UI_COMPLETE_H
#define RXSCOPE_UI_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

enum { COMPLETIONS_MAX = 64, COMPLETION_BYTES = 128 };

struct completions {
    size_t from; /* in the text: where the word begins that they take the place of */
    char items[COMPLETIONS_MAX][COMPLETION_BYTES];
    size_t n;
    bool more;   /* there are some that did not fit */
};

/* Takes `candidate` if it begins with `word` (ASCII case is ignored), fits and is new. */
void completions_add(struct completions *c, const char *word, const char *candidate);
/* How many bytes all of them begin with. */
size_t completions_common(const struct completions *c);

/* A text as a value of the filter's language: in quotes when it has to be. */
struct str;
void filter_quote(const char *text, struct str *out);

#endif
