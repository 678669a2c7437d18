/* e2e_bursts.c - many saves at once, and folders that are replaced: what was saved last runs, and no content is
 * compiled twice, or although it had been replaced before its compile began. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/ticker.h"
#include "tests/support/totals.h"

/* ---- compiles ---- */

/* A compiler that writes a line about each of its runs: for which object, and which source it was given together with
 * which header ("": none). Once it finds "meanwhile" it saves that over the header when it has ended. */
static void make_counting(const char *header)
{
    char *text = str_format("for a; do case $a in\n"
                            "*.so.tmp) kind=object ;; *.o.tmp) kind=reach ;; *.c) source=$a ;; esac; done\n"
                            "case $(tail -n 1 \"$source\") in '}') whole=whole ;; *) whole=part ;; esac\n"
                            "echo $kind $(cat \"$source\" \"%s\" 2>/dev/null | cksum) $whole >>%s\n"
                            "[ $kind = object ] && [ -e %s ] || exec %s \"$@\"\n"
                            "%s \"$@\"; status=$?; mv %s \"%s\"; exit $status\n",
                            header, place("runs"), place("meanwhile"), getenv("RXSCOPE_TEST_CC"),
                            getenv("RXSCOPE_TEST_CC"), place("meanwhile"), header);
    save_script(place("counting"), text);
    save(place("runs"), "");
    free(text);
}

/* How often it ran since. */
static unsigned runs(void)
{
    unsigned n = 0;
    char *text = file_text(place("runs"));
    for (const char *p = text; (p = strchr(p, '\n')); p++)
        n++;
    free(text);
    save(place("runs"), "");
    return n;
}

/* The same, and never twice for the same object of the same whole content. (It looks at the header when it has been
 * started: where that is saved by itself at about the same time, it may be seen twice and have been another one before.) */
static unsigned runs_once(void)
{
    char *text = file_text(place("runs"));
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        ck_assert_msg(!strstr(line, "whole") || !strstr(end + 1, line), "compiled twice: %s, and\n%s", line, end + 1);
    }
    free(text);
    return runs();
}

static void start_counting(struct program *p, const char *path, const char *header)
{
    make_counting(header);
    program_start(p, "run --cc %s %s --headless", place("counting"), path);
    program_await(p, "stderr: total 6\n");
    ck_assert_uint_eq(runs_once(), 2);
}

/* ---- bursts ---- */

/* One of the ways of saving. */
static void save_somehow(const char *path, const char *text, unsigned how)
{
    switch (how % 6) {
    case 0: save(path, text); break;
    case 1: save_over(path, text); break;
    case 2: save_renamed(path, text); break;
    case 3: save_with_backup(path, text); break;
    case 4: save_in_two(path, text, (int)(how / 6 % 20)); break;
    default: save(place("link.c"), text); break;
    }
}

/* The source with its factor in a header beside it. */
static char *with_header(void)
{
    ticker_open();
    return replaced(ticker, "#define FACTOR 2", "#include \"factor.h\"");
}

static void save_factor(const char *path, unsigned factor)
{
    char text[32];
    snprintf(text, sizeof text, "#define FACTOR %u\n", factor);
    save(path, text);
}

static unsigned drawn = 12345;

static unsigned draw(unsigned below)
{
    drawn = drawn * 1103515245u + 12345u;
    return (drawn >> 8) % below;
}

/* Saves at times that are drawn, while the program is busy compiling: what was saved last runs. */
START_TEST(of_hundreds_of_saves_of_all_kinds_the_newest_runs_and_none_is_compiled_twice)
{
    enum { BURSTS = 8, SAVES = 30 };
    struct program p;
    unsigned most = 0, compiled = 0;
    ticker_open();
    ck_assert_int_eq(symlink(place("ticker.c"), place("link.c")), 0);
    start_counting(&p, place("ticker.c"), "");
    for (unsigned burst = 0; burst < BURSTS; burst++) {
        unsigned factor = 0;
        for (unsigned i = 0; i < SAVES; i++) {
            factor = 4 + 2 * (burst * SAVES + i);
            save_somehow(place("ticker.c"), ticker_with(factor), draw(1024));
            pause_ms((int)draw(32));
        }
        most += SAVES;
        totals_await(&p, factor);
        compiled += runs_once();
    }
    ck_assert_uint_le(compiled, 4 * most); /* a save in two steps may be seen in the middle */
    ticker_stop(&p, most);
}
END_TEST

