#include "engine/queue.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/bytes.h"
#include "wire/wire.h"

enum { KEEP = 256 * 1024 }; /* bytes of memory that an empty queue keeps */

void queue_release(struct queue *q)
{
    str_release(&q->bytes);
    *q = (struct queue){.sent = q->sent};
}

/* Moves what waits to the front once that costs less than growing. */
static void compact(struct queue *q)
{
    if (q->head < QUEUE_FRAME || q->head < q->bytes.len / 2)
        return;
    memmove(q->bytes.data, q->bytes.data + q->head, q->bytes.len - q->head);
    str_cut(&q->bytes, q->bytes.len - q->head);
    q->frame -= q->growing ? q->head : 0;
    q->head = 0;
}

struct str *queue_frame(struct queue *q)
{
    if (q->growing)
        frame_end(&q->bytes, q->frame);
    q->growing = false;
    compact(q);
    return &q->bytes;
}

bool queue_event(struct queue *q, const struct event *ev)
{
    size_t size = event_size(ev);
    if (!q->growing || q->bytes.len - q->frame - WIRE_HEADER + size > QUEUE_FRAME) {
        q->frame = frame_begin(queue_frame(q), FRAME_EVENTS);
        q->growing = true;
    }
    unsigned char *at = (unsigned char *)str_grow(&q->bytes, size);
    event_encode(ev, at);
    put_le32(at + 4, 0); /* the source: whoever reads it knows */
    return q->bytes.len - q->frame > QUEUE_FRAME / 2;
}

/* Follows where frames begin and end in what was sent. */
static void advance(struct queue *q, size_t n)
{
    q->sent += n;
    while (n) {
        if (!q->left)
            q->left = WIRE_HEADER + get_le32(q->bytes.data + q->head);
        size_t step = n < q->left ? n : q->left;
        q->head += step;
        q->left -= step;
        n -= step;
    }
}

static void emptied(struct queue *q)
{
    q->head = 0;
    if (q->bytes.cap > KEEP)
        str_release(&q->bytes);
    else
        str_clear(&q->bytes);
}

enum status queue_send(struct queue *q, int fd)
{
    queue_frame(q);
    while (queue_waiting(q)) {
        ssize_t n = send(fd, q->bytes.data + q->head, queue_waiting(q), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS ? STATUS_FULL
                                                                             : STATUS_GONE;
        advance(q, (size_t)n);
    }
    emptied(q);
    return STATUS_OK;
}

void queue_cut(struct queue *q)
{
    queue_frame(q);
    str_cut(&q->bytes, q->head + q->left);
}
