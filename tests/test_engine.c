/* test_engine.c - the loop thread's parts one by one, each on a loop of its own: file watches,
 * child processes, timers, captured output, the command queue.
 *
 * Nothing sleeps: `until` turns the loop until a condition holds or a deadline has passed. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "engine/capture.h"
#include "engine/children.h"
#include "engine/inlet.h"
#include "engine/outlet.h"
#include "engine/sched.h"
#include "engine/watch.h"
#include "rx/runtime.h"
#include "tests/support/suite.h"

enum { DEADLINE_MS = 10000 };

static uv_loop_t loop;
static uv_timer_t tick; /* turns the loop while nothing happens */
static char dir[64];

static void on_tick(uv_timer_t *t)
{
    (void)t;
}

static void setup(void)
{
    strcpy(dir, "/tmp/rxscope-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    ck_assert_int_eq(uv_loop_init(&loop), 0);
    uv_timer_init(&loop, &tick);
    uv_timer_start(&tick, on_tick, 2, 2);
}

static void teardown(void)
{
    char *command = str_format("rm -rf %s", dir);
    uv_close((uv_handle_t *)&tick, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&loop), 0); /* no handle was forgotten */
    ck_assert_int_eq(system(command), 0);
    free(command);
}

static void turn_until(uint64_t at)
{
    while (uv_hrtime() < at)
        uv_run(&loop, UV_RUN_ONCE);
}

static bool until(bool (*holds)(void))
{
    uint64_t deadline = uv_hrtime() + DEADLINE_MS * NS_PER_MS;
    while (!holds() && uv_hrtime() < deadline)
        uv_run(&loop, UV_RUN_ONCE);
    return holds();
}

static const char *in_dir(const char *name)
{
    static char path[8][128];
    static unsigned next;
    char *p = path[next++ % 8];
    snprintf(p, sizeof path[0], "%s/%s", dir, name);
    return p;
}

static void save(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    ck_assert_int_eq(fclose(f), 0);
}

/* --- watch ----------------------------------------------------------------------------------- */

static struct watches watches;
static struct watch *watch;
static unsigned calls;
static char seen[64], wanted[64];

/* As the swap engine: reads the file when it is told. */
static void on_changed(void *arg)
{
    FILE *f = fopen(arg, "r");
    size_t n = f ? fread(seen, 1, sizeof seen - 1, f) : 0;
    seen[n] = '\0';
    if (f)
        fclose(f);
    calls++;
}

static bool saw_wanted(void)
{
    return strcmp(seen, wanted) == 0;
}

static bool was_called(void)
{
    return calls > 0;
}

static void watch_path(const char *path)
{
    struct fault_text why;
    calls = 0;
    strcpy(seen, "(nothing)");
    ck_assert_int_eq(watches_init(&watches, &loop, &why), STATUS_OK);
    watch = watch_new(&watches, path, on_changed, (void *)path, &why);
    ck_assert_msg(watch != NULL, "%s", why.text);
}

static bool comes_to_see(const char *text)
{
    str_copy(wanted, sizeof wanted, text);
    return until(saw_wanted);
}

START_TEST(watch_sees_the_newest_of_two_saves)
{
    static const unsigned apart[] = {5, 10, 20, 30, 45, 60, 100};
    const char *path = in_dir("a.c");
    save(path, "zero");
    watch_path(path);
    save(path, "first");
    turn_until(uv_hrtime() + apart[_i] * NS_PER_MS);
    save(path, "second");
    ck_assert(comes_to_see("second"));
    watches_close(&watches);
}
END_TEST

START_TEST(watch_sees_a_file_that_is_replaced_by_rename_again_and_again)
{
    const char *path = in_dir("a.c"), *other = in_dir("a.c.new");
    save(path, "zero");
    watch_path(path);
    for (int i = 0; i < 5; i++) {
        char text[32];
        snprintf(text, sizeof text, "rename %d", i);
        save(other, text);
        ck_assert_int_eq(rename(other, path), 0);
        ck_assert(comes_to_see(text));
    }
    watches_close(&watches);
}
END_TEST

START_TEST(watch_sees_a_truncation_and_what_follows)
{
    const char *path = in_dir("a.c");
    save(path, "zero");
    watch_path(path);
    int fd = open(path, O_WRONLY | O_TRUNC);
    ck_assert_int_ge(fd, 0);
    turn_until(uv_hrtime() + 30 * NS_PER_MS);
    ck_assert_int_eq(write(fd, "whole", 5), 5);
    close(fd);
    ck_assert(comes_to_see("whole"));
    ck_assert_uint_eq(calls, 1); /* not the half-written file */
    watches_close(&watches);
}
END_TEST

