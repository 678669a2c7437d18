/* test_sweep.c - each way in which something outside of a module can point into a generation of it: the generation
 * stays while it does, a sweep names what keeps it, and when that is over the next sweep frees it. */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "engine/catch.h"
#include "hmr/hmr_int.h"
#include "rx/rx_int.h"
#include "tests/support/suite.h"
#include "tests/support/world.h"

static struct world w;
static struct got out;

static void setup(void)
{
    unsetenv("RXSCOPE_SEAL"); /* what is unmapped is to be seen as such */
    world_open(&w);
}

static void teardown(void)
{
    got_release(&out);
    world_close(&w);
}

#define IN "rx_observable *in = RX_TRACK(in, rx_subject_new()); (void)in;\n"

static const char *module(const char *declarations, const char *body)
{
    return world_text("#include <signal.h>\n#include <stdlib.h>\n#include <stdio.h>\n#include <string.h>\n"
                      "%s\nRX_MODULE(m) { " IN " %s }",
                      declarations, body);
}

static void add(const char *declarations, const char *body)
{
    world_add(&w, "m.c", module(declarations, body));
    ck_assert_msg(world_module(&w, "m.c")->generation == 1, "%s", str_text(&w.log));
}

static void edit(const char *declarations, const char *body)
{
    world_save(&w, "m.c", module(declarations, body));
}

/* What a save without anything of the first generation is. */
static void replace(void)
{
    edit("", "RX_TRACK(out, rx_pipe(in, rx_map(twice)));");
}

static void send(const char *track, rx_value v)
{
    rx_next(world_track(&w, "m", track), v);
}

static void sweep_by_hand(void)
{
    world_command(&w, CMD_SWEEP, NULL, 0);
}

static void assert_kept(const char *by)
{
    sweep_by_hand();
    const char *line = world_log_line(&w, "gen 1 kept by");
    ck_assert_msg(line && strstr(line, by), "%s\n%s", by, str_text(&w.log));
    ck_assert_uint_eq(world_module(&w, "m.c")->freed_generations, 0);
}

static void assert_freed(void)
{
    sweep_by_hand();
    ck_assert_msg(world_log_line(&w, "m.c gen 1 freed") != NULL, "%s", str_text(&w.log));
}

/* The address that the module sends. */
static uintptr_t address;

static void take_address(rx_value v, void *env)
{
    (void)env;
    address = (uintptr_t)v.i64;
}

#define SENDS_ADDRESS_OF(what) "RX_TRACK(address, rx_of(rx_i64((int64_t)(intptr_t)&" what ")));"

static void get_address(void)
{
    rx_unsubscribe(rx_subscribe_at(world_track(&w, "m", "address"), &(rx_observer){.next = take_address}, NULL));
    ck_assert(address != 0);
}

static void *as_env(uintptr_t a)
{
    void *p;
    memcpy(&p, &a, sizeof p);
    return p;
}

/* ---- slots, envs, teardowns ------------------------------------------------------------------------------ */

static rx_value host_map(rx_value v, void *env)
{
    return rx_i64(v.i64 + *(const int *)env);
}

START_TEST(an_env_that_is_static_data_of_a_module_keeps_it)
{
    add("static int datum = 40;", SENDS_ADDRESS_OF("datum"));
    get_address();
    rx_enter();
    rx_observable *in = rx_subject_new();
    rx_observable *o = rx_pipe(in, rx_map_at(host_map, as_env(address), NULL, RX_SITE("map", "host_map")));
    rx_observable_ref(o);
    rx_leave();
    replace();
    assert_kept("map(host_map)");
    rx_enter();
    rx_observable_unref(o);
    rx_leave();
    assert_freed();
}
END_TEST

