/* e2e_saved.c - whole screens compared with tests/screens/. Times, durations and paths, which differ from
 * run to run, are made the same first.
 *
 * After a wanted change: RXSCOPE_SCREENS=write, and look at what changed in the folder. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
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

/* ".789" behind a space, where the same second goes on. */
static size_t fraction_length(const char *s)
{
    return strncmp(s, " .", 2) == 0 && strspn(s + 2, "0123456789") == 3 && s[5] == ' ' ? 5 : 0;
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

/* "since   00:00:00   27 s" goes on while the screen is looked at. */
static void one_age(char *line)
{
    char *from = strncmp(line, " since ", 7) == 0 ? strstr(line, "00:00:00   ") : NULL;
    if (from)
        memcpy(from + strlen("00:00:00   "), "AGE", strlen("AGE") + 1);
}

/* A path is as long as the test's folder is, and may be cut; what follows it stands where it can. */
static char *without_path(const char *line)
{
    const char *from = strstr(line, " /"), *to = from ? from + 1 + strcspn(from + 1, " ") : NULL;
    if (!from || to == from + 2)
        return mem_strdup(line);
    to += strspn(to, " ");
    return str_format("%.*s PATH%s%s", (int)(from - line), line, *to ? "  " : "", to);
}

static void add_normal(const char *line, struct str *out)
{
    char *text = without_path(line);
    for (char *at = text; *at; at++) {
        size_t n = time_length(at);
        blank_digits(at, n + (n && at[n] == '.' ? 4 : 0) + fraction_length(at));
    }
    one_duration(text);
    one_age(text);
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

/* The figures of the first second have gone down when the screen says the same for longer than one. */
static void settle(struct term *t)
{
    uint64_t end = clock_mono_ns() + suite_patience() * NS_PER_MS;
    char *before = NULL, *now = normal_screen(t);
    while (!before || strcmp(before, now) != 0) {
        ck_assert_msg(clock_mono_ns() < end, "still drawing:\n%s", term_text(t));
        free(before);
        before = now;
        term_listen(t, 1500);
        now = normal_screen(t);
    }
    free(before);
    free(now);
}

static void compare(struct term *t, const char *name)
{
    const char *mode = getenv("RXSCOPE_SCREENS");
    char *path = saved_path(name), *what = str_format("the screen of tests/screens/%s.txt", name);
    struct saved s = {NULL, NULL};
    if (mode && strcmp(mode, "write") == 0) {
        settle(t);
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

static void open_still(struct term *t, int rows, int cols)
{
    term_start(t, rows, cols, "run %s", fixture("still.c"));
    term_await(t, "sums*v1");
    settle(t);
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
        ascii,
    };
    return suite_run("saved", tests, ARRAY_LEN(tests));
}
