/* test_rx_end.c - unsubscribing at every point, re-entrance, and what long turns hold on to. */
#include "rxscope.h"

#include <check.h>

#include "rx/rx_int.h"
#include "tests/support/rx.h"
#include "tests/support/suite.h"

/* ---- Functions that the streams call. ---- */

static rx_value same(rx_value v, void *env)
{
    (void)env;
    return rx_retain(v);
}
static bool all(rx_value v, void *env)
{
    (void)v;
    (void)env;
    return true;
}
static rx_value sum(rx_value acc, rx_value v, void *env)
{
    (void)env;
    return rx_i64(acc.i64 + v.i64);
}
static rx_observable *just(rx_value v, void *env)
{
    (void)env;
    return rx_of(rx_retain(v));
}
static rx_observable *endless(rx_value v, void *env)
{
    (void)v;
    (void)env;
    return rx_interval(1);
}
/* Every operator in one chain, behind `source`. */
static rx_observable *long_chain(rx_observable *source)
{
    return rx_pipe(rx_merge(rx_pipe(source, rx_map(same), rx_filter(all), rx_skip(0), rx_share(),
                                    rx_distinct_until_changed(), rx_merge_map(just)),
                            rx_never()),
                   rx_switch_map(just), rx_scan(sum, rx_i64(0)), rx_take(1000),
                   rx_take_until(rx_never()), rx_catch(just));
}

/* ---- Unsubscribing. ---- */

START_TEST(a_stream_ends_inside_its_own_value)
{
    struct probe p = {0};
    struct seen s = {.stop_at = 2};
    seen_start(&s, long_chain(probe_stream(&p)));
    for (int i = 1; i < 5; i++)
        probe_send(&p, i);
    seen_expect(&s, "1 3");
    ck_assert_uint_eq(p.unsubscribed, 1);
    ck_assert_uint_eq(s.released, 1);
    seen_release(&s);
}
END_TEST

static void stop_other(struct seen *s)
{
    seen_stop(s->arg);
}

START_TEST(a_stream_ends_inside_the_value_of_another)
{
    rx_enter();
    rx_subject *subject = rx_observable_ref(rx_subject_new());
    rx_leave();
    struct seen a = {.then = stop_other}, b = {0}, c = {0};
    a.arg = &b;
    seen_start(&a, long_chain(subject));
    seen_start(&b, long_chain(subject));
    seen_start(&c, long_chain(subject));
    rx_next(subject, rx_i64(1));
    rx_next(subject, rx_i64(2));
    seen_expect(&a, "1 3");
    seen_expect(&b, "");
    seen_expect(&c, "1 3");
    seen_release(&a);
    seen_release(&b);
    seen_release(&c);
    rx_observable_unref(subject);
}
END_TEST

static void stop_itself(struct seen *s)
{
    seen_stop(s);
}

START_TEST(a_stream_is_unsubscribed_inside_its_own_end)
{
    struct probe p = {0};
    struct seen s = {.at_end = stop_itself}, t = {.at_end = stop_itself};
    seen_start(&s, long_chain(probe_stream(&p)));
    probe_complete(&p);
    seen_expect(&s, ""); /* merged with never */
    seen_stop(&s);
    seen_release(&s);
    p = (struct probe){0};
    seen_start(&t, rx_pipe(probe_stream(&p), rx_map(same), rx_share(), rx_merge_map(just)));
    probe_complete(&p);
    seen_expect(&t, "|");
    ck_assert_uint_eq(p.unsubscribed, 1);
    ck_assert_uint_eq(t.released, 1);
    seen_release(&t);
    p = (struct probe){0};
    t = (struct seen){.at_end = stop_itself};
    seen_start(&t, rx_pipe(probe_stream(&p), rx_map(same), rx_share(), rx_merge_map(just)));
    probe_fail(&p, 2);
    seen_expect(&t, "X2:failed");
    ck_assert_uint_eq(p.unsubscribed, 1);
    seen_release(&t);
}
END_TEST

