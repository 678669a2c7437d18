/* test_ui_marbles.c - the view of what came when: whose rows, which values, the cursor that all views share, zoom and pan. */
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
static struct ui_transport at; /* a tape's: the time is the test's */
static struct str picture;

static const struct state *on_events(void *ctx)
{
    (void)ctx;
    state_keep_events(m->state, EVENTS_KEPT);
    return m->state;
}

static void where(void *ctx, struct ui_transport *out)
{
    (void)ctx;
    *out = at;
}

static void drive(void *ctx, enum ui_drive what, int amount)
{
    (void)ctx;
    (void)what;
    (void)amount;
}

static void draw(void)
{
    now += NS_PER_S;
    at.wall = query_wall(m->state, MODEL_SOURCE, m->now);
    at.now = m->now;
    ui_draw(ui, now);
}

static void open_screen(int rows, int cols, bool ascii, bool keeps)
{
    struct ui_options options = {.state = m->state, .tape = {.where = where, .drive = drive}, .ascii = ascii,
                                 .events = keeps ? on_events : NULL};
    ui_close(ui);
    ui = ui_new(&options, rows, cols);
    now = 100 * NS_PER_S;
    draw();
}

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
    ui = NULL;
    at = (struct ui_transport){.begin = MODEL_WALL, .end = MODEL_WALL + 3600 * NS_PER_S, .speed = 1, .events = 1};
    m = model_new("demo", 0);
    model_demo(m);
    open_screen(24, 100, false, true);
}

static void tear_down(void)
{
    ui_close(ui);
    model_free(m);
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

static void choose(entity_id id)
{
    ck_assert(tree_select_ref(&ui->tree, (struct ref){MODEL_SOURCE, id}, -1));
}

/* Every half second, through load. */
static void values(unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        model_wait(m, 500);
        model_send(m, 3 + i);
    }
}

static void choose_program(void)
{
    ui->views.selection = (struct tree_node){.ref = {MODEL_SOURCE, 0}, .kind = NODE_SOURCE, .key = 1};
    ui->views.found = ui_selected(ui)->key;
}

/* ---- Rows. ---- */

START_TEST(of_a_module_what_is_subscribed_to_its_tracks)
{
    press('g');
    ck_assert_int_eq(ui_selected(ui)->kind, NODE_MODULE);
    press('4');
    assert_shows(" show #1");
    assert_shows(" load #8");
    assert_hides(" page #6");
}
END_TEST

START_TEST(a_stream_and_all_that_feeds_it_a_row_each)
{
    choose(m->load);
    values(4);
    press('4');
    assert_shows(" ticks #5 ");
    assert_shows(" map #4 ");
    assert_shows(" pairwise #3 ");
    assert_shows(" map #2 ");
    assert_shows(" show #1 ");
    assert_hides("page");
    const char *ticks = strstr(shown(), " ticks #5"), *show = strstr(shown(), " show #1");
    ck_assert(ticks < show); /* time flows down */
    assert_shows("3────4────5────6");
}
END_TEST

START_TEST(of_a_subscription_only_what_feeds_it)
{
    values(2);
    ui->views.selection = (struct tree_node){.ref = {MODEL_SOURCE, m->load_chain[2]}, .kind = NODE_UPSTREAM, .key = 1};
    ui->views.found = ui_selected(ui)->key;
    press('4');
    assert_shows(" pairwise #3");
    assert_shows(" ticks #5");
    assert_hides(" show #1");
    ck_assert_uint_eq(ui_selected(ui)->ref.id, m->load_chain[2]);
}
END_TEST

START_TEST(the_marked_have_rows_instead_of_the_selected)
{
    choose(m->alerts);
    press('x');
    choose(m->load);
    draw();
    press('4');
    assert_shows(" page #6");
    assert_hides(" pairwise #3");
}
END_TEST

START_TEST(of_a_program_all_streams)
{
    choose_program();
    press('4');
    assert_shows(" show #1");
    assert_shows(" page #6");
    assert_shows(" timer #9");
}
END_TEST

