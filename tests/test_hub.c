/* test_hub.c - what stands between the runtime and those who look: the hub that hands events out, the tally
 * that counts for a slow reader, the queue in front of a socket. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "engine/hub.h"
#include "engine/queue.h"
#include "tests/support/events.h"
#include "tests/support/suite.h"
#include "wire/wire.h"

/* A reader that takes detail while it has room, and notes everything. */
struct reading {
    struct sink sink; /* first */
    struct tally tally;
    struct reader reader;
    bool full;
    struct str lines;
};

static struct hub hub;
static struct reading a, b;

static bool put(struct sink *sink, const struct event *ev)
{
    struct reading *r = (struct reading *)sink;
    if (r->full && (ev->kind == EV_ARG_CALL || (ev->kind == EV_SEND_CALL && ev->flags == SEND_NEXT)))
        return false;
    event_print(ev, &r->lines);
    str_addc(&r->lines, '\n');
    return true;
}

static bool is_slow(struct sink *sink)
{
    return ((struct reading *)sink)->full;
}

static void open_reading(struct reading *r)
{
    *r = (struct reading){.sink = {put}};
    tally_init(&r->tally, &r->sink, is_slow);
    r->reader = (struct reader){.enter = &r->tally.sink, .tally = &r->tally};
    hub_add(&hub, &r->reader);
}

static void close_reading(struct reading *r)
{
    hub_remove(&hub, &r->reader);
    tally_release(&r->tally);
    str_release(&r->lines);
}

static void setup(void)
{
    hub_init(&hub);
    open_reading(&a);
    open_reading(&b);
}

static void teardown(void)
{
    close_reading(&a);
    close_reading(&b);
    hub_release(&hub);
}

static bool tell(struct event ev)
{
    return sink_put(&hub.sink, &ev);
}

static void flush(struct reading *r)
{
    r->full = false;
    ck_assert(tally_flush(&r->tally, NULL, NULL));
}

static void expect(struct reading *r, const char *lines)
{
    ck_assert_str_eq(str_text(&r->lines), lines);
    str_clear(&r->lines);
}

/* ---- hub and tally ---- */

START_TEST(every_reader_gets_everything)
{
    ck_assert(tell(send_next(1, 4, 42)));
    ck_assert(tell(send_return(1)));
    expect(&a, "send-call send#1 ref=subscription#4 next 42\nsend-return send#1\n");
    expect(&b, "send-call send#1 ref=subscription#4 next 42\nsend-return send#1\n");
}
END_TEST

START_TEST(what_nobody_takes_is_left_to_the_runtime)
{
    a.full = b.full = true;
    ck_assert(!tell(send_next(1, 4, 42)));
    flush(&a);
    flush(&b);
    expect(&a, "");
    expect(&b, "");
}
END_TEST

START_TEST(without_readers_everything_counts_as_taken)
{
    hub_remove(&hub, &a.reader);
    hub_remove(&hub, &b.reader);
    ck_assert(tell(send_next(1, 4, 42)));
}
END_TEST

START_TEST(what_one_reader_takes_is_counted_for_the_other)
{
    a.full = true;
    for (unsigned n = 1; n <= 3; n++) {
        ck_assert(tell(send_next(n, 4, 42)));
        ck_assert(tell(arg_call(n, subscription_id(4), arg_id(9))));
        ck_assert(tell(arg_return(n, 0)));
        tell(send_return(n));
    }
    expect(&a, ""); /* no end of what it has not seen begin */
    flush(&a);
    expect(&a, "send-merged subscription#4 parent=3 ref=arg#9 num=0\n"
               "send-merged subscription#4 parent=0 ref=- num=3 flags=1\n");
}
END_TEST

START_TEST(nothing_recorded_overtakes_a_count)
{
    a.full = true;
    tell(send_next(1, 4, 42));
    a.full = false;
    tell(send_next(2, 4, 43)); /* there is room, but one is counted already */
    expect(&a, "");
    flush(&a);
    expect(&a, "send-merged subscription#4 parent=0 ref=- num=2 flags=1\n");
    tell(send_next(3, 4, 44));
    expect(&a, "send-call send#3 ref=subscription#4 next 44\n");
}
END_TEST

