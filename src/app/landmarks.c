#include "app/landmarks.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "event/event.h"

struct glance glance_at(const void *record)
{
    const unsigned char *p = record;
    size_t size = get_le16(p);
    return (struct glance){.kind = p[2],
                           .id = get_le64(p + 16),
                           .first = size >= 32 ? get_le64(p + 24) : 0,
                           .second = size >= 40 ? get_le64(p + 32) : 0,
                           .flags = p[3],
                           .source = get_le32(p + 4),
                           .time = get_le64(p + 8),
                           .size = size};
}

void landmarks_release(struct landmarks *l)
{
    free(l->turns);
    free(l->subscriptions);
    *l = (struct landmarks){0};
}

void landmarks_clear(struct landmarks *l)
{
    l->n = l->n_subscriptions = 0;
    landmarks_leave(l);
}

void landmarks_seek(struct landmarks *l, const struct about *about)
{
    l->about = *about;
    l->n_subscriptions = 0;
}

void landmarks_subscription(struct landmarks *l, entity_id subscription)
{
    size_t slot = ID_SLOT(subscription);
    MEM_RESERVE(l->subscriptions, slot + 1, l->subscriptions_cap);
    while (l->n_subscriptions <= slot)
        l->subscriptions[l->n_subscriptions++] = 0;
    l->subscriptions[slot] = subscription;
}

void landmarks_note(struct landmarks *l, const struct glance *g)
{
    bool told = g->kind == EV_SUBSCRIBE_CALL || g->kind == EV_SUBSCRIPTION_REBIND;
    if (told && g->source == l->about.source && l->about.observable && g->second == l->about.observable)
        landmarks_subscription(l, g->id);
}

static bool is_meant(const struct landmarks *l, entity_id id)
{
    size_t slot = ID_SLOT(id);
    return id && (id == l->about.id || (slot < l->n_subscriptions && l->subscriptions[slot] == id));
}

/* Ids behind another start of the program are those of other things. */
static void pass_about(struct landmarks *l, const struct glance *g)
{
    if (g->source != l->about.source)
        return;
    landmarks_note(l, g);
    switch (g->kind) {
    case EV_SOURCE_START:
        l->about = (struct about){0};
        l->n_subscriptions = 0;
        break;
    case EV_SEND_CALL:
        l->met = l->met || is_meant(l, g->first);
        break;
    case EV_SWAP_RESULT:
        l->met = l->met || (g->flags != SWAP_UNCHANGED && is_meant(l, g->id));
        break;
    case EV_SEND_MERGED:
    case EV_FAULT:
        l->met = l->met || is_meant(l, g->id);
        break;
    default:
        break;
    }
}

void landmarks_leave(struct landmarks *l)
{
    l->sent = l->counted = l->changed = l->met = false;
}

static struct turn *turn_of(struct landmarks *l, uint32_t source)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->turns[i].source == source)
            return &l->turns[i];
    MEM_GROW(l->turns, l->n, l->cap);
    l->turns[l->n] = (struct turn){.source = source};
    return &l->turns[l->n++];
}

static bool is_change(const struct glance *g)
{
    switch (g->kind) {
    case EV_SWAP_RESULT:
        return g->flags != SWAP_UNCHANGED && g->flags != SWAP_NEW;
    case EV_MODULE_BUILD:
        return g->flags == BUILD_FAILED;
    default:
        return g->kind == EV_FAULT;
    }
}

/* What a swap changed is told by several records of one turn: it ends with the turn. */
bool landmarks_before(const struct landmarks *l, enum landmark what, const struct glance *g)
{
    switch (what) {
    case LANDMARK_SEND:
        return l->sent && !(l->counted && g->kind == EV_SEND_MERGED);
    case LANDMARK_CHANGE:
        return l->changed && g->time > l->changed_at;
    case LANDMARK_ABOUT:
        return l->met;
    default:
        return false;
    }
}

bool landmarks_at_end(const struct landmarks *l, enum landmark what)
{
    return (what == LANDMARK_ABOUT && l->met) || (what == LANDMARK_SEND && l->sent) || (what == LANDMARK_CHANGE && l->changed);
}

static void pass_send(struct landmarks *l, const struct glance *g)
{
    struct turn *t = turn_of(l, g->source);
    if (g->kind == EV_SEND_CALL) {
        if (t->depth && g->time > t->time)
            t->depth = 0; /* its return was merged away; the turn is over */
        if (t->depth++ == 0)
            t->time = g->time;
        l->sent = l->counted = false;
    } else if (t->depth && --t->depth == 0) {
        l->sent = true;
        l->counted = false;
    }
}

void landmarks_pass(struct landmarks *l, const struct glance *g)
{
    if (g->kind == EV_SEND_CALL || g->kind == EV_SEND_RETURN)
        pass_send(l, g);
    else if (g->kind == EV_SEND_MERGED)
        l->sent = l->counted = true;
    if (l->about.source)
        pass_about(l, g);
    if (!is_change(g))
        return;
    l->changed = true;
    l->changed_at = g->time;
}
