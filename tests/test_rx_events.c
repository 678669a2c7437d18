/* test_rx_events.c - what an inspector is told: whole, in order, and with exact counts, whether each
 * send is recorded, counted, or refused by a slow reader.
 *
 * rx_down() checks the form of every stream of events (recorder_check). */
#include "rxscope.h"

#include <check.h>
#include <string.h>

#include "state/query.h"
#include "state/state.h"
#include "tests/support/rx.h"
#include "tests/support/suite.h"

static rx_value same(rx_value v, void *env)
{
    (void)env;
    return rx_retain(v);
}
static bool even(rx_value v, void *env)
{
    (void)env;
    return v.i64 % 2 == 0;
}
static rx_value sum(rx_value acc, rx_value v, void *env)
{
    (void)env;
    return rx_i64(acc.i64 + v.i64);
}
static rx_observable *two_of(rx_value v, void *env)
{
    (void)env;
    return rx_of(rx_retain(v), rx_retain(v));
}
static rx_observable *ticking(rx_value v, void *env)
{
    (void)v;
    (void)env;
    return rx_interval(3);
}
static rx_value latest_sum(const rx_value *latest, size_t n, void *env)
{
    (void)env;
    int64_t all = 0;
    for (size_t i = 0; i < n; i++)
        all += latest[i].i64;
    return rx_i64(all);
}
static void ignore(rx_value v, void *env)
{
    (void)v;
    (void)env;
}

/* ---- Counts. ---- */

/* range(n): each of the three stages gets n values, the observer n / 2. */
static void run_chain(int64_t n)
{
    rx_enter();
    rx_unsubscribe(
        rx_subscribe(rx_pipe(rx_range(0, n), rx_map(same), rx_filter(even), rx_scan(sum, rx_i64(0))),
                     ignore));
    rx_leave();
}

static uint64_t nexts_of(const char *observable)
{
    return recorder_nexts(rx_events(), recorder_subscription(rx_events(), observable, 0));
}

static void expect_counts(uint64_t n)
{
    ck_assert_uint_eq(nexts_of("range"), n);
    ck_assert_uint_eq(nexts_of("map"), n);
    ck_assert_uint_eq(nexts_of("filter"), n / 2);
    ck_assert_uint_eq(nexts_of("scan"), n / 2);
    const struct recorder *r = rx_events();
    ck_assert_uint_eq(r->nexts + r->merged, n * 3);
    ck_assert_uint_eq(r->seen[EV_ARG_CALL] + r->merged_calls, n * 5 / 2);
}

START_TEST(every_send_is_recorded_while_there_are_few)
{
    run_chain(100);
    expect_counts(100);
    ck_assert_uint_eq(rx_events()->merged, 0);
    ck_assert_uint_eq(rx_events()->merged_calls, 0);
}
END_TEST

START_TEST(counts_are_exact_when_there_are_too_many_to_record)
{
    run_chain(10000);
    expect_counts(10000);
    ck_assert_uint_gt(rx_events()->merged, 20000);
    ck_assert_uint_eq(rx_events()->merged_for_reader, 0);
    ck_assert_uint_lt(rx_events()->seen[EV_SEND_MERGED], 20);
}
END_TEST

START_TEST(counts_are_exact_when_the_reader_refuses_detail)
{
    rx_events()->refuse_detail = true;
    run_chain(10000);
    expect_counts(10000);
    ck_assert_uint_eq(rx_events()->merged, 30000);
    ck_assert_uint_eq(rx_events()->merged_for_reader, 30000);
    ck_assert_uint_lt(rx_events()->seen[EV_SEND_MERGED], 20);
}
END_TEST

