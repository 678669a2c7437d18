#include "app/enginefeed.h"

enum { OWN_REQUEST = 1u << 30 }; /* nobody else's: the screen counts from 1 */

static struct engine *engine_of(const struct feed *f)
{
    return ((const struct enginefeed *)f)->engine;
}

static size_t poll_fds(struct feed *f, struct pollfd *fds)
{
    fds[0] = (struct pollfd){.fd = engine_fd(engine_of(f)), .events = POLLIN};
    fds[1] = (struct pollfd){.fd = engine_reply_fd(engine_of(f)), .events = POLLIN};
    fds[2] = (struct pollfd){.fd = engine_notice_fd(engine_of(f)), .events = POLLIN};
    return 3;
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

/* Each is answered, so that the screen can say what came of it. */
static enum status command(struct feed *f, const struct command *cmd, struct fault_text *why)
{
    struct command asked = *cmd;
    if (!asked.request)
        asked.request = OWN_REQUEST;
    enum status status = engine_command(engine_of(f), &asked);
    if (status != STATUS_OK)
        fault_set(why, status, "256 commands are waiting already; the loop is busy, try again");
    return status;
}

/* What no event can tell, since the loop stands still. */
static bool notice(struct feed *f, struct feed_reply *out)
{
    char line[sizeof out->why.text];
    if (!engine_notice(engine_of(f), line, sizeof line))
        return false;
    *out = (struct feed_reply){.status = STATUS_BUSY, .text = ""};
    str_copy(out->why.text, sizeof out->why.text, line);
    return true;
}

static bool reply(struct feed *f, struct feed_reply *out)
{
    if (notice(f, out))
        return true;
    struct engine_reply r;
    struct str *answer = &((struct enginefeed *)f)->answer;
    if (!engine_reply(engine_of(f), &r))
        return false;
    str_release(answer);
    *answer = r.text;
    *out = (struct feed_reply){.source = r.source, .request = r.request, .status = r.status,
                               .text = str_text(answer), .text_len = answer->len};
    str_copy(out->why.text, sizeof out->why.text, str_text(answer));
    return true;
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
                                    .reply = reply,
                                    .over = over};

void enginefeed_init(struct enginefeed *f, struct engine *e)
{
    *f = (struct enginefeed){.feed = {&ops}, .engine = e};
}

void enginefeed_release(struct enginefeed *f)
{
    str_release(&f->answer);
}