START_TEST(ends_of_what_it_saw_begin_are_told_though_it_is_slow)
{
    tell(send_next(1, 4, 42));
    a.full = true;
    tell(send_next(2, 5, 43)); /* caused by the first */
    tell(send_return(2));
    tell(send_return(1));
    expect(&a, "send-call send#1 ref=subscription#4 next 42\nsend-return send#1\n");
}
END_TEST

START_TEST(counts_are_told_before_the_end_of_their_subscription)
{
    a.full = true;
    tell(send_next(1, 4, 42));
    tell(send_next(2, 5, 42));
    tell(unsubscribe(4, END_UNSUBSCRIBED));
    expect(&a, "send-merged subscription#4 parent=0 ref=- num=1 flags=1\n"
               "unsubscribe-call subscription#4 unsubscribed\n");
    flush(&a);
    expect(&a, "send-merged subscription#5 parent=0 ref=- num=1 flags=1\n");
}
END_TEST

START_TEST(a_complete_is_never_left_out_and_comes_behind_the_counts)
{
    a.full = true;
    tell(send_next(1, 4, 42));
    ck_assert(tell(send_end(2, 4, SEND_COMPLETE)));
    tell(send_return(2));
    expect(&a, "send-merged subscription#4 parent=0 ref=- num=1 flags=1\n"
               "send-call send#2 ref=subscription#4 complete none\nsend-return send#2\n");
}
END_TEST

START_TEST(each_arg_has_a_count_of_its_own)
{
    a.full = true;
    tell(arg_call(1, subscription_id(4), arg_id(8)));
    tell(arg_call(2, subscription_id(4), arg_id(9)));
    tell(arg_call(3, subscription_id(4), arg_id(8)));
    flush(&a);
    expect(&a, "send-merged subscription#4 parent=1 ref=arg#9 num=0\n"
               "send-merged subscription#4 parent=2 ref=arg#8 num=0\n");
}
END_TEST

/* The end of the first one was not heard of: its counts are told when its slot is used again. */
START_TEST(slot_that_is_used_again_mixes_nothing)
{
    struct event ev = send_next(2, 4, 1);
    a.full = true;
    tell(send_next(1, 4, 1));
    ev.ref = again(subscription_id(4), 1);
    tell(ev);
    expect(&a, "send-merged subscription#4 parent=0 ref=- num=1 flags=1\n");
    flush(&a);
    expect(&a, "send-merged subscription#4~1 parent=0 ref=- num=1 flags=1\n");
}
END_TEST

START_TEST(counts_of_the_runtime_wait_as_well_and_keep_their_sort)
{
    a.full = true;
    tell(send_merged(4, 10, 0, 0));
    tell(send_merged(4, 5, 2, 0));
    tell(send_merged(4, 1, 0, 1));
    expect(&a, "");
    flush(&a);
    ck_assert_ptr_nonnull(strstr(str_text(&a.lines), "num=15"));
    ck_assert_ptr_nonnull(strstr(str_text(&a.lines), "num=1 flags=1"));
}
END_TEST

static bool has_room(void *ctx)
{
    unsigned *left = ctx;
    return (*left)-- > 0;
}

START_TEST(counts_are_told_as_far_as_there_is_room)
{
    unsigned room = 2;
    a.full = true;
    for (unsigned n = 1; n <= 5; n++)
        tell(send_next(n, n, 1));
    a.full = false;
    ck_assert(!tally_flush(&a.tally, has_room, &room));
    expect(&a, "send-merged subscription#5 parent=0 ref=- num=1 flags=1\n"
               "send-merged subscription#4 parent=0 ref=- num=1 flags=1\n");
    tell(send_next(6, 4, 1));
    flush(&a);
    ck_assert_ptr_nonnull(strstr(str_text(&a.lines), "subscription#4 parent=0 ref=- num=1"));
}
END_TEST

