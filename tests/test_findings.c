/* test_findings.c - what check finds, and what it must not find. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "app/findings.h"
#include "base/clock.h"
#include "base/mem.h"
#include "state/state.h"
#include "tests/support/recorded.h"

static struct state *s;
static struct growth *growth;
static struct recorded r;

static void begin(void)
{
    s = state_new(NULL);
    growth = growth_new();
    recorded_program(&r);
}

static void end(void)
{
    growth_free(growth);
    state_free(s);
    recorded_release(&r);
}

/* Takes in what was recorded since, and looks at the time of now. */
static void look(void)
{
    ck_assert_int_eq(state_fold_records(s, r.bytes, r.n), STATUS_OK);
    r.n = 0;
    growth_see(growth, s, 1, r.now);
}

static struct findings find_with(const char *list, const char *filter)
{
    struct checks checks;
    struct findings found;
    struct fault_text why = {""};
    struct filter *f = NULL;
    ck_assert_msg(checks_parse(&checks, list, &why) == STATUS_OK, "%s", why.text);
    if (filter)
        ck_assert_int_eq(filter_parse(&f, filter, &why), STATUS_OK);
    if (r.n)
        look();
    findings_collect(s, growth, &checks, f, &found);
    filter_free(f);
    return found;
}

/* The sentence of the only one. */
static void assert_one(const char *list, const char *filter, const char *what, uint64_t count)
{
    struct findings found = find_with(list, filter);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_str_eq(found.items[0].what, what);
    ck_assert_uint_eq(found.items[0].count, count);
    findings_release(&found);
}

static void assert_none(const char *list, const char *filter)
{
    struct findings found = find_with(list, filter);
    ck_assert_msg(found.n == 0, "%s", found.n ? found.items[0].what : "");
    findings_release(&found);
}

/* `n` more subscriptions, numbered from `first`; those that a person `wrote` are from one place (line 55). */
static void subscribe_more(unsigned first, unsigned n, unsigned parent, bool wrote)
{
    for (unsigned i = 0; i < n; i++) {
        struct event ev = subscribe(first + i, parent, 3);
        if (wrote) {
            ev.named.name = 8; /* page */
            ev.named.file = 10;
            ev.named.line = 55;
        }
        recorded_add(&r, ev);
        recorded_add(&r, subscribe_return(first + i));
    }
}

static void subscribe_many(unsigned first, unsigned n, unsigned parent)
{
    subscribe_more(first, n, parent, !parent);
}

static void unsubscribe_many(unsigned first, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        recorded_add(&r, unsubscribe(first + i, END_UNSUBSCRIBED));
        recorded_add(&r, unsubscribe_return(first + i));
    }
}

static void next_second(void)
{
    look();
    recorded_wait(&r, 1000);
}

/* --- leaks ----------------------------------------------------------------------------------- */

START_TEST(subscriptions_that_become_more_are_a_leak)
{
    look();
    for (unsigned second = 0; second < 5; second++) {
        recorded_wait(&r, 1000);
        subscribe_many(100 + 30 * second, 30, 0);
        look();
    }
    struct findings found = find_with("leak", NULL);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_str_eq(found.items[0].what,
                     "150 living subscriptions of page from one place, and they become more");
    ck_assert_str_eq(found.items[0].file, "cpu.c");
    ck_assert_uint_eq(found.items[0].line, 55);
    ck_assert_uint_eq(found.items[0].count, 150);
    ck_assert_uint_eq(found.items[0].since, 1700000000000000000u + NS_PER_S);
    findings_release(&found);
    assert_none("unhandled-error,fault,refused,orphan,stale,rate>0", NULL);
    assert_none("leak", "name:nothing");
    assert_one("leak", "module:cpu.c", "150 living subscriptions of page from one place, and they become more",
               150);
}
END_TEST

START_TEST(many_that_are_made_once_are_none)
{
    look();
    recorded_wait(&r, 1000);
    subscribe_many(100, 5000, 0);
    for (unsigned second = 0; second < 6; second++)
        next_second();
    assert_none("leak", NULL);
}
END_TEST

START_TEST(few_are_none)
{
    look();
    for (unsigned second = 0; second < 9; second++) {
        recorded_wait(&r, 1000);
        subscribe_many(100 + 11 * second, 11, 0);
        look();
    }
    assert_none("leak", NULL);
}
END_TEST

