#include "state/old.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/source.h"

static size_t place_of(const struct source *src, entity_id id)
{
    size_t i = 0;
    while (i < src->n_old && src->old[i] != id)
        i++;
    return i;
}

static void add(struct source *src, entity_id id)
{
    if (place_of(src, id) < src->n_old)
        return;
    MEM_GROW(src->old, src->n_old, src->old_cap);
    src->old[src->n_old++] = id;
}

void old_ended(struct source *src, entity_id id)
{
    size_t i = place_of(src, id);
    if (i < src->n_old)
        src->old[i] = src->old[--src->n_old];
}

void old_tagged(struct source *src, entity_id id, uint32_t tag, bool put)
{
    const struct ent_subscription *sub = ID_KIND(id) == ENT_SUBSCRIPTION ? find_subscription(src, id) : NULL;
    if (!sub || sub->e.ended_at || strcmp(query_string(src->state, src->info.source, tag), TAG_OLD_CODE) != 0)
        return;
    if (put)
        add(src, id);
    else
        old_ended(src, id);
}

void old_release(struct source *src)
{
    free(src->old);
    src->old = NULL;
    src->n_old = src->old_cap = 0;
}

uint32_t query_old_code(const struct state *s, struct ref track)
{
    const struct source *src = source_peek(s, track.source);
    uint32_t n = 0;
    for (size_t i = 0; src && i < src->n_old; i++)
        n += query_track_of(s, (struct ref){track.source, src->old[i]}) == track.id;
    return n;
}

size_t query_old_list(const struct state *s, uint32_t source, const entity_id **out)
{
    const struct source *src = source_peek(s, source);
    *out = src ? src->old : NULL;
    return src ? src->n_old : 0;
}

/* ---- earlier versions ------------------------------------------------------------------------------------ */

enum { LOOKED_AT = 4096, STEPS = 256 /* subscriptions of one observable, and of one flow */ };

static struct ref at(struct ref r, entity_id id)
{
    return (struct ref){r.source, id};
}

entity_id query_result(const struct state *s, struct ref entity)
{
    if (ID_KIND(entity.id) == ENT_OBSERVABLE)
        return entity.id;
    const struct ent_pipe *p = query_pipe(s, entity);
    return p ? p->result : 0;
}

/* Only functions changed: a later version is the same entity. */
static bool lives_on(const struct track_version *v, size_t i, size_t n)
{
    for (size_t k = i + 1; k < n; k++)
        if (v[k].entity == v[i].entity)
            return true;
    return false;
}

/* A connection that an operator shares among its subscribers feeds none of them by name: it has the operator's. `track`:
 * the operator is in it; id 0: in any, or none. */
static bool is_connection(const struct state *s, struct ref track, const struct ent_subscription *sub)
{
    for (entity_id id = 0; (id = query_next(s, track.source, ENT_OPERATOR, id));) {
        const struct ent_operator *op = query_operator(s, at(track, id));
        bool takes = op && !op->e.ended_at && op->source == sub->observable;
        const struct ent_operator_fun *fun = takes ? query_operator_fun(s, at(track, op->fun)) : NULL;
        if (fun && fun->e.name == sub->e.name && fun->e.file == sub->e.file && fun->e.line == sub->e.line &&
            (!track.id || query_track_of(s, at(track, id)) == track.id))
            return true;
    }
    return false;
}

bool query_is_connection(const struct state *s, struct ref r)
{
    const struct ent_subscription *sub = query_subscription(s, r);
    return sub && !sub->parent && is_connection(s, (struct ref){r.source, 0}, sub);
}

/* Whether what the subscription gets flows through what the track is now. */
static bool feeds(const struct state *s, struct ref track, const struct ent_subscription *sub, entity_id now)
{
    for (unsigned i = 0; sub && i < STEPS; i++) {
        if (sub->observable == now)
            return true;
        if (!sub->parent)
            return is_connection(s, track, sub);
        sub = query_subscription(s, at(track, sub->parent));
    }
    return false;
}

bool query_old_version(const struct state *s, struct ref track, size_t index)
{
    const struct track_version *v;
    const struct ent_track *t = query_track(s, track);
    size_t n = t ? query_versions(s, track, &v) : 0;
    if (index >= n || v[index].entity == t->entity || lives_on(v, index, n))
        return false;
    entity_id now = query_result(s, at(track, t->entity)); /* swaps keep what matches */
    struct ref result = at(track, query_result(s, at(track, v[index].entity)));
    const struct ent_observable *o = query_observable(s, result);
    if (!o || !o->subscriptions || result.id == now)
        return false;
    entity_id id = 0;
    for (unsigned i = 0; i < LOOKED_AT && (id = query_next_subscription(s, result, id)); i++) {
        const struct ent_subscription *sub = query_subscription(s, at(track, id));
        if (sub && !sub->e.ended_at && !feeds(s, track, sub, now))
            return true;
    }
    return false;
}
