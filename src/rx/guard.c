#include "rx/guard.h"

#include "base/mem.h"
#include "rx/rx_int.h"

static struct rx_fault last_fault;

/* ---- brackets: what frames have begun and will end ------------------------------------------------- */

void rx_bracket_grow(void)
{
    MEM_RESERVE(rx_rt->brackets, rx_rt->brackets_n + 1, rx_rt->brackets_cap);
}

static void tell_return(enum event_kind kind, entity_id id)
{
    struct event ev = {.kind = (uint8_t)kind, .id = id};
    if (kind == EV_SEND_RETURN || kind == EV_ARG_RETURN)
        rx_tell_detail(&ev);
    else
        rx_tell(&ev);
}

static void close_bracket(const struct rx_bracket *b)
{
    switch (b->kind) {
    case BRACKET_PRODUCER: /* it stood on the stack that is gone */
        b->consumer->up = NULL;
        break;
    case BRACKET_ATTACH:
        if (b->consumer->flags & NODE_INNER) {
            b->consumer->flags |= NODE_CUT;
            rx_rt->cut = true;
        }
        if (b->id && rx_rt->sink)
            tell_return(EV_SUBSCRIBE_RETURN, b->id);
        rx_unref(b->observable);
        break;
    case BRACKET_SEND:
        if (rx_rt->sink)
            tell_return(EV_SEND_RETURN, b->id);
        break;
    case BRACKET_CALL:
        if (rx_rt->sink)
            tell_return(EV_ARG_RETURN, b->id);
        break;
    }
}

static void unwind(const struct rx_guard_frame *f)
{
    rx_rt->frame = f->below;
    rx_rt->depth = f->depth;
    rx_rt->announce_parent = f->announce_parent;
    while (rx_rt->brackets_n > f->brackets)
        close_bracket(&rx_rt->brackets[--rx_rt->brackets_n]);
    for (rx_observable *o = rx_rt->all; o; o = o->all_next) {
        if (o->class->unwind)
            o->class->unwind(o, f->depth);
        if (o->fun && o->fun->class->unwind)
            o->fun->class->unwind(o, f->depth);
    }
}

/* ---- inner streams that were cut ------------------------------------------------------------------------
 *
 * What subscribes them was to go on, and so was what sends at once: they may lack inputs, values, their end. They end
 * here, or the operator around them would wait for ever. */

/* The outermost: what stands inside it goes with it. */
static struct rx_node *find_cut(void)
{
    struct rx_node *first = NULL;
    for (rx_observable *o = rx_rt->all; o; o = o->all_next)
        for (struct rx_node *c = o->consumers; c; c = c->peer_next)
            if (c->flags & NODE_CUT && (!first || c->born < first->born))
                first = c;
    return first;
}

static void end_one(void *node)
{
    rx_complete_in(node);
}

/* Not before the module has gone back: the operator around them may go on with its next value. */
static void end_cut(void *arg)
{
    struct rx_node *n;
    (void)arg;
    rx_rt->cut = false;
    rx_enter();
    while ((n = find_cut())) {
        n->flags &= ~(uint32_t)NODE_CUT;
        rx_guarded_told(end_one, n);
    }
    rx_leave();
}

void rx_tell_failure(struct rx_trial *t)
{
    if (rx_rt->owner.failed)
        rx_rt->owner.failed(rx_rt->owner.ctx, &last_fault, t);
    if (rx_rt->cut)
        rx_at_rest(end_cut, NULL);
}

/* ---- guards -------------------------------------------------------------------------------------------- */

bool rx_guarded(void (*fn)(void *arg), void *arg)
{
    struct rx_guard_frame f;
    f.below = rx_rt->frame;
    f.depth = rx_rt->depth;
    f.announce_parent = rx_rt->announce_parent;
    f.brackets = rx_rt->brackets_n;
    rx_rt->frame = &f;
    if (sigsetjmp(f.at, 0) == 0) {
        fn(arg);
        rx_rt->frame = f.below;
        return true;
    }
    unwind(&f);
    return false;
}

bool rx_guarded_told(void (*fn)(void *arg), void *arg)
{
    bool done = rx_guarded(fn, arg);
    if (!done)
        rx_tell_failure(NULL);
    return done;
}

const struct rx_fault *rx_last_fault(void)
{
    return &last_fault;
}

bool rx_guard_stands(void)
{
    return rx_rt && rx_rt->thread == rx_thread_id() && rx_rt->frame;
}

_Noreturn void rx_guard_leave(const struct rx_fault *f, bool outermost)
{
    struct rx_guard_frame *to = rx_rt->frame;
    while (outermost && to->below)
        to = to->below;
    last_fault = *f;
    last_fault.depth = rx_rt->depth;
    siglongjmp(to->at, 1);
}

void *rx_guard_owner(const void *addr)
{
    return rx_rt && rx_rt->owner.find ? rx_rt->owner.find(rx_rt->owner.ctx, addr) : NULL;
}

void rx_turn_watch(void (*begin)(void))
{
    rx_rt->turn_begins = begin;
    rx_rt->unwatched = begin != NULL;
}

void rx_turn_unwatched(void)
{
    if (rx_rt)
        rx_rt->unwatched = rx_rt->turn_begins != NULL;
}

uint64_t rx_turn(void)
{
    return rx_rt && rx_rt->depth ? rx_rt->turns : 0;
}

/* Nothing of the runtime is half-way through on behalf of a call from the code above the nearest guard. */
bool rx_guard_is_near(void)
{
    return rx_rt->depth == rx_rt->frame->depth;
}

void rx_interrupt(void)
{
    if (rx_rt)
        rx_rt->interrupted = 1;
}
