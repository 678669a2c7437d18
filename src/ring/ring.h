/* ring.h - a lock-free ring of bytes that carries records from one thread to one other.
 *
 * It knows nothing of what a record means, only where it ends: a record is 8-byte aligned, its size
 * is a multiple of 8, and its first two bytes hold that size (little-endian, themselves included).
 * Whoever writes the record writes them; ring_commit only asserts it, because a second store to the
 * line costs 2 ns a record. A size of 0 marks padding up to the end of the lap, so a record is
 * always contiguous; it never reaches a caller.
 *
 *        tail                at             head                  at
 *          | read, not yet    | records to    | committed, not yet |
 *          | given back       | read          | published          | room
 *          '---- reader ------'               '----- writer -------'
 *
 * Positions run freely in 64 bits and are only ever compared by their unsigned difference. Each side
 * keeps its own position and a cached copy of the other's, on its own cache lines, and looks at the
 * shared ones only when the cached copy says full or empty.
 *
 * Threads: the functions of the writer belong to one thread and those of the reader to one thread
 * (it may be the same one); each side belongs to the thread that first uses it. Both must have
 * stopped before ring_free. */
#ifndef RXSCOPE_RING_RING_H
#define RXSCOPE_RING_RING_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/status.h"

#define RING_MIN        64u          /* bytes: the smallest and the largest capacity */
#define RING_MAX        (1u << 30)
#define RING_RECORD_MAX 65528u       /* bytes: what fits the 16 bits of a size */
#define RING_LINE       128          /* bytes: two cache lines, as processors fetch them in pairs */

/* Everything in these structs is private to ring.h and ring.c. */
struct ring_writer {
    unsigned char *data;
    uint64_t mask;        /* capacity - 1 */
    uint64_t at;          /* where the next record goes */
    uint64_t limit;       /* `at` may grow up to here: the tail as last seen, plus the capacity */
    uint64_t published;   /* the head as this side last stored it */
    uint32_t record_max;  /* bytes */
    const void *thread;
};

struct ring_reader {
    const unsigned char *data;
    uint64_t mask;
    uint64_t at;          /* the next record to read */
    uint64_t end;         /* the head as last seen */
    uint64_t released;    /* the tail as this side last stored it */
    const void *thread;
};

struct ring_shared;

struct ring {
    _Alignas(RING_LINE) struct ring_writer writer;
    _Alignas(RING_LINE) struct ring_reader reader;
    _Alignas(RING_LINE) struct ring_shared *shared;
};

/* A ring of `capacity` bytes, a power of two from RING_MIN to RING_MAX. NULL when it is none, or
 * when the system gives neither the memory nor an eventfd (then errno says why). The caller owns it. */
struct ring *ring_new(size_t capacity);
void ring_free(struct ring *r); /* NULL is fine */

/* Bytes, set by ring_new; any thread. A record that is larger than the maximum (half the capacity,
 * at most RING_RECORD_MAX) might never fit, wherever the wrap falls: it is always refused. */
size_t ring_capacity(const struct ring *r);
uint32_t ring_record_max(const struct ring *r);

/* ---- The writer. ---- */

/* Why a record of `size` bytes would be refused now: STATUS_OK (it would not), STATUS_FULL (publish,
 * then try again when the reader has released some), STATUS_RANGE (never possible: 0, not a multiple
 * of 8, or above ring_record_max). */
enum status ring_check(struct ring *r, uint32_t size);

/* Room for a record of `size` bytes to write into, or NULL (see ring_check). It is the ring's, and
 * nothing until ring_commit; without it, the next ring_reserve gives the same room again.
 * ring_reserve_keeping gives it only when `keep` bytes stay free beside it. */
static inline void *ring_reserve_keeping(struct ring *r, uint32_t size, uint32_t keep);
static inline void *ring_reserve(struct ring *r, uint32_t size);

/* The record that was reserved is complete and begins with `size`, which is what was reserved, or a
 * smaller multiple of 8 from 8. The reader does not see it before ring_publish. */
static inline void ring_commit(struct ring *r, uint32_t size);

/* Hands everything committed to the reader, and wakes it if it sleeps; true when it did. With
 * nothing new it costs nothing. Publishing a record at a time works; publishing many is cheaper. */
bool ring_publish(struct ring *r);

/* Bytes committed and not yet published. */
static inline size_t ring_unpublished(const struct ring *r)
{
    return (size_t)(r->writer.at - r->writer.published);
}

/* ---- The reader. ---- */

/* The next record and its size in bytes, or NULL when everything published has been read. It stays
 * valid until ring_release or ring_sleep. */
static inline const void *ring_next(struct ring *r, uint32_t *size);

/* As many whole records as lie side by side, at once: the first, and the bytes of all in *bytes; or
 * NULL. Valid as long as one from ring_next. */
const void *ring_next_span(struct ring *r, size_t *bytes);

/* Gives the room of all records read so far back to the writer. Once per batch, but before the ring
 * is full: a writer out of room waits for it. */
void ring_release(struct ring *r);

/* Going to sleep: ring_sleep releases and announces it. false: there are records, do not sleep.
 * true: poll ring_fd for reading (among others), and when poll returns, whatever woke it, call
 * ring_wake_done before reading on. A wake-up may find no records. */
bool ring_sleep(struct ring *r);
void ring_wake_done(struct ring *r);
int ring_fd(const struct ring *r); /* the ring's; closed by ring_free */

/* ---- The inline half. ---- */

void *ring_reserve_slow(struct ring *r, uint32_t size, uint32_t keep);
bool ring_refresh(struct ring *r);

static inline bool ring_size_ok(const struct ring_writer *w, uint32_t size)
{
    return size - 8u <= w->record_max - 8u && size % 8 == 0;
}

static inline void *ring_reserve_keeping(struct ring *r, uint32_t size, uint32_t keep)
{
    struct ring_writer *w = &r->writer;
    uint64_t offset = w->at & w->mask;

    if (ring_size_ok(w, size) && size <= w->mask + 1 - offset
        && (uint64_t)size + keep <= w->limit - w->at)
        return w->data + offset;
    return ring_reserve_slow(r, size, keep);
}

static inline void *ring_reserve(struct ring *r, uint32_t size)
{
    return ring_reserve_keeping(r, size, 0);
}

static inline void ring_commit(struct ring *r, uint32_t size)
{
    struct ring_writer *w = &r->writer;

    assert(ring_size_ok(w, size) && size <= w->limit - w->at);
    assert(get_le16(w->data + (w->at & w->mask)) == size);
    w->at += size;
}

/* The position after the padding at `at`: the start of the next lap. */
static inline uint64_t ring_lap_end(uint64_t at, uint64_t mask)
{
    return (at | mask) + 1;
}

static inline const void *ring_next(struct ring *r, uint32_t *size)
{
    struct ring_reader *rd = &r->reader;

    while (rd->at != rd->end || ring_refresh(r)) {
        const unsigned char *p = rd->data + (rd->at & rd->mask);
        uint32_t n = get_le16(p);
        if (n) {
            rd->at += n;
            *size = n;
            return p;
        }
        rd->at = ring_lap_end(rd->at, rd->mask);
    }
    return NULL;
}

#endif
