/* kept.h - small texts that are kept from run to run: files in $XDG_STATE_HOME/rxscope, without that variable in
 * ~/.local/state/rxscope. What cannot be read is as if it was never kept. Main thread. */
#ifndef RXSCOPE_APP_KEPT_H
#define RXSCOPE_APP_KEPT_H

#include "base/status.h"
#include "base/str.h"

enum { KEPT_MAX = 1 << 20 /* bytes */ };

/* Where it is; NULL when neither XDG_STATE_HOME nor HOME says it. The caller's. */
char *kept_path(const char *name);
/* Appends the text; nothing when there is none, when it is too large, or belongs to somebody else. */
void kept_read(const char *name, struct str *out);
/* Puts it there whole or not at all, makes the folder. */
enum status kept_write(const char *name, const char *text, struct fault_text *why);

#endif
