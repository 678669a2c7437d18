/* tell.c - what a definition or a subscription is, as events: told to the sink when it is new, and to a late
 * reader (snapshot.c) when that one does not know it. One way for both, which differ in where the events
 * go, in what counts as told already, and in the time that the events carry.
 *
 *   creator          observable-create, factory-call, an arg each
 *   operator_fun     operator-fun, an arg each
 *   operator         operator-call, observable-create (its target), operator-return
 *   pipe             pipe-call, its operators with their operator_funs, pipe-return
 *
 * What a definition refers to is told first: sources, observables among the args and, for a late reader,
 * who made it. That is walked with a stack of its own (rx_frame), since chains may be long. A swap can make
 * a circle of such references: the one that closes it is left out, and what left it out is told
 * again at the end. Loop thread only. */
#include "rx/rx_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const struct rx_teller live = {0};

/* ---- where, what, when ------------------------------------------------------------------------------ */

void rx_put(const struct rx_teller *t, struct event *ev, uint64_t time)
{
    if (!t->to) {
        rx_tell_at(ev, time);
        return;
    }
    ev->source = 1;
    ev->time = time;
    sink_put(t->to, ev);
}

/* What is just being told to the sink comes to the reader in its turn. */
static bool comes_live(const struct rx_teller *t, entity_id id)
{
    return t->to && !id;
}

/* Whether this is the first that is told of it; what is new gets its id. */
static bool first(const struct rx_teller *t, entity_id *id, enum entity_kind kind)
{
    if (t->to)
        return *id && known_add(t->known, *id);
    if (*id)
        return false;
    *id = rx_id_new(kind);
    return true;
}

static void enter(const struct rx_teller *t, entity_id id, void *object)
{
    if (!t->to)
        rx_id_enter(id, object);
}

static uint64_t when(const struct rx_teller *t, bool is_first, uint64_t *since)
{
    if (t->to || t->past)
        return *since;
    if (!is_first)
        return rx_now();
    return *since = rx_now();
}

entity_id rx_known(struct rx_teller *t, entity_id id)
{
    if (!t->to || known_has(t->known, id))
        return id;
    t->missing |= rx_id_object(id) != NULL;
    return 0;
}

static entity_id known_entity(struct rx_teller *t, rx_observable *o)
{
    o = rx_unwrap(o);
    return o ? rx_known(t, o->id) : 0;
}

static void put_place(struct event *ev, const struct rx_place *at)
{
    ev->named.name = at->name;
    ev->named.file = at->file;
    ev->named.line = at->line;
}

static void put_text(struct event *ev, uint32_t string_id)
{
    ev->text = rx_string_of(string_id);
    ev->text_len = (uint32_t)strlen(ev->text);
}

/* ---- args ---------------------------------------------------------------------------------------------- */

static int64_t generation_of(const struct rx_slot *slot)
{
    return slot->owner ? rx_rt->owner.generation(rx_rt->owner.ctx, slot->owner) : 0;
}

/* Where a function stands, not where it is named. */
static void put_definition(struct event *ev, const struct rx_slot *slot)
{
    unsigned line;
    const struct rx_owner_ops *o = &rx_rt->owner;
    const char *file = slot->owner && o->place ? o->place(o->ctx, slot->owner, rx_slot_code(slot), &line) : NULL;
    if (!file)
        return;
    ev->named.file = rx_intern(file);
    ev->named.line = line;
}

static void put_arg(struct rx_teller *t, struct rx_arg *arg, uint32_t index, entity_id parent,
                    uint64_t time)
{
    char path[24], scratch[EVENT_PREVIEW];
    struct event ev = {.kind = EV_ARG, .flags = arg->type, .id = arg->id, .parent = parent};
    ev.text_len = (uint32_t)snprintf(path, sizeof path, "$args.%u", index);
    ev.text = path;
    ev.named.name = arg->name;
    if (arg->type == ARG_PLAIN)
        rx_value_preview(arg->value, &ev.value, scratch, sizeof scratch);
    else if (arg->type == ARG_OBSERVABLE)
        ev.ref = known_entity(t, arg->obs);
    else
        ev.num = generation_of(&arg->slot);
    if (arg->type == ARG_FUNCTION)
        put_definition(&ev, &arg->slot);
    rx_put(t, &ev, time);
}

