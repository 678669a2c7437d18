/* test_state_snapshot.c - a state that was written as events and folded again is the same state, and stays the
 * same whatever happens next. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "rxscope.h"
#include "state/snapshot.h"
#include "tests/support/events.h"
#include "tests/support/model.h"
#include "tests/support/plausible.h"
#include "tests/support/rx.h"
#include "tests/support/same.h"
#include "tests/support/story.h"
#include "tests/support/suite.h"
#include "tests/support/world.h"

/* ---- Films: events as records, one behind the other. ---- */

struct film {
    struct sink sink;
    struct str bytes;
    size_t *at; /* where each begins */
    size_t n, cap;
};

static bool film_put(struct sink *sink, const struct event *ev)
{
    struct film *f = (struct film *)(void *)sink;
    static unsigned char record[EVENT_MAX];
    MEM_GROW(f->at, f->n, f->cap);
    f->at[f->n++] = f->bytes.len;
    str_addn(&f->bytes, (char *)record, event_encode(ev, record));
    return true;
}

static struct film film_new(void)
{
    return (struct film){.sink = {film_put}};
}

static void film_release(struct film *f)
{
    str_release(&f->bytes);
    free(f->at);
}

static struct event film_event(const struct film *f, size_t i)
{
    struct event ev;
    size_t size;
    ck_assert_int_eq(event_decode(f->bytes.data + f->at[i], f->bytes.len - f->at[i], &ev, &size), STATUS_OK);
    return ev;
}

static void film_told(void *ctx, const struct event *ev)
{
    film_put(ctx, ev);
}

static struct film *filmed;

static void film_it(const struct event *ev)
{
    film_put(&filmed->sink, ev);
}

/* ---- What a snapshot must be. ---- */

static const char *line(const struct event *ev)
{
    static struct str text;
    str_clear(&text);
    event_print(ev, &text);
    return str_text(&text);
}

enum { LOG_LINES = 6 };

static void expect_same_all(const struct state *a, const struct state *b)
{
    struct str why = STR_INIT;
    struct fault_text broken = {""};
    ck_assert_msg(state_check(b, &broken) == STATUS_OK, "%s", broken.text);
    ck_assert_msg(state_same_all(a, b, &why), "%s", str_text(&why));
    ck_assert_msg(state_same_log(a, b, LOG_LINES, &why), "%s", str_text(&why));
    str_release(&why);
}

static void fold_film(struct state *s, const struct film *f)
{
    for (size_t i = 0; i < f->n; i++) {
        struct event ev = film_event(f, i);
        ck_assert_msg(state_fold(s, &ev) == STATUS_OK, "refused: %s", line(&ev));
    }
}

static struct state *restored_with(const struct state *s, const struct state_limits *limits)
{
    struct film f = film_new();
    struct state *b = state_new(limits);
    ck_assert_int_eq(state_snapshot(s, SIZE_MAX, &f.sink), STATUS_OK);
    fold_film(b, &f);
    film_release(&f);
    return b;
}

/* What was recorded of single sends is not compared, and large stores of it cost time. */
static const struct state_limits few_sends = {.ended = 4096, .sends = 100, .log_lines = 400};

static struct state *restored(const struct state *s)
{
    return restored_with(s, &few_sends);
}

typedef entity_id next_fn(const struct state *s, struct ref owner, entity_id after);

static entity_id next_living(const struct state *s, next_fn *next, struct ref owner, entity_id after)
{
    const struct entity *e;
    do {
        after = next(s, owner, after);
        e = query_entity(s, (struct ref){owner.source, after});
    } while (after && e->ended_at);
    return after;
}

static void expect_same_list(const struct state *a, const struct state *b, struct ref owner, next_fn *next)
{
    entity_id x = 0, y = 0;
    do {
        x = next_living(a, next, owner, x);
        y = next_living(b, next, owner, y);
        ck_assert_uint_eq(x, y);
    } while (x);
}

