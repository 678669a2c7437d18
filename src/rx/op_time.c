/* op_time.c - operators that hold values for a time: debounce_time, debounce, delay, throttle_time.
 *
 * A node keeps its timer and what it holds as long as it stands, so a swap around it, or of a function,
 * changes neither what is held nor when it is due. */
#include "rx/op.h"

static uint64_t period_of(const struct rx_node *n)
{
    return rx_ms_to_ns(n->def->fun->args[0].value.i64);
}

static void stop(struct rx_timer **timer)
{
    if (*timer)
        rx_rt->sched->stop(rx_rt->sched, *timer);
    *timer = NULL;
}

static void start(struct rx_timer **timer, uint64_t after, void (*fire)(void *), void *arg)
{
    *timer = rx_rt->sched->start(rx_rt->sched, after, 0, fire, arg);
}

/* ---- debounce_time, debounce ---------------------------------------------------------------------------- */

struct debounce {
    struct rx_node node;
    rx_value held;
    bool has;
    uint64_t due;           /* debounce_time: when what is held goes out */
    struct rx_timer *timer; /* may fire earlier: then it is started again */
    struct rx_inner *waits; /* debounce: for the stream that lets it out */
};

static void drop_held(struct debounce *d)
{
    if (d->has)
        rx_release(d->held);
    d->has = false;
}

static void debounce_close(struct rx_node *n)
{
    struct debounce *d = (struct debounce *)n;
    stop(&d->timer);
    rx_inners_drop(&d->waits);
    drop_held(d);
}

static void debounce_rebind(struct rx_node *n)
{
    rx_inners_rebind(((struct debounce *)n)->waits);
}

static void let_out(struct debounce *d)
{
    rx_inners_drop(&d->waits);
    if (!d->has)
        return;
    d->has = false; /* the receiver may send into this very operator */
    rx_emit_owned(&d->node, d->held);
}

/* A value that is held goes out before the end, but not before an error. */
static void debounce_complete(struct rx_node *n)
{
    stop(&((struct debounce *)n)->timer);
    let_out((struct debounce *)n);
    if (!(n->flags & NODE_CLOSED))
        rx_emit_complete(n);
}

#define DEBOUNCE_OPS(NAME)                                                                         \
    static const struct rx_node_ops NAME##_ops = {                                                 \
        .name = #NAME,                                                                             \
        .next = NAME##_next,                                                                       \
        .next_traced = NAME##_next_traced,                                                         \
        .error = rx_forward_error,                                                                 \
        .complete = debounce_complete,                                                             \
        .close = debounce_close,                                                                   \
        .rebind = debounce_rebind,                                                                 \
    }

static void hold(struct debounce *d, rx_value v)
{
    rx_value before = d->held;
    bool had = d->has;
    d->held = rx_retain(v);
    d->has = true;
    if (had)
        rx_release(before);
}

static void debounce_fire(void *arg)
{
    struct debounce *d = arg;
    stop(&d->timer);
    rx_enter();
    if (d->due > rx_rt->now)
        start(&d->timer, d->due - rx_rt->now, debounce_fire, d);
    else
        let_out(d);
    rx_leave();
}

RX_RUN debounce_time_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    struct debounce *d = (struct debounce *)n;
    hold(d, v);
    d->due = rx_rt->now + period_of(n);
    if (!d->timer)
        start(&d->timer, period_of(n), debounce_fire, d);
}
RX_NODE_NEXT(debounce_time)
DEBOUNCE_OPS(debounce_time);
static const struct rx_op_class debounce_time_class = {
    .name = "debounce_time", .node_size = sizeof(struct debounce), .node = &debounce_time_ops};

rx_operator *rx_debounce_time_at(int64_t ms, const rx_site *at)
{
    return rx_op_value(&debounce_time_class, rx_i64(ms), at);
}

/* The stream that the function has returned: its first value or its end lets out what is held. */
RX_RUN silence_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)v;
    (void)how;
    let_out((struct debounce *)((struct rx_inner *)n)->owner);
}
RX_NODE_NEXT(silence)

static void silence_complete(struct rx_node *n)
{
    let_out((struct debounce *)((struct rx_inner *)n)->owner);
}

static void silence_error(struct rx_node *n, rx_value e)
{
    rx_emit_error(((struct rx_inner *)n)->owner, e);
}

static const struct rx_node_ops silence_ops = {
    .name = "inner",
    .next = silence_next,
    .next_traced = silence_next_traced,
    .error = silence_error,
    .complete = silence_complete,
};

