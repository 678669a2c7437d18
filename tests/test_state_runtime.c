/* test_state_runtime.c - subscriptions, sends and arg calls: counts, cascades, retention, nesting.
 */
#include <check.h>

#include "base/mem.h"
#include "tests/support/story.h"

/* ---- Subscriptions. ---- */

START_TEST(subscriptions_are_listed_and_counted)
{
    tell_program();
    tell_subscriptions();
    tell(subscribe(5, 1, 1));
    ck_assert_uint_eq(info()->living[ENT_SUBSCRIPTION], 5);
    ck_assert_uint_eq(observable(1)->subscriptions, 2);
    ck_assert_uint_eq(query_next_subscription(story, of(observable_id(1)), 0), subscription_id(4));
    ck_assert_uint_eq(query_next_subscription(story, of(observable_id(1)), subscription_id(4)),
                      subscription_id(5));
    ck_assert_uint_eq(subscription(1)->children, 2);
    ck_assert_uint_eq(query_next_child(story, of(subscription_id(1)), 0), subscription_id(2));
    ck_assert_uint_eq(query_next_child(story, of(subscription_id(1)), subscription_id(2)),
                      subscription_id(5));
    ck_assert_uint_eq(query_next_child(story, of(subscription_id(1)), subscription_id(4)), 0);
    ck_assert_uint_eq(subscription(1)->depth, 0);
    ck_assert_uint_eq(subscription(4)->depth, 3);
    ck_assert_uint_eq(subscription(5)->depth, 1);
}
END_TEST

START_TEST(unsubscribing_takes_what_feeds_it_along)
{
    tell_program();
    tell_subscriptions();
    struct event ev = unsubscribe(2, END_COMPLETED);
    tell(ev);
    tell(unsubscribe_return(2));
    ck_assert_uint_eq(subscription(1)->e.ended_at, 0);
    ck_assert_uint_eq(subscription(1)->children, 0);
    for (unsigned n = 2; n <= 4; n++) {
        ck_assert_uint_eq(subscription(n)->e.ended_at, ev.time);
        ck_assert_uint_eq(subscription(n)->children, 0);
        ck_assert_uint_eq(observable(5 - n)->subscriptions, 0);
    }
    ck_assert_uint_eq(subscription(2)->end, END_COMPLETED);
    ck_assert_uint_eq(subscription(3)->end, END_UNSUBSCRIBED);
    ck_assert_uint_eq(info()->living[ENT_SUBSCRIPTION], 1);
    /* Shown dim: still in the lists. */
    ck_assert_uint_eq(query_next_child(story, of(subscription_id(1)), 0), subscription_id(2));
    ck_assert_uint_eq(query_next_subscription(story, of(observable_id(1)), 0), subscription_id(4));
}
END_TEST

START_TEST(a_late_unsubscribe_of_a_child_is_fine)
{
    tell_program();
    tell_subscriptions();
    struct event ev = unsubscribe(1, END_UNSUBSCRIBED);
    tell(ev);
    tell(unsubscribe(3, END_FAILED));
    tell(unsubscribe_return(3));
    ck_assert_uint_eq(subscription(3)->end, END_FAILED); /* its own word counts */
    ck_assert_uint_eq(subscription(3)->e.ended_at, ev.time);
    tell(unsubscribe(3, END_COMPLETED));
    ck_assert_uint_eq(subscription(3)->end, END_FAILED); /* once */
    ck_assert_uint_eq(info()->living[ENT_SUBSCRIPTION], 0);
    ck_assert(!info()->stale);
}
END_TEST

START_TEST(a_swap_that_ends_a_subscription_says_so_below_too)
{
    tell_program();
    tell_subscriptions();
    tell(unsubscribe(1, END_ORPHANED));
    ck_assert_uint_eq(subscription(4)->end, END_ORPHANED);
}
END_TEST

