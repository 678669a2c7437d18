/* test_ui_find.c - finding, completing, marking: keys on the screen of the demo, and what it shows. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/model.h"
#include "tests/support/suite.h"
#include "ui/ui_private.h"

static struct model *m;
static struct ui *ui;
static uint64_t now;
static struct str picture;

static void open_screen(int rows, int cols, bool ascii)
{
    struct ui_options options = {.state = m->state, .ascii = ascii};
    ui_close(ui);
    ui = ui_new(&options, rows, cols);
    now = 100 * NS_PER_S;
    ui_draw(ui, now);
}

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    m = model_new("demo", 0);
    model_demo(m);
    ui = NULL;
    open_screen(24, 80, false);
}

static void tear_down(void)
{
    ui_close(ui);
    model_free(m);
    str_release(&picture);
}

static void draw(void)
{
    now += NS_PER_S;
    ui_draw(ui, now);
}

/* \n is Enter, \033 Esc, \b Backspace, ^ and ` Up and Down, \a S-Tab. */
static void press(const char *keys)
{
    for (; *keys; keys++)
        ui_key(ui, *keys == '\n'   ? KEYCODE_ENTER
                   : *keys == '\b' ? KEYCODE_BACKSPACE
                   : *keys == '^'  ? KEYCODE_UP
                   : *keys == '`'  ? KEYCODE_DOWN
                   : *keys == '\a' ? KEYCODE_BACKTAB
                                   : *keys);
    draw();
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

static const struct tree_node *at(void)
{
    const struct tree_node *n = ui_selected(ui);
    ck_assert_ptr_nonnull(n);
    return n;
}

static void choose(entity_id id, int kind)
{
    ck_assert(tree_select_ref(&ui->tree, (struct ref){m->source, id}, kind));
    draw();
}

static void fold_all(void)
{
    for (size_t i = ui->tree.n; i-- > 0;)
        if (ui->tree.rows[i].depth == 0)
            tree_fold(&ui->tree, ui->tree.rows[i].node.key, false);
    ui_list_rows(ui);
    tree_select(&ui->tree, 0);
    draw();
}

/* ---- Finding. ---- */

START_TEST(finding_hides_nothing_and_goes_to_what_fits)
{
    size_t rows = ui->tree.n;
    press("/memory");
    expect_shown(" find memory");
    ck_assert_uint_eq(at()->ref.id, m->memory);
    ck_assert_uint_eq(ui->tree.n, rows);
    press("\n");
    expect_hidden(" find memory");
    expect_shown("1 of 2"); /* an arg of both is memory, too */
    expect_shown("ticks");
    ck_assert_uint_eq(ui->tree.n, rows);
    ck_assert_uint_eq(at()->ref.id, m->memory);
}
END_TEST

START_TEST(a_folded_row_is_found_and_unfolded)
{
    fold_all();
    ck_assert_uint_eq(ui->tree.n, 2);
    press("/name:hist");
    ck_assert_uint_eq(at()->ref.id, m->history);
    expect_shown("history");
    expect_hidden("ticks"); /* the other module stays folded */
    press("\033");
    ck_assert_uint_eq(ui->tree.n, 2); /* what was unfolded on the way is folded again */
    ck_assert_uint_eq(at()->ref.id, m->cpu);
    press("/name:hist\n");
    ck_assert_uint_eq(at()->ref.id, m->history);
    ck_assert_uint_gt(ui->tree.n, 2);
}
END_TEST

START_TEST(each_letter_begins_where_the_line_was_opened)
{
    choose(m->memory, NODE_TRACK);
    press("/b");
    ck_assert_uint_eq(at()->ref.id, m->both);
    press("\b");
    ck_assert_uint_eq(at()->ref.id, m->memory);
    press("me");
    ck_assert_uint_eq(at()->ref.id, m->memory); /* it fits itself */
    press("\033");
    ck_assert_uint_eq(at()->ref.id, m->memory);
}
END_TEST

START_TEST(n_goes_on_and_round)
{
    press("/kind:module\n");
    ck_assert_uint_eq(at()->ref.id, m->cpu);
    press("n");
    ck_assert_uint_eq(at()->ref.id, m->alerts_c);
    expect_shown("2 of 2");
    press("n");
    ck_assert_uint_eq(at()->ref.id, m->cpu);
    expect_shown("behind the last: the first again: 1 of 2");
    press("N");
    ck_assert_uint_eq(at()->ref.id, m->alerts_c);
    expect_shown("before the first: the last again: 2 of 2");
    press("N");
    ck_assert_uint_eq(at()->ref.id, m->cpu);
    expect_shown("1 of 2");
    expect_hidden("again");
}
END_TEST

START_TEST(n_begins_at_the_selection)
{
    press("/kind:track\n");
    choose(m->both, NODE_TRACK);
    press("n");
    ck_assert_uint_eq(at()->ref.id, m->alerts);
    choose(m->memory, NODE_TRACK);
    press("N");
    ck_assert_uint_eq(at()->ref.id, m->load);
}
END_TEST

START_TEST(what_is_not_there_is_said)
{
    choose(m->load, NODE_TRACK);
    press("n");
    expect_shown("nothing was looked for yet");
    press("/nowhere");
    expect_shown("nothing fits 'nowhere'");
    ck_assert_uint_eq(at()->ref.id, m->load);
    press("\n");
    press("N");
    expect_shown("nothing fits 'nowhere'");
    press("/name~[");
    expect_shown("is no regular expression");
    press("\033");
    ck_assert_uint_eq(at()->ref.id, m->load);
}
END_TEST

START_TEST(an_empty_line_looks_for_the_same_again)
{
    press("/kind:module\n");
    ck_assert_uint_eq(at()->ref.id, m->cpu);
    press("/\n");
    ck_assert_uint_eq(at()->ref.id, m->alerts_c);
}
END_TEST

START_TEST(what_a_filter_hides_is_not_found)
{
    press("fmodule:cpu.c kind:track\n");
    press("/alerts\n");
    expect_shown("nothing fits 'alerts'");
    press("/kind:track\nn");
    ck_assert_uint_eq(at()->ref.id, m->load);
}
END_TEST

START_TEST(a_find_in_a_long_list_lists_as_far_as_it_has_to)
{
    entity_id module = model_module(m, "many.c", "/tmp/many.c", 1), last = 0;
    for (int i = 0; i < 450; i++) {
        char name[16], key[32];
        snprintf(name, sizeof name, "t%03d", i);
        snprintf(key, sizeof key, "many.c:%s", name);
        last = model_track_begin(m, module, name);
        model_track_end(m, key, model_observable(m, "interval", "1", 0));
    }
    model_module_end(m, module, 1);
    draw();
    press("/t449\n");
    ck_assert_uint_eq(at()->ref.id, last);
    expect_shown("t449");
}
END_TEST

START_TEST(a_module_with_many_tracks_begins_folded)
{
    entity_id module = model_module(m, "many.c", "/tmp/many.c", 1);
    for (int i = 0; i < 60; i++) {
        char name[16], key[32];
        snprintf(name, sizeof name, "t%03d", i);
        snprintf(key, sizeof key, "many.c:%s", name);
        model_track_begin(m, module, name);
        model_track_end(m, key, model_observable(m, "interval", "1", 0));
    }
    model_module_end(m, module, 1);
    size_t rows = ui->tree.n;
    draw();
    ck_assert_uint_eq(ui->tree.n, rows + 1);
    press("G");
    ck_assert_uint_eq(at()->ref.id, module);
    press("l"); /* and opens, and stays so */
    draw();
    ck_assert_uint_gt(ui->tree.n, rows + 60);
}
END_TEST

START_TEST(a_frozen_view_is_not_searched)
{
    press("p/");
    expect_shown("the view is frozen");
    ck_assert_ptr_null(ui->modal);
    press("n");
    expect_shown("the view is frozen");
}
END_TEST

START_TEST(a_view_without_rows_says_so)
{
    press("6/");
    if (!views_shown(ui)->provider && !ui->modal)
        expect_shown("here are no rows to find");
    press("\033" "1");
}
END_TEST

/* ---- Completion and history. ---- */

static const struct {
    const char *typed, *becomes;
} completed[] = {
    {"st", "state:"},          {"kind:sub", "kind:subscription "},
    {"kind:track,mo", "kind:track,module "}, {"state:dr", "state:draining "},
    {"-tag:pag", "-tag:pager "}, {"(a | modu", "(a | module:"},
    {"module:al", "module:alerts.c "}, {"rat", "rate>"},
    {"name:mem", "name:memory "}, {"key:cpu.c:mem", "key:cpu.c:memory "},
    {"source:d", "source:demo "}, {"hist", "history "},
    {"xyz", "xyz"},            {"version>1", "version>1"},
    {"\"two wo", "\"two wo"},
};

START_TEST(tab_completes_words_of_the_language_and_of_the_program)
{
    press("f");
    press(completed[_i].typed);
    press("\t");
    ck_assert_str_eq(ui->prompt.text, completed[_i].becomes);
}
END_TEST

START_TEST(tab_goes_through_what_fits)
{
    press("fstate:\t");
    ck_assert_str_eq(ui->prompt.text, "state:");
    expect_shown("active  ended  orphan");
    press("\t");
    ck_assert_str_eq(ui->prompt.text, "state:active");
    press("\t\t");
    ck_assert_str_eq(ui->prompt.text, "state:orphan");
    press("\a");
    ck_assert_str_eq(ui->prompt.text, "state:ended");
    press(" ");
    ck_assert_str_eq(ui->prompt.text, "state:ended ");
    expect_hidden("active  ended  orphan");
    press("\033fme\t"); /* "merged>", "memory": nothing more in common */
    ck_assert_str_eq(ui->prompt.text, "me");
    press("\a");
    ck_assert_str_eq(ui->prompt.text, "memory");
}
END_TEST

START_TEST(a_tag_with_spaces_is_completed_in_quotes)
{
    model_tag(m, m->load, "two \"words\"");
    press("ftag:\"two");
    ck_assert_str_eq(ui->prompt.text, "tag:\"two");
    press("\033ftag:\t");
    expect_shown("\"two \\\"words\\\"\"");
    press("\033");
}
END_TEST

START_TEST(queries_come_back_with_up)
{
    press("fkind:track\n\033/memory\n");
    press("f^");
    ck_assert_str_eq(ui->prompt.text, "memory");
    press("^");
    ck_assert_str_eq(ui->prompt.text, "kind:track");
    press("^");
    ck_assert_str_eq(ui->prompt.text, "kind:track");
    press("``");
    ck_assert_str_eq(ui->prompt.text, "");
    press("\033");
    expect_shown("alerts.c");
}
END_TEST

/* ---- Marks. ---- */

START_TEST(space_marks_rows_and_goes_down)
{
    choose(m->load, NODE_TRACK);
    press(" ");
    expect_shown("\n+  ▾ load ");
    expect_shown("1 marked");
    ck_assert_uint_ne(at()->ref.id, m->load);
    choose(m->memory, NODE_TRACK);
    press("x");
    expect_shown("2 marked");
    expect_shown("\n+  ▾ memory");
    choose(m->load, NODE_TRACK);
    press("x");
    expect_shown("1 marked");
    expect_hidden("\n+  ▾ load ");
    press("\033");
    expect_hidden("marked");
}
END_TEST

START_TEST(marks_go_with_what_they_are_on)
{
    choose(m->show, NODE_SUBSCRIPTION);
    press(" ");
    expect_shown("1 marked");
    model_swap_load(m);
    draw();
    expect_shown("1 marked");
    model_unsubscribe(m, m->show, END_UNSUBSCRIBED);
    draw();
    expect_hidden("marked");
}
END_TEST

START_TEST(rows_that_are_nothing_of_their_own_are_not_marked)
{
    model_refuse(m);
    draw();
    choose(m->cpu, NODE_BUILD);
    press(" ");
    expect_shown("this row cannot");
    expect_hidden("1 marked");
}
END_TEST

START_TEST(marks_at_40_columns_in_ascii)
{
    open_screen(12, 40, true);
    choose(m->load, NODE_TRACK);
    press("xx");
    expect_shown(" demo  2 modules * +2");
    expect_shown("\n+  v load ");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        finding_hides_nothing_and_goes_to_what_fits,
        a_folded_row_is_found_and_unfolded,
        each_letter_begins_where_the_line_was_opened,
        n_goes_on_and_round,
        n_begins_at_the_selection,
        what_is_not_there_is_said,
        an_empty_line_looks_for_the_same_again,
        what_a_filter_hides_is_not_found,
        a_find_in_a_long_list_lists_as_far_as_it_has_to,
        a_module_with_many_tracks_begins_folded,
        a_frozen_view_is_not_searched,
        a_view_without_rows_says_so,
        tab_goes_through_what_fits,
        a_tag_with_spaces_is_completed_in_quotes,
        queries_come_back_with_up,
        space_marks_rows_and_goes_down,
        marks_go_with_what_they_are_on,
        rows_that_are_nothing_of_their_own_are_not_marked,
        marks_at_40_columns_in_ascii,
    };
    Suite *suite = suite_create("ui find");
    TCase *t = tcase_create("keys");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    tcase_add_loop_test(t, tab_completes_words_of_the_language_and_of_the_program, 0, ARRAY_LEN(completed));
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
