/* inlet.h - where commands enter the loop thread: a queue of fixed size and one wake-up; and where the answers to
 * those that asked for one (`request`) wait for the main thread, behind their events.
 *
 * inlet_put, inlet_done, inlet_reply and inlet_fd are for the main thread, the rest for the loop thread. */
#ifndef RXSCOPE_ENGINE_INLET_H
#define RXSCOPE_ENGINE_INLET_H

#include <uv.h>

#include "base/status.h"
#include "base/str.h"
#include "event/command.h"

enum { INLET_MAX = 256 };

struct inlet_reply {
    uint32_t source, request;
    enum status status;
    struct str text;
};

struct inlet {
    uv_async_t wake;
    enum status (*run)(void *ctx, const struct command *cmd, struct str *say); /* loop thread */
    void *ctx;
    uint64_t ran;    /* loop thread: commands carried out */
    int fd;          /* readable while replies wait; an eventfd, -1: there is none, and nobody is answered */
    uv_mutex_t lock; /* for what follows */
    struct command queue[INLET_MAX]; /* their texts are copies */
    uint64_t put, taken; /* free-running: put - taken wait */
    uint64_t done;       /* carried out, and their events handed to the reader */
    struct inlet_reply replies[INLET_MAX];
    uint64_t said, settled, heard; /* free-running: replies made; behind their events; taken */
};

void inlet_init(struct inlet *in, uv_loop_t *loop,
                enum status (*run)(void *ctx, const struct command *cmd, struct str *say), void *ctx);
/* Closes the handle; a turn of the loop later inlet_release may be called. */
void inlet_close(struct inlet *in);
void inlet_release(struct inlet *in);

/* Copies the text. STATUS_FULL when INLET_MAX are waiting. */
enum status inlet_put(struct inlet *in, const struct command *cmd);
/* How many commands, of those put so far, have been carried out and have all their events in the
 * ring. */
uint64_t inlet_done(struct inlet *in);
/* The next answer; its text is the caller's. false: none. */
bool inlet_reply(struct inlet *in, struct inlet_reply *out);
int inlet_fd(const struct inlet *in);
/* Everything that the commands run so far have caused is in the ring. */
void inlet_settle(struct inlet *in);

#endif
