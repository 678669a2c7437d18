/* test_rx_ops.c - the operators with waiting values, timers, rounds and states of their own: what they send, how
 * they end, what happens when they are left from inside their own functions. Swaps of them: test_swap_ops.c. */
#include "rxscope.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "rx/guard.h"
#include "tests/support/rx.h"
#include "tests/support/suite.h"

/* ---- Functions that the streams call. ---- */

static rx_observable *streams[8];

static rx_observable *of_streams(rx_value v, void *env)
{
    (void)env;
    return streams[v.i64];
}
static rx_observable *twice_later(rx_value v, void *env)
{
    (void)env;
    return rx_pipe(rx_of(rx_i64(v.i64), rx_i64(v.i64 * 10)), rx_delay(10));
}
static rx_observable *thrice(rx_value v, void *env)
{
    (void)env;
    return rx_of(rx_i64(v.i64), rx_i64(v.i64), rx_i64(v.i64));
}
static rx_observable *no_stream(rx_value v, void *env)
{
    (void)v;
    (void)env;
    return NULL;
}
static rx_observable *no_stream_made(void *env)
{
    (void)env;
    return NULL;
}
static rx_observable *no_retry(rx_value e, int64_t n, void *env)
{
    (void)e;
    (void)n;
    (void)env;
    return NULL;
}
static bool below_3(rx_value v, void *env)
{
    (void)env;
    return v.i64 < 3;
}
static rx_value list_sum(rx_value v, void *env)
{
    (void)env;
    int64_t sum = 0;
    for (size_t i = 0; i < rx_list_size(v); i++)
        sum += rx_list_at(v, i).i64;
    return rx_i64(sum * 10 + (int64_t)rx_list_size(v));
}
static rx_value joined(const rx_value *latest, size_t n, void *env)
{
    (void)env;
    struct str s = STR_INIT;
    for (size_t i = 0; i < n; i++) {
        str_add(&s, i ? "+" : "");
        value_print(latest[i], &s);
    }
    rx_value v = rx_string(str_text(&s));
    str_release(&s);
    return v;
}

/* ---- A source that counts who subscribes, sends its number of the round, and ends as it is told. ---- */

static int rounds;

static void produce_round(rx_subscriber *to, void *env)
{
    rx_send(to, rx_i64(++rounds));
    if (env && rounds >= *(int *)env)
        rx_send_complete(to);
    else if (env)
        rx_send_error(to, rx_error(rounds, "round"));
    else
        rx_send_complete(to);
}

static rx_observable *round_source(int *fails_before)
{
    rounds = 0;
    return rx_create_env(produce_round, fails_before, NULL);
}

/* ---- concat_map, exhaust_map, expand ---- */

START_TEST(concat_map_runs_one_stream_after_the_other)
{
    expect_stream(rx_pipe(rx_range(1, 3), rx_concat_map(thrice)), "1 1 1 2 2 2 3 3 3 |");
    struct seen s = {0};
    seen_start(&s, rx_pipe(rx_range(1, 3), rx_concat_map(twice_later)));
    seen_expect(&s, "");
    rx_wait(10);
    seen_expect(&s, "1 10");
    rx_wait(20);
    seen_expect(&s, "1 10 2 20 3 30 |");
    seen_release(&s);
}
END_TEST

START_TEST(concat_map_lets_values_wait_for_their_call)
{
    struct probe in = {0}, a = {0}, b = {0};
    struct seen s = {0};
    streams[1] = rx_observable_ref(probe_stream(&a));
    streams[2] = rx_observable_ref(probe_stream(&b));
    seen_start(&s, rx_pipe(probe_stream(&in), rx_concat_map(of_streams)));
    probe_send(&in, 1);
    probe_send(&in, 2);
    ck_assert_uint_eq(b.subscribed, 0);
    probe_send(&a, 7);
    probe_complete(&in);
    seen_expect(&s, "7");
    probe_complete(&a);
    ck_assert_uint_eq(b.subscribed, 1);
    probe_send(&b, 8);
    seen_expect(&s, "7 8");
    probe_complete(&b);
    seen_expect(&s, "7 8 |");
    seen_release(&s);
    rx_observable_unref(streams[1]);
    rx_observable_unref(streams[2]);
}
END_TEST

