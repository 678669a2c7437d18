/* test_link.c - the inspector's end of a socket against a program that the test plays. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "engine/link.h"
#include "tests/support/events.h"
#include "tests/support/fake.h"
#include "tests/support/suite.h"

enum { PLENTY = 1 << 20 };

static struct fake fake;
static struct link *link_;
static struct str got; /* records */
static unsigned hellos, replies;
static struct reply last;
static char last_text[256];
static struct fault_text why;
static bool more;

static void on_hello(void *ctx, struct link *l, const struct hello *h)
{
    (void)ctx;
    ck_assert_ptr_eq(link_hello(l), h);
    hellos++;
}

static void on_records(void *ctx, struct link *l, void *records, size_t len)
{
    (void)ctx;
    (void)l;
    str_addn(&got, records, len);
}

static void on_reply(void *ctx, struct link *l, const struct reply *r)
{
    (void)ctx;
    (void)l;
    last = *r;
    snprintf(last_text, sizeof last_text, "%.*s", (int)r->text_len, r->text);
    replies++;
}

static const struct link_options attaching = {
    .source = 7, .attach = true, .ops = {NULL, on_hello, on_records, on_reply}};

static void setup(void)
{
    hellos = replies = 0;
    link_ = link_new(fake_pair(&fake), &attaching);
}

static void teardown(void)
{
    link_free(link_);
    fake_close(&fake);
    str_release(&got);
}

static enum status serve_at(uint64_t now)
{
    struct pollfd fd;
    link_poll(link_, &fd);
    poll(&fd, 1, 0);
    return link_serve(link_, fd.revents, PLENTY, now, &more, &why);
}

static enum status serve(void)
{
    return serve_at(clock_mono_ns());
}

static void attach(void)
{
    fake_hello(&fake, "ticker");
    ck_assert_int_eq(serve(), STATUS_OK);
    ck_assert(fake_got(&fake, FRAME_ATTACH, NULL));
}

/* The nth record that was handed over. */
static struct event record(size_t n)
{
    struct event ev = {0};
    size_t at = 0, size = 0;
    for (size_t i = 0; i <= n; i++, at += size)
        ck_assert_int_eq(event_decode(got.data + at, got.len - at, &ev, &size), STATUS_OK);
    return ev;
}

/* --- the conversation ------------------------------------------------------------------------ */

START_TEST(it_says_hello_first_and_attaches_after_the_programs_hello)
{
    struct frame f;
    struct hello h;
    uint32_t flags;
    ck_assert_int_eq(serve(), STATUS_OK);
    ck_assert(fake_got(&fake, FRAME_HELLO, &f));
    ck_assert_int_eq(hello_decode(&f, &h, &why), STATUS_OK);
    ck_assert_uint_eq(h.role, WIRE_INSPECTOR);
    ck_assert_uint_eq(h.pid, (uint64_t)getpid());
    ck_assert(!fake_got(&fake, FRAME_ATTACH, NULL));
    ck_assert_ptr_null(link_hello(link_));
    fake_hello(&fake, "ticker");
    ck_assert_int_eq(serve(), STATUS_OK);
    ck_assert(fake_got(&fake, FRAME_ATTACH, &f));
    ck_assert_int_eq(attach_decode(&f, &flags), STATUS_OK);
    ck_assert_uint_eq(flags, ATTACH_EVENTS);
    ck_assert_uint_eq(hellos, 1);
    ck_assert_str_eq(link_hello(link_)->name, "ticker");
    ck_assert_int_eq(link_state(link_), LINK_SYNCING);
}
END_TEST

START_TEST(a_link_that_only_wants_the_hello_does_not_attach)
{
    struct link_options only = {.source = 1};
    link_free(link_);
    fake_close(&fake);
    link_ = link_new(fake_pair(&fake), &only);
    fake_hello(&fake, "ticker");
    ck_assert_int_eq(serve(), STATUS_OK);
    ck_assert(!fake_got(&fake, FRAME_ATTACH, NULL));
    ck_assert_int_eq(link_state(link_), LINK_LIVE);
    fake_snapshot(&fake, "ticker");
    ck_assert_int_eq(serve(), STATUS_FORMAT);
}
END_TEST

