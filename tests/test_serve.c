/* test_serve.c - the program's side of the socket: who is let in, what they may say, what they get, and
 * that nobody can slow the program or the others.
 *
 * Program and inspectors are in one thread (tests/support/inspector.h); ticks are short. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "engine/peer.h"
#include "rx/runtime.h"
#include "rxscope.h"
#include "state/query.h"
#include "tests/support/inspector.h"
#include "tests/support/suite.h"

static struct inspector one, two;
static rx_subject *numbers;
static rx_subscription *handle;
static int64_t sum;

static rx_value twice(rx_value v, void *env)
{
    (void)env;
    return rx_i64(v.i64 * 2);
}

static void add(rx_value v, void *env)
{
    (void)env;
    sum += v.i64;
}

/* A subject with a chain of one operator behind it. */
static void open_stream(void)
{
    rx_enter();
    numbers = rx_observable_ref(rx_subject_new());
    handle = rx_subscribe(rx_pipe(numbers, rx_map(twice)), add);
    rx_leave();
    sum = 0;
}

static void close_stream(void)
{
    if (!handle)
        return;
    rx_unsubscribe(handle);
    rx_observable_unref(numbers);
    handle = NULL;
}

static void send_numbers(unsigned n)
{
    rx_enter();
    for (unsigned i = 0; i < n; i++)
        rx_next(numbers, rx_i64(i));
    rx_leave();
}

static void setup(void)
{
    served_open(NULL);
    open_stream();
}

/* Begins again with other limits. */
static void set_limits(const struct server_limits *l)
{
    close_stream();
    served_close();
    served_open(l);
    open_stream();
}

static void teardown(void)
{
    close_stream();
    inspector_close(&one);
    inspector_close(&two);
    served_close();
}

static void attach_both(void)
{
    inspector_attach(&one);
    inspector_attach(&two);
    UNTIL(is_synced, &one);
    UNTIL(is_synced, &two);
}

static void attach_both_watching(void)
{
    attach_both();
    inspector_command(&two, CMD_WATCH, 0, 1, 1);
    UNTIL(has_reply, &two);
}

static size_t peers(void)
{
    return served.core.server.npeers;
}

static bool no_peer(void *arg)
{
    (void)arg;
    return peers() == 0;
}

/* Sends of next to all subscriptions that this inspector knows. */
static uint64_t counted(const struct inspector *i)
{
    const struct source_info *s = query_source(i->state, 0);
    return s ? s->next : 0;
}

static uint64_t counted_of(const struct inspector *i, entity_id subscription)
{
    const struct ent_subscription *s = query_subscription(i->state, (struct ref){1, subscription});
    return s ? s->next : 0;
}

static entity_id first_subscription(const struct inspector *i)
{
    return query_next(i->state, 1, ENT_SUBSCRIPTION, 0);
}

/* --- coming in -------------------------------------------------------------------------------- */

static bool greeted(void *i)
{
    return ((struct inspector *)i)->greeted;
}

START_TEST(program_says_who_it_is)
{
    inspector_hello(&one);
    UNTIL(greeted, &one);
    ck_assert_str_eq(one.hello.name, "served");
    ck_assert_uint_eq(one.hello.pid, (uint64_t)getpid());
    ck_assert_uint_eq(one.hello.role, WIRE_PROGRAM);
    ck_assert_uint_eq(one.hello.ready, READY_LIVE);
    ck_assert_str_eq(one.hello.host, "c");
    ck_assert_uint_ne(one.hello.started, 0);
    ck_assert(!one.begun); /* nothing is told before it is asked for */
}
END_TEST

START_TEST(socket_is_for_its_owner_alone)
{
    struct stat st;
    char *folder = str_format("%s/rxscope", served.dir);
    ck_assert_int_eq(lstat(str_text(&served.path), &st), 0);
    ck_assert(S_ISSOCK(st.st_mode));
    ck_assert_uint_eq(st.st_mode & 0777, 0600);
    ck_assert_int_eq(lstat(folder, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0700);
    free(folder);
}
END_TEST

/* As user 12345, below folders that were opened for it: 0 when it was let in, 1 when it was not. */
static int knock_as_stranger(void)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    char byte;
    str_copy(a.sun_path, sizeof a.sun_path, str_text(&served.path));
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (setgid(12345) != 0 || setuid(12345) != 0 || connect(fd, (struct sockaddr *)&a, sizeof a) != 0)
        return 2;
    return recv(fd, &byte, 1, 0) == 1 ? 0 : 1;
}

static bool has_ended(void *arg)
{
    int status;
    pid_t *pid = arg;
    if (waitpid(*pid, &status, WNOHANG) != *pid)
        return false;
    *pid = -WEXITSTATUS(status);
    return true;
}

