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
    if (!done && rx_rt->owner.failed)
        rx_rt->owner.failed(rx_rt->owner.ctx, &last_fault, NULL);
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
