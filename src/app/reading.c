#include "app/reading.h"

#include "app/intake.h"
#include "app/pump.h"
#include "app/signals.h"
#include "base/clock.h"

struct run {
    struct reading *r;
    struct follow follow;
    struct feed *feed;
    bool asked; /* for every value */
};

/* The first event that is news begins the tape's time. */
static bool is_behind(struct reading *r, const struct event *ev, bool earlier)
{
    if (!r->is_tape || !r->for_ns || earlier || ev->kind == EV_SOURCE_START ||
        ev->kind == EV_STRING)
        return false;
    if (!r->until)
        r->until = ev->time + r->for_ns;
    return ev->time > r->until;
}

static void take_event(void *ctx, const struct state *s, const struct event *ev, bool earlier)
{
    struct reading *r = ctx;
    r->enough = r->enough || is_behind(r, ev, earlier);
    if (!r->enough)
        r->event(r->ctx, s, ev, earlier);
}

static void take_records(void *ctx, const void *records, size_t len)
{
    struct run *run = ctx;
    if (!run->r->enough)
        follow_records(&run->follow, records, len);
}

/* Once its snapshot is taken in; a program that is gone by then says so itself. */
static void ask_for_values(struct run *run)
{
    const struct source_info *info = query_source(run->r->state, 0);
    if (run->asked || !info || info->syncing)
        return;
    struct command cmd = {.kind = CMD_WATCH, .source = info->source, .version = 1};
    run->asked = true;
    run->feed->ops->command(run->feed, &cmd, NULL);
}

static bool done(void *ctx)
{
    struct run *run = ctx;
    feed_resync_stale(run->feed, run->r->state);
    if (run->r->every_value && !run->r->is_tape)
        ask_for_values(run);
    return run->r->enough || (run->r->tick && run->r->tick(run->r->ctx));
}

static enum status pump_through(struct reading *r, struct intake *in, int signal_fd,
                                struct fault_text *why)
{
    struct run run = {.r = r, .feed = intake_feed(in)};
    struct pump p = {.feed = run.feed,
                     .records = take_records,
                     .done = done,
                     .ctx = &run,
                     .signal_fd = signal_fd};
    run.follow =
        (struct follow){.state = r->state, .filter = r->filter, .event = take_event, .ctx = r};
    if (r->for_ns && !r->is_tape)
        p.deadline = clock_mono_ns() + r->for_ns;
    pump_run(&p);
    if (p.feed->ops->over(p.feed) && !r->enough && !p.interrupted)
        return intake_outcome(in, why);
    return STATUS_OK;
}

/* A program that said so has ended as it should; of one that vanished there is no status. */
static bool all_ended(const struct state *s)
{
    const struct source_info *info;
    size_t i = 0;
    for (; (info = query_source(s, i)); i++)
        if (!info->ended_at || info->exit_status < 0)
            return false;
    return i > 0;
}

/* Signals first: threads that begin() makes must not take them. */
enum status reading_run(struct reading *r, struct fault_text *why)
{
    struct intake *in = NULL;
    int signal_fd = -1;
    r->state = state_new(NULL);
    enum status status = signals_open(&signal_fd, why);
    if (status == STATUS_OK)
        status = intake_open(&in, &r->operand, 1, INTAKE_TAPE | INTAKE_ONE, why);
    if (status == STATUS_OK)
        r->is_tape = intake_is_tape(in);
    if (status == STATUS_OK && r->begin)
        status = r->begin(r->ctx, r->is_tape, why);
    if (status == STATUS_OK)
        status = pump_through(r, in, signal_fd, why);
    if (status == STATUS_GONE && all_ended(r->state))
        status = STATUS_OK;
    if (in)
        intake_warn(in);
    intake_free(in);
    if (signal_fd >= 0)
        signals_close(signal_fd);
    return status;
}

void reading_release(struct reading *r)
{
    state_free(r->state);
    r->state = NULL;
}

enum status reading_filter(const struct options *o, struct filter **out, struct fault_text *why)
{
    struct fault_text reason;
    *out = NULL;
    if (!(o->given & OPT_FILTER))
        return STATUS_OK;
    if (filter_parse(out, o->filter, &reason) == STATUS_OK)
        return STATUS_OK;
    return fault_set(why, STATUS_USAGE, "--filter: %s", reason.text);
}
