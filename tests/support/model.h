/* model.h - a program that never ran: a builder that folds its events into a state, for tests of
 * whatever reads the state.
 *
 * The demo has two modules and six tracks:
 *   cpu.c     ticks    interval(250)
 *             load     ticks → map(read_stat) → pairwise → map(load_of) → scan(ewma, 0)
 *             memory   ticks → map(read_memory) → distinct_until_changed
 *             both     combine_latest(load, memory, join)
 *   alerts.c  alerts   load → filter(high) → switch_map(hold), with a living inner stream
 *             history  alerts → share
 * show is subscribed to load, page to alerts. */
#ifndef RXSCOPE_TESTS_MODEL_H
#define RXSCOPE_TESTS_MODEL_H

#include "state/query.h"
#include "state/state.h"

#define MODEL_SOURCE 1
/* 2024-03-01 10:02:11 UTC: the wall clock at the start unless another is asked for. */
#define MODEL_WALL 1709287331000000000ull

struct model {
    struct state *state;
    bool borrowed;            /* the state is another model's */
    uint64_t pid;
    void (*told)(void *ctx, const struct event *ev); /* of each event that was folded, or NULL */
    void *told_ctx;
    uint32_t source;
    uint64_t now;             /* the source's monotonic clock, ns */
    uint32_t strings;         /* interned so far */
    uint32_t slots[ENT_LIMIT]; /* used so far */
    uint64_t sends;
    entity_id scope, scope_parent; /* the track that is being evaluated */
    const char *scope_name;
    entity_id cpu, alerts_c;                                /* modules */
    entity_id ticks, load, memory, both, alerts, history;   /* tracks */
    entity_id show, page, inner;                            /* subscriptions */
    entity_id load_chain[5];  /* show's: load (show itself), map, pairwise, map, ticks */
    entity_id load_pipe, load_map, load_map_arg;            /* the second map */
    uint32_t load_version, cpu_generation;
};

/* An empty state that has seen source-start; `wall` 0: MODEL_WALL. Freed with model_free(). */
struct model *model_new(const char *name, uint64_t wall);
/* The same, and every event is shown to somebody else as well. */
struct model *model_new_told(const char *name, uint64_t wall,
                             void (*told)(void *ctx, const struct event *ev), void *ctx);
void model_free(struct model *m);
/* Another program in the same state. */
void model_add_source(struct model *m, uint32_t source, const char *name);

/* One with its own builder, which goes first when it is freed. */
struct model *model_beside(struct model *m, uint32_t source, const char *name, uint64_t pid);
/* It ends; it begins again (the state has its new picture when model_synced() was called): another pid, and
 * ids that were those of other things. What is told between is the snapshot. */
void model_end(struct model *m, int exit_status);
void model_restart(struct model *m);
void model_synced(struct model *m);

void model_demo(struct model *m);

/* Folds one event, asserting that it fits and, with it, every invariant. */
void model_fold(struct model *m, const struct event *ev);
uint32_t model_string(struct model *m, const char *text);
entity_id model_id(struct model *m, enum entity_kind kind);

/* The smallest parts; names may hold anything. */
entity_id model_module(struct model *m, const char *name, const char *path, unsigned generation);
void model_module_end(struct model *m, entity_id module, unsigned generation);
entity_id model_observable(struct model *m, const char *creator, const char *args, unsigned flags);
/* What is made between begin and end belongs to the track. */
entity_id model_track_begin(struct model *m, entity_id parent, const char *name);
void model_track_end(struct model *m, const char *key, entity_id entity);
entity_id model_subscribe(struct model *m, entity_id observable, entity_id parent,
                          const char *observer);
void model_unsubscribe(struct model *m, entity_id subscription, unsigned how);
void model_tag(struct model *m, entity_id id, const char *tag);
void model_log(struct model *m, entity_id id, unsigned level, const char *text);

/* Lets time pass, in milliseconds. */
void model_wait(struct model *m, unsigned ms);
/* One value down to show's subscription and through its chain. */
void model_send(struct model *m, double value);
/* Values that were only counted; `gap`: because the reader was slow. */
void model_merge(struct model *m, entity_id subscription, unsigned n, bool gap);
void model_send_to(struct model *m, entity_id subscription, const char *text);

/* A save: the function load_of changed; load goes up a version, everything else stays. */
void model_swap_load(struct model *m);
/* A structural swap: load becomes a new pipe with new operators under the same names. */
void model_rebuild_load(struct model *m);
/* A save that does not compile. */
void model_refuse(struct model *m);
void model_pin(struct model *m, entity_id track, bool on);
/* The key of memory left the source; one old generation is kept by the inner stream. */
void model_orphan(struct model *m);

#endif
