/* test_state.c - sources, definitions and ids become the model; what contradicts it is refused. */
#include <check.h>
#include <string.h>

#include "base/mem.h"
#include "tests/support/story.h"

/* ---- Sources and strings. ---- */

START_TEST(a_source_knows_its_program)
{
    ck_assert_ptr_eq(query_source(story, 0), info());
    ck_assert_ptr_null(query_source(story, 1));
    ck_assert_ptr_null(query_source_by_id(story, 2));
    ck_assert_str_eq(info()->name, "cpu");
    ck_assert_uint_eq(info()->pid, 4001);
    ck_assert_uint_eq(info()->ended_at, 0);
    struct event ev = source_end(1, 3);
    tell(ev);
    ck_assert_uint_eq(info()->ended_at, ev.time);
    ck_assert_int_eq(info()->exit_status, 3);
    ck_assert_uint_eq(info()->now, ev.time);
    uint64_t newest = ev.time;
    ev = log_event(LOG_INFO, "late");
    ev.time = newest - 1;
    tell(ev);
    ck_assert_uint_eq(info()->now, newest);
    ck_assert_uint_eq(query_wall(story, 1, info()->started_at + 5), 1700000000000000005u);
}
END_TEST

START_TEST(an_event_of_an_unknown_source_is_refused)
{
    struct event ev = from_source(9, module_start(1, 1));
    uint64_t serial = query_serial(story);
    ck_assert_int_eq(state_fold(story, &ev), STATUS_FORMAT);
    ev = source_start(0, "nobody");
    ck_assert_int_eq(state_fold(story, &ev), STATUS_FORMAT);
    ck_assert_uint_eq(query_serial(story), serial);
    ck_assert_ptr_null(query_source(story, 1));
}
END_TEST

START_TEST(two_sources_do_not_mix)
{
    tell(source_start(2, "other"));
    tell_module();
    tell(from_source(2, observable_create(1, 0, 1)));
    tell(from_source(2, string_event(1, "range")));
    ck_assert_str_eq(query_name(story, of(observable_id(1))), "interval");
    ck_assert_str_eq(query_name(story, (struct ref){2, observable_id(1)}), "range");
    ck_assert_ptr_null(query_module(story, (struct ref){2, module_id(1)}));
    ck_assert_uint_eq(query_source_by_id(story, 2)->living[ENT_OBSERVABLE], 1);
}
END_TEST

START_TEST(a_second_source_start_begins_again)
{
    tell_program();
    tell_subscriptions();
    refuse(subscribe_return(77));
    struct event lost = plain_event(EV_STALE, 0);
    lost.num = 5;
    tell(lost);
    ck_assert_uint_eq(info()->dropped, 5);
    tell(source_start(1, "cpu"));
    ck_assert(!info()->stale);
    ck_assert_uint_eq(info()->dropped, 5);
    ck_assert_uint_eq(info()->living[ENT_SUBSCRIPTION], 0);
    ck_assert_uint_eq(info()->events, 1);
    ck_assert_ptr_null(subscription(1));
    ck_assert_str_eq(query_string(story, 1, NAME_MAP), "");
}
END_TEST

START_TEST(the_oldest_ended_source_makes_room)
{
    for (uint32_t n = 2; n <= 256; n++)
        tell(source_start(n, "many"));
    struct event ev = source_start(257, "one too many");
    ck_assert_int_eq(state_fold(story, &ev), STATUS_FORMAT);
    tell(from_source(7, source_end(7, 0)));
    tell(from_source(5, source_end(5, 0)));
    tell(ev);
    ck_assert_ptr_null(query_source_by_id(story, 5));
    ck_assert_ptr_nonnull(query_source_by_id(story, 7));
    ck_assert_ptr_nonnull(query_source_by_id(story, 257));
}
END_TEST

START_TEST(a_string_can_be_replaced_and_far_ones_are_refused)
{
    tell(string_event(NAME_MAP, "mapped"));
    ck_assert_str_eq(query_string(story, 1, NAME_MAP), "mapped");
    ck_assert_str_eq(query_string(story, 1, 0), "");
    ck_assert_str_eq(query_string(story, 1, 4000000000u), "");
    refuse(string_event(0, "none"));
    struct event ev = string_event(1, "far");
    ev.id = 3u << 20;
    refuse(ev);
    ev.id = UINT64_MAX;
    refuse(ev);
}
END_TEST

