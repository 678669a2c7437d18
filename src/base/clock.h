/* clock.h - the two clocks: monotonic for order and durations, wall for what a person reads. */
#ifndef RXSCOPE_BASE_CLOCK_H
#define RXSCOPE_BASE_CLOCK_H

#include <stdint.h>

uint64_t clock_mono_ns(void); /* CLOCK_MONOTONIC, nanoseconds */
uint64_t clock_wall_ns(void); /* CLOCK_REALTIME, nanoseconds since the epoch */

#define NS_PER_MS 1000000ull
#define NS_PER_S  1000000000ull

#endif
