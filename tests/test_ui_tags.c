/* test_ui_tags.c - tags by hand: kept by the place of a thing, put on again when the program or the screen is started
 * anew, and what is not kept. */
#include <check.h>
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
static struct command sent[16];
static char texts[16][64];
static size_t nsent;
static char *kept;

static void on_command(void *ctx, const struct command *cmd)
{
    (void)ctx;
    if (cmd->kind == CMD_WATCH || nsent == ARRAY_LEN(sent))
        return;
    str_copy(texts[nsent], sizeof texts[0], cmd->text ? cmd->text : "");
    sent[nsent++] = *cmd;
}

static void on_keep(void *ctx, const char *tags)
{
    (void)ctx;
    free(kept);
    kept = mem_strdup(tags);
}

static void draw(void)
{
    now += 2 * NS_PER_S;
    ui_draw(ui, now);
}

/* Another screen, which has what the one before kept. */
static void open_screen(void)
{
    struct ui_options options = {
        .state = m->state, .host = {.command = on_command, .keep_tags = on_keep}, .tags = kept};
    ui_close(ui);
    ui = ui_new(&options, 24, 80);
    nsent = 0;
    draw();
}

static void set_up(void)
{
    m = model_new("demo", 0);
    model_demo(m);
    now = 100 * NS_PER_S;
    kept = NULL;
    ui = NULL;
    open_screen();
}

static void tear_down(void)
{
    ui_close(ui);
    model_free(m);
    free(kept);
}

static void tag(entity_id id, int kind, const char *keys)
{
    ck_assert(tree_select_ref(&ui->tree, (struct ref){m->source, id}, kind));
    ui_key(ui, 'T');
    for (; *keys; keys++)
        ui_key(ui, *keys);
    ui_key(ui, KEYCODE_ENTER);
    draw();
}

static void expect_sent(size_t i, entity_id id, const char *text)
{
    ck_assert_uint_lt(i, nsent);
    ck_assert_uint_eq(sent[i].kind, CMD_TAG);
    ck_assert_uint_eq(sent[i].id, id);
    ck_assert_uint_eq(sent[i].version, 1);
    ck_assert_str_eq(texts[i], text);
}

START_TEST(a_tag_is_kept_once_the_program_has_it)
{
    tag(m->load, NODE_TRACK, "two words");
    ck_assert_uint_eq(nsent, 1);
    ck_assert_ptr_null(kept);
    model_tag(m, m->load, "two words");
    draw();
    ck_assert_ptr_nonnull(kept);
    ck_assert_msg(strstr(kept, " two words\tcpu.c/load\n") != NULL, "%s", kept);
}
END_TEST

START_TEST(what_a_program_refuses_is_not_kept)
{
    tag(m->show, NODE_SUBSCRIPTION, "hot");
    for (int i = 0; i < 8; i++)
        draw();
    model_tag(m, m->show, "hot"); /* somebody else, later */
    draw();
    ck_assert_ptr_null(kept);
}
END_TEST

START_TEST(another_screen_puts_it_on_another_run)
{
    tag(m->load, NODE_TRACK, "mine");
    model_tag(m, m->load, "mine");
    draw();
    open_screen();
    ck_assert_uint_eq(nsent, 0); /* it has it */
    model_end(m, 0);
    model_restart(m);
    model_string(m, "another string, so that numbers differ");
    model_demo(m);
    model_synced(m);
    draw();
    draw();
    expect_sent(0, m->load, "mine");
    ck_assert_uint_eq(nsent, 1);
    draw();
    ck_assert_uint_eq(nsent, 1); /* once */
}
END_TEST

START_TEST(folded_things_get_theirs_too)
{
    tag(m->history, NODE_TRACK, "deep");
    model_tag(m, m->history, "deep");
    draw();
    model_end(m, 0);
    model_restart(m);
    model_demo(m);
    model_synced(m);
    tree_fold(&ui->tree, ui->tree.rows[0].node.key, false);
    ui_list_rows(ui);
    ui_key(ui, 'f');
    ui_key(ui, 'x'); /* a filter that lists nothing */
    ui_key(ui, 'x');
    nsent = 0;
    draw();
    draw();
    expect_sent(0, m->history, "deep");
}
END_TEST

START_TEST(an_operator_and_a_subscription_have_places_too)
{
    tag(m->load_map, NODE_OPERATOR, "a");
    tag(m->show, NODE_SUBSCRIPTION, "b");
    model_tag(m, m->load_map, "a");
    model_tag(m, m->show, "b");
    draw();
    ck_assert_msg(strstr(kept, " a\tcpu.c/load/map\n") && strstr(kept, " b\tcpu.c/load/show\n"), "%s", kept);
    model_end(m, 0);
    model_restart(m);
    model_demo(m);
    model_synced(m);
    open_screen();
    draw();
    expect_sent(0, m->load_map, "a"); /* the second map, not the first */
    expect_sent(1, m->show, "b");
}
END_TEST

START_TEST(taken_off_it_is_kept_no_longer)
{
    tag(m->load, NODE_TRACK, "mine");
    model_tag(m, m->load, "mine");
    draw();
    tag(m->load, NODE_TRACK, "mine");
    ck_assert_uint_eq(sent[1].version, 0);
    uint32_t ids[8];
    size_t n = query_tags(m->state, (struct ref){m->source, m->load}, ids, 8);
    struct event off = {.kind = EV_TAG, .id = m->load, .named = {.name = ids[n - 1]}};
    model_fold(m, &off);
    draw();
    ck_assert_str_eq(kept, "");
}
END_TEST

START_TEST(what_cannot_be_read_is_left_out)
{
    static const char *const lines[] = {"", "x", "12", "12 ", "12/ a", "/12 a", "zz a", "12 \tname", "\n\n", " a"};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        free(kept);
        kept = mem_strdup(lines[i]);
        open_screen();
        ck_assert_msg(ui->usertags.n == 0, "'%s'", lines[i]);
    }
    struct str deep = STR_INIT;
    for (int i = 0; i < 200; i++)
        str_add(&deep, "1/");
    str_add(&deep, "1 a\n12/34 b\n56 c\tand its name");
    free(kept);
    kept = str_take(&deep);
    open_screen();
    ck_assert_uint_eq(ui->usertags.n, 2);
}
END_TEST

START_TEST(no_more_than_so_many_are_read)
{
    struct str many = STR_INIT;
    for (int i = 1; i < 1000; i++)
        str_addf(&many, "%x t\n", i);
    free(kept);
    kept = str_take(&many);
    open_screen();
    ck_assert_uint_eq(ui->usertags.n, USERTAGS_MAX);
}
END_TEST

START_TEST(a_filter_finds_them)
{
    tag(m->memory, NODE_TRACK, "mine");
    model_tag(m, m->memory, "mine");
    draw();
    for (const char *k = "ftag:mine"; *k; k++)
        ui_key(ui, *k);
    draw();
    size_t tracks = 0;
    for (size_t i = 0; i < ui->tree.n; i++)
        tracks += ui->tree.rows[i].node.kind == NODE_TRACK;
    ck_assert_uint_eq(tracks, 1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_tag_is_kept_once_the_program_has_it,
        what_a_program_refuses_is_not_kept,
        another_screen_puts_it_on_another_run,
        folded_things_get_theirs_too,
        an_operator_and_a_subscription_have_places_too,
        taken_off_it_is_kept_no_longer,
        what_cannot_be_read_is_left_out,
        no_more_than_so_many_are_read,
        a_filter_finds_them,
    };
    Suite *suite = suite_create("ui tags");
    TCase *t = tcase_create("tags");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
