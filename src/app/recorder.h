/* recorder.h - keeps what is folded: a tape that begins with the state of now, from a running screen or from
 * `rxscope record`; or, on a reel, what a running screen can go back to (past.h).
 *
 * Main thread. Takes the same records as the fold, after it. An error ends the recording, not the program:
 * what was written before it is a good tape. */
#ifndef RXSCOPE_APP_RECORDER_H
#define RXSCOPE_APP_RECORDER_H

#include "state/state.h"
#include "tape/tape.h"

struct recorder_options {
    struct tape_reel *reel; /* NULL, or instead of files; borrowed until recorder_stop() */
    const char *path;      /* NULL: rxscope-DATE-TIME.tape in `directory` */
    const char *directory; /* NULL or "": the current folder */
    uint64_t rotate;       /* bytes after which PATH.1, PATH.2 ... are begun; 0: never */
};

struct recorder;

/* Makes the file and writes the state as it is. `state` is borrowed. STATUS_EXISTS, STATUS_IO, STATUS_FULL with the
 * path and what to do. */
enum status recorder_start(struct recorder **out, const struct recorder_options *o,
                           const struct state *state, struct fault_text *why);
/* Just after state_fold_records() of the same bytes. After a failure all later calls fail alike. */
enum status recorder_take(struct recorder *r, const void *records, size_t len, struct fault_text *why);
/* Writes what waits when the last time is a second ago; `now` as of clock_mono_ns(). */
enum status recorder_tick(struct recorder *r, uint64_t now, struct fault_text *why);
/* Writes what waits now. */
enum status recorder_flush(struct recorder *r, struct fault_text *why);
/* Writes what waits and closes. `summary` gets "rxscope-….tape: 48,112 events, 312 kB, 6.5 bytes an event", also
 * after a failure; of a reel nothing. NULL is fine. */
enum status recorder_stop(struct recorder *r, struct str *summary, struct fault_text *why);

const char *recorder_path(const struct recorder *r); /* of the first file */
struct tape_stats recorder_stats(const struct recorder *r); /* of all its files together */

#endif
