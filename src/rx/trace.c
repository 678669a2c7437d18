/* trace.c - what is told of sends and calls of function args. Nothing here runs without a sink. What was told
 * is added up for late readers, and always after it was told: a reader that asks for a total because of that very
 * event gets it with the event.
 *
 * Each send is counted exactly. It is also recorded, with a preview of its value, while the budget of
 * this window lasts (RECORDS_A_WINDOW) or when somebody watches; otherwise it goes to the node's
 * pending count, which rx_flush_counts() tells a few times a second.
 *
 * rx_rt->noted keeps counting cheap: a send gets here only when its node has one of those flags. The
 * budget takes NODE_TOLD out of them, a sink that refuses takes NODE_WATCHED, too; NODE_CLEAN is always
 * there, so that the first send of a node that has no counts puts it on the list of those to be told. */
#include "rx/rx_int.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

#define WINDOW_NS        (100 * NS_PER_MS)
#define RECORDS_A_WINDOW 2000

/* Called when a root turn begins in a later window: within a turn the clock stands. */
void rx_trace_window(void)
{
    if (rx_rt->clogged)
        rx_flush_counts(); /* what comes now is not missed for the reader's sake */
    rx_rt->clogged = false;
    rx_rt->window_end = rx_rt->now + WINDOW_NS;
    rx_rt->budget = RECORDS_A_WINDOW;
    rx_rt->noted = NODE_TOLD | NODE_WATCHED | NODE_CLEAN;
}

/* Whether there is a record left for this node. What is watched takes nothing from the budget. */
static bool spend(const struct rx_node *n)
{
    if (rx_rt->clogged || !(n->flags & rx_rt->noted & (NODE_TOLD | NODE_WATCHED)))
        return false;
    if (!(n->flags & NODE_WATCHED) && --rx_rt->budget == 0)
        rx_rt->noted &= ~(uint32_t)NODE_TOLD;
    return true;
}

/* The sink took no record. Asking again each time would tell a count each time. */
static void refused(void)
{
    if (rx_rt->clogged)
        return;
    rx_rt->clogged = true;
    rx_rt->noted = NODE_CLEAN;
    for (size_t i = 0; i < rx_rt->dirty_n; i++)
        rx_rt->dirty[i]->pending_before = rx_rt->dirty[i]->pending;
}

static void mark_dirty(struct rx_node *n)
{
    if (!(n->flags & NODE_CLEAN))
        return;
    MEM_GROW(rx_rt->dirty, rx_rt->dirty_n, rx_rt->dirty_cap);
    rx_rt->dirty[rx_rt->dirty_n++] = n;
    n->dirty_at = (uint32_t)rx_rt->dirty_n;
    n->flags &= ~(uint32_t)NODE_CLEAN;
}

static void set_clean(struct rx_node *n)
{
    n->dirty_at = 0;
    n->flags |= NODE_CLEAN;
}

void rx_undirty_now(struct rx_node *n)
{
    struct rx_node *last = rx_rt->dirty[--rx_rt->dirty_n];
    rx_rt->dirty[n->dirty_at - 1] = last;
    last->dirty_at = n->dirty_at;
    set_clean(n);
}

static void add_nexts(struct rx_node *n, uint64_t sends, uint64_t time)
{
    if (!sends)
        return;
    n->told += sends;
    n->last_at = time;
    rx_rt->totals[TOTAL_NEXT] += sends;
}

static void add_calls(struct rx_arg *arg, uint64_t calls)
{
    arg->calls += calls;
    rx_rt->totals[TOTAL_ARG_CALLS] += calls;
}

static entity_id tell_send(struct rx_node *n, unsigned type, rx_value v)
{
    char scratch[EVENT_PREVIEW];
    struct event ev = {.kind = EV_SEND_CALL, .flags = (uint8_t)type, .ref = n->id,
                       .id = (uint64_t)ENT_SEND << 56 | ++rx_rt->send_seq};
    rx_value_preview(v, &ev.value, scratch, sizeof scratch);
    if (!rx_tell_detail(&ev))
        return 0;
    if (type == SEND_NEXT)
        add_nexts(n, 1, ev.time);
    else
        rx_rt->totals[type == SEND_ERROR ? TOTAL_ERROR : TOTAL_COMPLETE]++;
    return ev.id;
}

entity_id rx_trace_send(struct rx_node *n, rx_value v)
{
    entity_id id = 0;
    if (spend(n)) {
        rx_flush_node(n); /* the order of counts and records stays true */
        id = tell_send(n, SEND_NEXT, v);
        if (id)
            rx_bracket_open((struct rx_bracket){.kind = BRACKET_SEND, .id = id});
        else
            refused();
    }
    if (!id) {
        mark_dirty(n);
        n->pending++;
    }
    return id;
}

static void tell_send_return(entity_id send)
{
    struct event ev = {.kind = EV_SEND_RETURN, .id = send};
    rx_tell_detail(&ev);
}

void rx_trace_return(entity_id send)
{
    rx_bracket_close();
    tell_send_return(send);
}

/* Completes and errors are few and decide what is shown: they are sent as records that cannot be lost
 * in the count, because the unsubscribe that follows carries the same fact in its END_ code. */
void rx_trace_end(struct rx_node *n, unsigned type, rx_value e)
{
    if (!rx_rt->sink || !n->id)
        return;
    rx_flush_node(n);
    entity_id id = tell_send(n, type, e);
    if (id)
        tell_send_return(id);
}

