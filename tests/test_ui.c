/* test_ui.c - what every text and key of the screen goes through: sanitiser, widths, lines, keys. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/support/suite.h"
#include "ui/keys.h"
#include "ui/line.h"
#include "ui/sanitise.h"
#include "ui/screen.h"
#include "ui/ui.h"

static char *safe(const char *text, size_t n, unsigned flags)
{
    struct str out = STR_INIT;
    sanitise(&out, text, n, flags);
    return str_take(&out);
}

/* ---- The sanitiser. ---- */

static const struct {
    const char *name, *in, *out, *ascii;
} hostile[] = {
    {"plain text", "load_of", "load_of", "load_of"},
    {"letters of other scripts", "größe 温度", "größe 温度", "gr??e ????"},
    {"an escape sequence", "\033[31mred\033[0m", "␛[31mred␛[0m", "?[31mred?[0m"},
    {"a title sequence", "\033]0;x\007", "␛]0;x␇", "?]0;x?"},
    {"newlines and returns", "a\nb\rc", "a␊b␍c", "a?b?c"},
    {"a tabulator", "a\tb", "a b", "a b"},
    {"DEL", "a\177", "a␡", "a?"},
    {"C1 controls", "a\xc2\x9b" "31m", "a\xef\xbf\xbd" "31m", "a?31m"},
    {"a raw C1 byte", "a\x9b" "31m", "a\xef\xbf\xbd" "31m", "a?31m"},
    {"bidi overrides", "a\xe2\x80\xae" "b\xe2\x81\xa6", "a\xef\xbf\xbd" "b\xef\xbf\xbd", "a?b?"},
    {"zero width space", "a\xe2\x80\x8b" "b", "a\xef\xbf\xbd" "b", "a?b"},
    {"line separator", "a\xe2\x80\xa8" "b", "a\xef\xbf\xbd" "b", "a?b"},
    {"a byte order mark", "\xef\xbb\xbf" "a", "\xef\xbf\xbd" "a", "?a"},
    {"language tags", "a\xf3\xa0\x81\x81", "a\xef\xbf\xbd", "a?"},
    {"a surrogate", "a\xed\xa0\x80z", "a\xef\xbf\xbdz", "a?z"},
    {"an overlong slash", "a\xc0\xafz", "a\xef\xbf\xbdz", "a?z"},
    {"a cut sequence", "a\xe6\xb8", "a\xef\xbf\xbd", "a?"},
    {"lone continuation bytes", "\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd", "??"},
    {"a byte that never occurs", "a\xff", "a\xef\xbf\xbd", "a?"},
    {"beyond Unicode", "\xf4\x90\x80\x80z", "\xef\xbf\xbdz", "?z"},
    {"a noncharacter", "\xef\xbf\xbf", "\xef\xbf\xbd", "?"},
    {"combining first", "\xcc\x81" "a", "\xef\xbf\xbd" "a", "a"},
    {"combining after", "e\xcc\x81", "e\xcc\x81", "e"},
    {"a family of joined pictures", "👩\xe2\x80\x8d👧", "👩👧", "????"},
    {"a picture and its selector", "❤\xef\xb8\x8f", "❤", "?"},
    {"wide space", "a\xe3\x80\x80" "b", "a  b", "a  b"},
    {"no-break space", "a\xc2\xa0" "b", "a b", "a b"},
    {"nothing", "", "", ""},
};

START_TEST(hostile_text_becomes_visible)
{
    char *utf8 = safe(hostile[_i].in, strlen(hostile[_i].in), 0);
    char *ascii = safe(hostile[_i].in, strlen(hostile[_i].in), SANITISE_ASCII);
    char *twice = safe(utf8, strlen(utf8), 0);
    ck_assert_msg(!strcmp(utf8, hostile[_i].out), "%s: %s", hostile[_i].name, utf8);
    ck_assert_msg(!strcmp(twice, utf8), "%s: not the same when passed twice", hostile[_i].name);
    ck_assert_msg(!strcmp(ascii, hostile[_i].ascii), "%s: %s", hostile[_i].name, ascii);
    free(utf8);
    free(ascii);
    free(twice);
}
END_TEST

static bool holds_control(const char *text, bool ascii)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if (*p < 0x20 || *p == 0x7f || (ascii && *p >= 0x80) || (*p == 0xc2 && p[1] < 0xa0))
            return true;
    return false;
}

START_TEST(no_byte_sequence_passes_a_control)
{
    srand(7);
    for (int round = 0; round < 20000; round++) {
        char in[24];
        size_t n = (size_t)rand() % sizeof in;
        for (size_t i = 0; i < n; i++)
            in[i] = (char)(rand() % 3 ? rand() % 256 : rand() % 32);
        char *out = safe(in, n, round % 2 ? SANITISE_ASCII : 0);
        if (holds_control(out, round % 2))
            ck_abort_msg("round %d", round);
        free(out);
    }
}
END_TEST

