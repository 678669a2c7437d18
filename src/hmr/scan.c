/* scan.c - in debug builds, just before a generation that nothing pins is unloaded: no address inside its mapping
 * may stand in what the host has. One that does is a pin that somebody has forgotten to count. */
#include "hmr/hmr_int.h"

#include <string.h>

#ifndef NDEBUG

struct scan {
    uintptr_t low, high;
    const void *found;
};

static bool words(struct scan *s, const void *memory, size_t size)
{
    uintptr_t p;
    for (size_t at = 0; at + sizeof p <= size; at += sizeof p) {
        memcpy(&p, (const char *)memory + at, sizeof p);
        if (p >= s->low && p < s->high) {
            memcpy(&s->found, (const char *)memory + at, sizeof s->found);
            return true;
        }
    }
    return false;
}

static bool args(struct scan *s, const struct rx_arg *a, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (words(s, &a[i], sizeof a[i]) ||
            (a[i].type == ARG_FUNCTION && a[i].slot.trial && words(s, a[i].slot.trial, sizeof *a[i].slot.trial)))
            return true;
    return false;
}

static bool node(struct scan *s, const struct rx_node *n)
{
    return n && words(s, n, n->size ? n->size : sizeof *n);
}

static bool definition(struct scan *s, const rx_observable *o)
{
    if (words(s, o, sizeof *o) || args(s, o->args, o->nargs) ||
        (o->fun && (words(s, o->fun, sizeof *o->fun) || args(s, o->fun->args, o->fun->nargs))))
        return true;
    for (const struct rx_node *c = o->consumers; c; c = c->peer_next)
        if (node(s, c) || node(s, c->up))
            return true;
    return false;
}

static bool sinks(struct scan *s, const rx_subscription *list)
{
    for (; list; list = list->list_next)
        if (words(s, list, sizeof *list))
            return true;
    return false;
}

static bool runtime(struct scan *s)
{
    return words(s, rx_rt, sizeof *rx_rt) || words(s, rx_rt->rest, rx_rt->rest_n * sizeof *rx_rt->rest) ||
           words(s, rx_rt->pool, rx_rt->pool_n * sizeof *rx_rt->pool) || sinks(s, rx_rt->sinks_living) ||
           sinks(s, rx_rt->sinks_ended) || sinks(s, rx_rt->sinks_over);
}

static bool module(struct scan *s, const struct hmr_module *m, const struct hmr_generation *but)
{
    if (words(s, m, sizeof *m))
        return true;
    for (const struct hmr_track *t = m->tracks; t; t = t->next)
        if (words(s, t, sizeof *t))
            return true;
    for (const struct hmr_statement *st = m->statements; st; st = st->next)
        if (words(s, st, sizeof *st))
            return true;
    for (const struct hmr_generation *g = m->generations; g; g = g->next)
        if (g != but && words(s, g, sizeof *g))
            return true;
    return false;
}

bool scan_host(const struct hmr_generation *g, struct str *reason)
{
    struct scan s = {g->base, g->end, NULL};
    const char *where = runtime(&s) ? "the runtime" : NULL;
    for (const struct hmr_module *m = g->module->hmr->modules; m && !where; m = m->next)
        if (module(&s, m, g))
            where = m->file;
    for (const rx_observable *o = rx_rt->all; o && !where; o = o->all_next)
        if (definition(&s, o))
            where = rx_string_of(o->at.name);
    if (!where)
        return false;
    const char *name = g->symbols ? symbols_at(g->symbols, (uintptr_t)s.found - g->base, NULL) : NULL;
    str_addf(reason, "an address that nothing counts, of %s, in %s: an error of rxscope", name ? name : "its memory",
             where);
    return true;
}

#else

bool scan_host(const struct hmr_generation *g, struct str *reason)
{
    (void)g;
    (void)reason;
    return false;
}

#endif
