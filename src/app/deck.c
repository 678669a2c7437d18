#include "app/deck.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/deck_int.h"
#include "base/clock.h"
#include "base/mem.h"
#include "event/event.h"

enum {
    GROW_MS = 250,    /* how often to look for more of a tape that is being written */
    WAIT_MAX_MS = 1000,
    LEAP_MS = 1500    /* a longer pause of the caller (stopped, an editor) does not move the tape */
};

/* ---- Blocks. ---- */

void deck_say(struct deck *d, const char *text)
{
    if (d->ops.say)
        d->ops.say(d->ops.ctx, text);
}

const char *deck_name(const struct deck *d)
{
    return d->reel ? "history" : "tape";
}

const char *deck_goal(enum landmark goal)
{
    return goal == LANDMARK_CHANGE  ? "swap or fault"
           : goal == LANDMARK_ABOUT ? "send, swap or fault of the selection"
                                    : "emission";
}

/* What comes next has left the reel: it goes on with the oldest that is there. */
static void skip_left(struct deck *d)
{
    uint64_t next = tape_position(d->tape);
    if (!d->reel || d->incomplete || next <= d->event)
        return;
    d->incomplete = true;
    d->event = next;
    landmarks_clear(&d->marks);
    deck_say(d, "what came next has left the history: this is the oldest that is kept");
}

/* A snapshot stands first, after a seek and after damage; any other only repeats what is known. */
static bool wanted(const struct deck *d, enum tape_part part)
{
    return part == TAPE_RECORDS || d->incomplete;
}

bool deck_load(struct deck *d)
{
    struct fault_text why;
    enum tape_part part;
    const void *records;
    while (d->left == 0) {
        skip_left(d);
        enum status status = tape_next(d->tape, &part, &records, &d->left, &why);
        if (status == STATUS_EMPTY)
            return false;
        if (status != STATUS_OK) {
            d->left = 0;
            d->incomplete = true; /* until the next snapshot makes it whole */
            d->event = tape_position(d->tape);
            deck_say(d, why.text);
        } else if (!wanted(d, part)) {
            d->left = 0;
        }
        d->part = part;
        d->p = records;
    }
    return true;
}

/* ---- Records. ---- */

static void pass(struct deck *d, const struct glance *g)
{
    landmarks_pass(&d->marks, g);
    if (g->time > d->newest)
        d->newest = g->time;
    if (d->part == TAPE_RECORDS) {
        d->event++;
        d->incomplete = false;
    }
}

/* How many of the loaded bytes, at most about `max`, come before the limits: a time, an event, a landmark. */
size_t deck_run(struct deck *d, const struct deck_limit *l, size_t max, bool *stopped)
{
    size_t n = 0;
    *stopped = false;
    while (n < d->left && n < max) {
        struct glance g = glance_at(d->p + n);
        bool told = d->part == TAPE_RECORDS;
        *stopped = told && (d->event >= l->event || (g.time > l->time && g.time > d->newest) ||
                            landmarks_before(&d->marks, l->landmark, &g));
        if (*stopped)
            break;
        pass(d, &g);
        n += g.size;
    }
    d->p += n;
    d->left -= n;
    return n;
}

/* ---- The feed. ---- */

static struct deck *deck_of(struct feed *f)
{
    return (struct deck *)f;
}

static size_t poll_fds(struct feed *f, struct pollfd *fds)
{
    (void)f;
    (void)fds;
    return 0;
}

static bool runs(const struct deck *d)
{
    return !d->paused || d->goal != LANDMARK_NONE;
}

/* The tape's time of the next record; UINT64_MAX: there is none now. */
static uint64_t next_time(struct deck *d)
{
    if (!deck_load(d))
        return UINT64_MAX;
    struct glance g = glance_at(d->p);
    return d->part == TAPE_SNAPSHOT || g.time < d->newest ? d->newest : g.time;
}

