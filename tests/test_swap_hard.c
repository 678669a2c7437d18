/* test_swap_hard.c - edits at which a stream is easily taken for another one: shared and equal sources,
 * inputs that change places, tracks inside tracks, subjects in static data, pinned and forced versions,
 * sources that leave and come back. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

#define IN "rx_observable *in = RX_TRACK(in, rx_subject_new()); (void)in;\n"

static void add(const char *module)
{
    world_add(&w, "m.c", module);
}

static void save(const char *module)
{
    world_save(&w, "m.c", module);
}

static void send(const char *track, int64_t v)
{
    rx_next(world_track(&w, "m", track), rx_i64(v));
}

START_TEST(two_tracks_share_a_stream_without_a_name_and_an_edit_of_it_reaches_both)
{
    const char *f = "static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * %d); }\n"
                    "RX_MODULE(m) { " IN " rx_observable *x = rx_pipe(in, rx_map(f), rx_share());"
                    " RX_TRACK(a, rx_pipe(x, rx_map(inc))); RX_TRACK(b, rx_pipe(x, rx_filter(even))); }";
    add(world_text(f, 10));
    world_watch(&w, &out, "m", "a");
    world_watch(&w, &out2, "m", "b");
    send("in", 1);
    unsigned subscribes = world_count(&w, "subscribe-call");
    save(world_text(f, 100));
    send("in", 1);
    ck_assert_str_eq(got_text(&out), "11 101");
    ck_assert_str_eq(got_text(&out2), "10 100");
    ck_assert_str_eq(world_outcome(&w, "m.c:a"), "swapped");
    ck_assert_str_eq(world_outcome(&w, "m.c:b"), "swapped");
    ck_assert_uint_eq(world_count(&w, "subscribe-call"), subscribes);
    got_release(&out2);
    got_release(&out);
}
END_TEST

START_TEST(two_inputs_that_change_places_are_told_apart)
{
    const char *f = "static rx_value sub(const rx_value *l, size_t n, void *e) { (void)e; (void)n; return rx_i64(l[0].i64 - l[1].i64); }\n"
                    "RX_MODULE(m) { rx_observable *x = RX_TRACK(x, rx_subject_new());"
                    " rx_observable *y = RX_TRACK(y, rx_subject_new());"
                    " RX_TRACK(out, rx_combine_latest(sub, %s)); RX_TRACK(both, rx_merge(%s)); }";
    add(world_text(f, "x, y", "x, y"));
    world_watch(&w, &out, "m", "out");
    world_watch(&w, &out2, "m", "both");
    send("x", 10);
    send("y", 3);
    ck_assert_str_eq(got_text(&out), "7");
    ck_assert_str_eq(got_text(&out2), "10 3");
    save(world_text(f, "y, x", "y, x"));
    got_clear(&out2);
    got_clear(&out);
    send("x", 100); /* what x and y sent in each other's place counts no more */
    send("y", 1000);
    ck_assert_str_eq(got_text(&out), "900");
    ck_assert_str_eq(got_text(&out2), "100 1000");
    got_release(&out2);
    got_release(&out);
}
END_TEST

START_TEST(a_source_and_its_notifier_change_places_and_the_source_is_read_as_a_source)
{
    const char *f = "RX_MODULE(m) { rx_observable *x = RX_TRACK(x, rx_subject_new());"
                    " rx_observable *y = RX_TRACK(y, rx_subject_new());"
                    " RX_TRACK(out, rx_pipe(%s, rx_take_until(%s))); }";
    add(world_text(f, "x", "y"));
    world_watch(&w, &out, "m", "out");
    send("x", 1);
    save(world_text(f, "y", "x"));
    send("y", 2);
    send("y", 3);
    ck_assert_str_eq(got_text(&out), "1 2 3");
    send("x", 4); /* the notifier now */
    ck_assert_str_eq(got_text(&out), "1 2 3 |");
    got_release(&out);
}
END_TEST

START_TEST(an_inner_stream_that_is_the_source_itself_is_not_taken_for_the_source)
{
    const char *f = "static rx_observable *src;\n"
                    "static rx_observable *f(rx_value v, void *e) { (void)e; (void)v; return src; }\n"
                    "RX_MODULE(m) { src = RX_TRACK(in, rx_subject_new()); RX_TRACK(out, rx_pipe(src, %srx_merge_map(f))); }";
    add(world_text(f, ""));
    world_watch(&w, &out, "m", "out");
    send("in", 1);
    save(world_text(f, "rx_filter(even), "));
    send("in", 3); /* the filter holds it back from the outer stream; the inner one of 1 delivers it */
    ck_assert_str_eq(got_text(&out), "3");
    got_release(&out);
}
END_TEST

