/* test_chronicle.c - what is kept of what happened: from when on, in which order, how much, and what leaves first. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/support/story.h"

enum { MANY = 1 << 20, LONG = 250 /* bytes, more than is kept of a text */, FEW = 96 * 8 /* bytes: eight entries */ };

static struct happening h;
static struct happenings kept;

static const struct happening *nth(uint64_t seq)
{
    ck_assert_msg(query_happening(story, seq, &h), "no %u", (unsigned)seq);
    ck_assert_uint_eq(h.seq, seq);
    return &h;
}

static const struct happening *last(void)
{
    query_happenings(story, &kept);
    return nth(kept.last);
}

static uint64_t count(void)
{
    query_happenings(story, &kept);
    return kept.last;
}

static struct event at(uint64_t time, struct event ev)
{
    ev.time = time;
    return ev;
}

/* ---- When it is kept. ---- */

START_TEST(nothing_is_kept_until_somebody_asks)
{
    tell_program();
    tell_subscriptions();
    tell(send_next(1, 1, 5));
    query_happenings(story, &kept);
    ck_assert(!kept.on);
    ck_assert_uint_eq(kept.last, 0);
    ck_assert_uint_eq(kept.bytes, 0);
    ck_assert(!query_happening(story, 1, &h));
    ck_assert_uint_eq(query_happening_at(story, 0), 1);
}
END_TEST

START_TEST(it_stops_when_nobody_wants_it_any_more)
{
    tell_program();
    size_t before = state_memory(story);
    state_keep_events(story, MANY);
    query_happenings(story, &kept);
    ck_assert(kept.on);
    ck_assert_uint_eq(state_memory(story), before + kept.bytes);
    ck_assert_uint_le(kept.bytes, MANY);
    ck_assert_uint_gt(kept.bytes, MANY / 3);
    state_keep_events(story, 0);
    ck_assert_uint_eq(state_memory(story), before);
    ck_assert(!query_happening(story, 1, &h));
}
END_TEST

START_TEST(a_budget_for_not_even_one_text_keeps_nothing)
{
    state_keep_events(story, FEW - 1);
    query_happenings(story, &kept);
    ck_assert(!kept.on);
    state_keep_events(story, FEW);
    query_happenings(story, &kept);
    ck_assert(kept.on);
    ck_assert_uint_eq(kept.limit, 8);
}
END_TEST

START_TEST(asking_again_changes_nothing)
{
    tell_program();
    tell_subscriptions();
    state_keep_events(story, MANY);
    uint64_t n = count(), serial = query_serial(story);
    state_keep_events(story, MANY);
    ck_assert_uint_eq(count(), n);
    ck_assert_uint_eq(query_serial(story), serial);
}
END_TEST

/* ---- What an entry says. ---- */

START_TEST(a_send_says_to_whom_what_and_why)
{
    tell_program();
    tell_subscriptions();
    state_keep_events(story, MANY);
    struct event ev = send_next(1, 2, 42);
    tell(ev);
    tell(send_text(2, 1, "hello"));
    tell(send_return(2));
    tell(send_return(1));
    uint64_t n = count();
    nth(n - 1);
    ck_assert_int_eq(h.kind, EV_SEND_CALL);
    ck_assert_int_eq(h.flags, SEND_NEXT);
    ck_assert(ref_eq(h.about, of(subscription_id(2))));
    ck_assert_uint_eq(h.own, send_id(1));
    ck_assert_uint_eq(h.cause, 0);
    ck_assert_uint_eq(h.wall, query_wall(story, 1, ev.time));
    ck_assert_int_eq(h.value.type, VT_I64);
    ck_assert_int_eq(h.value.i64, 42);
    nth(n);
    ck_assert_uint_eq(h.cause, send_id(1));
    ck_assert_int_eq(h.value.type, VT_STRING);
    ck_assert_uint_eq(h.value.len, 5);
    ck_assert_int_eq(memcmp(h.value.text, "hello", 5), 0);
}
END_TEST

START_TEST(what_a_callback_did_has_the_call_as_its_cause)
{
    tell_program();
    tell_subscriptions();
    state_keep_events(story, MANY);
    tell(arg_call(7, subscription_id(1), arg_id(1)));
    nth(count());
    ck_assert_int_eq(h.kind, EV_ARG_CALL);
    ck_assert(ref_eq(h.about, of(arg_id(1))));
    ck_assert_uint_eq(h.own, arg_call_id(7));
    ck_assert_uint_eq((uint64_t)h.num, subscription_id(1));
    tell(subscribe(9, 1, 1));
    ck_assert_uint_eq(last()->cause, arg_call_id(7));
    ck_assert_uint_eq((uint64_t)h.num, subscription_id(1));
    ck_assert_uint_eq(h.own, observable_id(1));
    tell(subscribe_return(9));
    tell(arg_return(7, 0));
    tell(unsubscribe(9, END_COMPLETED));
    ck_assert_int_eq(last()->kind, EV_UNSUBSCRIBE_CALL);
    ck_assert_int_eq(h.flags, END_COMPLETED);
    ck_assert_uint_eq(h.cause, 0);
}
END_TEST

