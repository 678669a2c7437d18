/* test_ui_events.c - the view of what happened: its lines, what it lists, that it stands still while one reads, where its
 * keys lead. */
#include <check.h>
#include <stdio.h>
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
static unsigned asked;
static size_t budget;
static struct str picture;

static const struct state *on_events(void *ctx)
{
    (void)ctx;
    asked++;
    state_keep_events(m->state, budget);
    return m->state;
}

static struct ui_transport moment; /* of a past */

static void where(void *ctx, struct ui_transport *out)
{
    (void)ctx;
    *out = moment;
}

static void open_screen(int rows, int cols, bool ascii, bool keeps)
{
    struct ui_options options = {.state = m->state, .ascii = ascii, .events = keeps ? on_events : NULL};
    ui_close(ui);
    ui = ui_new(&options, rows, cols);
    now = 100 * NS_PER_S;
    ui_draw(ui, now);
}

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
    budget = EVENTS_KEPT;
    asked = 0;
    ui = NULL;
    m = model_new("demo", 0);
    model_demo(m);
    open_screen(24, 80, false, true);
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

static const char *shown(void)
{
    str_clear(&picture);
    screen_text(ui->screen, &picture);
    return str_text(&picture);
}

#define assert_shows(text) ck_assert_msg(strstr(shown(), text) != NULL, "no '%s' in\n%s", text, shown())
#define assert_hides(text) ck_assert_msg(strstr(shown(), text) == NULL, "'%s' in\n%s", text, shown())

static void press(int key)
{
    ui_key(ui, key);
    draw();
}

static void log_lines(unsigned from, unsigned n)
{
    char text[32];
    for (unsigned i = from; i < from + n; i++) {
        snprintf(text, sizeof text, "line %u.", i);
        model_log(m, 0, LOG_INFO, text);
    }
}

/* The row of the screen that has the text, or -1. */
static int row_with(const char *text)
{
    const char *at = strstr(shown(), text), *p = shown();
    int row = 0;
    for (; at && p < at; p++)
        row += *p == '\n';
    return at ? row : -1;
}

static bool is_selected(const char *text)
{
    const struct events *e = &ui->events.list;
    struct happening h;
    return e->selected && query_happening(m->state, e->selected, &h) && h.text_len == strlen(text) &&
           !memcmp(h.text, text, h.text_len);
}

static void send_in(entity_id subscription, int64_t value)
{
    struct event ev = {.kind = EV_SEND_CALL, .source = MODEL_SOURCE, .time = m->now, .ref = subscription, .text = "",
                       .id = (uint64_t)ENT_SEND << 56 | ++m->sends,
                       .value = {.type = VT_I64, .i64 = value, .text = ""}};
    model_fold(m, &ev);
}

/* ticks sends, and inside of it map, and inside of that show. */
static void send_through(int64_t value)
{
    send_in(m->load_chain[4], value);
    send_in(m->load_chain[3], value + 1);
    send_in(m->show, value + 2);
    for (uint64_t n = 0; n < 3; n++) {
        struct event ev = {.kind = EV_SEND_RETURN, .source = MODEL_SOURCE, .time = m->now, .text = "",
                           .id = (uint64_t)ENT_SEND << 56 | (m->sends - n)};
        model_fold(m, &ev);
    }
}

/* ---- When they are kept. ---- */

START_TEST(they_are_asked_for_when_the_view_is_first_shown)
{
    ck_assert_uint_eq(asked, 0);
    press('5');
    ck_assert_uint_eq(asked, 1);
    press('1');
    press('5');
    draw();
    ck_assert_uint_eq(asked, 1);
    assert_shows(" events   following");
}
END_TEST

START_TEST(without_a_host_that_keeps_them_it_says_so)
{
    open_screen(24, 80, false, false);
    press('5');
    assert_shows(" events are not kept here");
    press('k');
    press(KEYCODE_ENTER);
    press('G');
    assert_shows(" events are not kept here");
}
END_TEST

/* ---- Lines. ---- */

START_TEST(a_line_says_when_what_to_whom_which_value_and_why)
{
    open_screen(48, 160, false, true);
    send_through(40);
    press('5');
    assert_shows(" 10:02:11.000  next     ticks #5                        40\n");
    assert_shows(" 10:02:11.000  next     map #4                          41                                        because "
                 "ticks #5 sent\n");
    assert_shows(" 10:02:11.000  next     show #1                         42                                        because "
                 "map #4 sent\n");
}
END_TEST

