#include "ui/tracks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/siblings.h"

enum {
    OPEN_TRACKS = 12,  /* more tracks of a program than this begin folded */
    LOOKED = 4096,     /* subscriptions of one version */
    GENERATIONS = 256, /* kept ones that have a row */
    LOG_LOOKED = 256
};

static struct ref at(struct ref r, entity_id id)
{
    return (struct ref){r.source, id};
}

/* Which version runs what */

struct finding {
    bool (*each)(void *ctx, entity_id subscription);
    void *ctx;
    unsigned n;
};

/* false: no more are wanted. */
static bool found(struct finding *f, entity_id id)
{
    f->n++;
    return !f->each || f->each(f->ctx, id);
}

/* The version whose code a generation has: the last one that is not newer. */
static uint32_t version_of(const struct track_version *v, size_t n, uint32_t generation)
{
    uint32_t version = 0;
    for (size_t i = 0; i < n; i++)
        if (v[i].generation <= generation)
            version = v[i].version;
    return version;
}

/* One that says nothing of its generation runs the version before. */
static uint32_t old_version(const struct state *s, struct ref track, entity_id sub)
{
    const struct track_version *v;
    const struct ent_track *t = query_track(s, track);
    size_t n = query_versions(s, track, &v);
    uint32_t generation = node_generation(s, at(track, sub)), version = version_of(v, n, generation);
    if (generation && version && version != t->version)
        return version;
    return n > 1 ? v[n - 2].version : t->version;
}

static bool find_old_code(const struct state *s, struct ref track, uint32_t version, struct finding *f)
{
    const entity_id *old;
    size_t n = query_old_list(s, track.source, &old);
    for (size_t i = 0; i < n && i < LOOKED; i++)
        if (query_track_of(s, at(track, old[i])) == track.id && old_version(s, track, old[i]) == version &&
            !found(f, old[i]))
            return false;
    return true;
}

static void find_of(const struct state *s, struct ref observable, struct finding *f)
{
    unsigned seen = 0;
    for (entity_id id = 0; seen < LOOKED && (id = query_next_subscription(s, observable, id)); seen++) {
        const struct entity *e = query_entity(s, at(observable, id));
        if (e && !e->ended_at && !node_has_own_tag(s, at(observable, id), TAG_OLD_CODE) && !found(f, id))
            return;
    }
}

unsigned tracks_runs(const struct state *s, struct ref track, uint32_t version,
                     bool (*each)(void *ctx, entity_id subscription), void *ctx)
{
    const struct track_version *v;
    const struct ent_track *t = query_track(s, track);
    struct finding f = {each, ctx, 0};
    size_t n = t ? query_versions(s, track, &v) : 0;
    if (!t || !find_old_code(s, track, version, &f))
        return f.n;
    if (version == t->version) {
        find_of(s, at(track, query_result(s, at(track, t->entity))), &f);
        return f.n;
    }
    for (size_t i = 0; i < n; i++)
        if (v[i].version == version && query_old_version(s, track, i))
            find_of(s, at(track, query_result(s, at(track, v[i].entity))), &f);
    return f.n;
}

/* What keeps a generation */

/* "cpu.c gen 1, first build, kept by …": the number, and what stands behind. */
static const char *read_kept(const char *text, uint32_t *generation)
{
    const char *gen = strstr(text, "gen "), *by = gen ? strstr(gen, "kept by ") : NULL;
    char *end;
    if (!by)
        return NULL;
    *generation = (uint32_t)strtoul(gen + 4, &end, 10);
    return end == gen + 4 ? NULL : by + 8;
}

const char *tracks_pin(const struct state *s, struct ref module, uint32_t generation)
{
    struct log_view log[LOG_LOOKED];
    size_t n = query_log(s, 0, log, LOG_LOOKED);
    for (size_t i = 0; i < n; i++) {
        uint32_t kept;
        if (log[i].kind != EV_SWEPT || log[i].flags != SWEPT_KEPT || log[i].source != module.source ||
            log[i].id != module.id)
            continue;
        const char *by = read_kept(log[i].text, &kept);
        if (by && kept == generation)
            return by;
    }
    return "";
}

/* Rows */

static void add_tracks(const struct state *s, struct siblings *l, struct ref module, entity_id parent)
{
    for (entity_id id = 0; (id = query_next_track(s, module, id));) {
        const struct ent_track *t = query_track(s, at(module, id));
        if (t && t->parent == parent)
            siblings_add(l, (struct tree_node){
                                .key = siblings_key(l->parent->key, NODE_TRACK, query_text(s, t->key), 0),
                                .ref = at(module, id),
                                .kind = NODE_TRACK,
                                .branch = true});
    }
}

