/* test_faults.c - saves whose code raises a signal, fills the stack or never returns: the program lives on,
 * the value is not lost where that can be, what ran before runs again, and the place is named. */
#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/catch.h"
#include "hmr/hmr_int.h"
#include "rx/guard.h"
#include "rx/rx_int.h"
#include "tests/support/suite.h"
#include "tests/support/world.h"

static struct world w;
static struct got out;
static bool added;

static bool told(const char *part)
{
    return world_count(&w, part) > 0;
}

#define assert_told(part) ck_assert_msg(told(part), "nothing says: %s", part)

/* The main thread of a test has no stack for handlers. */
static unsigned char alt_stack[64 * 1024];

static void recovered(void *ctx)
{
    (void)ctx;
    catch_recovered();
}

static void setup(void)
{
    struct catch_options o = {.limit_ms = 0};
    sigaltstack(&(stack_t){.ss_sp = alt_stack, .ss_size = sizeof alt_stack}, NULL);
    world_open(&w);
    catch_open(&o);
    w.hmr->options.host.recovered = recovered;
}

static void teardown(void)
{
    got_release(&out);
    catch_close();
    world_close(&w);
}

#define IN "rx_observable *in = RX_TRACK(in, rx_subject_new()); (void)in;\n"

/* A module with one map whose body is `body`, and a sum behind it. */
static void save(const char *body)
{
    struct str s = STR_INIT;
    str_addf(&s,
             "#include <stdlib.h>\n#include <assert.h>\n#include <string.h>\n"
             "static volatile int zero;\nstatic int *volatile nowhere;\n"
             "static rx_value f(rx_value v, void *e) { (void)e; (void)zero; (void)nowhere; %s }\n"
             "static rx_value sum(rx_value a, rx_value v, void *e) { (void)e; return rx_i64(a.i64 + v.i64); }\n"
             "RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_map(f), rx_scan(sum, rx_i64(0)))); }",
             body);
    if (added)
        world_save(&w, "m.c", str_text(&s));
    else
        world_add(&w, "m.c", str_text(&s));
    added = true;
    str_release(&s);
}

static void send_one(void *arg)
{
    rx_next(world_track(&w, "m", "in"), rx_i64(*(int64_t *)arg));
}

/* As from a timer of the loop. */
static void send(int64_t v)
{
    rx_enter();
    rx_guarded_told(send_one, &v);
    rx_leave();
    world_settle(&w);
}

static void good_then(const char *bad)
{
    save("return v;");
    world_watch(&w, &out, "m", "out");
    send(1);
    send(2);
    ck_assert_str_eq(got_text(&out), "1 3");
    save(bad);
}

/* Each way to fail: the value that hits it is tried on the old code, and the sum goes on. */
static const struct {
    const char *body, *name;
} ways[] = {
    {"if (v.i64 == 4) return rx_i64(*nowhere); return rx_i64(v.i64 * 10);", "SIGSEGV (NULL pointer)"},
    {"if (v.i64 == 4) { int *p = (int *)0x123456789abcdef0; return rx_i64(*p); } return rx_i64(v.i64 * 10);", "SIGSEGV"},
    {"if (v.i64 == 4) return rx_i64(v.i64 / zero); return rx_i64(v.i64 * 10);", "SIGFPE (division by zero)"},
    {"if (v.i64 == 4) __builtin_trap(); return rx_i64(v.i64 * 10);", "SIGILL"},
    {"if (v.i64 == 4) abort(); return rx_i64(v.i64 * 10);", "SIGABRT"},
    {"assert(v.i64 != 4); return rx_i64(v.i64 * 10);", "SIGABRT"},
    {"if (v.i64 == 4) { void (*volatile g)(void) = (void (*)(void))(void *)nowhere; g(); } return rx_i64(v.i64 * 10);",
     "SIGSEGV (NULL pointer)"},
    {"if (v.i64 == 4) return rx_i64((int64_t)strlen((char *)nowhere)); return rx_i64(v.i64 * 10);", "SIGSEGV (NULL pointer)"},
    {"if (v.i64 == 4) return rx_string((const char *)8); return rx_i64(v.i64 * 10);", "SIGSEGV (NULL pointer)"},
};

