/* test_remember.c - the sizes of panes from one screen to the next: the text, the file, and all that can be wrong with
 * either. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/ownfile.h"
#include "app/remember.h"
#include "base/mem.h"
#include "engine/workdir.h"

static char dir[64];
static struct splits splits;
static struct fault_text why;

static void set_up(void)
{
    strcpy(dir, "/tmp/rxscope-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    setenv("XDG_STATE_HOME", dir, 1);
    unsetenv("HOME");
    splits = (struct splits){-1, -1};
    why.text[0] = '\0';
}

static void tear_down(void)
{
    workdir_remove(dir);
    ck_assert_int_ne(access(dir, F_OK), 0);
}

/* ---- The text. ---- */

static void parses(const char *text, int detail, int log)
{
    splits = (struct splits){-1, -1};
    ck_assert_msg(remember_parse(&splits, "f", text, &why) == STATUS_OK, "%s", why.text);
    ck_assert_int_eq(splits.detail, detail);
    ck_assert_int_eq(splits.log, log);
}

START_TEST(sizes_are_read)
{
    parses("", -1, -1);
    parses("detail = 333\nlog = 250\n", 333, 250);
    parses("# detail = 1\n\ndetail=0\r\nlog =900", 0, 900);
    parses("log = 1\nlog = 2\n", -1, 2);
    parses("columns = what a later version may know\ndetail = 5\n", 5, -1);
}
END_TEST

START_TEST(a_line_that_is_none_costs_only_itself)
{
    static const char *const bad[] = {"detail = 901", "detail = -1", "detail = 33%", "detail =", "detail",
                                      "detail = 4294967297", "log = 1 2", "\x1b[2J", "detail = 99999999999999999999"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        char *text = str_format("detail = 7\n%s\nlog = 8\n", bad[i]);
        splits = (struct splits){-1, -1};
        ck_assert_int_eq(remember_parse(&splits, "f", text, &why), STATUS_FORMAT);
        ck_assert_str_eq(why.text, "f:2: this is no size of a pane: it is passed over");
        ck_assert_int_eq(splits.detail, 7);
        ck_assert_int_eq(splits.log, 8);
        free(text);
    }
    ck_assert_int_eq(remember_parse(&splits, "f", "a\nb\n", &why), STATUS_FORMAT);
    ck_assert_ptr_nonnull(strstr(why.text, "f:1:")); /* the first one */
}
END_TEST

/* ---- The file. ---- */

static void expect_path(const char *want)
{
    char *path = remember_path();
    if (want)
        ck_assert_str_eq(path, want);
    else
        ck_assert_ptr_null(path);
    free(path);
}

START_TEST(it_is_where_the_environment_says)
{
    setenv("HOME", "/home/me", 1);
    setenv("XDG_STATE_HOME", "/x", 1);
    expect_path("/x/rxscope/screen");
    setenv("XDG_STATE_HOME", "relative", 1);
    expect_path("/home/me/.local/state/rxscope/screen");
    setenv("XDG_STATE_HOME", "", 1);
    expect_path("/home/me/.local/state/rxscope/screen");
    unsetenv("XDG_STATE_HOME");
    setenv("HOME", "relative", 1);
    expect_path(NULL);
    unsetenv("HOME");
    expect_path(NULL);
    ck_assert_int_eq(remember_read(&splits, &why), STATUS_NOTFOUND);
    ck_assert_int_eq(remember_write(&splits, &why), STATUS_NOTFOUND);
}
END_TEST

START_TEST(what_was_written_is_read)
{
    char *deep = str_format("%s/not/there/yet", dir);
    setenv("XDG_STATE_HOME", deep, 1);
    ck_assert_int_eq(remember_read(&splits, &why), STATUS_NOTFOUND);
    ck_assert_int_eq(remember_write(&(struct splits){250, -1}, &why), STATUS_OK);
    ck_assert_int_eq(remember_read(&splits, &why), STATUS_OK);
    ck_assert_int_eq(splits.detail, 250);
    ck_assert_int_eq(splits.log, -1);
    ck_assert_int_eq(remember_write(&(struct splits){0, 900}, &why), STATUS_OK); /* over the one before */
    ck_assert_int_eq(remember_read(&splits, &why), STATUS_OK);
    ck_assert_int_eq(splits.detail, 0);
    ck_assert_int_eq(splits.log, 900);
    char *path = remember_path();
    struct stat st;
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0600);
    *strrchr(path, '/') = '\0';
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0700);
    ck_assert_uint_eq(st.st_nlink, 2);
    free(path);
    free(deep);
}
END_TEST