/* The lists that same.h does not look at. */
static void expect_same_order(const struct state *a, const struct state *b)
{
    static const struct {
        enum entity_kind kind;
        next_fn *next;
    } lists[] = {{ENT_PIPE, query_next_operator},
                 {ENT_OBSERVABLE, query_next_subscription},
                 {ENT_SUBSCRIPTION, query_next_child}};
    const struct source_info *info;
    for (size_t n = 0; (info = query_source(a, n)); n++)
        for (size_t i = 0; i < ARRAY_LEN(lists); i++)
            for (entity_id id = 0; (id = query_next(b, info->source, lists[i].kind, id));)
                expect_same_list(a, b, (struct ref){info->source, id}, lists[i].next);
}

static void expect_restored(const struct state *s)
{
    struct state *b = restored(s), *c = restored(b);
    expect_same_all(s, b);
    expect_same_order(s, b);
    expect_same_all(s, c); /* and so does a snapshot of what came of one */
    state_free(b);
    state_free(c);
}

/* After `cut` events a second state begins with a snapshot of the first; both then get the rest. */
static void expect_to_go_on(const struct film *f, size_t cut)
{
    struct state *a = state_new(&few_sends), *b = NULL;
    for (size_t i = 0; i < f->n; i++) {
        if (i == cut)
            b = restored(a);
        struct event ev = film_event(f, i);
        enum status x = state_fold(a, &ev), y = b ? state_fold(b, &ev) : x;
        ck_assert_msg(x == y, "cut at %zu, event %zu: %s: %s and %s", cut, i, line(&ev), status_name(x),
                      status_name(y));
    }
    if (!b)
        b = restored(a);
    expect_same_all(a, b);
    expect_same_order(a, b);
    state_free(a);
    state_free(b);
}

static void expect_any_cut(const struct film *f, size_t cuts)
{
    size_t step = f->n / cuts + 1;
    for (size_t cut = 1; cut <= f->n; cut += step)
        expect_to_go_on(f, cut);
}

/* ---- Small stories. ---- */

START_TEST(nothing_is_the_shortest_snapshot)
{
    struct state *s = state_new(NULL);
    struct film f = film_new();
    ck_assert(state_at_rest(s));
    ck_assert_int_eq(state_snapshot(s, 10, &f.sink), STATUS_OK);
    ck_assert_uint_eq(f.n, 0);
    film_release(&f);
    state_free(s);
}
END_TEST

START_TEST(a_program_with_subscriptions)
{
    tell_program();
    tell_subscriptions();
    for (unsigned n = 1; n <= 4; n++) {
        tell(send_next(n, n, 7));
        tell(send_return(n));
    }
    tell(send_merged(2, 10, 0, 1));
    tell(send_merged(3, 5, 3, 0));
    tell(tag_event(pipe_id(1), TAG_SLOW, true));
    tell(tag_event(pipe_id(1), TAG_HOT, true));
    tell(tag_event(track_id(1), TAG_HOT, true));
    tell(log_event(LOG_WARN, "a line"));
    tell(rebind(3, 0, 2));
    ck_assert(state_at_rest(story));
    expect_restored(story);
}
END_TEST

START_TEST(errors_and_completions_of_those_that_live)
{
    tell_program();
    tell_subscriptions();
    for (unsigned n = 1; n <= 3; n++) {
        tell(send_end(n, 2, n == 1 ? SEND_ERROR : SEND_COMPLETE));
        tell(send_return(n));
    }
    expect_restored(story);
    ck_assert_uint_eq(subscription(2)->complete, 2);
}
END_TEST

START_TEST(who_made_an_inner_stream_still_ends_it)
{
    tell_inner();
    tell(subscribe_return(1));
    ck_assert(state_at_rest(story));
    struct state *b = restored(story);
    struct event ends[] = {unsubscribe(1, END_COMPLETED), unsubscribe_return(1)};
    for (size_t i = 0; i < 2; i++) {
        tell(ends[i]);
        ck_assert_int_eq(state_fold(b, &ends[i]), STATUS_OK);
    }
    ck_assert_uint_ne(observable(10)->e.ended_at, 0);
    expect_same_all(story, b);
    state_free(b);
}
END_TEST

