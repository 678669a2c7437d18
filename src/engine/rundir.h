/* rundir.h - where programs are found: one socket each, NAME-PID.sock, in a folder that only this
 * user can enter: $XDG_RUNTIME_DIR/rxscope, or /tmp/rxscope-UID without that variable. */
#ifndef RXSCOPE_ENGINE_RUNDIR_H
#define RXSCOPE_ENGINE_RUNDIR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/status.h"
#include "base/str.h"

/* The folder's path, made (0700) if it is missing. STATUS_ACCESS when it is not a folder (a
 * symbolic link is none), somebody else's, or open to others. */
enum status rundir_path(struct str *out, struct fault_text *why);

/* The socket of program `name`, `pid`. STATUS_RANGE when the path is too long for a socket.
 * Whatever does not fit a file's name became '_' in it. */
enum status rundir_socket(const char *name, pid_t pid, struct str *out, struct fault_text *why);

/* Reads NAME and PID out of a socket's file name; false when it is not one of ours. */
bool rundir_parse(const char *file, char *name, size_t size, pid_t *pid);

#endif
