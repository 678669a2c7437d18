/* e2e_input.c - whatever cannot be used is told with what, where and what to do, and the right exit
 * status; a program that runs already runs on. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"
#include "tests/support/term.h"
#include "tests/support/totals.h"

/* Starts it on the file, headless, and lets it end itself once it has told `text`. */
static void refused_at_start(const char *file, const char *text)
{
    struct program p;
    program_start(&p, "run --headless %s", place(file));
    program_await(&p, text);
    while (!p.ended && program_pump(&p, 20) && program_count(&p, "the next good save starts it") == 0)
        continue;
    kill(p.pid, SIGTERM);
    ck_assert_int_eq(program_wait(&p), 1);
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0);
    program_release(&p);
}

/* Saves it into a program that runs: the text is told, the old code goes on with every value. */
static void refused_at_save(const char *text, const char *message)
{
    struct program p;
    unsigned changes;
    program_start(&p, "run --headless %s", fixture("ticker.c"));
    program_await(&p, "stderr: total 6\n");
    save(place("ticker.c"), text);
    program_await(&p, message);
    totals_go_on(&p, 10);
    ck_assert_int_eq(totals_factor(&p, &changes), 2);
    ck_assert_uint_eq(changes, 0);
    await_generation(&p, 1);
    await_version(&p, "ticker.c:total", 1);
    ck_assert_int_eq(rxscope("ls"), 0);
    edit(fixture("ticker.c"), "FACTOR 2", "FACTOR 4"); /* the next good save is taken */
    totals_await(&p, 4);
    program_stop(&p);
}

/* --- the command line --------------------------------------------------------------------------- */

START_TEST(the_command_line_is_checked)
{
    rxscope_expect(2, "unknown option --frob; see rxscope --help", "run --frob x.c");
    rxscope_expect(2, "unknown command 'frobnicate'; see rxscope --help", "frobnicate");
    rxscope_expect(1, "there is no terminal to draw on", " "); /* alone it attaches */
    rxscope_expect(2, "'run' needs FILE", "run");
}
END_TEST

START_TEST(files_that_cannot_be_modules_are_refused)
{
    save(place("notes.txt"), "hello\n");
    ck_assert_int_eq(mkdir(place("folder.c"), 0755), 0);
    rxscope_expect(1, "missing.c: No such file or directory; name", "run --headless %s", place("missing.c"));
    rxscope_expect(1, "folder.c is a folder: name the C file", "run --headless %s", place("folder.c"));
    rxscope_expect(1, "notes.txt is neither a C file (.c) nor a built module (.so)", "run --headless %s",
                   place("notes.txt"));
    rxscope_expect(1, "/dev/null is not a regular file", "run --headless /dev/null");
    fixture("ticker.c");
    rxscope_expect(1, "ticker.c is given twice", "run --headless %s %s", place("ticker.c"), place("./ticker.c"));
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0);
    ck_assert_uint_eq(place_count("run/rxscope", ""), 0);
}
END_TEST

/* --- files that are no modules ------------------------------------------------------------------ */

START_TEST(what_is_not_c_is_refused)
{
    save(place("x.c"), "This is a letter, and not a program.\n");
    refused_at_start("x.c", "x.c:1:");
    save(place("x.c"), "MZ\001\002\377\n");
    refused_at_start("x.c", "x.c:1:");
    save(place("x.so"), "MZ\001\002\377\n");
    refused_at_start("x.so", "not an ELF file");
    refused_at_save("This is a letter, and not a program.\n", "ticker.c:1:");
}
END_TEST

START_TEST(a_file_without_a_module_is_refused)
{
    save(place("x.c"), "int x;\n");
    refused_at_start("x.c", "a module holds one RX_MODULE(name)");
    save(place("x.c"), "");
    refused_at_start("x.c", "a module holds one RX_MODULE(name)");
    refused_at_save("int x;\n", "a module holds one RX_MODULE(name)");
}
END_TEST

START_TEST(a_module_that_calls_what_is_not_there_is_refused)
{
    refused_at_save("#include <rxscope.h>\nvoid missing(void);\nRX_MODULE(ticker) { missing(); }\n", "missing");
}
END_TEST

START_TEST(a_module_that_gives_up_is_refused)
{
    refused_at_save("#include <rxscope.h>\nRX_MODULE(ticker) { rx_fail(\"no %s today\", \"luck\"); }\n",
                    "no luck today");
}
END_TEST