/* One that is subscribed elsewhere too outlives who made it, and ends with its last subscription. */
START_TEST(an_abandoned_stream_stays_abandoned)
{
    tell_inner();
    tell(subscribe_return(1));
    tell(subscribe(9, 0, 10));
    tell(subscribe_return(9));
    tell(unsubscribe(1, END_COMPLETED));
    tell(unsubscribe_return(1));
    ck_assert_uint_eq(observable(10)->e.ended_at, 0);
    struct state *b = restored(story);
    ck_assert_uint_eq(query_observable(b, of(observable_id(10)))->subscriptions, 1);
    struct event ends[] = {unsubscribe(9, END_COMPLETED), unsubscribe_return(9)};
    for (size_t i = 0; i < 2; i++) {
        tell(ends[i]);
        ck_assert_int_eq(state_fold(b, &ends[i]), STATUS_OK);
    }
    ck_assert_uint_ne(observable(10)->e.ended_at, 0);
    expect_same_all(story, b);
    state_free(b);
}
END_TEST

START_TEST(ids_that_are_used_up_are_still_known)
{
    tell_program();
    tell_subscriptions();
    tell(unsubscribe(1, END_UNSUBSCRIBED)); /* and what feeds it */
    tell(unsubscribe_return(1));
    struct state *b = restored(story);
    struct event late[] = {unsubscribe(3, END_UNSUBSCRIBED), unsubscribe_return(3), rebind(2, 0, 1),
                           send_next(77, 4, 1), send_return(77), send_merged(3, 9, 2, 0)};
    for (size_t i = 0; i < ARRAY_LEN(late); i++) {
        tell(late[i]);
        ck_assert_int_eq(state_fold(b, &late[i]), STATUS_OK);
    }
    struct event used = subscribe(2, 0, 1);
    refuse(used);
    ck_assert_int_eq(state_fold(b, &used), STATUS_FORMAT);
    expect_same_all(story, b);
    state_free(b);
}
END_TEST

START_TEST(a_value_is_told_as_it_was_printed)
{
    tell_module();
    static const char long_text[] = "\"quoted\" and \n a text that is longer than a preview may be, so that it is "
                                    "cut somewhere behind this word or the next one";
    struct event_value values[] = {
        {.type = VT_I64, .i64 = -5},           {.type = VT_F64, .f64 = 0.1},
        {.type = VT_NONE},                     {.type = VT_ABSENT},
        {.type = VT_STRING, .full = 900, .len = 110, .text = long_text},
        {.type = VT_BYTES, .full = 40, .len = 20, .text = long_text},
        {.type = VT_USER, .full = 8, .len = 5, .text = "point"},
        {.type = VT_ERROR, .i64 = 3, .full = 4, .len = 4, .text = "oops"},
    };
    for (unsigned i = 0; i < ARRAY_LEN(values); i++) {
        struct event ev = plain_arg(i + 1, observable_id(1), "$args.0", 0);
        ev.value = values[i];
        ev.value.text = ev.value.text ? ev.value.text : "";
        tell(ev);
    }
    expect_restored(story);
}
END_TEST

START_TEST(what_is_under_way_goes_on)
{
    tell_inner(); /* the subscribe is open */
    tell(arg_call(5, subscription_id(1), arg_id(1)));
    tell(send_next(9, 1, 3));
    ck_assert(!state_at_rest(story));
    struct state *b = restored(story);
    struct event rest[] = {observable_create(11, arg_call_id(5), NAME_MAP), send_return(9),
                           arg_return(5, observable_id(11)), subscribe_return(1)};
    for (size_t i = 0; i < ARRAY_LEN(rest); i++) {
        tell(rest[i]);
        ck_assert_int_eq(state_fold(b, &rest[i]), STATUS_OK);
    }
    ck_assert(state_at_rest(story) && state_at_rest(b));
    struct event ends[] = {unsubscribe(1, END_COMPLETED), unsubscribe_return(1)};
    for (size_t i = 0; i < 2; i++) {
        tell(ends[i]);
        ck_assert_int_eq(state_fold(b, &ends[i]), STATUS_OK);
    }
    ck_assert_uint_ne(observable(11)->e.ended_at, 0); /* its maker was known */
    expect_same_all(story, b);
    state_free(b);
}
END_TEST

