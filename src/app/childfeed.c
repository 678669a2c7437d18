#include "app/childfeed.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "event/event.h"

enum {
    LEFT_MS = 2000, /* for what an ended program left behind */
    LOOK_MS = 100,  /* how soon to look again whether it ended */
};

static struct childfeed *of(const struct feed *f)
{
    return (struct childfeed *)f;
}

static struct feed *inner(const struct feed *f)
{
    return links_feed(of(f)->links);
}

/* --- its output ------------------------------------------------------------------------------ */

static void drop_oldest(struct childfeed *f)
{
    free(f->held[0].text);
    memmove(f->held, f->held + 1, --f->n_held * sizeof *f->held);
}

static void on_line(void *ctx, unsigned level, const char *text, size_t len)
{
    struct childfeed *f = ctx;
    if (!f->n_held && links_log(f->links, level, text, len))
        return;
    if (f->n_held == HELD_MAX)
        drop_oldest(f);
    MEM_GROW(f->held, f->n_held, f->held_cap);
    f->held[f->n_held++] = (struct held_line){(uint8_t)level, clock_wall_ns(), mem_strndup(text, len)};
}

/* Once it shows itself, its first lines have a place. */
static void tell_held(struct childfeed *f)
{
    size_t told = 0;
    while (told < f->n_held &&
           links_log(f->links, f->held[told].level, f->held[told].text, strlen(f->held[told].text)))
        free(f->held[told++].text);
    if (told) {
        f->seen = true;
        f->n_held -= told;
        memmove(f->held, f->held + told, f->n_held * sizeof *f->held);
    }
}

static void tell_end(struct childfeed *f)
{
    char how[64], text[512];
    child_print_end(&f->child, how, sizeof how);
    int n = snprintf(text, sizeof text, "%s %s", f->name, how);
    bool good = !f->child.how;
    links_log(f->links, good ? LOG_INFO : LOG_ERROR, text, n > 0 && (size_t)n < sizeof text ? (size_t)n : strlen(text));
    child_signal(&f->child, SIGTERM); /* what it left behind */
    f->ended_at = f->now;
    if (!f->seen && f->quit)
        *f->quit = true;
}

static void serve_child(struct childfeed *f)
{
    f->seen = f->seen || links_seen(f->links);
    child_serve(&f->child, on_line, f);
    if (f->n_held)
        tell_held(f);
    if (f->child.ended && !f->ended_at)
        tell_end(f);
    if (f->ended_at && f->child.group && f->now >= f->ended_at + LEFT_MS * NS_PER_MS)
        child_forget(&f->child);
}

/* --- the feed -------------------------------------------------------------------------------- */

static size_t feed_poll(struct feed *f, struct pollfd *fds)
{
    child_poll(&of(f)->child, fds);
    return CHILD_FDS + inner(f)->ops->poll(inner(f), fds + CHILD_FDS);
}

static int sooner(int ms, int other)
{
    return ms < 0 || (other >= 0 && other < ms) ? other : ms;
}

static int feed_timeout(struct feed *f, uint64_t now)
{
    const struct childfeed *c = of(f);
    int ms = inner(f)->ops->timeout(inner(f), now);
    return c->ended_at || c->child.pidfd < 0 ? sooner(ms, LOOK_MS) : ms;
}

static void feed_serve(struct feed *f, const struct pollfd *fds, size_t n, uint64_t now)
{
    of(f)->now = now;
    inner(f)->ops->serve(inner(f), fds + CHILD_FDS, n - CHILD_FDS, now);
    serve_child(of(f));
}

static bool feed_drain(struct feed *f, size_t max, feed_take *take, void *ctx)
{
    return inner(f)->ops->drain(inner(f), max, take, ctx);
}

static bool feed_sleep(struct feed *f)
{
    return inner(f)->ops->sleep(inner(f));
}

static enum status feed_command(struct feed *f, const struct command *cmd, struct fault_text *why)
{
    return inner(f)->ops->command(inner(f), cmd, why);
}

static bool feed_over(const struct feed *f)
{
    const struct childfeed *c = of(f);
    if (!c->ended_at)
        return false;
    return (child_is_silent(&c->child) && !links_connected(c->links)) || c->now >= c->ended_at + LEFT_MS * NS_PER_MS;
}

static bool feed_reply(struct feed *f, struct feed_reply *out)
{
    return inner(f)->ops->reply(inner(f), out);
}

static void feed_resync(struct feed *f, uint32_t source)
{
    inner(f)->ops->resync(inner(f), source);
}

static const struct feed_ops ops = {.poll = feed_poll,
                                    .timeout = feed_timeout,
                                    .serve = feed_serve,
                                    .drain = feed_drain,
                                    .sleep = feed_sleep,
                                    .command = feed_command,
                                    .over = feed_over,
                                    .reply = feed_reply,
                                    .resync = feed_resync};

static bool wanted(void *ctx, const struct target *t)
{
    const struct childfeed *f = ctx;
    return child_is_above(&f->child, t->pid);
}

enum status childfeed_start(struct childfeed *f, const char *name, char *const argv[], struct fault_text *why)
{
    *f = (struct childfeed){.feed = {&ops}, .name = name, .now = clock_mono_ns()};
    f->links = links_new(&(struct links_options){.stay = true, .all = true, .wanted = wanted, .ctx = f});
    return child_start(&f->child, argv, why);
}

void childfeed_stop(struct childfeed *f)
{
    if (f->child.pid)
        child_stop(&f->child, on_line, f);
    child_await_rest(&f->child); /* they may have sockets to remove */
    child_forget(&f->child);
}

void childfeed_release(struct childfeed *f)
{
    child_release(&f->child);
    links_free(f->links);
    while (f->n_held)
        free(f->held[--f->n_held].text);
    free(f->held);
}
