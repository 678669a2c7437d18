/* journal.h - the newest lines of the log, kept for those who come late.
 *
 * At most JOURNAL_LINES lines and JOURNAL_BYTES bytes of text; a longer text is cut. Loop thread only. */
#ifndef RXSCOPE_ENGINE_JOURNAL_H
#define RXSCOPE_ENGINE_JOURNAL_H

#include <stddef.h>

#include "event/sink.h"

enum { JOURNAL_LINES = 200, JOURNAL_BYTES = 64 * 1024, JOURNAL_TEXT = 4096 };

struct journal_line {
    uint8_t kind, flags;
    uint32_t len;
    uint64_t time;
    entity_id id;
    char *text; /* not terminated */
};

struct journal {
    struct journal_line lines[JOURNAL_LINES]; /* circular */
    size_t oldest, n, bytes;
};

void journal_add(struct journal *j, const struct event *ev); /* event_kind_is_log() */
/* Tells the lines as `logged` events, oldest first. */
void journal_tell(const struct journal *j, struct sink *to);
void journal_release(struct journal *j);

#endif
