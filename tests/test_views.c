/* test_views.c - the six views of the screen: what each shows, and what is selected from one to the next. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/model.h"
#include "tests/support/suite.h"
#include "ui/subscriptions.h"
#include "ui/tracks.h"
#include "ui/ui_private.h"

static struct model *m;
static struct ui *ui;
static uint64_t now;

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
    tzset();
    m = model_new("demo", 0);
    model_demo(m);
    ui = NULL;
    open_screen(24, 80, false);
}

static void tear_down(void)
{
    ui_close(ui);
    ui = NULL;
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
        ui_key(ui, *keys == '\n' ? KEYCODE_ENTER : *keys == '<' ? KEYCODE_ESC : *keys);
    draw();
}

static struct str picture;

static const char *shown(void)
{
    str_clear(&picture);
    screen_text(ui->screen, &picture);
    return str_text(&picture);
}


/* Lines [from, from + n) of the picture; how many hours old things are depends on when the test runs. */
static const char *lines(unsigned from, unsigned n)
{
    static struct str part;
    const char *p = shown();
    for (; from && *p; from--)
        p += strcspn(p, "\n") + 1;
    const char *end = p;
    for (; n && *end; n--)
        end += strcspn(end, "\n") + 1;
    str_clear(&part);
    str_addn(&part, p, (size_t)(end - p));
    for (char *h = part.data; h && (h = strstr(h, " h")); h += 2)
        for (char *d = h; d > part.data && d[-1] >= '0' && d[-1] <= '9'; d--)
            d[-1] = '#';
    return str_text(&part);
}

static bool shows(const char *text)
{
    return strstr(shown(), text) != NULL;
}

static void choose(entity_id id, int kind)
{
    ck_assert(tree_select_ref(&ui->tree, (struct ref){m->source, id}, kind));
    draw();
}

static entity_id selected(void)
{
    const struct tree_node *n = ui_selected(ui);
    return n ? n->ref.id : 0;
}

/* ---- The frame. ---- */

START_TEST(each_view_has_a_key_and_a_name)
{
    static const char *const names[] = {"tree", "subscriptions", "tracks", "marbles", "events", "checks"};
    for (unsigned i = 0; i < VIEW_COUNT; i++) {
        press((char[]){(char)('1' + i), '\0'});
        ck_assert_uint_eq(ui->views.shown, i);
        ck_assert_str_eq(views_shown(ui)->name, names[i]);
        ck_assert_int_eq(shows(names[i]), i != VIEW_TREE);
    }
    press("1m");
    ck_assert_uint_eq(ui->views.shown, VIEW_MARBLES);
}
END_TEST

START_TEST(the_selection_is_the_same_in_all_views)
{
    choose(m->show, NODE_SUBSCRIPTION);
    press("2");
    ck_assert_uint_eq(selected(), m->show);
    choose(m->page, NODE_SUBSCRIPTION);
    press("1");
    ck_assert_uint_eq(selected(), m->page);
}
END_TEST

START_TEST(what_is_folded_away_is_unfolded)
{
    press("2");
    choose(m->inner, NODE_INNER);
    press("1");
    ck_assert_uint_eq(selected(), m->inner);
    choose(m->alerts_c, NODE_MODULE);
    press("h");
    choose(m->show, NODE_SUBSCRIPTION);
    press("2");
    choose(m->inner, NODE_INNER);
    press("1");
    ck_assert_uint_eq(selected(), m->inner);
}
END_TEST

START_TEST(what_another_view_does_not_have_is_not_forgotten)
{
    choose(m->load_map, NODE_OPERATOR);
    press("4");
    press("1");
    ck_assert_uint_eq(selected(), m->load_map);
    press("2"); /* there stands what it sends */
    ck_assert_int_eq(ID_KIND(selected()), ENT_SUBSCRIPTION);
    press("1");
    ck_assert_uint_eq(selected(), m->load_map);
    press("2k");
    entity_id moved = selected();
    ck_assert_int_eq(ID_KIND(moved), ENT_SUBSCRIPTION);
    press("1");
    ck_assert_uint_eq(selected(), moved);
}
END_TEST

