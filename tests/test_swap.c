/* test_swap.c - the cases of tests/CASES.md for C modules: real files, a real compiler, a clock that the
 * test moves. Each test reads like the case it stands for. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* A module `m` with a subject `in` and a track `out` made of `pipeline`. */
static const char *module(const char *functions, const char *pipeline)
{
    static char text[8192];
    snprintf(text, sizeof text,
             NUMBERS "%s\nRX_MODULE(m)\n{\n"
                     "    rx_observable *in = RX_TRACK(in, rx_subject_new());\n"
                     "    rx_observable *out = RX_TRACK(out, %s);\n"
                     "    (void)out;\n}\n",
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

START_TEST(a_function_edit_moves_its_slot_and_resubscribes_nothing)
{
    const char *f1 = "static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * 10); }";
    const char *f2 = "static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * 100); }";
    start(f1, "rx_pipe(in, rx_map(f))");
    send(1);
    unsigned subscribes = world_count(&w, "subscribe-call");
    edit(f2, "rx_pipe(in, rx_map(f))");
    send(1);
    ck_assert_str_eq(got_text(&out), "10 100");
    ck_assert_uint_eq(world_count(&w, "subscribe-call"), subscribes);
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "swapped");
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 2);
    ck_assert_uint_eq(world_track_state(&w, "m.c:in")->version, 1);
    got_release(&out);
}
END_TEST

START_TEST(scans_function_is_edited_and_the_accumulator_stays)
{
    start("static rx_value f(rx_value a, rx_value v, void *e) { (void)e; return rx_i64(a.i64 + v.i64); }",
          "rx_pipe(in, rx_scan(f, rx_i64(0)))");
    send(1);
    send(2);
    edit("static rx_value f(rx_value a, rx_value v, void *e) { (void)e; return rx_i64(a.i64 * v.i64); }",
         "rx_pipe(in, rx_scan(f, rx_i64(0)))");
    send(4);
    ck_assert_str_eq(got_text(&out), "1 3 12");
    got_release(&out);
}
END_TEST

START_TEST(scans_seed_is_edited_and_that_operator_alone_is_reset)
{
    start("", "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_scan(sum, rx_i64(0)))");
    send(1);
    send(2);
    edit("", "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_scan(sum, rx_i64(100)))");
    send(3);
    ck_assert_str_eq(got_text(&out), "1 4 106"); /* the first scan goes on at 6 */
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "reset");
    ck_assert_ptr_nonnull(world_log_line(&w, "reset scan sum, rx_i64(100)"));
    got_release(&out);
}
END_TEST

START_TEST(map_after_a_running_interval_is_edited_and_the_timer_keeps_phase_and_counter)
{
    start("static rx_value f(rx_value v, void *e) { (void)e; return v; }",
          "rx_pipe(rx_interval(100), rx_map(f))");
    world_advance(&w, 250);
    edit("static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * 10); }",
         "rx_pipe(rx_interval(100), rx_map(f))");
    world_advance(&w, 49);
    ck_assert_str_eq(got_text(&out), "0 1");
    world_advance(&w, 1);
    world_advance(&w, 100);
    ck_assert_str_eq(got_text(&out), "0 1 20 30");
    got_release(&out);
}
END_TEST

START_TEST(a_plain_value_is_edited_and_a_subscription_of_another_module_stays_open)
{
    start("", "rx_pipe(in, rx_map(inc), rx_take(3))");
    world_add(&w, "other.c", NUMBERS "RX_MODULE(other) { RX_SUBSCRIBE(RX_USE(m, out), nop); }");
    send(1);
    unsigned ended = world_count(&w, "unsubscribe-call");
    edit("", "rx_pipe(in, rx_map(inc), rx_take(5))");
    for (int i = 2; i < 9; i++)
        send(i);
    ck_assert_str_eq(got_text(&out), "2 3 4 5 6 7 |"); /* its counter started over */
    ck_assert_uint_ge(world_count(&w, "unsubscribe-call"), ended);
    const struct source_info *info = query_source(w.state, 0);
    ck_assert_uint_eq(info->error, 0);
    got_release(&out);
}
END_TEST

START_TEST(a_behavior_subject_keeps_its_value_and_emits_nothing)
{
    const char *text = "RX_MODULE(m) { RX_TRACK(out, rx_behavior_subject(rx_i64(%s))); %s }";
    char a[512], b[512];
    snprintf(a, sizeof a, text, "1", "");
    snprintf(b, sizeof b, text, "1", "rx_log(\"edited\");");
    world_add(&w, "m.c", a);
    world_watch(&w, &out, "m", "out");
    rx_next(world_track(&w, "m", "out"), rx_i64(7));
    world_save(&w, "m.c", b);
    ck_assert_str_eq(got_text(&out), "1 7");
    rx_next(world_track(&w, "m", "out"), rx_i64(8));
    ck_assert_str_eq(got_text(&out), "1 7 8");
    got_release(&out);
}
END_TEST

START_TEST(a_behavior_subjects_initial_value_is_adopted_only_when_nothing_was_sent)
{
    const char *text = "RX_MODULE(m) { RX_TRACK(out, rx_behavior_subject(rx_i64(%d))); }";
    char a[512];
    snprintf(a, sizeof a, text, 1);
    world_add(&w, "m.c", a);
    snprintf(a, sizeof a, text, 2);
    world_save(&w, "m.c", a);
    rx_value v = rx_subject_value(world_track(&w, "m", "out"));
    ck_assert_int_eq(v.i64, 2);
    rx_next(world_track(&w, "m", "out"), rx_i64(9));
    snprintf(a, sizeof a, text, 3);
    world_save(&w, "m.c", a);
    v = rx_subject_value(world_track(&w, "m", "out"));
    ck_assert_int_eq(v.i64, 9);
    world_watch(&w, &out, "m", "out");
    ck_assert_str_eq(got_text(&out), "9");
    got_release(&out);
}
END_TEST

