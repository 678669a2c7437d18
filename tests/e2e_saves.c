/* e2e_saves.c - the ways in which a file can be saved: the newest whole file is what runs, whatever the
 * editor does and however quickly. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "hmr/compiler.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/totals.h"

static char *source; /* ticker.c as it came */

/* The source with another factor; one of the last four. */
static const char *with_factor(unsigned factor)
{
    static char *made[4];
    static size_t next;
    char to[32];
    char **slot = &made[next++ % ARRAY_LEN(made)];
    free(*slot);
    snprintf(to, sizeof to, "FACTOR %u", factor);
    return *slot = replaced(source, "FACTOR 2", to);
}

static void start(struct program *p, const char *path)
{
    source = file_text(fixture("ticker.c"));
    if (strcmp(path, place("ticker.c")) == 0)
        program_start(p, "run %s --headless", path);
    else
        program_start(p, "run --name ticker %s --headless", path);
    program_await(p, "stderr: total 6\n");
}

/* Only the factors of whole files ever ran: `most` changes. */
static void stop(struct program *p, unsigned most)
{
    unsigned changes;
    totals_factor(p, &changes);
    ck_assert_uint_le(changes, most);
    ck_assert_uint_eq(program_count(p, "orphaned"), 0);
    program_stop(p);
    free(source);
}

START_TEST(each_way_of_saving_is_noticed)
{
    struct program p;
    start(&p, place("ticker.c"));
    save(place("ticker.c"), with_factor(4));
    totals_await(&p, 4);
    save_over(place("ticker.c"), with_factor(6));
    totals_await(&p, 6);
    save_renamed(place("ticker.c"), with_factor(8));
    totals_await(&p, 8);
    save_with_backup(place("ticker.c"), with_factor(10));
    totals_await(&p, 10);
    save_renamed(place("ticker.c"), with_factor(12)); /* the inode is another one by now */
    totals_await(&p, 12);
    save_in_two(place("ticker.c"), with_factor(14), 30);
    totals_await(&p, 14);
    stop(&p, 6);
}
END_TEST

START_TEST(a_save_in_two_steps_never_runs_the_half)
{
    static const int pauses[] = {1, 10, 30, 100, 300};
    struct program p;
    start(&p, place("ticker.c"));
    for (unsigned i = 0; i < ARRAY_LEN(pauses); i++) {
        save_in_two(place("ticker.c"), with_factor(4 + 2 * i), pauses[i]);
        totals_await(&p, 4 + 2 * (int)i);
    }
    stop(&p, ARRAY_LEN(pauses));
}
END_TEST

START_TEST(a_file_that_is_removed_for_a_while_changes_nothing)
{
    struct program p;
    start(&p, place("ticker.c"));
    ck_assert_int_eq(unlink(place("ticker.c")), 0);
    totals_go_on(&p, 20);
    save(place("ticker.c"), with_factor(4));
    totals_await(&p, 4);
    stop(&p, 1);
}
END_TEST

START_TEST(saves_through_a_link_and_of_the_link_are_noticed)
{
    struct program p;
    ck_assert_int_eq(mkdir(place("real"), 0755), 0);
    ck_assert_int_eq(symlink(place("ticker.c"), place("link.c")), 0);
    start(&p, place("link.c"));
    save(place("link.c"), with_factor(4));
    totals_await(&p, 4);
    save_renamed(place("ticker.c"), with_factor(6));
    totals_await(&p, 6);
    save(place("real/other.c"), with_factor(8));
    ck_assert_int_eq(symlink(place("real/other.c"), place("link.new")), 0);
    ck_assert_int_eq(rename(place("link.new"), place("link.c")), 0);
    totals_await(&p, 8);
    save(place("real/other.c"), with_factor(10));
    totals_await(&p, 10);
    stop(&p, 4);
}
END_TEST

START_TEST(a_header_that_the_module_includes_is_watched)
{
    struct program p;
    source = file_text(fixture("ticker.c"));
    char *with = replaced(source, "#define FACTOR 2", "#include \"factor.h\"");
    save(place("factor.h"), "#include \"deep/er.h\"\n");
    ck_assert_int_eq(mkdir(place("deep"), 0755), 0);
    save(place("deep/er.h"), "#define FACTOR 2\n");
    save(place("ticker.c"), with);
    program_start(&p, "run %s --headless", place("ticker.c"));
    program_await(&p, "stderr: total 6\n");
    save(place("deep/er.h"), "#define FACTOR 4\n");
    totals_await(&p, 4);
    save_renamed(place("factor.h"), "#define FACTOR 6\n");
    totals_await(&p, 6);
    ck_assert_int_eq(unlink(place("factor.h")), 0);
    totals_go_on(&p, 5);
    save(place("factor.h"), "#define FACTOR\n"); /* no C */
    program_await(&p, "error");
    save(place("factor.h"), "#define FACTOR 8\n");
    totals_await(&p, 8);
    free(with);
    stop(&p, 3);
}
END_TEST

