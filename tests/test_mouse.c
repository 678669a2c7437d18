/* test_mouse.c - the mouse: what its reports say, also in pieces and broken ones, what clicks and the wheel do, and that the
 * terminal has it back at every end. */
#include "ui/mouse.h"

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/events.h"
#include "tests/support/model.h"
#include "tests/support/suite.h"
#include "ui/ui_private.h"

static struct model *m;
static struct ui *ui;
static struct str text;
static unsigned sent; /* commands that change something */

static void on_command(void *ctx, const struct command *cmd)
{
    (void)ctx;
    sent += cmd->kind != CMD_WATCH && cmd->kind != CMD_DIFF && cmd->kind != CMD_SOURCE;
}

static void set_up(void)
{
    unsetenv("NO_COLOR");
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    sent = 0;
    m = model_new("demo", 0);
    model_demo(m);
}

static void tear_down(void)
{
    ui_close(ui);
    ui = NULL;
    model_free(m);
    str_release(&text);
}

static void open_screen(int rows, int cols)
{
    struct ui_options options = {.state = m->state, .host = {.command = on_command}};
    ui = ui_new(&options, rows, cols);
    ui_draw(ui, NS_PER_S);
}

static const char *screen_now(void)
{
    ui_draw(ui, 2 * NS_PER_S);
    str_clear(&text);
    screen_text(ui->screen, &text);
    return str_text(&text);
}

/* ---- reports ---- */

/* Each character but the last wants more. */
static enum mouse_result read_all(bool three, const char *report, struct mouse_event *e)
{
    struct mouse_reader r;
    enum mouse_result got = MOUSE_MORE;
    mouse_begin(&r, three);
    for (const char *p = report; *p; p++) {
        ck_assert_msg(got == MOUSE_MORE, "%s at %s", report, p);
        got = mouse_take(&r, (unsigned char)*p, e);
    }
    ck_assert_int_eq(got != MOUSE_MORE, r.state == MOUSE_IDLE);
    return got;
}

START_TEST(a_report_is_read)
{
    static const struct {
        const char *report;
        bool three;
        enum mouse_result result;
        struct mouse_event event;
    } cases[] = {{"0;1;1M", false, MOUSE_DONE, {MOUSE_CLICK, 0, 0}},
                 {"0;80;24M", false, MOUSE_DONE, {MOUSE_CLICK, 23, 79}},
                 {"4;300;200M", false, MOUSE_DONE, {MOUSE_CLICK, 199, 299}}, /* with Shift */
                 {"64;2;3M", false, MOUSE_DONE, {MOUSE_WHEEL_UP, 2, 1}},
                 {"81;2;3M", false, MOUSE_DONE, {MOUSE_WHEEL_DOWN, 2, 1}}, /* with Control */
                 {"0;1;1m", false, MOUSE_NOTHING, {0}},                     /* let go */
                 {"1;1;1M", false, MOUSE_NOTHING, {0}},
                 {"2;1;1M", false, MOUSE_NOTHING, {0}},
                 {"32;1;1M", false, MOUSE_NOTHING, {0}}, /* moved */
                 {"66;1;1M", false, MOUSE_NOTHING, {0}},
                 {"0;0;1M", false, MOUSE_NOTHING, {0}},
                 {"0;1;0M", false, MOUSE_NOTHING, {0}},
                 {"0;99999;1M", false, MOUSE_NOTHING, {0}},
                 {"q", false, MOUSE_BROKEN, {0}},
                 {"0;q", false, MOUSE_BROKEN, {0}},
                 {"0;1M", false, MOUSE_BROKEN, {0}},
                 {"0;1;1;", false, MOUSE_BROKEN, {0}},
                 {"0;1;1q", false, MOUSE_BROKEN, {0}},
                 {"0;;", false, MOUSE_BROKEN, {0}},
                 {"0;123456", false, MOUSE_BROKEN, {0}},
                 {" !!", true, MOUSE_DONE, {MOUSE_CLICK, 0, 0}},
                 {"`+&", true, MOUSE_DONE, {MOUSE_WHEEL_UP, 5, 10}},
                 {"#!!", true, MOUSE_NOTHING, {0}}, /* let go */
                 {" \x1b", true, MOUSE_BROKEN, {0}}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct mouse_event e = {0};
        ck_assert_msg(read_all(cases[i].three, cases[i].report, &e) == cases[i].result, "%s", cases[i].report);
        if (cases[i].result == MOUSE_DONE)
            ck_assert_msg(e.kind == cases[i].event.kind && e.y == cases[i].event.y && e.x == cases[i].event.x, "%s",
                          cases[i].report);
    }
}
END_TEST