START_TEST(lost_events_mark_the_source)
{
    struct event ev = plain_event(EV_STALE, 0);
    ev.num = 12;
    tell(ev);
    ck_assert(info()->stale);
    ck_assert_uint_eq(info()->dropped, 12);
}
END_TEST

/* ---- Definitions. ---- */

START_TEST(a_program_is_seen_whole)
{
    tell_program();
    ck_assert_uint_eq(info()->living[ENT_OBSERVABLE], 4);
    ck_assert_uint_eq(info()->living[ENT_OPERATOR], 3);
    const struct ent_pipe *pipe = query_pipe(story, of(pipe_id(1)));
    ck_assert_uint_eq(pipe->track, track_id(1));
    ck_assert_uint_eq(pipe->source, observable_id(1));
    ck_assert_uint_eq(pipe->result, observable_id(4));
    ck_assert_uint_eq(pipe->operators, 3);
    const struct ent_operator *op = query_operator(story, of(operator_id(2)));
    ck_assert_uint_eq(op->position, 1);
    ck_assert_uint_eq(op->source, observable_id(2));
    ck_assert_uint_eq(op->target, observable_id(3));
    ck_assert_uint_eq(observable(3)->made_by, operator_id(2));
    ck_assert_uint_eq(observable(1)->made_by, 0);
    ck_assert_str_eq(query_name(story, of(operator_id(2))), "filter");
    ck_assert_str_eq(query_text(story, observable(1)->args_text), "250");
    ck_assert_uint_eq(query_operator_of_fun(story, of(fun_id(3))), operator_id(3));
}
END_TEST

START_TEST(lists_are_in_the_order_of_creation)
{
    tell_program();
    entity_id id = 0;
    for (unsigned n = 1; n <= 3; n++)
        ck_assert_uint_eq(id = query_next_operator(story, of(pipe_id(1)), id), operator_id(n));
    ck_assert_uint_eq(query_next_operator(story, of(pipe_id(1)), id), 0);
    ck_assert_uint_eq(query_next_operator(story, of(pipe_id(2)), 0), 0);
    ck_assert_uint_eq(query_next_operator(story, of(pipe_id(1)), operator_id(9)), 0);
    ck_assert_uint_eq(query_next_operator(story, of(pipe_id(1)), observable_id(1)), 0);
    tell(plain_arg(4, fun_id(1), "$args.1", 7));
    ck_assert_uint_eq(query_next_arg(story, of(fun_id(1)), 0), arg_id(1));
    ck_assert_uint_eq(query_next_arg(story, of(fun_id(1)), arg_id(1)), arg_id(4));
    ck_assert_uint_eq(query_next_arg(story, of(fun_id(2)), arg_id(1)), 0); /* not its list */
    ck_assert_uint_eq(query_next(story, 1, ENT_OBSERVABLE, observable_id(2)), observable_id(3));
    ck_assert_uint_eq(query_next(story, 1, ENT_OBSERVABLE, observable_id(4)), 0);
    ck_assert_uint_eq(query_next(story, 1, ENT_SEND, 0), 0);
    ck_assert_uint_eq(query_next(story, 9, ENT_OBSERVABLE, 0), 0);
}
END_TEST

START_TEST(an_arg_is_a_function_a_value_or_an_observable)
{
    tell_program();
    const struct ent_arg *arg = query_arg(story, of(arg_id(1)));
    ck_assert_uint_eq(arg->type, ARG_FUNCTION);
    ck_assert_uint_eq(arg->generation, 1);
    ck_assert_str_eq(query_text(story, arg->path), "$args.0");
    tell(plain_arg(8, observable_id(1), "$args.0", 250));
    arg = query_arg(story, of(arg_id(8)));
    ck_assert_str_eq(query_text(story, arg->value), "250");
    ck_assert_uint_eq(query_next_arg(story, of(observable_id(1)), 0), arg_id(8));
    struct event ev = plain_arg(9, fun_id(1), "$args.0", 0);
    ev.flags = ARG_OBSERVABLE;
    ev.ref = observable_id(1);
    tell(ev);
    ck_assert_uint_eq(query_arg(story, of(arg_id(9)))->observable, observable_id(1));
    ck_assert_uint_eq(query_arg(story, of(arg_id(9)))->value, 0);
    ev.flags = 3;
    refuse(ev);
}
END_TEST