START_TEST(a_source_that_ended_or_is_stale_is_at_rest)
{
    tell_inner();
    ck_assert(!state_at_rest(story));
    refuse(rebind(1, 0, 4711));
    ck_assert(info()->stale && state_at_rest(story));
    tell(source_end(1, 3));
    expect_restored(story);
}
END_TEST

START_TEST(a_versions_history_comes_back)
{
    tell_program();
    tell(track_update(1, pipe_id(1), 2, 2, "map moved"));
    struct event forced = track_update(1, pipe_id(1), 1, 1, "");
    forced.flags = 1;
    tell(forced);
    expect_restored(story);
    tell(track_update(1, observable_id(3), 3, 3, "filter is gone"));
    expect_restored(story);
    tell(plain_event(EV_ENTITY_END, observable_id(3)));
    tell(track_state(1, TRACK_FLAG_PINNED | TRACK_FLAG_WAITING, 4));
    tell(swap_result(track_id(1), 3, 3, SWAP_RESET, "the seed"));
    for (unsigned v = 4; v < 300; v++) /* more than are kept */
        tell(track_update(1, pipe_id(1), v, v, v % 3 ? "again" : ""));
    expect_restored(story);
    tell(forced);
    expect_restored(story);
    ck_assert_uint_eq(track(1)->version, 1);
}
END_TEST

START_TEST(a_modules_generations_come_back)
{
    tell_program();
    for (unsigned g = 2; g < 9; g++) {
        tell(module_build(1, g, BUILD_STARTED, ""));
        tell(module_build(1, g, g % 3 ? BUILD_LOADED : BUILD_FAILED, g % 3 ? "" : "error: here"));
        expect_restored(story);
        if (g % 3 == 0)
            continue;
        tell(module_start(1, g));
        tell(module_end(1, g, MODULE_END_COMMITTED));
    }
    tell(swept(module_id(1), 2, SWEPT_FREED, "nothing uses it"));
    tell(swept(module_id(1), 4, SWEPT_KEPT, "a timer"));
    tell(module_start(1, 5)); /* back by hand */
    tell(module_end(1, 5, MODULE_END_COMMITTED));
    expect_restored(story);
    ck_assert_uint_eq(module(1)->freed_generations, 1);
}
END_TEST

START_TEST(nested_tracks_keep_their_places)
{
    tell_module();
    static const unsigned parents[] = {0, 0, 1, 2, 0, 3};
    for (unsigned n = 1; n < ARRAY_LEN(parents); n++) {
        unsigned slot = 10 - n; /* the order is not that of the slots */
        tell(scope_start(slot, parents[n] ? track_id(10 - parents[n]) : module_id(1), 1));
        tell(observable_create(20 + n, track_id(slot), NAME_MAP));
        tell(track_register(slot, parents[n] ? track_id(10 - parents[n]) : module_id(1),
                            observable_id(20 + n), 1));
        tell(scope_end(slot, 1));
    }
    tell(module_end(1, 1, MODULE_END_COMMITTED));
    expect_restored(story);
    tell(swept(track_id(8), 0, SWEPT_FREED, "nobody")); /* track 7 was nested in it */
    ck_assert_uint_eq(track(7)->parent, module_id(1));
    expect_restored(story);
}
END_TEST

/* Rebinding lets the two lists of a subscription disagree about who came first. */
START_TEST(lists_that_contradict_each_other_keep_their_orders)
{
    tell_program();
    for (unsigned n = 1; n <= 6; n++) {
        tell(subscribe(n, n > 2 ? 1 + n % 2 : 0, 4));
        tell(subscribe_return(n));
    }
    tell(rebind(3, 2, 2));
    tell(rebind(3, 2, 4)); /* last at the observable, first below 2 */
    tell(rebind(5, 1, 4));
    tell(rebind(5, 2, 4));
    tell(rebind(4, 2, 4)); /* last below 2 */
    expect_restored(story);
    for (unsigned n = 1; n <= 40; n++) {
        tell(rebind(3 + n * 7 % 4, 1 + n * 5 % 2, 1 + n * 3 % 4));
        expect_restored(story);
    }
}
END_TEST