START_TEST(a_replay_subject_keeps_class_and_buffer)
{
    world_add(&w, "m.c", "RX_MODULE(m) { RX_TRACK(out, rx_replay_subject(2)); }");
    for (int i = 1; i <= 3; i++)
        rx_next(world_track(&w, "m", "out"), rx_i64(i));
    world_save(&w, "m.c", "RX_MODULE(m) { RX_TRACK(out, rx_replay_subject(2)); rx_log(\"x\"); }");
    world_watch(&w, &out, "m", "out");
    rx_next(world_track(&w, "m", "out"), rx_i64(4));
    ck_assert_str_eq(got_text(&out), "2 3 4");
    got_release(&out);
}
END_TEST

START_TEST(a_handler_that_sends_into_its_own_subject_sees_every_value_once_in_order)
{
    const char *text = "static rx_observable *s;\n"
                       "static void again(rx_value v, void *e) { (void)e; if (v.i64 < %d) rx_next(s, rx_i64(v.i64 + 1)); }\n"
                       "RX_MODULE(m) { s = RX_TRACK(out, rx_subject_new()); RX_SUBSCRIBE(s, again); }";
    char a[1024];
    snprintf(a, sizeof a, text, 4);
    world_add(&w, "m.c", a);
    world_watch(&w, &out, "m", "out");
    rx_next(world_track(&w, "m", "out"), rx_i64(1));
    ck_assert_str_eq(got_text(&out), "1 2 3 4");
    snprintf(a, sizeof a, text, 6);
    world_save(&w, "m.c", a);
    rx_next(world_track(&w, "m", "out"), rx_i64(4));
    ck_assert_str_eq(got_text(&out), "1 2 3 4 4 5 6");
    got_release(&out);
}
END_TEST

START_TEST(share_has_one_source_subscription_before_during_and_after_a_swap)
{
    const char *p = "rx_pipe(in, rx_map(f), rx_share(), rx_map(inc))";
    start("static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * 10); }", p);
    struct got second;
    world_watch(&w, &second, "m", "out");
    send(1);
    const struct ent_track *in = world_track_state(&w, "m.c:in");
    ck_assert_uint_eq(query_observable(w.state, (struct ref){1, in->entity})->subscriptions, 1);
    edit("static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * 100); }", p);
    send(1);
    in = world_track_state(&w, "m.c:in");
    ck_assert_uint_eq(query_observable(w.state, (struct ref){1, in->entity})->subscriptions, 1);
    ck_assert_str_eq(got_text(&out), "11 101");
    ck_assert_str_eq(got_text(&second), "11 101");
    got_release(&second);
    got_release(&out);
    ck_assert_uint_eq(query_observable(w.state, (struct ref){1, in->entity})->subscriptions, 0);
}
END_TEST

START_TEST(an_endless_synchronous_source_under_take_1_stops)
{
    start("", "rx_pipe(rx_range(0, INT64_MAX), rx_take(1))");
    ck_assert_str_eq(got_text(&out), "0 |");
    edit("", "rx_pipe(rx_range(5, INT64_MAX), rx_take(1))");
    ck_assert_str_eq(got_text(&out), "0 |");
    got_release(&out);
}
END_TEST

START_TEST(a_synchronous_of_sends_each_value_once_and_completes_once)
{
    start("", "rx_pipe(rx_of(rx_i64(1), rx_i64(2), rx_i64(3)), rx_map(inc))");
    ck_assert_str_eq(got_text(&out), "2 3 4 |");
    got_release(&out);
}
END_TEST

START_TEST(a_completed_subscription_stays_completed_and_a_new_subscriber_gets_the_new_code)
{
    start("", "rx_pipe(rx_of(rx_i64(1)), rx_map(inc))");
    edit("", "rx_pipe(rx_of(rx_i64(1)), rx_map(twice), rx_map(twice))");
    ck_assert_str_eq(got_text(&out), "2 |");
    struct got late;
    world_watch(&w, &late, "m", "out");
    ck_assert_str_eq(got_text(&late), "4 |");
    got_release(&late);
    got_release(&out);
}
END_TEST

static void swap_from_inside(rx_value v, void *env)
{
    (void)v;
    struct command *c = env;
    if (c->kind)
        hmr_command(w.hmr, c);
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 2); /* not now */
}

START_TEST(a_swap_asked_for_on_the_stack_waits_until_the_stack_is_empty)
{
    const char *p = "rx_pipe(in, rx_tap(nop), rx_map(f))";
    start("static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * 10); }", p);
    edit("static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * 100); }", p);
    struct command c = {.kind = CMD_SWAP, .source = 1, .id = world_ref(&w, "m.c:out").id, .version = 1};
    rx_subscription *s = rx_subscribe(world_track(&w, "m", "in"), swap_from_inside, .env = &c);
    send(1);
    c.kind = 0;
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 1);
    rx_unsubscribe(s);
    send(2);
    ck_assert_str_eq(got_text(&out), "100 20");
    got_release(&out);
}
END_TEST

