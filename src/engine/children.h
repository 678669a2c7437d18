/* children.h - child processes for the swap engine: the compiler, mostly.
 *
 * Loop thread only. A child runs in its own session (a key pressed at the terminal does not reach
 * it), without a shell, with stdin from /dev/null or fed by us (feed.h); what it writes to stdout and stderr is collected
 * in the order in which it was written, up to CHILDREN_OUTPUT_MAX bytes. */
#ifndef RXSCOPE_ENGINE_CHILDREN_H
#define RXSCOPE_ENGINE_CHILDREN_H

#include <uv.h>

#include "hmr/hmr.h"

enum {
    CHILDREN_OUTPUT_MAX = 256 * 1024, /* bytes; a note says how many more there were */
    CHILDREN_PIPE_WAIT = 300,         /* ms after the exit, when a grandchild holds the pipe open */
    CHILDREN_TERM_WAIT = 1000,        /* ms from SIGTERM to SIGKILL */
};

struct child;

struct children {
    uv_loop_t *loop;     /* borrowed */
    struct child *first; /* those that run */
    const char *temp;    /* borrowed: their TMPDIR, so that what a killed compiler leaves goes with the folder; NULL: ours */
};

void children_init(struct children *c, uv_loop_t *loop);
/* Ends what still runs, and waits for its end: as children_kill(). The loop has to run until their handles are closed. */
void children_close(struct children *c);
/* The same for a process that is about to exit without its loop: nothing is told, nothing freed. */
void children_end(const struct children *c);

/* As spawn and kill of struct hmr_host. */
struct child *children_spawn(struct children *c, const char *const *argv, const char *cwd, const struct str *input,
                             hmr_exit_fn *done, void *arg, struct fault_text *why);
/* Ends its process group with SIGTERM, so that a compiler removes its temporary files, later
 * SIGKILL. */
void children_kill(struct child *child);

#endif
