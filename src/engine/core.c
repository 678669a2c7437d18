#include "engine/core.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/version.h"
#include "engine/catch.h"
#include "engine/rundir.h"
#include "hmr/hmr.h"
#include "rx/runtime.h"

enum {
    TRIAL_MS = 2000,
    COUNTS_MS = 100, /* counts are written ten times a second while something happens */
    GOODBYE_MS = 100 /* for inspectors to take what waits for them, at the end */
};

/* ---- a turn ---- */

static void on_counts(uv_timer_t *t)
{
    (void)t;
    rx_flush_counts();
}

/* A program that does nothing is not woken: the timer is started by something that was counted, once. */
static void turn_counts(struct core *c)
{
    if (rx_counts_wait() && !uv_is_active((uv_handle_t *)&c->counts))
        uv_timer_start(&c->counts, on_counts, COUNTS_MS, 0);
}

static void turn(struct core *c)
{
    if (!rx_running())
        return;
    turn_counts(c);
    if (c->turned)
        c->turned(c);
    if (c->outlet)
        retell_turn(&c->retell);
    server_turn(&c->server);
}

static void on_before(uv_prepare_t *h)
{
    turn(h->data);
}

static void on_after(uv_check_t *h)
{
    turn(h->data);
}

/* ---- what we say of ourselves ---- */

static void tell_source(void *ctx, struct sink *to)
{
    const struct core *c = ctx;
    struct event ev = {.kind = EV_SOURCE_START, .id = (uint64_t)getpid(), .time = c->started,
                       .num = (int64_t)c->started_wall, .text = c->name,
                       .text_len = (uint32_t)strlen(c->name)};
    sink_put(to, &ev);
    if (c->hmr && hmr_approval(c->hmr))
        core_tell_approval(c, to);
    if (c->hmr && hmr_trial(c->hmr))
        core_tell_trial(c, to);
}

static void tell_switch(unsigned info, bool on, struct sink *to)
{
    struct event ev = {.kind = EV_SOURCE_INFO, .flags = (uint8_t)info, .id = (uint64_t)getpid(), .time = uv_hrtime(),
                       .text = on ? "1" : "", .text_len = on};
    sink_put(to, &ev);
}

void core_tell_trial(const struct core *c, struct sink *to)
{
    tell_switch(INFO_TRIAL, hmr_trial(c->hmr), to);
}

void core_tell_approval(const struct core *c, struct sink *to)
{
    tell_switch(INFO_APPROVAL, hmr_approval(c->hmr), to);
}

static void tell_end(struct core *c)
{
    struct event ev = {.kind = EV_SOURCE_END, .id = (uint64_t)getpid(), .time = uv_hrtime()};
    sink_put(&c->hub.sink, &ev);
}

static uint8_t ready(const struct core *c)
{
    int now = c->hmr ? hmr_ready(c->hmr) : 1;
    return now < 0 ? READY_REFUSED : now ? READY_LIVE : READY_BUILDING;
}

static void say_hello(void *ctx, struct hello *h)
{
    const struct core *c = ctx;
    struct str modules = STR_INIT;
    *h = (struct hello){.oldest = WIRE_OLDEST,
                        .newest = WIRE_NEWEST,
                        .kinds = EV_LIMIT,
                        .role = WIRE_PROGRAM,
                        .ready = ready(c),
                        .pid = (uint64_t)getpid(),
                        .started = c->started_wall,
                        .host = "c"};
    if (c->hmr)
        hmr_describe(c->hmr, &modules);
    if (c->hmr && hmr_approval(c->hmr))
        str_copy(h->approval, sizeof h->approval, "1");
    str_copy(h->name, sizeof h->name, c->name);
    str_copy(h->title, sizeof h->title, c->title ? c->title : "");
    str_copy(h->modules, sizeof h->modules, str_text(&modules));
    str_copy(h->version, sizeof h->version, RXSCOPE_VERSION);
    str_release(&modules);
}

static enum status from_peer(void *ctx, struct watcher *by, const struct command *c,
                             struct str *why)
{
    return core_command(ctx, by, c, why);
}

/* ---- begin ---- */

static void init_handle(struct core *c, void *handle)
{
    ((uv_handle_t *)handle)->data = c;
    if (c->background)
        uv_unref(handle);
}

static void init_handles(struct core *c)
{
    uv_prepare_init(c->loop, &c->before);
    uv_check_init(c->loop, &c->after);
    uv_timer_init(c->loop, &c->counts);
    init_handle(c, &c->before);
    init_handle(c, &c->after);
    init_handle(c, &c->counts);
    uv_prepare_start(&c->before, on_before);
    uv_check_start(&c->after, on_after);
}

static void init_outlet(struct core *c, struct ring *ring, size_t spill_limit)
{
    c->outlet = mem_alloc(sizeof *c->outlet);
    outlet_init(c->outlet, c->loop, ring, spill_limit);
    tally_init(&c->tally, &c->outlet->sink, NULL);
    c->reader = (struct reader){.enter = &c->tally.sink, .tally = &c->tally};
    hub_add(&c->hub, &c->reader);
    struct retell_options o = {&c->hub, &c->reader, c->outlet, tell_source, c};
    retell_init(&c->retell, c->loop, &o);
}

