/* test_swap_fast.c - saves that tcc compiles: alone (--cc tcc), and first, with the full compiler behind it
 * (--fast). Skipped where tcc is not installed, but for what is said then. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/catch.h"
#include "hmr/compiler.h"
#include "hmr/hmr_int.h"
#include "rx/guard.h"
#include "tests/support/suite.h"
#include "tests/support/world.h"

static struct world w;
static struct got out;
static bool added;

static unsigned char alt_stack[64 * 1024];

static void open_with(const char *cc, bool fast)
{
    struct catch_options o = {.limit_ms = 0};
    added = false;
    sigaltstack(&(stack_t){.ss_sp = alt_stack, .ss_size = sizeof alt_stack}, NULL);
    world_open_with(&w, cc, fast);
    catch_open(&o);
}

static void setup_fast(void)
{
    open_with(NULL, true);
}

static void setup_tcc(void)
{
    open_with("tcc", false);
}

static void teardown(void)
{
    got_release(&out);
    catch_close();
    world_close(&w);
}

#define assert_told(part) ck_assert_msg(world_count(&w, part) > 0, "nothing says: %s", part)
#define assert_not_told(part) ck_assert_msg(world_count(&w, part) == 0, "something says: %s", part)

/* `by` is 1 in what tcc has compiled. */
#define BY "#ifdef __TINYC__\nenum { by = 1 };\n#else\nenum { by = 0 };\n#endif\n"
#define IN "rx_observable *in = RX_TRACK(in, rx_subject_new()); (void)in;\n"
#define SUM "static rx_value sum(rx_value a, rx_value v, void *e) { (void)e; return rx_i64(a.i64 + v.i64); }\n"

/* A module with one map whose body is `body`, and a sum behind it; `above` stands before it. */
static const char *text_of(const char *above, const char *body)
{
    static char text[8192];
    int n = snprintf(text, sizeof text,
                     "#include <assert.h>\n#include <stdlib.h>\n#include <string.h>\n" BY SUM
                     "static int *volatile nowhere;\nstatic volatile int zero;\n%s\n"
                     "static rx_value f(rx_value v, void *e) { (void)e; (void)nowhere; (void)zero; %s }\n"
                     "RX_MODULE(m) { " IN " rx_observable *out = RX_TRACK(out, rx_pipe(in, rx_map(f), rx_scan(sum, rx_i64(0))));"
                     " (void)out; }\n",
                     above, body);
    ck_assert(n > 0 && (size_t)n < sizeof text);
    return text;
}

static void save(const char *above, const char *body)
{
    if (added)
        world_save(&w, "m.c", text_of(above, body));
    else
        world_add(&w, "m.c", text_of(above, body));
    added = true;
}

static struct hmr_module *module(void)
{
    return w.hmr->modules;
}

/* Only until what was started by the save itself has ended. */
static void save_shortly(const char *above, const char *body)
{
    char *whole = str_format("#include <rxscope.h>\n%s", text_of(above, body));
    world_save_raw(&w, "m.c", whole);
    free(whole);
    world_reap_once(&w);
}

static void send_one(void *arg)
{
    rx_next(world_track(&w, "m", "in"), rx_i64(*(int64_t *)arg));
}

/* As from a timer of the loop. */
static void send_shortly(int64_t v)
{
    rx_enter();
    rx_guarded_told(send_one, &v);
    rx_leave();
}

static void send(int64_t v)
{
    send_shortly(v);
    world_settle(&w);
}

static void start(void)
{
    save("", "return rx_i64(v.i64 * 10);");
    world_watch(&w, &out, "m", "out");
    send(1);
    ck_assert_str_eq(got_text(&out), "10");
    got_clear(&out);
}

/* The full compiler has begun. */
static void begin_behind(void)
{
    world_advance(&w, HMR_BEHIND_WAIT);
    ck_assert_ptr_nonnull(module()->behind);
}

static unsigned loaded(void)
{
    unsigned n = 0;
    for (const struct hmr_generation *g = module()->generations; g; g = g->next)
        n += g->handle != NULL;
    return n;
}

static unsigned version_of(const char *key)
{
    return world_track_state(&w, key)->version;
}