START_TEST(process_of_another_user_is_refused)
{
    if (geteuid() != 0) {
        suite_skip("only root can be another user");
        return;
    }
    char *folder = str_format("%s/rxscope", served.dir);
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    ck_assert_int_eq(chmod(served.dir, 0777) | chmod(folder, 0777), 0);
    ck_assert_int_eq(chmod(str_text(&served.path), 0777), 0);
    pid_t pid = fork();
    if (pid == 0)
        _exit(knock_as_stranger());
    UNTIL(has_ended, &pid);
    ck_assert_int_eq(pid, -1); /* it got no byte */
    turn_quiet();
    struct log_view line;
    ck_assert_uint_eq(query_log(one.state, 0, &line, 1), 1);
    ck_assert_str_eq(line.text, "a program of another user (uid 12345) wanted to attach and was refused");
    free(folder);
}
END_TEST

START_TEST(inspector_of_another_version_is_told_why_not)
{
    struct str s = STR_INIT;
    struct hello h = {.oldest = 200, .newest = 201, .role = WIRE_INSPECTOR};
    inspector_connect(&one);
    hello_encode(&h, &s);
    inspector_frame(&one, &s);
    UNTIL(is_over, &one);
    ck_assert(one.said_bye);
    ck_assert_int_eq(one.bye.status, STATUS_VERSION);
    ck_assert_uint_gt(strlen(one.bye.text), 10);
}
END_TEST

START_TEST(as_many_as_there_is_room_for)
{
    static struct inspector many[40];
    unsigned room = server_defaults.peers;
    for (unsigned i = 0; i < room; i++)
        inspector_attach(&many[i]);
    for (unsigned i = 0; i < room; i++)
        UNTIL(is_synced, &many[i]);
    inspector_connect(&many[room]);
    UNTIL(is_over, &many[room]);
    ck_assert(many[room].said_bye);
    ck_assert_int_eq(many[room].bye.status, STATUS_BUSY);
    ck_assert_str_eq(many[room].bye.text, "32 inspectors are attached already");
    inspector_close(&many[0]);
    while (peers() == room)
        turn();
    inspector_attach(&two);
    UNTIL(is_synced, &two); /* one left, one came */
    for (unsigned i = 0; i <= room; i++)
        inspector_close(&many[i]);
    inspector_close(&two);
    UNTIL(no_peer, NULL);
}
END_TEST

static bool accepting_paused(void *arg)
{
    (void)arg;
    return served.core.server.paused;
}

START_TEST(without_descriptors_nobody_comes_in_until_there_are_some)
{
    struct rlimit old, none;
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    inspector_connect(&two);
    getrlimit(RLIMIT_NOFILE, &old);
    int lowest = dup(0);
    close(lowest);
    none = (struct rlimit){(rlim_t)lowest, old.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
    UNTIL(accepting_paused, NULL);
    for (int i = 0; i < 50; i++)
        turn();
    setrlimit(RLIMIT_NOFILE, &old);
    struct log_view lines[4];
    ck_assert_uint_eq(query_log(one.state, 0, lines, 4), 1); /* said once, though tried often */
    ck_assert_ptr_nonnull(strstr(lines[0].text, "no inspector can come in"));
    UNTIL(greeted, &two);
}
END_TEST

/* --- what stands where the socket goes --------------------------------------------------------- */

static char other[128];
static struct socket place;
static struct fault_text why;

static enum status listen_over(void)
{
    return socket_listen(&place, other, &why);
}

static void in_way(void)
{
    snprintf(other, sizeof other, "%s/other.sock", served.dir);
}

START_TEST(dead_socket_is_replaced)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    in_way();
    str_copy(a.sun_path, sizeof a.sun_path, other);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    close(fd); /* its file stays */
    ck_assert_int_eq(listen_over(), STATUS_OK);
    socket_close(&place);
    ck_assert_int_ne(access(other, F_OK), 0);
}
END_TEST

START_TEST(socket_that_lives_is_left_alone)
{
    struct socket first;
    in_way();
    ck_assert_int_eq(socket_listen(&first, other, &why), STATUS_OK);
    ck_assert_int_eq(listen_over(), STATUS_EXISTS);
    ck_assert_ptr_nonnull(strstr(why.text, "a program listens here already"));
    socket_close(&first);
}
END_TEST

START_TEST(file_that_is_no_socket_is_left_alone)
{
    in_way();
    int fd = open(other, O_CREAT | O_WRONLY, 0600);
    ck_assert_int_eq(write(fd, "mine", 4), 4);
    close(fd);
    ck_assert_int_eq(listen_over(), STATUS_EXISTS);
    ck_assert_ptr_nonnull(strstr(why.text, other));
    ck_assert_ptr_nonnull(strstr(why.text, "no socket stands here"));
    ck_assert_int_eq(access(other, F_OK), 0);
}
END_TEST