START_TEST(ten_saves_in_a_second_and_one_more)
{
    struct program p;
    start(&p, place("ticker.c"));
    for (unsigned i = 0; i < 10; i++) {
        save(place("ticker.c"), with_factor(4 + 2 * i));
        pause_ms(100);
    }
    totals_await(&p, 22);
    save(place("ticker.c"), with_factor(100));
    totals_await(&p, 100);
    stop(&p, 11);
}
END_TEST

START_TEST(of_two_saves_the_newest_runs)
{
    static const int apart[] = {5, 10, 20, 30, 45, 60, 100};
    struct program p;
    start(&p, place("ticker.c"));
    for (unsigned i = 0; i < ARRAY_LEN(apart); i++) {
        save(place("ticker.c"), with_factor(10 + 4 * i));
        pause_ms(apart[i]);
        (i % 2 ? save_renamed : save)(place("ticker.c"), with_factor(12 + 4 * i));
        totals_await(&p, 12 + 4 * (int)i);
    }
    stop(&p, 2 * ARRAY_LEN(apart));
}
END_TEST

START_TEST(a_save_with_the_same_text_is_no_save)
{
    struct program p;
    start(&p, place("ticker.c"));
    for (int i = 0; i < 5; i++)
        save_renamed(place("ticker.c"), source);
    save(place("ticker.c"), with_factor(4));
    totals_await(&p, 4);
    await_generation(&p, 2);
    stop(&p, 1);
}
END_TEST

static bool tcc_is_missing(void)
{
    if (compiler_exists("tcc"))
        return false;
    suite_skip("tcc is not installed");
    return true;
}

START_TEST(with_fast_each_save_runs_as_tcc_made_it_and_then_as_the_compiler_did)
{
    struct program p;
    if (tcc_is_missing())
        return;
    source = file_text(fixture("ticker.c"));
    program_start(&p, "run --fast %s --headless", place("ticker.c"));
    program_await(&p, "stderr: total 6\n");
    program_await(&p, "unchanged; compiled by ");
    save(place("ticker.c"), with_factor(4));
    totals_await(&p, 4);
    program_await(&p, "unchanged; compiled by ");
    totals_go_on(&p, 10);
    await_generation(&p, 2);
    await_version(&p, "ticker.c:total", 2);
    for (unsigned i = 0; i < 10; i++) { /* each ends what was begun for the one before */
        save_renamed(place("ticker.c"), with_factor(6 + 2 * i));
        pause_ms(30);
    }
    totals_await(&p, 24);
    program_await(&p, "unchanged; compiled by ");
    totals_go_on(&p, 10);
    stop(&p, 11);
}
END_TEST

START_TEST(fast_stands_in_the_config_file_too_and_errors_are_those_of_the_compiler)
{
    struct program p;
    if (tcc_is_missing())
        return;
    source = file_text(fixture("ticker.c"));
    save(place("config"), "[compile]\nfast = yes\n");
    program_start(&p, "run --config %s %s --headless", place("config"), place("ticker.c"));
    program_await(&p, "unchanged; compiled by ");
    save(place("ticker.c"), "#include <rxscope.h>\nRX_MODULE(ticker) { rx_interval(nonsense); }\n");
    program_await(&p, "gen 2 refused: ");
    program_await(&p, "runs on");
    ck_assert_uint_eq(program_count(&p, "tcc says"), 0);
    totals_go_on(&p, 10);
    stop(&p, 0);
}
END_TEST

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

/* Saves at times that are drawn, while the program is busy compiling: what was saved last runs. */
START_TEST(of_hundreds_of_saves_of_all_kinds_the_newest_runs)
{
    enum { BURSTS = 8, SAVES = 30 };
    struct program p;
    unsigned x = 12345, most = 0;
    ck_assert_int_eq(symlink(place("ticker.c"), place("link.c")), 0);
    start(&p, place("ticker.c"));
    for (unsigned burst = 0; burst < BURSTS; burst++) {
        unsigned factor = 0;
        for (unsigned i = 0; i < SAVES; i++) {
            x = x * 1103515245u + 12345u;
            factor = 4 + 2 * (burst * SAVES + i);
            save_somehow(place("ticker.c"), with_factor(factor), x >> 16);
            pause_ms((int)(x >> 8 & 31));
        }
        most += SAVES;
        totals_await(&p, factor);
    }
    stop(&p, most);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        each_way_of_saving_is_noticed,
        a_save_in_two_steps_never_runs_the_half,
        a_file_that_is_removed_for_a_while_changes_nothing,
        saves_through_a_link_and_of_the_link_are_noticed,
        a_header_that_the_module_includes_is_watched,
        ten_saves_in_a_second_and_one_more,
        of_two_saves_the_newest_runs,
        a_save_with_the_same_text_is_no_save,
        of_hundreds_of_saves_of_all_kinds_the_newest_runs,
        with_fast_each_save_runs_as_tcc_made_it_and_then_as_the_compiler_did,
        fast_stands_in_the_config_file_too_and_errors_are_those_of_the_compiler,
    };
    return suite_run("saves", tests, ARRAY_LEN(tests));
}
