/* test_hot.c - RxJS programs whose saves are swapped, as the inspector shows and steers them: generations, versions,
 * what waits, what a version changes, what still runs old code. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/diffprint.h"
#include "app/json.h"
#include "app/listing.h"
#include "app/treeprint.h"
#include "base/clock.h"
#include "base/mem.h"
#include "state/snapshot.h"
#include "state/state.h"
#include "tests/support/page.h"
#include "tests/support/same.h"
#include "tests/support/suite.h"
#include "ui/ui_private.h"

#define OLD_TAG (PAGE_STRINGS + 1)

static struct state *state;
static struct ui *ui;
static uint64_t now;
static struct str picture;

static struct command sent;
static unsigned asked;
static char compared[16]; /* the text of the command that was sent last */

static void on_command(void *ctx, const struct command *cmd)
{
    (void)ctx;
    if (cmd->kind == CMD_WATCH)
        return;
    sent = *cmd;
    snprintf(compared, sizeof compared, "%.*s", (int)cmd->text_len, cmd->text_len ? cmd->text : "");
    asked++;
}

static void fold(struct event ev)
{
    ck_assert_int_eq(state_fold(state, &ev), STATUS_OK);
}

static void draw(void)
{
    now += NS_PER_S;
    ui_draw(ui, now);
    str_clear(&picture);
    screen_text(ui->screen, &picture);
}

static void open_page(void)
{
    const struct event *events;
    size_t n = page_events("shop", NULL, &events);
    for (size_t i = 0; i < n; i++)
        fold(events[i]);
}

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
    struct state_limits limits = {.ended = 4096, .sends = 256, .log_lines = 64};
    state = state_new(&limits);
    open_page();
    fold(source_info(1, INFO_HOT, "1"));
    fold(string_event(OLD_TAG, TAG_OLD_CODE));
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
    ck_assert_msg(strstr(str_text(&picture), text) != NULL, "no '%s' in\n%s", text, str_text(&picture));
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
        ui_key(ui, *keys == '\n' ? KEYCODE_ENTER : *keys);
    draw();
}

static void expect_asked(unsigned kind, entity_id id, uint32_t version)
{
    ck_assert_uint_eq(asked, 1);
    ck_assert_int_eq(sent.kind, kind);
    ck_assert_uint_eq(sent.id, id);
    ck_assert_uint_eq(sent.version, version);
    asked = 0;
}

/* The program's answer to what was asked last. */
static bool answer(enum status status, const char *text)
{
    bool taken = ui_reply(ui, sent.request, status, text, strlen(text));
    draw();
    return taken;
}

/* A save that moved a function of clicks$. */
static void swap(uint32_t version, const char *what)
{
    fold(module_start(1, version));
    fold(module_end(1, version, MODULE_END_COMMITTED));
    fold(track_update(1, PAGE_CLICKS_O, version, version, what));
    fold(swap_result(PAGE_TRACK, version, version, SWAP_SWAPPED, what));
    draw();
}

static void track_is(unsigned flags, unsigned waiting)
{
    fold(track_state(1, flags, waiting));
    draw();
}

static void approval(bool on)
{
    fold(source_info(1, INFO_APPROVAL, on ? "1" : ""));
    draw();
}

/* ---- Versions. ---- */

START_TEST(generations_and_versions_are_shown_as_in_C)
{
    choose(PAGE_TRACK, NODE_TRACK);
    expect_shown("shop  gen 1");
    expect_shown("src/clock.ts         gen 1");
    expect_shown("clicks$            v1");
    swap(2, "moved map hand");
    expect_shown("shop  gen 2");
    expect_shown("v2");
    expect_shown("swapped: moved map hand");
    expect_shown("gen 2   \xe2\x97\x82 runs  moved map hand");
    expect_shown("s swap");
    expect_shown("S pin");
    expect_shown("o sweep");
    choose(PAGE_APP, NODE_MODULE);
    expect_shown("gen 2 runs");
}
END_TEST

