/* bench_attach.c - what it costs to be looked at, through the socket.
 *
 *   not looked at   chain A in a program that is served, beside one that is not
 *   a stream        every value of a stream to an inspector that folds it, both on threads of this process;
 *                   the floor hands the same bytes through a socketpair; once more beside an inspector that
 *                   has stopped reading
 *   a snapshot      100,000 living entities told to an inspector that comes late; how long in all, and the
 *                   longest turn of the program's loop meanwhile
 *   memory          of `rxscope attach` without a screen on an idle program
 *
 * The program never waits for the inspector. So that every value is recorded, the stream's source is paced
 * by what its own queue holds. */
#include "rxscope.h"

#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/core.h"
#include "engine/link.h"
#include "engine/peer.h"
#include "engine/rundir.h"
#include "engine/workdir.h"
#include "rx/runtime.h"
#include "rx/vclock.h"
#include "state/query.h"
#include "state/state.h"

enum {
    ROUNDS = 15,
    MANY = 400000,      /* values through chain A in a round */
    STREAM = 1000000,   /* values of the stream: five records each */
    BATCH = 200,        /* of them in a turn of the loop */
    PIPES = 5600,       /* of three operators, each with a subscription: about 100,000 entities */
    CHUNK = 32 * 1024
};

static int64_t total;
static int missed; /* goals */

static rx_value twice(rx_value v, void *env)
{
    (void)env;
    return rx_i64(v.i64 * 2);
}
static bool most(rx_value v, void *env)
{
    (void)env;
    return (v.i64 & 1022) != 0;
}
static rx_value sum(rx_value acc, rx_value v, void *env)
{
    (void)env;
    return rx_i64(acc.i64 + v.i64);
}
static void add(rx_value v, void *env)
{
    (void)env;
    total += v.i64;
}

static void report(const char *what, double value, const char *unit, double goal, bool at_least)
{
    bool met = at_least ? value >= goal : value <= goal;
    printf("%-52s %12.2f %-10s goal %s %g%s\n", what, value, unit, at_least ? ">=" : "<=", goal,
           met ? "" : "   NOT REACHED");
    missed += !met;
    fflush(stdout);
}

/* Of this thread: what other programs take from it meanwhile does not count. */
static uint64_t own_time_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * NS_PER_S + (uint64_t)t.tv_nsec;
}

static double seconds_since(uint64_t start)
{
    return (double)(clock_mono_ns() - start) / NS_PER_S;
}

/* ---- a program that is served ---- */

static uv_loop_t loop;
static char dir[64];
static struct core core;

static void open_program(void)
{
    struct engine_options o = {.name = "bench"};
    struct fault_text why;
    uv_loop_init(&loop);
    core_init(&core, &loop, NULL, &o);
    if (core_serve(&core, &why) != STATUS_OK) {
        fprintf(stderr, "%s\n", why.text);
        exit(1);
    }
}

static void close_program(void)
{
    core_end(&core);
    core_close(&core);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    core_release(&core);
}

/* The program's own handle: being served alone would not keep the loop turning. */
static uv_timer_t own;

static void on_own(uv_timer_t *t)
{
    (void)t;
}

static void hold_loop(void)
{
    uv_timer_init(&loop, &own);
    uv_timer_start(&own, on_own, 10, 10);
}

static void let_loop_go(void)
{
    uv_close((uv_handle_t *)&own, NULL);
    uv_run(&loop, UV_RUN_NOWAIT);
}

/* ---- an inspector on a thread of its own ---- */

struct inspector {
    uv_thread_t thread;
    char path[256];
    bool watch; /* asks for every value */
    bool stall; /* reads nothing any more once it has its snapshot */
    struct state *state;
    uint64_t records, bytes, merged;
    uint64_t asked, synced; /* ns: attached, had the snapshot */
    uint32_t living;        /* entities in it */
    uv_sem_t ready, go_on;
};

static void take(void *ctx, struct link *l, void *records, size_t len)
{
    struct inspector *i = ctx;
    (void)l;
    i->bytes += len;
    if (state_fold_records(i->state, records, len) != STATUS_OK)
        abort();
}

