/* hub.h - the one sink that the runtime and the swap engine write to: hands every event to each
 * reader (the ring to the main thread, the inspectors at the socket) and keeps the newest log lines.
 *
 *                      ┌─► tally ─► outlet (ring)
 *      rx, hmr ─► hub ─┼─► latecomer ─► tally ─► peer's queue
 *                      └─► journal
 *
 * A detail record counts as taken when one reader took it; the tallies of the others then count it. When
 * none did, the runtime counts it for all. Nobody listening is no reason to count.
 *
 * A reader may not be added or removed from inside its own put. Loop thread only. */
#ifndef RXSCOPE_ENGINE_HUB_H
#define RXSCOPE_ENGINE_HUB_H

#include "base/str.h"
#include "engine/journal.h"
#include "engine/tally.h"

struct reader {
    struct reader *next;
    struct sink *enter; /* the first of the sinks on the way to it */
    struct tally *tally;
};

struct hub {
    struct sink sink; /* first */
    struct reader *readers;
    struct journal journal;
    struct str *refusal; /* while a command runs: gets the reason why it was refused */
};

void hub_init(struct hub *h);
void hub_release(struct hub *h);
void hub_add(struct hub *h, struct reader *r); /* borrowed */
void hub_remove(struct hub *h, struct reader *r); /* harmless when it was not added */
void hub_logf(struct hub *h, unsigned level, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