START_TEST(what_releases_an_observers_env_keeps_its_module_until_it_was_called)
{
    add("static void drop(void *env) { ++*(int *)env; }", SENDS_ADDRESS_OF("drop"));
    get_address();
    union {
        void *p;
        rx_release_fn *release;
    } u = {as_env(address)};
    static int released;
    released = 0;
    rx_subscription *s =
        rx_subscribe_at(world_track(&w, "m", "in"), &(rx_observer){.env = &released, .release = u.release},
                        RX_SITE("subscribe", "mine"));
    replace();
    assert_kept("observer mine");
    ck_assert_int_eq(released, 0);
    rx_unsubscribe(s);
    ck_assert_int_eq(released, 1);
    assert_freed();
}
END_TEST

START_TEST(a_teardown_function_keeps_its_module_and_the_subscription_is_named)
{
    add("static void stop(void *env) { (void)env; rx_log(\"stopped\"); }\n"
        "static void produce(rx_subscriber *to, void *env) { (void)env; rx_on_teardown(to, stop, NULL); }\n",
        "RX_TRACK(out, rx_create(produce));");
    world_watch(&w, &out, "m", "out");
    edit("static void halt(void *env) { (void)env; rx_log(\"halted\"); }\n"
         "static void produce(rx_subscriber *to, void *env) { (void)env; rx_on_teardown(to, halt, NULL); }\n",
         "RX_TRACK(out, rx_create(produce));");
    assert_kept("the teardown function of create(produce)");
    ck_assert_ptr_nonnull(world_log_line(&w, "gen 1 kept by subscription#"));
    rx_unsubscribe(out.sub);
    out.sub = NULL;
    ck_assert_ptr_nonnull(world_log_line(&w, "stopped"));
    assert_freed();
}
END_TEST

/* ---- values and state --------------------------------------------------------------------------------------- */

#define READING                                                                                    \
    "struct reading { const char *unit; int64_t n; };\n"                                           \
    "static const rx_user_type T = {.name = \"reading\", .size = sizeof(struct reading)};\n"      \
    "static rx_value unit(rx_value v, void *e) { (void)e; const struct reading *r = rx_as(v, &T);" \
    " return rx_stringf(\"%s\", r ? r->unit : \"-\"); }\n"

START_TEST(a_text_that_a_later_generations_value_has_from_an_earlier_one_keeps_that)
{
    add(READING "static rx_value f(rx_value a, rx_value v, void *e) { (void)e; (void)a;"
                " struct reading r = {\"degrees\", v.i64}; return rx_user(&T, &r); }",
        "RX_TRACK(out, rx_pipe(in, rx_scan(f, rx_none()), rx_map(unit)));");
    world_watch(&w, &out, "m", "out");
    send("in", rx_i64(1));
    edit(READING "static rx_value f(rx_value a, rx_value v, void *e) { (void)e; const struct reading *old = rx_as(a, &T);"
                 " struct reading r = {v.i64 < 9 && old ? old->unit : \"none\", v.i64}; return rx_user(&T, &r); }",
         "RX_TRACK(out, rx_pipe(in, rx_scan(f, rx_none()), rx_map(unit)));");
    send("in", rx_i64(2)); /* from here on the value's type is that of the second generation */
    assert_kept("a value of type reading in scan(f");
    send("in", rx_i64(3));
    ck_assert_str_eq(got_text(&out), "\"degrees\" \"degrees\" \"degrees\"");
    send("in", rx_i64(9));
    assert_freed();
    send("in", rx_i64(4));
    ck_assert_str_eq(got_text(&out), "\"degrees\" \"degrees\" \"degrees\" \"none\" \"none\"");
}
END_TEST

START_TEST(a_value_that_a_subject_keeps_names_the_subject)
{
    add(READING "static void feed(rx_value v, void *e) { struct reading r = {\"x\", v.i64}; rx_next(e, rx_user(&T, &r)); }",
        "rx_observable *last = RX_TRACK(last, rx_behavior_subject(rx_none())); (void)unit;"
        "RX_SUBSCRIBE(in, feed, .env = last);");
    send("in", rx_i64(1));
    edit("", "RX_TRACK(last, rx_behavior_subject(rx_none()));");
    assert_kept("a value of type reading in behavior_subject");
    send("last", rx_none());
    assert_freed();
}
END_TEST