START_TEST(without_the_word_nothing_of_it_is_shown)
{
    fold(source_info(1, INFO_HOT, "0"));
    approval(false);
    choose(PAGE_TRACK, NODE_TRACK);
    expect_hidden("gen 1");
    expect_hidden("clicks$            v1");
    expect_hidden("s swap");
    expect_hidden("d diff");
    press("d");
    expect_shown("a diff is for modules in C");
    ck_assert_uint_eq(asked, 0);
}
END_TEST

START_TEST(JavaScript_frees_by_itself_so_that_only_a_sweep_says_what_is_kept)
{
    swap(2, "");
    swap(3, "");
    expect_hidden("gen kept");
    fold(swept(PAGE_APP, 2, SWEPT_KEPT, "gen 2 kept by subscription#31"));
    draw();
    expect_shown("1 gen kept");
    fold(swept(PAGE_APP, 2, SWEPT_FREED, "gen 2 freed"));
    draw();
    expect_hidden("gen kept");
}
END_TEST

START_TEST(keys_ask_the_program)
{
    static const struct {
        const char *keys;
        unsigned command;
        entity_id id;
    } cases[] = {{"S", CMD_PIN, PAGE_TRACK},
                 {"o", CMD_SWEEP, 0},
                 {"O", CMD_SWEEP_DRY, 0},
                 {"z\n", CMD_RESET, PAGE_TRACK},
                 {"R", CMD_RELOAD, PAGE_APP}};
    choose(PAGE_TRACK, NODE_TRACK);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        press(cases[i].keys);
        expect_asked(cases[i].command, cases[i].id, 0);
    }
    swap(2, "");
    press("s");
    asked = 0;
    press("j\n");
    expect_asked(CMD_SWAP, PAGE_TRACK, 1);
    track_is(TRACK_FLAG_PINNED, 0);
    press("S");
    expect_asked(CMD_RELEASE, PAGE_TRACK, 0);
}
END_TEST

START_TEST(orphans_faults_and_pins_are_marked)
{
    choose(PAGE_TRACK, NODE_TRACK);
    track_is(TRACK_FLAG_PINNED, 3);
    expect_shown("pinned, v3 waits");
    expect_shown("S releases the track");
    track_is(TRACK_FLAG_FAULTED, 0);
    expect_shown("faulted  Subject");
    track_is(TRACK_FLAG_ORPHAN | TRACK_FLAG_PINNED, 0);
    expect_shown("orphan  \xe2\x80\xa1 pinned  Subject");
}
END_TEST

/* ---- Old code. ---- */

static void old_code(unsigned sub, bool on)
{
    fold(tag_event(subscription_id(sub), OLD_TAG, on));
    draw();
}