static void command_watch(struct link *l)
{
    struct wire_command c = {.command = {.kind = CMD_WATCH, .version = 1}, .text = ""};
    link_command(l, &c);
}

static void note_synced(struct inspector *i, struct link *l)
{
    if (i->synced || link_state(l) != LINK_LIVE)
        return;
    i->synced = clock_mono_ns();
    for (int kind = ENT_NONE; kind <= ENT_ARG; kind++)
        i->living += query_source(i->state, 0)->living[kind];
    if (i->watch)
        command_watch(l);
    uv_sem_post(&i->ready);
}

static void follow(struct inspector *i, struct link *l)
{
    struct fault_text why;
    bool more = false;
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        struct pollfd fd;
        link_poll(l, &fd);
        poll(&fd, 1, more ? 0 : 100);
        status = link_serve(l, fd.revents, 1 << 20, clock_mono_ns(), &more, &why);
        note_synced(i, l);
        if (i->synced && i->stall)
            uv_sem_wait(&i->go_on);
    }
}

static void inspect(void *arg)
{
    struct inspector *i = arg;
    struct link_options o = {.source = 1, .attach = true, .ops = {.ctx = i, .records = take}};
    struct fault_text why;
    struct link *l;
    i->state = state_new(NULL);
    i->asked = clock_mono_ns();
    if (link_open(&l, i->path, &o, &why) != STATUS_OK) {
        fprintf(stderr, "%s\n", why.text);
        exit(1);
    }
    follow(i, l);
    const struct source_info *s = query_source(i->state, 0);
    i->records = s->events;
    i->merged = s->merged;
    link_free(l);
    state_free(i->state);
}

static void start_inspector(struct inspector *i)
{
    struct fault_text why;
    struct str path = STR_INIT;
    rundir_socket("bench", getpid(), &path, &why);
    str_copy(i->path, sizeof i->path, str_text(&path));
    str_release(&path);
    uv_sem_init(&i->ready, 0);
    uv_sem_init(&i->go_on, 0);
    uv_thread_create(&i->thread, inspect, i);
}

static void join_inspector(struct inspector *i)
{
    for (int n = 0; n < 1000; n++)
        uv_sem_post(&i->go_on);
    uv_thread_join(&i->thread);
    uv_sem_destroy(&i->ready);
    uv_sem_destroy(&i->go_on);
}

/* Turns the loop without sleeping until the inspector has its snapshot; the longest turn, in ns of its own
 * time. */
static uint64_t turn_until_ready(struct inspector *i)
{
    uint64_t longest = 0;
    hold_loop();
    while (uv_sem_trywait(&i->ready) != 0) {
        uint64_t start = own_time_ns();
        uv_run(&loop, UV_RUN_NOWAIT);
        uint64_t took = own_time_ns() - start;
        longest = took > longest ? took : longest;
    }
    let_loop_go();
    return longest;
}

static void send_away(void)
{
    while (core.server.peers) {
        peer_bye(core.server.peers, STATUS_OK, "");
        server_turn(&core.server);
    }
}

/* ---- 1: not looked at ---- */

static void chain(void)
{
    rx_enter();
    rx_subscription *s = rx_subscribe(
        rx_pipe(rx_range(0, MANY), rx_map(twice), rx_filter(most), rx_scan(sum, rx_i64(0))), add);
    rx_unsubscribe(s);
    rx_leave();
}

static double time_chain(void)
{
    uint64_t start = own_time_ns();
    chain();
    return (double)(own_time_ns() - start) / MANY;
}

static double alone(void)
{
    struct vclock *clock = vclock_new();
    rx_runtime_new(vclock_sched(clock), NULL);
    double ns = time_chain();
    rx_runtime_free();
    vclock_free(clock);
    return ns;
}

static double served(void)
{
    open_program();
    double ns = time_chain();
    close_program();
    return ns;
}

