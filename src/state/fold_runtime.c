/* fold_runtime.c - events about what runs: subscriptions, sends, arg calls. The hot path. */
#include "state/fold.h"

#include "state/graph.h"
#include "state/life.h"
#include "state/source.h"

/* An observable whose maker ended lives again when somebody subscribes to it. */
static void revive_observable(struct source *src, entity_id id)
{
    struct ent_observable *o = source_find(src, id);
    if (o && o->e.ended_at && observable_aside(src, id)->abandoned)
        life_revive(src, &o->e);
}

static bool may_place(const struct source *src, const struct event *ev)
{
    return graph_may_refer(src, ev->parent, KIND_BIT(ENT_SUBSCRIPTION)) &&
           graph_may_refer(src, ev->ref, KIND_BIT(ENT_OBSERVABLE));
}

/* Not an ended one: its id is used up. One that lives is placed anew; never below itself. */
static bool may_subscribe(const struct source *src, const struct event *ev)
{
    const struct ent_subscription *sub = find_subscription(src, ev->id);
    if (sub)
        return !sub->e.ended_at && !graph_is_above(src, ev->id, ev->parent);
    return life_may_define(src, ev->id, ENT_SUBSCRIPTION) &&
           !table_left(&src->tables[ENT_SUBSCRIPTION], ev->id);
}

static uint64_t order_of(const struct nest_frame *f)
{
    return f ? f->order : 0;
}

/* In whose callback a person subscribes. A producer's subscribes are how it makes its values, and a subscribe within a
 * subscribe is the library's. */
static entity_id within(struct source *src, const struct event *ev)
{
    const struct nest_frame *send = nest_top(&src->nest, NEST_SEND);
    const struct nest_frame *call = nest_top(&src->nest, NEST_ARG_CALL);
    const struct nest_frame *subscribe = nest_top(&src->nest, NEST_SUBSCRIBE);
    const struct nest_frame *in = order_of(call) > order_of(send) ? call : send;
    if (!ev->named.file || src->info.syncing || !in || order_of(subscribe) > in->order ||
        (in == call && subscribe && in->about == subscribe->id))
        return 0;
    return in->about;
}

enum status fold_SUBSCRIBE_CALL(struct source *src, const struct event *ev)
{
    unsigned owners = KIND_BIT(ENT_MODULE) | KIND_BIT(ENT_TRACK);
    if (!may_place(src, ev) || !may_subscribe(src, ev) ||
        !graph_may_refer(src, (entity_id)ev->num, owners))
        return STATUS_FORMAT;
    entity_id in = within(src, ev);
    struct ent_subscription *sub = life_define(src, ev);
    revive_observable(src, ev->ref);
    if (in)
        subscription_aside(src, ev->id)->within = in;
    subscription_aside(src, ev->id)->owner = graph_held(src, (entity_id)ev->num);
    graph_place_subscription(src, sub, ev->parent, ev->ref);
    nest_push(&src->nest, NEST_SUBSCRIBE, ev->id, 0, 0);
    return STATUS_OK;
}

enum status fold_SUBSCRIBE_RETURN(struct source *src, const struct event *ev)
{
    return fold_close(src, NEST_SUBSCRIBE, ev->id) ? STATUS_OK : STATUS_FORMAT;
}

enum status fold_SUBSCRIPTION_REBIND(struct source *src, const struct event *ev)
{
    if (ev->id == 0 || !graph_may_refer(src, ev->id, KIND_BIT(ENT_SUBSCRIPTION)) ||
        !may_place(src, ev) || graph_is_above(src, ev->id, ev->parent))
        return STATUS_FORMAT;
    struct ent_subscription *sub = find_subscription(src, ev->id);
    if (!sub || sub->e.ended_at)
        return STATUS_OK; /* it ended with its parent, before the program came to it */
    life_define(src, ev);
    revive_observable(src, ev->ref);
    graph_place_subscription(src, sub, ev->parent, ev->ref);
    return STATUS_OK;
}

enum status fold_UNSUBSCRIBE_CALL(struct source *src, const struct event *ev)
{
    if (ev->id == 0 || ev->flags > END_ORPHANED ||
        !graph_may_refer(src, ev->id, KIND_BIT(ENT_SUBSCRIPTION)))
        return STATUS_FORMAT;
    struct ent_subscription *sub = find_subscription(src, ev->id);
    nest_push(&src->nest, NEST_UNSUBSCRIBE, ev->id, 0, 0);
    if (sub)
        life_end_subscription(src, sub, ev->flags, ev->time);
    return STATUS_OK;
}

enum status fold_UNSUBSCRIBE_RETURN(struct source *src, const struct event *ev)
{
    return fold_close(src, NEST_UNSUBSCRIBE, ev->id) ? STATUS_OK : STATUS_FORMAT;
}

/* ---- Sends. ---- */

