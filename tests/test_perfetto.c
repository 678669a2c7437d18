/* test_perfetto.c - the trace that other viewers load: its structure against the published format, and what
 * it shows. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/export.h"
#include "app/follow.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/recorded.h"
#include "tests/support/suite.h"
#include "tests/support/traceevents.h"

static struct recorded records;

static void end(void)
{
    recorded_release(&records);
}

static void show(void *ctx, const struct state *s, const struct event *ev, bool earlier)
{
    struct exporter *x = ctx;
    x->event(x, s, ev, earlier);
}

static json_t *export(const char *filter)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct filter *parsed = NULL;
    struct exporter *x = export_perfetto_new(out);
    struct follow f = {.state = state_new(NULL), .event = show, .ctx = x};
    if (filter)
        ck_assert_int_eq(filter_parse(&parsed, filter, NULL), STATUS_OK);
    f.filter = parsed;
    follow_records(&f, records.bytes, records.n);
    ck_assert_int_eq(x->end(x, f.state, NULL), STATUS_OK);
    x->free(x);
    fclose(out);
    json_t *trace = traceevents_check(text);
    free(text);
    filter_free(parsed);
    state_free(f.state);
    return trace;
}

static double number(const json_t *e, const char *key)
{
    return json_number_value(json_object_get(e, key));
}

static const char *arg(const json_t *e, const char *key)
{
    const char *text = json_string_value(json_object_get(json_object_get(e, "args"), key));
    return text ? text : "(none)";
}

START_TEST(nothing_is_an_empty_trace)
{
    json_t *trace = export(NULL);
    ck_assert_uint_eq(json_array_size(json_object_get(trace, "traceEvents")), 0);
    json_decref(trace);
}
END_TEST

START_TEST(programs_and_tracks_have_their_names)
{
    recorded_program(&records);
    recorded_tick(&records, 1);
    json_t *trace = export(NULL);
    ck_assert_str_eq(arg(traceevents_find(trace, "M", "process_name"), "name"), "cpu (pid 4001)");
    ck_assert_uint_eq(traceevents_count(trace, "M", "thread_name"), 3);
    ck_assert_uint_eq(traceevents_count(trace, "M", "process_name"), 1);
    json_decref(trace);
}
END_TEST

START_TEST(sends_and_calls_are_slices_and_arrows_join_tracks)
{
    recorded_program(&records);
    recorded_tick(&records, 41);
    json_t *trace = export(NULL);
    const json_t *tick = traceevents_find(trace, "B", "interval(250)");
    const json_t *map = traceevents_find(trace, "B", "map(read)");
    const json_t *page = traceevents_find(trace, "B", "page");
    ck_assert(tick && map && page);
    ck_assert(number(tick, "tid") != number(map, "tid"));
    ck_assert(number(map, "tid") != number(page, "tid"));
    ck_assert(number(tick, "ts") < number(map, "ts"));
    ck_assert(number(map, "ts") < number(page, "ts"));
    ck_assert_str_eq(arg(map, "value"), "42");
    ck_assert_str_eq(arg(map, "subscription"), "subscription#2");
    ck_assert_str_eq(arg(map, "place"), "cpu.c:21");
    ck_assert_str_eq(arg(page, "place"), "cpu.c:40");
    ck_assert_uint_eq(traceevents_count(trace, "B", NULL), 5);
    ck_assert_uint_eq(traceevents_count(trace, "E", NULL), 5);
    /* tick -> read, tick -> load's map, map -> high and map -> page */
    ck_assert_uint_eq(traceevents_count(trace, "s", "causes"), traceevents_count(trace, "f", "causes"));
    ck_assert_uint_ge(traceevents_count(trace, "s", "causes"), 2);
    json_decref(trace);
}
END_TEST

START_TEST(an_end_that_was_lost_is_put_where_its_turn_ended)
{
    recorded_program(&records);
    recorded_wait(&records, 100);
    recorded_add(&records, send_next(1, 3, 1));
    recorded_add(&records, send_next(2, 2, 1)); /* both never return */
    recorded_tick(&records, 5);
    recorded_add(&records, send_return(77)); /* nobody's */
    json_t *trace = export(NULL);
    ck_assert_uint_eq(traceevents_count(trace, "B", NULL), 7);
    size_t i;
    json_t *e;
    unsigned early = 0;
    json_array_foreach(json_object_get(trace, "traceEvents"), i, e)
        early += strcmp(json_string_value(json_object_get(e, "ph")), "E") == 0 && number(e, "ts") < 110000;
    ck_assert_uint_eq(early, 2);
    json_decref(trace);
}
END_TEST

