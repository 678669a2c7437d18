#include "tests/support/storm.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/events.h"

static struct random rnd;

int64_t below(int64_t n)
{
    return (int64_t)random_below(&rnd, (uint64_t)n);
}

bool chance(int percent)
{
    return below(100) < percent;
}

void storm_seed(uint64_t n)
{
    rnd.state = UINT64_C(0x9e3779b97f4a7c15) * n;
    for (int k = 0; k < 5; k++)
        random_next(&rnd);
}

struct storm storm;

static void storm_subscribe(int i);

static void storm_stop(int i)
{
    if (!storm.seen[i].handle)
        return;
    storm.stopped[i] = true;
    seen_stop(&storm.seen[i]);
}

static void mischief(void)
{
    if (storm.mischief <= 0 || !chance(12))
        return;
    storm.mischief--;
    int64_t k = below(SUBJECTS);
    switch (below(8)) {
    case 0:
        rx_complete(storm.subjects[k]);
        break;
    case 1:
        rx_error_to(storm.subjects[k], rx_error(2, "mischief"));
        break;
    case 2:
        storm_stop((int)below(OBSERVERS));
        break;
    case 3:
        storm_subscribe((int)below(OBSERVERS));
        break;
    case 4:
        if (storm.probes[k % PROBES].to)
            rx_send(storm.probes[k % PROBES].to, token(below(20)));
        break;
    case 5:
        probe_complete(&storm.probes[k % PROBES]);
        break;
    default:
        rx_next(storm.subjects[k], token(below(20)));
    }
}

static void storm_value(struct seen *s)
{
    ck_assert(!storm.stopped[s - storm.seen]); /* nothing comes after an unsubscribe */
    str_clear(&s->text);
    mischief();
}

static void storm_end(struct seen *s)
{
    ck_assert(!storm.stopped[s - storm.seen]);
    mischief();
}

static void storm_subscribe(int i)
{
    if (storm.used[i] || !storm.nstreams)
        return;
    storm.used[i] = true;
    storm.seen[i] = (struct seen){.then = storm_value, .at_end = storm_end};
    seen_start(&storm.seen[i], storm.streams[below((int64_t)storm.nstreams)]);
}

static rx_value w_map(rx_value v, void *env)
{
    (void)env;
    mischief();
    return chance(3) ? rx_error(3, "map") : token(token_number(v) + 1);
}
static bool w_filter(rx_value v, void *env)
{
    (void)v;
    (void)env;
    mischief();
    return chance(70);
}
static rx_value w_reduce(rx_value acc, rx_value v, void *env)
{
    (void)env;
    mischief();
    return chance(3) ? rx_error(3, "reduce") : token((token_number(acc) + token_number(v)) % 1000);
}
static bool w_equal(rx_value a, rx_value b, void *env)
{
    (void)env;
    mischief();
    return token_number(a) == token_number(b);
}
static void w_tap(rx_value v, void *env)
{
    (void)env;
    mischief();
    ck_assert_int_ge(token_number(v), 0);
}
static rx_value w_combine(const rx_value *latest, size_t n, void *env)
{
    (void)env;
    int64_t all = 0;
    for (size_t i = 0; i < n; i++)
        all += token_number(latest[i]);
    rx_value first = latest[0];
    mischief();
    return token((all + token_number(first)) % 1000);
}
static rx_value to_token(rx_value v, void *env)
{
    (void)env;
    return token(v.i64 % 50);
}
static void w_produce(rx_subscriber *to, void *env)
{
    (void)env;
    for (int64_t n = below(4); n > 0 && !rx_closed(to); n--)
        rx_send(to, token(n));
    if (chance(40))
        rx_send_complete(to);
    mischief();
}
static rx_observable *w_make(void *env);

