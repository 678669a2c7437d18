/* history.h - what was typed before into a line, newest last. */
#ifndef RXSCOPE_UI_HISTORY_H
#define RXSCOPE_UI_HISTORY_H

#include <stddef.h>

#include "state/filter.h"

enum { HISTORY_MAX = 16 };

struct history {
    char items[HISTORY_MAX][FILTER_MAX];
    size_t n;
    size_t at; /* which one is shown; n: what is being typed */
};

/* Remembers a line; one that is there already becomes the newest. */
void history_add(struct history *h, const char *text);
/* The one before or behind the one that is shown, "" behind the newest; NULL: there is none. */
const char *history_older(struct history *h);
const char *history_newer(struct history *h);

#endif
