/* statements.c - a module's RX_SUBSCRIBE lines: known ones keep their subscription and take the new
 * observer, new ones subscribe, those that left the source unsubscribe. */
#include "hmr/hmr_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void statements_rename(struct stage *s, struct hmr_track *from, struct hmr_track *to,
                       const char *old_key)
{
    size_t n = strlen(old_key);
    for (struct hmr_statement *st = s->module->statements; st; st = st->next) {
        if (st->track != to || strncmp(st->key, old_key, n) != 0 || st->key[n] != '>')
            continue;
        char *key = str_format("%s%s", to->key, st->key + n);
        free(st->key);
        st->key = key;
    }
    for (size_t i = 0; i < s->nstatements; i++)
        if (s->statements[i].track == from)
            s->statements[i].track = to;
}

static struct staged_statement *staged_statement(const struct stage *s, const char *key)
{
    for (size_t i = 0; i < s->nstatements; i++)
        if (strcmp(s->statements[i].key, key) == 0)
            return &s->statements[i];
    return NULL;
}

/* After a rename the staged keys still carry the order, but the name of the fresh track. */
void statements_rekey(struct stage *s)
{
    for (size_t i = 0; i < s->nstatements; i++) {
        struct staged_statement *st = &s->statements[i];
        char *key = str_format("%s%s", st->track->key, strrchr(st->key, '>'));
        free(st->key);
        st->key = key;
    }
}

void statement_drop(struct hmr_module *m, struct hmr_statement *st, int end)
{
    struct hmr_statement **p = &m->statements;
    while (*p != st)
        p = &(*p)->next;
    *p = st->next;
    if (!*p)
        m->statements_end = p;
    if (!rx_subscription_closed(st->sub))
        rx_detach(&st->sub->node, end);
    rx_unsubscribe(st->sub);
    free(st->key);
    free(st);
}

/* A new observer is on trial like everything that a save brings. */
static rx_subscription *try_sink(rx_subscription *s, const struct staged_statement *staged, const rx_site *at)
{
    uint32_t calls = rx_rt->trial_calls;
    rx_rt->trial_calls = RX_TRIAL_CALLS;
    if (s)
        rx_sink_set(s, &staged->observer, at);
    else
        s = rx_sink_new(&staged->observer, at);
    rx_rt->trial_calls = calls;
    return s;
}

struct attaching {
    rx_observable *wrapper;
    rx_subscription *sub;
};

static void attach(void *arg)
{
    const struct attaching *a = arg;
    rx_attach(a->wrapper, &a->sub->node);
}

/* What it is sent at once may run code of any module, and a fault of that must not end the commit half-way. */
static void attach_guarded(struct hmr_statement *st)
{
    struct attaching a = {st->track->wrapper, st->sub};
    rx_guarded_told(attach, &a);
}

static rx_site site_of(const struct staged_statement *st)
{
    return (rx_site){st->track->name, st->args, st->file, st->line};
}

static void subscribe(struct stage *s, struct staged_statement *staged)
{
    struct hmr_module *m = s->module;
    struct hmr_statement *st = mem_zalloc(sizeof *st);
    rx_site at = site_of(staged);
    st->key = mem_strdup(staged->key);
    st->track = staged->track;
    st->sub = try_sink(NULL, staged, &at);
    st->sub->hmr = st;
    staged->taken = true;
    *m->statements_end = st;
    m->statements_end = &st->next;
    attach_guarded(st);
}

static void new_observer(struct hmr_statement *st, struct staged_statement *staged)
{
    bool closed = rx_subscription_closed(st->sub);
    if (closed && !st->orphaned)
        return; /* completed stays completed */
    rx_site at = site_of(staged);
    try_sink(st->sub, staged, &at);
    staged->taken = true;
    st->orphaned = false;
    if (closed)
        attach_guarded(st);
    else
        rx_rebind(&st->sub->node);
}

static bool slot_differs(const struct rx_slot *runs, void (*fn)(void))
{
    struct rx_slot fresh = {0};
    rx_slot_set(&fresh, fn, NULL, NULL);
    bool differs = compare_slots_differ(runs, &fresh);
    rx_slot_clear(&fresh);
    return differs;
}

static bool observer_differs(const rx_subscription *sub, const rx_observer *o)
{
    if (rx_subscription_closed(sub))
        return false; /* it has let go of its functions, and gets no others */
    return slot_differs(&sub->next, (void (*)(void))o->next) || slot_differs(&sub->error, (void (*)(void))o->error) ||
           slot_differs(&sub->complete, (void (*)(void))o->complete);
}

bool statements_differ(const struct stage *s)
{
    size_t known = 0;
    for (const struct hmr_statement *st = s->module->statements; st; st = st->next) {
        const struct staged_statement *staged = staged_statement(s, st->key);
        if (!staged || observer_differs(st->sub, &staged->observer))
            return true;
        known++;
    }
    return known != s->nstatements;
}

void statements_commit(struct stage *s)
{
    struct hmr_module *m = s->module;
    for (struct hmr_statement *st = m->statements, *next; st; st = next) {
        next = st->next;
        struct staged_statement *staged = staged_statement(s, st->key);
        if (staged)
            new_observer(st, staged);
        else
            statement_drop(m, st, END_UNSUBSCRIBED);
    }
    for (size_t i = 0; i < s->nstatements; i++) {
        bool known = false;
        for (struct hmr_statement *st = m->statements; st && !known; st = st->next)
            known = strcmp(st->key, s->statements[i].key) == 0;
        if (!known)
            subscribe(s, &s->statements[i]);
    }
}