static void put_calls(const struct rx_teller *t, const struct rx_arg *arg, uint64_t time)
{
    struct event ev = {.kind = EV_SEND_MERGED, .parent = arg->calls, .ref = arg->id};
    if (arg->calls)
        rx_put(t, &ev, time);
}

static void tell_args(struct rx_teller *t, struct rx_arg *args, uint32_t n, entity_id parent,
                      void *owner, uint64_t time)
{
    for (uint32_t i = 0; i < n; i++) {
        if (comes_live(t, args[i].id) || rx_is_absent(&args[i]))
            continue;
        bool is_first = first(t, &args[i].id, ENT_ARG);
        put_arg(t, &args[i], i, parent, time);
        if (!is_first)
            continue;
        enter(t, args[i].id, owner);
        if (t->to)
            put_calls(t, &args[i], time);
    }
}

void rx_tell_arg(struct rx_arg *arg, uint32_t index, entity_id parent)
{
    struct rx_teller t = live;
    if (!arg->id || !rx_rt->sink)
        return;
    if (arg->type == ARG_OBSERVABLE)
        rx_announce(arg->obs);
    put_arg(&t, arg, index, parent, rx_now());
}

/* ---- creators, operators, pipes ---------------------------------------------------------------------------- */

static void put_create(struct rx_teller *t, rx_observable *o, entity_id parent, uint64_t time)
{
    struct event ev = {.kind = EV_OBSERVABLE_CREATE, .id = o->id, .parent = rx_known(t, parent)};
    ev.num = o->fun ? 0 : o->class->flags;
    put_place(&ev, &o->at);
    rx_put(t, &ev, time);
}

static void put_factory(const struct rx_teller *t, const rx_observable *o, uint64_t time)
{
    struct event ev = {.kind = EV_FACTORY_CALL, .id = o->id, .num = o->nargs};
    put_place(&ev, &o->at);
    put_text(&ev, o->at.args);
    rx_put(t, &ev, time);
}

static void tell_creator(struct rx_teller *t, rx_observable *o, entity_id parent)
{
    bool is_first = first(t, &o->id, ENT_OBSERVABLE);
    uint64_t time = when(t, is_first, &o->since);
    if (!t->to)
        o->parent = parent;
    put_create(t, o, o->parent, time);
    enter(t, o->id, o);
    put_factory(t, o, time);
    tell_args(t, o->args, o->nargs, o->id, o, time);
    rx_put_tags(t, o->tags, o->id, time);
}

static void put_fun(const struct rx_teller *t, const rx_operator *op, uint64_t time)
{
    struct event ev = {.kind = EV_OPERATOR_FUN, .id = op->id, .num = op->nargs};
    put_place(&ev, &op->at);
    put_text(&ev, op->at.args);
    rx_put(t, &ev, time);
}

static void tell_fun(struct rx_teller *t, rx_operator *op)
{
    if (!first(t, &op->id, ENT_OPERATOR_FUN))
        return;
    uint64_t time = when(t, true, &op->since);
    put_fun(t, op, time);
    enter(t, op->id, op);
    tell_args(t, op->args, op->nargs, op->id, rx_arg_of_operator(op), time);
}

static void put_operator(struct rx_teller *t, const rx_observable *o, uint64_t time)
{
    struct event ev = {.kind = EV_OPERATOR_CALL, .id = o->operator_id, .num = o->position};
    ev.parent = rx_known(t, o->pipe->id);
    ev.ref = rx_known(t, o->fun->id);
    rx_put(t, &ev, time);
}

static void put_operator_return(struct rx_teller *t, const rx_observable *o, uint64_t time)
{
    struct event ev = {.kind = EV_OPERATOR_RETURN, .id = o->operator_id, .ref = o->id};
    ev.parent = known_entity(t, o->source);
    rx_put(t, &ev, time);
}

