/* ui_driver.c - opens the real screen on the model of a program, for trying it by hand:
 *
 *   tests/ui_driver            the demo, four values a second, a swap now and then
 *   tests/ui_driver quiet      the demo, standing still
 *
 * Commands that keys send are shown in the log line. Ctrl-Z and the editor suspend it as in
 * rxscope; F is free: every 5 s something happens to the program. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/support/model.h"
#include "ui/ui.h"

struct driver {
    struct model *model;
    struct ui *ui;
    uint64_t started;
    unsigned seconds;
};

static void on_command(void *ctx, const struct command *cmd)
{
    static const char *const names[] = {
#define COMMAND(sym, num, name, what) [num] = name,
        COMMAND_LIST(COMMAND)
#undef COMMAND
    };
    struct driver *d = ctx;
    struct str text = STR_INIT;
    str_addf(&text, "command %s ", names[cmd->kind]);
    entity_id_print(cmd->id, &text);
    str_addf(&text, " version %u", cmd->version);
    if (cmd->kind != CMD_WATCH && cmd->kind != CMD_SOURCE)
        model_log(d->model, 0, LOG_INFO, str_text(&text));
    if (cmd->kind == CMD_PIN || cmd->kind == CMD_RELEASE)
        model_pin(d->model, cmd->id, cmd->kind == CMD_PIN);
    str_release(&text);
}

static const struct state *on_events(void *ctx)
{
    struct driver *d = ctx;
    state_keep_events(d->model->state, EVENTS_KEPT);
    return d->model->state;
}

static void on_edit(void *ctx, const char *path, unsigned line)
{
    struct driver *d = ctx;
    ui_suspend(d->ui);
    printf("edit %s:%u, Enter returns\n", path, line);
    fflush(stdout);
    (void)getchar();
    ui_resume(d->ui);
    ui_message(d->ui, "the editor failed (not really)");
}

/* Once a second of real time. */
static void live(struct driver *d)
{
    struct model *m = d->model;
    d->seconds++;
    for (unsigned i = 0; i < 4; i++)
        model_send(m, 30.0 + (double)(rand() % 200) / 10);
    if (d->seconds % 3 == 0)
        model_log(m, 0, LOG_STDERR, "v 38.8");
    if (d->seconds == 5)
        model_swap_load(m);
    if (d->seconds == 10)
        model_refuse(m);
    if (d->seconds == 15)
        model_rebuild_load(m);
    if (d->seconds == 20)
        model_orphan(m);
}

static void advance(struct driver *d)
{
    uint64_t passed = clock_mono_ns() - d->started;
    if (passed / NS_PER_S > d->seconds) {
        d->model->now = 5 * NS_PER_S + passed;
        live(d);
    }
}

static void run(struct driver *d, int signals, bool quiet)
{
    struct pollfd fds[] = {{ui_fd(d->ui), POLLIN, 0}, {signals, POLLIN, 0}};
    struct signalfd_siginfo info;
    while (!ui_quit(d->ui)) {
        int due = ui_draw_due(d->ui, clock_mono_ns());
        if (!quiet && (due < 0 || due > 100))
            due = 100;
        poll(fds, 2, due);
        if (fds[1].revents && read(signals, &info, sizeof info) > 0) {
            if (info.ssi_signo == SIGWINCH)
                ui_resize(d->ui);
            else
                return;
        }
        if (fds[0].revents && ui_input(d->ui) != STATUS_OK)
            return;
        if (!quiet)
            advance(d);
        if (ui_draw_due(d->ui, clock_mono_ns()) == 0)
            ui_draw(d->ui, clock_mono_ns());
    }
}

int main(int argc, char **argv)
{
    bool quiet = argc > 1 && !strcmp(argv[1], "quiet");
    struct driver d = {.model = model_new("demo", clock_wall_ns()), .started = clock_mono_ns()};
    struct fault_text why;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGWINCH);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    model_demo(d.model);
    struct ui_options options = {
        .state = d.model->state, .host = {.ctx = &d, .command = on_command, .edit = on_edit},
        .work_dir = "/home/ann/demo", .events = on_events};
    enum status st = ui_open(&d.ui, &options, &why);
    if (st != STATUS_OK) {
        fprintf(stderr, "ui_driver: %s\n", why.text);
    } else {
        run(&d, signals, quiet);
        ui_close(d.ui);
    }
    model_free(d.model);
    close(signals);
    return st != STATUS_OK;
}