START_TEST(counts_are_exact_when_the_reader_falls_behind_and_recovers)
{
    struct seen s = {0};
    rx_enter();
    seen_start(&s, rx_pipe(rx_interval(1), rx_map(same), rx_filter(even)));
    rx_leave();
    for (int i = 0; i < 20; i++) {
        rx_events()->refuse_detail = i % 3 == 1;
        rx_wait(200);
        if (i % 5 == 0)
            rx_flush_counts();
    }
    rx_events()->refuse_detail = false;
    seen_release(&s);
    ck_assert_uint_eq(nexts_of("interval"), 4000);
    ck_assert_uint_eq(nexts_of("map"), 4000);
    ck_assert_uint_eq(nexts_of("filter"), 2000);
    ck_assert_uint_eq(rx_events()->seen[EV_ARG_CALL] + rx_events()->merged_calls, 8000);
    ck_assert_uint_gt(rx_events()->merged_for_reader, 0);
    ck_assert_uint_lt(rx_events()->seen[EV_SEND_MERGED], 200); /* not one a send */
}
END_TEST

START_TEST(counts_wait_for_the_flush_and_come_before_the_end)
{
    struct seen s = {0};
    rx_enter();
    rx_subject *subject = rx_observable_ref(rx_subject_new());
    rx_leave();
    rx_events()->refuse_detail = true;
    seen_start(&s, rx_pipe(subject, rx_map(same)));
    for (int i = 0; i < 10; i++)
        rx_next(subject, rx_i64(i));
    ck_assert_uint_eq(rx_events()->merged, 0);
    rx_flush_counts();
    ck_assert_uint_eq(rx_events()->merged, 20);
    rx_flush_counts();
    ck_assert_uint_eq(rx_events()->seen[EV_SEND_MERGED], 3); /* calls of map, sends of two */
    rx_next(subject, rx_i64(11));
    seen_release(&s);
    ck_assert_uint_eq(rx_events()->merged, 22); /* and recorder_check(): while it lived */
    rx_observable_unref(subject);
}
END_TEST

START_TEST(what_is_watched_is_recorded_at_any_rate)
{
    struct seen s = {0};
    rx_enter();
    rx_subject *subject = rx_observable_ref(rx_subject_new());
    seen_start(&s, rx_pipe(subject, rx_map(same), rx_map(same)));
    rx_leave();
    rx_watch(recorder_subscription(rx_events(), "map", 0), true);
    for (int i = 0; i < 5000; i++)
        rx_next(subject, rx_i64(i));
    uint64_t recorded = 0;
    for (size_t i = 0; i < rx_events()->n; i++) {
        const struct event *ev = &rx_events()->events[i];
        recorded += ev->kind == EV_SEND_CALL &&
                    ev->ref == recorder_subscription(rx_events(), "map", 0);
    }
    ck_assert_uint_eq(recorded, 5000);
    rx_watch(recorder_subscription(rx_events(), "map", 0), false);
    rx_watch(12345, true);
    seen_release(&s);
    rx_observable_unref(subject);
}
END_TEST

START_TEST(values_are_recorded_again_when_there_are_fewer)
{
    struct seen s = {0};
    rx_enter();
    rx_subject *subject = rx_observable_ref(rx_subject_new());
    seen_start(&s, rx_pipe(subject, rx_map(same)));
    rx_leave();
    for (int i = 0; i < 5000; i++)
        rx_next(subject, rx_i64(i));
    ck_assert_uint_eq(rx_events()->nexts, 2000);
    rx_wait(99);
    rx_next(subject, rx_i64(0));
    ck_assert_uint_eq(rx_events()->nexts, 2000);
    rx_wait(1);
    rx_next(subject, rx_i64(0));
    ck_assert_uint_eq(rx_events()->nexts, 2002);
    ck_assert_uint_eq(rx_events()->merged, 2 * 4001); /* told before what was recorded later */
    ck_assert_uint_eq(rx_events()->seen[EV_ARG_CALL], 1001);
    ck_assert_uint_eq(rx_events()->merged_calls, 4001);
    seen_release(&s);
    rx_observable_unref(subject);
}
END_TEST

