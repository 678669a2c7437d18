/* op_flatten.c - operators whose function returns a stream: switch_map, merge_map, exhaust_map, concat_map,
 * expand, catch.
 *
 * Inner streams live on the operator's node; a swap of the function never touches them. What the
 * function made is released as soon as it is subscribed (rx_mark/settle). Values that wait for the function wait as
 * values, so that whatever stands in the slot by then is called with them. */
#include "rx/op.h"

struct flatten {
    struct rx_node node;
    struct rx_inner *inners;
    bool source_done;
    uint64_t turn; /* switch_map: counts outer values */
    struct rx_queue queue; /* concat_map, expand: values that wait for the function */
    uint64_t draining;     /* the root turn in which they are taken out; 0: they are not */
};

static void drop_inners(struct rx_node *n)
{
    rx_inners_drop(&((struct flatten *)n)->inners);
}

static void rebind_inners(struct rx_node *n)
{
    rx_inners_rebind(((struct flatten *)n)->inners);
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

static void subscribe_inner(struct rx_node *n, rx_observable *o)
{
    rx_inner_subscribe(&inner_ops, n, &((struct flatten *)n)->inners, o);
}

/* `call`: as it was told, or 0. */
static rx_observable *project(struct rx_node *n, rx_value v, entity_id call)
{
    return rx_trace_made(n, call, OP_FN(n, rx_project_fn)(v, OP_ENV(n)));
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

/* ---- exhaust_map --------------------------------------------------------------------------------------- */

RX_RUN exhaust_map_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    struct flatten *f = (struct flatten *)n;
    if (f->inners)
        return;
    struct rx_mark mark = rx_mark();
    rx_observable *o = project_traced(n, v, how);
    if (!f->inners) /* else a value came from inside the function, and its stream is the one that runs */
        subscribe_inner(n, o);
    rx_settle(mark);
}
RX_NODE_NEXT(exhaust_map)

static const struct rx_node_ops exhaust_map_ops = {
    .name = "exhaust_map",
    .next = exhaust_map_next,
    .next_traced = exhaust_map_next_traced,
    .error = rx_forward_error,
    .complete = source_complete,
    .close = drop_inners,
    .rebind = rebind_inners,
};
static const struct rx_op_class exhaust_map_class = {
    .name = "exhaust_map", .calls = RX_CALLBACK_PROJECT, .node_size = sizeof(struct flatten), .node = &exhaust_map_ops};

rx_operator *rx_exhaust_map_at(rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    return rx_op_fn(&exhaust_map_class, (void (*)(void))f, env, rel, at, 1);
}

/* ---- those whose values wait ---------------------------------------------------------------------------- */

/* Whoever finds values being taken out leaves its own to that loop, so that the stack does not grow. */
static bool drains(const struct flatten *f)
{
    return f->draining == rx_rt->turns; /* of an earlier turn: a fault has cut the loop */
}

static bool goes_on(const struct flatten *f)
{
    return f->queue.n && !(f->node.flags & NODE_CLOSED) && !rx_rt->interrupted;
}

static void complete_when_done(struct flatten *f)
{
    if (f->source_done && !f->inners && !f->queue.n && !drains(f) && !(f->node.flags & NODE_CLOSED))
        rx_emit_complete(&f->node);
}

static void queue_source_complete(struct rx_node *n)
{
    ((struct flatten *)n)->source_done = true;
    complete_when_done((struct flatten *)n);
}

static void close_queue(struct rx_node *n)
{
    drop_inners(n);
    rx_queue_clear(&((struct flatten *)n)->queue);
}

static void free_queue(struct rx_node *n)
{
    rx_queue_free(&((struct flatten *)n)->queue);
}

#define QUEUE_OPS(NAME)                                                                            \
    static const struct rx_node_ops NAME##_ops = {                                                 \
        .name = #NAME,                                                                             \
        .queue_at = offsetof(struct flatten, queue),                                               \
        .next = NAME##_next,                                                                       \
        .next_traced = NAME##_next_traced,                                                         \
        .error = rx_forward_error,                                                                 \
        .complete = queue_source_complete,                                                         \
        .close = close_queue,                                                                      \
        .rebind = rebind_inners,                                                                   \
        .release = free_queue,                                                                     \
    }