START_TEST(references_in_a_circle_are_told_in_two_steps)
{
    tell_program();
    struct event ev = pipe_call(1, 0, 4, 3); /* the pipe's source is what comes out of it */
    ev.parent = operator_id(3);
    tell(ev);
    tell(pipe_return(1, 4));
    ev = plain_arg(1, observable_id(4), "$args.0", 0);
    ev.ref = observable_id(4);
    ev.flags = ARG_OBSERVABLE;
    tell(ev);
    tell(operator_return(1, 4, 2));
    expect_restored(story);
}
END_TEST

START_TEST(slots_far_apart_come_back)
{
    tell_module();
    for (unsigned far = 1; far <= 3; far++) {
        struct event ev = observable_create(far * 1000000, 0, NAME_MAP);
        tell(ev);
    }
    struct event first = arg_call(1, 0, 0);
    tell(first);
    for (unsigned n = 1; n <= 2; n++) { /* the second, found first, is made by one far behind */
        tell(subscribe(n, 0, n == 1 ? 3000000 : 1000000));
        tell(subscribe_return(n));
    }
    tell(arg_return(1, 0));
    expect_restored(story);
}
END_TEST

/* ---- The log. ---- */

START_TEST(only_as_many_lines_as_are_asked_for)
{
    for (unsigned n = 0; n < 10; n++)
        tell(log_event(LOG_INFO, n % 2 ? "odd" : "even"));
    for (size_t want = 0; want <= 12; want += 4) {
        struct film f = film_new();
        size_t lines = 0;
        state_snapshot(story, want, &f.sink);
        for (size_t i = 0; i < f.n; i++)
            lines += film_event(&f, i).kind == EV_LOGGED;
        ck_assert_uint_eq(lines, want < 10 ? want : 10);
        film_release(&f);
    }
}
END_TEST

START_TEST(lines_of_several_sources_keep_their_order)
{
    tell(source_start(2, "other"));
    tell(source_start(3, "third"));
    for (unsigned n = 0; n < 12; n++)
        tell(from_source(1 + n * 5 % 3, log_event(n % 5, n % 2 ? "odd" : "even")));
    tell(module_build(1, 1, BUILD_FAILED, "the newest event of all"));
    expect_restored(story);
    struct state *few = restored_with(story, &(struct state_limits){.ended = 5, .sends = 5, .log_lines = 3});
    struct str why = STR_INIT;
    ck_assert_msg(state_same_log(story, few, 3, &why), "%s", str_text(&why));
    state_free(few);
}
END_TEST

/* A source in the middle of the program's own snapshot: lines that it tells again are not added twice. */
START_TEST(a_source_that_is_synchronised_goes_on_with_it)
{
    struct event begin = plain_event(EV_SNAPSHOT, 0), old = plain_event(EV_LOGGED, 0), known = old;
    tell(source_start(2, "other"));
    known.num = old.num = EV_LOG;
    known.text = "known";
    known.text_len = old.text_len = 5;
    old.text = "older";
    begin.time = next_time();
    tell(log_event(LOG_INFO, "known"));
    known.time = begin.time + 1000;
    tell(from_source(2, log_event(LOG_INFO, "between")));
    begin.time = next_time();
    tell(begin);
    ck_assert_uint_eq(info()->syncing, begin.time);
    tell(observable_create(1, 0, NAME_MAP));
    tell(log_event(LOG_INFO, "news"));
    expect_restored(story);
    struct state *b = restored(story);
    struct event end = begin;
    end.flags = SNAPSHOT_END;
    end.time = next_time();
    struct event rest[] = {known, old, end, log_event(LOG_INFO, "later")};
    for (size_t i = 0; i < ARRAY_LEN(rest); i++) {
        tell(rest[i]);
        ck_assert_int_eq(state_fold(b, &rest[i]), STATUS_OK);
    }
    expect_same_all(story, b);
    ck_assert_uint_eq(info()->syncing, 0);
    state_free(b);
}
END_TEST

