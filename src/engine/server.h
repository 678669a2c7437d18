/* server.h - the program's side of its socket: who may come in, how many, for how long; and whose turn it
 * is to be told what lives.
 *
 *   accept ─► peer (peer.h): hello, attach ─► slices of the snapshot ─► what happens ─► bye
 *
 * Nothing here waits for an inspector. What one has not read is kept up to a limit; before that its detail
 * is counted instead; then it is dropped and told why. Times are counted in ticks of the loop rather than
 * by a clock, so that nobody is dropped because the program itself stood still.
 *
 * Loop thread only. */
#ifndef RXSCOPE_ENGINE_SERVER_H
#define RXSCOPE_ENGINE_SERVER_H

#include <uv.h>

#include "engine/hub.h"
#include "engine/socket.h"
#include "engine/watching.h"
#include "wire/wire.h"

struct peer;

struct server_limits {
    unsigned tick;         /* ms */
    unsigned hello;        /* ticks until a hello has to be there */
    unsigned ping, silent; /* ticks without a byte from it: asked, dropped */
    unsigned stuck;        /* ticks in which nothing that waits could be written */
    unsigned linger;       /* ticks for reading the bye */
    unsigned peers;
    uint64_t slice;        /* ns of snapshot in a turn of the loop */
    unsigned frames;       /* from one peer in a tick; more wait for the next */
    uint64_t work;         /* ns that its commands may take in a tick; then it waits, too */
    size_t detail;         /* bytes that wait: above this, detail is counted instead */
    size_t snapshot;       /* above this, the snapshot pauses */
    size_t queue;          /* above this, it is dropped */
};
extern const struct server_limits server_defaults;

struct server_ops {
    void *ctx;
    /* Who we are, at this moment. */
    void (*hello)(void *ctx, struct hello *h);
    /* Carries it out at once; `why` gets the reason when it is refused. */
    enum status (*command)(void *ctx, struct watcher *by, const struct command *c,
                           struct str *why);
    void (*tell_source)(void *ctx, struct sink *to); /* source-start */
};

struct server_options {
    uv_loop_t *loop;
    struct hub *hub;
    struct server_ops ops;               /* copied */
    const struct server_limits *limits;  /* NULL: server_defaults */
    bool always;     /* inspected also when nobody is attached */
    bool background; /* does not keep the loop alive */
};

struct server {
    uv_loop_t *loop;
    struct hub *hub;
    struct server_ops ops;
    struct server_limits limits;
    bool always, background;
    struct socket socket;
    uv_poll_t accept;
    uv_timer_t tick;  /* runs while there are peers, or accepting is paused */
    uv_idle_t work;   /* runs while somebody waits for a slice */
    bool paused, complained;
    bool inspecting, stepping; /* rx_inspect() was called; it has steps left */
    struct watching watching;
    struct peer *peers;
    size_t npeers, nattached;
};

/* The handles exist from here on; without server_listen() nobody comes. */
void server_init(struct server *s, const struct server_options *o);
enum status server_listen(struct server *s, const char *path, struct fault_text *why);
/* Before the loop sleeps and after it woke: what came together is written. */
void server_turn(struct server *s);
/* Says goodbye, waiting at most `ms` for those who still read. To be called when the runtime has ended. */
void server_close(struct server *s, unsigned ms);

/* For peers. */
void server_attached(struct server *s);
void server_detached(struct server *s);
void server_wants_work(struct server *s);
/* libuv's unref in a background server. */
void server_handle(const struct server *s, void *handle);

#endif
