/* test_ui_checks.c - the view of the checks: what it lists, in which order, by what evidence, and what its keys do. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/model.h"
#include "tests/support/suite.h"
#include "state/growth.h"
#include "ui/ui_private.h"

static struct model *m;
static struct ui *ui;
static uint64_t now;
static struct str picture, kept;
static struct ui_checks checks;
static entity_id faulted;

static void on_mute(void *ctx, const char *mutes)
{
    (void)ctx;
    str_clear(&kept);
    str_add(&kept, mutes);
}

static void open_screen(int rows, int cols, bool ascii)
{
    struct ui_options options = {
        .state = m->state, .ascii = ascii, .host = {.mute = on_mute}, .checks = checks};
    ui_close(ui);
    ui = ui_new(&options, rows, cols);
    now = 100 * NS_PER_S;
    ui_draw(ui, now);
}

static void fault(entity_id id, const char *text)
{
    struct event ev = {.kind = EV_FAULT, .source = m->source, .id = id, .text = text};
    ev.text_len = (uint32_t)strlen(text);
    model_fold(m, &ev);
}

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    checks = (struct ui_checks){.kinds = 1u << FINDING_FAULT | 1u << FINDING_ORPHAN | 1u << FINDING_NESTED};
    m = model_new("demo", 0);
    model_demo(m);
    faulted = m->load;
    model_orphan(m);
    fault(faulted, "rx_next into something that is no subject");
    ui = NULL;
}

static void tear_down(void)
{
    ui_close(ui);
    model_free(m);
    str_release(&picture);
    str_release(&kept);
}

static void press(int key)
{
    ui_key(ui, key);
    now += NS_PER_S;
    ui_draw(ui, now);
}

/* The wall clock of a test does not move by itself: the next look is due now. */
static void look_again(void)
{
    ui->checks.growth->begun = 0;
    ui->dirty = true;
    ui_draw(ui, now += 2 * NS_PER_S);
}

static const char *shown(void)
{
    str_clear(&picture);
    screen_text(ui->screen, &picture);
    return str_text(&picture);
}

static void expect_shown(const char *text)
{
    ck_assert_msg(strstr(shown(), text) != NULL, "no '%s' in\n%s", text, shown());
}

static void expect_hidden(const char *text)
{
    ck_assert_msg(strstr(shown(), text) == NULL, "'%s' in\n%s", text, shown());
}

static const char *line_of(size_t n)
{
    static char line[512];
    const char *p = shown();
    for (; n && *p; p++)
        n -= *p == '\n';
    str_copy(line, sizeof line < strcspn(p, "\n") + 1 ? sizeof line : strcspn(p, "\n") + 1, p);
    return line;
}

START_TEST(the_gravest_come_first_with_their_place)
{
    open_screen(24, 80, false);
    expect_shown("2 found");
    press('6');
    expect_shown("checks");
    ck_assert_str_eq(line_of(1), " E fault            rx_next into something that is no subject    cpu.c:60");
    ck_assert_str_eq(line_of(2), " n orphan           cpu.c:memory left the source and is still t… cpu.c:60");
    expect_shown("   rx_next into something that is no subject\n");
}
END_TEST

START_TEST(a_wide_screen_says_since_when)
{
    open_screen(48, 160, false);
    press('6');
    ck_assert_msg(strstr(line_of(1), " E fault            10:0") == line_of(1), "%s", line_of(1));
    ck_assert_ptr_nonnull(strstr(line_of(2), "left the source and is still there, with 0 living subscriptions"));
}
END_TEST

START_TEST(a_narrow_screen_says_what)
{
    open_screen(12, 40, true);
    expect_shown(" !2");
    press('6');
    ck_assert_str_eq(line_of(1), " E rx_next into something that is no su~");
    ck_assert_str_eq(line_of(2), " n cpu.c:memory left the source and is ~");
    press('j');
    expect_shown("   cpu.c:memory left the source and is");
    expect_shown("   still there, with");
}
END_TEST

START_TEST(enter_goes_to_what_it_is_about)
{
    open_screen(24, 80, false);
    press('6');
    press('j');
    press(KEYCODE_ENTER);
    ck_assert_int_eq(ui->views.shown, VIEW_TREE);
    ck_assert_uint_eq(ui_selected(ui)->ref.id, m->memory);
    press('6');
    press('k');
    press(KEYCODE_ENTER);
    ck_assert_uint_eq(ui_selected(ui)->ref.id, faulted);
}
END_TEST

START_TEST(enter_means_the_one_that_is_selected_at_first_too)
{
    open_screen(24, 80, false);
    press('G');
    press('6');
    press(KEYCODE_ENTER);
    ck_assert_uint_eq(ui_selected(ui)->ref.id, faulted);
}
END_TEST

START_TEST(what_is_about_nothing_stays)
{
    open_screen(24, 80, false);
    fault(0, "the program itself");
    look_again();
    press('6');
    press('j');
    press(KEYCODE_ENTER);
    ck_assert_int_eq(ui->views.shown, VIEW_CHECKS);
    expect_shown("it is about the program as a whole");
}
END_TEST

