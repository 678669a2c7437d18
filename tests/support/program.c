#include "tests/support/program.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/workdir.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/suite.h"

enum { WORDS = 32, RUNNING = 16, PLACES = 16, LOOK_MS = 20, TAIL = 4000 };

static char dir[128];
static pid_t running[RUNNING]; /* 0: free */

/* --- the folder --------------------------------------------------------------------------------- */

const char *place(const char *name)
{
    static char paths[PLACES][512];
    static size_t next;
    char *path = paths[next++ % PLACES];
    snprintf(path, sizeof paths[0], "%s%s%s", dir, *name ? "/" : "", name);
    return path;
}

/* The program's sanitizer writes its findings into files; the suite's own settings stay. */
static void listen_to_sanitizers(void)
{
    static const char *const names[] = {"ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const char *old = getenv(names[i]);
        char *all = str_format("%s%slog_path=%s", old ? old : "", old && *old ? ":" : "",
                               place("sanitizer"));
        setenv(names[i], all, 1);
        free(all);
    }
}

void place_open(void)
{
    static const char *const unwanted[] = {"VISUAL", "EDITOR", "NO_COLOR", "CFLAGS", "LINES", "COLUMNS"};
    const char *tmp = getenv("TMPDIR");
    /* A socket's path has little room. */
    snprintf(dir, sizeof dir, "%s/rxscope-e2e-XXXXXX",
             tmp && tmp[0] == '/' && strlen(tmp) < 32 ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    ck_assert_int_eq(mkdir(place("run"), 0700), 0);
    ck_assert_int_eq(mkdir(place("tmp"), 0700), 0);
    for (size_t i = 0; i < ARRAY_LEN(unwanted); i++)
        unsetenv(unwanted[i]);
    setenv("XDG_RUNTIME_DIR", place("run"), 1);
    setenv("XDG_CONFIG_HOME", place("config"), 1); /* not the config file of who runs the tests */
    setenv("XDG_STATE_HOME", place("state"), 1);   /* nor what was remembered for him */
    setenv("TMPDIR", place("tmp"), 1);
    setenv("HOME", dir, 1);
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TZ", "UTC", 1);
    listen_to_sanitizers();
}

unsigned place_count(const char *name, const char *prefix)
{
    DIR *d = opendir(place(name));
    struct dirent *e;
    unsigned n = 0;
    while (d && (e = readdir(d)))
        n += e->d_name[0] != '.' && str_starts(e->d_name, prefix);
    if (d)
        closedir(d);
    return n;
}

/* "sanitizer.PID" files: their text becomes the test's failure. */
static char *sanitizers_said(void)
{
    struct str all = STR_INIT;
    DIR *d = opendir(dir);
    struct dirent *e;
    while (d && (e = readdir(d))) {
        if (!str_starts(e->d_name, "sanitizer."))
            continue;
        char *text = file_text(place(e->d_name));
        str_add(&all, text);
        free(text);
    }
    if (d)
        closedir(d);
    return str_take(&all);
}

void place_close(void)
{
    for (size_t i = 0; i < RUNNING; i++) {
        if (!running[i])
            continue;
        kill(running[i], SIGKILL);
        waitpid(running[i], NULL, 0);
        running[i] = 0;
    }
    char *findings = sanitizers_said();
    workdir_remove(dir);
    ck_assert_msg(!findings || !*findings, "%s", findings);
    free(findings);
}

/* --- one program -------------------------------------------------------------------------------- */

static uint64_t deadline(void)
{
    return clock_mono_ns() + suite_patience() * NS_PER_MS;
}

static void become(char *const argv[], int tty, int fd)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* nothing outlives a test that crashed */
    setsid();
    if (tty >= 0)
        ioctl(tty, TIOCSCTTY, 0);
    int in = tty >= 0 ? tty : open("/dev/null", O_RDONLY);
    dup2(in, 0);
    dup2(fd, 1);
    dup2(fd, 2);
    for (int i = 3; i < 64; i++)
        close(i);
    execvp(argv[0], argv);
    dprintf(2, "%s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

static void remember(pid_t pid)
{
    for (size_t i = 0; i < RUNNING; i++) {
        if (running[i])
            continue;
        running[i] = pid;
        return;
    }
    ck_abort_msg("too many programs");
}

static void forget(pid_t pid)
{
    for (size_t i = 0; i < RUNNING; i++)
        if (running[i] == pid)
            running[i] = 0;
}

void program_spawn(struct program *p, const char *words, int tty, int fd)
{
    char *argv[WORDS + 1], *copy = mem_strdup(words), *save = NULL;
    size_t n = 0;
    for (char *w = strtok_r(copy, " ", &save); w && n < WORDS; w = strtok_r(NULL, " ", &save))
        argv[n++] = w;
    argv[n] = NULL;
    p->pid = fork();
    ck_assert_int_ge(p->pid, 0);
    if (p->pid == 0)
        become(argv, tty, fd);
    remember(p->pid);
    free(copy);
}

void program_run(struct program *p, const char *words)
{
    int fds[2];
    *p = (struct program){.fd = -1};
    ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
    program_spawn(p, words, -1, fds[1]);
    close(fds[1]);
    p->fd = fds[0];
}

static void start(struct program *p, const char *words, va_list ap)
{
    struct str all = STR_INIT;
    str_addf(&all, "%s ", getenv("RXSCOPE"));
    str_addv(&all, words, ap);
    program_run(p, str_text(&all));
    str_release(&all);
}

void program_start(struct program *p, const char *words, ...)
{
    va_list ap;
    va_start(ap, words);
    start(p, words, ap);
    va_end(ap);
}

bool program_pump(struct program *p, int ms)
{
    char buf[16384];
    struct pollfd fd = {.fd = p->fd, .events = POLLIN};
    if (p->fd < 0)
        return false;
    while (poll(&fd, 1, ms) > 0) {
        ssize_t n = read(p->fd, buf, sizeof buf);
        if (n <= 0 && errno == EINTR)
            continue;
        if (n <= 0) { /* the end, or EIO from a pty that nobody has open */
            close(p->fd);
            p->fd = -1;
            return false;
        }
        str_addn(&p->out, buf, (size_t)n);
        if (p->feed)
            p->feed(p->ctx, buf, (size_t)n);
        ms = 0;
    }
    return true;
}

const char *program_tail(const struct program *p)
{
    return str_text(&p->out) + (p->out.len > TAIL ? p->out.len - TAIL : 0);
}

void program_await(struct program *p, const char *text)
{
    uint64_t end = deadline();
    const char *found;
    while (!(found = strstr(str_text(&p->out) + p->at, text))) {
        bool more = program_pump(p, LOOK_MS);
        if (!more && strstr(str_text(&p->out) + p->at, text))
            continue;
        ck_assert_msg(more, "the program ended without '%s':\n%s", text, program_tail(p));
        ck_assert_msg(clock_mono_ns() < end, "no '%s' in time:\n%s", text, program_tail(p));
    }
    p->at = (size_t)(found - str_text(&p->out)) + strlen(text);
}

unsigned program_count(const struct program *p, const char *text)
{
    unsigned n = 0;
    for (const char *at = str_text(&p->out); (at = strstr(at, text)); at += strlen(text))
        n++;
    return n;
}

static bool reap(struct program *p)
{
    int how;
    if (p->ended || waitpid(p->pid, &how, WNOHANG) != p->pid)
        return p->ended;
    p->status = WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
    p->ended = true;
    forget(p->pid);
    return true;
}

int program_wait(struct program *p)
{
    uint64_t end = deadline();
    while (!reap(p)) {
        if (!program_pump(p, LOOK_MS))
            poll(NULL, 0, LOOK_MS);
        ck_assert_msg(clock_mono_ns() < end, "the program does not end:\n%s", program_tail(p));
    }
    program_pump(p, 0);
    return p->status;
}

void program_stop(struct program *p)
{
    kill(p->pid, SIGTERM);
    int status = program_wait(p);
    ck_assert_msg(status == 0, "status %d after SIGTERM:\n%s", status, program_tail(p));
    program_release(p);
}

void program_release(struct program *p)
{
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
    str_release(&p->out);
}

static struct str answer;

static int ask(const char *words, va_list ap)
{
    struct program p;
    start(&p, words, ap);
    int status = program_wait(&p);
    while (program_pump(&p, LOOK_MS))
        continue;
    str_clear(&answer);
    str_add(&answer, str_text(&p.out));
    program_release(&p);
    return status;
}

int rxscope(const char *words, ...)
{
    va_list ap;
    va_start(ap, words);
    int status = ask(words, ap);
    va_end(ap);
    return status;
}

const char *said(void)
{
    return str_text(&answer);
}

void rxscope_expect(int status, const char *text, const char *words, ...)
{
    va_list ap;
    va_start(ap, words);
    int got = ask(words, ap);
    va_end(ap);
    ck_assert_msg(got == status && strstr(said(), text), "rxscope %s: status %d, not %d, or no '%s' in:\n%s",
                  words, got, status, text, said());
}

/* --- what it says of itself --------------------------------------------------------------------- */

static bool same_program(pid_t a, pid_t b)
{
    char paths[2][64], exes[2][4096];
    ssize_t n[2];
    snprintf(paths[0], sizeof paths[0], "/proc/%ld/exe", (long)a);
    snprintf(paths[1], sizeof paths[1], "/proc/%ld/exe", (long)b);
    for (int i = 0; i < 2; i++)
        n[i] = readlink(paths[i], exes[i], sizeof exes[i]);
    return n[0] > 0 && n[0] == n[1] && memcmp(exes[0], exes[1], (size_t)n[0]) == 0;
}

pid_t program_served(const struct program *p)
{
    char path[64], line[32] = "";
    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", (long)p->pid, (long)p->pid);
    FILE *f = p->feed ? fopen(path, "r") : NULL; /* on a terminal */
    if (!f)
        return p->pid;
    pid_t child = fgets(line, sizeof line, f) ? (pid_t)atol(line) : 0;
    fclose(f);
    return child && same_program(p->pid, child) ? child : p->pid;
}

json_t *dump(const struct program *p)
{
    json_error_t error;
    rxscope_expect(0, "{", "dump --json %ld", (long)program_served(p));
    json_t *all = json_loads(said(), 0, &error);
    ck_assert_msg(all != NULL, "not JSON: %s in\n%s", error.text, said());
    json_t *source = json_array_get(json_object_get(all, "sources"), 0);
    ck_assert_ptr_nonnull(json_incref(source));
    json_decref(all);
    return source;
}

static json_t *find(const json_t *source, const char *list, const char *field, const char *value)
{
    size_t i;
    json_t *e;
    json_array_foreach(json_object_get(source, list), i, e) {
        const char *text = json_string_value(json_object_get(e, field));
        if (text && strcmp(text, value) == 0)
            return e;
    }
    return NULL;
}

json_t *dump_find(const json_t *source, const char *list, const char *field, const char *value)
{
    json_t *e = find(source, list, field, value);
    if (!e) {
        char *text = json_dumps(json_object_get(source, list), JSON_INDENT(2));
        ck_abort_msg("no %s with %s \"%s\" in %s", list, field, value, text);
    }
    return e;
}

long long dump_number(const json_t *entity, const char *field)
{
    const json_t *v = json_object_get(entity, field);
    ck_assert_msg(json_is_integer(v), "no number '%s'", field);
    return json_integer_value(v);
}

const char *dump_text(const json_t *entity, const char *field)
{
    const char *text = json_string_value(json_object_get(entity, field));
    ck_assert_msg(text != NULL, "no text '%s'", field);
    return text;
}

static void await_number(const struct program *p, const char *list, const char *by, const char *value,
                         const char *field, long long want)
{
    uint64_t end = deadline();
    for (;;) {
        json_t *source = dump(p), *e = find(source, list, by, value);
        long long now = e ? dump_number(e, field) : -1;
        json_decref(source);
        if (now == want)
            return;
        ck_assert_msg(clock_mono_ns() < end, "%s of %s is %lld, not %lld:\n%s", field, value, now, want,
                      said());
        poll(NULL, 0, LOOK_MS);
    }
}

void await_version(const struct program *p, const char *key, unsigned version)
{
    await_number(p, "tracks", "key", key, "version", version);
}

void await_generation(const struct program *p, unsigned generation)
{
    await_number(p, "modules", "id", "module#1", "generation", generation);
}