START_TEST(what_a_state_points_to_keeps_its_module)
{
    add("struct s { const char *text; };\n"
        "static rx_value f(void *state, rx_value v, void *e) { (void)e; struct s *s = state; s->text = \"first\";"
        " (void)v; return rx_string(s->text); }",
        "RX_TRACK(out, rx_pipe(in, rx_state(struct s, f)));");
    world_watch(&w, &out, "m", "out");
    send("in", rx_i64(1));
    edit("struct s { const char *text; };\n"
         "static rx_value f(void *state, rx_value v, void *e) { (void)e; struct s *s = state;"
         " rx_value text = rx_string(s->text); if (v.i64 == 3) s->text = \"second\"; return text; }",
         "RX_TRACK(out, rx_pipe(in, rx_state(struct s, f)));");
    assert_kept("what the state of state(");
    send("in", rx_i64(2));
    send("in", rx_i64(3));
    ck_assert_str_eq(got_text(&out), "\"first\" \"first\" \"first\"");
    assert_freed();
    send("in", rx_i64(4));
    ck_assert_str_eq(got_text(&out), "\"first\" \"first\" \"first\" \"second\"");
}
END_TEST

/* ---- the process -------------------------------------------------------------------------------------------- */

START_TEST(a_signal_handler_keeps_its_module_until_another_takes_its_place)
{
    add("static void on_signal(int n) { (void)n; }", "signal(SIGUSR2, on_signal);");
    replace();
    assert_kept("its handler of signal 12");
    raise(SIGUSR2);
    signal(SIGUSR2, SIG_DFL);
    assert_freed();
}
END_TEST

START_TEST(a_stack_for_signal_handlers_keeps_its_module)
{
    static unsigned char other[64 * 1024];
    add("static char stack[65536];", "sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, 0);");
    replace();
    assert_kept("the stack for signal handlers");
    sigaltstack(&(stack_t){.ss_sp = other, .ss_size = sizeof other}, NULL);
    assert_freed();
}
END_TEST

START_TEST(what_it_put_into_the_environment_keeps_its_module)
{
    add("static char variable[] = \"RX_TEST_SWEEP=1\";", "putenv(variable);");
    replace();
    assert_kept("the environment: putenv(\"RX_TEST_SWEEP\")");
    ck_assert_str_eq(getenv("RX_TEST_SWEEP"), "1");
    unsetenv("RX_TEST_SWEEP");
    assert_freed();
}
END_TEST

#if defined(__GLIBC__)
START_TEST(a_buffer_of_stdio_keeps_its_module)
{
    add("static char buffer[4096];", "setvbuf(stdin, buffer, _IOFBF, sizeof buffer);");
    replace();
    assert_kept("the buffer of stdin");
    setvbuf(stdin, NULL, _IONBF, 0);
    assert_freed();
}
END_TEST
#endif

/* Nobody can say whether these are over. */
static const struct {
    const char *declarations, *body, *by;
} for_good[] = {
    {"static void bye(void) { }", "atexit(bye);", "atexit()"},
    {"static void bye(void) { }", "at_quick_exit(bye);", "at_quick_exit()"},
    {"#include <pthread.h>\nstatic void *run(void *p) { return p; }",
     "pthread_t t; if (in == 0) pthread_create(&t, 0, run, 0);", "a thread that may still run"},
    {"#include <pthread.h>\nstatic void drop(void *p) { (void)p; } static pthread_key_t key;",
     "pthread_key_create(&key, drop);", "pthread_key_create()"},
    {"#include <pthread.h>\nstatic void before(void) { }", "pthread_atfork(before, 0, 0);", "pthread_atfork()"},
    {"#include <syslog.h>", "openlog(\"m\", 0, LOG_USER);", "openlog()"},
    {"#include <time.h>\nstatic timer_t t;",
     "struct sigevent e = {.sigev_notify = SIGEV_NONE}; timer_create(CLOCK_MONOTONIC, &e, &t); timer_delete(t);",
     "timer_create()"},
};

