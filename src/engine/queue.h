/* queue.h - what waits to be written to one socket: whole frames, and one of events that still grows.
 *
 * Never blocks and never drops anything by itself; how much may wait is its owner's business. Loop
 * thread only. */
#ifndef RXSCOPE_ENGINE_QUEUE_H
#define RXSCOPE_ENGINE_QUEUE_H

#include <stdint.h>

#include "base/status.h"
#include "base/str.h"
#include "event/event.h"

enum { QUEUE_FRAME = 64 * 1024 }; /* bytes of records in a frame */

struct queue {
    struct str bytes; /* from `head` on they wait */
    size_t head;
    bool growing;     /* the last frame is one of events, at `frame`, that has no size yet */
    size_t frame;
    size_t left;      /* what is not sent yet of a frame whose beginning is; 0: none */
    uint64_t sent;    /* bytes so far */
};

static inline size_t queue_waiting(const struct queue *q)
{
    return q->bytes.len - q->head;
}

void queue_release(struct queue *q);
/* Appends a record; true when so much came together that it should be sent now. */
bool queue_event(struct queue *q, const struct event *ev);
/* For appending another frame: ends the one that grows. */
struct str *queue_frame(struct queue *q);
/* Writes what the socket takes. STATUS_OK: nothing waits; STATUS_FULL: it takes no more now;
 * STATUS_GONE: the other side is not there any more. */
enum status queue_send(struct queue *q, int fd);
/* Drops what waits but the rest of a frame that is half sent. */
void queue_cut(struct queue *q);

#endif
