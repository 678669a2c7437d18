#include "app/cmd_events.h"

#include <errno.h>
#include <stdio.h>

#include "app/eventjson.h"
#include "app/follow.h"
#include "app/intake.h"
#include "app/pump.h"
#include "app/signals.h"
#include "base/clock.h"
#include "base/str.h"

struct telling {
    struct follow follow;
    struct intake *in;
    struct str lines;  /* of one piece */
    uint32_t watched;  /* programs that were asked for every value */
    bool all, deaf;    /* deaf: nobody reads on */
    enum status status;
    struct fault_text why;
};

/* What a snapshot tells is no news; of a tape everything is. */
static void on_event(void *ctx, const struct state *s, const struct event *ev, bool earlier)
{
    struct telling *t = ctx;
    if ((!earlier || intake_is_tape(t->in)) && eventjson_is_shown(ev))
        eventjson_line(s, ev, &t->lines);
}

static void on_records(void *ctx, const void *records, size_t len)
{
    struct telling *t = ctx;
    follow_records(&t->follow, records, len);
    bool written = fwrite(str_text(&t->lines), 1, t->lines.len, stdout) == t->lines.len;
    str_clear(&t->lines);
    if (written && fflush(stdout) == 0)
        return;
    t->deaf = true;
    if (errno != EPIPE)
        t->status = fault_set(&t->why, STATUS_IO, "stdout cannot be written");
    clearerr(stdout);
}

/* --all: each program is asked once it is live, again when it was told anew. */
static void watch_all(struct telling *t)
{
    const struct source_info *src;
    struct feed *f = intake_feed(t->in);
    for (size_t i = t->watched; (src = query_source(t->follow.state, i)) && !src->syncing; i++) {
        struct command cmd = {.kind = CMD_WATCH, .source = src->source, .version = 1};
        t->watched = (uint32_t)i + 1;
        f->ops->command(f, &cmd, NULL); /* one that is gone says so itself */
    }
}

static bool done(void *ctx)
{
    struct telling *t = ctx;
    feed_resync_stale(intake_feed(t->in), t->follow.state);
    if (t->all && !intake_is_tape(t->in))
        watch_all(t);
    return t->deaf;
}

static enum status tell(struct telling *t, const struct options *o)
{
    struct pump p = {.feed = intake_feed(t->in), .records = on_records, .done = done, .ctx = t};
    enum status status = signals_open(&p.signal_fd, &t->why);
    if (status != STATUS_OK)
        return status;
    if (o->given & OPT_FOR)
        p.deadline = clock_mono_ns() + o->for_ns;
    pump_run(&p);
    signals_close(p.signal_fd);
    if (t->status == STATUS_OK && p.feed->ops->over(p.feed))
        t->status = intake_outcome(t->in, &t->why);
    return t->status;
}

int cmd_events(const struct options *o)
{
    struct telling t = {.follow = {.event = on_event, .ctx = &t}, .all = o->given & OPT_ALL};
    struct filter *filter = NULL;
    enum status status = o->filter ? filter_parse(&filter, o->filter, &t.why) : STATUS_OK;
    if (status != STATUS_OK)
        return complain(EXIT_USAGE, "--filter: %s", t.why.text);
    t.follow.filter = filter;
    t.follow.state = state_new(NULL);
    status = intake_open(&t.in, (const char *const *)o->argv, (size_t)o->argc, INTAKE_TAPE, &t.why);
    if (status == STATUS_OK)
        status = tell(&t, o);
    if (t.in)
        intake_warn(t.in);
    intake_free(t.in);
    state_free(t.follow.state);
    filter_free(filter);
    str_release(&t.lines);
    return status == STATUS_OK ? EXIT_DONE : complain(exit_code(status), "%s", t.why.text);
}
