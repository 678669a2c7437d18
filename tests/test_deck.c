/* test_deck.c - a tape under a screen: what is shown at a time is what was live then, however one came
 * there. The caller's clock is the test's; the story of a minute is told by the model. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/deck.h"
#include "app/tapetime.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/events.h"
#include "tests/support/model.h"
#include "tests/support/same.h"
#include "tests/support/suite.h"

enum { SECONDS = 60, RATE = 4, SNAPSHOT_EVERY = 500 };

/* ---- The tape, and all records of it. ---- */

static char dir[64], path[96];
static struct str told;      /* every record */
static size_t *ends;         /* behind record i, in `told` */
static uint64_t *times;
static size_t n_told, ends_cap, times_cap;
static struct tape_writer *writer;
static struct model *m;
static uint64_t swap_at, refuse_at; /* times of the records that tell of them */

static void on_event(void *ctx, const struct event *ev)
{
    unsigned char *record = mem_alloc(EVENT_MAX);
    struct fault_text why;
    (void)ctx;
    size_t n = event_encode(ev, record);
    if (n_told % SNAPSHOT_EVERY == 0 && n_told > 0) /* all that was told makes the same state */
        ck_assert_msg(tape_put_snapshot(writer, told.data, told.len, &why) == STATUS_OK, "%s", why.text);
    ck_assert_msg(tape_put(writer, record, n, &why) == STATUS_OK, "%s", why.text);
    str_addn(&told, (char *)record, n);
    MEM_RESERVE(ends, n_told + 1, ends_cap);
    MEM_RESERVE(times, n_told + 1, times_cap);
    ends[n_told] = told.len;
    times[n_told++] = ev->time;
    free(record);
}

static void second(unsigned i)
{
    if (i == 20) {
        model_swap_load(m);
        swap_at = m->now;
    }
    if (i == 40) {
        model_refuse(m);
        refuse_at = m->now;
    }
    for (unsigned k = 0; k < RATE; k++) {
        model_send(m, 10 * i + k);
        model_wait(m, 1000 / RATE);
    }
    ck_assert_int_eq(tape_flush(writer, NULL), STATUS_OK);
}

static void record(void)
{
    struct fault_text why;
    strcpy(dir, "/tmp/rxscope-deck-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/one.tape", dir);
    ck_assert_msg(tape_create(&writer, path, &why) == STATUS_OK, "%s", why.text);
    m = model_new_told("demo", 0, on_event, NULL);
    model_demo(m);
    for (unsigned i = 0; i < SECONDS; i++)
        second(i);
}

/* What was live behind `events` events. */
static struct state *live_at(uint64_t events)
{
    struct state *s = state_new(NULL);
    ck_assert_uint_le(events, n_told);
    if (events)
        state_fold_records(s, told.data, ends[events - 1]);
    return s;
}

/* Events until and with that time. */
static uint64_t events_by(uint64_t time)
{
    uint64_t n = 0;
    while (n < n_told && times[n] <= time)
        n++;
    return n;
}

/* ---- The deck, on a clock that the test turns. ---- */

static struct deck *deck;
static uint64_t now;
static char said[256];
static unsigned moves, samples;
static uint64_t sampled[64];

static void on_moved(void *ctx, struct state *state)
{
    (void)ctx;
    (void)state;
    moves++;
}

static void on_sample(void *ctx)
{
    struct ui_transport t;
    (void)ctx;
    deck_where(deck, &t);
    sampled[samples++ % ARRAY_LEN(sampled)] = t.now;
}

static void on_say(void *ctx, const char *text)
{
    (void)ctx;
    str_copy(said, sizeof said, text);
}

static void take(void *ctx, const void *records, size_t len)
{
    (void)ctx;
    ck_assert_int_eq(state_fold_records(deck_state(deck), records, len), STATUS_OK);
}

static void open_deck(double speed)
{
    struct fault_text why;
    struct deck_options o = {.speed = speed, .ops = {.moved = on_moved, .sample = on_sample, .say = on_say}};
    *said = '\0';
    moves = samples = 0;
    now = 7 * NS_PER_S;
    enum status status = deck_open(&deck, path, &o, &why);
    ck_assert_msg(status == STATUS_OK, "%s", why.text);
    deck_feed(deck)->ops->serve(deck_feed(deck), NULL, 0, now);
}

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
    record();
    ck_assert_int_eq(tape_close(writer, NULL), STATUS_OK);
    open_deck(1);
}

