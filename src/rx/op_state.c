/* op_state.c - state: map with a struct of the module's own, which lies in host memory and so outlives the code.
 *
 * A swap compares the layout that the struct had with the one that it has (a text, as plain value). While they
 * are the same the function moves and the state stays. Otherwise the module's migrate() fills the new struct
 * from the old one; without it, or when it refuses, this operator alone starts over. Nodes stay in either case. */
#include "rx/op.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rx/guard.h"

enum { FN, LAYOUT, SIZE, INIT, MIGRATE, DESTROY, ARGS };

struct state {
    struct rx_node node;
    struct state *next, **prev; /* all of this definition: o->data is the first */
    void *now, *before;         /* `before`: as it was when the function was called */
    size_t size;                /* bytes */
    unsigned running;           /* depth of the call on the stack; 0: none */
};

static void call_hook(const rx_operator *op, int hook, void *state)
{
    const struct rx_slot *slot = &op->args[hook].slot;
    if (slot->fn)
        rx_guarded_told((rx_release_fn *)rx_slot_fn(slot), state);
}

/* A struct lies behind its size, so that whoever has only its address can copy it. */
enum { SIZE_AT = 16 };

static void *block_new(size_t size)
{
    char *p = mem_zalloc(SIZE_AT + size);
    memcpy(p, &size, sizeof size);
    return p + SIZE_AT;
}

static void block_free(void *block)
{
    if (block)
        free((char *)block - SIZE_AT);
}

size_t rx_state_size(const void *block)
{
    size_t size;
    memcpy(&size, (const char *)block - SIZE_AT, sizeof size);
    return size;
}

static void make(struct state *s, const rx_operator *op)
{
    s->size = (size_t)op->args[SIZE].value.i64;
    s->now = block_new(s->size);
    s->before = block_new(s->size);
    call_hook(op, INIT, s->now);
}

static void drop(struct state *s)
{
    block_free(s->now);
    block_free(s->before);
    s->now = s->before = NULL;
}

/* ---- running ------------------------------------------------------------------------------------------- */

RX_RUN state_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    struct state *s = (struct state *)n;
    rx_value out;
    unsigned outer = s->running;
    if (!outer) {
        memcpy(s->before, s->now, s->size);
        s->running = rx_rt->depth;
    }
    RX_CALL(how, n, out, OP_FN(n, rx_state_fn)(s->now, v, OP_ENV(n)));
    s->running = outer;
    rx_emit_owned(n, out);
}
RX_NODE_NEXT(state)

static void state_init(struct rx_node *n)
{
    struct state *s = (struct state *)n;
    struct state **first = (struct state **)&n->def->data;
    s->next = *first;
    s->prev = first;
    if (*first)
        (*first)->prev = &s->next;
    *first = s;
    make(s, n->def->fun);
}

/* Its function may be on the stack: the block goes with the node. */
static void state_release(struct rx_node *n)
{
    struct state *s = (struct state *)n;
    *s->prev = s->next;
    if (s->next)
        s->next->prev = s->prev;
    if (s->now)
        call_hook(n->def->fun, DESTROY, s->now);
    drop(s);
}

static const struct rx_node_ops state_ops = {
    .name = "state",
    .next = state_next,
    .next_traced = state_next_traced,
    .error = rx_forward_error,
    .complete = rx_forward_complete,
    .release = state_release,
};

/* A function that failed half-way has changed nothing. */
static void state_unwind(rx_observable *o, unsigned depth)
{
    for (struct state *s = o->data; s; s = s->next)
        if (s->running > depth) {
            memcpy(s->now, s->before, s->size);
            s->running = 0;
        }
}

/* ---- another layout ---------------------------------------------------------------------------------------- */

struct migration {
    rx_migrate_fn *migrate;
    const struct state *from;
    void *to;
    bool done;
};

static void migrate(void *arg)
{
    struct migration *m = arg;
    m->done = m->migrate(m->from->now, m->from->size, m->to);
}

