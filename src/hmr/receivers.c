/* receivers.c - see receivers.h; and operators and tracks that are reset by hand. */
#include "hmr/receivers.h"

#include <stdlib.h>

#include "base/mem.h"

/* ---- who receives --------------------------------------------------------------------------------------- */

static bool belongs(struct rx_node *c, const rx_observable *user, int input)
{
    const struct rx_inner *i = (struct rx_inner *)c;
    if (c->flags & NODE_INNER)
        return i->owner->def == user && i->input == input;
    return input == MAIN && c->def == user;
}

struct nodes receivers(rx_observable *o, rx_observable *user, int input)
{
    struct nodes list = {0};
    bool wrapper = rx_is_wrapper(user);
    for (struct rx_node *c = (wrapper ? user : o)->consumers; c; c = c->peer_next) {
        if (!wrapper && !belongs(c, user, input))
            continue;
        MEM_GROW(list.items, list.n, list.cap);
        list.items[list.n++] = c;
    }
    return list;
}

/* ---- changing what feeds them ----------------------------------------------------------------------------- */

struct reconnect {
    struct rx_node *c;
    rx_observable *o, *below;
    uint64_t sent;
};

static void do_reconnect(void *arg)
{
    struct reconnect *x = arg;
    x->sent = rx_reconnect(x->c, x->o, x->below);
}

static void do_splice(void *arg)
{
    struct splice *x = arg;
    x->sent = rx_splice(x->c, x->removed, x->added, x->n, x->above, x->below);
}

uint64_t reconnect(struct rx_node *c, rx_observable *o, rx_observable *below)
{
    struct reconnect x = {c, o, below, 0};
    rx_guarded_told(do_reconnect, &x);
    return x.sent;
}

uint64_t splice(struct splice *x)
{
    rx_guarded_told(do_splice, x);
    return x->sent;
}

/* ---- by hand -------------------------------------------------------------------------------------------------- */

void align_reset(rx_observable *wrapper)
{
    if (!wrapper->current)
        return;
    struct nodes list = receivers(wrapper, wrapper, MAIN);
    for (size_t i = 0; i < list.n; i++)
        if (rx_consuming(list.items[i]))
            reconnect(list.items[i], rx_resolve(wrapper->current), NULL);
    free(list.items);
}

static rx_observable *target_by_operator(entity_id op)
{
    return ID_KIND(op) == ENT_OPERATOR ? rx_id_object(op) : NULL;
}

/* Who receives from the activations of `target`. These need not consume anything at the moment, as when a repeat
 * waits for its next round, so they cannot be found from above. */
static struct nodes below(const rx_observable *target)
{
    struct nodes list = {0};
    for (rx_observable *o = rx_rt->all; o; o = o->all_next)
        for (struct rx_node *c = o->consumers; c; c = c->peer_next) {
            if (!c->up || c->up->def != target)
                continue;
            MEM_GROW(list.items, list.n, list.cap);
            list.items[list.n++] = c;
        }
    return list;
}

bool align_reset_operator(entity_id op)
{
    rx_observable *target = op ? target_by_operator(op) : NULL;
    if (!target || target->fun->class->activate)
        return false;
    struct nodes list = below(target);
    for (size_t i = 0; i < list.n; i++)
        if (rx_consuming(list.items[i]))
            splice(&(struct splice){list.items[i], 1, 1, &target, rx_resolve(target->source), NULL, 0});
    free(list.items);
    return true;
}
