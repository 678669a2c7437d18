/* transport.h - what the screen shows of a tape, or of what is kept of a program that runs, and what it asks of
 * whoever plays it. Pure data. */
#ifndef RXSCOPE_UI_TRANSPORT_H
#define RXSCOPE_UI_TRANSPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "event/event.h"

/* Where the tape stands. */
struct ui_transport {
    uint64_t now;        /* ns that grow as it plays: ages and rates are counted in them */
    uint64_t wall;       /* the same moment, wall clock ns */
    uint64_t begin, end; /* wall clock ns of its first and last record */
    uint64_t first;      /* the number of the oldest event that is there */
    uint64_t event, events; /* that were folded; of the tape, as far as is known */
    double speed;
    bool paused, at_end;
    bool following;      /* it is still being written, and what is added is shown */
    bool seeking;        /* on its way to a mark */
    /* Of a program that runs: */
    bool live;           /* what is shown is what is now, and nothing above but begin and end counts */
    bool past;           /* what is shown is what was; the program goes on */
    uint64_t bytes, budget; /* of what is kept of it; 0: nothing is */
    bool left;           /* what was older has left */
};

enum ui_drive {
    DRIVE_PAUSE,         /* or go on */
    DRIVE_FASTER,        /* twice; amount < 0: half */
    DRIVE_OWN_SPEED,
    DRIVE_STEP_EVENT,    /* amount: 1 or -1, here and below */
    DRIVE_STEP_SEND,     /* one emission: a root send with all that it caused */
    DRIVE_STEP_MARK,     /* to a swap or a fault */
    DRIVE_SECONDS,       /* amount: seconds */
    DRIVE_BEGIN,
    DRIVE_END            /* and follow what is being written */
};

/* Something that happens are told of: an entity of the moment that is shown. */
struct ui_about {
    uint32_t source;
    entity_id id;
    entity_id observable; /* the sends to whose subscriptions are its own; 0: none but those to `id` */
};

/* Called with ui_host.ctx. A tape, or a past, is there when `where` is. In a live program whatever goes back leads into
 * the past, and DRIVE_END returns. */
struct ui_tape_ops {
    void (*where)(void *ctx, struct ui_transport *out);
    void (*drive)(void *ctx, enum ui_drive what, int amount);
    /* "10:06:02", "+30s", "-5", "50%"; a message when it is none of these. */
    enum status (*go)(void *ctx, const char *text, struct fault_text *why);
    /* To the next send, swap or fault of something, or, with amount < 0, to the one before. */
    void (*about)(void *ctx, const struct ui_about *about, int amount);
};

#endif
