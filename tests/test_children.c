/* test_children.c - child processes on a loop of their own: what they print, what they are fed, how they end. */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "engine/children.h"
#include "tests/support/loop.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"

static struct children children;
static int child_status, child_signal;
static char *child_output;
static unsigned child_ends;

static void on_child(void *arg, int status, int signal, const char *output)
{
    (void)arg;
    child_status = status;
    child_signal = signal;
    free(child_output);
    child_output = mem_strdup(output);
    child_ends++;
}

static bool child_ended(void)
{
    return child_ends > 0;
}

static struct child *fed_shell(const char *script, const struct str *input)
{
    const char *argv[] = {"sh", "-c", script, NULL};
    struct fault_text why = {""};
    child_ends = 0;
    children_init(&children, &loop);
    struct child *c = children_spawn(&children, argv, loop_dir, input, on_child, NULL, &why);
    ck_assert_msg(c != NULL, "%s", why.text);
    ck_assert_uint_eq(child_ends, 0); /* never from inside spawn */
    return c;
}

static struct child *shell(const char *script)
{
    return fed_shell(script, NULL);
}

static void no_child(void)
{
    children_close(&children);
    free(child_output);
    child_output = NULL;
}

START_TEST(child_tells_its_output_in_order_and_its_status)
{
    shell("echo one; echo two >&2; echo three; exit 7");
    ck_assert(loop_until(child_ended));
    ck_assert_str_eq(child_output, "one\ntwo\nthree\n");
    ck_assert_int_eq(child_status, 7);
    ck_assert_int_eq(child_signal, 0);
    no_child();
}
END_TEST

START_TEST(child_runs_in_the_folder_with_an_empty_stdin)
{
    shell("pwd; cat; trap | wc -l");
    ck_assert(loop_until(child_ended));
    ck_assert_msg(strncmp(child_output, loop_dir, strlen(loop_dir)) == 0, "%s", child_output);
    ck_assert_int_eq(child_status, 0);
    no_child();
}
END_TEST

START_TEST(child_puts_its_temporary_files_where_it_is_told)
{
    const char *argv[] = {"sh", "-c", "echo $TMPDIR; echo $HOME", NULL};
    struct fault_text why = {""};
    setenv("TMPDIR", "/elsewhere", 1);
    setenv("HOME", "/at/home", 1);
    child_ends = 0;
    children_init(&children, &loop);
    children.temp = loop_dir;
    ck_assert_ptr_nonnull(children_spawn(&children, argv, loop_dir, NULL, on_child, NULL, &why));
    ck_assert(loop_until(child_ended));
    char *want = str_format("%s\n/at/home\n", loop_dir);
    ck_assert_str_eq(child_output, want);
    free(want);
    no_child();
}
END_TEST

/* More than any pipe or socket holds. */
static struct str much(void)
{
    struct str s = STR_INIT;
    for (size_t i = 0; s.len < 4 * 1024 * 1024; i++)
        str_addf(&s, "%zu\n", i);
    return s;
}

START_TEST(child_gets_its_input_whole_and_then_its_end)
{
    const char *texts[] = {"", "one line", NULL};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct str input = texts[i] ? (struct str)STR_INIT : much();
        str_add(&input, texts[i] ? texts[i] : "");
        char *expected = str_format("%zu 0\n", input.len);
        fed_shell("n=$(wc -c); echo $n $(wc -c)", &input);
        str_release(&input); /* it was copied */
        ck_assert(loop_until(child_ended));
        ck_assert_str_eq(child_output, expected);
        free(expected);
        no_child();
    }
}
END_TEST

START_TEST(child_gets_every_byte_in_its_order)
{
    struct str input = much();
    save(loop_path("expected"), str_text(&input));
    fed_shell("cmp - expected && echo same", &input);
    str_release(&input);
    ck_assert(loop_until(child_ended));
    ck_assert_str_eq(child_output, "same\n");
    no_child();
}
END_TEST

