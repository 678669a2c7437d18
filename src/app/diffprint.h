/* diffprint.h - a unified diff on a terminal. Main thread. */
#ifndef RXSCOPE_APP_DIFFPRINT_H
#define RXSCOPE_APP_DIFFPRINT_H

#include <stdbool.h>

#include "base/str.h"

/* Appends the diff with each line made safe for a terminal; `color`: what is new green, what is gone red. */
void diffprint(const char *text, size_t len, bool color, struct str *out);

#endif
