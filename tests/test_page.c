/* test_page.c - RxJS programs as the inspector shows them: streams that functions made, host and
 * title, what can be asked of living streams, and which keys that are for C say so. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/json.h"
#include "app/treeprint.h"
#include "base/clock.h"
#include "base/mem.h"
#include "state/snapshot.h"
#include "state/state.h"
#include "tests/support/page.h"
#include "tests/support/same.h"
#include "tests/support/suite.h"
#include "ui/row.h"
#include "ui/ui_private.h"

static struct state *state;
static struct ui *ui;
static uint64_t now;
static struct str picture;

/* What the program was asked. */
static struct command sent;
static char sent_text[256];
static unsigned asked;

static void on_command(void *ctx, const struct command *cmd)
{
    (void)ctx;
    if (cmd->kind == CMD_WATCH)
        return;
    sent = *cmd;
    snprintf(sent_text, sizeof sent_text, "%.*s", (int)cmd->text_len, cmd->text ? cmd->text : "");
    asked++;
}

static void fold(struct event ev)
{
    ck_assert_int_eq(state_fold(state, &ev), STATUS_OK);
}

static void open_page(const char *title)
{
    const struct event *events;
    size_t n = page_events("shop", title, &events);
    for (size_t i = 0; i < n; i++)
        fold(events[i]);
}

static void draw(void)
{
    now += NS_PER_S;
    ui_draw(ui, now);
    str_clear(&picture);
    screen_text(ui->screen, &picture);
}

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
    struct state_limits limits = {.ended = 4096, .sends = 256, .log_lines = 64};
    state = state_new(&limits);
    open_page("localhost:5173 \xe2\x80\x94 Chrome, Orders");
    asked = 0;
    struct ui_options options = {.state = state, .host = {.command = on_command}};
    now = 100 * NS_PER_S;
    ui = ui_new(&options, 30, 120);
    draw();
}

static void tear_down(void)
{
    struct fault_text why;
    ck_assert_msg(state_check(state, &why) == STATUS_OK, "%s", why.text);
    ui_close(ui);
    state_free(state);
    str_release(&picture);
}

static void expect_shown(const char *text)
{
    ck_assert_msg(strstr(str_text(&picture), text) != NULL, "no '%s' in\n%s", text,
                  str_text(&picture));
}

static void expect_hidden(const char *text)
{
    ck_assert_msg(!strstr(str_text(&picture), text), "'%s' in\n%s", text, str_text(&picture));
}

static void choose(entity_id id, int kind)
{
    ck_assert(tree_select_ref(&ui->tree, (struct ref){1, id}, kind));
    draw();
}

static void press(const char *keys)
{
    for (; *keys; keys++)
        ui_key(ui, *keys == '\n' ? KEYCODE_ENTER : *keys == '^' ? KEYCODE_UP : *keys);
    draw();
}

static void expect_asked(unsigned kind, entity_id id, uint32_t version, const char *text)
{
    ck_assert_uint_eq(asked, 1);
    ck_assert_int_eq(sent.kind, kind);
    ck_assert_uint_eq(sent.id, id);
    ck_assert_uint_eq(sent.version, version);
    ck_assert_str_eq(sent_text, text);
    asked = 0;
}

/* The row with this text, from its name on; fails when there is none. */
static const char *row_of(const char *name)
{
    static char line[512];
    const char *at = strstr(str_text(&picture), name);
    ck_assert_msg(at != NULL, "no '%s' in\n%s", name, str_text(&picture));
    snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
    return line;
}

/* ---- Streams that functions made. ---- */

START_TEST(a_stream_of_a_function_stands_under_its_module)
{
    const char *row = row_of("show");
    ck_assert_msg(strstr(row, "#31  clock$  tick$ \xe2\x86\x92 map  clock.ts:12") != NULL, "%s",
                  row);
    expect_shown("src/clock.ts");
    expect_shown("clicks$");
    ck_assert(strstr(str_text(&picture), "clicks$") <
              strstr(str_text(&picture), "show")); /* behind the tracks */
}
END_TEST

