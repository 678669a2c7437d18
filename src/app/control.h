/* control.h - the program's socket, served from the main thread's poll loop.
 *
 * One JSON object a line, in both directions. The program says hello first; then the client asks
 * and each request gets one answer. Everything is bounded: how many clients are served at once
 * (others wait in the system's queue), the size of a request, and the time a client may keep its
 * place without anything moving. Only this user's processes are served (SO_PEERCRED). */
#ifndef RXSCOPE_APP_CONTROL_H
#define RXSCOPE_APP_CONTROL_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum {
    CONTROL_CLIENTS = 16,
    CONTROL_REQUEST = 4096, /* bytes of one request, newline included */
    CONTROL_IDLE_MS = 5000,
    CONTROL_FDS = CONTROL_CLIENTS + 1
};

struct control;
struct control_client;

struct control_ops {
    void *ctx;
    /* A request without its newline. The answer is given now or later, once, by control_answer. */
    void (*request)(void *ctx, struct control_client *c, const char *line, size_t len);
    /* The client is gone before its answer was given. */
    void (*gone)(void *ctx, struct control_client *c);
};

/* Listens on `path` (socket mode 0600); a socket left there by a dead program of the same pid is
 * replaced. `hello` is the first line that clients get; copied, like `path` and `ops`. To be called
 * before other threads are made. */
enum status control_open(struct control **out, const char *path, const char *hello,
                         const struct control_ops *ops, struct fault_text *why);
/* Ends all clients and removes the socket. NULL is fine. */
void control_close(struct control *c);

/* Fills in what to wait for; returns how many (at most CONTROL_FDS). */
size_t control_poll(const struct control *c, struct pollfd *fds);
/* ms until a client's time is over, -1: nobody's runs. */
int control_timeout(const struct control *c, uint64_t now_ns);
/* After poll: accepts, reads, writes. `fds` as control_poll filled it. */
void control_serve(struct control *c, const struct pollfd *fds, size_t n, uint64_t now_ns);
/* Answers the request of a client: one line of JSON (copied). */
void control_answer(struct control_client *client, const char *json);

#endif
