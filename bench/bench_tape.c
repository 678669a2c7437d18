/* bench_tape.c - what a recording costs in bytes and in time, and how soon one is anywhere in a large one.
 *
 * The example program itself (examples/cpu.c, under a virtual clock, every value recorded) gives the traffic
 * of the first part. The large tape holds what packs badly: sends of random numbers to 1,000 subscriptions,
 * with the snapshots that the recorder would write. It is made in $TMPDIR, as large as BENCH_TAPE_MB (default
 * 1000) and half of what is free there allow, and removed.
 *
 * Goals: 8 bytes an event, also when each second goes to the disk; 5 million events a second when a tape is
 * folded; 200 ms to any place. Exit status 1 when one is missed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "demo_traffic.h"
#include "event/event.h"
#include "state/query.h"
#include "state/snapshot.h"
#include "state/state.h"
#include "tape/tape.h"

#define GOAL_BYTES  8.0
#define GOAL_RATE   5.0 /* million a second */
#define GOAL_SEEK   200.0 /* ms */
enum { EVENTS = 1000000, ROUNDS = 7, PIECE = 64 << 10, SUBSCRIPTIONS = 1000, SEEKS = 40 };

static char path[256];
static bool missed;

static void need(enum status status, const struct fault_text *why)
{
    if (status == STATUS_OK)
        return;
    fprintf(stderr, "bench_tape: %s\n", why->text);
    unlink(path);
    exit(EXIT_FAILURE);
}

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

static struct tape_writer *create(void)
{
    struct tape_writer *w;
    struct fault_text why;
    unlink(path);
    need(tape_create(&w, path, &why), &why);
    return w;
}

/* Whole records of about PIECE bytes, or up to the end of their second. */
static size_t piece(const struct traffic *t, size_t at, bool seconds)
{
    size_t n = 0;
    uint64_t second = get_le64(t->bytes + at + 8) / NS_PER_S;
    while (at + n < t->len && n < PIECE) {
        if (seconds && get_le64(t->bytes + at + n + 8) / NS_PER_S != second)
            break;
        n += get_le16(t->bytes + at + n);
    }
    return n;
}

/* Returns ns an event; what became of it goes to *stats. */
static double record(const struct traffic *t, bool seconds, struct tape_stats *stats)
{
    struct fault_text why;
    struct tape_writer *w = create();
    uint64_t begin = clock_mono_ns();
    for (size_t at = 0, n; at < t->len; at += n) {
        n = piece(t, at, seconds);
        need(tape_put(w, t->bytes + at, n, &why), &why);
        if (seconds)
            need(tape_flush(w, &why), &why);
    }
    need(tape_flush(w, &why), &why);
    *stats = tape_stats(w);
    need(tape_close(w, &why), &why);
    return (double)(clock_mono_ns() - begin) / (double)t->events;
}

/* From memory, as the recorder gets them: ns an event. */
static double fold(const struct traffic *t)
{
    struct state *s = state_new(NULL);
    uint64_t begin = clock_mono_ns();
    if (state_fold_records(s, t->bytes, t->len) != STATUS_OK)
        abort();
    uint64_t end = clock_mono_ns();
    state_free(s);
    return (double)(end - begin) / (double)t->events;
}

/* Reads the tape, and folds it when there is a state: ns an event. */
static double replay(struct state *s, uint64_t events)
{
    struct fault_text why;
    struct tape *t;
    const void *records;
    enum tape_part part;
    size_t len;
    enum status status;
    uint64_t begin = clock_mono_ns();
    need(tape_open(&t, path, &why), &why);
    while ((status = tape_next(t, &part, &records, &len, &why)) == STATUS_OK)
        if (s)
            state_fold_records(s, records, len);
    need(status == STATUS_EMPTY ? STATUS_OK : status, &why);
    tape_free(t);
    return (double)(clock_mono_ns() - begin) / (double)events;
}

static double replay_folding(const struct traffic *t)
{
    struct state *s = state_new(NULL);
    double ns = replay(s, t->events);
    if (query_source_by_id(s, 1)->stale || query_source_by_id(s, 1)->next < t->events / 10)
        abort();
    state_free(s);
    return ns;
}

