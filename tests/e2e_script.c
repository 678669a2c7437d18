/* e2e_script.c - `rxscope run app.ts`: the runner of the npm package is found, started, listened to, looked at and ended. A
 * shell script plays it, and a module in C the program that shows itself. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/term.h"

static void folder(const char *path)
{
    ck_assert_msg(mkdir(path, 0755) == 0 || errno == EEXIST, "%s: %s", path, strerror(errno));
}

/* app/node_modules/.bin/rxscope-node does this; app/src/main.ts is there. */
static const char *install(const char *script)
{
    static char path[1024];
    folder(place("app"));
    folder(place("app/src"));
    folder(place("app/node_modules"));
    folder(place("app/node_modules/.bin"));
    save_script(place("app/node_modules/.bin/rxscope-node"), script);
    save(place("app/src/main.ts"), "export {};\n");
    str_copy(path, sizeof path, place("app/src/main.ts"));
    return path;
}

/* A line of the script that starts, or becomes, a program; what that prints is not of interest. */
static char *shows(const char *before, const char *more)
{
    return str_format("%s \"$RXSCOPE\" run --headless --name \"${RXSCOPE_NAME:-main}\" %s %s >/dev/null 2>&1", before,
                      fixture("ticker.c"), more);
}

static const char *install_ticker(const char *before)
{
    char *show = shows("exec", ""), *script = str_format("%s\n%s\n", before, show);
    const char *path = install(script);
    free(script);
    free(show);
    return path;
}

/* The number that the script left in a file, once it is there. */
static pid_t number_in(const char *name)
{
    pid_t pid = 0;
    for (unsigned i = 0; i < suite_patience() / 10 && pid <= 0; i++) {
        FILE *f = fopen(place(name), "r");
        long n = 0;
        pause_ms(f ? 0 : 10);
        if (f && fscanf(f, "%ld\n", &n) == 1)
            pid = (pid_t)n;
        if (f)
            fclose(f);
    }
    ck_assert_int_gt(pid, 0);
    return pid;
}

static void assert_ended(const char *name)
{
    pid_t pid = number_in(name);
    for (unsigned i = 0; i < suite_patience() / 10 && kill(pid, 0) == 0; i++)
        pause_ms(10);
    ck_assert_int_ne(kill(pid, 0), 0);
}

/* In order, and what it printed until its end can still be looked at. */
static void stop(struct program *p)
{
    kill(p->pid, SIGTERM);
    ck_assert_msg(program_wait(p) == 0, "%s", program_tail(p));
}

/* --- an ordinary life ---------------------------------------------------------------------------- */

START_TEST(a_script_is_run_shown_and_ended)
{
    struct program p;
    const char *path = install_ticker("echo \"args $*\"; echo oops >&2; pwd > \"$TMPDIR/pwd\"; echo $$ > \"$TMPDIR/pid\"");
    char *args = str_format("stdout: args %s one two", path);
    program_start(&p, "run %s --headless -- one two", path);
    program_await(&p, args);
    program_await(&p, "total 6\n");
    ck_assert_uint_eq(program_count(&p, "stderr: oops\n"), 1);
    stop(&p);
    ck_assert_ptr_nonnull(strstr(str_text(&p.out), "\nmain  pid "));
    ck_assert_ptr_nonnull(strstr(str_text(&p.out), "\n    total  v1  key ticker.c:total"));
    assert_ended("tmp/pid");
    ck_assert_uint_eq(place_count("run/rxscope", ""), 0);
    program_release(&p);
    free(args);
}
END_TEST

START_TEST(for_ends_it_and_a_name_is_handed_on)
{
    const char *path = install_ticker("");
    ck_assert_int_eq(rxscope("run %s --headless --for 1 --name shop", path), 0);
    ck_assert_msg(strstr(said(), "\nshop  pid ") != NULL, "%s", said());
    ck_assert_uint_eq(place_count("run/rxscope", ""), 0);
}
END_TEST