static rx_observable *random_source(void)
{
    switch (below(12)) {
    case 0:
        return rx_of(token(1), token(2), token(3));
    case 1:
        return rx_pipe(rx_range(0, below(6)), rx_map(to_token));
    case 2:
        return rx_pipe(rx_interval(1 + below(4)), rx_map(to_token));
    case 3:
        return rx_pipe(rx_timer(below(6)), rx_map(to_token));
    case 4:
        return chance(50) ? rx_empty() : rx_never();
    case 5:
        return rx_throw(rx_error(4, "source"));
    case 6:
        return rx_create(w_produce);
    case 7:
        return storm.made++ < 60 ? rx_defer(w_make) : rx_empty();
    case 8:
        return probe_stream(&storm.probes[below(PROBES)]);
    default:
        return storm.subjects[below(SUBJECTS)];
    }
}

static rx_observable *any_stream(void)
{
    if (storm.nstreams && chance(30))
        return storm.streams[below((int64_t)storm.nstreams)];
    return random_source();
}

static rx_observable *w_project(rx_value v, void *env)
{
    (void)v;
    (void)env;
    mischief();
    if (storm.made++ > 200)
        return rx_empty();
    if (chance(3))
        return NULL;
    return chance(50) ? rx_of(token(1), token(2)) : rx_pipe(random_source(), rx_take(3));
}
static rx_observable *w_make(void *env)
{
    (void)env;
    mischief();
    return chance(5) ? NULL : random_source();
}

static rx_operator *random_operator(void)
{
    switch (below(16)) {
    case 0:
        return rx_map(w_map);
    case 1:
        return rx_filter(w_filter);
    case 2:
        return rx_scan(w_reduce, token(1));
    case 3:
        return rx_tap(w_tap);
    case 4:
        return rx_take(below(6));
    case 5:
        return rx_skip(below(3));
    case 6:
        return rx_start_with(token(9));
    case 7:
        return chance(50) ? rx_distinct_until_changed() : rx_distinct_until_changed_by(w_equal);
    case 8:
        return rx_pairwise(w_reduce);
    case 9:
        return rx_take_until(any_stream());
    case 10:
    case 11:
        return rx_switch_map(w_project);
    case 12:
        return rx_merge_map(w_project);
    case 13:
        return rx_catch(w_project);
    default:
        return rx_share();
    }
}

static rx_observable *random_stream(void)
{
    rx_observable *o = any_stream();
    if (chance(20))
        o = rx_merge(o, any_stream(), any_stream());
    if (chance(20))
        o = rx_combine_latest(w_combine, o, any_stream());
    for (int64_t n = below(5); n > 0; n--)
        o = chance(30) ? rx_pipe(o, random_operator(), random_operator())
                       : rx_pipe(o, random_operator());
    return o;
}

void storm_build(bool *refuse_detail)
{
    memset(&storm, 0, sizeof storm);
    storm.refuse_detail = refuse_detail;
    storm.mischief = 60;
    rx_enter();
    for (int i = 0; i < SUBJECTS; i++)
        storm.subjects[i] = rx_observable_ref(i == 0   ? rx_behavior_subject(token(0))
                                              : i == 1 ? rx_replay_subject(3)
                                                       : rx_subject_new());
    for (int i = 0; i < STREAMS; i++) {
        rx_observable *o = rx_observable_ref(random_stream());
        storm.streams[storm.nstreams++] = o;
    }
    rx_leave();
}

void storm_step(void)
{
    switch (below(8)) {
    case 0:
    case 1:
        storm_subscribe((int)below(OBSERVERS));
        break;
    case 2:
        storm_stop((int)below(OBSERVERS));
        break;
    case 3:
        rx_wait((uint64_t)below(8));
        break;
    case 4:
        if (storm.probes[0].to)
            rx_send(storm.probes[0].to, token(3));
        break;
    case 5:
        rx_flush_counts();
        if (storm.refuse_detail)
            *storm.refuse_detail = chance(30);
        break;
    default:
        rx_next(storm.subjects[below(SUBJECTS)], token(below(30)));
    }
}

void storm_end_all(void)
{
    for (int i = 0; i < OBSERVERS; i++)
        if (chance(70))
            seen_stop(&storm.seen[i]);
    rx_enter();
    for (size_t i = 0; i < storm.nstreams; i++)
        rx_observable_unref(storm.streams[i]);
    for (int i = 0; i < SUBJECTS; i++)
        rx_observable_unref(storm.subjects[i]);
    rx_leave();
}
