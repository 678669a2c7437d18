/* test_theme.c - colours: which one a terminal with fewer gets, what a theme file says and what it is told, and what
 * reaches terminals of each kind. */
#include <check.h>
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <curses.h>

#include "app/look.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/support/model.h"
#include "tests/support/source.h"
#include "tests/support/suite.h"
#include "ui/color.h"
#include "ui/theme.h"
#include "ui/ui.h"

static struct str warnings, written;
static char dir[64];

static void set_up(void)
{
    strcpy(dir, "/tmp/rxscope-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    setenv("HOME", dir, 1);
    unsetenv("NO_COLOR");
    unsetenv("COLORTERM");
    unsetenv("COLORFGBG");
    setenv("LC_ALL", "C.UTF-8", 1);
}

static void tear_down(void)
{
    char *command = str_format("rm -rf %s", dir);
    ck_assert_int_eq(system(command), 0);
    free(command);
    str_release(&warnings);
    str_release(&written);
}

static void take_warning(void *ctx, const char *text)
{
    ck_assert_ptr_null(ctx);
    str_addf(&warnings, "%s\n", text);
}

static char *save(const char *name, const char *text)
{
    char *path = str_format("%s/%s", dir, name);
    FILE *out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    ck_assert_int_eq(fclose(out), 0);
    ck_assert_int_eq(chmod(path, 0600), 0);
    return path;
}

/* Applies a config file of this text; what was warned of is in `warnings`. */
static void apply(const char *text)
{
    struct config c;
    str_clear(&warnings);
    config_init(&c);
    config_parse(&c, "f", text, strlen(text), take_warning, NULL);
    look_apply(&c, take_warning, NULL);
    config_release(&c);
}

static void applied(const char *text)
{
    apply(text);
    ck_assert_str_eq(str_text(&warnings), "");
}

static const char *look_of(enum style style)
{
    static char look[THEME_LOOK_MAX];
    theme_print(style, look);
    return look;
}

/* ---- the nearest colour ---- */

START_TEST(a_colour_is_the_nearest_that_there_is)
{
    static const struct {
        int color, most, all, want;
    } cases[] = {
        {COLOR_DEFAULT, 8, 8, COLOR_DEFAULT}, {3, 8, 8, 3},       {3, 1 << 24, 1 << 24, 3},
        {9, 8, 8, 1},            {9, 16, 16, 9},                   {9, 256, 256, 9},
        {196, 256, 256, 196},    {196, 8, 256, 1},                 {196, 16, 256, 9},
        {232, 8, 8, 0},          {255, 8, 8, 7},                   {214, 8, 8, 3},
        {COLOR_RGB | 0xff0000, 256, 256, 196}, {COLOR_RGB | 0x00d700, 256, 256, 40},
        {COLOR_RGB | 0x080808, 256, 256, 232}, {COLOR_RGB | 0x0000ff, 8, 8, 4},
        {COLOR_RGB | 0xff8700, 1 << 24, 1 << 24, 0xff8700}, {COLOR_RGB | 0xff8700, 256, 1 << 24, 0xff8700},
        {COLOR_RGB | 0x000003, 1 << 24, 1 << 24, 0}, {196, 1 << 24, 1 << 24, 0xff0000},
        {9, 1 << 24, 1 << 24, 0xff0000}, {COLOR_RGB | 0xffffff, 8, 1 << 24, 7},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        ck_assert_msg(color_fit(cases[i].color, cases[i].most, cases[i].all) == cases[i].want, "%zu: %d", i,
                      color_fit(cases[i].color, cases[i].most, cases[i].all));
    for (int i = 16; i < 256; i++) /* each of the 256 is the nearest to itself */
        ck_assert_int_eq(color_parts(color_fit(COLOR_RGB | color_parts(i), 256, 256)), color_parts(i));
}
END_TEST

/* ---- a look as text ---- */

START_TEST(a_look_is_read_and_printed)
{
    static const struct {
        const char *text, *again;
    } cases[] = {{"red", "red"},
                 {"  bold\tred ", "red bold"},
                 {"bright-blue on white underline", "bright-blue on white underline"},
                 {"on black", "default on black"},
                 {"reverse dim", "default dim reverse"},
                 {"214 on 16", "214 on 16"},
                 {"15", "bright-white"},
                 {"#FF8700 on #000000", "#ff8700 on #000000"},
                 {"default on default", "default"},
                 {"", "default"}};
    struct fault_text why;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        ck_assert_int_eq(theme_set("warn", cases[i].text, &why), STATUS_OK);
        ck_assert_str_eq(look_of(STYLE_WARN), cases[i].again);
        ck_assert_int_eq(theme_set("warn", cases[i].again, &why), STATUS_OK);
        ck_assert_str_eq(look_of(STYLE_WARN), cases[i].again);
    }
}
END_TEST

START_TEST(a_look_that_is_none_changes_nothing)
{
    static const struct {
        const char *text, *says;
    } cases[] = {{"mauve", "'mauve' is no colour and no attribute: write default, black, red"},
                 {"red blue", "'blue' is one colour too many: the ground stands behind 'on'"},
                 {"red on", "no colour stands behind 'on'"},
                 {"red on on", "'on' is no colour"},
                 {"red on bold", "no colour stands behind 'on'"},
                 {"red on blue on", "no colour stands behind 'on'"},
                 {"red on blue green", "'green' is one colour too many"},
                 {"256", "'256' is no colour"},
                 {"-1", "'-1' is no colour"},
                 {"1x", "'1x' is no colour"},
                 {"99999999999999999999", "is no colour"},
                 {"#ff870", "'#ff870' is no colour"},
                 {"#ff87000", "'#ff87000' is no colour"},
                 {"#gg0000", "'#gg0000' is no colour"},
                 {"#", "'#' is no colour"},
                 {"bright-default", "'bright-default' is no colour"},
                 {"Red", "'Red' is no colour"}};
    struct fault_text why;
    ck_assert_int_eq(theme_set("fault", "green dim", &why), STATUS_OK);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        ck_assert_int_eq(theme_set("fault", cases[i].text, &why), STATUS_FORMAT);
        ck_assert_msg(strstr(why.text, cases[i].says) != NULL, "%zu: %s", i, why.text);
        ck_assert_str_eq(look_of(STYLE_FAULT), "green dim");
    }
    ck_assert_int_eq(theme_set("text", "red", &why), STATUS_NOTFOUND);
    ck_assert_str_eq(why.text, "nothing looks 'text': remove it; there is: strong, dim, alive, swapped, warn, fault");
}
END_TEST