START_TEST(a_value_that_new_code_fails_at_is_tried_on_the_old_code_and_the_module_goes_back)
{
    good_then(ways[_i].body);
    send(3); /* 30 more */
    ck_assert_str_eq(got_text(&out), "1 3 33");
    send(4); /* fails; the old code returns 4 */
    ck_assert_str_eq(got_text(&out), "1 3 33 37");
    send(5);
    ck_assert_str_eq(got_text(&out), "1 3 33 37 42");
    assert_told(" rolled back \"gen 2: ");
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 1);
    struct str what = STR_INIT;
    str_addf(&what, "gen 2: %s in f; back at gen 1", ways[_i].name);
    assert_told(str_text(&what));
    str_release(&what);
    ck_assert_uint_eq(world_count(&w, "unsubscribe-call"), 0);
}
END_TEST

START_TEST(the_lines_of_a_fault_are_told_with_those_that_called)
{
    good_then("return v;\n}\nstatic int *hole(void)\n{\n    return nowhere;\n}\n"
              "static __attribute__((noinline)) int deep(int64_t n)\n{\n    return n == 4 ? *hole() : 1;\n}\n"
              "static rx_value g(rx_value v, void *e)\n{\n (void)e; int n = deep(v.i64);\n zero = n; return v;\n}\n#define f g\n"
              "static void unused(void) {");
    send(4);
    assert_told("m.c gen 2 failed at deep m.c:");
    assert_told(" <- g m.c:");
}
END_TEST

START_TEST(the_same_content_is_not_loaded_again_and_another_one_is)
{
    good_then(ways[0].body);
    send(4);
    save(ways[0].body);
    assert_told("not loaded again");
    send(5);
    ck_assert_str_eq(got_text(&out), "1 3 7 12");
    save("return rx_i64(v.i64 * 100);");
    send(6);
    ck_assert_str_eq(got_text(&out), "1 3 7 12 612");
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "swapped");
}
END_TEST

START_TEST(a_first_generation_that_fails_is_suspended_and_the_next_good_save_revives_it)
{
    save(ways[0].body);
    world_watch(&w, &out, "m", "out");
    send(1);
    send(4);
    send(5);
    ck_assert_str_eq(got_text(&out), "10"); /* dropped; nothing erred, nothing completed */
    assert_told("drops its values until the next good save");
    save("return v;");
    send(6);
    ck_assert_str_eq(got_text(&out), "10 16");
}
END_TEST

START_TEST(a_function_before_that_fails_at_the_same_value_is_not_gone_back_to)
{
    good_then("if (v.i64 == 4) abort(); return rx_i64(v.i64 * 10);");
    save("if (v.i64 == 4) return rx_i64(*nowhere); return rx_i64(v.i64 * 100);");
    send(4); /* nothing is left to try it on */
    send(5);
    send(4);
    ck_assert_str_eq(got_text(&out), "1 3 8 12");
    assert_told("back at gen 1");
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->version, 1);
}
END_TEST

START_TEST(a_track_that_the_failed_save_renamed_has_its_function_before)
{
    const char *f = "#include <stdlib.h>\nstatic rx_value f(rx_value v, void *e) { (void)e; %s return v; }\n"
                    "RX_MODULE(m) { " IN " RX_TRACK(%s, rx_pipe(in, rx_map(f))); }";
    world_add(&w, "m.c", world_text(f, "", "before"));
    world_watch(&w, &out, "m", "before");
    world_save(&w, "m.c", world_text(f, "if (v.i64 == 4) abort();", "after"));
    ck_assert_ptr_nonnull(world_track_state(&w, "m.c:after"));
    send(3);
    send(4);
    send(5);
    ck_assert_str_eq(got_text(&out), "3 4 5");
    assert_told(" rolled back \"gen 2: ");
    ck_assert_ptr_nonnull(world_track_state(&w, "m.c:before"));
}
END_TEST

