/* fold_tracks.c - events about hot replacement: modules, their builds, tracks and their versions.
 */
#include "state/fold.h"

#include <string.h>

#include "base/mem.h"
#include "state/graph.h"
#include "state/life.h"
#include "state/log.h"
#include "state/source.h"

static struct ent_module *find_module(struct source *src, entity_id id)
{
    return ID_KIND(id) == ENT_MODULE ? source_find(src, id) : NULL;
}

static struct ent_track *find_track(struct source *src, entity_id id)
{
    return ID_KIND(id) == ENT_TRACK ? source_find(src, id) : NULL;
}

/* ---- Modules. ---- */

enum status fold_MODULE_START(struct source *src, const struct event *ev)
{
    if (!life_may_define(src, ev->id, ENT_MODULE) || !fold_fits_u32(ev->num))
        return STATUS_FORMAT;
    life_define(src, ev);
    nest_push(&src->nest, NEST_MODULE, ev->id, (uint64_t)ev->num, 0);
    return STATUS_OK;
}

static void count_kept(struct source *src, struct ent_module *m)
{
    uint32_t kept = module_aside(src, m->e.id)->kept;
    m->kept_generations = (uint32_t)numset_get(&src->state->texts, kept, NULL, 0);
}

static void keep_generation(struct source *src, struct ent_module *m, uint32_t generation)
{
    if (generation)
        numset_add(&src->state->texts, &src->quota, &module_aside(src, m->e.id)->kept, generation, KEEP_GENERATIONS);
    count_kept(src, m);
}

/* An older generation that runs again changes places with the one that ran. JavaScript frees by itself what nothing
 * uses: there a generation is kept only where a sweep says so. */
static void commit_generation(struct source *src, struct ent_module *m, uint32_t generation)
{
    if (!src->info.hot)
        keep_generation(src, m, m->generation);
    numset_remove(&src->state->texts, &src->quota, &module_aside(src, m->e.id)->kept, generation);
    count_kept(src, m);
    m->generation = generation;
    if (m->building == generation)
        m->building = 0;
}

/* Tracks that an evaluation began and that were never registered were only staged. */
static void drop_staged_tracks(struct source *src, struct ent_module *m)
{
    struct ent_track *next, *t = find_track(src, m->first_track);
    for (; t; t = next) {
        next = find_track(src, t->next_sibling);
        if (t->newest == 0)
            life_remove_track(src, t);
    }
}

enum status fold_MODULE_END(struct source *src, const struct event *ev)
{
    struct ent_module *m = find_module(src, ev->id);
    if (!m || !fold_fits_u32(ev->num) || ev->flags > MODULE_END_DISCARDED)
        return STATUS_FORMAT;
    if (!fold_close(src, NEST_MODULE, ev->id))
        source_mark_stale(src);
    if (ev->flags == MODULE_END_COMMITTED)
        commit_generation(src, m, (uint32_t)ev->num);
    else
        drop_staged_tracks(src, m);
    source_touch(src);
    return STATUS_OK;
}

enum status fold_MODULE_BUILD(struct source *src, const struct event *ev)
{
    if (!life_may_define(src, ev->id, ENT_MODULE) || !fold_fits_u32(ev->num) ||
        ev->flags >= BUILD_LIMIT)
        return STATUS_FORMAT;
    struct ent_module *m = life_define(src, ev);
    m->building = ev->flags == BUILD_LIVE ? 0 : (uint32_t)ev->num;
    m->build = ev->flags;
    m->build_us = ev->parent;
    source_replace_text(src, &m->build_text, ev, EVENT_TEXT_MAX);
    log_add(src, ev);
    return STATUS_OK;
}

/* ---- Versions. ---- */

/* Makes room for one more; the version that runs is not forgotten. */
static void forget_oldest_version(struct source *src, const struct ent_track *t,
                                  struct aside_track *a)
{
    if (a->n < KEEP_VERSIONS)
        return;
    uint32_t at = a->versions[0].version == t->version ? 1 : 0;
    source_drop_text(src, &a->versions[at].what);
    memmove(a->versions + at, a->versions + at + 1, (--a->n - at) * sizeof *a->versions);
}

