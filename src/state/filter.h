/* filter.h - the query language: which entities somebody wants to see. The same on the screen, in
 * `dump`, `events`, `export` and `check`.
 *
 *   word                 the name, key, file, a tag or a function's name contains it (ASCII case is
 *                        ignored), or it is the id: subscription#31
 *   "two words"          the same for text with spaces, ( ) | or a field's name in it; \" and \\ inside
 *   kind:subscription    of that kind; a list with commas is any of them
 *   name~regex  key~ file~ module~ tag~ source~   POSIX extended regular expression, no back-references
 *   name:  key:  file:   contains
 *   module:  tag:  source:   is
 *   state:active|ended|orphan|draining|pinned|faulted|waiting   also a list with commas
 *   version>1  next>=10  rate>100  subscriptions=0  age<5   numbers: > >= < <= = ; age in seconds, rate in
 *                        values a second; also generation, error, complete, merged, calls
 *   -term                not
 *   a b                  both;   a | b   either;   ( ... ) groups
 *
 * key: and module: are those of the track and module to which something belongs; tag: also theirs. What
 * has no such number matches no term about it. The empty filter matches all.
 *
 * The states:
 *   active     lives, and its track (if it has one) is in the source
 *   ended      has ended, or was replaced by a swap
 *   orphan     its track left the source
 *   draining   should be gone but for something that still uses it: what ended or lost its track and has
 *              living subscriptions; a living inner stream that began before its track's newest version
 *              while an old generation of its module is kept; a module with kept generations
 *   pinned, faulted, waiting   its track is so */
#ifndef RXSCOPE_STATE_FILTER_H
#define RXSCOPE_STATE_FILTER_H

#include "state/query.h"

struct filter;

#define FILTER_MAX 1024 /* bytes of text */

/* STATUS_FORMAT with what is wrong and where ("column 7: ..."); then *out is NULL. */
enum status filter_parse(struct filter **out, const char *text, struct fault_text *why);
void filter_free(struct filter *f); /* NULL is fine */

/* The words of the language, for completion, by number; NULL behind the last. */
const char *filter_field(size_t i, bool *number); /* it is compared with one */
const char *filter_kind(size_t i);
const char *filter_state(size_t i);

struct filter_context {
    const struct state *state;
    /* Values a second of a subscription or observable; NULL: rates are not known here, and terms about
     * them match nothing. */
    double (*rate)(void *ctx, struct ref r);
    void *ctx;
};
bool filter_match(const struct filter *f, const struct filter_context *c, struct ref r);
/* Whether the entity, or one that contains it (its operator, pipe, track, module; the observable of a
 * subscription), matches: for events and for rows inside of matching rows. What is negated must match
 * none of them. */
bool filter_match_within(const struct filter *f, const struct filter_context *c, struct ref r);

#endif