static rx_value stop_in_map(rx_value v, void *env)
{
    seen_stop(env);
    return rx_stringf("late %d", (int)v.i64);
}
static bool stop_in_filter(rx_value v, void *env)
{
    (void)v;
    seen_stop(env);
    return true;
}
static rx_value stop_in_scan(rx_value acc, rx_value v, void *env)
{
    (void)v;
    seen_stop(env);
    return rx_stringf("%s late", rx_text(acc));
}
static void stop_in_tap(rx_value v, void *env)
{
    (void)v;
    seen_stop(env);
}
static rx_observable *stop_in_project(rx_value v, void *env)
{
    seen_stop(env);
    return rx_of(rx_retain(v));
}
static rx_value stop_and_fail(rx_value v, void *env)
{
    (void)v;
    seen_stop(env);
    return rx_error(1, "nobody is there to hear it");
}
static rx_observable *stop_and_return_nothing(rx_value v, void *env)
{
    (void)v;
    seen_stop(env);
    return NULL;
}

static rx_operator *stopping_operator(int i, struct seen *s)
{
    switch (i) {
    case 0:
        return rx_map_env(stop_in_map, s, NULL);
    case 1:
        return rx_filter_env(stop_in_filter, s, NULL);
    case 2:
        return rx_scan_env(stop_in_scan, rx_string("seed"), s, NULL);
    case 3:
        return rx_tap_env(stop_in_tap, s, NULL);
    case 4:
        return rx_merge_map_env(stop_in_project, s, NULL);
    case 5:
        return rx_switch_map_env(stop_in_project, s, NULL);
    case 6:
        return rx_map_env(stop_and_fail, s, NULL);
    case 7:
        return rx_merge_map_env(stop_and_return_nothing, s, NULL);
    default:
        return rx_switch_map_env(stop_and_return_nothing, s, NULL);
    }
}

START_TEST(nothing_is_delivered_after_unsubscribing_inside_a_function)
{
    rx_enter();
    struct probe p = {0};
    struct seen s = {0};
    seen_start(&s, rx_pipe(probe_stream(&p), stopping_operator(_i, &s), rx_map(same)));
    rx_leave();
    probe_send(&p, 1);
    probe_send(&p, 2);
    seen_expect(&s, "");
    ck_assert_uint_eq(s.ends, 0);
    ck_assert_uint_eq(p.unsubscribed, 1);
    seen_release(&s);
}
END_TEST

static struct seen *stopped_by_id;
static rx_value cut_the_observer(rx_value v, void *env)
{
    (void)v;
    (void)env;
    rx_unsubscribe_id(recorder_subscription(rx_events(), "map", 0));
    return rx_error(3, "not to be heard");
}

START_TEST(an_end_does_not_reach_an_observer_that_was_cut_by_its_id)
{
    struct probe p = {0};
    struct seen s = {0};
    stopped_by_id = &s;
    seen_start(&s, rx_pipe(probe_stream(&p), rx_map(cut_the_observer)));
    probe_send(&p, 1);
    seen_expect(&s, "");
    ck_assert(rx_subscription_closed(s.handle));
    ck_assert_uint_eq(s.released, 1);
    ck_assert_int_eq(rx_unsubscribe_id(recorder_subscription(rx_events(), "map", 0)), STATUS_NOTFOUND);
    seen_release(&s);
}
END_TEST

START_TEST(a_handle_knows_when_it_is_closed)
{
    struct probe p = {0};
    struct seen s = {0};
    seen_start(&s, rx_pipe(probe_stream(&p), rx_map(same)));
    ck_assert(!rx_subscription_closed(s.handle));
    probe_complete(&p);
    ck_assert(rx_subscription_closed(s.handle));
    ck_assert_uint_eq(s.released, 1);
    seen_release(&s);
    ck_assert_uint_eq(s.released, 1);
}
END_TEST

