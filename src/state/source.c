#include "state/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/old.h"

static const struct {
    uint32_t record, aside;
} sizes[ENT_ARG + 1] = {
    [ENT_MODULE] = {sizeof(struct ent_module), sizeof(struct aside_module)},
    [ENT_TRACK] = {sizeof(struct ent_track), sizeof(struct aside_track)},
    [ENT_OBSERVABLE] = {sizeof(struct ent_observable), sizeof(struct aside_observable)},
    [ENT_PIPE] = {sizeof(struct ent_pipe), sizeof(struct aside_pipe)},
    [ENT_OPERATOR_FUN] = {sizeof(struct ent_operator_fun), sizeof(struct aside_operator_fun)},
    [ENT_OPERATOR] = {sizeof(struct ent_operator), sizeof(struct aside_operator)},
    [ENT_SUBSCRIPTION] = {sizeof(struct ent_subscription), sizeof(struct aside_subscription)},
    [ENT_ARG] = {sizeof(struct ent_arg), sizeof(struct aside_arg)},
};

static void drop_texts(struct source *src, size_t n, uint32_t *const *handles)
{
    for (size_t i = 0; i < n; i++)
        source_drop_text(src, handles[i]);
}
#define DROP_TEXTS(src, ...)                                                  \
    drop_texts(src, sizeof((uint32_t *[]){__VA_ARGS__}) / sizeof(uint32_t *), \
               (uint32_t *[]){__VA_ARGS__})

static void drop_track_texts(struct source *src, struct ent_track *t)
{
    struct aside_track *a = track_aside(src, t->e.id);
    for (uint32_t i = 0; i < a->n; i++)
        source_drop_text(src, &a->versions[i].what);
    free(a->versions);
    a->versions = NULL;
    a->n = a->cap = 0;
    DROP_TEXTS(src, &t->key, &t->outcome_text);
}

void source_drop_entity_texts(struct source *src, struct entity *e)
{
    source_drop_text(src, &e->tags);
    switch (ID_KIND(e->id)) {
    case ENT_MODULE:
        DROP_TEXTS(src, &((struct ent_module *)e)->build_text, &module_aside(src, e->id)->kept);
        break;
    case ENT_TRACK:
        drop_track_texts(src, (struct ent_track *)e);
        break;
    case ENT_OBSERVABLE:
        DROP_TEXTS(src, &((struct ent_observable *)e)->args_text);
        break;
    case ENT_OPERATOR_FUN:
        DROP_TEXTS(src, &((struct ent_operator_fun *)e)->args_text);
        break;
    case ENT_ARG:
        DROP_TEXTS(src, &((struct ent_arg *)e)->path, &((struct ent_arg *)e)->value);
        break;
    default:
        break;
    }
}

static void release_tables(struct source *src)
{
    for (unsigned kind = ENT_MODULE; kind <= ENT_ARG; kind++) {
        struct table *t = &src->tables[kind];
        for (struct entity *e = table_next(t, 0); e; e = table_next(t, ID_SLOT(e->id)))
            source_drop_entity_texts(src, e);
        table_release(t);
    }
}

static void empty(struct source *src)
{
    release_tables(src);
    src->adrift = (struct roots){0};
    detail_release(src);
    nest_release(&src->nest);
    old_release(src);
    for (size_t i = 0; i < src->n_strings; i++)
        source_drop_text(src, &src->strings[i]);
    free(src->strings);
    src->strings = NULL;
    src->n_strings = src->strings_cap = 0;
    free((char *)src->info.name);
    free((char *)src->info.host);
    free((char *)src->info.title);
    src->info = (struct source_info){.source = src->info.source, .dropped = src->info.dropped};
}

void source_free(struct source *src)
{
    empty(src);
    free(src);
}

