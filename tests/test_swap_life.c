/* test_swap_life.c - what lives, waits, ends and is freed around a swap: refused generations, waiting
 * saves, modules that come in any order, sources that vanish, sweeps and the end of the program. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hmr/hmr_int.h"
#include "tests/support/suite.h"
#include "tests/support/world.h"

static struct world w;
static struct got out;

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

/* A save, with the include line, that is not waited for. */
static void begin_save(const char *file, const char *module)
{
    char *whole = str_format("#include <rxscope.h>\n%s\n", module);
    world_save_raw(&w, file, whole);
    free(whole);
}

START_TEST(the_program_ends_while_a_subscription_that_a_handler_made_still_runs)
{
    add(world_text("static void show(rx_value v, void *e) { (void)e; rx_log(\"v %%d\", (int)v.i64); }\n"
             "static void begin(rx_value v, void *e) { (void)v; (void)e; rx_subscribe(rx_interval(10), show); }\n"
             "RX_MODULE(m) { " IN " RX_SUBSCRIBE(in, begin); }"));
    send("in", 1);
    world_advance(&w, 30);
    ck_assert_ptr_nonnull(world_log_line(&w, "v 2"));
    ck_assert_ptr_null(world_log_line(&w, "v 3"));
    /* the fixture ends the program */
}
END_TEST

START_TEST(the_program_ends_while_a_teardown_asks_for_a_track_that_does_not_exist)
{
    add(world_text("RX_MODULE(m) { " IN " }"));
    world_add(&w, "n.c",
              world_text("static void stop(void *e) { (void)e; rx_observable *o = RX_USE(m, nope); rx_next(o, rx_i64(1)); }\n"
                   "static void produce(rx_subscriber *to, void *e) { (void)e; rx_on_teardown(to, stop, 0); }\n"
                   "RX_MODULE(n) { rx_observable *x = RX_TRACK(x, rx_create(produce)); RX_SUBSCRIBE(x, nop); }"));
    ck_assert_int_eq(hmr_ready(w.hmr), 1);
    /* the fixture ends the program: stop() runs while everything goes */
}
END_TEST

START_TEST(a_refused_module_that_has_already_subscribed_to_another_one_does_not_lose_its_code)
{
    world_add(&w, "n.c", world_text("RX_MODULE(n) { RX_TRACK(bus, rx_behavior_subject(rx_i64(0))); }"));
    add(world_text("RX_MODULE(m) { " IN " }"));
    save(world_text("static void show(rx_value v, void *e) { (void)e; rx_log(\"v %%d\", (int)v.i64); }\n"
              "RX_MODULE(m) { " IN " rx_subscribe(RX_USE(n, bus), show); rx_fail(\"no\"); }"));
    ck_assert_uint_eq(world_count(&w, "refused: m.c: no; gen 1 runs on"), 1);
    world_watch(&w, &out, "n", "bus");
    rx_next(world_track(&w, "n", "bus"), rx_i64(1));
    ck_assert_str_eq(got_text(&out), "0 1");
    ck_assert_ptr_nonnull(world_log_line(&w, "v 1"));
    got_release(&out);
}
END_TEST

START_TEST(a_refused_module_that_has_already_sent_a_value_of_its_own_type_does_not_lose_its_code)
{
    world_add(&w, "n.c", world_text("RX_MODULE(n) { RX_TRACK(bus, rx_behavior_subject(rx_i64(0))); }"));
    add(world_text("RX_MODULE(m) { " IN " }"));
    save(world_text("static void gone(void *d) { (void)d; rx_log(\"gone\"); }\n"
              "static const rx_user_type T = {.name = \"p\", .size = 4, .destroy = gone};\n"
              "RX_MODULE(m) { " IN " int x = 3; rx_next(RX_USE(n, bus), rx_user(&T, &x)); rx_fail(\"no\"); }"));
    ck_assert_uint_eq(world_count(&w, "refused: m.c: no; gen 1 runs on"), 1);
    ck_assert_ptr_null(world_log_line(&w, "gone"));
    rx_next(world_track(&w, "n", "bus"), rx_i64(1));
    ck_assert_uint_eq(world_count(&w, "info \"gone\""), 1);
}
END_TEST

