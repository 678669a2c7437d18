#include "ui/tree_model.h"

#include <string.h>

#include "base/bytes.h"

enum {
    OPEN_TRACKS = 12,   /* more tracks than this begin folded */
    ENDED_SHOWN = 3,    /* a person's ended subscriptions that are still listed */
    ROOTS_LOOKED = 8192 /* subscriptions that are looked at for those without a track: for the rows of one list */
};

/* One list in the making: stops at the limit and counts the rest. */
struct list {
    struct tree_model *model;
    struct tree_out *out;
    const struct tree_node *parent;
    size_t limit, n;
    uint32_t rest;
    uint16_t same[256]; /* siblings so far by a hash of their kind and name */
};

static uint64_t key_of(uint64_t parent, unsigned kind, const char *name, uint64_t number)
{
    uint64_t h = bytes_hash(parent ? parent : BYTES_HASH_SEED, &kind, sizeof kind);
    h = bytes_hash_str(h, name);
    return bytes_hash(h, &number, sizeof number);
}

/* The key of one of several siblings that may have the same name: with its ordinal among them. Names
 * that share a counter only leave gaps. */
static uint64_t key_among(struct list *l, unsigned kind, const char *name)
{
    uint64_t parent = l->parent ? l->parent->key : 0;
    uint64_t number = l->same[key_of(parent, kind, name, 0) % 256]++;
    return key_of(parent, kind, name, number);
}

static bool matches(const struct tree_model *m, const struct tree_node *n)
{
    struct filter_context c = {m->state, m->rate, m->ctx};
    bool told = n->kind == NODE_SOURCE || (n->ref.id && n->kind != NODE_KEPT);
    return told && filter_match(m->filter, &c, n->ref);
}

static void emit(struct list *l, struct tree_node node)
{
    if (l->model->filter && !node.branch && !matches(l->model, &node))
        return; /* does not count towards the limit */
    if (l->n++ < l->limit)
        tree_emit(l->out, &node);
    else
        l->rest++;
}

static void finish(struct list *l)
{
    uint64_t parent = l->parent ? l->parent->key : 0;
    if (l->rest)
        tree_emit(l->out, &(struct tree_node){.key = key_of(parent, NODE_MORE, "", 0),
                                              .kind = NODE_MORE,
                                              .extra = l->rest});
}

static struct ref at(const struct tree_node *n, entity_id id)
{
    return (struct ref){n->ref.source, id};
}

static bool has_living_child(const struct state *s, struct ref sub)
{
    unsigned seen = 0;
    for (entity_id id = 0; (id = query_next_child(s, sub, id)) && seen < 64; seen++) {
        const struct entity *e = query_entity(s, (struct ref){sub.source, id});
        if (e && !e->ended_at)
            return true;
    }
    return false;
}

/* Its observer's, else what it is subscribed to. */
static const char *subscription_name(const struct state *s, struct ref sub)
{
    const struct ent_subscription *x = query_subscription(s, sub);
    const char *name = query_name(s, sub);
    return *name || !x ? name : query_name(s, (struct ref){sub.source, x->observable});
}

static void emit_subscription(const struct state *s, struct list *l, unsigned kind, entity_id id,
                              bool branch)
{
    struct ref r = at(l->parent, id);
    emit(l, (struct tree_node){.key = key_among(l, kind, subscription_name(s, r)),
                               .ref = r,
                               .kind = (uint8_t)kind,
                               .branch = branch && has_living_child(s, r)});
}

static unsigned count_upstream(const struct state *s, struct ref sub)
{
    unsigned n = 0;
    for (entity_id id = 0; (id = query_next_child(s, sub, id)) && n < 2;) {
        const struct entity *e = query_entity(s, (struct ref){sub.source, id});
        if (e && !e->ended_at && !node_is_inner(s, (struct ref){sub.source, id}))
            n++;
    }
    return n;
}

