/* test_state_tracks.c - modules, tracks and versions; what is derived from them: paths, tracks of
 * things, inherited tags; the log and the serial. */
#include <check.h>
#include <string.h>

#include "base/mem.h"
#include "tests/support/story.h"

/* ---- Tracks. ---- */

START_TEST(a_track_begins_with_version_one)
{
    tell_program();
    const struct ent_track *t = track(1);
    ck_assert_uint_eq(t->parent, module_id(1));
    ck_assert_uint_eq(t->module, module_id(1));
    ck_assert_uint_eq(t->entity, pipe_id(1));
    ck_assert_uint_eq(t->version, 1);
    ck_assert_uint_eq(t->newest, 1);
    ck_assert_str_eq(query_text(story, t->key), "cpu.c:load");
    const struct track_version *v;
    ck_assert_uint_eq(query_versions(story, of(track_id(1)), &v), 1);
    ck_assert_uint_eq(v[0].version, 1);
    ck_assert_uint_eq(v[0].generation, 1);
    ck_assert_uint_eq(v[0].entity, pipe_id(1));
    ck_assert_uint_eq(query_next_track(story, of(module_id(1)), 0), track_id(1));
    ck_assert_uint_eq(query_next_track(story, of(module_id(1)), track_id(1)), 0);
}
END_TEST

START_TEST(a_version_knows_the_generation_that_was_evaluated)
{
    const struct track_version *v;
    tell_program();
    tell(scope_start(2, module_id(1), 8)); /* by hand, outside of an evaluation of the module */
    tell(track_register(2, module_id(1), pipe_id(1), 1));
    tell(scope_end(2, 8));
    tell(track_register(3, module_id(1), pipe_id(1), 1));
    tell(module_start(1, 9));
    tell(track_register(4, module_id(1), pipe_id(1), 1));
    const uint32_t want[] = {8, 1, 9};
    for (unsigned n = 2; n <= 4; n++) {
        ck_assert_uint_eq(query_versions(story, of(track_id(n)), &v), 1);
        ck_assert_uint_eq(v[0].generation, want[n - 2]);
    }
}
END_TEST

START_TEST(a_swap_appends_to_the_history)
{
    tell_program();
    tell(pipe_call(2, track_id(1), 1, 0));
    tell(pipe_return(2, 1));
    struct event ev = track_update(1, pipe_id(2), 2, 5, "map: twice -> thrice");
    tell(ev);
    tell(swap_result(track_id(1), 5, 2, SWAP_SWAPPED, "map"));
    const struct track_version *v;
    ck_assert_uint_eq(query_versions(story, of(track_id(1)), &v), 2);
    ck_assert_uint_eq(v[1].version, 2);
    ck_assert_uint_eq(v[1].generation, 5);
    ck_assert_uint_eq(v[1].at, ev.time);
    ck_assert_uint_eq(v[1].entity, pipe_id(2));
    ck_assert_str_eq(query_text(story, v[1].what), "map: twice -> thrice");
    ck_assert_uint_eq(v[0].entity, pipe_id(1));
    ck_assert_uint_eq(track(1)->version, 2);
    ck_assert_uint_eq(track(1)->entity, pipe_id(2));
    ck_assert_uint_eq(track(1)->swapped_at, ev.time);
    ck_assert_uint_eq(track(1)->outcome, SWAP_SWAPPED);
    ck_assert_str_eq(query_text(story, track(1)->outcome_text), "map");
}
END_TEST

/* `load` gets a fourth operator: what it was before is a part of what it is. */
static void tell_fourth_operator(void)
{
    struct event fun = operator_fun(9, NAME_FILTER, "f");
    fun.named.file = NAME_CPU;
    fun.named.line = 30;
    tell(pipe_call(2, track_id(1), 1, 4));
    for (unsigned n = 1; n <= 3; n++)
        tell(operator_call(n, 2, n, n - 1));
    tell(fun);
    tell(operator_call(9, 2, 9, 3));
    tell(observable_create(9, operator_id(9), NAME_FILTER));
    tell(operator_return(9, 4, 9));
    tell(pipe_return(2, 9));
    tell(track_update(1, pipe_id(2), 2, 2, "new filter f"));
}

