/* remote.c - all that is asked of ssh: a master connection (-M), a shell command through it, and
 * forwarding of sockets through it (-O forward -L).
 *
 * The master is a child of ours and dies with us. What it prints goes into a file of the private folder, and from
 * there to stderr while its questions are open; later it may not write over the screen. */
#include "app/remote.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/workdir.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "engine/rundir.h"
#include "ui/sanitise.h"

enum {
    LOOK_MS = 20,
    LOOKS = 50,           /* until SIGTERM is followed by SIGKILL */
    SEEK_MS = 10000,
    LIST_MOST = 64 << 10, /* bytes */
    FOUND_MOST = 64,      /* programs of one search */
    WORDS = 64,
};

struct remote {
    char *user_host, *port, *program; /* port: NULL when it was not given */
    char *words;                      /* of $RXSCOPE_SSH, cut in place */
    const char *ssh[8];
    size_t n_ssh;
    struct str folder; /* private: the control socket, forwarded sockets, the log */
    int lock;          /* of the folder */
    char *control, *log;
    off_t log_at;
    pid_t master;      /* 0: it ended */
    pid_t seeker;      /* 0: none */
    int found_fd;
    uint64_t deadline; /* ns, of the search */
    struct str found;
    unsigned sockets;  /* numbers given away */
};

/* Prints the path of every socket there whose process lives. The login shell may be any, hence sh. */
static const char list_script[] =
    "exec sh -c 'seen=; "
    "for d in \"${XDG_RUNTIME_DIR:-/nowhere}/rxscope\" \"/run/user/$(id -u)/rxscope\" "
    "\"/tmp/rxscope-$(id -u)\"; do "
    "[ -d \"$d\" ] && [ -O \"$d\" ] && [ ! -h \"$d\" ] || continue; "
    "case $seen in *\":$d:\"*) continue ;; esac; seen=\"$seen:$d:\"; "
    "for f in \"$d\"/*-*.sock; do "
    "[ -S \"$f\" ] || continue; p=${f##*-}; kill -0 \"${p%.sock}\" 2>&- && echo \"$f\"; "
    "done; done; true'";

/* --- the URL --------------------------------------------------------------------------------- */

static const char scheme[] = "ssh://";

bool remote_is_url(const char *text)
{
    return str_starts(text, scheme);
}

/* What reaches a command line of ssh: nothing that it could take for an option or a command. */
static bool plain(const char *text, const char *also)
{
    for (const char *p = text; *p; p++)
        if (!isalnum((unsigned char)*p) && !strchr(also, *p))
            return false;
    return *text && *text != '-';
}

static char *cut_port(char *host)
{
    char *end = host[0] == '[' || strchr(host, '@') ? strchr(host, ']') : NULL;
    char *colon = strrchr(end ? end : host, ':');
    if (!colon)
        return NULL;
    *colon = '\0';
    return mem_strdup(colon + 1);
}

/* ssh takes an IPv6 address without its brackets. */
static void drop_brackets(char *host)
{
    char *out = host;
    for (const char *p = host; *p; p++)
        if (*p != '[' && *p != ']')
            *out++ = *p;
    *out = '\0';
}

static enum status read_url(struct remote *r, const char *url, struct fault_text *why)
{
    const char *host = url + strlen(scheme), *slash = strchr(host, '/');
    r->user_host = slash ? mem_strndup(host, (size_t)(slash - host)) : mem_strdup(host);
    r->program = mem_strdup(slash ? slash + 1 : "");
    r->port = cut_port(r->user_host);
    drop_brackets(r->user_host);
    const char *at = strrchr(r->user_host, '@'), *alone = at ? at + 1 : r->user_host;
    bool good = plain(r->user_host, "@.:_-%") && *alone && *alone != '-' &&
                (!r->port || plain(r->port, "")) && !strchr(r->program, '/');
    if (good)
        return STATUS_OK;
    return fault_set(why, STATUS_USAGE, "'%s' is not ssh://[user@]host[:port][/NAME]", url);
}

static void read_command(struct remote *r)
{
    const char *command = getenv("RXSCOPE_SSH");
    char *save = NULL;
    r->words = mem_strdup(command && *command ? command : "ssh");
    for (char *w = strtok_r(r->words, " ", &save); w && r->n_ssh < ARRAY_LEN(r->ssh);
         w = strtok_r(NULL, " ", &save))
        r->ssh[r->n_ssh++] = w;
}

