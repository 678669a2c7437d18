/* splice.c - changing what runs without its subscribers noticing.
 *
 *     before   U ──► r1 ──► r2 ──► C          U and C stay, with their state and their subscription;
 *     after    U ──► a1 ──► C                 r1, r2 are closed without closing U.
 *
 * A subscription's id stays with its receiver: C keeps its own, a1 gets a new one. */
#include "rx/rx_int.h"

void rx_relist(struct rx_node *c, rx_observable *o)
{
    if (c->obs == o)
        return;
    if (rx_rt->inspection.walk) /* it may go to a list that the walk has behind it */
        rx_inspect_node(c);
    rx_inspect_skip_node(c);
    rx_observable *old = c->obs;
    *c->peer_prev = c->peer_next;
    if (c->peer_next)
        c->peer_next->peer_prev = c->peer_prev;
    rx_list_consumer(o, c);
    rx_observable_unref(old);
}

/* The emitter above the `removed` nodes above `c`, cut off from the topmost of them. NULL when the
 * stream above has ended. */
static struct rx_node *cut_above(struct rx_node *c, unsigned removed)
{
    struct rx_node *n = c;
    for (; removed && n->up; removed--)
        n = n->up;
    struct rx_node *up = removed ? NULL : n->up;
    if (up)
        n->up = NULL; /* so that closing what is removed does not travel upward */
    return up;
}

/* One of them waits to subscribe its source again: nothing stands above it now, but will. */
static bool is_paused(const struct rx_node *c, unsigned removed)
{
    for (const struct rx_node *n = c->up; removed && n; n = n->up, removed--)
        if (n->flags & NODE_PAUSED)
            return true;
    return false;
}

/* What c was sent so far, as long as somebody inspects. */
static uint64_t received(const struct rx_node *c)
{
    return c->told + c->pending;
}

void rx_stale(struct rx_node *c)
{
    for (; c; c = c->down)
        if (c->ops->stale)
            c->ops->stale(c);
}

static struct rx_node *put_in(rx_observable *def, struct rx_node *down)
{
    const struct rx_op_class *class = def->fun->class;
    struct rx_node *n = rx_node_new(class->node_size, class->node, def);
    n->down = down;
    down->up = n;
    if (class->init)
        class->init(n);
    return n;
}

static void tell_new(struct rx_node *n, rx_observable *consumes)
{
    rx_list_consumer(consumes, n);
    n->since = rx_rt->now;
    if (!rx_rt->sink)
        return;
    rx_tell_subscribe(n);
    rx_set_next(n);
    struct event ev = {.kind = EV_SUBSCRIBE_RETURN, .id = n->id};
    rx_tell(&ev);
}

/* `n` feeds another subscription now, and so do its inner ones. */
static void tell_fed(struct rx_node *n)
{
    for (; !n->id && n->obs && n->up; n = n->up)
        ; /* an alias is not shown: what stands above it is */
    if (n->id)
        rx_rebind(n);
    if (n->ops->rebind)
        n->ops->rebind(n);
}

/* Starts the fresh nodes, the lowest first; a start may send, and may end the stream. */
static void start(struct rx_node *c, unsigned n)
{
    struct rx_node *node = c->up;
    for (; n && node && !(node->flags & NODE_CLOSED); n--) {
        struct rx_node *above = node->up;
        if (node->def->fun->class->start)
            node->def->fun->class->start(node);
        node = above;
    }
}

uint64_t rx_splice(struct rx_node *c, unsigned removed, rx_observable *const *added, unsigned n,
                   rx_observable *above, rx_observable *below)
{
    if (is_paused(c, removed))
        return rx_reconnect(c, n ? added[n - 1] : above, below);
    uint64_t before = received(c);
    struct rx_node *old = c->up, *up = cut_above(c, removed);
    c->up = NULL;
    if (below)
        rx_relist(c, below);
    struct rx_node *top = c;
    for (unsigned i = up ? n : 0; i-- > 0;)
        top = put_in(added[i], top);
    top->up = up;
    if (up)
        up->down = top;
    if (below)
        rx_rebind(c);
    struct rx_node *node = c->up;
    for (unsigned i = up ? n : 0; i-- > 0; node = node->up)
        tell_new(node, i ? added[i - 1] : above);
    if (up)
        tell_fed(up); /* before its old parent ends */
    if (removed && old)
        rx_close_node(old, END_SWAPPED);
    rx_stale(c);
    if (up)
        start(c, n);
    return received(c) - before;
}

uint64_t rx_reconnect(struct rx_node *c, rx_observable *o, rx_observable *below)
{
    uint64_t before = received(c);
    struct rx_node *up = c->up;
    c->up = NULL;
    if (up)
        rx_close_node(up, END_SWAPPED);
    if (below) {
        rx_relist(c, below);
        rx_rebind(c);
        if (c->ops->renew)
            c->ops->renew(c);
    }
    rx_stale(c);
    if (!below && rx_is_wrapper(o)) /* c stays listed at the wrapper that is another name for `o` */
        rx_alias(c->obs, o, c);
    else
        rx_activate(o, c);
    return received(c) - before;
}
