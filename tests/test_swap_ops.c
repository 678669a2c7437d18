/* test_swap_ops.c - the cases of tests/CASES.md that need operators with waiting values, timers, rounds, replays or
 * states of their own, and those about what callbacks have made. Real files, a real compiler, a clock that the test
 * moves. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hmr/hmr_int.h"
#include "tests/support/suite.h"
#include "tests/support/world.h"

static struct world w;
static struct got out, out2;

static void setup(void)
{
    world_open(&w);
}

static void teardown(void)
{
    world_close(&w);
}

/* A module `m` with a subject `in`, a track `src` that makes its subscribers countable, and a track `out`. */
static const char *module(const char *functions, const char *pipeline)
{
    static char text[8192];
    snprintf(text, sizeof text,
             NUMBERS "static int opened, closed;\n"
                     "static void gone(void *e) { (void)e; rx_log(\"source closed\"); }\n"
                     "static rx_subject *feed;\n"
                     "%s\nRX_MODULE(m)\n{\n"
                     "    rx_observable *in = RX_TRACK(in, rx_subject_new());\n"
                     "    rx_observable *out = RX_TRACK(out, %s);\n"
                     "    (void)out; (void)opened; (void)closed; (void)gone; feed = in;\n}\n",
             functions, pipeline);
    return text;
}

static void start(const char *functions, const char *pipeline)
{
    world_add(&w, "m.c", module(functions, pipeline));
    world_watch(&w, &out, "m", "out");
}

static void edit(const char *functions, const char *pipeline)
{
    world_save(&w, "m.c", module(functions, pipeline));
}

static void send(int64_t v)
{
    rx_next(world_track(&w, "m", "in"), rx_i64(v));
}

static void expect(const char *text)
{
    ck_assert_str_eq(got_text(&out), text);
}

static void expect_line(const char *line)
{
    ck_assert_msg(world_log_line(&w, line), "no line with: %s", line);
}

static void expect_event(const char *part)
{
    ck_assert_msg(world_count(&w, part) > 0, "no event with: %s", part);
}

static uint32_t old_code(const char *key)
{
    return query_old_code(w.state, world_ref(&w, key));
}

/* How many subscriptions of the track `in` live. */
static unsigned living_of_in(void)
{
    unsigned n = 0;
    for (const struct rx_node *c = world_track(&w, "m", "in")->consumers; c; c = c->peer_next)
        n++;
    return n;
}

/* ---- 10, 11: share_replay ---- */

START_TEST(what_lies_behind_a_share_replay_is_edited_and_its_buffer_stays)
{
    start("", "rx_pipe(in, rx_share_replay(2), rx_map(inc))");
    for (int i = 1; i <= 3; i++)
        send(i);
    unsigned subscribes = world_count(&w, "subscribe-call");
    edit("", "rx_pipe(in, rx_share_replay(2), rx_map(twice))");
    ck_assert_uint_eq(world_count(&w, "subscribe-call"), subscribes);
    edit("", "rx_pipe(in, rx_share_replay(2), rx_filter(even), rx_map(twice))");
    expect("2 3 4");
    world_watch(&w, &out2, "m", "out");
    ck_assert_str_eq(got_text(&out2), "4");
    send(4);
    ck_assert_str_eq(got_text(&out2), "4 8");
    expect("2 3 4 8");
    ck_assert_uint_eq(living_of_in(), 1);
    got_release(&out2);
    got_release(&out);
}
END_TEST

START_TEST(what_lies_before_a_share_replay_is_made_anew_and_no_late_subscriber_sees_a_value_of_the_old_code)
{
    start("", "rx_pipe(in, rx_skip(0), rx_map(inc), rx_share_replay(2), rx_tap(nop))");
    send(1);
    send(2);
    edit("", "rx_pipe(in, rx_skip(1), rx_map(twice), rx_share_replay(2), rx_tap(nop))");
    world_watch(&w, &out2, "m", "out");
    ck_assert_str_eq(got_text(&out2), "");
    send(3);
    send(4);
    ck_assert_str_eq(got_text(&out2), "8");
    expect("2 3 8");
    ck_assert_uint_eq(living_of_in(), 1);
    got_release(&out2);
    got_release(&out);
}
END_TEST

START_TEST(a_replay_in_another_track_is_cleared_when_its_source_is_reconnected)
{
    const char *f = "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());"
                    " rx_observable *x = RX_TRACK(x, rx_pipe(in, rx_take(%d)));"
                    " RX_TRACK(out, rx_pipe(x, rx_map(inc), rx_share_replay(3))); }";
    world_add(&w, "m.c", world_text(f, 10));
    world_watch(&w, &out, "m", "out");
    send(1);
    world_save(&w, "m.c", world_text(f, 11));
    world_watch(&w, &out2, "m", "out");
    ck_assert_str_eq(got_text(&out2), "");
    send(5);
    expect("2 6");
    ck_assert_str_eq(got_text(&out2), "6");
    got_release(&out2);
    got_release(&out);
}
END_TEST

START_TEST(a_replay_of_a_stream_that_has_completed_is_not_shown_after_what_lies_before_it_was_edited)
{
    start("", "rx_pipe(rx_of(rx_i64(1), rx_i64(2)), rx_skip(0), rx_share_replay(2))");
    expect("1 2 |");
    edit("", "rx_pipe(rx_of(rx_i64(1), rx_i64(2)), rx_skip(1), rx_share_replay(2))");
    expect("1 2 |");
    world_watch(&w, &out2, "m", "out");
    ck_assert_str_eq(got_text(&out2), "2 |");
    got_release(&out2);
    got_release(&out);
}
END_TEST

START_TEST(a_share_replay_that_is_taken_away_closes_its_connection_with_a_subscriber_and_without)
{
    start("", "rx_pipe(in, rx_map(inc), rx_share_replay(1), rx_map(twice))");
    send(1);
    edit("", "rx_pipe(in, rx_map(inc), rx_map(twice))");
    ck_assert_uint_eq(living_of_in(), 1); /* that of the subscriber alone */
    send(2);
    expect("4 6");
    edit("", "rx_pipe(in, rx_map(inc), rx_share_replay(1), rx_map(twice))");
    got_release(&out);
    ck_assert_uint_eq(living_of_in(), 1); /* without reference count it stays connected */
    edit("", "rx_pipe(in, rx_map(inc), rx_map(twice))");
    ck_assert_uint_eq(living_of_in(), 0);
    ck_assert_uint_eq(world_module(&w, "m.c")->kept_generations, 0);
}
END_TEST

