/* treeprint.h - the tree as text: module, track, pipe, operators with their args, subscriptions
 * under their observable. For --headless and for dump without --json. Main thread. */
#ifndef RXSCOPE_APP_TREEPRINT_H
#define RXSCOPE_APP_TREEPRINT_H

#include "state/query.h"

/* Appends safe text, all sources one after the other. */
void treeprint(const struct state *s, struct str *out);

#endif
