/* torture_model.c - the oracle: what subscribers get while modules are edited and fail.
 *
 * It holds one state an operator, since whoever subscribes to a track has been there from the start: without
 * rx_share() each has a chain of its own, and they are all the same. */
#include "tests/fuzz/torture.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "hmr/hmr_int.h"
#include "rx/trial.h"

enum outcome { PASSED, DROPPED, LOST }; /* LOST: the whole turn ends there */

static int64_t norm(int64_t x)
{
    return ((x % 9973) + 9973) % 9973;
}

/* ---- which operator stays: the longest common subsequence ---------------------------------------------------- */

static bool same_plain(const struct op *a, const struct op *b)
{
    if (a->kind == STATE)
        return a->plain == b->plain && a->id == b->id; /* its struct is named by the id */
    return (a->kind != SCAN && a->kind != SKIP) || a->plain == b->plain;
}

static unsigned weight(const struct op *a, const struct op *b)
{
    if (a->kind != b->kind)
        return 0;
    if (!same_plain(a, b))
        return a->kind == STATE ? 1 : 0;
    if (a->kind == DISTINCT)
        return 2;
    return a->kind == SKIP || a->id == b->id ? 3 : 2;
}

/* The last operator of each track is always the same one. */
static const struct op last = {.kind = TAP, .id = -1}, last_shared = {.kind = OP_KINDS, .id = -1};

static const struct op *op_at(const struct chain *c, int i, bool shared)
{
    return i < c->n ? &c->ops[i] : shared ? &last_shared : &last;
}

/* pair[j]: the operator of a that stays as b's j-th; -1: none. */
static void pair(const struct chain *a, const struct chain *b, bool shared, int *pair)
{
    unsigned best[OPS + 2][OPS + 2] = {{0}};
    int an = a->n + 1, bn = b->n + 1;
    for (int i = an; i-- > 0;)
        for (int j = bn; j-- > 0;) {
            unsigned m = weight(op_at(a, i, shared), op_at(b, j, shared));
            unsigned skip = best[i + 1][j] > best[i][j + 1] ? best[i + 1][j] : best[i][j + 1];
            unsigned take = m ? m + best[i + 1][j + 1] : 0;
            best[i][j] = take > skip ? take : skip;
        }
    for (int j = 0; j < OPS + 1; j++)
        pair[j] = -1;
    for (int i = 0, j = 0; i < an && j < bn;) {
        unsigned m = weight(op_at(a, i, shared), op_at(b, j, shared));
        if (m && best[i][j] == m + best[i + 1][j + 1])
            pair[j++] = i++;
        else if (best[i + 1][j] >= best[i][j + 1])
            i++;
        else
            j++;
    }
}

/* ---- generations ---------------------------------------------------------------------------------------------- */

static struct live fresh(const struct op *o)
{
    return (struct live){.held = o->kind == SCAN ? o->plain : 0};
}

static struct live carried(const struct live *was, const struct op *a, const struct op *b)
{
    struct live l = *was;
    l.suspended = l.failing = false;
    l.calls = 0;
    if (b->kind == STATE && !same_plain(a, b) && !b->migrates)
        l.count = 0;
    return l;
}

static void go_to(struct module *m, const struct spec *s, const struct header *h, bool shared)
{
    for (int c = 0; c < CHAINS; c++) {
        const struct chain *a = &m->runs.chains[c], *b = &s->chains[c];
        struct live now[OPS];
        int pairs[OPS + 1];
        pair(a, b, shared, pairs);
        for (int j = 0; j < b->n; j++)
            now[j] = m->ngens && a->present && b->present && pairs[j] >= 0
                         ? carried(&m->live[c][pairs[j]], &a->ops[pairs[j]], &b->ops[j])
                         : fresh(&b->ops[j]);
        memcpy(m->live[c], now, (size_t)b->n * sizeof *now);
        m->left |= a->present && !b->present;
    }
    m->show = (struct live){0};
    m->runs = *s;
    m->header = *h;
}

static bool is_bad(const struct module *m, const char *content)
{
    for (int i = 0; i < m->nbad; i++)
        if (strcmp(m->bad[i], content) == 0)
            return true;
    return false;
}

static void make_bad(struct module *m, const char *content)
{
    m->bad[m->nbad++] = mem_strdup(content);
    for (int i = 0; i < m->ngens; i++)
        if (strcmp(m->gens[i].content, content) == 0)
            m->gens[i].bad = true;
}

/* The newest generation before `g` that did not fail. */
static int good_before(const struct module *m, int g)
{
    while (--g >= 0)
        if (!m->gens[g].bad)
            return g;
    return -1;
}

bool model_saved(struct model *all, struct module *m, const struct spec *s, const struct header *h, const char *content)
{
    m->written = *s;
    free(m->content);
    m->content = mem_strdup(content);
    if (h->broken || is_bad(m, content))
        return false;
    if (s->flaw == BODY_FAULT)
        make_bad(m, content);
    if (s->flaw != NO_FLAW)
        return false;
    m->gens[m->ngens] = (struct gen){*s, *h, mem_strdup(content), false};
    go_to(m, s, h, all->shared);
    m->current = m->ngens++;
    return true;
}