START_TEST(a_tag_from_outside_stays_with_its_track_through_a_swap)
{
    const char *f = "RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_%s)); }";
    add(world_text(f, "map(inc)"));
    struct ref out_track = world_ref(&w, "m.c:out");
    ck_assert(hmr_tag(w.hmr, out_track.id, "hot", true));
    save(world_text(f, "filter(even)"));
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 2);
    ck_assert(query_has_tag(w.state, world_ref(&w, "m.c:out"), "hot"));
    ck_assert(hmr_tag(w.hmr, out_track.id, "hot", false));
    ck_assert(!query_has_tag(w.state, world_ref(&w, "m.c:out"), "hot"));
    ck_assert(!hmr_tag(w.hmr, ID_MAKE(ENT_TRACK, 0, 999), "hot", true));
}
END_TEST

START_TEST(a_track_is_forced_while_a_save_waits_for_a_removed_one_and_the_save_still_lands)
{
    const char *f = "RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_map(inc))); %s; }";
    add(world_text(f, "RX_TRACK(gone, rx_never())"));
    world_watch(&w, &out, "m", "out");
    begin_save("m.c", world_text(f, "RX_TRACK(fresh, rx_pipe(in, rx_filter(even)))"));
    world_reap(&w);
    ck_assert_uint_eq(world_ref(&w, "m.c:fresh").id, 0); /* it waits */
    world_command(&w, CMD_SWAP, "m.c:out", 1);
    ck_assert_uint_ne(world_ref(&w, "m.c:fresh").id, 0);
    ck_assert_uint_eq(world_track_state(&w, "m.c:fresh")->flags, 0);
    ck_assert_uint_eq(world_track_state(&w, "m.c:gone")->flags, TRACK_FLAG_ORPHAN);
    send("in", 1);
    ck_assert_str_eq(got_text(&out), "2");
    got_release(&out);
}
END_TEST

START_TEST(an_orphan_is_swept_while_a_save_that_brings_it_back_waits_and_it_lives)
{
    const char *f = "RX_MODULE(m) { " IN " %s }";
    add(world_text(f, "RX_TRACK(a, rx_never()); RX_TRACK(b, rx_empty());"));
    save(world_text(f, "RX_TRACK(b, rx_empty());"));
    ck_assert_uint_eq(world_track_state(&w, "m.c:a")->flags, TRACK_FLAG_ORPHAN);
    begin_save("m.c", world_text(f, "RX_TRACK(a, rx_never());"));
    world_reap(&w);
    ck_assert_uint_eq(world_track_state(&w, "m.c:b")->flags, 0); /* it waits */
    world_command(&w, CMD_SWEEP, NULL, 0);
    ck_assert_uint_eq(world_track_state(&w, "m.c:a")->flags, 0);
    ck_assert_uint_eq(world_track_state(&w, "m.c:b")->flags, TRACK_FLAG_ORPHAN);
}
END_TEST

START_TEST(a_module_that_uses_itself_before_it_lives_is_refused_and_the_next_good_save_starts_it)
{
    add(world_text("RX_MODULE(m) { RX_TRACK(a, rx_pipe(RX_USE(m, a), rx_map(inc))); RX_SUBSCRIBE(RX_USE(m, a), nop); }"));
    ck_assert_uint_eq(world_count(&w, "gen 1 refused: m.c: RX_USE(m, a): no module m is live yet"), 1);
    ck_assert_int_eq(hmr_ready(w.hmr), -1);
    save(world_text("RX_MODULE(m) { " IN " RX_TRACK(a, rx_pipe(in, rx_map(inc))); }"));
    ck_assert_int_eq(hmr_ready(w.hmr), 1);
}
END_TEST