START_TEST(switch_maps_project_is_edited_and_the_living_inner_lives_until_the_next_outer)
{
    const char *a = "static rx_observable *f(rx_value v, void *e) { (void)e; (void)v; return rx_pipe(rx_interval(10), rx_map(inc)); }";
    const char *b = "static rx_observable *f(rx_value v, void *e) { (void)e; (void)v; return rx_pipe(rx_interval(10), rx_map(twice)); }";
    start(a, "rx_pipe(in, rx_switch_map(f))");
    send(1);
    world_advance(&w, 20);
    edit(b, "rx_pipe(in, rx_switch_map(f))");
    world_advance(&w, 20);
    ck_assert_str_eq(got_text(&out), "1 2 3 4");
    send(2);
    world_advance(&w, 30);
    ck_assert_str_eq(got_text(&out), "1 2 3 4 0 2 4");
    got_release(&out);
}
END_TEST

START_TEST(no_swap_and_no_orphaning_ever_completes)
{
    start("", "rx_pipe(in, rx_map(inc))");
    edit("", "rx_pipe(in, rx_map(inc), rx_filter(even))");
    edit("", "rx_pipe(rx_never(), rx_map(inc))");
    world_save(&w, "m.c", NUMBERS "RX_MODULE(m) { RX_TRACK(other, rx_never()); }");
    ck_assert_ptr_null(strstr(got_text(&out), "|"));
    ck_assert_uint_eq(query_source(w.state, 0)->complete, 0);
    got_release(&out);
}
END_TEST

START_TEST(a_removed_track_is_unsubscribed_at_the_commit_and_listed_as_orphan)
{
    start("", "rx_pipe(in, rx_map(inc))");
    send(1);
    rx_observable *in = world_track(&w, "m", "in");
    world_save(&w, "m.c", NUMBERS "RX_MODULE(m) { RX_TRACK(in, rx_subject_new()); }");
    ck_assert(rx_subscription_closed(out.sub));
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->flags & TRACK_FLAG_ORPHAN, TRACK_FLAG_ORPHAN);
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "orphaned");
    rx_next(in, rx_i64(2));
    ck_assert_str_eq(got_text(&out), "2");
    world_command(&w, CMD_SWEEP, NULL, 0);
    ck_assert_uint_eq(world_ref(&w, "m.c:out").id, 0);
    got_release(&out);
}
END_TEST

START_TEST(a_removed_track_that_comes_back_in_time_is_never_orphaned)
{
    start("", "rx_pipe(in, rx_map(inc))");
    char *without = str_format("#include <rxscope.h>\n" NUMBERS "RX_MODULE(m) { RX_TRACK(in, rx_subject_new()); }");
    world_save_raw(&w, "m.c", without);
    edit("", "rx_pipe(in, rx_map(inc))");
    free(without);
    send(1);
    ck_assert_str_eq(got_text(&out), "2");
    ck_assert_uint_eq(world_count(&w, "track-orphan"), 0);
    got_release(&out);
}
END_TEST

static const char *subscriber(const char *observer, const char *more)
{
    static char text[2048];
    snprintf(text, sizeof text,
             "static void show(rx_value v, void *e) { (void)e; rx_log(\"%s %%d\", (int)v.i64); }\n"
             "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new()); (void)in; (void)show; %s }",
             observer, more);
    return text;
}

START_TEST(a_module_level_subscribe_runs_again_and_keeps_its_subscription_with_the_new_observer)
{
    world_add(&w, "m.c", subscriber("old", "RX_SUBSCRIBE(in, show);"));
    send(1);
    for (int i = 0; i < 3; i++) {
        char name[16];
        snprintf(name, sizeof name, "new%d", i);
        world_save(&w, "m.c", subscriber(name, "RX_SUBSCRIBE(in, show);"));
    }
    send(2);
    ck_assert_uint_eq(world_count(&w, "old 1"), 1);
    ck_assert_uint_eq(world_count(&w, "new2 2"), 1);
    ck_assert_uint_eq(world_count(&w, "subscribe-call subscription"), 1);
    ck_assert_uint_eq(world_count(&w, " 2\"\n"), world_count(&w, "new2 2\"\n"));
}
END_TEST

START_TEST(a_removed_subscribe_line_is_unsubscribed)
{
    world_add(&w, "m.c", subscriber("old", "RX_SUBSCRIBE(in, show);"));
    world_save(&w, "m.c", subscriber("old", ""));
    send(1);
    ck_assert_uint_eq(world_count(&w, "old 1"), 0);
    ck_assert_uint_eq(query_source(w.state, 0)->living[ENT_SUBSCRIPTION], 0);
}
END_TEST

START_TEST(a_users_own_handle_still_unsubscribes_after_ten_swaps)
{
    start("", "rx_pipe(in, rx_map(inc))");
    for (int i = 0; i < 10; i++) {
        char f[256];
        snprintf(f, sizeof f, "static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 + %d); }", i);
        edit(f, i % 2 ? "rx_pipe(in, rx_map(f))" : "rx_pipe(in, rx_filter(even), rx_map(f))");
    }
    send(2);
    ck_assert_str_eq(got_text(&out), "11");
    rx_unsubscribe(out.sub);
    send(4);
    ck_assert_str_eq(got_text(&out), "11");
    ck_assert_uint_eq(query_source(w.state, 0)->living[ENT_SUBSCRIPTION], 0);
    str_release(&out.text);
}
END_TEST

