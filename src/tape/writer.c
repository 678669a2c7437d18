/* writer.c - makes a tape: collects records, packs them a block at a time, writes and never looks back.
 *
 * Owned by one thread. After a failed write the file is cut to its last whole block, and the writer
 * only says again what happened. */
#include "tape/tape.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "event/event.h"
#include "tape/delta.h"
#include "tape/format.h"
#include "tape/reel.h"
#include "tape/sum.h"

enum {
    BLOCK_FULL = 512 << 10, /* bytes of records that make a block */
    SNAPSHOT_FULL = 4 << 20,
    LEVEL = 2,              /* of zstd */
    SNAPSHOT_EVERY = 500000, /* events, or some snapshots' worth of them */
    REEL_SNAPSHOT_EVERY = 100000, /* one goes back and forth on it key by key */
    SNAPSHOT_WORTH = 3
};

struct tape_writer {
    int fd;                  /* -1: a reel, or closed */
    struct tape_reel *reel;  /* borrowed; NULL: a file */
    char *path;
    struct tape_stats stats;
    enum status failed;      /* STATUS_OK: not */
    struct fault_text why;
    uint64_t now;            /* newest time so far */
    struct tape_head next;   /* of the block that is being collected */
    struct str records;      /* of it */
    unsigned char *filtered, *packed;
    struct delta_memory memory;
    ZSTD_CCtx *zstd;
    struct tape_entry entries[TAPE_INDEX_EVERY]; /* since the last index */
    size_t n_entries;
    uint64_t index;          /* where the last one stands, 0: nowhere yet */
};

/* ---- Writing. ---- */

static enum status status_of(int error)
{
    bool room = error == ENOSPC || error == EDQUOT || error == EFBIG;
    return room ? STATUS_FULL : STATUS_IO;
}

/* What was begun is taken back, so that the tape ends with a whole block. */
static enum status fail(struct tape_writer *w, int error)
{
    w->failed = status_of(error);
    bool cut = w->reel || (w->fd >= 0 && ftruncate(w->fd, (off_t)w->stats.bytes) == 0);
    w->stats.events -= w->next.events;
    w->next.events = 0;
    return fault_set(&w->why, w->failed, "%s: %s: the recording ends here; %" PRIu64
                     " events are kept%s", w->path, strerror(error), w->stats.events,
                     cut ? "" : ", perhaps with a piece of a block behind them, which is skipped");
}

static int write_all(int fd, const unsigned char *p, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return done == 0 ? ENOSPC : errno;
        p += done;
        n -= (size_t)done;
    }
    return 0;
}

/* The header and what follows it stand next to each other in w->packed. */
static enum status put_bytes(struct tape_writer *w, const unsigned char *bytes, size_t n)
{
    int error = w->reel ? (reel_add(w->reel, bytes, n) ? 0 : ENOSPC) : write_all(w->fd, bytes, n);
    if (error)
        return fail(w, error);
    w->stats.bytes += n;
    return STATUS_OK;
}

/* ---- Blocks. ---- */

/* The smallest of: as it is, compressed. Returns where the bytes are. */
static const unsigned char *compress(struct tape_writer *w, struct tape_head *h,
                                     const unsigned char *bytes)
{
    unsigned char *out = w->packed + TAPE_HEAD;
    size_t n = ZSTD_compressCCtx(w->zstd, out, ZSTD_compressBound(TAPE_RAW_MAX), bytes, h->filtered,
                                 LEVEL);
    h->packing = ZSTD_isError(n) || n >= h->filtered ? PACKED_NONE : PACKED_ZSTD;
    h->packed = h->packing ? (uint32_t)n : h->filtered;
    return h->packing ? out : bytes;
}

static enum status put_block(struct tape_writer *w, struct tape_head *h, const unsigned char *raw)
{
    size_t filtered = 0;
    if (h->type != BLOCK_INDEX)
        filtered = delta_pack(&w->memory, raw, h->raw, w->filtered, h->raw);
    h->filter = filtered ? FILTER_DELTA : FILTER_NONE;
    h->filtered = filtered ? (uint32_t)filtered : h->raw;
    const unsigned char *bytes = compress(w, h, filtered ? w->filtered : raw);
    if (bytes != w->packed + TAPE_HEAD)
        memcpy(w->packed + TAPE_HEAD, bytes, h->packed);
    h->index = w->index;
    h->sum = tape_sum(w->packed + TAPE_HEAD, h->packed);
    head_put(h, w->packed);
    return put_bytes(w, w->packed, TAPE_HEAD + h->packed);
}

