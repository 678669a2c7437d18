#include "ui/subscriptions.h"

#include <stdlib.h>

#include "base/mem.h"
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

/* Of those that no module made, which belong to which: a module has them by the track that they are subscribed to. They
 * are gone through once for all modules of a program, and again when something has changed. */
struct roots_index {
    const struct state *state;
    uint64_t serial;
    uint32_t source;
    struct rooted {
        entity_id module, id;
        size_t order;
    } *items[2]; /* living ones, oldest first; ended ones, newest first */
    size_t n[2], cap[2];
};

static int by_module(const void *a, const void *b)
{
    const struct rooted *x = a, *y = b;
    if (x->module != y->module)
        return x->module < y->module ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static void gather(struct roots_index *x, unsigned ended)
{
    struct ref nobody = {x->source, 0};
    entity_id id = 0;
    x->n[ended] = 0;
    for (size_t i = 0; i < ROOTS_LOOKED; i++) {
        id = ended ? query_next_ended_root(x->state, nobody, id) : query_next_root(x->state, nobody, id);
        if (!id)
            break;
        MEM_GROW(x->items[ended], x->n[ended], x->cap[ended]);
        entity_id module = query_module_of(x->state, (struct ref){x->source, id});
        x->items[ended][x->n[ended]++] = (struct rooted){module, id, i};
    }
    if (x->n[ended])
        qsort(x->items[ended], x->n[ended], sizeof *x->items[ended], by_module);
}

static const struct roots_index *index_of(const struct state *s, const struct tree_model *m, uint32_t source)
{
    struct roots_index *x = m->roots;
    if (x->state == s && x->source == source && x->serial == query_serial(s))
        return x;
    x->state = s;
    x->source = source;
    x->serial = query_serial(s);
    gather(x, false);
    gather(x, true);
    return x;
}

/* The first of the module. */
static const struct rooted *find_module(const struct roots_index *x, unsigned ended, entity_id module, size_t *n)
{
    size_t low = 0, high = x->n[ended];
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (x->items[ended][mid].module < module)
            low = mid + 1;
        else
            high = mid;
    }
    size_t end = low;
    while (end < x->n[ended] && x->items[ended][end].module == module)
        end++;
    *n = end - low;
    return x->items[ended] + low;
}

static void add_adrift(const struct state *s, struct siblings *l)
{
    const struct roots_index *x = index_of(s, l->model, l->parent->ref.source);
    size_t n;
    const struct rooted *living = find_module(x, false, l->parent->ref.id, &n);
    size_t i = 0;
    while (i < n && (l->model->filter || siblings_have_room(l)))
        siblings_add_root(s, l, living[i++].id);
    l->rest += (uint32_t)(n - i); /* what has no room is counted, not looked at */
    const struct rooted *ended = find_module(x, true, l->parent->ref.id, &n);
    for (i = n < ENDED_SHOWN ? n : ENDED_SHOWN; i-- > 0 && siblings_have_room(l);)
        siblings_add_root(s, l, ended[i].id);
}

static void below(const struct state *s, const struct tree_node *n, struct siblings *l)
{
    if (n->kind == NODE_MODULE || n->kind == NODE_LOOSE) {
        siblings_add_roots(s, l, n->ref, is_of);
        if (n->kind == NODE_MODULE)
            add_adrift(s, l);
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
    m->roots = mem_zalloc(sizeof *m->roots);
    *ops = (struct tree_ops){.ctx = m, .children = children, .open_at_first = open_at_first, .match = match};
}

void subscriptions_release(struct tree_model *m)
{
    if (!m->roots)
        return;
    free(m->roots->items[0]);
    free(m->roots->items[1]);
    free(m->roots);
    m->roots = NULL;
}
