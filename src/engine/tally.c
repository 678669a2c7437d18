#include "engine/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* What one subscription missed: sends, and calls of one arg. A second arg has a count of its own. */
struct tally_count {
    entity_id subscription, arg;
    uint64_t sends;     /* missed for this reader's sake */
    uint64_t unasked;   /* sends that the runtime had counted itself */
    uint64_t calls;
    uint64_t time;      /* of the newest */
    uint32_t next;      /* of the same subscription; from 1 */
};

/* ---- what the reader has seen begin ---- */

static void opened(struct tally *t, entity_id id)
{
    MEM_GROW(t->open, t->nopen, t->cap_open);
    t->open[t->nopen++] = id;
}

/* Ends come innermost first, but for what was cut short from outside. */
static bool closes(struct tally *t, entity_id id)
{
    for (size_t i = t->nopen; i-- > 0;) {
        if (t->open[i] != id)
            continue;
        t->nopen = i;
        return true;
    }
    return false;
}

/* ---- counts ---- */

static uint32_t *first_of(struct tally *t, entity_id subscription)
{
    size_t slot = ID_SLOT(subscription), had = t->cap_first;
    if (slot >= had) {
        MEM_RESERVE(t->first, slot + 1, t->cap_first);
        memset(t->first + had, 0, (t->cap_first - had) * sizeof *t->first);
    }
    return &t->first[slot];
}

static void tell_part(struct tally *t, const struct tally_count *c, unsigned for_reader,
                      uint64_t sends, uint64_t calls)
{
    struct event ev = {.kind = EV_SEND_MERGED, .flags = (uint8_t)for_reader, .time = c->time,
                       .id = c->subscription, .parent = calls, .ref = calls ? c->arg : 0,
                       .num = (int64_t)sends};
    if (sends || calls)
        sink_put(t->to, &ev);
}

static void tell(struct tally *t, struct tally_count *c)
{
    tell_part(t, c, 0, c->unasked, c->calls);
    tell_part(t, c, 1, c->sends, 0);
    c->sends = c->unasked = c->calls = 0;
}

/* `arg` 0: any will do, since only sends are counted. */
static struct tally_count *find(struct tally *t, entity_id subscription, entity_id arg)
{
    uint32_t *first = first_of(t, subscription);
    for (uint32_t at = *first; at; at = t->counts[at - 1].next) {
        struct tally_count *c = &t->counts[at - 1];
        if (c->subscription != subscription) { /* that one has ended, and its slot is used again */
            tell(t, c);
            c->subscription = subscription;
            c->arg = 0;
        }
        if (!arg || !c->arg || c->arg == arg)
            return c;
    }
    MEM_GROW(t->counts, t->n, t->cap);
    t->counts[t->n++] = (struct tally_count){.subscription = subscription, .next = *first};
    *first = (uint32_t)t->n;
    return &t->counts[t->n - 1];
}

void tally_count(struct tally *t, const struct event *ev)
{
    bool call = ev->kind == EV_ARG_CALL;
    t->refused = false;
    if (!call && (ev->kind != EV_SEND_CALL || ev->flags != SEND_NEXT))
        return; /* an end is told by the unsubscribe that follows; a return, with its call */
    struct tally_count *c = find(t, call ? ev->parent : ev->ref, call ? ev->ref : 0);
    c->time = ev->time;
    c->sends += !call;
    c->calls += call;
    if (call)
        c->arg = ev->ref;
}

static void add_merged(struct tally *t, const struct event *ev)
{
    struct tally_count *c = find(t, ev->id, ev->parent ? ev->ref : 0);
    c->time = ev->time;
    c->calls += ev->parent;
    if (ev->flags)
        c->sends += (uint64_t)ev->num;
    else
        c->unasked += (uint64_t)ev->num;
    if (ev->parent)
        c->arg = ev->ref;
}

static void tell_of(struct tally *t, entity_id subscription)
{
    if (ID_SLOT(subscription) >= t->cap_first)
        return;
    for (uint32_t at = *first_of(t, subscription); at; at = t->counts[at - 1].next)
        if (t->counts[at - 1].subscription == subscription)
            tell(t, &t->counts[at - 1]);
}

static void forget(struct tally *t)
{
    free(t->counts);
    free(t->first);
    t->counts = NULL;
    t->first = NULL;
    t->n = t->cap = t->cap_first = 0;
}

bool tally_flush(struct tally *t, bool (*room)(void *ctx), void *ctx)
{
    while (t->n && (!room || room(ctx))) {
        struct tally_count *c = &t->counts[t->n - 1];
        tell(t, c);
        *first_of(t, c->subscription) = c->next; /* the last one is the first of its slot */
        t->n--;
    }
    if (!t->n && t->cap)
        forget(t);
    return !t->n;
}

/* ---- the sink ---- */

/* An error or complete has no other count than its record, so it does not wait; but what was sent before it
 * is told before it. */
static bool begin(struct tally *t, const struct event *ev)
{
    bool end = ev->kind == EV_SEND_CALL && ev->flags != SEND_NEXT;
    if (end && t->n)
        tell_of(t, ev->ref);
    if ((end || !t->n) && sink_put(t->to, ev)) {
        opened(t, ev->id);
        return true;
    }
    t->refused = true;
    return false;
}

static bool put(struct sink *sink, const struct event *ev)
{
    struct tally *t = (struct tally *)sink;
    switch (ev->kind) {
    case EV_SEND_CALL:
    case EV_ARG_CALL:
        return begin(t, ev);
    case EV_SEND_RETURN:
    case EV_ARG_RETURN:
        return closes(t, ev->id) && sink_put(t->to, ev);
    case EV_SEND_MERGED:
        if (!t->n && !(t->slow && t->slow(t->to)))
            break;
        add_merged(t, ev);
        return true;
    case EV_UNSUBSCRIBE_CALL:
        if (t->n)
            tell_of(t, ev->id);
        break;
    }
    return sink_put(t->to, ev);
}

void tally_init(struct tally *t, struct sink *to, bool (*slow)(struct sink *to))
{
    *t = (struct tally){.sink = {put}, .to = to, .slow = slow};
}

void tally_release(struct tally *t)
{
    forget(t);
    free(t->open);
    t->open = NULL;
    t->nopen = t->cap_open = 0;
}
