/* link.h - the inspector's end of a socket: connects, says hello, hands over records, sends commands,
 * notices that the program is gone. For a poll loop; nothing here blocks.
 *
 *   connecting ── hello ──► synchronising ── snapshot-end ──► live ── end of file ──► gone
 *
 * Records come with `source` set to the link's own number, whole, and each one can be decoded or is of a
 * kind that this version does not know. What the other side wrote is told as it is: whoever shows it
 * makes it safe for a terminal. Main thread. */
#ifndef RXSCOPE_ENGINE_LINK_H
#define RXSCOPE_ENGINE_LINK_H

#include <poll.h>

#include "wire/wire.h"

enum link_state { LINK_CONNECTING, LINK_SYNCING, LINK_LIVE, LINK_GONE };

enum {
    LINK_COMMANDS_MAX = 64 << 10, /* bytes that may wait to be sent */
    LINK_ASK_MS = 2000,           /* after that long without a byte the program is asked whether it is there */
    LINK_SILENT_MS = 5000,
};

struct link;

/* Called from link_serve(); they must not free the link. Any may be NULL. */
struct link_ops {
    void *ctx;
    void (*hello)(void *ctx, struct link *l, const struct hello *h);
    /* Whole records; `len` bytes. */
    void (*records)(void *ctx, struct link *l, void *records, size_t len);
    void (*reply)(void *ctx, struct link *l, const struct reply *r);
};

struct link_options {
    uint32_t source;  /* put into each record */
    bool attach;      /* false: only the hello is wanted, and commands */
    struct link_ops ops; /* copied */
};

/* Connects to the socket at `path`: it must be a socket of this user's (lstat: owner, no link), and so must the
 * process behind it (SO_PEERCRED), before a byte is sent. STATUS_GONE: nobody listens. STATUS_ACCESS: it is
 * somebody else's. STATUS_BUSY: so many are connecting that it has to be tried again. */
enum status link_open(struct link **out, const char *path, const struct link_options *o,
                      struct fault_text *why);
/* The same over a descriptor that is connected already (taken over); for tests and for pipes. */
struct link *link_new(int fd, const struct link_options *o);
void link_free(struct link *l); /* says bye; NULL is fine */

void link_poll(const struct link *l, struct pollfd *fd);
int link_timeout(const struct link *l, uint64_t now); /* ms, -1: none */
/* After poll(): reads about `max` bytes at most and writes what waits. `more`: there may be more to
 * read at once. A status other than STATUS_OK: it is gone; `why` says the reason as a sentence (the
 * program's own words when it said bye). STATUS_GONE: it ended, or closed the connection. */
enum status link_serve(struct link *l, short events, size_t max, uint64_t now, bool *more,
                       struct fault_text *why);
enum link_state link_state(const struct link *l);
const struct hello *link_hello(const struct link *l); /* NULL before it came */
/* Nothing came for 5 s although it was asked: a callback may be running for long. */
bool link_silent(const struct link *l, uint64_t now);
/* A source-end was among the records. */
bool link_ended(const struct link *l);
/* What the program's clock says at `now` of ours, by its newest record; 0: none came. */
uint64_t link_time(const struct link *l, uint64_t now);
/* Queues a command; STATUS_FULL when 64 KiB wait already, STATUS_STATE before the hello. */
enum status link_command(struct link *l, const struct command *cmd);

#endif
