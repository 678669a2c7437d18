/* test_ui_tree.c - rows: what the tree lists, how the selection and the folds live through changes,
 * and the rows as text. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "tests/support/model.h"
#include "tests/support/suite.h"
#include "ui/rates.h"
#include "ui/row.h"
#include "ui/tree_model.h"

static struct model *m;
static struct tree_model tree_model;
static struct view view;
static struct tree tree;

static void set_up(void)
{
    struct tree_ops ops;
    setenv("TZ", "UTC", 1);
    tzset();
    m = model_new("demo", 0);
    view = (struct view){.state = m->state, .glyphs = theme_glyphs(false)};
    tree_model = (struct tree_model){.state = m->state};
    tree_model_ops(&tree_model, &ops);
    tree_init(&tree, &ops);
    tree_set_height(&tree, 10);
}

static void filter(const char *text)
{
    struct filter *made = NULL;
    struct fault_text why;
    filter_free((struct filter *)(uintptr_t)tree_model.filter);
    if (text)
        ck_assert_msg(filter_parse(&made, text, &why) == STATUS_OK, "%s", why.text);
    tree_model.filter = made;
}

static void tear_down(void)
{
    filter(NULL);
    tree_release(&tree);
    model_free(m);
}

static void list(void)
{
    tree.filtered = tree_model.filter != NULL;
    tree_build(&tree);
}

static struct ref of(entity_id id)
{
    return (struct ref){m->source, id};
}

static void expect_rows(unsigned width, const char *expected)
{
    struct str text = STR_INIT;
    row_print_tree(&view, &tree_model.programs, &tree, width, &text);
    ck_assert_str_eq(str_text(&text), expected);
    str_release(&text);
}

static void fold(entity_id id, bool open)
{
    ck_assert(tree_select_ref(&tree, of(id), -1));
    tree_fold(&tree, tree_selected(&tree)->node.key, open);
    list();
}

static bool listed(entity_id id)
{
    for (size_t i = 0; i < tree.n; i++)
        if (tree.rows[i].node.ref.id == id)
            return true;
    return false;
}

/* ---- Rows as text. ---- */

START_TEST(the_demo_at_100_columns)
{
    model_demo(m);
    model_wait(m, 1000);
    model_merge(m, m->show, 1234, false);
    list();
    expect_rows(100,
        " ▾ cpu.c           gen 1   /home/ann/demo/cpu.c\n"
        "   ▾ ticks         v1      interval 250                                       ● 1\n"
        "   ▾ load          v1      ticks → map → pairwise → map → scan                ● 2\n"
        "       map                 read_stat         cpu.c:31\n"
        "       pairwise                              cpu.c:32\n"
        "       map                 load_of           cpu.c:33\n"
        "     ▸ scan                ewma              cpu.c:34\n"
        "     ▸ show                subscription #1                             1,234 next\n"
        "   ▾ memory        v1      ticks → map → distinct_until_changed\n"
        "       map                 read_memory       cpu.c:40\n"
        "       distinct_until_cha…                   cpu.c:41\n"
        "   ▾ both          v1      combine_latest load, memory, join\n"
        "       0                   load\n"
        "       1                   memory\n"
        "       2                   join              cpu.c:47\n"
        " ▾ alerts.c        gen 1   /home/ann/demo/alerts.c\n"
        "   ▾ alerts        v1      load → filter → switch_map                    ● 1  ◌ 1\n"
        "       filter              high              cpu.c:12\n"
        "       switch_map          hold              cpu.c:13\n"
        "     ▸ page                subscription #6                                 0 next\n"
        "   ▾ history       v1      alerts → share\n"
        "       share                                 cpu.c:20\n");
}
END_TEST

START_TEST(the_demo_at_80_columns)
{
    model_demo(m);
    list();
    fold(m->alerts_c, false);
    fold(m->memory, false);
    fold(m->both, false);
    expect_rows(80,
        " ▾ cpu.c          gen 1  /home/ann/demo/cpu.c\n"
        "   ▾ ticks        v1     interval 250                     ● 1\n"
        "   ▾ load         v1     ticks → map → pairwise…          ● 2\n"
        "       map               read_stat         cpu.c:31\n"
        "       pairwise                            cpu.c:32\n"
        "       map               load_of           cpu.c:33\n"
        "     ▸ scan              ewma              cpu.c:34\n"
        "     ▸ show              subscription #1               0 next\n"
        "   ▸ memory       v1     ticks → map → distinct_until_changed\n"
        "   ▸ both         v1     combine_latest load, memory, join\n"
        " ▸ alerts.c       gen 1  /home/ann/demo/alerts.c\n");
}
END_TEST