/* It runs on for a moment after the signal was sent. */
static void stop(const struct program *p)
{
    int status;
    ck_assert_int_eq(kill(p->pid, SIGSTOP), 0);
    ck_assert_int_eq(waitpid(p->pid, &status, WUNTRACED), p->pid);
    ck_assert(WIFSTOPPED(status));
}

START_TEST(what_was_replaced_before_the_program_came_to_read_it_is_never_compiled)
{
    struct program p;
    unsigned factor = 2;
    ticker_open();
    ck_assert_int_eq(symlink(place("ticker.c"), place("link.c")), 0);
    start_counting(&p, place("ticker.c"), "");
    for (unsigned burst = 0; burst < 3; burst++) {
        stop(&p);
        for (unsigned i = 0; i < 30; i++)
            save_somehow(place("ticker.c"), ticker_with(factor += 2), draw(24));
        ck_assert_int_eq(kill(p.pid, SIGCONT), 0);
        totals_await(&p, factor);
        ck_assert_uint_eq(runs_once(), 2);
    }
    ticker_stop(&p, 3);
}
END_TEST

START_TEST(a_source_and_its_headers_that_are_saved_together_are_compiled_once)
{
    struct program p;
    char *with = with_header();
    save_factor(place("factor.h"), 2);
    save(place("ticker.c"), with);
    start_counting(&p, place("ticker.c"), place("factor.h"));
    for (unsigned i = 0; i < 4; i++) {
        char *edited = replaced(with, "#include", i % 2 ? "#include <limits.h>\n#include" : "#include <stddef.h>\n#include");
        stop(&p);
        if (i < 2)
            save(place("ticker.c"), edited);
        save_factor(place("factor.h"), 4 + 2 * i);
        if (i >= 2)
            save_renamed(place("ticker.c"), edited);
        ck_assert_int_eq(kill(p.pid, SIGCONT), 0);
        totals_await(&p, 4 + 2 * i);
        ck_assert_uint_eq(runs_once(), 2);
        free(edited);
    }
    save(place("ticker.c"), with); /* with the header of now: not known yet */
    save_factor(place("factor.h"), 10);
    totals_await(&p, 10);
    save_factor(place("factor.h"), 2);
    totals_await(&p, 2);
    free(with);
    ticker_stop(&p, 6);
}
END_TEST

/* Nobody knows yet that it is one of the module's. */
START_TEST(a_header_that_is_saved_while_it_is_compiled_for_the_first_time_is_compiled_again)
{
    struct program p;
    char *with = with_header();
    start_counting(&p, place("ticker.c"), place("factor.h"));
    save_factor(place("factor.h"), 4);
    save_factor(place("meanwhile"), 6);
    pause_ms(20);
    save(place("ticker.c"), with);
    totals_await(&p, 6);
    ck_assert_uint_eq(runs(), 4);
    free(with);
    ticker_stop(&p, 1);
}
END_TEST

/* ---- folders ---- */

static void make_folder(const char *path, const char *text, unsigned factor)
{
    char *module = str_format("%s/ticker.c", path), *header = str_format("%s/factor.h", path);
    ck_assert_int_eq(mkdir(path, 0755), 0);
    save(module, text);
    save_factor(header, factor);
    free(module);
    free(header);
}

static void move(const char *from, const char *to)
{
    char *a = mem_strdup(place(from)), *b = mem_strdup(place(to));
    ck_assert_msg(rename(a, b) == 0, "%s to %s", a, b);
    free(a);
    free(b);
}

static void remove_folder(const char *path)
{
    char *command = str_format("rm -rf '%s'", path);
    ck_assert_int_eq(system(command), 0);
    free(command);
}

/* The folder of the module, or the one above, is replaced by another one in one of the ways of checkouts. */
static void replace_somehow(const char *text, unsigned factor, unsigned how)
{
    remove_folder(place("old"));
    switch (how % 4) {
    case 0: /* moved away, and another one to its place */
        make_folder(place("new"), text, factor);
        pause_ms(20); /* a new header's time tells then that the compiler reads what is there */
        move("proj/src", "old");
        pause_ms((int)(how / 4 % 30));
        move("new", "proj/src");
        break;
    case 1: /* removed and made again, file by file */
        remove_folder(place("proj/src"));
        pause_ms((int)(how / 4 % 30));
        make_folder(place("proj/src"), text, factor);
        break;
    case 2: /* the one above moved away, and another one to its place */
        ck_assert_int_eq(mkdir(place("new"), 0755), 0);
        make_folder(place("new/src"), text, factor);
        pause_ms(20);
        move("proj", "old");
        pause_ms((int)(how / 4 % 30));
        move("new", "proj");
        break;
    default: /* that one removed and made again */
        remove_folder(place("proj"));
        pause_ms((int)(how / 4 % 30));
        ck_assert_int_eq(mkdir(place("proj"), 0755), 0);
        pause_ms((int)(how / 4 % 7));
        make_folder(place("proj/src"), text, factor);
        break;
    }
}