static bool is_old(size_t index)
{
    return query_old_version(story, of(track_id(1)), index);
}

START_TEST(an_earlier_version_is_in_use_when_something_gets_its_values_past_the_one_that_runs)
{
    tell_program();
    tell_subscriptions();
    ck_assert(!is_old(0));
    tell_fourth_operator();
    ck_assert(is_old(0)); /* its subscriber was not moved yet */
    ck_assert(!is_old(1));
    tell(subscribe(20, 0, 9));
    tell(rebind(1, 20, 4));
    ck_assert(!is_old(0)); /* only the new operator gets its values */
    tell(subscribe(21, 0, 4));
    ck_assert(is_old(0));
    tell(subscribe(22, 20, 4)); /* and one more that flows into the new one */
    ck_assert(is_old(0));
    tell(unsubscribe(21, END_UNSUBSCRIBED));
    ck_assert(!is_old(0));
    ck_assert(!is_old(2) && !is_old(99));
    ck_assert(!query_old_version(story, of(track_id(77)), 0));
}
END_TEST

START_TEST(a_connection_that_the_new_operator_shares_uses_no_earlier_version)
{
    tell_program();
    tell_fourth_operator();
    struct event connection = subscribe(20, 0, 4), other = subscribe(21, 0, 4);
    connection.named.name = other.named.name = NAME_FILTER;
    connection.named.file = other.named.file = NAME_CPU;
    connection.named.line = 30;
    other.named.line = 31;
    tell(connection);
    ck_assert(!is_old(0));
    tell(other); /* an observer of that name */
    ck_assert(is_old(0));
    tell(unsubscribe(21, END_UNSUBSCRIBED));
    ck_assert(!is_old(0));
}
END_TEST

START_TEST(a_plain_source_that_gets_its_first_operator_is_a_part_of_what_runs)
{
    tell_program();
    tell(subscribe(20, 0, 1));
    tell(track_update(1, observable_id(1), 2, 2, ""));
    ck_assert(!is_old(1));
    tell(operator_fun(9, NAME_FILTER, "f"));
    tell(pipe_call(2, track_id(1), 1, 1));
    tell(operator_call(9, 2, 9, 0));
    tell(observable_create(9, operator_id(9), NAME_FILTER));
    tell(operator_return(9, 1, 9));
    tell(pipe_return(2, 9));
    tell(track_update(1, pipe_id(2), 3, 3, "new filter f"));
    tell(subscribe(21, 0, 9));
    tell(rebind(20, 21, 1));
    ck_assert(!is_old(1));
    tell(rebind(20, 0, 1)); /* past the filter */
    ck_assert(is_old(1));
}
END_TEST

START_TEST(an_older_version_can_run_and_the_history_stays)
{
    tell_program();
    tell(track_update(1, pipe_id(1), 2, 2, "b"));
    tell(track_update(1, pipe_id(1), 3, 3, "c"));
    struct event ev = track_update(1, observable_id(4), 1, 1, ""); /* built anew */
    ev.flags = 1;
    tell(ev);
    const struct track_version *v;
    ck_assert_uint_eq(query_versions(story, of(track_id(1)), &v), 3);
    ck_assert(v[0].forced);
    ck_assert_uint_eq(v[0].entity, observable_id(4));
    ck_assert_uint_eq(track(1)->entity, observable_id(4));
    ck_assert(!v[2].forced);
    ck_assert_str_eq(query_text(story, v[2].what), "c");
    ck_assert_uint_eq(track(1)->version, 1);
    ck_assert_uint_eq(track(1)->newest, 3);
    tell(track_state(1, TRACK_FLAG_PINNED | TRACK_FLAG_WAITING, 4));
    ck_assert_uint_eq(track(1)->flags, TRACK_FLAG_PINNED | TRACK_FLAG_WAITING);
    ck_assert_uint_eq(track(1)->waiting, 4);
    tell(track_state(1, 0, 0));
    tell(track_update(1, pipe_id(1), 4, 4, "d"));
    ck_assert_uint_eq(query_versions(story, of(track_id(1)), &v), 4);
    ck_assert_uint_eq(track(1)->version, 4);
}
END_TEST

