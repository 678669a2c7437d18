/* test_ui_tape.c - the screen on a tape: its line, its keys, its time; another state in the place of
 * the one before. The tape is two moments of the model and figures that the test sets. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/model.h"
#include "tests/support/suite.h"
#include "ui/ui_private.h"

static struct model *m;
static struct ui *ui;
static uint64_t now;
static struct ui_transport at;
static enum ui_drive driven;
static int driven_by, drives, sent;
static char gone_to[64];
static struct str picture;

static void where(void *ctx, struct ui_transport *out)
{
    (void)ctx;
    *out = at;
}

static void drive(void *ctx, enum ui_drive what, int amount)
{
    (void)ctx;
    drives++;
    driven = what;
    driven_by = amount;
}

static enum status go(void *ctx, const char *text, struct fault_text *why)
{
    (void)ctx;
    str_copy(gone_to, sizeof gone_to, text);
    return *text == 'x' ? fault_set(why, STATUS_USAGE, "'%s' is no place", text) : STATUS_OK;
}

static void on_command(void *ctx, const struct command *cmd)
{
    (void)ctx;
    (void)cmd;
    sent++;
}

static void open_screen(int rows, int cols, bool ascii)
{
    struct ui_options options = {.state = m->state,
                                 .host = {.command = on_command},
                                 .tape = {.where = where, .drive = drive, .go = go},
                                 .ascii = ascii};
    ui = ui_new(&options, rows, cols);
    now = 100 * NS_PER_S;
    ui_draw(ui, now);
}

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
    m = model_new("demo", 0);
    model_demo(m);
    at = (struct ui_transport){.now = 6 * NS_PER_S,
                               .wall = MODEL_WALL + NS_PER_S,
                               .begin = MODEL_WALL,
                               .end = MODEL_WALL + 301 * NS_PER_S,
                               .event = 48112,
                               .events = 1234567,
                               .speed = 4};
    drives = sent = 0;
    open_screen(24, 120, false);
}

static void tear_down(void)
{
    ui_close(ui);
    model_free(m);
}

static void draw(void)
{
    now += NS_PER_S;
    ui_draw(ui, now);
}

static void advance(unsigned ms)
{
    at.now += ms * NS_PER_MS;
    at.wall += ms * NS_PER_MS;
    draw();
}

static const char *shown(void)
{
    str_clear(&picture);
    screen_text(ui->screen, &picture);
    return str_text(&picture);
}

#define assert_shows(text) ck_assert_msg(strstr(shown(), text) != NULL, "%s", shown())
#define assert_hides(text) ck_assert_msg(strstr(shown(), text) == NULL, "%s", shown())

static void press(int key)
{
    ui_key(ui, key);
    draw();
}

/* ---- The line. ---- */

START_TEST(the_line_while_it_plays)
{
    assert_shows(" ► 10:02:12  ●──");
    assert_shows(" 0:01 of 5:01   48,112 of 1,234,567 events ×4\n");
    at.wall = MODEL_WALL + 150 * NS_PER_S;
    draw();
    assert_shows("━━●──");
    at.wall = at.end;
    at.at_end = at.paused = true;
    draw();
    assert_shows(" ‖ 10:07:12.000");
    assert_shows("━● 5:01 of 5:01");
    assert_shows("×4  at its end");
}
END_TEST

START_TEST(the_line_says_what_it_does)
{
    at.paused = true;
    at.speed = 0.25;
    draw();
    assert_shows("1/4  paused");
    at.paused = false;
    at.seeking = true;
    draw();
    assert_shows(" … 10:02:12");
    assert_shows("looking for it");
    at.seeking = false;
    at.following = at.at_end = true;
    draw();
    assert_shows("follows");
    at.speed = 0;
    draw();
    assert_shows(" max");
}
END_TEST

