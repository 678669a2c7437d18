/* chain.h - what a stream is made of, as a person would write it: the declared variable, and the
 * creator with the operators behind it. For streams that have no track, since they were made in
 * functions. Read only. */
#ifndef RXSCOPE_UI_CHAIN_H
#define RXSCOPE_UI_CHAIN_H

#include "state/query.h"

/* What it is declared as, "" when it is not. Borrowed from the state. */
const char *chain_variable(const struct state *s, struct ref observable);
/* The name of the track that it is, else its variable; NULL: it has none of its own. */
const char *chain_own_name(const struct state *s, struct ref observable);
/* Appends "interval -> map -> scan", with `arrow` between; it begins at the first one that has a
 * name of its own: a track's, or a variable's. */
void chain_print(const struct state *s, struct ref observable, const char *arrow, struct str *out);
/* The observable by its track's name or its variable, else by what created it. */
const char *chain_name(const struct state *s, struct ref observable);

#endif