/* Node starts it anew after a save of its first file. */
START_TEST(what_it_starts_anew_is_followed)
{
    struct program p;
    char *first = shows("", "--for 0.5"), *second = shows("exec", "");
    char *script = str_format("%s\necho again\n(sh -c 'echo $PPID' >\"$TMPDIR/second\"\n%s)\n", first, second);
    program_start(&p, "run %s --headless", install(script));
    program_await(&p, "total 6\n");
    program_await(&p, "stdout: again\n");
    program_await(&p, "total 6\n");
    stop(&p);
    ck_assert_uint_eq(program_count(&p, "waiting for"), 0);
    char *shown = str_format("\nmain  pid %ld\n", (long)number_in("tmp/second"));
    ck_assert_msg(strstr(str_text(&p.out), shown) != NULL, "%s", program_tail(&p));
    ck_assert_uint_eq(program_count(&p, "\nmain  pid "), 1); /* it has the place of the one before */
    program_release(&p);
    free(shown);
    free(script);
    free(second);
    free(first);
}
END_TEST

START_TEST(other_programs_are_not_its)
{
    struct program other, p;
    program_start(&other, "run %s --headless --name other", fixture("still.c"));
    program_await(&other, "still.c: live");
    program_start(&p, "run %s --headless", install_ticker(""));
    program_await(&p, "total 6\n");
    stop(&p);
    ck_assert_uint_eq(program_count(&p, "other  pid"), 0);
    program_release(&p);
    program_stop(&other);
}
END_TEST

START_TEST(it_ends_when_the_program_does)
{
    char *show = shows("", "--for 0.5"), *good = str_format("%s\nexit 0\n", show), *bad = str_format("%s\nexit 7\n", show);
    rxscope_expect(0, "\nmain  pid ", "run %s --headless", install(good));
    ck_assert_ptr_nonnull(strstr(said(), "main.ts ended with status 0"));
    rxscope_expect(1, "main.ts ended with status 7", "run %s --headless", install(bad));
    free(good);
    free(bad);
    free(show);
}
END_TEST

/* It holds the output open, and gets a signal. */
START_TEST(what_it_leaves_behind_is_ended)
{
    rxscope_expect(0, "", "run %s --headless", install("sleep 1000 & echo $! > \"$TMPDIR/left\"\nexit 0\n"));
    assert_ended("tmp/left");
}
END_TEST

/* The runner ends first: what it has started removes its socket, and is not killed meanwhile. */
START_TEST(what_it_started_ends_in_order)
{
    char *show = shows("", ""), *script = str_format("%s &\nexec sleep 1000\n", show);
    rxscope_expect(0, "\nmain  pid ", "run %s --headless --for 1", install(script));
    ck_assert_uint_eq(place_count("run/rxscope", ""), 0);
    free(script);
    free(show);
}
END_TEST

START_TEST(one_that_does_not_want_to_end_is_killed)
{
    struct program p;
    program_start(&p, "run %s --headless",
                  install("trap '' TERM\necho $$ > \"$TMPDIR/pid\"\nwhile :; do sleep 0.1; done\n"));
    number_in("tmp/pid");
    kill(p.pid, SIGINT);
    ck_assert_int_eq(program_wait(&p), 0);
    assert_ended("tmp/pid");
    program_release(&p);
}
END_TEST

/* --- one that cannot be looked at ------------------------------------------------------------------ */

START_TEST(what_a_program_said_that_never_showed_itself_is_printed)
{
    const char *path = install("echo SyntaxError >&2\nprintf 'half a line'\nexit 1\n");
    rxscope_expect(1, "stderr: SyntaxError\n", "run %s --headless", path);
    ck_assert_ptr_nonnull(strstr(said(), "stdout: half a line\n"));
    ck_assert_ptr_nonnull(strstr(said(), "main.ts ended with status 1, before it could be looked at"));
    rxscope_expect(1, "was ended by signal 9, before", "run %s --headless", install("kill -9 $$\n"));
    rxscope_expect(0, "stdout: done\n", "run %s --headless", install("echo done\n"));
}
END_TEST

/* More than is kept, and longer lines than are. */
START_TEST(much_output_is_kept_in_part)
{
    const char *path = install("i=0; while [ $i -lt 1200 ]; do echo \"line $i.\"; i=$((i+1)); done\n"
                               "printf '%05000d\\n' 7\n");
    rxscope_expect(0, "stdout: line 1199.\n", "run %s --headless", path);
    ck_assert_ptr_null(strstr(said(), "line 100.\n"));
    ck_assert_ptr_null(strstr(said(), "00007"));
    ck_assert_ptr_nonnull(strstr(said(), "stdout: 000"));
}
END_TEST