/* ---- Films. ---- */

static void film_model(struct model *m)
{
    model_demo(m);
    for (unsigned n = 0; n < 6; n++) {
        model_wait(m, 250);
        model_send(m, 20 + n);
    }
    model_swap_load(m);
    model_tag(m, m->load, "hot");
    model_send(m, 3);
    model_refuse(m);
    model_pin(m, m->load, true);
    model_merge(m, m->show, 1000, true);
    model_rebuild_load(m);
    model_orphan(m);
    model_log(m, m->load, LOG_WARN, "look here");
    model_send(m, 4);
    model_unsubscribe(m, m->page, END_UNSUBSCRIBED);
    model_send(m, 5);
}

START_TEST(the_demo_can_be_cut_anywhere)
{
    struct film f = film_new();
    struct model *m = model_new_told("cpu", 0, film_told, &f);
    film_model(m);
    struct model *other = model_beside(m, 2, "other", 99);
    film_model(other);
    model_end(other, 1);
    expect_restored(m->state);
    model_free(other);
    model_free(m);
    expect_any_cut(&f, 200);
    film_release(&f);
}
END_TEST

/* ---- Streams as they really run. ---- */

static rx_value twice(rx_value v, void *env)
{
    (void)env;
    return rx_i64(v.i64 * 2);
}
static bool no_third(rx_value v, void *env)
{
    (void)env;
    return v.i64 % 3 != 0;
}
static rx_observable *some(rx_value v, void *env)
{
    (void)env;
    if (v.i64 % 4 == 0)
        return rx_of(v, rx_i64(1));
    return rx_pipe(rx_interval(30), rx_map(twice), rx_take(1 + v.i64 % 3));
}
static rx_observable *more(rx_value v, void *env)
{
    (void)env;
    return rx_pipe(rx_interval(10), rx_filter(no_third), rx_take(v.i64 % 5), rx_switch_map(some));
}
static rx_value add(rx_value a, rx_value v, void *env)
{
    (void)env;
    return rx_i64(a.i64 + v.i64);
}
static void ignore(rx_value v, void *env)
{
    (void)v;
    (void)env;
}

static void run_streams(struct random *r)
{
    enum { HANDLES = 12 };
    rx_subscription *handles[HANDLES] = {0};
    rx_enter();
    rx_observable *ticks = rx_pipe(rx_interval(25), rx_share());
    rx_observable *merged = rx_pipe(ticks, rx_merge_map(more), rx_share());
    rx_observable *streams[] = {ticks, merged, rx_pipe(ticks, rx_switch_map(some), rx_scan(add, rx_i64(0))),
                                rx_pipe(merged, rx_map(twice), rx_distinct_until_changed())};
    for (size_t i = 0; i < ARRAY_LEN(streams); i++)
        rx_observable_ref(streams[i]);
    rx_leave();
    for (int n = 0; n < 120; n++) {
        rx_subscription **h = &handles[random_below(r, HANDLES)];
        if (*h)
            rx_unsubscribe(*h);
        *h = *h ? NULL : rx_subscribe(streams[random_below(r, ARRAY_LEN(streams))], ignore);
        rx_wait(random_below(r, 40));
        if (n % 17 == 0)
            rx_flush_counts();
    }
    for (size_t i = 0; i < HANDLES; i++)
        if (handles[i])
            rx_unsubscribe(handles[i]);
    rx_enter();
    for (size_t i = 0; i < ARRAY_LEN(streams); i++)
        rx_observable_unref(streams[i]);
    rx_leave();
}