static void tear_down(void)
{
    deck_free(deck);
    model_free(m);
    unlink(path);
    ck_assert_int_eq(rmdir(dir), 0);
    str_release(&told);
    free(ends);
    free(times);
    ends = NULL;
    times = NULL;
    n_told = ends_cap = times_cap = 0;
}

static struct ui_transport where(void)
{
    struct ui_transport t;
    deck_where(deck, &t);
    return t;
}

/* One turn of the loop after that many ms. */
static void turn(unsigned ms)
{
    struct feed *f = deck_feed(deck);
    now += ms * NS_PER_MS;
    f->ops->serve(f, NULL, 0, now);
    while (!f->ops->drain(f, 65536, take, NULL))
        continue;
}

static void play(unsigned ms)
{
    for (; ms > 100; ms -= 100)
        turn(100);
    turn(ms);
}

/* The loop until it stands. */
static void settle(void)
{
    for (int i = 0; where().seeking; i++) {
        ck_assert_int_lt(i, 1000);
        turn(0);
    }
}

static void drive(enum ui_drive what, int amount)
{
    deck_drive(deck, what, amount);
    settle();
}

static void go(uint64_t wall)
{
    struct fault_text why;
    ck_assert_msg(deck_go(deck, wall, &why) == STATUS_OK, "%s", why.text);
}

/* What is shown is what was live at this place. */
static void expect_live(void)
{
    struct str why = STR_INIT;
    struct state *live = live_at(where().event);
    bool same = state_same_all(deck_state(deck), live, &why);
    ck_assert_msg(same, "at event %llu: %s", (unsigned long long)where().event, str_text(&why));
    state_free(live);
    str_release(&why);
}

static uint64_t wall_of(uint64_t time)
{
    return MODEL_WALL + (time - 5 * NS_PER_S);
}

/* ---- Playing. ---- */

START_TEST(it_plays_at_its_own_speed)
{
    play(10000);
    ck_assert_uint_eq(where().now, times[0] + 10 * NS_PER_S);
    ck_assert_uint_eq(where().wall, wall_of(times[0] + 10 * NS_PER_S));
    ck_assert_uint_eq(where().event, events_by(times[0] + 10 * NS_PER_S));
    expect_live();
    play(5000);
    ck_assert_uint_eq(where().event, events_by(times[0] + 15 * NS_PER_S));
    expect_live();
}
END_TEST

START_TEST(it_plays_faster_and_slower)
{
    for (int i = 0; i < 3; i++)
        drive(DRIVE_FASTER, 1);
    ck_assert(where().speed == 8);
    play(2000);
    ck_assert_uint_eq(where().event, events_by(times[0] + 16 * NS_PER_S));
    drive(DRIVE_OWN_SPEED, 0);
    drive(DRIVE_FASTER, -1);
    ck_assert(where().speed == 0.5);
    play(4000);
    ck_assert_uint_eq(where().event, events_by(times[0] + 18 * NS_PER_S));
    expect_live();
}
END_TEST

START_TEST(the_speed_has_limits)
{
    for (int i = 0; i < 20; i++)
        drive(DRIVE_FASTER, 1);
    ck_assert(where().speed == DECK_FASTEST);
    for (int i = 0; i < 30; i++)
        drive(DRIVE_FASTER, -1);
    ck_assert(where().speed == 1.0 / DECK_SLOWEST);
}
END_TEST

START_TEST(it_pauses_and_goes_on)
{
    play(3000);
    drive(DRIVE_PAUSE, 0);
    ck_assert(where().paused);
    ck_assert_int_eq(deck_feed(deck)->ops->timeout(deck_feed(deck), now), -1);
    uint64_t event = where().event;
    play(5000);
    ck_assert_uint_eq(where().event, event);
    drive(DRIVE_PAUSE, 0);
    play(1000);
    ck_assert_uint_eq(where().event, events_by(times[0] + 4 * NS_PER_S));
}
END_TEST

START_TEST(a_caller_that_stood_still_does_not_move_it)
{
    play(1000);
    turn(3600 * 1000);
    ck_assert_uint_eq(where().event, events_by(times[0] + NS_PER_S));
    play(1000);
    ck_assert_uint_eq(where().event, events_by(times[0] + 2 * NS_PER_S));
}
END_TEST

