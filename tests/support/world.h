/* world.h - a program that swaps C modules, with everything real but time and file watching: the test
 * is the loop. Saving a file calls the watchers; compiles run as child processes and are waited for;
 * the clock moves when the test says so; all events are folded into a state that is checked after
 * every one. */
#ifndef RXSCOPE_TESTS_WORLD_H
#define RXSCOPE_TESTS_WORLD_H

#include "base/str.h"
#include "hmr/hmr.h"
#include "rx/vclock.h"
#include "rxscope.h"
#include "state/query.h"
#include "state/state.h"

struct world {
    struct vclock *clock;
    struct hmr *hmr;
    struct state *state;
    char *dir;  /* holds the sources */
    char *work; /* the work folder, inside dir */
    struct str log; /* every event as a line */
    struct sink *also; /* gets every event, too; NULL: nobody */
};

/* Is shown every event before it is folded; NULL: nobody is. */
extern void (*world_saw)(const struct event *ev);
/* The invariants of the state are checked after that many events: 1, each. */
extern unsigned world_check_every;
/* The program that tries saves (hmr.h); NULL: RXSCOPE's. */
extern const char *world_helper;
/* What the state keeps (state.h); NULL: as much as the program's. Each event costs what checking all of it does. */
extern const struct state_limits *world_limits;

void world_open(struct world *w);
void world_open_with(struct world *w, const char *cc, bool fast); /* hmr_options.cc (NULL: the tests' own), .fast */
void world_close(struct world *w);

/* Writes `text` behind `#include <rxscope.h>` and calls the watchers of that file; then waits until no
 * compile runs and no wait is due. */
void world_save(struct world *w, const char *file, const char *text);
void world_save_raw(struct world *w, const char *file, const char *text); /* no include line, no wait */
void world_touch(const struct world *w, const char *file); /* calls the watchers only */
void world_settle(struct world *w);
/* Waits for the running compiles only: a commit that waits for a removed track to come back is still
 * to come when it returns. */
void world_reap(const struct world *w);
/* Waits for those that run now, not for what they start. */
void world_reap_once(const struct world *w);
/* world_save() and hmr_add(). */
void world_add(struct world *w, const char *file, const char *text);
char *world_path(const struct world *w, const char *file); /* the caller's */
void world_advance(struct world *w, unsigned ms);

/* By name: a track's stable observable; to send into it or subscribe to it. */
rx_observable *world_track(struct world *w, const char *module, const char *track);
struct ref world_ref(const struct world *w, const char *key);  /* track by key; id 0: none */
const struct ent_track *world_track_state(const struct world *w, const char *key);
const struct ent_module *world_module(const struct world *w, const char *file);
/* Sends a command on a track and settles. */
void world_command(struct world *w, enum command_kind kind, const char *key, unsigned version);
/* The name of the track's last outcome: "swapped". */
const char *world_outcome(const struct world *w, const char *key);
/* Text of the newest log line that holds `part`, or NULL. */
const char *world_log_line(const struct world *w, const char *part);
/* How often `part` occurs among the event lines. */
unsigned world_count(const struct world *w, const char *part);

/* Functions for the modules of tests. */
#define NUMBERS                                                                                    \
    "static rx_value twice(rx_value v, void *e) { (void)e; return rx_i64(v.i64 * 2); }\n"          \
    "static rx_value inc(rx_value v, void *e) { (void)e; return rx_i64(v.i64 + 1); }\n"            \
    "static rx_value sum(rx_value a, rx_value v, void *e) { (void)e; return rx_i64(a.i64 + v.i64); }\n" \
    "static bool even(rx_value v, void *e) { (void)e; return (v.i64 & 1) == 0; }\n"                \
    "static void nop(rx_value v, void *e) { (void)v; (void)e; }\n"                                 \
    "static inline void use(void) { (void)twice; (void)inc; (void)sum; (void)even; (void)nop; }\n"
/* NUMBERS and behind it the formatted text; overwritten by the next call. */
const char *world_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A subscriber of the test's own: what it got as text, "1 2 3 |" or "1 X:message". */
struct got {
    rx_subscription *sub;
    struct str text;
};
void world_watch(struct world *w, struct got *s, const char *module, const char *track);
void got_release(struct got *s);
const char *got_text(const struct got *s);
void got_clear(struct got *s);

#endif
