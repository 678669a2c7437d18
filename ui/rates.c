#include "ui/rates.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

#define FORGET_AFTER 60 /* samples */

struct rate_entry {
    uint64_t key, total;
    uint32_t tick;      /* of the newest sample */
    unsigned samples;   /* that `recent` holds */
    uint32_t recent[8]; /* per second, oldest first */
};

void rates_release(struct rates *r)
{
    free(r->items);
    *r = (struct rates){0};
}

static struct rate_entry *find(const struct rates *r, uint64_t key)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->items[i].key == key)
            return &r->items[i];
    return NULL;
}

void rates_begin(struct rates *r, uint64_t now)
{
    double passed = r->at ? (double)(now - r->at) / (double)NS_PER_S : 1.0;
    /* After a pause in which nothing flowed, what is new came just now. */
    r->seconds = passed < 0.5 ? 0.5 : passed > 3.0 ? 1.0 : passed;
    r->at = now;
    r->tick++;
    r->flowing = false;
}

static void push(struct rate_entry *e, double per_second)
{
    memmove(e->recent, e->recent + 1, sizeof e->recent - sizeof *e->recent);
    e->recent[7] = per_second > 4e9 ? UINT32_MAX : (uint32_t)(per_second + 0.5);
    if (per_second > 0 && !e->recent[7])
        e->recent[7] = 1;
    if (e->samples < 8)
        e->samples++;
}

void rates_add(struct rates *r, uint64_t key, uint64_t total)
{
    struct rate_entry *e = find(r, key);
    if (!e) {
        MEM_GROW(r->items, r->n, r->cap);
        e = &r->items[r->n++];
        *e = (struct rate_entry){.key = key, .total = total, .tick = r->tick};
        r->flowing = true; /* a second sample is wanted */
        return;
    }
    if (e->tick + 1 == r->tick)
        push(e, total > e->total ? (double)(total - e->total) / r->seconds : 0);
    else
        e->samples = 0; /* it was off the screen: begin again */
    if (!e->samples)
        memset(e->recent, 0, sizeof e->recent);
    e->total = total;
    e->tick = r->tick;
    for (unsigned i = 0; i < 8; i++)
        r->flowing |= e->recent[i] != 0;
    r->flowing |= !e->samples;
}

void rates_end(struct rates *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->n; i++)
        if (r->tick - r->items[i].tick < FORGET_AFTER)
            r->items[kept++] = r->items[i];
    r->n = kept;
}

struct row_rate rates_get(const struct rates *r, uint64_t key)
{
    struct row_rate out = {0};
    const struct rate_entry *e = find(r, key);
    if (!e || !e->samples)
        return out;
    /* The mean of the last four seconds: a figure that can be read while it moves. */
    unsigned n = e->samples < 4 ? e->samples : 4;
    for (unsigned i = 0; i < n; i++)
        out.per_second += e->recent[7 - i];
    out.per_second /= n;
    out.known = true;
    out.samples = e->samples;
    memcpy(out.recent, e->recent, sizeof out.recent);
    return out;
}
