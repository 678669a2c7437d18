/* tell_entity.c - one entity in a snapshot: its record, its places, its counts, its tags. */
#include "state/snapshot_int.h"

#include <string.h>

#include "state/graph.h"

/* ---- What stands where. ---- */

entity_id tell_living(const struct teller *t, entity_id id)
{
    const struct entity *e = source_find(t->src, id);
    return e && !e->ended_at ? id : 0;
}

/* The lists that an entity of a kind is in: the owner's id in the record, the link in the aside. */
static const struct membership {
    size_t owner, link;
} lists[ENT_ARG + 1][2] = {
#define IN(type, owner, link) {offsetof(struct ent_##type, owner), offsetof(struct aside_##type, link)}
    [ENT_OPERATOR] = {IN(operator, pipe, in_pipe), IN(operator, fun, in_fun)},
    [ENT_ARG] = {IN(arg, parent, sibling)},
    [ENT_SUBSCRIPTION] = {IN(subscription, parent, in_parent),
                          IN(subscription, observable, in_observable)},
#undef IN
};
static const size_t made_link = offsetof(struct aside_observable, made);

/* The subscription whose arg call made it. */
static entity_id maker_of(const struct teller *t, entity_id observable)
{
    uint32_t slot = observable_aside(t->src, observable)->maker;
    return slot ? subscription_at(t->src, slot)->e.id : 0;
}

entity_id tell_owner(const struct teller *t, entity_id id, bool second)
{
    const struct membership *in = &lists[ID_KIND(id)][second];
    entity_id owner = 0;
    if (ID_KIND(id) == ENT_OBSERVABLE && !second)
        return tell_living(t, maker_of(t, id));
    if (in->owner)
        memcpy(&owner, (const char *)source_find(t->src, id) + in->owner, sizeof owner);
    return tell_living(t, owner);
}

/* The one before it among the roots: they share the link with a parent's list. */
static entity_id root_before(const struct teller *t, entity_id id)
{
    const struct aside_subscription *a = subscription_aside(t->src, id);
    uint32_t slot = a->root == ROOT_LIVING ? a->in_parent.prev : 0;
    return slot ? ((struct entity *)table_record(&t->src->tables[ENT_SUBSCRIPTION], slot))->id : 0;
}

entity_id tell_before(const struct teller *t, entity_id id, bool second)
{
    if (ID_KIND(id) == ENT_SUBSCRIPTION && !second && subscription_aside(t->src, id)->root)
        return root_before(t, id);
    const struct table *table = &t->src->tables[ID_KIND(id)];
    bool made = ID_KIND(id) == ENT_OBSERVABLE && !second;
    const struct membership *in = &lists[ID_KIND(id)][second];
    if ((!made && !in->owner) || !tell_owner(t, id, second))
        return 0;
    uint32_t slot = ID_SLOT(id);
    do {
        slot = list_link(table, made ? made_link : in->link, slot)->prev;
    } while (slot && ((struct entity *)table_record(table, slot))->ended_at);
    return slot ? ((struct entity *)table_record(table, slot))->id : 0;
}

void tell_needs(const struct teller *t, entity_id id, entity_id *out)
{
    for (unsigned second = 0; second < 2; second++) {
        out[2 * second] = tell_owner(t, id, second);
        out[2 * second + 1] = tell_before(t, id, second);
    }
    const void *e = source_find(t->src, id);
    if (ID_KIND(id) == ENT_OBSERVABLE)
        out[2] = tell_living(t, ((const struct ent_observable *)e)->parent);
    if (ID_KIND(id) == ENT_PIPE) {
        out[0] = tell_living(t, ((const struct ent_pipe *)e)->track);
        out[1] = tell_living(t, ((const struct ent_pipe *)e)->source);
    }
    if (ID_KIND(id) == ENT_ARG)
        out[2] = tell_living(t, ((const struct ent_arg *)e)->observable);
}

/* ---- Records. ---- */

/* The owner in a list, unless it joins later. */
static entity_id owner_now(const struct teller *t, entity_id id, bool second)
{
    bool later = *tell_mark(t, id) & (second ? TELL_LATER_B : TELL_LATER_A);
    return later ? 0 : tell_owner(t, id, second);
}

/* A reference that is in no list; `from` is told again when it is not known yet. */
static entity_id refer(struct teller *t, entity_id from, entity_id to)
{
    if (ID_KIND(to) > ENT_ARG)
        return to;
    to = tell_living(t, to);
    if (!to || *tell_mark(t, to) & TELL_DONE)
        return to;
    *tell_mark(t, from) |= TELL_AGAIN;
    return 0;
}

static void tell_merged(struct teller *t, entity_id subscription, uint64_t n, unsigned gap, uint64_t at)
{
    struct event ev = {.kind = EV_SEND_MERGED, .id = subscription, .flags = (uint8_t)gap, .time = at};
    for (; n > 0; n -= (uint64_t)ev.num) {
        ev.num = n < INT64_MAX ? (int64_t)n : INT64_MAX;
        tell_event(t, ev);
    }
}