/* ---- from the files ---- */

START_TEST(the_theme_is_what_the_files_say)
{
    applied("[screen]\ntheme = dark\n");
    ck_assert_str_eq(look_of(STYLE_WARN), "yellow");
    applied("[screen]\ntheme = light\n");
    ck_assert_str_eq(look_of(STYLE_WARN), "magenta");
    ck_assert_str_eq(look_of(STYLE_SWAPPED), "blue bold");
    char *path = save("theme", "[theme]\nwarn = 214\nfault = red underline\n");
    char *text = str_format("[theme]\nfault = bright-red\n[screen]\ntheme = %s\n", path);
    applied(text);
    ck_assert_str_eq(look_of(STYLE_WARN), "214");
    ck_assert_str_eq(look_of(STYLE_FAULT), "bright-red"); /* the config file counts more */
    ck_assert_str_eq(look_of(STYLE_ALIVE), "green");
    applied("");
    ck_assert_str_eq(look_of(STYLE_FAULT), "red bold"); /* nothing of it is left */
    free(path);
    free(text);
}
END_TEST

START_TEST(the_ground_is_known_from_the_environment_alone)
{
    static const struct {
        const char *value;
        bool light;
    } cases[] = {{"0;15", true}, {"0;default;7", true}, {"15;0", false}, {"15;8", false}, {"7", false},
                 {"", false},    {";", false},          {"0;x", false},  {"0;15x", false}, {"0;16", false}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        setenv("COLORFGBG", cases[i].value, 1);
        applied("");
        ck_assert_msg(!strcmp(look_of(STYLE_WARN), cases[i].light ? "magenta" : "yellow"), "%s", cases[i].value);
        applied("[screen]\ntheme = dark\n");
        ck_assert_str_eq(look_of(STYLE_WARN), "yellow");
    }
}
END_TEST