/* A chain is listed flat, from the observer to the source; where it forks, each arm is a branch. */
static void emit_feeders(const struct state *s, struct list *l, struct ref sub, unsigned depth)
{
    bool forks = count_upstream(s, sub) > 1;
    for (entity_id id = 0; (id = query_next_child(s, sub, id));) {
        struct ref r = {sub.source, id};
        const struct entity *e = query_entity(s, r);
        if (!e || e->ended_at)
            continue;
        bool inner = node_is_inner(s, r);
        emit_subscription(s, l, inner ? NODE_INNER : NODE_UPSTREAM, id, inner || forks);
        if (!inner && !forks && depth < TREE_DEPTH)
            emit_feeders(s, l, r, depth + 1);
    }
}

/* Subscriptions with parent 0; of the ended ones only the newest few. */
static void emit_own_subscriptions(const struct state *s, struct list *l, struct ref observable)
{
    unsigned ended = 0;
    entity_id id = 0;
    const struct ent_subscription *sub;
    while (observable.id && (id = query_next_subscription(s, observable, id)))
        if ((sub = query_subscription(s, at(l->parent, id))) && !sub->parent && sub->e.ended_at)
            ended++;
    while (observable.id && (id = query_next_subscription(s, observable, id))) {
        sub = query_subscription(s, at(l->parent, id));
        if (!sub || sub->parent || (sub->e.ended_at && ended-- > ENDED_SHOWN))
            continue;
        emit_subscription(s, l, NODE_SUBSCRIPTION, id, true);
    }
}

static void emit_args(const struct state *s, struct list *l, struct ref of)
{
    for (entity_id id = 0; (id = query_next_arg(s, of, id));) {
        const struct ent_arg *arg = query_arg(s, at(l->parent, id));
        if (arg)
            emit(l, (struct tree_node){
                        .key = key_of(l->parent->key, NODE_ARG, query_text(s, arg->path), 0),
                        .ref = at(l->parent, id),
                        .kind = NODE_ARG});
    }
}

/* One function says it all in the operator's own row; more than that is worth unfolding. */
static bool args_worth_a_row(const struct state *s, struct ref of)
{
    entity_id first = query_next_arg(s, of, 0);
    const struct ent_arg *arg = first ? query_arg(s, (struct ref){of.source, first}) : NULL;
    return arg && (arg->type == ARG_OBSERVABLE || query_next_arg(s, of, first));
}

/* An operator's place is its name and its ordinal among those of that name: it stays when another
 * one is inserted before it. */
static uint64_t ordinal_of(const struct state *s, struct ref pipe, entity_id op, const char *name)
{
    uint64_t ordinal = 0;
    for (entity_id id = 0; (id = query_next_operator(s, pipe, id)) && id != op;)
        ordinal += !strcmp(query_name(s, (struct ref){pipe.source, id}), name);
    return ordinal;
}

static void emit_operators(const struct state *s, struct list *l, struct ref pipe)
{
    for (entity_id id = 0; (id = query_next_operator(s, pipe, id));) {
        struct ref r = at(l->parent, id);
        const struct ent_operator *op = query_operator(s, r);
        const char *name = query_name(s, r);
        emit(l, (struct tree_node){.key = key_of(l->parent->key, NODE_OPERATOR, name,
                                                 ordinal_of(s, pipe, id, name)),
                                   .ref = r,
                                   .kind = NODE_OPERATOR,
                                   .branch = op && args_worth_a_row(s, at(l->parent, op->fun))});
    }
}

static void emit_tracks(const struct state *s, struct list *l, struct ref module, entity_id parent)
{
    for (entity_id id = 0; (id = query_next_track(s, module, id));) {
        struct ref r = at(l->parent, id);
        const struct ent_track *t = query_track(s, r);
        if (t && t->parent == parent)
            emit(l, (struct tree_node){
                        .key = key_of(l->parent->key, NODE_TRACK, query_text(s, t->key), 0),
                        .ref = r,
                        .kind = NODE_TRACK,
                        .branch = true});
    }
}

static void track_children(const struct state *s, const struct tree_node *n, struct list *l)
{
    const struct ent_track *t = query_track(s, n->ref);
    if (!t)
        return;
    if (ID_KIND(t->entity) == ENT_PIPE)
        emit_operators(s, l, at(n, t->entity));
    else if (args_worth_a_row(s, at(n, t->entity)))
        emit_args(s, l, at(n, t->entity));
    emit_own_subscriptions(s, l, at(n, query_result(s, at(n, t->entity))));
    emit_tracks(s, l, at(n, t->module), n->ref.id);
}

