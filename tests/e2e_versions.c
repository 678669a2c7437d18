/* e2e_versions.c - versions of a C module by hand, in the real program: the list with sizes and diffs, saves that
 * wait for a yes, what of it goes wrong; on the screen of `rxscope run`, and by `rxscope ctl`. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/term.h"
#include "tests/support/totals.h"

#define TRACK "total  *v1*ticks"

static struct term t;

static bool is_selected(struct term *term, void *pattern)
{
    int row = term_row(term, pattern), at = term_selected(term);
    if (row < 0 || at == row)
        return row >= 0;
    term_keys(term, at < row ? "j" : "k");
    term_listen(term, 100); /* it is drawn before the next key */
    return false;
}

/* Goes to the row that matches. */
static void choose(const char *pattern)
{
    term_await_that(&t, is_selected, (void *)(uintptr_t)pattern, pattern);
}

static void open_screen(int rows, int cols)
{
    term_start(&t, rows, cols, "run %s", fixture("ticker.c"));
    term_await(&t, "words*v1*ticks*map");
}

static void close_screen(void)
{
    term_quit(&t);
}

static void factor(int from, int to)
{
    char a[32], b[32];
    snprintf(a, sizeof a, "FACTOR %d", from);
    snprintf(b, sizeof b, "FACTOR %d", to);
    edit(place("ticker.c"), a, b);
}

/* Approval on, at the track whose saves are looked at. */
static void open_approval(void)
{
    open_screen(48, 160);
    choose(TRACK);
    term_press(&t, "a", "saves are carried out at once");
    term_await(&t, "let what is saved from now on wait*");
    term_press(&t, "\r", "*approval*");
    term_await(&t, "saves wait until they are approved");
}

/* ---- the list of versions --------------------------------------------------------------------------------- */

START_TEST(the_list_of_versions_shows_time_size_and_diff)
{
    open_screen(48, 160);
    factor(2, 4);
    term_await(&t, "total*v2*ticks*map");
    edit(place("ticker.c"), "return v.i64 % 2 == 0;", "if (v.i64 < 0)\n        return false;\n    return v.i64 % 4 == 0;");
    term_await(&t, "total*v3*ticks*map");
    choose("total *v3*ticks");
    term_press(&t, "s", "swap total to");
    term_await(&t, "v3 *:*:*gen 3*runs*+3 *-1*moved filter even*");
    term_await(&t, "v2 *:*:*gen 2*+1 *-1*moved map scaled*");
    term_await(&t, "v3: what it changes");
    int row = term_row(&t, "+    return v.i64 % 4 == 0;");
    ck_assert_int_ge(row, 0);
    ck_assert_int_eq(term_look(&t, row, 4).color, 2);
    row = term_row(&t, "-    return v.i64 % 2 == 0;");
    ck_assert_int_eq(term_look(&t, row, 4).color, 1);
    term_press(&t, "j", "v2: what it changes");
    term_await(&t, "-#define FACTOR 2");
    term_await(&t, "+#define FACTOR 4");
    term_press(&t, "j", "version 1 of total is the first that is known");
    term_press(&t, "\r", "total*v1*pinned*");
    term_press(&t, "S", "total released at v3*");
    term_press(&t, "d", "total v3: what it changes");
    term_await(&t, "+++ even v3");
    term_press(&t, "\033", "words*ticks*map");
    close_screen();
}
END_TEST

START_TEST(a_small_screen_lists_versions_too)
{
    open_screen(24, 80);
    factor(2, 4);
    term_await(&t, "total*v2*");
    choose("total *v2*");
    term_press(&t, "s", "v2 *gen 2*+1 *-1*");
    term_await(&t, "+#define FACTOR 4");
    term_resize(&t, 10, 60);
    term_await(&t, "v2 *gen 2*");
    term_press(&t, "\033", "total*v2*");
    close_screen();
}
END_TEST