START_TEST(an_operator_that_is_sent_again_moves)
{
    tell_program();
    tell(pipe_call(2, track_id(1), 1, 1));
    tell(operator_fun(4, NAME_SCAN, "g"));
    tell(operator_call(2, 2, 4, 7));
    tell(operator_return(2, 1, 4));
    const struct ent_operator *op = query_operator(story, of(operator_id(2)));
    ck_assert_uint_eq(op->pipe, pipe_id(2));
    ck_assert_uint_eq(op->fun, fun_id(4));
    ck_assert_uint_eq(op->position, 7);
    ck_assert_uint_eq(op->source, observable_id(1));
    ck_assert_str_eq(query_name(story, of(operator_id(2))), "scan");
    ck_assert_uint_eq(query_next_operator(story, of(pipe_id(2)), 0), operator_id(2));
    ck_assert_uint_eq(query_next_operator(story, of(pipe_id(1)), operator_id(1)), operator_id(3));
    ck_assert_uint_eq(query_operator_of_fun(story, of(fun_id(2))), 0);
    ck_assert_uint_eq(info()->living[ENT_OPERATOR], 3);
    tell(function_arg(2, fun_id(4), "$args.0", 2));
    ck_assert_uint_eq(query_arg(story, of(arg_id(2)))->generation, 2);
    ck_assert_uint_eq(query_next_arg(story, of(fun_id(2)), 0), 0);
    ck_assert_uint_eq(query_next_arg(story, of(fun_id(4)), 0), arg_id(2));
    tell(operator_return(2, 2, 3)); /* alone, for one that was connected anew */
    ck_assert_uint_eq(op->source, observable_id(2));
    ck_assert(!info()->stale);
}
END_TEST

START_TEST(a_definition_that_ended_is_kept_and_can_come_back)
{
    tell_program();
    struct event ev = plain_event(EV_ENTITY_END, arg_id(1));
    tell(ev);
    ck_assert_uint_eq(query_arg(story, of(arg_id(1)))->e.ended_at, ev.time);
    ck_assert_uint_eq(info()->living[ENT_ARG], 2);
    uint64_t serial = query_serial(story);
    tell(plain_event(EV_ENTITY_END, arg_id(1)));
    ck_assert_uint_eq(query_serial(story), serial);
    ck_assert_uint_eq(info()->living[ENT_ARG], 2);
    tell(function_arg(1, fun_id(1), "$args.0", 2));
    ck_assert_uint_eq(query_arg(story, of(arg_id(1)))->e.ended_at, 0);
    ck_assert_uint_eq(info()->living[ENT_ARG], 3);
    refuse(plain_event(EV_ENTITY_END, arg_id(50)));
    refuse(plain_event(EV_ENTITY_END, 0));
    refuse(plain_event(EV_ENTITY_END, track_id(1)));
}
END_TEST

/* ---- Ids. ---- */

START_TEST(a_stale_id_finds_nothing)
{
    tell_program();
    tell(observable_create(4, 0, NAME_INTERVAL)); /* an update: same id */
    ck_assert_uint_eq(info()->living[ENT_OBSERVABLE], 4);
    struct event ev = observable_create(4, 0, NAME_INTERVAL);
    ev.id = again(observable_id(4), 1);
    tell(ev);
    ck_assert_ptr_null(observable(4));
    ck_assert_ptr_nonnull(query_observable(story, of(ev.id)));
    ck_assert_uint_eq(info()->living[ENT_OBSERVABLE], 4);
    ck_assert_ptr_null(query_observable(story, of(again(observable_id(4), 2))));
    ck_assert_ptr_null(query_observable(story, of(pipe_id(1))));
    ck_assert_ptr_null(query_entity(story, of(0)));
    ck_assert_ptr_null(query_entity(story, of(UINT64_MAX)));
    ck_assert_ptr_null(query_entity(story, of(send_id(1))));
    ck_assert_str_eq(query_name(story, of(observable_id(4))), "");
    refuse(observable_create(4, 0, NAME_INTERVAL)); /* its slot was used again */
}
END_TEST

