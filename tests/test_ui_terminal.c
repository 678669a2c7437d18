/* test_ui_terminal.c - the real terminal, through a pty: what is written, what is restored, what is
 * refused, and that signals stay the host's. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/support/model.h"
#include "tests/support/suite.h"
#include "ui/ui.h"

static struct model *m;
static int master, slave;
static char device[64];
static struct termios before;
static struct str written;

static void set_up(void)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    unsetenv("NO_COLOR");
    m = model_new("demo", 0);
    model_demo(m);
    ck_assert_int_eq(openpty(&master, &slave, device, NULL, &size), 0);
    ck_assert_int_eq(tcgetattr(slave, &before), 0);
    fcntl(master, F_SETFL, O_NONBLOCK);
}

static void tear_down(void)
{
    close(master);
    close(slave);
    model_free(m);
    str_release(&written);
}

/* Everything that was written to the terminal since the last call. */
static const char *output(void)
{
    char buf[4096];
    ssize_t n;
    str_clear(&written);
    while ((n = read(master, buf, sizeof buf)) > 0)
        str_addn(&written, buf, (size_t)n);
    return str_text(&written);
}

static struct ui *open_ui(void)
{
    struct fault_text why = {""};
    struct ui_options options = {.state = m->state, .tty = device};
    struct ui *ui = NULL;
    ck_assert_msg(ui_open(&ui, &options, &why) == STATUS_OK, "%s", why.text);
    return ui;
}

static bool modes_are_back(void)
{
    struct termios now;
    ck_assert_int_eq(tcgetattr(slave, &now), 0);
    return now.c_lflag == before.c_lflag && now.c_iflag == before.c_iflag &&
           now.c_oflag == before.c_oflag;
}

/* ---- Taking it and giving it back. ---- */

START_TEST(the_terminal_is_as_it_was_after_close)
{
    struct ui *ui = open_ui();
    ui_draw(ui, clock_mono_ns());
    ck_assert_ptr_nonnull(strstr(output(), "\033[?1049h"));
    ck_assert(!modes_are_back());
    ui_close(ui);
    ck_assert_ptr_nonnull(strstr(output(), "\033[?1049l"));
    ck_assert(modes_are_back());
}
END_TEST

START_TEST(nothing_is_asked_of_the_terminal)
{
    static const char *const questions[] = {
        "\033[c", "\033[0c",  "\033[>c",  "\033[>0c",  "\033[5n",   "\033[6n", "\033Z",
        "\033[x", "\033[18t", "\033[14t", "\033]11;?", "\033]10;?", "$p",      "\033P+q"};
    struct ui *ui = open_ui();
    ui_draw(ui, clock_mono_ns());
    const char *text = output();
    for (size_t i = 0; i < ARRAY_LEN(questions); i++)
        ck_assert_msg(!strstr(text, questions[i]), "question %zu", i);
    ui_close(ui);
}
END_TEST

START_TEST(a_frame_without_a_change_writes_nothing)
{
    uint64_t now = clock_mono_ns();
    struct ui *ui = open_ui();
    for (int i = 0; i < 3; i++)
        ui_draw(ui, now += NS_PER_S);
    output();
    for (int i = 0; i < 5; i++)
        ui_draw(ui, now += NS_PER_S);
    output();
    ck_assert_uint_eq(written.len, 0);
    ui_close(ui);
}
END_TEST

START_TEST(a_value_writes_little)
{
    uint64_t now = clock_mono_ns();
    struct ui *ui = open_ui();
    for (int i = 0; i < 3; i++)
        ui_draw(ui, now += NS_PER_S);
    output();
    model_merge(m, m->show, 1, false);
    ui_draw(ui, now + 1);
    output();
    ck_assert_uint_gt(written.len, 0);
    ck_assert_uint_lt(written.len, 120);
    ui_close(ui);
}
END_TEST

