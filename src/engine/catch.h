/* catch.h - signals that module code raises on the loop thread, and turns that come to no end.
 *
 *     SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT
 *       in a module, or in what it called directly, and a guard stands (rx/guard.h)  ──► there
 *       else  ──► the handler that was there before
 *     a root turn that has used the processor for longer than the limit
 *       now in module code  ──► the nearest guard; the outermost one when that did not end it
 *       in the runtime      ──► sources that send all at once stop; looked at again each millisecond
 *       for a second more   ──► told: CATCH_RUNS
 *     a root turn that waits for longer than the limit (a read, a sleep)  ──► told: CATCH_WAITS
 *     a fault was left, and two seconds later catch_recovered() was not called  ──► told: CATCH_LOST
 *
 * Not caught: what other threads raise, and faults of the runtime itself. What a module's own locks held, and
 * libc's when it was in the middle of something, stays locked.
 *
 * One in a process. catch_open() and catch_close() on the loop thread. */
#ifndef RXSCOPE_ENGINE_CATCH_H
#define RXSCOPE_ENGINE_CATCH_H

#include <stdbool.h>
#include <stddef.h>

enum catch_stuck {
    CATCH_WAITS, /* it waits, and uses no processor; it may go on */
    CATCH_RUNS,  /* it runs, and could not be left */
    CATCH_LOST   /* after a fault: something that libc or the loader holds was never let go of */
};

struct catch_options {
    unsigned limit_ms; /* of a root turn; 0: none */
    /* Called inside of a signal handler, on the loop thread. `code_at` NULL: it does not stand in module code; `ms`:
     * since when. NULL: not. */
    void (*stuck)(void *ctx, enum catch_stuck how, const void *code_at, unsigned ms);
    /* Likewise, of a fault that is not left but handed on: the address of the instruction, and the one that could not
     * be used or NULL. NULL: not. */
    void (*lost)(void *ctx, const void *pc, const void *address);
    void *ctx;
};

void catch_open(const struct catch_options *o);
/* The handlers that were there before are back. */
void catch_close(void);
/* What a fault left has been put in order, and the heap and the loader work. */
void catch_recovered(void);
/* After a turn: true when one was ended by stopping the source that sent; the ms that it had taken. */
bool catch_was_interrupted(unsigned *ms);

#endif
