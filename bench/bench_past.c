/* bench_past.c - what it costs to keep what a program does, and how soon one is anywhere in it.
 *
 * The example program itself (examples/cpu.c, under a virtual clock, every value recorded) gives the traffic of the first
 * part: folded alone, and folded and kept, in turn. The second part fills the default budget with what packs badly,
 * sends of random numbers to 1,000 subscriptions, and goes to places all over it, event by event at the end.
 *
 * Goals: keeping takes at most as long as folding; 100 ms to any place, 50 ms for a step. Exit status 1 when one is missed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/past.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "demo_traffic.h"
#include "event/event.h"

#define GOAL_COST 1.0 /* times folding */
#define GOAL_SEEK 100.0 /* ms */
#define GOAL_STEP 50.0 /* ms */
enum { EVENTS = 1000000, ROUNDS = 7, PIECE = 64 << 10, SUBSCRIPTIONS = 1000, SEEKS = 100 };
static const uint64_t budget = UINT64_C(64) << 20;

static bool missed;

static const char *verdict(bool good)
{
    missed = missed || !good;
    return good ? "" : "   MISSED";
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, by_value);
    return values[n / 2];
}

static void on_moved(void *ctx, const struct state *state)
{
    (void)ctx;
    (void)state;
}

static void on_say(void *ctx, const char *text)
{
    (void)ctx;
    fprintf(stderr, "bench_past: %s\n", text);
}

static const struct past_ops ops = {NULL, on_moved, NULL, on_say};

/* ---- What it costs. ---- */

/* ns an event; the state is empty at the begin. */
static double fold(const struct traffic *t, bool keep)
{
    struct state *s = state_new(NULL);
    struct past *p = keep ? past_new(budget, s, &ops) : NULL;
    uint64_t begin = clock_mono_ns();
    for (size_t at = 0, n; at < t->len; at += n) {
        for (n = 0; at + n < t->len && n < PIECE;)
            n += get_le16(t->bytes + at + n);
        if (state_fold_records(s, t->bytes + at, n) != STATUS_OK)
            abort();
        if (p)
            past_take(p, t->bytes + at, n);
    }
    double ns = (double)(clock_mono_ns() - begin) / (double)t->events;
    past_free(p);
    state_free(s);
    return ns;
}

static void measure_cost(void)
{
    static struct traffic t;
    double alone[ROUNDS], kept[ROUNDS];
    traffic_make(&t, EVENTS);
    for (int i = 0; i < ROUNDS; i++) {
        alone[i] = fold(&t, false);
        kept[i] = fold(&t, true);
    }
    double a = median(alone, ROUNDS), b = median(kept, ROUNDS);
    printf("the example: %" PRIu64 " events\n", t.events);
    printf("  fold               %5.1f ns an event\n", a);
    printf("  fold and keep      %5.1f ns an event      keeping is %.2f x folding   (goal <= %.1f x)%s\n", b, (b - a) / a,
           GOAL_COST, verdict(b - a <= GOAL_COST * a));
    traffic_free(&t);
}

/* ---- Going back. ---- */

struct program {
    struct state *state;
    struct past *past;
    unsigned char *records;
    size_t len;
    uint64_t sends, seed, events;
};

static void add(struct program *g, struct event ev)
{
    ev.source = 1;
    ev.value.text = ev.text = "";
    g->len += event_encode(&ev, g->records + g->len);
    g->events++;
}

static entity_id subscription_id(uint64_t n)
{
    return ID_MAKE(ENT_SUBSCRIPTION, 0, n + 1);
}

static void take(struct program *g)
{
    if (state_fold_records(g->state, g->records, g->len) != STATUS_OK)
        abort();
    past_take(g->past, g->records, g->len);
    g->len = 0;
}

