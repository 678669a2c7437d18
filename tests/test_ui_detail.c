/* test_ui_detail.c - what the detail pane says about the selected row, and that nothing in it moves but values. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/model.h"
#include "ui/describe.h"
#include "ui/event_line.h"
#include "ui/ui_private.h"

static struct model *m;
static struct lines lines;
static struct str text;

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
    m = model_new("demo", 0);
    model_demo(m);
}

static void tear_down(void)
{
    model_free(m);
}

static const char *told(entity_id id, enum node_kind kind, const struct row_rate *rate, unsigned width, bool ascii)
{
    struct tree_node n = {.kind = (uint8_t)kind, .ref = {m->source, id}};
    struct view v = {.state = m->state, .glyphs = theme_glyphs(ascii), .wall = MODEL_WALL + 95 * NS_PER_S};
    lines_init(&lines, v.glyphs);
    describe(&v, &n, rate, NULL, width, &lines);
    str_clear(&text);
    for (size_t i = 0; i < lines.n; i++) {
        line_cut(&lines.items[i], width);
        str_addf(&text, "%s\n", str_text(&lines.items[i].text));
    }
    lines_release(&lines);
    return str_text(&text);
}

/* The same with trailing blanks taken off. */
static const char *said(entity_id id, enum node_kind kind, unsigned width, bool ascii)
{
    static const struct row_rate four = {true, 4, 8, {1, 2, 3, 4, 2, 4, 4, 4}};
    static struct str trimmed;
    str_clear(&trimmed);
    for (const char *p = told(id, kind, &four, width, ascii); *p;) {
        size_t n = strcspn(p, "\n"), used = n;
        while (used && p[used - 1] == ' ')
            used--;
        str_addf(&trimmed, "%.*s\n", (int)used, p);
        p += n + (p[n] == '\n');
    }
    return str_text(&trimmed);
}

/* Values at the end of the chain, each caused by the one before it. */
static void send_through(double value)
{
    entity_id ids[ARRAY_LEN(m->load_chain)];
    for (size_t i = ARRAY_LEN(ids); i-- > 0;) {
        ids[i] = ID_MAKE(ENT_SEND, 0, 0) + ++m->sends;
        model_fold(m, &(struct event){.kind = EV_SEND_CALL,
                                      .id = ids[i],
                                      .ref = m->load_chain[i],
                                      .flags = SEND_NEXT,
                                      .value = {.type = VT_F64, .f64 = value, .text = ""}});
    }
    for (size_t i = 0; i < ARRAY_LEN(ids); i++)
        model_fold(m, &(struct event){.kind = EV_SEND_RETURN, .id = ids[i]});
}

static void live_a_while(void)
{
    model_swap_load(m);
    model_rebuild_load(m);
    model_wait(m, 1000);
    model_send(m, 38.75);
    model_wait(m, 250);
    model_send(m, 41.5);
}

/* ---- What is said. ---- */

START_TEST(a_track_at_160_columns)
{
    live_a_while();
    ck_assert_str_eq(said(m->load, NODE_TRACK, 160, false),
        " load  v3   reconnected: new filter; kept the rest\n"
        " last    10:02:12.386 41.5   .136 38.75\n"
        " rate    4/s      ▂▃▄▅▃▅▅▅   2 next\n"
        " key     cpu.c:load\n"
        " path    0:pipe|0:map|1:filter|2:pairwise|3:map|4:scan\n"
        " tags    cpu\n"
        " v3      10:02:11  gen 3   ◂ runs  new filter sane\n"
        " v2      10:02:11  gen 2   moved map load_of\n"
        " v1      10:02:11  gen 1\n"
        " args    map                0  read_stat             cpu.c:31  gen 1\n"
        "         filter             0  sane                  cpu.c:32  gen 1\n"
        "         map                0  load_of               cpu.c:34  gen 1\n"
        "         scan               0  ewma                  cpu.c:35  gen 1\n"
        "         scan               1  0.5\n"
        " place   cpu.c:61\n"
        " subs    show #1\n"
        " swaps   10:02:11  reconnected new filter\n"
        "                               kept the rest\n"
        "         10:02:11  swapped     moved map\n"
        "                               kept pairwise, scan\n"
        " values  10:02:12.386 41.5\n"
        "         10:02:12.136 38.75\n");
}
END_TEST

