/* deps.h - the list of files that a compiler has read, from its -MD -MF output.
 *
 * The format is a makefile's: `target: file file \` and so on; -MP adds rules without files.
 * Quoting is what gcc and clang write and GNU make reads: `\ ` a space, `\#` a hash, `$$` a dollar,
 * a backslash at the end of a line goes on with the next; backslashes right before a space or a
 * hash stand doubled, all others for themselves. Any bytes are fine as input. No globals: any
 * thread. */
#ifndef RXSCOPE_HMR_DEPS_H
#define RXSCOPE_HMR_DEPS_H

#include <stddef.h>

#include "base/status.h"

/* The files of all rules in `text` (NUL-terminated), in order, the source first, as the compiler
 * wrote them: relative paths are relative to its folder. Targets are left out. Returns how many;
 * *paths is the caller's and goes to deps_free(). */
size_t deps_parse(const char *text, char ***paths);
void deps_free(char **paths, size_t n); /* NULL is fine */

/* The same from a file of at most 16 MiB. STATUS_IO with `why` set (then *paths is NULL and *n is
 * 0); STATUS_RANGE: larger, STATUS_FORMAT: it holds a NUL. A half-written file gives what stands in
 * it. */
enum status deps_read(const char *path, char ***paths, size_t *n, struct fault_text *why);

#endif
