/* e2e_screen.c - the screen of the real program: sizes, keys, filters, and what its actions do. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/term.h"
#include "ui/keys.h"

/* The module of tests/fixtures/ticker.c with all it has on the screen. */
static void open_ticker(struct term *t)
{
    term_start(t, 30, 110, "run %s", fixture("ticker.c"));
    term_await(t, "ticker.c  gen 1*live");
    term_await(t, "words*v1*ticks*map");
}

/* Selects the first row below the top that matches. */
static void select_row(struct term *t, const char *pattern)
{
    term_keys(t, "g");
    for (int row = term_row(t, pattern); row > 1; row--)
        term_keys(t, "j");
    term_await_selected(t, pattern);
}

/* --- sizes -------------------------------------------------------------------------------------- */

static const struct {
    int rows, cols;
    const char *shows[8];
} sizes[] = {
    {48, 160, {"rxscope  cpu.c  gen 1*live*ev/s*obs*sub*next*merged", "cpu.c*gen 1*/cpu.c",
               "average*v1*loads*map*scan*filter", "show*subscription #", "alerts*v1*loads*switch_map",
               "distinct_until_changed*cpu.c:", "s swap*o sweep*t tags*q quit"}},
    {24, 80, {"rxscope  cpu.c  gen 1*live*ev/s*next", "ticks*v1*interval PERIOD_MS",
              "map*read_stat*cpu.c:", "average*v1", "source*cpu.c", "s swap*help*q quit"}},
    {12, 40, {"cpu.c gen 1*next", "ticks*v1", "loads*v1", "map*read_stat", "s swap*help*q"}},
    {5, 20, {"cpu.c gen 1", "cpu.c", "ticks", "loads", "s swap*help*q"}},
};

START_TEST(demo_fits_the_sizes_that_people_use)
{
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct term t;
        term_start(&t, sizes[i].rows, sizes[i].cols, "demo");
        for (size_t k = 0; sizes[i].shows[k]; k++)
            term_await(&t, sizes[i].shows[k]);
        term_quit(&t);
        ck_assert_uint_eq(place_count("tmp", "rxscope-demo-"), 0); /* it was not edited */
        ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0);
    }
}
END_TEST

static bool fills_the_screen(struct term *t, void *ctx)
{
    (void)ctx;
    char *first = mem_strdup(term_line(t, 0));
    const char *last = term_line(t, t->rows - 1);
    bool whole = t->rows < 5 || t->cols < 20 ? *first != '\0'
                                             : strstr(first, "cpu.c") && strstr(last, "help");
    free(first);
    return whole;
}

START_TEST(any_size_can_follow_any_other)
{
    static const int to[][2] = {{1, 1},   {100, 300}, {5, 20},   {4, 20},  {5, 19}, {24, 80},
                                {1, 300}, {100, 1},   {10, 21},  {11, 20}, {2, 2},  {60, 59},
                                {60, 60}, {16, 400},  {300, 40}, {1, 1},   {48, 160}};
    struct term t;
    term_start(&t, 24, 80, "demo");
    term_await(&t, "average*v1");
    for (size_t i = 0; i < ARRAY_LEN(to); i++) {
        term_resize(&t, to[i][0], to[i][1]);
        term_await_that(&t, fills_the_screen, NULL, "filling the new size");
        term_keys(&t, i % 2 ? "G" : "g\t");
    }
    term_quit(&t);
}
END_TEST

START_TEST(a_storm_of_sizes_ends_with_the_last_one)
{
    struct term t;
    term_start(&t, 24, 80, "demo");
    term_await(&t, "average*v1");
    for (int i = 0; i < 200; i++)
        term_resize(&t, 1 + i * 7 % 60, 1 + i * 13 % 200);
    term_resize(&t, 48, 160);
    term_await(&t, "rxscope  cpu.c  gen 1*live*ev/s*merged");
    term_await(&t, "s swap*t tags*q quit");
    term_quit(&t);
}
END_TEST

/* --- keys --------------------------------------------------------------------------------------- */

static void add_key(int key, struct str *out)
{
    static const char *const sequences[] = {"\033OA", "\033OB", "\033OD", "\033OC", "\033[5~", "\033[6~",
                                            "\033OH", "\033OF", "\r",     "\177",   "\033[Z",  "\033[3~"};
    if (key >= KEYCODE_UP && key <= KEYCODE_DELETE)
        str_add(out, sequences[key - KEYCODE_UP]);
    else
        str_addc(out, (char)key);
}

