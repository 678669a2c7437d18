/* runtime.h - the reactive runtime as its host sees it: made once a process, on the loop thread.
 *
 * The streams themselves are the public interface in rxscope.h. */
#ifndef RXSCOPE_RX_RUNTIME_H
#define RXSCOPE_RX_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>

#include "event/sink.h"
#include "rx/sched.h"

/* Who owns the code behind a function pointer; all may be NULL together. */
struct rx_fault;
struct rx_trial;
struct rx_owner_ops {
    void *ctx;
    /* The owner of the code or data at `addr`, NULL: it lives as long as the process. */
    void *(*find)(void *ctx, const void *addr);
    void (*pin)(void *ctx, void *owner, int delta); /* +1 when a slot points into it, -1 after */
    int64_t (*generation)(void *ctx, void *owner);  /* its number, for events */
    /* Where the function at `addr` is defined: its file (borrowed), or NULL when that is not known. */
    const char *(*place)(void *ctx, void *owner, const void *addr, unsigned *line);
    /* Code of an owner has failed (guard.h). `t`: the function that failed was on trial; to be marked as
     * failed, with the function before it where there is one. NULL: that, or some older function that stood
     * on the stack. May be NULL. */
    void (*failed)(void *ctx, const struct rx_fault *f, struct rx_trial *t);
};

/* Makes the process's one runtime on the calling thread. `sched` and `sink` are borrowed; sink NULL:
 * not inspected, which costs nothing at each send. */
void rx_runtime_new(struct rx_sched *sched, struct sink *sink);
void rx_runtime_set_owner_ops(const struct rx_owner_ops *ops); /* copied */
/* Gets the lines of the log while nobody inspects; borrowed, NULL: nobody. */
void rx_journal(struct sink *sink);
bool rx_running(void); /* there is a runtime */
/* Unsubscribes everything that lives, while its code is still there. Not from inside a turn, but from
 * rx_at_rest(). */
void rx_end_all(void);
/* That, and frees the runtime. */
void rx_runtime_free(void);

/* Every entry from the loop into streams is a root turn: commits wait for its end. Nest freely. */
void rx_enter(void);
void rx_leave(void);
unsigned rx_depth(void);
/* Calls `fn` at the end of the outermost turn, or at once at depth 0. */
void rx_at_rest(void (*fn)(void *arg), void *arg);

/* Writes counters that were not recorded one by one (send-merged). To be called a few times a second
 * while inspected. */
void rx_flush_counts(void);
bool rx_counts_wait(void); /* there are some */
/* Values of this subscription, observable or operator are wanted even at high rates; id 0: of everything. */
void rx_watch(entity_id id, bool on);
/* Whether the entity is there, and has been told. */
bool rx_lives(entity_id id);
/* Adds or removes a tag of a living observable; false: there is none with that id. */
bool rx_tag_id(entity_id id, const char *tag, bool add);
/* Ends a subscription by id. STATUS_NOTFOUND when it is not living. */
enum status rx_unsubscribe_id(entity_id id);

#endif