START_TEST(the_line_at_40x12_in_ascii)
{
    ui_close(ui);
    at.wall = MODEL_WALL + 150 * NS_PER_S;
    at.paused = true;
    open_screen(12, 40, true);
    assert_shows(" = 10:04:41.000  =========#--------- x4\n");
    for (const char *p = shown(); *p; p++)
        ck_assert_int_lt((unsigned char)*p, 128);
    ui_set_size(ui, 5, 20);
    draw();
    assert_shows(" = 10:04:41.000   x4");
}
END_TEST

START_TEST(an_overlay_leaves_the_line_in_sight)
{
    press('?');
    assert_shows(" ► 10:02:12");
    press('q');
    press('t');
    assert_shows(" ► 10:02:12");
}
END_TEST

START_TEST(an_empty_tape_has_a_line_as_well)
{
    at = (struct ui_transport){.speed = 1, .paused = true, .at_end = true};
    draw();
    assert_shows("0:00 of 0:00");
}
END_TEST

/* ---- Keys. ---- */

START_TEST(keys_drive_the_tape)
{
    static const struct {
        int key;
        enum ui_drive what;
        int amount;
    } keys[] = {{' ', DRIVE_PAUSE, 0},       {'.', DRIVE_STEP_SEND, 1},  {',', DRIVE_STEP_SEND, -1},
                {')', DRIVE_STEP_EVENT, 1},  {'(', DRIVE_STEP_EVENT, -1}, {'}', DRIVE_STEP_MARK, 1},
                {'{', DRIVE_STEP_MARK, -1},  {']', DRIVE_SECONDS, 10},   {'[', DRIVE_SECONDS, -10},
                {'>', DRIVE_FASTER, 1},      {'<', DRIVE_FASTER, -1},    {'=', DRIVE_OWN_SPEED, 0},
                {'0', DRIVE_BEGIN, 0},       {'$', DRIVE_END, 0}};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        press(keys[i].key);
        ck_assert_int_eq(drives, (int)i + 1);
        ck_assert_int_eq(driven, keys[i].what);
        ck_assert_int_eq(driven_by, keys[i].amount);
    }
}
END_TEST

START_TEST(a_place_is_typed)
{
    press('@');
    assert_shows(" to ");
    for (const char *p = "xy"; *p; p++)
        press(*p);
    press(KEYCODE_ENTER);
    ck_assert_ptr_eq(ui->modal, &pane_prompt);
    assert_shows("'xy' is no place");
    press(KEYCODE_CTRL('u'));
    for (const char *p = "+30s"; *p; p++)
        press(*p);
    assert_hides("is no place");
    press(KEYCODE_ENTER);
    ck_assert_ptr_null(ui->modal);
    ck_assert_str_eq(gone_to, "+30s");
    press('@');
    press('5');
    press(KEYCODE_ESC);
    ck_assert_str_eq(gone_to, "+30s");
}
END_TEST

START_TEST(what_would_change_the_program_is_refused)
{
    ck_assert(tree_select_ref(&ui->tree, (struct ref){1, m->load}, NODE_TRACK));
    for (const char *k = "SoO"; *k; k++) {
        press(*k);
        assert_shows("this is a tape: what was recorded cannot be changed");
    }
    press('s');
    press(KEYCODE_ENTER);
    assert_shows("this is a tape");
    press('r');
    assert_shows("this is a tape already");
    ck_assert_int_eq(sent, 0); /* nothing is watched either */
}
END_TEST

START_TEST(while_frozen_it_is_not_driven)
{
    press('p');
    press('.');
    ck_assert_int_eq(drives, 0);
    assert_shows("the view is frozen");
    press('@');
    ck_assert_ptr_null(ui->modal);
    press('p');
    press('.');
    ck_assert_int_eq(drives, 1);
}
END_TEST