START_TEST(its_chain_unfolds)
{
    choose(PAGE_SHOWN, NODE_SUBSCRIPTION);
    press("l");
    const char *row = row_of("tick$  ");
    ck_assert_msg(strstr(row, "#32") != NULL, "%s", row);
}
END_TEST

START_TEST(its_detail_says_what_it_is_made_of_and_where)
{
    choose(PAGE_SHOWN, NODE_SUBSCRIPTION);
    expect_shown("subscription #31 of clock$");
    expect_shown("tick$ \xe2\x86\x92 map   clock.ts:11");
    expect_shown("clock.ts:12");
}
END_TEST

START_TEST(what_a_library_subscribed_to_is_elsewhere)
{
    expect_hidden("elsewhere");
    press("v");
    expect_shown("  plumbing");
    expect_shown("elsewhere");
    expect_shown("outside of your source");
    choose(PAGE_LIBRARY, NODE_SUBSCRIPTION);
    expect_shown("fromEvent");
    expect_shown("external");
}
END_TEST

START_TEST(what_stands_under_a_track_does_not_stand_twice)
{
    const char *first = strstr(str_text(&picture), "onClick");
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(strstr(first + 1, "onClick"));
}
END_TEST

START_TEST(of_the_ended_ones_the_newest_stay)
{
    for (unsigned i = 0; i < 9; i++) {
        fold(page_subscribe(100 + i, 12, PAGE_SHOW, 12));
        fold(subscribe_return(100 + i));
        fold(unsubscribe(100 + i, END_COMPLETED));
        fold(unsubscribe_return(100 + i));
    }
    draw();
    expect_hidden("#105");
    expect_shown("#106");
    expect_shown("#108");
    ck_assert(strstr(str_text(&picture), "#31 ") < strstr(str_text(&picture), "#106"));
    fold(unsubscribe(31, END_UNSUBSCRIBED));
    draw();
    expect_hidden("#106");
    ck_assert_ptr_nonnull(strstr(row_of("#31 "), "unsubscribed  clock$"));
}
END_TEST

/* Ten thousands of them are counted, not looked at. */
START_TEST(a_hundred_thousand_are_two_hundred_rows_and_a_number)
{
    enum { MANY = 100000 };
    for (unsigned i = 0; i < MANY; i++) {
        fold(page_subscribe(1000 + i, 12, PAGE_SHOW, 12));
        fold(subscribe_return(1000 + i));
    }
    ck_assert_uint_eq(query_roots(state, (struct ref){1, PAGE_APP}), MANY + 2);
    draw();
    choose(PAGE_APP, NODE_MODULE);
    press("G");
    ck_assert_uint_lt(ui->tree.n, 300);
    size_t more = 0;
    for (size_t i = 0; i < ui->tree.n; i++)
        if (ui->tree.rows[i].node.kind == NODE_MORE && ui->tree.rows[i].depth == 1)
            more = ui->tree.rows[i].node.extra;
    /* beside these: the track, and the one that is there from the beginning */
    ck_assert_uint_eq(more, MANY + 2 - TREE_MODEL_PAGE);
}
END_TEST

START_TEST(a_track_that_comes_later_takes_its_subscription)
{
    fold(observable_create(40, 0, PAGE_FROM_EVENT));
    fold(page_subscribe(41, 40, PAGE_ON_CLICK, 20));
    fold(subscribe_return(41));
    fold(scope_start(2, PAGE_APP, 1));
    fold(observable_create(40, track_id(2), PAGE_FROM_EVENT));
    fold(track_register(2, PAGE_APP, observable_id(40), 1));
    fold(scope_end(2, 1));
    draw();
    size_t rows = 0;
    for (size_t i = 0; i < ui->tree.n; i++)
        rows += ui->tree.rows[i].node.ref.id == subscription_id(41);
    ck_assert_uint_eq(rows, 1);
}
END_TEST

static bool put(struct sink *sink, const struct event *ev)
{
    (void)sink;
    ck_assert_int_eq(state_fold(state, ev), STATUS_OK);
    return true;
}

