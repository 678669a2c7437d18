/* live.h - the main thread's loop over a feed: folds what arrives, draws, reads keys, takes signals. It is
 * the only writer of the state. */
#ifndef RXSCOPE_APP_LIVE_H
#define RXSCOPE_APP_LIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "app/editor.h"
#include "app/feed.h"
#include "app/past.h"
#include "app/recorder.h"
#include "app/typed.h"
#include "state/state.h"
#include "ui/ui.h"

/* Everything is borrowed; session.c makes and ends it. */
struct live {
    struct state *state;
    struct feed *feed;
    struct ui *ui; /* NULL: no screen */
    FILE *out;     /* where log lines are printed, or NULL */
    int signal_fd;
    uint64_t deadline; /* ns, 0: none */
    /* Just after records were folded; NULL: nobody wants them. */
    void (*records)(void *ctx, const void *records, size_t len);
    void *ctx;

    struct editor editor;
    struct typed typed;
    struct recorder_options record; /* of recordings that are begun here */
    struct recorder *recorder;      /* NULL: nothing is recorded */
    struct past *past;              /* NULL: nothing is kept to go back to */
    struct str recorded;            /* what became of those that ended, a line each */
    uint64_t log_seq; /* newest line of the log that was seen */
    struct splits splits; /* as they were when the screen opened */
    bool suspended;   /* the screen, by SIGTSTP */
    bool quit;
    int status; /* EXIT_ code */
};

/* Runs until a key, a signal, the deadline, the terminal's end or, without a screen, the feed's end; returns
 * an EXIT_ code. */
int live_run(struct live *l);
/* Folds everything that waits, and prints its lines. */
void live_drain(struct live *l);

/* For ui_options; their ctx is a struct live. */
void live_command(void *ctx, const struct command *cmd);
void live_edit(void *ctx, const char *path, unsigned line);
const struct state *live_events(void *ctx); /* keeps them from now on */
enum status live_order(void *ctx, struct ref selected, const char *line, struct fault_text *why);
void live_complete(void *ctx, const char *line, struct completions *out);
void live_record(void *ctx); /* begins a recording, or ends it */
/* Keeps what is folded from now on, of a state that is empty as yet, so that the screen can go back in it; a budget of 0:
 * nothing is kept. The ops are for the same screen. */
struct ui_tape_ops live_keep(struct live *l, uint64_t budget);
/* After the screen is closed: where the recordings are stands in the terminal. */
void live_farewell(struct live *l, FILE *out);

#endif
