/* test_ui_programs.c - no program, one, several; one that is started again; filters over them. The same
 * story is told again with other ids and another pid, as after a restart. */
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
static struct command sent[64];
static size_t nsent;
static struct str picture;

static void on_command(void *ctx, const struct command *cmd)
{
    (void)ctx;
    if (nsent < ARRAY_LEN(sent))
        sent[nsent++] = *cmd;
}

static void open_screen(const struct state *state, int rows, int cols, bool ascii)
{
    struct ui_options options = {
        .state = state, .host = {.command = on_command}, .attached = true, .ascii = ascii};
    ui = ui_new(&options, rows, cols);
    now = 100 * NS_PER_S;
    ui_draw(ui, now);
}

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
    nsent = 0;
    m = model_new("demo", clock_wall_ns());
    model_demo(m);
    open_screen(m->state, 30, 100, false);
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

static void press(const char *keys)
{
    for (; *keys; keys++)
        ui_key(ui, *keys == '\n' ? KEYCODE_ENTER : *keys == '^' ? KEYCODE_ESC : *keys);
    draw();
}

static const char *shown(void)
{
    str_clear(&picture);
    screen_text(ui->screen, &picture);
    return str_text(&picture);
}

#define assert_shows(text)  ck_assert_msg(strstr(shown(), text) != NULL, "%s", shown())
#define assert_hides(text)  ck_assert_msg(strstr(shown(), text) == NULL, "%s", shown())

static const struct tree_row *row_named(const char *name, int kind)
{
    for (size_t i = 0; i < ui->tree.n; i++) {
        const struct tree_node *n = &ui->tree.rows[i].node;
        if (n->kind == kind && !strcmp(query_name(ui->view.state, n->ref), name))
            return &ui->tree.rows[i];
    }
    ck_abort_msg("no row %s in\n%s", name, shown());
    return NULL;
}

static void select_row(const struct tree_row *row)
{
    tree_select(&ui->tree, (size_t)(row - ui->tree.rows));
    draw();
}

static void select_program(uint32_t source)
{
    ck_assert(tree_select_ref(&ui->tree, (struct ref){source, 0}, NODE_SOURCE));
    draw();
}

static const char *selected_name(void)
{
    const struct tree_row *row = tree_selected(&ui->tree);
    return row ? query_name(ui->view.state, row->node.ref) : "";
}

static size_t selected_line(void)
{
    return ui->tree.selected - ui->tree.top;
}

/* ---- None, one, several. ---- */

START_TEST(without_a_program_it_says_how_to_start_one)
{
    struct state *empty = state_new(NULL);
    ui_close(ui);
    open_screen(empty, 24, 80, false);
    assert_shows("no program runs");
    assert_shows("rxscope run FILE.c");
    assert_shows("rxscope demo");
    assert_shows("rxscope_serve(), see librxscope(3)");
    ck_assert_int_eq(ui_draw_due(ui, now), -1);
    ui_set_size(ui, 12, 40);
    draw();
    assert_shows(" rxscope run FILE.c\n");
    assert_shows("librxscope(3)");
    ui_close(ui);
    state_free(empty);
    open_screen(m->state, 24, 80, false);
}
END_TEST

START_TEST(one_program_needs_no_root)
{
    assert_shows(" rxscope  demo  2 modules  ● live");
    ck_assert_int_eq(ui->tree.rows[0].node.kind, NODE_MODULE);
}
END_TEST

START_TEST(several_programs_are_roots_with_their_state)
{
    struct model *other = model_beside(m, 2, "other", 4800);
    model_demo(other);
    draw();
    assert_shows(" rxscope  2 programs  ● 2 live");
    assert_shows(" ▾ demo                    ● live");
    model_end(other, 0);
    draw();
    assert_shows("2 programs  ● 1 live  ○ 1 gone");
    select_program(2);
    assert_shows("○ gone ");
    assert_shows(", waiting to come back");
    model_free(other);
}
END_TEST

START_TEST(the_selection_stays_when_a_second_program_comes)
{
    select_row(row_named("show", NODE_SUBSCRIPTION));
    struct model *other = model_beside(m, 2, "other", 4800);
    draw();
    ck_assert_str_eq(selected_name(), "show");
    ck_assert_uint_eq(tree_selected(&ui->tree)->node.ref.source, 1);
    model_free(other);
}
END_TEST

START_TEST(two_of_one_name_are_told_apart_by_their_pids)
{
    struct model *twin = model_beside(m, 2, "demo", 4800);
    model_demo(twin);
    draw();
    assert_shows("demo 4711");
    select_program(2);
    assert_shows("demo 4800");
    for (size_t i = 0; i < ui->tree.n; i++)
        for (size_t k = i + 1; k < ui->tree.n; k++)
            ck_assert_uint_ne(ui->tree.rows[i].node.key, ui->tree.rows[k].node.key);
    model_free(twin);
}
END_TEST