START_TEST(a_track_counts_its_subscriptions_on_old_code)
{
    struct ref track = {1, PAGE_TRACK};
    choose(PAGE_TRACK, NODE_TRACK);
    old_code(33, true);
    old_code(33, true);
    old_code(31, true); /* of no track */
    ck_assert_uint_eq(query_old_code(state, track), 1);
    expect_shown("1 on old code  Subject");
    expect_shown("1 living subscription still runs an earlier version's code");
    fold(page_subscribe(60, 1, PAGE_ON_CLICK, 5));
    fold(subscribe_return(60));
    old_code(60, true);
    expect_shown("2 living subscriptions still run an earlier version's code");
    const entity_id *old;
    ck_assert_uint_eq(query_old_list(state, 1, &old), 3);
    ck_assert(old[0] == subscription_id(33) && old[2] == subscription_id(60));
    ck_assert_uint_eq(query_old_list(state, 7, &old), 0);
    choose(PAGE_CLICKED, NODE_SUBSCRIPTION);
    expect_shown("old code  subscription #33");
    old_code(33, false);
    ck_assert_uint_eq(query_old_code(state, track), 1);
    fold(unsubscribe(60, END_UNSUBSCRIBED));
    fold(unsubscribe_return(60));
    draw();
    ck_assert_uint_eq(query_old_code(state, track), 0);
    expect_hidden("on old code");
    fold(tag_event(subscription_id(60), OLD_TAG, true)); /* it has ended */
    ck_assert_uint_eq(query_old_code(state, track), 0);
    ck_assert_uint_eq(query_old_code(state, (struct ref){7, PAGE_TRACK}), 0);
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
    swap(2, "moved map hand");
    swap(3, "kept map hand");
    fold(swept(PAGE_APP, 2, SWEPT_KEPT, "gen 2 kept"));
    track_is(TRACK_FLAG_WAITING, 4);
    approval(true);
    old_code(33, true);
    struct state *before = state;
    struct sink sink = {put};
    state = state_new(NULL);
    ck_assert_int_eq(state_snapshot(before, 10, &sink), STATUS_OK);
    expect_same(before, state);
    ck_assert(query_source(state, 0)->hot);
    ck_assert(query_source(state, 0)->approval);
    ck_assert_uint_eq(query_old_code(state, (struct ref){1, PAGE_TRACK}), 1);
    ck_assert_uint_eq(query_module(state, (struct ref){1, PAGE_APP})->kept_generations, 1);
    ck_assert_uint_eq(query_module(state, (struct ref){1, PAGE_APP})->generation, 3);
    state_free(before);
    ui_set_state(ui, state);
    draw();
    expect_shown("approval");
}
END_TEST

/* ---- What a version changes. ---- */

static const char diff[] = "--- v1 map\n+++ v2 map\n@@ -1 +1 @@\n-n => n + 1\n+n => n * 2\n";

START_TEST(d_shows_what_the_newest_version_changes)
{
    choose(PAGE_TRACK, NODE_TRACK);
    swap(2, "moved map hand");
    expect_shown("d diff");
    press("d");
    expect_asked(CMD_DIFF, PAGE_TRACK, 0);
    ck_assert(answer(STATUS_OK, diff));
    expect_shown("clicks$ v2: what it changes");
    expect_shown("-n => n + 1");
    expect_shown("+n => n * 2");
    press("q");
    expect_hidden("+n => n * 2");
    ck_assert(!answer(STATUS_OK, diff)); /* once */
}
END_TEST

START_TEST(d_shows_what_waits_and_in_the_list_of_versions_any)
{
    choose(PAGE_TRACK, NODE_TRACK);
    swap(2, "");
    swap(3, "");
    press("s");
    expect_shown("d diff");
    asked = 0;
    press("jd");
    expect_asked(CMD_DIFF, PAGE_TRACK, 2);
    ck_assert(answer(STATUS_OK, diff));
    expect_shown("clicks$ v2: what it changes");
    expect_hidden("a approve");
    press("a"); /* it waits for nothing */
    ck_assert_uint_eq(asked, 0);
    press("q");
    track_is(TRACK_FLAG_WAITING, 4);
    press("d");
    expect_asked(CMD_DIFF, PAGE_TRACK, 4);
    ck_assert(answer(STATUS_OK, diff));
    expect_shown("a approve");
    press("a");
    expect_asked(CMD_APPROVE, PAGE_TRACK, 0);
    expect_hidden("+n => n * 2");
}
END_TEST

static void expect_compared(uint32_t version, const char *with)
{
    expect_asked(CMD_DIFF, PAGE_TRACK, version);
    ck_assert_str_eq(compared, with);
}

