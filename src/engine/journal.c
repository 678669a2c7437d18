#include "engine/journal.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

static struct journal_line *line(const struct journal *j, size_t i)
{
    return (struct journal_line *)&j->lines[(j->oldest + i) % JOURNAL_LINES];
}

static void drop_oldest(struct journal *j)
{
    struct journal_line *l = line(j, 0);
    j->bytes -= l->len;
    free(l->text);
    j->oldest = (j->oldest + 1) % JOURNAL_LINES;
    j->n--;
}

void journal_add(struct journal *j, const struct event *ev)
{
    size_t len = ev->text_len > JOURNAL_TEXT ? str_utf8_cut(ev->text, JOURNAL_TEXT) : ev->text_len;
    while (j->n == JOURNAL_LINES || (j->n && j->bytes + len > JOURNAL_BYTES))
        drop_oldest(j);
    *line(j, j->n++) = (struct journal_line){.kind = ev->kind,
                                             .flags = ev->flags,
                                             .len = (uint32_t)len,
                                             .time = ev->time,
                                             .id = ev->id,
                                             .text = len ? mem_dup(ev->text, len) : NULL};
    j->bytes += len;
}

void journal_tell(const struct journal *j, struct sink *to)
{
    for (size_t i = 0; i < j->n; i++) {
        const struct journal_line *l = line(j, i);
        struct event ev = {.kind = EV_LOGGED, .flags = l->flags, .time = l->time, .id = l->id,
                           .num = l->kind, .text = l->text ? l->text : "", .text_len = l->len};
        sink_put(to, &ev);
    }
}

void journal_release(struct journal *j)
{
    while (j->n)
        drop_oldest(j);
}