START_TEST(a_version_that_is_no_longer_kept_says_so)
{
    struct program p;
    program_start(&p, "run %s --headless", fixture("ticker.c"));
    program_await(&p, "stderr: total 6\n");
    for (int i = 0; i < 36; i++) {
        factor(2 + 2 * i, 4 + 2 * i);
        await_version(&p, "ticker.c:total", (unsigned)i + 2);
    }
    rxscope_expect(1, "the source of total v2 is no longer kept", "ctl ticker diff total 2");
    rxscope_expect(1, "generation 1 is no longer kept (the last 32 are)", "ctl ticker swap total 1");
    rxscope_expect(0, "+#define FACTOR 74\n", "ctl ticker diff total");
    rxscope_expect(0, "v37 ", "ctl ticker versions total");
    ck_assert_ptr_nonnull(strstr(said(), " +1 -1 "));
    rxscope_expect(0, "\"added\":1,\"removed\":1", "ctl ticker versions total --json");
    program_stop(&p);
}
END_TEST

START_TEST(an_earlier_content_is_not_compiled_again)
{
    struct program p;
    program_start(&p, "run %s --headless", fixture("ticker.c"));
    program_await(&p, "stderr: total 6\n");
    factor(2, 4);
    totals_await(&p, 4);
    factor(4, 2);
    program_await(&p, "not compiled: the same as gen 1");
    totals_await(&p, 2);
    await_generation(&p, 3);
    await_version(&p, "ticker.c:total", 3);
    rxscope_expect(0, "swapped", "ctl ticker swap total 2");
    totals_await(&p, 4);
    rxscope_expect(0, "swapped", "ctl ticker swap total 1");
    totals_await(&p, 2);
    rxscope_expect(0, "ticker.c: live", "ctl ticker reload ticker.c");
    program_stop(&p);
}
END_TEST

/* ---- approval --------------------------------------------------------------------------------------------- */

START_TEST(a_save_waits_for_the_key_and_shows_its_plan_and_its_diff)
{
    open_approval();
    factor(2, 4);
    term_await(&t, "*gen 2 waits*approval*");
    term_await(&t, "total *v1*v2 waits*");
    term_await(&t, "*held: until it is approved: moved map scaled; kept filter; kept scan*");
    term_press(&t, "d", "total v2: what it changes");
    term_await(&t, "once it is approved");
    term_await(&t, "moved    map scaled");
    term_await(&t, "kept     scan");
    term_await(&t, "+#define FACTOR 4");
    term_press(&t, "a", "total *v2*ticks*");
    term_await_gone(&t, "*gen 2 waits*");
    close_screen();
}
END_TEST

START_TEST(a_newer_save_replaces_the_one_that_waits)
{
    open_approval();
    factor(2, 4);
    term_await(&t, "*gen 2 waits*");
    factor(4, 6);
    term_await(&t, "*gen 3 waits*");
    choose("▾ ticker.c *gen 1*"); /* from the module's row, too */
    term_await(&t, "*gen 3 waits until it is approved (a)*");
    term_press(&t, "d", "+#define FACTOR 6");
    term_press(&t, "a", "total *v2*ticks*");
    close_screen();
}
END_TEST

START_TEST(a_save_that_does_not_compile_leaves_the_one_that_waits)
{
    open_approval();
    factor(2, 4);
    term_await(&t, "*gen 2 waits*");
    edit(place("ticker.c"), "return v.i64 % 2 == 0;", "return v.i64 % 2 == 0");
    term_await(&t, "*gen 3 ✗*");
    term_await(&t, "total *v1*v2 waits*");
    term_press(&t, "a", "ticker.c gen 2 runs");
    close_screen();
}
END_TEST

START_TEST(approval_is_left_with_a_save_that_waits)
{
    open_approval();
    factor(2, 4);
    term_await(&t, "*gen 2 waits*");
    choose("words *v1*ticks"); /* nothing of it waits: the key is about the mode */
    term_press(&t, "a", "carry out what waits, and what is saved from now on, at once");
    term_press(&t, "\r", "total *v2*ticks*");
    term_await(&t, "saves are carried out at once");
    term_await_gone(&t, "*approval*");
    factor(4, 6);
    term_await(&t, "total *v3*ticks*");
    close_screen();
}
END_TEST

START_TEST(what_waits_is_taken_back_by_saving_what_runs)
{
    open_approval();
    factor(2, 4);
    term_await(&t, "*gen 2 waits*");
    factor(4, 2);
    term_await_gone(&t, "*waits*");
    choose("▾ ticker.c *gen 3*");
    term_press(&t, "a", "carry out what waits in ticker.c");
    term_press(&t, "j\r", "nothing of ticker.c waits");
    term_await(&t, "total *v1*ticks*");
    close_screen();
}
END_TEST