START_TEST(a_module_that_fails_while_evaluated_is_discarded_and_the_old_code_runs_on)
{
    start("", "rx_pipe(in, rx_map(inc))");
    edit("", "(rx_fail(\"not today\"), rx_pipe(in, rx_map(twice)))");
    send(1);
    ck_assert_str_eq(got_text(&out), "2");
    ck_assert_ptr_nonnull(world_log_line(&w, "not today"));
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 1);
    edit("", "rx_pipe(in, rx_map(twice))");
    send(4);
    ck_assert_str_eq(got_text(&out), "2 8");
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 2);
    got_release(&out);
}
END_TEST

START_TEST(fifty_swaps_then_a_sweep_leave_one_generation)
{
    start("static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64); }",
          "rx_pipe(in, rx_map(f))");
    for (int i = 1; i <= 50; i++) {
        char f[256];
        snprintf(f, sizeof f, "static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * %d); }", i + 1);
        edit(f, "rx_pipe(in, rx_map(f))");
    }
    world_command(&w, CMD_SWEEP, NULL, 0);
    const struct ent_module *m = world_module(&w, "m.c");
    ck_assert_uint_eq(m->generation, 51);
    ck_assert_uint_eq(m->freed_generations, 50);
    ck_assert_uint_eq(m->kept_generations, 0);
    send(1);
    ck_assert_str_eq(got_text(&out), "51");
    got_release(&out);
}
END_TEST

START_TEST(a_sweep_names_the_subscription_that_keeps_a_generation)
{
    const char *a = "static rx_observable *f(rx_value v, void *e) { (void)e; (void)v; return rx_pipe(rx_never(), rx_map(inc)); }";
    start(a, "rx_pipe(in, rx_switch_map(f))");
    send(1);
    edit("static rx_observable *f(rx_value v, void *e) { (void)e; (void)v; return rx_pipe(rx_never(), rx_map(twice)); }",
         "rx_pipe(in, rx_switch_map(f))");
    world_command(&w, CMD_SWEEP, NULL, 0);
    const char *line = world_log_line(&w, "m.c gen 1 kept by subscription#");
    ck_assert_msg(line != NULL, "%s", str_text(&w.log));
    ck_assert_ptr_nonnull(strstr(line, "map(inc)"));
    rx_unsubscribe(out.sub);
    world_command(&w, CMD_SWEEP, NULL, 0);
    ck_assert_ptr_nonnull(world_log_line(&w, "m.c gen 1 freed"));
    str_release(&out.text);
}
END_TEST

START_TEST(unsubscribe_removes_sends_children_and_the_observables_that_only_they_made)
{
    start("static rx_observable *f(rx_value v, void *e) { (void)e; (void)v; return rx_pipe(rx_never(), rx_map(inc)); }",
          "rx_pipe(in, rx_merge_map(f))");
    uint32_t before = query_source(w.state, 0)->living[ENT_OBSERVABLE];
    send(1);
    send(2);
    ck_assert_uint_eq(query_source(w.state, 0)->living[ENT_OBSERVABLE], before + 4);
    rx_unsubscribe(out.sub);
    ck_assert_uint_eq(query_source(w.state, 0)->living[ENT_OBSERVABLE], before);
    ck_assert_uint_eq(query_source(w.state, 0)->living[ENT_SUBSCRIPTION], 0);
    str_release(&out.text);
}
END_TEST

START_TEST(the_same_name_in_two_modules_is_two_tracks)
{
    start("", "rx_pipe(in, rx_map(inc))");
    world_add(&w, "n.c", NUMBERS "RX_MODULE(n) { rx_observable *in = RX_TRACK(in, rx_subject_new());"
                                 " RX_TRACK(out, rx_pipe(in, rx_map(twice))); }");
    struct got other;
    world_watch(&w, &other, "n", "out");
    send(5);
    rx_next(world_track(&w, "n", "in"), rx_i64(5));
    ck_assert_str_eq(got_text(&out), "6");
    ck_assert_str_eq(got_text(&other), "10");
    ck_assert_uint_ne(world_ref(&w, "m.c:out").id, world_ref(&w, "n.c:out").id);
    got_release(&other);
    got_release(&out);
}
END_TEST

START_TEST(moved_lines_and_comments_leave_everything_unchanged)
{
    const char *f = "static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * 10); }";
    start(f, "rx_pipe(in, rx_map(f))");
    unsigned subscribes = world_count(&w, "subscribe-call");
    edit("/* a comment */\n\n\nstatic rx_value f(rx_value v,\n    void *e)\n{\n    (void)e; /* why */\n    return rx_i64(v.i64 * 10);\n}",
         "rx_pipe(in,\n    rx_map(f))");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "unchanged");
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 1);
    ck_assert_uint_eq(world_count(&w, "subscribe-call"), subscribes);
    ck_assert_uint_eq(world_module(&w, "m.c")->freed_generations, 1); /* the slots moved all the same */
    got_release(&out);
}
END_TEST

