/* test_lints.c - each lint where it must speak, and where what only looks like it must not make it speak. */
#include <check.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/found.h"
#include "tests/support/suite.h"

#define R &found_r

/* Strings behind those of the program. */
enum { CLICKS = 11, SUBJECT, INNER, OUTER, SHARE_REPLAY, CONCAT_MAP, TAKE_UNTIL, EXTERNAL, SWITCH_MAP, NEVER };
enum { PAGE = 8, FILE_PATH = 10 };

static void begin(void)
{
    static const char *const names[] = {"clicks",       "subject",    "inner",      "outer",    "share_replay",
                                        "concat_map",   "take_until", "external",   "switch_map", "never"};
    found_begin();
    for (uint32_t i = 0; i < ARRAY_LEN(names); i++)
        recorded_add(R, string_event(CLICKS + i, names[i]));
}

static struct event placed(struct event ev, uint32_t name, unsigned line)
{
    ev.named.name = name;
    ev.named.file = FILE_PATH;
    ev.named.line = line;
    return ev;
}

/* An observer at a line. */
static void observe(unsigned sub, unsigned observable, uint32_t name, unsigned line)
{
    recorded_add(R, placed(subscribe(sub, 0, observable), name, line));
    recorded_add(R, subscribe_return(sub));
}

static void feed(unsigned sub, unsigned parent, unsigned observable)
{
    recorded_add(R, subscribe(sub, parent, observable));
    recorded_add(R, subscribe_return(sub));
}

static void end(unsigned sub, unsigned code)
{
    recorded_add(R, unsubscribe(sub, code));
    recorded_add(R, unsubscribe_return(sub));
}

static void creator(unsigned o, uint32_t name, uint32_t variable, unsigned line, unsigned flags)
{
    struct event ev = observable_create(o, 0, name);
    ev.num = flags;
    recorded_add(R, ev);
    recorded_add(R, placed(factory_call(o, name, ""), variable, line));
}

/* Pipe `n` from observable `from` through one operator to observable `to`. */
static void operate(unsigned n, unsigned from, unsigned to, uint32_t name, const char *args)
{
    recorded_add(R, pipe_call(n, 0, from, 1));
    recorded_add(R, placed(operator_fun(n, name, args), name, 10 * n));
    recorded_add(R, placed(function_arg(10 + n, fun_id(n), "$args.0", 1), name, 10 * n));
    recorded_add(R, operator_call(n, n, n, 0));
    recorded_add(R, observable_create(to, operator_id(n), name));
    recorded_add(R, operator_return(n, from, to));
    recorded_add(R, pipe_return(n, to));
}

/* A value comes to `outer`, in whose callback `sub` is subscribed. */
static void observe_within(unsigned outer, unsigned sub)
{
    uint64_t send = ++found_r.sends;
    recorded_add(R, send_next(send, outer, 1));
    observe(sub, 1, INNER, 77);
    recorded_add(R, send_return(send));
}

/* --- leaks ------------------------------------------------------------------------------------- */

static void save(unsigned generation)
{
    recorded_add(R, module_start(1, generation));
    recorded_add(R, module_end(1, generation, MODULE_END_COMMITTED));
}

START_TEST(one_more_with_each_swap_is_a_leak)
{
    found_looks(3);
    for (unsigned i = 0; i < 4; i++) {
        observe(100 + i, 3, PAGE, 40); /* as many as there are already, and one more each time */
        save(2 + i);
        found_looks(2);
        if (i < 3)
            found_none("leak", NULL);
    }
    found_one("leak", NULL, "5 living subscriptions of page from one place, more with each of the last 4 swaps", 5);
    found_by("leak", "counted once a second: 3, 3, 4, 4, 5, 5\n");
}
END_TEST

START_TEST(what_a_swap_replaces_is_none)
{
    found_looks(3);
    observe(100, 3, PAGE, 40);
    for (unsigned i = 0; i < 9; i++) {
        observe(101 + i, 3, PAGE, 40);
        end(100 + i, END_SWAPPED);
        save(2 + i);
        found_looks(2);
    }
    found_none("leak", NULL);
}
END_TEST

START_TEST(what_also_grows_between_swaps_is_not_theirs)
{
    found_looks(3);
    for (unsigned i = 0; i < 9; i++) {
        observe(100 + 2 * i, 3, PAGE, 40);
        save(2 + i);
        found_looks(1);
        observe(101 + 2 * i, 3, PAGE, 40);
        found_looks(1);
    }
    found_none("leak", NULL);
}
END_TEST