/* An operator with its target; told again when it moved to another pipe or position. */
static void tell_operator(struct rx_teller *t, rx_observable *o)
{
    if (comes_live(t, o->operator_id))
        return;
    tell_fun(t, o->fun);
    bool is_first = first(t, &o->operator_id, ENT_OPERATOR);
    uint64_t time = when(t, is_first, &o->since);
    put_operator(t, o, time);
    enter(t, o->operator_id, o);
    if (first(t, &o->id, ENT_OBSERVABLE)) {
        put_create(t, o, o->operator_id, time);
        enter(t, o->id, o);
        rx_put_tags(t, o->tags, o->id, time);
    }
    put_operator_return(t, o, time);
}

static void put_pipe(struct rx_teller *t, const struct rx_pipe *p, uint64_t time)
{
    const rx_observable *top = p->targets[0];
    struct event ev = {.kind = EV_PIPE_CALL, .id = p->id, .num = p->n};
    ev.parent = rx_known(t, p->parent);
    ev.ref = top ? known_entity(t, top->source) : 0;
    put_place(&ev, &p->at);
    rx_put(t, &ev, time);
}

static void put_pipe_return(struct rx_teller *t, const struct rx_pipe *p, uint64_t time)
{
    struct event ev = {.kind = EV_PIPE_RETURN, .id = p->id};
    ev.ref = p->targets[p->n - 1] ? rx_known(t, p->targets[p->n - 1]->id) : 0;
    rx_put(t, &ev, time);
}

static void tell_pipe(struct rx_teller *t, struct rx_pipe *p, entity_id parent)
{
    bool is_first = first(t, &p->id, ENT_PIPE);
    uint64_t time = when(t, is_first, &p->since);
    if (!t->to && is_first)
        p->parent = parent;
    put_pipe(t, p, time);
    enter(t, p->id, p);
    for (uint32_t i = 0; i < p->n; i++)
        if (p->targets[i])
            tell_operator(t, p->targets[i]);
    put_pipe_return(t, p, time);
}

/* ---- what has to be told before ------------------------------------------------------------------------------ */

enum { PARTS_AN_OPERATOR = 1 + RX_OPERATOR_ARGS, PARTS_DONE = UINT32_MAX };

static bool in_place(const rx_observable *o)
{
    return o->position < o->pipe->n && o->pipe->targets[o->position] == o;
}

static rx_observable *part_of_operator(rx_observable *o, uint32_t i)
{
    if (i > 0)
        return i <= o->fun->nargs && o->fun->args[i - 1].type == ARG_OBSERVABLE ? o->fun->args[i - 1].obs
                                                                                : NULL;
    rx_observable *source = rx_resolve(o->source);
    bool same_pipe = source && rx_is_target(source) && source->pipe == o->pipe && in_place(source);
    return same_pipe ? NULL : source;
}

/* The i-th thing that `o` needs: its args, or those and the source of each operator of its pipe, and at
 * the end its own, should its pipe no longer hold it. */
static bool part(rx_observable *o, uint32_t i, rx_observable **out)
{
    *out = NULL;
    if (!rx_is_target(o)) {
        if (i < o->nargs && o->args[i].type == ARG_OBSERVABLE)
            *out = o->args[i].obs;
        return i < o->nargs;
    }
    uint32_t n = i / PARTS_AN_OPERATOR;
    rx_observable *member = n < o->pipe->n ? o->pipe->targets[n] : o;
    if (member && n <= o->pipe->n)
        *out = part_of_operator(member, i % PARTS_AN_OPERATOR);
    return n <= o->pipe->n;
}

/* What runs behind a wrapper, and the track that made it. */
static rx_observable *behind(rx_observable *o, entity_id *maker)
{
    for (o = rx_resolve(o); o && rx_is_wrapper(o); o = rx_resolve(o->current))
        if (o->parent)
            *maker = o->parent;
    return o;
}

static bool told(const struct rx_teller *t, const rx_observable *o)
{
    bool target = rx_is_target(o);
    if (!t->to)
        return o->id && (!target || o->pipe->id);
    return known_has(t->known, o->id) &&
           (!target || (known_has(t->known, o->pipe->id) && known_has(t->known, o->operator_id)));
}

/* What is being told to the sink may have to be told to a reader meanwhile. */
enum { TELLING_LIVE = 1, TELLING_READER = 2 };

static uint8_t *telling(rx_observable *o)
{
    return rx_is_target(o) ? &o->pipe->telling : &o->telling;
}

