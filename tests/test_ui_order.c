/* test_ui_order.c - which rows are listed and in which order: sorting, what is below matches, plumbing; and that the
 * selected row stays on its line meanwhile. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/model.h"
#include "tests/support/page.h"
#include "tests/support/suite.h"
#include "ui/ui_private.h"

static struct model *m;
static struct ui *ui;
static uint64_t now;
static struct str picture;

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    m = model_new("demo", 0);
    model_demo(m);
    struct ui_options options = {.state = m->state};
    ui = ui_new(&options, 40, 100);
    now = 100 * NS_PER_S;
    ui_draw(ui, now);
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

static void press(const char *keys)
{
    for (; *keys; keys++)
        ui_key(ui, *keys == '\n' ? KEYCODE_ENTER : *keys);
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
    ck_assert_msg(strstr(shown(), text) != NULL, "no '%s' in\n%.330s", text, shown());
}

static void expect_hidden(const char *text)
{
    ck_assert_msg(strstr(shown(), text) == NULL, "'%s' in\n%.330s", text, shown());
}

/* The names of all modules and tracks, as they are listed. */
static void expect_order(const char *expected)
{
    struct str names = STR_INIT;
    for (size_t i = 0; i < ui->tree.n; i++) {
        const struct tree_node *n = &ui->tree.rows[i].node;
        if (n->kind == NODE_MODULE || n->kind == NODE_TRACK)
            str_addf(&names, "%s%s", names.len ? " " : "", query_name(m->state, n->ref));
    }
    ck_assert_str_eq(str_text(&names), expected);
    str_release(&names);
}

static void choose(entity_id id, int kind)
{
    ck_assert(tree_select_ref(&ui->tree, (struct ref){m->source, id}, kind));
    draw();
}

static void add_track(const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "cpu.c:%s", name);
    model_track_begin(m, m->cpu, name);
    model_track_end(m, key, model_observable(m, "interval", "1", 0));
    draw();
}

#define PLAIN "cpu.c ticks load memory both alerts.c alerts history"

START_TEST(rows_are_sorted_by_name_and_back)
{
    expect_order(PLAIN);
    press("w");
    expect_shown("order of rows");
    press("j\n");
    expect_order("alerts.c alerts history cpu.c both load memory ticks");
    expect_shown("  by name");
    add_track("aaa");
    expect_order("alerts.c alerts history cpu.c aaa both load memory ticks");
    press("w");
    ck_assert_uint_eq(ui->popup.selected, 1); /* the one that is set */
    press("k\n");
    expect_order("cpu.c ticks load memory both aaa alerts.c alerts history");
    expect_hidden("  by name");
}
END_TEST

START_TEST(once_keeps_the_order_and_puts_what_is_new_last)
{
    press("wjjjjjjj\n");
    expect_shown("  once by name");
    expect_order("alerts.c alerts history cpu.c both load memory ticks");
    add_track("aaa");
    expect_order("alerts.c alerts history cpu.c both load memory ticks aaa");
    add_track("aab");
    expect_order("alerts.c alerts history cpu.c both load memory ticks aaa aab");
}
END_TEST

START_TEST(the_youngest_come_first_by_age)
{
    model_wait(m, 1000);
    add_track("young");
    press("wjj\n");
    ck_assert_ptr_nonnull(strstr(shown(), "by age"));
    for (size_t i = 0; i < ui->tree.n; i++)
        if (ui->tree.rows[i].node.kind == NODE_TRACK) {
            const char *name = query_name(m->state, ui->tree.rows[i].node.ref);
            if (ui->tree.rows[tree_parent(&ui->tree, i)].node.ref.id == m->cpu) {
                ck_assert_str_eq(name, "young");
                break;
            }
        }
}
END_TEST

