#include "event/known.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { SLOTS_MAX = 1 << 24 };

static bool tracked(entity_id id)
{
    unsigned kind = ID_KIND(id);
    return kind > ENT_NONE && kind <= ENT_ARG && ID_SLOT(id) < SLOTS_MAX;
}

void known_release(struct known *k)
{
    for (unsigned kind = 0; kind <= ENT_ARG; kind++)
        free(k->reuse[kind]);
    *k = (struct known)KNOWN_INIT;
}

bool known_has(const struct known *k, entity_id id)
{
    unsigned kind = ID_KIND(id);
    uint32_t slot = ID_SLOT(id);
    if (!tracked(id))
        return id == 0 || kind > ENT_ARG;
    return slot < k->cap[kind] && k->reuse[kind][slot] == ID_REUSE(id) + 1;
}

static void grow(struct known *k, unsigned kind, uint32_t slot)
{
    size_t old = k->cap[kind];
    MEM_RESERVE(k->reuse[kind], (size_t)slot + 1, k->cap[kind]);
    memset(k->reuse[kind] + old, 0, (k->cap[kind] - old) * sizeof *k->reuse[kind]);
}

bool known_add(struct known *k, entity_id id)
{
    unsigned kind = ID_KIND(id);
    uint32_t slot = ID_SLOT(id);
    if (!tracked(id) || known_has(k, id))
        return false;
    if (slot >= k->cap[kind])
        grow(k, kind, slot);
    k->reuse[kind][slot] = ID_REUSE(id) + 1;
    return true;
}