START_TEST(a_muted_one_stands_at_the_end_and_is_kept)
{
    open_screen(24, 80, false);
    press('6');
    press('X');
    ck_assert_str_eq(str_text(&kept), "fault cpu.c cpu.c:load\n");
    expect_shown("1 found");
    ck_assert_ptr_nonnull(strstr(line_of(1), " n orphan"));
    ck_assert_ptr_nonnull(strstr(line_of(2), " - fault"));
    checks.mutes = str_text(&kept); /* another run */
    open_screen(24, 80, false);
    expect_shown("1 found");
    press('6');
    press('j');
    press('X');
    ck_assert_str_eq(str_text(&kept), "");
    expect_shown("2 found");
    ck_assert_ptr_nonnull(strstr(line_of(1), " E fault"));
}
END_TEST

START_TEST(elsewhere_there_is_nothing_to_mute)
{
    open_screen(24, 80, false);
    press('X');
    expect_shown("only a finding can be muted");
    ck_assert_str_eq(str_text(&kept), "");
}
END_TEST

START_TEST(the_selection_stays_on_its_finding)
{
    open_screen(24, 80, false);
    press('6');
    press('j');
    ck_assert_uint_eq(ui->checks.selected, 1);
    fault(m->ticks, "another one");
    look_again();
    ck_assert_uint_eq(ui->checks.found.n, 3);
    ck_assert_uint_eq(ui->checks.selected, 2);
    ck_assert_int_eq(checks_selected(ui)->kind, FINDING_ORPHAN);
    press('G');
    press('g');
    ck_assert_uint_eq(ui->checks.selected, 0);
    press('k');
    ck_assert_uint_eq(ui->checks.selected, 0);
}
END_TEST

START_TEST(a_filter_chooses_by_what_they_are_about)
{
    struct fault_text why;
    open_screen(24, 80, false);
    press('6');
    ck_assert_int_eq(ui_filter(ui, "name:load", &why), STATUS_OK);
    ui_draw(ui, now += NS_PER_S);
    ck_assert_uint_eq(ui->checks.found.n, 1);
    expect_hidden("orphan");
    ui_filter_clear(ui);
    ui_draw(ui, now += NS_PER_S);
    ck_assert_uint_eq(ui->checks.found.n, 2);
}
END_TEST

START_TEST(nothing_found_says_so)
{
    checks.kinds = 1u << FINDING_NESTED;
    open_screen(24, 80, false);
    expect_hidden(" found");
    press('6');
    expect_shown("the checks have found nothing");
    press('j');
    press(KEYCODE_ENTER);
    expect_shown("nothing is selected");
}
END_TEST

START_TEST(hostile_texts_are_harmless)
{
    fault(m->load, "\033[2Jclear\nand more \xff\xfe");
    open_screen(24, 80, true);
    press('6');
    ck_assert_ptr_null(strchr(shown(), '\033'));
    for (const char *p = shown(); *p; p++)
        ck_assert((unsigned char)*p < 0x7f);
}
END_TEST

START_TEST(another_state_forgets_all)
{
    struct model *other = model_new("other", 0);
    open_screen(24, 80, false);
    press('6');
    ck_assert_uint_eq(ui->checks.found.n, 2);
    ui_set_state(ui, other->state);
    ck_assert_uint_eq(ui->checks.found.n, 0);
    now += NS_PER_S;
    ui_draw(ui, now);
    expect_shown("the checks have found nothing");
    ui_set_state(ui, m->state);
    ui_draw(ui, now + NS_PER_S);
    model_free(other);
}
END_TEST

/* What a frame costs does not grow with the program: a look goes on from frame to frame. */
START_TEST(a_look_at_many_goes_on_over_frames)
{
    for (unsigned i = 0; i < 2200; i++)
        model_subscribe(m, model_observable(m, "interval", "250", 0), 0, "page");
    open_screen(24, 80, false);
    ck_assert(checks_looking(ui));
    expect_hidden(" found");
    unsigned frames = 1;
    while (checks_looking(ui)) {
        int due = ui_draw_due(ui, now);
        ck_assert(due >= 0 && due <= 50);
        ui_draw(ui, now += 40 * NS_PER_MS);
        ck_assert_uint_lt(++frames, 20);
    }
    ck_assert_uint_ge(frames, 3);
    ui_draw(ui, now += NS_PER_S);
    expect_shown("2 found");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_gravest_come_first_with_their_place, a_wide_screen_says_since_when, a_narrow_screen_says_what,
        enter_goes_to_what_it_is_about, enter_means_the_one_that_is_selected_at_first_too, what_is_about_nothing_stays, a_muted_one_stands_at_the_end_and_is_kept,
        elsewhere_there_is_nothing_to_mute, the_selection_stays_on_its_finding,
        a_filter_chooses_by_what_they_are_about, nothing_found_says_so, hostile_texts_are_harmless,
        another_state_forgets_all, a_look_at_many_goes_on_over_frames};
    Suite *suite = suite_create("ui checks");
    TCase *tc = tcase_create("ui checks");
    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(suite, tc);
    return suite_main(suite);
}
