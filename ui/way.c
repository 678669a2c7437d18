#include "ui/way.h"

void way_add(struct way *w, uint32_t source, entity_id id)
{
    if (w->n < w->max)
        w->refs[w->n++] = (struct ref){source, id};
}

size_t way_end(struct way *w)
{
    for (size_t i = 0; i < w->n / 2; i++) {
        struct ref r = w->refs[i];
        w->refs[i] = w->refs[w->n - 1 - i];
        w->refs[w->n - 1 - i] = r;
    }
    return w->n;
}

struct ref way_subscriptions(struct way *w, const struct state *s, struct ref r)
{
    const struct ent_subscription *sub;
    while ((sub = query_subscription(s, r)) && sub->parent && w->n + 1 < w->max) {
        way_add(w, r.source, r.id);
        r.id = sub->parent;
    }
    way_add(w, r.source, r.id);
    return r;
}

void way_tracks(struct way *w, const struct state *s, struct ref r)
{
    const struct ent_track *t;
    while ((t = query_track(s, r)) && w->n + 1 < w->max) {
        way_add(w, r.source, r.id);
        r.id = t->parent;
    }
}