/* What each key opens is closed again, whatever it is. */
START_TEST(every_key_of_the_table_can_be_pressed_on_every_kind_of_row)
{
    struct term t;
    struct str keys = STR_INIT;
    setenv("EDITOR", "true", 1);
    open_ticker(&t);
    for (unsigned row = 0; row < 9; row++) {
        str_clear(&keys);
        for (const struct key_binding *b = key_bindings; b->name; b++)
            for (size_t i = 0; i < KEY_ALIASES && b->keys[i]; i++)
                if (strcmp(b->name, "q") != 0)
                    add_key(b->keys[i], &keys);
        str_add(&keys, "\033");
        term_keys(&t, str_text(&keys));
        term_await_gone(&t, "-- help");
        str_clear(&keys);
        str_add(&keys, "g");
        for (unsigned down = 0; down <= row; down++)
            str_add(&keys, "j");
        term_keys(&t, str_text(&keys));
    }
    str_release(&keys);
    term_press(&t, "\033\033?", "help ─");
    term_keys(&t, "q");
    term_await_gone(&t, "help ─");
    term_await(&t, "ticker.c  gen *live");
    term_quit(&t);
}
END_TEST

static bool shows_help_of(struct term *t, void *ctx)
{
    const struct key_binding *b = ctx;
    struct str names = STR_INIT;
    keys_print_names(b, &names);
    const char *at = strstr(term_text(t), b->help);
    bool shown = at && strstr(term_text(t), str_text(&names));
    str_release(&names);
    return shown;
}

START_TEST(help_is_made_from_the_key_table)
{
    struct term t;
    term_start(&t, 100, 140, "run %s", fixture("still.c"));
    term_await(&t, "sums*v1");
    term_press(&t, "?", "help ─");
    for (const struct key_binding *b = key_bindings; b->name; b++)
        term_await_that(&t, shows_help_of, (void *)b, b->name);
    term_press(&t, "?", "sums*v1");
    term_quit(&t);
}
END_TEST

/* --- the tree ----------------------------------------------------------------------------------- */

START_TEST(selection_follows_the_entity_and_not_the_row)
{
    struct term t;
    open_ticker(&t);
    select_row(&t, "words*v1");
    int before = term_selected(&t);
    edit(place("ticker.c"), "    rx_tag(total", "    rx_observable *early = RX_TRACK(early, rx_never());\n"
                                                 "    RX_SUBSCRIBE(early, ignore);\n    rx_tag(total");
    term_await(&t, "gen 2*live");
    term_await(&t, "early*v1");
    term_await_selected(&t, "words*v1");
    select_row(&t, "total*v1");
    term_keys(&t, "kkl"); /* away, and more rows above */
    select_row(&t, "words*v1");
    term_press(&t, "g", "ticks*v1");
    select_row(&t, "total*v1");
    term_await(&t, "map*scaled*/s");
    term_keys(&t, "h"); /* fewer rows */
    term_await_gone(&t, "map*scaled*/s");
    term_await_selected(&t, "total*v1");
    select_row(&t, "words*v1");
    ck_assert_int_ne(term_selected(&t), before);
    term_quit(&t);
}
END_TEST

START_TEST(rows_fold_and_unfold)
{
    struct term t;
    open_ticker(&t);
    select_row(&t, "total*v1");
    term_await(&t, "filter*even*/s");
    term_keys(&t, "h");
    term_await_gone(&t, "filter*even*/s");
    term_await(&t, "words*v1");
    term_press(&t, "l", "filter*even*/s");
    term_keys(&t, "\r");
    term_await_gone(&t, "filter*even*/s");
    term_press(&t, "\r", "filter*even*/s");
    term_keys(&t, "gh");
    term_await_gone(&t, "total*v1");
    term_await_selected(&t, "ticker.c*gen 1");
    term_press(&t, "\033OC", "total*v1");
    term_quit(&t);
}
END_TEST

START_TEST(text_filter_keeps_ancestors_and_hides_the_rest)
{
    struct term t;
    open_ticker(&t);
    term_press(&t, "feve", "filter eve");
    term_await_gone(&t, "words*v1");
    term_await(&t, "filter*even*/s");
    term_await(&t, "total*v1");
    term_await(&t, "ticker.c*gen 1");
    term_press(&t, "\r", "ticker.c*live*filter eve");
    term_press(&t, "fxyz", "filter evexyz");
    term_await_gone(&t, "filter*even*/s");
    term_press(&t, "\177\177\177n\r", "filter*even*/s");
    term_press(&t, "\033", "words*v1");
    term_await_gone(&t, "live*/even");
    term_quit(&t);
}
END_TEST

