/* inspector.h - a program that is served and those who look at it, in one process and one thread: the loop
 * turns once, then every inspector reads what has come, without blocking.
 *
 * Each inspector folds what it gets into a state of its own. A test waits for a condition with a deadline. */
#ifndef RXSCOPE_TESTS_INSPECTOR_H
#define RXSCOPE_TESTS_INSPECTOR_H

#include <uv.h>

#include "engine/core.h"
#include "state/state.h"
#include "wire/wire.h"

/* ---- the program: the part behind rxscope_serve(), with limits of the test's own ---- */

struct served {
    uv_loop_t loop;
    uv_timer_t own; /* the program's: serving alone would not keep the loop going */
    struct core core;
    bool looping; /* there is a loop to turn */
    bool closed;
    char dir[64]; /* XDG_RUNTIME_DIR */
    struct str path;
};

extern struct served served;

/* `limits` NULL: the defaults; the ticks are 10 ms in any case, unless `limits` says otherwise. */
void served_open(const struct server_limits *limits);
void served_close(void); /* checks that no handle and no file is left */
/* Only the folder and the loop, for a program that the test makes; then `path` is to be set. */
void served_place(void);
void served_leave(void);
struct server_limits served_limits(void); /* the defaults with quick ticks */

/* ---- an inspector ---- */

struct inspector {
    struct inspector *next;
    int fd; /* -1: closed */
    bool stalled; /* reads nothing */
    bool mute;    /* answers no ping */
    struct str in;
    struct state *state;
    struct hello hello;
    bool greeted, begun, synced, at_end; /* hello, snapshot begin, end, end of file */
    bool source_ended;
    bool keep_records; /* in `records` */
    struct str records;
    uint64_t events, merged_for_reader, pongs, pings;
    unsigned replies;
    enum status reply;
    uint32_t reply_request;
    char reply_text[256];
    bool said_bye;
    struct bye bye;
};

void inspector_connect(struct inspector *i); /* without a word */
void inspector_hello(struct inspector *i);   /* connects and says hello */
void inspector_attach(struct inspector *i);  /* that, and attach; does not wait */
void inspector_send(struct inspector *i, const void *bytes, size_t n); /* all of it, turning */
void inspector_frame(struct inspector *i, struct str *frame);          /* sends and clears it */
void inspector_command(struct inspector *i, unsigned kind, entity_id id, uint32_t version,
                       uint32_t request);
void inspector_command_text(struct inspector *i, unsigned kind, entity_id id, uint32_t version, uint32_t request,
                            const char *text);
void inspector_hear(struct inspector *i);  /* what has come, as a turn does */
void inspector_close(struct inspector *i); /* frees all; harmless when it was not connected */

/* ---- time ---- */

void turn(void); /* the loop once, everybody reads */
/* Turns until it holds; fails the test after a while. */
void turn_until(bool (*holds)(void *arg), void *arg, const char *what);
#define UNTIL(holds, arg) turn_until(holds, arg, #holds)
bool is_synced(void *inspector);
bool is_over(void *inspector);    /* said bye, or its end */
bool has_reply(void *inspector);
void turn_quiet(void); /* until nothing is under way: no snapshot, no count, no byte that waits */

#endif