START_TEST(watch_sees_an_editors_backup_dance)
{
    const char *path = in_dir("a.c"), *backup = in_dir("a.c~");
    save(path, "zero");
    watch_path(path);
    ck_assert_int_eq(rename(path, backup), 0);
    save(path, "danced");
    ck_assert(comes_to_see("danced"));
    watches_close(&watches);
}
END_TEST

START_TEST(watch_sees_a_file_that_did_not_exist)
{
    const char *path = in_dir("later.c");
    watch_path(path);
    save(path, "here");
    ck_assert(comes_to_see("here"));
    watches_close(&watches);
}
END_TEST

START_TEST(watch_follows_a_symbolic_link_and_its_change)
{
    const char *path = in_dir("link.c"), *one = in_dir("one/x.c"), *two = in_dir("two.c");
    ck_assert_int_eq(mkdir(in_dir("one"), 0700), 0);
    save(one, "one");
    save(two, "two");
    ck_assert_int_eq(symlink("one/x.c", path), 0);
    watch_path(path);
    save(one, "through");
    ck_assert(comes_to_see("through"));
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(symlink("two.c", path), 0);
    ck_assert(comes_to_see("two"));
    save(two, "two again");
    ck_assert(comes_to_see("two again"));
    watches_close(&watches);
}
END_TEST

START_TEST(watch_sees_a_folder_that_is_replaced)
{
    char path[128], old[128], folder[128];
    snprintf(folder, sizeof folder, "%s/src", dir);
    snprintf(old, sizeof old, "%s/old", dir);
    snprintf(path, sizeof path, "%s/src/a.c", dir);
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    save(path, "zero");
    watch_path(path);
    ck_assert_int_eq(rename(folder, old), 0);
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    save(path, "new folder");
    ck_assert(comes_to_see("new folder"));
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(rmdir(folder), 0);
    turn_until(uv_hrtime() + 20 * NS_PER_MS);
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    save(path, "and again");
    ck_assert(comes_to_see("and again"));
    watches_close(&watches);
}
END_TEST

/* "a.c" deep in the test's folder: made with all the folders on its way. */
static const char *deep(const char *top)
{
    static char path[16][160];
    static unsigned next;
    char *p = path[next++ % 16];
    snprintf(p, sizeof path[0], "%s/%s/src/deep/a.c", dir, top);
    for (char *slash = p + strlen(dir) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        ck_assert(mkdir(p, 0700) == 0 || errno == EEXIST);
    }
    return p;
}

START_TEST(watch_sees_that_a_folder_further_up_is_replaced)
{
    const char *path = deep("proj");
    save(path, "zero");
    watch_path(path);
    for (unsigned i = 0; i < 3; i++) { /* as a checkout elsewhere that is moved to its place */
        char text[32], old[32];
        snprintf(text, sizeof text, "checkout %u", i);
        snprintf(old, sizeof old, "old%u", i);
        save(deep("new"), text);
        ck_assert_int_eq(rename(in_dir("proj"), in_dir(old)), 0);
        ck_assert_int_eq(rename(in_dir("new"), in_dir("proj")), 0);
        ck_assert(comes_to_see(text));
        snprintf(text, sizeof text, "save %u", i);
        save(path, text);
        ck_assert(comes_to_see(text));
    }
    unsigned before = calls;
    save(deep("old1"), "not ours any more");
    save(path, "the last");
    ck_assert(comes_to_see("the last"));
    ck_assert_uint_eq(calls, before + 1);
    watches_close(&watches);
}
END_TEST

START_TEST(watch_sees_folders_that_are_made_again_one_by_one)
{
    const char *path = deep("proj");
    save(path, "zero");
    watch_path(path);
    ck_assert_int_eq(rename(in_dir("proj"), in_dir("gone")), 0);
    turn_until(uv_hrtime() + 20 * NS_PER_MS);
    ck_assert_int_eq(mkdir(in_dir("proj"), 0700), 0);
    turn_until(uv_hrtime() + 20 * NS_PER_MS);
    ck_assert_int_eq(mkdir(in_dir("proj/src"), 0700), 0);
    turn_until(uv_hrtime() + 20 * NS_PER_MS);
    save(deep("proj"), "made again");
    ck_assert(comes_to_see("made again"));
    watches_close(&watches);
}
END_TEST

