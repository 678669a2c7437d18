/* supervise.h - a small parent process that owns the terminal as it was. Whatever becomes of the program with its
 * screen (a signal in a thread that has no stack left, SIGKILL, memory that is written over), the parent gives the
 * terminal back, removes the socket and the work folder, says what happened, and ends the same way.
 *
 *     shell ── rxscope: the parent, waits ── rxscope: the program, all threads, the screen
 *                   ◄── pipe: what there is to be given back and removed ──┘
 *
 * It knows nothing of streams, has one thread and next to no memory of its own. Signals that somebody sends to it
 * are handed on; a stop of the program stops it too, so that the shell notices. */
#ifndef RXSCOPE_APP_SUPERVISE_H
#define RXSCOPE_APP_SUPERVISE_H

#include <stdbool.h>

/* Calls run(ctx) in a child process, and returns its exit status there; never returns in the parent, which exits as
 * the child did. Before any thread is made. Where no child can be made run() is called here.
 * `restart`: after a death by a signal, or supervise_lost(), it is called again, in a new child; not when three in a
 * row lived for less than five seconds. */
int supervise(int (*run)(void *ctx), void *ctx, bool restart);

/* For the child; without a parent they do nothing. */
void supervise_screen(bool on);            /* the terminal is in use; also from a signal handler */
void supervise_socket(const char *path);   /* is removed when the child cannot */
void supervise_folder(const char *path);   /* likewise */
void supervise_lost(void);                 /* it is going to exit because it cannot go on; from a signal handler */

#endif
