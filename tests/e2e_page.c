/* e2e_page.c - what ls and ctl say of RxJS programs, which the test plays: pages with titles, several of one pid, and what
 * can be asked of their living streams. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "engine/rundir.h"
#include "tests/support/fake.h"
#include "tests/support/page.h"
#include "tests/support/program.h"
#include "tests/support/suite.h"

static void appear(struct fake *f, const char *name, pid_t pid)
{
    struct str path = STR_INIT;
    struct fault_text why;
    ck_assert_int_eq(rundir_socket(name, pid, &path, &why), STATUS_OK);
    fake_listen(f, str_text(&path));
    str_release(&path);
}

/* false: the other side is gone. */
static bool await_bytes(struct fake *f)
{
    struct pollfd fd = {.fd = f->fd, .events = POLLIN};
    ck_assert_int_eq(poll(&fd, 1, (int)suite_patience()), 1);
    return !(fd.revents & POLLHUP);
}

/* Whether somebody listens is looked at first: that connection ends without a hello. */
static void await_inspector(struct fake *f)
{
    do {
        fake_hang_up(f);
        fake_accept(f);
        await_bytes(f);
    } while (!fake_got(f, FRAME_HELLO, NULL));
}

static void say_hello(struct fake *f, const char *name, const char *title)
{
    struct str out = STR_INIT;
    struct hello h = {.oldest = WIRE_OLDEST, .newest = WIRE_NEWEST, .kinds = EV_LIMIT, .role = WIRE_PROGRAM,
                      .ready = READY_LIVE, .pid = 4242, .host = "browser"};
    str_copy(h.name, sizeof h.name, name);
    str_copy(h.title, sizeof h.title, title);
    hello_encode(&h, &out);
    fake_say(f, &out);
}

/* The page, and in its snapshot what else is in it. */
static void tell_page_with(struct fake *f, const struct event *more, size_t count)
{
    struct event all[80];
    const struct event *events;
    size_t n = page_events("shop", "Orders", &events) - 1; /* the last one ends the snapshot */
    ck_assert_uint_lt(n + count, ARRAY_LEN(all));
    memcpy(all, events, n * sizeof *all);
    for (size_t i = 0; i < count; i++)
        all[n + i] = more[i];
    all[n + count] = events[n];
    fake_events(f, all, n + count + 1);
}

static void tell_page(struct fake *f)
{
    tell_page_with(f, NULL, 0);
}

/* ---- ls ---- */

START_TEST(ls_lists_pages_in_aligned_columns)
{
    static const struct {
        const char *name, *title;
    } pages[] = {{"shop", "localhost:5173 \xe2\x80\x94 Chrome, Orders"},
                 {"shop.2", "localhost:5173 \xe2\x80\x94 Chrome, a title that goes on for ever and ever"},
                 {"shop.3", "\x1b[2J"},
                 {"shop.4", ""}};
    struct fake fakes[ARRAY_LEN(pages)];
    struct program ls;
    for (size_t i = 0; i < ARRAY_LEN(pages); i++)
        appear(&fakes[i], pages[i].name, getpid());
    program_start(&ls, "ls");
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        fake_accept(&fakes[i]);
        fakes[i].may_leave = true;
        say_hello(&fakes[i], pages[i].name, pages[i].title);
    }
    ck_assert_int_eq(program_wait(&ls), 0);
    const char *text = str_text(&ls.out);
    ck_assert_ptr_nonnull(strstr(text, "localhost:5173 \xe2\x80\x94 Chrome, Orders  "));
    ck_assert_ptr_nonnull(strstr(text, "a title that goes on...  browser  "));
    ck_assert_ptr_null(strchr(text, '\x1b'));
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        const char *host = strstr(line, "browser  /");
        ck_assert_msg(host && host < strchr(line, '\n'), "%s", text);
    }
    program_release(&ls);
    for (size_t i = 0; i < ARRAY_LEN(pages); i++)
        fake_close(&fakes[i]);
}
END_TEST