START_TEST(what_cannot_be_asked_for_keeps_its_module_for_good)
{
    add(for_good[_i].declarations, for_good[_i].body);
    replace();
    assert_kept(for_good[_i].by);
    edit("", "RX_TRACK(out, rx_pipe(in, rx_map(inc)));"); /* the second goes, the first stays */
    sweep_by_hand();
    ck_assert_ptr_nonnull(world_log_line(&w, "m.c gen 2 freed"));
    ck_assert_ptr_null(world_log_line(&w, "m.c gen 1 freed"));
}
END_TEST

START_TEST(a_refused_module_whose_body_set_a_handler_stays_mapped)
{
    add("", "");
    edit("static void on_signal(int n) { (void)n; }", "signal(SIGUSR2, on_signal); rx_fail(\"no\");");
    ck_assert_ptr_nonnull(world_log_line(&w, "gen 2 refused"));
    raise(SIGUSR2); /* where it was unloaded this is the end */
    sweep_by_hand();
    ck_assert_ptr_nonnull(world_log_line(&w, "gen 2 kept by its handler of signal 12"));
    signal(SIGUSR2, SIG_DFL);
    sweep_by_hand();
    ck_assert_ptr_nonnull(world_log_line(&w, "gen 2 freed"));
}
END_TEST

/* ---- the loader, and proof -------------------------------------------------------------------------------------- */

START_TEST(an_object_that_the_loader_keeps_is_not_said_to_be_freed)
{
    add("__asm__(\".globl only\\n.type only, %gnu_unique_object\\n.size only, 4\\n.data\\nonly: .long 1\\n.text\");\n"
        "extern int only; static int *volatile at = &only;",
        "(void)at;");
    replace();
    assert_kept("the loader, which still has it mapped");
    unsigned told = world_count(&w, "still has it mapped");
    edit("", "RX_TRACK(out, rx_pipe(in, rx_map(inc)));");
    ck_assert_uint_eq(world_count(&w, "still has it mapped"), told); /* not with each save */
    ck_assert_ptr_null(world_log_line(&w, "gen 1 freed"));
}
END_TEST

static bool is_mapped(uintptr_t at)
{
    FILE *f = fopen("/proc/self/maps", "re");
    char line[512];
    bool found = false;
    while (f && !found && fgets(line, sizeof line, f)) {
        uintptr_t low = 0, high = 0;
        found = sscanf(line, "%zx-%zx", &low, &high) == 2 && at >= low && at < high;
    }
    if (f)
        fclose(f);
    return found;
}

START_TEST(a_dry_run_says_what_would_go_and_a_sweep_then_does_it)
{
    add("static void on_signal(int n) { (void)n; }", SENDS_ADDRESS_OF("on_signal") " signal(SIGUSR2, on_signal);");
    get_address();
    replace();
    world_command(&w, CMD_SWEEP_DRY, NULL, 0);
    ck_assert_ptr_nonnull(world_log_line(&w, "gen 1 kept by its handler"));
    signal(SIGUSR2, SIG_DFL);
    world_command(&w, CMD_SWEEP_DRY, NULL, 0);
    ck_assert_ptr_nonnull(world_log_line(&w, "gen 1 would be freed"));
    ck_assert(is_mapped(address));
    assert_freed();
    ck_assert(!is_mapped(address));
}
END_TEST

