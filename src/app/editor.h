/* editor.h - a person's editor as a child in the foreground, with the terminal.
 *
 * Main thread. The child is waited for by a descriptor and by its pid, never by SIGCHLD, which is
 * libuv's. */
#ifndef RXSCOPE_APP_EDITOR_H
#define RXSCOPE_APP_EDITOR_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/status.h"

struct editor {
    pid_t pid; /* 0: none runs */
    int fd;    /* readable when it has ended; -1 where the kernel has no such thing */
    char command[256];
};

/* Starts $VISUAL, else $EDITOR, else vi on the file; terminal editors get +LINE (line 0: not).
 * STATUS_NOTFOUND when there is none, STATUS_IO when it cannot be started. */
enum status editor_start(struct editor *e, const char *path, unsigned line, struct fault_text *why);
/* true when it has ended (or none runs): STATUS_OK, or STATUS_IO with a message, goes to *status.
 */
bool editor_ended(struct editor *e, enum status *status, struct fault_text *why);

#endif