static void append_version(struct source *src, struct ent_track *t, const struct event *ev,
                           uint32_t generation)
{
    struct aside_track *a = track_aside(src, t->e.id);
    forget_oldest_version(src, t, a);
    if (a->n == a->cap) {
        a->cap = a->cap ? a->cap * 2 : 4;
        a->versions = mem_realloc_n(a->versions, a->cap, sizeof *a->versions);
    }
    bool update = ev->kind == EV_TRACK_UPDATE;
    a->versions[a->n++] = (struct track_version){
        .version = (uint32_t)ev->num,
        .generation = generation,
        .at = ev->time,
        .entity = ev->ref,
        .what = update ? source_text(src, ev->text, ev->text_len, KEEP_CHANGES) : 0,
        .forced = update && (ev->flags & 1),
    };
    t->newest = (uint32_t)ev->num;
}

/* An earlier version runs again, perhaps as a new entity. */
static void rerun_version(struct source *src, struct ent_track *t, const struct event *ev)
{
    struct aside_track *a = track_aside(src, t->e.id);
    for (uint32_t i = 0; i < a->n; i++) {
        struct track_version *v = &a->versions[i];
        if (v->version != (uint32_t)ev->num)
            continue;
        v->entity = ev->ref;
        v->forced = ev->kind == EV_TRACK_UPDATE && (ev->flags & 1);
    }
}

static void run_version(struct source *src, struct ent_track *t, const struct event *ev,
                        uint32_t generation)
{
    if (ev->num > t->newest)
        append_version(src, t, ev, generation);
    else
        rerun_version(src, t, ev);
    t->version = (uint32_t)ev->num;
    t->entity = ev->ref;
    t->flags &= (uint8_t)~TRACK_FLAG_ORPHAN;
}

/* ---- Tracks. ---- */

static bool may_place_track(const struct source *src, const struct event *ev)
{
    unsigned parents = KIND_BIT(ENT_MODULE) | KIND_BIT(ENT_TRACK);
    return life_may_define(src, ev->id, ENT_TRACK) && fold_fits_u32(ev->num) &&
           graph_may_refer(src, ev->parent, parents) &&
           !graph_track_is_above(src, ev->id, ev->parent);
}

static struct ent_track *define_track(struct source *src, const struct event *ev)
{
    struct ent_track *t = life_define(src, ev);
    const struct ent_track *parent = find_track(src, ev->parent);
    graph_set_track_parent(src, t, graph_held(src, ev->parent));
    graph_place_track(src, t, parent ? parent->module : ev->parent);
    return t;
}

enum status fold_TRACK_SCOPE_START(struct source *src, const struct event *ev)
{
    if (!may_place_track(src, ev))
        return STATUS_FORMAT;
    define_track(src, ev);
    nest_push(&src->nest, NEST_TRACK_SCOPE, ev->id, (uint64_t)ev->num, 0);
    return STATUS_OK;
}

enum status fold_TRACK_SCOPE_END(struct source *src, const struct event *ev)
{
    return fold_close(src, NEST_TRACK_SCOPE, ev->id) ? STATUS_OK : STATUS_FORMAT;
}

/* The generation that is being evaluated. */
static uint32_t current_generation(struct source *src, const struct ent_track *t)
{
    const struct nest_frame *scope = nest_top(&src->nest, NEST_TRACK_SCOPE);
    const struct nest_frame *module = nest_top(&src->nest, NEST_MODULE);
    const struct ent_module *m = find_module(src, t->module);
    if (scope && scope->id == t->e.id)
        return (uint32_t)scope->mark;
    if (module && module->id == t->module)
        return (uint32_t)module->mark;
    return m ? m->generation : 0;
}