START_TEST(another_number_of_a_share_replay_starts_its_buffer_over_and_leaves_the_connection)
{
    start("", "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_share_replay(1))");
    send(1);
    edit("", "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_share_replay(2))");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "reset");
    expect_line("reset share_replay 2\nkept scan");
    send(2);
    send(3);
    world_watch(&w, &out2, "m", "out");
    ck_assert_str_eq(got_text(&out2), "3 6");
    expect("1 3 6");
    got_release(&out2);
    got_release(&out);
}
END_TEST

/* ---- 17: a reconnect that replays ---- */

START_TEST(what_a_new_source_replays_is_delivered_once_and_said_to_come_from_the_reconnect)
{
    const char *f = "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());"
                    " rx_observable *now = RX_TRACK(now, rx_behavior_subject(rx_i64(7)));"
                    " RX_TRACK(out, rx_pipe(%s, rx_map(twice))); (void)in; (void)now; }";
    world_add(&w, "m.c", world_text(f, "in"));
    world_watch(&w, &out, "m", "out");
    send(1);
    world_save(&w, "m.c", world_text(f, "now"));
    expect("2 14");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "reconnected");
    expect_line("1 value sent by the reconnect");
    rx_next(world_track(&w, "m", "now"), rx_i64(8));
    send(9);
    expect("2 14 16");
    got_release(&out);
}
END_TEST

/* ---- 23, 24: waiting values ---- */

#define PROJECT(name, factor)                                                                      \
    "static rx_observable *" name "(rx_value v, void *e) { (void)e;"                               \
    " return rx_pipe(rx_timer(10), rx_map_env(times, (void *)(long)(v.i64 * " #factor "), 0)); }"
#define TIMES "static rx_value times(rx_value v, void *e) { (void)v; return rx_i64((long)e); }\n"

START_TEST(a_concat_maps_project_is_edited_and_the_values_that_wait_use_the_new_code)
{
    start(TIMES PROJECT("f", 10), "rx_pipe(in, rx_concat_map(f))");
    for (int i = 1; i <= 3; i++)
        send(i);
    world_advance(&w, 5);
    edit(TIMES PROJECT("f", 100), "rx_pipe(in, rx_concat_map(f))");
    world_advance(&w, 5); /* the living one keeps its time */
    expect("10");
    world_advance(&w, 20);
    expect("10 200 300");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "swapped");
    got_release(&out);
}
END_TEST

START_TEST(an_exhaust_maps_project_is_edited_and_busy_stays_busy)
{
    start(TIMES PROJECT("f", 10), "rx_pipe(in, rx_exhaust_map(f))");
    send(1);
    edit(TIMES PROJECT("f", 100), "rx_pipe(in, rx_exhaust_map(f))");
    send(2);
    world_advance(&w, 10);
    send(3);
    world_advance(&w, 10);
    expect("10 300");
    got_release(&out);
}
END_TEST

START_TEST(an_expands_function_is_edited_and_the_next_level_uses_the_new_code)
{
    start(TIMES PROJECT("f", 2), "rx_pipe(in, rx_expand(f), rx_take(5))");
    send(1);
    world_advance(&w, 15);
    edit(TIMES PROJECT("f", 10), "rx_pipe(in, rx_expand(f), rx_take(5))");
    world_advance(&w, 25);
    expect("1 2 4 40 400 |"); /* 4 was under way */
    got_release(&out);
}
END_TEST

/* ---- 28: delays and selectors ---- */

START_TEST(the_delay_of_a_repeat_is_edited_and_the_next_round_waits_as_the_new_function_says)
{
    const char *f = "static rx_observable *f(rx_value v, void *e) { (void)v; (void)e; return rx_timer(%d); }";
    char a[256], b[256];
    snprintf(a, sizeof a, f, 10);
    snprintf(b, sizeof b, f, 3);
    start(a, "rx_pipe(rx_of(rx_i64(5)), rx_scan(sum, rx_i64(0)), rx_repeat_when(9, f))");
    world_advance(&w, 5);
    edit(b, "rx_pipe(rx_of(rx_i64(5)), rx_scan(sum, rx_i64(0)), rx_repeat_when(9, f))");
    world_advance(&w, 4);
    expect("5");
    world_advance(&w, 1); /* as the old one said */
    expect("5 5");
    world_advance(&w, 6);
    expect("5 5 5 5");
    got_release(&out);
}
END_TEST

START_TEST(the_delay_of_a_retry_is_edited_and_the_next_failure_waits_as_the_new_function_says)
{
    const char *f = "static rx_observable *f(rx_value v, int64_t n, void *e) { (void)v; (void)n; (void)e; return rx_timer(%d); }\n"
                    "static rx_value fails(rx_value v, void *e) { (void)v; (void)e; return rx_error(1, \"again\"); }";
    char a[512], b[512];
    snprintf(a, sizeof a, f, 10);
    snprintf(b, sizeof b, f, 3);
    start(a, "rx_pipe(rx_of(rx_i64(5), rx_i64(0)), rx_tap(nop), rx_start_with(rx_i64(1)), rx_map(fails), rx_retry_when(3, f))");
    world_advance(&w, 5);
    unsigned rounds = world_count(&w, "subscribe-call");
    edit(b, "rx_pipe(rx_of(rx_i64(5), rx_i64(0)), rx_tap(nop), rx_start_with(rx_i64(1)), rx_map(fails), rx_retry_when(3, f))");
    world_advance(&w, 4);
    ck_assert_uint_eq(world_count(&w, "subscribe-call"), rounds);
    world_advance(&w, 1);
    ck_assert_uint_gt(world_count(&w, "subscribe-call"), rounds);
    world_advance(&w, 5);
    expect("");
    world_advance(&w, 1);
    expect("X:again");
    got_release(&out);
}
END_TEST

START_TEST(an_operator_is_put_behind_and_before_a_repeat_that_waits_and_the_next_round_comes)
{
    const char *f = "static rx_observable *f(rx_value v, void *e) { (void)v; (void)e; return rx_timer(10); }";
    start(f, "rx_pipe(rx_of(rx_i64(5)), rx_repeat_when(9, f), rx_scan(sum, rx_i64(0)))");
    world_advance(&w, 5);
    edit(f, "rx_pipe(rx_of(rx_i64(5)), rx_map(inc), rx_repeat_when(9, f), rx_map(twice), rx_scan(sum, rx_i64(0)))");
    world_advance(&w, 5);
    expect("5 17"); /* the sum has stayed, and so has the time that was left */
    world_advance(&w, 5);
    edit(f, "rx_pipe(rx_of(rx_i64(5)), rx_map(inc), rx_map(twice), rx_scan(sum, rx_i64(0)))");
    expect("5 17 29 |"); /* the repeat is gone: what it waited for comes at once, and is the last */
    got_release(&out);
}
END_TEST

