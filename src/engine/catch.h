/* catch.h - signals that module code raises on the loop thread, and turns that come to no end.
 *
 *     SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT
 *       in a module, or in what it called directly, and a guard stands (rx/guard.h)  ──► there
 *       else  ──► the handler that was there before
 *     a root turn that has used the processor for longer than the limit
 *       now in module code  ──► the nearest guard; the outermost one when that did not end it
 *       in the runtime      ──► sources that send all at once stop; looked at again each millisecond
 *       for a second more   ──► told: `stuck`, with `hopeless`
 *     a root turn that waits for longer than the limit (a read, a sleep)  ──► told: `stuck`
 *
 * Not caught: what other threads raise, and faults of the runtime itself. What a module's own locks held, and
 * libc's when it was in the middle of something, stays locked.
 *
 * One in a process. catch_open() and catch_close() on the loop thread. */
#ifndef RXSCOPE_ENGINE_CATCH_H
#define RXSCOPE_ENGINE_CATCH_H

#include <stdbool.h>
#include <stddef.h>

struct catch_options {
    unsigned limit_ms; /* of a root turn; 0: none */
    /* Both are called inside of a signal handler, on the loop thread. NULL: not. */
    void (*recovering)(void *ctx, const void *code_at); /* control is going back to a guard */
    void (*stuck)(void *ctx, const void *code_at, unsigned ms, bool hopeless); /* code_at NULL: not in module code */
    void *ctx;
};

void catch_open(const struct catch_options *o);
/* The handlers that were there before are back. */
void catch_close(void);
/* After a turn: true when one was ended by stopping the source that sent; the ms that it had taken. */
bool catch_was_interrupted(unsigned *ms);

#endif