START_TEST(suspending_gives_it_back_and_resuming_draws_it_whole)
{
    struct ui *ui = open_ui();
    ui_draw(ui, clock_mono_ns());
    ui_suspend(ui);
    ck_assert(modes_are_back());
    ck_assert_int_eq(ui_draw_due(ui, clock_mono_ns()), -1);
    output();
    ui_draw(ui, clock_mono_ns());
    output();
    ck_assert_uint_eq(written.len, 0);
    ui_resume(ui);
    ui_draw(ui, clock_mono_ns());
    ck_assert_ptr_nonnull(strstr(output(), "cpu.c"));
    ck_assert(!modes_are_back());
    ui_close(ui);
    ck_assert(modes_are_back());
}
END_TEST

START_TEST(ctrl_s_does_not_stop_the_screen)
{
    struct ui *ui = open_ui();
    ui_suspend(ui);
    ui_resume(ui);
    ui_draw(ui, clock_mono_ns());
    output();
    ck_assert_int_eq(write(master, "\023?", 2), 2); /* ? opens the help */
    usleep(100000);
    ck_assert_int_eq(ui_input(ui), STATUS_OK);
    struct termios now;
    ck_assert_int_eq(tcgetattr(slave, &now), 0);
    ck_assert(!(now.c_iflag & IXON));
    ui_draw(ui, clock_mono_ns() + NS_PER_S);
    ck_assert(*output());
    ui_close(ui);
    ck_assert(modes_are_back());
}
END_TEST

START_TEST(it_can_be_opened_again)
{
    for (int i = 0; i < 3; i++) {
        struct ui *ui = open_ui();
        ui_draw(ui, clock_mono_ns());
        ck_assert_ptr_nonnull(strstr(output(), "cpu.c"));
        ui_close(ui);
    }
    ck_assert(modes_are_back());
}
END_TEST

START_TEST(an_emergency_restores_it)
{
    struct ui *ui = open_ui();
    ui_draw(ui, clock_mono_ns());
    output();
    pid_t pid = fork();
    if (pid == 0) {
        ui_emergency_restore();
        _exit(0);
    }
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
    const char *text = output();
    ck_assert_ptr_nonnull(strstr(text, "\033[?1049l"));
    ck_assert_ptr_null(strchr(text, '$')); /* no padding marks */
    ck_assert(modes_are_back());
    ui_close(ui);
    ui_emergency_restore(); /* none is open: nothing happens */
}
END_TEST

/* ---- Signals stay the host's. ---- */

static void host_handler(int sig)
{
    (void)sig;
}

START_TEST(signal_handlers_are_left_alone)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH, SIGCONT};
    void (*const handlers[])(int) = {SIG_DFL, host_handler};
    for (size_t round = 0; round < 2; round++) {
        struct sigaction mine = {.sa_handler = handlers[round]}, now;
        for (size_t i = 0; i < ARRAY_LEN(signals); i++)
            sigaction(signals[i], &mine, NULL);
        struct ui *ui = open_ui();
        ui_draw(ui, clock_mono_ns());
        for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
            sigaction(signals[i], NULL, &now);
            ck_assert_msg(now.sa_handler == handlers[round], "signal %d", signals[i]);
        }
        ui_close(ui);
    }
}
END_TEST

START_TEST(a_resize_is_taken_from_the_terminal)
{
    struct winsize size = {.ws_row = 50, .ws_col = 160};
    struct ui *ui = open_ui();
    ui_draw(ui, clock_mono_ns());
    output();
    ioctl(master, TIOCSWINSZ, &size);
    ui_resize(ui);
    ui_draw(ui, clock_mono_ns());
    ck_assert_ptr_nonnull(strstr(output(), "\033[50;"));
    ui_close(ui);
}
END_TEST

/* ---- Keys and the end. ---- */

static enum status type(struct ui *ui, const char *keys)
{
    struct pollfd p = {.fd = ui_fd(ui), .events = POLLIN};
    ck_assert_int_eq(write(master, keys, strlen(keys)), (ssize_t)strlen(keys));
    ck_assert_int_eq(poll(&p, 1, 5000), 1);
    return ui_input(ui);
}