START_TEST(a_pile_of_accents_is_cut)
{
    struct str pile = STR_INIT;
    str_add(&pile, "e");
    for (int i = 0; i < 100; i++)
        str_add(&pile, "\xcc\x81");
    char *out = safe(pile.data, pile.len, 0);
    ck_assert_uint_eq(strlen(out), 1 + 2 * TEXT_COMBINING);
    ck_assert_uint_eq(text_width(out), 1);
    free(out);
    str_release(&pile);
}
END_TEST

START_TEST(newlines_stay_only_when_asked)
{
    char *out = safe("a\nb", 3, SANITISE_LINES);
    ck_assert_str_eq(out, "a\nb");
    free(out);
}
END_TEST

/* ---- Widths. ---- */

START_TEST(width_counts_columns)
{
    ck_assert_uint_eq(text_width("abc"), 3);
    ck_assert_uint_eq(text_width("温度"), 4);
    ck_assert_uint_eq(text_width("e\xcc\x81" "a"), 2);
    ck_assert_uint_eq(text_width("🙂x"), 3);
    ck_assert_uint_eq(text_width("▸●…"), 3);
    ck_assert_uint_eq(text_width(""), 0);
}
END_TEST

START_TEST(fitting_never_cuts_a_cell)
{
    size_t used;
    ck_assert_uint_eq(text_fit("温度x", 3, &used), strlen("温"));
    ck_assert_uint_eq(used, 2);
    ck_assert_uint_eq(text_fit("e\xcc\x81" "b", 1, &used), 3);
    ck_assert_uint_eq(used, 1);
    ck_assert_uint_eq(text_fit("abc", 0, &used), 0);
}
END_TEST

/* ---- Lines. ---- */

static struct line line;

static void set_up(void)
{
    line_init(&line, theme_glyphs(false));
}

static void tear_down(void)
{
    line_release(&line);
}

START_TEST(a_cell_is_filled_or_cut)
{
    line_fit(&line, STYLE_TEXT, "ab", 4, ALIGN_LEFT);
    line_fit(&line, STYLE_TEXT, "ab", 4, ALIGN_RIGHT);
    line_fit(&line, STYLE_TEXT, "abcdef", 4, ALIGN_LEFT);
    ck_assert_str_eq(str_text(&line.text), "ab    ababc…");
    ck_assert_uint_eq(line.width, 12);
}
END_TEST

START_TEST(a_wide_cell_before_the_cut_leaves_a_space)
{
    line_fit(&line, STYLE_TEXT, "温度計", 4, ALIGN_LEFT);
    ck_assert_str_eq(str_text(&line.text), "温… ");
    ck_assert_uint_eq(line.width, 4);
}
END_TEST

START_TEST(a_path_loses_its_start)
{
    line_fit_path(&line, STYLE_TEXT, "/home/ann/demo/cpu.c", 10);
    ck_assert_str_eq(str_text(&line.text), "…emo/cpu.c");
    ck_assert_uint_eq(line.width, 10);
}
END_TEST

START_TEST(what_is_added_is_made_safe)
{
    line_addf(&line, STYLE_TEXT, "%s", "\033[2J");
    ck_assert_str_eq(str_text(&line.text), "␛[2J");
    ck_assert_uint_eq(line.width, 4);
}
END_TEST

START_TEST(a_long_line_is_cut_with_an_ellipsis)
{
    line_add(&line, STYLE_TEXT, "abc温度");
    line_cut(&line, 7);
    ck_assert_str_eq(str_text(&line.text), "abc温度");
    line_cut(&line, 6);
    ck_assert_str_eq(str_text(&line.text), "abc温…");
    line_cut(&line, 0);
    ck_assert_uint_eq(line.width, 0);
}
END_TEST

/* ---- The picture. ---- */

static int changed_from, changed_to;

static void note_change(void *ctx, int y, int x, const struct cell *cells, int n)
{
    (void)ctx;
    (void)y;
    (void)cells;
    changed_from = x;
    changed_to = x + n;
}

START_TEST(only_what_changed_is_drawn)
{
    struct screen *s = screen_new(3, 20);
    line_add(&line, STYLE_TEXT, "next 41");
    ck_assert_int_eq(screen_flush(s, note_change, NULL), 3);
    screen_line(s, 1, 0, 20, &line, false);
    ck_assert_int_eq(screen_flush(s, note_change, NULL), 1);
    screen_blank(s, 0, 3);
    screen_line(s, 1, 0, 20, &line, false);
    ck_assert_int_eq(screen_flush(s, note_change, NULL), 0);
    line_clear(&line);
    line_add(&line, STYLE_TEXT, "next 42");
    screen_line(s, 1, 0, 20, &line, false);
    ck_assert_int_eq(screen_flush(s, note_change, NULL), 1);
    ck_assert_int_eq(changed_from, 6);
    ck_assert_int_eq(changed_to, 7);
    screen_free(s);
}
END_TEST

