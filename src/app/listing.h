/* listing.h - what `rxscope ctl` lists of a program from the state: the versions of a track, and what is still there
 * although the source has left it behind. Main thread. */
#ifndef RXSCOPE_APP_LISTING_H
#define RXSCOPE_APP_LISTING_H

#include <jansson.h>

#include "state/query.h"

/* How much versions have changed, as the program has said. */
struct version_size {
    uint32_t version;
    bool known; /* it was compared with the one before */
    unsigned added, removed; /* lines */
};
enum { SIZES_MOST = 32 };
struct version_sizes {
    struct version_size items[SIZES_MOST];
    size_t n;
};

/* Appends lines, the newest version first; as they are: not safe for a terminal. */
void listing_versions(const struct state *s, struct ref track, const struct version_sizes *sizes, struct str *out);
/* A new object. */
json_t *listing_versions_json(const struct state *s, struct ref track, const struct version_sizes *sizes);

/* Tracks that left the source, earlier versions and generations, subscriptions on old code, each with what holds it. */
void listing_orphans(const struct state *s, uint32_t source, struct str *out);
json_t *listing_orphans_json(const struct state *s, uint32_t source); /* a new object */

#endif