size_t source_memory(const struct source *src)
{
    size_t bytes = sizeof *src + detail_memory(&src->detail);
    for (unsigned kind = ENT_MODULE; kind <= ENT_ARG; kind++)
        bytes += table_memory(&src->tables[kind]);
    for (unsigned i = 0; i < NEST_LIMIT; i++)
        bytes += src->nest.stacks[i].cap * sizeof(struct nest_frame);
    const struct table *tracks = &src->tables[ENT_TRACK];
    for (struct ent_track *t = (void *)table_next(tracks, 0); t;
         t = (void *)table_next(tracks, ID_SLOT(t->e.id)))
        bytes += track_aside(src, t->e.id)->cap * sizeof(struct track_version);
    return bytes + src->strings_cap * sizeof *src->strings + src->old_cap * sizeof *src->old;
}

const struct source *source_peek(const struct state *s, uint32_t id)
{
    if (s->last && s->last->info.source == id)
        return s->last;
    for (size_t i = 0; i < s->n_sources; i++)
        if (s->sources[i]->info.source == id)
            return s->sources[i];
    return NULL;
}

struct source *source_by_id(struct state *s, uint32_t id)
{
    if (!s->last || s->last->info.source != id)
        s->last = (struct source *)source_peek(s, id);
    return s->last;
}

/* The oldest source that ended leaves; false when all live. */
static bool make_room(struct state *s)
{
    size_t oldest = 0;
    while (oldest < s->n_sources && !s->sources[oldest]->info.ended_at)
        oldest++;
    if (oldest == s->n_sources)
        return false;
    source_free(s->sources[oldest]);
    s->n_sources--;
    memmove(s->sources + oldest, s->sources + oldest + 1,
            (s->n_sources - oldest) * sizeof *s->sources);
    s->last = NULL;
    return true;
}

static struct source *make_source(struct state *s, uint32_t id)
{
    if (id == 0 || (s->n_sources >= SOURCES_MAX && !make_room(s)))
        return NULL;
    struct source *src = mem_zalloc(sizeof *src);
    src->state = s;
    src->info.source = id;
    MEM_GROW(s->sources, s->n_sources, s->sources_cap);
    s->sources[s->n_sources++] = src;
    return src;
}

struct source *source_open(struct state *s, uint32_t id)
{
    struct source *src = source_by_id(s, id);
    if (src)
        empty(src);
    else
        src = make_source(s, id);
    if (!src)
        return NULL;
    for (unsigned kind = ENT_MODULE; kind <= ENT_ARG; kind++)
        table_init(&src->tables[kind], sizes[kind].record, sizes[kind].aside);
    src->detail.limit = s->limits.sends;
    src->quota.limit = SOURCE_TEXT_LIMIT;
    return src;
}

bool source_set_string(struct source *src, const struct event *ev)
{
    uint64_t id = ev->id;
    if (id == 0 || id >= SLOT_LIMIT || id > src->n_strings + (uint64_t)SLOT_AHEAD)
        return false;
    if (id >= src->n_strings) {
        MEM_RESERVE(src->strings, id + 1, src->strings_cap);
        memset(src->strings + src->n_strings, 0, (id + 1 - src->n_strings) * sizeof *src->strings);
        src->n_strings = id + 1;
    }
    source_replace_text(src, &src->strings[id], ev, KEEP_STRING);
    return true;
}

void source_mark_stale(struct source *src)
{
    if (src->info.stale)
        return;
    src->info.stale = true;
    source_touch(src);
}

uint32_t source_text(struct source *src, const char *bytes, size_t n, size_t max)
{
    return text_put(&src->state->texts, &src->quota, bytes, n, max);
}

void source_drop_text(struct source *src, uint32_t *handle)
{
    text_drop(&src->state->texts, &src->quota, handle);
}

void source_replace_text(struct source *src, uint32_t *handle, const struct event *ev, size_t max)
{
    size_t held, n = ev->text_len > max ? str_utf8_cut(ev->text, max) : ev->text_len;
    const void *bytes = text_bytes(&src->state->texts, *handle, &held);
    if (held == n && (n == 0 || memcmp(bytes, ev->text, n) == 0))
        return;
    source_drop_text(src, handle);
    *handle = source_text(src, ev->text, ev->text_len, max);
    source_touch(src);
}