START_TEST(a_rebind_moves_a_living_subscription)
{
    tell_program();
    tell_subscriptions();
    tell(subscribe(5, 0, 4));
    tell(rebind(3, 5, 3));
    ck_assert_uint_eq(subscription(3)->parent, subscription_id(5));
    ck_assert_uint_eq(subscription(3)->observable, observable_id(3));
    ck_assert_uint_eq(subscription(2)->children, 0);
    ck_assert_uint_eq(subscription(5)->children, 1);
    ck_assert_uint_eq(observable(2)->subscriptions, 0);
    ck_assert_uint_eq(observable(3)->subscriptions, 2);
    ck_assert_uint_eq(subscription(3)->depth, 1);
    ck_assert_uint_eq(subscription(4)->depth, 2); /* it moved along */
    tell(rebind(3, 0, 3));
    ck_assert_uint_eq(subscription(3)->depth, 0);
    ck_assert_uint_eq(subscription(5)->children, 0);
    tell(rebind(3, 2, 2)); /* and back */
    ck_assert_uint_eq(subscription(4)->depth, 3);
}
END_TEST

START_TEST(nothing_is_placed_below_itself)
{
    tell_program();
    tell_subscriptions();
    refuse(rebind(1, 4, 4));
    refuse(rebind(1, 1, 4));
    refuse(subscribe(1, 4, 4));
    struct event ev = subscribe(9, 9, 1);
    refuse(ev);
    tell(scope_start(2, track_id(1), 1));
    tell(scope_start(3, track_id(2), 1));
    refuse(scope_start(2, track_id(3), 1));
    refuse(track_register(1, track_id(3), pipe_id(1), 1));
    refuse(scope_start(4, track_id(4), 1));
}
END_TEST

START_TEST(an_ended_subscription_neither_moves_nor_starts_again)
{
    tell_program();
    tell_subscriptions();
    tell(unsubscribe(1, END_UNSUBSCRIBED));
    tell(rebind(2, 0, 1)); /* the program had not come to it yet */
    ck_assert_uint_eq(subscription(2)->parent, subscription_id(1));
    refuse(subscribe(2, 0, 1));
    ck_assert_uint_eq(info()->living[ENT_SUBSCRIPTION], 0);
}
END_TEST

START_TEST(ended_subscriptions_leave_oldest_first)
{
    story_begin_with(&(struct state_limits){.ended = 2, .sends = 8, .log_lines = 8});
    tell_program();
    tell_subscriptions();
    tell(subscribe(5, 0, 1));
    tell(unsubscribe(5, END_UNSUBSCRIBED));
    tell(unsubscribe(1, END_UNSUBSCRIBED)); /* 4, 3, 2, then 1 */
    ck_assert_ptr_null(subscription(5));
    ck_assert_ptr_null(subscription(4));
    ck_assert_ptr_null(subscription(3));
    ck_assert_ptr_nonnull(subscription(2));
    ck_assert_ptr_nonnull(subscription(1));
    ck_assert_uint_eq(query_next_subscription(story, of(observable_id(1)), 0), 0);
    ck_assert_uint_eq(query_next_child(story, of(subscription_id(2)), 0), 0);
    tell(unsubscribe(4, END_UNSUBSCRIBED)); /* it left, but it was */
    tell(unsubscribe_return(4));
    tell(rebind(4, 0, 1));
    refuse(subscribe(4, 0, 1));
    tell(send_next(1, 4, 9));
    ck_assert_uint_eq(info()->next, 1);
}
END_TEST

START_TEST(children_of_one_that_left_stand_alone)
{
    story_begin_with(&(struct state_limits){.ended = 1, .sends = 8, .log_lines = 8});
    tell_program();
    tell(subscribe(1, 0, 4));
    tell(unsubscribe(1, END_UNSUBSCRIBED));
    tell(subscribe(2, 1, 3)); /* below an ended one */
    tell(subscribe(3, 2, 2));
    tell(subscribe(4, 0, 1));
    tell(unsubscribe(4, END_UNSUBSCRIBED));
    ck_assert_ptr_null(subscription(1));
    ck_assert_uint_eq(subscription(2)->parent, 0);
    ck_assert_uint_eq(subscription(2)->depth, 0);
    ck_assert_uint_eq(subscription(3)->depth, 1);
    ck_assert_uint_eq(info()->living[ENT_SUBSCRIPTION], 2);
}
END_TEST

