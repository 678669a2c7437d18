#include "ui/streams.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/event_line.h"

enum {
    DEPTH_MOST = 48,   /* streams behind one another */
    ROOTS_MOST = 8,    /* subscriptions of one node */
    LATE = 1,          /* seconds by which a program may tell late */
    MARKS_MOST = 1 << 17,
    MARKS_KEPT = 1 << 14 /* with more, what has left the stretch is gathered no more */
};

/* ---- Which streams. ---- */

static bool has(const struct streams *to, struct ref r)
{
    for (size_t i = 0; i < to->n; i++)
        if (ref_eq(to->refs[i], r))
            return true;
    return false;
}

static bool is_over(const struct state *s, struct ref r, uint64_t since)
{
    const struct ent_subscription *sub = query_subscription(s, r);
    return !sub || (sub->e.ended_at && query_wall(s, r.source, sub->e.ended_at) < since);
}

/* What feeds it comes first. */
static void add_fed(struct streams *to, const struct state *s, struct ref r, uint64_t since, unsigned depth)
{
    entity_id child = 0;
    if (has(to, r) || depth == DEPTH_MOST)
        return;
    while ((child = query_next_child(s, r, child)) && to->n < MARBLE_ROWS)
        if (!is_over(s, (struct ref){r.source, child}, since))
            add_fed(to, s, (struct ref){r.source, child}, since, depth + 1);
    if (to->n == MARBLE_ROWS || child)
        to->left_out++;
    if (to->n < MARBLE_ROWS)
        to->refs[to->n++] = r;
}

static void add_one(struct streams *to, const struct state *s, struct ref r, uint64_t since)
{
    if (r.id && !is_over(s, r, since))
        add_fed(to, s, r, since, 0);
}

static void add_subscriptions(struct streams *to, const struct state *s, struct ref observable, uint64_t since)
{
    size_t n = 0;
    for (entity_id id = 0; n < ROOTS_MOST && (id = query_next_subscription(s, observable, id)); n++)
        add_one(to, s, (struct ref){observable.source, id}, since);
}

/* What it subscribed to itself, and what is subscribed to its tracks. */
static void add_module(struct streams *to, const struct state *s, struct ref module, uint64_t since)
{
    size_t n = 0;
    for (entity_id id = 0; n < ROOTS_MOST && (id = query_next_root(s, module, id)); n++)
        add_one(to, s, (struct ref){module.source, id}, since);
    for (entity_id id = 0; (id = query_next_track(s, module, id));) {
        const struct ent_track *t = query_track(s, (struct ref){module.source, id});
        entity_id result = t ? query_result(s, (struct ref){module.source, t->entity}) : 0;
        if (result)
            add_subscriptions(to, s, (struct ref){module.source, result}, since);
    }
}

void streams_add(struct streams *to, const struct state *s, const struct tree_node *n, uint64_t since)
{
    entity_id observable;
    if (ID_KIND(n->ref.id) == ENT_SUBSCRIPTION)
        add_one(to, s, n->ref, since);
    else if (n->kind != NODE_SOURCE && n->kind != NODE_MODULE && (observable = node_observable(s, n)))
        add_subscriptions(to, s, (struct ref){n->ref.source, observable}, since);
    else if (ID_KIND(n->ref.id) == ENT_MODULE)
        add_module(to, s, n->ref, since);
    else if (n->ref.source)
        for (entity_id id = 0; (id = query_next(s, n->ref.source, ENT_MODULE, id));)
            add_module(to, s, (struct ref){n->ref.source, id}, since);
    if (n->kind == NODE_SOURCE || n->kind == NODE_LOOSE)
        add_module(to, s, (struct ref){n->ref.source, 0}, since);
}

/* ---- What they got. ---- */

static size_t slot_of(struct ref r)
{
    return (size_t)((r.id ^ (uint64_t)r.source << 40) * 0x9e3779b97f4a7c15u >> 40) % STREAM_SLOTS;
}

static struct stream *find(struct gathered *g, struct ref r)
{
    for (size_t at = slot_of(r); g->slots[at]; at = (at + 1) % STREAM_SLOTS)
        if (ref_eq(g->streams[g->slots[at] - 1].ref, r))
            return &g->streams[g->slots[at] - 1];
    return NULL;
}

static unsigned row_of(const struct gathered *g, const struct stream *st)
{
    return (unsigned)(st - g->streams);
}

/* A number with more digits than a row has room for says more with fewer. */
static void print_value(const struct happening *h, struct str *out)
{
    if (h->value.type == VT_ABSENT || h->text_gone)
        return;
    if (h->value.type == VT_F64)
        str_addf(out, "%.6g", h->value.f64);
    else
        event_value_print(&h->value, out);
}

static void add_mark(struct gathered *g, const struct stream *st, uint64_t wall, enum marble_kind kind, uint64_t n,
                     const struct happening *h)
{
    struct str text = STR_INIT;
    if (h)
        print_value(h, &text);
    marble_add(&g->marble, row_of(g, st), wall, kind, n, text.len ? str_text(&text) : NULL);
    str_release(&text);
}

static void flush(struct gathered *g, struct stream *st)
{
    struct happening h;
    if (st->n && query_happening(g->s, st->last, &h))
        add_mark(g, st, h.wall, MARBLE_NEXT, st->n, &h);
    st->n = 0;
}

static void take_value(struct gathered *g, struct stream *st, const struct happening *h)
{
    uint64_t slot = h->wall / g->step;
    if (slot != st->slot)
        flush(g, st);
    st->slot = slot;
    st->last = h->seq;
    st->n++;
}