START_TEST(tag_filter_lists_only_what_has_the_tag)
{
    struct term t;
    open_ticker(&t);
    term_press(&t, "t", "list only what is tagged");
    term_await(&t, " numbers");
    term_await(&t, " text");
    term_keys(&t, "j\r");
    term_await(&t, "live*filter tag:numbers");
    term_await_gone(&t, "words*v1");
    term_await(&t, "total*v1");
    term_press(&t, "\033", "words*v1");
    term_quit(&t);
}
END_TEST

/* --- actions ------------------------------------------------------------------------------------ */

START_TEST(a_version_is_chosen_and_stays_until_it_is_released)
{
    struct term t;
    open_ticker(&t);
    edit(place("ticker.c"), "FACTOR 2", "FACTOR 4");
    term_await(&t, "gen 2*live");
    term_await(&t, "total*v2*ticks*scan");
    select_row(&t, "total*v2");
    term_press(&t, "s", "v2*gen 2*runs");
    term_await(&t, "v1*gen 1");
    term_keys(&t, "j\r");
    term_await(&t, "total*v1*pinned");
    edit(place("ticker.c"), "FACTOR 4", "FACTOR 6"); /* waits */
    term_await(&t, "gen 3*live");
    term_await(&t, "total*v1*pinned");
    term_press(&t, "S", "total*v3*ticks*scan");
    term_await_gone(&t, "total*pinned*ticks");
    term_quit(&t);
}
END_TEST

START_TEST(pin_and_release)
{
    struct term t;
    open_ticker(&t);
    select_row(&t, "words*v1");
    term_press(&t, "S", "words*v1*pinned");
    term_await(&t, "words pinned at v1");
    term_press(&t, "S", "words released at v1");
    term_await_gone(&t, "words*v1*pinned*ticks");
    term_quit(&t);
}
END_TEST

/* An observer's generation is kept by what it subscribed; the second save frees what is unused. */
START_TEST(sweep_says_what_it_did_also_when_that_is_nothing)
{
    struct term t;
    open_ticker(&t);
    term_press(&t, "O", "nothing to free");
    term_keys(&t, "j");
    term_press(&t, "o", "nothing to free");
    term_quit(&t);
}
END_TEST

START_TEST(a_removed_track_is_an_orphan_until_it_is_swept)
{
    struct term t;
    open_ticker(&t);
    select_row(&t, "ticks*v1");
    edit(place("ticker.c"), "    RX_SUBSCRIBE(words, ignore);\n", "");
    term_await(&t, "gen 2*live");
    edit(place("ticker.c"), "    rx_observable *words = RX_TRACK(words, rx_pipe(ticks, rx_map(word)));\n    "
                            "rx_tag(total, \"numbers\");\n    rx_tag(words, \"text\");\n", "");
    term_await(&t, "gen 3*live");
    term_await(&t, "words*orphan");
    term_press(&t, "O", "words*would be freed");
    term_await(&t, "*words*orphan");
    term_press(&t, "o", "words*freed");
    term_await_gone(&t, "words*v1");
    term_quit(&t);
}
END_TEST

START_TEST(unsubscribe_asks_first)
{
    struct term t;
    open_ticker(&t);
    select_row(&t, "show*subscription #");
    term_press(&t, "u", "yes, unsubscribe it");
    term_keys(&t, "\033");
    term_await_gone(&t, "yes, unsubscribe it");
    term_await(&t, "show*subscription #*next");
    term_press(&t, "u", "yes, unsubscribe it");
    term_keys(&t, "\r");
    term_await_gone(&t, "show*subscription #*next*/s");
    term_await(&t, "words*v1");
    term_quit(&t);
}
END_TEST

static bool counts_on(struct term *t, void *ctx)
{
    const char *line = ctx;
    return strcmp(term_line(t, 0), line) != 0;
}

