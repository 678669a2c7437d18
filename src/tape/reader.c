/* reader.c - reads a tape: a block at a time, from any place.
 *
 * Owned by one thread. Memory: the list of blocks, and three buffers that never get larger than twice
 * TAPE_RAW_MAX, whatever the file claims. */
#include "tape/tape.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "event/event.h"
#include "tape/reel.h"
#include "tape/sum.h"
#include "tape/tape_int.h"

/* ---- Bytes. ---- */

static size_t read_memory(const struct tape *t, uint64_t at, void *out, size_t n)
{
    size_t left = at < t->size ? (size_t)(t->size - at) : 0;
    n = n < left ? n : left;
    if (n)
        memcpy(out, t->memory + at, n);
    return n;
}

size_t tape_read(const struct tape *t, uint64_t at, void *out, size_t n)
{
    size_t done = 0;
    errno = 0;
    if (t->reel)
        return reel_read(t->reel, at, out, n);
    if (t->fd < 0)
        return read_memory(t, at, out, n);
    while (done < n) {
        ssize_t got = pread(t->fd, (char *)out + done, n - done, (off_t)(at + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        done += (size_t)got;
    }
    if (done == n)
        errno = 0;
    return done;
}

/* ---- One block. ---- */

static enum status damaged(const struct tape *t, const struct tape_entry *e, const char *what,
                           struct fault_text *why)
{
    return fault_set(why, STATUS_FORMAT, "%s: damaged at byte %" PRIu64 " (%s): %" PRIu32
                     " events cannot be read", t->path, e->at, what,
                     e->head.type == BLOCK_RECORDS ? e->head.events : 0);
}

static enum status unreadable(const struct tape *t, const struct tape_entry *e, int error,
                              struct fault_text *why)
{
    if (!error)
        return damaged(t, e, "it ends within the block", why);
    return fault_set(why, STATUS_IO, "%s: cannot be read at byte %" PRIu64 ": %s", t->path, e->at,
                     strerror(error));
}

/* The header was checked, so nothing here is larger than TAPE_RAW_MAX and a header. */
static void make_room(struct tape *t, const struct tape_head *h)
{
    MEM_RESERVE(t->packed, TAPE_HEAD + (size_t)h->packed, t->packed_cap);
    MEM_RESERVE(t->filtered, h->filtered + (size_t)1, t->filtered_cap);
    MEM_RESERVE(t->raw, h->raw + (size_t)1, t->raw_cap);
    if (!t->before)
        t->before = mem_alloc(sizeof *t->before);
}

static bool decompress(struct tape *t, const struct tape_head *h, unsigned char *out)
{
    const unsigned char *in = t->packed + TAPE_HEAD;
    if (h->packing == PACKED_NONE) {
        memcpy(out, in, h->packed);
        return h->packed == h->filtered;
    }
    if (!t->zstd)
        t->zstd = ZSTD_createDCtx();
    return h->packing == PACKED_ZSTD && t->zstd &&
           ZSTD_decompressDCtx(t->zstd, out, h->filtered, in, h->packed) == h->filtered;
}

/* Whether the bytes are exactly that many records, as far as their sizes go. */
static bool are_records(const unsigned char *p, size_t len, uint32_t events)
{
    size_t at = 0;
    for (; events > 0 && len - at >= EVENT_HEADER; events--) {
        size_t size = get_le16(p + at);
        if (size < EVENT_HEADER || size % 8 || size > len - at)
            return false;
        at += size;
    }
    return events == 0 && at == len;
}

static const char *unpack(struct tape *t, const struct tape_head *h)
{
    bool delta = h->filter == FILTER_DELTA;
    if (h->filter > FILTER_DELTA || h->packing > PACKED_ZSTD)
        return "packed in a way that only a newer rxscope knows";
    if (tape_sum(t->packed + TAPE_HEAD, h->packed) != h->sum)
        return "the checksum does not fit";
    if (!decompress(t, h, delta ? t->filtered : t->raw))
        return "it cannot be unpacked";
    if (h->type == BLOCK_INDEX)
        return delta ? "an index with a filter" : NULL;
    bool good = delta ? delta_unpack(t->before, t->filtered, h->filtered, t->raw, h->raw,
                                      h->events)
                      : h->filtered == h->raw && are_records(t->raw, h->raw, h->events);
    return good ? NULL : "its records do not fit together";
}

static bool same_block(const struct tape_head *a, const struct tape_head *b)
{
    return a->type == b->type && a->packed == b->packed && a->filtered == b->filtered &&
           a->raw == b->raw &&
           a->events == b->events && a->first_event == b->first_event;
}

enum status tape_load(struct tape *t, const struct tape_entry *e, struct fault_text *why)
{
    struct tape_head h;
    size_t n = TAPE_HEAD + e->head.packed;
    make_room(t, &e->head);
    if (tape_read(t, e->at, t->packed, n) != n)
        return unreadable(t, e, errno, why);
    if (!head_get(t->packed, &h) || !same_block(&h, &e->head))
        return damaged(t, e, "no block as it should be there", why);
    const char *what = unpack(t, &h);
    return what ? damaged(t, e, what, why) : STATUS_OK;
}

/* ---- Opening. ---- */

static enum status no_tape(const char *path, const unsigned char *in, size_t n, struct fault_text *why)
{
    if (n == 0)
        return fault_set(why, STATUS_FORMAT, "%s: is empty: nothing was recorded", path);
    return fault_set(why, STATUS_FORMAT, "%s: is no tape: it looks like %s", path, format_guess(in, n));
}

static enum status read_front(struct tape *t, struct fault_text *why)
{
    unsigned char bytes[512];
    size_t n = tape_read(t, 0, bytes, sizeof bytes);
    if (errno)
        return fault_set(why, STATUS_IO, "%s: cannot be read: %s", t->path, strerror(errno));
    enum status status = front_get(bytes, n, &t->front);
    if (status == STATUS_TRUNCATED)
        return fault_set(why, STATUS_FORMAT, "%s: is cut off within its header: nothing is left of it",
                         t->path);
    if (status == STATUS_VERSION)
        return fault_set(why, STATUS_VERSION, "%s: is a tape of version %u, and this rxscope reads up to "
                         "version %d: use a newer one", t->path, t->front.version, TAPE_VERSION);
    if (status != STATUS_OK && n >= 8 && memcmp(bytes, "rxstape\n", 8) == 0)
        return fault_set(why, STATUS_FORMAT, "%s: is a tape whose header is damaged", t->path);
    return status == STATUS_OK ? status : no_tape(t->path, bytes, n, why);
}

static enum status open_failed(const char *path, int error, struct fault_text *why)
{
    if (error == ENOENT || error == ENOTDIR)
        return fault_set(why, STATUS_NOTFOUND, "%s: there is no such file", path);
    if (error == EACCES || error == EPERM)
        return fault_set(why, STATUS_ACCESS, "%s: you may not read it", path);
    return fault_set(why, STATUS_IO, "%s: cannot be opened: %s", path, strerror(error));
}

static enum status open_file(struct tape *t, struct fault_text *why)
{
    struct stat st;
    t->fd = open(t->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (t->fd < 0 || fstat(t->fd, &st) != 0)
        return open_failed(t->path, errno, why);
    if (S_ISDIR(st.st_mode))
        return fault_set(why, STATUS_FORMAT, "%s: is a folder: name a tape in it", t->path);
    if (!S_ISREG(st.st_mode))
        return fault_set(why, STATUS_FORMAT, "%s: is no file: a tape is a regular file", t->path);
    t->size = (uint64_t)st.st_size;
    return STATUS_OK;
}

static enum status finish(struct tape **out, struct tape *t, enum status status, struct fault_text *why)
{
    *out = NULL;
    if (status == STATUS_OK)
        status = read_front(t, why);
    if (status != STATUS_OK) {
        tape_free(t);
        return status;
    }
    scan_all(t);
    *out = t;
    return STATUS_OK;
}

enum status tape_open(struct tape **out, const char *path, struct fault_text *why)
{
    struct tape *t = mem_zalloc(sizeof *t);
    t->path = mem_strdup(path);
    return finish(out, t, open_file(t, why), why);
}

enum status tape_open_memory(struct tape **out, const void *bytes, size_t n, struct fault_text *why)
{
    struct tape *t = mem_zalloc(sizeof *t);
    t->path = mem_strdup("tape");
    t->fd = -1;
    t->memory = bytes;
    t->size = n;
    return finish(out, t, STATUS_OK, why);
}

/* It has no header: what one says is known. */
enum status tape_open_reel(struct tape **out, const struct tape_reel *reel, struct fault_text *why)
{
    struct tape *t = mem_zalloc(sizeof *t);
    (void)why;
    t->path = mem_strdup("history");
    t->fd = -1;
    t->reel = reel;
    t->front = (struct tape_front){TAPE_VERSION, EV_LIMIT, reel_wall(reel)};
    t->size = reel_stats(reel).end;
    scan_all(t);
    *out = t;
    return STATUS_OK;
}

void tape_free(struct tape *t)
{
    if (!t)
        return;
    if (t->fd >= 0)
        close(t->fd);
    ZSTD_freeDCtx(t->zstd);
    free(t->before);
    free(t->packed);
    free(t->filtered);
    free(t->raw);
    free(t->entries);
    free(t->path);
    free(t);
}

static void grow_reel(struct tape *t)
{
    struct reel_stats stats = reel_stats(t->reel);
    scan_forget(t, stats.begin);
    t->size = stats.end;
    scan_more(t);
}

enum status tape_grow(struct tape *t, struct fault_text *why)
{
    struct stat st;
    if (t->reel)
        grow_reel(t);
    if (t->fd < 0 || t->closed)
        return STATUS_OK;
    if (fstat(t->fd, &st) != 0)
        return open_failed(t->path, errno, why);
    if ((uint64_t)st.st_size < t->end)
        return fault_set(why, STATUS_TRUNCATED, "%s: became shorter while it was read", t->path);
    t->size = (uint64_t)st.st_size;
    scan_more(t);
    return STATUS_OK;
}

/* ---- What is in it. ---- */

/* The time at which what was recorded begins: that of the first event, or of the state before it. */
static uint64_t first_time(const struct tape *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->entries[i].head.type == BLOCK_RECORDS)
            return t->entries[i].head.first_time;
    return t->last_time;
}

struct tape_info tape_info(const struct tape *t)
{
    return (struct tape_info){
        .version = t->front.version,
        .bytes = t->size,
        .events = t->events,
        .first_event = t->n ? t->entries[0].head.first_event : t->events,
        .first_time = first_time(t),
        .last_time = t->last_time,
        .first_wall = t->front.wall,
        .indexed = t->closed,
        .cut = t->cut,
        .cut_at = t->cut ? t->end : t->size,
    };
}

enum status tape_next(struct tape *t, enum tape_part *part, const void **records, size_t *len,
                      struct fault_text *why)
{
    *records = NULL;
    *len = 0;
    if (t->at == t->n)
        return STATUS_EMPTY;
    const struct tape_entry *e = &t->entries[t->at++];
    if (e->head.type == BLOCK_GAP)
        return fault_set(why, STATUS_FORMAT, "%s: damaged at byte %" PRIu64 ": %" PRIu64
                         " bytes are no part of a tape and were skipped", t->path, e->at, e->head.sum);
    enum status status = tape_load(t, e, why);
    if (status != STATUS_OK)
        return status;
    *part = e->head.type == BLOCK_SNAPSHOT ? TAPE_SNAPSHOT : TAPE_RECORDS;
    *records = t->raw;
    *len = e->head.raw;
    return STATUS_OK;
}

/* ---- Places. ---- */

/* Whether all parts of the snapshot that begins at entry `i` are there. */
static bool whole_snapshot(const struct tape *t, size_t i)
{
    const struct tape_head *h = &t->entries[i].head;
    if (h->type != BLOCK_SNAPSHOT || !(h->parts & PART_FIRST))
        return false;
    while (!(t->entries[i].head.parts & PART_LAST)) {
        const struct tape_head *next = ++i < t->n ? &t->entries[i].head : h;
        if (next->type != BLOCK_SNAPSHOT || next->parts & PART_FIRST)
            return false;
    }
    return true;
}

/* The last whole snapshot at or before event `want`, else the first one at all, else t->n. */
static size_t find_snapshot(const struct tape *t, uint64_t want)
{
    size_t best = t->n;
    for (size_t i = t->n; i > 0; i--) {
        if (!whole_snapshot(t, i - 1))
            continue;
        best = i - 1;
        if (t->entries[best].head.first_event <= want)
            break;
    }
    return best;
}

/* Recorded from the very first event: no snapshot is needed to begin there. */
static bool begins_with_nothing(const struct tape *t)
{
    return t->entries[0].head.type == BLOCK_RECORDS && t->entries[0].head.first_event == 0;
}

enum status tape_seek(struct tape *t, uint64_t event, uint64_t back, uint64_t *at, struct fault_text *why)
{
    uint64_t want = event > back ? event - back : 0;
    size_t found = find_snapshot(t, want);
    if (found < t->n && t->entries[found].head.first_event > want && begins_with_nothing(t))
        found = t->n;
    if (found == t->n && t->n > 0 && t->entries[0].head.first_event > 0)
        return fault_set(why, STATUS_FORMAT, "%s: holds no whole snapshot to begin with", t->path);
    t->at = found == t->n ? 0 : found;
    *at = tape_position(t);
    return STATUS_OK;
}

uint64_t tape_position(const struct tape *t)
{
    return t->at < t->n ? t->entries[t->at].head.first_event : t->events;
}

/* The first of the records in t->raw at or after a time. */
static uint64_t event_in_block(const struct tape *t, const struct tape_head *h, uint64_t time)
{
    size_t at = 0;
    uint32_t i = 0;
    for (; i < h->events && get_le64(t->raw + at + 8) < time; i++)
        at += get_le16(t->raw + at);
    return h->first_event + i;
}

uint64_t tape_event_at(struct tape *t, uint64_t time)
{
    size_t low = 0, high = t->n; /* the first block that ends at or after it */
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (t->entries[mid].head.last_time < time)
            low = mid + 1;
        else
            high = mid;
    }
    while (low < t->n && t->entries[low].head.type != BLOCK_RECORDS)
        low++;
    if (low == t->n)
        return t->events;
    const struct tape_head *h = &t->entries[low].head;
    if (h->first_time >= time || tape_load(t, &t->entries[low], NULL) != STATUS_OK)
        return h->first_event;
    return event_in_block(t, h, time);
}
