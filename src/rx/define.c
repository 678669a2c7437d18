/* define.c - definitions: observables, operators, pipes, their args. A definition is counted; the pool
 * holds the first reference. How they are told to an inspector stands in tell.c. */
#include "rx/rx_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void pool_add(void *tagged)
{
    MEM_GROW(rx_rt->pool, rx_rt->pool_n, rx_rt->pool_cap);
    rx_rt->pool[rx_rt->pool_n++] = tagged;
}

static void tell_end(entity_id id)
{
    if (!id)
        return;
    struct event ev = {.kind = EV_ENTITY_END, .id = id};
    rx_tell(&ev);
    rx_id_free(id);
}

/* ---- slots and args ------------------------------------------------------------------------------ */

static void pin(void *owner, int delta)
{
    if (owner)
        rx_rt->owner.pin(rx_rt->owner.ctx, owner, delta);
}

static void *pinned(const void *addr)
{
    const struct rx_owner_ops *o = &rx_rt->owner;
    void *owner = o->find && addr ? o->find(o->ctx, addr) : NULL;
    pin(owner, 1);
    return owner;
}

/* An env may be static data of a module, and a function may be another module's than what releases its env. */
void rx_slot_set(struct rx_slot *slot, void (*fn)(void), void *env, rx_release_fn *release)
{
    *slot = (struct rx_slot){.fn = fn,
                             .env = env,
                             .release = release,
                             .owner = pinned(rx_fn_address(fn)),
                             .env_owner = pinned(env),
                             .release_owner = pinned(rx_fn_address((void (*)(void))release))};
}

void rx_slot_clear(struct rx_slot *slot)
{
    if (slot->release)
        rx_guarded_told(slot->release, rx_slot_env(slot));
    rx_trial_free(slot->trial);
    pin(slot->owner, -1);
    pin(slot->env_owner, -1);
    pin(slot->release_owner, -1);
    *slot = (struct rx_slot){0};
}

/* The text of the index-th argument in "f, seed": split at commas outside of brackets and quotes. */
static uint32_t cut_arg_text(const rx_site *at, uint32_t index)
{
    const char *start = at->args, *p = start;
    int depth = 0;
    char quote = 0;
    for (;; p++) {
        bool end = !*p || (*p == ',' && depth == 0 && !quote);
        if (end && index-- == 0)
            break;
        if (!*p)
            return 0;
        if (end)
            start = p + 1 + strspn(p + 1, " ");
        if (quote ? *p == quote && p[-1] != '\\' : *p == '"' || *p == '\'')
            quote = quote ? 0 : *p;
        else if (!quote && strchr("([{", *p))
            depth++;
        else if (!quote && strchr(")]}", *p))
            depth--;
    }
    char text[96];
    size_t n = (size_t)(p - start) < sizeof text ? (size_t)(p - start) : sizeof text - 1;
    memcpy(text, start, n);
    text[n] = '\0';
    return rx_intern(text);
}

uint32_t rx_arg_text(const rx_site *at, uint32_t index)
{
    uint32_t *name = rx_arg_name(at, index);
    if (!name)
        return at->args ? cut_arg_text(at, index) : 0;
    if (!*name)
        *name = cut_arg_text(at, index) + 1;
    return *name - 1;
}

void rx_arg_fn(struct rx_arg *arg, const rx_site *at, uint32_t index, void (*fn)(void), void *env,
               rx_release_fn *release)
{
    *arg = (struct rx_arg){.type = ARG_FUNCTION, .name = rx_arg_text(at, index)};
    rx_slot_set(&arg->slot, fn, env, release);
}

void rx_arg_value(struct rx_arg *arg, const rx_site *at, uint32_t index, rx_value v)
{
    *arg = (struct rx_arg){.type = ARG_PLAIN, .name = rx_arg_text(at, index), .value = v};
}

