#include "app/feed.h"

void feed_resync_stale(struct feed *f, const struct state *s)
{
    const struct source_info *src;
    for (size_t i = 0; f->ops->resync && (src = query_source(s, i)); i++)
        if (src->stale && !src->ended_at)
            f->ops->resync(f, src->source);
}
