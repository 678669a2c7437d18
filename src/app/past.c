#include "app/past.h"

#include <stdlib.h>

#include "app/deck.h"
#include "app/recorder.h"
#include "app/tapetime.h"
#include "base/mem.h"
#include "tape/reel.h"

struct past {
    struct past_ops ops;
    const struct state *live;  /* borrowed */
    uint64_t budget;
    struct tape_reel *reel;
    struct recorder *recorder; /* NULL: it has failed, and nothing is kept any more */
    struct deck *deck;         /* NULL: live is shown */
    bool resting;              /* the deck's records are all folded for now */
};

static void say(struct past *p, const char *text)
{
    if (p->ops.say)
        p->ops.say(p->ops.ctx, text);
}

/* ---- Keeping. ---- */

struct past *past_new(uint64_t budget, const struct state *live, const struct past_ops *ops)
{
    struct fault_text why;
    struct past *p = mem_zalloc(sizeof *p);
    p->ops = *ops;
    p->live = live;
    p->budget = budget < PAST_LEAST ? PAST_LEAST : budget;
    p->reel = reel_new(p->budget);
    if (recorder_start(&p->recorder, &(struct recorder_options){.reel = p->reel}, live, &why) != STATUS_OK)
        p->recorder = NULL;
    return p;
}

void past_free(struct past *p)
{
    if (!p)
        return;
    deck_free(p->deck);
    recorder_stop(p->recorder, NULL, NULL);
    reel_free(p->reel);
    free(p);
}

static void let_go(struct past *p)
{
    reel_free(p->reel);
    p->reel = reel_new(p->budget);
}

/* What was kept until then is let go too, since it would only become older; once it is not looked at. */
static void give_up(struct past *p, const struct fault_text *why)
{
    struct fault_text text;
    fault_set(&text, STATUS_FULL, "no history any more: %s; --history SIZE gives it more", why->text);
    recorder_stop(p->recorder, NULL, NULL);
    p->recorder = NULL;
    if (!p->deck)
        let_go(p);
    say(p, text.text);
}

static void look_again(struct past *p)
{
    if (p->deck)
        deck_grow(p->deck);
}

void past_take(struct past *p, const void *records, size_t len)
{
    struct fault_text why;
    if (!p->recorder)
        return;
    uint64_t left = reel_stats(p->reel).left;
    enum status status = recorder_take(p->recorder, records, len, &why);
    if (status != STATUS_OK)
        give_up(p, &why);
    if (reel_stats(p->reel).left != left)
        look_again(p);
}

/* ---- There and back. ---- */

bool past_is_shown(const struct past *p)
{
    return p->deck != NULL;
}

static void on_moved(void *ctx, struct state *state)
{
    struct past *p = ctx;
    if (p->deck) /* else enter() says so, when it has one */
        p->ops.moved(p->ops.ctx, state);
}

static void on_sample(void *ctx)
{
    struct past *p = ctx;
    if (p->deck && p->ops.sample)
        p->ops.sample(p->ops.ctx);
}

static void on_say(void *ctx, const char *text)
{
    say(ctx, text);
}

static void on_grow(void *ctx)
{
    struct past *p = ctx;
    struct fault_text why;
    if (p->recorder && recorder_flush(p->recorder, &why) != STATUS_OK)
        give_up(p, &why);
}

static enum status enter(struct past *p, struct fault_text *why)
{
    struct deck_options o = {.speed = 1, .paused = true, .ops = {p, on_moved, on_sample, on_say, on_grow}};
    struct deck *deck;
    on_grow(p);
    if (reel_stats(p->reel).end == 0 || (p->recorder && recorder_stats(p->recorder).events == 0))
        return fault_set(why, STATUS_EMPTY, "nothing is kept yet that one could go back to");
    enum status status = deck_open_reel(&deck, p->reel, &o, why);
    if (status != STATUS_OK)
        return status;
    p->deck = deck;
    p->resting = false;
    p->ops.moved(p->ops.ctx, deck_state(deck));
    return STATUS_OK;
}

