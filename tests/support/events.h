/* events.h - builders: one line of a test makes one event. Ids are small numbers of their kind;
 * every event is of source 1 unless from_source() says otherwise, and later than the one before. */
#ifndef RXSCOPE_TESTS_EVENTS_H
#define RXSCOPE_TESTS_EVENTS_H

#include "event/event.h"

/* Ids by slot; again(id, n): the same slot, used n times before. */
static inline entity_id module_id(unsigned n)
{
    return ID_MAKE(ENT_MODULE, 0, n);
}
static inline entity_id track_id(unsigned n)
{
    return ID_MAKE(ENT_TRACK, 0, n);
}
static inline entity_id observable_id(unsigned n)
{
    return ID_MAKE(ENT_OBSERVABLE, 0, n);
}
static inline entity_id pipe_id(unsigned n)
{
    return ID_MAKE(ENT_PIPE, 0, n);
}
static inline entity_id fun_id(unsigned n)
{
    return ID_MAKE(ENT_OPERATOR_FUN, 0, n);
}
static inline entity_id operator_id(unsigned n)
{
    return ID_MAKE(ENT_OPERATOR, 0, n);
}
static inline entity_id subscription_id(unsigned n)
{
    return ID_MAKE(ENT_SUBSCRIPTION, 0, n);
}
static inline entity_id arg_id(unsigned n)
{
    return ID_MAKE(ENT_ARG, 0, n);
}
static inline entity_id arg_call_id(uint64_t n)
{
    return (uint64_t)ENT_ARG_CALL << 56 | n;
}
static inline entity_id send_id(uint64_t n)
{
    return (uint64_t)ENT_SEND << 56 | n;
}
static inline entity_id again(entity_id id, unsigned n)
{
    return ID_MAKE(ID_KIND(id), n, ID_SLOT(id));
}

/* Time 1,000 ns later than the last event built. */
uint64_t next_time(void);
struct event plain_event(enum event_kind kind, entity_id id);

struct event source_start(uint32_t source, const char *name);
struct event source_end(uint32_t source, int exit_status);
struct event string_event(uint32_t id, const char *text);
struct event tag_event(entity_id id, uint32_t tag, bool add);

struct event module_start(unsigned m, unsigned generation);
struct event module_end(unsigned m, unsigned generation, unsigned code);
struct event module_build(unsigned m, unsigned generation, unsigned code, const char *text);

struct event scope_start(unsigned t, entity_id parent, unsigned generation);
struct event scope_end(unsigned t, unsigned generation);
struct event track_register(unsigned t, entity_id parent, entity_id entity, unsigned version);
struct event track_update(unsigned t, entity_id entity, unsigned version, unsigned generation,
                          const char *what);
struct event track_state(unsigned t, unsigned flags, unsigned waiting);

struct event observable_create(unsigned o, entity_id parent, uint32_t name);
struct event factory_call(unsigned o, uint32_t name, const char *args);
struct event pipe_call(unsigned p, entity_id track, unsigned source_observable, unsigned operators);
struct event pipe_return(unsigned p, unsigned result_observable);
struct event operator_fun(unsigned f, uint32_t name, const char *args);
struct event operator_call(unsigned op, unsigned pipe, unsigned fun, unsigned position);
struct event operator_return(unsigned op, unsigned source_observable, unsigned target_observable);
struct event function_arg(unsigned a, entity_id parent, const char *path, unsigned generation);
struct event plain_arg(unsigned a, entity_id parent, const char *path, int64_t value);
struct event arg_call(uint64_t c, entity_id subscription, entity_id arg);
struct event arg_return(uint64_t c, entity_id observable);

/* 0 for the parent: an observer's own. */
struct event subscribe(unsigned sub, unsigned parent, unsigned observable);
struct event subscribe_return(unsigned sub);
struct event rebind(unsigned sub, unsigned parent, unsigned observable);
struct event unsubscribe(unsigned sub, unsigned code);
struct event unsubscribe_return(unsigned sub);
struct event send_next(uint64_t n, unsigned sub, int64_t value);
struct event send_text(uint64_t n, unsigned sub, const char *text);
struct event send_end(uint64_t n, unsigned sub, unsigned send_code);
struct event send_return(uint64_t n);
struct event send_merged(unsigned sub, int64_t next, uint64_t arg_calls, unsigned for_reader);

struct event swap_result(entity_id id, unsigned generation, unsigned version, unsigned outcome,
                         const char *reason);
struct event swept(entity_id id, unsigned generation, unsigned code, const char *reason);
struct event log_event(unsigned code, const char *text);

struct event from_source(uint32_t source, struct event ev);

/* A seeded generator (xorshift): the same numbers on every machine. */
struct random {
    uint64_t state;
};
uint64_t random_next(struct random *r);
/* 0 .. n - 1; n > 0. */
uint64_t random_below(struct random *r, uint64_t n);

#endif