START_TEST(a_helper_that_a_callback_reaches_is_edited_and_only_that_track_changes)
{
    const char *text = "static int factor(void) { return %d; }\n"
                       "static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * factor()); }\n"
                       "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());\n"
                       " RX_TRACK(out, rx_pipe(in, rx_map(f))); RX_TRACK(quiet, rx_pipe(in, rx_map(inc))); }";
    char a[4096];
    snprintf(a, sizeof a, "%s", NUMBERS);
    snprintf(a + strlen(a), sizeof a - strlen(a), text, 10);
    world_add(&w, "m.c", a);
    world_watch(&w, &out, "m", "out");
    send(1);
    snprintf(a, sizeof a, "%s", NUMBERS);
    snprintf(a + strlen(a), sizeof a - strlen(a), text, 20);
    world_save(&w, "m.c", a);
    send(1);
    ck_assert_str_eq(got_text(&out), "10 20");
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 2);
    ck_assert_uint_eq(world_track_state(&w, "m.c:quiet")->version, 1);
    got_release(&out);
}
END_TEST

START_TEST(a_renamed_track_keeps_its_subscriptions)
{
    const char *text = NUMBERS "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());"
                               " rx_observable *%s = RX_TRACK(%s, rx_pipe(in, rx_scan(sum, rx_i64(0)))); RX_SUBSCRIBE(%s, nop); }";
    char a[4096];
    snprintf(a, sizeof a, text, "out", "out", "out");
    world_add(&w, "m.c", a);
    world_watch(&w, &out, "m", "out");
    send(1);
    snprintf(a, sizeof a, text, "total", "total", "total");
    world_save(&w, "m.c", a);
    send(2);
    ck_assert_str_eq(got_text(&out), "1 3");
    ck_assert_uint_eq(world_ref(&w, "m.c:out").id, 0);
    ck_assert_uint_ne(world_ref(&w, "m.c:total").id, 0);
    ck_assert_uint_eq(world_count(&w, "track-orphan"), 0);
    got_release(&out);
}
END_TEST

START_TEST(an_operator_added_in_the_middle_leaves_its_neighbours_state)
{
    start("", "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_scan(sum, rx_i64(0)))");
    send(1);
    send(2);
    edit("", "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_filter(even), rx_scan(sum, rx_i64(0)))");
    send(3);
    send(4);
    ck_assert_str_eq(got_text(&out), "1 4 10 20");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "reconnected");
    ck_assert_ptr_nonnull(world_log_line(&w, "new filter"));
    edit("", "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_scan(sum, rx_i64(0)))");
    send(1);
    ck_assert_str_eq(got_text(&out), "1 4 10 20 31");
    got_release(&out);
}
END_TEST

START_TEST(a_source_that_differs_is_resubscribed_under_the_wrapper)
{
    start("", "rx_pipe(rx_interval(100), rx_scan(sum, rx_i64(0)))");
    world_advance(&w, 300);
    edit("", "rx_pipe(rx_interval(50), rx_scan(sum, rx_i64(0)))");
    world_advance(&w, 150);
    ck_assert_str_eq(got_text(&out), "0 1 3 3 4 6");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "reconnected");
    got_release(&out);
}
END_TEST

START_TEST(wrappers_never_show_up_in_counts)
{
    start("", "rx_pipe(in, rx_map(inc))");
    const struct source_info *s = query_source(w.state, 0);
    ck_assert_uint_eq(s->living[ENT_OBSERVABLE], 2);
    ck_assert_uint_eq(s->living[ENT_SUBSCRIPTION], 2);
    ck_assert_uint_eq(s->living[ENT_TRACK], 2);
    ck_assert_uint_eq(s->living[ENT_PIPE], 1);
    for (int i = 0; i < 5; i++)
        edit("", i % 2 ? "rx_pipe(in, rx_map(inc))" : "rx_pipe(in, rx_map(twice), rx_filter(even))");
    edit("", "rx_pipe(in, rx_map(inc))");
    ck_assert_uint_eq(s->living[ENT_OBSERVABLE], 2);
    ck_assert_uint_eq(s->living[ENT_SUBSCRIPTION], 2);
    ck_assert_uint_eq(s->living[ENT_PIPE], 1);
    ck_assert_uint_eq(s->living[ENT_OPERATOR], 1);
    ck_assert_uint_eq(s->living[ENT_OPERATOR_FUN], 1);
    ck_assert_uint_eq(s->living[ENT_ARG], 1);
    got_release(&out);
    ck_assert_uint_eq(s->living[ENT_SUBSCRIPTION], 0);
}
END_TEST

START_TEST(a_compile_error_is_shown_with_file_and_line_and_the_next_good_save_recovers)
{
    world_add(&w, "m.c", "RX_MODULE(m) { RX_TRACK(out, rx_never() }"); /* even generation 1 */
    ck_assert_int_eq(hmr_ready(w.hmr), -1);
    const char *line = world_log_line(&w, "m.c gen 1 refused: ");
    ck_assert_msg(line && strstr(line, "m.c:2:") && strstr(line, "error"), "%s", line ? line : "none");
    world_save(&w, "m.c", module("", "rx_pipe(in, rx_map(inc))"));
    ck_assert_int_eq(hmr_ready(w.hmr), 1);
    world_watch(&w, &out, "m", "out");
    edit("", "rx_pipe(in, rx_map(missing))");
    send(1);
    edit("", "rx_pipe(in, rx_map(twice))");
    send(1);
    ck_assert_str_eq(got_text(&out), "2 2");
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 2);
    got_release(&out);
}
END_TEST

