/* findings.h - what is wrong with a program, as far as its state shows: for `rxscope check` and whoever else wants to
 * list it.
 *
 * Pure functions on query.h. What grows needs a memory of what was: struct growth, fed with a look about once a
 * second. Each finding is defined in rxscope(1), "Findings"; the definitions avoid false alarms rather than
 * misses.
 *
 * Main thread. */
#ifndef RXSCOPE_APP_FINDINGS_H
#define RXSCOPE_APP_FINDINGS_H

#include <stddef.h>

#include "state/filter.h"

/* FINDING(symbol, "name"): the names are those of --fail-on. */
#define FINDING_LIST(FINDING)                                                                      \
    FINDING(LEAK, "leak")                                                                          \
    FINDING(UNHANDLED_ERROR, "unhandled-error")                                                    \
    FINDING(FAULT, "fault")                                                                        \
    FINDING(REFUSED, "refused")                                                                    \
    FINDING(ORPHAN, "orphan")                                                                      \
    FINDING(STALE, "stale")                                                                        \
    FINDING(RATE, "rate")

enum finding_kind {
#define FINDING(sym, name) FINDING_##sym,
    FINDING_LIST(FINDING)
#undef FINDING
    FINDING_LIMIT
};

enum {
    LEAK_ROOTS = 100,  /* living subscriptions from one place, growing */
    LEAK_INNER = 1000, /* living inner subscriptions of one subscription, growing */
    GROWTH_LOOKS = 4   /* it takes that many looks to say that something grows */
};

struct checks {
    unsigned kinds;    /* bits of 1 << FINDING_ */
    double rate;       /* values a second of a track, for FINDING_RATE */
};

/* "leak,unhandled-error,rate>100"; STATUS_USAGE names what there is. */
enum status checks_parse(struct checks *out, const char *list, struct fault_text *why);
const char *finding_name(enum finding_kind kind);

/* ---- Memory of earlier looks. ---- */

struct growth;

struct growth *growth_new(void);
void growth_free(struct growth *g); /* NULL is fine */
/* Call with every event (or now and then): looks when a second of that source's time has passed. */
void growth_see(struct growth *g, const struct state *s, uint32_t source, uint64_t time);
/* A last look, at the end. */
void growth_finish(struct growth *g, const struct state *s);

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
};

struct findings {
    struct finding *items;
    size_t n, cap;
};

/* All that `checks` asks for, in the order of kinds; `filter` (or NULL) chooses by what they are about. */
void findings_collect(const struct state *s, const struct growth *g, const struct checks *checks,
                      const struct filter *filter, struct findings *out);
void findings_release(struct findings *f);

#endif
