#include "app/probe.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/link.h"

enum { READ_MOST = 64 << 10 };

struct probing {
    struct probe *out;
    struct link **links; /* NULL: done */
    struct pollfd *fds;
    size_t n, open;
};

static void done(struct probing *p, size_t i)
{
    const struct hello *h = link_hello(p->links[i]);
    if (h) {
        p->out[i].status = STATUS_OK;
        p->out[i].hello = *h;
    }
    link_free(p->links[i]);
    p->links[i] = NULL;
    p->open--;
}

static void begin(struct probing *p, const struct targets *t)
{
    static const struct link_options only_hello = {0};
    for (size_t i = 0; i < p->n; i++) {
        p->out[i].status = link_open(&p->links[i], t->items[i].path, &only_hello, &p->out[i].why);
        p->open += p->links[i] != NULL;
    }
}

static void serve(struct probing *p, size_t i)
{
    bool more;
    struct probe *out = &p->out[i];
    enum status status =
        link_serve(p->links[i], p->fds[i].revents, READ_MOST, clock_mono_ns(), &more, &out->why);
    out->status = status;
    if (status != STATUS_OK || link_hello(p->links[i]))
        done(p, i);
}

static void wait_for_some(struct probing *p, int ms)
{
    for (size_t i = 0; i < p->n; i++) {
        p->fds[i] = (struct pollfd){.fd = -1};
        if (p->links[i])
            link_poll(p->links[i], &p->fds[i]);
    }
    if (poll(p->fds, (nfds_t)p->n, ms) <= 0)
        return;
    for (size_t i = 0; i < p->n; i++)
        if (p->fds[i].revents)
            serve(p, i);
}

void probe_all(const struct targets *t, struct probe *out)
{
    uint64_t now, deadline = clock_mono_ns() + PROBE_MS * NS_PER_MS;
    struct probing p = {.out = out, .n = t->n};
    p.links = mem_zalloc((t->n + 1) * sizeof *p.links);
    p.fds = mem_zalloc((t->n + 1) * sizeof *p.fds);
    begin(&p, t);
    while (p.open && (now = clock_mono_ns()) < deadline)
        wait_for_some(&p, (int)((deadline - now) / NS_PER_MS) + 1);
    for (size_t i = 0; i < p.n; i++)
        if (p.links[i]) {
            out[i].status = fault_set(&out[i].why, STATUS_BUSY, "%s: it does not answer", t->items[i].path);
            done(&p, i);
        }
    free(p.links);
    free(p.fds);
}
