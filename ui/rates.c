#include "ui/rates.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

#define FORGET_AFTER 60 /* samples */

struct rate_entry {
    uint64_t key, source_now;
    struct node_parts parts; /* at the newest sample; kept sorted as the state lists them */
    uint32_t tick;           /* of the newest sample */
    unsigned samples;        /* that `recent` holds */
    uint32_t recent[8];      /* per second, oldest first */
};

void rates_release(struct rates *r)
{
    for (size_t i = 0; i < r->n; i++)
        free(r->items[i].parts.items);
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
    double passed = r->at && now > r->at ? (double)(now - r->at) / (double)NS_PER_S : 1.0;
    /* After a pause in which nothing flowed, what is new came just now; a fast tape has no pauses. */
    r->seconds = passed < 0.5 ? 0.5 : passed > 3.0 && !r->steady ? 1.0 : passed;
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

/* What this part delivered since the last sample. Both lists are in the order of the state, so that
 * the search mostly finds at once where it stopped. */
static uint64_t delivered(const struct rate_entry *e, const struct node_part *now, size_t *from)
{
    for (size_t k = 0; k < e->parts.n; k++) {
        const struct node_part *was = &e->parts.items[(*from + k) % e->parts.n];
        if (was->id != now->id)
            continue;
        *from = (*from + k + 1) % e->parts.n;
        return now->next > was->next ? now->next - was->next : 0;
    }
    return now->created_at > e->source_now ? now->next : 0;
}

static void remember(struct rate_entry *e, const struct node_parts *parts, uint64_t source_now)
{
    MEM_RESERVE(e->parts.items, parts->n, e->parts.cap);
    if (parts->n)
        memcpy(e->parts.items, parts->items, parts->n * sizeof *parts->items);
    e->parts.n = parts->n;
    e->parts.run = parts->run;
    e->source_now = source_now;
}

static struct rate_entry *add_entry(struct rates *r, uint64_t key)
{
    MEM_GROW(r->items, r->n, r->cap);
    r->items[r->n] = (struct rate_entry){.key = key};
    return &r->items[r->n++];
}

void rates_add(struct rates *r, uint64_t key, const struct node_parts *parts, uint64_t source_now)
{
    struct rate_entry *e = find(r, key);
    uint64_t sum = 0;
    size_t from = 0;
    if (!e)
        e = add_entry(r, key);
    for (size_t i = 0; i < parts->n; i++)
        sum += delivered(e, &parts->items[i], &from);
    if (e->tick && e->tick + 1 == r->tick && e->parts.run == parts->run) {
        push(e, (double)sum / r->seconds);
    } else { /* new, started again, or it was off the screen: begin */
        e->samples = 0;
        memset(e->recent, 0, sizeof e->recent);
    }
    remember(e, parts, source_now);
    e->tick = r->tick;
    for (unsigned i = 0; i < 8; i++)
        r->flowing |= e->recent[i] != 0;
    r->flowing |= !e->samples; /* a second sample is wanted */
}

void rates_end(struct rates *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (r->tick - r->items[i].tick < FORGET_AFTER)
            r->items[kept++] = r->items[i];
        else
            free(r->items[i].parts.items);
    }
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
