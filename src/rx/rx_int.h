/* rx_int.h - the runtime from inside: what the files of src/rx share, and what src/hmr needs to swap.
 *
 * Definitions and activations. An rx_observable is a definition: a creator with its args, or the
 * target of one operator in a pipe (`source`, `fun`), or a track's wrapper (`current`). Subscribing
 * activates it: a chain of nodes is built, the consumer first.
 *
 *     producer ── down ──► map ── down ──► scan ── down ──► sink        values
 *              ◄── up ───      ◄── up ───      ◄── up ───               unsubscribing
 *
 * A node is the receiver of one subscription: node->obs is what it is subscribed to, node->id names
 * that subscription. A producer (interval, a subject's link) receives nothing and has no obs. A node
 * that is closed gets a `next` that does nothing, so that sending needs no flag; it is freed when the
 * stack is empty. Every observable lists its consumers, which is all that a swap needs to find what
 * runs.
 *
 * One runtime a process, on the loop thread. */
#ifndef RXSCOPE_RX_RX_INT_H
#define RXSCOPE_RX_RX_INT_H

#include <assert.h>
#include <signal.h>

#include "base/clock.h"
#include "event/event.h"
#include "rx/queue.h"
#include "rx/guard.h"
#include "rx/runtime.h"
#include "rx/snapshot.h"
#include "rx/trial.h"
#include "rxscope.h"

/* ---- definitions ------------------------------------------------------------------------------ */

/* A function argument. Living nodes reach it through their definition, so that moving the function
 * here is all that a swap of a function does. */
struct rx_slot {
    void (*fn)(void); /* what is called, with env: while it is on trial, its stand-in */
    void *env;
    rx_release_fn *release;
    void *owner;            /* pinned while fn stands here */
    void *env_owner, *release_owner; /* likewise, where they are others */
    struct rx_trial *trial; /* NULL: none */
};
/* The function itself, and its env. */
static inline void (*rx_slot_fn(const struct rx_slot *s))(void)
{
    return s->trial ? s->trial->fn : s->fn;
}
static inline void *rx_slot_env(const struct rx_slot *s)
{
    return s->trial ? s->trial->env : s->env;
}
/* Where code lies: to be looked up, never called. C has no cast for it. */
static inline const void *rx_fn_address(void (*fn)(void))
{
    union {
        void (*fn)(void);
        const void *addr;
    } u = {fn};
    return u.addr;
}
static inline const void *rx_slot_code(const struct rx_slot *s)
{
    return rx_fn_address(rx_slot_fn(s));
}

struct rx_arg {
    uint8_t type;  /* ARG_FUNCTION, ARG_PLAIN, ARG_OBSERVABLE */
    uint32_t name; /* string id: as written */
    entity_id id;  /* 0 until announced */
    uint64_t calls; /* told so far in this inspection */
    union {
        struct rx_slot slot;
        rx_value value;
        rx_observable *obs;
    };
};

/* A function that was not given: not told. */
static inline bool rx_is_absent(const struct rx_arg *arg)
{
    return arg->type == ARG_FUNCTION && !arg->slot.fn;
}

/* Where a definition stands; string ids. */
struct rx_place {
    uint32_t name, args, file, line;
};

struct rx_node;

enum { RX_REVALUED_RESET, RX_REVALUED_MIGRATED };

struct rx_op_class {
    const char *name;
    enum rx_callback calls; /* the type of its first argument, when that is a function */
    size_t node_size;
    const struct rx_node_ops *node;
    /* Fills the fresh node from n->def; may be NULL. */
    void (*init)(struct rx_node *n);
    /* After the node stands between its neighbours, before its upstream is attached; may close it.
     * May be NULL. */
    void (*start)(struct rx_node *n);
    /* Not one node a subscription (share): does it all. NULL for all others. */
    void (*activate)(rx_observable *o, struct rx_node *consumer);
    void (*init_def)(rx_observable *o);    /* for o->data */
    void (*release_def)(rx_observable *o);
    /* A swap gives the kept `o` the plain values of `now`: what lives under it goes on in place. Returns an
     * RX_REVALUED code; `dry`: what it would be. NULL: other plain values are another operator, whose nodes are
     * made anew. */
    int (*revalue)(rx_observable *o, const rx_operator *now, bool dry);
    /* What it has kept from a stream that has ended is of old code; may be NULL. */
    void (*stale)(rx_observable *o);
    /* The subscription of its source that all who come share; NULL: none lives. `anew`: what it keeps for those who come
     * later goes, and one that has ended is forgotten. NULL for all others. */
    struct rx_node *(*connection)(rx_observable *o, bool anew);
    /* Frames at a greater depth are gone: what they had under way in o->data is over. May be NULL. */
    void (*unwind)(rx_observable *o, unsigned depth);
};

enum { RX_OPERATOR_ARGS = 9 };

