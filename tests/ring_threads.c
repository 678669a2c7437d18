/* ring_threads.c - two real threads pass records of random sizes in random batches.
 *
 * usage: ring_threads [RECORDS]     (default 20 million, shared out among the scenarios)
 *
 * Every word of a record follows from its number, and so do its size and whether a droppable record
 * follows it: the reader checks all of them. Both sides also keep a checksum over the whole run. The
 * reader sleeps when it has nothing; a sleep of DEADLINE_MS while records are missing is a lost
 * wake-up. Meant to run plain and under -fsanitize=thread. TAP on stdout. */
#include "ring/outbox.h"
#include "ring/ring.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

enum { DEADLINE_MS = 20000 };
enum { LIFE = 1, DETAIL = 2 }; /* the sort of a record, in its second 16 bits */

struct scenario {
    const char *name;
    uint32_t capacity;   /* bytes */
    uint32_t size_max;   /* bytes a record */
    uint32_t batch_max;  /* records a publish, and a release */
    bool outbox;         /* through the outbox, with droppable records in between */
};

static const struct scenario scenarios[] = {
    {"the smallest ring, always full or empty", 64, 32, 3, false},
    {"one record at a time", 4096, 64, 1, false},
    {"large records, half the ring", 1024, 512, 4, false},
    {"long batches", 64 * 1024, 256, 500, false},
    {"through the outbox, spilling and dropping", 2048, 256, 40, true},
};

struct side {
    const struct scenario *s;
    struct ring *ring;
    struct outbox *o;
    uint64_t n;          /* lossless records to pass */
    uint64_t random;
    uint64_t sum;        /* over all words of lossless records */
    uint64_t details;    /* droppable records passed */
    uint64_t refused;    /* droppable records refused */
    uint64_t sleeps;
    const char *wrong;   /* the first thing that was not as it should be, or NULL */
};

/* splitmix64: the words of a record, and the dice of each side. */
static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15ull;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ x >> 27) * 0x94d049bb133111ebull;
    return x ^ x >> 31;
}

static uint32_t dice(struct side *d, uint32_t sides)
{
    return (uint32_t)(mix(d->random++) % sides);
}

static uint32_t size_of(const struct scenario *s, uint64_t number)
{
    return 8 + (uint32_t)(mix(~number) % (s->size_max / 8)) * 8;
}

static uint64_t word_of(uint64_t number, uint32_t i)
{
    return mix(number * 512 + i);
}

/* ---- The writer. ---- */

static void record_write(struct side *d, unsigned char *p, uint32_t size, uint16_t sort, uint64_t number)
{
    put_le16(p, (uint16_t)size);
    put_le16(p + 2, sort);
    put_le32(p + 4, (uint32_t)number);
    for (uint32_t i = 8; i < size; i += 8) {
        uint64_t word = word_of(number, i);
        put_le64(p + i, word);
        d->sum += sort == DETAIL ? 0 : word * (number + i);
    }
}

static void idle(struct side *d)
{
    if (dice(d, 64) == 0)
        sched_yield(); /* long enough, now and then, for the other side to run out of work */
}

static void write_to_ring(struct side *d)
{
    uint32_t batch = 1;

    for (uint64_t i = 0; i < d->n; i++) {
        uint32_t size = size_of(d->s, i);
        void *p;
        while (!(p = ring_reserve(d->ring, size))) {
            ring_publish(d->ring);
            sched_yield();
        }
        record_write(d, p, size, LIFE, i);
        ring_commit(d->ring, size);
        if (--batch == 0) {
            ring_publish(d->ring);
            idle(d);
            batch = 1 + dice(d, d->s->batch_max);
        }
    }
    ring_publish(d->ring);
}

static void write_detail(struct side *d, uint64_t number)
{
    uint32_t size = size_of(d->s, number);
    void *p = outbox_try_reserve(d->o, size);

    if (!p) {
        d->refused++;
        return;
    }
    record_write(d, p, size, DETAIL, number);
    outbox_commit(d->o, size);
    d->details++;
}

static void flush_down_to(struct side *d, size_t bytes)
{
    while (!outbox_flush(d->o) && outbox_stats(d->o).spilled_bytes > bytes)
        sched_yield();
}

static void write_to_outbox(struct side *d)
{
    uint32_t batch = 1;

    for (uint64_t i = 0; i < d->n; i++) {
        uint32_t size = size_of(d->s, i);
        void *p = outbox_reserve(d->o, size);
        if (!p) {
            d->wrong = "a lossless record was refused";
            break;
        }
        record_write(d, p, size, LIFE, i);
        outbox_commit(d->o, size);
        if (i + 1 < d->n && dice(d, 2))
            write_detail(d, i);
        if (--batch == 0) {
            flush_down_to(d, dice(d, 8) ? 1u << 20 : 0);
            idle(d);
            batch = 1 + dice(d, d->s->batch_max);
        }
    }
    flush_down_to(d, 0);
}

