/* growth.h - what findings.h remembers between looks; for the files of the findings alone: growth.c looks and
 * remembers, lints.c says what a look notices, findings.c what is found, says.c how that is said. */
#ifndef RXSCOPE_STATE_GROWTH_H
#define RXSCOPE_STATE_GROWTH_H

#include <uthash.h>

#include "state/findings.h"

/* Several entities that are counted together, or one that is watched. Leaks: those that feed one subscription
 * (parent), or those that observers subscribed at one place of the source (name, file, line), maybe for one
 * (within). Others: see lints.c. */
struct group_key {
    entity_id parent, other;
    uint32_t kind; /* FINDING_ */
    uint32_t source, name, file, line;
    uint32_t spare; /* 0: no padding is hashed */
};

enum { GROUP_SERIES = 6, GROUPS_MAX = 65536 };

struct group {
    struct group_key key;
    uint64_t now, last;   /* counted in this look, in the one before */
    uint64_t first;       /* when it last became fewer, or at first */
    uint64_t oldest;      /* ns of the source: when the oldest of them began, or the state that is noted */
    uint64_t age;         /* ns since that, at the last look */
    uint64_t of;          /* of how many, for some */
    entity_id sample;     /* the oldest */
    entity_id by;         /* the subscription in whose callback it was made */
    uint64_t series[GROUP_SERIES]; /* the last looks, the newest at the end */
    unsigned looks, rises;
    unsigned swaps;       /* the last so many swaps each brought more, and nothing else did */
    UT_hash_handle hh;
};

struct track_rate {
    uint64_t key[2];      /* source, track */
    uint64_t sum, at;
    double most;          /* values a second, of one look to the next */
    uint64_t most_at;
    UT_hash_handle hh;
};

struct seen {
    uint32_t source;
    uint64_t looked_at, before; /* ns of the source: the last look that began, and the one before */
    uint64_t generations;       /* of its modules, added up */
    bool swapped;               /* that changed since the look before */
};

/* The look that is under way. */
struct look {
    bool on;
    size_t index;    /* of the source, when all are looked at */
    uint32_t source;
    unsigned stage;
    entity_id after;
    uint64_t time;   /* ns of the source */
    uint64_t before; /* the look before, 0: none */
};

struct growth {
    struct check_limits limits;
    struct group *groups;
    struct track_rate *rates;
    struct seen *seen;
    size_t n_seen, cap_seen;
    size_t loops;       /* groups of FINDING_LOOP */
    uint64_t begun;     /* wall ns of the last look of growth_step() */
    struct look look;
};

struct group *growth_group(struct growth *g, const struct group_key *key); /* NULL: there are too many */
struct group *growth_find(const struct growth *g, const struct group_key *key); /* NULL: there is none */
/* Counts one more in the group with the oldest's id and time. */
struct group *growth_note(struct growth *g, const struct group_key *key, entity_id id, uint64_t since);

/* A track's values a second. */
void growth_measure(struct growth *g, const struct state *s, struct ref track, uint64_t time);

/* lints.c: what a look notices about one entity. */
void lint_subscription(struct growth *g, const struct state *s, const struct look *l, entity_id id);
void lint_observable(struct growth *g, const struct state *s, const struct look *l, entity_id id);
void lint_operator(struct growth *g, const struct state *s, const struct look *l, entity_id id);
void lint_track(struct growth *g, const struct state *s, const struct look *l, entity_id id);

/* says.c: whether a group is a finding, and its words. */
bool group_is_found(const struct growth *g, const struct group *group);
struct ref group_about(const struct group *group);
void group_say(const struct state *s, const struct group *group, struct str *what, struct str *evidence);
/* "leak cpu.c page" */
void finding_key(const struct state *s, const struct finding *f, struct str *out);

#endif