struct rx_operator {
    const struct rx_op_class *class;
    uint32_t refs;
    struct rx_place at;
    entity_id id;
    uint64_t since;    /* when it was told, or made while nobody inspected */
    uint64_t moved_in; /* the commit that last moved its functions */
    uint64_t changed_in; /* the commit that gave it other ones, as far as code goes */
    uint32_t nargs;    /* at most RX_OPERATOR_ARGS */
    struct rx_arg args[];
};

/* One rx_pipe() call; the targets are borrowed, each of them holds a reference on the pipe. */
struct rx_pipe {
    uint32_t refs;
    struct rx_place at;
    entity_id id;
    entity_id parent; /* track */
    uint64_t since;   /* as of an operator */
    uint32_t n;
    uint8_t telling;  /* tell.c is at it */
    rx_observable **targets;
};

struct rx_source_class {
    const char *name;
    enum rx_callback calls; /* as of an operator's class */
    /* Builds what sends to `consumer` and sets consumer->up, or sends all and completes at once. */
    void (*activate)(rx_observable *o, struct rx_node *consumer);
    void (*release_def)(rx_observable *o); /* frees o->data; may be NULL */
    uint8_t flags;                         /* OBSERVABLE_ bits */
    void (*unwind)(rx_observable *o, unsigned depth); /* as of an operator's class */
};

struct rx_observable {
    const struct rx_source_class *class;
    uint32_t refs;
    struct rx_place at;
    entity_id id;     /* 0 until announced */
    entity_id parent; /* track, operator: who made it; a wrapper's: its track */
    uint64_t since;   /* as of an operator; also its operator's */
    uint32_t *tags;   /* string ids, the first is their number; NULL: none */
    struct rx_node *consumers;
    rx_observable *all_next, **all_prev;
    uint32_t nargs;
    struct rx_arg *args; /* a creator's; they follow it in its cell */
    void *data;          /* of the class */
    /* target of an operator */
    rx_operator *fun;
    rx_observable *source;
    struct rx_pipe *pipe;
    uint32_t position;
    entity_id operator_id;
    /* wrapper of a track */
    rx_observable *current; /* what runs; NULL: nothing yet, or an orphan */
    rx_observable *alias;   /* stands for that one: a renamed wrapper, a subject that was made again */
    void *track;            /* struct hmr_track */
    bool watched;           /* values of its subscriptions are wanted */
    uint8_t telling;        /* tell.c is at it */
    /* while a commit runs: what this freshly evaluated definition became, and in which commit */
    rx_observable *became;
    uint64_t became_in;
};

/* ---- activations ------------------------------------------------------------------------------ */

struct rx_node_ops {
    const char *name;
    void (*next)(struct rx_node *n, rx_value v);
    void (*next_traced)(struct rx_node *n, rx_value v);
    void (*error)(struct rx_node *n, rx_value error); /* borrowed */
    void (*complete)(struct rx_node *n);
    void (*close)(struct rx_node *n);   /* ends timers, inner subscriptions, values; may be NULL */
    void (*renew)(struct rx_node *n);   /* another stream feeds it from now on; may be NULL */
    /* Something that it receives through is another one now: what it keeps for later subscribers is of
     * the old code. Whoever fans out hands it on (rx_stale). May be NULL. */
    void (*stale)(struct rx_node *n);
    void (*rebind)(struct rx_node *n);  /* tells its inner subscriptions again; NULL: has none */
    void (*release)(struct rx_node *n); /* just before it is freed; may be NULL */
    void (*ended)(struct rx_node *n);   /* it stopped consuming, however that came; may be NULL */
    size_t queue_at; /* where in the node the rx_queue is in which values wait; 0: it has none */
};

enum {
    NODE_CLOSED = 1,   /* no longer wanted; waits to be freed */
    NODE_STOPPED = 2,  /* its upstream has completed or failed */
    NODE_ON_STACK = 4, /* not from the heap */
    NODE_INNER = 8,    /* feeds its `down` from the side: an inner subscription or a notifier */
    NODE_TOLD = 16,    /* its subscription has been told */
    NODE_WATCHED = 32, /* and somebody wants to see each value */
    NODE_HELD = 64,    /* somebody else frees it */
    NODE_CLEAN = 128,  /* told, and not in rx_rt->dirty: no counts to be flushed */
    NODE_PAUSED = 256, /* its source has ended and will be subscribed again */
    NODE_OLD = 1024,   /* its stream runs code of an earlier version */
    NODE_BORROWS = 512, /* does not count `def`, which ends it before it goes */
    NODE_CUT = 2048,   /* a fault came while it was being subscribed: it ends when the stack is empty */
};

