/* test_recorder.c - what is recorded plays back to the same state: from the beginning, from the middle, from
 * each file of a rotation, and behind damage. */
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/player.h"
#include "app/recorder.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/events.h"
#include "tests/support/model.h"
#include "tests/support/same.h"
#include "tests/support/suite.h"

static char dir[64], path[96];
static struct model *m;
static struct recorder *r; /* takes what the model tells, when there is one */
static enum status taken;
static struct fault_text why;

static void told(void *ctx, const struct event *ev)
{
    unsigned char *record = mem_alloc(EVENT_MAX);
    (void)ctx;
    if (r)
        taken = recorder_take(r, record, event_encode(ev, record), &why);
    free(record);
}

static void setup(void)
{
    strcpy(dir, "/tmp/rxscope-recorder-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/one.tape", dir);
    taken = STATUS_OK;
    m = model_new_told("cpu", 0, told, NULL);
}

static void teardown(void)
{
    DIR *d = opendir(dir);
    for (struct dirent *e; (e = readdir(d));)
        unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
    rmdir(dir);
    model_free(m);
}

static void start(uint64_t rotate)
{
    const struct recorder_options o = {.path = path, .rotate = rotate};
    ck_assert_msg(recorder_start(&r, &o, m->state, &why) == STATUS_OK, "%s", why.text);
}

/* Returns the summary, valid until the next call. */
static const char *stop(void)
{
    static struct str summary;
    str_clear(&summary);
    ck_assert_msg(recorder_stop(r, &summary, &why) == STATUS_OK, "%s", why.text);
    r = NULL;
    return str_text(&summary);
}

static void live(unsigned values)
{
    for (unsigned i = 0; i < values; i++) {
        model_send(m, i);
        model_wait(m, 100);
    }
    ck_assert_int_eq(taken, STATUS_OK);
}

static void fold(void *ctx, const void *records, size_t len)
{
    state_fold_records(ctx, records, len);
}

/* The state at the end of a tape; its warning has to hold `says`. */
static struct state *played(const char *name, const char *says)
{
    struct player *p;
    struct state *s = state_new(NULL);
    ck_assert_msg(player_open(&p, name, &why) == STATUS_OK, "%s", why.text);
    struct feed *f = player_feed(p);
    while (!f->ops->drain(f, 10000, fold, s)) {
        ck_assert_int_eq(f->ops->timeout(f, 0), 0);
        ck_assert(!f->ops->over(f) && !f->ops->sleep(f));
    }
    ck_assert(f->ops->over(f) && f->ops->sleep(f));
    ck_assert_int_eq(f->ops->timeout(f, 0), -1);
    ck_assert_msg(*says ? strstr(player_warning(p), says) != NULL : !*player_warning(p), "warned: %s",
                  player_warning(p));
    player_free(p);
    return s;
}

static void expect_played(const char *name, const char *says)
{
    struct state *s = played(name, says);
    struct str differ = STR_INIT;
    ck_assert_msg(state_same_all(m->state, s, &differ), "%s", str_text(&differ));
    ck_assert_msg(state_same_log(m->state, s, 50, &differ), "%s", str_text(&differ));
    state_free(s);
    str_release(&differ);
}

START_TEST(a_recording_from_the_beginning)
{
    start(0);
    model_demo(m);
    live(50);
    model_swap_load(m);
    model_refuse(m);
    ck_assert_str_eq(recorder_path(r), path);
    ck_assert_uint_gt(recorder_stats(r).events, 500);
    stop();
    expect_played(path, "");
}
END_TEST

START_TEST(a_recording_from_the_middle)
{
    model_demo(m);
    live(10);
    model_swap_load(m);
    start(0);
    live(50);
    model_rebuild_load(m);
    live(5);
    stop();
    expect_played(path, "");
}
END_TEST

START_TEST(a_recording_that_nothing_followed)
{
    model_demo(m);
    live(10);
    start(0);
    ck_assert_ptr_nonnull(strstr(stop(), "one.tape: 0 events, "));
    expect_played(path, "");
}
END_TEST