/* ---- first tcc, then the full compiler ------------------------------------------------------------------ */

START_TEST(a_save_runs_as_tcc_made_it_and_then_quietly_as_the_full_compiler_did)
{
    start();
    save_shortly("", "return rx_i64(v.i64 * 100 + by);");
    send_shortly(1);
    ck_assert_str_eq(got_text(&out), "111"); /* behind the 10 of before: nothing was reset */
    ck_assert_uint_eq(version_of("m.c:out"), 2);
    ck_assert_uint_eq(module()->current->number, 2);
    ck_assert(module()->current->fast);
    unsigned subscribes = world_count(&w, "subscribe-call");
    world_settle(&w);
    ck_assert(module()->current->second);
    ck_assert_uint_eq(module()->current->number, 2);
    ck_assert_uint_eq(world_module(&w, "m.c")->generation, 2);
    ck_assert_uint_eq(version_of("m.c:out"), 2);
    ck_assert_uint_eq(version_of("m.c:in"), 1);
    ck_assert_uint_eq(world_count(&w, "subscribe-call"), subscribes);
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "unchanged");
    assert_told("2 unchanged; compiled by ");
    send(1);
    ck_assert_str_eq(got_text(&out), "111 211");
    ck_assert_uint_eq(loaded(), 1);
    ck_assert_ptr_eq(module()->current->next->next, NULL); /* gen 1's files, and nothing of the first build */
}
END_TEST

START_TEST(what_has_not_changed_keeps_its_version_although_two_compilers_were_at_work)
{
    start();
    save("/* a line\n\n more */", "assert(v.i64 != 7777); return rx_i64(v.i64 * 10);");
    ck_assert_uint_eq(version_of("m.c:out"), 2); /* the assert */
    save("/* other\n\n\n\n lines */ static inline int unused(void) { return 1; }",
         "assert(v.i64 != 7777); return rx_i64(v.i64 * 10);");
    ck_assert_uint_eq(version_of("m.c:out"), 2);
    ck_assert_str_eq(world_outcome(&w, "m.c:out"), "unchanged");
    save("static int helper(void) { return 3; }", "return rx_i64(v.i64 * helper());");
    ck_assert_uint_eq(version_of("m.c:out"), 3);
    save("static int helper(void) { return 4; }", "return rx_i64(v.i64 * helper());");
    ck_assert_uint_eq(version_of("m.c:out"), 4); /* it reaches what has changed */
    send(1);
    ck_assert_str_eq(got_text(&out), "14");
}
END_TEST

START_TEST(the_same_content_again_is_compiled_by_neither)
{
    start();
    save("", "return rx_i64(v.i64 * 100 + by);");
    save("", "return rx_i64(v.i64 * 10);");
    assert_told("not compiled: the same as gen 1");
    ck_assert(!module()->current->fast);
    ck_assert_ptr_null(module()->behind);
    send(2);
    ck_assert_str_eq(got_text(&out), "30");
}
END_TEST

START_TEST(what_tcc_cannot_compile_the_full_compiler_does_and_the_log_says_why)
{
    start();
    save("", "__int128 wide = v.i64; return rx_i64((int64_t)(wide * 3));");
    send(1);
    ck_assert_str_eq(got_text(&out), "13");
    assert_told("m.c gen 2: compiled by ");
    assert_told(" alone, as tcc says: ");
    ck_assert(!module()->current->fast && !module()->current->second);
    save("", "return rx_i64(v.i64 * 5 + by);"); /* tcc is asked again */
    ck_assert(module()->current->second);
    send(1);
    ck_assert_str_eq(got_text(&out), "13 18");
}
END_TEST

START_TEST(what_tcc_only_warns_about_the_full_compiler_judges)
{
    start();
    save("static int *wrong(char *p) { return p; }", "return rx_i64(v.i64 * 3 + (wrong((char *)e) != 0));");
    assert_told(" refused \"m.c gen 2 refused: ");
    assert_not_told("tcc says");
    send(1);
    ck_assert_str_eq(got_text(&out), "20");
}
END_TEST