START_TEST(a_long_history_forgets_its_oldest_but_not_what_runs)
{
    const struct track_version *v;
    tell_program();
    for (unsigned n = 2; n <= 1000; n++)
        tell(track_update(1, pipe_id(1), n, n, "again"));
    ck_assert_uint_eq(query_versions(story, of(track_id(1)), &v), 256);
    ck_assert_uint_eq(v[255].version, 1000);
    ck_assert_uint_eq(v[0].version, 745);
    tell(track_update(1, pipe_id(1), 745, 745, ""));
    struct event ev = track_update(1, pipe_id(1), 1001, 1001, "");
    tell(ev);
    size_t n = query_versions(story, of(track_id(1)), &v);
    ck_assert_uint_eq(n, 256);
    ck_assert_uint_eq(v[0].version, 745); /* it ran when the next one came */
    ck_assert_uint_eq(v[1].version, 747);
    ck_assert_uint_eq(track(1)->newest, 1001);
}
END_TEST

START_TEST(an_orphan_stays_until_it_is_swept)
{
    tell_program();
    struct event ev = plain_event(EV_TRACK_ORPHAN, track_id(1));
    ev.num = 2;
    tell(ev);
    ck_assert_uint_eq(track(1)->flags, TRACK_FLAG_ORPHAN);
    ck_assert_uint_eq(track(1)->e.ended_at, 0);
    tell(swept(track_id(1), 0, SWEPT_KEPT, "subscription#1 draining"));
    tell(swept(track_id(1), 0, SWEPT_WOULD_FREE, ""));
    ck_assert_ptr_nonnull(track(1));
    tell(swept(track_id(1), 0, SWEPT_FREED, ""));
    ck_assert_ptr_null(track(1));
    ck_assert_uint_eq(query_next_track(story, of(module_id(1)), 0), 0);
    ck_assert_uint_eq(info()->living[ENT_TRACK], 0);
    ck_assert_uint_eq(query_track_of(story, of(pipe_id(1))), 0);
    tell(swept(track_id(1), 0, SWEPT_FREED, "twice"));
    refuse(track_update(1, pipe_id(1), 2, 2, ""));
}
END_TEST

START_TEST(a_track_that_comes_back_is_no_orphan)
{
    tell_program();
    struct event ev = plain_event(EV_TRACK_ORPHAN, track_id(1));
    tell(ev);
    tell(track_register(1, module_id(1), pipe_id(1), 1));
    ck_assert_uint_eq(track(1)->flags, 0);
    const struct track_version *v;
    ck_assert_uint_eq(query_versions(story, of(track_id(1)), &v), 1);
    tell(track_register(1, module_id(1), pipe_id(1), 2));
    ck_assert_uint_eq(query_versions(story, of(track_id(1)), &v), 2);
    ck_assert_uint_eq(info()->living[ENT_TRACK], 1);
}
END_TEST

START_TEST(tracks_of_a_module_are_listed_also_when_nested)
{
    tell_program();
    tell(scope_start(2, track_id(1), 1));
    tell(scope_start(3, track_id(2), 1));
    tell(scope_start(4, module_id(1), 1));
    entity_id id = 0;
    for (unsigned n = 1; n <= 4; n++) {
        ck_assert_uint_eq(id = query_next_track(story, of(module_id(1)), id), track_id(n));
        ck_assert_uint_eq(track(n)->module, module_id(1));
    }
    tell(swept(track_id(2), 0, SWEPT_FREED, ""));
    tell(swept(track_id(4), 0, SWEPT_FREED, ""));
    ck_assert_uint_eq(query_next_track(story, of(module_id(1)), track_id(1)), track_id(3));
    ck_assert_uint_eq(query_next_track(story, of(module_id(1)), track_id(3)), 0);
    tell(module_start(2, 1));
    ck_assert_uint_eq(query_next_track(story, of(module_id(2)), track_id(1)), 0); /* not its list */
    tell(scope_start(3, module_id(2), 1));                                        /* moved */
    ck_assert_uint_eq(query_next_track(story, of(module_id(1)), track_id(1)), 0);
    ck_assert_uint_eq(query_next_track(story, of(module_id(2)), 0), track_id(3));
}
END_TEST

