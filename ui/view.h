/* view.h - what everything on the screen is made from, besides the row itself. */
#ifndef RXSCOPE_UI_VIEW_H
#define RXSCOPE_UI_VIEW_H

#include "state/query.h"
#include "ui/theme.h"

struct view {
    const struct state *state; /* borrowed */
    const struct glyphs *glyphs;
    uint64_t wall;  /* what time it is on the screen, wall clock ns: now, or a tape's */
    bool awaited;   /* a program that is gone may come back */
};

#endif
