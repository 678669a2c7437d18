/* rehearse.c - see rehearse.h: the side of the program. */
#include "hmr/rehearse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

enum {
    DEPTH = 32,
    NOT_STARTED = 127, /* the status of who cannot be executed, and of hmr_rehearse() without its input */
    GRACE_MS = 1000    /* for the helper to end itself, and to say where it stood */
};

/* ---- what both sides find ---------------------------------------------------------------------------- */

static void walk(rx_observable *def, const char *track, rehearse_fn *each, void *arg, unsigned depth);

static void walk_args(struct rx_arg *args, uint32_t n, struct rehearse_part part, rehearse_fn *each, void *arg,
                      unsigned depth)
{
    for (uint32_t i = 0; i < n; i++) {
        if (args[i].type == ARG_OBSERVABLE)
            walk(args[i].obs, part.track, each, arg, depth + 1);
        if (args[i].type != ARG_FUNCTION || i > 0) /* the first has the operator's type; others are its hooks */
            continue;
        part.text = rx_string_of(args[i].name);
        part.slot = &args[i].slot;
        each(arg, &part);
    }
}

static void walk(rx_observable *def, const char *track, rehearse_fn *each, void *arg, unsigned depth)
{
    for (rx_observable *o = rx_resolve(def); o && depth < DEPTH && !rx_is_wrapper(o); o = rx_resolve(o->source)) {
        struct rehearse_part part = {.track = track, .op = o->class->name, .type = o->class->calls, .of = o};
        walk_args(o->args, o->nargs, part, each, arg, depth);
        if (!rx_is_target(o))
            return;
        part.op = o->fun->class->name;
        part.type = o->fun->class->calls;
        walk_args(o->fun->args, o->fun->nargs, part, each, arg, depth);
    }
}

void rehearse_walk(rx_observable *def, const char *track, rehearse_fn *each, void *arg)
{
    walk(def, track, each, arg, 0);
}

/* ---- the last values ---------------------------------------------------------------------------------- */

/* Whether the bytes hold what may be an address of this process. */
static bool holds_address(const void *data, size_t size)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), p;
    for (size_t at = 0; at + sizeof p <= size; at += sizeof p) {
        memcpy(&p, (const char *)data + at, sizeof p);
        void *start = (void *)(p & ~(page - 1)); /* NOLINT(performance-no-int-to-ptr) */
        if (p >= page && msync(start, page, MS_ASYNC) == 0)
            return true;
    }
    return false;
}

static enum rehearse_unfit unfit(rx_value v)
{
    enum rehearse_unfit found = v.type >= RX_OBSERVABLE ? UNFIT_STREAM : FIT;
    if (v.type != RX_USER)
        return found;
    if (!rx_is_list(v))
        return rx_user_owns(v) ? UNFIT_OWNER : holds_address(rx_data(v), rx_size(v)) ? UNFIT_ADDRESS : FIT;
    for (size_t i = 0; i < rx_list_size(v) && found == FIT; i++)
        found = unfit(rx_list_at(v, i));
    return found;
}

static void put(struct str *out, const void *data, size_t size)
{
    str_addn(out, data, size);
}

static void put_u32(struct str *out, size_t n)
{
    uint32_t u = (uint32_t)n;
    put(out, &u, sizeof u);
}

static void put_value(struct str *out, rx_value v);

static void put_list(struct str *out, rx_value v)
{
    put_u32(out, REHEARSE_LIST);
    put_u32(out, rx_list_size(v));
    for (size_t i = 0; i < rx_list_size(v); i++)
        put_value(out, rx_list_at(v, i));
}

