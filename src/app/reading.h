/* reading.h - a program or a tape that the command line names, read event by event to its end: what `export`, `check`
 * and `events` have in common.
 *
 * Main thread. Ends with the tape, the program, SIGINT or SIGTERM, --for, or when its owner says so. Of a tape --for
 * counts the tape's time. */
#ifndef RXSCOPE_APP_READING_H
#define RXSCOPE_APP_READING_H

#include "app/follow.h"
#include "app/options.h"

struct reading {
    const char *operand;
    uint64_t for_ns;         /* 0: no limit */
    struct filter *filter;   /* the owner's, or NULL */
    bool every_value;        /* a program is asked to tell all, not only while they are few */
    void *ctx;               /* of these: */
    void (*event)(void *ctx, const struct state *s, const struct event *ev, bool earlier);
    bool (*tick)(void *ctx); /* now and then; true ends it; may be NULL */
    /* The operand was found, nothing was read yet; a failure ends it. May be NULL. */
    enum status (*begin)(void *ctx, bool is_tape, struct fault_text *why);
    /* Out. */
    struct state *state;     /* reading_release() frees it */
    bool is_tape;
    uint64_t until;          /* of a tape: where it is left off */
    bool enough;
};

/* STATUS_GONE: no such program, or it vanished without an end. */
enum status reading_run(struct reading *r, struct fault_text *why);
void reading_release(struct reading *r);

/* The filter of --filter, NULL when there is none; STATUS_USAGE. */
enum status reading_filter(const struct options *o, struct filter **out, struct fault_text *why);

#endif
