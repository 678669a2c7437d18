/* test_same.c - the comparison of states sees every difference that events can make. */
#include <check.h>
#include <string.h>

#include "base/mem.h"
#include "state/state.h"
#include "tests/support/events.h"
#include "tests/support/same.h"
#include "tests/support/suite.h"

enum { EVENTS = 40 };

static struct event events[EVENTS];
static size_t n_events;

static void add(struct event ev)
{
    ck_assert_uint_lt(n_events, EVENTS);
    events[n_events++] = ev;
}

static struct event named(struct event ev, uint32_t name)
{
    ev.named.name = name;
    ev.named.file = 2;
    ev.named.line = 7;
    return ev;
}

/* A module with a track: a pipe with one operator, subscribed, with an inner subscription. */
static void build(void)
{
    n_events = 0;
    add(source_start(1, "one"));
    add(string_event(1, "load"));
    add(string_event(2, "a.c"));
    add(string_event(3, "tag"));
    add(named(module_start(1, 1), 1));
    add(scope_start(1, module_id(1), 1));
    add(named(observable_create(1, track_id(1), 1), 1));
    add(factory_call(1, 1, "100"));
    add(plain_arg(1, observable_id(1), "$args.0", 100));
    add(pipe_call(1, track_id(1), 1, 1));
    add(operator_fun(1, 1, "f"));
    add(function_arg(2, fun_id(1), "$args.0", 1));
    add(operator_call(1, 1, 1, 0));
    add(observable_create(2, operator_id(1), 1));
    add(operator_return(1, 1, 2));
    add(pipe_return(1, 2));
    add(track_register(1, module_id(1), pipe_id(1), 1));
    add(scope_end(1, 1));
    add(module_end(1, 1, MODULE_END_COMMITTED));
    add(track_update(1, pipe_id(1), 2, 2, "moved map f"));
    add(track_state(1, TRACK_FLAG_PINNED, 3));
    add(swap_result(track_id(1), 2, 2, SWAP_SWAPPED, "why"));
    add(module_build(1, 2, BUILD_FAILED, "error"));
    add(named(subscribe(1, 0, 2), 1));
    add(subscribe(2, 1, 1));
    add(subscribe_return(2));
    add(subscribe_return(1));
    add(send_merged(2, 5, 0, 0));
    add(tag_event(track_id(1), 3, true));
}

static struct state *fold(void)
{
    struct state *s = state_new(NULL);
    for (size_t i = 0; i < n_events; i++)
        ck_assert_int_eq(state_fold(s, &events[i]), STATUS_OK);
    return s;
}

static bool same_as(const struct state *a)
{
    struct str why = STR_INIT;
    struct state *b = fold();
    bool same = state_same(a, b, &why), back = state_same(b, a, NULL);
    ck_assert_int_eq(same, back);
    ck_assert_int_eq(same, why.len == 0);
    str_release(&why);
    state_free(b);
    return same;
}

START_TEST(the_same_events_make_the_same_state)
{
    build();
    struct state *a = fold(), *b = fold();
    expect_same(a, b);
    ck_assert(state_same_all(a, b, NULL));
    ck_assert(state_same_log(a, b, 100, NULL));
    state_free(a);
    state_free(b);
}
END_TEST

static struct event *find(unsigned kind, entity_id id)
{
    for (size_t i = 0; i < n_events; i++)
        if (events[i].kind == kind && (!id || events[i].id == id))
            return &events[i];
    ck_abort_msg("no such event");
    return NULL;
}

