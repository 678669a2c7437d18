/* test_past.c - going back in a program that runs: what is shown is what was live then, while it goes on; what is kept
 * never takes more than its budget, and the oldest leaves first. All events that were ever told are kept here beside,
 * and folding them up to a place says what was live there. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/past.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tape/reel.h"
#include "tests/support/model.h"
#include "tests/support/same.h"
#include "tests/support/suite.h"

enum { LEAST = PAST_LEAST, TURN = 1 << 16 };

/* ---- A program, and all that it told. ---- */

static struct model *m;
static struct state *live;
static struct past *past;
static struct str told;
static size_t *ends; /* behind record i, in `told` */
static size_t n_told, ends_cap;
static unsigned char record[EVENT_MAX];

static void note(const unsigned char *bytes, size_t n)
{
    str_addn(&told, (const char *)bytes, n);
    MEM_GROW(ends, n_told, ends_cap);
    ends[n_told++] = told.len;
}

static void within_budget(void)
{
    struct ui_transport t;
    past_where(past, &t);
    ck_assert_uint_le(t.bytes, t.budget ? t.budget : LEAST);
}

static void on_event(void *ctx, const struct event *ev)
{
    size_t n = event_encode(ev, record);
    (void)ctx;
    note(record, n);
    ck_assert_int_eq(state_fold_records(live, record, n), STATUS_OK);
    past_take(past, record, n);
    within_budget();
}

/* Sends that pack badly, text and numbers, a batch of them as the feed hands them over. */
static void flood(unsigned sends, unsigned *seed)
{
    struct str batch = STR_INIT;
    char text[24];
    for (unsigned i = 0; i < sends; i++) {
        struct event call = {.kind = EV_SEND_CALL, .source = MODEL_SOURCE, .time = m->now += 1000,
                             .id = (uint64_t)ENT_SEND << 56 | ++m->sends, .ref = m->show,
                             .value = {.type = VT_I64, .text = "", .i64 = ((int64_t)rand_r(seed) << 31) ^ rand_r(seed)},
                             .text = ""};
        for (size_t k = 0; k < sizeof text; k++)
            text[k] = (char)('!' + rand_r(seed) % 90);
        if (i % 2)
            call.value = (struct event_value){.type = VT_STRING, .text = text, .len = sizeof text, .full = sizeof text};
        struct event back = {.kind = EV_SEND_RETURN, .source = MODEL_SOURCE, .time = m->now, .id = call.id,
                             .value = {.text = ""}, .text = ""};
        for (int k = 0; k < 2; k++) {
            size_t n = event_encode(k ? &back : &call, record);
            note(record, n);
            str_addn(&batch, (char *)record, n);
        }
    }
    ck_assert_int_eq(state_fold_records(live, batch.data, batch.len), STATUS_OK);
    past_take(past, batch.data, batch.len);
    within_budget();
    str_release(&batch);
}

static struct state *live_at(uint64_t events)
{
    struct state *s = state_new(NULL);
    ck_assert_uint_le(events, n_told);
    if (events)
        state_fold_records(s, told.data, ends[events - 1]);
    return s;
}

/* ---- The screen. ---- */

static const struct state *shown;
static unsigned moves;
static char said[256];

static void on_moved(void *ctx, const struct state *state)
{
    (void)ctx;
    shown = state;
    moves++;
}

static void on_say(void *ctx, const char *text)
{
    (void)ctx;
    str_copy(said, sizeof said, text);
}

static struct ui_transport where(void)
{
    struct ui_transport t;
    past_where(past, &t);
    return t;
}

static void begin(uint64_t budget)
{
    const struct past_ops ops = {NULL, on_moved, NULL, on_say};
    setenv("TZ", "UTC", 1);
    tzset();
    *said = '\0';
    moves = 0;
    shown = live = state_new(NULL);
    past = past_new(budget, live, &ops);
    m = model_new_told("demo", 0, on_event, NULL);
    model_demo(m);
}

static void set_up(void)
{
    begin(LEAST);
}

static void tear_down(void)
{
    past_free(past);
    model_free(m);
    state_free(live);
    str_release(&told);
    free(ends);
    ends = NULL;
    n_told = ends_cap = 0;
}

static void settle(void)
{
    for (int i = 0; !past_drain(past, TURN) || where().seeking; i++)
        ck_assert_int_lt(i, 10000);
}

static void drive(enum ui_drive what, int amount)
{
    past_drive(past, what, amount);
    settle();
}

static void go(const char *text)
{
    struct fault_text why;
    ck_assert_msg(past_go(past, text, &why) == STATUS_OK, "%s", why.text);
    settle();
}

