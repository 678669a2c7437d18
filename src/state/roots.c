#include "state/roots.h"

#include "state/graph.h"

#define ROOT_LINK offsetof(struct aside_subscription, in_parent)

static struct roots *roots_at(struct source *src, uint32_t module)
{
    return module ? &((struct aside_module *)table_aside(&src->tables[ENT_MODULE], module))->roots
                  : &src->adrift;
}

static struct list *list_of(struct roots *r, unsigned which)
{
    return which == ROOT_LIVING ? &r->living : &r->ended;
}

void roots_remove(struct source *src, struct ent_subscription *sub)
{
    struct aside_subscription *a = subscription_aside(src, sub->e.id);
    struct roots *r = roots_at(src, a->root_of);
    if (!a->root)
        return;
    list_remove(&src->tables[ENT_SUBSCRIPTION], ROOT_LINK, list_of(r, a->root), ID_SLOT(sub->e.id));
    r->n -= a->root == ROOT_LIVING;
    a->root = ROOT_NONE;
    a->root_of = 0;
}

static void add(struct source *src, struct ent_subscription *sub, unsigned which, uint32_t module)
{
    struct aside_subscription *a = subscription_aside(src, sub->e.id);
    struct roots *r = roots_at(src, module);
    list_add(&src->tables[ENT_SUBSCRIPTION], ROOT_LINK, list_of(r, which), ID_SLOT(sub->e.id));
    r->n += which == ROOT_LIVING;
    a->root = (uint8_t)which;
    a->root_of = module;
}

static uint32_t module_of(const struct source *src, entity_id owner)
{
    return ID_KIND(owner) == ENT_MODULE && source_find(src, owner) ? ID_SLOT(owner) : 0;
}

void roots_place(struct source *src, struct ent_subscription *sub)
{
    const struct aside_subscription *a = subscription_aside(src, sub->e.id);
    unsigned which = sub->e.ended_at ? ROOT_ENDED : ROOT_LIVING;
    uint32_t module = module_of(src, a->owner);
    if (sub->parent || (!a->root && which == ROOT_ENDED)) {
        roots_remove(src, sub);
        return;
    }
    if (a->root == which && a->root_of == module)
        return;
    roots_remove(src, sub);
    add(src, sub, which, module);
}

static void abandon(struct source *src, const struct list *l)
{
    while (l->first) {
        struct ent_subscription *sub = subscription_at(src, l->first);
        unsigned which = subscription_aside(src, sub->e.id)->root;
        roots_remove(src, sub);
        add(src, sub, which, 0);
    }
}

void roots_abandon(struct source *src, struct ent_module *m)
{
    struct roots *r = roots_at(src, ID_SLOT(m->e.id));
    abandon(src, &r->living);
    abandon(src, &r->ended);
}
