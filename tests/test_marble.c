/* test_marble.c - diagrams as text. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/suite.h"
#include "ui/marble.h"

static struct marble m;

static void end(void)
{
    marble_release(&m);
}

/* Times are in milliseconds behind a start that is not 0. */
static uint64_t ms(uint64_t n)
{
    return 5 * NS_PER_S + n * NS_PER_MS;
}

static void value(unsigned row, uint64_t at, const char *text)
{
    marble_add(&m, row, ms(at), MARBLE_NEXT, 0, text);
}

static void mark(unsigned row, uint64_t at, enum marble_kind kind)
{
    marble_add(&m, row, ms(at), kind, 0, NULL);
}

static void assert_drawn(unsigned width, bool ascii, const char *want)
{
    struct str got = STR_INIT;
    marble_draw(&m, &(struct marble_style){.width = width, .ascii = ascii}, &got);
    ck_assert_str_eq(str_text(&got), want);
    str_release(&got);
}

START_TEST(values_stand_where_their_time_is)
{
    unsigned a = marble_row(&m, "load"), b = marble_row(&m, "show");
    value(a, 0, "1");
    value(b, 0, "10");
    value(a, 250, "2");
    value(a, 1000, "3");
    value(b, 1000, "30");
    mark(a, 1250, MARBLE_COMPLETE);
    assert_drawn(50, true,
                 "      0        250ms                 1s       1.25s\n"
                 "load -1--------2---------------------3--------|\n"
                 "show -10-----------------------------30---------->\n");
}
END_TEST

START_TEST(unicode_lines)
{
    unsigned a = marble_row(&m, "load");
    value(a, 0, "1");
    mark(a, 10, MARBLE_UNSUBSCRIBED);
    assert_drawn(40, false,
                 "      0                               10ms\n"
                 "load ─1───────────────────────────────!\n");
}
END_TEST

START_TEST(a_row_begins_where_it_was_subscribed)
{
    unsigned a = marble_row(&m, "a"), b = marble_row(&m, "b");
    value(a, 0, "1");
    mark(b, 100, MARBLE_BEGIN);
    value(b, 200, "2");
    assert_drawn(40, true,
                 "   0                100ms            200ms\n"
                 "a -1----------------------------------->\n"
                 "b                   ^----------------2->\n");
}
END_TEST

START_TEST(long_values_get_letters_and_a_legend)
{
    unsigned a = marble_row(&m, "a");
    value(a, 0, "\"a long text\"");
    value(a, 1, "-5");
    value(a, 2, "\"a long text\"");
    value(a, 3, "12345678");
    value(a, 4, "123456789");
    value(a, 5, "X");
    value(a, 6, "");
    assert_drawn(60, true,
                 "   0       1ms     2ms     3ms            4ms     5ms     6ms\n"
                 "a -a-------b-------a-------12345678-------c-------d-------e>\n"
                 "\n"
                 "a = \"a long text\"\n"
                 "b = -5\n"
                 "c = 123456789\n"
                 "d = X\n"
                 "e = \n");
}
END_TEST

START_TEST(swaps_errors_and_gaps_are_labelled)
{
    unsigned a = marble_row(&m, "load");
    value(a, 0, "1");
    marble_add(&m, a, ms(100), MARBLE_SWAP, 2, "swapped: moved map");
    marble_add(&m, a, ms(200), MARBLE_MERGED, 1212, NULL);
    marble_add(&m, a, ms(300), MARBLE_ERROR, 0, "error 5 \"boom\"");
    assert_drawn(60, false,
                 "      0          100ms        200ms                     300ms\n"
                 "load ─1──────────┃v2──────────[+ 1,212 merged]──────────X\n"
                 "\n"
                 "┃v2 100ms load: swapped: moved map\n"
                 "X 300ms load: error 5 \"boom\"\n");
    assert_drawn(60, true,
                 "      0          100ms        200ms                     300ms\n"
                 "load -1----------|v2----------[+ 1,212 merged]----------X\n"
                 "\n"
                 "|v2 100ms load: swapped: moved map\n"
                 "X 300ms load: error 5 \"boom\"\n");
}
END_TEST

START_TEST(what_happens_at_once_stands_in_parentheses)
{
    unsigned a = marble_row(&m, "a");
    mark(a, 0, MARBLE_BEGIN);
    value(a, 0, "1");
    value(a, 0, "2");
    mark(a, 0, MARBLE_COMPLETE);
    assert_drawn(40, true,
                 "   0\n"
                 "a  (^ 1 2 |)\n");
}
END_TEST

START_TEST(a_long_diagram_goes_on_below)
{
    unsigned a = marble_row(&m, "a"), b = marble_row(&m, "b");
    char text[8];
    for (unsigned i = 0; i < 20; i++) {
        snprintf(text, sizeof text, "%u", 100 + i);
        value(a, i * 10, text);
    }
    mark(b, 50, MARBLE_COMPLETE);
    assert_drawn(40, true,
                 "   0   10ms    30ms    50ms    70ms\n"
                 "a -100-101-102-103-104-105-106-107-108--\n"
                 "b ---------------------|\n"
                 "\n"
                 "   90ms    110ms   130ms   150ms   170ms\n"
                 "a -109-110-111-112-113-114-115-116-117--\n"
                 "b\n"
                 "\n"
                 "   180ms\n"
                 "a -118-119----------------------------->\n"
                 "b\n");
}
END_TEST

