/* e2e_control.c - what other processes can ask of a running program: ls, dump, ctl; their texts and exit
 * statuses, and what is left when a program dies. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/totals.h"

static void start_ticker(struct program *p)
{
    program_start(p, "run %s --headless", fixture("ticker.c"));
    program_await(p, "stderr: total 6\n");
}

static const char *track_state(const struct program *p, const char *key)
{
    static char state[32];
    json_t *source = dump(p);
    str_copy(state, sizeof state, dump_text(dump_find(source, "tracks", "key", key), "state"));
    json_decref(source);
    return state;
}

/* --- ls and dump -------------------------------------------------------------------------------- */

START_TEST(ls_lists_what_runs)
{
    struct program p, q;
    char pid[32];
    rxscope_expect(0, "", "ls");
    ck_assert_str_eq(said(), "");
    start_ticker(&p);
    program_start(&q, "run %s --headless --name second", fixture("still.c"));
    program_await(&q, "still.c: live");
    snprintf(pid, sizeof pid, " %ld ", (long)p.pid);
    rxscope_expect(0, pid, "ls");
    rxscope_expect(0, "ticker.c gen 1", "ls");
    rxscope_expect(0, "still.c gen 1", "ls");
    rxscope_expect(0, "\"name\": \"second\"", "ls --json");
    json_t *all = json_loads(said(), 0, NULL);
    ck_assert_uint_eq(json_array_size(all), 2);
    json_decref(all);
    program_stop(&q);
    program_stop(&p);
    rxscope_expect(0, "[]", "ls --json");
}
END_TEST

static void assert_keys(const json_t *object, const char *keys)
{
    char *copy = mem_strdup(keys), *save_at = NULL;
    for (char *key = strtok_r(copy, " ", &save_at); key; key = strtok_r(NULL, " ", &save_at))
        ck_assert_msg(json_object_get(object, key) != NULL, "no \"%s\"", key);
    free(copy);
}

/* Every id that is referred to is that of an entity in the same dump. */
static void assert_resolves(const json_t *source, const json_t *id)
{
    static const char *const lists[] = {"modules", "tracks", "observables", "pipes", "operator_funs",
                                        "operators", "args", "subscriptions"};
    const char *text = json_string_value(id);
    size_t i;
    json_t *e;
    if (!text)
        return;
    for (size_t k = 0; k < ARRAY_LEN(lists); k++)
        json_array_foreach(json_object_get(source, lists[k]), i, e)
            if (strcmp(dump_text(e, "id"), text) == 0)
                return;
    ck_abort_msg("%s is not in the dump", text);
}

static void assert_list(const json_t *source, const char *list, const char *keys, const char *references)
{
    size_t i;
    json_t *e;
    ck_assert_uint_gt(json_array_size(json_object_get(source, list)), 0);
    json_array_foreach(json_object_get(source, list), i, e) {
        assert_keys(e, "id name created_at ended_at tags");
        assert_keys(e, keys);
        char *copy = mem_strdup(references), *save_at = NULL;
        for (char *key = strtok_r(copy, " ", &save_at); key; key = strtok_r(NULL, " ", &save_at))
            assert_resolves(source, json_object_get(e, key));
        free(copy);
    }
}

START_TEST(dump_speaks_in_the_words_of_the_design)
{
    struct program p;
    start_ticker(&p);
    json_t *source = dump(&p);
    assert_keys(source, "name pid modules tracks observables pipes operator_funs operators args arg_calls "
                        "subscriptions next error complete merged");
    assert_list(source, "modules", "generation file", "");
    assert_list(source, "tracks", "key path version state entity previous", "module parent entity");
    assert_list(source, "observables", "parent", "made_by");
    assert_list(source, "pipes", "source result operators", "track source result");
    assert_list(source, "operator_funs", "args", "");
    assert_list(source, "operators", "position", "pipe operator_fun source target");
    assert_list(source, "args", "path type calls", "parent observable");
    assert_list(source, "subscriptions", "observable parent state next error complete merged",
                "observable parent");
    const json_t *total = dump_find(source, "tracks", "key", "ticker.c:total");
    ck_assert_str_eq(dump_text(total, "path"), "0:pipe|0:map|1:filter|2:scan");
    ck_assert_str_eq(dump_text(total, "state"), "live");
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(total, "tags"), 0)), "numbers");
    ck_assert_int_eq(dump_number(source, "pid"), p.pid);
    json_decref(source);
    rxscope_expect(0, "total  v1  key ticker.c:total", "dump ticker");
    program_stop(&p);
}
END_TEST

