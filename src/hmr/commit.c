/* commit.c - what was staged becomes what runs, between emissions.
 *
 *   tracks       renamed ones are recognised, then each is aligned in the order of the source
 *   gone tracks  their subscriptions are unsubscribed, never completed; they become orphans
 *   statements   known ones keep their subscription and take the new observer
 *
 * Nothing in here can fail: all that can was checked while the stage was made. */
#include "hmr/hmr_int.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct hmr_track *track_find(struct hmr *h, entity_id id)
{
    struct hmr_track *t = ID_KIND(id) == ENT_TRACK ? rx_id_object(id) : NULL;
    return t && t->registered && t->module->hmr == h ? t : NULL;
}

void track_free(struct hmr_track *t)
{
    t->wrapper->track = NULL;
    rx_id_free(t->id);
    hmr_told_release(&t->told);
    rx_observable_unref(t->wrapper);
    free(t->name);
    free(t->key);
    free(t->function);
    free(t->group);
    free(t->former_key);
    free(t->versions);
    free(t);
}

/* ---- one track --------------------------------------------------------------------------------------------- */

/* The oldest versions are forgotten: their generations' files are gone anyway. */
static void add_version(struct hmr_track *t, uint32_t generation, uint64_t fingerprint)
{
    if (t->nversions >= 2 * HMR_KEEP_ARTEFACTS) {
        t->nversions -= HMR_KEEP_ARTEFACTS;
        memmove(t->versions, t->versions + HMR_KEEP_ARTEFACTS, t->nversions * sizeof *t->versions);
    }
    MEM_GROW(t->versions, t->nversions, t->cap_versions);
    t->versions[t->nversions++] = (struct hmr_version){++t->newest, generation, generation};
    t->newest_fingerprint = fingerprint;
}

static unsigned outcome_of(unsigned flags)
{
    return flags & ALIGN_RECONNECTED ? SWAP_RECONNECTED
           : flags & ALIGN_RESET     ? SWAP_RESET
           : flags & ALIGN_MIGRATED  ? SWAP_MIGRATED
                                     : SWAP_SWAPPED;
}

/* For a result: "kept ..." lines go behind the others, a reader looks for what is different. What is told with the
 * version stands in the order of the operators. */
static void changes_first(struct str *what)
{
    struct str changed = STR_INIT, kept = STR_INIT;
    for (const char *p = str_text(what); *p; p += strcspn(p, "\n"), p += *p == '\n') {
        struct str *to = str_starts(p, "kept ") ? &kept : &changed;
        if (to->len)
            str_addc(to, '\n');
        str_addn(to, p, strcspn(p, "\n"));
    }
    if (kept.len && changed.len)
        str_addc(&changed, '\n');
    str_addn(&changed, str_text(&kept), kept.len);
    str_release(&kept);
    str_release(what);
    *what = changed;
}

/* Aligns the track with `def`; the caller tells what came of it. */
static struct align run_align(struct hmr_track *t, rx_observable *def, bool changed)
{
    struct align al = {.commit = t->module->hmr->commits, .structure = changed};
    entity_id outer = rx_rt->announce_parent;
    rx_rt->announce_parent = t->id;
    align_track(&al, t->wrapper, def);
    rx_rt->announce_parent = outer;
    if (al.sent)
        str_addf(&al.what, "%s%" PRIu64 " value%s sent by the reconnect", al.what.len ? "\n" : "", al.sent,
                 al.sent == 1 ? "" : "s");
    return al;
}

void commit_plan(const struct hmr_track *t, rx_observable *def, struct str *out)
{
    struct align al = {.commit = t->module->hmr->commits, .structure = true, .dry = true};
    align_track(&al, t->wrapper, def);
    str_add(out, str_text(&al.what));
    str_release(&al.what);
}

