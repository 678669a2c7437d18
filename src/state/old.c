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
