/* fold.c - the one way in: decode, find the source, dispatch. Also the kinds that belong to no
 * layer of the model: sources, strings, tags, the log. */
#include "state/fold.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/graph.h"
#include "state/chronicle.h"
#include "state/life.h"
#include "state/log.h"
#include "state/old.h"
#include "state/source.h"

static enum status (*const handlers[EV_LIMIT])(struct source *, const struct event *) = {
#define KIND(sym, num, name, class, fields) [num] = fold_##sym,
#include "event/kinds.def"
#undef KIND
};

static const struct state_limits defaults = {.ended = 4096, .sends = 65536, .log_lines = 4096};
enum { LIMIT_MAX = 1 << 24 };

static size_t clamp(size_t n)
{
    return n < LIMIT_MAX ? n : LIMIT_MAX;
}

struct state *state_new(const struct state_limits *limits)
{
    struct state *s = mem_zalloc(sizeof *s);
    const struct state_limits *l = limits ? limits : &defaults;
    s->limits.ended = clamp(l->ended);
    s->limits.sends = clamp(l->sends);
    s->limits.log_lines = clamp(l->log_lines);
    s->log_quota.limit = SIZE_MAX; /* bounded by the number of lines */
    s->owner = pthread_self();
    return s;
}

void state_free(struct state *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n_sources; i++)
        source_free(s->sources[i]);
    log_release(s);
    chronicle_release(s);
    text_pool_release(&s->texts);
    free(s->sources);
    free(s);
}

size_t state_memory(const struct state *s)
{
    size_t bytes = sizeof *s + s->texts.bytes + s->texts.cap * sizeof *s->texts.items;
    for (size_t i = 0; i < s->n_sources; i++)
        bytes += source_memory(s->sources[i]);
    bytes += chronicle_memory(&s->chronicle);
    return bytes + (s->log ? s->limits.log_lines * sizeof *s->log : 0);
}

#ifdef STATE_CHECK_EVERY_FOLD
static void check_after(const struct state *s, const struct event *ev)
{
    struct fault_text why;
    if (state_check(s, &why) == STATUS_OK)
        return;
    struct str line = STR_INIT;
    event_print(ev, &line);
    fprintf(stderr, "state: after %s: %s\n", str_text(&line), why.text);
    abort();
}
#endif

static enum status fold_one(struct state *s, const struct event *ev)
{
    struct source *src =
        ev->kind == EV_SOURCE_START ? source_open(s, ev->source) : source_by_id(s, ev->source);
    if (!src)
        return STATUS_FORMAT;
    entity_id cause = s->chronicle.limit ? nest_cause(&src->nest) : 0;
    enum status status = handlers[ev->kind](src, ev);
    if (src->ended_some)
        life_trim(src);
    if (status == STATUS_OK) {
        src->info.events++;
        if (ev->time > src->info.now)
            src->info.now = ev->time;
        if (s->chronicle.limit)
            chronicle_add(src, ev, cause);
    } else {
        source_mark_stale(src);
    }
#ifdef STATE_CHECK_EVERY_FOLD
    check_after(s, ev);
#endif
    return status;
}

enum status state_fold(struct state *s, const struct event *ev)
{
    assert(pthread_equal(s->owner, pthread_self()));
    return event_kind_known(ev->kind) ? fold_one(s, ev) : STATUS_FORMAT;
}

static void count_unknown(struct state *s, const struct event *ev)
{
    struct source *src = source_by_id(s, ev->source);
    if (!src)
        return;
    src->info.dropped++;
    source_touch(src);
}

enum status state_fold_records(struct state *s, const void *data, size_t len)
{
    assert(pthread_equal(s->owner, pthread_self()));
    const unsigned char *p = data;
    while (len > 0) {
        struct event ev;
        size_t size;
        enum status status = event_decode(p, len, &ev, &size);
        if (status == STATUS_OK)
            fold_one(s, &ev);
        else if (status == STATUS_VERSION)
            count_unknown(s, &ev);
        else
            return status;
        p += size;
        len -= size;
    }
    return STATUS_OK;
}

