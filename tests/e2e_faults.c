/* e2e_faults.c - the real programs under what a system can do to them: either side killed at any step, a
 * connection cut behind any byte, bytes one at a time, full disks, no descriptors, interrupted calls, a wall
 * clock that jumps. Whoever is left goes on and says what happened; attaching again works.
 *
 * Steps are found by counting bytes in a proxy, never by time. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/proxy.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/totals.h"

static void start_ticker(struct program *p)
{
    program_start(p, "run %s --headless", fixture("ticker.c"));
    program_await(p, "stderr: total 6\n");
}

/* --- an unkind system --------------------------------------------------------------------------- */

/* Builds tests/fixtures/hostile.c; what is started from here on runs with it. */
static void be_hostile(const char *modes)
{
    const char *cc = getenv("RXSCOPE_TEST_CC");
    char *command = str_format("%s -O1 -shared -fPIC -o %s %s -ldl", cc && *cc ? cc : "cc",
                               place("hostile.so"), fixture("hostile.c"));
    ck_assert_int_eq(system(command), 0);
    free(command);
    setenv("HOSTILE", modes, 1);
    setenv("LD_PRELOAD", place("hostile.so"), 1);
    const char *asan = getenv("ASAN_OPTIONS");
    char *options = str_format("%s%sverify_asan_link_order=0", asan ? asan : "", asan ? ":" : "");
    setenv("ASAN_OPTIONS", options, 1);
    free(options);
}

static void be_kind(void)
{
    unsetenv("LD_PRELOAD");
    unsetenv("HOSTILE");
}

/* Starts, swaps, is asked and ends, the asking side under the same conditions. */
static void live_through(const char *modes)
{
    struct program p;
    const char *variant = getenv("RXSCOPE_TEST_VARIANT");
    if (variant && strcmp(variant, "tsan") == 0) {
        suite_skip("ThreadSanitizer has to see the calls that hostile.c replaces");
        return;
    }
    be_hostile(modes);
    start_ticker(&p);
    edit(place("ticker.c"), "FACTOR 2", "FACTOR 4");
    totals_await(&p, 4);
    rxscope_expect(0, "ticker", "ls");
    rxscope_expect(0, "total  v2", "dump ticker");
    rxscope_expect(0, "swapped", "ctl ticker swap total 1");
    totals_await(&p, 2);
    be_kind();
    rxscope_expect(0, "swapped", "ctl ticker swap total 2"); /* and one that is treated well */
    totals_await(&p, 4);
    program_stop(&p);
}

START_TEST(calls_that_are_interrupted_lose_nothing)
{
    live_through("eintr");
}
END_TEST

START_TEST(a_signal_every_millisecond_loses_nothing)
{
    live_through("alarm");
}
END_TEST

START_TEST(reads_and_writes_of_one_byte_lose_nothing)
{
    live_through("short");
}
END_TEST

START_TEST(a_wall_clock_that_jumps_loses_nothing)
{
    live_through("clock");
}
END_TEST

START_TEST(all_of_these_at_once_lose_nothing)
{
    live_through("eintr,alarm,short,clock");
}
END_TEST

/* --- between an inspector and a program --------------------------------------------------------- */

/* The proxy takes the place of the program's socket, so that it is found by the program's name. */
static void stand_between(struct proxy *x, const struct program *p, struct proxy_fault fault)
{
    char *path = str_format("%s/ticker-%ld.sock", place("run/rxscope"), (long)p->pid);
    char *moved = str_format("%s/%ld", place("tmp"), (long)p->pid);
    ck_assert_int_eq(rename(path, moved), 0);
    proxy_open(x, path, moved, fault);
    free(path);
    free(moved);
}

/* And the program gets it back, so that its own end removes it. */
static void step_aside(struct proxy *x, const struct program *p)
{
    char *moved = str_format("%s/%ld", place("tmp"), (long)p->pid);
    proxy_close(x);
    rename(moved, x->path);
    free(moved);
}