START_TEST(records_come_with_the_links_number_and_the_snapshot_makes_it_live)
{
    attach();
    fake_snapshot(&fake, "ticker");
    ck_assert_int_eq(serve(), STATUS_OK);
    ck_assert_int_eq(link_state(link_), LINK_LIVE);
    ck_assert_uint_eq(record(0).kind, EV_SOURCE_START);
    ck_assert_uint_eq(record(0).source, 7);
    ck_assert_uint_eq(record(2).source, 7);
    ck_assert_uint_ge(link_time(link_, clock_mono_ns()), record(2).time);
    ck_assert(!link_ended(link_));
    fake_event(&fake, source_end(0, 3));
    ck_assert_int_eq(serve(), STATUS_OK);
    ck_assert(link_ended(link_));
}
END_TEST

/* Whatever the pieces are in which the bytes arrive. */
START_TEST(frames_may_come_byte_by_byte)
{
    struct str all = STR_INIT;
    char text[EVENT_TEXT_MAX + 1];
    memset(text, 'x', EVENT_TEXT_MAX);
    struct event big = {.kind = EV_LOG, .time = 5, .text = text, .text_len = EVENT_TEXT_MAX};
    char buffer[EVENT_MAX];
    attach();
    size_t at = frame_begin(&all, FRAME_EVENTS);
    for (int i = 0; i < 3; i++)
        str_addn(&all, buffer, event_encode(&big, buffer));
    frame_end(&all, at);
    for (size_t i = 0; i < all.len; i += i < 1000 ? 1 : 999) {
        size_t n = i < 1000 ? 1 : all.len - i < 999 ? all.len - i : 999;
        fake_write(&fake, all.data + i, n);
        ck_assert_int_eq(serve(), STATUS_OK);
    }
    ck_assert_uint_eq(record(2).text_len, EVENT_TEXT_MAX);
    ck_assert_uint_eq(got.len, 3 * event_size(&big));
    str_release(&all);
}
END_TEST

START_TEST(it_reads_no_more_than_it_is_told_and_says_so)
{
    struct event line = {.kind = EV_LOG, .time = 5, .text = "x", .text_len = 1};
    size_t frame = WIRE_HEADER + event_size(&line);
    attach();
    for (int i = 0; i < 100; i++)
        fake_event(&fake, line);
    ck_assert_int_eq(link_serve(link_, POLLIN, 10 * frame, clock_mono_ns(), &more, &why), STATUS_OK);
    ck_assert(more);
    ck_assert_uint_eq(got.len, 10 * event_size(&line));
    ck_assert_int_eq(serve(), STATUS_OK);
    ck_assert(!more);
    ck_assert_uint_eq(got.len, 100 * event_size(&line));
}
END_TEST

START_TEST(kinds_and_frames_from_later_versions_are_passed_or_skipped)
{
    struct str out = STR_INIT;
    unsigned char later[EVENT_HEADER] = {0};
    put_le16(later, sizeof later);
    later[2] = 200; /* an unknown kind */
    attach();
    size_t at = frame_begin(&out, FRAME_EVENTS);
    str_addn(&out, (char *)later, sizeof later);
    frame_end(&out, at);
    at = frame_begin(&out, (enum frame_type)99);
    str_add(&out, "whatever");
    frame_end(&out, at);
    fake_say(&fake, &out);
    fake_snapshot(&fake, "ticker");
    ck_assert_int_eq(serve(), STATUS_OK);
    ck_assert_uint_eq((unsigned char)got.data[2], 200);
    ck_assert_uint_eq(get_le32(got.data + 4), 7);
    ck_assert_int_eq(link_state(link_), LINK_LIVE);
}
END_TEST