static void *writer_main(void *arg)
{
    struct side *d = arg;

    if (d->s->outbox)
        write_to_outbox(d);
    else
        write_to_ring(d);
    return NULL;
}

/* ---- The reader. ---- */

static bool words_right(struct side *d, const unsigned char *p, uint32_t size, uint64_t number)
{
    bool detail = get_le16(p + 2) == DETAIL;

    for (uint32_t i = 8; i < size; i += 8) {
        uint64_t word = get_le64(p + i);
        if (word != word_of(number, i))
            return false;
        d->sum += detail ? 0 : word * (number + i);
    }
    return true;
}

/* *next is the number of the lossless record that must come next; a droppable one bears the number of
 * the one before it. */
static void record_check(struct side *d, const unsigned char *p, uint32_t size, uint64_t *next)
{
    bool detail = get_le16(p + 2) == DETAIL;
    uint64_t number = detail ? *next - 1 : *next;

    if (get_le32(p + 4) != (uint32_t)number)
        d->wrong = "a record is out of sequence";
    else if (size != size_of(d->s, number) || get_le16(p) != size)
        d->wrong = "a record has another size";
    else if (!words_right(d, p, size, number))
        d->wrong = "a record has other bytes";
    d->details += detail;
    *next += !detail;
}

static void wait_for_records(struct side *d)
{
    struct pollfd p = {.fd = ring_fd(d->ring), .events = POLLIN};

    if (!ring_sleep(d->ring))
        return;
    d->sleeps++;
    if (poll(&p, 1, DEADLINE_MS) == 0)
        d->wrong = "a wake-up was lost";
    ring_wake_done(d->ring);
}

static void read_all(struct side *d)
{
    uint64_t next = 0;
    uint32_t batch = 1, size;

    while (next < d->n && !d->wrong) {
        const void *p = ring_next(d->ring, &size);
        if (!p) {
            wait_for_records(d);
            continue;
        }
        record_check(d, p, size, &next);
        if (--batch == 0) {
            ring_release(d->ring);
            idle(d);
            batch = 1 + dice(d, d->s->batch_max);
        }
    }
}

/* ---- A scenario. ---- */

static const char *verdict(const struct side *w, const struct side *r)
{
    if (r->wrong)
        return r->wrong;
    if (w->wrong)
        return w->wrong;
    if (w->sum != r->sum)
        return "the checksums differ";
    if (w->details != r->details)
        return "droppable records that were taken are missing";
    return NULL;
}

/* Ends the program when the reader gave up: the writer may wait for ever. */
static bool run(const struct scenario *s, uint64_t n, int test)
{
    struct ring *ring = ring_new(s->capacity);
    struct outbox *o = outbox_new(ring, 0);
    struct side w = {.s = s, .ring = ring, .o = o, .n = n, .random = 1};
    struct side r = {.s = s, .ring = ring, .n = n, .random = 2};
    const char *wrong;
    pthread_t thread;

    if (pthread_create(&thread, NULL, writer_main, &w) != 0)
        abort();
    read_all(&r);
    if (r.wrong) {
        printf("not ok %d - %s: %s\nBail out!\n", test, s->name, r.wrong);
        exit(EXIT_FAILURE);
    }
    pthread_join(thread, NULL);
    wrong = verdict(&w, &r);
    printf("%sok %d - %s%s%s\n", wrong ? "not " : "", test, s->name, wrong ? ": " : "",
           wrong ? wrong : "");
    printf("# %llu records, %llu droppable passed, %llu refused, %zu bytes spilled at most, "
           "%llu sleeps\n", (unsigned long long)n, (unsigned long long)w.details,
           (unsigned long long)w.refused, outbox_stats(o).spilled_peak, (unsigned long long)r.sleeps);
    fflush(stdout);
    outbox_free(o);
    ring_free(ring);
    return !wrong;
}

int main(int argc, char **argv)
{
    uint64_t records = argc > 1 ? strtoull(argv[1], NULL, 10) : 20000000;
    uint64_t each = records / ARRAY_LEN(scenarios) + 1;
    bool good = true;

    printf("1..%d\n", (int)ARRAY_LEN(scenarios));
    for (size_t i = 0; i < ARRAY_LEN(scenarios); i++)
        good = run(&scenarios[i], each, (int)i + 1) && good;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