START_TEST(symbolic_link_is_not_followed)
{
    char target[256];
    in_way();
    snprintf(target, sizeof target, "%s/target", served.dir);
    close(open(target, O_CREAT | O_WRONLY, 0600));
    ck_assert_int_eq(symlink(target, other), 0);
    ck_assert_int_eq(listen_over(), STATUS_EXISTS);
    ck_assert_ptr_nonnull(strstr(why.text, "a symbolic link"));
    ck_assert_int_eq(access(target, F_OK), 0);
    unlink(target);
    ck_assert_int_eq(listen_over(), STATUS_EXISTS); /* also when it leads nowhere */
}
END_TEST

START_TEST(socket_of_another_user_is_left_alone)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    if (geteuid() != 0) {
        suite_skip("only root can give a file away");
        return;
    }
    in_way();
    str_copy(a.sun_path, sizeof a.sun_path, other);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    close(fd);
    ck_assert_int_eq(chown(other, 12345, 12345), 0);
    ck_assert_int_eq(listen_over(), STATUS_EXISTS);
    ck_assert_ptr_nonnull(strstr(why.text, "somebody else's socket"));
}
END_TEST

START_TEST(socket_that_was_replaced_is_not_removed)
{
    in_way();
    ck_assert_int_eq(listen_over(), STATUS_OK);
    ck_assert_int_eq(unlink(other), 0);
    close(open(other, O_CREAT | O_WRONLY, 0600));
    socket_close(&place);
    ck_assert_int_eq(access(other, F_OK), 0);
}
END_TEST

START_TEST(socket_that_cannot_be_made_says_so)
{
    snprintf(other, sizeof other, "%s/no/such/folder.sock", served.dir);
    ck_assert_int_eq(listen_over(), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(why.text, "No such file or directory"));
    memset(other, 'x', sizeof other - 1);
    other[0] = '/';
    ck_assert_int_eq(listen_over(), STATUS_RANGE);
}
END_TEST

/* --- what an inspector may not say -------------------------------------------------------------- */

static void expect_bye(struct inspector *i, enum status status, const char *text)
{
    UNTIL(is_over, i);
    ck_assert(i->said_bye);
    ck_assert_int_eq(i->bye.status, status);
    ck_assert_msg(strstr(i->bye.text, text) != NULL, "%s", i->bye.text);
    UNTIL(no_peer, NULL);
}

static void frame_header(char *out, uint32_t size, unsigned type)
{
    put_le32(out, size);
    out[4] = (char)type;
    out[5] = out[6] = out[7] = 0;
}

START_TEST(garbage_ends_the_connection)
{
    inspector_hello(&one);
    inspector_send(&one, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27);
    expect_bye(&one, STATUS_FORMAT, "no frame");
}
END_TEST

START_TEST(frame_that_is_too_large_ends_the_connection)
{
    char header[8];
    inspector_hello(&one);
    frame_header(header, WIRE_TO_PROGRAM_MAX + 1, FRAME_COMMAND);
    inspector_send(&one, header, sizeof header);
    expect_bye(&one, STATUS_FORMAT, "more than 65536 bytes");
}
END_TEST

START_TEST(nothing_is_accepted_before_the_hello)
{
    static const unsigned types[] = {FRAME_ATTACH, FRAME_COMMAND, FRAME_PING, 99};
    struct str s = STR_INIT;
    inspector_connect(&one);
    size_t at = frame_begin(&s, types[_i]);
    str_addn(&s, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24);
    frame_end(&s, at);
    inspector_frame(&one, &s);
    expect_bye(&one, STATUS_FORMAT, "did not begin with a hello");
}
END_TEST

START_TEST(what_only_programs_send_ends_the_connection)
{
    static const unsigned types[] = {FRAME_EVENTS, FRAME_REPLY};
    char header[8];
    inspector_hello(&one);
    frame_header(header, 0, types[_i]);
    inspector_send(&one, header, sizeof header);
    expect_bye(&one, STATUS_FORMAT, "only programs send");
}
END_TEST

START_TEST(frames_that_contradict_themselves_end_the_connection)
{
    static const unsigned types[] = {FRAME_ATTACH, FRAME_COMMAND, FRAME_PING, FRAME_HELLO};
    char frame[10] = {0};
    inspector_hello(&one);
    frame_header(frame, 2, types[_i]);
    inspector_send(&one, frame, sizeof frame);
    UNTIL(is_over, &one);
    ck_assert_int_eq(one.bye.status, STATUS_FORMAT);
    UNTIL(no_peer, NULL);
}
END_TEST

