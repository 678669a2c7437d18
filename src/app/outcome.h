/* outcome.h - what a command did, from the lines of the log that it causes: for `rxscope ctl`. Main thread. */
#ifndef RXSCOPE_APP_OUTCOME_H
#define RXSCOPE_APP_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "app/actions.h"
#include "base/str.h"

struct outcome {
    const struct action *action;
    struct ref target;
    uint64_t seq;      /* newest line of the log that was seen */
    bool refused;
    bool built;        /* a reload's outcome is known: the compiler needs its time */
    size_t n;
    struct str lines;  /* with newlines between them */
};

/* Lines that are there already do not count. */
void outcome_init(struct outcome *o, const struct action *a, struct ref target, const struct state *s);
void outcome_release(struct outcome *o);
/* Takes the lines that came since. */
void outcome_look(struct outcome *o, const struct state *s);
/* After all: a command that changed nothing visible in the log still gets a line: what the program answered, or
 * what was done. */
void outcome_finish(struct outcome *o, const struct state *s, const char *answer);

#endif
