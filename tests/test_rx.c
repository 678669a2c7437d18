/* test_rx.c - each creator and operator: values, errors, completion; the timers; what a chain owns.
 *
 * Ends and re-entrance are test_rx_end.c, subjects and share test_rx_subject.c, events test_rx_events.c,
 * all of it at random test_rx_random.c. */
#include "rxscope.h"

#include <check.h>
#include <stdlib.h>

#include "tests/support/rx.h"
#include "tests/support/suite.h"

/* ---- Functions that the streams call. ---- */

static rx_value twice(rx_value v, void *env)
{
    (void)env;
    return rx_i64(v.i64 * 2);
}
static rx_value fail_at_3(rx_value v, void *env)
{
    (void)env;
    return v.i64 == 3 ? rx_error(5, "three") : rx_retain(v);
}
static bool even(rx_value v, void *env)
{
    (void)env;
    return v.i64 % 2 == 0;
}
static rx_value sum(rx_value acc, rx_value v, void *env)
{
    (void)env;
    return rx_i64(acc.i64 + v.i64);
}
static rx_value sum_fails_at_3(rx_value acc, rx_value v, void *env)
{
    (void)env;
    return v.i64 == 3 ? rx_error(6, "sum") : rx_i64(acc.i64 + v.i64);
}
static rx_value minus(rx_value before, rx_value v, void *env)
{
    (void)env;
    return rx_i64(v.i64 - before.i64);
}
static bool same_tens(rx_value a, rx_value b, void *env)
{
    (void)env;
    return a.i64 / 10 == b.i64 / 10;
}
static void count(rx_value v, void *env)
{
    (void)v;
    ++*(int *)env;
}
static rx_value joined(const rx_value *latest, size_t n, void *env)
{
    (void)env;
    struct str s = STR_INIT;
    for (size_t i = 0; i < n; i++) {
        if (i)
            str_addc(&s, '+');
        value_print(latest[i], &s);
    }
    rx_value v = rx_string(str_text(&s));
    str_release(&s);
    return v;
}
static rx_value joined_fails(const rx_value *latest, size_t n, void *env)
{
    (void)latest;
    (void)n;
    (void)env;
    return rx_error(9, "join");
}
static rx_observable *thrice(rx_value v, void *env)
{
    (void)env;
    return rx_of(rx_retain(v), rx_retain(v), rx_retain(v));
}
static rx_observable *no_stream(rx_value v, void *env)
{
    (void)v;
    (void)env;
    return NULL;
}
static rx_observable *recover(rx_value v, void *env)
{
    (void)env;
    return rx_of(rx_i64(-rx_error_code(v)));
}
static rx_observable *fail_again(rx_value v, void *env)
{
    (void)v;
    (void)env;
    return rx_throw(rx_error(8, "again"));
}
static rx_observable *of_env(rx_value v, void *env)
{
    return ((rx_observable **)env)[v.i64];
}
static rx_observable *make_two(void *env)
{
    ++*(int *)env;
    return rx_of(rx_i64(1), rx_i64(2));
}
static rx_observable *make_none(void *env)
{
    (void)env;
    return NULL;
}
static void produce_three(rx_subscriber *to, void *env)
{
    (void)env;
    rx_send(to, rx_i64(1));
    rx_send(to, rx_i64(2));
    rx_send(to, rx_i64(3));
    rx_send_complete(to);
    rx_send(to, rx_i64(4));
    rx_send_error(to, rx_error(1, "late"));
    rx_send_complete(to);
}
static void produce_error_value(rx_subscriber *to, void *env)
{
    (void)env;
    rx_send(to, rx_i64(1));
    rx_send(to, rx_error(4, "sent"));
    rx_send(to, rx_string("after the end"));
}

/* ---- Creators. ---- */

START_TEST(of_sends_its_values_and_completes)
{
    expect_stream(rx_of(rx_i64(1), rx_bool(true), rx_f64(0.5), rx_string("x"), rx_none()),
                  "1 true 0.5 x none |");
    expect_stream(rx_of(rx_i64(1), rx_error(3, "e"), rx_i64(2)), "1 X3:e");
}
END_TEST

