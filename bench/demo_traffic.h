/* demo_traffic.h - the records of the example program, as many as are wanted: examples/cpu.c itself runs
 * under a virtual clock and reads made-up /proc files. */
#ifndef RXSCOPE_BENCH_DEMO_TRAFFIC_H
#define RXSCOPE_BENCH_DEMO_TRAFFIC_H

#include <stddef.h>
#include <stdint.h>

struct traffic {
    unsigned char *bytes;
    size_t len, cap;
    size_t body;         /* where the records begin that come after the program was set up */
    uint64_t events;
    uint64_t body_events;
};

/* Records until there are `events` at least. One at a time in a process. */
void traffic_make(struct traffic *t, uint64_t events);
void traffic_free(struct traffic *t);

#endif
