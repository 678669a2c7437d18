/* op_combine.c - several sources: the creators merge and combine_latest, the operator with_latest_from. One
 * node holds an inner consumer for each source. */
#include "rx/op.h"

#include <stdlib.h>

#include "base/mem.h"

/* What each of several sources has sent last, while a function may borrow it. */
struct latest {
    rx_value *values;
    bool *has;
    uint32_t n, missing; /* those that have sent nothing yet */
    unsigned running;    /* depth of the call of the function on the stack, which borrows them; 0: none */
    struct rx_queue late; /* replaced meanwhile; released after it */
};

static void latest_init(struct latest *l, uint32_t n)
{
    l->n = l->missing = n;
    l->values = mem_zalloc(n * sizeof *l->values);
    l->has = mem_zalloc(n * sizeof *l->has);
}

static void latest_release(struct latest *l)
{
    for (uint32_t i = 0; l->has && i < l->n; i++)
        if (l->has[i])
            rx_release(l->values[i]);
    free(l->values);
    free(l->has);
    rx_queue_free(&l->late);
}

static void let_go(struct latest *l, rx_value v)
{
    if (v.type < RX_STRING)
        return;
    if (l->running > rx_rt->depth)
        l->running = 0; /* a fault has cut that call */
    if (l->running)
        rx_queue_push(&l->late, v);
    else
        rx_release(v);
}

static void latest_set(struct latest *l, uint32_t i, rx_value v)
{
    if (l->has[i])
        let_go(l, l->values[i]);
    else
        l->missing--;
    l->has[i] = true;
    l->values[i] = rx_retain(v);
}

/* What the former stream sent last is nobody's value any more. */
static void latest_forget(struct latest *l, uint32_t i)
{
    if (!l->has[i])
        return;
    l->has[i] = false;
    l->missing++;
    let_go(l, l->values[i]);
}

/* `n` holds the function. */
static rx_value latest_call(struct latest *l, const struct rx_node *n)
{
    unsigned outer = l->running;
    l->running = rx_rt->depth;
    rx_value out = OP_FN(n, rx_combine_fn)(l->values, l->n, OP_ENV(n));
    l->running = outer;
    if (!outer)
        rx_queue_clear(&l->late);
    return out;
}

struct combiner {
    struct rx_node node;
    struct rx_inner **inners;
    uint32_t n, done;
    struct latest latest; /* combine_latest */
};

static void combiner_close(struct rx_node *n)
{
    struct combiner *c = (struct combiner *)n;
    for (uint32_t i = 0; i < c->n; i++)
        if (c->inners[i])
            rx_inner_drop(c->inners[i]);
}

static void combiner_rebind(struct rx_node *n)
{
    struct combiner *c = (struct combiner *)n;
    for (uint32_t i = 0; i < c->n; i++)
        rx_rebind(&c->inners[i]->node);
}

static void combiner_release(struct rx_node *n)
{
    struct combiner *c = (struct combiner *)n;
    free(c->inners);
    latest_release(&c->latest);
}

static void one_error(struct rx_node *n, rx_value e)
{
    rx_emit_error(((struct rx_inner *)n)->owner, e);
}

static void one_complete(struct rx_node *n)
{
    struct combiner *c = (struct combiner *)((struct rx_inner *)n)->owner;
    bool silent = c->latest.has && !c->latest.has[((struct rx_inner *)n)->index];
    if (++c->done == c->n || silent) /* combine_latest can never send without that source */
        rx_emit_complete(&c->node);
}

static void attach_all(struct combiner *c, const struct rx_node_ops *ops, struct rx_arg *sources)
{
    for (uint32_t i = 0; i < c->n; i++) {
        c->inners[i] = rx_inner_new(ops, &c->node, NULL);
        c->inners[i]->index = i;
        c->inners[i]->input = (int)(sources - c->node.def->args) + (int)i;
        c->inners[i]->node.arg = c->node.arg; /* combine_latest: the function */
    }
    for (uint32_t i = 0; i < c->n && !(c->node.flags & NODE_CLOSED); i++)
        rx_attach(sources[i].obs, &c->inners[i]->node);
    if (!c->n)
        rx_emit_complete(&c->node);
}