static unsigned commit_new(struct hmr_track *t, rx_observable *def, uint64_t fp,
                           const struct hmr_generation *g)
{
    if (!t->id)
        t->id = rx_id_new(ENT_TRACK);
    bool named = t->orphan || t->awaited; /* by what was told already */
    t->wrapper->parent = t->id;
    t->registered = true;
    t->orphan = t->pinned = t->awaited = false;
    t->waiting = 0;
    add_version(t, g->number, fp);
    t->version = t->newest;
    t->fingerprint = fp;
    hmr_tell_scope(t, EV_TRACK_SCOPE_START, g->number);
    struct align al = run_align(t, def, true);
    str_release(&al.what);
    hmr_tell_register(t, g->number);
    hmr_tell_scope(t, EV_TRACK_SCOPE_END, g->number);
    if (named)
        rx_tell_users(t->wrapper);
    hmr_tell_result(t->id, SWAP_NEW, g->number, t->version, "");
    return SWAP_NEW;
}

static unsigned commit_held(struct hmr_track *t, uint64_t fp, const struct hmr_generation *g)
{
    if (fp == t->newest_fingerprint) {
        t->versions[t->nversions - 1].last = g->number;
        return SWAP_UNCHANGED;
    }
    add_version(t, g->number, fp);
    t->waiting = t->newest;
    hmr_tell_state(t);
    struct str s = STR_INIT;
    str_addf(&s, "pinned at v%u; v%u waits until it is released", t->version, t->waiting);
    hmr_tell_result(t->id, SWAP_HELD, g->number, t->version, str_text(&s));
    str_release(&s);
    return SWAP_HELD;
}

static struct hmr_version *find_version(const struct hmr_track *t, uint32_t version)
{
    for (size_t i = 0; i < t->nversions; i++)
        if (t->versions[i].version == version)
            return &t->versions[i];
    return NULL;
}

/* The version that ran in an earlier generation is the one that runs: what came after it stays in the list, to be
 * looked at. */
static void take_back(struct hmr_track *t, uint32_t generation, uint64_t fp)
{
    for (size_t i = 0; i < t->nversions; i++)
        if (t->versions[i].generation <= generation)
            t->version = t->versions[i].version;
    t->fingerprint = fp;
}

/* `back`: the module goes back to that generation, pinned or not. */
static unsigned commit_track(struct hmr_track *t, const struct staged_track *staged,
                             const struct hmr_generation *g, bool back)
{
    uint64_t fp = staged->fingerprint;
    if (t->pinned && !back)
        return commit_held(t, fp, g);
    t->at = staged->at;
    if (!t->registered || t->orphan)
        return commit_new(t, staged->def, fp, g);
    bool changed = fp != t->fingerprint;
    if (changed && back) {
        take_back(t, g->number, fp);
    } else if (changed) {
        add_version(t, g->number, fp);
        t->version = t->newest;
        t->fingerprint = fp;
    } else if (!back) {
        struct hmr_version *v = find_version(t, t->version);
        if (v)
            v->last = g->number;
    }
    struct align al = run_align(t, staged->def, changed);
    unsigned outcome = changed ? outcome_of(al.flags) : SWAP_UNCHANGED;
    if (changed)
        hmr_tell_update(t, g->number, false, str_text(&al.what));
    else
        hmr_tell_register(t, g->number); /* its place in the source may have moved */
    changes_first(&al.what);
    hmr_tell_result(t->id, outcome, g->number, t->version, str_text(&al.what));
    str_release(&al.what);
    return outcome;
}

/* ---- tracks that left the source ------------------------------------------------------------------------------ */

bool commit_gone(const struct stage *s, const struct hmr_track *t)
{
    return t->registered && !t->orphan && !stage_find(s, t);
}

bool commit_removes(const struct stage *s)
{
    for (const struct hmr_track *t = s->module->tracks; t; t = t->next)
        if (commit_gone(s, t))
            return true;
    return false;
}

/* An observer's subscription ends. A node inside another track's chain stays where it is and hears nothing,
 * so that it goes on when the track is back. */
static void cut_off(struct rx_node *c)
{
    if (c->def || c->flags & NODE_INNER) {
        struct rx_node *up = c->up;
        c->up = NULL;
        if (up)
            rx_close_node(up, END_ORPHANED);
        return;
    }
    struct hmr_statement *st = c->place ? ((rx_subscription *)c)->hmr : NULL;
    if (st)
        st->orphaned = true;
    rx_detach(c, END_ORPHANED);
}