START_TEST(names_and_values_may_hold_anything)
{
    unsigned a = marble_row(&m, "a\033[31m\nvery long name that does not end soon enough \xFF");
    value(a, 0, "\033]0;x\a");
    value(a, 1, "\xE4\xB8\xAD\xE6\x96\x87");
    assert_drawn(60, false,
                 "                          0                            1ms\n"
                 "a␛[31m␊very long name th ─␛]0;x␇───────────────────────中文▷\n");
    assert_drawn(60, true,
                 "                          0                            1ms\n"
                 "a?[31m?very long name th -?]0;x?-----------------------???" "?>\n");
}
END_TEST

START_TEST(nothing_draws_nothing)
{
    assert_drawn(80, true, "");
    marble_row(&m, "alone");
    assert_drawn(40, true, "\nalone --------------------------------->\n");
}
END_TEST

START_TEST(what_is_too_much_is_counted)
{
    unsigned a = marble_row(&m, "a");
    for (unsigned i = 0; i < MARBLE_MARKS + 5; i++)
        value(a, i, "1");
    marble_add(&m, a, ms(0), MARBLE_MERGED, 10, NULL);
    ck_assert_uint_eq(m.n, MARBLE_MARKS);
    ck_assert_uint_eq(m.left_out, 15);
    for (unsigned i = 1; i < MARBLE_ROWS; i++)
        ck_assert_uint_eq(marble_row(&m, "more"), i);
    ck_assert_uint_eq(marble_row(&m, "more"), MARBLE_ROWS);
    marble_add(&m, MARBLE_ROWS, ms(0), MARBLE_NEXT, 0, "1");
    ck_assert_uint_eq(m.left_out, 16);
    struct str got = STR_INIT;
    marble_draw(&m, &(struct marble_style){.width = 80}, &got);
    ck_assert_ptr_nonnull(strstr(str_text(&got), "16 values are not drawn"));
    str_release(&got);
}
END_TEST

static void assert_time(uint64_t ns, const char *want)
{
    struct str got = STR_INIT;
    marble_time(ns, &got);
    ck_assert_str_eq(str_text(&got), want);
    str_release(&got);
}

START_TEST(times_are_short)
{
    assert_time(0, "0");
    assert_time(1500, "0.0015ms");
    assert_time(NS_PER_MS, "1ms");
    assert_time(999 * NS_PER_MS, "999ms");
    assert_time(1250 * NS_PER_MS, "1.25s");
    assert_time(59999 * NS_PER_MS, "60s");
    assert_time(125 * NS_PER_S, "2m 5s");
}
END_TEST

static void assert_rxjs(const char *want)
{
    struct str got = STR_INIT;
    marble_rxjs(&m, &got);
    ck_assert_str_eq(str_text(&got), want);
    str_release(&got);
}

START_TEST(rxjs_frames_are_milliseconds)
{
    unsigned a = marble_row(&m, "load"), b = marble_row(&m, "show");
    value(a, 0, "1");
    value(a, 3, "2");
    value(a, 250, "3");
    value(a, 250, "4");
    mark(a, 250, MARBLE_COMPLETE);
    mark(b, 100, MARBLE_BEGIN);
    value(b, 500, "\"x\"");
    marble_add(&m, b, ms(600), MARBLE_SWAP, 2, "swapped");
    marble_add(&m, b, ms(700), MARBLE_ERROR, 0, "error 1");
    assert_rxjs("load\n"
                "  'a--b 246ms (cd|)'\n"
                "  { a: 1, b: 2, c: 3, d: 4 }\n"
                "show\n"
                "  '500ms a 199ms #'\n"
                "  { a: \"x\" }\n"
                "  // 100ms: subscribed\n"
                "  // 600ms: swap v2: swapped\n"
                "  // 700ms: unsubscribed: error 1\n");
}
END_TEST

START_TEST(rxjs_gives_each_value_a_character_of_its_own)
{
    unsigned a = marble_row(&m, "load");
    char text[24];
    struct str got = STR_INIT;
    for (unsigned i = 0; i < 62; i++) {
        snprintf(text, sizeof text, "%u", i);
        value(a, i, text);
    }
    value(a, 123, "62");
    value(a, 124, "63");
    value(a, 124, "64");
    value(a, 130, "65");
    marble_rxjs(&m, &got);
    ck_assert_ptr_nonnull(strstr(str_text(&got), "XYZ0123456789 61ms 一(丁丂)--七'\n"));
    ck_assert_ptr_nonnull(strstr(str_text(&got), " 9: 61, 一: 62, 丁: 63, 丂: 64, 七: 65 }"));
    str_release(&got);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        values_stand_where_their_time_is, unicode_lines, a_row_begins_where_it_was_subscribed,
        long_values_get_letters_and_a_legend, swaps_errors_and_gaps_are_labelled,
        what_happens_at_once_stands_in_parentheses, a_long_diagram_goes_on_below,
        names_and_values_may_hold_anything, nothing_draws_nothing, what_is_too_much_is_counted,
        times_are_short, rxjs_frames_are_milliseconds,
        rxjs_gives_each_value_a_character_of_its_own};
    Suite *s = suite_create("marble");
    TCase *tc = tcase_create("marble");
    tcase_add_checked_fixture(tc, NULL, end);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(s, tc);
    return suite_main(s);
}