struct rx_node { /* what each send needs comes first, so that it lies in one or two cache lines */
    void (*next)(struct rx_node *n, rx_value v);
    struct rx_node *down;
    struct rx_arg *arg; /* the function that it calls: the first argument of what it activates */
    uint32_t flags;
    uint32_t dirty_at;       /* place in rx_rt->dirty, from 1; 0: none */
    uint64_t pending;        /* sends not told yet */
    uint64_t pending_calls;  /* of `arg` */
    uint64_t pending_before; /* of `pending`, from before the sink refused a record in this window */
    struct rx_node *up;
    const struct rx_node_ops *ops;
    rx_observable *def; /* whose activation it is; NULL for sinks and inner consumers; counted */
    rx_observable *obs; /* what it is subscribed to; counted */
    struct rx_node *peer_next, **peer_prev;
    entity_id id;
    uint64_t born; /* rx_rt->births when it was made */
    uint32_t size; /* bytes of its cell; 0: from malloc */
    uint32_t inspection;    /* in which it was told; 0: never */
    uint64_t since;         /* when it began to consume */
    uint64_t told, last_at; /* next sends that were told, and when the last one was */
    struct rx_node *queue_next; /* graveyard */
    struct rx_place *place;     /* of an observer, or NULL */
};

/* ---- the runtime ------------------------------------------------------------------------------- */

struct rx_ids { /* slots of one entity kind; free ones are reused oldest first */
    uint32_t *reuse;
    void **objects; /* what has that slot's id; NULL: nothing, or it is just being told */
    uint32_t *free; /* circular */
    size_t top, cap, objects_cap, free_head, free_n, free_cap;
};

/* Inspection that begins or ends goes through all that lives, in slices (inspect.c). */
enum rx_walk { WALK_NONE, WALK_DEFINITIONS, WALK_SUBSCRIPTIONS, WALK_ENDING };

struct rx_inspection {
    uint32_t number;       /* counts them */
    enum rx_walk walk;
    rx_observable *at;     /* the next to be visited */
    struct rx_node *node;  /* the next of its consumers; NULL: begin with `at` */
    struct sink *next;     /* inspection begins again with it once it has ended; NULL: it does not */
    uint64_t since;        /* when the walk was done; 0: inspected since the runtime was made */
};

/* A definition that is being told, after those that it needs (tell.c). */
struct rx_frame {
    rx_observable *o;
    uint32_t next;    /* which of those comes next */
    entity_id parent; /* who made it, when it is new */
};

struct rx_rest {
    void (*fn)(void *arg);
    void *arg;
};

/* What frames have begun and will end themselves, unless a fault takes them off the stack. */
enum rx_bracket_kind { BRACKET_ATTACH, BRACKET_PRODUCER, BRACKET_SEND, BRACKET_CALL };
struct rx_bracket {
    enum rx_bracket_kind kind;
    entity_id id;
    rx_observable *observable; /* attach: counted */
    struct rx_node *consumer;  /* attach; producer: of one on the stack */
};

struct rx_strings;

#define RX_CELL_UNIT    16 /* bytes */
#define RX_CELL_CLASSES 33 /* up to 512 bytes */

struct rx_runtime {
    struct rx_sched *sched;
    struct sink *sink; /* NULL: not inspected */
    struct sink *journal; /* gets the lines of the log meanwhile; NULL: nobody */
    bool watch_all;    /* every value of everything is wanted */
    struct rx_owner_ops owner;
    uint64_t now;      /* read once a root turn */
    unsigned depth;
    uint64_t turns;    /* counts root turns */
    struct rx_guard_frame *frame; /* the nearest guard */
    struct rx_bracket *brackets;
    size_t brackets_n, brackets_cap;
    bool cut;          /* some node is NODE_CUT */
    volatile sig_atomic_t interrupted; /* sources that send all at once stop, until the turn ends */
    uint32_t trial_calls; /* of functions that are put into slots now; 0: they are not tried */
    bool keeps_last;      /* functions that are put into slots stay on trial, and keep their last values */
    bool trials_over;     /* some are, and wait for the end of the turn */
    volatile sig_atomic_t unwatched; /* turn_begins is to be called */
    void (*turn_begins)(void);
    struct rx_node *graveyard;
    uint64_t births; /* nodes made so far */
    struct rx_node **dirty;
    size_t dirty_n, dirty_cap;
    rx_observable *all;
    /* Observers by what is left of them: they consume; they ended in this turn and still have their
     * slots and env; nothing but the handle. */
    rx_subscription *sinks_living, *sinks_ended, *sinks_over;
    struct rx_cell *cells[RX_CELL_CLASSES]; /* free ones */
    struct rx_rest *rest;
    size_t rest_n, rest_cap;
    /* pool: references that end with the turn or evaluation that made them */
    void **pool;
    size_t pool_n, pool_cap, pool_base;
    struct rx_ids ids[ENT_LIMIT];
    uint64_t send_seq, call_seq;
    uint32_t noted;      /* a send to a node with one of these flags needs more than its counter */
    bool clogged;        /* the sink refused a record in this window: none is tried any more */
    uint32_t budget;     /* records left in this window */
    uint64_t window_end; /* ns; never while nobody inspects */
    entity_id announce_parent;
    struct rx_inspection inspection;
    struct rx_frame *frames;
    size_t frames_n, frames_cap;
    const struct sink *frames_to; /* the reader whose frames they are; NULL: the sink's */
    rx_observable **again; /* told while something that they refer to could not be */
    size_t again_n, again_cap;
    struct rx_node **path; /* from a subscription that is told to those that it feeds, likewise */
    size_t path_n, path_cap;
    uint64_t totals[TOTAL_LIMIT]; /* told so far in this inspection */
    struct {
        rx_snapshot_tell_fn *tell;
        void *ctx;
    } above; /* who tells modules and tracks */
    const struct sink *need_to; /* the reader that is being told something */
    entity_id *later;           /* tracks of which it got the first step only */
    size_t later_n, later_cap;
    struct rx_strings *strings;
    struct rx_user_box *pinning; /* user values that pin something */
    unsigned long thread; /* asserted in debug builds */
};