START_TEST(a_recording_that_was_cut_is_closed)
{
    recorded_program(&records);
    recorded_tick(&records, 1);
    size_t whole = records.n;
    for (size_t n = whole; n > 0; n = n > 40 ? n - 40 : 0) {
        records.n = n;
        json_decref(export(NULL));
    }
}
END_TEST

START_TEST(a_gap_is_a_slice_of_its_own)
{
    recorded_program(&records);
    recorded_tick(&records, 1);
    recorded_add(&records, send_next(50, 3, 1)); /* open when the gap comes */
    recorded_add(&records, send_merged(2, 1204, 0, 1));
    recorded_add(&records, send_merged(1, 7, 7, 0));
    recorded_add(&records, send_merged(1, 0, 7, 0));
    json_t *trace = export(NULL);
    const json_t *gap = traceevents_find(trace, "X", "1,204 merged");
    ck_assert_ptr_nonnull(gap);
    ck_assert(number(gap, "dur") > 0);
    ck_assert_ptr_nonnull(traceevents_find(trace, "X", "7 counted"));
    ck_assert_uint_eq(traceevents_count(trace, "X", NULL), 2);
    json_decref(trace);
}
END_TEST

START_TEST(swaps_faults_and_refused_builds_are_instants)
{
    recorded_program(&records);
    recorded_tick(&records, 1);
    recorded_swap(&records);
    recorded_add(&records, module_build(1, 3, BUILD_FAILED, "cpu.c:3: error"));
    struct event fault = plain_event(EV_FAULT, track_id(2));
    fault.text = "unhandled error 5";
    fault.text_len = 17;
    recorded_add(&records, fault);
    recorded_add(&records, source_end(1, 3));
    json_t *trace = export(NULL);
    const json_t *swap = traceevents_find(trace, "i", "cpu.c:load swapped, v2");
    ck_assert_ptr_nonnull(swap);
    ck_assert_str_eq(arg(swap, "text"), "moved map read");
    ck_assert_ptr_null(traceevents_find(trace, "i", "unchanged"));
    ck_assert_ptr_nonnull(traceevents_find(trace, "i", "cpu.c gen 2 live"));
    ck_assert_str_eq(arg(traceevents_find(trace, "i", "gen 3 refused"), "text"), "cpu.c:3: error");
    ck_assert_str_eq(arg(traceevents_find(trace, "i", "fault"), "text"), "unhandled error 5");
    ck_assert_ptr_nonnull(traceevents_find(trace, "i", "ended with status 3"));
    json_decref(trace);
}
END_TEST

START_TEST(counters_tell_values_a_second)
{
    recorded_program(&records);
    for (unsigned i = 0; i < 8; i++)
        recorded_tick(&records, i);
    recorded_wait(&records, 60000);
    recorded_add(&records, log_event(LOG_INFO, "later"));
    json_t *trace = export(NULL);
    const json_t *first = traceevents_find(trace, "C", "cpu.c:load values/s");
    ck_assert_ptr_nonnull(first);
    ck_assert(json_number_value(json_object_get(json_object_get(first, "args"), "value")) >= 3);
    ck_assert(json_number_value(json_object_get(json_object_get(first, "args"), "value")) <= 5);
    ck_assert_uint_ge(traceevents_count(trace, "C", "cpu.c:load values/s"), 3); /* and back to 0 */
    ck_assert_uint_le(traceevents_count(trace, "C", "cpu.c:load values/s"), 6);
    ck_assert_ptr_nonnull(traceevents_find(trace, "C", "living subscriptions"));
    json_decref(trace);
}
END_TEST

START_TEST(observers_have_lifetimes)
{
    recorded_program(&records);
    recorded_tick(&records, 1);
    recorded_add(&records, unsubscribe(1, END_UNSUBSCRIBED));
    recorded_add(&records, unsubscribe_return(1));
    recorded_add(&records, subscribe(9, 0, 3));
    json_t *trace = export(NULL);
    ck_assert_uint_eq(traceevents_count(trace, "b", NULL), 2);
    ck_assert_uint_eq(traceevents_count(trace, "e", NULL), 2);
    ck_assert_uint_eq(traceevents_count(trace, "b", "page"), 1);
    json_decref(trace);
}
END_TEST