static uint8_t telling_to(const struct rx_teller *t)
{
    return t->to ? TELLING_READER : TELLING_LIVE;
}

static bool push(const struct rx_teller *t, rx_observable *o, entity_id parent)
{
    if (!o || told(t, o) || *telling(o) & telling_to(t))
        return false;
    MEM_GROW(rx_rt->frames, rx_rt->frames_n, rx_rt->frames_cap);
    rx_rt->frames[rx_rt->frames_n++] = (struct rx_frame){o, 0, parent};
    *telling(o) |= telling_to(t);
    return true;
}

/* Pushes one part that is still to be told; false: there is none (any more). */
static bool push_part(const struct rx_teller *t)
{
    struct rx_frame *f = &rx_rt->frames[rx_rt->frames_n - 1];
    rx_observable *o = f->o, *needed;
    entity_id outer = f->parent;
    while (f->next != PARTS_DONE && part(o, f->next, &needed)) {
        entity_id maker = outer;
        f->next++;
        rx_observable *runs = behind(needed, &maker);
        if (push(t, runs, maker))
            return true;
    }
    return false;
}

/* Who made it comes last, when a circle is most likely closed already. */
static bool push_maker(const struct rx_teller *t)
{
    struct rx_frame *f = &rx_rt->frames[rx_rt->frames_n - 1];
    entity_id id = rx_is_target(f->o) ? f->o->pipe->parent : f->o->parent;
    if (!t->to || f->next == PARTS_DONE || known_has(t->known, id))
        return false;
    f->next = PARTS_DONE;
    struct rx_snapshot s = {.to = t->to, .known = t->known};
    if (ID_KIND(id) != ENT_OPERATOR) {
        rx_snapshot_need(&s, id);
        return false;
    }
    return push(t, rx_id_object(id), 0);
}

/* ---- telling ------------------------------------------------------------------------------------------------ */

static void tell_one(struct rx_teller *t, rx_observable *o, entity_id parent)
{
    t->missing = false;
    if (!rx_is_target(o)) {
        tell_creator(t, o, parent);
    } else {
        if (t->to ? !known_has(t->known, o->pipe->id) : !o->pipe->id)
            tell_pipe(t, o->pipe, parent);
        if (!told(t, o))
            tell_operator(t, o);
    }
    if (!t->missing)
        return;
    MEM_GROW(rx_rt->again, rx_rt->again_n, rx_rt->again_cap);
    rx_rt->again[rx_rt->again_n++] = o;
}

/* The reader knows now what could not be named before. */
static void tell_again(struct rx_teller *t, size_t base)
{
    while (rx_rt->again_n > base) {
        rx_observable *o = rx_rt->again[--rx_rt->again_n];
        if (rx_is_target(o))
            tell_pipe(t, o->pipe, 0);
        else
            tell_creator(t, o, 0);
    }
}

static void tell_from(struct rx_teller *t, size_t base)
{
    while (rx_rt->frames_n > base) {
        if (push_part(t) || push_maker(t))
            continue;
        struct rx_frame f = rx_rt->frames[rx_rt->frames_n - 1];
        tell_one(t, f.o, f.parent);
        *telling(f.o) &= (uint8_t)~telling_to(t);
        rx_rt->frames_n--;
    }
}

/* Called from inside itself by whoever forwards to a late reader what is just told to the sink. */
void rx_tell_definition(struct rx_teller *t, rx_observable *o, entity_id parent)
{
    size_t base = rx_rt->frames_n, again = rx_rt->again_n;
    const struct sink *outer = rx_rt->frames_to;
    rx_observable *runs = behind(o, &parent);
    if (!push(t, runs, parent))
        return;
    rx_rt->frames_to = t->to;
    tell_from(t, base);
    rx_rt->frames_to = outer;
    if (t->to != outer)
        tell_again(t, again);
}

void rx_tell_empty_pipe(struct rx_teller *t, struct rx_pipe *p)
{
    put_pipe(t, p, p->since);
    put_pipe_return(t, p, p->since);
}

void rx_tell_parts(struct rx_teller *t, rx_observable *o)
{
    rx_observable *needed;
    for (uint32_t i = 0; part(o, i, &needed); i++)
        if (needed)
            rx_tell_definition(t, needed, 0);
}

