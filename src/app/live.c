#include "app/live.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/logline.h"
#include "app/options.h"
#include "app/remember.h"
#include "app/signals.h"
#include "base/clock.h"
#include "base/mem.h"

enum {
    TURN_BYTES = 512 * 1024, /* folded between two looks at the keys: about a millisecond's work */
    RECORD_MS = 1000,        /* how often what was recorded goes to the disk */
    EDITOR_MS = 50           /* how soon to look again at an editor that has no descriptor */
};

enum { FD_SIGNAL, FD_EDITOR, FD_UI, FD_FEED, FD_COUNT = FD_FEED + FEED_FDS };

/* --- recording ------------------------------------------------------------------------------- */

static void show_recording(struct live *l)
{
    struct ui_recording shown = {.on = l->recorder};
    if (l->recorder) {
        struct tape_stats stats = recorder_stats(l->recorder);
        shown.events = stats.events;
        shown.bytes = stats.bytes;
    }
    if (l->ui)
        ui_set_recording(l->ui, &shown);
}

/* Says what was kept and, when `status` is a failure, why it ended. */
static void stop_recording(struct live *l, enum status status, const struct fault_text *why)
{
    struct str text = STR_INIT;
    struct fault_text late;
    enum status closed = recorder_stop(l->recorder, &text, &late);
    l->recorder = NULL;
    if (status != STATUS_OK)
        str_addf(&text, "; it ended here: %s", why->text);
    else if (closed != STATUS_OK)
        str_addf(&text, "; %s", late.text);
    show_recording(l);
    if (l->ui)
        ui_message(l->ui, str_text(&text));
    str_addf(&l->recorded, "recorded %s\n", str_text(&text));
    str_release(&text);
}

static void record(struct live *l, const void *records, size_t len)
{
    struct fault_text why;
    enum status status = recorder_take(l->recorder, records, len, &why);
    if (status != STATUS_OK)
        stop_recording(l, status, &why);
}

/* What waits goes to the disk about once a second, and the screen says how much it is. */
static void tick_recording(struct live *l, uint64_t now)
{
    struct fault_text why;
    if (!l->recorder)
        return;
    enum status status = recorder_tick(l->recorder, now, &why);
    if (status != STATUS_OK)
        stop_recording(l, status, &why);
    else
        show_recording(l);
}

void live_record(void *ctx)
{
    struct live *l = ctx;
    struct fault_text why = {""};
    if (l->recorder) {
        stop_recording(l, STATUS_OK, &why);
        return;
    }
    if (recorder_start(&l->recorder, &l->record, l->state, &why) == STATUS_OK)
        fault_set(&why, STATUS_OK, "recording to %s; r ends it", recorder_path(l->recorder));
    ui_message(l->ui, why.text);
    show_recording(l);
}

void live_farewell(struct live *l, FILE *out)
{
    past_free(l->past);
    l->past = NULL;
    fputs(str_text(&l->recorded), out);
    fflush(out);
    str_release(&l->recorded);
}

/* --- the past -------------------------------------------------------------------------------- */

static void on_moved(void *ctx, const struct state *state)
{
    ui_set_state(((struct live *)ctx)->ui, state);
}

static void on_sample(void *ctx)
{
    ui_sample(((struct live *)ctx)->ui, clock_mono_ns());
}

static void on_say(void *ctx, const char *text)
{
    struct live *l = ctx;
    if (l->ui)
        ui_message(l->ui, text);
}

static void where(void *ctx, struct ui_transport *out)
{
    past_where(((struct live *)ctx)->past, out);
}

static void drive(void *ctx, enum ui_drive what, int amount)
{
    past_drive(((struct live *)ctx)->past, what, amount);
}

static enum status go(void *ctx, const char *text, struct fault_text *why)
{
    return past_go(((struct live *)ctx)->past, text, why);
}

static void about(void *ctx, const struct ui_about *what, int amount)
{
    past_about(((struct live *)ctx)->past, what, amount);
}

struct ui_tape_ops live_keep(struct live *l, uint64_t budget)
{
    const struct past_ops ops = {l, on_moved, on_sample, on_say};
    if (!budget)
        return (struct ui_tape_ops){0};
    l->past = past_new(budget, l->state, &ops);
    return (struct ui_tape_ops){where, drive, go, about};
}

/* --- events ---------------------------------------------------------------------------------- */

static void take(void *ctx, const void *records, size_t len)
{
    struct live *l = ctx;
    /* A record that contradicts the state marks its source as stale, which is shown. */
    state_fold_records(l->state, records, len);
    if (l->records)
        l->records(l->ctx, records, len);
    if (l->recorder)
        record(l, records, len);
    if (l->past)
        past_take(l->past, records, len);
}