START_TEST(concat_map_drops_what_waits_when_it_is_left_or_fails)
{
    struct probe in = {0}, a = {0};
    struct seen s = {0};
    rx_subject *tokens = rx_observable_ref(rx_subject_new());
    streams[1] = rx_observable_ref(probe_stream(&a));
    seen_start(&s, rx_pipe(probe_stream(&in), rx_concat_map(of_streams)));
    for (int i = 0; i < 4; i++)
        probe_send(&in, 1);
    probe_fail(&in, 3);
    seen_expect(&s, "X3:failed");
    ck_assert_uint_eq(a.unsubscribed, 1);
    ck_assert_uint_eq(in.unsubscribed, 1);
    seen_release(&s);
    s = (struct seen){0};
    seen_start(&s, rx_pipe(tokens, rx_concat_map(of_streams)));
    rx_next(tokens, rx_i64(1));
    rx_next(tokens, token(0));
    seen_stop(&s);
    ck_assert_int_eq(tokens_living, 0);
    seen_release(&s);
    rx_observable_unref(tokens);
    rx_observable_unref(streams[1]);
}
END_TEST

START_TEST(many_values_wait_without_growing_the_stack)
{
    expect_stream(rx_pipe(rx_range(0, 300000), rx_concat_map(thrice), rx_skip(899997)),
                  "299999 299999 299999 |");
}
END_TEST

START_TEST(exhaust_map_drops_what_comes_while_it_is_busy)
{
    struct probe in = {0}, a = {0}, b = {0};
    struct seen s = {0};
    streams[1] = rx_observable_ref(probe_stream(&a));
    streams[2] = rx_observable_ref(probe_stream(&b));
    seen_start(&s, rx_pipe(probe_stream(&in), rx_exhaust_map(of_streams)));
    probe_send(&in, 1);
    probe_send(&in, 2);
    probe_send(&a, 7);
    probe_complete(&a);
    ck_assert_uint_eq(b.subscribed, 0);
    probe_send(&in, 2);
    probe_complete(&in);
    probe_send(&b, 8);
    seen_expect(&s, "7 8");
    probe_complete(&b);
    seen_expect(&s, "7 8 |");
    seen_release(&s);
    expect_stream(rx_pipe(rx_range(1, 2), rx_exhaust_map(thrice)), "1 1 1 2 2 2 |");
    rx_observable_unref(streams[1]);
    rx_observable_unref(streams[2]);
}
END_TEST

static rx_observable *double_below_100(rx_value v, void *env)
{
    (void)env;
    return v.i64 < 100 ? rx_of(rx_i64(v.i64 * 2)) : rx_empty();
}
static rx_observable *next_number(rx_value v, void *env)
{
    (void)env;
    return rx_of(rx_i64(v.i64 + 1));
}
static rx_observable *next_number_later(rx_value v, void *env)
{
    (void)env;
    return rx_pipe(rx_of(rx_i64(v.i64 + 1)), rx_delay(5));
}
static rx_observable *two_children(rx_value v, void *env)
{
    (void)env;
    return v.i64 < 10 ? rx_of(rx_i64(v.i64 * 10 + 1), rx_i64(v.i64 * 10 + 2)) : rx_empty();
}

START_TEST(expand_feeds_what_it_sends_back_into_its_function)
{
    expect_stream(rx_pipe(rx_of(rx_i64(30)), rx_expand(double_below_100)), "30 60 120 |");
    expect_stream(rx_pipe(rx_of(rx_i64(1), rx_i64(2)), rx_expand(two_children)), "1 11 12 2 21 22 |");
    struct seen s = {0};
    seen_start(&s, rx_pipe(rx_of(rx_i64(0)), rx_expand(next_number_later), rx_take(4)));
    rx_wait(14);
    seen_expect(&s, "0 1 2");
    rx_wait(1);
    seen_expect(&s, "0 1 2 3 |");
    seen_release(&s);
}
END_TEST

START_TEST(an_endless_expand_ends_with_its_receiver_and_does_not_grow_the_stack)
{
    expect_stream(rx_pipe(rx_of(rx_i64(0)), rx_expand(next_number), rx_skip(500000), rx_take(2)),
                  "500000 500001 |");
}
END_TEST

START_TEST(a_function_that_makes_no_stream_fails_its_operator_by_name)
{
    expect_stream(rx_pipe(rx_of(rx_i64(1)), rx_concat_map(no_stream)), "X1:concat_map: no_stream returned no observable");
    expect_stream(rx_pipe(rx_of(rx_i64(1)), rx_exhaust_map(no_stream)), "X1:exhaust_map: no_stream returned no observable");
    expect_stream(rx_pipe(rx_of(rx_i64(1)), rx_expand(no_stream)), "1 X1:expand: no_stream returned no observable");
    expect_stream(rx_pipe(rx_of(rx_i64(1)), rx_debounce(no_stream)), "X1:debounce: no_stream returned no observable");
    expect_stream(rx_pipe(rx_never(), rx_buffer_when(no_stream_made)),
                  "X1:buffer_when: no_stream_made returned no observable");
    expect_stream(rx_pipe(rx_empty(), rx_repeat_when(3, no_stream)), "X1:repeat: no_stream returned no observable");
    expect_stream(rx_pipe(rx_throw(rx_error(2, "e")), rx_retry_when(3, no_retry)),
                  "X1:retry: no_retry returned no observable");
}
END_TEST

