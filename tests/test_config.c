/* test_config.c - the config file: what it sets, what it is warned of, and that its manual page says the same. */
#include "app/checkup.h"
#include "app/config.h"
#include "app/kept.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "tests/support/events.h"
#include "tests/support/source.h"
#include "tests/support/suite.h"

static struct config config;
static struct str warnings; /* a line each */
static char dir[64];

static void setup(void)
{
    strcpy(dir, "/tmp/rxscope-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    setenv("HOME", dir, 1);
    unsetenv("XDG_CONFIG_HOME");
    config_init(&config);
}

static void teardown(void)
{
    char *file = str_format("%s/config", dir);
    unlink(file);
    rmdir(file);
    rmdir(dir);
    free(file);
    config_release(&config);
    str_release(&warnings);
}

static void take_warning(void *ctx, const char *text)
{
    ck_assert_ptr_null(ctx);
    str_addf(&warnings, "%s\n", text);
}

static void parse(const char *text)
{
    char *exact = mem_dup(text, strlen(text) + !*text); /* so that a read beyond the end is seen */
    str_clear(&warnings);
    config_parse(&config, "f", exact, strlen(text), take_warning, NULL);
    free(exact);
}

/* The text is taken without a word. */
static void accept(const char *text)
{
    parse(text);
    ck_assert_str_eq(str_text(&warnings), "");
}

/* The text gives exactly this warning, and changes nothing. */
static void warned(const char *text, const char *want)
{
    parse(text);
    ck_assert_str_eq(str_text(&warnings), want);
    ck_assert(!config.screen_ascii);
    ck_assert(!config.compile_fast);
    ck_assert(!config.screen_mouse);
    ck_assert_str_eq(config.screen_theme, "auto");
    ck_assert_str_eq(config.screen_colors, "auto");
    ck_assert_uint_eq(config.record_rotate, 64 << 20);
    ck_assert_str_eq(config.record_directory, "");
    ck_assert_str_eq(config.attach_ssh, "ssh");
    ck_assert_str_eq(config.otlp_endpoint, "");
}

START_TEST(every_default_is_a_value)
{
    for (const struct config_option *o = config_options; o->section; o++) {
        char *text = str_format("[%s]\n%s = %s\n", o->section, o->key, o->value);
        warned(text, "");
        free(text);
    }
}
END_TEST

START_TEST(a_file_sets_what_it_names)
{
    accept("\xef\xbb\xbf# comment\n; comment\n\n[screen]\r\n  ascii = yes ; a comment\r\n"
           "[record]\nrotate=1G\n\tdirectory : /var/tapes and more\n[attach]\nssh = ssh -F \"x y\"\n"
           "[otlp]\nendpoint = https://collector:4318/v1?a=b#c");
    ck_assert(config.screen_ascii);
    ck_assert_uint_eq(config.record_rotate, UINT64_C(1) << 30);
    ck_assert_str_eq(config.record_directory, "/var/tapes and more");
    ck_assert_str_eq(config.attach_ssh, "ssh -F \"x y\"");
    ck_assert_str_eq(config.otlp_endpoint, "https://collector:4318/v1?a=b#c");
}
END_TEST

START_TEST(checks_have_limits_and_can_be_left_out)
{
    struct check_limits limits;
    accept("[checks]\nleak = 12\noff = old-code, leak\n");
    limits = checkup_limits(&config);
    ck_assert_uint_eq(limits.leak, 12);
    ck_assert_uint_eq(checkup_kinds(&config),
                      (unsigned)CHECKS_ALL & ~(1u << FINDING_LEAK) & ~(1u << FINDING_OLD_CODE));
    accept("[checks]\noff =\n");
    ck_assert_uint_eq(checkup_kinds(&config), (unsigned)CHECKS_ALL);
    config_release(&config);
    config_init(&config);
    limits = checkup_limits(&config);
    ck_assert_mem_eq(&limits, &check_defaults, sizeof limits);
    warned("[checks]\nleak = 0\nleak = 1K\nleak = 1000000000\noff = leak,leek\n",
           "f:2: '0' is no value of leak: it takes a whole number from 1 to 999,999,999\n"
           "f:3: '1K' is no value of leak: it takes a whole number from 1 to 999,999,999\n"
           "f:4: '1000000000' is no value of leak: it takes a whole number from 1 to 999,999,999\n"
           "f:5: 'leak,leek' is no value of off: it takes names of findings, with commas between them\n");
}
END_TEST

/* ---- What is kept. ---- */

static void assert_kept(const char *text)
{
    struct str have = STR_INIT;
    kept_read("muted", &have);
    ck_assert_str_eq(str_text(&have), text);
    str_release(&have);
}

START_TEST(what_is_kept_is_there_the_next_time)
{
    struct fault_text why;
    char *state = str_format("%s/a/b", dir), *path;
    setenv("XDG_STATE_HOME", state, 1);
    assert_kept("");
    ck_assert_int_eq(kept_write("muted", "leak cpu.c page\n", &why), STATUS_OK);
    assert_kept("leak cpu.c page\n");
    ck_assert_int_eq(kept_write("muted", "", &why), STATUS_OK);
    assert_kept("");
    path = kept_path("muted");
    ck_assert(str_ends(path, "/a/b/rxscope/muted"));
    ck_assert_int_eq(truncate(path, KEPT_MAX + 1), 0);
    assert_kept(""); /* too large */
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    assert_kept("");
    free(path);
    free(state);
}
END_TEST

START_TEST(where_nothing_can_be_kept_it_is_said)
{
    struct fault_text why;
    char *file = str_format("%s/file", dir);
    fclose(fopen(file, "w"));
    setenv("XDG_STATE_HOME", file, 1);
    ck_assert_int_eq(kept_write("muted", "x", &why), STATUS_IO);
    ck_assert_ptr_nonnull(strstr(why.text, file));
    setenv("XDG_STATE_HOME", "relative", 1);
    setenv("HOME", "/home/me", 1);
    char *path = kept_path("muted");
    ck_assert_str_eq(path, "/home/me/.local/state/rxscope/muted");
    free(path);
    unsetenv("HOME");
    ck_assert_ptr_null(kept_path("muted"));
    ck_assert_int_eq(kept_write("muted", "x", &why), STATUS_NOTFOUND);
    assert_kept("");
    free(file);
}
END_TEST

START_TEST(the_last_line_of_a_key_counts)
{
    accept("[screen]\nascii = yes\n[attach]\nssh = a\nssh = b\n[screen]\nascii = no\n");
    ck_assert(!config.screen_ascii);
    ck_assert_str_eq(config.attach_ssh, "b");
}
END_TEST

START_TEST(a_tilde_is_the_home_folder)
{
    accept("[record]\ndirectory = ~/tapes\n");
    ck_assert(str_starts(config.record_directory, dir));
    ck_assert(str_ends(config.record_directory, "/tapes"));
    unsetenv("HOME");
    parse("[record]\ndirectory = ~/other\n");
    ck_assert_ptr_nonnull(strstr(str_text(&warnings), "f:2: '~/other' is no value of directory"));
    ck_assert(str_ends(config.record_directory, "/tapes"));
}
END_TEST

START_TEST(a_size_has_units)
{
    static const struct {
        const char *text;
        bool good;
        uint64_t bytes;
    } cases[] = {
        {"0", true, 0},        {"1", true, 1},          {"64K", true, 65536},
        {"3M", true, 3 << 20}, {"2T", true, UINT64_C(2) << 40}, {"18446744073709551615", true, UINT64_MAX},
        {"", false, 7},        {"K", false, 7},         {"-1", false, 7},
        {"1.5M", false, 7},    {"64MB", false, 7},      {"64k", false, 7},
        {"1 M", false, 7},     {"18446744073709551616", false, 7}, {"16777216T", false, 7},
        {"99999999999999999999999", false, 7},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint64_t bytes = 7;
        ck_assert_int_eq(config_size(cases[i].text, &bytes), cases[i].good);
        ck_assert_uint_eq(bytes, cases[i].bytes);
    }
}
END_TEST

START_TEST(what_cannot_be_used_is_warned_of_with_its_line)
{
    static const struct {
        const char *text, *warning;
    } cases[] = {
        {"[screen]\nascii = maybe\n", "f:2: 'maybe' is no value of ascii: it takes yes or no\n"},
        {"[screen]\nascii =\n", "f:2: '' is no value of ascii: it takes yes or no\n"},
        {"[record]\n\nrotate = 64 MB",
         "f:3: '64 MB' is no value of rotate: it takes a number of bytes, perhaps with K, M, G or T behind it\n"},
        {"[screen]\ntheme = dusk\n", "f:2: 'dusk' is no value of theme: it takes auto, dark, light, or the path of a "
                                     "theme that begins with / or ~/\n"},
        {"[screen]\ntheme =\n", "f:2: '' is no value of theme: it takes auto, dark, light, or the path of a theme that "
                                 "begins with / or ~/\n"},
        {"[screen]\ncolors = 16\n", "f:2: '16' is no value of colors: it takes auto, no, 8, 256 or true\n"},
        {"[screen]\nmouse = on\n", "f:2: 'on' is no value of mouse: it takes yes or no\n"},
        {"[record]\ndirectory = tapes\n",
         "f:2: 'tapes' is no value of directory: it takes a path that begins with / or ~/\n"},
        {"[attach]\nssh =\n", "f:2: '' is no value of ssh: it takes a command\n"},
        {"[otlp]\nendpoint = collector:4318\n",
         "f:2: 'collector:4318' is no value of endpoint: it takes a URL that begins with http:// or https://\n"},
        {"[otlp]\nendpoint = http:///x\n",
         "f:2: 'http:///x' is no value of endpoint: it takes a URL that begins with http:// or https://\n"},
        {"[otlp]\nendpoint = http://a b\n",
         "f:2: 'http://a b' is no value of endpoint: it takes a URL that begins with http:// or https://\n"},
        {"[record]\nrotation = 1G\n", "f:2: 'rotation' is unknown in [record]: remove it; there is: rotate, directory\n"},
        {"[record]\nascii = yes\n", "f:2: 'ascii' is unknown in [record]: remove it; there is: rotate, directory\n"},
        {"ascii = yes\n", "f:1: 'ascii' stands in no section: put a line like [screen] before it; there is: screen, "
                          "record, compile, attach, checks, otlp, keys, theme\n"},
        {"[Screen]\nascii = yes\nx = y\n", "f:1: the section [Screen] is unknown, and what stands in it: remove it; there "
                                           "is: screen, record, compile, attach, checks, otlp, keys, theme\n"},
        {"[screen]\nascii\n[record]\n", "f:2: this is neither a [section], nor a 'key = value', nor a comment that "
                                        "begins with # or ;\n"},
        {"[screen\nascii\n", "f:1: this is neither a [section], nor a 'key = value', nor a comment that begins with # or "
                             ";\nf:2: this is neither a [section], nor a 'key = value', nor a comment that begins with # "
                             "or ;\n"},
        {"[screen]\n= yes", "f:2: '' is unknown in [screen]: remove it; there is: ascii, theme, colors, mouse, history\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        warned(cases[i].text, cases[i].warning);
}
END_TEST

START_TEST(a_bad_line_costs_only_itself)
{
    parse("[screen]\nwhat\nascii = yes\n[nowhere]\nssh = a\n[attach]\n\nssh = b\nssh =\n");
    ck_assert(config.screen_ascii);
    ck_assert_str_eq(config.attach_ssh, "b");
}
END_TEST

START_TEST(an_indented_line_is_a_line_of_its_own)
{
    accept("[attach]\nssh = a\n   ssh = b\n");
    ck_assert_str_eq(config.attach_ssh, "b");
}
END_TEST

START_TEST(a_line_may_be_as_long_as_the_manual_says)
{
    struct str text = STR_INIT;
    str_add(&text, "[attach]\nssh = ");
    while (text.len < 9 + CONFIG_LINE_MAX)
        str_addc(&text, 'x');
    accept(str_text(&text));
    ck_assert_uint_eq(strlen(config.attach_ssh), CONFIG_LINE_MAX - strlen("ssh = "));
    str_addc(&text, 'y');
    str_add(&text, "\n[screen]\nascii = yes\n");
    parse(str_text(&text));
    ck_assert_str_eq(str_text(&warnings), "f:2: the line has 199 bytes and is passed over: shorten it to 198\n");
    ck_assert_ptr_null(strchr(config.attach_ssh, 'y'));
    ck_assert(config.screen_ascii);
    str_release(&text);
}
END_TEST

START_TEST(a_nul_byte_is_warned_of)
{
    static const char text[] = "[attach]\nssh = a\0b\nssh = c\n";
    config_parse(&config, "f", text, sizeof text - 1, take_warning, NULL);
    ck_assert_str_eq(str_text(&warnings), "f:2: the line holds a NUL byte and is passed over: is this a text file?\n");
    ck_assert_str_eq(config.attach_ssh, "c");
}
END_TEST

START_TEST(any_bytes_are_fine)
{
    struct random r = {.state = 31};
    static const char *const words[] = {"[screen]", "ascii", "=", "yes", "\n", "\n", " ", ";", "#", "[", "]", "rotate",
                                        "[record]", "1M", "\r", "\t", "\xff", "directory", "~/", ":"};
    for (unsigned round = 0; round < 5000; round++) {
        struct str text = STR_INIT;
        for (uint64_t n = random_below(&r, 40); n > 0; n--)
            str_add(&text, words[random_below(&r, ARRAY_LEN(words))]);
        parse(str_text(&text));
        str_release(&text);
    }
}
END_TEST

/* ---- the file ---- */

static char *write_config(const char *text, mode_t mode)
{
    char *path = str_format("%s/config", dir);
    FILE *out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    ck_assert_int_eq(fclose(out), 0);
    ck_assert_int_eq(chmod(path, mode), 0);
    return path;
}

static void refused(const char *path, enum status want, const char *reason)
{
    struct fault_text why = {""};
    ck_assert_int_eq(config_read(&config, path, take_warning, NULL, &why), want);
    ck_assert_msg(strstr(why.text, reason) != NULL, "%s", why.text);
    ck_assert(str_starts(why.text, path));
    ck_assert(!config.screen_ascii);
}

#define YES "[screen]\nascii = yes\n"

START_TEST(a_file_of_the_users_own_is_read)
{
    struct fault_text why;
    char *path = write_config(YES "[x]\n", 0600), *want = str_format("%s:3: the section [x]", path);
    ck_assert_int_eq(config_read(&config, path, take_warning, NULL, &why), STATUS_OK);
    ck_assert(config.screen_ascii);
    ck_assert(str_starts(str_text(&warnings), want));
    free(want);
    free(path);
}
END_TEST

START_TEST(a_file_that_others_may_write_is_not_used)
{
    static const mode_t modes[] = {0620, 0602, 0666};
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        char *path = write_config(YES, modes[i]);
        refused(path, STATUS_ACCESS, "others may write it: chmod go-w ");
        free(path);
    }
}
END_TEST

START_TEST(a_file_of_another_user_is_not_used)
{
    if (geteuid() != 0) {
        refused("/etc/passwd", STATUS_ACCESS, "belongs to another user (uid 0)");
        return;
    }
    char *path = write_config(YES, 0600);
    ck_assert_int_eq(chown(path, 12345, 0), 0);
    refused(path, STATUS_ACCESS, "belongs to another user (uid 12345)");
    free(path);
}
END_TEST

START_TEST(what_is_no_file_is_not_used)
{
    char *path = str_format("%s/config", dir), *below = str_format("%s/config/config", dir);
    refused(path, STATUS_NOTFOUND, "No such file");
    ck_assert_int_eq(mkdir(path, 0700), 0);
    refused(path, STATUS_IO, "not a regular file");
    ck_assert_int_eq(rmdir(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    refused(path, STATUS_IO, "not a regular file");
    refused(below, STATUS_NOTFOUND, "Not a directory");
    free(path);
    free(below);
}
END_TEST

START_TEST(a_file_of_any_size_is_not_used)
{
    struct str text = STR_INIT;
    struct fault_text why;
    str_add(&text, "#");
    while (text.len < CONFIG_FILE_MAX)
        str_addc(&text, '\n');
    char *path = write_config(str_text(&text), 0600);
    ck_assert_int_eq(config_read(&config, path, take_warning, NULL, &why), STATUS_OK);
    free(path);
    str_addc(&text, '\n');
    path = write_config(str_text(&text), 0600);
    refused(path, STATUS_RANGE, "more than 65536 bytes");
    str_release(&text);
    free(path);
}
END_TEST

static void assert_line(const struct config_lines *lines, size_t i, unsigned line, const char *name, const char *value)
{
    ck_assert_uint_lt(i, lines->n);
    ck_assert_uint_eq(lines->items[i].line, line);
    ck_assert_str_eq(lines->items[i].name, name);
    ck_assert_str_eq(lines->items[i].value, value);
}

START_TEST(lines_about_keys_and_looks_are_kept)
{
    accept("[keys]\nswap = s x\nown-speed = =\nswap =\n[screen]\nascii = yes\n[theme]\nfault=#ff0000 bold ; no\n"
           "[keys]\ndown = Semicolon\n");
    ck_assert(config.screen_ascii);
    ck_assert_uint_eq(config.keys.n, 4);
    ck_assert_str_eq(config.keys.items[0].file, "f");
    assert_line(&config.keys, 0, 2, "swap", "s x");
    assert_line(&config.keys, 1, 3, "own-speed", "=");
    assert_line(&config.keys, 2, 4, "swap", "");
    assert_line(&config.keys, 3, 10, "down", "Semicolon");
    ck_assert_uint_eq(config.theme.n, 1);
    assert_line(&config.theme, 0, 8, "fault", "#ff0000 bold");
}
END_TEST

START_TEST(a_theme_file_has_one_section)
{
    struct fault_text why;
    char *path = write_config("ascii = yes\n[screen]\nascii = yes\n[theme]\nwarn = red\n", 0600);
    char *want = str_format("%s:1: 'ascii' stands in no section: put a line like [theme] before it; there is: theme\n"
                            "%s:2: the section [screen] is unknown, and what stands in it: remove it; there is: theme\n",
                            path, path);
    ck_assert_int_eq(config_read_theme(&config, path, take_warning, NULL, &why), STATUS_OK);
    ck_assert_str_eq(str_text(&warnings), want);
    ck_assert(!config.screen_ascii);
    assert_line(&config.theme, 0, 5, "warn", "red");
    ck_assert_int_eq(chmod(path, 0666), 0);
    ck_assert_int_eq(config_read_theme(&config, path, take_warning, NULL, &why), STATUS_ACCESS);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(config_read_theme(&config, path, take_warning, NULL, &why), STATUS_NOTFOUND);
    free(want);
    free(path);
}
END_TEST

static void assert_path_is(const char *want)
{
    char *unread, *path = config_path(&unread);
    ck_assert_ptr_null(unread);
    if (want)
        ck_assert_str_eq(path, want);
    else
        ck_assert_ptr_null(path);
    free(path);
}

START_TEST(it_is_where_the_environment_says)
{
    setenv("HOME", "/home/me", 1);
    setenv("XDG_CONFIG_HOME", "/x", 1);
    assert_path_is("/x/rxscope/config.ini");
    setenv("XDG_CONFIG_HOME", "relative", 1);
    assert_path_is("/home/me/.config/rxscope/config.ini");
    setenv("XDG_CONFIG_HOME", "", 1);
    assert_path_is("/home/me/.config/rxscope/config.ini");
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("HOME");
    assert_path_is(NULL);
}
END_TEST

/* The file had a name without an ending once. */
START_TEST(the_older_name_is_read_where_it_is_alone)
{
    char *folder = str_format("%s/rxscope", dir), *old = str_format("%s/config", folder);
    char *new = str_format("%s/config.ini", folder), *unread;
    setenv("XDG_CONFIG_HOME", dir, 1);
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    assert_path_is(new);
    fclose(fopen(old, "w"));
    assert_path_is(old);
    fclose(fopen(new, "w"));
    char *path = config_path(&unread);
    ck_assert_str_eq(path, new);
    ck_assert_str_eq(unread, old);
    free(unread);
    free(path);
    unlink(old);
    assert_path_is(new);
    unlink(new);
    rmdir(folder);
    free(folder);
    free(old);
    free(new);
}
END_TEST

/* ---- what is printed and what is written about it ---- */

static char *help_text(void)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    config_help(out);
    fclose(out);
    return text;
}

/* Its comments taken away, it says what is so anyway. */
START_TEST(the_file_that_help_prints_can_be_used)
{
    char *text = help_text();
    ck_assert_ptr_nonnull(strstr(text, "[record]\n# How large "));
    accept(text);
    for (char *p = text; (p = strstr(p, "\n# ")) != NULL; p++)
        if (p[3] >= 'a' && p[3] <= 'z')
            p[1] = p[2] = ' ';
    warned(text, "");
    free(text);
}
END_TEST

/* What the page has to say about the options, from the table. */
static void add_option(struct str *out, const struct config_option *o, const char *section_before)
{
    if (strcmp(o->section, section_before) != 0)
        str_addf(out, ".Ss [%s]\n", o->section);
    str_addf(out, ".It Ic %s\n%s\n", o->key, o->help);
    if (*o->value)
        str_addf(out, "The default is\n.Ql %s .\n", o->value);
    else
        str_add(out, "The default is empty.\n");
}

/* Sections, options, helps and defaults stand in the page as in the table, and no others. */
START_TEST(the_manual_lists_the_table)
{
    struct str page = STR_INIT, want = STR_INIT, have = STR_INIT;
    const char *section = "";
    source_read("man/rxscope-config.5", &page);
    for (const struct config_option *o = config_options; o->section; section = o->section, o++)
        add_option(&want, o, section);
    const char *at = strstr(str_text(&page), "\n.Ss [");
    ck_assert_ptr_nonnull(at);
    for (at++; !str_starts(at, ".Sh "); at = strchr(at, '\n') + 1)
        if (!str_starts(at, ".Bl ") && !str_starts(at, ".El"))
            str_addn(&have, at, (size_t)(strchr(at, '\n') + 1 - at));
    ck_assert_str_eq(str_text(&have), str_text(&want));
    str_release(&page);
    str_release(&want);
    str_release(&have);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("config");
    TCase *t = tcase_create("config");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, every_default_is_a_value);
    tcase_add_test(t, checks_have_limits_and_can_be_left_out);
    tcase_add_test(t, what_is_kept_is_there_the_next_time);
    tcase_add_test(t, where_nothing_can_be_kept_it_is_said);
    tcase_add_test(t, a_file_sets_what_it_names);
    tcase_add_test(t, the_last_line_of_a_key_counts);
    tcase_add_test(t, a_tilde_is_the_home_folder);
    tcase_add_test(t, a_size_has_units);
    tcase_add_test(t, what_cannot_be_used_is_warned_of_with_its_line);
    tcase_add_test(t, a_bad_line_costs_only_itself);
    tcase_add_test(t, an_indented_line_is_a_line_of_its_own);
    tcase_add_test(t, a_line_may_be_as_long_as_the_manual_says);
    tcase_add_test(t, a_nul_byte_is_warned_of);
    tcase_add_test(t, any_bytes_are_fine);
    tcase_add_test(t, a_file_of_the_users_own_is_read);
    tcase_add_test(t, a_file_that_others_may_write_is_not_used);
    tcase_add_test(t, a_file_of_another_user_is_not_used);
    tcase_add_test(t, what_is_no_file_is_not_used);
    tcase_add_test(t, a_file_of_any_size_is_not_used);
    tcase_add_test(t, it_is_where_the_environment_says);
    tcase_add_test(t, the_older_name_is_read_where_it_is_alone);
    tcase_add_test(t, lines_about_keys_and_looks_are_kept);
    tcase_add_test(t, a_theme_file_has_one_section);
    tcase_add_test(t, the_file_that_help_prints_can_be_used);
    tcase_add_test(t, the_manual_lists_the_table);
    suite_add_tcase(s, t);
    return suite_main(s);
}
