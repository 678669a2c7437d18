/* deck_go.c - other places of a tape: the nearest snapshot before them, then forward to them. */
#include "app/deck.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/deck_int.h"
#include "base/clock.h"
#include "event/event.h"
#include "state/query.h"

enum {
    BEFORE = 20000,  /* events folded before the place at least: the newest values, for the detail pane */
    AHEAD = 200000,  /* a snapshot that is this much nearer is worth a new state */
    SAMPLES = 5      /* seconds before the place whose figures make the rates */
};

void deck_grow(struct deck *d)
{
    struct fault_text why;
    if (d->ops.grow)
        d->ops.grow(d->ops.ctx);
    if (tape_grow(d->tape, &why) == STATUS_OK && tape_grow(d->look, &why) == STATUS_OK)
        return;
    d->following = false;
    deck_say(d, why.text);
}

/* ---- Folding up to a place. ---- */

/* Folds what comes before the limit; false: the tape ended before it. */
static bool fold_until(struct deck *d, const struct deck_limit *l)
{
    bool stopped = false;
    while (!stopped && deck_load(d)) {
        const unsigned char *from = d->p;
        size_t n = deck_run(d, l, SIZE_MAX, &stopped);
        state_fold_records(d->state, from, n);
    }
    return stopped;
}

/* Second by second for the last few before `time`, so that rates are known when it stands there. */
static void fold_sampled(struct deck *d, uint64_t event, uint64_t time)
{
    for (unsigned left = SAMPLES; left-- > 0 && d->ops.sample;) {
        uint64_t before = (uint64_t)left * NS_PER_S;
        struct deck_limit l = {.event = event, .time = time > before ? time - before : 0};
        if (l.time <= d->newest || l.time >= time)
            continue;
        fold_until(d, &l);
        d->at = l.time;
        d->ops.sample(d->ops.ctx);
    }
    fold_until(d, &(struct deck_limit){.event = event, .time = UINT64_MAX});
}

static void arrive(struct deck *d, uint64_t time)
{
    d->at = time > d->newest ? time : d->newest;
    d->at_end = !deck_load(d);
    deck_stop(d);
    if (d->ops.sample)
        d->ops.sample(d->ops.ctx);
}

/* ---- Another state. ---- */

/* The reader stands at a snapshot, behind which comes event `at`. */
static void begin_anew(struct deck *d, uint64_t at)
{
    struct state *before = d->state;
    d->state = state_new(NULL);
    d->left = 0;
    d->event = at;
    d->newest = 0;
    d->incomplete = true;
    landmarks_clear(&d->marks);
    /* The snapshot itself is no event: up to the first one. */
    fold_until(d, &(struct deck_limit){.event = at, .time = UINT64_MAX});
    landmarks_leave(&d->marks);
    if (before && d->ops.moved)
        d->ops.moved(d->ops.ctx, d->state);
    state_free(before);
}

enum status deck_start(struct deck *d, struct fault_text *why)
{
    uint64_t at, event = d->reel ? tape_info(d->tape).events : 0;
    enum status status = tape_seek(d->tape, event, BEFORE, &at, why);
    if (status != STATUS_OK)
        return status;
    begin_anew(d, at);
    if (d->reel)
        d->at_end = !fold_until(d, &(struct deck_limit){.event = event, .time = UINT64_MAX});
    d->at = d->newest > tape_info(d->tape).first_time ? d->newest : tape_info(d->tape).first_time;
    return STATUS_OK;
}

/* Whether going on from here is the shorter way to `event`, once the look reader has been there. */
static bool is_ahead(struct deck *d, uint64_t event)
{
    struct fault_text why;
    uint64_t at;
    if (event < d->event)
        return false;
    return tape_seek(d->look, event, BEFORE, &at, &why) != STATUS_OK || at <= d->event + AHEAD;
}

static enum status move_to(struct deck *d, uint64_t event, uint64_t time, struct fault_text *why)
{
    uint64_t at;
    if (!is_ahead(d, event)) {
        enum status status = tape_seek(d->tape, event, BEFORE, &at, why);
        if (status != STATUS_OK)
            return status;
        begin_anew(d, at);
    }
    fold_sampled(d, event, time);
    return STATUS_OK;
}

enum status deck_go_event(struct deck *d, uint64_t event, struct fault_text *why)
{
    enum status status = move_to(d, event, d->newest, why);
    if (status == STATUS_OK)
        arrive(d, 0);
    return status;
}

enum status deck_go(struct deck *d, uint64_t wall, struct fault_text *why)
{
    struct tape_info info = tape_info(d->tape);
    uint64_t time = wall - d->wall_less_mono;
    bool paused = d->paused;
    if (time < info.first_time || wall < d->wall_less_mono)
        time = info.first_time;
    if (time > info.last_time)
        time = info.last_time;
    enum status status = move_to(d, tape_event_at(d->look, time + 1), time, why);
    if (status != STATUS_OK)
        return status;
    arrive(d, time);
    d->paused = paused; /* what played plays on from there */
    d->following = false;
    return STATUS_OK;
}

/* ---- Looking back. ---- */

/* The last landmark of the block that lies before `end`; 0: none. An event number cannot be 0 here, since
 * something comes before a landmark. */
static uint64_t last_in(struct deck *d, const unsigned char *p, size_t len, uint64_t *event,
                        uint64_t end)
{
    uint64_t last = 0;
    for (size_t i = 0; i < len; ++*event) {
        if (*event >= end)
            break;
        struct glance g = glance_at(p + i);
        if (landmarks_before(&d->behind, d->goal, &g)) {
            last = *event;
            landmarks_leave(&d->behind);
        }
        if (d->goal == LANDMARK_ABOUT && g.kind == EV_SOURCE_START && g.source == d->about.source) {
            last = 0; /* what came before was of another run */
            d->runs_before = true;
            landmarks_seek(&d->behind, &d->about);
            g.kind = 0;
        }
        landmarks_pass(&d->behind, &g);
        i += g.size;
    }
    return last;
}

