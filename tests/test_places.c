/* test_places.c - where functions are found in a source text. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "hmr/ctext.h"
#include "hmr/difflines.h"
#include "hmr/places.h"
#include "tests/support/suite.h"

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

/* Sources put together of what a source is made of, in any order, compared with each other. */
START_TEST(any_pieces_can_be_taken_apart_and_compared)
{
    static const char *const pieces[] = {"RX_MODULE(m)", "RX_TRACK(t, ", "{", "}", "(", ")", ";", "\n", "#define F 3\n", "F", "f",
                                         "static int f(int a) {", "enum {", "A = ", ",", "[", "]", "=", "\"", "'", "/*", "*/",
                                         "//", "\\\n", "struct s", " ", "return", "#if\n", "t", "x", "int "};
    struct ctext *before = ctext_new(mem_strdup(""), 0);
    srand(11);
    for (int round = 0; round < 4000; round++) {
        struct str text = STR_INIT, out = STR_INIT;
        for (int n = rand() % 80; n > 0; n--)
            str_add(&text, pieces[(size_t)rand() % ARRAY_LEN(pieces)]);
        size_t size = text.len;
        struct ctext *now = ctext_new(mem_dup(str_text(&text), size), size); /* no byte behind its end */
        ctext_reach(now, round % 2 ? "f" : NULL, "t", 1);
        for (size_t i = 0; i < ctext_count(now); i++) {
            const struct ctext_part *p = ctext_at(now, i), *old = ctext_counterpart(before, p);
            ck_assert(ctext_same(p, p));
            ck_assert(!*p->name || ctext_counterpart(now, p));
            difflines((struct difftext){old ? old->text : NULL, old ? old->len : 0, 1},
                      (struct difftext){p->text, p->len, p->line}, &out);
        }
        ctext_free(before);
        before = now;
        str_release(&text);
        str_release(&out);
    }
    ctext_free(before);
}
END_TEST

START_TEST(a_diff_has_hunks_with_three_lines_around_a_change)
{
    static const char a[] = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n", b[] = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n11\n12\n13\n";
    struct str out = STR_INIT;
    difflines((struct difftext){a, sizeof a - 1, 101}, (struct difftext){b, sizeof b - 1, 201}, &out);
    ck_assert_str_eq(str_text(&out), "@@ -102,7 +202,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
                                     "@@ -111,4 +211,3 @@\n 11\n 12\n 13\n-14\n");
    str_clear(&out);
    difflines((struct difftext){NULL, 0, 0}, (struct difftext){"a\nb", 3, 7}, &out);
    ck_assert_str_eq(str_text(&out), "@@ -0,0 +7,2 @@\n+a\n+b\n");
    str_clear(&out);
    difflines((struct difftext){a, sizeof a - 1, 1}, (struct difftext){a, sizeof a - 1, 9}, &out);
    ck_assert_str_eq(str_text(&out), "");
    str_release(&out);
}
END_TEST

/* Beyond what is worth comparing. */
START_TEST(texts_that_are_too_long_go_and_come_whole)
{
    struct str a = STR_INIT, b = STR_INIT, out = STR_INIT;
    for (int i = 0; i < 3000; i++) {
        str_addf(&a, "a%d\n", i);
        str_addf(&b, "b%d\n", i);
    }
    difflines((struct difftext){a.data, a.len, 1}, (struct difftext){b.data, b.len, 1}, &out);
    ck_assert(str_starts(str_text(&out), "@@ -1,3000 +1,3000 @@\n-a0\n-a1\n"));
    ck_assert(str_ends(str_text(&out), "+b2999\n"));
    str_release(&a);
    str_release(&b);
    str_release(&out);
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
    tcase_add_test(t, any_pieces_can_be_taken_apart_and_compared);
    tcase_add_test(t, a_diff_has_hunks_with_three_lines_around_a_change);
    tcase_add_test(t, texts_that_are_too_long_go_and_come_whole);
    suite_add_tcase(s, t);
    return suite_main(s);
}