START_TEST(a_track_at_40_columns_in_ascii)
{
    live_a_while();
    ck_assert_str_eq(said(m->load, NODE_TRACK, 40, true),
        " load  v3   reconnected: new filter; ke~\n"
        " last    41.5 38.75\n"
        " rate    4/s      ::++:+++   2 next    ~\n"
        " key     cpu.c:load\n"
        " path    0:pipe|0:map|1:filter|2:pairwi~\n"
        " tags    cpu\n"
        " v3      10:02:11  gen 3   < runs  new ~\n"
        " v2      10:02:11  gen 2   moved map lo~\n"
        " v1      10:02:11  gen 1\n"
        " args    map      0  read_stat     cpu.~\n"
        "         filter   0  sane          cpu.~\n"
        "         map      0  load_of       cpu.~\n"
        "         scan     0  ewma          cpu.~\n"
        "         scan     1  0.5\n"
        " place   cpu.c:61\n"
        " subs    show #1\n"
        " swaps   10:02:11  reconnected new filt~\n"
        "         10:02:11  swapped     moved ma~\n"
        " values  10:02:12.386 41.5\n"
        "         10:02:12.136 38.75\n");
}
END_TEST

START_TEST(a_version_is_told_as_its_track)
{
    live_a_while();
    struct str track = STR_INIT;
    str_add(&track, said(m->load, NODE_TRACK, 80, false));
    ck_assert_str_eq(said(m->load, NODE_VERSION, 80, false), str_text(&track));
    str_release(&track);
}
END_TEST

START_TEST(an_operator_at_80_columns_in_both_alphabets)
{
    model_swap_load(m);
    model_send(m, 41.5);
    ck_assert_str_eq(said(m->load_map, NODE_OPERATOR, 80, false),
        " map  operator 3 of load\n"
        " last    10:02:11.068 41.5\n"
        " rate    4/s      ▂▃▄▅▃▅▅▅   1 next\n"
        " streams pairwise #3 → map #4\n"
        " args     0  load_of               cpu.c:44  gen 2\n"
        " place   cpu.c:44\n"
        " subs    map #2\n"
        " values  10:02:11.068 41.5\n");
    ck_assert_ptr_nonnull(strstr(said(m->load_map, NODE_OPERATOR, 80, true), " streams pairwise #3 > map #4\n"));
}
END_TEST

START_TEST(a_subscription_at_80_columns)
{
    model_swap_load(m);
    model_send(m, 41.5);
    ck_assert_str_eq(said(m->show, NODE_SUBSCRIPTION, 80, false),
        " show  subscription #1 of load\n"
        " last    10:02:11.068 41.5\n"
        " rate    4/s      ▂▃▄▅▃▅▅▅\n"
        " counts  1 next         1 feed it\n"
        " since   10:02:11   1 min\n"
        " code    of gen 2\n"
        " fed by  map #2\n"
        " place   cpu.c:70\n"
        " values  10:02:11.068 41.5\n");
    ck_assert_str_eq(said(m->inner, NODE_INNER, 80, false),
        " timer  subscription #9 of timer, feeds #6\n"
        " last    nothing yet\n"
        " rate    4/s      ▂▃▄▅▃▅▅▅\n"
        " counts  0 next\n"
        " since   10:02:11   1 min\n"
        " stream  timer   cpu.c:20\n");
}
END_TEST

START_TEST(an_arg_says_of_what_it_is_one)
{
    ck_assert_str_eq(said(m->load_map_arg, NODE_ARG, 80, false),
        " load_of  $args.0   function\n"
        " of      map in load\n"
        " code    of gen 1\n"
        " place   cpu.c:33\n");
}
END_TEST

