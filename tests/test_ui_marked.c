/* test_ui_marked.c - keys while rows are marked: one question, a command for each, and the outcome of all. */
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
static struct command sent[64];
static char texts[64][32];
static size_t nsent;

static void on_command(void *ctx, const struct command *cmd)
{
    (void)ctx;
    if (cmd->kind == CMD_WATCH || cmd->kind == CMD_SOURCE || nsent == ARRAY_LEN(sent))
        return;
    str_copy(texts[nsent], sizeof texts[0], cmd->text ? cmd->text : "");
    sent[nsent++] = *cmd;
}

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    m = model_new("demo", 0);
    model_demo(m);
    struct ui_options options = {.state = m->state, .host = {.command = on_command}};
    ui = ui_new(&options, 24, 100);
    now = 100 * NS_PER_S;
    nsent = 0;
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

static void mark(entity_id id, int kind)
{
    ck_assert(tree_select_ref(&ui->tree, (struct ref){m->source, id}, kind));
    press("x");
}

static void script(void)
{
    struct event ev = source_info(m->source, INFO_HOST, "page");
    ev.time = m->now;
    model_fold(m, &ev);
}

static void reply(size_t i, enum status status, const char *text)
{
    ck_assert_uint_lt(i, nsent);
    ck_assert(ui_reply(ui, sent[i].request, status, text, strlen(text)));
    draw();
}

static void expect_sent(size_t i, unsigned kind, entity_id id, uint32_t version)
{
    ck_assert_uint_lt(i, nsent);
    ck_assert_uint_eq(sent[i].kind, kind);
    ck_assert_uint_eq(sent[i].id, id);
    ck_assert_uint_eq(sent[i].version, version);
    ck_assert_uint_ne(sent[i].request, 0);
}

START_TEST(unsubscribing_asks_once_for_all)
{
    mark(m->show, NODE_SUBSCRIPTION);
    mark(m->page, NODE_SUBSCRIPTION);
    press("u");
    ck_assert_uint_eq(nsent, 0);
    expect_shown("unsubscribe 2: #1 show, #");
    expect_shown("yes, unsubscribe them");
    press("\n");
    ck_assert_uint_eq(nsent, 2);
    expect_sent(0, CMD_UNSUBSCRIBE, m->show, 0);
    expect_sent(1, CMD_UNSUBSCRIBE, m->page, 0);
    reply(0, STATUS_OK, "");
    expect_hidden("unsubscribed 2");
    reply(1, STATUS_OK, "");
    expect_shown("unsubscribed 2: #1 show, #");
    ck_assert_ptr_null(ui->modal);
}
END_TEST

START_TEST(a_question_that_is_left_sends_nothing)
{
    mark(m->show, NODE_SUBSCRIPTION);
    press("u\033");
    press("\n");
    ck_assert_uint_eq(nsent, 0);
    expect_shown("1 marked");
}
END_TEST

START_TEST(ids_are_those_of_the_key_press)
{
    mark(m->show, NODE_SUBSCRIPTION);
    mark(m->page, NODE_SUBSCRIPTION);
    press("u");
    model_unsubscribe(m, m->page, END_COMPLETED);
    draw();
    press("\n");
    expect_sent(0, CMD_UNSUBSCRIBE, m->show, 0);
    expect_sent(1, CMD_UNSUBSCRIBE, m->page, 0); /* the program says that it is gone */
    reply(0, STATUS_OK, "");
    reply(1, STATUS_NOTFOUND, "it has ended");
    expect_shown("unsubscribed: 1 of 2");
    expect_shown("it has ended");
}
END_TEST

START_TEST(what_cannot_take_it_is_said_and_the_others_go_on)
{
    mark(m->load, NODE_TRACK);
    mark(m->show, NODE_SUBSCRIPTION);
    press("u\n");
    ck_assert_uint_eq(nsent, 1);
    reply(0, STATUS_OK, "");
    expect_shown("unsubscribed: 1 of 2");
    expect_shown("load                          it is no living subscription");
    press("\033");
    expect_hidden("unsubscribed: 1 of 2");
}
END_TEST

START_TEST(where_nothing_can_take_it_nothing_is_asked)
{
    mark(m->load, NODE_TRACK);
    press("u");
    ck_assert_uint_eq(nsent, 0);
    expect_shown("unsubscribed: 0 of 1");
}
END_TEST

