/* logline.h - the log as text: what --headless prints as it happens. Main thread. */
#ifndef RXSCOPE_APP_LOGLINE_H
#define RXSCOPE_APP_LOGLINE_H

#include "state/query.h"

/* Appends what happened, in one line or more, as the program told it (not made safe for a
 * terminal); nothing for steps that nobody waits for. */
void logline_text(const struct state *s, const struct log_view *line, struct str *out);
/* The same, safe, each line with its local time: "10:02:11.250 load swapped\n". */
void logline_print(const struct state *s, const struct log_view *line, struct str *out);
/* "10:02:11.250", local time. */
void logline_time(uint64_t wall_ns, struct str *out);

/* Calls `each` for the lines newer than *seq, oldest first, and moves *seq on. */
void logline_newer(const struct state *s, uint64_t *seq,
                   void (*each)(void *ctx, const struct log_view *line), void *ctx);

#endif
