/* bench_fold.c - what does folding a record cost beside only reading it?
 *
 * The stream: send-call and send-return, 1,000 subscriptions in turn, values of one i64. The floor
 * decodes every record of it and adds up one field. Both go over the same 1,000 sends at a time, in
 * turn, too shortly to be interrupted often, so that whatever else the machine does meets both; the
 * medians are compared.
 *
 * A second state keeps the events as well, as it does once somebody has looked at them.
 *
 * Goals: fold <= 5.5 x floor, keeping <= 1.5 x fold. Exit status 1 when one is missed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "event/event.h"
#include "state/query.h"
#include "state/state.h"

enum { SUBSCRIPTIONS = 1000, SENDS = 100000, CHUNK = 1000, ROUNDS = 31 };
enum { CHUNKS = SENDS / CHUNK, SAMPLES = ROUNDS * CHUNKS };
#define GOAL 5.5
#define KEEP_GOAL 1.5

struct stream {
    unsigned char *bytes;
    size_t len, cap;
};

static void add(struct stream *st, struct event ev)
{
    ev.source = 1;
    ev.value.text = ev.text = "";
    MEM_RESERVE(st->bytes, st->len + EVENT_MAX, st->cap);
    st->len += event_encode(&ev, st->bytes + st->len);
}

static entity_id subscription_id(unsigned n)
{
    return ID_MAKE(ENT_SUBSCRIPTION, 0, n + 1);
}

static void add_program(struct stream *st)
{
    const entity_id observable = ID_MAKE(ENT_OBSERVABLE, 0, 1);
    add(st, (struct event){.kind = EV_SOURCE_START});
    add(st, (struct event){.kind = EV_OBSERVABLE_CREATE, .id = observable});
    for (unsigned n = 0; n < SUBSCRIPTIONS; n++) {
        add(st,
            (struct event){.kind = EV_SUBSCRIBE_CALL, .id = subscription_id(n), .ref = observable});
        add(st, (struct event){.kind = EV_SUBSCRIBE_RETURN, .id = subscription_id(n)});
    }
}

static void add_sends(struct stream *st, unsigned from)
{
    for (unsigned n = from; n < from + CHUNK; n++) {
        entity_id id = (uint64_t)ENT_SEND << 56 | (n + 1);
        add(st, (struct event){.kind = EV_SEND_CALL,
                               .time = 1000 + n,
                               .id = id,
                               .ref = subscription_id(n * 7 % SUBSCRIPTIONS),
                               .value = {.type = VT_I64, .i64 = n}});
        add(st, (struct event){.kind = EV_SEND_RETURN, .time = 1000 + n, .id = id});
    }
}

static uint64_t read_all(const struct stream *st)
{
    uint64_t sum = 0;
    struct event ev;
    for (size_t at = 0, size; at < st->len; at += size) {
        if (event_decode(st->bytes + at, st->len - at, &ev, &size) != STATUS_OK)
            abort();
        sum += ev.id;
    }
    return sum;
}

static void fold_all(struct state *s, const struct stream *st)
{
    if (state_fold_records(s, st->bytes, st->len) != STATUS_OK)
        abort();
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

struct sample {
    double *floor, *fold, *keep;
};

static void measure(struct state *s, struct state *keeping, const struct stream *st, struct sample to)
{
    static uint64_t sum;
    sum ^= read_all(st); /* neither is the first to touch the bytes */
    uint64_t t0 = clock_mono_ns();
    sum ^= read_all(st);
    uint64_t t1 = clock_mono_ns();
    fold_all(s, st);
    uint64_t t2 = clock_mono_ns();
    fold_all(keeping, st);
    uint64_t t3 = clock_mono_ns();
    if (sum)
        abort(); /* both readings see the same */
    *to.floor = (double)(t1 - t0) / (2 * CHUNK);
    *to.fold = (double)(t2 - t1) / (2 * CHUNK);
    *to.keep = (double)(t3 - t2) / (2 * CHUNK);
}

static void check_counts(const struct state *s)
{
    const struct source_info *info = query_source_by_id(s, 1);
    if (info->next == (uint64_t)SENDS * ROUNDS && !info->stale && !info->unmatched)
        return;
    fprintf(stderr, "bench_fold: the counts are wrong: %" PRIu64 "\n", info->next);
    exit(EXIT_FAILURE);
}

static void check_kept(const struct state *s)
{
    struct happenings kept;
    query_happenings(s, &kept);
    if (kept.last >= (uint64_t)SENDS * ROUNDS)
        return;
    fprintf(stderr, "bench_fold: only %" PRIu64 " events were kept\n", kept.last);
    exit(EXIT_FAILURE);
}

static double mib(const struct state *s)
{
    return (double)state_memory(s) / (1 << 20);
}

int main(void)
{
    static double floor[SAMPLES], fold[SAMPLES], keep[SAMPLES];
    static struct stream program, sends[CHUNKS];
    struct state *s = state_new(NULL), *keeping = state_new(NULL);
    add_program(&program);
    for (unsigned i = 0; i < CHUNKS; i++)
        add_sends(&sends[i], i * CHUNK);
    fold_all(s, &program);
    fold_all(keeping, &program);
    state_keep_events(keeping, EVENTS_KEPT);
    for (unsigned i = 0; i < SAMPLES; i++)
        measure(s, keeping, &sends[i % CHUNKS], (struct sample){&floor[i], &fold[i], &keep[i]});
    check_counts(s);
    check_counts(keeping);
    check_kept(keeping);
    double a = median(floor, SAMPLES), b = median(fold, SAMPLES), c = median(keep, SAMPLES);
    printf("read  %6.2f ns a record\n", a);
    printf("fold  %6.2f ns a record   %.2f x   (goal <= %.1f x)   %.1f MiB held\n", b, b / a, GOAL, mib(s));
    printf("keep  %6.2f ns a record   %.2f x the fold   (goal <= %.1f x)   %.1f MiB held\n", c, c / b, KEEP_GOAL,
           mib(keeping));
    state_free(s);
    state_free(keeping);
    free(program.bytes);
    for (unsigned i = 0; i < CHUNKS; i++)
        free(sends[i].bytes);
    return b <= GOAL * a && c <= KEEP_GOAL * b ? EXIT_SUCCESS : EXIT_FAILURE;
}