START_TEST(commands_go_out_and_replies_come_back)
{
    struct command sent = {.kind = CMD_SWAP, .id = track_id(3), .version = 2, .request = 9}, c;
    struct frame f;
    ck_assert_int_eq(link_command(link_, &sent), STATUS_STATE); /* nobody has said hello */
    attach();
    ck_assert_int_eq(link_command(link_, &sent), STATUS_OK);
    ck_assert(fake_got(&fake, FRAME_COMMAND, &f));
    ck_assert_int_eq(command_decode(&f, &c), STATUS_OK);
    ck_assert_uint_eq(c.kind, CMD_SWAP);
    ck_assert_uint_eq(c.id, track_id(3));
    ck_assert_uint_eq(c.version, 2);
    fake_reply(&fake, 9, STATUS_NOTFOUND, "no version 2");
    ck_assert_int_eq(serve(), STATUS_OK);
    ck_assert_uint_eq(replies, 1);
    ck_assert_uint_eq(last.request, 9);
    ck_assert_int_eq(last.status, STATUS_NOTFOUND);
    ck_assert_str_eq(last_text, "no version 2");
}
END_TEST

START_TEST(commands_that_nobody_reads_are_limited)
{
    struct command c = {.kind = CMD_SWEEP};
    enum status status = STATUS_OK;
    unsigned n = 0;
    attach();
    while (status == STATUS_OK && n < 1000000) {
        status = link_command(link_, &c);
        n++;
    }
    ck_assert_int_eq(status, STATUS_FULL);
    while (fake_got(&fake, FRAME_COMMAND, NULL))
        serve();
    ck_assert_int_eq(link_command(link_, &c), STATUS_OK);
}
END_TEST

/* --- the ends -------------------------------------------------------------------------------- */

static void assert_ends(enum status status, const char *words)
{
    ck_assert_int_eq(serve(), status);
    ck_assert_msg(strstr(why.text, words) != NULL, "'%s' is not in '%s'", words, why.text);
    ck_assert_int_eq(link_state(link_), LINK_GONE);
    ck_assert_int_eq(serve(), STATUS_GONE);
}

START_TEST(an_end_of_file_before_and_after_the_hello)
{
    fake_hang_up(&fake);
    assert_ends(STATUS_GONE, "before it said who it is");
    link_free(link_);
    link_ = link_new(fake_pair(&fake), &attaching);
    attach();
    fake_snapshot(&fake, "ticker");
    fake_hang_up(&fake);
    assert_ends(STATUS_GONE, "without a word");
    ck_assert_uint_gt(got.len, 0); /* its last words were heard */
}
END_TEST

START_TEST(a_bye_is_told_in_the_programs_words)
{
    struct str out = STR_INIT;
    attach();
    bye_encode(STATUS_FULL, "you read too slowly", &out);
    fake_say(&fake, &out);
    assert_ends(STATUS_FULL, "you read too slowly");
    link_free(link_);
    fake_close(&fake);
    link_ = link_new(fake_pair(&fake), &attaching);
    bye_encode(STATUS_OK, "", &out);
    fake_say(&fake, &out);
    assert_ends(STATUS_GONE, "");
}
END_TEST

/* "empty" and "truncated" mean "wait for more" on this side. */
START_TEST(a_bye_with_a_reason_that_is_none_is_an_end_all_the_same)
{
    static const enum status odd[] = {STATUS_EMPTY, STATUS_TRUNCATED, (enum status)200};
    attach();
    for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
        struct str out = STR_INIT;
        bye_encode(odd[i], "that was it", &out);
        fake_say(&fake, &out);
        assert_ends(STATUS_GONE, "that was it");
        link_free(link_);
        fake_close(&fake);
        link_ = link_new(fake_pair(&fake), &attaching);
    }
}
END_TEST

