/* targets.h - the programs that can be attached to: the sockets of the runtime folder, and what a TARGET of
 * the command line names. Main thread. */
#ifndef RXSCOPE_APP_TARGETS_H
#define RXSCOPE_APP_TARGETS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/status.h"

struct target {
    char *path;    /* of its socket; owned */
    char name[80]; /* of the program; of a path that is not one of ours: its last part */
    pid_t pid;     /* 0: not known */
    bool fixed;    /* only this very path: there is no folder in which it could come back */
};

struct targets {
    struct target *items;
    size_t n, cap;
};

/* All sockets of this user, by name and pid; nothing is connected to. */
enum status targets_list(struct targets *out, struct fault_text *why);
/* Those that `text` names: a path (it has a slash), a pid or a name, then all of that pid or name. STATUS_GONE: none. */
enum status targets_find(const char *text, struct targets *out, struct fault_text *why);
/* STATUS_USAGE with the list when there are several: of their pids, or of the names where all have one pid. */
enum status targets_only_one(const struct targets *t, const char *text, struct fault_text *why);
void targets_add(struct targets *t, const char *path);
void targets_release(struct targets *t);

/* Removes the socket that a dead program left in the runtime folder: one of ours, at which nobody listens. The
 * pid may be another program's by now, or the program young and about to listen. */
void target_remove_dead(const struct target *t);

#endif