/* What could have been recorded but for the reader is told apart from what is always counted. */
START_TEST(only_what_the_reader_refused_is_counted_for_its_sake)
{
    struct seen s = {0};
    rx_enter();
    rx_subject *subject = rx_observable_ref(rx_subject_new());
    seen_start(&s, rx_pipe(subject, rx_map(same)));
    rx_leave();
    for (int i = 0; i < 3000; i++)
        rx_next(subject, rx_i64(i));
    rx_watch(recorder_subscription(rx_events(), "subject", 0), true);
    rx_events()->refuse_detail = true;
    for (int i = 0; i < 100; i++)
        rx_next(subject, rx_i64(i));
    rx_events()->refuse_detail = false;
    rx_next(subject, rx_i64(0)); /* it is not asked again in this window */
    ck_assert_uint_eq(rx_events()->merged_for_reader, 0);
    ck_assert_uint_eq(rx_events()->nexts, 2000);
    rx_wait(200);
    rx_next(subject, rx_i64(0));
    ck_assert_uint_eq(rx_events()->merged, 2 * 2101);
    ck_assert_uint_eq(rx_events()->merged_for_reader, 2 * 101);
    ck_assert_uint_eq(rx_events()->nexts, 2002);
    seen_release(&s);
    rx_observable_unref(subject);
}
END_TEST

/* Calls of the functions with this name: recorded, and counted. */
static uint64_t calls_of(const char *function)
{
    const struct recorder *r = rx_events();
    uint64_t calls = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct event *ev = &r->events[i];
        if (!ev->ref || (ev->kind != EV_ARG_CALL && ev->kind != EV_SEND_MERGED))
            continue;
        const struct event *arg = recorder_find(r, EV_ARG, ev->ref);
        if (arg && strcmp(recorder_string(r, arg->named.name), function) == 0)
            calls += ev->kind == EV_ARG_CALL ? 1 : ev->parent;
    }
    return calls;
}

START_TEST(calls_are_counted_for_their_own_function)
{
    struct seen s = {0};
    rx_enter();
    rx_subject *subject = rx_observable_ref(rx_subject_new());
    seen_start(&s, rx_pipe(rx_combine_latest(latest_sum, subject, rx_of(rx_i64(1))), rx_map(same),
                           rx_filter(even)));
    rx_leave();
    for (int i = 0; i < 3000; i++)
        rx_next(subject, rx_i64(i));
    rx_flush_counts();
    ck_assert_uint_eq(calls_of("latest_sum"), 3000);
    ck_assert_uint_eq(calls_of("same"), 3000);
    ck_assert_uint_eq(calls_of("even"), 3000);
    ck_assert_uint_lt(rx_events()->seen[EV_SEND_MERGED], 8); /* none is told for each call */
    seen_release(&s);
    rx_observable_unref(subject);
}
END_TEST

/* ---- Functions that make a stream. ---- */

static void produce(rx_subscriber *to, void *env)
{
    (void)env;
    rx_send(to, rx_i64(1));
    rx_send_complete(to);
}
static rx_observable *make(void *env)
{
    (void)env;
    return rx_create(produce);
}
static rx_observable *make_nothing(void *env)
{
    (void)env;
    return NULL;
}
static rx_observable *recover(rx_value v, void *env)
{
    (void)v;
    (void)env;
    return rx_defer(make);
}
static void subscribe_makers(void)
{
    rx_unsubscribe(rx_subscribe(rx_pipe(rx_throw(rx_error(1, "x")), rx_catch(recover)), ignore));
}

/* The call of the function with this name: told for that subscription, and that it returned. */
static const struct event *expect_call(const char *function, const char *of)
{
    const struct recorder *r = rx_events();
    for (size_t i = 0; i < r->n; i++) {
        const struct event *ev = &r->events[i], *arg = recorder_find(r, EV_ARG, ev->ref);
        if (ev->kind != EV_ARG_CALL || strcmp(recorder_string(r, arg->named.name), function) != 0)
            continue;
        ck_assert_uint_eq(ev->parent, recorder_subscription(r, of, 0));
        return recorder_find(r, EV_ARG_RETURN, ev->id);
    }
    ck_abort_msg("no call of %s", function);
    return NULL;
}