START_TEST(a_module_that_is_built_before_the_one_it_uses_waits_for_it_and_is_not_refused)
{
    begin_save("m.c", world_text("RX_MODULE(m) { " IN " }"));
    begin_save("n.c", world_text("RX_MODULE(n) { RX_SUBSCRIBE(RX_USE(m, in), nop); }"));
    struct fault_text why;
    char *m = world_path(&w, "m.c"), *n = world_path(&w, "n.c");
    ck_assert_int_eq(hmr_add(w.hmr, m, &why), STATUS_OK);
    ck_assert_int_eq(hmr_add(w.hmr, n, &why), STATUS_OK); /* its compile is waited for first */
    free(m);
    free(n);
    world_settle(&w);
    ck_assert_ptr_nonnull(world_log_line(&w, "RX_USE(m, in): no module m is live yet; n.c starts when it is"));
    ck_assert_ptr_null(world_log_line(&w, "refused"));
    ck_assert_int_eq(hmr_ready(w.hmr), 1);
}
END_TEST

START_TEST(a_missing_header_is_written_and_saving_the_unchanged_module_starts_it)
{
    const char *f = "#include \"k.h\"\nRX_MODULE(m) { " IN " }";
    add(world_text("%s", f));
    ck_assert_ptr_nonnull(world_log_line(&w, "k.h"));
    ck_assert_int_eq(hmr_ready(w.hmr), -1);
    world_save_raw(&w, "k.h", "#define K 1\n");
    world_settle(&w);
    save(world_text("%s", f)); /* the same bytes as before */
    ck_assert_int_eq(hmr_ready(w.hmr), 1);
}
END_TEST

START_TEST(a_source_that_vanishes_during_its_compile_and_comes_back_the_same_is_built)
{
    const char *f = "RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_map(%s))); }";
    add(world_text(f, "inc"));
    world_watch(&w, &out, "m", "out");
    begin_save("m.c", world_text(f, "twice"));
    char *path = world_path(&w, "m.c");
    ck_assert_int_eq(unlink(path), 0);
    free(path);
    world_settle(&w);
    begin_save("m.c", world_text(f, "twice"));
    world_settle(&w);
    send("in", 10);
    ck_assert_str_eq(got_text(&out), "20");
    got_release(&out);
}
END_TEST

static unsigned builds;

static void count_builds(const struct event *ev)
{
    builds += ev->kind == EV_MODULE_BUILD && ev->flags == BUILD_STARTED;
}

/* Written, and told to nobody yet. */
static void put(const char *file, const char *text)
{
    char *path = world_path(&w, file);
    struct fault_text why;
    ck_assert_int_eq(hmr_write_file(path, text, strlen(text), &why), STATUS_OK);
    free(path);
}

START_TEST(a_source_and_its_headers_that_are_saved_together_are_built_once_whichever_is_told_first)
{
    static const char *const files[] = {"m.c", "k.h", "l.h"};
    const char *f = "#include <rxscope.h>\n#include \"k.h\"\n#include \"l.h\"\n"
                    "static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * K * L + %d); }\n"
                    "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new()); RX_TRACK(out, rx_pipe(in, rx_map(f))); }";
    put("k.h", "#define K 1\n");
    put("l.h", "#define L 1\n");
    char *text = str_format(f, 0), *path = world_path(&w, "m.c"), k[32], wanted[32];
    struct fault_text why;
    put("m.c", text);
    ck_assert_int_eq(hmr_add(w.hmr, path, &why), STATUS_OK);
    world_settle(&w);
    world_watch(&w, &out, "m", "out");
    world_saw = count_builds;
    for (int first = 0; first < 3; first++) {
        free(text);
        text = str_format(f, first);
        snprintf(k, sizeof k, "#define K %d\n", first + 2);
        put("m.c", text);
        put("k.h", k);
        put("l.h", first % 2 ? "#define L 1\n" : "#define L 10\n");
        builds = 0;
        for (int i = 0; i < 3; i++)
            world_touch(&w, files[(first + i) % 3]);
        world_settle(&w);
        ck_assert_uint_eq(builds, 1);
        got_clear(&out);
        send("in", 1);
        snprintf(wanted, sizeof wanted, "%d", (first + 2) * (first % 2 ? 1 : 10) + first);
        ck_assert_str_eq(got_text(&out), wanted);
    }
    world_saw = NULL;
    got_release(&out);
    free(text);
    free(path);
}
END_TEST

