/* query.h - everything that may be asked of the state, and nothing that changes it.
 *
 * The state is the fold of all events so far (fold.h is its only writer). It lives on the main
 * thread; pointers that are returned stay valid until the next fold. Lookups of an id that was never
 * seen, was dropped by retention, or belongs to a recycled slot give NULL. Lists are walked with
 * query_next_…: pass 0 first, 0 comes back at the end; a list's order is the order of creation. */
#ifndef RXSCOPE_STATE_QUERY_H
#define RXSCOPE_STATE_QUERY_H

#include "event/event.h"

struct state;

/* Which entity, in which source. */
struct ref {
    uint32_t source;
    entity_id id;
};

static inline bool ref_eq(struct ref a, struct ref b)
{
    return a.source == b.source && a.id == b.id;
}

enum { LIVE_ACTIVE, LIVE_ENDED, LIVE_ORPHAN };

/* The head of every entity except sends and arg calls. Strings are string ids of the source:
 * query_string(). */
struct entity {
    entity_id id;        /* 0: the slot is empty */
    uint64_t created_at; /* ns, the source's monotonic clock */
    uint64_t ended_at;   /* 0 while it lives */
    uint32_t name, file, line;
    uint32_t tags;       /* handle for query_tags(), 0: none */
};

struct ent_module {
    struct entity e;          /* name; file is its path */
    uint32_t generation;      /* that runs; 0 before the first good one */
    uint32_t building;        /* generation under way or refused, 0: none */
    uint8_t build;            /* BUILD_ code of `building` */
    uint64_t build_us;        /* microseconds from the save to that step */
    uint32_t build_text;      /* string handle: query_text(), the compiler's message */
    uint32_t kept_generations; /* older ones not freed yet */
    uint32_t freed_generations;
    entity_id first_track, last_track;
};

struct ent_track {
    struct entity e;
    entity_id parent;         /* module or enclosing track */
    entity_id module;
    entity_id entity;         /* pipe or observable that runs now */
    uint32_t version;         /* that runs */
    uint32_t newest;          /* highest version so far */
    uint32_t waiting;         /* version that waits behind a pin, 0: none */
    uint32_t key;             /* query_text() */
    uint8_t flags;            /* TRACK_FLAG_ bits */
    uint8_t outcome;          /* enum swap_outcome of the last swap */
    uint32_t outcome_text;    /* query_text(), the reason */
    uint64_t swapped_at;      /* ns, 0: never */
    entity_id next_sibling;   /* next track of the module */
};

/* One version of a track, oldest first. */
struct track_version {
    uint32_t version, generation;
    uint64_t at;
    entity_id entity;
    uint32_t what;            /* query_text(): what changed, operator by operator, one a line */
    bool forced;
};

struct ent_observable {
    struct entity e;          /* name: creator or operator */
    entity_id parent;         /* track, operator or arg_call that made it */
    entity_id made_by;        /* operator whose target it is, or 0: a creator made it */
    uint32_t args_text;       /* query_text(): args as written */
    uint32_t variable;        /* a string: what it is declared as, where it has no track; 0: nothing */
    uint32_t subscriptions;   /* that live */
    uint8_t flags;            /* OBSERVABLE_ bits */
    bool heard;               /* somebody subscribed to it, as far as is known */
};

struct ent_pipe {
    struct entity e;
    entity_id track;          /* track, operator or arg_call that made it, or 0 */
    entity_id source, result; /* observables */
    uint32_t operators;
};

struct ent_operator_fun {
    struct entity e;
    uint32_t args_text;       /* query_text() */
};

struct ent_operator {
    struct entity e;
    entity_id pipe, fun;
    entity_id source, target; /* observables */
    uint32_t position;
};

struct ent_arg {
    struct entity e;          /* name: function or text as written */
    entity_id parent;         /* operator_fun or observable */
    entity_id observable;     /* when it is one */
    uint32_t path;            /* query_text(): "$args.0" */
    uint32_t generation;      /* whose code it runs, 0: no function */
    uint8_t type;             /* ARG_ code */
    uint32_t value;           /* query_text(): the plain value printed, 0: none */
    uint64_t calls;
};

struct ent_subscription {
    struct entity e;          /* name: the observer's, for those that a person wrote */
    uint64_t next;            /* exact, merged ones included */
    uint64_t last_at;         /* ns of the last next */
    entity_id parent;         /* the subscription that it feeds, or 0 */
    entity_id observable;
    uint64_t merged;          /* of them, those that were not recorded because the reader was slow */
    uint32_t error, complete;
    uint32_t children;        /* living subscriptions that feed this one */
    uint8_t end;              /* END_ code when ended */
    uint8_t depth;            /* 0: an observer's own; 255: that or more */
};

