/* tell_order.c - in which order a snapshot tells entities, so that each comes after what it refers to and
 * every list gets its members in its own order.
 *
 * What an entity needs (its references, and who stands before it in its lists) is told first, with a stack
 * of our own, since chains are as long as a program likes. Where needs go round in a circle, which lists can
 * do that were joined at different times, an entity is told without the place or reference that is not there
 * yet, and completed at the end: a list from the first member on that is missing, so that its order holds. */
#include "state/snapshot_int.h"

#include <stdlib.h>

#include "base/mem.h"

struct stack {
    entity_id *items;
    size_t n, cap;
};

static void push(struct teller *t, struct stack *s, entity_id id)
{
    *tell_mark(t, id) |= TELL_OPEN;
    MEM_GROW(s->items, s->n, s->cap);
    s->items[s->n++] = id;
}

/* The first thing that it needs and that nobody has begun to tell, 0: none. */
static entity_id missing(const struct teller *t, entity_id id)
{
    entity_id needs[TELL_NEEDS];
    tell_needs(t, id, needs);
    for (size_t i = 0; i < TELL_NEEDS; i++)
        if (needs[i] && !*tell_mark(t, needs[i]))
            return needs[i];
    return 0;
}

/* Whether it can join the end of a list: the owner is there, and so is everybody before it. */
static bool can_join(const struct teller *t, entity_id id, bool second)
{
    entity_id owner = tell_owner(t, id, second), before = tell_before(t, id, second);
    uint8_t later = second ? TELL_LATER_B : TELL_LATER_A;
    if (owner && !(*tell_mark(t, owner) & TELL_DONE))
        return false;
    return !before || (*tell_mark(t, before) & (TELL_DONE | later)) == TELL_DONE;
}

static void tell_first(struct teller *t, entity_id id)
{
    uint8_t *mark = tell_mark(t, id);
    if (*mark & TELL_DONE)
        return; /* an operator's target was told with it */
    *mark |= (can_join(t, id, false) ? 0 : TELL_LATER_A) | (can_join(t, id, true) ? 0 : TELL_LATER_B);
    *mark |= TELL_DONE;
    tell_entity(t, id, true);
    if (*mark & (TELL_LATER_A | TELL_LATER_B | TELL_AGAIN))
        t->later = true;
}

static void visit(struct teller *t, struct stack *s, entity_id root)
{
    if (*tell_mark(t, root))
        return;
    push(t, s, root);
    while (s->n > 0) {
        entity_id id = s->items[s->n - 1], need = missing(t, id);
        if (need) {
            push(t, s, need);
            continue;
        }
        s->n--;
        tell_first(t, id);
    }
}

/* ---- What had to wait. ---- */

/* From the first member of its list that waits to the last: all behind one that waits do so too. */
static void join_lists(struct teller *t, unsigned kind, bool second)
{
    uint8_t later = second ? TELL_LATER_B : TELL_LATER_A;
    const struct table *table = &t->src->tables[kind];
    for (struct entity *e = table_next(table, 0); e; e = table_next(table, ID_SLOT(e->id))) {
        struct stack s = {0};
        for (entity_id id = e->id; id && !e->ended_at && *tell_mark(t, id) & later;
             id = tell_before(t, id, second)) {
            MEM_GROW(s.items, s.n, s.cap);
            s.items[s.n++] = id;
        }
        while (s.n > 0) {
            entity_id id = s.items[--s.n];
            *tell_mark(t, id) &= (uint8_t)~later;
            tell_entity(t, id, false);
        }
        free(s.items);
    }
}

static void complete(struct teller *t, unsigned kind)
{
    const struct table *table = &t->src->tables[kind];
    for (struct entity *e = table_next(table, 0); e; e = table_next(table, ID_SLOT(e->id)))
        if (!e->ended_at && *tell_mark(t, e->id) & TELL_AGAIN)
            tell_entity(t, e->id, false);
}

static const uint8_t kinds[] = {ENT_OBSERVABLE, ENT_PIPE, ENT_OPERATOR_FUN,
                                ENT_OPERATOR,   ENT_ARG,  ENT_SUBSCRIPTION};

void tell_entities(struct teller *t)
{
    struct stack s = {0};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        const struct table *table = &t->src->tables[kinds[i]];
        for (struct entity *e = table_next(table, 0); e; e = table_next(table, ID_SLOT(e->id)))
            if (!e->ended_at)
                visit(t, &s, e->id);
    }
    free(s.items);
    for (size_t i = 0; t->later && i < ARRAY_LEN(kinds); i++) {
        join_lists(t, kinds[i], false);
        join_lists(t, kinds[i], true);
        complete(t, kinds[i]);
    }
}
