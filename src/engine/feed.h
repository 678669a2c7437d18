/* feed.h - what a child process gets on its stdin.
 *
 * Loop thread only. The two ends are a pair of sockets, since writing to one need not raise SIGPIPE: the program that
 * we are part of may not ignore it. Nothing blocks: what the child does not take yet waits here. When it has got
 * everything, or nobody reads any more, our end is closed, and it finds the end of its input. */
#ifndef RXSCOPE_ENGINE_FEED_H
#define RXSCOPE_ENGINE_FEED_H

#include <uv.h>

#include "base/str.h"

struct feed {
    uv_poll_t poll; /* its `data` is the owner's */
    uv_close_cb closed;
    int fd;
    struct str bytes; /* from `sent` on they wait */
    size_t sent;
};

/* Begins to send `bytes`, which are copied. `*other` is the child's end: the caller closes it once the child has it.
 * `closed` is called when the handle is closed, be it by feed_close() or by itself. Returns 0, or an errno with nothing
 * left open. */
int feed_open(struct feed *f, uv_loop_t *loop, const struct str *bytes, uv_close_cb closed, void *owner, int *other);
/* Ends it, whatever the child has got; harmless when it has ended. */
void feed_close(struct feed *f);

#endif