START_TEST(any_two_versions_are_compared)
{
    choose(PAGE_TRACK, NODE_TRACK);
    for (uint32_t version = 2; version <= 4; version++)
        swap(version, "");
    press("sjj"); /* v2 */
    expect_shown("Space compare with");
    expect_hidden(" * v");
    press(" ");
    expect_shown(" * v2 ");
    asked = 0;
    press("kkd");
    expect_compared(4, "2");
    ck_assert(answer(STATUS_OK, diff));
    expect_shown("clicks$: from v2 to v4");
    expect_shown("+n => n * 2");
    press("qsx"); /* backwards, with another key: v2 as it differs from v4 */
    asked = 0;
    press("jjd");
    expect_compared(2, "4");
    ck_assert(answer(STATUS_OK, ""));
    expect_shown("no function and no value differs in these versions");
    press("s  "); /* no longer */
    expect_hidden(" * v");
    asked = 0;
    press("d");
    expect_compared(4, "");
}
END_TEST

/* They are asked for one after the other, the newest first. */
START_TEST(the_list_of_versions_shows_the_size_of_each_and_the_diff_of_the_selected_one)
{
    choose(PAGE_TRACK, NODE_TRACK);
    swap(2, "moved map hand");
    swap(3, "new filter odd");
    press("s");
    expect_asked(CMD_DIFF, PAGE_TRACK, 3);
    expect_hidden("+2");
    ck_assert(answer(STATUS_OK, "--- a v2\n+++ a v3\n-x\n+y\n+z\n"));
    expect_asked(CMD_DIFF, PAGE_TRACK, 2);
    ck_assert(answer(STATUS_OK, diff));
    expect_asked(CMD_DIFF, PAGE_TRACK, 1);
    ck_assert(answer(STATUS_STATE, "version 1 of clicks$ is the first that is known"));
    ck_assert_uint_eq(asked, 0);
    ck_assert(!answer(STATUS_OK, "")); /* once */
    expect_shown("\xe2\x97\x82 runs   +2    -1  new filter odd");
    expect_shown("          +1    -1  moved map hand");
    expect_shown("v3: what it changes");
    expect_shown("+z");
    press("j");
    expect_shown("v2: what it changes");
    expect_shown("-n => n + 1");
    press("j");
    expect_shown("version 1 of clicks$ is the first that is known");
    press("q");
    expect_hidden("what it changes");
    press("s");
    press("q");
    ck_assert(!answer(STATUS_OK, diff)); /* the list is closed */
}
END_TEST

START_TEST(what_waits_is_shown_with_its_plan)
{
    choose(PAGE_TRACK, NODE_TRACK);
    approval(true);
    fold(swap_result(PAGE_TRACK, 1, 1, SWAP_HELD, "until it is approved: moved map hand; kept scan"));
    track_is(TRACK_FLAG_WAITING, 2);
    press("d");
    ck_assert(answer(STATUS_OK, diff));
    expect_shown("   moved    map hand");
    expect_shown("   kept     scan");
    expect_shown("+n => n * 2");
}
END_TEST

START_TEST(a_diff_that_cannot_be_had_is_said)
{
    choose(PAGE_TRACK, NODE_TRACK);
    press("d");
    asked = 0;
    ck_assert(!answer(STATUS_NOTFOUND, "v9 is not kept any more")); /* it becomes a message, as any refusal */
    ck_assert(answer(STATUS_OK, ""));
    expect_shown("changed no function");
    press("d");
    asked = 0;
    press("T"); /* somebody types */
    ck_assert(answer(STATUS_OK, diff));
    expect_hidden("+n => n * 2");
    ck_assert(!ui_reply(ui, sent.request + 1, STATUS_OK, diff, sizeof diff - 1));
}
END_TEST

START_TEST(a_diff_needs_a_track)
{
    choose(PAGE_APP, NODE_MODULE);
    expect_hidden("d diff");
    press("d");
    expect_shown("select a track");
    ck_assert_uint_eq(asked, 0);
    track_is(TRACK_FLAG_WAITING, 2); /* there is one thing to look at */
    press("d");
    expect_asked(CMD_DIFF, PAGE_TRACK, 2);
}
END_TEST

START_TEST(a_diff_is_made_safe_for_the_terminal)
{
    choose(PAGE_TRACK, NODE_TRACK);
    press("d");
    ck_assert(answer(STATUS_OK, "+a\x1b[2J\xff\n\n-b"));
    expect_hidden("\x1b");
    expect_shown("-b");
}
END_TEST