static void take_swap(struct gathered *g, const struct happening *h)
{
    struct str text = STR_INIT;
    if (h->flags == SWAP_UNCHANGED || h->flags == SWAP_NEW || ID_KIND(h->about.id) != ENT_TRACK)
        return;
    const char *end = h->text_len ? memchr(h->text, '\n', h->text_len) : NULL;
    size_t len = end ? (size_t)(end - h->text) : h->text_len;
    str_add(&text, swap_outcome_name(h->flags));
    if (len)
        str_addf(&text, " (%.*s)", (int)len, h->text);
    for (size_t i = 0; i < g->rows.n; i++) {
        struct stream *st = &g->streams[i];
        if (st->track != h->about.id || st->ref.source != h->about.source)
            continue;
        flush(g, st);
        marble_add(&g->marble, row_of(g, st), h->wall, MARBLE_SWAP, (uint64_t)h->num, str_text(&text));
    }
    str_release(&text);
}

static void take(struct gathered *g, const struct happening *h)
{
    struct stream *st;
    if (h->kind == EV_SWAP_RESULT) {
        take_swap(g, h);
        return;
    }
    if ((h->kind != EV_SEND_CALL && h->kind != EV_SEND_MERGED) || !(st = find(g, h->about)))
        return;
    if (h->kind == EV_SEND_CALL && h->flags == SEND_NEXT) {
        take_value(g, st, h);
        return;
    }
    flush(g, st);
    if (h->kind == EV_SEND_MERGED && h->num > 0)
        marble_add(&g->marble, row_of(g, st), h->wall, MARBLE_MERGED, (uint64_t)h->num, NULL);
    else if (h->kind == EV_SEND_CALL)
        add_mark(g, st, h->wall, h->flags == SEND_ERROR ? MARBLE_ERROR : MARBLE_COMPLETE, 0,
                 h->flags == SEND_ERROR ? h : NULL);
}

/* When it began and ended is known of the subscription itself. */
static void add_life(struct gathered *g, struct stream *st)
{
    static const enum marble_kind kinds[] = {MARBLE_UNSUBSCRIBED, MARBLE_COMPLETE, MARBLE_ERROR, MARBLE_UNSUBSCRIBED,
                                             MARBLE_UNSUBSCRIBED};
    const struct ent_subscription *sub = query_subscription(g->s, st->ref);
    if (sub && !st->began)
        add_mark(g, st, query_wall(g->s, st->ref.source, sub->e.created_at), MARBLE_BEGIN, 0, NULL);
    if (sub && sub->e.ended_at && !st->ended)
        add_mark(g, st, query_wall(g->s, st->ref.source, sub->e.ended_at), kinds[sub->end % ARRAY_LEN(kinds)], 0, NULL);
    st->began = true;
    st->ended = sub && sub->e.ended_at;
}

/* What it had before the stretch begins. */
static void add_before(struct gathered *g, const struct stream *st)
{
    struct send_view send;
    if (!query_sends(g->s, st->ref, &send, 1) || send.type != SEND_NEXT)
        return;
    struct happening h = {.wall = query_wall(g->s, st->ref.source, send.at), .value = send.value};
    if (h.wall < g->from)
        add_mark(g, st, h.wall, MARBLE_NEXT, 1, &h);
}

static void add_stream(struct gathered *g, struct ref r)
{
    struct str name = STR_INIT;
    const struct ent_subscription *sub = query_subscription(g->s, r);
    event_entity(g->s, r, &name);
    unsigned row = marble_row(&g->marble, str_text(&name));
    g->streams[row] = (struct stream){.ref = r};
    g->streams[row].track = sub ? query_track_of(g->s, (struct ref){r.source, sub->observable}) : 0;
    str_release(&name);
    size_t at = slot_of(r);
    while (g->slots[at])
        at = (at + 1) % STREAM_SLOTS;
    g->slots[at] = (uint16_t)(row + 1);
}

/* ---- From frame to frame. ---- */

void gathered_release(struct gathered *g)
{
    marble_release(&g->marble);
    *g = (struct gathered){0};
}

static bool same_rows(const struct streams *a, const struct streams *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++)
        if (!ref_eq(a->refs[i], b->refs[i]))
            return false;
    return a->n == b->n;
}

/* Time has only gone on. */
static bool goes_on(const struct gathered *g, const struct streams *rows, const struct state *s,
                    const struct stretch *t)
{
    return g->s == s && same_rows(&g->rows, rows) && g->step == t->step && t->from >= g->from && t->to >= g->to &&
           (t->until == UINT64_MAX || g->next <= t->until + 1) && g->marble.n < MARKS_KEPT;
}

static void begin(struct gathered *g, const struct streams *rows, const struct state *s, uint64_t from, uint64_t step)
{
    uint64_t since = from > LATE * NS_PER_S ? from - LATE * NS_PER_S : 0;
    gathered_release(g);
    *g = (struct gathered){.s = s, .rows = *rows, .from = from, .step = step, .marble = {.limit = MARKS_MOST}};
    g->next = query_happening_at(s, since);
    for (size_t i = 0; i < rows->n; i++) {
        add_stream(g, rows->refs[i]);
        add_before(g, &g->streams[i]);
    }
}

void streams_gather(struct gathered *g, const struct streams *rows, const struct state *s, const struct stretch *t)
{
    struct happening h;
    struct happenings kept;
    if (!goes_on(g, rows, s, t))
        begin(g, rows, s, t->from, t->step);
    query_happenings(s, &kept);
    if (g->next < kept.first)
        g->next = kept.first; /* those between came and went since */
    for (; g->next <= t->until && query_happening(s, g->next, &h) && h.wall <= t->to + LATE * NS_PER_S; g->next++)
        take(g, &h);
    g->to = t->to;
    for (size_t i = 0; i < rows->n; i++) {
        flush(g, &g->streams[i]);
        add_life(g, &g->streams[i]);
    }
}