START_TEST(ctl_approves_and_says_what_would_be_done)
{
    struct program p;
    program_start(&p, "run %s --headless", fixture("ticker.c"));
    program_await(&p, "stderr: total 6\n");
    rxscope_expect(1, "nothing of ticker.c waits", "ctl ticker approve total");
    rxscope_expect(0, "saves wait until they are approved", "ctl ticker approve on");
    edit(place("ticker.c"), "#define FACTOR 2", "#define FACTOR 4 /* twice */");
    program_await(&p, "until it is approved");
    rxscope_expect(0, "ticker.c:total  v1  v2 waits\nv2    waits ", "ctl ticker versions total");
    ck_assert_ptr_nonnull(strstr(said(), "+1 -1     moved map scaled; kept filter; kept scan\n"));
    rxscope_expect(0, "\"plan\":[{\"what\":\"moved\",\"operator\":\"map\",\"name\":\"scaled\",\"position\":0,\"inner\":false,", "ctl ticker versions total --json");
    rxscope_expect(0, "--- FACTOR v1\n+++ FACTOR v2\n@@ -6,1 +6,1 @@\n-#define FACTOR 2\n+#define FACTOR 4 /* twice */\n",
                   "ctl ticker diff total");
    rxscope_expect(0, "{\"ok\":true,\"diff\":\"--- FACTOR v1\\n", "ctl ticker diff total 2 --json");
    json_t *source = dump(&p);
    ck_assert(json_is_true(json_object_get(source, "approval")));
    json_decref(source);
    rxscope_expect(0, "ticker.c:total: swapped", "ctl ticker approve total");
    totals_await(&p, 4);
    rxscope_expect(1, "nothing of ticker.c waits", "ctl ticker approve ticker.c");
    edit(place("ticker.c"), "FACTOR 4", "FACTOR 6");
    program_await(&p, "gen 3, until it is approved");
    rxscope_expect(0, "ticker.c", "ctl ticker approve ticker.c");
    totals_await(&p, 6);
    edit(place("ticker.c"), "FACTOR 6", "FACTOR 8");
    program_await(&p, "gen 4, until it is approved");
    rxscope_expect(0, "", "ctl ticker approve off");
    totals_await(&p, 8);
    program_stop(&p);
}
END_TEST

/* Who attaches later sees what waits, and may say yes. */
START_TEST(an_inspector_that_attaches_sees_what_waits)
{
    struct program p;
    program_start(&p, "run %s --headless", fixture("ticker.c"));
    program_await(&p, "stderr: total 6\n");
    rxscope_expect(0, "", "ctl ticker approve on");
    factor(2, 4);
    program_await(&p, "gen 2, until it is approved");
    term_start(&t, 40, 140, "attach ticker");
    term_await(&t, "*gen 2 waits*approval*");
    choose("total *v1*v2 waits*");
    term_press(&t, "d", "+#define FACTOR 4");
    term_await(&t, "moved    map scaled");
    term_press(&t, "a", "total *v2*ticks*");
    totals_await(&p, 4);
    close_screen();
    program_stop(&p);
}
END_TEST

/* ---- resetting -------------------------------------------------------------------------------------------- */

START_TEST(one_operator_is_reset_from_its_row)
{
    open_screen(48, 160);
    choose("scan *sum*");
    term_press(&t, "z", "yes, reset it");
    term_press(&t, "\r", "*reset by hand: scan; its neighbours keep their state*");
    choose("ticks *v1*interval*");
    close_screen();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_list_of_versions_shows_time_size_and_diff,
        a_small_screen_lists_versions_too,
        a_version_that_is_no_longer_kept_says_so,
        an_earlier_content_is_not_compiled_again,
        a_save_waits_for_the_key_and_shows_its_plan_and_its_diff,
        a_newer_save_replaces_the_one_that_waits,
        a_save_that_does_not_compile_leaves_the_one_that_waits,
        approval_is_left_with_a_save_that_waits,
        what_waits_is_taken_back_by_saving_what_runs,
        ctl_approves_and_says_what_would_be_done,
        an_inspector_that_attaches_sees_what_waits,
        one_operator_is_reset_from_its_row,
    };
    return suite_run("versions", tests, ARRAY_LEN(tests));
}