/* ---- on the screen ---- */

static void mouse(enum mouse_kind kind, int y, int x)
{
    struct mouse_event e = {kind, y, x};
    ui_mouse(ui, &e);
    ui_draw(ui, 2 * NS_PER_S);
}

static const struct {
    int rows, cols;
} sizes[] = {{24, 80}, {48, 160}, {12, 40}};

START_TEST(a_click_selects_the_row_below_it)
{
    open_screen(sizes[_i].rows, sizes[_i].cols);
    for (int row = 0; row < ui->layout.tree.rows && (size_t)row < ui->tree.n; row++) {
        mouse(MOUSE_CLICK, ui->layout.tree.y + row, ui->layout.tree.cols - 1);
        ck_assert_uint_eq(ui->tree.selected, ui->tree.top + (size_t)row);
    }
    size_t rows = ui->tree.n;
    mouse(MOUSE_CLICK, 0, 5); /* not a row */
    mouse(MOUSE_CLICK, screen_rows(ui->screen) - 1, 5);
    mouse(MOUSE_CLICK, 5000, 5000);
    ck_assert_uint_eq(ui->tree.n, rows);
    ck_assert_uint_eq(sent, 0);
}
END_TEST

START_TEST(a_click_on_the_mark_folds_and_unfolds)
{
    open_screen(sizes[_i].rows, sizes[_i].cols);
    size_t rows = ui->tree.n;
    ck_assert(ui->tree.rows[0].open);
    mouse(MOUSE_CLICK, ui->layout.tree.y, 1);
    ck_assert(!ui->tree.rows[0].open);
    ck_assert_uint_lt(ui->tree.n, rows);
    mouse(MOUSE_CLICK, ui->layout.tree.y, 1);
    ck_assert_uint_eq(ui->tree.n, rows);
    mouse(MOUSE_CLICK, ui->layout.tree.y, 6); /* on its name */
    ck_assert_uint_eq(ui->tree.n, rows);
    ck_assert_uint_eq(ui->tree.rows[1].depth, 1);
    ck_assert(ui->tree.rows[1].open);
    mouse(MOUSE_CLICK, ui->layout.tree.y + 1, 3);
    ck_assert(!ui->tree.rows[1].open);
}
END_TEST

START_TEST(a_click_gives_a_pane_the_focus)
{
    open_screen(48, 160);
    mouse(MOUSE_CLICK, ui->layout.detail.y + 1, 4);
    ck_assert_int_eq(ui->focus, FOCUS_DETAIL);
    mouse(MOUSE_CLICK, ui->layout.log.y, 4);
    ck_assert_int_eq(ui->focus, FOCUS_LOG);
    mouse(MOUSE_CLICK, ui->layout.above_detail.y, 4);
    ck_assert_int_eq(ui->focus, FOCUS_DETAIL);
    mouse(MOUSE_CLICK, ui->layout.above_log.y, 4);
    ck_assert_int_eq(ui->focus, FOCUS_LOG);
    mouse(MOUSE_CLICK, ui->layout.tree.y, 9);
    ck_assert_int_eq(ui->focus, FOCUS_TREE);
}
END_TEST

static const struct state *on_events(void *ctx)
{
    (void)ctx;
    state_keep_events(m->state, EVENTS_KEPT);
    return m->state;
}

