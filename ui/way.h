/* way.h - the entities on the way down to one, for views_show(): put together from the inside out. Read only. */
#ifndef RXSCOPE_UI_WAY_H
#define RXSCOPE_UI_WAY_H

#include "state/query.h"

struct way {
    struct ref *refs;
    size_t n, max;
};

void way_add(struct way *w, uint32_t source, entity_id id);
/* A subscription and those that it feeds; returns the last of them, which feeds nobody. */
struct ref way_subscriptions(struct way *w, const struct state *s, struct ref sub);
/* A track, and those around it. */
void way_tracks(struct way *w, const struct state *s, struct ref track);
/* Turns it around, so that the outermost is the first; returns how many. */
size_t way_end(struct way *w);

#endif
