/* growth.c - how many living subscriptions there were at each look, by what made them; how many
 * values a second. */
#include "state/growth.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/clock.h"
#include "base/mem.h"
#include "state/labels.h"

/* ---- Groups. ---- */

struct group *growth_find(const struct growth *g, const struct group_key *key)
{
    struct group *group;
    HASH_FIND(hh, g->groups, key, sizeof *key, group);
    return group;
}

struct group *growth_group(struct growth *g, const struct group_key *key)
{
    struct group *group = growth_find(g, key);
    if (group || HASH_COUNT(g->groups) >= GROUPS_MAX)
        return group;
    group = mem_zalloc(sizeof *group);
    group->key = *key;
    HASH_ADD(hh, g->groups, key, sizeof group->key, group);
    g->loops += key->kind == FINDING_LOOP;
    return group;
}

struct group *growth_note(struct growth *g, const struct group_key *key, entity_id id, uint64_t since)
{
    struct group *group = growth_group(g, key);
    if (!group)
        return NULL;
    if (!group->now || since < group->oldest) {
        group->oldest = since;
        group->sample = id;
    }
    group->now++;
    return group;
}

static void drop_group(struct growth *g, struct group *group)
{
    g->loops -= group->key.kind == FINDING_LOOP;
    HASH_DEL(g->groups, group);
    free(group);
}

static void count_swaps(struct group *group, bool swapped)
{
    if (!group->looks)
        group->swaps = 0;
    else if (swapped)
        group->swaps = group->now > group->last ? group->swaps + 1 : 0;
    else if (group->now != group->last)
        group->swaps = 0;
}

/* A row of looks in which it never shrank begins again when it does. What follows too soon upon a
 * look only brings the number up to date. */
static void remember(struct group *group, bool too_soon)
{
    if (!group->looks || group->now < group->last)
        group->first = group->now;
    if (group->now < group->last)
        group->rises = 0;
    else if (too_soon || !group->looks)
        ;
    else if (group->now > group->last)
        group->rises++;
    else
        group->rises -= group->rises > 0; /* a pause takes one back */
    group->looks += !too_soon;
    if (!too_soon)
        memmove(group->series, group->series + 1, sizeof group->series - sizeof *group->series);
    group->series[GROUP_SERIES - 1] = group->now;
    group->last = group->now;
    group->now = 0;
}