START_TEST(what_nobody_is_subscribed_to_is_told_so)
{
    choose(m->memory);
    press('4');
    assert_shows(" nothing is subscribed to what is selected");
    press('h');
    press('K');
    press('j');
    press(KEYCODE_ENTER);
}
END_TEST

START_TEST(without_a_host_that_keeps_events_it_says_so)
{
    open_screen(24, 80, false, false);
    press('4');
    assert_shows(" events are not kept here");
    press('h');
    press('L');
}
END_TEST

START_TEST(rows_move_and_stay_with_their_stream)
{
    choose(m->load);
    values(1);
    press('4');
    ck_assert_uint_ne(ui_selected(ui)->ref.id, m->show); /* the last is what feeds alerts */
    press('k');
    ck_assert_uint_eq(ui_selected(ui)->ref.id, m->show);
    press('k');
    press('k');
    ck_assert_uint_eq(ui_selected(ui)->ref.id, m->load_chain[2]);
    values(3);
    draw();
    ck_assert_uint_eq(ui_selected(ui)->ref.id, m->load_chain[2]);
    press('g');
    ck_assert_uint_eq(ui_selected(ui)->ref.id, m->load_chain[4]);
    press('G');
    press('k');
    ck_assert_uint_eq(ui_selected(ui)->ref.id, m->show);
    press(KEYCODE_ENTER);
    ck_assert_int_eq(ui->views.shown, VIEW_TREE);
    ck_assert_uint_eq(tree_selected(&ui->tree)->node.ref.id, m->show);
}
END_TEST

START_TEST(going_and_coming_back_does_not_change_the_selection)
{
    choose(m->load);
    press('4');
    press('1');
    ck_assert_uint_eq(tree_selected(&ui->tree)->node.ref.id, m->load);
}
END_TEST

/* ---- What is drawn. ---- */

START_TEST(swaps_merges_and_ends_are_drawn)
{
    choose(m->load);
    values(2);
    press('4');
    model_wait(m, 500);
    model_swap_load(m);
    values(2);
    model_wait(m, 1000);
    model_merge(m, m->show, 212, true);
    model_wait(m, 500);
    model_unsubscribe(m, m->show, END_COMPLETED);
    draw();
    assert_shows("┃v2");
    assert_shows("v2 swapped");
    assert_shows("··+212");
    assert_shows("+────|");
}
END_TEST

START_TEST(on_80_columns)
{
    open_screen(24, 80, false, true);
    choose(m->load);
    values(4);
    press('4');
    assert_shows(" 100ms/col ");
    assert_shows(" show #1               6 ");
    assert_shows("3────4────5────6");
}
END_TEST

START_TEST(on_40_columns_in_ascii)
{
    open_screen(12, 40, true, true);
    choose(m->load);
    values(4);
    press('4');
    assert_shows(" show #1 ");
    assert_shows("3----4----5----6");
    for (const char *p = shown(); *p; p++)
        ck_assert_msg((unsigned char)*p < 127, "%s", shown());
}
END_TEST

START_TEST(on_160_columns)
{
    open_screen(48, 160, false, true);
    choose(m->load);
    values(4);
    press('4');
    assert_shows(" show #1                       6 ");
    assert_shows("3────4────5────6");
}
END_TEST

START_TEST(what_does_not_fit_scrolls_and_is_counted)
{
    open_screen(16, 80, false, true);
    choose_program();
    press('4');
    assert_shows(" more");
    press('g');
    assert_shows(" ticks #5");
    for (int i = 0; i < 8; i++)
        press('j');
    assert_shows(" page #6");
    assert_hides(" ticks #5");
}
END_TEST

START_TEST(a_value_from_before_is_still_what_it_has)
{
    choose(m->load);
    values(1);
    model_wait(m, 60000);
    press('4');
    assert_shows(" show #1                       3 ─");
}
END_TEST

/* ---- Time. ---- */