static void put_value(struct str *out, rx_value v)
{
    if (v.type == RX_USER && rx_is_list(v)) {
        put_list(out, v);
        return;
    }
    const char *type = v.type == RX_USER ? rx_user_name(v) : "";
    const void *data = v.type == RX_ERROR ? rx_text(v) : rx_data(v);
    size_t size = v.type == RX_ERROR ? strlen(rx_text(v)) : rx_size(v);
    int64_t number = v.type == RX_ERROR ? rx_error_code(v) : v.type == RX_BOOL ? v.b : v.type < RX_STRING ? v.i64 : 0;
    put_u32(out, v.type);
    put(out, &number, sizeof number);
    put_u32(out, strlen(type));
    put(out, type, strlen(type));
    put_u32(out, size);
    put(out, data, size);
}

static void put_part(void *arg, const struct rehearse_part *p)
{
    struct str *out = arg;
    const struct rx_trial *t = p->slot->trial;
    if (!t || !t->kept)
        return;
    enum rehearse_unfit why = FIT;
    for (uint32_t i = 0; i < t->nlast && why == FIT; i++)
        why = unfit(t->last[i]);
    struct rehearse_record r = {(uint32_t)strlen(p->track), (uint32_t)strlen(p->op), (uint32_t)strlen(p->text),
                                p->type, why, t->last_count, why == FIT ? t->nlast : 0};
    put(out, &r, sizeof r);
    put(out, p->track, r.track);
    put(out, p->op, r.op);
    put(out, p->text, r.text);
    for (uint32_t i = 0; i < r.values; i++)
        put_value(out, t->last[i]);
}

static void put_observer(struct str *out, struct hmr_statement *st)
{
    struct rehearse_part next = {st->key, "observer", "next", RX_CALLBACK_NEXT, &st->sub->next, NULL};
    put_part(out, &next);
}

static void put_module(struct str *w, const struct hmr_module *m)
{
    for (const struct hmr_track *t = m->tracks; t; t = t->next)
        if (t->wrapper->current)
            rehearse_walk(t->wrapper->current, t->key, put_part, w);
    for (struct hmr_statement *st = m->statements; st; st = st->next)
        put_observer(w, st);
}

/* ---- the helper --------------------------------------------------------------------------------------------- */

struct hmr_rehearsal {
    struct hmr_generation *g;
    void *child, *timer;
    uint64_t began;
};

static void rehearsal_free(struct hmr_rehearsal *r)
{
    const struct hmr_host *host = &r->g->module->hmr->options.host;
    if (r->timer)
        host->timer_stop(host->ctx, r->timer);
    r->g->module->rehearsal = NULL;
    free(r);
}

/* "SIGSEGV in f" and, behind it, "/tmp/…/m.c.3.c:12" of addr2line, as "SIGSEGV in f, m.c:12". */
static void add_fault(const struct hmr_generation *g, const char *said, struct str *out)
{
    const char *what = said + strlen(REHEARSE_FAULT), *line = what + strcspn(what, "\n");
    str_addf(out, "%.*s", (int)(line - what), what);
    const char *end = *line ? line + 1 + strcspn(line + 1, "\n") : line, *colon = end;
    while (colon > line && *colon != ':')
        colon--;
    if (colon > line && strtoul(colon + 1, NULL, 10))
        str_addf(out, ", %s:%lu", g->module->file, strtoul(colon + 1, NULL, 10));
}

static const char *last_of(const char *output, const char *mark)
{
    const char *found = NULL;
    for (const char *p = output; (p = strstr(p, mark)); p++)
        found = p;
    return found;
}

/* What is told with the generation that is loaded now: a line of what was done, and one of each that could not be. */
static void take_result(const struct hmr_rehearsal *r, const char *output, const char *calls)
{
    uint64_t ms = (rx_rt->sched->now(rx_rt->sched) - r->began) / NS_PER_MS;
    unsigned long n = strtoul(calls + strlen(REHEARSE_SURVIVED), NULL, 10);
    struct str text = STR_INIT;
    str_addf(&text, "its trial was survived: %lu call%s, %llu ms", n, n == 1 ? "" : "s", (unsigned long long)ms);
    for (const char *p = output; (p = strstr(p, REHEARSE_LEFT_OUT));) {
        p += strlen(REHEARSE_LEFT_OUT);
        str_addf(&text, "\n" TRIAL_LEFT_OUT "%.*s", (int)strcspn(p, "\n"), p);
    }
    free(r->g->tried);
    r->g->tried = str_take(&text);
}