START_TEST(a_callback_of_the_wrong_type_is_an_error_of_the_compiler)
{
    char *good = file_text(fixture("ticker.c"));
    char *bad = replaced(good, "rx_map(scaled)", "rx_map(sum)");
    refused_at_save(bad, "error: ");
    free(bad);
    bad = replaced(good, "RX_SUBSCRIBE(total, show)", "RX_SUBSCRIBE(total, even)");
    refused_at_save(bad, "error: ");
    free(bad);
    free(good);
}
END_TEST

START_TEST(two_modules_of_one_name_are_refused)
{
    struct program p;
    save(place("other.c"), "#include <rxscope.h>\nRX_MODULE(other) { RX_TRACK(o, rx_never()); }\n");
    program_start(&p, "run --headless %s %s", fixture("ticker.c"), place("other.c"));
    program_await(&p, "other.c: live");
    totals_go_on(&p, 1);
    edit(place("other.c"), "RX_MODULE(other)", "RX_MODULE(ticker)");
    program_await(&p, "other.c: RX_MODULE(ticker) is the name of ");
    program_await(&p, "choose another one");
    totals_go_on(&p, 10);
    edit(place("other.c"), "RX_MODULE(ticker)", "RX_MODULE(another)");
    program_await(&p, "other.c: live");
    program_stop(&p);
}
END_TEST

/* --- places ------------------------------------------------------------------------------------- */

START_TEST(a_work_folder_that_cannot_be_made_is_told)
{
    fixture("ticker.c");
    setenv("XDG_RUNTIME_DIR", place("nowhere"), 1);
    rxscope_expect(1, "no work folder can be made here ($XDG_RUNTIME_DIR): No such file or directory; set "
                      "XDG_RUNTIME_DIR to a folder that you can write to",
                   "run --headless %s", place("ticker.c"));
    setenv("XDG_RUNTIME_DIR", place("run"), 1);
    setenv("TMPDIR", place("nowhere"), 1);
    rxscope_expect(1, "no work folder can be made here ($TMPDIR): No such file or directory; set TMPDIR",
                   "demo --headless");
    setenv("TMPDIR", place("ticker.c"), 1);
    rxscope_expect(1, "($TMPDIR): Not a directory; set TMPDIR", "demo --headless");
    setenv("XDG_RUNTIME_DIR", place("run"), 1);
    ck_assert_int_eq(mkdir(place("run/rxscope"), 0755), 0);
    ck_assert_int_eq(chmod(place("run/rxscope"), 0755), 0);
    rxscope_expect(1, "this folder is open to others (chmod 700 closes it)", "run --headless %s",
                   place("ticker.c"));
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0);
}
END_TEST

static void write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY);
    if (fd >= 0 && write(fd, text, strlen(text)) < 0)
        perror(path);
    if (fd >= 0)
        close(fd);
}

/* A file system of that size of this process's own at place("small"); NULL, or why not. */
static const char *mount_small(const char *size)
{
    char options[32], users[32], groups[32];
    bool root = geteuid() == 0;
    snprintf(users, sizeof users, "%ld %ld 1", (long)geteuid(), (long)geteuid());
    snprintf(groups, sizeof groups, "%ld %ld 1", (long)getegid(), (long)getegid());
    snprintf(options, sizeof options, "size=%s,mode=0700", size);
    if (unshare(CLONE_NEWNS | (root ? 0 : CLONE_NEWUSER)) != 0)
        return strerror(errno);
    if (!root) {
        write_file("/proc/self/setgroups", "deny");
        write_file("/proc/self/uid_map", users);
        write_file("/proc/self/gid_map", groups);
    }
    ck_assert_int_eq(mkdir(place("small"), 0700), 0);
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("none", place("small"), "tmpfs", 0, options) != 0)
        return strerror(errno);
    return NULL;
}

static bool small_disk(const char *size)
{
    char reason[128];
    const char *error = mount_small(size);
    if (!error)
        return true;
    snprintf(reason, sizeof reason, "a small file system cannot be mounted here: %s", error);
    suite_skip(reason);
    return false;
}

START_TEST(a_full_disk_at_the_start_is_told)
{
    if (!small_disk("16k"))
        return;
    fixture("ticker.c");
    setenv("XDG_RUNTIME_DIR", place("small"), 1);
    rxscope_expect(1, "rxscope.h: No space left on device; make room there", "run --headless %s",
                   place("ticker.c"));
    ck_assert_uint_eq(place_count("small", "rxscope-work-"), 0);
    umount(place("small"));
}
END_TEST