static void expect_shown(void)
{
    struct ui_transport t = where();
    struct str why = STR_INIT;
    struct state *then = live_at(t.live ? n_told : t.event);
    ck_assert_msg(t.live == (shown == live), "it is shown as what it is not");
    ck_assert_msg(state_same_all(shown, then, &why), "at event %llu of %zu: %s", (unsigned long long)t.event, n_told,
                  str_text(&why));
    state_free(then);
    str_release(&why);
}

static void expect_said(const char *text)
{
    ck_assert_msg(strstr(said, text) != NULL, "said: %s", said);
    *said = '\0';
}

static void live_for(unsigned values)
{
    for (unsigned i = 0; i < values; i++) {
        model_send(m, i);
        model_wait(m, 250);
    }
}

/* ---- There and back. ---- */

START_TEST(whatever_goes_back_leads_into_the_past)
{
    const struct {
        enum ui_drive what;
        int amount;
    } back[] = {{DRIVE_STEP_EVENT, -1}, {DRIVE_STEP_SEND, -1}, {DRIVE_STEP_MARK, -1}, {DRIVE_SECONDS, -10}, {DRIVE_BEGIN, 0}};
    live_for(60);
    model_swap_load(m);
    live_for(60);
    for (size_t i = 0; i < ARRAY_LEN(back); i++) {
        ck_assert(where().live && !past_is_shown(past));
        drive(back[i].what, back[i].amount);
        ck_assert(where().past && !where().live && past_is_shown(past));
        ck_assert_uint_lt(where().event, n_told);
        ck_assert_uint_eq(where().events, n_told);
        expect_shown();
        drive(DRIVE_END, 0);
        ck_assert(where().live && shown == live);
    }
    ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(whatever_goes_on_says_that_this_is_now)
{
    const enum ui_drive on[] = {DRIVE_STEP_EVENT, DRIVE_STEP_SEND, DRIVE_STEP_MARK, DRIVE_SECONDS, DRIVE_FASTER,
                                DRIVE_PAUSE, DRIVE_END};
    live_for(5);
    for (size_t i = 0; i < ARRAY_LEN(on); i++) {
        drive(on[i], 1);
        expect_said("this is now; ");
        ck_assert(where().live);
    }
    ck_assert_uint_eq(moves, 0);
}
END_TEST

START_TEST(a_time_is_gone_to)
{
    live_for(200);
    go("-10s");
    ck_assert_uint_eq(where().end - where().wall, 10 * NS_PER_S);
    expect_shown();
    go("10:02:15");
    ck_assert_uint_eq(where().wall, MODEL_WALL + 4 * NS_PER_S);
    expect_shown();
}
END_TEST

START_TEST(what_is_no_time_leaves_one_where_one_is)
{
    struct fault_text why;
    live_for(5);
    ck_assert_int_eq(past_go(past, "noon", &why), STATUS_USAGE);
    ck_assert(where().live && shown == live);
    drive(DRIVE_STEP_SEND, -1);
    uint64_t event = where().event;
    ck_assert_int_eq(past_go(past, "noon", &why), STATUS_USAGE);
    ck_assert(where().past);
    ck_assert_uint_eq(where().event, event);
}
END_TEST

START_TEST(nothing_is_there_before_the_first_event)
{
    struct fault_text why;
    struct past *p = past_new(LEAST, live, &(struct past_ops){.moved = on_moved, .say = on_say});
    past_drive(p, DRIVE_BEGIN, 0);
    expect_said("nothing is kept yet");
    ck_assert_int_eq(past_go(p, "-1s", &why), STATUS_EMPTY);
    ck_assert(!past_is_shown(p));
    past_free(p);
}
END_TEST

/* ---- Of one thing. ---- */

static void about(entity_id id, entity_id observable, int amount)
{
    past_about(past, &(struct ui_about){MODEL_SOURCE, id, observable}, amount);
    settle();
}

/* The record before the place where it stands. */
static struct event behind_which(void)
{
    struct event ev;
    size_t size, at = where().event;
    ck_assert_uint_gt(at, 1);
    ck_assert_int_eq(event_decode(told.data + ends[at - 2], ends[at - 1] - ends[at - 2], &ev, &size), STATUS_OK);
    return ev;
}

START_TEST(the_sends_to_a_subscription_are_gone_through)
{
    live_for(3);
    model_merge(m, m->page, 5, false);
    live_for(3);
    for (int i = 0; i < 6; i++) {
        about(m->show, 0, -1);
        ck_assert_int_eq(behind_which().kind, EV_SEND_CALL);
        ck_assert_uint_eq(behind_which().ref, m->show);
        expect_shown();
    }
    uint64_t oldest = where().event;
    about(m->show, 0, -1);
    expect_said("no send, swap or fault of the selection before this place");
    ck_assert_uint_eq(where().event, oldest);
    about(m->show, 0, 1);
    ck_assert_uint_gt(where().event, oldest);
    ck_assert_uint_eq(behind_which().ref, m->show);
    about(m->page, 0, 1);
    ck_assert_int_eq(behind_which().kind, EV_SEND_MERGED);
    expect_shown();
    about(m->page, 0, 1);
    expect_said("no send, swap or fault of the selection from here to the end of the history");
}
END_TEST

START_TEST(a_tracks_are_its_swaps_and_the_sends_to_all_that_are_subscribed)
{
    const struct ref show = {MODEL_SOURCE, m->show};
    entity_id observable = query_subscription(live, show)->observable;
    live_for(1);
    model_swap_load(m);
    uint64_t swapped = n_told;
    live_for(1);
    about(m->load, observable, -1);
    ck_assert_int_eq(behind_which().kind, EV_SEND_CALL);
    about(m->load, observable, -1);
    ck_assert_int_eq(behind_which().kind, EV_SWAP_RESULT);
    ck_assert_uint_le(where().event, swapped);
    about(m->load, observable, -1);
    ck_assert_int_eq(behind_which().kind, EV_SEND_CALL);
    ck_assert_uint_eq(query_subscription(shown, (struct ref){MODEL_SOURCE, behind_which().ref})->observable, observable);
    about(m->load, observable, 1);
    ck_assert_int_eq(behind_which().kind, EV_SWAP_RESULT);
    about(m->load, observable, 1);
    ck_assert_int_eq(behind_which().kind, EV_SEND_CALL);
    expect_shown();
}
END_TEST

START_TEST(far_back_over_many_snapshots_it_is_found)
{
    unsigned seed = 21;
    live_for(1);
    model_refuse(m);
    for (int i = 0; i < 10; i++)
        flood(2000, &seed);
    ck_assert(!where().left);
    about(m->load_chain[1], 0, -1);
    ck_assert_int_eq(behind_which().kind, EV_SEND_CALL);
    ck_assert_uint_eq(behind_which().ref, m->load_chain[1]);
    expect_shown();
}
END_TEST

START_TEST(ids_of_another_run_are_not_meant)
{
    live_for(2);
    model_end(m, 0);
    model_restart(m);
    model_demo(m);
    model_synced(m);
    about(m->show, 0, -1); /* nothing was sent in this run */
    expect_said("before this place");
    live_for(1);
    drive(DRIVE_END, 0);
    about(m->show, 0, -1);
    ck_assert_uint_eq(behind_which().ref, m->show);
    uint64_t at = where().event;
    about(m->show, 0, -1);
    ck_assert_uint_eq(where().event, at);
    drive(DRIVE_BEGIN, 0);
    about(m->show, 0, 1); /* from the first run it does not lead into the second */
    about(m->show, 0, 1);
    about(m->show, 0, 1);
    expect_said("to the end of the history");
}
END_TEST

/* ---- Meanwhile. ---- */

START_TEST(the_program_goes_on_meanwhile)
{
    live_for(20);
    drive(DRIVE_STEP_SEND, -1);
    uint64_t event = where().event, end = where().end;
    live_for(20);
    model_swap_load(m);
    ck_assert_uint_eq(where().event, event);
    ck_assert_uint_eq(where().events, n_told);
    ck_assert_uint_gt(where().end, end);
    expect_shown();
    drive(DRIVE_STEP_MARK, 1); /* which was told after one had left for the past */
    ck_assert_uint_gt(where().event, event);
    expect_shown();
    drive(DRIVE_END, 0);
    expect_shown();
}
END_TEST

START_TEST(it_stands_without_being_woken)
{
    live_for(20);
    ck_assert_int_eq(past_timeout(past, 1), -1);
    drive(DRIVE_STEP_SEND, -1);
    ck_assert_int_eq(past_timeout(past, 1), -1);
    live_for(3);
    ck_assert_int_eq(past_timeout(past, 1), -1);
}
END_TEST

START_TEST(what_is_played_up_to_now_is_now)
{
    uint64_t now = 100 * NS_PER_S;
    live_for(40); /* ten seconds */
    go("-4s");
    past_serve(past, now);
    drive(DRIVE_PAUSE, 0);
    for (int i = 0; i < 30; i++) {
        past_serve(past, now += 100 * NS_PER_MS);
        settle();
        expect_shown();
    }
    ck_assert(where().past && !where().paused);
    ck_assert_int_ge(past_timeout(past, now), 0);
    for (int i = 0; i < 12; i++) {
        past_serve(past, now += 100 * NS_PER_MS);
        settle();
    }
    ck_assert(where().live && shown == live);
}
END_TEST

START_TEST(a_program_ends_and_comes_back_meanwhile)
{
    live_for(20);
    drive(DRIVE_STEP_SEND, -1);
    uint64_t event = where().event;
    model_end(m, 3);
    expect_shown();
    model_restart(m);
    model_demo(m);
    model_synced(m);
    live_for(5);
    ck_assert_uint_eq(where().event, event);
    expect_shown();
    for (int i = 0; i < 40; i++) {
        drive(DRIVE_STEP_EVENT, 1);
        expect_shown();
    }
    drive(DRIVE_END, 0);
    expect_shown();
    drive(DRIVE_BEGIN, 0);
    expect_shown();
    go("50%");
    expect_shown();
}
END_TEST

/* ---- The budget. ---- */

START_TEST(the_oldest_leaves_first_and_what_is_left_is_whole)
{
    unsigned seed = 7;
    uint64_t first = 0;
    for (int i = 0; i < 60; i++) {
        flood(2000, &seed);
        drive(DRIVE_BEGIN, 0);
        ck_assert_uint_ge(where().first, first);
        ck_assert_uint_eq(where().event, where().first);
        first = where().first;
        ck_assert(where().left == (first > 0));
        expect_shown();
        drive(DRIVE_STEP_EVENT, -1);
        expect_said("this is the begin of the history");
        drive(DRIVE_END, 0);
    }
    ck_assert_uint_gt(first, 50000);
    ck_assert_uint_gt(where().bytes, LEAST / 3); /* and not more than has to */
}
END_TEST

START_TEST(a_place_that_has_left_is_shown_until_one_goes_on)
{
    unsigned seed = 9;
    flood(1000, &seed);
    drive(DRIVE_STEP_SEND, -1);
    uint64_t event = where().event;
    while (where().first <= event + 50000)
        flood(5000, &seed);
    ck_assert_uint_eq(where().event, event);
    expect_shown();
    /* What was read of the block is still there; then comes the oldest that is kept. */
    for (int i = 0; i < 3000 && where().event < where().first; i++)
        drive(DRIVE_STEP_EVENT, 1);
    ck_assert_uint_ge(where().event, where().first);
    expect_said("what came next has left the history");
    expect_shown();
    drive(DRIVE_STEP_EVENT, 1);
    expect_shown();
}
END_TEST

START_TEST(a_picture_that_is_too_large_ends_it)
{
    unsigned seed = 5;
    char name[64];
    live_for(5);
    drive(DRIVE_STEP_SEND, -1);
    for (int i = 0; i < 30000 && !*said; i++) {
        struct event ev = {.kind = EV_OBSERVABLE_CREATE, .source = MODEL_SOURCE, .time = m->now,
                           .id = model_id(m, ENT_OBSERVABLE), .value = {.text = ""}, .text = ""};
        snprintf(name, sizeof name, "%x%x%x%x", rand_r(&seed), rand_r(&seed), rand_r(&seed), rand_r(&seed));
        on_event(NULL, &(struct event){.kind = EV_STRING, .source = MODEL_SOURCE, .time = m->now, .value = {.text = ""},
                                       .id = ++m->strings, .text = name, .text_len = (uint32_t)strlen(name)});
        on_event(NULL, &ev);
        if (i % 100 == 99)
            flood(300, &seed);
    }
    expect_said("no history any more: one picture of all that lives takes more than a quarter of 1 MB");
    expect_shown(); /* what is looked at stays */
    drive(DRIVE_END, 0);
    ck_assert(where().live);
    ck_assert_uint_eq(where().budget, 0);
    drive(DRIVE_BEGIN, 0);
    expect_said("nothing is kept");
    flood(10, &seed);
}
END_TEST

/* ---- At random. ---- */

static void happen(unsigned *seed)
{
    switch (rand_r(seed) % 8) {
    case 0: model_swap_load(m); break;
    case 1: model_refuse(m); break;
    case 2: model_rebuild_load(m); break;
    case 3: flood(1 + (unsigned)rand_r(seed) % 16000, seed); break;
    case 4: model_wait(m, (unsigned)rand_r(seed) % 20000); break;
    default: live_for(1 + (unsigned)rand_r(seed) % 5);
    }
}

static void wander(unsigned *seed)
{
    int way = rand_r(seed) % 2 ? 1 : -1;
    char percent[8];
    switch (rand_r(seed) % 8) {
    case 0: drive(DRIVE_STEP_MARK, way); break;
    case 1: drive(DRIVE_STEP_SEND, way); break;
    case 2: drive(DRIVE_SECONDS, way * 10); break;
    case 3: drive(DRIVE_BEGIN, 0); break;
    case 4: drive(DRIVE_END, 0); break;
    case 5:
        snprintf(percent, sizeof percent, "%d%%", rand_r(seed) % 101);
        go(percent);
        break;
    default: drive(DRIVE_STEP_EVENT, way);
    }
}

START_TEST(at_any_moment_it_is_what_a_fold_up_to_there_says)
{
    unsigned seed = 100 + (unsigned)_i;
    for (int i = 0; i < 100; i++) {
        happen(&seed);
        for (int k = rand_r(&seed) % 3; k > 0; k--) {
            wander(&seed);
            expect_shown();
        }
    }
    ck_assert(where().left && n_told > 50000);
    drive(DRIVE_END, 0);
    expect_shown();
}
END_TEST

/* ---- The reel. ---- */

START_TEST(a_reel_holds_what_was_written_and_no_more_than_its_budget)
{
    struct tape_reel *r = reel_new(10000);
    struct str all = STR_INIT;
    unsigned seed = 3;
    unsigned char piece[700], back[700];
    for (int i = 0; i < 3000; i++) {
        size_t n = 1 + (size_t)rand_r(&seed) % sizeof piece;
        for (size_t k = 0; k < n; k++)
            piece[k] = (unsigned char)rand_r(&seed);
        if (reel_stats(r).stretch > 2000)
            reel_cut(r);
        ck_assert(reel_add(r, piece, n));
        str_addn(&all, (char *)piece, n);
        struct reel_stats s = reel_stats(r);
        ck_assert_uint_le(s.bytes, s.budget);
        ck_assert_uint_eq(s.end, all.len);
        ck_assert_uint_gt(s.end - s.begin, s.left ? 4000 : 0);
        uint64_t at = s.begin + (uint64_t)rand_r(&seed) % (s.end - s.begin);
        size_t want = (size_t)rand_r(&seed) % sizeof back, there = (size_t)(s.end - at);
        ck_assert_uint_eq(reel_read(r, at, back, want), want < there ? want : there);
        ck_assert_mem_eq(back, all.data + at, want < there ? want : there);
        ck_assert_uint_eq(s.begin ? reel_read(r, s.begin - 1, back, 1) : 0, 0);
        ck_assert_uint_eq(reel_read(r, s.end, back, 1), 0);
    }
    ck_assert_uint_gt(reel_stats(r).left, 100);
    str_release(&all);
    reel_free(r);
}
END_TEST

START_TEST(a_stretch_that_is_written_does_not_leave)
{
    static unsigned char piece[400];
    struct tape_reel *r = reel_new(1000);
    ck_assert(reel_add(r, piece, 400) && reel_add(r, piece, 400));
    ck_assert(!reel_add(r, piece, 400));
    ck_assert_uint_eq(reel_stats(r).end, 800);
    reel_cut(r);
    ck_assert(reel_add(r, piece, 400)); /* another one begins: now it may */
    ck_assert_uint_eq(reel_stats(r).begin, 800);
    ck_assert(!reel_add(r, piece, 1000 - 64));
    reel_free(r);
    reel_free(NULL);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        whatever_goes_back_leads_into_the_past, whatever_goes_on_says_that_this_is_now, a_time_is_gone_to,
        what_is_no_time_leaves_one_where_one_is, nothing_is_there_before_the_first_event,
        the_sends_to_a_subscription_are_gone_through,
        a_tracks_are_its_swaps_and_the_sends_to_all_that_are_subscribed, far_back_over_many_snapshots_it_is_found,
        ids_of_another_run_are_not_meant, the_program_goes_on_meanwhile, it_stands_without_being_woken, what_is_played_up_to_now_is_now,
        a_program_ends_and_comes_back_meanwhile, the_oldest_leaves_first_and_what_is_left_is_whole,
        a_place_that_has_left_is_shown_until_one_goes_on, a_picture_that_is_too_large_ends_it,
        a_reel_holds_what_was_written_and_no_more_than_its_budget, a_stretch_that_is_written_does_not_leave};
    Suite *suite = suite_create("past");
    TCase *t = tcase_create("past");
    tcase_set_timeout(t, 120);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    tcase_add_loop_test(t, at_any_moment_it_is_what_a_fold_up_to_there_says, 0, 6);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
