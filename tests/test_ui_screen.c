/* test_ui_screen.c - the whole picture without a terminal: frames as text, keys, what is drawn when,
 * and any keys at any size. */
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

/* What the host was asked. */
static struct command sent[64];
static size_t nsent;
static char edited[256];
static unsigned edited_line;

static void on_command(void *ctx, const struct command *cmd)
{
    (void)ctx;
    if (cmd->kind != CMD_WATCH && cmd->kind != CMD_SOURCE && nsent < ARRAY_LEN(sent))
        sent[nsent++] = *cmd;
}

static void on_edit(void *ctx, const char *path, unsigned line)
{
    (void)ctx;
    str_copy(edited, sizeof edited, path);
    edited_line = line;
}

static void open_screen(int rows, int cols, bool ascii)
{
    struct ui_options options = {
        .state = m->state,
        .host = {.command = on_command, .edit = on_edit},
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
    nsent = 0;
    edited[0] = '\0';
    model_demo(m);
    open_screen(24, 80, false);
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

static bool shows(const char *text)
{
    return strstr(shown(), text) != NULL;
}

static void choose(entity_id id, int kind)
{
    ck_assert(tree_select_ref(&ui->tree, (struct ref){m->source, id}, kind));
    draw();
}

static void note_nothing(void *ctx, int y, int x, const struct cell *cells, int n)
{
    (void)ctx;
    (void)y;
    (void)x;
    (void)cells;
    (void)n;
}

/* ---- Frames. ---- */

START_TEST(the_whole_screen_at_80_columns)
{
    model_swap_load(m);
    choose(m->load, NODE_TRACK);
    ck_assert_str_eq(shown(),
        " rxscope  demo  2 modules  ● live                      0 ev/s   next 0\n"
        " ▾ cpu.c          gen 2  /home/ann/demo/cpu.c                      0/s\n"
        "   ▾ ticks        v1     interval 250                     ● 1      0/s\n"
        "   ▾ load         v2     ticks → map → pairwise…          ● 2      0/s\n"
        "       map               read_stat         cpu.c:31                0/s\n"
        "       pairwise                            cpu.c:32                0/s\n"
        "       map        v2     load_of           cpu.c:44                0/s\n"
        "     ▸ scan              ewma              cpu.c:34                0/s\n"
        "     ▸ show              subscription #1               0 next      0/s\n"
        "   ▾ memory       v1     ticks → map → distinct_until_changed\n"
        "       map               read_memory       cpu.c:40\n"
        "       distinct_until_c…                   cpu.c:41\n"
        " ──────────────────────────────────────────────────────────────────────────────\n"
        " load  v2   swapped: moved map; kept pairwise, scan\n"
        " last    nothing yet\n"
        " rate    0/s                 0 next\n"
        " key     cpu.c:load\n"
        " path    0:pipe|0:map|1:pairwise|2:map|3:scan\n"
        " tags    cpu\n"
        " v2      10:02:11  gen 2   ◂ runs  moved map load_of\n"
        " v1      10:02:11  gen 1\n"
        " ──────────────────────────────────────────────────────────────────────────────\n"
        " 10:02:11  load swapped (moved map; kept pairwise, scan); 3 unchanged\n"
        " s swap   S pin   o sweep   d diff   e edit   f filter   ? help   q quit\n");
}
END_TEST

START_TEST(the_whole_screen_at_40_columns_in_ascii)
{
    ui_close(ui);
    open_screen(12, 40, true);
    model_swap_load(m);
    model_send(m, 38.5);
    choose(m->load, NODE_TRACK);
    ck_assert_str_eq(shown(),
        " demo  2 modules *                   5/s\n"
        " v cpu.c     g2                     2/s\n"
        "   v ticks   v1              *1     1/s\n"
        "   v load    v2              *2     1/s\n"
        "       map       read_stat          1/s\n"
        "       pairwise                     1/s\n"
        "       map   v2  load_of            1/s\n"
        " --------------------------------------\n"
        " load  v2   swapped: moved map; kept pa~\n"
        " last    38.5\n"
        " 10:02:11  load swapped (moved map; kep~\n"
        " s swap  o sweep  f filter  ? help  q\n");
}
END_TEST

START_TEST(a_tiny_screen_shows_a_note)
{
    ui_set_size(ui, 4, 30);
    draw();
    ck_assert_str_eq(shown(), "needs 20x5\n\n\n\n");
    ui_set_size(ui, 5, 20);
    draw();
    ck_assert(shows("cpu.c"));
}
END_TEST

START_TEST(before_any_program_it_says_so)
{
    struct ui_options options = {.state = state_new(NULL)};
    struct ui *empty = ui_new(&options, 10, 60);
    struct str text = STR_INIT;
    ui_draw(empty, now);
    for (const char *k = "sSoOeurR/x\n<tpj?q"; *k; k++)
        ui_key(empty, *k == '\n' ? KEYCODE_ENTER : *k == '<' ? KEYCODE_ESC : *k);
    ui_draw(empty, now);
    screen_text(empty->screen, &text);
    ck_assert_ptr_nonnull(strstr(str_text(&text), "waiting for a program"));
    str_release(&text);
    ui_close(empty);
    state_free((struct state *)(uintptr_t)options.state);
}
END_TEST

START_TEST(a_refused_build_is_shown_until_it_is_repaired)
{
    model_refuse(m);
    draw();
    ck_assert(shows("gen 2 ✗"));
    ck_assert_msg(shows("✗ gen 2 refused     cpu.c:45:23: error: expected"), "%s", shown());
    choose(m->cpu, NODE_BUILD);
    press("\n");
    ck_assert(shows("── cpu.c gen 2 refused"));
    ck_assert(shows("    45 |     return 100.0 * busy"));
    press("q");
    ck_assert(!ui_quit(ui));
    press("e");
    ck_assert_str_eq(edited, "/home/ann/demo/cpu.c");
    ck_assert_uint_eq(edited_line, 45);
    model_swap_load(m);
    draw();
    ck_assert(!shows("✗"));
}
END_TEST

START_TEST(hostile_values_do_not_reach_the_screen)
{
    choose(m->show, NODE_SUBSCRIPTION);
    model_send_to(m, m->show, "\033[2J\xe2\x80\xae");
    model_log(m, 0, LOG_WARN, "\033]0;title\007");
    draw();
    for (const char *p = shown(); *p; p++)
        ck_assert(*p == '\n' || (unsigned char)*p >= 0x20);
    ck_assert(shows("]0;title"));
}
END_TEST

/* ---- What is drawn when. ---- */

START_TEST(nothing_is_drawn_when_nothing_changed)
{
    draw();
    draw();
    screen_flush(ui->screen, note_nothing, NULL);
    ck_assert_int_eq(ui_draw_due(ui, now), -1);
    draw();
    ck_assert_int_eq(screen_flush(ui->screen, note_nothing, NULL), 0);
}
END_TEST

START_TEST(after_the_last_value_the_screen_falls_silent)
{
    model_send(m, 1.0);
    draw();
    model_send(m, 2.0);
    draw();
    int frames = 0;
    while (ui_draw_due(ui, now) >= 0 && frames < 100) {
        ck_assert_int_le(ui_draw_due(ui, now), 1000);
        draw();
        frames++;
    }
    ck_assert_int_le(frames, 10);
}
END_TEST

START_TEST(only_rows_that_changed_are_drawn)
{
    for (int i = 0; i < 12; i++)
        draw();
    screen_flush(ui->screen, note_nothing, NULL);
    model_merge(m, m->load_chain[1], 1, false);
    ui_draw(ui, now + 1);
    int rows = screen_flush(ui->screen, note_nothing, NULL);
    ck_assert_int_ge(rows, 1);
    ck_assert_int_le(rows, 3);
}
END_TEST

START_TEST(frames_keep_their_distance)
{
    ui_draw(ui, now);
    ui_key(ui, 'j');
    ck_assert_int_eq(ui_draw_due(ui, now), 33);
    ck_assert_int_eq(ui_draw_due(ui, now + 33 * NS_PER_MS), 0);
    ui_draw(ui, now);
    model_send(m, 1.0);
    ck_assert_int_eq(ui_draw_due(ui, now), 66);
}
END_TEST

START_TEST(unknown_keys_do_nothing)
{
    draw();
    draw();
    for (int key = 1; key < 0x200; key++)
        if (!keys_find(key))
            ui_key(ui, key);
    ui_key(ui, KEYCODE_OTHER);
    ck_assert_int_eq(ui_draw_due(ui, now), -1);
    ck_assert_uint_eq(nsent, 0);
}
END_TEST

/* ---- Keys. ---- */

static void expect_sent(unsigned kind, entity_id id, uint32_t version)
{
    ck_assert_uint_eq(nsent, 1);
    ck_assert_uint_eq(sent[0].kind, kind);
    ck_assert_uint_eq(sent[0].source, m->source);
    ck_assert_uint_eq(sent[0].id, id);
    ck_assert_uint_eq(sent[0].version, version);
    nsent = 0;
}

START_TEST(swap_sends_the_chosen_version_of_what_was_selected)
{
    model_swap_load(m);
    choose(m->load, NODE_TRACK);
    press("s");
    ck_assert_uint_eq(nsent, 1); /* what the newest changed, then the others */
    nsent = 0;
    ck_assert(shows("── swap load to"));
    ck_assert(shows("v2    10:02:11  gen 2    ◂ runs             moved map load_of"));
    choose(m->memory, NODE_TRACK); /* the tree may move under an open list */
    press("j\n");
    expect_sent(CMD_SWAP, m->load, 1);
    ck_assert(!shows("swap load to"));
}
END_TEST

START_TEST(inside_a_track_its_keys_mean_the_track)
{
    choose(m->load_map, NODE_OPERATOR);
    press("S");
    expect_sent(CMD_PIN, m->load, 0);
    model_pin(m, m->load, true);
    draw();
    ck_assert(shows("‡ pinned"));
    press("S");
    expect_sent(CMD_RELEASE, m->load, 0);
}
END_TEST

START_TEST(sweeps_are_for_the_program)
{
    press("o");
    expect_sent(CMD_SWEEP, 0, 0);
    press("O");
    expect_sent(CMD_SWEEP_DRY, 0, 0);
    press("R");
    expect_sent(CMD_RELOAD, m->cpu, 0);
}
END_TEST

START_TEST(what_cannot_be_undone_asks_once)
{
    choose(m->show, NODE_SUBSCRIPTION);
    press("u");
    ck_assert_uint_eq(nsent, 0);
    ck_assert(shows("── unsubscribe #1 show"));
    press("\n");
    expect_sent(CMD_UNSUBSCRIBE, m->show, 0);
    choose(m->load_map, NODE_OPERATOR);
    press("z<");
    ck_assert_uint_eq(nsent, 0);
    press("z\n");
    expect_sent(CMD_RESET, m->load_map, 0);
}
END_TEST

START_TEST(keys_that_do_not_fit_the_selection_say_so)
{
    press("s");
    ck_assert(shows("select a track"));
    press("u");
    ck_assert(shows("select a living subscription"));
    press("j");
    ck_assert(!shows("select a"));
    ck_assert_uint_eq(nsent, 0);
}
END_TEST

START_TEST(edit_opens_the_place_of_the_selection)
{
    choose(m->load_map, NODE_OPERATOR);
    press("e");
    ck_assert_str_eq(edited, "/home/ann/demo/cpu.c");
    ck_assert_uint_eq(edited_line, 33);
    choose(m->cpu, NODE_MODULE);
    press("e");
    ck_assert_str_eq(edited, "/home/ann/demo/cpu.c");
    ck_assert_uint_eq(edited_line, 0);
}
END_TEST

START_TEST(the_filter_works_while_it_is_typed)
{
    press("fewm");
    ck_assert(shows(" filter ewm"));
    ck_assert(shows("scan"));
    ck_assert(!shows("memory"));
    press("\n");
    ck_assert(shows("filter ewm"));
    ck_assert(!shows("Enter keeps"));
    press("<");
    ck_assert(shows("memory"));
    press("fewm<");
    ck_assert(shows("memory"));
}
END_TEST

START_TEST(a_tag_is_chosen_from_a_list)
{
    press("t");
    ck_assert(shows("   pager"));
    press("jj\n");
    ck_assert(shows("filter tag:pager"));
    ck_assert(shows("alerts"));
    ck_assert(!shows("memory"));
    press("<");
    ck_assert(shows("memory"));
}
END_TEST

START_TEST(a_frozen_view_stays_as_it_was)
{
    choose(m->show, NODE_SUBSCRIPTION);
    model_send(m, 11.5);
    draw();
    press("p");
    ck_assert(shows("frozen"));
    char *before = mem_strdup(shown());
    model_send(m, 22.5);
    model_swap_load(m);
    model_unsubscribe(m, m->page, END_UNSUBSCRIBED);
    ck_assert_int_eq(ui_draw_due(ui, now), -1);
    draw();
    ck_assert_str_eq(shown(), before);
    press("kkkk");
    ck_assert(shows("gen 1"));
    ck_assert(!shows("gen 2"));
    press("p");
    ck_assert(!shows("frozen"));
    ck_assert(shows("gen 2"));
    free(before);
}
END_TEST

START_TEST(tab_goes_through_the_panes)
{
    choose(m->load, NODE_TRACK);
    press("\t");
    ck_assert(shows("── detail ──"));
    ck_assert_int_eq(ui->focus, FOCUS_DETAIL);
    size_t selected = ui->tree.selected;
    press("j");
    ck_assert_uint_eq(ui->tree.selected, selected);
    model_log(m, 0, LOG_STDERR, "from the program");
    press("\t");
    ck_assert(shows("── log ──"));
    ck_assert(shows("from the program"));
    press("<");
    ck_assert_int_eq(ui->focus, FOCUS_TREE);
    ck_assert(!shows("from the program") || ui->log_line.text.len);
}
END_TEST

START_TEST(help_is_made_from_the_table)
{
    ui_set_size(ui, 100, 140);
    press("?");
    const char *text = shown();
    for (const struct key_binding *b = key_bindings; b->name; b++)
        ck_assert_msg(strstr(text, b->help) != NULL, "%s: %s", b->name, b->help);
    press("q");
    ck_assert(!ui_quit(ui));
    press("q");
    ck_assert(ui_quit(ui));
}
END_TEST

START_TEST(a_message_stays_until_a_newer_line)
{
    ui_message(ui, "vi: not found");
    draw();
    ck_assert(shows("vi: not found"));
    press("j");
    ck_assert(shows("vi: not found"));
    model_log(m, 0, LOG_INFO, "something newer");
    draw();
    ck_assert(!shows("vi: not found"));
    ck_assert(shows("something newer"));
}
END_TEST

/* ---- Anything goes. ---- */

static void random_event(void)
{
    switch (rand() % 9) {
    case 0:
        model_swap_load(m);
        break;
    case 1:
        model_refuse(m);
        break;
    case 2:
        model_rebuild_load(m);
        break;
    case 3:
        model_pin(m, m->load, rand() % 2);
        break;
    case 4:
        model_log(m, 0, (unsigned)rand() % 5, "\033[31m\xff温度");
        break;
    case 5:
        model_unsubscribe(m, m->inner, END_COMPLETED);
        break;
    default:
        model_merge(m, m->show, 5, rand() % 2);
    }
}

static void random_key(void)
{
    static const char keys[] = "sSoOeurR/tpjkgGlh \t?\n<\177xyz";
    char k = keys[(size_t)rand() % (sizeof keys - 1)];
    if (rand() % 4 == 0)
        ui_key(ui, KEYCODE_UP + rand() % 12);
    else
        ui_key(ui, k == '\n' ? KEYCODE_ENTER : k == '<' ? KEYCODE_ESC : k);
}

START_TEST(any_keys_at_any_size)
{
    srand((unsigned)_i + 1);
    for (int round = 0; round < 600; round++) {
        if (rand() % 4 == 0)
            ui_set_size(ui, 1 + rand() % (rand() % 3 ? 30 : 300), 1 + rand() % (rand() % 3 ? 90 : 500));
        for (int k = rand() % 5; k > 0; k--)
            random_key();
        if (rand() % 20 == 0)
            random_event();
        now += (unsigned)rand() % 2000 * NS_PER_MS;
        ui_draw(ui, now);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_whole_screen_at_80_columns,
        the_whole_screen_at_40_columns_in_ascii,
        a_tiny_screen_shows_a_note,
        before_any_program_it_says_so,
        a_refused_build_is_shown_until_it_is_repaired,
        hostile_values_do_not_reach_the_screen,
        nothing_is_drawn_when_nothing_changed,
        after_the_last_value_the_screen_falls_silent,
        only_rows_that_changed_are_drawn,
        frames_keep_their_distance,
        unknown_keys_do_nothing,
        swap_sends_the_chosen_version_of_what_was_selected,
        inside_a_track_its_keys_mean_the_track,
        sweeps_are_for_the_program,
        what_cannot_be_undone_asks_once,
        keys_that_do_not_fit_the_selection_say_so,
        edit_opens_the_place_of_the_selection,
        the_filter_works_while_it_is_typed,
        a_tag_is_chosen_from_a_list,
        a_frozen_view_stays_as_it_was,
        tab_goes_through_the_panes,
        help_is_made_from_the_table,
        a_message_stays_until_a_newer_line,
    };
    Suite *suite = suite_create("ui screen");
    TCase *t = tcase_create("frames");
    tcase_set_timeout(t, 120);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    tcase_add_loop_test(t, any_keys_at_any_size, 0, 8);
    suite_add_tcase(suite, t);
    int status = suite_main(suite);
    str_release(&picture);
    return status;
}
