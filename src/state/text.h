/* text.h - texts of the state by handle: a handle fits into a record where a pointer and a length
 * would not, and is used again when its text was dropped.
 *
 * Each text is charged to a quota (one per source), so that a program that floods the inspector with
 * long strings loses its own texts and nothing else. */
#ifndef RXSCOPE_STATE_TEXT_H
#define RXSCOPE_STATE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text_quota {
    size_t used, limit; /* bytes, each text's overhead included */
    uint64_t refused;   /* texts that found no room */
};

struct text_item {
    char *bytes;        /* NULL: free, and `len` is the next free handle */
    uint32_t len;
};

struct text_pool {
    struct text_item *items; /* [0] is never used: handle 0 is "no text" */
    size_t n, cap;
    uint32_t free;      /* first free handle, 0: none */
    uint32_t held;      /* texts now */
    size_t bytes;       /* held, overhead included */
};

void text_pool_release(struct text_pool *p); /* drops every text */

/* Copies at most `max` bytes, cut at a UTF-8 boundary. 0 for an empty text, or when the quota is
 * used up. */
uint32_t text_put(struct text_pool *p, struct text_quota *q, const char *bytes, size_t n,
                  size_t max);
/* The same for bytes that may be empty, may not be cut and are not text. */
uint32_t text_put_bytes(struct text_pool *p, struct text_quota *q, const void *bytes, size_t n);
/* Drops what *handle stood for and sets it to 0; 0 is fine. */
void text_drop(struct text_pool *p, struct text_quota *q, uint32_t *handle);

/* Terminated; "" for 0 and for a handle that stands for nothing. Valid until that text is dropped. */
const char *text_get(const struct text_pool *p, uint32_t handle);
/* Its bytes and their number; NULL and 0 where text_get gives "". */
const void *text_bytes(const struct text_pool *p, uint32_t handle, size_t *n);

/* ---- Small sets of numbers behind a handle: the tags of an entity, the generations of a module that
 * are kept. Most entities have none, so a record pays four bytes for it. ---- */

enum { NUMSET_MAX = 1024 };

/* In the order in which they were added; returns how many there are, writes at most `max`. */
size_t numset_get(const struct text_pool *p, uint32_t handle, uint32_t *out, size_t max);
/* Both say whether the set has changed: a number that is there is not added twice, and none is added
 * to a set of `max` (<= NUMSET_MAX) or when the quota is used up. */
bool numset_add(struct text_pool *p, struct text_quota *q, uint32_t *handle, uint32_t number,
                size_t max);
bool numset_remove(struct text_pool *p, struct text_quota *q, uint32_t *handle, uint32_t number);

#endif