/* The path of the file, whose folder is made. */
static char *make_file(const char *text)
{
    char *path = remember_path();
    ck_assert_int_eq(ownfile_write(path, text, strlen(text), &why), STATUS_OK);
    return path;
}

START_TEST(a_file_that_others_may_write_is_not_used)
{
    char *path = make_file("detail = 5\n");
    ck_assert_int_eq(chmod(path, 0622), 0);
    ck_assert_int_eq(remember_read(&splits, &why), STATUS_ACCESS);
    ck_assert_ptr_nonnull(strstr(why.text, "others may write it: chmod go-w "));
    ck_assert_int_eq(splits.detail, -1);
    free(path);
}
END_TEST

START_TEST(a_file_of_somebody_else_is_not_used)
{
    char *path = make_file("detail = 5\n");
    if (geteuid() == 0) {
        ck_assert_int_eq(chown(path, 12345, (gid_t)-1), 0);
        ck_assert_int_eq(remember_read(&splits, &why), STATUS_ACCESS);
        ck_assert_ptr_nonnull(strstr(why.text, "it belongs to another user (uid 12345)"));
        ck_assert_int_eq(splits.detail, -1);
    }
    free(path);
}
END_TEST

START_TEST(what_is_no_small_file_is_not_used)
{
    char *text = mem_zalloc(REMEMBER_MAX + 2);
    memset(text, '#', REMEMBER_MAX + 1);
    char *path = make_file(text);
    ck_assert_int_eq(remember_read(&splits, &why), STATUS_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "it has more than 4096 bytes"));
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0); /* nobody writes into it: it must not be waited for */
    ck_assert_int_eq(remember_read(&splits, &why), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(why.text, "not a regular file"));
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_int_eq(remember_read(&splits, &why), STATUS_IO);
    free(path);
    free(text);
}
END_TEST

/* How many entries a folder has. */
static unsigned left_in(const char *folder)
{
    char *command = str_format("ls -A %s | wc -l", folder);
    FILE *out = popen(command, "r");
    unsigned n = 99;
    ck_assert_int_eq(fscanf(out, "%u", &n), 1);
    pclose(out);
    free(command);
    return n;
}

START_TEST(what_cannot_be_written_says_so_and_leaves_nothing)
{
    char *blocked = str_format("%s/file/state", dir), *file = str_format("%s/file", dir);
    fclose(fopen(file, "w"));
    setenv("XDG_STATE_HOME", blocked, 1);
    ck_assert_int_eq(remember_write(&splits, &why), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(why.text, "Not a directory"));
    ck_assert_int_eq(remember_read(&splits, &why), STATUS_NOTFOUND);
    setenv("XDG_STATE_HOME", dir, 1);
    char *taken = str_format("%s/rxscope/screen/x", dir), *folder = str_format("%s/rxscope", dir);
    ck_assert_int_eq(ownfile_write(taken, "", 0, &why), STATUS_OK); /* a folder has the name */
    ck_assert_int_eq(remember_write(&splits, &why), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(why.text, "Is a directory"));
    ck_assert_uint_eq(left_in(folder), 1);
    setenv("XDG_STATE_HOME", "/dev/full", 1);
    ck_assert_int_eq(remember_write(&splits, &why), STATUS_IO);
    free(taken);
    free(folder);
    free(file);
    free(blocked);
}
END_TEST

/* The name may be a link: what it leads to is let alone. */
START_TEST(a_link_is_replaced)
{
    char *aim = str_format("%s/aim", dir);
    fclose(fopen(aim, "w"));
    char *path = make_file("");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(symlink(aim, path), 0);
    ck_assert_int_eq(remember_write(&(struct splits){5, 5}, &why), STATUS_OK);
    struct stat st;
    ck_assert_int_eq(stat(aim, &st), 0);
    ck_assert_int_eq(st.st_size, 0);
    ck_assert_int_eq(lstat(path, &st), 0);
    ck_assert(S_ISREG(st.st_mode));
    free(path);
    free(aim);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        sizes_are_read, a_line_that_is_none_costs_only_itself, it_is_where_the_environment_says,
        what_was_written_is_read, a_file_that_others_may_write_is_not_used, a_file_of_somebody_else_is_not_used,
        what_is_no_small_file_is_not_used, what_cannot_be_written_says_so_and_leaves_nothing, a_link_is_replaced};
    Suite *suite = suite_create("remember");
    TCase *t = tcase_create("remember");
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