START_TEST(without_waiting_an_ended_program_has_ended)
{
    ui->view.awaited = false;
    model_end(m, 3);
    draw();
    assert_shows("○ ended");
    assert_hides("gone");
    ck_assert_int_eq(ui_draw_due(ui, now + 1), -1);
}
END_TEST

START_TEST(how_long_a_program_is_gone_goes_on)
{
    model_end(m, 0);
    draw();
    assert_shows("○ gone");
    ck_assert_int_ge(ui_draw_due(ui, now), 0);
}
END_TEST

START_TEST(ages_are_short)
{
    char buf[32];
    ck_assert_str_eq(program_age(12 * NS_PER_S, buf, sizeof buf), "12 s");
    ck_assert_str_eq(program_age(185 * NS_PER_S, buf, sizeof buf), "3 min");
    ck_assert_str_eq(program_age(7300 * NS_PER_S, buf, sizeof buf), "2 h");
}
END_TEST

START_TEST(programs_at_40_columns_in_ascii)
{
    struct model *other = model_beside(m, 2, "other", 4800);
    ui_close(ui);
    open_screen(m->state, 12, 40, true);
    model_end(other, 0);
    draw();
    assert_shows(" 2 programs *1 -1");
    press("G");
    assert_shows("- gone 0 s");
    model_free(other);
}
END_TEST

/* ---- Started again. ---- */

START_TEST(a_restart_keeps_the_selection_and_the_folds)
{
    select_row(row_named("load", NODE_TRACK));
    press("h"); /* folds it */
    select_row(row_named("page", NODE_SUBSCRIPTION));
    size_t line = selected_line();
    uint64_t key = tree_selected(&ui->tree)->node.key;
    entity_id was = m->page;
    model_end(m, 0);
    draw();
    model_wait(m, 2000);
    model_restart(m);
    model_demo(m);
    model_synced(m);
    draw();
    ck_assert_uint_ne(was, m->page);
    ck_assert_str_eq(selected_name(), "page");
    ck_assert_uint_eq(tree_selected(&ui->tree)->node.key, key);
    ck_assert_uint_eq(selected_line(), line);
    ck_assert(!row_named("load", NODE_TRACK)->open);
    ck_assert(row_named("memory", NODE_TRACK)->open);
}
END_TEST

START_TEST(a_restart_under_another_number_takes_the_place)
{
    select_row(row_named("page", NODE_SUBSCRIPTION));
    size_t rows = ui->tree.n, line = selected_line();
    model_end(m, 0);
    model_wait(m, 1000);
    struct model *next = model_beside(m, 7, "demo", 9000);
    next->now = m->now + NS_PER_S;
    model_restart(next); /* its wall clock is later than the end */
    model_demo(next);
    model_synced(next);
    draw();
    ck_assert_uint_eq(ui->tree.n, rows);
    ck_assert_str_eq(selected_name(), "page");
    ck_assert_uint_eq(tree_selected(&ui->tree)->node.ref.source, 7);
    ck_assert_uint_eq(selected_line(), line);
    assert_shows("● live");
    assert_hides("2 programs");
    model_free(next);
}
END_TEST

START_TEST(a_twin_keeps_its_place_when_the_other_one_ends)
{
    struct model *twin = model_beside(m, 2, "demo", 4800);
    model_demo(twin);
    draw();
    press("G");
    uint64_t key = ui->tree.rows[ui->tree.n - 1].node.key;
    model_end(m, 0);
    draw();
    ck_assert_uint_eq(ui->tree.rows[ui->tree.n - 1].node.key, key);
    model_wait(m, 5);
    model_restart(m);
    model_synced(m);
    draw();
    ck_assert_uint_eq(ui->tree.rows[ui->tree.n - 1].node.key, key);
    model_free(twin);
}
END_TEST

START_TEST(while_a_snapshot_comes_in_the_picture_stays)
{
    select_row(row_named("page", NODE_SUBSCRIPTION));
    char *before = mem_strdup(shown());
    model_restart(m);
    ck_assert_int_gt(ui_draw_due(ui, now), 0);
    ui_draw(ui, now);
    ck_assert_str_eq(shown(), before);
    ui_key(ui, 'l'); /* keys have no effect on what is half there */
    model_demo(m);
    ui_draw(ui, now + 100 * NS_PER_MS);
    ck_assert_str_eq(shown(), before);
    model_synced(m);
    ui_draw(ui, now + 200 * NS_PER_MS);
    ck_assert_str_eq(selected_name(), "page");
    free(before);
}
END_TEST

