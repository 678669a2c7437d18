/* test_rx_subject.c - subjects of all kinds, and share: order, late subscribers, misuse. */
#include "rxscope.h"

#include <check.h>
#include <string.h>

#include "tests/support/rx.h"
#include "tests/support/suite.h"

static rx_value same(rx_value v, void *env)
{
    (void)env;
    return rx_retain(v);
}

static void down(void)
{
    rx_down();
    ck_assert_int_eq(tokens_living, 0);
}

static void send_numbers(rx_subject *s, int from, int to)
{
    for (int i = from; i <= to; i++)
        rx_next(s, token(i));
}

/* ---- Who gets what. ---- */

START_TEST(a_subject_sends_to_those_who_listen)
{
    rx_subject *s = rx_subject_new();
    struct seen a = {0}, b = {0}, c = {0};
    send_numbers(s, 0, 0);
    seen_start(&a, s);
    send_numbers(s, 1, 1);
    seen_start(&b, s);
    send_numbers(s, 2, 2);
    seen_stop(&a);
    send_numbers(s, 3, 3);
    rx_complete(s);
    seen_start(&c, s);
    send_numbers(s, 4, 4);
    rx_error_to(s, rx_error(1, "late"));
    seen_expect(&a, "t1 t2");
    seen_expect(&b, "t2 t3 |");
    seen_expect(&c, "|");
    seen_release(&a);
    seen_release(&b);
    seen_release(&c);
}
END_TEST

START_TEST(an_error_value_sent_into_a_subject_fails_it)
{
    rx_subject *s = rx_subject_new();
    struct seen a = {0}, late = {0};
    seen_start(&a, s);
    rx_next(s, rx_error(3, "sent"));
    rx_next(s, token(1));
    seen_start(&late, s);
    seen_expect(&a, "X3:sent");
    seen_expect(&late, "X3:sent");
    seen_release(&a);
    seen_release(&late);
}
END_TEST

START_TEST(a_behavior_subject_begins_with_its_value)
{
    rx_subject *s = rx_behavior_subject(token(0));
    struct seen a = {0}, b = {0}, late = {0};
    seen_start(&a, s);
    send_numbers(s, 1, 2);
    seen_start(&b, s);
    send_numbers(s, 3, 3);
    rx_value v = rx_subject_value(s);
    ck_assert_int_eq(token_number(v), 3);
    rx_release(v);
    rx_complete(s);
    seen_start(&late, s);
    seen_expect(&a, "t0 t1 t2 t3 |");
    seen_expect(&b, "t2 t3 |");
    seen_expect(&late, "|"); /* as in RxJS */
    ck_assert_uint_eq(rx_subject_value(rx_subject_new()).type, RX_NONE);
    seen_release(&a);
    seen_release(&b);
    seen_release(&late);
}
END_TEST

START_TEST(a_replay_subject_repeats_its_last_values)
{
    rx_subject *s = rx_replay_subject(2);
    struct seen a = {0}, b = {0}, late = {0};
    seen_start(&a, s);
    send_numbers(s, 1, 5);
    seen_start(&b, s);
    send_numbers(s, 6, 6);
    rx_error_to(s, rx_error(2, "end"));
    seen_start(&late, s);
    seen_expect(&a, "t1 t2 t3 t4 t5 t6 X2:end");
    seen_expect(&b, "t4 t5 t6 X2:end");
    seen_expect(&late, "t5 t6 X2:end"); /* as in RxJS */
    seen_release(&a);
    seen_release(&b);
    seen_release(&late);
}
END_TEST

START_TEST(a_late_subscriber_may_take_only_some_of_the_past)
{
    rx_subject *s = rx_replay_subject(9);
    send_numbers(s, 1, 5);
    rx_complete(s);
    expect_stream(rx_pipe(s, rx_take(2)), "t1 t2 |");
    expect_stream(rx_pipe(s, rx_take(5)), "t1 t2 t3 t4 t5 |");
}
END_TEST

