/* child.h - a program that is started and listened to: a process group of its own with an empty standard
 * input, whose output comes line by line. It dies with us.
 *
 * Main thread. The child is waited for by a descriptor and by its pid, never by SIGCHLD, which is libuv's. */
#ifndef RXSCOPE_APP_CHILD_H
#define RXSCOPE_APP_CHILD_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"

enum {
    CHILD_FDS = 3,
    CHILD_LINE_MAX = 2000, /* bytes of a line; the rest of it is cut */
};

/* One of its outputs. */
struct child_pipe {
    int fd; /* -1: at its end */
    uint8_t level; /* LOG_STDOUT, LOG_STDERR */
    size_t len;
    bool cut;
    char line[CHILD_LINE_MAX];
};

struct child {
    pid_t pid; /* 0: none runs; also that of its group */
    pid_t group; /* 0: none was started */
    int pidfd; /* readable when it has ended; -1 where the kernel has no such thing */
    struct child_pipe pipes[2];
    bool ended;
    int how; /* of waitpid(), when it has ended */
};

typedef void child_line_fn(void *ctx, unsigned level, const char *text, size_t len);

/* Runs argv[0], with the environment as it is. STATUS_IO when it cannot be started. */
enum status child_start(struct child *c, char *const argv[], struct fault_text *why);
/* What to wait for: CHILD_FDS of them. */
void child_poll(const struct child *c, struct pollfd *fds);
/* After poll(), or without one: reads what is there, and looks whether it has ended. */
void child_serve(struct child *c, child_line_fn *line, void *ctx);
/* Both outputs are at their end. */
bool child_is_silent(const struct child *c);
/* SIGTERM to it and all that it started, SIGKILL after a second; what it prints until its end is told. */
void child_stop(struct child *c, child_line_fn *line, void *ctx);
/* To it and all that it started. */
void child_signal(const struct child *c, int number);
/* After its end: until all that it started has ended too, a second at most. */
void child_await_rest(const struct child *c);
/* SIGKILL to what it left behind; afterwards its number may be another's. */
void child_forget(struct child *c);
void child_release(struct child *c);

/* Whether `pid` is the child or below it. */
bool child_is_above(const struct child *c, pid_t pid);
/* "ended with status 1" */
void child_print_end(const struct child *c, char *buf, size_t size);

#endif