START_TEST(without_a_tape_the_keys_say_so)
{
    struct ui_options options = {.state = m->state};
    struct ui *live = ui_new(&options, 24, 80);
    struct str text = STR_INIT;
    ui_draw(live, now);
    ui_key(live, '}');
    ui_draw(live, now + NS_PER_S);
    screen_text(live->screen, &text);
    ck_assert_ptr_nonnull(strstr(str_text(&text), "nothing is kept to go back to"));
    ui_key(live, ' '); /* marks a row */
    ck_assert_uint_eq(live->marks.n, 1);
    ui_close(live);
    str_release(&text);
}
END_TEST

/* ---- Time. ---- */

START_TEST(rates_are_those_of_the_tape)
{
    ck_assert(tree_select_ref(&ui->tree, (struct ref){1, m->show}, NODE_SUBSCRIPTION));
    for (int second = 0; second < 6; second++) {
        for (int i = 0; i < 32; i++)
            model_send(m, i);
        advance(8000); /* eight times as fast */
    }
    assert_shows("4/s");
    double before = ui->status.rate.per_second;
    at.paused = true;
    for (int i = 0; i < 20; i++)
        draw();
    ck_assert(ui->status.rate.per_second == before); /* time stands */
}
END_TEST

START_TEST(marks_fade_by_the_time_of_the_tape)
{
    model_swap_load(m);
    at.wall = query_wall(m->state, 1, m->now);
    draw();
    ck_assert(ui->fading);
    for (int i = 0; i < 20; i++)
        draw();
    ck_assert(ui->fading);
    advance(11000);
    ck_assert(!ui->fading);
}
END_TEST

START_TEST(a_paused_tape_draws_nothing)
{
    at.paused = true;
    draw();
    draw();
    ck_assert_int_eq(ui_draw_due(ui, now + 10 * NS_PER_S), -1);
    at.event++;
    ck_assert_int_ge(ui_draw_due(ui, now + 10 * NS_PER_S), 0);
    at.event--;
    at.paused = false;
    ck_assert_int_ge(ui_draw_due(ui, now + 10 * NS_PER_S), 0);
}
END_TEST

/* ---- Another moment. ---- */

START_TEST(winding_keeps_selection_folds_and_filter)
{
    ck_assert(tree_select_ref(&ui->tree, (struct ref){1, m->memory}, NODE_TRACK));
    press('h');
    ck_assert(tree_select_ref(&ui->tree, (struct ref){1, m->page}, NODE_SUBSCRIPTION));
    draw();
    size_t line = ui->tree.selected - ui->tree.top;
    struct model *other = model_new("demo", 0);
    model_string(other, "ids are others here");
    other->slots[ENT_TRACK] = other->slots[ENT_SUBSCRIPTION] = other->slots[ENT_PIPE] = 7;
    model_demo(other);
    ui_set_state(ui, other->state);
    model_free(m);
    m = other;
    draw();
    ck_assert_uint_eq(tree_selected(&ui->tree)->node.ref.id, m->page);
    ck_assert_uint_eq(ui->tree.selected - ui->tree.top, line);
    ck_assert(tree_select_ref(&ui->tree, (struct ref){1, m->memory}, NODE_TRACK));
    ck_assert(!tree_selected(&ui->tree)->open);
}
END_TEST

START_TEST(a_row_that_is_not_there_yet_is_selected_again_later)
{
    ck_assert(tree_select_ref(&ui->tree, (struct ref){1, m->page}, NODE_SUBSCRIPTION));
    draw();
    struct model *early = model_new("demo", 0);
    ui_set_state(ui, early->state);
    draw();
    assert_shows("no modules yet");
    ui_set_state(ui, m->state);
    model_free(early);
    draw();
    ck_assert_uint_eq(tree_selected(&ui->tree)->node.ref.id, m->page);
}
END_TEST