/* ---- repeat, retry ---- */

START_TEST(repeat_subscribes_its_source_again)
{
    expect_stream(rx_pipe(rx_of(rx_i64(1), rx_i64(2)), rx_repeat(3)), "1 2 1 2 1 2 |");
    expect_stream(rx_pipe(rx_of(rx_i64(1)), rx_repeat(1)), "1 |");
    expect_stream(rx_pipe(rx_of(rx_i64(1)), rx_repeat(0)), "|");
    expect_stream(rx_pipe(rx_of(rx_i64(1)), rx_repeat(-4)), "|");
    expect_stream(rx_pipe(rx_throw(rx_error(3, "e")), rx_repeat(3)), "X3:e");
    struct probe p = {0};
    expect_stream(rx_pipe(probe_stream(&p), rx_repeat(0)), "|");
    ck_assert_uint_eq(p.subscribed, 0);
}
END_TEST

START_TEST(repeat_goes_on_with_a_source_that_takes_its_time)
{
    struct seen s = {0};
    seen_start(&s, rx_pipe(rx_timer(10), rx_repeat(3)));
    rx_wait(25);
    seen_expect(&s, "0 0");
    rx_wait(5);
    seen_expect(&s, "0 0 0 |");
    seen_release(&s);
    s = (struct seen){0};
    /* the first round ends at once, the next one does not */
    seen_start(&s, rx_pipe(rx_pipe(round_source(NULL), rx_concat_map(twice_later)), rx_repeat(2)));
    rx_wait(10);
    seen_expect(&s, "1 10");
    rx_wait(10);
    seen_expect(&s, "1 10 2 20 |");
    seen_release(&s);
}
END_TEST

static rx_observable *now_or_later(void *env)
{
    return ++*(int *)env == 1 ? rx_of(rx_i64(1)) : rx_pipe(rx_of(rx_i64(2)), rx_delay(5));
}

START_TEST(a_round_that_ends_at_once_leaves_the_next_one_connected)
{
    int calls = 0;
    struct seen s = {0};
    seen_start(&s, rx_pipe(rx_defer_env(now_or_later, &calls, NULL), rx_repeat(3)));
    seen_expect(&s, "1");
    rx_wait(5);
    seen_expect(&s, "1 2");
    rx_wait(5);
    seen_expect(&s, "1 2 2 |");
    seen_release(&s);
    struct probe p = {0};
    s = (struct seen){0};
    seen_start(&s, rx_pipe(probe_stream(&p), rx_repeat(RX_FOREVER)));
    probe_complete(&p);
    probe_send(&p, 4);
    ck_assert_uint_eq(p.subscribed, 2);
    ck_assert_uint_eq(p.unsubscribed, 1);
    seen_stop(&s);
    ck_assert_uint_eq(p.unsubscribed, 2);
    seen_expect(&s, "4");
    seen_release(&s);
}
END_TEST

START_TEST(an_endless_repeat_ends_with_its_receiver_and_does_not_grow_the_stack)
{
    expect_stream(rx_pipe(rx_of(rx_i64(1)), rx_repeat(RX_FOREVER), rx_skip(300000), rx_take(2)), "1 1 |");
    expect_stream(rx_pipe(rx_throw(rx_error(1, "e")), rx_retry(300000)), "X1:e");
}
END_TEST

static int64_t asked;

static rx_observable *after_count(rx_value v, void *env)
{
    (void)env;
    asked = v.i64;
    return rx_timer(v.i64 * 10);
}
static rx_observable *empty_after(rx_value v, void *env)
{
    (void)env;
    return v.i64 < 2 ? rx_of(rx_i64(0)) : rx_empty();
}
static rx_observable *failing(rx_value v, void *env)
{
    (void)v;
    (void)env;
    return rx_throw(rx_error(6, "notifier"));
}