START_TEST(dump_lists_only_what_the_filter_names)
{
    struct program p;
    start_ticker(&p);
    rxscope_expect(0, "total  v1", "dump ticker --filter kind:track");
    ck_assert_ptr_nonnull(strstr(said(), "\n  ticker.c  gen 1"));
    rxscope_expect(0, "words  v1", "dump ticker --filter key:words");
    ck_assert_ptr_null(strstr(said(), "total"));
    ck_assert_ptr_nonnull(strstr(said(), "\n  ticker.c  gen 1")); /* what is above stays */
    rxscope_expect(0, "\"key\": \"ticker.c:words\"", "dump ticker --json --filter key:words");
    ck_assert_ptr_null(strstr(said(), "ticker.c:total"));
    rxscope_expect(0, "\"tracks\": []", "dump ticker --json --filter nothing-like-that");
    rxscope_expect(2, "--filter: ", "dump ticker --filter kind:");
    rxscope_expect(2, "--filter: ", "events ticker --filter kind:");
    program_stop(&p);
}
END_TEST

START_TEST(events_are_one_object_a_line_from_now_on)
{
    struct program p, all;
    start_ticker(&p);
    rxscope_expect(0, "\"kind\":\"send-call\"", "events --for 0.5");
    ck_assert_ptr_null(strstr(said(), "track-register")); /* that was before */
    unsigned lines = 0;
    char *copy = mem_strdup(said()), *save_at = NULL;
    for (char *l = strtok_r(copy, "\n", &save_at); l; l = strtok_r(NULL, "\n", &save_at), lines++) {
        json_t *o = json_loads(l, 0, NULL);
        ck_assert_msg(json_is_object(o), "%s", l);
        json_decref(o);
    }
    free(copy);
    ck_assert_uint_gt(lines, 20);
    program_start(&all, "events ticker --all --filter key:words");
    program_await(&all, "\"track\":\"ticker.c:words\"");
    program_stop(&p); /* its end in order is the end of the events */
    ck_assert_int_eq(program_wait(&all), 0);
    while (program_pump(&all, 20))
        continue;
    ck_assert_uint_eq(program_count(&all, "\"track\":\"ticker.c:total\""), 0);
    program_release(&all);
}
END_TEST

/* --- ctl ---------------------------------------------------------------------------------------- */

/* What the version that runs has changed, and what an earlier one had. */
static void assert_operators(const struct program *p)
{
    static const char *const whats[] = {"moved", "kept", "kept"}, *const names[] = {"map", "filter", "scan"};
    json_t *source = dump(p);
    const json_t *track = dump_find(source, "tracks", "key", "ticker.c:total"), *all = json_object_get(track, "operators");
    ck_assert_uint_eq(json_array_size(all), 3);
    for (size_t i = 0; i < 3; i++) {
        const json_t *one = json_array_get(all, i);
        ck_assert_str_eq(dump_text(one, "what"), whats[i]);
        ck_assert_str_eq(dump_text(one, "operator"), names[i]);
        ck_assert_int_eq(json_integer_value(json_object_get(one, "position")), (json_int_t)i);
        ck_assert_str_eq(dump_text(one, "reason"), i ? "" : "its function is another");
    }
    const json_t *first = json_array_get(json_object_get(track, "previous"), 0);
    ck_assert_uint_eq(json_array_size(json_object_get(first, "operators")), 0); /* it was new */
    json_decref(source);
}

