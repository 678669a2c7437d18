/* describe.h - everything known about one row, as lines: the detail pane, and tests as text. */
#ifndef RXSCOPE_UI_DESCRIBE_H
#define RXSCOPE_UI_DESCRIBE_H

#include "ui/line.h"
#include "ui/node.h"
#include "ui/programs.h"
#include "ui/row.h"

/* Fills `out` (cleared first) for a pane of `width` columns. The most telling lines come first: a
 * narrow pane shows only those. `rate`: what flows through the row; NULL: nothing was measured. `source`: its function
 * as it was written; NULL: not known. Returns for how many ns
 * the lines stay true while nothing happens, UINT64_MAX: for ever. */
uint64_t describe(const struct view *v, const struct tree_node *n, const struct row_rate *rate, const char *source,
                  unsigned width, struct lines *out);

#endif
