/* remember.h - what a screen leaves for the next one: the sizes of its panes, in $XDG_STATE_HOME/rxscope/screen.
 *
 * The program writes the file itself, when a screen ends on which they were changed. Whatever is wrong with it, the
 * screen opens; what could be read of it is used. */
#ifndef RXSCOPE_APP_REMEMBER_H
#define RXSCOPE_APP_REMEMBER_H

#include "base/status.h"
#include "ui/layout.h"

enum { REMEMBER_MAX = 4096 /* bytes of the file */ };

/* The caller frees it; NULL when neither XDG_STATE_HOME nor HOME says where. */
char *remember_path(void);
/* Sizes that the text does not name stay as they are. STATUS_FORMAT and which line: the others count. */
enum status remember_parse(struct splits *s, const char *file, const char *text, struct fault_text *why);
/* As ownfile_read() and remember_parse(); STATUS_NOTFOUND also when there is no place for it. */
enum status remember_read(struct splits *s, struct fault_text *why);
enum status remember_write(const struct splits *s, struct fault_text *why);

#endif
