/* snapshot.h - a state written as events: folded into an empty state they make the same state again.
 *
 * For tapes, which begin with one and hold more to seek to, and for going back in time. What it holds:
 * sources, strings, living entities with their histories, counts and tags, totals, the newest lines of the
 * log, what is under way; and which ids were used up, so that events which go on from there are understood.
 * What it leaves out: ended entities, recorded sends and arg calls. A reference to what has ended is told
 * as none. */
#ifndef RXSCOPE_STATE_SNAPSHOT_H
#define RXSCOPE_STATE_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>

#include "event/sink.h"
#include "state/state.h"

/* Nothing is under way in any source: no send, call, subscribe or evaluation is open. Sources that
 * ended, and those that are stale, whose ends may never come, do not count. */
bool state_at_rest(const struct state *s);
/* Writes it; `log_lines`: how many of the newest lines at most. It may stand between any two events. A
 * source that is being synchronised is written as it is so far, and goes on being synchronised. */
enum status state_snapshot(const struct state *s, size_t log_lines, struct sink *to);

#endif