static void start_in_folder(struct program *p, const char *text)
{
    ck_assert_int_eq(mkdir(place("proj"), 0755), 0);
    make_folder(place("proj/src"), text, 2);
    make_counting(place("proj/src/factor.h"));
    program_start(p, "run --cc %s %s --headless", place("counting"), place("proj/src/ticker.c"));
    program_await(p, "stderr: total 6\n");
    ck_assert_uint_eq(runs_once(), 2);
}

START_TEST(the_newest_runs_also_when_its_folder_or_the_one_above_is_replaced_and_saves_go_on_in_the_new_one)
{
    struct program p;
    char *with = with_header();
    start_in_folder(&p, with);
    for (unsigned how = 0, factor = 4; how < 4; how++, factor += 6) {
        replace_somehow(with, factor, how);
        totals_await(&p, factor);
        save_factor(place("proj/src/factor.h"), factor + 2);
        totals_await(&p, factor + 2);
        save(place("proj/src/ticker.c"), ticker_with(factor + 4));
        totals_await(&p, factor + 4);
        if (how % 2 == 0)
            ck_assert_uint_eq(runs_once(), 6); /* what was moved to its place is there as a whole */
        runs();
    }
    free(with);
    ticker_stop(&p, 4 * 4);
}
END_TEST

START_TEST(a_link_on_the_way_that_leads_elsewhere_brings_the_headers_from_there)
{
    struct program p;
    char *with = with_header();
    make_folder(place("one"), with, 2);
    make_folder(place("two"), with, 4);
    ck_assert_int_eq(symlink("one", place("current")), 0);
    make_counting(place("current/factor.h"));
    program_start(&p, "run --cc %s %s --headless", place("counting"), place("current/ticker.c"));
    program_await(&p, "stderr: total 6\n");
    runs();
    for (unsigned i = 0; i < 3; i++) {
        ck_assert_int_eq(symlink(i % 2 ? "one" : "two", place("link.new")), 0);
        move("link.new", "current");
        totals_await(&p, i % 2 ? 2 : 4);
        ck_assert_uint_eq(runs(), i ? 0 : 2); /* what was compiled there before is not compiled again */
    }
    save_factor(place("two/factor.h"), 6);
    totals_await(&p, 6);
    free(with);
    ticker_stop(&p, 4);
}
END_TEST

START_TEST(of_many_saves_in_folders_that_are_replaced_meanwhile_the_newest_runs)
{
    enum { BURSTS = 5, STEPS = 8 };
    struct program p;
    char *with = with_header();
    start_in_folder(&p, with);
    unsigned factor = 2;
    for (unsigned burst = 0; burst < BURSTS; burst++) {
        for (unsigned i = 0; i < STEPS; i++) {
            replace_somehow(with, factor += 2, draw(1024));
            pause_ms((int)draw(120));
            for (unsigned n = draw(3); n; n--, pause_ms((int)draw(40)))
                save_factor(place("proj/src/factor.h"), factor += 2);
            if (draw(2))
                save_in_two(place("proj/src/ticker.c"), ticker_with(factor += 2), (int)draw(20));
        }
        totals_await(&p, factor);
    }
    free(with);
    ticker_stop(&p, factor);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        of_hundreds_of_saves_of_all_kinds_the_newest_runs_and_none_is_compiled_twice,
        what_was_replaced_before_the_program_came_to_read_it_is_never_compiled,
        a_source_and_its_headers_that_are_saved_together_are_compiled_once,
        a_header_that_is_saved_while_it_is_compiled_for_the_first_time_is_compiled_again,
        the_newest_runs_also_when_its_folder_or_the_one_above_is_replaced_and_saves_go_on_in_the_new_one,
        a_link_on_the_way_that_leads_elsewhere_brings_the_headers_from_there,
        of_many_saves_in_folders_that_are_replaced_meanwhile_the_newest_runs,
    };
    return suite_run("bursts", tests, ARRAY_LEN(tests));
}