START_TEST(a_full_disk_at_a_save_leaves_the_old_code_running)
{
    struct program p;
    if (!small_disk("2m"))
        return;
    setenv("XDG_RUNTIME_DIR", place("small"), 1);
    program_start(&p, "run --headless %s", fixture("ticker.c"));
    program_await(&p, "stderr: total 6\n");
    int fd = open(place("small/ballast"), O_WRONLY | O_CREAT, 0600);
    char block[4096] = {0};
    while (write(fd, block, sizeof block) > 0)
        continue;
    close(fd);
    edit(place("ticker.c"), "FACTOR 2", "FACTOR 4");
    program_await(&p, "No space left on device");
    totals_go_on(&p, 10);
    ck_assert_int_eq(totals_factor(&p, NULL), 2);
    ck_assert_int_eq(unlink(place("small/ballast")), 0);
    edit(place("ticker.c"), "FACTOR 4", "FACTOR 6");
    totals_await(&p, 6);
    program_stop(&p);
    umount(place("small"));
}
END_TEST

/* --- helpers that are missing ------------------------------------------------------------------- */

START_TEST(without_a_compiler_a_module_is_refused_and_the_demo_runs_as_built)
{
    struct program p;
    fixture("ticker.c");
    setenv("PATH", place("tmp"), 1);
    unsetenv("CC");
    refused_at_start("ticker.c", "cc: no such program; install it");
    program_start(&p, "demo --headless");
    program_await(&p, "cpu.c: live");
    program_await(&p, "no C compiler (cc): the example runs as it was built, and edits need one; install gcc");
    await_version(&p, "cpu.c:average", 1);
    program_stop(&p);
}
END_TEST

START_TEST(a_compiler_that_dies_or_says_nothing_is_refused)
{
    fixture("ticker.c");
    save_script(place("mute"), "exit 3\n");
    setenv("CC", place("mute"), 1);
    refused_at_start("ticker.c", "mute");
    save_script(place("mute"), "kill -9 $$\n");
    refused_at_start("ticker.c", "mute");
    save_script(place("mute"), "exit 0\n"); /* and makes nothing */
    refused_at_start("ticker.c", "mute");
}
END_TEST

START_TEST(an_editor_that_fails_leaves_the_program_untouched)
{
    struct term t;
    static const char *const editors[] = {"/no/such/editor", "false", "kill -9 $$ #"};
    static const char *const messages[] = {"cannot be run; set VISUAL or EDITOR", "failed with status 1",
                                           "ended by signal 9"};
    for (size_t i = 0; i < ARRAY_LEN(editors); i++) {
        setenv("EDITOR", editors[i], 1);
        term_start(&t, 24, 120, "run %s", fixture("ticker.c"));
        term_await(&t, "words*v1");
        term_keys(&t, "je");
        term_await(&t, messages[i]);
        term_await(&t, "gen 1*live");
        term_quit(&t);
    }
}
END_TEST

START_TEST(without_a_terminal_headless_is_offered)
{
    rxscope_expect(1, "there is no terminal to draw on; --headless runs without a screen", "run %s",
                   fixture("ticker.c"));
    rxscope_expect(1, "--headless", "demo");
    ck_assert_uint_eq(place_count("tmp", ""), 0);
    ck_assert_uint_eq(place_count("run", "rxscope-work-"), 0);
}
END_TEST

START_TEST(an_unknown_terminal_is_refused)
{
    struct term t;
    setenv("TERM", "bogus", 1);
    term_start(&t, 24, 200, "demo");
    ck_assert_int_eq(term_wait(&t), 1);
    ck_assert_msg(term_row(&t, "rxscope: TERM=bogus: no such terminal type in terminfo; set TERM") >= 0, "%s",
                  term_text(&t));
    term_assert_restored(&t);
    term_release(&t);
}
END_TEST

/* --- the config file ------------------------------------------------------------------------------- */

static void save_config(const char *text)
{
    mkdir(place("config"), 0700);
    mkdir(place("config/rxscope"), 0700);
    save(place("config/rxscope/config"), text);
    ck_assert_int_eq(chmod(place("config/rxscope/config"), 0644), 0);
}

START_TEST(a_config_file_that_was_asked_for_has_to_be_usable)
{
    rxscope_expect(2, "nowhere: No such file or directory", "ls --config %s", place("nowhere"));
    rxscope_expect(2, "run: not a regular file", "ls --config %s", place("run"));
    save_config("[screen]\nascii = no\n");
    ck_assert_int_eq(rxscope("ls --config %s", place("config/rxscope/config")), 0);
    ck_assert_str_eq(said(), "");
    ck_assert_int_eq(chmod(place("config/rxscope/config"), 0666), 0);
    rxscope_expect(2, "others may write it: chmod go-w", "ls --config %s", place("config/rxscope/config"));
    ck_assert_int_eq(rxscope("--version --config %s", place("nowhere")), 0);
    rxscope_expect(2, "--config needs a value", "ls --config");
}
END_TEST

