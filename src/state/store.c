#include "state/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void table_init(struct table *t, uint32_t record_size, uint32_t aside_size)
{
    *t = (struct table){.record_size = record_size, .aside_size = aside_size};
}

void table_release(struct table *t)
{
    for (size_t i = 0; i < t->chunks; i++) {
        free(t->records[i]);
        free(t->asides[i]);
    }
    free(t->records);
    free(t->asides);
    table_init(t, t->record_size, t->aside_size);
}

size_t table_memory(const struct table *t)
{
    size_t bytes = (t->cap + t->asides_cap) * sizeof *t->records;
    for (size_t i = 0; i < t->chunks; i++)
        if (t->records[i])
            bytes += (size_t)CHUNK_SLOTS * (t->record_size + t->aside_size);
    return bytes;
}

/* a <= b on the circle of 24-bit reuse counts. */
static bool reuse_not_newer(uint32_t a, uint32_t b)
{
    return ((b - a) & REUSE_MASK) <= REUSE_MASK / 2;
}

static uint32_t last_seen(const struct table *t, uint32_t slot)
{
    const struct aside *a = table_has(t, slot) ? table_aside(t, slot) : NULL;
    return a ? a->seen : 0;
}

bool table_left(const struct table *t, entity_id id)
{
    uint32_t seen = last_seen(t, ID_SLOT(id));
    return seen && reuse_not_newer(ID_REUSE(id), seen - 1) && !table_find(t, id);
}

bool table_may_take(const struct table *t, entity_id id)
{
    uint32_t slot = ID_SLOT(id), seen = last_seen(t, slot);
    if (slot == 0 || slot > SLOT_LIMIT || slot > t->top + (uint64_t)SLOT_AHEAD)
        return false;
    return !seen || reuse_not_newer(seen - 1, ID_REUSE(id));
}

static void make_chunk(struct table *t, size_t at)
{
    MEM_RESERVE(t->records, at + 1, t->cap);
    MEM_RESERVE(t->asides, at + 1, t->asides_cap);
    while (t->chunks <= at) {
        t->records[t->chunks] = NULL;
        t->asides[t->chunks++] = NULL;
    }
    if (!t->records[at]) {
        t->records[at] = mem_zalloc((size_t)CHUNK_SLOTS * t->record_size);
        t->asides[at] = mem_zalloc((size_t)CHUNK_SLOTS * t->aside_size);
    }
}

struct entity *table_take(struct table *t, entity_id id)
{
    uint32_t slot = ID_SLOT(id);
    make_chunk(t, slot >> CHUNK_BITS);
    if (slot > t->top)
        t->top = slot;
    struct entity *e = table_record(t, slot);
    struct aside *a = table_aside(t, slot);
    memset(e, 0, t->record_size);
    memset(a, 0, t->aside_size);
    e->id = id;
    a->seen = ID_REUSE(id) + 1;
    return e;
}

void table_leave(struct table *t, struct entity *e)
{
    memset(e, 0, t->record_size);
}

bool table_leave_all(struct table *t, entity_id id, uint32_t n)
{
    uint32_t first = ID_SLOT(id), last = first + (n ? n - 1 : 0);
    if (first == 0 || last > SLOT_LIMIT || last > t->top + (uint64_t)SLOT_AHEAD)
        return false;
    make_chunk(t, first >> CHUNK_BITS);
    make_chunk(t, last >> CHUNK_BITS);
    if (last > t->top)
        t->top = last;
    for (uint32_t slot = first; slot < first + n; slot++) {
        const struct entity *e = table_record(t, slot);
        struct aside *a = table_aside(t, slot);
        if (!e->id && (!a->seen || reuse_not_newer(a->seen - 1, ID_REUSE(id))))
            a->seen = ID_REUSE(id) + 1;
    }
    return true;
}

struct entity *table_next(const struct table *t, uint32_t after)
{
    for (uint64_t slot = (uint64_t)after + 1; slot <= t->top; slot++) {
        if (!t->records[slot >> CHUNK_BITS]) {
            slot |= CHUNK_SLOTS - 1;
            continue;
        }
        struct entity *e = table_record(t, (uint32_t)slot);
        if (e->id)
            return e;
    }
    return NULL;
}

void list_add(struct table *t, size_t link, struct list *l, uint32_t slot)
{
    *list_link(t, link, slot) = (struct link){l->last, 0};
    if (l->last)
        list_link(t, link, l->last)->next = slot;
    else
        l->first = slot;
    l->last = slot;
}

void list_remove(struct table *t, size_t link, struct list *l, uint32_t slot)
{
    struct link *at = list_link(t, link, slot);
    if (at->prev)
        list_link(t, link, at->prev)->next = at->next;
    else
        l->first = at->next;
    if (at->next)
        list_link(t, link, at->next)->prev = at->prev;
    else
        l->last = at->prev;
    *at = (struct link){0};
}

void table_add_ended(struct table *t, uint32_t slot)
{
    list_add(t, offsetof(struct aside, ended), &t->ended, slot);
    t->n_ended++;
}

void table_remove_ended(struct table *t, uint32_t slot)
{
    list_remove(t, offsetof(struct aside, ended), &t->ended, slot);
    t->n_ended--;
}
