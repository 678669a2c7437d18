/* past.h - going back in a program that runs: what is folded is kept on a reel as well, and a deck over that reel stands
 * under the screen while it shows the past.
 *
 *   live ── whatever goes back ──► past: any place that is kept ── DRIVE_END, or played up to now ──► live
 *
 * Meanwhile the program goes on, and is folded and kept as ever; the deck folds into a state of its own. What is kept has
 * a budget of bytes, and the oldest leaves. Nothing is looked at or written by time: idle costs nothing. Main
 * thread. */
#ifndef RXSCOPE_APP_PAST_H
#define RXSCOPE_APP_PAST_H

#include "app/feed.h"
#include "state/state.h"
#include "ui/transport.h"

struct past;

enum { PAST_LEAST = 1 << 20 /* bytes; a smaller budget is this */ };

struct past_ops {
    void *ctx;
    /* Another state is to be shown from now on; the one before is freed when this returns, unless it is the live one. */
    void (*moved)(void *ctx, const struct state *state);
    void (*sample)(void *ctx);                /* as deck_ops has it */
    void (*say)(void *ctx, const char *text); /* something to be read */
};

/* `live` is borrowed, and empty as yet. ops are copied. */
struct past *past_new(uint64_t budget, const struct state *live, const struct past_ops *ops);
void past_free(struct past *p); /* NULL is fine; nothing is moved any more */
/* Just after state_fold_records() of the same bytes into `live`. Says so when it can keep nothing any more. */
void past_take(struct past *p, const void *records, size_t len);

bool past_is_shown(const struct past *p); /* the screen is in the past; the three below do something only then */
int past_timeout(struct past *p, uint64_t now); /* as feed_ops has them */
void past_serve(struct past *p, uint64_t now);
bool past_drain(struct past *p, size_t max); /* folds as well; true: nothing is left to do for now */

void past_where(struct past *p, struct ui_transport *out);
void past_drive(struct past *p, enum ui_drive what, int amount);
void past_about(struct past *p, const struct ui_about *about, int amount);
/* To a wall clock time as tapetime.h reads it; STATUS_USAGE, STATUS_EMPTY. */
enum status past_go(struct past *p, const char *text, struct fault_text *why);

#endif