START_TEST(RXSCOPE_0_does_not_switch_it_off)
{
    setenv("RXSCOPE_PROGRAM", getenv("RXSCOPE"), 1);
    const char *path = install("echo \"it is '${RXSCOPE-unset}'\"\n");
    char *words = str_format("run %s --headless", path);
    rxscope_expect(0, "it is '/", "%s", words); /* any other value stays */
    struct program p;
    char *command = str_format("env RXSCOPE=0 %s %s", getenv("RXSCOPE_PROGRAM"), words);
    program_run(&p, command);
    ck_assert_int_eq(program_wait(&p), 0);
    ck_assert_msg(strstr(str_text(&p.out), "it is 'unset'") != NULL, "%s", program_tail(&p));
    program_release(&p);
    free(command);
    free(words);
}
END_TEST

START_TEST(without_the_package_it_says_what_to_install)
{
    save(place("lonely.mjs"), "\n");
    rxscope_expect(1, "npm i -D rxscope vite", "run %s --headless", place("lonely.mjs"));
    rxscope_expect(1, "nowhere.tsx: No such file", "run %s", place("nowhere.tsx"));
}
END_TEST

START_TEST(a_runner_that_others_can_write_is_not_run)
{
    const char *path = install("echo ran\n");
    ck_assert_int_eq(chmod(place("app/node_modules/.bin/rxscope-node"), 0777), 0);
    rxscope_expect(1, "others can write to this file", "run %s --headless", path);
    ck_assert_ptr_null(strstr(said(), "ran"));
    ck_assert_int_eq(chmod(place("app/node_modules/.bin/rxscope-node"), 0644), 0);
    rxscope_expect(1, "rxscope-node: Permission denied", "run %s --headless", path);
}
END_TEST

START_TEST(what_is_for_C_is_refused)
{
    const char *path = install("echo ran\n");
    rxscope_expect(2, "runs alone", "run %s %s", path, fixture("still.c"));
    rxscope_expect(2, "--cc is for modules in C", "run --cc cc %s", path);
    rxscope_expect(2, "--cflags is for modules in C", "run --cflags -g %s", path);
    rxscope_expect(2, "--fast is for modules in C", "run --fast %s", path);
}
END_TEST

/* --- on a screen ----------------------------------------------------------------------------------- */

START_TEST(q_leaves_the_screen_and_ends_it)
{
    struct term t;
    const char *path = install_ticker("echo $$ > \"$TMPDIR/pid\"; (while sleep 0.1; do echo hello; done) &");
    term_start(&t, 30, 110, "run %s", path);
    term_await(&t, "ticker.c  gen 1*live");
    term_await(&t, "total*v1*ticks*map");
    term_press(&t, "\t\t", "*hello");
    term_quit(&t);
    assert_ended("tmp/pid");
}
END_TEST

START_TEST(a_screen_on_a_program_that_never_showed_itself_closes)
{
    struct term t;
    term_start(&t, 30, 110, "run %s", install("echo SyntaxError >&2\nexit 1\n"));
    ck_assert_int_eq(term_wait(&t), 1);
    term_assert_restored(&t);
    ck_assert_msg(term_row(&t, "*stderr: SyntaxError") >= 0, "%s", term_text(&t));
    ck_assert_msg(term_row(&t, "*main.ts ended with status 1*") >= 0, "%s", term_text(&t));
    term_release(&t);
}
END_TEST

START_TEST(a_screen_stays_when_the_program_has_ended)
{
    struct term t;
    char *show = shows("", "--for 1"), *script = str_format("%s\nexit 0\n", show);
    term_start(&t, 30, 110, "run %s", install(script));
    term_await(&t, "ticker.c  gen 1*live");
    term_await(&t, "ticker.c  gen 1*ended");
    term_await(&t, "*main.ts ended with status 0*");
    term_quit(&t);
    free(script);
    free(show);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_script_is_run_shown_and_ended,
        for_ends_it_and_a_name_is_handed_on,
        what_it_starts_anew_is_followed,
        other_programs_are_not_its,
        it_ends_when_the_program_does,
        what_it_leaves_behind_is_ended,
        what_it_started_ends_in_order,
        one_that_does_not_want_to_end_is_killed,
        what_a_program_said_that_never_showed_itself_is_printed,
        much_output_is_kept_in_part,
        RXSCOPE_0_does_not_switch_it_off,
        without_the_package_it_says_what_to_install,
        a_runner_that_others_can_write_is_not_run,
        what_is_for_C_is_refused,
        q_leaves_the_screen_and_ends_it,
        a_screen_on_a_program_that_never_showed_itself_closes,
        a_screen_stays_when_the_program_has_ended,
    };
    return suite_run("script", tests, ARRAY_LEN(tests));
}
