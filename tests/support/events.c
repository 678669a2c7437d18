#include "tests/support/events.h"

#include <string.h>

uint64_t next_time(void)
{
    static uint64_t now = 1000000;
    return now += 1000;
}

struct event plain_event(enum event_kind kind, entity_id id)
{
    return (struct event){.kind = (uint8_t)kind,
                          .source = 1,
                          .time = next_time(),
                          .id = id,
                          .value = {.text = ""},
                          .text = ""};
}

static struct event with_text(struct event ev, const char *text)
{
    ev.text = text;
    ev.text_len = (uint32_t)strlen(text);
    return ev;
}

struct event from_source(uint32_t source, struct event ev)
{
    ev.source = source;
    return ev;
}

struct event source_start(uint32_t source, const char *name)
{
    struct event ev = with_text(plain_event(EV_SOURCE_START, 4000 + source), name);
    ev.num = 1700000000000000000;
    return from_source(source, ev);
}

struct event source_end(uint32_t source, int exit_status)
{
    struct event ev = plain_event(EV_SOURCE_END, 4000 + source);
    ev.num = exit_status;
    return from_source(source, ev);
}

struct event string_event(uint32_t id, const char *text)
{
    return with_text(plain_event(EV_STRING, id), text);
}

struct event tag_event(entity_id id, uint32_t tag, bool add)
{
    struct event ev = plain_event(EV_TAG, id);
    ev.named.name = tag;
    ev.flags = add;
    return ev;
}

/* ---- Modules and tracks. ---- */

struct event module_start(unsigned m, unsigned generation)
{
    struct event ev = plain_event(EV_MODULE_START, module_id(m));
    ev.num = generation;
    return ev;
}

struct event module_end(unsigned m, unsigned generation, unsigned code)
{
    struct event ev = plain_event(EV_MODULE_END, module_id(m));
    ev.num = generation;
    ev.flags = (uint8_t)code;
    return ev;
}

struct event module_build(unsigned m, unsigned generation, unsigned code, const char *text)
{
    struct event ev = with_text(plain_event(EV_MODULE_BUILD, module_id(m)), text);
    ev.num = generation;
    ev.flags = (uint8_t)code;
    ev.parent = 71000;
    return ev;
}

struct event scope_start(unsigned t, entity_id parent, unsigned generation)
{
    struct event ev = plain_event(EV_TRACK_SCOPE_START, track_id(t));
    ev.parent = parent;
    ev.num = generation;
    return ev;
}

struct event scope_end(unsigned t, unsigned generation)
{
    struct event ev = plain_event(EV_TRACK_SCOPE_END, track_id(t));
    ev.num = generation;
    return ev;
}

struct event track_register(unsigned t, entity_id parent, entity_id entity, unsigned version)
{
    struct event ev = with_text(plain_event(EV_TRACK_REGISTER, track_id(t)), "cpu.c:load");
    ev.parent = parent;
    ev.ref = entity;
    ev.num = version;
    return ev;
}

struct event track_update(unsigned t, entity_id entity, unsigned version, unsigned generation,
                          const char *what)
{
    struct event ev = with_text(plain_event(EV_TRACK_UPDATE, track_id(t)), what);
    ev.ref = entity;
    ev.num = version;
    ev.parent = generation;
    return ev;
}

struct event track_state(unsigned t, unsigned flags, unsigned waiting)
{
    struct event ev = plain_event(EV_TRACK_STATE, track_id(t));
    ev.flags = (uint8_t)flags;
    ev.num = waiting;
    return ev;
}

/* ---- Definitions. ---- */

struct event observable_create(unsigned o, entity_id parent, uint32_t name)
{
    struct event ev = plain_event(EV_OBSERVABLE_CREATE, observable_id(o));
    ev.parent = parent;
    ev.named.name = name;
    return ev;
}

struct event factory_call(unsigned o, uint32_t name, const char *args)
{
    struct event ev = with_text(plain_event(EV_FACTORY_CALL, observable_id(o)), args);
    ev.named.name = name;
    return ev;
}

struct event pipe_call(unsigned p, entity_id track, unsigned source_observable, unsigned operators)
{
    struct event ev = plain_event(EV_PIPE_CALL, pipe_id(p));
    ev.parent = track;
    ev.ref = observable_id(source_observable);
    ev.num = operators;
    return ev;
}

struct event pipe_return(unsigned p, unsigned result_observable)
{
    struct event ev = plain_event(EV_PIPE_RETURN, pipe_id(p));
    ev.ref = observable_id(result_observable);
    return ev;
}

struct event operator_fun(unsigned f, uint32_t name, const char *args)
{
    struct event ev = with_text(plain_event(EV_OPERATOR_FUN, fun_id(f)), args);
    ev.named.name = name;
    ev.num = 1;
    return ev;
}

struct event operator_call(unsigned op, unsigned pipe, unsigned fun, unsigned position)
{
    struct event ev = plain_event(EV_OPERATOR_CALL, operator_id(op));
    ev.parent = pipe_id(pipe);
    ev.ref = fun_id(fun);
    ev.num = position;
    return ev;
}