START_TEST(at_its_end_it_pauses)
{
    drive(DRIVE_FASTER, 1);
    play((SECONDS / 2 + 1) * 1000);
    ck_assert(where().at_end && where().paused && !where().following);
    ck_assert_uint_eq(where().event, n_told);
    ck_assert(deck_feed(deck)->ops->over(deck_feed(deck)));
    expect_live();
}
END_TEST

START_TEST(as_fast_as_it_is_taken)
{
    deck_free(deck);
    open_deck(0);
    turn(0);
    ck_assert(where().at_end);
    ck_assert_uint_eq(where().event, n_told);
    expect_live();
}
END_TEST

START_TEST(it_sleeps_until_the_next_record_is_due)
{
    play(1000);
    uint64_t next = times[where().event], at = where().now;
    int ms = deck_feed(deck)->ops->timeout(deck_feed(deck), now);
    ck_assert_int_le(ms, (int)((next - at) / NS_PER_MS) + 1);
    ck_assert_int_gt(ms, 0);
}
END_TEST

START_TEST(a_command_is_refused)
{
    struct fault_text why;
    struct command c = {.kind = CMD_SWEEP, .source = 1};
    ck_assert_int_eq(deck_feed(deck)->ops->command(deck_feed(deck), &c, &why), STATUS_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(why.text, "this is a tape"));
}
END_TEST

/* ---- Elsewhere. ---- */

START_TEST(any_time_shows_what_was_live_then)
{
    struct random r = {.state = 42};
    for (int i = 0; i < 60; i++) {
        uint64_t time = times[0] + random_below(&r, SECONDS * NS_PER_S);
        go(wall_of(time));
        ck_assert_uint_eq(where().event, events_by(time));
        ck_assert_uint_eq(where().now, time < times[n_told - 1] ? time : times[n_told - 1]);
        expect_live();
    }
    ck_assert_uint_gt(moves, 10);
}
END_TEST

START_TEST(outside_of_the_tape_are_its_ends)
{
    go(wall_of(times[0]) + 3600 * NS_PER_S);
    ck_assert_uint_eq(where().event, n_told);
    ck_assert(where().at_end);
    go(0);
    ck_assert_uint_eq(where().event, events_by(times[0]));
    expect_live();
}
END_TEST

START_TEST(what_played_plays_on_from_there)
{
    go(wall_of(times[0] + 30 * NS_PER_S));
    ck_assert(!where().paused);
    play(1000);
    ck_assert_uint_eq(where().event, events_by(times[0] + 31 * NS_PER_S));
    drive(DRIVE_PAUSE, 0);
    go(wall_of(times[0] + 10 * NS_PER_S));
    ck_assert(where().paused);
}
END_TEST

START_TEST(ten_seconds_further_and_back)
{
    play(5000);
    drive(DRIVE_SECONDS, 10);
    ck_assert_uint_eq(where().event, events_by(times[0] + 15 * NS_PER_S));
    ck_assert_uint_eq(moves, 0); /* forward it only folds */
    drive(DRIVE_SECONDS, -10);
    ck_assert_uint_eq(where().event, events_by(times[0] + 5 * NS_PER_S));
    expect_live();
    drive(DRIVE_SECONDS, -10);
    ck_assert_uint_eq(where().event, events_by(times[0]));
}
END_TEST

START_TEST(rates_are_sampled_on_the_way)
{
    play(20000);
    samples = 0;
    go(wall_of(times[0] + 15 * NS_PER_S));
    ck_assert_uint_ge(samples, 5);
    for (unsigned i = 1; i < 5; i++)
        ck_assert_uint_eq(sampled[i] - sampled[i - 1], NS_PER_S);
    ck_assert_uint_eq(sampled[samples - 1], times[0] + 15 * NS_PER_S);
}
END_TEST

START_TEST(its_begin_and_its_end)
{
    play(5000);
    drive(DRIVE_END, 0);
    ck_assert(where().at_end && where().paused && !where().following);
    expect_live();
    drive(DRIVE_BEGIN, 0);
    ck_assert_uint_eq(where().event, 0);
    expect_live();
}
END_TEST

/* ---- Steps. ---- */

START_TEST(an_event_further_and_back)
{
    play(20500);
    uint64_t at = where().event;
    for (unsigned i = 1; i <= 30; i++) {
        drive(DRIVE_STEP_EVENT, 1);
        ck_assert_uint_eq(where().event, at + i);
        expect_live();
    }
    for (unsigned i = 29; i-- > 0;) {
        drive(DRIVE_STEP_EVENT, -1);
        ck_assert_uint_eq(where().event, at + 1 + i);
        expect_live();
    }
    ck_assert(where().paused);
}
END_TEST

