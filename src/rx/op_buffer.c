/* op_buffer.c - operators that collect values and send them as one list: buffer_count, buffer_time, buffer_when. */
#include "rx/op.h"

struct buffer {
    struct rx_node node;
    struct rx_queue values;
    struct rx_timer *timer; /* buffer_time */
    struct rx_inner *waits; /* buffer_when: for the stream that closes the buffer */
    uint64_t opening;       /* the root turn in which a buffer is opened; 0: none is */
    bool again;             /* it was closed meanwhile */
};

static void buffer_close(struct rx_node *n)
{
    struct buffer *b = (struct buffer *)n;
    if (b->timer)
        rx_rt->sched->stop(rx_rt->sched, b->timer);
    b->timer = NULL;
    rx_inners_drop(&b->waits);
    rx_queue_clear(&b->values);
}

static void buffer_rebind(struct rx_node *n)
{
    rx_inners_rebind(((struct buffer *)n)->waits);
}

static void buffer_release(struct rx_node *n)
{
    rx_queue_free(&((struct buffer *)n)->values);
}

/* The list takes the values. */
static void send_list(struct buffer *b)
{
    struct rx_queue *q = &b->values;
    rx_value list = rx_list(q->n ? q->items + q->head : NULL, q->n);
    q->n = q->head = 0;
    rx_emit_owned(&b->node, list);
}

static void complete_with_rest(struct rx_node *n)
{
    send_list((struct buffer *)n);
    if (!(n->flags & NODE_CLOSED))
        rx_emit_complete(n);
}

#define BUFFER_OPS(NAME, NEXT, COMPLETE)                                                           \
    static const struct rx_node_ops NAME##_ops = {                                                 \
        .name = #NAME,                                                                             \
        .queue_at = offsetof(struct buffer, values),                                               \
        .next = NEXT##_next,                                                                       \
        .next_traced = NEXT##_next_traced,                                                         \
        .error = rx_forward_error,                                                                 \
        .complete = COMPLETE,                                                                      \
        .close = buffer_close,                                                                     \
        .rebind = buffer_rebind,                                                                   \
        .release = buffer_release,                                                                 \
    }

/* ---- buffer_count ----------------------------------------------------------------------------------------- */

RX_RUN buffer_count_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    struct buffer *b = (struct buffer *)n;
    rx_queue_push(&b->values, rx_retain(v));
    if ((int64_t)b->values.n >= n->def->fun->args[0].value.i64)
        send_list(b);
}
RX_NODE_NEXT(buffer_count)

static void buffer_count_complete(struct rx_node *n)
{
    if (((struct buffer *)n)->values.n)
        complete_with_rest(n);
    else
        rx_emit_complete(n);
}
BUFFER_OPS(buffer_count, buffer_count, buffer_count_complete);
static const struct rx_op_class buffer_count_class = {
    .name = "buffer_count", .node_size = sizeof(struct buffer), .node = &buffer_count_ops};

rx_operator *rx_buffer_count_at(int64_t n, const rx_site *at)
{
    return rx_op_value(&buffer_count_class, rx_i64(n), at);
}

/* ---- buffer_time ------------------------------------------------------------------------------------------ */

RX_RUN collect_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    rx_queue_push(&((struct buffer *)n)->values, rx_retain(v));
}
RX_NODE_NEXT(collect)
BUFFER_OPS(buffer_time, collect, complete_with_rest);

static void buffer_fire(void *arg)
{
    rx_enter();
    send_list(arg);
    rx_leave();
}

static void buffer_time_start(struct rx_node *n)
{
    uint64_t period = rx_ms_to_ns(n->def->fun->args[0].value.i64);
    period = period ? period : NS_PER_MS; /* never more often than the loop's timers */
    ((struct buffer *)n)->timer = rx_rt->sched->start(rx_rt->sched, period, period, buffer_fire, n);
}

static const struct rx_op_class buffer_time_class = {.name = "buffer_time",
                                                     .node_size = sizeof(struct buffer),
                                                     .node = &buffer_time_ops,
                                                     .start = buffer_time_start};

rx_operator *rx_buffer_time_at(int64_t ms, const rx_site *at)
{
    return rx_op_value(&buffer_time_class, rx_i64(ms), at);
}

/* ---- buffer_when ------------------------------------------------------------------------------------------ */

static void open_buffer(struct buffer *b);

RX_RUN closing_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)v;
    (void)how;
    struct buffer *b = (struct buffer *)((struct rx_inner *)n)->owner;
    rx_inners_drop(&b->waits);
    send_list(b);
    open_buffer(b);
}
RX_NODE_NEXT(closing)

static void closing_error(struct rx_node *n, rx_value e)
{
    rx_emit_error(((struct rx_inner *)n)->owner, e);
}

/* Without a value the buffer stays open until the source ends. */
static void closing_complete(struct rx_node *n)
{
    rx_inner_drop((struct rx_inner *)n);
}

static const struct rx_node_ops closing_ops = {
    .name = "notifier",
    .next = closing_next,
    .next_traced = closing_next_traced,
    .error = closing_error,
    .complete = closing_complete,
};

static void await_closing(struct buffer *b)
{
    struct rx_node *n = &b->node;
    entity_id call = rx_trace_later(n);
    rx_observable *o = rx_trace_made(n, call, OP_FN(n, rx_make_fn)(OP_ENV(n)));
    rx_inners_drop(&b->waits); /* of a buffer that was opened from inside the function */
    rx_inner_subscribe(&closing_ops, n, &b->waits, o);
}

/* A stream that closes its buffer at once has the next one opened in a loop. */
static void open_buffer(struct buffer *b)
{
    b->again = true;
    if (b->opening == rx_rt->turns) /* of an earlier turn: a fault has cut it */
        return;
    b->opening = rx_rt->turns;
    struct rx_mark mark = rx_mark();
    while (b->again && !(b->node.flags & NODE_CLOSED) && !rx_rt->interrupted) {
        b->again = false;
        await_closing(b);
        rx_settle(mark);
    }
    b->opening = 0;
}

BUFFER_OPS(buffer_when, collect, complete_with_rest);

static void buffer_when_start(struct rx_node *n)
{
    open_buffer((struct buffer *)n);
}

static const struct rx_op_class buffer_when_class = {.name = "buffer_when",
                                                     .calls = RX_CALLBACK_MAKE,
                                                     .node_size = sizeof(struct buffer),
                                                     .node = &buffer_when_ops,
                                                     .start = buffer_when_start};

rx_operator *rx_buffer_when_at(rx_make_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    return rx_op_fn(&buffer_when_class, (void (*)(void))f, env, rel, at, 1);
}