/* Each changes one event, and with it one thing that can be asked. */
static const struct {
    unsigned kind;
    enum { TIME, PARENT, REF, NUM, FLAGS, LINE, NAME, TEXT, VALUE, DROP } what;
    int64_t to;
} changes[] = {
    {EV_SOURCE_START, TEXT, 0},      {EV_SOURCE_START, NUM, 5},      {EV_STRING, TEXT, 0},
    {EV_MODULE_START, TIME, 0},      {EV_MODULE_START, LINE, 0},     {EV_OBSERVABLE_CREATE, TIME, 0},
    {EV_OBSERVABLE_CREATE, PARENT, 0}, {EV_OBSERVABLE_CREATE, NUM, OBSERVABLE_INNER},
    {EV_FACTORY_CALL, TEXT, 0},      {EV_ARG, VALUE, 101},       {EV_ARG, TEXT, 0},
    {EV_PIPE_CALL, PARENT, 0},       {EV_PIPE_CALL, REF, 0},     {EV_PIPE_CALL, NUM, 2},
    {EV_PIPE_RETURN, REF, 0},    {EV_OPERATOR_FUN, TEXT, 0},     {EV_OPERATOR_FUN, NAME, 2},
    {EV_OPERATOR_CALL, NUM, 1},      {EV_OPERATOR_CALL, PARENT, 0},  {EV_OPERATOR_RETURN, PARENT, 0},
    {EV_TRACK_REGISTER, TEXT, 0},    {EV_TRACK_REGISTER, TIME, 0},   {EV_TRACK_UPDATE, NUM, 3},
    {EV_TRACK_UPDATE, TEXT, 0},      {EV_TRACK_UPDATE, FLAGS, 1},    {EV_TRACK_UPDATE, TIME, 0},
    {EV_TRACK_STATE, FLAGS, 0},      {EV_TRACK_STATE, NUM, 0},       {EV_SWAP_RESULT, FLAGS, 0},
    {EV_SWAP_RESULT, TEXT, 0},       {EV_MODULE_BUILD, FLAGS, 0},    {EV_MODULE_BUILD, PARENT, 9},
    {EV_MODULE_BUILD, TEXT, 0},      {EV_MODULE_BUILD, NUM, 3},      {EV_SUBSCRIBE_CALL, NAME, 2},
    {EV_SUBSCRIBE_CALL, REF, 0},     {EV_SEND_MERGED, NUM, 6},       {EV_SEND_MERGED, TIME, 0},
    {EV_TAG, NAME, 1},           {EV_TAG, DROP, 0},          {EV_TRACK_UPDATE, DROP, 0},
};

static void change(size_t which)
{
    struct event *ev = find(changes[which].kind, 0);
    int64_t to = changes[which].to;
    switch (changes[which].what) {
    case TIME: ev->time -= 7; break;
    case PARENT: ev->parent = (entity_id)to; break;
    case REF: ev->ref = (entity_id)to; break;
    case NUM: ev->num = to; break;
    case FLAGS: ev->flags = (uint8_t)to; break;
    case LINE: ev->named.line = 99; break;
    case NAME: ev->named.name = (uint32_t)to; break;
    case TEXT: ev->text = "other", ev->text_len = 5; break;
    case VALUE: ev->value.i64 = to; break;
    case DROP: memmove(ev, ev + 1, (size_t)(events + --n_events - ev) * sizeof *ev); break;
    }
}

START_TEST(each_difference_is_seen)
{
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        build();
        struct state *a = fold();
        ck_assert(same_as(a));
        change(i);
        ck_assert_msg(!same_as(a), "change %zu is not seen", i);
        state_free(a);
    }
}
END_TEST

START_TEST(an_entity_more_or_less_is_seen)
{
    build();
    struct state *a = fold();
    add(observable_create(3, 0, 1));
    ck_assert(!same_as(a));
    struct event gone = plain_event(EV_ENTITY_END, observable_id(3));
    add(gone);
    ck_assert(same_as(a)); /* what has ended is not compared */
    n_events -= 2;
    add(unsubscribe(2, END_UNSUBSCRIBED));
    ck_assert(!same_as(a));
    n_events--;
    add(source_start(2, "two"));
    ck_assert(!same_as(a));
    state_free(a);
}
END_TEST

START_TEST(lines_of_the_log_are_compared_on_request)
{
    build();
    struct state *a = fold();
    add(log_event(LOG_INFO, "a line"));
    struct state *b = fold();
    ck_assert(state_same(a, b, NULL));
    ck_assert(!state_same_log(a, b, 10, NULL));
    ck_assert(!state_same_log(a, b, 1, NULL));
    state_free(a);
    state_free(b);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("same");
    TCase *tc = tcase_create("same");
    tcase_add_test(tc, the_same_events_make_the_same_state);
    tcase_add_test(tc, each_difference_is_seen);
    tcase_add_test(tc, an_entity_more_or_less_is_seen);
    tcase_add_test(tc, lines_of_the_log_are_compared_on_request);
    suite_add_tcase(suite, tc);
    return suite_main(suite);
}
