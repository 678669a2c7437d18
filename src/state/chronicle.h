/* chronicle.h - what happened, in the order in which it was folded: kept from the moment that somebody asks, up
 * to a number of bytes.
 *
 * Two circular stores: entries of one size, and the beginnings of their texts. An entry leaves when
 * another takes its place, a text when the texts behind it have come round; so the oldest detail leaves first. What
 * the state already holds when it begins (sends, arg calls, subscriptions, the log) comes before. */
#ifndef RXSCOPE_STATE_CHRONICLE_H
#define RXSCOPE_STATE_CHRONICLE_H

#include "state/query.h"

struct source;
struct state;

enum { CHRONICLE_TEXT = 240 }; /* bytes of a text that are kept */

struct chronicle_entry {
    uint64_t wall;
    entity_id about, own, cause; /* as in struct happening */
    int64_t num;                 /* of a send: the value's i64, or the bits of its f64 */
    uint64_t text;               /* where it begins: a count of all bytes so far */
    uint32_t source, full;
    uint16_t len;
    uint8_t kind, flags, value;  /* value: enum value_type */
};

struct chronicle {
    size_t limit;                  /* entries, a power of two; 0: nothing is kept */
    struct chronicle_entry *entries; /* entry seq stands at (seq - 1) % limit */
    char *text;                    /* limit * CHRONICLE_TEXT_EACH bytes */
    uint64_t n, n_text;            /* so far */
};

void chronicle_release(struct state *s);
size_t chronicle_memory(const struct chronicle *j);
/* An event that was just folded; `cause`: what was innermost before. */
void chronicle_add(struct source *src, const struct event *ev, entity_id cause);
/* chronicle_fill.c: what is held from before it began. */
void chronicle_fill(struct state *s);
void chronicle_put(struct state *s, const struct chronicle_entry *e, const char *text, size_t len);

#endif