/* ---- Modules. ---- */

START_TEST(a_build_is_followed_to_the_end)
{
    tell(module_build(1, 1, BUILD_STARTED, ""));
    ck_assert_uint_eq(module(1)->building, 1);
    ck_assert_uint_eq(module(1)->generation, 0);
    tell(module_build(1, 1, BUILD_FAILED, "cpu.c:45:23: error: expected ';'"));
    ck_assert_uint_eq(module(1)->building, 1);
    ck_assert_uint_eq(module(1)->build, BUILD_FAILED);
    ck_assert_str_eq(query_text(story, module(1)->build_text), "cpu.c:45:23: error: expected ';'");
    tell(swap_result(module_id(1), 1, 0, SWAP_REFUSED, "it does not compile"));
    ck_assert_uint_eq(module(1)->building, 1);
    tell(module_build(1, 2, BUILD_LOADED, ""));
    ck_assert_uint_eq(module(1)->building, 2);
    ck_assert_uint_eq(module(1)->build_us, 71000);
    tell(module_start(1, 2));
    tell(module_end(1, 2, MODULE_END_COMMITTED));
    tell(module_build(1, 2, BUILD_LIVE, ""));
    ck_assert_uint_eq(module(1)->building, 0);
    ck_assert_uint_eq(module(1)->generation, 2);
    ck_assert_uint_eq(module(1)->kept_generations, 0);
    ck_assert_uint_eq(module(1)->build, BUILD_LIVE);
    ck_assert_str_eq(query_text(story, module(1)->build_text), "");
}
END_TEST

START_TEST(old_generations_are_kept_until_they_are_swept)
{
    tell_program();
    for (unsigned generation = 2; generation <= 4; generation++) {
        tell(module_start(1, generation));
        tell(module_end(1, generation, MODULE_END_COMMITTED));
    }
    ck_assert_uint_eq(module(1)->generation, 4);
    ck_assert_uint_eq(module(1)->kept_generations, 3);
    tell(swept(module_id(1), 1, SWEPT_FREED, ""));
    tell(swept(module_id(1), 2, SWEPT_KEPT, "subscription#1"));
    tell(swept(module_id(1), 3, SWEPT_WOULD_FREE, ""));
    ck_assert_uint_eq(module(1)->kept_generations, 2);
    ck_assert_uint_eq(module(1)->freed_generations, 1);
    tell(swept(module_id(1), 1, SWEPT_FREED, "twice"));
    tell(swept(module_id(1), 5, SWEPT_FREED, "refused, so it was never kept"));
    ck_assert_uint_eq(module(1)->kept_generations, 2);
    tell(module_start(1, 3));
    tell(module_end(1, 3, MODULE_END_COMMITTED)); /* an older one runs again */
    ck_assert_uint_eq(module(1)->generation, 3);
    ck_assert_uint_eq(module(1)->kept_generations, 2);
    uint32_t kept[2] = {0, 7};
    ck_assert_uint_eq(query_kept(story, (struct ref){1, module_id(1)}, kept, 1), 2);
    ck_assert(kept[0] == 2 && kept[1] == 7);
    ck_assert_uint_eq(query_kept(story, (struct ref){1, module_id(1)}, kept, 2), 2);
    ck_assert(kept[0] == 2 && kept[1] == 4);
    ck_assert_uint_eq(query_kept(story, (struct ref){1, module_id(9)}, kept, 2), 0);
    ck_assert_uint_eq(query_kept(story, (struct ref){1, track_id(1)}, kept, 2), 0);
    tell(swept(module_id(1), 2, SWEPT_FREED, ""));
    tell(swept(module_id(1), 4, SWEPT_FREED, ""));
    ck_assert_uint_eq(module(1)->kept_generations, 0);
    ck_assert_uint_eq(module(1)->freed_generations, 5);
}
END_TEST