START_TEST(the_selector_of_a_buffer_when_is_edited_and_the_buffer_stays)
{
    const char *f = "static rx_observable *f(void *e) { (void)e; return rx_timer(%d); }\n"
                    "static rx_value all(rx_value v, void *e) { (void)e; int64_t n = 0;"
                    " for (size_t i = 0; i < rx_list_size(v); i++) n = n * 10 + rx_list_at(v, i).i64; return rx_i64(n); }";
    char a[512], b[512];
    snprintf(a, sizeof a, f, 10);
    snprintf(b, sizeof b, f, 3);
    start(a, "rx_pipe(in, rx_buffer_when(f), rx_map(all))");
    send(1);
    world_advance(&w, 5);
    edit(b, "rx_pipe(in, rx_buffer_when(f), rx_map(all))");
    send(2);
    world_advance(&w, 5);
    expect("12");
    send(3);
    world_advance(&w, 3);
    expect("12 3");
    got_release(&out);
}
END_TEST

START_TEST(the_selector_of_a_debounce_is_edited_and_the_value_that_waits_goes_out_as_before)
{
    const char *f = "static rx_observable *f(rx_value v, void *e) { (void)v; (void)e; return rx_timer(%d); }";
    char a[256], b[256];
    snprintf(a, sizeof a, f, 10);
    snprintf(b, sizeof b, f, 3);
    start(a, "rx_pipe(in, rx_debounce(f))");
    send(1);
    world_advance(&w, 5);
    edit(b, "rx_pipe(in, rx_debounce(f))");
    world_advance(&w, 4);
    expect("");
    world_advance(&w, 1);
    expect("1");
    send(2);
    world_advance(&w, 3);
    expect("1 2");
    got_release(&out);
}
END_TEST

START_TEST(timers_and_what_they_hold_stay_while_their_neighbours_change)
{
    start("", "rx_pipe(in, rx_delay(10), rx_map(inc))");
    send(1);
    world_advance(&w, 4);
    edit("", "rx_pipe(in, rx_filter(even), rx_delay(10), rx_map(twice))");
    send(2);
    world_advance(&w, 6);
    expect("2");
    world_advance(&w, 4);
    expect("2 4");
    edit("", "rx_pipe(in, rx_debounce_time(10))");
    send(3);
    world_advance(&w, 6);
    edit("", "rx_pipe(in, rx_debounce_time(10), rx_map(inc))");
    world_advance(&w, 4);
    expect("2 4 4");
    const char *f = "static rx_value size(rx_value v, void *e) { (void)e; return rx_i64((int64_t)rx_list_size(v)); }";
    edit(f, "rx_pipe(in, rx_throttle_time(10), rx_buffer_time(8), rx_map(size))");
    got_clear(&out);
    send(5);
    world_advance(&w, 5);
    edit(f, "rx_pipe(in, rx_throttle_time(10), rx_buffer_time(8), rx_map(size), rx_map(twice))");
    send(6); /* still within the ten */
    world_advance(&w, 3);
    expect("2");
    world_advance(&w, 2);
    send(7);
    world_advance(&w, 6);
    expect("2 2");
    got_release(&out);
}
END_TEST

START_TEST(a_period_is_edited_and_that_operator_alone_starts_over)
{
    start("", "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_debounce_time(10), rx_scan(sum, rx_i64(0)))");
    send(1);
    world_advance(&w, 10);
    send(2);
    edit("", "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_debounce_time(20), rx_scan(sum, rx_i64(0)))");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "reset");
    expect_line("reset debounce_time 20\nkept scan\nkept scan");
    world_advance(&w, 30);
    expect("1"); /* what it held went with it */
    send(3);
    world_advance(&w, 20);
    expect("1 7");
    got_release(&out);
}
END_TEST

START_TEST(with_latest_froms_function_is_edited_and_the_latest_values_stay)
{
    const char *f = "static rx_value f(const rx_value *l, size_t n, void *e) { (void)e; (void)n; return rx_i64(l[0].i64 %s l[1].i64); }\n"
                    "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());"
                    " rx_observable *x = RX_TRACK(x, rx_subject_new()); rx_observable *y = RX_TRACK(y, rx_subject_new());"
                    " RX_TRACK(out, rx_pipe(in, rx_with_latest_from(f, %s))); (void)x; (void)y; }";
    world_add(&w, "m.c", world_text(f, "+", "x"));
    world_watch(&w, &out, "m", "out");
    rx_next(world_track(&w, "m", "x"), rx_i64(5));
    send(2);
    world_save(&w, "m.c", world_text(f, "*", "x"));
    send(3);
    expect("7 15");
    world_save(&w, "m.c", world_text(f, "*", "y")); /* what x sent is nobody's value any more */
    send(4);
    expect("7 15");
    rx_next(world_track(&w, "m", "y"), rx_i64(2));
    send(4);
    expect("7 15 8");
    got_release(&out);
}
END_TEST

/* ---- 25, 45: what callbacks have made ---- */

#define THREE_DEEP                                                                                 \
    "static rx_observable *inner(rx_value v, void *e) { (void)e; (void)v; return rx_pipe(rx_interval(10), rx_map(tick)); }\n" \
    "static rx_observable *middle(rx_value v, void *e) { (void)e; (void)v; return rx_pipe(rx_of(rx_i64(1)), rx_switch_map(inner)); }"
#define TICK(factor)                                                                               \
    "static rx_value tick(rx_value v, void *e) { (void)e; return rx_i64((v.i64 + 1) * " #factor "); }\n"

START_TEST(a_callback_three_levels_deep_that_captures_nothing_is_edited_and_the_living_stream_calls_the_new_one)
{
    start(TICK(1) THREE_DEEP, "rx_pipe(in, rx_merge_map(middle))");
    send(0);
    world_advance(&w, 20);
    unsigned subscribes = world_count(&w, "subscribe-call");
    edit(TICK(10) THREE_DEEP, "rx_pipe(in, rx_merge_map(middle))");
    world_advance(&w, 20);
    expect("1 2 30 40");
    ck_assert_uint_eq(world_count(&w, "subscribe-call"), subscribes);
    ck_assert_uint_eq(old_code("m.c:out"), 0);
    ck_assert_uint_eq(world_module(&w, "m.c")->freed_generations, 1); /* nothing stays behind */
    got_release(&out);
}
END_TEST