START_TEST(the_summary_says_what_was_kept)
{
    struct stat st;
    model_demo(m);
    start(0);
    live(200);
    uint64_t events = recorder_stats(r).events;
    const char *summary = stop();
    char count[32], want[160];
    ck_assert_int_eq(stat(path, &st), 0);
    snprintf(want, sizeof want, "%s: %s events, %.1f kB, %.1f bytes an event", path,
             str_thousands(count, sizeof count, events), (double)st.st_size / 1000,
             (double)st.st_size / (double)events);
    ck_assert_str_eq(summary, want);
}
END_TEST

START_TEST(what_waits_goes_to_the_disk_once_a_second)
{
    struct tape *t;
    model_demo(m);
    start(0);
    uint64_t now = clock_mono_ns();
    live(3);
    ck_assert_int_eq(recorder_tick(r, now + NS_PER_S / 2, &why), STATUS_OK);
    ck_assert_int_eq(tape_open(&t, path, &why), STATUS_OK);
    ck_assert_uint_eq(tape_info(t).events, 0);
    ck_assert_int_eq(recorder_tick(r, now + 2 * NS_PER_S, &why), STATUS_OK);
    ck_assert_int_eq(tape_grow(t, &why), STATUS_OK);
    ck_assert_uint_eq(tape_info(t).events, recorder_stats(r).events);
    tape_free(t);
    stop();
}
END_TEST

START_TEST(each_file_of_a_rotation_stands_alone)
{
    char second[128];
    model_demo(m);
    start(1); /* as soon as anything was written */
    uint64_t now = clock_mono_ns();
    unsigned files = 0;
    for (unsigned i = 1; i <= 60; i++) {
        live(20);
        recorder_tick(r, now + 10ull * i * NS_PER_S, &why);
    }
    const char *summary = stop(), *last = strstr(summary, "one.tape ... ");
    ck_assert_msg(last && sscanf(strstr(last, "one.tape."), "one.tape.%u", &files) == 1, "%s", summary);
    ck_assert_uint_ge(files, 3);
    ck_assert_uint_le(files, 40); /* each holds more than its snapshot */
    snprintf(second, sizeof second, "%s.%u", path, files);
    expect_played(second, "");
    snprintf(second, sizeof second, "%s.%u", path, files - 1);
    struct state *s = played(second, "");
    ck_assert(state_check(s, &why) == STATUS_OK);
    ck_assert_uint_gt(query_source_by_id(s, 1)->next, 0);
    ck_assert(!query_source_by_id(s, 1)->stale);
    state_free(s);
}
END_TEST

START_TEST(a_name_of_the_day_is_found_also_when_it_is_taken)
{
    struct recorder *other;
    const struct recorder_options o = {.directory = dir};
    ck_assert_int_eq(recorder_start(&r, &o, m->state, &why), STATUS_OK);
    ck_assert_int_eq(recorder_start(&other, &o, m->state, &why), STATUS_OK);
    ck_assert_int_eq(strncmp(recorder_path(r), dir, strlen(dir)), 0);
    ck_assert_ptr_nonnull(strstr(recorder_path(r), "/rxscope-20"));
    ck_assert_str_ne(recorder_path(r), recorder_path(other));
    ck_assert_int_eq(recorder_stop(other, NULL, NULL), STATUS_OK);
    stop();
}
END_TEST

START_TEST(a_file_that_exists_is_left_alone)
{
    const struct recorder_options o = {.path = path};
    close(open(path, O_CREAT | O_WRONLY, 0600));
    ck_assert_int_eq(recorder_start(&r, &o, m->state, &why), STATUS_EXISTS);
    ck_assert_ptr_null(r);
    ck_assert_ptr_nonnull(strstr(why.text, path));
    ck_assert_int_eq(recorder_stop(NULL, NULL, NULL), STATUS_OK);
}
END_TEST

/* In a child, for whose files there is a limit. Its status: which of the checks failed. */
static int fill_the_disk(void)
{
    struct str summary = STR_INIT;
    struct random noise = {.state = 5};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){40000, 40000});
    start(0);
    for (int i = 0; i < 20000 && taken == STATUS_OK; i++)
        model_send(m, (double)random_next(&noise));
    if (taken != STATUS_FULL || !strstr(why.text, "events are kept"))
        return 1;
    model_send(m, 1);
    if (taken != STATUS_FULL || recorder_tick(r, UINT64_MAX, &why) != STATUS_FULL)
        return 2;
    uint64_t events = recorder_stats(r).events;
    if (recorder_stop(r, &summary, &why) != STATUS_FULL || !strstr(why.text, "events are kept"))
        return 3;
    char count[32], want[160];
    snprintf(want, sizeof want, "%s: %s events", path, str_thousands(count, sizeof count, events));
    if (strncmp(str_text(&summary), want, strlen(want)) != 0)
        return 4;
    r = NULL;
    struct state *s = played(path, "");
    return !query_source_by_id(s, 1)->stale && query_source_by_id(s, 1)->next > 100 ? 0 : 5;
}

