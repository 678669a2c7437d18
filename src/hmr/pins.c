/* pins.c - what keeps a generation: the first thing that is found, with the entity that a person would look for.
 *
 * Slots, envs, release functions, teardowns and user values count in `pins` while they point into it. What cannot
 * count is looked for when the count is zero: addresses in structs of rx_state(), and what the process outside of
 * the runtime was given (outside.c). */
#include "hmr/hmr_int.h"

#include <string.h>

/* ---- what counts -------------------------------------------------------------------------------------- */

static bool args_pin(const struct rx_arg *args, uint32_t n, const void *owner)
{
    for (uint32_t i = 0; i < n; i++)
        if (args[i].type == ARG_FUNCTION && rx_slot_pins(&args[i].slot, owner))
            return true;
    return false;
}

/* The subscription that a person would look for: the observer's own at the end of the chain. */
static entity_id living_user(const rx_observable *o)
{
    return o->consumers ? o->consumers->id : 0;
}

static entity_id user_or_self(const rx_observable *o)
{
    entity_id id = living_user(o);
    return id ? id : o->operator_id ? o->operator_id : o->id;
}

static void name_definition(const rx_observable *o, struct str *out)
{
    str_addf(out, "%s(%s)", rx_string_of(o->at.name), rx_string_of(o->at.args));
}

static bool definition_pins(const rx_observable *o, const void *owner, struct pin *pin)
{
    if (!args_pin(o->args, o->nargs, owner) && !(o->fun && args_pin(o->fun->args, o->fun->nargs, owner)))
        return false;
    pin->id = user_or_self(o);
    name_definition(o, &pin->reason);
    return true;
}

static bool observer_pins(const rx_subscription *s, const void *owner, struct pin *pin)
{
    if (!rx_slot_pins(&s->next, owner) && !rx_slot_pins(&s->error, owner) && !rx_slot_pins(&s->complete, owner) &&
        !rx_slot_pins(&s->rest, owner))
        return false;
    pin->id = s->node.id;
    str_addf(&pin->reason, "observer %s", rx_string_of(s->place.name));
    return true;
}

static bool teardown_pins(const struct rx_node *c, const void *owner, struct pin *pin)
{
    const struct rx_slot *t = rx_create_teardown(c);
    if (!t || !t->fn || !rx_slot_pins(t, owner))
        return false;
    pin->id = c->id;
    str_add(&pin->reason, "the teardown function of ");
    name_definition(c->up->def, &pin->reason);
    return true;
}

static bool queue_holds(const struct rx_queue *q, const void *box)
{
    for (size_t i = 0; i < q->n; i++)
        if (rx_queue_at(q, i).type >= RX_STRING && rx_queue_at(q, i).box == box)
            return true;
    return false;
}

/* Whether the memory of a node holds the address: its accumulator, its latest value, one that waits. */
static bool node_holds(const struct rx_node *n, const void *box)
{
    const char *cell = (const char *)n;
    const void *p;
    if (n->ops->queue_at && queue_holds((const void *)(cell + n->ops->queue_at), box))
        return true;
    for (size_t at = sizeof *n; at + sizeof p <= n->size; at += sizeof p) {
        memcpy(&p, cell + at, sizeof p);
        if (p == box)
            return true;
    }
    return false;
}

static bool args_hold(const struct rx_arg *args, uint32_t n, const void *box)
{
    for (uint32_t i = 0; i < n; i++)
        if (args[i].type == ARG_PLAIN && args[i].value.type >= RX_STRING && args[i].value.box == box)
            return true;
    return false;
}

/* Who has the value; NULL: it is in a list, or a module keeps it. */
static const rx_observable *holder_of(const void *box, entity_id *id)
{
    for (const rx_observable *o = rx_rt->all; o; o = o->all_next) {
        *id = user_or_self(o);
        if (args_hold(o->args, o->nargs, box) || (o->fun && args_hold(o->fun->args, o->fun->nargs, box)) ||
            rx_subject_keeps(o, box))
            return o;
        for (const struct rx_node *c = o->consumers; c; c = c->peer_next) {
            const struct rx_node *n = node_holds(c, box) ? c : c->up;
            if (!n || !n->def || !node_holds(n, box))
                continue;
            *id = c->id;
            return n->def;
        }
    }
    *id = 0;
    return NULL;
}

static bool value_pins(const void *owner, struct pin *pin)
{
    const char *type = "";
    const void *box = NULL;
    size_t n = rx_values_pin(owner, &type, &box);
    if (!n)
        return false;
    const rx_observable *o = holder_of(box, &pin->id);
    str_addf(&pin->reason, n == 1 ? "a value of type %s" : "%2$zu values, one of type %1$s", type, n);
    if (o) {
        str_add(&pin->reason, " in ");
        name_definition(o, &pin->reason);
    }
    return true;
}

static bool stage_pins(const struct hmr_generation *g, struct pin *pin)
{
    const struct hmr_module *m = g->module;
    const struct stage *stages[] = {m->waiting, m->back, m->held, m->hmr->stage};
    for (size_t i = 0; i < ARRAY_LEN(stages); i++)
        if (stages[i] && stages[i]->generation == g) {
            pin->id = m->id;
            str_add(&pin->reason, "a save that waits to be committed");
            return true;
        }
    return false;
}

static bool anything_counted(const struct hmr_generation *g, struct pin *pin)
{
    for (const rx_observable *o = rx_rt->all; o; o = o->all_next)
        for (const struct rx_node *c = o->consumers; c; c = c->peer_next)
            if (teardown_pins(c, g, pin))
                return true;
    for (const rx_observable *o = rx_rt->all; o; o = o->all_next)
        if (definition_pins(o, g, pin))
            return true;
    const rx_subscription *const sinks[] = {rx_rt->sinks_living, rx_rt->sinks_ended, rx_rt->sinks_over};
    for (size_t i = 0; i < ARRAY_LEN(sinks); i++)
        for (const rx_subscription *s = sinks[i]; s; s = s->list_next)
            if (observer_pins(s, g, pin))
                return true;
    return value_pins(g, pin) || stage_pins(g, pin);
}

/* ---- what does not ------------------------------------------------------------------------------------------ */

static bool state_points(const struct hmr_generation *g, struct pin *pin)
{
    for (const rx_observable *o = rx_rt->all; o; o = o->all_next)
        if (rx_state_points(o, g->base, g->end)) {
            pin->id = user_or_self(o);
            str_add(&pin->reason, "what the state of ");
            name_definition(o, &pin->reason);
            str_add(&pin->reason, " points to");
            return true;
        }
    return false;
}

bool pins_find(struct hmr_generation *g, struct pin *pin)
{
    if (!g->pins)
        return state_points(g, pin) || outside_holds(g, &pin->reason);
    if (!anything_counted(g, pin))
        str_addf(&pin->reason, "%d reference%s from something that was left for a fault", g->pins,
                 g->pins == 1 ? "" : "s");
    return true;
}
