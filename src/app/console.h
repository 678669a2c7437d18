/* console.h - where this program itself prints while its modules' output is caught.
 *
 * While caught, descriptors 1 and 2 are pipes that the engine reads line by line into the log; what
 * rxscope prints goes to the original stdout. Main thread; made before other threads. */
#ifndef RXSCOPE_APP_CONSOLE_H
#define RXSCOPE_APP_CONSOLE_H

#include <stdio.h>

#include "base/status.h"

struct console {
    FILE *out; /* the original stdout */
    int saved_out, saved_err;
    int read_out, read_err; /* for engine_options, which takes them over */
};

enum status console_catch(struct console *c, struct fault_text *why);
/* Gives descriptors 1 and 2 back; the pipes then come to their end. Harmless when called twice. */
void console_restore(struct console *c);
void console_close(struct console *c);

#endif
