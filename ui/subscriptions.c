#include "ui/subscriptions.h"

#include "ui/siblings.h"

enum {
    ARM = 1,         /* extra: what follows stands below this row, not behind it */
    OPEN_MOST = 48,  /* more living subscriptions of a program than this begin folded */
    LOOKED = 64      /* that feed one, to see whether any is an inner stream */
};

static bool lives(const struct state *s, struct ref r)
{
    const struct entity *e = query_entity(s, r);
    return e && !e->ended_at;
}

/* How many of what feeds it are of the kind, up to two. */
static unsigned count_feeders(const struct state *s, struct ref sub, bool inner)
{
    unsigned n = 0, seen = 0;
    for (entity_id id = 0; n < 2 && seen < LOOKED && (id = query_next_child(s, sub, id)); seen++) {
        struct ref r = {sub.source, id};
        n += lives(s, r) && node_is_inner(s, r) == inner;
    }
    return n;
}

static void add_inner(const struct state *s, struct siblings *l, struct ref sub)
{
    for (entity_id id = 0; (id = query_next_child(s, sub, id));) {
        struct ref r = {sub.source, id};
        if (!lives(s, r) || !node_is_inner(s, r))
            continue;
        struct tree_node n = siblings_subscription(s, l, NODE_INNER, id);
        n.branch = siblings_is_fed(s, r);
        n.extra = ARM;
        siblings_add(l, n);
    }
}

static void add_chain(const struct state *s, struct siblings *l, struct ref sub, unsigned depth)
{
    bool forks = count_feeders(s, sub, false) > 1;
    for (entity_id id = 0; (id = query_next_child(s, sub, id));) {
        struct ref r = {sub.source, id};
        if (!lives(s, r) || node_is_inner(s, r))
            continue;
        struct tree_node n = siblings_subscription(s, l, NODE_UPSTREAM, id);
        n.branch = forks ? siblings_is_fed(s, r) : count_feeders(s, r, true) > 0;
        n.extra = forks ? ARM : 0;
        siblings_add(l, n);
        if (!forks && depth < TREE_DEPTH)
            add_chain(s, l, r, depth + 1);
    }
}

/* By the track that it is subscribed to, else by who made it. */
static bool is_of(const struct state *s, struct ref sub, struct ref module)
{
    return query_module_of(s, sub) == module.id;
}

static void below(const struct state *s, const struct tree_node *n, struct siblings *l)
{
    if (n->kind == NODE_MODULE || n->kind == NODE_LOOSE) {
        siblings_add_roots(s, l, n->ref, is_of);
        if (n->kind == NODE_MODULE)
            siblings_add_roots(s, l, (struct ref){n->ref.source, 0}, is_of);
        return;
    }
    if (!node_is_subscription(n->kind))
        return;
    add_inner(s, l, n->ref);
    if (n->kind == NODE_SUBSCRIPTION || n->extra == ARM)
        add_chain(s, l, n->ref, 0);
}

static void children(void *ctx, const struct tree_node *parent, unsigned pages, struct tree_out *out)
{
    static const struct siblings_ops ops = {below, is_of};
    siblings_list(ctx, parent, pages, out, &ops);
}

static bool open_at_first(void *ctx, const struct tree_node *n)
{
    const struct tree_model *m = ctx;
    const struct source_info *src = query_source_by_id(m->state, n->ref.source);
    return !node_is_subscription(n->kind) || (src && src->living[ENT_SUBSCRIPTION] <= OPEN_MOST);
}

static bool match(void *ctx, const struct tree_node *n)
{
    return tree_model_matches(ctx, n);
}

void subscriptions_ops(struct tree_model *m, struct tree_ops *ops)
{
    *ops = (struct tree_ops){.ctx = m, .children = children, .open_at_first = open_at_first, .match = match};
}
