#include "app/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "app/options.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "engine/workdir.h"

enum { QUICK_DEATHS = 3, QUICK_MS = 5000 };

/* Leaves the alternate screen, shows the cursor, plain colours, no mouse, no bracketed paste. */
static const char plain_terminal[] = "\033[?1049l\033[?25h\033[0m\033[?1000l\033[?1002l\033[?1006l\033[?2004l\r";

static int report_fd = -1; /* the child's */

/* --- the child ----------------------------------------------------------------------------------- */

/* One write of less than PIPE_BUF is whole or not at all. */
static void report(char what, const char *text)
{
    char line[1024];
    size_t n = 0;
    if (report_fd < 0)
        return;
    line[n++] = what;
    while (*text && n + 1 < sizeof line)
        line[n++] = *text++;
    line[n++] = '\n';
    ssize_t done = write(report_fd, line, n);
    (void)done;
}

void supervise_screen(bool on)
{
    report(on ? 'S' : 's', "");
}

void supervise_socket(const char *path)
{
    report('U', path);
}

void supervise_folder(const char *path)
{
    report('W', path);
}

void supervise_lost(void)
{
    report('L', "");
}

/* --- the parent ----------------------------------------------------------------------------------- */

struct parent {
    pid_t child;
    int tty, signals, reports;
    struct termios saved;
    bool has_saved;
    struct str line, socket, folder;
    bool screen, lost;
};

static const int handed_on[] = {SIGINT,  SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGUSR1,
                                SIGUSR2, SIGSEGV, SIGBUS,  SIGFPE, SIGILL,  SIGABRT};

static sigset_t taken(void)
{
    static const int others[] = {SIGCHLD, SIGCONT, SIGWINCH, SIGTTOU, SIGTTIN, SIGPIPE};
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < ARRAY_LEN(handed_on); i++)
        sigaddset(&set, handed_on[i]);
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        sigaddset(&set, others[i]);
    return set;
}

static void take_report(struct parent *p)
{
    const char *text = str_text(&p->line) + 1;
    switch (str_text(&p->line)[0]) {
    case 'S':
    case 's':
        p->screen = str_text(&p->line)[0] == 'S';
        break;
    case 'U':
        str_release(&p->socket);
        str_add(&p->socket, text);
        break;
    case 'W':
        str_release(&p->folder);
        str_add(&p->folder, text);
        break;
    case 'L':
        p->lost = true;
        break;
    }
}

static void read_reports(struct parent *p)
{
    char buffer[4096];
    ssize_t n;
    while ((n = read(p->reports, buffer, sizeof buffer)) > 0)
        for (ssize_t i = 0; i < n; i++) {
            if (buffer[i] != '\n') {
                str_addc(&p->line, buffer[i]);
                continue;
            }
            if (p->line.len)
                take_report(p);
            str_release(&p->line);
        }
}

static void restore_terminal(struct parent *p)
{
    if (!p->screen || p->tty < 0)
        return;
    ssize_t n = write(p->tty, plain_terminal, sizeof plain_terminal - 1);
    (void)n;
    if (p->has_saved)
        tcsetattr(p->tty, TCSANOW, &p->saved);
    p->screen = false;
}

/* What the terminal sends goes to the child anyhow: both are in the foreground. */
static void hand_on(const struct parent *p, const struct signalfd_siginfo *info)
{
    if (info->ssi_code == SI_KERNEL)
        return;
    for (size_t i = 0; i < ARRAY_LEN(handed_on); i++)
        if ((int)info->ssi_signo == handed_on[i])
            kill(p->child, handed_on[i]);
}

static void read_signals(struct parent *p)
{
    struct signalfd_siginfo info;
    while (read(p->signals, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGCONT)
            kill(p->child, SIGCONT);
        else
            hand_on(p, &info);
    }
}

/* true: the child is no more, and *how says how it ended. */
static bool look_at_child(const struct parent *p, int *how)
{
    pid_t pid = waitpid(p->child, how, WNOHANG | WUNTRACED);
    if (pid != p->child)
        return false;
    if (!WIFSTOPPED(*how))
        return true;
    kill(getpid(), SIGSTOP); /* until the shell lets both go on */
    kill(p->child, SIGCONT);
    return false;
}