START_TEST(programs_and_modules_have_rates)
{
    ck_assert_ptr_nonnull(strstr(said(m->cpu, NODE_MODULE, 80, false), "\n rate    4/s      ▂▃▄▅▃▅▅▅   0 next\n"));
    ck_assert_ptr_nonnull(strstr(said(0, NODE_SOURCE, 80, false), "\n rate    4/s      ▂▃▄▅▃▅▅▅\n"));
    ck_assert_ptr_nonnull(strstr(told(m->cpu, NODE_MODULE, NULL, 80, false), "\n rate    - "));
}
END_TEST

/* Built by hand: $args.0 is an object with two functions. */
START_TEST(args_in_args_stand_below_them)
{
    static const char *const paths[] = {"$args.0", "$args.0.next", "$args.0.error.code", "$args.1"};
    const struct ent_operator *op = query_operator(m->state, (struct ref){m->source, m->load_map});
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        struct event ev = {.kind = EV_ARG, .flags = ARG_FUNCTION, .id = model_id(m, ENT_ARG), .parent = op->fun,
                           .text = paths[i], .text_len = (uint32_t)strlen(paths[i])};
        ev.named.name = model_string(m, "f");
        model_fold(m, &ev);
    }
    const char *all = said(m->load_map, NODE_OPERATOR, 80, false);
    ck_assert_msg(strstr(all, "          0  f\n"
                              "            0.next  f\n"
                              "              0.error.code  f\n"
                              "          1  f\n"), "%s", all);
}
END_TEST

START_TEST(each_value_says_what_caused_it)
{
    send_through(12.5);
    ck_assert_ptr_nonnull(strstr(said(m->show, NODE_SUBSCRIPTION, 80, false),
                                 " values  10:02:11.000 12.5             because map #2 sent\n"));
    ck_assert_ptr_nonnull(strstr(said(m->load_chain[4], NODE_UPSTREAM, 80, false), " values  10:02:11.000 12.5\n"));
}
END_TEST

START_TEST(a_cause_that_is_gone_is_said_to_be)
{
    struct str why = STR_INIT;
    event_because(m->state, (struct ref){m->source, ID_MAKE(ENT_SEND, 0, 0) + 999}, &why);
    ck_assert_str_eq(str_text(&why), "because of a send that is gone");
    str_clear(&why);
    event_because(m->state, (struct ref){m->source, ID_MAKE(ENT_ARG_CALL, 0, 0) + 999}, &why);
    ck_assert_str_eq(str_text(&why), "because of a call that is gone");
    str_clear(&why);
    event_because(m->state, (struct ref){m->source, 0}, &why);
    ck_assert_str_eq(str_text(&why), "");
    str_release(&why);
}
END_TEST

/* ---- Versions and trials. ---- */

static void update_load(const char *what)
{
    struct event ev = {.kind = EV_TRACK_UPDATE, .id = m->load, .ref = m->load_pipe, .num = ++m->load_version,
                       .parent = m->cpu_generation, .text = what, .text_len = (uint32_t)strlen(what)};
    ev.named.name = model_string(m, "load");
    model_fold(m, &ev);
}

START_TEST(a_version_says_its_changes_operator_by_operator)
{
    update_load("moved map load_of\nnew filter sane\nreset scan ewma");
    ck_assert_ptr_nonnull(strstr(said(m->load, NODE_TRACK, 80, false),
        " v2      10:02:11  gen 1   ◂ runs  moved map load_of\n"
        "                                   new filter sane\n"
        "                                   reset scan ewma\n"
        " v1      10:02:11  gen 1\n"));
    ck_assert_ptr_nonnull(strstr(said(m->load, NODE_TRACK, 59, true), "< runs  moved map load_of; new ~\n v1 "));
}
END_TEST

