#include "engine/host.h"

#include <stdlib.h>

#include "base/mem.h"

/* A timer's handle is a number, not a pointer: stopping one that has fired already is harmless. */
struct host_timer {
    uv_timer_t handle; /* first: freed by its close callback */
    struct host_timer *next;
    struct host *host;
    uintptr_t number;
    void (*fire)(void *arg);
    void *arg;
};

static void on_closed(uv_handle_t *h)
{
    free(h->data);
}

static void drop_timer(struct host_timer **p)
{
    struct host_timer *t = *p;
    *p = t->next;
    uv_close((uv_handle_t *)&t->handle, on_closed);
}

static struct host_timer **find_timer(struct host *h, uintptr_t number)
{
    struct host_timer **p = &h->timers;
    while (*p && (*p)->number != number)
        p = &(*p)->next;
    return p;
}

static void on_timer(uv_timer_t *handle)
{
    struct host_timer *t = handle->data;
    drop_timer(find_timer(t->host, t->number));
    t->fire(t->arg); /* freed by the close callback, not before */
}

static void *host_timer(void *ctx, unsigned ms, void (*fire)(void *arg), void *arg)
{
    struct host *h = ctx;
    struct host_timer *t = mem_zalloc(sizeof *t);
    *t = (struct host_timer){
        .next = h->timers, .host = h, .number = ++h->last_timer, .fire = fire, .arg = arg};
    h->timers = t;
    uv_timer_init(h->loop, &t->handle);
    t->handle.data = t;
    uv_update_time(h->loop); /* the loop's clock may be old: never early */
    uv_timer_start(&t->handle, on_timer, (uint64_t)ms + 1, 0);
    return (void *)t->number;
}

static void host_timer_stop(void *ctx, void *timer)
{
    struct host_timer **p = find_timer(ctx, (uintptr_t)timer);
    if (*p)
        drop_timer(p);
}

static void *host_spawn(void *ctx, const char *const *argv, const char *cwd, const struct str *input,
                        hmr_exit_fn *done, void *arg, struct fault_text *why)
{
    struct host *h = ctx;
    return children_spawn(&h->children, argv, cwd, input, done, arg, why);
}

static void host_kill(void *ctx, void *child)
{
    (void)ctx;
    children_kill(child);
}

static void *host_watch(void *ctx, const char *path, void (*changed)(void *arg), void *arg,
                        struct fault_text *why)
{
    struct host *h = ctx;
    return watch_new(&h->watches, path, changed, arg, why);
}

static void host_unwatch(void *ctx, void *watch)
{
    struct host *h = ctx;
    watch_free(&h->watches, watch);
}

enum status host_init(struct host *h, uv_loop_t *loop, struct fault_text *why)
{
    *h = (struct host){.loop = loop};
    children_init(&h->children, loop);
    return watches_init(&h->watches, loop, why);
}

void host_unref(struct host *h)
{
    uv_unref((uv_handle_t *)&h->watches.poll);
    uv_unref((uv_handle_t *)&h->watches.retry);
}

void host_close(struct host *h)
{
    while (h->timers)
        drop_timer(&h->timers);
    children_close(&h->children);
    watches_close(&h->watches);
}

struct hmr_host host_ops(struct host *h)
{
    return (struct hmr_host){.ctx = h,
                             .spawn = host_spawn,
                             .kill = host_kill,
                             .watch = host_watch,
                             .unwatch = host_unwatch,
                             .timer = host_timer,
                             .timer_stop = host_timer_stop};
}
