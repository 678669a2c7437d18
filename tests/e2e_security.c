/* e2e_security.c - what SECURITY.md claims and only the real program can show: whose code it runs, what it
 * leaves in its folders, what of a hostile text arrives anywhere. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/term.h"
#include "tests/support/totals.h"

static void open_to_others(const char *path, mode_t mode)
{
    ck_assert_int_eq(chmod(path, mode), 0);
}

static void start_ticker(struct program *p)
{
    program_start(p, "run %s --headless", fixture("ticker.c"));
    program_await(p, "stderr: total 6\n");
}

/* --- whose code is run ----------------------------------------------------------------------- */

START_TEST(a_module_that_others_can_write_is_not_run)
{
    const char *path = fixture("ticker.c");
    open_to_others(path, 0666);
    rxscope_expect(1, "chmod go-w", "run %s --headless --for 5", path);
    ck_assert_ptr_nonnull(strstr(said(), path));
    ck_assert_ptr_null(strstr(said(), "total"));
    open_to_others(path, 0644);
    open_to_others(place(""), 0777);
    rxscope_expect(1, "others can write to the folder", "run %s --headless --for 5", path);
    open_to_others(place(""), 0700);
}
END_TEST

START_TEST(a_built_module_that_others_can_write_is_not_loaded)
{
    save(place("m.so"), "not even looked at");
    open_to_others(place("m.so"), 0606);
    rxscope_expect(1, "chmod go-w", "run %s --headless --for 5", place("m.so"));
}
END_TEST

START_TEST(a_module_of_somebody_else_is_not_run)
{
    if (geteuid() != 0) {
        suite_skip("only root can give a file to somebody else");
        return;
    }
    const char *path = fixture("ticker.c");
    ck_assert_int_eq(chown(path, 12345, 12345), 0);
    rxscope_expect(1, "belongs to another user", "run %s --headless --for 5", path);
}
END_TEST

START_TEST(a_module_that_is_opened_to_others_while_it_runs_is_refused_until_it_is_closed_again)
{
    struct program p;
    start_ticker(&p);
    open_to_others(place("ticker.c"), 0666);
    edit(place("ticker.c"), "FACTOR 2", "FACTOR 4");
    program_await(&p, "gen 2 refused");
    program_await(&p, "chmod go-w");
    totals_go_on(&p, 10);
    ck_assert_int_eq(totals_factor(&p, NULL), 2);
    open_to_others(place("ticker.c"), 0644);
    edit(place("ticker.c"), "FACTOR 4", "FACTOR 6");
    totals_await(&p, 6);
    program_stop(&p);
}
END_TEST

static const char *const with_header = "#include \"factor.h\"\n";

START_TEST(a_header_that_others_can_write_is_not_run)
{
    struct program p;
    char *text = file_text(fixture("ticker.c")), *with = replaced(text, "#define FACTOR 2\n", with_header);
    save(place("factor.h"), "#define FACTOR 2\n");
    save(place("ticker.c"), with);
    program_start(&p, "run %s --headless", place("ticker.c"));
    program_await(&p, "stderr: total 6\n");
    open_to_others(place("factor.h"), 0646);
    save_over(place("factor.h"), "#define FACTOR 4\n");
    program_await(&p, "factor.h: others can write to this file");
    totals_go_on(&p, 10);
    ck_assert_int_eq(totals_factor(&p, NULL), 2);
    open_to_others(place("factor.h"), 0644);
    save_over(place("factor.h"), "#define FACTOR 6\n");
    totals_await(&p, 6);
    program_stop(&p);
    free(text);
    free(with);
}
END_TEST

/* Beside a module in a folder like /tmp anybody can put a file that its #include then finds. */
START_TEST(a_header_that_somebody_planted_is_not_run)
{
    if (geteuid() != 0) {
        suite_skip("only root can give a file to somebody else");
        return;
    }
    char *text = file_text(fixture("ticker.c")), *with = replaced(text, "#define FACTOR 2\n", with_header);
    ck_assert_int_eq(mkdir(place("shared"), 0700), 0);
    open_to_others(place("shared"), 01777);
    save(place("shared/ticker.c"), with);
    save(place("shared/factor.h"), "#define FACTOR 2\n");
    ck_assert_int_eq(chown(place("shared/factor.h"), 12345, 12345), 0);
    rxscope_expect(1, "factor.h: this file belongs to another user", "run %s --headless --for 5",
                   place("shared/ticker.c"));
    ck_assert_ptr_null(strstr(said(), "total 6"));
    free(text);
    free(with);
}
END_TEST

