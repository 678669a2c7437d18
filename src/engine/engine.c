/* engine.c - the loop thread's life: made, run, ended.
 *
 *      main thread                             loop thread
 *      engine_start  ── thread ──────────────► open: loop, runtime, modules
 *                    ◄── semaphore ─────────── opened (or why not)
 *      drain, sleep  ◄── ring ──────────────── a turn
 *      command       ── queue and wake-up ───►
 *      engine_finish ── wake-up ─────────────► close: streams, modules, children, watches
 *      (drains on)   ◄── semaphore ─────────── finished
 *
 * What both threads touch is the inlet's queue and replies, and `ready`, each behind a lock; everything else
 * belongs to one of them. */
#include "engine/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "engine/capture.h"
#include "engine/catch.h"
#include "engine/core.h"
#include "engine/inlet.h"
#include "hmr/hmr.h"
#include "rx/runtime.h"

enum {
    RING_BYTES = 1 << 20,
    FINISH_MS = 2000, /* for the reader to take the spill at the end */
    STACK_GUARD = 1 << 20
};

struct engine {
    /* Main thread. */
    uv_thread_t thread;
    struct ring *ring; /* made and freed here; written by the loop thread */
    bool asleep, stopping;
    struct str tail; /* records taken while the loop ended */
    size_t tail_at;

    /* Loop thread. */
    const struct engine_options *options; /* borrowed while engine_start waits */
    bool pipes_taken;
    uv_loop_t loop;
    struct core core;
    struct inlet inlet;
    struct capture *capture; /* NULL: none */
    int ready_told;
    void (*options_lost)(void *ctx, const char *line);
    void *lost_ctx;
    int notices[2]; /* a pipe to the main thread, written by a signal handler */

    /* Both. */
    uv_async_t stop;
    uv_sem_t opened, finished;
    enum status status; /* of the start, and why: written before `opened` is posted */
    struct fault_text why;
    uv_mutex_t lock;
    int ready; /* behind `lock` */
};

/* --- loop thread: a turn --------------------------------------------------------------------- */

static void turn_ready(struct engine *e)
{
    int ready = hmr_ready(e->core.hmr);
    if (ready == e->ready_told)
        return;
    e->ready_told = ready;
    uv_mutex_lock(&e->lock);
    e->ready = ready;
    uv_mutex_unlock(&e->lock);
}

static bool outlet_room(void *ctx)
{
    struct outlet *o = ctx;
    return outlet_flush(o);
}

static void tell_interrupted(struct core *c)
{
    unsigned ms;
    if (!catch_was_interrupted(&ms))
        return;
    char *line = str_format("a turn ran for %u ms without coming back: the source that sent was stopped", ms);
    sink_log(&c->hub.sink, LOG_ERROR, 0, line, strlen(line));
    free(line);
}

static void turned(struct core *c)
{
    struct engine *e = (struct engine *)((char *)c - offsetof(struct engine, core));
    if (!c->hmr)
        return;
    tell_interrupted(c);
    if (outlet_turn(c->outlet) && tally_flush(&c->tally, outlet_room, c->outlet))
        inlet_settle(&e->inlet);
    turn_ready(e);
}

static enum status run_command(void *ctx, const struct command *cmd, struct str *say)
{
    struct engine *e = ctx;
    return core_command(&e->core, &e->core.watcher, cmd, say);
}

static void on_stop(uv_async_t *h)
{
    uv_stop(h->loop);
}

/* --- loop thread: open and close ------------------------------------------------------------- */

/* The main thread takes these through its descriptor. Left open: faults, and SIGCHLD, by which
 * libuv learns of the end of its children. */