static void begin_program(struct program *g)
{
    const entity_id observable = ID_MAKE(ENT_OBSERVABLE, 0, 1);
    add(g, (struct event){.kind = EV_SOURCE_START, .id = 1, .num = 1});
    add(g, (struct event){.kind = EV_OBSERVABLE_CREATE, .id = observable});
    for (unsigned n = 0; n < SUBSCRIPTIONS; n++) {
        add(g, (struct event){.kind = EV_SUBSCRIBE_CALL, .id = subscription_id(n), .ref = observable});
        add(g, (struct event){.kind = EV_SUBSCRIBE_RETURN, .id = subscription_id(n)});
    }
    take(g);
}

static void send(struct program *g)
{
    g->seed ^= g->seed << 13;
    g->seed ^= g->seed >> 7;
    g->seed ^= g->seed << 17;
    uint64_t time = 1000000 + ++g->sends * 5000 + (g->seed & 1023);
    entity_id id = (uint64_t)ENT_SEND << 56 | g->sends;
    add(g, (struct event){.kind = EV_SEND_CALL, .time = time, .id = id, .ref = subscription_id((g->seed >> 12) % SUBSCRIPTIONS),
                          .value = {.type = VT_I64, .i64 = (int64_t)g->seed}});
    add(g, (struct event){.kind = EV_SEND_RETURN, .time = time, .id = id});
}

static struct ui_transport where(const struct program *g)
{
    struct ui_transport t;
    past_where(g->past, &t);
    return t;
}

static double ms_since(uint64_t begin)
{
    return (double)(clock_mono_ns() - begin) / 1e6;
}

static void fill(struct program *g)
{
    uint64_t begin = clock_mono_ns();
    begin_program(g);
    while (!where(g).left) {
        for (int n = 0; n < 500; n++)
            send(g);
        take(g);
    }
    printf("a budget of %" PRIu64 "M, full: %.1f million events came, in %.1f s; ", budget >> 20, (double)g->events / 1e6,
           ms_since(begin) / 1e3);
    past_drive(g->past, DRIVE_BEGIN, 0);
    struct ui_transport t = where(g);
    printf("%.1f million are kept, %.1f bytes each\n", (double)(t.events - t.first) / 1e6,
           (double)t.bytes / (double)(t.events - t.first));
}

static void measure_places(struct program *g)
{
    double ms[SEEKS];
    char place[16];
    struct fault_text why;
    for (unsigned i = 0; i < SEEKS; i++) {
        snprintf(place, sizeof place, "%u%%", i * 37 % 100);
        uint64_t begin = clock_mono_ns();
        if (past_go(g->past, place, &why) != STATUS_OK)
            abort();
        ms[i] = ms_since(begin);
    }
    double middle = median(ms, SEEKS), longest = ms[SEEKS - 1];
    printf("  to any place       %5.1f ms, at most %.1f ms   (goal <= %.0f)%s\n", middle, longest, GOAL_SEEK,
           verdict(longest <= GOAL_SEEK));
}

static void measure_steps(struct program *g)
{
    double ms[SEEKS];
    for (unsigned i = 0; i < SEEKS; i++) {
        uint64_t begin = clock_mono_ns(), at = where(g).event;
        past_drive(g->past, DRIVE_STEP_EVENT, -1);
        ms[i] = ms_since(begin);
        if (where(g).event != at - 1)
            abort();
    }
    double middle = median(ms, SEEKS), longest = ms[SEEKS - 1];
    printf("  an event back      %5.1f ms, at most %.1f ms   (goal <= %.0f)%s\n", middle, longest, GOAL_STEP,
           verdict(middle <= GOAL_STEP));
}

static void measure_going_back(void)
{
    struct program g = {.state = state_new(NULL), .records = mem_alloc(1 << 20), .seed = 88172645463325252u};
    g.past = past_new(budget, g.state, &ops);
    fill(&g);
    measure_places(&g);
    measure_steps(&g);
    past_free(g.past);
    state_free(g.state);
    free(g.records);
}

int main(void)
{
    measure_cost();
    measure_going_back();
    return missed ? EXIT_FAILURE : EXIT_SUCCESS;
}
