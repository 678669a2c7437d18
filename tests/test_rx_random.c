/* test_rx_random.c - streams at random, from a seed.
 *
 * Model: chains of operators over a synchronous source, and over the same values sent by hand, against
 * lists. Storm: graphs of everything, whose functions send, unsubscribe and fail when nobody expects it;
 * checked are invariants, the values that are left over, and the events. */
#include "rxscope.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/events.h"
#include "tests/support/rx.h"

enum { CASES = 100, GROUPS = 50 };

static struct random rnd;

static int64_t below(int64_t n)
{
    return (int64_t)random_below(&rnd, (uint64_t)n);
}

static bool chance(int percent)
{
    return below(100) < percent;
}

static void seed(int group, int i)
{
    rnd.state = UINT64_C(0x9e3779b97f4a7c15) * (uint64_t)(group * CASES + i + 1);
    for (int k = 0; k < 5; k++)
        random_next(&rnd);
}

/* ---- The model: a stream is a list and its end. ---- */

enum { OPEN, COMPLETED, FAILED };

struct list {
    int64_t v[4096];
    size_t n;
    int end;
};

static struct list model, before;

static void put(int64_t v)
{
    ck_assert_uint_lt(model.n, 4096);
    model.v[model.n++] = v;
}

static void stop_with(int end)
{
    model.end = end;
}

static int64_t twice_of(int64_t v)
{
    return v > 1000000 ? v - 999999 : v * 2 + 1;
}

/* ---- The same functions for both. ---- */

static rx_value twice(rx_value v, void *env)
{
    (void)env;
    return token(twice_of(token_number(v)));
}
static rx_value fail_on(rx_value v, void *env)
{
    return token_number(v) % 7 == *(int64_t *)env ? rx_error(1, "f") : rx_retain(v);
}
static bool no_third(rx_value v, void *env)
{
    (void)env;
    return token_number(v) % 3 != 0;
}
static rx_value add(rx_value acc, rx_value v, void *env)
{
    (void)env;
    return token((token_number(acc) + token_number(v)) % 1000003);
}
static bool near(rx_value a, rx_value b, void *env)
{
    (void)env;
    return token_number(a) / 4 == token_number(b) / 4;
}
static rx_observable *pair_of(rx_value v, void *env)
{
    (void)env;
    return rx_of(rx_retain(v), token(token_number(v) + 1));
}
static rx_observable *instead(rx_value v, void *env)
{
    (void)v;
    (void)env;
    return rx_of(token(77), token(78));
}
static void look(rx_value v, void *env)
{
    (void)env;
    ck_assert_int_ge(token_number(v), 0);
}

static int64_t modulus[8];

/* Puts one operator at random on the stream, and on the model. */
static rx_observable *one_operator(rx_observable *o)
{
    before = model;
    int64_t k = below(5);
    model.n = 0;
    switch (below(15)) {
    case 0:
        for (size_t i = 0; i < before.n; i++)
            put(twice_of(before.v[i]));
        return rx_pipe(o, rx_map(twice));
    case 1:
        for (size_t i = 0; i < before.n; i++)
            if (before.v[i] % 3)
                put(before.v[i]);
        return rx_pipe(o, rx_filter(no_third));
    case 2: {
        int64_t acc = 5;
        for (size_t i = 0; i < before.n; i++)
            put(acc = (acc + before.v[i]) % 1000003);
        return rx_pipe(o, rx_scan(add, token(5)));
    }
    case 3:
        for (size_t i = 0; i < before.n && i < (size_t)k; i++)
            put(before.v[i]);
        if (before.n >= (size_t)k)
            stop_with(COMPLETED);
        return rx_pipe(o, rx_take(k));
    case 4:
        for (size_t i = (size_t)k; i < before.n; i++)
            put(before.v[i]);
        return rx_pipe(o, rx_skip(k));
    case 5:
        put(k);
        for (size_t i = 0; i < before.n; i++)
            put(before.v[i]);
        return rx_pipe(o, rx_start_with(token(k)));
    case 6:
        for (size_t i = 0; i < before.n; i++)
            if (!i || before.v[i] != before.v[i - 1])
                put(before.v[i]);
        return rx_pipe(o, rx_distinct_until_changed());
    case 7:
        for (size_t i = 0; i < before.n; i++)
            if (!model.n || before.v[i] / 4 != model.v[model.n - 1] / 4)
                put(before.v[i]);
        return rx_pipe(o, rx_distinct_until_changed_by(near));
    case 8:
        for (size_t i = 1; i < before.n; i++)
            put((before.v[i - 1] + before.v[i]) % 1000003);
        return rx_pipe(o, rx_pairwise(add));
    case 9:
    case 10:
        for (size_t i = 0; i < before.n; i++) {
            put(before.v[i]);
            put(before.v[i] + 1);
        }
        return chance(50) ? rx_pipe(o, rx_merge_map(pair_of)) : rx_pipe(o, rx_switch_map(pair_of));
    case 11:
        model = before;
        if (model.end == FAILED) {
            put(77);
            put(78);
            stop_with(COMPLETED);
        }
        return rx_pipe(o, rx_catch(instead));
    case 12:
        for (size_t i = 0; i < before.n; i++) {
            if (before.v[i] % 7 == modulus[k]) {
                stop_with(FAILED);
                break;
            }
            put(before.v[i]);
        }
        return rx_pipe(o, rx_map_env(fail_on, &modulus[k], NULL));
    case 13:
        model = before;
        return rx_pipe(o, rx_tap(look), rx_take_until(chance(50) ? rx_never() : rx_empty()));
    default:
        model = before;
        return rx_pipe(o, rx_share());
    }
}