START_TEST(pinning_is_for_all_and_back_for_all)
{
    mark(m->load, NODE_TRACK);
    mark(m->memory, NODE_TRACK);
    model_pin(m, m->load, true);
    press("S");
    ck_assert_uint_eq(nsent, 1); /* load is pinned already */
    expect_sent(0, CMD_PIN, m->memory, 0);
    reply(0, STATUS_OK, "");
    model_pin(m, m->memory, true);
    press("S");
    ck_assert_uint_eq(nsent, 3);
    expect_sent(1, CMD_RELEASE, m->load, 0);
    expect_sent(2, CMD_RELEASE, m->memory, 0);
}
END_TEST

START_TEST(rows_of_one_track_are_one)
{
    mark(m->load, NODE_TRACK);
    mark(m->load_map, NODE_OPERATOR);
    press("S");
    ck_assert_uint_eq(nsent, 1);
    expect_sent(0, CMD_PIN, m->load, 0);
}
END_TEST

START_TEST(a_swap_goes_back_by_one_for_each)
{
    model_swap_load(m);
    mark(m->load, NODE_TRACK);
    mark(m->memory, NODE_TRACK);
    press("s");
    expect_shown("of each the version before");
    press("j\n");
    ck_assert_uint_eq(nsent, 1);
    expect_sent(0, CMD_SWAP, m->load, 1);
    reply(0, STATUS_OK, "");
    expect_shown("memory                        there is no earlier version");
    press("\033s\n");
    expect_sent(1, CMD_SWAP, m->load, 2);
    expect_sent(2, CMD_SWAP, m->memory, 1);
}
END_TEST

START_TEST(a_reset_asks_and_takes_operators)
{
    mark(m->load_map, NODE_OPERATOR);
    mark(m->memory, NODE_TRACK);
    press("z");
    expect_shown("yes, reset them");
    press("\n");
    expect_sent(0, CMD_RESET, m->load_map, 0);
    expect_sent(1, CMD_RESET, m->memory, 0);
}
END_TEST

START_TEST(modules_are_run_again_and_approved)
{
    mark(m->cpu, NODE_MODULE);
    mark(m->alerts, NODE_TRACK);
    press("R");
    expect_sent(0, CMD_RELOAD, m->cpu, 0);
    expect_sent(1, CMD_RELOAD, m->alerts_c, 0);
    reply(0, STATUS_OK, "");
    reply(1, STATUS_OK, "");
    expect_shown("run again 2: cpu.c, alerts.c");
    press("a");
    ck_assert_uint_eq(nsent, 3); /* a module is no track */
    expect_sent(2, CMD_APPROVE, m->alerts, 0);
}
END_TEST

START_TEST(streams_in_C_are_not_paused)
{
    mark(m->show, NODE_SUBSCRIPTION);
    for (const char *k = "P.ic"; *k; k++) {
        press((char[]){*k, '\0'});
        ck_assert_uint_eq(nsent, 0);
        expect_shown("its program is in C");
        press("\033");
    }
}
END_TEST

START_TEST(pause_and_resume_are_for_all)
{
    script();
    mark(m->show, NODE_SUBSCRIPTION);
    mark(m->page, NODE_SUBSCRIPTION);
    model_tag(m, m->show, "paused");
    press("P");
    ck_assert_uint_eq(nsent, 1);
    expect_sent(0, CMD_PAUSE, m->page, 0);
    reply(0, STATUS_OK, "");
    model_tag(m, m->page, "paused");
    press(".");
    ck_assert_uint_eq(nsent, 3);
    expect_sent(2, CMD_STEP, m->page, 0);
    reply(1, STATUS_OK, "");
    reply(2, STATUS_OK, "");
    expect_shown("stepped 2");
    press("P");
    expect_sent(3, CMD_RESUME, m->show, 0);
    expect_sent(4, CMD_RESUME, m->page, 0);
}
END_TEST

START_TEST(a_tag_is_put_on_all_or_taken_off)
{
    mark(m->memory, NODE_TRACK);
    mark(m->show, NODE_SUBSCRIPTION);
    model_tag(m, m->show, "hot");
    press("Thot\n");
    expect_sent(0, CMD_TAG, m->memory, 1);
    expect_sent(1, CMD_TAG, m->show, 1);
    ck_assert_str_eq(texts[0], "hot");
    reply(0, STATUS_OK, "");
    reply(1, STATUS_OK, "");
    expect_shown("tagged 2: memory, #1 show");
    model_tag(m, m->memory, "hot");
    press("Thot\n");
    expect_sent(2, CMD_TAG, m->memory, 0);
    reply(2, STATUS_OK, "");
    reply(3, STATUS_OK, "");
    expect_shown("untagged 2");
    press("T \n");
    expect_shown("a tag has at least one letter");
    ck_assert_uint_eq(nsent, 4);
}
END_TEST

