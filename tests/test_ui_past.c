/* test_ui_past.c - the screen in the past of a program that runs: the line, the keys, what is refused there, and the way
 * back. The program is the model, what is kept and played is the real thing; only the loop between is the test's. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/past.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/model.h"
#include "tests/support/suite.h"
#include "ui/ui_private.h"

static struct state *live;
static struct past *past;
static struct model *m;
static struct ui *ui;
static uint64_t now;
static unsigned sent, watches, ordered;
static struct command last;
static struct str picture;

static void on_event(void *ctx, const struct event *ev)
{
    static unsigned char record[EVENT_MAX];
    size_t n = event_encode(ev, record);
    (void)ctx;
    ck_assert_int_eq(state_fold_records(live, record, n), STATUS_OK);
    past_take(past, record, n);
}

static void on_moved(void *ctx, const struct state *state)
{
    (void)ctx;
    ui_set_state(ui, state);
}

static void on_sample(void *ctx)
{
    (void)ctx;
    ui_sample(ui, now);
}

static void on_say(void *ctx, const char *text)
{
    (void)ctx;
    ui_message(ui, text);
}

static void on_command(void *ctx, const struct command *cmd)
{
    (void)ctx;
    if (cmd->kind != CMD_WATCH && cmd->kind != CMD_SOURCE)
        sent++;
    else
        watches += cmd->version ? 1u : UINT32_MAX; /* taken back: one less */
    last = *cmd;
}

static enum status on_order(void *ctx, struct ref selected, const char *line, struct fault_text *why)
{
    (void)ctx;
    (void)selected;
    (void)line;
    (void)why;
    ordered++;
    return STATUS_OK;
}

static void where(void *ctx, struct ui_transport *out)
{
    (void)ctx;
    past_where(past, out);
}

static void drive(void *ctx, enum ui_drive what, int amount)
{
    (void)ctx;
    past_drive(past, what, amount);
}

static void about(void *ctx, const struct ui_about *what, int amount)
{
    (void)ctx;
    past_about(past, what, amount);
}

static enum status go(void *ctx, const char *text, struct fault_text *why)
{
    (void)ctx;
    return past_go(past, text, why);
}

static void open_screen(int rows, int cols, bool ascii)
{
    struct ui_options options = {.state = live,
                                 .host = {.command = on_command, .order = on_order},
                                 .tape = {where, drive, go, about},
                                 .ascii = ascii};
    ui = ui_new(&options, rows, cols);
    now = 100 * NS_PER_S;
    ui_draw(ui, now);
}

static void live_for(unsigned values)
{
    for (unsigned i = 0; i < values; i++) {
        model_send(m, i);
        model_wait(m, 250);
    }
}

static void set_up(void)
{
    const struct past_ops ops = {NULL, on_moved, on_sample, on_say};
    setenv("TZ", "UTC", 1);
    tzset();
    sent = watches = ordered = 0;
    live = state_new(NULL);
    past = past_new(UINT64_C(64) << 20, live, &ops);
    m = model_new_told("demo", 0, on_event, NULL);
    model_demo(m);
    live_for(40);
    model_swap_load(m);
    live_for(40);
    open_screen(24, 160, false);
}

static void tear_down(void)
{
    ui_close(ui);
    past_free(past);
    model_free(m);
    state_free(live);
    str_release(&picture);
}

static void draw(void)
{
    while (!past_drain(past, 1 << 16))
        continue;
    now += NS_PER_S;
    ui_draw(ui, now);
}

static void press(int key)
{
    ui_key(ui, key);
    draw();
}

static void type(const char *text)
{
    for (; *text; text++)
        ui_key(ui, *text);
    press(KEYCODE_ENTER);
}

static const char *shown(void)
{
    str_clear(&picture);
    screen_text(ui->screen, &picture);
    return str_text(&picture);
}

#define assert_shows(text) ck_assert_msg(strstr(shown(), text) != NULL, "%s", shown())
#define assert_hides(text) ck_assert_msg(strstr(shown(), text) == NULL, "%s", shown())

/* By what the program calls it now; ids are the same ones in its past. */
static void select_id(entity_id id)
{
    press('g');
    for (size_t i = 0; i < ui->tree.n; i++, press('j'))
        if (tree_selected(&ui->tree)->node.ref.id == id)
            return;
    ck_abort_msg("no such row\n%s", shown());
}

START_TEST(live_there_is_no_line)
{
    assert_hides("back  ");
    press('}');
    assert_shows("this is now; , ( { [ and @ go back in time");
    assert_hides("back  ");
}
END_TEST

START_TEST(the_line_says_where_one_is)
{
    press('[');
    assert_shows(" 0:10 of 0:19 back   ");
    assert_shows("K of 64M ");
    assert_shows("  paused\n");
    assert_shows(" $ now   Space play");
    press('$');
    assert_hides("of 64M");
}
END_TEST

START_TEST(the_line_on_a_narrow_screen)
{
    press('[');
    ui_set_size(ui, 24, 80);
    draw();
    assert_shows(" 0:10 of 0:19 back   ");
    assert_shows("K of 64M ");
    assert_shows(" $ now   Space play");
    ui_set_size(ui, 12, 40);
    draw();
    assert_shows(" 0:10 back  ");
    assert_shows("K of 64M");
    assert_shows(" $ now  Space  . , step");
    ui_set_size(ui, 48, 160);
    draw();
    assert_shows(" events ");
}
END_TEST

START_TEST(the_line_in_ascii)
{
    ui_close(ui);
    open_screen(24, 80, true);
    press('[');
    assert_shows(" 0:10 of 0:19 back   ");
    for (const char *p = shown(); *p; p++)
        ck_assert_msg((unsigned char)*p < 0x80, "%s", shown());
}
END_TEST