/* ---- Approval. ---- */

START_TEST(a_turns_approval_on_and_off)
{
    choose(PAGE_TRACK, NODE_TRACK);
    expect_hidden("approve");
    press("a");
    expect_shown("wait until it is approved");
    press("\n");
    expect_asked(CMD_APPROVE, 0, 1);
    approval(true);
    expect_shown("approval");
    expect_shown("a approve");
    press("a\n");
    expect_asked(CMD_APPROVE, 0, 0);
    press("aj\n"); /* what is new in the module has no row yet */
    expect_asked(CMD_APPROVE, PAGE_APP, 0);
    press("aq");
    ck_assert_uint_eq(asked, 0);
    approval(false);
    expect_hidden("approval");
}
END_TEST

START_TEST(a_carries_out_what_waits)
{
    approval(true);
    choose(PAGE_TRACK, NODE_TRACK);
    track_is(TRACK_FLAG_WAITING, 2);
    expect_shown("v2 waits  Subject");
    expect_shown("a approves it");
    press("a");
    expect_asked(CMD_APPROVE, PAGE_TRACK, 0);
    choose(PAGE_CLICKED, NODE_SUBSCRIPTION);
    press("a");
    expect_asked(CMD_APPROVE, PAGE_TRACK, 0);
    choose(PAGE_APP, NODE_MODULE);
    press("a");
    expect_asked(CMD_APPROVE, PAGE_APP, 0);
}
END_TEST

START_TEST(a_program_in_C_has_the_same_keys)
{
    fold(source_info(1, INFO_HOST, "c"));
    fold(source_info(1, INFO_HOT, ""));
    choose(PAGE_TRACK, NODE_TRACK);
    expect_shown("d diff");
    press("d");
    expect_asked(CMD_DIFF, PAGE_TRACK, 0);
    press("a");
    expect_shown("wait until it is approved");
    press("\n");
    expect_asked(CMD_APPROVE, 0, 1);
}
END_TEST

START_TEST(the_program_says_what_becomes_of_saves)
{
    fold(source_start(2, "cpu"));
    draw();
    choose(0, NODE_SOURCE);
    expect_shown("are swapped in the living streams");
    approval(true);
    expect_shown("wait until they are approved");
}
END_TEST

/* ---- Without a screen. ---- */

static const json_t *first(const json_t *source, const char *list)
{
    return json_array_get(json_object_get(source, list), 0);
}

START_TEST(the_dump_tells_of_it_too)
{
    struct str text = STR_INIT;
    swap(2, "moved map hand");
    old_code(33, true);
    track_is(TRACK_FLAG_WAITING, 3);
    treeprint(state, &text);
    ck_assert_msg(strstr(str_text(&text), "clicks$  v2  v3 waits  swapped  1 on old code") != NULL, "%s", str_text(&text));
    str_release(&text);
    json_t *dump = json_dump_state(state);
    const json_t *source = first(dump, "sources"), *track = first(source, "tracks");
    ck_assert(json_is_true(json_object_get(source, "hot")));
    ck_assert(json_is_false(json_object_get(source, "approval")));
    ck_assert_int_eq(json_integer_value(json_object_get(track, "old_code")), 1);
    ck_assert_str_eq(json_string_value(json_object_get(track, "state")), "waiting");
    json_decref(dump);
}
END_TEST

static void expect_listed(void (*list)(struct str *out), const char *want)
{
    struct str text = STR_INIT;
    list(&text);
    ck_assert_str_eq(str_text(&text), want);
    str_release(&text);
}

static struct version_sizes sizes;

static void versions(struct str *out)
{
    listing_versions(state, (struct ref){1, PAGE_TRACK}, &sizes, out);
}

static void orphans(struct str *out)
{
    listing_orphans(state, 1, out);
}