START_TEST(pages_of_one_pid_are_told_apart_by_their_names)
{
    struct fake one, two;
    appear(&one, "shop", getpid());
    appear(&two, "shop.2", getpid());
    rxscope_expect(2, "is several programs; name one by its name: shop, shop.2", "ctl %ld pause 31", (long)getpid());
    fake_close(&two);
    fake_close(&one);
}
END_TEST

/* ---- ctl ---- */

struct question {
    const char *words;
    struct command asks;
    enum status answer;
    const char *says;
    int status;
    const char *prints;
};

static void await_command(struct fake *f, struct frame *frame)
{
    while (!fake_got(f, FRAME_COMMAND, frame))
        ck_assert_msg(await_bytes(f), "it asked nothing");
}

static void ask(const struct question *q)
{
    struct fake shop;
    struct program ctl;
    struct frame frame;
    struct command c;
    appear(&shop, "shop", getpid());
    program_start(&ctl, "ctl shop %s", q->words);
    await_inspector(&shop);
    say_hello(&shop, "shop", "Orders");
    tell_page(&shop);
    await_command(&shop, &frame);
    ck_assert_int_eq(command_decode(&frame, &c), STATUS_OK);
    ck_assert_int_eq(c.kind, q->asks.kind);
    ck_assert_uint_eq(c.id, q->asks.id);
    ck_assert_uint_eq(c.version, q->asks.version);
    char *text = mem_strndup(c.text, c.text_len);
    ck_assert_str_eq(text, q->asks.text ? q->asks.text : "");
    free(text);
    shop.may_leave = true;
    fake_reply(&shop, c.request, q->answer, q->says);
    ck_assert_msg(program_wait(&ctl) == q->status, "%s: %s", q->words, program_tail(&ctl));
    ck_assert_msg(strstr(str_text(&ctl.out), q->prints) != NULL, "%s: %s", q->words, program_tail(&ctl));
    program_release(&ctl);
    fake_close(&shop);
}

