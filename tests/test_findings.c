/* test_findings.c - what check finds, and what it must not find. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/found.h"
#include "tests/support/suite.h"

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
        recorded_add(&found_r, ev);
        recorded_add(&found_r, subscribe_return(first + i));
    }
}

static void subscribe_many(unsigned first, unsigned n, unsigned parent)
{
    subscribe_more(first, n, parent, !parent);
}

static void unsubscribe_many(unsigned first, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        recorded_add(&found_r, unsubscribe(first + i, END_UNSUBSCRIBED));
        recorded_add(&found_r, unsubscribe_return(first + i));
    }
}

static void next_second(void)
{
    found_look();
    recorded_wait(&found_r, 1000);
}

/* --- leaks ----------------------------------------------------------------------------------- */

START_TEST(subscriptions_that_become_more_are_a_leak)
{
    found_look();
    for (unsigned second = 0; second < 5; second++) {
        recorded_wait(&found_r, 1000);
        subscribe_many(100 + 30 * second, 30, 0);
        found_look();
    }
    struct findings found = found_with("leak", NULL);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_str_eq(found.items[0].what,
                     "150 living subscriptions of page from one place, and they become more");
    ck_assert_str_eq(found.items[0].file, "cpu.c");
    ck_assert_uint_eq(found.items[0].line, 55);
    ck_assert_uint_eq(found.items[0].count, 150);
    ck_assert_uint_eq(found.items[0].since, 1700000000000000000u + NS_PER_S);
    findings_release(&found);
    found_none("unhandled-error,fault,refused,orphan,stale,rate>0", NULL);
    found_none("leak", "name:nothing");
    found_one("leak", "module:cpu.c", "150 living subscriptions of page from one place, and they become more",
               150);
}
END_TEST

START_TEST(many_that_are_made_once_are_none)
{
    found_look();
    recorded_wait(&found_r, 1000);
    subscribe_many(100, 5000, 0);
    for (unsigned second = 0; second < 6; second++)
        next_second();
    found_none("leak", NULL);
}
END_TEST

START_TEST(few_are_none)
{
    found_look();
    for (unsigned second = 0; second < 9; second++) {
        recorded_wait(&found_r, 1000);
        subscribe_many(100 + 11 * second, 11, 0);
        found_look();
    }
    found_none("leak", NULL);
}
END_TEST

START_TEST(those_that_come_and_go_are_none)
{
    found_look();
    for (unsigned second = 0; second < 8; second++) {
        recorded_wait(&found_r, 1000);
        subscribe_many(100 + 400 * second, 400, 0);
        if (second % 3 == 2)
            unsubscribe_many(100 + 400 * (second - 2), 1100);
        found_look();
    }
    found_none("leak", NULL);
}
END_TEST

START_TEST(a_leak_that_was_mended_is_none)
{
    found_look();
    for (unsigned second = 0; second < 5; second++) {
        recorded_wait(&found_r, 1000);
        subscribe_many(100 + 60 * second, 60, 0);
        found_look();
    }
    unsubscribe_many(100, 100);
    recorded_wait(&found_r, 1000);
    found_look();
    found_none("leak", NULL);
}
END_TEST

START_TEST(inner_subscriptions_have_a_higher_limit)
{
    found_look();
    for (unsigned second = 0; second < 5; second++) {
        recorded_wait(&found_r, 1000);
        subscribe_many(1000 + 150 * second, 150, 1);
        found_look();
    }
    found_none("leak", NULL); /* 751 */
    for (unsigned second = 5; second < 8; second++) {
        recorded_wait(&found_r, 1000);
        subscribe_many(1000 + 150 * second, 150, 1);
        found_look();
    }
    struct findings found = found_with("leak", NULL);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_str_eq(found.items[0].what, "page holds 1,201 living inner subscriptions, and they become more");
    ck_assert_uint_eq(found.items[0].line, 40);
    findings_release(&found);
}
END_TEST

START_TEST(what_a_callback_subscribes_is_found_where_it_is_written)
{
    found_look();
    for (unsigned second = 0; second < 5; second++) {
        recorded_wait(&found_r, 1000);
        subscribe_more(100 + 30 * second, 30, 1, true);
        found_look();
    }
    struct findings found = found_with("leak", NULL);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_uint_eq(found.items[0].count, 150);
    ck_assert_str_eq(found.items[0].file, "cpu.c");
    ck_assert_uint_eq(found.items[0].line, 55);
    findings_release(&found);
}
END_TEST