START_TEST(what_tcc_has_made_and_cannot_be_loaded_the_full_compiler_makes)
{
    start();
    save("#ifdef __TINYC__\nextern int not_there(void);\n#else\nstatic int not_there(void) { return 4; }\n#endif",
         "return rx_i64(v.i64 * not_there());");
    send(1);
    ck_assert_str_eq(got_text(&out), "14");
    assert_told("not_there");
    ck_assert(!module()->current->fast && !module()->current->second);
}
END_TEST

START_TEST(what_the_full_compiler_refuses_is_told_and_runs_as_tcc_made_it)
{
    start();
    save("#ifndef __TINYC__\n#error only tcc\n#endif", "return rx_i64(v.i64 * 4);");
    send(1);
    ck_assert_str_eq(got_text(&out), "14");
    assert_told("only tcc");
    assert_told("m.c gen 2: tcc compiled it, and ");
    assert_told("only tcc; it runs as tcc made it");
    unsigned told = world_count(&w, "it runs as tcc made it");
    world_save(&w, "m.c", "not C"); /* what runs on is not tried once more */
    ck_assert_uint_eq(world_count(&w, "it runs as tcc made it"), told);
    assert_told("m.c gen 3 refused");
    save("", "return rx_i64(v.i64 * 5);");
    send(1);
    ck_assert_str_eq(got_text(&out), "14 19");
    ck_assert(module()->current->second);
}
END_TEST

START_TEST(what_the_full_compiler_warns_about_is_told)
{
    start();
    save("", "int unused_one = 3; return rx_i64(v.i64 * 4);");
    assert_told("unused_one");
    ck_assert(module()->current->second);
}
END_TEST

START_TEST(a_second_build_that_cannot_be_loaded_is_told_and_the_first_runs_on)
{
    start();
    save("#ifndef __TINYC__\nextern int not_there(void);\n#else\nstatic int not_there(void) { return 4; }\n#endif",
         "return rx_i64(v.i64 * not_there());");
    assert_told("is not used: ");
    send(1);
    ck_assert_str_eq(got_text(&out), "14");
    ck_assert(module()->current->fast && !module()->current->second);
    ck_assert_uint_eq(loaded(), 1);
}
END_TEST

START_TEST(a_newer_save_ends_the_build_behind_an_older_one)
{
    start();
    save_shortly("", "return rx_i64(v.i64 * 100 + by);");
    begin_behind();
    save_shortly("", "return rx_i64(v.i64 * 500 + by);"); /* and that one is ended before it begins */
    save_shortly("", "return rx_i64(v.i64 * 1000 + by);");
    ck_assert_uint_eq(module()->current->number, 4);
    world_settle(&w);
    ck_assert_uint_eq(module()->current->number, 4);
    ck_assert_uint_eq(world_count(&w, "unchanged; compiled by "), 2); /* gen 1 and gen 4 */
    ck_assert_uint_eq(loaded(), 1);
    send(1);
    ck_assert_str_eq(got_text(&out), "1010");
}
END_TEST

START_TEST(a_save_that_is_refused_lets_the_build_behind_what_runs_on_come)
{
    start();
    save_shortly("", "return rx_i64(v.i64 * 100 + by);");
    world_save(&w, "m.c", "not C");
    ck_assert_uint_eq(module()->current->number, 2);
    ck_assert(module()->current->second);
    send(1);
    ck_assert_str_eq(got_text(&out), "110");
}
END_TEST

START_TEST(a_header_that_changes_under_the_build_behind_is_a_save_of_its_own)
{
    world_save_raw(&w, "k.h", "enum { k = 2 };\n");
    save("#include \"k.h\"", "return rx_i64(v.i64 * k + by);");
    world_watch(&w, &out, "m", "out");
    save_shortly("#include \"k.h\"", "return rx_i64(v.i64 * k + by + 0 * 1);");
    begin_behind();
    char *path = world_path(&w, "k.h");
    ck_assert_int_eq(hmr_write_file(path, "enum { k = 5 };\n", 16, NULL), STATUS_OK); /* no watcher is called yet */
    free(path);
    world_settle(&w);
    ck_assert(module()->current->fast && !module()->current->second); /* not made of the same content: dropped */
    world_touch(&w, "k.h");
    world_settle(&w);
    ck_assert(module()->current->second);
    send(1);
    ck_assert_str_eq(got_text(&out), "5");
}
END_TEST