START_TEST(bytes_one_by_one_are_understood_by_both_sides)
{
    struct program p;
    struct proxy x;
    static const char *const questions[] = {"dump ticker", "ctl ticker swap sums 1"};
    static const char *const answers[] = {"sums  v1", "unchanged"};
    program_start(&p, "run %s --headless --name ticker", fixture("still.c")); /* no stream that outruns bytes */
    program_await(&p, "still.c: live");
    for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
        stand_between(&x, &p, (struct proxy_fault){.single = true, .after = -1});
        rxscope_expect(0, answers[i], "%s", questions[i]);
        step_aside(&x, &p);
    }
    program_stop(&p);
}
END_TEST

/* Cuts the conversation of `rxscope dump` behind that many bytes; false: it ends before that. */
static bool cut_behind(const struct program *p, int way, long bytes)
{
    struct proxy x;
    stand_between(&x, p, (struct proxy_fault){.way = way, .after = bytes});
    int status = rxscope("dump ticker");
    bool happened = proxy_await_fault(&x, 0);
    /* What is asked for may all be there already when the cut comes: then it is an answer. */
    ck_assert_msg(status == (happened ? 3 : 0) || (status == 0 && strstr(said(), "total  v1")),
                  "cut behind %ld: status %d: %s", bytes, status, said());
    ck_assert_msg(status == 0 || strstr(said(), "rxscope: "), "cut behind %ld: %s", bytes, said());
    step_aside(&x, p);
    return happened;
}

/* Every single byte is for test_serve.c and test_link.c, which start no program for each. */
START_TEST(a_conversation_that_is_cut_anywhere_is_told_and_the_program_goes_on)
{
    struct program p;
    long up = 0, down = 0;
    start_ticker(&p);
    while (cut_behind(&p, PROXY_UP, up))
        up += 3;
    ck_assert_int_gt(up, 40); /* a hello, at least */
    while (cut_behind(&p, PROXY_DOWN, down))
        down += down < 200 ? 19 : 211;
    ck_assert_int_gt(down, 1000);
    totals_go_on(&p, 5);
    rxscope_expect(0, "total  v1", "dump ticker");
    program_stop(&p);
}
END_TEST

/* --- kill -9 -------------------------------------------------------------------------------------- */

/* Bytes that the inspector has got: nothing, in the hello, behind it, in the snapshot, in what happens later. */
static const long steps[] = {0, 1, 8, 60, 150, 400, 2000, 20000};

static void await_fault(struct proxy *x, struct program *a, struct program *b)
{
    uint64_t end = clock_mono_ns() + suite_patience() * NS_PER_MS;
    while (!proxy_await_fault(x, 10)) {
        program_pump(a, 0);
        program_pump(b, 0);
        ck_assert_msg(clock_mono_ns() < end, "it never came so far:\n%s", program_tail(b));
    }
}

START_TEST(an_inspector_survives_the_program_killed_at_any_step_and_finds_the_next)
{
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        struct program p, next, watcher;
        struct proxy x;
        start_ticker(&p);
        stand_between(&x, &p, (struct proxy_fault){.way = PROXY_DOWN, .after = steps[i], .kill = p.pid});
        program_start(&watcher, "attach ticker --headless");
        await_fault(&x, &p, &watcher);
        ck_assert_int_eq(program_wait(&p), 128 + SIGKILL);
        proxy_close(&x);
        program_await(&watcher, "waiting for ticker to come back");
        start_ticker(&next);
        program_await(&watcher, "ticker.c: live");
        program_stop(&watcher);
        program_stop(&next);
        program_release(&p);
    }
}
END_TEST