START_TEST(the_demo_at_40_columns_in_ascii)
{
    view.glyphs = theme_glyphs(true);
    model_demo(m);
    list();
    fold(m->alerts_c, false);
    fold(m->memory, false);
    fold(m->both, false);
    expect_rows(40,
        " v cpu.c     g1\n"
        "   v ticks   v1              *1\n"
        "   v load    v1              *2\n"
        "       map       read_stat\n"
        "       pairwise\n"
        "       map       load_of\n"
        "     > scan      ewma\n"
        "     > show      #1           0\n"
        "   > memory  v1\n"
        "   > both    v1\n"
        " > alerts.c  g1\n");
}
END_TEST

START_TEST(no_width_loses_a_column_edge)
{
    model_demo(m);
    model_refuse(m);
    list();
    struct line line;
    line_init(&line, view.glyphs);
    for (unsigned width = 20; width < 260; width++) {
        struct row_columns columns;
        struct row_rate rate = {.known = true, .per_second = 1234567, .recent = {1, 2, 3}};
        row_columns(&columns, row_plans, width);
        for (size_t i = 0; i < tree.n; i++) {
            struct row_cells cells;
            row_cells(&view, &tree_model.programs, &tree.rows[i].node, &cells);
            row_line(&line, &columns, &tree.rows[i], &cells, &rate);
            ck_assert_uint_le(line.width, width);
        }
    }
    line_release(&line);
}
END_TEST

START_TEST(names_from_a_program_are_made_safe)
{
    entity_id module = model_module(m, "\033[2Jevil\n", "/tmp/\302\2331m.c", 1);
    entity_id track = model_track_begin(m, module, "\xe2\x80\xaegnp\xff");
    model_track_end(m, "k", model_observable(m, "of", "1\t2", 0));
    list();
    (void)track;
    expect_rows(100,
        " ▾ ␛[2Jevil␊       gen 0   /tmp/\xef\xbf\xbd" "1m.c\n"
        "   ▾ \xef\xbf\xbdgnp\xef\xbf\xbd         v1      of 1 2\n");
}
END_TEST

START_TEST(wide_names_keep_the_columns)
{
    entity_id module = model_module(m, "温度計.c", "/tmp/a.c", 1);
    model_track_begin(m, module, "非常に長い名前のトラック");
    model_track_end(m, "k", model_observable(m, "of", "1", 0));
    list();
    expect_rows(100, " ▾ 温度計.c        gen 0   /tmp/a.c\n"
                     "   ▾ 非常に長い名… v1      of 1\n");
}
END_TEST

/* ---- What is listed. ---- */

START_TEST(several_programs_are_roots_of_their_own)
{
    model_demo(m);
    model_add_source(m, 2, "other");
    list();
    ck_assert_int_eq(tree.rows[0].node.kind, NODE_SOURCE);
    ck_assert_int_eq(tree.rows[1].node.kind, NODE_MODULE);
    ck_assert_int_eq(tree.rows[tree.n - 1].node.kind, NODE_SOURCE);
    ck_assert_uint_eq(tree.rows[tree.n - 1].node.ref.source, 2);
}
END_TEST

START_TEST(what_feeds_a_subscription_is_listed_flat_below_it)
{
    model_demo(m);
    list();
    fold(m->show, true);
    ck_assert(tree_select_ref(&tree, of(m->show), NODE_SUBSCRIPTION));
    for (size_t i = 1; i < ARRAY_LEN(m->load_chain); i++) {
        const struct tree_row *row = &tree.rows[tree.selected + i];
        ck_assert_int_eq(row->node.kind, NODE_UPSTREAM);
        ck_assert_uint_eq(row->node.ref.id, m->load_chain[i]);
        ck_assert_uint_eq(row->depth, tree_selected(&tree)->depth + 1);
    }
}
END_TEST

START_TEST(an_inner_stream_is_listed_under_its_outer_one)
{
    model_demo(m);
    list();
    fold(m->page, true);
    ck_assert(tree_select_ref(&tree, of(m->inner), NODE_INNER));
    ck_assert_uint_eq(tree.rows[tree_parent(&tree, tree.selected)].node.ref.id, m->page);
    model_unsubscribe(m, m->inner, END_COMPLETED);
    list();
    ck_assert(!listed(m->inner));
}
END_TEST