START_TEST(what_makes_a_stream_is_told)
{
    subscribe_makers();
    const struct event *made = expect_call("recover", "throw");
    ck_assert_uint_eq(made->ref, recorder_find(rx_events(), EV_SUBSCRIBE_CALL,
                                               recorder_subscription(rx_events(), "defer", 0))->ref);
    made = expect_call("make", "defer");
    ck_assert_uint_eq(made->ref, recorder_find(rx_events(), EV_SUBSCRIBE_CALL,
                                               recorder_subscription(rx_events(), "create", 0))->ref);
    made = expect_call("produce", "create");
    ck_assert_uint_eq(made->ref, 0);
    ck_assert_uint_eq(rx_events()->merged_calls, 0);
    rx_unsubscribe(rx_subscribe(rx_defer(make_nothing), ignore, .error = ignore));
    ck_assert_uint_eq(calls_of("make_nothing"), 1);
}
END_TEST

START_TEST(what_makes_a_stream_is_counted_when_it_cannot_be_told)
{
    rx_events()->refuse_detail = true;
    subscribe_makers();
    ck_assert_uint_eq(rx_events()->merged_calls, 3);
    rx_events()->refuse_detail = false;
    rx_wait(100);
    for (int i = 1; i < 1000; i++) /* beyond the budget, too */
        subscribe_makers();
    ck_assert_uint_gt(rx_events()->merged_calls, 3);
    ck_assert_uint_eq(calls_of("recover"), 1000);
    ck_assert_uint_eq(calls_of("make"), 1000);
    ck_assert_uint_eq(calls_of("produce"), 1000);
}
END_TEST

/* ---- Relations. ---- */

static const struct event *subscribe_of(const char *observable, unsigned n)
{
    return recorder_find(rx_events(), EV_SUBSCRIBE_CALL,
                         recorder_subscription(rx_events(), observable, n));
}

START_TEST(a_subscription_names_the_one_that_it_feeds)
{
    rx_enter();
    rx_unsubscribe(rx_subscribe(rx_pipe(rx_range(0, 2), rx_map(same), rx_merge_map(two_of),
                                        rx_take_until(rx_never())),
                                ignore));
    rx_leave();
    entity_id observer = subscribe_of("take_until", 0)->id, outer = subscribe_of("merge_map", 0)->id;
    ck_assert_uint_eq(subscribe_of("take_until", 0)->parent, 0);
    ck_assert_uint_eq(subscribe_of("never", 0)->parent, observer);
    ck_assert_uint_eq(subscribe_of("merge_map", 0)->parent, observer);
    ck_assert_uint_eq(subscribe_of("map", 0)->parent, outer);
    ck_assert_uint_eq(subscribe_of("of", 0)->parent, outer);
    ck_assert_uint_eq(subscribe_of("of", 1)->parent, outer);
    ck_assert_uint_eq(subscribe_of("range", 0)->parent, subscribe_of("map", 0)->id);
    const struct event *inner =
        recorder_find(rx_events(), EV_OBSERVABLE_CREATE, subscribe_of("of", 1)->ref);
    ck_assert_int_eq(ID_KIND(inner->parent), ENT_OPERATOR); /* made by merge_map's function */
}
END_TEST

START_TEST(sources_of_merge_and_combine_latest_feed_its_subscriber)
{
    rx_enter();
    rx_unsubscribe(rx_subscribe(
        rx_merge(rx_combine_latest(latest_sum, rx_never(), rx_timer(5)), rx_interval(4)), ignore));
    rx_leave();
    ck_assert_uint_eq(subscribe_of("interval", 0)->parent, subscribe_of("merge", 0)->id);
    ck_assert_uint_eq(subscribe_of("combine_latest", 0)->parent, subscribe_of("merge", 0)->id);
    ck_assert_uint_eq(subscribe_of("timer", 0)->parent, subscribe_of("combine_latest", 0)->id);
}
END_TEST

static unsigned end_of(const char *observable, unsigned n)
{
    entity_id id = recorder_subscription(rx_events(), observable, n);
    const struct event *ev = recorder_find(rx_events(), EV_UNSUBSCRIBE_CALL, id);
    ck_assert_ptr_nonnull(ev);
    return ev->flags;
}

static rx_value refuse(rx_value v, void *env)
{
    (void)v;
    (void)env;
    return rx_error(1, "no");
}
static void expect_failure(rx_value v, void *env)
{
    (void)env;
    ck_assert_int_eq(rx_error_code(v), 1);
}
static rx_observable *instead(rx_value v, void *env)
{
    (void)v;
    (void)env;
    return rx_empty();
}

