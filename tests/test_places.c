/* test_places.c - where functions are found in a source text. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "hmr/places.h"

static unsigned line_of(const char *source, const char *name)
{
    struct places *p = places_scan(source, strlen(source));
    unsigned line = places_line(p, name);
    places_free(p);
    return line;
}

START_TEST(a_definition_is_found_at_the_line_of_its_name)
{
    const char *text = "#include <x.h>\n\nstatic int\none(int a)\n{\n    return two(a);\n}\nint two(void) { return 2; }\n";
    ck_assert_uint_eq(line_of(text, "one"), 4);
    ck_assert_uint_eq(line_of(text, "two"), 8);
}
END_TEST

START_TEST(calls_declarations_and_initialisers_are_no_definitions)
{
    const char *text = "int f(int);\nint v = g(1);\nstruct s { int h(void); };\nint a[] = { k(1) };\nint f(int x) { return h(x); }\n";
    ck_assert_uint_eq(line_of(text, "f"), 5);
    ck_assert_uint_eq(line_of(text, "g"), 0);
    ck_assert_uint_eq(line_of(text, "h"), 0);
    ck_assert_uint_eq(line_of(text, "k"), 0);
}
END_TEST

START_TEST(comments_literals_and_macros_do_not_mislead)
{
    const char *text = "/* int no(void) { */\n// int nor(void) {\n#define M(x) int not(void) { \\\n  }\n"
                       "const char *s = \"{ int never(void) {\";\nchar c = '{';\nint yes(void) { return '}'; }\n"
                       "int also(void) __attribute__((noinline))\n{ return 0; }\n";
    ck_assert_uint_eq(line_of(text, "yes"), 7);
    ck_assert_uint_eq(line_of(text, "also"), 8);
    ck_assert_uint_eq(line_of(text, "no") + line_of(text, "nor") + line_of(text, "not") + line_of(text, "never"), 0);
}
END_TEST

START_TEST(any_bytes_are_fine)
{
    srand(7);
    static const char alphabet[] = "(){};\"'/*\\\n#ab =,";
    char text[400];
    for (int round = 0; round < 20000; round++) {
        size_t n = (size_t)rand() % sizeof text;
        for (size_t i = 0; i < n; i++)
            text[i] = alphabet[(size_t)rand() % (sizeof alphabet - 1)];
        char *exact = malloc(n ? n : 1); /* so that a read beyond the end is seen */
        memcpy(exact, text, n);
        places_free(places_scan(exact, n));
        free(exact);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("places");
    TCase *t = tcase_create("places");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_definition_is_found_at_the_line_of_its_name);
    tcase_add_test(t, calls_declarations_and_initialisers_are_no_definitions);
    tcase_add_test(t, comments_literals_and_macros_do_not_mislead);
    tcase_add_test(t, any_bytes_are_fine);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_set_tap(sr, "-");
    srunner_run_all(sr, CK_SILENT);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
