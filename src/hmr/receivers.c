/* receivers.c - see receivers.h; and operators and tracks that are reset by hand. */
#include "hmr/receivers.h"

#include <stdlib.h>

#include "base/mem.h"

enum { DEPTH = 32 /* streams among the args of streams */ };

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

/* Connections that a definition shares among its subscribers, the nearest to these first. */
struct shared {
    struct connection {
        rx_observable *o;
        struct rx_node *node;
    } *items;
    size_t n, cap;
};

static void collect(struct shared *list, rx_observable *o, unsigned depth)
{
    for (o = rx_resolve(o); o && depth < DEPTH && !rx_is_wrapper(o); o = rx_resolve(o->source)) {
        const struct rx_op_class *class = rx_is_target(o) ? o->fun->class : NULL;
        const struct rx_arg *args = class ? o->fun->args : o->args;
        for (uint32_t i = 0; i < (class ? o->fun->nargs : o->nargs); i++)
            if (args[i].type == ARG_OBSERVABLE)
                collect(list, args[i].obs, depth + 1);
        struct rx_node *node = class && class->connection ? class->connection(o, true) : NULL;
        if (node) {
            MEM_GROW(list->items, list->n, list->cap);
            list->items[list->n++] = (struct connection){o, node};
        }
        if (!class)
            return;
    }
}

static void connect_anew(rx_observable *o, struct rx_node *node)
{
    if (rx_consuming(node))
        reconnect(node, rx_resolve(o->source), NULL);
}

/* A connection that has lost all who listen is another one by now; one that others keep is made anew in place. Those
 * nearest to the subscribers come first, so that what a source sends at once passes through what is new. */
void align_reset(rx_observable *wrapper)
{
    struct shared shared = {0};
    if (!wrapper->current)
        return;
    collect(&shared, wrapper->current, 0);
    struct nodes list = receivers(wrapper, wrapper, MAIN);
    for (size_t i = 0; i < list.n; i++)
        if (rx_consuming(list.items[i]))
            reconnect(list.items[i], rx_resolve(wrapper->current), NULL);
    for (size_t i = 0; i < shared.n; i++) {
        rx_observable *o = shared.items[i].o;
        if (o->fun->class->connection(o, false) == shared.items[i].node)
            connect_anew(o, shared.items[i].node);
    }
    free(shared.items);
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
    if (target && target->fun->class->connection) {
        struct rx_node *node = target->fun->class->connection(target, true);
        if (node)
            connect_anew(target, node);
        return true;
    }
    if (!target || target->fun->class->activate)
        return false;
    struct nodes list = below(target);
    for (size_t i = 0; i < list.n; i++)
        if (rx_consuming(list.items[i]))
            splice(&(struct splice){list.items[i], 1, 1, &target, rx_resolve(target->source), NULL, 0});
    free(list.items);
    return true;
}
