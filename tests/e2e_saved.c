/* e2e_saved.c - whole screens compared with tests/screens/. Times, durations and paths, which differ from
 * run to run, are made the same first.
 *
 * After a wanted change: RXSCOPE_SCREENS=write, and look at what changed in the folder. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/term.h"

/* --- what differs from run to run --------------------------------------------------------------- */

/* "12:34:56" and "12:34:56.789": how many bytes; 0: no time stands here. */
static size_t time_length(const char *s)
{
    static const char form[] = "dd:dd:dd";
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] == 'd' ? !isdigit((unsigned char)s[i]) : s[i] != form[i])
            return 0;
    return 8;
}

static void blank_digits(char *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (isdigit((unsigned char)at[i]))
            at[i] = '0';
}

/* "live, 163 ms after the save" has as many columns as the number has digits. */
static void one_duration(char *line)
{
    char *from = strstr(line, "live, "), *to = from ? strstr(from, " ms after") : NULL;
    if (to)
        memmove(from + strlen("live, N"), to, strlen(to) + 1), from[strlen("live, ")] = 'N';
}

static char *without_place(const char *line)
{
    const char *at = strstr(line, place(""));
    return at ? replaced(line, place(""), "DIR") : mem_strdup(line);
}

static void add_normal(const char *line, struct str *out)
{
    char *text = without_place(line);
    for (char *at = text; *at; at++) {
        size_t n = time_length(at);
        blank_digits(at, n + (n && at[n] == '.' ? 4 : 0));
    }
    one_duration(text);
    str_addf(out, "%s\n", text);
    free(text);
}

static char *normal_screen(struct term *t)
{
    struct str out = STR_INIT;
    for (int row = 0; row < t->rows; row++) {
        char *line = mem_strdup(term_line(t, row));
        add_normal(line, &out);
        free(line);
    }
    return str_take(&out);
}

/* --- comparing ---------------------------------------------------------------------------------- */

static char *saved_path(const char *name)
{
    const char *top = getenv("RXSCOPE_SRC");
    return str_format("%s/tests/screens/%s.txt", top ? top : ".", name);
}

struct saved {
    char *want, *got;
};

static bool same(struct term *t, void *ctx)
{
    struct saved *s = ctx;
    free(s->got);
    s->got = normal_screen(t);
    return strcmp(s->got, s->want) == 0;
}

static void compare(struct term *t, const char *name)
{
    const char *mode = getenv("RXSCOPE_SCREENS");
    char *path = saved_path(name), *what = str_format("the screen of tests/screens/%s.txt", name);
    struct saved s = {NULL, NULL};
    if (mode && strcmp(mode, "write") == 0) {
        term_listen(t, 500);
        s.want = normal_screen(t);
        save(path, s.want);
    } else {
        s.want = file_text(path);
        term_await_that(t, same, &s, what);
    }
    free(s.want);
    free(s.got);
    free(what);
    free(path);
}

/* The fixture's path is as long as the test's folder: it is shown by names of one length. */
static void open_still(struct term *t, int rows, int cols)
{
    setenv("HOME", place(""), 1);
    term_start(t, rows, cols, "run %s", fixture("still.c"));
    term_await(t, "sums*v1");
}

START_TEST(tree_and_detail)
{
    struct term t;
    open_still(&t, 26, 100);
    compare(&t, "still-100x26-module");
    term_keys(&t, "jj");
    compare(&t, "still-100x26-track");
    term_keys(&t, "G");
    compare(&t, "still-100x26-subscription");
    term_quit(&t);
}
END_TEST

START_TEST(the_same_tool_less_of_it)
{
    struct term t;
    open_still(&t, 12, 40);
    term_keys(&t, "jj");
    compare(&t, "still-40x12-track");
    term_resize(&t, 5, 20);
    compare(&t, "still-20x5");
    term_quit(&t);
}
END_TEST

START_TEST(a_save_that_does_not_compile)
{
    struct term t;
    open_still(&t, 26, 100);
    edit(place("still.c"), "return rx_i64(v.i64 * v.i64);", "return rx_i64(v.i64 * w.i64);");
    term_await(&t, "gen 2 ✗");
    compare(&t, "still-100x26-refused");
    term_quit(&t);
}
END_TEST

START_TEST(ascii)
{
    struct term t;
    setenv("LC_ALL", "C", 1);
    open_still(&t, 24, 80);
    term_keys(&t, "jj");
    compare(&t, "still-80x24-ascii");
    term_quit(&t);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        tree_and_detail,
        the_same_tool_less_of_it,
        a_save_that_does_not_compile,
        ascii,
    };
    return suite_run("saved", tests, ARRAY_LEN(tests));
}
