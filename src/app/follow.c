#include "app/follow.h"

#include "app/eventjson.h"

static bool is_earlier(const struct state *s, const struct event *ev)
{
    const struct source_info *info = query_source_by_id(s, ev->source);
    return info && info->syncing && ev->time < info->syncing;
}

static void take(struct follow *f, const struct event *ev)
{
    const struct filter_context c = {.state = f->state};
    if (state_fold(f->state, ev) != STATUS_OK)
        return; /* it contradicts what is known; the source is marked */
    if (f->filter && !eventjson_passes(f->filter, &c, ev))
        return;
    f->shown++;
    f->event(f->ctx, f->state, ev, is_earlier(f->state, ev));
}

void follow_records(void *follow, const void *records, size_t len)
{
    const char *at = records, *end = at + len;
    struct event ev;
    size_t size = 0;
    for (; at < end; at += size) {
        enum status status = event_decode(at, (size_t)(end - at), &ev, &size);
        if (status == STATUS_OK)
            take(follow, &ev);
        else if (status != STATUS_VERSION)
            return;
    }
}