bool fold_close(struct source *src, enum nest_kind kind, entity_id id)
{
    enum nest_match match = nest_pop(&src->nest, kind, id);
    if (match == NEST_SKIPPED)
        source_mark_stale(src);
    return match != NEST_UNMATCHED;
}

/* ---- Sources, strings, the log. ---- */

enum status fold_SOURCE_START(struct source *src, const struct event *ev)
{
    size_t n = ev->text_len > KEEP_NAME ? str_utf8_cut(ev->text, KEEP_NAME) : ev->text_len;
    src->info.name = mem_strndup(ev->text, n);
    src->info.pid = ev->id;
    src->info.started_wall = (uint64_t)ev->num;
    src->info.started_at = ev->time;
    source_touch(src);
    return STATUS_OK;
}

enum status fold_SOURCE_END(struct source *src, const struct event *ev)
{
    src->info.ended_at = ev->time ? ev->time : 1;
    src->info.exit_status = (int)ev->num;
    source_touch(src);
    return STATUS_OK;
}

static void take_info(const char **field, const struct event *ev)
{
    size_t n = ev->text_len > KEEP_NAME ? str_utf8_cut(ev->text, KEEP_NAME) : ev->text_len;
    free((char *)*field);
    *field = mem_strndup(ev->text, n);
}

static bool says_yes(const struct event *ev)
{
    return ev->text_len > 0 && !(ev->text_len == 1 && ev->text[0] == '0');
}

enum status fold_SOURCE_INFO(struct source *src, const struct event *ev)
{
    switch (ev->flags) {
    case INFO_HOST:
        take_info(&src->info.host, ev);
        break;
    case INFO_TITLE:
        take_info(&src->info.title, ev);
        break;
    case INFO_HOT:
        src->info.hot = says_yes(ev);
        break;
    case INFO_APPROVAL:
        src->info.approval = says_yes(ev);
        break;
    case INFO_TRIAL:
        src->info.trial = says_yes(ev);
        break;
    default:
        return STATUS_OK; /* of a later version */
    }
    source_touch(src);
    return STATUS_OK;
}

enum status fold_STRING(struct source *src, const struct event *ev)
{
    return source_set_string(src, ev) ? STATUS_OK : STATUS_FORMAT;
}

enum status fold_STALE(struct source *src, const struct event *ev)
{
    if (ev->num > 0)
        src->info.dropped += (uint64_t)ev->num;
    source_mark_stale(src);
    source_touch(src);
    return STATUS_OK;
}

enum status fold_SNAPSHOT(struct source *src, const struct event *ev)
{
    if (ev->flags > SNAPSHOT_END)
        return STATUS_FORMAT;
    if (ev->flags == SNAPSHOT_BEGIN) {
        src->info.counting_since = ev->num > 0 ? (uint64_t)ev->num : 0;
        src->info.syncing = ev->time ? ev->time : 1;
        if (!src->info.joined)
            src->info.joined = src->info.syncing;
        src->log_mark = src->state->n_log;
    } else {
        src->info.syncing = 0;
    }
    source_touch(src);
    return STATUS_OK;
}

/* The counter that a total is about, NULL: there is none. */
static uint64_t *total_of(struct source *src, unsigned code)
{
    uint64_t *const totals[TOTAL_LIMIT] = {
        [TOTAL_NEXT] = &src->info.next,           [TOTAL_ERROR] = &src->info.error,
        [TOTAL_COMPLETE] = &src->info.complete,   [TOTAL_MERGED] = &src->info.merged,
        [TOTAL_ARG_CALLS] = &src->info.arg_calls, [TOTAL_DROPPED] = &src->info.dropped,
    };
    return code < TOTAL_LIMIT ? totals[code] : NULL;
}

/* The same of an entity. */
static uint32_t *total_of_entity(struct source *src, entity_id id, unsigned code)
{
    struct ent_subscription *sub = find_subscription(src, id);
    struct ent_module *m = ID_KIND(id) == ENT_MODULE ? source_find(src, id) : NULL;
    if (sub)
        return code == TOTAL_ERROR ? &sub->error : code == TOTAL_COMPLETE ? &sub->complete : NULL;
    return m && code == TOTAL_FREED ? &m->freed_generations : NULL;
}

