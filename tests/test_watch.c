/* test_watch.c - file watches on a loop of their own: whatever way a file, its folder or one above is saved or replaced,
 * it is noticed. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "base/clock.h"
#include "base/str.h"
#include "engine/watch.h"
#include "tests/support/loop.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"

static struct watches watches;
static struct watch *watch;
static unsigned calls;
static char seen[64], wanted[64];

/* As the swap engine: reads the file when it is told. */
static void on_changed(void *arg)
{
    FILE *f = fopen(arg, "r");
    size_t n = f ? fread(seen, 1, sizeof seen - 1, f) : 0;
    seen[n] = '\0';
    if (f)
        fclose(f);
    calls++;
}

static bool saw_wanted(void)
{
    return strcmp(seen, wanted) == 0;
}

static bool was_called(void)
{
    return calls > 0;
}

static void watch_path(const char *path)
{
    struct fault_text why;
    calls = 0;
    strcpy(seen, "(nothing)");
    ck_assert_int_eq(watches_init(&watches, &loop, &why), STATUS_OK);
    watch = watch_new(&watches, path, on_changed, (void *)path, &why);
    ck_assert_msg(watch != NULL, "%s", why.text);
}

static bool comes_to_see(const char *text)
{
    str_copy(wanted, sizeof wanted, text);
    return loop_until(saw_wanted);
}

START_TEST(watch_sees_the_newest_of_two_saves)
{
    static const unsigned apart[] = {5, 10, 20, 30, 45, 60, 100};
    const char *path = loop_path("a.c");
    save(path, "zero");
    watch_path(path);
    save(path, "first");
    loop_turn_until(uv_hrtime() + apart[_i] * NS_PER_MS);
    save(path, "second");
    ck_assert(comes_to_see("second"));
    watches_close(&watches);
}
END_TEST

START_TEST(watch_sees_a_file_that_is_replaced_by_rename_again_and_again)
{
    const char *path = loop_path("a.c"), *other = loop_path("a.c.new");
    save(path, "zero");
    watch_path(path);
    for (int i = 0; i < 5; i++) {
        char text[32];
        snprintf(text, sizeof text, "rename %d", i);
        save(other, text);
        ck_assert_int_eq(rename(other, path), 0);
        ck_assert(comes_to_see(text));
    }
    watches_close(&watches);
}
END_TEST

START_TEST(watch_sees_a_truncation_and_what_follows)
{
    const char *path = loop_path("a.c");
    save(path, "zero");
    watch_path(path);
    int fd = open(path, O_WRONLY | O_TRUNC);
    ck_assert_int_ge(fd, 0);
    loop_turn_until(uv_hrtime() + 30 * NS_PER_MS);
    ck_assert_int_eq(write(fd, "whole", 5), 5);
    close(fd);
    ck_assert(comes_to_see("whole"));
    ck_assert_uint_eq(calls, 1); /* not the half-written file */
    watches_close(&watches);
}
END_TEST

START_TEST(watch_sees_an_editors_backup_dance)
{
    const char *path = loop_path("a.c"), *backup = loop_path("a.c~");
    save(path, "zero");
    watch_path(path);
    ck_assert_int_eq(rename(path, backup), 0);
    save(path, "danced");
    ck_assert(comes_to_see("danced"));
    watches_close(&watches);
}
END_TEST

START_TEST(watch_sees_a_file_that_did_not_exist)
{
    const char *path = loop_path("later.c");
    watch_path(path);
    save(path, "here");
    ck_assert(comes_to_see("here"));
    watches_close(&watches);
}
END_TEST

START_TEST(watch_follows_a_symbolic_link_and_its_change)
{
    const char *path = loop_path("link.c"), *one = loop_path("one/x.c"), *two = loop_path("two.c");
    ck_assert_int_eq(mkdir(loop_path("one"), 0700), 0);
    save(one, "one");
    save(two, "two");
    ck_assert_int_eq(symlink("one/x.c", path), 0);
    watch_path(path);
    save(one, "through");
    ck_assert(comes_to_see("through"));
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(symlink("two.c", path), 0);
    ck_assert(comes_to_see("two"));
    save(two, "two again");
    ck_assert(comes_to_see("two again"));
    watches_close(&watches);
}
END_TEST

START_TEST(watch_sees_a_folder_that_is_replaced)
{
    char path[128], old[128], folder[128];
    snprintf(folder, sizeof folder, "%s/src", loop_dir);
    snprintf(old, sizeof old, "%s/old", loop_dir);
    snprintf(path, sizeof path, "%s/src/a.c", loop_dir);
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    save(path, "zero");
    watch_path(path);
    ck_assert_int_eq(rename(folder, old), 0);
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    save(path, "new folder");
    ck_assert(comes_to_see("new folder"));
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(rmdir(folder), 0);
    loop_turn_until(uv_hrtime() + 20 * NS_PER_MS);
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    save(path, "and again");
    ck_assert(comes_to_see("and again"));
    watches_close(&watches);
}
END_TEST