/* Earlier entities of a track that something living still uses. */
static void emit_old(const struct state *s, struct list *l, entity_id track)
{
    const struct track_version *v;
    const struct ent_track *t = query_track(s, at(l->parent, track));
    size_t n = t ? query_versions(s, at(l->parent, track), &v) : 0;
    for (size_t i = 0; i < n; i++)
        if (query_old_version(s, at(l->parent, track), i))
            emit(l, (struct tree_node){
                        .key = key_of(l->parent->key, NODE_OLD, query_text(s, t->key), v[i].version),
                        .ref = at(l->parent, v[i].entity),
                        .kind = NODE_OLD,
                        .extra = v[i].version});
}

/* Those of a track stand below it. */
static bool has_no_track(const struct state *s, struct ref sub)
{
    return query_subscription(s, sub) && !query_track_of(s, sub);
}

/* The newest few, the oldest of them first. */
static void emit_ended_roots(const struct state *s, struct list *l, struct ref module)
{
    entity_id ids[ENDED_SHOWN], id = 0;
    size_t n = 0;
    for (unsigned seen = 0; n < ENDED_SHOWN && seen < ROOTS_LOOKED; seen++) {
        if (!(id = query_next_ended_root(s, module, id)))
            break;
        if (has_no_track(s, at(l->parent, id)))
            ids[n++] = id;
    }
    while (n > 0)
        emit_subscription(s, l, NODE_SUBSCRIPTION, ids[--n], true);
}

/* Streams that functions made and subscribed to: of the module, or (id 0) of nobody who is known. There may be ten
 * thousands of them: what lies beyond the rows is counted, not looked at. */
static void emit_roots(const struct state *s, struct list *l, struct ref module)
{
    unsigned seen = 0;
    for (entity_id id = 0; seen < ROOTS_LOOKED && l->n <= l->limit; seen++) {
        if (!(id = query_next_root(s, module, id)))
            break;
        if (has_no_track(s, at(l->parent, id)))
            emit_subscription(s, l, NODE_SUBSCRIPTION, id, true);
    }
    uint32_t all = query_roots(s, module);
    if (l->n > l->limit && !l->model->filter && all > seen)
        l->rest += all - seen;
    else if (module.id && l->n <= l->limit)
        emit_ended_roots(s, l, module);
}

static void module_children(const struct state *s, const struct tree_node *n, struct list *l)
{
    const struct ent_module *m = query_module(s, n->ref);
    if (!m)
        return;
    if (m->building && build_is_bad(m->build))
        emit(l, (struct tree_node){
                    .key = key_of(n->key, NODE_BUILD, "", 0), .ref = n->ref, .kind = NODE_BUILD});
    emit_tracks(s, l, n->ref, n->ref.id);
    for (entity_id id = 0; (id = query_next_track(s, n->ref, id));)
        emit_old(s, l, id);
    emit_roots(s, l, n->ref);
    if (m->kept_generations)
        emit(l, (struct tree_node){
                    .key = key_of(n->key, NODE_KEPT, "", 0), .ref = n->ref, .kind = NODE_KEPT});
}

/* Whether there is anything to list. */
static bool has_loose(const struct state *s, uint32_t source)
{
    unsigned seen = 0;
    for (entity_id id = 0; (id = query_next_root(s, (struct ref){source, 0}, id)) && seen < ROOTS_LOOKED; seen++)
        if (has_no_track(s, (struct ref){source, id}))
            return true;
    return false;
}

static void source_children(const struct state *s, uint32_t source, uint64_t key, struct list *l)
{
    struct tree_node root = {.key = key, .ref = {source, 0}, .kind = NODE_SOURCE};
    const struct tree_node *parent = l->parent;
    l->parent = &root;
    for (entity_id id = 0; (id = query_next(s, source, ENT_MODULE, id));) {
        struct ref r = {source, id};
        emit(l, (struct tree_node){.key = key_among(l, NODE_MODULE, query_name(s, r)),
                                   .ref = r,
                                   .kind = NODE_MODULE,
                                   .branch = true});
    }
    if (has_loose(s, source))
        emit(l, (struct tree_node){.key = key_of(key, NODE_LOOSE, "", 0),
                                   .ref = {source, 0},
                                   .kind = NODE_LOOSE,
                                   .branch = true});
    l->parent = parent;
}