START_TEST(a_track_that_becomes_another_name_for_a_track_follows_its_edits)
{
    add(world_text("RX_MODULE(m) { rx_observable *t = RX_TRACK(t, rx_interval(100)); RX_TRACK(out, rx_pipe(t, rx_map(inc))); }"));
    world_watch(&w, &out, "m", "out");
    world_advance(&w, 100);
    save(world_text("RX_MODULE(m) { rx_observable *t = RX_TRACK(t, rx_interval(100)); RX_TRACK(out, t); }"));
    world_advance(&w, 200);
    ck_assert_str_eq(got_text(&out), "1 0 1");
    got_clear(&out);
    save(world_text("RX_MODULE(m) { rx_observable *t = RX_TRACK(t, rx_pipe(rx_interval(10), rx_map(twice))); RX_TRACK(out, t); }"));
    world_advance(&w, 100);
    ck_assert_str_eq(got_text(&out), "0 2 4 6 8 10 12 14 16 18");
    ck_assert_ptr_null(world_log_line(&w, "kept by"));
    ck_assert_uint_eq(world_module(&w, "m.c")->freed_generations, 2);
    got_release(&out);
}
END_TEST

START_TEST(a_reset_track_that_is_another_name_for_a_track_still_follows_its_edits)
{
    const char *f = "RX_MODULE(m) { rx_observable *t = RX_TRACK(t, rx_interval(%d)); RX_TRACK(out, t); }";
    add(world_text(f, 100));
    world_watch(&w, &out, "m", "out");
    world_command(&w, CMD_RESET, "m.c:out", 0);
    save(world_text(f, 10));
    world_advance(&w, 100);
    ck_assert_str_eq(got_text(&out), "0 1 2 3 4 5 6 7 8 9");
    got_release(&out);
}
END_TEST

START_TEST(two_equal_sources_that_become_one_variable_go_on_counting)
{
    add(world_text("RX_MODULE(m) { RX_TRACK(out, rx_pipe(rx_interval(100), rx_take_until(rx_pipe(rx_interval(100), rx_skip(5))))); }"));
    world_watch(&w, &out, "m", "out");
    world_advance(&w, 100);
    save(world_text("RX_MODULE(m) { rx_observable *t = rx_interval(100);"
              " RX_TRACK(out, rx_pipe(t, rx_take_until(rx_pipe(t, rx_skip(5))))); }"));
    world_advance(&w, 200);
    ck_assert_str_eq(got_text(&out), "0 1 2");
    got_release(&out);
}
END_TEST

START_TEST(a_renamed_track_with_tracks_written_inside_it_keeps_them_all)
{
    const char *f = "RX_MODULE(m) { " IN " RX_TRACK(%s, rx_merge(RX_TRACK(a, rx_pipe(in, rx_map(inc))),"
                    " RX_TRACK(b, rx_pipe(in, rx_map(twice))))); }";
    add(world_text(f, "out"));
    world_watch(&w, &out, "m", "out");
    send("in", 1);
    save(world_text(f, "total"));
    send("in", 5);
    ck_assert_str_eq(got_text(&out), "2 2 6 10");
    ck_assert_uint_eq(world_ref(&w, "m.c:out").id, 0);
    ck_assert_uint_ne(world_ref(&w, "m.c:total").id, 0);
    ck_assert_uint_ne(world_ref(&w, "m.c:total/a").id, 0);
    ck_assert_uint_ne(world_ref(&w, "m.c:total/b").id, 0);
    ck_assert_uint_eq(world_count(&w, "track-orphan"), 0);
    got_release(&out);
}
END_TEST

START_TEST(a_renamed_track_keeps_its_sum_though_its_source_is_a_track_written_inside_it)
{
    const char *f = "RX_MODULE(m) { " IN " RX_TRACK(%s, rx_pipe(RX_TRACK(a, rx_pipe(in, rx_map(inc))), rx_scan(sum, rx_i64(0)))); }";
    add(world_text(f, "out"));
    world_watch(&w, &out, "m", "out");
    send("in", 1);
    save(world_text(f, "total"));
    send("in", 5);
    ck_assert_str_eq(got_text(&out), "2 8");
    got_release(&out);
}
END_TEST