#define CAPTURES(op)                                                                               \
    "static rx_value tick(rx_value v, void *e) { return rx_i64((v.i64 + 1) " op " *(int64_t *)e); }\n" \
    "static rx_observable *f(rx_value v, void *e) { (void)e; int64_t *own = malloc(sizeof *own); *own = v.i64;" \
    " return rx_pipe(rx_interval(10), rx_map_env(tick, own, free)); }"

START_TEST(a_callback_with_an_env_of_its_activation_finishes_on_the_old_code_and_is_marked_so)
{
    start("#include <stdlib.h>\n" CAPTURES("+"), "rx_pipe(in, rx_switch_map(f))");
    send(100);
    world_advance(&w, 10);
    edit("#include <stdlib.h>\n" CAPTURES("*"), "rx_pipe(in, rx_switch_map(f))");
    ck_assert_uint_eq(old_code("m.c:out"), 1);
    world_advance(&w, 10);
    expect("101 102");
    ck_assert_uint_eq(world_module(&w, "m.c")->freed_generations, 0);
    send(100);
    ck_assert_uint_eq(old_code("m.c:out"), 0);
    world_advance(&w, 10);
    expect("101 102 100");
    world_command(&w, CMD_SWEEP, NULL, 0);
    ck_assert_uint_eq(world_module(&w, "m.c")->freed_generations, 1);
    got_release(&out);
}
END_TEST

START_TEST(a_callback_whose_type_changed_under_its_name_stays_on_the_old_code)
{
    const char *a = "static rx_value tick(rx_value v, void *e) { (void)e; return rx_i64(v.i64 + 1); }\n"
                    "static rx_observable *f(rx_value v, void *e) { (void)e; (void)v; return rx_pipe(rx_interval(10), rx_map(tick)); }";
    const char *b = "static bool tick(rx_value v, void *e) { (void)e; return v.i64 > 100; }\n"
                    "static rx_observable *f(rx_value v, void *e) { (void)e; (void)v; return rx_pipe(rx_interval(10), rx_filter(tick)); }";
    start(a, "rx_pipe(in, rx_switch_map(f))");
    send(1);
    world_advance(&w, 10);
    edit(b, "rx_pipe(in, rx_switch_map(f))");
    world_advance(&w, 10);
    expect("1 2");
    ck_assert_uint_eq(old_code("m.c:out"), 1);
    got_release(&out);
}
END_TEST

START_TEST(a_pinned_track_keeps_what_its_callbacks_have_made)
{
    start(TICK(1) THREE_DEEP, "rx_pipe(in, rx_merge_map(middle))");
    send(0);
    world_advance(&w, 10);
    world_command(&w, CMD_PIN, "m.c:out", 0);
    edit(TICK(10) THREE_DEEP, "rx_pipe(in, rx_merge_map(middle))");
    world_advance(&w, 10);
    expect("1 2");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "held");
    got_release(&out);
}
END_TEST

START_TEST(a_factory_that_is_called_many_times_makes_a_track_a_call_and_an_edit_reaches_each_with_its_own_state)
{
    const char *f = "static rx_value by(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * %d); }\n"
                    "static rx_observable *make(rx_observable *in) { return RX_TRACK(part, rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_map(by))); }\n"
                    "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());"
                    " rx_observable *x = make(rx_pipe(in, rx_filter(even))), *y = make(in); RX_TRACK(out, rx_merge(x, y)); }";
    world_add(&w, "m.c", world_text(f, 1));
    world_watch(&w, &out, "m", "out");
    send(1);
    send(2);
    world_save(&w, "m.c", world_text(f, 10));
    send(4);
    expect("1 2 3 60 70");
    ck_assert_str_eq(world_outcome(&w, "m.c:make/part"), "swapped");
    ck_assert_str_eq(world_outcome(&w, "m.c:make/part#2"), "swapped");
    got_release(&out);
}
END_TEST

START_TEST(a_factory_that_a_callback_calls_makes_new_calls_only_and_what_lives_is_marked_old)
{
    const char *a = "static rx_observable *make(rx_value v, void *e) { (void)e; (void)v; return RX_TRACK(part, rx_pipe(rx_interval(10), rx_map(inc))); }";
    const char *b = "static rx_observable *make(rx_value v, void *e) { (void)e; (void)v; return RX_TRACK(part, rx_pipe(rx_interval(10), rx_map(inc), rx_map(twice))); }";
    start(a, "rx_pipe(in, rx_merge_map(make))");
    send(0);
    world_advance(&w, 10);
    edit(b, "rx_pipe(in, rx_merge_map(make))");
    ck_assert_uint_eq(old_code("m.c:out"), 1);
    send(0);
    world_advance(&w, 10);
    expect("1 2 2");
    ck_assert_uint_eq(old_code("m.c:out"), 1);
    got_release(&out);
}
END_TEST

/* ---- 46: told apart by shape ---- */

START_TEST(a_track_is_inserted_above_two_of_the_same_name_and_they_are_matched_by_shape)
{
    const char *f = "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new()); rx_observable *a, *b, *c = rx_never();"
                    " (void)c; %s"
                    " { a = RX_TRACK(part, rx_pipe(in, rx_scan(sum, rx_i64(0)))); }"
                    " { b = RX_TRACK(part, rx_pipe(in, rx_map(twice), rx_scan(sum, rx_i64(0)))); }"
                    " RX_TRACK(out, rx_merge(a, b, c)); }";
    world_add(&w, "m.c", world_text(f, ""));
    world_watch(&w, &out, "m", "out");
    send(1);
    expect("1 2");
    world_save(&w, "m.c", world_text(f, "{ c = RX_TRACK(part, rx_pipe(in, rx_filter(even))); }"));
    send(2);
    expect("1 2 3 6 2");
    ck_assert_str_eq(world_outcome(&w, "m.c:part"), "unchanged");
    ck_assert_str_eq(world_outcome(&w, "m.c:part#2"), "unchanged");
    ck_assert_str_eq(world_outcome(&w, "m.c:part#3"), "new");
    world_save(&w, "m.c", world_text(f, "{ c = RX_TRACK(part, rx_pipe(in, rx_filter(even))); } rx_log(\"again\");"));
    send(4);
    expect("1 2 3 6 2 7 14 4"); /* the order is known by now */
    ck_assert_str_eq(world_outcome(&w, "m.c:part#3"), "unchanged");
    world_save(&w, "m.c", world_text(f, "")); /* and taken out again */
    send(6);
    expect("1 2 3 6 2 7 14 4 13 26");
    ck_assert_uint_eq(world_track_state(&w, "m.c:part#3")->flags & TRACK_FLAG_ORPHAN, TRACK_FLAG_ORPHAN);
    got_release(&out);
}
END_TEST

