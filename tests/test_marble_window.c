/* test_marble_window.c - a stretch of time at a scale, as text: signs and labels, ends, gaps, swaps, the cursor, the axis. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/suite.h"
#include "ui/marble_window.h"

#define T0 (1709287331ull * NS_PER_S) /* 2024-03-01 10:02:11 UTC */

static struct marble m;
static struct marble_scale scale;
static struct marble_window w;
static struct str text;

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
    memset(&m, 0, sizeof m);
    memset(&w, 0, sizeof w);
    scale = (struct marble_scale){.from = T0, .step = 100 * NS_PER_MS, .columns = 40};
    marble_row(&m, "a");
}

static void tear_down(void)
{
    marble_window_release(&w);
    marble_release(&m);
    str_release(&text);
}

/* At so many tenths of a second. */
static void add(unsigned row, int tenths, enum marble_kind kind, uint64_t n, const char *what)
{
    marble_add(&m, row, T0 + (uint64_t)((int64_t)tenths * 100 * (int64_t)NS_PER_MS), kind, n, what);
}

static void next(unsigned row, int tenths, const char *what)
{
    add(row, tenths, MARBLE_NEXT, 1, what);
}

static const char *as_text(const struct marble_spot *spots)
{
    str_clear(&text);
    for (unsigned i = 0; i < w.columns; i++)
        str_add(&text, spots[i].text);
    while (text.len && text.data[text.len - 1] == ' ')
        str_cut(&text, text.len - 1);
    return str_text(&text);
}

static const char *row(size_t i)
{
    return as_text(marble_window_row(&w, i));
}

static void lay_out(void)
{
    marble_window_release(&w);
    marble_window(&m, &scale, &w);
}

#define assert_row(i, want) ck_assert_str_eq(row(i), want)
#define assert_axis(want) ck_assert_str_eq(as_text(marble_window_axis(&w)), want)
#define assert_notes(want) ck_assert_str_eq(as_text(marble_window_notes(&w)), want)

/* ---- Values. ---- */

START_TEST(values_stand_where_their_time_is)
{
    next(0, 2, "3");
    next(0, 6, "14");
    next(0, 20, "abc");
    lay_out();
    assert_row(0, "──3───14────────────abc─────────────────");
    scale.ascii = true;
    lay_out();
    assert_row(0, "--3---14------------abc-----------------");
}
END_TEST

START_TEST(what_has_no_room_is_a_sign)
{
    next(0, 0, "12345");
    next(0, 4, "12");   /* touches nothing: two columns and one between */
    next(0, 7, "1");
    next(0, 8, "2");
    next(0, 20, "a value of more than twelve");
    lay_out();
    assert_row(0, "●───12─12───────────●───────────────────");
    scale.ascii = true;
    lay_out();
    assert_row(0, "*---12-12-----------*-------------------");
}
END_TEST

START_TEST(several_in_one_column_are_another_sign)
{
    next(0, 5, "1");
    next(0, 5, "2");
    add(0, 9, MARBLE_NEXT, 500, "7"); /* gathered before */
    lay_out();
    assert_row(0, "─────◆───◆──────────────────────────────");
    scale.ascii = true;
    lay_out();
    assert_row(0, "-----#---#------------------------------");
}
END_TEST

START_TEST(a_value_without_a_text_is_a_sign)
{
    next(0, 5, NULL);
    next(0, 9, "");
    lay_out();
    assert_row(0, "─────●───●──────────────────────────────");
}
END_TEST

START_TEST(a_value_that_looks_like_an_end_is_a_sign)
{
    next(0, 5, "a|b");
    next(0, 10, "X");
    next(0, 15, "-5");
    lay_out();
    assert_row(0, "─────●────●────-5───────────────────────");
    scale.ascii = true;
    lay_out();
    assert_row(0, "-----*----*----*------------------------");
}
END_TEST

