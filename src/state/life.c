#include "state/life.h"

#include "state/graph.h"
#include "state/old.h"
#include "state/roots.h"
#include "state/source.h"

bool life_may_define(const struct source *src, entity_id id, enum entity_kind kind)
{
    if (ID_KIND(id) != kind || ID_SLOT(id) == 0)
        return false;
    const struct table *t = &src->tables[kind];
    return table_find(t, id) || table_may_take(t, id);
}

/* ---- Ending. ---- */

static void count_end(struct source *src, struct entity *e, uint64_t at)
{
    e->ended_at = at ? at : 1; /* 0 is "lives" */
    src->info.living[ID_KIND(e->id)]--;
    table_add_ended(&src->tables[ID_KIND(e->id)], ID_SLOT(e->id));
    src->ended_some = true;
    source_touch(src);
}

void life_end(struct source *src, struct entity *e, uint64_t at)
{
    if (!e->ended_at)
        count_end(src, e, at);
}

void life_revive(struct source *src, struct entity *e)
{
    if (!e->ended_at)
        return;
    e->ended_at = 0;
    src->info.living[ID_KIND(e->id)]++;
    table_remove_ended(&src->tables[ID_KIND(e->id)], ID_SLOT(e->id));
    source_touch(src);
}

/* An observable that only an ended subscription's arg calls made ends when nobody listens. */
static void end_if_abandoned(struct source *src, struct ent_observable *o, uint64_t at)
{
    if (o->subscriptions == 0 && observable_aside(src, o->e.id)->abandoned)
        life_end(src, &o->e, at);
}

static void abandon_made(struct source *src, struct aside_subscription *a, uint64_t at)
{
    while (a->made.first) {
        struct ent_observable *o = observable_at(src, a->made.first);
        graph_set_maker(src, o, NULL);
        observable_aside(src, o->e.id)->abandoned = true;
        end_if_abandoned(src, o, at);
    }
}

static void end_one(struct source *src, struct ent_subscription *sub, uint8_t code, uint64_t at)
{
    struct aside_subscription *a = subscription_aside(src, sub->e.id);
    struct ent_subscription *parent = find_subscription(src, sub->parent);
    struct ent_observable *o = source_find(src, sub->observable);
    sub->end = code;
    count_end(src, &sub->e, at);
    old_ended(src, sub->e.id);
    src->info.living[ENT_SEND] -= a->sends;
    src->info.living[ENT_ARG_CALL] -= a->calls;
    roots_place(src, sub);
    if (parent)
        parent->children--;
    if (o) {
        o->subscriptions--;
        observable_aside(src, o->e.id)->own -= !sub->parent;
        end_if_abandoned(src, o, at);
    }
    abandon_made(src, a, at);
}

/* Children end before their parents, so that they also leave before them. */
static void end_below(struct source *src, uint32_t root, uint8_t code, uint64_t at)
{
    for (uint32_t slot = graph_first_leaf(src, root); slot && slot != root;
         slot = graph_next_up(src, root, slot)) {
        struct ent_subscription *sub = subscription_at(src, slot);
        if (sub->e.ended_at)
            continue;
        subscription_aside(src, sub->e.id)->cascaded = true;
        end_one(src, sub, code, at);
    }
}

void life_end_subscription(struct source *src, struct ent_subscription *sub, uint8_t code,
                           uint64_t at)
{
    struct aside_subscription *a = subscription_aside(src, sub->e.id);
    if (sub->e.ended_at) {
        if (a->cascaded && sub->end != code) {
            sub->end = code;
            source_touch(src);
        }
        a->cascaded = false;
        return;
    }
    bool by_swap = code == END_SWAPPED || code == END_ORPHANED;
    end_below(src, ID_SLOT(sub->e.id), by_swap ? code : END_UNSUBSCRIBED, at);
    end_one(src, sub, code, at);
}

/* ---- Leaving. ---- */

static void leave(struct source *src, struct entity *e)
{
    struct table *t = &src->tables[ID_KIND(e->id)];
    if (e->ended_at)
        table_remove_ended(t, ID_SLOT(e->id));
    else
        src->info.living[ID_KIND(e->id)]--;
    graph_detach(src, e);
    source_drop_entity_texts(src, e);
    table_leave(t, e);
    source_touch(src);
}

/* Empties a slot for its next entity. */
static void evict(struct source *src, struct entity *e, uint64_t at)
{
    if (ID_KIND(e->id) == ENT_SUBSCRIPTION)
        life_end_subscription(src, (struct ent_subscription *)e, END_UNSUBSCRIBED, at);
    leave(src, e);
}

void life_remove_track(struct source *src, struct ent_track *t)
{
    leave(src, &t->e);
}

static void trim_table(struct source *src, struct table *t)
{
    while (t->n_ended > src->state->limits.ended)
        leave(src, table_record(t, t->ended.first));
}

void life_trim(struct source *src)
{
    for (unsigned kind = ENT_MODULE; kind <= ENT_ARG; kind++)
        trim_table(src, &src->tables[kind]);
    src->ended_some = false;
}

/* ---- Coming. ---- */

static struct entity *make(struct source *src, const struct event *ev)
{
    struct table *t = &src->tables[ID_KIND(ev->id)];
    if (table_has(t, ID_SLOT(ev->id))) {
        struct entity *old = table_record(t, ID_SLOT(ev->id));
        if (old->id)
            evict(src, old, ev->time);
    }
    struct entity *e = table_take(t, ev->id);
    e->created_at = ev->time;
    src->info.living[ID_KIND(ev->id)]++;
    return e;
}

void *life_define(struct source *src, const struct event *ev)
{
    struct entity *e = source_find(src, ev->id);
    if (!e)
        e = make(src, ev);
    else
        life_revive(src, e);
    if (ev->named.name)
        e->name = ev->named.name;
    if (ev->named.file) {
        e->file = ev->named.file;
        e->line = ev->named.line;
    }
    source_touch(src);
    return e;
}