START_TEST(one_more_with_each_value_is_a_leak)
{
    found_looks(1);
    for (unsigned i = 0; i < 20; i++)
        observe_within(1, 100 + i);
    found_looks(1);
    found_none("leak", NULL); /* a single look proves little */
    found_looks(1);
    found_one("leak", NULL, "20 living subscriptions of inner from one place, one for each value of page", 20);
    found_by("leak", "each for a value of: page, at cpu.c:40 (subscription#1)\n");
}
END_TEST

START_TEST(what_the_next_value_unsubscribes_is_none)
{
    found_looks(1);
    for (unsigned i = 0; i < 60; i++) {
        observe_within(1, 100 + i);
        if (i)
            end(99 + i, END_UNSUBSCRIBED);
        if (i % 20 == 19)
            found_looks(1);
    }
    found_looks(2);
    found_none("leak", NULL);
}
END_TEST

START_TEST(a_few_of_many_values_are_none)
{
    found_looks(1);
    for (unsigned i = 0; i < 30; i++) {
        observe_within(1, 100 + i);
        recorded_add(R, send_merged(1, 1, 0, 0));
    }
    found_looks(3);
    found_none("leak", NULL);
}
END_TEST

/* --- subscriptions in callbacks ------------------------------------------------------------------- */

START_TEST(a_subscribe_in_a_callback)
{
    observe_within(1, 100);
    observe_within(1, 101);
    found_looks(1);
    found_none("nested-subscribe", NULL);
    observe_within(1, 102);
    end(102, END_COMPLETED); /* what has ended was subscribed all the same */
    found_looks(1);
    found_one("nested-subscribe", NULL, "inner is subscribed inside of a callback of page: 3 times", 3);
    found_by("nested-subscribe", "subscribed in the callback of: page, at cpu.c:40 (subscription#1)\n");
}
END_TEST

START_TEST(a_subscribe_in_an_operators_function_is_one_too)
{
    for (unsigned i = 0; i < 3; i++) {
        recorded_add(R, arg_call(++found_r.calls, subscription_id(1), arg_id(1)));
        observe(100 + i, 1, INNER, 77);
        recorded_add(R, arg_return(found_r.calls, 0));
    }
    found_looks(1);
    found_one("nested-subscribe", NULL, "inner is subscribed inside of a callback of page: 3 times", 3);
}
END_TEST

START_TEST(what_a_producer_subscribes_is_how_it_makes_its_values)
{
    for (unsigned i = 0; i < 9; i++) {
        recorded_add(R, placed(subscribe(100 + 2 * i, 0, 1), OUTER, 70));
        recorded_add(R, arg_call(++found_r.calls, subscription_id(100 + 2 * i), arg_id(1)));
        observe(101 + 2 * i, 1, INNER, 77);
        recorded_add(R, arg_return(found_r.calls, 0));
        recorded_add(R, subscribe_return(100 + 2 * i));
    }
    found_looks(1);
    found_none("nested-subscribe,left-behind", NULL);
}
END_TEST

START_TEST(what_an_operator_subscribes_is_none)
{
    for (unsigned i = 0; i < 9; i++) {
        recorded_add(R, send_next(++found_r.sends, 1, 1));
        feed(100 + i, 1, 1);
        recorded_add(R, send_return(found_r.sends));
    }
    found_looks(1);
    found_none("nested-subscribe,left-behind", NULL);
}
END_TEST

START_TEST(what_outlives_its_owner_is_left_behind)
{
    observe(90, 1, OUTER, 70);
    observe_within(90, 100);
    found_looks(1);
    end(90, END_UNSUBSCRIBED);
    found_looks(59);
    found_none("left-behind", NULL);
    found_looks(2);
    found_one("left-behind", NULL,
              "inner still runs though outer, in whose callback it was subscribed, was unsubscribed: 1 of them", 1);
    found_by("left-behind", "the oldest of them: inner, at cpu.c:77 (subscription#100)\n");
    end(100, END_UNSUBSCRIBED);
    found_looks(1);
    found_none("left-behind", NULL);
}
END_TEST