static int timeout(struct feed *f, uint64_t now)
{
    struct deck *d = deck_of(f);
    uint64_t next;
    (void)now;
    if (!runs(d))
        return -1;
    if (d->goal != LANDMARK_NONE || d->speed <= 0)
        return d->at_end ? GROW_MS : 0;
    next = next_time(d);
    if (next == UINT64_MAX)
        return GROW_MS;
    double ms = next > d->at ? (double)(next - d->at) / d->speed / (double)NS_PER_MS : 0;
    return ms > WAIT_MAX_MS ? WAIT_MAX_MS : (int)ms + (next > d->at);
}

/* Time passes only while nothing that is due waits: a tape that is too fast to be folded takes longer. */
static void serve(struct feed *f, const struct pollfd *fds, size_t n, uint64_t now)
{
    struct deck *d = deck_of(f);
    uint64_t passed = d->served_at && now > d->served_at ? now - d->served_at : 0;
    (void)fds;
    (void)n;
    d->served_at = now;
    if (passed > LEAP_MS * NS_PER_MS)
        passed = 0;
    if (!d->paused && d->goal == LANDMARK_NONE && d->rested && !d->at_end)
        d->at += (uint64_t)((double)passed * d->speed);
    uint64_t end = tape_info(d->tape).last_time;
    if (d->at > end)
        d->at = end > d->newest ? end : d->newest;
}

void deck_stop(struct deck *d)
{
    d->goal = LANDMARK_NONE;
    d->back = false;
    d->paused = true;
    landmarks_leave(&d->marks);
    landmarks_seek(&d->marks, &(struct about){0});
}

static void finish_goal(struct deck *d, bool found)
{
    enum landmark goal = d->goal;
    char text[96];
    snprintf(text, sizeof text, "no %s from here to the end of the %s", deck_goal(goal), deck_name(d));
    deck_stop(d);
    d->at = d->newest;
    if (!found)
        deck_say(d, text);
}

static void reach_end(struct deck *d)
{
    bool found = landmarks_at_end(&d->marks, d->goal);
    d->at_end = true;
    if (d->goal != LANDMARK_NONE)
        finish_goal(d, found);
    else if (!d->following)
        d->paused = true;
    d->at = d->newest;
}

/* At the end of a tape that is still being written there may be more by now. */
static bool has_more(struct deck *d)
{
    if (deck_load(d))
        return true;
    deck_grow(d);
    return deck_load(d);
}

/* Until when records are due. */
static uint64_t due_until(const struct deck *d)
{
    bool at_once = d->goal != LANDMARK_NONE || d->speed <= 0 || d->following;
    return at_once ? UINT64_MAX : d->at;
}

static bool drain(struct feed *f, size_t max, feed_take *take, void *ctx)
{
    struct deck *d = deck_of(f);
    struct deck_limit limit = {.event = UINT64_MAX, .time = due_until(d), .landmark = d->goal};
    bool stopped = false;
    if (d->back)
        return deck_look_back(d);
    for (size_t done = 0; runs(d) && !stopped;) {
        if (done >= max)
            return d->rested = false;
        if (!has_more(d)) {
            reach_end(d);
            break;
        }
        d->at_end = false;
        const unsigned char *from = d->p;
        size_t n = deck_run(d, &limit, max - done, &stopped);
        if (n)
            take(ctx, from, n);
        done += n;
    }
    if (stopped && d->goal != LANDMARK_NONE)
        finish_goal(d, true);
    if (due_until(d) == UINT64_MAX)
        d->at = d->newest;
    return d->rested = true;
}

static bool go_to_sleep(struct feed *f)
{
    return !deck_of(f)->back;
}

static enum status command(struct feed *f, const struct command *cmd, struct fault_text *why)
{
    (void)f;
    (void)cmd;
    return fault_set(why, STATUS_UNSUPPORTED, "this is a tape: what was recorded cannot be changed");
}

static bool over(const struct feed *f)
{
    const struct deck *d = (const struct deck *)f;
    return d->at_end && !d->following;
}

