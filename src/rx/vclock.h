/* vclock.h - a scheduler whose time moves only when told: for tests and for replay. */
#ifndef RXSCOPE_RX_VCLOCK_H
#define RXSCOPE_RX_VCLOCK_H

#include "rx/sched.h"

struct vclock;

struct vclock *vclock_new(void);
void vclock_free(struct vclock *c); /* also its timers */
struct rx_sched *vclock_sched(struct vclock *c);
/* Moves time forward by `ns` and fires what is due, in order of time, then of starting. */
void vclock_advance(struct vclock *c, uint64_t ns);

#endif
