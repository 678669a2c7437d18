/* command.h - what a person asks of a program: made by a key or by `rxscope ctl`, carried to the loop
 * thread, answered by events (swap-result, swept, log). Every command names ids, never rows. */
#ifndef RXSCOPE_EVENT_COMMAND_H
#define RXSCOPE_EVENT_COMMAND_H

#include "event/event.h"

/* COMMAND(symbol, number, name, what `id` is) */
#define COMMAND_LIST(COMMAND)                                                                      \
    COMMAND(SWAP, 1, "swap", "track; version: which, 0 the newest")                                \
    COMMAND(PIN, 2, "pin", "track: stays at the version that runs")                                \
    COMMAND(RELEASE, 3, "release", "track: goes to the newest and follows it again")               \
    COMMAND(SWEEP, 4, "sweep", "0: frees what nothing uses")                                       \
    COMMAND(SWEEP_DRY, 5, "sweep-dry", "0: says what a sweep would free")                          \
    COMMAND(RESET, 6, "reset", "track or operator: its state starts over")                         \
    COMMAND(UNSUBSCRIBE, 7, "unsubscribe", "subscription")                                         \
    COMMAND(WATCH, 8, "watch", "entity whose values are wanted; version: 1 on, 0 off")             \
    COMMAND(RELOAD, 9, "reload", "module: compiled and evaluated again, as if saved")              \
    COMMAND(PAUSE, 10, "pause", "subscription: what is sent to it waits; version: 1 also when the last inspector has gone") \
    COMMAND(RESUME, 11, "resume", "subscription: gets what waited, and what is sent from then on") \
    COMMAND(STEP, 12, "step", "subscription: gets the next one of what waits, and stays paused")   \
    COMMAND(SEND, 13, "send", "subject; text: a value as JSON; version: 0 next, 1 error, 2 complete") \
    COMMAND(TAG, 14, "tag", "any entity; text: the tag; version: 1 added, 0 removed")              \
    COMMAND(LOG, 15, "log", "any entity; text: a name or nothing: put on the program's console")    \
    COMMAND(DIFF, 16, "diff", "track; version: which, 0 the newest; text: the version to compare it with, else the one before") \
    COMMAND(APPROVE, 17, "approve", "0: saves wait for approval; version: 1 on, 0 off; or track or module: what waits is carried out") \
    COMMAND(TRIAL, 18, "trial", "0: each save is tried in a process of its own first; version: 1 on, 0 off") \
    COMMAND(SOURCE, 19, "source", "arg: the reply is the function as it was written")

enum command_kind {
#define COMMAND(sym, num, name, what) CMD_##sym = (num),
    COMMAND_LIST(COMMAND)
#undef COMMAND
};

/* The reply to a diff, where it went well, is the diff itself: unified, of the functions and values that changed. */

/* The version of a pause: whether it ends by itself when the last inspector has gone. */
enum { PAUSE_PASSING, PAUSE_LASTING };

struct command {
    uint8_t kind;      /* enum command_kind */
    uint32_t source;   /* which program */
    entity_id id;
    uint32_t version;
    uint32_t request;  /* chosen by the asker, 0: nobody waits for the reply */
    uint32_t text_len;
    const char *text;  /* an argument (JSON, a tag, a name), borrowed; not terminated; NULL: none */
};

#endif