START_TEST(repeat_waits_as_its_function_says)
{
    struct seen s = {0};
    seen_start(&s, rx_pipe(rx_of(rx_i64(5)), rx_repeat_when(3, after_count)));
    seen_expect(&s, "5");
    rx_wait(10);
    seen_expect(&s, "5 5");
    rx_wait(19);
    ck_assert_int_eq(asked, 2);
    seen_expect(&s, "5 5");
    rx_wait(1);
    seen_expect(&s, "5 5 5 |");
    seen_release(&s);
    expect_stream(rx_pipe(rx_of(rx_i64(5)), rx_repeat_when(9, empty_after)), "5 5 |");
    expect_stream(rx_pipe(rx_of(rx_i64(5)), rx_repeat_when(9, failing)), "5 X6:notifier");
    s = (struct seen){0};
    seen_start(&s, rx_pipe(rx_of(rx_i64(5)), rx_repeat_when(3, after_count)));
    seen_stop(&s); /* while it waits */
    rx_wait(100);
    seen_expect(&s, "5");
    seen_release(&s);
}
END_TEST

START_TEST(retry_subscribes_its_source_again_after_an_error)
{
    int good = 3;
    expect_stream(rx_pipe(round_source(&good), rx_retry(5)), "1 2 3 |");
    good = 9;
    expect_stream(rx_pipe(round_source(&good), rx_retry(2)), "1 2 3 X3:round");
    expect_stream(rx_pipe(round_source(&good), rx_retry(0)), "1 X1:round");
    expect_stream(rx_pipe(rx_of(rx_i64(1)), rx_retry(5)), "1 |");
}
END_TEST

static rx_observable *back_off(rx_value e, int64_t n, void *env)
{
    (void)env;
    ck_assert_int_eq(rx_error_code(e), n); /* the round's number */
    return rx_timer(n * 10);
}

START_TEST(retry_waits_as_its_function_says)
{
    int good = 3;
    struct seen s = {0};
    seen_start(&s, rx_pipe(round_source(&good), rx_retry_when(5, back_off)));
    seen_expect(&s, "1");
    rx_wait(10);
    seen_expect(&s, "1 2");
    rx_wait(19);
    seen_expect(&s, "1 2");
    rx_wait(1);
    seen_expect(&s, "1 2 3 |");
    seen_release(&s);
}
END_TEST

/* ---- time ---- */

START_TEST(debounce_time_sends_the_newest_after_a_silence)
{
    struct probe p = {0};
    struct seen s = {0};
    seen_start(&s, rx_pipe(probe_stream(&p), rx_debounce_time(10)));
    probe_send(&p, 1);
    rx_wait(6);
    probe_send(&p, 2);
    rx_wait(6);
    probe_send(&p, 3);
    rx_wait(9);
    seen_expect(&s, "");
    rx_wait(1);
    seen_expect(&s, "3");
    rx_wait(50);
    probe_send(&p, 4);
    probe_complete(&p);
    seen_expect(&s, "3 4 |");
    seen_release(&s);
    s = (struct seen){0};
    seen_start(&s, rx_pipe(probe_stream(&p), rx_debounce_time(10)));
    probe_send(&p, 1);
    probe_fail(&p, 2);
    rx_wait(20);
    seen_expect(&s, "X2:failed");
    seen_release(&s);
}
END_TEST

START_TEST(debounce_waits_for_what_its_function_returns)
{
    struct probe in = {0}, a = {0}, b = {0};
    struct seen s = {0};
    streams[1] = rx_observable_ref(probe_stream(&a));
    streams[2] = rx_observable_ref(probe_stream(&b));
    streams[3] = rx_observable_ref(rx_empty());
    seen_start(&s, rx_pipe(probe_stream(&in), rx_debounce(of_streams)));
    probe_send(&in, 1);
    probe_send(&in, 2);
    ck_assert_uint_eq(a.unsubscribed, 1);
    seen_expect(&s, "");
    probe_send(&b, 0);
    seen_expect(&s, "2");
    ck_assert_uint_eq(b.unsubscribed, 1);
    probe_send(&in, 3); /* a stream that completes lets it out, too */
    seen_expect(&s, "2 3");
    probe_send(&in, 1);
    probe_complete(&in);
    seen_expect(&s, "2 3 1 |");
    seen_release(&s);
    for (int i = 1; i < 4; i++)
        rx_observable_unref(streams[i]);
}
END_TEST