START_TEST(every_kind_has_its_words)
{
    open_screen(48, 160, false, true);
    press('5');
    model_merge(m, m->show, 1204, true);
    model_swap_load(m);
    model_refuse(m);
    model_pin(m, m->load, true);
    model_tag(m, m->show, "hot");
    model_unsubscribe(m, m->page, END_UNSUBSCRIBED);
    draw();
    assert_shows(" merged   show #");
    assert_shows("1,204 values, only counted");
    assert_shows(" swap     load ");
    assert_shows("swapped v2: ");
    assert_shows(" build    cpu.c ");
    assert_shows("refused: ");
    assert_shows(" track    load ");
    assert_shows(" pinned\n");
    assert_shows(" tag      show #");
    assert_shows(" +hot\n");
    assert_shows(" end      page #");
    assert_shows(" unsubscribed\n");
}
END_TEST

START_TEST(on_80_columns)
{
    log_lines(1, 2);
    send_through(40);
    press('5');
    ck_assert_msg(strstr(shown(), "  log      demo                line 2.\n"), "%s", shown());
    assert_shows(" next     map #4              41            because ticks #5 sent\n");
    for (const char *p = shown(), *end; *p; p = end + 1) {
        end = strchr(p, '\n');
        char line[512] = "";
        ck_assert_uint_lt((size_t)(end - p), sizeof line);
        memcpy(line, p, (size_t)(end - p));
        ck_assert_uint_le(text_width(line), 80);
    }
}
END_TEST

START_TEST(on_40_columns_in_ascii)
{
    open_screen(12, 40, true, true);
    model_send(m, 38.75);
    log_lines(1, 1);
    press('5');
    assert_shows(" 10:02:");
    assert_shows(" log      demo        line 1.\n");
    for (const char *p = shown(); *p; p++)
        ck_assert_msg((unsigned char)*p < 127, "%s", shown());
}
END_TEST

START_TEST(what_programs_say_is_made_safe)
{
    open_screen(24, 120, false, true);
    press('5');
    model_log(m, 0, LOG_INFO, "a\x1b[2Jb\xff");
    model_send_to(m, m->show, "\x1b]0;x\x07");
    draw();
    ck_assert_ptr_null(strchr(shown(), 27));
    ck_assert_ptr_null(strchr(shown(), 7));
    ck_assert_ptr_null(strchr(shown(), 255));
    assert_shows("[2Jb");
}
END_TEST

/* ---- Following, and standing still. ---- */

START_TEST(the_newest_are_followed)
{
    press('5');
    log_lines(1, 40);
    draw();
    assert_shows("line 40.");
    log_lines(41, 1);
    draw();
    assert_shows("line 41.");
    assert_shows("following");
    ck_assert_ptr_null(ui_selected(ui)); /* a key acts on nothing that moves */
}
END_TEST

START_TEST(what_is_selected_stays_where_it_is)
{
    press('5');
    log_lines(1, 40);
    draw();
    press('k');
    press('k');
    ck_assert(is_selected("line 39."));
    int row = row_with("line 39.");
    ck_assert_int_gt(row, 0);
    assert_shows("G follows");
    log_lines(41, 40);
    draw();
    ck_assert(is_selected("line 39."));
    ck_assert_int_eq(row_with("line 39."), row);
    assert_shows(" 89 events   G follows");
    press('G');
    assert_shows("line 80.");
    assert_shows("following");
}
END_TEST

START_TEST(moving_beyond_the_end_follows_again_and_so_does_escape)
{
    press('5');
    log_lines(1, 40);
    draw();
    press('k');
    ck_assert(is_selected("line 40."));
    press('j');
    ck_assert_uint_eq(ui->events.list.selected, 0);
    press('k');
    press('k');
    press(KEYCODE_ESC);
    ck_assert_uint_eq(ui->events.list.selected, 0);
    assert_shows("following");
}
END_TEST

START_TEST(ends_and_pages)
{
    press('5');
    log_lines(1, 60);
    draw();
    press('g');
    ck_assert_uint_eq(ui->events.list.selected, ui->events.list.first);
    press(KEYCODE_PGDN);
    ck_assert_uint_gt(ui->events.list.selected, ui->events.list.first + 4);
    press(KEYCODE_PGUP);
    ck_assert_uint_eq(ui->events.list.selected, ui->events.list.first);
}
END_TEST