START_TEST(attaching_twice_ends_the_connection)
{
    struct str s = STR_INIT;
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    attach_encode(ATTACH_EVENTS, &s);
    inspector_frame(&one, &s);
    expect_bye(&one, STATUS_FORMAT, "attached twice");
}
END_TEST

START_TEST(program_is_no_inspector)
{
    struct str s = STR_INIT;
    struct hello h = {.oldest = WIRE_OLDEST, .newest = WIRE_NEWEST, .role = WIRE_PROGRAM};
    inspector_connect(&one);
    hello_encode(&h, &s);
    inspector_frame(&one, &s);
    expect_bye(&one, STATUS_FORMAT, "no inspector");
}
END_TEST

START_TEST(unknown_frames_are_skipped)
{
    struct str s = STR_INIT;
    inspector_attach(&one);
    size_t at = frame_begin(&s, (enum frame_type)77);
    str_add(&s, "from a later version");
    frame_end(&s, at);
    ping_encode(FRAME_PING, 5, &s);
    inspector_frame(&one, &s);
    UNTIL(is_synced, &one);
    while (!one.pongs)
        turn();
    ck_assert(!one.said_bye);
}
END_TEST

START_TEST(half_a_hello_and_silence_is_waited_for_only_so_long)
{
    inspector_connect(&one);
    inspector_send(&one, "\x40\0\0\0\1\0\0\0rxs", 11);
    expect_bye(&one, STATUS_FORMAT, "no hello");
}
END_TEST

/* What an inspector says that does everything; its peer is gone after any of its bytes. */
static void add_conversation(struct str *s)
{
    struct hello h = {.oldest = WIRE_OLDEST, .newest = WIRE_NEWEST, .role = WIRE_INSPECTOR};
    struct command c = {.kind = CMD_WATCH, .version = 1, .request = 1, .text = ""};
    hello_encode(&h, s);
    attach_encode(ATTACH_EVENTS, s);
    command_encode(&c, s);
    ping_encode(FRAME_PING, 1, s);
    bye_encode(STATUS_OK, "", s);
}

START_TEST(disconnecting_after_any_byte_leaves_nothing)
{
    struct str s = STR_INIT;
    add_conversation(&s);
    for (size_t n = 0; n <= s.len; n++) {
        inspector_connect(&one);
        inspector_send(&one, s.data, n);
        send_numbers(3);
        inspector_close(&one);
        UNTIL(no_peer, NULL);
        ck_assert_uint_eq(served.core.server.nattached, 0);
        ck_assert_ptr_null(served.core.server.watching.first);
    }
    str_release(&s);
}
END_TEST

/* --- snapshot, then stream --------------------------------------------------------------------- */

START_TEST(attached_inspector_gets_what_lives_and_what_happens)
{
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    ck_assert_uint_ne(first_subscription(&one), 0);
    uint64_t before = counted(&one);
    send_numbers(10);
    turn_quiet();
    ck_assert_uint_eq(counted(&one), before + 20); /* of the subject and of the map */
    ck_assert_int_eq(sum, 90);
}
END_TEST

START_TEST(end_is_told_in_order)
{
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    send_numbers(5);
    close_stream();
    served_close();
    inspector_hear(&one);
    ck_assert(one.source_ended);
    ck_assert(one.said_bye);
    ck_assert_int_eq(one.bye.status, STATUS_OK);
    ck_assert_uint_eq(query_source(one.state, 0)->living[ENT_SUBSCRIPTION], 0);
    ck_assert_uint_ne(query_source(one.state, 0)->ended_at, 0);
    inspector_close(&one);
    served_open(NULL); /* for the teardown */
}
END_TEST

START_TEST(replies_stand_behind_what_the_command_caused)
{
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    entity_id s = first_subscription(&one);
    one.replies = 0;
    inspector_command(&one, CMD_UNSUBSCRIBE, s, 0, 77);
    UNTIL(has_reply, &one);
    ck_assert_uint_eq(one.reply_request, 77);
    ck_assert_int_eq(one.reply, STATUS_OK);
    ck_assert_uint_ne(query_subscription(one.state, (struct ref){1, s})->e.ended_at, 0);
    one.replies = 0;
    inspector_command(&one, CMD_UNSUBSCRIBE, s, 0, 78);
    UNTIL(has_reply, &one);
    ck_assert_int_eq(one.reply, STATUS_NOTFOUND);
    ck_assert_str_eq(one.reply_text, "no such subscription lives");
}
END_TEST