START_TEST(a_missing_symbol_a_wrong_abi_and_a_half_written_object_are_refused_by_name)
{
    start("", "rx_pipe(in, rx_map(inc))");
    edit("rx_value elsewhere(rx_value v, void *e);", "rx_pipe(in, rx_map(elsewhere))");
    ck_assert_ptr_nonnull(world_log_line(&w, "undefined symbol: elsewhere"));
    world_save(&w, "m.c", "#undef RX_ABI\n#define RX_ABI 99\nRX_MODULE(m) { }");
    ck_assert_ptr_nonnull(world_log_line(&w, "ABI 99"));
    world_save(&w, "m.c", "int nothing;");
    ck_assert_msg(world_log_line(&w, "RX_MODULE") != NULL, "%s", str_text(&w.log));
    world_save(&w, "m.c", "__attribute__((constructor)) static void early(void) { __builtin_puts(\"early\"); }\nRX_MODULE(m) { }");
    ck_assert_ptr_nonnull(world_log_line(&w, "early"));
    send(1);
    edit("", "rx_pipe(in, rx_map(twice))");
    send(3);
    ck_assert_str_eq(got_text(&out), "2 6");
    got_release(&out);
}
END_TEST

START_TEST(a_callback_of_the_wrong_type_is_a_compile_error)
{
    start("", "rx_pipe(in, rx_map(inc))");
    edit("", "rx_pipe(in, rx_map(even))");
    const char *line = world_log_line(&w, "gen 2 refused");
    ck_assert_msg(line && strstr(line, "not compatible with any") && strstr(line, "m.c:"), "%s",
                  line ? line : "none"); /* the user's line, not the macro's */
    got_release(&out);
}
END_TEST

START_TEST(two_modules_of_one_name_are_refused)
{
    start("", "rx_pipe(in, rx_map(inc))");
    world_add(&w, "n.c", "RX_MODULE(m) { }");
    ck_assert_ptr_nonnull(world_log_line(&w, "RX_MODULE(m) is the name of"));
    ck_assert_int_eq(hmr_ready(w.hmr), -1);
    got_release(&out);
}
END_TEST

START_TEST(a_header_that_the_module_includes_is_edited_and_the_module_is_rebuilt)
{
    world_save_raw(&w, "k.h", "#define K 10\n");
    world_add(&w, "m.c", "#include \"k.h\"\nstatic rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * K); }\n"
                         "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new()); RX_TRACK(out, rx_pipe(in, rx_map(f))); }");
    world_watch(&w, &out, "m", "out");
    send(1);
    world_save_raw(&w, "k.h", "#define K 20\n");
    world_settle(&w);
    send(1);
    ck_assert_str_eq(got_text(&out), "10 20");
    world_save_raw(&w, "k.h", "#define K 20\n"); /* the same bytes: nothing is built */
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 2);
    got_release(&out);
}
END_TEST

START_TEST(a_track_is_forced_back_and_forward_and_released)
{
    const char *p = "rx_pipe(in, rx_map(f))";
    char f[256];
    for (int i = 1; i <= 3; i++) {
        snprintf(f, sizeof f, "static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * %d); }", i);
        if (i == 1)
            start(f, p);
        else
            edit(f, p);
    }
    world_command(&w, CMD_SWAP, "m.c:out", 1);
    send(10);
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 1);
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->flags, TRACK_FLAG_PINNED);
    edit("static rx_value f(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * 4); }", p);
    send(10);
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "held");
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->waiting, 4);
    world_command(&w, CMD_SWAP, "m.c:out", 3);
    send(10);
    world_command(&w, CMD_RELEASE, "m.c:out", 0);
    send(10);
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 4);
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->flags, 0);
    ck_assert_str_eq(got_text(&out), "10 10 30 40");
    world_command(&w, CMD_SWAP, "m.c:out", 9);
    ck_assert_ptr_nonnull(world_log_line(&w, "out has no version 9 (1 to 4 are kept)"));
    got_release(&out);
}
END_TEST

START_TEST(resetting_one_operator_leaves_its_neighbours_state)
{
    start("", "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_scan(sum, rx_i64(0)))");
    send(1);
    send(2);
    const struct ent_track *t = world_track_state(&w, "m.c:out");
    entity_id first = query_next_operator(w.state, (struct ref){1, t->entity}, 0);
    struct command c = {.kind = CMD_RESET, .source = 1, .id = query_next_operator(w.state, (struct ref){1, t->entity}, first)};
    hmr_command(w.hmr, &c);
    send(3);
    ck_assert_str_eq(got_text(&out), "1 4 6"); /* 1, 3, 6 above; the second started over */
    got_release(&out);
}
END_TEST

START_TEST(identical_tracks_in_one_body_are_told_apart_by_ordinal)
{
    world_add(&w, "m.c", NUMBERS "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());"
                                 " RX_TRACK(out, rx_pipe(in, rx_map(inc))); RX_TRACK(out, rx_pipe(in, rx_map(twice))); }");
    ck_assert_uint_ne(world_ref(&w, "m.c:out").id, 0);
    ck_assert_uint_ne(world_ref(&w, "m.c:out#2").id, 0);
}
END_TEST

START_TEST(merge_maps_living_inners_go_on_and_the_next_outer_uses_the_new_code)
{
    const char *p = "rx_pipe(in, rx_merge_map(f))";
    start("static rx_observable *f(rx_value v, void *e) { (void)e; (void)v; return rx_pipe(rx_interval(10), rx_map(inc)); }", p);
    send(1);
    world_advance(&w, 10);
    edit("static rx_observable *f(rx_value v, void *e) { (void)e; (void)v; return rx_pipe(rx_interval(10), rx_map(f2)); }\n", p);
    ck_assert_ptr_nonnull(world_log_line(&w, "refused")); /* f2 is missing: nothing has changed */
    edit("static rx_value f2(rx_value v, void *e) { (void)e; return rx_i64(v.i64 + 100); }\n"
         "static rx_observable *f(rx_value v, void *e) { (void)e; (void)v; return rx_pipe(rx_interval(10), rx_map(f2)); }", p);
    send(2);
    world_advance(&w, 10);
    ck_assert_str_eq(got_text(&out), "1 2 100");
    got_release(&out);
}
END_TEST