START_TEST(a_stack_that_is_full_is_left_and_the_value_tried_on_the_old_code)
{
    good_then("volatile char a[4096]; a[0] = 1;"
              " if (v.i64 == 4) { rx_value r = f(v, (void *)a); r.i64 += a[0]; return r; } return v;");
    send(4);
    send(5);
    ck_assert_str_eq(got_text(&out), "1 3 7 12");
    assert_told("stack overflow in f");
}
END_TEST

START_TEST(a_function_that_never_returns_is_left)
{
    catch_close();
    struct catch_options o = {.limit_ms = 100};
    catch_open(&o);
    good_then("for (volatile int i = 0; v.i64 == 4; i = i + 1) ; return v;");
    send(4);
    send(5);
    ck_assert_str_eq(got_text(&out), "1 3 7 12");
    assert_told("a turn that does not end in f");
}
END_TEST

static void send_many(void *arg)
{
    (void)arg;
    for (int64_t v = 4; v < 12; v++)
        send_one(&v);
}

START_TEST(what_comes_after_a_cut_in_the_same_turn_has_the_whole_time_again)
{
    catch_close();
    struct catch_options o = {.limit_ms = 200};
    catch_open(&o);
    const char *burn = "for (clock_t end = clock() + CLOCKS_PER_SEC / 50; clock() < end;)"
                       " for (volatile int i = 0; i < 20000; i = i + 1) ; return v;";
    const char *f = "#include <time.h>\nstatic rx_value f(rx_value v, void *e) { (void)e; %s %s }\n"
                    "RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_map(f))); }";
    world_add(&w, "m.c", world_text(f, "", burn));
    world_watch(&w, &out, "m", "out");
    world_save(&w, "m.c", world_text(f, "for (volatile int i = 0; v.i64 == 4; i = i + 1) ;", burn));
    rx_enter(); /* more than the limit in all, less after the cut */
    rx_guarded_told(send_many, NULL);
    rx_leave();
    ck_assert_str_eq(got_text(&out), "4 5 6 7 8 9 10 11");
    ck_assert_uint_eq(world_count(&w, "fault "), 1);
}
END_TEST

START_TEST(a_body_that_fails_is_refused_and_what_runs_runs_on)
{
    good_then("return rx_i64(v.i64 + 0);");
    world_save(&w, "m.c", "static int *volatile nowhere;\nRX_MODULE(m) { " IN " *nowhere = 1; }");
    assert_told(" refused \"m.c gen 3 refused: ");
    assert_told("SIGSEGV (NULL pointer) in the module's body");
    send(3);
    ck_assert_str_eq(got_text(&out), "1 3 6");
}
END_TEST

START_TEST(an_observer_that_fails_is_put_back)
{
    const char *f = "static rx_subject *seen;\n%s"
                    "RX_MODULE(m) { " IN " seen = RX_TRACK(out, rx_subject_new()); RX_SUBSCRIBE(in, show); }";
    world_add(&w, "m.c", world_text(f, "static void show(rx_value v, void *e) { (void)e; rx_next(seen, rx_i64(v.i64)); }\n"));
    world_watch(&w, &out, "m", "out");
    send(1);
    world_save(&w, "m.c", world_text(f, "#include <stdlib.h>\nstatic void show(rx_value v, void *e)"
                                        " { (void)e; if (v.i64 == 2) abort(); rx_next(seen, rx_i64(v.i64 * 10)); }\n"));
    send(1);
    send(2);
    send(3);
    ck_assert_str_eq(got_text(&out), "1 10 2 3");
    assert_told(" rolled back \"gen 2: ");
}
END_TEST

START_TEST(after_its_trial_a_function_that_fails_loses_the_value_and_the_module_goes_back)
{
    good_then("if (v.i64 == 7777) abort(); return rx_i64(0);");
    for (int i = 0; i < RX_TRIAL_CALLS + 5; i++)
        send(0);
    got_clear(&out);
    send(7777);
    ck_assert_str_eq(got_text(&out), "");
    send(5);
    ck_assert_str_eq(got_text(&out), "8");
    assert_told(" rolled back \"gen 2: ");
}
END_TEST

