/* test_trial.c - saves that are tried in a process of their own first: what fails there never runs here. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hmr/hmr_int.h"
#include "rx/rx_int.h"
#include "tests/support/suite.h"
#include "tests/support/world.h"

static struct world w;
static struct got out;

static void setup(void)
{
    world_helper = NULL;
    world_open(&w);
    hmr_set_trial(w.hmr, true, NULL);
}

static void teardown(void)
{
    got_release(&out);
    world_close(&w);
    world_helper = NULL;
}

static const char *module(const char *f)
{
    return world_text("static volatile int zero; static int *volatile nowhere;\n"
                      "static rx_value f(rx_value v, void *e) { (void)e; (void)zero; (void)nowhere; %s }\n"
                      "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());"
                      " RX_TRACK(out, rx_pipe(in, rx_map(f), rx_scan(sum, rx_i64(0)))); }",
                      f);
}

static void save(const char *f)
{
    world_save(&w, "m.c", module(f));
}

static void send(rx_value v)
{
    rx_next(world_track(&w, "m", "in"), v);
}

static void start(void)
{
    world_add(&w, "m.c", module("return v;"));
    world_watch(&w, &out, "m", "out");
    send(rx_i64(4));
}

static void assert_told(const char *part)
{
    ck_assert_msg(world_count(&w, part) > 0, "nothing says: %s\n%s", part, str_text(&w.log));
}

START_TEST(a_save_that_is_fine_is_committed_after_its_trial)
{
    start();
    save("return rx_i64(v.i64 * 10);");
    send(rx_i64(1));
    ck_assert_str_eq(got_text(&out), "4 14");
    const char *line = world_log_line(&w, "gen 2: its trial was survived: 2 calls");
    ck_assert_msg(line != NULL, "%s", str_text(&w.log));
    printf("# %.*s\n", (int)strcspn(line, "\n"), line);
}
END_TEST

static const struct {
    const char *f, *says;
} bad[] = {
    {"if (v.i64 == 4) return rx_i64(*nowhere); return v;", "its trial: SIGSEGV in f"},
    {"return rx_i64(v.i64 / zero);", "its trial: SIGFPE in f"},
    {"if (v.i64 == 4) __builtin_abort(); return v;", "its trial: SIGABRT in f"},
    {"while (v.i64 == 4 && !zero) { } return v;", "its trial: no end within the limit in f"},
    {"if (v.i64 == 4) { extern void _exit(int); _exit(0); } return v;", "its trial: it ended"},
};

START_TEST(a_save_that_fails_at_the_last_value_is_refused_before_it_ran_once)
{
    start();
    save(bad[_i].f);
    assert_told(bad[_i].says);
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 1);
    ck_assert_uint_eq(world_count(&w, "num=2 loaded"), 0);
    send(rx_i64(4)); /* what ran before runs on, and no call has failed here */
    ck_assert_str_eq(got_text(&out), "4 8");
    ck_assert_uint_eq(world_count(&w, "fault "), 0);
    save(bad[_i].f); /* under quarantine: not tried again */
    assert_told("not loaded again: as gen 2 the same code failed with");
    save("return rx_i64(v.i64 + 1);");
    send(rx_i64(4));
    ck_assert_str_eq(got_text(&out), "4 8 13");
}
END_TEST

START_TEST(a_body_that_fails_is_refused_in_the_first_generation_too)
{
    world_add(&w, "m.c", "static int *volatile nowhere; RX_MODULE(m) { if (*nowhere) rx_log(\"never\"); }");
    assert_told("its trial: SIGSEGV in rx_module_body_");
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 0);
}
END_TEST

START_TEST(texts_structs_errors_and_lists_of_latest_values_come_with_it)
{
    const char *text =
        "struct p { int64_t x, y; };\nstatic const rx_user_type T = {.name = \"p\", .size = sizeof(struct p)};\n"
        "static void check(rx_value v, void *e) { (void)e; %s;\n"
        " if (v.type == RX_STRING && __builtin_strcmp(rx_text(v), \"seven\")) __builtin_trap();\n"
        " if (v.type == RX_F64 && v.f64 != 2.5) __builtin_trap();\n"
        " const struct p *p = rx_as(v, &T); if (p && (p->x != 3 || p->y != -1)) __builtin_trap();\n"
        " if (v.type != RX_STRING && v.type != RX_F64 && !p) __builtin_trap(); }\n"
        "static rx_value make(rx_value v, void *e) { (void)e; struct p p = {v.i64, -1}; return rx_user(&T, &p); }\n"
        "RX_MODULE(m) { rx_observable *a = RX_TRACK(a, rx_subject_new()), *b = RX_TRACK(b, rx_subject_new()),"
        " *c = RX_TRACK(c, rx_subject_new()); RX_SUBSCRIBE(a, check); RX_SUBSCRIBE(b, check);"
        " RX_SUBSCRIBE(rx_pipe(c, rx_map(make)), check); }";
    world_add(&w, "m.c", world_text(text, ""));
    rx_next(world_track(&w, "m", "a"), rx_string("seven"));
    rx_next(world_track(&w, "m", "b"), rx_f64(2.5));
    rx_next(world_track(&w, "m", "c"), rx_i64(3));
    world_save(&w, "m.c", world_text(text, "rx_log(\"new\")"));
    assert_told("gen 2: its trial was survived: 4 calls");
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 2);
}
END_TEST

