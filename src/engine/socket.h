/* socket.h - the socket that a program listens on: made, asked who is there, removed.
 *
 * The folder is checked by whoever makes the path (rundir.h). Here: nothing is removed that is not a dead
 * socket of this user's, and nobody else gets in. Nothing blocks. */
#ifndef RXSCOPE_ENGINE_SOCKET_H
#define RXSCOPE_ENGINE_SOCKET_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/status.h"

struct socket {
    int fd;     /* listening; -1: none */
    char *path; /* owned */
    dev_t dev;
    ino_t ino;
};

#define SOCKET_INIT {.fd = -1}

/* Mode 0600. STATUS_EXISTS: something stands at `path` that is no dead socket of this user's; it is left
 * alone. */
enum status socket_listen(struct socket *s, const char *path, struct fault_text *why);
/* Closes it, and removes the file if it is still the one that was made. */
void socket_close(struct socket *s);
/* The file alone; for the end of a process. Calls nothing that a signal handler may not. */
void socket_unlink(const struct socket *s);

/* The next connection, non-blocking; -1 with errno. `uid`, `pid`: of the process that connected, -1 when the
 * system does not say. */
int socket_accept(const struct socket *s, uid_t *uid, pid_t *pid);

#endif
