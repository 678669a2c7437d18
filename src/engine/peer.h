/* peer.h - one inspector at the socket.
 *
 *                 hello            attach               snapshot told
 *   NEW ───────────────► GREETED ─────────► WAITING ─► TELLING ───────► LIVE
 *    └──────── bye (any of them, either side, or a limit) ─────────────┴─► LEAVING ─► freed
 *
 * Frames that came are taken at once and in order, so that a reply stands behind the events that its
 * command caused. What is to be written waits in `out`; the turn of the loop writes it. A peer is freed
 * only by peer_turn() and peer_free(), never from inside an event. Loop thread only. */
#ifndef RXSCOPE_ENGINE_PEER_H
#define RXSCOPE_ENGINE_PEER_H

#include "engine/queue.h"
#include "engine/server.h"
#include "rx/latecomer.h"

enum peer_state { PEER_NEW, PEER_GREETED, PEER_WAITING, PEER_TELLING, PEER_LIVE, PEER_LEAVING };

struct peer {
    struct sink sink; /* first: what its tally writes to */
    struct peer *next;
    struct server *server;
    enum peer_state state;
    uv_poll_t poll;
    int fd, polled;    /* what it is polled for: UV_ bits */
    pid_t pid;
    struct str in;     /* came, not taken yet */
    struct queue out;
    bool blocked;      /* the socket takes no more now */
    bool broken;       /* nobody is there any more */
    bool overflown;    /* too much waits: events are not added any more */
    struct tally tally;
    struct latecomer late;
    struct reader reader;
    struct watcher watcher;
    unsigned frames;   /* in this tick */
    uint64_t work;     /* ns of its commands in this tick */
    bool held;         /* too many: the rest waits for the next tick */
    unsigned silent, stuck, age; /* ticks */
    uint64_t sent;     /* out.sent at the last tick */
};

struct peer *peer_new(struct server *s, int fd, pid_t pid); /* takes fd; says hello */
/* Writes, fills its tally's gap, changes what is polled for. false: it is gone, to be freed. */
bool peer_turn(struct peer *p);
void peer_tick(struct peer *p);
/* The snapshot: whether there is something to tell and room for it; tells for about `ns`. */
bool peer_wants_slice(const struct peer *p);
void peer_slice(struct peer *p, uint64_t ns);
/* Detaches it and says why; it leaves once that was read. */
void peer_bye(struct peer *p, enum status status, const char *text);
void peer_free(struct peer *p); /* its memory goes when the loop has closed its handle */

/* For peer_frames.c */
void peer_send(struct peer *p);
void peer_drop(struct peer *p, enum status status, const char *why); /* peer_bye() and a line in the log */
void peer_frames(struct peer *p); /* takes the frames that came */

#endif