START_TEST(delay_moves_each_value_and_the_completion_behind_them)
{
    struct probe p = {0};
    struct seen s = {0};
    seen_start(&s, rx_pipe(probe_stream(&p), rx_delay(10)));
    probe_send(&p, 1);
    rx_wait(4);
    probe_send(&p, 2);
    probe_send(&p, 3);
    probe_complete(&p);
    rx_wait(6);
    seen_expect(&s, "1");
    rx_wait(4);
    seen_expect(&s, "1 2 3 |");
    seen_release(&s);
    s = (struct seen){0};
    seen_start(&s, rx_pipe(probe_stream(&p), rx_delay(10)));
    probe_send(&p, 1);
    probe_fail(&p, 4);
    seen_expect(&s, "X4:failed");
    seen_release(&s);
    expect_stream(rx_pipe(rx_empty(), rx_delay(10)), "|");
    s = (struct seen){.stop_at = 1};
    seen_start(&s, rx_pipe(rx_range(0, 5), rx_delay(1)));
    rx_wait(10);
    seen_expect(&s, "0");
    seen_release(&s);
    s = (struct seen){0};
    seen_start(&s, rx_pipe(rx_of(rx_i64(1)), rx_delay(INT64_MAX))); /* far away, not at once */
    rx_wait(1000);
    seen_expect(&s, "");
    seen_release(&s);
}
END_TEST

START_TEST(throttle_time_sends_one_and_then_none_for_a_while)
{
    struct seen s = {0};
    seen_start(&s, rx_pipe(rx_interval(4), rx_throttle_time(10), rx_take(3)));
    rx_wait(100);
    seen_expect(&s, "0 3 6 |");
    seen_release(&s);
    struct probe p = {0};
    s = (struct seen){.stop_at = 1};
    seen_start(&s, rx_pipe(probe_stream(&p), rx_throttle_time(10)));
    probe_send(&p, 1); /* left from inside the value: no timer is left */
    rx_wait(100);
    seen_expect(&s, "1");
    seen_release(&s);
}
END_TEST

/* ---- buffers ---- */

START_TEST(buffers_send_lists)
{
    expect_stream(rx_pipe(rx_range(1, 5), rx_buffer_count(2), rx_map(list_sum)), "32 72 51 |");
    expect_stream(rx_pipe(rx_range(1, 4), rx_buffer_count(2), rx_map(list_sum)), "32 72 |");
    expect_stream(rx_pipe(rx_range(1, 2), rx_buffer_count(0), rx_map(list_sum)), "11 21 |");
    expect_stream(rx_pipe(rx_empty(), rx_buffer_count(2)), "|");
    struct seen s = {0};
    seen_start(&s, rx_pipe(rx_interval(4), rx_take(5), rx_buffer_time(10), rx_map(list_sum)));
    rx_wait(20);
    seen_expect(&s, "12 52 41 |"); /* 0 1, then 2 3; the source ends at 20, just behind the second */
    seen_release(&s);
}
END_TEST

static rx_observable *close_stream;
static unsigned opened;

static rx_observable *closing(void *env)
{
    (void)env;
    opened++;
    return close_stream;
}

START_TEST(buffer_when_asks_for_the_end_of_each_buffer)
{
    struct probe in = {0};
    rx_subject *close = close_stream = rx_observable_ref(rx_subject_new());
    struct seen s = {0};
    opened = 0;
    seen_start(&s, rx_pipe(probe_stream(&in), rx_buffer_when(closing), rx_map(list_sum)));
    probe_send(&in, 1);
    probe_send(&in, 2);
    rx_next(close, rx_i64(0));
    rx_next(close, rx_i64(0));
    ck_assert_uint_eq(opened, 3);
    probe_send(&in, 3);
    rx_complete(close); /* without a value the buffer stays open */
    probe_send(&in, 4);
    seen_expect(&s, "32 0");
    probe_complete(&in);
    seen_expect(&s, "32 0 72 |");
    seen_release(&s);
    rx_observable_unref(close);
}
END_TEST

START_TEST(a_list_is_a_value)
{
    rx_value items[] = {rx_i64(1), rx_string("a"), token(1)};
    rx_value list = rx_list(items, 3), same, none = rx_list(NULL, 0);
    rx_value again[] = {rx_i64(1), rx_string("a"), rx_retain(rx_list_at(list, 2))};
    same = rx_list(again, 3);
    ck_assert(rx_equal(list, same));
    ck_assert(!rx_equal(list, none));
    ck_assert_uint_eq(rx_list_size(list), 3);
    ck_assert_uint_eq(rx_list_size(rx_i64(3)), 0);
    ck_assert_str_eq(rx_text(rx_list_at(list, 1)), "a");
    ck_assert_uint_eq(rx_list_at(list, 3).type, RX_NONE);
    rx_release(list);
    ck_assert_int_eq(tokens_living, 1);
    rx_release(same);
    rx_release(none);
    ck_assert_int_eq(tokens_living, 0);
}
END_TEST

/* ---- with_latest_from, take_while ---- */

