/* session.c - makes the parts in an order in which each can fail without a trace, and ends them in
 * the opposite one. The screen comes last, so that a message about a file is not hidden behind it.
 */
#include "app/session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/checkup.h"
#include "app/config.h"
#include "app/console.h"
#include "app/enginefeed.h"
#include "app/live.h"
#include "app/signals.h"
#include "app/supervise.h"
#include "app/treeprint.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "engine/header.h"
#include "engine/rundir.h"
#include "engine/workdir.h"

enum { FINISH_MS = 3000 }; /* for the callback that runs, and for all teardowns */

struct session {
    const struct session_options *so;
    struct live live;
    struct engine *engine;
    struct enginefeed feed;
    struct console console;
    struct str work_dir;
    int work_lock; /* held while the folder is in use */
    struct str socket; /* its path */
    struct str tree; /* as it was at the end, before the streams ended */
};

const char *session_cc(const struct options *o)
{
    const char *cc = getenv("CC");
    return o->cc ? o->cc : cc && *cc ? cc : "cc";
}

static bool headless(const struct session *s)
{
    return s->so->options->given & OPT_HEADLESS;
}

/* Inside of a signal handler on the loop thread, which stands still: nothing that takes a lock. */
static void lost(void *ctx, const char *line)
{
    const struct session *s = ctx;
    const char *parts[] = {"rxscope: ", line, "\n"};
    ui_emergency_restore();
    supervise_screen(false);
    supervise_lost();
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        ssize_t n = write(s->console.saved_err, parts[i], strlen(parts[i]));
        (void)n;
    }
    if (s->socket.len)
        unlink(str_text(&s->socket));
    _exit(EXIT_FAILED);
}

static enum status open_engine(struct session *s, struct fault_text *why)
{
    const struct session_options *so = s->so;
    const struct options *o = so->options;
    struct engine_options options = {.name = so->name,
                                     .work_dir = str_text(&s->work_dir),
                                     .header = header_text,
                                     .header_size = header_size,
                                     .cc = session_cc(o),
                                     .cflags = o->cflags ? o->cflags : getenv("CFLAGS"),
                                     .fast = o->given & OPT_FAST || o->config->compile_fast,
                                     .trial = o->given & OPT_TRIAL,
                                     .modules = so->modules,
                                     .module_count = so->module_count,
                                     .argc = o->module_argc,
                                     .argv = o->module_argv,
                                     .stdout_fd = s->console.read_out,
                                     .stderr_fd = s->console.read_err,
                                     .notice = so->notice,
                                     .serve = true,
                                     .turn_ms = o->turn_ms,
                                     .lost = lost,
                                     .lost_ctx = s};
    enum status status = engine_start(&s->engine, &options, why);
    enginefeed_init(&s->feed, s->engine);
    s->live.feed = &s->feed.feed;
    return status;
}

static enum status open_screen(struct session *s, struct fault_text *why)
{
    struct ui_options options = {.state = s->live.state,
                                 .host = {.ctx = &s->live, .command = live_command, .edit = live_edit, .record = live_record,
                                          .order = live_order, .complete = live_complete},
                                 .events = live_events,
                                 .work_dir = s->so->shown_dir,
                                 .ascii = s->so->options->given & OPT_ASCII,
                                 .mouse = s->so->options->config->screen_mouse};
    const struct options *o = s->so->options;
    options.tape = live_keep(&s->live, o->given & OPT_HISTORY ? o->history : o->config->screen_history);
    supervise_screen(true);
    return checkup_screen(&s->live.ui, &options, s->so->options->config, why);
}

static enum status open_all(struct session *s, struct fault_text *why)
{
    enum status status = signals_open(&s->live.signal_fd, why);
    if (status == STATUS_OK)
        status = workdir_make(&s->work_dir, &s->work_lock, why);
    if (status != STATUS_OK)
        str_release(&s->work_dir); /* nothing to remove */
    if (status == STATUS_OK)
        status = console_catch(&s->console, why);
    if (status != STATUS_OK)
        return status;
    signals_catch_fatal(s->console.saved_err);
    if (rundir_socket(s->so->name, getpid(), &s->socket, NULL) != STATUS_OK)
        str_release(&s->socket);
    supervise_folder(str_text(&s->work_dir));
    supervise_socket(str_text(&s->socket));
    status = open_engine(s, why);
    if (status == STATUS_OK && !headless(s))
        status = open_screen(s, why);
    return status;
}

/* The loop thread is caught in a module and cannot be ended: only the process can. */
static void abandon(struct session *s)
{
    console_restore(&s->console);
    if (s->socket.len)
        unlink(str_text(&s->socket));
    workdir_remove(str_text(&s->work_dir));
    complain(EXIT_FAILED,
             "a callback of a module does not return; ended without closing its streams");
    _exit(EXIT_FAILED);
}

/* What the modules print until their very end is caught, and is in the log. */
static void close_engine(struct session *s)
{
    if (!s->engine)
        return;
    if (engine_finish_within(s->engine, FINISH_MS) != STATUS_OK)
        abandon(s);
    live_drain(&s->live);
    engine_free(s->engine);
    enginefeed_release(&s->feed);
    s->engine = NULL;
}

static void close_all(struct session *s)
{
    ui_close(s->live.ui);
    supervise_screen(false);
    s->live.ui = NULL;
    close_engine(s);
    console_restore(&s->console);
    live_farewell(&s->live, stdout);
    if (s->tree.len && s->live.out) {
        fputs(str_text(&s->tree), s->live.out);
        fflush(s->live.out);
    }
    signals_release_fatal();
    state_free(s->live.state);
    console_close(&s->console);
    if (s->work_dir.len)
        workdir_remove(str_text(&s->work_dir));
    if (s->work_lock >= 0)
        close(s->work_lock);
    if (s->live.signal_fd >= 0)
        signals_close(s->live.signal_fd);
    str_release(&s->work_dir);
    str_release(&s->socket);
    str_release(&s->tree);
}

static int run_live(struct session *s)
{
    const struct options *o = s->so->options;
    if (o->given & OPT_FOR)
        s->live.deadline = clock_mono_ns() + o->for_ns;
    if (headless(s))
        s->live.out = s->console.out;
    int code = live_run(&s->live);
    if (headless(s))
        treeprint(s->live.state, &s->tree);
    if (code == EXIT_DONE && engine_ready(s->engine) < 0)
        code = EXIT_FAILED; /* a module never came to life */
    return code;
}

static int run_here(void *ctx)
{
    const struct session_options *so = ctx;
    struct session s = {.so = so,
                        .work_lock = -1,
                        .live = {.signal_fd = -1,
                                 .editor = {.fd = -1},
                                 .record = {.directory = so->options->config->record_directory,
                                            .rotate = so->options->config->record_rotate}},
                        .console = {.saved_out = -1, .saved_err = -1}};
    struct fault_text why = {""};
    s.live.state = state_new(NULL);
    enum status status = open_all(&s, &why);
    int code = status == STATUS_OK ? run_live(&s) : EXIT_FAILED;
    close_all(&s);
    if (status != STATUS_OK)
        complain(code, "%s", why.text);
    return code;
}

int session_run(const struct session_options *so)
{
    bool restart = so->options->given & OPT_RESTART;
    bool screen = !(so->options->given & OPT_HEADLESS);
    void *ctx = (void *)(uintptr_t)so;
    return screen || restart ? supervise(run_here, ctx, restart) : run_here(ctx);
}