START_TEST(what_is_wrong_is_told_with_its_place)
{
    apply("[theme]\nwarn = red\nfault = mauve\nglow = red\n[keys]\nswap = F8\nswop = F9\n");
    ck_assert_msg(str_starts(str_text(&warnings),
                             "f:7: there is no action 'swop': remove it; 'rxscope help config' lists all\n"
                             "f:3: 'mauve' is no colour and no attribute: write "),
                  "%s", str_text(&warnings));
    ck_assert_ptr_nonnull(strstr(str_text(&warnings), "\nf:4: nothing looks 'glow': remove it; there is: strong, "));
    ck_assert_str_eq(look_of(STYLE_WARN), "red");
    char *path = save("theme", "[theme]\nwarn = red red\n[screen]\n");
    char *text = str_format("[screen]\ntheme = %s\n", path), *want = str_format("%s:2: 'red' is one colour too", path);
    apply(text);
    ck_assert_msg(strstr(str_text(&warnings), want) && strstr(str_text(&warnings), "theme:3: the section [screen] is"),
                  "%s", str_text(&warnings));
    ck_assert_int_eq(chmod(path, 0666), 0);
    apply(text);
    ck_assert_ptr_nonnull(strstr(str_text(&warnings), "theme: it is not used, since others may write it"));
    ck_assert_int_eq(unlink(path), 0);
    apply(text);
    ck_assert_ptr_nonnull(strstr(str_text(&warnings), "theme: No such file"));
    ck_assert_str_eq(look_of(STYLE_WARN), "yellow");
    free(want);
    free(text);
    free(path);
}
END_TEST

/* Its comments taken away, what help prints is what is so anyway. */
START_TEST(what_help_prints_can_be_used)
{
    char *text = NULL, *again = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    applied("[keys]\nprevious-of-selection = Semicolon F7\nswap = none\n");
    look_help(out);
    fclose(out);
    for (char *p = text; (p = strstr(p, "\n# ")) != NULL; p++)
        if (p[3] >= 'a' && p[3] <= 'z')
            p[1] = p[2] = ' ';
    applied("");
    applied(text);
    out = open_memstream(&again, &len);
    look_help(out);
    fclose(out);
    ck_assert_ptr_nonnull(strstr(again, "\n# previous-of-selection = Semicolon F7\n"));
    ck_assert_ptr_nonnull(strstr(again, "\n# swap = none\n"));
    for (char *p = again; (p = strstr(p, "\n# ")) != NULL; p++)
        if (p[3] >= 'a' && p[3] <= 'z')
            p[1] = p[2] = ' ';
    ck_assert_str_eq(again, text);
    applied("");
    free(text);
    free(again);
}
END_TEST

/* The styles of the page are those that there are. */
START_TEST(the_manual_lists_the_styles)
{
    struct str page = STR_INIT, want = STR_INIT, have = STR_INIT;
    source_read("man/rxscope-config.5", &page);
    for (int i = STYLE_TEXT + 1; i < STYLE_COUNT; i++)
        str_addf(&want, "%s\n", theme_style_name((enum style)i));
    const char *at = strstr(str_text(&page), "\n.Sh THEMES\n"), *end = strstr(str_text(&page), "\n.Sh DIAGNOSTICS\n");
    ck_assert(at && end && at < end);
    while ((at = strstr(at, "\n.It Ic ")) != NULL && at < end) {
        at += strlen("\n.It Ic ");
        str_addn(&have, at, strcspn(at, "\n") + 1);
    }
    ck_assert_str_eq(str_text(&have), str_text(&want));
    str_release(&page);
    str_release(&want);
    str_release(&have);
}
END_TEST