extern struct rx_runtime *rx_rt;

#define rx_assert_thread() assert(rx_rt && rx_rt->thread == rx_thread_id())
unsigned long rx_thread_id(void);

/* ids and strings */
entity_id rx_id_new(enum entity_kind kind);
/* To be called once the event that makes it known was told: from then on it can be told again. Of an
 * arg: whose it is, an observable or an operator, tagged by rx_arg_of_operator(). */
void rx_id_enter(entity_id id, void *object);
void *rx_id_object(entity_id id); /* NULL: it does not live, or is not entered yet */
void rx_id_free(entity_id id);
static inline void *rx_arg_of_operator(rx_operator *op)
{
    return (char *)op + 1;
}
uint32_t rx_intern(const char *s); /* 0 for NULL and "" */
const char *rx_string_of(uint32_t id);
/* Literals between these addresses are gone: others may stand there soon. */
void rx_strings_forget(uintptr_t low, uintptr_t high);
struct rx_place rx_place_of(const rx_site *at);
/* Where the name of an arg of the newest place is remembered (+ 1, 0: not yet); NULL: nowhere. */
uint32_t *rx_arg_name(const rx_site *at, uint32_t index);

/* guards */
void rx_tell_failure(struct rx_trial *t); /* rx_owner_ops.failed; what the fault has cut ends afterwards */
void rx_bracket_grow(void);
static inline void rx_bracket_open(struct rx_bracket b)
{
    if (rx_rt->brackets_n == rx_rt->brackets_cap)
        rx_bracket_grow();
    rx_rt->brackets[rx_rt->brackets_n++] = b;
}
static inline void rx_bracket_close(void)
{
    rx_rt->brackets_n--;
}
/* What a stand-in returns for a value that is dropped: nothing is sent on. Not seen by modules. */
enum { RX_DROPPED = 0x7f };
rx_value rx_dropped(void);
extern rx_observable rx_dropped_stream; /* the same, of what returns a stream */

/* Less than nothing is nothing. */
static inline uint64_t rx_ms_to_ns(int64_t ms)
{
    return ms <= 0 ? 0 : ms < INT64_MAX / (int64_t)NS_PER_MS ? (uint64_t)ms * NS_PER_MS : INT64_MAX;
}

/* events; nothing happens without a sink */
uint64_t rx_now(void); /* of this turn */
void rx_tell(struct event *ev); /* fills source and time */
void rx_tell_at(struct event *ev, uint64_t time);
bool rx_tell_detail(struct event *ev);
void rx_value_preview(rx_value v, struct event_value *out, char *scratch, size_t size);
const char *rx_user_name(rx_value v); /* of its type */
bool rx_user_owns(rx_value v);        /* its type has a destroy() */
bool rx_is_list(rx_value v);          /* of rx_list() */
/* The user values that pin `owner`: how many, the name of one's type, and its box (rx_value.box). */
size_t rx_values_pin(const void *owner, const char **type, const void **box);

/* Cells: zeroed blocks of few sizes, kept for the next one when they are given back. Under
 * AddressSanitizer each is a block of its own. */
void *rx_cell_new(size_t size);
void rx_cell_free(void *p, size_t size);

/* pool */
size_t rx_pool_mark(void);
void rx_pool_drain(size_t mark);

/* Long turns. A frame that loops over values, or that subscribes and waits for the return, takes a
 * mark first. When control is back in that frame, all that was made since by frames above it and has
 * been closed can be freed: no frame below can know it. */
struct rx_mark {
    size_t pool;
    uint64_t born;
};
void rx_settle_now(struct rx_mark m);
static inline struct rx_mark rx_mark(void)
{
    return (struct rx_mark){rx_rt->pool_n, rx_rt->births};
}
static inline void rx_settle(struct rx_mark m)
{
    if (rx_rt->graveyard || rx_rt->pool_n > m.pool)
        rx_settle_now(m);
}

