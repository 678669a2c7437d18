/* sched.c - timers with a phase.
 *
 * libuv counts whole milliseconds from a clock that it reads once a turn, and its repeat adds up
 * the lateness of each call. So every delay is computed anew from the nanosecond clock and the time
 * that the call is due, rounded up: a call is up to about a millisecond late, never early, and the
 * error does not add up. */
#include "engine/sched.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "rx/guard.h"
#include "rx/runtime.h"

struct rx_timer {
    uv_timer_t handle; /* first: freed by its close callback */
    struct sched *sched;
    uint64_t due, period; /* ns */
    void (*fire)(void *arg);
    void *arg;
    bool stopped;
};

static uint64_t now(struct rx_sched *s)
{
    (void)s;
    return uv_hrtime();
}

static void on_close(uv_handle_t *h)
{
    free(h->data);
}

static void stop(struct rx_sched *s, struct rx_timer *t)
{
    (void)s;
    if (t->stopped)
        return;
    t->stopped = true;
    uv_close((uv_handle_t *)&t->handle, on_close);
}

/* Whole milliseconds of the loop's own clock until `due`. From inside a call at least one:
 * libuv 1.44 runs a timer that is due at once in the same pass, and one that restarts itself would
 * keep the loop from its files for ever. */
static uint64_t delay_ms(const struct sched *s, uint64_t due)
{
    uint64_t at = (due + NS_PER_MS - 1) / NS_PER_MS, loop_now = uv_now(s->loop);
    uint64_t least = s->firing ? 1 : 0;
    return at > loop_now + least ? at - loop_now : least;
}

static void call_in_turn(void *arg)
{
    const struct rx_timer *t = arg;
    t->fire(t->arg);
}

static void call(struct rx_timer *t)
{
    t->sched->fired++;
    rx_enter();
    rx_guarded_told(call_in_turn, t);
    rx_leave();
}

static void next_period(struct rx_timer *t)
{
    uint64_t at = uv_hrtime();
    t->due += t->period;
    if (at > t->due && at - t->due > SCHED_MAX_LAG)
        t->due += (at - t->due) / t->period * t->period;
}

static void on_timer(uv_timer_t *h);

static void arm(struct rx_timer *t)
{
    uv_timer_start(&t->handle, on_timer, delay_ms(t->sched, t->due), 0);
}

/* Calls until nothing is due any more, within limits; true when the timer goes on. */
static bool call_due(struct rx_timer *t)
{
    uint64_t began = uv_hrtime(), at = began;
    for (int i = 0; i < SCHED_CATCH_UP && at - began <= SCHED_CATCH_UP_TIME; i++) {
        call(t);
        if (!t->period || t->stopped)
            return false;
        next_period(t);
        at = uv_hrtime();
        if (t->due > at)
            break;
    }
    return true;
}

static void on_timer(uv_timer_t *h)
{
    struct rx_timer *t = h->data;
    struct sched *s = t->sched;
    if (uv_hrtime() < t->due) { /* the loop's clock ran ahead: never early */
        uv_update_time(s->loop);
        arm(t);
        return;
    }
    s->firing++;
    if (call_due(t))
        arm(t);
    s->firing--;
}

static struct rx_timer *start(struct rx_sched *ops, uint64_t delay, uint64_t period,
                              void (*fire)(void *arg), void *arg)
{
    struct sched *s = (struct sched *)ops;
    struct rx_timer *t = mem_zalloc(sizeof *t);
    *t = (struct rx_timer){.sched = s, .period = period, .fire = fire, .arg = arg};
    t->due = uv_hrtime() + delay;
    uv_timer_init(s->loop, &t->handle);
    t->handle.data = t;
    arm(t);
    return t;
}

void sched_init(struct sched *s, uv_loop_t *loop)
{
    *s = (struct sched){.ops = {now, start, stop}, .loop = loop};
}

static void stop_ours(uv_handle_t *h, void *arg)
{
    if (h->type != UV_TIMER || ((uv_timer_t *)h)->timer_cb != on_timer || uv_is_closing(h))
        return;
    stop(arg, h->data);
}

void sched_release(struct sched *s)
{
    uv_walk(s->loop, stop_ours, &s->ops);
}
