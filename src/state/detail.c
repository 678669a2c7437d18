#include "state/detail.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/source.h"
#include "state/state_int.h"

void detail_release(struct source *src)
{
    struct detail *d = &src->detail;
    for (size_t i = 0; d->sends && i < d->limit; i++)
        source_drop_text(src, &d->sends[i].tags);
    for (size_t i = 0; d->calls && i < d->limit; i++)
        source_drop_text(src, &d->calls[i].tags);
    free(d->sends);
    free(d->previews);
    free(d->calls);
    *d = (struct detail){.limit = d->limit};
}

size_t detail_memory(const struct detail *d)
{
    size_t each = (d->sends ? sizeof *d->sends : 0) + (d->previews ? sizeof *d->previews : 0) +
                  (d->calls ? sizeof *d->calls : 0);
    return each * d->limit;
}

/* The record that gives its place away no longer counts for its subscription. */
static void forget_send(struct source *src, struct send_record *r)
{
    struct ent_subscription *sub = find_subscription(src, r->subscription);
    source_drop_text(src, &r->tags);
    if (!sub)
        return;
    subscription_aside(src, sub->e.id)->sends--;
    if (!sub->e.ended_at)
        src->info.living[ENT_SEND]--;
}

static void forget_call(struct source *src, struct call_record *r)
{
    struct ent_subscription *sub = find_subscription(src, r->subscription);
    source_drop_text(src, &r->tags);
    if (!sub)
        return;
    subscription_aside(src, sub->e.id)->calls--;
    if (!sub->e.ended_at)
        src->info.living[ENT_ARG_CALL]--;
}

static void keep_value(struct detail *d, struct send_record *r, const struct event_value *v)
{
    r->scalar = v->i64;
    r->full = v->full;
    r->value_type = v->type;
    r->len = (uint8_t)(v->len <= EVENT_PREVIEW ? v->len : EVENT_PREVIEW);
    if (r->len == 0)
        return;
    if (!d->previews)
        d->previews = mem_zalloc(d->limit * sizeof *d->previews);
    memcpy(d->previews[r - d->sends], v->text, r->len);
}

static struct send_record *next_send(struct source *src)
{
    struct detail *d = &src->detail;
    if (!d->sends)
        d->sends = mem_zalloc(d->limit * sizeof *d->sends);
    struct send_record *r = &d->sends[d->send_at];
    if (d->n_sends >= d->limit)
        forget_send(src, r);
    if (++d->send_at == d->limit)
        d->send_at = 0;
    d->n_sends++;
    return r;
}

void detail_add_send(struct source *src, struct ent_subscription *sub, const struct event *ev)
{
    struct detail *d = &src->detail;
    if (d->limit == 0)
        return;
    struct send_record *r = next_send(src);
    struct aside_subscription *a = subscription_aside(src, sub->e.id);
    uint64_t distance = d->n_sends - a->last_send;
    r->id = ev->id;
    r->subscription = sub->e.id;
    r->cause = nest_cause(&src->nest);
    r->at = ev->time;
    r->distance = a->last_send && distance < d->limit ? (uint32_t)distance : 0;
    r->tags = 0;
    r->type = ev->flags;
    keep_value(d, r, &ev->value);
    a->last_send = d->n_sends;
    a->sends++;
    if (!sub->e.ended_at)
        src->info.living[ENT_SEND]++;
}

static struct call_record *next_call(struct source *src)
{
    struct detail *d = &src->detail;
    if (!d->calls)
        d->calls = mem_zalloc(d->limit * sizeof *d->calls);
    struct call_record *r = &d->calls[d->call_at];
    if (d->n_calls >= d->limit)
        forget_call(src, r);
    if (++d->call_at == d->limit)
        d->call_at = 0;
    d->n_calls++;
    return r;
}

uint64_t detail_add_call(struct source *src, struct ent_subscription *sub, const struct event *ev)
{
    struct detail *d = &src->detail;
    if (d->limit == 0)
        return 0;
    *next_call(src) = (struct call_record){.id = ev->id,
                                           .subscription = sub ? sub->e.id : 0,
                                           .arg = ev->ref,
                                           .cause = nest_cause(&src->nest),
                                           .at = ev->time};
    if (sub)
        subscription_aside(src, sub->e.id)->calls++;
    if (sub && !sub->e.ended_at)
        src->info.living[ENT_ARG_CALL]++;
    return d->n_calls;
}

const struct send_record *detail_send(const struct detail *d, uint64_t number)
{
    bool held = number && number <= d->n_sends && d->n_sends - number < d->limit;
    return held ? &d->sends[(number - 1) % d->limit] : NULL;
}

struct call_record *detail_call(const struct detail *d, uint64_t number)
{
    bool held = number && number <= d->n_calls && d->n_calls - number < d->limit;
    return held ? &d->calls[(number - 1) % d->limit] : NULL;
}

/* The number of the record with this id among the newest `limit` of `n`, 0: none. */
static uint64_t find_number(const void *records, size_t size, uint64_t n, size_t limit,
                            entity_id id)
{
    uint64_t low = n > limit ? n - limit + 1 : 1, high = n;
    while (low <= high) {
        uint64_t mid = low + (high - low) / 2;
        entity_id at;
        memcpy(&at, (const char *)records + (mid - 1) % limit * size, sizeof at);
        if (at == id)
            return mid;
        if (at < id)
            low = mid + 1;
        else
            high = mid - 1;
    }
    return 0;
}

struct send_record *detail_find_send(const struct detail *d, entity_id id)
{
    uint64_t number = find_number(d->sends, sizeof *d->sends, d->n_sends, d->limit, id);
    return number ? &d->sends[(number - 1) % d->limit] : NULL;
}

struct call_record *detail_find_call(const struct detail *d, entity_id id)
{
    uint64_t number = find_number(d->calls, sizeof *d->calls, d->n_calls, d->limit, id);
    return number ? &d->calls[(number - 1) % d->limit] : NULL;
}

const char *detail_preview(const struct detail *d, const struct send_record *r)
{
    return r->len ? d->previews[r - d->sends] : "";
}
