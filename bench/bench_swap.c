/* bench_swap.c - where the time goes between a save and the first value that new code has sent.
 *
 * The engine's own loop: its file watch, its child processes, its timers, the swap engine, the compiler; a module of
 * 50 lines on a real disk, saved as editors do, whose interval sends each millisecond. The parts are the times at
 * which events are told:
 *
 *   notice    the file is closed                ► the build is begun
 *   compile   the build is begun                ► the last child has ended (SIGCHLD)
 *   load      it has ended                      ► loaded
 *   stage     loaded                            ► the body is evaluated, the commit begins
 *   commit    it begins                         ► live
 *   emission  live                              ► a value of the new code
 *
 * In turn with the same source compiled by the bare command, run and waited for, so that whatever else the machine
 * does meets both. Medians.
 *
 * Goals: from the compiler's end to the first value <= 5 ms; with --fast from the save to the first value <= 25 ms, or,
 * where what else runs slows the bare tcc down, twice what that takes and 5 ms, as two of it run at once. Exit status 1 when one
 * is missed. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/header.h"
#include "engine/host.h"
#include "engine/sched.h"
#include "engine/workdir.h"
#include "hmr/compiler.h"
#include "hmr/hmr.h"
#include "rx/runtime.h"

enum { ROUNDS = 20, PATIENCE_S = 60 };
enum part { NOTICE, COMPILE, LOAD, STAGE, COMMIT, EMISSION, AFTER, WHOLE, BARE, PARTS };
static const char *const part_names[PARTS] = {"notice", "compile", "load", "stage", "commit", "emission",
                                              "compiler's end to first value", "save to first value",
                                              "the bare compiler"};
static const double goal_after = 5, goal_fast = 25; /* ms */

/* ---- a module of 50 lines -------------------------------------------------------------------------------- */

static const char module_text[] =
    "/* a program as people write them */\n"
    "#include <rxscope.h>\n"
    "#include <math.h>\n"
    "#include <stdio.h>\n"
    "#include <stdlib.h>\n"
    "#include <string.h>\n"
    "\n"
    "#define WINDOW 8\n"
    "enum { MARK = %d };\n"
    "\n"
    "struct window {\n"
    "    double values[WINDOW];\n"
    "    int n;\n"
    "};\n"
    "\n"
    "static double mean(const struct window *w)\n"
    "{\n"
    "    double sum = 0;\n"
    "    for (int i = 0; i < w->n; i++)\n"
    "        sum += w->values[i];\n"
    "    return w->n ? sum / w->n : 0;\n"
    "}\n"
    "\n"
    "static rx_value scale(rx_value v, void *env)\n"
    "{\n"
    "    struct window w = {{(double)v.i64, 1, 2}, 3};\n"
    "    (void)env;\n"
    "    return rx_i64(v.i64 + (int64_t)mean(&w));\n"
    "}\n"
    "\n"
    "static bool some(rx_value v, void *env)\n"
    "{\n"
    "    (void)env;\n"
    "    return v.i64 >= 0;\n"
    "}\n"
    "\n"
    "static rx_value marked(rx_value v, void *env)\n"
    "{\n"
    "    (void)v;\n"
    "    (void)env;\n"
    "    return rx_i64(-MARK);\n"
    "}\n"
    "\n"
    "static void show(rx_value v, void *env)\n"
    "{\n"
    "    (void)v, (void)env;\n"
    "}\n"
    "\n"
    "RX_MODULE(fifty) {\n"
    "    rx_observable *out = RX_TRACK(out, rx_pipe(rx_interval(1), rx_map(scale), rx_filter(some), rx_map(marked)));\n"
    "    RX_SUBSCRIBE(out, show);\n"
    "}\n";

static char dir[64], work[96], path[96];
static int further; /* functions that make it a long one, 5 lines each */

static void write_further(FILE *f)
{
    for (int i = 0; i < further; i++)
        fprintf(f, "\ndouble further_%d(double x, const char *s);\ndouble further_%d(double x, const char *s)\n{\n"
                   "    return x * %d + (strcmp(s, \"text %d\") == 0 ? atof(s) : further_%d(x, \"more %d\"));\n}\n",
                i, i, i, i, i ? i - 1 : 0, i);
}

static void save(int mark)
{
    FILE *f = fopen(path, "w");
    if (f && fprintf(f, module_text, mark) > 0)
        write_further(f);
    if (!f || ferror(f) || fclose(f) != 0) {
        perror(path);
        exit(EXIT_FAILURE);
    }
}