/* What was compiled without it is no longer what it was compiled of. */
START_TEST(a_header_that_is_missing_during_a_compile_and_comes_back_the_same_is_built_with)
{
    const char *f = "#include \"k.h\"\nRX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_map(K))); rx_log(\"%d\"); }";
    world_save_raw(&w, "k.h", "#define K inc\n");
    add(world_text(f, 1));
    world_watch(&w, &out, "m", "out");
    char *path = world_path(&w, "k.h");
    ck_assert_int_eq(unlink(path), 0);
    save(world_text(f, 2));
    ck_assert_ptr_nonnull(world_log_line(&w, "m.c gen 2 refused"));
    world_save_raw(&w, "k.h", "#define K inc\n");
    world_settle(&w);
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 2);
    send("in", 1);
    ck_assert_str_eq(got_text(&out), "2");
    got_release(&out);
    free(path);
}
END_TEST

START_TEST(a_user_type_described_on_the_stack_outlives_the_call_and_the_edit)
{
    const char *f = "static void gone(void *d) { (void)d; rx_log(\"gone\"); }\n"
                    "static rx_value f(rx_value v, void *e) { (void)e; int x = (int)v.i64;"
                    " return rx_user(&(rx_user_type){.name = \"p\", .size = sizeof x, .destroy = gone}, &x); }\n"
                    "static rx_value last(rx_value a, rx_value v, void *e) { (void)e; (void)a; return rx_retain(v); }\n"
                    "RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_map(f), rx_scan(last, rx_none()))); rx_log(\"%d\"); }";
    add(world_text(f, 1));
    world_watch(&w, &out, "m", "out");
    send("in", 1);
    ck_assert_uint_eq(world_count(&w, "info \"gone\""), 0); /* the scan holds it */
    save(world_text(f, 2));
    send("in", 2);
    ck_assert_str_eq(got_text(&out), "<p  4 bytes> <p  4 bytes>");
    ck_assert_uint_eq(world_count(&w, "info \"gone\""), 1);
    got_release(&out);
    ck_assert_uint_eq(world_count(&w, "info \"gone\""), 2);
}
END_TEST

START_TEST(what_create_started_keeps_its_env_after_the_module_was_edited)
{
    const char *f = "#include <stdlib.h>\nstatic void stop(void *e) { rx_log(\"stop %%d\", *(int *)e); }\n"
                    "static void produce(rx_subscriber *to, void *e) { rx_on_teardown(to, stop, e); }\n"
                    "RX_MODULE(m) { int *p = malloc(sizeof *p); *p = %d; RX_TRACK(out, rx_create_env(produce, p, free)); rx_log(\"%d\"); }";
    add(world_text(f, 7, 1));
    world_watch(&w, &out, "m", "out");
    save(world_text(f, 7, 2));
    ck_assert_ptr_null(world_log_line(&w, "stop"));
    got_release(&out);
    ck_assert_uint_eq(world_count(&w, "info \"stop 7\""), 1);
}
END_TEST

START_TEST(a_module_that_is_a_link_is_replaced_by_a_file_and_goes_on)
{
    const char *f = "RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_map(%s))); }";
    begin_save("real.c", world_text(f, "inc"));
    char *path = world_path(&w, "m.c");
    struct fault_text why;
    ck_assert_int_eq(symlink("real.c", path), 0);
    ck_assert_int_eq(hmr_add(w.hmr, path, &why), STATUS_OK);
    world_settle(&w);
    world_watch(&w, &out, "m", "out");
    ck_assert_int_eq(unlink(path), 0);
    free(path);
    save(world_text(f, "twice"));
    send("in", 10);
    ck_assert_str_eq(got_text(&out), "20");
    got_release(&out);
}
END_TEST