START_TEST(a_long_list_says_how_many_more_there_are)
{
    model_demo(m);
    list();
    entity_id ticks = query_track(m->state, of(m->ticks))->entity;
    for (int i = 0; i < TREE_MODEL_PAGE + 50; i++)
        model_subscribe(m, ticks, 0, "one_of_many");
    list();
    ck_assert(tree_select_ref(&tree, (struct ref){0, 0}, NODE_MORE));
    ck_assert_uint_eq(tree_selected(&tree)->node.extra, 50);
    size_t rows = tree.n;
    tree_more(&tree, tree.rows[tree_parent(&tree, tree.selected)].node.key);
    list();
    ck_assert_uint_eq(tree.n, rows + 49);
    ck_assert(!tree_select_ref(&tree, (struct ref){0, 0}, NODE_MORE));
}
END_TEST

/* Those that feed others of the same stream are in its list, too. */
START_TEST(what_is_not_listed_of_a_crowd_is_counted_exactly)
{
    model_demo(m);
    entity_id ticks = query_track(m->state, of(m->ticks))->entity, own = 0, first = 0;
    for (int i = 0; i < TREE_MODEL_PAGE * 2; i++) {
        own = model_subscribe(m, ticks, 0, "one_of_many");
        first = first ? first : own;
        model_subscribe(m, ticks, first, NULL);
    }
    list();
    ck_assert(tree_select_ref(&tree, (struct ref){0, 0}, NODE_MORE));
    ck_assert_uint_eq(tree_selected(&tree)->node.extra, TREE_MODEL_PAGE);
    model_unsubscribe(m, own, END_COMPLETED);
    list();
    ck_assert(tree_select_ref(&tree, (struct ref){0, 0}, NODE_MORE));
    ck_assert_uint_eq(tree_selected(&tree)->node.extra, TREE_MODEL_PAGE - 1);
    fold(first, true); /* of those that feed it as many more */
    size_t more = 0;
    for (size_t i = 0; i < tree.n; i++)
        more += tree.rows[i].node.kind == NODE_MORE && tree.rows[i].node.extra == TREE_MODEL_PAGE;
    ck_assert_uint_eq(more, 1);
}
END_TEST

START_TEST(only_the_newest_ended_subscriptions_stay_listed)
{
    model_demo(m);
    entity_id ticks = query_track(m->state, of(m->ticks))->entity, ended[6];
    for (size_t i = 0; i < ARRAY_LEN(ended); i++) {
        ended[i] = model_subscribe(m, ticks, 0, "short");
        model_unsubscribe(m, ended[i], END_COMPLETED);
    }
    list();
    ck_assert(!listed(ended[0]) && !listed(ended[2]));
    ck_assert(listed(ended[3]) && listed(ended[5]));
}
END_TEST

START_TEST(a_refused_build_and_an_orphan_are_listed)
{
    model_demo(m);
    model_refuse(m);
    model_orphan(m);
    list();
    ck_assert(tree_select_ref(&tree, of(m->cpu), NODE_BUILD));
    model_swap_load(m);
    list();
    ck_assert(!tree_select_ref(&tree, of(m->cpu), NODE_BUILD));
    ck_assert(tree_select_ref(&tree, of(m->cpu), NODE_KEPT));
}
END_TEST

START_TEST(an_earlier_version_in_use_is_listed_once)
{
    model_demo(m);
    model_swap_load(m);
    entity_id old = m->load_pipe;
    model_rebuild_load(m);
    list();
    size_t found = 0;
    for (size_t i = 0; i < tree.n; i++)
        found += tree.rows[i].node.kind == NODE_OLD && tree.rows[i].node.ref.id == old;
    ck_assert_uint_eq(found, 1);
}
END_TEST

/* ---- Filters. ---- */

START_TEST(a_filter_keeps_ancestors)
{
    model_demo(m);
    list();
    filter("EWMA");
    list();
    expect_rows(100,
        " ▾ cpu.c           gen 1   /home/ann/demo/cpu.c\n"
        "   ▾ load          v1      ticks → map → pairwise → map → scan                ● 2\n"
        "     ▸ scan                ewma              cpu.c:34\n");
    ck_assert(tree.rows[0].context && tree.rows[1].context && !tree.rows[2].context);
}
END_TEST