START_TEST(a_limit_of_nothing_keeps_nothing)
{
    story_begin_with(&(struct state_limits){0});
    tell_program();
    tell_subscriptions();
    tell(send_next(1, 1, 5));
    tell(send_return(1));
    tell(arg_call(1, subscription_id(1), arg_id(1)));
    tell(arg_return(1, 0));
    tell(log_event(LOG_INFO, "x"));
    tell(unsubscribe(1, END_UNSUBSCRIBED));
    tell(plain_event(EV_ENTITY_END, observable_id(1)));
    struct log_view line;
    ck_assert_ptr_null(subscription(1));
    ck_assert_ptr_null(observable(1));
    ck_assert_uint_eq(query_log(story, 0, &line, 1), 0);
    ck_assert_uint_eq(info()->next, 1);
    ck_assert_uint_eq(info()->arg_calls, 1);
}
END_TEST

/* What remains of each kind when its owners leave. */
START_TEST(everything_may_leave_in_any_order)
{
    const entity_id all[] = {pipe_id(1),       fun_id(1),        operator_id(2), observable_id(4),
                             observable_id(2), arg_id(3),        fun_id(3),      fun_id(2),
                             operator_id(1),   observable_id(1), arg_id(1),      operator_id(3),
                             arg_id(2),        observable_id(3)};
    for (size_t first = 0; first < ARRAY_LEN(all); first++) {
        story_begin_with(&(struct state_limits){.ended = 0, .sends = 8});
        tell_program();
        tell_subscriptions();
        for (size_t i = 0; i < ARRAY_LEN(all); i++)
            tell(plain_event(EV_ENTITY_END, all[(first + i) % ARRAY_LEN(all)]));
        ck_assert_uint_eq(info()->living[ENT_OBSERVABLE], 0);
        ck_assert_uint_eq(subscription(1)->observable, 0);
        ck_assert_uint_eq(query_track_of(story, of(subscription_id(1))), 0);
        assert_path("");
    }
}
END_TEST

/* ---- Inner observables. ---- */

START_TEST(an_arg_call_that_returns_an_observable_is_remembered)
{
    tell_inner();
    struct arg_call_view call;
    ck_assert(query_arg_call(story, of(arg_call_id(1)), &call));
    ck_assert_uint_eq(call.subscription, subscription_id(1));
    ck_assert_uint_eq(call.arg, arg_id(1));
    ck_assert_uint_eq(call.observable, observable_id(10));
    ck_assert_uint_eq(query_arg(story, of(arg_id(1)))->calls, 1);
    ck_assert_uint_eq(info()->arg_calls, 1);
    ck_assert_uint_eq(info()->living[ENT_ARG_CALL], 1);
    ck_assert(!query_arg_call(story, of(arg_call_id(2)), &call));
    ck_assert_str_eq(query_name(story, of(observable_id(10))), "interval");
}
END_TEST

START_TEST(unsubscribing_ends_observables_that_only_it_made)
{
    tell_inner();
    tell(unsubscribe(1, END_UNSUBSCRIBED));
    ck_assert_uint_ne(observable(10)->e.ended_at, 0);
    ck_assert_uint_ne(subscription(2)->e.ended_at, 0);
    ck_assert_uint_eq(info()->living[ENT_ARG_CALL], 0);
    ck_assert_uint_eq(info()->living[ENT_OBSERVABLE], 4);
    tell(plain_event(EV_ENTITY_END, observable_id(10)));
    ck_assert(!info()->stale);
}
END_TEST