START_TEST(by_count_is_put_in_order_each_second)
{
    press("wjjjjj\n");
    for (int i = 0; i < 3; i++)
        model_merge(m, m->page, 5, false);
    draw();
    draw();
    expect_order("alerts.c alerts history cpu.c ticks load memory both");
    model_merge(m, m->show, 500, false);
    ui_draw(ui, now + 1); /* at once nothing changes places */
    expect_order("alerts.c alerts history cpu.c ticks load memory both");
    draw();
    draw();
    expect_order("cpu.c load ticks memory both alerts.c alerts history");
}
END_TEST

START_TEST(by_rate_the_fastest_come_first)
{
    press("wjjj\n");
    for (int i = 0; i < 8; i++) {
        model_merge(m, m->page, 5, false);
        draw();
    }
    expect_order("alerts.c alerts history cpu.c ticks load memory both");
    for (int i = 0; i < 8; i++) {
        model_merge(m, m->show, 50, false);
        draw();
    }
    expect_order("cpu.c load ticks memory both alerts.c alerts history");
}
END_TEST

START_TEST(the_selected_row_stays_on_its_line_when_rows_change_places)
{
    ui_set_size(ui, 24, 80);
    for (int i = 0; i < 10; i++)
        add_track((char[]){'z', (char)('a' + i), '\0'});
    choose(m->alerts, NODE_TRACK);
    size_t line = ui->tree.selected - ui->tree.top;
    ck_assert_uint_gt(ui->tree.top, 0);
    press("wj\n");
    ck_assert_uint_eq(ui_selected(ui)->ref.id, m->alerts);
    choose(m->memory, NODE_TRACK);
    line = ui->tree.selected - ui->tree.top;
    for (int i = 0; i < 5; i++)
        add_track((char[]){'a', (char)('a' + i), '\0'}); /* above it */
    ck_assert_uint_eq(ui_selected(ui)->ref.id, m->memory);
    ck_assert_uint_eq(ui->tree.selected - ui->tree.top, line);
}
END_TEST

START_TEST(folds_stay_when_rows_change_places)
{
    choose(m->load, NODE_TRACK);
    press("h");
    size_t rows = ui->tree.n;
    press("wj\n");
    ck_assert_uint_eq(ui->tree.n, rows);
    ck_assert(!tree_selected(&ui->tree)->open);
    ck_assert_uint_eq(ui_selected(ui)->ref.id, m->load);
}
END_TEST

START_TEST(operators_are_never_sorted)
{
    press("wj\n");
    choose(m->load, NODE_TRACK);
    size_t at = ui->tree.selected;
    const char *const steps[] = {"map", "pairwise", "map", "scan"};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        ck_assert_str_eq(query_name(m->state, ui->tree.rows[at + 1 + i].node.ref), steps[i]);
}
END_TEST

START_TEST(the_first_page_of_a_long_list_has_the_first_of_all)
{
    for (int i = 299; i >= 0; i--)
        add_track((char[]){'q', (char)('0' + i / 100), (char)('0' + i / 10 % 10), (char)('0' + i % 10), '\0'});
    press("wj\n");
    size_t tracks = 0;
    for (size_t i = 0; i < ui->tree.n; i++)
        if (ui->tree.rows[i].node.kind == NODE_TRACK && !strcmp(query_name(m->state, ui->tree.rows[i].node.ref), "q000"))
            tracks++;
    ck_assert_uint_eq(tracks, 1); /* the last that was made */
    for (size_t i = 0; i < ui->tree.n; i++)
        if (ui->tree.rows[i].node.kind == NODE_MORE)
            ck_assert_uint_eq(ui->tree.rows[i].node.extra, 104);
}
END_TEST

START_TEST(a_frozen_view_is_not_sorted)
{
    press("pw");
    expect_shown("the view is frozen");
    press("v");
    expect_shown("the view is frozen");
    press("F");
    expect_shown("the view is frozen");
}
END_TEST

/* ---- What is below. ---- */