START_TEST(a_state_that_a_function_left_half_changed_is_as_it_was_for_the_one_before)
{
    const char *f = "#include <stdlib.h>\nstruct sums { int64_t n, sum; };\n"
                    "static rx_value add(void *p, rx_value v, void *e) { struct sums *s = p; (void)e;"
                    " s->n++; %s s->sum += v.i64; return rx_i64(s->sum * 100 + s->n); }\n"
                    "RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_state(struct sums, add))); }";
    world_add(&w, "m.c", world_text(f, ""));
    world_watch(&w, &out, "m", "out");
    send(1);
    world_save(&w, "m.c", world_text(f, "if (v.i64 == 5) abort(); s->n += 10;"));
    send(2);
    send(5); /* n went up before the fault, and goes up once */
    send(1);
    ck_assert_str_eq(got_text(&out), "101 312 813 914");
    assert_told(" rolled back \"gen 2: ");
}
END_TEST

START_TEST(a_retry_whose_function_fails_asks_the_one_before)
{
    const char *f = "#include <stdlib.h>\nstatic rx_value odd(rx_value v, void *e) { (void)e;"
                    " return v.i64 < 0 ? rx_error(1, \"negative\") : v; }\n"
                    "static rx_observable *again(rx_value err, int64_t n, void *e) { (void)err; (void)n; (void)e; %s"
                    " return rx_of(rx_i64(0)); }\n"
                    "RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_map(odd), rx_retry_when(5, again))); }";
    world_add(&w, "m.c", world_text(f, ""));
    world_watch(&w, &out, "m", "out");
    world_save(&w, "m.c", world_text(f, "abort();"));
    send(1);
    send(-1);
    send(2);
    ck_assert_str_eq(got_text(&out), "1 2");
    assert_told(" rolled back \"gen 2: ");
}
END_TEST

START_TEST(what_a_fault_cuts_is_put_in_order)
{
    /* The function sends into a subject whose second subscriber fails: the subject sends again later, what
     * was recorded as under way is not, and the third subscriber gets the next values. */
    const char *f = "#include <stdlib.h>\nstatic rx_subject *hub;\n"
                    "static rx_value g(rx_value v, void *e) { (void)e; %s return v; }\n"
                    "static rx_value f(rx_value v, void *e) { (void)e; rx_next(hub, v); return v; }\n"
                    "RX_MODULE(m) { " IN " hub = RX_TRACK(hub, rx_subject_new());"
                    " RX_TRACK(out, rx_pipe(hub, rx_map(g))); RX_SUBSCRIBE(rx_pipe(in, rx_map(f)), nop); }";
    world_add(&w, "m.c", world_text(f, ""));
    world_watch(&w, &out, "m", "out");
    for (int i = 0; i < RX_TRIAL_CALLS + 5; i++)
        send(0);
    got_clear(&out);
    world_save(&w, "m.c", world_text(f, "if (v.i64 == 9999) abort();"));
    for (int i = 0; i < RX_TRIAL_CALLS + 5; i++)
        send(1);
    got_clear(&out);
    send(9999);
    send(2);
    send(3);
    ck_assert_str_eq(got_text(&out), "2 3");
    assert_told(" rolled back \"gen 2: ");
}
END_TEST

/* Each operator whose function returns a stream, with two ways to make one. */
static const struct {
    const char *operator, *makes;
} cuts[] = {
    {"exhaust_map", "rx_pipe(rx_of(v), rx_map(g))"}, {"exhaust_map", "rx_create_env(p, (void *)(intptr_t)v.i64, 0)"},
    {"concat_map", "rx_pipe(rx_of(v), rx_map(g))"},  {"concat_map", "rx_create_env(p, (void *)(intptr_t)v.i64, 0)"},
    {"merge_map", "rx_pipe(rx_of(v), rx_map(g))"},   {"merge_map", "rx_create_env(p, (void *)(intptr_t)v.i64, 0)"},
    {"switch_map", "rx_pipe(rx_of(v), rx_map(g))"},  {"exhaust_map", "rx_merge(rx_pipe(rx_of(v), rx_map(g)), rx_empty())"},
};

