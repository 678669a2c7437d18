/* op_transform.c - one value in, at most one out: map, filter, scan, tap, pairwise,
 * distinct_until_changed. State changes only after the callback has returned. */
#include "rx/op.h"

/* ---- map ------------------------------------------------------------------------------------------ */

RX_RUN map_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    rx_value out;
    RX_CALL(how, n, out, OP_FN(n, rx_map_fn)(v, OP_ENV(n)));
    rx_emit_owned(n, out);
}
RX_NODE_NEXT(map)
OP_NODE(map, NULL);
static const struct rx_op_class map_class = {
    .name = "map", .calls = RX_CALLBACK_MAP, .node_size = sizeof(struct rx_node), .node = &map_ops};

rx_operator *rx_map_at(rx_map_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    return rx_op_fn(&map_class, (void (*)(void))f, env, rel, at, 1);
}

/* ---- filter --------------------------------------------------------------------------------------- */

RX_RUN filter_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    bool pass;
    RX_CALL(how, n, pass, OP_FN(n, rx_filter_fn)(v, OP_ENV(n)));
    if (pass)
        rx_emit(n, v);
}
RX_NODE_NEXT(filter)
OP_NODE(filter, NULL);
static const struct rx_op_class filter_class = {
    .name = "filter", .calls = RX_CALLBACK_FILTER, .node_size = sizeof(struct rx_node), .node = &filter_ops};

rx_operator *rx_filter_at(rx_filter_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    return rx_op_fn(&filter_class, (void (*)(void))f, env, rel, at, 1);
}

/* ---- tap ------------------------------------------------------------------------------------------ */

RX_RUN tap_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    entity_id call = how == RX_RECORDED ? rx_trace_call(n, n->id) : 0;
    if (how == RX_COUNTED)
        rx_count_call(n);
    OP_FN(n, rx_next_fn)(v, OP_ENV(n));
    if (how == RX_RECORDED)
        rx_trace_called(call, rx_none());
    if (!(n->flags & NODE_CLOSED))
        rx_emit(n, v);
}
RX_NODE_NEXT(tap)
OP_NODE(tap, NULL);
static const struct rx_op_class tap_class = {
    .name = "tap", .calls = RX_CALLBACK_NEXT, .node_size = sizeof(struct rx_node), .node = &tap_ops};

rx_operator *rx_tap_at(rx_next_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    return rx_op_fn(&tap_class, (void (*)(void))f, env, rel, at, 1);
}

/* ---- operators that hold one value ----------------------------------------------------------------- */

struct holder {
    struct rx_node node;
    rx_value held;
    bool has;
};

static void holder_close(struct rx_node *n)
{
    struct holder *h = (struct holder *)n;
    if (h->has)
        rx_release(h->held);
    h->has = false;
}

/* What a function borrows from the node while it runs: it may send into this very operator, which
 * replaces what is held. */
static inline rx_value lend(const struct holder *h)
{
    return h->held.type >= RX_STRING ? rx_retain(h->held) : h->held;
}

static inline void give_back(rx_value v)
{
    if (v.type >= RX_STRING)
        rx_release(v);
}

/* Replaces what is held by an owned value. */
static void hold(struct holder *h, rx_value v)
{
    if (h->has && h->held.type >= RX_STRING)
        rx_release(h->held);
    h->held = v;
    h->has = true;
}

/* ---- scan ------------------------------------------------------------------------------------------ */

RX_RUN scan_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    struct holder *h = (struct holder *)n;
    rx_value out, acc = lend(h);
    RX_CALL(how, n, out, OP_FN(n, rx_reduce_fn)(acc, v, OP_ENV(n)));
    give_back(acc);
    if (n->flags & NODE_CLOSED || out.type >= RX_ERROR) { /* also what was dropped */
        rx_emit_owned(n, out);
        return;
    }
    hold(h, out);
    if (__builtin_expect(out.type < RX_STRING, 1)) {
        rx_emit(n, out);
        return;
    }
    rx_retain(out); /* the receiver may send into this very operator and replace what is held */
    rx_emit(n, out);
    rx_release(out);
}
RX_NODE_NEXT(scan)
OP_NODE(scan, holder_close);

static void scan_init(struct rx_node *n)
{
    hold((struct holder *)n, rx_retain(n->def->fun->args[1].value));
}

static const struct rx_op_class scan_class = {
    .name = "scan", .calls = RX_CALLBACK_REDUCE, .node_size = sizeof(struct holder), .node = &scan_ops, .init = scan_init};

rx_operator *rx_scan_at(rx_reduce_fn *f, void *env, rx_release_fn *rel, rx_value seed, const rx_site *at)
{
    rx_operator *op = rx_op_fn(&scan_class, (void (*)(void))f, env, rel, at, 2);
    rx_arg_value(&op->args[1], at, 1, seed);
    return op;
}

/* ---- pairwise --------------------------------------------------------------------------------------- */

RX_RUN pairwise_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    struct holder *h = (struct holder *)n;
    if (!h->has) {
        hold(h, rx_retain(v));
        return;
    }
    rx_value out, before = lend(h);
    RX_CALL(how, n, out, OP_FN(n, rx_reduce_fn)(before, v, OP_ENV(n)));
    give_back(before);
    if (!(n->flags & NODE_CLOSED))
        hold(h, rx_retain(v));
    rx_emit_owned(n, out);
}
RX_NODE_NEXT(pairwise)
OP_NODE(pairwise, holder_close);
static const struct rx_op_class pairwise_class = {
    .name = "pairwise", .calls = RX_CALLBACK_REDUCE, .node_size = sizeof(struct holder), .node = &pairwise_ops};

rx_operator *rx_pairwise_at(rx_reduce_fn *f, const rx_site *at)
{
    return rx_op_fn(&pairwise_class, (void (*)(void))f, NULL, NULL, at, 1);
}

/* ---- distinct_until_changed -------------------------------------------------------------------------- */

RX_RUN distinct_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    struct holder *h = (struct holder *)n;
    bool same = false;
    if (h->has) {
        rx_value before = lend(h); /* comparing may run a user type's function, too */
        if (n->def->fun->nargs)
            RX_CALL(how, n, same, OP_FN(n, rx_equal_fn)(before, v, OP_ENV(n)));
        else
            same = rx_equal(before, v);
        give_back(before);
    }
    if (same || (n->flags & NODE_CLOSED))
        return;
    hold(h, rx_retain(v));
    rx_emit(n, v);
}
RX_NODE_NEXT(distinct)
OP_NODE(distinct, holder_close);
static const struct rx_op_class distinct_class = {
    .name = "distinct_until_changed", .calls = RX_CALLBACK_EQUAL, .node_size = sizeof(struct holder), .node = &distinct_ops};

rx_operator *rx_distinct_until_changed_at(rx_equal_fn *f, const rx_site *at)
{
    if (!f)
        return rx_operator_new(&distinct_class, at, 0);
    return rx_op_fn(&distinct_class, (void (*)(void))f, NULL, NULL, at, 1);
}
