/* create.c - creators: what sends without having a source. The ones that send all at once use a
 * producer on the stack; the others put theirs on the heap and hold a timer or a teardown. */
#include "rx/rx_int.h"

#include "base/clock.h"
#include "base/mem.h"

static const struct rx_node_ops plain_ops = {.name = "producer"};

/* A producer for the time of one activate() call. */
static void producer_open(struct rx_node *p, struct rx_node *consumer)
{
    rx_node_zero(p, sizeof *p);
    rx_node_init(p, &plain_ops, NULL);
    p->flags = NODE_ON_STACK;
    p->down = consumer;
    consumer->up = p;
    rx_bracket_open((struct rx_bracket){.kind = BRACKET_PRODUCER, .consumer = consumer});
}

/* The consumer's memory outlives the call, `p` does not. It may have another upstream by now: an operator
 * that subscribes again as soon as it is told the end. */
static void producer_close(const struct rx_node *p, struct rx_node *consumer)
{
    rx_bracket_close();
    if (consumer->up == p)
        consumer->up = NULL;
}

/* Whether it may go on with the next of many values. */
static inline bool producer_open_still(const struct rx_node *p)
{
    return !(p->flags & NODE_CLOSED) && !rx_rt->interrupted;
}

/* Completes unless the consumer has let go already. One that was interrupted just stops. */
static void producer_complete(struct rx_node *p, struct rx_node *consumer)
{
    if (producer_open_still(p))
        rx_emit_complete(p);
    producer_close(p, consumer);
}

static void producer_fail(struct rx_node *p, struct rx_node *consumer, rx_value error)
{
    rx_emit_error(p, error);
    producer_close(p, consumer);
}

/* ---- of, from_array ------------------------------------------------------------------------------- */

static void values_activate(rx_observable *o, struct rx_node *c)
{
    struct rx_node p;
    producer_open(&p, c);
    struct rx_mark m = rx_mark();
    for (uint32_t i = 0; i < o->nargs && producer_open_still(&p); i++) {
        if (o->args[i].value.type == RX_ERROR) {
            producer_fail(&p, c, o->args[i].value);
            return;
        }
        rx_emit(&p, o->args[i].value);
        rx_settle(m);
    }
    producer_complete(&p, c);
}

static const struct rx_source_class values_class = {.name = "of", .activate = values_activate};

rx_observable *rx_from_at(const rx_value *values, size_t n, const rx_site *at)
{
    rx_observable *o = rx_observable_new(&values_class, at, (uint32_t)n);
    for (uint32_t i = 0; i < n; i++)
        rx_arg_value(&o->args[i], at, i, values[i]);
    return o;
}

/* ---- range ----------------------------------------------------------------------------------------- */

static void range_activate(rx_observable *o, struct rx_node *c)
{
    struct rx_node p;
    int64_t start = o->args[0].value.i64, count = o->args[1].value.i64;
    producer_open(&p, c);
    struct rx_mark m = rx_mark();
    for (int64_t i = 0; i < count && producer_open_still(&p); i++) {
        rx_emit(&p, rx_i64((int64_t)((uint64_t)start + (uint64_t)i)));
        if (i % 32 == 0)
            rx_settle(m);
    }
    producer_complete(&p, c);
}

static const struct rx_source_class range_class = {.name = "range", .activate = range_activate};

rx_observable *rx_range_at(int64_t start, int64_t count, const rx_site *at)
{
    rx_observable *o = rx_observable_new(&range_class, at, 2);
    rx_arg_value(&o->args[0], at, 0, rx_i64(start));
    rx_arg_value(&o->args[1], at, 1, rx_i64(count));
    return o;
}

/* ---- empty, never, throw ---------------------------------------------------------------------------- */

static void empty_activate(rx_observable *o, struct rx_node *c)
{
    (void)o;
    struct rx_node p;
    producer_open(&p, c);
    producer_complete(&p, c);
}

static void never_activate(rx_observable *o, struct rx_node *c)
{
    (void)o;
    (void)c;
}

static void throw_activate(rx_observable *o, struct rx_node *c)
{
    struct rx_node p;
    producer_open(&p, c);
    producer_fail(&p, c, o->args[0].value);
}

