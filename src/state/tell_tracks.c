/* tell_tracks.c - modules and tracks in a snapshot: by the events of builds, commits and swaps that would
 * have made them what they are. */
#include "state/snapshot_int.h"

#include "state/graph.h"

#define EACH(t, type, e)                       \
    struct type *e = (void *)table_next(t, 0); \
    e;                                         \
    e = (void *)table_next(t, ID_SLOT(*(entity_id *)(void *)e))

/* ---- Modules. ---- */

/* Where commits keep nothing, a sweep said what is kept; its line of the log is told by itself. */
static void tell_kept(struct teller *t, const struct ent_module *m, const uint32_t *kept, size_t n)
{
    for (size_t i = 0; i < n; i++)
        tell_event(t, (struct event){.kind = EV_SWEPT, .flags = SWEPT_KEPT, .id = m->e.id, .num = kept[i], .text = ""});
}

/* Commits generation after generation, as they came: each keeps the one before. */
static void tell_generations(struct teller *t, const struct ent_module *m)
{
    uint32_t kept[NUMSET_MAX];
    bool hot = t->src->info.hot;
    size_t n = numset_get(&t->src->state->texts, module_aside(t->src, m->e.id)->kept, kept, NUMSET_MAX);
    bool committed = n > 0 || m->generation > 0;
    for (size_t i = hot ? n : 0; i <= n; i++) {
        struct event ev = tell_head(&m->e, EV_MODULE_START);
        ev.num = i < n ? kept[i] : m->generation;
        tell_event(t, ev);
        ev.kind = EV_MODULE_END;
        ev.flags = committed ? MODULE_END_COMMITTED : MODULE_END_DISCARDED;
        tell_event(t, ev);
    }
    if (hot)
        tell_kept(t, m, kept, n);
}

/* Without a time: it is not kept, and the line of the log is told by itself. */
static void tell_build(struct teller *t, const struct ent_module *m)
{
    struct event ev = tell_head(&m->e, EV_MODULE_BUILD);
    ev.time = 0;
    ev.num = m->building;
    ev.flags = m->build;
    ev.parent = m->build_us;
    tell_text(t, m->build_text, &ev);
    if (m->building || m->build || m->build_us || m->build_text)
        tell_event(t, ev);
}

void tell_modules(struct teller *t)
{
    for (EACH(&t->src->tables[ENT_MODULE], ent_module, m)) {
        tell_generations(t, m);
        tell_build(t, m);
        struct event freed = {.kind = EV_TOTAL, .id = m->e.id, .flags = TOTAL_FREED};
        freed.time = m->e.created_at;
        freed.num = m->freed_generations;
        if (freed.num)
            tell_event(t, freed);
        tell_tags(t, &m->e);
        *tell_mark(t, m->e.id) = TELL_DONE;
    }
}

/* ---- Versions. ---- */

/* A version's entity mostly does not live any more, and is named all the same. */
static entity_id ran(const struct teller *t, entity_id id)
{
    return graph_may_refer(t->src, id, KIND_BIT(ENT_PIPE) | KIND_BIT(ENT_OBSERVABLE)) ? id : 0;
}

static struct event scope(const struct ent_track *track, unsigned kind, entity_id parent, int64_t generation)
{
    struct event ev = tell_head(&track->e, kind);
    ev.parent = parent;
    ev.num = generation;
    return ev;
}

/* Inside its scope, from which the fold has the generation. */
static void tell_register(struct teller *t, const struct ent_track *track, entity_id parent,
                          const struct track_version *v, entity_id entity)
{
    struct event ev = tell_head(&track->e, EV_TRACK_REGISTER);
    ev.time = v->at;
    ev.parent = parent;
    ev.ref = entity;
    ev.num = v->version;
    tell_text(t, track->key, &ev);
    tell_event(t, scope(track, EV_TRACK_SCOPE_START, parent, v->generation));
    tell_event(t, ev);
    tell_event(t, scope(track, EV_TRACK_SCOPE_END, 0, v->generation));
}

static void tell_update(struct teller *t, const struct ent_track *track, const struct track_version *v,
                        entity_id entity)
{
    struct event ev = tell_head(&track->e, EV_TRACK_UPDATE);
    ev.time = v->at;
    ev.parent = v->generation;
    ev.ref = entity;
    ev.num = v->version;
    ev.flags = v->forced;
    tell_text(t, v->what, &ev);
    tell_event(t, ev);
}