START_TEST(a_filter_looks_into_folded_rows)
{
    model_demo(m);
    list();
    fold(m->cpu, false);
    filter("show");
    list();
    ck_assert(listed(m->show));
    filter(NULL);
    list();
    ck_assert(!listed(m->show));
}
END_TEST

START_TEST(all_words_of_a_filter_must_match)
{
    model_demo(m);
    filter("map read_m");
    list();
    ck_assert_uint_eq(tree.n, 3);
    filter("map nothing");
    list();
    ck_assert_uint_eq(tree.n, 0);
    ck_assert_ptr_null(tree_selected(&tree));
}
END_TEST

START_TEST(a_tag_filter_lists_what_is_tagged)
{
    const char *tags[8];
    model_demo(m);
    ck_assert_uint_eq(tree_model_tags(&tree_model, tags, 8), 2);
    ck_assert_str_eq(tags[0], "cpu");
    filter("tag:pager");
    list();
    ck_assert(listed(m->alerts));
    ck_assert(listed(m->alerts_c));
    ck_assert(!listed(m->load));
}
END_TEST

/* ---- Selection, folds, scrolling. ---- */

START_TEST(the_selection_follows_the_entity)
{
    model_demo(m);
    list();
    tree_select_ref(&tree, of(m->show), NODE_SUBSCRIPTION);
    size_t before = tree.selected;
    entity_id ticks = query_track(m->state, of(m->ticks))->entity;
    entity_id early = model_subscribe(m, ticks, 0, "early");
    list();
    ck_assert_uint_eq(tree.selected, before + 1);
    ck_assert_uint_eq(tree_selected(&tree)->node.ref.id, m->show);
    fold(early, true);
    tree_select_ref(&tree, of(m->show), NODE_SUBSCRIPTION);
    model_unsubscribe(m, early, END_UNSUBSCRIBED);
    list();
    ck_assert_uint_eq(tree_selected(&tree)->node.ref.id, m->show);
}
END_TEST

START_TEST(the_selected_row_stays_where_it_is)
{
    model_demo(m);
    tree_set_height(&tree, 6);
    list();
    tree_select_ref(&tree, of(m->page), NODE_SUBSCRIPTION);
    size_t line = tree.selected - tree.top;
    entity_id ticks = query_track(m->state, of(m->ticks))->entity;
    for (int i = 0; i < 3; i++)
        model_subscribe(m, ticks, 0, "early");
    list();
    ck_assert_uint_eq(tree.selected - tree.top, line);
    ck_assert_uint_eq(tree_selected(&tree)->node.ref.id, m->page);
}
END_TEST

START_TEST(when_the_selected_entity_goes_the_row_above_is_selected)
{
    model_demo(m);
    list();
    fold(m->page, true);
    tree_select_ref(&tree, of(m->inner), NODE_INNER);
    entity_id above = tree.rows[tree.selected - 1].node.ref.id;
    model_unsubscribe(m, m->inner, END_UNSUBSCRIBED);
    list();
    ck_assert_uint_eq(tree_selected(&tree)->node.ref.id, above);
}
END_TEST

START_TEST(folds_survive_a_swap)
{
    model_demo(m);
    list();
    fold(m->load, false);
    fold(m->memory, false);
    model_rebuild_load(m);
    list();
    ck_assert(tree_select_ref(&tree, of(m->load), NODE_TRACK));
    ck_assert(!tree_selected(&tree)->open);
    ck_assert(tree_select_ref(&tree, of(m->memory), NODE_TRACK));
    ck_assert(!tree_selected(&tree)->open);
}
END_TEST

START_TEST(the_fold_and_selection_of_an_operator_survive_a_rebuild)
{
    model_demo(m);
    list();
    size_t scan = 0;
    while (strcmp(query_name(m->state, tree.rows[scan].node.ref), "scan"))
        scan++;
    uint64_t key = tree.rows[scan].node.key;
    tree_fold(&tree, key, true);
    tree_select(&tree, scan);
    list();
    model_rebuild_load(m); /* a new operator under the same name, one place further down */
    list();
    ck_assert_uint_eq(tree_selected(&tree)->node.key, key);
    ck_assert(tree_selected(&tree)->open);
    ck_assert_str_eq(query_name(m->state, tree_selected(&tree)->node.ref), "scan");
}
END_TEST

