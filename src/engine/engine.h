/* engine.h - the loop thread: one libuv loop that runs the streams, the swap engine, the compiler's
 * child processes and the file watches. The main thread talks to it through two bridges and no
 * more: the event ring outward, the command ring inward.
 *
 * All functions are for the main thread. */
#ifndef RXSCOPE_ENGINE_ENGINE_H
#define RXSCOPE_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"
#include "event/command.h"

struct engine;
struct server_limits;

struct engine_module {
    const char *path;
    const void *prebuilt; /* a built first generation, or NULL */
    size_t prebuilt_size;
};

struct engine_options {
    const char *name;  /* of the program, for source-start and its socket */
    const char *title; /* a line for people, or NULL */
    const char *work_dir;
    const void *header; /* the text of rxscope.h that modules are compiled against */
    size_t header_size;
    const char *cc, *cflags;
    bool fast; /* tcc first (hmr.h) */
    bool trial; /* each save is tried in a process of its own first: the program's file, run as hmr_rehearse() says */
    const struct engine_module *modules;
    size_t module_count;
    int argc; /* behind `--`, for rx_args() */
    char **argv;
    size_t ring_bytes;        /* power of two; 0: 1 MiB */
    size_t spill_limit;       /* bytes; 0: 64 MiB */
    int stdout_fd, stderr_fd; /* read ends of pipes whose lines become log events; 0: none.
                               * engine_start takes them over, also when it fails. */
    const char *notice;       /* one line for the log at the start, or NULL */
    bool serve;               /* inspectors may attach through a socket (server.h) */
    unsigned turn_ms;         /* a turn of a module's code that takes longer is left or told (catch.h); 0: none is */
    /* After a fault the loop thread stands still for ever: ends the program. Called inside of a signal handler. */
    void (*lost)(void *ctx, const char *line);
    void *lost_ctx;
    const struct server_limits *limits; /* for these; NULL: the defaults */
};

/* Starts the loop thread and waits until its modules were added. On failure (a module's file cannot
 * be used, a thread cannot be made) nothing is left running. */
enum status engine_start(struct engine **out, const struct engine_options *options,
                         struct fault_text *why);
/* Ends all streams, joins the thread, frees. Events that were written before the end can be drained
 * between engine_finish() and engine_free(). */
void engine_finish(struct engine *e);
/* The same, but waits for `ms` at most. STATUS_BUSY: a callback has not come back; the thread still
 * runs, so nothing may be freed, and all that is left is to exit. */
enum status engine_finish_within(struct engine *e, unsigned ms);
void engine_free(struct engine *e);

int engine_fd(
    const struct engine *e); /* readable when records wait after engine_sleep() said true */
/* Hands records to `take`, oldest first, until `max` bytes were handed over (the last span whole,
 * so it may be somewhat more) or none is left; returns the bytes handed over. */
size_t engine_drain(struct engine *e, size_t max,
                    void (*take)(void *ctx, const void *records, size_t len), void *ctx);
/* Announces that the main thread is going to sleep in poll(). false: records wait already. */
bool engine_sleep(struct engine *e);

/* Queues a command and wakes the loop. STATUS_FULL when 256 are waiting. */
enum status engine_command(struct engine *e, const struct command *cmd);
/* How many of the commands queued so far (with STATUS_OK) have been carried out and have all their
 * events in the ring: read this number, drain until nothing is left, and everything is folded that
 * those commands caused at once. */
uint64_t engine_commands_done(struct engine *e);

/* The answer to a command that had a request, behind its events. */
struct engine_reply {
    uint32_t source, request;
    enum status status;
    struct str text; /* the caller's */
};
bool engine_reply(struct engine *e, struct engine_reply *out); /* false: none waits */
int engine_reply_fd(const struct engine *e); /* readable while one does */

/* A line for people about a loop that stands still: what no event can tell. false: none waits. */
bool engine_notice(struct engine *e, char *line, size_t size);
int engine_notice_fd(const struct engine *e); /* readable while one does */

/* As hmr_ready(): 0 building, 1 live, -1 a first generation was refused. */
int engine_ready(const struct engine *e);

#endif