START_TEST(each_view_keeps_its_folds)
{
    press("2");
    choose(m->show, NODE_SUBSCRIPTION);
    size_t n = ui->tree.n;
    press("h");
    ck_assert_uint_eq(ui->tree.n, n - 4);
    press("1h2");
    ck_assert_uint_eq(ui->tree.n, n - 4);
    model_swap_load(m);
    press("12");
    choose(m->show, NODE_SUBSCRIPTION);
    press("l");
    ck_assert_uint_eq(ui->tree.n, n);
}
END_TEST

START_TEST(a_view_that_is_not_shown_lives_through_a_restart)
{
    press("2");
    choose(m->show, NODE_SUBSCRIPTION);
    press("h");
    size_t n = ui->tree.n;
    uint64_t key = ui_selected(ui)->key;
    press("1");
    model_restart(m);
    model_demo(m);
    model_synced(m);
    draw();
    press("2");
    ck_assert_uint_eq(ui->tree.n, n);
    ck_assert_uint_eq(ui_selected(ui)->key, key);
    ck_assert_uint_eq(selected(), m->show);
}
END_TEST

START_TEST(a_frozen_view_is_not_left)
{
    press("p2");
    ck_assert_uint_eq(ui->views.shown, VIEW_TREE);
    ck_assert(shows("the view is frozen; p returns to now"));
    press("p2");
    ck_assert_uint_eq(ui->views.shown, VIEW_SUBSCRIPTIONS);
    press("p");
    const char *frozen = lines(1, 6);
    char *copy = str_format("%s", frozen);
    model_send(m, 1);
    draw();
    ck_assert_str_eq(lines(1, 6), copy);
    free(copy);
}
END_TEST

START_TEST(keys_act_on_what_the_view_has_selected)
{
    press("2");
    choose(m->show, NODE_SUBSCRIPTION);
    press("u");
    ck_assert(shows("unsubscribe #1 show"));
}
END_TEST

START_TEST(a_filter_holds_in_every_view)
{
    press("2f");
    press("page\n");
    ck_assert(shows("page"));
    ck_assert(!shows("show"));
    press("1");
    ck_assert(shows("filter page"));
}
END_TEST

/* ---- Subscriptions. ---- */

static void send_and_open(int rows, int cols, bool ascii)
{
    model_swap_load(m);
    model_send(m, 38.75);
    open_screen(rows, cols, ascii);
    press("2");
}

START_TEST(subscriptions_at_80_columns)
{
    send_and_open(24, 80, false);
    choose(m->show, NODE_SUBSCRIPTION);
    ck_assert_str_eq(lines(0, 24),
        " rxscope  demo  2 modules  ● live  subscriptions       0 ev/s   next 5\n"
        " ▾ cpu.c              gen 2  /home/ann/demo/cpu.c                           0/s\n"
        "   ▾ show             gen 2  #1 → load = 38.75          1 next ##### h      0/s\n"
        "       map            gen 2  #2 = 38.75                 1 next ##### h      0/s\n"
        "       pairwise              #3 = 38.75                 1 next ##### h      0/s\n"
        "       map            gen 1  #4 = 38.75                 1 next ##### h      0/s\n"
        "       ticks                 #5 = 38.75                 1 next ##### h      0/s\n"
        " ▾ alerts.c           gen 1  /home/ann/demo/alerts.c                        0/s\n"
        "   ▾ page             gen 1  #6 → alerts                0 next ##### h      0/s\n"
        "       ◌ timer               #9                         0 next ##### h      0/s\n"
        "       filter         gen 1  #7                         0 next ##### h      0/s\n"
        "       load           gen 1  #8                         0 next ##### h      0/s\n"
        " ──────────────────────────────────────────────────────────────────────────────\n"
        " show  subscription #1 of load\n"
        " last    10:02:11.068 38.75\n"
        " rate    0/s\n"
        " counts  1 next         1 feed it\n"
        " since   10:02:11   ##### h\n"
        " code    of gen 2\n"
        " fed by  map #2\n"
        " place   cpu.c:70\n"
        " ──────────────────────────────────────────────────────────────────────────────\n"
        " 10:02:11  load swapped (moved map; kept pairwise, scan); 3 unchanged\n"
        " s swap   S pin   o sweep   d diff   e edit   f filter   ? help   q quit\n");
}
END_TEST