START_TEST(wide_and_hostile_values_keep_the_columns)
{
    next(0, 2, "日本");
    next(0, 10, "a\x1b[2J");
    next(0, 38, "日本");
    lay_out();
    ck_assert_uint_eq(text_width(row(0)), 40);
    ck_assert_ptr_null(strchr(row(0), 27));
    ck_assert_ptr_nonnull(strstr(row(0), "──日本────"));
    scale.ascii = true;
    lay_out();
    for (const char *p = row(0); *p; p++)
        ck_assert_uint_lt((unsigned char)*p, 127);
}
END_TEST

/* ---- Beginnings and ends. ---- */

START_TEST(a_row_lives_from_its_beginning_to_its_end)
{
    add(0, 5, MARBLE_BEGIN, 0, NULL);
    next(0, 10, "1");
    add(0, 20, MARBLE_COMPLETE, 0, NULL);
    marble_row(&m, "b");
    add(1, 3, MARBLE_ERROR, 0, "oh");
    marble_row(&m, "c");
    add(2, 30, MARBLE_UNSUBSCRIBED, 0, NULL);
    marble_row(&m, "d");
    add(3, 5, MARBLE_ERROR, 0, "oh");
    add(3, 8, MARBLE_BEGIN, 0, NULL); /* again */
    lay_out();
    assert_row(0, "     ^────1─────────|");
    assert_row(1, "───X");
    assert_row(2, "──────────────────────────────!");
    assert_row(3, "─────X  ^───────────────────────────────");
}
END_TEST

START_TEST(what_was_before_and_comes_after_is_known)
{
    add(0, -20, MARBLE_BEGIN, 0, NULL);
    next(0, -10, "before");
    add(0, 90, MARBLE_COMPLETE, 0, NULL);
    marble_row(&m, "b");
    add(1, -20, MARBLE_COMPLETE, 0, NULL);
    marble_row(&m, "c");
    add(2, 90, MARBLE_BEGIN, 0, NULL);
    lay_out();
    assert_row(0, "────────────────────────────────────────");
    assert_row(1, "");
    assert_row(2, "");
}
END_TEST

START_TEST(an_end_hides_a_value_of_the_same_column)
{
    next(0, 5, "1");
    add(0, 5, MARBLE_COMPLETE, 0, NULL);
    lay_out();
    assert_row(0, "─────|");
    ck_assert_str_eq(str_text(&w.now[0].value), "1");
}
END_TEST

/* ---- Gaps. ---- */

START_TEST(a_gap_shows_how_many_are_only_counted)
{
    next(0, 2, "1");
    add(0, 20, MARBLE_MERGED, 1204, NULL);
    next(0, 30, "2");
    lay_out();
    assert_row(0, "──1·····+1,204······+─────────2─────────");
    scale.ascii = true;
    lay_out();
    assert_row(0, "--1.....+1,204......+---------2---------");
}
END_TEST

START_TEST(a_gap_without_room_is_only_dots)
{
    next(0, 2, "1");
    add(0, 6, MARBLE_MERGED, 1204, NULL);
    add(0, 7, MARBLE_MERGED, 1204, NULL);
    lay_out();
    assert_row(0, "──1···++────────────────────────────────");
}
END_TEST

START_TEST(a_gap_from_before_begins_at_the_edge)
{
    next(0, -20, "1");
    add(0, 10, MARBLE_MERGED, 7, NULL);
    lay_out();
    assert_row(0, "····+7····+─────────────────────────────");
}
END_TEST

/* ---- Swaps. ---- */

START_TEST(a_swap_is_a_mark_through_all_rows)
{
    next(0, 2, "3");
    add(0, 10, MARBLE_SWAP, 3, "swapped (map)");
    next(0, 20, "38");
    marble_row(&m, "b");
    next(1, 10, "1");
    marble_row(&m, "c");
    add(2, 15, MARBLE_BEGIN, 0, NULL);
    lay_out();
    assert_row(0, "──3───────┃v3───────38──────────────────");
    assert_row(1, "──────────1─────────────────────────────");
    assert_row(2, "          │    ^────────────────────────");
    assert_notes("          v3 swapped (map)");
    scale.ascii = true;
    lay_out();
    assert_row(0, "--3-------|v3-------38------------------");
    assert_row(2, "          :    ^------------------------");
}
END_TEST