START_TEST(winding_forgets_what_rates_were_made_from)
{
    for (int i = 0; i < 4; i++) {
        model_send(m, i);
        advance(1000);
    }
    ck_assert(ui->status.rate.per_second > 0);
    struct model *before = model_new("demo", 0);
    model_demo(before);
    at.now = 5 * NS_PER_S;
    ui_set_state(ui, before->state);
    model_free(m);
    m = before;
    draw();
    ck_assert(ui->status.rate.per_second == 0);
    for (int i = 0; i < 3; i++) { /* sampled on the way to where it stops */
        model_send(m, i);
        at.now += NS_PER_S;
        ui_sample(ui, now);
    }
    draw();
    ck_assert(ui->status.rate.per_second == 5);
}
END_TEST

START_TEST(winding_ends_what_is_about_ids)
{
    struct model *other = model_new("demo", 0);
    model_demo(other);
    ck_assert(tree_select_ref(&ui->tree, (struct ref){1, m->load}, NODE_TRACK));
    press('p');
    ui_set_state(ui, other->state);
    ck_assert(!ui->frozen.on);
    press('s');
    ck_assert_ptr_eq(ui->modal, &pane_popup);
    ui_set_state(ui, m->state);
    ck_assert_ptr_null(ui->modal);
    model_free(other);
}
END_TEST

START_TEST(a_message_stays_in_sight_when_it_is_wound)
{
    struct model *other = model_new("demo", 0);
    model_demo(other);
    for (int i = 0; i < 5; i++)
        model_log(m, 0, LOG_INFO, "a line");
    draw();
    ui_message(ui, "one.tape: damaged at byte 77");
    draw();
    assert_shows("damaged at byte 77");
    ui_set_state(ui, other->state);
    draw();
    assert_shows("damaged at byte 77");
    model_log(other, 0, LOG_INFO, "a newer line");
    draw();
    assert_shows("a newer line");
    model_free(m);
    m = other;
}
END_TEST

START_TEST(a_message_from_before_the_first_frame_is_seen)
{
    struct ui_options options = {.state = m->state, .tape = {.where = where, .drive = drive, .go = go}};
    struct str text = STR_INIT;
    model_log(m, 0, LOG_INFO, "a line from before");
    struct ui *fresh = ui_new(&options, 24, 80);
    ui_message(fresh, "one.tape was cut off");
    ui_draw(fresh, now);
    screen_text(fresh->screen, &text);
    ck_assert_ptr_nonnull(strstr(str_text(&text), "one.tape was cut off"));
    ui_close(fresh);
    str_release(&text);
}
END_TEST

START_TEST(a_recording_redraws_only_when_it_was_written)
{
    struct ui_options options = {.state = m->state};
    struct ui *live = ui_new(&options, 24, 80);
    ui_set_recording(live, &(struct ui_recording){true, 1, 100});
    ui_draw(live, now);
    ui_draw(live, now + NS_PER_S);
    live->dirty = live->rates.flowing = live->fading = false;
    ui_set_recording(live, &(struct ui_recording){true, 2, 100});
    ck_assert_int_eq(ui_draw_due(live, now + NS_PER_S), -1);
    ui_set_recording(live, &(struct ui_recording){true, 2, 200});
    ck_assert_int_ge(ui_draw_due(live, now + NS_PER_S), 0);
    ui_close(live);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_line_while_it_plays, the_line_says_what_it_does, the_line_at_40x12_in_ascii,
        an_overlay_leaves_the_line_in_sight, an_empty_tape_has_a_line_as_well, keys_drive_the_tape,
        a_place_is_typed, what_would_change_the_program_is_refused, while_frozen_it_is_not_driven,
        without_a_tape_the_keys_say_so, rates_are_those_of_the_tape,
        marks_fade_by_the_time_of_the_tape, a_paused_tape_draws_nothing,
        winding_keeps_selection_folds_and_filter,
        a_row_that_is_not_there_yet_is_selected_again_later,
        winding_forgets_what_rates_were_made_from, winding_ends_what_is_about_ids,
        a_message_stays_in_sight_when_it_is_wound,
        a_message_from_before_the_first_frame_is_seen,
        a_recording_redraws_only_when_it_was_written};
    Suite *suite = suite_create("ui tape");
    TCase *t = tcase_create("tape");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
