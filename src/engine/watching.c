#include "engine/watching.h"

#include <stdlib.h>

#include "base/mem.h"
#include "rx/runtime.h"

static size_t find(const struct watcher *w, entity_id id)
{
    size_t i = 0;
    while (i < w->n && w->ids[i] != id)
        i++;
    return i;
}

static bool anybody(const struct watching *all, entity_id id)
{
    for (const struct watcher *w = all->first; w; w = w->next)
        if (find(w, id) < w->n)
            return true;
    return false;
}

static void link_in(struct watching *all, struct watcher *w)
{
    for (const struct watcher *x = all->first; x; x = x->next)
        if (x == w)
            return;
    w->next = all->first;
    all->first = w;
}

static void link_out(struct watching *all, struct watcher *w)
{
    struct watcher **p = &all->first;
    while (*p && *p != w)
        p = &(*p)->next;
    if (*p)
        *p = w->next;
}

/* An entity lies within others (a subscription within its observable), so ending the watch of one may
 * have ended that of another. */
void watching_again(const struct watching *all)
{
    for (const struct watcher *w = all->first; w; w = w->next)
        for (size_t i = 0; i < w->n; i++)
            rx_watch(w->ids[i], true);
}

static void let_go(struct watching *all, entity_id id)
{
    if (anybody(all, id))
        return;
    rx_watch(id, false);
    watching_again(all);
}

/* What has ended is not told again; its place is free. */
static void drop_dead(struct watcher *w)
{
    for (size_t i = w->n; i-- > 0;)
        if (w->ids[i] && !rx_lives(w->ids[i]))
            w->ids[i] = w->ids[--w->n];
}

enum status watching_set(struct watching *all, struct watcher *w, entity_id id, bool on)
{
    size_t at = find(w, id);
    if (on == (at < w->n)) {
        if (on)
            rx_watch(id, true); /* it may contain more by now */
        return STATUS_OK;
    }
    if (!on) {
        w->ids[at] = w->ids[--w->n];
        let_go(all, id);
        return STATUS_OK;
    }
    if (w->n == WATCHING_MAX)
        drop_dead(w);
    if (w->n == WATCHING_MAX)
        return STATUS_FULL;
    link_in(all, w);
    MEM_GROW(w->ids, w->n, w->cap);
    w->ids[w->n++] = id;
    rx_watch(id, true);
    return STATUS_OK;
}

void watching_leave(struct watching *all, struct watcher *w, bool forget)
{
    link_out(all, w);
    for (size_t i = 0; i < w->n && !forget; i++)
        if (!anybody(all, w->ids[i]))
            rx_watch(w->ids[i], false);
    if (w->n && !forget)
        watching_again(all);
    free(w->ids);
    *w = (struct watcher){0};
}