START_TEST(subscriptions_at_160_columns)
{
    send_and_open(48, 160, false);
    ck_assert_str_eq(lines(0, 12),
        " rxscope  demo  2 modules  ● live  subscriptions                                                0 ev/s   obs 12     sub 9      next 5             merged 0\n"
        " ▾ cpu.c                                gen 2   /home/ann/demo/cpu.c                                                                              0/s\n"
        "   ▾ show                               gen 2   #1 → load = 38.75                                                          1 next   ##### h\n"
        "       map                              gen 2   #2 = 38.75                                                                 1 next   ##### h\n"
        "       pairwise                                 #3 = 38.75                                                                 1 next   ##### h\n"
        "       map                              gen 1   #4 = 38.75                                                                 1 next   ##### h\n"
        "       ticks                                    #5 = 38.75                                                                 1 next   ##### h\n"
        " ▾ alerts.c                             gen 1   /home/ann/demo/alerts.c                                                                           0/s\n"
        "   ▾ page                               gen 1   #6 → alerts                                                                0 next   ##### h\n"
        "       ◌ timer                                  #9                                                                         0 next   ##### h\n"
        "       filter                           gen 1   #7                                                                         0 next   ##### h\n"
        "       load                             gen 1   #8                                                                         0 next   ##### h\n");
}
END_TEST

START_TEST(subscriptions_at_40_columns_in_ascii)
{
    send_and_open(12, 40, true);
    ck_assert_str_eq(lines(0, 12),
        " demo  2 modules * subs              0/s\n"
        " v cpu.c      g2                    0/s\n"
        "   v show     g2  38.75        1\n"
        "       map    g2  38.75        1\n"
        "       pairwise   38.75        1\n"
        "       map    g1  38.75        1\n"
        "       ticks      38.75        1\n"
        " --------------------------------------\n"
        " cpu.c  gen 2 runs\n"
        " source  /home/ann/demo/cpu.c\n"
        " 10:02:11  load swapped (moved map; kep~\n"
        " s swap  o sweep  f filter  ? help  q\n");
}
END_TEST

START_TEST(each_module_has_its_own_of_thousands)
{
    entity_id o[2] = {query_subscription(m->state, (struct ref){m->source, m->show})->observable,
                      query_subscription(m->state, (struct ref){m->source, m->page})->observable};
    for (unsigned i = 0; i < 600; i++)
        model_subscribe(m, o[i % 2], 0, "more");
    model_unsubscribe(m, m->page, END_UNSUBSCRIBED);
    open_screen(24, 80, false);
    press("2");
    unsigned rows[2] = {0, 0}, more = 0, module = 0;
    for (size_t i = 0; i < ui->tree.n; i++) {
        const struct tree_node *n = &ui->tree.rows[i].node;
        module = n->kind == NODE_MODULE ? n->ref.id == m->alerts_c : module;
        rows[module] += n->kind == NODE_SUBSCRIPTION;
        if (n->kind == NODE_MORE)
            more += n->extra;
    }
    ck_assert_uint_eq(rows[0], TREE_MODEL_PAGE);
    ck_assert_uint_eq(rows[1], TREE_MODEL_PAGE);
    ck_assert_uint_eq(more, 601 - 2 * TREE_MODEL_PAGE);
}
END_TEST

START_TEST(what_ended_last_is_still_listed_with_its_module)
{
    model_unsubscribe(m, m->page, END_UNSUBSCRIBED);
    press("2");
    choose(m->page, NODE_SUBSCRIPTION);
    ck_assert_uint_eq(ui->tree.rows[tree_parent(&ui->tree, ui->tree.selected)].node.ref.id, m->alerts_c);
    ck_assert(shows("unsubscribed"));
}
END_TEST

static struct row_cells cells_of(entity_id id, unsigned kind, uint64_t wall)
{
    struct row_cells cells;
    struct view view = {.state = m->state, .glyphs = ui->glyphs, .wall = wall};
    struct tree_node n = {.kind = (uint8_t)kind, .ref = {m->source, id}};
    subscriptions_cells(&view, &ui->model.programs, &n, &cells);
    return cells;
}