START_TEST(with_latest_from_joins_each_value_with_the_newest_of_others)
{
    struct probe in = {0}, a = {0}, b = {0};
    struct seen s = {0};
    seen_start(&s, rx_pipe(probe_stream(&in), rx_with_latest_from(joined, probe_stream(&a), probe_stream(&b))));
    probe_send(&in, 1);
    probe_send(&a, 2);
    probe_send(&in, 3);
    probe_send(&b, 4);
    seen_expect(&s, "");
    probe_send(&in, 5);
    probe_send(&a, 6);
    probe_complete(&a);
    probe_send(&in, 7);
    seen_expect(&s, "5+2+4 7+6+4");
    probe_fail(&b, 8);
    seen_expect(&s, "5+2+4 7+6+4 X8:failed");
    ck_assert_uint_eq(in.unsubscribed, 1);
    seen_release(&s);
    expect_stream(rx_pipe(rx_range(1, 2), rx_with_latest_from(joined, rx_of(rx_i64(9)))), "1+9 2+9 |");
    expect_stream(rx_pipe(rx_never(), rx_with_latest_from(joined, rx_never(), NULL)),
                  "X1:rx_with_latest_from: source 2 is NULL");
    expect_stream(rx_pipe(rx_never(), rx_with_latest_from(joined, rx_never(), rx_never(), rx_never(), rx_never(),
                                                          rx_never(), rx_never(), rx_never(), rx_never(), rx_never())),
                  "X1:rx_with_latest_from: 9 sources, 8 are possible");
}
END_TEST

START_TEST(take_while_ends_at_the_first_refused_value)
{
    expect_stream(rx_pipe(rx_range(0, 9), rx_take_while(below_3)), "0 1 2 |");
    expect_stream(rx_pipe(rx_of(rx_i64(5), rx_i64(1)), rx_take_while(below_3)), "|");
    expect_stream(rx_pipe(rx_throw(rx_error(1, "e")), rx_take_while(below_3)), "X1:e");
}
END_TEST

/* ---- share_replay ---- */

/* Of the caller alone: it goes with rx_observable_unref(). */
#define KEPT(o, expr)                                                                              \
    rx_enter();                                                                                    \
    rx_observable *o = rx_observable_ref(expr);                                                    \
    rx_leave()

START_TEST(share_replay_keeps_the_last_values_and_its_connection)
{
    struct probe p = {0};
    struct seen s = {0}, t = {0};
    KEPT(o, rx_pipe(probe_stream(&p), rx_share_replay(2)));
    seen_start(&s, o);
    for (int i = 1; i <= 3; i++)
        probe_send(&p, i);
    seen_stop(&s);
    ck_assert_uint_eq(p.unsubscribed, 0);
    probe_send(&p, 4);
    seen_start(&t, o);
    seen_expect(&t, "3 4");
    probe_send(&p, 5);
    seen_expect(&t, "3 4 5");
    ck_assert_uint_eq(p.subscribed, 1);
    seen_stop(&t);
    rx_observable_unref(o); /* nobody can come any more */
    ck_assert_uint_eq(p.unsubscribed, 1);
    seen_release(&s);
    seen_release(&t);
}
END_TEST

START_TEST(share_replay_with_reference_count_ends_with_its_last_subscriber)
{
    struct probe p = {0};
    struct seen s = {0}, t = {0};
    KEPT(o, rx_pipe(probe_stream(&p), rx_share_replay_ref(2)));
    seen_start(&s, o);
    probe_send(&p, 1);
    seen_start(&t, o);
    seen_stop(&s);
    ck_assert_uint_eq(p.unsubscribed, 0);
    seen_stop(&t);
    ck_assert_uint_eq(p.unsubscribed, 1);
    seen_release(&s);
    s = (struct seen){0};
    seen_start(&s, o);
    seen_expect(&s, "");
    ck_assert_uint_eq(p.subscribed, 2);
    seen_release(&s);
    seen_release(&t);
    rx_observable_unref(o);
}
END_TEST

static void replay_ends(rx_observable *o, struct probe *p)
{
    struct seen s = {0}, t = {0};
    rx_observable_ref(o);
    seen_start(&s, o);
    probe_send(p, 1);
    probe_send(p, 2);
    probe_complete(p);
    seen_expect(&s, "1 2 |");
    seen_start(&t, o);
    seen_expect(&t, "2 |");
    ck_assert_uint_eq(p->subscribed, 1);
    rx_observable_unref(o);
    seen_release(&s);
    seen_release(&t);
}