START_TEST(refusal_of_a_command_is_noted)
{
    struct str why = STR_INIT;
    tell(swap_result(track_id(1), 0, 0, SWAP_REFUSED, "before"));
    hub.refusal = &why;
    tell(swap_result(track_id(1), 0, 0, SWAP_SWAPPED, "fine"));
    tell(swap_result(track_id(1), 0, 0, SWAP_REFUSED, "first"));
    tell(swap_result(track_id(1), 0, 0, SWAP_REFUSED, "second"));
    hub.refusal = NULL;
    ck_assert_str_eq(str_text(&why), "first");
    str_release(&why);
}
END_TEST

/* ---- queue ---- */

static struct queue queue;
static int ends[2];

static void open_queue(void)
{
    queue = (struct queue){0};
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
}

static void close_queue(void)
{
    queue_release(&queue);
    close(ends[0]);
    close(ends[1]);
}

/* All that was sent, whole frames: how many events, and the type of the last one. */
static unsigned receive(unsigned *type)
{
    static char buf[1 << 20];
    size_t len = 0, used, size;
    struct frame f = {0};
    struct event ev;
    unsigned events = 0;
    for (ssize_t n; (n = recv(ends[1], buf + len, sizeof buf - len, 0)) > 0;)
        len += (size_t)n;
    for (size_t at = 0; at < len; at += used) {
        if (frame_decode(buf + at, len - at, QUEUE_FRAME, &f, &used) != STATUS_OK)
            ck_abort_msg("no frame at %zu of %zu", at, len);
        for (size_t p = 0; f.type == FRAME_EVENTS && p < f.size; p += size, events++)
            if (event_decode((const char *)f.payload + p, f.size - p, &ev, &size) != STATUS_OK)
                ck_abort_msg("no event");
    }
    *type = f.type;
    return events;
}

START_TEST(events_come_in_frames_and_other_frames_between_them)
{
    unsigned type;
    struct event ev = send_next(1, 2, 3);
    queue_event(&queue, &ev);
    queue_event(&queue, &ev);
    ping_encode(FRAME_PONG, 1, queue_frame(&queue));
    queue_event(&queue, &ev);
    ping_encode(FRAME_PING, 1, queue_frame(&queue));
    ck_assert_int_eq(queue_send(&queue, ends[0]), STATUS_OK);
    ck_assert_uint_eq(queue_waiting(&queue), 0);
    ck_assert_uint_eq(receive(&type), 3);
    ck_assert_uint_eq(type, FRAME_PING);
}
END_TEST

START_TEST(large_records_find_a_frame)
{
    static char text[EVENT_TEXT_MAX];
    unsigned type;
    memset(text, 'x', sizeof text);
    struct event ev = {.kind = EV_LOG, .text = text, .text_len = sizeof text};
    for (int i = 0; i < 3; i++)
        ck_assert(queue_event(&queue, &ev)); /* worth sending at once */
    struct event small = send_next(1, 2, 3);
    queue_event(&queue, &small);
    while (queue_send(&queue, ends[0]) == STATUS_FULL)
        ck_abort_msg("more than a socket takes");
    ck_assert_uint_eq(receive(&type), 4);
}
END_TEST