#define ID(i) .id = i
static const struct question questions[] = {
    {"pause 31", {CMD_PAUSE, ID(PAGE_SHOWN), .version = PAUSE_LASTING}, STATUS_OK, "", 0, "subscription#31: paused"},
    {"pause show", {CMD_PAUSE, ID(PAGE_SHOWN), .version = PAUSE_LASTING}, STATUS_OK, "", 0, "paused"},
    {"pause clock$", {CMD_PAUSE, ID(PAGE_SHOWN), .version = PAUSE_LASTING}, STATUS_OK, "", 0, "subscription#31: paused"},
    {"unsubscribe clicks$", {CMD_UNSUBSCRIBE, ID(PAGE_CLICKED)}, STATUS_OK, "", 0, "unsubscribed"}, /* its stream is a track */
    {"step #31", {CMD_STEP, ID(PAGE_SHOWN)}, STATUS_STATE, "it is not paused", 1, "it is not paused"},
    {"resume subscription#31", {CMD_RESUME, ID(PAGE_SHOWN)}, STATUS_OK, "3 values waited", 0, "3 values waited"},
    {"send clicks$ {\"x\":1}", {CMD_SEND, ID(PAGE_CLICKS_O), .text = "{\"x\":1}"}, STATUS_OK, "", 0, "sent"},
    {"send src/clock.ts:clicks$ -- -5", {CMD_SEND, ID(PAGE_CLICKS_O), .text = "-5"}, STATUS_OK, "", 0, "sent"},
    {"send observable#1 --error oh", {CMD_SEND, ID(PAGE_CLICKS_O), .version = 1, .text = "oh"}, STATUS_OK, "", 0, "sent"},
    {"complete clicks$", {CMD_SEND, ID(PAGE_CLICKS_O), .version = 2}, STATUS_OK, "", 0, "completed"},
    {"tag clicks$ hot", {CMD_TAG, ID(PAGE_TRACK), .version = 1, .text = "hot"}, STATUS_OK, "", 0, "tagged"},
    {"untag 31 hot", {CMD_TAG, ID(PAGE_SHOWN), .text = "hot"}, STATUS_OK, "", 0, "untagged"},
    {"log clicks$", {CMD_LOG, ID(PAGE_CLICKS_O)}, STATUS_OK, "", 0, "logged"},
    {"log tick$", {CMD_LOG, ID(ID_MAKE(ENT_OBSERVABLE, 0, 10))}, STATUS_OK, "", 0, "logged"}, /* no track */
    {"log 31", {CMD_LOG, ID(PAGE_SHOWN)}, STATUS_OK, "", 0, "logged"},
    {"log observable#12 clock", {CMD_LOG, ID(ID_MAKE(ENT_OBSERVABLE, 0, 12)), .text = "clock"}, STATUS_UNSUPPORTED,
     "there is no console", 1, "there is no console"},
    {"diff clicks$", {CMD_DIFF, ID(PAGE_TRACK)}, STATUS_OK, "--- v1\n+++ v2\n-a\n+b\n", 0, "--- v1\n+++ v2\n-a\n+b\n"},
    {"diff clicks$ 2 v4", {CMD_DIFF, ID(PAGE_TRACK), .version = 2, .text = "4", .text_len = 1}, STATUS_OK, "+b\n", 0, "+b\n"},
    {"diff clicks$ v2 --json", {CMD_DIFF, ID(PAGE_TRACK), .version = 2}, STATUS_OK, "+b\n", 0, "{\"ok\":true,\"diff\":\"+b\\n\"}"},
    {"diff clicks$", {CMD_DIFF, ID(PAGE_TRACK)}, STATUS_OK, "", 0, "that version changed no function"},
    {"diff clicks$ 9", {CMD_DIFF, ID(PAGE_TRACK), .version = 9}, STATUS_NOTFOUND, "there is no version 9", 1,
     "there is no version 9"},
    {"approve on", {CMD_APPROVE, .version = 1}, STATUS_OK, "", 0, "saves are carried out at once"}, /* it told of no change */
    {"approve off", {CMD_APPROVE, ID(0)}, STATUS_OK, "2 tracks were swapped", 0, "2 tracks were swapped"},
    {"approve clicks$", {CMD_APPROVE, ID(PAGE_TRACK)}, STATUS_OK, "", 0, "src/clock.ts:clicks$: runs v1"},
    {"approve src/clock.ts", {CMD_APPROVE, ID(PAGE_APP)}, STATUS_OK, "", 0, "module#1: approved"},
    {"approve clicks$", {CMD_APPROVE, ID(PAGE_TRACK)}, STATUS_STATE, "nothing waits", 1, "nothing waits"},
};

START_TEST(ctl_asks_a_page)
{
    for (size_t i = 0; i < ARRAY_LEN(questions); i++)
        ask(&questions[i]);
}
END_TEST

static void refused(const char *words, const char *prints)
{
    struct fake shop;
    struct program ctl;
    appear(&shop, "shop", getpid());
    program_start(&ctl, "ctl shop %s", words);
    await_inspector(&shop);
    say_hello(&shop, "shop", "Orders");
    shop.may_leave = true;
    tell_page(&shop);
    ck_assert_int_eq(program_wait(&ctl), 1);
    ck_assert_msg(strstr(str_text(&ctl.out), prints) != NULL, "%s: %s", words, program_tail(&ctl));
    program_release(&ctl);
    fake_close(&shop);
}

/* A diff is longer than a line, and comes whole. */
START_TEST(a_long_diff_is_printed_whole)
{
    struct str text = STR_INIT;
    for (unsigned i = 0; i < 1000; i++)
        str_addf(&text, "+line %u of what is new\n", i);
    ask(&(struct question){"diff clicks$", {CMD_DIFF, ID(PAGE_TRACK)}, STATUS_OK, str_text(&text), 0, str_text(&text)});
    str_release(&text);
}
END_TEST