/* ---- on terminals ---- */

/* The bytes of the first frame of the demo on a terminal of that type; NULL: this machine does not know it. */
static const char *frame_on(const char *type)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    struct model *m = model_new("demo", 0);
    struct fault_text why = {""};
    struct ui *ui = NULL;
    char device[64], buf[4096];
    int master, slave;
    ssize_t n;
    model_demo(m);
    model_refuse(m);
    ck_assert_int_eq(openpty(&master, &slave, device, NULL, &size), 0);
    fcntl(master, F_SETFL, O_NONBLOCK);
    setenv("TERM", type, 1);
    struct ui_options options = {.state = m->state, .tty = device};
    bool known = ui_open(&ui, &options, &why) == STATUS_OK;
    ck_assert_msg(known || strstr(why.text, "no such terminal type"), "%s", why.text);
    str_clear(&written);
    if (known)
        ui_draw(ui, clock_mono_ns());
    while ((n = read(master, buf, sizeof buf)) > 0)
        str_addn(&written, buf, (size_t)n);
    ui_close(ui);
    close(master);
    close(slave);
    model_free(m);
    return known ? str_text(&written) : NULL;
}

/* One of the parameters of an SGR sets a colour of the eight. */
static bool sets_color(const char *sgr)
{
    for (const char *p = sgr; *p != 'm'; p += strcspn(p, ";m"), p += *p == ';')
        if ((*p == '3' || *p == '4') && p[1] >= '0' && p[1] <= '8')
            return true;
    return false;
}

static bool has_color(const char *text)
{
    for (const char *p = text; (p = strstr(p, "\033[")) != NULL;) {
        p += 2;
        if (p[strspn(p, "0123456789;:")] == 'm' && sets_color(p))
            return true;
    }
    return false;
}

START_TEST(each_kind_of_terminal_shows_it)
{
    static const struct {
        const char *type;
        bool color, ascii;
    } cases[] = {{"xterm", true, false},  {"xterm-256color", true, false}, {"screen", true, false},
                 {"tmux", true, false},   {"tmux-256color", true, false},  {"screen-256color", true, false},
                 {"linux", true, true},   {"vt100", false, true},          {"vt220", false, true},
                 {"xterm-mono", false, false}, {"ansi", true, true}};
    int known = 0;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *text = frame_on(cases[i].type);
        if (!text)
            continue;
        known++;
        ck_assert_msg(strstr(text, "cpu.c") != NULL, "%s", cases[i].type);
        ck_assert_msg(has_color(text) == cases[i].color, "%s: %s", cases[i].type, text);
        bool plain = true;
        for (const char *p = text; *p; p++)
            plain &= (unsigned char)*p < 0x80;
        ck_assert_msg(plain == cases[i].ascii, "%s", cases[i].type);
    }
    ck_assert_int_ge(known, 5);
}
END_TEST

START_TEST(no_more_colours_than_are_wanted)
{
    applied("[theme]\nfault = #ff8700\nalive = 196\n");
    ck_assert_ptr_nonnull(strstr(frame_on("xterm-256color"), "38;5;208"));
    ck_assert_ptr_nonnull(strstr(str_text(&written), "38;5;196"));
    applied("[screen]\ncolors = 8\n[theme]\nfault = #ff8700\nalive = 196\n");
    ck_assert_ptr_null(strstr(frame_on("xterm-256color"), "38;5;"));
    ck_assert(has_color(str_text(&written)));
    applied("[screen]\ncolors = no\n");
    ck_assert(!has_color(frame_on("xterm-256color")));
    applied("");
    setenv("NO_COLOR", "1", 1);
    ck_assert(!has_color(frame_on("xterm-256color")));
    applied("[screen]\ncolors = 256\n"); /* the user's own word counts more */
    ck_assert(has_color(frame_on("xterm-256color")));
    unsetenv("NO_COLOR");
    applied("[screen]\ncolors = true\n[theme]\nfault = bright-red\n"); /* a terminal of 8 stays one */
    ck_assert(has_color(frame_on("xterm")));
    ck_assert_ptr_null(strstr(str_text(&written), "38;"));
    ck_assert_ptr_nonnull(strstr(str_text(&written), "1m\033[31m"));
}
END_TEST

