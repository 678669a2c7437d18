/* snapshot.c - the frame of a snapshot: sources, strings, totals, the log, what is under way.
 *
 *   of each source   source-start  source-info...  string...  snapshot-begin  left...  modules, tracks, entities, histories
 *                    total...
 *   of all           logged...  (in the order of the log; the begin of a source that is being synchronised
 *                    stands again where its own snapshot began)
 *   of each source   under-way...  snapshot-end  source-end
 *
 * An event has the time of what it tells, so that the fold makes the same; `now` is that of the end. */
#include "state/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/log.h"
#include "state/snapshot_int.h"
#include "state/source.h"

static bool source_at_rest(const struct source *src)
{
    for (unsigned kind = 0; kind < NEST_LIMIT; kind++)
        if (src->nest.stacks[kind].n > 0)
            return src->info.stale || src->info.ended_at;
    return true;
}

bool state_at_rest(const struct state *s)
{
    for (size_t i = 0; i < s->n_sources; i++)
        if (!source_at_rest(s->sources[i]))
            return false;
    return true;
}

/* ---- Small parts. ---- */

void tell_event(struct teller *t, struct event ev)
{
    ev.source = t->src->info.source;
    ev.text = ev.text ? ev.text : "";
    ev.value.text = "";
    sink_put(t->to, &ev);
}

void tell_text(const struct teller *t, uint32_t handle, struct event *ev)
{
    size_t n;
    ev->text = text_bytes(&t->src->state->texts, handle, &n);
    ev->text_len = (uint32_t)n;
}

struct event tell_head(const struct entity *e, unsigned kind)
{
    return (struct event){.kind = (uint8_t)kind,
                          .id = e->id,
                          .time = e->created_at,
                          .named = {e->name, e->file, e->line}};
}

void tell_tags(struct teller *t, const struct entity *e)
{
    uint32_t tags[KEEP_TAGS];
    size_t n = numset_get(&t->src->state->texts, e->tags, tags, KEEP_TAGS);
    for (size_t i = 0; i < n; i++) {
        struct event ev = {.kind = EV_TAG, .flags = 1, .id = e->id, .time = e->created_at};
        ev.named.name = tags[i];
        tell_event(t, ev);
    }
}

/* ---- The beginning of a source. ---- */

static void tell_info(struct teller *t, unsigned field, const char *text)
{
    struct event ev = {.kind = EV_SOURCE_INFO,
                       .flags = (uint8_t)field,
                       .id = t->src->info.pid,
                       .time = t->src->info.started_at,
                       .text = text};
    ev.text_len = text ? (uint32_t)strlen(text) : 0;
    if (text)
        tell_event(t, ev);
}

static void tell_start(struct teller *t)
{
    const struct source_info *info = &t->src->info;
    struct event ev = {.kind = EV_SOURCE_START,
                       .id = info->pid,
                       .time = info->started_at,
                       .num = (int64_t)info->started_wall,
                       .text = info->name,
                       .text_len = (uint32_t)strlen(info->name)};
    tell_event(t, ev);
    tell_info(t, INFO_HOST, info->host);
    tell_info(t, INFO_TITLE, info->title);
    tell_info(t, INFO_HOT, info->hot ? "1" : NULL);
    tell_info(t, INFO_APPROVAL, info->approval ? "1" : NULL);
    tell_info(t, INFO_TRIAL, info->trial ? "1" : NULL);
}

/* All of them: what comes later may name any. */
static void tell_strings(struct teller *t)
{
    for (uint32_t id = 1; id < t->src->n_strings; id++) {
        struct event ev = {.kind = EV_STRING, .id = id, .time = t->src->info.started_at};
        tell_text(t, t->src->strings[id], &ev);
        if (ev.text_len)
            tell_event(t, ev);
    }
}

static void tell_begin(struct teller *t, uint64_t time)
{
    tell_event(t, (struct event){.kind = EV_SNAPSHOT,
                                 .flags = SNAPSHOT_BEGIN,
                                 .time = time,
                                 .num = (int64_t)t->src->info.counting_since});
}

/* How the slot was used last, when nothing lives in it; 0: never. */
static uint32_t left_at(const struct table *table, uint32_t slot)
{
    if (!table_has(table, slot))
        return 0;
    const struct entity *e = table_record(table, slot);
    const struct aside *a = table_aside(table, slot);
    return e->id && !e->ended_at ? 0 : a->seen;
}

/* Slots may be told in any order, and so room is made first where they are more than one step ahead. */
static void tell_room(struct teller *t, unsigned kind)
{
    struct event ev = {.kind = EV_LEFT, .time = t->src->info.started_at};
    for (uint64_t slot = SLOT_AHEAD; slot < t->src->tables[kind].top; slot += SLOT_AHEAD) {
        ev.id = ID_MAKE(kind, 0, slot);
        tell_event(t, ev);
    }
}

static void tell_left(struct teller *t, unsigned kind)
{
    const struct table *table = &t->src->tables[kind];
    struct event ev = {.kind = EV_LEFT, .time = t->src->info.started_at};
    for (uint32_t slot = 1, n; slot <= table->top; slot += n) {
        uint32_t seen = left_at(table, slot);
        for (n = 1; n < LEFT_MAX && slot + n <= table->top && left_at(table, slot + n) == seen; n++)
            ;
        ev.id = ID_MAKE(kind, seen - 1, slot);
        ev.num = n;
        if (seen)
            tell_event(t, ev);
    }
}

/* ---- The rest of a source. ---- */