static void refused(struct hmr_generation *g, const char *what)
{
    struct str why = STR_INIT;
    str_addf(&why, "its trial: %s; it was not loaded here", what);
    quarantine(g, what);
    module_rehearsed(g, str_text(&why));
    str_release(&why);
}

static void done(void *arg, int status, int signal, const char *output)
{
    struct hmr_rehearsal *r = arg;
    struct hmr_generation *g = r->g;
    const char *survived = last_of(output, REHEARSE_SURVIVED), *fault = last_of(output, REHEARSE_FAULT);
    struct str what = STR_INIT;
    bool started = status != NOT_STARTED;
    if (status == 0 && survived && !fault)
        take_result(r, output, survived);
    else if (fault)
        add_fault(g, fault, &what);
    else if (started && signal)
        str_addf(&what, "it was ended by %s", strsignal(signal));
    else if (started)
        str_addf(&what, "it ended by itself, with status %d", status);
    else
        hmr_log(g->module->id, LOG_WARN, "%s gen %u: no trial: the helper cannot be started", g->module->file, g->number);
    rehearsal_free(r);
    if (what.len)
        refused(g, str_text(&what));
    else
        module_rehearsed(g, NULL);
    str_release(&what);
}

static void too_long(void *arg)
{
    struct hmr_rehearsal *r = arg;
    struct hmr_generation *g = r->g;
    const struct hmr_host *host = &g->module->hmr->options.host;
    char what[64];
    snprintf(what, sizeof what, "it had not ended after %u ms", g->module->hmr->options.trial_ms);
    r->timer = NULL;
    host->kill(host->ctx, r->child);
    rehearsal_free(r);
    refused(g, what);
}

bool rehearse_start(struct hmr_generation *g)
{
    struct hmr *h = g->module->hmr;
    struct fault_text why = {"no program for it is known"};
    struct str values = STR_INIT;
    if (!rx_rt->keeps_last)
        return false;
    struct hmr_rehearsal *r = mem_zalloc(sizeof *r);
    *r = (struct hmr_rehearsal){.g = g, .began = rx_rt->sched->now(rx_rt->sched)};
    put_module(&values, g->module);
    char limit[12];
    snprintf(limit, sizeof limit, "%u", h->options.trial_ms);
    const char *argv[] = {h->options.helper, "trial", g->so_path, g->module->file, limit, NULL};
    g->module->rehearsal = r;
    if (argv[0])
        r->child = h->options.host.spawn(h->options.host.ctx, argv, ".", &values, done, r, &why);
    str_release(&values);
    if (!r->child) {
        hmr_log(g->module->id, LOG_WARN, "%s gen %u: no trial: %s", g->module->file, g->number, why.text);
        rehearsal_free(r);
        return false;
    }
    r->timer = h->options.host.timer(h->options.host.ctx, h->options.trial_ms + GRACE_MS, too_long, r);
    return true;
}

struct hmr_generation *rehearse_cancel(struct hmr_module *m)
{
    struct hmr_rehearsal *r = m->rehearsal;
    if (!r)
        return NULL;
    struct hmr_generation *g = r->g;
    m->hmr->options.host.kill(m->hmr->options.host.ctx, r->child);
    rehearsal_free(r);
    return g;
}

void hmr_set_trial(struct hmr *h, bool on, struct str *say)
{
    (void)h;
    rx_trials_keep_last(on);
    if (say)
        str_add(say, on ? "what is saved is tried in a process of its own first" : "what is saved is not tried first");
}

bool hmr_trial(const struct hmr *h)
{
    (void)h;
    return rx_rt->keeps_last;
}