static struct combiner *combiner_new(const struct rx_node_ops *ops, rx_observable *o, struct rx_node *to,
                                     uint32_t n)
{
    struct combiner *c = (struct combiner *)rx_node_new(sizeof *c, ops, o);
    c->n = n;
    c->inners = mem_zalloc(n * sizeof(struct rx_inner *));
    c->node.down = to;
    to->up = &c->node;
    return c;
}

/* ---- merge -------------------------------------------------------------------------------------------- */

RX_RUN merged_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    rx_emit(((struct rx_inner *)n)->owner, v);
}
RX_NODE_NEXT(merged)

static const struct rx_node_ops merged_ops = {
    .name = "merged",
    .next = merged_next,
    .next_traced = merged_next_traced,
    .error = one_error,
    .complete = one_complete,
};
static const struct rx_node_ops merge_ops = {
    .name = "merge", .close = combiner_close, .rebind = combiner_rebind, .release = combiner_release};

static void merge_activate(rx_observable *o, struct rx_node *to)
{
    attach_all(combiner_new(&merge_ops, o, to, o->nargs), &merged_ops, o->args);
}

static const struct rx_source_class merge_class = {.name = "merge", .activate = merge_activate};

/* NULL when all sources are there, else a stream that fails and says so. */
static rx_observable *missing_source(rx_observable *const *sources, size_t n, const rx_site *at)
{
    for (size_t i = 0; i < n; i++)
        if (!sources[i])
            return rx_throw_at(rx_error(1, "rx_%s: source %zu is NULL", at->name, i + 1), at);
    return NULL;
}

rx_observable *rx_merge_at(rx_observable *const *sources, size_t n, const rx_site *at)
{
    rx_observable *bad = missing_source(sources, n, at);
    if (bad)
        return bad;
    rx_observable *o = rx_observable_new(&merge_class, at, (uint32_t)n);
    for (uint32_t i = 0; i < n; i++)
        rx_arg_observable(&o->args[i], at, i, sources[i]);
    return o;
}

/* ---- combine_latest ------------------------------------------------------------------------------------ */

/* `n` is the consumer that got the newest value: it counts the calls, since the node below counts those
 * of its own function. */
static void combine(struct combiner *c, struct rx_node *n, enum rx_tracing how)
{
    entity_id call = how == RX_RECORDED ? rx_trace_call(n, rx_shown(c->node.down)->id) : 0;
    if (how == RX_COUNTED)
        rx_count_call(n);
    rx_value out = latest_call(&c->latest, n);
    rx_trace_called(call, out);
    if (c->node.flags & NODE_CLOSED)
        rx_release(out);
    else
        rx_emit_owned(&c->node, out);
}

RX_RUN latest_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    struct rx_inner *i = (struct rx_inner *)n;
    struct combiner *c = (struct combiner *)i->owner;
    latest_set(&c->latest, i->index, v);
    if (!c->latest.missing)
        combine(c, n, how);
}
RX_NODE_NEXT(latest)

static void latest_renew(struct rx_node *n)
{
    struct rx_inner *i = (struct rx_inner *)n;
    latest_forget(&((struct combiner *)i->owner)->latest, i->index);
}

static const struct rx_node_ops latest_ops = {
    .name = "latest",
    .next = latest_next,
    .next_traced = latest_next_traced,
    .error = one_error,
    .complete = one_complete,
    .renew = latest_renew,
};
static const struct rx_node_ops combine_latest_ops = {
    .name = "combine_latest", .close = combiner_close, .rebind = combiner_rebind, .release = combiner_release};

static void combine_latest_activate(rx_observable *o, struct rx_node *to)
{
    struct combiner *c = combiner_new(&combine_latest_ops, o, to, o->nargs - 1);
    latest_init(&c->latest, c->n);
    attach_all(c, &latest_ops, o->args + 1);
}

static const struct rx_source_class combine_latest_class = {.name = "combine_latest",
                                                           .calls = RX_CALLBACK_COMBINE,
                                                           .activate = combine_latest_activate};

rx_observable *rx_combine_latest_at(rx_combine_fn *f, rx_observable *const *sources, size_t n,
                                    const rx_site *at)
{
    rx_observable *bad = missing_source(sources, n, at);
    if (bad)
        return bad;
    rx_observable *o = rx_observable_new(&combine_latest_class, at, (uint32_t)n + 1);
    rx_arg_fn(&o->args[0], at, 0, (void (*)(void))f, NULL, NULL);
    rx_trial_begin(&o->args[0].slot, combine_latest_class.calls);
    for (uint32_t i = 0; i < n; i++)
        rx_arg_observable(&o->args[i + 1], at, i + 1, sources[i]);
    return o;
}