START_TEST(from_array_sends_what_it_was_given)
{
    rx_value values[] = {rx_string("a"), rx_string("b")};
    rx_observable *o = rx_from_array(values, 2);
    expect_stream(o, "a b |");
    expect_stream(o, "a b |");
    expect_stream(rx_from_array(values, 0), "|");
}
END_TEST

START_TEST(range_counts_from_its_start)
{
    expect_stream(rx_range(-1, 4), "-1 0 1 2 |");
    expect_stream(rx_range(5, 0), "|");
    expect_stream(rx_range(5, -3), "|");
    expect_stream(rx_range(INT64_MAX, 1), "9223372036854775807 |");
}
END_TEST

START_TEST(empty_never_and_throw_do_what_they_say)
{
    expect_stream(rx_empty(), "|");
    expect_stream(rx_never(), "");
    expect_stream(rx_throw(rx_error(7, "bad %d", 1)), "X7:bad 1");
}
END_TEST

START_TEST(defer_makes_a_stream_for_each_subscriber)
{
    int made = 0;
    rx_observable *o = rx_defer_env(make_two, &made, NULL);
    ck_assert_int_eq(made, 0);
    expect_stream(o, "1 2 |");
    expect_stream(o, "1 2 |");
    ck_assert_int_eq(made, 2);
    expect_stream(rx_defer(make_none), "X1:defer: make_none returned no observable");
}
END_TEST

START_TEST(create_sends_until_its_end)
{
    expect_stream(rx_create(produce_three), "1 2 3 |");
    expect_stream(rx_create(produce_error_value), "1 X4:sent");
}
END_TEST

START_TEST(interval_counts_with_the_clock)
{
    struct seen s = {0};
    seen_start(&s, rx_interval(10));
    rx_wait(9);
    seen_expect(&s, "");
    rx_wait(1);
    seen_expect(&s, "0");
    rx_wait(35);
    seen_expect(&s, "0 1 2 3");
    rx_wait(5);
    seen_expect(&s, "0 1 2 3 4");
    seen_stop(&s);
    rx_wait(100);
    seen_expect(&s, "0 1 2 3 4");
    seen_release(&s);
}
END_TEST

START_TEST(interval_ends_inside_its_own_value)
{
    struct seen s = {.stop_at = 2};
    seen_start(&s, rx_interval(1));
    rx_wait(50);
    seen_expect(&s, "0 1");
    seen_release(&s);
}
END_TEST

START_TEST(interval_of_nothing_does_not_starve_the_rest)
{
    struct seen s = {0};
    seen_start(&s, rx_interval(0));
    rx_wait(3);
    seen_expect(&s, "0 1 2");
    seen_stop(&s);
    seen_release(&s);
    s = (struct seen){0};
    seen_start(&s, rx_interval(INT64_MAX)); /* far away, not at once */
    rx_wait(1000);
    seen_expect(&s, "");
    seen_release(&s);
}
END_TEST

START_TEST(timer_sends_once_and_completes)
{
    struct seen s = {0}, t = {.stop_at = 1}, u = {0};
    seen_start(&s, rx_timer(5));
    seen_start(&t, rx_timer(5));
    seen_start(&u, rx_timer(0));
    seen_expect(&u, ""); /* never from inside the subscribe */
    rx_wait(0);
    seen_expect(&u, "0 |");
    rx_wait(20);
    seen_expect(&s, "0 |");
    seen_expect(&t, "0");
    seen_release(&s);
    seen_release(&t);
    seen_release(&u);
}
END_TEST

/* ---- Operators. ---- */

START_TEST(map_filter_and_scan_pass_on_what_their_functions_say)
{
    expect_stream(rx_pipe(rx_range(1, 5), rx_map(twice), rx_filter(even), rx_scan(sum, rx_i64(0))),
                  "2 6 12 20 30 |");
    expect_stream(rx_pipe(rx_range(1, 5), rx_filter(even)), "2 4 |");
}
END_TEST

START_TEST(an_error_from_a_function_fails_the_stream)
{
    expect_stream(rx_pipe(rx_range(1, 5), rx_map(fail_at_3), rx_map(twice)), "2 4 X5:three");
    expect_stream(rx_pipe(rx_range(1, 5), rx_scan(sum_fails_at_3, rx_i64(0))), "1 3 X6:sum");
    expect_stream(rx_pipe(rx_range(1, 5), rx_map(fail_at_3), rx_filter(even), rx_scan(sum, rx_i64(0)),
                          rx_take(9), rx_skip(0), rx_pairwise(minus), rx_distinct_until_changed(),
                          rx_start_with(rx_i64(0)), rx_share()),
                  "0 X5:three");
}
END_TEST