/* Its removal is told to nobody then. */
START_TEST(watch_sees_that_the_current_folder_is_removed_and_made_again)
{
    char before[512];
    const char *path = deep("proj");
    ck_assert_ptr_nonnull(getcwd(before, sizeof before));
    save(path, "zero");
    ck_assert_int_eq(chdir(in_dir("proj/src/deep")), 0);
    watch_path(path);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(rmdir(in_dir("proj/src/deep")), 0);
    save(deep("proj"), "made again");
    ck_assert(comes_to_see("made again"));
    ck_assert_int_eq(chdir(before), 0);
    watches_close(&watches);
}
END_TEST

START_TEST(watch_sees_that_a_link_on_the_way_leads_elsewhere_and_what_it_leads_to_is_replaced)
{
    static char path[160];
    save(deep("one"), "one");
    save(deep("two"), "two");
    ck_assert_int_eq(symlink("one/src", in_dir("current")), 0);
    snprintf(path, sizeof path, "%s/current/deep/a.c", dir);
    watch_path(path);
    ck_assert_int_eq(symlink("two/src", in_dir("link.new")), 0);
    ck_assert_int_eq(rename(in_dir("link.new"), in_dir("current")), 0);
    ck_assert(comes_to_see("two"));
    save(deep("two"), "two, saved");
    ck_assert(comes_to_see("two, saved"));
    save(deep("new"), "two, replaced");
    ck_assert_int_eq(rename(in_dir("two"), in_dir("old")), 0);
    ck_assert_int_eq(rename(in_dir("new"), in_dir("two")), 0);
    ck_assert(comes_to_see("two, replaced"));
    watches_close(&watches);
}
END_TEST

/* Its file was watched for before it was above others, and is so afterwards. */
START_TEST(watch_tells_a_folder_with_files_that_is_above_another_one)
{
    struct fault_text why;
    const char *path = deep("proj"), *upper = in_dir("proj/h.h");
    save(path, "zero");
    save(upper, "zero");
    watch_path(path);
    struct watch *second = watch_new(&watches, upper, on_changed, (void *)upper, &why);
    ck_assert_ptr_nonnull(second);
    save(upper, "the upper one");
    ck_assert(comes_to_see("the upper one"));
    watch_free(&watches, second);
    save(upper, "unwatched");
    save(path, "the lower one");
    ck_assert(comes_to_see("the lower one"));
    ck_assert_int_eq(rename(in_dir("proj"), in_dir("old")), 0);
    save(deep("proj"), "replaced");
    ck_assert(comes_to_see("replaced"));
    watches_close(&watches);
}
END_TEST

/* Root reads all; for others the folders above one that may not be read go unwatched. */
START_TEST(watch_does_without_a_folder_further_up_that_may_not_be_read)
{
    const char *path = deep("proj");
    save(path, "zero");
    ck_assert_int_eq(chmod(in_dir("proj"), 0300), 0);
    watch_path(path);
    ck_assert(!uv_is_active((uv_handle_t *)&watches.retry));
    save(path, "one");
    ck_assert(comes_to_see("one"));
    ck_assert(!uv_is_active((uv_handle_t *)&watches.retry));
    ck_assert_int_eq(chmod(in_dir("proj"), 0700), 0);
    watches_close(&watches);
}
END_TEST

START_TEST(watch_shares_a_folder_and_tells_files_apart)
{
    struct fault_text why;
    const char *path = in_dir("a.c"), *other = in_dir("b.c");
    save(path, "a");
    save(other, "b");
    watch_path(path);
    struct watch *second = watch_new(&watches, other, on_changed, (void *)other, &why);
    ck_assert_ptr_nonnull(second);
    save(other, "b changed");
    ck_assert(comes_to_see("b changed"));
    ck_assert_uint_eq(calls, 1);
    watch_free(&watches, second);
    save(other, "b unwatched");
    save(path, "a changed");
    ck_assert(comes_to_see("a changed"));
    ck_assert_uint_eq(calls, 2);
    watches_close(&watches);
}
END_TEST

static void end_watch(void *arg)
{
    (void)arg;
    calls++;
    watch_free(&watches, watch);
}

