/* workdir.h - private folders (0700) that are made at the start and removed at the end. */
#ifndef RXSCOPE_ENGINE_WORKDIR_H
#define RXSCOPE_ENGINE_WORKDIR_H

#include <stdbool.h>

#include "base/status.h"
#include "base/str.h"

/* Makes the work folder: below $XDG_RUNTIME_DIR (unless programs cannot be loaded from there), else
 * $TMPDIR, else /tmp. STATUS_IO with what, where and what to do; STATUS_ACCESS when others could replace
 * it there. It is locked as long as *lock is open (-1: no locks there; the caller closes it): work folders
 * beside it that nobody holds locked are what killed programs have left, and are removed first. */
enum status workdir_make(struct str *out, int *lock, struct fault_text *why);
/* Makes a folder for a person to work in, PREFIX plus six letters, below $TMPDIR or /tmp. */
enum status workdir_make_visible(struct str *out, const char *prefix, struct fault_text *why);
/* Removes the folder and everything in it, without following links. */
void workdir_remove(const char *path);

/* Writes a new file of `size` bytes; nothing is left of it on failure. */
enum status workdir_write(const char *path, const void *data, size_t size, struct fault_text *why);

#endif
