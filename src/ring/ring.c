/* ring.c - the half of the ring that both threads share, and the paths that are not hot.
 *
 * Who writes what: the writer stores `head` and the bytes from head up to tail + capacity; the
 * reader stores `tail`. `asleep` is set by the reader and taken back by whoever ends the sleep. */
#include "ring/ring.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Each on lines of its own: the writer reads `asleep` at every publish, and must not miss on it
 * because the reader has just moved `tail`. */
struct ring_shared {
    _Alignas(RING_LINE) _Atomic uint64_t head; /* everything before it is published */
    _Alignas(RING_LINE) _Atomic uint64_t tail; /* everything before it is given back */
    _Alignas(RING_LINE) _Atomic bool asleep;   /* the reader is about to poll, or does */
    int fd;
};

/* A side belongs to the thread that first uses it: the address of a thread's own `here` names it. */
static void check_thread(const void **owner)
{
    static _Thread_local char here;

    if (!*owner)
        *owner = &here;
    assert(*owner == &here);
}

/* Going to sleep is a handshake: each side stores its own word and then loads the other's,
 *
 *     reader:  asleep = true;  fence;  read head        writer:  head = at;  fence;  read asleep
 *
 * The two fences have one order, so at least one side sees the other's store: either the reader
 * stays up or the writer wakes it. With release and acquire alone both stores may still be in their
 * store buffers when both loads are done, and the reader sleeps beside a record.
 *
 * On x86 it is written out as a locked add of 0, what GCC makes of the C11 fence; clang's is an
 * mfence, with which a publish costs 70 ns instead of 29. (A sequentially consistent store of head
 * would do too, but that exchange waits for the line that the reader polls: 50 ns.) */
static inline void handshake_fence(void)
{
#ifdef __x86_64__
    __asm__ volatile("lock; addl $0, -4(%%rsp)" ::: "memory", "cc");
#else
    atomic_thread_fence(memory_order_seq_cst);
#endif
}

static bool capacity_ok(size_t n)
{
    return n >= RING_MIN && n <= RING_MAX && (n & (n - 1)) == 0;
}

static void *alloc_aligned(size_t align, size_t size)
{
    void *p = aligned_alloc(align, (size + align - 1) / align * align);

    if (p)
        memset(p, 0, size); /* also brings the pages in, so that the first lap is like the others */
    return p;
}

static void ring_setup(struct ring *r, unsigned char *data, size_t capacity)
{
    size_t half = capacity / 2;

    r->writer.data = data;
    r->writer.mask = capacity - 1;
    r->writer.limit = capacity;
    r->writer.record_max = half < RING_RECORD_MAX ? (uint32_t)half : RING_RECORD_MAX;
    r->reader.data = data;
    r->reader.mask = capacity - 1;
}

struct ring *ring_new(size_t capacity)
{
    struct ring *r;
    unsigned char *data;

    if (!capacity_ok(capacity)) {
        errno = EINVAL;
        return NULL;
    }
    r = alloc_aligned(RING_LINE, sizeof *r);
    if (!r)
        return NULL;
    r->shared = alloc_aligned(RING_LINE, sizeof *r->shared);
    data = alloc_aligned(capacity < 4096 ? RING_LINE : 4096, capacity);
    if (!r->shared || !data)
        goto fail;
    r->shared->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (r->shared->fd < 0)
        goto fail;
    ring_setup(r, data, capacity);
    return r;
fail:
    free(data);
    free(r->shared);
    free(r);
    return NULL;
}

void ring_free(struct ring *r)
{
    if (!r)
        return;
    close(r->shared->fd);
    free(r->writer.data);
    free(r->shared);
    free(r);
}

size_t ring_capacity(const struct ring *r)
{
    return (size_t)r->writer.mask + 1;
}

uint32_t ring_record_max(const struct ring *r)
{
    return r->writer.record_max;
}

/* ---- The writer. ---- */

/* Bytes to skip before a record of `size` bytes is contiguous. */
static uint64_t padding_for(const struct ring_writer *w, uint32_t size)
{
    uint64_t to_end = w->mask + 1 - (w->at & w->mask);

    return size <= to_end ? 0 : to_end;
}

static bool has_room(struct ring *r, uint64_t need)
{
    struct ring_writer *w = &r->writer;

    if (need <= w->limit - w->at)
        return true;
    /* Acquire: partner of the release in ring_release. The reader has finished with what we are
     * about to overwrite. */
    w->limit = atomic_load_explicit(&r->shared->tail, memory_order_acquire) + w->mask + 1;
    return need <= w->limit - w->at;
}

