/* filter.h - the query language: which entities somebody wants to see. The same on the screen, in
 * `dump`, `events`, `check` and `ctl`.
 *
 *   word                 the name, key, file, tag or a function's name contains it (case is ignored)
 *   "two words"          the same for text with spaces
 *   kind:subscription    of that kind; a list with commas is any of them
 *   name~regex  key~     POSIX extended regular expression
 *   name:  key:  module:  file:  tag:       contains (name, key, file), is (module, tag)
 *   state:active|ended|orphan|draining|pinned|faulted|waiting
 *   version>1  next>=10  rate>100  subscriptions=0  age<5   numbers: > >= < <= = ; age in seconds, rate in
 *                        values a second
 *   -term                not
 *   a b                  both;   a | b   either;   ( … ) groups
 *
 * The empty filter matches all. */
#ifndef RXSCOPE_STATE_FILTER_H
#define RXSCOPE_STATE_FILTER_H

#include "state/query.h"

struct filter;

#define FILTER_MAX 1024 /* bytes of text */

/* STATUS_FORMAT with what is wrong and where ("column 7: …"); then *out is NULL. */
enum status filter_parse(struct filter **out, const char *text, struct fault_text *why);
void filter_free(struct filter *f); /* NULL is fine */

struct filter_context {
    const struct state *state;
    /* Values a second of a subscription or observable; NULL: rates are not known here, and terms about
     * them match nothing. */
    double (*rate)(void *ctx, struct ref r);
    void *ctx;
};
bool filter_match(const struct filter *f, const struct filter_context *c, struct ref r);
/* Whether the entity, or one that contains it (its operator, pipe, track, module; the observable of a
 * subscription), matches: for events and for rows inside of matching rows. */
bool filter_match_within(const struct filter *f, const struct filter_context *c, struct ref r);

#endif