START_TEST(a_seed_of_scan_is_used_by_each_subscriber)
{
    rx_observable *o = rx_pipe(rx_range(1, 3), rx_scan(sum, rx_i64(10)));
    expect_stream(o, "11 13 16 |");
    expect_stream(o, "11 13 16 |");
}
END_TEST

START_TEST(tap_sees_each_value_and_changes_nothing)
{
    int n = 0;
    expect_stream(rx_pipe(rx_range(0, 4), rx_tap_env(count, &n, NULL)), "0 1 2 3 |");
    ck_assert_int_eq(n, 4);
}
END_TEST

START_TEST(take_ends_after_its_number)
{
    expect_stream(rx_pipe(rx_range(0, 10), rx_take(3)), "0 1 2 |");
    expect_stream(rx_pipe(rx_range(0, 2), rx_take(3)), "0 1 |");
    expect_stream(rx_pipe(rx_range(0, 2), rx_take(0)), "|");
    expect_stream(rx_pipe(rx_range(0, 2), rx_take(-1)), "|");
    expect_stream(rx_pipe(rx_never(), rx_take(0)), "|");
}
END_TEST

START_TEST(take_one_stops_an_endless_source)
{
    expect_stream(rx_pipe(rx_range(0, INT64_MAX), rx_take(1)), "0 |");
    expect_stream(rx_pipe(rx_range(0, INT64_MAX), rx_map(twice), rx_merge_map(thrice), rx_skip(4),
                          rx_take(1)),
                  "2 |");
}
END_TEST

START_TEST(take_of_nothing_does_not_subscribe)
{
    struct probe p = {0};
    expect_stream(rx_pipe(probe_stream(&p), rx_take(0)), "|");
    ck_assert_uint_eq(p.subscribed, 0);
}
END_TEST

START_TEST(skip_leaves_out_the_first)
{
    expect_stream(rx_pipe(rx_range(0, 5), rx_skip(3)), "3 4 |");
    expect_stream(rx_pipe(rx_range(0, 5), rx_skip(9)), "|");
    expect_stream(rx_pipe(rx_range(0, 2), rx_skip(-1)), "0 1 |");
}
END_TEST

START_TEST(start_with_comes_before_the_source)
{
    expect_stream(rx_pipe(rx_range(0, 2), rx_start_with(rx_string("first"))), "first 0 1 |");
    expect_stream(rx_pipe(rx_range(0, 2), rx_start_with(rx_i64(8)), rx_take(1)), "8 |");
    expect_stream(rx_pipe(rx_range(0, 2), rx_start_with(rx_error(2, "begun")), rx_take(1)),
                  "X2:begun");
}
END_TEST

START_TEST(distinct_until_changed_drops_what_repeats)
{
    expect_stream(rx_pipe(rx_of(rx_i64(1), rx_i64(1), rx_f64(1), rx_f64(1), rx_i64(1)),
                          rx_distinct_until_changed()),
                  "1 1 1 |");
    expect_stream(rx_pipe(rx_of(rx_string("a"), rx_string("a"), rx_string("b")),
                          rx_distinct_until_changed()),
                  "a b |");
    expect_stream(rx_pipe(rx_of(rx_i64(1), rx_i64(9), rx_i64(10), rx_i64(19), rx_i64(1)),
                          rx_distinct_until_changed_by(same_tens)),
                  "1 10 1 |");
}
END_TEST

START_TEST(pairwise_begins_with_the_second_value)
{
    expect_stream(rx_pipe(rx_of(rx_i64(1), rx_i64(4), rx_i64(9)), rx_pairwise(minus)), "3 5 |");
    expect_stream(rx_pipe(rx_of(rx_i64(1)), rx_pairwise(minus)), "|");
}
END_TEST