START_TEST(commands_that_make_no_sense_are_refused)
{
    static const struct {
        unsigned kind;
        enum status status;
        const char *text;
    } cases[] = {{CMD_SWAP, STATUS_UNSUPPORTED, "no modules"},
                 {CMD_SWEEP, STATUS_UNSUPPORTED, "no modules"},
                 {CMD_PAUSE, STATUS_UNSUPPORTED, "stop the program in a debugger"},
                 {CMD_RESUME, STATUS_UNSUPPORTED, "cannot be paused"},
                 {CMD_STEP, STATUS_UNSUPPORTED, "cannot be paused"},
                 {CMD_SEND, STATUS_UNSUPPORTED, "rx_next()"},
                 {CMD_LOG, STATUS_UNSUPPORTED, "printf()"},
                 {CMD_TAG, STATUS_RANGE, "1 to 64 bytes"},
                 {200, STATUS_UNSUPPORTED, "does not know that command"}};
    inspector_hello(&one);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        one.replies = 0;
        inspector_command(&one, cases[i].kind, 1, 0, 9);
        UNTIL(has_reply, &one);
        ck_assert_int_eq(one.reply, cases[i].status);
        ck_assert_ptr_nonnull(strstr(one.reply_text, cases[i].text));
    }
}
END_TEST

START_TEST(a_diff_is_compared_with_a_number)
{
    static const struct {
        const char *with;
        enum status status;
    } cases[] = {{"v2", STATUS_RANGE}, {"-1", STATUS_RANGE}, {"99999999999", STATUS_RANGE}, {"42", STATUS_UNSUPPORTED}};
    inspector_hello(&one);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        one.replies = 0;
        inspector_command_text(&one, CMD_DIFF, 1, 0, 9, cases[i].with);
        UNTIL(has_reply, &one);
        ck_assert_int_eq(one.reply, cases[i].status);
    }
}
END_TEST

static bool is_tagged(const struct inspector *i, entity_id id, const char *tag)
{
    return query_has_tag(i->state, (struct ref){1, id}, tag);
}

static bool one_sees_hot(void *arg)
{
    return is_tagged(&one, *(entity_id *)arg, "hot");
}

static bool one_sees_nothing(void *arg)
{
    return !one_sees_hot(arg);
}

/* The program keeps it: who comes later is told, and who leaves takes nothing with him. */
START_TEST(a_tag_from_outside_is_told_to_everybody)
{
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    entity_id o = query_next(one.state, 1, ENT_OBSERVABLE, 0);
    ck_assert_uint_ne(o, 0);
    inspector_command_text(&one, CMD_TAG, o, 1, 5, "hot");
    UNTIL(one_sees_hot, &o);
    ck_assert_int_eq(one.reply, STATUS_OK);
    inspector_attach(&two);
    UNTIL(is_synced, &two);
    ck_assert(is_tagged(&two, o, "hot"));
    inspector_command_text(&two, CMD_TAG, o, 0, 6, "hot");
    UNTIL(one_sees_nothing, &o);
}
END_TEST

START_TEST(what_keeps_no_tags_says_so)
{
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    entity_id s = query_next(one.state, 1, ENT_SUBSCRIPTION, 0);
    inspector_command_text(&one, CMD_TAG, s, 1, 5, "hot");
    UNTIL(has_reply, &one);
    ck_assert_int_eq(one.reply, STATUS_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(one.reply_text, "tag the track"));
    one.replies = 0;
    inspector_command_text(&one, CMD_TAG, ID_MAKE(ENT_OBSERVABLE, 0, 999), 1, 6, "hot");
    UNTIL(has_reply, &one);
    ck_assert_int_eq(one.reply, STATUS_NOTFOUND);
}
END_TEST

START_TEST(too_many_commands_wait_for_the_next_tick)
{
    struct server_limits l = served_limits();
    l.frames = 10;
    set_limits(&l);
    inspector_hello(&one);
    struct str s = STR_INIT;
    struct command c = {.kind = CMD_UNSUBSCRIBE, .id = 5, .request = 1, .text = ""};
    for (unsigned i = 0; i < 100; i++)
        command_encode(&c, &s);
    uint64_t began = clock_mono_ns();
    inspector_frame(&one, &s);
    while (one.replies < 100)
        turn();
    ck_assert_uint_ge((clock_mono_ns() - began) / NS_PER_MS, 80); /* ten ticks, the first of them cut */
    ck_assert(!one.said_bye);
}
END_TEST

START_TEST(whose_commands_wait_is_not_silent)
{
    struct server_limits l = served_limits();
    l.frames = 1;
    l.silent = 5;
    set_limits(&l);
    inspector_hello(&one);
    one.mute = true;
    struct str s = STR_INIT;
    struct command c = {.kind = CMD_UNSUBSCRIBE, .id = 5, .request = 1, .text = ""};
    for (unsigned i = 0; i < 30; i++)
        command_encode(&c, &s);
    inspector_frame(&one, &s);
    while (one.replies < 30 && !one.said_bye)
        turn();
    ck_assert_uint_eq(one.replies, 30);
}
END_TEST