START_TEST(versions_are_listed_with_what_runs_and_what_waits)
{
    expect_listed(versions, "src/clock.ts:clicks$  v1\n"
                            "v1    22:13:20  gen 1    runs");
    swap(2, "moved map hand\nkept scan");
    track_is(TRACK_FLAG_PINNED | TRACK_FLAG_WAITING, 3);
    old_code(33, true);
    expect_listed(versions, "src/clock.ts:clicks$  v2  pinned  v3 waits  1 on old code\n"
                            "v3    waits\n"
                            "v2    22:13:20  gen 2    runs, pinned  moved map hand; kept scan\n"
                            "v1    22:13:20  gen 1");
    json_t *o = listing_versions_json(state, (struct ref){1, PAGE_TRACK}, &sizes);
    const json_t *newest = first(o, "versions");
    ck_assert_int_eq(json_integer_value(json_object_get(o, "version")), 2);
    ck_assert_int_eq(json_integer_value(json_object_get(o, "waiting")), 3);
    ck_assert_int_eq(json_integer_value(json_object_get(o, "old_code")), 1);
    ck_assert(json_is_true(json_object_get(o, "pinned")));
    ck_assert_int_eq(json_integer_value(json_object_get(newest, "version")), 2);
    ck_assert(json_is_true(json_object_get(newest, "runs")));
    ck_assert(json_is_null(json_object_get(newest, "added")));
    json_decref(o);
    fold(swap_result(PAGE_TRACK, 2, 2, SWAP_HELD, "until it is approved: moved map hand; kept scan"));
    track_is(TRACK_FLAG_WAITING, 3);
    sizes = (struct version_sizes){{{3, true, 2, 1}, {2, true, 10, 0}, {1, false, 0, 0}}, 3};
    expect_listed(versions, "src/clock.ts:clicks$  v2  v3 waits  1 on old code\n"
                            "v3    waits                             +2 -1     moved map hand; kept scan\n"
                            "v2    22:13:20  gen 2    runs          +10 -0    moved map hand; kept scan\n"
                            "v1    22:13:20  gen 1");
    o = listing_versions_json(state, (struct ref){1, PAGE_TRACK}, &sizes);
    ck_assert_int_eq(json_integer_value(json_object_get(first(o, "versions"), "added")), 10);
    const json_t *kept = json_array_get(json_object_get(o, "plan"), 1);
    ck_assert_str_eq(json_string_value(json_object_get(kept, "what")), "kept");
    ck_assert_str_eq(json_string_value(json_object_get(kept, "operator")), "scan");
    json_decref(o);
}
END_TEST

START_TEST(orphans_are_listed_with_what_holds_them)
{
    expect_listed(orphans, "no orphans");
    track_is(TRACK_FLAG_ORPHAN, 0);
    old_code(33, true);
    fold(swept(PAGE_APP, 7, SWEPT_KEPT, "gen 7 kept by a timer"));
    expect_listed(orphans, "src/clock.ts:clicks$  v1  left the source, held by subscription#33 onClick\n"
                           "src/clock.ts:clicks$  v1  old code, run by subscription#33 onClick\n"
                           "src/clock.ts  1 earlier generation: gen 7 kept by a timer");
    json_t *o = listing_orphans_json(state, 1);
    const json_t *track = first(o, "orphans");
    ck_assert_uint_eq(json_array_size(json_object_get(o, "orphans")), 3);
    ck_assert_str_eq(json_string_value(json_object_get(track, "what")), "track");
    ck_assert_str_eq(json_string_value(first(track, "held_by")), "subscription#33");
    json_decref(o);
}
END_TEST