static int wait_for_end(struct parent *p)
{
    int how = 0;
    struct pollfd fds[] = {{.fd = p->signals, .events = POLLIN}, {.fd = p->reports, .events = POLLIN}};
    while (!look_at_child(p, &how)) {
        if (poll(fds, ARRAY_LEN(fds), -1) < 0 && errno != EINTR)
            break;
        read_signals(p);
        read_reports(p);
        if (fds[1].revents & POLLHUP)
            fds[1].fd = -1; /* the child is about to be no more */
    }
    read_reports(p);
    return how;
}

static void clean_up(struct parent *p, int how)
{
    bool signaled = WIFSIGNALED(how);
    bool told = !p->screen; /* by the child, which has restored the terminal itself */
    restore_terminal(p);
    if (signaled && !told)
        complain(EXIT_FAILED, "the program was ended by SIG%s; the terminal was restored",
                 sigabbrev_np(WTERMSIG(how)) ? sigabbrev_np(WTERMSIG(how)) : "?");
    if ((signaled || p->lost) && p->socket.len)
        unlink(str_text(&p->socket));
    if ((signaled || p->lost) && p->folder.len)
        workdir_remove(str_text(&p->folder));
    str_release(&p->line);
    str_release(&p->socket);
    str_release(&p->folder);
}

static _Noreturn void end_like(int how)
{
    if (!WIFSIGNALED(how))
        _exit(WEXITSTATUS(how));
    sigset_t set;
    sigfillset(&set);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}); /* the child's is the one to look at */
    signal(WTERMSIG(how), SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(WTERMSIG(how));
    _exit(EXIT_FAILED);
}

/* In the child: true. */
static bool fork_child(struct parent *p, const sigset_t *before, int pipe_fds[2])
{
    pid_t parent = getpid();
    p->child = fork();
    if (p->child != 0)
        return false;
    close(p->signals);
    close(pipe_fds[0]);
    if (p->tty >= 0)
        close(p->tty);
    report_fd = pipe_fds[1];
    prctl(PR_SET_PDEATHSIG, SIGHUP);
    if (getppid() != parent)
        raise(SIGHUP);
    sigprocmask(SIG_SETMASK, before, NULL);
    return true;
}

/* false: no child could be made. `in_child` says on which side this returns. */
static bool start(struct parent *p, const sigset_t *before, bool *in_child)
{
    int pipe_fds[2];
    if (pipe2(pipe_fds, O_CLOEXEC) != 0)
        return false;
    fcntl(pipe_fds[0], F_SETFL, O_NONBLOCK);
    p->screen = p->lost = false;
    *in_child = fork_child(p, before, pipe_fds);
    if (*in_child)
        return true;
    close(pipe_fds[1]);
    p->reports = pipe_fds[0];
    if (p->child < 0)
        close(pipe_fds[0]);
    return p->child > 0;
}

static void parent_open(struct parent *p)
{
    sigset_t set = taken();
    p->tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    p->has_saved = p->tty >= 0 && tcgetattr(p->tty, &p->saved) == 0;
    p->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static bool again(const struct parent *p, int how, uint64_t began, unsigned *quick)
{
    bool died = WIFSIGNALED(how) || p->lost;
    *quick = clock_mono_ns() - began < QUICK_MS * NS_PER_MS ? *quick + 1 : 0;
    if (died && *quick >= QUICK_DEATHS)
        complain(EXIT_FAILED, "ended %u times within seconds: not started again", *quick);
    return died && *quick < QUICK_DEATHS;
}

int supervise(int (*run)(void *ctx), void *ctx, bool restart)
{
    struct parent p = {.tty = -1, .line = STR_INIT, .socket = STR_INIT, .folder = STR_INIT};
    sigset_t set = taken(), before;
    unsigned quick = 0;
    bool in_child = false;
    fflush(NULL);
    sigprocmask(SIG_BLOCK, &set, &before);
    parent_open(&p);
    for (;;) {
        uint64_t began = clock_mono_ns();
        if (p.signals < 0 || !start(&p, &before, &in_child))
            break;
        if (in_child)
            return run(ctx);
        int how = wait_for_end(&p);
        clean_up(&p, how);
        close(p.reports);
        if (!restart || !again(&p, how, began, &quick))
            end_like(how);
        complain(EXIT_FAILED, "started again");
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (p.signals >= 0)
        close(p.signals);
    if (p.tty >= 0)
        close(p.tty);
    return run(ctx);
}