static void block_signals(void)
{
    static const int open[] = {SIGSEGV, SIGBUS, SIGFPE,  SIGILL,  SIGABRT,
                               SIGTRAP, SIGSYS, SIGCHLD, SIGPROF, SIGVTALRM};
    sigset_t set;
    sigfillset(&set);
    for (size_t i = 0; i < ARRAY_LEN(open); i++)
        sigdelset(&set, open[i]);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* ---- a loop that stands still: inside of a signal handler ---- */

static char *add_text(char *to, const char *end, const char *text)
{
    while (*text && to < end)
        *to++ = *text++;
    return to;
}

static char *add_seconds(char *to, const char *end, unsigned ms)
{
    char digits[16], *p = digits + sizeof digits;
    unsigned s = (ms + 500) / 1000;
    *--p = '\0';
    do
        *--p = (char)('0' + s % 10);
    while (s /= 10);
    return add_text(add_text(to, end, p), end, " s");
}

static void on_stuck(void *ctx, enum catch_stuck how, const void *code_at, unsigned ms)
{
    struct engine *e = ctx;
    char line[240], name[120] = "a callback", *end = line + sizeof line - 2, *p;
    if (code_at && e->core.hmr)
        hmr_name_code(e->core.hmr, code_at, name, sizeof name);
    if (how == CATCH_LOST) {
        p = add_text(add_text(line, end, "ended: after the fault in "), end, name);
        p = add_text(p, end, " the heap or the loader stays locked, and nothing can go on");
    } else {
        p = add_text(line, end, name);
        p = add_text(p, end, how == CATCH_WAITS ? " has been waiting for " : " has been running for ");
        p = add_text(add_seconds(p, end, ms), end, "; all other streams wait for it");
    }
    *p = '\0';
    if (how == CATCH_LOST && e->options_lost)
        e->options_lost(e->lost_ctx, line);
    *p++ = '\n';
    ssize_t n = write(e->notices[1], line, (size_t)(p - line));
    (void)n;
}

/* The program ends now: where code or data of an earlier generation was used, that is said. */
static void on_lost(void *ctx, const void *pc, const void *address)
{
    struct engine *e = ctx;
    char line[240];
    if (!hmr_name_freed(pc, line, sizeof line - 1) && !hmr_name_freed(address, line, sizeof line - 1))
        return;
    if (e->options_lost) {
        e->options_lost(e->lost_ctx, line);
        return;
    }
    size_t n = strlen(line);
    line[n++] = '\n';
    ssize_t written = write(STDERR_FILENO, line, n);
    (void)written;
}

static void open_catch(struct engine *e)
{
    struct catch_options o = {.limit_ms = e->options->turn_ms, .stuck = on_stuck, .lost = on_lost, .ctx = e};
    e->options_lost = e->options->lost;
    e->lost_ctx = e->options->lost_ctx;
    catch_open(&o);
}

/* After what the modules told, so that it is the newest line. */
static void tell_notice(struct engine *e)
{
    const char *notice = e->options->notice;
    if (notice)
        sink_log(&e->core.hub.sink, LOG_WARN, 0, notice, strlen(notice));
}

static enum status open_capture(struct engine *e)
{
    const struct engine_options *o = e->options;
    if (o->stdout_fd <= 0 || o->stderr_fd <= 0)
        return STATUS_OK;
    struct capture *c = mem_alloc(sizeof *c);
    e->pipes_taken = true;
    enum status status =
        capture_start(c, &e->loop, &e->core.hub.sink, o->stdout_fd, o->stderr_fd, &e->why);
    if (status == STATUS_OK)
        e->capture = c;
    else
        free(c);
    return status;
}

/* Opens everything; what was opened is closed by close_loop, also after a failure. */
static enum status open_loop(struct engine *e)
{
    const struct engine_options *o = e->options;
    core_init(&e->core, &e->loop, e->ring, o);
    e->core.turned = turned;
    inlet_init(&e->inlet, &e->loop, run_command, e);
    enum status status = open_capture(e);
    if (status == STATUS_OK && o->serve)
        status = core_serve(&e->core, &e->why);
    open_catch(e);
    if (status == STATUS_OK)
        status = core_open(&e->core, o, &e->why);
    tell_notice(e);
    return status;
}

/* What waits in the spill goes out as fast as the reader takes it. */
static void flush_last(struct engine *e)
{
    uint64_t deadline = uv_hrtime() + FINISH_MS * NS_PER_MS;
    while (e->status == STATUS_OK && !outlet_flush(e->core.outlet) && uv_hrtime() < deadline)
        uv_sleep(1);
}

static void close_streams(struct engine *e)
{
    core_end_streams(&e->core);
    if (e->capture)
        capture_stop(e->capture);
    core_end(&e->core);
    flush_last(e);
}

static void close_loop(struct engine *e)
{
    close_streams(e);
    catch_close();
    core_close(&e->core);
    inlet_close(&e->inlet);
    uv_close((uv_handle_t *)&e->stop, NULL);
    uv_run(&e->loop, UV_RUN_DEFAULT);
    uv_loop_close(&e->loop);
    core_release(&e->core);
    free(e->capture);
}

static void loop_thread(void *arg)
{
    struct engine *e = arg;
    block_signals();
    e->status = open_loop(e);
    bool ok = e->status == STATUS_OK;
    uv_sem_post(&e->opened);
    if (ok)
        uv_run(&e->loop, UV_RUN_DEFAULT);
    close_loop(e);
    uv_sem_post(&e->finished);
}

/* --- main thread ----------------------------------------------------------------------------- */

static struct engine *engine_new(const struct engine_options *options)
{
    struct engine *e = mem_zalloc(sizeof *e);
    e->options = options;
    if (pipe2(e->notices, O_CLOEXEC | O_NONBLOCK) != 0)
        e->notices[0] = e->notices[1] = -1; /* then these are not told */
    uv_sem_init(&e->opened, 0);
    uv_sem_init(&e->finished, 0);
    uv_mutex_init(&e->lock);
    return e;
}

static void *loop_main(void *arg)
{
    loop_thread(arg);
    return NULL;
}

/* A module's function with a large frame must not step over the guard into somebody's memory. */
static int start_thread(struct engine *e)
{
    pthread_attr_t attr;
    int error = pthread_attr_init(&attr);
    if (error)
        return error;
    pthread_attr_setguardsize(&attr, STACK_GUARD);
    error = pthread_create(&e->thread, &attr, loop_main, e);
    pthread_attr_destroy(&attr);
    return error;
}

static enum status make_thread(struct engine *e, struct fault_text *why)
{
    uv_async_init(&e->loop, &e->stop, on_stop);
    int error = start_thread(e);
    if (!error)
        return STATUS_OK;
    uv_close((uv_handle_t *)&e->stop, NULL);
    uv_run(&e->loop, UV_RUN_DEFAULT);
    uv_loop_close(&e->loop);
    return fault_set(why, STATUS_IO, "no thread: %s", strerror(error));
}

static enum status make_loop(struct engine *e, struct fault_text *why)
{
    size_t bytes = e->options->ring_bytes ? e->options->ring_bytes : RING_BYTES;
    e->ring = ring_new(bytes);
    if (!e->ring)
        return fault_set(why, STATUS_IO, "no ring of %zu bytes: %s", bytes, strerror(errno));
    int error = uv_loop_init(&e->loop);
    if (error)
        return fault_set(why, STATUS_IO, "no event loop: %s", uv_strerror(error));
    return make_thread(e, why);
}

static enum status wait_opened(struct engine *e, struct fault_text *why)
{
    uv_sem_wait(&e->opened);
    if (e->status == STATUS_OK)
        return STATUS_OK;
    uv_thread_join(&e->thread);
    if (why)
        *why = e->why;
    return e->status;
}

static void close_pipes(const struct engine_options *o)
{
    if (o->stdout_fd > 0)
        close(o->stdout_fd);
    if (o->stderr_fd > 0)
        close(o->stderr_fd);
}

enum status engine_start(struct engine **out, const struct engine_options *options,
                         struct fault_text *why)
{
    struct engine *e = engine_new(options);
    enum status status = make_loop(e, why);
    if (status == STATUS_OK)
        status = wait_opened(e, why);
    if (!e->pipes_taken)
        close_pipes(options);
    e->options = NULL;
    *out = status == STATUS_OK ? e : NULL;
    if (status != STATUS_OK)
        engine_free(e);
    return status;
}

static void wake_done(struct engine *e)
{
    if (e->asleep)
        ring_wake_done(e->ring);
    e->asleep = false;
}

static void take_tail(struct engine *e)
{
    const void *span;
    size_t n;
    wake_done(e);
    while ((span = ring_next_span(e->ring, &n))) {
        str_addn(&e->tail, span, n);
        ring_release(e->ring);
    }
}

enum status engine_finish_within(struct engine *e, unsigned ms)
{
    struct pollfd fd = {.fd = ring_fd(e->ring), .events = POLLIN};
    uint64_t deadline = clock_mono_ns() + ms * NS_PER_MS;
    if (!e->stopping) /* once: the handle is closed soon after */
        uv_async_send(&e->stop);
    e->stopping = true;
    while (uv_sem_trywait(&e->finished) != 0) {
        take_tail(e);
        if (clock_mono_ns() >= deadline)
            return STATUS_BUSY;
        if (engine_sleep(e))
            poll(&fd, 1, 5); /* ms: the semaphore has no descriptor */
    }
    uv_thread_join(&e->thread);
    take_tail(e);
    return STATUS_OK;
}

void engine_finish(struct engine *e)
{
    while (engine_finish_within(e, 1000) != STATUS_OK)
        continue;
}

void engine_free(struct engine *e)
{
    if (!e)
        return;
    if (e->inlet.run)
        inlet_release(&e->inlet);
    for (size_t i = 0; i < ARRAY_LEN(e->notices); i++)
        if (e->notices[i] >= 0)
            close(e->notices[i]);
    ring_free(e->ring);
    str_release(&e->tail);
    uv_sem_destroy(&e->opened);
    uv_sem_destroy(&e->finished);
    uv_mutex_destroy(&e->lock);
    free(e);
}

int engine_fd(const struct engine *e)
{
    return ring_fd(e->ring);
}

size_t engine_drain(struct engine *e, size_t max,
                    void (*take)(void *ctx, const void *records, size_t len), void *ctx)
{
    size_t total = 0, n;
    const void *span;
    wake_done(e);
    if (e->tail_at < e->tail.len) {
        total = e->tail.len - e->tail_at;
        take(ctx, e->tail.data + e->tail_at, total);
        e->tail_at = e->tail.len;
        return total;
    }
    while (total < max && (span = ring_next_span(e->ring, &n))) {
        take(ctx, span, n);
        ring_release(e->ring);
        total += n;
    }
    return total;
}

bool engine_sleep(struct engine *e)
{
    e->asleep = ring_sleep(e->ring);
    return e->asleep;
}

enum status engine_command(struct engine *e, const struct command *cmd)
{
    return inlet_put(&e->inlet, cmd);
}

uint64_t engine_commands_done(struct engine *e)
{
    return inlet_done(&e->inlet);
}

bool engine_reply(struct engine *e, struct engine_reply *out)
{
    struct inlet_reply r;
    bool some = inlet_reply(&e->inlet, &r);
    if (some)
        *out = (struct engine_reply){r.source, r.request, r.status, r.text};
    return some;
}

int engine_reply_fd(const struct engine *e)
{
    return inlet_fd(&e->inlet);
}

bool engine_notice(struct engine *e, char *line, size_t size)
{
    size_t n = 0;
    char c;
    while (read(e->notices[0], &c, 1) == 1) {
        if (c == '\n') {
            line[n] = '\0';
            return true;
        }
        if (n + 1 < size)
            line[n++] = c;
    }
    return false;
}

int engine_notice_fd(const struct engine *e)
{
    return e->notices[0];
}

int engine_ready(const struct engine *e)
{
    struct engine *mutable = (struct engine *)e; /* the lock is no part of what is read */
    uv_mutex_lock(&mutable->lock);
    int ready = e->ready;
    uv_mutex_unlock(&mutable->lock);
    return ready;
}