START_TEST(an_evaluation_that_is_discarded_leaves_no_tracks)
{
    tell_program();
    tell(module_start(1, 2));
    tell(scope_start(1, module_id(1), 2)); /* known */
    tell(scope_end(1, 2));
    tell(scope_start(2, module_id(1), 2)); /* new */
    tell(scope_end(2, 2));
    tell(module_end(1, 2, MODULE_END_DISCARDED));
    ck_assert_ptr_nonnull(track(1));
    ck_assert_ptr_null(track(2));
    ck_assert_uint_eq(module(1)->generation, 1);
    ck_assert_uint_eq(track(1)->version, 1);
}
END_TEST

/* ---- What is derived. ---- */

START_TEST(the_structural_path_is_derived)
{
    tell_program();
    assert_path("0:pipe|0:map|1:filter|2:scan");
    tell(operator_call(3, 1, 3, 0)); /* order is by position, not by creation */
    tell(operator_return(3, 1, 4));
    tell(operator_call(1, 1, 1, 2));
    assert_path("0:pipe|0:scan|1:filter|2:map");
    tell(plain_event(EV_ENTITY_END, operator_id(2)));
    assert_path("0:pipe|0:scan|2:map");
    tell(track_update(1, observable_id(1), 2, 2, ""));
    assert_path("0:interval");
    tell(track_update(1, observable_id(4), 3, 3, "")); /* a pipe's result is that pipe */
    assert_path("0:pipe|0:scan|2:map");
    tell(track_update(1, 0, 4, 4, ""));
    assert_path("");
}
END_TEST

START_TEST(everything_knows_its_track)
{
    tell_inner();
    tell(subscribe(3, 0, 1));
    tell(send_next(1, 1, 1));
    tell(observable_create(20, 0, 0));
    tell(operator_return(3, 3, 20)); /* all that says where it belongs */
    ck_assert_uint_eq(query_track_of(story, of(observable_id(20))), track_id(1));
    const entity_id inside[] = {track_id(1),        pipe_id(1),        operator_id(2),
                                fun_id(3),          arg_id(1),         observable_id(3),
                                observable_id(4),   observable_id(10), subscription_id(1),
                                subscription_id(2), send_id(1),        arg_call_id(1)};
    const entity_id outside[] = {module_id(1), observable_id(1), subscription_id(3), pipe_id(9), 0};
    for (size_t i = 0; i < ARRAY_LEN(inside); i++)
        ck_assert_uint_eq(query_track_of(story, of(inside[i])), track_id(1));
    for (size_t i = 0; i < ARRAY_LEN(outside); i++)
        ck_assert_uint_eq(query_track_of(story, of(outside[i])), 0);
}
END_TEST

START_TEST(an_inner_observable_finds_its_track_when_its_call_has_left)
{
    story_begin_with(&(struct state_limits){.ended = 8, .sends = 1, .log_lines = 8});
    tell_inner();
    tell(arg_call(2, 0, 0));
    struct arg_call_view call;
    ck_assert(!query_arg_call(story, of(arg_call_id(1)), &call));
    ck_assert_uint_eq(query_track_of(story, of(subscription_id(2))), track_id(1));
}
END_TEST

START_TEST(everything_knows_its_module)
{
    tell_program();
    struct event ev = subscribe(1, 0, 1); /* module-level, of an untracked observable */
    ev.num = (int64_t)module_id(1);
    tell(ev);
    tell(subscribe(2, 1, 1));
    tell(subscribe(3, 0, 1));
    ck_assert_uint_eq(query_module_of(story, of(module_id(1))), module_id(1));
    ck_assert_uint_eq(query_module_of(story, of(operator_id(1))), module_id(1));
    ck_assert_uint_eq(query_module_of(story, of(subscription_id(1))), module_id(1));
    ck_assert_uint_eq(query_module_of(story, of(subscription_id(2))), module_id(1));
    ck_assert_uint_eq(query_module_of(story, of(subscription_id(3))), 0);
}
END_TEST

