/* test_security.c - what SECURITY.md claims and a unit can show: whose files are run, what a folder of
 * sockets may look like. Everything happens in a folder of the test's own.
 *
 * Files of other users can only be made by root. Where the tests run as somebody else, the judge is
 * asked as if this were another user (trust_open_as). */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "engine/workdir.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/trust.h"
#include "tests/support/suite.h"

enum { STRANGER = 12345 };

static char dir[64];

static void setup(void)
{
    strcpy(dir, "/tmp/rxscope-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void teardown(void)
{
    workdir_remove(dir);
}

static const char *in_dir(const char *name)
{
    static char paths[8][256];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", dir, name);
    return path;
}

static const char *file(const char *name, mode_t mode, const char *text)
{
    const char *path = in_dir(name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    ck_assert_int_eq(fchmod(fd, mode), 0);
    close(fd);
    return path;
}

static const char *folder(const char *name, mode_t mode)
{
    const char *path = in_dir(name);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_int_eq(chmod(path, mode), 0);
    return path;
}

static const char *link_to(const char *name, const char *target)
{
    const char *path = in_dir(name);
    ck_assert_int_eq(symlink(target, path), 0);
    return path;
}

static bool can_give_away(void)
{
    return geteuid() == 0;
}

/* --- the verdict ----------------------------------------------------------------------------- */

static struct fault_text why;

static void trusted(const char *path)
{
    enum status s = trust_file(path, &why);
    ck_assert_msg(s == STATUS_OK, "%s", why.text);
}

/* The message names the file and says what to do. */
static void refused(const char *path, enum status status, const char *says)
{
    why = (struct fault_text){""};
    enum status s = trust_file(path, &why);
    ck_assert_msg(s == status, "%s: %s, not %s: %s", path, status_name(s), status_name(status), why.text);
    ck_assert_msg(strstr(why.text, path) && strstr(why.text, says), "no '%s' in: %s", says, why.text);
}

START_TEST(trust_in_a_file_of_ones_own)
{
    trusted(file("a.c", 0600, ""));
    trusted(file("b.c", 0644, ""));
    trusted(file("c.c", 0755, ""));
    trusted("/bin/sh"); /* root's */
    ck_assert_int_eq(chdir(dir), 0);
    trusted("a.c");
    trusted("./a.c");
    char *around = str_format("..//%s/./a.c", strrchr(dir, '/') + 1);
    trusted(around);
    free(around);
}
END_TEST

START_TEST(trust_not_in_a_file_that_others_write)
{
    refused(file("w.c", 0646, ""), STATUS_ACCESS, "chmod go-w");
    ck_assert_int_eq(chmod(in_dir("w.c"), 0644), 0);
    trusted(in_dir("w.c")); /* what the message said to do helps */
}
END_TEST

START_TEST(trust_not_in_a_file_of_somebody_else)
{
    char *path = mem_strdup("/tmp/rxscope-test-XXXXXX"); /* in a folder that would pass for anybody */
    int fd = mkstemp(path), got = -1;
    ck_assert_int_ge(fd, 0);
    why = (struct fault_text){""};
    if (can_give_away())
        ck_assert_int_eq(fchown(fd, STRANGER, STRANGER), 0);
    enum status s = trust_open_as(can_give_away() ? 0 : STRANGER, path, &got, &why);
    unlink(path);
    close(fd);
    ck_assert_int_eq(s, STATUS_ACCESS);
    ck_assert_int_eq(got, -1);
    ck_assert_msg(strstr(why.text, "belongs to another user"), "%s", why.text);
    free(path);
}
END_TEST

START_TEST(trust_not_in_what_is_no_file)
{
    refused(dir, STATUS_IO, "a folder");
    refused("/dev/null", STATUS_IO, "a device");
    refused(in_dir("missing.c"), STATUS_NOTFOUND, "No such file");
    ck_assert_int_eq(mkfifo(in_dir("pipe"), 0600), 0);
    refused(in_dir("pipe"), STATUS_IO, "not a file"); /* and it did not wait for a writer */
    file("a.c", 0600, "");
    refused(in_dir("a.c/b.c"), STATUS_IO, "Not a directory");
}
END_TEST

/* --- folders --------------------------------------------------------------------------------- */

START_TEST(trust_not_below_a_folder_that_others_write)
{
    folder("open", 0777);
    folder("open/inner", 0700);
    refused(file("open/inner/a.c", 0600, ""), STATUS_ACCESS, in_dir("open"));
    ck_assert_ptr_nonnull(strstr(why.text, "chmod go-w"));
    ck_assert_int_eq(chmod(in_dir("open"), 01777), 0); /* as /tmp is */
    trusted(in_dir("open/inner/a.c"));
    ck_assert_int_eq(chmod(in_dir("open"), 0755), 0);
    trusted(in_dir("open/inner/a.c"));
}
END_TEST

START_TEST(trust_not_below_a_folder_of_somebody_else)
{
    int fd;
    why = (struct fault_text){""};
    file("a.c", 0644, "");
    if (can_give_away()) {
        folder("theirs", 0755);
        file("theirs/a.c", 0600, "");
        ck_assert_int_eq(chown(in_dir("theirs"), STRANGER, STRANGER), 0);
        refused(in_dir("theirs/a.c"), STATUS_ACCESS, "belongs to another user");
    } else {
        ck_assert_int_eq(trust_open_as(STRANGER, in_dir("a.c"), &fd, &why), STATUS_ACCESS);
        ck_assert_msg(strstr(why.text, "the folder"), "%s", why.text);
    }
}
END_TEST

START_TEST(trust_folder_asks_the_whole_chain)
{
    folder("open", 0777);
    folder("open/inner", 0700);
    ck_assert_int_eq(trust_folder(dir, &why), STATUS_OK);
    ck_assert_int_eq(trust_folder("/tmp", &why), STATUS_OK);
    ck_assert_int_eq(trust_folder(in_dir("open"), &why), STATUS_ACCESS);
    ck_assert_int_eq(trust_folder(in_dir("open/inner"), &why), STATUS_ACCESS);
    ck_assert_int_eq(trust_folder(file("a.c", 0600, ""), &why), STATUS_IO);
    ck_assert_int_eq(trust_folder(in_dir("missing"), &why), STATUS_NOTFOUND);
}
END_TEST

START_TEST(trust_private_folder_is_ours_alone)
{
    ck_assert_int_eq(trust_private_folder(dir, &why), STATUS_OK);
    ck_assert_int_eq(trust_private_folder("/tmp", &why), STATUS_ACCESS);
    ck_assert_int_eq(chmod(dir, 0750), 0);
    ck_assert_int_eq(trust_private_folder(dir, &why), STATUS_ACCESS);
    ck_assert_msg(strstr(why.text, "chmod 700"), "%s", why.text);
}
END_TEST

/* --- links ----------------------------------------------------------------------------------- */

START_TEST(trust_follows_links_of_ones_own_and_judges_where_they_lead)
{
    folder("real", 0700);
    file("real/a.c", 0600, "");
    trusted(link_to("absolute.c", in_dir("real/a.c")));
    trusted(link_to("relative.c", "real/../real/a.c"));
    link_to("folder", "real/");
    trusted(in_dir("folder/a.c"));
    trusted(link_to("twice.c", "folder/a.c"));
    folder("open", 0777);
    file("open/a.c", 0600, "");
    refused(link_to("out.c", "open/a.c"), STATUS_ACCESS, in_dir("open"));
    file("loose.c", 0666, "");
    refused(link_to("loose-link.c", "loose.c"), STATUS_ACCESS, "chmod go-w");
}
END_TEST

START_TEST(trust_ends_in_a_circle_of_links)
{
    link_to("a.c", "b.c");
    link_to("b.c", "a.c");
    refused(in_dir("a.c"), STATUS_IO, "symbolic links");
}
END_TEST

START_TEST(trust_not_in_a_link_of_somebody_else)
{
    if (!can_give_away())
        return; /* only root can make one; the folder that would hold it is refused before */
    file("a.c", 0600, "");
    folder("shared", 01777);
    link_to("shared/a.c", in_dir("a.c"));
    trusted(in_dir("shared/a.c"));
    ck_assert_int_eq(lchown(in_dir("shared/a.c"), STRANGER, STRANGER), 0);
    refused(in_dir("shared/a.c"), STATUS_ACCESS, "the link");
}
END_TEST

/* --- groups ---------------------------------------------------------------------------------- */

static bool users_without(const char *list, const char *name, gid_t gid)
{
    FILE *f = fmemopen((void *)list, strlen(list), "r");
    bool sole = trust_sole_user(f, name, gid);
    fclose(f);
    return sole;
}

START_TEST(trust_looks_for_others_who_log_in_with_the_group)
{
    static const char users[] = "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n"
                                "bob:x:1001:100::/home/bob:/bin/sh\nbroken\n\n:::\n"
                                "eve:x:1002:100::/home/eve:/bin/sh";
    ck_assert(users_without(users, "ann", 1000));
    ck_assert(users_without(users, "nobody", 77));
    ck_assert(!users_without(users, "bob", 100)); /* eve, in a last line without an end */
    ck_assert(!users_without(users, "eve", 100));
    ck_assert(!users_without(users, "toor", 0));
}
END_TEST

/* The same question asked of other tools. */
static bool group_is_mine_alone(void)
{
    return system("me=$(id -un) g=$(id -g); [ \"$(id -gn)\" = \"$me\" ] &&"
                  " awk -F: -v me=\"$me\" -v g=\"$g\" '$4 == g && $1 != me { n++ } END { exit n > 0 }' "
                  "/etc/passwd && case $(getent group \"$g\" | cut -d: -f4) in ''|\"$me\") ;; *) false ;; "
                  "esac") == 0;
}

START_TEST(trust_in_the_private_group_and_in_no_other)
{
    const char *path = file("a.c", 0664, "");
    if (group_is_mine_alone())
        trusted(path);
    else
        refused(path, STATUS_ACCESS, "chmod go-w");
    if (!can_give_away())
        return;
    ck_assert_int_eq(chown(path, (uid_t)-1, STRANGER), 0);
    refused(path, STATUS_ACCESS, "chmod go-w");
    folder("team", 0770);
    file("team/a.c", 0600, "");
    ck_assert_int_eq(chown(in_dir("team"), (uid_t)-1, STRANGER), 0);
    refused(in_dir("team/a.c"), STATUS_ACCESS, in_dir("team"));
}
END_TEST

/* acl(5) in its stored form: a user of its own may write, which stat() shows as the group's bit. */
static bool let_stranger_write(const char *path)
{
    static const struct {
        uint16_t tag, perm;
        uint32_t id;
    } entries[] = {{0x01, 6, ~0u}, {0x02, 6, STRANGER}, {0x04, 4, ~0u}, {0x10, 6, ~0u}, {0x20, 4, ~0u}};
    unsigned char list[4 + sizeof entries] = {2};
    memcpy(list + 4, entries, sizeof entries);
    if (setxattr(path, "system.posix_acl_access", list, sizeof list, 0) == 0)
        return true;
    ck_assert_int_eq(errno, ENOTSUP);
    return false;
}

START_TEST(trust_not_in_a_file_that_an_access_list_opens)
{
    struct stat st;
    const char *path = file("a.c", 0644, "");
    if (!let_stranger_write(path))
        return; /* this file system has no access lists */
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0664);
    refused(path, STATUS_ACCESS, "chmod go-w");
    ck_assert_int_eq(chmod(path, 0644), 0); /* takes the mask away */
    trusted(path);
}
END_TEST

/* --- races ----------------------------------------------------------------------------------- */

/* Somebody swaps the file all the time for one that everybody writes. Whatever was opened is what was
 * judged. */
START_TEST(trust_judges_the_bytes_that_are_read)
{
    const char *path = file("a.c", 0600, "good");
    const char *good = in_dir("good.c"), *bad = in_dir("bad.c");
    unsigned opened = 0;
    pid_t swapper = fork();
    while (swapper == 0) {
        close(open(bad, O_CREAT | O_WRONLY, 0600));
        int fd = open(bad, O_WRONLY);
        if (write(fd, "evil", 4) != 4 || fchmod(fd, 0666) != 0 || rename(bad, path) != 0)
            _exit(1);
        close(fd);
        fd = open(good, O_CREAT | O_WRONLY, 0600);
        if (write(fd, "good", 4) != 4 || rename(good, path) != 0)
            _exit(1);
        close(fd);
    }
    for (int i = 0; i < 20000 || (opened < 100 && i < 2000000); i++) {
        char text[5] = "";
        int fd;
        if (trust_open(path, &fd, &why) != STATUS_OK)
            continue;
        ck_assert_int_eq(read(fd, text, 4), 4);
        close(fd);
        ck_assert_str_eq(text, "good");
        opened++;
    }
    ck_assert_int_eq(waitpid(swapper, NULL, WNOHANG), 0); /* it swapped until now */
    kill(swapper, SIGKILL);
    waitpid(swapper, NULL, 0);
    ck_assert_uint_ge(opened, 100);
}
END_TEST

/* --- work folders ---------------------------------------------------------------------------- */

static bool exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

/* Makes a work folder in the test's folder; its path in `path`. */
static int make_work(char *path)
{
    struct str made = STR_INIT;
    int lock;
    setenv("XDG_RUNTIME_DIR", dir, 1);
    enum status s = workdir_make(&made, &lock, &why);
    ck_assert_msg(s == STATUS_OK, "%s", why.text);
    snprintf(path, 256, "%s", str_text(&made));
    str_release(&made);
    return lock;
}

/* A process of its own makes one and is killed when the test says so. */
static pid_t make_elsewhere(char *path)
{
    int fds[2];
    ck_assert_int_eq(pipe(fds), 0);
    pid_t pid = fork();
    if (pid == 0) {
        make_work(path);
        if (write(fds[1], path, 256) == 256)
            pause();
        _exit(1);
    }
    ck_assert_int_eq(read(fds[0], path, 256), 256);
    close(fds[0]);
    close(fds[1]);
    return pid;
}

START_TEST(work_folder_of_a_killed_program_is_removed_and_that_of_a_living_one_is_not)
{
    char mine[256], theirs[256], next[256];
    int lock = make_work(mine);
    pid_t other = make_elsewhere(theirs);
    char *inner = str_format("%s/m.c.1.1.so", theirs);
    close(open(inner, O_CREAT | O_WRONLY, 0600));
    close(make_work(next));
    ck_assert(exists(mine) && exists(theirs) && exists(next));
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
    close(make_work(next));
    ck_assert(exists(mine) && !exists(theirs) && exists(next));
    close(lock); /* as the end of the program would */
    close(make_work(next));
    ck_assert(!exists(mine) && exists(next));
    free(inner);
}
END_TEST

START_TEST(work_folder_sweep_removes_nothing_else)
{
    char next[256];
    folder("rxscope-work-abcdef", 0755);  /* open to others */
    folder("rxscope-work-abcdefg", 0700); /* other names */
    folder("rxscope-work-abc-ef", 0700);
    folder("rxscope-demo-abcdef", 0700);
    file("rxscope-work-aaaaaa", 0600, "");
    folder("real", 0700);
    file("real/kept", 0600, "");
    link_to("rxscope-work-bbbbbb", "real");
    folder("rxscope-work-cccccc", 0700); /* this one goes, and not what it points at */
    link_to("rxscope-work-cccccc/out", in_dir("real"));
    if (can_give_away()) {
        folder("rxscope-work-dddddd", 0700);
        ck_assert_int_eq(chown(in_dir("rxscope-work-dddddd"), STRANGER, STRANGER), 0);
    }
    close(make_work(next));
    ck_assert(exists(in_dir("rxscope-work-abcdef")) && exists(in_dir("rxscope-work-abcdefg")));
    ck_assert(exists(in_dir("rxscope-work-abc-ef")) && exists(in_dir("rxscope-demo-abcdef")));
    ck_assert(exists(in_dir("rxscope-work-aaaaaa")) && exists(in_dir("rxscope-work-bbbbbb")));
    ck_assert(exists(in_dir("real/kept")) && !exists(in_dir("rxscope-work-cccccc")));
    ck_assert(!can_give_away() || exists(in_dir("rxscope-work-dddddd")));
}
END_TEST

/* Between the making of a folder and its lock another program may take it for a leftover. */
START_TEST(work_folders_of_programs_that_start_together_stay)
{
    enum { PROGRAMS = 4, ROUNDS = 300 };
    pid_t pids[PROGRAMS];
    for (int i = 0; i < PROGRAMS; i++) {
        pids[i] = fork();
        for (int k = 0; pids[i] == 0 && k < ROUNDS; k++) {
            char path[256];
            int lock = make_work(path);
            if (lock < 0 || !exists(path))
                _exit(1);
            workdir_remove(path);
            close(lock);
        }
        if (pids[i] == 0)
            _exit(0);
    }
    for (int i = 0; i < PROGRAMS; i++) {
        int how;
        ck_assert_int_eq(waitpid(pids[i], &how, 0), pids[i]);
        ck_assert_int_eq(how, 0);
    }
}
END_TEST

START_TEST(work_folder_is_not_made_where_others_could_replace_it)
{
    struct str made = STR_INIT;
    int lock;
    setenv("XDG_RUNTIME_DIR", folder("open", 0777), 1);
    ck_assert_int_eq(workdir_make(&made, &lock, &why), STATUS_ACCESS);
    ck_assert_msg(strstr(why.text, in_dir("open")), "%s", why.text);
    ck_assert_int_eq(lock, -1);
    ck_assert_int_eq(rmdir(in_dir("open")), 0); /* nothing is left in it */
    str_release(&made);
}
END_TEST

static Suite *security_suite(void)
{
    Suite *s = suite_create("security");
    TCase *t = tcase_create("files");
    const TTest *const tests[] = {
        trust_in_a_file_of_ones_own,
        trust_not_in_a_file_that_others_write,
        trust_not_in_a_file_of_somebody_else,
        trust_not_in_what_is_no_file,
        trust_not_below_a_folder_that_others_write,
        trust_not_below_a_folder_of_somebody_else,
        trust_folder_asks_the_whole_chain,
        trust_private_folder_is_ours_alone,
        trust_follows_links_of_ones_own_and_judges_where_they_lead,
        trust_ends_in_a_circle_of_links,
        trust_not_in_a_link_of_somebody_else,
        trust_looks_for_others_who_log_in_with_the_group,
        trust_in_the_private_group_and_in_no_other,
        trust_not_in_a_file_that_an_access_list_opens,
        trust_judges_the_bytes_that_are_read,
        work_folder_of_a_killed_program_is_removed_and_that_of_a_living_one_is_not,
        work_folder_sweep_removes_nothing_else,
        work_folders_of_programs_that_start_together_stay,
        work_folder_is_not_made_where_others_could_replace_it,
    };
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 120);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return suite_main(security_suite());
}