START_TEST(watch_may_end_inside_its_own_call)
{
    struct fault_text why;
    const char *path = in_dir("a.c");
    calls = 0;
    ck_assert_int_eq(watches_init(&watches, &loop, &why), STATUS_OK);
    watch = watch_new(&watches, path, end_watch, NULL, &why);
    save(path, "x");
    ck_assert(until(was_called));
    save(path, "y");
    turn_until(uv_hrtime() + 20 * NS_PER_MS);
    ck_assert_uint_eq(calls, 1);
    watches_close(&watches);
}
END_TEST

START_TEST(watch_reports_everything_when_the_queue_overflows)
{
    char limit[32] = "";
    FILE *f = fopen("/proc/sys/fs/inotify/max_queued_events", "r");
    if (f && fgets(limit, sizeof limit, f) == NULL)
        limit[0] = '\0';
    if (f)
        fclose(f);
    int max = atoi(limit);
    if (max <= 0 || max > 100000)
        return; /* too many to provoke */
    const char *path = in_dir("a.c"), *x = in_dir("x"), *y = in_dir("y");
    save(path, "zero");
    watch_path(path);
    for (int i = 0; i < max + 10; i++)
        save(i % 2 ? x : y, ""); /* equal neighbours would be merged */
    save(path, "lost among others");
    ck_assert(comes_to_see("lost among others"));
    watches_close(&watches);
}
END_TEST

START_TEST(watch_of_a_missing_folder_is_refused_with_its_name)
{
    struct fault_text why = {""};
    ck_assert_int_eq(watches_init(&watches, &loop, &why), STATUS_OK);
    ck_assert_ptr_null(watch_new(&watches, "/nowhere/at/all/a.c", on_changed, NULL, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "/nowhere/at/all"));
    watches_close(&watches);
}
END_TEST

/* --- children -------------------------------------------------------------------------------- */

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
    struct child *c = children_spawn(&children, argv, dir, input, on_child, NULL, &why);
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
    ck_assert(until(child_ended));
    ck_assert_str_eq(child_output, "one\ntwo\nthree\n");
    ck_assert_int_eq(child_status, 7);
    ck_assert_int_eq(child_signal, 0);
    no_child();
}
END_TEST

START_TEST(child_runs_in_the_folder_with_an_empty_stdin)
{
    shell("pwd; cat; trap | wc -l");
    ck_assert(until(child_ended));
    ck_assert_msg(strncmp(child_output, dir, strlen(dir)) == 0, "%s", child_output);
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
    children.temp = dir;
    ck_assert_ptr_nonnull(children_spawn(&children, argv, dir, NULL, on_child, NULL, &why));
    ck_assert(until(child_ended));
    char *want = str_format("%s\n/at/home\n", dir);
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
        ck_assert(until(child_ended));
        ck_assert_str_eq(child_output, expected);
        free(expected);
        no_child();
    }
}
END_TEST

START_TEST(child_gets_every_byte_in_its_order)
{
    struct str input = much();
    save(in_dir("expected"), str_text(&input));
    fed_shell("cmp - expected && echo same", &input);
    str_release(&input);
    ck_assert(until(child_ended));
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
    ck_assert(until(child_ended));
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
    ck_assert(until(child_ended));
    ck_assert_int_eq(child_status, deaf[_i].status);
    ck_assert_int_eq(child_signal, deaf[_i].signal);
    uint64_t deadline = uv_hrtime() + DEADLINE_MS * NS_PER_MS;
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
    ck_assert(until(child_ended));
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
    uint64_t deadline = uv_hrtime() + DEADLINE_MS * NS_PER_MS;
    turn_until(uv_hrtime() + 20 * NS_PER_MS); /* the socket is full by then, which is no matter */
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
    ck_assert_ptr_null(children_spawn(&children, missing, dir, &input, on_child, NULL, &why));
    uv_run(&loop, UV_RUN_NOWAIT);
    uv_run(&loop, UV_RUN_NOWAIT);
    ck_assert_uint_eq(descriptors(), before);
    getrlimit(RLIMIT_NOFILE, &files);
    int next = dup(0);
    close(next);
    few = (struct rlimit){(rlim_t)next + 2, files.rlim_max}; /* enough for its output alone */
    setrlimit(RLIMIT_NOFILE, &few);
    void *child = children_spawn(&children, present, dir, &input, on_child, NULL, &why);
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
    ck_assert(until(child_ended));
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
    ck_assert_ptr_null(children_spawn(&children, argv, dir, NULL, on_child, NULL, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "no-such-compiler"));
    ck_assert_ptr_null(children_spawn(&children, argv, "/no/folder", NULL, on_child, NULL, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "/no/folder"));
    no_child();
}
END_TEST