/* Whatever a program claims, looking does not hang. */
START_TEST(a_walk_in_a_circle_ends)
{
    tell_program();
    tell(observable_create(10, 0, NAME_INTERVAL));
    tell(function_arg(9, observable_id(10), "$args.0", 1));
    tell(arg_call(1, 0, arg_id(9)));
    tell(observable_create(10, arg_call_id(1), NAME_INTERVAL)); /* made by a call of its own arg */
    ck_assert_uint_eq(query_track_of(story, of(observable_id(10))), 0);
    ck_assert_uint_eq(query_module_of(story, of(arg_id(9))), 0);
    ck_assert(!query_has_tag(story, of(arg_call_id(1)), "hot"));
}
END_TEST

/* ---- Tags. ---- */

START_TEST(a_tag_can_be_put_on_anything)
{
    tell_inner();
    tell(send_next(1, 1, 1));
    const entity_id all[] = {module_id(1),   track_id(1),       observable_id(1), pipe_id(1),
                             fun_id(1),      operator_id(1),    arg_id(1),        send_id(1),
                             arg_call_id(1), subscription_id(1)};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        uint32_t ids[4];
        tell(tag_event(all[i], TAG_SLOW, true));
        tell(tag_event(all[i], TAG_HOT, true));
        ck_assert_uint_eq(query_tags(story, of(all[i]), ids, 4), 2);
        ck_assert_uint_eq(ids[0], TAG_SLOW);
        ck_assert_uint_eq(query_tags(story, of(all[i]), ids, 1), 2);
        tell(tag_event(all[i], TAG_SLOW, false));
        ck_assert_uint_eq(query_tags(story, of(all[i]), ids, 4), 1);
        ck_assert_uint_eq(ids[0], TAG_HOT);
        ck_assert(query_has_tag(story, of(all[i]), "hot"));
        tell(tag_event(all[i], TAG_HOT, false));
        ck_assert(!query_has_tag(story, of(all[i]), "hot"));
    }
    tell(tag_event(send_id(99), TAG_HOT, true)); /* left, or merged away */
    refuse(tag_event(0, TAG_HOT, true));
    refuse(tag_event(pipe_id(1), 0, true));
}
END_TEST

START_TEST(a_tag_on_a_track_or_module_is_inherited)
{
    tell_inner();
    tell(subscribe(3, 0, 1));
    const entity_id inside[] = {pipe_id(1),       operator_id(2),     fun_id(3),  arg_id(1),
                                observable_id(4), subscription_id(2), track_id(1)};
    tell(tag_event(track_id(1), TAG_HOT, true));
    for (size_t i = 0; i < ARRAY_LEN(inside); i++)
        ck_assert(query_has_tag(story, of(inside[i]), "hot"));
    ck_assert(!query_has_tag(story, of(observable_id(1)), "hot"));
    ck_assert(!query_has_tag(story, of(subscription_id(3)), "hot"));
    ck_assert(!query_has_tag(story, of(module_id(1)), "hot"));
    tell(scope_start(2, track_id(1), 1));
    ck_assert(query_has_tag(story, of(track_id(2)), "hot"));
    tell(tag_event(module_id(1), TAG_SLOW, true));
    for (size_t i = 0; i < ARRAY_LEN(inside); i++)
        ck_assert(query_has_tag(story, of(inside[i]), "slow"));
    tell(tag_event(operator_id(2), TAG_HOT, true));
    tell(tag_event(track_id(1), TAG_HOT, false));
    ck_assert(query_has_tag(story, of(operator_id(2)), "hot"));
    ck_assert(!query_has_tag(story, of(arg_id(2)), "hot")); /* only tracks and modules hand on */
}
END_TEST

START_TEST(tags_of_one_entity_are_bounded)
{
    uint32_t ids[64];
    tell_program();
    for (uint32_t tag = 1; tag <= 64; tag++)
        tell(tag_event(pipe_id(1), tag, true));
    ck_assert_uint_eq(query_tags(story, of(pipe_id(1)), ids, 64), 32);
}
END_TEST

/* ---- The log and the serial. ---- */

