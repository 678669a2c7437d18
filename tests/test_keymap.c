/* test_keymap.c - keys as the user wants them: what a wish changes, what it is told, and that the screen shows it. */
#include "ui/keymap.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/events.h"
#include "tests/support/model.h"
#include "tests/support/suite.h"
#include "ui/actions.h"
#include "ui/ui_private.h"

/* Keys that no table will have: é, ñ, ß, F1 to F12. */

static struct str said; /* "LINE: text\n" */

static void take(void *ctx, unsigned line, const char *text)
{
    ck_assert_ptr_null(ctx);
    str_addf(&said, "%u: %s\n", line, text);
}

static void set_up(void)
{
    keymap_set(NULL, 0, take, NULL);
}

static void tear_down(void)
{
    keymap_set(NULL, 0, take, NULL);
    str_release(&said);
}

/* "action = keys" lines; numbered from 1. */
static void wish(const char *text)
{
    struct keymap_wish wishes[32];
    char *copy = mem_strdup(text), *rest = copy, *line;
    size_t n = 0;
    while ((line = strsep(&rest, "\n")) != NULL && *line) {
        char *keys = strstr(line, " =");
        ck_assert_ptr_nonnull(keys);
        *keys = '\0';
        keys += 2 + (keys[2] == ' ');
        ck_assert_uint_lt(n, ARRAY_LEN(wishes));
        wishes[n] = (struct keymap_wish){line, keys, (unsigned)n + 1};
        n++;
    }
    str_clear(&said);
    keymap_set(wishes, n, take, NULL);
    free(copy);
}

static const struct key_binding *binding(key_fn *run)
{
    for (const struct key_binding *b = key_bindings; b->name; b++)
        if (b->run == run)
            return b;
    ck_abort_msg("no such action");
    return NULL;
}

static void assert_keys(key_fn *run, const char *want)
{
    struct str names = STR_INIT;
    keys_print_names(binding(run), &names);
    ck_assert_str_eq(str_text(&names), want);
    str_release(&names);
}

static void accepted(const char *text)
{
    wish(text);
    ck_assert_str_eq(str_text(&said), "");
}

START_TEST(every_action_has_a_name_of_its_own)
{
    for (const struct key_binding *b = key_bindings; b->name; b++) {
        const char *name = keymap_action(b);
        ck_assert_msg(*name && strspn(name, "abcdefghijklmnopqrstuvwxyz-0123456789") == strlen(name),
                      "the action of %s (%s) needs a name in ui/keymap.c", b->name, b->help);
        for (const struct key_binding *c = b + 1; c->name; c++)
            ck_assert_str_ne(name, keymap_action(c));
    }
}
END_TEST

START_TEST(every_key_of_the_table_has_a_name_that_is_read_again)
{
    char name[KEY_NAME_MAX];
    for (const struct key_binding *b = key_bindings; b->name; b++) {
        key_name(b->keys[0], name);
        ck_assert_str_eq(name, b->name);
        for (size_t i = 0; i < KEY_ALIASES && b->keys[i]; i++) {
            key_name(b->keys[i], name);
            ck_assert_int_eq(key_parse(name), b->keys[i]);
        }
    }
    for (int i = 0; i < KEYCODE_FKEYS; i++) {
        key_name(KEYCODE_F1 + i, name);
        ck_assert_int_eq(key_parse(name), KEYCODE_F1 + i);
    }
}
END_TEST

