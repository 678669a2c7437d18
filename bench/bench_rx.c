/* bench_rx.c - what a value costs on its way through streams, beside code written by hand.
 *
 * The floors have the least that replaceable code needs: one indirect call to an operator and one to the
 * function in its slot, a stage; a subject is an array of such stages; an inner stream is one block of
 * malloc. Rounds are interleaved, medians are printed; "ratio" is against the floor above it. */
#include "rxscope.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "rx/runtime.h"
#include "rx/vclock.h"

enum { ROUNDS = 15, MANY = 400000, FANS = 100 };

static int64_t total; /* so that the work is done */

/* ---- What both run. ---- */

static rx_value twice(rx_value v, void *env)
{
    (void)env;
    return rx_i64(v.i64 * 2);
}
/* Nearly all pass, so that no round is decided by the luck of the branch predictor. */
static bool most(rx_value v, void *env)
{
    (void)env;
    return (v.i64 & 1022) != 0;
}
static rx_value sum(rx_value acc, rx_value v, void *env)
{
    (void)env;
    return rx_i64(acc.i64 + v.i64);
}
static void add(rx_value v, void *env)
{
    (void)env;
    total += v.i64;
}
static rx_observable *just(rx_value v, void *env)
{
    (void)env;
    return rx_of(v);
}
static rx_observable *prepared(rx_value v, void *env)
{
    (void)v;
    return env;
}

/* ---- By hand. ---- */

struct slot {
    void (*fn)(void);
    void *env;
};

struct stage {
    void (*next)(struct stage *s, rx_value v);
    struct stage *down;
    struct slot *slot;
    rx_value held;
};

static void hand_map(struct stage *s, rx_value v)
{
    rx_value out = ((rx_map_fn *)s->slot->fn)(v, s->slot->env);
    s->down->next(s->down, out);
}
static void hand_filter(struct stage *s, rx_value v)
{
    if (((rx_filter_fn *)s->slot->fn)(v, s->slot->env))
        s->down->next(s->down, v);
}
static void hand_scan(struct stage *s, rx_value v)
{
    s->held = ((rx_reduce_fn *)s->slot->fn)(s->held, v, s->slot->env);
    s->down->next(s->down, s->held);
}
static void hand_sink(struct stage *s, rx_value v)
{
    ((rx_next_fn *)s->slot->fn)(v, s->slot->env);
}

struct inner {
    struct stage stage;
    rx_value value;
};

static void hand_inner(struct stage *s, rx_value v)
{
    s->down->next(s->down, v);
}
static struct inner *hand_just(rx_value v, void *env)
{
    struct inner *i = mem_alloc(sizeof *i);
    *i = (struct inner){{hand_inner, env, NULL, v}, v};
    return i;
}
static void hand_merge_map(struct stage *s, rx_value v)
{
    struct inner *i = ((struct inner * (*)(rx_value, void *)) s->slot->fn)(v, s->down);
    i->stage.next(&i->stage, i->value);
    free(i);
}

static struct slot slots[] = {
    {(void (*)(void))twice, NULL}, {(void (*)(void))most, NULL},      {(void (*)(void))sum, NULL},
    {(void (*)(void))add, NULL},   {(void (*)(void))hand_just, NULL},
};
static struct stage hand_end = {hand_sink, NULL, &slots[3], {{0}, RX_I64, 0}};

static void hand_chain(void)
{
    struct stage scan = {hand_scan, &hand_end, &slots[2], rx_i64(0)};
    struct stage filter = {hand_filter, &scan, &slots[1], rx_none()};
    struct stage map = {hand_map, &filter, &slots[0], rx_none()};
    struct stage *volatile first = &map;
    for (int64_t i = 0; i < MANY; i++)
        first->next(first, rx_i64(i));
}

static void hand_send(struct stage **fans, size_t n, int64_t values)
{
    for (int64_t i = 0; i < values; i++)
        for (size_t k = 0; k < n; k++)
            fans[k]->next(fans[k], rx_i64(i));
}

static struct stage *hand_fans[FANS];

static void hand_subject(void)
{
    hand_send(hand_fans, 1, MANY);
}
static void hand_subject_100(void)
{
    hand_send(hand_fans, FANS, MANY / FANS);
}
static void hand_flatten(void)
{
    struct stage s = {hand_merge_map, &hand_end, &slots[4], rx_none()};
    struct stage *volatile first = &s;
    for (int64_t i = 0; i < MANY; i++)
        first->next(first, rx_i64(i));
}

