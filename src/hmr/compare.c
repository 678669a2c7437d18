/* compare.c - definitions side by side: what differs between what runs and what was evaluated. */
#include "hmr/hmr_int.h"

#include <string.h>

#include "base/bytes.h"

/* ---- fingerprints --------------------------------------------------------------------------------- */

static uint64_t hash_u64(uint64_t h, uint64_t v)
{
    return bytes_hash(h, &v, sizeof v);
}

static uint64_t hash_value(uint64_t h, rx_value v)
{
    h = hash_u64(h, v.type);
    if (v.type < RX_STRING)
        return hash_u64(h, v.type == RX_BOOL ? v.b : v.type == RX_NONE ? 0 : (uint64_t)v.i64);
    h = bytes_hash(h, rx_data(v), rx_size(v));
    h = bytes_hash_str(h, rx_text(v));
    return hash_u64(h, (uint64_t)rx_error_code(v));
}

/* Functions whose reach is not known differ in every generation. */
static uint64_t hash_slot(uint64_t h, const struct rx_slot *s)
{
    const struct hmr_generation *g = s->owner;
    uint64_t reach;
    if (!g)
        return hash_u64(h, (uintptr_t)rx_slot_code(s));
    if (generation_reach(g, rx_slot_code(s), &reach))
        return hash_u64(h, reach);
    return hash_u64(hash_u64(h, g->number), (uintptr_t)rx_slot_code(s) - g->base);
}

static uint64_t hash_obs(uint64_t h, rx_observable *o);

static uint64_t hash_args(uint64_t h, const struct rx_arg *args, uint32_t n)
{
    h = hash_u64(h, n);
    for (uint32_t i = 0; i < n; i++) {
        h = hash_u64(h, args[i].type);
        if (args[i].type == ARG_FUNCTION)
            h = hash_slot(h, &args[i].slot);
        else if (args[i].type == ARG_PLAIN)
            h = hash_value(h, args[i].value);
        else
            h = hash_obs(h, args[i].obs);
    }
    return h;
}

static uint64_t hash_obs(uint64_t h, rx_observable *o)
{
    o = rx_resolve(o);
    if (!o)
        return hash_u64(h, 0);
    if (rx_is_wrapper(o))
        return hash_u64(h, (uintptr_t)o);
    for (; rx_is_target(o); o = rx_resolve(o->source)) {
        h = bytes_hash_str(h, o->fun->class->name);
        h = hash_args(h, o->fun->args, o->fun->nargs);
    }
    if (rx_is_wrapper(o))
        return hash_u64(h, (uintptr_t)o);
    h = bytes_hash_str(h, o->class->name);
    return hash_args(h, o->args, o->nargs);
}

uint64_t compare_fingerprint(rx_observable *def)
{
    return hash_obs(BYTES_HASH_SEED, def);
}

/* ---- comparing -------------------------------------------------------------------------------------- */

static bool same_kinds(const struct rx_arg *a, const struct rx_arg *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (a[i].type != b[i].type)
            return false;
    return true;
}

bool compare_values(const struct rx_arg *a, const struct rx_arg *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (a[i].type == ARG_PLAIN && !rx_equal(a[i].value, b[i].value))
            return false;
    return true;
}

bool compare_signature(const rx_operator *a, const rx_operator *b)
{
    return a->class == b->class && a->nargs == b->nargs && same_kinds(a->args, b->args, a->nargs);
}

/* How well two operators match: 0 not at all, more when the function has kept its name. */
unsigned compare_match(const rx_operator *a, const rx_operator *b)
{
    if (!compare_signature(a, b))
        return 0;
    if (!compare_values(a->args, b->args, a->nargs))
        return a->class->revalue ? 1 : 0;
    return a->nargs && a->args[0].name == b->args[0].name ? 3 : 2;
}

bool compare_slots_differ(const struct rx_slot *a, const struct rx_slot *b)
{
    return hash_slot(BYTES_HASH_SEED, a) != hash_slot(BYTES_HASH_SEED, b);
}

bool compare_shapes(rx_observable *a, rx_observable *b)
{
    a = rx_resolve(a);
    b = rx_resolve(b);
    while (a && b && rx_is_target(a) && rx_is_target(b)) {
        if (!compare_match(a->fun, b->fun))
            return false;
        a = rx_resolve(a->source);
        b = rx_resolve(b->source);
    }
    if (!a || !b || a->class != b->class)
        return false;
    if (rx_is_wrapper(a))
        return a == b;
    return a->nargs == b->nargs && same_kinds(a->args, b->args, a->nargs) &&
           compare_values(a->args, b->args, a->nargs);
}

bool compare_creators(const rx_observable *a, const rx_observable *b)
{
    if (a->class != b->class || a->nargs != b->nargs || !same_kinds(a->args, b->args, a->nargs))
        return false;
    return rx_is_subject(a) || compare_values(a->args, b->args, a->nargs);
}