START_TEST(what_is_below_a_match_is_listed_when_asked)
{
    press("fmemory kind:track\n");
    expect_order("cpu.c memory");
    expect_hidden("distinct_until_changed  ");
    size_t rows = ui->tree.n;
    press("F");
    ck_assert_uint_gt(ui->tree.n, rows);
    expect_shown("read_memory");
    expect_hidden("load_of");
    press("F");
    ck_assert_uint_eq(ui->tree.n, rows);
    press("F\033");
    expect_order(PLAIN);
}
END_TEST

/* ---- Plumbing. ---- */

/* The subscription that `history`'s share has of alerts for all its subscribers. */
static entity_id connect_share(void)
{
    struct ref history = {m->source, query_track(m->state, (struct ref){m->source, m->history})->entity};
    entity_id op = query_next_operator(m->state, history, 0), id = model_id(m, ENT_SUBSCRIPTION);
    const struct ent_operator *o = query_operator(m->state, (struct ref){m->source, op});
    const struct ent_operator_fun *fun = query_operator_fun(m->state, (struct ref){m->source, o->fun});
    struct event ev = {.kind = EV_SUBSCRIBE_CALL, .id = id, .ref = o->source,
                       .named = {.name = fun->e.name, .file = fun->e.file, .line = fun->e.line}};
    model_fold(m, &ev);
    model_fold(m, &(struct event){.kind = EV_SUBSCRIBE_RETURN, .id = id});
    draw();
    return id;
}

static bool listed(entity_id id)
{
    for (size_t i = 0; i < ui->tree.n; i++)
        if (ui->tree.rows[i].node.ref.id == id)
            return true;
    return false;
}

START_TEST(a_connection_is_hidden_until_v)
{
    entity_id connection = connect_share();
    ck_assert(query_is_connection(m->state, (struct ref){m->source, connection}));
    ck_assert(!listed(connection));
    press("v");
    expect_shown("  plumbing");
    ck_assert(listed(connection));
    press("v");
    expect_shown("plumbing is hidden");
    ck_assert(!listed(connection));
}
END_TEST

START_TEST(an_observer_that_is_called_like_an_operator_is_none)
{
    connect_share();
    const struct ent_track *t = query_track(m->state, (struct ref){m->source, m->alerts});
    entity_id pipe = query_result(m->state, (struct ref){m->source, t->entity});
    entity_id own = model_subscribe(m, pipe, 0, "share");
    draw();
    ck_assert(!query_is_connection(m->state, (struct ref){m->source, own}));
    ck_assert(listed(own));
}
END_TEST

START_TEST(what_a_library_puts_in_between_is_hidden)
{
    struct event ev = source_info(m->source, INFO_HOST, "page");
    model_fold(m, &ev);
    entity_id between = model_observable(m, "wrapped", NULL, 0), end = model_observable(m, "outside", NULL, 0);
    model_tag(m, between, "external");
    model_tag(m, end, "external");
    entity_id a = model_subscribe(m, between, m->load_chain[4], NULL), b = model_subscribe(m, end, a, NULL);
    choose(m->show, NODE_SUBSCRIPTION);
    press("l");
    draw();
    ck_assert(!listed(a));
    ck_assert(listed(b)); /* where a chain begins is never hidden */
    press("v");
    ck_assert(listed(a));
    ck_assert(listed(b));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        rows_are_sorted_by_name_and_back,
        once_keeps_the_order_and_puts_what_is_new_last,
        the_youngest_come_first_by_age,
        by_count_is_put_in_order_each_second,
        by_rate_the_fastest_come_first,
        the_selected_row_stays_on_its_line_when_rows_change_places,
        folds_stay_when_rows_change_places,
        operators_are_never_sorted,
        the_first_page_of_a_long_list_has_the_first_of_all,
        a_frozen_view_is_not_sorted,
        what_is_below_a_match_is_listed_when_asked,
        a_connection_is_hidden_until_v,
        an_observer_that_is_called_like_an_operator_is_none,
        what_a_library_puts_in_between_is_hidden,
    };
    Suite *suite = suite_create("ui order");
    TCase *t = tcase_create("rows");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