START_TEST(the_count_of_uses_may_wrap)
{
    struct event ev = observable_create(1, 0, 0);
    const unsigned uses[] = {0xfffffe, 0xffffff, 0, 1};
    for (size_t i = 0; i < ARRAY_LEN(uses); i++) {
        ev.id = again(observable_id(1), uses[i]);
        tell(ev);
        ck_assert_ptr_nonnull(query_observable(story, of(ev.id)));
        ck_assert_uint_eq(info()->living[ENT_OBSERVABLE], 1);
    }
    ev.id = again(observable_id(1), 0xffffff);
    refuse(ev);
}
END_TEST

START_TEST(a_slot_used_again_ends_what_stood_there)
{
    tell_program();
    tell_subscriptions();
    struct event ev = subscribe(2, 0, 1);
    ev.id = again(subscription_id(2), 1);
    tell(ev);
    ck_assert_ptr_null(subscription(2));
    ck_assert_uint_eq(subscription(1)->children, 0);
    ck_assert_uint_ne(subscription(3)->e.ended_at, 0); /* it fed the one that stood there */
    ck_assert_uint_ne(subscription(4)->e.ended_at, 0);
    ck_assert_uint_eq(subscription(3)->parent, 0);
    ck_assert_uint_eq(info()->living[ENT_SUBSCRIPTION], 2);
    ck_assert_uint_eq(observable(1)->subscriptions, 1);
    ck_assert_uint_eq(observable(3)->subscriptions, 0);
}
END_TEST

START_TEST(slots_are_bounded)
{
    struct event ev = observable_create(1, 0, 0);
    ev.id = ID_MAKE(ENT_OBSERVABLE, 0, (1u << 20) + 1);
    refuse(ev);
    ev.id = ID_MAKE(ENT_OBSERVABLE, 0, 1u << 20);
    tell(ev);
    for (unsigned n = 2; n <= 16; n++) {
        ev.id = ID_MAKE(ENT_OBSERVABLE, 0, n << 20);
        tell(ev);
    }
    ev.id = ID_MAKE(ENT_OBSERVABLE, 0, (16u << 20) + 1);
    refuse(ev);
    ev.id = ID_MAKE(ENT_OBSERVABLE, 0, 0);
    refuse(ev);
    ck_assert_uint_lt(state_memory(story), 8u << 20); /* what is between costs next to nothing */
}
END_TEST

START_TEST(ids_of_the_wrong_kind_are_refused)
{
    tell_program();
    tell_subscriptions();
    struct event wrong[] = {
        subscribe(9, 0, 1),    send_next(1, 1, 1), arg_call(1, track_id(1), arg_id(1)),
        pipe_call(9, 0, 1, 1), module_start(9, 1), operator_call(9, 1, 1, 1),
    };
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct event ev = wrong[i];
        ev.id = ID_MAKE(ENT_LIMIT + 5, 0, 9);
        refuse(ev);
        ev.id = ID_MAKE(wrong[i].kind == EV_PIPE_CALL ? ENT_ARG : ENT_PIPE, 0, 9);
        refuse(ev);
        ev.id = 0;
        refuse(ev);
    }
    struct event ev = subscribe(9, 0, 1);
    ev.ref = pipe_id(1);
    refuse(ev);
    ev = subscribe(9, 0, 1);
    ev.num = (int64_t)pipe_id(1);
    refuse(ev);
    refuse(observable_create(9, subscription_id(1), 0));
    refuse(scope_start(9, pipe_id(1), 1));
    refuse(track_register(9, module_id(1), subscription_id(1), 1));
}
END_TEST

START_TEST(unknown_parents_are_refused)
{
    tell_program();
    refuse(subscribe(1, 9, 1));
    refuse(subscribe(1, 0, 99));
    refuse(pipe_call(2, track_id(9), 1, 1));
    refuse(pipe_call(2, track_id(1), 99, 1));
    refuse(pipe_return(9, 1));
    refuse(operator_call(9, 9, 1, 0));
    refuse(operator_call(9, 1, 9, 0));
    refuse(operator_return(9, 1, 1));
    refuse(operator_return(1, 1, 99));
    refuse(function_arg(9, fun_id(9), "$args.0", 1));
    refuse(send_next(1, 9, 1));
    refuse(unsubscribe(9, END_UNSUBSCRIBED));
    refuse(rebind(9, 0, 1));
    refuse(send_merged(9, 1, 1, 1));
    refuse(arg_call(1, subscription_id(9), arg_id(1)));
    refuse(arg_call(1, 0, arg_id(9)));
    refuse(track_update(9, pipe_id(1), 2, 2, ""));
    refuse(scope_start(9, track_id(8), 1));
    refuse(module_end(9, 1, MODULE_END_COMMITTED));
    refuse(tag_event(pipe_id(9), TAG_HOT, true));
    struct event ev = subscribe(1, 0, 99);
    ev.ref = again(observable_id(99), 0xffffff); /* no count of uses makes it one that left */
    refuse(ev);
    ck_assert_uint_eq(info()->living[ENT_SUBSCRIPTION], 0);
}
END_TEST

