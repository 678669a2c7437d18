#include "state/log.h"

#include <stdlib.h>

#include "base/mem.h"

uint64_t log_wall(const struct source_info *info, uint64_t mono)
{
    return info->started_wall + (mono - info->started_at);
}

static void add(struct source *src, const struct event *ev)
{
    struct state *s = src->state;
    if (s->limits.log_lines == 0)
        return;
    if (!s->log)
        s->log = mem_zalloc(s->limits.log_lines * sizeof *s->log);
    struct log_line *line = &s->log[s->n_log++ % s->limits.log_lines];
    text_drop(&s->texts, &s->log_quota, &line->text);
    *line = (struct log_line){
        .seq = s->n_log,
        .at = ev->time,
        .wall = log_wall(&src->info, ev->time),
        .source = src->info.source,
        .text = text_put(&s->texts, &s->log_quota, ev->text, ev->text_len, KEEP_REASON),
        .id = ev->id,
        .kind = ev->kind,
        .flags = ev->flags,
    };
    source_touch(src);
}

void log_add(struct source *src, const struct event *ev)
{
    if (!src->info.syncing || ev->time >= src->info.syncing)
        add(src, ev);
}

/* Whether a line of this source that was there before the snapshot began is as new. By the wall clock: the
 * monotonic one begins anew with a page that is loaded again. */
static bool is_held(const struct source *src, uint64_t time)
{
    const struct state *s = src->state;
    const struct log_line *line;
    for (uint64_t seq = src->log_mark; (line = log_line(s, seq)); seq--)
        if (line->source == src->info.source)
            return line->wall >= log_wall(&src->info, time);
    return false;
}

void log_add_earlier(struct source *src, const struct event *ev)
{
    if (!is_held(src, ev->time))
        add(src, ev);
}

const struct log_line *log_line(const struct state *s, uint64_t seq)
{
    bool held = seq && seq <= s->n_log && s->n_log - seq < s->limits.log_lines;
    return held ? &s->log[(seq - 1) % s->limits.log_lines] : NULL;
}

void log_release(struct state *s)
{
    for (size_t i = 0; s->log && i < s->limits.log_lines; i++)
        text_drop(&s->texts, &s->log_quota, &s->log[i].text);
    free(s->log);
    s->log = NULL;
}