START_TEST(a_full_disk_ends_the_recording_and_nothing_else)
{
    int status;
    model_demo(m);
    pid_t pid = fork();
    if (pid == 0)
        _exit(fill_the_disk());
    waitpid(pid, &status, 0);
    ck_assert_int_eq(status, 0);
}
END_TEST

static void break_byte(const char *name, off_t at)
{
    char byte;
    int fd = open(name, O_RDWR);
    ck_assert_int_eq(pread(fd, &byte, 1, at), 1);
    byte ^= 0x40;
    ck_assert_int_eq(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

/* So many events that a snapshot comes among them; the model checks everything after each, which takes long. */
static void flood(unsigned events)
{
    enum { MANY = 1000 };
    static unsigned char records[MANY * 64];
    static struct random noise = {.state = 3};
    for (unsigned done = 0; done < events; done += MANY) {
        size_t len = 0;
        for (unsigned i = 0; i < MANY; i++) {
            struct event ev = send_merged(1, (int64_t)random_below(&noise, 1000000), 0, 0);
            ev.id = m->show;
            ev.time = m->now += 1000;
            len += event_encode(&ev, records + len);
        }
        ck_assert_int_eq(state_fold_records(m->state, records, len), STATUS_OK);
        ck_assert_int_eq(recorder_take(r, records, len, &why), STATUS_OK);
    }
}

START_TEST(behind_damage_the_next_snapshot_makes_it_whole)
{
    struct stat st;
    model_demo(m);
    start(0);
    live(30);
    flood(100000);
    ck_assert_int_eq(stat(path, &st), 0); /* some blocks, and no snapshot yet but the first */
    ck_assert_int_gt(st.st_size, 20000);
    model_swap_load(m);
    flood(500000);
    ck_assert_uint_lt(recorder_stats(r).since_snapshot, 200000);
    live(30);
    stop();
    break_byte(path, st.st_size / 2);
    expect_played(path, "damaged at byte");
}
END_TEST

START_TEST(a_tape_that_was_cut_off_says_so)
{
    struct stat st;
    model_demo(m);
    start(0);
    live(30);
    stop();
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(truncate(path, st.st_size - 50), 0);
    expect_played(path, "was cut off"); /* the index is lost, and nothing else */
}
END_TEST

START_TEST(a_tape_takes_no_commands)
{
    struct player *p;
    start(0);
    stop();
    ck_assert_int_eq(player_open(&p, path, &why), STATUS_OK);
    const struct command cmd = {.kind = CMD_WATCH, .source = 1};
    ck_assert_int_eq(player_feed(p)->ops->command(player_feed(p), &cmd, &why), STATUS_UNSUPPORTED);
    ck_assert_uint_eq(player_info(p).events, 0);
    player_free(p);
    ck_assert_int_eq(player_open(&p, dir, &why), STATUS_FORMAT);
    ck_assert_ptr_null(p);
    player_free(NULL);
}
END_TEST

static Suite *recorder_suite(void)
{
    const TTest *const tests[] = {
        a_recording_from_the_beginning,
        a_recording_from_the_middle,
        a_recording_that_nothing_followed,
        the_summary_says_what_was_kept,
        what_waits_goes_to_the_disk_once_a_second,
        each_file_of_a_rotation_stands_alone,
        a_name_of_the_day_is_found_also_when_it_is_taken,
        a_file_that_exists_is_left_alone,
        a_full_disk_ends_the_recording_and_nothing_else,
        behind_damage_the_next_snapshot_makes_it_whole,
        a_tape_that_was_cut_off_says_so,
        a_tape_takes_no_commands,
    };
    Suite *suite = suite_create("recorder and player");
    TCase *tc = tcase_create("recorder");
    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, setup, teardown);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return suite_main(recorder_suite());
}