START_TEST(too_short_a_look_says_nothing)
{
    found_look();
    recorded_wait(&found_r, 1000);
    subscribe_many(100, 200, 0);
    found_look();
    recorded_wait(&found_r, 1000);
    subscribe_many(300, 200, 0);
    found_look();
    found_none("leak", NULL);
}
END_TEST

START_TEST(without_a_memory_nothing_grows)
{
    struct checks checks = {.kinds = 1u << FINDING_LEAK | 1u << FINDING_RATE};
    struct findings found;
    found_look();
    findings_collect(found_s, NULL, &checks, NULL, &found);
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
    recorded_add(&found_r, ev);
}

START_TEST(unhandled_errors_and_faults)
{
    const char *unhandled = "unhandled error 5: boom (give the subscriber an .error function)";
    recorded_wait(&found_r, 2000);
    fault(subscription_id(1), unhandled);
    recorded_wait(&found_r, 1000);
    fault(subscription_id(1), unhandled);
    fault(track_id(2), "rx_next into something that is no subject");
    found_look();
    struct findings found = found_with("unhandled-error", NULL);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_str_eq(found.items[0].what, unhandled);
    ck_assert_uint_eq(found.items[0].count, 2);
    ck_assert_uint_eq(found.items[0].line, 40);
    ck_assert_uint_eq(found.items[0].since, 1700000000000000000u + 2 * NS_PER_S);
    findings_release(&found);
    found_one("fault", NULL, "rx_next into something that is no subject", 1);
    found_none("fault", "name:alerts");
    found_one("fault", "name:load", "rx_next into something that is no subject", 1);
}
END_TEST

START_TEST(builds_and_swaps_that_were_refused)
{
    recorded_add(&found_r, module_build(1, 2, BUILD_FAILED, "cpu.c:3:1: error: expected ';'\n more"));
    recorded_add(&found_r, swap_result(track_id(2), 2, 1, SWAP_REFUSED, "no"));
    recorded_add(&found_r, swap_result(track_id(3), 2, 1, SWAP_ROLLED_BACK, "it fell"));
    recorded_add(&found_r, swap_result(track_id(1), 2, 1, SWAP_SWAPPED, "fine"));
    struct findings found = found_with("refused", NULL);
    ck_assert_uint_eq(found.n, 3);
    findings_release(&found);
    found_one("refused", "name:alerts", "it fell", 1);
}
END_TEST

/* --- states ---------------------------------------------------------------------------------- */

START_TEST(orphans)
{
    found_none("orphan", NULL);
    recorded_add(&found_r, track_state(3, TRACK_FLAG_ORPHAN, 0));
    found_one("orphan", NULL, "cpu.c:alerts left the source and is still there, with 1 living subscriptions", 1);
    found_none("orphan", "name:load");
}
END_TEST

START_TEST(lost_records)
{
    found_none("stale", NULL);
    struct event ev = plain_event(EV_STALE, 0);
    ev.num = 1204;
    recorded_add(&found_r, ev);
    found_look();
    struct findings found = found_with("stale", NULL);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_ptr_nonnull(strstr(found.items[0].what, "1,204 lifecycle records were lost"));
    ck_assert_ptr_null(found.items[0].file);
    findings_release(&found);
}
END_TEST

START_TEST(rates_are_the_highest_of_a_second)
{
    found_look();
    recorded_wait(&found_r, 1000);
    recorded_add(&found_r, send_merged(1, 5000, 0, 0));
    found_look();
    recorded_wait(&found_r, 1000);
    recorded_add(&found_r, send_merged(1, 10, 0, 0));
    found_look();
    found_one("rate>4000", NULL, "cpu.c:alerts delivered 5,000 values a second", 5000);
    found_none("rate>5000", NULL);
    found_none("rate>4000", "name:load -name:alerts");
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
                            "stale, left-behind, nested-subscribe, unheard-subject, silent-subject, idle-replay, "
                            "repeated-source, old-code, hot-loop, backlog and rate>N";
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
    tcase_add_checked_fixture(tc, found_begin, found_end);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(suite, tc);
    return suite_main(suite);
}