START_TEST(it_says_bye_itself)
{
    attach();
    link_free(link_);
    link_ = NULL;
    ck_assert(fake_got(&fake, FRAME_BYE, NULL));
}
END_TEST

START_TEST(garbage_ends_the_connection)
{
    fake_write(&fake, "HTTP/1.1 200 OK\r\n\r\n", 19);
    assert_ends(STATUS_FORMAT, "not rxscope's protocol");
}
END_TEST

START_TEST(a_stream_without_a_hello_is_refused)
{
    fake_snapshot(&fake, "ticker");
    assert_ends(STATUS_FORMAT, "hello");
}
END_TEST

START_TEST(another_protocol_version_is_named_and_told_to_the_program)
{
    fake_hello_version(&fake, "ticker", WIRE_NEWEST + 1, WIRE_NEWEST + 3);
    assert_ends(STATUS_VERSION, "version");
    ck_assert(fake_got(&fake, FRAME_BYE, NULL));
}
END_TEST

START_TEST(an_inspectors_hello_is_refused)
{
    struct str out = STR_INIT;
    struct hello h = {.oldest = WIRE_OLDEST, .newest = WIRE_NEWEST, .role = WIRE_INSPECTOR};
    hello_encode(&h, &out);
    fake_say(&fake, &out);
    assert_ends(STATUS_FORMAT, "inspector");
}
END_TEST

START_TEST(frames_that_do_not_belong_there_are_refused)
{
    struct str out = STR_INIT;
    attach();
    attach_encode(ATTACH_EVENTS, &out);
    fake_say(&fake, &out);
    assert_ends(STATUS_FORMAT, "attach");
}
END_TEST

START_TEST(a_second_hello_is_refused)
{
    attach();
    fake_hello(&fake, "ticker");
    assert_ends(STATUS_FORMAT, "hello");
}
END_TEST

/* Each way in which a record can contradict itself; nothing of its frame is handed over. */
START_TEST(a_record_that_contradicts_itself_ends_the_connection)
{
    struct event line = {.kind = EV_LOG, .time = 5, .text = "hello", .text_len = 5};
    unsigned char good[EVENT_MAX], bad[2 * EVENT_MAX];
    struct str out = STR_INIT;
    size_t n = event_encode(&line, good);
    memcpy(bad, good, n);
    memcpy(bad + n, good, n);
    if (_i == 0)
        put_le16(bad + n, 8); /* smaller than a header */
    else if (_i == 1)
        put_le16(bad + n, (uint16_t)(n + 8)); /* beyond the frame */
    else if (_i == 2)
        put_le32(bad + n + EVENT_HEADER, 100); /* a text beyond the record */
    attach();
    size_t at = frame_begin(&out, FRAME_EVENTS);
    str_addn(&out, (char *)bad, _i == 3 ? 2 * n - 8 : 2 * n);
    frame_end(&out, at);
    fake_say(&fake, &out);
    assert_ends(STATUS_FORMAT, "contradicts itself");
    ck_assert_uint_eq(got.len, 0);
}
END_TEST

/* --- silence --------------------------------------------------------------------------------- */

START_TEST(a_quiet_program_is_asked_and_a_silent_one_is_noticed)
{
    uint64_t now = clock_mono_ns(), cookie;
    struct frame f;
    attach();
    ck_assert_int_le(link_timeout(link_, now), LINK_ASK_MS + 1000);
    now += 10000 * NS_PER_MS;
    ck_assert_int_eq(link_timeout(link_, now), 0);
    ck_assert(!link_silent(link_, now)); /* it was not asked yet */
    ck_assert_int_eq(link_serve(link_, 0, 0, now, &more, &why), STATUS_OK);
    ck_assert(fake_got(&fake, FRAME_PING, &f));
    ck_assert_int_eq(ping_decode(&f, &cookie), STATUS_OK);
    ck_assert(link_silent(link_, now));
    ck_assert_int_eq(link_timeout(link_, now), -1); /* known: no more wake-ups */
    struct str out = STR_INIT;
    ping_encode(FRAME_PONG, cookie, &out);
    fake_say(&fake, &out);
    ck_assert_int_eq(serve_at(now), STATUS_OK);
    ck_assert(!link_silent(link_, now));
    ck_assert_int_gt(link_timeout(link_, now), 0);
}
END_TEST