/* Whatever the socket takes at a time. */
START_TEST(frames_survive_being_sent_in_parts)
{
    unsigned sent = 0, got = 0;
    struct random dice = {7};
    for (int i = 0; i < 2000; i++) {
        struct event ev = send_next(1, 2, 3);
        for (uint64_t n = random_below(&dice, 300); n; n--, sent++)
            queue_event(&queue, &ev);
        enum status status = queue_send(&queue, ends[0]);
        ck_assert(status == STATUS_OK || status == STATUS_FULL);
        if (status == STATUS_FULL)
            break;
    }
    ck_assert_uint_gt(queue_waiting(&queue), 0); /* the socket was full */
    static char all[1 << 22];
    size_t len = 0;
    for (enum status status = STATUS_FULL; status == STATUS_FULL;) {
        ssize_t n = recv(ends[1], all + len, 1000 + (size_t)random_below(&dice, 5000), 0);
        len += n > 0 ? (size_t)n : 0;
        status = queue_send(&queue, ends[0]);
    }
    for (ssize_t n; (n = recv(ends[1], all + len, sizeof all - len, 0)) > 0;)
        len += (size_t)n;
    size_t used;
    struct frame f;
    struct event one = send_next(1, 2, 3);
    for (size_t at = 0; at < len; at += used) {
        ck_assert_int_eq(frame_decode(all + at, len - at, QUEUE_FRAME, &f, &used), STATUS_OK);
        got += f.size / (unsigned)event_size(&one);
    }
    ck_assert_uint_eq(got, sent);
}
END_TEST

START_TEST(cutting_keeps_the_frame_that_is_half_sent)
{
    struct event ev = send_next(1, 2, 3);
    do
        for (int i = 0; i < 100; i++)
            queue_event(&queue, &ev);
    while (queue_send(&queue, ends[0]) == STATUS_OK);
    for (int i = 0; i < 10000; i++)
        queue_event(&queue, &ev);
    queue_cut(&queue);
    ck_assert_uint_lt(queue_waiting(&queue), QUEUE_FRAME + WIRE_HEADER);
    bye_encode(STATUS_FULL, "too slow", queue_frame(&queue));
    static char buf[1 << 20];
    size_t len = 0;
    while (queue_waiting(&queue)) {
        ssize_t n = recv(ends[1], buf + len, 4096, 0);
        len += n > 0 ? (size_t)n : 0;
        queue_send(&queue, ends[0]);
    }
    ck_assert_int_eq(shutdown(ends[0], SHUT_WR), 0);
    for (ssize_t n; (n = recv(ends[1], buf + len, sizeof buf - len, 0)) > 0;)
        len += (size_t)n;
    struct frame f = {0};
    for (size_t at = 0, used; at < len; at += used)
        ck_assert_int_eq(frame_decode(buf + at, len - at, QUEUE_FRAME, &f, &used), STATUS_OK);
    ck_assert_uint_eq(f.type, FRAME_BYE);
}
END_TEST

START_TEST(other_side_that_is_gone_is_noticed)
{
    struct event ev = send_next(1, 2, 3);
    close(ends[1]);
    ends[1] = dup(0);
    queue_event(&queue, &ev);
    ck_assert_int_eq(queue_send(&queue, ends[0]), STATUS_GONE);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        every_reader_gets_everything, what_nobody_takes_is_left_to_the_runtime,
        without_readers_everything_counts_as_taken, what_one_reader_takes_is_counted_for_the_other,
        nothing_recorded_overtakes_a_count, ends_of_what_it_saw_begin_are_told_though_it_is_slow,
        counts_are_told_before_the_end_of_their_subscription,
        a_complete_is_never_left_out_and_comes_behind_the_counts, each_arg_has_a_count_of_its_own,
        slot_that_is_used_again_mixes_nothing, counts_of_the_runtime_wait_as_well_and_keep_their_sort,
        counts_are_told_as_far_as_there_is_room, refusal_of_a_command_is_noted};
    const TTest *const queues[] = {events_come_in_frames_and_other_frames_between_them,
                                   large_records_find_a_frame, frames_survive_being_sent_in_parts,
                                   cutting_keeps_the_frame_that_is_half_sent,
                                   other_side_that_is_gone_is_noticed};
    Suite *s = suite_create("hub");
    TCase *t = tcase_create("hub"), *q = tcase_create("queue");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_checked_fixture(q, open_queue, close_queue);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    for (size_t i = 0; i < ARRAY_LEN(queues); i++)
        tcase_add_test(q, queues[i]);
    suite_add_tcase(s, t);
    suite_add_tcase(s, q);
    return suite_main(s);
}