/* Somebody has looked, and is gone. */
static double served_before(void)
{
    struct inspector i = {0};
    open_program();
    start_inspector(&i);
    turn_until_ready(&i);
    send_away();
    while (!rx_inspect_step(NS_PER_MS))
        continue;
    double ns = time_chain();
    close_program();
    join_inspector(&i);
    return ns;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v)
{
    qsort(v, ROUNDS, sizeof *v, by_size);
    return v[ROUNDS / 2];
}

static void bench_idle(void)
{
    double a[ROUNDS], b[ROUNDS], c[ROUNDS];
    for (int r = 0; r < ROUNDS; r++) {
        a[r] = alone();
        b[r] = served();
        c[r] = served_before();
    }
    double floor = median(a), now = median(b), before = median(c);
    printf("%-52s %12.2f ns a value\n", "A range, map, filter, scan, not served", floor);
    report("A served, nobody attached", now / floor, "times that", 1.1, false);
    report("A served, an inspector was attached before", before / floor, "times that", 1.1, false);
}

/* ---- 2: a stream ---- */

static rx_subject *numbers;
static uint64_t sent;

/* For the one that reads: it is the one that watches. */
static size_t waiting(void)
{
    size_t n = 0;
    for (const struct peer *p = core.server.peers; p; p = p->next)
        n += p->watcher.n ? queue_waiting(&p->out) : 0;
    return n;
}

static void send_batch(uv_idle_t *h)
{
    if (sent >= STREAM) {
        if (!waiting() && !rx_counts_wait())
            uv_close((uv_handle_t *)h, NULL);
        return;
    }
    if (waiting() > core.server.limits.detail / 2)
        return;
    rx_enter();
    for (int i = 0; i < BATCH; i++)
        rx_next(numbers, rx_i64((int64_t)sent++));
    rx_leave();
}

static void stream_values(void)
{
    uv_idle_t source;
    uv_idle_init(&loop, &source);
    sent = 0;
    uv_idle_start(&source, send_batch);
    uv_run(&loop, UV_RUN_DEFAULT);
}

static bool watched(void)
{
    for (const struct peer *p = core.server.peers; p; p = p->next)
        if (p->watcher.n)
            return true;
    return false;
}

static double run_stream(struct inspector *i, struct inspector *beside)
{
    open_program();
    rx_enter();
    numbers = rx_observable_ref(rx_subject_new());
    rx_subscription *s = rx_subscribe(rx_pipe(numbers, rx_map(twice)), add);
    rx_leave();
    if (beside) {
        start_inspector(beside);
        turn_until_ready(beside);
    }
    start_inspector(i);
    turn_until_ready(i);
    hold_loop();
    while (!watched())
        uv_run(&loop, UV_RUN_NOWAIT);
    let_loop_go();
    uint64_t start = clock_mono_ns();
    stream_values();
    double seconds = seconds_since(start);
    rx_unsubscribe(s);
    rx_observable_unref(numbers);
    close_program();
    join_inspector(i);
    if (beside)
        join_inspector(beside);
    return seconds;
}

/* The same bytes, read and thrown away. */
static void drain(void *arg)
{
    char buf[64 * 1024];
    while (read(*(int *)arg, buf, sizeof buf) > 0)
        continue;
}

static double copy_bytes(uint64_t bytes)
{
    static char chunk[CHUNK];
    int fds[2];
    uv_thread_t reader;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
        return 0;
    uv_thread_create(&reader, drain, &fds[1]);
    uint64_t start = clock_mono_ns();
    for (uint64_t left = bytes; left;) {
        ssize_t n = write(fds[0], chunk, left < CHUNK ? left : CHUNK);
        left -= n > 0 ? (uint64_t)n : 0;
    }
    close(fds[0]);
    uv_thread_join(&reader);
    close(fds[1]);
    return seconds_since(start);
}