START_TEST(an_age_says_when_it_changes)
{
    uint64_t begin = query_wall(m->state, m->source, query_entity(m->state, (struct ref){m->source, m->show})->created_at);
    struct row_cells c = cells_of(m->show, NODE_SUBSCRIPTION, begin + 12 * NS_PER_S + NS_PER_S / 4);
    ck_assert_str_eq(c.since, "12 s");
    ck_assert_uint_eq(c.until, NS_PER_S * 3 / 4);
    c = cells_of(m->show, NODE_SUBSCRIPTION, begin + 125 * NS_PER_S);
    ck_assert_str_eq(c.since, "2 min");
    ck_assert_uint_eq(c.until, 55 * NS_PER_S);
    c = cells_of(m->show, NODE_SUBSCRIPTION, begin + 7200 * NS_PER_S);
    ck_assert_str_eq(c.since, "2 h");
    ck_assert_uint_eq(c.until, 3600 * NS_PER_S);
    c = cells_of(m->show, NODE_SUBSCRIPTION, begin - 1); /* clocks differ */
    ck_assert_str_eq(c.since, "0 s");
}
END_TEST

START_TEST(what_has_ended_grows_no_older)
{
    model_wait(m, 5000);
    model_unsubscribe(m, m->page, END_FAILED);
    struct row_cells c = cells_of(m->page, NODE_SUBSCRIPTION, MODEL_WALL + 3600 * NS_PER_S);
    ck_assert_str_eq(c.since, "5 s");
    ck_assert_uint_eq(c.until, 0);
    ck_assert_uint_eq(c.style, STYLE_FAULT);
    ck_assert_ptr_nonnull(strstr(c.text, "failed"));
}
END_TEST

START_TEST(old_code_and_a_pause_are_said_first)
{
    model_tag(m, m->show, TAG_OLD_CODE);
    struct row_cells c = cells_of(m->show, NODE_SUBSCRIPTION, MODEL_WALL);
    ck_assert_str_eq(c.text, "⌁ old code  #1 → load");
    ck_assert_uint_eq(c.style, STYLE_WARN);
    model_tag(m, m->page, "paused");
    c = cells_of(m->page, NODE_SUBSCRIPTION, MODEL_WALL);
    ck_assert_ptr_nonnull(strstr(c.text, "paused  #6 → alerts"));
}
END_TEST

START_TEST(a_screen_of_ages_is_drawn_when_one_changes)
{
    uint64_t wall = clock_wall_ns();
    ui_close(ui);
    ui = NULL;
    model_free(m);
    m = model_new("demo", wall);
    model_demo(m);
    open_screen(24, 80, false);
    ui->rates.flowing = false;
    ck_assert_int_eq(ui_draw_due(ui, now), -1);
    press("2");
    ui->rates.flowing = false;
    ck_assert_int_gt(ui_draw_due(ui, now), 0);
    ck_assert_int_le(ui_draw_due(ui, now), 1000);
    ck_assert_int_eq(ui_draw_due(ui, now + NS_PER_S), 0);
    press("1");
    ui->rates.flowing = false;
    ck_assert_int_eq(ui_draw_due(ui, now), -1);
}
END_TEST

/* ---- Tracks. ---- */

/* Three versions of load, the first of them still subscribed; memory has left the source. */
static void change_and_open(int rows, int cols, bool ascii)
{
    model_swap_load(m);
    model_rebuild_load(m);
    model_pin(m, m->ticks, true);
    model_orphan(m);
    open_screen(rows, cols, ascii);
    press("3");
}