/* --- who reads slowly --------------------------------------------------------------------------- */

static bool one_was_dropped(void *arg)
{
    (void)arg;
    return served.core.server.nattached == 1;
}

/* Sends without a pause; the other inspector reads along. */
static void send_until_dropped(void)
{
    uint64_t deadline = clock_mono_ns() + suite_patience() * NS_PER_MS;
    while (!one_was_dropped(NULL)) {
        ck_assert(clock_mono_ns() < deadline);
        send_numbers(1000);
        turn();
    }
}

START_TEST(stalled_inspector_is_dropped_with_a_reason_and_the_other_gets_everything)
{
    struct server_limits l = served_limits();
    l.linger = 100000;
    set_limits(&l);
    attach_both_watching();
    int64_t before = sum;
    one.stalled = true;
    send_until_dropped();
    turn_quiet();
    ck_assert_uint_eq(two.merged_for_reader, 0); /* every single one was recorded for it */
    ck_assert_int_gt(sum, before);
    one.stalled = false;
    UNTIL(is_over, &one);
    ck_assert(one.said_bye);
    ck_assert_int_eq(one.bye.status, STATUS_FULL);
    ck_assert_ptr_nonnull(strstr(one.bye.text, "too slowly"));
    struct log_view line;
    ck_assert_uint_eq(query_log(two.state, 0, &line, 1), 1);
    ck_assert_ptr_nonnull(strstr(line.text, "was dropped: it read too slowly"));
}
END_TEST

/* One that reads again before it is dropped has missed no count. */
START_TEST(what_a_slow_inspector_missed_is_counted_exactly)
{
    struct server_limits l = served_limits();
    l.stuck = 100000;
    l.silent = 100000;
    set_limits(&l);
    attach_both_watching();
    one.stalled = true;
    for (int i = 0; i < 40; i++) {
        send_numbers(1000);
        turn();
    }
    one.stalled = false;
    turn_quiet();
    entity_id s = first_subscription(&one);
    ck_assert_uint_gt(one.merged_for_reader, 0);
    ck_assert_uint_eq(two.merged_for_reader, 0);
    ck_assert_uint_eq(counted(&one), counted(&two));
    ck_assert_uint_eq(counted_of(&one, s), 40000);
    ck_assert_uint_eq(counted_of(&two, s), 40000);
    ck_assert_uint_eq(query_source(one.state, 0)->arg_calls, query_source(two.state, 0)->arg_calls);
}
END_TEST

START_TEST(what_a_slow_inspector_missed_is_told_before_the_end)
{
    struct server_limits l = served_limits();
    l.stuck = l.silent = 100000;
    set_limits(&l);
    attach_both_watching();
    entity_id s = first_subscription(&one);
    one.stalled = true;
    for (int i = 0; i < 40; i++) {
        send_numbers(1000);
        turn();
    }
    rx_unsubscribe(handle);
    rx_observable_unref(numbers);
    handle = NULL;
    one.stalled = false;
    turn_quiet();
    ck_assert_uint_gt(one.merged_for_reader, 0);
    ck_assert_uint_eq(counted_of(&one, s), 40000); /* nothing came after its end: the fold would refuse it */
    ck_assert_uint_eq(counted(&one), counted(&two));
}
END_TEST

START_TEST(inspector_that_lets_too_much_pile_up_is_dropped)
{
    struct server_limits l = served_limits();
    l.stuck = l.silent = 100000;
    l.queue = 1 << 20;
    set_limits(&l);
    attach_both();
    one.stalled = true;
    for (int i = 0; i < 20000 && !one_was_dropped(NULL); i++) {
        rx_enter();
        rx_subscription *s = rx_subscribe(rx_pipe(numbers, rx_map(twice)), add);
        rx_unsubscribe(s);
        rx_leave();
        if (i % 100 == 0)
            turn();
    }
    ck_assert(one_was_dropped(NULL));
    one.stalled = false;
    UNTIL(is_over, &one);
    ck_assert_int_eq(one.bye.status, STATUS_FULL);
    ck_assert_ptr_nonnull(strstr(one.bye.text, "too much waited"));
    ck_assert(!two.said_bye);
}
END_TEST

static bool is_leaving(void)
{
    return served.core.server.peers && served.core.server.peers->state == PEER_LEAVING;
}

