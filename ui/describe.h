/* describe.h - everything known about one row, as lines: the detail pane, and tests as text. */
#ifndef RXSCOPE_UI_DESCRIBE_H
#define RXSCOPE_UI_DESCRIBE_H

#include "ui/line.h"
#include "ui/node.h"
#include "ui/programs.h"

/* Fills `out` (cleared first) for a pane of `width` columns. The most telling lines come first: a
 * narrow pane shows only those. */
void describe(const struct view *v, const struct tree_node *n, unsigned width, struct lines *out);

#endif