START_TEST(tracks_at_80_columns)
{
    change_and_open(24, 80, false);
    ck_assert_str_eq(lines(1, 23),
        " ▾ cpu.c            gen 3  /home/ann/demo/cpu.c                             0/s\n"
        "   ▸ ticks          v1     ‡ pinned  interval 250          ● 1              0/s\n"
        "   ▾ load           v3     v3◂ ●1  v2 ⌁1  v1               ● 1 10:02:11     0/s\n"
        "     ▸ v3           gen 3  ◂ runs  new filter sane         ● 1 10:02:11\n"
        "     ▾ v2           gen 2  ⌁ still runs  moved map lo…     ● 1 10:02:11\n"
        "         alerts     gen 1  #8 feeds #7                  0 next  ##### h\n"
        "       v1           gen 1  code is kept                         10:02:11\n"
        "   ▸ memory         v1     ⌁ orphan  ticks → map → distinct_u…\n"
        "   ▸ both           v1     combine_latest load, memory, join\n"
        "   ▾ ⌁ 2 gen kept          earlier generations that something…\n"
        "       ⌁ gen 1             kept by inner #10 of switch_map (d…\n"
        " ──────────────────────────────────────────────────────────────────────────────\n"
        " cpu.c  gen 3 runs\n"
        " source  /home/ann/demo/cpu.c\n"
        " rate    0/s                 0 next\n"
        " build   live, 70 ms after the save\n"
        " older   2 kept, 0 freed\n"
        "\n"
        "\n"
        "\n"
        " ──────────────────────────────────────────────────────────────────────────────\n"
        " 10:02:11  cpu.c kept: gen 1 kept by inner #10 of switch_map (draining)\n"
        " s swap   S pin   o sweep   e edit   f filter   ? help   q quit\n");
}
END_TEST

START_TEST(tracks_at_160_columns)
{
    change_and_open(48, 160, false);
    ck_assert_str_eq(lines(1, 15),
        " ▾ cpu.c                      gen 3   /home/ann/demo/cpu.c                                                                                        0/s\n"
        "   ▸ ticks                    v1      ‡ pinned  interval 250                                                                  ● 1                 0/s\n"
        "   ▾ load                     v3      v3◂ ●1  v2 ⌁1  v1                                                                       ● 1  10:02:11       0/s\n"
        "     ▸ v3                     gen 3   ◂ runs  new filter sane                                                                 ● 1  10:02:11\n"
        "     ▾ v2                     gen 2   ⌁ still runs  moved map load_of                                                         ● 1  10:02:11\n"
        "         alerts               gen 1   #8 feeds #7                                                                          0 next   ##### h\n"
        "       v1                     gen 1   code is kept                                                                                  10:02:11\n"
        "   ▸ memory                   v1      ⌁ orphan  ticks → map → distinct_until_changed\n"
        "   ▸ both                     v1      combine_latest load, memory, join\n"
        "   ▾ ⌁ 2 gen kept                     earlier generations that something still uses\n"
        "       ⌁ gen 1                        kept by inner #10 of switch_map (draining)\n"
        "       ⌁ gen 2                        no sweep has said why: o sweeps\n"
        " ▾ alerts.c                   gen 1   /home/ann/demo/alerts.c                                                                                     0/s\n"
        "   ▸ alerts                   v1      load → filter → switch_map                                                         ● 1  ◌ 1                 0/s\n"
        "   ▸ history                  v1      alerts → share\n");
}
END_TEST

START_TEST(tracks_at_40_columns_in_ascii)
{
    change_and_open(12, 40, true);
    ck_assert_str_eq(lines(1, 11),
        " v cpu.c     g3                     0/s\n"
        "   > ticks   v1  = pinned     *1    0/s\n"
        "   v load    v3  v3< *1  v~   *1    0/s\n"
        "     > v3    g3  < runs       *1\n"
        "     v v2    g2  ~ still r~   *1\n"
        "       aler~ g1  #8            0\n"
        " --------------------------------------\n"
        " cpu.c  gen 3 runs\n"
        " source  /home/ann/demo/cpu.c\n"
        " 10:02:11  cpu.c kept: gen 1 kept by in~\n"
        " s swap  o sweep  f filter  ? help  q\n");
}
END_TEST