START_TEST(a_save_that_changed_nothing_is_no_swap)
{
    model_swap_load(m);
    ck_assert_ptr_null(strstr(said(m->ticks, NODE_TRACK, 80, false), " swaps "));
    ck_assert_ptr_nonnull(strstr(said(m->load, NODE_TRACK, 80, false), " swaps   10:02:11  swapped     moved map\n"));
}
END_TEST

static void build(unsigned step, const char *said_of_it)
{
    struct event ev = {.kind = EV_MODULE_BUILD, .id = m->cpu, .flags = (uint8_t)step, .num = 2, .parent = 70000,
                       .text = said_of_it, .text_len = (uint32_t)strlen(said_of_it)};
    model_fold(m, &ev);
}

START_TEST(a_trial_says_what_was_not_tried)
{
    build(BUILD_LOADED, "tried with 3 values\nnot tried: show writes to a socket");
    ck_assert_ptr_nonnull(strstr(said(m->cpu, NODE_MODULE, 80, false),
                                 " trial   tried with 3 values\n"
                                 "         not tried: show writes to a socket\n"));
    ck_assert_ptr_nonnull(strstr(said(m->cpu, NODE_MODULE, 40, true), "         not tried: show writes to a so~\n"));
    build(BUILD_FAILED, "cpu.c:45:23: error: expected ';'");
    ck_assert_ptr_null(strstr(said(m->cpu, NODE_MODULE, 80, false), " trial "));
    ck_assert_ptr_nonnull(strstr(said(m->cpu, NODE_MODULE, 80, false), " message cpu.c:45:23: error: expected ';'\n"));
    build(BUILD_LIVE, "");
    ck_assert_ptr_null(strstr(said(m->cpu, NODE_MODULE, 80, false), " trial "));
}
END_TEST

/* ---- Calm. ---- */

/* Labels, and the columns of what stands behind a rate, are where they were. */
static void places_of(entity_id id, enum node_kind kind, const struct row_rate *rate, struct str *out)
{
    str_clear(out);
    for (const char *p = told(id, kind, rate, 80, false); *p && !str_starts(p, " values ");) {
        size_t n = strcspn(p, "\n");
        const char *next = memmem(p, n, " next", 5);
        str_addf(out, "%.8s%d\n", p, str_starts(p, " rate") && next ? (int)(next - p) : 0);
        p += n + (p[n] == '\n');
    }
}

START_TEST(nothing_moves_when_values_come)
{
    static const enum node_kind kinds[] = {NODE_SUBSCRIPTION, NODE_TRACK, NODE_OPERATOR, NODE_MODULE, NODE_SOURCE};
    const entity_id ids[] = {m->show, m->load, m->load_map, m->cpu, 0};
    struct str before[ARRAY_LEN(ids)] = {0}, after = STR_INIT;
    for (size_t i = 0; i < ARRAY_LEN(ids); i++)
        places_of(ids[i], kinds[i], NULL, &before[i]);
    model_wait(m, 100);
    model_send(m, 38.75);
    static const struct row_rate none = {true, 0, 1, {0}};
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        places_of(ids[i], kinds[i], &none, &after);
        ck_assert_str_eq(str_text(&after), str_text(&before[i]));
        str_release(&before[i]);
    }
    str_release(&after);
}
END_TEST

START_TEST(a_count_has_room_to_grow)
{
    struct str one = STR_INIT;
    model_send(m, 1);
    str_add(&one, said(m->show, NODE_SUBSCRIPTION, 80, false));
    model_merge(m, m->show, 998999, false);
    const char *many = said(m->show, NODE_SUBSCRIPTION, 80, false);
    const char *a = strstr(str_text(&one), " feed it"), *b = strstr(many, " feed it");
    ck_assert_ptr_nonnull(strstr(many, " counts  999,000 next   1 feed it\n"));
    while (a[-1] != '\n')
        a--;
    while (b[-1] != '\n')
        b--;
    ck_assert_int_eq(strstr(a, "feed") - a, strstr(b, "feed") - b);
    str_release(&one);
}
END_TEST

