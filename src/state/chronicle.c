#include "state/chronicle.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/log.h"
#include "state/state.h"
#include "state/state_int.h"

enum { CHRONICLE_TEXT_EACH = 32, ENTRIES_MAX = 1 << 22 };

void chronicle_release(struct state *s)
{
    free(s->chronicle.entries);
    free(s->chronicle.text);
    s->chronicle = (struct chronicle){0};
}

static size_t bytes_of(size_t entries)
{
    return entries * (sizeof(struct chronicle_entry) + CHRONICLE_TEXT_EACH);
}

size_t chronicle_memory(const struct chronicle *j)
{
    return bytes_of(j->limit);
}

void state_keep_events(struct state *s, size_t bytes)
{
    size_t limit = ENTRIES_MAX;
    while (limit && bytes_of(limit) > bytes)
        limit /= 2;
    if (limit * CHRONICLE_TEXT_EACH < CHRONICLE_TEXT)
        limit = 0;
    if (limit == s->chronicle.limit)
        return;
    chronicle_release(s);
    s->serial++;
    if (!limit)
        return;
    s->chronicle.limit = limit;
    s->chronicle.entries = mem_zalloc(limit * sizeof *s->chronicle.entries);
    s->chronicle.text = mem_zalloc(limit * CHRONICLE_TEXT_EACH);
    chronicle_fill(s);
}

/* ---- Writing. ---- */

/* A text lies in one piece: what is left at the end of the store is left out. */
static void put_text(struct chronicle *j, struct chronicle_entry *e, const char *text, size_t len)
{
    size_t cap = j->limit * CHRONICLE_TEXT_EACH, at = j->n_text % cap;
    e->len = (uint16_t)(len < CHRONICLE_TEXT ? len : CHRONICLE_TEXT);
    if (!e->len)
        return;
    if (at + e->len > cap) {
        j->n_text += cap - at;
        at = 0;
    }
    memcpy(j->text + at, text, e->len);
    e->text = j->n_text;
    j->n_text += e->len;
}

void chronicle_put(struct state *s, const struct chronicle_entry *e, const char *text, size_t len)
{
    struct chronicle *j = &s->chronicle;
    struct chronicle_entry *to = &j->entries[j->n++ & (j->limit - 1)];
    *to = *e;
    put_text(j, to, text, len);
}

/* Ends of what was told to begin, strings, and how definitions hang together say nothing to a person who asks
 * what happened. */
static bool is_kept(unsigned kind)
{
    switch (kind) {
    case EV_SOURCE_START:
    case EV_SOURCE_END:
    case EV_TAG:
    case EV_MODULE_BUILD:
    case EV_TRACK_REGISTER:
    case EV_TRACK_UPDATE:
    case EV_TRACK_ORPHAN:
    case EV_TRACK_STATE:
    case EV_OBSERVABLE_CREATE:
    case EV_ARG_CALL:
    case EV_SUBSCRIBE_CALL:
    case EV_SUBSCRIPTION_REBIND:
    case EV_UNSUBSCRIBE_CALL:
    case EV_SEND_CALL:
    case EV_SEND_MERGED:
    case EV_SWAP_RESULT:
    case EV_SWEPT:
    case EV_FAULT:
    case EV_LOG:
    case EV_STALE:
        return true;
    default:
        return false;
    }
}

/* What is told again while a snapshot comes in was before. */
static bool is_news(const struct source *src, const struct event *ev)
{
    return !(ev->kind == EV_ARG_CALL && ev->flags) && (!src->info.syncing || ev->time >= src->info.syncing);
}

void chronicle_add(struct source *src, const struct event *ev, entity_id cause)
{
    if (!is_kept(ev->kind) || !is_news(src, ev))
        return;
    struct chronicle_entry e = {.wall = log_wall(&src->info, ev->time),
                              .about = ev->id,
                              .own = ev->ref,
                              .cause = cause,
                              .num = ev->num,
                              .source = src->info.source,
                              .kind = ev->kind,
                              .flags = ev->flags};
    const char *text = ev->text;
    size_t len = ev->text_len;
    if (ev->kind == EV_SEND_CALL || ev->kind == EV_ARG_CALL) {
        e.about = ev->ref;
        e.own = ev->id;
    }
    if (ev->kind == EV_SEND_CALL) {
        e.num = ev->value.i64;
        e.full = ev->value.full;
        e.value = ev->value.type;
        text = ev->value.text;
        len = ev->value.len;
    } else if (ev->kind == EV_ARG_CALL || ev->kind == EV_SUBSCRIBE_CALL) {
        e.num = (int64_t)ev->parent;
    } else if (ev->kind == EV_TAG) {
        e.num = ev->named.name;
    }
    chronicle_put(src->state, &e, text, len);
}

/* ---- Reading. ---- */

void query_happenings(const struct state *s, struct happenings *out)
{
    const struct chronicle *j = &s->chronicle;
    *out = (struct happenings){.on = j->limit != 0,
                               .first = j->n > j->limit ? j->n - j->limit + 1 : 1,
                               .last = j->n,
                               .limit = j->limit,
                               .bytes = chronicle_memory(j)};
}

/* A text that others have come round to is gone. */
static const char *text_of(const struct chronicle *j, const struct chronicle_entry *e)
{
    size_t cap = j->limit * CHRONICLE_TEXT_EACH;
    return j->n_text - e->text <= cap ? j->text + e->text % cap : NULL;
}

static void view_value(const struct chronicle_entry *e, const char *text, struct event_value *out)
{
    *out = (struct event_value){.type = e->value, .full = e->full, .len = text ? e->len : 0, .text = text ? text : "",
                                .i64 = e->num};
}

bool query_happening(const struct state *s, uint64_t seq, struct happening *out)
{
    const struct chronicle *j = &s->chronicle;
    if (!seq || seq > j->n || j->n - seq >= j->limit)
        return false;
    const struct chronicle_entry *e = &j->entries[(seq - 1) & (j->limit - 1)];
    const char *text = e->len ? text_of(j, e) : "";
    *out = (struct happening){.seq = seq,
                              .wall = e->wall,
                              .about = {e->source, e->about},
                              .own = e->own,
                              .cause = e->cause,
                              .num = e->num,
                              .kind = e->kind,
                              .flags = e->flags,
                              .text = text ? text : "",
                              .text_len = text ? e->len : 0,
                              .text_gone = !text};
    if (e->kind == EV_SEND_CALL)
        view_value(e, text, &out->value);
    return true;
}

/* Programs tell of what happened a moment later, each in its own order: walls rise, but for a little. */
uint64_t query_happening_at(const struct state *s, uint64_t wall)
{
    const struct chronicle *j = &s->chronicle;
    uint64_t low = j->n > j->limit ? j->n - j->limit + 1 : 1, high = j->n + 1;
    while (low < high) {
        uint64_t mid = low + (high - low) / 2;
        if (j->entries[(mid - 1) & (j->limit - 1)].wall < wall)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

bool query_is_of_this_run(const struct state *s, const struct happening *h)
{
    const struct source_info *src = query_source_by_id(s, h->about.source);
    return src && h->wall >= src->started_wall;
}