START_TEST(those_that_come_and_go_are_none)
{
    look();
    for (unsigned second = 0; second < 8; second++) {
        recorded_wait(&r, 1000);
        subscribe_many(100 + 400 * second, 400, 0);
        if (second % 3 == 2)
            unsubscribe_many(100 + 400 * (second - 2), 1100);
        look();
    }
    assert_none("leak", NULL);
}
END_TEST

START_TEST(a_leak_that_was_mended_is_none)
{
    look();
    for (unsigned second = 0; second < 5; second++) {
        recorded_wait(&r, 1000);
        subscribe_many(100 + 60 * second, 60, 0);
        look();
    }
    unsubscribe_many(100, 100);
    recorded_wait(&r, 1000);
    look();
    assert_none("leak", NULL);
}
END_TEST

START_TEST(inner_subscriptions_have_a_higher_limit)
{
    look();
    for (unsigned second = 0; second < 5; second++) {
        recorded_wait(&r, 1000);
        subscribe_many(1000 + 150 * second, 150, 1);
        look();
    }
    assert_none("leak", NULL); /* 751 */
    for (unsigned second = 5; second < 8; second++) {
        recorded_wait(&r, 1000);
        subscribe_many(1000 + 150 * second, 150, 1);
        look();
    }
    struct findings found = find_with("leak", NULL);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_str_eq(found.items[0].what, "page holds 1,201 living inner subscriptions, and they become more");
    ck_assert_uint_eq(found.items[0].line, 40);
    findings_release(&found);
}
END_TEST

START_TEST(what_a_callback_subscribes_is_found_where_it_is_written)
{
    look();
    for (unsigned second = 0; second < 5; second++) {
        recorded_wait(&r, 1000);
        subscribe_more(100 + 30 * second, 30, 1, true);
        look();
    }
    struct findings found = find_with("leak", NULL);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_uint_eq(found.items[0].count, 150);
    ck_assert_str_eq(found.items[0].file, "cpu.c");
    ck_assert_uint_eq(found.items[0].line, 55);
    findings_release(&found);
}
END_TEST

START_TEST(too_short_a_look_says_nothing)
{
    look();
    recorded_wait(&r, 1000);
    subscribe_many(100, 200, 0);
    look();
    recorded_wait(&r, 1000);
    subscribe_many(300, 200, 0);
    look();
    assert_none("leak", NULL);
}
END_TEST

START_TEST(without_a_memory_nothing_grows)
{
    struct checks checks = {.kinds = 1u << FINDING_LEAK | 1u << FINDING_RATE};
    struct findings found;
    look();
    findings_collect(s, NULL, &checks, NULL, &found);
    ck_assert_uint_eq(found.n, 0);
    findings_release(&found);
}
END_TEST

/* --- the log --------------------------------------------------------------------------------- */

static void fault(entity_id id, const char *text)
{
    struct event ev = plain_event(EV_FAULT, id);
    ev.text = text;
    ev.text_len = (uint32_t)strlen(text);
    recorded_add(&r, ev);
}

START_TEST(unhandled_errors_and_faults)
{
    const char *unhandled = "unhandled error 5: boom (give the subscriber an .error function)";
    recorded_wait(&r, 2000);
    fault(subscription_id(1), unhandled);
    recorded_wait(&r, 1000);
    fault(subscription_id(1), unhandled);
    fault(track_id(2), "rx_next into something that is no subject");
    look();
    struct findings found = find_with("unhandled-error", NULL);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_str_eq(found.items[0].what, unhandled);
    ck_assert_uint_eq(found.items[0].count, 2);
    ck_assert_uint_eq(found.items[0].line, 40);
    ck_assert_uint_eq(found.items[0].since, 1700000000000000000u + 2 * NS_PER_S);
    findings_release(&found);
    assert_one("fault", NULL, "rx_next into something that is no subject", 1);
    assert_none("fault", "name:alerts");
    assert_one("fault", "name:load", "rx_next into something that is no subject", 1);
}
END_TEST