static void remember_groups(struct growth *g, const struct look *l, bool swapped, bool too_soon)
{
    struct group *group, *next;
    HASH_ITER(hh, g->groups, group, next)
    {
        if (group->key.source != l->source)
            continue;
        group->age = l->time > group->oldest ? l->time - group->oldest : 0;
        count_swaps(group, swapped);
        remember(group, too_soon);
        if (group->last == 0)
            drop_group(g, group);
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

void growth_measure(struct growth *g, const struct state *s, struct ref track, uint64_t time)
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

enum { STAGES = 4 };
static const struct {
    enum entity_kind kind;
    void (*visit)(struct growth *g, const struct state *s, const struct look *l, entity_id id);
} stages[STAGES] = {{ENT_SUBSCRIPTION, lint_subscription},
                    {ENT_OBSERVABLE, lint_observable},
                    {ENT_OPERATOR, lint_operator},
                    {ENT_TRACK, lint_track}};

static struct seen *seen_of(struct growth *g, uint32_t source)
{
    for (size_t i = 0; i < g->n_seen; i++)
        if (g->seen[i].source == source)
            return &g->seen[i];
    MEM_GROW(g->seen, g->n_seen, g->cap_seen);
    g->seen[g->n_seen] = (struct seen){.source = source};
    return &g->seen[g->n_seen++];
}

static void see_generations(struct seen *seen, const struct state *s)
{
    uint64_t sum = 0;
    for (entity_id id = 0; (id = query_next(s, seen->source, ENT_MODULE, id));)
        sum += query_module(s, (struct ref){seen->source, id})->generation;
    seen->swapped = seen->before && sum != seen->generations;
    seen->generations = sum;
}

static void begin_look(struct growth *g, const struct state *s, uint32_t source, uint64_t time)
{
    struct seen *seen = seen_of(g, source);
    seen->before = seen->looked_at;
    seen->looked_at = time;
    see_generations(seen, s);
    g->look = (struct look){.on = true, .index = g->look.index, .source = source, .time = time,
                            .before = seen->before};
}

/* Goes on with the look for as many entities; what is left of them. */
static size_t go_on(struct growth *g, const struct state *s, size_t budget)
{
    struct look *l = &g->look;
    while (budget && l->stage < STAGES) {
        l->after = query_next(s, l->source, stages[l->stage].kind, l->after);
        if (l->after)
            stages[l->stage].visit(g, s, l, l->after);
        else
            l->stage++;
        budget--;
    }
    return budget;
}

static void end_look(struct growth *g, bool too_soon)
{
    remember_groups(g, &g->look, seen_of(g, g->look.source)->swapped, too_soon);
    g->look.on = false;
}

static void look(struct growth *g, const struct state *s, uint32_t source, uint64_t time, bool too_soon)
{
    begin_look(g, s, source, time);
    go_on(g, s, SIZE_MAX);
    end_look(g, too_soon);
}

void growth_see(struct growth *g, const struct state *s, uint32_t source, uint64_t time)
{
    const struct seen *seen = seen_of(g, source);
    if (!seen->looked_at || time >= seen->looked_at + NS_PER_S)
        look(g, s, source, time, false);
}

void growth_finish(struct growth *g, const struct state *s)
{
    for (size_t i = 0; i < g->n_seen; i++) {
        const struct source_info *info = query_source_by_id(s, g->seen[i].source);
        if (info)
            look(g, s, info->source, info->now, info->now <= g->seen[i].looked_at + NS_PER_S / 2);
    }
}

/* What the program's clock shows at that wall time; a program that does nothing tells no time. */
static uint64_t mono_at(const struct state *s, const struct source_info *info, uint64_t wall)
{
    uint64_t newest = query_wall(s, info->source, info->now);
    return wall > newest ? info->now + (wall - newest) : info->now;
}

/* The next source that can be looked at; false: there is none. */
static bool begin_next(struct growth *g, const struct state *s, uint64_t wall)
{
    const struct source_info *info;
    for (; (info = query_source(s, g->look.index)); g->look.index++)
        if (!info->ended_at && !info->syncing && info->started_at) {
            begin_look(g, s, info->source, mono_at(s, info, wall));
            return true;
        }
    return false;
}

bool growth_step(struct growth *g, const struct state *s, uint64_t wall, size_t budget)
{
    if (!g->look.on) {
        if (g->begun && wall >= g->begun && wall < g->begun + NS_PER_S)
            return false;
        g->begun = wall;
        g->look.index = 0;
        if (!begin_next(g, s, wall))
            return true;
    }
    while ((budget = go_on(g, s, budget))) {
        end_look(g, false);
        g->look.index++;
        if (!begin_next(g, s, wall))
            return true;
    }
    return false;
}

bool growth_looking(const struct growth *g)
{
    return g->look.on;
}

#define CHECK_LIMIT(name, value) .name = (value),
const struct check_limits check_defaults = {CHECK_LIMITS(CHECK_LIMIT)};
#undef CHECK_LIMIT

struct growth *growth_new(const struct check_limits *limits)
{
    struct growth *g = mem_zalloc(sizeof *g);
    g->limits = limits ? *limits : check_defaults;
    return g;
}

void growth_forget(struct growth *g)
{
    struct group *group, *next_group;
    struct track_rate *r, *next_rate;
    HASH_ITER(hh, g->groups, group, next_group)
    {
        drop_group(g, group);
    }
    HASH_ITER(hh, g->rates, r, next_rate)
    {
        HASH_DEL(g->rates, r);
        free(r);
    }
    free(g->seen);
    *g = (struct growth){.limits = g->limits};
}

void growth_free(struct growth *g)
{
    if (!g)
        return;
    growth_forget(g);
    free(g);
}