struct event operator_return(unsigned op, unsigned source_observable, unsigned target_observable)
{
    struct event ev = plain_event(EV_OPERATOR_RETURN, operator_id(op));
    ev.parent = observable_id(source_observable);
    ev.ref = observable_id(target_observable);
    return ev;
}

struct event function_arg(unsigned a, entity_id parent, const char *path, unsigned generation)
{
    struct event ev = with_text(plain_event(EV_ARG, arg_id(a)), path);
    ev.parent = parent;
    ev.num = generation;
    ev.flags = ARG_FUNCTION;
    return ev;
}

struct event plain_arg(unsigned a, entity_id parent, const char *path, int64_t value)
{
    struct event ev = function_arg(a, parent, path, 0);
    ev.flags = ARG_PLAIN;
    ev.value.type = VT_I64;
    ev.value.i64 = value;
    return ev;
}

struct event arg_call(uint64_t c, entity_id subscription, entity_id arg)
{
    struct event ev = plain_event(EV_ARG_CALL, arg_call_id(c));
    ev.parent = subscription;
    ev.ref = arg;
    return ev;
}

struct event arg_return(uint64_t c, entity_id observable)
{
    struct event ev = plain_event(EV_ARG_RETURN, arg_call_id(c));
    ev.ref = observable;
    return ev;
}

/* ---- What runs. ---- */

struct event subscribe(unsigned sub, unsigned parent, unsigned observable)
{
    struct event ev = plain_event(EV_SUBSCRIBE_CALL, subscription_id(sub));
    ev.parent = parent ? subscription_id(parent) : 0;
    ev.ref = observable_id(observable);
    return ev;
}

struct event subscribe_return(unsigned sub)
{
    return plain_event(EV_SUBSCRIBE_RETURN, subscription_id(sub));
}

struct event rebind(unsigned sub, unsigned parent, unsigned observable)
{
    struct event ev = subscribe(sub, parent, observable);
    ev.kind = EV_SUBSCRIPTION_REBIND;
    return ev;
}

struct event unsubscribe(unsigned sub, unsigned code)
{
    struct event ev = plain_event(EV_UNSUBSCRIBE_CALL, subscription_id(sub));
    ev.flags = (uint8_t)code;
    return ev;
}

struct event unsubscribe_return(unsigned sub)
{
    return plain_event(EV_UNSUBSCRIBE_RETURN, subscription_id(sub));
}

static struct event send_call(uint64_t n, unsigned sub, unsigned code)
{
    struct event ev = plain_event(EV_SEND_CALL, send_id(n));
    ev.ref = subscription_id(sub);
    ev.flags = (uint8_t)code;
    return ev;
}

struct event send_next(uint64_t n, unsigned sub, int64_t value)
{
    struct event ev = send_call(n, sub, SEND_NEXT);
    ev.value.type = VT_I64;
    ev.value.i64 = value;
    return ev;
}

struct event send_text(uint64_t n, unsigned sub, const char *text)
{
    struct event ev = send_call(n, sub, SEND_NEXT);
    ev.value.type = VT_STRING;
    ev.value.text = text;
    ev.value.full = (uint32_t)strlen(text);
    ev.value.len = (uint16_t)strlen(text);
    return ev;
}

struct event send_end(uint64_t n, unsigned sub, unsigned send_code)
{
    struct event ev = send_call(n, sub, send_code);
    ev.value.type = VT_NONE;
    return ev;
}

struct event send_return(uint64_t n)
{
    return plain_event(EV_SEND_RETURN, send_id(n));
}

struct event send_merged(unsigned sub, int64_t next, uint64_t arg_calls, unsigned for_reader)
{
    struct event ev = plain_event(EV_SEND_MERGED, subscription_id(sub));
    ev.num = next;
    ev.parent = arg_calls;
    ev.flags = (uint8_t)for_reader;
    return ev;
}

/* ---- Results. ---- */

struct event swap_result(entity_id id, unsigned generation, unsigned version, unsigned outcome,
                         const char *reason)
{
    struct event ev = with_text(plain_event(EV_SWAP_RESULT, id), reason);
    ev.parent = generation;
    ev.num = version;
    ev.flags = (uint8_t)outcome;
    return ev;
}

struct event swept(entity_id id, unsigned generation, unsigned code, const char *reason)
{
    struct event ev = with_text(plain_event(EV_SWEPT, id), reason);
    ev.num = generation;
    ev.flags = (uint8_t)code;
    return ev;
}

struct event log_event(unsigned code, const char *text)
{
    struct event ev = with_text(plain_event(EV_LOG, 0), text);
    ev.flags = (uint8_t)code;
    return ev;
}

/* ---- Random numbers. ---- */

uint64_t random_next(struct random *r)
{
    r->state ^= r->state << 13;
    r->state ^= r->state >> 7;
    r->state ^= r->state << 17;
    return r->state * 0x2545f4914f6cdd1dull;
}

uint64_t random_below(struct random *r, uint64_t n)
{
    return (random_next(r) >> 11) % n;
}
