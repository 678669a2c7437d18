/* feed.h - where the events of a screen come from: the loop thread of this process, sockets of other
 * programs, a tape. An ops table, so that live.c is one loop for all of them.
 *
 * Main thread. */
#ifndef RXSCOPE_APP_FEED_H
#define RXSCOPE_APP_FEED_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "event/command.h"
#include "state/query.h"

enum { FEED_FDS = 64 };

struct feed {
    const struct feed_ops *ops;
};

typedef void feed_take(void *ctx, const void *records, size_t len);

/* What became of a command. */
struct feed_reply {
    uint32_t source, request;
    enum status status;
    struct fault_text why; /* when it was refused, or its first part */
    const char *text;      /* all that it says, until the feed is served again; terminated */
    size_t text_len;
};

struct feed_ops {
    /* What to wait for: fills at most FEED_FDS, returns how many. */
    size_t (*poll)(struct feed *f, struct pollfd *fds);
    /* ms until it wants to be served without a descriptor, -1: not. */
    int (*timeout)(struct feed *f, uint64_t now);
    /* After poll(): reads, writes, connects, lets time pass. */
    void (*serve)(struct feed *f, const struct pollfd *fds, size_t n, uint64_t now);
    /* Hands over records until about `max` bytes; true when nothing is left for now. */
    bool (*drain)(struct feed *f, size_t max, feed_take *take, void *ctx);
    /* Just before poll(); false: records wait already. */
    bool (*sleep)(struct feed *f);
    /* STATUS_UNSUPPORTED for a tape. */
    enum status (*command)(struct feed *f, const struct command *cmd, struct fault_text *why);
    /* true: nothing will come any more. */
    bool (*over)(const struct feed *f);

    /* These may be NULL. */

    /* The next answer to a command; false: none. */
    bool (*reply)(struct feed *f, struct feed_reply *out);
    /* What is known of the source is wrong: tell it from the beginning. As often as one likes; it is done
     * as often as is good for the program. */
    void (*resync)(struct feed *f, uint32_t source);
};

/* Asks for the sources anew that lost records. */
void feed_resync_stale(struct feed *f, const struct state *s);

#endif