START_TEST(what_a_start_has_started_is_not_left_behind)
{
    observe(90, 1, OUTER, 70);
    observe_within(90, 100);
    end(90, END_COMPLETED);
    found_looks(70);
    found_none("left-behind", NULL);
}
END_TEST

/* --- subjects ----------------------------------------------------------------------------------- */

START_TEST(a_subject_that_nobody_subscribes)
{
    creator(10, SUBJECT, CLICKS, 12, OBSERVABLE_SUBJECT);
    found_looks(59);
    found_none("unheard-subject", NULL);
    found_looks(2);
    struct findings found = found_with("unheard-subject", NULL);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_ptr_nonnull(strstr(found.items[0].what, "is a subject that nobody has ever subscribed to, in 6"));
    ck_assert_str_eq(found.items[0].file, "cpu.c");
    ck_assert_uint_eq(found.items[0].line, 12);
    findings_release(&found);
}
END_TEST

START_TEST(a_subject_that_was_heard_once_is_none)
{
    creator(10, SUBJECT, CLICKS, 12, OBSERVABLE_SUBJECT);
    observe(100, 10, PAGE, 40);
    end(100, END_UNSUBSCRIBED);
    creator(11, SUBJECT, CLICKS, 13, OBSERVABLE_SUBJECT | OBSERVABLE_INNER); /* an operator's own */
    creator(12, SUBJECT, CLICKS, 14, OBSERVABLE_SUBJECT);
    recorded_add(R, tag_event(observable_id(12), EXTERNAL, true)); /* a library's */
    creator(13, SUBJECT, CLICKS, 15, 0);                          /* no subject */
    found_looks(70);
    found_none("unheard-subject", NULL);
}
END_TEST

START_TEST(a_subject_from_before_may_have_been_heard)
{
    creator(10, SUBJECT, CLICKS, 12, OBSERVABLE_SUBJECT);
    recorded_wait(R, 1000);
    recorded_add(R, plain_event(EV_SNAPSHOT, 0));
    struct event done = plain_event(EV_SNAPSHOT, 0);
    done.flags = SNAPSHOT_END;
    recorded_add(R, done);
    found_looks(70);
    found_none("unheard-subject", NULL);
}
END_TEST

START_TEST(a_subject_that_sends_nothing)
{
    creator(10, SUBJECT, CLICKS, 12, OBSERVABLE_SUBJECT);
    observe(100, 10, PAGE, 40);
    found_looks(299);
    found_none("silent-subject", NULL);
    found_looks(2);
    struct findings found = found_with("silent-subject", NULL);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_ptr_nonnull(strstr(found.items[0].what, "has sent nothing to its 1 subscriptions, in 30"));
    findings_release(&found);
    recorded_add(R, send_merged(100, 1, 0, 0));
    found_looks(1);
    found_none("silent-subject", NULL);
}
END_TEST

START_TEST(a_subject_that_is_a_sign_may_be_silent)
{
    creator(10, SUBJECT, CLICKS, 12, OBSERVABLE_SUBJECT);
    operate(20, 1, 21, TAKE_UNTIL, "clicks");
    observe(100, 21, PAGE, 40);
    feed(101, 100, 1);
    feed(102, 100, 10);
    found_looks(301);
    found_none("silent-subject", NULL);
}
END_TEST

/* --- operators ------------------------------------------------------------------------------------ */

static void share(void)
{
    operate(20, 1, 21, SHARE_REPLAY, "1");
    observe(100, 21, PAGE, 40);
    recorded_add(R, placed(subscribe(101, 0, 1), SHARE_REPLAY, 200)); /* the connection */
    recorded_add(R, subscribe_return(101));
    found_looks(1);
}

START_TEST(a_replay_that_runs_for_nobody)
{
    share();
    found_looks(70);
    found_none("idle-replay", NULL); /* somebody listens */
    end(100, END_UNSUBSCRIBED);
    found_looks(59);
    found_none("idle-replay", NULL);
    found_looks(1);
    found_one("idle-replay", NULL, "share_replay(1) keeps its source running though nobody has listened for 60 s", 1);
    observe(102, 21, PAGE, 40);
    found_looks(1);
    found_none("idle-replay", NULL);
}
END_TEST

START_TEST(a_replay_with_a_reference_count_is_none)
{
    share();
    end(100, END_UNSUBSCRIBED);
    end(101, END_UNSUBSCRIBED); /* it let go of its source */
    observe(103, 1, PAGE, 41);  /* who else listens to that is no connection */
    found_looks(70);
    found_none("idle-replay", NULL);
}
END_TEST

