/* termtype.h - what kind of terminal it is, by its description (terminfo) and the environment: nothing is asked of it. */
#ifndef RXSCOPE_UI_TERMTYPE_H
#define RXSCOPE_UI_TERMTYPE_H

#include <stdbool.h>

#include "base/status.h"

/* What every refusal ends with. */
#define TERMTYPE_HINT "; --headless runs without a screen"

enum { TERMTYPE_MAX = 128 };

/* The description to draw by, into `type`: that of TERM, or the one of the same terminal with all its colours, when
 * COLORTERM says that it has them and `colors` that they are wanted. STATUS_TERMINAL with what to do. */
enum status termtype_choose(int fd, int colors, char type[TERMTYPE_MAX], struct fault_text *why);

/* Whether its fonts have no more than ASCII: consoles, and terminals of the time before. */
bool termtype_ascii(const char *term);

#endif