static void add_kept(const struct state *s, struct siblings *l)
{
    uint32_t kept[GENERATIONS];
    size_t n = query_kept(s, l->parent->ref, kept, GENERATIONS);
    for (size_t i = 0; i < n && i < GENERATIONS; i++)
        siblings_add(l, (struct tree_node){.key = siblings_key(l->parent->key, NODE_PIN, "", kept[i]),
                                           .ref = l->parent->ref,
                                           .kind = NODE_PIN,
                                           .extra = kept[i]});
}

static void add_module(const struct state *s, struct siblings *l)
{
    const struct tree_node *n = l->parent;
    const struct ent_module *m = query_module(s, n->ref);
    if (!m)
        return;
    add_tracks(s, l, n->ref, n->ref.id);
    if (m->kept_generations)
        siblings_add(l, (struct tree_node){.key = siblings_key(n->key, NODE_KEPT, "", 0),
                                           .ref = n->ref,
                                           .kind = NODE_KEPT,
                                           .branch = true});
}

static void add_version(const struct state *s, struct siblings *l, uint32_t version)
{
    const struct tree_node *n = l->parent;
    siblings_add(l, (struct tree_node){.key = siblings_key(n->key, NODE_VERSION, "", version),
                                       .ref = n->ref,
                                       .kind = NODE_VERSION,
                                       .branch = tracks_runs(s, n->ref, version, NULL, NULL) > 0,
                                       .extra = version});
}

/* Newest first; what waits to be approved is no part of the history yet. */
static void add_versions(const struct state *s, struct siblings *l)
{
    const struct track_version *v;
    const struct ent_track *t = query_track(s, l->parent->ref);
    size_t n = t ? query_versions(s, l->parent->ref, &v) : 0;
    if (!t)
        return;
    if (t->waiting && (!n || t->waiting > v[n - 1].version))
        add_version(s, l, t->waiting);
    for (size_t i = n; i-- > 0;)
        add_version(s, l, v[i].version);
    add_tracks(s, l, at(l->parent->ref, t->module), l->parent->ref.id);
}

struct adding {
    const struct state *s;
    struct siblings *l;
};

static bool add_subscription(void *ctx, entity_id id)
{
    struct adding *a = ctx;
    struct ref r = at(a->l->parent->ref, id);
    const struct ent_subscription *sub = query_subscription(a->s, r);
    bool feeds = sub && sub->parent;
    unsigned kind = !feeds ? NODE_SUBSCRIPTION : node_is_inner(a->s, r) ? NODE_INNER : NODE_UPSTREAM;
    siblings_add(a->l, siblings_subscription(a->s, a->l, kind, id));
    return true;
}

static void below(const struct state *s, const struct tree_node *n, struct siblings *l)
{
    switch (n->kind) {
    case NODE_MODULE:
        add_module(s, l);
        break;
    case NODE_TRACK:
        add_versions(s, l);
        break;
    case NODE_VERSION:
        tracks_runs(s, n->ref, n->extra, add_subscription, &(struct adding){s, l});
        break;
    case NODE_KEPT:
        add_kept(s, l);
        break;
    default:
        break;
    }
}

static void children(void *ctx, const struct tree_node *parent, unsigned pages, struct tree_out *out)
{
    static const struct siblings_ops ops = {below, NULL};
    siblings_list(ctx, parent, pages, out, &ops);
}

/* What is worth a look: versions of a track that has several, and whatever lives on an old one. */
static bool open_at_first(void *ctx, const struct tree_node *n)
{
    const struct tree_model *m = ctx;
    const struct track_version *v;
    const struct ent_track *t = query_track(m->state, n->ref);
    const struct source_info *src = query_source_by_id(m->state, n->ref.source);
    if (n->kind == NODE_TRACK)
        return t && (t->waiting || query_versions(m->state, n->ref, &v) > 1) && src &&
               src->living[ENT_TRACK] <= OPEN_TRACKS;
    return n->kind != NODE_VERSION || (t && n->extra != t->version);
}

static bool match(void *ctx, const struct tree_node *n)
{
    return tree_model_matches(ctx, n);
}

void tracks_ops(struct tree_model *m, struct tree_ops *ops)
{
    *ops = (struct tree_ops){.ctx = m, .children = children, .open_at_first = open_at_first, .match = match};
}