START_TEST(share_replay_replays_after_the_completion_and_begins_anew_after_an_error)
{
    struct probe p = {0}, q = {0}, r = {0};
    struct seen s = {0}, t = {0};
    replay_ends(rx_pipe(probe_stream(&p), rx_share_replay(1)), &p);
    replay_ends(rx_pipe(probe_stream(&q), rx_share_replay_ref(1)), &q);
    KEPT(o, rx_pipe(probe_stream(&r), rx_share_replay(1)));
    seen_start(&s, o);
    probe_send(&r, 1);
    probe_fail(&r, 2);
    seen_expect(&s, "1 X2:failed");
    seen_start(&t, o);
    seen_expect(&t, "");
    ck_assert_uint_eq(r.subscribed, 2);
    seen_release(&s);
    seen_release(&t);
    rx_observable_unref(o);
    expect_stream(rx_pipe(rx_range(0, 5), rx_share_replay(2)), "0 1 2 3 4 |");
}
END_TEST

START_TEST(a_replay_is_left_from_inside_its_first_value)
{
    struct probe p = {0};
    struct seen s = {0}, t = {.stop_at = 1};
    KEPT(o, rx_pipe(probe_stream(&p), rx_share_replay(3)));
    seen_start(&s, o);
    probe_send(&p, 1);
    probe_send(&p, 2);
    seen_start(&t, o);
    seen_expect(&t, "1 2"); /* the handle is not there yet: rx_subscribe has not returned */
    probe_send(&p, 3);
    seen_release(&t);
    seen_release(&s);
    rx_observable_unref(o);
}
END_TEST

/* ---- state ---- */

struct mean {
    double sum;
    int64_t n;
    char *owned;
};

static int owned;

static void mean_start(void *state)
{
    struct mean *m = state;
    m->n = 100;
    m->owned = strdup("x");
    owned++;
}
static void mean_end(void *state)
{
    free(((struct mean *)state)->owned);
    owned--;
}
static rx_value mean_next(void *state, rx_value v, void *env)
{
    struct mean *m = state;
    (void)env;
    m->sum += (double)v.i64;
    return rx_i64((int64_t)m->sum * 1000 + ++m->n);
}
static rx_value mean_fails(void *state, rx_value v, void *env)
{
    (void)state;
    (void)env;
    return rx_error((int)v.i64, "state");
}

START_TEST(state_is_each_subscribers_own)
{
    rx_observable *o = rx_pipe(rx_range(1, 3), rx_state(struct mean, mean_next));
    expect_stream(o, "1001 3002 6003 |");
    expect_stream(o, "1001 3002 6003 |");
    expect_stream(rx_pipe(rx_range(7, 3), rx_state(struct mean, mean_fails)), "X7:state");
}
END_TEST

START_TEST(state_is_begun_and_ended_by_the_modules_functions)
{
    struct probe p = {0};
    struct seen s = {0};
    owned = 0;
    seen_start(&s, rx_pipe(probe_stream(&p),
                           rx_state(struct mean, mean_next, .init = mean_start, .destroy = mean_end)));
    ck_assert_int_eq(owned, 1);
    probe_send(&p, 1);
    seen_expect(&s, "1101");
    seen_stop(&s);
    ck_assert_int_eq(owned, 0);
    seen_release(&s);
}
END_TEST

static struct probe *again_into;

static rx_value mean_twice(void *state, rx_value v, void *env)
{
    struct mean *m = state;
    (void)env;
    m->n++;
    if (v.i64 == 1)
        probe_send(again_into, 2); /* into this very operator */
    return rx_i64(v.i64 * 100 + m->n);
}

START_TEST(a_state_function_that_sends_into_its_own_operator_works_on_one_state)
{
    struct probe p = {0};
    struct seen s = {0};
    again_into = &p;
    seen_start(&s, rx_pipe(probe_stream(&p), rx_state(struct mean, mean_twice)));
    probe_send(&p, 1);
    seen_expect(&s, "202 102");
    seen_release(&s);
}
END_TEST

/* ---- faults ---- */

static void leave_at_2(rx_value v)
{
    static const struct rx_fault fault = {.signal = 11};
    if (v.i64 == 2)
        rx_guard_leave(&fault, true);
}
static rx_value mean_breaks(void *state, rx_value v, void *env)
{
    struct mean *m = state;
    (void)env;
    m->n += 10;
    leave_at_2(v);
    return rx_i64(++m->n);
}
static rx_observable *breaks(rx_value v, void *env)
{
    (void)env;
    leave_at_2(v);
    return rx_of(rx_i64(v.i64));
}
static rx_observable *breaks_at_second(rx_value v, void *env)
{
    (void)env;
    leave_at_2(v);
    return rx_empty();
}
static void send_2(void *p)
{
    probe_send(p, 2);
}