static entity_id tell_call(const struct rx_node *n, entity_id parent)
{
    struct event ev = {.kind = EV_ARG_CALL, .id = (uint64_t)ENT_ARG_CALL << 56 | ++rx_rt->call_seq,
                       .parent = parent, .ref = n->arg->id};
    if (!rx_tell_detail(&ev)) {
        refused();
        return 0;
    }
    add_calls(n->arg, 1);
    rx_bracket_open((struct rx_bracket){.kind = BRACKET_CALL, .id = ev.id});
    return ev.id;
}

entity_id rx_trace_call(struct rx_node *n, entity_id parent)
{
    entity_id id = tell_call(n, parent);
    if (!id) {
        mark_dirty(n);
        rx_count_call(n);
    }
    return id;
}

/* There may be one such call a subscription only, so its count does not wait for others. */
entity_id rx_trace_make(struct rx_node *n)
{
    const struct rx_node *shown = rx_shown(n);
    if (!rx_rt->sink || !shown->id)
        return 0;
    entity_id id = spend(shown) ? tell_call(n, shown->id) : 0;
    struct event ev = {.kind = EV_SEND_MERGED, .id = shown->id, .parent = 1, .ref = n->arg->id};
    if (!id) {
        rx_tell(&ev);
        add_calls(n->arg, 1);
    }
    return id;
}

/* Once its source has ended there are only as many such calls as values have waited. */
entity_id rx_trace_later(struct rx_node *n)
{
    if (!rx_rt->sink || !n->id)
        return rx_trace_make(n);
    entity_id id = spend(n) ? tell_call(n, n->id) : 0;
    if (!id) {
        mark_dirty(n);
        rx_count_call(n);
    }
    return id;
}

void rx_trace_called(entity_id call, rx_value result)
{
    if (!call)
        return;
    rx_bracket_close();
    char scratch[EVENT_PREVIEW];
    struct event ev = {.kind = EV_ARG_RETURN, .id = call};
    rx_value_preview(result, &ev.value, scratch, sizeof scratch);
    rx_tell_detail(&ev);
}

void rx_trace_called_obs(entity_id call, rx_observable *result)
{
    if (!call)
        return;
    rx_bracket_close();
    struct event ev = {.kind = EV_ARG_RETURN, .id = call,
                       .value = {.type = VT_OBSERVABLE, .text = ""}};
    if (result)
        ev.ref = rx_entity_of(result);
    ev.value.i64 = (int64_t)ev.ref;
    rx_tell_detail(&ev);
}

rx_observable *rx_trace_made(const struct rx_node *n, entity_id call, rx_observable *o)
{
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

static void tell_count(struct rx_node *n, bool for_reader, uint64_t sends, uint64_t calls)
{
    struct event ev = {.kind = EV_SEND_MERGED, .flags = for_reader, .id = n->id, .parent = calls,
                       .ref = calls ? n->arg->id : 0, .num = (int64_t)sends};
    if (!sends && !calls)
        return;
    rx_tell(&ev);
    add_nexts(n, sends, ev.time);
    if (calls)
        add_calls(n->arg, calls);
}

void rx_flush_node(struct rx_node *n)
{
    if (!n->id || !rx_rt->sink)
        return;
    uint64_t plain = rx_rt->clogged ? n->pending_before : n->pending;
    tell_count(n, false, plain, n->pending_calls);
    tell_count(n, true, n->pending - plain, 0);
    n->pending = n->pending_before = n->pending_calls = 0;
}

void rx_flush_counts(void)
{
    for (size_t i = 0; i < rx_rt->dirty_n; i++) {
        struct rx_node *n = rx_rt->dirty[i];
        set_clean(n);
        rx_flush_node(n);
    }
    rx_rt->dirty_n = 0;
}

static void watch_node(struct rx_node *n, bool on)
{
    n->flags = on ? n->flags | NODE_WATCHED : n->flags & ~(uint32_t)NODE_WATCHED;
}

static void watch_observable(rx_observable *o, bool on)
{
    o->watched = on;
    for (struct rx_node *n = o->consumers; n; n = n->peer_next)
        watch_node(n, on);
}

bool rx_counts_wait(void)
{
    return rx_rt->dirty_n > 0;
}

uint32_t rx_watched(const struct rx_node *c)
{
    return c->obs->watched || rx_rt->watch_all ? NODE_WATCHED : 0;
}

static void watch_all(bool on)
{
    rx_rt->watch_all = on;
    for (rx_observable *o = rx_rt->all; o; o = o->all_next)
        for (struct rx_node *n = o->consumers; n; n = n->peer_next)
            watch_node(n, on || o->watched);
}

void rx_watch(entity_id id, bool on)
{
    if (!id) {
        watch_all(on);
        return;
    }
    void *found = rx_id_object(id);
    if (found && ID_KIND(id) == ENT_SUBSCRIPTION)
        watch_node(found, on);
    if (!found || (ID_KIND(id) != ENT_OBSERVABLE && ID_KIND(id) != ENT_OPERATOR))
        return;
    watch_observable(found, on);
    for (rx_observable *o = rx_rt->all; o; o = o->all_next) /* who subscribed to the track */
        if (rx_is_wrapper(o) && rx_unwrap(o) == found)
            watch_observable(o, on);
}

enum status rx_unsubscribe_id(entity_id id)
{
    struct rx_node *n = ID_KIND(id) == ENT_SUBSCRIPTION ? rx_id_object(id) : NULL;
    if (!n || n->id != id)
        return STATUS_NOTFOUND;
    rx_enter();
    rx_detach(n, END_UNSUBSCRIBED);
    rx_leave();
    return STATUS_OK;
}