START_TEST(freeze_holds_the_view_while_the_program_goes_on)
{
    struct term t;
    open_ticker(&t);
    term_press(&t, "p", "frozen");
    term_listen(&t, 200);
    char *held = mem_strdup(term_line(&t, 0));
    term_keys(&t, "jj");
    term_await_selected(&t, "total*v1");
    json_t *before = dump(&t.p), *after = NULL;
    do {
        json_decref(after);
        after = dump(&t.p);
    } while (dump_number(after, "next") < dump_number(before, "next") + 50);
    program_pump(&t.p, 0);
    ck_assert_str_eq(term_line(&t, 0), held);
    json_decref(before);
    json_decref(after);
    term_keys(&t, "p");
    term_await_gone(&t, "frozen");
    term_await_that(&t, counts_on, held, "counting on");
    free(held);
    term_quit(&t);
}
END_TEST

/* --- the editor --------------------------------------------------------------------------------- */

START_TEST(e_opens_the_editor_and_the_swap_shows)
{
    struct term t;
    save_script(place("editor"), "echo \"editing $1\"; exec sed -i 's/FACTOR 2/FACTOR 10/' \"$1\"\n");
    setenv("EDITOR", place("editor"), 1);
    open_ticker(&t);
    select_row(&t, "total*v1");
    term_press(&t, "e", "gen 2*live");
    term_await(&t, "total*v2");
    term_await(&t, "total swapped");
    ck_assert_ptr_nonnull(strstr(str_text(&t.p.out), "editing"));
    ck_assert(t.alternate);
    term_quit(&t);
}
END_TEST

START_TEST(an_editor_that_fails_is_told_and_changes_nothing)
{
    struct term t;
    save_script(place("editor"), "exit 3\n");
    setenv("EDITOR", place("editor"), 1);
    open_ticker(&t);
    select_row(&t, "total*v1");
    term_press(&t, "e", "the editor '*/editor' failed with status 3");
    term_await(&t, "gen 1*live");
    term_quit(&t);
}
END_TEST

START_TEST(an_editor_that_is_not_there_is_told)
{
    struct term t;
    setenv("VISUAL", "/no/such/editor", 1);
    open_ticker(&t);
    select_row(&t, "total*v1");
    term_press(&t, "e", "the editor '/no/such/editor' cannot be run; set VISUAL or EDITOR");
    term_quit(&t);
}
END_TEST

/* --- checks --------------------------------------------------------------------------------------- */

/* As somebody does who knows the keys from help only. */
START_TEST(the_leak_of_the_example_is_found_with_the_checks)
{
    struct term t;
    term_start(&t, 30, 120, "run %s/examples/leak.c", getenv("RXSCOPE_SRC"));
    term_await(&t, "leak.c  gen 1*live");
    term_await(&t, "* found*ev/s");
    term_keys(&t, "6");
    term_await(&t, " E leak *living subscriptions of show from one place, one for each value of turn*leak.c:33");
    term_await(&t, " W nested-subscribe *show is subscribed inside of a callback of turn*leak.c:33");
    term_press(&t, "g", "   * living subscriptions of show from one place, one for each value of turn");
    term_await(&t, "   the oldest of them: show, at leak.c:33 (subscription#2)");
    term_press(&t, "\r", "subscription #2 of samples");
    term_await_selected(&t, "show*subscription #2");
    term_press(&t, "6X", " - leak *living subscriptions of show");
    term_quit(&t);
    term_start(&t, 30, 120, "run %s/examples/leak.c", getenv("RXSCOPE_SRC"));
    term_await(&t, "* found*ev/s");
    term_keys(&t, "6");
    term_await(&t, " - leak *living subscriptions of show"); /* it stays muted */
    term_quit(&t);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_leak_of_the_example_is_found_with_the_checks,
        demo_fits_the_sizes_that_people_use,
        any_size_can_follow_any_other,
        a_storm_of_sizes_ends_with_the_last_one,
        every_key_of_the_table_can_be_pressed_on_every_kind_of_row,
        help_is_made_from_the_key_table,
        selection_follows_the_entity_and_not_the_row,
        rows_fold_and_unfold,
        text_filter_keeps_ancestors_and_hides_the_rest,
        tag_filter_lists_only_what_has_the_tag,
        a_version_is_chosen_and_stays_until_it_is_released,
        pin_and_release,
        sweep_says_what_it_did_also_when_that_is_nothing,
        a_removed_track_is_an_orphan_until_it_is_swept,
        unsubscribe_asks_first,
        freeze_holds_the_view_while_the_program_goes_on,
        e_opens_the_editor_and_the_swap_shows,
        an_editor_that_fails_is_told_and_changes_nothing,
        an_editor_that_is_not_there_is_told,
    };
    return suite_run("screen", tests, ARRAY_LEN(tests));
}
