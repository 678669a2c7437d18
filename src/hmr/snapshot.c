/* snapshot.c - what is told of modules and tracks, and kept so that a late reader can be told the same.
 *
 * A definition is what it is; a track also is what became of it: versions, the last outcome, flags. So all that
 * is told of a track goes into struct told_track, always after it was told, and a late reader gets it from
 * there, as the events that an early one got. Loop thread. */
#include "hmr/hmr_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { TOLD_VERSIONS = 256 }; /* kept of a track */

/* ---- the mirror ------------------------------------------------------------------------------------- */

static struct told_version *find_version(struct told_track *told, uint32_t version)
{
    for (size_t i = 0; i < told->nversions; i++)
        if (told->versions[i].version == version)
            return &told->versions[i];
    return NULL;
}

/* The oldest goes, but not the one that runs. */
static void forget_version(struct told_track *told)
{
    size_t i = told->versions[0].version == told->version ? 1 : 0;
    free(told->versions[i].what);
    told->nversions--;
    memmove(told->versions + i, told->versions + i + 1, (told->nversions - i) * sizeof *told->versions);
}

static struct told_version *new_version(struct told_track *told, uint32_t version)
{
    if (told->nversions == TOLD_VERSIONS)
        forget_version(told);
    MEM_GROW(told->versions, told->nversions, told->cap_versions);
    struct told_version *v = &told->versions[told->nversions++];
    *v = (struct told_version){.version = version, .at = rx_now()};
    return v;
}

static void keep_running(struct told_track *told, const struct event *ev, uint32_t generation)
{
    struct told_version *v = find_version(told, (uint32_t)ev->num);
    bool update = ev->kind == EV_TRACK_UPDATE;
    if (!v) {
        v = new_version(told, (uint32_t)ev->num);
        v->generation = generation;
        v->update = update;
        v->what = update ? mem_strndup(ev->text, ev->text_len) : NULL;
    }
    v->entity = ev->ref;
    v->forced = update && ev->flags;
    told->version = v->version;
    told->entity = ev->ref;
    told->flags &= (uint8_t)~TRACK_FLAG_ORPHAN;
}

static void keep_place(struct told_track *told, const struct event *ev)
{
    told->at = (struct rx_place){ev->named.name, 0, ev->named.file, ev->named.line};
}

void hmr_told_release(struct told_track *told)
{
    for (size_t i = 0; i < told->nversions; i++)
        free(told->versions[i].what);
    free(told->versions);
    free(told->key);
    free(told->reason);
    free(told->tags);
}

/* ---- telling ---------------------------------------------------------------------------------------- */

static void put_place(struct event *ev, const struct hmr_track *t)
{
    ev->named.name = rx_intern(t->name);
    ev->named.file = t->at.file;
    ev->named.line = t->at.line;
}

static entity_id parent_of(const struct hmr_track *t)
{
    return t->parent && t->parent->id ? t->parent->id : t->module->id;
}

/* A track's entity: the pipe that made what runs, or the creator's observable. */
static entity_id known_entity(const struct hmr_track *t)
{
    const rx_observable *o = rx_unwrap(t->wrapper);
    return !o ? 0 : rx_is_target(o) ? o->pipe->id : o->id;
}

static entity_id entity_of(const struct hmr_track *t)
{
    if (!rx_rt->sink)
        return 0;
    rx_announce(t->wrapper);
    return known_entity(t);
}

void hmr_tell_scope(struct hmr_track *t, unsigned kind, uint32_t generation)
{
    struct event ev = {.kind = (uint8_t)kind, .id = t->id, .parent = parent_of(t), .num = generation};
    put_place(&ev, t);
    rx_tell(&ev);
    if (kind != EV_TRACK_SCOPE_START)
        return;
    if (!t->told.since) {
        t->told.since = rx_now();
        t->told.order = ++t->module->hmr->tracks_told;
        rx_id_enter(t->id, t);
    }
    t->told.parent = ev.parent;
    keep_place(&t->told, &ev);
}