START_TEST(the_cursor_shows_what_was_then)
{
    choose(m->load);
    values(4);
    press('4');
    press(KEYCODE_LEFT);
    ck_assert_uint_eq(ui->cursor, at.wall);
    assert_shows("10:02:13.000 ");
    for (int i = 0; i < 5; i++)
        press('h');
    ck_assert_uint_eq(ui->cursor, at.wall - 500 * NS_PER_MS);
    assert_shows(" show #1                       5 ");
    press('l');
    ck_assert_uint_eq(ui->cursor, at.wall - 400 * NS_PER_MS);
    press(KEYCODE_ESC);
    ck_assert_uint_eq(ui->cursor, 0);
    assert_shows(" show #1                       6 ");
}
END_TEST

START_TEST(with_a_cursor_nothing_moves)
{
    choose(m->load);
    values(4);
    press('4');
    press('h');
    char before[16384];
    const char *axis = strstr(shown(), "10:02:13.000 ");
    ck_assert_ptr_nonnull(axis);
    str_copy(before, (size_t)(strchr(axis, '\n') - axis) + 1, axis);
    values(3);
    draw();
    assert_shows(before);
    press(KEYCODE_ESC);
    assert_hides(before);
}
END_TEST

START_TEST(the_moment_is_the_same_in_the_events)
{
    choose(m->load);
    values(4);
    press('4');
    for (int i = 0; i < 11; i++)
        press('h');
    uint64_t moment = ui->cursor;
    press('5');
    struct happening h;
    ck_assert(query_happening(m->state, ui->events.list.selected, &h));
    ck_assert_uint_ge(h.wall, moment);
    ck_assert_uint_lt(h.wall, moment + 500 * NS_PER_MS);
    ck_assert_uint_eq(ui->cursor, moment);
    press('k');
    uint64_t other = ui->cursor;
    ck_assert_uint_lt(other, moment);
    press('4');
    ck_assert_uint_eq(ui->cursor, other);
    ck_assert_uint_ge(other, ui->marbles.to - 10 * NS_PER_S);
}
END_TEST

START_TEST(a_moment_out_of_sight_comes_into_sight)
{
    choose(m->load);
    values(2);
    press('5');
    press('k');
    uint64_t moment = ui->cursor;
    model_wait(m, 60000);
    values(1);
    press('4');
    ck_assert_uint_eq(ui->cursor, moment);
    assert_shows("▾");
}
END_TEST

START_TEST(nearer_and_farther_keep_the_cursor_in_its_column)
{
    choose(m->load);
    values(4);
    press('4');
    press('h');
    for (int i = 0; i < 20; i++)
        press('h');
    const char *mark = strstr(shown(), "▾");
    ck_assert_ptr_nonnull(mark);
    long before = mark - shown();
    press('K');
    assert_shows("▾");
    press('J');
    mark = strstr(shown(), "▾");
    ck_assert_ptr_nonnull(mark);
    ck_assert_int_le(labs(mark - shown() - before), 2);
    press(KEYCODE_ESC);
    press('K');
    assert_shows(" 50ms/col");
    for (int i = 0; i < 40; i++)
        press('K');
    assert_shows("as near as it can be");
    for (int i = 0; i < 60; i++)
        press('J');
    assert_shows("as far as it can be");
}
END_TEST

START_TEST(half_a_screen_back_and_on_again)
{
    choose(m->load);
    values(4);
    press('4');
    assert_shows("3────4────5────6");
    press('H');
    press('H');
    assert_hides("3────4────5────6");
    ck_assert(ui->marbles.still);
    values(1);
    draw();
    for (int i = 0; i < 4; i++)
        press('L');
    ck_assert(!ui->marbles.still);
    assert_shows("4────5────6");
    press('H');
    press(KEYCODE_ESC);
    ck_assert(!ui->marbles.still);
}
END_TEST

/* What comes from frame to frame is as if it had been gathered at once. */
START_TEST(what_is_added_frame_by_frame_is_the_same_picture)
{
    choose(m->load);
    press('4');
    for (int i = 0; i < 40; i++) {
        model_wait(m, 130);
        model_send(m, i);
        if (i % 7 == 3)
            model_merge(m, m->show, 5, true);
        if (i == 20)
            model_swap_load(m);
        if (i == 30)
            model_unsubscribe(m, m->page, END_COMPLETED);
        draw();
    }
    static char before[32768];
    str_copy(before, sizeof before, shown());
    gathered_release(&ui->marbles.gathered);
    draw();
    ck_assert_str_eq(shown(), before);
    assert_shows("┃v2");
}
END_TEST

