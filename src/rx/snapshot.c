/* snapshot.c - what lives, told to one late reader in slices: a cursor over the slots of all ids, which
 * stays where it is while things come and go. Loop thread. */
#include "rx/snapshot.h"

#include "base/mem.h"
#include "rx/rx_int.h"

enum { CLOCK_EVERY = 64 }; /* slots between two looks at the clock */

void rx_snapshot_teller(rx_snapshot_tell_fn *tell, void *ctx)
{
    rx_rt->above.tell = tell;
    rx_rt->above.ctx = ctx;
}

/* ---- one entity ------------------------------------------------------------------------------------- */

static void put_subscription(struct rx_teller *t, struct rx_node *c, entity_id id)
{
    rx_put_subscription(t, EV_SUBSCRIBE_CALL, c, id, c->since);
    struct event ret = {.kind = EV_SUBSCRIBE_RETURN, .id = id};
    rx_put(t, &ret, c->since);
    struct event sends = {.kind = EV_SEND_MERGED, .id = id, .num = (int64_t)c->told};
    if (c->told)
        rx_put(t, &sends, c->last_at);
}

static void push_path(struct rx_node *c)
{
    MEM_GROW(rx_rt->path, rx_rt->path_n, rx_rt->path_cap);
    rx_rt->path[rx_rt->path_n++] = c;
}

/* `id` is the node's, or was until just now: its end is being told. */
static void tell_subscription(struct rx_teller *t, struct rx_node *node, entity_id id)
{
    size_t base = rx_rt->path_n;
    push_path(node);
    for (struct rx_node *c = rx_feeds(node); c && c->id && !known_has(t->known, c->id); c = rx_feeds(c))
        push_path(c);
    while (rx_rt->path_n > base) {
        struct rx_node *c = rx_rt->path[--rx_rt->path_n];
        entity_id of = c == node ? id : c->id;
        if (c->obs)
            rx_tell_definition(t, c->obs, 0);
        if (known_add(t->known, of))
            put_subscription(t, c, of);
    }
}

/* The owner of an arg: see rx_id_enter(). */
static void tell_owner(struct rx_teller *t, void *owner)
{
    uintptr_t p = (uintptr_t)owner;
    if (p & 1)
        rx_tell_operator_fun(t, (rx_operator *)(p - 1));
    else
        rx_tell_definition(t, owner, 0);
}

static void tell(struct rx_teller *t, void *object, entity_id id)
{
    rx_observable *top = NULL;
    switch (ID_KIND(id)) {
    case ENT_OBSERVABLE:
    case ENT_OPERATOR:
        rx_tell_definition(t, object, 0);
        break;
    case ENT_PIPE:
        for (uint32_t i = 0; !top && i < ((struct rx_pipe *)object)->n; i++)
            top = ((struct rx_pipe *)object)->targets[i];
        if (top)
            rx_tell_definition(t, top, 0);
        else if (known_add(t->known, id))
            rx_tell_empty_pipe(t, object);
        break;
    case ENT_OPERATOR_FUN:
        rx_tell_operator_fun(t, object);
        break;
    case ENT_SUBSCRIPTION:
        tell_subscription(t, object, id);
        break;
    case ENT_ARG:
        tell_owner(t, object);
        break;
    default:
        break;
    }
}

static void tell_above(struct rx_snapshot *s, entity_id id)
{
    if (!rx_rt->above.tell || !rx_rt->above.tell(rx_rt->above.ctx, s, id, false) ||
        ID_KIND(id) != ENT_TRACK)
        return;
    MEM_GROW(rx_rt->later, rx_rt->later_n, rx_rt->later_cap);
    rx_rt->later[rx_rt->later_n++] = id;
}

static void tell_rest(struct rx_snapshot *s, size_t base)
{
    while (rx_rt->later_n > base)
        rx_rt->above.tell(rx_rt->above.ctx, s, rx_rt->later[--rx_rt->later_n], true);
}

bool rx_snapshot_need(struct rx_snapshot *s, entity_id id)
{
    if (known_has(s->known, id))
        return true;
    void *object = rx_id_object(id);
    if (!object)
        return false;
    const struct sink *outer = rx_rt->need_to;
    size_t base = rx_rt->later_n;
    struct rx_teller t = {.to = s->to, .known = s->known};
    rx_rt->need_to = s->to;
    if (ID_KIND(id) == ENT_MODULE || ID_KIND(id) == ENT_TRACK)
        tell_above(s, id);
    else
        tell(&t, object, id);
    if (outer != s->to) /* not from inside of this very function */
        tell_rest(s, base);
    rx_rt->need_to = outer;
    return known_has(s->known, id);
}

/* ---- all of them --------------------------------------------------------------------------------------- */

/* What is still to be told of single subscriptions goes out first: the totals are then their sum. */
static void put_totals(struct rx_snapshot *s)
{
    rx_flush_counts();
    static const uint8_t told[] = {TOTAL_NEXT, TOTAL_ERROR, TOTAL_COMPLETE, TOTAL_ARG_CALLS};
    struct rx_teller t = {.to = s->to, .known = s->known};
    for (size_t i = 0; i < ARRAY_LEN(told); i++) {
        struct event ev = {.kind = EV_TOTAL, .flags = told[i], .num = (int64_t)rx_rt->totals[told[i]]};
        rx_put(&t, &ev, rx_now());
    }
}

/* The next id that lives and is not known to the reader; 0: there is none in this slot. */
static entity_id next_slot(struct rx_snapshot *s)
{
    const struct rx_ids *ids = &rx_rt->ids[s->kind];
    if (s->slot >= ids->top) {
        s->kind++;
        s->slot = 0;
        return 0;
    }
    uint32_t slot = ++s->slot;
    return ids->objects[slot] ? ID_MAKE(s->kind, ids->reuse[slot], slot) : 0;
}

bool rx_snapshot_step(struct rx_snapshot *s, uint64_t ns, bool (*full)(void *ctx), void *ctx)
{
    assert(rx_rt->depth == 0);
    if (s->kind > ENT_ARG)
        return true;
    uint64_t start = rx_now();
    for (unsigned n = 1; s->kind <= ENT_ARG; n++) {
        entity_id id = next_slot(s);
        if (id && !known_has(s->known, id)) {
            rx_snapshot_need(s, id);
            if (full && full(ctx))
                return false;
        }
        if (n % CLOCK_EVERY == 0 && s->kind <= ENT_ARG && rx_now() - start >= ns)
            return false; /* the totals belong to the last slot */
    }
    put_totals(s);
    return true;
}
