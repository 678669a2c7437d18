/* e2e_replay.c - a recording made from the screen of a real program, and the screen on it. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/term.h"

/* The config file says where recordings go: the test's folder. */
static void tapes_go_here(void)
{
    char *text = str_format("[record]\ndirectory = %s\n", place("tapes"));
    mkdir(place("tapes"), 0700);
    mkdir(place("config"), 0700);
    mkdir(place("config/rxscope"), 0700);
    save(place("config/rxscope/config"), text);
    free(text);
}

/* The only tape there. */
static const char *tape(void)
{
    static char name[300];
    DIR *d = opendir(place("tapes"));
    ck_assert_ptr_nonnull(d);
    *name = '\0';
    for (struct dirent *e; (e = readdir(d));)
        if (*e->d_name != '.')
            snprintf(name, sizeof name, "tapes/%s", e->d_name);
    closedir(d);
    ck_assert_str_ne(name, "");
    return place(name);
}

/* The ticker with a swap in the middle, recorded with `r` from its screen. */
static void record_ticker(void)
{
    struct term t;
    const char *path = fixture("ticker.c");
    tapes_go_here();
    term_start(&t, 30, 110, "run %s", path);
    term_await(&t, "ticker.c  gen 1*live");
    term_press(&t, "r", "recording to *.tape; r ends it");
    term_await(&t, "● REC*B*ev/s");
    edit(path, "FACTOR 2", "FACTOR 5");
    term_await(&t, "gen 2*live");
    term_await(&t, "total*swapped");
    term_press(&t, "r", "*.tape: * events*");
    term_await_gone(&t, "● REC");
    term_keys(&t, "q");
    ck_assert_int_eq(term_wait(&t), 0);
    term_assert_restored(&t);
    ck_assert_ptr_nonnull(memmem(t.p.out.data, t.p.out.len, "recorded /", 10));
    term_release(&t);
}

static void replay(struct term *t, int rows, int cols, const char *options)
{
    term_start(t, rows, cols, "replay %s %s", options, tape());
    term_await(t, "ticker.c*gen*");
}

START_TEST(a_recording_is_replayed_with_the_whole_screen)
{
    struct term t;
    record_ticker();
    replay(&t, 30, 110, "");
    term_await(&t, "gen 1*live");
    term_await(&t, "total*v1*ticks*map");
    term_press(&t, "}", "total*v2*"); /* stops behind the swap */
    term_await(&t, "‖*paused");
    term_await(&t, "gen 2*");
    term_press(&t, "0", "total*v1*");
    term_await(&t, "‖*0:00 of*");
    term_press(&t, "$", "at its end");
    term_await(&t, "total*v2*");
    term_press(&t, "{", "paused");
    term_await(&t, "total*v2*");
    term_press(&t, "@0%\r", "total*v1*");
    term_keys(&t, "gj");
    term_press(&t, "S", "*this is a tape: what was recorded cannot be changed*");
    term_quit(&t);
}
END_TEST

START_TEST(the_selection_stays_wherever_it_is_wound)
{
    struct term t;
    record_ticker();
    replay(&t, 30, 110, "--at 100%");
    term_press(&t, " ", "‖*");
    term_keys(&t, "g");
    for (int row = term_row(&t, "scan*sum"); row > 1; row--)
        term_keys(&t, "j");
    term_await_selected(&t, "scan*sum");
    for (const char *k = "0$,.nN{}[]"; *k; k++) {
        char key[2] = {*k, '\0'};
        term_keys(&t, key);
        term_await_selected(&t, "scan*sum");
    }
    term_quit(&t);
}
END_TEST

START_TEST(any_key_at_any_size)
{
    struct term t;
    record_ticker();
    replay(&t, 12, 40, "--ascii");
    term_await(&t, "> *x1");
    for (const char *k = "sSoOuzRxftq\033pp\t\t\t?q .,nN{}[]<>=0$gGlh\r\f@50%\r@zz\r\033"; *k; k++) {
        char key[2] = {*k, '\0'};
        term_keys(&t, key);
    }
    term_await(&t, "total*");
    term_resize(&t, 5, 20);
    term_resize(&t, 40, 150);
    term_await(&t, "* of * events*");
    term_resize(&t, 12, 40);
    term_quit(&t);
}
END_TEST

START_TEST(without_a_screen_its_lines_are_printed)
{
    record_ticker();
    rxscope_expect(0, "ticker.c:total: swapped", "replay --headless %s", tape());
    ck_assert_ptr_nonnull(strstr(said(), "stderr: total "));
    ck_assert_ptr_nonnull(strstr(said(), "total  v2  swapped"));
    rxscope_expect(0, "total  v2  swapped", "replay --headless --at 100%% %s", tape());
    ck_assert_ptr_null(strstr(said(), "stderr: total ")); /* nothing comes behind its end */
    rxscope_expect(0, "", "replay --headless --speed 0.01 --for 0.2 %s", tape());
    ck_assert_ptr_nonnull(strstr(said(), "total  v1"));
}
END_TEST

START_TEST(a_tape_that_was_cut_says_so)
{
    struct term t;
    struct stat st;
    record_ticker();
    ck_assert_int_eq(stat(tape(), &st), 0);
    ck_assert_int_eq(truncate(tape(), st.st_size * 9 / 10), 0);
    rxscope_expect(0, "was cut off", "replay --headless %s", tape());
    replay(&t, 30, 110, "");
    term_await(&t, "*was cut off*");
    term_press(&t, "$", "*follows*"); /* nobody closed it: it may still be written */
    term_quit(&t);
}
END_TEST

START_TEST(what_is_no_tape_is_refused_with_a_reason)
{
    save(place("text"), "int main(void) { return 0; }\n");
    save(place("empty"), "");
    rxscope_expect(1, "is no tape", "replay %s", place("text"));
    rxscope_expect(1, "is empty", "replay %s", place("empty"));
    rxscope_expect(1, "there is no such file", "replay %s", place("nothing"));
    rxscope_expect(1, "a folder", "replay %s", place(""));
    rxscope_expect(2, "--speed takes", "replay --speed x %s", place("text"));
    rxscope_expect(2, "", "replay");
    record_ticker();
    rxscope_expect(2, "is no place on a tape", "replay --headless --at noon %s", tape());
}
END_TEST

START_TEST(a_recording_that_cannot_be_begun_says_why)
{
    struct term t;
    tapes_go_here();
    ck_assert_int_eq(rmdir(place("tapes")), 0);
    term_start(&t, 30, 110, "run %s", fixture("still.c"));
    term_await(&t, "still.c  gen 1*live");
    term_press(&t, "r", "*tapes*");
    ck_assert_int_lt(term_row(&t, "● REC"), 0);
    term_quit(&t);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_recording_is_replayed_with_the_whole_screen, the_selection_stays_wherever_it_is_wound,
        any_key_at_any_size, without_a_screen_its_lines_are_printed, a_tape_that_was_cut_says_so,
        what_is_no_tape_is_refused_with_a_reason, a_recording_that_cannot_be_begun_says_why};
    return suite_run("e2e replay", tests, ARRAY_LEN(tests));
}