static void roots(struct list *l)
{
    const struct programs *p = &l->model->programs;
    for (size_t i = 0; i < p->n; i++) {
        const struct program *own = &p->items[i];
        if (own->replaced)
            continue;
        if (p->listed == 1)
            source_children(l->model->state, own->src->source, own->key, l);
        else
            emit(l, (struct tree_node){.key = key_of(own->key, NODE_SOURCE, "", 0),
                                       .ref = {own->src->source, 0},
                                       .kind = NODE_SOURCE,
                                       .branch = true});
    }
}

static void program_children(const struct tree_node *n, struct list *l)
{
    const struct program *own = programs_find(&l->model->programs, n->ref.source);
    if (own)
        source_children(l->model->state, n->ref.source, own->key, l);
}

static void children_of(const struct state *s, const struct tree_node *n, struct list *l)
{
    const struct ent_operator *op;
    switch (n->kind) {
    case NODE_SOURCE:
        program_children(n, l);
        break;
    case NODE_MODULE:
        module_children(s, n, l);
        break;
    case NODE_TRACK:
        track_children(s, n, l);
        break;
    case NODE_OPERATOR:
        op = query_operator(s, n->ref);
        if (op)
            emit_args(s, l, at(n, op->fun));
        break;
    case NODE_LOOSE:
        emit_roots(s, l, n->ref);
        break;
    default:
        if (node_is_subscription(n->kind))
            emit_feeders(s, l, n->ref, 0);
    }
}

static void children(void *ctx, const struct tree_node *parent, unsigned pages,
                     struct tree_out *out)
{
    struct tree_model *m = ctx;
    struct list l = {.model = m, .out = out, .limit = (size_t)TREE_MODEL_PAGE << pages};
    struct tree_node copy;
    if (!parent) {
        programs_list(&m->programs, m->state);
        roots(&l);
    } else {
        copy = *parent; /* `out` may move while it grows */
        l.parent = &copy;
        children_of(m->state, &copy, &l);
    }
    finish(&l);
}

static bool open_at_first(void *ctx, const struct tree_node *n)
{
    const struct tree_model *m = ctx;
    if (n->kind == NODE_SOURCE || n->kind == NODE_MODULE || n->kind == NODE_LOOSE)
        return true;
    if (n->kind != NODE_TRACK)
        return false;
    const struct source_info *src = query_source_by_id(m->state, n->ref.source);
    return src && src->living[ENT_TRACK] <= OPEN_TRACKS;
}

static bool match(void *ctx, const struct tree_node *n)
{
    return matches(ctx, n);
}

void tree_model_ops(struct tree_model *m, struct tree_ops *ops)
{
    *ops = (struct tree_ops){m, children, open_at_first, match};
}

static size_t add_tags(const struct state *s, struct ref r, const char **out, size_t n, size_t max)
{
    uint32_t ids[16];
    size_t got = query_tags(s, r, ids, 16);
    for (size_t i = 0; i < got && i < 16 && n < max; i++) {
        const char *tag = query_string(s, r.source, ids[i]);
        size_t known = 0;
        while (known < n && strcmp(out[known], tag))
            known++;
        if (known == n && *tag)
            out[n++] = tag;
    }
    return n;
}

size_t tree_model_tags(const struct tree_model *m, const char **out, size_t max)
{
    static const enum entity_kind kinds[] = {ENT_MODULE,     ENT_TRACK,    ENT_PIPE,
                                             ENT_OBSERVABLE, ENT_OPERATOR, ENT_SUBSCRIPTION};
    const struct source_info *src;
    size_t n = 0;
    for (size_t i = 0; (src = query_source(m->state, i)); i++)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            for (entity_id id = 0; (id = query_next(m->state, src->source, kinds[k], id));)
                n = add_tags(m->state, (struct ref){src->source, id}, out, n, max);
    return n;
}