START_TEST(codes_and_numbers_out_of_range_are_refused)
{
    tell_program();
    tell_subscriptions();
    refuse(unsubscribe(1, END_ORPHANED + 1));
    refuse(send_end(1, 1, SEND_COMPLETE + 1));
    refuse(send_merged(1, -1, 0, 0));
    refuse(send_merged(1, 1, 0, 2));
    refuse(module_build(1, 2, BUILD_LIMIT, ""));
    refuse(module_end(1, 2, 2));
    refuse(swap_result(track_id(1), 2, 2, SWAP_RENAMED + 1, ""));
    refuse(swept(track_id(1), 0, SWEPT_WOULD_FREE + 1, ""));
    refuse(log_event(LOG_STDERR + 1, ""));
    refuse(track_state(1, 0x80, 0));
    refuse(track_register(1, module_id(1), pipe_id(1), 0));
    struct event ev = track_update(1, pipe_id(1), 2, 2, "");
    ev.num = INT64_MAX;
    refuse(ev);
    ev = track_update(1, pipe_id(1), 2, 2, "");
    ev.parent = UINT64_MAX;
    refuse(ev);
    ev = module_start(1, 1);
    ev.num = -1;
    refuse(ev);
    ev = plain_event((enum event_kind)0, 0);
    ck_assert_int_eq(state_fold(story, &ev), STATUS_FORMAT);
    ev.kind = EV_LIMIT;
    ck_assert_int_eq(state_fold(story, &ev), STATUS_FORMAT);
}
END_TEST

/* ---- Records. ---- */

static size_t add_record(unsigned char *to, struct event ev)
{
    return event_encode(&ev, to);
}

START_TEST(records_are_folded_until_one_cannot_be_read)
{
    unsigned char bytes[1024];
    size_t n = add_record(bytes, observable_create(1, 0, NAME_INTERVAL)), unknown = n;
    n += add_record(bytes + n, log_event(LOG_INFO, "from the future"));
    n += add_record(bytes + n, subscribe(1, 0, 1));
    n += add_record(bytes + n, subscribe(2, 7, 1)); /* refused; the rest goes on */
    n += add_record(bytes + n, subscribe(3, 0, 1));
    size_t last = n;
    n += add_record(bytes + n, subscribe(4, 0, 1));
    bytes[unknown + 2] = 200;
    ck_assert_int_eq(state_fold_records(story, bytes, n - 8), STATUS_TRUNCATED);
    check_invariants();
    ck_assert_uint_eq(info()->living[ENT_SUBSCRIPTION], 2);
    ck_assert_uint_eq(info()->dropped, 1);
    ck_assert(info()->stale);
    ck_assert_int_eq(state_fold_records(story, bytes + last, n - last), STATUS_OK);
    ck_assert_uint_eq(info()->living[ENT_SUBSCRIPTION], 3);
    ck_assert_int_eq(state_fold_records(story, bytes, 0), STATUS_OK);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_source_knows_its_program,
        an_event_of_an_unknown_source_is_refused,
        two_sources_do_not_mix,
        a_second_source_start_begins_again,
        the_oldest_ended_source_makes_room,
        a_string_can_be_replaced_and_far_ones_are_refused,
        lost_events_mark_the_source,
        a_program_is_seen_whole,
        lists_are_in_the_order_of_creation,
        an_arg_is_a_function_a_value_or_an_observable,
        an_operator_that_is_sent_again_moves,
        a_definition_that_ended_is_kept_and_can_come_back,
        a_stale_id_finds_nothing,
        the_count_of_uses_may_wrap,
        a_slot_used_again_ends_what_stood_there,
        slots_are_bounded,
        ids_of_the_wrong_kind_are_refused,
        unknown_parents_are_refused,
        codes_and_numbers_out_of_range_are_refused,
        records_are_folded_until_one_cannot_be_read,
    };
    return story_run("state", tests, ARRAY_LEN(tests));
}