START_TEST(the_oldest_leave_and_that_is_said)
{
    budget = 96 * 64;
    press('5');
    assert_hides("older: gone");
    log_lines(1, 40);
    draw();
    press('k');
    log_lines(41, 40);
    draw();
    ck_assert(is_selected("line 40."));
    log_lines(81, 60);
    draw();
    assert_shows(" 64 events   older: gone");
    ck_assert(is_selected("line 77.")); /* the one that was selected is gone: the oldest that stays */
    assert_shows("line 77.");
}
END_TEST

START_TEST(a_frozen_view_lists_what_was_there)
{
    press('5');
    log_lines(1, 40);
    draw();
    press('p');
    log_lines(41, 3);
    draw();
    assert_shows("line 40.");
    assert_hides("line 41.");
    press('k');
    ck_assert(is_selected("line 40."));
    assert_hides("line 41.");
    press('p');
    press('G');
    assert_shows("line 43.");
}
END_TEST

/* ---- Filters. ---- */

static void filter(const char *text)
{
    struct fault_text why;
    ck_assert_int_eq(ui_filter(ui, text, &why), STATUS_OK);
    draw();
}

START_TEST(the_same_filter_as_everywhere)
{
    open_screen(48, 160, false, true);
    press('5');
    log_lines(1, 3);
    for (int i = 0; i < 5; i++)
        model_send(m, 30.5 + i);
    draw();
    filter("kind:subscription show");
    assert_shows(" next     show #");
    assert_hides(" line 1.");
    assert_hides(" next     ticks");
    assert_shows(" of ");
    model_send(m, 77.25);
    draw();
    assert_shows("77.25");
    filter("");
    assert_shows(" line 3.");
}
END_TEST

START_TEST(a_filter_looks_through_many_in_slices)
{
    press('5');
    for (unsigned i = 0; i < EVENTS_SLICE; i++)
        model_log(m, 0, LOG_INFO, "x");
    model_log(m, m->load, LOG_INFO, "about load");
    draw();
    ui_key(ui, 'k');
    struct fault_text why;
    ck_assert_int_eq(ui_filter(ui, "kind:track load", &why), STATUS_OK);
    draw();
    assert_shows(" looking through 8,");
    ck_assert_int_eq(ui_draw_due(ui, now + NS_PER_S), 0); /* it goes on */
    draw();
    assert_shows("about load");
    assert_hides("looking through");
    ck_assert_int_ne(ui_draw_due(ui, now + NS_PER_S), 0);
}
END_TEST

START_TEST(what_the_filter_hides_is_not_selected)
{
    press('5');
    model_log(m, m->load, LOG_INFO, "about load");
    log_lines(1, 3);
    draw();
    press('k');
    ck_assert(is_selected("line 3."));
    filter("kind:track load");
    ck_assert(is_selected("about load"));
    filter("nothing_has_this_name");
    ck_assert_uint_eq(ui->events.list.selected, 0);
    assert_shows(" 0 of ");
    press('k');
    press('G');
    ck_assert_uint_eq(ui->events.list.selected, 0);
}
END_TEST

/* ---- Where keys lead. ---- */

START_TEST(enter_goes_to_the_entity_in_the_tree)
{
    press('5');
    model_log(m, m->alerts, LOG_INFO, "about alerts");
    draw();
    press('k');
    ck_assert_uint_eq(ui_selected(ui)->ref.id, m->alerts);
    press(KEYCODE_ENTER);
    ck_assert_int_eq(ui->views.shown, VIEW_TREE);
    ck_assert_uint_eq(tree_selected(&ui->tree)->node.ref.id, m->alerts);
}
END_TEST

START_TEST(looking_at_it_does_not_change_the_selection)
{
    ck_assert(tree_select_ref(&ui->tree, (struct ref){1, m->memory}, -1));
    draw();
    press('5');
    model_send(m, 5);
    draw();
    press('1');
    ck_assert_uint_eq(tree_selected(&ui->tree)->node.ref.id, m->memory);
}
END_TEST

START_TEST(left_goes_to_the_cause)
{
    struct happening h;
    press('5');
    send_through(40);
    log_lines(1, 3);
    draw();
    for (int i = 0; i < 4; i++)
        press('k');
    for (int value = 42; value >= 40; value--, press('h')) {
        ck_assert(query_happening(m->state, ui->events.list.selected, &h));
        ck_assert_int_eq(h.value.i64, value);
        ck_assert_uint_eq(ui->cursor, h.wall);
    }
    assert_shows("nothing is known to have caused it");
}
END_TEST