/* --- what is left in folders ------------------------------------------------------------------- */

/* Fails for the first entry below the folder that others could read or write. */
static void assert_private(const char *path)
{
    struct stat st;
    struct dirent *e;
    DIR *d = opendir(path);
    ck_assert_msg(d != NULL, "%s", path);
    while ((e = readdir(d))) {
        char *inner = str_format("%s/%s", path, e->d_name);
        if (strcmp(e->d_name, "..") != 0 && lstat(inner, &st) == 0)
            ck_assert_msg(!(st.st_mode & 077) && st.st_uid == geteuid(), "%s: mode %o", inner, st.st_mode);
        if (e->d_name[0] != '.' && S_ISDIR(st.st_mode))
            assert_private(inner);
        free(inner);
    }
    closedir(d);
}

START_TEST(work_folders_generations_and_sockets_are_private_whatever_the_umask)
{
    struct program p;
    mode_t old = umask(0);
    start_ticker(&p);
    open_to_others(place("ticker.c"), 0600);
    open_to_others(place("tmp"), 0700);
    edit(place("ticker.c"), "FACTOR 2", "FACTOR 4");
    totals_await(&p, 4);
    umask(old);
    ck_assert_uint_ge(place_count("run", ""), 2);
    assert_private(place("run"));
    program_stop(&p);
}
END_TEST

START_TEST(a_work_folder_is_not_made_where_others_could_replace_it)
{
    open_to_others(place("run"), 0777);
    rxscope_expect(1, "others can write to the folder", "run %s --headless --for 5", fixture("ticker.c"));
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0);
    open_to_others(place("run"), 01777);
    rxscope_expect(0, "total", "run %s --headless --for 2", place("ticker.c"));
}
END_TEST

START_TEST(a_killed_programs_work_folder_is_removed_by_the_next)
{
    struct program p, q;
    start_ticker(&p);
    kill(p.pid, SIGKILL);
    program_wait(&p);
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 1);
    ck_assert_int_eq(mkdir(place("run/rxscope-work-mine"), 0755), 0); /* not one of ours: it is open */
    start_ticker(&q);
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 2);
    program_release(&p);
    start_ticker(&p); /* beside the one that runs */
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 3);
    edit(place("ticker.c"), "FACTOR 2", "FACTOR 4");
    totals_await(&p, 4);
    totals_await(&q, 4); /* its folder is still there */
    program_stop(&p);
    program_stop(&q);
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 1);
}
END_TEST

/* --- hostile texts ----------------------------------------------------------------------------- */

/* What a terminal would obey: C0 but the newline, DEL, C1 in UTF-8, bytes that are no UTF-8. */
static void assert_harmless(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        bool c1 = p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0;
        ck_assert_msg((*p >= 0x20 || *p == '\n') && *p != 0x7f && !c1 && *p < 0xf8,
                      "byte %02x at %td of: %s", *p, p - (const unsigned char *)text, text);
    }
}

#define HOSTILE "x\033]0;pwned\007\033[2J\xc2\x9b" "31m\xff\x7f\xe2\x80\xae"

START_TEST(messages_reach_no_terminal_as_escape_sequences)
{
    rxscope_expect(1, "No such file", "run --headless %s.c", place(HOSTILE));
    assert_harmless(said());
    rxscope_expect(2, "unknown command", "%s", HOSTILE);
    assert_harmless(said());
    rxscope_expect(3, "no program", "dump %s", HOSTILE);
    assert_harmless(said());
    rxscope_expect(2, "unknown action", "ctl x %s", HOSTILE);
    assert_harmless(said());
    rxscope_expect(2, "unknown option", "run --%s", HOSTILE);
    assert_harmless(said());
}
END_TEST