START_TEST(one_sweep_frees_an_orphan_and_the_orphan_written_inside_it)
{
    add(world_text("RX_MODULE(m) { " IN " RX_TRACK(o, rx_merge(RX_TRACK(a, rx_pipe(in, rx_map(inc))))); }"));
    ck_assert_uint_ne(world_ref(&w, "m.c:o/a").id, 0);
    save(world_text("RX_MODULE(m) { " IN " }"));
    ck_assert_uint_eq(world_track_state(&w, "m.c:o")->flags, TRACK_FLAG_ORPHAN);
    world_command(&w, CMD_SWEEP, NULL, 0);
    ck_assert_uint_eq(world_ref(&w, "m.c:o").id, 0);
    ck_assert_uint_eq(world_ref(&w, "m.c:o/a").id, 0);
    ck_assert_ptr_nonnull(world_log_line(&w, "orphan m.c:o freed"));
}
END_TEST

/* Another module that keeps m's subject `bus` in static data and sends into it. */
static void add_sender(void)
{
    world_add(&w, "n.c",
              world_text("static rx_subject *bus;\n"
                   "static void go(rx_value v, void *e) { (void)e; rx_next(bus, rx_retain(v)); }\n"
                   "RX_MODULE(n) { bus = RX_USE(m, bus); rx_observable *t = RX_TRACK(t, rx_subject_new()); RX_SUBSCRIBE(t, go); }"));
}

static void send_through_sender(int64_t v)
{
    rx_next(world_track(&w, "n", "t"), rx_i64(v));
}

#define NO_SUBJECT "fault - \"rx_next into something that is no subject"

START_TEST(a_removed_subject_that_another_module_keeps_is_not_freed_by_a_sweep)
{
    add(world_text("RX_MODULE(m) { RX_TRACK(other, rx_never()); RX_TRACK(bus, rx_subject_new()); }"));
    add_sender();
    save(world_text("RX_MODULE(m) { RX_TRACK(other, rx_never()); }"));
    world_command(&w, CMD_SWEEP, NULL, 0);
    ck_assert_uint_eq(world_track_state(&w, "m.c:bus")->flags, TRACK_FLAG_ORPHAN);
    ck_assert_ptr_nonnull(world_log_line(&w, "orphan m.c:bus kept"));
    send_through_sender(1);
    ck_assert_uint_eq(world_count(&w, NO_SUBJECT), 1); /* said, and nothing else happens */
}
END_TEST

START_TEST(a_track_is_used_long_before_it_exists_and_works_once_it_does)
{
    add(world_text("RX_MODULE(m) { RX_TRACK(other, rx_never()); }"));
    add_sender();
    save(world_text("RX_MODULE(m) { RX_TRACK(other, rx_never()); rx_log(\"edited\"); }"));
    send_through_sender(1);
    ck_assert_uint_eq(world_count(&w, NO_SUBJECT), 1);
    save(world_text("RX_MODULE(m) { RX_TRACK(other, rx_never()); RX_TRACK(bus, rx_subject_new()); }"));
    world_watch(&w, &out, "m", "bus");
    send_through_sender(2);
    ck_assert_str_eq(got_text(&out), "2");
    ck_assert_uint_eq(world_count(&w, NO_SUBJECT), 1);
    got_release(&out);
}
END_TEST