START_TEST(lines_merges_and_swaps_are_kept_and_ends_of_brackets_are_not)
{
    tell_program();
    tell_subscriptions();
    state_keep_events(story, MANY);
    uint64_t n = count();
    tell(send_merged(1, 212, 0, 1));
    ck_assert_int_eq(last()->kind, EV_SEND_MERGED);
    ck_assert_int_eq(h.num, 212);
    tell(swap_result(track_id(1), 2, 2, SWAP_SWAPPED, "map"));
    ck_assert_int_eq(last()->flags, SWAP_SWAPPED);
    ck_assert_int_eq(h.num, 2);
    ck_assert_uint_eq(h.text_len, 3);
    ck_assert_int_eq(memcmp(h.text, "map", 3), 0);
    tell(tag_event(subscription_id(1), TAG_HOT, true));
    ck_assert_int_eq(last()->num, TAG_HOT);
    tell(send_next(1, 1, 1));
    tell(send_return(1));
    tell(string_event(TAG_SLOW + 1, "new"));
    ck_assert_uint_eq(count(), n + 4);
}
END_TEST

START_TEST(what_is_refused_is_not_kept)
{
    tell_program();
    state_keep_events(story, MANY);
    uint64_t n = count();
    refuse(subscribe(1, 0, 4000));
    ck_assert_uint_eq(count(), n);
}
END_TEST

START_TEST(what_a_snapshot_tells_again_is_no_news)
{
    state_keep_events(story, MANY);
    struct event begin = plain_event(EV_SNAPSHOT, 0);
    begin.flags = SNAPSHOT_BEGIN;
    tell(begin);
    uint64_t n = count();
    tell(at(begin.time - 500, log_event(LOG_INFO, "before")));
    ck_assert_uint_eq(count(), n);
    tell(log_event(LOG_INFO, "meanwhile"));
    ck_assert_uint_eq(count(), n + 1);
}
END_TEST

/* ---- What was before. ---- */

START_TEST(what_the_state_holds_comes_before_in_order)
{
    tell_program();
    tell_subscriptions();
    tell(send_next(1, 4, 1));
    tell(arg_call(1, subscription_id(3), arg_id(1)));
    tell(arg_return(1, 0));
    tell(send_text(2, 3, "two"));
    tell(send_return(2));
    tell(send_return(1));
    tell(swap_result(track_id(1), 2, 2, SWAP_SWAPPED, "map"));
    tell(send_next(3, 4, 3));
    tell(send_return(3));
    tell(unsubscribe(4, END_UNSUBSCRIBED));
    tell(unsubscribe_return(4));
    state_keep_events(story, MANY);
    static const unsigned kinds[] = {EV_SUBSCRIBE_CALL, EV_SUBSCRIBE_CALL, EV_SUBSCRIBE_CALL, EV_SUBSCRIBE_CALL,
                                     EV_SEND_CALL, EV_ARG_CALL, EV_SEND_CALL, EV_SWAP_RESULT, EV_SEND_CALL,
                                     EV_UNSUBSCRIBE_CALL};
    ck_assert_uint_eq(count(), ARRAY_LEN(kinds));
    uint64_t wall = 0;
    for (uint64_t i = 0; i < ARRAY_LEN(kinds); i++) {
        ck_assert_int_eq(nth(i + 1)->kind, (int)kinds[i]);
        ck_assert_uint_ge(h.wall, wall);
        wall = h.wall;
    }
    nth(6);
    ck_assert_uint_eq(h.cause, send_id(1));
    nth(7);
    ck_assert_uint_eq(h.own, send_id(2));
    ck_assert_uint_eq(h.cause, send_id(1));
    ck_assert_int_eq(memcmp(h.value.text, "two", 3), 0);
    nth(10);
    ck_assert_int_eq(h.flags, END_UNSUBSCRIBED);
}
END_TEST

START_TEST(a_swap_from_before_knows_its_version)
{
    tell_program();
    struct event ev = swap_result(track_id(1), 1, 1, SWAP_NEW, "");
    tell(ev);
    tell(track_update(1, pipe_id(1), 2, 2, "map"));
    tell(swap_result(track_id(1), 2, 2, SWAP_SWAPPED, "map"));
    tell(track_update(1, pipe_id(1), 3, 3, "map"));
    state_keep_events(story, MANY);
    uint64_t n = count();
    ck_assert_int_eq(nth(n)->kind, EV_SWAP_RESULT);
    ck_assert_int_eq(h.num, 2);
    ck_assert_int_eq(nth(n - 1)->num, 1);
}
END_TEST

