/* state_int.h - what state.h and query.h keep to themselves: the layout of the model.
 *
 * A state has sources; a source has a table per entity kind, its strings, its stacks and its newest
 * sends and arg calls. Only what fold.h dispatches to writes here; the queries take it const.
 *
 * References between entities are ids. Where the one end must find the other quickly there is also
 * a list: subscriptions of an observable and of a parent, operators of a pipe and of an
 * operator_fun, args of their parent, tracks of a module, observables made by a subscription's arg
 * calls. A reference that has a list is set to 0 when the list's owner leaves; any other may
 * outlive what it refers to and then finds nothing. invariants.c says this in code. */
#ifndef RXSCOPE_STATE_STATE_INT_H
#define RXSCOPE_STATE_STATE_INT_H

#include <pthread.h>

#include "state/detail.h"
#include "state/chronicle.h"
#include "state/nest.h"
#include "state/state.h"
#include "state/store.h"
#include "state/text.h"

/* Longest texts that are kept, in bytes. */
enum {
    KEEP_KEY = 1024,
    KEEP_PATH = 256,
    KEEP_VALUE = 256,
    KEEP_ARGS = 4096,
    KEEP_REASON = 4096,
    KEEP_CHANGES = 16384,
    KEEP_STRING = 4096,
    KEEP_NAME = 255,
    KEEP_VERSIONS = 256, /* of a track */
    KEEP_TAGS = 32,      /* of an entity */
    KEEP_GENERATIONS = 1024, /* of a module, that are known to be kept */
    SOURCES_MAX = 256,   /* held; beyond it the oldest that ended leaves */
};
#define SOURCE_TEXT_LIMIT ((size_t)64 << 20) /* bytes of text of one source */

/* Subscriptions that feed nobody: of one module, or of none. They are linked by `in_parent`, since they have no
 * parent. */
struct roots {
    struct list living, ended; /* in the order of their beginning, and of their end */
    uint32_t n;                /* living */
};
enum { ROOT_NONE, ROOT_LIVING, ROOT_ENDED };

struct aside_module {
    struct aside a;
    struct roots roots;
    uint32_t nested; /* tracks whose parent it is */
    uint32_t kept; /* numset: older generations that are not freed yet */
};

struct aside_track {
    struct aside a;
    uint32_t prev_sibling; /* the list itself runs through ent_module and ent_track */
    uint32_t nested;       /* tracks whose parent it is */
    uint32_t n, cap;
    struct track_version *versions;
};

struct aside_observable {
    struct aside a;
    struct list subscriptions, args;
    struct link made;
    uint32_t maker;  /* slot of the subscription in whose `made` it is, 0: none */
    uint32_t own;    /* living subscriptions that feed nobody */
    bool abandoned;  /* its maker ended: it ends with its last subscription */
};

struct aside_pipe {
    struct aside a;
    struct list operators;
};

struct aside_operator_fun {
    struct aside a;
    struct list args, operators;
};

struct aside_operator {
    struct aside a;
    struct link in_pipe, in_fun;
};

struct aside_arg {
    struct aside a;
    struct link sibling;
};

struct aside_subscription {
    struct aside a;
    struct link in_observable, in_parent;
    struct list children; /* living and retained */
    struct list made;     /* observables */
    entity_id owner;      /* module or track of a module-level subscribe, or 0 */
    entity_id within;     /* subscription in whose callback a person's own was made, or 0 */
    uint64_t last_send;   /* number of its newest recorded send, 0: none */
    uint32_t sends, calls; /* recorded and held */
    bool cascaded;        /* it ended because its parent did */
    uint8_t root;         /* ROOT_: which list of roots it is in */
    uint32_t root_of;     /* slot of the module whose list that is; 0: the source's */
};

struct source {
    struct state *state;
    struct source_info info; /* its texts are owned */
    struct table tables[ENT_ARG + 1]; /* by kind; [0] unused */
    struct roots adrift; /* of no module */
    struct detail detail;
    struct nest nest;
    bool ended_some;         /* in this fold: the limit may be exceeded */
    struct text_quota quota;
    uint32_t *strings;       /* text handles by string id */
    size_t n_strings, strings_cap;
    entity_id *old;          /* living subscriptions with the tag TAG_OLD_CODE */
    size_t n_old, old_cap;
    uint64_t log_mark;       /* newest line of the log when the last snapshot began */
};

struct log_line {
    uint64_t seq, at, wall;
    uint32_t source, text;
    entity_id id;
    uint8_t kind, flags;
};

struct state {
    struct state_limits limits;
    pthread_t owner;
    uint64_t serial;
    struct source **sources; /* in order of appearance */
    size_t n_sources, sources_cap;
    struct source *last;     /* the one asked for last, or NULL */
    struct text_pool texts;
    struct log_line *log;    /* circular: line seq stands at (seq - 1) % limits.log_lines */
    uint64_t n_log;          /* lines so far */
    struct text_quota log_quota;
    struct chronicle chronicle;
};

/* module_aside(src, id) and so on: the aside of a held entity, by its id or slot. */
#define ASIDE(kind, type)                                                                          \
    static inline struct aside_##type *type##_aside(const struct source *src, entity_id id)        \
    {                                                                                              \
        uint32_t slot = ID_SLOT(id);                                                               \
        struct aside_##type *chunk = (void *)src->tables[kind].asides[slot >> CHUNK_BITS];         \
        return chunk + slot % CHUNK_SLOTS;                                                         \
    }
ASIDE(ENT_MODULE, module)
ASIDE(ENT_TRACK, track)
ASIDE(ENT_OBSERVABLE, observable)
ASIDE(ENT_PIPE, pipe)
ASIDE(ENT_OPERATOR_FUN, operator_fun)
ASIDE(ENT_OPERATOR, operator)
ASIDE(ENT_SUBSCRIPTION, subscription)
ASIDE(ENT_ARG, arg)
#undef ASIDE

/* Something that a query shows has changed. */
static inline void source_touch(struct source *src)
{
    src->state->serial++;
}

/* The held entity of an id of one of the eight kinds with a table, else NULL. */
static inline void *source_find(const struct source *src, entity_id id)
{
    unsigned kind = ID_KIND(id);
    return kind - 1 < ENT_ARG ? table_find(&src->tables[kind], id) : NULL;
}

static inline struct ent_subscription *find_subscription(const struct source *src, entity_id id)
{
    const struct table *t = &src->tables[ENT_SUBSCRIPTION];
    uint32_t slot = ID_SLOT(id);
    if (!table_has(t, slot))
        return NULL;
    struct ent_subscription *sub = (void *)t->records[slot >> CHUNK_BITS];
    sub += slot % CHUNK_SLOTS;
    return sub->e.id == id ? sub : NULL;
}

#endif