/* One recorded send, newest first when walked. `value.text` is valid until the next fold. */
struct send_view {
    entity_id id, subscription, cause; /* cause: send or arg_call on the stack, or 0 */
    uint64_t at;
    uint8_t type;             /* SEND_ code */
    struct event_value value;
};

/* One recorded arg call. */
struct arg_call_view {
    entity_id id, subscription, arg, cause;
    entity_id observable;     /* what it returned, or 0 */
    uint64_t at;
};

/* One line of the log, newest first when walked. */
struct log_view {
    uint64_t seq;             /* 1.. */
    uint64_t at, wall;        /* monotonic ns of the source; wall clock ns */
    uint32_t source;
    entity_id id;             /* what it is about, or 0 */
    uint8_t kind;             /* EV_LOG, EV_SWAP_RESULT, EV_FAULT, EV_SWEPT, EV_MODULE_BUILD */
    uint8_t flags;            /* that kind's flags */
    const char *text;
};

/* One thing that happened, when events are kept (state_keep_events()). */
struct happening {
    uint64_t seq;             /* 1.., in the order in which they were told */
    uint64_t wall;            /* wall clock ns */
    struct ref about;         /* a send's subscription, an arg call's arg, else the event's id */
    entity_id own;            /* a send's or an arg call's id, else the event's ref */
    entity_id cause;          /* the send or arg call inside of which it happened, or 0 */
    int64_t num;              /* the event's; subscribe-call and arg-call: the parent; tag: its string */
    uint8_t kind, flags;
    struct event_value value; /* of a send */
    const char *text;         /* not terminated, cut; "" when it is gone */
    size_t text_len;
    bool text_gone;
};

/* What is kept of them: [first, last]; older ones are gone. */
struct happenings {
    bool on;
    uint64_t first, last;     /* last < first: none */
    size_t limit, bytes;
};

struct source_info {
    uint32_t source;          /* 1.. */
    const char *name;
    const char *host, *title; /* NULL: it did not say; without a host it is on the runtime for C */
    bool hot;                 /* it said that what is saved is swapped in its living streams; one in C does not say so */
    bool trial;               /* what is saved is tried in a process of its own first */
    bool approval;            /* what is saved waits until it is approved */
    uint64_t pid;
    uint64_t started_wall, started_at, ended_at; /* wall ns; monotonic ns; 0: lives */
    int exit_status;
    uint64_t now;             /* time of its newest event */
    uint64_t events;          /* folded */
    uint64_t next, error, complete, merged, arg_calls, dropped;
    uint32_t living[ENT_LIMIT]; /* by enum entity_kind; sends and arg calls: those that are held of
                                 * living subscriptions */
    uint64_t counting_since;  /* monotonic ns from which sends are counted; 0: its start */
    uint64_t syncing;         /* since when a snapshot is being taken in; 0: none */
    uint64_t joined;          /* monotonic ns of the first one: what was before it is not known; 0: its start */
    bool stale;               /* lifecycle events were lost, or contradicted what was known */
    uint64_t unmatched;       /* ends of sends and arg calls that were out of order, as they are
                               * when others were merged */
};

/* Changes whenever a fold changed anything: a reader that saw this number need not look again. */
uint64_t query_serial(const struct state *s);

/* Sources in order of appearance; NULL behind the last. */
const struct source_info *query_source(const struct state *s, size_t index);
const struct source_info *query_source_by_id(const struct state *s, uint32_t source);
/* A monotonic time of the source as wall clock ns. */
uint64_t query_wall(const struct state *s, uint32_t source, uint64_t mono);

const char *query_string(const struct state *s, uint32_t source, uint32_t string_id); /* "" for 0 */
const char *query_text(const struct state *s, uint32_t handle);                       /* "" for 0 */
const char *query_name(const struct state *s, struct ref r); /* of any entity; "" */

const struct entity *query_entity(const struct state *s, struct ref r);
const struct ent_module *query_module(const struct state *s, struct ref r);
const struct ent_track *query_track(const struct state *s, struct ref r);
const struct ent_observable *query_observable(const struct state *s, struct ref r);
const struct ent_pipe *query_pipe(const struct state *s, struct ref r);
const struct ent_operator_fun *query_operator_fun(const struct state *s, struct ref r);
const struct ent_operator *query_operator(const struct state *s, struct ref r);
const struct ent_arg *query_arg(const struct state *s, struct ref r);
const struct ent_subscription *query_subscription(const struct state *s, struct ref r);