START_TEST(inspector_that_lets_answers_pile_up_is_dropped)
{
    struct server_limits l = served_limits();
    struct str s = STR_INIT;
    l.stuck = l.silent = l.frames = l.linger = 1000000;
    l.queue = 1 << 17;
    set_limits(&l);
    inspector_hello(&one);
    UNTIL(greeted, &one);
    one.stalled = true;
    for (int i = 0; i < 2000 && !is_leaving(); i++) {
        for (int k = 0; k < 1000; k++)
            ping_encode(FRAME_PING, 7, &s);
        inspector_frame(&one, &s);
        turn();
    }
    ck_assert(is_leaving());
    one.stalled = false;
    UNTIL(is_over, &one);
    ck_assert_int_eq(one.bye.status, STATUS_FULL);
    ck_assert_ptr_nonnull(strstr(one.bye.text, "too much waited"));
}
END_TEST

START_TEST(silent_inspector_is_asked_and_then_dropped)
{
    inspector_attach(&one);
    one.mute = true;
    UNTIL(is_synced, &one);
    UNTIL(is_over, &one);
    ck_assert_uint_ge(one.pings, 4);
    ck_assert_int_eq(one.bye.status, STATUS_GONE);
    ck_assert_ptr_nonnull(strstr(one.bye.text, "answered nothing"));
}
END_TEST

START_TEST(program_that_stood_still_drops_nobody)
{
    struct server_limits l = served_limits();
    l.tick = 5;
    set_limits(&l);
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    for (int i = 0; i < 3; i++) {
        uint64_t until = clock_mono_ns() + 200 * NS_PER_MS; /* 40 ticks in one callback */
        while (clock_mono_ns() < until)
            continue;
        turn();
        ck_assert(!one.said_bye);
    }
    turn();
    ck_assert_uint_eq(peers(), 1);
}
END_TEST

START_TEST(pong_comes_behind_all_events)
{
    struct str s = STR_INIT;
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    send_numbers(100);
    ping_encode(FRAME_PING, 7, &s);
    inspector_frame(&one, &s);
    while (!one.pongs)
        turn();
    ck_assert_uint_ge(counted(&one), 200);
}
END_TEST

/* --- watching ------------------------------------------------------------------------------------ */

/* More is sent than the runtime records by itself: six records for each number when all is watched. */
static bool watched(void)
{
    uint64_t events = one.events;
    for (int i = 0; i < 40; i++) {
        send_numbers(500);
        turn();
    }
    turn_quiet();
    ck_assert_uint_eq(one.merged_for_reader, 0);
    return one.events - events > 20 * 500 * 6;
}

START_TEST(watches_are_counted_and_end_with_who_wanted_them)
{
    attach_both();
    ck_assert(!watched());
    inspector_command(&one, CMD_WATCH, 0, 1, 1);
    inspector_command(&two, CMD_WATCH, 0, 1, 1);
    UNTIL(has_reply, &one);
    UNTIL(has_reply, &two);
    ck_assert(watched());
    one.replies = 0;
    inspector_command(&one, CMD_WATCH, 0, 0, 2);
    UNTIL(has_reply, &one);
    ck_assert(watched()); /* the other still wants them */
    inspector_close(&two);
    while (peers() == 2)
        turn();
    ck_assert(!watched());
}
END_TEST

static enum status watch(unsigned slot)
{
    return watching_set(&served.core.server.watching, &served.core.watcher,
                        ID_MAKE(ENT_SUBSCRIPTION, 0, slot), true);
}

/* Slots are given in order: the first subscriptions have the first ones. */
START_TEST(only_so_many_watches)
{
    rx_subscription *living[WATCHING_MAX];
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    for (unsigned i = 0; i < WATCHING_MAX; i++)
        living[i] = rx_subscribe(rx_never(), add);
    for (unsigned i = 1; i <= WATCHING_MAX; i++)
        ck_assert_int_eq(watch(i), STATUS_OK);
    ck_assert_int_eq(watch(WATCHING_MAX + 1), STATUS_FULL);
    for (unsigned i = 0; i < WATCHING_MAX; i++)
        rx_unsubscribe(living[i]);
    ck_assert_int_eq(watch(WATCHING_MAX + 1), STATUS_OK); /* what has ended makes room */
}
END_TEST

/* --- while nobody looks -------------------------------------------------------------------------- */

START_TEST(late_inspector_gets_the_log_from_before)
{
    rx_log("said before anybody came");
    send_numbers(1);
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    struct log_view line;
    ck_assert_uint_eq(query_log(one.state, 0, &line, 1), 1);
    ck_assert_str_eq(line.text, "said before anybody came");
    ck_assert_uint_eq(line.kind, EV_LOG);
}
END_TEST

