#include "demo_traffic.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "event/sink.h"
#include "rx/runtime.h"
#include "rx/vclock.h"
#include "rxscope.h"

/* ---- The machine that the example measures. ---- */

static uint64_t seed = UINT64_C(0x9E3779B97F4A7C15);

static uint64_t below(uint64_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % n;
}

static void print_cpu(FILE *f, const char *name, const uint64_t *times)
{
    fprintf(f, "%s %llu 0 %llu %llu 0 0 0 0\n", name, (unsigned long long)times[0],
            (unsigned long long)times[1], (unsigned long long)times[2]);
}

/* A quarter of a second on four processors whose load wanders. */
static void print_stat(FILE *f)
{
    static uint64_t all[3], core[4][3], load = 30;
    load = load < 4 ? load + 2 : load > 95 ? load - 2 : load + below(5) - 2;
    for (int i = 0; i < 4; i++) {
        uint64_t used = 25 * load / 100 + below(3), idle = 26 - (used < 25 ? used : 25);
        core[i][0] += used, core[i][1] += below(2), core[i][2] += idle;
        all[0] += used, all[2] += idle;
    }
    print_cpu(f, "cpu", all);
    for (int i = 0; i < 4; i++) {
        char name[8];
        snprintf(name, sizeof name, "cpu%d", i);
        print_cpu(f, name, core[i]);
    }
}

static void print_meminfo(FILE *f)
{
    static uint64_t available = 9000000;
    available += below(3) ? 0 : below(4000) - 2000;
    fprintf(f, "MemTotal: 16384000 kB\nMemAvailable: %llu kB\n", (unsigned long long)available);
}

static FILE *open_made_up(const char *path, const char *mode)
{
    static char text[1024];
    (void)mode;
    FILE *f = fmemopen(text, sizeof text, "w");
    if (path[6] == 's')
        print_stat(f);
    else
        print_meminfo(f);
    fclose(f);
    return fmemopen(text, sizeof text, "r");
}

static int keep_quiet(const char *format, ...)
{
    return format[0];
}

/* ---- The example. ---- */

#undef RX_MODULE
#undef RX_TRACK
#undef RX_SUBSCRIBE
#define RX_MODULE(name)          static void example(void)
#define RX_TRACK(name, expr)     (expr)
#define RX_SUBSCRIBE(o, fn)      rx_subscribe(o, fn)
#define rx_tag(o, tag)           ((void)(o))
#define fopen                    open_made_up
#define printf                   keep_quiet
#include "examples/cpu.c"
#undef fopen
#undef printf

/* ---- Its records. ---- */

static struct tap {
    struct sink sink;
    struct traffic *t;
} tap;

static bool keep(struct sink *sink, const struct event *ev)
{
    struct traffic *t = ((struct tap *)(void *)sink)->t;
    struct event mine = *ev;
    mine.source = 1;
    mine.time += 1000000000;
    MEM_RESERVE(t->bytes, t->len + EVENT_MAX, t->cap);
    t->len += event_encode(&mine, t->bytes + t->len);
    t->events++;
    return true;
}

void traffic_make(struct traffic *t, uint64_t events)
{
    struct vclock *clock = vclock_new();
    *t = (struct traffic){0};
    tap = (struct tap){{keep}, t};
    struct event start = {.kind = EV_SOURCE_START, .id = 4711, .num = 1700000000000000000,
                          .text = "cpu", .text_len = 3};
    keep(&tap.sink, &start);
    rx_runtime_new(vclock_sched(clock), &tap.sink);
    rx_enter();
    example();
    rx_leave();
    t->body = t->len;
    t->body_events = t->events;
    while (t->events < events) {
        vclock_advance(clock, 250123457 + below(1000000));
        rx_flush_counts();
    }
    t->body_events = t->events - t->body_events;
    struct traffic kept = *t; /* what the end of the program tells is no part of it */
    rx_runtime_free();
    size_t cap = t->cap;
    unsigned char *bytes = t->bytes;
    *t = kept;
    t->bytes = bytes;
    t->cap = cap;
    vclock_free(clock);
}

void traffic_free(struct traffic *t)
{
    free(t->bytes);
    *t = (struct traffic){0};
}
