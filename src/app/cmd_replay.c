#include "app/cmd_replay.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/checkup.h"
#include "app/config.h"
#include "app/deck.h"
#include "app/live.h"
#include "app/signals.h"
#include "app/tapetime.h"
#include "app/treeprint.h"
#include "base/clock.h"
#include "base/str.h"

/* live first: what the screen and the deck call back with is a struct live. */
struct replay {
    struct live live;
    struct deck *deck;
    const struct options *options;
    struct str early; /* what was to be said before there was a screen */
};

static struct replay *replay_of(void *ctx)
{
    return ctx;
}

/* --- what the deck asks ----------------------------------------------------------------------- */

static void moved(void *ctx, struct state *state)
{
    struct replay *r = replay_of(ctx);
    r->live.state = state;
    if (r->live.ui)
        ui_set_state(r->live.ui, state);
}

static void sample(void *ctx)
{
    struct replay *r = replay_of(ctx);
    if (r->live.ui)
        ui_sample(r->live.ui, clock_mono_ns());
}

static void say(void *ctx, const char *text)
{
    struct replay *r = replay_of(ctx);
    if (r->live.ui) {
        ui_message(r->live.ui, text);
    } else if (r->live.out) {
        complain(EXIT_DONE, "%s", text);
    } else {
        str_clear(&r->early);
        str_add(&r->early, text);
    }
}

/* --- what the screen asks --------------------------------------------------------------------- */

static void where(void *ctx, struct ui_transport *out)
{
    deck_where(replay_of(ctx)->deck, out);
}

static void drive(void *ctx, enum ui_drive what, int amount)
{
    deck_drive(replay_of(ctx)->deck, what, amount);
}

static void about(void *ctx, const struct ui_about *what, int amount)
{
    deck_step_about(replay_of(ctx)->deck, what, amount);
}

static enum status go(void *ctx, const char *text, struct fault_text *why)
{
    struct replay *r = replay_of(ctx);
    struct ui_transport t;
    uint64_t wall;
    deck_where(r->deck, &t);
    struct tapetime times = {t.begin, t.end, t.wall};
    enum status status = tapetime_parse(text, &times, &wall, why);
    return status == STATUS_OK ? deck_go(r->deck, wall, why) : status;
}

static enum status open_screen(struct replay *r, struct fault_text *why)
{
    struct ui_options options = {.state = deck_state(r->deck),
                                 .host = {.ctx = &r->live, .command = live_command, .edit = live_edit,
                                          .order = live_order, .complete = live_complete},
                                 .events = live_events,
                                 .tape = {where, drive, go, about},
                                 .ascii = r->options->given & OPT_ASCII,
                                 .mouse = r->options->config->screen_mouse};
    enum status status = checkup_screen(&r->live.ui, &options, r->options->config, why);
    if (status == STATUS_OK && r->early.len)
        ui_message(r->live.ui, str_text(&r->early));
    return status;
}

/* --- from its begin to its end ---------------------------------------------------------------- */

static bool headless(const struct replay *r)
{
    return r->options->given & OPT_HEADLESS;
}

/* What is wrong with its end. */
static void warn(struct replay *r)
{
    struct tape_info info = deck_info(r->deck);
    struct fault_text text = {""};
    if (info.cut)
        fault_set(&text, STATUS_OK, "%s was cut off: its first %" PRIu64 " of %" PRIu64
                  " bytes are whole, and are shown", r->options->argv[0], info.cut_at, info.bytes);
    else if (!info.indexed)
        fault_set(&text, STATUS_OK, "%s was not closed: it is still being written ($ follows it), or "
                  "its recorder was killed", r->options->argv[0]);
    if (*text.text)
        say(&r->live, text.text);
}

static enum status open_deck(struct replay *r, struct fault_text *why)
{
    const struct options *o = r->options;
    double speed = o->given & OPT_SPEED ? o->speed : headless(r) ? 0 : 1;
    struct deck_options options = {.speed = speed, .ops = {.ctx = &r->live, .moved = moved, .sample = sample, .say = say}};
    enum status status = deck_open(&r->deck, o->argv[0], &options, why);
    if (status != STATUS_OK)
        return status;
    r->live.feed = deck_feed(r->deck);
    r->live.state = deck_state(r->deck);
    return o->given & OPT_AT ? go(&r->live, o->at, why) : STATUS_OK;
}

/* Lines from before the place where it begins are not told again. */
static void begin_log(struct replay *r)
{
    struct log_view newest;
    r->live.out = stdout;
    if (r->options->given & OPT_AT && query_log(r->live.state, 0, &newest, 1))
        r->live.log_seq = newest.seq;
}

static enum status open_all(struct replay *r, struct fault_text *why)
{
    enum status status = open_deck(r, why);
    if (status == STATUS_OK)
        status = signals_open(&r->live.signal_fd, why);
    if (status != STATUS_OK)
        return status;
    if (headless(r)) {
        begin_log(r);
        if (r->early.len)
            say(&r->live, str_text(&r->early));
    }
    warn(r);
    if (headless(r))
        return STATUS_OK;
    signals_catch_fatal(STDERR_FILENO);
    return open_screen(r, why);
}

static void close_all(struct replay *r)
{
    ui_close(r->live.ui);
    signals_release_fatal();
    if (r->live.signal_fd >= 0)
        signals_close(r->live.signal_fd);
    deck_free(r->deck);
    str_release(&r->early);
}

static void print_tree(const struct replay *r)
{
    struct str tree = STR_INIT;
    treeprint(r->live.state, &tree);
    fputs(str_text(&tree), stdout);
    fflush(stdout);
    str_release(&tree);
}

int cmd_replay(const struct options *o)
{
    struct replay r = {.options = o, .live = {.signal_fd = -1, .editor = {.fd = -1}}};
    struct fault_text why = {""};
    enum status status = open_all(&r, &why);
    int code = exit_code(status);
    if (status == STATUS_OK) {
        if (o->given & OPT_FOR)
            r.live.deadline = clock_mono_ns() + o->for_ns;
        code = live_run(&r.live);
        if (r.live.out)
            print_tree(&r);
    }
    close_all(&r);
    if (status != STATUS_OK)
        complain(code, "%s", why.text);
    return code;
}