static void many_runs(unsigned source, uint32_t name, unsigned n)
{
    operate(20, source, 21, name, "f");
    for (unsigned i = 0; i < n; i++) {
        observe(100 + 2 * i, 21, PAGE, 40);
        feed(101 + 2 * i, 100 + 2 * i, source);
    }
}

START_TEST(a_source_that_runs_once_for_each)
{
    many_runs(1, SWITCH_MAP, 10);
    found_looks(2);
    found_none("repeated-source", NULL);
    found_looks(1);
    found_one("repeated-source", NULL, "cpu.c:ticks runs 10 times at once for switch_map(f)", 10);
    found_by("repeated-source", "the source: cpu.c:ticks, at cpu.c:10 (observable#1)\n");
}
END_TEST

START_TEST(sources_that_do_no_work_of_their_own_are_none)
{
    creator(10, SUBJECT, CLICKS, 12, OBSERVABLE_SUBJECT);
    many_runs(10, SWITCH_MAP, 30);
    found_looks(4);
    found_none("repeated-source", NULL);
}
END_TEST

START_TEST(runs_one_after_the_other_are_none)
{
    many_runs(1, SWITCH_MAP, 10);
    found_looks(2);
    end(100, END_COMPLETED);
    found_looks(5);
    found_none("repeated-source", NULL);
}
END_TEST

static void queue(uint32_t name)
{
    operate(20, 1, 21, name, "f");
    observe(100, 21, PAGE, 40);
    feed(101, 100, 1);
    found_looks(1);
}

/* `calls` of the function for `values` that came. */
static void work(int64_t values, uint64_t calls)
{
    struct event ev = send_merged(101, values, calls, 0);
    ev.ref = arg_id(30);
    recorded_add(R, ev);
    found_looks(1);
}

START_TEST(a_backlog_that_grows)
{
    queue(CONCAT_MAP);
    for (unsigned i = 0; i < 5; i++)
        work(30, 2);
    found_one("backlog", NULL, "140 values wait in concat_map(f), and they become more", 140);
    found_by("backlog", "values that came: 150; calls of the function: 10\n");
    work(0, 20); /* it catches up */
    found_none("backlog", NULL);
}
END_TEST

START_TEST(a_backlog_that_is_worked_off_is_none)
{
    queue(CONCAT_MAP);
    for (unsigned i = 0; i < 9; i++)
        work(i % 3 ? 0 : 300, 100);
    found_none("backlog", NULL);
}
END_TEST

START_TEST(values_that_another_one_replaces_do_not_wait)
{
    queue(SWITCH_MAP);
    for (unsigned i = 0; i < 9; i++)
        work(300, 1);
    found_none("backlog", NULL);
}
END_TEST

/* --- code and loops ---------------------------------------------------------------------------------- */

START_TEST(subscriptions_of_old_code)
{
    recorded_swap(R);
    recorded_add(R, string_event(30, TAG_OLD_CODE));
    recorded_add(R, tag_event(subscription_id(2), 30, true));
    found_looks(59);
    found_none("old-code", NULL);
    found_looks(1);
    found_one("old-code", NULL, "cpu.c:load has 1 living subscriptions that run the code of before, for 60 s", 1);
    recorded_add(R, tag_event(subscription_id(2), 30, false));
    found_looks(1);
    found_none("old-code", NULL);
}
END_TEST

/* `deep` values of one subscription, each in the callback of the one before. */
static void loop(unsigned sub, unsigned deep)
{
    uint64_t first = found_r.sends + 1;
    for (unsigned i = 0; i < deep; i++)
        recorded_add(R, send_next(++found_r.sends, sub, i));
    for (uint64_t id = found_r.sends; id >= first; id--)
        recorded_add(R, send_return(id));
}

START_TEST(a_value_that_causes_itself)
{
    found_looks(1);
    loop(1, 10);
    found_looks(1);
    found_none("hot-loop", NULL);
    loop(1, 11);
    found_looks(1);
    found_one("hot-loop", NULL, "page feeds itself: a value of it caused the next, 10 times one within the other", 10);
    found_looks(9); /* it is told while that lives */
    found_one("hot-loop", NULL, "page feeds itself: a value of it caused the next, 10 times one within the other", 10);
    end(1, END_UNSUBSCRIBED);
    found_looks(1);
    found_none("hot-loop", NULL);
}
END_TEST

