/* op_repeat.c - operators that subscribe their source again: repeat and retry, at once or when a notifier says.
 *
 *     consuming ── source ends ──► [paused, while a notifier is awaited] ──► consuming
 *
 * The node itself stays the receiver, so that a swap finds what it needs wherever the rounds stand. A round
 * that ends while it is being begun is followed by the next in a loop: the stack does not grow. */
#include "rx/op.h"

struct rounds {
    struct rx_node node;
    struct rx_inner *waits; /* for the notifier */
    int64_t left;           /* rounds that may follow */
    int64_t done;
    uint64_t beginning;     /* the root turn in which a round is being begun; 0: none */
    bool again;             /* that one has ended: begin the next */
};

static struct rounds *rounds_of(struct rx_node *n)
{
    return (struct rounds *)n;
}

/* The last arg is the number; in front of it the function that delays, where there is one. */
static int64_t number(const struct rx_node *n)
{
    const rx_operator *op = n->def->fun;
    return op->args[op->nargs - 1].value.i64;
}

static bool delayed(const struct rx_node *n)
{
    return n->arg->type == ARG_FUNCTION;
}

static void drop_wait(struct rx_node *n)
{
    rx_inners_drop(&rounds_of(n)->waits);
}

static void rebind_wait(struct rx_node *n)
{
    rx_inners_rebind(rounds_of(n)->waits);
}

static void begin(struct rx_node *n)
{
    struct rounds *r = rounds_of(n);
    r->again = true;
    if (r->beginning == rx_rt->turns) /* of an earlier turn: a fault has cut it */
        return;
    r->beginning = rx_rt->turns;
    struct rx_mark mark = rx_mark();
    while (r->again && !(n->flags & NODE_CLOSED) && !rx_rt->interrupted) {
        r->again = false;
        rx_attach_again(n);
        rx_settle(mark);
    }
    r->beginning = 0;
}

/* ---- the notifier ------------------------------------------------------------------------------------ */

RX_RUN awaited_run(struct rx_node *i, rx_value v, enum rx_tracing how)
{
    (void)v;
    (void)how;
    struct rx_node *n = ((struct rx_inner *)i)->owner;
    drop_wait(n);
    begin(n);
}
RX_NODE_NEXT(awaited)

static void awaited_error(struct rx_node *i, rx_value e)
{
    rx_emit_error(((struct rx_inner *)i)->owner, e);
}

/* Without a value there is no further round. */
static void awaited_complete(struct rx_node *i)
{
    rx_emit_complete(((struct rx_inner *)i)->owner);
}

static const struct rx_node_ops awaited_ops = {
    .name = "notifier",
    .next = awaited_next,
    .next_traced = awaited_next_traced,
    .error = awaited_error,
    .complete = awaited_complete,
};

/* What has ended lets go of everything before the next round begins. */
static void next_round(struct rx_node *n, int end, rx_observable *notifier)
{
    n->flags |= NODE_PAUSED;
    rx_detach(n, end);
    if (n->flags & NODE_CLOSED)
        return;
    if (delayed(n))
        rx_inner_subscribe(&awaited_ops, n, &rounds_of(n)->waits, notifier);
    else
        begin(n);
}

/* Whether there is a round left, which is counted then. */
static bool may_go_on(struct rx_node *n)
{
    struct rounds *r = rounds_of(n);
    r->done++;
    return r->left > 0 && r->left--;
}

/* ---- repeat -------------------------------------------------------------------------------------------- */

static rx_observable *ask_repeat(struct rx_node *n)
{
    entity_id call = rx_trace_make(n);
    return rx_trace_made(n, call, OP_FN(n, rx_project_fn)(rx_i64(rounds_of(n)->done), OP_ENV(n)));
}

static void repeat_complete(struct rx_node *n)
{
    if (!may_go_on(n)) {
        rx_emit_complete(n);
        return;
    }
    struct rx_mark mark = rx_mark();
    next_round(n, END_COMPLETED, delayed(n) ? ask_repeat(n) : NULL);
    rx_settle(mark);
}

static const struct rx_node_ops repeat_ops = {
    .name = "repeat",
    .next = rx_pass_next,
    .next_traced = rx_pass_next_traced,
    .error = rx_forward_error,
    .complete = repeat_complete,
    .close = drop_wait,
    .rebind = rebind_wait,
};

static void repeat_init(struct rx_node *n)
{
    rounds_of(n)->left = number(n) > 0 ? number(n) - 1 : 0; /* the first is under way */
}

static void repeat_start(struct rx_node *n)
{
    if (number(n) <= 0)
        rx_emit_complete(n);
}

static const struct rx_op_class repeat_class = {.name = "repeat",
                                                .calls = RX_CALLBACK_PROJECT,
                                                .node_size = sizeof(struct rounds),
                                                .node = &repeat_ops,
                                                .init = repeat_init,
                                                .start = repeat_start};

/* ---- retry --------------------------------------------------------------------------------------------- */

static rx_observable *ask_retry(struct rx_node *n, rx_value e)
{
    entity_id call = rx_trace_make(n);
    return rx_trace_made(n, call, OP_FN(n, rx_retry_fn)(e, rounds_of(n)->done, OP_ENV(n)));
}

static void retry_error(struct rx_node *n, rx_value e)
{
    if (!may_go_on(n)) {
        rx_emit_error(n, e);
        return;
    }
    struct rx_mark mark = rx_mark();
    next_round(n, END_FAILED, delayed(n) ? ask_retry(n, e) : NULL);
    rx_settle(mark);
}

static const struct rx_node_ops retry_ops = {
    .name = "retry",
    .next = rx_pass_next,
    .next_traced = rx_pass_next_traced,
    .error = retry_error,
    .complete = rx_forward_complete,
    .close = drop_wait,
    .rebind = rebind_wait,
};

static void retry_init(struct rx_node *n)
{
    rounds_of(n)->left = number(n);
}

static const struct rx_op_class retry_class = {
    .name = "retry", .calls = RX_CALLBACK_RETRY, .node_size = sizeof(struct rounds), .node = &retry_ops, .init = retry_init};

/* ---- public --------------------------------------------------------------------------------------------- */

/* The function comes first, as in every operator, though it is written behind the number. */
static rx_operator *counted(const struct rx_op_class *class, int64_t n, void (*f)(void), void *env,
                            rx_release_fn *rel, const rx_site *at)
{
    if (!f)
        return rx_op_value(class, rx_i64(n), at);
    rx_operator *op = rx_op_fn(class, f, env, rel, at, 2);
    op->args[0].name = rx_arg_text(at, 1);
    rx_arg_value(&op->args[1], at, 0, rx_i64(n));
    return op;
}

rx_operator *rx_repeat_at(int64_t n, rx_project_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    return counted(&repeat_class, n, (void (*)(void))f, env, rel, at);
}

rx_operator *rx_retry_at(int64_t n, rx_retry_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    return counted(&retry_class, n, (void (*)(void))f, env, rel, at);
}