static void tell_results(struct teller *t)
{
    const struct table *pipes = &t->src->tables[ENT_PIPE];
    for (struct ent_pipe *p = (void *)table_next(pipes, 0); p;
         p = (void *)table_next(pipes, ID_SLOT(p->e.id))) {
        entity_id result = tell_living(t, p->result);
        if (!p->e.ended_at && result)
            tell_event(t, (struct event){.kind = EV_PIPE_RETURN, .id = p->e.id, .ref = result,
                                         .time = p->e.created_at});
    }
}

/* Behind everything that was counted, of which they are the sums and more. */
static void tell_totals(struct teller *t)
{
    const struct source_info *info = &t->src->info;
    const uint64_t totals[] = {
        [TOTAL_NEXT] = info->next,         [TOTAL_ERROR] = info->error,
        [TOTAL_COMPLETE] = info->complete, [TOTAL_MERGED] = info->merged,
        [TOTAL_ARG_CALLS] = info->arg_calls, [TOTAL_DROPPED] = info->dropped,
    };
    for (unsigned code = 0; code < ARRAY_LEN(totals); code++)
        tell_event(t, (struct event){.kind = EV_TOTAL,
                                     .flags = (uint8_t)code,
                                     .time = info->now,
                                     .num = totals[code] < INT64_MAX ? (int64_t)totals[code] : INT64_MAX});
    if (info->stale)
        tell_event(t, (struct event){.kind = EV_STALE, .time = info->now});
}

static void tell_source(struct teller *t)
{
    for (unsigned kind = ENT_MODULE; kind <= ENT_ARG; kind++)
        t->marks[kind] = mem_zalloc((size_t)t->src->tables[kind].top + 1);
    tell_start(t);
    tell_strings(t);
    tell_begin(t, t->src->info.now);
    for (unsigned kind = ENT_MODULE; kind <= ENT_ARG; kind++) {
        tell_room(t, kind);
        tell_left(t, kind);
    }
    tell_modules(t);
    tell_tracks(t);
    tell_entities(t);
    tell_results(t);
    tell_histories(t);
    tell_totals(t);
    for (unsigned kind = ENT_MODULE; kind <= ENT_ARG; kind++)
        free(t->marks[kind]);
}

/* ---- The log. ---- */

/* Where a source's own snapshot began among the lines: those before are told apart from those that it brings
 * (log.c). */
static void tell_marks(struct teller *t, const struct state *s, uint64_t from, uint64_t to)
{
    for (size_t i = 0; i < s->n_sources; i++) {
        t->src = s->sources[i];
        if (t->src->info.syncing && t->src->log_mark >= from && t->src->log_mark <= to)
            tell_begin(t, t->src->info.syncing);
    }
}

static void tell_line(struct teller *t, const struct state *s, const struct log_line *line)
{
    t->src = source_peek(s, line->source);
    struct event ev = {.kind = EV_LOGGED, .flags = line->flags, .id = line->id, .time = line->at,
                       .num = line->kind};
    if (!t->src)
        return; /* the source has left */
    tell_text(t, line->text, &ev);
    tell_event(t, ev);
}

static void tell_log(struct teller *t, const struct state *s, uint64_t lines)
{
    uint64_t held = s->n_log < s->limits.log_lines ? s->n_log : s->limits.log_lines;
    uint64_t seq = s->n_log - (lines < held ? lines : held), told = 0;
    for (; seq < s->n_log; told = ++seq) {
        tell_marks(t, s, told, seq);
        tell_line(t, s, log_line(s, seq + 1));
    }
    tell_marks(t, s, told, seq);
}

/* ---- The end of a source. ---- */

/* The frames of all stacks in the order in which they were pushed. */
static void tell_under_way(struct teller *t)
{
    size_t at[NEST_LIMIT] = {0};
    for (;;) {
        const struct nest_frame *next = NULL;
        unsigned of = 0;
        for (unsigned kind = 0; kind < NEST_LIMIT; kind++) {
            const struct nest_stack *stack = &t->src->nest.stacks[kind];
            const struct nest_frame *f = at[kind] < stack->n ? &stack->items[at[kind]] : NULL;
            if (f && (!next || f->order < next->order)) {
                next = f;
                of = kind;
            }
        }
        if (!next)
            return;
        at[of]++;
        bool generation = of == NEST_MODULE || of == NEST_TRACK_SCOPE;
        tell_event(t, (struct event){.kind = EV_UNDER_WAY, .flags = (uint8_t)of, .id = next->id,
                                     .parent = next->about, .time = t->src->info.now,
                                     .num = generation ? (int64_t)next->mark : 0});
    }
}

static void tell_end(struct teller *t)
{
    const struct source_info *info = &t->src->info;
    tell_under_way(t);
    if (!info->syncing)
        tell_event(t, (struct event){.kind = EV_SNAPSHOT, .flags = SNAPSHOT_END, .time = info->now});
    if (info->ended_at)
        tell_event(t, (struct event){.kind = EV_SOURCE_END, .id = info->pid, .time = info->ended_at,
                                     .num = info->exit_status});
}

enum status state_snapshot(const struct state *s, size_t log_lines, struct sink *to)
{
    for (size_t i = 0; i < s->n_sources; i++)
        tell_source(&(struct teller){.src = s->sources[i], .to = to});
    tell_log(&(struct teller){.to = to}, s, log_lines);
    for (size_t i = 0; i < s->n_sources; i++)
        tell_end(&(struct teller){.src = s->sources[i], .to = to});
    return STATUS_OK;
}
