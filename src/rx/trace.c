/* trace.c - what is told of sends and calls of function args. Nothing here runs without a sink.
 *
 * Each send is counted exactly. It is also recorded, with a preview of its value, while the budget of
 * this window lasts (RECORDS_A_WINDOW) or when somebody watches; otherwise it goes to the node's
 * pending count, which rx_flush_counts() tells a few times a second. */
#include "rx/rx_int.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

#define WINDOW_NS        (100 * NS_PER_MS)
#define RECORDS_A_WINDOW 2000

static bool may_record(const struct rx_node *n)
{
    if (rx_rt->now >= rx_rt->window_end) {
        rx_rt->window_end = rx_rt->now + WINDOW_NS;
        rx_rt->budget = RECORDS_A_WINDOW;
        rx_rt->clogged = false;
    }
    if (rx_rt->clogged)
        return false;
    if (n->flags & NODE_WATCHED)
        return true;
    if (!rx_rt->budget)
        return false;
    rx_rt->budget--;
    return true;
}

static void mark_dirty(struct rx_node *n)
{
    if (n->dirty_at)
        return;
    MEM_GROW(rx_rt->dirty, rx_rt->dirty_n, rx_rt->dirty_cap);
    rx_rt->dirty[rx_rt->dirty_n++] = n;
    n->dirty_at = (uint32_t)rx_rt->dirty_n;
}

void rx_undirty(struct rx_node *n)
{
    if (!n->dirty_at)
        return;
    struct rx_node *last = rx_rt->dirty[--rx_rt->dirty_n];
    rx_rt->dirty[n->dirty_at - 1] = last;
    last->dirty_at = n->dirty_at;
    n->dirty_at = 0;
}

static void count_only(struct rx_node *n)
{
    n->pending_merged += rx_rt->clogged;
    mark_dirty(n);
    if (++n->pending == UINT32_MAX)
        rx_flush_node(n);
}

static void count_call(struct rx_node *n, const struct rx_arg *arg)
{
    if (n->pending_args && n->pending_arg != arg->id)
        rx_flush_node(n); /* one record counts the calls of one arg */
    n->pending_arg = arg->id;
    mark_dirty(n);
    if (++n->pending_args == UINT32_MAX)
        rx_flush_node(n);
}

static bool record_send(struct rx_node *n, unsigned type, rx_value v, entity_id id)
{
    char scratch[EVENT_PREVIEW];
    struct event ev = {.kind = EV_SEND_CALL, .flags = (uint8_t)type, .id = id, .ref = n->id};
    rx_value_preview(v, &ev.value, scratch, sizeof scratch);
    return rx_tell_detail(&ev);
}

struct rx_trace rx_trace_send(struct rx_node *n, rx_value v)
{
    struct rx_trace t = {0, rx_rt->recording};
    rx_rt->recording = false;
    if (!may_record(n)) {
        count_only(n);
        return t;
    }
    if (n->pending)
        rx_flush_node(n); /* the order of counts and records stays true */
    entity_id id = (uint64_t)ENT_SEND << 56 | ++rx_rt->send_seq;
    if (record_send(n, SEND_NEXT, v, id)) {
        t.id = id;
        rx_rt->recording = true;
    } else {
        rx_rt->clogged = true; /* asking again each time would tell a count each time */
        count_only(n);
    }
    return t;
}

void rx_trace_return(struct rx_trace t)
{
    if (t.id) {
        struct event ev = {.kind = EV_SEND_RETURN, .id = t.id};
        rx_tell_detail(&ev);
    }
    rx_rt->recording = t.outer;
}

/* Completes and errors are few and decide what is shown: they are sent as records that cannot be lost
 * in the count, because the unsubscribe that follows carries the same fact in its END_ code. */
void rx_trace_end(struct rx_node *n, unsigned type, rx_value e)
{
    if (!rx_rt->sink || !n->id)
        return;
    rx_flush_node(n);
    entity_id id = (uint64_t)ENT_SEND << 56 | ++rx_rt->send_seq;
    if (!record_send(n, type, e, id))
        return;
    struct event ev = {.kind = EV_SEND_RETURN, .id = id};
    rx_tell_detail(&ev);
}

