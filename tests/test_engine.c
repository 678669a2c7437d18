/* test_engine.c - parts of the loop thread one by one, each on a loop of its own: timers, captured output, the command
 * queue. Watches and children have files of their own. */
#include <check.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "engine/capture.h"
#include "engine/inlet.h"
#include "engine/outlet.h"
#include "engine/sched.h"
#include "rx/runtime.h"
#include "tests/support/loop.h"
#include "tests/support/suite.h"

/* --- sched ----------------------------------------------------------------------------------- */

enum { FIRES = 40 };

static struct sched sched;
static struct rx_timer *timer;
static uint64_t fired_at[FIRES + 1];
static unsigned fires, fires_wanted;

static bool fired_enough(void)
{
    return fires >= fires_wanted;
}

static void on_fire(void *arg)
{
    (void)arg;
    if (fires < FIRES)
        fired_at[fires] = uv_hrtime();
    fires++;
}

/* Lateness must not add up: every third call takes most of a period. */
static void on_slow_fire(void *arg)
{
    uint64_t end = uv_hrtime() + 4 * NS_PER_MS;
    on_fire(arg);
    while (fires % 3 == 0 && uv_hrtime() < end)
        continue;
}

static void open_sched(unsigned want)
{
    fires = 0;
    fires_wanted = want;
    sched_init(&sched, &loop);
    rx_runtime_new(&sched.ops, NULL);
}

static void close_sched(void)
{
    rx_runtime_free();
    sched_release(&sched);
}

START_TEST(timer_keeps_its_phase_and_is_never_early)
{
    const uint64_t delay = 3 * NS_PER_MS + 300000, period = 5 * NS_PER_MS + 250000;
    open_sched(FIRES);
    uint64_t before = uv_hrtime();
    timer = sched.ops.start(&sched.ops, delay, period, on_slow_fire, NULL);
    uint64_t after = uv_hrtime();
    ck_assert(loop_until(fired_enough));
    for (unsigned i = 0; i < FIRES; i++)
        ck_assert_uint_ge(fired_at[i], before + delay + i * period);
    /* Had each call's lateness been kept, all of the last half would be many periods late. A busy machine
     * may make some of them late, and it catches up. */
    uint64_t least = UINT64_MAX;
    for (unsigned i = FIRES / 2; i < FIRES; i++) {
        uint64_t late = fired_at[i] - (before + delay + i * period);
        least = late < least ? late : least;
    }
    ck_assert_uint_le(least, after - before + 2 * period);
    sched.ops.stop(&sched.ops, timer);
    close_sched();
}
END_TEST

static void stop_inside(void *arg)
{
    on_fire(arg);
    sched.ops.stop(&sched.ops, timer);
}

START_TEST(timer_may_be_stopped_inside_its_own_call)
{
    open_sched(1);
    timer = sched.ops.start(&sched.ops, 0, NS_PER_MS, stop_inside, NULL);
    ck_assert_uint_eq(fires, 0); /* never from inside start */
    ck_assert(loop_until(fired_enough));
    loop_turn_until(uv_hrtime() + 10 * NS_PER_MS);
    ck_assert_uint_eq(fires, 1);
    close_sched();
}
END_TEST

static void start_another(void *arg)
{
    unsigned now = ++fires;
    (void)arg;
    sched.ops.stop(&sched.ops, timer);
    timer = sched.ops.start(&sched.ops, 0, 0, start_another, NULL);
    ck_assert_uint_eq(fires, now);
}

START_TEST(timer_that_starts_itself_at_once_lets_the_loop_turn)
{
    open_sched(20);
    timer = sched.ops.start(&sched.ops, 0, 0, start_another, NULL);
    for (int i = 0; i < 3; i++)
        uv_run(&loop, UV_RUN_ONCE); /* would not come back */
    ck_assert(loop_until(fired_enough));
    sched.ops.stop(&sched.ops, timer);
    close_sched();
}
END_TEST

START_TEST(timer_with_a_period_below_a_millisecond_fires_as_often_as_it_should)
{
    open_sched(FIRES);
    uint64_t start = uv_hrtime();
    timer = sched.ops.start(&sched.ops, 0, 300000, on_fire, NULL);
    ck_assert(loop_until(fired_enough));
    for (unsigned i = 0; i < FIRES; i++)
        ck_assert_uint_ge(fired_at[i], start + i * 300000);
    sched.ops.stop(&sched.ops, timer);
    close_sched();
}
END_TEST

static void check_depth(void *arg)
{
    ck_assert_uint_eq(rx_depth(), 1);
    on_fire(arg);
}

START_TEST(timer_calls_stand_inside_a_root_turn)
{
    open_sched(1);
    timer = sched.ops.start(&sched.ops, 0, 0, check_depth, NULL);
    ck_assert(loop_until(fired_enough));
    ck_assert_uint_eq(rx_depth(), 0);
    sched.ops.stop(&sched.ops, timer);
    close_sched();
}
END_TEST

/* --- capture --------------------------------------------------------------------------------- */