static void on_log(void *ctx, const struct log_view *line)
{
    struct live *l = ctx;
    struct str text = STR_INIT;
    if (!l->out)
        return;
    logline_print(l->state, line, &text);
    fputs(str_text(&text), l->out);
    str_release(&text);
}

static void tell_log(struct live *l)
{
    logline_newer(l->state, &l->log_seq, on_log, l);
    if (l->out && (fflush(l->out) != 0 || ferror(l->out))) {
        l->quit = true; /* nobody reads on */
        l->status = EXIT_FAILED;
        l->out = NULL;
    }
}

/* true when nothing is left for now. */
static bool fold_some(struct live *l)
{
    bool rest = l->feed->ops->drain(l->feed, TURN_BYTES, take, l);
    tell_log(l);
    feed_resync_stale(l->feed, l->state);
    return rest;
}

void live_drain(struct live *l)
{
    while (!fold_some(l))
        continue;
}

/* --- the screen ------------------------------------------------------------------------------ */

void live_command(void *ctx, const struct command *cmd)
{
    struct live *l = ctx;
    struct fault_text why;
    enum status status = l->feed->ops->command(l->feed, cmd, &why);
    if (status != STATUS_OK)
        ui_message(l->ui, why.text);
}

enum status live_order(void *ctx, struct ref selected, const char *line, struct fault_text *why)
{
    struct live *l = ctx;
    l->typed.ui = l->ui;
    return typed_order(&l->typed, l->state, l->feed, selected, line, why);
}

void live_complete(void *ctx, const char *line, struct completions *out)
{
    struct live *l = ctx;
    typed_complete(l->state, line, out);
}

static void tell_replies(struct live *l)
{
    struct feed_reply reply;
    while (l->feed->ops->reply && l->feed->ops->reply(l->feed, &reply)) {
        if (typed_reply(&l->typed, l->state, &reply))
            continue;
        bool taken = l->ui && ui_reply(l->ui, reply.request, reply.status, reply.text, reply.text_len);
        if (taken || !reply.why.text[0])
            continue;
        if (l->ui)
            ui_message(l->ui, reply.why.text);
        else if (l->out && !reply.request) /* nobody has asked for it */
            fprintf(l->out, "%s\n", reply.why.text);
    }
}

const struct state *live_events(void *ctx)
{
    struct live *l = ctx;
    state_keep_events(l->state, EVENTS_KEPT); /* of a moment of the past they are those up to it */
    return l->state;
}

void live_edit(void *ctx, const char *path, unsigned line)
{
    struct live *l = ctx;
    struct fault_text why;
    if (l->editor.pid)
        return;
    ui_suspend(l->ui);
    if (editor_start(&l->editor, path, line, &why) == STATUS_OK)
        return;
    ui_resume(l->ui);
    ui_message(l->ui, why.text);
}

static void check_editor(struct live *l)
{
    struct fault_text why;
    enum status status;
    if (!l->editor.pid || !editor_ended(&l->editor, &status, &why))
        return;
    ui_resume(l->ui);
    ui_resize(l->ui); /* the terminal may have changed its size meanwhile */
    if (status != STATUS_OK)
        ui_message(l->ui, why.text);
}

static void read_keys(struct live *l)
{
    enum status status = ui_input(l->ui);
    l->quit = l->quit || ui_quit(l->ui) || status == STATUS_GONE;
}

/* ms until the next look is due, -1: never; at least `ms` is kept when it is sooner. */
static int sooner(int ms, int other)
{
    return ms < 0 || (other >= 0 && other < ms) ? other : ms;
}

static int draw(struct live *l, uint64_t now)
{
    int due = l->ui ? ui_draw_due(l->ui, now) : -1;
    if (due != 0)
        return due;
    ui_draw(l->ui, now);
    return ui_draw_due(l->ui, clock_mono_ns());
}

/* --- signals --------------------------------------------------------------------------------- */

static void stop(struct live *l)
{
    if (l->ui && !l->editor.pid && !l->suspended) {
        ui_suspend(l->ui);
        l->suspended = true;
    }
    kill(getpid(), SIGSTOP); /* every thread stands still until SIGCONT */
}

static void go_on(struct live *l)
{
    if (!l->ui || l->editor.pid)
        return;
    if (!l->suspended)
        ui_suspend(l->ui); /* stopped from outside: the terminal was not handed over in order */
    l->suspended = false;
    ui_resume(l->ui);
    ui_resize(l->ui);
}

