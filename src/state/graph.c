#include "state/graph.h"

#include "state/roots.h"

#define SUB_LINK(member) offsetof(struct aside_subscription, member)
#define OP_LINK(member)  offsetof(struct aside_operator, member)
#define ARG_LINK         offsetof(struct aside_arg, sibling)
#define MADE_LINK        offsetof(struct aside_observable, made)

bool graph_may_refer(const struct source *src, entity_id id, unsigned kinds)
{
    unsigned kind = ID_KIND(id);
    if (id == 0)
        return true;
    if (kind >= ENT_LIMIT || !(kinds & KIND_BIT(kind)))
        return false;
    if (kind > ENT_ARG)
        return true;
    const struct table *t = &src->tables[kind];
    return table_find(t, id) || table_left(t, id);
}

entity_id graph_held(const struct source *src, entity_id id)
{
    return ID_KIND(id) > ENT_ARG || source_find(src, id) ? id : 0;
}

/* ---- Subscriptions. ---- */

static void count_subscription(struct source *src, const struct ent_subscription *sub, uint32_t by)
{
    struct ent_subscription *parent = find_subscription(src, sub->parent);
    struct ent_observable *o = source_find(src, sub->observable);
    if (parent)
        parent->children += by;
    if (o)
        o->subscriptions += by;
    if (o && !sub->parent)
        observable_aside(src, o->e.id)->own += by;
}

static void set_parent(struct source *src, struct ent_subscription *sub, entity_id id)
{
    struct table *t = &src->tables[ENT_SUBSCRIPTION];
    struct ent_subscription *old = find_subscription(src, sub->parent);
    struct ent_subscription *new = find_subscription(src, id);
    if (old == new)
        return;
    if (old)
        list_remove(t, SUB_LINK(in_parent), &subscription_aside(src, old->e.id)->children,
                    ID_SLOT(sub->e.id));
    roots_remove(src, sub);
    if (new)
        list_add(t, SUB_LINK(in_parent), &subscription_aside(src, new->e.id)->children,
                 ID_SLOT(sub->e.id));
    sub->parent = new ? id : 0;
}

static void set_observable(struct source *src, struct ent_subscription *sub, entity_id id)
{
    struct table *t = &src->tables[ENT_SUBSCRIPTION];
    struct ent_observable *old = source_find(src, sub->observable);
    struct ent_observable *new = source_find(src, id);
    if (old == new)
        return;
    if (old)
        list_remove(t, SUB_LINK(in_observable), &observable_aside(src, old->e.id)->subscriptions,
                    ID_SLOT(sub->e.id));
    if (new)
        list_add(t, SUB_LINK(in_observable), &observable_aside(src, new->e.id)->subscriptions,
                 ID_SLOT(sub->e.id));
    if (new)
        new->heard = true;
    sub->observable = new ? id : 0;
}

static void set_depths(struct source *src, struct ent_subscription *sub)
{
    uint32_t root = ID_SLOT(sub->e.id);
    for (uint32_t at = root; at; at = graph_next_below(src, root, at)) {
        struct ent_subscription *s = subscription_at(src, at);
        const struct ent_subscription *parent = find_subscription(src, s->parent);
        s->depth = parent ? (uint8_t)(parent->depth < 255 ? parent->depth + 1 : 255) : 0;
    }
}

void graph_place_subscription(struct source *src, struct ent_subscription *sub, entity_id parent,
                              entity_id observable)
{
    count_subscription(src, sub, UINT32_MAX); /* minus one */
    set_parent(src, sub, parent);
    set_observable(src, sub, observable);
    count_subscription(src, sub, 1);
    set_depths(src, sub);
    roots_place(src, sub);
}

bool graph_is_above(const struct source *src, entity_id above, entity_id id)
{
    while (id && id != above) {
        const struct ent_subscription *sub = find_subscription(src, id);
        id = sub ? sub->parent : 0;
    }
    return id == above;
}

uint32_t graph_next_below(const struct source *src, uint32_t root, uint32_t at)
{
    const struct aside_subscription *a = subscription_aside(src, at);
    if (a->children.first)
        return a->children.first;
    while (at != root && !a->in_parent.next) {
        at = ID_SLOT(subscription_at(src, at)->parent);
        a = subscription_aside(src, at);
    }
    return at == root ? 0 : a->in_parent.next;
}

uint32_t graph_first_leaf(const struct source *src, uint32_t root)
{
    for (;;) {
        uint32_t child = subscription_aside(src, root)->children.first;
        if (!child)
            return root;
        root = child;
    }
}

uint32_t graph_next_up(const struct source *src, uint32_t root, uint32_t at)
{
    if (at == root)
        return 0;
    uint32_t next = subscription_aside(src, at)->in_parent.next;
    return next ? graph_first_leaf(src, next) : ID_SLOT(subscription_at(src, at)->parent);
}