static unsigned descriptors(void)
{
    unsigned n = 0;
    for (int fd = 0; fd < 256; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

/* After a first child: the loop opens something for all of them. */
static unsigned descriptors_before(void)
{
    shell("exit 0");
    ck_assert(loop_until(child_ended));
    no_child();
    uv_run(&loop, UV_RUN_ONCE);
    uv_run(&loop, UV_RUN_ONCE);
    return descriptors();
}

/* Those who do not read their input: never, by closing it, by ending, by being ended. */
static const struct {
    const char *script;
    int status, signal;
} deaf[] = {
    {"exit 3", 3, 0},
    {"exec <&-; echo closed; exit 4", 4, 0},
    {"head -c 10 >/dev/null; exit 5", 5, 0},
    {"kill -KILL $$", -1, SIGKILL},
    {"exec <&-; sleep 0.2; exit 6", 6, 0},
};

START_TEST(child_that_does_not_read_its_input_ends_as_it_likes)
{
    struct str input = much();
    unsigned before = descriptors_before();
    signal(SIGPIPE, SIG_DFL); /* it would end us */
    fed_shell(deaf[_i].script, &input);
    str_release(&input);
    ck_assert(loop_until(child_ended));
    ck_assert_int_eq(child_status, deaf[_i].status);
    ck_assert_int_eq(child_signal, deaf[_i].signal);
    uint64_t deadline = uv_hrtime() + LOOP_DEADLINE_MS * NS_PER_MS;
    while (descriptors() != before && uv_hrtime() < deadline)
        uv_run(&loop, UV_RUN_ONCE);
    ck_assert_uint_eq(descriptors(), before);
    no_child();
}
END_TEST

START_TEST(child_that_is_over_before_it_was_fed_ends_nothing_of_ours)
{
    struct str input = much();
    siginfo_t over;
    signal(SIGPIPE, SIG_DFL);
    fed_shell("exit 8", &input);
    str_release(&input);
    ck_assert_int_eq(waitid(P_ALL, 0, &over, WEXITED | WNOWAIT), 0); /* before the loop turns once */
    ck_assert(loop_until(child_ended));
    ck_assert_int_eq(child_status, 8);
    no_child();
}
END_TEST

START_TEST(child_that_never_reads_is_ended_with_its_input_unread)
{
    struct str input = much();
    unsigned before = descriptors_before();
    struct child *c = fed_shell("sleep 60", &input);
    str_release(&input);
    uint64_t deadline = uv_hrtime() + LOOP_DEADLINE_MS * NS_PER_MS;
    loop_turn_until(uv_hrtime() + 20 * NS_PER_MS); /* the socket is full by then, which is no matter */
    children_kill(c);
    while ((children.first || descriptors() != before) && uv_hrtime() < deadline)
        uv_run(&loop, UV_RUN_ONCE);
    ck_assert_ptr_null(children.first);
    ck_assert_uint_eq(descriptors(), before);
    ck_assert_uint_eq(child_ends, 0);
    no_child();
}
END_TEST

START_TEST(child_that_cannot_be_started_or_fed_leaves_nothing)
{
    const char *missing[] = {"no-such-compiler", NULL}, *present[] = {"true", NULL};
    struct fault_text why = {""};
    struct str input = much();
    struct rlimit files, few;
    unsigned before = descriptors_before();
    children_init(&children, &loop);
    ck_assert_ptr_null(children_spawn(&children, missing, loop_dir, &input, on_child, NULL, &why));
    uv_run(&loop, UV_RUN_NOWAIT);
    uv_run(&loop, UV_RUN_NOWAIT);
    ck_assert_uint_eq(descriptors(), before);
    getrlimit(RLIMIT_NOFILE, &files);
    int next = dup(0);
    close(next);
    few = (struct rlimit){(rlim_t)next + 2, files.rlim_max}; /* enough for its output alone */
    setrlimit(RLIMIT_NOFILE, &few);
    void *child = children_spawn(&children, present, loop_dir, &input, on_child, NULL, &why);
    setrlimit(RLIMIT_NOFILE, &files);
    ck_assert_ptr_null(child);
    ck_assert_msg(strstr(why.text, "true: cannot be started: too many open files"), "%s", why.text);
    uv_run(&loop, UV_RUN_NOWAIT);
    uv_run(&loop, UV_RUN_NOWAIT);
    ck_assert_uint_eq(descriptors(), before);
    str_release(&input);
    no_child();
}
END_TEST

START_TEST(child_that_is_killed_by_a_signal_says_which)
{
    shell("echo before; kill -SEGV $$");
    ck_assert(loop_until(child_ended));
    ck_assert_int_eq(child_status, -1);
    ck_assert_int_eq(child_signal, SIGSEGV);
    ck_assert_str_eq(child_output, "before\n");
    no_child();
}
END_TEST

START_TEST(child_that_does_not_exist_is_refused_with_its_name)
{
    const char *argv[] = {"no-such-compiler", NULL};
    struct fault_text why = {""};
    children_init(&children, &loop);
    ck_assert_ptr_null(children_spawn(&children, argv, loop_dir, NULL, on_child, NULL, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "no-such-compiler"));
    ck_assert_ptr_null(children_spawn(&children, argv, "/no/folder", NULL, on_child, NULL, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "/no/folder"));
    no_child();
}
END_TEST

START_TEST(child_with_endless_output_is_bounded)
{
    shell("head -c 1000000 /dev/zero | tr '\\0' x");
    ck_assert(loop_until(child_ended));
    ck_assert_uint_le(strlen(child_output), CHILDREN_OUTPUT_MAX + 100);
    ck_assert_ptr_nonnull(strstr(child_output, "more bytes of output"));
    no_child();
}
END_TEST

START_TEST(child_is_over_though_a_grandchild_holds_its_pipe)
{
    uint64_t start = uv_hrtime();
    shell("sleep 60 & echo started $!");
    ck_assert(loop_until(child_ended));
    ck_assert_uint_lt((uv_hrtime() - start) / NS_PER_MS, 10000);
    pid_t pid = (pid_t)atoi(child_output + strlen("started "));
    ck_assert_int_gt(pid, 1);
    kill(pid, SIGKILL);
    no_child();
}
END_TEST

START_TEST(child_that_was_ended_does_not_report)
{
    struct child *c = shell("trap '' TERM; touch ready; sleep 60; echo no");
    uint64_t deadline = uv_hrtime() + LOOP_DEADLINE_MS * NS_PER_MS;
    while (access(loop_path("ready"), F_OK) != 0 && uv_hrtime() < deadline)
        uv_run(&loop, UV_RUN_ONCE);
    children_kill(c);
    while (children.first && uv_hrtime() < deadline)
        uv_run(&loop, UV_RUN_ONCE); /* SIGTERM is ignored there: SIGKILL comes later */
    ck_assert_ptr_null(children.first);
    ck_assert_uint_eq(child_ends, 0);
    no_child();
}
END_TEST

static Suite *children_suite(void)
{
    Suite *s = suite_create("children");
    TCase *c = tcase_create("children");
    tcase_add_checked_fixture(c, loop_setup, loop_teardown);
    tcase_set_timeout(c, 60);
    suite_add_tcase(s, c);
    tcase_add_test(c, child_tells_its_output_in_order_and_its_status);
    tcase_add_test(c, child_runs_in_the_folder_with_an_empty_stdin);
    tcase_add_test(c, child_puts_its_temporary_files_where_it_is_told);
    tcase_add_test(c, child_gets_its_input_whole_and_then_its_end);
    tcase_add_test(c, child_gets_every_byte_in_its_order);
    tcase_add_loop_test(c, child_that_does_not_read_its_input_ends_as_it_likes, 0, (int)ARRAY_LEN(deaf));
    tcase_add_test(c, child_that_is_over_before_it_was_fed_ends_nothing_of_ours);
    tcase_add_test(c, child_that_never_reads_is_ended_with_its_input_unread);
    tcase_add_test(c, child_that_cannot_be_started_or_fed_leaves_nothing);
    tcase_add_test(c, child_that_is_killed_by_a_signal_says_which);
    tcase_add_test(c, child_that_does_not_exist_is_refused_with_its_name);
    tcase_add_test(c, child_with_endless_output_is_bounded);
    tcase_add_test(c, child_is_over_though_a_grandchild_holds_its_pipe);
    tcase_add_test(c, child_that_was_ended_does_not_report);
    return s;
}

int main(void)
{
    return suite_main(children_suite());
}