START_TEST(notes_do_not_cover_each_other_or_the_edge)
{
    add(0, 5, MARBLE_SWAP, 2, "swapped (map)\nand more");
    add(0, 10, MARBLE_SWAP, 3, "swapped");
    add(0, 34, MARBLE_SWAP, 4, "refused");
    add(0, 90, MARBLE_SWAP, 5, "refused");
    lay_out();
    assert_row(0, "─────┃v2──┃v3─────────────────────┃v4───");
    assert_notes("     v2 swapped (map)             v4 ref");
}
END_TEST

/* ---- The cursor. ---- */

START_TEST(the_cursor_crosses_lines_and_keeps_values)
{
    next(0, 5, "1");
    marble_row(&m, "b");
    add(1, 3, MARBLE_COMPLETE, 0, NULL);
    marble_row(&m, "c");
    scale.cursor = T0 + 550 * NS_PER_MS;
    lay_out();
    assert_row(0, "─────1──────────────────────────────────");
    ck_assert_int_eq(marble_window_row(&w, 0)[5].look, MARBLE_LOOK_CURSOR);
    assert_row(1, "───| ┊");
    assert_row(2, "─────┼──────────────────────────────────");
    scale.ascii = true;
    lay_out();
    assert_row(1, "---| :");
    assert_row(2, "-----+----------------------------------");
    scale.cursor = T0 + 50 * NS_PER_S; /* not in sight */
    lay_out();
    assert_row(2, "----------------------------------------");
}
END_TEST

START_TEST(each_row_has_its_value_at_the_cursor)
{
    next(0, -10, "before");
    next(0, 5, "1");
    next(0, 20, "a value of more than twelve");
    add(0, 30, MARBLE_COMPLETE, 0, NULL);
    scale.cursor = T0 + 100 * NS_PER_MS;
    lay_out();
    ck_assert_str_eq(str_text(&w.now[0].value), "before");
    ck_assert(!w.now[0].over);
    scale.cursor = T0 + 501 * NS_PER_MS; /* the whole column counts */
    lay_out();
    ck_assert_str_eq(str_text(&w.now[0].value), "1");
    scale.cursor = 0;
    lay_out();
    ck_assert_str_eq(str_text(&w.now[0].value), "a value of more than twelve");
    ck_assert(w.now[0].over);
    scale.cursor = T0 - 20 * NS_PER_S;
    lay_out();
    ck_assert_str_eq(str_text(&w.now[0].value), "");
}
END_TEST

/* ---- The axis, and what has left. ---- */

START_TEST(times_are_round_and_say_what_is_new)
{
    lay_out();
    assert_axis("10:02:11  :12       :13       :14");
    scale.from = T0 + 45 * NS_PER_S;
    scale.step = 500 * NS_PER_MS;
    lay_out();
    assert_axis("        10:03:00  :05       :10");
    scale.step = 10 * NS_PER_MS;
    scale.from = T0 + 950 * NS_PER_MS;
    lay_out();
    assert_axis("     10:02:12.000        .200      .300");
    scale.step = 60 * NS_PER_S;
    scale.from = T0;
    lay_out();
    assert_axis("       10:10:00  10:20     10:30");
    scale.step = 1000;
    lay_out();
    assert_axis("10:02:11.000000     .000020   .000030");
}
END_TEST

START_TEST(times_of_day_are_round_in_any_zone)
{
    setenv("TZ", "XXX-5:30", 1);
    tzset();
    scale.step = 600 * NS_PER_S;
    lay_out();
    for (const char *p = as_text(marble_window_axis(&w)); (p = strchr(p, ':')); p++)
        ck_assert_msg(strncmp(p, ":00", 3) == 0, "%s", str_text(&text));
}
END_TEST