START_TEST(an_operator_is_inserted_above_two_that_are_the_same_and_both_keep_their_state)
{
    start("", "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_scan(sum, rx_i64(0)))");
    send(1);
    send(2);
    edit("", "rx_pipe(in, rx_map(twice), rx_scan(sum, rx_i64(0)), rx_scan(sum, rx_i64(0)))");
    send(1);
    expect("1 4 9");
    expect_line("new map twice\nkept scan\nkept scan");
    got_release(&out);
}
END_TEST

/* ---- 33: work under way ---- */

START_TEST(an_orphan_has_work_under_way_and_is_kept_until_that_is_over)
{
    const char *f = "struct job { int64_t n; };\n"
                    "static void over(void *d) { rx_log(\"job %%d is over\", (int)((struct job *)d)->n); }\n"
                    "static const rx_user_type type = {\"job\", sizeof(struct job), over, 0, 0};\n"
                    "static rx_value begin(rx_value v, void *e) { (void)e; return rx_user(&type, &(struct job){v.i64}); }\n"
                    "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new()); %s (void)in; (void)begin; (void)type; }";
    const char *reader = "static void done(rx_value v, void *e) { (void)e; (void)v; rx_log(\"job delivered\"); }\n"
                         "RX_MODULE(n) { RX_SUBSCRIBE(rx_pipe(RX_USE(m, jobs), rx_delay(500)), done); }";
    world_add(&w, "m.c", world_text(f, "RX_TRACK(jobs, rx_pipe(in, rx_map(begin)));"));
    world_add(&w, "n.c", world_text("%s", reader));
    send(7);
    world_save(&w, "m.c", world_text(f, ""));
    ck_assert_uint_eq(world_track_state(&w, "m.c:jobs")->flags & TRACK_FLAG_ORPHAN, TRACK_FLAG_ORPHAN);
    world_command(&w, CMD_SWEEP, NULL, 0);
    expect_line("orphan m.c:jobs kept");
    expect_line("a value of type job in delay(500)");
    ck_assert_ptr_null(world_log_line(&w, "is over"));
    world_advance(&w, 500);
    expect_line("job delivered");
    expect_line("job 7 is over"); /* by the old code */
    world_save(&w, "n.c", world_text("RX_MODULE(n) { rx_log(\"reads nothing\"); }"));
    world_command(&w, CMD_SWEEP, NULL, 0);
    expect_line("orphan m.c:jobs freed");
    ck_assert_uint_eq(world_module(&w, "m.c")->freed_generations, 1);
}
END_TEST

/* ---- 56: state ---- */

#define MEAN(members, more)                                                                        \
    "struct mean { " members " };\n"                                                               \
    "static rx_value mean(void *s, rx_value v, void *e) { (void)e; struct mean *m = s; m->sum += v.i64; m->n++; return rx_i64(m->sum * 100 + m->n); }\n" \
    more

#define GROW                                                                                       \
    "struct mean_before { int64_t sum, n; };\n"                                                    \
    "static bool grow(const void *old, size_t size, void *now) { if (size != sizeof(struct mean_before)) return false;" \
    " const struct mean_before *b = old; struct mean *m = now; m->sum = b->sum * 10; m->n = b->n; return true; }\n"

START_TEST(a_state_function_is_edited_and_the_state_stays)
{
    start(MEAN("int64_t sum, n;", ""), "rx_pipe(in, rx_state(struct mean, mean))");
    send(1);
    edit("static int weight = 2;\n"
         "struct mean { int64_t sum, n; };\n"
         "static rx_value mean(void *s, rx_value v, void *e) { (void)e; struct mean *m = s; m->sum += v.i64 * weight; m->n++; return rx_i64(m->sum * 100 + m->n); }\n",
         "rx_pipe(in, rx_state(struct mean, mean))");
    send(3);
    expect("101 702");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "swapped");
    got_release(&out);
}
END_TEST

START_TEST(the_state_of_an_operator_grows_and_the_modules_function_converts_it)
{
    start(MEAN("int64_t sum, n;", ""), "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_state(struct mean, mean))");
    send(1);
    send(2);
    unsigned subscribes = world_count(&w, "subscribe-call");
    edit(MEAN("int64_t n, sum, more;", GROW),
         "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_state(struct mean, mean, .migrate = grow))");
    send(3); /* the sum of before is 4, and ten times that now; the scan is at 6 */
    expect("101 402 4603");
    ck_assert_uint_eq(world_count(&w, "subscribe-call"), subscribes);
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "migrated");
    expect_line("migrated state struct mean, mean, .migrate = grow\nkept scan");
    got_release(&out);
}
END_TEST

START_TEST(the_state_of_an_operator_grows_without_a_function_and_that_operator_alone_starts_over)
{
    start(MEAN("int64_t sum, n;", ""), "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_state(struct mean, mean))");
    send(1);
    send(2);
    edit(MEAN("int64_t n, sum, more;", ""), "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_state(struct mean, mean))");
    send(3);
    expect("101 402 601");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "reset");
    expect_line("reset state struct mean, mean\nkept scan");
    got_release(&out);
}
END_TEST

START_TEST(a_migration_that_refuses_starts_the_operator_over_and_ends_what_the_old_state_owned)
{
    const char *owns = "static void first(void *s) { struct mean *m = s; m->n = 50; rx_log(\"begins\"); }\n"
                       "static void last(void *s) { rx_log(\"ends at %d\", (int)((struct mean *)s)->n); }\n";
    char a[1024], b[2048];
    snprintf(a, sizeof a, MEAN("int64_t sum, n;", "%s"), owns);
    snprintf(b, sizeof b, MEAN("int64_t n, sum; char more[64];", "%s"
             "static bool no(const void *old, size_t size, void *now) { (void)old; (void)size; (void)now; return false; }\n"), owns);
    start(a, "rx_pipe(in, rx_state(struct mean, mean, .init = first, .destroy = last))");
    send(1);
    edit(b, "rx_pipe(in, rx_state(struct mean, mean, .init = first, .destroy = last, .migrate = no))");
    send(2);
    expect("151 251");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "reset");
    ck_assert_uint_eq(world_count(&w, "info \"ends at 51\""), 1);
    got_release(&out);
    ck_assert_uint_eq(world_count(&w, "info \"begins\""), 1 + world_count(&w, "info \"ends at 50\"") + 1);
}
END_TEST

