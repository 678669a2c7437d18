#include "ui/tree_model.h"

#include <string.h>

#include "ui/siblings.h"

enum {
    FAN_OUT = 50, /* a module with more tracks than this begins folded, where it is not alone */
       OPEN_TRACKS = 12,   /* more tracks than this begin folded */
    FEEDERS_LOOKED = 64, /* living ones that feed one subscription, to see whether it forks */
    ORDINALS = 64 /* operators of a pipe whose place is exact; further ones may share a counter with other names */
};

static struct ref at(const struct tree_node *n, entity_id id)
{
    return (struct ref){n->ref.source, id};
}

static void add_subscription(const struct state *s, struct siblings *l, unsigned kind, entity_id id, bool branch)
{
    struct tree_node n = siblings_subscription(s, l, kind, id);
    n.branch = branch && siblings_is_fed(s, n.ref);
    siblings_add(l, n);
}

static unsigned count_upstream(const struct state *s, struct ref sub)
{
    unsigned n = 0, living = 0;
    for (entity_id id = 0; n < 2 && living < FEEDERS_LOOKED && (id = query_next_child(s, sub, id));) {
        const struct entity *e = query_entity(s, (struct ref){sub.source, id});
        if (!e || e->ended_at)
            continue;
        living++;
        n += !node_is_inner(s, (struct ref){sub.source, id});
    }
    return n;
}

/* What was not looked at since there is no room for it. */
static void leave_out(struct siblings *l, uint32_t all, uint32_t seen)
{
    l->rest += all > seen ? all - seen : 0;
}

/* A chain is listed flat, from the observer to the source; where it forks, each arm is a branch. */
static void add_feeders(const struct state *s, struct siblings *l, struct ref sub, unsigned depth)
{
    const struct ent_subscription *fed = query_subscription(s, sub);
    bool forks = count_upstream(s, sub) > 1;
    uint32_t living = 0;
    for (entity_id id = 0; siblings_have_room(l) && (id = query_next_child(s, sub, id));) {
        struct ref r = {sub.source, id};
        const struct entity *e = query_entity(s, r);
        if (!e || e->ended_at)
            continue;
        living++;
        bool inner = node_is_inner(s, r);
        add_subscription(s, l, inner ? NODE_INNER : NODE_UPSTREAM, id, inner || forks);
        if (!inner && !forks && depth < TREE_DEPTH)
            add_feeders(s, l, r, depth + 1);
    }
    leave_out(l, fed ? fed->children : 0, living);
}

/* How many of a short list have ended. */
static uint32_t count_ended(const struct state *s, struct ref observable)
{
    uint32_t n = 0;
    for (entity_id id = 0; (id = query_next_subscription(s, observable, id));) {
        const struct ent_subscription *sub = query_subscription(s, (struct ref){observable.source, id});
        n += sub && !sub->parent && sub->e.ended_at;
    }
    return n;
}

/* Subscriptions with parent 0; of the ended ones only the newest few, and none of a list that is too long to be shown:
 * then it is not gone through, either. */
static void emit_own_subscriptions(const struct state *s, struct siblings *l, struct ref observable)
{
    uint32_t own = query_own(s, observable), found = 0, looked = 0;
    bool crowded = own > l->limit || own > ROOTS_LOOKED;
    const struct ent_observable *o = query_observable(s, observable);
    uint32_t ended = o && !crowded && o->subscriptions <= ROOTS_LOOKED ? count_ended(s, observable) : 0;
    for (entity_id id = 0; o && siblings_have_room(l) && (found < own || ended) && looked < ROOTS_LOOKED; looked++) {
        if (!(id = query_next_subscription(s, observable, id)))
            break;
        const struct ent_subscription *sub = query_subscription(s, at(l->parent, id));
        if (!sub || sub->parent || (sub->e.ended_at && (!ended || ended-- > ENDED_SHOWN)))
            continue;
        found += !sub->e.ended_at;
        add_subscription(s, l, NODE_SUBSCRIPTION, id, true);
    }
    leave_out(l, own, found);
}