/* ---- With the runtime. ---- */

static void run(rx_observable *o)
{
    rx_unsubscribe(rx_subscribe(o, add));
}
static void rx_chain(void)
{
    rx_enter();
    run(rx_pipe(rx_range(0, MANY), rx_map(twice), rx_filter(most), rx_scan(sum, rx_i64(0))));
    rx_leave();
}

static void send_many(size_t fans, int64_t values)
{
    rx_enter();
    rx_subject *s = rx_subject_new();
    rx_subscription *subs[FANS];
    for (size_t i = 0; i < fans; i++)
        subs[i] = rx_subscribe(s, add);
    for (int64_t i = 0; i < values; i++)
        rx_next(s, rx_i64(i));
    for (size_t i = 0; i < fans; i++)
        rx_unsubscribe(subs[i]);
    rx_leave();
}
static void subject_1(void)
{
    send_many(1, MANY);
}
static void subject_100(void)
{
    send_many(FANS, MANY / FANS);
}
static void rx_merge_just(void)
{
    rx_enter();
    run(rx_pipe(rx_range(0, MANY), rx_merge_map(just)));
    rx_leave();
}
static void rx_switch_just(void)
{
    rx_enter();
    run(rx_pipe(rx_range(0, MANY), rx_switch_map(just)));
    rx_leave();
}
static void rx_merge_prepared(void)
{
    rx_enter();
    run(rx_pipe(rx_range(0, MANY), rx_merge_map_env(prepared, rx_of(rx_i64(1)), NULL)));
    rx_leave();
}

/* ---- Measuring. ---- */

static bool take_all(struct sink *sink, const struct event *ev)
{
    (void)sink;
    total += ev->kind;
    return true;
}

static struct row {
    const char *name;
    void (*run)(void);
    int floor; /* index of the row that it is compared with; -1: it is a floor */
    bool inspected;
    double goal;
    double ns[ROUNDS];
} rows[] = {
    {"floor: map, filter, scan by hand", hand_chain, -1, false, 0, {0}},
    {"A range, map, filter, scan", rx_chain, 0, false, 1.25, {0}},
    {"A inspected, above the rate that is recorded", rx_chain, 0, true, 1.5, {0}},
    {"floor: one listener by hand", hand_subject, -1, false, 0, {0}},
    {"B subject, one subscriber", subject_1, 3, false, 1.25, {0}},
    {"floor: 100 listeners by hand, a delivery", hand_subject_100, -1, false, 0, {0}},
    {"C subject, 100 subscribers, a delivery", subject_100, 5, false, 1.25, {0}},
    {"floor: an inner of one block by hand", hand_flatten, -1, false, 0, {0}},
    {"D merge_map of rx_of(v)", rx_merge_just, 7, false, 2, {0}},
    {"D switch_map of rx_of(v)", rx_switch_just, 7, false, 2, {0}},
    {"D merge_map of one prepared stream", rx_merge_prepared, 7, false, 2, {0}},
};

static void measure(struct row *r, int round)
{
    struct vclock *clock = vclock_new();
    struct sink sink = {take_all};
    rx_runtime_new(vclock_sched(clock), r->inspected ? &sink : NULL);
    uint64_t start = clock_mono_ns();
    r->run();
    r->ns[round] = (double)(clock_mono_ns() - start) / MANY;
    rx_runtime_free();
    vclock_free(clock);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(struct row *r)
{
    qsort(r->ns, ROUNDS, sizeof r->ns[0], by_size);
    return r->ns[ROUNDS / 2];
}

int main(void)
{
    for (int i = 0; i < FANS; i++) {
        struct stage *s = hand_fans[i] = mem_alloc(sizeof *s);
        *s = (struct stage){hand_sink, NULL, &slots[3], rx_none()};
    }
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < ARRAY_LEN(rows); i++)
            measure(&rows[i], round);
    printf("%-48s %10s %7s %6s\n", "", "ns a value", "ratio", "goal");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct row *r = &rows[i];
        double ns = median(r);
        printf("%-48s %10.1f", r->name, ns);
        if (r->floor >= 0)
            printf(" %6.2fx", ns / rows[r->floor].ns[ROUNDS / 2]);
        if (r->goal > 0)
            printf(" %5.2fx", r->goal);
        printf("\n");
    }
    for (int i = 0; i < FANS; i++)
        free(hand_fans[i]);
    fprintf(stderr, "# %" PRId64 "\n", total);
    return 0;
}