/* Cutting one off may end others. */
static void cut_off_all(rx_observable *wrapper)
{
    size_t n = 0, cap = 0;
    struct rx_node **list = NULL;
    for (struct rx_node *c = wrapper->consumers; c; c = c->peer_next) {
        MEM_GROW(list, n, cap);
        list[n++] = c;
    }
    for (size_t i = 0; i < n; i++)
        if (list[i]->obs == wrapper)
            cut_off(list[i]);
    free(list);
}

static void make_orphan(struct hmr_track *t, uint32_t generation)
{
    cut_off_all(t->wrapper);
    if (t->wrapper->current)
        rx_observable_unref(t->wrapper->current);
    t->wrapper->current = NULL;
    t->orphan = true;
    t->pinned = false;
    t->waiting = 0;
    hmr_tell_orphan(t, generation);
    rx_tell_users(t->wrapper);
    hmr_tell_state(t);
    hmr_tell_result(t->id, SWAP_ORPHANED, generation, t->version, "its key left the source");
}

/* ---- renames ---------------------------------------------------------------------------------------------------- */

static void unlist_track(struct hmr_module *m, struct hmr_track *t)
{
    struct hmr_track **p = &m->tracks;
    while (*p != t)
        p = &(*p)->next;
    *p = t->next;
    if (!*p)
        m->tracks_end = p;
}

/* `old` goes on under the name of `fresh`; whoever was given fresh's wrapper is led to old's. */
static void take_over(struct stage *s, struct hmr_track *old, struct hmr_track *fresh)
{
    char *old_key = old->key;
    free(old->name);
    old->name = fresh->name;
    old->key = fresh->key;
    free(old->function);
    old->function = fresh->function;
    old->ordinal = fresh->ordinal;
    free(old->group);
    old->group = fresh->group;
    old->rank = fresh->rank;
    fresh->name = fresh->key = fresh->function = fresh->group = NULL;
    statements_rename(s, fresh, old, old_key);
    struct str text = STR_INIT;
    str_addf(&text, "was %s", old_key);
    hmr_tell_result(old->id, SWAP_RENAMED, s->generation->number, old->version, str_text(&text));
    str_release(&text);
    free(old->former_key);
    old->former_key = old_key;
    hmr_tell_register(old, 0); /* the new key, also when an update follows */
    for (size_t i = 0; i < s->ntracks; i++)
        if (s->tracks[i].track == fresh)
            s->tracks[i].track = old;
    for (struct hmr_track *t = s->module->tracks; t; t = t->next)
        if (t->parent == fresh)
            t->parent = old;
    fresh->wrapper->alias = rx_observable_ref(old->wrapper);
    unlist_track(s->module, fresh);
    track_free(fresh);
}

/* Or both their parents may turn out to be one that was renamed. */
static bool same_parent(const struct stage *s, const struct hmr_track *fresh, const struct hmr_track *old)
{
    const struct hmr_track *p = fresh->parent, *q = old->parent;
    return p == q || (p && q && !p->registered && commit_gone(s, q));
}

struct hmr_track *commit_renamed_to(const struct stage *s, const struct hmr_track *old)
{
    rx_observable *was = old->wrapper->current;
    for (size_t i = 0; was && i < s->ntracks; i++) {
        struct hmr_track *t = s->tracks[i].track;
        if (!t->registered && same_parent(s, t, old) && !t->wrapper->consumers &&
            compare_shapes(was, s->tracks[i].def))
            return t;
    }
    return NULL;
}

static void find_renames(struct stage *s)
{
    for (struct hmr_track *t = s->module->tracks, *next; t; t = next) {
        next = t->next;
        struct hmr_track *fresh = commit_gone(s, t) ? commit_renamed_to(s, t) : NULL;
        if (!fresh)
            continue;
        take_over(s, t, fresh);
        next = s->module->tracks; /* the list has changed */
    }
}

/* ---- the whole module ------------------------------------------------------------------------------------------------ */

static void commit_tags(const struct stage *s)
{
    for (size_t i = 0; i < s->ntags; i++) {
        rx_observable *o = s->tags[i].o;
        struct hmr_track *t = rx_is_wrapper(o) ? rx_resolve(o)->track : NULL;
        if (t)
            rx_tag_add(&t->told.tags, t->id, s->tags[i].tag);
        else
            rx_tag_add(&o->tags, o->id, s->tags[i].tag);
    }
}