START_TEST(the_usual_config_file_never_stops_the_program)
{
    ck_assert_int_eq(rxscope("ls"), 0);
    ck_assert_str_eq(said(), ""); /* it is not there */
    save_config("[screen]\nascii = perhaps\nwhat\n[nowhere]\n");
    rxscope_expect(0, "config/rxscope/config:2: 'perhaps' is no value of ascii: it takes yes or no\n", "ls");
    ck_assert_ptr_nonnull(strstr(said(), "config:3: this is neither a [section], nor a 'key = value'"));
    ck_assert_ptr_nonnull(strstr(said(), "config:4: the section [nowhere] is unknown"));
    save_config("[screen]\n\033]0;title\007 = x\n"); /* nothing of it reaches the terminal as it is */
    rxscope_expect(0, "config:2: '", "ls");
    ck_assert_ptr_null(strchr(said(), '\033'));
    ck_assert_int_eq(chmod(place("config/rxscope/config"), 0666), 0);
    rxscope_expect(0, "it is not used, since others may write it", "ls");
}
END_TEST

START_TEST(of_two_config_files_one_is_read_and_the_other_told)
{
    save_config("[screen]\nascii = perhaps\n");
    save(place("config/rxscope/config.ini"), "[keys]\nswop = s\n");
    rxscope_expect(0, "rxscope/config is not read, since ", "ls");
    ck_assert_ptr_nonnull(strstr(said(), "rxscope/config.ini:2: there is no action 'swop'"));
    ck_assert_ptr_null(strstr(said(), "perhaps"));
}
END_TEST

START_TEST(the_config_file_gives_the_screen_its_keys)
{
    struct term t;
    save_config("[keys]\nquit = Z\nhelp = F1\nswap = F6 s\n");
    term_start(&t, 24, 120, "run %s", fixture("ticker.c"));
    term_await(&t, "words*v1");
    ck_assert_int_ge(term_row(&t, "F1 help*Z quit"), 0);
    term_press(&t, "\033OP", " F6, s *Choose a version");
    term_keys(&t, "Z"); /* what leads out of the help, too */
    term_await_gone(&t, "Choose a version");
    term_keys(&t, "q"); /* nothing */
    term_await(&t, "words*v1");
    term_keys(&t, "Z");
    ck_assert_int_eq(term_wait(&t), 0);
    term_assert_restored(&t);
    term_release(&t);
}
END_TEST

START_TEST(the_config_file_draws_with_ascii)
{
    struct term t;
    save_config("[screen]\nascii = yes\n");
    term_start(&t, 24, 120, "run %s", fixture("ticker.c"));
    term_await(&t, "words*v1");
    for (const char *p = term_text(&t); *p; p++)
        ck_assert_msg((unsigned char)*p < 0x80, "%s", term_text(&t));
    term_quit(&t);
}
END_TEST

START_TEST(the_config_file_that_help_prints_is_taken_without_a_word)
{
    rxscope_expect(0, "[record]\n# How large a recording grows", "help config");
    save_config(said());
    ck_assert_int_eq(rxscope("ls"), 0);
    ck_assert_str_eq(said(), "");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_command_line_is_checked,
        files_that_cannot_be_modules_are_refused,
        what_is_not_c_is_refused,
        a_file_without_a_module_is_refused,
        a_module_that_calls_what_is_not_there_is_refused,
        a_module_that_gives_up_is_refused,
        a_callback_of_the_wrong_type_is_an_error_of_the_compiler,
        two_modules_of_one_name_are_refused,
        a_work_folder_that_cannot_be_made_is_told,
        a_full_disk_at_the_start_is_told,
        a_full_disk_at_a_save_leaves_the_old_code_running,
        without_a_compiler_a_module_is_refused_and_the_demo_runs_as_built,
        a_compiler_that_dies_or_says_nothing_is_refused,
        an_editor_that_fails_leaves_the_program_untouched,
        without_a_terminal_headless_is_offered,
        an_unknown_terminal_is_refused,
        a_config_file_that_was_asked_for_has_to_be_usable,
        the_usual_config_file_never_stops_the_program,
        of_two_config_files_one_is_read_and_the_other_told,
        the_config_file_gives_the_screen_its_keys,
        the_config_file_draws_with_ascii,
        the_config_file_that_help_prints_is_taken_without_a_word,
    };
    return suite_run("input", tests, ARRAY_LEN(tests));
}