START_TEST(a_value_is_sent_into_all_subjects)
{
    script();
    entity_id module = model_module(m, "s.ts", "/tmp/s.ts", 1);
    entity_id track = model_track_begin(m, module, "clicks");
    entity_id subject = model_observable(m, "Subject", "", OBSERVABLE_SUBJECT);
    model_track_end(m, "s.ts:clicks", subject);
    model_module_end(m, module, 1);
    draw();
    mark(track, NODE_TRACK);
    mark(m->load, NODE_TRACK);
    press("i \n");
    expect_shown("a value as JSON");
    press("5\n");
    ck_assert_uint_eq(nsent, 1);
    expect_sent(0, CMD_SEND, subject, SEND_NEXT);
    ck_assert_str_eq(texts[0], " 5");
    reply(0, STATUS_STATE, "it has completed");
    expect_shown("sent into: 0 of 2");
    expect_shown("it has completed");
    expect_shown("it is no living subject");
}
END_TEST

START_TEST(many_are_sent_a_few_at_a_time)
{
    for (int i = 0; i < 40; i++)
        model_subscribe(m, query_track(m->state, (struct ref){m->source, m->ticks})->entity, 0, "many");
    draw();
    for (size_t i = 0; i < ui->tree.n; i++) {
        const struct tree_node *n = &ui->tree.rows[i].node;
        if (n->kind == NODE_SUBSCRIPTION && !strcmp(query_name(m->state, n->ref), "many"))
            mark(n->ref.id, NODE_SUBSCRIPTION);
    }
    expect_shown("40 marked");
    press("u\n");
    ck_assert_uint_eq(nsent, 16);
    for (size_t i = 0; i < 40; i++)
        reply(i, STATUS_OK, "");
    ck_assert_uint_eq(nsent, 40);
    expect_shown("unsubscribed 40: #");
}
END_TEST

START_TEST(a_program_that_says_nothing_is_given_up)
{
    mark(m->show, NODE_SUBSCRIPTION);
    press("u\n");
    ck_assert_int_ge(ui_draw_due(ui, now), 0);
    now += 11 * NS_PER_S;
    ui_draw_due(ui, now);
    draw();
    expect_shown("no answer: a callback may run for long");
    ck_assert(!ui_reply(ui, sent[0].request, STATUS_OK, "", 0));
}
END_TEST

START_TEST(a_program_that_is_gone_is_said_for_each)
{
    mark(m->show, NODE_SUBSCRIPTION);
    press("u");
    model_end(m, 0);
    press("\n");
    ck_assert_uint_eq(nsent, 0);
    expect_shown("demo is gone");
}
END_TEST

START_TEST(what_is_typed_is_not_covered)
{
    mark(m->load, NODE_TRACK);
    mark(m->show, NODE_SUBSCRIPTION);
    press("u\nfmem");
    reply(0, STATUS_STATE, "not now");
    ck_assert_ptr_eq(ui->modal, &pane_prompt);
    expect_shown("unsubscribed 0 of 2; load: it is no living subscription");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        unsubscribing_asks_once_for_all,
        a_question_that_is_left_sends_nothing,
        ids_are_those_of_the_key_press,
        what_cannot_take_it_is_said_and_the_others_go_on,
        where_nothing_can_take_it_nothing_is_asked,
        pinning_is_for_all_and_back_for_all,
        rows_of_one_track_are_one,
        a_swap_goes_back_by_one_for_each,
        a_reset_asks_and_takes_operators,
        modules_are_run_again_and_approved,
        streams_in_C_are_not_paused,
        pause_and_resume_are_for_all,
        a_tag_is_put_on_all_or_taken_off,
        a_value_is_sent_into_all_subjects,
        many_are_sent_a_few_at_a_time,
        a_program_that_says_nothing_is_given_up,
        a_program_that_is_gone_is_said_for_each,
        what_is_typed_is_not_covered,
    };
    Suite *suite = suite_create("ui marked");
    TCase *t = tcase_create("keys");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
