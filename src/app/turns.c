#include "app/turns.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

#define STEP_NS     1000
#define SMALL_STEP  1
#define AHEAD_LIMIT NS_PER_MS

void turns_release(struct turns *t)
{
    free(t->open);
    t->open = NULL;
    t->n = t->cap = 0;
}

uint64_t turns_step(struct turns *t, uint64_t time)
{
    uint64_t step = t->last > time && t->last - time > AHEAD_LIMIT ? SMALL_STEP : STEP_NS;
    t->last = time > t->last ? time : t->last + step;
    return t->last;
}

struct slice *turns_top(struct turns *t)
{
    return t->n ? &t->open[t->n - 1] : NULL;
}

static void close_top(struct turns *t, const struct event *ev)
{
    struct slice slice = t->open[--t->n];
    slice.end = turns_step(t, slice.turn);
    t->close(t->ctx, &slice, ev);
}

void turns_advance(struct turns *t, uint64_t time)
{
    while (t->n && t->open[t->n - 1].turn < time)
        close_top(t, NULL);
}

/* Closing from the inside keeps slices nested, so for one more at the outside all have to go. */
struct slice *turns_open(struct turns *t, const struct event *ev)
{
    if (t->n == TURNS_DEPTH)
        turns_close_all(t);
    MEM_GROW(t->open, t->n, t->cap);
    t->open[t->n] =
        (struct slice){.id = ev->id, .turn = ev->time, .begin = turns_step(t, ev->time)};
    return &t->open[t->n++];
}

void turns_return(struct turns *t, const struct event *ev)
{
    size_t depth = t->n;
    while (depth && t->open[depth - 1].id != ev->id)
        depth--;
    if (!depth)
        return;
    while (t->n > depth)
        close_top(t, NULL);
    close_top(t, ev);
}

void turns_close_all(struct turns *t)
{
    while (t->n)
        close_top(t, NULL);
}
