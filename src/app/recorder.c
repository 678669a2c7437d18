#include "app/recorder.h"

#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "state/snapshot.h"

enum { LOG_LINES = 500 };

struct recorder {
    char *path;
    uint64_t rotate;
    const struct state *state;
    struct tape_writer *tape;
    unsigned files;            /* begun so far */
    struct tape_stats earlier; /* of those that are closed */
    uint64_t flushed;          /* ns */
};

/* A snapshot, encoded. */
struct buffer {
    struct sink sink;
    struct str bytes;
};

static bool put(struct sink *sink, const struct event *ev)
{
    struct buffer *b = (struct buffer *)sink;
    char record[EVENT_MAX];
    str_addn(&b->bytes, record, event_encode(ev, record));
    return true;
}

static enum status write_snapshot(struct recorder *r, struct fault_text *why)
{
    struct buffer b = {.sink = {put}};
    enum status status = state_snapshot(r->state, LOG_LINES, &b.sink);
    if (status == STATUS_OK)
        status = tape_put_snapshot(r->tape, str_text(&b.bytes), b.bytes.len, why);
    str_release(&b.bytes);
    return status;
}

/* ---- Files. ---- */

static char *default_path(const char *directory)
{
    char when[32];
    time_t now = (time_t)(clock_wall_ns() / NS_PER_S);
    struct tm tm;
    localtime_r(&now, &tm);
    strftime(when, sizeof when, "%Y%m%d-%H%M%S", &tm);
    bool here = !directory || !*directory;
    return str_format("%s%srxscope-%s.tape", here ? "" : directory, here ? "" : "/", when);
}

static enum status begin_file(struct recorder *r, struct fault_text *why)
{
    char *path = r->files ? str_format("%s.%u", r->path, r->files) : mem_strdup(r->path);
    enum status status = tape_create(&r->tape, path, why);
    free(path);
    if (status != STATUS_OK)
        return status;
    r->files++;
    return write_snapshot(r, why);
}

static enum status end_file(struct recorder *r, struct fault_text *why)
{
    struct tape_stats s = tape_stats(r->tape);
    enum status status = tape_close(r->tape, why); /* the index is not counted */
    r->tape = NULL;
    r->earlier.events += s.events;
    r->earlier.bytes += s.bytes;
    return status;
}

static enum status rotate(struct recorder *r, struct fault_text *why)
{
    enum status status = end_file(r, why);
    return status == STATUS_OK ? begin_file(r, why) : status;
}

/* ---- Recording. ---- */

enum status recorder_start(struct recorder **out, const struct recorder_options *o,
                           const struct state *state, struct fault_text *why)
{
    struct recorder *r = mem_zalloc(sizeof *r);
    r->path = o->path ? mem_strdup(o->path) : default_path(o->directory);
    r->rotate = o->rotate;
    r->state = state;
    enum status status = begin_file(r, why);
    *out = status == STATUS_OK ? r : NULL;
    if (status != STATUS_OK)
        recorder_stop(r, NULL, NULL);
    return status;
}

enum status recorder_take(struct recorder *r, const void *records, size_t len, struct fault_text *why)
{
    if (!r->tape)
        return fault_set(why, STATUS_STATE, "%s: the recording has ended", r->path);
    enum status status = tape_put(r->tape, records, len, why);
    if (status == STATUS_OK && r->rotate && tape_stats(r->tape).bytes >= r->rotate)
        return rotate(r, why);
    if (status == STATUS_OK && tape_wants_snapshot(r->tape))
        status = write_snapshot(r, why);
    return status;
}

enum status recorder_tick(struct recorder *r, uint64_t now, struct fault_text *why)
{
    if (!r->tape || now - r->flushed < NS_PER_S)
        return STATUS_OK;
    r->flushed = now;
    return tape_flush(r->tape, why);
}

static void summarise(const struct recorder *r, struct str *out)
{
    struct tape_stats s = recorder_stats(r);
    char events[32];
    str_addf(out, "%s", r->path);
    if (r->files > 1)
        str_addf(out, " to .%u", r->files - 1);
    str_addf(out, ": %s events, %.1f kB", str_thousands(events, sizeof events, s.events),
             (double)s.bytes / 1000);
    if (s.events)
        str_addf(out, ", %.1f bytes an event", (double)s.bytes / (double)s.events);
}

enum status recorder_stop(struct recorder *r, struct str *summary, struct fault_text *why)
{
    if (!r)
        return STATUS_OK;
    enum status status = r->tape ? end_file(r, why) : STATUS_OK;
    if (summary)
        summarise(r, summary);
    free(r->path);
    free(r);
    return status;
}

const char *recorder_path(const struct recorder *r)
{
    return r->path;
}

struct tape_stats recorder_stats(const struct recorder *r)
{
    struct tape_stats s = r->tape ? tape_stats(r->tape) : (struct tape_stats){0};
    s.events += r->earlier.events;
    s.bytes += r->earlier.bytes;
    return s;
}