static const char hostile_module[] =
    "#include <rxscope.h>\n#include <stdio.h>\n"
    "#define BAD \"\\033]0;pwned\\007\\xc2\\x9b\" \"31m\\xff\\x7f\\r\\xe2\\x80\\xae\"\n"
    "static void show(rx_value v, void *env) { (void)v; (void)env;"
    " printf(\"out \" BAD \"\\n\"); fprintf(stderr, \"err \" BAD \"\\n\"); rx_log(\"log \" BAD); }\n"
    "static rx_value bad_word(rx_value v, void *env) { (void)v; (void)env; return rx_stringf(\"word \" BAD); }\n"
    "RX_MODULE(hostile) {\n"
    "  rx_observable *bad = RX_TRACK(bad, rx_of(rx_stringf(\"value \" BAD)));\n"
    "  rx_observable *on = RX_TRACK(on, rx_pipe(rx_interval(50), rx_map(bad_word)));\n"
    "  rx_tag(bad, \"tag \" BAD);\n"
    "  RX_SUBSCRIBE(bad, show);\n  RX_SUBSCRIBE(on, show);\n}\n";

START_TEST(a_headless_log_and_tree_carry_no_escape_sequences)
{
    struct program p;
    save(place("hostile.c"), hostile_module);
    program_start(&p, "run --headless --for 2 %s", place("hostile.c"));
    ck_assert_int_eq(program_wait(&p), 0);
    while (program_pump(&p, 20))
        continue;
    program_await(&p, "out ");
    ck_assert_ptr_nonnull(strstr(str_text(&p.out), "log "));
    ck_assert_ptr_nonnull(strstr(str_text(&p.out), "bad  v1"));
    assert_harmless(str_text(&p.out));
    program_release(&p);
}
END_TEST

/* The same command on a terminal, where JSON has to be harmless, too. */
static void ask_on_terminal(const char *words)
{
    struct term t;
    term_start(&t, 30, 110, "%s", words);
    ck_assert_int_eq(term_wait(&t), 0);
    for (char *p = t.p.out.data; p && *p; p++)
        if (*p == '\r')
            *p = ' '; /* the terminal's own */
    ck_assert_uint_gt(t.p.out.len, 0);
    assert_harmless(str_text(&t.p.out));
    term_release(&t);
}

START_TEST(a_hostile_program_reaches_no_terminal_through_commands)
{
    static const char *const questions[] = {"ls", "ls --json", "dump hostile", "dump --json hostile",
                                            "ctl hostile swap bad 1", "ctl hostile sweep --json",
                                            "events hostile --all --for 0.5",
                                            "export hostile --jsonl --for 0.5",
                                            "export hostile --perfetto --for 0.5",
                                            "export hostile --marble --for 0.5"};
    struct program p;
    save(place("hostile.c"), hostile_module);
    program_start(&p, "run --headless %s", place("hostile.c"));
    program_await(&p, "err ");
    for (size_t i = 0; i < ARRAY_LEN(questions); i++)
        ask_on_terminal(questions[i]);
    program_stop(&p);
}
END_TEST

/* --- far hosts ------------------------------------------------------------------------------------- */

/* What stands for ssh writes its words into "words", one a line, and says what a host might. */
static void fake_ssh(void)
{
    save_script(place("ssh"), "for w; do printf '<%s>\\n' \"$w\"; done >>\"$0.words\"\n"
                              "printf 'banner \\033]0;pwned\\007\\302\\23331m\\r\\nnext\\r\\n' >&2; exit 255\n");
    setenv("RXSCOPE_SSH", place("ssh"), 1);
}

START_TEST(an_ssh_target_is_never_an_option_nor_shell_text)
{
    static const char *const bad[] = {"ssh://-oProxyCommand=touch", "ssh://-oProxyCommand=touch/ticker",
                                      "ssh://me@-oProxyCommand=touch", "ssh://a;touch", "ssh://$(touch)",
                                      "ssh://a`touch`", "ssh://a|b", "ssh://a&b", "ssh://a'b", "ssh://a\"b",
                                      "ssh://a\\b", "ssh://a:-22", "ssh://a:2;2", "ssh://", "ssh://me@",
                                      "ssh:///ticker", "ssh://a>b", "ssh://a<b", "ssh://a\nb", "ssh://a*"};
    fake_ssh();
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        rxscope_expect(2, "is not ssh://", "attach --headless %s", bad[i]);
        ck_assert_msg(access(place("ssh.words"), F_OK) != 0, "%s reached ssh", bad[i]);
    }
}
END_TEST