/* A fault takes the turn of 2 off the stack; what the operator had under way is over. */
static void expect_after_fault(rx_operator *op, const char *text)
{
    struct probe p = {0};
    struct seen s = {0};
    seen_start(&s, rx_pipe(probe_stream(&p), op));
    probe_send(&p, 1);
    ck_assert(!rx_guarded(send_2, &p));
    probe_send(&p, 3);
    probe_send(&p, 4);
    seen_expect(&s, text);
    seen_release(&s);
}

START_TEST(what_a_fault_has_cut_goes_on_with_the_next_value)
{
    expect_after_fault(rx_state(struct mean, mean_breaks), "11 22 33");
    expect_after_fault(rx_concat_map(breaks), "1 3 4");
    expect_after_fault(rx_exhaust_map(breaks), "1 3 4");
    expect_after_fault(rx_expand(breaks_at_second), "1 2 3 4");
}
END_TEST

/* ---- what is told of them ---- */

START_TEST(what_they_do_is_told_in_order)
{
    static struct probe p; /* its share_replay stays connected until the runtime ends */
    struct seen s = {0};
    rx_down();
    rx_up_inspected();
    seen_start(&s, rx_pipe(probe_stream(&p), rx_concat_map(twice_later), rx_expand(double_below_100),
                           rx_state(struct mean, mean_next, .init = mean_start, .destroy = mean_end),
                           rx_with_latest_from(joined, rx_of(rx_i64(1))), rx_share_replay(2), rx_debounce(no_stream),
                           rx_retry(2), rx_repeat_when(2, after_count), rx_buffer_count(2), rx_delay(3)));
    for (int i = 60; i < 64; i++)
        probe_send(&p, i);
    rx_wait(100);
    probe_complete(&p);
    seen_release(&s);
}
END_TEST

static void setup(void)
{
    rx_up();
}

static Suite *suite(void)
{
    Suite *s = suite_create("rx operators");
    TCase *t = tcase_create("operators");
    tcase_add_checked_fixture(t, setup, rx_down);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, concat_map_runs_one_stream_after_the_other);
    tcase_add_test(t, concat_map_lets_values_wait_for_their_call);
    tcase_add_test(t, concat_map_drops_what_waits_when_it_is_left_or_fails);
    tcase_add_test(t, many_values_wait_without_growing_the_stack);
    tcase_add_test(t, exhaust_map_drops_what_comes_while_it_is_busy);
    tcase_add_test(t, expand_feeds_what_it_sends_back_into_its_function);
    tcase_add_test(t, an_endless_expand_ends_with_its_receiver_and_does_not_grow_the_stack);
    tcase_add_test(t, a_function_that_makes_no_stream_fails_its_operator_by_name);
    tcase_add_test(t, repeat_subscribes_its_source_again);
    tcase_add_test(t, repeat_goes_on_with_a_source_that_takes_its_time);
    tcase_add_test(t, a_round_that_ends_at_once_leaves_the_next_one_connected);
    tcase_add_test(t, an_endless_repeat_ends_with_its_receiver_and_does_not_grow_the_stack);
    tcase_add_test(t, repeat_waits_as_its_function_says);
    tcase_add_test(t, retry_subscribes_its_source_again_after_an_error);
    tcase_add_test(t, retry_waits_as_its_function_says);
    tcase_add_test(t, debounce_time_sends_the_newest_after_a_silence);
    tcase_add_test(t, debounce_waits_for_what_its_function_returns);
    tcase_add_test(t, delay_moves_each_value_and_the_completion_behind_them);
    tcase_add_test(t, throttle_time_sends_one_and_then_none_for_a_while);
    tcase_add_test(t, buffers_send_lists);
    tcase_add_test(t, buffer_when_asks_for_the_end_of_each_buffer);
    tcase_add_test(t, a_list_is_a_value);
    tcase_add_test(t, with_latest_from_joins_each_value_with_the_newest_of_others);
    tcase_add_test(t, take_while_ends_at_the_first_refused_value);
    tcase_add_test(t, share_replay_keeps_the_last_values_and_its_connection);
    tcase_add_test(t, share_replay_with_reference_count_ends_with_its_last_subscriber);
    tcase_add_test(t, share_replay_replays_after_the_completion_and_begins_anew_after_an_error);
    tcase_add_test(t, a_replay_is_left_from_inside_its_first_value);
    tcase_add_test(t, state_is_each_subscribers_own);
    tcase_add_test(t, state_is_begun_and_ended_by_the_modules_functions);
    tcase_add_test(t, a_state_function_that_sends_into_its_own_operator_works_on_one_state);
    tcase_add_test(t, what_a_fault_has_cut_goes_on_with_the_next_value);
    tcase_add_test(t, what_they_do_is_told_in_order);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return suite_main(suite());
}