START_TEST(what_is_still_subscribed_ends_with_the_runtime)
{
    static struct seen s, t;
    static struct probe p;
    s = t = (struct seen){0};
    p = (struct probe){0};
    seen_start(&s, rx_pipe(rx_interval(5), rx_switch_map(endless), rx_share()));
    seen_start(&t, rx_pipe(probe_stream(&p), rx_map(same)));
    rx_wait(12);
    rx_down();
    ck_assert_uint_eq(s.released, 1);
    ck_assert_uint_eq(t.released, 1);
    ck_assert_uint_eq(p.unsubscribed, 1);
    str_release(&s.text);
    str_release(&t.text);
    rx_up();
}
END_TEST

/* ---- rx_create's teardown. ---- */

static rx_subscriber *created;
static int torn_down;
static void teardown(void *env)
{
    (void)env;
    torn_down++;
}
static void produce(rx_subscriber *to, void *env)
{
    created = to;
    rx_on_teardown(to, teardown, NULL);
    if (env)
        rx_send_complete(to);
}
static void produce_then_register(rx_subscriber *to, void *env)
{
    (void)env;
    rx_send(to, rx_i64(1));
    rx_send_error(to, rx_error(1, "e"));
    ck_assert(rx_closed(to));
    rx_on_teardown(to, teardown, NULL);
}
static void end_in_teardown(void *env)
{
    torn_down++;
    rx_send(env, rx_i64(9));
    rx_send_complete(env);
    rx_send_error(env, rx_error(1, "late"));
}
static void produce_end_in_teardown(rx_subscriber *to, void *env)
{
    (void)env;
    created = to;
    rx_on_teardown(to, end_in_teardown, to);
}

START_TEST(a_teardown_runs_once_however_the_stream_ends)
{
    struct seen s = {0};
    torn_down = 0;
    seen_start(&s, rx_create(produce));
    rx_send_complete(created);
    ck_assert_int_eq(torn_down, 1);
    seen_release(&s);
    ck_assert_int_eq(torn_down, 1);
    s = (struct seen){0};
    seen_start(&s, rx_create(produce));
    rx_send_error(created, rx_error(1, "e"));
    ck_assert_int_eq(torn_down, 2);
    seen_release(&s);
    s = (struct seen){0};
    seen_start(&s, rx_create(produce));
    seen_release(&s);
    ck_assert_int_eq(torn_down, 3);
    expect_stream(rx_create_env(produce, &torn_down, NULL), "|");
    ck_assert_int_eq(torn_down, 4);
    expect_stream(rx_create(produce_then_register), "1 X1:e");
    ck_assert_int_eq(torn_down, 5);
    expect_stream(rx_pipe(rx_create(produce_then_register), rx_take(1)), "1 |");
    ck_assert_int_eq(torn_down, 6);
    expect_stream(rx_create(produce_end_in_teardown), "");
    ck_assert_int_eq(torn_down, 7);
}
END_TEST

/* ---- Re-entrance. ---- */

static struct probe *again_into;
static void send_again(struct seen *s)
{
    if (s->values < 4)
        probe_send(again_into, s->values * 10);
}

START_TEST(take_counts_values_that_are_sent_from_inside_a_value)
{
    struct probe p = {0};
    struct seen s = {.then = send_again};
    again_into = &p;
    seen_start(&s, rx_pipe(probe_stream(&p), rx_take(3)));
    probe_send(&p, 1);
    seen_expect(&s, "1 10 20 |");
    ck_assert_uint_eq(p.unsubscribed, 1);
    seen_release(&s);
    p = (struct probe){0};
    s = (struct seen){.then = send_again};
    seen_start(&s, rx_pipe(probe_stream(&p), rx_take(1)));
    probe_send(&p, 1);
    seen_expect(&s, "1 |");
    seen_release(&s);
}
END_TEST

