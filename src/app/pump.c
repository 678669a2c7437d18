#include "app/pump.h"

#include <errno.h>
#include <signal.h>

#include "app/signals.h"
#include "base/clock.h"

enum { PIECE_BYTES = 512 * 1024 };

static void take(void *ctx, const void *records, size_t len)
{
    struct pump *p = ctx;
    if (p->state)
        state_fold_records(p->state, records, len);
    if (p->records)
        p->records(p->ctx, records, len);
}

static int time_left(const struct pump *p, uint64_t now)
{
    if (!p->deadline)
        return -1;
    return p->deadline > now ? (int)((p->deadline - now) / NS_PER_MS) + 1 : 0;
}

static int timeout(const struct pump *p, uint64_t now)
{
    int ms = p->feed->ops->timeout(p->feed, now), left = time_left(p, now);
    return ms < 0 || (left >= 0 && left < ms) ? left : ms;
}

static void read_signals(struct pump *p)
{
    int number;
    while (p->signal_fd >= 0 && (number = signals_next(p->signal_fd)))
        if (number != SIGWINCH && number != SIGCONT && number != SIGTSTP)
            p->interrupted = true;
}

static void wait_and_serve(struct pump *p, bool rest)
{
    const struct feed_ops *ops = p->feed->ops;
    struct pollfd fds[FEED_FDS + 1];
    size_t n = ops->poll(p->feed, fds);
    int ms = timeout(p, clock_mono_ns());
    fds[n] = (struct pollfd){.fd = p->signal_fd, .events = POLLIN};
    if (!rest || !ops->sleep(p->feed))
        ms = 0;
    if (poll(fds, (nfds_t)n + 1, ms) < 0)
        return; /* EINTR */
    read_signals(p);
    ops->serve(p->feed, fds, n, clock_mono_ns());
}

void pump_run(struct pump *p)
{
    const struct feed_ops *ops = p->feed->ops;
    p->interrupted = false;
    for (;;) {
        bool rest = ops->drain(p->feed, PIECE_BYTES, take, p);
        if (p->done && p->done(p->ctx))
            return;
        if ((rest && ops->over(p->feed)) || p->interrupted || time_left(p, clock_mono_ns()) == 0)
            return;
        if (p->state)
            feed_resync_stale(p->feed, p->state);
        wait_and_serve(p, rest);
    }
}