START_TEST(a_pinned_track_stays_where_it_is_when_the_second_build_comes)
{
    start();
    world_command(&w, CMD_PIN, "m.c:out", 0);
    save("", "return rx_i64(v.i64 * 100 + by);");
    ck_assert(module()->current->second);
    ck_assert_uint_eq(version_of("m.c:out"), 1);
    ck_assert_uint_eq(world_track_state(&w, "m.c:out")->waiting, 2);
    send(1);
    ck_assert_str_eq(got_text(&out), "20");
    world_command(&w, CMD_RELEASE, "m.c:out", 0);
    send(1);
    ck_assert_str_eq(got_text(&out), "20 120");
    ck_assert_uint_eq(version_of("m.c:out"), 2);
}
END_TEST

START_TEST(a_save_that_waits_for_approval_is_compiled_fully_once_it_runs)
{
    struct str say = STR_INIT;
    start();
    hmr_set_approval(w.hmr, true, &say);
    save("", "return rx_i64(v.i64 * 100 + by);");
    ck_assert_uint_eq(module()->current->number, 1);
    ck_assert_int_eq(hmr_approve(w.hmr, module()->id, &say), STATUS_OK);
    ck_assert(module()->current->fast);
    world_settle(&w);
    ck_assert(module()->current->second); /* and nobody is asked a second time */
    send(1);
    ck_assert_str_eq(got_text(&out), "110");
    str_release(&say);
}
END_TEST

START_TEST(a_tcc_that_is_gone_by_now_costs_no_save)
{
    start();
    w.hmr->fast = "/nowhere/tcc";
    save("", "return rx_i64(v.i64 * 100 + by);");
    send(1);
    ck_assert_str_eq(got_text(&out), "110");
    ck_assert(!module()->current->fast && !module()->current->second);
    assert_told("alone, as /nowhere/tcc says: ");
}
END_TEST

START_TEST(where_tcc_is_missing_that_is_told_and_the_full_compiler_does_all)
{
    char *path = mem_strdup(getenv("PATH"));
    setenv("PATH", "/nowhere", 1);
    open_with(NULL, true);
    setenv("PATH", path, 1);
    free(path);
    assert_told("--fast: tcc is not installed (Debian: apt install tcc); saves are compiled by ");
    start();
    save("", "return rx_i64(v.i64 * 100 + by);");
    send(1);
    ck_assert_str_eq(got_text(&out), "110");
    ck_assert(!module()->current->fast && !module()->current->second);
    teardown();
}
END_TEST

/* ---- faults in what tcc has made ---------------------------------------------------------------------------- */

/* It has no unwind tables. */
static const struct {
    const char *body, *name;
} ways[] = {
    {"if (v.i64 == 4) return rx_i64(*nowhere); return v;", "SIGSEGV (NULL pointer) in f"},
    {"if (v.i64 == 4) return rx_i64((int64_t)strlen((char *)nowhere)); return v;", "SIGSEGV (NULL pointer) in f"},
    {"if (v.i64 == 4) memset((void *)nowhere, 1, 64); return v;", "SIGSEGV (NULL pointer) in f"},
    {"if (v.i64 == 4) return rx_string((const char *)8); return v;", "SIGSEGV (NULL pointer) in f"},
    {"if (v.i64 == 4) return rx_i64(v.i64 / zero); return v;", "SIGFPE (division by zero) in f"},
    {"if (v.i64 == 4) abort(); return v;", "SIGABRT in f"},
    {"assert(v.i64 != 4); return v;", "SIGABRT in f"},
    {"if (v.i64 == 4) { void (*volatile g)(void) = (void (*)(void))(void *)nowhere; g(); } return v;",
     "SIGSEGV (NULL pointer) in f"},
    {"char a[4096]; a[0] = 1; if (v.i64 == 4) { rx_value r = f(v, (void *)a); r.i64 += a[0]; return r; } return v;",
     "stack overflow in f"},
};
enum { WAYS = ARRAY_LEN(ways) };
#define PROTOTYPE "static rx_value f(rx_value v, void *e);"