/* ---- concat_map ----------------------------------------------------------------------------------------- */

static void concat_drain(struct flatten *f);

static void concat_inner_complete(struct rx_node *n)
{
    struct flatten *f = (struct flatten *)((struct rx_inner *)n)->owner;
    rx_inner_drop((struct rx_inner *)n);
    concat_drain(f);
}

static const struct rx_node_ops concat_inner_ops = {
    .name = "inner",
    .next = inner_next,
    .next_traced = inner_next_traced,
    .error = inner_error,
    .complete = concat_inner_complete,
};

static void concat_drain(struct flatten *f)
{
    struct rx_node *n = &f->node;
    if (drains(f))
        return;
    f->draining = rx_rt->turns;
    struct rx_mark mark = rx_mark();
    while (!f->inners && goes_on(f)) {
        rx_value v = rx_queue_pop(&f->queue);
        rx_inner_subscribe(&concat_inner_ops, n, &f->inners, project(n, v, rx_trace_later(n)));
        rx_release(v);
        rx_settle(mark);
    }
    f->draining = 0;
    complete_when_done(f);
}

RX_RUN concat_map_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    struct flatten *f = (struct flatten *)n;
    rx_queue_push(&f->queue, rx_retain(v));
    concat_drain(f);
}
RX_NODE_NEXT(concat_map)
QUEUE_OPS(concat_map);
static const struct rx_op_class concat_map_class = {
    .name = "concat_map", .calls = RX_CALLBACK_PROJECT, .node_size = sizeof(struct flatten), .node = &concat_map_ops};

rx_operator *rx_concat_map_at(rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    return rx_op_fn(&concat_map_class, (void (*)(void))f, env, rel, at, 1);
}

/* ---- expand --------------------------------------------------------------------------------------------- */

static void expand_drain(struct flatten *f);

static void expand_value(struct flatten *f, rx_value v)
{
    rx_queue_push(&f->queue, rx_retain(v));
    expand_drain(f);
}

RX_RUN expanded_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    expand_value((struct flatten *)((struct rx_inner *)n)->owner, v);
}
RX_NODE_NEXT(expanded)

static void expanded_complete(struct rx_node *n)
{
    struct flatten *f = (struct flatten *)((struct rx_inner *)n)->owner;
    rx_inner_drop((struct rx_inner *)n);
    complete_when_done(f);
}

static const struct rx_node_ops expanded_ops = {
    .name = "inner",
    .next = expanded_next,
    .next_traced = expanded_next_traced,
    .error = inner_error,
    .complete = expanded_complete,
};

static void expand_drain(struct flatten *f)
{
    struct rx_node *n = &f->node;
    if (drains(f))
        return;
    f->draining = rx_rt->turns;
    struct rx_mark mark = rx_mark();
    while (goes_on(f)) {
        rx_value v = rx_queue_pop(&f->queue);
        rx_emit(n, v);
        if (!(n->flags & NODE_CLOSED))
            rx_inner_subscribe(&expanded_ops, n, &f->inners, project(n, v, rx_trace_later(n)));
        rx_release(v);
        rx_settle(mark);
    }
    f->draining = 0;
    complete_when_done(f);
}

RX_RUN expand_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    expand_value((struct flatten *)n, v);
}
RX_NODE_NEXT(expand)
QUEUE_OPS(expand);
static const struct rx_op_class expand_class = {
    .name = "expand", .calls = RX_CALLBACK_PROJECT, .node_size = sizeof(struct flatten), .node = &expand_ops};

rx_operator *rx_expand_at(rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    return rx_op_fn(&expand_class, (void (*)(void))f, env, rel, at, 1);
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
