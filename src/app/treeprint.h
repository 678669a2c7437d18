/* treeprint.h - the tree as text: module, track, pipe, operators with their args, subscriptions
 * under their observable. For --headless and for dump without --json. Main thread. */
#ifndef RXSCOPE_APP_TREEPRINT_H
#define RXSCOPE_APP_TREEPRINT_H

#include "state/filter.h"

/* Appends safe text, all sources one after the other. */
void treeprint(const struct state *s, struct str *out);
/* Only the lines of what matches, or stands in something that does, and those above them. NULL: all. */
void treeprint_filtered(const struct state *s, const struct filter *filter, struct str *out);

#endif
