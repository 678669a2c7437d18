/* core.h - what runs on the loop, whoever owns it: streams, swap engine, compiler, file watches, socket.
 *
 *   engine.c   `rxscope run`: a thread and a loop of its own; events also go through a ring
 *   serve.c    rxscope_serve(): the user's loop; nothing here keeps it alive but a compile under way
 *
 * Loop thread only. */
#ifndef RXSCOPE_ENGINE_CORE_H
#define RXSCOPE_ENGINE_CORE_H

#include "engine/engine.h"
#include "engine/host.h"
#include "engine/hub.h"
#include "engine/outlet.h"
#include "engine/retell.h"
#include "engine/sched.h"
#include "engine/server.h"

struct hmr;

struct core {
    uv_loop_t *loop; /* borrowed */
    bool background; /* the loop is the user's */
    char *name, *title;
    uint64_t started, started_wall; /* ns */
    struct hub hub;
    struct sched sched;
    struct host host;
    bool hosting; /* `host` is open */
    struct hmr *hmr; /* NULL: no modules */
    struct server server;
    uv_prepare_t before;
    uv_check_t after;
    uv_timer_t counts;
    void (*turned)(struct core *c); /* called at each turn; may be NULL */
    void (*closed)(struct core *c); /* called once all handles are closed; may be NULL */
    /* with a ring: */
    struct outlet *outlet;
    struct tally tally; /* in front of the outlet */
    struct reader reader;
    struct retell retell; /* when it has lost records */
    struct watcher watcher; /* whoever is behind the ring */
};

/* Makes the runtime. `ring` NULL: nobody but inspectors at the socket. What is named in `o` is borrowed until
 * core_open() has returned, but for the modules' arguments. */
void core_init(struct core *c, uv_loop_t *loop, struct ring *ring, const struct engine_options *o);
/* The swap engine and its modules. */
enum status core_open(struct core *c, const struct engine_options *o, struct fault_text *why);
/* The socket, in the run folder. */
enum status core_serve(struct core *c, struct fault_text *why);

/* What is left after a failure or a life is ended: streams, then the readers are told, then handles. */
void core_end_streams(struct core *c);
/* The streams and modules alone, from rx_at_rest(): the runtime goes with core_end(). */
void core_quiet(struct core *c);
void core_end(struct core *c);
/* Closes the handles; `closed` is called by the loop, then core_release() frees the rest. */
void core_close(struct core *c);
void core_release(struct core *c);

/* Whether saves wait until they are approved. */
void core_tell_approval(const struct core *c, struct sink *to);
void core_tell_trial(const struct core *c, struct sink *to);

/* Carries it out at once. `why` gets what the program replies: the reason when it is refused, a diff; may be NULL. */
enum status core_command(struct core *c, struct watcher *by, const struct command *cmd,
                         struct str *why);

#endif
