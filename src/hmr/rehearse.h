/* rehearse.h - a new generation is tried in a process of its own before it is loaded here (--trial).
 *
 *     bring_in ──► /proc/self/exe trial OBJECT …, whose stdin gives the last values of each function: loads it,
 *                  evaluates its body in a runtime of its own, calls its functions with those values
 *              ◄── it says that all have returned, and which it could not call: the generation is loaded, evaluated
 *                  and committed as ever
 *              ◄── anything else, or nothing within the limit: refused and under quarantine
 *
 * While it is on each function has a stand-in (rx/trial.h) that keeps what it was called with last. */
#ifndef RXSCOPE_HMR_REHEARSE_H
#define RXSCOPE_HMR_REHEARSE_H

#include "hmr/hmr_int.h"

#define REHEARSE_SURVIVED "rxscope-trial: survived, calls: "
#define REHEARSE_FAULT    "rxscope-trial: fault: "
#define REHEARSE_LEFT_OUT "rxscope-trial: not tried: " /* a line for each */

/* A function of a track's definition, as both sides find it. */
struct rehearse_part {
    const char *track; /* its key */
    const char *op;    /* "map" */
    const char *text;  /* the function as it is written */
    enum rx_callback type;
    struct rx_slot *slot;
    rx_observable *of; /* whose function it is; NULL: an observer's */
};
typedef void rehearse_fn(void *arg, const struct rehearse_part *part);
/* The functions of `def`, and of what it is made of up to other tracks. */
void rehearse_walk(rx_observable *def, const char *track, rehearse_fn *each, void *arg);

/* A record of the input: numbers in this machine's order. */
struct rehearse_record {
    uint32_t track, op, text; /* lengths; the texts follow */
    uint32_t type;
    uint32_t unfit;           /* enum rehearse_unfit of its values, which do not follow then */
    int64_t count;            /* of a retry */
    uint32_t values;          /* they follow: type, number or code, length, bytes; a list: its own values */
};

/* Why a value means nothing in another process. */
enum rehearse_unfit { FIT, UNFIT_STREAM, UNFIT_OWNER, UNFIT_ADDRESS };

enum { REHEARSE_LIST = 1000 /* in the place of a value's type: its values follow */ };

#endif