static void tell_observable(struct teller *t, const struct ent_observable *o, bool first)
{
    struct event ev = tell_head(&o->e, EV_OBSERVABLE_CREATE);
    entity_id maker = owner_now(t, o->e.id, false);
    struct event call = {.kind = EV_ARG_CALL, .id = o->parent, .parent = maker, .flags = 1,
                         .time = o->e.created_at};
    ev.parent = refer(t, o->e.id, o->parent);
    ev.num = o->flags;
    ev.flags = observable_aside(t->src, o->e.id)->abandoned;
    if (maker)
        tell_event(t, call);
    tell_event(t, ev);
    call.kind = EV_ARG_RETURN;
    if (maker)
        tell_event(t, call);
    ev = tell_head(&o->e, EV_FACTORY_CALL);
    tell_text(t, o->args_text, &ev);
    if (o->variable)
        ev.named.name = o->variable;
    if (first && (ev.text_len || o->variable))
        tell_event(t, ev);
}

/* Its result mostly comes behind its operators, and is told at the very end (tell_results). */
static void tell_pipe(struct teller *t, const struct ent_pipe *p)
{
    struct event ev = tell_head(&p->e, EV_PIPE_CALL);
    ev.parent = refer(t, p->e.id, p->track);
    ev.ref = refer(t, p->e.id, p->source);
    ev.num = p->operators;
    tell_event(t, ev);
    tell_event(t, (struct event){.kind = EV_PIPE_RETURN, .id = p->e.id, .time = p->e.created_at});
}

static void tell_operator_fun(struct teller *t, const struct ent_operator_fun *f)
{
    struct event ev = tell_head(&f->e, EV_OPERATOR_FUN);
    tell_text(t, f->args_text, &ev);
    tell_event(t, ev);
}

/* The observable that it makes needs nothing else, as a rule, and goes between its call and its return. */
static void tell_target(struct teller *t, const struct ent_operator *op)
{
    const struct ent_observable *o = tell_living(t, op->target) ? source_find(t->src, op->target) : NULL;
    if (!o || *tell_mark(t, op->target) || o->parent != op->e.id)
        return;
    *tell_mark(t, op->target) |= TELL_DONE;
    tell_entity(t, op->target, true);
}

static void tell_operator(struct teller *t, const struct ent_operator *op)
{
    struct event ev = tell_head(&op->e, EV_OPERATOR_CALL);
    ev.parent = owner_now(t, op->e.id, false);
    ev.ref = owner_now(t, op->e.id, true);
    ev.num = op->position;
    tell_event(t, ev);
    tell_target(t, op);
    ev = tell_head(&op->e, EV_OPERATOR_RETURN);
    ev.parent = refer(t, op->e.id, op->source);
    ev.ref = refer(t, op->e.id, op->target);
    tell_event(t, ev);
}

static void tell_arg(struct teller *t, const struct ent_arg *a, bool first)
{
    struct event ev = tell_head(&a->e, EV_ARG);
    ev.parent = owner_now(t, a->e.id, false);
    ev.ref = refer(t, a->e.id, a->observable);
    ev.num = a->generation;
    ev.flags = a->type;
    tell_text(t, a->path, &ev);
    tell_event(t, ev);
    struct event value = {.kind = EV_ARG_VALUE, .id = a->e.id, .time = a->e.created_at};
    tell_text(t, a->value, &value);
    if (a->type == ARG_PLAIN || a->value)
        tell_event(t, value);
    if (first && a->calls)
        tell_event(t, (struct event){.kind = EV_SEND_MERGED, .ref = a->e.id, .parent = a->calls,
                                     .time = a->e.created_at});
}

static void tell_total(struct teller *t, entity_id id, unsigned code, uint32_t n)
{
    struct event ev = {.kind = EV_TOTAL, .id = id, .flags = (uint8_t)code, .num = n};
    if (n)
        tell_event(t, ev);
}

static void tell_counts(struct teller *t, const struct ent_subscription *sub)
{
    tell_merged(t, sub->e.id, sub->merged, 1, sub->last_at);
    tell_merged(t, sub->e.id, sub->next - sub->merged, 0, sub->last_at);
    tell_total(t, sub->e.id, TOTAL_ERROR, sub->error);
    tell_total(t, sub->e.id, TOTAL_COMPLETE, sub->complete);
}

static void tell_subscription(struct teller *t, const struct ent_subscription *sub, bool first)
{
    struct event ev = tell_head(&sub->e, first ? EV_SUBSCRIBE_CALL : EV_SUBSCRIPTION_REBIND);
    ev.parent = owner_now(t, sub->e.id, false);
    ev.ref = owner_now(t, sub->e.id, true);
    ev.num = (int64_t)tell_living(t, subscription_aside(t->src, sub->e.id)->owner);
    tell_event(t, ev);
    if (!first)
        return;
    tell_event(t, (struct event){.kind = EV_SUBSCRIBE_RETURN, .id = sub->e.id, .time = sub->e.created_at});
    tell_counts(t, sub);
}

void tell_entity(struct teller *t, entity_id id, bool first)
{
    const struct entity *e = source_find(t->src, id);
    switch (ID_KIND(id)) {
    case ENT_OBSERVABLE:
        tell_observable(t, (const void *)e, first);
        break;
    case ENT_PIPE:
        tell_pipe(t, (const void *)e);
        break;
    case ENT_OPERATOR_FUN:
        tell_operator_fun(t, (const void *)e);
        break;
    case ENT_OPERATOR:
        tell_operator(t, (const void *)e);
        break;
    case ENT_ARG:
        tell_arg(t, (const void *)e, first);
        break;
    default:
        tell_subscription(t, (const void *)e, first);
    }
    if (first)
        tell_tags(t, e);
}