START_TEST(results_are_logged_newest_first)
{
    story_begin_with(&(struct state_limits){.ended = 8, .sends = 8, .log_lines = 4});
    tell_program();
    tell(log_event(LOG_WARN, "one"));
    tell(swap_result(track_id(1), 2, 2, SWAP_SWAPPED, "two"));
    tell(swept(module_id(1), 1, SWEPT_KEPT, "three"));
    tell(module_build(1, 2, BUILD_FAILED, "four"));
    struct event fault = plain_event(EV_FAULT, operator_id(1));
    fault.text = "five";
    fault.text_len = 4;
    tell(fault);
    struct log_view lines[9];
    ck_assert_uint_eq(query_log(story, 0, lines, 9), 4);
    ck_assert_str_eq(lines[0].text, "five");
    ck_assert_uint_eq(lines[0].seq, 5);
    ck_assert_uint_eq(lines[0].kind, EV_FAULT);
    ck_assert_uint_eq(lines[0].id, operator_id(1));
    ck_assert_uint_eq(lines[0].at, fault.time);
    ck_assert_uint_eq(lines[0].wall, query_wall(story, 1, fault.time));
    ck_assert_str_eq(lines[3].text, "two");
    ck_assert_uint_eq(lines[3].flags, SWAP_SWAPPED);
    ck_assert_uint_eq(query_log(story, 4, lines, 9), 2);
    ck_assert_uint_eq(lines[0].seq, 3);
    ck_assert_uint_eq(query_log(story, 2, lines, 9), 0);
}
END_TEST

START_TEST(the_serial_moves_only_when_something_changed)
{
    tell_program();
    tell_subscriptions();
    tell(send_next(1, 1, 1));
    tell(tag_event(pipe_id(1), TAG_HOT, true));
    uint64_t serial = query_serial(story);
    tell(send_return(1));
    tell(tag_event(pipe_id(1), TAG_HOT, true));
    tell(tag_event(pipe_id(1), TAG_SLOW, false));
    tell(string_event(NAME_MAP, "map"));
    tell(send_merged(1, 0, 0, 0));
    ck_assert_uint_eq(query_serial(story), serial);
    tell(send_next(2, 1, 1));
    ck_assert_uint_gt(query_serial(story), serial);
    serial = query_serial(story);
    tell(send_merged(1, 1, 0, 0));
    ck_assert_uint_gt(query_serial(story), serial);
}
END_TEST

START_TEST(long_texts_are_cut_and_a_flood_of_them_is_refused)
{
    static char text[EVENT_TEXT_MAX];
    memset(text, 'x', sizeof text);
    struct event ev = string_event(1, "");
    ev.text = text;
    ev.text_len = sizeof text;
    for (uint32_t id = 1; id <= 30000; id++) {
        ev.id = id;
        ck_assert_int_eq(state_fold(story, &ev), STATUS_OK);
    }
    check_invariants();
    ck_assert_uint_eq(strlen(query_string(story, 1, 1)), 4096);
    ck_assert_str_eq(query_string(story, 1, 30000), "");
    ck_assert_uint_lt(state_memory(story), 80u << 20);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_track_begins_with_version_one,
        a_version_knows_the_generation_that_was_evaluated,
        a_swap_appends_to_the_history,
        an_earlier_version_is_in_use_when_something_gets_its_values_past_the_one_that_runs,
        a_connection_that_the_new_operator_shares_uses_no_earlier_version,
        a_plain_source_that_gets_its_first_operator_is_a_part_of_what_runs,
        an_older_version_can_run_and_the_history_stays,
        a_long_history_forgets_its_oldest_but_not_what_runs,
        an_orphan_stays_until_it_is_swept,
        a_track_that_comes_back_is_no_orphan,
        tracks_of_a_module_are_listed_also_when_nested,
        a_build_is_followed_to_the_end,
        old_generations_are_kept_until_they_are_swept,
        an_evaluation_that_is_discarded_leaves_no_tracks,
        the_structural_path_is_derived,
        everything_knows_its_track,
        an_inner_observable_finds_its_track_when_its_call_has_left,
        everything_knows_its_module,
        a_walk_in_a_circle_ends,
        a_tag_can_be_put_on_anything,
        a_tag_on_a_track_or_module_is_inherited,
        tags_of_one_entity_are_bounded,
        results_are_logged_newest_first,
        the_serial_moves_only_when_something_changed,
        long_texts_are_cut_and_a_flood_of_them_is_refused,
    };
    return story_run("state, tracks", tests, ARRAY_LEN(tests));
}
