/* subscribe.c - observers: the end of every chain, and the handle that its owner holds.
 *
 * A handle is there until its owner gives it back with rx_unsubscribe(), or the runtime ends. What it
 * refers to goes earlier: slots and env are released at the end of the turn in which the stream ended. */
#include "rx/rx_int.h"

#include <stdlib.h>

#include "base/mem.h"

RX_RUN sink_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    const rx_subscription *s = (rx_subscription *)n;
    ((rx_next_fn *)s->next.fn)(v, s->next.env);
}
RX_NODE_NEXT(sink)

static void sink_error(struct rx_node *n, rx_value e)
{
    const rx_subscription *s = (rx_subscription *)n;
    if (s->error.fn)
        ((rx_next_fn *)s->error.fn)(e, s->error.env);
    else
        rx_report(n->id, n->place, "unhandled error %d: %s (give the subscriber an .error function)",
                  rx_error_code(e), rx_text(e));
}

static void sink_complete(struct rx_node *n)
{
    const rx_subscription *s = (rx_subscription *)n;
    if (s->complete.fn)
        ((rx_done_fn *)s->complete.fn)(s->complete.env);
}

static void clear(rx_subscription *s)
{
    rx_slot_clear(&s->next);
    rx_slot_clear(&s->error);
    rx_slot_clear(&s->complete);
    rx_slot_clear(&s->rest);
}

static void unlist(rx_subscription *s)
{
    *s->list_prev = s->list_next;
    if (s->list_next)
        s->list_next->list_prev = s->list_prev;
}

static void enlist(rx_subscription *s, rx_subscription **list)
{
    s->list_next = *list;
    s->list_prev = list;
    if (*list)
        (*list)->list_prev = &s->list_next;
    *list = s;
}

static void sink_ended(struct rx_node *n)
{
    rx_subscription *s = (rx_subscription *)n;
    unlist(s);
    enlist(s, &rx_rt->sinks_ended);
}

static void sink_release(struct rx_node *n)
{
    rx_subscription *s = (rx_subscription *)n;
    unlist(s);
    clear(s);
}

void rx_sinks_settle(void)
{
    for (rx_subscription *s; (s = rx_rt->sinks_ended);) {
        unlist(s);
        enlist(s, &rx_rt->sinks_over);
        if (!s->node.obs) /* nobody subscribed it again meanwhile */
            clear(s);
    }
}

void rx_sinks_free(void)
{
    rx_subscription *lists[] = {rx_rt->sinks_living, rx_rt->sinks_ended, rx_rt->sinks_over};
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        for (rx_subscription *s = lists[i], *next; s; s = next) {
            next = s->list_next;
            rx_close_node(&s->node, END_UNSUBSCRIBED);
        }
}

static const struct rx_node_ops sink_ops = {
    .name = "observer",
    .next = sink_next,
    .next_traced = sink_next_traced,
    .error = sink_error,
    .complete = sink_complete,
    .release = sink_release,
    .ended = sink_ended,
};

static void set_slot(struct rx_slot *slot, void (*fn)(void), void *env, enum rx_callback type)
{
    rx_slot_set(slot, fn, env, NULL);
    rx_trial_begin(slot, type);
}

void rx_sink_set(rx_subscription *s, const rx_observer *observer, const rx_site *at)
{
    struct rx_slot before = s->next;
    s->next = (struct rx_slot){0};
    clear(s);
    set_slot(&s->next, (void (*)(void))observer->next, observer->env, RX_CALLBACK_NEXT);
    rx_trial_hand_over(&before, &s->next);
    rx_slot_clear(&before);
    set_slot(&s->error, (void (*)(void))observer->error, observer->env, RX_CALLBACK_NEXT);
    set_slot(&s->complete, (void (*)(void))observer->complete, observer->env, RX_CALLBACK_DONE);
    rx_slot_set(&s->rest, NULL, observer->env, observer->release);
    s->place = rx_place_of(at);
    if (at)
        s->place.name = rx_arg_text(at, 0); /* the observer's name is what people know */
}

rx_subscription *rx_sink_new(const rx_observer *observer, const rx_site *at)
{
    rx_subscription *s = (rx_subscription *)rx_node_new(sizeof *s, &sink_ops, NULL);
    rx_sink_set(s, observer, at);
    s->node.place = &s->place;
    enlist(s, &rx_rt->sinks_living);
    return s;
}

rx_subscription *rx_subscribe_at(rx_observable *o, const rx_observer *observer, const rx_site *at)
{
    rx_enter();
    rx_subscription *s = rx_sink_new(observer, at);
    if (o)
        rx_attach(o, &s->node);
    else {
        rx_report(0, &s->place, "rx_subscribe: the observable is NULL");
        sink_ended(&s->node);
    }
    rx_leave();
    return s;
}

void rx_unsubscribe(rx_subscription *s)
{
    if (!s)
        return;
    rx_enter();
    rx_close_node(&s->node, END_UNSUBSCRIBED);
    rx_leave();
}

bool rx_subscription_closed(const rx_subscription *s)
{
    return !s->node.obs;
}