/* ---- what is seen ------------------------------------------------------------------------------------------ */

static struct {
    struct sink sink; /* first */
    uint64_t saved, begun, child, ended, loaded, committing, live, sent; /* ns; 0: not yet */
    int64_t wanted;
    bool second; /* the full compiler's build is committed */
} seen;

static void (*loops_own)(int);

/* libuv's handler writes into a pipe; this one is in front of it. */
static void on_child(int number)
{
    int saved = errno;
    seen.child = clock_mono_ns();
    loops_own(number);
    errno = saved;
}

static void note(uint64_t *when, uint64_t now)
{
    if (seen.saved && !*when)
        *when = now;
}

static bool put(struct sink *sink, const struct event *ev)
{
    uint64_t now = clock_mono_ns();
    (void)sink;
    if (ev->kind == EV_MODULE_BUILD && ev->flags == BUILD_FAILED) {
        fprintf(stderr, "bench_swap: %.*s\n", (int)ev->text_len, ev->text);
        exit(EXIT_FAILURE);
    }
    if (ev->kind == EV_MODULE_BUILD && ev->flags == BUILD_STARTED)
        note(&seen.begun, now);
    if (ev->kind == EV_MODULE_BUILD && ev->flags == BUILD_COMPILED)
        note(&seen.ended, seen.child);
    if (ev->kind == EV_MODULE_BUILD && ev->flags == BUILD_LOADED)
        note(&seen.loaded, now);
    if (ev->kind == EV_MODULE_START)
        note(&seen.committing, now);
    if (ev->kind == EV_MODULE_BUILD && ev->flags == BUILD_LIVE)
        note(&seen.live, now);
    if (ev->kind == EV_SEND_CALL && ev->value.type == VT_I64 && ev->value.i64 == -seen.wanted && seen.live)
        note(&seen.sent, now);
    if (ev->kind == EV_SWAP_RESULT && memmem(ev->text, ev->text_len, "compiled by", 11))
        seen.second = true;
    return true;
}

/* ---- one program -------------------------------------------------------------------------------------------- */

static uv_loop_t loop;

static void turn_until(const uint64_t *set, const bool *done)
{
    uint64_t end = clock_mono_ns() + PATIENCE_S * NS_PER_S;
    while ((set ? !*set : !*done) && clock_mono_ns() < end)
        uv_run(&loop, UV_RUN_ONCE);
    if (set ? *set : *done)
        return;
    fprintf(stderr, "bench_swap: nothing came within %d s\n", PATIENCE_S);
    exit(EXIT_FAILURE);
}

static double ms(uint64_t from, uint64_t to)
{
    return to > from ? (double)(to - from) / NS_PER_MS : 0;
}

extern char **environ;

/* The same command on the same bytes, with nothing of ours around it. */
static double bare(const char *cc)
{
    char out[128], dep[128];
    snprintf(out, sizeof out, "%s/bare.so", work);
    snprintf(dep, sizeof dep, "%s/bare.d", work);
    const struct compile c = {cc, "", dir, work, path, out, dep, false};
    char **line = compiler_line(&c, COMPILE_OBJECT);
    pid_t pid;
    int status = -1;
    uint64_t t0 = clock_mono_ns();
    if (chdir(compiler_is_tcc(cc) ? dir : ".") != 0 || posix_spawnp(&pid, line[0], NULL, NULL, line, environ) != 0 ||
        waitpid(pid, &status, 0) != pid || status != 0) {
        fprintf(stderr, "bench_swap: %s ended with status %d\n", line[0], status);
        exit(EXIT_FAILURE);
    }
    uint64_t t1 = clock_mono_ns();
    compiler_free(line);
    return ms(t0, t1);
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, by_value);
    return values[n / 2];
}

static void take(double parts[PARTS][ROUNDS], int i, double bare_ms)
{
    parts[NOTICE][i] = ms(seen.saved, seen.begun);
    parts[COMPILE][i] = ms(seen.begun, seen.ended);
    parts[LOAD][i] = ms(seen.ended, seen.loaded);
    parts[STAGE][i] = ms(seen.loaded, seen.committing);
    parts[COMMIT][i] = ms(seen.committing, seen.live);
    parts[EMISSION][i] = ms(seen.live, seen.sent);
    parts[AFTER][i] = ms(seen.ended, seen.sent);
    parts[WHOLE][i] = ms(seen.saved, seen.sent);
    parts[BARE][i] = bare_ms;
}

