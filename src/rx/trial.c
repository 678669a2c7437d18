#include "rx/trial.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rx/guard.h"
#include "rx/rx_int.h"

/* ---- a call, whatever its type ------------------------------------------------------------------------ */

struct call {
    void (*fn)(void);
    void *env;
    rx_value a, b;
    const rx_value *latest;
    size_t n;
    rx_subscriber *to;
    int64_t count;
    uint32_t nargs; /* of a and b */
    void *state, *saved; /* as it was before the call */
    union {
        rx_value value;
        rx_observable *made;
        bool yes;
    } result;
};

/* ---- what it was called with last -------------------------------------------------------------------- */

static void forget_last(struct rx_trial *t)
{
    for (uint32_t i = 0; i < t->nlast; i++)
        rx_release(t->last[i]);
    free(t->last);
    t->last = NULL;
    t->nlast = 0;
    t->kept = false;
}

static void keep_last(struct rx_trial *t, const struct call *c, uint32_t nargs)
{
    const rx_value both[] = {c->a, c->b}, *from = c->latest ? c->latest : both;
    uint32_t n = c->latest ? (uint32_t)c->n : nargs;
    rx_value *last = mem_alloc((n + 1) * sizeof *last);
    for (uint32_t i = 0; i < n; i++)
        last[i] = rx_retain(from[i]);
    forget_last(t);
    t->last = last;
    t->nlast = n;
    t->last_count = c->count;
    t->kept = true;
}

static void trial_free_now(struct rx_trial *t)
{
    forget_last(t);
    free(t);
}

static bool attempt(struct rx_trial *t, struct call *c, void (*make)(void *call), void (*fn)(void), void *env)
{
    c->fn = fn;
    c->env = env;
    t->running++;
    bool done = rx_guarded(make, c);
    if (--t->running == 0 && t->slot_gone)
        trial_free_now(t);
    return done;
}

/* A fault while another turn stood on top of the function is that one's: whoever finds out from the
 * stack whose it was has been told nothing of the function that was called here. */
static bool is_own(const struct rx_fault *f, const struct rx_trial *t, unsigned depth)
{
    return f->owner == t->owner && f->depth == depth;
}

static void passed(struct rx_trial *t)
{
    if (!rx_rt->keeps_last && t->left && --t->left == 0)
        rx_rt->trials_over = true;
}

/* Returns whether the call was made, by the function on trial or the one before it. */
static bool run(struct rx_trial *t, struct call *c, void (*make)(void *call))
{
    unsigned depth = rx_rt->depth;
    if (rx_rt->keeps_last)
        keep_last(t, c, c->nargs);
    if (!t->failed) {
        t->running++; /* also while we look for the one before */
        bool done = attempt(t, c, make, t->fn, t->env);
        if (done)
            passed(t);
        else
            rx_tell_failure(is_own(rx_last_fault(), t, depth) ? t : NULL);
        if (!done && c->saved)
            memcpy(c->state, c->saved, rx_state_size(c->state));
        bool gone = --t->running == 0 && t->slot_gone;
        bool again = !done && t->failed && t->before && !gone;
        if (gone)
            trial_free_now(t);
        if (!again)
            return done;
    }
    if (t->suspended || !t->before) {
        t->dropped++;
        return false;
    }
    if (attempt(t, c, make, t->before, t->before_env))
        return true;
    rx_tell_failure(NULL);
    return false;
}

/* ---- stand-ins ------------------------------------------------------------------------------------------ */

static void make_map(void *p)
{
    struct call *c = p;
    c->result.value = ((rx_map_fn *)c->fn)(c->a, c->env);
}

static rx_value map_stand_in(rx_value v, void *env)
{
    struct call c = {.a = v, .nargs = 1};
    return run(env, &c, make_map) ? c.result.value : rx_dropped();
}

static void make_filter(void *p)
{
    struct call *c = p;
    c->result.yes = ((rx_filter_fn *)c->fn)(c->a, c->env);
}

static bool filter_stand_in(rx_value v, void *env)
{
    struct call c = {.a = v, .nargs = 1};
    return run(env, &c, make_filter) && c.result.yes;
}

static void make_reduce(void *p)
{
    struct call *c = p;
    c->result.value = ((rx_reduce_fn *)c->fn)(c->a, c->b, c->env);
}