/* A function that sends into the second source of its own operator, once. */
static rx_subject *into;
static bool done;
static void send_inside(void)
{
    if (done)
        return;
    done = true;
    rx_next(into, token(50));
}
static rx_value add_and_send(rx_value acc, rx_value v, void *env)
{
    (void)env;
    send_inside();
    return token(token_number(acc) + token_number(v)); /* both still there */
}
static bool compare_and_send(rx_value a, rx_value b, void *env)
{
    (void)env;
    send_inside();
    return token_number(a) == token_number(b);
}
static rx_value combine_and_send(const rx_value *latest, size_t n, void *env)
{
    (void)env;
    rx_value before = latest[n - 1];
    send_inside();
    return token(token_number(before) + token_number(latest[0]));
}

START_TEST(a_function_keeps_what_it_borrowed_while_it_sends_into_its_own_operator)
{
    rx_enter();
    rx_subject *a = rx_subject_new(), *b = into = rx_subject_new();
    rx_observable *both = rx_merge(a, b), *o[] = {
        rx_pipe(both, rx_scan(add_and_send, token(0))),
        rx_pipe(both, rx_pairwise(add_and_send)),
        rx_pipe(both, rx_distinct_until_changed_by(compare_and_send)),
        rx_combine_latest(combine_and_send, a, b),
    };
    static const char *const expected[] = {"t50 t1 t3", "t51 t3", "t1 t50 t2", "t51 t8 t52"};
    struct seen s = {0};
    done = false;
    seen_start(&s, o[_i]);
    if (_i == 3)
        rx_next(b, token(7));
    rx_next(a, token(1));
    rx_next(a, token(2));
    seen_expect(&s, expected[_i]);
    seen_release(&s);
    rx_leave();
    ck_assert_int_eq(tokens_living, 0);
}
END_TEST

/* ---- Long turns. ---- */

static void *stack_low;
static void note_stack(rx_value v, void *env)
{
    (void)v;
    (void)env;
    if (!stack_low || __builtin_frame_address(0) < stack_low)
        stack_low = __builtin_frame_address(0);
}

static void *lowest(rx_observable *o)
{
    stack_low = NULL;
    rx_unsubscribe(rx_subscribe(o, note_stack));
    return stack_low;
}

static rx_observable *by_hundreds(rx_value v, void *env)
{
    (void)env;
    return rx_pipe(rx_range(v.i64, 10), rx_map(same), rx_take(3));
}

START_TEST(the_stack_does_not_grow_with_the_number_of_values)
{
    void *few, *many;
    few = lowest(rx_pipe(rx_range(0, 3), rx_merge_map(by_hundreds), rx_share()));
    many = lowest(rx_pipe(rx_range(0, 10000), rx_merge_map(by_hundreds), rx_share()));
    ck_assert_ptr_eq(few, many);
    few = lowest(rx_pipe(rx_range(0, 3), rx_switch_map(by_hundreds)));
    many = lowest(rx_pipe(rx_range(0, 10000), rx_switch_map(by_hundreds)));
    ck_assert_ptr_eq(few, many);
}
END_TEST

/* The most nodes that wait to be freed, seen from inside the turn. */
static size_t waiting_most, pool_most;
static void note_waiting(rx_value v, void *env)
{
    (void)v;
    (void)env;
    size_t n = 0;
    for (const struct rx_node *g = rx_rt->graveyard; g; g = g->queue_next)
        n++;
    waiting_most = n > waiting_most ? n : waiting_most;
    pool_most = rx_rt->pool_n > pool_most ? rx_rt->pool_n : pool_most;
}
static rx_observable *living_inner(rx_value v, void *env)
{
    (void)env;
    return rx_pipe(rx_merge(rx_of(rx_retain(v)), rx_interval(10)), rx_map(same));
}
static void make_and_subscribe(rx_value v, void *env)
{
    (void)env;
    rx_unsubscribe(rx_subscribe(rx_pipe(rx_of(rx_retain(v)), rx_map(same)), note_waiting));
}
static rx_value make_and_leave(rx_value v, void *env)
{
    (void)env;
    rx_pipe(rx_of(rx_retain(v)), rx_map(same));
    return rx_retain(v);
}