/* --- running ssh ----------------------------------------------------------------------------- */

struct call {
    const char *argv[WORDS];
    size_t n;
};

static void word(struct call *c, const char *text)
{
    if (c->n + 1 < WORDS)
        c->argv[c->n++] = text;
}

static void call_init(const struct remote *r, struct call *c)
{
    *c = (struct call){.n = 0};
    for (size_t i = 0; i < r->n_ssh; i++)
        word(c, r->ssh[i]);
    word(c, "-S");
    word(c, r->control);
    if (r->port) {
        word(c, "-p");
        word(c, r->port);
    }
}

static void call_options(struct call *c, const char *const *options)
{
    for (; *options; options++) {
        word(c, "-o");
        word(c, *options);
    }
}

static void call_host(const struct remote *r, struct call *c)
{
    word(c, "--");
    word(c, r->user_host);
}

/* In a child: as a program expects to be started. */
static void become(const struct call *c, int in, int out, int err)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execvp(c->argv[0], (char *const *)c->argv);
    dprintf(STDERR_FILENO, "%s: %s\n", c->argv[0], strerror(errno));
    _exit(127);
}

static int open_null(void)
{
    return open("/dev/null", O_RDWR | O_CLOEXEC);
}

static int open_log(const struct remote *r)
{
    return open(r->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* `ask`: it may ask its questions on the terminal. */
static enum status start_master(struct remote *r, bool ask, struct fault_text *why)
{
    static const char *const options[] = {
        "ControlPersist=no",        "StreamLocalBindMask=0177", "StreamLocalBindUnlink=yes",
        "ServerAliveInterval=15",   "ServerAliveCountMax=3",    "ForwardAgent=no",
        "ForwardX11=no",            "RemoteCommand=none",       "PermitLocalCommand=no",
        "ExitOnForwardFailure=yes", NULL};
    static const char *const no_questions[] = {"BatchMode=yes", NULL};
    struct call c;
    call_init(r, &c);
    word(&c, "-M");
    word(&c, "-N");
    word(&c, "-T");
    call_options(&c, options);
    if (!ask)
        call_options(&c, no_questions);
    call_host(r, &c);
    int null = open_null(), log = open_log(r);
    r->master = null < 0 || log < 0 ? -1 : fork();
    if (r->master == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        become(&c, null, log, log);
    }
    int error = errno;
    close(null);
    close(log);
    if (r->master > 0)
        return STATUS_OK;
    r->master = 0;
    return fault_set(why, STATUS_IO, "ssh cannot be started: %s", strerror(error));
}

static bool master_lives(struct remote *r)
{
    if (r->master && waitpid(r->master, NULL, WNOHANG) == r->master)
        r->master = 0;
    return r->master;
}

/* ssh ends its lines as on a raw terminal. What a host says may be anything else, too. */
static void show(const char *text, size_t n)
{
    struct str plain_text = STR_INIT, safe = STR_INIT;
    for (size_t i = 0; i < n; i++)
        if (text[i] != '\r')
            str_addc(&plain_text, text[i]);
    sanitise(&safe, str_text(&plain_text), plain_text.len, SANITISE_LINES);
    fputs(str_text(&safe), stderr);
    str_release(&plain_text);
    str_release(&safe);
}

/* What ssh has printed since the last time. */
static void show_log(struct remote *r)
{
    char text[4096];
    ssize_t n;
    int fd = open(r->log, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && (n = pread(fd, text, sizeof text, r->log_at)) > 0) {
        r->log_at += n;
        show(text, (size_t)n);
    }
    if (fd >= 0)
        close(fd);
}

/* Ctrl-C ends ssh, and its end ends this. */
static enum status await_master(struct remote *r, struct fault_text *why)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGINT, &ignore, &before);
    bool there = false;
    while (!there && master_lives(r)) {
        poll(NULL, 0, LOOK_MS);
        show_log(r);
        there = access(r->control, F_OK) == 0;
    }
    show_log(r);
    sigaction(SIGINT, &before, NULL);
    if (there)
        return STATUS_OK;
    return fault_set(why, STATUS_GONE, "no connection to %s: ssh gave up", r->user_host);
}