static void back_from(int i)
{
    send(4); /* fails; the old code returns 40 */
    ck_assert_str_eq(got_text(&out), "13 53");
    send(1);
    ck_assert_str_eq(got_text(&out), "13 53 63");
    struct str what = STR_INIT;
    str_addf(&what, "gen 2: %s; back at gen 1", ways[i].name);
    assert_told(str_text(&what));
    str_release(&what);
    ck_assert_uint_eq(version_of("m.c:out"), 1);
    ck_assert_uint_eq(module()->current->number, 1);
}

START_TEST(a_fault_in_what_tcc_made_is_recovered_and_the_value_tried_on_the_old_code)
{
    start();
    save(PROTOTYPE, ways[_i].body);
    send(3);
    back_from(_i);
}
END_TEST

START_TEST(a_fault_in_a_first_build_goes_back_and_no_second_build_of_it_comes)
{
    start();
    save_shortly(PROTOTYPE, ways[_i].body);
    ck_assert(module()->current->fast);
    send_shortly(3);
    begin_behind();
    back_from(_i);
    ck_assert_ptr_null(module()->behind);
    save("", "return rx_i64(v.i64 * 100);");
    send(1);
    ck_assert_str_eq(got_text(&out), "13 53 63 163");
}
END_TEST

START_TEST(a_fault_in_a_second_build_goes_back_to_the_generation_before_not_to_the_first_build)
{
    start();
    save(PROTOTYPE, ways[_i].body);
    ck_assert(module()->current->second);
    send(3);
    back_from(_i);
}
END_TEST

/* ---- tcc alone ------------------------------------------------------------------------------------------------ */

START_TEST(tcc_alone_swaps_and_knows_what_has_changed)
{
    start();
    save("/* moved\n\n lines */", "return rx_i64(v.i64 * 10);");
    ck_assert_uint_eq(version_of("m.c:out"), 1);
    save("", "return rx_i64(v.i64 * 100 + by);");
    ck_assert_uint_eq(version_of("m.c:out"), 2);
    send(1);
    ck_assert_str_eq(got_text(&out), "111");
    ck_assert(!module()->current->fast && !module()->current->second);
    ck_assert_uint_eq(loaded(), 1);
}
END_TEST

START_TEST(tcc_alone_watches_headers_and_follows_what_callbacks_made)
{
    const char *f = "#include \"k.h\"\n"
                    "static rx_value g(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * k); }\n"
                    "static rx_observable *make(rx_value v, void *e) { (void)v; (void)e;"
                    " return rx_pipe(rx_interval(10), rx_map(g)); }\n"
                    "RX_MODULE(m) { " IN " RX_TRACK(out, rx_pipe(in, rx_switch_map(make))); }";
    world_save_raw(&w, "k.h", "enum { k = 2 };\n");
    world_add(&w, "m.c", f);
    world_watch(&w, &out, "m", "out");
    send(1);
    world_advance(&w, 20);
    ck_assert_str_eq(got_text(&out), "0 2");
    world_save_raw(&w, "k.h", "enum { k = 5 };\n");
    world_settle(&w);
    world_advance(&w, 20);
    ck_assert_str_eq(got_text(&out), "0 2 10 15"); /* RX_FN's notes are there: the living inner stream moved */
}
END_TEST

START_TEST(an_error_of_tcc_names_the_file_and_the_line_and_what_runs_runs_on)
{
    start();
    world_save(&w, "m.c", "RX_MODULE(m) { return nonsense; }");
    char *line = str_format("refused: %s/m.c:2: error: 'nonsense' undeclared; gen 1 runs on", w.dir);
    assert_told(line);
    free(line);
    send(1);
    ck_assert_str_eq(got_text(&out), "20");
}
END_TEST

START_TEST(structs_that_are_packed_are_packed_by_tcc_too)
{
    save("struct __attribute__((packed)) odd { char c; long l; };", "return rx_i64((int64_t)sizeof(struct odd));");
    world_watch(&w, &out, "m", "out");
    send(1);
    ck_assert_str_eq(got_text(&out), "9"); /* glibc's headers define attributes away for it */
}
END_TEST