START_TEST(keys_arrive)
{
    struct ui *ui = open_ui();
    ui_draw(ui, clock_mono_ns());
    ck_assert_int_eq(type(ui, "\033[B\033OB?"), STATUS_OK);
    output();
    ui_draw(ui, clock_mono_ns());
    ck_assert_ptr_nonnull(strstr(output(), "help"));
    ck_assert_int_eq(type(ui, "q"), STATUS_OK);
    ck_assert(!ui_quit(ui));
    ck_assert_int_eq(type(ui, "q"), STATUS_OK);
    ck_assert(ui_quit(ui));
    ui_close(ui);
}
END_TEST

START_TEST(a_terminal_that_disappears_is_noticed)
{
    struct ui *ui = open_ui();
    ui_draw(ui, clock_mono_ns());
    close(master);
    ck_assert_int_eq(ui_input(ui), STATUS_GONE);
    ui_draw(ui, clock_mono_ns());
    ui_close(ui);
    master = open("/dev/null", O_RDONLY);
}
END_TEST

/* ---- What is refused. ---- */

static void expect_refused(const char *type_name, const char *tty, const char *says)
{
    struct fault_text why = {""};
    struct ui_options options = {.state = m->state, .tty = tty};
    struct ui *ui = NULL;
    if (type_name)
        setenv("TERM", type_name, 1);
    else
        unsetenv("TERM");
    ck_assert_int_eq(ui_open(&ui, &options, &why), STATUS_TERMINAL);
    ck_assert_msg(strstr(why.text, says) && strstr(why.text, "--headless"), "%s", why.text);
    output();
    ck_assert_uint_eq(written.len, 0);
    ck_assert(modes_are_back());
}

START_TEST(a_terminal_that_cannot_be_used_is_refused)
{
    expect_refused("no-such-terminal", device, "no-such-terminal");
    expect_refused("dumb", device, "cannot move its cursor");
    expect_refused("", device, "TERM is not set");
    expect_refused(NULL, device, "TERM is not set");
    expect_refused("xterm", "/nonexistent/tty", "/nonexistent/tty");
    expect_refused("xterm", "/etc/passwd", "is not a terminal");
}
END_TEST

START_TEST(plain_terminals_are_enough)
{
    static const char *const types[] = {"vt100", "linux", "screen", "ansi", "xterm-mono"};
    setenv("TERM", types[_i], 1);
    struct fault_text why;
    struct ui_options options = {.state = m->state, .tty = device, .ascii = true};
    struct ui *ui = NULL;
    if (ui_open(&ui, &options, &why) != STATUS_OK) {
        ck_assert_msg(strstr(why.text, "terminfo") != NULL, "%s", why.text);
        return; /* this machine does not know the type */
    }
    ui_draw(ui, clock_mono_ns());
    for (const char *p = output(); *p; p++)
        ck_assert_uint_lt((unsigned char)*p, 0x80);
    ck_assert_ptr_nonnull(strstr(str_text(&written), "cpu.c"));
    ui_close(ui);
}
END_TEST

START_TEST(no_color_is_honoured)
{
    setenv("NO_COLOR", "1", 1);
    struct ui *ui = open_ui();
    ui_draw(ui, clock_mono_ns());
    const char *text = output();
    ck_assert_ptr_null(strstr(text, "\033[32m"));
    ck_assert_ptr_null(strstr(text, "\033[36m"));
    ck_assert_ptr_nonnull(strstr(text, "●"));
    ui_close(ui);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_terminal_is_as_it_was_after_close,
        nothing_is_asked_of_the_terminal,
        a_frame_without_a_change_writes_nothing,
        a_value_writes_little,
        suspending_gives_it_back_and_resuming_draws_it_whole,
        ctrl_s_does_not_stop_the_screen,
        it_can_be_opened_again,
        an_emergency_restores_it,
        signal_handlers_are_left_alone,
        a_resize_is_taken_from_the_terminal,
        keys_arrive,
        a_terminal_that_disappears_is_noticed,
        a_terminal_that_cannot_be_used_is_refused,
        no_color_is_honoured,
    };
    Suite *suite = suite_create("ui terminal");
    TCase *t = tcase_create("terminal");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    tcase_add_loop_test(t, plain_terminals_are_enough, 0, 5);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
