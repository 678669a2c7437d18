/* log.h - the lines that a person reads: swap results, faults, builds, sweeps, messages. One circular
 * store for all sources. */
#ifndef RXSCOPE_STATE_LOG_H
#define RXSCOPE_STATE_LOG_H

#include "state/state_int.h"

/* While a snapshot is taken in, what happened before it is no news and adds no line. */
void log_add(struct source *src, const struct event *ev);
/* A line from before, told again: added unless the log holds lines of this source that are as new. */
void log_add_earlier(struct source *src, const struct event *ev);
void log_release(struct state *s);
/* By seq, NULL: never written or gone. */
const struct log_line *log_line(const struct state *s, uint64_t seq);
/* A monotonic time of the source as wall clock ns. */
uint64_t log_wall(const struct source_info *info, uint64_t mono);

#endif
