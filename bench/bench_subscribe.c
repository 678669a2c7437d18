/* bench_subscribe.c - what it costs to subscribe a chain of three operators to a subject and to end that.
 *
 * The floor puts such a chain into one block of malloc, fills it, appends it to a list of listeners,
 * takes it off again and frees it. Rounds are interleaved, medians are printed. */
#include "rxscope.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "rx/runtime.h"
#include "rx/vclock.h"

enum { ROUNDS = 15, MANY = 200000, BATCH = 100 };

static int64_t total;

static rx_value twice(rx_value v, void *env)
{
    (void)env;
    return rx_i64(v.i64 * 2);
}
static bool all(rx_value v, void *env)
{
    (void)v;
    (void)env;
    return true;
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

/* ---- By hand. ---- */

struct stage {
    void (*next)(struct stage *s, rx_value v);
    struct stage *down, *up;
    void (*fn)(void);
    void *env;
    rx_value held;
};

struct chain {
    struct stage stages[4];
    size_t index; /* in the list of listeners */
};

static struct chain *listeners[BATCH];
static size_t nlisteners;

static void hand_next(struct stage *s, rx_value v)
{
    total += v.i64 + (s->down != NULL);
}

static struct chain *hand_subscribe(void)
{
    void (*const fns[])(void) = {(void (*)(void))twice, (void (*)(void))all, (void (*)(void))sum,
                                 (void (*)(void))add};
    struct chain *c = mem_alloc(sizeof *c);
    for (int i = 0; i < 4; i++)
        c->stages[i] = (struct stage){hand_next, i < 3 ? &c->stages[i + 1] : NULL,
                                      i ? &c->stages[i - 1] : NULL, fns[i], NULL, rx_i64(0)};
    c->index = nlisteners;
    listeners[nlisteners++] = c;
    return c;
}

static void hand_unsubscribe(struct chain *c)
{
    struct chain *last = listeners[--nlisteners];
    listeners[c->index] = last;
    last->index = c->index;
    free(c);
}

static void by_hand(void)
{
    struct chain *chains[BATCH];
    for (int n = 0; n < MANY; n += BATCH) {
        for (int i = 0; i < BATCH; i++)
            chains[i] = hand_subscribe();
        for (int i = 0; i < BATCH; i++)
            hand_unsubscribe(chains[i]);
    }
}

static void by_hand_one(void)
{
    for (int n = 0; n < MANY; n++)
        hand_unsubscribe(hand_subscribe());
}

/* ---- With the runtime. ---- */

static rx_observable *stream;

static void by_rx(void)
{
    rx_subscription *subs[BATCH];
    for (int n = 0; n < MANY; n += BATCH) {
        for (int i = 0; i < BATCH; i++)
            subs[i] = rx_subscribe(stream, add);
        for (int i = 0; i < BATCH; i++)
            rx_unsubscribe(subs[i]);
    }
}

static void by_rx_one(void)
{
    for (int n = 0; n < MANY; n++)
        rx_unsubscribe(rx_subscribe(stream, add));
}

/* ---- Measuring. ---- */

static struct row {
    const char *name;
    void (*run)(void);
    int floor;
    double goal;
    double ns[ROUNDS];
} rows[] = {
    {"floor: one block a chain, one at a time", by_hand_one, -1, 0, {0}},
    {"E subscribe and unsubscribe, one at a time", by_rx_one, 0, 2, {0}},
    {"floor: one block a chain, a hundred living", by_hand, -1, 0, {0}},
    {"E subscribe and unsubscribe, a hundred living", by_rx, 2, 2, {0}},
};

static void measure(struct row *r, int round)
{
    struct vclock *clock = vclock_new();
    rx_runtime_new(vclock_sched(clock), NULL);
    stream = rx_pipe(rx_subject_new(), rx_map(twice), rx_filter(all), rx_scan(sum, rx_i64(0)));
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
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < ARRAY_LEN(rows); i++)
            measure(&rows[i], round);
    printf("%-48s %10s %7s %6s\n", "", "ns a chain", "ratio", "goal");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct row *r = &rows[i];
        double ns = median(r);
        printf("%-48s %10.1f", r->name, ns);
        if (r->floor >= 0)
            printf(" %6.2fx %5.2fx", ns / rows[r->floor].ns[ROUNDS / 2], r->goal);
        printf("\n");
    }
    fprintf(stderr, "# %" PRId64 "\n", total);
    return 0;
}