/* The old block goes: what it owned is the new one's after a migration, and is destroyed otherwise. */
static bool revalue(struct state *s, const rx_operator *old, const rx_operator *now)
{
    struct state fresh = {.running = 0};
    make(&fresh, now);
    struct migration m = {(rx_migrate_fn *)rx_slot_fn(&now->args[MIGRATE].slot), s, fresh.now, false};
    if (m.migrate)
        rx_guarded_told(migrate, &m);
    if (m.migrate && !m.done) { /* it may have filled half of it */
        call_hook(now, DESTROY, fresh.now);
        drop(&fresh);
        make(&fresh, now);
    }
    if (!m.done)
        call_hook(old, DESTROY, s->now);
    drop(s);
    s->now = fresh.now;
    s->before = fresh.before;
    s->size = fresh.size;
    if (!m.done)
        rx_stale(s->node.down);
    return m.done;
}

static int state_revalue(rx_observable *o, const rx_operator *now, bool dry)
{
    bool all = now->args[MIGRATE].slot.fn != NULL;
    for (struct state *s = dry ? NULL : o->data; s; s = s->next) {
        if (!(s->node.flags & NODE_CLOSED)) {
            all &= revalue(s, o->fun, now);
            continue;
        }
        call_hook(o->fun, DESTROY, s->now); /* it is freed after its destroy() has gone */
        drop(s);
    }
    return all ? RX_REVALUED_MIGRATED : RX_REVALUED_RESET;
}

static const struct rx_op_class state_class = {.name = "state",
                                               .calls = RX_CALLBACK_STATE,
                                               .node_size = sizeof(struct state),
                                               .node = &state_ops,
                                               .init = state_init,
                                               .unwind = state_unwind,
                                               .revalue = state_revalue};

static bool points(const struct state *s, uintptr_t low, uintptr_t high)
{
    uintptr_t p;
    for (size_t at = 0; s->now && at + sizeof p <= s->size; at += sizeof p) {
        memcpy(&p, (const char *)s->now + at, sizeof p);
        if (p >= low && p < high)
            return true;
    }
    return false;
}

bool rx_state_points(const rx_observable *o, uintptr_t low, uintptr_t high)
{
    if (!o->fun || o->fun->class != &state_class)
        return false;
    for (const struct state *s = o->data; s; s = s->next)
        if (points(s, low, high))
            return true;
    return false;
}

/* ---- public ----------------------------------------------------------------------------------------------- */

/* "struct mean, 16 bytes: sum 0+8 f, n 8+8 i". */
static rx_value layout(const rx_state_spec *spec)
{
    struct str s = STR_INIT;
    str_addf(&s, "%s, %zu bytes", spec->type, spec->size);
    for (const rx_member *m = spec->members; m && m->name; m++)
        str_addf(&s, "%s %s %zu+%zu %c", m == spec->members ? ":" : ",", m->name, m->offset, m->size, m->kind);
    rx_value v = rx_string(str_text(&s));
    str_release(&s);
    return v;
}

/* As it is written: ".migrate = grow". */
static uint32_t text_of(const rx_site *at, const char *hook)
{
    for (uint32_t i = 2; i < 2 * ARGS; i++) {
        uint32_t text = rx_arg_text(at, i);
        if (text && str_starts(rx_string_of(text), hook))
            return text;
    }
    return 0;
}

static void set_hook(rx_operator *op, int hook, void (*f)(void), const char *name, const rx_site *at)
{
    rx_arg_fn(&op->args[hook], at, (uint32_t)hook, f, NULL, NULL);
    op->args[hook].name = f ? text_of(at, name) : 0;
}

rx_operator *rx_state_at(const rx_state_spec *spec, const rx_site *at)
{
    rx_operator *op = rx_op_fn(&state_class, (void (*)(void))spec->fn, spec->env, spec->release, at, ARGS);
    op->args[FN].name = rx_arg_text(at, 1); /* written behind the type */
    rx_arg_value(&op->args[LAYOUT], at, 0, layout(spec));
    rx_arg_value(&op->args[SIZE], at, 0, rx_i64((int64_t)spec->size));
    set_hook(op, INIT, (void (*)(void))spec->init, ".init", at);
    set_hook(op, MIGRATE, (void (*)(void))spec->migrate, ".migrate", at);
    set_hook(op, DESTROY, (void (*)(void))spec->destroy, ".destroy", at);
    return op;
}