START_TEST(take_until_ends_with_its_notifier)
{
    struct probe source = {0}, stop = {0};
    struct seen s = {0};
    seen_start(&s, rx_pipe(probe_stream(&source), rx_take_until(probe_stream(&stop))));
    probe_send(&source, 1);
    probe_send(&stop, 0);
    probe_send(&source, 2);
    seen_expect(&s, "1 |");
    ck_assert_uint_eq(source.unsubscribed, 1);
    ck_assert_uint_eq(stop.unsubscribed, 1);
    seen_release(&s);
}
END_TEST

START_TEST(take_until_outlives_a_notifier_that_only_completes)
{
    struct probe source = {0}, stop = {0};
    struct seen s = {0};
    seen_start(&s, rx_pipe(probe_stream(&source), rx_take_until(probe_stream(&stop))));
    probe_complete(&stop);
    probe_send(&source, 1);
    probe_complete(&source);
    seen_expect(&s, "1 |");
    seen_release(&s);
}
END_TEST

START_TEST(take_until_fails_with_its_notifier)
{
    struct probe source = {0}, stop = {0};
    struct seen s = {0};
    seen_start(&s, rx_pipe(probe_stream(&source), rx_take_until(probe_stream(&stop))));
    probe_fail(&stop, 3);
    seen_expect(&s, "X3:failed");
    ck_assert_uint_eq(source.unsubscribed, 1);
    seen_release(&s);
}
END_TEST

START_TEST(take_until_something_that_has_happened_never_subscribes)
{
    struct probe source = {0};
    expect_stream(rx_pipe(probe_stream(&source), rx_take_until(rx_of(rx_i64(1)))), "|");
    ck_assert_uint_eq(source.subscribed, 0);
    expect_stream(rx_pipe(rx_range(0, 2), rx_take_until(rx_empty())), "0 1 |");
    expect_stream(rx_pipe(rx_range(0, 2), rx_take_until(NULL)), "0 1 |");
}
END_TEST

START_TEST(merge_map_runs_its_streams_side_by_side)
{
    struct probe a = {0}, b = {0}, outer = {0};
    rx_observable *inner[] = {probe_stream(&a), probe_stream(&b)};
    struct seen s = {0};
    seen_start(&s, rx_pipe(probe_stream(&outer), rx_merge_map_env(of_env, inner, NULL)));
    probe_send(&outer, 0);
    probe_send(&outer, 1);
    probe_send(&a, 10);
    probe_send(&b, 20);
    probe_send(&a, 11);
    probe_complete(&outer);
    probe_complete(&a);
    probe_send(&b, 21);
    seen_expect(&s, "10 20 11 21");
    probe_complete(&b);
    seen_expect(&s, "10 20 11 21 |");
    seen_release(&s);
    expect_stream(rx_pipe(rx_range(1, 2), rx_merge_map(thrice)), "1 1 1 2 2 2 |");
}
END_TEST

START_TEST(switch_map_lets_go_of_the_one_before)
{
    struct probe a = {0}, b = {0}, outer = {0};
    rx_observable *inner[] = {probe_stream(&a), probe_stream(&b)};
    struct seen s = {0};
    seen_start(&s, rx_pipe(probe_stream(&outer), rx_switch_map_env(of_env, inner, NULL)));
    probe_send(&outer, 0);
    probe_send(&a, 10);
    probe_send(&outer, 1);
    ck_assert_uint_eq(a.unsubscribed, 1);
    probe_send(&a, 11);
    probe_send(&b, 20);
    probe_complete(&outer);
    probe_send(&b, 21);
    probe_complete(&b);
    seen_expect(&s, "10 20 21 |");
    seen_release(&s);
    expect_stream(rx_pipe(rx_range(1, 2), rx_switch_map(thrice)), "1 1 1 2 2 2 |");
}
END_TEST

START_TEST(an_inner_error_fails_the_stream_and_ends_the_rest)
{
    struct probe a = {0}, b = {0}, outer = {0};
    rx_observable *inner[] = {probe_stream(&a), probe_stream(&b)};
    struct seen s = {0};
    seen_start(&s, rx_pipe(probe_stream(&outer), rx_merge_map_env(of_env, inner, NULL)));
    probe_send(&outer, 0);
    probe_send(&outer, 1);
    probe_fail(&a, 4);
    seen_expect(&s, "X4:failed");
    ck_assert_uint_eq(outer.unsubscribed, 1);
    ck_assert_uint_eq(a.unsubscribed, 1);
    ck_assert_uint_eq(b.unsubscribed, 1);
    seen_release(&s);
}
END_TEST