START_TEST(a_replay_subject_of_a_silly_size_keeps_one_value)
{
    rx_subject *s = rx_replay_subject(-5);
    send_numbers(s, 1, 3);
    expect_stream(rx_pipe(s, rx_take(1)), "t3 |");
}
END_TEST

/* ---- Sending from inside. ---- */

static rx_subject *into;
static void send_on(struct seen *s)
{
    if (s->values < 4)
        rx_next(into, token(s->values * 10));
}

START_TEST(a_handler_that_sends_into_its_own_subject_sees_each_value_once_and_in_order)
{
    into = rx_subject_new();
    struct seen a = {.then = send_on}, b = {0};
    seen_start(&a, into);
    seen_start(&b, into);
    rx_next(into, token(1));
    seen_expect(&a, "t1 t10 t20 t30");
    seen_expect(&b, "t1 t10 t20 t30");
    seen_release(&a);
    seen_release(&b);
}
END_TEST

static void send_two_and_complete(struct seen *s)
{
    if (s->values != 1)
        return;
    send_numbers(into, 8, 9);
    rx_complete(into);
    send_numbers(into, 10, 10);
}

START_TEST(an_end_sent_from_inside_comes_after_what_was_sent_before_it)
{
    into = rx_subject_new();
    struct seen a = {.then = send_two_and_complete}, b = {0};
    seen_start(&a, into);
    seen_start(&b, into);
    rx_next(into, token(1));
    seen_expect(&a, "t1 t8 t9 |");
    seen_expect(&b, "t1 t8 t9 |");
    seen_release(&a);
    seen_release(&b);
}
END_TEST

START_TEST(what_is_sent_while_the_past_is_repeated_comes_after_it)
{
    struct seen a = {.then = send_on}, b = {.then = send_on}, c = {.then = send_two_and_complete};
    into = rx_replay_subject(1); /* each send would push out what is being repeated */
    send_numbers(into, 1, 1);
    seen_start(&a, into);
    seen_expect(&a, "t1 t10 t20 t30");
    seen_release(&a);
    into = rx_behavior_subject(token(0));
    seen_start(&b, into);
    seen_expect(&b, "t0 t10 t20 t30");
    seen_release(&b);
    into = rx_replay_subject(3);
    send_numbers(into, 1, 3);
    seen_start(&c, into);
    seen_expect(&c, "t1 t2 t3 t8 t9 |");
    seen_release(&c);
}
END_TEST

static void subscribe_another(struct seen *s)
{
    if (s->values == 1)
        seen_start(s->arg, into);
}

START_TEST(who_subscribes_inside_a_value_gets_the_next_one)
{
    struct seen b = {0}, a = {.then = subscribe_another, .arg = &b};
    into = rx_subject_new();
    seen_start(&a, into);
    send_numbers(into, 1, 2);
    seen_expect(&b, "t2");
    seen_release(&b);
    struct seen d = {0}, c = {.then = subscribe_another, .arg = &d};
    into = rx_behavior_subject(token(0));
    seen_start(&c, into);
    send_numbers(into, 1, 2);
    seen_expect(&d, "t0 t1 t2"); /* subscribed inside t0 */
    seen_release(&a);
    seen_release(&c);
    seen_release(&d);
}
END_TEST

static void drop_reference(struct seen *s)
{
    seen_stop(s);
    if (into)
        rx_observable_unref(into);
    into = NULL;
}

START_TEST(a_subject_may_lose_its_last_user_while_it_sends)
{
    for (int i = 0; i < 3; i++) {
        struct seen a = {.then = drop_reference}, b = {0};
        rx_enter();
        into = rx_observable_ref(i ? rx_replay_subject(3) : rx_subject_new());
        rx_leave();
        rx_subject *s = into;
        if (i == 2)
            send_numbers(into, 5, 6);
        seen_start(&a, s);
        seen_start(&b, i == 2 ? NULL : s);
        if (i < 2)
            rx_next(s, token(1));
        seen_expect(&a, i == 2 ? "t5 t6" : "t1");
        seen_release(&a);
        seen_release(&b);
    }
}
END_TEST

