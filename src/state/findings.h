/* findings.h - what is wrong with a program, as far as its state shows: for `rxscope check`, for the screen's view of
 * checks and whoever else wants to list it.
 *
 * Pure functions on query.h. What grows needs a memory of what was: struct growth, fed with a look about once a
 * second, whole or in slices. Each finding is defined in rxscope(1), "Findings"; the definitions avoid false alarms
 * rather than misses.
 *
 * Main thread. */
#ifndef RXSCOPE_STATE_FINDINGS_H
#define RXSCOPE_STATE_FINDINGS_H

#include <stddef.h>

#include "state/filter.h"

enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE };

/* FINDING(symbol, "name", severity): the names are those of --fail-on and of the config file. */
#define FINDING_LIST(FINDING)                                                                      \
    FINDING(LEAK, "leak", ERROR)                                                                   \
    FINDING(UNHANDLED_ERROR, "unhandled-error", ERROR)                                             \
    FINDING(FAULT, "fault", ERROR)                                                                 \
    FINDING(REFUSED, "refused", WARNING)                                                           \
    FINDING(ORPHAN, "orphan", NOTE)                                                                \
    FINDING(STALE, "stale", WARNING)                                                               \
    FINDING(LEFT_BEHIND, "left-behind", WARNING)                                                   \
    FINDING(NESTED, "nested-subscribe", WARNING)                                                   \
    FINDING(UNHEARD, "unheard-subject", NOTE)                                                      \
    FINDING(SILENT, "silent-subject", NOTE)                                                        \
    FINDING(REPLAY, "idle-replay", WARNING)                                                        \
    FINDING(REPEATED, "repeated-source", WARNING)                                                  \
    FINDING(OLD_CODE, "old-code", NOTE)                                                            \
    FINDING(LOOP, "hot-loop", ERROR)                                                               \
    FINDING(BACKLOG, "backlog", ERROR)                                                             \
    FINDING(RATE, "rate", WARNING)

enum finding_kind {
#define FINDING(sym, name, severity) FINDING_##sym,
    FINDING_LIST(FINDING)
#undef FINDING
    FINDING_LIMIT
};

enum { GROWTH_LOOKS = 4 /* it takes that many looks to say that something grows */ };

/* CHECK_LIMIT(name, default): from where on something is found. Seconds are whole. */
#define CHECK_LIMITS(CHECK_LIMIT)                                                                  \
    CHECK_LIMIT(leak, 100)          /* living subscriptions from one place, growing */             \
    CHECK_LIMIT(leak_inner, 1000)   /* living inner subscriptions of one subscription, growing */  \
    CHECK_LIMIT(leak_swaps, 4)      /* swaps, each with more subscriptions from one place */       \
    CHECK_LIMIT(leak_values, 20)    /* living subscriptions, one for each value of another */      \
    CHECK_LIMIT(left_behind, 60)    /* seconds behind the unsubscribe of the one that made it */   \
    CHECK_LIMIT(nested, 3)          /* subscriptions that callbacks made at one place */           \
    CHECK_LIMIT(unheard, 60)        /* seconds of a subject without a subscription, ever */        \
    CHECK_LIMIT(silent, 300)        /* seconds of subscriptions to a subject without a value */    \
    CHECK_LIMIT(idle_replay, 60)    /* seconds connected for nobody */                             \
    CHECK_LIMIT(repeated, 10)       /* times that a source runs at once for one operator */        \
    CHECK_LIMIT(old_code, 60)       /* seconds since the swap */                                   \
    CHECK_LIMIT(loop, 10)           /* times one within the other */                               \
    CHECK_LIMIT(backlog, 100)       /* values that wait, more than at first */

struct check_limits {
#define CHECK_LIMIT(name, value) uint64_t name;
    CHECK_LIMITS(CHECK_LIMIT)
#undef CHECK_LIMIT
};
extern const struct check_limits check_defaults;

struct checks {
    unsigned kinds;    /* bits of 1 << FINDING_ */
    double rate;       /* values a second of a track, for FINDING_RATE */
};

/* "leak,unhandled-error,rate>100"; STATUS_USAGE names what there is. */
enum status checks_parse(struct checks *out, const char *list, struct fault_text *why);
/* Everything but the rate, which has no limit that fits all. */
enum { CHECKS_ALL = (1 << FINDING_RATE) - 1 };
const char *finding_name(enum finding_kind kind);
enum severity finding_severity(enum finding_kind kind);

/* ---- Memory of earlier looks. ---- */

struct growth;

struct growth *growth_new(const struct check_limits *limits); /* NULL: the defaults */
void growth_free(struct growth *g); /* NULL is fine */
/* Forgets everything: another state comes. */
void growth_forget(struct growth *g);
/* Call with every event (or now and then): looks when a second of that source's time has passed. */
void growth_see(struct growth *g, const struct state *s, uint32_t source, uint64_t time);
/* A last look, at the end. */
void growth_finish(struct growth *g, const struct state *s);
/* For a screen: the same looks at all sources, in slices of at most `budget` entities, about once a second of `wall`
 * (ns). true: a look was just completed, and findings_collect() may say something new. */
bool growth_step(struct growth *g, const struct state *s, uint64_t wall, size_t budget);
/* Whether a look is under way: growth_step() should be called again soon. */
bool growth_looking(const struct growth *g);

/* ---- Findings. ---- */

struct finding {
    enum finding_kind kind;
    uint32_t source;
    entity_id id;        /* what it is about, or 0 */
    uint64_t since;      /* wall clock ns */
    uint64_t count;      /* how many times, how many of them */
    unsigned line;
    char *file;          /* where in the source, NULL: not known */
    char *what;          /* a sentence */
    char *evidence;      /* what it was found by: lines, "" none */
    char *key;           /* "leak cpu.c page": the same when it is found again, also in another run */
};

struct findings {
    struct finding *items;
    size_t n, cap;
};

/* All that `checks` asks for, in the order of kinds; `filter` (or NULL) chooses by what they are about. */
void findings_collect(const struct state *s, const struct growth *g, const struct checks *checks,
                      const struct filter *filter, struct findings *out);
/* The gravest first, then those that began first. */
void findings_sort(struct findings *f);
void findings_release(struct findings *f);

#endif