START_TEST(a_function_that_returns_no_stream_fails_it)
{
    expect_stream(rx_pipe(rx_range(1, 2), rx_merge_map(no_stream)),
                  "X1:merge_map: no_stream returned no observable");
    expect_stream(rx_pipe(rx_range(1, 2), rx_switch_map(no_stream)),
                  "X1:switch_map: no_stream returned no observable");
    expect_stream(rx_pipe(rx_throw(rx_error(1, "x")), rx_catch(no_stream)),
                  "X1:catch: no_stream returned no observable");
}
END_TEST

START_TEST(catch_goes_on_with_another_stream)
{
    expect_stream(rx_pipe(rx_range(1, 5), rx_map(fail_at_3), rx_catch(recover)), "1 2 -5 |");
    expect_stream(rx_pipe(rx_range(1, 2), rx_catch(recover)), "1 2 |");
    expect_stream(rx_pipe(rx_throw(rx_error(1, "x")), rx_catch(fail_again)), "X8:again");
    expect_stream(rx_pipe(rx_throw(rx_error(1, "x")), rx_catch(fail_again), rx_catch(recover)),
                  "-8 |");
}
END_TEST

static struct probe *failing;
static rx_observable *how_many_left(void *env)
{
    (void)env;
    return rx_of(rx_i64(failing->unsubscribed));
}
static rx_observable *ask_how_many_left(rx_value v, void *env)
{
    (void)v;
    (void)env;
    return rx_defer(how_many_left);
}

START_TEST(catch_lets_go_of_what_failed_before_it_tries_again)
{
    struct probe p = {0};
    struct seen s = {0};
    failing = &p;
    seen_start(&s, rx_pipe(probe_stream(&p), rx_catch(ask_how_many_left)));
    probe_fail(&p, 1);
    seen_expect(&s, "1 |");
    seen_release(&s);
}
END_TEST

/* ---- Several sources. ---- */

START_TEST(merge_takes_from_all_and_ends_with_the_last)
{
    struct probe a = {0}, b = {0};
    struct seen s = {0};
    expect_stream(rx_merge(rx_range(0, 2), rx_empty(), rx_range(5, 2)), "0 1 5 6 |");
    expect_stream(rx_merge(rx_range(0, 2), rx_throw(rx_error(2, "m")), rx_range(5, 2)), "0 1 X2:m");
    seen_start(&s, rx_merge(probe_stream(&a), probe_stream(&b)));
    probe_send(&a, 1);
    probe_send(&b, 2);
    probe_complete(&a);
    probe_send(&b, 3);
    seen_expect(&s, "1 2 3");
    seen_stop(&s);
    ck_assert_uint_eq(b.unsubscribed, 1);
    seen_release(&s);
}
END_TEST

START_TEST(merge_stops_subscribing_when_it_has_ended)
{
    struct probe late = {0};
    expect_stream(rx_pipe(rx_merge(rx_range(0, 9), probe_stream(&late)), rx_take(2)), "0 1 |");
    ck_assert_uint_eq(late.subscribed, 0);
}
END_TEST

START_TEST(combine_latest_waits_for_all)
{
    struct probe a = {0}, b = {0};
    struct seen s = {0};
    seen_start(&s, rx_combine_latest(joined, probe_stream(&a), probe_stream(&b)));
    probe_send(&a, 1);
    seen_expect(&s, "");
    probe_send(&b, 2);
    probe_send(&a, 3);
    probe_complete(&a);
    probe_send(&b, 4);
    seen_expect(&s, "1+2 3+2 3+4");
    probe_complete(&b);
    seen_expect(&s, "1+2 3+2 3+4 |");
    seen_release(&s);
}
END_TEST

START_TEST(combine_latest_ends_when_it_can_never_send)
{
    struct probe a = {0};
    struct seen s = {0};
    seen_start(&s, rx_combine_latest(joined, probe_stream(&a), rx_empty()));
    seen_expect(&s, "|");
    ck_assert_uint_eq(a.unsubscribed, 1);
    seen_release(&s);
    expect_stream(rx_combine_latest(joined, rx_range(0, 2), rx_throw(rx_error(3, "c"))), "X3:c");
    expect_stream(rx_combine_latest(joined_fails, rx_range(0, 2), rx_range(0, 2)), "X9:join");
}
END_TEST

