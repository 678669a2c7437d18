/* guard.h - calls from which control may come back another way: code that fails (a signal, a turn that
 * never ends) is left for the guard that stands nearest below it.
 *
 *     rx_guarded ──► streams ──► a function on trial ──► the module's code ──► SIGSEGV
 *         ▲                         ▲                                            │
 *         └── nobody nearer ────────┴──── siglongjmp, from the signal handler ◄──┘
 *
 * Whoever catches the signal (src/engine/faults.c) decides whether it came from module code, and where the
 * module's code stood; the runtime puts in order what the frames between have left open. What these frames
 * owned is lost: a value, a reference.
 *
 * A guard costs about one sigsetjmp() that saves no signal mask. Loop thread only. */
#ifndef RXSCOPE_RX_GUARD_H
#define RXSCOPE_RX_GUARD_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RX_FAULT_FRAMES = 24 };

/* Not a signal: a turn that came to no end was cut. */
#define RX_FAULT_STUCK (-1)

/* What a signal handler knows of a fault. */
struct rx_fault {
    int signal;                /* a signal's number, or RX_FAULT_STUCK */
    int code;                  /* its si_code */
    bool overflow;             /* the stack was full */
    const void *address;       /* that could not be used, as of SIGSEGV, SIGBUS; else NULL */
    void *owner;               /* of the innermost module code on the stack (rx_owner_ops.find) */
    const void *code_at;       /* where that stood */
    const void *frames[RX_FAULT_FRAMES]; /* return addresses in that owner, innermost first */
    unsigned nframes;
    unsigned depth;            /* rx_depth() at that moment */
};

struct rx_guard_frame {
    sigjmp_buf at;
    struct rx_guard_frame *below;
    unsigned depth;
    uint64_t announce_parent;
    size_t brackets;
};

/* Calls fn(arg); false: it failed, and rx_last_fault() says how. Everything that it had begun in the
 * runtime has been put in order then. */
bool rx_guarded(void (*fn)(void *arg), void *arg);
const struct rx_fault *rx_last_fault(void);
/* The same, and a failure is told (rx_owner_ops.failed). For what may fail in the middle of something that has to
 * go on: functions that release or tear down, a root turn of the loop. */
bool rx_guarded_told(void (*fn)(void *arg), void *arg);

/* For a signal handler on the loop thread. Whether there is a guard to go to; and goes there: `f` is copied.
 * `outermost`: to the one that stands lowest, past all others. */
bool rx_guard_stands(void);
/* The code above it has begun no turn of its own: what the runtime does up there does nothing but make or look
 * at something. */
bool rx_guard_is_near(void);
_Noreturn void rx_guard_leave(const struct rx_fault *f, bool outermost);

/* Whose code stands at an address; NULL: nobody's that a guard knows. For the signal handler, too. */
void *rx_guard_owner(const void *addr);

/* `begin` is called when a root turn begins and nobody watches: it watches from then on, until it says that it does
 * not. NULL: nobody ever. */
void rx_turn_watch(void (*begin)(void));
void rx_turn_unwatched(void); /* from a signal handler */
/* Counts root turns; 0: none is under way. */
uint64_t rx_turn(void);
/* Asks sources that send all their values at once to stop. To be called by a signal handler. */
void rx_interrupt(void);

#endif
