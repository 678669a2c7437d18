/* search.h - is there such a program? */
#ifndef RXSCOPE_APP_SEARCH_H
#define RXSCOPE_APP_SEARCH_H

#include <stdbool.h>

/* Whether the first word of `command` can be run: found in $PATH, or itself a path. */
bool search_path(const char *command);

#endif