static void count_send(struct source *src, struct ent_subscription *sub, const struct event *ev)
{
    switch (ev->flags) {
    case SEND_NEXT:
        sub->next += sub->next != UINT64_MAX; /* a program may have claimed any number before */
        sub->last_at = ev->time;
        src->info.next += src->info.next != UINT64_MAX;
        break;
    case SEND_ERROR:
        sub->error++;
        src->info.error++;
        break;
    default:
        sub->complete++;
        src->info.complete++;
    }
}

/* A send to a subscription that left still counts for the source. */
static enum status count_late_send(struct source *src, const struct event *ev)
{
    struct ent_subscription nobody = {0};
    if (ev->ref == 0 || !graph_may_refer(src, ev->ref, KIND_BIT(ENT_SUBSCRIPTION)))
        return STATUS_FORMAT;
    count_send(src, &nobody, ev);
    source_touch(src);
    nest_push(&src->nest, NEST_SEND, ev->id, 0, 0);
    return STATUS_OK;
}

enum status fold_SEND_CALL(struct source *src, const struct event *ev)
{
    if (ID_KIND(ev->id) != ENT_SEND || ev->flags > SEND_COMPLETE)
        return STATUS_FORMAT;
    struct ent_subscription *sub = find_subscription(src, ev->ref);
    if (!sub)
        return count_late_send(src, ev);
    count_send(src, sub, ev);
    detail_add_send(src, sub, ev);
    source_touch(src);
    nest_push(&src->nest, NEST_SEND, ev->id, 0, ev->ref);
    return STATUS_OK;
}

/* Sends and arg calls may be merged one by one, so their ends prove nothing: they are only counted.
 */
static void close_detail(struct source *src, enum nest_kind kind, entity_id id)
{
    if (nest_pop(&src->nest, kind, id) != NEST_INNERMOST)
        src->info.unmatched++;
}

enum status fold_SEND_RETURN(struct source *src, const struct event *ev)
{
    if (ID_KIND(ev->id) != ENT_SEND)
        return STATUS_FORMAT;
    close_detail(src, NEST_SEND, ev->id);
    return STATUS_OK;
}

static void add_to(uint64_t *counter, uint64_t n)
{
    if (__builtin_add_overflow(*counter, n, counter))
        *counter = UINT64_MAX;
}

enum status fold_SEND_MERGED(struct source *src, const struct event *ev)
{
    if (ev->num < 0 || ev->flags > 1 ||
        !graph_may_refer(src, ev->id, KIND_BIT(ENT_SUBSCRIPTION)) ||
        !graph_may_refer(src, ev->ref, KIND_BIT(ENT_ARG)))
        return STATUS_FORMAT;
    uint64_t n = (uint64_t)ev->num, merged = ev->flags ? n : 0;
    struct ent_subscription *sub = find_subscription(src, ev->id);
    add_to(&src->info.next, n);
    add_to(&src->info.merged, merged);
    add_to(&src->info.arg_calls, ev->parent);
    struct ent_arg *arg = source_find(src, ev->ref);
    if (arg)
        add_to(&arg->calls, ev->parent);
    if (sub) {
        add_to(&sub->next, n);
        add_to(&sub->merged, merged);
        if (n)
            sub->last_at = ev->time;
    }
    if (ev->flags)
        nest_forget_detail(&src->nest);
    if (n || ev->parent)
        source_touch(src);
    return STATUS_OK;
}

/* ---- Arg calls. ---- */

enum status fold_ARG_CALL(struct source *src, const struct event *ev)
{
    if (ID_KIND(ev->id) != ENT_ARG_CALL ||
        !graph_may_refer(src, ev->parent, KIND_BIT(ENT_SUBSCRIPTION)) ||
        !graph_may_refer(src, ev->ref, KIND_BIT(ENT_ARG)))
        return STATUS_FORMAT;
    if (ev->flags) { /* told again, by a snapshot */
        nest_push(&src->nest, NEST_ARG_CALL, ev->id, 0, ev->parent);
        return STATUS_OK;
    }
    struct ent_arg *arg = source_find(src, ev->ref);
    if (arg)
        arg->calls++;
    add_to(&src->info.arg_calls, 1);
    uint64_t number = detail_add_call(src, find_subscription(src, ev->parent), ev);
    nest_push(&src->nest, NEST_ARG_CALL, ev->id, number, ev->parent);
    source_touch(src);
    return STATUS_OK;
}

enum status fold_ARG_RETURN(struct source *src, const struct event *ev)
{
    if (ID_KIND(ev->id) != ENT_ARG_CALL || !graph_may_refer(src, ev->ref, KIND_BIT(ENT_OBSERVABLE)))
        return STATUS_FORMAT;
    const struct nest_frame *frame = nest_find(&src->nest, NEST_ARG_CALL, ev->id);
    struct call_record *r = frame ? detail_call(&src->detail, frame->mark) : NULL;
    if (r && ev->ref) {
        r->observable = graph_held(src, ev->ref);
        source_touch(src);
    }
    close_detail(src, NEST_ARG_CALL, ev->id);
    return STATUS_OK;
}
