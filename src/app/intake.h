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

/* STATUS_GONE with a message when a named program does not run (unless INTAKE_STAY and no name was given). A
 * tape is recognised by being a regular file. */
enum status intake_open(struct intake **out, const char *const *operands, size_t n, unsigned flags,
                        struct fault_text *why);
void intake_free(struct intake *i); /* NULL is fine */
struct feed *intake_feed(struct intake *i);
bool intake_is_tape(const struct intake *i);
/* Every program that was named has sent its snapshot; a tape: all of it was handed over. */
bool intake_synced(const struct intake *i);
/* What ended it, when the feed is over: STATUS_OK (a tape's end), STATUS_GONE, ... */
enum status intake_outcome(const struct intake *i, struct fault_text *why);

#endif