START_TEST(a_long_turn_frees_what_ended_in_it)
{
    rx_observable *o[] = {
        rx_pipe(rx_range(0, 20000), rx_merge_map(by_hundreds)),
        rx_pipe(rx_range(0, 20000), rx_switch_map(living_inner)),
        rx_pipe(rx_range(0, 20000), rx_map(make_and_leave), rx_tap(make_and_subscribe)),
    };
    waiting_most = pool_most = 0;
    rx_unsubscribe(rx_subscribe(o[_i], note_waiting));
    ck_assert_uint_lt(waiting_most, 400); /* of 20,000 */
    ck_assert_uint_lt(pool_most, 400);
}
END_TEST

struct relay {
    rx_subject *subject;
    int64_t left;
};
static void relay_on(rx_value v, void *env)
{
    struct relay *r = env;
    note_waiting(v, NULL);
    note_stack(v, NULL);
    if (r->left-- > 0)
        rx_next(r->subject, v);
}

START_TEST(a_subject_that_feeds_itself_frees_what_ended_on_the_way)
{
    rx_enter();
    struct relay r = {rx_subject_new(), 20000};
    rx_subscription *s =
        rx_subscribe(rx_pipe(r.subject, rx_switch_map(living_inner), rx_merge_map(just)), relay_on,
                     .env = &r);
    waiting_most = pool_most = 0;
    rx_next(r.subject, rx_i64(1));
    ck_assert_int_eq(r.left, -1);
    ck_assert_uint_lt(waiting_most, 400); /* of 20,000 */
    ck_assert_uint_lt(pool_most, 400);
    rx_unsubscribe(s);
    rx_leave();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rx_end");
    TCase *tc = tcase_create("streams");
    tcase_add_checked_fixture(tc, rx_up, rx_down);
    tcase_add_test(tc, a_stream_ends_inside_its_own_value);
    tcase_add_test(tc, a_stream_ends_inside_the_value_of_another);
    tcase_add_test(tc, a_stream_is_unsubscribed_inside_its_own_end);
    tcase_add_loop_test(tc, nothing_is_delivered_after_unsubscribing_inside_a_function, 0, 9);
    tcase_add_test(tc, a_handle_knows_when_it_is_closed);
    tcase_add_test(tc, what_is_still_subscribed_ends_with_the_runtime);
    tcase_add_test(tc, a_teardown_runs_once_however_the_stream_ends);
    tcase_add_test(tc, take_counts_values_that_are_sent_from_inside_a_value);
    tcase_add_loop_test(tc, a_function_keeps_what_it_borrowed_while_it_sends_into_its_own_operator, 0,
                        4);
    tcase_add_test(tc, the_stack_does_not_grow_with_the_number_of_values);
    tcase_add_loop_test(tc, a_long_turn_frees_what_ended_in_it, 0, 3);
    tcase_add_test(tc, a_subject_that_feeds_itself_frees_what_ended_on_the_way);
    suite_add_tcase(suite, tc);
    tc = tcase_create("inspected");
    tcase_add_checked_fixture(tc, rx_up_inspected, rx_down);
    tcase_add_test(tc, an_end_does_not_reach_an_observer_that_was_cut_by_its_id);
    tcase_add_test(tc, a_stream_ends_inside_its_own_value);
    tcase_add_test(tc, a_stream_ends_inside_the_value_of_another);
    tcase_add_test(tc, a_stream_is_unsubscribed_inside_its_own_end);
    tcase_add_loop_test(tc, nothing_is_delivered_after_unsubscribing_inside_a_function, 0, 9);
    tcase_add_test(tc, a_teardown_runs_once_however_the_stream_ends);
    suite_add_tcase(suite, tc);
    return suite_main(suite);
}