START_TEST(an_inner_observable_may_leave_before_its_maker)
{
    story_begin_with(&(struct state_limits){.sends = 8});
    tell_inner();
    tell(plain_event(EV_ENTITY_END, observable_id(10)));
    ck_assert_ptr_null(observable(10));
    struct event ev = observable_create(10, 0, NAME_INTERVAL);
    ev.id = again(ev.id, 1);
    tell(ev);
    tell(unsubscribe(1, END_UNSUBSCRIBED));
    ck_assert_uint_eq(query_observable(story, of(ev.id))->e.ended_at, 0);
}
END_TEST

START_TEST(an_observable_that_another_one_listens_to_lives_on)
{
    tell_inner();
    tell(subscribe(3, 0, 10));
    tell(unsubscribe(1, END_UNSUBSCRIBED));
    ck_assert_uint_eq(observable(10)->e.ended_at, 0);
    ck_assert_uint_eq(observable(10)->subscriptions, 1);
    tell(unsubscribe(3, END_UNSUBSCRIBED));
    ck_assert_uint_ne(observable(10)->e.ended_at, 0);
    tell(subscribe(4, 0, 10)); /* somebody had kept it */
    ck_assert_uint_eq(observable(10)->e.ended_at, 0);
}
END_TEST

/* ---- Sends. ---- */

START_TEST(sends_are_counted_and_recorded)
{
    tell_program();
    tell_subscriptions();
    tell(send_next(1, 1, 42));
    tell(send_return(1));
    struct event last = send_text(2, 1, "a longer text than a scalar");
    tell(last);
    tell(send_return(2));
    tell(send_end(3, 1, SEND_ERROR));
    tell(send_end(4, 1, SEND_COMPLETE));
    const struct ent_subscription *sub = subscription(1);
    ck_assert_uint_eq(sub->next, 2);
    ck_assert_uint_eq(sub->error, 1);
    ck_assert_uint_eq(sub->complete, 1);
    ck_assert_uint_eq(sub->last_at, last.time);
    ck_assert_uint_eq(info()->next, 2);
    ck_assert_uint_eq(info()->error, 1);
    ck_assert_uint_eq(info()->complete, 1);
    ck_assert_uint_eq(info()->living[ENT_SEND], 4);
    struct send_view sends[5];
    ck_assert_uint_eq(query_sends(story, of(subscription_id(1)), sends, 5), 4);
    ck_assert_uint_eq(sends[0].id, send_id(4));
    ck_assert_uint_eq(sends[0].type, SEND_COMPLETE);
    ck_assert_uint_eq(sends[2].at, last.time);
    ck_assert_uint_eq(sends[2].value.len, last.text_len + 27);
    ck_assert_mem_eq(sends[2].value.text, "a longer text than a scalar", 27);
    ck_assert_int_eq(sends[3].value.i64, 42);
    ck_assert_uint_eq(query_sends(story, of(subscription_id(1)), sends, 2), 2);
    ck_assert_uint_eq(query_sends(story, of(subscription_id(2)), sends, 5), 0);
    ck_assert(query_send(story, of(send_id(2)), sends));
    ck_assert_uint_eq(sends[0].subscription, subscription_id(1));
}
END_TEST

START_TEST(the_cause_of_a_send_is_the_innermost_send_or_arg_call)
{
    tell_program();
    tell_subscriptions();
    tell(send_next(1, 4, 1));
    tell(arg_call(1, subscription_id(3), arg_id(1)));
    tell(send_next(2, 3, 2)); /* inside the function */
    tell(send_next(3, 2, 3)); /* inside that */
    tell(send_return(3));
    tell(send_return(2));
    tell(arg_return(1, 0));
    tell(send_next(4, 3, 4));
    tell(send_return(4));
    tell(send_return(1));
    tell(send_next(5, 4, 5));
    tell(send_return(5));
    const entity_id want[] = {0, arg_call_id(1), send_id(2), send_id(1), 0};
    struct send_view send;
    for (unsigned n = 1; n <= 5; n++) {
        ck_assert(query_send(story, of(send_id(n)), &send));
        ck_assert_uint_eq(send.cause, want[n - 1]);
    }
    struct arg_call_view call;
    ck_assert(query_arg_call(story, of(arg_call_id(1)), &call));
    ck_assert_uint_eq(call.cause, send_id(1));
    ck_assert_uint_eq(info()->unmatched, 0);
}
END_TEST

