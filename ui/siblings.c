#include "ui/siblings.h"

#include "base/bytes.h"

uint64_t siblings_key(uint64_t parent, unsigned kind, const char *name, uint64_t number)
{
    uint64_t h = bytes_hash(parent ? parent : BYTES_HASH_SEED, &kind, sizeof kind);
    h = bytes_hash_str(h, name);
    return bytes_hash(h, &number, sizeof number);
}

/* Names that share a counter only leave gaps. */
uint64_t siblings_key_among(struct siblings *l, unsigned kind, const char *name)
{
    uint64_t parent = l->parent ? l->parent->key : 0;
    uint64_t number = l->same[siblings_key(parent, kind, name, 0) % 256]++;
    return siblings_key(parent, kind, name, number);
}

bool siblings_have_room(const struct siblings *l)
{
    return l->n < l->limit;
}

void siblings_add(struct siblings *l, struct tree_node node)
{
    const struct tree_model *m = l->model;
    if (m->filter && !m->inside && !node.branch && !tree_model_matches(m, &node))
        return; /* does not count towards the limit */
    if (!m->plumbing && node_is_plumbing(m->state, &node))
        return;
    if (l->n++ < l->limit)
        tree_emit(l->out, &node);
    else
        l->rest++;
}

void siblings_end(struct siblings *l)
{
    uint64_t parent = l->parent ? l->parent->key : 0;
    size_t n = l->out->n - l->begin;
    order_children(&l->model->order, l->model, l->out->items + l->begin, n);
    if (n > l->room) {
        l->rest += (uint32_t)(n - l->room);
        l->out->n = l->begin + l->room;
    }
    if (l->rest)
        tree_emit(l->out, &(struct tree_node){.key = siblings_key(parent, NODE_MORE, "", 0),
                                              .kind = NODE_MORE,
                                              .extra = l->rest});
}

static struct ref at(const struct tree_node *n, entity_id id)
{
    return (struct ref){n->ref.source, id};
}

/* Its observer's, else what it is subscribed to. */
static const char *subscription_name(const struct state *s, struct ref sub)
{
    const struct ent_subscription *x = query_subscription(s, sub);
    const char *name = query_name(s, sub);
    return *name || !x ? name : query_name(s, (struct ref){sub.source, x->observable});
}

bool siblings_is_fed(const struct state *s, struct ref sub)
{
    unsigned seen = 0;
    for (entity_id id = 0; (id = query_next_child(s, sub, id)) && seen < 64; seen++) {
        const struct entity *e = query_entity(s, (struct ref){sub.source, id});
        if (e && !e->ended_at)
            return true;
    }
    return false;
}

struct tree_node siblings_subscription(const struct state *s, struct siblings *l, unsigned kind, entity_id id)
{
    struct ref r = at(l->parent, id);
    return (struct tree_node){.key = siblings_key_among(l, kind, subscription_name(s, r)),
                              .ref = r,
                              .kind = (uint8_t)kind};
}

void siblings_add_root(const struct state *s, struct siblings *l, entity_id id)
{
    struct tree_node n = siblings_subscription(s, l, NODE_SUBSCRIPTION, id);
    n.branch = siblings_is_fed(s, n.ref);
    siblings_add(l, n);
}

/* The newest few, the oldest of them first. */
static void add_ended_roots(const struct state *s, struct siblings *l, struct ref module, siblings_wants_fn *wants)
{
    entity_id ids[ENDED_SHOWN], id = 0;
    size_t n = 0;
    for (unsigned seen = 0; n < ENDED_SHOWN && seen < ROOTS_LOOKED; seen++) {
        if (!(id = query_next_ended_root(s, module, id)))
            break;
        if (wants(s, at(l->parent, id), l->parent->ref))
            ids[n++] = id;
    }
    while (n > 0)
        siblings_add_root(s, l, ids[--n]);
}

void siblings_add_roots(const struct state *s, struct siblings *l, struct ref module, siblings_wants_fn *wants)
{
    unsigned seen = 0;
    for (entity_id id = 0; seen < ROOTS_LOOKED && l->n <= l->limit; seen++) {
        if (!(id = query_next_root(s, module, id)))
            break;
        if (wants(s, at(l->parent, id), l->parent->ref))
            siblings_add_root(s, l, id);
    }
    uint32_t all = query_roots(s, module);
    if (l->n > l->limit && !l->model->filter && all > seen)
        l->rest += all - seen;
    else if (module.id && l->n <= l->limit)
        add_ended_roots(s, l, module, wants);
}

/* What all trees begin with: programs and their modules */

/* Whether there is anything to list. */
static bool has_loose(const struct state *s, uint32_t source, siblings_wants_fn *wants)
{
    unsigned seen = 0;
    for (entity_id id = 0; (id = query_next_root(s, (struct ref){source, 0}, id)) && seen < ROOTS_LOOKED; seen++)
        if (wants(s, (struct ref){source, id}, (struct ref){source, 0}))
            return true;
    return false;
}

static void source_children(const struct state *s, uint32_t source, uint64_t key, struct siblings *l)
{
    struct tree_node root = {.key = key, .ref = {source, 0}, .kind = NODE_SOURCE};
    const struct tree_node *parent = l->parent;
    l->parent = &root;
    for (entity_id id = 0; (id = query_next(s, source, ENT_MODULE, id));) {
        struct ref r = {source, id};
        siblings_add(l, (struct tree_node){.key = siblings_key_among(l, NODE_MODULE, query_name(s, r)),
                                           .ref = r,
                                           .kind = NODE_MODULE,
                                           .branch = true});
    }
    if (l->ops->loose && has_loose(s, source, l->ops->loose))
        siblings_add(l, (struct tree_node){.key = siblings_key(key, NODE_LOOSE, "", 0),
                                           .ref = {source, 0},
                                           .kind = NODE_LOOSE,
                                           .branch = true});
    l->parent = parent;
}

static void roots(struct siblings *l)
{
    const struct programs *p = &l->model->programs;
    for (size_t i = 0; i < p->n; i++) {
        const struct program *own = &p->items[i];
        if (own->replaced)
            continue;
        if (p->listed == 1)
            source_children(l->model->state, own->src->source, own->key, l);
        else
            siblings_add(l, (struct tree_node){.key = siblings_key(own->key, NODE_SOURCE, "", 0),
                                               .ref = {own->src->source, 0},
                                               .kind = NODE_SOURCE,
                                               .branch = true});
    }
}

static void program_children(const struct tree_node *n, struct siblings *l)
{
    const struct program *own = programs_find(&l->model->programs, n->ref.source);
    if (own)
        source_children(l->model->state, n->ref.source, own->key, l);
}

void siblings_list(struct tree_model *m, const struct tree_node *parent, unsigned pages, struct tree_out *out,
                   const struct siblings_ops *ops)
{
    size_t room = (size_t)TREE_MODEL_PAGE << pages;
    struct siblings l = {.model = m, .ops = ops, .out = out, .begin = out->n, .room = room,
                         .limit = m->order.by && room < ROOTS_LOOKED ? ROOTS_LOOKED : room};
    struct tree_node copy;
    if (!parent) {
        programs_list(&m->programs, m->state);
        roots(&l);
    } else {
        copy = *parent; /* `out` may move while it grows */
        l.parent = &copy;
        if (copy.kind == NODE_SOURCE)
            program_children(&copy, &l);
        else
            ops->below(m->state, &copy, &l);
    }
    siblings_end(&l);
}
