/* inspect.c - inspection begins and ends while the program runs.
 *
 *   begins  what the tracks' definitions are, then the subscriptions, each after those that it feeds: what
 *           has no id yet gets one and is told; sends are counted from then on (the traced twin)
 *   ends    subscriptions get their plain functions back; ids stay
 *
 * Both go through rx_rt->all in slices. New observables and consumers stand in front of their lists,
 * behind the walk, and were told when they came; what leaves moves the cursor on (rx_inspect_skip); what
 * changes lists is visited at once. Loop thread. */
#include "rx/rx_int.h"

#include <string.h>

#include "base/mem.h"

enum { CLOCK_EVERY = 64 }; /* visits between two looks at the clock */

static const struct rx_teller of_the_past = {.past = true};

/* ---- one definition ------------------------------------------------------------------------------- */

/* What a track stands for is told, and what a known definition has got while nobody looked. */
static void visit_definition(rx_observable *o)
{
    struct rx_teller t = of_the_past;
    if (rx_is_wrapper(o)) {
        rx_tell_definition(&t, o, 0);
        return;
    }
    if (!o->id)
        return;
    rx_tell_parts(&t, o);
    rx_tell_definition(&t, o, 0);
}

/* ---- one subscription -------------------------------------------------------------------------------- */

/* What a callback has returned was made by its operator. */
static entity_id maker_of(const struct rx_node *c)
{
    const struct rx_inner *i = (const struct rx_inner *)c;
    bool returned = c->flags & NODE_INNER && i->input == INPUT_NONE && i->owner->def;
    return returned ? i->owner->def->operator_id : 0;
}

static void tell_past(struct rx_node *c)
{
    struct rx_teller t = of_the_past;
    rx_tell_definition(&t, c->obs, maker_of(c));
    c->id = rx_id_new(ENT_SUBSCRIPTION);
    rx_put_subscription(&t, EV_SUBSCRIBE_CALL, c, c->id, c->since);
    rx_id_enter(c->id, c);
    struct event ev = {.kind = EV_SUBSCRIBE_RETURN, .id = c->id};
    rx_tell_at(&ev, c->since);
}

static void count_from_now(struct rx_node *c)
{
    rx_undirty(c);
    c->pending = c->pending_calls = c->pending_before = 0;
    c->told = c->last_at = 0;
    c->inspection = rx_rt->inspection.number;
    c->flags |= NODE_TOLD | NODE_CLEAN | rx_watched(c);
    rx_set_next(c);
}

static bool to_be_begun(const struct rx_node *c)
{
    return c && rx_is_shown(c) && c->inspection != rx_rt->inspection.number;
}

static void begin_node(struct rx_node *c)
{
    size_t base = rx_rt->path_n;
    for (; to_be_begun(c); c = rx_feeds(c)) {
        MEM_GROW(rx_rt->path, rx_rt->path_n, rx_rt->path_cap);
        rx_rt->path[rx_rt->path_n++] = c;
    }
    while (rx_rt->path_n > base) {
        c = rx_rt->path[--rx_rt->path_n];
        if (!c->id)
            tell_past(c);
        count_from_now(c);
    }
}

static void end_node(struct rx_node *c)
{
    if (!(c->flags & NODE_TOLD))
        return;
    rx_undirty(c);
    c->pending = c->pending_calls = c->pending_before = 0;
    c->flags &= ~(uint32_t)(NODE_TOLD | NODE_CLEAN | NODE_WATCHED);
    rx_set_next(c);
}

void rx_inspect_node(struct rx_node *c)
{
    if (rx_rt->inspection.walk == WALK_ENDING)
        end_node(c);
    else if (rx_rt->inspection.walk != WALK_NONE)
        begin_node(c);
}

static void forget_calls(struct rx_arg *args, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        args[i].calls = 0;
}

static void end_definition(rx_observable *o)
{
    o->watched = false;
    forget_calls(o->args, o->nargs);
    if (o->fun)
        forget_calls(o->fun->args, o->fun->nargs);
}

/* ---- the walk -------------------------------------------------------------------------------------------- */

static void begin_walk(enum rx_walk how)
{
    rx_rt->inspection.walk = how;
    rx_rt->inspection.at = rx_rt->all;
    rx_rt->inspection.node = NULL;
}

static void begin(struct sink *sink);

static void end_walk(void)
{
    enum rx_walk done = rx_rt->inspection.walk;
    struct sink *next = rx_rt->inspection.next;
    rx_rt->inspection.next = NULL;
    if (next) {
        begin(next);
        return;
    }
    begin_walk(done == WALK_DEFINITIONS ? WALK_SUBSCRIPTIONS : WALK_NONE);
    if (done == WALK_SUBSCRIPTIONS)
        rx_rt->inspection.since = rx_now();
}

/* One of the observable's consumers; when there is none (left), the next observable. */
static void visit_consumer(struct rx_inspection *i)
{
    if (!i->node)
        i->node = i->at->consumers;
    struct rx_node *c = i->node;
    if (c) {
        i->node = c->peer_next;
        rx_inspect_node(c);
    }
    if (!i->node)
        i->at = i->at->all_next;
}

static void visit(struct rx_inspection *i)
{
    if (!i->at) {
        end_walk();
    } else if (i->walk == WALK_DEFINITIONS) {
        visit_definition(i->at);
        i->at = i->at->all_next;
    } else {
        if (i->walk == WALK_ENDING)
            end_definition(i->at);
        visit_consumer(i);
    }
}

bool rx_inspect_step(uint64_t ns)
{
    struct rx_inspection *i = &rx_rt->inspection;
    if (i->walk == WALK_NONE)
        return true;
    assert(rx_rt->depth == 0);
    uint64_t start = rx_now();
    rx_enter();
    for (unsigned n = 1; i->walk != WALK_NONE; n++) {
        visit(i);
        if (n % CLOCK_EVERY == 0 && rx_rt->sched->now(rx_rt->sched) - start >= ns)
            break;
    }
    rx_leave();
    return i->walk == WALK_NONE;
}

/* ---- begin and end ------------------------------------------------------------------------------------------ */

static void begin(struct sink *sink)
{
    rx_rt->sink = sink;
    rx_rt->inspection.number++;
    rx_rt->window_end = 0; /* the next turn begins a window */
    memset(rx_rt->totals, 0, sizeof rx_rt->totals);
    begin_walk(WALK_DEFINITIONS);
}

/* Nodes that are still traced only count, for nobody. */
static void end(void)
{
    rx_flush_counts();
    rx_rt->sink = NULL;
    rx_rt->noted = 0;
    rx_rt->clogged = false;
    rx_rt->window_end = UINT64_MAX;
    begin_walk(WALK_ENDING);
}

void rx_inspect(struct sink *sink)
{
    rx_assert_thread();
    assert(rx_rt->depth == 0);
    rx_rt->inspection.next = NULL;
    if (sink && rx_rt->sink)
        rx_rt->sink = sink;
    else if (sink && rx_rt->inspection.walk == WALK_ENDING)
        rx_rt->inspection.next = sink; /* what is still traced would count for it before it was visited */
    else if (sink)
        begin(sink);
    else if (rx_rt->sink)
        end();
}

uint64_t rx_counting_since(void)
{
    return rx_rt->inspection.since;
}