START_TEST(a_subscription_stands_below_the_version_that_it_runs)
{
    change_and_open(24, 80, false);
    ck_assert_uint_eq(tracks_runs(m->state, (struct ref){m->source, m->load}, 1, NULL, NULL), 0);
    ck_assert_uint_eq(tracks_runs(m->state, (struct ref){m->source, m->load}, 2, NULL, NULL), 1);
    ck_assert_uint_eq(tracks_runs(m->state, (struct ref){m->source, m->load}, 3, NULL, NULL), 1);
    press("1");
    choose(m->show, NODE_SUBSCRIPTION);
    press("3");
    ck_assert_uint_eq(selected(), m->show);
    size_t above = tree_parent(&ui->tree, ui->tree.selected);
    ck_assert_int_eq(ui->tree.rows[above].node.kind, NODE_VERSION);
    ck_assert_uint_eq(ui->tree.rows[above].node.extra, 3);
    choose(m->load, NODE_TRACK);
    press("h2");
    choose(m->page + 2, NODE_UPSTREAM);
    press("3"); /* it feeds on an earlier one */
    ck_assert_uint_eq(selected(), m->page + 2);
    above = tree_parent(&ui->tree, ui->tree.selected);
    ck_assert_uint_eq(ui->tree.rows[above].node.extra, 2);
}
END_TEST

START_TEST(what_runs_old_code_stands_below_the_version_before)
{
    model_swap_load(m);
    model_tag(m, m->show, TAG_OLD_CODE);
    ck_assert_uint_eq(tracks_runs(m->state, (struct ref){m->source, m->load}, 1, NULL, NULL), 1);
    ck_assert_uint_eq(tracks_runs(m->state, (struct ref){m->source, m->load}, 2, NULL, NULL), 1);
    press("3");
    ck_assert(shows("v2◂ ●1  v1 ⌁1"));
    ck_assert(shows("⌁ still runs"));
}
END_TEST

START_TEST(a_version_is_chosen_from_its_row)
{
    change_and_open(24, 80, false);
    size_t row = 0;
    while (row < ui->tree.n && !(ui->tree.rows[row].node.kind == NODE_VERSION && ui->tree.rows[row].node.extra == 2))
        row++;
    tree_select(&ui->tree, row);
    press("s");
    ck_assert(shows("swap load to"));
    ck_assert_uint_eq(ui->popup.items[ui->popup.selected].command.version, 2);
}
END_TEST

static void told_swept(const char *text, unsigned flags)
{
    struct event ev = {.kind = EV_SWEPT, .flags = (uint8_t)flags, .id = m->cpu, .num = 1, .text = text,
                       .text_len = (uint32_t)strlen(text)};
    model_fold(m, &ev);
}

START_TEST(what_pins_a_generation_is_what_the_newest_sweep_said)
{
    struct ref cpu = {m->source, m->cpu};
    ck_assert_str_eq(tracks_pin(m->state, cpu, 1), "");
    told_swept("cpu.c gen 1, first build, kept by subscription#9, teardown", SWEPT_KEPT);
    ck_assert_str_eq(tracks_pin(m->state, cpu, 1), "subscription#9, teardown");
    ck_assert_str_eq(tracks_pin(m->state, cpu, 12), "");
    told_swept("cpu.c gen 1 kept by a thread", SWEPT_KEPT);
    ck_assert_str_eq(tracks_pin(m->state, cpu, 1), "a thread");
    told_swept("gen kept by nobody knows what", SWEPT_KEPT);
    told_swept("kept by gen 1", SWEPT_KEPT);
    told_swept("", SWEPT_KEPT);
    told_swept("cpu.c gen 1 kept by a dry run", SWEPT_WOULD_FREE);
    ck_assert_str_eq(tracks_pin(m->state, cpu, 1), "a thread");
    ck_assert_str_eq(tracks_pin(m->state, (struct ref){m->source, m->alerts_c}, 1), "");
}
END_TEST

/* ---- Sizes. ---- */

static int detail_rows(void)
{
    draw();
    return ui->layout.detail.rows;
}

START_TEST(the_detail_pane_grows_and_shrinks_by_rows)
{
    ck_assert_int_eq(detail_rows(), 8);
    press("+");
    ck_assert_int_eq(detail_rows(), 9);
    press("---");
    ck_assert_int_eq(detail_rows(), 6);
    struct splits s = ui_splits(ui);
    ck_assert_int_eq(s.detail, 250);
    ck_assert_int_eq(s.log, -1);
    ui_set_size(ui, 48, 80); /* the same part of a larger screen */
    ck_assert_int_eq(detail_rows(), 12);
    ui_set_size(ui, 24, 80);
    ck_assert_int_eq(detail_rows(), 6);
}
END_TEST

