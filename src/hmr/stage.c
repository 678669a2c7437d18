/* stage.c - the evaluation of a module's body. What it declares is collected; what runs does not
 * notice. rx_track_begin/end, rx_module_subscribe and the other functions that a body calls find the
 * evaluation under way through hmr_current. */
#include "hmr/hmr_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct hmr *hmr_current;

static struct stage *stage_now(void)
{
    return hmr_current ? hmr_current->stage : NULL;
}

static void fail(struct stage *s, const char *fmt, ...) RX_PRINTF(2, 3);
static void fail(struct stage *s, const char *fmt, ...)
{
    if (s->failed[0])
        return; /* the first reason is the one to show */
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(s->failed, sizeof s->failed, fmt, ap);
    va_end(ap);
}

void rx_fail(const char *fmt, ...)
{
    char text[200];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    struct stage *s = stage_now();
    if (s)
        fail(s, "%s", text);
    else
        rx_report(0, NULL, "rx_fail outside of a module body: %s", text);
}

/* ---- tracks ---------------------------------------------------------------------------------------- */

static struct hmr_track *module_track(struct hmr_module *m, const char *key)
{
    struct hmr_track *t = m->tracks;
    while (t && strcmp(t->key, key) != 0)
        t = t->next;
    return t;
}

static struct hmr_track *track_new(struct hmr_module *m, struct hmr_track *parent, const char *name,
                                   const char *key, const rx_site *at)
{
    struct hmr_track *t = mem_zalloc(sizeof *t);
    t->module = m;
    t->parent = parent;
    t->name = mem_strdup(name);
    t->key = mem_strdup(key);
    t->group = mem_strdup(key);
    t->rank = t->settled_rank = 1;
    t->wrapper = rx_wrapper_new(at);
    t->wrapper->track = t;
    *m->tracks_end = t;
    m->tracks_end = &t->next;
    return t;
}

/* A new one of its group, under the first key that no other has. */
static struct hmr_track *track_in(struct hmr_module *m, struct hmr_track *parent, const char *name,
                                  const char *group, uint32_t rank, const rx_site *at)
{
    char *key = mem_strdup(group);
    for (unsigned n = 2; module_track(m, key); n++) {
        free(key);
        key = str_format("%s#%u", group, n);
    }
    struct hmr_track *t = track_new(m, parent, name, key, at);
    free(key);
    free(t->group);
    t->group = mem_strdup(group);
    t->rank = t->settled_rank = rank;
    return t;
}

static bool is_staged(const struct stage *s, const struct hmr_track *t)
{
    for (size_t i = 0; i < s->nopen; i++)
        if (s->open[i] == t)
            return true;
    return stage_find(s, t) != NULL;
}

/* Key: file, enclosing tracks, function unless it is the body itself, name, and a number from the second
 * of the same on. They are told apart by their order within (function, name): ordinals.c. */
static struct hmr_track *track_for(struct stage *s, const char *name, const char *function,
                                   const rx_site *at)
{
    struct hmr_module *m = s->module;
    struct hmr_track *parent = s->nopen ? s->open[s->nopen - 1] : NULL;
    bool body = strcmp(function, "rx_module_body_") == 0;
    char *group = parent ? str_format("%s/%s", parent->key, name)
                  : body ? str_format("%s:%s", m->file, name)
                         : str_format("%s:%s/%s", m->file, function, name);
    struct hmr_track *t;
    unsigned ordinal = 0;
    do {
        t = ordinals_find(m, group, ++ordinal);
        if (!t)
            t = track_in(m, parent, name, group, ordinal, at);
    } while (is_staged(s, t));
    free(group);
    free(t->function);
    t->function = body ? NULL : mem_strdup(function);
    t->ordinal = ordinal;
    return t;
}

void rx_track_begin(const char *name, const char *function, const rx_site *at)
{
    struct stage *s = stage_now();
    if (!s)
        return;
    if (s->nopen == ARRAY_LEN(s->open)) {
        fail(s, "RX_TRACK(%s): tracks are nested more than %zu deep", name, ARRAY_LEN(s->open));
        s->nopen++;
        return;
    }
    if (s->nopen > ARRAY_LEN(s->open)) {
        s->nopen++;
        return;
    }
    s->open_at[s->nopen] = rx_place_of(at);
    s->open[s->nopen] = track_for(s, name, function, at);
    s->nopen++;
}

static void stage_track(struct stage *s, struct hmr_track *t, rx_observable *def, struct rx_place at)
{
    MEM_GROW(s->tracks, s->ntracks, s->cap_tracks);
    s->tracks[s->ntracks++] = (struct staged_track){t, rx_observable_ref(def), at, 0};
}

/* The length of a call of one of these at the beginning of the text; 0: there is none, or it holds a quote, in which
 * a parenthesis would be none. */
