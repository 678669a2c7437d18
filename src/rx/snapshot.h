/* snapshot.h - inspection that begins late: telling what lives already, in slices, while it runs.
 *
 * Being inspected can begin and end at any time (rx_inspect): definitions and subscriptions that were
 * made meanwhile have no ids until then. A snapshot tells one reader what has an id, each entity after
 * those that it refers to, and skips what that reader knows. Between two slices the program runs on:
 * whoever forwards its events to that reader asks rx_snapshot_need() for what an event refers to first.
 *
 * Loop thread; all but rx_snapshot_need() at depth 0. */
#ifndef RXSCOPE_RX_SNAPSHOT_H
#define RXSCOPE_RX_SNAPSHOT_H

#include <stdbool.h>

#include "event/known.h"
#include "event/sink.h"

/* Begins (a sink, borrowed) or ends (NULL) inspection. What lived before is given ids and told to
 * the sink in slices: call rx_inspect_step() until it returns true; until then part of the
 * program is not seen yet (or, at the end, still counts). */
void rx_inspect(struct sink *sink);
/* Goes on for about `ns`; true when done. Does nothing when there is nothing to do. */
bool rx_inspect_step(uint64_t ns);
/* Since when sends have been counted without a gap: monotonic ns; 0: since the runtime was made. */
uint64_t rx_counting_since(void);

struct rx_snapshot {
    struct sink *to;     /* what the one reader gets; borrowed */
    struct known *known; /* what it knows; borrowed */
    unsigned kind;       /* cursor: entities of lower kinds are told */
    uint32_t slot;
};

/* Goes on for about `ns`, or until `full` (may be NULL) says that the reader's buffer is; true when
 * all that lives has been told and the totals were. Begin with kind and slot 0. Not before
 * rx_inspect_step() was done. */
bool rx_snapshot_step(struct rx_snapshot *s, uint64_t ns, bool (*full)(void *ctx), void *ctx);
/* Tells this entity now, after those that it needs, unless it is known. false: it does not live (any
 * more), so the reader cannot be told what it was. */
bool rx_snapshot_need(struct rx_snapshot *s, entity_id id);

/* Modules and tracks belong to a higher layer, which tells them when asked, for these two kinds, and marks
 * them as known. A track is told in two steps, since its entity and what that needs may refer to it:
 * first (whole false) that it is there, and once nothing is half told, all the rest. */
typedef bool rx_snapshot_tell_fn(void *ctx, struct rx_snapshot *s, entity_id id, bool whole);
void rx_snapshot_teller(rx_snapshot_tell_fn *tell, void *ctx);

/* The text of an interned string, "" for 0 and for what was never interned. */
const char *rx_string_text(uint32_t id);

#endif
