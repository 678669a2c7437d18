/* childfeed.h - a program that was started here as a feed: its own sockets and those of what it starts,
 * whenever they appear, and its output as lines of the log. Main thread. */
#ifndef RXSCOPE_APP_CHILDFEED_H
#define RXSCOPE_APP_CHILDFEED_H

#include "app/child.h"
#include "app/links.h"
#include "base/str.h"

/* A line that nobody can be told of yet, since the program does not show itself. */
struct held_line {
    uint8_t level;
    uint64_t wall; /* ns */
    char *text;
};

enum { HELD_MAX = 1000 /* lines; the oldest leave */ };

struct childfeed {
    struct feed feed; /* first */
    struct child child;
    struct links *links;
    const char *name;      /* for people: borrowed */
    struct held_line *held;
    size_t n_held, held_cap;
    bool seen;             /* it showed itself, once */
    uint64_t ended_at, now; /* ns; 0: it runs */
    bool *quit;            /* set when it ended without having shown itself; borrowed, may be NULL */
};

/* Starts it. */
enum status childfeed_start(struct childfeed *f, const char *name, char *const argv[], struct fault_text *why);
/* Ends it; lines that it prints until then can still be drained. */
void childfeed_stop(struct childfeed *f);
void childfeed_release(struct childfeed *f);

#endif
