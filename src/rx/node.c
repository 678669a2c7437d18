/* node.c - activations: how nodes are joined, how an end travels, how they are freed.
 *
 * Downward ends (complete, error): rx_complete_in(c) tells c, then lets go of everything above it.
 * Upward ends (unsubscribe): rx_detach(c) makes c stop consuming and closes what fed it.
 * A closed node stays readable until the outermost turn ends (runtime.c: reap). */
#include "rx/rx_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void rx_nothing(struct rx_node *n, rx_value v)
{
    (void)n;
    (void)v;
}

void rx_set_next(struct rx_node *n)
{
    if (n->flags & (NODE_CLOSED | NODE_STOPPED))
        n->next = rx_nothing;
    else
        n->next = rx_rt->sink && n->id && n->inspection == rx_rt->inspection.number ? n->ops->next_traced
                                                                                    : n->ops->next;
}

void rx_node_zero(struct rx_node *n, size_t size)
{
    memset(n, 0, size);
}

void rx_node_init(struct rx_node *n, const struct rx_node_ops *ops, rx_observable *def)
{
    n->ops = ops;
    n->next = ops->next ? ops->next : rx_nothing;
    n->def = def ? rx_ref(def) : NULL;
    n->arg = !def ? NULL : def->fun ? &def->fun->args[0] : def->args;
}

struct rx_node *rx_node_new(size_t size, const struct rx_node_ops *ops, rx_observable *def)
{
    struct rx_node *n = rx_cell_new(size);
    n->size = (uint32_t)size;
    n->born = ++rx_rt->births;
    rx_node_init(n, ops, def);
    return n;
}

const struct rx_node *rx_shown(const struct rx_node *c)
{
    while (!c->id && c->down) /* alias nodes and the like have no subscription shown */
        c = c->down;
    return c;
}

/* An alias node's own subscription is plumbing and not shown. */
bool rx_is_shown(const struct rx_node *c)
{
    return c->obs && !(c->def && rx_is_wrapper(c->def));
}

struct rx_node *rx_feeds(const struct rx_node *c)
{
    struct rx_node *to = c->down;
    if (to && (c->flags & NODE_INNER))
        to = to->down;
    while (to && !rx_is_shown(to))
        to = to->down;
    return to;
}

entity_id rx_parent_id(const struct rx_node *c)
{
    const struct rx_node *to = rx_feeds(c);
    return to ? to->id : 0;
}

void rx_tell_subscribe(struct rx_node *c)
{
    struct rx_teller live = {0};
    struct rx_node *to = rx_rt->inspection.walk ? rx_feeds(c) : NULL;
    if (to)
        rx_inspect_node(to); /* the walk may not have come to it */
    rx_announce(c->obs);
    c->id = rx_id_new(ENT_SUBSCRIPTION);
    c->flags |= NODE_TOLD | NODE_CLEAN | rx_watched(c);
    c->inspection = rx_rt->inspection.number;
    rx_put_subscription(&live, EV_SUBSCRIBE_CALL, c, c->id, rx_now());
    rx_id_enter(c->id, c);
}

void rx_rebind(struct rx_node *c)
{
    struct rx_teller live = {0};
    if (rx_rt->inspection.walk)
        rx_inspect_node(c);
    if (!c->id || !rx_rt->sink)
        return;
    if (c->obs)
        rx_announce(c->obs);
    rx_put_subscription(&live, EV_SUBSCRIPTION_REBIND, c, c->id, rx_now());
}

void rx_list_consumer(rx_observable *o, struct rx_node *c)
{
    c->peer_next = o->consumers;
    c->peer_prev = &o->consumers;
    if (o->consumers)
        o->consumers->peer_prev = &c->peer_next;
    o->consumers = c;
    c->obs = rx_ref(o);
}

static void unlist(struct rx_node *c)
{
    rx_inspect_skip_node(c);
    *c->peer_prev = c->peer_next;
    if (c->peer_next)
        c->peer_next->peer_prev = c->peer_prev;
    c->peer_prev = NULL;
    c->peer_next = NULL;
    rx_observable *o = c->obs;
    c->obs = NULL;
    rx_unref(o);
}

void rx_activate(rx_observable *o, struct rx_node *c)
{
    o->class->activate(o, c);
}

void rx_attach(rx_observable *o, struct rx_node *c)
{
    o = rx_ref(rx_resolve(o)); /* it may send at once, and lose all its users meanwhile */
    rx_list_consumer(o, c);
    c->since = rx_rt->now;
    if (rx_rt->sink && rx_is_shown(c))
        rx_tell_subscribe(c);
    rx_set_next(c);
    entity_id id = c->id;
    rx_bracket_open((struct rx_bracket){.kind = BRACKET_ATTACH, .id = id, .observable = o, .consumer = c});
    rx_activate(o, c);
    rx_bracket_close();
    rx_unref(o);
    if (id) {
        struct event ev = {.kind = EV_SUBSCRIBE_RETURN, .id = id};
        rx_tell(&ev);
    }
}

void rx_attach_again(struct rx_node *n)
{
    n->flags &= ~(uint32_t)(NODE_STOPPED | NODE_PAUSED);
    rx_attach(n->def->source, n);
}