static void leave(struct past *p)
{
    struct deck *deck = p->deck;
    p->deck = NULL;
    p->ops.moved(p->ops.ctx, p->live);
    deck_free(deck);
    if (!p->recorder)
        let_go(p);
}

/* ---- The deck's feed. ---- */

int past_timeout(struct past *p, uint64_t now)
{
    struct feed *f = p->deck ? deck_feed(p->deck) : NULL;
    if (f && !p->resting)
        return 0;
    return f ? f->ops->timeout(f, now) : -1;
}

void past_serve(struct past *p, uint64_t now)
{
    struct feed *f = p->deck ? deck_feed(p->deck) : NULL;
    if (f)
        f->ops->serve(f, NULL, 0, now);
}

static void take(void *ctx, const void *records, size_t len)
{
    struct past *p = ctx;
    state_fold_records(deck_state(p->deck), records, len);
}

/* What was played up to now goes on as what is now. */
bool past_drain(struct past *p, size_t max)
{
    struct ui_transport before, t;
    if (!p->deck)
        return true;
    struct feed *f = deck_feed(p->deck);
    deck_where(p->deck, &before);
    p->resting = f->ops->drain(f, max, take, p);
    deck_where(p->deck, &t);
    if (!before.paused && !before.seeking && t.paused && t.at_end)
        leave(p);
    return !p->deck || p->resting;
}

/* ---- What the screen asks. ---- */

/* What was folded since the deck has last looked for more. */
static void with_what_waits(const struct past *p, struct ui_transport *out)
{
    uint64_t events = recorder_stats(p->recorder).events, wall_less_mono = out->wall - out->now;
    const struct source_info *src;
    for (size_t i = 0; (src = query_source(p->live, i)); i++)
        if (src->now + wall_less_mono > out->end)
            out->end = src->now + wall_less_mono;
    out->events = events > out->events ? events : out->events;
}

void past_where(struct past *p, struct ui_transport *out)
{
    struct reel_stats reel = reel_stats(p->reel);
    *out = (struct ui_transport){.live = true};
    if (p->deck)
        deck_where(p->deck, out);
    if (p->deck && p->recorder)
        with_what_waits(p, out);
    out->past = p->deck != NULL;
    out->bytes = reel.bytes;
    out->budget = p->recorder || p->deck ? reel.budget : 0;
    out->left = reel.left > 0;
}

static bool goes_back(enum ui_drive what, int amount)
{
    switch (what) {
    case DRIVE_STEP_EVENT:
    case DRIVE_STEP_SEND:
    case DRIVE_STEP_MARK:
    case DRIVE_SECONDS:
        return amount < 0;
    default:
        return what == DRIVE_BEGIN;
    }
}

static bool can_enter(struct past *p, bool back)
{
    struct fault_text why;
    if (!back) {
        say(p, "this is now; , ( { [ and @ go back in time");
        return false;
    }
    if (enter(p, &why) == STATUS_OK)
        return true;
    say(p, why.text);
    return false;
}

void past_drive(struct past *p, enum ui_drive what, int amount)
{
    if (!p->deck && !can_enter(p, goes_back(what, amount)))
        return;
    look_again(p);
    p->resting = false;
    if (what == DRIVE_END)
        leave(p);
    else
        deck_drive(p->deck, what, amount);
}

void past_about(struct past *p, const struct ui_about *about, int amount)
{
    if (!p->deck && !can_enter(p, amount < 0))
        return;
    look_again(p);
    p->resting = false;
    deck_step_about(p->deck, about, amount);
}

enum status past_go(struct past *p, const char *text, struct fault_text *why)
{
    struct ui_transport t;
    uint64_t wall;
    bool entered = !p->deck;
    enum status status = entered ? enter(p, why) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    look_again(p);
    deck_where(p->deck, &t);
    struct tapetime times = {t.begin, t.end, t.wall};
    status = tapetime_parse(text, &times, &wall, why);
    if (status == STATUS_OK)
        status = deck_go(p->deck, wall, why);
    p->resting = false;
    if (status != STATUS_OK && entered)
        leave(p);
    return status;
}
