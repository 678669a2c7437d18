/* bench_ring.c - what it costs to hand 64-byte records from one thread to another.
 *
 * The floor hands over 64 KiB chunks of the same records through four buffers and two counters: no
 * length, no wrap, one exchange per 1,024 records. Beside it the ring of the same size: batched (one
 * publish and one release per 256 records), one record at a time (a publish and a release each), and
 * one at a time after 250 ns of the producer's own work, where only what comes on top is shown.
 * Rounds are interleaved, medians are printed. Spinning on both sides: nobody sleeps here. */
#include "ring/ring.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"

enum { RECORD = 64, CHUNK = 64 * 1024, CHUNKS = 4, BATCH = 256, ROUNDS = 9 };
enum { IN_CHUNK = CHUNK / RECORD };
#define MANY (4u << 20) /* records a round */
#define FEW  (1u << 20)
#define SLOW (1u << 18)

/* What a spinning thread does between two looks. */
static inline void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

/* One record as the bench writes it: its size, then what differs from record to record. */
static inline void record_write(unsigned char *p, uint64_t i)
{
    put_le64(p, RECORD | i << 16);
    for (int k = 1; k < RECORD / 8; k++)
        put_le64(p + k * 8, i + (uint64_t)k);
}

static inline uint64_t record_sum(const unsigned char *p)
{
    uint64_t sum = get_le64(p) >> 16;

    for (int k = 1; k < RECORD / 8; k++)
        sum += get_le64(p + k * 8);
    return sum;
}

static uint64_t expected_sum(uint64_t n)
{
    return n * (n - 1) / 2 * 8 + n * 28; /* eight times i, and 1 + ... + 7 */
}

struct run {
    uint64_t n;        /* records */
    uint64_t batch;    /* records a publish */
    uint64_t work;     /* steps of the producer's own work before each record */
    struct ring *ring;
    uint64_t sum;      /* what the reader added up */
    uint64_t kept;     /* what the work came to, so that it is done */
};

/* ---- The floor. The GCC builtins stand in for <stdatomic.h>, which belongs to the ring. ---- */

static struct {
    _Alignas(RING_LINE) uint64_t full;  /* chunks handed over */
    _Alignas(RING_LINE) uint64_t empty; /* chunks given back */
    _Alignas(RING_LINE) unsigned char chunk[CHUNKS][CHUNK];
} floor_state;

static void wait_above(const uint64_t *counter, uint64_t value)
{
    while (__atomic_load_n(counter, __ATOMIC_ACQUIRE) <= value)
        relax();
}

static void floor_write(struct run *run)
{
    for (uint64_t c = 0; c < run->n / IN_CHUNK; c++) {
        unsigned char *p = floor_state.chunk[c % CHUNKS];
        if (c >= CHUNKS)
            wait_above(&floor_state.empty, c - CHUNKS);
        for (uint64_t i = 0; i < IN_CHUNK; i++)
            record_write(p + i * RECORD, c * IN_CHUNK + i);
        __atomic_store_n(&floor_state.full, c + 1, __ATOMIC_RELEASE);
    }
}

static void *floor_read(void *arg)
{
    struct run *run = arg;

    for (uint64_t c = 0; c < run->n / IN_CHUNK; c++) {
        const unsigned char *p = floor_state.chunk[c % CHUNKS];
        wait_above(&floor_state.full, c);
        for (uint64_t i = 0; i < IN_CHUNK; i++)
            run->sum += record_sum(p + i * RECORD);
        __atomic_store_n(&floor_state.empty, c + 1, __ATOMIC_RELEASE);
    }
    return NULL;
}

/* ---- The ring. ---- */

/* Steps of xorshift, from a state that is not 0; the caller keeps the state. */
static inline uint64_t own_work(uint64_t x, uint64_t steps)
{
    for (; steps; steps--) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    return x;
}

