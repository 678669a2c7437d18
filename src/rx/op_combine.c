/* op_combine.c - creators with several sources: merge, combine_latest. One producer node holds an
 * inner consumer for each source. */
#include "rx/op.h"

#include <stdlib.h>

#include "base/mem.h"

struct combiner {
    struct rx_node node;
    struct rx_inner **inners;
    uint32_t n, done;
    uint32_t missing; /* combine_latest: sources that have sent nothing yet */
    rx_value *latest;
    bool *has;
    unsigned running; /* depth of the call of the function on the stack, which borrows `latest`; 0: none */
    rx_value *late;   /* replaced meanwhile; released after them */
    size_t late_n, late_cap;
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
    for (uint32_t i = 0; c->has && i < c->n; i++)
        if (c->has[i])
            rx_release(c->latest[i]);
    free(c->inners);
    free(c->latest);
    free(c->has);
    free(c->late);
}

static void one_error(struct rx_node *n, rx_value e)
{
    rx_emit_error(((struct rx_inner *)n)->owner, e);
}

static void one_complete(struct rx_node *n)
{
    struct combiner *c = (struct combiner *)((struct rx_inner *)n)->owner;
    bool silent = c->has && !c->has[((struct rx_inner *)n)->index];
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

static void release_late(struct combiner *c)
{
    while (c->late_n)
        rx_release(c->late[--c->late_n]);
}

/* `n` is the consumer that got the newest value: it counts the calls, since the node below counts those
 * of its own function. */
static void combine(struct combiner *c, struct rx_node *n, enum rx_tracing how)
{
    entity_id call = how == RX_RECORDED ? rx_trace_call(n, rx_shown(c->node.down)->id) : 0;
    if (how == RX_COUNTED)
        rx_count_call(n);
    unsigned outer = c->running;
    c->running = rx_rt->depth;
    rx_value out = OP_FN(n, rx_combine_fn)(c->latest, c->n, OP_ENV(n));
    c->running = outer;
    if (!outer && c->late_n)
        release_late(c);
    rx_trace_called(call, out);
    if (c->node.flags & NODE_CLOSED)
        rx_release(out);
    else
        rx_emit_owned(&c->node, out);
}

static void let_go(struct combiner *c, rx_value v)
{
    if (v.type < RX_STRING)
        return;
    if (c->running > rx_rt->depth)
        c->running = 0; /* a fault has cut that call */
    if (!c->running) {
        rx_release(v);
        return;
    }
    MEM_GROW(c->late, c->late_n, c->late_cap);
    c->late[c->late_n++] = v;
}

RX_RUN latest_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    struct rx_inner *i = (struct rx_inner *)n;
    struct combiner *c = (struct combiner *)i->owner;
    if (c->has[i->index])
        let_go(c, c->latest[i->index]);
    else
        c->missing--;
    c->has[i->index] = true;
    c->latest[i->index] = rx_retain(v);
    if (!c->missing)
        combine(c, n, how);
}
RX_NODE_NEXT(latest)

/* What the former stream sent last is nobody's value any more. */
static void latest_renew(struct rx_node *n)
{
    struct rx_inner *i = (struct rx_inner *)n;
    struct combiner *c = (struct combiner *)i->owner;
    if (!c->has[i->index])
        return;
    c->has[i->index] = false;
    c->missing++;
    rx_release(c->latest[i->index]);
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
    c->missing = c->n;
    c->latest = mem_zalloc(c->n * sizeof *c->latest);
    c->has = mem_zalloc(c->n * sizeof *c->has);
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
