/* test_rx_random.c - streams at random, from a seed.
 *
 * Model: chains of operators over a synchronous source, and over the same values sent by hand, against
 * lists. Storm: graphs of everything, whose functions send, unsubscribe and fail when nobody expects it;
 * checked are invariants, the values that are left over, and the events. */
#include "rxscope.h"

#include <check.h>
#include <string.h>

#include "tests/support/rx.h"
#include "tests/support/storm.h"
#include "tests/support/suite.h"

enum { CASES = 100, GROUPS = 50 };

static void seed(int group, int i)
{
    storm_seed((uint64_t)(group * CASES + i + 1));
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

/* ---- The storm: storm.h. ---- */

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
    storm_build(inspected ? &rx_events()->refuse_detail : NULL);
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
    tcase_add_loop_test(tc, chains_do_what_lists_do, 0, suite_sanitized() ? GROUPS / 2 : GROUPS);
    tcase_add_loop_test(tc, a_storm_leaves_nothing_behind, 0, suite_sanitized() ? GROUPS / 2 : GROUPS);
    tcase_add_loop_test(tc, a_storm_is_told_as_it_was, 0, GROUPS / 5);
    suite_add_tcase(suite, tc);
    return suite_main(suite);
}
