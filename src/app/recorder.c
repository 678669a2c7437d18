#include "app/recorder.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "state/snapshot.h"
#include "tape/reel.h"

enum { LOG_LINES = 1000, FLUSH_NS = 1000000000, NAMES_TRIED = 100 };
enum { STRETCHES = 4 /* at least so many have to fit a reel, or hardly anything stays when the oldest leaves */ };

struct recorder {
    struct sink sink;          /* first: collects a snapshot into `snapshot` */
    const struct state *state; /* borrowed */
    struct tape_reel *reel;    /* borrowed; NULL: files */
    struct tape_writer *tape;  /* NULL: it could not be made */
    char *base, *path;         /* of the first file, of this one */
    uint64_t rotate;
    uint64_t begun;            /* bytes of this file behind its first snapshot */
    unsigned files;            /* before this one */
    uint64_t events, bytes;    /* in them */
    uint64_t flushed;          /* when; ns */
    struct str snapshot;
    enum status status;        /* what ended it */
    struct fault_text why;
};

static bool collect(struct sink *sink, const struct event *ev)
{
    struct recorder *r = (struct recorder *)(void *)sink;
    size_t size = event_size(ev), need = r->snapshot.len + size + 1;
    MEM_RESERVE(r->snapshot.data, need, r->snapshot.cap);
    event_encode(ev, r->snapshot.data + r->snapshot.len);
    r->snapshot.len += size;
    return true;
}

static enum status put_snapshot(struct recorder *r, struct fault_text *why)
{
    str_clear(&r->snapshot);
    state_snapshot(r->state, LOG_LINES, &r->sink);
    enum status status = tape_put_snapshot(r->tape, r->snapshot.data, r->snapshot.len, why);
    if (!r->reel)
        return status;
    str_release(&r->snapshot); /* nobody asked for a recording: it keeps no more than it needs */
    struct reel_stats reel = reel_stats(r->reel);
    if (status == STATUS_FULL || (status == STATUS_OK && reel.stretch > reel.budget / STRETCHES))
        return fault_set(why, STATUS_FULL, "one picture of all that lives takes more than a quarter of %" PRIu64
                         " MB", reel.budget >> 20);
    return status;
}

/* A reel that is full loses a stretch at a time, so none may be long. */
static bool wants_snapshot(const struct recorder *r)
{
    if (tape_wants_snapshot(r->tape))
        return true;
    struct reel_stats reel = r->reel ? reel_stats(r->reel) : (struct reel_stats){0};
    return r->reel && tape_stats(r->tape).since_snapshot && reel.stretch > reel.budget / STRETCHES;
}

/* ---- Files. ---- */

static enum status begin_file(struct recorder *r, struct fault_text *why)
{
    enum status status = r->reel ? tape_create_reel(&r->tape, r->reel, why) : tape_create(&r->tape, r->path, why);
    if (status == STATUS_OK)
        status = put_snapshot(r, why);
    if (r->tape)
        r->begun = tape_stats(r->tape).bytes;
    return status;
}

static char *dated(const char *directory, const char *date, unsigned n)
{
    bool here = !directory || !*directory;
    char *name = n > 1 ? str_format("rxscope-%s-%u.tape", date, n) : str_format("rxscope-%s.tape", date);
    char *path = here ? mem_strdup(name) : str_format("%s/%s", directory, name);
    free(name);
    return path;
}

/* More than one may be begun in a second. */
static enum status begin_dated(struct recorder *r, const char *directory, struct fault_text *why)
{
    char date[32];
    time_t now = (time_t)(clock_wall_ns() / NS_PER_S);
    struct tm local;
    enum status status = STATUS_EXISTS;
    localtime_r(&now, &local);
    strftime(date, sizeof date, "%Y%m%d-%H%M%S", &local);
    for (unsigned n = 1; n <= NAMES_TRIED && status == STATUS_EXISTS; n++) {
        free(r->path);
        r->path = dated(directory, date, n);
        status = begin_file(r, why);
    }
    r->base = mem_strdup(r->path);
    return status;
}

/* Counted when nothing waits any more; the index, which comes last, is part of the size. */
static enum status end_file(struct recorder *r, struct fault_text *why)
{
    struct stat st;
    if (!r->tape)
        return STATUS_OK;
    enum status status = tape_flush(r->tape, why);
    r->events += tape_stats(r->tape).events;
    enum status closed = tape_close(r->tape, status == STATUS_OK ? why : NULL);
    r->tape = NULL;
    r->bytes += !r->reel && stat(r->path, &st) == 0 ? (uint64_t)st.st_size : 0;
    return status == STATUS_OK ? closed : status;
}