/* Views that draw for themselves know what stands in their rows. */
START_TEST(a_click_selects_an_event_and_a_stream)
{
    struct ui_options options = {.state = m->state, .events = on_events};
    ui = ui_new(&options, sizes[_i].rows, sizes[_i].cols);
    ui_draw(ui, NS_PER_S);
    ui_key(ui, '5');
    ui_draw(ui, 2 * NS_PER_S);
    for (int i = 0; i < 30; i++)
        model_log(m, 0, LOG_INFO, "line");
    ui_draw(ui, 3 * NS_PER_S);
    const struct events *e = &ui->events.list;
    const struct rect *at = &ui->layout.tree;
    int head = at->rows >= 6;
    mouse(MOUSE_CLICK, at->y, 3);
    ck_assert_uint_eq(e->selected, head ? 0 : events_at(e, events_top(e)));
    mouse(MOUSE_CLICK, at->y + head + 1, 3);
    ck_assert_uint_eq(e->selected, events_at(e, events_top(e) + 1));
    uint64_t one = e->selected;
    mouse(MOUSE_CLICK, at->y + head, 3);
    ck_assert_uint_eq(e->selected, one - 1);
    ui_key(ui, '1');
    ui_draw(ui, 4 * NS_PER_S);
    mouse(MOUSE_CLICK, ui->layout.tree.y, 20);
    ui_key(ui, '4');
    ui_draw(ui, 5 * NS_PER_S);
    ck_assert_uint_gt(ui->marbles.streams.n, 1);
    mouse(MOUSE_CLICK, ui->layout.tree.y + 2, 3);
    ck_assert_uint_eq(ui->marbles.row, ui->marbles.top + 1);
    mouse(MOUSE_CLICK, ui->layout.tree.y, 3); /* the axis */
    mouse(MOUSE_CLICK, ui->layout.tree.y + ui->layout.tree.rows - 1, 3);
    ck_assert_uint_lt(ui->marbles.row, ui->marbles.streams.n);
}
END_TEST

START_TEST(the_wheel_scrolls_what_it_is_over)
{
    open_screen(12, 40);
    mouse(MOUSE_WHEEL_DOWN, ui->layout.tree.y, 5);
    ck_assert_uint_eq(ui->tree.selected, 3);
    mouse(MOUSE_WHEEL_UP, ui->layout.tree.y, 5);
    mouse(MOUSE_WHEEL_UP, ui->layout.tree.y, 5);
    ck_assert_uint_eq(ui->tree.selected, 0);
    mouse(MOUSE_CLICK, ui->layout.tree.y + 2, 20); /* there is more to tell of a track than there is room */
    mouse(MOUSE_WHEEL_DOWN, ui->layout.detail.y, 5);
    ck_assert_uint_gt(ui->detail_top, 0);
    ck_assert_uint_eq(ui->tree.selected, 2);
    ck_assert_int_eq(ui->focus, FOCUS_TREE);
    mouse(MOUSE_WHEEL_UP, ui->layout.detail.y, 5);
    ck_assert_uint_eq(ui->detail_top, 0);
    for (int i = 0; i < 50; i++)
        model_log(m, 0, LOG_INFO, "line");
    ui->focus = FOCUS_LOG;
    ui->dirty = ui->rebuild = true;
    ui_draw(ui, 3 * NS_PER_S);
    mouse(MOUSE_WHEEL_UP, ui->layout.log.y, 5);
    ck_assert_uint_eq(ui->log_top, 3);
    mouse(MOUSE_WHEEL_DOWN, ui->layout.log.y, 5);
    ck_assert_uint_eq(ui->log_top, 0);
}
END_TEST

