/* marks.h - the rows that are marked for the next action. A mark is of the entity, not of the row: it stays while
 * rows come and go, and goes with the entity. */
#ifndef RXSCOPE_UI_MARKS_H
#define RXSCOPE_UI_MARKS_H

#include "ui/node.h"

enum { MARKS_MAX = 4096 };

struct marks {
    struct tree_node *items; /* in the order in which they were marked */
    size_t n, cap;
};

struct ui;

void marks_release(struct marks *m);
bool marks_has(const struct marks *m, const struct tree_node *n);
void marks_clear(struct ui *ui); /* and draws again, when there were any */
/* Takes off those of what has ended or is not known any more. */
void marks_prune(struct ui *ui);
bool marks_fit(unsigned kind); /* whether such a row can be marked: it is an entity of its own */

#endif
