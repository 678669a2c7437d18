/* test_app.c - the folder of the sockets, the work folder, and the command line of the real program.
 *
 * The program's path comes from $RXSCOPE; without it the command line is not tested. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/treeprint.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "engine/rundir.h"
#include "engine/workdir.h"
#include "tests/support/model.h"
#include "tests/support/suite.h"

static char dir[64];

static void setup(void)
{
    strcpy(dir, "/tmp/rxscope-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    setenv("XDG_RUNTIME_DIR", dir, 1);
}

static void teardown(void)
{
    workdir_remove(dir);
    ck_assert_int_ne(access(dir, F_OK), 0);
}

/* --- the folder of the sockets --------------------------------------------------------------- */

static enum status try_socket(const char *name, struct fault_text *why)
{
    struct str path = STR_INIT;
    enum status status = rundir_socket(name, 12345, &path, why);
    str_release(&path);
    return status;
}

START_TEST(rundir_is_made_private)
{
    struct str path = STR_INIT;
    struct fault_text why;
    struct stat st;
    ck_assert_int_eq(rundir_path(&path, &why), STATUS_OK);
    ck_assert_int_eq(stat(str_text(&path), &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0700);
    ck_assert_int_eq(rundir_path(&path, &why), STATUS_OK); /* the second time too */
    str_release(&path);
}
END_TEST

START_TEST(rundir_that_is_open_to_others_is_refused)
{
    struct fault_text why = {""};
    char path[128];
    snprintf(path, sizeof path, "%s/rxscope", dir);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_int_eq(chmod(path, 0755), 0);
    ck_assert_int_eq(try_socket("x", &why), STATUS_ACCESS);
    ck_assert_ptr_nonnull(strstr(why.text, path));
    ck_assert_ptr_nonnull(strstr(why.text, "chmod 700"));
}
END_TEST

START_TEST(rundir_that_is_a_link_or_a_file_is_refused)
{
    struct fault_text why = {""};
    char path[128], real[128];
    snprintf(path, sizeof path, "%s/rxscope", dir);
    snprintf(real, sizeof real, "%s/real", dir);
    ck_assert_int_eq(mkdir(real, 0700), 0);
    ck_assert_int_eq(symlink(real, path), 0);
    ck_assert_int_eq(try_socket("x", &why), STATUS_ACCESS);
    ck_assert_ptr_nonnull(strstr(why.text, "symbolic link"));
    ck_assert_int_eq(unlink(path), 0);
    close(open(path, O_CREAT | O_WRONLY, 0600));
    ck_assert_int_eq(try_socket("x", &why), STATUS_ACCESS);
}
END_TEST

START_TEST(rundir_of_somebody_else_is_refused)
{
    struct fault_text why = {""};
    char path[128];
    if (geteuid() != 0)
        return; /* only root can make one */
    snprintf(path, sizeof path, "%s/rxscope", dir);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_int_eq(chown(path, 12345, 12345), 0);
    ck_assert_int_eq(try_socket("x", &why), STATUS_ACCESS);
    ck_assert_ptr_nonnull(strstr(why.text, "somebody else"));
}
END_TEST

START_TEST(rundir_path_too_long_for_a_socket_is_an_error)
{
    struct fault_text why = {""};
    char deep[160];
    snprintf(deep, sizeof deep, "%s/%080d", dir, 0);
    ck_assert_int_eq(mkdir(deep, 0700), 0);
    setenv("XDG_RUNTIME_DIR", deep, 1);
    ck_assert_int_eq(try_socket("program", &why), STATUS_RANGE);
    ck_assert_ptr_nonnull(strstr(why.text, "too long"));
    ck_assert_ptr_nonnull(strstr(why.text, deep));
}
END_TEST

START_TEST(rundir_names_make_the_round_trip)
{
    char name[80];
    pid_t pid;
    ck_assert(rundir_parse("my-program-77.sock", name, sizeof name, &pid));
    ck_assert_str_eq(name, "my-program");
    ck_assert_int_eq(pid, 77);
    static const char *const bad[] = {"x.sock",
                                      "-77.sock",
                                      "x-.sock",
                                      "x-0.sock",
                                      "x-7.sockx",
                                      "x- 7.sock",
                                      "x-99999999999999999999.sock",
                                      "x-7"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        ck_assert_msg(!rundir_parse(bad[i], name, sizeof name, &pid), "%s", bad[i]);
}
END_TEST

START_TEST(rundir_socket_takes_no_path_from_a_name)
{
    struct str path = STR_INIT;
    struct fault_text why;
    ck_assert_int_eq(rundir_socket("../a b/\n", 7, &path, &why), STATUS_OK);
    ck_assert(str_ends(str_text(&path), "/rxscope/_._a_b__-7.sock"));
    str_release(&path);
}
END_TEST

/* --- the work folder ------------------------------------------------------------------------- */

START_TEST(workdir_is_private_and_removed_without_following_links)
{
    struct str path = STR_INIT;
    struct fault_text why;
    struct stat st;
    char kept[128], inside[160];
    int lock;
    snprintf(kept, sizeof kept, "%s/kept", dir);
    close(open(kept, O_CREAT | O_WRONLY, 0600));
    ck_assert_int_eq(workdir_make(&path, &lock, &why), STATUS_OK);
    ck_assert_int_eq(stat(str_text(&path), &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0700);
    snprintf(inside, sizeof inside, "%s/link", str_text(&path));
    ck_assert_int_eq(symlink(dir, inside), 0);
    snprintf(inside, sizeof inside, "%s/folder", str_text(&path));
    ck_assert_int_eq(mkdir(inside, 0700), 0);
    workdir_remove(str_text(&path));
    ck_assert_int_ne(access(str_text(&path), F_OK), 0);
    ck_assert_int_eq(access(kept, F_OK), 0);
    close(lock);
    str_release(&path);
}
END_TEST

START_TEST(workdir_that_cannot_be_made_says_where_and_what_to_do)
{
    struct str path = STR_INIT;
    struct fault_text why = {""};
    int lock;
    unsetenv("XDG_RUNTIME_DIR");
    setenv("TMPDIR", "/nowhere/at/all", 1);
    ck_assert_int_eq(workdir_make(&path, &lock, &why), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(why.text, "/nowhere/at/all"));
    ck_assert_ptr_nonnull(strstr(why.text, "set TMPDIR"));
    unsetenv("TMPDIR");
    str_release(&path);
}
END_TEST

START_TEST(workdir_file_that_does_not_fit_leaves_nothing)
{
    struct fault_text why = {""};
    ck_assert_int_eq(workdir_write("/dev/full/x", "x", 1, &why), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(why.text, "/dev/full/x"));
}
END_TEST

/* --- the command line ------------------------------------------------------------------------ */

static char output[16384];

/* Runs the program with these arguments, without a terminal; its stdout and stderr go to `output`.
 */
static int rxscope(const char *arguments)
{
    char *command = str_format("setsid -w %s %s 2>&1 </dev/null", getenv("RXSCOPE"), arguments);
    FILE *f = popen(command, "r");
    size_t n = fread(output, 1, sizeof output - 1, f);
    output[n] = '\0';
    int status = pclose(f);
    free(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static const struct {
    const char *arguments;
    int status;
    const char *says;
} lines[] = {
    {"", 1, "--headless"}, /* attaches; there is no terminal */
    {"--json", 2, "takes no --json"},
    {"attach --headless --for 0.1", 0, "no program runs yet"},
    {"--headless --for 0.1", 0, "rxscope run FILE.c"},
    {"attach nobody", 3, "no program 'nobody'"},
    {"attach --headless /no/such.sock", 3, "no such socket"},
    {"attach --headless /etc/passwd", 2, "not a program that runs"},
    {"attach --headless /tmp", 1, "not a socket"},
    {"attach --headless ssh://", 2, "is not ssh://"},
    {"attach --headless ssh://-oProxyCommand=x/y", 2, "is not ssh://"},
    {"attach --headless ssh://host/a/b", 2, "is not ssh://"},
    {"--help", 0, "usage: rxscope"},
    {"-V", 0, "rxscope "},
    {"nonsense", 2, "unknown command 'nonsense'"},
    {"run", 2, "'run' needs FILE"},
    {"run --nonsense x.c", 2, "unknown option --nonsense"},
    {"run -x x.c", 2, "unknown option -x"},
    {"run --for", 2, "--for needs a value"},
    {"run --for soon x.c", 2, "not 'soon'"},
    {"run --for -1 x.c", 2, "not '-1'"},
    {"run --json x.c", 2, "takes no --json"},
    {"run --headless=yes x.c", 2, "takes no value"},
    {"demo x", 2, "too much"},
    {"demo -- x", 2, "behind --"},
    {"ctl nobody", 2, "needs TARGET ACTION"},
    {"ctl nobody explode", 2, "unknown action 'explode'"},
    {"ctl nobody swap", 2, "'swap' needs TRACK"},
    {"ctl nobody swap load zero", 2, "not 'zero'"},
    {"ctl nobody pin load 3", 2, "too many"},
    {"ctl nobody pin load --dry-run", 2, "takes no --dry-run"},
    {"ctl nobody send clicks$", 2, "'send' needs SUBJECT [--error] JSON"},
    {"ctl nobody send clicks$ {x:1}", 2, "'{x:1}' is no JSON"},
    {"ctl nobody send clicks$ -5", 2, "unknown option -5"},
    {"ctl nobody send clicks$ -- -5", 3, "no program 'nobody'"},
    {"ctl nobody send clicks$ --error oh", 3, "no program 'nobody'"},
    {"ctl nobody pause 31 --error", 2, "'pause' takes no --error"},
    {"ctl nobody complete clicks$ 5", 2, "too many"},
    {"ctl nobody tag load", 2, "'tag' needs ID TAG"},
    {"ctl nobody tag load ''", 2, "at least one letter"},
    {"ctl nobody log 31", 3, "no program 'nobody'"},
    {"ctl nobody swap load", 3, "no program 'nobody'"},
    {"ctl /no/such.sock swap load", 3, "no such socket"},
    {"dump nobody", 3, "no program 'nobody'"},
    {"dump --json", 3, "no program runs"},
    {"ls", 0, ""},
    {"ls --json", 0, "[]"},
    {"help keys", 0, "q"},
    {"help me", 2, "no help about 'me'"},
    {"run --headless --for 1 /no/such/file.c", 1, "/no/such/file.c"},
    {"run --headless --for 1 /tmp", 1, "/tmp"},
};

START_TEST(command_line)
{
    if (!getenv("RXSCOPE"))
        return;
    int status = rxscope(lines[_i].arguments);
    ck_assert_msg(status == lines[_i].status, "rxscope %s: status %d: %s", lines[_i].arguments,
                  status, output);
    ck_assert_msg(strstr(output, lines[_i].says) != NULL, "rxscope %s: %s", lines[_i].arguments,
                  output);
}
END_TEST

/* What the user's folders hold afterwards: the work folder is gone. */
static bool left_behind(void)
{
    char *command = str_format("ls %s | grep -q work", dir);
    int status = system(command);
    free(command);
    return status == 0;
}

START_TEST(without_a_terminal_the_screen_is_refused_and_headless_offered)
{
    if (!getenv("RXSCOPE"))
        return;
    ck_assert_int_eq(rxscope("demo"), 1);
    ck_assert_msg(strstr(output, "--headless") != NULL, "%s", output);
    ck_assert(!left_behind());
}
END_TEST

START_TEST(work_folder_that_cannot_be_made_ends_the_program)
{
    char deep[128];
    if (!getenv("RXSCOPE"))
        return;
    snprintf(deep, sizeof deep, "%s/missing", dir);
    setenv("XDG_RUNTIME_DIR", deep, 1);
    ck_assert_int_eq(rxscope("run --headless --for 1 x.c"), 1);
    ck_assert_msg(strstr(output, deep) != NULL, "%s", output);
    ck_assert_msg(strstr(output, "set XDG_RUNTIME_DIR") != NULL, "%s", output);
}
END_TEST

/* ---- the tree as text ---- */

START_TEST(tree_shows_streams_that_no_track_leads_to)
{
    struct model *m = model_new("daemon", 0);
    struct str text = STR_INIT;
    entity_id o = model_observable(m, "interval", "100", 0);
    model_subscribe(m, o, 0, "tell");
    struct event begin = {.kind = EV_SNAPSHOT, .source = m->source, .time = m->now, .num = (int64_t)m->now};
    model_fold(m, &begin);
    treeprint(m->state, &text);
    ck_assert_msg(strstr(str_text(&text), "interval(100)") != NULL, "%s", str_text(&text));
    ck_assert_msg(strstr(str_text(&text), "tell  active") != NULL, "%s", str_text(&text));
    ck_assert_msg(strstr(str_text(&text), "counted since ") != NULL, "%s", str_text(&text));
    str_release(&text);
    model_free(m);
}
END_TEST

static Suite *app_suite(void)
{
    Suite *s = suite_create("app");
    TCase *r = tcase_create("rundir"), *w = tcase_create("workdir"),
          *l = tcase_create("command line");
    TCase *all[] = {r, w, l};
    for (size_t n = 0; n < ARRAY_LEN(all); n++) {
        tcase_add_checked_fixture(all[n], setup, teardown);
        tcase_set_timeout(all[n], 60);
        suite_add_tcase(s, all[n]);
    }
    tcase_add_test(r, tree_shows_streams_that_no_track_leads_to);
    tcase_add_test(r, rundir_is_made_private);
    tcase_add_test(r, rundir_that_is_open_to_others_is_refused);
    tcase_add_test(r, rundir_that_is_a_link_or_a_file_is_refused);
    tcase_add_test(r, rundir_of_somebody_else_is_refused);
    tcase_add_test(r, rundir_path_too_long_for_a_socket_is_an_error);
    tcase_add_test(r, rundir_names_make_the_round_trip);
    tcase_add_test(r, rundir_socket_takes_no_path_from_a_name);
    tcase_add_test(w, workdir_is_private_and_removed_without_following_links);
    tcase_add_test(w, workdir_that_cannot_be_made_says_where_and_what_to_do);
    tcase_add_test(w, workdir_file_that_does_not_fit_leaves_nothing);
    tcase_add_loop_test(l, command_line, 0, (int)ARRAY_LEN(lines));
    tcase_add_test(l, without_a_terminal_the_screen_is_refused_and_headless_offered);
    tcase_add_test(l, work_folder_that_cannot_be_made_ends_the_program);
    return s;
}

int main(void)
{
    return suite_main(app_suite());
}