START_TEST(events_end_where_the_tape_does)
{
    drive(DRIVE_BEGIN, 0);
    drive(DRIVE_STEP_EVENT, -1);
    ck_assert_str_eq(said, "this is the begin of the tape");
    drive(DRIVE_END, 0);
    drive(DRIVE_STEP_EVENT, 1);
    ck_assert_str_eq(said, "this is the end of the tape");
}
END_TEST

static uint64_t next_of_show(void)
{
    return query_subscription(deck_state(deck), (struct ref){1, m->load_chain[4]})->next;
}

START_TEST(an_emission_further_and_back)
{
    play(10000);
    drive(DRIVE_STEP_SEND, 1);
    uint64_t sends = next_of_show(), event = where().event;
    /* The model's five sends of a value each are a root. */
    for (unsigned i = 1; i <= 10; i++) {
        drive(DRIVE_STEP_SEND, 1);
        ck_assert_uint_eq(where().event % 2, event % 2);
        expect_live();
    }
    ck_assert_uint_eq(next_of_show(), sends + 2);
    ck_assert_uint_eq(where().event, event + 20);
    for (unsigned i = 1; i <= 10; i++)
        drive(DRIVE_STEP_SEND, -1);
    ck_assert_uint_eq(where().event, event);
    expect_live();
}
END_TEST

START_TEST(a_swap_and_a_refused_build_are_marks)
{
    drive(DRIVE_STEP_MARK, 1);
    ck_assert_uint_eq(query_track(deck_state(deck), (struct ref){1, m->load})->version, 2);
    ck_assert_uint_le(where().now, swap_at);
    expect_live();
    drive(DRIVE_STEP_MARK, 1);
    ck_assert_uint_gt(where().now, swap_at);
    uint64_t last = 0;
    while (where().event != last && !*said) {
        last = where().event;
        drive(DRIVE_STEP_MARK, 1);
    }
    ck_assert_str_eq(said, "no swap or fault from here to the end of the tape");
    ck_assert(where().at_end);
}
END_TEST

START_TEST(marks_are_found_backwards_over_several_snapshots)
{
    drive(DRIVE_END, 0);
    drive(DRIVE_STEP_MARK, -1);
    ck_assert_uint_gt(where().now, times[0] + 39 * NS_PER_S);
    ck_assert_uint_lt(where().now, times[0] + 41 * NS_PER_S);
    expect_live();
    for (int i = 0; i < 20 && where().now > swap_at; i++)
        drive(DRIVE_STEP_MARK, -1);
    ck_assert_uint_eq(query_track(deck_state(deck), (struct ref){1, m->load})->version, 2);
    uint64_t event = where().event;
    while (!*said)
        drive(DRIVE_STEP_MARK, -1);
    ck_assert_str_eq(said, "no swap or fault before this place");
    ck_assert_uint_le(where().event, event);
    ck_assert(where().paused && !where().seeking);
}
END_TEST

START_TEST(a_key_ends_a_search)
{
    struct feed *f = deck_feed(deck);
    deck_drive(deck, DRIVE_STEP_MARK, 1);
    f->ops->drain(f, 100, take, NULL);
    ck_assert(where().seeking);
    deck_drive(deck, DRIVE_PAUSE, 0);
    ck_assert(where().paused && !where().seeking);
    expect_live();
}
END_TEST

START_TEST(counted_emissions_are_one_step)
{
    struct landmarks l = {0};
    struct glance merged = {.kind = EV_SEND_MERGED, .source = 1, .time = 10, .size = 32},
                  call = {.kind = EV_SEND_CALL, .source = 1, .time = 11, .size = 32},
                  back = {.kind = EV_SEND_RETURN, .source = 1, .time = 11, .size = 24};
    landmarks_pass(&l, &merged);
    ck_assert(!landmarks_before(&l, LANDMARK_SEND, &merged));
    landmarks_pass(&l, &merged);
    ck_assert(landmarks_before(&l, LANDMARK_SEND, &call));
    landmarks_pass(&l, &call);
    ck_assert(!landmarks_before(&l, LANDMARK_SEND, &call)); /* nested */
    landmarks_pass(&l, &call);
    landmarks_pass(&l, &back);
    ck_assert(!landmarks_before(&l, LANDMARK_SEND, &call));
    landmarks_pass(&l, &back);
    ck_assert(landmarks_at_end(&l, LANDMARK_SEND));
    landmarks_leave(&l);
    landmarks_pass(&l, &call); /* its return was merged away: the next turn is another one */
    call.time = back.time = 20;
    landmarks_pass(&l, &call);
    landmarks_pass(&l, &back);
    ck_assert(landmarks_at_end(&l, LANDMARK_SEND));
    landmarks_release(&l);
}
END_TEST