START_TEST(a_tracked_subject_kept_in_static_data_is_renamed_and_its_handler_still_sends_into_it)
{
    const char *f = "static rx_subject *s;\n"
                    "static void again(rx_value v, void *e) { (void)e; if (v.i64 < 4) rx_next(s, rx_i64(v.i64 + 1)); }\n"
                    "RX_MODULE(m) { s = RX_TRACK(%s, rx_subject_new()); RX_SUBSCRIBE(s, again); }";
    add(world_text(f, "out"));
    world_watch(&w, &out, "m", "out");
    send("out", 3);
    save(world_text(f, "total"));
    send("total", 1);
    ck_assert_str_eq(got_text(&out), "3 4 1 2 3 4");
    got_release(&out);
}
END_TEST

START_TEST(a_subject_kept_in_static_data_before_it_is_tracked_is_the_one_that_lives)
{
    const char *f = "static rx_subject *s;\n"
                    "static void again(rx_value v, void *e) { (void)e; if (v.i64 < 3) rx_next(s, rx_i64(v.i64 + 1)); }\n"
                    "RX_MODULE(m) { s = rx_subject_new(); rx_observable *in = RX_TRACK(in, s);"
                    " RX_SUBSCRIBE(in, again); rx_log(\"%d\"); }";
    add(world_text(f, 1));
    world_watch(&w, &out, "m", "in");
    send("in", 1);
    save(world_text(f, 2));
    send("in", 1);
    ck_assert_str_eq(got_text(&out), "1 2 3 1 2 3");
    got_release(&out);
}
END_TEST

/* Forcing evaluates a body once more, also that of the code that runs: what its static data names then is a
 * subject that was made just now. */
#define FORCED "static rx_subject *s;\n"                                                              \
               "static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * %d); }\n"     \
               "static void again(rx_value v, void *e) { (void)e; if (v.i64 < 3) rx_next(s, rx_i64(v.i64 + 1)); }\n" \
               "RX_MODULE(m) { static int times; s = rx_subject_new(); rx_observable *in = RX_TRACK(in, s);"  \
               " RX_TRACK(out, rx_pipe(s, rx_map(f))); RX_TRACK(aside, rx_pipe(rx_never(), rx_map(f)));"                \
               " RX_SUBSCRIBE(in, again); if (times++ == %d) rx_fail(\"enough\"); }"

START_TEST(what_is_forced_reads_the_subjects_that_live_and_code_that_runs_sends_into_them)
{
    add(world_text(FORCED, 10, -1));
    world_watch(&w, &out, "m", "out");
    save(world_text(FORCED, 100, -1));
    send("in", 2);
    ck_assert_str_eq(got_text(&out), "200 300");
    for (unsigned i = 0; i < 4; i++) {
        got_clear(&out);
        world_command(&w, CMD_SWAP, "m.c:out", 1);
        send("in", 1);
        world_command(&w, CMD_SWAP, "m.c:out", 2);
        send("in", 2);
        world_command(&w, CMD_SWAP, "m.c:aside", 1 + (i & 1)); /* which reads none of them */
        send("in", 2);
        ck_assert_str_eq(got_text(&out), "10 20 30 200 300 200 300");
    }
    got_release(&out);
}
END_TEST

START_TEST(code_that_runs_sends_into_the_subjects_that_live_also_after_a_force_that_its_body_has_refused)
{
    add(world_text(FORCED, 10, -1));
    world_watch(&w, &out, "m", "out");
    save(world_text(FORCED, 100, 1));
    world_command(&w, CMD_SWAP, "m.c:out", 1);
    world_command(&w, CMD_SWAP, "m.c:out", 2);
    ck_assert_ptr_nonnull(strstr(str_text(&w.log), "enough"));
    send("in", 2);
    ck_assert_str_eq(got_text(&out), "20 30");
    got_release(&out);
}
END_TEST

START_TEST(a_pinned_track_whose_source_was_removed_runs_again_when_it_is_released)
{
    add(world_text("RX_MODULE(m) { " IN " rx_observable *x = RX_TRACK(x, rx_pipe(in, rx_map(inc)));"
             " RX_TRACK(out, rx_pipe(x, rx_map(twice))); }"));
    world_watch(&w, &out, "m", "out");
    world_command(&w, CMD_PIN, "m.c:out", 0);
    send("in", 1);
    save(world_text("RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_map(twice))); }"));
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "held");
    send("in", 2);
    world_command(&w, CMD_RELEASE, "m.c:out", 0);
    send("in", 3);
    ck_assert_str_eq(got_text(&out), "4 6");
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 2);
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->flags, 0);
    got_release(&out);
}
END_TEST