START_TEST(the_whole_screen_is_what_was)
{
    select_id(m->load);
    assert_shows("v2");
    press('{'); /* behind the swap */
    assert_shows("v2");
    press(',');
    assert_hides("v2");
    assert_shows("0:10 of");
    press('}');
    assert_shows("v2");
}
END_TEST

START_TEST(the_selection_and_the_filter_stay)
{
    press('f');
    type("load");
    select_id(m->load);
    size_t rows = ui->tree.n, at = ui->tree.selected;
    press('[');
    ck_assert_uint_eq(ui->tree.n, rows);
    ck_assert_uint_eq(ui->tree.selected, at);
    press('$');
    ck_assert_uint_eq(ui->tree.n, rows);
    ck_assert_uint_eq(ui->tree.selected, at);
}
END_TEST

START_TEST(nothing_is_changed_in_the_past)
{
    select_id(m->load);
    press('[');
    unsigned before = sent;
    press('S');
    assert_shows("this is the past, which nothing changes: $ returns to now");
    ck_assert_uint_eq(sent, before);
    press('o');
    assert_shows("this is the past");
    ck_assert_uint_eq(sent, before);
    press(':');
    assert_shows("this is the past");
    ck_assert_uint_eq(ordered, 0);
    press('$');
    press('o');
    ck_assert_uint_eq(sent, before + 1);
    press(':');
    type("sweep");
    ck_assert_uint_eq(ordered, 1);
}
END_TEST

START_TEST(the_sends_of_the_selection_are_gone_through)
{
    select_id(m->show);
    assert_shows("80 next");
    press(';');
    assert_shows("80 next");
    press(';');
    assert_shows("79 next");
    press(';');
    assert_shows("78 next");
    press('\'');
    assert_shows("79 next");
    ck_assert_uint_eq(tree_selected(&ui->tree)->node.ref.id, m->show);
}
END_TEST

START_TEST(what_was_watched_is_let_go_and_taken_up_again)
{
    select_id(m->load);
    ck_assert_uint_eq(watches, 1);
    press('[');
    ck_assert_uint_eq(watches, 0);
    press(',');
    ck_assert_uint_eq(watches, 0);
    press('$');
    ck_assert_uint_eq(watches, 1);
}
END_TEST

START_TEST(escape_returns_when_there_is_nothing_else)
{
    press('f');
    type("load");
    press('[');
    press(KEYCODE_ESC); /* the filter */
    assert_shows("of 64M");
    press(KEYCODE_ESC);
    assert_hides("of 64M");
    press('@');
    type("-5s");
    assert_shows(" 0:05 of 0:19 back");
    press(KEYCODE_ESC);
    assert_hides("of 64M");
}
END_TEST

START_TEST(what_is_no_time_is_said_and_one_stays_now)
{
    press('@');
    type("noon");
    press(KEYCODE_ESC);
    assert_hides("of 64M");
}
END_TEST

START_TEST(the_line_follows_what_goes_on_and_stands_when_nothing_does)
{
    press('[');
    draw();
    ck_assert_int_eq(ui_draw_due(ui, now), -1);
    live_for(8);
    int due = ui_draw_due(ui, now); /* not for each event */
    ck_assert_int_gt(due, 500);
    ck_assert_int_le(due, 1000);
    draw();
    assert_shows(" 0:12 of 0:21 back");
    ck_assert_int_eq(ui_draw_due(ui, now), -1);
}
END_TEST

START_TEST(a_program_that_ended_meanwhile_is_gone_when_one_returns)
{
    press('[');
    model_end(m, 3);
    draw();
    assert_hides("gone");
    assert_hides("exit");
    press('$');
    ck_assert_msg(strstr(shown(), "gone") || strstr(shown(), "ended") || strstr(shown(), "exit"), "%s", shown());
}
END_TEST

START_TEST(what_is_kept_is_full_and_says_so)
{
    struct ui_transport t = {.past = true, .left = true, .paused = true, .speed = 1, .event = 5, .first = 9, .events = 20,
                             .wall = MODEL_WALL, .begin = MODEL_WALL, .end = MODEL_WALL + 723 * NS_PER_S,
                             .bytes = UINT64_C(63) << 20, .budget = UINT64_C(64) << 20};
    press('[');
    const int cols[] = {160, 80, 40};
    const char *const says[] = {" 12:03 of 12:03 back   63M of 64M, the oldest has left   5 of 20 events  older than what is kept",
                                (" 12:03 of 12:03 back   63M of 64M, full  has left \xc3\x97" "1  paused"), " 12:03 back  has left"};
    for (size_t i = 0; i < ARRAY_LEN(cols); i++) {
        ui_set_size(ui, 24, cols[i]);
        draw();
        ui->transport = t;
        pane_transport.draw(ui, &ui->layout.transport);
        assert_shows(says[i]);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        live_there_is_no_line, the_line_says_where_one_is, the_line_on_a_narrow_screen, the_line_in_ascii,
        the_whole_screen_is_what_was, the_selection_and_the_filter_stay, nothing_is_changed_in_the_past, the_sends_of_the_selection_are_gone_through,
        what_was_watched_is_let_go_and_taken_up_again, escape_returns_when_there_is_nothing_else,
        what_is_no_time_is_said_and_one_stays_now, the_line_follows_what_goes_on_and_stands_when_nothing_does,
        a_program_that_ended_meanwhile_is_gone_when_one_returns, what_is_kept_is_full_and_says_so};
    Suite *suite = suite_create("ui past");
    TCase *t = tcase_create("past");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