static enum status put_index(struct tape_writer *w)
{
    unsigned char raw[TAPE_INDEX_EVERY * TAPE_ENTRY];
    for (size_t i = 0; i < w->n_entries; i++)
        entry_put(&w->entries[i], raw + i * TAPE_ENTRY);
    struct tape_head h = {.type = BLOCK_INDEX,
                          .raw = (uint32_t)(w->n_entries * TAPE_ENTRY),
                          .first_event = w->next.first_event + w->next.events,
                          .first_time = w->now,
                          .last_time = w->now};
    uint64_t at = w->stats.bytes;
    enum status status = put_block(w, &h, raw);
    if (status == STATUS_OK) {
        w->index = at;
        w->n_entries = 0;
    }
    return status;
}

static enum status put_indexed(struct tape_writer *w, struct tape_head *h, const unsigned char *raw)
{
    uint64_t at = w->stats.bytes;
    enum status status = put_block(w, h, raw);
    if (status != STATUS_OK || w->reel) /* what stands on a reel is found without an index */
        return status;
    w->entries[w->n_entries++] = (struct tape_entry){at, *h};
    return w->n_entries == TAPE_INDEX_EVERY ? put_index(w) : STATUS_OK;
}

static void begin_block(struct tape_writer *w)
{
    w->next = (struct tape_head){.type = BLOCK_RECORDS,
                                 .first_event = w->next.first_event + w->next.events};
    str_clear(&w->records);
}

static enum status end_block(struct tape_writer *w)
{
    if (w->next.events == 0)
        return STATUS_OK;
    w->next.raw = (uint32_t)w->records.len;
    w->next.last_time = w->now;
    enum status status = put_indexed(w, &w->next, (const unsigned char *)w->records.data);
    if (status == STATUS_OK)
        begin_block(w);
    return status;
}

/* ---- Records. ---- */

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* How many of the bytes are whole records that fit into `max`; counts them and moves *now on. */
static size_t measure(const unsigned char *p, size_t len, size_t max, uint32_t *events, uint64_t *now)
{
    size_t at = 0;
    while (len - at >= EVENT_HEADER) {
        size_t size = get_le16(p + at);
        if (size < EVENT_HEADER || size % 8 || size > len - at || at + size > max)
            break;
        *now = later(*now, get_le64(p + at + 8));
        ++*events;
        at += size;
    }
    return at;
}

static enum status refuse(struct fault_text *why, const struct tape_writer *w)
{
    return fault_set(why, STATUS_FORMAT, "%s: what was to be recorded is no sequence of records", w->path);
}

static enum status failed(const struct tape_writer *w, struct fault_text *why)
{
    return w->failed ? fault_set(why, w->failed, "%s", w->why.text) : STATUS_OK;
}

enum status tape_put(struct tape_writer *w, const void *records, size_t len, struct fault_text *why)
{
    const unsigned char *p = records;
    while (len > 0 && !w->failed) {
        uint32_t events = 0;
        uint64_t before = w->now;
        size_t n = measure(p, len, BLOCK_FULL - w->records.len, &events, &w->now);
        if (n == 0 && w->records.len == 0)
            return refuse(why, w);
        if (w->next.events == 0)
            w->next.first_time = later(before, get_le64(p + 8));
        str_addn(&w->records, (const char *)p, n);
        w->next.events += events;
        w->stats.events += events;
        w->stats.since_snapshot += events;
        p += n;
        len -= n;
        if (len > 0)
            end_block(w);
    }
    return failed(w, why);
}

enum status tape_flush(struct tape_writer *w, struct fault_text *why)
{
    if (!w->failed)
        end_block(w);
    return failed(w, why);
}

