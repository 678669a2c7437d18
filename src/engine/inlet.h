/* inlet.h - where commands enter the loop thread: a queue of fixed size and one wake-up.
 *
 * inlet_put and inlet_done are for the main thread, the rest for the loop thread. */
#ifndef RXSCOPE_ENGINE_INLET_H
#define RXSCOPE_ENGINE_INLET_H

#include <uv.h>

#include "base/status.h"
#include "event/command.h"

enum { INLET_MAX = 256 };

struct inlet {
    uv_async_t wake;
    void (*run)(void *ctx, const struct command *cmd); /* loop thread */
    void *ctx;
    uint64_t ran;    /* loop thread: commands carried out */
    uv_mutex_t lock; /* for what follows */
    struct command queue[INLET_MAX]; /* their texts are copies */
    uint64_t put, taken; /* free-running: put - taken wait */
    uint64_t done;       /* carried out, and their events handed to the reader */
};

void inlet_init(struct inlet *in, uv_loop_t *loop,
                void (*run)(void *ctx, const struct command *cmd), void *ctx);
/* Closes the handle; a turn of the loop later inlet_release may be called. */
void inlet_close(struct inlet *in);
void inlet_release(struct inlet *in);

/* Copies the text. STATUS_FULL when INLET_MAX are waiting. */
enum status inlet_put(struct inlet *in, const struct command *cmd);
/* How many commands, of those put so far, have been carried out and have all their events in the
 * ring. */
uint64_t inlet_done(struct inlet *in);
/* Everything that the commands run so far have caused is in the ring. */
void inlet_settle(struct inlet *in);

#endif