/* definitions */
rx_observable *rx_observable_new(const struct rx_source_class *class, const rx_site *at, uint32_t nargs);
void rx_args_release(struct rx_arg *args, uint32_t n);
rx_operator *rx_operator_new(const struct rx_op_class *class, const rx_site *at, uint32_t nargs);
void rx_operator_unref(rx_operator *op);
void rx_pipe_unref(struct rx_pipe *p);
uint32_t rx_arg_text(const rx_site *at, uint32_t index); /* string id of one arg as written */
void rx_arg_fn(struct rx_arg *arg, const rx_site *at, uint32_t index, void (*fn)(void), void *env,
               rx_release_fn *release);
void rx_arg_value(struct rx_arg *arg, const rx_site *at, uint32_t index, rx_value v); /* takes it */
void rx_arg_observable(struct rx_arg *arg, const rx_site *at, uint32_t index, rx_observable *o);
void rx_slot_set(struct rx_slot *slot, void (*fn)(void), void *env, rx_release_fn *release);
void rx_slot_clear(struct rx_slot *slot);
static inline bool rx_slot_pins(const struct rx_slot *s, const void *owner)
{
    return s->owner == owner || s->env_owner == owner || s->release_owner == owner;
}
/* rx_enter() and rx_leave() where they are called for each value, mostly inside of a turn. */
static inline void rx_enter_often(void)
{
    if (rx_rt->depth) {
        rx_assert_thread();
        rx_rt->depth++;
    } else {
        rx_enter();
    }
}
static inline void rx_leave_often(void)
{
    if (rx_rt->depth > 1)
        rx_rt->depth--;
    else
        rx_leave();
}

/* rx_observable_ref() and _unref() where they are called for each subscription. */
void rx_observable_free(rx_observable *o);
static inline rx_observable *rx_ref(rx_observable *o)
{
    o->refs++;
    return o;
}
static inline void rx_unref(rx_observable *o)
{
    if (--o->refs == 0)
        rx_observable_free(o);
}
extern const struct rx_source_class rx_operator_target;
extern const struct rx_source_class rx_wrapper;
rx_observable *rx_wrapper_new(const rx_site *at); /* one reference for the caller, none in the pool */
rx_observable *rx_resolve(rx_observable *o);      /* follows alias */
rx_observable *rx_unwrap(rx_observable *o);       /* what runs behind a wrapper; may be NULL */
static inline bool rx_is_wrapper(const rx_observable *o)
{
    return o->class == &rx_wrapper;
}
static inline bool rx_is_target(const rx_observable *o)
{
    return o->class == &rx_operator_target;
}

/* Telling what a definition or a subscription is (tell.c): to the sink what is new, and to a late reader what it
 * does not know, each after those that it refers to. */
struct rx_teller {
    struct sink *to;     /* the late reader's; NULL: rx_rt->sink */
    struct known *known; /* what that reader knows */
    bool past;           /* to the sink, but it was made before inspection began */
    bool missing;        /* a reference was left out because what it names is yet to be told */
};
void rx_announce(rx_observable *o); /* tells the definition and what it is made of, once */
void rx_announce_pipe(struct rx_pipe *p);
entity_id rx_entity_of(rx_observable *o); /* its id after announcing; a wrapper's: of what runs */
/* Tells again what has changed, if it was told. */
void rx_tell_arg(struct rx_arg *arg, uint32_t index, entity_id parent);
void rx_tell_fun(const rx_operator *op);   /* its text, and its place */
void rx_tell_place(rx_observable *o);      /* of a creator, or of an operator with its target */
void rx_tell_users(rx_observable *wrapper); /* all that refer to it: another definition runs behind it */
void rx_tag_add(uint32_t **tags, entity_id id, uint32_t tag); /* keeps it; tells it when there is an id */
void rx_set_old(struct rx_node *c, bool old); /* NODE_OLD, with its tag */
void rx_put_old(const struct rx_teller *t, const struct rx_node *c, entity_id id, uint64_t time); /* the tag, if it is */
void rx_tag_remove(uint32_t **tags, entity_id id, uint32_t tag);
void rx_put(const struct rx_teller *t, struct event *ev, uint64_t time);
entity_id rx_known(struct rx_teller *t, entity_id id); /* the id as that reader may see it */
void rx_put_tags(const struct rx_teller *t, const uint32_t *tags, entity_id id, uint64_t time);
void rx_tell_definition(struct rx_teller *t, rx_observable *o, entity_id parent);
void rx_tell_parts(struct rx_teller *t, rx_observable *o); /* only what it needs */
void rx_tell_empty_pipe(struct rx_teller *t, struct rx_pipe *p); /* its operators moved to another one */
void rx_tell_operator_fun(struct rx_teller *t, rx_operator *op);
void rx_put_subscription(struct rx_teller *t, enum event_kind kind, struct rx_node *c, entity_id id,
                         uint64_t time);

