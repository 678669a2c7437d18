/* kept.h - small texts that are kept from run to run: files in $XDG_STATE_HOME/rxscope, without that variable in
 * ~/.local/state/rxscope, read under the rules of ownfile.h. Main thread. */
#ifndef RXSCOPE_APP_KEPT_H
#define RXSCOPE_APP_KEPT_H

#include "base/status.h"
#include "base/str.h"

enum { KEPT_MAX = 1 << 20 /* bytes */ };

/* Where it is; NULL when neither XDG_STATE_HOME nor HOME says it. The caller's. */
char *kept_path(const char *name);
/* Appends the text; what cannot be used is as if it was never kept. */
void kept_read(const char *name, struct str *out);
/* As ownfile_write(); STATUS_NOTFOUND when there is no place for it. */
enum status kept_write(const char *name, const char *text, struct fault_text *why);

#endif
