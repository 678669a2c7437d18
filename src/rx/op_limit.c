/* op_limit.c - when a stream begins and ends: take, take_while, skip, start_with, take_until. */
#include "rx/op.h"

struct counter {
    struct rx_node node;
    int64_t left;
};

static void counter_init(struct rx_node *n)
{
    ((struct counter *)n)->left = n->def->fun->args[0].value.i64;
}

/* ---- take ------------------------------------------------------------------------------------------ */

RX_RUN take_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    struct counter *c = (struct counter *)n;
    if (c->left <= 0)
        return;
    bool last = --c->left == 0; /* counted before sending: the receiver may send into this operator */
    rx_emit(n, v);
    if (last && !(n->flags & NODE_CLOSED))
        rx_emit_complete(n);
}
RX_NODE_NEXT(take)
OP_NODE(take, NULL);

static void take_start(struct rx_node *n)
{
    if (((struct counter *)n)->left <= 0)
        rx_emit_complete(n);
}

static const struct rx_op_class take_class = {.name = "take",
                                              .node_size = sizeof(struct counter),
                                              .node = &take_ops,
                                              .init = counter_init,
                                              .start = take_start};

rx_operator *rx_take_at(int64_t n, const rx_site *at)
{
    return rx_op_value(&take_class, rx_i64(n), at);
}

/* ---- take_while -------------------------------------------------------------------------------------- */

RX_RUN take_while_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    bool pass;
    RX_CALL(how, n, pass, OP_FN(n, rx_filter_fn)(v, OP_ENV(n)));
    if (n->flags & NODE_CLOSED)
        return;
    if (pass)
        rx_emit(n, v);
    else
        rx_emit_complete(n);
}
RX_NODE_NEXT(take_while)
OP_NODE(take_while, NULL);
static const struct rx_op_class take_while_class = {
    .name = "take_while", .calls = RX_CALLBACK_FILTER, .node_size = sizeof(struct rx_node), .node = &take_while_ops};

rx_operator *rx_take_while_at(rx_filter_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    return rx_op_fn(&take_while_class, (void (*)(void))f, env, rel, at, 1);
}

/* ---- skip ------------------------------------------------------------------------------------------ */

RX_RUN skip_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    struct counter *c = (struct counter *)n;
    if (c->left > 0)
        c->left--;
    else
        rx_emit(n, v);
}
RX_NODE_NEXT(skip)
OP_NODE(skip, NULL);
static const struct rx_op_class skip_class = {
    .name = "skip", .node_size = sizeof(struct counter), .node = &skip_ops, .init = counter_init};

rx_operator *rx_skip_at(int64_t n, const rx_site *at)
{
    return rx_op_value(&skip_class, rx_i64(n), at);
}

/* ---- start_with ------------------------------------------------------------------------------------- */

static const struct rx_node_ops start_with_ops = {
    .name = "start_with",
    .next = rx_pass_next,
    .next_traced = rx_pass_next_traced,
    .error = rx_forward_error,
    .complete = rx_forward_complete,
};

static void start_with_start(struct rx_node *n)
{
    rx_emit_owned(n, rx_retain(n->def->fun->args[0].value));
}

static const struct rx_op_class start_with_class = {.name = "start_with",
                                                    .node_size = sizeof(struct rx_node),
                                                    .node = &start_with_ops,
                                                    .start = start_with_start};

rx_operator *rx_start_with_at(rx_value v, const rx_site *at)
{
    return rx_op_value(&start_with_class, v, at);
}

/* ---- take_until -------------------------------------------------------------------------------------- */

struct until {
    struct rx_node node;
    struct rx_inner *notifier;
};

static void until_stop(struct rx_node *n)
{
    struct until *u = (struct until *)n;
    if (u->notifier)
        rx_inner_drop(u->notifier);
    u->notifier = NULL;
}

static void until_rebind(struct rx_node *n)
{
    struct until *u = (struct until *)n;
    if (u->notifier)
        rx_rebind(&u->notifier->node);
}

static const struct rx_node_ops take_until_ops = {
    .name = "take_until",
    .next = rx_pass_next,
    .next_traced = rx_pass_next_traced,
    .error = rx_forward_error,
    .complete = rx_forward_complete,
    .close = until_stop,
    .rebind = until_rebind,
};

RX_RUN notified_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)v;
    (void)how;
    rx_emit_complete(((struct rx_inner *)n)->owner);
}
RX_NODE_NEXT(notified)

static void notifier_error(struct rx_node *n, rx_value e)
{
    rx_emit_error(((struct rx_inner *)n)->owner, e);
}

static void notifier_complete(struct rx_node *n)
{
    (void)n; /* a notifier that ends without a value never stops the stream */
}

static const struct rx_node_ops notifier_ops = {
    .name = "notifier",
    .next = notified_next,
    .next_traced = notified_next_traced,
    .error = notifier_error,
    .complete = notifier_complete,
};

static void take_until_start(struct rx_node *n)
{
    struct until *u = (struct until *)n;
    u->notifier = rx_inner_new(&notifier_ops, n, NULL);
    u->notifier->input = 0;
    rx_attach(OP_ARG(n)->obs, &u->notifier->node);
}

static const struct rx_op_class take_until_class = {.name = "take_until",
                                                    .node_size = sizeof(struct until),
                                                    .node = &take_until_ops,
                                                    .start = take_until_start};

rx_operator *rx_take_until_at(rx_observable *notifier, const rx_site *at)
{
    rx_operator *op = rx_operator_new(&take_until_class, at, 1);
    rx_arg_observable(&op->args[0], at, 0, notifier ? notifier : rx_never_at(at));
    return op;
}