START_TEST(defers_current_run_is_untouched_and_the_next_subscribe_is_new)
{
    start("static rx_observable *f(void *e) { (void)e; return rx_pipe(rx_interval(10), rx_map(inc)); }", "rx_defer(f)");
    world_advance(&w, 10);
    edit("static rx_observable *f(void *e) { (void)e; return rx_of(rx_i64(99)); }", "rx_defer(f)");
    world_advance(&w, 10);
    struct got late;
    world_watch(&w, &late, "m", "out");
    ck_assert_str_eq(got_text(&out), "1 2");
    ck_assert_str_eq(got_text(&late), "99 |");
    got_release(&late);
    got_release(&out);
}
END_TEST

START_TEST(take_untils_notifier_is_edited_and_nothing_stops)
{
    start("", "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_take_until(rx_timer(100)))");
    send(1);
    world_advance(&w, 60);
    edit("", "rx_pipe(in, rx_scan(sum, rx_i64(0)), rx_take_until(rx_timer(200)))");
    world_advance(&w, 100);
    send(2);
    ck_assert_str_eq(got_text(&out), "1 3");
    world_advance(&w, 100);
    ck_assert_str_eq(got_text(&out), "1 3 |");
    got_release(&out);
}
END_TEST

START_TEST(combine_latests_function_is_edited_and_the_latest_values_stay)
{
    const char *p = "rx_combine_latest(f, in, rx_of(rx_i64(5)))";
    start("static rx_value f(const rx_value *l, size_t n, void *e) { (void)n; (void)e; return rx_i64(l[0].i64 + l[1].i64); }", p);
    send(1);
    edit("static rx_value f(const rx_value *l, size_t n, void *e) { (void)n; (void)e; return rx_i64(l[0].i64 * l[1].i64); }", p);
    send(2);
    ck_assert_str_eq(got_text(&out), "6 10");
    got_release(&out);
}
END_TEST

START_TEST(a_constant_that_a_value_uses_is_edited_and_the_stream_reconnects)
{
    start("#define WAIT 100\n", "rx_pipe(rx_interval(WAIT), rx_map(inc))");
    world_advance(&w, 100);
    edit("#define WAIT 10\n", "rx_pipe(rx_interval(WAIT), rx_map(inc))");
    world_advance(&w, 20);
    ck_assert_str_eq(got_text(&out), "1 1 2");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "reconnected");
    ck_assert_uint_eq(world_track_state(&w, "m.c:in")->version, 1);
    got_release(&out);
}
END_TEST

START_TEST(a_string_state_survives_the_code_that_made_it)
{
    const char *p = "rx_pipe(in, rx_scan(f, rx_string(\"-\")))";
    start("static rx_value f(rx_value a, rx_value v, void *e) { (void)e; return rx_stringf(\"%s%d\", rx_text(a), (int)v.i64); }", p);
    send(1);
    edit("static rx_value f(rx_value a, rx_value v, void *e) { (void)e; return rx_stringf(\"%s+%d\", rx_text(a), (int)v.i64); }", p);
    world_command(&w, CMD_SWEEP, NULL, 0);
    send(2);
    ck_assert_str_eq(got_text(&out), "\"-1\" \"-1+2\"");
    ck_assert_uint_eq(world_module(&w, "m.c")->freed_generations, 1);
    got_release(&out);
}
END_TEST

START_TEST(a_user_value_pins_the_code_of_its_type_until_it_is_gone)
{
    const char *f = "struct p { int x; };\n"
                    "static int show(const void *d, char *o, size_t n) { return __builtin_snprintf(o, n, \"p%%d\", ((const struct p *)d)->x); }\n"
                    "static const rx_user_type T = {.name = \"p\", .size = sizeof(struct p), .print = show};\n"
                    "static rx_value f(rx_value a, rx_value v, void *e) { (void)e; const struct p *q = rx_as(a, &T); struct p r = {(q ? q->x : 0) + (int)v.i64 + %d}; return rx_user(&T, &r); }";
    char text[1024];
    snprintf(text, sizeof text, f, 0);
    start(text, "rx_pipe(in, rx_scan(f, rx_none()))");
    send(1);
    snprintf(text, sizeof text, f, 100);
    edit(text, "rx_pipe(in, rx_scan(f, rx_none()))");
    ck_assert_ptr_nonnull(world_log_line(&w, "m.c gen 1 kept by subscription#"));
    ck_assert_ptr_nonnull(world_log_line(&w, "a value of type p in scan(f"));
    send(2); /* the accumulator is the new code's from here on */
    world_command(&w, CMD_SWEEP, NULL, 0);
    ck_assert_ptr_nonnull(world_log_line(&w, "gen 1 freed"));
    ck_assert_str_eq(got_text(&out), "<p p1 4 bytes> <p p103 4 bytes>");
    got_release(&out);
}
END_TEST