static void emit_args(const struct state *s, struct siblings *l, struct ref of)
{
    for (entity_id id = 0; (id = query_next_arg(s, of, id));) {
        const struct ent_arg *arg = query_arg(s, at(l->parent, id));
        if (arg)
            siblings_add(l, (struct tree_node){
                        .key = siblings_key(l->parent->key, NODE_ARG, query_text(s, arg->path), 0),
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

static uint64_t operator_key(const struct state *s, struct siblings *l, struct ref pipe, entity_id op, uint32_t position)
{
    const char *name = query_name(s, (struct ref){pipe.source, op});
    if (position >= ORDINALS)
        return siblings_key_among(l, NODE_OPERATOR, name);
    siblings_key_among(l, NODE_OPERATOR, name); /* counts it for those behind */
    return siblings_key(l->parent->key, NODE_OPERATOR, name, ordinal_of(s, pipe, op, name));
}

static void emit_operators(const struct state *s, struct siblings *l, struct ref pipe)
{
    const struct ent_pipe *p = query_pipe(s, pipe);
    uint32_t looked = 0;
    for (entity_id id = 0; siblings_have_room(l) && (id = query_next_operator(s, pipe, id)); looked++) {
        struct ref r = at(l->parent, id);
        const struct ent_operator *op = query_operator(s, r);
        siblings_add(l, (struct tree_node){.key = operator_key(s, l, pipe, id, looked),
                                           .ref = r,
                                           .kind = NODE_OPERATOR,
                                           .branch = op && args_worth_a_row(s, at(l->parent, op->fun))});
    }
    if (!siblings_have_room(l))
        leave_out(l, p ? p->operators : 0, looked);
}

static void emit_tracks(const struct state *s, struct siblings *l, struct ref module, entity_id parent)
{
    uint32_t all = query_nested(s, at(l->parent, parent)), found = 0;
    for (entity_id id = 0; found < all && siblings_have_room(l) && (id = query_next_track(s, module, id));) {
        struct ref r = at(l->parent, id);
        const struct ent_track *t = query_track(s, r);
        if (!t || t->parent != parent)
            continue;
        found++;
        siblings_add(l, (struct tree_node){.key = siblings_key(l->parent->key, NODE_TRACK, query_text(s, t->key), 0),
                                           .ref = r,
                                           .kind = NODE_TRACK,
                                           .branch = true});
    }
    leave_out(l, all, found);
}

static void track_children(const struct state *s, const struct tree_node *n, struct siblings *l)
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
static void emit_old(const struct state *s, struct siblings *l, entity_id track)
{
    const struct track_version *v;
    const struct ent_track *t = query_track(s, at(l->parent, track));
    size_t n = t ? query_versions(s, at(l->parent, track), &v) : 0;
    for (size_t i = 0; i < n; i++)
        if (query_old_version(s, at(l->parent, track), i))
            siblings_add(l, (struct tree_node){
                        .key = siblings_key(l->parent->key, NODE_OLD, query_text(s, t->key), v[i].version),
                                           .ref = at(l->parent, v[i].entity),
                                           .kind = NODE_OLD,
                                           .extra = v[i].version});
}

/* Those of a track stand below it. */
static bool has_no_track(const struct state *s, struct ref sub, struct ref module)
{
    (void)module;
    return query_subscription(s, sub) && !query_track_of(s, sub);
}

static void module_children(const struct state *s, const struct tree_node *n, struct siblings *l)
{
    const struct ent_module *m = query_module(s, n->ref);
    if (!m)
        return;
    if (m->building && build_is_bad(m->build))
        siblings_add(l, (struct tree_node){
                    .key = siblings_key(n->key, NODE_BUILD, "", 0), .ref = n->ref, .kind = NODE_BUILD});
    emit_tracks(s, l, n->ref, n->ref.id);
    for (entity_id id = 0; siblings_have_room(l) && (id = query_next_track(s, n->ref, id));)
        emit_old(s, l, id);
    siblings_add_roots(s, l, n->ref, has_no_track);
    if (m->kept_generations)
        siblings_add(l, (struct tree_node){
                    .key = siblings_key(n->key, NODE_KEPT, "", 0), .ref = n->ref, .kind = NODE_KEPT});
}

static void children_of(const struct state *s, const struct tree_node *n, struct siblings *l)
{
    const struct ent_operator *op;
    switch (n->kind) {
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
        siblings_add_roots(s, l, n->ref, has_no_track);
        break;
    default:
        if (node_is_subscription(n->kind))
            add_feeders(s, l, n->ref, 0);
    }
}

static void children(void *ctx, const struct tree_node *parent, unsigned pages,
                     struct tree_out *out)
{
    static const struct siblings_ops below = {children_of, has_no_track};
    siblings_list(ctx, parent, pages, out, &below);
}

/* More rows than a screen has, below one of several: what comes behind it would be out of sight. */
static bool fans_out(const struct state *s, struct ref module)
{
    const struct source_info *src = query_source_by_id(s, module.source);
    unsigned n = 0;
    for (entity_id id = 0; n <= FAN_OUT && (id = query_next_track(s, module, id));)
        n++;
    return n > FAN_OUT && src && src->living[ENT_MODULE] > 1;
}

static bool open_at_first(void *ctx, const struct tree_node *n)
{
    const struct tree_model *m = ctx;
    if (n->kind == NODE_MODULE)
        return !fans_out(m->state, n->ref);
    if (n->kind == NODE_SOURCE || n->kind == NODE_LOOSE)
        return true;
    if (n->kind != NODE_TRACK)
        return false;
    const struct source_info *src = query_source_by_id(m->state, n->ref.source);
    return src && src->living[ENT_TRACK] <= OPEN_TRACKS;
}

bool tree_model_matches(const struct tree_model *m, const struct tree_node *n)
{
    struct filter_context c = {m->state, m->rate, m->ctx};
    bool told = n->kind == NODE_SOURCE || (n->ref.id && n->kind != NODE_KEPT && n->kind != NODE_PIN);
    return told && filter_match(m->filter, &c, n->ref);
}

static bool match(void *ctx, const struct tree_node *n)
{
    return tree_model_matches(ctx, n);
}

void tree_model_ops(struct tree_model *m, struct tree_ops *ops)
{
    *ops = (struct tree_ops){m, children, open_at_first, match, TREE_MODEL_PAGE};
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