void core_init(struct core *c, uv_loop_t *loop, struct ring *ring, const struct engine_options *o)
{
    *c = (struct core){.loop = loop, .background = !ring, .name = mem_strdup(o->name)};
    c->title = o->title ? mem_strdup(o->title) : NULL;
    c->started = uv_hrtime();
    c->started_wall = clock_wall_ns();
    init_handles(c);
    hub_init(&c->hub);
    if (ring)
        init_outlet(c, ring, o->spill_limit);
    sched_init(&c->sched, loop);
    rx_runtime_new(&c->sched.ops, ring ? &c->hub.sink : NULL);
    rx_journal(&c->hub.sink);
    struct server_options server = {.loop = loop,
                                    .hub = &c->hub,
                                    .ops = {c, say_hello, from_peer, tell_source},
                                    .limits = o->limits,
                                    .always = ring != NULL,
                                    .background = c->background};
    server_init(&c->server, &server);
    tell_source(c, &c->hub.sink);
}

static void recovered(void *ctx)
{
    (void)ctx;
    catch_recovered();
}

static enum status open_hmr(struct core *c, const struct engine_options *o, struct fault_text *why)
{
    struct hmr_options options = {.host = host_ops(&c->host),
                                  .work_dir = o->work_dir,
                                  .header = o->header,
                                  .header_size = o->header_size,
                                  .cc = o->cc,
                                  .cflags = o->cflags,
                                  .fast = o->fast,
                                  .helper = "/proc/self/exe",
                                  .trial_ms = TRIAL_MS,
                                  .argc = o->argc,
                                  .argv = o->argv};
    options.host.recovered = recovered;
    c->host.children.temp = o->work_dir;
    enum status status = hmr_new(&c->hmr, &options, why);
    if (status == STATUS_OK && o->trial)
        hmr_set_trial(c->hmr, true, NULL);
    return status;
}

static enum status open_host(struct core *c, struct fault_text *why)
{
    enum status status = host_init(&c->host, c->loop, why);
    c->hosting = status == STATUS_OK;
    if (c->hosting && c->background)
        host_unref(&c->host);
    return status;
}

static enum status add_modules(struct core *c, const struct engine_options *o, struct fault_text *why)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < o->module_count && status == STATUS_OK; i++) {
        const struct engine_module *m = &o->modules[i];
        status = m->prebuilt ? hmr_add_prebuilt(c->hmr, m->path, m->prebuilt, m->prebuilt_size, why)
                             : hmr_add(c->hmr, m->path, why);
    }
    return status;
}

enum status core_open(struct core *c, const struct engine_options *o, struct fault_text *why)
{
    enum status status = open_host(c, why);
    if (status == STATUS_OK)
        status = open_hmr(c, o, why);
    if (status == STATUS_OK)
        status = add_modules(c, o, why);
    return status;
}

enum status core_serve(struct core *c, struct fault_text *why)
{
    struct str path = STR_INIT;
    enum status status = rundir_socket(c->name, getpid(), &path, why);
    if (status == STATUS_OK)
        status = server_listen(&c->server, str_text(&path), why);
    str_release(&path);
    return status;
}

/* ---- end ---- */

void core_quiet(struct core *c)
{
    rx_flush_counts();
    hmr_free(c->hmr);
    c->hmr = NULL;
    rx_end_all();
}

void core_end_streams(struct core *c)
{
    if (!rx_running())
        return;
    core_quiet(c);
    watching_leave(&c->server.watching, &c->watcher, true);
    rx_runtime_free();
}

void core_end(struct core *c)
{
    core_end_streams(c);
    tell_end(c);
    tally_flush(&c->tally, NULL, NULL);
    server_close(&c->server, GOODBYE_MS);
}

static void on_last_closed(uv_handle_t *h)
{
    struct core *c = h->data;
    if (c->closed)
        c->closed(c);
}

/* The other handles were closed in the turn before. */
static void on_closed(uv_handle_t *h)
{
    struct core *c = h->data;
    uv_close((uv_handle_t *)&c->after, on_last_closed);
}

void core_close(struct core *c)
{
    sched_release(&c->sched);
    if (c->hosting)
        host_close(&c->host);
    if (c->outlet) {
        retell_close(&c->retell);
        outlet_close(c->outlet);
    }
    uv_close((uv_handle_t *)&c->counts, NULL);
    uv_close((uv_handle_t *)&c->before, on_closed);
}

void core_release(struct core *c)
{
    if (c->outlet) {
        retell_release(&c->retell);
        outlet_release(c->outlet);
    }
    free(c->outlet);
    tally_release(&c->tally);
    hub_release(&c->hub);
    free(c->name);
    free(c->title);
}
