/* signals.h - asynchronous signals through one descriptor of the main thread; fatal ones through a
 * handler that gives the terminal back. */
#ifndef RXSCOPE_APP_SIGNALS_H
#define RXSCOPE_APP_SIGNALS_H

#include "base/status.h"

/* Blocks the signals (before other threads are made, which inherit that) and returns a descriptor
 * from which they are read. SIGPIPE is ignored. SIGCHLD is left alone: libuv needs it. */
enum status signals_open(int *fd, struct fault_text *why);
/* The next signal that waits, or 0. */
int signals_next(int fd);
/* Unblocks them again and closes the descriptor. */
void signals_close(int fd);

/* Main thread, before there are others. SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT, in any thread:
 * restore the terminal, write one line to `fd`, and end as the signal would have. */
void signals_catch_fatal(int fd);
void signals_release_fatal(void);

#endif