START_TEST(builds_and_swaps_that_were_refused)
{
    recorded_add(&r, module_build(1, 2, BUILD_FAILED, "cpu.c:3:1: error: expected ';'\n more"));
    recorded_add(&r, swap_result(track_id(2), 2, 1, SWAP_REFUSED, "no"));
    recorded_add(&r, swap_result(track_id(3), 2, 1, SWAP_ROLLED_BACK, "it fell"));
    recorded_add(&r, swap_result(track_id(1), 2, 1, SWAP_SWAPPED, "fine"));
    struct findings found = find_with("refused", NULL);
    ck_assert_uint_eq(found.n, 3);
    findings_release(&found);
    assert_one("refused", "name:alerts", "it fell", 1);
}
END_TEST

/* --- states ---------------------------------------------------------------------------------- */

START_TEST(orphans)
{
    assert_none("orphan", NULL);
    recorded_add(&r, track_state(3, TRACK_FLAG_ORPHAN, 0));
    assert_one("orphan", NULL, "cpu.c:alerts left the source and is still there, with 1 living subscriptions", 1);
    assert_none("orphan", "name:load");
}
END_TEST

START_TEST(lost_records)
{
    assert_none("stale", NULL);
    struct event ev = plain_event(EV_STALE, 0);
    ev.num = 1204;
    recorded_add(&r, ev);
    look();
    struct findings found = find_with("stale", NULL);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_ptr_nonnull(strstr(found.items[0].what, "1,204 lifecycle records were lost"));
    ck_assert_ptr_null(found.items[0].file);
    findings_release(&found);
}
END_TEST

START_TEST(rates_are_the_highest_of_a_second)
{
    look();
    recorded_wait(&r, 1000);
    recorded_add(&r, send_merged(1, 5000, 0, 0));
    look();
    recorded_wait(&r, 1000);
    recorded_add(&r, send_merged(1, 10, 0, 0));
    look();
    assert_one("rate>4000", NULL, "cpu.c:alerts delivered 5,000 values a second", 5000);
    assert_none("rate>5000", NULL);
    assert_none("rate>4000", "name:load -name:alerts");
}
END_TEST

/* --- the list -------------------------------------------------------------------------------- */

static void assert_bad(const char *list, const char *message)
{
    struct checks checks;
    struct fault_text why;
    ck_assert_int_eq(checks_parse(&checks, list, &why), STATUS_USAGE);
    ck_assert_str_eq(why.text, message);
}

START_TEST(lists)
{
    struct checks checks;
    ck_assert_int_eq(checks_parse(&checks, "leak,rate>250,stale", NULL), STATUS_OK);
    ck_assert_uint_eq(checks.kinds, 1u << FINDING_LEAK | 1u << FINDING_RATE | 1u << FINDING_STALE);
    ck_assert(checks.rate == 250);
    const char *there_are = "--fail-on: there is no '%s'; there are leak, unhandled-error, fault, refused, orphan, "
                            "stale and rate>N";
    static const char *const wrong[] = {"", "leaks", "rate", "rate>", "rate=5"};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        char *message = str_format(there_are, wrong[i]);
        assert_bad(wrong[i], message);
        free(message);
    }
    char *message = str_format(there_are, "");
    assert_bad("leak,", message);
    assert_bad(",leak", message);
    free(message);
    assert_bad("rate>x", "--fail-on: 'rate>' takes a whole number of values a second, not 'x'");
    assert_bad("rate>5x,leak", "--fail-on: 'rate>' takes a whole number of values a second, not '5x'");
    assert_bad("rate>-5", "--fail-on: 'rate>' takes a whole number of values a second, not '-5'");
    ck_assert_str_eq(finding_name(FINDING_UNHANDLED_ERROR), "unhandled-error");
    ck_assert_str_eq(finding_name(FINDING_LIMIT), "unknown");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        subscriptions_that_become_more_are_a_leak, many_that_are_made_once_are_none, few_are_none,
        those_that_come_and_go_are_none, a_leak_that_was_mended_is_none,
        inner_subscriptions_have_a_higher_limit, what_a_callback_subscribes_is_found_where_it_is_written,
        too_short_a_look_says_nothing,
        without_a_memory_nothing_grows, unhandled_errors_and_faults, builds_and_swaps_that_were_refused,
        orphans, lost_records, rates_are_the_highest_of_a_second, lists};
    Suite *suite = suite_create("findings");
    TCase *tc = tcase_create("findings");
    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, begin, end);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(suite, tc);
    SRunner *sr = srunner_create(suite);
    srunner_set_tap(sr, "-");
    srunner_run_all(sr, CK_SILENT);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