static bool may_run_version(const struct source *src, const struct event *ev)
{
    unsigned entities = KIND_BIT(ENT_PIPE) | KIND_BIT(ENT_OBSERVABLE);
    return ev->num >= 1 && ev->num <= UINT32_MAX && graph_may_refer(src, ev->ref, entities);
}

enum status fold_TRACK_REGISTER(struct source *src, const struct event *ev)
{
    if (!may_place_track(src, ev) || !may_run_version(src, ev))
        return STATUS_FORMAT;
    struct ent_track *t = define_track(src, ev);
    source_replace_text(src, &t->key, ev, KEEP_KEY);
    run_version(src, t, ev, current_generation(src, t));
    return STATUS_OK;
}

enum status fold_TRACK_UPDATE(struct source *src, const struct event *ev)
{
    if (!find_track(src, ev->id) || !may_run_version(src, ev) || ev->parent > UINT32_MAX)
        return STATUS_FORMAT;
    struct ent_track *t = life_define(src, ev);
    run_version(src, t, ev, (uint32_t)ev->parent);
    t->swapped_at = ev->time;
    return STATUS_OK;
}

enum status fold_TRACK_ORPHAN(struct source *src, const struct event *ev)
{
    struct ent_track *t = find_track(src, ev->id);
    if (!t)
        return STATUS_FORMAT;
    t->flags |= TRACK_FLAG_ORPHAN;
    source_touch(src);
    return STATUS_OK;
}

enum status fold_TRACK_STATE(struct source *src, const struct event *ev)
{
    unsigned known =
        TRACK_FLAG_PINNED | TRACK_FLAG_WAITING | TRACK_FLAG_ORPHAN | TRACK_FLAG_FAULTED;
    struct ent_track *t = find_track(src, ev->id);
    if (!t || !fold_fits_u32(ev->num) || ev->flags & ~known)
        return STATUS_FORMAT;
    t->flags = ev->flags;
    t->waiting = (uint32_t)ev->num;
    source_touch(src);
    return STATUS_OK;
}

/* ---- Results. ---- */

enum status fold_SWAP_RESULT(struct source *src, const struct event *ev)
{
    unsigned about = KIND_BIT(ENT_MODULE) | KIND_BIT(ENT_TRACK) | KIND_BIT(ENT_OPERATOR);
    if (ev->flags > SWAP_RENAMED || !graph_may_refer(src, ev->id, about))
        return STATUS_FORMAT;
    struct ent_track *t = find_track(src, ev->id);
    if (t) {
        t->outcome = ev->flags;
        source_replace_text(src, &t->outcome_text, ev, KEEP_REASON);
    }
    log_add(src, ev);
    source_touch(src);
    return STATUS_OK;
}

/* One that was refused, or never committed, was not kept. */
static void free_generation(struct source *src, struct ent_module *m, uint32_t generation)
{
    m->freed_generations++;
    numset_remove(&src->state->texts, &src->quota, &module_aside(src, m->e.id)->kept, generation);
    count_kept(src, m);
}

enum status fold_SWEPT(struct source *src, const struct event *ev)
{
    unsigned about = KIND_BIT(ENT_MODULE) | KIND_BIT(ENT_TRACK);
    if (ev->flags > SWEPT_WOULD_FREE || !fold_fits_u32(ev->num) ||
        !graph_may_refer(src, ev->id, about))
        return STATUS_FORMAT;
    struct ent_module *m = find_module(src, ev->id);
    struct ent_track *t = find_track(src, ev->id);
    log_add(src, ev);
    if (m && ev->flags == SWEPT_FREED)
        free_generation(src, m, (uint32_t)ev->num);
    if (m && ev->flags == SWEPT_KEPT && src->info.hot && (uint32_t)ev->num != m->generation)
        keep_generation(src, m, (uint32_t)ev->num);
    if (t && ev->flags == SWEPT_FREED)
        life_remove_track(src, t);
    source_touch(src);
    return STATUS_OK;
}