static void note_all(struct deck *d, const unsigned char *p, size_t len)
{
    for (size_t i = 0; i < len;) {
        struct glance g = glance_at(p + i);
        landmarks_note(&d->behind, &g);
        i += g.size;
    }
}

/* From the snapshot before `end` up to it: *begin is where that stands. */
static uint64_t last_in_stretch(struct deck *d, uint64_t end, uint64_t *begin)
{
    struct fault_text why;
    enum tape_part part;
    const void *p;
    size_t len;
    uint64_t last = 0, event;
    landmarks_clear(&d->behind);
    landmarks_seek(&d->behind, &d->about);
    if (tape_seek(d->look, end - 1, 0, begin, &why) != STATUS_OK)
        return 0;
    for (event = *begin; event < end;) {
        enum status status = tape_next(d->look, &part, &p, &len, &why);
        if (status == STATUS_EMPTY)
            break;
        if (status != STATUS_OK) {
            event = tape_position(d->look);
            landmarks_clear(&d->behind);
        } else if (part == TAPE_SNAPSHOT && event == *begin) {
            note_all(d, p, len);
        } else if (part == TAPE_RECORDS) {
            uint64_t found = last_in(d, p, len, &event, end);
            last = found ? found : last;
        }
    }
    return last;
}

static void not_found(struct deck *d)
{
    char text[96];
    snprintf(text, sizeof text, "no %s before this place", deck_goal(d->goal));
    deck_say(d, text);
    deck_stop(d);
}

bool deck_look_back(struct deck *d)
{
    struct fault_text why;
    uint64_t begin = 0, end = d->stretch_end;
    uint64_t found = end > 1 ? last_in_stretch(d, end, &begin) : 0;
    if (!found && begin > 0 && begin < end && !d->runs_before) {
        d->stretch_end = begin;
        return false;
    }
    if (!found)
        not_found(d);
    else if (deck_go_event(d, found, &why) != STATUS_OK)
        deck_say(d, why.text);
    deck_stop(d);
    return true;
}

/* ---- Keys. ---- */

static void faster(struct deck *d, int amount)
{
    double speed = d->speed > 0 ? d->speed : DECK_FASTEST;
    speed = amount > 0 ? speed * 2 : speed / 2;
    if (speed <= DECK_FASTEST && speed >= 1.0 / DECK_SLOWEST)
        d->speed = speed;
}

static void look_for(struct deck *d, enum landmark what, int amount)
{
    deck_stop(d);
    d->following = false;
    d->goal = what;
    d->back = amount < 0;
    d->stretch_end = d->event;
    d->runs_before = false;
}

void deck_step_about(struct deck *d, const struct ui_about *about, int amount)
{
    struct ref observable = {about->source, about->observable};
    d->about = (struct about){about->source, about->id, about->observable};
    look_for(d, LANDMARK_ABOUT, amount);
    landmarks_seek(&d->marks, &d->about);
    for (entity_id id = 0; about->observable && (id = query_next_subscription(d->state, observable, id));)
        landmarks_subscription(&d->marks, id);
}

static void step_event(struct deck *d, int amount)
{
    struct fault_text why;
    char text[64];
    deck_stop(d);
    d->following = false;
    snprintf(text, sizeof text, "this is the %s of the %s", amount < 0 ? "begin" : "end", deck_name(d));
    if (amount < 0 ? d->event <= tape_info(d->tape).first_event : !deck_load(d))
        deck_say(d, text);
    else if (deck_go_event(d, amount < 0 ? d->event - 1 : d->event + 1, &why) != STATUS_OK)
        deck_say(d, why.text);
}

static void go_by_seconds(struct deck *d, int amount)
{
    struct fault_text why;
    uint64_t by = (unsigned)abs(amount) * NS_PER_S;
    uint64_t at = d->at + d->wall_less_mono;
    if (deck_go(d, amount < 0 ? (at > by ? at - by : 0) : at + by, &why) != STATUS_OK)
        deck_say(d, why.text);
}

static void go_to_end(struct deck *d)
{
    struct fault_text why;
    deck_grow(d);
    if (deck_go_event(d, tape_info(d->tape).events, &why) != STATUS_OK)
        deck_say(d, why.text);
    d->following = !tape_info(d->tape).indexed;
    d->paused = !d->following;
}

void deck_drive(struct deck *d, enum ui_drive what, int amount)
{
    struct fault_text why;
    switch (what) {
    case DRIVE_PAUSE:
        if (d->goal == LANDMARK_NONE && d->paused)
            d->paused = false;
        else
            deck_stop(d);
        d->following = false;
        break;
    case DRIVE_FASTER:
        faster(d, amount);
        break;
    case DRIVE_OWN_SPEED:
        d->speed = 1;
        break;
    case DRIVE_STEP_EVENT:
        step_event(d, amount);
        break;
    case DRIVE_STEP_SEND:
        look_for(d, LANDMARK_SEND, amount);
        break;
    case DRIVE_STEP_MARK:
        look_for(d, LANDMARK_CHANGE, amount);
        break;
    case DRIVE_SECONDS:
        go_by_seconds(d, amount);
        break;
    case DRIVE_BEGIN:
        if (deck_go_event(d, 0, &why) != STATUS_OK)
            deck_say(d, why.text);
        break;
    case DRIVE_END:
        go_to_end(d);
        break;
    }
}
