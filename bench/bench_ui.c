/* bench_ui.c - what does a frame cost when a program has a thousand, or ten million, living subscriptions?
 *
 * The real screen, 200x60, on a terminal that somebody reads: its bytes are counted. Each frame follows one
 * value, as when a program runs. Five shapes of a program, since each is another list that could be long:
 *
 *   subject   all are subscribed to one subject, which is a track
 *   inner     all feed one subscription
 *   roots     a module made them all, without a track
 *   tracks    a module with so many tracks, each of a stream
 *   operators one pipe with so many operators
 *
 * Measured is the CPU time of the thread, the median and the longest of a frame and of a key, which includes the
 * frame after it; the longest key is told by name. Then nothing happens for a minute: how often does the screen
 * want to be drawn? At last, the screen's own process beside htop, each drawing ten times a second or more.
 *
 * Goals: a frame's median <= 2 x that at 1,000 (what depends on the machine is left out of it), no key longer than
 * 50 ms, no wake-up when idle. Exit status 1 when one is missed. With a number N: sizes up to 10^N only. */
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "event/event.h"
#include "state/state.h"
#include "ui/ui.h"

enum { ROWS = 60, COLS = 200, FRAMES = 90, STEP_MS = 66, BESIDE_S = 5 };
#define FRAME_RATIO 2.0
#define KEY_MS 50.0
#define BYTES_EACH 600 /* of memory, for an entity, generously */

enum shape { SUBJECT, INNER, ROOTS, TRACKS, OPERATORS, SHAPES };
static const char *const shape_names[] = {"subject", "inner", "roots", "tracks", "operators"};

/* ---- the program --------------------------------------------------------------------------- */

static const entity_id module_id = ID_MAKE(ENT_MODULE, 0, 1), first_sub = ID_MAKE(ENT_SUBSCRIPTION, 0, 1);

static void fold(struct state *s, struct event ev)
{
    ev.source = 1;
    ev.value.text = ev.value.text ? ev.value.text : "";
    ev.text = ev.text ? ev.text : "";
    ev.text_len = (uint32_t)strlen(ev.text);
    if (state_fold(s, &ev) != STATUS_OK) {
        fprintf(stderr, "bench_ui: an event of kind %u does not fit\n", ev.kind);
        exit(EXIT_FAILURE);
    }
}

static void add_string(struct state *s, uint32_t id, const char *text)
{
    fold(s, (struct event){.kind = EV_STRING, .id = id, .text = text});
}

static void add_track(struct state *s, uint32_t n)
{
    entity_id track = ID_MAKE(ENT_TRACK, 0, n), stream = ID_MAKE(ENT_OBSERVABLE, 0, n);
    char key[32];
    snprintf(key, sizeof key, "big.c:t%u", n);
    fold(s, (struct event){.kind = EV_TRACK_SCOPE_START, .id = track, .parent = module_id, .num = 1, .named = {.name = 3}});
    fold(s, (struct event){.kind = EV_OBSERVABLE_CREATE, .id = stream, .parent = track, .named = {.name = 4}});
    fold(s, (struct event){.kind = EV_TRACK_REGISTER,
                           .id = track,
                           .parent = module_id,
                           .ref = stream,
                           .num = 1,
                           .named = {.name = 3},
                           .text = key});
    fold(s, (struct event){.kind = EV_TRACK_SCOPE_END, .id = track, .num = 1});
}

static void subscribe(struct state *s, uint32_t n, entity_id to, entity_id parent, entity_id module)
{
    entity_id id = ID_MAKE(ENT_SUBSCRIPTION, 0, n);
    fold(s, (struct event){.kind = EV_SUBSCRIBE_CALL,
                           .id = id,
                           .ref = to,
                           .parent = parent,
                           .num = (int64_t)module,
                           .named = {.name = parent ? 0 : 5}});
    fold(s, (struct event){.kind = EV_SUBSCRIBE_RETURN, .id = id});
}

