/* latecomer.h - a reader that comes while the program runs: what it gets of the program's events.
 *
 * While its snapshot is under way (syncing) an event is handed on after all that it refers to, and what is
 * told of an entity that the reader does not know waits for that entity's turn: counts are part of what is
 * told then. Sends and arg calls of known ones are counted, not recorded. Afterwards every event is handed on as
 * it is. A string comes before its first use, always.
 *
 * The frame of the snapshot (source-start, snapshot) is its user's. Loop thread. */
#ifndef RXSCOPE_RX_LATECOMER_H
#define RXSCOPE_RX_LATECOMER_H

#include "rx/snapshot.h"

struct latecomer {
    struct sink sink;   /* takes the program's events */
    struct sink strict; /* takes what is for the reader: strings are put in front */
    struct sink *to;    /* the reader; borrowed */
    struct rx_snapshot snap;
    struct known known;
    bool syncing;
    bool in_end;        /* an error or a complete was handed on: so is its return */
    uint64_t *strings;  /* bits: those that the reader has */
    size_t strings_cap;
};

/* A reader that knows nothing; it gets every event from now on. At depth 0, and not before
 * rx_inspect_step() was done. Released with latecomer_release(). */
void latecomer_begin(struct latecomer *l, struct sink *to);
void latecomer_release(struct latecomer *l);
/* Goes on with its snapshot: see rx_snapshot_step(). true: all is told; also later. */
bool latecomer_step(struct latecomer *l, uint64_t ns, bool (*full)(void *ctx), void *ctx);
/* One event of the program. false: a detail event that the reader refused. */
bool latecomer_put(struct latecomer *l, const struct event *ev);

#endif