/* ---- Bad input. ---- */

START_TEST(streams_that_are_missing_fail_with_a_message)
{
    expect_stream(rx_merge(rx_range(0, 1), NULL), "X1:rx_merge: source 2 is NULL");
    expect_stream(rx_combine_latest(joined, NULL, rx_range(0, 1)),
                  "X1:rx_combine_latest: source 1 is NULL");
    expect_stream(rx_pipe(NULL, rx_take(1)), "X1:rx_pipe: the source is NULL");
    expect_stream(rx_pipe(rx_range(0, 1), rx_take(1), NULL), "X1:rx_pipe: an operator is NULL");
    ck_assert_uint_eq(rx_stream(NULL).type, RX_NONE);
    rx_observable_unref(NULL);
    rx_unsubscribe(NULL);
}
END_TEST

START_TEST(subscribing_to_nothing_gives_a_closed_handle)
{
    struct seen s = {0};
    seen_start(&s, NULL);
    ck_assert(rx_subscription_closed(s.handle));
    ck_assert_uint_eq(s.released, 1);
    seen_expect(&s, "");
    seen_release(&s);
    ck_assert_uint_eq(s.released, 1);
}
END_TEST

/* ---- Ownership. ---- */

static rx_value relabel(rx_value v, void *env)
{
    (void)env;
    return token(token_number(v) + 100);
}
static bool odd_token(rx_value v, void *env)
{
    (void)env;
    return token_number(v) % 2;
}
static rx_value add_tokens(rx_value acc, rx_value v, void *env)
{
    (void)env;
    return token(token_number(acc) + token_number(v));
}
static rx_value keep_first(rx_value acc, rx_value v, void *env)
{
    (void)v;
    (void)env;
    return rx_retain(acc);
}
static bool equal_tokens(rx_value a, rx_value b, void *env)
{
    (void)env;
    return token_number(a) == token_number(b);
}
static rx_value first_of(const rx_value *latest, size_t n, void *env)
{
    (void)n;
    (void)env;
    return rx_retain(latest[0]);
}
static rx_observable *copies(rx_value v, void *env)
{
    (void)env;
    return rx_of(rx_retain(v), token(token_number(v) + 1000));
}

static rx_observable *three_tokens(void)
{
    return rx_of(token(1), token(2), token(3));
}

START_TEST(no_operator_leaks_a_value_or_frees_it_twice)
{
    rx_enter();
    expect_stream(rx_pipe(three_tokens(), rx_map(relabel)), "t101 t102 t103 |");
    expect_stream(rx_pipe(three_tokens(), rx_filter(odd_token)), "t1 t3 |");
    expect_stream(rx_pipe(three_tokens(), rx_scan(add_tokens, token(10))), "t11 t13 t16 |");
    expect_stream(rx_pipe(three_tokens(), rx_scan(keep_first, token(10))), "t10 t10 t10 |");
    expect_stream(rx_pipe(three_tokens(), rx_take(2)), "t1 t2 |");
    expect_stream(rx_pipe(three_tokens(), rx_skip(1)), "t2 t3 |");
    expect_stream(rx_pipe(three_tokens(), rx_start_with(token(0))), "t0 t1 t2 t3 |");
    expect_stream(rx_pipe(three_tokens(), rx_distinct_until_changed()), "t1 t2 t3 |");
    expect_stream(rx_pipe(three_tokens(), rx_distinct_until_changed_by(equal_tokens)), "t1 t2 t3 |");
    expect_stream(rx_pipe(three_tokens(), rx_pairwise(add_tokens)), "t3 t5 |");
    expect_stream(rx_pipe(three_tokens(), rx_merge_map(copies)), "t1 t1001 t2 t1002 t3 t1003 |");
    expect_stream(rx_pipe(three_tokens(), rx_switch_map(copies), rx_take(3)), "t1 t1001 t2 |");
    expect_stream(rx_pipe(three_tokens(), rx_share(), rx_take(2)), "t1 t2 |");
    expect_stream(rx_merge(three_tokens(), three_tokens()), "t1 t2 t3 t1 t2 t3 |");
    expect_stream(rx_combine_latest(first_of, three_tokens(), three_tokens()), "t3 t3 t3 |");
    rx_leave();
    ck_assert_int_eq(tokens_living, 0);
}
END_TEST