/* The clock is read once a turn: much has one time. */
START_TEST(at_one_time_what_was_caused_comes_behind_its_cause)
{
    tell_program();
    tell_subscriptions();
    uint64_t t = next_time();
    tell(at(t, arg_call(1, subscription_id(3), arg_id(1))));
    tell(at(t, send_next(1, 3, 1)));
    tell(at(t, arg_call(2, subscription_id(2), arg_id(2))));
    tell(at(t, send_next(2, 2, 1)));
    state_keep_events(story, MANY);
    uint64_t n = count();
    ck_assert_uint_eq(nth(n - 3)->own, arg_call_id(1));
    ck_assert_uint_eq(nth(n - 2)->own, send_id(1));
    ck_assert_uint_eq(nth(n - 1)->own, arg_call_id(2));
    ck_assert_uint_eq(nth(n)->own, send_id(2));
}
END_TEST

/* ---- What leaves. ---- */

START_TEST(the_oldest_leave_first)
{
    state_keep_events(story, FEW);
    for (int i = 0; i < 20; i++)
        tell(log_event(LOG_INFO, "x"));
    query_happenings(story, &kept);
    ck_assert_uint_eq(kept.last, 20);
    ck_assert_uint_eq(kept.first, 13);
    ck_assert(!query_happening(story, 12, &h));
    ck_assert(!query_happening(story, 21, &h));
    nth(13);
    nth(20);
}
END_TEST

START_TEST(a_text_leaves_before_its_entry)
{
    char text[LONG + 1];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    state_keep_events(story, FEW);
    tell(log_event(LOG_INFO, text));
    ck_assert(!nth(1)->text_gone);
    ck_assert_uint_eq(h.text_len, 240); /* its beginning */
    text[0] = 'b';
    tell(log_event(LOG_INFO, text));
    ck_assert(nth(1)->text_gone);
    ck_assert_uint_eq(h.text_len, 0);
    ck_assert(!nth(2)->text_gone);
    ck_assert_int_eq(h.text[0], 'b');
    ck_assert_int_eq(h.text[239], 'a');
}
END_TEST

START_TEST(only_the_newest_of_what_was_before_fit)
{
    for (int i = 0; i < 20; i++)
        tell(log_event(LOG_INFO, i == 19 ? "newest" : "x"));
    state_keep_events(story, FEW);
    query_happenings(story, &kept);
    ck_assert_uint_eq(kept.last, 8);
    nth(8);
    ck_assert_int_eq(memcmp(h.text, "newest", 6), 0);
}
END_TEST

/* ---- Time, and programs that begin again. ---- */

START_TEST(a_time_is_found)
{
    state_keep_events(story, FEW);
    for (int i = 0; i < 20; i++)
        tell(log_event(LOG_INFO, "x"));
    uint64_t wall = nth(16)->wall;
    ck_assert_uint_eq(query_happening_at(story, wall), 16);
    ck_assert_uint_eq(query_happening_at(story, wall + 1), 17);
    ck_assert_uint_eq(query_happening_at(story, 0), 13);
    ck_assert_uint_eq(query_happening_at(story, UINT64_MAX), 21);
}
END_TEST

START_TEST(ids_of_an_earlier_run_are_strangers)
{
    state_keep_events(story, MANY);
    tell_program();
    tell_subscriptions();
    uint64_t n = count();
    ck_assert(query_is_of_this_run(story, nth(n)));
    struct event again = source_start(1, "cpu");
    again.num += 60 * 1000000000ll;
    tell(again);
    ck_assert(!query_is_of_this_run(story, nth(n)));
    ck_assert(query_is_of_this_run(story, last()));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {nothing_is_kept_until_somebody_asks,
                                  it_stops_when_nobody_wants_it_any_more,
                                  a_budget_for_not_even_one_text_keeps_nothing,
                                  asking_again_changes_nothing,
                                  a_send_says_to_whom_what_and_why,
                                  what_a_callback_did_has_the_call_as_its_cause,
                                  lines_merges_and_swaps_are_kept_and_ends_of_brackets_are_not,
                                  what_is_refused_is_not_kept,
                                  what_a_snapshot_tells_again_is_no_news,
                                  what_the_state_holds_comes_before_in_order,
                                  a_swap_from_before_knows_its_version,
                                  at_one_time_what_was_caused_comes_behind_its_cause,
                                  the_oldest_leave_first,
                                  a_text_leaves_before_its_entry,
                                  only_the_newest_of_what_was_before_fit,
                                  a_time_is_found,
                                  ids_of_an_earlier_run_are_strangers};
    return story_run("chronicle", tests, ARRAY_LEN(tests));
}