static void model_text(struct str *out)
{
    for (size_t i = 0; i < model.n; i++)
        str_addf(out, "%st%lld", out->len ? " " : "", (long long)model.v[i]);
    static const char *const ends[] = {"", "|", "X1:f"};
    if (model.end)
        str_addf(out, "%s%s", out->len ? " " : "", ends[model.end]);
}

/* by_hand: a subject that is sent the same values after the subscribe. */
static void one_chain(bool by_hand)
{
    rx_value values[6];
    size_t n = (size_t)below(7);
    int ends = by_hand ? (int)below(3) : chance(80) ? COMPLETED : FAILED;
    model = (struct list){.n = 0};
    rx_enter();
    for (size_t i = 0; i < n; i++) {
        put(below(12));
        values[i] = token(model.v[i]);
    }
    model.end = ends;
    rx_subject *subject = rx_subject_new();
    rx_observable *o = subject;
    if (!by_hand) {
        o = rx_from_array(values, n);
        if (ends == FAILED)
            o = rx_merge(o, rx_throw(rx_error(1, "f")));
    }
    for (int64_t k = below(6); k >= 0; k--)
        o = one_operator(o);
    struct str expected = STR_INIT;
    model_text(&expected);
    static struct seen s;
    s = (struct seen){0};
    seen_start(&s, o);
    for (size_t i = 0; by_hand && i < n; i++)
        rx_next(subject, values[i]);
    if (by_hand && ends == COMPLETED)
        rx_complete(subject);
    if (by_hand && ends == FAILED)
        rx_error_to(subject, rx_error(1, "f"));
    seen_expect(&s, str_text(&expected));
    if (model.end == OPEN || chance(50))
        seen_stop(&s);
    rx_leave();
    ck_assert_uint_eq(s.released, 1);
    seen_release(&s);
    str_release(&expected);
    ck_assert_int_eq(tokens_living, 0);
}

START_TEST(chains_do_what_lists_do)
{
    for (int i = 0; i < CASES; i++) {
        seed(_i, i);
        for (int k = 0; k < 8; k++)
            modulus[k] = below(7);
        for (int by_hand = 0; by_hand < 2; by_hand++) {
            if (i % 4 == 0)
                rx_up_inspected();
            else
                rx_up();
            one_chain(by_hand);
            rx_down();
        }
    }
}
END_TEST

/* ---- The storm. ---- */

enum { SUBJECTS = 4, STREAMS = 12, OBSERVERS = 8, PROBES = 3 };

static struct storm {
    rx_subject *subjects[SUBJECTS];
    rx_observable *streams[STREAMS];
    size_t nstreams;
    struct probe probes[PROBES];
    struct seen seen[OBSERVERS];
    bool stopped[OBSERVERS];
    bool used[OBSERVERS];
    int mischief; /* what the functions may still do */
    int made;     /* inner streams so far */
} storm;

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

static void storm_build(void)
{
    memset(&storm, 0, sizeof storm);
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

static void storm_step(void)
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
        rx_events()->refuse_detail = chance(30);
        break;
    default:
        rx_next(storm.subjects[below(SUBJECTS)], token(below(30)));
    }
}

static void storm_end_all(void)
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

/* What the observers got is what was counted for them. */
static void storm_check_counts(void)
{
    const struct recorder *r = rx_events();
    uint64_t told = 0, got = 0;
    for (size_t i = 0; i < r->n; i++)
        if (r->events[i].kind == EV_SUBSCRIBE_CALL &&
            strcmp(recorder_string(r, r->events[i].named.name), "seen_next") == 0)
            told += recorder_nexts(r, r->events[i].id);
    for (int i = 0; i < OBSERVERS; i++)
        got += storm.seen[i].values;
    rx_flush_counts();
    if (told != got)
        recorder_print(r);
    ck_assert_uint_eq(told, got);
}

static void one_storm(bool inspected)
{
    if (inspected)
        rx_up_inspected();
    else
        rx_up();
    storm_build();
    for (int i = 0; i < 40; i++)
        storm_step();
    storm_end_all();
    if (inspected) {
        for (int i = 0; i < OBSERVERS; i++)
            seen_stop(&storm.seen[i]);
        storm_check_counts();
    }
    rx_down();
    for (int i = 0; i < PROBES; i++)
        ck_assert_uint_eq(storm.probes[i].subscribed, storm.probes[i].unsubscribed);
    for (int i = 0; i < OBSERVERS; i++) {
        if (storm.used[i])
            ck_assert_uint_eq(storm.seen[i].released, 1);
        str_release(&storm.seen[i].text);
    }
    ck_assert_int_eq(tokens_living, 0);
}

START_TEST(a_storm_leaves_nothing_behind)
{
    for (int i = 0; i < CASES; i++) {
        seed(_i + GROUPS, i);
        one_storm(false);
    }
}
END_TEST

START_TEST(a_storm_is_told_as_it_was)
{
    for (int i = 0; i < CASES / 2; i++) {
        seed(_i + GROUPS, i);
        one_storm(true);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rx_random");
    TCase *tc = tcase_create("random");
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, chains_do_what_lists_do, 0, GROUPS);
    tcase_add_loop_test(tc, a_storm_leaves_nothing_behind, 0, GROUPS);
    tcase_add_loop_test(tc, a_storm_is_told_as_it_was, 0, GROUPS / 5);
    suite_add_tcase(suite, tc);
    SRunner *sr = srunner_create(suite);
    srunner_set_tap(sr, "-");
    srunner_run_all(sr, CK_SILENT);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