static void measure_traffic(const struct traffic *t)
{
    double kept[ROUNDS], folded[ROUNDS], read[ROUNDS], played[ROUNDS];
    struct tape_stats full, each;
    record(t, true, &each);
    for (int i = 0; i < ROUNDS; i++) {
        folded[i] = fold(t);
        kept[i] = record(t, false, &full);
        read[i] = replay(NULL, t->events);
        played[i] = replay_folding(t);
    }
    double size = (double)full.bytes / (double)full.events, small = (double)each.bytes / (double)each.events;
    double fold_ns = median(folded, ROUNDS), keep_ns = median(kept, ROUNDS);
    double read_ns = median(read, ROUNDS), play_ns = median(played, ROUNDS), rate = 1e3 / play_ns;
    printf("the example: %" PRIu64 " events of %.1f bytes\n", t->events, (double)t->len / (double)t->events);
    printf("  full blocks        %5.2f bytes an event   (goal <= %.0f)%s\n", size, GOAL_BYTES,
           verdict(size <= GOAL_BYTES));
    printf("  a block a second   %5.2f bytes an event   (goal <= %.0f)%s\n", small, GOAL_BYTES,
           verdict(small <= GOAL_BYTES));
    printf("  fold               %5.1f ns an event\n", fold_ns);
    printf("  record             %5.1f ns an event      %.2f x folding\n", keep_ns, keep_ns / fold_ns);
    printf("  read               %5.1f ns an event      the floor of replay\n", read_ns);
    printf("  replay             %5.1f ns an event      %.2f x the floor, %.1f million a second (goal >= %.0f)%s\n",
           play_ns, play_ns / read_ns, rate, GOAL_RATE, verdict(rate >= GOAL_RATE));
}

/* ---- A large one. ---- */

struct large {
    struct sink sink; /* first: collects a snapshot */
    struct state *state;
    struct tape_writer *tape;
    struct str snapshot;
    unsigned char *records;
    uint64_t sends, seed;
    size_t len;
};

static bool collect(struct sink *sink, const struct event *ev)
{
    struct large *l = (struct large *)(void *)sink;
    MEM_RESERVE(l->snapshot.data, l->snapshot.len + EVENT_MAX, l->snapshot.cap);
    l->snapshot.len += event_encode(ev, l->snapshot.data + l->snapshot.len);
    return true;
}

static void put_snapshot(struct large *l)
{
    struct fault_text why;
    str_clear(&l->snapshot);
    state_snapshot(l->state, 1000, &l->sink);
    need(tape_put_snapshot(l->tape, l->snapshot.data, l->snapshot.len, &why), &why);
}

static void add(struct large *l, struct event ev)
{
    ev.source = 1;
    ev.value.text = ev.text = "";
    l->len += event_encode(&ev, l->records + l->len);
}

static entity_id subscription_id(uint64_t n)
{
    return ID_MAKE(ENT_SUBSCRIPTION, 0, n + 1);
}

static void take(struct large *l)
{
    struct fault_text why;
    if (state_fold_records(l->state, l->records, l->len) != STATUS_OK)
        abort();
    need(tape_put(l->tape, l->records, l->len, &why), &why);
    l->len = 0;
    if (tape_wants_snapshot(l->tape))
        put_snapshot(l);
}

static void add_program(struct large *l)
{
    const entity_id observable = ID_MAKE(ENT_OBSERVABLE, 0, 1);
    add(l, (struct event){.kind = EV_SOURCE_START, .id = 1});
    add(l, (struct event){.kind = EV_OBSERVABLE_CREATE, .id = observable});
    for (unsigned n = 0; n < SUBSCRIPTIONS; n++) {
        add(l, (struct event){.kind = EV_SUBSCRIBE_CALL, .id = subscription_id(n), .ref = observable});
        add(l, (struct event){.kind = EV_SUBSCRIBE_RETURN, .id = subscription_id(n)});
    }
}

static void add_send(struct large *l)
{
    l->seed ^= l->seed << 13;
    l->seed ^= l->seed >> 7;
    l->seed ^= l->seed << 17;
    uint64_t time = 1000000 + ++l->sends * 5000 + (l->seed & 1023);
    entity_id id = (uint64_t)ENT_SEND << 56 | l->sends;
    add(l, (struct event){.kind = EV_SEND_CALL,
                          .time = time,
                          .id = id,
                          .ref = subscription_id((l->seed >> 12) % SUBSCRIPTIONS),
                          .value = {.type = VT_I64, .i64 = (int64_t)l->seed}});
    add(l, (struct event){.kind = EV_SEND_RETURN, .time = time, .id = id});
}

