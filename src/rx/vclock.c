#include "rx/vclock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/mem.h"

struct rx_timer {
    uint64_t due, period, order;
    void (*fire)(void *arg);
    void *arg;
    struct rx_timer *next;
    bool stopped;
};

struct vclock {
    struct rx_sched sched;
    uint64_t now, order;
    struct rx_timer *timers;
    struct rx_timer *firing;
};

static struct vclock *of(struct rx_sched *s)
{
    return (struct vclock *)(void *)s;
}

static uint64_t v_now(struct rx_sched *s)
{
    return of(s)->now;
}

static struct rx_timer *v_start(struct rx_sched *s, uint64_t delay, uint64_t period,
                                void (*fire)(void *arg), void *arg)
{
    struct vclock *c = of(s);
    struct rx_timer *t = mem_zalloc(sizeof *t);
    uint64_t due = delay < UINT64_MAX - c->now ? c->now + delay : UINT64_MAX;
    *t = (struct rx_timer){due, period, c->order++, fire, arg, c->timers, false};
    c->timers = t;
    return t;
}

static void unlink_timer(struct vclock *c, struct rx_timer *t)
{
    struct rx_timer **p = &c->timers;
    while (*p && *p != t)
        p = &(*p)->next;
    if (*p)
        *p = t->next;
}

static void v_stop(struct rx_sched *s, struct rx_timer *t)
{
    struct vclock *c = of(s);
    unlink_timer(c, t);
    if (c->firing == t)
        t->stopped = true; /* vclock_advance frees it */
    else
        free(t);
}

struct vclock *vclock_new(void)
{
    struct vclock *c = mem_zalloc(sizeof *c);
    c->sched = (struct rx_sched){v_now, v_start, v_stop};
    c->now = 1000000000;
    return c;
}

void vclock_free(struct vclock *c)
{
    while (c->timers) {
        struct rx_timer *t = c->timers;
        c->timers = t->next;
        free(t);
    }
    free(c);
}

struct rx_sched *vclock_sched(struct vclock *c)
{
    return &c->sched;
}

static struct rx_timer *next_due(struct vclock *c, uint64_t until)
{
    struct rx_timer *best = NULL;
    for (struct rx_timer *t = c->timers; t; t = t->next)
        if (t->due <= until &&
            (!best || t->due < best->due || (t->due == best->due && t->order < best->order)))
            best = t;
    return best;
}

static void fire(struct vclock *c, struct rx_timer *t)
{
    c->now = t->due;
    t->due += t->period;
    t->order = c->order++;
    bool once = t->period == 0;
    if (once)
        t->due = UINT64_MAX; /* stays listed until its owner stops it */
    c->firing = t;
    t->fire(t->arg);
    c->firing = NULL;
    if (t->stopped)
        free(t);
}

void vclock_advance(struct vclock *c, uint64_t ns)
{
    uint64_t until = c->now + ns;
    for (struct rx_timer *t; (t = next_due(c, until));)
        fire(c, t);
    c->now = until;
}