START_TEST(state_of_a_stream_that_is_cut_is_freed)
{
    rx_enter();
    rx_subject *s = rx_subject_new();
    rx_observable *all[] = {
        rx_pipe(s, rx_scan(add_tokens, token(10))),
        rx_pipe(s, rx_pairwise(add_tokens)),
        rx_pipe(s, rx_distinct_until_changed()),
        rx_combine_latest(first_of, s, rx_never()),
        rx_pipe(s, rx_switch_map(copies), rx_share()),
    };
    struct seen seen[5] = {0};
    for (int i = 0; i < 5; i++)
        seen_start(&seen[i], all[i]);
    rx_next(s, token(1));
    for (int i = 0; i < 5; i++)
        seen_release(&seen[i]);
    rx_leave();
    ck_assert_int_eq(tokens_living, 0);
}
END_TEST

static int envs_released;
static void env_released(void *env)
{
    ck_assert_ptr_eq(env, &envs_released);
    envs_released++;
}
static rx_value same(rx_value v, void *env)
{
    ck_assert_ptr_eq(env, &envs_released);
    return rx_retain(v);
}

START_TEST(an_env_is_released_once_its_definition_is_gone)
{
    envs_released = 0;
    rx_enter();
    rx_observable *o = rx_pipe(rx_interval(1), rx_map_env(same, &envs_released, env_released));
    struct seen s = {0};
    seen_start(&s, o);
    rx_map_env(same, &envs_released, env_released); /* used nowhere */
    rx_leave();
    ck_assert_int_eq(envs_released, 1);
    rx_wait(2);
    seen_expect(&s, "0 1");
    seen_release(&s);
    ck_assert_int_eq(envs_released, 2);
}
END_TEST

START_TEST(definitions_made_in_a_turn_go_with_it_unless_referenced)
{
    rx_enter();
    rx_observable *kept = rx_observable_ref(rx_pipe(three_tokens(), rx_take(2)));
    three_tokens();
    rx_pipe(three_tokens(), rx_take(2));
    rx_leave();
    ck_assert_int_eq(tokens_living, 3);
    expect_stream(kept, "t1 t2 |");
    rx_observable_unref(kept);
    ck_assert_int_eq(tokens_living, 0);
}
END_TEST

START_TEST(streams_made_outside_of_any_turn_can_be_used)
{
    rx_observable *o = rx_pipe(rx_range(0, 3), rx_map(twice));
    rx_enter();
    rx_leave();
    expect_stream(o, "0 2 4 |");
    expect_stream(o, "0 2 4 |");
}
END_TEST

START_TEST(one_operator_can_stand_in_two_pipes)
{
    rx_operator *op = rx_scan(sum, rx_i64(0));
    rx_observable *a = rx_pipe(rx_range(0, 3), op), *b = rx_pipe(rx_range(5, 2), op, op);
    expect_stream(a, "0 1 3 |");
    expect_stream(b, "5 16 |");
}
END_TEST

START_TEST(a_stream_is_a_value_like_any_other)
{
    rx_value v = rx_stream(rx_range(0, 2));
    rx_observable *o = rx_value_observable(v);
    ck_assert(rx_equal(v, v));
    expect_stream(o, "0 1 |");
    rx_release(v);
}
END_TEST

