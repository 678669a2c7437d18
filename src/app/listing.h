/* listing.h - what `rxscope ctl` lists of a program without asking it: the versions of a track, and what is still there
 * although the source has left it behind. From the state; main thread. */
#ifndef RXSCOPE_APP_LISTING_H
#define RXSCOPE_APP_LISTING_H

#include <jansson.h>

#include "state/query.h"

/* Appends lines, the newest version first; as they are: not safe for a terminal. */
void listing_versions(const struct state *s, struct ref track, struct str *out);
json_t *listing_versions_json(const struct state *s, struct ref track); /* a new object */

/* Tracks that left the source, earlier versions and generations, subscriptions on old code, each with what holds it. */
void listing_orphans(const struct state *s, uint32_t source, struct str *out);
json_t *listing_orphans_json(const struct state *s, uint32_t source); /* a new object */

#endif