/* ---- faults ------------------------------------------------------------------------------------------------------ */

static unsigned faults;
static bool cut_once, turn_cut; /* in this turn: an endless call was cut; another one, and with it the turn */

static bool hits(const struct bomb *b, int64_t v)
{
    return b->way && v % 16 == b->at;
}

static int64_t argument(const struct op *o, int64_t v)
{
    return norm(v * o->a + o->b);
}

/* SOUND: it does not fail. */
static enum way failure(const struct op *o, const struct header *h, int64_t v)
{
    if (hits(&o->bomb, v))
        return o->bomb.way;
    return o->helps && hits(&h->bomb, argument(o, v)) ? h->bomb.way : SOUND;
}

/* The watchdog goes to the nearest guard first, then past all of them. */
static bool cuts_turn(enum way way)
{
    turn_cut |= way == ENDLESS && cut_once;
    cut_once |= way == ENDLESS;
    return way == ENDLESS && turn_cut;
}

static int64_t formula(const struct op *o, const struct header *h, int64_t v)
{
    return norm(argument(o, v) + (o->helps ? h->add : 0));
}

/* The code of generation `g` has failed. */
static void failed(struct module *m, int g)
{
    faults++;
    if (m->gens[g].bad)
        return;
    make_bad(m, m->gens[g].content);
    if (g == m->current)
        m->back = good_before(m, g);
}

/* ---- one call ------------------------------------------------------------------------------------------------- */

static enum outcome compute(const struct op *o, const struct header *h, struct live *l, int64_t *v)
{
    int64_t x = formula(o, h, *v), was = l->held;
    switch (o->kind) {
    case FILTER: return x % 5 != 0 ? PASSED : DROPPED;
    case TAP: return PASSED;
    case SCAN: *v = l->held = norm(l->held + x); return PASSED;
    case PAIRWISE:
        l->held = *v;
        *v = norm(was + x);
        return PASSED;
    case STATE: *v = norm(l->count++ + x); return PASSED;
    default: *v = x; return PASSED;
    }
}

/* The counterpart of an operator in a generation before; NULL: it has none. */
static const struct op *before(const struct module *m, int g, int c, int i, bool shared)
{
    int pairs[OPS + 1];
    const struct chain *b = &m->gens[g].spec.chains[c];
    pair(&m->runs.chains[c], b, shared, pairs);
    for (int j = 0; b->present && j < b->n; j++)
        if (pairs[j] == i)
            return &b->ops[j];
    return NULL;
}

/* What becomes of a value whose function dropped it. */
static enum outcome drop(const struct op *o, struct live *l, int64_t v)
{
    if (o->kind == PAIRWISE)
        l->held = v;
    return o->kind == TAP ? PASSED : DROPPED;
}

static enum outcome on_trial(struct module *m, int c, int i, int64_t *v, bool shared)
{
    struct op *o = &m->runs.chains[c].ops[i];
    struct live *l = &m->live[c][i];
    failed(m, m->current);
    if (m->back < 0) {
        l->suspended = true;
        return drop(o, l, *v);
    }
    l->failing = true;
    const struct op *old = before(m, m->back, c, i, shared);
    enum way way = old ? failure(old, &m->gens[m->back].header, *v) : SOUND;
    if (old && !way)
        return compute(old, &m->gens[m->back].header, l, v);
    if (old)
        failed(m, m->back);
    return cuts_turn(way) ? LOST : drop(o, l, *v);
}

static enum outcome call(struct module *m, int c, int i, int64_t *v, bool shared)
{
    struct op *o = &m->runs.chains[c].ops[i];
    struct live *l = &m->live[c][i];
    if (o->kind == SKIP)
        return l->count++ < o->plain ? DROPPED : PASSED;
    if (o->kind == DISTINCT || (o->kind == PAIRWISE && !l->has)) {
        bool same = l->has && l->held == *v;
        l->has = true;
        l->held = *v;
        return same || o->kind == PAIRWISE ? DROPPED : PASSED;
    }
    if (l->suspended)
        return drop(o, l, *v);
    enum way fatal = failure(o, &m->header, *v);
    if (o->kind == TEARDOWN) {
        compute(o, &m->header, l, v);
        return PASSED; /* the teardown comes last: torn() */
    }
    if (!fatal) {
        l->calls++;
        return compute(o, &m->header, l, v);
    }
    if (!cuts_turn(fatal) && o->kind != INNER && l->calls < RX_TRIAL_CALLS)
        return on_trial(m, c, i, v, shared);
    failed(m, m->current);
    if (o->kind != INNER && m->back < 0)
        l->suspended = true;
    return LOST;
}

/* What is torn down once a value is through. */
static void torn(struct module *m, const struct op *o, int64_t v)
{
    if (o->kind != TEARDOWN || !hits(&o->bomb, v))
        return;
    failed(m, m->current);
    cuts_turn(o->bomb.way);
}

