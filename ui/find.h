/* find.h - what is looked for, and where the search began: keys /, n and N. */
#ifndef RXSCOPE_UI_FIND_H
#define RXSCOPE_UI_FIND_H

#include "state/filter.h"
#include "ui/tree.h"

struct find {
    struct filter *query; /* NULL: nothing was looked for yet */
    char text[FILTER_MAX];
    uint64_t origin;      /* key of the row where the line was opened */
    size_t top;           /* and of the tree's place on the screen */
    uint64_t opened[TREE_DEPTH]; /* folds that the newest step opened */
    size_t nopened;
};

void find_release(struct find *f);

#endif
