/* state.h - the model of everything that is inspected: made by folding events, and only so.
 *
 * Thread: owned by the thread that made it (the main thread); asserted in debug builds. Reading goes
 * through query.h. Memory is bounded by the limits; counts stay exact when detail leaves. */
#ifndef RXSCOPE_STATE_STATE_H
#define RXSCOPE_STATE_STATE_H

#include "event/event.h"

struct state;

struct state_limits {
    size_t ended;      /* ended entities kept a kind and source, oldest leave first (default 4096) */
    size_t sends;      /* recorded sends kept a source (default 65536) */
    size_t log_lines;  /* default 4096 */
};

/* NULL limits: the defaults. Released with state_free(). */
struct state *state_new(const struct state_limits *limits);
void state_free(struct state *s);

/* The only writer. Applies one event. STATUS_FORMAT: it contradicts the state (unknown parent, wrong
 * kind of id); the state is unchanged and the source is marked stale. */
enum status state_fold(struct state *s, const struct event *ev);
/* Folds the records in [data, data+len); stops at the first that cannot be decoded. Unknown kinds are
 * skipped and counted. */
enum status state_fold_records(struct state *s, const void *data, size_t len);

/* Checks every invariant; STATUS_OK, or STATUS_FORMAT with the first violation in `why`. Linear in the
 * size of the state; run after every fold when compiled with -DSTATE_CHECK_EVERY_FOLD. */
enum status state_check(const struct state *s, struct fault_text *why);

/* From now on every event that says something to a person is kept too, the newest in so many bytes (0: none, as
 * at the beginning); what the state holds comes before. query_happening() reads them. */
void state_keep_events(struct state *s, size_t bytes);
#define EVENTS_KEPT (12u << 20) /* what a screen asks for: 131,072 events */

/* Bytes held. */
size_t state_memory(const struct state *s);

#endif