enum status remote_open(struct remote **out, const char *url, struct fault_text *why)
{
    struct remote *r = mem_zalloc(sizeof *r);
    r->found_fd = r->lock = -1;
    read_command(r);
    enum status status = read_url(r, url, why);
    if (status == STATUS_OK)
        status = workdir_make(&r->folder, &r->lock, why);
    if (status != STATUS_OK)
        str_release(&r->folder);
    if (status == STATUS_OK) {
        r->control = str_format("%s/control", str_text(&r->folder));
        r->log = str_format("%s/log", str_text(&r->folder));
        status = start_master(r, true, why);
    }
    if (status == STATUS_OK)
        status = await_master(r, why);
    *out = status == STATUS_OK ? r : NULL;
    if (status != STATUS_OK)
        remote_free(r);
    return status;
}

static void end_child(pid_t *pid, pid_t whom)
{
    int looks = 0;
    if (!*pid)
        return;
    kill(whom, SIGTERM);
    while (waitpid(*pid, NULL, WNOHANG) == 0) {
        if (looks++ == LOOKS)
            kill(whom, SIGKILL);
        poll(NULL, 0, LOOK_MS);
    }
    *pid = 0;
}

void remote_free(struct remote *r)
{
    if (!r)
        return;
    end_child(&r->seeker, -r->seeker);
    end_child(&r->master, r->master);
    if (r->found_fd >= 0)
        close(r->found_fd);
    if (r->folder.len)
        workdir_remove(str_text(&r->folder));
    if (r->lock >= 0)
        close(r->lock);
    free(r->user_host);
    free(r->port);
    free(r->program);
    free(r->words);
    free(r->control);
    free(r->log);
    str_release(&r->folder);
    str_release(&r->found);
    free(r);
}

const char *remote_program(const struct remote *r)
{
    return r->program;
}

const char *remote_host(const struct remote *r)
{
    return r->user_host;
}

/* --- the searching child --------------------------------------------------------------------- */

/* Runs it to its end with its stdout in `out` (may be NULL); true when it went well. */
static bool run(const struct remote *r, const struct call *c, struct str *out)
{
    char text[4096];
    ssize_t n;
    int fds[2], how, null = open_null(), log = open_log(r);
    if (pipe2(fds, O_CLOEXEC) != 0)
        return false;
    pid_t pid = fork();
    if (pid == 0)
        become(c, null, fds[1], log);
    close(fds[1]);
    while (pid > 0 && ((n = read(fds[0], text, sizeof text)) > 0 || (n < 0 && errno == EINTR)))
        if (n > 0 && out && out->len < LIST_MOST)
            str_addn(out, text, (size_t)n);
    close(fds[0]);
    close(null);
    close(log);
    return pid > 0 && waitpid(pid, &how, 0) == pid && WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

static bool list(const struct remote *r, struct str *out)
{
    static const char *const options[] = {"BatchMode=yes", "ControlMaster=no", "RemoteCommand=none", NULL};
    struct call c;
    call_init(r, &c);
    word(&c, "-T");
    call_options(&c, options);
    call_host(r, &c);
    word(&c, list_script);
    return run(r, &c, out);
}

static bool forward(const struct remote *r, const char *local, const char *remote)
{
    struct call c;
    char *both = str_format("%s:%s", local, remote);
    call_init(r, &c);
    word(&c, "-O");
    word(&c, "forward");
    word(&c, "-L");
    word(&c, both);
    call_host(r, &c);
    bool good = run(r, &c, NULL);
    free(both);
    return good;
}

static bool wanted(const char *path, const char *want, char *name, size_t size, pid_t *pid)
{
    char number[24];
    const char *slash = strrchr(path, '/');
    if (!slash || !plain(path, "/._+-") || !rundir_parse(slash + 1, name, size, pid))
        return false;
    snprintf(number, sizeof number, "%ld", (long)*pid);
    return !*want || strcmp(want, name) == 0 || strcmp(want, number) == 0;
}

/* In the child: one line "NUMBER PID NAME" for each socket that was made here. */
static void seek(const struct remote *r, const char *want, int out)
{
    struct str paths = STR_INIT;
    char name[80], *save = NULL;
    pid_t pid;
    unsigned n = 0;
    while (access(r->control, F_OK) != 0)
        poll(NULL, 0, LOOK_MS); /* the master is on its way; the parent has a deadline */
    if (!list(r, &paths))
        _exit(1);
    char *all = str_take(&paths);
    for (char *path = strtok_r(all, "\n", &save); path && n < FOUND_MOST; path = strtok_r(NULL, "\n", &save)) {
        if (!wanted(path, want, name, sizeof name, &pid))
            continue;
        char *local = str_format("%s/%u", str_text(&r->folder), r->sockets + n);
        if (forward(r, local, path))
            dprintf(out, "%u %ld %s\n", r->sockets + n++, (long)pid, name);
        free(local);
    }
    _exit(0);
}

/* --- the search, from outside ---------------------------------------------------------------- */

bool remote_seeking(const struct remote *r)
{
    return r->seeker;
}

static void start_seeker(struct remote *r, const char *name)
{
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0)
        return;
    r->seeker = fork();
    if (r->seeker == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        setpgid(0, 0); /* so that it is ended together with its ssh */
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        seek(r, name, fds[1]);
    }
    close(fds[1]);
    if (r->seeker < 0) {
        r->seeker = 0;
        close(fds[0]);
        return;
    }
    setpgid(r->seeker, r->seeker);
    r->found_fd = fds[0];
    fcntl(fds[0], F_SETFL, O_NONBLOCK);
}