START_TEST(each_subscription_ends_for_its_own_reason)
{
    rx_enter();
    rx_unsubscribe(rx_subscribe(rx_pipe(rx_range(0, 9), rx_merge_map(two_of), rx_take(1)), ignore));
    ck_assert_uint_eq(end_of("range", 0), END_UNSUBSCRIBED);
    ck_assert_uint_eq(end_of("of", 0), END_UNSUBSCRIBED);
    ck_assert_uint_eq(end_of("merge_map", 0), END_UNSUBSCRIBED);
    ck_assert_uint_eq(end_of("take", 0), END_COMPLETED);
    rx_unsubscribe(rx_subscribe(rx_pipe(rx_range(0, 9), rx_map(refuse)), ignore,
                                .error = expect_failure));
    ck_assert_uint_eq(end_of("range", 1), END_UNSUBSCRIBED);
    ck_assert_uint_eq(end_of("map", 0), END_FAILED);
    rx_unsubscribe(rx_subscribe(rx_pipe(rx_range(0, 2), rx_merge_map(two_of), rx_share()), ignore));
    ck_assert_uint_eq(end_of("range", 2), END_COMPLETED);
    ck_assert_uint_eq(end_of("of", 1), END_COMPLETED);
    ck_assert_uint_eq(end_of("of", 2), END_COMPLETED);
    ck_assert_uint_eq(end_of("share", 0), END_COMPLETED);
    rx_unsubscribe(rx_subscribe(rx_pipe(rx_throw(rx_error(2, "x")), rx_catch(instead)), ignore));
    ck_assert_uint_eq(end_of("throw", 0), END_FAILED);
    ck_assert_uint_eq(end_of("empty", 0), END_COMPLETED);
    ck_assert_uint_eq(end_of("catch", 0), END_COMPLETED);
    rx_leave();
}
END_TEST

START_TEST(what_a_person_wrote_is_told)
{
    rx_enter();
    rx_unsubscribe(
        rx_subscribe(rx_pipe(rx_of(rx_string("a, b"), rx_i64(2)), rx_scan(sum, rx_i64(0))), ignore));
    rx_leave();
    const struct recorder *r = rx_events();
    static const char *const expected[] = {"rx_string(\"a, b\")", "rx_i64(2)", "sum", "rx_i64(0)"};
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        if (r->events[i].kind == EV_ARG) {
            ck_assert_uint_lt(n, 4);
            ck_assert_str_eq(recorder_string(r, r->events[i].named.name), expected[n++]);
        }
    ck_assert_uint_eq(n, 4);
    const struct event *sub = subscribe_of("scan", 0);
    ck_assert_str_eq(recorder_string(r, sub->named.name), "ignore");
    ck_assert_uint_gt(strlen(recorder_string(r, sub->named.file)), 0);
}
END_TEST

/* ---- Ids. ---- */

START_TEST(a_slot_of_an_id_rests_before_it_is_used_again)
{
    rx_enter();
    rx_observable *o = rx_never();
    for (int i = 0; i < 5000; i++)
        rx_unsubscribe(rx_subscribe(o, ignore));
    rx_leave();
    const struct recorder *r = rx_events();
    uint32_t highest = 0;
    static size_t last_end[5000];
    for (size_t i = 0, ends = 0; i < r->n; i++) {
        uint32_t slot = ID_SLOT(r->events[i].id);
        if (r->events[i].kind == EV_UNSUBSCRIBE_CALL)
            last_end[slot] = ++ends;
        if (r->events[i].kind != EV_SUBSCRIBE_CALL)
            continue;
        highest = slot > highest ? slot : highest;
        if (last_end[slot])
            ck_assert_uint_ge(ends - last_end[slot], 1024);
    }
    ck_assert_uint_le(highest, 1100); /* and then it is */
}
END_TEST

/* ---- Folding. ---- */

