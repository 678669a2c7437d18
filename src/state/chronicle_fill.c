/* chronicle_fill.c - a chronicle begins with what the state holds anyway: recorded sends and arg calls, when
 * subscriptions began and ended, and the log; in the order of their times. */
#include "state/chronicle.h"

#include <stdlib.h>

#include "base/mem.h"
#include "state/detail.h"
#include "state/log.h"
#include "state/source.h"

enum { SUBSCRIPTIONS_MOST = 65536 }; /* of a source: walking more would hold up the key that asks */

/* One thing from before: where its text is, and which of several at one time it was. */
struct earlier {
    struct chronicle_entry e;
    const char *text;
    size_t len;
    uint64_t order;
};

struct gathered {
    struct earlier *items;
    size_t n, cap;
};

/* At one time: first the subscriptions, then what was sent, then the ends, then what was said of it. */
enum { BEGINS = 0, SENDS = 1, ENDS = 2, LINES = 3 };

static struct earlier *gather(struct gathered *g, const struct source *src, uint64_t at, unsigned rank)
{
    MEM_GROW(g->items, g->n, g->cap);
    struct earlier *x = &g->items[g->n];
    *x = (struct earlier){.e = {.wall = log_wall(&src->info, at), .source = src->info.source},
                          .order = (uint64_t)rank << 56 | g->n};
    g->n++;
    return x;
}

static void gather_send(struct gathered *g, const struct source *src, const struct send_record *r)
{
    struct earlier *x = gather(g, src, r->at, SENDS);
    x->e.kind = EV_SEND_CALL;
    x->e.flags = r->type;
    x->e.about = r->subscription;
    x->e.own = r->id;
    x->e.cause = r->cause;
    x->e.num = r->scalar;
    x->e.full = r->full;
    x->e.value = r->value_type;
    x->text = detail_preview(&src->detail, r);
    x->len = r->len;
}

static void gather_call(struct gathered *g, const struct source *src, const struct call_record *r)
{
    struct earlier *x = gather(g, src, r->at, SENDS);
    x->e.kind = EV_ARG_CALL;
    x->e.about = r->arg;
    x->e.own = r->id;
    x->e.cause = r->cause;
    x->e.num = (int64_t)r->subscription;
}

/* Sends and arg calls are two stores: what one of them caused comes behind it. */
static void gather_detail(struct gathered *g, const struct source *src, size_t most)
{
    const struct detail *d = &src->detail;
    uint64_t send = d->n_sends > d->limit ? d->n_sends - d->limit + 1 : 1;
    uint64_t call = d->n_calls > d->limit ? d->n_calls - d->limit + 1 : 1;
    if (d->n_sends > most && send < d->n_sends - most + 1)
        send = d->n_sends - most + 1;
    if (d->n_calls > most && call < d->n_calls - most + 1)
        call = d->n_calls - most + 1;
    for (;;) {
        const struct send_record *s = detail_send(d, send);
        const struct call_record *c = detail_call(d, call);
        if (!s && !c)
            return;
        if (c && (!s || c->at < s->at || (c->at == s->at && (s->cause == c->id || c->cause != s->id)))) {
            gather_call(g, src, c);
            call++;
        } else {
            gather_send(g, src, s);
            send++;
        }
    }
}

static void gather_subscription(struct gathered *g, const struct source *src, const struct ent_subscription *sub)
{
    struct earlier *x = gather(g, src, sub->e.created_at, BEGINS);
    x->e.kind = EV_SUBSCRIBE_CALL;
    x->e.about = sub->e.id;
    x->e.own = sub->observable;
    x->e.num = (int64_t)sub->parent;
    if (!sub->e.ended_at)
        return;
    x = gather(g, src, sub->e.ended_at, ENDS);
    x->e.kind = EV_UNSUBSCRIBE_CALL;
    x->e.flags = sub->end;
    x->e.about = sub->e.id;
}

static void gather_subscriptions(struct gathered *g, const struct source *src)
{
    const struct table *t = &src->tables[ENT_SUBSCRIPTION];
    size_t n = 0;
    for (const struct entity *e = table_next(t, 0); e && n < SUBSCRIPTIONS_MOST; e = table_next(t, ID_SLOT(e->id)), n++)
        gather_subscription(g, src, (const struct ent_subscription *)(const void *)e);
}

/* A line of the log does not say which version a swap led to; the track's history does. */
static uint32_t version_at(const struct state *s, const struct log_line *l)
{
    const struct track_version *v;
    size_t n = l->kind == EV_SWAP_RESULT ? query_versions(s, (struct ref){l->source, l->id}, &v) : 0;
    while (n > 0 && v[n - 1].at > l->at)
        n--;
    return n > 0 ? v[n - 1].version : 0;
}

static void gather_log(struct gathered *g, const struct state *s)
{
    for (uint64_t seq = s->n_log > s->limits.log_lines ? s->n_log - s->limits.log_lines + 1 : 1; seq <= s->n_log; seq++) {
        const struct log_line *l = log_line(s, seq);
        const struct source *src = l ? source_peek(s, l->source) : NULL;
        if (!src)
            continue;
        struct earlier *x = gather(g, src, l->at, LINES);
        x->e.wall = l->wall;
        x->e.kind = l->kind;
        x->e.flags = l->flags;
        x->e.about = l->id;
        x->e.num = version_at(s, l);
        x->text = text_bytes(&s->texts, l->text, &x->len);
    }
}

static int by_time(const void *a, const void *b)
{
    const struct earlier *x = a, *y = b;
    if (x->e.wall != y->e.wall)
        return x->e.wall < y->e.wall ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

void chronicle_fill(struct state *s)
{
    struct gathered g = {0};
    for (size_t i = 0; i < s->n_sources; i++) {
        gather_subscriptions(&g, s->sources[i]);
        gather_detail(&g, s->sources[i], s->chronicle.limit);
    }
    gather_log(&g, s);
    if (g.n)
        qsort(g.items, g.n, sizeof *g.items, by_time);
    for (size_t i = g.n > s->chronicle.limit ? g.n - s->chronicle.limit : 0; i < g.n; i++)
        chronicle_put(s, &g.items[i].e, g.items[i].text, g.items[i].len);
    free(g.items);
}