static void on_signal(struct live *l, int number)
{
    switch (number) {
    case SIGWINCH:
        if (l->ui && !l->editor.pid)
            ui_resize(l->ui);
        break;
    case SIGTSTP:
        stop(l);
        break;
    case SIGCONT:
        go_on(l);
        break;
    case SIGINT:
    case SIGQUIT:
        l->quit = l->quit || !l->editor.pid; /* a key pressed in the editor reaches us too */
        break;
    default:
        l->quit = true;
    }
}

/* --- the loop -------------------------------------------------------------------------------- */

static int time_to_deadline(const struct live *l, uint64_t now)
{
    if (!l->deadline || l->editor.pid)
        return -1;
    return l->deadline > now ? (int)((l->deadline - now) / NS_PER_MS) + 1 : 0;
}

static int timeout(const struct live *l, uint64_t now, int draw_due)
{
    int ms = sooner(draw_due, time_to_deadline(l, now));
    ms = sooner(ms, l->feed->ops->timeout(l->feed, now));
    ms = sooner(ms, typed_timeout(&l->typed, now));
    if (l->past)
        ms = sooner(ms, past_timeout(l->past, now));
    if (l->recorder)
        ms = sooner(ms, RECORD_MS);
    if (l->editor.pid && l->editor.fd < 0)
        ms = sooner(ms, EDITOR_MS);
    return ms;
}

/* Returns how many the feed has. */
static size_t fill(const struct live *l, struct pollfd *fds)
{
    bool keys = l->ui && !l->editor.pid && !l->suspended;
    fds[FD_SIGNAL] = (struct pollfd){.fd = l->signal_fd, .events = POLLIN};
    fds[FD_EDITOR] = (struct pollfd){.fd = l->editor.pid ? l->editor.fd : -1, .events = POLLIN};
    fds[FD_UI] = (struct pollfd){.fd = keys ? ui_fd(l->ui) : -1, .events = POLLIN};
    return l->feed->ops->poll(l->feed, fds + FD_FEED);
}

static void wait_and_serve(struct live *l, bool rest, int ms)
{
    struct pollfd fds[FD_COUNT];
    int number;
    size_t n = fill(l, fds);
    if (!rest || !l->feed->ops->sleep(l->feed))
        ms = 0;
    if (poll(fds, FD_FEED + (nfds_t)n, ms) < 0)
        return; /* EINTR: libuv's SIGCHLD */
    while ((number = signals_next(l->signal_fd)))
        on_signal(l, number);
    if (fds[FD_UI].revents && l->ui && !l->suspended)
        read_keys(l);
    uint64_t now = clock_mono_ns();
    l->feed->ops->serve(l->feed, fds + FD_FEED, n, now);
    if (l->past)
        past_serve(l->past, now);
}

/* A screen stays: one goes on looking at what is there. */
static bool finished(const struct live *l)
{
    return !l->ui && l->feed->ops->over(l->feed);
}

/* The sizes of panes, from screen to screen. What is wrong with the file stands on the screen, and at the end in the
 * terminal. */
static void recall(struct live *l)
{
    struct fault_text why;
    l->splits = ui_splits(l->ui);
    enum status status = remember_read(&l->splits, &why);
    ui_set_splits(l->ui, &l->splits);
    if (status == STATUS_OK || status == STATUS_NOTFOUND)
        return;
    ui_message(l->ui, why.text);
    str_addf(&l->recorded, "%s\n", why.text); /* a newer line has taken its place by then */
}

static void remember(struct live *l)
{
    struct fault_text why;
    struct splits now = ui_splits(l->ui);
    if (now.detail == l->splits.detail && now.log == l->splits.log)
        return;
    enum status status = remember_write(&now, &why);
    if (status != STATUS_OK && status != STATUS_NOTFOUND)
        str_addf(&l->recorded, "the sizes of the panes are not remembered: %s\n", why.text);
}

int live_run(struct live *l)
{
    if (l->ui)
        recall(l);
    while (!l->quit) {
        uint64_t now = clock_mono_ns();
        bool rest = fold_some(l);
        if (l->past)
            past_drain(l->past, TURN_BYTES);
        tell_replies(l);
        typed_look(&l->typed, l->state, now);
        check_editor(l);
        tick_recording(l, now);
        int draw_due = draw(l, now);
        if (time_to_deadline(l, now) == 0 || (rest && finished(l)))
            break;
        if (!l->quit)
            wait_and_serve(l, rest, timeout(l, now, draw_due));
    }
    if (l->ui)
        remember(l);
    typed_release(&l->typed);
    if (l->editor.pid)
        kill(l->editor.pid, SIGHUP);
    if (l->recorder)
        stop_recording(l, STATUS_OK, NULL);
    return l->status;
}