START_TEST(all_of_many_subscribers_are_told_the_end)
{
    enum { N = 100 };
    rx_subject *s = rx_subject_new();
    static struct seen seen[N];
    memset(seen, 0, sizeof seen);
    for (int i = 0; i < N; i++)
        seen_start(&seen[i], s);
    send_numbers(s, 1, 1);
    rx_complete(s);
    for (int i = 0; i < N; i++) {
        seen_expect(&seen[i], "t1 |");
        seen_release(&seen[i]);
    }
}
END_TEST

static void stop_all_others(struct seen *s)
{
    for (struct seen *t = s->arg; t < (struct seen *)s->arg + 40; t++)
        if (t != s)
            seen_stop(t);
}

START_TEST(a_subscriber_may_stop_all_the_others)
{
    rx_subject *s = rx_subject_new();
    static struct seen seen[40];
    memset(seen, 0, sizeof seen);
    for (int i = 0; i < 40; i++) {
        seen[i].arg = seen;
        if (i == 20)
            seen[i].then = stop_all_others;
        if (i == 30)
            seen[i].at_end = stop_all_others;
        seen_start(&seen[i], s);
    }
    send_numbers(s, 1, 2);
    rx_complete(s);
    for (int i = 0; i < 40; i++)
        seen_expect(&seen[i], i < 20 ? "t1" : i == 20 ? "t1 t2 |" : "");
    for (int i = 0; i < 40; i++)
        seen_release(&seen[i]);
}
END_TEST

static void subscribe_again_at_end(struct seen *s)
{
    seen_start(s->arg, into);
}

START_TEST(who_subscribes_inside_the_end_gets_the_end)
{
    struct seen b = {0}, a = {.at_end = subscribe_again_at_end, .arg = &b};
    into = rx_replay_subject(1);
    seen_start(&a, into);
    send_numbers(into, 1, 1);
    rx_complete(into);
    seen_expect(&a, "t1 |");
    seen_expect(&b, "t1 |");
    seen_release(&a);
    seen_release(&b);
}
END_TEST

struct relay {
    rx_subject *subject;
    int64_t left, seen;
};
static void relay_on(rx_value v, void *env)
{
    struct relay *r = env;
    ck_assert_int_eq(v.i64, r->seen);
    r->seen++;
    if (r->left-- > 0)
        rx_next(r->subject, rx_i64(v.i64 + 1));
}

START_TEST(ten_million_values_through_one_subject_from_inside)
{
    struct relay r = {rx_subject_new(), 10 * 1000 * 1000, 0};
    rx_subscription *s = rx_subscribe(r.subject, relay_on, .env = &r);
    rx_next(r.subject, rx_i64(0));
    ck_assert_int_eq(r.seen, 10 * 1000 * 1000 + 1);
    rx_unsubscribe(s);
}
END_TEST

static void double_it(rx_value v, void *env)
{
    struct relay *r = env;
    (void)v;
    r->seen++;
    for (int i = 0; i < 2 && r->left > 0; i++, r->left--)
        rx_next(r->subject, rx_i64(0));
}

START_TEST(a_queue_that_grows_and_shrinks_keeps_every_value)
{
    struct relay r = {rx_subject_new(), 1000 * 1000, 0};
    rx_subscription *s = rx_subscribe(r.subject, double_it, .env = &r);
    rx_next(r.subject, rx_i64(0));
    ck_assert_int_eq(r.seen, 1000 * 1000 + 1);
    rx_unsubscribe(s);
}
END_TEST

/* ---- Misuse. ---- */