/* ---- Definitions. ---- */

void graph_place_operator(struct source *src, struct ent_operator *op, entity_id pipe,
                          entity_id fun)
{
    struct table *t = &src->tables[ENT_OPERATOR];
    uint32_t slot = ID_SLOT(op->e.id);
    struct ent_pipe *old_pipe = source_find(src, op->pipe), *new_pipe = source_find(src, pipe);
    struct ent_operator_fun *old_fun = source_find(src, op->fun), *new_fun = source_find(src, fun);
    if (old_pipe != new_pipe && old_pipe)
        list_remove(t, OP_LINK(in_pipe), &pipe_aside(src, old_pipe->e.id)->operators, slot);
    if (old_pipe != new_pipe && new_pipe)
        list_add(t, OP_LINK(in_pipe), &pipe_aside(src, new_pipe->e.id)->operators, slot);
    if (old_fun != new_fun && old_fun)
        list_remove(t, OP_LINK(in_fun), &operator_fun_aside(src, old_fun->e.id)->operators, slot);
    if (old_fun != new_fun && new_fun)
        list_add(t, OP_LINK(in_fun), &operator_fun_aside(src, new_fun->e.id)->operators, slot);
    op->pipe = new_pipe ? pipe : 0;
    op->fun = new_fun ? fun : 0;
}

/* The list of args of an operator_fun or observable, NULL when it is not held. */
static struct list *args_of(struct source *src, entity_id id)
{
    struct entity *e = source_find(src, id);
    if (!e)
        return NULL;
    if (ID_KIND(id) == ENT_OPERATOR_FUN)
        return &operator_fun_aside(src, ID_SLOT(id))->args;
    return &observable_aside(src, ID_SLOT(id))->args;
}

void graph_place_arg(struct source *src, struct ent_arg *arg, entity_id parent)
{
    struct table *t = &src->tables[ENT_ARG];
    struct list *old = args_of(src, arg->parent), *new = args_of(src, parent);
    if (old == new)
        return;
    if (old)
        list_remove(t, ARG_LINK, old, ID_SLOT(arg->e.id));
    if (new)
        list_add(t, ARG_LINK, new, ID_SLOT(arg->e.id));
    arg->parent = new ? parent : 0;
}

static void remove_track(struct source *src, struct ent_track *t, struct ent_module *module)
{
    struct table *tracks = &src->tables[ENT_TRACK];
    struct aside_track *a = track_aside(src, t->e.id);
    struct ent_track *prev = a->prev_sibling ? table_record(tracks, a->prev_sibling) : NULL;
    struct ent_track *next = source_find(src, t->next_sibling);
    if (prev)
        prev->next_sibling = t->next_sibling;
    else
        module->first_track = t->next_sibling;
    if (next)
        track_aside(src, next->e.id)->prev_sibling = a->prev_sibling;
    else
        module->last_track = prev ? prev->e.id : 0;
    a->prev_sibling = 0;
    t->next_sibling = 0;
}

static void add_track(struct source *src, struct ent_track *t, struct ent_module *module)
{
    struct ent_track *last = source_find(src, module->last_track);
    if (last)
        last->next_sibling = t->e.id;
    else
        module->first_track = t->e.id;
    track_aside(src, t->e.id)->prev_sibling = last ? ID_SLOT(last->e.id) : 0;
    module->last_track = t->e.id;
}

void graph_place_track(struct source *src, struct ent_track *t, entity_id module)
{
    struct ent_module *old = source_find(src, t->module), *new = source_find(src, module);
    if (old == new)
        return;
    if (old)
        remove_track(src, t, old);
    if (new)
        add_track(src, t, new);
    t->module = new ? module : 0;
}

static void count_nested(struct source *src, entity_id parent, uint32_t by)
{
    if (!parent || !source_find(src, parent))
        return;
    if (ID_KIND(parent) == ENT_TRACK)
        track_aside(src, parent)->nested += by;
    else if (ID_KIND(parent) == ENT_MODULE)
        module_aside(src, parent)->nested += by;
}

void graph_set_track_parent(struct source *src, struct ent_track *t, entity_id parent)
{
    count_nested(src, t->parent, UINT32_MAX); /* minus one */
    t->parent = parent;
    count_nested(src, t->parent, 1);
}

bool graph_track_is_above(const struct source *src, entity_id above, entity_id id)
{
    while (id && id != above) {
        const struct ent_track *t = ID_KIND(id) == ENT_TRACK ? source_find(src, id) : NULL;
        id = t ? t->parent : 0;
    }
    return id == above;
}