START_TEST(a_long_snapshot_is_shown_coming_in)
{
    select_row(row_named("page", NODE_SUBSCRIPTION));
    size_t line = selected_line();
    model_restart(m);
    ui_draw(ui, now);
    draw();
    assert_shows("◌ synchronising");
    ck_assert_uint_eq(ui->tree.n, 0);
    model_demo(m);
    model_synced(m);
    draw();
    ck_assert_str_eq(selected_name(), "page");
    ck_assert_uint_eq(selected_line(), line);
    assert_hides("synchronising");
}
END_TEST

START_TEST(what_the_user_selects_meanwhile_stays_selected)
{
    select_row(row_named("page", NODE_SUBSCRIPTION));
    struct model *other = model_beside(m, 2, "other", 4800);
    model_demo(other);
    draw();
    model_restart(m);
    ui_draw(ui, now);
    draw();
    press("G");
    const char *chosen = selected_name();
    model_demo(m);
    model_synced(m);
    draw();
    ck_assert_str_eq(selected_name(), chosen);
    ck_assert_uint_eq(tree_selected(&ui->tree)->node.ref.source, 2);
    model_free(other);
}
END_TEST

START_TEST(no_command_goes_to_a_program_that_is_half_known)
{
    select_row(row_named("load", NODE_TRACK));
    nsent = 0;
    model_restart(m);
    ui_draw(ui, now);
    ui_key(ui, 'S');
    ui_key(ui, 'o');
    ck_assert_uint_eq(nsent, 0);
    model_demo(m);
    model_synced(m);
    draw();
    ck_assert_uint_eq(nsent, 1); /* what is looked at is watched again */
    ck_assert_int_eq(sent[0].kind, CMD_WATCH);
    press("S");
    ck_assert_int_eq(sent[nsent - 1].kind, CMD_PIN);
    ck_assert_uint_eq(sent[nsent - 1].id, m->load);
}
END_TEST

START_TEST(a_command_to_a_program_that_is_gone_says_so)
{
    select_row(row_named("load", NODE_TRACK));
    model_end(m, 0);
    draw();
    nsent = 0;
    press("S");
    ck_assert_uint_eq(nsent, 0);
    assert_shows("demo is gone");
}
END_TEST

START_TEST(counts_from_before_somebody_looked_are_marked)
{
    model_restart(m);
    model_demo(m);
    model_synced(m);
    draw();
    select_row(row_named("load", NODE_TRACK));
    assert_hides("counted since");
    struct model *other = model_beside(m, 2, "other", 4800);
    draw();
    press("g");
    assert_shows("counted since ");
    model_free(other);
}
END_TEST

START_TEST(what_a_program_sent_before_the_attach_is_no_rate)
{
    draw();
    struct model *late = model_beside(m, 2, "late", 4800);
    model_restart(late);
    model_demo(late);
    model_fold(late, &(struct event){.kind = EV_TOTAL, .flags = TOTAL_NEXT, .num = 1000000});
    model_synced(late);
    draw();
    draw();
    ck_assert(ui->status.next >= 1000000);
    ck_assert_msg(ui->status.rate.per_second < 1, "%f", ui->status.rate.per_second);
    model_free(late);
}
END_TEST

/* ---- The filter. ---- */

START_TEST(a_filter_is_read_key_by_key)
{
    press("fkind:");
    assert_shows(" filter kind:");
    ck_assert_str_eq(ui->filter_text, "kind"); /* the last that could be read */
    ck_assert(*ui->prompt.wrong.text);
    assert_shows(ui->prompt.wrong.text);
    press("track load");
    ck_assert(!*ui->prompt.wrong.text);
    ck_assert(!row_named("load", NODE_TRACK)->context);
    ck_assert(row_named("cpu.c", NODE_MODULE)->context);
    assert_hides("memory");
    press("\n");
    assert_shows("filter kind:track load");
    press("^");
    assert_shows("memory");
    assert_hides("filter kind");
}
END_TEST

START_TEST(a_filter_that_cannot_be_read_is_not_kept)
{
    press("fmemory");
    press(" name~(");
    ck_assert(*ui->prompt.wrong.text);
    assert_hides("pairwise"); /* the last good one holds */
    press("\n");
    ck_assert_ptr_eq(ui->modal, &pane_prompt);
    assert_shows(ui->prompt.wrong.text);
    press("^");
    ck_assert_ptr_null(ui->modal);
    ck_assert_ptr_null(ui->filter);
    assert_shows("pairwise");
}
END_TEST