static void bench_stream(void)
{
    struct inspector i = {.watch = true}, again = {.watch = true}, stalled = {.stall = true};
    double seconds = run_stream(&i, NULL), floor = copy_bytes(i.bytes);
    double beside = run_stream(&again, &stalled);
    printf("%-52s %12.2f bytes\n", "a stream: a record in the socket", (double)i.bytes / (double)i.records);
    printf("%-52s %12.2f million/s\n", "  floor: its bytes through a socketpair",
           (double)i.records / floor / 1e6);
    report("  every record folded", (double)i.records / seconds / 1e6, "million/s", 1, true);
    printf("%-52s %12.2f times that floor\n", "", seconds / floor);
    report("  values that were counted instead of recorded", (double)i.merged, "", 0, false);
    report("  beside an inspector that stopped reading", beside / seconds, "times that", 1.25, false);
    report("  values that were counted instead of recorded", (double)again.merged, "", 0, false);
}

/* ---- 3: a snapshot ---- */

static rx_subscription *subs[PIPES];

static void open_pipes(void)
{
    rx_enter();
    numbers = rx_observable_ref(rx_subject_new());
    for (int i = 0; i < PIPES; i++)
        subs[i] = rx_subscribe(rx_pipe(numbers, rx_map(twice), rx_filter(most), rx_scan(sum, rx_i64(0))),
                               add);
    rx_leave();
}

static void close_pipes(void)
{
    rx_enter();
    for (int i = 0; i < PIPES; i++)
        rx_unsubscribe(subs[i]);
    rx_observable_unref(numbers);
    rx_leave();
}

static void one_snapshot(const char *which)
{
    struct inspector i = {0};
    char line[96];
    start_inspector(&i);
    uint64_t longest = turn_until_ready(&i);
    snprintf(line, sizeof line, "a snapshot of %" PRIu32 " entities, %s", i.living, which);
    report(line, (double)(i.synced - i.asked) / NS_PER_MS, "ms", 300, false);
    report("  longest turn of the loop meanwhile", (double)longest / NS_PER_MS, "ms", 2, false);
    send_away();
    join_inspector(&i);
}

static void bench_snapshot(void)
{
    open_program();
    open_pipes();
    one_snapshot("the first inspector");
    one_snapshot("once more");
    close_pipes();
    close_program();
}

/* ---- 4: memory ---- */

static double resident(pid_t pid)
{
    char path[64], line[256];
    double kb = 0;
    snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "VmRSS: %lf", &kb) == 1)
            break;
    if (f)
        fclose(f);
    return kb / 1024;
}

static bool some_live(void)
{
    for (const struct peer *p = core.server.peers; p; p = p->next)
        if (p->state == PEER_LIVE)
            return true;
    return false;
}

static void bench_memory(const char *self)
{
    char *slash = strrchr(self, '/');
    char *program = str_format("%.*s/../rxscope", slash ? (int)(slash - self) : 1, slash ? self : ".");
    open_program();
    pid_t pid = fork();
    if (pid == 0) {
        int nowhere = open("/dev/null", O_RDWR);
        dup2(nowhere, 1);
        execl(program, program, "attach", "bench", "--headless", (char *)NULL);
        _exit(127);
    }
    hold_loop();
    uint64_t start = clock_mono_ns();
    while (seconds_since(start) < 10 && !some_live())
        uv_run(&loop, UV_RUN_ONCE);
    start = clock_mono_ns();
    while (seconds_since(start) < 1) /* idle */
        uv_run(&loop, UV_RUN_ONCE);
    if (some_live())
        report("memory of an idle attached inspector", resident(pid), "MiB", 20, false);
    else
        printf("%-52s (%s could not attach)\n", "memory of an idle attached inspector", program);
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    let_loop_go();
    close_program();
    free(program);
}

int main(int argc, char **argv)
{
    (void)argc;
    strcpy(dir, "/tmp/rxscope-bench-XXXXXX");
    if (!mkdtemp(dir))
        return 1;
    setenv("XDG_RUNTIME_DIR", dir, 1);
    bench_idle();
    bench_stream();
    bench_snapshot();
    bench_memory(argv[0]);
    workdir_remove(dir);
    fprintf(stderr, "# %" PRId64 "\n", total);
    return missed ? 1 : 0;
}