enum status ring_check(struct ring *r, uint32_t size)
{
    if (!ring_size_ok(&r->writer, size))
        return STATUS_RANGE;
    return has_room(r, padding_for(&r->writer, size) + size) ? STATUS_OK : STATUS_FULL;
}

/* The padding is written when the record behind it fits too. It counts as committed even if the
 * record is then given up; a reader skips it. */
void *ring_reserve_slow(struct ring *r, uint32_t size, uint32_t keep)
{
    struct ring_writer *w = &r->writer;
    uint64_t pad = padding_for(w, size);

    check_thread(&w->thread);
    if (!ring_size_ok(w, size) || !has_room(r, pad + size + keep))
        return NULL;
    if (pad) {
        put_le16(w->data + (w->at & w->mask), 0);
        w->at += pad;
    }
    return w->data + (w->at & w->mask);
}

/* The exchange lets one publish wake one sleep: wakes do not pile up in the eventfd. */
static bool wake_reader(struct ring_shared *s)
{
    uint64_t one = 1;
    ssize_t n;

    if (!atomic_exchange_explicit(&s->asleep, false, memory_order_relaxed))
        return false;
    n = write(s->fd, &one, sizeof one);
    assert(n == sizeof one); /* it blocks only at 2^64 - 1, and there is one write a sleep */
    (void)n;
    return true;
}

bool ring_publish(struct ring *r)
{
    struct ring_writer *w = &r->writer;
    struct ring_shared *s = r->shared;

    check_thread(&w->thread);
    if (w->at == w->published)
        return false;
    w->published = w->at;
    /* Release: partner of the acquire in ring_refresh; the records come before the head. */
    atomic_store_explicit(&s->head, w->at, memory_order_release);
    handshake_fence(); /* partner: the one in ring_sleep */
    if (!atomic_load_explicit(&s->asleep, memory_order_relaxed))
        return false;
    return wake_reader(s);
}

/* ---- The reader. ---- */

bool ring_refresh(struct ring *r)
{
    struct ring_reader *rd = &r->reader;

    check_thread(&rd->thread);
    /* Acquire: partner of the release in ring_publish. */
    rd->end = atomic_load_explicit(&r->shared->head, memory_order_acquire);
    return rd->at != rd->end;
}

/* Past the padding at the reader's position, if it stands before one. */
static void skip_padding(struct ring_reader *rd)
{
    if (rd->at != rd->end && get_le16(rd->data + (rd->at & rd->mask)) == 0)
        rd->at = ring_lap_end(rd->at, rd->mask);
}

const void *ring_next_span(struct ring *r, size_t *bytes)
{
    struct ring_reader *rd = &r->reader;
    uint64_t start, lap_end;
    uint32_t n;

    skip_padding(rd);
    if (rd->at == rd->end && !ring_refresh(r))
        return NULL;
    skip_padding(rd);
    start = rd->at;
    lap_end = ring_lap_end(start, rd->mask);
    while (rd->at != rd->end && rd->at != lap_end
           && (n = get_le16(rd->data + (rd->at & rd->mask))) != 0)
        rd->at += n;
    *bytes = (size_t)(rd->at - start);
    return *bytes ? rd->data + (start & rd->mask) : NULL;
}

void ring_release(struct ring *r)
{
    struct ring_reader *rd = &r->reader;

    check_thread(&rd->thread);
    if (rd->at == rd->released)
        return;
    rd->released = rd->at;
    /* Release: partner of the acquire in has_room; our reads come before the tail. */
    atomic_store_explicit(&r->shared->tail, rd->at, memory_order_release);
}

bool ring_sleep(struct ring *r)
{
    struct ring_shared *s = r->shared;

    ring_release(r);
    atomic_store_explicit(&s->asleep, true, memory_order_relaxed);
    handshake_fence(); /* partner: the one in ring_publish */
    if (!ring_refresh(r))
        return true;
    atomic_store_explicit(&s->asleep, false, memory_order_relaxed);
    return false;
}

void ring_wake_done(struct ring *r)
{
    uint64_t count;
    ssize_t n;

    check_thread(&r->reader.thread);
    atomic_store_explicit(&r->shared->asleep, false, memory_order_relaxed);
    n = read(r->shared->fd, &count, sizeof count);
    (void)n; /* EAGAIN: something else woke the reader */
}

int ring_fd(const struct ring *r)
{
    return r->shared->fd;
}
