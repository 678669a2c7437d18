/* inlet.c - a mutex and an array: commands come from a person's keys, not from a hot path. */
#include "engine/inlet.h"

#include <stdlib.h>

#include "base/mem.h"

static bool take(struct inlet *in, struct command *cmd)
{
    uv_mutex_lock(&in->lock);
    bool some = in->taken != in->put;
    if (some)
        *cmd = in->queue[in->taken++ % INLET_MAX];
    uv_mutex_unlock(&in->lock);
    return some;
}

/* Wake-ups coalesce: one may stand for many commands, so all are taken. */
static void on_wake(uv_async_t *h)
{
    struct inlet *in = h->data;
    struct command cmd;
    while (take(in, &cmd)) {
        in->run(in->ctx, &cmd);
        free((char *)cmd.text);
        in->ran++;
    }
}

void inlet_init(struct inlet *in, uv_loop_t *loop,
                void (*run)(void *ctx, const struct command *cmd), void *ctx)
{
    *in = (struct inlet){.run = run, .ctx = ctx};
    uv_mutex_init(&in->lock);
    uv_async_init(loop, &in->wake, on_wake);
    in->wake.data = in;
}

void inlet_close(struct inlet *in)
{
    uv_close((uv_handle_t *)&in->wake, NULL);
}

void inlet_release(struct inlet *in)
{
    struct command cmd;
    while (take(in, &cmd))
        free((char *)cmd.text);
    uv_mutex_destroy(&in->lock);
}

enum status inlet_put(struct inlet *in, const struct command *cmd)
{
    uv_mutex_lock(&in->lock);
    bool room = in->put - in->taken < INLET_MAX;
    struct command *slot = &in->queue[in->put % INLET_MAX];
    if (room) {
        *slot = *cmd;
        slot->text = cmd->text ? mem_strndup(cmd->text, cmd->text_len) : NULL;
        in->put++;
    }
    uv_mutex_unlock(&in->lock);
    if (!room)
        return STATUS_FULL;
    uv_async_send(&in->wake);
    return STATUS_OK;
}

uint64_t inlet_done(struct inlet *in)
{
    uv_mutex_lock(&in->lock);
    uint64_t done = in->done;
    uv_mutex_unlock(&in->lock);
    return done;
}

void inlet_settle(struct inlet *in)
{
    if (in->done == in->ran) /* no lock: only this thread writes either */
        return;
    uv_mutex_lock(&in->lock);
    in->done = in->ran;
    uv_mutex_unlock(&in->lock);
}
