#include "app/enginefeed.h"

static struct engine *engine_of(const struct feed *f)
{
    return ((const struct enginefeed *)f)->engine;
}

static size_t poll_fds(struct feed *f, struct pollfd *fds)
{
    fds[0] = (struct pollfd){.fd = engine_fd(engine_of(f)), .events = POLLIN};
    return 1;
}

static int timeout(struct feed *f, uint64_t now)
{
    (void)f;
    (void)now;
    return -1;
}

/* The descriptor only wakes; what it stands for is taken by drain(). */
static void serve(struct feed *f, const struct pollfd *fds, size_t n, uint64_t now)
{
    (void)f;
    (void)fds;
    (void)n;
    (void)now;
}

static bool drain(struct feed *f, size_t max, feed_take *take, void *ctx)
{
    return engine_drain(engine_of(f), max, take, ctx) < max;
}

static bool go_to_sleep(struct feed *f)
{
    return engine_sleep(engine_of(f));
}

static enum status command(struct feed *f, const struct command *cmd, struct fault_text *why)
{
    enum status status = engine_command(engine_of(f), cmd);
    if (status != STATUS_OK)
        fault_set(why, status, "256 commands are waiting already; the loop is busy, try again");
    return status;
}

static bool over(const struct feed *f)
{
    (void)f;
    return false; /* it ends with this process */
}

static const struct feed_ops ops = {.poll = poll_fds,
                                    .timeout = timeout,
                                    .serve = serve,
                                    .drain = drain,
                                    .sleep = go_to_sleep,
                                    .command = command,
                                    .over = over};

void enginefeed_init(struct enginefeed *f, struct engine *e)
{
    *f = (struct enginefeed){{&ops}, e};
}