void rx_tell_operator_fun(struct rx_teller *t, rx_operator *op)
{
    for (uint32_t i = 0; i < op->nargs; i++)
        if (op->args[i].type == ARG_OBSERVABLE)
            rx_tell_definition(t, op->args[i].obs, 0);
    tell_fun(t, op);
}

/* ---- live ------------------------------------------------------------------------------------------------------ */

void rx_announce(rx_observable *o)
{
    o = rx_unwrap(o);
    if (!o || o->id || !rx_rt->sink)
        return;
    struct rx_teller t = live;
    rx_tell_definition(&t, o, rx_rt->announce_parent);
}

void rx_announce_pipe(struct rx_pipe *p)
{
    struct rx_teller t = live;
    for (uint32_t i = 0; rx_rt->sink && !p->id && i < p->n; i++)
        if (p->targets[i])
            rx_tell_definition(&t, p->targets[i], rx_rt->announce_parent);
}

entity_id rx_entity_of(rx_observable *o)
{
    o = rx_unwrap(o);
    if (!o || !rx_rt->sink)
        return 0;
    rx_announce(o);
    return o->id;
}

void rx_tell_fun(const rx_operator *op)
{
    if (op->id && rx_rt->sink)
        put_fun(&live, op, rx_now());
}

void rx_tell_place(rx_observable *o)
{
    struct rx_teller t = live;
    if (!o->id || !rx_rt->sink)
        return;
    if (!rx_is_target(o)) {
        put_factory(&t, o, rx_now());
        return;
    }
    put_operator(&t, o, rx_now()); /* it is called what its operator_fun is called */
    put_create(&t, o, o->operator_id, rx_now());
    put_operator_return(&t, o, rx_now());
}

/* ---- what stands for something else now ------------------------------------------------------------------------- */

static bool leads_to(rx_observable *o, const rx_observable *wrapper)
{
    for (o = rx_resolve(o); o && rx_is_wrapper(o); o = rx_resolve(o->current))
        if (o == wrapper)
            return true;
    return false;
}

static void tell_args_again(struct rx_arg *args, uint32_t n, entity_id parent,
                            const rx_observable *wrapper)
{
    for (uint32_t i = 0; i < n; i++)
        if (args[i].type == ARG_OBSERVABLE && leads_to(args[i].obs, wrapper))
            rx_tell_arg(&args[i], i, parent);
}

static void tell_source_again(rx_observable *o)
{
    struct rx_teller t = live;
    rx_announce(o->source);
    if (o->pipe->id && o->position == 0 && in_place(o)) {
        put_pipe(&t, o->pipe, rx_now());
        put_pipe_return(&t, o->pipe, rx_now());
    }
    put_operator_return(&t, o, rx_now());
}

static void tell_user(rx_observable *o, const rx_observable *wrapper)
{
    if (rx_is_wrapper(o) && leads_to(o, wrapper))
        for (struct rx_node *c = o->consumers; c; c = c->peer_next)
            rx_rebind(c);
    tell_args_again(o->args, o->nargs, o->id, wrapper);
    if (!o->operator_id)
        return;
    tell_args_again(o->fun->args, o->fun->nargs, o->fun->id, wrapper);
    if (leads_to(o->source, wrapper))
        tell_source_again(o);
}

void rx_tell_users(rx_observable *wrapper)
{
    for (rx_observable *o = rx_rt->sink ? rx_rt->all : NULL; o; o = o->all_next)
        tell_user(o, wrapper);
}

/* ---- subscriptions ----------------------------------------------------------------------------------------------- */

void rx_put_subscription(struct rx_teller *t, enum event_kind kind, struct rx_node *c, entity_id id,
                         uint64_t time)
{
    struct event ev = {.kind = (uint8_t)kind, .id = id, .parent = rx_known(t, rx_parent_id(c))};
    ev.ref = c->obs ? known_entity(t, c->obs) : 0;
    if (c->place)
        put_place(&ev, c->place);
    rx_put(t, &ev, time);
    if (kind == EV_SUBSCRIBE_CALL)
        rx_put_old(t, c, id, time);
}
