#include "tests/support/story.h"

#include <stdlib.h>

#include "base/mem.h"

struct state *story;

void check_invariants(void)
{
    struct fault_text why;
    if (state_check(story, &why) != STATUS_OK)
        ck_abort_msg("%s", why.text);
}

void tell(struct event ev)
{
    struct str line = STR_INIT;
    event_print(&ev, &line);
    ck_assert_msg(state_fold(story, &ev) == STATUS_OK, "refused: %s", str_text(&line));
    str_release(&line);
    check_invariants();
}

const struct source_info *info(void)
{
    return query_source_by_id(story, 1);
}

void refuse(struct event ev)
{
    uint64_t events = info()->events, serial = query_serial(story);
    bool was_stale = info()->stale;
    struct str line = STR_INIT;
    event_print(&ev, &line);
    ck_assert_msg(state_fold(story, &ev) == STATUS_FORMAT, "accepted: %s", str_text(&line));
    str_release(&line);
    ck_assert(info()->stale);
    ck_assert_uint_eq(info()->events, events);
    ck_assert_uint_eq(query_serial(story), serial + !was_stale);
    check_invariants();
}

struct ref of(entity_id id)
{
    return (struct ref){1, id};
}

const struct ent_subscription *subscription(unsigned n)
{
    return query_subscription(story, of(subscription_id(n)));
}

const struct ent_observable *observable(unsigned n)
{
    return query_observable(story, of(observable_id(n)));
}

const struct ent_track *track(unsigned n)
{
    return query_track(story, of(track_id(n)));
}

const struct ent_module *module(unsigned n)
{
    return query_module(story, of(module_id(n)));
}

void story_begin_with(const struct state_limits *limits)
{
    static const char *const names[] = {"interval", "map",  "filter", "scan", "load",
                                        "cpu.c",    "show", "hot",    "slow"};
    state_free(story);
    story = state_new(limits);
    tell(source_start(1, "cpu"));
    for (uint32_t i = 0; i < ARRAY_LEN(names); i++)
        tell(string_event(i + 1, names[i]));
}

void story_begin(void)
{
    story_begin_with(NULL);
}

void story_end(void)
{
    check_invariants();
    state_free(story);
    story = NULL;
}

void tell_module(void)
{
    struct event ev = module_start(1, 1);
    ev.named.name = NAME_CPU;
    tell(ev);
    tell(observable_create(1, 0, NAME_INTERVAL));
    tell(factory_call(1, NAME_INTERVAL, "250"));
}

static void tell_operator(unsigned n, uint32_t name)
{
    tell(operator_fun(n, name, "f"));
    tell(function_arg(n, fun_id(n), "$args.0", 1));
    tell(operator_call(n, 1, n, n - 1));
    tell(observable_create(n + 1, operator_id(n), name));
    tell(operator_return(n, n, n + 1));
}

void tell_program(void)
{
    tell_module();
    tell(scope_start(1, module_id(1), 1));
    tell(pipe_call(1, track_id(1), 1, 3));
    tell_operator(1, NAME_MAP);
    tell_operator(2, NAME_FILTER);
    tell_operator(3, NAME_SCAN);
    tell(pipe_return(1, 4));
    struct event ev = track_register(1, module_id(1), pipe_id(1), 1);
    ev.named.name = NAME_LOAD;
    tell(ev);
    tell(scope_end(1, 1));
    tell(module_end(1, 1, MODULE_END_COMMITTED));
}

void tell_subscriptions(void)
{
    for (unsigned n = 1; n <= 4; n++)
        tell(subscribe(n, n - 1, 5 - n));
    for (unsigned n = 4; n >= 1; n--)
        tell(subscribe_return(n));
}

void tell_inner(void)
{
    tell_program();
    tell(subscribe(1, 0, 4));
    tell(arg_call(1, subscription_id(1), arg_id(1)));
    tell(observable_create(10, arg_call_id(1), NAME_INTERVAL));
    tell(arg_return(1, observable_id(10)));
    tell(subscribe(2, 1, 10));
}

void assert_path(const char *want)
{
    struct str path = STR_INIT;
    query_path(story, of(track_id(1)), &path);
    ck_assert_str_eq(str_text(&path), want);
    str_release(&path);
}

int story_run(const char *name, const TTest *const *tests, size_t n)
{
    Suite *suite = suite_create(name);
    TCase *tc = tcase_create(name);
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, story_begin, story_end);
    for (size_t i = 0; i < n; i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(suite, tc);
    SRunner *sr = srunner_create(suite);
    srunner_set_tap(sr, "-");
    srunner_run_all(sr, CK_SILENT);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