START_TEST(ssh_gets_the_host_behind_its_options_and_says_nothing_raw)
{
    fake_ssh();
    rxscope_expect(3, "ssh gave up", "attach --headless ssh://me@host.example:2222/ticker");
    ck_assert_ptr_nonnull(strstr(said(), "banner "));
    assert_harmless(said());
    char *words = file_text(place("ssh.words"));
    ck_assert_msg(strstr(words, "<-p>\n<2222>\n") && strstr(words, "<-->\n<me@host.example>\n"), "%s", words);
    free(words);
}
END_TEST

/* --- exports --------------------------------------------------------------------------------------- */

START_TEST(an_export_is_private_and_overwrites_nothing_and_follows_no_link)
{
    struct program p;
    struct stat st;
    char *file = mem_strdup(place("out.jsonl")), *link = mem_strdup(place("link.jsonl"));
    mode_t old = umask(0);
    start_ticker(&p);
    rxscope_expect(0, "", "export ticker --jsonl --for 0.2 -o %s", file);
    umask(old);
    ck_assert_int_eq(stat(file, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0600);
    save(file, "precious");
    rxscope_expect(1, "is there already", "export ticker --jsonl --for 0.2 -o %s", file);
    ck_assert_int_eq(symlink(place("elsewhere"), link), 0);
    rxscope_expect(1, "is there already", "export ticker --jsonl --for 0.2 -o %s", link);
    ck_assert_int_ne(access(place("elsewhere"), F_OK), 0);
    char *text = file_text(file);
    ck_assert_str_eq(text, "precious");
    program_stop(&p);
    free(text);
    free(file);
    free(link);
}
END_TEST

/* Where something was written is what the program says, and it may say anything. */
START_TEST(the_editor_gets_file_names_as_words_and_never_as_options)
{
    struct term t;
    char *text = file_text(fixture("still.c"));
    const char *name = "+!touch pwned;$(touch pwned)`touch pwned`'";
    char *with = str_format("#line 1 \"%s\"\n%s", name, text);
    save(place("still.c"), with);
    save_script(place("vim"), "for a; do echo \"<$a>\"; done >\"$0.new\"; mv \"$0.new\" \"$0.args\"\n");
    setenv("EDITOR", place("vim"), 1);
    term_start(&t, 30, 110, "run %s", place("still.c"));
    term_await(&t, "still.c  gen 1*live");
    for (unsigned row = (unsigned)term_row(&t, "quiet*v1"); row > 1; row--)
        term_keys(&t, "j");
    term_await_selected(&t, "quiet*v1");
    term_keys(&t, "e");
    uint64_t end = clock_mono_ns() + suite_patience() * NS_PER_MS;
    while (access(place("vim.args"), F_OK) != 0 && clock_mono_ns() < end)
        term_listen(&t, 20);
    char *args = file_text(place("vim.args")), *expected = str_format(">\n<./%s>\n", name);
    ck_assert_msg(args[1] == '+' && strstr(args, expected), "%s", args);
    ck_assert_int_ne(access("pwned", F_OK), 0);
    term_quit(&t);
    free(args);
    free(expected);
    free(with);
    free(text);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_module_that_others_can_write_is_not_run,
        a_built_module_that_others_can_write_is_not_loaded,
        a_module_of_somebody_else_is_not_run,
        a_module_that_is_opened_to_others_while_it_runs_is_refused_until_it_is_closed_again,
        a_header_that_others_can_write_is_not_run,
        a_header_that_somebody_planted_is_not_run,
        work_folders_generations_and_sockets_are_private_whatever_the_umask,
        a_work_folder_is_not_made_where_others_could_replace_it,
        a_killed_programs_work_folder_is_removed_by_the_next,
        messages_reach_no_terminal_as_escape_sequences,
        a_headless_log_and_tree_carry_no_escape_sequences,
        a_hostile_program_reaches_no_terminal_through_commands,
        an_export_is_private_and_overwrites_nothing_and_follows_no_link,
        an_ssh_target_is_never_an_option_nor_shell_text,
        ssh_gets_the_host_behind_its_options_and_says_nothing_raw,
        the_editor_gets_file_names_as_words_and_never_as_options,
    };
    return suite_run("security", tests, ARRAY_LEN(tests));
}