START_TEST(sending_into_something_else_is_reported_and_does_nothing)
{
    rx_observable *o = rx_range(0, 2);
    rx_next(o, token(1));
    rx_complete(rx_pipe(rx_subject_new(), rx_map(same)));
    rx_error_to(NULL, rx_error(1, "x"));
    rx_next(NULL, token(2));
    expect_stream(o, "0 1 |");
    ck_assert_uint_eq(rx_events()->seen[EV_FAULT], 4);
    rx_complete(rx_subject_new());
    ck_assert_uint_eq(rx_events()->seen[EV_FAULT], 4);
}
END_TEST

static void ignore(rx_value v, void *env)
{
    (void)v;
    (void)env;
}

START_TEST(an_error_that_nobody_handles_is_reported)
{
    rx_unsubscribe(rx_subscribe(rx_throw(rx_error(7, "lost")), ignore));
    ck_assert_uint_eq(rx_events()->seen[EV_FAULT], 1);
    rx_unsubscribe(rx_subscribe(NULL, ignore));
    ck_assert_uint_eq(rx_events()->seen[EV_FAULT], 2);
}
END_TEST

/* ---- Share. ---- */

START_TEST(share_subscribes_its_source_once)
{
    struct probe p = {0};
    rx_observable *o = rx_pipe(probe_stream(&p), rx_map(same), rx_share());
    struct seen a = {0}, b = {0};
    seen_start(&a, o);
    seen_start(&b, o);
    probe_send(&p, 1);
    ck_assert_uint_eq(p.subscribed, 1);
    seen_stop(&a);
    ck_assert_uint_eq(p.unsubscribed, 0);
    probe_send(&p, 2);
    seen_stop(&b);
    ck_assert_uint_eq(p.unsubscribed, 1);
    seen_expect(&a, "1");
    seen_expect(&b, "1 2");
    seen_release(&a);
    seen_release(&b);
    seen_start(&a, o);
    ck_assert_uint_eq(p.subscribed, 2);
    seen_release(&a);
}
END_TEST

START_TEST(share_connects_again_after_an_end)
{
    struct probe p = {0};
    rx_observable *o = rx_pipe(probe_stream(&p), rx_share());
    struct seen a = {0}, b = {0};
    seen_start(&a, o);
    probe_complete(&p);
    seen_start(&b, o);
    ck_assert_uint_eq(p.subscribed, 2);
    probe_send(&p, 1);
    probe_fail(&p, 2);
    seen_expect(&a, "|");
    seen_expect(&b, "1 X2:failed");
    seen_release(&a);
    seen_release(&b);
    expect_stream(rx_pipe(rx_range(0, 2), rx_share()), "0 1 |");
}
END_TEST

static rx_observable *stream;
static rx_observable *the_same_again(rx_value v, void *env)
{
    (void)v;
    (void)env;
    return stream;
}
static int runs;
static void fail_first(rx_subscriber *to, void *env)
{
    (void)env;
    if (runs++ == 0)
        return;
    rx_send(to, rx_i64(1));
    rx_send_complete(to);
}
static rx_observable *fail_from(rx_value v, void *env)
{
    (void)env;
    return v.i64 ? rx_of(rx_retain(v)) : rx_throw(rx_error(1, "first"));
}

START_TEST(one_who_retries_a_share_gets_a_connection_of_its_own)
{
    struct probe p = {0};
    runs = 0;
    rx_observable *shared = stream =
        rx_pipe(rx_merge(rx_create(fail_first), probe_stream(&p)), rx_merge_map(fail_from), rx_share());
    struct seen a = {0}, b = {0};
    seen_start(&a, rx_pipe(shared, rx_catch(the_same_again)));
    seen_start(&b, shared);
    probe_send(&p, 0);
    probe_send(&p, 2);
    seen_expect(&a, "1 2");
    seen_expect(&b, "X1:first"); /* nothing of the second connection */
    seen_release(&a);
    seen_release(&b);
}
END_TEST

static struct probe *source;
static void send_and_end(struct seen *s)
{
    if (s->values != 1)
        return;
    probe_send(source, 2);
    probe_complete(source);
}

