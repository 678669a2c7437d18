/* sched.h - the clock and the timers that the runtime asks for: libuv's in a program (src/engine), a
 * virtual clock in tests (rx/vclock.h). All times are nanoseconds. Loop thread only. */
#ifndef RXSCOPE_RX_SCHED_H
#define RXSCOPE_RX_SCHED_H

#include <stdint.h>

struct rx_timer; /* owned by the scheduler */

struct rx_sched {
    uint64_t (*now)(struct rx_sched *s); /* monotonic */
    /* Calls fire(arg) after `delay`, then every `period` (0: once). A periodic timer keeps its phase:
     * the n-th call is due at start + delay + n * period. Never fires from inside start. */
    struct rx_timer *(*start)(struct rx_sched *s, uint64_t delay, uint64_t period,
                              void (*fire)(void *arg), void *arg);
    /* Stops and frees; fine from inside fire. A one-shot timer is freed by stop as well. */
    void (*stop)(struct rx_sched *s, struct rx_timer *t);
};

#endif