START_TEST(a_refused_save_under_another_module_name_leaves_the_old_name_in_use)
{
    add(world_text("RX_MODULE(m) { " IN " }"));
    save(world_text("RX_MODULE(mm) { " IN " rx_fail(\"no\"); }"));
    ck_assert_uint_eq(world_count(&w, "gen 2 refused: m.c: no; gen 1 runs on"), 1);
    world_add(&w, "n.c", world_text("RX_MODULE(n) { RX_SUBSCRIBE(RX_USE(m, in), nop); }"));
    ck_assert_ptr_null(world_log_line(&w, "n.c gen 1 refused"));
    ck_assert_int_eq(hmr_ready(w.hmr), 1);
}
END_TEST

START_TEST(a_save_that_uses_a_module_which_never_comes_is_refused_by_name_and_does_not_wait_for_ever)
{
    add(world_text("RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_map(inc))); }"));
    world_watch(&w, &out, "m", "out");
    save(world_text("RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(RX_USE(nope, x), rx_map(inc))); }"));
    ck_assert_ptr_nonnull(world_log_line(&w, "m.c gen 2 refused: m.c: RX_USE(nope, x): no module nope is live yet; gen 1 runs on"));
    send("in", 1);
    ck_assert_str_eq(got_text(&out), "2");
    world_add(&w, "n.c", world_text("RX_MODULE(n) { RX_SUBSCRIBE(RX_USE(typo, x), nop); }"));
    ck_assert_ptr_nonnull(world_log_line(&w, "n.c gen 1 refused: n.c: RX_USE(typo, x): no module typo is live yet"));
    ck_assert_int_eq(hmr_ready(w.hmr), -1);
    got_release(&out);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("swap, lifetimes");
    TCase *t = tcase_create("cases");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 240);
    tcase_add_test(t, the_program_ends_while_a_subscription_that_a_handler_made_still_runs);
    tcase_add_test(t, the_program_ends_while_a_teardown_asks_for_a_track_that_does_not_exist);
    tcase_add_test(t, a_refused_module_that_has_already_subscribed_to_another_one_does_not_lose_its_code);
    tcase_add_test(t, a_refused_module_that_has_already_sent_a_value_of_its_own_type_does_not_lose_its_code);
    tcase_add_test(t, a_tag_from_outside_stays_with_its_track_through_a_swap);
    tcase_add_test(t, a_track_is_forced_while_a_save_waits_for_a_removed_one_and_the_save_still_lands);
    tcase_add_test(t, an_orphan_is_swept_while_a_save_that_brings_it_back_waits_and_it_lives);
    tcase_add_test(t, a_module_that_uses_itself_before_it_lives_is_refused_and_the_next_good_save_starts_it);
    tcase_add_test(t, a_module_that_is_built_before_the_one_it_uses_waits_for_it_and_is_not_refused);
    tcase_add_test(t, a_missing_header_is_written_and_saving_the_unchanged_module_starts_it);
    tcase_add_test(t, a_source_that_vanishes_during_its_compile_and_comes_back_the_same_is_built);
    tcase_add_test(t, a_source_and_its_headers_that_are_saved_together_are_built_once_whichever_is_told_first);
    tcase_add_test(t, a_header_that_is_missing_during_a_compile_and_comes_back_the_same_is_built_with);
    tcase_add_test(t, a_user_type_described_on_the_stack_outlives_the_call_and_the_edit);
    tcase_add_test(t, what_create_started_keeps_its_env_after_the_module_was_edited);
    tcase_add_test(t, a_module_that_is_a_link_is_replaced_by_a_file_and_goes_on);
    tcase_add_test(t, one_sweep_frees_an_orphan_and_the_orphan_written_inside_it);
    tcase_add_test(t, a_removed_subject_that_another_module_keeps_is_not_freed_by_a_sweep);
    tcase_add_test(t, a_track_is_used_long_before_it_exists_and_works_once_it_does);
    tcase_add_test(t, a_refused_save_under_another_module_name_leaves_the_old_name_in_use);
    tcase_add_test(t, a_save_that_uses_a_module_which_never_comes_is_refused_by_name_and_does_not_wait_for_ever);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return suite_main(suite());
}