static enum status rotate(struct recorder *r, struct fault_text *why)
{
    enum status status = end_file(r, why);
    if (status != STATUS_OK)
        return status;
    free(r->path);
    r->path = str_format("%s.%u", r->base, ++r->files);
    return begin_file(r, why);
}

/* ---- From the start to the end. ---- */

static void release(struct recorder *r)
{
    str_release(&r->snapshot);
    free(r->base);
    free(r->path);
    free(r);
}

enum status recorder_start(struct recorder **out, const struct recorder_options *o,
                           const struct state *state, struct fault_text *why)
{
    struct recorder *r = mem_zalloc(sizeof *r);
    r->sink.put = collect;
    r->state = state;
    r->reel = o->reel;
    r->rotate = o->reel ? 0 : o->rotate;
    r->flushed = clock_mono_ns();
    if (o->path) {
        r->base = mem_strdup(o->path);
        r->path = mem_strdup(o->path);
    }
    enum status status = o->path || o->reel ? begin_file(r, why) : begin_dated(r, o->directory, why);
    *out = status == STATUS_OK ? r : NULL;
    if (status != STATUS_OK) {
        end_file(r, NULL);
        release(r);
    }
    return status;
}

/* The first failure is the one that is told. */
static enum status ended(struct recorder *r, enum status status, struct fault_text *why)
{
    if (status != STATUS_OK && r->status == STATUS_OK) {
        r->status = status;
        r->why = *why;
    }
    return status;
}

static enum status failed(const struct recorder *r, struct fault_text *why)
{
    return r->status ? fault_set(why, r->status, "%s", r->why.text) : STATUS_OK;
}

/* A file is never mostly the snapshot with which it begins, however small it was to be. */
static bool is_full(const struct recorder *r)
{
    uint64_t bytes = tape_stats(r->tape).bytes;
    return r->rotate && bytes >= r->rotate && bytes >= 2 * r->begun;
}

static enum status keep(struct recorder *r, const void *records, size_t len, struct fault_text *why)
{
    enum status status = tape_put(r->tape, records, len, why);
    if (status != STATUS_OK)
        return status;
    if (is_full(r))
        return rotate(r, why);
    return wants_snapshot(r) ? put_snapshot(r, why) : STATUS_OK;
}

enum status recorder_take(struct recorder *r, const void *records, size_t len, struct fault_text *why)
{
    struct fault_text text;
    if (r->status == STATUS_OK)
        ended(r, keep(r, records, len, &text), &text);
    return failed(r, why);
}

enum status recorder_tick(struct recorder *r, uint64_t now, struct fault_text *why)
{
    struct fault_text text;
    if (r->status == STATUS_OK && now - r->flushed >= FLUSH_NS) {
        r->flushed = now;
        ended(r, tape_flush(r->tape, &text), &text);
    }
    return failed(r, why);
}

enum status recorder_flush(struct recorder *r, struct fault_text *why)
{
    struct fault_text text;
    if (r->status == STATUS_OK)
        ended(r, tape_flush(r->tape, &text), &text);
    return failed(r, why);
}

/* ---- What is in it. ---- */

const char *recorder_path(const struct recorder *r)
{
    return r->base;
}

struct tape_stats recorder_stats(const struct recorder *r)
{
    struct tape_stats stats = {0};
    if (r->tape)
        stats = tape_stats(r->tape);
    stats.events += r->events;
    stats.bytes += r->bytes;
    return stats;
}

static void add_bytes(struct str *out, uint64_t bytes)
{
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB"};
    double n = (double)bytes;
    size_t unit = 0;
    for (; n >= 999.5 && unit + 1 < ARRAY_LEN(units); unit++)
        n /= 1000;
    str_addf(out, unit && n < 9.95 ? "%.1f %s" : "%.0f %s", n, units[unit]);
}

static void summarise(const struct recorder *r, struct str *out)
{
    char events[32];
    str_add(out, r->base);
    if (r->files)
        str_addf(out, " ... %s", r->path);
    str_addf(out, ": %s event%s, ", str_thousands(events, sizeof events, r->events),
             r->events == 1 ? "" : "s");
    add_bytes(out, r->bytes);
    if (r->events)
        str_addf(out, ", %.1f bytes an event", (double)r->bytes / (double)r->events);
}

enum status recorder_stop(struct recorder *r, struct str *summary, struct fault_text *why)
{
    struct fault_text text;
    if (!r)
        return STATUS_OK;
    ended(r, end_file(r, &text), &text);
    enum status status = failed(r, why);
    if (summary && !r->reel)
        summarise(r, summary);
    release(r);
    return status;
}
