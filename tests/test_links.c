/* test_links.c - many programs as one feed: who comes, goes, comes back, or is no program at all. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/links.h"
#include "base/clock.h"
#include "base/mem.h"
#include "engine/rundir.h"
#include "state/state.h"
#include "tests/support/events.h"
#include "tests/support/fake.h"
#include "tests/support/suite.h"

static struct links *links;
static struct feed *feed;
static struct state *state;
static uint64_t ahead; /* ns by which the feed's time is ahead of ours */

static void take(void *ctx, const void *records, size_t len)
{
    (void)ctx;
    ck_assert_int_eq(state_fold_records(state, records, len), STATUS_OK);
}

static void turn(void)
{
    struct pollfd fds[FEED_FDS];
    uint64_t now = clock_mono_ns() + ahead;
    size_t n = feed->ops->poll(feed, fds);
    ck_assert_uint_le(n, FEED_FDS);
    poll(fds, (nfds_t)n, feed->ops->sleep(feed) ? 5 : 0);
    feed->ops->serve(feed, fds, n, now);
    while (!feed->ops->drain(feed, 1 << 16, take, NULL))
        continue;
    struct fault_text why;
    ck_assert_msg(state_check(state, &why) == STATUS_OK, "%s", why.text);
}

#define AWAIT(condition)                                                             \
    do {                                                                             \
        uint64_t end_ = clock_mono_ns() + suite_patience() * NS_PER_MS;              \
        while (!(condition)) {                                                       \
            turn();                                                                  \
            ck_assert_msg(clock_mono_ns() < end_, "it does not come: " #condition); \
        }                                                                            \
    } while (0)

static void open_links(bool stay, bool all)
{
    state = state_new(NULL);
    ahead = 0;
    links = links_new(&(struct links_options){.stay = stay, .all = all});
    feed = links_feed(links);
}

static void close_links(void)
{
    links_free(links);
    state_free(state);
}

/* Listens as NAME-PID in the runtime folder. */
static void appear(struct fake *p, const char *name, pid_t pid)
{
    struct str path = STR_INIT;
    struct fault_text why;
    ck_assert_int_eq(rundir_socket(name, pid, &path, &why), STATUS_OK);
    fake_listen(p, str_text(&path));
    str_release(&path);
}

static void add(const struct fake *p)
{
    struct targets t = {0};
    struct fault_text why;
    targets_add(&t, p->path);
    t.items[0].fixed = false;
    ck_assert_msg(links_add(links, &t.items[0], NULL, &why) == STATUS_OK, "%s", why.text);
    targets_release(&t);
}

static void accept_it(struct fake *p)
{
    AWAIT(fake_wanted(p));
    fake_accept(p);
}

static void answer(struct fake *p, const char *name)
{
    accept_it(p);
    fake_hello(p, name);
    fake_snapshot(p, name);
}

static const struct source_info *source(uint32_t n)
{
    static const struct source_info none;
    const struct source_info *src = query_source_by_id(state, n);
    return src ? src : &none;
}

static bool live(uint32_t n, const char *name)
{
    const struct source_info *src = source(n);
    return src->name && strcmp(src->name, name) == 0 && !src->syncing && !src->ended_at && src->events >= 3;
}

/* How many lines of the log of that source contain the words. */
static unsigned lines(uint32_t n, const char *words)
{
    struct log_view all[256];
    size_t count = query_log(state, 0, all, ARRAY_LEN(all));
    unsigned found = 0;
    for (size_t i = 0; i < count; i++)
        found += all[i].source == n && strstr(all[i].text, words);
    return found;
}

static void attach(struct fake *p, const char *name, pid_t pid, uint32_t number)
{
    appear(p, name, pid);
    add(p);
    answer(p, name);
    AWAIT(live(number, name));
}

/* --- coming and going ------------------------------------------------------------------------ */

START_TEST(each_program_is_a_source)
{
    struct fake p, q;
    open_links(true, false);
    attach(&p, "one", 1001, 1);
    attach(&q, "two", 1002, 2);
    ck_assert(links_synced(links));
    fake_event(&q, (struct event){.kind = EV_LOG, .time = next_time(), .text = "hello", .text_len = 5});
    AWAIT(lines(2, "hello"));
    ck_assert_uint_eq(lines(1, "hello"), 0);
    fake_close(&p);
    fake_close(&q);
    close_links();
}
END_TEST

START_TEST(a_program_that_is_killed_ends_and_comes_back_under_its_number)
{
    struct fake p, q;
    struct event module = {.kind = EV_STRING, .time = next_time(), .id = 1, .text = "old", .text_len = 3};
    open_links(true, false);
    attach(&p, "one", 1001, 1);
    attach(&q, "two", 1002, 2);
    fake_event(&p, module);
    AWAIT(strcmp(query_string(state, 1, 1), "old") == 0);
    fake_close(&p);
    AWAIT(source(1)->ended_at);
    ck_assert_int_eq(source(1)->exit_status, -1);
    AWAIT(lines(1, "waiting for one to come back"));
    ck_assert(live(2, "two"));
    appear(&p, "one", 2001);
    answer(&p, "one");
    AWAIT(live(1, "one"));
    ck_assert_str_eq(query_string(state, 1, 1), ""); /* it begins anew */
    ck_assert_ptr_null(query_source(state, 2));
    ck_assert_uint_eq(lines(1, "waiting"), 1);
    fake_close(&p);
    AWAIT(lines(1, "waiting") == 2); /* and again */
    fake_close(&q);
    close_links();
}
END_TEST

START_TEST(an_end_that_the_program_tells_is_told_once)
{
    struct fake p;
    open_links(true, false);
    attach(&p, "one", 1001, 1);
    struct event end = source_end(0, 3);
    fake_event(&p, end);
    fake_close(&p);
    AWAIT(lines(1, "waiting for one"));
    ck_assert_int_eq(source(1)->exit_status, 3);
    close_links();
}
END_TEST

/* The program lives: only the connection was lost. What was watched is watched again. */
START_TEST(a_lost_connection_is_made_again_without_a_word)
{
    struct fake p;
    struct fault_text why;
    struct command c;
    struct frame f;
    struct command watch = {.kind = CMD_WATCH, .source = 1, .id = subscription_id(5), .version = 1};
    open_links(true, false);
    attach(&p, "one", 1001, 1);
    ck_assert_int_eq(feed->ops->command(feed, &watch, &why), STATUS_OK);
    fake_hang_up(&p);
    turn();
    answer(&p, "one");
    AWAIT(fake_got(&p, FRAME_COMMAND, &f));
    ck_assert_int_eq(command_decode(&f, &c), STATUS_OK);
    ck_assert_uint_eq(c.id, subscription_id(5));
    ck_assert(live(1, "one"));
    ck_assert_uint_eq(lines(1, "waiting"), 0);
    fake_close(&p);
    close_links();
}
END_TEST

START_TEST(programs_that_appear_are_attached_to_when_all_are_wanted)
{
    struct fake p, q;
    open_links(true, true);
    appear(&p, "early", 1001);
    turn();
    answer(&p, "early");
    AWAIT(live(1, "early"));
    appear(&q, "late", 1002);
    AWAIT(links_count(links) == 2);
    answer(&q, "late");
    AWAIT(live(2, "late"));
    fake_close(&p);
    fake_close(&q);
    close_links();
}
END_TEST

/* All that happened to the folder may be read at once. */
START_TEST(a_folder_that_was_removed_and_made_again_is_watched)
{
    struct fake p, q;
    struct str folder = STR_INIT;
    open_links(true, true);
    turn();
    appear(&p, "early", 1001);
    fake_close(&p);
    ck_assert_int_eq(rundir_path(&folder, NULL), STATUS_OK);
    ck_assert_int_eq(rmdir(str_text(&folder)), 0);
    turn();
    appear(&q, "late", 1002);
    ahead = 2000 * NS_PER_MS;
    AWAIT(links_count(links) == 1);
    fake_close(&q);
    close_links();
    str_release(&folder);
}
END_TEST

START_TEST(programs_that_nobody_named_are_left_alone)
{
    struct fake p, q;
    open_links(true, false);
    appear(&q, "other", 1002);
    attach(&p, "one", 1001, 1);
    for (int i = 0; i < 20; i++)
        turn();
    ck_assert_uint_eq(links_count(links), 1);
    fake_close(&p);
    fake_close(&q);
    close_links();
}
END_TEST

/* A program listens only after its socket is there. */
START_TEST(a_socket_that_does_not_listen_yet_is_tried_again)
{
    struct fake p;
    open_links(true, true);
    appear(&p, "slow", getpid()); /* of a process that lives */
    close(p.listener);
    turn();
    turn();
    ck_assert_uint_eq(links_count(links), 0);
    unlink(p.path);
    appear(&p, "slow", getpid());
    AWAIT(links_count(links) == 1);
    answer(&p, "slow");
    AWAIT(live(1, "slow"));
    fake_close(&p);
    close_links();
}
END_TEST

START_TEST(more_programs_than_fit_are_left_out_and_that_is_told)
{
    struct fake p[LINKS_MAX + 2];
    open_links(true, true);
    for (int i = 0; i < LINKS_MAX + 2; i++)
        appear(&p[i], "many", 1000 + i);
    AWAIT(links_count(links) == LINKS_MAX);
    AWAIT(lines(1, "left out") == 1);
    for (int i = 0; i < LINKS_MAX + 2; i++)
        fake_close(&p[i]);
    close_links();
}
END_TEST

/* --- those who are none ---------------------------------------------------------------------- */

static void assert_refused(void (*misbehave)(struct fake *p), const char *words)
{
    struct fake bad, good;
    open_links(true, true);
    appear(&bad, "bad", 1001);
    accept_it(&bad);
    misbehave(&bad);
    AWAIT(lines(1, words));
    ck_assert_uint_eq(lines(1, "bad cannot be attached to"), 1);
    ck_assert(source(1)->ended_at);
    appear(&good, "good", 1002);
    AWAIT(links_count(links) == 2);
    answer(&good, "good");
    AWAIT(live(2, "good"));
    ck_assert_uint_eq(lines(1, words), 1); /* it is not tried again */
    fake_close(&bad);
    appear(&bad, "bad", 2001); /* but its successor is */
    answer(&bad, "bad");
    AWAIT(live(1, "bad"));
    fake_close(&bad);
    fake_close(&good);
    close_links();
}

static void say_garbage(struct fake *p)
{
    fake_write(p, "\033]0;title\007220 smtp ready and more\r\n", 33);
}

static void say_another_version(struct fake *p)
{
    fake_hello_version(p, "bad", WIRE_NEWEST + 5, WIRE_NEWEST + 9);
}

static void say_nonsense_later(struct fake *p)
{
    fake_hello(p, "bad");
    fake_snapshot(p, "bad");
    fake_write(p, "\x10\0\0\0\x03\0\0\0aaaaaaaaaaaaaaaa", 24);
}

START_TEST(garbage_is_one_line_and_the_rest_goes_on)
{
    assert_refused(say_garbage, "not rxscope's protocol");
}
END_TEST

START_TEST(another_version_is_one_line_and_the_rest_goes_on)
{
    assert_refused(say_another_version, "version");
}
END_TEST

START_TEST(a_stream_that_goes_wrong_is_one_line_and_the_rest_goes_on)
{
    assert_refused(say_nonsense_later, "contradicts itself");
}
END_TEST

START_TEST(a_program_without_room_is_tried_again_later)
{
    struct fake p;
    struct str out = STR_INIT;
    open_links(true, false);
    attach(&p, "one", 1001, 1);
    bye_encode(STATUS_FULL, "it read too slowly", &out);
    fake_say(&p, &out);
    fake_hang_up(&p);
    AWAIT(lines(1, "closed the connection: it read too slowly"));
    answer(&p, "one");
    AWAIT(live(1, "one"));
    fake_close(&p);
    close_links();
}
END_TEST

START_TEST(silence_is_told_once_until_it_is_broken)
{
    struct fake p;
    open_links(true, false);
    attach(&p, "one", 1001, 1);
    ahead = 3000 * NS_PER_MS; /* now it is asked */
    turn();
    ahead = 9000 * NS_PER_MS;
    turn();
    turn();
    ck_assert_uint_eq(lines(1, "does not answer"), 1);
    ahead = 0;
    fake_event(&p, (struct event){.kind = EV_LOG, .time = next_time(), .text = "back", .text_len = 4});
    AWAIT(lines(1, "back"));
    ck_assert(live(1, "one"));
    fake_close(&p);
    close_links();
}
END_TEST

/* --- commands -------------------------------------------------------------------------------- */

START_TEST(commands_go_to_the_program_that_they_name)
{
    struct fake p, q;
    struct fault_text why;
    struct command c;
    struct feed_reply r;
    struct frame f;
    struct command sweep = {.kind = CMD_SWEEP, .source = 2, .request = 77};
    open_links(true, false);
    attach(&p, "one", 1001, 1);
    attach(&q, "two", 1002, 2);
    ck_assert_int_eq(feed->ops->command(feed, &sweep, &why), STATUS_OK);
    AWAIT(fake_got(&q, FRAME_COMMAND, &f));
    ck_assert_int_eq(command_decode(&f, &c), STATUS_OK);
    ck_assert_uint_eq(c.request, 77);
    ck_assert(!fake_got(&p, FRAME_COMMAND, NULL));
    fake_reply(&q, 77, STATUS_STATE, "not now");
    AWAIT(feed->ops->reply(feed, &r));
    ck_assert_uint_eq(r.source, 2);
    ck_assert_uint_eq(r.request, 77);
    ck_assert_int_eq(r.status, STATUS_STATE);
    ck_assert_str_eq(r.why.text, "not now");
    ck_assert(!feed->ops->reply(feed, &r));
    fake_close(&q);
    AWAIT(source(2)->ended_at);
    ck_assert_int_eq(feed->ops->command(feed, &sweep, &why), STATUS_GONE);
    ck_assert_str_eq(why.text, "two is not there now");
    sweep.source = 99;
    ck_assert_int_eq(feed->ops->command(feed, &sweep, &why), STATUS_GONE);
    fake_close(&p);
    close_links();
}
END_TEST

START_TEST(replies_that_nobody_fetches_do_not_pile_up)
{
    struct fake p;
    struct feed_reply r;
    unsigned n = 0;
    open_links(true, false);
    attach(&p, "one", 1001, 1);
    for (uint32_t i = 1; i <= 500; i++) {
        fake_reply(&p, i, STATUS_OK, "");
        turn();
    }
    fake_event(&p, (struct event){.kind = EV_LOG, .time = next_time(), .text = "end", .text_len = 3});
    AWAIT(lines(1, "end"));
    while (feed->ops->reply(feed, &r))
        n++;
    ck_assert_uint_eq(r.request, 500); /* the newest are kept */
    ck_assert_uint_le(n, 64);
    fake_close(&p);
    close_links();
}
END_TEST

/* --- losing the thread ----------------------------------------------------------------------- */

START_TEST(a_stale_source_is_told_anew_but_not_too_often)
{
    struct fake p;
    open_links(true, false);
    attach(&p, "one", 1001, 1);
    fake_event(&p, (struct event){.kind = EV_STALE, .time = next_time(), .num = 5});
    AWAIT(source(1)->stale);
    feed_resync_stale(feed, state);
    answer(&p, "one");
    AWAIT(!source(1)->stale);
    ck_assert(live(1, "one"));
    ck_assert_uint_eq(source(1)->dropped, 5); /* that remains known */
    fake_event(&p, (struct event){.kind = EV_STALE, .time = next_time(), .num = 5});
    AWAIT(source(1)->stale);
    for (int i = 0; i < 50; i++) {
        feed_resync_stale(feed, state);
        turn();
    }
    ck_assert(source(1)->stale);
    ck_assert(!fake_got(&p, FRAME_BYE, NULL));
    fake_close(&p);
    close_links();
}
END_TEST

/* --- without staying ------------------------------------------------------------------------- */

START_TEST(without_staying_the_end_of_all_is_the_end)
{
    struct fake p, q;
    struct fault_text why;
    open_links(false, false);
    attach(&p, "one", 1001, 1);
    appear(&q, "two", 1002);
    add(&q);
    ck_assert(!links_synced(links));
    ck_assert_int_eq(links_outcome(links, &why), STATUS_BUSY);
    ck_assert_msg(strstr(why.text, "two does not answer") != NULL, "%s", why.text);
    fake_close(&p);
    AWAIT(source(1)->ended_at);
    ck_assert(!feed->ops->over(feed));
    fake_close(&q);
    AWAIT(feed->ops->over(feed));
    ck_assert_int_eq(links_outcome(links, &why), STATUS_GONE);
    ck_assert(str_starts(why.text, "one: "));
    close_links();
}
END_TEST

START_TEST(an_end_in_order_is_no_failure)
{
    struct fake p;
    struct fault_text why;
    open_links(false, false);
    attach(&p, "one", 1001, 1);
    fake_event(&p, source_end(0, 0));
    fake_close(&p);
    AWAIT(feed->ops->over(feed));
    ck_assert_int_eq(links_outcome(links, &why), STATUS_OK);
    close_links();
}
END_TEST

START_TEST(a_program_that_does_not_run_is_not_added)
{
    struct fake p;
    struct targets t = {0};
    struct fault_text why;
    open_links(false, false);
    appear(&p, "dead", 1001);
    targets_add(&t, p.path);
    close(p.listener);
    ck_assert_int_eq(links_add(links, &t.items[0], NULL, &why), STATUS_GONE);
    ck_assert_uint_eq(links_count(links), 0);
    p.listener = -1;
    targets_release(&t);
    fake_close(&p);
    close_links();
}
END_TEST

/* --- the folder ------------------------------------------------------------------------------ */

START_TEST(targets_are_found_by_name_pid_and_path)
{
    struct fake p, q, r;
    struct targets t;
    struct fault_text why;
    appear(&p, "one", 1001);
    appear(&q, "one", 1002);
    appear(&r, "two", 1003);
    ck_assert_int_eq(targets_find("one", &t, &why), STATUS_OK);
    ck_assert_uint_eq(t.n, 2);
    ck_assert_int_eq(targets_only_one(&t, "one", &why), STATUS_USAGE);
    ck_assert_msg(strstr(why.text, "1001, 1002") != NULL, "%s", why.text);
    targets_release(&t);
    ck_assert_int_eq(targets_find("1003", &t, &why), STATUS_OK);
    ck_assert_str_eq(t.items[0].name, "two");
    targets_release(&t);
    ck_assert_int_eq(targets_find(r.path, &t, &why), STATUS_OK);
    ck_assert_uint_eq(t.n, 1);
    ck_assert(t.items[0].fixed);
    targets_release(&t);
    ck_assert_int_eq(targets_find("three", &t, &why), STATUS_GONE);
    close(r.listener);
    r.listener = -1;
    ck_assert_int_eq(targets_find("two", &t, &why), STATUS_GONE); /* nobody listens there */
    fake_close(&p);
    fake_close(&q);
    fake_close(&r);
    unlink(r.path);
}
END_TEST

START_TEST(only_what_a_dead_program_left_is_removed)
{
    struct fake alive, dead;
    struct targets t;
    struct fault_text why;
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    appear(&alive, "alive", getpid());
    appear(&dead, "dead", child);
    close(dead.listener);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    ck_assert_int_eq(targets_list(&t, &why), STATUS_OK);
    ck_assert_uint_eq(t.n, 2);
    for (size_t i = 0; i < t.n; i++)
        target_remove_dead(&t.items[i]);
    ck_assert_int_eq(access(alive.path, F_OK), 0);
    ck_assert_int_ne(access(dead.path, F_OK), 0);
    targets_release(&t);
    dead.listener = -1;
    fake_close(&alive);
    fake_close(&dead);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        each_program_is_a_source,
        a_program_that_is_killed_ends_and_comes_back_under_its_number,
        an_end_that_the_program_tells_is_told_once,
        a_lost_connection_is_made_again_without_a_word,
        programs_that_appear_are_attached_to_when_all_are_wanted,
        a_folder_that_was_removed_and_made_again_is_watched,
        programs_that_nobody_named_are_left_alone,
        a_socket_that_does_not_listen_yet_is_tried_again,
        more_programs_than_fit_are_left_out_and_that_is_told,
        garbage_is_one_line_and_the_rest_goes_on,
        another_version_is_one_line_and_the_rest_goes_on,
        a_stream_that_goes_wrong_is_one_line_and_the_rest_goes_on,
        a_program_without_room_is_tried_again_later,
        silence_is_told_once_until_it_is_broken,
        commands_go_to_the_program_that_they_name,
        replies_that_nobody_fetches_do_not_pile_up,
        a_stale_source_is_told_anew_but_not_too_often,
        without_staying_the_end_of_all_is_the_end,
        an_end_in_order_is_no_failure,
        a_program_that_does_not_run_is_not_added,
        targets_are_found_by_name_pid_and_path,
        only_what_a_dead_program_left_is_removed,
    };
    return suite_run("links", tests, ARRAY_LEN(tests));
}