void graph_set_maker(struct source *src, struct ent_observable *o, struct ent_subscription *maker)
{
    struct table *t = &src->tables[ENT_OBSERVABLE];
    struct aside_observable *a = observable_aside(src, o->e.id);
    uint32_t slot = ID_SLOT(o->e.id), new = maker ? ID_SLOT(maker->e.id) : 0;
    if (a->maker == new)
        return;
    if (a->maker)
        list_remove(t, MADE_LINK, &subscription_aside(src, a->maker)->made, slot);
    if (new)
        list_add(t, MADE_LINK, &subscription_aside(src, maker->e.id)->made, slot);
    a->maker = new;
}

/* ---- Leaving. ---- */

/* It has ended, so it owns no observables any more. */
static void detach_subscription(struct source *src, struct ent_subscription *sub)
{
    struct aside_subscription *a = subscription_aside(src, sub->e.id);
    set_parent(src, sub, 0);
    roots_remove(src, sub);
    set_observable(src, sub, 0);
    while (a->children.first) {
        struct ent_subscription *child = subscription_at(src, a->children.first);
        struct ent_observable *o = child->e.ended_at ? NULL : source_find(src, child->observable);
        set_parent(src, child, 0);
        if (o)
            observable_aside(src, o->e.id)->own++;
        set_depths(src, child);
        roots_place(src, child);
    }
}

static void detach_args(struct source *src, const struct list *args)
{
    while (args->first)
        graph_place_arg(src, table_record(&src->tables[ENT_ARG], args->first), 0);
}

static void detach_observable(struct source *src, struct ent_observable *o)
{
    struct aside_observable *a = observable_aside(src, o->e.id);
    graph_set_maker(src, o, NULL);
    while (a->subscriptions.first)
        set_observable(src, subscription_at(src, a->subscriptions.first), 0);
    a->own = 0;
    detach_args(src, &a->args);
}

static void detach_pipe(struct source *src, struct ent_pipe *p)
{
    const struct list *operators = &pipe_aside(src, p->e.id)->operators;
    while (operators->first) {
        struct ent_operator *op = table_record(&src->tables[ENT_OPERATOR], operators->first);
        graph_place_operator(src, op, 0, op->fun);
    }
}

static void detach_operator_fun(struct source *src, struct ent_operator_fun *f)
{
    struct aside_operator_fun *a = operator_fun_aside(src, f->e.id);
    while (a->operators.first) {
        struct ent_operator *op = table_record(&src->tables[ENT_OPERATOR], a->operators.first);
        graph_place_operator(src, op, op->pipe, 0);
    }
    detach_args(src, &a->args);
}

/* What was nested in it stands in the module itself from now on. */
static void detach_track(struct source *src, struct ent_track *t)
{
    struct entity *e = NULL; /* any module's: it may have moved, and they not */
    while (track_aside(src, t->e.id)->nested && (e = table_next(&src->tables[ENT_TRACK], e ? ID_SLOT(e->id) : 0))) {
        struct ent_track *other = (struct ent_track *)e;
        if (other->parent == t->e.id)
            graph_set_track_parent(src, other, t->module);
    }
    graph_set_track_parent(src, t, 0);
    graph_place_track(src, t, 0);
}

static void detach_module(struct source *src, struct ent_module *m)
{
    roots_abandon(src, m);
    while (m->first_track)
        graph_place_track(src, source_find(src, m->first_track), 0);
    struct entity *e = NULL;
    while (module_aside(src, m->e.id)->nested && (e = table_next(&src->tables[ENT_TRACK], e ? ID_SLOT(e->id) : 0)))
        if (((struct ent_track *)e)->parent == m->e.id)
            graph_set_track_parent(src, (struct ent_track *)e, 0);
}

void graph_detach(struct source *src, struct entity *e)
{
    switch (ID_KIND(e->id)) {
    case ENT_MODULE:
        detach_module(src, (struct ent_module *)e);
        break;
    case ENT_TRACK:
        detach_track(src, (struct ent_track *)e);
        break;
    case ENT_OBSERVABLE:
        detach_observable(src, (struct ent_observable *)e);
        break;
    case ENT_PIPE:
        detach_pipe(src, (struct ent_pipe *)e);
        break;
    case ENT_OPERATOR_FUN:
        detach_operator_fun(src, (struct ent_operator_fun *)e);
        break;
    case ENT_OPERATOR:
        graph_place_operator(src, (struct ent_operator *)e, 0, 0);
        break;
    case ENT_SUBSCRIPTION:
        detach_subscription(src, (struct ent_subscription *)e);
        break;
    case ENT_ARG:
        graph_place_arg(src, (struct ent_arg *)e, 0);
        break;
    default:
        break;
    }
}