/* What was counted one by one is the least. */
enum status fold_TOTAL(struct source *src, const struct event *ev)
{
    uint64_t *total = ev->id ? NULL : total_of(src, ev->flags);
    uint32_t *small = ev->id ? total_of_entity(src, ev->id, ev->flags) : NULL;
    if ((!total && !small) || ev->num < 0 || (small && !fold_fits_u32(ev->num)))
        return STATUS_FORMAT;
    if (total && *total < (uint64_t)ev->num)
        *total = (uint64_t)ev->num;
    if (small && *small < (uint32_t)ev->num)
        *small = (uint32_t)ev->num;
    total = small ? total_of(src, ev->flags) : NULL; /* of all of them it is not less */
    if (total && *total < *small)
        *total = *small;
    source_touch(src);
    return STATUS_OK;
}

enum status fold_LEFT(struct source *src, const struct event *ev)
{
    unsigned kind = ID_KIND(ev->id);
    if (kind == ENT_NONE || kind > ENT_ARG || ev->num < 0 || ev->num > LEFT_MAX ||
        !table_leave_all(&src->tables[kind], ev->id, (uint32_t)ev->num))
        return STATUS_FORMAT;
    return STATUS_OK;
}

enum status fold_UNDER_WAY(struct source *src, const struct event *ev)
{
    if (ev->flags >= NEST_LIMIT || ev->num < 0)
        return STATUS_FORMAT;
    nest_push(&src->nest, ev->flags, ev->id, (uint64_t)ev->num, ev->parent);
    return STATUS_OK;
}

/* Only lines that are not held already, from before a reader lost its connection. */
enum status fold_LOGGED(struct source *src, const struct event *ev)
{
    if (ev->num <= 0 || !event_kind_known((unsigned)(ev->num < EV_LIMIT ? ev->num : EV_LIMIT)))
        return STATUS_FORMAT;
    struct event line = *ev;
    line.kind = (uint8_t)ev->num;
    log_add_earlier(src, &line);
    return STATUS_OK;
}

enum status fold_LOG(struct source *src, const struct event *ev)
{
    if (ev->flags > LOG_STDERR)
        return STATUS_FORMAT;
    log_add(src, ev);
    return STATUS_OK;
}

enum status fold_FAULT(struct source *src, const struct event *ev)
{
    log_add(src, ev);
    return STATUS_OK;
}

/* ---- Tags. ---- */

/* Where the tags of any of the ten kinds are, NULL when it is not held. */
static uint32_t *tags_of(struct source *src, entity_id id)
{
    struct entity *e = source_find(src, id);
    if (e)
        return &e->tags;
    struct send_record *send = NULL;
    struct call_record *call = NULL;
    if (ID_KIND(id) == ENT_SEND)
        send = detail_find_send(&src->detail, id);
    if (ID_KIND(id) == ENT_ARG_CALL)
        call = detail_find_call(&src->detail, id);
    return send ? &send->tags : call ? &call->tags : NULL;
}

static void change_tag(struct source *src, uint32_t *tags, uint32_t tag, bool add)
{
    struct text_pool *p = &src->state->texts;
    bool changed = add ? numset_add(p, &src->quota, tags, tag, KEEP_TAGS)
                       : numset_remove(p, &src->quota, tags, tag);
    if (changed)
        source_touch(src);
}

enum status fold_TAG(struct source *src, const struct event *ev)
{
    unsigned all = (KIND_BIT(ENT_LIMIT) - 1) & ~1u;
    if (ev->id == 0 || ev->named.name == 0 || ev->flags > 1 || !graph_may_refer(src, ev->id, all))
        return STATUS_FORMAT;
    uint32_t *tags = tags_of(src, ev->id);
    if (tags)
        change_tag(src, tags, ev->named.name, ev->flags);
    if (tags)
        old_tagged(src, ev->id, ev->named.name, ev->flags);
    return STATUS_OK;
}
