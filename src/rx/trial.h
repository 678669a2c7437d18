/* trial.h - a function that has just moved into a slot is on trial for its first calls: each of them stands
 * behind a guard, and a call that fails is made once more with the function before, where there is one.
 *
 * While a function is on trial its slot holds a stand-in of the same type, with the trial as its env. When
 * the trial is over the slot holds the function itself again, so that a call costs nothing more than it did.
 *
 *     slot.fn ──► stand-in(v, trial) ──► rx_guarded ──► function(v, env)
 *                                          │ failed
 *                                          └──► rx_owner_ops.failed ──► the function before, or: the value is
 *                                                                       dropped, nothing errs or completes */
#ifndef RXSCOPE_RX_TRIAL_H
#define RXSCOPE_RX_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "rxscope.h"

struct rx_slot;
struct rx_fault;

/* Which type a function has. */
enum rx_callback {
    RX_CALLBACK_NONE, /* not tried */
    RX_CALLBACK_MAP,
    RX_CALLBACK_FILTER,
    RX_CALLBACK_REDUCE,
    RX_CALLBACK_EQUAL,
    RX_CALLBACK_NEXT,
    RX_CALLBACK_DONE,
    RX_CALLBACK_PROJECT,
    RX_CALLBACK_MAKE,
    RX_CALLBACK_PRODUCE,
    RX_CALLBACK_COMBINE,
    RX_CALLBACK_RETRY,
    RX_CALLBACK_STATE,
    RX_CALLBACK_LIMIT
};

enum { RX_TRIAL_CALLS = 1000 };

struct rx_trial {
    void (*fn)(void); /* the function itself */
    void *env;
    void *owner;
    uint32_t left;    /* calls until it is over */
    uint32_t running; /* calls on the stack */
    bool slot_gone;   /* to be freed when the last of these returns */
    bool failed;      /* not called any more */
    bool suspended;   /* and there is no function before: its values are dropped */
    uint64_t dropped;
    void (*before)(void); /* the function before, once it was needed; valid until the turn ends */
    void *before_env;
    bool kept;           /* while rx_rt->keeps_last: what it was called with last, each retained */
    rx_value *last;
    uint32_t nlast;
    int64_t last_count;  /* of a retry */
};

/* Puts a slot's function on trial, when it belongs to somebody (rx_owner_ops.find). */
void rx_trial_begin(struct rx_slot *slot, enum rx_callback type);
void rx_trial_free(struct rx_trial *t); /* the slot goes */
/* Trials that are over give their slots back. At depth 0. */
void rx_trials_settle(void);
/* Each function keeps what it was called with last; or none does any more. */
void rx_trials_keep_last(bool on);
/* What the function of one slot was called with last is what that of the other is tried with next: it takes its place. */
void rx_trial_hand_over(const struct rx_slot *from, const struct rx_slot *to);
/* The slot drops its values until another function moves into it. */
void rx_trial_suspend(struct rx_slot *slot, enum rx_callback type);

#endif