START_TEST(child_with_endless_output_is_bounded)
{
    shell("head -c 1000000 /dev/zero | tr '\\0' x");
    ck_assert(until(child_ended));
    ck_assert_uint_le(strlen(child_output), CHILDREN_OUTPUT_MAX + 100);
    ck_assert_ptr_nonnull(strstr(child_output, "more bytes of output"));
    no_child();
}
END_TEST

START_TEST(child_is_over_though_a_grandchild_holds_its_pipe)
{
    uint64_t start = uv_hrtime();
    shell("sleep 60 & echo started $!");
    ck_assert(until(child_ended));
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
    uint64_t deadline = uv_hrtime() + DEADLINE_MS * NS_PER_MS;
    while (access(in_dir("ready"), F_OK) != 0 && uv_hrtime() < deadline)
        uv_run(&loop, UV_RUN_ONCE);
    children_kill(c);
    while (children.first && uv_hrtime() < deadline)
        uv_run(&loop, UV_RUN_ONCE); /* SIGTERM is ignored there: SIGKILL comes later */
    ck_assert_ptr_null(children.first);
    ck_assert_uint_eq(child_ends, 0);
    no_child();
}
END_TEST

/* --- sched ----------------------------------------------------------------------------------- */

enum { FIRES = 40 };

static struct sched sched;
static struct rx_timer *timer;
static uint64_t fired_at[FIRES + 1];
static unsigned fires, fires_wanted;

static bool fired_enough(void)
{
    return fires >= fires_wanted;
}

static void on_fire(void *arg)
{
    (void)arg;
    if (fires < FIRES)
        fired_at[fires] = uv_hrtime();
    fires++;
}

/* Lateness must not add up: every third call takes most of a period. */
static void on_slow_fire(void *arg)
{
    uint64_t end = uv_hrtime() + 4 * NS_PER_MS;
    on_fire(arg);
    while (fires % 3 == 0 && uv_hrtime() < end)
        continue;
}

static void open_sched(unsigned want)
{
    fires = 0;
    fires_wanted = want;
    sched_init(&sched, &loop);
    rx_runtime_new(&sched.ops, NULL);
}

static void close_sched(void)
{
    rx_runtime_free();
    sched_release(&sched);
}

START_TEST(timer_keeps_its_phase_and_is_never_early)
{
    const uint64_t delay = 3 * NS_PER_MS + 300000, period = 5 * NS_PER_MS + 250000;
    open_sched(FIRES);
    uint64_t before = uv_hrtime();
    timer = sched.ops.start(&sched.ops, delay, period, on_slow_fire, NULL);
    uint64_t after = uv_hrtime();
    ck_assert(until(fired_enough));
    for (unsigned i = 0; i < FIRES; i++)
        ck_assert_uint_ge(fired_at[i], before + delay + i * period);
    /* Had each call's lateness been kept, all of the last half would be many periods late. A busy machine
     * may make some of them late, and it catches up. */
    uint64_t least = UINT64_MAX;
    for (unsigned i = FIRES / 2; i < FIRES; i++) {
        uint64_t late = fired_at[i] - (before + delay + i * period);
        least = late < least ? late : least;
    }
    ck_assert_uint_le(least, after - before + 2 * period);
    sched.ops.stop(&sched.ops, timer);
    close_sched();
}
END_TEST

static void stop_inside(void *arg)
{
    on_fire(arg);
    sched.ops.stop(&sched.ops, timer);
}

START_TEST(timer_may_be_stopped_inside_its_own_call)
{
    open_sched(1);
    timer = sched.ops.start(&sched.ops, 0, NS_PER_MS, stop_inside, NULL);
    ck_assert_uint_eq(fires, 0); /* never from inside start */
    ck_assert(until(fired_enough));
    turn_until(uv_hrtime() + 10 * NS_PER_MS);
    ck_assert_uint_eq(fires, 1);
    close_sched();
}
END_TEST

static void start_another(void *arg)
{
    unsigned now = ++fires;
    (void)arg;
    sched.ops.stop(&sched.ops, timer);
    timer = sched.ops.start(&sched.ops, 0, 0, start_another, NULL);
    ck_assert_uint_eq(fires, now);
}