#ifndef NDEBUG
START_TEST(an_address_that_nothing_counts_is_found_before_it_dangles)
{
    add("static void f(int n) { (void)n; } static void on_signal(int n) { (void)n; }",
        SENDS_ADDRESS_OF("f") " signal(SIGUSR2, on_signal);");
    get_address();
    replace();
    rx_observable *in = world_track(&w, "m", "in");
    in->became_in = address; /* what no part of the runtime would do */
    signal(SIGUSR2, SIG_DFL);
    assert_kept("an address that nothing counts, of f, in ");
    in->became_in = 0;
    assert_freed();
}
END_TEST
#endif

static int say;

static void on_lost(void *ctx, const void *pc, const void *at)
{
    char line[200];
    (void)ctx;
    if (!hmr_name_freed(pc, line, sizeof line) && !hmr_name_freed(at, line, sizeof line))
        return;
    ssize_t n = write(say, line, strlen(line));
    (void)n;
}

/* In a child: it calls, or reads, what was swept. */
static _Noreturn void stray(bool call)
{
    static unsigned char stack[64 * 1024];
    union {
        void *p;
        rx_value (*f)(rx_value, void *);
        const volatile int *datum;
    } u = {as_env(address)};
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    signal(SIGSEGV, SIG_DFL); /* not a sanitizer's */
    catch_open(&(struct catch_options){.lost = on_lost});
    if (call)
        u.f(rx_none(), NULL);
    else
        (void)*u.datum;
    _exit(0);
}

START_TEST(a_stray_use_after_the_sweep_fails_by_name)
{
    int fds[2], status;
    char said[200] = "";
    setenv("RXSCOPE_SEAL", "1", 1);
    if (_i == 0)
        add("static rx_value f(rx_value v, void *e) { (void)e; return v; }", SENDS_ADDRESS_OF("f"));
    else
        add("int datum = 1;", SENDS_ADDRESS_OF("datum"));
    get_address();
    replace();
    assert_freed();
    ck_assert_int_eq(pipe(fds), 0);
    pid_t child = fork();
    if (child == 0) {
        say = fds[1];
        stray(_i == 0);
    }
    close(fds[1]);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(read(fds[0], said, sizeof said - 1) >= 0);
    close(fds[0]);
    unsetenv("RXSCOPE_SEAL");
    ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV, "%d", status);
    ck_assert_str_eq(said, _i == 0 ? "m.c gen 1: f was used after it was freed"
                                   : "m.c gen 1: datum was used after it was freed");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("sweep");
    TCase *t = tcase_create("pins");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, an_env_that_is_static_data_of_a_module_keeps_it);
    tcase_add_test(t, what_releases_an_observers_env_keeps_its_module_until_it_was_called);
    tcase_add_test(t, a_teardown_function_keeps_its_module_and_the_subscription_is_named);
    tcase_add_test(t, a_text_that_a_later_generations_value_has_from_an_earlier_one_keeps_that);
    tcase_add_test(t, a_value_that_a_subject_keeps_names_the_subject);
    tcase_add_test(t, what_a_state_points_to_keeps_its_module);
    tcase_add_test(t, a_signal_handler_keeps_its_module_until_another_takes_its_place);
    tcase_add_test(t, a_stack_for_signal_handlers_keeps_its_module);
    tcase_add_test(t, what_it_put_into_the_environment_keeps_its_module);
#if defined(__GLIBC__)
    tcase_add_test(t, a_buffer_of_stdio_keeps_its_module);
#endif
    tcase_add_loop_test(t, what_cannot_be_asked_for_keeps_its_module_for_good, 0, (int)ARRAY_LEN(for_good));
    tcase_add_test(t, a_refused_module_whose_body_set_a_handler_stays_mapped);
    tcase_add_test(t, an_object_that_the_loader_keeps_is_not_said_to_be_freed);
    tcase_add_test(t, a_dry_run_says_what_would_go_and_a_sweep_then_does_it);
#ifndef NDEBUG
    tcase_add_test(t, an_address_that_nothing_counts_is_found_before_it_dangles);
#endif
    tcase_add_loop_test(t, a_stray_use_after_the_sweep_fails_by_name, 0, 2);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return suite_main(suite());
}