/* inspect.c */
struct rx_node *rx_feeds(const struct rx_node *c); /* the subscription that it feeds; NULL: none */
void rx_inspect_node(struct rx_node *c); /* tells it now, when the walk has not come to it yet */
/* Before these leave the list that is walked. */
static inline void rx_inspect_skip(rx_observable *o)
{
    if (rx_rt->inspection.at == o)
        rx_rt->inspection.at = o->all_next;
}
static inline void rx_inspect_skip_node(struct rx_node *c)
{
    if (rx_rt->inspection.node == c)
        rx_rt->inspection.node = c->peer_next;
}

/* nodes */
struct rx_node *rx_node_new(size_t size, const struct rx_node_ops *ops, rx_observable *def);
/* A call, since what gcc makes of a size that it knows (rep stos) takes longer for so few bytes. */
void rx_node_zero(struct rx_node *n, size_t size);
void rx_node_init(struct rx_node *n, const struct rx_node_ops *ops, rx_observable *def);
void rx_attach(rx_observable *o, struct rx_node *c);
void rx_activate(rx_observable *o, struct rx_node *c); /* attach without the bookkeeping of consumers */
/* From inside complete or error of an operator's node, or later: its source is subscribed once more. */
void rx_attach_again(struct rx_node *n);
void rx_list_consumer(rx_observable *o, struct rx_node *c);
/* `c`, listed at a wrapper that is only another name of `current`, receives from that one. */
void rx_alias(rx_observable *wrapper, rx_observable *current, struct rx_node *c);
/* The teardown function of what create() has started for this consumer; NULL: it was not create(). */
const struct rx_slot *rx_create_teardown(const struct rx_node *consumer);
/* A swap moves what `from` holds into `o`: what create() has started for this consumer keeps the old
 * function and env, which `from` holds afterwards, alive until it ends. */
void rx_create_keeps(struct rx_node *consumer, rx_observable *from);
void rx_detach(struct rx_node *c, int end);            /* c stops consuming; END_ code */
void rx_close_node(struct rx_node *n, int end);        /* n is no longer wanted */
void rx_bury(struct rx_node *n);
void rx_complete_in(struct rx_node *c);                /* upstream of c completed */
void rx_error_in(struct rx_node *c, rx_value error);   /* upstream of c failed; borrowed */
void rx_nothing(struct rx_node *n, rx_value v);
entity_id rx_parent_id(const struct rx_node *c);
const struct rx_node *rx_shown(const struct rx_node *c); /* c, or the nearest below it with an id */
void rx_set_next(struct rx_node *n); /* the plain or the traced function, as inspected */
void rx_tell_subscribe(struct rx_node *c); /* gives it an id and tells its subscription */
bool rx_is_shown(const struct rx_node *c); /* not the plumbing between two tracks */
void rx_rebind(struct rx_node *c);   /* tells that parent or observable of a living one changed */
void rx_report(entity_id id, const struct rx_place *at, const char *fmt, ...) RX_PRINTF(3, 4);

/* splice.c: changing what runs. All within a root turn. */
void rx_relist(struct rx_node *c, rx_observable *o); /* consumes `o` from now on; `up` is untouched */
/* Puts fresh activations of added[0..n) (upstream first) in the place of the `removed` nodes above `c`;
 * the node above them and `c` itself stay as they are. `above` is what the topmost receiver consumes,
 * `below` what c consumes afterwards; NULL: c is listed at a wrapper and stays there. Returns how many
 * values were sent to c at once. */
uint64_t rx_splice(struct rx_node *c, unsigned removed, rx_observable *const *added, unsigned n,
               rx_observable *above, rx_observable *below);
/* Ends what feeds `c` and activates `o` for it instead. Returns how many values that sent to c at once. */
uint64_t rx_reconnect(struct rx_node *c, rx_observable *o, rx_observable *below);
/* Something above c is another one now: see `stale`. */
void rx_stale(struct rx_node *c);
static inline bool rx_consuming(const struct rx_node *c)
{
    return c->obs && !(c->flags & (NODE_CLOSED | NODE_STOPPED));
}