static const struct feed_ops ops = {.poll = poll_fds,
                                    .timeout = timeout,
                                    .serve = serve,
                                    .drain = drain,
                                    .sleep = go_to_sleep,
                                    .command = command,
                                    .over = over};

/* ---- From its begin to its end. ---- */

/* The first program that is told on the tape; false: none within its first blocks. */
static bool first_program(struct deck *d, struct event *ev)
{
    struct fault_text why;
    enum tape_part part;
    const void *p;
    size_t len, size;
    for (int block = 0; block < 8 && tape_next(d->look, &part, &p, &len, &why) == STATUS_OK; block++)
        for (const unsigned char *at = p; len > 0; at += size, len -= size) {
            enum status status = event_decode(at, len, ev, &size);
            if (status == STATUS_OK && ev->kind == EV_SOURCE_START)
                return true;
            if (status != STATUS_OK && status != STATUS_VERSION)
                break;
        }
    return false;
}

/* The wall clock of the tape: that of the first program on it, as its rows have it. */
static void find_clock(struct deck *d)
{
    struct tape_info info = tape_info(d->tape);
    struct event ev;
    d->wall_less_mono = info.first_wall - info.first_time;
    if (first_program(d, &ev) && ev.num > 0)
        d->wall_less_mono = (uint64_t)ev.num - ev.time;
}

static struct deck *new_deck(const struct deck_options *o)
{
    struct deck *d = mem_zalloc(sizeof *d);
    *d = (struct deck){.feed.ops = &ops,
                       .ops = o->ops,
                       .speed = o->speed,
                       .paused = o->paused,
                       .rested = true};
    return d;
}

static enum status start(struct deck **out, struct deck *d, enum status status, struct fault_text *why)
{
    *out = NULL;
    if (status == STATUS_OK)
        status = deck_start(d, why);
    if (status != STATUS_OK) {
        deck_free(d);
        return status;
    }
    find_clock(d);
    *out = d;
    return STATUS_OK;
}

enum status deck_open(struct deck **out, const char *path, const struct deck_options *o,
                      struct fault_text *why)
{
    struct deck *d = new_deck(o);
    enum status status = tape_open(&d->tape, path, why);
    if (status == STATUS_OK)
        status = tape_open(&d->look, path, why);
    return start(out, d, status, why);
}

enum status deck_open_reel(struct deck **out, const struct tape_reel *reel, const struct deck_options *o,
                           struct fault_text *why)
{
    struct deck *d = new_deck(o);
    d->reel = reel;
    enum status status = tape_open_reel(&d->tape, reel, why);
    if (status == STATUS_OK)
        status = tape_open_reel(&d->look, reel, why);
    return start(out, d, status, why);
}

void deck_free(struct deck *d)
{
    if (!d)
        return;
    tape_free(d->tape);
    tape_free(d->look);
    state_free(d->state);
    landmarks_release(&d->marks);
    landmarks_release(&d->behind);
    free(d);
}

struct feed *deck_feed(struct deck *d)
{
    return &d->feed;
}

struct state *deck_state(struct deck *d)
{
    return d->state;
}

struct tape_info deck_info(const struct deck *d)
{
    return tape_info(d->tape);
}

void deck_where(const struct deck *d, struct ui_transport *out)
{
    struct tape_info info = tape_info(d->tape);
    uint64_t end = info.last_time > d->newest ? info.last_time : d->newest;
    *out = (struct ui_transport){.now = d->at,
                                 .wall = d->at + d->wall_less_mono,
                                 .begin = info.first_time + d->wall_less_mono,
                                 .end = end + d->wall_less_mono,
                                 .first = info.first_event,
                                 .event = d->event,
                                 .events = info.events,
                                 .speed = d->speed,
                                 .paused = d->paused,
                                 .at_end = d->at_end,
                                 .following = d->following,
                                 .seeking = d->goal != LANDMARK_NONE};
}
