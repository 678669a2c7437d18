/* serve.c - rxscope_serve(): streams, modules and the socket on the loop of a program of its own.
 *
 * One at a time, on the loop's thread. What was made belongs to `serving` until rxscope_stop(); its memory
 * goes when the loop has closed the handles. */
#include "rxscope.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "engine/catch.h"
#include "engine/core.h"
#include "engine/header.h"
#include "engine/workdir.h"
#include "rx/runtime.h"

struct serving {
    struct core core; /* first */
    struct str work_dir; /* "": none */
    int work_lock;       /* -1: none */
    uv_idle_t later; /* runs when it was to be stopped from inside a stream */
    pid_t pid;
};

static struct serving *serving;
static struct fault_text error;

/* ---- end ---- */

static void on_closed(struct core *c)
{
    struct serving *s = (struct serving *)c;
    core_release(c);
    str_release(&s->work_dir);
    free(s);
}

static void end(struct serving *s)
{
    core_end(&s->core);
    catch_close();
    if (s->work_dir.len)
        workdir_remove(str_text(&s->work_dir));
    if (s->work_lock >= 0)
        close(s->work_lock);
    uv_close((uv_handle_t *)&s->later, NULL);
    core_close(&s->core);
    serving = NULL;
}

static void at_rest(void *arg)
{
    core_quiet(arg);
}

static void on_later(uv_idle_t *h)
{
    end(h->data);
}

void rxscope_stop(void)
{
    if (!serving || uv_is_active((uv_handle_t *)&serving->later))
        return;
    if (rx_depth() == 0) {
        end(serving);
        return;
    }
    if (!serving->core.hmr) /* a swap may be under way around this turn, and needs what it swaps */
        rx_at_rest(at_rest, &serving->core);
    uv_ref((uv_handle_t *)&serving->later);
    uv_idle_start(&serving->later, on_later);
}

/* A program that ends without a word leaves no files either. A child that it has forked owns none. */
static void on_exit_of_process(void)
{
    if (!serving || serving->pid != getpid())
        return;
    socket_unlink(&serving->core.server.socket);
    if (serving->core.hosting) /* a compiler would go on writing into the folder */
        children_end(&serving->core.host.children);
    if (serving->work_dir.len)
        workdir_remove(str_text(&serving->work_dir));
}

/* ---- begin ---- */

static const char *variable(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

static bool wanted(void)
{
    return strcmp(variable("RXSCOPE", ""), "0") != 0;
}

static enum status check(const struct uv_loop_s *loop, const rxscope_options *o)
{
    static const int zero[ARRAY_LEN(o->reserved)];
    if (!loop)
        return fault_set(&error, STATUS_RANGE, "rxscope_serve: there is no loop");
    if (rx_running())
        return fault_set(&error, STATUS_STATE,
                         "rxscope_serve: this program is served already; rxscope_stop() ends that");
    if (o && memcmp(o->reserved, zero, sizeof zero) != 0)
        return fault_set(&error, STATUS_RANGE,
                         "rxscope_serve: `reserved` must be 0: begin with rxscope_options o = {0}");
    return STATUS_OK;
}

static void begin(struct uv_loop_s *loop, const struct engine_options *o)
{
    static bool registered;
    serving = mem_zalloc(sizeof *serving);
    core_init(&serving->core, loop, NULL, o);
    serving->core.closed = on_closed;
    serving->pid = getpid();
    serving->work_lock = -1;
    uv_idle_init(loop, &serving->later);
    uv_unref((uv_handle_t *)&serving->later);
    serving->later.data = serving;
    if (!registered)
        atexit(on_exit_of_process);
    registered = true;
}

static enum status open_modules(struct engine_options *e, const char *const *paths)
{
    size_t n = 0;
    while (paths && paths[n])
        n++;
    if (!n)
        return STATUS_OK;
    struct engine_module *modules = mem_realloc_n(NULL, n, sizeof *modules);
    for (size_t i = 0; i < n; i++)
        modules[i] = (struct engine_module){.path = paths[i]};
    e->modules = modules;
    e->module_count = n;
    enum status status = workdir_make(&serving->work_dir, &serving->work_lock, &error);
    if (status != STATUS_OK)
        str_clear(&serving->work_dir); /* nothing to remove */
    e->work_dir = str_text(&serving->work_dir);
    if (status == STATUS_OK) {
        catch_open(&(struct catch_options){.limit_ms = 0}); /* SIGVTALRM may be the program's */
        status = core_open(&serving->core, e, &error);
    }
    free(modules);
    return status;
}

int rxscope_serve(struct uv_loop_s *loop, const rxscope_options *options)
{
    static const rxscope_options none;
    const rxscope_options *o = options ? options : &none;
    struct engine_options e = {.name = o->name ? o->name : program_invocation_short_name,
                               .title = o->title,
                               .header = header_text,
                               .header_size = header_size,
                               .cc = o->cc ? o->cc : variable("CC", "cc"),
                               .cflags = o->cflags ? o->cflags : getenv("CFLAGS")};
    error.text[0] = '\0';
    if (check(loop, options) != STATUS_OK)
        return -1;
    begin(loop, &e);
    if (open_modules(&e, o->modules) != STATUS_OK) {
        end(serving);
        return -1;
    }
    return wanted() && core_serve(&serving->core, &error) != STATUS_OK ? -1 : 0;
}

const char *rxscope_error(void)
{
    return error.text;
}
