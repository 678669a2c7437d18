/* tags.c - the tags of what a program is made of, from its own code and from inspectors: kept by
 * it, so that late readers are told of them. Loop thread. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rx/rx_int.h"
#include "rx/runtime.h"

static struct event tag_event(entity_id id, uint32_t tag, bool added)
{
    return (struct event){.kind = EV_TAG, .flags = added, .id = id, .named = {.name = tag}};
}

void rx_put_tags(const struct rx_teller *t, const uint32_t *tags, entity_id id, uint64_t time)
{
    for (uint32_t i = 1; tags && i <= tags[0]; i++) {
        struct event ev = tag_event(id, tags[i], true);
        rx_put(t, &ev, time);
    }
}

/* Where it stands; 0: nowhere. */
static uint32_t place_of(const uint32_t *tags, uint32_t tag)
{
    for (uint32_t i = 1; tags && i <= tags[0]; i++)
        if (tags[i] == tag)
            return i;
    return 0;
}

static void tell(entity_id id, uint32_t tag, bool added)
{
    struct event ev = tag_event(id, tag, added);
    if (id && rx_rt->sink)
        rx_tell(&ev);
}

void rx_tag_add(uint32_t **tags, entity_id id, uint32_t tag)
{
    tell(id, tag, true);
    if (!tag || place_of(*tags, tag))
        return;
    uint32_t n = *tags ? **tags : 0;
    *tags = mem_realloc_n(*tags, n + 2, sizeof **tags);
    (*tags)[n + 1] = tag;
    **tags = n + 1;
}

void rx_tag_remove(uint32_t **tags, entity_id id, uint32_t tag)
{
    uint32_t at = place_of(*tags, tag);
    tell(id, tag, false);
    if (at)
        (*tags)[at] = (*tags)[(**tags)--];
}

void rx_set_old(struct rx_node *c, bool old)
{
    if (old == !!(c->flags & NODE_OLD))
        return;
    c->flags ^= NODE_OLD;
    tell(c->id, rx_intern(TAG_OLD_CODE), old);
}

void rx_put_old(const struct rx_teller *t, const struct rx_node *c, entity_id id, uint64_t time)
{
    struct event ev = tag_event(id, rx_intern(TAG_OLD_CODE), true);
    if (c->flags & NODE_OLD)
        rx_put(t, &ev, time);
}

bool rx_tag_id(entity_id id, const char *tag, bool add)
{
    rx_observable *o = ID_KIND(id) == ENT_OBSERVABLE ? rx_id_object(id) : NULL;
    if (o)
        (add ? rx_tag_add : rx_tag_remove)(&o->tags, id, rx_intern(tag));
    return o;
}