START_TEST(members_that_change_places_are_noticed_when_they_are_listed)
{
    const char *p = "rx_pipe(in, rx_state(struct mean, mean, .members = RX_MEMBERS(RX_MEMBER(struct mean, sum), RX_MEMBER(struct mean, n))))";
    start(MEAN("int64_t sum, n;", ""), p);
    send(1);
    edit(MEAN("int64_t n, sum;", ""), p);
    send(2);
    expect("101 201");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "reset");
    got_release(&out);
}
END_TEST

/* ---- 11: the same without subscribers ---- */

/* What becomes of a connection to which nobody listens, when its code is edited. */
static const struct {
    const char *before, *after;
    unsigned living;   /* connections of `in` after it */
    const char *late;  /* what a late subscriber gets, then 5 */
    const char *outcome;
} idle[] = {
    {"rx_map(inc), rx_share_replay(1)", "rx_skip(0), rx_map(inc), rx_share_replay(1)", 1, "6", "reconnected"},
    {"rx_map(inc), rx_share_replay(1)", "rx_share_replay(1)", 1, "5", "reconnected"},
    {"rx_map(inc), rx_share_replay(1)", "rx_map(twice), rx_share_replay(1)", 1, "2 10", "swapped"},
    {"rx_share_replay(1), rx_map(twice)", "rx_share_replay(2), rx_map(twice)", 1, "10", "reset"},
    {"rx_map(inc), rx_share_replay(1), rx_map(twice)", "rx_map(inc), rx_map(twice), rx_share_replay(1)", 0, "12", "reconnected"},
    {"rx_map(inc), rx_share_replay(1), rx_map(twice)", "rx_map(inc), rx_map(twice)", 0, "12", "reconnected"},
    {"rx_map(inc), rx_share_replay(1)", "rx_map(inc), rx_share_replay_ref(1)", 0, "6", "reconnected"},
    {"rx_map(inc), rx_share_replay(1)", "rx_map(inc), rx_share()", 0, "6", "reconnected"},
};

START_TEST(a_connection_without_subscribers_goes_on_with_the_new_code_where_its_operator_stays_and_else_is_closed)
{
    char *before = str_format("rx_pipe(in, %s)", idle[_i].before), *after = str_format("rx_pipe(in, %s)", idle[_i].after);
    start("", before);
    send(1);
    got_release(&out);
    ck_assert_uint_eq(living_of_in(), 1);
    unsigned subscribed = world_count(&w, "\nsubscribe-call"), ended = world_count(&w, "\nunsubscribe-call");
    edit("", after);
    ck_assert_uint_eq(living_of_in(), idle[_i].living);
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), idle[_i].outcome);
    ck_assert_uint_eq(world_module(&w, "m.c")->kept_generations, 0);
    if (!idle[_i].living) { /* nothing is subscribed for nobody */
        ck_assert_uint_eq(world_count(&w, "\nsubscribe-call"), subscribed);
        ck_assert_uint_gt(world_count(&w, "\nunsubscribe-call"), ended);
    }
    world_watch(&w, &out2, "m", "out");
    send(5);
    ck_assert_str_eq(got_text(&out2), idle[_i].late);
    ck_assert_uint_eq(living_of_in(), 1);
    got_release(&out2);
    free(before);
    free(after);
}
END_TEST

START_TEST(a_connection_without_subscribers_is_closed_with_its_track_and_with_its_definition)
{
    start("", "rx_pipe(in, rx_map(inc), rx_share_replay(1))");
    send(1);
    got_release(&out);
    edit("", "rx_merge(in)");
    ck_assert_uint_eq(living_of_in(), 0);
    edit("", "rx_pipe(in, rx_map(inc), rx_share_replay(1))");
    world_watch(&w, &out, "m", "out");
    got_release(&out);
    ck_assert_uint_eq(living_of_in(), 1);
    world_save(&w, "m.c", world_text("RX_MODULE(m) { RX_TRACK(in, rx_subject_new()); }"));
    ck_assert_uint_eq(living_of_in(), 0);
    ck_assert_uint_eq(world_module(&w, "m.c")->kept_generations, 0);
}
END_TEST

/* ---- 60, and what the result says ---- */

static void reset(const char *name)
{
    entity_id id = 0;
    for (rx_observable *o = rx_rt->all; o && !id; o = o->all_next)
        if (o->operator_id && strcmp(rx_string_of(o->at.name), name) == 0)
            id = o->operator_id;
    struct command c = {.kind = CMD_RESET, .id = id};
    hmr_command(w.hmr, &c);
    world_settle(&w);
}

START_TEST(each_of_these_operators_is_reset_alone)
{
    const char *f = "static rx_observable *later(rx_value v, void *e) { (void)e; return rx_pipe(rx_of(rx_retain(v)), rx_delay(10)); }\n"
                    "struct count { int64_t n; };\n"
                    "static rx_value counted(void *s, rx_value v, void *e) { (void)e; return rx_i64(100 * ++((struct count *)s)->n + v.i64); }";
    start(f, "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_delay(10), rx_concat_map(later), rx_state(struct count, counted))");
    send(1);
    world_advance(&w, 20);
    send(2);
    reset("delay"); /* what it held goes with it */
    world_advance(&w, 20);
    expect("101");
    send(3);
    world_advance(&w, 20);
    expect("101 206"); /* the sum and the count have stayed */
    reset("state");
    send(4);
    world_advance(&w, 10);
    reset("concat_map"); /* its stream was under way */
    world_advance(&w, 20);
    send(5);
    world_advance(&w, 20);
    expect("101 206 115");
    got_release(&out);
}
END_TEST

static const char *const sharing[] = {"rx_share()", "rx_share_replay(2)", "rx_share_replay_ref(2)"};

