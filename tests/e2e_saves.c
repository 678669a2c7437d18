/* e2e_saves.c - the ways in which a file can be saved: the newest whole file is what runs, whatever the
 * editor does and however quickly. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "hmr/compiler.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/ticker.h"
#include "tests/support/totals.h"

static void start(struct program *p, const char *path)
{
    ticker_open();
    if (strcmp(path, place("ticker.c")) == 0)
        program_start(p, "run %s --headless", path);
    else
        program_start(p, "run --name ticker %s --headless", path);
    program_await(p, "stderr: total 6\n");
}

START_TEST(each_way_of_saving_is_noticed)
{
    struct program p;
    start(&p, place("ticker.c"));
    save(place("ticker.c"), ticker_with(4));
    totals_await(&p, 4);
    save_over(place("ticker.c"), ticker_with(6));
    totals_await(&p, 6);
    save_renamed(place("ticker.c"), ticker_with(8));
    totals_await(&p, 8);
    save_with_backup(place("ticker.c"), ticker_with(10));
    totals_await(&p, 10);
    save_renamed(place("ticker.c"), ticker_with(12)); /* the inode is another one by now */
    totals_await(&p, 12);
    save_in_two(place("ticker.c"), ticker_with(14), 30);
    totals_await(&p, 14);
    ticker_stop(&p, 6);
}
END_TEST

START_TEST(a_save_in_two_steps_never_runs_the_half)
{
    static const int pauses[] = {1, 10, 30, 100, 300};
    struct program p;
    start(&p, place("ticker.c"));
    for (unsigned i = 0; i < ARRAY_LEN(pauses); i++) {
        save_in_two(place("ticker.c"), ticker_with(4 + 2 * i), pauses[i]);
        totals_await(&p, 4 + 2 * (int)i);
    }
    ticker_stop(&p, ARRAY_LEN(pauses));
}
END_TEST

START_TEST(a_file_that_is_removed_for_a_while_changes_nothing)
{
    struct program p;
    start(&p, place("ticker.c"));
    ck_assert_int_eq(unlink(place("ticker.c")), 0);
    totals_go_on(&p, 20);
    save(place("ticker.c"), ticker_with(4));
    totals_await(&p, 4);
    ticker_stop(&p, 1);
}
END_TEST

START_TEST(saves_through_a_link_and_of_the_link_are_noticed)
{
    struct program p;
    ck_assert_int_eq(mkdir(place("real"), 0755), 0);
    ck_assert_int_eq(symlink(place("ticker.c"), place("link.c")), 0);
    start(&p, place("link.c"));
    save(place("link.c"), ticker_with(4));
    totals_await(&p, 4);
    save_renamed(place("ticker.c"), ticker_with(6));
    totals_await(&p, 6);
    save(place("real/other.c"), ticker_with(8));
    ck_assert_int_eq(symlink(place("real/other.c"), place("link.new")), 0);
    ck_assert_int_eq(rename(place("link.new"), place("link.c")), 0);
    totals_await(&p, 8);
    save(place("real/other.c"), ticker_with(10));
    totals_await(&p, 10);
    ticker_stop(&p, 4);
}
END_TEST

START_TEST(a_header_that_the_module_includes_is_watched)
{
    struct program p;
    ticker_open();
    char *with = replaced(ticker, "#define FACTOR 2", "#include \"factor.h\"");
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
    ticker_stop(&p, 3);
}
END_TEST

START_TEST(ten_saves_in_a_second_and_one_more)
{
    struct program p;
    start(&p, place("ticker.c"));
    for (unsigned i = 0; i < 10; i++) {
        save(place("ticker.c"), ticker_with(4 + 2 * i));
        pause_ms(100);
    }
    totals_await(&p, 22);
    save(place("ticker.c"), ticker_with(100));
    totals_await(&p, 100);
    ticker_stop(&p, 11);
}
END_TEST

START_TEST(of_two_saves_the_newest_runs)
{
    static const int apart[] = {5, 10, 20, 30, 45, 60, 100};
    struct program p;
    start(&p, place("ticker.c"));
    for (unsigned i = 0; i < ARRAY_LEN(apart); i++) {
        save(place("ticker.c"), ticker_with(10 + 4 * i));
        pause_ms(apart[i]);
        (i % 2 ? save_renamed : save)(place("ticker.c"), ticker_with(12 + 4 * i));
        totals_await(&p, 12 + 4 * (int)i);
    }
    ticker_stop(&p, 2 * ARRAY_LEN(apart));
}
END_TEST

START_TEST(a_save_with_the_same_text_is_no_save)
{
    struct program p;
    start(&p, place("ticker.c"));
    for (int i = 0; i < 5; i++)
        save_renamed(place("ticker.c"), ticker);
    save(place("ticker.c"), ticker_with(4));
    totals_await(&p, 4);
    await_generation(&p, 2);
    ticker_stop(&p, 1);
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
    ticker_open();
    program_start(&p, "run --fast %s --headless", place("ticker.c"));
    program_await(&p, "stderr: total 6\n");
    program_await(&p, "unchanged; compiled by ");
    save(place("ticker.c"), ticker_with(4));
    totals_await(&p, 4);
    program_await(&p, "unchanged; compiled by ");
    totals_go_on(&p, 10);
    await_generation(&p, 2);
    await_version(&p, "ticker.c:total", 2);
    for (unsigned i = 0; i < 10; i++) { /* each ends what was begun for the one before */
        save_renamed(place("ticker.c"), ticker_with(6 + 2 * i));
        pause_ms(30);
    }
    totals_await(&p, 24);
    program_await(&p, "unchanged; compiled by ");
    totals_go_on(&p, 10);
    ticker_stop(&p, 11);
}
END_TEST

START_TEST(fast_stands_in_the_config_file_too_and_errors_are_those_of_the_compiler)
{
    struct program p;
    if (tcc_is_missing())
        return;
    ticker_open();
    save(place("config"), "[compile]\nfast = yes\n");
    program_start(&p, "run --config %s %s --headless", place("config"), place("ticker.c"));
    program_await(&p, "unchanged; compiled by ");
    save(place("ticker.c"), "#include <rxscope.h>\nRX_MODULE(ticker) { rx_interval(nonsense); }\n");
    program_await(&p, "gen 2 refused: ");
    program_await(&p, "runs on");
    ck_assert_uint_eq(program_count(&p, "tcc says"), 0);
    totals_go_on(&p, 10);
    ticker_stop(&p, 0);
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
        with_fast_each_save_runs_as_tcc_made_it_and_then_as_the_compiler_did,
        fast_stands_in_the_config_file_too_and_errors_are_those_of_the_compiler,
    };
    return suite_run("saves", tests, ARRAY_LEN(tests));
}
