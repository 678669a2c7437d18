/* e2e_edit.c - real edits of real files: what the screen shows, what the streams send, and that nothing
 * is subscribed again or lost. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/term.h"
#include "tests/support/totals.h"

/* --- the demo, edited five times ---------------------------------------------------------------- */

/* Where the demo put its source, as the program says itself. */
static char *demo_source(const struct program *p)
{
    json_t *source = dump(p);
    char *path = mem_strdup(dump_text(json_array_get(json_object_get(source, "modules"), 0), "file"));
    json_decref(source);
    return path;
}

/* The observer's subscription: its identity and how many values it got. */
struct observer {
    char id[32];
    long long next;
};

static struct observer observer(const struct program *p, const char *name)
{
    struct observer o;
    json_t *source = dump(p), *e = dump_find(source, "subscriptions", "name", name);
    str_copy(o.id, sizeof o.id, dump_text(e, "id"));
    o.next = dump_number(e, "next");
    ck_assert_str_eq(dump_text(e, "state"), "active");
    ck_assert_int_eq(dump_number(e, "complete"), 0);
    json_decref(source);
    return o;
}

/* The observer of status is the same one and has got more since. */
static struct observer assert_runs_on(struct term *t, struct observer before)
{
    uint64_t end = clock_mono_ns() + suite_patience() * NS_PER_MS;
    struct observer now;
    do {
        now = observer(&t->p, "show");
        program_pump(&t->p, 20);
        ck_assert_str_eq(now.id, before.id);
        ck_assert_int_ge(now.next, before.next);
        ck_assert_msg(clock_mono_ns() < end, "show gets nothing any more:\n%s", term_text(t));
    } while (now.next == before.next);
    return now;
}

START_TEST(five_edits_of_the_demo_show_what_they_did)
{
    struct term t;
    term_start(&t, 48, 160, "demo");
    term_await(&t, "show*subscription #*next");
    char *path = demo_source(&t.p);
    struct observer show = observer(&t.p, "show");

    edit(path, "#define SMOOTHING 0.2", "#define SMOOTHING 0.5");
    term_await(&t, "cpu.c  gen 2*live");
    term_await(&t, "average*v2*loads*map*scan*filter");
    term_await(&t, "scan*v2*ewma");
    term_await(&t, "average swapped*alerts swapped*4 unchanged");
    show = assert_runs_on(&t, show);

    edit(path, "rx_map(percent), rx_scan(ewma, rx_f64(0)), rx_filter(busy)",
         "rx_map(percent), rx_scan(ewma, rx_f64(100)), rx_filter(busy)");
    term_await(&t, "cpu.c  gen 3*live");
    term_await(&t, "average*v3*loads*map*scan*filter");
    term_await(&t, "average reset*5 unchanged");
    show = assert_runs_on(&t, show);

    edit(path, "rx_map(percent), rx_scan(ewma, rx_f64(100))",
         "rx_map(percent), rx_filter(busy), rx_scan(ewma, rx_f64(100))");
    term_await(&t, "cpu.c  gen 4*live");
    term_await(&t, "average*v4*loads*map*filter*scan*filter");
    term_await(&t, "average reconnected*5 unchanged");
    show = assert_runs_on(&t, show);

    edit(path, "return rx_bool(v.f64 >= HIGH);", "return rx_bool(v.f64 >= HIGH)");
    term_await(&t, "cpu.c  gen 4*live  gen 5 ✗");
    term_await(&t, "cpu.c*gen 5*refused*cpu.c:*error: expected*;*");
    term_await(&t, "average*v4");
    show = assert_runs_on(&t, show);

    edit(path, "return rx_bool(v.f64 >= HIGH)", "return rx_bool(v.f64 >= HIGH);");
    term_await_gone(&t, "gen 5 ✗");
    term_await(&t, "cpu.c  gen 5*live"); /* what was refused was no generation */
    term_await(&t, "average*v4");
    assert_runs_on(&t, show);

    term_keys(&t, "q");
    ck_assert_int_eq(term_wait(&t), 0);
    term_assert_restored(&t);
    ck_assert_msg(term_row(&t, "your edited example: */cpu.c") >= 0, "%s", term_text(&t));
    ck_assert_int_eq(access(path, F_OK), 0);
    free(path);
    term_release(&t);
}
END_TEST