START_TEST(old_sends_leave_and_counts_stay_exact)
{
    story_begin_with(&(struct state_limits){.ended = 8, .sends = 5, .log_lines = 8});
    tell_program();
    tell_subscriptions();
    for (unsigned n = 1; n <= 23; n++)
        tell(send_text(n, n % 3 ? 1 : 2, n % 2 ? "odd" : "even"));
    struct send_view sends[9];
    ck_assert_uint_eq(subscription(1)->next, 16);
    ck_assert_uint_eq(subscription(2)->next, 7);
    ck_assert_uint_eq(query_sends(story, of(subscription_id(1)), sends, 9), 4);
    ck_assert_uint_eq(sends[3].id, send_id(19));
    ck_assert_mem_eq(sends[3].value.text, "odd", 3);
    ck_assert_uint_eq(query_sends(story, of(subscription_id(2)), sends, 9), 1);
    ck_assert_uint_eq(info()->living[ENT_SEND], 5);
    ck_assert(!query_send(story, of(send_id(18)), sends));
    ck_assert(query_send(story, of(send_id(19)), sends));
}
END_TEST

START_TEST(a_subscription_that_ends_takes_its_sends_along)
{
    tell_program();
    tell_subscriptions();
    tell(send_next(1, 1, 1));
    tell(send_next(2, 4, 1));
    tell(arg_call(1, subscription_id(4), arg_id(1)));
    tell(unsubscribe(4, END_UNSUBSCRIBED));
    ck_assert_uint_eq(info()->living[ENT_SEND], 1);
    ck_assert_uint_eq(info()->living[ENT_ARG_CALL], 0);
    struct send_view send;
    ck_assert_uint_eq(query_sends(story, of(subscription_id(4)), &send, 1), 1); /* dim, with it */
    tell(send_next(3, 4, 1)); /* on its way when it ended */
    ck_assert_uint_eq(subscription(4)->next, 2);
    ck_assert_uint_eq(info()->living[ENT_SEND], 1);
    struct event ev = subscribe(4, 0, 1);
    ev.id = again(ev.id, 1);
    tell(ev);
    ck_assert_uint_eq(query_sends(story, of(ev.id), &send, 1), 0);
}
END_TEST

START_TEST(merged_sends_are_counted_exactly)
{
    tell_program();
    tell_subscriptions();
    tell(send_merged(1, 1204, 10, 1));
    tell(send_merged(1, 96, 2, 0));
    ck_assert_uint_eq(subscription(1)->next, 1300);
    ck_assert_uint_eq(subscription(1)->merged, 1204);
    ck_assert_uint_eq(info()->next, 1300);
    ck_assert_uint_eq(info()->merged, 1204);
    ck_assert_uint_eq(info()->arg_calls, 12);
    tell(send_merged(2, INT64_MAX, UINT64_MAX, 1));
    tell(send_merged(2, INT64_MAX, 1, 1));
    tell(send_merged(2, INT64_MAX, 1, 1)); /* nothing wraps */
    ck_assert_uint_eq(subscription(2)->next, UINT64_MAX);
    ck_assert_uint_eq(info()->arg_calls, UINT64_MAX);
    tell(send_next(1, 2, 1));
    ck_assert_uint_eq(subscription(2)->next, UINT64_MAX);
    ck_assert_uint_eq(info()->next, UINT64_MAX);
}
END_TEST

START_TEST(a_gap_forgets_sends_that_were_open)
{
    tell_program();
    tell_subscriptions();
    tell(send_next(1, 4, 1)); /* its end was merged away */
    tell(send_merged(4, 10, 0, 1));
    tell(send_next(2, 3, 1));
    struct send_view send;
    ck_assert(query_send(story, of(send_id(2)), &send));
    ck_assert_uint_eq(send.cause, 0);
    ck_assert(!info()->stale);
}
END_TEST

/* ---- Nesting. ---- */