/* "a.c" deep in the test's folder: made with all the folders on its way. */
static const char *deep(const char *top)
{
    static char path[16][160];
    static unsigned next;
    char *p = path[next++ % 16];
    snprintf(p, sizeof path[0], "%s/%s/src/deep/a.c", loop_dir, top);
    for (char *slash = p + strlen(loop_dir) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        ck_assert(mkdir(p, 0700) == 0 || errno == EEXIST);
    }
    return p;
}

START_TEST(watch_sees_that_a_folder_further_up_is_replaced)
{
    const char *path = deep("proj");
    save(path, "zero");
    watch_path(path);
    for (unsigned i = 0; i < 3; i++) { /* as a checkout elsewhere that is moved to its place */
        char text[32], old[32];
        snprintf(text, sizeof text, "checkout %u", i);
        snprintf(old, sizeof old, "old%u", i);
        save(deep("new"), text);
        ck_assert_int_eq(rename(loop_path("proj"), loop_path(old)), 0);
        ck_assert_int_eq(rename(loop_path("new"), loop_path("proj")), 0);
        ck_assert(comes_to_see(text));
        snprintf(text, sizeof text, "save %u", i);
        save(path, text);
        ck_assert(comes_to_see(text));
    }
    unsigned before = calls;
    save(deep("old1"), "not ours any more");
    save(path, "the last");
    ck_assert(comes_to_see("the last"));
    ck_assert_uint_eq(calls, before + 1);
    watches_close(&watches);
}
END_TEST

START_TEST(watch_sees_folders_that_are_made_again_one_by_one)
{
    const char *path = deep("proj");
    save(path, "zero");
    watch_path(path);
    ck_assert_int_eq(rename(loop_path("proj"), loop_path("gone")), 0);
    loop_turn_until(uv_hrtime() + 20 * NS_PER_MS);
    ck_assert_int_eq(mkdir(loop_path("proj"), 0700), 0);
    loop_turn_until(uv_hrtime() + 20 * NS_PER_MS);
    ck_assert_int_eq(mkdir(loop_path("proj/src"), 0700), 0);
    loop_turn_until(uv_hrtime() + 20 * NS_PER_MS);
    save(deep("proj"), "made again");
    ck_assert(comes_to_see("made again"));
    watches_close(&watches);
}
END_TEST

/* Its removal is told to nobody then. */
START_TEST(watch_sees_that_the_current_folder_is_removed_and_made_again)
{
    char before[512];
    const char *path = deep("proj");
    ck_assert_ptr_nonnull(getcwd(before, sizeof before));
    save(path, "zero");
    ck_assert_int_eq(chdir(loop_path("proj/src/deep")), 0);
    watch_path(path);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(rmdir(loop_path("proj/src/deep")), 0);
    save(deep("proj"), "made again");
    ck_assert(comes_to_see("made again"));
    ck_assert_int_eq(chdir(before), 0);
    watches_close(&watches);
}
END_TEST

START_TEST(watch_sees_that_a_link_on_the_way_leads_elsewhere_and_what_it_leads_to_is_replaced)
{
    static char path[160];
    save(deep("one"), "one");
    save(deep("two"), "two");
    ck_assert_int_eq(symlink("one/src", loop_path("current")), 0);
    snprintf(path, sizeof path, "%s/current/deep/a.c", loop_dir);
    watch_path(path);
    ck_assert_int_eq(symlink("two/src", loop_path("link.new")), 0);
    ck_assert_int_eq(rename(loop_path("link.new"), loop_path("current")), 0);
    ck_assert(comes_to_see("two"));
    save(deep("two"), "two, saved");
    ck_assert(comes_to_see("two, saved"));
    save(deep("new"), "two, replaced");
    ck_assert_int_eq(rename(loop_path("two"), loop_path("old")), 0);
    ck_assert_int_eq(rename(loop_path("new"), loop_path("two")), 0);
    ck_assert(comes_to_see("two, replaced"));
    watches_close(&watches);
}
END_TEST

/* Its file was watched for before it was above others, and is so afterwards. */
START_TEST(watch_tells_a_folder_with_files_that_is_above_another_one)
{
    struct fault_text why;
    const char *path = deep("proj"), *upper = loop_path("proj/h.h");
    save(path, "zero");
    save(upper, "zero");
    watch_path(path);
    struct watch *second = watch_new(&watches, upper, on_changed, (void *)upper, &why);
    ck_assert_ptr_nonnull(second);
    save(upper, "the upper one");
    ck_assert(comes_to_see("the upper one"));
    watch_free(&watches, second);
    save(upper, "unwatched");
    save(path, "the lower one");
    ck_assert(comes_to_see("the lower one"));
    ck_assert_int_eq(rename(loop_path("proj"), loop_path("old")), 0);
    save(deep("proj"), "replaced");
    ck_assert(comes_to_see("replaced"));
    watches_close(&watches);
}
END_TEST

