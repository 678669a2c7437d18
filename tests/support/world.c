#include "tests/support/world.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "hmr/hmr_int.h"

/* ---- the host: children, watches, timers ---------------------------------------------------------------- */

struct child {
    pid_t pid;
    int fd;
    hmr_exit_fn *done;
    void *arg;
    struct child *next;
};

struct watch {
    char *path;
    void (*changed)(void *arg);
    void *arg;
    struct watch *next;
};

struct wait {
    struct rx_timer *timer;
    void (*fire)(void *arg);
    void *arg;
    struct wait *next;
};

static struct {
    struct child *children;
    struct watch *watches;
    struct wait *waits;
    struct vclock *clock;
} host;

/* Nothing here waits for the child to read: the input is in a file without a name. */
static int input_of(const struct str *input)
{
    int fd = input ? memfd_create("input", MFD_CLOEXEC) : open("/dev/null", O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    if (input)
        ck_assert_int_eq(pwrite(fd, str_text(input), input->len, 0), (ssize_t)input->len);
    return fd;
}

static void *host_spawn(void *ctx, const char *const *argv, const char *cwd, const struct str *input, hmr_exit_fn *done,
                        void *arg, struct fault_text *why)
{
    (void)ctx;
    int fds[2], in = input_of(input);
    ck_assert_int_eq(pipe(fds), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(in, 0);
        dup2(fds[1], 1);
        dup2(fds[1], 2);
        close(fds[0]);
        if (chdir(cwd) == 0)
            execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    close(fds[1]);
    close(in);
    if (pid < 0) {
        fault_set(why, STATUS_IO, "fork: %s", strerror(errno));
        return NULL;
    }
    struct child *c = mem_zalloc(sizeof *c);
    *c = (struct child){pid, fds[0], done, arg, host.children};
    host.children = c;
    return c;
}

static void unlink_child(struct child *c)
{
    struct child **p = &host.children;
    while (*p != c)
        p = &(*p)->next;
    *p = c->next;
}

static void host_kill(void *ctx, void *child)
{
    (void)ctx;
    struct child *c = child;
    kill(c->pid, SIGKILL);
    waitpid(c->pid, NULL, 0);
    close(c->fd);
    unlink_child(c);
    free(c);
}

static void *host_watch(void *ctx, const char *path, void (*changed)(void *arg), void *arg,
                        struct fault_text *why)
{
    (void)ctx;
    (void)why;
    struct watch *w = mem_zalloc(sizeof *w);
    *w = (struct watch){mem_strdup(path), changed, arg, host.watches};
    host.watches = w;
    return w;
}

static void host_unwatch(void *ctx, void *watch)
{
    (void)ctx;
    struct watch **p = &host.watches;
    while (*p != watch)
        p = &(*p)->next;
    struct watch *w = *p;
    *p = w->next;
    free(w->path);
    free(w);
}

static void host_fire(void *arg)
{
    struct wait *w = arg;
    rx_rt->sched->stop(rx_rt->sched, w->timer);
    struct wait **p = &host.waits;
    while (*p != w)
        p = &(*p)->next;
    *p = w->next;
    w->fire(w->arg);
    free(w);
}

static void *host_timer(void *ctx, unsigned ms, void (*fire)(void *arg), void *arg)
{
    (void)ctx;
    struct wait *w = mem_zalloc(sizeof *w);
    w->fire = fire;
    w->arg = arg;
    w->next = host.waits;
    host.waits = w;
    w->timer = rx_rt->sched->start(rx_rt->sched, ms * 1000000ull, 0, host_fire, w);
    return w;
}

static void host_timer_stop(void *ctx, void *timer)
{
    (void)ctx;
    struct wait **p = &host.waits;
    while (*p != timer)
        p = &(*p)->next;
    *p = (*p)->next;
    rx_rt->sched->stop(rx_rt->sched, ((struct wait *)timer)->timer);
    free(timer);
}

static void reap_child(struct child *c)
{
    struct str out = STR_INIT;
    char buffer[4096];
    ssize_t n;
    while ((n = read(c->fd, buffer, sizeof buffer)) > 0)
        str_addn(&out, buffer, (size_t)n);
    int status;
    waitpid(c->pid, &status, 0);
    close(c->fd);
    unlink_child(c);
    bool exited = WIFEXITED(status);
    c->done(c->arg, exited ? WEXITSTATUS(status) : -1, exited ? 0 : WTERMSIG(status), str_text(&out));
    str_release(&out);
    free(c);
}

/* ---- the sink: through the codec, into the state -------------------------------------------------------- */

static struct {
    struct sink sink;
    struct world *world;
} tap;

void (*world_saw)(const struct event *ev);
const char *world_helper;
const struct state_limits *world_limits;
unsigned world_check_every = 1;

static bool tap_put(struct sink *sink, const struct event *ev)
{
    (void)sink;
    _Alignas(8) static unsigned char record[EVENT_MAX];
    struct event back;
    struct fault_text why = {""};
    size_t n = event_encode(ev, record), size;
    ck_assert_int_eq(event_decode(record, n, &back, &size), STATUS_OK);
    struct str *log = &tap.world->log;
    event_print(&back, log);
    str_addc(log, '\n');
    if (world_saw)
        world_saw(&back);
    enum status s = state_fold(tap.world->state, &back);
    ck_assert_msg(s == STATUS_OK, "fold refused: %s", log->data + (log->len > 300 ? log->len - 300 : 0));
    static unsigned folded;
    if (++folded % world_check_every == 0)
        ck_assert_msg(state_check(tap.world->state, &why) == STATUS_OK, "%s after %s", why.text,
                      log->data + (log->len > 200 ? log->len - 200 : 0));
    return !tap.world->also || sink_put(tap.world->also, ev);
}

/* ---- the world --------------------------------------------------------------------------------------------- */

static char *slurp(const char *path, size_t *size)
{
    char *data;
    struct fault_text why;
    ck_assert_msg(hmr_read_file(path, &data, size, &why) == STATUS_OK, "%s", why.text);
    return data;
}

void world_open_with(struct world *w, const char *cc, bool fast)
{
    const char *srcdir = getenv("srcdir");
    *w = (struct world){0};
    w->dir = mem_strdup("/tmp/rxscope-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(w->dir));
    w->work = str_format("%s/work", w->dir);
    ck_assert_int_eq(mkdir(w->work, 0700), 0);
    w->clock = vclock_new();
    w->state = state_new(world_limits);
    tap.sink.put = tap_put;
    tap.world = w;
    host.clock = w->clock;
    rx_runtime_new(vclock_sched(w->clock), &tap.sink);
    struct event start = {.kind = EV_SOURCE_START, .id = 1, .num = 1, .text = "test", .text_len = 4};
    rx_tell(&start);
    char *header_path = str_format("%s/src/rxscope.h", srcdir ? srcdir : ".");
    size_t size;
    char *header = slurp(header_path, &size);
    struct hmr_options o = {.host = {.spawn = host_spawn,
                                     .kill = host_kill,
                                     .watch = host_watch,
                                     .unwatch = host_unwatch,
                                     .timer = host_timer,
                                     .timer_stop = host_timer_stop},
                            .sink = &tap.sink,
                            .work_dir = w->work,
                            .header = header,
                            .header_size = size,
                            .helper = world_helper ? world_helper : getenv("RXSCOPE"),
                            .trial_ms = 1000,
                            .cc = cc ? cc : getenv("RXSCOPE_TEST_CC"),
                            .fast = fast};
    struct fault_text why;
    ck_assert_msg(hmr_new(&w->hmr, &o, &why) == STATUS_OK, "%s", why.text);
    free(header);
    free(header_path);
}

void world_open(struct world *w)
{
    world_open_with(w, NULL, false);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

void world_close(struct world *w)
{
    const char *keep = getenv("RXSCOPE_TEST_EVENTS"); /* a file that gets every event, for a person */
    FILE *f = keep ? fopen(keep, "w") : NULL;
    if (f) {
        fputs(str_text(&w->log), f);
        fclose(f);
    }
    hmr_free(w->hmr);
    rx_runtime_free();
    vclock_free(w->clock);
    ck_assert_ptr_null(host.watches);
    ck_assert_ptr_null(host.children);
    ck_assert_ptr_null(host.waits);
    state_free(w->state);
    nftw(w->dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    free(w->dir);
    free(w->work);
    str_release(&w->log);
}

char *world_path(const struct world *w, const char *file)
{
    return str_format("%s/%s", w->dir, file);
}

void world_reap(const struct world *w)
{
    (void)w;
    while (host.children)
        reap_child(host.children);
}

static struct child *listed(const struct child *c)
{
    struct child *x = host.children;
    while (x && x != c)
        x = x->next;
    return x;
}

void world_reap_once(const struct world *w)
{
    struct child *run[16];
    size_t n = 0;
    (void)w;
    for (struct child *c = host.children; c; c = c->next) {
        ck_assert_uint_lt(n, ARRAY_LEN(run));
        run[n++] = c;
    }
    for (size_t i = 0; i < n; i++)
        if (listed(run[i]))
            reap_child(run[i]);
}

void world_settle(struct world *w)
{
    world_reap(w);
    if (host.waits) {
        vclock_advance(w->clock, HMR_REMOVAL_WAIT * 1000000ull);
        world_settle(w);
    }
}

void world_save_raw(struct world *w, const char *file, const char *text)
{
    char *path = world_path(w, file);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    ck_assert_int_eq(fclose(f), 0);
    free(path);
    world_touch(w, file);
}

void world_touch(const struct world *w, const char *file)
{
    char *path = world_path(w, file);
    const struct watch *found[16]; /* modules may share a header; the list may be another one after each call */
    size_t n = 0;
    for (const struct watch *x = host.watches; x && n < ARRAY_LEN(found); x = x->next)
        if (strcmp(x->path, path) == 0)
            found[n++] = x;
    for (size_t i = 0; i < n; i++) {
        const struct watch *x = host.watches;
        while (x && x != found[i])
            x = x->next;
        if (x)
            x->changed(x->arg);
    }
    free(path);
}

static char *with_include(const char *text)
{
    return str_format("#include <rxscope.h>\n%s\n", text);
}

void world_save(struct world *w, const char *file, const char *text)
{
    char *whole = with_include(text);
    world_save_raw(w, file, whole);
    free(whole);
    world_settle(w);
}

void world_add(struct world *w, const char *file, const char *text)
{
    char *whole = with_include(text), *path = world_path(w, file);
    struct fault_text why;
    world_save_raw(w, file, whole);
    ck_assert_msg(hmr_add(w->hmr, path, &why) == STATUS_OK, "%s", why.text);
    free(whole);
    free(path);
    world_settle(w);
}

void world_advance(struct world *w, unsigned ms)
{
    vclock_advance(w->clock, ms * 1000000ull);
}

rx_observable *world_track(struct world *w, const char *module, const char *track)
{
    (void)w;
    return rx_use(module, track);
}

struct ref world_ref(const struct world *w, const char *key)
{
    for (entity_id id = 0; (id = query_next(w->state, 1, ENT_TRACK, id));) {
        const struct ent_track *t = query_track(w->state, (struct ref){1, id});
        if (t && strcmp(query_text(w->state, t->key), key) == 0)
            return (struct ref){1, id};
    }
    return (struct ref){1, 0};
}

const struct ent_track *world_track_state(const struct world *w, const char *key)
{
    const struct ent_track *t = query_track(w->state, world_ref(w, key));
    ck_assert_msg(t != NULL, "no track %s; events:\n%s", key, str_text(&w->log));
    return t;
}

const struct ent_module *world_module(const struct world *w, const char *file)
{
    for (entity_id id = 0; (id = query_next(w->state, 1, ENT_MODULE, id));)
        if (strcmp(query_name(w->state, (struct ref){1, id}), file) == 0)
            return query_module(w->state, (struct ref){1, id});
    ck_abort_msg("no module %s", file);
}

void world_command(struct world *w, enum command_kind kind, const char *key, unsigned version)
{
    struct command c = {.kind = (uint8_t)kind, .source = 1, .version = version};
    if (key)
        c.id = world_ref(w, key).id;
    hmr_command(w->hmr, &c);
    world_settle(w);
}

const char *world_outcome(const struct world *w, const char *key)
{
    return swap_outcome_name(world_track_state(w, key)->outcome);
}

const char *world_log_line(const struct world *w, const char *part)
{
    static struct log_view lines[512];
    size_t n = query_log(w->state, 0, lines, ARRAY_LEN(lines));
    for (size_t i = 0; i < n; i++)
        if (strstr(lines[i].text, part))
            return lines[i].text;
    return NULL;
}

unsigned world_count(const struct world *w, const char *part)
{
    unsigned n = 0;
    for (const char *p = str_text(&w->log); (p = strstr(p, part)); p++)
        n++;
    return n;
}

const char *world_text(const char *format, ...)
{
    static char whole[8192] = NUMBERS;
    size_t n = sizeof NUMBERS - 1;
    va_list ap;
    va_start(ap, format);
    int k = vsnprintf(whole + n, sizeof whole - n, format, ap);
    va_end(ap);
    ck_assert(k >= 0 && (size_t)k < sizeof whole - n);
    return whole;
}

/* ---- a subscriber of the test's own ------------------------------------------------------------------------- */

static void saw_next(rx_value v, void *env)
{
    struct got *s = env;
    struct event_value view;
    char scratch[EVENT_PREVIEW];
    rx_value_preview(v, &view, scratch, sizeof scratch);
    if (s->text.len)
        str_addc(&s->text, ' ');
    event_value_print(&view, &s->text);
}

static void saw_error(rx_value v, void *env)
{
    struct got *s = env;
    str_addf(&s->text, "%sX:%s", s->text.len ? " " : "", rx_text(v));
}

static void saw_complete(void *env)
{
    struct got *s = env;
    str_addf(&s->text, "%s|", s->text.len ? " " : "");
}

void world_watch(struct world *w, struct got *s, const char *module, const char *track)
{
    *s = (struct got){NULL, STR_INIT};
    s->sub = rx_subscribe(world_track(w, module, track), saw_next, .error = saw_error,
                          .complete = saw_complete, .env = s);
}

void got_release(struct got *s)
{
    rx_unsubscribe(s->sub);
    str_release(&s->text);
}

const char *got_text(const struct got *s)
{
    return str_text(&s->text);
}

void got_clear(struct got *s)
{
    str_clear(&s->text);
}
