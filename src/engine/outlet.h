/* outlet.h - where events leave the loop thread: encoded into the outbox, handed to the reader once
 * a turn of the loop.
 *
 * Loop thread only, but for the ring's reading side, which is the main thread's (engine.h). */
#ifndef RXSCOPE_ENGINE_OUTLET_H
#define RXSCOPE_ENGINE_OUTLET_H

#include <uv.h>

#include "event/sink.h"
#include "ring/outbox.h"

struct outlet {
    struct sink sink;   /* first: what the runtime holds */
    struct outbox *box; /* owned */
    uint32_t source;    /* written into every record */
    bool restarted;     /* records were dropped, which was told: the reader knows nothing any more */
    uv_timer_t again;   /* runs only while something waits in the spill */
};

/* `ring` is borrowed; `spill_limit` in bytes, 0: the default. */
void outlet_init(struct outlet *o, uv_loop_t *loop, struct ring *ring, size_t spill_limit);
/* Closes the handle; a turn of the loop later outlet_release may be called. */
void outlet_close(struct outlet *o);
void outlet_release(struct outlet *o);

/* Moves the spill on and publishes; true when nothing waits. outlet_turn also sees to it that the
 * loop does not sleep long while something does: to be called before the loop sleeps and after it
 * woke. */
bool outlet_flush(struct outlet *o);
bool outlet_turn(struct outlet *o);

#endif
