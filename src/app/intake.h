/* intake.h - whatever names events on the command line, as a feed: programs (none: all of this user's; by
 * name, pid, path of a socket, ssh://HOST/NAME), or one tape's path.
 *
 * Main thread. */
#ifndef RXSCOPE_APP_INTAKE_H
#define RXSCOPE_APP_INTAKE_H

#include "app/feed.h"

struct intake;

enum {
    INTAKE_TAPE = 1,  /* a tape is fine */
    INTAKE_ONE = 2,   /* exactly one program: several of one name are an error that lists them */
    INTAKE_STAY = 4,  /* programs that come later, or come back, are attached to as well */
};

enum { INTAKE_ANSWER_MS = 10000 }; /* how long a command waits for snapshots */

/* STATUS_GONE with a message when a named program does not run, or when none runs at all (unless
 * INTAKE_STAY and no name was given). A tape is recognised by being a regular file. Blocks only while ssh asks
 * its questions. */
enum status intake_open(struct intake **out, const char *const *operands, size_t n, unsigned flags,
                        struct fault_text *why);
void intake_free(struct intake *i); /* NULL is fine */
struct feed *intake_feed(struct intake *i);
bool intake_is_tape(const struct intake *i);
/* Damage of a tape that was left out so far, as a sentence; "" none. */
const char *intake_warning(const struct intake *i);
/* Says it, when there is any; after the tape was read. */
void intake_warn(const struct intake *i);
/* How many programs are attached to. */
size_t intake_programs(const struct intake *i);
/* Every program that was named has sent its snapshot, or never will; a tape: all of it was handed over. */
bool intake_synced(const struct intake *i);
/* What ended it, when the feed is over: STATUS_OK (a tape's end), STATUS_GONE, ... Before: STATUS_BUSY and who has not
 * sent its snapshot yet. */
enum status intake_outcome(const struct intake *i, struct fault_text *why);

/* Takes a feed in until it is synced, at most INTAKE_ANSWER_MS (a tape: until its end). The state is then what
 * the programs showed. */
enum status intake_sync(struct intake *i, struct state *state, struct fault_text *why);

#endif