/* ---- Tapes that are not whole. ---- */

static void write_again(void)
{
    struct fault_text why;
    deck_free(deck);
    deck = NULL;
    unlink(path);
    ck_assert_msg(tape_create(&writer, path, &why) == STATUS_OK, "%s", why.text);
    n_told = 0;
    str_clear(&told);
    model_free(m);
    m = model_new_told("demo", 0, on_event, NULL);
    model_demo(m);
    for (unsigned i = 0; i < 5; i++)
        second(i);
}

START_TEST(a_tape_that_is_being_written_is_followed)
{
    write_again();
    open_deck(1);
    drive(DRIVE_END, 0);
    turn(0);
    ck_assert(where().following && where().at_end && !where().paused);
    ck_assert_uint_eq(where().event, n_told);
    ck_assert(!deck_feed(deck)->ops->over(deck_feed(deck)));
    second(5);
    turn(250);
    ck_assert_uint_eq(where().event, n_told);
    expect_live();
    second(6);
    ck_assert_int_eq(tape_close(writer, NULL), STATUS_OK);
    turn(250);
    ck_assert_uint_eq(where().event, n_told);
    expect_live();
}
END_TEST

START_TEST(what_was_written_meanwhile_is_played)
{
    write_again();
    open_deck(1);
    play(4000);
    second(5);
    ck_assert_int_eq(tape_close(writer, NULL), STATUS_OK);
    play(1900);
    ck_assert_uint_eq(where().event, events_by(times[0] + 5900 * NS_PER_MS));
    expect_live();
}
END_TEST

static void patch(long at, const void *bytes, size_t n)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ck_assert_int_eq(pwrite(fd, bytes, n, at), (ssize_t)n);
    close(fd);
}

START_TEST(damage_is_said_and_the_next_snapshot_heals_it)
{
    uint64_t bytes = deck_info(deck).bytes;
    deck_free(deck);
    patch((long)(bytes / 2), "damage damage damage", 20);
    open_deck(0);
    turn(0);
    ck_assert_msg(strstr(said, "damaged at byte") != NULL, "%s", said);
    ck_assert(where().at_end);
    ck_assert_uint_eq(where().event, n_told);
    expect_live();
    go(wall_of(times[0] + 5 * NS_PER_S));
    expect_live();
}
END_TEST

START_TEST(a_tape_that_was_cut_off_is_played_as_far_as_it_goes)
{
    uint64_t bytes = deck_info(deck).bytes;
    deck_free(deck);
    ck_assert_int_eq(truncate(path, (off_t)(bytes * 2 / 3)), 0);
    open_deck(0);
    ck_assert(deck_info(deck).cut);
    turn(0);
    ck_assert(where().at_end);
    ck_assert_uint_lt(where().event, n_told);
    ck_assert_uint_gt(where().event, n_told / 3);
    expect_live();
}
END_TEST

START_TEST(a_tape_that_became_shorter_says_so)
{
    write_again();
    open_deck(1);
    drive(DRIVE_END, 0);
    ck_assert_int_eq(truncate(path, 200), 0);
    turn(250);
    ck_assert_ptr_nonnull(strstr(said, "became shorter"));
    ck_assert(!where().following);
    tape_close(writer, NULL);
}
END_TEST

START_TEST(what_is_no_tape_is_not_opened)
{
    struct fault_text why;
    struct deck_options o = {.speed = 1};
    struct deck *none = deck;
    ck_assert_int_eq(deck_open(&none, "/nowhere/at.all", &o, &why), STATUS_NOTFOUND);
    ck_assert_ptr_null(none);
}
END_TEST

/* ---- Places as they are typed. ---- */

