/* sched.h - the runtime's clock and timers on a libuv loop (rx/sched.h is the interface).
 *
 * Loop thread only. Every call of a timer's function is one root turn: it stands between rx_enter
 * and rx_leave. */
#ifndef RXSCOPE_ENGINE_SCHED_H
#define RXSCOPE_ENGINE_SCHED_H

#include <uv.h>

#include "rx/sched.h"

struct sched {
    struct rx_sched ops; /* first: what the runtime holds */
    uv_loop_t *loop;     /* borrowed */
    uint64_t fired;      /* calls so far: tells whether the streams did anything */
    unsigned firing;     /* depth of calls under way */
};

void sched_init(struct sched *s, uv_loop_t *loop);
/* Timers that are still running are stopped; their memory goes with the next turn of the loop. */
void sched_release(struct sched *s);

/* Missed calls of one timer that are made up for in one go, before the loop looks at its files
 * again: at most so many, and none after so long (ns). */
#define SCHED_CATCH_UP      16
#define SCHED_CATCH_UP_TIME (2ull * 1000 * 1000)
/* A periodic timer further behind than this skips whole periods (the phase stays): ns. */
#define SCHED_MAX_LAG (1000ull * 1000 * 1000)

#endif