void hmr_tell_register(struct hmr_track *t, uint32_t generation)
{
    struct event ev = {.kind = EV_TRACK_REGISTER, .id = t->id, .parent = parent_of(t),
                       .ref = entity_of(t), .num = t->version, .text = t->key,
                       .text_len = (uint32_t)strlen(t->key)};
    put_place(&ev, t);
    rx_tell(&ev);
    keep_running(&t->told, &ev, generation);
    keep_place(&t->told, &ev);
    t->told.parent = ev.parent;
    free(t->told.key);
    t->told.key = mem_strdup(t->key);
}

void hmr_tell_update(struct hmr_track *t, uint32_t generation, bool forced, const char *what)
{
    struct event ev = {.kind = EV_TRACK_UPDATE, .flags = forced, .id = t->id, .parent = generation,
                       .ref = entity_of(t), .num = t->version, .text = what,
                       .text_len = (uint32_t)strlen(what)};
    put_place(&ev, t);
    rx_tell(&ev);
    keep_running(&t->told, &ev, generation);
    keep_place(&t->told, &ev);
    t->told.swapped_at = rx_now();
}

void hmr_tell_state(struct hmr_track *t)
{
    struct event ev = {.kind = EV_TRACK_STATE, .id = t->id, .num = t->waiting};
    ev.flags = (uint8_t)((t->pinned ? TRACK_FLAG_PINNED : 0) | (t->waiting ? TRACK_FLAG_WAITING : 0) |
                         (t->orphan ? TRACK_FLAG_ORPHAN : 0));
    rx_tell(&ev);
    t->told.flags = ev.flags;
    t->told.waiting = t->waiting;
}

void hmr_tell_orphan(struct hmr_track *t, uint32_t generation)
{
    struct event ev = {.kind = EV_TRACK_ORPHAN, .id = t->id, .num = generation};
    rx_tell(&ev);
    t->told.flags |= TRACK_FLAG_ORPHAN;
}

void hmr_tell_changed_tracks(const struct hmr *h)
{
    for (const struct hmr_module *m = h->modules; m; m = m->next)
        for (struct hmr_track *t = m->tracks; t; t = t->next)
            if (t->registered && !t->orphan &&
                (t->told.parent != parent_of(t) || t->told.entity != entity_of(t)))
                hmr_tell_register(t, 0);
}

void hmr_tell_module(struct hmr_module *m, unsigned kind, unsigned flags, uint32_t generation)
{
    struct event ev = {.kind = (uint8_t)kind, .flags = (uint8_t)flags, .id = m->id, .num = generation};
    ev.named.name = rx_intern(m->file);
    ev.named.file = rx_intern(m->path);
    rx_tell(&ev);
    if (kind != EV_MODULE_START)
        return;
    keep_place(&m->told, &ev);
    if (!m->told.since) {
        m->told.since = rx_now();
        rx_id_enter(m->id, m);
    }
}

static void keep_result(struct told_track *told, const struct event *ev)
{
    told->result = *ev;
    told->result.time = rx_now();
    free(told->reason);
    told->reason = mem_strndup(ev->text, ev->text_len);
}

void hmr_tell_result(entity_id id, unsigned outcome, uint32_t generation, uint32_t version,
                     const char *text)
{
    struct event ev = {.kind = EV_SWAP_RESULT, .flags = (uint8_t)outcome, .id = id,
                       .parent = generation, .num = version, .text = text,
                       .text_len = (uint32_t)strlen(text)};
    rx_tell(&ev);
    struct hmr_track *t = ID_KIND(id) == ENT_TRACK ? rx_id_object(id) : NULL;
    if (t)
        keep_result(&t->told, &ev);
}