/* Of versions it is asked how much each has changed. */
static void say_sizes(struct fake *shop)
{
    struct frame frame;
    struct command c;
    for (int i = 0; i < 2; i++) {
        await_command(shop, &frame);
        ck_assert_int_eq(command_decode(&frame, &c), STATUS_OK);
        ck_assert_int_eq(c.kind, CMD_DIFF);
        fake_reply(shop, c.request, c.version == 1 ? STATUS_STATE : STATUS_OK,
                   c.version == 1 ? "the first that is known" : "--- f v1\n+++ f v2\n-a\n+b\n+c\n");
    }
}

static void listed(const char *words, const struct event *more, size_t count, const char *prints)
{
    struct fake shop;
    struct program ctl;
    appear(&shop, "shop", getpid());
    program_start(&ctl, "ctl shop %s", words);
    await_inspector(&shop);
    say_hello(&shop, "shop", "Orders");
    shop.may_leave = !str_starts(words, "versions");
    tell_page_with(&shop, more, count);
    if (str_starts(words, "versions"))
        say_sizes(&shop);
    shop.may_leave = true;
    ck_assert_msg(program_wait(&ctl) == 0, "%s", program_tail(&ctl));
    ck_assert_msg(strstr(str_text(&ctl.out), prints) != NULL, "%s: %s", words, program_tail(&ctl));
    program_release(&ctl);
    fake_close(&shop);
}

START_TEST(ctl_lists_versions_and_orphans)
{
    struct event orphan = track_state(1, TRACK_FLAG_ORPHAN, 0), update = track_update(1, PAGE_CLICKS_O, 2, 2, "moved map f");
    listed("versions clicks$", &update, 1, "src/clock.ts:clicks$  v2\nv2 ");
    listed("versions clicks$", &update, 1, " +2 -1     moved map f\n");
    listed("versions clicks$ --json", &update, 1, "\"version\":2");
    listed("versions clicks$ --json", &update, 1, "\"added\":2,\"removed\":1");
    listed("orphans", NULL, 0, "no orphans");
    listed("orphans", &orphan, 1, "left the source, held by subscription#33 onClick");
    listed("orphans --json", &orphan, 1, "\"what\":\"track\"");
}
END_TEST

START_TEST(a_stream_with_several_subscriptions_names_none_of_them)
{
    const struct event second[] = {page_subscribe(35, 12, PAGE_ON_CLICK, 14), subscribe_return(35)};
    struct fake shop;
    struct program ctl;
    appear(&shop, "shop", getpid());
    program_start(&ctl, "ctl shop pause clock$");
    await_inspector(&shop);
    say_hello(&shop, "shop", "Orders");
    shop.may_leave = true;
    tell_page_with(&shop, second, ARRAY_LEN(second));
    ck_assert_int_eq(program_wait(&ctl), 1);
    ck_assert_msg(strstr(str_text(&ctl.out), "'clock$' is several: subscription#31, subscription#35; name one of these"),
                  "%s", program_tail(&ctl));
    program_release(&ctl);
    fake_close(&shop);
}
END_TEST

START_TEST(ctl_says_what_it_cannot_find)
{
    refused("pause 99", "no living subscription '99'");
    refused("pause tick$", "no living subscription 'tick$'"); /* only clock$ is subscribed to it */
    refused("send nothing$ 5", "no living subject 'nothing$'");
    refused("send tick$ 5", "no living subject 'tick$'"); /* a variable, and no subject */
    refused("tag nowhere hot", "no living thing 'nowhere'");
    refused("versions nowhere", "no living track 'nowhere'");
    refused("diff nowhere", "no living track 'nowhere'");
    refused("approve nowhere", "no living track or module 'nowhere'");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        ls_lists_pages_in_aligned_columns,
        pages_of_one_pid_are_told_apart_by_their_names,
        ctl_asks_a_page,
        a_long_diff_is_printed_whole,
        ctl_lists_versions_and_orphans,
        a_stream_with_several_subscriptions_names_none_of_them,
        ctl_says_what_it_cannot_find,
    };
    return suite_run("page", tests, ARRAY_LEN(tests));
}
