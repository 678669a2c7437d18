/* sink.h - where events go. The runtime and the swap engine know this interface and nothing behind
 * it: in a program it is the ring, in a unit test a list.
 *
 * Threads: a sink is called on the loop thread only. */
#ifndef RXSCOPE_EVENT_SINK_H
#define RXSCOPE_EVENT_SINK_H

#include <stddef.h>

#include "event/event.h"

struct sink {
    /* Takes a copy. false: a DETAIL event that was not taken because the reader is slow; the
     * caller merges it into its counters. LIFE events are always taken. */
    bool (*put)(struct sink *sink, const struct event *ev);
};

static inline bool sink_put(struct sink *sink, const struct event *ev)
{
    return sink->put(sink, ev);
}

/* One line of text about entity `id` (or 0): a log event of LOG_ code `level`. */
void sink_log(struct sink *sink, unsigned level, entity_id id, const char *text, size_t len);

#endif