enum status tape_put_snapshot(struct tape_writer *w, const void *records, size_t len,
                              struct fault_text *why)
{
    const unsigned char *p = records;
    uint8_t first = PART_FIRST;
    w->stats.snapshot_events = 0;
    if (!w->failed)
        end_block(w);
    if (w->reel && len > 0)
        reel_cut(w->reel);
    while (len > 0 && !w->failed) {
        struct tape_head h = {.type = BLOCK_SNAPSHOT, .first_event = w->next.first_event};
        h.raw = (uint32_t)measure(p, len, SNAPSHOT_FULL, &h.events, &w->now);
        if (h.raw == 0)
            return refuse(why, w);
        h.first_time = h.last_time = w->now;
        h.parts = (uint8_t)(first | (h.raw == len ? PART_LAST : 0));
        put_indexed(w, &h, p);
        w->stats.snapshot_events += h.events;
        first = 0;
        p += h.raw;
        len -= h.raw;
    }
    w->stats.since_snapshot = 0;
    begin_block(w);
    return failed(w, why);
}

bool tape_wants_snapshot(const struct tape_writer *w)
{
    uint64_t since = w->stats.since_snapshot;
    return since >= (w->reel ? REEL_SNAPSHOT_EVERY : SNAPSHOT_EVERY) && since >= SNAPSHOT_WORTH * w->stats.snapshot_events;
}

struct tape_stats tape_stats(const struct tape_writer *w)
{
    return w->stats;
}

/* ---- Beginning and end. ---- */

static enum status cannot_create(const char *path, struct fault_text *why)
{
    int error = errno;
    if (error == EEXIST)
        return fault_set(why, STATUS_EXISTS, "%s is there already: remove it or name another file", path);
    if (error == EACCES || error == EPERM || error == EROFS)
        return fault_set(why, STATUS_ACCESS, "%s: %s: name a file in a folder of yours", path,
                         strerror(error));
    return fault_set(why, error == ENOSPC ? STATUS_FULL : STATUS_IO, "%s: cannot be made: %s", path,
                     strerror(error));
}

static void release(struct tape_writer *w)
{
    if (w->fd >= 0)
        close(w->fd);
    ZSTD_freeCCtx(w->zstd);
    str_release(&w->records);
    free(w->filtered);
    free(w->packed);
    free(w->path);
    free(w);
}

static enum status put_front(struct tape_writer *w)
{
    unsigned char front[TAPE_FRONT];
    front_put(&(struct tape_front){TAPE_VERSION, EV_LIMIT, clock_wall_ns()}, front);
    return put_bytes(w, front, sizeof front);
}

static enum status begin(struct tape_writer **out, int fd, struct tape_reel *reel, const char *path,
                         struct fault_text *why)
{
    struct tape_writer *w = mem_zalloc(sizeof *w);
    w->fd = fd;
    w->reel = reel;
    w->path = mem_strdup(path);
    w->filtered = mem_alloc(TAPE_RAW_MAX);
    w->packed = mem_alloc(TAPE_HEAD + ZSTD_compressBound(TAPE_RAW_MAX));
    w->zstd = ZSTD_createCCtx();
    begin_block(w);
    if (!w->zstd || (!reel && put_front(w) != STATUS_OK)) {
        enum status status = w->zstd ? failed(w, why) : fault_set(why, STATUS_NOMEM, "%s: no memory", path);
        release(w);
        return status;
    }
    *out = w;
    return STATUS_OK;
}

enum status tape_create(struct tape_writer **out, const char *path, struct fault_text *why)
{
    *out = NULL;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return cannot_create(path, why);
    enum status status = begin(out, fd, NULL, path, why);
    if (status != STATUS_OK)
        unlink(path); /* nothing is in it */
    return status;
}

enum status tape_create_reel(struct tape_writer **out, struct tape_reel *reel, struct fault_text *why)
{
    *out = NULL;
    return begin(out, -1, reel, "history", why);
}

static enum status put_foot(struct tape_writer *w)
{
    unsigned char foot[TAPE_FOOT];
    foot_put(w->index, w->stats.events, foot);
    return put_bytes(w, foot, sizeof foot);
}

enum status tape_close(struct tape_writer *w, struct fault_text *why)
{
    if (!w)
        return STATUS_OK;
    if (!w->failed && end_block(w) == STATUS_OK && !w->reel && put_index(w) == STATUS_OK)
        put_foot(w);
    if (!w->failed && w->fd >= 0 && close(w->fd) != 0 && errno != EINTR) {
        w->fd = -1;
        fail(w, errno);
    } else if (!w->failed) {
        w->fd = -1;
    }
    enum status status = failed(w, why);
    release(w);
    return status;
}