START_TEST(at_5_rows_the_message_stands_behind_the_text)
{
    ui_set_size(ui, 5, 60);
    press("fname~(");
    ck_assert(*ui->prompt.wrong.text);
    assert_shows("column");
}
END_TEST

START_TEST(a_filter_by_rate_follows_the_rates)
{
    press("frate>2\n");
    for (int second = 0; second < 3; second++) {
        for (int i = 0; i < 4; i++)
            model_send(m, i);
        model_wait(m, 1000);
        draw();
    }
    ck_assert(!row_named("show", NODE_SUBSCRIPTION)->context);
    assert_hides("page");
    for (int second = 0; second < 6; second++)
        draw();
    assert_shows("nothing matches; Esc shows everything");
    ck_assert_int_ge(ui_draw_due(ui, now), 0); /* it may match again */
}
END_TEST

START_TEST(a_filter_finds_what_is_beyond_the_page)
{
    entity_id ticks = query_track(m->state, (struct ref){1, m->ticks})->entity;
    for (int i = 0; i < TREE_MODEL_PAGE + 20; i++)
        model_subscribe(m, ticks, 0, "one_of_many");
    model_subscribe(m, ticks, 0, "the_last_one");
    press("fthe_last");
    row_named("the_last_one", NODE_SUBSCRIPTION);
}
END_TEST

START_TEST(a_filter_names_a_program)
{
    struct model *other = model_beside(m, 2, "other", 4800);
    model_demo(other);
    draw();
    press("fsource:other kind:track");
    for (size_t i = 0; i < ui->tree.n; i++)
        ck_assert_uint_eq(ui->tree.rows[i].node.ref.source, 2);
    ck_assert_uint_gt(ui->tree.n, 5);
    model_free(other);
}
END_TEST

START_TEST(a_tag_with_any_characters_becomes_a_filter)
{
    model_tag(m, m->memory, "two \"words\" | (x)\\");
    ui_filter_tag(ui, "two \"words\" | (x)\\");
    draw();
    ck_assert(ui->filter != NULL);
    ck_assert(ui_filter_is_tag(ui, "two \"words\" | (x)\\"));
    ck_assert(!row_named("memory", NODE_TRACK)->context);
    assert_hides("pairwise");
}
END_TEST

START_TEST(a_long_filter_leaves_room_on_the_status_line)
{
    press("fload | load | load | load | load | load | load | load | load | load | load | load\n");
    assert_shows("…");
    assert_shows("ev/s");
}
END_TEST

/* ---- A recording. ---- */

START_TEST(a_recording_is_shown_with_its_size)
{
    ui_set_recording(ui, &(struct ui_recording){true, 48112, 1234567});
    draw();
    assert_shows("● REC 48,112  1.2 MB");
    ui_set_recording(ui, &(struct ui_recording){true, 7, 312});
    ui_set_size(ui, 12, 40);
    draw();
    assert_shows("● REC");
    ui_set_recording(ui, &(struct ui_recording){false, 0, 0});
    draw();
    assert_hides("REC");
    press("r");
    assert_shows("recording is not possible here");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        without_a_program_it_says_how_to_start_one, one_program_needs_no_root,
        several_programs_are_roots_with_their_state,
        the_selection_stays_when_a_second_program_comes,
        two_of_one_name_are_told_apart_by_their_pids, without_waiting_an_ended_program_has_ended,
        how_long_a_program_is_gone_goes_on, ages_are_short, programs_at_40_columns_in_ascii,
        a_restart_keeps_the_selection_and_the_folds,
        a_restart_under_another_number_takes_the_place,
        a_twin_keeps_its_place_when_the_other_one_ends,
        while_a_snapshot_comes_in_the_picture_stays, a_long_snapshot_is_shown_coming_in,
        what_the_user_selects_meanwhile_stays_selected,
        no_command_goes_to_a_program_that_is_half_known,
        a_command_to_a_program_that_is_gone_says_so,
        counts_from_before_somebody_looked_are_marked,
        what_a_program_sent_before_the_attach_is_no_rate, a_filter_is_read_key_by_key,
        a_filter_that_cannot_be_read_is_not_kept, at_5_rows_the_message_stands_behind_the_text,
        a_filter_by_rate_follows_the_rates, a_filter_finds_what_is_beyond_the_page,
        a_filter_names_a_program, a_tag_with_any_characters_becomes_a_filter,
        a_long_filter_leaves_room_on_the_status_line, a_recording_is_shown_with_its_size};
    Suite *suite = suite_create("ui programs");
    TCase *t = tcase_create("programs");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
