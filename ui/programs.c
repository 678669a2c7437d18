#include "ui/programs.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"

static uint64_t wall_of(const struct state *s, const struct source_info *src, uint64_t mono)
{
    return query_wall(s, src->source, mono);
}

/* Lost and found again: the program itself never ended. */
static bool same_run(const struct source_info *a, const struct source_info *b)
{
    return a->pid == b->pid && a->started_wall == b->started_wall;
}

/* Whether `a` was still there when `b` began. */
static bool met(const struct state *s, const struct source_info *a, const struct source_info *b)
{
    return !a->ended_at || (!same_run(a, b) && wall_of(s, a, a->ended_at) >= b->started_wall);
}

/* The lowest ordinal that no earlier program of the name held when this one began. */
static unsigned place_of(const struct programs *p, const struct state *s, const struct program *own)
{
    unsigned ordinal = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct program *other = &p->items[i];
        if (!strcmp(other->name, own->name) && other->ordinal == ordinal &&
            met(s, other->src, own->src)) {
            ordinal++;
            i = (size_t)-1; /* again from the first */
        }
    }
    return ordinal;
}

static uint64_t key_of(const struct program *own)
{
    uint64_t h = bytes_hash_str(BYTES_HASH_SEED, own->name);
    h = bytes_hash(h, &own->ordinal, sizeof own->ordinal);
    return h + !h;
}

static void take_place(struct programs *p, const struct program *own)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->items[i].key == own->key)
            p->items[i].replaced = true;
}

static void mark_twins(struct programs *p)
{
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < p->n; k++)
            p->items[i].twin |= i != k && !p->items[k].replaced &&
                                !strcmp(p->items[i].name, p->items[k].name);
}

void programs_list(struct programs *p, const struct state *s)
{
    const struct source_info *src;
    p->n = p->listed = 0;
    for (size_t i = 0; i < PROGRAMS_MAX && (src = query_source(s, i)); i++) {
        struct program own = {.src = src, .name = src->name ? src->name : ""};
        own.ordinal = place_of(p, s, &own);
        own.key = key_of(&own);
        take_place(p, &own);
        p->items[p->n++] = own;
    }
    mark_twins(p);
    for (size_t i = 0; i < p->n; i++)
        p->listed += !p->items[i].replaced;
}

const struct program *programs_find(const struct programs *p, uint32_t source)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->items[i].src->source == source)
            return &p->items[i];
    return NULL;
}

uint64_t programs_signature(const struct programs *p)
{
    uint64_t h = BYTES_HASH_SEED;
    for (size_t i = 0; i < p->n; i++) {
        const struct source_info *src = p->items[i].src;
        uint64_t own[] = {p->items[i].key, src->source, src->pid, src->started_wall};
        h = bytes_hash(h, own, sizeof own);
    }
    return h;
}

bool programs_syncing(const struct programs *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->items[i].src->syncing && !p->items[i].src->ended_at)
            return true;
    return false;
}

bool program_is_script(const struct source_info *src)
{
    return src && src->host && *src->host && strcmp(src->host, "c") != 0;
}

bool program_swaps(const struct source_info *src)
{
    return src && (src->hot || !program_is_script(src));
}

bool program_holds(const struct source_info *src, const struct ent_module *m)
{
    return src && m && src->approval && m->build == BUILD_LOADED && m->building > m->generation;
}

enum program_state program_state(const struct view *v, const struct source_info *src)
{
    if (src->ended_at)
        return v->awaited ? PROGRAM_GONE : PROGRAM_ENDED;
    return src->syncing ? PROGRAM_SYNCING : PROGRAM_LIVE;
}

const char *program_age(uint64_t ns, char *buf, size_t size)
{
    unsigned long long s = ns / NS_PER_S;
    if (s < 60)
        snprintf(buf, size, "%llu s", s);
    else if (s < 3600)
        snprintf(buf, size, "%llu min", s / 60);
    else
        snprintf(buf, size, "%llu h", s / 3600);
    return buf;
}

uint64_t program_age_lasts(uint64_t ns)
{
    uint64_t s = ns / NS_PER_S;
    uint64_t unit = NS_PER_S * (s < 60 ? 1 : s < 3600 ? 60 : 3600);
    return unit - ns % unit;
}

void program_state_text(const struct view *v, const struct source_info *src, bool brief, char *buf,
                        size_t size)
{
    uint64_t ended = src->ended_at ? wall_of(v->state, src, src->ended_at) : 0;
    char age[32];
    switch (program_state(v, src)) {
    case PROGRAM_LIVE:
        snprintf(buf, size, "live");
        return;
    case PROGRAM_SYNCING:
        snprintf(buf, size, "synchronising");
        return;
    case PROGRAM_GONE:
        program_age(v->wall > ended ? v->wall - ended : 0, age, sizeof age);
        snprintf(buf, size, "gone %s%s", age, brief ? "" : ", waiting to come back");
        return;
    case PROGRAM_ENDED:
        if (brief || !src->exit_status)
            snprintf(buf, size, "ended");
        else
            snprintf(buf, size, "ended, status %d", src->exit_status);
    }
}
