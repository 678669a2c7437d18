/* test_changes.c - what a swap did to each operator, as objects: from the texts of both hosts. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "app/changes.h"
#include "base/mem.h"
#include "tests/support/suite.h"

static void expect(const char *text, const char *wanted)
{
    json_t *list = changes_json(text);
    char *got = json_dumps(list, JSON_COMPACT | JSON_SORT_KEYS);
    ck_assert_str_eq(got, wanted);
    free(got);
    json_decref(list);
}

#define OBJECT(inner, name, op, position, reason, what)                                                  \
    "{\"inner\":" inner ",\"name\":\"" name "\",\"operator\":\"" op "\",\"position\":" position           \
    ",\"reason\":\"" reason "\",\"what\":\"" what "\"}"
#define KEPT(op, position)          OBJECT("false", "", op, position, "", "kept")
#define MOVED(op, name, position)   OBJECT("false", name, op, position, "its function is another", "moved")
#define RESET(op, name, position)   OBJECT("false", name, op, position, "its values or its place are others", "reset")
#define NEW(op, name, position)     OBJECT("false", name, op, position, "was not there before", "new")
#define DROPPED(op, position)       OBJECT("false", "", op, position, "is not there any more", "dropped")
#define SOURCE(what, name, args, reason) \
    "{\"inner\":false,\"name\":\"" args "\",\"reason\":\"" reason "\",\"source\":\"" name "\",\"what\":\"" what "\"}"

START_TEST(an_operator_stands_where_it_stands_now_or_where_it_stood)
{
    expect("", "[]");
    expect("kept map", "[" KEPT("map", "0") "]");
    expect("moved map f\ndropped filter\nnew tap nop\nreset take 8\nkept scan",
           "[" MOVED("map", "f", "0") "," DROPPED("filter", "1") "," NEW("tap", "nop", "1") ","
           RESET("take", "8", "2") "," KEPT("scan", "3") "]");
    expect("dropped a\ndropped b\nkept c\ndropped d",
           "[" DROPPED("a", "0") "," DROPPED("b", "1") "," KEPT("c", "0") "," DROPPED("d", "3") "]");
}
END_TEST

START_TEST(a_source_has_no_position_and_takes_none)
{
    expect("moved source create(make)\nkept map",
           "[" SOURCE("moved", "create", "make", "its function is another") "," KEPT("map", "0") "]");
    expect("dropped source interval(10)\nnew source timer(rx_max(1, 2), 3)",
           "[" SOURCE("dropped", "interval", "10", "is not there any more") ","
           SOURCE("new", "timer", "rx_max(1, 2), 3", "was not there before") "]");
    expect("new source fromEvent", "[" SOURCE("new", "fromEvent", "", "was not there before") "]");
    expect("new source", "[" SOURCE("new", "", "", "was not there before") "]");
}
END_TEST

START_TEST(operators_of_streams_among_the_arguments_are_inner_and_count_apart)
{
    expect("kept merge_with\nmoved map f (inner)\ndropped tap (inner)\nkept scan",
           "[" KEPT("merge_with", "0") ","
           OBJECT("true", "f", "map", "null", "its function is another", "moved") ","
           OBJECT("true", "", "tap", "null", "is not there any more", "dropped") "," KEPT("scan", "1") "]");
}
END_TEST

START_TEST(what_is_joined_is_taken_apart_where_another_begins)
{
    expect("moved map x => { a(); return x; }; kept scan (a, b) => a + b, 0",
           "[" MOVED("map", "x => { a(); return x; }", "0") ","
           OBJECT("false", "(a, b) => a + b, 0", "scan", "1", "", "kept") "]");
    expect("migrated state mean", "[" OBJECT("false", "mean", "state", "0", "the layout of its state is another", "migrated") "]");
}
END_TEST

START_TEST(what_is_no_such_line_is_left_out_and_no_bytes_break_it)
{
    expect("something else\nkept map\n\nkept \nkeptmap\nmoved \xff\xfe x",
           "[" KEPT("map", "0") "," MOVED("\xEF\xBF\xBD\xEF\xBF\xBD", "x", "1") "]");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("changes");
    TCase *t = tcase_create("changes");
    tcase_add_test(t, an_operator_stands_where_it_stands_now_or_where_it_stood);
    tcase_add_test(t, a_source_has_no_position_and_takes_none);
    tcase_add_test(t, operators_of_streams_among_the_arguments_are_inner_and_count_apart);
    tcase_add_test(t, what_is_joined_is_taken_apart_where_another_begins);
    tcase_add_test(t, what_is_no_such_line_is_left_out_and_no_bytes_break_it);
    suite_add_tcase(s, t);
    return suite_main(s);
}
