/* inlet.c - a mutex and an array: commands come from a person's keys, not from a hot path. */
#include "engine/inlet.h"

#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

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

/* When nobody takes them, the oldest goes. */
static void drop_reply(struct inlet *in)
{
    str_release(&in->replies[in->heard++ % INLET_MAX].text);
    in->settled = in->settled < in->heard ? in->heard : in->settled;
}

static void say(struct inlet *in, const struct command *cmd, enum status status, struct str *text)
{
    uv_mutex_lock(&in->lock);
    if (in->said - in->heard == INLET_MAX)
        drop_reply(in);
    in->replies[in->said++ % INLET_MAX] = (struct inlet_reply){cmd->source, cmd->request, status, *text};
    uv_mutex_unlock(&in->lock);
}

static void carry_out(struct inlet *in, const struct command *cmd)
{
    struct str text = STR_INIT;
    enum status status = in->run(in->ctx, cmd, cmd->request ? &text : NULL);
    if (cmd->request && in->fd >= 0)
        say(in, cmd, status, &text);
    else
        str_release(&text);
}

/* Wake-ups coalesce: one may stand for many commands, so all are taken. */
static void on_wake(uv_async_t *h)
{
    struct inlet *in = h->data;
    struct command cmd;
    while (take(in, &cmd)) {
        carry_out(in, &cmd);
        free((char *)cmd.text);
        in->ran++;
    }
}

void inlet_init(struct inlet *in, uv_loop_t *loop,
                enum status (*run)(void *ctx, const struct command *cmd, struct str *say), void *ctx)
{
    *in = (struct inlet){.run = run, .ctx = ctx, .fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
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
    while (in->heard != in->said)
        drop_reply(in);
    if (in->fd >= 0)
        close(in->fd);
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
    bool some = in->settled != in->said;
    in->settled = in->said;
    uv_mutex_unlock(&in->lock);
    if (some)
        eventfd_write(in->fd, 1);
}

bool inlet_reply(struct inlet *in, struct inlet_reply *out)
{
    eventfd_t count;
    uv_mutex_lock(&in->lock);
    bool some = in->heard != in->settled;
    if (some)
        *out = in->replies[in->heard++ % INLET_MAX];
    else if (in->fd >= 0)
        eventfd_read(in->fd, &count);
    uv_mutex_unlock(&in->lock);
    return some;
}

int inlet_fd(const struct inlet *in)
{
    return in->fd;
}