RX_RUN debounce_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    struct debounce *d = (struct debounce *)n;
    struct rx_mark mark = rx_mark();
    hold(d, v);
    rx_inners_drop(&d->waits);
    entity_id call = how == RX_RECORDED ? rx_trace_call(n, n->id) : 0;
    if (how == RX_COUNTED)
        rx_count_call(n);
    rx_observable *o = rx_trace_made(n, call, OP_FN(n, rx_project_fn)(v, OP_ENV(n)));
    rx_inners_drop(&d->waits); /* of a value that came from inside the function */
    rx_inner_subscribe(&silence_ops, n, &d->waits, o);
    rx_settle(mark);
}
RX_NODE_NEXT(debounce)
DEBOUNCE_OPS(debounce);
static const struct rx_op_class debounce_class = {
    .name = "debounce", .calls = RX_CALLBACK_PROJECT, .node_size = sizeof(struct debounce), .node = &debounce_ops};

rx_operator *rx_debounce_at(rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    return rx_op_fn(&debounce_class, (void (*)(void))f, env, rel, at, 1);
}

/* ---- delay ---------------------------------------------------------------------------------------------- */

struct delay {
    struct rx_node node;
    struct rx_queue queue;  /* when it is due (i64), and the value, in turns */
    struct rx_timer *timer; /* for the first of them */
    bool source_done;
};

static void delay_fire(void *arg);

static void await_first(struct delay *d)
{
    if (d->timer || !d->queue.n)
        return;
    uint64_t due = (uint64_t)rx_queue_at(&d->queue, 0).i64;
    start(&d->timer, due > rx_rt->now ? due - rx_rt->now : 0, delay_fire, d);
}

static bool first_is_due(const struct delay *d)
{
    return d->queue.n && (uint64_t)rx_queue_at(&d->queue, 0).i64 <= rx_rt->now &&
           !(d->node.flags & NODE_CLOSED);
}

static void delay_fire(void *arg)
{
    struct delay *d = arg;
    stop(&d->timer);
    rx_enter();
    struct rx_mark mark = rx_mark();
    while (first_is_due(d)) {
        rx_queue_pop(&d->queue);
        rx_emit_owned(&d->node, rx_queue_pop(&d->queue));
        rx_settle(mark);
    }
    if (!(d->node.flags & NODE_CLOSED)) {
        await_first(d);
        if (d->source_done && !d->queue.n)
            rx_emit_complete(&d->node);
    }
    rx_leave();
}

RX_RUN delay_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    struct delay *d = (struct delay *)n;
    uint64_t period = period_of(n), now = rx_rt->now;
    rx_queue_push(&d->queue, rx_i64((int64_t)(period < INT64_MAX - now ? now + period : INT64_MAX)));
    rx_queue_push(&d->queue, rx_retain(v));
    await_first(d);
}
RX_NODE_NEXT(delay)

static void delay_complete(struct rx_node *n)
{
    struct delay *d = (struct delay *)n;
    d->source_done = true;
    if (!d->queue.n)
        rx_emit_complete(n);
}

static void delay_close(struct rx_node *n)
{
    stop(&((struct delay *)n)->timer);
    rx_queue_clear(&((struct delay *)n)->queue);
}

static void delay_release(struct rx_node *n)
{
    rx_queue_free(&((struct delay *)n)->queue);
}

static const struct rx_node_ops delay_ops = {
    .name = "delay",
    .queue_at = offsetof(struct delay, queue),
    .next = delay_next,
    .next_traced = delay_next_traced,
    .error = rx_forward_error,
    .complete = delay_complete,
    .close = delay_close,
    .release = delay_release,
};
static const struct rx_op_class delay_class = {
    .name = "delay", .node_size = sizeof(struct delay), .node = &delay_ops};

rx_operator *rx_delay_at(int64_t ms, const rx_site *at)
{
    return rx_op_value(&delay_class, rx_i64(ms), at);
}

/* ---- throttle_time ---------------------------------------------------------------------------------------- */

struct throttle {
    struct rx_node node;
    struct rx_timer *timer; /* values are dropped until it fires */
};

static void throttle_close(struct rx_node *n)
{
    stop(&((struct throttle *)n)->timer);
}

static void throttle_fire(void *arg)
{
    stop(&((struct throttle *)arg)->timer);
}

RX_RUN throttle_time_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    struct throttle *t = (struct throttle *)n;
    if (t->timer)
        return;
    start(&t->timer, period_of(n), throttle_fire, t);
    rx_emit(n, v);
}
RX_NODE_NEXT(throttle_time)
OP_NODE(throttle_time, throttle_close);
static const struct rx_op_class throttle_time_class = {
    .name = "throttle_time", .node_size = sizeof(struct throttle), .node = &throttle_time_ops};

rx_operator *rx_throttle_time_at(int64_t ms, const rx_site *at)
{
    return rx_op_value(&throttle_time_class, rx_i64(ms), at);
}
