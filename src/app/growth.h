/* growth.h - what findings.h remembers between looks; for findings.c and growth.c alone. */
#ifndef RXSCOPE_APP_GROWTH_H
#define RXSCOPE_APP_GROWTH_H

#include <uthash.h>

#include "app/findings.h"

/* Living subscriptions that one thing made: those that feed one subscription, or those that observers subscribed
 * at one place of the source. */
struct group_key {
    entity_id parent;
    uint32_t source, name, file, line;
};

struct group {
    struct group_key key;
    uint64_t now, last;   /* counted in this look, in the one before */
    uint64_t oldest;      /* when the oldest of them began */
    entity_id sample;     /* that one */
    unsigned looks, rises;
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
    uint64_t looked_at;
};

struct growth {
    struct group *groups;
    struct track_rate *rates;
    struct seen *seen;
    size_t n_seen, cap_seen;
};

#endif