static rx_value reduce_stand_in(rx_value acc, rx_value v, void *env)
{
    struct call c = {.a = acc, .b = v, .nargs = 2};
    return run(env, &c, make_reduce) ? c.result.value : rx_dropped();
}

static void make_equal(void *p)
{
    struct call *c = p;
    c->result.yes = ((rx_equal_fn *)c->fn)(c->a, c->b, c->env);
}

/* What cannot be compared is taken for the same: the value is dropped. */
static bool equal_stand_in(rx_value a, rx_value b, void *env)
{
    struct call c = {.a = a, .b = b, .nargs = 2};
    return !run(env, &c, make_equal) || c.result.yes;
}

static void make_next(void *p)
{
    struct call *c = p;
    ((rx_next_fn *)c->fn)(c->a, c->env);
}

static void next_stand_in(rx_value v, void *env)
{
    struct call c = {.a = v, .nargs = 1};
    run(env, &c, make_next);
}

static void make_done(void *p)
{
    struct call *c = p;
    ((rx_done_fn *)c->fn)(c->env);
}

static void done_stand_in(void *env)
{
    struct call c = {0};
    run(env, &c, make_done);
}

static void make_project(void *p)
{
    struct call *c = p;
    c->result.made = ((rx_project_fn *)c->fn)(c->a, c->env);
}

static rx_observable *project_stand_in(rx_value v, void *env)
{
    struct call c = {.a = v, .nargs = 1};
    return run(env, &c, make_project) ? c.result.made : &rx_dropped_stream;
}

static void make_make(void *p)
{
    struct call *c = p;
    c->result.made = ((rx_make_fn *)c->fn)(c->env);
}

static rx_observable *make_stand_in(void *env)
{
    struct call c = {0};
    return run(env, &c, make_make) ? c.result.made : &rx_dropped_stream;
}

static void make_produce(void *p)
{
    struct call *c = p;
    ((rx_produce_fn *)c->fn)(c->to, c->env);
}

static void produce_stand_in(rx_subscriber *to, void *env)
{
    struct call c = {.to = to};
    run(env, &c, make_produce);
}

static void make_combine(void *p)
{
    struct call *c = p;
    c->result.value = ((rx_combine_fn *)c->fn)(c->latest, c->n, c->env);
}

static rx_value combine_stand_in(const rx_value *latest, size_t n, void *env)
{
    struct call c = {.latest = latest, .n = n};
    return run(env, &c, make_combine) ? c.result.value : rx_dropped();
}

static void make_retry(void *p)
{
    struct call *c = p;
    c->result.made = ((rx_retry_fn *)c->fn)(c->a, c->count, c->env);
}

static rx_observable *retry_stand_in(rx_value error, int64_t count, void *env)
{
    struct call c = {.a = error, .count = count, .nargs = 1};
    return run(env, &c, make_retry) ? c.result.made : &rx_dropped_stream;
}

static void make_state(void *p)
{
    struct call *c = p;
    c->result.value = ((rx_state_fn *)c->fn)(c->state, c->a, c->env);
}

/* What a function has changed before it failed is as it was when the one before it is called, or none is. */
static rx_value state_stand_in(void *state, rx_value v, void *env)
{
    size_t size = rx_state_size(state);
    struct call c = {.a = v, .nargs = 1, .state = state, .saved = mem_alloc(size ? size : 1)};
    memcpy(c.saved, state, size);
    bool done = run(env, &c, make_state);
    if (!done)
        memcpy(state, c.saved, size);
    free(c.saved);
    return done ? c.result.value : rx_dropped();
}

static void (*const stand_ins[RX_CALLBACK_LIMIT])(void) = {
    [RX_CALLBACK_MAP] = (void (*)(void))map_stand_in,
    [RX_CALLBACK_FILTER] = (void (*)(void))filter_stand_in,
    [RX_CALLBACK_REDUCE] = (void (*)(void))reduce_stand_in,
    [RX_CALLBACK_EQUAL] = (void (*)(void))equal_stand_in,
    [RX_CALLBACK_NEXT] = (void (*)(void))next_stand_in,
    [RX_CALLBACK_DONE] = (void (*)(void))done_stand_in,
    [RX_CALLBACK_PROJECT] = (void (*)(void))project_stand_in,
    [RX_CALLBACK_MAKE] = (void (*)(void))make_stand_in,
    [RX_CALLBACK_PRODUCE] = (void (*)(void))produce_stand_in,
    [RX_CALLBACK_COMBINE] = (void (*)(void))combine_stand_in,
    [RX_CALLBACK_RETRY] = (void (*)(void))retry_stand_in,
    [RX_CALLBACK_STATE] = (void (*)(void))state_stand_in,
};