START_TEST(ctl_swaps_back_and_a_later_save_waits)
{
    struct program p;
    start_ticker(&p);
    edit(place("ticker.c"), "FACTOR 2", "FACTOR 4");
    totals_await(&p, 4);
    rxscope_expect(0, "ticker.c:total: swapped", "ctl ticker swap total 1");
    totals_await(&p, 2);
    ck_assert_str_eq(track_state(&p, "ticker.c:total"), "pinned");
    edit(place("ticker.c"), "FACTOR 4", "FACTOR 6");
    await_generation(&p, 3);
    totals_go_on(&p, 10);
    ck_assert_int_eq(totals_factor(&p, NULL), 2);
    ck_assert_str_eq(track_state(&p, "ticker.c:total"), "waiting");
    rxscope_expect(0, "ticker.c:total  v1  pinned  v3 waits\n", "ctl ticker versions total");
    ck_assert_ptr_nonnull(strstr(said(), "runs, pinned"));
    rxscope_expect(0, "\"waiting\":3", "ctl ticker versions total --json");
    rxscope_expect(0, "ticker.c:total", "ctl ticker release total");
    totals_await(&p, 6);
    ck_assert_str_eq(track_state(&p, "ticker.c:total"), "live");
    rxscope_expect(0, "\"operators\":[{\"what\":\"moved\",\"operator\":\"map\",\"name\":\"scaled\",\"position\":0,",
                   "ctl ticker swap ticker.c:total 2 --json");
    totals_await(&p, 4);
    assert_operators(&p);
    rxscope_expect(0, "\"lines\":[\"ticker.c:total: unchanged\"]}", "ctl ticker swap total 2 --json"); /* it did already */
    rxscope_expect(0, "swapped", "ctl ticker swap total");
    totals_await(&p, 6);
    program_stop(&p);
}
END_TEST

START_TEST(dump_tells_what_a_trial_has_found_and_what_it_has_not_tried)
{
    struct program p;
    program_start(&p, "run %s --headless --trial", fixture("ticker.c"));
    program_await(&p, "ticker.c: live");
    program_await(&p, "not tried: ");
    json_t *source = dump(&p);
    const json_t *trial = json_object_get(json_array_get(json_object_get(source, "modules"), 0), "trial");
    ck_assert_msg(str_starts(dump_text(trial, "result"), "its trial was survived: 0 calls, "), "%s", dump_text(trial, "result"));
    const json_t *left_out = json_object_get(trial, "not_tried");
    ck_assert_uint_eq(json_array_size(left_out), 1);
    const char *line = json_string_value(json_array_get(left_out, 0));
    ck_assert_msg(str_ends(line, " functions to which nothing has come yet"), "%s", line);
    json_decref(source);
    program_stop(&p);
    start_ticker(&p);
    source = dump(&p);
    ck_assert(json_is_null(json_object_get(json_array_get(json_object_get(source, "modules"), 0), "trial")));
    json_decref(source);
    program_stop(&p);
}
END_TEST