START_TEST(running_streams_can_be_cut_anywhere)
{
    struct film f = film_new();
    struct random r = {.state = 77 + (uint64_t)_i};
    struct event start = source_start(1, "streams");
    start.time = 0;
    film_put(&f.sink, &start);
    rx_up_inspected();
    run_streams(&r);
    for (size_t i = 0; i < rx_events()->n; i++) {
        struct event ev = rx_events()->events[i];
        ev.source = 1;
        film_put(&f.sink, &ev);
    }
    rx_down();
    ck_assert_uint_gt(f.n, 5000);
    expect_any_cut(&f, 40);
    film_release(&f);
}
END_TEST

START_TEST(hot_swaps_can_be_cut_anywhere)
{
    static struct world w;
    struct film f = film_new();
    static const char *const pipelines[] = {
        "rx_pipe(in, rx_map(twice))",
        "rx_pipe(in, rx_map(inc))",
        "rx_pipe(in, rx_map(inc), rx_filter(even))",
        "rx_pipe(in, rx_filter(even), rx_scan(sum, rx_i64(5)), rx_map(twice))",
        "rx_pipe(in, rx_map(inc)) oops",
        "rx_merge(in, rx_pipe(in, rx_map(twice)))",
        "in",
    };
    struct got out;
    filmed = &f;
    world_saw = film_it;
    world_open(&w);
    for (size_t i = 0; i < ARRAY_LEN(pipelines); i++) {
        const char *text = world_text("RX_MODULE(m)\n{\n    rx_observable *in = RX_TRACK(in, rx_subject_new());\n"
                                      "    rx_observable *out = RX_TRACK(out, %s);\n"
                                      "    rx_tag(out, \"t%zu\");\n    RX_SUBSCRIBE(out, nop);\n}\n",
                                      pipelines[i], i);
        if (i == 0) {
            world_add(&w, "m.c", text);
            world_watch(&w, &out, "m", "out");
        } else {
            world_save(&w, "m.c", text);
        }
        for (int v = 0; v < 5; v++)
            rx_next(world_track(&w, "m", "in"), rx_i64(v));
    }
    expect_restored(w.state);
    got_release(&out);
    world_close(&w);
    world_saw = NULL;
    ck_assert_uint_gt(f.n, 300);
    expect_any_cut(&f, 80);
    film_release(&f);
}
END_TEST

/* ---- Anything. ---- */

/* What no program does, and the events of a snapshot cannot say: then these are not compared. */
static bool is_beyond_saying(const char *difference)
{
    static const char *const beyond[] = {
        " parent: ",  /* of a track whose parent stands in another module; of one below what ended */
        " depth: ",   /* the same, of a subscription */
        " name: ",    /* of an operator whose operator_fun has ended */
        " file: ",   " line: ",
        " module: ",  /* found by way of a recorded arg call, or of what ended */
    };
    for (size_t i = 0; i < ARRAY_LEN(beyond); i++)
        if (strstr(difference, beyond[i]))
            return true;
    return false;
}

static void expect_same_but_for_nonsense(const struct state *a, const struct state *b)
{
    struct str why = STR_INIT;
    struct fault_text broken = {""};
    ck_assert_msg(state_check(b, &broken) == STATUS_OK, "%s", broken.text);
    state_same_all(a, b, &why);
    for (char *p = why.data, *end; p && *p; p = end + 1) {
        end = strchr(p, '\n');
        *end = '\0';
        if (!is_beyond_saying(p))
            ck_abort_msg("%s", p);
    }
    str_release(&why);
}

START_TEST(any_state_has_a_snapshot)
{
    static const struct state_limits small = {.ended = 10, .sends = 50, .log_lines = 6};
    struct random r = {.state = UINT64_C(0x2545f4914f6cdd1d) * ((uint64_t)_i + 1)};
    struct state *s = state_new(&small);
    for (uint32_t n = 1; n <= PLAUSIBLE_SOURCES; n++)
        state_fold(s, &(struct event){.kind = EV_SOURCE_START, .source = n, .text = "x", .text_len = 1});
    for (int n = 0; n < 20000; n++) {
        struct event ev = plausible(&r);
        state_fold(s, &ev);
        if (n % 97)
            continue;
        struct state *b = restored_with(s, &small);
        expect_same_but_for_nonsense(s, b);
        for (int k = 0; k < 50; k++) { /* whatever comes next is no crash */
            ev = plausible(&r);
            state_fold(b, &ev);
        }
        struct fault_text broken = {""};
        ck_assert_msg(state_check(b, &broken) == STATUS_OK, "%s", broken.text);
        state_free(b);
    }
    state_free(s);
}
END_TEST