START_TEST(what_was_there_before_begins_with_the_trace)
{
    recorded_program(&records);
    recorded_wait(&records, 3600 * 1000);
    struct event ev = plain_event(EV_SNAPSHOT, 0);
    recorded_add(&records, ev);
    uint64_t now = records.now;
    records.now -= 5 * NS_PER_S;
    recorded_add(&records, subscribe(7, 0, 3));
    recorded_add(&records, subscribe_return(7));
    records.now = now;
    ev.flags = SNAPSHOT_END;
    recorded_add(&records, ev);
    size_t first = records.n;
    recorded_tick(&records, 1);
    ck_assert_uint_gt(records.n, first);
    json_t *trace = export(NULL);
    ck_assert_uint_eq(traceevents_count(trace, "b", NULL), 2);
    json_decref(trace);
}
END_TEST

START_TEST(a_filter_leaves_whole_slices_out)
{
    recorded_program(&records);
    recorded_tick(&records, 1);
    json_t *trace = export("kind:track name:load");
    ck_assert_uint_eq(traceevents_count(trace, "B", NULL), 2); /* the send to load's map, the call of read */
    json_decref(trace);
}
END_TEST

START_TEST(two_programs_with_one_pid_are_two_processes)
{
    recorded_program(&records);
    struct event ev = source_start(2, "other");
    ev.id = 4001;
    recorded_add(&records, ev);
    recorded_add(&records, from_source(2, log_event(LOG_INFO, "x")));
    json_t *trace = export(NULL);
    ck_assert_uint_eq(traceevents_count(trace, "M", "process_name"), 2);
    json_decref(trace);
}
END_TEST

/* Any order of anything: still a well-formed trace. */
START_TEST(random_events_make_a_well_formed_trace)
{
    struct random r = {7};
    for (unsigned round = 0; round < 60; round++) {
        recorded_program(&records);
        for (unsigned i = 0; i < 300; i++) {
            unsigned sub = 1 + (unsigned)random_below(&r, 5);
            uint64_t n = 1 + random_below(&r, 40);
            if (random_below(&r, 10) == 0)
                records.now += random_below(&r, 3 * NS_PER_S);
            switch (random_below(&r, 9)) {
            case 0:
            case 1:
                recorded_add(&records, send_next(n, sub, (int64_t)i));
                break;
            case 2:
                recorded_add(&records, send_return(n));
                break;
            case 3:
                recorded_add(&records, arg_call(n, subscription_id(sub), arg_id(1)));
                break;
            case 4:
                recorded_add(&records, arg_return(n, 0));
                break;
            case 5:
                recorded_add(&records, send_merged(sub, (int64_t)n, 0, (unsigned)random_below(&r, 2)));
                break;
            case 6:
                recorded_add(&records, unsubscribe(sub, (unsigned)random_below(&r, 5)));
                break;
            case 7:
                recorded_add(&records, subscribe(10 + (unsigned)n, 0, 1 + (unsigned)random_below(&r, 3)));
                break;
            default:
                recorded_swap(&records);
            }
        }
        json_decref(export(NULL));
        recorded_release(&records);
    }
}
END_TEST

START_TEST(a_turn_that_is_very_deep_stays_bounded)
{
    recorded_program(&records);
    for (unsigned i = 1; i < 5000; i++)
        recorded_add(&records, send_next(i, 1 + i % 3, 0));
    json_decref(export(NULL));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        nothing_is_an_empty_trace, programs_and_tracks_have_their_names,
        sends_and_calls_are_slices_and_arrows_join_tracks,
        an_end_that_was_lost_is_put_where_its_turn_ended, a_recording_that_was_cut_is_closed,
        a_gap_is_a_slice_of_its_own, swaps_faults_and_refused_builds_are_instants,
        counters_tell_values_a_second, observers_have_lifetimes,
        what_was_there_before_begins_with_the_trace, a_filter_leaves_whole_slices_out,
        two_programs_with_one_pid_are_two_processes, random_events_make_a_well_formed_trace,
        a_turn_that_is_very_deep_stays_bounded};
    Suite *s = suite_create("perfetto");
    TCase *tc = tcase_create("perfetto");
    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, NULL, end);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(s, tc);
    return suite_main(s);
}
