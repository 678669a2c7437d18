/* test_trial.c - saves that are tried in a process of their own first: what fails there never runs here. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "hmr/hmr_int.h"
#include "rx/rx_int.h"
#include "tests/support/suite.h"
#include "tests/support/world.h"

enum { LOG_SHOWN = 1500 }; /* bytes of its end, when something is missing */

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
    size_t n = w.log.len, shown = n < LOG_SHOWN ? n : LOG_SHOWN;
    ck_assert_msg(world_count(&w, part) > 0, "nothing says: %s\n%s", part, str_text(&w.log) + n - shown);
}

START_TEST(a_save_that_is_fine_is_committed_after_its_trial)
{
    start();
    save("return rx_i64(v.i64 * 10);");
    send(rx_i64(1));
    ck_assert_str_eq(got_text(&out), "4 14");
    assert_told("num=2 live \"its trial was survived: 2 calls");
    save("return rx_i64(v.i64 * 100);"); /* nothing has come since: what came before is what it is tried with */
    assert_told("num=3 live \"its trial was survived: 2 calls");
    const char *line = world_log_line(&w, "its trial was survived: 2 calls");
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
    assert_told("num=2 live \"its trial was survived: 4 calls");
    ck_assert_uint_eq(world_count(&w, "not tried"), 2); /* of the first generation, loaded and live */
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
    assert_told("not tried: observer(next) of m.c:rx_pipe(in, rx_map(make))>1: its last value points into the memory of the program");
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 2);
}
END_TEST

/* ---- what gets no value, or one of many ----------------------------------------------------------------- */

static const char *produced(const char *produce, const char *teardown)
{
    char *text = str_format("static int *volatile nowhere; static volatile int zero;\n"
                            "static void stop(void *e) { (void)e; (void)nowhere; (void)zero; %s }\n"
                            "static void make(rx_subscriber *to, void *e) { (void)e; rx_on_teardown(to, stop, 0); %s }\n"
                            "static void see(rx_value v, void *e) { (void)v; (void)e; }\n"
                            "RX_MODULE(m) { rx_observable *out = RX_TRACK(out, rx_create(make));"
                            " RX_SUBSCRIBE(rx_pipe(out, rx_take(3)), see); }",
                            teardown, produce);
    const char *kept = world_text("%s", text);
    free(text);
    return kept;
}

static const struct {
    const char *produce, *teardown, *says;
} producers[] = {
    {"rx_send(to, rx_i64(*nowhere));", "", "its trial: SIGSEGV in make"},
    {"rx_send(to, rx_i64(7 / zero));", "", "its trial: SIGFPE in make"},
    {"rx_send(to, rx_i64(1));", "__builtin_trap();", "its trial: SIGILL in stop"},
    {"while (!zero) { }", "", "its trial: no end within the limit in make"},
};

START_TEST(a_producer_is_run_and_torn_down)
{
    world_add(&w, "m.c", produced("rx_send(to, rx_i64(7));", ""));
    world_save(&w, "m.c", produced(producers[_i].produce, producers[_i].teardown));
    assert_told(producers[_i].says);
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 1);
    ck_assert_uint_eq(world_count(&w, "fault "), 0);
    world_save(&w, "m.c", produced("rx_send(to, rx_i64(8));", ""));
    assert_told("num=2 live \"its trial was survived: 2 calls"); /* and the observer's */
}
END_TEST

START_TEST(a_producer_without_an_end_may_send_until_it_is_let_go)
{
    world_add(&w, "m.c", produced("rx_send(to, rx_i64(7));", ""));
    world_save(&w, "m.c", produced("while (!rx_closed(to)) rx_send(to, rx_i64(9));", ""));
    assert_told("num=2 live \"its trial was survived: 2 calls");
}
END_TEST

START_TEST(a_producer_that_nobody_ran_is_not_run_and_that_is_said)
{
    const char *text = "static void make(rx_subscriber *to, void *e) { (void)e; %s rx_send_complete(to); }\n"
                       "RX_MODULE(m) { RX_TRACK(out, rx_create(make)); }";
    world_add(&w, "m.c", world_text(text, ""));
    world_save(&w, "m.c", world_text(text, "__builtin_trap();"));
    ck_assert_uint_eq(world_count(&w, "num=2 live \"its trial was survived: 0 calls"), 1);
    assert_told("\\nnot tried: 1 function to which nothing has come yet");
}
END_TEST

START_TEST(lists_come_with_what_is_in_them)
{
    const char *text =
        "struct p { int64_t x, y; };\nstatic const rx_user_type T = {.name = \"p\", .size = sizeof(struct p)};\n"
        "static rx_value make(rx_value v, void *e) { (void)e; struct p p = {v.i64, -v.i64};"
        " return v.i64 % 2 ? rx_user(&T, &p) : rx_list((rx_value[]){rx_string(\"in\"), rx_f64(0.5)}, 2); }\n"
        "static void check(rx_value v, void *e) { (void)e; %s;\n if (rx_list_size(v) != 2) __builtin_trap();\n"
        " const struct p *p = rx_as(rx_list_at(v, 0), &T); if (!p || p->x != 1 || p->y != -1) __builtin_trap();\n"
        " rx_value in = rx_list_at(v, 1); if (rx_list_size(in) != 2 || rx_list_at(in, 1).f64 != 0.5 ||"
        " __builtin_strcmp(rx_text(rx_list_at(in, 0)), \"in\")) __builtin_trap(); }\n"
        "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());"
        " RX_SUBSCRIBE(rx_pipe(in, rx_map(make), rx_buffer_count(2)), check); }";
    world_add(&w, "m.c", world_text(text, ""));
    send(rx_i64(1));
    send(rx_i64(2));
    world_save(&w, "m.c", world_text(text, "rx_log(\"new\")"));
    assert_told("num=2 live \"its trial was survived: 2 calls");
    ck_assert_uint_eq(world_count(&w, "num=2 live \"its trial was survived: 2 calls, 0 ms\\n"), 0); /* nothing left out */
    world_save(&w, "m.c", world_text(text, "if (rx_list_at(v, 1).type) __builtin_trap()"));
    assert_told("its trial: SIG"); /* the list was there */
}
END_TEST