START_TEST(a_hundred_thousand_entities)
{
    enum { MANY = 100000 };
    struct state *s = state_new(&few_sends);
    struct event ev = source_start(1, "large");
    state_fold(s, &ev);
    ev = observable_create(1, 0, 0);
    state_fold(s, &ev);
    for (unsigned n = 1; n <= MANY; n++) { /* slots in an order of their own */
        unsigned slot = 1 + (n * 7919u) % (MANY + 1);
        ev = subscribe(slot, n % 3 && slot > 2 ? 0 : 0, 1);
        state_fold(s, &ev);
        ev.kind = EV_SUBSCRIBE_RETURN;
        state_fold(s, &ev);
        ev = send_merged(slot, 5, 0, 0);
        state_fold(s, &ev);
    }
    ck_assert_uint_eq(query_source_by_id(s, 1)->living[ENT_SUBSCRIPTION], MANY);
    expect_restored(s);
    state_free(s);
}
END_TEST

/* A chain as deep as it is long must not cost stack. */
START_TEST(a_deep_chain)
{
    enum { DEEP = 60000 };
    struct state *s = state_new(&few_sends);
    struct event ev = source_start(1, "deep");
    state_fold(s, &ev);
    ev = observable_create(1, 0, 0);
    state_fold(s, &ev);
    for (unsigned n = DEEP; n >= 1; n--) {
        ev = subscribe(n, 0, 1);
        ck_assert_int_eq(state_fold(s, &ev), STATUS_OK);
        ev.kind = EV_SUBSCRIBE_RETURN;
        state_fold(s, &ev);
    }
    expect_restored(s);
    state_free(s);
}
END_TEST

static Suite *snapshot_suite(void)
{
    const TTest *const stories[] = {
        nothing_is_the_shortest_snapshot,
        a_program_with_subscriptions,
        errors_and_completions_of_those_that_live,
        who_made_an_inner_stream_still_ends_it,
        an_abandoned_stream_stays_abandoned,
        ids_that_are_used_up_are_still_known,
        a_value_is_told_as_it_was_printed,
        what_is_under_way_goes_on,
        a_source_that_ended_or_is_stale_is_at_rest,
        a_versions_history_comes_back,
        a_modules_generations_come_back,
        nested_tracks_keep_their_places,
        lists_that_contradict_each_other_keep_their_orders,
        references_in_a_circle_are_told_in_two_steps,
        slots_far_apart_come_back,
        only_as_many_lines_as_are_asked_for,
        lines_of_several_sources_keep_their_order,
        a_source_that_is_synchronised_goes_on_with_it,
    };
    Suite *suite = suite_create("state, snapshots");
    TCase *tc = tcase_create("stories");
    tcase_add_checked_fixture(tc, story_begin, story_end);
    for (size_t i = 0; i < ARRAY_LEN(stories); i++)
        tcase_add_test(tc, stories[i]);
    suite_add_tcase(suite, tc);
    tc = tcase_create("films");
    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, the_demo_can_be_cut_anywhere);
    tcase_add_loop_test(tc, running_streams_can_be_cut_anywhere, 0, suite_sanitized() ? 1 : 3);
    tcase_add_test(tc, hot_swaps_can_be_cut_anywhere);
    tcase_add_loop_test(tc, any_state_has_a_snapshot, 0, suite_sanitized() ? 2 : 4);
    tcase_add_test(tc, a_hundred_thousand_entities);
    tcase_add_test(tc, a_deep_chain);
    suite_add_tcase(suite, tc);
    return suite;
}

int main(void)
{
    return suite_main(snapshot_suite());
}