static void add_list(struct str *out, const struct hmr_track *t, unsigned outcome)
{
    str_addf(out, "%s%s %s", out->len ? "; " : "", t->name, swap_outcome_name(outcome));
}

/* "load swapped; alerts new; 2 unchanged": what a person reads after each save. */
static void summarise(const unsigned *outcomes, const struct stage *s, struct str *out)
{
    uint32_t same_as = s->generation->same_as;
    unsigned unchanged = 0;
    for (size_t i = 0; i < s->ntracks; i++) {
        if (outcomes[i] == SWAP_UNCHANGED)
            unchanged++;
        else
            add_list(out, s->tracks[i].track, outcomes[i]);
    }
    if (unchanged)
        str_addf(out, "%s%u unchanged", out->len ? "; " : "", unchanged);
    if (same_as)
        str_addf(out, "%snot compiled: the same as gen %u", out->len ? "; " : "", same_as);
}

static unsigned worst(const unsigned *outcomes, size_t n)
{
    static const unsigned order[] = {SWAP_HELD, SWAP_RECONNECTED, SWAP_RESET, SWAP_MIGRATED,
                                     SWAP_SWAPPED, SWAP_NEW};
    for (size_t k = 0; k < ARRAY_LEN(order); k++)
        for (size_t i = 0; i < n; i++)
            if (outcomes[i] == order[k])
                return order[k];
    return SWAP_UNCHANGED;
}

static void orphan_gone(struct stage *s, struct str *summary)
{
    for (struct hmr_track *t = s->module->tracks; t; t = t->next)
        if (commit_gone(s, t)) {
            make_orphan(t, s->generation->number);
            add_list(summary, t, SWAP_ORPHANED);
        }
}

/* Of what runs: where it differs, the compilers do. Somebody may also go back to one. */
static bool is_second_build(const struct stage *s)
{
    const struct hmr_generation *g = s->generation, *now = s->module->current;
    return g->second && now && now->fast && now->number == g->number;
}

static uint64_t same_fingerprint(const struct hmr_track *t)
{
    return t->pinned ? t->newest_fingerprint : t->fingerprint;
}

/* The generation that runs from now on. */
static void take_place(const struct stage *s)
{
    struct hmr_module *m = s->module;
    if (is_second_build(s)) {
        m->current->replaced = true;
        m->current->ran = false; /* who goes back goes further back */
    }
    m->current = s->generation;
    m->current->committed = m->current->ran = true;
}

void commit_stage(struct stage *s)
{
    struct hmr_module *m = s->module;
    struct hmr *h = m->hmr;
    struct str summary = STR_INIT;
    unsigned *outcomes = mem_zalloc((s->ntracks + 1) * sizeof *outcomes);
    bool second = is_second_build(s);
    behind_stop(m); /* of what ran before */
    rx_enter();
    hmr_tell_module(m, EV_MODULE_START, 0, s->generation->number);
    find_renames(s);
    statements_rekey(s);
    h->commits++;
    uint64_t births = rx_rt->births;
    for (size_t i = 0; i < s->ntracks; i++) /* before any function moves: tracks may share definitions */
        s->tracks[i].fingerprint = second ? same_fingerprint(s->tracks[i].track)
                                          : compare_fingerprint(s->tracks[i].def);
    for (size_t i = 0; i < s->ntracks; i++)
        outcomes[i] = commit_track(s->tracks[i].track, &s->tracks[i], s->generation, s->rolls_back);
    orphan_gone(s, &summary);
    statements_commit(s);
    commit_tags(s);
    ordinals_settle(m);
    inner_commit(m, s->generation, births);
    bool first = !m->current;
    const struct hmr_bad *bad = s->rolls_back ? &m->bad[m->nbad - 1] : NULL;
    hmr_tell_changed_tracks(h);
    hmr_tell_module(m, EV_MODULE_END, MODULE_END_COMMITTED, s->generation->number);
    take_place(s);
    rx_leave();
    if (bad)
        str_addf(&summary, "gen %u: %s; back at gen %u%s", bad->generation, bad->what, s->generation->number,
                 summary.len ? "; " : "");
    summarise(outcomes, s, &summary);
    if (second)
        str_addf(&summary, "%scompiled by %s after %s", summary.len ? "; " : "", h->cc, h->fast);
    unsigned outcome = bad ? SWAP_ROLLED_BACK : worst(outcomes, s->ntracks);
    if (first && outcome == SWAP_UNCHANGED)
        outcome = SWAP_NEW; /* nothing but subscribes to other modules' tracks */
    uint32_t number = s->generation->number;
    free(outcomes);
    stage_free(s);
    approval_tell(m);
    sweep(h, SWEEP_AUTO, &summary);
    hmr_tell_result(m->id, outcome, number, number, str_text(&summary));
    str_release(&summary);
    behind_start(m);
}

