/* e2e_views.c - the views of the real program at the sizes that people use, in both alphabets, with colours and without,
 * and the sizes of panes from one screen to the next. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/term.h"

/* --- views -------------------------------------------------------------------------------------- */

static const struct {
    const char *key, *name, *brief, *shows; /* "*" stands for anything */
} views[] = {{"2", "subscriptions", "subs", "show*g*1"}, {"3", "tracks", "tracks", "loads*v1"},
             {"4", "marbles", "marbles", ""},           {"5", "events", "events", ""},
             {"6", "checks", "checks", ""},             {"1", "", "", "loads*v1"}};

static void expect_ascii(struct term *t)
{
    for (const char *p = term_text(t); *p; p++)
        ck_assert_int_gt(*p, 0);
}

static void tour(int rows, int cols, bool ascii)
{
    struct term t;
    term_start(&t, rows, cols, "demo%s", ascii ? " --ascii" : "");
    term_await(&t, "ticks*v1");
    for (size_t i = 0; i < ARRAY_LEN(views); i++) {
        term_press(&t, views[i].key, cols < 60 ? views[i].brief : views[i].name);
        if (*views[i].shows)
            term_await(&t, views[i].shows);
        if (ascii)
            expect_ascii(&t);
    }
    term_quit(&t);
}

START_TEST(every_view_is_shown_at_every_size)
{
    static const int sizes[][2] = {{48, 160}, {24, 80}, {12, 40}};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        tour(sizes[i][0], sizes[i][1], false);
        tour(sizes[i][0], sizes[i][1], true);
    }
}
END_TEST

/* Nothing is said by a colour alone. */
START_TEST(views_without_colours_say_the_same)
{
    struct term t;
    setenv("NO_COLOR", "1", 1);
    term_start(&t, 24, 80, "demo");
    term_press(&t, "2", "show*gen 1*status");
    for (int row = 0; row < t.rows; row++)
        for (int col = 0; col < t.cols; col++)
            ck_assert_int_eq(term_look(&t, row, col).color, -1);
    term_press(&t, "3", "status*v1*1");
    term_quit(&t);
}
END_TEST

static const char inner_source[] =
    "#include <rxscope.h>\n"
    "static rx_value same(rx_value v, void *env) { (void)env; return v; }\n"
    "static rx_observable *each(rx_value v, void *env)\n"
    "{ (void)v; (void)env; return rx_pipe(rx_interval(100), rx_map(same)); }\n"
    "static void ignore(rx_value v, void *env) { (void)v; (void)env; }\n"
    "RX_MODULE(inner) { RX_SUBSCRIBE(RX_TRACK(outer, rx_pipe(rx_of(rx_i64(1)), rx_merge_map(each))), ignore); }\n";

START_TEST(inner_streams_stand_below_their_outer_one)
{
    struct term t;
    save(place("inner.c"), inner_source);
    term_start(&t, 24, 100, "run %s", place("inner.c"));
    term_press(&t, "2", "ignore*outer");
    term_await(&t, "\xe2\x97\x8c map*gen 1*#*next"); /* with the sign of an inner stream */
    ck_assert_int_eq(term_row(&t, "ignore*outer") + 1, term_row(&t, "\xe2\x97\x8c map"));
    ck_assert_int_eq(term_row(&t, "interval*#"), term_row(&t, "\xe2\x97\x8c map") + 1);
    term_quit(&t);
}
END_TEST

/* --- sizes of panes ------------------------------------------------------------------------------- */

/* The row of the rule above the detail pane: the first one that is drawn across. */
static int rule(struct term *t)
{
    return term_row(t, "\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80");
}

static bool rule_has_moved(struct term *t, void *ctx)
{
    return rule(t) == *(const int *)ctx;
}

static void await_rule(struct term *t, int row)
{
    term_await_that(t, rule_has_moved, &row, "the rule at its new place");
}

START_TEST(sizes_of_panes_outlive_the_screen)
{
    struct term t;
    term_start(&t, 24, 80, "demo");
    term_await(&t, "ticks*v1");
    int before = rule(&t);
    term_keys(&t, "+++");
    await_rule(&t, before - 3);
    term_quit(&t);
    term_start(&t, 24, 80, "demo");
    term_await(&t, "ticks*v1");
    await_rule(&t, before - 3);
    term_quit(&t);
    term_start(&t, 24, 80, "replay %s", "/no/such/tape"); /* no screen: nothing is written */
    term_wait(&t);
    term_release(&t);
    ck_assert_uint_eq(place_count("state/rxscope", ""), 1);
}
END_TEST

START_TEST(a_file_that_cannot_be_trusted_is_told_of)
{
    struct term t;
    ck_assert_int_eq(mkdir(place("state"), 0700), 0);
    ck_assert_int_eq(mkdir(place("state/rxscope"), 0700), 0);
    FILE *f = fopen(place("state/rxscope/screen"), "w");
    fputs("detail = 900\n", f);
    fclose(f);
    ck_assert_int_eq(chmod(place("state/rxscope/screen"), 0666), 0);
    term_start(&t, 24, 80, "demo");
    term_await(&t, "ticks*v1");
    ck_assert_int_gt(rule(&t), 8);
    term_keys(&t, "q");
    ck_assert_int_eq(term_wait(&t), 0);
    ck_assert_ptr_nonnull(strstr(str_text(&t.p.out), "it is not used, since others may write it"));
    term_assert_restored(&t);
    term_release(&t);
}
END_TEST

START_TEST(where_nothing_can_be_remembered_it_is_said_at_the_end)
{
    struct term t;
    fclose(fopen(place("state"), "w")); /* no folder */
    term_start(&t, 24, 80, "demo");
    term_await(&t, "ticks*v1");
    int before = rule(&t);
    term_keys(&t, "+");
    await_rule(&t, before - 1);
    term_keys(&t, "q");
    ck_assert_int_eq(term_wait(&t), 0);
    ck_assert_ptr_nonnull(strstr(str_text(&t.p.out), "the sizes of the panes are not remembered: "));
    term_assert_restored(&t);
    term_release(&t);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        every_view_is_shown_at_every_size,
        views_without_colours_say_the_same,
        inner_streams_stand_below_their_outer_one,
        sizes_of_panes_outlive_the_screen,
        a_file_that_cannot_be_trusted_is_told_of,
        where_nothing_can_be_remembered_it_is_said_at_the_end,
    };
    return suite_run("views", tests, ARRAY_LEN(tests));
}