enum status remote_seek(struct remote *r, const char *name, struct fault_text *why)
{
    enum status status = STATUS_OK;
    if (!master_lives(r)) {
        unlink(r->control);
        status = start_master(r, false, why);
    }
    if (status == STATUS_OK)
        start_seeker(r, name);
    if (status == STATUS_OK && !r->seeker)
        status = fault_set(why, STATUS_IO, "ssh cannot be started: %s", strerror(errno));
    r->deadline = clock_mono_ns() + SEEK_MS * NS_PER_MS;
    r->sockets += FOUND_MOST;
    str_clear(&r->found);
    return status;
}

/* true at its end. */
static bool read_found(struct remote *r)
{
    char text[4096];
    ssize_t n;
    while ((n = read(r->found_fd, text, sizeof text)) > 0)
        str_addn(&r->found, text, (size_t)n);
    return n == 0 || (errno != EAGAIN && errno != EINTR) || clock_mono_ns() >= r->deadline;
}

static void add_found(struct remote *r, char *line, struct targets *out)
{
    unsigned number;
    long pid;
    char name[80];
    if (sscanf(line, "%u %ld %79s", &number, &pid, name) != 3)
        return;
    char *path = str_format("%s/%u", str_text(&r->folder), number);
    targets_add(out, path);
    struct target *t = &out->items[out->n - 1];
    str_copy(t->name, sizeof t->name, name);
    t->pid = (pid_t)pid;
    free(path);
}

enum status remote_found(struct remote *r, struct targets *out, struct fault_text *why)
{
    char *save = NULL;
    *out = (struct targets){0};
    if (!r->seeker)
        return fault_set(why, STATUS_STATE, "nothing is being looked for");
    if (!read_found(r))
        return STATUS_BUSY;
    end_child(&r->seeker, -r->seeker);
    close(r->found_fd);
    r->found_fd = -1;
    char *all = str_take(&r->found);
    for (char *line = all ? strtok_r(all, "\n", &save) : NULL; line; line = strtok_r(NULL, "\n", &save))
        add_found(r, line, out);
    free(all);
    return STATUS_OK;
}

enum status remote_find(struct remote *r, const char *name, struct targets *out,
                        struct fault_text *why)
{
    enum status status = remote_seek(r, name, why);
    if (status != STATUS_OK)
        return status;
    while ((status = remote_found(r, out, why)) == STATUS_BUSY)
        poll(&(struct pollfd){.fd = r->found_fd, .events = POLLIN}, 1, LOOK_MS);
    show_log(r);
    if (status == STATUS_OK && out->n == 0 && *name)
        status = fault_set(why, STATUS_GONE, "no program '%s' at %s", name, r->user_host);
    else if (status == STATUS_OK && out->n == 0)
        status = fault_set(why, STATUS_GONE, "no program runs at %s", r->user_host);
    return status;
}
