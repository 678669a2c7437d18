/* test_serve_late.c - whoever attaches late, at a random moment and under load, ends up with the same state
 * as an inspector that was there from the start, whether it reads quickly or slowly.
 *
 * Both get their events through sockets. The limits are so small that a snapshot takes many turns of
 * the loop, in which subscriptions come and go and values are sent. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "rx/runtime.h"
#include "rxscope.h"
#include "tests/support/events.h"
#include "tests/support/inspector.h"
#include "tests/support/same.h"
#include "tests/support/suite.h"

enum { SUBJECTS = 4, HANDLES = 60, TURNS = 400 };

static struct inspector early, late;
static struct random dice;
static rx_subject *subjects[SUBJECTS];
static rx_subscription *handles[HANDLES];

/* ---- streams ---- */

static rx_value inc(rx_value v, void *env)
{
    (void)env;
    return rx_i64(v.i64 + 1);
}

static rx_value sum(rx_value a, rx_value v, void *env)
{
    (void)env;
    return rx_i64(a.i64 + v.i64);
}

static bool even(rx_value v, void *env)
{
    (void)env;
    return (v.i64 & 1) == 0;
}

static rx_observable *few(rx_value v, void *env)
{
    (void)env;
    return rx_range(v.i64 % 3, 2);
}

static rx_observable *another(rx_value v, void *env)
{
    (void)env;
    return rx_pipe(subjects[v.i64 % SUBJECTS], rx_take(2));
}

static void nop(rx_value v, void *env)
{
    (void)v;
    (void)env;
}

static rx_observable *make_stream(rx_subject *s)
{
    switch (random_below(&dice, 6)) {
    case 0:
        return rx_pipe(s, rx_map(inc), rx_filter(even), rx_scan(sum, rx_i64(0)));
    case 1:
        return rx_pipe(s, rx_merge_map(few), rx_share());
    case 2:
        return rx_pipe(s, rx_switch_map(another), rx_map(inc));
    case 3:
        return rx_merge(s, subjects[random_below(&dice, SUBJECTS)]);
    case 4:
        return rx_pipe(s, rx_map(inc), rx_take(20));
    default:
        return rx_tag(rx_pipe(s, rx_start_with(rx_i64(7)), rx_distinct_until_changed()), "tagged");
    }
}

/* ---- load ---- */

static void open_subject(size_t i)
{
    subjects[i] = rx_observable_ref(i % 2 ? rx_subject_new() : rx_behavior_subject(rx_i64(3)));
}

static void toggle_handle(size_t i)
{
    if (handles[i]) {
        rx_unsubscribe(handles[i]);
        handles[i] = NULL;
    } else {
        handles[i] = rx_subscribe(make_stream(subjects[random_below(&dice, SUBJECTS)]), nop);
    }
}

static void end_subject(size_t i)
{
    if (random_below(&dice, 2))
        rx_complete(subjects[i]);
    else
        rx_error_to(subjects[i], rx_error(5, "at an end"));
    rx_observable_unref(subjects[i]);
    open_subject(i);
}

static void something_happens(void)
{
    rx_enter();
    for (uint64_t n = random_below(&dice, 4); n; n--)
        toggle_handle(random_below(&dice, HANDLES));
    for (uint64_t n = random_below(&dice, 12); n; n--)
        rx_next(subjects[random_below(&dice, SUBJECTS)], rx_i64((int64_t)random_below(&dice, 100)));
    if (random_below(&dice, 40) == 0)
        end_subject(random_below(&dice, SUBJECTS));
    if (random_below(&dice, 30) == 0)
        rx_log("line %d", (int)random_below(&dice, 100));
    rx_leave();
}

static void run(unsigned turns)
{
    while (turns--) {
        something_happens();
        turn();
    }
}

/* ---- the program ---- */

static struct server_limits small_limits(void)
{
    struct server_limits l = served_limits();
    l.snapshot = 300;
    l.stuck = l.silent = l.linger = 1000000;
    l.slice = 1;
    return l;
}

static void open_program(const struct server_limits *l, int seed)
{
    dice = (struct random){.state = (uint64_t)seed * 7919 + 1};
    served_open(l);
    for (size_t i = 0; i < SUBJECTS; i++)
        open_subject(i);
}

static void close_program(void)
{
    inspector_close(&late);
    inspector_close(&early);
    for (size_t i = 0; i < HANDLES; i++)
        if (handles[i])
            rx_unsubscribe(handles[i]);
    for (size_t i = 0; i < SUBJECTS; i++)
        rx_observable_unref(subjects[i]);
    served_close();
}

/* ---- tests ---- */

START_TEST(late_inspector_has_the_state_of_an_early_one)
{
    struct server_limits l = small_limits();
    open_program(&l, _i);
    inspector_attach(&early);
    UNTIL(is_synced, &early);
    run((unsigned)random_below(&dice, TURNS));
    inspector_attach(&late);
    run(TURNS);
    UNTIL(is_synced, &late);
    run((unsigned)random_below(&dice, 50));
    turn_quiet();
    expect_same(early.state, late.state);
    close_program();
}
END_TEST

START_TEST(slow_inspectors_have_it_too)
{
    struct server_limits l = small_limits();
    l.detail = 2000;
    open_program(&l, _i);
    inspector_attach(&early);
    UNTIL(is_synced, &early);
    inspector_command(&early, CMD_WATCH, 0, 1, 0);
    run((unsigned)random_below(&dice, TURNS));
    inspector_attach(&late);
    for (int n = 0; n < TURNS; n++) {
        late.stalled = random_below(&dice, 8) != 0;
        early.stalled = random_below(&dice, 4) != 0;
        run(20);
    }
    late.stalled = early.stalled = false;
    UNTIL(is_synced, &late);
    turn_quiet();
    ck_assert(!late.said_bye);
    expect_same(early.state, late.state);
    close_program();
}
END_TEST

/* The first one attaches while everything runs already; inspection begins and ends again and again. */
START_TEST(inspection_comes_and_goes)
{
    struct server_limits l = small_limits();
    open_program(&l, _i);
    run(100);
    for (int n = 0; n < 6; n++) {
        inspector_attach(&early);
        run((unsigned)random_below(&dice, 60));
        inspector_attach(&late);
        run((unsigned)random_below(&dice, 60));
        if (random_below(&dice, 2)) {
            UNTIL(is_synced, &early);
            UNTIL(is_synced, &late);
            turn_quiet();
            expect_same(early.state, late.state);
        }
        inspector_close(&late);
        inspector_close(&early);
        run((unsigned)random_below(&dice, 30));
    }
    close_program();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("serve late");
    TCase *tc = tcase_create("late");
    tcase_set_timeout(tc, suite_patience() / 1000 * 2);
    tcase_add_loop_test(tc, late_inspector_has_the_state_of_an_early_one, 0, 20);
    tcase_add_loop_test(tc, slow_inspectors_have_it_too, 0, 6);
    tcase_add_loop_test(tc, inspection_comes_and_goes, 0, 10);
    suite_add_tcase(s, tc);
    return suite_main(s);
}