static uint64_t typed(const char *text)
{
    /* 10:02:11 to 10:12:11, standing at 10:05:00 */
    struct tapetime t = {MODEL_WALL, MODEL_WALL + 600 * NS_PER_S, MODEL_WALL + 169 * NS_PER_S};
    struct fault_text why;
    uint64_t wall = 0;
    ck_assert_msg(tapetime_parse(text, &t, &wall, &why) == STATUS_OK, "%s", why.text);
    ck_assert_uint_eq((wall - MODEL_WALL) % NS_PER_MS, 0);
    return (wall - MODEL_WALL) / NS_PER_MS;
}

START_TEST(places_are_clocks_distances_and_parts)
{
    ck_assert_uint_eq(typed("10:06:02"), 231000);
    ck_assert_uint_eq(typed("10:06:02.250"), 231250);
    ck_assert_uint_eq(typed("10:06"), 229000);
    ck_assert_uint_eq(typed("+30s"), 199000);
    ck_assert_uint_eq(typed("+30"), 199000);
    ck_assert_uint_eq(typed(" -5s"), 164000);
    ck_assert_uint_eq(typed("+2m"), 289000);
    ck_assert_uint_eq(typed("-200ms"), 168800);
    ck_assert_uint_eq(typed("-1h"), 0);
    ck_assert_uint_eq(typed("+1 h"), 600000);
    ck_assert_uint_eq(typed("0%"), 0);
    ck_assert_uint_eq(typed("50%"), 300000);
    ck_assert_uint_eq(typed("100%"), 600000);
    ck_assert_uint_eq(typed("400%"), 600000);
    ck_assert_uint_eq(typed("10:02:11"), 0);
    ck_assert_uint_eq(typed("09:00:00"), 0);
    ck_assert_uint_eq(typed("23:00:00"), 600000);
}
END_TEST

START_TEST(a_tape_past_midnight_has_both_days)
{
    uint64_t begin = MODEL_WALL + 13 * 3600 * NS_PER_S; /* 23:02:11 */
    struct tapetime t = {begin, begin + 7200 * NS_PER_S, begin};
    struct fault_text why;
    uint64_t wall;
    ck_assert_int_eq(tapetime_parse("23:30:00", &t, &wall, &why), STATUS_OK);
    ck_assert_uint_eq((wall - begin) / NS_PER_S, 1669);
    ck_assert_int_eq(tapetime_parse("00:30:00", &t, &wall, &why), STATUS_OK);
    ck_assert_uint_eq((wall - begin) / NS_PER_S, 1669 + 3600);
}
END_TEST

START_TEST(what_is_no_place_is_refused)
{
    static const char *const wrong[] = {"", "x", "10", "10:", "25:00", "10:61", "10:06:02x", "50",
                                        "%", "+", "+5x", "nan", "+inf", "-%", "1:2:3:4", "+nan",
                                        "10:06:-2"};
    struct tapetime t = {MODEL_WALL, MODEL_WALL + 1, MODEL_WALL};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct fault_text why;
        uint64_t wall;
        ck_assert_msg(tapetime_parse(wrong[i], &t, &wall, &why) == STATUS_USAGE, "%s", wrong[i]);
        ck_assert_ptr_nonnull(strstr(why.text, "10:06:02"));
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        it_plays_at_its_own_speed, it_plays_faster_and_slower, the_speed_has_limits,
        it_pauses_and_goes_on, a_caller_that_stood_still_does_not_move_it, at_its_end_it_pauses,
        as_fast_as_it_is_taken, it_sleeps_until_the_next_record_is_due, a_command_is_refused,
        any_time_shows_what_was_live_then, outside_of_the_tape_are_its_ends,
        what_played_plays_on_from_there, ten_seconds_further_and_back,
        rates_are_sampled_on_the_way, its_begin_and_its_end, an_event_further_and_back,
        events_end_where_the_tape_does, an_emission_further_and_back,
        a_swap_and_a_refused_build_are_marks, marks_are_found_backwards_over_several_snapshots,
        a_key_ends_a_search, counted_emissions_are_one_step,
        a_tape_that_is_being_written_is_followed, what_was_written_meanwhile_is_played,
        damage_is_said_and_the_next_snapshot_heals_it,
        a_tape_that_was_cut_off_is_played_as_far_as_it_goes, a_tape_that_became_shorter_says_so,
        what_is_no_tape_is_not_opened, places_are_clocks_distances_and_parts,
        a_tape_past_midnight_has_both_days, what_is_no_place_is_refused};
    Suite *suite = suite_create("deck");
    TCase *t = tcase_create("deck");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