START_TEST(what_has_left_is_told)
{
    next(0, 20, "1");
    scale.known = T0 + 1500 * NS_PER_MS;
    lay_out();
    assert_row(0, "┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄─────1───────────────────");
    assert_axis("older: gone         :13       :14");
    scale.ascii = true;
    scale.known = T0 + 300 * NS_PER_MS;
    lay_out();
    assert_row(0, "~~~-----------------1-------------------");
    assert_axis("10:02:11  :12       :13       :14");
    scale.known = T0 + 100 * NS_PER_S;
    lay_out();
    ck_assert_int_eq(row(0)[0], '~');
}
END_TEST

START_TEST(a_clock_has_as_many_places_as_the_scale)
{
    static const struct {
        uint64_t step;
        const char *want;
    } cases[] = {{NS_PER_S, "10:02:11"}, {100 * NS_PER_MS, "10:02:11.123"}, {NS_PER_MS, "10:02:11.123"},
                 {1000, "10:02:11.123456"}, {60 * NS_PER_S, "10:02:11"}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        str_clear(&text);
        marble_clock(T0 + 123456789, cases[i].step, &text);
        ck_assert_str_eq(str_text(&text), cases[i].want);
    }
}
END_TEST

/* Whatever is added, at whatever scale: every row has its columns and nothing else. */
START_TEST(any_marks_at_any_scale)
{
    uint64_t seed = 1;
    for (int round = 0; round < 300; round++) {
        marble_release(&m);
        for (unsigned r = 0; r < 3; r++)
            marble_row(&m, "x");
        for (int i = 0; i < 60; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            unsigned bits = (unsigned)(seed >> 33);
            add(bits % 3, (int)(bits / 3 % 80) - 20, (enum marble_kind)(bits / 240 % 7), bits / 2000 % 300,
                bits & 1 << 20 ? "日本" : "value");
        }
        scale.columns = (unsigned)(seed >> 40) % 90;
        scale.step = ((uint64_t)1 << (seed >> 50) % 34) + 1;
        scale.cursor = seed & 1 << 25 ? T0 + (seed >> 20) % (4 * NS_PER_S) : 0;
        scale.known = seed & 1 << 26 ? T0 + (seed >> 21) % (4 * NS_PER_S) : 0;
        scale.ascii = seed & 1 << 27;
        lay_out();
        for (size_t r = 0; r < 3; r++) {
            str_clear(&text);
            for (unsigned c = 0; c < w.columns; c++)
                str_add(&text, marble_window_row(&w, r)[c].text);
            ck_assert_uint_eq(text_width(str_text(&text)), scale.columns);
        }
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {values_stand_where_their_time_is,
                                  what_has_no_room_is_a_sign,
                                  several_in_one_column_are_another_sign,
                                  a_value_without_a_text_is_a_sign,
                                  a_value_that_looks_like_an_end_is_a_sign,
                                  wide_and_hostile_values_keep_the_columns,
                                  a_row_lives_from_its_beginning_to_its_end,
                                  what_was_before_and_comes_after_is_known,
                                  an_end_hides_a_value_of_the_same_column,
                                  a_gap_shows_how_many_are_only_counted,
                                  a_gap_without_room_is_only_dots,
                                  a_gap_from_before_begins_at_the_edge,
                                  a_swap_is_a_mark_through_all_rows,
                                  notes_do_not_cover_each_other_or_the_edge,
                                  the_cursor_crosses_lines_and_keeps_values,
                                  each_row_has_its_value_at_the_cursor,
                                  times_are_round_and_say_what_is_new,
                                  times_of_day_are_round_in_any_zone,
                                  what_has_left_is_told,
                                  a_clock_has_as_many_places_as_the_scale,
                                  any_marks_at_any_scale};
    Suite *s = suite_create("marble_window");
    TCase *tc = tcase_create("window");
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(s, tc);
    return suite_main(s);
}