START_TEST(a_change_inside_a_wide_cell_draws_the_whole_cell)
{
    struct screen *s = screen_new(1, 6);
    line_add(&line, STYLE_TEXT, "a温b");
    screen_line(s, 0, 0, 6, &line, false);
    screen_flush(s, note_change, NULL);
    line_clear(&line);
    line_add(&line, STYLE_TEXT, "axyb");
    screen_line(s, 0, 0, 6, &line, false);
    ck_assert_int_eq(screen_flush(s, note_change, NULL), 1);
    ck_assert_int_eq(changed_from, 1);
    ck_assert_int_eq(changed_to, 3);
    screen_free(s);
}
END_TEST

START_TEST(a_wide_cell_at_the_edge_is_left_out)
{
    struct screen *s = screen_new(1, 4);
    struct str text = STR_INIT;
    line_add(&line, STYLE_TEXT, "abc温");
    screen_line(s, 0, 0, 4, &line, false);
    screen_line(s, 5, 0, 4, &line, false);
    screen_line(s, 0, 9, 4, &line, false);
    screen_text(s, &text);
    ck_assert_str_eq(str_text(&text), "abc\n");
    str_release(&text);
    screen_free(s);
}
END_TEST

/* ---- Keys. ---- */

START_TEST(no_key_is_bound_twice)
{
    for (const struct key_binding *b = key_bindings; b->name; b++)
        for (size_t i = 0; i < KEY_ALIASES && b->keys[i]; i++)
            ck_assert_ptr_eq(keys_find(b->keys[i]), b);
}
END_TEST

START_TEST(every_key_has_a_name_a_handler_and_help)
{
    for (const struct key_binding *b = key_bindings; b->name; b++) {
        ck_assert(b->keys[0] != 0 && b->run != NULL);
        ck_assert_msg(strlen(b->help) > 8 && str_ends(b->help, "."), "%s: %s", b->name, b->help);
    }
}
END_TEST

START_TEST(unknown_keys_are_not_bound)
{
    ck_assert_ptr_null(keys_find('Z'));
    ck_assert_ptr_null(keys_find(KEYCODE_OTHER));
    ck_assert_ptr_null(keys_find(0));
}
END_TEST

START_TEST(the_key_table_is_the_table)
{
    const char *table = ui_key_table();
    ck_assert(str_starts(table, "s\tswap\tChoose a version"));
    size_t lines = 0, keys = 0;
    for (const char *p = table; *p; p++)
        lines += *p == '\n';
    while (key_bindings[keys].name)
        keys++;
    ck_assert_uint_eq(lines, keys);
}
END_TEST

START_TEST(the_key_line_fits_its_room)
{
    static const size_t rooms[] = {1, 10, 19, 39, 79, 159};
    struct str text = STR_INIT;
    for (const struct key_binding *b = key_bindings; b->name; b++)
        keys_label(b, (struct key_looks){{0}, {0}}, rooms[_i], &text);
    while (text.len && text.data[text.len - 1] == ' ')
        str_cut(&text, text.len - 1);
    ck_assert_uint_le(text_width(str_text(&text)), rooms[_i] < 6 ? 6 : rooms[_i]);
    ck_assert_ptr_nonnull(strstr(str_text(&text), "q"));
    str_release(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ui");
    TCase *t = tcase_create("texts and keys");
    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_loop_test(t, hostile_text_becomes_visible, 0, (int)ARRAY_LEN(hostile));
    tcase_add_test(t, no_byte_sequence_passes_a_control);
    tcase_add_test(t, a_pile_of_accents_is_cut);
    tcase_add_test(t, newlines_stay_only_when_asked);
    tcase_add_test(t, width_counts_columns);
    tcase_add_test(t, fitting_never_cuts_a_cell);
    tcase_add_test(t, a_cell_is_filled_or_cut);
    tcase_add_test(t, a_wide_cell_before_the_cut_leaves_a_space);
    tcase_add_test(t, a_path_loses_its_start);
    tcase_add_test(t, what_is_added_is_made_safe);
    tcase_add_test(t, a_long_line_is_cut_with_an_ellipsis);
    tcase_add_test(t, only_what_changed_is_drawn);
    tcase_add_test(t, a_change_inside_a_wide_cell_draws_the_whole_cell);
    tcase_add_test(t, a_wide_cell_at_the_edge_is_left_out);
    tcase_add_test(t, no_key_is_bound_twice);
    tcase_add_test(t, every_key_has_a_name_a_handler_and_help);
    tcase_add_test(t, unknown_keys_are_not_bound);
    tcase_add_test(t, the_key_table_is_the_table);
    tcase_add_loop_test(t, the_key_line_fits_its_room, 0, 6);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