/* What a node sends on. Values are borrowed by the receiver. */
static inline void rx_emit(struct rx_node *n, rx_value v)
{
    n->down->next(n->down, v);
}
static inline void rx_emit_complete(struct rx_node *n)
{
    if (n->down)
        rx_complete_in(n->down);
}
static inline void rx_emit_error(struct rx_node *n, rx_value e)
{
    if (n->down)
        rx_error_in(n->down, e);
}
/* Sends an owned value on, and releases it. An error value fails the stream. */
void rx_emit_boxed(struct rx_node *n, rx_value v);
static inline void rx_emit_owned(struct rx_node *n, rx_value v)
{
    if (__builtin_expect(v.type < RX_STRING, 1))
        rx_emit(n, v);
    else
        rx_emit_boxed(n, v);
}
void rx_fail_with(struct rx_node *n, int code, const char *fmt, ...) RX_PRINTF(3, 4);
void rx_pass_next(struct rx_node *n, rx_value v); /* hands on unchanged */
void rx_pass_next_traced(struct rx_node *n, rx_value v);
void rx_forward_error(struct rx_node *n, rx_value e);
void rx_forward_complete(struct rx_node *n);

/* Tracing (trace.c). A send and the calls of function args that it leads to are counted or recorded. */
enum rx_tracing { RX_PLAIN, RX_COUNTED, RX_RECORDED };

/* These tell a record and return its id; 0: it was counted instead. */
entity_id rx_trace_send(struct rx_node *n, rx_value v);
entity_id rx_trace_call(struct rx_node *n, entity_id parent); /* of n->arg; parent: the subscription */
void rx_trace_return(entity_id send);
void rx_trace_called(entity_id call, rx_value result); /* of a call that was only counted: nothing */
void rx_trace_called_obs(entity_id call, rx_observable *result);
/* The same for an operator's function, whose operator made the stream; returns it. */
rx_observable *rx_trace_made(const struct rx_node *n, entity_id call, rx_observable *o);
void rx_trace_end(struct rx_node *n, unsigned type, rx_value e); /* error and complete */
/* A call of n->arg that no send led to, but subscribing or an error; told at once. */
entity_id rx_trace_make(struct rx_node *n);
/* A call of n->arg that comes later than the send that led to it. */
entity_id rx_trace_later(struct rx_node *n);
void rx_trace_window(void); /* a new window: there is a budget again */
uint32_t rx_watched(const struct rx_node *c); /* NODE_WATCHED, or 0 */
void rx_flush_node(struct rx_node *n);
void rx_undirty_now(struct rx_node *n);
static inline void rx_undirty(struct rx_node *n)
{
    if (n->dirty_at)
        rx_undirty_now(n);
}

/* In a send that was counted, so the node is in rx_rt->dirty. */
static inline void rx_count_call(struct rx_node *n)
{
    n->pending_calls++;
}

/* Defines NAME_next and NAME_next_traced from NAME_run(n, v, how), which is inlined into both, and for
 * each `how`. In a busy program one test and one counter are all that being inspected adds to a send;
 * what else there is to do is a function of its own, so that counting saves no registers for it. */
#define RX_NODE_NEXT_AS(STORAGE, NAME)                                                             \
    STORAGE void NAME##_next(struct rx_node *n, rx_value v)                                        \
    {                                                                                              \
        NAME##_run(n, v, RX_PLAIN);                                                                \
    }                                                                                              \
    static void NAME##_next_counted(struct rx_node *n, rx_value v)                                 \
    {                                                                                              \
        NAME##_run(n, v, RX_COUNTED);                                                              \
    }                                                                                              \
    static __attribute__((noinline)) void NAME##_next_noted(struct rx_node *n, rx_value v)         \
    {                                                                                              \
        entity_id send = rx_trace_send(n, v);                                                      \
        if (!send) {                                                                               \
            NAME##_next_counted(n, v);                                                             \
            return;                                                                                \
        }                                                                                          \
        NAME##_run(n, v, RX_RECORDED);                                                             \
        rx_trace_return(send);                                                                     \
    }                                                                                              \
    STORAGE void NAME##_next_traced(struct rx_node *n, rx_value v)                                 \
    {                                                                                              \
        if (__builtin_expect(n->flags & rx_rt->noted, 0)) {                                        \
            NAME##_next_noted(n, v);                                                               \
            return;                                                                                \
        }                                                                                          \
        n->pending++;                                                                              \
        NAME##_next_counted(n, v);                                                                 \
    }
#define RX_NODE_NEXT(NAME) RX_NODE_NEXT_AS(static, NAME)
#define RX_RUN             static inline __attribute__((always_inline)) void

/* Makes a call of n->arg's function; RESULT gets what it returned. */
#define RX_CALL(how, n, result, call)                                                              \
    do {                                                                                           \
        entity_id rx_call_ = (how) == RX_RECORDED ? rx_trace_call(n, (n)->id) : 0;                 \
        if ((how) == RX_COUNTED)                                                                   \
            rx_count_call(n);                                                                      \
        (result) = (call);                                                                         \
        if ((how) == RX_RECORDED)                                                                  \
            rx_trace_called(rx_call_, rx_trace_value(result));                                     \
    } while (0)
static inline rx_value rx_trace_same(rx_value v)
{
    return v;
}
#define rx_trace_value(x) _Generic((x), bool: rx_bool, rx_value: rx_trace_same)(x)