START_TEST(ctl_tells_outcomes_and_statuses)
{
    struct program p;
    start_ticker(&p);
    rxscope_expect(0, "total pinned at v1", "ctl ticker pin total");
    rxscope_expect(0, "total released at v1", "ctl ticker release total");
    rxscope_expect(0, "nothing to free", "ctl ticker sweep");
    rxscope_expect(0, "nothing to free", "ctl ticker sweep --dry-run");
    rxscope_expect(0, "{\"", "ctl ticker sweep --json");
    rxscope_expect(0, "is tried in a process of its own first", "ctl ticker trial on");
    rxscope_expect(0, "\"trial\": true", "dump ticker --json");
    rxscope_expect(0, "is not tried first", "ctl ticker trial off");
    rxscope_expect(0, "\"trial\": false", "dump ticker --json");
    rxscope_expect(1, "say on or off", "ctl ticker trial perhaps");
    rxscope_expect(0, "ticker.c:total: reset", "ctl ticker reset total");
    rxscope_expect(0, "ticker.c: live", "ctl ticker reload ticker.c");
    rxscope_expect(1, "no version 9", "ctl ticker swap total 9");
    rxscope_expect(1, "no living track 'nope'", "ctl ticker swap nope");
    rxscope_expect(1, "no living subscription '4711'", "ctl ticker unsubscribe 4711");
    rxscope_expect(2, "unknown action 'explode'", "ctl ticker explode");
    rxscope_expect(2, "'swap' needs TRACK", "ctl ticker swap");
    rxscope_expect(2, "not 'zero'", "ctl ticker swap total zero");
    rxscope_expect(2, "'diff' needs TRACK", "ctl ticker diff");
    rxscope_expect(2, "not 'zero'", "ctl ticker diff total zero");
    rxscope_expect(2, "'approve' needs on|off|TRACK", "ctl ticker approve");
    rxscope_expect(2, "too many operands for 'versions'", "ctl ticker versions total 1");
    rxscope_expect(2, "too many operands for 'orphans'", "ctl ticker orphans total");
    rxscope_expect(2, "'diff' takes no --dry-run", "ctl ticker diff total --dry-run");
    rxscope_expect(1, "version 1 of total is the first that is known", "ctl ticker diff total");
    rxscope_expect(1, "total has no version 9 (1 to 1 are kept)", "ctl ticker diff total 9");
    rxscope_expect(1, "total has no version 9 (1 to 1 are kept)", "ctl ticker diff total 1 v9");
    rxscope_expect(0, "no function and no value differs in these versions", "ctl ticker diff total 1 1");
    rxscope_expect(2, "not 'zero'", "ctl ticker diff total 1 zero");
    rxscope_expect(2, "'1' is too much for 'ctl'", "ctl ticker diff total 1 1 1");
    rxscope_expect(1, "nothing of ticker.c waits", "ctl ticker approve total");
    rxscope_expect(0, "no orphans", "ctl ticker orphans");
    rxscope_expect(3, "no program 'nobody'", "ctl nobody sweep");
    rxscope_expect(3, "", "ctl %s sweep", place("no.sock"));
    totals_go_on(&p, 1);
    kill(p.pid, SIGTERM);
    ck_assert_int_eq(program_wait(&p), 0);
    program_release(&p);
}
END_TEST

START_TEST(ctl_reset_starts_the_sum_over)
{
    struct program p;
    start_ticker(&p);
    program_await(&p, "stderr: total 90\n");
    json_t *source = dump(&p);
    char *id = mem_strdup(dump_text(dump_find(source, "operators", "name", "scan"), "id"));
    json_decref(source);
    rxscope_expect(0, "reset", "ctl ticker reset %s", id);
    free(id);
    /* From nothing, but with the ticks that go on. */
    kill(p.pid, SIGTERM);
    ck_assert_int_eq(program_wait(&p), 0);
    long long least = 1000000, value;
    const char *at = strstr(str_text(&p.out), "reset by hand");
    ck_assert_msg(at != NULL, "%s", str_text(&p.out));
    while ((at = strstr(at, "total ")) && (value = strtoll(at + 6, NULL, 10), true)) {
        if (value > 0 && value < least)
            least = value;
        at++;
    }
    ck_assert_msg(least == 1000000 || least <= 400, "%lld: %s", least, str_text(&p.out));
    program_release(&p);
}
END_TEST

/* Who comes later is not told of what has ended: `watch` was there before. */
START_TEST(ctl_unsubscribe_ends_one_subscription_and_never_completes_it)
{
    struct program p, watch;
    start_ticker(&p);
    program_start(&watch, "events ticker");
    program_await(&watch, "\"kind\":\"send-call\"");
    json_t *source = dump(&p);
    char *id = mem_strdup(dump_text(dump_find(source, "subscriptions", "name", "show"), "id"));
    json_decref(source);
    rxscope_expect(0, "unsubscribed", "ctl ticker unsubscribe %s", id);
    rxscope_expect(1, "no living subscription", "ctl ticker unsubscribe %s", id);
    program_await(&watch, "unsubscribe-call");
    program_await(&watch, "unsubscribed");
    program_stop(&watch);
    source = dump(&p);
    json_t *words = dump_find(source, "subscriptions", "name", "ignore");
    ck_assert_str_eq(dump_text(words, "state"), "active");
    json_decref(source);
    free(id);
    program_stop(&p);
}
END_TEST

