/* ownfile.h - small files that are the user's own: what says how the program behaves, or what it remembers.
 *
 * One that belongs to somebody else, or that others may write, is not used: they would decide what this user sees. */
#ifndef RXSCOPE_APP_OWNFILE_H
#define RXSCOPE_APP_OWNFILE_H

#include <stddef.h>

#include "base/status.h"
#include "base/str.h"

/* Appends what is in the file to `out`: STATUS_NOTFOUND, STATUS_IO (it cannot be read, or is no regular file),
 * STATUS_ACCESS (it is not the user's own, or others may write it), STATUS_RANGE (it has more than `most` bytes). */
enum status ownfile_read(const char *path, size_t most, struct str *out, struct fault_text *why);
/* Puts a file with this text in the place of what is there, whole or not at all, and makes the folders on the way.
 * Only the user can read it. STATUS_IO and why. */
enum status ownfile_write(const char *path, const char *text, size_t len, struct fault_text *why);

#endif