static void complete_in(void *arg)
{
    (void)arg;
    rx_complete((rx_subject *)world_track(&w, "m", "in"));
}

START_TEST(an_inner_stream_that_a_fault_cuts_ends_there_and_the_next_value_gets_its_own)
{
    const char *f = "#include <stdlib.h>\nstatic __attribute__((noinline)) rx_value g(rx_value v, void *e) { (void)e; %s return v; }\n"
                    "static void p(rx_subscriber *to, void *e) { rx_send(to, g(rx_i64((intptr_t)e), 0)); rx_send_complete(to); }\n"
                    "static rx_observable *f(rx_value v, void *e) { (void)e; (void)p; return %s; }\n"
                    "RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_%s(f))); }";
    world_add(&w, "m.c", world_text(f, "", cuts[_i].makes, cuts[_i].operator));
    world_watch(&w, &out, "m", "out");
    send(1);
    world_save(&w, "m.c", world_text(f, "if (v.i64 == 4) abort();", cuts[_i].makes, cuts[_i].operator));
    send(2);
    send(4);
    assert_told("SIGABRT in g");
    send(5);
    send(6);
    ck_assert_str_eq(got_text(&out), "1 2 5 6");
    rx_enter();
    rx_guarded_told(complete_in, NULL);
    rx_leave();
    ck_assert_str_eq(got_text(&out), "1 2 5 6 |");
}
END_TEST

START_TEST(a_teardown_that_fails_does_not_keep_the_rest_from_ending)
{
    const char *f = "#include <stdlib.h>\nstatic void td(void *e) { (void)e; abort(); }\n"
                    "static void p(rx_subscriber *to, void *e) { (void)e; rx_on_teardown(to, td, 0); rx_send(to, rx_i64(1)); }\n"
                    "RX_MODULE(m) { RX_TRACK(out, rx_create(p)); }";
    world_add(&w, "m.c", f);
    world_watch(&w, &out, "m", "out");
    ck_assert_str_eq(got_text(&out), "1");
    rx_unsubscribe(out.sub);
    out.sub = NULL;
    assert_told("SIGABRT in td");
    ck_assert_uint_eq(world_count(&w, "unsubscribe-return"), 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("faults");
    TCase *t = tcase_create("cases");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 240);
    tcase_add_loop_test(t, a_value_that_new_code_fails_at_is_tried_on_the_old_code_and_the_module_goes_back, 0,
                        (int)ARRAY_LEN(ways));
    tcase_add_test(t, the_lines_of_a_fault_are_told_with_those_that_called);
    tcase_add_test(t, the_same_content_is_not_loaded_again_and_another_one_is);
    tcase_add_test(t, a_first_generation_that_fails_is_suspended_and_the_next_good_save_revives_it);
    tcase_add_test(t, a_function_before_that_fails_at_the_same_value_is_not_gone_back_to);
    tcase_add_test(t, a_track_that_the_failed_save_renamed_has_its_function_before);
    tcase_add_test(t, a_stack_that_is_full_is_left_and_the_value_tried_on_the_old_code);
    tcase_add_test(t, a_function_that_never_returns_is_left);
    tcase_add_test(t, what_comes_after_a_cut_in_the_same_turn_has_the_whole_time_again);
    tcase_add_test(t, a_body_that_fails_is_refused_and_what_runs_runs_on);
    tcase_add_test(t, an_observer_that_fails_is_put_back);
    tcase_add_test(t, after_its_trial_a_function_that_fails_loses_the_value_and_the_module_goes_back);
    tcase_add_test(t, a_state_that_a_function_left_half_changed_is_as_it_was_for_the_one_before);
    tcase_add_test(t, a_retry_whose_function_fails_asks_the_one_before);
    tcase_add_test(t, what_a_fault_cuts_is_put_in_order);
    tcase_add_loop_test(t, an_inner_stream_that_a_fault_cuts_ends_there_and_the_next_value_gets_its_own, 0,
                        (int)ARRAY_LEN(cuts));
    tcase_add_test(t, a_teardown_that_fails_does_not_keep_the_rest_from_ending);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return suite_main(suite());
}