START_TEST(a_program_that_takes_no_commands_is_silent_and_asked_later)
{
    struct command c = {.kind = CMD_SWEEP};
    uint64_t now = clock_mono_ns() + 3000 * NS_PER_MS;
    attach();
    while (link_command(link_, &c) == STATUS_OK)
        continue;
    ck_assert_int_eq(link_serve(link_, 0, 0, now, &more, &why), STATUS_OK);
    ck_assert_int_gt(link_timeout(link_, now), 0); /* there is no room to ask: nothing to wake up for */
    now += 3000 * NS_PER_MS;
    ck_assert(link_silent(link_, now));
    ck_assert_int_eq(link_timeout(link_, now), -1);
    while (fake_got(&fake, FRAME_COMMAND, NULL))
        ck_assert_int_eq(serve_at(now), STATUS_OK);
    ck_assert(fake_got(&fake, FRAME_PING, NULL));
}
END_TEST

START_TEST(a_program_that_never_says_hello_is_silent)
{
    uint64_t now = clock_mono_ns() + 6000 * NS_PER_MS;
    ck_assert_int_eq(link_serve(link_, 0, 0, now, &more, &why), STATUS_OK);
    ck_assert(link_silent(link_, now));
    ck_assert(!fake_got(&fake, FRAME_PING, NULL)); /* nothing but a hello before the hello */
}
END_TEST

START_TEST(a_ping_is_answered_with_its_own_bytes)
{
    struct str out = STR_INIT;
    struct frame f;
    uint64_t cookie;
    attach();
    ping_encode(FRAME_PING, 0x1122334455667788u, &out);
    fake_say(&fake, &out);
    ck_assert_int_eq(serve(), STATUS_OK);
    ck_assert(fake_got(&fake, FRAME_PONG, &f));
    ck_assert_int_eq(ping_decode(&f, &cookie), STATUS_OK);
    ck_assert_uint_eq(cookie, 0x1122334455667788u);
}
END_TEST

/* --- opening --------------------------------------------------------------------------------- */

static char dir[64];