static void one_save(int mark)
{
    seen.second = false;
    seen.begun = seen.ended = seen.loaded = seen.committing = seen.live = seen.sent = 0;
    seen.wanted = mark;
    save(mark);
    seen.saved = clock_mono_ns();
    turn_until(&seen.sent, NULL);
}

static int report(const char *name, double parts[PARTS][ROUNDS], bool fast)
{
    double m[PARTS];
    printf("%s\n", name);
    for (int p = 0; p < PARTS; p++)
        m[p] = median(parts[p], ROUNDS);
    double whole = !fast ? 0 : 2 * m[BARE] + 5 > goal_fast ? 2 * m[BARE] + 5 : goal_fast;
    for (int p = 0; p < PARTS; p++) {
        double goal = p == AFTER ? goal_after : p == WHOLE ? whole : 0;
        printf("  %-30s %8.2f ms", part_names[p], m[p]);
        if (goal > 0)
            printf("   (goal <= %.1f ms%s)", goal, m[p] <= goal ? "" : ", NOT REACHED");
        puts("");
    }
    printf("  %-30s %8.2f ms   %.2f x\n", "more than the bare compiler", m[WHOLE] - m[BARE], m[WHOLE] / m[BARE]);
    fflush(stdout);
    return (m[AFTER] > goal_after) + (fast && m[WHOLE] > whole);
}

static uv_signal_t own; /* libuv keeps its handler while somebody listens */

static void on_signal(uv_signal_t *s, int number)
{
    (void)s, (void)number;
}

static void hook_signal(void)
{
    struct sigaction sa;
    uv_signal_init(&loop, &own);
    uv_signal_start(&own, on_signal, SIGCHLD);
    sigaction(SIGCHLD, NULL, &sa);
    loops_own = sa.sa_handler;
    sa.sa_handler = on_child;
    sigaction(SIGCHLD, &sa, NULL);
}

static int measure(const char *name, const char *cc, bool fast)
{
    static double parts[PARTS][ROUNDS];
    static int mark;
    struct sched sched;
    struct host host;
    struct hmr *hmr;
    struct fault_text why = {""};
    seen.sink.put = put;
    save(++mark);
    uv_loop_init(&loop);
    sched_init(&sched, &loop);
    rx_runtime_new(&sched.ops, &seen.sink);
    host_init(&host, &loop, &why);
    hook_signal();
    struct hmr_options o = {.host = host_ops(&host), .sink = &seen.sink, .work_dir = work, .header = header_text,
                            .header_size = header_size, .cc = cc, .fast = fast};
    if (hmr_new(&hmr, &o, &why) != STATUS_OK || hmr_add(hmr, path, &why) != STATUS_OK) {
        fprintf(stderr, "bench_swap: %s\n", why.text);
        exit(EXIT_FAILURE);
    }
    seen.live = 0;
    seen.wanted = mark;
    seen.saved = clock_mono_ns();
    turn_until(&seen.sent, NULL);
    for (int i = 0; i < ROUNDS; i++) {
        if (fast)
            turn_until(NULL, &seen.second);
        double alone = bare(fast ? "tcc" : cc);
        one_save(++mark);
        take(parts, i, alone);
        seen.saved = 0;
    }
    hmr_free(hmr);
    host_close(&host);
    rx_runtime_free();
    sched_release(&sched);
    uv_close((uv_handle_t *)&own, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    return report(name, parts, fast);
}

int main(void)
{
    const char *cc = getenv("CC");
    int missed;
    cc = cc && *cc ? cc : "cc";
    strcpy(dir, "/tmp/rxscope-bench-XXXXXX");
    if (!mkdtemp(dir))
        return EXIT_FAILURE;
    snprintf(work, sizeof work, "%s/work", dir);
    snprintf(path, sizeof path, "%s/fifty.c", dir);
    if (mkdir(work, 0700) != 0)
        return EXIT_FAILURE;
    missed = measure(cc, cc, false);
    further = 400;
    missed += measure("2,000 lines more", cc, false);
    further = 0;
    if (compiler_exists("tcc")) {
        missed += measure("tcc", "tcc", false);
        missed += measure("--fast: tcc, then the compiler", cc, true);
    } else {
        puts("tcc is not installed (apt install tcc): --cc tcc and --fast are not measured");
    }
    workdir_remove(dir);
    return missed ? EXIT_FAILURE : EXIT_SUCCESS;
}