START_TEST(a_struct_that_points_somewhere_is_left_out_and_that_is_said)
{
    const char *text = "struct p { const char *at; };\nstatic const rx_user_type T = {.name = \"p\", .size = sizeof(struct p)};\n"
                       "static rx_value make(rx_value v, void *e) { (void)e; (void)v; struct p p = {\"here\"}; return rx_user(&T, &p); }\n"
                       "static void see(rx_value v, void *e) { (void)e; const struct p *p = rx_as(v, &T); %s"
                       " if (p->at[0] != 'h') __builtin_trap(); }\n"
                       "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());"
                       " RX_SUBSCRIBE(rx_pipe(in, rx_map(make)), see); }";
    world_add(&w, "m.c", world_text(text, ""));
    send(rx_i64(1));
    world_save(&w, "m.c", world_text(text, "rx_log(\"new\");"));
    assert_told("1 function not tried: its value cannot be had in another process");
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 2);
}
END_TEST

START_TEST(without_a_helper_a_save_is_committed_and_that_is_said)
{
    world_close(&w);
    world_helper = "/nonexistent/rxscope";
    world_open(&w);
    hmr_set_trial(w.hmr, true, NULL);
    start();
    assert_told("gen 1: no trial: the helper cannot be started");
    save("return rx_i64(v.i64 * 10);");
    send(rx_i64(1));
    ck_assert_str_eq(got_text(&out), "4 14");
}
END_TEST

START_TEST(a_newer_save_ends_the_trial_of_an_older_one)
{
    start();
    for (int i = 0; i < 3; i++) {
        struct str s = STR_INIT;
        str_addf(&s, "#include <rxscope.h>\n%s", module(i < 2 ? "while (!zero) { } return v;" : "return rx_i64(v.i64 * 2);"));
        world_save_raw(&w, "m.c", str_text(&s));
        str_release(&s);
    }
    world_settle(&w);
    send(rx_i64(1));
    ck_assert_str_eq(got_text(&out), "4 6");
}
END_TEST

START_TEST(switched_off_nothing_is_tried_and_no_value_is_kept)
{
    start();
    hmr_set_trial(w.hmr, false, NULL);
    ck_assert(!hmr_trial(w.hmr));
    save("if (v.i64 == 77) __builtin_trap(); return rx_i64(v.i64 * 3);");
    send(rx_i64(1));
    ck_assert_str_eq(got_text(&out), "4 7");
    ck_assert_uint_eq(world_count(&w, "its trial"), 1); /* that of the first generation */
    for (const rx_observable *o = rx_rt->all; o; o = o->all_next)
        if (o->fun && o->fun->nargs && o->fun->args[0].type == ARG_FUNCTION && o->fun->args[0].slot.trial)
            ck_assert(!o->fun->args[0].slot.trial->kept);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("trial");
    TCase *t = tcase_create("trials");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_save_that_is_fine_is_committed_after_its_trial);
    tcase_add_loop_test(t, a_save_that_fails_at_the_last_value_is_refused_before_it_ran_once, 0, (int)ARRAY_LEN(bad));
    tcase_add_test(t, a_body_that_fails_is_refused_in_the_first_generation_too);
    tcase_add_test(t, texts_structs_errors_and_lists_of_latest_values_come_with_it);
    tcase_add_test(t, a_struct_that_points_somewhere_is_left_out_and_that_is_said);
    tcase_add_test(t, without_a_helper_a_save_is_committed_and_that_is_said);
    tcase_add_test(t, a_newer_save_ends_the_trial_of_an_older_one);
    tcase_add_test(t, switched_off_nothing_is_tried_and_no_value_is_kept);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return suite_main(suite());
}