static struct outlet outlet;
static struct capture *capture;
static struct ring *ring;
static unsigned lines_seen;
static uint64_t lines_dropped;
static char last_line[CAPTURE_LINE_MAX + 64];
static uint8_t last_level;

static void read_log(void)
{
    const void *span;
    size_t n, size;
    struct event ev;
    outlet_flush(&outlet);
    while ((span = ring_next_span(ring, &n))) {
        for (const char *p = span, *end = p + n; p < end; p += size) {
            ck_assert_int_eq(event_decode(p, (size_t)(end - p), &ev, &size), STATUS_OK);
            ck_assert_int_eq(ev.kind, EV_LOG);
            last_level = ev.flags;
            snprintf(last_line, sizeof last_line, "%.*s", (int)ev.text_len, ev.text);
            if (ev.flags == LOG_WARN) {
                char digits[32] = "", *d = digits;
                for (const char *c = last_line; *c && *c != ' '; c++)
                    if (*c != ',')
                        *d++ = *c;
                lines_dropped += strtoull(digits, NULL, 10);
            } else {
                lines_seen++;
            }
        }
        ring_release(ring);
    }
}

static unsigned lines_wanted;

static bool lines_came(void)
{
    read_log();
    return lines_seen + lines_dropped >= lines_wanted;
}

static void open_capture(int write_end[2])
{
    int out[2], err[2];
    struct fault_text why;
    lines_seen = 0;
    lines_dropped = 0;
    ck_assert_int_eq(pipe(out), 0);
    ck_assert_int_eq(pipe(err), 0);
    write_end[0] = out[1];
    write_end[1] = err[1];
    ring = ring_new(1 << 20);
    outlet_init(&outlet, &loop, ring, 0);
    capture = mem_alloc(sizeof *capture);
    ck_assert_int_eq(capture_start(capture, &loop, &outlet.sink, out[0], err[0], &why), STATUS_OK);
}

static void close_capture(int write_end[2])
{
    close(write_end[0]);
    close(write_end[1]);
    capture_stop(capture);
    read_log();
    outlet_close(&outlet);
    uv_run(&loop, UV_RUN_NOWAIT);
    uv_run(&loop, UV_RUN_NOWAIT);
    outlet_release(&outlet);
    ring_free(ring);
    free(capture);
}

START_TEST(captured_lines_become_events_with_their_stream)
{
    int to[2];
    open_capture(to);
    lines_wanted = 1;
    ck_assert_int_eq(write(to[0], "hel", 3), 3);
    ck_assert_int_eq(write(to[0], "lo\n", 3), 3);
    ck_assert(loop_until(lines_came));
    ck_assert_str_eq(last_line, "hello");
    ck_assert_int_eq(last_level, LOG_STDOUT);
    lines_wanted = 2;
    ck_assert_int_eq(write(to[1], "no newline", 10), 10);
    ck_assert(loop_until(lines_came)); /* it does not wait for one for ever */
    ck_assert_str_eq(last_line, "no newline");
    ck_assert_int_eq(last_level, LOG_STDERR);
    close_capture(to);
}
END_TEST

START_TEST(captured_lines_beyond_the_rate_are_counted_exactly)
{
    int to[2];
    const unsigned total = 20000;
    open_capture(to);
    lines_wanted = total;
    for (unsigned i = 0; i < total; i++)
        ck_assert_int_eq(write(to[1], "x\n", 2),
                         2); /* this thread is the loop's: it never blocks */
    ck_assert(loop_until(lines_came));
    ck_assert_uint_eq(lines_seen + lines_dropped, total);
    ck_assert_uint_gt(lines_dropped, 0);
    close_capture(to);
}
END_TEST

START_TEST(captured_lines_are_cut_and_the_last_words_are_kept)
{
    int to[2];
    char big[3 * CAPTURE_LINE_MAX];
    open_capture(to);
    memset(big, 'b', sizeof big);
    ck_assert_int_eq(write(to[0], big, sizeof big), (int)sizeof big);
    ck_assert_int_eq(write(to[0], "\nlast words", 11), 11);
    close_capture(to);
    ck_assert_uint_eq(lines_seen, 2);
    ck_assert_str_eq(last_line, "last words");
}
END_TEST

/* --- the command queue ----------------------------------------------------------------------- */

static struct inlet inlet;
static uint32_t order[INLET_MAX];
static unsigned ran;

static enum status on_command(void *ctx, const struct command *cmd, struct str *say)
{
    (void)ctx;
    order[ran++] = cmd->version;
    if (say)
        str_addf(say, "answer %u", cmd->version);
    return cmd->version % 2 ? STATUS_STATE : STATUS_OK;
}

static bool all_ran(void)
{
    return ran == INLET_MAX;
}