START_TEST(a_name_of_several_programs_is_ambiguous)
{
    struct program p, q;
    start_ticker(&p);
    program_start(&q, "run %s --headless", place("ticker.c"));
    program_await(&q, "stderr: total 6\n");
    rxscope_expect(2, "ticker", "ctl ticker sweep");
    rxscope_expect(0, "nothing to free", "ctl %ld sweep", (long)p.pid);
    rxscope_expect(0, "nothing to free", "ctl %s/ticker-%ld.sock sweep", place("run/rxscope"), (long)q.pid);
    edit(place("ticker.c"), "FACTOR 2", "FACTOR 4"); /* both run it */
    totals_await(&p, 4);
    totals_await(&q, 4);
    program_stop(&p);
    program_stop(&q);
}
END_TEST

START_TEST(two_modules_in_one_program_know_each_other)
{
    struct program p;
    save(place("user.c"), "#include <rxscope.h>\n#include <stdio.h>\n"
                          "static void show(rx_value v, void *env) { (void)env; printf(\"used %lld\\n\", (long long)v.i64); }\n"
                          "RX_MODULE(user) { RX_SUBSCRIBE(RX_USE(ticker, total), show); }\n");
    program_start(&p, "run %s %s --headless", place("user.c"), fixture("ticker.c"));
    program_await(&p, "stdout: used ");
    edit(place("ticker.c"), "FACTOR 2", "FACTOR 4");
    totals_await(&p, 4);
    unsigned before = program_count(&p, "stdout: used ");
    totals_go_on(&p, 10);
    ck_assert_uint_ge(program_count(&p, "stdout: used "), before + 8);
    program_stop(&p);
}
END_TEST

/* --- what a dead program leaves ----------------------------------------------------------------- */

START_TEST(a_killed_program_is_no_obstacle_to_the_next)
{
    struct program p;
    start_ticker(&p);
    kill(p.pid, SIGKILL);
    ck_assert_int_eq(program_wait(&p), 128 + SIGKILL);
    rxscope_expect(3, "", "ctl %ld sweep", (long)p.pid);
    rxscope_expect(3, "no program 'ticker'", "dump ticker --json");
    rxscope_expect(0, "", "ls");
    ck_assert_str_eq(said(), "");
    ck_assert_uint_eq(place_count("run/rxscope", ""), 0);
    program_release(&p);
    start_ticker(&p);
    edit(place("ticker.c"), "FACTOR 2", "FACTOR 4");
    totals_await(&p, 4);
    program_stop(&p);
}
END_TEST

START_TEST(nothing_is_left_behind_after_an_end_in_order)
{
    struct program p;
    start_ticker(&p);
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 1);
    program_stop(&p);
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0);
    ck_assert_uint_eq(place_count("run/rxscope", ""), 0);
    ck_assert_uint_eq(place_count("tmp", ""), 0);
}
END_TEST

START_TEST(for_ends_the_program_in_time)
{
    struct program p;
    program_start(&p, "demo --headless --for 1.5");
    ck_assert_int_eq(program_wait(&p), 0);
    while (program_pump(&p, 20))
        continue;
    program_await(&p, "cpu.c: live");
    program_await(&p, "average  v1  key cpu.c:average  path 0:pipe|0:map|1:scan|2:filter");
    ck_assert_uint_eq(place_count("tmp", ""), 0);
    program_release(&p);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        ls_lists_what_runs,
        dump_speaks_in_the_words_of_the_design,
        dump_lists_only_what_the_filter_names,
        events_are_one_object_a_line_from_now_on,
        ctl_swaps_back_and_a_later_save_waits,
        dump_tells_what_a_trial_has_found_and_what_it_has_not_tried,
        ctl_tells_outcomes_and_statuses,
        ctl_reset_starts_the_sum_over,
        ctl_unsubscribe_ends_one_subscription_and_never_completes_it,
        a_name_of_several_programs_is_ambiguous,
        two_modules_in_one_program_know_each_other,
        a_killed_program_is_no_obstacle_to_the_next,
        nothing_is_left_behind_after_an_end_in_order,
        for_ends_the_program_in_time,
    };
    return suite_run("control", tests, ARRAY_LEN(tests));
}