/* As after winding a tape. */
START_TEST(a_snapshot_holds_all_of_it)
{
    fold(page_subscribe(51, 12, PAGE_SHOW, 12));
    fold(subscribe_return(51));
    fold(page_subscribe(41, 12, PAGE_SHOW, 12));
    fold(subscribe_return(41));
    struct state *before = state;
    struct sink sink = {put};
    state = state_new(NULL);
    ck_assert_int_eq(state_snapshot(before, 10, &sink), STATUS_OK);
    expect_same(before, state);
    entity_id first = query_next_root(state, (struct ref){1, PAGE_APP}, 0);
    ck_assert_uint_eq(first, PAGE_CLICKED);
    first = query_next_root(state, (struct ref){1, PAGE_APP}, first);
    ck_assert_uint_eq(first, PAGE_SHOWN);
    ck_assert_uint_eq(query_next_root(state, (struct ref){1, PAGE_APP}, first),
                      subscription_id(51));
    ck_assert_str_eq(query_source(state, 0)->host, "browser");
    state_free(before);
    ui_set_state(ui, state);
    draw();
    row_of("show");
    expect_shown("#31  clock$  tick$");
}
END_TEST

START_TEST(the_dump_tells_of_it_too)
{
    struct str text = STR_INIT;
    treeprint(state, &text);
    const char *module = strstr(str_text(&text), "  src/clock.ts"),
               *show = strstr(str_text(&text), "subscription#31 show");
    ck_assert_msg(module && show && show > module, "%s", str_text(&text));
    ck_assert_msg(strstr(show, "clock.ts:12") != NULL, "%s", show);
    ck_assert_msg(strstr(show, "of clock$ = tick$ -> map") != NULL, "%s", show);
    ck_assert_ptr_nonnull(strstr(str_text(&text), "shop  localhost:5173"));
    str_release(&text);
}
END_TEST

static const json_t *entity(const json_t *source, const char *list, const char *id)
{
    size_t i;
    const json_t *e;
    json_array_foreach(json_object_get(source, list), i,
                       e) if (strcmp(json_string_value(json_object_get(e, "id")), id) ==
                              0) return e;
    ck_abort_msg("no %s", id);
    return NULL;
}

static const char *field(const json_t *o, const char *name)
{
    const char *text = json_string_value(json_object_get(o, name));
    return text ? text : "";
}

START_TEST(the_json_tells_of_it_too)
{
    json_t *dump = json_dump_state(state);
    const json_t *source = json_array_get(json_object_get(dump, "sources"), 0);
    ck_assert_str_eq(field(source, "host"), "browser");
    ck_assert_str_eq(field(source, "title"), "localhost:5173 \xe2\x80\x94 Chrome, Orders");
    ck_assert_str_eq(field(entity(source, "subscriptions", "subscription#31"), "module"),
                     "module#1");
    ck_assert_str_eq(field(entity(source, "observables", "observable#10"), "variable"), "tick$");
    ck_assert_str_eq(field(entity(source, "observables", "observable#10"), "name"), "interval");
    ck_assert_str_eq(field(entity(source, "observables", "observable#12"), "variable"), "clock$");
    json_decref(dump);
}
END_TEST

/* ---- The program. ---- */

START_TEST(the_title_stands_in_the_status_line_and_may_change)
{
    expect_shown("shop  localhost:5173 \xe2\x80\x94 Chrome, Orders");
    fold(source_info(1, INFO_TITLE, "localhost:5173 \xe2\x80\x94 Chrome, Cart (2)"));
    draw();
    expect_shown("Cart (2)");
    expect_hidden("Orders");
    fold(source_info(1, 99, "of a later version"));
    draw();
    expect_shown("Cart (2)");
}
END_TEST

START_TEST(a_title_is_optional_and_any_bytes_are_fine)
{
    fold(source_info(1, INFO_TITLE, "\x1b]0;evil\x07\xff"));
    draw();
    ck_assert_ptr_null(strchr(str_text(&picture), '\x1b'));
    fold(source_info(1, INFO_TITLE, ""));
    draw();
    expect_hidden("localhost");
    expect_shown("shop");
}
END_TEST