START_TEST(a_shared_connection_is_reset_by_hand_with_what_lies_before_it)
{
    char *name = mem_strndup(sharing[_i] + 3, strcspn(sharing[_i] + 3, "("));
    char *pipe = str_format("rx_pipe(in, rx_scan(sum, rx_i64(0)), %s, rx_scan(sum, rx_i64(0)))", sharing[_i]);
    start("", pipe);
    world_watch(&w, &out2, "m", "out");
    send(1);
    send(2);
    expect("1 4");
    reset(name);
    char *line = str_format("reset by hand: %s; what lies before it starts over, too", name);
    expect_line(line);
    ck_assert_uint_eq(living_of_in(), 1);
    expect("1 4"); /* nothing was replayed */
    send(10);
    expect("1 4 14"); /* the scan before it has started over, the one behind it has not */
    ck_assert_str_eq(got_text(&out2), "1 4 14");
    got_release(&out2);
    world_watch(&w, &out2, "m", "out");
    ck_assert_str_eq(got_text(&out2), strchr(pipe, '2') ? "10" : ""); /* nothing of before */
    got_release(&out2);
    got_release(&out);
    reset(name); /* to which nobody listens */
    world_watch(&w, &out, "m", "out");
    expect("");
    send(7);
    expect("7");
    ck_assert_uint_eq(living_of_in(), 1);
    got_release(&out);
    free(line);
    free(pipe);
    free(name);
}
END_TEST

START_TEST(a_track_is_reset_by_hand_with_the_connections_that_it_shares)
{
    char *pipe = str_format("rx_pipe(in, rx_scan(sum, rx_i64(0)), %s, rx_scan(sum, rx_i64(0)), rx_share_replay(3))", sharing[_i]);
    start("", pipe);
    world_watch(&w, &out2, "m", "out");
    send(1);
    send(2);
    expect("1 4");
    world_command(&w, CMD_RESET, "m.c:out", 0);
    expect("1 4");
    send(10);
    expect("1 4 10");
    ck_assert_str_eq(got_text(&out2), "1 4 10");
    ck_assert_uint_eq(living_of_in(), 1);
    got_release(&out2);
    got_release(&out);
    free(pipe);
}
END_TEST

START_TEST(a_shared_stream_that_has_completed_is_made_anew_by_a_reset)
{
    start("", "rx_pipe(rx_of(rx_i64(1), rx_i64(2)), rx_share_replay(2))");
    expect("1 2 |");
    reset("share_replay");
    expect("1 2 |"); /* who has completed is not woken */
    world_watch(&w, &out2, "m", "out");
    ck_assert_str_eq(got_text(&out2), "1 2 |");
    world_command(&w, CMD_RESET, "m.c:out", 0);
    expect("1 2 |");
    got_release(&out2);
    got_release(&out);
}
END_TEST

START_TEST(a_connection_that_another_stream_shares_is_made_anew_once_and_serves_both)
{
    const char *f = "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());"
                    " rx_observable *both = rx_pipe(rx_merge(rx_of(rx_i64(50)), in), rx_scan(sum, rx_i64(0)), rx_share());"
                    " RX_TRACK(out, rx_pipe(both, rx_map(twice))); RX_TRACK(other, rx_pipe(both, rx_map(inc))); }";
    world_add(&w, "m.c", world_text("%s", f));
    world_watch(&w, &out, "m", "out");
    world_watch(&w, &out2, "m", "other");
    send(1);
    expect("100 102");
    ck_assert_str_eq(got_text(&out2), "52");
    world_command(&w, CMD_RESET, "m.c:out", 0);
    expect("100 102 100"); /* once */
    ck_assert_str_eq(got_text(&out2), "52 51");
    send(2);
    expect("100 102 100 104");
    ck_assert_str_eq(got_text(&out2), "52 51 53");
    ck_assert_uint_eq(living_of_in(), 1);
    got_release(&out2);
    got_release(&out);
}
END_TEST

/* Edits after which nothing uses the earlier entity but the one that runs. */
static const struct {
    const char *before, *after;
} parts[] = {
    {"rx_pipe(in, rx_map(inc))", "rx_pipe(in, rx_map(inc), rx_filter(even))"},
    {"rx_interval(10)", "rx_pipe(rx_interval(10), rx_filter(even))"},
    {"rx_pipe(rx_interval(10), rx_filter(even))", "rx_interval(10)"},
    {"rx_pipe(in, rx_map(inc), rx_filter(even))", "rx_pipe(in, rx_filter(even), rx_map(inc))"},
    {"rx_pipe(in, rx_map(inc))", "rx_pipe(in, rx_map(inc), rx_share())"},
    {"rx_pipe(in, rx_map(inc))", "rx_pipe(in, rx_map(inc), rx_share_replay(1))"},
    {"rx_pipe(in, rx_map(inc))", "rx_pipe(in, rx_map(inc), rx_filter(even), rx_share_replay(1))"},
    {"rx_pipe(in, rx_map(inc))", "rx_pipe(in, rx_map(inc), rx_repeat(2))"},
    {"rx_pipe(in, rx_map(inc))", "rx_pipe(rx_merge(in, rx_never()), rx_map(inc), rx_scan(sum, rx_i64(0)))"},
};

static bool has_old_row(void)
{
    const struct track_version *v;
    struct ref track = world_ref(&w, "m.c:out");
    size_t n = query_versions(w.state, track, &v);
    for (size_t i = 0; i < n; i++)
        if (query_old_version(w.state, track, i))
            return true;
    return false;
}

START_TEST(operators_that_were_kept_make_no_row_of_an_earlier_version)
{
    start("", parts[_i].before);
    send(1);
    edit("", parts[_i].after);
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 2);
    ck_assert(!has_old_row());
    send(2);
    got_release(&out);
    ck_assert(!has_old_row()); /* a connection stays, to which nobody listens */
    edit("", parts[_i].before);
    ck_assert(!has_old_row());
}
END_TEST

START_TEST(the_result_names_what_was_kept_moved_new_reset_and_dropped)
{
    const char *f1 = "static rx_value f(rx_value v, void *e) { (void)e; return v; }";
    const char *f2 = "static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(-v.i64); }";
    start(f1, "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_map(f), rx_filter(even), rx_take(9))");
    edit(f2, "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_map(f), rx_tap(nop), rx_take(8))");
    expect_line("moved map f\ndropped filter\nnew tap nop\nreset take 8\nkept scan");
    expect_event("\"kept scan\\nmoved map f\\ndropped filter\\nnew tap nop\\nreset take 8\""); /* in their order */
    got_release(&out);
}
END_TEST