START_TEST(every_row_more_or_less_is_one_at_every_height)
{
    for (int rows = 8; rows <= 200; rows++)
        for (int n = 0; n < rows; n++) {
            struct splits s = {layout_part(n, rows), -1};
            struct layout l;
            layout_compute(&l, rows, 80, FOCUS_TREE, 0, false, &s);
            int room = l.log.y - l.above_log.rows - 3;
            ck_assert_int_eq(l.detail.rows, n < room ? n : room);
            ck_assert_int_ge(l.tree.rows, 1);
            ck_assert_int_eq(l.tree.y + l.tree.rows, l.detail.rows ? l.above_detail.y : l.detail.y);
        }
}
END_TEST

START_TEST(a_pane_goes_as_far_as_there_is_room)
{
    for (int i = 0; i < 40; i++)
        press("-");
    ck_assert_int_eq(detail_rows(), 0);
    ck_assert_int_eq(ui_splits(ui).detail, 0);
    ui_key(ui, KEYCODE_TAB); /* what has the focus is seen */
    ck_assert_int_eq(detail_rows(), 2);
    ui_key(ui, KEYCODE_BACKTAB);
    for (int i = 0; i < 40; i++)
        press("+");
    int most = detail_rows();
    ck_assert_int_ge(ui->layout.tree.rows, 1);
    press("-");
    ck_assert_int_eq(detail_rows(), most - 1); /* none of the presses was stored up */
}
END_TEST

START_TEST(the_log_grows_while_it_has_the_focus)
{
    int detail = detail_rows();
    ui_key(ui, KEYCODE_TAB);
    ui_key(ui, KEYCODE_TAB);
    draw();
    int log = ui->layout.log.rows;
    press("++");
    ck_assert_int_eq(ui->layout.log.rows, log + 2);
    for (int i = 0; i < 40; i++)
        press("-");
    ck_assert_int_eq(ui->layout.log.rows, 1);
    for (int i = 0; i < 40; i++)
        press("+");
    ck_assert_int_ge(ui->layout.tree.rows, 1);
    ck_assert_int_eq(ui_splits(ui).detail, -1);
    press("<");
    ck_assert_int_eq(ui->layout.log.rows, 1);
    ck_assert_int_eq(detail_rows(), detail);
}
END_TEST

START_TEST(sizes_are_taken_over)
{
    ui_set_splits(ui, &(struct splits){500, 100});
    ck_assert_int_eq(detail_rows(), 12);
    ui_set_size(ui, 5, 20); /* no room for any */
    ck_assert_int_eq(detail_rows(), 0);
    press("+-");
    ck_assert_int_eq(ui_splits(ui).detail, 500);
    ui_set_size(ui, 1, 1);
    press("+-");
    ck_assert_int_eq(ui_splits(ui).detail, 500);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        each_view_has_a_key_and_a_name, the_selection_is_the_same_in_all_views, what_is_folded_away_is_unfolded,
        what_another_view_does_not_have_is_not_forgotten, each_view_keeps_its_folds,
        a_view_that_is_not_shown_lives_through_a_restart, a_frozen_view_is_not_left,
        keys_act_on_what_the_view_has_selected, a_filter_holds_in_every_view, subscriptions_at_80_columns,
        subscriptions_at_160_columns, subscriptions_at_40_columns_in_ascii,
        each_module_has_its_own_of_thousands, what_ended_last_is_still_listed_with_its_module, an_age_says_when_it_changes,
        what_has_ended_grows_no_older, old_code_and_a_pause_are_said_first,
        a_screen_of_ages_is_drawn_when_one_changes, tracks_at_80_columns, tracks_at_160_columns,
        tracks_at_40_columns_in_ascii, a_subscription_stands_below_the_version_that_it_runs,
        what_runs_old_code_stands_below_the_version_before, a_version_is_chosen_from_its_row,
        what_pins_a_generation_is_what_the_newest_sweep_said, the_detail_pane_grows_and_shrinks_by_rows,
        every_row_more_or_less_is_one_at_every_height, a_pane_goes_as_far_as_there_is_room,
        the_log_grows_while_it_has_the_focus, sizes_are_taken_over};
    Suite *suite = suite_create("views");
    TCase *t = tcase_create("views");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