/* A description as terminfo has it for terminals with every colour, under a name of its own. */
START_TEST(true_colour_is_used_where_it_is_described)
{
    static const char set[] = "=\\E[%?%p1%{8}%<%t3%p1%d%e38\\:2\\:\\:%p1%{65536}%/%d\\:%p1%{256}%/%{255}%&%d"
                              "\\:%p1%{255}%&%d%;m,";
    char *command = str_format("exec 2>/dev/null; cd %s && infocmp -x xterm-256color > all &&"
                               " sed -e 's/^xterm-256color[^,]*,/rxtest-256color,/' all > plain &&"
                               " sed -e 's/^xterm-256color[^,]*,/rxtest-direct,/' -e 's/colors#[0-9a-fx]*/colors#0x1000000/'"
                               " -e 's/pairs#[0-9a-fx]*/pairs#0x10000/' -e 's/ ccc,//' -e 's/set[ab]*[fb]=[^,]*,//g'"
                               " -e 's/initc=[^,]*,//' all > direct &&"
                               " printf '\\tRGB,\\n\\tsetaf%%s\\n\\tsetab%%s\\n' '%s' '%s' >> direct &&"
                               " tic -x -o .terminfo plain && tic -x -o .terminfo direct",
                               dir, set, set);
    bool made = system(command) == 0;
    free(command);
    if (!made) {
        suite_skip("infocmp and tic are not there");
        return;
    }
    char *info = str_format("%s/.terminfo", dir);
    setenv("TERMINFO", info, 1);
    applied("[theme]\nfault = #ff8701\n");
    ck_assert_ptr_nonnull(strstr(frame_on("rxtest-256color"), "38;5;208"));
    setenv("COLORTERM", "truecolor", 1);
    ck_assert_msg(strstr(frame_on("rxtest-256color"), "38:2::255:135:1m") != NULL, "%s", str_text(&written));
    ck_assert_ptr_nonnull(strstr(str_text(&written), "\033[32m")); /* names are the palette's */
    applied("[screen]\ncolors = 256\n[theme]\nfault = #ff8701\n");
    ck_assert_ptr_nonnull(strstr(frame_on("rxtest-256color"), "38;5;208"));
    applied("[theme]\nfault = #ff8701\n");
    setenv("COLORTERM", "yes", 1);
    ck_assert_ptr_nonnull(strstr(frame_on("rxtest-256color"), "38;5;208"));
    unsetenv("TERMINFO");
    free(info);
}
END_TEST

/* Without colour, what differs by its style still differs. */
START_TEST(without_colours_styles_differ_by_attributes)
{
    short pair;
    applied("[screen]\ncolors = no\n[theme]\nfault = green\n");
    frame_on("xterm-256color");
    ck_assert_uint_eq(theme_attrs(STYLE_FAULT, &pair), A_BOLD | A_UNDERLINE);
    ck_assert_int_eq(pair, 0);
    ck_assert_uint_eq(theme_attrs(STYLE_WARN, &pair), A_UNDERLINE);
    ck_assert_uint_eq(theme_attrs(STYLE_DIM, &pair), A_DIM);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_colour_is_the_nearest_that_there_is,
        a_look_is_read_and_printed,
        a_look_that_is_none_changes_nothing,
        the_theme_is_what_the_files_say,
        the_ground_is_known_from_the_environment_alone,
        what_is_wrong_is_told_with_its_place,
        what_help_prints_can_be_used,
        the_manual_lists_the_styles,
        each_kind_of_terminal_shows_it,
        no_more_colours_than_are_wanted,
        true_colour_is_used_where_it_is_described,
        without_colours_styles_differ_by_attributes,
    };
    Suite *suite = suite_create("theme");
    TCase *t = tcase_create("theme");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
