/* trust.h - whether only this user and root can have written a file.
 *
 * What is compiled or loaded runs as this user, so nobody else may have a say in it. A path is walked
 * folder by folder on descriptors, links included, and every part has to pass:
 *
 *   a file    regular; of this user or root; not writable by others
 *   a folder  of this user or root; not writable by others, or sticky (as /tmp is: there nobody can
 *             move away what is ours)
 *   a link    of this user or root
 *
 * "Others" are everybody else, and the group unless it is the user's private one: his primary group,
 * named like him, without other members, with which nobody else logs in, on a file without an access list.
 * Where each user has such a group, a umask of 002 makes files that are his alone.
 *
 * STATUS_ACCESS is the verdict, with what to do. Any thread. */
#ifndef RXSCOPE_BASE_TRUST_H
#define RXSCOPE_BASE_TRUST_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/status.h"

/* Opens the file for reading: what comes from *fd is what was judged, whatever happens to the name.
 * STATUS_NOTFOUND when there is none, STATUS_IO when it cannot be opened or is no regular file. */
enum status trust_open(const char *path, int *fd, struct fault_text *why);
/* The same for a file that somebody else will read by its name (a compiler, a loader): nobody but this
 * user and root could put another one there. */
enum status trust_file(const char *path, struct fault_text *why);
/* The same for a folder, into which something is going to be put. */
enum status trust_folder(const char *path, struct fault_text *why);
/* And which nobody else can enter: of this user, mode 0700 at most. */
enum status trust_private_folder(const char *path, struct fault_text *why);

/* For tests: as if this were user `uid`. */
enum status trust_open_as(uid_t uid, const char *path, int *fd, struct fault_text *why);
/* Whether a list of users (passwd(5)) has no other user than `name` whose primary group is `gid`. */
bool trust_sole_user(FILE *passwd, const char *name, gid_t gid);

#endif