static uint64_t wanted_bytes(void)
{
    struct statvfs fs;
    const char *text = getenv("BENCH_TAPE_MB");
    uint64_t want = (text ? strtoull(text, NULL, 10) : 1000) * 1000000;
    uint64_t room = statvfs(path, &fs) == 0 ? fs.f_bavail * fs.f_frsize / 2 : 0;
    return want < room ? want : room;
}

static void make_large(void)
{
    struct large l = {.sink = {collect}, .state = state_new(NULL), .seed = 88172645463325252u};
    struct fault_text why;
    l.tape = create();
    l.records = mem_alloc(1 << 20);
    uint64_t want = wanted_bytes(), begin = clock_mono_ns();
    put_snapshot(&l);
    add_program(&l);
    while (tape_stats(l.tape).bytes < want) {
        take(&l);
        for (int n = 0; n < 500; n++)
            add_send(&l);
    }
    struct tape_stats stats = tape_stats(l.tape);
    need(tape_close(l.tape, &why), &why);
    printf("a tape of %.0f MB: %.1f million events, %.1f bytes an event, made in %.1f s\n",
           (double)stats.bytes / 1e6, (double)stats.events / 1e6, (double)stats.bytes / (double)stats.events,
           (double)(clock_mono_ns() - begin) / 1e9);
    state_free(l.state);
    str_release(&l.snapshot);
    free(l.records);
}

/* Folds until `event` events were, from a snapshot on. */
static void go(struct tape *t, uint64_t event)
{
    struct fault_text why;
    struct state *s = state_new(NULL);
    enum tape_part part;
    const void *records;
    size_t len;
    uint64_t at;
    need(tape_seek(t, event, 0, &at, &why), &why);
    while (at < event && tape_next(t, &part, &records, &len, &why) == STATUS_OK) {
        size_t n = 0;
        for (; part == TAPE_RECORDS && n < len && at < event; at++)
            n += get_le16((const unsigned char *)records + n);
        state_fold_records(s, records, part == TAPE_RECORDS ? n : len);
    }
    if (at != event || query_source_by_id(s, 1)->stale)
        abort();
    state_free(s);
}

static void measure_seeks(void)
{
    double ms[SEEKS];
    struct fault_text why;
    struct tape *t;
    uint64_t begin = clock_mono_ns();
    need(tape_open(&t, path, &why), &why);
    printf("  opened             %5.1f ms\n", (double)(clock_mono_ns() - begin) / 1e6);
    uint64_t events = tape_info(t).events;
    for (unsigned i = 0; i < SEEKS; i++) {
        uint64_t to = events / 100 + events / SEEKS * ((i * 17) % SEEKS) + i * 12345 % (events / SEEKS);
        begin = clock_mono_ns();
        go(t, to < events ? to : events);
        ms[i] = (double)(clock_mono_ns() - begin) / 1e6;
    }
    tape_free(t);
    double middle = median(ms, SEEKS), longest = ms[SEEKS - 1];
    printf("  to any place       %5.1f ms, at most %.1f ms   (goal <= %.0f)%s\n", middle, longest, GOAL_SEEK,
           verdict(longest <= GOAL_SEEK));
}

/* As after kill -9: the footer and the last index are gone. */
static void measure_cut(void)
{
    struct fault_text why;
    struct tape *t;
    struct stat st;
    if (stat(path, &st) != 0 || truncate(path, st.st_size - st.st_size / 100) != 0)
        return;
    uint64_t begin = clock_mono_ns();
    need(tape_open(&t, path, &why), &why);
    printf("  opened, cut off    %5.1f ms\n", (double)(clock_mono_ns() - begin) / 1e6);
    tape_free(t);
}

int main(void)
{
    const char *tmp = getenv("TMPDIR");
    struct traffic traffic;
    snprintf(path, sizeof path, "%s/rxscope-bench-%d.tape", tmp && *tmp ? tmp : "/tmp", (int)getpid());
    traffic_make(&traffic, EVENTS);
    measure_traffic(&traffic);
    traffic_free(&traffic);
    make_large();
    measure_seeks();
    measure_cut();
    unlink(path);
    return missed ? EXIT_FAILURE : EXIT_SUCCESS;
}
