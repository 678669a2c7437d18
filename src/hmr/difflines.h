/* difflines.h - two texts side by side, line by line, as a person reads them. No globals: any thread. */
#ifndef RXSCOPE_HMR_DIFFLINES_H
#define RXSCOPE_HMR_DIFFLINES_H

#include <stddef.h>

#include "base/str.h"

struct difftext {
    const char *text; /* NULL: there is none */
    size_t len;
    unsigned line;    /* number of its first line */
};

/* Appends hunks of a unified diff, with three lines of context; nothing when all lines are the same. Of texts that
 * are too long to compare (2,000 lines in which they differ) all old lines go, and all new ones come. */
void difflines(struct difftext old, struct difftext now, struct str *out);

#endif