START_TEST(twenty_pages_are_twenty_rows)
{
    for (uint32_t source = 2; source <= 20; source++) {
        char name[32], title[64];
        snprintf(name, sizeof name, "shop.%u", source);
        snprintf(title, sizeof title, "localhost:5173 \xe2\x80\x94 Chrome, tab %u", source);
        fold(source_start(source, name));
        fold(source_info(source, INFO_HOST, "browser"));
        fold(source_info(source, INFO_TITLE, title));
    }
    ui_set_size(ui, 60, 120);
    draw();
    press("g");
    for (unsigned i = 2; i <= 20; i++) {
        char row[64];
        snprintf(row, sizeof row, "Chrome, tab %u ", i);
        expect_shown(row);
    }
    expect_shown("20 programs");
}
END_TEST

/* Reloading a tab ends its source and starts it again under the same name. */
START_TEST(a_page_that_reloads_keeps_its_folds_and_the_selection)
{
    choose(PAGE_SHOWN, NODE_SUBSCRIPTION);
    press("l");
    fold(source_end(1, 0));
    draw();
    open_page("localhost:5173 \xe2\x80\x94 Chrome, Orders");
    draw();
    ck_assert_uint_eq(tree_selected(&ui->tree)->node.ref.id, PAGE_SHOWN);
    ck_assert(tree_selected(&ui->tree)->open);
}
END_TEST

/* ---- What can be asked. ---- */

START_TEST(P_pauses_and_resumes_and_a_dot_steps)
{
    choose(PAGE_SHOWN, NODE_SUBSCRIPTION);
    expect_shown("P pause");
    expect_hidden(". step");
    press(".");
    ck_assert_uint_eq(asked, 0);
    expect_shown("P pauses one");
    press("P");
    expect_asked(CMD_PAUSE, PAGE_SHOWN, 0, "");
    fold(tag_event(PAGE_SHOWN, PAGE_PAUSED, true));
    draw();
    expect_shown("\xe2\x80\x96 paused  #31");
    expect_shown(". step");
    expect_shown("P resume");
    expect_hidden("P pause");
    press(".");
    expect_asked(CMD_STEP, PAGE_SHOWN, 0, "");
    press("P");
    expect_asked(CMD_RESUME, PAGE_SHOWN, 0, "");
    fold(tag_event(PAGE_SHOWN, PAGE_PAUSED, false));
    draw();
    expect_hidden("paused");
    expect_shown("P pause");
    expect_hidden("P resume");
}
END_TEST

START_TEST(i_sends_into_a_subject_and_remembers_what_was_sent)
{
    choose(PAGE_TRACK, NODE_TRACK);
    expect_shown("i send");
    press("i{\"x\":1}\n");
    expect_asked(CMD_SEND, PAGE_CLICKS_O, SEND_NEXT, "{\"x\":1}");
    press("i5\n");
    expect_asked(CMD_SEND, PAGE_CLICKS_O, SEND_NEXT, "5");
    choose(PAGE_CLICKED, NODE_SUBSCRIPTION); /* of the same subject */
    press("i^^\n");
    expect_asked(CMD_SEND, PAGE_CLICKS_O, SEND_NEXT, "{\"x\":1}");
    press("i\n");
    expect_shown("a value as JSON");
    ck_assert_uint_eq(asked, 0);
}
END_TEST

START_TEST(i_needs_a_subject)
{
    choose(PAGE_SHOWN, NODE_SUBSCRIPTION);
    expect_hidden("i send");
    press("i");
    expect_shown("select a subject");
    ck_assert_uint_eq(asked, 0);
}
END_TEST

START_TEST(plus_puts_a_tag_on_or_takes_it_off)
{
    choose(PAGE_SHOWN, NODE_SUBSCRIPTION);
    press("Tpaused\n");
    expect_asked(CMD_TAG, PAGE_SHOWN, 1, "paused");
    fold(tag_event(PAGE_SHOWN, PAGE_PAUSED, true));
    press("Tpaused\n");
    expect_asked(CMD_TAG, PAGE_SHOWN, 0, "paused");
}
END_TEST

START_TEST(c_prints_the_living_object_on_the_console)
{
    choose(PAGE_SHOWN, NODE_SUBSCRIPTION);
    press("c");
    expect_asked(CMD_LOG, PAGE_SHOWN, 0, "");
    choose(PAGE_TRACK, NODE_TRACK);
    press("c");
    expect_asked(CMD_LOG, PAGE_CLICKS_O, 0, "");
}
END_TEST