START_TEST(log_from_before_is_bounded)
{
    static char text[3000];
    memset(text, 'x', sizeof text - 1);
    for (int i = 0; i < 300; i++)
        rx_log("%d %s", i, i < 150 ? text : "short");
    const struct journal *j = &served.core.hub.journal;
    ck_assert_uint_le(j->bytes, JOURNAL_BYTES);
    ck_assert_uint_le(j->n, JOURNAL_LINES);
    inspector_attach(&one);
    UNTIL(is_synced, &one);
    struct log_view lines[300];
    size_t n = query_log(one.state, 0, lines, 300);
    ck_assert_uint_eq(n, j->n);
    ck_assert_str_eq(lines[0].text, "299 short");
    ck_assert_str_eq(lines[149].text, "150 short");
}
END_TEST

static TCase *group(Suite *s, const char *name)
{
    TCase *tc = tcase_create(name);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_set_timeout(tc, suite_patience() / 1000 * 2);
    suite_add_tcase(s, tc);
    return tc;
}

static void add_entrance(Suite *s)
{
    TCase *tc = group(s, "coming in");
    tcase_add_test(tc, program_says_who_it_is);
    tcase_add_test(tc, socket_is_for_its_owner_alone);
    tcase_add_test(tc, process_of_another_user_is_refused);
    tcase_add_test(tc, inspector_of_another_version_is_told_why_not);
    tcase_add_test(tc, as_many_as_there_is_room_for);
    tcase_add_test(tc, without_descriptors_nobody_comes_in_until_there_are_some);
    tc = group(s, "in the way");
    tcase_add_test(tc, dead_socket_is_replaced);
    tcase_add_test(tc, socket_that_lives_is_left_alone);
    tcase_add_test(tc, file_that_is_no_socket_is_left_alone);
    tcase_add_test(tc, symbolic_link_is_not_followed);
    tcase_add_test(tc, socket_of_another_user_is_left_alone);
    tcase_add_test(tc, socket_that_was_replaced_is_not_removed);
    tcase_add_test(tc, socket_that_cannot_be_made_says_so);
}

static void add_malice(Suite *s)
{
    TCase *tc = group(s, "malice");
    tcase_add_test(tc, garbage_ends_the_connection);
    tcase_add_test(tc, frame_that_is_too_large_ends_the_connection);
    tcase_add_loop_test(tc, nothing_is_accepted_before_the_hello, 0, 4);
    tcase_add_loop_test(tc, what_only_programs_send_ends_the_connection, 0, 2);
    tcase_add_loop_test(tc, frames_that_contradict_themselves_end_the_connection, 0, 4);
    tcase_add_test(tc, attaching_twice_ends_the_connection);
    tcase_add_test(tc, program_is_no_inspector);
    tcase_add_test(tc, unknown_frames_are_skipped);
    tcase_add_test(tc, half_a_hello_and_silence_is_waited_for_only_so_long);
    tcase_add_test(tc, disconnecting_after_any_byte_leaves_nothing);
}

static void add_stream(Suite *s)
{
    TCase *tc = group(s, "stream");
    tcase_add_test(tc, attached_inspector_gets_what_lives_and_what_happens);
    tcase_add_test(tc, end_is_told_in_order);
    tcase_add_test(tc, replies_stand_behind_what_the_command_caused);
    tcase_add_test(tc, commands_that_make_no_sense_are_refused);
    tcase_add_test(tc, a_diff_is_compared_with_a_number);
    tcase_add_test(tc, a_tag_from_outside_is_told_to_everybody);
    tcase_add_test(tc, what_keeps_no_tags_says_so);
    tcase_add_test(tc, too_many_commands_wait_for_the_next_tick);
    tcase_add_test(tc, whose_commands_wait_is_not_silent);
    tcase_add_test(tc, pong_comes_behind_all_events);
    tcase_add_test(tc, watches_are_counted_and_end_with_who_wanted_them);
    tcase_add_test(tc, only_so_many_watches);
    tcase_add_test(tc, late_inspector_gets_the_log_from_before);
    tcase_add_test(tc, log_from_before_is_bounded);
}

static void add_slow(Suite *s)
{
    TCase *tc = group(s, "slow");
    tcase_add_test(tc, stalled_inspector_is_dropped_with_a_reason_and_the_other_gets_everything);
    tcase_add_test(tc, what_a_slow_inspector_missed_is_counted_exactly);
    tcase_add_test(tc, what_a_slow_inspector_missed_is_told_before_the_end);
    tcase_add_test(tc, inspector_that_lets_too_much_pile_up_is_dropped);
    tcase_add_test(tc, silent_inspector_is_asked_and_then_dropped);
    tcase_add_test(tc, inspector_that_lets_answers_pile_up_is_dropped);
    tcase_add_test(tc, program_that_stood_still_drops_nobody);
}

int main(void)
{
    Suite *s = suite_create("serve");
    add_entrance(s);
    add_malice(s);
    add_stream(s);
    add_slow(s);
    return suite_main(s);
}