static struct state *fold_all(void)
{
    struct state *state = state_new(NULL);
    struct fault_text why = {""};
    struct event start = {.kind = EV_SOURCE_START, .source = 1, .id = 1, .text = ""};
    ck_assert_int_eq(state_fold(state, &start), STATUS_OK);
    for (size_t i = 0; i < rx_events()->n; i++)
        if (state_fold(state, &rx_events()->events[i]) != STATUS_OK) {
            recorder_print(rx_events());
            ck_abort_msg("event %zu contradicts the state", i);
        }
    ck_assert_msg(state_check(state, &why) == STATUS_OK, "%s", why.text);
    const struct source_info *info = query_source_by_id(state, 1);
    ck_assert(!info->stale);
    ck_assert_uint_eq(info->unmatched, 0);
    ck_assert_uint_eq(info->next, rx_events()->nexts + rx_events()->merged);
    ck_assert_uint_eq(info->merged, rx_events()->merged_for_reader);
    ck_assert_uint_eq(info->arg_calls, rx_events()->seen[EV_ARG_CALL] + rx_events()->merged_calls);
    return state;
}

START_TEST(the_state_folds_to_what_lives)
{
    struct seen a = {0}, b = {0};
    rx_enter();
    rx_observable *shared = rx_pipe(rx_interval(2), rx_switch_map(ticking), rx_map(same), rx_share());
    seen_start(&a, rx_merge(shared, rx_pipe(rx_timer(7), rx_merge_map(ticking), rx_take(3))));
    seen_start(&b, rx_pipe(rx_combine_latest(latest_sum, shared, rx_interval(5)), rx_scan(sum, rx_i64(0))));
    rx_leave();
    for (int i = 0; i < 30; i++) {
        rx_wait(10);
        rx_flush_counts();
        struct state *state = fold_all();
        const struct source_info *info = query_source_by_id(state, 1);
        ck_assert_uint_eq(info->living[ENT_SUBSCRIPTION],
                          rx_events()->seen[EV_SUBSCRIBE_CALL] - rx_events()->seen[EV_UNSUBSCRIBE_CALL]);
        state_free(state);
    }
    seen_release(&a);
    seen_release(&b);
    struct state *state = fold_all();
    const struct source_info *info = query_source_by_id(state, 1);
    ck_assert_uint_eq(info->living[ENT_SUBSCRIPTION], 0);
    ck_assert_uint_eq(info->living[ENT_OBSERVABLE], 0);
    ck_assert_uint_eq(info->living[ENT_PIPE], 0);
    ck_assert_uint_eq(info->living[ENT_OPERATOR], 0);
    state_free(state);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rx_events");
    TCase *tc = tcase_create("events");
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, rx_up_inspected, rx_down);
    tcase_add_test(tc, every_send_is_recorded_while_there_are_few);
    tcase_add_test(tc, counts_are_exact_when_there_are_too_many_to_record);
    tcase_add_test(tc, counts_are_exact_when_the_reader_refuses_detail);
    tcase_add_test(tc, counts_are_exact_when_the_reader_falls_behind_and_recovers);
    tcase_add_test(tc, counts_wait_for_the_flush_and_come_before_the_end);
    tcase_add_test(tc, what_is_watched_is_recorded_at_any_rate);
    tcase_add_test(tc, values_are_recorded_again_when_there_are_fewer);
    tcase_add_test(tc, only_what_the_reader_refused_is_counted_for_its_sake);
    tcase_add_test(tc, calls_are_counted_for_their_own_function);
    tcase_add_test(tc, what_makes_a_stream_is_told);
    tcase_add_test(tc, what_makes_a_stream_is_counted_when_it_cannot_be_told);
    tcase_add_test(tc, a_subscription_names_the_one_that_it_feeds);
    tcase_add_test(tc, sources_of_merge_and_combine_latest_feed_its_subscriber);
    tcase_add_test(tc, each_subscription_ends_for_its_own_reason);
    tcase_add_test(tc, what_a_person_wrote_is_told);
    tcase_add_test(tc, a_slot_of_an_id_rests_before_it_is_used_again);
    tcase_add_test(tc, the_state_folds_to_what_lives);
    suite_add_tcase(suite, tc);
    return suite_main(suite);
}