static const struct rx_source_class empty_class = {.name = "empty", .activate = empty_activate};
static const struct rx_source_class never_class = {.name = "never", .activate = never_activate};
static const struct rx_source_class throw_class = {.name = "throw", .activate = throw_activate};

rx_observable *rx_empty_at(const rx_site *at)
{
    return rx_observable_new(&empty_class, at, 0);
}

rx_observable *rx_never_at(const rx_site *at)
{
    return rx_observable_new(&never_class, at, 0);
}

rx_observable *rx_throw_at(rx_value error, const rx_site *at)
{
    rx_observable *o = rx_observable_new(&throw_class, at, 1);
    rx_arg_value(&o->args[0], at, 0, error);
    return o;
}

/* ---- interval, timer --------------------------------------------------------------------------------- */

struct ticker {
    struct rx_node node;
    struct rx_timer *timer;
    int64_t count;
};

static void ticker_close(struct rx_node *n)
{
    struct ticker *t = (struct ticker *)n;
    if (t->timer)
        rx_rt->sched->stop(rx_rt->sched, t->timer);
    t->timer = NULL;
}

static const struct rx_node_ops ticker_ops = {.name = "ticker", .close = ticker_close};

static struct ticker *ticker_new(rx_observable *o, struct rx_node *c)
{
    struct ticker *t = (struct ticker *)rx_node_new(sizeof *t, &ticker_ops, o);
    t->node.down = c;
    c->up = &t->node;
    return t;
}

static uint64_t arg_ns(const rx_observable *o)
{
    return rx_ms_to_ns(o->args[0].value.i64);
}

static void interval_fire(void *arg)
{
    struct ticker *t = arg;
    rx_enter();
    rx_emit(&t->node, rx_i64(t->count++));
    rx_leave();
}

static void interval_activate(rx_observable *o, struct rx_node *c)
{
    struct ticker *t = ticker_new(o, c);
    uint64_t period = arg_ns(o) ? arg_ns(o) : NS_PER_MS; /* never more often than the loop's timers */
    t->timer = rx_rt->sched->start(rx_rt->sched, period, period, interval_fire, t);
}

static void timer_fire(void *arg)
{
    struct ticker *t = arg;
    rx_enter();
    rx_emit(&t->node, rx_i64(0));
    if (!(t->node.flags & NODE_CLOSED))
        rx_emit_complete(&t->node);
    rx_leave();
}

static void timer_activate(rx_observable *o, struct rx_node *c)
{
    struct ticker *t = ticker_new(o, c);
    t->timer = rx_rt->sched->start(rx_rt->sched, arg_ns(o), 0, timer_fire, t);
}

static const struct rx_source_class interval_class = {.name = "interval", .activate = interval_activate};
static const struct rx_source_class timer_class = {.name = "timer", .activate = timer_activate};

static rx_observable *timed(const struct rx_source_class *class, int64_t ms, const rx_site *at)
{
    rx_observable *o = rx_observable_new(class, at, 1);
    rx_arg_value(&o->args[0], at, 0, rx_i64(ms));
    return o;
}

rx_observable *rx_interval_at(int64_t ms, const rx_site *at)
{
    return timed(&interval_class, ms, at);
}

rx_observable *rx_timer_at(int64_t ms, const rx_site *at)
{
    return timed(&timer_class, ms, at);
}

/* ---- defer -------------------------------------------------------------------------------------------- */

static const struct rx_node_ops defer_ops = {
    .name = "defer",
    .next = rx_pass_next,
    .next_traced = rx_pass_next_traced,
    .error = rx_forward_error,
    .complete = rx_forward_complete,
};

static void defer_activate(rx_observable *o, struct rx_node *c)
{
    struct rx_node *n = rx_node_new(sizeof *n, &defer_ops, o);
    const struct rx_slot *slot = &o->args[0].slot;
    n->down = c;
    c->up = n;
    struct rx_mark mark = rx_mark();
    entity_id call = rx_trace_make(n);
    rx_observable *made = ((rx_make_fn *)slot->fn)(slot->env);
    rx_trace_called_obs(call, made);
    if (made == &rx_dropped_stream)
        ; /* it never sends */
    else if (!made)
        rx_fail_with(n, 1, "defer: %s returned no observable", rx_string_of(o->args[0].name));
    else if (!(n->flags & NODE_CLOSED))
        rx_attach(made, n);
    rx_settle(mark);
}

