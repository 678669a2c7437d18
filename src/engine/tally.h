/* tally.h - in front of a reader that may be slow: the detail that it has no room for is counted, and
 * told as send-merged records when there is room again, or before the subscription's end.
 *
 * A record that every reader refuses is not counted here: the runtime does that itself, cheaper. So
 * counting is asked for by the hub, once it knows that another reader took the record.
 *
 * Nothing recorded overtakes a count: until the counts are told, all further detail is counted, too. Counts
 * of the runtime's own are added up as well while the reader is slow. What is kept is bounded by the
 * subscriptions that live. Loop thread only. */
#ifndef RXSCOPE_ENGINE_TALLY_H
#define RXSCOPE_ENGINE_TALLY_H

#include <stddef.h>

#include "event/sink.h"

struct tally_count;

struct tally {
    struct sink sink;   /* first: where events enter */
    struct sink *to;    /* the reader; borrowed. It may refuse detail. */
    bool (*slow)(struct sink *to); /* whether counts should wait, too; NULL: never */
    bool refused;       /* the newest detail was not taken, and can be counted */
    entity_id *open;    /* sends and arg calls that the reader has seen begin, innermost last */
    size_t nopen, cap_open;
    struct tally_count *counts; /* in the order in which they began */
    size_t n, cap;
    uint32_t *first;    /* by slot of the subscription: its newest count's place, from 1; 0: none */
    size_t cap_first;
};

void tally_init(struct tally *t, struct sink *to, bool (*slow)(struct sink *to));
void tally_release(struct tally *t);

/* Counts the event that was just refused. */
void tally_count(struct tally *t, const struct event *ev);
/* Tells the counts while `room` (NULL: always) says that there is some; true when none is left. */
bool tally_flush(struct tally *t, bool (*room)(void *ctx), void *ctx);

#endif