START_TEST(commands_run_in_order_and_the_queue_is_bounded)
{
    ran = 0;
    inlet_init(&inlet, &loop, on_command, NULL);
    for (uint32_t i = 0; i < INLET_MAX; i++)
        ck_assert_int_eq(inlet_put(&inlet, &(struct command){.version = i}), STATUS_OK);
    ck_assert_int_eq(inlet_put(&inlet, &(struct command){0}), STATUS_FULL);
    ck_assert(loop_until(all_ran));
    for (uint32_t i = 0; i < INLET_MAX; i++)
        ck_assert_uint_eq(order[i], i);
    ck_assert_uint_eq(inlet_done(&inlet), 0);
    inlet_settle(&inlet);
    ck_assert_uint_eq(inlet_done(&inlet), INLET_MAX);
    inlet_close(&inlet);
    uv_run(&loop, UV_RUN_NOWAIT);
    inlet_release(&inlet);
}
END_TEST

static bool readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) == 1;
}

/* An answer waits until the events of its command are in the ring; those that nobody takes do not grow. */
START_TEST(answers_stand_behind_the_events_of_their_commands)
{
    struct inlet_reply r;
    ran = 0;
    inlet_init(&inlet, &loop, on_command, NULL);
    for (uint32_t round = 0; round < 2; round++) {
        ran = 0;
        for (uint32_t i = 0; i < INLET_MAX; i++)
            ck_assert_int_eq(inlet_put(&inlet, &(struct command){.version = i, .request = i, .source = 3}), STATUS_OK);
        ck_assert(loop_until(all_ran));
    }
    ck_assert(!readable(inlet_fd(&inlet)));
    ck_assert(!inlet_reply(&inlet, &r));
    inlet_settle(&inlet);
    ck_assert(readable(inlet_fd(&inlet)));
    ck_assert(inlet_reply(&inlet, &r));
    ck_assert_uint_eq(r.request, 255); /* all but one of the first round were taken by nobody; request 0 has no answer */
    ck_assert_uint_eq(r.source, 3);
    ck_assert_int_eq(r.status, STATUS_STATE);
    ck_assert_str_eq(str_text(&r.text), "answer 255");
    str_release(&r.text);
    ck_assert(inlet_reply(&inlet, &r));
    ck_assert_uint_eq(r.request, 1);
    str_release(&r.text);
    while (inlet_reply(&inlet, &r))
        str_release(&r.text);
    ck_assert(!readable(inlet_fd(&inlet)));
    ck_assert_int_eq(inlet_put(&inlet, &(struct command){.version = 2, .request = 9}), STATUS_OK);
    ran = INLET_MAX - 1;
    ck_assert(loop_until(all_ran));
    inlet_settle(&inlet); /* and it is released with an answer that waits */
    inlet_close(&inlet);
    uv_run(&loop, UV_RUN_NOWAIT);
    inlet_release(&inlet);
}
END_TEST

static char told[16];

static enum status on_text(void *ctx, const struct command *cmd, struct str *say)
{
    (void)ctx;
    (void)say;
    snprintf(told, sizeof told, "%.*s", (int)cmd->text_len, cmd->text);
    ran++;
    return STATUS_OK;
}

static bool one_ran(void)
{
    return ran == 1;
}

/* The asker's text is his own again at once; one that never runs is freed. */
START_TEST(the_text_of_a_command_is_copied)
{
    char text[] = "hot";
    ran = 0;
    inlet_init(&inlet, &loop, on_text, NULL);
    ck_assert_int_eq(inlet_put(&inlet, &(struct command){.text = text, .text_len = 3}), STATUS_OK);
    strcpy(text, "not");
    ck_assert(loop_until(one_ran));
    ck_assert_str_eq(told, "hot");
    ck_assert_int_eq(inlet_put(&inlet, &(struct command){.text = text, .text_len = 3}), STATUS_OK);
    inlet_close(&inlet);
    uv_run(&loop, UV_RUN_NOWAIT);
    inlet_release(&inlet);
}
END_TEST

static Suite *engine_suite(void)
{
    Suite *s = suite_create("engine");
    TCase *t = tcase_create("sched"), *o = tcase_create("capture"), *i = tcase_create("inlet");
    TCase *all[] = {t, o, i};
    for (size_t n = 0; n < ARRAY_LEN(all); n++) {
        tcase_add_checked_fixture(all[n], loop_setup, loop_teardown);
        tcase_set_timeout(all[n], 60);
        suite_add_tcase(s, all[n]);
    }
    tcase_add_test(t, timer_keeps_its_phase_and_is_never_early);
    tcase_add_test(t, timer_may_be_stopped_inside_its_own_call);
    tcase_add_test(t, timer_that_starts_itself_at_once_lets_the_loop_turn);
    tcase_add_test(t, timer_with_a_period_below_a_millisecond_fires_as_often_as_it_should);
    tcase_add_test(t, timer_calls_stand_inside_a_root_turn);
    tcase_add_test(o, captured_lines_become_events_with_their_stream);
    tcase_add_test(o, captured_lines_beyond_the_rate_are_counted_exactly);
    tcase_add_test(o, captured_lines_are_cut_and_the_last_words_are_kept);
    tcase_add_test(i, commands_run_in_order_and_the_queue_is_bounded);
    tcase_add_test(i, answers_stand_behind_the_events_of_their_commands);
    tcase_add_test(i, the_text_of_a_command_is_copied);
    return s;
}

int main(void)
{
    return suite_main(engine_suite());
}