START_TEST(a_module_that_uses_one_which_is_not_live_yet_starts_when_it_is)
{
    world_add(&w, "other.c", NUMBERS "RX_MODULE(other) { RX_TRACK(next, rx_pipe(RX_USE(m, out), rx_map(inc))); }");
    ck_assert_ptr_nonnull(world_log_line(&w, "RX_USE(m, out): no module m is live yet"));
    ck_assert_int_eq(hmr_ready(w.hmr), -1);
    world_add(&w, "m.c", module("", "rx_pipe(in, rx_map(twice))"));
    ck_assert_int_eq(hmr_ready(w.hmr), 1);
    world_watch(&w, &out, "other", "next");
    send(5);
    ck_assert_str_eq(got_text(&out), "11");
    got_release(&out);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("swap");
    TCase *t = tcase_create("cases");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 240);
    tcase_add_test(t, a_function_edit_moves_its_slot_and_resubscribes_nothing);
    tcase_add_test(t, scans_function_is_edited_and_the_accumulator_stays);
    tcase_add_test(t, scans_seed_is_edited_and_that_operator_alone_is_reset);
    tcase_add_test(t, map_after_a_running_interval_is_edited_and_the_timer_keeps_phase_and_counter);
    tcase_add_test(t, a_plain_value_is_edited_and_a_subscription_of_another_module_stays_open);
    tcase_add_test(t, a_behavior_subject_keeps_its_value_and_emits_nothing);
    tcase_add_test(t, a_behavior_subjects_initial_value_is_adopted_only_when_nothing_was_sent);
    tcase_add_test(t, a_replay_subject_keeps_class_and_buffer);
    tcase_add_test(t, a_handler_that_sends_into_its_own_subject_sees_every_value_once_in_order);
    tcase_add_test(t, share_has_one_source_subscription_before_during_and_after_a_swap);
    tcase_add_test(t, an_endless_synchronous_source_under_take_1_stops);
    tcase_add_test(t, a_synchronous_of_sends_each_value_once_and_completes_once);
    tcase_add_test(t, a_completed_subscription_stays_completed_and_a_new_subscriber_gets_the_new_code);
    tcase_add_test(t, a_swap_asked_for_on_the_stack_waits_until_the_stack_is_empty);
    tcase_add_test(t, switch_maps_project_is_edited_and_the_living_inner_lives_until_the_next_outer);
    tcase_add_test(t, no_swap_and_no_orphaning_ever_completes);
    tcase_add_test(t, a_removed_track_is_unsubscribed_at_the_commit_and_listed_as_orphan);
    tcase_add_test(t, a_removed_track_that_comes_back_in_time_is_never_orphaned);
    tcase_add_test(t, a_module_level_subscribe_runs_again_and_keeps_its_subscription_with_the_new_observer);
    tcase_add_test(t, a_removed_subscribe_line_is_unsubscribed);
    tcase_add_test(t, a_users_own_handle_still_unsubscribes_after_ten_swaps);
    tcase_add_test(t, a_module_that_fails_while_evaluated_is_discarded_and_the_old_code_runs_on);
    tcase_add_test(t, fifty_swaps_then_a_sweep_leave_one_generation);
    tcase_add_test(t, a_sweep_names_the_subscription_that_keeps_a_generation);
    tcase_add_test(t, unsubscribe_removes_sends_children_and_the_observables_that_only_they_made);
    tcase_add_test(t, the_same_name_in_two_modules_is_two_tracks);
    tcase_add_test(t, moved_lines_and_comments_leave_everything_unchanged);
    tcase_add_test(t, a_helper_that_a_callback_reaches_is_edited_and_only_that_track_changes);
    tcase_add_test(t, a_renamed_track_keeps_its_subscriptions);
    tcase_add_test(t, an_operator_added_in_the_middle_leaves_its_neighbours_state);
    tcase_add_test(t, a_source_that_differs_is_resubscribed_under_the_wrapper);
    tcase_add_test(t, wrappers_never_show_up_in_counts);
    tcase_add_test(t, a_compile_error_is_shown_with_file_and_line_and_the_next_good_save_recovers);
    tcase_add_test(t, a_missing_symbol_a_wrong_abi_and_a_half_written_object_are_refused_by_name);
    tcase_add_test(t, a_callback_of_the_wrong_type_is_a_compile_error);
    tcase_add_test(t, two_modules_of_one_name_are_refused);
    tcase_add_test(t, a_header_that_the_module_includes_is_edited_and_the_module_is_rebuilt);
    tcase_add_test(t, a_track_is_forced_back_and_forward_and_released);
    tcase_add_test(t, resetting_one_operator_leaves_its_neighbours_state);
    tcase_add_test(t, identical_tracks_in_one_body_are_told_apart_by_ordinal);
    tcase_add_test(t, merge_maps_living_inners_go_on_and_the_next_outer_uses_the_new_code);
    tcase_add_test(t, defers_current_run_is_untouched_and_the_next_subscribe_is_new);
    tcase_add_test(t, take_untils_notifier_is_edited_and_nothing_stops);
    tcase_add_test(t, combine_latests_function_is_edited_and_the_latest_values_stay);
    tcase_add_test(t, a_constant_that_a_value_uses_is_edited_and_the_stream_reconnects);
    tcase_add_test(t, a_string_state_survives_the_code_that_made_it);
    tcase_add_test(t, a_user_value_pins_the_code_of_its_type_until_it_is_gone);
    tcase_add_test(t, a_module_that_uses_one_which_is_not_live_yet_starts_when_it_is);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return suite_main(suite());
}