START_TEST(forcing_a_version_whose_source_is_gone_is_refused_and_says_what_it_needs)
{
    add(world_text("RX_MODULE(m) { " IN " rx_observable *x = RX_TRACK(x, rx_pipe(in, rx_map(inc)));"
             " RX_TRACK(out, rx_pipe(x, rx_map(twice))); }"));
    world_watch(&w, &out, "m", "out");
    save(world_text("RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_map(twice))); }"));
    world_command(&w, CMD_SWEEP, NULL, 0);
    send("in", 1);
    world_command(&w, CMD_SWAP, "m.c:out", 1);
    send("in", 2);
    ck_assert_str_eq(got_text(&out), "2 4");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "refused");
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 2);
    ck_assert_uint_eq(world_count(&w, "m.c:out needs m.c:x, which has left the source"), 1);
    got_release(&out);
}
END_TEST

START_TEST(a_renamed_track_is_forced_back_to_the_version_from_before_its_rename)
{
    const char *f = "RX_MODULE(m) { " IN " RX_TRACK(%s, rx_pipe(in, rx_map(%s))); }";
    add(world_text(f, "out", "inc"));
    world_watch(&w, &out, "m", "out");
    save(world_text(f, "out", "twice"));
    save(world_text(f, "total", "twice"));
    world_command(&w, CMD_SWAP, "m.c:total", 1);
    send("in", 10);
    ck_assert_str_eq(got_text(&out), "11");
    ck_assert_uint_eq(world_track_state(&w, "m.c:total")->version, 1);
    got_release(&out);
}
END_TEST

START_TEST(a_track_held_for_many_saves_is_released_to_the_version_that_waits)
{
    const char *f = "static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * %d); }\n"
                    "static rx_value g(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * %d); }\n"
                    "RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_map(f))); RX_TRACK(other, rx_pipe(in, rx_map(g))); }";
    add(world_text(f, 1, 1));
    world_watch(&w, &out, "m", "out");
    world_command(&w, CMD_PIN, "m.c:out", 0);
    for (int i = 0; i < 36; i++) /* more than the versions that are kept of a module */
        save(world_text(f, 2, i + 2));
    world_command(&w, CMD_RELEASE, "m.c:out", 0);
    send("in", 10);
    ck_assert_str_eq(got_text(&out), "20");
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->flags, 0);
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 2);
    ck_assert_ptr_null(world_log_line(&w, "no longer kept"));
    got_release(&out);
}
END_TEST

START_TEST(a_track_that_another_module_reads_is_removed_and_put_back_and_the_reader_goes_on)
{
    const char *with = "RX_MODULE(m) { " IN " RX_TRACK(x, rx_pipe(in, rx_map(inc))); }";
    const char *reader = "static void show(rx_value v, void *e) { (void)e; rx_log(\"%s %%d\", (int)v.i64); }\n"
                         "RX_MODULE(n) { RX_SUBSCRIBE(RX_USE(m, x), show);"
                         " RX_TRACK(y, rx_pipe(RX_USE(m, x), rx_map(twice)%s)); }";
    add(world_text("%s", with));
    world_add(&w, "n.c", world_text(reader, "old", ""));
    world_watch(&w, &out, "n", "y");
    send("in", 1);
    save(world_text("RX_MODULE(m) { " IN " }"));
    save(world_text("%s", with));
    send("in", 2);
    ck_assert_str_eq(got_text(&out), "4 6");
    world_save(&w, "n.c", world_text(reader, "new", ", rx_map(inc)"));
    send("in", 3);
    ck_assert_str_eq(got_text(&out), "4 6 9");
    ck_assert_uint_eq(world_count(&w, "info \"old 2\""), 1);
    ck_assert_uint_eq(world_count(&w, "info \"new 4\""), 1);
    ck_assert_ptr_null(world_log_line(&w, "old 4"));
    got_release(&out);
}
END_TEST