START_TEST(timer_that_starts_itself_at_once_lets_the_loop_turn)
{
    open_sched(20);
    timer = sched.ops.start(&sched.ops, 0, 0, start_another, NULL);
    for (int i = 0; i < 3; i++)
        uv_run(&loop, UV_RUN_ONCE); /* would not come back */
    ck_assert(until(fired_enough));
    sched.ops.stop(&sched.ops, timer);
    close_sched();
}
END_TEST

START_TEST(timer_with_a_period_below_a_millisecond_fires_as_often_as_it_should)
{
    open_sched(FIRES);
    uint64_t start = uv_hrtime();
    timer = sched.ops.start(&sched.ops, 0, 300000, on_fire, NULL);
    ck_assert(until(fired_enough));
    for (unsigned i = 0; i < FIRES; i++)
        ck_assert_uint_ge(fired_at[i], start + i * 300000);
    sched.ops.stop(&sched.ops, timer);
    close_sched();
}
END_TEST

static void check_depth(void *arg)
{
    ck_assert_uint_eq(rx_depth(), 1);
    on_fire(arg);
}

START_TEST(timer_calls_stand_inside_a_root_turn)
{
    open_sched(1);
    timer = sched.ops.start(&sched.ops, 0, 0, check_depth, NULL);
    ck_assert(until(fired_enough));
    ck_assert_uint_eq(rx_depth(), 0);
    sched.ops.stop(&sched.ops, timer);
    close_sched();
}
END_TEST

/* --- capture --------------------------------------------------------------------------------- */

static struct outlet outlet;
static struct capture *capture;
static struct ring *ring;
static unsigned lines_seen;
static uint64_t lines_dropped;
static char last_line[CAPTURE_LINE_MAX + 64];
static uint8_t last_level;

static void read_log(void)
{
    const void *span;
    size_t n, size;
    struct event ev;
    outlet_flush(&outlet);
    while ((span = ring_next_span(ring, &n))) {
        for (const char *p = span, *end = p + n; p < end; p += size) {
            ck_assert_int_eq(event_decode(p, (size_t)(end - p), &ev, &size), STATUS_OK);
            ck_assert_int_eq(ev.kind, EV_LOG);
            last_level = ev.flags;
            snprintf(last_line, sizeof last_line, "%.*s", (int)ev.text_len, ev.text);
            if (ev.flags == LOG_WARN) {
                char digits[32] = "", *d = digits;
                for (const char *c = last_line; *c && *c != ' '; c++)
                    if (*c != ',')
                        *d++ = *c;
                lines_dropped += strtoull(digits, NULL, 10);
            } else {
                lines_seen++;
            }
        }
        ring_release(ring);
    }
}

static unsigned lines_wanted;

static bool lines_came(void)
{
    read_log();
    return lines_seen + lines_dropped >= lines_wanted;
}

static void open_capture(int write_end[2])
{
    int out[2], err[2];
    struct fault_text why;
    lines_seen = 0;
    lines_dropped = 0;
    ck_assert_int_eq(pipe(out), 0);
    ck_assert_int_eq(pipe(err), 0);
    write_end[0] = out[1];
    write_end[1] = err[1];
    ring = ring_new(1 << 20);
    outlet_init(&outlet, &loop, ring, 0);
    capture = mem_alloc(sizeof *capture);
    ck_assert_int_eq(capture_start(capture, &loop, &outlet.sink, out[0], err[0], &why), STATUS_OK);
}

static void close_capture(int write_end[2])
{
    close(write_end[0]);
    close(write_end[1]);
    capture_stop(capture);
    read_log();
    outlet_close(&outlet);
    uv_run(&loop, UV_RUN_NOWAIT);
    uv_run(&loop, UV_RUN_NOWAIT);
    outlet_release(&outlet);
    ring_free(ring);
    free(capture);
}

START_TEST(captured_lines_become_events_with_their_stream)
{
    int to[2];
    open_capture(to);
    lines_wanted = 1;
    ck_assert_int_eq(write(to[0], "hel", 3), 3);
    ck_assert_int_eq(write(to[0], "lo\n", 3), 3);
    ck_assert(until(lines_came));
    ck_assert_str_eq(last_line, "hello");
    ck_assert_int_eq(last_level, LOG_STDOUT);
    lines_wanted = 2;
    ck_assert_int_eq(write(to[1], "no newline", 10), 10);
    ck_assert(until(lines_came)); /* it does not wait for one for ever */
    ck_assert_str_eq(last_line, "no newline");
    ck_assert_int_eq(last_level, LOG_STDERR);
    close_capture(to);
}
END_TEST