/* The age of a subscription is the only thing that says something else by itself. */
START_TEST(it_says_how_long_it_stays_true)
{
    struct view v = {.state = m->state, .glyphs = theme_glyphs(false), .wall = MODEL_WALL + 30 * NS_PER_S};
    struct tree_node n = {.kind = NODE_SUBSCRIPTION, .ref = {m->source, m->show}};
    lines_init(&lines, v.glyphs);
    uint64_t until = describe(&v, &n, NULL, NULL, 80, &lines);
    ck_assert_uint_gt(until, 0);
    ck_assert_uint_le(until, NS_PER_S);
    v.wall += 60 * NS_PER_S;
    ck_assert_uint_gt(describe(&v, &n, NULL, NULL, 80, &lines), NS_PER_S);
    n = (struct tree_node){.kind = NODE_TRACK, .ref = {m->source, m->load}};
    ck_assert_uint_eq(describe(&v, &n, NULL, NULL, 80, &lines), UINT64_MAX);
    model_unsubscribe(m, m->show, END_FAILED);
    n = (struct tree_node){.kind = NODE_SUBSCRIPTION, .ref = {m->source, m->show}};
    ck_assert_uint_eq(describe(&v, &n, NULL, NULL, 80, &lines), UINT64_MAX);
    lines_release(&lines);
    ck_assert_ptr_nonnull(strstr(said(m->show, NODE_SUBSCRIPTION, 80, false), "   failed 10:02:11\n"));
}
END_TEST

START_TEST(names_and_values_are_made_safe)
{
    update_load("moved \033[2Jmap\nnew \xe2\x80\xae");
    model_send_to(m, m->show, "\033]0;x\007");
    for (int i = 0; i < 2; i++)
        for (const char *p = said(i ? m->show : m->load, i ? NODE_SUBSCRIPTION : NODE_TRACK, 80, false); *p; p++)
            ck_assert_msg(*p == '\n' || (unsigned char)*p >= 0x20, "%d", *p);
    ck_assert_ptr_null(strstr(said(m->load, NODE_TRACK, 80, false), "\xe2\x80\xae"));
}
END_TEST

/* ---- A function as it was written. ---- */

static struct ui *ui;
static struct command sent;
static unsigned asked;

static void on_command(void *ctx, const struct command *cmd)
{
    (void)ctx;
    if (cmd->kind != CMD_SOURCE)
        return;
    sent = *cmd;
    asked++;
}

static const char *shown(void)
{
    static uint64_t now = 100 * NS_PER_S;
    now += NS_PER_S;
    ui_draw(ui, now);
    str_clear(&text);
    screen_text(ui->screen, &text);
    return str_text(&text);
}

static void open_screen(int rows, int cols, bool ascii)
{
    struct ui_options options = {.state = m->state, .host = {.command = on_command}, .ascii = ascii};
    ui = ui_new(&options, rows, cols);
    shown();
    ck_assert(tree_select_ref(&ui->tree, (struct ref){m->source, m->load_map}, NODE_OPERATOR));
    shown();
}

static void expect_shown(const char *part)
{
    ck_assert_msg(strstr(shown(), part) != NULL, "no '%s' in\n%s", part, str_text(&text));
}

static void expect_hidden(const char *part)
{
    ck_assert_msg(!strstr(shown(), part), "'%s' in\n%s", part, str_text(&text));
}

static bool answer(enum status status, const char *with)
{
    return ui_reply(ui, sent.request, status, with, strlen(with));
}

static const char load_of[] = "static rx_value load_of(rx_value v, void *e)\n{\n    return rx_f64(v.f64); /* \033[2J */\n}";