START_TEST(share_keeps_the_order_of_what_its_source_sends_from_inside)
{
    struct probe p = {0};
    struct seen a = {.then = send_and_end}, b = {0};
    rx_observable *o = rx_pipe(probe_stream(&p), rx_share());
    source = &p;
    seen_start(&a, o);
    seen_start(&b, o);
    probe_send(&p, 1);
    seen_expect(&a, "1 2 |");
    seen_expect(&b, "1 2 |");
    seen_release(&a);
    seen_release(&b);
}
END_TEST

static void leave_and_join(struct seen *s)
{
    if (s->values != 1)
        return;
    probe_send(source, 2); /* waits, for nobody */
    seen_stop(s);
    seen_start(s->arg, stream);
}

START_TEST(a_new_connection_gets_nothing_that_waited_for_the_old_one)
{
    struct probe p = {0};
    struct seen b = {0}, a = {.then = leave_and_join, .arg = &b};
    stream = rx_pipe(probe_stream(&p), rx_share());
    source = &p;
    seen_start(&a, stream);
    probe_send(&p, 1);
    ck_assert_uint_eq(p.subscribed, 2);
    probe_send(&p, 3);
    seen_expect(&a, "1");
    seen_expect(&b, "3");
    seen_release(&a);
    seen_release(&b);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rx_subject");
    for (int inspected = 0; inspected < 2; inspected++) {
        TCase *tc = tcase_create(inspected ? "inspected" : "plain");
        tcase_add_checked_fixture(tc, inspected ? rx_up_inspected : rx_up, down);
        tcase_add_test(tc, a_subject_sends_to_those_who_listen);
        tcase_add_test(tc, an_error_value_sent_into_a_subject_fails_it);
        tcase_add_test(tc, a_behavior_subject_begins_with_its_value);
        tcase_add_test(tc, a_replay_subject_repeats_its_last_values);
        tcase_add_test(tc, a_late_subscriber_may_take_only_some_of_the_past);
        tcase_add_test(tc, a_replay_subject_of_a_silly_size_keeps_one_value);
        tcase_add_test(
            tc, a_handler_that_sends_into_its_own_subject_sees_each_value_once_and_in_order);
        tcase_add_test(tc, an_end_sent_from_inside_comes_after_what_was_sent_before_it);
        tcase_add_test(tc, what_is_sent_while_the_past_is_repeated_comes_after_it);
        tcase_add_test(tc, who_subscribes_inside_a_value_gets_the_next_one);
        tcase_add_test(tc, a_subject_may_lose_its_last_user_while_it_sends);
        tcase_add_test(tc, all_of_many_subscribers_are_told_the_end);
        tcase_add_test(tc, a_subscriber_may_stop_all_the_others);
        tcase_add_test(tc, who_subscribes_inside_the_end_gets_the_end);
        tcase_add_test(tc, share_subscribes_its_source_once);
        tcase_add_test(tc, share_connects_again_after_an_end);
        tcase_add_test(tc, one_who_retries_a_share_gets_a_connection_of_its_own);
        tcase_add_test(tc, share_keeps_the_order_of_what_its_source_sends_from_inside);
        tcase_add_test(tc, a_new_connection_gets_nothing_that_waited_for_the_old_one);
        suite_add_tcase(suite, tc);
    }
    TCase *tc = tcase_create("only_inspected");
    tcase_add_checked_fixture(tc, rx_up_inspected, down);
    tcase_add_test(tc, sending_into_something_else_is_reported_and_does_nothing);
    tcase_add_test(tc, an_error_that_nobody_handles_is_reported);
    suite_add_tcase(suite, tc);
    tc = tcase_create("many");
    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, rx_up, down);
    tcase_add_test(tc, ten_million_values_through_one_subject_from_inside);
    tcase_add_test(tc, a_queue_that_grows_and_shrinks_keeps_every_value);
    suite_add_tcase(suite, tc);
    return suite_main(suite);
}