void rx_arg_observable(struct rx_arg *arg, const rx_site *at, uint32_t index, rx_observable *o)
{
    *arg = (struct rx_arg){.type = ARG_OBSERVABLE, .name = rx_arg_text(at, index)};
    arg->obs = rx_observable_ref(rx_resolve(o));
}

void rx_args_release(struct rx_arg *args, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (args[i].type == ARG_FUNCTION)
            rx_slot_clear(&args[i].slot);
        else if (args[i].type == ARG_PLAIN)
            rx_release(args[i].value);
        else if (args[i].obs)
            rx_observable_unref(args[i].obs);
        tell_end(args[i].id);
    }
}

/* ---- observables ---------------------------------------------------------------------------------- */

/* An observable with its args is one cell. */
static size_t observable_size(uint32_t nargs)
{
    return sizeof(rx_observable) + nargs * sizeof(struct rx_arg);
}

static rx_observable *observable_raw(const struct rx_source_class *class, const rx_site *at,
                                     uint32_t nargs)
{
    rx_assert_thread();
    rx_observable *o = rx_cell_new(observable_size(nargs));
    o->nargs = nargs;
    o->args = nargs ? (struct rx_arg *)(o + 1) : NULL;
    o->class = class;
    o->refs = 1;
    o->at = rx_place_of(at);
    o->since = rx_rt->now;
    o->all_next = rx_rt->all;
    o->all_prev = &rx_rt->all;
    if (rx_rt->all)
        rx_rt->all->all_prev = &o->all_next;
    rx_rt->all = o;
    return o;
}

rx_observable *rx_observable_new(const struct rx_source_class *class, const rx_site *at, uint32_t nargs)
{
    rx_observable *o = observable_raw(class, at, nargs);
    pool_add(o);
    return o;
}

rx_observable *rx_observable_ref(rx_observable *o)
{
    o->refs++;
    return o;
}

void rx_observable_free(rx_observable *o)
{
    if (o->class->release_def)
        o->class->release_def(o);
    rx_args_release(o->args, o->nargs);
    rx_inspect_skip(o);
    *o->all_prev = o->all_next;
    if (o->all_next)
        o->all_next->all_prev = o->all_prev;
    tell_end(o->operator_id);
    tell_end(o->id);
    rx_observable *source = o->source, *alias = o->alias;
    if (o->fun)
        rx_operator_unref(o->fun);
    if (o->pipe)
        rx_pipe_unref(o->pipe);
    free(o->tags);
    rx_cell_free(o, observable_size(o->nargs));
    if (source)
        rx_observable_unref(source);
    if (alias)
        rx_observable_unref(alias);
}

void rx_observable_unref(rx_observable *o)
{
    if (o && --o->refs == 0)
        rx_observable_free(o);
}

rx_observable *rx_resolve(rx_observable *o)
{
    while (o && o->alias)
        o = o->alias;
    return o;
}

rx_observable *rx_unwrap(rx_observable *o)
{
    o = rx_resolve(o);
    while (o && rx_is_wrapper(o))
        o = rx_resolve(o->current);
    return o;
}

/* ---- operators and pipes -------------------------------------------------------------------------- */

static size_t operator_size(uint32_t nargs)
{
    return sizeof(rx_operator) + nargs * sizeof(struct rx_arg);
}

rx_operator *rx_operator_new(const struct rx_op_class *class, const rx_site *at, uint32_t nargs)
{
    rx_assert_thread();
    assert(nargs <= RX_OPERATOR_ARGS);
    rx_operator *op = rx_cell_new(operator_size(nargs));
    op->class = class;
    op->refs = 1;
    op->at = rx_place_of(at);
    op->since = rx_rt->now;
    op->nargs = nargs;
    pool_add((char *)op + 1);
    return op;
}

void rx_operator_unref(rx_operator *op)
{
    if (--op->refs)
        return;
    rx_args_release(op->args, op->nargs);
    tell_end(op->id);
    rx_cell_free(op, operator_size(op->nargs));
}