static const struct rx_source_class defer_class = {
    .name = "defer", .calls = RX_CALLBACK_MAKE, .activate = defer_activate};

rx_observable *rx_defer_at(rx_make_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    rx_observable *o = rx_observable_new(&defer_class, at, 1);
    rx_arg_fn(&o->args[0], at, 0, (void (*)(void))f, env, rel);
    rx_trial_begin(&o->args[0].slot, defer_class.calls);
    return o;
}

/* ---- create ------------------------------------------------------------------------------------------- */

struct rx_subscriber {
    struct rx_node node;
    struct rx_slot teardown;
    rx_observable *started_by; /* holds the function and env that started it, when a save moved them */
};

static void subscriber_close(struct rx_node *n)
{
    struct rx_slot *t = &((rx_subscriber *)n)->teardown;
    if (!t->fn)
        return;
    struct rx_slot once = *t;
    *t = (struct rx_slot){0};
    rx_guarded_told((rx_done_fn *)once.fn, once.env);
    rx_slot_clear(&once);
}

static void subscriber_release(struct rx_node *n)
{
    rx_observable *o = ((rx_subscriber *)n)->started_by;
    if (o)
        rx_observable_unref(o);
}

static const struct rx_node_ops subscriber_ops = {
    .name = "create", .close = subscriber_close, .release = subscriber_release};

const struct rx_slot *rx_create_teardown(const struct rx_node *consumer)
{
    const struct rx_node *n = consumer->up;
    return n && n->ops == &subscriber_ops ? &((const rx_subscriber *)n)->teardown : NULL;
}

void rx_create_keeps(struct rx_node *consumer, rx_observable *from)
{
    struct rx_node *n = consumer->up;
    if (n && n->ops == &subscriber_ops && !((rx_subscriber *)n)->started_by)
        ((rx_subscriber *)n)->started_by = rx_observable_ref(from);
}

static void create_activate(rx_observable *o, struct rx_node *c)
{
    struct rx_node *n = rx_node_new(sizeof(rx_subscriber), &subscriber_ops, o);
    const struct rx_slot *slot = &o->args[0].slot;
    n->down = c;
    c->up = n;
    entity_id call = rx_trace_make(n);
    ((rx_produce_fn *)slot->fn)((rx_subscriber *)n, slot->env);
    rx_trace_called(call, rx_none());
}

static const struct rx_source_class create_class = {
    .name = "create", .calls = RX_CALLBACK_PRODUCE, .activate = create_activate};

bool rx_is_create(const rx_observable *o)
{
    return o->class == &create_class;
}

rx_observable *rx_create_at(rx_produce_fn *f, void *env, rx_release_fn *rel, const rx_site *at)
{
    rx_observable *o = rx_observable_new(&create_class, at, 1);
    rx_arg_fn(&o->args[0], at, 0, (void (*)(void))f, env, rel);
    rx_trial_begin(&o->args[0].slot, create_class.calls);
    return o;
}

bool rx_closed(const rx_subscriber *to)
{
    return to->node.flags & NODE_CLOSED;
}

void rx_send(rx_subscriber *to, rx_value v)
{
    rx_enter_often();
    if (rx_closed(to))
        rx_release(v);
    else
        rx_emit_owned(&to->node, v);
    rx_leave_often();
}

void rx_send_error(rx_subscriber *to, rx_value error)
{
    rx_enter_often();
    if (!rx_closed(to))
        rx_emit_error(&to->node, error);
    rx_leave_often();
    rx_release(error);
}

void rx_send_complete(rx_subscriber *to)
{
    rx_enter_often();
    if (!rx_closed(to))
        rx_emit_complete(&to->node);
    rx_leave_often();
}

void rx_on_teardown(rx_subscriber *to, rx_done_fn *f, void *env)
{
    if (rx_closed(to)) { /* it ended before it could be registered */
        f(env);
        return;
    }
    rx_slot_clear(&to->teardown);
    rx_slot_set(&to->teardown, (void (*)(void))f, env, NULL);
}