struct rx_trace rx_trace_call(struct rx_node *n, const struct rx_arg *arg)
{
    struct rx_trace t = {0, rx_rt->recording};
    if (!n->id)
        return t;
    if (!rx_rt->recording) {
        count_call(n, arg);
        return t;
    }
    struct event ev = {.kind = EV_ARG_CALL, .id = (uint64_t)ENT_ARG_CALL << 56 | ++rx_rt->call_seq,
                       .parent = n->id, .ref = arg->id};
    if (rx_tell_detail(&ev))
        t.id = ev.id;
    else
        count_call(n, arg);
    return t;
}

static void tell_called(struct rx_trace t, struct event *ev)
{
    ev->kind = EV_ARG_RETURN;
    ev->id = t.id;
    rx_tell_detail(ev);
    rx_rt->recording = t.outer;
}

void rx_trace_called(struct rx_trace t, rx_value result)
{
    if (!t.id)
        return;
    char scratch[EVENT_PREVIEW];
    struct event ev = {0};
    rx_value_preview(result, &ev.value, scratch, sizeof scratch);
    tell_called(t, &ev);
}

void rx_trace_called_obs(struct rx_trace t, rx_observable *result)
{
    if (!t.id)
        return;
    struct event ev = {.value = {.type = VT_OBSERVABLE, .text = ""}};
    if (result)
        ev.ref = rx_entity_of(result);
    ev.value.i64 = (int64_t)ev.ref;
    tell_called(t, &ev);
}

void rx_flush_node(struct rx_node *n)
{
    if (!n->id || (!n->pending && !n->pending_args))
        return;
    if (n->pending > n->pending_merged || n->pending_args) {
        struct event ev = {.kind = EV_SEND_MERGED, .id = n->id, .parent = n->pending_args,
                           .ref = n->pending_args ? n->pending_arg : 0,
                           .num = n->pending - n->pending_merged};
        rx_tell(&ev);
    }
    if (n->pending_merged) {
        struct event ev = {.kind = EV_SEND_MERGED, .flags = 1, .id = n->id, .num = n->pending_merged};
        rx_tell(&ev);
    }
    n->pending = n->pending_merged = n->pending_args = 0;
}

void rx_flush_counts(void)
{
    for (size_t i = 0; i < rx_rt->dirty_n; i++) {
        struct rx_node *n = rx_rt->dirty[i];
        n->dirty_at = 0;
        rx_flush_node(n);
    }
    rx_rt->dirty_n = 0;
}

static struct rx_node *find_subscription(entity_id id)
{
    for (rx_observable *o = rx_rt->all; o; o = o->all_next)
        for (struct rx_node *n = o->consumers; n; n = n->peer_next)
            if (n->id == id)
                return n;
    return NULL;
}

static void watch_node(struct rx_node *n, bool on)
{
    n->flags = on ? n->flags | NODE_WATCHED : n->flags & ~(uint32_t)NODE_WATCHED;
}

static bool is_of(rx_observable *o, entity_id id)
{
    const rx_observable *runs = rx_unwrap(o);
    return runs && (runs->id == id || runs->operator_id == id);
}

void rx_watch(entity_id id, bool on)
{
    if (!id)
        return;
    for (rx_observable *o = rx_rt->all; o; o = o->all_next) {
        bool whole = is_of(o, id);
        if (whole)
            o->watched = on;
        for (struct rx_node *n = o->consumers; n; n = n->peer_next)
            if (whole || n->id == id)
                watch_node(n, on);
    }
}

enum status rx_unsubscribe_id(entity_id id)
{
    struct rx_node *n = find_subscription(id);
    if (!n)
        return STATUS_NOTFOUND;
    rx_enter();
    rx_detach(n, END_UNSUBSCRIBED);
    rx_leave();
    return STATUS_OK;
}
