#include "app/script.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/checkup.h"
#include "app/childfeed.h"
#include "app/config.h"
#include "app/live.h"
#include "app/logline.h"
#include "app/signals.h"
#include "app/treeprint.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/trust.h"

#define RUNNER "node_modules/.bin/rxscope-node"

struct script {
    const struct options *o;
    struct live live;
    struct childfeed feed;
    struct str runner;
    struct str tree; /* as it was at the end */
};

/* --- what to run ----------------------------------------------------------------------------- */

bool script_is(const char *path)
{
    static const char *const suffixes[] = {".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"};
    const char *base = path_name(path), *dot = strrchr(base, '.');
    for (size_t i = 0; dot && dot != base && i < ARRAY_LEN(suffixes); i++)
        if (strcmp(dot, suffixes[i]) == 0)
            return true;
    return false;
}

static bool cut_last(char *folder)
{
    char *slash = strrchr(folder, '/');
    if (!slash || !folder[1])
        return false;
    slash[slash == folder] = '\0'; /* "/" stays */
    return true;
}

enum status script_runner(const char *path, struct str *out, struct fault_text *why)
{
    char *folder = realpath(path, NULL);
    struct stat st;
    bool found = false;
    if (!folder)
        return fault_set(why, STATUS_NOTFOUND, "%s: %s", path, strerror(errno));
    while (!found && cut_last(folder)) {
        str_clear(out);
        str_addf(out, "%s/" RUNNER, strcmp(folder, "/") == 0 ? "" : folder);
        found = stat(str_text(out), &st) == 0;
    }
    free(folder);
    if (!found)
        return fault_set(why, STATUS_NOTFOUND,
                         "%s: the npm package rxscope is not installed in its folder or one above it; install "
                         "it there: npm i -D rxscope vite",
                         path);
    return trust_file(str_text(out), why);
}

static enum status check_options(const struct options *o, struct fault_text *why)
{
    if (o->argc > 1)
        return fault_set(why, STATUS_USAGE,
                         "%s: a program in JavaScript runs alone; what it imports is found by itself, and what "
                         "is for it stands behind --",
                         o->argv[1]);
    if (o->given & (OPT_CC | OPT_CFLAGS | OPT_FAST | OPT_TRIAL))
        return fault_set(why, STATUS_USAGE, "%s: --%s is for modules in C", o->argv[0],
                         o->given & OPT_CC       ? "cc"
                         : o->given & OPT_CFLAGS ? "cflags"
                                                 : "fast");
    return STATUS_OK;
}

/* --- its life -------------------------------------------------------------------------------- */

static bool headless(const struct script *s)
{
    return s->o->given & OPT_HEADLESS;
}

/* The file as it was given, never as an option of the runner. */
static enum status start(struct script *s, struct fault_text *why)
{
    const struct options *o = s->o;
    const char *off = getenv("RXSCOPE");
    char *file = str_format("%s%s", *o->argv[0] == '-' ? "./" : "", o->argv[0]);
    char **argv = mem_zalloc(((size_t)o->module_argc + 3) * sizeof *argv);
    argv[0] = s->runner.data;
    argv[1] = file;
    for (int i = 0; i < o->module_argc; i++)
        argv[i + 2] = o->module_argv[i];
    if (o->name)
        setenv("RXSCOPE_NAME", o->name, 1);
    if (off && strcmp(off, "0") == 0)
        unsetenv("RXSCOPE"); /* it would switch off what is asked for here */
    enum status status = childfeed_start(&s->feed, o->argv[0], argv, why);
    s->feed.quit = &s->live.quit;
    s->live.feed = &s->feed.feed;
    free(argv);
    free(file);
    return status;
}

static enum status open_screen(struct script *s, struct fault_text *why)
{
    struct ui_options options = {.state = s->live.state,
                                 .host = {.ctx = &s->live, .command = live_command, .edit = live_edit, .record = live_record,
                                          .order = live_order, .complete = live_complete},
                                 .events = live_events,
                                 .ascii = s->o->given & OPT_ASCII,
                                 .mouse = s->o->config->screen_mouse};
    options.tape = live_keep(&s->live, s->o->given & OPT_HISTORY ? s->o->history : s->o->config->screen_history);
    signals_catch_fatal(STDERR_FILENO);
    return checkup_screen(&s->live.ui, &options, s->o->config, why);
}

static enum status open_all(struct script *s, struct fault_text *why)
{
    enum status status = signals_open(&s->live.signal_fd, why);
    if (status == STATUS_OK)
        status = start(s, why);
    if (status == STATUS_OK && !headless(s))
        status = open_screen(s, why);
    return status;
}

static void look(struct script *s)
{
    if (headless(s))
        s->live.out = stdout;
    if (s->o->given & OPT_FOR)
        s->live.deadline = clock_mono_ns() + s->o->for_ns;
    s->live.status = live_run(&s->live);
    if (headless(s))
        treeprint(s->live.state, &s->tree);
}

/* What it printed and nobody could be shown, since it never showed itself. */
static void print_held(const struct script *s)
{
    struct str text = STR_INIT;
    for (size_t i = 0; i < s->feed.n_held; i++) {
        const struct log_view v = {
            .kind = EV_LOG, .flags = s->feed.held[i].level, .wall = s->feed.held[i].wall, .text = s->feed.held[i].text};
        logline_print(s->live.state, &v, &text);
    }
    fputs(str_text(&text), stdout);
    fflush(stdout);
    str_release(&text);
}

/* The status is the program's own when it ended by itself. */
static int outcome(const struct script *s, bool by_itself)
{
    char how[64];
    if (!by_itself)
        return s->live.status;
    child_print_end(&s->feed.child, how, sizeof how);
    if (s->feed.child.how)
        return complain(EXIT_FAILED, "%s %s%s", s->o->argv[0], how,
                        s->feed.seen ? "" : ", before it could be looked at");
    return s->live.status;
}

static void close_all(struct script *s)
{
    ui_close(s->live.ui);
    s->live.ui = NULL;
    if (s->live.feed) {
        childfeed_stop(&s->feed);
        live_drain(&s->live);
        print_held(s);
    }
    if (s->live.out)
        fputs(str_text(&s->tree), s->live.out);
    live_farewell(&s->live, stdout);
    signals_release_fatal();
}

static void release(struct script *s)
{
    if (s->live.feed)
        childfeed_release(&s->feed);
    if (s->live.signal_fd >= 0)
        signals_close(s->live.signal_fd);
    state_free(s->live.state);
    str_release(&s->runner);
    str_release(&s->tree);
}

int script_run(const struct options *o)
{
    struct fault_text why;
    struct script s = {.o = o,
                       .live = {.signal_fd = -1,
                                .editor = {.fd = -1},
                                .record = {.directory = o->config->record_directory,
                                           .rotate = o->config->record_rotate}}};
    enum status status = check_options(o, &why);
    if (status == STATUS_OK)
        status = script_runner(o->argv[0], &s.runner, &why);
    if (status != STATUS_OK) {
        str_release(&s.runner);
        return complain(exit_code(status), "%s", why.text);
    }
    s.live.state = state_new(NULL);
    status = open_all(&s, &why);
    if (status == STATUS_OK)
        look(&s);
    bool by_itself = status == STATUS_OK && s.feed.ended_at;
    close_all(&s);
    int code = status == STATUS_OK ? outcome(&s, by_itself) : complain(exit_code(status), "%s", why.text);
    release(&s);
    return code;
}
