/* faults.c - code of a module has failed: what it is called, what is put back, and what is never loaded
 * again.
 *
 *     a function on trial fails ──► the generation is under quarantine
 *          │                          ├── an earlier good one: it is evaluated at once, the value is tried
 *          │                          │   with its function, and when the stack is empty the module goes
 *          │                          │   back to it (roll_back)
 *          │                          └── none: the slot is suspended and drops its values until a good
 *          │                              save; nothing errs, nothing completes
 *     a later call fails ───────────► the same, but the value is lost; without an earlier generation the
 *                                     functions on the stack are suspended
 *
 * What the failed code owned is lost. Loop thread only, and not from a signal handler: control is back. */
#include "hmr/hmr_int.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* ---- names -------------------------------------------------------------------------------------------- */

static const char *signal_name(int number)
{
    static const struct {
        int number;
        const char *name;
    } names[] = {{SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"}, {SIGFPE, "SIGFPE"},
                 {SIGILL, "SIGILL"},   {SIGABRT, "SIGABRT"}};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (names[i].number == number)
            return names[i].name;
    return "a signal";
}

/* "SIGFPE (division)", "stack overflow", "no end after 2 s". */
static void name_fault(const struct rx_fault *f, struct str *out)
{
    if (f->signal == RX_FAULT_STUCK)
        str_add(out, "a turn that does not end");
    else if (f->overflow)
        str_add(out, "stack overflow");
    else
        str_add(out, signal_name(f->signal));
    if (f->signal == SIGFPE && f->code == FPE_INTDIV)
        str_add(out, " (division by zero)");
    bool known = f->code == SEGV_MAPERR || f->code == SEGV_ACCERR; /* the address */
    if (f->signal == SIGSEGV && known && !f->overflow && (uintptr_t)f->address < 4096)
        str_add(out, " (NULL pointer)");
}

static const char *function_at(const struct hmr_generation *g, const void *addr)
{
    const char *name = g->symbols ? symbols_at(g->symbols, (uintptr_t)addr - g->base, NULL) : NULL;
    return name ? name : "?";
}

void hmr_name_code(struct hmr *h, const void *code_at, char *out, size_t size)
{
    const struct hmr_generation *g = generation_at(h, code_at);
    const char *parts[] = {g ? g->module->file : "", g ? ": " : "", g ? function_at(g, code_at) : "a module"};
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        for (const char *p = parts[i]; *p && n + 1 < size; p++)
            out[n++] = *p;
    out[n] = '\0';
}

/* "SIGSEGV (NULL pointer) in celsius" */
static void describe(const struct rx_fault *f, const struct hmr_generation *g, struct str *out)
{
    const char *function = function_at(g, f->code_at);
    name_fault(f, out);
    str_addf(out, " in %s", strcmp(function, "rx_module_body_") == 0 ? "the module's body" : function);
}

static void tell_fault(const struct rx_fault *f, const struct hmr_generation *g, entity_id id)
{
    struct str text = STR_INIT;
    describe(f, g, &text);
    str_addf(&text, " (gen %u)", g->number);
    unsigned line = places_line(g->places, function_at(g, f->code_at));
    struct event ev = {.kind = EV_FAULT, .id = id, .text = str_text(&text), .text_len = (uint32_t)text.len};
    ev.named.name = rx_intern(function_at(g, f->code_at));
    if (line) {
        ev.named.file = rx_intern(g->module->path);
        ev.named.line = line;
    }
    rx_tell(&ev);
    str_release(&text);
}

/* ---- whose function it was ----------------------------------------------------------------------------- */

/* Calls `visit` for each function that a definition or an observer holds; ends when that says true. */
typedef bool slot_fn(struct rx_slot *slot, enum rx_callback type, entity_id id, void *arg);

static bool visit_args(struct rx_arg *args, uint32_t n, enum rx_callback type, entity_id id, slot_fn *visit, void *arg)
{
    for (uint32_t i = 0; i < n; i++)
        if (args[i].type == ARG_FUNCTION && visit(&args[i].slot, type, id, arg))
            return true;
    return false;
}

static bool visit_slots(slot_fn *visit, void *arg)
{
    for (rx_observable *o = rx_rt->all; o; o = o->all_next)
        if (visit_args(o->args, o->nargs, o->class->calls, o->id, visit, arg) ||
            (o->fun && visit_args(o->fun->args, o->fun->nargs, o->fun->class->calls, o->operator_id, visit, arg)))
            return true;
    for (rx_subscription *s = rx_rt->sinks_living; s; s = s->list_next)
        if (visit(&s->next, RX_CALLBACK_NEXT, s->node.id, arg) ||
            visit(&s->error, RX_CALLBACK_NEXT, s->node.id, arg) ||
            visit(&s->complete, RX_CALLBACK_DONE, s->node.id, arg))
            return true;
    return false;
}

struct seeking {
    const struct rx_trial *trial;
    entity_id id;
};

static bool is_trials(struct rx_slot *slot, enum rx_callback type, entity_id id, void *arg)
{
    struct seeking *s = arg;
    (void)type;
    if (slot->trial != s->trial)
        return false;
    s->id = id;
    return true;
}

static entity_id entity_of(const struct rx_trial *t)
{
    struct seeking s = {t, 0};
    if (t)
        visit_slots(is_trials, &s);
    return s.id;
}

struct suspending {
    const struct rx_fault *fault;
    const struct hmr_generation *g;
    unsigned n;
};

static bool suspend_on_stack(struct rx_slot *slot, enum rx_callback type, entity_id id, void *arg)
{
    struct suspending *s = arg;
    (void)id;
    if (slot->owner != s->g)
        return false;
    const char *name = function_at(s->g, rx_slot_code(slot));
    for (unsigned i = 0; i < s->fault->nframes; i++)
        if (strcmp(function_at(s->g, s->fault->frames[i]), name) == 0) {
            rx_trial_suspend(slot, type);
            s->n++;
            return false;
        }
    return false;
}

/* What the screen shows until something else is built: "SIGFPE (division by zero) in ratio; back at gen 1". The lines
 * are told once they are known (where.c). */
static void tell_failed(struct hmr_module *m, const char *end)
{
    struct hmr_bad *bad = &m->bad[m->nbad - 1];
    free(bad->told);
    bad->told = str_format("%s; %s", bad->what, end);
    hmr_tell_build(m, BUILD_FAULTED, bad->generation, bad->told);
}

void quarantine_where(struct hmr_module *m, uint32_t generation, const char *lines)
{
    const struct hmr_bad *bad = m->nbad ? &m->bad[m->nbad - 1] : NULL;
    bool shown = m->told.result.kind == EV_MODULE_BUILD && m->told.result.flags == BUILD_FAULTED;
    if (!bad || bad->generation != generation || !shown)
        return;
    char *text = str_format("%s\nat %s", bad->told, lines);
    hmr_tell_build(m, BUILD_FAULTED, generation, text);
    free(text);
}

/* Nothing is left to go back to. */
static void suspend(const struct rx_fault *f, struct hmr_generation *g, struct rx_trial *t)
{
    struct suspending s = {f, g, 0};
    if (t)
        t->failed = t->suspended = true;
    else
        visit_slots(suspend_on_stack, &s);
    if (!t && !s.n)
        return; /* it was made in a callback: the value is lost, the next one is tried */
    char *end = str_format("%s drops its values until the next good save; nothing was completed", function_at(g, f->code_at));
    hmr_log(g->module->id, LOG_ERROR, "%s: %s", g->module->file, end);
    if (g->quarantined && g->module->nbad)
        tell_failed(g->module, end);
    free(end);
}

/* ---- the generation before ------------------------------------------------------------------------------- */

static struct hmr_generation *last_good(const struct hmr_generation *before)
{
    for (struct hmr_generation *g = before->next; g; g = g->next)
        if (g->ran && !g->quarantined && g->artefact && !quarantine_find(g->module, generation_content(g)))
            return g;
    return NULL;
}

/* Evaluates it beside what runs. */
static bool prepare(struct hmr_module *m, struct hmr_generation *g)
{
    struct fault_text why = {""};
    if (generation_load(g, &why) == STATUS_OK && stage_evaluate(g, &m->back, &why) == STATUS_OK &&
        validate_stage(m->back, &why) == STATUS_OK) {
        m->back->rolls_back = true;
        return true;
    }
    stage_free(m->back);
    m->back = NULL;
    hmr_log(m->id, LOG_ERROR, "%s: gen %u cannot be loaded again: %s", m->file, g->number, why.text);
    return false;
}

/* The slot among the freshly evaluated definitions that stands where `t` does. */
struct counterpart {
    const struct rx_trial *trial;
    const struct rx_slot *found;
};

static void seek(struct counterpart *c, rx_observable *a, rx_observable *b, unsigned depth);

static void seek_args(struct counterpart *c, const struct rx_arg *a, const struct rx_arg *b, uint32_t n, unsigned depth)
{
    for (uint32_t i = 0; i < n && !c->found; i++) {
        if (a[i].type != b[i].type)
            continue;
        if (a[i].type == ARG_FUNCTION && a[i].slot.trial == c->trial)
            c->found = &b[i].slot;
        else if (a[i].type == ARG_OBSERVABLE)
            seek(c, a[i].obs, b[i].obs, depth + 1);
    }
}

/* As a commit would pair them: going back does. */
static void seek_chain(struct counterpart *c, rx_observable *a, rx_observable *b, unsigned depth)
{
    struct hmr_chain runs = chain_of(a), staged = chain_of(b);
    int *pair = chain_pair(&runs, &staged, 0);
    for (unsigned j = 0; j < staged.n && !c->found; j++) {
        const rx_operator *was = pair[j] >= 0 ? runs.items[pair[j]]->fun : NULL;
        if (was)
            seek_args(c, was->args, staged.items[j]->fun->args, was->nargs, depth);
    }
    if (!c->found)
        seek(c, runs.source, staged.source, depth + 1);
    free(pair);
    free(runs.items);
    free(staged.items);
}

static void seek(struct counterpart *c, rx_observable *a, rx_observable *b, unsigned depth)
{
    a = rx_resolve(a);
    b = rx_resolve(b);
    if (!a || !b || depth > 32 || rx_is_wrapper(a))
        return;
    if (rx_is_target(a) || rx_is_target(b))
        seek_chain(c, a, b, depth);
    else if (compare_creators(a, b))
        seek_args(c, a->args, b->args, a->nargs, depth);
}

static bool seek_observer(struct hmr_module *m, struct rx_trial *t)
{
    for (struct hmr_statement *st = m->statements; st; st = st->next) {
        if (st->sub->next.trial != t && st->sub->error.trial != t && st->sub->complete.trial != t)
            continue;
        for (size_t i = 0; i < m->back->nstatements; i++) {
            const struct staged_statement *staged = &m->back->statements[i];
            if (strcmp(staged->key, st->key) != 0)
                continue;
            const rx_observer *o = &staged->observer;
            t->before = st->sub->next.trial == t    ? (void (*)(void))o->next
                        : st->sub->error.trial == t ? (void (*)(void))o->error
                                                    : (void (*)(void))o->complete;
            t->before_env = o->env;
            return true;
        }
    }
    return false;
}

/* What runs of a staged track: also under another name, which going back would give it. */
static rx_observable *runs_as(const struct stage *s, const struct hmr_track *staged)
{
    if (staged->wrapper->current)
        return staged->wrapper->current;
    for (const struct hmr_track *t = s->module->tracks; t; t = t->next)
        if (commit_gone(s, t) && commit_renamed_to(s, t) == staged)
            return t->wrapper->current;
    return NULL;
}

static void find_before(struct hmr_module *m, struct rx_trial *t)
{
    struct counterpart c = {t, NULL};
    for (size_t i = 0; i < m->back->ntracks && !c.found; i++) {
        const struct staged_track *s = &m->back->tracks[i];
        rx_observable *runs = runs_as(m->back, s->track);
        if (runs)
            seek(&c, runs, s->def, 0);
    }
    if (c.found) {
        t->before = rx_slot_fn(c.found);
        t->before_env = rx_slot_env(c.found);
    } else {
        seek_observer(m, t);
    }
}

/* ---- rolling back ------------------------------------------------------------------------------------------ */

/* What stands before a function is known of the stage alone, which goes. */
static bool forget_before(struct rx_slot *slot, enum rx_callback type, entity_id id, void *arg)
{
    const struct stage *s = arg;
    const struct hmr_generation *g = slot->owner;
    (void)type;
    (void)id;
    if (slot->trial && g && g->module == s->module)
        slot->trial->before = NULL;
    return false;
}

/* It has failed as well, when a value was tried on it: the one before that. NULL: there is none. */
static struct stage *further_back(struct hmr_module *m, struct stage *s)
{
    struct hmr_generation *g = last_good(s->generation);
    stage_free(s);
    s = g && prepare(m, g) ? m->back : NULL;
    m->back = NULL;
    return s;
}

static void roll_back(void *arg)
{
    struct hmr_module *m = arg;
    struct stage *s = m->back;
    m->back = NULL;
    if (!s)
        return;
    visit_slots(forget_before, s);
    if (!m->current || !m->current->quarantined) {
        stage_free(s); /* a newer save was committed meanwhile */
        return;
    }
    while (s && s->generation->quarantined)
        s = further_back(m, s);
    if (!s)
        return; /* what has failed drops its values */
    uint32_t back = s->generation->number;
    commit_stage(s);
    char *end = str_format("back at gen %u", back);
    tell_failed(m, end);
    free(end);
}

void faults_drop(struct hmr_module *m)
{
    if (m->back)
        visit_slots(forget_before, m->back);
    stage_free(m->back);
    m->back = NULL;
}

void quarantine(struct hmr_generation *g, const char *what)
{
    struct hmr_module *m = g->module;
    g->quarantined = true;
    MEM_GROW(m->bad, m->nbad, m->cap_bad);
    m->bad[m->nbad++] = (struct hmr_bad){
        .generation = g->number, .content = generation_content(g), .what = mem_strdup(what)};
}

const struct hmr_bad *quarantine_find(const struct hmr_module *m, uint64_t content)
{
    for (size_t i = 0; i < m->nbad; i++)
        if (m->bad[i].content == content)
            return &m->bad[i];
    return NULL;
}

void quarantine_release(struct hmr_module *m)
{
    for (size_t i = 0; i < m->nbad; i++)
        free(m->bad[i].what), free(m->bad[i].told);
    free(m->bad);
    m->bad = NULL;
    m->nbad = m->cap_bad = 0;
}

/* The first fault of a generation: where to from here. */
static void leave(const struct rx_fault *f, struct hmr_generation *g)
{
    struct hmr_module *m = g->module;
    struct str what = STR_INIT;
    describe(f, g, &what);
    quarantine(g, str_text(&what));
    str_release(&what);
    m->refused = true; /* to save it once more is to ask for it once more */
    struct hmr_generation *before = g == m->current ? last_good(g) : NULL;
    if (before && prepare(m, before))
        rx_at_rest(roll_back, m);
}

/* Takes what the failed code may have been holding: each arena of the heap, the streams of stdio. Where one stays
 * locked this never returns; the host has set a deadline. Nothing that blocks signals comes before it. */
static void probe(void)
{
    free(mem_alloc(128 * 1024 - 64));
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
    (void)mallinfo2();
#endif
    fflush(NULL);
}

void faults_failed(void *ctx, const struct rx_fault *f, struct rx_trial *t)
{
    struct hmr *h = ctx;
    probe();
    struct hmr_generation *g = f->owner;
    tell_fault(f, g, entity_of(t));
    if (!g->quarantined) {
        where_look_up(g, f);
        leave(f, g);
    }
    if (g->module->back) {
        if (t) {
            t->failed = true;
            find_before(g->module, t);
        }
    } else {
        suspend(f, g, t);
    }
    if (h->options.host.recovered)
        h->options.host.recovered(h->options.host.ctx);
}