static void add_pipe(struct state *s, uint32_t operators)
{
    entity_id track = ID_MAKE(ENT_TRACK, 0, 1), pipe = ID_MAKE(ENT_PIPE, 0, 1), at = ID_MAKE(ENT_OBSERVABLE, 0, 1);
    fold(s, (struct event){.kind = EV_TRACK_SCOPE_START, .id = track, .parent = module_id, .num = 1, .named = {.name = 3}});
    fold(s, (struct event){.kind = EV_OBSERVABLE_CREATE, .id = at, .parent = track, .named = {.name = 4}});
    fold(s, (struct event){.kind = EV_PIPE_CALL, .id = pipe, .ref = at, .parent = track, .num = operators});
    for (uint32_t n = 1; n <= operators; n++) {
        entity_id fun = ID_MAKE(ENT_OPERATOR_FUN, 0, n), op = ID_MAKE(ENT_OPERATOR, 0, n);
        entity_id target = ID_MAKE(ENT_OBSERVABLE, 0, n + 1);
        fold(s, (struct event){.kind = EV_OPERATOR_FUN, .id = fun, .named = {.name = 6}});
        fold(s, (struct event){.kind = EV_OPERATOR_CALL, .id = op, .parent = pipe, .ref = fun, .num = n - 1});
        fold(s, (struct event){.kind = EV_OBSERVABLE_CREATE, .id = target, .parent = op, .named = {.name = 6}});
        fold(s, (struct event){.kind = EV_OPERATOR_RETURN, .id = op, .parent = at, .ref = target});
        at = target;
    }
    fold(s, (struct event){.kind = EV_PIPE_RETURN, .id = pipe, .ref = at});
    fold(s, (struct event){.kind = EV_TRACK_REGISTER,
                           .id = track,
                           .parent = module_id,
                           .ref = pipe,
                           .num = 1,
                           .named = {.name = 3},
                           .text = "big.c:t1"});
    fold(s, (struct event){.kind = EV_TRACK_SCOPE_END, .id = track, .num = 1});
    subscribe(s, 1, at, 0, module_id);
}

/* Entities each count once: a track with its stream is two. */
static void add_entities(struct state *s, enum shape shape, uint32_t n)
{
    const entity_id stream = ID_MAKE(ENT_OBSERVABLE, 0, 1);
    if (shape == OPERATORS) {
        add_pipe(s, n / 3);
        return;
    }
    for (uint32_t i = 1; i <= (shape == TRACKS ? n / 2 : shape != ROOTS); i++)
        add_track(s, i);
    if (shape == ROOTS)
        fold(s, (struct event){.kind = EV_OBSERVABLE_CREATE, .id = stream, .named = {.name = 4}});
    for (uint32_t i = 1; i <= (shape == TRACKS ? 1 : n); i++)
        subscribe(s, i, stream, shape == INNER && i > 1 ? first_sub : 0, shape == ROOTS ? module_id : 0);
}

static struct state *make_program(enum shape shape, uint32_t n)
{
    static const char *const strings[] = {"big.c", "/src/big.c", "t", "subject", "show", "map"};
    struct state *s = state_new(NULL);
    fold(s, (struct event){.kind = EV_SOURCE_START, .id = 4711, .num = 1000000000, .text = "big"});
    for (uint32_t i = 0; i < ARRAY_LEN(strings); i++)
        add_string(s, i + 1, strings[i]);
    fold(s, (struct event){.kind = EV_MODULE_START, .id = module_id, .num = 1, .named = {.name = 1, .file = 2}});
    add_entities(s, shape, n);
    fold(s, (struct event){.kind = EV_MODULE_END, .id = module_id, .num = 1});
    return s;
}

/* ---- the screen ---------------------------------------------------------------------------- */

struct terminal_read {
    int master, slave;
    pthread_t reader;
    atomic_ullong bytes;
};

static void *read_terminal(void *arg)
{
    struct terminal_read *t = arg;
    char buf[65536];
    ssize_t n;
    while ((n = read(t->master, buf, sizeof buf)) > 0)
        atomic_fetch_add(&t->bytes, (unsigned long long)n);
    return NULL;
}

struct bench {
    struct terminal_read terminal;
    struct state *state;
    struct ui *ui;
    uint64_t now, value;
    double frames[FRAMES], longest_key;
    const char *key;
};

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void send_value(struct bench *b)
{
    entity_id id = (uint64_t)ENT_SEND << 56 | ++b->value;
    fold(b->state, (struct event){.kind = EV_SEND_CALL,
                                  .time = b->now,
                                  .id = id,
                                  .ref = first_sub,
                                  .value = {.type = VT_I64, .i64 = (int64_t)b->value}});
    fold(b->state, (struct event){.kind = EV_SEND_RETURN, .time = b->now, .id = id});
}