START_TEST(keys_for_modules_in_C_say_so)
{
    static const char keys[] = "sSoOzRda";
    choose(PAGE_TRACK, NODE_TRACK);
    expect_hidden("s swap");
    expect_hidden("gen ");
    for (const char *k = keys; *k; k++) {
        press((char[]){*k, '\0'});
        expect_shown("is for modules in C; save the file");
        ck_assert_uint_eq(asked, 0);
    }
}
END_TEST

START_TEST(a_program_in_C_says_what_to_do_instead)
{
    static const struct {
        const char *key, *says;
    } cases[] = {{"P", "cannot be paused"},
                 {".", "cannot be paused"},
                 {"i", "rx_next()"},
                 {"c", "printf()"}};
    fold(source_info(1, INFO_HOST, "c"));
    choose(PAGE_CLICKED, NODE_SUBSCRIPTION);
    expect_shown("s swap");
    expect_hidden("P pause");
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        press(cases[i].key);
        expect_shown(cases[i].says);
        ck_assert_uint_eq(asked, 0);
    }
    press("Thot\n");
    expect_asked(CMD_TAG, PAGE_CLICKED, 1, "hot");
}
END_TEST

/* ---- Values. ---- */

START_TEST(values_of_a_page_are_shown_as_they_were_made_for_people)
{
    static const char text[] = "{id: 3, name: \"Ada\"}";
    struct event ev = plain_event(EV_SEND_CALL, send_id(1));
    ev.ref = PAGE_SHOWN;
    ev.value = (struct event_value){.type = VT_USER, .text = text, .len = sizeof text - 1};
    fold(ev);
    fold(send_return(1));
    choose(PAGE_SHOWN, NODE_SUBSCRIPTION);
    expect_shown("{id: 3, name: \"Ada\"}");
}
END_TEST

START_TEST(an_error_without_a_number_is_its_message)
{
    struct str out = STR_INIT;
    struct event_value v = {.type = VT_ERROR, .text = "TypeError: no", .len = 13, .full = 13};
    event_value_print(&v, &out);
    ck_assert_str_eq(str_text(&out), "error \"TypeError: no\"");
    str_release(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pages");
    TCase *t = tcase_create("pages");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_stream_of_a_function_stands_under_its_module);
    tcase_add_test(t, its_chain_unfolds);
    tcase_add_test(t, its_detail_says_what_it_is_made_of_and_where);
    tcase_add_test(t, what_a_library_subscribed_to_is_elsewhere);
    tcase_add_test(t, what_stands_under_a_track_does_not_stand_twice);
    tcase_add_test(t, of_the_ended_ones_the_newest_stay);
    tcase_add_test(t, a_hundred_thousand_are_two_hundred_rows_and_a_number);
    tcase_add_test(t, a_track_that_comes_later_takes_its_subscription);
    tcase_add_test(t, a_snapshot_holds_all_of_it);
    tcase_add_test(t, the_dump_tells_of_it_too);
    tcase_add_test(t, the_json_tells_of_it_too);
    tcase_add_test(t, the_title_stands_in_the_status_line_and_may_change);
    tcase_add_test(t, a_title_is_optional_and_any_bytes_are_fine);
    tcase_add_test(t, twenty_pages_are_twenty_rows);
    tcase_add_test(t, a_page_that_reloads_keeps_its_folds_and_the_selection);
    tcase_add_test(t, P_pauses_and_resumes_and_a_dot_steps);
    tcase_add_test(t, i_sends_into_a_subject_and_remembers_what_was_sent);
    tcase_add_test(t, i_needs_a_subject);
    tcase_add_test(t, plus_puts_a_tag_on_or_takes_it_off);
    tcase_add_test(t, c_prints_the_living_object_on_the_console);
    tcase_add_test(t, keys_for_modules_in_C_say_so);
    tcase_add_test(t, a_program_in_C_says_what_to_do_instead);
    tcase_add_test(t, values_of_a_page_are_shown_as_they_were_made_for_people);
    tcase_add_test(t, an_error_without_a_number_is_its_message);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
