/* e2e_attach.c - looking at programs from outside: who comes, is killed, comes back, talks nonsense; on the
 * screen and without one. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/rundir.h"
#include "tests/support/events.h"
#include "tests/support/fake.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/term.h"

enum { ROWS = 40, COLS = 130 };

static void start_named(struct program *p, const char *file, const char *name)
{
    program_start(p, "run %s --headless --name %s", file, name);
    program_await(p, ": live");
}

static void kill_it(struct program *p)
{
    kill(p->pid, SIGKILL);
    ck_assert_int_eq(program_wait(p), 128 + SIGKILL);
    program_release(p);
}

/* A program that the test plays, in the runtime folder. */
static void appear(struct fake *f, const char *name)
{
    struct str path = STR_INIT;
    struct fault_text why;
    ck_assert_int_eq(rundir_socket(name, getpid(), &path, &why), STATUS_OK);
    fake_listen(f, str_text(&path));
    str_release(&path);
}

static void select_row(struct term *t, const char *pattern)
{
    term_keys(t, "g");
    for (int row = term_row(t, pattern); row > 1; row--)
        term_keys(t, "j");
    term_await_selected(t, pattern);
}

/* --- on the screen --------------------------------------------------------------------------- */

START_TEST(a_program_that_is_killed_comes_back_in_its_place)
{
    struct program one, two;
    struct term t;
    start_named(&one, fixture("ticker.c"), "one");
    start_named(&two, fixture("still.c"), "two");
    term_start(&t, ROWS, COLS, "attach");
    term_await(&t, "*words*v1*");
    term_await(&t, "*still.c*");
    fprintf(stderr, "%s\n----\n", term_text(&t));
    kill_it(&one);
    term_await(&t, "*waiting for one to come back*");
    fprintf(stderr, "%s\n----\n", term_text(&t));
    start_named(&one, place("ticker.c"), "one");
    term_await(&t, "*words*v1*");
    fprintf(stderr, "%s\n----\n", term_text(&t));
    select_row(&t, "*still.c*");
    term_quit(&t);
    program_stop(&one);
    program_stop(&two);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_program_that_is_killed_comes_back_in_its_place,
    };
    return suite_run("attach", tests, ARRAY_LEN(tests));
}
