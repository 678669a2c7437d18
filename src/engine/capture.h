/* capture.h - what the program prints, line by line into the log, while the screen has the
 * terminal.
 *
 * A thread of its own reads the pipes: the loop thread cannot, since a callback that prints more
 * than a pipe holds would wait for itself; and the runtime never waits for the inspector. The lines
 * are handed over in a bounded queue, and become events on the loop thread. Lines beyond the limits
 * are dropped and counted exactly. */
#ifndef RXSCOPE_ENGINE_CAPTURE_H
#define RXSCOPE_ENGINE_CAPTURE_H

#include <uv.h>

#include "base/status.h"
#include "event/sink.h"

enum {
    CAPTURE_LINE_MAX = 2000, /* bytes of a line; the rest of it is cut */
    CAPTURE_RATE = 1000,     /* lines a second */
    CAPTURE_QUEUE = 1024,    /* lines that wait for the loop */
    CAPTURE_QUIET = 200,     /* ms until an unfinished line counts as a line */
};

struct capture_line {
    uint8_t level; /* LOG_STDOUT, LOG_STDERR */
    char *text;
};

/* One pipe, on the reading thread. */
struct capture_pipe {
    int fd; /* -1: none, or at its end */
    uint8_t level;
    size_t len;
    bool cut; /* this line is longer than CAPTURE_LINE_MAX */
    char line[CAPTURE_LINE_MAX];
};

struct capture {
    struct sink *sink; /* borrowed */
    uv_thread_t thread;
    uv_async_t wake;
    uv_timer_t report; /* runs only after lines were dropped */
    int stop[2];       /* a pipe: closing its write end ends the thread */
    struct capture_pipe pipes[2];
    uint64_t second, in_second; /* reading thread: the rate */
    uv_mutex_t lock;            /* for what follows */
    struct capture_line queue[CAPTURE_QUEUE];
    size_t count;
    uint64_t dropped; /* lines, not yet reported */
};

/* Takes over both descriptors, read ends of pipes. */
enum status capture_start(struct capture *c, uv_loop_t *loop, struct sink *sink, int out_fd,
                          int err_fd, struct fault_text *why);
/* Reads what the pipes hold now, ends the thread, tells the last lines, closes the handles. */
void capture_stop(struct capture *c);

#endif
