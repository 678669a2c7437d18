/* e2e_order.c - the line behind a colon, in the real program: what it takes and completes, what came of it is told as
 * `rxscope ctl` tells it; and actions on marked rows. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/term.h"

static struct term t;

static void open_ticker(void)
{
    term_start(&t, 30, 110, "run %s", fixture("ticker.c"));
    term_await(&t, "ticker.c  gen 1*live");
    term_await(&t, "words*v1*ticks*map");
}

static void select_row(const char *pattern)
{
    term_keys(&t, "g");
    for (int row = term_row(&t, pattern); row > 1; row--)
        term_keys(&t, "j");
    term_await_selected(&t, pattern);
}

START_TEST(what_is_typed_is_done_and_told)
{
    open_ticker();
    term_press(&t, ":pin total\r", "total pinned at v1*");
    term_await(&t, "total*pinned*");
    term_press(&t, ":release total\r", "total released at v1*");
    term_press(&t, ":sweep --dry-run\r", "nothing to free*");
    term_press(&t, ":reset total\r", "*reset*");
    term_press(&t, ":tag total \"two words\"\r", "*total*");
    term_press(&t, "ftag:\t", "*two words*");
    term_keys(&t, "\033");
    term_quit(&t);
}
END_TEST

START_TEST(without_a_name_the_selection_is_meant)
{
    open_ticker();
    select_row("words*v1");
    term_press(&t, ":pin\r", "words pinned at v1*");
    select_row("filter*even*");
    term_press(&t, ":pin\r", "total pinned at v1*");
    term_quit(&t);
}
END_TEST

START_TEST(lists_and_diffs_are_shown_over_the_screen)
{
    open_ticker();
    edit(place("ticker.c"), "FACTOR 2", "FACTOR 4");
    term_await(&t, "total*v2*");
    term_press(&t, ":versions total\r", "versions ─");
    term_await(&t, "*v1*gen 1*");
    term_press(&t, "\033:diff total 2\r", "+#define FACTOR 4");
    term_press(&t, "\033:orphans\r", "orphans ─");
    term_press(&t, "\033", "words*v1*");
    term_press(&t, ":swap total 1\r", "total*v1*pinned*");
    term_quit(&t);
}
END_TEST

START_TEST(what_is_wrong_keeps_the_line_open)
{
    open_ticker();
    term_press(&t, ":pni total\r", "unknown action 'pni'*");
    term_await(&t, " : pni total*");
    term_press(&t, "\033:pin nothing\r", "no living track 'nothing'*");
    term_press(&t, "\033:pin a b\r", "too many operands for 'pin'*");
    term_press(&t, "\033:swap total x\r", "a version is a number from 1, not 'x'*");
    term_press(&t, "\033:pin total --dry-run\r", "'pin' takes no --dry-run*");
    term_press(&t, "\033:send\r", "'send' needs SUBJECT*");
    term_press(&t, "\033:send total 5x\r", "'5x' is no JSON*");
    term_press(&t, "\033:send total 5\r", "'total' is no subject*");
    term_press(&t, "\033:swap total 9\r", "*version 9*");
    term_press(&t, ":^u\r", "words*v1*");
    term_keys(&t, "\033");
    term_quit(&t);
}
END_TEST

START_TEST(tab_completes_actions_and_names)
{
    open_ticker();
    term_press(&t, ":unsub\t", " : unsubscribe *");
    term_press(&t, "\025pi\t", " : pin *");
    term_press(&t, "to\t\r", "total pinned at v1*");
    term_press(&t, ":\033OA", " : pin total*");
    term_press(&t, "\025re\t", "*release*reset*reload*resume*");
    term_press(&t, "\025reload \t", " : reload ticker.c*");
    term_keys(&t, "\033");
    term_quit(&t);
}
END_TEST

START_TEST(marked_subscriptions_end_with_one_question)
{
    open_ticker();
    select_row("show*subscription #");
    term_press(&t, " ", "*1 marked*");
    term_press(&t, "u", "unsubscribe 1: #*show*");
    term_await(&t, "yes, unsubscribe them");
    term_press(&t, "\r", "unsubscribed 1: #*show*");
    term_await_gone(&t, "*1 marked*");
    term_quit(&t);
}
END_TEST

START_TEST(marked_tracks_are_pinned_together)
{
    open_ticker();
    select_row("total*v1");
    term_press(&t, "x", "*1 marked*");
    select_row("words*v1");
    term_press(&t, "x", "*2 marked*");
    term_press(&t, "S", "pinned 2: total, words*");
    term_await(&t, "words*v1*pinned*");
    term_press(&t, "S", "released 2: total, words*");
    term_await_gone(&t, "words*v1*pinned*ticks*");
    term_quit(&t);
}
END_TEST

START_TEST(what_the_program_refuses_of_many_is_a_line_for_each)
{
    open_ticker();
    edit(place("ticker.c"), "FACTOR 2", "FACTOR 4");
    term_await(&t, "total*v2*");
    select_row("total*v2");
    term_press(&t, "x", "*1 marked*");
    select_row("words*v1");
    term_press(&t, "x", "*2 marked*");
    term_press(&t, "s", "swap 2: total, words");
    term_press(&t, "j\r", "swapped: 1 of 2*");
    term_await(&t, "*total*swapped*");
    term_await(&t, "*words*there is no earlier version*");
    term_keys(&t, "\033");
    term_await(&t, "total*v1*pinned*");
    term_quit(&t);
}
END_TEST

START_TEST(a_tag_by_hand_outlives_both_sides)
{
    open_ticker();
    select_row("words*v1");
    term_press(&t, "Tby hand\r", "tags*by hand*");
    term_listen(&t, 300); /* the frame in which it is kept */
    term_quit(&t);
    open_ticker();
    term_await(&t, "words*v1*");
    select_row("words*v1");
    term_await(&t, "tags*by hand*");
    term_press(&t, "ftag:\"by hand\"\r", "*filter tag:*");
    term_await_gone(&t, "total*v1*ticks*");
    term_press(&t, "\033", "total*v1*ticks*");
    term_quit(&t);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        what_is_typed_is_done_and_told,
        without_a_name_the_selection_is_meant,
        lists_and_diffs_are_shown_over_the_screen,
        what_is_wrong_keeps_the_line_open,
        tab_completes_actions_and_names,
        marked_subscriptions_end_with_one_question,
        marked_tracks_are_pinned_together,
        what_the_program_refuses_of_many_is_a_line_for_each,
        a_tag_by_hand_outlives_both_sides,
    };
    return suite_run("order", tests, ARRAY_LEN(tests));
}
