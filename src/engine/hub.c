#include "engine/hub.h"

static bool put_detail(struct hub *h, const struct event *ev)
{
    bool taken = !h->readers;
    for (struct reader *r = h->readers; r; r = r->next) {
        r->tally->refused = false;
        taken = sink_put(r->enter, ev) || taken;
    }
    for (struct reader *r = h->readers; r && taken; r = r->next)
        if (r->tally->refused)
            tally_count(r->tally, ev);
    return taken;
}

static void note_refusal(struct hub *h, const struct event *ev)
{
    if (ev->kind == EV_SWAP_RESULT && ev->flags == SWAP_REFUSED && !h->refusal->len)
        str_addn(h->refusal, ev->text, ev->text_len);
}

static bool put(struct sink *sink, const struct event *ev)
{
    struct hub *h = (struct hub *)sink;
    if (event_kind_is_detail(ev->kind))
        return put_detail(h, ev);
    if (event_kind_is_log(ev->kind)) {
        journal_add(&h->journal, ev);
        if (h->refusal)
            note_refusal(h, ev);
    }
    for (struct reader *r = h->readers; r; r = r->next)
        sink_put(r->enter, ev);
    return true;
}

void hub_init(struct hub *h)
{
    *h = (struct hub){.sink = {put}};
}

void hub_release(struct hub *h)
{
    journal_release(&h->journal);
}

void hub_add(struct hub *h, struct reader *r)
{
    r->next = h->readers;
    h->readers = r;
}

void hub_remove(struct hub *h, struct reader *r)
{
    struct reader **p = &h->readers;
    while (*p && *p != r)
        p = &(*p)->next;
    if (*p)
        *p = r->next;
}

void hub_logf(struct hub *h, unsigned level, const char *fmt, ...)
{
    struct str s = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&s, fmt, ap);
    va_end(ap);
    sink_log(&h->sink, level, 0, str_text(&s), s.len);
    str_release(&s);
}