void hmr_tell_build(struct hmr_module *m, unsigned step, uint32_t generation, const char *text)
{
    uint64_t now = rx_rt->sched->now(rx_rt->sched);
    struct event ev = {.kind = EV_MODULE_BUILD, .flags = (uint8_t)step, .id = m->id,
                       .parent = m->noticed ? (now - m->noticed) / 1000 : 0, .num = generation,
                       .text = text, .text_len = (uint32_t)strlen(text)};
    rx_tell(&ev);
    keep_result(&m->told, &ev);
}

/* ---- telling again: modules --------------------------------------------------------------------------- */

static void put(const struct rx_snapshot *s, struct event *ev, uint64_t time)
{
    struct rx_teller t = {.to = s->to, .known = s->known};
    rx_put(&t, ev, time);
}

static entity_id known(const struct rx_snapshot *s, entity_id id)
{
    return known_has(s->known, id) ? id : 0;
}

static void put_told_place(struct event *ev, const struct told_track *told)
{
    ev->named.name = told->at.name;
    ev->named.file = told->at.file;
    ev->named.line = told->at.line;
}

static void put_generation(const struct rx_snapshot *s, const struct hmr_module *m, uint32_t generation)
{
    struct event start = {.kind = EV_MODULE_START, .id = m->id, .num = generation};
    struct event end = {.kind = EV_MODULE_END, .id = m->id, .num = generation};
    if (!generation)
        end.flags = MODULE_END_DISCARDED;
    put_told_place(&start, &m->told);
    put(s, &start, m->told.since);
    put(s, &end, m->told.since);
}

/* Generations that were committed and not freed, the one that runs last. */
static void put_generations(const struct rx_snapshot *s, const struct hmr_module *m)
{
    put_generation(s, m, 0);
    for (const struct hmr_generation *g = m->generations; g; g = g->next)
        if (g->committed && g != m->current && !g->replaced)
            put_generation(s, m, g->number);
    if (m->current && m->current->committed)
        put_generation(s, m, m->current->number);
    for (uint32_t i = 0; i < m->freed; i++) {
        struct event ev = {.kind = EV_SWEPT, .flags = SWEPT_FREED, .id = m->id};
        put(s, &ev, m->told.since);
    }
}

static void put_result(const struct rx_snapshot *s, const struct told_track *told)
{
    struct event ev = told->result;
    if (!ev.kind)
        return;
    ev.text = told->reason;
    put(s, &ev, told->result.time);
}

static int by_order(const void *a, const void *b)
{
    const struct hmr_track *const *x = a, *const *y = b;
    return (*x)->told.order < (*y)->told.order ? -1 : (*x)->told.order > (*y)->told.order;
}

static void put_scope(const struct rx_snapshot *s, const struct hmr_track *t, entity_id parent,
                      uint32_t generation, uint64_t time)
{
    struct event start = {.kind = EV_TRACK_SCOPE_START, .id = t->id, .parent = parent, .num = generation};
    struct event end = {.kind = EV_TRACK_SCOPE_END, .id = t->id, .num = generation};
    put_told_place(&start, &t->told);
    put(s, &start, time);
    put(s, &end, time);
}

/* In the order in which they came, which is that of the module's list. */
static void put_scopes(const struct rx_snapshot *s, const struct hmr_module *m)
{
    const struct hmr_track **list = NULL;
    size_t n = 0, cap = 0;
    for (const struct hmr_track *t = m->tracks; t; t = t->next) {
        if (!t->id || rx_id_object(t->id) != t)
            continue;
        MEM_GROW(list, n, cap);
        list[n++] = t;
    }
    if (n)
        qsort(list, n, sizeof *list, by_order);
    for (size_t i = 0; i < n; i++)
        if (!known_has(s->known, list[i]->id))
            put_scope(s, list[i], m->id, 0, list[i]->told.since);
    free(list);
}

static bool tell_known_module(struct rx_snapshot *s, struct hmr_module *m)
{
    if (!known_add(s->known, m->id))
        return true;
    put_generations(s, m);
    put_result(s, &m->told);
    put_scopes(s, m);
    return true;
}

