/* host.h - what the swap engine asks of the loop (struct hmr_host): children, watches, timers.
 *
 * Loop thread only. */
#ifndef RXSCOPE_ENGINE_HOST_H
#define RXSCOPE_ENGINE_HOST_H

#include <uv.h>

#include "engine/children.h"
#include "engine/watch.h"

struct host_timer;

struct host {
    uv_loop_t *loop; /* borrowed */
    struct children children;
    struct watches watches;
    struct host_timer *timers;
    uintptr_t last_timer;
};

enum status host_init(struct host *h, uv_loop_t *loop, struct fault_text *why);
/* Watching files does not keep the loop alive. */
void host_unref(struct host *h);
/* Kills children, ends watches and timers; the loop has to run until their handles are closed. */
void host_close(struct host *h);
/* The table to hand to the swap engine; `h` is borrowed. */
struct hmr_host host_ops(struct host *h);

#endif
