/* op_flatten.c - operators whose function returns a stream: switch_map, merge_map, catch.
 *
 * Inner streams live on the operator's node; a swap of the function never touches them. What the
 * function made is released as soon as it is subscribed (rx_mark/settle). */
#include "rx/op.h"

struct flatten {
    struct rx_node node;
    struct rx_inner *inners;
    bool source_done;
    uint64_t turn; /* switch_map: counts outer values */
};

static void drop_inners(struct rx_node *n)
{
    struct flatten *f = (struct flatten *)n;
    while (f->inners)
        rx_inner_drop(f->inners);
}

static void rebind_inners(struct rx_node *n)
{
    for (struct rx_inner *i = ((struct flatten *)n)->inners; i; i = i->next)
        rx_rebind(&i->node);
}

/* ---- inner consumers --------------------------------------------------------------------------------- */

RX_RUN inner_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    rx_emit(((struct rx_inner *)n)->owner, v);
}
RX_NODE_NEXT(inner)

static void inner_error(struct rx_node *n, rx_value e)
{
    rx_emit_error(((struct rx_inner *)n)->owner, e);
}

static void inner_complete(struct rx_node *n)
{
    struct flatten *f = (struct flatten *)((struct rx_inner *)n)->owner;
    rx_inner_drop((struct rx_inner *)n);
    if (f->source_done && !f->inners)
        rx_emit_complete(&f->node);
}

static const struct rx_node_ops inner_ops = {
    .name = "inner",
    .next = inner_next,
    .next_traced = inner_next_traced,
    .error = inner_error,
    .complete = inner_complete,
};

/* Subscribes to what the function returned; NULL fails the stream. */
static void subscribe_inner(struct rx_node *n, rx_observable *o)
{
    struct flatten *f = (struct flatten *)n;
    if (n->flags & NODE_CLOSED || o == &rx_dropped_stream)
        return;
    if (!o) {
        rx_fail_with(n, 1, "%s: %s returned no observable", n->ops->name, rx_string_of(OP_ARG(n)->name));
        return;
    }
    struct rx_inner *i = rx_inner_new(&inner_ops, n, &f->inners);
    entity_id outer = rx_rt->announce_parent;
    rx_rt->announce_parent = n->def->operator_id;
    rx_attach(o, &i->node);
    rx_rt->announce_parent = outer;
}

/* `call`: as it was told, or 0. */
static rx_observable *project(struct rx_node *n, rx_value v, entity_id call)
{
    rx_observable *o = OP_FN(n, rx_project_fn)(v, OP_ENV(n));
    if (!call || o == &rx_dropped_stream) {
        rx_trace_called(call, rx_none());
        return o;
    }
    entity_id outer = rx_rt->announce_parent;
    rx_rt->announce_parent = n->def->operator_id;
    rx_trace_called_obs(call, o);
    rx_rt->announce_parent = outer;
    return o;
}

static inline rx_observable *project_traced(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    if (how == RX_COUNTED)
        rx_count_call(n);
    return project(n, v, how == RX_RECORDED ? rx_trace_call(n, n->id) : 0);
}

static void source_complete(struct rx_node *n)
{
    struct flatten *f = (struct flatten *)n;
    f->source_done = true;
    if (!f->inners)
        rx_emit_complete(n);
}

/* ---- switch_map --------------------------------------------------------------------------------------- */

RX_RUN switch_map_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    struct flatten *f = (struct flatten *)n;
    struct rx_mark mark = rx_mark();
    uint64_t turn = ++f->turn;
    rx_observable *o = project_traced(n, v, how);
    if (o == &rx_dropped_stream)
        return;
    if (turn == f->turn) /* else a newer value came from inside the function */
        drop_inners(n);  /* only once the new one is there */
    if (turn == f->turn)
        subscribe_inner(n, o);
    rx_settle(mark);
}
RX_NODE_NEXT(switch_map)

static const struct rx_node_ops switch_map_ops = {
    .name = "switch_map",
    .next = switch_map_next,
    .next_traced = switch_map_next_traced,
    .error = rx_forward_error,
    .complete = source_complete,
    .close = drop_inners,
    .rebind = rebind_inners,
};
static const struct rx_op_class switch_map_class = {
    .name = "switch_map", .calls = RX_CALLBACK_PROJECT, .node_size = sizeof(struct flatten), .node = &switch_map_ops};

rx_operator *rx_switch_map_at(rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    return rx_op_fn(&switch_map_class, (void (*)(void))f, env, rel, at, 1);
}

/* ---- merge_map ---------------------------------------------------------------------------------------- */

RX_RUN merge_map_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    struct rx_mark mark = rx_mark();
    subscribe_inner(n, project_traced(n, v, how));
    rx_settle(mark);
}
RX_NODE_NEXT(merge_map)

static const struct rx_node_ops merge_map_ops = {
    .name = "merge_map",
    .next = merge_map_next,
    .next_traced = merge_map_next_traced,
    .error = rx_forward_error,
    .complete = source_complete,
    .close = drop_inners,
    .rebind = rebind_inners,
};
static const struct rx_op_class merge_map_class = {
    .name = "merge_map", .calls = RX_CALLBACK_PROJECT, .node_size = sizeof(struct flatten), .node = &merge_map_ops};

rx_operator *rx_merge_map_at(rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    return rx_op_fn(&merge_map_class, (void (*)(void))f, env, rel, at, 1);
}

/* ---- catch -------------------------------------------------------------------------------------------- */

static void catch_error(struct rx_node *n, rx_value e)
{
    struct flatten *f = (struct flatten *)n;
    f->source_done = true;
    struct rx_mark mark = rx_mark();
    rx_observable *o = project(n, e, rx_trace_make(n));
    rx_detach(n, END_FAILED); /* what failed has let go of everything before it is tried again */
    subscribe_inner(n, o);
    rx_settle(mark);
}

static const struct rx_node_ops catch_ops = {
    .name = "catch",
    .next = rx_pass_next,
    .next_traced = rx_pass_next_traced,
    .error = catch_error,
    .complete = rx_forward_complete,
    .close = drop_inners,
    .rebind = rebind_inners,
};
static const struct rx_op_class catch_class = {
    .name = "catch", .calls = RX_CALLBACK_PROJECT, .node_size = sizeof(struct flatten), .node = &catch_ops};

rx_operator *rx_catch_at(rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    return rx_op_fn(&catch_class, (void (*)(void))f, env, rel, at, 1);
}
