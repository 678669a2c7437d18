#include "rx/latecomer.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { STRINGS_MAX = 1 << 24 };

/* ---- strings: the reader gets each before it is used --------------------------------------------------- */

static bool new_string(struct latecomer *l, uint32_t id)
{
    size_t word = id / 64, old = l->strings_cap;
    uint64_t bit = UINT64_C(1) << id % 64;
    if (id == 0 || id >= STRINGS_MAX)
        return false;
    MEM_RESERVE(l->strings, word + 1, l->strings_cap);
    memset(l->strings + old, 0, (l->strings_cap - old) * sizeof *l->strings);
    if (l->strings[word] & bit)
        return false;
    l->strings[word] |= bit;
    return true;
}

static void put_string(struct latecomer *l, uint32_t id, const struct event *of)
{
    if (!new_string(l, id))
        return;
    struct event ev = {.kind = EV_STRING, .source = of->source, .time = of->time, .id = id};
    ev.text = rx_string_text(id);
    ev.text_len = (uint32_t)strlen(ev.text);
    sink_put(l->to, &ev);
}

static bool hand_on(struct latecomer *l, const struct event *ev)
{
    if (ev->kind == EV_STRING)
        return true;
    if (event_kind_fields(ev->kind) & F_NAMED) {
        put_string(l, ev->named.name, ev);
        put_string(l, ev->named.file, ev);
    }
    return sink_put(l->to, ev);
}

static bool strict_put(struct sink *sink, const struct event *ev)
{
    return hand_on((struct latecomer *)(void *)((char *)sink - offsetof(struct latecomer, strict)), ev);
}

/* ---- while it is syncing --------------------------------------------------------------------------------- */

/* What an event refers to, after it was told; 0: it cannot be told any more. */
static entity_id refer(struct latecomer *l, entity_id id)
{
    return rx_snapshot_need(&l->snap, id) ? id : 0;
}

/* The event tells what something is: something new, or something that has just changed. */
static bool put_definition(struct latecomer *l, const struct event *ev)
{
    struct event out = *ev;
    rx_snapshot_need(&l->snap, ev->id);
    if (event_kind_fields(ev->kind) & F_PARENT && ev->kind != EV_TRACK_UPDATE &&
        ev->kind != EV_MODULE_BUILD) /* a number there */
        out.parent = refer(l, ev->parent);
    if (event_kind_fields(ev->kind) & F_REF)
        out.ref = refer(l, ev->ref);
    known_add(&l->known, ev->id);
    return hand_on(l, &out);
}

/* Something more about what the reader knows, or may be told of. */
static bool put_about(struct latecomer *l, const struct event *ev)
{
    return !rx_snapshot_need(&l->snap, ev->id) || hand_on(l, ev);
}

static bool put_if_known(struct latecomer *l, const struct event *ev)
{
    return !known_has(&l->known, ev->id) || hand_on(l, ev);
}

/* A line of the log is worth having without that which it is about. */
static bool put_line(struct latecomer *l, const struct event *ev)
{
    struct event out = *ev;
    bool here = rx_snapshot_need(&l->snap, ev->id);
    out.id = here ? ev->id : 0;
    return hand_on(l, &out);
}

/* Counts of those of the two that the reader knows. */
static bool put_counts(struct latecomer *l, const struct event *of, entity_id subscription,
                       uint64_t nexts, entity_id arg, uint64_t calls)
{
    bool sends = nexts && known_has(&l->known, subscription);
    bool called = calls && known_has(&l->known, arg);
    struct event ev = {.kind = EV_SEND_MERGED, .source = of->source, .time = of->time};
    ev.flags = of->kind == EV_SEND_MERGED ? of->flags : 0;
    ev.id = known_has(&l->known, subscription) ? subscription : 0;
    ev.num = sends ? (int64_t)nexts : 0;
    ev.parent = called ? calls : 0;
    ev.ref = called ? arg : 0;
    return !(sends || called) || hand_on(l, &ev);
}

/* Errors and completes have no other counter than their record. */
static bool put_send(struct latecomer *l, const struct event *ev)
{
    if (ev->flags == SEND_NEXT)
        return put_counts(l, ev, ev->ref, 1, 0, 0);
    l->in_end = known_has(&l->known, ev->ref);
    return !l->in_end || hand_on(l, ev);
}

static bool put_send_return(struct latecomer *l, const struct event *ev)
{
    bool pass = l->in_end;
    l->in_end = false;
    return !pass || hand_on(l, ev);
}

static bool put_syncing(struct latecomer *l, const struct event *ev)
{
    switch (ev->kind) {
    case EV_TAG:
    case EV_UNSUBSCRIBE_CALL:
    case EV_TRACK_STATE:
    case EV_TRACK_ORPHAN:
        return put_about(l, ev);
    case EV_SUBSCRIBE_RETURN:
    case EV_UNSUBSCRIBE_RETURN:
    case EV_TRACK_SCOPE_END:
    case EV_MODULE_END:
    case EV_ENTITY_END:
        return put_if_known(l, ev);
    case EV_SWAP_RESULT:
    case EV_SWEPT:
        return put_line(l, ev);
    case EV_SEND_CALL:
        return put_send(l, ev);
    case EV_SEND_RETURN:
        return put_send_return(l, ev);
    case EV_SEND_MERGED:
        return put_counts(l, ev, ev->id, (uint64_t)ev->num, ev->ref, ev->parent);
    case EV_ARG_CALL:
        return put_counts(l, ev, ev->parent, 0, ev->ref, 1);
    case EV_ARG_RETURN:
        return true;
    case EV_SOURCE_START:
    case EV_SOURCE_END:
    case EV_SOURCE_INFO:
    case EV_STRING:
    case EV_FAULT:
    case EV_LOG:
    case EV_STALE:
        return hand_on(l, ev);
    default:
        return put_definition(l, ev);
    }
}

/* ---- the reader -------------------------------------------------------------------------------------------- */

static bool sink_of_program(struct sink *sink, const struct event *ev)
{
    return latecomer_put((struct latecomer *)(void *)sink, ev);
}

void latecomer_begin(struct latecomer *l, struct sink *to)
{
    *l = (struct latecomer){.sink = {sink_of_program}, .strict = {strict_put}, .to = to, .syncing = true};
    l->snap.to = &l->strict;
    l->snap.known = &l->known;
}

void latecomer_release(struct latecomer *l)
{
    known_release(&l->known);
    free(l->strings);
    l->strings = NULL;
    l->strings_cap = 0;
}

bool latecomer_step(struct latecomer *l, uint64_t ns, bool (*full)(void *ctx), void *ctx)
{
    if (l->syncing && rx_snapshot_step(&l->snap, ns, full, ctx)) {
        l->syncing = false;
        known_release(&l->known);
    }
    return !l->syncing;
}

bool latecomer_put(struct latecomer *l, const struct event *ev)
{
    return l->syncing ? put_syncing(l, ev) : hand_on(l, ev);
}
