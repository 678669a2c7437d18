#include "ui/flows.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"

enum { SAMPLES = 4 };

struct flow {
    struct ref ref; /* id 0: empty */
    uint64_t next;
    unsigned samples;
    float recent[SAMPLES]; /* a second, newest at (samples - 1) % SAMPLES */
};

void flows_release(struct flows *f)
{
    free(f->items);
    *f = (struct flows){0};
}

/* Where it is, or the empty place where it would be. */
static struct flow *slot_of(struct flow *items, size_t cap, struct ref r)
{
    uint64_t h = bytes_hash(bytes_hash(BYTES_HASH_SEED, &r.source, sizeof r.source), &r.id, sizeof r.id);
    size_t i = (size_t)h & (cap - 1);
    while (items[i].ref.id && !ref_eq(items[i].ref, r))
        i = (i + 1) & (cap - 1);
    return &items[i];
}

static size_t room_for(size_t n)
{
    size_t cap = 64;
    while (cap < n * 2 + 1)
        cap *= 2;
    return cap;
}

static size_t count_living(const struct state *s)
{
    const struct source_info *src;
    size_t n = 0;
    for (size_t i = 0; (src = query_source(s, i)); i++)
        n += src->living[ENT_SUBSCRIPTION];
    return n;
}

static void push(struct flow *f, uint64_t next, double seconds)
{
    uint64_t came = next > f->next ? next - f->next : 0;
    f->recent[f->samples++ % SAMPLES] = (float)((double)came / seconds);
    f->next = next;
}

/* Moves a subscription's flow from the old table into the new one. */
static void carry(const struct flows *old, struct flow *items, size_t cap, struct ref r,
                  uint64_t next, double seconds)
{
    struct flow *to = slot_of(items, cap, r);
    struct flow *from = old->cap ? slot_of(old->items, old->cap, r) : NULL;
    if (from && from->ref.id) {
        *to = *from;
        push(to, next, seconds);
    } else {
        *to = (struct flow){.ref = r, .next = next};
    }
}

static void sample_source(const struct flows *old, struct flow *items, size_t cap,
                          const struct state *s, uint32_t source, double seconds, size_t *left)
{
    for (entity_id id = 0; *left && (id = query_next(s, source, ENT_SUBSCRIPTION, id));) {
        struct ref r = {source, id};
        const struct ent_subscription *sub = query_subscription(s, r);
        if (!sub || sub->e.ended_at)
            continue;
        carry(old, items, cap, r, sub->next, seconds);
        --*left;
    }
}

void flows_sample(struct flows *f, const struct state *s, uint64_t now)
{
    size_t left = count_living(s), cap = room_for(left);
    double seconds = f->at && now > f->at ? (double)(now - f->at) / (double)NS_PER_S : 1.0;
    struct flow *items = mem_zalloc(cap * sizeof *items);
    const struct source_info *src;
    for (size_t i = 0; (src = query_source(s, i)); i++)
        if (!src->syncing)
            sample_source(f, items, cap, s, src->source, seconds, &left);
    free(f->items);
    *f = (struct flows){.items = items, .cap = cap, .at = now, .wanted = f->wanted};
}

static double rate_of(const struct flows *f, struct ref r)
{
    const struct flow *x = f->cap ? slot_of(f->items, f->cap, r) : NULL;
    unsigned n = x ? x->samples < SAMPLES ? x->samples : SAMPLES : 0;
    double sum = 0;
    for (unsigned i = 0; i < n; i++)
        sum += (double)x->recent[i];
    return n ? sum / n : 0;
}

double flows_rate(struct flows *f, const struct state *s, struct ref r)
{
    double sum = 0;
    f->wanted = true;
    if (ID_KIND(r.id) == ENT_SUBSCRIPTION)
        return rate_of(f, r);
    for (entity_id id = 0; (id = query_next_subscription(s, r, id));)
        sum += rate_of(f, (struct ref){r.source, id});
    return sum;
}