START_TEST(what_becomes_of_sources_and_of_streams_among_the_arguments_is_told_as_such)
{
    const char *f = "static void make(rx_subscriber *to, void *e) { (void)e; rx_send(to, rx_i64(%d)); }";
    char *f1 = str_format(f, 1), *f2 = str_format(f, 2);
    start(f1, "rx_pipe(rx_merge(rx_create(make), rx_pipe(rx_never(), rx_map(twice))), rx_scan(sum, rx_i64(0)))");
    edit(f2, "rx_pipe(rx_merge(rx_create(make), rx_pipe(rx_never(), rx_map(inc))), rx_scan(sum, rx_i64(0)))");
    expect_event("\"kept scan\\nmoved source create(make) (inner)\\nmoved map inc (inner)\"");
    edit(f2, "rx_pipe(rx_interval(5), rx_scan(sum, rx_i64(0)))");
    expect_event("\"kept scan\\ndropped source merge(");
    edit(f2, "rx_create(make)");
    expect_line("dropped scan");
    edit(f1, "rx_create(make)");
    expect_line("moved source create(make)");
    free(f1);
    free(f2);
    got_release(&out);
}
END_TEST

START_TEST(a_source_gets_its_first_operator_and_loses_its_last_one_and_keeps_its_time)
{
    start("", "rx_interval(10)");
    world_advance(&w, 25);
    edit("", "rx_pipe(rx_interval(10), rx_map(twice))");
    world_advance(&w, 5);
    expect("0 1 4");
    expect_line("new map twice");
    world_advance(&w, 5);
    edit("", "rx_interval(10)");
    world_advance(&w, 5);
    expect("0 1 4 3");
    expect_line("dropped map");
    edit("", "rx_pipe(rx_timer(10), rx_map(inc))");
    expect_line("new map inc\nnew source timer(10)");
    got_release(&out);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("swap, operators");
    TCase *t = tcase_create("cases");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 240);
    tcase_add_test(t, what_lies_behind_a_share_replay_is_edited_and_its_buffer_stays);
    tcase_add_test(t, what_lies_before_a_share_replay_is_made_anew_and_no_late_subscriber_sees_a_value_of_the_old_code);
    tcase_add_test(t, a_replay_in_another_track_is_cleared_when_its_source_is_reconnected);
    tcase_add_test(t, a_replay_of_a_stream_that_has_completed_is_not_shown_after_what_lies_before_it_was_edited);
    tcase_add_test(t, a_share_replay_that_is_taken_away_closes_its_connection_with_a_subscriber_and_without);
    tcase_add_loop_test(t, a_connection_without_subscribers_goes_on_with_the_new_code_where_its_operator_stays_and_else_is_closed, 0,
                        (int)ARRAY_LEN(idle));
    tcase_add_test(t, a_connection_without_subscribers_is_closed_with_its_track_and_with_its_definition);
    tcase_add_loop_test(t, a_shared_connection_is_reset_by_hand_with_what_lies_before_it, 0, (int)ARRAY_LEN(sharing));
    tcase_add_loop_test(t, a_track_is_reset_by_hand_with_the_connections_that_it_shares, 0, (int)ARRAY_LEN(sharing));
    tcase_add_test(t, a_shared_stream_that_has_completed_is_made_anew_by_a_reset);
    tcase_add_test(t, a_connection_that_another_stream_shares_is_made_anew_once_and_serves_both);
    tcase_add_test(t, another_number_of_a_share_replay_starts_its_buffer_over_and_leaves_the_connection);
    tcase_add_test(t, what_a_new_source_replays_is_delivered_once_and_said_to_come_from_the_reconnect);
    tcase_add_test(t, a_concat_maps_project_is_edited_and_the_values_that_wait_use_the_new_code);
    tcase_add_test(t, an_exhaust_maps_project_is_edited_and_busy_stays_busy);
    tcase_add_test(t, an_expands_function_is_edited_and_the_next_level_uses_the_new_code);
    tcase_add_test(t, the_delay_of_a_repeat_is_edited_and_the_next_round_waits_as_the_new_function_says);
    tcase_add_test(t, the_delay_of_a_retry_is_edited_and_the_next_failure_waits_as_the_new_function_says);
    tcase_add_test(t, an_operator_is_put_behind_and_before_a_repeat_that_waits_and_the_next_round_comes);
    tcase_add_test(t, the_selector_of_a_buffer_when_is_edited_and_the_buffer_stays);
    tcase_add_test(t, the_selector_of_a_debounce_is_edited_and_the_value_that_waits_goes_out_as_before);
    tcase_add_test(t, timers_and_what_they_hold_stay_while_their_neighbours_change);
    tcase_add_test(t, a_period_is_edited_and_that_operator_alone_starts_over);
    tcase_add_test(t, with_latest_froms_function_is_edited_and_the_latest_values_stay);
    tcase_add_test(t, a_callback_three_levels_deep_that_captures_nothing_is_edited_and_the_living_stream_calls_the_new_one);
    tcase_add_test(t, a_callback_with_an_env_of_its_activation_finishes_on_the_old_code_and_is_marked_so);
    tcase_add_test(t, a_callback_whose_type_changed_under_its_name_stays_on_the_old_code);
    tcase_add_test(t, a_pinned_track_keeps_what_its_callbacks_have_made);
    tcase_add_test(t, a_factory_that_is_called_many_times_makes_a_track_a_call_and_an_edit_reaches_each_with_its_own_state);
    tcase_add_test(t, a_factory_that_a_callback_calls_makes_new_calls_only_and_what_lives_is_marked_old);
    tcase_add_test(t, a_track_is_inserted_above_two_of_the_same_name_and_they_are_matched_by_shape);
    tcase_add_test(t, an_operator_is_inserted_above_two_that_are_the_same_and_both_keep_their_state);
    tcase_add_test(t, an_orphan_has_work_under_way_and_is_kept_until_that_is_over);
    tcase_add_test(t, a_state_function_is_edited_and_the_state_stays);
    tcase_add_test(t, the_state_of_an_operator_grows_and_the_modules_function_converts_it);
    tcase_add_test(t, the_state_of_an_operator_grows_without_a_function_and_that_operator_alone_starts_over);
    tcase_add_test(t, a_migration_that_refuses_starts_the_operator_over_and_ends_what_the_old_state_owned);
    tcase_add_test(t, members_that_change_places_are_noticed_when_they_are_listed);
    tcase_add_test(t, each_of_these_operators_is_reset_alone);
    tcase_add_test(t, the_result_names_what_was_kept_moved_new_reset_and_dropped);
    tcase_add_test(t, what_becomes_of_sources_and_of_streams_among_the_arguments_is_told_as_such);
    tcase_add_loop_test(t, operators_that_were_kept_make_no_row_of_an_earlier_version, 0, (int)ARRAY_LEN(parts));
    tcase_add_test(t, a_source_gets_its_first_operator_and_loses_its_last_one_and_keeps_its_time);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return suite_main(suite());
}
