/* growth.c - how many living subscriptions there were at each look, by what made them; how many
 * values a second. */
#include "app/growth.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "app/labels.h"
#include "base/clock.h"
#include "base/mem.h"

/* ---- Groups. ---- */

static struct group *group_of(struct growth *g, const struct group_key *key)
{
    struct group *group;
    HASH_FIND(hh, g->groups, key, sizeof *key, group);
    if (group)
        return group;
    group = mem_zalloc(sizeof *group);
    group->key = *key;
    HASH_ADD(hh, g->groups, key, sizeof group->key, group);
    return group;
}

/* Those that a person wrote belong to that place, also when they were made within a send of another. */
static bool has_place(const struct ent_subscription *sub)
{
    return !sub->parent || (sub->e.file && sub->e.line);
}

static void count_one(struct growth *g, uint32_t source, const struct ent_subscription *sub)
{
    struct group_key key;
    memset(&key, 0, sizeof key); /* padding is hashed, too */
    key.source = source;
    if (!has_place(sub)) {
        key.parent = sub->parent;
    } else { /* what the source says */
        key.name = sub->e.name;
        key.file = sub->e.file;
        key.line = sub->e.line;
    }
    struct group *group = group_of(g, &key);
    if (!group->now || sub->e.created_at < group->oldest) {
        group->oldest = sub->e.created_at;
        group->sample = sub->e.id;
    }
    group->now++;
}

static void count_living(struct growth *g, const struct state *s, uint32_t source)
{
    for (entity_id id = 0; (id = query_next(s, source, ENT_SUBSCRIPTION, id));) {
        const struct ent_subscription *sub = query_subscription(s, (struct ref){source, id});
        if (!sub->e.ended_at)
            count_one(g, source, sub);
    }
}

/* A row of looks in which it never shrank begins again when it does. What follows too soon upon a
 * look only brings the number up to date. */
static void remember(struct group *group, bool too_soon)
{
    if (group->now < group->last)
        group->rises = 0;
    else if (too_soon || !group->looks)
        ;
    else if (group->now > group->last)
        group->rises++;
    else
        group->rises -= group->rises > 0; /* a pause takes one back */
    group->looks += !too_soon;
    group->last = group->now;
    group->now = 0;
}

static void remember_groups(struct growth *g, uint32_t source, bool too_soon)
{
    struct group *group, *next;
    HASH_ITER(hh, g->groups, group, next)
    {
        if (group->key.source != source)
            continue;
        remember(group, too_soon);
        if (group->last == 0) {
            HASH_DEL(g->groups, group);
            free(group);
        }
    }
}

/* ---- Rates. ---- */

/* What the track's stream delivered so far. Subscriptions that were dropped take their counts with
 * them, so a smaller sum is no rate. */
static uint64_t delivered(const struct state *s, struct ref track)
{
    struct ref stream = {track.source, result_of(s, track)};
    uint64_t sum = 0;
    for (entity_id id = 0; (id = query_next_subscription(s, stream, id));)
        sum += query_subscription(s, (struct ref){track.source, id})->next;
    return sum;
}

static struct track_rate *rate_of(struct growth *g, struct ref track)
{
    uint64_t key[2] = {track.source, track.id};
    struct track_rate *r;
    HASH_FIND(hh, g->rates, key, sizeof key, r);
    if (r)
        return r;
    r = mem_zalloc(sizeof *r);
    memcpy(r->key, key, sizeof key);
    HASH_ADD(hh, g->rates, key, sizeof r->key, r);
    return r;
}

static void measure(struct growth *g, const struct state *s, struct ref track, uint64_t time)
{
    struct track_rate *r = rate_of(g, track);
    uint64_t sum = delivered(s, track);
    double seconds = (double)(time - r->at) / (double)NS_PER_S;
    if (r->at && sum > r->sum && seconds > 0.1 && (double)(sum - r->sum) / seconds > r->most) {
        r->most = (double)(sum - r->sum) / seconds;
        r->most_at = time;
    }
    r->sum = sum;
    r->at = time;
}

/* ---- Looking. ---- */

static void look(struct growth *g, const struct state *s, uint32_t source, uint64_t time)
{
    count_living(g, s, source);
    remember_groups(g, source, false);
    for (entity_id id = 0; (id = query_next(s, source, ENT_TRACK, id));)
        measure(g, s, (struct ref){source, id}, time);
}

static struct seen *seen_of(struct growth *g, uint32_t source)
{
    for (size_t i = 0; i < g->n_seen; i++)
        if (g->seen[i].source == source)
            return &g->seen[i];
    MEM_GROW(g->seen, g->n_seen, g->cap_seen);
    g->seen[g->n_seen] = (struct seen){.source = source};
    return &g->seen[g->n_seen++];
}

void growth_see(struct growth *g, const struct state *s, uint32_t source, uint64_t time)
{
    struct seen *seen = seen_of(g, source);
    if (seen->looked_at && time < seen->looked_at + NS_PER_S)
        return;
    seen->looked_at = time;
    look(g, s, source, time);
}

void growth_finish(struct growth *g, const struct state *s)
{
    for (size_t i = 0; i < g->n_seen; i++) {
        const struct source_info *info = query_source_by_id(s, g->seen[i].source);
        if (info && info->now > g->seen[i].looked_at + NS_PER_S / 2) {
            look(g, s, info->source, info->now);
        } else if (info) {
            count_living(g, s, info->source);
            remember_groups(g, info->source, true);
        }
    }
}

struct growth *growth_new(void)
{
    return mem_zalloc(sizeof(struct growth));
}

void growth_free(struct growth *g)
{
    struct group *group, *next_group;
    struct track_rate *r, *next_rate;
    if (!g)
        return;
    HASH_ITER(hh, g->groups, group, next_group)
    {
        HASH_DEL(g->groups, group);
        free(group);
    }
    HASH_ITER(hh, g->rates, r, next_rate)
    {
        HASH_DEL(g->rates, r);
        free(r);
    }
    free(g->seen);
    free(g);
}