static size_t subject_call(const char *expr)
{
    static const char *const calls[] = {"rx_subject_new(", "rx_behavior_subject(", "rx_replay_subject("};
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(calls) && !n; i++)
        n = str_starts(expr, calls[i]) ? strlen(calls[i]) : 0;
    for (int open = n > 0; open; n++) {
        if (!expr[n] || expr[n] == '"' || expr[n] == '\'')
            return 0;
        open += (expr[n] == '(') - (expr[n] == ')');
    }
    return n;
}

/* RX_TRACK(x, rx_subject_new()): its address was given to nobody. */
static bool made_in_place(const char *expr)
{
    size_t n = subject_call(expr);
    return n && !expr[n];
}

rx_observable *rx_track_end(rx_observable *o)
{
    struct stage *s = stage_now();
    if (!s || !s->nopen)
        return o;
    if (--s->nopen >= ARRAY_LEN(s->open))
        return o;
    struct hmr_track *t = s->open[s->nopen];
    if (!o) {
        fail(s, "RX_TRACK(%s): the expression is NULL", t->name);
        o = rx_never_at(RX_SITE("never", ""));
    }
    if (rx_resolve(o) == t->wrapper) {
        fail(s, "RX_TRACK(%s): a track cannot be its own source", t->name);
        o = rx_never_at(RX_SITE("never", ""));
    }
    stage_track(s, t, o, s->open_at[s->nopen]);
    if (rx_is_subject(rx_resolve(o)) && !made_in_place(rx_string_of(s->open_at[s->nopen].args)))
        generation_hold(s->generation, rx_resolve(o)); /* it may be sent into without its track */
    generation_hold(s->generation, t->wrapper);
    return t->wrapper;
}

void stage_lead(const struct stage *s, const struct hmr_track *but)
{
    for (size_t i = 0; i < s->ntracks; i++) {
        rx_observable *made = rx_resolve(s->tracks[i].def), *lives = rx_unwrap(s->tracks[i].track->wrapper);
        if (s->tracks[i].track != but && lives && lives != made && rx_is_subject(made) && rx_is_subject(lives) &&
            rx_subject_same_class(made, lives))
            made->alias = rx_observable_ref(lives);
    }
}

const struct staged_track *stage_find(const struct stage *s, const struct hmr_track *t)
{
    for (size_t i = 0; i < s->ntracks; i++)
        if (s->tracks[i].track == t)
            return &s->tracks[i];
    return NULL;
}

/* In an earlier generation the track may stand under the key that it had before it was renamed. */
const struct staged_track *stage_find_renamed(const struct stage *s, const struct hmr_track *t)
{
    const struct staged_track *found = stage_find(s, t);
    for (size_t i = 0; !found && t->former_key && i < s->ntracks; i++)
        if (strcmp(s->tracks[i].track->key, t->former_key) == 0)
            found = &s->tracks[i];
    return found;
}

/* ---- statements -------------------------------------------------------------------------------------- */

static bool statement_known(const struct stage *s, const char *key)
{
    for (size_t i = 0; i < s->nstatements; i++)
        if (strcmp(s->statements[i].key, key) == 0)
            return true;
    return false;
}

/* Key: the observable's track and an ordinal. */
static char *statement_key(const struct stage *s, const struct hmr_track *t)
{
    for (unsigned ordinal = 1;; ordinal++) {
        char *key = str_format("%s>%u", t->key, ordinal);
        if (!statement_known(s, key))
            return key;
        free(key);
    }
}

static void wrap_untracked(rx_observable **o, const rx_site *at)
{
    rx_track_begin(at->name, "rx_module_body_", at);
    *o = rx_track_end(*o);
}

void rx_module_subscribe(rx_observable *o, const rx_observer *observer, const rx_site *at)
{
    struct stage *s = stage_now();
    if (!s) {
        rx_report(0, NULL, "RX_SUBSCRIBE(%s) outside of a module body: use rx_subscribe()", at->name);
        return;
    }
    if (!o) {
        fail(s, "RX_SUBSCRIBE(%s): the observable is NULL", at->name);
        return;
    }
    o = rx_resolve(o);
    if (!rx_is_wrapper(o)) /* it gets a track of its own, so that it can be swapped */
        wrap_untracked(&o, at);
    struct hmr_track *t = o->track;
    MEM_GROW(s->statements, s->nstatements, s->cap_statements);
    s->statements[s->nstatements] = (struct staged_statement){
        .key = statement_key(s, t), .track = t, .observer = *observer,
        .args = mem_strdup(at->args), .file = mem_strdup(at->file), .line = at->line};
    s->nstatements++;
}

/* ---- other things that a body may say ------------------------------------------------------------------ */