static const char *in_dir(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static void make_dir(void)
{
    strcpy(dir, "/tmp/rxscope-link-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void remove_dir(void)
{
    static const char *const names[] = {"a.sock", "link", "file"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        unlink(in_dir(names[i]));
    rmdir(dir);
}

static void assert_refused(const char *path, enum status status, const char *words)
{
    struct link *l;
    ck_assert_int_eq(link_open(&l, path, &attaching, &why), status);
    ck_assert_ptr_null(l);
    ck_assert_msg(strstr(why.text, words) != NULL, "'%s' is not in '%s'", words, why.text);
}

START_TEST(it_connects_to_a_socket_of_ours)
{
    struct link *l;
    struct fake p;
    fake_listen(&p, in_dir("a.sock"));
    ck_assert_int_eq(link_open(&l, in_dir("a.sock"), &attaching, &why), STATUS_OK);
    fake_accept(&p);
    ck_assert_int_eq(link_serve(l, 0, 0, 0, &more, &why), STATUS_OK);
    ck_assert(fake_got(&p, FRAME_HELLO, NULL));
    link_free(l);
    fake_close(&p);
}
END_TEST

START_TEST(what_is_no_socket_of_ours_is_refused_before_a_byte_is_sent)
{
    struct fake p;
    char longer[300];
    fake_listen(&p, in_dir("a.sock"));
    close(open(in_dir("file"), O_CREAT | O_WRONLY, 0600));
    char *to = mem_strdup(in_dir("a.sock"));
    ck_assert_int_eq(symlink(to, in_dir("link")), 0);
    free(to);
    assert_refused(in_dir("nobody"), STATUS_GONE, "no such socket");
    assert_refused(in_dir("file"), STATUS_ACCESS, "not a socket");
    assert_refused(in_dir("link"), STATUS_ACCESS, "symbolic link");
    if (geteuid() == 0) {
        ck_assert_int_eq(chown(in_dir("a.sock"), 12345, 12345), 0);
        assert_refused(in_dir("a.sock"), STATUS_ACCESS, "somebody else's");
    }
    memset(longer, 'x', sizeof longer);
    longer[0] = '/';
    longer[299] = '\0';
    assert_refused(longer, STATUS_ACCESS, "name too long");
    ck_assert_int_lt(accept4(p.listener, NULL, NULL, SOCK_NONBLOCK), 0);
    fake_close(&p);
}
END_TEST

START_TEST(a_socket_at_which_nobody_listens_is_gone)
{
    struct fake p;
    fake_listen(&p, in_dir("a.sock"));
    close(p.listener);
    assert_refused(in_dir("a.sock"), STATUS_GONE, "nobody answers");
    p.listener = -1;
    fake_close(&p);
}
END_TEST

static TCase *conversation(void)
{
    TCase *t = tcase_create("conversation");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, it_says_hello_first_and_attaches_after_the_programs_hello);
    tcase_add_test(t, a_link_that_only_wants_the_hello_does_not_attach);
    tcase_add_test(t, records_come_with_the_links_number_and_the_snapshot_makes_it_live);
    tcase_add_test(t, frames_may_come_byte_by_byte);
    tcase_add_test(t, it_reads_no_more_than_it_is_told_and_says_so);
    tcase_add_test(t, kinds_and_frames_from_later_versions_are_passed_or_skipped);
    tcase_add_test(t, commands_go_out_and_replies_come_back);
    tcase_add_test(t, commands_that_nobody_reads_are_limited);
    return t;
}

static TCase *ends(void)
{
    TCase *t = tcase_create("ends");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, an_end_of_file_before_and_after_the_hello);
    tcase_add_test(t, a_bye_is_told_in_the_programs_words);
    tcase_add_test(t, a_bye_with_a_reason_that_is_none_is_an_end_all_the_same);
    tcase_add_test(t, it_says_bye_itself);
    tcase_add_test(t, garbage_ends_the_connection);
    tcase_add_test(t, a_stream_without_a_hello_is_refused);
    tcase_add_test(t, another_protocol_version_is_named_and_told_to_the_program);
    tcase_add_test(t, an_inspectors_hello_is_refused);
    tcase_add_test(t, frames_that_do_not_belong_there_are_refused);
    tcase_add_test(t, a_second_hello_is_refused);
    tcase_add_loop_test(t, a_record_that_contradicts_itself_ends_the_connection, 0, 4);
    tcase_add_test(t, a_quiet_program_is_asked_and_a_silent_one_is_noticed);
    tcase_add_test(t, a_program_that_takes_no_commands_is_silent_and_asked_later);
    tcase_add_test(t, a_program_that_never_says_hello_is_silent);
    tcase_add_test(t, a_ping_is_answered_with_its_own_bytes);
    return t;
}

static TCase *opening(void)
{
    TCase *t = tcase_create("opening");
    tcase_add_checked_fixture(t, make_dir, remove_dir);
    tcase_add_test(t, it_connects_to_a_socket_of_ours);
    tcase_add_test(t, what_is_no_socket_of_ours_is_refused_before_a_byte_is_sent);
    tcase_add_test(t, a_socket_at_which_nobody_listens_is_gone);
    return t;
}

int main(void)
{
    Suite *s = suite_create("link");
    suite_add_tcase(s, conversation());
    suite_add_tcase(s, ends());
    suite_add_tcase(s, opening());
    return suite_main(s);
}