START_TEST(the_whole_message_of_a_refused_save_can_be_read)
{
    struct term t;
    term_start(&t, 30, 110, "run %s", fixture("ticker.c"));
    term_await(&t, "words*v1*ticks*map");
    edit(place("ticker.c"), "rx_i64(v.i64 * FACTOR);", "rx_i64(v.i64 * FACTOR)");
    term_await(&t, "gen 1*live  gen 2 ✗");
    term_await(&t, "ticker.c:1*error: expected");
    term_press(&t, "j", "gen 2 *refused");
    term_await_selected(&t, "gen 2 *refused");
    term_press(&t, "\r", "return rx_i64(v.i64 * FACTOR)"); /* the compiler's own picture of it */
    term_press(&t, "\033", "words*v1*ticks*map");
    term_quit(&t);
}
END_TEST

/* --- the module of the README ------------------------------------------------------------------- */

/* What was sent so far: sums of even numbers; `from` is the first tick that counted ten times. */
static void assert_values(const struct program *p, long long from)
{
    const char *at = str_text(&p->out);
    long long want = 0, i = 0;
    for (; (at = strstr(at, "stderr: v ")); i++) {
        at += strlen("stderr: v ");
        want += i * (i < from ? 2 : 10);
        ck_assert_msg(strtoll(at, NULL, 10) == want, "value %lld is not %lld:\n%s", i, want, program_tail(p));
    }
    ck_assert_int_gt(i, from);
}

START_TEST(the_users_own_module_goes_on_from_its_sum)
{
    struct program p;
    program_start(&p, "run %s --headless", fixture("my.c"));
    program_await(&p, "stderr: v 6\n");
    edit(place("my.c"), "v.i64 * 2", "v.i64 * 10");
    program_await(&p, "my.c:total: swapped: ");
    program_await(&p, "my.c: live, ");
    long long from = program_count(&p, "stderr: v ");
    program_await(&p, "stderr: v ");
    program_await(&p, "stderr: v ");
    program_await(&p, "\n");
    assert_values(&p, from);
    kill(p.pid, SIGTERM);
    ck_assert_int_eq(program_wait(&p), 0);
    program_await(&p, "total  v2  swapped  key my.c:total  path 0:pipe|0:map|1:filter|2:scan");
    program_release(&p);
}
END_TEST

/* --- what an edit leaves alone ------------------------------------------------------------------- */

static void start_ticker(struct program *p)
{
    program_start(p, "run %s --headless", fixture("ticker.c"));
    program_await(p, "stderr: total 6\n");
}

/* How many subscriptions the source has seen, ended ones too. */
static unsigned subscribed(const struct program *p, const char *key)
{
    json_t *source = dump(p), *e;
    const char *entity = dump_text(dump_find(source, "tracks", "key", key), "entity");
    unsigned n = 0;
    size_t i;
    json_array_foreach(json_object_get(source, "subscriptions"), i, e) {
        const char *observable = json_string_value(json_object_get(e, "observable"));
        n += observable && strcmp(observable, entity) == 0;
    }
    json_decref(source);
    return n;
}

START_TEST(a_function_swaps_without_subscribing_again)
{
    struct program p;
    unsigned changes;
    start_ticker(&p);
    ck_assert_uint_eq(subscribed(&p, "ticker.c:ticks"), 2);
    struct observer before = observer(&p, "show");
    edit(place("ticker.c"), "FACTOR 2", "FACTOR 4");
    totals_await(&p, 4);
    await_version(&p, "ticker.c:total", 2);
    await_version(&p, "ticker.c:words", 1);
    ck_assert_uint_eq(subscribed(&p, "ticker.c:ticks"), 2);
    ck_assert_str_eq(observer(&p, "show").id, before.id);
    totals_factor(&p, &changes);
    ck_assert_uint_eq(changes, 1);
    program_stop(&p);
}
END_TEST