/* All entities of one kind, by slot: for JSON and for checks. */
entity_id query_next(const struct state *s, uint32_t source, enum entity_kind kind, entity_id after);

/* Lists. `after` is 0 at the start. */
entity_id query_next_track(const struct state *s, struct ref module, entity_id after);
entity_id query_next_operator(const struct state *s, struct ref pipe, entity_id after);
entity_id query_next_arg(const struct state *s, struct ref operator_fun_or_observable, entity_id after);
/* Tracks whose parent it is. */
uint32_t query_nested(const struct state *s, struct ref module_or_track);
/* Living subscriptions of an observable that feed nobody. */
uint32_t query_own(const struct state *s, struct ref observable);
/* Living and retained subscriptions of an observable. */
entity_id query_next_subscription(const struct state *s, struct ref observable, entity_id after);
/* Subscriptions that feed this one: upstream and inner. */
entity_id query_next_child(const struct state *s, struct ref subscription, entity_id after);

/* Subscriptions that feed nobody: those that a module made, or (module 0) nobody who is known. Living ones in the order of their beginning; ended ones that are still held,
 * newest first; how many live. */
entity_id query_next_root(const struct state *s, struct ref module, entity_id after);
entity_id query_next_ended_root(const struct state *s, struct ref module, entity_id after);
uint32_t query_roots(const struct state *s, struct ref module);

/* The subscription in whose callback this one was subscribed, 0: in none, or that is not known. It is told by what was
 * under way, so only of what came while the program was looked at, and of values that were recorded. */
entity_id query_within(const struct state *s, struct ref subscription);

/* The track whose entity this is or was part of (pipe, observable, operator, arg, subscription). */
entity_id query_track_of(const struct state *s, struct ref r);
/* The operator that owns this arg's operator_fun, or 0. */
entity_id query_operator_of_fun(const struct state *s, struct ref operator_fun);

size_t query_versions(const struct state *s, struct ref track, const struct track_version **out);
/* Appends "0:pipe|0:map|1:filter|2:scan": the track's shape, derived by walking. */
void query_path(const struct state *s, struct ref track, struct str *out);

/* The module to which something belongs: by its track, or a subscription by the module that made it. */
entity_id query_module_of(const struct state *s, struct ref r);

/* Tags of an entity, as string ids; returns how many, writes at most `max`. */
size_t query_tags(const struct state *s, struct ref r, uint32_t *out, size_t max);
/* Also when its track, an enclosing track or the module has the tag. */
bool query_has_tag(const struct state *s, struct ref r, const char *tag);

/* The newest recorded sends of a subscription, newest first; returns how many were written. */
size_t query_sends(const struct state *s, struct ref subscription, struct send_view *out, size_t max);
/* One recorded send or arg call by its id: what a cause was. false: not held any more. */
bool query_send(const struct state *s, struct ref send, struct send_view *out);
bool query_arg_call(const struct state *s, struct ref arg_call, struct arg_call_view *out);
/* Whether it is the one subscription that an operator (share) has for all its subscribers. */
bool query_is_connection(const struct state *s, struct ref subscription);
/* How many living subscriptions of a track still run an earlier version's code. */
uint32_t query_old_code(const struct state *s, struct ref track);
/* Those of a whole source, in no order; returns how many. Valid until the next fold. */
size_t query_old_list(const struct state *s, uint32_t source, const entity_id **out);
/* Generations of a module that are not freed yet, the one that runs aside, in the order in which they were replaced;
 * returns how many, writes at most `max`. */
size_t query_kept(const struct state *s, struct ref module, uint32_t *out, size_t max);
/* The observable that a track's entity (pipe or observable) results in; 0: none. */
entity_id query_result(const struct state *s, struct ref entity);
/* Whether the version at `index` of a track's history is an earlier entity that something living still uses; what only
 * goes on as a part of the one that runs is not meant. */
bool query_old_version(const struct state *s, struct ref track, size_t index);
/* Log lines with seq < before (0: the newest), newest first. */
size_t query_log(const struct state *s, uint64_t before, struct log_view *out, size_t max);

/* What happened. Valid until the next fold. false: not kept, or no longer. */
void query_happenings(const struct state *s, struct happenings *out);
bool query_happening(const struct state *s, uint64_t seq, struct happening *out);
/* The first that is not before that time, last + 1 when all are; programs may tell late, by a moment. */
uint64_t query_happening_at(const struct state *s, uint64_t wall);
/* false: its program began again since, and its ids are strangers. */
bool query_is_of_this_run(const struct state *s, const struct happening *h);

#endif