START_TEST(a_command_is_tcc_by_its_name)
{
    ck_assert(compiler_is_tcc("tcc"));
    ck_assert(compiler_is_tcc(" ccache /opt/bin/tcc -B."));
    ck_assert(compiler_is_tcc("x86_64-tcc"));
    ck_assert(!compiler_is_tcc("gcc -DX=/tcc"));
    ck_assert(!compiler_is_tcc("cc -B tcc"));
    ck_assert(!compiler_is_tcc("mytcc"));
    ck_assert(!compiler_is_tcc(""));
    ck_assert(compiler_exists("sh"));
    ck_assert(!compiler_exists("no-such-program-as-this"));
}
END_TEST

static void add_fast(Suite *s)
{
    TCase *t = tcase_create("tcc, then the full compiler");
    tcase_add_checked_fixture(t, setup_fast, teardown);
    tcase_set_timeout(t, 240);
    tcase_add_test(t, a_save_runs_as_tcc_made_it_and_then_quietly_as_the_full_compiler_did);
    tcase_add_test(t, what_has_not_changed_keeps_its_version_although_two_compilers_were_at_work);
    tcase_add_test(t, the_same_content_again_is_compiled_by_neither);
    tcase_add_test(t, what_tcc_cannot_compile_the_full_compiler_does_and_the_log_says_why);
    tcase_add_test(t, what_tcc_only_warns_about_the_full_compiler_judges);
    tcase_add_test(t, what_tcc_has_made_and_cannot_be_loaded_the_full_compiler_makes);
    tcase_add_test(t, what_the_full_compiler_refuses_is_told_and_runs_as_tcc_made_it);
    tcase_add_test(t, what_the_full_compiler_warns_about_is_told);
    tcase_add_test(t, a_second_build_that_cannot_be_loaded_is_told_and_the_first_runs_on);
    tcase_add_test(t, a_newer_save_ends_the_build_behind_an_older_one);
    tcase_add_test(t, a_save_that_is_refused_lets_the_build_behind_what_runs_on_come);
    tcase_add_test(t, a_header_that_changes_under_the_build_behind_is_a_save_of_its_own);
    tcase_add_test(t, a_pinned_track_stays_where_it_is_when_the_second_build_comes);
    tcase_add_test(t, a_save_that_waits_for_approval_is_compiled_fully_once_it_runs);
    tcase_add_test(t, a_tcc_that_is_gone_by_now_costs_no_save);
    tcase_add_loop_test(t, a_fault_in_a_first_build_goes_back_and_no_second_build_of_it_comes, 0, WAYS);
    tcase_add_loop_test(t, a_fault_in_a_second_build_goes_back_to_the_generation_before_not_to_the_first_build, 0, WAYS);
    suite_add_tcase(s, t);
}

static void add_tcc(Suite *s)
{
    TCase *t = tcase_create("tcc alone");
    tcase_add_checked_fixture(t, setup_tcc, teardown);
    tcase_set_timeout(t, 240);
    tcase_add_test(t, tcc_alone_swaps_and_knows_what_has_changed);
    tcase_add_test(t, tcc_alone_watches_headers_and_follows_what_callbacks_made);
    tcase_add_test(t, an_error_of_tcc_names_the_file_and_the_line_and_what_runs_runs_on);
    tcase_add_test(t, structs_that_are_packed_are_packed_by_tcc_too);
    tcase_add_loop_test(t, a_fault_in_what_tcc_made_is_recovered_and_the_value_tried_on_the_old_code, 0, WAYS);
    suite_add_tcase(s, t);
}

static Suite *suite(void)
{
    Suite *s = suite_create("swap, tcc");
    TCase *t = tcase_create("without tcc");
    tcase_set_timeout(t, 240);
    tcase_add_test(t, where_tcc_is_missing_that_is_told_and_the_full_compiler_does_all);
    tcase_add_test(t, a_command_is_tcc_by_its_name);
    suite_add_tcase(s, t);
    if (!compiler_exists("tcc")) {
        printf("# SKIP what tcc compiles: tcc is not installed\n");
        return s;
    }
    add_fast(s);
    add_tcc(s);
    return s;
}

int main(void)
{
    return suite_main(suite());
}