/* How f() makes its value, and why the one behind it is not tried. */
static const struct {
    const char *make, *why;
} unfit[] = {
    {"return rx_stream(rx_never());", "its last value is a stream"},
    {"struct p p = {7}; return rx_user(&T, &p);", "its last value is a struct with a destructor"},
    {"struct q q = {&zero}; return rx_user(&Q, &q);", "its last value points into the memory of the program"},
    {"struct p p = {7}; return rx_list((rx_value[]){rx_i64(1), rx_user(&T, &p)}, 2);",
     "its last value is a struct with a destructor"},
};

START_TEST(what_cannot_be_tried_is_named_with_the_reason)
{
    const char *text =
        "static int zero; struct p { int64_t x; }; struct q { int *at; };\nstatic void gone(void *p) { (void)p; }\n"
        "static const rx_user_type T = {.name = \"p\", .size = sizeof(struct p), .destroy = gone};\n"
        "static const rx_user_type Q = {.name = \"q\", .size = sizeof(struct q)};\n"
        "static rx_value make(rx_value v, void *e) { (void)e; (void)v; (void)zero; (void)T; (void)Q; %s }\n"
        "static rx_value look(rx_value v, void *e) { (void)e; %s return rx_retain(v); }\n"
        "static void see(rx_value v, void *e) { (void)v; (void)e; }\n"
        "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());"
        " RX_SUBSCRIBE(RX_TRACK(out, rx_pipe(in, rx_map(make), rx_map(look))), see); }";
    char *says = str_format("not tried: map(look) of m.c:out: %s", unfit[_i].why);
    world_add(&w, "m.c", world_text(text, unfit[_i].make, ""));
    send(rx_i64(1));
    world_save(&w, "m.c", world_text(text, unfit[_i].make, "__builtin_trap();"));
    assert_told("num=2 live \"its trial was survived: 1 call,"); /* make() */
    assert_told(says);
    free(says);
}
END_TEST

START_TEST(a_struct_of_rx_state_begins_as_it_does_when_it_runs)
{
    const char *text = "struct mean { int64_t n; };\nstatic void begin(void *s) { ((struct mean *)s)->n = 1; }\n"
                       "static rx_value next(void *s, rx_value v, void *e) { (void)e; struct mean *m = s; %s"
                       " return rx_i64(v.i64 / m->n++); }\n"
                       "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new());"
                       " RX_TRACK(out, rx_pipe(in, rx_state(struct mean, next, .init = begin))); }";
    world_add(&w, "m.c", world_text(text, ""));
    world_watch(&w, &out, "m", "out");
    send(rx_i64(4));
    world_save(&w, "m.c", world_text(text, "rx_log(\"new\");"));
    assert_told("num=2 live \"its trial was survived: 1 call,");
    world_save(&w, "m.c", world_text(text, "if (m->n == 1) __builtin_trap();"));
    assert_told("its trial: SIG");
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 2);
}
END_TEST

START_TEST(a_module_may_print_what_it_likes_and_get_what_it_likes)
{
    const char *text = "#include <stdio.h>\nstatic void see(rx_value v, void *e) { (void)e;"
                       " if (rx_size(v) != 20000000) __builtin_trap(); %s }\n"
                       "RX_MODULE(m) { rx_observable *in = RX_TRACK(in, rx_subject_new()); RX_SUBSCRIBE(in, see); }";
    world_add(&w, "m.c", world_text(text, ""));
    char *much = mem_zalloc(20000000);
    send(rx_bytes(much, 20000000));
    free(much);
    world_save(&w, "m.c", world_text(text, "for (int i = 0; i < 100000; i++) puts(\"rxscope-trial: fault: none\");"));
    assert_told("num=2 live \"its trial was survived: 1 call,");
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
    ck_assert_uint_eq(world_count(&w, "its trial"), 2); /* that of the first generation, loaded and live */
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
    tcase_add_loop_test(t, a_producer_is_run_and_torn_down, 0, (int)ARRAY_LEN(producers));
    tcase_add_test(t, a_producer_without_an_end_may_send_until_it_is_let_go);
    tcase_add_test(t, a_producer_that_nobody_ran_is_not_run_and_that_is_said);
    tcase_add_test(t, lists_come_with_what_is_in_them);
    tcase_add_loop_test(t, what_cannot_be_tried_is_named_with_the_reason, 0, (int)ARRAY_LEN(unfit));
    tcase_add_test(t, a_struct_of_rx_state_begins_as_it_does_when_it_runs);
    tcase_add_test(t, a_module_may_print_what_it_likes_and_get_what_it_likes);
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
