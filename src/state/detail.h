/* detail.h - the newest sends and arg calls of a source, in circular stores.
 *
 * They are numbered from 1 in the order in which they were recorded; record i stands at (i - 1)
 * modulo the limit. The sends of a subscription are linked, newest first, by the distance to the
 * one before; a distance that leads out of the store ends the chain. */
#ifndef RXSCOPE_STATE_DETAIL_H
#define RXSCOPE_STATE_DETAIL_H

#include "state/query.h"

struct source;

struct send_record {
    entity_id id, subscription, cause;
    uint64_t at;
    int64_t scalar;    /* the value's i64 or the bits of its f64 */
    uint32_t distance; /* to the subscription's send before this one, 0: none */
    uint32_t full;
    uint32_t tags;     /* text handle */
    uint8_t type, value_type, len;
};

struct call_record {
    entity_id id, subscription, arg, cause;
    entity_id observable; /* what it returned, or 0 */
    uint64_t at;
    uint32_t tags;        /* text handle */
};

struct detail {
    size_t limit;                      /* of each store */
    struct send_record *sends;         /* NULL before the first */
    char (*previews)[EVENT_PREVIEW];   /* beside the sends; NULL before the first with text */
    struct call_record *calls;
    uint64_t n_sends, n_calls;         /* recorded so far */
    size_t send_at, call_at;           /* where the next one goes */
};

void detail_release(struct source *src); /* frees the stores */
size_t detail_memory(const struct detail *d);

/* Both take the place of the oldest when the store is full. The subscription is held, or 0 for an
 * arg call without one. detail_add_call returns the record's number, 0 when the limit is 0. */
void detail_add_send(struct source *src, struct ent_subscription *sub, const struct event *ev);
uint64_t detail_add_call(struct source *src, struct ent_subscription *sub, const struct event *ev);

/* By number; NULL when it was never recorded or has left. */
const struct send_record *detail_send(const struct detail *d, uint64_t number);
struct call_record *detail_call(const struct detail *d, uint64_t number);
/* By id; found quickly because ids rise, NULL when it is not held (or when ids do not rise). */
struct send_record *detail_find_send(const struct detail *d, entity_id id);
struct call_record *detail_find_call(const struct detail *d, entity_id id);
/* The bytes beside a record. */
const char *detail_preview(const struct detail *d, const struct send_record *r);

#endif