/* ---- trials ---------------------------------------------------------------------------------------------- */

static void stand_in(struct rx_slot *slot, enum rx_callback type, uint32_t calls)
{
    struct rx_trial *t = mem_zalloc(sizeof *t);
    *t = (struct rx_trial){.fn = slot->fn, .env = slot->env, .owner = slot->owner, .left = calls};
    slot->trial = t;
    slot->fn = stand_ins[type];
    slot->env = t;
}

void rx_trial_begin(struct rx_slot *slot, enum rx_callback type)
{
    if (rx_rt->trial_calls && slot->owner && !slot->trial && stand_ins[type])
        stand_in(slot, type, rx_rt->trial_calls);
}

void rx_trial_suspend(struct rx_slot *slot, enum rx_callback type)
{
    if (!slot->trial && !stand_ins[type])
        return;
    if (!slot->trial)
        stand_in(slot, type, 0);
    slot->trial->failed = slot->trial->suspended = true;
}

void rx_trial_free(struct rx_trial *t)
{
    if (!t)
        return;
    if (t->running)
        t->slot_gone = true;
    else
        trial_free_now(t);
}

static void settle(struct rx_slot *slot)
{
    struct rx_trial *t = slot->trial;
    if (!t || t->left || t->failed || t->running || rx_rt->keeps_last)
        return;
    slot->fn = t->fn;
    slot->env = t->env;
    slot->trial = NULL;
    trial_free_now(t);
}

static void settle_args(struct rx_arg *args, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (args[i].type == ARG_FUNCTION)
            settle(&args[i].slot);
}

void rx_trials_settle(void)
{
    rx_rt->trials_over = false;
    for (rx_observable *o = rx_rt->all; o; o = o->all_next) {
        settle_args(o->args, o->nargs);
        if (o->fun)
            settle_args(o->fun->args, o->fun->nargs);
    }
    for (rx_subscription *s = rx_rt->sinks_living; s; s = s->list_next) {
        settle(&s->next);
        settle(&s->error);
        settle(&s->complete);
    }
}

/* ---- last values ------------------------------------------------------------------------------------------ */

void rx_trial_hand_over(const struct rx_slot *from, const struct rx_slot *to)
{
    struct rx_trial *a = from->trial, *b = to->trial;
    if (!a || !b || !a->kept || b->kept)
        return;
    b->last = a->last;
    b->nlast = a->nlast;
    b->last_count = a->last_count;
    b->kept = true;
    a->last = NULL;
    a->nlast = 0;
    a->kept = false;
}

static void keep_slot(struct rx_slot *slot, enum rx_callback type)
{
    if (slot->trial && !rx_rt->keeps_last) {
        forget_last(slot->trial);
        return;
    }
    if (!slot->trial && rx_rt->keeps_last && slot->owner && stand_ins[type])
        stand_in(slot, type, 0);
}

/* The first function has the type; others are hooks, which are called with other things than values. */
static void keep_args(struct rx_arg *args, uint32_t n, enum rx_callback type)
{
    if (n && args[0].type == ARG_FUNCTION && args[0].slot.fn)
        keep_slot(&args[0].slot, type);
}

void rx_trials_keep_last(bool on)
{
    rx_rt->keeps_last = on;
    for (rx_observable *o = rx_rt->all; o; o = o->all_next) {
        keep_args(o->args, o->nargs, o->class->calls);
        if (o->fun)
            keep_args(o->fun->args, o->fun->nargs, o->fun->class->calls);
    }
    for (rx_subscription *s = rx_rt->sinks_living; s; s = s->list_next)
        if (s->next.fn)
            keep_slot(&s->next, RX_CALLBACK_NEXT);
    rx_trials_settle();
}