START_TEST(more_marks_than_a_page_of_export_has)
{
    open_screen(60, 200, false, true);
    choose_program();
    press('4');
    for (int i = 0; i < 1200; i++) {
        model_wait(m, 100);
        model_send(m, i);
    }
    draw();
    ck_assert_uint_gt(ui->marbles.gathered.marble.n, 800);
    ck_assert_uint_eq(ui->marbles.gathered.marble.left_out, 0);
    assert_shows(" show #1                    1199 ");
}
END_TEST

START_TEST(in_the_past_they_end_with_the_moment)
{
    struct model *then = model_new("demo", 0);
    model_demo(then);
    choose(m->load);
    press('4');
    values(4);
    draw();
    assert_shows(" show #1                       6 ");
    m->now -= NS_PER_S; /* the moment that is shown; the program is farther */
    ui_set_state(ui, then->state);
    draw();
    assert_shows(" show #1                       4 ");
    assert_hides(" page #6"); /* still what was selected */
    m->now -= NS_PER_S / 2;
    draw();
    assert_shows(" show #1                       3 ");
    m->now += NS_PER_S * 3 / 2;
    draw();
    assert_shows(" show #1                       6 ");
    ui_close(ui);
    ui = NULL;
    model_free(then);
}
END_TEST

START_TEST(these_keys_say_where_they_belong)
{
    press('K');
    assert_shows("this key is for the marbles");
    press('L');
    assert_shows("this key is for the marbles");
}
END_TEST

START_TEST(another_run_begins_with_all_streams)
{
    choose(m->load);
    values(2);
    press('4');
    model_wait(m, 1000);
    model_end(m, 0);
    model_restart(m);
    model_synced(m);
    draw();
    draw();
    press('k');
    press('h');
    ck_assert_ptr_nonnull(shown());
}
END_TEST

START_TEST(sizes_down_to_the_smallest)
{
    choose(m->load);
    values(4);
    press('4');
    for (int rows = 1; rows < 30; rows++)
        for (int cols = 1; cols < 170; cols += 7) {
            ui_set_size(ui, rows, cols);
            draw();
            press("hkHKjLJl"[(rows + cols) % 8]);
        }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_stream_and_all_that_feeds_it_a_row_each,
                                  of_a_subscription_only_what_feeds_it,
                                  the_marked_have_rows_instead_of_the_selected,
                                  of_a_program_all_streams,
                                  of_a_module_what_is_subscribed_to_its_tracks,
                                  what_nobody_is_subscribed_to_is_told_so,
                                  without_a_host_that_keeps_events_it_says_so,
                                  rows_move_and_stay_with_their_stream,
                                  going_and_coming_back_does_not_change_the_selection,
                                  swaps_merges_and_ends_are_drawn,
                                  on_80_columns,
                                  on_40_columns_in_ascii,
                                  on_160_columns,
                                  what_does_not_fit_scrolls_and_is_counted,
                                  a_value_from_before_is_still_what_it_has,
                                  the_cursor_shows_what_was_then,
                                  with_a_cursor_nothing_moves,
                                  the_moment_is_the_same_in_the_events,
                                  a_moment_out_of_sight_comes_into_sight,
                                  nearer_and_farther_keep_the_cursor_in_its_column,
                                  half_a_screen_back_and_on_again,
                                  what_is_added_frame_by_frame_is_the_same_picture,
                                  more_marks_than_a_page_of_export_has,
                                  in_the_past_they_end_with_the_moment,
                                  these_keys_say_where_they_belong,
                                  another_run_begins_with_all_streams,
                                  sizes_down_to_the_smallest};
    Suite *s = suite_create("ui_marbles");
    TCase *tc = tcase_create("marbles");
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(s, tc);
    return suite_main(s);
}