START_TEST(values_compare_by_type_and_content)
{
    double nan = strtod("nan", NULL);
    rx_value a = rx_string("x"), b = rx_bytes("x", 1), c = rx_stringf("%c", 'x'), d = token(1),
             e = token(1), f = rx_error(1, "x"), g = rx_error(2, "x");
    ck_assert(rx_equal(a, c) && !rx_equal(a, b) && rx_equal(d, e) && !rx_equal(f, g));
    ck_assert(rx_equal(rx_f64(nan), rx_f64(nan)) && !rx_equal(rx_i64(1), rx_f64(1)));
    ck_assert(rx_equal(rx_none(), rx_none()) && !rx_equal(rx_bool(true), rx_bool(false)));
    ck_assert_str_eq(rx_text(f), "x");
    ck_assert_str_eq(rx_text(d), "");
    ck_assert_uint_eq(rx_size(b), 1);
    ck_assert_ptr_null(rx_data(rx_i64(1)));
    ck_assert_ptr_null(rx_as(a, &token_type));
    rx_value all[] = {a, b, c, d, e, f, g};
    for (size_t i = 0; i < 7; i++)
        rx_release(all[i]);
    ck_assert_int_eq(tokens_living, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rx");
    TCase *tc = tcase_create("streams");
    tcase_add_checked_fixture(tc, rx_up, rx_down);
    tcase_add_test(tc, of_sends_its_values_and_completes);
    tcase_add_test(tc, from_array_sends_what_it_was_given);
    tcase_add_test(tc, range_counts_from_its_start);
    tcase_add_test(tc, empty_never_and_throw_do_what_they_say);
    tcase_add_test(tc, defer_makes_a_stream_for_each_subscriber);
    tcase_add_test(tc, create_sends_until_its_end);
    tcase_add_test(tc, interval_counts_with_the_clock);
    tcase_add_test(tc, interval_ends_inside_its_own_value);
    tcase_add_test(tc, interval_of_nothing_does_not_starve_the_rest);
    tcase_add_test(tc, timer_sends_once_and_completes);
    tcase_add_test(tc, map_filter_and_scan_pass_on_what_their_functions_say);
    tcase_add_test(tc, an_error_from_a_function_fails_the_stream);
    tcase_add_test(tc, a_seed_of_scan_is_used_by_each_subscriber);
    tcase_add_test(tc, tap_sees_each_value_and_changes_nothing);
    tcase_add_test(tc, take_ends_after_its_number);
    tcase_add_test(tc, take_one_stops_an_endless_source);
    tcase_add_test(tc, take_of_nothing_does_not_subscribe);
    tcase_add_test(tc, skip_leaves_out_the_first);
    tcase_add_test(tc, start_with_comes_before_the_source);
    tcase_add_test(tc, distinct_until_changed_drops_what_repeats);
    tcase_add_test(tc, pairwise_begins_with_the_second_value);
    tcase_add_test(tc, take_until_ends_with_its_notifier);
    tcase_add_test(tc, take_until_outlives_a_notifier_that_only_completes);
    tcase_add_test(tc, take_until_fails_with_its_notifier);
    tcase_add_test(tc, take_until_something_that_has_happened_never_subscribes);
    tcase_add_test(tc, merge_map_runs_its_streams_side_by_side);
    tcase_add_test(tc, switch_map_lets_go_of_the_one_before);
    tcase_add_test(tc, an_inner_error_fails_the_stream_and_ends_the_rest);
    tcase_add_test(tc, a_function_that_returns_no_stream_fails_it);
    tcase_add_test(tc, catch_goes_on_with_another_stream);
    tcase_add_test(tc, catch_lets_go_of_what_failed_before_it_tries_again);
    tcase_add_test(tc, merge_takes_from_all_and_ends_with_the_last);
    tcase_add_test(tc, merge_stops_subscribing_when_it_has_ended);
    tcase_add_test(tc, combine_latest_waits_for_all);
    tcase_add_test(tc, combine_latest_ends_when_it_can_never_send);
    tcase_add_test(tc, streams_that_are_missing_fail_with_a_message);
    tcase_add_test(tc, subscribing_to_nothing_gives_a_closed_handle);
    tcase_add_test(tc, no_operator_leaks_a_value_or_frees_it_twice);
    tcase_add_test(tc, state_of_a_stream_that_is_cut_is_freed);
    tcase_add_test(tc, an_env_is_released_once_its_definition_is_gone);
    tcase_add_test(tc, definitions_made_in_a_turn_go_with_it_unless_referenced);
    tcase_add_test(tc, streams_made_outside_of_any_turn_can_be_used);
    tcase_add_test(tc, one_operator_can_stand_in_two_pipes);
    tcase_add_test(tc, a_stream_is_a_value_like_any_other);
    tcase_add_test(tc, values_compare_by_type_and_content);
    suite_add_tcase(suite, tc);
    return suite_main(suite);
}
