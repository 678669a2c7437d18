/* source.h - files of the source tree, by their paths below $RXSCOPE_SRC (the current folder without it). */
#ifndef RXSCOPE_TESTS_SOURCE_H
#define RXSCOPE_TESTS_SOURCE_H

#include "base/str.h"

char *source_path(const char *file); /* the caller frees it */
/* Appends what the file holds; fails the test when it cannot be read. */
void source_read(const char *file, struct str *out);

#endif