START_TEST(a_program_survives_an_inspector_killed_at_any_step)
{
    struct program p;
    start_ticker(&p);
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        struct program watcher;
        struct proxy x;
        stand_between(&x, &p, (struct proxy_fault){.way = PROXY_DOWN, .after = steps[i], .kill = PROXY_KILL_INSPECTOR});
        program_start(&watcher, "attach ticker --headless");
        await_fault(&x, &p, &watcher);
        ck_assert_int_eq(program_wait(&watcher), 128 + SIGKILL);
        program_release(&watcher);
        step_aside(&x, &p);
        totals_go_on(&p, 3);
        rxscope_expect(0, "total  v1", "dump ticker");
    }
    program_stop(&p);
}
END_TEST

/* At the n-th total after a save, which come every 20 ms: before, while and after it is compiled and loaded. */
START_TEST(a_program_killed_in_a_save_leaves_nothing_in_the_way)
{
    for (unsigned n = 0; n < 24; n += 3) {
        struct program p;
        start_ticker(&p);
        edit(place("ticker.c"), "FACTOR 2", "FACTOR 4");
        totals_go_on(&p, n);
        kill(p.pid, SIGKILL);
        ck_assert_int_eq(program_wait(&p), 128 + SIGKILL);
        program_release(&p);
        start_ticker(&p);
        ck_assert_uint_eq(place_count("run", "rxscope-work-"), 1);
        program_stop(&p);
    }
}
END_TEST

/* --- no descriptors --------------------------------------------------------------------------------- */

/* Starts `prlimit LIMIT rxscope WORDS`. */
static void start_limited(struct program *p, const char *limit, const char *words)
{
    int fds[2];
    char *all = str_format("prlimit %s %s %s", limit, getenv("RXSCOPE"), words);
    *p = (struct program){.fd = -1};
    ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
    program_spawn(p, all, -1, fds[1]);
    close(fds[1]);
    p->fd = fds[0];
    free(all);
}