static double frame(struct bench *b)
{
    b->now += STEP_MS * NS_PER_MS;
    send_value(b);
    double from = cpu_ms();
    ui_draw(b->ui, b->now);
    return cpu_ms() - from;
}

static void press(struct bench *b, const char *keys)
{
    struct pollfd fd = {.fd = ui_fd(b->ui), .events = POLLIN};
    if (write(b->terminal.master, keys, strlen(keys)) < 0)
        abort();
    while (poll(&fd, 1, 0) == 0)
        continue;
    b->now += STEP_MS * NS_PER_MS;
    send_value(b);
    double from = cpu_ms();
    if (ui_input(b->ui) != STATUS_OK)
        abort();
    ui_draw(b->ui, b->now);
    double took = cpu_ms() - from;
    if (took > b->longest_key) {
        b->longest_key = took;
        b->key = keys;
    }
}

static void open_screen(struct bench *b)
{
    struct winsize size = {.ws_row = ROWS, .ws_col = COLS};
    char device[PATH_MAX];
    struct fault_text why;
    if (openpty(&b->terminal.master, &b->terminal.slave, device, NULL, &size) != 0 ||
        pthread_create(&b->terminal.reader, NULL, read_terminal, &b->terminal) != 0)
        abort();
    struct ui_options options = {.state = b->state, .tty = device};
    if (ui_open(&b->ui, &options, &why) != STATUS_OK) {
        fprintf(stderr, "bench_ui: %s\n", why.text);
        exit(EXIT_FAILURE);
    }
    b->now = clock_mono_ns();
}

static void close_screen(struct bench *b)
{
    ui_close(b->ui);
    close(b->terminal.slave);
    pthread_join(b->terminal.reader, NULL);
    close(b->terminal.master);
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* A minute after the last value, how often in the next one. */
static unsigned wake_ups(struct bench *b)
{
    unsigned n = 0;
    for (uint64_t end = b->now + 120 * NS_PER_S, half = b->now + 60 * NS_PER_S; b->now < end;) {
        int due = ui_draw_due(b->ui, b->now);
        if (due < 0)
            break;
        b->now += (unsigned)due * NS_PER_MS;
        n += b->now > half && b->now < end;
        ui_draw(b->ui, b->now);
    }
    return n;
}

static void press_all(struct bench *b)
{
    static const char *const keys[] = {"j", "k", "l", "j", "l", "G", "l", "k", "\r", "g", "t", "\033", "2", "j", "l", "G",
                                       "3", "l", "G", "4", "5", "6", "1", "/", "s", "h", "\r", "n", "N",
                                       "f", "s", "h", "o", "\r", "j", "G", "f", "\033", "f", "r", "a", "t", "e", ">",
                                       "0", "\r", "j", "f", "\033", "w", "w", "w", "v", "v"};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        press(b, keys[i]);
        press(b, "\014"); /* Ctrl-L: whole */
    }
}

struct result {
    double median, longest, key, mib;
    const char *key_name;
    unsigned long bytes;
    unsigned wakes;
};

static struct result measure(enum shape shape, uint32_t n)
{
    struct bench b = {.state = make_program(shape, n), .key = ""};
    struct result r = {.mib = (double)state_memory(b.state) / (1 << 20)};
    open_screen(&b);
    frame(&b);
    press(&b, "l"); /* the first row and the one below it are unfolded, as by a person */
    press(&b, "j");
    press(&b, "l");
    b.longest_key = 0;
    unsigned long long before = atomic_load(&b.terminal.bytes);
    for (unsigned i = 0; i < FRAMES; i++)
        b.frames[i] = frame(&b);
    usleep(20000); /* until the reader has them */
    r.bytes = (unsigned long)(atomic_load(&b.terminal.bytes) - before) / FRAMES;
    r.wakes = wake_ups(&b);
    press_all(&b);
    qsort(b.frames, FRAMES, sizeof *b.frames, by_value);
    r.median = b.frames[FRAMES / 2];
    r.longest = b.frames[FRAMES - 1];
    r.key = b.longest_key;
    r.key_name = b.key;
    close_screen(&b);
    state_free(b.state);
    return r;
}

