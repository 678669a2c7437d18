/* tape.h - recordings: the events that were folded, in blocks that are compressed and checksummed.
 *
 * rxscope-tape(5) specifies the format. A tape is a sequence of blocks; a block holds whole records, or a
 * snapshot of the state before the next record, or (last) the index. A tape that was cut off anywhere is
 * good up to its last whole block. Written by one thread, without ever reading back; read with pread().
 *
 * No code here folds: src/state makes snapshots, the app feeds them in. */
#ifndef RXSCOPE_TAPE_TAPE_H
#define RXSCOPE_TAPE_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"

#define TAPE_VERSION 1

struct tape_writer;
struct tape_reel; /* reel.h */

struct tape_stats {
    uint64_t events;     /* records written, snapshots apart */
    uint64_t bytes;      /* of the file so far */
    uint64_t since_snapshot; /* events since the last snapshot block */
    uint64_t snapshot_events; /* records in the last snapshot */
};

/* Makes the file (mode 0600); STATUS_EXISTS when there is one. A message names the path and what to do. */
enum status tape_create(struct tape_writer **out, const char *path, struct fault_text *why);
/* The same on a reel, which is borrowed until tape_close(). Nothing is written but what tape_put() and tape_flush()
 * write; STATUS_FULL there: a stretch does not fit the reel's budget. */
enum status tape_create_reel(struct tape_writer **out, struct tape_reel *reel, struct fault_text *why);
/* Records as they are folded (event.h); copied. Written when a block is full; STATUS_IO or STATUS_FULL (disk) with
 * `why`: what was written before is whole, later calls return the same. */
enum status tape_put(struct tape_writer *w, const void *records, size_t len, struct fault_text *why);
/* A snapshot: all records that state_snapshot() wrote, at the place where the next tape_put() goes on. */
enum status tape_put_snapshot(struct tape_writer *w, const void *records, size_t len,
                              struct fault_text *why);
/* Whether a snapshot is due: enough events since the last for its size. */
bool tape_wants_snapshot(const struct tape_writer *w);
/* Writes what waits, so that a crash loses nothing that came before. */
enum status tape_flush(struct tape_writer *w, struct fault_text *why);
/* Flushes, writes the index, closes. NULL is fine. */
enum status tape_close(struct tape_writer *w, struct fault_text *why);
struct tape_stats tape_stats(const struct tape_writer *w);

struct tape;

struct tape_info {
    unsigned version;
    uint64_t bytes, events;       /* events: as far as is known (exact with an index or after a whole read) */
    uint64_t first_event;         /* the number of the oldest that is there; 0 but for a reel */
    uint64_t first_time, last_time; /* of records, ns of their sources' monotonic clock; 0: empty */
    uint64_t first_wall;          /* wall clock ns when the tape was made */
    bool indexed;                 /* it was closed in order */
    bool cut;                     /* its tail was cut off or damaged: `cut_at` bytes are good */
    uint64_t cut_at;
};

/* Opens it; without an index the blocks' heads are read once. STATUS_FORMAT: it is no tape (says what it
 * looks like), or empty. STATUS_VERSION: from a newer rxscope. A cut tail is no error. A tape that is still being
 * written is read as far as it goes; tape_grow() looks for more. */
enum status tape_open(struct tape **out, const char *path, struct fault_text *why);
/* The same of bytes that the caller keeps until tape_free(). */
enum status tape_open_memory(struct tape **out, const void *bytes, size_t n, struct fault_text *why);
/* The same of a reel that is being written, which is borrowed until tape_free(). What left it since is gone for the
 * reader with tape_grow(), which has to come before anything else is read. */
enum status tape_open_reel(struct tape **out, const struct tape_reel *reel, struct fault_text *why);
void tape_free(struct tape *t);
struct tape_info tape_info(const struct tape *t);
/* STATUS_TRUNCATED: it became shorter. */
enum status tape_grow(struct tape *t, struct fault_text *why);

enum tape_part { TAPE_RECORDS, TAPE_SNAPSHOT };
/* The next block from where the reader stands: records (valid until the next call) that are well-formed as
 * far as their sizes go. A large snapshot comes in several. One that does not stand first is only to be
 * folded after a seek, or after damage, into a state that is thereby made whole again; skip it otherwise.
 * STATUS_EMPTY: the end. STATUS_FORMAT, STATUS_IO: damage, with the place; the next call goes on behind
 * it. */
enum status tape_next(struct tape *t, enum tape_part *part, const void **records, size_t *len,
                      struct fault_text *why);
/* Goes to the last snapshot that stands at least `back` events before event number `event` (from 0) or, if there is
 * none, to the first, or to the begin of a tape that begins with the first event of all and needs none; *at: the
 * number of the event behind it. Then tape_next() gives that snapshot. */
enum status tape_seek(struct tape *t, uint64_t event, uint64_t back, uint64_t *at, struct fault_text *why);
/* The number (from 0) of the first event that tape_next() gives next. */
uint64_t tape_position(const struct tape *t);
/* The number of the first event at or after a time (ns, as in records); behind the last: how many there
 * are. Ends the validity of records that tape_next() gave. */
uint64_t tape_event_at(struct tape *t, uint64_t time);

#endif