START_TEST(comments_and_moved_lines_change_no_version)
{
    struct program p;
    start_ticker(&p);
    edit(place("ticker.c"), "#define FACTOR 2", "/* moved */\n\n\n#define FACTOR (1 + 1)");
    program_await(&p, "ticker.c: unchanged: 3 unchanged");
    await_generation(&p, 2);
    await_version(&p, "ticker.c:total", 1);
    totals_await(&p, 2);
    program_stop(&p);
}
END_TEST

START_TEST(a_seed_resets_that_operator_alone_and_says_so)
{
    struct program p;
    start_ticker(&p);
    edit(place("ticker.c"), "rx_scan(sum, rx_i64(0))", "rx_scan(sum, rx_i64(1000000))");
    program_await(&p, "ticker.c:total: reset: ");
    program_await(&p, "stderr: total 1000");
    await_version(&p, "ticker.c:total", 2);
    await_version(&p, "ticker.c:words", 1);
    ck_assert_uint_eq(subscribed(&p, "ticker.c:ticks"), 2);
    program_stop(&p);
}
END_TEST

START_TEST(a_removed_subscribe_ends_and_a_removed_track_becomes_an_orphan)
{
    struct program p, watch; /* who comes later is not told of what has ended */
    start_ticker(&p);
    program_start(&watch, "events ticker");
    program_await(&watch, "\"kind\":\"send-call\"");
    edit(place("ticker.c"), "    RX_SUBSCRIBE(words, ignore);\n", "");
    await_generation(&p, 2);
    program_await(&watch, "unsubscribe-call");
    program_await(&watch, "unsubscribed");
    program_stop(&watch);
    edit(place("ticker.c"), "RX_TRACK(words, rx_pipe(ticks, rx_map(word)))", "rx_pipe(ticks, rx_map(word))");
    program_await(&p, "ticker.c:words: orphaned");
    json_t *source = dump(&p);
    ck_assert_str_eq(dump_text(dump_find(source, "tracks", "key", "ticker.c:words"), "state"), "orphan");
    json_decref(source);
    totals_await(&p, 2);
    program_stop(&p);
}
END_TEST

START_TEST(fifty_swaps_and_a_sweep_leave_one_generation)
{
    struct program p;
    char from[32], to[32];
    start_ticker(&p);
    for (unsigned i = 1; i <= 50; i++) {
        snprintf(from, sizeof from, "FACTOR %u", 2 * i);
        snprintf(to, sizeof to, "FACTOR %u", 2 * i + 2);
        edit(place("ticker.c"), from, to);
        await_version(&p, "ticker.c:total", i + 1);
    }
    rxscope_expect(0, "", "ctl ticker sweep");
    json_t *source = dump(&p), *module = dump_find(source, "modules", "name", "ticker.c");
    ck_assert_int_eq(dump_number(module, "generation"), 51);
    ck_assert_int_eq(dump_number(module, "kept_generations"), 0);
    ck_assert_int_eq(dump_number(module, "freed_generations"), 50);
    json_decref(source);
    totals_await(&p, 102);
    program_stop(&p);
}
END_TEST

/* The first good save starts what never ran. */
START_TEST(a_bad_first_generation_recovers)
{
    struct program p;
    char *good = file_text(fixture("ticker.c")), *bad = replaced(good, "RX_MODULE(ticker)", "RX_MODULE(ticker");
    save(place("ticker.c"), bad);
    program_start(&p, "run %s --headless", place("ticker.c"));
    program_await(&p, "ticker.c:");
    program_await(&p, "error: ");
    save(place("ticker.c"), good);
    totals_await(&p, 2);
    free(good);
    free(bad);
    program_stop(&p);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        five_edits_of_the_demo_show_what_they_did,
        the_whole_message_of_a_refused_save_can_be_read,
        the_users_own_module_goes_on_from_its_sum,
        a_function_swaps_without_subscribing_again,
        comments_and_moved_lines_change_no_version,
        a_seed_resets_that_operator_alone_and_says_so,
        a_removed_subscribe_ends_and_a_removed_track_becomes_an_orphan,
        fifty_swaps_and_a_sweep_leave_one_generation,
        a_bad_first_generation_recovers,
    };
    return suite_run("edit", tests, ARRAY_LEN(tests));
}