START_TEST(captured_lines_beyond_the_rate_are_counted_exactly)
{
    int to[2];
    const unsigned total = 20000;
    open_capture(to);
    lines_wanted = total;
    for (unsigned i = 0; i < total; i++)
        ck_assert_int_eq(write(to[1], "x\n", 2),
                         2); /* this thread is the loop's: it never blocks */
    ck_assert(until(lines_came));
    ck_assert_uint_eq(lines_seen + lines_dropped, total);
    ck_assert_uint_gt(lines_dropped, 0);
    close_capture(to);
}
END_TEST

START_TEST(captured_lines_are_cut_and_the_last_words_are_kept)
{
    int to[2];
    char big[3 * CAPTURE_LINE_MAX];
    open_capture(to);
    memset(big, 'b', sizeof big);
    ck_assert_int_eq(write(to[0], big, sizeof big), (int)sizeof big);
    ck_assert_int_eq(write(to[0], "\nlast words", 11), 11);
    close_capture(to);
    ck_assert_uint_eq(lines_seen, 2);
    ck_assert_str_eq(last_line, "last words");
}
END_TEST

/* --- the command queue ----------------------------------------------------------------------- */

static struct inlet inlet;
static uint32_t order[INLET_MAX];
static unsigned ran;

static enum status on_command(void *ctx, const struct command *cmd, struct str *say)
{
    (void)ctx;
    order[ran++] = cmd->version;
    if (say)
        str_addf(say, "answer %u", cmd->version);
    return cmd->version % 2 ? STATUS_STATE : STATUS_OK;
}

static bool all_ran(void)
{
    return ran == INLET_MAX;
}

START_TEST(commands_run_in_order_and_the_queue_is_bounded)
{
    ran = 0;
    inlet_init(&inlet, &loop, on_command, NULL);
    for (uint32_t i = 0; i < INLET_MAX; i++)
        ck_assert_int_eq(inlet_put(&inlet, &(struct command){.version = i}), STATUS_OK);
    ck_assert_int_eq(inlet_put(&inlet, &(struct command){0}), STATUS_FULL);
    ck_assert(until(all_ran));
    for (uint32_t i = 0; i < INLET_MAX; i++)
        ck_assert_uint_eq(order[i], i);
    ck_assert_uint_eq(inlet_done(&inlet), 0);
    inlet_settle(&inlet);
    ck_assert_uint_eq(inlet_done(&inlet), INLET_MAX);
    inlet_close(&inlet);
    uv_run(&loop, UV_RUN_NOWAIT);
    inlet_release(&inlet);
}
END_TEST

static bool readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) == 1;
}

/* An answer waits until the events of its command are in the ring; those that nobody takes do not grow. */
START_TEST(answers_stand_behind_the_events_of_their_commands)
{
    struct inlet_reply r;
    ran = 0;
    inlet_init(&inlet, &loop, on_command, NULL);
    for (uint32_t round = 0; round < 2; round++) {
        ran = 0;
        for (uint32_t i = 0; i < INLET_MAX; i++)
            ck_assert_int_eq(inlet_put(&inlet, &(struct command){.version = i, .request = i, .source = 3}), STATUS_OK);
        ck_assert(until(all_ran));
    }
    ck_assert(!readable(inlet_fd(&inlet)));
    ck_assert(!inlet_reply(&inlet, &r));
    inlet_settle(&inlet);
    ck_assert(readable(inlet_fd(&inlet)));
    ck_assert(inlet_reply(&inlet, &r));
    ck_assert_uint_eq(r.request, 255); /* all but one of the first round were taken by nobody; request 0 has no answer */
    ck_assert_uint_eq(r.source, 3);
    ck_assert_int_eq(r.status, STATUS_STATE);
    ck_assert_str_eq(str_text(&r.text), "answer 255");
    str_release(&r.text);
    ck_assert(inlet_reply(&inlet, &r));
    ck_assert_uint_eq(r.request, 1);
    str_release(&r.text);
    while (inlet_reply(&inlet, &r))
        str_release(&r.text);
    ck_assert(!readable(inlet_fd(&inlet)));
    ck_assert_int_eq(inlet_put(&inlet, &(struct command){.version = 2, .request = 9}), STATUS_OK);
    ran = INLET_MAX - 1;
    ck_assert(until(all_ran));
    inlet_settle(&inlet); /* and it is released with an answer that waits */
    inlet_close(&inlet);
    uv_run(&loop, UV_RUN_NOWAIT);
    inlet_release(&inlet);
}
END_TEST