static enum outcome through(struct module *m, int c, int64_t *v, bool shared, int64_t in[OPS], int *reached)
{
    for (*reached = 0; *reached < m->runs.chains[c].n; ++*reached) {
        in[*reached] = *v;
        enum outcome o = call(m, c, *reached, v, shared);
        if (o != PASSED)
            return o;
    }
    return PASSED;
}

static void tear(struct module *m, int c, const int64_t in[OPS], int reached)
{
    for (int i = reached; i-- > 0;)
        torn(m, &m->runs.chains[c].ops[i], in[i]);
}

/* ---- one value -------------------------------------------------------------------------------------------------- */

static enum outcome track(struct model *m, struct module *mod, int c, enum ear ear, int64_t *v, int64_t in[OPS], int *reached)
{
    enum outcome o = through(mod, c, v, m->shared, in, reached);
    if (o == PASSED) {
        m->ears[ear].gets = true;
        m->ears[ear].value = *v;
    }
    return o;
}

static enum outcome short_track(struct model *m, int c, enum ear ear, int64_t v)
{
    int64_t in[OPS];
    int reached;
    if (!m->head.runs.chains[c].present)
        return DROPPED;
    enum outcome o = track(m, &m->head, c, ear, &v, in, &reached);
    tear(&m->head, c, in, reached);
    for (int e = 0; o == LOST && e < EARS; e++)
        m->ears[e].may_miss = true;
    return o;
}

static bool show_fails(const struct op *o, int64_t v)
{
    return hits(&o->bomb, v);
}

/* Returns the function that the observer's call ends with; NULL: with none. */
static const struct op *observing(struct module *t, int64_t v, bool *lost)
{
    *lost = false;
    if (t->show.suspended)
        return NULL;
    if (!show_fails(&t->runs.show, v)) {
        t->show.calls++;
        return &t->runs.show;
    }
    *lost = cuts_turn(t->runs.show.bomb.way) || t->show.calls >= RX_TRIAL_CALLS;
    failed(t, t->current);
    const struct gen *g = t->back >= 0 && !*lost ? &t->gens[t->back] : NULL;
    t->show.suspended = t->back < 0;
    t->show.failing = g != NULL;
    if (g && g->spec.observes && !show_fails(&g->spec.show, v))
        return &g->spec.show;
    if (g && g->spec.observes) {
        failed(t, t->back);
        *lost = cuts_turn(g->spec.show.bomb.way);
    }
    return NULL;
}

/* LOST: also of what stands below the observer on the stack. */
static enum outcome observe(struct model *m, int64_t v)
{
    bool lost;
    if (!m->tail.runs.observes)
        return PASSED;
    const struct op *show = observing(&m->tail, v, &lost);
    if (!show)
        return lost ? LOST : PASSED;
    bool guarded = m->tail.show.calls <= RX_TRIAL_CALLS; /* this one is counted */
    m->ears[EAR_SEEN].gets = true;
    m->ears[EAR_SEEN].value = norm(v * show->a + show->b);
    return short_track(m, ECHO, EAR_ECHO, v) == LOST && (turn_cut || !guarded) ? LOST : PASSED;
}

/* The function before has failed, too, and there is no other one. */
static void suspend_failing(struct module *m)
{
    for (int c = 0; c < CHAINS; c++)
        for (int i = 0; i < m->runs.chains[c].n; i++)
            m->live[c][i].suspended |= m->live[c][i].failing;
    m->show.suspended |= m->show.failing;
}

static void after_turn(struct module *m, bool shared)
{
    bool failing = m->back >= 0;
    while (m->back >= 0 && m->gens[m->back].bad)
        m->back = good_before(m, m->back);
    if (failing && m->back < 0)
        suspend_failing(m);
    if (m->back >= 0) {
        m->current = m->back;
        go_to(m, &m->gens[m->back].spec, &m->gens[m->back].header, shared);
    }
    m->back = -1;
}

unsigned model_send(struct model *m, int64_t v)
{
    int64_t x = v, in[OPS], tail_in[OPS];
    int reached, tail_reached = 0;
    memset(m->ears, 0, sizeof m->ears);
    faults = 0;
    cut_once = turn_cut = false;
    enum outcome o = track(m, &m->head, FRONT, EAR_FRONT, &x, in, &reached);
    if (o == PASSED) {
        o = track(m, &m->tail, OUT, EAR_OUT, &x, tail_in, &tail_reached);
        if (o == PASSED)
            o = observe(m, x);
        if (o != LOST)
            tear(&m->tail, OUT, tail_in, tail_reached);
    }
    if (o != LOST)
        tear(&m->head, FRONT, in, reached);
    short_track(m, SIDE, EAR_SIDE, v);
    for (int e = 0; (o == LOST || turn_cut) && e < EARS; e++)
        m->ears[e].may_miss = true;
    after_turn(&m->head, m->shared);
    after_turn(&m->tail, m->shared);
    return faults;
}

static void free_module(struct module *m)
{
    for (int i = 0; i < m->ngens; i++)
        free(m->gens[i].content);
    for (int i = 0; i < m->nbad; i++)
        free(m->bad[i]);
    free(m->content);
}

void model_free(struct model *m)
{
    free_module(&m->head);
    free_module(&m->tail);
}