static struct hmr_module *module_by_name(const char *name)
{
    for (struct hmr_module *m = hmr_current->modules; m; m = m->next)
        if (m->name && strcmp(m->name, name) == 0)
            return m;
    return NULL;
}

/* Modules given together are compiled side by side: one may be there before the one that it uses. Its
 * evaluation is discarded and made again once that one is live. */
static void wait_for(struct stage *s, const char *module, const char *track)
{
    if (!s)
        return;
    fail(s, "RX_USE(%s, %s): no module %s is live yet", module, track, module);
    if (!s->module->waits_for)
        s->module->waits_for = mem_strdup(module);
}

rx_observable *rx_use(const char *module, const char *track)
{
    struct hmr_module *m = hmr_current ? module_by_name(module) : NULL;
    if (!m) {
        if (!hmr_current || !hmr_current->alone)
            wait_for(stage_now(), module, track);
        return rx_never_at(RX_SITE("never", ""));
    }
    char *key = str_format("%s:%s", m->file, track);
    struct hmr_track *t = module_track(m, key);
    if (!t) {
        t = track_new(m, NULL, track, key, RX_SITE("track", "")); /* sends once it is declared */
        t->awaited = true;
    }
    free(key);
    if (stage_now())
        generation_hold(stage_now()->generation, t->wrapper);
    return t->wrapper;
}

rx_observable *rx_tag(rx_observable *o, const char *tag)
{
    struct stage *s = stage_now();
    if (!s || !o)
        return o;
    MEM_GROW(s->tags, s->ntags, s->cap_tags);
    s->tags[s->ntags++] = (struct staged_tag){rx_observable_ref(rx_resolve(o)), rx_intern(tag)};
    return o;
}

int rx_args(char ***argv)
{
    if (argv)
        *argv = hmr_current ? hmr_current->options.argv : NULL;
    return hmr_current ? hmr_current->options.argc : 0;
}

/* ---- evaluating ------------------------------------------------------------------------------------------ */

/* Tracks that this evaluation made and that nothing else ever saw go with it. */
static void forget_new_tracks(struct hmr_module *m)
{
    for (struct hmr_track **p = &m->tracks; *p;) {
        struct hmr_track *t = *p;
        if (t->registered || t->wrapper->refs > 1) {
            p = &t->next;
            continue;
        }
        *p = t->next;
        if (!*p)
            m->tracks_end = p;
        track_free(t);
    }
}

void stage_free(struct stage *s)
{
    if (!s)
        return;
    rx_enter();
    for (size_t i = 0; i < s->ntracks; i++)
        rx_observable_unref(s->tracks[i].def);
    for (size_t i = 0; i < s->nstatements; i++) {
        struct staged_statement *st = &s->statements[i];
        if (!st->taken && st->observer.release)
            st->observer.release(st->observer.env);
        free(st->key);
        free(st->args);
        free(st->file);
    }
    for (size_t i = 0; i < s->ntags; i++)
        rx_observable_unref(s->tags[i].o);
    forget_new_tracks(s->module);
    rx_leave();
    s->generation->pins--;
    free(s->tracks);
    free(s->statements);
    free(s->tags);
    free(s);
}

static void run_body(void *arg)
{
    const struct hmr_generation *g = arg;
    g->descriptor->body();
}

static enum status evaluate(struct hmr_generation *g, struct stage **out, struct fault_text *why)
{
    struct hmr *h = g->module->hmr;
    struct stage *s = mem_zalloc(sizeof *s);
    s->module = g->module;
    s->generation = g;
    g->pins++; /* what was staged points into it */
    struct stage *outer = h->stage; /* a body that was left for a fault */
    h->stage = s;
    rx_enter();
    size_t mark = rx_pool_mark();
    uint32_t calls = rx_rt->trial_calls;
    rx_rt->trial_calls = RX_TRIAL_CALLS;
    bool whole = rx_guarded(run_body, g);
    rx_rt->trial_calls = calls;
    h->stage = outer;
    rx_pool_drain(mark);
    rx_leave();
    *out = s;
    if (!whole) {
        faults_failed(h, rx_last_fault(), NULL);
        return fault_set(why, STATUS_EVAL, "%s: its body failed: %s", g->module->file,
                         g->module->nbad ? g->module->bad[g->module->nbad - 1].what : "a signal");
    }
    return s->failed[0] ? fault_set(why, STATUS_EVAL, "%s: %s", g->module->file, s->failed) : STATUS_OK;
}

enum status stage_evaluate(struct hmr_generation *g, struct stage **out, struct fault_text *why)
{
    ordinals_begin(g->module);
    enum status status = evaluate(g, out, why);
    if (status != STATUS_OK || !ordinals_rearrange(*out))
        return status;
    stage_free(*out);
    return evaluate(g, out, why);
}