START_TEST(the_source_of_a_function_is_asked_for_once_and_shown)
{
    open_screen(48, 160, false);
    ck_assert_uint_eq(asked, 1);
    ck_assert_uint_eq(sent.id, m->load_map_arg);
    expect_hidden(" source ");
    ck_assert(answer(STATUS_OK, load_of));
    ck_assert(!answer(STATUS_OK, load_of)); /* once */
    expect_shown("\n source  static rx_value load_of(rx_value v, void *e)\n         {\n             return rx_f64(v.f64); /* ");
    model_send(m, 2.5);
    expect_shown(" source  static rx_value load_of(rx_value v, void *e)\n");
    ck_assert(strstr(str_text(&text), " source ") < strstr(str_text(&text), " values ")); /* they become more */
    ui_key(ui, 'p');
    expect_shown(" source  static rx_value load_of(rx_value v, void *e)\n");
    ui_key(ui, 'p');
    ck_assert_uint_eq(asked, 1);
    model_swap_load(m); /* it runs other code: what is known stays until the answer */
    expect_shown(" source  static rx_value load_of(rx_value v, void *e)\n");
    ck_assert_uint_eq(asked, 2);
    ck_assert(answer(STATUS_OK, "static rx_value load_of(void)\n"));
    expect_shown(" source  static rx_value load_of(void)\n");
    ck_assert(tree_select_ref(&ui->tree, (struct ref){m->source, m->load}, NODE_TRACK));
    expect_hidden(" source ");
    ck_assert_uint_eq(asked, 2);
    ui_close(ui);
}
END_TEST

START_TEST(the_source_is_scrolled_to_on_a_small_screen)
{
    static const struct {
        int rows, cols;
        bool ascii;
        const char *line;
    } sizes[] = {{24, 80, false, " source  static rx_value load_of(rx_value v, void *e)\n"},
                 {24, 80, true, " source  static rx_value load_of(rx_value v, void *e)\n"},
                 {12, 40, false, " source  static rx_value load_of(rx_val\xe2\x80\xa6\n"},
                 {12, 40, true, " source  static rx_value load_of(rx_val~\n"}};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        open_screen(sizes[i].rows, sizes[i].cols, sizes[i].ascii);
        ck_assert(answer(STATUS_OK, load_of));
        ui_key(ui, '\t');
        shown();
        ui_key(ui, 'G');
        for (int up = 0; up < 8 && !strstr(shown(), sizes[i].line); up++)
            ui_key(ui, 'k');
        expect_shown(sizes[i].line);
        ui_close(ui);
    }
}
END_TEST

START_TEST(a_source_that_is_not_to_be_had_shows_nothing)
{
    open_screen(48, 160, false);
    ck_assert(answer(STATUS_GONE, "no source is kept of what it runs"));
    expect_hidden("no source is kept");
    expect_hidden(" source ");
    model_end(m, 0);
    shown();
    asked = 0;
    ck_assert(tree_select_ref(&ui->tree, (struct ref){m->source, m->load}, NODE_TRACK));
    shown();
    ck_assert(tree_select_ref(&ui->tree, (struct ref){m->source, m->load_map}, NODE_OPERATOR));
    shown();
    ck_assert_uint_eq(asked, 0); /* nobody would answer */
    ui_close(ui);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_track_at_160_columns, a_track_at_40_columns_in_ascii, a_version_is_told_as_its_track, an_operator_at_80_columns_in_both_alphabets,
        a_subscription_at_80_columns, an_arg_says_of_what_it_is_one, programs_and_modules_have_rates,
        args_in_args_stand_below_them, each_value_says_what_caused_it, a_cause_that_is_gone_is_said_to_be,
        a_version_says_its_changes_operator_by_operator, a_save_that_changed_nothing_is_no_swap,
        a_trial_says_what_was_not_tried, nothing_moves_when_values_come, a_count_has_room_to_grow,
        the_source_of_a_function_is_asked_for_once_and_shown, the_source_is_scrolled_to_on_a_small_screen,
        a_source_that_is_not_to_be_had_shows_nothing, it_says_how_long_it_stays_true, names_and_values_are_made_safe};
    Suite *suite = suite_create("detail");
    TCase *t = tcase_create("detail");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