void rx_bury(struct rx_node *n)
{
    if (n->flags & NODE_ON_STACK) {
        if (n->def)
            rx_unref(n->def);
        n->def = NULL;
        return;
    }
    assert(rx_rt->depth > 0);
    n->queue_next = rx_rt->graveyard;
    rx_rt->graveyard = n;
}

/* Whoever is let go because those below it ended has not ended itself. */
static int own_end(const struct rx_node *c, int end)
{
    bool told = end == END_COMPLETED || end == END_FAILED;
    return told && !(c->flags & NODE_STOPPED) ? END_UNSUBSCRIBED : end;
}

void rx_detach(struct rx_node *c, int end)
{
    c->next = rx_nothing;
    if (!c->obs)
        return;
    entity_id id = c->id;
    rx_flush_node(c);
    rx_undirty(c);
    c->id = 0;
    end = own_end(c, end);
    if (id) {
        struct event ev = {.kind = EV_UNSUBSCRIBE_CALL, .flags = (uint8_t)end, .id = id};
        rx_tell(&ev);
    }
    struct rx_node *up = c->up;
    c->up = NULL;
    unlist(c);
    if (up)
        rx_close_node(up, end);
    if (id) {
        struct event ev = {.kind = EV_UNSUBSCRIBE_RETURN, .id = id};
        rx_tell(&ev);
        rx_id_free(id);
    }
    if (c->ops->ended)
        c->ops->ended(c);
}

void rx_close_node(struct rx_node *n, int end)
{
    if (n->flags & NODE_CLOSED)
        return;
    n->flags |= NODE_CLOSED;
    n->next = rx_nothing;
    if (n->ops->close)
        n->ops->close(n);
    rx_detach(n, end);
    rx_bury(n);
}

/* What consumes nothing (any more) can be told no end. */
static bool stop(struct rx_node *c)
{
    if (c->flags & (NODE_CLOSED | NODE_STOPPED) || !c->obs)
        return false;
    c->flags |= NODE_STOPPED;
    c->next = rx_nothing;
    return true;
}

void rx_complete_in(struct rx_node *c)
{
    if (!stop(c))
        return;
    rx_trace_end(c, SEND_COMPLETE, rx_none());
    c->ops->complete(c);
    if (c->flags & NODE_STOPPED) /* else it has begun anew */
        rx_detach(c, END_COMPLETED);
}

void rx_error_in(struct rx_node *c, rx_value error)
{
    if (!stop(c))
        return;
    rx_retain(error);
    rx_trace_end(c, SEND_ERROR, error);
    c->ops->error(c, error);
    if (c->flags & NODE_STOPPED)
        rx_detach(c, END_FAILED);
    rx_release(error);
}

void rx_forward_error(struct rx_node *n, rx_value e)
{
    rx_emit_error(n, e);
}

void rx_forward_complete(struct rx_node *n)
{
    rx_emit_complete(n);
}

void rx_fail_with(struct rx_node *n, int code, const char *fmt, ...)
{
    struct str s = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&s, fmt, ap);
    va_end(ap);
    rx_value e = rx_error(code, "%s", str_text(&s));
    rx_emit_error(n, e);
    rx_release(e);
    str_release(&s);
}

void rx_emit_boxed(struct rx_node *n, rx_value v)
{
    if (v.type == RX_ERROR)
        rx_emit_error(n, v);
    else if (v.type != RX_DROPPED)
        rx_emit(n, v);
    rx_release(v);
}

RX_RUN rx_pass_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    rx_emit(n, v);
}
RX_NODE_NEXT_AS(, rx_pass)

/* ---- inner consumers -------------------------------------------------------------------------------- */

struct rx_inner *rx_inner_new(const struct rx_node_ops *ops, struct rx_node *owner,
                              struct rx_inner **list)
{
    struct rx_inner *i = (struct rx_inner *)rx_node_new(sizeof *i, ops, NULL);
    i->node.flags |= NODE_INNER;
    i->node.down = owner;
    i->owner = owner;
    i->input = INPUT_NONE;
    if (list) {
        i->next = *list;
        i->prev = list;
        if (*list)
            (*list)->prev = &i->next;
        *list = i;
    }
    return i;
}

void rx_inner_drop(struct rx_inner *i)
{
    if (i->node.flags & NODE_CLOSED)
        return;
    if (i->prev) {
        *i->prev = i->next;
        if (i->next)
            i->next->prev = i->prev;
        i->prev = NULL;
    }
    rx_close_node(&i->node, END_COMPLETED); /* or unsubscribed: own_end() */
}

void rx_inner_subscribe(const struct rx_node_ops *ops, struct rx_node *n, struct rx_inner **list,
                        rx_observable *o)
{
    if (n->flags & NODE_CLOSED || o == &rx_dropped_stream)
        return;
    if (!o) {
        rx_fail_with(n, 1, "%s: %s returned no observable", n->ops->name, rx_string_of(n->arg->name));
        return;
    }
    struct rx_inner *i = rx_inner_new(ops, n, list);
    entity_id outer = rx_rt->announce_parent;
    rx_rt->announce_parent = n->def->operator_id;
    rx_attach(o, &i->node);
    rx_rt->announce_parent = outer;
}

void rx_inners_drop(struct rx_inner **list)
{
    while (*list)
        rx_inner_drop(*list);
}

void rx_inners_rebind(struct rx_inner *list)
{
    for (; list; list = list->next)
        rx_rebind(&list->node);
}