/* ---- with_latest_from ----------------------------------------------------------------------------------- */

struct with_latest {
    struct rx_node node;
    struct rx_inner *inners; /* one for each further source */
    struct latest latest;    /* values[0] is the node's own */
};

static void with_latest_close(struct rx_node *n)
{
    rx_inners_drop(&((struct with_latest *)n)->inners);
}

static void with_latest_rebind(struct rx_node *n)
{
    rx_inners_rebind(((struct with_latest *)n)->inners);
}

static void with_latest_release(struct rx_node *n)
{
    latest_release(&((struct with_latest *)n)->latest);
}

RX_RUN further_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    const struct rx_inner *i = (struct rx_inner *)n;
    latest_set(&((struct with_latest *)i->owner)->latest, i->index, v);
}
RX_NODE_NEXT(further)

static void further_renew(struct rx_node *n)
{
    const struct rx_inner *i = (struct rx_inner *)n;
    latest_forget(&((struct with_latest *)i->owner)->latest, i->index);
}

/* What a further source sent last stays when it ends. */
static void further_complete(struct rx_node *n)
{
    (void)n;
}

static const struct rx_node_ops further_ops = {
    .name = "latest",
    .next = further_next,
    .next_traced = further_next_traced,
    .error = one_error,
    .complete = further_complete,
    .renew = further_renew,
};

RX_RUN with_latest_from_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    struct latest *l = &((struct with_latest *)n)->latest;
    rx_value out;
    if (l->missing > !l->has[0])
        return; /* some other has sent nothing yet */
    latest_set(l, 0, v);
    RX_CALL(how, n, out, latest_call(l, n));
    if (n->flags & NODE_CLOSED)
        rx_release(out);
    else
        rx_emit_owned(n, out);
}
RX_NODE_NEXT(with_latest_from)

static const struct rx_node_ops with_latest_from_ops = {
    .name = "with_latest_from",
    .next = with_latest_from_next,
    .next_traced = with_latest_from_next_traced,
    .error = rx_forward_error,
    .complete = rx_forward_complete,
    .close = with_latest_close,
    .rebind = with_latest_rebind,
    .release = with_latest_release,
};

static void with_latest_init(struct rx_node *n)
{
    latest_init(&((struct with_latest *)n)->latest, n->def->fun->nargs);
}

/* The further ones are subscribed first, so that what they send at once is there. */
static void with_latest_start(struct rx_node *n)
{
    struct with_latest *w = (struct with_latest *)n;
    for (uint32_t i = 1; i < w->latest.n && !(n->flags & NODE_CLOSED); i++) {
        struct rx_inner *inner = rx_inner_new(&further_ops, n, &w->inners);
        inner->input = (int)i;
        inner->index = i;
        rx_attach(n->def->fun->args[i].obs, &inner->node);
    }
}

static const struct rx_op_class with_latest_from_class = {.name = "with_latest_from",
                                                          .calls = RX_CALLBACK_COMBINE,
                                                          .node_size = sizeof(struct with_latest),
                                                          .node = &with_latest_from_ops,
                                                          .init = with_latest_init,
                                                          .start = with_latest_start};

rx_operator *rx_with_latest_from_at(rx_combine_fn *f, rx_observable *const *sources, size_t n,
                                    const rx_site *at)
{
    bool fits = n < RX_OPERATOR_ARGS;
    rx_observable *bad = missing_source(sources, n, at);
    if (!fits)
        bad = rx_throw_at(rx_error(1, "rx_with_latest_from: %zu sources, %d are possible", n,
                                   RX_OPERATOR_ARGS - 1), at);
    uint32_t taken = bad ? 1 : (uint32_t)n; /* the stream that says what is wrong stands for them */
    rx_operator *op = rx_op_fn(&with_latest_from_class, (void (*)(void))f, NULL, NULL, at, taken + 1);
    for (uint32_t i = 0; i < taken; i++)
        rx_arg_observable(&op->args[i + 1], at, i + 1, bad ? bad : sources[i]);
    return op;
}