START_TEST(many_values_of_one_turn_are_no_loop)
{
    found_looks(1);
    recorded_add(R, send_next(++found_r.sends, 3, 1));
    for (unsigned i = 0; i < 500; i++)
        loop(1, 1);
    recorded_add(R, send_return(1));
    found_looks(1);
    found_none("hot-loop", NULL);
}
END_TEST

/* --- slices and order ------------------------------------------------------------------------------- */

START_TEST(a_look_in_slices_finds_the_same)
{
    uint64_t wall = query_wall(found_s, 1, found_r.now);
    creator(10, SUBJECT, CLICKS, 12, OBSERVABLE_SUBJECT);
    recorded_add(R, plain_event(EV_LOG, 0));
    ck_assert_int_eq(state_fold_records(found_s, found_r.bytes, found_r.n), STATUS_OK);
    found_r.n = 0;
    wall = query_wall(found_s, 1, found_r.now) + 61 * NS_PER_S; /* the program itself stands still */
    unsigned slices = 1;
    while (!growth_step(found_growth, found_s, wall, 3)) {
        ck_assert(growth_looking(found_growth));
        ck_assert_uint_lt(++slices, 100);
    }
    ck_assert_uint_gt(slices, 3);
    ck_assert(!growth_looking(found_growth));
    found_one("unheard-subject", NULL, "clicks is a subject that nobody has ever subscribed to, in 61 s", 1);
    ck_assert(!growth_step(found_growth, found_s, wall + NS_PER_S / 2, 1000));
    ck_assert(growth_step(found_growth, found_s, wall + NS_PER_S, 1000));
    growth_forget(found_growth);
    found_none("unheard-subject", NULL);
}
END_TEST

START_TEST(the_gravest_come_first_then_the_oldest)
{
    struct event ev = plain_event(EV_FAULT, track_id(2));
    creator(10, SUBJECT, CLICKS, 12, OBSERVABLE_SUBJECT);
    recorded_add(R, track_state(3, TRACK_FLAG_ORPHAN, 0));
    found_looks(70);
    ev.text = "it fell";
    ev.text_len = 7;
    recorded_add(R, ev);
    struct findings found = found_with("orphan,unheard-subject,fault", NULL);
    findings_sort(&found);
    ck_assert_uint_eq(found.n, 3);
    ck_assert_int_eq(found.items[0].kind, FINDING_FAULT);
    ck_assert_str_eq(found.items[0].key, "fault cpu.c cpu.c:load");
    ck_assert_str_eq(found.items[0].evidence, "");
    ck_assert_int_eq(finding_severity(found.items[1].kind), SEVERITY_NOTE);
    ck_assert_uint_le(found.items[1].since, found.items[2].since);
    findings_release(&found);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        one_more_with_each_swap_is_a_leak, what_a_swap_replaces_is_none, what_also_grows_between_swaps_is_not_theirs,
        one_more_with_each_value_is_a_leak, what_the_next_value_unsubscribes_is_none, a_few_of_many_values_are_none,
        a_subscribe_in_a_callback, a_subscribe_in_an_operators_function_is_one_too,
        what_a_producer_subscribes_is_how_it_makes_its_values, what_an_operator_subscribes_is_none,
        what_outlives_its_owner_is_left_behind, what_a_start_has_started_is_not_left_behind,
        a_subject_that_nobody_subscribes, a_subject_that_was_heard_once_is_none,
        a_subject_from_before_may_have_been_heard, a_subject_that_sends_nothing,
        a_subject_that_is_a_sign_may_be_silent, a_replay_that_runs_for_nobody,
        a_replay_with_a_reference_count_is_none, a_source_that_runs_once_for_each,
        sources_that_do_no_work_of_their_own_are_none, runs_one_after_the_other_are_none, a_backlog_that_grows,
        a_backlog_that_is_worked_off_is_none, values_that_another_one_replaces_do_not_wait,
        subscriptions_of_old_code, a_value_that_causes_itself, many_values_of_one_turn_are_no_loop,
        a_look_in_slices_finds_the_same, the_gravest_come_first_then_the_oldest};
    Suite *suite = suite_create("lints");
    TCase *tc = tcase_create("lints");
    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, begin, found_end);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(suite, tc);
    return suite_main(suite);
}
