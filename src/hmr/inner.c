/* inner.c - streams that callbacks have made, and that still run when their module is saved.
 *
 * No evaluation makes them again, so there is nothing to align them with. What can be done is done slot by slot:
 * a function without an env moves to the function of the same name and type in the newest generation. One with an
 * env closes over what its maker knew: it finishes on the old code, and its subscription is marked so while that
 * code differs. So is what was made by a function that has changed, when nothing inside of it has moved.
 *
 * What stands for a track, or is named by it, is align.c's. A pinned track keeps what it has made. */
#include "hmr/hmr_int.h"

#include <stdlib.h>

#include "base/mem.h"

struct inner {
    const struct hmr_module *module;
    const struct hmr_generation *to;
    uint64_t commit;
    bool old, moved; /* of the stream that is looked at: a slot stays on other code; one has got other code */
};

/* ---- one slot ------------------------------------------------------------------------------------------- */

/* The same function in the newest generation; NULL: there is none that it could be. */
static const void *counterpart(const struct inner *w, const struct rx_slot *s)
{
    const struct hmr_generation *g = s->owner;
    uint64_t at = (uintptr_t)rx_slot_code(s) - g->base, start, now;
    const char *name = g->symbols ? symbols_at(g->symbols, at, &start) : NULL;
    if (!name || start != at || !w->to->symbols || !symbols_find(w->to->symbols, name, &now))
        return NULL;
    return symbols_same_type(g->symbols, w->to->symbols, name) ? (const void *)(w->to->base + now) : NULL;
}

static bool same_code(const struct inner *w, const struct rx_slot *s, const void *now)
{
    uint64_t a, b;
    return generation_reach(s->owner, rx_slot_code(s), &a) && generation_reach(w->to, now, &b) && a == b;
}

static void move(struct rx_slot *slot, const void *addr, enum rx_callback type)
{
    union {
        const void *addr;
        void (*fn)(void);
    } u = {addr};
    struct rx_slot old = *slot;
    uint32_t calls = rx_rt->trial_calls;
    rx_slot_set(slot, u.fn, NULL, NULL);
    rx_rt->trial_calls = RX_TRIAL_CALLS;
    rx_trial_begin(slot, type);
    rx_rt->trial_calls = calls;
    rx_trial_hand_over(&old, slot);
    rx_slot_clear(&old);
}

static void look_at(struct inner *w, struct rx_arg *arg, uint32_t index, entity_id owner, enum rx_callback type)
{
    struct rx_slot *slot = &arg->slot;
    const struct hmr_generation *g = arg->type == ARG_FUNCTION ? slot->owner : NULL;
    if (!g || g->module != w->module || g == w->to)
        return;
    const void *now = counterpart(w, slot);
    bool same = now && same_code(w, slot, now);
    if (!now || rx_slot_env(slot)) {
        w->old |= !same;
        return;
    }
    w->moved |= !same;
    move(slot, now, type);
    rx_tell_arg(arg, index, owner);
}

/* ---- one stream ------------------------------------------------------------------------------------------- */

static void look_through(struct inner *w, rx_observable *o)
{
    for (o = rx_resolve(o); o && rx_is_target(o); o = rx_resolve(o->source))
        for (uint32_t i = 0; i < o->fun->nargs; i++) {
            struct rx_arg *arg = &o->fun->args[i];
            if (arg->type == ARG_OBSERVABLE)
                look_through(w, arg->obs);
            else
                look_at(w, arg, i, o->fun->id, i ? RX_CALLBACK_NONE : o->fun->class->calls);
        }
    if (!o || rx_is_wrapper(o) || rx_is_create(o)) /* what create() has started goes on as it began */
        return;
    for (uint32_t i = 0; i < o->nargs; i++) {
        if (o->args[i].type == ARG_OBSERVABLE)
            look_through(w, o->args[i].obs);
        else
            look_at(w, &o->args[i], i, o->id, RX_CALLBACK_NONE);
    }
}

/* Who subscribes to what a function has returned; NULL: c subscribes to what is written. */
static rx_observable *maker_of(const struct rx_node *c)
{
    const struct rx_inner *i = (const struct rx_inner *)c;
    if (c->flags & NODE_INNER)
        return i->input == INPUT_NONE ? i->owner->def : NULL;
    return c->def && !rx_is_target(c->def) && !rx_is_wrapper(c->def) ? c->def : NULL;
}

/* Whom it feeds; what is shared feeds several, of which any will do. */
static const struct rx_node *below(const struct rx_node *n)
{
    if (n->flags & NODE_INNER)
        n = n->down;
    return n->down ? n->down : n->def && n->def->fun ? n->def->consumers : NULL;
}

/* The track that it is part of: the first that somebody reads on the way down. NULL: none. */
static const struct hmr_track *track_of(const struct rx_node *c)
{
    while ((c = below(c)))
        if (c->obs && rx_is_wrapper(c->obs))
            return c->obs->track;
    return NULL;
}

static void look_at_inner(struct inner *w, struct rx_node *c, const rx_observable *maker)
{
    const struct hmr_track *t = track_of(c);
    if (t && t->pinned)
        return;
    w->old = w->moved = false;
    look_through(w, c->obs);
    bool remade = maker->fun && maker->fun->changed_in == w->commit && !w->moved;
    rx_set_old(c, w->old || remade || (c->flags & NODE_OLD && !w->moved));
}

void inner_commit(const struct hmr_module *m, const struct hmr_generation *to, uint64_t births)
{
    struct inner w = {.module = m, .to = to, .commit = m->hmr->commits};
    for (rx_observable *o = rx_rt->all; o; o = o->all_next)
        for (struct rx_node *c = o->consumers; c; c = c->peer_next) {
            const rx_observable *maker = c->born <= births ? maker_of(c) : NULL;
            if (maker)
                look_at_inner(&w, c, maker);
        }
}
