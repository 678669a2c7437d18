#include "tests/support/proxy.h"

#include <check.h>
#include <errno.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

struct relay {
    struct proxy_fault fault;
    int report;
    int fds[2]; /* where the bytes of each way go: the inspector, the program */
    long moved;
};

static struct sockaddr_un address(const char *path)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    ck_assert_uint_lt(strlen(path), sizeof a.sun_path);
    strcpy(a.sun_path, path);
    return a;
}

/* --- in the process between ---------------------------------------------------------------------- */

static pid_t inspector(const struct relay *r)
{
    struct ucred who = {0};
    socklen_t size = sizeof who;
    if (getsockopt(r->fds[PROXY_DOWN], SOL_SOCKET, SO_PEERCRED, &who, &size) != 0 || who.pid <= 1)
        _exit(1);
    return who.pid;
}

/* true: the connection is to be closed. */
static bool strike(struct relay *r)
{
    bool close_it = r->fault.kill == PROXY_CUT;
    if (!close_it)
        kill(r->fault.kill == PROXY_KILL_INSPECTOR ? inspector(r) : r->fault.kill, SIGKILL);
    r->fault = (struct proxy_fault){.after = -1};
    if (write(r->report, "!", 1) != 1)
        _exit(1);
    return close_it;
}

static void wait_until_read(int fd)
{
    int waiting = 1;
    while (ioctl(fd, SIOCOUTQ, &waiting) == 0 && waiting > 0)
        sched_yield();
}

static bool hand_on(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        n -= (size_t)sent;
    }
    return true;
}

/* How many bytes may be read at once: up to the fault, not over it. */
static size_t next_size(const struct relay *r, int way, size_t max)
{
    if (r->fault.single)
        return 1;
    if (r->fault.after < 0 || way != r->fault.way)
        return max;
    size_t left = (size_t)(r->fault.after - r->moved);
    return left < max ? left : max;
}

/* false: the connection is over. */
static bool move(struct relay *r, int way)
{
    char bytes[65536];
    int to = r->fds[way];
    ssize_t n = read(r->fds[!way], bytes, next_size(r, way, sizeof bytes));
    if (n <= 0 || !hand_on(to, bytes, (size_t)n))
        return false;
    if (r->fault.single)
        wait_until_read(to);
    if (way != r->fault.way || r->fault.after < 0)
        return true;
    r->moved += n;
    return r->moved < r->fault.after || !strike(r);
}

static void serve(struct relay *r)
{
    bool on = r->fault.after != 0 || !strike(r);
    while (on) {
        struct pollfd fds[2] = {{.fd = r->fds[PROXY_DOWN], .events = POLLIN},
                                {.fd = r->fds[PROXY_UP], .events = POLLIN}};
        if (poll(fds, 2, -1) < 0)
            continue;
        if (fds[1].revents)
            on = move(r, PROXY_DOWN);
        if (on && fds[0].revents)
            on = move(r, PROXY_UP);
    }
    close(r->fds[0]);
    close(r->fds[1]);
}

static void accept_all(struct relay *r, int listening, const char *to)
{
    struct sockaddr_un a = address(to);
    for (;;) {
        r->fds[PROXY_DOWN] = accept(listening, NULL, NULL);
        r->fds[PROXY_UP] = socket(AF_UNIX, SOCK_STREAM, 0);
        if (connect(r->fds[PROXY_UP], (struct sockaddr *)&a, sizeof a) == 0)
            serve(r);
        else
            close(r->fds[PROXY_DOWN]), close(r->fds[PROXY_UP]);
        r->moved = 0; /* one that only looked whether somebody listens had no bytes to count */
    }
}

/* --- in the test ------------------------------------------------------------------------------------ */

static int listen_at(const char *path)
{
    struct sockaddr_un a = address(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    unlink(path);
    ck_assert_msg(bind(fd, (struct sockaddr *)&a, sizeof a) == 0 && listen(fd, 16) == 0, "%s: %s", path,
                  strerror(errno));
    return fd;
}

void proxy_open(struct proxy *p, const char *path, const char *to, struct proxy_fault fault)
{
    int report[2], fd = listen_at(path);
    ck_assert_int_eq(pipe(report), 0);
    snprintf(p->path, sizeof p->path, "%s", path);
    p->pid = fork();
    ck_assert_int_ge(p->pid, 0);
    if (p->pid == 0) {
        struct relay r = {.fault = fault, .report = report[1]};
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(report[0]);
        accept_all(&r, fd, to);
    }
    close(fd);
    close(report[1]);
    p->report = report[0];
}

bool proxy_await_fault(struct proxy *p, int ms)
{
    struct pollfd fd = {.fd = p->report, .events = POLLIN};
    return poll(&fd, 1, ms) == 1 && fd.revents & POLLIN;
}

void proxy_close(struct proxy *p)
{
    kill(p->pid, SIGKILL);
    waitpid(p->pid, NULL, 0);
    close(p->report);
    unlink(p->path);
}