START_TEST(keys_are_unique)
{
    model_demo(m);
    model_refuse(m);
    model_orphan(m);
    list();
    fold(m->show, true);
    fold(m->page, true);
    for (size_t i = 0; i < tree.n; i++)
        for (size_t k = i + 1; k < tree.n; k++)
            ck_assert_uint_ne(tree.rows[i].node.key, tree.rows[k].node.key);
}
END_TEST

/* ---- Rates. ---- */

START_TEST(rates_are_the_mean_of_the_last_seconds)
{
    struct rates r = {0};
    char text[24];
    struct node_part part = {.id = 1, .next = 1000};
    struct node_parts parts = {&part, 1, 1, 0};
    for (uint64_t second = 1; second <= 10; second++) {
        rates_begin(&r, second * 1000000000);
        rates_add(&r, 7, &parts, second);
        rates_end(&r);
        part.next += 4;
    }
    part.next -= 4;
    struct row_rate rate = rates_get(&r, 7);
    ck_assert(rate.known && r.flowing);
    ck_assert_str_eq(row_rate_text(rate.per_second, text), "4/s");
    ck_assert_uint_eq(rate.recent[0], 4);
    for (uint64_t second = 11; second <= 18; second++) {
        rates_begin(&r, second * 1000000000);
        rates_add(&r, 7, &parts, second);
        rates_end(&r);
    }
    ck_assert(!r.flowing);
    ck_assert_str_eq(row_rate_text(rates_get(&r, 7).per_second, text), "0/s");
    ck_assert(!rates_get(&r, 8).known);
    rates_release(&r);
}
END_TEST

START_TEST(a_count_that_a_swap_moves_is_no_flow)
{
    struct rates r = {0};
    struct node_part list[] = {{1, 100, 1}, {2, 500, 1}, {3, 7, 60}};
    for (uint64_t second = 1; second <= 3; second++) {
        struct node_parts parts = {list, second, second, 0};
        rates_begin(&r, second * 1000000000);
        rates_add(&r, 7, &parts, 49 + second);
        rates_end(&r);
    }
    struct row_rate rate = rates_get(&r, 7);
    ck_assert_uint_eq(rate.recent[6], 0); /* 2 was moved here */
    ck_assert_uint_eq(rate.recent[7], 7); /* 3 is new */
    rates_release(&r);
}
END_TEST

START_TEST(rates_are_short)
{
    char text[24];
    ck_assert_str_eq(row_rate_text(0.26, text), "0.3/s");
    ck_assert_str_eq(row_rate_text(12345, text), "12,345/s");
    ck_assert_str_eq(row_rate_text(1250000, text), "1.2M/s");
}
END_TEST

START_TEST(a_description_mentions_whole_words)
{
    ck_assert(row_what_mentions("moved map load_of\nmoved scan ewma", "scan", "ewma"));
    ck_assert(!row_what_mentions("moved map load_of\nmoved scan ewma", "map", "ewma"));
    ck_assert(!row_what_mentions("moved switch_map hold", "map", ""));
    ck_assert(row_what_mentions("moved map", "map", ""));
    ck_assert(!row_what_mentions("kept map load_of\ndropped map load_of", "map", "load_of"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_demo_at_100_columns, the_demo_at_80_columns, the_demo_at_40_columns_in_ascii,
        no_width_loses_a_column_edge, names_from_a_program_are_made_safe,
        wide_names_keep_the_columns, several_programs_are_roots_of_their_own,
        what_feeds_a_subscription_is_listed_flat_below_it,
        an_inner_stream_is_listed_under_its_outer_one,
        a_long_list_says_how_many_more_there_are,
        what_is_not_listed_of_a_crowd_is_counted_exactly,
        only_the_newest_ended_subscriptions_stay_listed,
        a_refused_build_and_an_orphan_are_listed, an_earlier_version_in_use_is_listed_once,
        a_filter_keeps_ancestors, a_filter_looks_into_folded_rows,
        all_words_of_a_filter_must_match, a_tag_filter_lists_what_is_tagged,
        the_selection_follows_the_entity, the_selected_row_stays_where_it_is,
        when_the_selected_entity_goes_the_row_above_is_selected, folds_survive_a_swap,
        the_fold_and_selection_of_an_operator_survive_a_rebuild, keys_are_unique,
        rates_are_the_mean_of_the_last_seconds, rates_are_short,
        a_count_that_a_swap_moves_is_no_flow,
        a_description_mentions_whole_words};
    Suite *suite = suite_create("ui tree");
    TCase *t = tcase_create("rows");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