START_TEST(a_text_scrolls_and_a_list_chooses_what_is_clicked_twice)
{
    open_screen(24, 80);
    ui_key(ui, '?');
    ui_draw(ui, 2 * NS_PER_S);
    mouse(MOUSE_WHEEL_DOWN, 5, 5);
    ck_assert_uint_eq(ui->overlay.top, 3);
    mouse(MOUSE_CLICK, 5, 5);
    ck_assert_ptr_eq(ui->modal, &pane_overlay);
    mouse(MOUSE_WHEEL_UP, 5, 5);
    ck_assert_uint_eq(ui->overlay.top, 0);
    ui_key(ui, KEYCODE_ESC);
    ui_key(ui, 't');
    ui_draw(ui, 2 * NS_PER_S);
    ck_assert_ptr_eq(ui->modal, &pane_popup);
    ck_assert_uint_gt(ui->popup.n, 1);
    mouse(MOUSE_CLICK, ui->layout.popup.y, 5); /* its title */
    mouse(MOUSE_CLICK, ui->layout.tree.y, 5);  /* beside it */
    mouse(MOUSE_CLICK, ui->layout.popup.y + 1 + (int)ui->popup.n, 5);
    ck_assert_uint_eq(ui->popup.selected, 0);
    ck_assert_uint_eq(ui->tree.selected, 0);
    mouse(MOUSE_WHEEL_DOWN, 5, 5);
    ck_assert_uint_gt(ui->popup.selected, 0);
    mouse(MOUSE_WHEEL_UP, 5, 5);
    mouse(MOUSE_CLICK, ui->layout.popup.y + 2, 5);
    ck_assert_uint_eq(ui->popup.selected, 1);
    ck_assert_ptr_eq(ui->modal, &pane_popup);
    mouse(MOUSE_CLICK, ui->layout.popup.y + 2, 5);
    ck_assert_ptr_null(ui->modal);
    ck_assert_ptr_nonnull(ui->filter);
}
END_TEST

START_TEST(while_something_is_typed_the_mouse_does_nothing)
{
    open_screen(24, 80);
    ui_key(ui, 'f');
    ui_key(ui, 'a');
    mouse(MOUSE_CLICK, ui->layout.tree.y, 1);
    mouse(MOUSE_WHEEL_DOWN, ui->layout.tree.y, 1);
    ck_assert_ptr_eq(ui->modal, &pane_prompt);
    ck_assert_str_eq(ui->prompt.text, "a");
    ck_assert_uint_eq(ui->tree.selected, 0);
}
END_TEST

START_TEST(a_key_takes_it_and_gives_it_back)
{
    open_screen(24, 80);
    ui_key(ui, KEYCODE_CTRL('p'));
    ck_assert(ui->mouse);
    ck_assert_ptr_nonnull(strstr(screen_now(), "the mouse selects, folds and scrolls"));
    ui_key(ui, KEYCODE_CTRL('p'));
    ck_assert(!ui->mouse);
    ck_assert_ptr_nonnull(strstr(screen_now(), "the mouse is the terminal's"));
}
END_TEST

START_TEST(any_events_on_any_screen_are_fine)
{
    struct random r = {.state = 5};
    open_screen(24, 80);
    for (unsigned i = 0; i < 3000; i++) {
        if (random_below(&r, 20) == 0)
            ui_set_size(ui, 1 + (int)random_below(&r, 60), 1 + (int)random_below(&r, 180));
        if (random_below(&r, 4) == 0)
            ui_key(ui, "?tfs\tjq4\x1b"[random_below(&r, 9)]);
        mouse((enum mouse_kind)random_below(&r, 3), (int)random_below(&r, 70), (int)random_below(&r, 200));
    }
}
END_TEST

/* ---- on the terminal ---- */

static int master, slave;
static char device[64];

static const char *output(void)
{
    char buf[4096];
    ssize_t n;
    str_clear(&text);
    while ((n = read(master, buf, sizeof buf)) > 0)
        str_addn(&text, buf, (size_t)n);
    return str_text(&text);
}

static void open_terminal(bool with_mouse)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    struct fault_text why;
    ck_assert_int_eq(openpty(&master, &slave, device, NULL, &size), 0);
    fcntl(master, F_SETFL, O_NONBLOCK);
    struct ui_options options = {.state = m->state, .tty = device, .mouse = with_mouse};
    ck_assert_int_eq(ui_open(&ui, &options, &why), STATUS_OK);
    ui_draw(ui, clock_mono_ns());
}

static void close_terminal(void)
{
    ui_close(ui);
    ui = NULL;
    close(master);
    close(slave);
}