START_TEST(a_cause_that_is_gone_or_hidden_is_told_as_such)
{
    budget = 96 * 16;
    press('5');
    send_in(m->load_chain[4], 40);
    log_lines(1, 20);
    send_in(m->show, 42);
    draw();
    press('k');
    press('h');
    assert_shows("its cause is gone");
    send_in(m->load_chain[3], 43);
    draw();
    filter("map");
    press('G');
    press('k');
    press('h');
    assert_shows("the filter hides its cause");
}
END_TEST

START_TEST(the_moment_is_that_of_the_selected_event)
{
    press('5');
    log_lines(1, 2);
    draw();
    ck_assert_uint_eq(ui->cursor, 0);
    press('k');
    struct happening h;
    ck_assert(query_happening(m->state, ui->events.list.selected, &h));
    ck_assert_uint_eq(ui->cursor, h.wall);
    press('G');
    ck_assert_uint_eq(ui->cursor, 0);
}
END_TEST

START_TEST(events_of_an_earlier_run_have_no_names)
{
    press('5');
    model_send(m, 38.75);
    model_wait(m, 1000);
    model_end(m, 0);
    model_restart(m);
    model_synced(m);
    draw();
    assert_shows(" earlier #");
    assert_hides(" show #");
    press('k');
    for (int i = 0; i < 8; i++)
        press('k');
    press(KEYCODE_ENTER);
}
END_TEST

START_TEST(in_the_past_they_end_with_the_moment)
{
    struct model *then = model_new("demo", 0);
    struct ui_options options = {.state = then->state, .tape = {.where = where}, .events = on_events};
    model_demo(then);
    model_log(m, m->load, LOG_INFO, "line 1.");
    moment = (struct ui_transport){.past = true, .speed = 1, .now = 1, .wall = query_wall(m->state, MODEL_SOURCE, m->now)};
    model_wait(m, 1000);
    model_log(m, m->load, LOG_INFO, "line 2.");
    ui_close(ui);
    ui = ui_new(&options, 24, 80);
    draw();
    press('5');
    assert_shows("line 1.");
    assert_hides("line 2.");
    filter("load");
    assert_hides("line 2.");
    moment.wall += NS_PER_S;
    draw();
    assert_shows("line 2.");
    moment.wall -= NS_PER_S; /* back again, with a filter that has looked farther */
    draw();
    assert_shows("line 1.");
    assert_hides("line 2.");
    model_free(then);
}
END_TEST

START_TEST(a_place_to_go_to_is_that_of_the_selected_event)
{
    struct ui_options options = {.state = m->state, .tape = {.where = where}, .events = on_events};
    moment = (struct ui_transport){.past = true, .speed = 1, .now = 1, .wall = MODEL_WALL + NS_PER_S};
    model_wait(m, 250);
    log_lines(1, 1);
    ui_close(ui);
    ui = ui_new(&options, 24, 80);
    draw();
    press('5');
    press('k');
    press('@');
    assert_shows(" to 10:02:11.250");
}
END_TEST

START_TEST(sizes_down_to_the_smallest)
{
    press('5');
    model_send(m, 38.75);
    for (int rows = 1; rows < 30; rows++)
        for (int cols = 1; cols < 130; cols += 7) {
            ui_set_size(ui, rows, cols);
            draw();
            press(rows % 2 ? 'k' : 'g');
        }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {they_are_asked_for_when_the_view_is_first_shown,
                                         without_a_host_that_keeps_them_it_says_so,
                                         a_line_says_when_what_to_whom_which_value_and_why,
                                         every_kind_has_its_words,
                                         on_80_columns,
                                         on_40_columns_in_ascii,
                                         what_programs_say_is_made_safe,
                                         the_newest_are_followed,
                                         what_is_selected_stays_where_it_is,
                                         moving_beyond_the_end_follows_again_and_so_does_escape,
                                         ends_and_pages,
                                         the_oldest_leave_and_that_is_said,
                                         a_frozen_view_lists_what_was_there,
                                         the_same_filter_as_everywhere,
                                         a_filter_looks_through_many_in_slices,
                                         what_the_filter_hides_is_not_selected,
                                         enter_goes_to_the_entity_in_the_tree,
                                         looking_at_it_does_not_change_the_selection,
                                         left_goes_to_the_cause,
                                         a_cause_that_is_gone_or_hidden_is_told_as_such,
                                         the_moment_is_that_of_the_selected_event,
                                         events_of_an_earlier_run_have_no_names,
                                         in_the_past_they_end_with_the_moment,
                                         a_place_to_go_to_is_that_of_the_selected_event,
                                         sizes_down_to_the_smallest};
    Suite *s = suite_create("ui_events");
    TCase *tc = tcase_create("events");
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(s, tc);
    return suite_main(s);
}