/* inner consumers: nodes that receive from the side and hand on to their owner */
enum { INPUT_NONE = -2 };

struct rx_inner {
    struct rx_node node;
    int input; /* index of the arg that it consumes; INPUT_NONE: what a callback returned */
    struct rx_node *owner;
    uint32_t index;
    struct rx_inner *next, **prev;
};
/* A consumer whose `ops` are called for what `o` sends; listed at *list when given. The caller
 * attaches it. */
struct rx_inner *rx_inner_new(const struct rx_node_ops *ops, struct rx_node *owner,
                              struct rx_inner **list);
void rx_inner_drop(struct rx_inner *i); /* unsubscribes, unlists and buries it */
/* Subscribes to what n's function returned; NULL fails the stream. What an operator awaits one of is a list
 * of at most one. */
void rx_inner_subscribe(const struct rx_node_ops *ops, struct rx_node *n, struct rx_inner **list,
                        rx_observable *o);
void rx_inners_drop(struct rx_inner **list);
void rx_inners_rebind(struct rx_inner *list);

/* fan-out: many subscribers of one thing (subjects, share). Whoever calls it keeps it alive. */
struct rx_fanout {
    struct rx_node **links;
    size_t n, cap, live;
    unsigned emitting; /* depth of the send under way; 0: none */
    bool held;         /* by rx_fanout_hold() */
    bool ending;     /* an end waits behind queued values, or has been told */
    bool ended;      /* it has been told */
    bool failed;     /* that end is `error` */
    rx_value error;
    struct rx_queue queue; /* sent from inside a send */
    void (*deliver)(void *arg, rx_value v); /* called just before each value goes out; may be NULL */
    void (*idle)(void *arg);                /* the last subscriber left; may be NULL */
    void *arg;
};
struct rx_node *rx_fanout_add(struct rx_fanout *f, struct rx_node *consumer);
/* Sends kept values to one subscriber alone; between hold and resume. */
void rx_replay(const struct rx_queue *kept, struct rx_node *link);
static inline size_t rx_replay_limit(int64_t count)
{
    return count < 1 ? 1 : count > 1 << 20 ? 1 << 20 : (size_t)count;
}
/* Sends an owned value to all; from inside a send it is queued. Nothing after an end. */
void rx_fanout_next(struct rx_fanout *f, rx_value v);
/* Tells all; from inside a send once the queued values are out. NULL: complete. Borrowed. */
void rx_fanout_end(struct rx_fanout *f, const rx_value *error);
/* Between hold and resume, sends and ends wait: for values that one subscriber gets alone. hold is
 * false when they wait already. */
bool rx_fanout_hold(struct rx_fanout *f);
void rx_fanout_resume(struct rx_fanout *f);
void rx_fanout_drop_queue(struct rx_fanout *f);
/* A send that was under way at a greater depth is over: FANOUT_CUT, unless it was only held. FANOUT_WAITS:
 * something waited behind it, and the caller has rx_fanout_resume() called, with a turn of its own. */
enum { FANOUT_CUT = 1, FANOUT_WAITS = 2 };
unsigned rx_fanout_unwind(struct rx_fanout *f, unsigned depth);
void rx_fanout_release(struct rx_fanout *f);
bool rx_subject_same_class(const rx_observable *a, const rx_observable *b);
bool rx_is_subject(const rx_observable *o);
bool rx_is_create(const rx_observable *o);
/* Behavior subject: takes the initial value of `from` when nothing was ever sent to `into`. */
bool rx_subject_adopt_initial(rx_observable *into, const rx_observable *from);

/* Whether a behavior or replay subject keeps the value with that box. */
bool rx_subject_keeps(const rx_observable *o, const void *box);
/* Whether a struct of rx_state() holds an address between these. */
bool rx_state_points(const rx_observable *o, uintptr_t low, uintptr_t high);
size_t rx_state_size(const void *state); /* bytes; of what the function of rx_state() is given */

/* observers */
struct rx_subscription {
    struct rx_node node;
    struct rx_slot next, error, complete;
    struct rx_slot rest; /* no function: the env that they share, and what releases it */
    struct rx_place place;
    void *hmr; /* module-level: its statement */
    rx_subscription *list_next, **list_prev; /* one of rx_rt->sinks_… */
};
/* At the end of the outermost turn: ended observers let go of their slots and env. */
void rx_sinks_settle(void);
void rx_sinks_free(void); /* the handles that nobody gave back */
/* A subscription whose handle the caller owns; not attached yet. Once it has ended it has lost its
 * observer: rx_sink_set() before it is attached again. */
rx_subscription *rx_sink_new(const rx_observer *observer, const rx_site *at);
void rx_sink_set(rx_subscription *s, const rx_observer *observer, const rx_site *at); /* new observer */
/* A subscription's slots point into owners; the definition's through its args. */

#endif
