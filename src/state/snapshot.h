/* snapshot.h - a state written as events: folded into an empty state they make the same state again.
 *
 * For tapes, which begin with one and hold more to seek to, and for going back in time. What it holds:
 * sources, strings, living entities with their histories, counts and tags, totals, the newest lines of the
 * log. What it leaves out: ended entities, recorded sends and arg calls. */
#ifndef RXSCOPE_STATE_SNAPSHOT_H
#define RXSCOPE_STATE_SNAPSHOT_H

#include "event/sink.h"
#include "state/state.h"

/* Nothing is under way in any source (no send, call, subscribe or evaluation is open): only then can a
 * snapshot stand between the events. */
bool state_at_rest(const struct state *s);
/* Writes it; `log_lines`: how many of the newest lines at most. A source that is being synchronised is
 * written as it is so far. STATUS_STATE: not at rest; nothing was written. */
enum status state_snapshot(const struct state *s, size_t log_lines, struct sink *to);

#endif