static char told[16];

static enum status on_text(void *ctx, const struct command *cmd, struct str *say)
{
    (void)ctx;
    (void)say;
    snprintf(told, sizeof told, "%.*s", (int)cmd->text_len, cmd->text);
    ran++;
    return STATUS_OK;
}

static bool one_ran(void)
{
    return ran == 1;
}

/* The asker's text is his own again at once; one that never runs is freed. */
START_TEST(the_text_of_a_command_is_copied)
{
    char text[] = "hot";
    ran = 0;
    inlet_init(&inlet, &loop, on_text, NULL);
    ck_assert_int_eq(inlet_put(&inlet, &(struct command){.text = text, .text_len = 3}), STATUS_OK);
    strcpy(text, "not");
    ck_assert(until(one_ran));
    ck_assert_str_eq(told, "hot");
    ck_assert_int_eq(inlet_put(&inlet, &(struct command){.text = text, .text_len = 3}), STATUS_OK);
    inlet_close(&inlet);
    uv_run(&loop, UV_RUN_NOWAIT);
    inlet_release(&inlet);
}
END_TEST

static Suite *engine_suite(void)
{
    Suite *s = suite_create("engine");
    TCase *w = tcase_create("watch"), *c = tcase_create("children"), *t = tcase_create("sched"),
          *o = tcase_create("capture"), *i = tcase_create("inlet");
    TCase *all[] = {w, c, t, o, i};
    for (size_t n = 0; n < ARRAY_LEN(all); n++) {
        tcase_add_checked_fixture(all[n], setup, teardown);
        tcase_set_timeout(all[n], 60);
        suite_add_tcase(s, all[n]);
    }
    tcase_add_loop_test(w, watch_sees_the_newest_of_two_saves, 0, 7);
    tcase_add_test(w, watch_sees_a_file_that_is_replaced_by_rename_again_and_again);
    tcase_add_test(w, watch_sees_a_truncation_and_what_follows);
    tcase_add_test(w, watch_sees_an_editors_backup_dance);
    tcase_add_test(w, watch_sees_a_file_that_did_not_exist);
    tcase_add_test(w, watch_follows_a_symbolic_link_and_its_change);
    tcase_add_test(w, watch_sees_a_folder_that_is_replaced);
    tcase_add_test(w, watch_sees_that_a_folder_further_up_is_replaced);
    tcase_add_test(w, watch_sees_folders_that_are_made_again_one_by_one);
    tcase_add_test(w, watch_sees_that_the_current_folder_is_removed_and_made_again);
    tcase_add_test(w, watch_sees_that_a_link_on_the_way_leads_elsewhere_and_what_it_leads_to_is_replaced);
    tcase_add_test(w, watch_tells_a_folder_with_files_that_is_above_another_one);
    tcase_add_test(w, watch_does_without_a_folder_further_up_that_may_not_be_read);
    tcase_add_test(w, watch_shares_a_folder_and_tells_files_apart);
    tcase_add_test(w, watch_may_end_inside_its_own_call);
    tcase_add_test(w, watch_reports_everything_when_the_queue_overflows);
    tcase_add_test(w, watch_of_a_missing_folder_is_refused_with_its_name);
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
    tcase_add_test(t, timer_keeps_its_phase_and_is_never_early);
    tcase_add_test(t, timer_may_be_stopped_inside_its_own_call);
    tcase_add_test(t, timer_that_starts_itself_at_once_lets_the_loop_turn);
    tcase_add_test(t, timer_with_a_period_below_a_millisecond_fires_as_often_as_it_should);
    tcase_add_test(t, timer_calls_stand_inside_a_root_turn);
    tcase_add_test(o, captured_lines_become_events_with_their_stream);
    tcase_add_test(o, captured_lines_beyond_the_rate_are_counted_exactly);
    tcase_add_test(o, captured_lines_are_cut_and_the_last_words_are_kept);
    tcase_add_test(i, commands_run_in_order_and_the_queue_is_bounded);
    tcase_add_test(i, answers_stand_behind_the_events_of_their_commands);
    tcase_add_test(i, the_text_of_a_command_is_copied);
    return s;
}

int main(void)
{
    return suite_main(engine_suite());
}