static const struct track_version *running(const struct ent_track *track, const struct aside_track *a)
{
    for (uint32_t i = 0; i < a->n; i++)
        if (a->versions[i].version == track->version)
            return &a->versions[i];
    return NULL;
}

/* What it is said to run may be an earlier version, or one that was forgotten. Registering it tells the key,
 * updating it when the last swap was. */
static void tell_running(struct teller *t, const struct ent_track *track, entity_id parent)
{
    const struct track_version *known = running(track, track_aside(t->src, track->e.id));
    struct track_version v = known ? *known : (struct track_version){.version = track->version};
    entity_id entity = ran(t, track->entity);
    v.at = track->swapped_at;
    v.what = 0;
    tell_register(t, track, parent, &v, entity);
    if (track->swapped_at)
        tell_update(t, track, &v, entity);
}

static bool was_update(const struct track_version *v)
{
    return v->what || v->forced;
}

/* Whether telling the versions one after the other has told all: the first with the key, the last as the
 * one that runs. */
static bool runs_the_newest(const struct ent_track *track, const struct aside_track *a)
{
    const struct track_version *last = &a->versions[a->n - 1];
    return !was_update(&a->versions[0]) && last->version == track->version &&
           last->entity == track->entity &&
           track->swapped_at == (was_update(last) ? last->at : 0);
}

static void tell_versions(struct teller *t, const struct ent_track *track, entity_id parent)
{
    const struct aside_track *a = track_aside(t->src, track->e.id);
    for (uint32_t i = 0; i < a->n; i++) {
        const struct track_version *v = &a->versions[i];
        if (was_update(v))
            tell_update(t, track, v, ran(t, v->entity));
        else
            tell_register(t, track, parent, v, ran(t, v->entity));
    }
    if (a->n && !runs_the_newest(track, a))
        tell_running(t, track, parent);
}

/* ---- Tracks. ---- */

static void tell_place(struct teller *t, const struct ent_track *track, entity_id parent)
{
    tell_event(t, scope(track, EV_TRACK_SCOPE_START, parent, 0));
    tell_event(t, scope(track, EV_TRACK_SCOPE_END, 0, 0));
    *tell_mark(t, track->e.id) = TELL_DONE;
}

/* The module, until what it is nested in has been told. */
static entity_id parent_so_far(const struct teller *t, const struct ent_track *track)
{
    const struct ent_track *parent = ID_KIND(track->parent) == ENT_TRACK ? source_find(t->src, track->parent) : NULL;
    bool told = parent && parent->module == track->module && *tell_mark(t, track->parent);
    return told ? track->parent : source_find(t->src, track->module) ? track->module : 0;
}

static void tell_flags(struct teller *t, const struct ent_track *track)
{
    struct event ev = {.kind = EV_TRACK_STATE, .id = track->e.id, .time = track->e.created_at};
    ev.flags = track->flags;
    ev.num = track->waiting;
    if (ev.flags || ev.num)
        tell_event(t, ev);
    struct event result = {.kind = EV_SWAP_RESULT, .id = track->e.id, .flags = track->outcome};
    result.num = track->version;
    tell_text(t, track->outcome_text, &result);
    if (result.flags || result.text_len)
        tell_event(t, result);
    tell_tags(t, &track->e);
}

/* First the places in the lists of the modules, in their order; what runs is told when it is known. */
void tell_tracks(struct teller *t)
{
    const struct table *tracks = &t->src->tables[ENT_TRACK];
    for (EACH(&t->src->tables[ENT_MODULE], ent_module, m))
        for (struct ent_track *k = source_find(t->src, m->first_track); k;
             k = source_find(t->src, k->next_sibling))
            tell_place(t, k, parent_so_far(t, k));
    for (EACH(tracks, ent_track, k))
        if (!*tell_mark(t, k->e.id))
            tell_place(t, k, parent_so_far(t, k));
}

void tell_histories(struct teller *t)
{
    for (EACH(&t->src->tables[ENT_TRACK], ent_track, k)) {
        entity_id parent = parent_so_far(t, k);
        if (k->newest == 0 && ID_KIND(parent) == ENT_TRACK)
            tell_place(t, k, parent);
        tell_versions(t, k, parent);
        tell_flags(t, k);
    }
}