/* ---- telling again: tracks --------------------------------------------------------------------------- */

static void put_register(const struct rx_snapshot *s, const struct hmr_track *t,
                         const struct told_version *v)
{
    const struct told_track *told = &t->told;
    entity_id parent = known(s, told->parent);
    struct event start = {.kind = EV_TRACK_SCOPE_START, .id = t->id, .parent = parent,
                          .num = v->generation};
    struct event ev = {.kind = EV_TRACK_REGISTER, .id = t->id, .parent = parent,
                       .ref = known(s, v->entity), .num = v->version, .text = told->key,
                       .text_len = (uint32_t)strlen(told->key)};
    struct event end = {.kind = EV_TRACK_SCOPE_END, .id = t->id, .num = v->generation};
    put_told_place(&start, told);
    put_told_place(&ev, told);
    put(s, &start, v->at);
    put(s, &ev, v->at);
    put(s, &end, v->at);
}

static void put_update(const struct rx_snapshot *s, const struct hmr_track *t,
                       const struct told_version *v, uint64_t time)
{
    const char *what = v->what ? v->what : "";
    struct event ev = {.kind = EV_TRACK_UPDATE, .flags = v->forced, .id = t->id, .parent = v->generation,
                       .ref = known(s, v->entity), .num = v->version, .text = what,
                       .text_len = (uint32_t)strlen(what)};
    put_told_place(&ev, &t->told);
    put(s, &ev, time);
}

static void put_versions(const struct rx_snapshot *s, struct hmr_track *t)
{
    struct told_track *told = &t->told;
    uint64_t swapped_at = 0;
    for (size_t i = 0; i < told->nversions; i++) {
        const struct told_version *v = &told->versions[i];
        bool update = i && v->update; /* the first brings the key */
        if (!update)
            put_register(s, t, v);
        if (update || v->forced) /* later, by hand */
            put_update(s, t, v, swapped_at = v->at);
    }
    const struct told_version *now = find_version(told, told->version);
    bool last = now == &told->versions[told->nversions - 1];
    if (!last || swapped_at != told->swapped_at)
        put_update(s, t, now, told->swapped_at);
}

static void put_state(const struct rx_snapshot *s, const struct hmr_track *t)
{
    struct event ev = {.kind = EV_TRACK_STATE, .flags = t->told.flags, .id = t->id,
                       .num = t->told.waiting};
    put(s, &ev, t->told.since);
}

/* Told while nobody inspected, it had no id. */
static void complete(struct hmr_track *t)
{
    struct told_version *v = find_version(&t->told, t->told.version);
    if (!t->told.entity && v)
        t->told.entity = v->entity = known_entity(t);
}

/* So much that others may refer to it. */
static bool tell_presence(struct rx_snapshot *s, struct hmr_track *t)
{
    rx_snapshot_need(s, t->module->id);
    put_scope(s, t, t->module->id, 0, t->told.since); /* again, perhaps: it does no harm */
    known_add(s->known, t->id);
    return true;
}

static bool tell_known_track(struct rx_snapshot *s, struct hmr_track *t)
{
    struct rx_teller teller = {.to = s->to, .known = s->known};
    rx_snapshot_need(s, t->told.parent);
    complete(t);
    for (size_t i = 0; i < t->told.nversions; i++)
        rx_snapshot_need(s, t->told.versions[i].entity);
    if (t->told.nversions)
        put_versions(s, t);
    put_result(s, &t->told);
    put_state(s, t);
    rx_put_tags(&teller, t->told.tags, t->id, t->told.since);
    return true;
}

bool hmr_tell_known(void *hmr, struct rx_snapshot *s, entity_id id, bool whole)
{
    (void)hmr;
    void *object = rx_id_object(id);
    if (!object)
        return false;
    if (ID_KIND(id) == ENT_MODULE)
        return tell_known_module(s, object);
    return whole ? tell_known_track(s, object) : tell_presence(s, object);
}