START_TEST(an_end_that_skips_others_marks_the_source)
{
    tell_program();
    tell(subscribe(1, 0, 4));
    tell(subscribe(2, 1, 3));
    ck_assert(!info()->stale);
    tell(subscribe_return(1));
    ck_assert(info()->stale);
    refuse(subscribe_return(2)); /* closed with it */
    refuse(subscribe_return(1));
}
END_TEST

START_TEST(an_end_without_a_start_is_refused)
{
    tell_program();
    tell_subscriptions();
    refuse(subscribe_return(1));
    refuse(unsubscribe_return(1));
    refuse(scope_end(1, 1));
    tell(source_start(1, "cpu"));
    tell(module_start(1, 1));
    tell(module_end(1, 1, MODULE_END_COMMITTED));
    ck_assert(!info()->stale);
    tell(module_end(1, 2, MODULE_END_COMMITTED)); /* what it says still holds */
    ck_assert(info()->stale);
    ck_assert_uint_eq(module(1)->generation, 2);
    tell(source_start(1, "cpu"));
    tell_program();
    tell(pipe_return(1, 3));
    ck_assert(info()->stale);
    ck_assert_uint_eq(query_pipe(story, of(pipe_id(1)))->result, observable_id(3));
}
END_TEST

START_TEST(ends_of_sends_out_of_order_are_only_counted)
{
    tell_program();
    tell_subscriptions();
    tell(send_next(1, 4, 1));
    tell(send_next(2, 3, 1));
    tell(send_return(1));
    ck_assert_uint_eq(info()->unmatched, 1);
    tell(send_return(2));
    tell(arg_return(5, 0));
    ck_assert_uint_eq(info()->unmatched, 3);
    ck_assert(!info()->stale);
}
END_TEST

START_TEST(a_stack_without_end_forgets_its_bottom)
{
    enum { DEEP = 200000, REMEMBERED = 30000 };
    story_begin_with(&(struct state_limits){.ended = 8, .sends = 8, .log_lines = 8});
    tell_program();
    tell(subscribe(1, 0, 1));
    for (unsigned n = 1; n <= DEEP; n++) {
        struct event ev = send_next(n, 1, 1);
        state_fold(story, &ev);
    }
    check_invariants();
    ck_assert_uint_lt(state_memory(story), 32u << 20);
    for (unsigned n = DEEP; n > DEEP - REMEMBERED; n--) {
        struct event ev = send_return(n);
        state_fold(story, &ev);
    }
    ck_assert_uint_eq(info()->unmatched, 0);
    tell(send_return(1));
    ck_assert_uint_eq(info()->unmatched, 1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        subscriptions_are_listed_and_counted,
        unsubscribing_takes_what_feeds_it_along,
        a_late_unsubscribe_of_a_child_is_fine,
        a_swap_that_ends_a_subscription_says_so_below_too,
        a_rebind_moves_a_living_subscription,
        nothing_is_placed_below_itself,
        an_ended_subscription_neither_moves_nor_starts_again,
        ended_subscriptions_leave_oldest_first,
        children_of_one_that_left_stand_alone,
        a_limit_of_nothing_keeps_nothing,
        everything_may_leave_in_any_order,
        an_arg_call_that_returns_an_observable_is_remembered,
        unsubscribing_ends_observables_that_only_it_made,
        an_inner_observable_may_leave_before_its_maker,
        an_observable_that_another_one_listens_to_lives_on,
        sends_are_counted_and_recorded,
        the_cause_of_a_send_is_the_innermost_send_or_arg_call,
        old_sends_leave_and_counts_stay_exact,
        a_subscription_that_ends_takes_its_sends_along,
        merged_sends_are_counted_exactly,
        a_gap_forgets_sends_that_were_open,
        an_end_that_skips_others_marks_the_source,
        an_end_without_a_start_is_refused,
        ends_of_sends_out_of_order_are_only_counted,
        a_stack_without_end_forgets_its_bottom,
    };
    return story_run("state, what runs", tests, ARRAY_LEN(tests));
}
