#include "ui/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/tree_model.h"

struct order_value {
    uint64_t key; /* 0: empty */
    double value;
    uint32_t second, rank; /* rank 0: none yet */
};

void order_release(struct order *o)
{
    free(o->values);
    *o = (struct order){0};
}

void order_set(struct order *o, enum order_by by, bool kept)
{
    order_release(o);
    o->by = by;
    o->kept = kept;
}

const char *order_name(enum order_by by)
{
    static const char *const names[] = {"", "name", "age", "rate", "count"};
    return names[by];
}

/* --- values ------------------------------------------------------------------------------------- */

static struct order_value *slot(struct order_value *table, size_t cap, uint64_t key)
{
    size_t i = (size_t)(key * 0x9e3779b97f4a7c15ull >> 32) & (cap - 1);
    while (table[i].key && table[i].key != key)
        i = (i + 1) & (cap - 1);
    return &table[i];
}

static struct order_value *value_slot(struct order *o, uint64_t key)
{
    key += !key;
    if ((o->n + 1) * 2 > o->cap) {
        size_t cap = o->cap ? o->cap * 2 : 256;
        struct order_value *table = mem_zalloc(cap * sizeof *table);
        for (size_t i = 0; i < o->cap; i++)
            if (o->values[i].key)
                *slot(table, cap, o->values[i].key) = o->values[i];
        free(o->values);
        o->values = table;
        o->cap = cap;
    }
    struct order_value *v = slot(o->values, o->cap, key);
    o->n += !v->key;
    v->key = key;
    return v;
}

static struct ref at(const struct tree_node *n, entity_id id)
{
    return (struct ref){n->ref.source, id};
}

static double rate_of_stream(const struct tree_model *m, struct ref r)
{
    return m->rate && r.id ? m->rate(m->ctx, r) : 0;
}

static double rate_of_module(const struct tree_model *m, struct ref module)
{
    double sum = 0;
    for (entity_id id = 0; (id = query_next_track(m->state, module, id));) {
        struct tree_node track = {.ref = {module.source, id}, .kind = NODE_TRACK};
        sum += rate_of_stream(m, (struct ref){module.source, node_observable(m->state, &track)});
    }
    return sum;
}

static double rate_of(const struct tree_model *m, const struct tree_node *n)
{
    double sum = 0;
    if (node_is_subscription(n->kind))
        return rate_of_stream(m, n->ref);
    if (n->kind == NODE_MODULE)
        return rate_of_module(m, n->ref);
    if (n->kind != NODE_SOURCE)
        return rate_of_stream(m, at(n, node_observable(m->state, n)));
    for (entity_id id = 0; (id = query_next(m->state, n->ref.source, ENT_MODULE, id));)
        sum += rate_of_module(m, at(n, id));
    return sum;
}

/* As wall clock: programs have clocks of their own. */
static double begin_of(const struct tree_model *m, const struct tree_node *n)
{
    const struct entity *e = query_entity(m->state, n->ref);
    const struct source_info *src = query_source_by_id(m->state, n->ref.source);
    if (n->kind == NODE_SOURCE)
        return src ? (double)src->started_wall : 0;
    return e ? (double)query_wall(m->state, n->ref.source, e->created_at) : 0;
}

static double value_of(enum order_by by, const struct tree_model *m, const struct tree_node *n)
{
    switch (by) {
    case ORDER_AGE: return begin_of(m, n);
    case ORDER_RATE: return rate_of(m, n);
    case ORDER_COUNT: return (double)node_total(m->state, n);
    default: return 0;
    }
}

static const char *name_of(const struct tree_model *m, const struct tree_node *n)
{
    const struct source_info *src = query_source_by_id(m->state, n->ref.source);
    const struct ent_subscription *sub = query_subscription(m->state, n->ref);
    if (n->kind == NODE_SOURCE)
        return src && src->name ? src->name : "";
    const char *name = query_name(m->state, n->ref);
    return *name || !sub ? name : query_name(m->state, at(n, sub->observable));
}

/* --- places ------------------------------------------------------------------------------------- */

struct place {
    struct tree_node node;
    const char *name;
    double value;
    uint32_t rank; /* 0: it is new */
    size_t index;
    bool by_name;
};

static int compare(const void *x, const void *y)
{
    const struct place *a = x, *b = y;
    int by = 0;
    if (a->rank || b->rank)
        return !a->rank ? 1 : !b->rank ? -1 : a->rank < b->rank ? -1 : a->rank > b->rank;
    if (a->by_name)
        by = strcasecmp(a->name, b->name);
    else if (a->value < b->value || a->value > b->value)
        by = a->value > b->value ? -1 : 1; /* the youngest, the fastest, the most first */
    return by ? by : a->index < b->index ? -1 : a->index > b->index;
}

static void find_place(struct order *o, const struct tree_model *m, struct place *p)
{
    struct order_value *v = value_slot(o, p->node.key);
    bool known = v->second && (!o->kept || v->second == o->second + 1);
    if (!known && o->by != ORDER_NAME)
        v->value = value_of(o->by, m, &p->node);
    v->second = o->second + 1;
    p->value = v->value;
    p->rank = o->kept ? 0 : v->rank;
    p->by_name = o->by == ORDER_NAME;
    p->name = p->by_name ? name_of(m, &p->node) : "";
}

static bool moves(unsigned kind)
{
    return kind == NODE_SOURCE || kind == NODE_MODULE || kind == NODE_TRACK || kind == NODE_SUBSCRIPTION ||
           kind == NODE_INNER;
}

/* Of one kind, side by side. */
static void order_run(struct order *o, const struct tree_model *m, struct tree_node *items, size_t n)
{
    struct place *places = mem_alloc(n * sizeof *places);
    for (size_t i = 0; i < n; i++) {
        places[i] = (struct place){.node = items[i], .index = i};
        find_place(o, m, &places[i]);
    }
    qsort(places, n, sizeof *places, compare);
    for (size_t i = 0; i < n; i++) {
        items[i] = places[i].node;
        struct order_value *v = value_slot(o, items[i].key);
        v->rank = v->rank ? v->rank : ++o->ranks;
    }
    free(places);
}

void order_children(struct order *o, const struct tree_model *m, struct tree_node *items, size_t n)
{
    for (size_t i = 0, end; o->by && i < n; i = end) {
        for (end = i + 1; end < n && items[end].kind == items[i].kind;)
            end++;
        if (end > i + 1 && moves(items[i].kind))
            order_run(o, m, items + i, end - i);
    }
}
