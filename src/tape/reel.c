/* reel.c - pieces as they were written, each in memory of its own, in order of their places. */
#include "tape/reel.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

struct piece {
    uint64_t at;
    size_t n;
    bool cut; /* a stretch begins here */
    unsigned char bytes[];
};

struct tape_reel {
    struct piece **pieces; /* of them [first, n) are held */
    size_t first, n, cap;
    struct reel_stats stats;
    uint64_t wall;
    bool cut;
};

struct tape_reel *reel_new(uint64_t budget)
{
    struct tape_reel *r = mem_zalloc(sizeof *r);
    r->stats.budget = budget;
    r->wall = clock_wall_ns();
    return r;
}

void reel_free(struct tape_reel *r)
{
    if (!r)
        return;
    for (size_t i = r->first; i < r->n; i++)
        free(r->pieces[i]);
    free(r->pieces);
    free(r);
}

struct reel_stats reel_stats(const struct tape_reel *r)
{
    return r->stats;
}

uint64_t reel_wall(const struct tape_reel *r)
{
    return r->wall;
}

void reel_cut(struct tape_reel *r)
{
    r->cut = true;
}

/* A piece and its place in the list, half of which may be free and half of the rest be left. */
static uint64_t cost_of(size_t n)
{
    return sizeof(struct piece) + n + 4 * sizeof(struct piece *);
}

/* Behind the oldest stretch; r->n: there is no other one. */
static size_t second_stretch(const struct tape_reel *r)
{
    size_t i = r->first;
    while (i < r->n && (i == r->first || !r->pieces[i]->cut))
        i++;
    return i;
}

static void leave(struct tape_reel *r, size_t until)
{
    for (; r->first < until; r->first++) {
        r->stats.bytes -= cost_of(r->pieces[r->first]->n);
        free(r->pieces[r->first]);
    }
    r->stats.begin = until < r->n ? r->pieces[until]->at : r->stats.end;
    r->stats.left++;
    if (r->first < r->n / 2)
        return;
    r->n -= r->first; /* the list itself stays as short as what is held */
    memmove(r->pieces, r->pieces + r->first, r->n * sizeof *r->pieces);
    r->first = 0;
}

/* The stretch that is being written stays, unless the new piece begins another one. */
static bool make_room(struct tape_reel *r, uint64_t cost)
{
    while (r->stats.bytes + cost > r->stats.budget) {
        size_t next = second_stretch(r);
        if (r->first == r->n || (next == r->n && !r->cut))
            return false;
        leave(r, next);
    }
    return true;
}

bool reel_add(struct tape_reel *r, const void *bytes, size_t n)
{
    if (!make_room(r, cost_of(n)))
        return false;
    struct piece *p = mem_alloc(sizeof *p + n);
    *p = (struct piece){.at = r->stats.end, .n = n, .cut = r->cut};
    memcpy(p->bytes, bytes, n);
    MEM_GROW(r->pieces, r->n, r->cap);
    r->pieces[r->n++] = p;
    r->stats.stretch = r->cut ? n : r->stats.stretch + n;
    r->stats.end += n;
    r->stats.bytes += cost_of(n);
    r->cut = false;
    return true;
}

/* The piece in which a place lies; r->n: in none. */
static size_t piece_at(const struct tape_reel *r, uint64_t at)
{
    size_t low = r->first, high = r->n; /* the first that ends behind it */
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (r->pieces[mid]->at + r->pieces[mid]->n <= at)
            low = mid + 1;
        else
            high = mid;
    }
    return low < r->n && r->pieces[low]->at <= at ? low : r->n;
}

size_t reel_read(const struct tape_reel *r, uint64_t at, void *out, size_t n)
{
    size_t done = 0;
    for (size_t i = piece_at(r, at); i < r->n && done < n; i++) {
        const struct piece *p = r->pieces[i];
        size_t from = (size_t)(at + done - p->at), some = p->n - from;
        some = some < n - done ? some : n - done;
        memcpy((char *)out + done, p->bytes + from, some);
        done += some;
    }
    return done;
}