/* Root reads all; for others the folders above one that may not be read go unwatched. */
START_TEST(watch_does_without_a_folder_further_up_that_may_not_be_read)
{
    const char *path = deep("proj");
    save(path, "zero");
    ck_assert_int_eq(chmod(loop_path("proj"), 0300), 0);
    watch_path(path);
    ck_assert(!uv_is_active((uv_handle_t *)&watches.retry));
    save(path, "one");
    ck_assert(comes_to_see("one"));
    ck_assert(!uv_is_active((uv_handle_t *)&watches.retry));
    ck_assert_int_eq(chmod(loop_path("proj"), 0700), 0);
    watches_close(&watches);
}
END_TEST

START_TEST(watch_shares_a_folder_and_tells_files_apart)
{
    struct fault_text why;
    const char *path = loop_path("a.c"), *other = loop_path("b.c");
    save(path, "a");
    save(other, "b");
    watch_path(path);
    struct watch *second = watch_new(&watches, other, on_changed, (void *)other, &why);
    ck_assert_ptr_nonnull(second);
    save(other, "b changed");
    ck_assert(comes_to_see("b changed"));
    ck_assert_uint_eq(calls, 1);
    watch_free(&watches, second);
    save(other, "b unwatched");
    save(path, "a changed");
    ck_assert(comes_to_see("a changed"));
    ck_assert_uint_eq(calls, 2);
    watches_close(&watches);
}
END_TEST

static void end_watch(void *arg)
{
    (void)arg;
    calls++;
    watch_free(&watches, watch);
}

START_TEST(watch_may_end_inside_its_own_call)
{
    struct fault_text why;
    const char *path = loop_path("a.c");
    calls = 0;
    ck_assert_int_eq(watches_init(&watches, &loop, &why), STATUS_OK);
    watch = watch_new(&watches, path, end_watch, NULL, &why);
    save(path, "x");
    ck_assert(loop_until(was_called));
    save(path, "y");
    loop_turn_until(uv_hrtime() + 20 * NS_PER_MS);
    ck_assert_uint_eq(calls, 1);
    watches_close(&watches);
}
END_TEST

START_TEST(watch_reports_everything_when_the_queue_overflows)
{
    char limit[32] = "";
    FILE *f = fopen("/proc/sys/fs/inotify/max_queued_events", "r");
    if (f && fgets(limit, sizeof limit, f) == NULL)
        limit[0] = '\0';
    if (f)
        fclose(f);
    int max = atoi(limit);
    if (max <= 0 || max > 100000)
        return; /* too many to provoke */
    const char *path = loop_path("a.c"), *x = loop_path("x"), *y = loop_path("y");
    save(path, "zero");
    watch_path(path);
    for (int i = 0; i < max + 10; i++)
        save(i % 2 ? x : y, ""); /* equal neighbours would be merged */
    save(path, "lost among others");
    ck_assert(comes_to_see("lost among others"));
    watches_close(&watches);
}
END_TEST

START_TEST(watch_of_a_missing_folder_is_refused_with_its_name)
{
    struct fault_text why = {""};
    ck_assert_int_eq(watches_init(&watches, &loop, &why), STATUS_OK);
    ck_assert_ptr_null(watch_new(&watches, "/nowhere/at/all/a.c", on_changed, NULL, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "/nowhere/at/all"));
    watches_close(&watches);
}
END_TEST

static Suite *watch_suite(void)
{
    Suite *s = suite_create("watch");
    TCase *w = tcase_create("watch");
    tcase_add_checked_fixture(w, loop_setup, loop_teardown);
    tcase_set_timeout(w, 60);
    suite_add_tcase(s, w);
    tcase_add_loop_test(w, watch_sees_the_newest_of_two_saves, 0, 7);
    tcase_add_test(w, watch_sees_a_file_that_is_replaced_by_rename_again_and_again);
    tcase_add_test(w, watch_sees_a_truncation_and_what_follows);
    tcase_add_test(w, watch_sees_an_editors_backup_dance);
    tcase_add_test(w, watch_sees_a_file_that_did_not_exist);
    tcase_add_test(w, watch_follows_a_symbolic_link_and_its_change);
    tcase_add_test(w, watch_sees_a_folder_that_is_replaced);
    tcase_add_test(w, watch_sees_that_a_folder_further_up_is_replaced);
    tcase_add_test(w, watch_sees_folders_that_are_made_again_one_by_one);
    tcase_add_test(w, watch_sees_that_the_current_folder_is_removed_and_made_again);
    tcase_add_test(w, watch_sees_that_a_link_on_the_way_leads_elsewhere_and_what_it_leads_to_is_replaced);
    tcase_add_test(w, watch_tells_a_folder_with_files_that_is_above_another_one);
    tcase_add_test(w, watch_does_without_a_folder_further_up_that_may_not_be_read);
    tcase_add_test(w, watch_shares_a_folder_and_tells_files_apart);
    tcase_add_test(w, watch_may_end_inside_its_own_call);
    tcase_add_test(w, watch_reports_everything_when_the_queue_overflows);
    tcase_add_test(w, watch_of_a_missing_folder_is_refused_with_its_name);
    return s;
}

int main(void)
{
    return suite_main(watch_suite());
}