static unsigned open_descriptors(pid_t pid)
{
    char path[64];
    unsigned n = 0;
    snprintf(path, sizeof path, "/proc/%ld/fd", (long)pid);
    DIR *d = opendir(path);
    ck_assert_ptr_nonnull(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

static void limit_descriptors(pid_t pid, rlim_t most)
{
    struct rlimit limit;
    ck_assert_int_eq(prlimit(pid, RLIMIT_NOFILE, NULL, &limit), 0);
    limit.rlim_cur = most;
    ck_assert_int_eq(prlimit(pid, RLIMIT_NOFILE, &limit, NULL), 0);
}

/* ms of processor time so far. */
static unsigned long worked(pid_t pid)
{
    char path[64];
    unsigned long user, system;
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    char *text = file_text(path);
    const char *behind = strrchr(text, ')');
    ck_assert_int_eq(sscanf(behind, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system), 2);
    free(text);
    return (user + system) * 1000 / (unsigned long)sysconf(_SC_CLK_TCK);
}

START_TEST(a_program_without_descriptors_goes_on_and_is_attached_to_later)
{
    struct program p, ls;
    start_ticker(&p);
    rxscope_expect(0, "total  v1", "dump ticker");
    limit_descriptors(p.pid, open_descriptors(p.pid));
    program_start(&ls, "ls");
    program_wait(&ls);
    program_release(&ls);
    unsigned long before = worked(p.pid);
    uint64_t began = clock_mono_ns();
    totals_go_on(&p, 50);
    unsigned long ms = (unsigned long)((clock_mono_ns() - began) / NS_PER_MS);
    ck_assert_msg(worked(p.pid) - before < ms / 2, "%lu ms of work in %lu ms", worked(p.pid) - before, ms);
    limit_descriptors(p.pid, 1024);
    rxscope_expect(0, "total  v1", "dump ticker");
    program_stop(&p);
}
END_TEST

START_TEST(an_inspector_without_descriptors_says_so)
{
    struct program p, asked;
    start_ticker(&p);
    for (unsigned most = 3; most < 16; most++) {
        char limit[32];
        snprintf(limit, sizeof limit, "--nofile=%u", most);
        start_limited(&asked, limit, "dump ticker");
        int status = program_wait(&asked);
        while (program_pump(&asked, 20))
            continue;
        const char *text = str_text(&asked.out);
        ck_assert_msg(status == 0 || (status < 128 && *text), "%u: status %d: %s", most, status, text);
        program_release(&asked);
    }
    totals_go_on(&p, 3);
    program_stop(&p);
}
END_TEST

/* --- recordings ------------------------------------------------------------------------------------- */

static void await_end(struct program *p, int status)
{
    ck_assert_msg(program_wait(p) == status, "status %d, not %d: %s", p->status, status, program_tail(p));
    while (program_pump(p, 20))
        continue;
}

START_TEST(a_recording_that_gets_no_more_room_says_so_and_can_be_read)
{
    struct program p, r;
    start_ticker(&p);
    char *words = str_format("record ticker --all --for 60 -o %s", place("small.tape"));
    start_limited(&r, "--fsize=8000", words);
    await_end(&r, 1);
    ck_assert_msg(strstr(str_text(&r.out), "the recording ends here"), "%s", program_tail(&r));
    rxscope_expect(0, "total  v1", "dump %s", place("small.tape"));
    totals_go_on(&p, 3);
    program_stop(&p);
    program_release(&r);
    free(words);
}
END_TEST

START_TEST(a_recorder_killed_at_any_step_leaves_a_tape_that_can_be_read_or_none)
{
    struct program p;
    unsigned read = 0;
    start_ticker(&p);
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        struct program r;
        struct proxy x;
        struct stat st;
        char *tape = str_format("%s.%zu", place("tape"), i);
        stand_between(&x, &p, (struct proxy_fault){.way = PROXY_DOWN, .after = steps[i], .kill = PROXY_KILL_INSPECTOR});
        program_start(&r, "record ticker --all -o %s", tape);
        await_fault(&x, &p, &r);
        await_end(&r, 128 + SIGKILL);
        program_release(&r);
        step_aside(&x, &p);
        if (stat(tape, &st) == 0 && st.st_size > 0) {
            int status = rxscope("dump %s", tape);
            ck_assert_msg(status == 0 || (status == 1 && strstr(said(), tape)), "step %ld: status %d: %s",
                          steps[i], status, said());
            read += status == 0 && strstr(said(), "total  v1");
        }
        free(tape);
    }
    ck_assert_uint_ge(read, 1);
    totals_go_on(&p, 3);
    program_stop(&p);
}
END_TEST

START_TEST(a_program_killed_while_it_is_recorded_ends_the_recording_in_order)
{
    struct program p, r;
    start_ticker(&p);
    program_start(&r, "record ticker --all -o %s", place("last.tape"));
    program_await(&r, "recording to");
    totals_go_on(&p, 20);
    kill(p.pid, SIGKILL);
    await_end(&p, 128 + SIGKILL);
    await_end(&r, 0);
    rxscope_expect(0, "total  v1", "dump %s", place("last.tape"));
    program_release(&r);
    program_release(&p);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        calls_that_are_interrupted_lose_nothing,
        a_signal_every_millisecond_loses_nothing,
        reads_and_writes_of_one_byte_lose_nothing,
        a_wall_clock_that_jumps_loses_nothing,
        all_of_these_at_once_lose_nothing,
        bytes_one_by_one_are_understood_by_both_sides,
        a_conversation_that_is_cut_anywhere_is_told_and_the_program_goes_on,
        an_inspector_survives_the_program_killed_at_any_step_and_finds_the_next,
        a_program_survives_an_inspector_killed_at_any_step,
        a_program_killed_in_a_save_leaves_nothing_in_the_way,
        a_program_without_descriptors_goes_on_and_is_attached_to_later,
        an_inspector_without_descriptors_says_so,
        a_recording_that_gets_no_more_room_says_so_and_can_be_read,
        a_recorder_killed_at_any_step_leaves_a_tape_that_can_be_read_or_none,
        a_program_killed_while_it_is_recorded_ends_the_recording_in_order,
    };
    return suite_run("faults", tests, ARRAY_LEN(tests));
}