START_TEST(keys_are_read)
{
    static const struct {
        const char *name;
        int key;
    } cases[] = {{"s", 's'},      {"^a", 1},           {"^A", 1},         {"^I", '\t'},        {"^M", KEYCODE_ENTER},
                 {"^J", KEYCODE_ENTER}, {"^H", KEYCODE_BACKSPACE}, {"^[", KEYCODE_ESC}, {"^", '^'}, {"F", 'F'},
                 {"F1", KEYCODE_F1}, {"F12", KEYCODE_F1 + 11}, {"\xc3\xa9", 0xe9}, {"\xe2\x82\xac", 0x20ac}, {"Semicolon", ';'},
                 {";", ';'},      {"", 0},             {" ", 0},          {"ss", 0},           {"^C", 0},
                 {"^c", 0},       {"^Z", 0},           {"^S", 0},         {"^Q", 0},           {"^\\", 0},
                 {"^@", 0},       {"^!", 0},           {"^AB", 0},        {"F0", 0},           {"F13", 0},
                 {"F01", 0},      {"F1x", 0},          {"F99999999999", 0}, {"space", 0},      {"\x1b", 0},
                 {"\x7f", 0},     {"\xc2\x9b", 0},     {"\xff", 0},       {"\xc3", 0},         {"\xed\xa0\x80", 0}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        ck_assert_msg(key_parse(cases[i].name) == cases[i].key, "%zu: '%s'", i, cases[i].name);
}
END_TEST

START_TEST(without_a_wish_all_is_as_in_the_table)
{
    accepted("");
    for (int key = 1; key < 0x180; key++)
        ck_assert_int_eq(keymap_translate(key, false), key);
    ck_assert_int_eq(keymap_translate(KEYCODE_OTHER, false), KEYCODE_OTHER);
    assert_keys(action_down, "j, Down");
}
END_TEST

START_TEST(an_action_has_the_keys_that_it_was_given)
{
    accepted("down = é ^N\nup = F2\nswap = ñ");
    assert_keys(action_down, "é, ^N");
    assert_keys(action_up, "F2");
    ck_assert_str_eq(keymap_name(binding(action_swap)), "ñ");
    ck_assert_int_eq(keymap_translate(0xe9, false), 'j');
    ck_assert_int_eq(keymap_translate(KEYCODE_CTRL('n'), true), 'j');
    ck_assert_int_eq(keymap_translate(KEYCODE_F1 + 1, false), 'k');
    ck_assert_int_eq(keymap_translate('j', false), KEYCODE_OTHER);
    ck_assert_int_eq(keymap_translate('j', true), 'j'); /* in a list */
    ck_assert_int_eq(keymap_translate('Z', false), 'Z'); /* nobody's */
    ck_assert_int_eq(keymap_translate('q', false), 'q');
}
END_TEST

START_TEST(two_actions_may_trade_their_keys)
{
    accepted("pin = s\nswap = S");
    ck_assert_int_eq(keymap_translate('s', false), 'S');
    ck_assert_int_eq(keymap_translate('S', false), 's');
}
END_TEST

START_TEST(who_has_several_keys_gives_one_of_them_without_a_word)
{
    accepted("last = j");
    assert_keys(action_down, "Down");
    ck_assert_str_eq(keymap_name(binding(action_down)), "Down");
    ck_assert_int_eq(keymap_translate('j', false), 'G');
    ck_assert_int_eq(keymap_translate('G', false), KEYCODE_OTHER);
}
END_TEST

START_TEST(the_last_line_about_an_action_counts)
{
    accepted("down = a\ndown = é");
    assert_keys(action_down, "é");
    assert_keys(action_approve, "a");
}
END_TEST

START_TEST(none_takes_the_keys_away)
{
    accepted("swap = none\npin = s");
    assert_keys(action_swap, "");
    ck_assert_str_eq(keymap_name(binding(action_swap)), "");
    assert_keys(action_pin, "s");
}
END_TEST

static void told(const char *wishes, const char *want)
{
    wish(wishes);
    ck_assert_str_eq(str_text(&said), want);
}

START_TEST(the_key_of_another_wish_is_not_taken)
{
    told("down = é F9\nup = ß é", "2: 'é' is the key of down already (line 1): choose another one for up\n");
    assert_keys(action_down, "é, F9");
    assert_keys(action_up, "ß");
    told("down = é\nup = é", "2: 'é' is the key of down already (line 1): choose another one for up\n");
    assert_keys(action_up, "k, Up"); /* nothing of the line is left */
}
END_TEST

START_TEST(nobody_loses_the_last_key)
{
    told("down = é\nswap = e o",
         "2: 'o' is the key of sweep, which would have none: give it another one with a line sweep = KEY; until then the "
         "keys of swap stay as they were\n");
    assert_keys(action_swap, "s");
    assert_keys(action_sweep, "o");
    assert_keys(action_edit, "e");
    assert_keys(action_down, "é");
}
END_TEST

/* What is taken back frees keys, and may need one that a third action has been given. */
START_TEST(what_is_taken_back_may_take_back_more)
{
    told("swap = o\npin = s",
         "1: 'o' is the key of sweep, which would have none: give it another one with a line sweep = KEY; until then the "
         "keys of swap stay as they were\n"
         "2: 's' is the key of swap, which would have none: give it another one with a line swap = KEY; until then the "
         "keys of pin stay as they were\n");
    assert_keys(action_swap, "s");
    assert_keys(action_pin, "S");
    assert_keys(action_sweep, "o");
}
END_TEST

START_TEST(what_is_unknown_is_told_and_the_rest_taken)
{
    told("swop = ñ\ndown = é", "1: there is no action 'swop': remove it; 'rxscope help config' lists all\n");
    assert_keys(action_down, "é");
    wish("down = é Dwon ^C");
    ck_assert(str_starts(str_text(&said), "1: 'Dwon' is no key that down can have: write a character, ^A to ^Z"));
    ck_assert_ptr_nonnull(strstr(str_text(&said), "\n1: '^C' is no key that down can have"));
    assert_keys(action_down, "é");
    wish("down = Dwon");
    assert_keys(action_down, "j, Down");
    told("down =", "1: down has no key here: name one, or write down = none\n");
    assert_keys(action_down, "j, Down");
    told("down = 1x\ndown = F1 F2 F3 F4 F5 F6 F7 F8 F9", "2: 'F9' is one key too many for down: it can have 8\n");
    assert_keys(action_down, "F1, F2, F3, F4, F5, F6, F7, F8");
}
END_TEST

/* No key twice, and every action has one. */
static void assert_sound(void)
{
    for (const struct key_binding *b = key_bindings; b->name; b++) {
        const int *keys;
        size_t n = keymap_keys(b, &keys);
        ck_assert_msg(n > 0, "%s has no key:\n%s", b->help, str_text(&said));
        for (size_t i = 0; i < n; i++)
            ck_assert_ptr_eq(keys_find(keymap_translate(keys[i], false)), b);
    }
}

START_TEST(whatever_is_wished_no_action_is_lost)
{
    struct random r = {.state = 77};
    for (unsigned round = 0; round < 2000; round++) {
        struct str text = STR_INIT;
        for (uint64_t lines = random_below(&r, 12); lines > 0; lines--) {
            str_addf(&text, "%s =", keymap_action(&key_bindings[random_below(&r, keys_count())]));
            for (uint64_t keys = random_below(&r, 4); keys > 0; keys--) {
                char name[KEY_NAME_MAX];
                key_name(key_bindings[random_below(&r, keys_count())].keys[0], name);
                str_addf(&text, " %s", random_below(&r, 3) ? name : "Z");
            }
            str_add(&text, "\n");
        }
        wish(str_text(&text));
        assert_sound();
        str_release(&text);
    }
}
END_TEST

/* ---- on the screen ---- */

static const struct {
    int rows, cols;
} sizes[] = {{24, 80}, {48, 160}, {12, 40}};

static struct model *m;
static struct ui *ui;
static struct str shot;

static void open_screen(int rows, int cols, bool ascii)
{
    struct ui_options options;
    m = model_new("demo", 0);
    model_demo(m);
    options = (struct ui_options){.state = m->state, .ascii = ascii};
    ui = ui_new(&options, rows, cols);
    ui_draw(ui, NS_PER_S);
}

static void close_screen(void)
{
    ui_close(ui);
    model_free(m);
    str_release(&shot);
}

static const char *screen_now(void)
{
    ui_draw(ui, 2 * NS_PER_S);
    str_clear(&shot);
    screen_text(ui->screen, &shot);
    return str_text(&shot);
}

static const char *last_line(void)
{
    const char *text = screen_now();
    size_t n = strlen(text);
    while (n > 1 && text[n - 2] != '\n')
        n--;
    return text + n - 1;
}

START_TEST(the_key_line_and_the_help_show_the_keys_of_now)
{
    accepted("swap = F5\nhelp = F3\nquit = F4\ndown = é Down");
    open_screen(sizes[_i % 3].rows, sizes[_i % 3].cols, _i / 3);
    const char *line = last_line();
    ck_assert_msg(strstr(line, " F3 help") && strstr(line, " F4") && !strstr(line, "? help"), "%s", line);
    ui_key(ui, '?'); /* no key of anything now */
    ck_assert_ptr_null(ui->modal);
    ui_key(ui, KEYCODE_F1 + 2);
    ck_assert_ptr_eq(ui->modal, &pane_overlay);
    const char *help = screen_now();
    ck_assert_msg(strstr(help, "\n F5             Choose a version"), "%s", help);
    ck_assert_ptr_nonnull(strstr(last_line(), "Esc back"));
    ui_key(ui, 0xe9);
    ck_assert_uint_eq(ui->overlay.top, 1);
    ui_key(ui, KEYCODE_F1 + 2);
    ck_assert_ptr_null(ui->modal);
    ui_key(ui, 'q');
    ck_assert(!ui_quit(ui));
    ui_key(ui, KEYCODE_F1 + 3);
    ck_assert(ui_quit(ui));
    close_screen();
}
END_TEST

START_TEST(hints_name_the_keys_of_now)
{
    accepted("down = ^N\nescape = ñ Esc");
    open_screen(24, 80, false);
    ui_key(ui, '?');
    ck_assert_msg(strstr(last_line(), " ñ back   ^N k PgUp PgDn scroll"), "%s", last_line());
    ui_key(ui, 0xf1);
    ck_assert_ptr_null(ui->modal);
    close_screen();
}
END_TEST

START_TEST(what_is_typed_is_not_translated)
{
    accepted("down = d\ndiff = D");
    open_screen(24, 80, false);
    ui_key(ui, 'f');
    ck_assert_ptr_eq(ui->modal, &pane_prompt);
    for (const char *k = "djD"; *k; k++)
        ui_key(ui, *k);
    ck_assert_str_eq(ui->prompt.text, "djD");
    close_screen();
}
END_TEST

START_TEST(an_action_without_a_key_is_not_on_the_key_line)
{
    accepted("help = none");
    open_screen(48, 160, false);
    ck_assert_ptr_null(strstr(last_line(), "help"));
    close_screen();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        every_action_has_a_name_of_its_own,
        every_key_of_the_table_has_a_name_that_is_read_again,
        keys_are_read,
        without_a_wish_all_is_as_in_the_table,
        an_action_has_the_keys_that_it_was_given,
        two_actions_may_trade_their_keys,
        who_has_several_keys_gives_one_of_them_without_a_word,
        the_last_line_about_an_action_counts,
        none_takes_the_keys_away,
        the_key_of_another_wish_is_not_taken,
        nobody_loses_the_last_key,
        what_is_taken_back_may_take_back_more,
        what_is_unknown_is_told_and_the_rest_taken,
        whatever_is_wished_no_action_is_lost,
        hints_name_the_keys_of_now,
        what_is_typed_is_not_translated,
        an_action_without_a_key_is_not_on_the_key_line,
    };
    Suite *suite = suite_create("keymap");
    TCase *t = tcase_create("keymap");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    tcase_add_loop_test(t, the_key_line_and_the_help_show_the_keys_of_now, 0, 6);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