START_TEST(a_share_over_a_track_that_was_removed_and_put_back_feeds_a_new_subscriber)
{
    const char *with = "RX_MODULE(m) { " IN " RX_TRACK(x, rx_pipe(in, rx_map(inc))); }";
    add(world_text("%s", with));
    world_add(&w, "n.c", world_text("RX_MODULE(n) { RX_TRACK(y, rx_pipe(RX_USE(m, x), rx_share())); }"));
    world_watch(&w, &out, "n", "y");
    save(world_text("RX_MODULE(m) { " IN " }"));
    save(world_text("%s", with));
    world_watch(&w, &out2, "n", "y");
    send("in", 2);
    ck_assert_str_eq(got_text(&out2), "3");
    got_release(&out2);
    got_release(&out);
}
END_TEST

/* `a` is pinned at the version that reads `b`; the save lets `b` read `a`. */
static void close_a_circle(const char *more)
{
    add(world_text("RX_MODULE(m) { rx_observable *b = RX_TRACK(b, rx_subject_new()); RX_TRACK(a, rx_pipe(b, rx_map(inc))); }"));
    world_watch(&w, &out, "m", "a");
    world_command(&w, CMD_PIN, "m.c:a", 0);
    save(world_text("RX_MODULE(m) { rx_observable *a = RX_TRACK(a, rx_never()); RX_TRACK(b, rx_pipe(a, rx_map(inc))); %s }", more));
    ck_assert_ptr_nonnull(world_log_line(&w, "m.c gen 2 refused: m.c: a is its own source: "
                                             "send the value back through a subject instead; gen 1 runs on"));
    send("b", 1);
    ck_assert_str_eq(got_text(&out), "2");
    got_release(&out);
}

START_TEST(a_save_that_makes_a_pinned_track_its_own_source_is_refused_and_the_old_code_runs_on)
{
    close_a_circle("");
}
END_TEST

START_TEST(a_circle_that_the_save_also_subscribes_to_is_refused_before_anything_is_subscribed)
{
    close_a_circle("RX_SUBSCRIBE(a, nop);");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("swap, hard edits");
    TCase *t = tcase_create("cases");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 240);
    tcase_add_test(t, two_tracks_share_a_stream_without_a_name_and_an_edit_of_it_reaches_both);
    tcase_add_test(t, two_inputs_that_change_places_are_told_apart);
    tcase_add_test(t, a_source_and_its_notifier_change_places_and_the_source_is_read_as_a_source);
    tcase_add_test(t, an_inner_stream_that_is_the_source_itself_is_not_taken_for_the_source);
    tcase_add_test(t, a_track_that_becomes_another_name_for_a_track_follows_its_edits);
    tcase_add_test(t, a_reset_track_that_is_another_name_for_a_track_still_follows_its_edits);
    tcase_add_test(t, two_equal_sources_that_become_one_variable_go_on_counting);
    tcase_add_test(t, a_renamed_track_with_tracks_written_inside_it_keeps_them_all);
    tcase_add_test(t, a_renamed_track_keeps_its_sum_though_its_source_is_a_track_written_inside_it);
    tcase_add_test(t, a_tracked_subject_kept_in_static_data_is_renamed_and_its_handler_still_sends_into_it);
    tcase_add_test(t, a_subject_kept_in_static_data_before_it_is_tracked_is_the_one_that_lives);
    tcase_add_test(t, what_is_forced_reads_the_subjects_that_live_and_code_that_runs_sends_into_them);
    tcase_add_test(t, code_that_runs_sends_into_the_subjects_that_live_also_after_a_force_that_its_body_has_refused);
    tcase_add_test(t, a_pinned_track_whose_source_was_removed_runs_again_when_it_is_released);
    tcase_add_test(t, forcing_a_version_whose_source_is_gone_is_refused_and_says_what_it_needs);
    tcase_add_test(t, a_renamed_track_is_forced_back_to_the_version_from_before_its_rename);
    tcase_add_test(t, a_track_held_for_many_saves_is_released_to_the_version_that_waits);
    tcase_add_test(t, a_track_that_another_module_reads_is_removed_and_put_back_and_the_reader_goes_on);
    tcase_add_test(t, a_share_over_a_track_that_was_removed_and_put_back_feeds_a_new_subscriber);
    tcase_add_test(t, a_save_that_makes_a_pinned_track_its_own_source_is_refused_and_the_old_code_runs_on);
    tcase_add_test(t, a_circle_that_the_save_also_subscribes_to_is_refused_before_anything_is_subscribed);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return suite_main(suite());
}
