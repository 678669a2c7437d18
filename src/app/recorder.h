/* recorder.h - keeps what is folded: a tape that begins with the state of now, from a running screen or from
 * `rxscope record`.
 *
 * Main thread. Takes the same records as the fold, after it. An error ends the recording, not the program. */
#ifndef RXSCOPE_APP_RECORDER_H
#define RXSCOPE_APP_RECORDER_H

#include "state/state.h"
#include "tape/tape.h"

struct recorder_options {
    const char *path;     /* copied; NULL: rxscope-DATE-TIME.tape in the current folder */
    uint64_t rotate;      /* bytes after which a new file is begun (PATH.1, PATH.2 ...); 0: never */
};

struct recorder;

/* Not at rest yet: the first snapshot is written, and recording begins, at the next moment when it is. */
enum status recorder_start(struct recorder **out, const struct recorder_options *o,
                           const struct state *state, struct fault_text *why);
/* Just after state_fold_records() of the same bytes. */
enum status recorder_take(struct recorder *r, const void *records, size_t len, struct fault_text *why);
/* About once a second: what waits goes to the disk. */
enum status recorder_tick(struct recorder *r, uint64_t now, struct fault_text *why);
/* Closes the file; `summary` gets "rxscope-….tape: 48,112 events, 312 kB". NULL is fine. */
enum status recorder_stop(struct recorder *r, struct str *summary, struct fault_text *why);
const char *recorder_path(const struct recorder *r);
struct tape_stats recorder_stats(const struct recorder *r);

#endif
