#include "tests/support/recorded.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"

void recorded_release(struct recorded *r)
{
    free(r->bytes);
    *r = (struct recorded){0};
}

void recorded_add(struct recorded *r, struct event ev)
{
    if (r->now)
        ev.time = r->now;
    size_t size = event_size(&ev);
    MEM_RESERVE(r->bytes, r->n + size, r->cap);
    event_encode(&ev, r->bytes + r->n);
    r->n += size;
    r->count++;
}

void recorded_wait(struct recorded *r, uint64_t ms)
{
    r->now += ms * NS_PER_MS;
}

/* ---- The program. ---- */

enum { NAME_TICKS = 1, NAME_LOAD, NAME_ALERTS, NAME_INTERVAL, NAME_MAP, NAME_READ, NAME_HIGH, NAME_PAGE,
       NAME_CPU, NAME_PATH };

static void add_strings(struct recorded *r)
{
    static const char *const names[] = {"ticks", "load", "alerts", "interval", "map", "read", "high",
                                        "page", "cpu.c", "/src/cpu.c"};
    for (uint32_t i = 0; i < ARRAY_LEN(names); i++)
        recorded_add(r, string_event(i + 1, names[i]));
}

static struct event placed(struct event ev, uint32_t name, uint32_t line)
{
    ev.named.name = name;
    ev.named.file = NAME_PATH;
    ev.named.line = line;
    return ev;
}

static void add_track(struct recorded *r, unsigned t, entity_id entity, uint32_t name, const char *key)
{
    struct event ev = placed(track_register(t, module_id(1), entity, 1), name, 10 * t);
    ev.text = key;
    for (ev.text_len = 0; key[ev.text_len];)
        ev.text_len++;
    recorded_add(r, ev);
    recorded_add(r, scope_end(t, 1));
}

/* Pipe `p` of track p + 1: observable p through one map to observable p + 1. */
static void add_pipe(struct recorded *r, unsigned p, uint32_t function)
{
    recorded_add(r, placed(scope_start(p + 1, module_id(1), 1),
                           function == NAME_READ ? NAME_LOAD : NAME_ALERTS, 10 * p + 10));
    recorded_add(r, pipe_call(p, track_id(p + 1), p, 1));
    recorded_add(r, placed(operator_fun(p, NAME_MAP, function == NAME_READ ? "read" : "high"), NAME_MAP,
                           10 * p + 11));
    recorded_add(r, placed(function_arg(p, fun_id(p), "$args.0", 1), function, 10 * p + 5));
    recorded_add(r, operator_call(p, p, p, 0));
    recorded_add(r, observable_create(p + 1, operator_id(p), NAME_MAP));
    recorded_add(r, operator_return(p, p, p + 1));
    recorded_add(r, pipe_return(p, p + 1));
}

void recorded_program(struct recorded *r)
{
    r->now = 10 * NS_PER_S;
    recorded_add(r, source_start(1, "cpu"));
    add_strings(r);
    struct event ev = placed(module_start(1, 1), NAME_CPU, 0);
    recorded_add(r, ev);
    recorded_add(r, scope_start(1, module_id(1), 1));
    recorded_add(r, observable_create(1, track_id(1), NAME_INTERVAL));
    recorded_add(r, placed(factory_call(1, NAME_INTERVAL, "250"), NAME_INTERVAL, 10));
    add_track(r, 1, observable_id(1), NAME_TICKS, "cpu.c:ticks");
    add_pipe(r, 1, NAME_READ);
    add_track(r, 2, pipe_id(1), NAME_LOAD, "cpu.c:load");
    add_pipe(r, 2, NAME_HIGH);
    add_track(r, 3, pipe_id(2), NAME_ALERTS, "cpu.c:alerts");
    recorded_add(r, placed(subscribe(1, 0, 3), NAME_PAGE, 40));
    recorded_add(r, subscribe(2, 1, 2));
    recorded_add(r, subscribe(3, 2, 1));
    for (unsigned n = 3; n >= 1; n--)
        recorded_add(r, subscribe_return(n));
    recorded_add(r, module_end(1, 1, MODULE_END_COMMITTED));
}

/* ---- What runs. ---- */

/* The value reaches subscription `sub`, whose observer is map `sub - 1`. */
static void send_down(struct recorded *r, unsigned sub, int64_t value)
{
    uint64_t send = ++r->sends;
    recorded_add(r, send_next(send, sub, value));
    if (sub > 1) {
        uint64_t call = ++r->calls;
        struct event ev = arg_return(call, 0);
        ev.value = (struct event_value){.type = VT_I64, .i64 = value + 1, .text = ""};
        recorded_add(r, arg_call(call, subscription_id(sub - 1), arg_id(4 - sub)));
        recorded_add(r, ev);
        send_down(r, sub - 1, value + 1);
    }
    recorded_add(r, send_return(send));
}

void recorded_tick(struct recorded *r, int64_t value)
{
    recorded_wait(r, 250);
    send_down(r, 3, value);
}

void recorded_swap(struct recorded *r)
{
    recorded_wait(r, 10);
    recorded_add(r, module_start(1, 2));
    recorded_add(r, track_update(2, pipe_id(1), 2, 2, "moved map read"));
    recorded_add(r, swap_result(track_id(1), 2, 1, SWAP_UNCHANGED, ""));
    recorded_add(r, swap_result(track_id(2), 2, 2, SWAP_SWAPPED, "moved map read"));
    recorded_add(r, module_end(1, 2, MODULE_END_COMMITTED));
    recorded_add(r, module_build(1, 2, BUILD_LIVE, ""));
}
