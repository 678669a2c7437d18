/* ui.h - the screen: reads the state, turns keys into commands, changes nothing itself.
 *
 * Main thread only. The caller owns the poll loop: it waits for ui_fd(), folds what arrived, and calls
 * ui_draw() when ui_wants_draw() says so. */
#ifndef RXSCOPE_UI_UI_H
#define RXSCOPE_UI_UI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "event/command.h"
#include "state/query.h"
#include "ui/layout.h"
#include "ui/complete.h"
#include "ui/transport.h"

struct ui;
struct check_limits;

/* What the screen asks of the rest of the program. */
struct ui_host {
    void *ctx;
    void (*command)(void *ctx, const struct command *cmd);
    /* Open an editor at path:line (line 0: the start). The host calls ui_suspend() and ui_resume(). */
    void (*edit)(void *ctx, const char *path, unsigned line);
    /* Begin to record, or stop; then ui_set_recording(). NULL: recording is not possible here. */
    void (*record)(void *ctx);
    /* A line that was typed behind a colon; `selected` is what the screen is about. An error leaves the line open.
     * NULL: nothing can be typed here. */
    enum status (*order)(void *ctx, struct ref selected, const char *line, struct fault_text *why);
    void (*complete)(void *ctx, const char *line, struct completions *out); /* its last word; or NULL */
    /* The findings that are muted changed: their keys, a line each, to be given as ui_options.checks.mutes the next
     * time. NULL: it is not kept. */
    void (*mute)(void *ctx, const char *mutes);
    /* The tags that were put on by hand changed: to be given as ui_options.tags the next time. NULL: not kept. */
    void (*keep_tags)(void *ctx, const char *tags);
};

/* What the checks look for. */
struct ui_checks {
    const struct check_limits *limits; /* state/findings.h; NULL: the defaults */
    unsigned kinds;                    /* bits of 1 << FINDING_; 0: all */
    const char *mutes;                 /* keys of findings that are muted, a line each; NULL: none */
};

struct ui_options {
    const struct state *state;  /* borrowed until ui_set_state() or the end of the ui */
    struct ui_host host;
    struct ui_tape_ops tape;    /* `where` set: the state is a tape's, and so is the time */
    bool attached;              /* programs come, go and come back; without one, say how to start one */
    const char *work_dir;       /* shown in the status line or help when set: where sources lie */
    bool ascii;                 /* no characters beyond ASCII; also chosen by a non-UTF-8 locale */
    /* Begins to keep events, if they are not kept yet; the state that has them. NULL: they cannot be kept. */
    const struct state *(*events)(void *ctx); /* ctx: the host's */
    struct ui_checks checks;    /* borrowed for ui_open() */
    const char *tags;           /* that were put on by hand before; borrowed for ui_open() */
    bool mouse;                 /* taken from the start; a key takes it, too */
    const char *tty;            /* terminal device; NULL: /dev/tty */
};

/* Takes the terminal (newterm). STATUS_TERMINAL with what and what to do: no terminal, unknown TERM,
 * a terminal that cannot move its cursor. On error nothing was changed on the terminal. */
enum status ui_open(struct ui **out, const struct ui_options *options, struct fault_text *why);
/* Restores the terminal and frees. NULL is fine. */
void ui_close(struct ui *ui);

int ui_fd(const struct ui *ui);            /* readable: call ui_input() */
/* Reads all keys that wait. STATUS_GONE: the terminal disappeared. */
enum status ui_input(struct ui *ui);
/* The sizes of the panes, to be remembered for the next screen. */
struct splits ui_splits(const struct ui *ui);
void ui_set_splits(struct ui *ui, const struct splits *s);
void ui_resize(struct ui *ui);             /* after SIGWINCH */
bool ui_quit(const struct ui *ui);         /* `q` was pressed */

/* Milliseconds until ui_draw() is worth calling: 0 now, -1 not before something happens. At most 30
 * frames a second; -1 while suspended or while nothing that is shown has changed. `now`: clock_mono_ns. */
int ui_draw_due(struct ui *ui, uint64_t now);
void ui_draw(struct ui *ui, uint64_t now);

/* Another state in the place of the one before (a tape was wound): folds, selection and filter stay, by
 * what things are called. The one before may be freed when this returns. */
void ui_set_state(struct ui *ui, const struct state *state);
/* Takes the figures that rates are made from, as a draw does once a second, without drawing. */
void ui_sample(struct ui *ui, uint64_t now);

struct ui_recording {
    bool on;
    uint64_t events, bytes;
};
void ui_set_recording(struct ui *ui, const struct ui_recording *r);

/* Hands the terminal to another program and takes it back (redrawn whole). */
void ui_suspend(struct ui *ui);
void ui_resume(struct ui *ui);

/* Shows one line in the log line until a newer one comes (an editor that failed, for example). */
void ui_message(struct ui *ui, const char *text);

/* A text over the screen, unless something is typed or chosen there; then its first line as a message. */
void ui_show(struct ui *ui, const char *title, const char *text, size_t len, bool diff);
/* The number of a command whose answer is awaited; no other that is on its way has it. */
uint32_t ui_next_request(struct ui *ui);

/* A program's answer to a command that had a request. false: it is not for the screen, as is a refusal of
 * what was not asked for many at once. */
bool ui_reply(struct ui *ui, uint32_t request, enum status status, const char *text, size_t len);

/* Async-signal-safe: writes the bytes that restore the terminal and resets its modes; for fatal
 * signal handlers. Works on the one open ui, or does nothing. */
void ui_emergency_restore(void);

/* The key table as text, one key a line: "s\tswap\tchoose a version…": help, man page test. */
const char *ui_key_table(void);

#endif
