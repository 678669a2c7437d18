/* ordinals.c - tracks of one name in one function: told apart by their order in the source, and matched by shape
 * when a save changes that order.
 *
 *     runs        part, part#2             the group "m.c:make/part", ranks 1 and 2
 *     evaluated   X, shape of part, shape of part#2
 *     then        part gets rank 2, part#2 rank 3, and the body is evaluated again: X is a new track
 *
 * A rank is the place in the newest evaluation; keys stay as they were given. Evaluating again, instead of giving
 * the tracks to one another afterwards, leaves every variable of the module with the right one. */
#include "hmr/hmr_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct group {
    struct hmr_track **olds;           /* that run, by rank */
    const struct staged_track **news;  /* in order of evaluation */
    size_t nolds, nnews, cap_olds, cap_news;
    int *pair;                         /* of each new one: index of the old one that it is, or -1 */
};

static bool runs(const struct hmr_track *t)
{
    return t->registered && !t->orphan;
}

struct hmr_track *ordinals_find(const struct hmr_module *m, const char *group, uint32_t rank)
{
    struct hmr_track *found = NULL;
    for (struct hmr_track *t = m->tracks; t; t = t->next)
        if (t->rank == rank && strcmp(t->group, group) == 0 && (!found || runs(t)))
            found = t; /* one that runs before an orphan that had its place */
    return found;
}

void ordinals_begin(const struct hmr_module *m)
{
    for (struct hmr_track *t = m->tracks; t; t = t->next)
        t->rank = t->settled_rank;
}

void ordinals_settle(const struct hmr_module *m)
{
    for (struct hmr_track *t = m->tracks; t; t = t->next)
        t->settled_rank = t->rank;
}

/* ---- matching ------------------------------------------------------------------------------------------- */

static unsigned likeness(const struct hmr_track *t, const struct staged_track *n)
{
    if (compare_fingerprint(n->def) == t->newest_fingerprint)
        return 3;
    return t->wrapper->current && compare_shapes(t->wrapper->current, n->def) ? 2 : 0;
}

/* The longest common subsequence, by weight. */
static void pair_alike(struct group *g)
{
    size_t w = g->nnews + 1;
    unsigned *like = mem_zalloc((g->nolds + 1) * w * sizeof *like);
    unsigned *best = mem_zalloc((g->nolds + 1) * w * sizeof *best);
    for (size_t i = g->nolds; i-- > 0;)
        for (size_t j = g->nnews; j-- > 0;) {
            unsigned down = best[(i + 1) * w + j], right = best[i * w + j + 1];
            unsigned m = like[i * w + j] = likeness(g->olds[i], g->news[j]);
            unsigned both = m ? m + best[(i + 1) * w + j + 1] : 0;
            best[i * w + j] = both > down && both > right ? both : down > right ? down : right;
            if (m && both == best[i * w + j])
                continue;
            like[i * w + j] = 0;
        }
    for (size_t i = 0, j = 0; i < g->nolds && j < g->nnews;) {
        if (like[i * w + j])
            g->pair[j++] = (int)i++;
        else if (best[(i + 1) * w + j] >= best[i * w + j + 1])
            i++;
        else
            j++;
    }
    free(like);
    free(best);
}

/* Between two that are alike the others are paired in order: they were edited. */
static void pair_rest(struct group *g)
{
    int next = 0; /* the first old one that may be taken */
    for (size_t j = 0; j < g->nnews; j++) {
        size_t k = j;
        while (k < g->nnews && g->pair[k] < 0)
            k++;
        int end = k < g->nnews ? g->pair[k] : (int)g->nolds;
        if (g->pair[j] < 0 && next < end)
            g->pair[j] = next;
        if (g->pair[j] >= 0)
            next = g->pair[j] + 1;
    }
}

static bool as_evaluated(const struct group *g)
{
    for (size_t j = 0; j < g->nnews; j++) {
        const struct hmr_track *t = g->news[j]->track, *want = g->pair[j] < 0 ? NULL : g->olds[g->pair[j]];
        if (want ? t != want : runs(t))
            return false;
    }
    return true;
}

/* One that the first evaluation made. */
static struct hmr_track *unranked(const struct hmr_module *m, const char *name)
{
    struct hmr_track *t = m->tracks;
    while (t && (t->registered || t->rank || strcmp(t->group, name) != 0))
        t = t->next;
    return t;
}

static void rank_again(const struct hmr_module *m, const struct group *g, const char *name)
{
    for (struct hmr_track *t = m->tracks; t; t = t->next)
        if (strcmp(t->group, name) == 0)
            t->rank = 0;
    for (size_t j = 0; j < g->nnews; j++) {
        struct hmr_track *t = g->pair[j] >= 0 ? g->olds[g->pair[j]] : unranked(m, name);
        if (t)
            t->rank = (uint32_t)j + 1;
    }
}

/* ---- groups ------------------------------------------------------------------------------------------------ */

static int by_rank(const void *a, const void *b)
{
    const struct hmr_track *const *x = a, *const *y = b;
    return (*x)->settled_rank < (*y)->settled_rank ? -1 : (*x)->settled_rank > (*y)->settled_rank;
}

static void collect(struct group *g, const struct stage *s, const char *name)
{
    for (struct hmr_track *t = s->module->tracks; t; t = t->next) {
        if (!runs(t) || strcmp(t->group, name) != 0)
            continue;
        MEM_GROW(g->olds, g->nolds, g->cap_olds);
        g->olds[g->nolds++] = t;
    }
    if (g->nolds)
        qsort(g->olds, g->nolds, sizeof *g->olds, by_rank);
    for (uint32_t rank = 1; rank <= s->ntracks; rank++)
        for (size_t i = 0; i < s->ntracks; i++) {
            if (s->tracks[i].track->rank != rank || strcmp(s->tracks[i].track->group, name) != 0)
                continue;
            MEM_GROW(g->news, g->nnews, g->cap_news);
            g->news[g->nnews++] = &s->tracks[i];
        }
}

static bool rearrange_group(const struct stage *s, const char *name)
{
    struct group g = {0};
    bool again = false;
    collect(&g, s, name);
    if (g.nolds && (g.nolds > 1 || g.nnews > 1)) {
        g.pair = mem_alloc((g.nnews + 1) * sizeof *g.pair);
        for (size_t j = 0; j < g.nnews; j++)
            g.pair[j] = -1;
        pair_alike(&g);
        pair_rest(&g);
        again = !as_evaluated(&g);
        if (again)
            rank_again(s->module, &g, name);
    }
    free(g.olds);
    free(g.news);
    free(g.pair);
    return again;
}

/* The first of its group: each is looked at once. */
static bool leads(const struct stage *s, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(s->tracks[k].track->group, s->tracks[i].track->group) == 0)
            return false;
    return true;
}

bool ordinals_rearrange(const struct stage *s)
{
    bool again = false;
    for (size_t i = 0; i < s->ntracks; i++)
        if (leads(s, i))
            again |= rearrange_group(s, s->tracks[i].track->group);
    return again;
}