/* ---- by hand ------------------------------------------------------------------------------------------------------------ */

void commit_pin(struct hmr_track *t, bool pin)
{
    t->pinned = pin;
    if (!pin)
        t->waiting = 0;
    hmr_tell_state(t);
}

struct hmr_generation *commit_generation(const struct hmr_track *t, const struct hmr_version *v)
{
    struct hmr_generation *g = generation_find(t->module, v->last);
    if (!g || !g->artefact || g->quarantined)
        g = generation_find(t->module, v->generation);
    return g && g->artefact && !g->quarantined ? g : NULL;
}

static enum status evaluate_version(struct hmr_track *t, const struct hmr_version *v, struct stage **out,
                                    struct fault_text *why)
{
    struct hmr_generation *g = commit_generation(t, v);
    if (!g)
        return fault_set(why, STATUS_GONE,
                         "%s v%u: generation %u is no longer kept (the last %d are)", t->name, v->version,
                         v->last, HMR_KEEP_ARTEFACTS);
    enum status s = generation_load(g, why);
    return s == STATUS_OK ? stage_evaluate(g, out, why) : s;
}

static void force_def(struct hmr_track *t, const struct staged_track *staged,
                      const struct hmr_version *v)
{
    uint64_t fp = compare_fingerprint(staged->def);
    bool changed = fp != t->fingerprint;
    t->at = staged->at;
    t->version = v->version;
    t->fingerprint = fp;
    t->module->hmr->commits++;
    struct align al = run_align(t, staged->def, changed);
    hmr_tell_update(t, v->last, true, str_text(&al.what));
    changes_first(&al.what);
    unsigned outcome = changed ? outcome_of(al.flags) : SWAP_UNCHANGED;
    hmr_tell_result(t->id, outcome, v->last, t->version, str_text(&al.what));
    str_release(&al.what);
}

enum status commit_force(struct hmr_track *t, uint32_t version, bool pin, struct fault_text *why)
{
    const struct hmr_version *v = find_version(t, version ? version : t->newest);
    struct stage *s = NULL;
    if (!v || t->orphan)
        return fault_set(why, v ? STATUS_STATE : STATUS_NOTFOUND,
                         v ? "%s is an orphan: its key left the source"
                           : "%s has no version %u (%u to %u are kept)",
                         t->name, version, t->nversions ? t->versions[0].version : 0, t->newest);
    struct hmr_version wanted = *v;
    enum status status = evaluate_version(t, &wanted, &s, why);
    if (status != STATUS_OK) {
        if (s)
            stage_lead(s, NULL);
        stage_free(s);
        return status;
    }
    const struct staged_track *staged = stage_find_renamed(s, t);
    stage_lead(s, staged ? staged->track : NULL);
    status = staged ? validate_forced(s, t, why)
                    : fault_set(why, STATUS_NOTFOUND, "%s does not stand in generation %u under that key",
                                t->key, wanted.last);
    rx_enter();
    if (status == STATUS_OK) {
        force_def(t, staged, &wanted);
        t->pinned = pin;
        t->waiting = t->newest > t->version && pin ? t->waiting : 0;
        hmr_tell_state(t);
    } else {
        stage_lead(s, NULL);
    }
    rx_leave();
    stage_free(s);
    sweep(t->module->hmr, SWEEP_AUTO, NULL);
    return status;
}
