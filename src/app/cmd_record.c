/* cmd_record.c - the snapshot first, so that the tape begins with it; then everything until the
 * programs end, or somebody ends the recording. */
#include "app/cmd_record.h"

#include <stdio.h>

#include "app/config.h"
#include "app/intake.h"
#include "app/pump.h"
#include "app/recorder.h"
#include "app/signals.h"
#include "base/clock.h"
#include "base/str.h"

struct recording {
    struct intake *in;
    struct state *state;
    struct recorder *recorder;
    bool all;          /* every value, not only counts of them */
    size_t watched;    /* sources that were asked for them */
    enum status status; /* of the tape */
    struct fault_text why;
};

/* ---- While it runs. ---- */

static void take(void *ctx, const void *records, size_t len)
{
    struct recording *r = ctx;
    if (r->status == STATUS_OK)
        r->status = recorder_take(r->recorder, records, len, &r->why);
}

static void watch_all(struct recording *r)
{
    struct feed *f = intake_feed(r->in);
    const struct source_info *src;
    for (; (src = query_source(r->state, r->watched)) && !src->syncing; r->watched++) {
        struct command cmd = {.kind = CMD_WATCH, .source = src->source, .version = 1};
        f->ops->command(f, &cmd, NULL); /* one that is gone says so itself */
    }
}

static bool done(void *ctx)
{
    struct recording *r = ctx;
    feed_resync_stale(intake_feed(r->in), r->state);
    if (r->all)
        watch_all(r);
    if (r->status == STATUS_OK)
        r->status = recorder_tick(r->recorder, clock_mono_ns(), &r->why);
    return r->status != STATUS_OK;
}

/* A pump that waits for ever would not write what waits: it is woken once a second. */
static bool record_for_a_while(struct recording *r, struct pump *p, uint64_t until)
{
    uint64_t second = clock_mono_ns() + NS_PER_S;
    p->deadline = until && until < second ? until : second;
    pump_run(p);
    bool late = until && clock_mono_ns() >= until;
    return !p->interrupted && !late && r->status == STATUS_OK && !p->feed->ops->over(p->feed);
}

static void record(struct recording *r, int signal_fd, uint64_t until)
{
    struct pump p = {.feed = intake_feed(r->in), .state = r->state, .records = take, .done = done,
                     .ctx = r, .signal_fd = signal_fd};
    while (record_for_a_while(r, &p, until))
        continue;
}

/* ---- From its begin to its end. ---- */

static enum status begin(struct recording *r, const struct options *o, struct fault_text *why)
{
    struct recorder_options options = {.path = o->output, .rotate = o->rotate};
    if (!o->output) {
        options.directory = o->config->record_directory;
        options.rotate = o->given & OPT_ROTATE ? o->rotate : o->config->record_rotate;
    }
    enum status status =
        intake_open(&r->in, (const char *const *)o->argv, (size_t)o->argc, INTAKE_TAPE, why);
    if (status == STATUS_OK && intake_is_tape(r->in))
        return fault_set(why, STATUS_USAGE, "%s: this is a tape already; cp copies it", o->argv[0]);
    if (status == STATUS_OK)
        status = intake_sync(r->in, r->state, why);
    if (status == STATUS_OK)
        status = recorder_start(&r->recorder, &options, r->state, why);
    return status;
}

/* A program that ended ends its recording, and that is in order. */
static enum status finish(struct recording *r, struct fault_text *why)
{
    struct str summary = STR_INIT;
    enum status closed = recorder_stop(r->recorder, &summary, why);
    r->recorder = NULL;
    printf("%s\n", str_text(&summary));
    str_release(&summary);
    if (r->status != STATUS_OK)
        *why = r->why;
    return r->status != STATUS_OK ? r->status : closed;
}

static enum status run(struct recording *r, const struct options *o, struct fault_text *why)
{
    int signal_fd = -1;
    enum status status = signals_open(&signal_fd, why);
    if (status == STATUS_OK)
        status = begin(r, o, why);
    if (status == STATUS_OK) {
        printf("recording to %s\n", recorder_path(r->recorder));
        fflush(stdout);
        record(r, signal_fd, o->given & OPT_FOR ? clock_mono_ns() + o->for_ns : 0);
        status = finish(r, why);
    }
    if (signal_fd >= 0)
        signals_close(signal_fd);
    return status;
}

int cmd_record(const struct options *o)
{
    struct recording r = {.all = o->given & OPT_ALL, .state = state_new(NULL)};
    struct fault_text why;
    enum status status = run(&r, o, &why);
    intake_free(r.in);
    state_free(r.state);
    return status == STATUS_OK ? EXIT_DONE : complain(exit_code(status), "%s", why.text);
}
