#include "ui/events.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void events_release(struct events *e)
{
    free(e->matches);
    *e = (struct events){.first = 1, .height = e->height, .filtered = e->filtered};
}

void events_refilter(struct events *e, bool filtered)
{
    e->filtered = filtered;
    e->n = e->gone = 0;
    e->looked_at = 0;
}

/* ---- Places. ---- */

size_t events_count(const struct events *e)
{
    if (e->filtered)
        return e->n - e->gone;
    return e->last >= e->first ? (size_t)(e->last - e->first + 1) : 0;
}

uint64_t events_at(const struct events *e, size_t place)
{
    return e->filtered ? e->matches[e->gone + place] : e->first + place;
}

size_t events_place(const struct events *e, uint64_t seq)
{
    size_t low = 0, high = events_count(e);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (events_at(e, mid) < seq)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static size_t last_top(const struct events *e)
{
    size_t n = events_count(e);
    return n > e->height ? n - e->height : 0;
}

size_t events_top(const struct events *e)
{
    size_t top = e->selected ? events_place(e, e->top) : last_top(e);
    return top < last_top(e) ? top : last_top(e);
}

/* ---- What is kept, and what of it matches. ---- */

static bool matches(uint64_t seq, const struct filter *f, const struct filter_context *c)
{
    struct happening h;
    return query_happening(c->state, seq, &h) && query_is_of_this_run(c->state, &h) &&
           filter_match_within(f, c, h.about);
}

static void forget_gone(struct events *e)
{
    while (e->gone < e->n && e->matches[e->gone] < e->first)
        e->gone++;
    if (e->gone < 1024 || e->gone < e->n / 2)
        return;
    memmove(e->matches, e->matches + e->gone, (e->n - e->gone) * sizeof *e->matches);
    e->n -= e->gone;
    e->gone = 0;
}

static void look(struct events *e, const struct filter *f, const struct filter_context *c)
{
    uint64_t seq = e->looked_at >= e->first ? e->looked_at + 1 : e->first;
    for (size_t i = 0; i < EVENTS_SLICE && seq <= e->last; i++, seq++) {
        e->looked_at = seq;
        if (!matches(seq, f, c))
            continue;
        MEM_GROW(e->matches, e->n, e->cap);
        e->matches[e->n++] = seq;
    }
}

/* What is selected leaves: the oldest that stays is selected. */
static void keep_selection(struct events *e)
{
    size_t n = events_count(e);
    if (!e->selected || (e->filtered && e->looked_at < e->selected))
        return;
    if (!n) {
        e->selected = 0;
        return;
    }
    size_t place = events_place(e, e->selected);
    e->selected = events_at(e, place < n ? place : n - 1);
    e->top = events_at(e, events_top(e));
    events_set_height(e, e->height);
}

bool events_update(struct events *e, const struct filter *f, const struct filter_context *c, uint64_t until)
{
    struct happenings kept;
    query_happenings(c->state, &kept);
    e->first = kept.first;
    e->last = until < kept.last ? until : kept.last;
    if (f) {
        if (e->looked_at > e->last) /* another moment, before */
            events_refilter(e, true);
        forget_gone(e);
        look(e, f, c);
    }
    keep_selection(e);
    return !f || e->looked_at >= e->last;
}

/* ---- The screen. ---- */

/* The selected one stays in sight. */
void events_set_height(struct events *e, size_t height)
{
    e->height = height ? height : 1;
    if (!e->selected || !events_count(e))
        return;
    size_t place = events_place(e, e->selected), top = events_top(e);
    if (place < top)
        top = place;
    else if (place >= top + e->height)
        top = place - e->height + 1;
    e->top = events_at(e, top);
}

void events_follow(struct events *e)
{
    e->selected = 0;
}

void events_move(struct events *e, long by)
{
    size_t n = events_count(e), at = e->selected ? events_place(e, e->selected) : n;
    if (!n)
        return;
    if (!e->selected)
        e->top = events_at(e, last_top(e));
    if (by > 0 && (size_t)by >= n - at) {
        events_follow(e);
        return;
    }
    at = by < 0 && (size_t)-(by + 1) >= at ? 0 : (size_t)((long)at + by);
    e->selected = events_at(e, at);
    events_set_height(e, e->height);
}

void events_select(struct events *e, uint64_t seq)
{
    size_t n = events_count(e), top = events_top(e), place = events_place(e, seq);
    if (!n)
        return;
    place = place < n ? place : n - 1;
    if (place < top || place >= top + e->height)
        top = place > e->height / 2 ? place - e->height / 2 : 0;
    e->selected = events_at(e, place);
    e->top = events_at(e, top < last_top(e) ? top : last_top(e));
    events_set_height(e, e->height);
}