static int report(enum shape shape, uint32_t n, const struct result *r, double base)
{
    char key[8];
    snprintf(key, sizeof key, *r->key_name < ' ' ? "^%c" : "%c", *r->key_name < ' ' ? *r->key_name + '@' : *r->key_name);
    bool slow = r->median > FRAME_RATIO * base, held = r->key > KEY_MS;
    printf("%-9s %10" PRIu32 "  frame %7.3f ms %5.2f x  longest %8.3f ms  key %9.3f ms (%s)  %5lu bytes  idle %u  %7.1f MiB%s%s%s\n",
           shape_names[shape], n, r->median, r->median / base, r->longest, r->key, key, r->bytes, r->wakes, r->mib,
           slow ? "  FRAME" : "", held ? "  KEY" : "", r->wakes ? "  IDLE" : "");
    fflush(stdout);
    return slow + held + (r->wakes > 0);
}

static bool has_room(uint32_t n)
{
    double free_bytes = (double)sysconf(_SC_AVPHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    if (free_bytes > (double)n * BYTES_EACH)
        return true;
    printf("%20" PRIu32 "  skipped: less than %.1f GB of memory are free\n", n, (double)n * BYTES_EACH / 1e9);
    return false;
}

static int measure_shape(enum shape shape, unsigned most)
{
    double base = 0;
    int missed = 0;
    uint32_t n = 1000;
    for (unsigned e = 3; e <= most && has_room(n); e++, n *= 10) {
        struct result r = measure(shape, n);
        if (e == 3)
            base = r.median;
        missed += report(shape, n, &r, base);
    }
    return missed;
}

/* ---- beside htop --------------------------------------------------------------------------- */

/* CPU ms a second of what runs on a terminal of its own, its children included, after a second to begin; < 0: it
 * cannot be run. */
static double cpu_beside(const char *const argv[])
{
    struct winsize size = {.ws_row = ROWS, .ws_col = COLS};
    struct rusage used;
    char buf[65536];
    int fd, status;
    pid_t pid = forkpty(&fd, NULL, NULL, &size);
    if (pid == 0) {
        setenv("TERM", "xterm-256color", 1);
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    uint64_t began = clock_mono_ns();
    struct pollfd p = {.fd = fd, .events = POLLIN};
    while (clock_mono_ns() < began + BESIDE_S * NS_PER_S && !(p.revents & POLLHUP))
        if (poll(&p, 1, 100) > 0 && read(fd, buf, sizeof buf) <= 0)
            break;
    double seconds = (double)(clock_mono_ns() - began) / (double)NS_PER_S;
    kill(pid, SIGTERM);
    bool ended = wait4(pid, &status, 0, &used) == pid;
    close(fd);
    if (!ended || (WIFEXITED(status) && WEXITSTATUS(status) == 127) || seconds < BESIDE_S / 2)
        return -1;
    double ms = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 +
                (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
    return ms / seconds;
}

static void beside(const char *self)
{
    char program[PATH_MAX];
    const char *slash = strrchr(self, '/');
    snprintf(program, sizeof program, "%.*s/../rxscope", slash ? (int)(slash - self) : 1, slash ? self : ".");
    const char *const ours[] = {program, "demo", NULL}, *const htop[] = {"htop", "-d", "1", NULL};
    double a = cpu_beside(ours), b = cpu_beside(htop);
    if (a < 0)
        printf("%s does not run: not compared with htop\n", program);
    else if (b < 0)
        printf("rxscope demo %.1f ms CPU a second; htop is not installed: not compared\n", a);
    else
        printf("rxscope demo, program and all, %.1f ms CPU a second; htop -d 1 %.1f\n", a, b);
}

int main(int argc, char **argv)
{
    unsigned most = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 7;
    int missed = 0;
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    for (int shape = 0; shape < SHAPES; shape++)
        missed += measure_shape((enum shape)shape, most);
    beside(argv[0]);
    printf("%s: a frame's median <= %.0f x that at 1,000, a key <= %.0f ms, idle 0 wake-ups\n",
           missed ? "MISSED" : "reached", FRAME_RATIO, KEY_MS);
    return missed ? EXIT_FAILURE : EXIT_SUCCESS;
}