void rx_pipe_unref(struct rx_pipe *p)
{
    if (--p->refs)
        return;
    tell_end(p->id);
    free(p->targets);
    free(p);
}

static void target_activate(rx_observable *o, struct rx_node *c)
{
    const struct rx_op_class *class = o->fun->class;
    if (class->activate) {
        class->activate(o, c);
        return;
    }
    struct rx_node *n = rx_node_new(class->node_size, class->node, o);
    n->down = c;
    c->up = n;
    if (class->init)
        class->init(n);
    if (class->start)
        class->start(n);
    if (!(n->flags & NODE_CLOSED))
        rx_attach(o->source, n);
}

static void target_release(rx_observable *o)
{
    if (o->pipe && o->pipe->targets && o->position < o->pipe->n &&
        o->pipe->targets[o->position] == o)
        o->pipe->targets[o->position] = NULL;
    if (o->fun->class->release_def)
        o->fun->class->release_def(o);
}

const struct rx_source_class rx_operator_target = {
    .name = "operator", .activate = target_activate, .release_def = target_release};
static const struct rx_source_class dropped_class = {.name = "dropped"};
rx_observable rx_dropped_stream = {.class = &dropped_class, .refs = 1};

static rx_observable *target_new(rx_observable *source, rx_operator *op, struct rx_pipe *pipe,
                                 uint32_t position)
{
    rx_observable *o = rx_observable_new(&rx_operator_target, NULL, 0);
    o->at = op->at;
    o->fun = op;
    op->refs++;
    o->source = rx_observable_ref(source);
    o->pipe = pipe;
    pipe->refs++;
    pipe->targets[position] = o;
    o->position = position;
    if (op->class->init_def)
        op->class->init_def(o);
    return o;
}

rx_observable *rx_pipe_at(rx_observable *source, rx_operator *const *ops, size_t n, const rx_site *at)
{
    for (size_t i = 0; i < n; i++)
        if (!source || !ops[i])
            return rx_throw_at(rx_error(1, "rx_pipe: %s is NULL", source ? "an operator" : "the source"),
                               at);
    struct rx_pipe *pipe = mem_zalloc(sizeof *pipe);
    pipe->refs = 1;
    pipe->at = rx_place_of(at);
    pipe->since = rx_rt->now;
    pipe->n = (uint32_t)n;
    pipe->targets = mem_zalloc((n ? n : 1) * sizeof(rx_observable *));
    source = rx_resolve(source);
    for (size_t i = 0; i < n; i++)
        source = target_new(source, ops[i], pipe, (uint32_t)i);
    rx_pipe_unref(pipe);
    return source;
}

/* ---- wrappers: the stable identity of a track ------------------------------------------------------ */

/* Stands between a track that is only another name of a track, and its consumer. */
static const struct rx_node_ops alias_node = {
    .name = "alias",
    .next = rx_pass_next,
    .next_traced = rx_pass_next,
    .error = rx_forward_error,
    .complete = rx_forward_complete,
};

void rx_alias(rx_observable *wrapper, rx_observable *current, struct rx_node *c)
{
    struct rx_node *n = rx_node_new(sizeof *n, &alias_node, wrapper);
    n->down = c;
    c->up = n;
    rx_attach(current, n);
}

static void wrapper_activate(rx_observable *o, struct rx_node *c)
{
    rx_observable *current = rx_resolve(o->current);
    if (!current)
        return;
    if (!rx_is_wrapper(current)) {
        rx_activate(current, c);
        return;
    }
    rx_alias(o, current, c);
}

static void wrapper_release(rx_observable *o)
{
    if (o->current)
        rx_observable_unref(o->current);
}

const struct rx_source_class rx_wrapper = {
    .name = "track", .activate = wrapper_activate, .release_def = wrapper_release};

rx_observable *rx_wrapper_new(const rx_site *at)
{
    return observable_raw(&rx_wrapper, at, 0);
}