START_TEST(an_orphan_that_nothing_holds_says_so_and_many_holders_are_counted)
{
    track_is(TRACK_FLAG_ORPHAN, 0);
    for (unsigned i = 0; i < 9; i++) {
        fold(page_subscribe(60 + i, 1, PAGE_ON_CLICK, 5));
        fold(subscribe_return(60 + i));
    }
    struct str text = STR_INIT;
    orphans(&text);
    ck_assert_ptr_nonnull(strstr(str_text(&text), "subscription#66 onClick and 2 more"));
    str_clear(&text);
    for (unsigned i = 0; i < 9; i++)
        fold(unsubscribe(60 + i, END_UNSUBSCRIBED));
    fold(unsubscribe(33, END_UNSUBSCRIBED));
    orphans(&text);
    ck_assert_ptr_nonnull(strstr(str_text(&text), "nothing is known to hold it; sweep says more"));
    fold(swept(PAGE_TRACK, 0, SWEPT_KEPT, "kept by a promise\nthat is pending"));
    str_clear(&text);
    orphans(&text);
    ck_assert_str_eq(str_text(&text), "src/clock.ts:clicks$  v1  left the source: kept by a promise; that is pending");
    str_release(&text);
}
END_TEST

/* A swap that made a new stream, while the old one is still subscribed to. */
START_TEST(an_earlier_version_that_is_still_subscribed_to_is_an_orphan)
{
    fold(observable_create(50, PAGE_TRACK, PAGE_INTERVAL));
    fold(track_update(1, observable_id(50), 2, 2, "new interval"));
    expect_listed(orphans, "src/clock.ts:clicks$  v1  an earlier version, held by subscription#33 onClick");
}
END_TEST

START_TEST(a_diff_has_colors_only_where_they_are_wanted)
{
    static const char mixed[] = "--- v1\n@@ -1 +1 @@\n-a\x1b[2J\n+b\n c";
    struct str text = STR_INIT;
    diffprint(mixed, sizeof mixed - 1, true, &text);
    ck_assert_ptr_nonnull(strstr(str_text(&text), "\x1b[1m--- v1\x1b[m\n\x1b[36m@@ -1 +1 @@\x1b[m\n\x1b[31m-a"));
    ck_assert_ptr_nonnull(strstr(str_text(&text), "\x1b[32m+b\x1b[m\n c\n"));
    ck_assert_ptr_null(strstr(str_text(&text), "[2J\x1b[m\n\x1b[2J"));
    str_clear(&text);
    diffprint(mixed, sizeof mixed - 1, false, &text);
    ck_assert_ptr_null(strchr(str_text(&text), '\x1b'));
    str_clear(&text);
    diffprint("", 0, true, &text);
    ck_assert_uint_eq(text.len, 0);
    str_release(&text);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        generations_and_versions_are_shown_as_in_C,
        without_the_word_nothing_of_it_is_shown,
        JavaScript_frees_by_itself_so_that_only_a_sweep_says_what_is_kept,
        keys_ask_the_program,
        orphans_faults_and_pins_are_marked,
        a_track_counts_its_subscriptions_on_old_code,
        a_snapshot_holds_all_of_it,
        d_shows_what_the_newest_version_changes,
        any_two_versions_are_compared,
        d_shows_what_waits_and_in_the_list_of_versions_any,
        a_diff_that_cannot_be_had_is_said,
        the_list_of_versions_shows_the_size_of_each_and_the_diff_of_the_selected_one,
        what_waits_is_shown_with_its_plan,
        a_diff_needs_a_track,
        a_diff_is_made_safe_for_the_terminal,
        a_turns_approval_on_and_off,
        a_carries_out_what_waits,
        a_program_in_C_has_the_same_keys,
        the_program_says_what_becomes_of_saves,
        the_dump_tells_of_it_too,
        versions_are_listed_with_what_runs_and_what_waits,
        orphans_are_listed_with_what_holds_them,
        an_orphan_that_nothing_holds_says_so_and_many_holders_are_counted,
        an_earlier_version_that_is_still_subscribed_to_is_an_orphan,
        a_diff_has_colors_only_where_they_are_wanted,
    };
    Suite *suite = suite_create("hot");
    TCase *t = tcase_create("hot");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_set_timeout(t, 60);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