static void type(const char *bytes)
{
    struct pollfd p = {.fd = ui_fd(ui), .events = POLLIN};
    ck_assert_int_eq(write(master, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
    ck_assert_int_eq(poll(&p, 1, 5000), 1);
    ck_assert_int_eq(ui_input(ui), STATUS_OK);
    ui_draw(ui, clock_mono_ns());
}

START_TEST(it_is_not_taken_unless_it_is_wanted)
{
    open_terminal(false);
    ck_assert_ptr_null(strstr(output(), "[?1000h"));
    close_terminal();
    ck_assert_ptr_null(strstr(str_text(&text), "[?100"));
}
END_TEST

START_TEST(it_is_given_back_at_the_end_and_meanwhile)
{
    open_terminal(true);
    ck_assert_ptr_nonnull(strstr(output(), MOUSE_ON));
    ui_suspend(ui);
    ck_assert_ptr_nonnull(strstr(output(), MOUSE_OFF));
    ui_resume(ui);
    ck_assert_ptr_nonnull(strstr(output(), MOUSE_ON));
    type("\x10");
    ck_assert_ptr_nonnull(strstr(output(), MOUSE_OFF));
    ui_suspend(ui);
    ui_resume(ui);
    ck_assert_ptr_null(strstr(output(), "[?1000"));
    type("\x10");
    ck_assert_ptr_nonnull(strstr(output(), MOUSE_ON));
    ui_close(ui);
    ui = NULL;
    ck_assert_ptr_nonnull(strstr(output(), MOUSE_OFF));
    close(master);
    close(slave);
}
END_TEST

START_TEST(it_is_given_back_in_an_emergency)
{
    for (int with = 0; with < 2; with++) {
        open_terminal(with);
        output();
        pid_t pid = fork();
        if (pid == 0) {
            ui_emergency_restore();
            _exit(0);
        }
        ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
        ck_assert_int_eq(strstr(output(), MOUSE_OFF) != NULL, with);
        ck_assert_ptr_nonnull(strstr(str_text(&text), "\033[?1049l"));
        close_terminal();
    }
}
END_TEST

START_TEST(reports_arrive_whole_and_in_pieces)
{
    open_terminal(true);
    type("\033[<0;40;4M\033[<0;40;4m");
    ck_assert_uint_eq(ui->tree.selected, 2);
    type("\033[<6");
    type("5;9;");
    ck_assert_uint_eq(ui->tree.selected, 2);
    type("4M");
    ck_assert_uint_eq(ui->tree.selected, 5);
    type("\033[M !#"); /* a terminal that knows the older ones alone */
    ck_assert_uint_eq(ui->tree.selected, 1);
    type("\033[<0;5j"); /* what is no report is a key */
    ck_assert_uint_eq(ui->tree.selected, 2);
    type("\033[<0;\033OA"); /* and an arrow is one */
    ck_assert_uint_eq(ui->tree.selected, 1);
    close_terminal();
}
END_TEST

START_TEST(reports_that_come_late_do_nothing)
{
    open_terminal(true);
    type("\x10\033[<0;40;6M");
    ck_assert_uint_eq(ui->tree.selected, 0);
    ck_assert(!ui_quit(ui));
    close_terminal();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_report_is_read,
        a_click_gives_a_pane_the_focus,
        the_wheel_scrolls_what_it_is_over,
        a_text_scrolls_and_a_list_chooses_what_is_clicked_twice,
        while_something_is_typed_the_mouse_does_nothing,
        a_key_takes_it_and_gives_it_back,
        any_events_on_any_screen_are_fine,
        it_is_not_taken_unless_it_is_wanted,
        it_is_given_back_at_the_end_and_meanwhile,
        it_is_given_back_in_an_emergency,
        reports_arrive_whole_and_in_pieces,
        reports_that_come_late_do_nothing,
    };
    Suite *suite = suite_create("mouse");
    TCase *t = tcase_create("mouse");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, set_up, tear_down);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tcase_add_test(t, tests[i]);
    tcase_add_loop_test(t, a_click_selects_the_row_below_it, 0, 3);
    tcase_add_loop_test(t, a_click_selects_an_event_and_a_stream, 0, 3);
    tcase_add_loop_test(t, a_click_on_the_mark_folds_and_unfolds, 0, 3);
    suite_add_tcase(suite, t);
    return suite_main(suite);
}
