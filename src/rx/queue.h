/* queue.h - values that wait: first in, first out. The queue owns them. Zeroed, it is empty. */
#ifndef RXSCOPE_RX_QUEUE_H
#define RXSCOPE_RX_QUEUE_H

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rxscope.h"

struct rx_queue {
    rx_value *items; /* those that wait are items[head] and the n - 1 behind it */
    size_t head, n, cap;
};

static inline void rx_queue_push(struct rx_queue *q, rx_value v) /* takes it */
{
    if (q->head + q->n == q->cap && q->head > q->cap / 2) {
        memmove(q->items, q->items + q->head, q->n * sizeof v);
        q->head = 0;
    }
    MEM_RESERVE(q->items, q->head + q->n + 1, q->cap);
    q->items[q->head + q->n++] = v;
}

static inline rx_value rx_queue_pop(struct rx_queue *q) /* the caller's; there is one */
{
    rx_value v = q->items[q->head++];
    if (--q->n == 0)
        q->head = 0;
    return v;
}

/* The i-th that waits; borrowed. */
static inline rx_value rx_queue_at(const struct rx_queue *q, size_t i)
{
    return q->items[q->head + i];
}

static inline void rx_queue_clear(struct rx_queue *q)
{
    while (q->n)
        rx_release(rx_queue_pop(q));
}

static inline void rx_queue_free(struct rx_queue *q)
{
    rx_queue_clear(q);
    free(q->items);
    *q = (struct rx_queue){0};
}

/* As of a replay: at most `limit` are kept, the newest. */
static inline void rx_queue_keep(struct rx_queue *q, rx_value v, size_t limit)
{
    rx_queue_push(q, v);
    while (q->n > limit)
        rx_release(rx_queue_pop(q));
}

#endif