static void ring_write(struct run *run)
{
    uint64_t in_batch = 0, x = 1;

    for (uint64_t i = 0; i < run->n; i++) {
        void *p;
        x = own_work(x, run->work);
        while (!(p = ring_reserve(run->ring, RECORD))) {
            ring_publish(run->ring);
            relax();
        }
        record_write(p, i);
        ring_commit(run->ring, RECORD);
        if (++in_batch == run->batch) {
            ring_publish(run->ring);
            in_batch = 0;
        }
    }
    ring_publish(run->ring);
    run->kept = x;
}

static void *ring_drain(void *arg)
{
    struct run *run = arg;
    uint64_t in_batch = 0;

    for (uint64_t i = 0; i < run->n;) {
        uint32_t size;
        const void *p = ring_next(run->ring, &size);
        if (p) {
            run->sum += record_sum(p);
            i++;
        }
        if (!p || ++in_batch == run->batch) {
            ring_release(run->ring);
            in_batch = 0;
        }
        if (!p)
            relax();
    }
    ring_release(run->ring);
    return NULL;
}

/* ---- Measuring. ---- */

static void check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "bench_ring: %s\n", what);
    exit(EXIT_FAILURE);
}

/* Nanoseconds a record, from the first write until the reader has all. */
static double timed(struct run run, void (*write)(struct run *), void *(*read)(void *))
{
    struct run reader = run;
    pthread_t thread;
    uint64_t start = clock_mono_ns();

    check(pthread_create(&thread, NULL, read, &reader) == 0, "no second thread");
    write(&run);
    pthread_join(thread, NULL);
    check(reader.sum == expected_sum(run.n), "the reader's sum is wrong");
    return (double)(clock_mono_ns() - start) / (double)run.n;
}

static double floor_round(void)
{
    floor_state.full = floor_state.empty = 0;
    return timed((struct run){.n = MANY}, floor_write, floor_read);
}

static double ring_round(uint64_t n, uint64_t batch, uint64_t work)
{
    struct run run = {.n = n, .batch = batch, .work = work, .ring = ring_new(CHUNK * CHUNKS)};
    double ns;

    check(run.ring != NULL, "no ring");
    ns = timed(run, ring_write, ring_drain);
    ring_free(run.ring);
    return ns;
}

static double alone_round(uint64_t n, uint64_t work)
{
    static volatile uint64_t kept = 1;
    uint64_t x = kept, start = clock_mono_ns();

    for (uint64_t i = 0; i < n; i++)
        x = own_work(x, work);
    kept = x;
    return (double)(clock_mono_ns() - start) / (double)n;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *v)
{
    qsort(v, ROUNDS, sizeof *v, by_value);
    return v[ROUNDS / 2];
}

enum { FLOOR, BATCHED, RATIO, SINGLE, ON_TOP, COLUMNS };

/* Whatever is compared is measured side by side, and compared before the medians are taken. */
static void measure(double ns[COLUMNS][ROUNDS], int i)
{
    const uint64_t steps = 150; /* about 250 ns */
    double work;

    ns[FLOOR][i] = floor_round();
    ns[BATCHED][i] = ring_round(MANY, BATCH, 0);
    ns[RATIO][i] = ns[BATCHED][i] / ns[FLOOR][i];
    ns[SINGLE][i] = ring_round(FEW, 1, 0);
    work = alone_round(SLOW, steps);
    ns[ON_TOP][i] = ring_round(SLOW, 1, steps) - work;
}

int main(void)
{
    static double ns[COLUMNS][ROUNDS];

    floor_round(); /* warms up */
    for (int i = 0; i < ROUNDS; i++)
        measure(ns, i);
    printf("floor: 64 KiB chunks     %7.2f ns/record\n", median(ns[FLOOR]));
    printf("ring, batched            %7.2f ns/record  %.2fx the floor (goal 1.60x)\n",
           median(ns[BATCHED]), median(ns[RATIO]));
    printf("ring, one at a time      %7.2f ns/record  %.2fx the floor\n", median(ns[SINGLE]),
           median(ns[SINGLE]) / median(ns[FLOOR]));
    printf("ring, slow producer      %7.2f ns/record on top of its own work (goal 6)\n",
           median(ns[ON_TOP]));
    return EXIT_SUCCESS;
}
