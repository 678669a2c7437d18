/* scan.c - finds the blocks of a tape: by its indexes when they lead through all of it, by the blocks'
 * headers where they do not, by searching where even those are damaged.
 *
 * Nothing that the file says is believed before it fits together: a wrong index costs a walk through
 * the headers, not an answer. */
#include "tape/tape_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tape/reel.h"

enum { WINDOW = 256 << 10, BLOCK_MAX = TAPE_HEAD + TAPE_RAW_MAX };

static uint64_t end_of(const struct tape_entry *e)
{
    return e->at + TAPE_HEAD + e->head.packed;
}

static bool has_events(const struct tape_head *h)
{
    return h->type == BLOCK_RECORDS || h->type == BLOCK_SNAPSHOT;
}

/* Whether a block can stand behind those that are known: numbers and times only rise. */
static bool follows(const struct tape *t, const struct tape_entry *e)
{
    const struct tape_head *h = &e->head;
    bool rises = h->first_event >= t->events && h->first_event <= INT64_MAX &&
                 h->first_time >= t->last_time && h->last_time >= h->first_time;
    return e->at >= t->end && end_of(e) <= t->size && (rises || !has_events(h));
}

static void add(struct tape *t, const struct tape_entry *e)
{
    MEM_GROW(t->entries, t->n, t->cap);
    t->entries[t->n++] = *e;
}

/* Takes a block that follows(): indexes and what this version does not know are passed over. */
static void take(struct tape *t, const struct tape_entry *e)
{
    if (has_events(&e->head)) {
        add(t, e);
        t->events = e->head.first_event + (e->head.type == BLOCK_RECORDS ? e->head.events : 0);
        t->last_time = e->head.last_time;
    }
    t->end = end_of(e);
}

static void forget(struct tape *t)
{
    t->n = 0;
    t->end = TAPE_FRONT;
    t->events = t->last_time = 0;
    t->closed = t->cut = false;
}

static bool read_head(const struct tape *t, uint64_t at, struct tape_entry *e)
{
    unsigned char bytes[TAPE_HEAD];
    e->at = at;
    return tape_read(t, at, bytes, sizeof bytes) == sizeof bytes && head_get(bytes, &e->head);
}

/* ---- By the headers. ---- */

static bool foot_at(const struct tape *t, uint64_t at, uint64_t *index)
{
    unsigned char bytes[TAPE_FOOT];
    uint64_t events;
    return at + TAPE_FOOT == t->size && tape_read(t, at, bytes, sizeof bytes) == sizeof bytes &&
           foot_get(bytes, index, &events);
}

/* The first header among the n bytes that were read from `from` that is good and, with `fitting`, follows
 * what is known; false: there is none. */
static bool search_in(const struct tape *t, uint64_t from, const unsigned char *p, size_t n,
                      bool fitting, struct tape_entry *e)
{
    for (size_t at = head_search(p, n); at + TAPE_HEAD <= n; at += 1 + head_search(p + at + 1, n - at - 1)) {
        e->at = from + at;
        if (head_get(p + at, &e->head) && end_of(e) <= t->size && (!fitting || follows(t, e)))
            return true;
    }
    return false;
}

/* The first block at or behind `from` that fits; false: there is none. */
static bool search(const struct tape *t, uint64_t from, struct tape_entry *e)
{
    unsigned char *window = mem_alloc(WINDOW);
    bool found = false;
    for (size_t n = WINDOW; n == WINDOW && !found; from += n - (TAPE_HEAD - 1)) {
        n = tape_read(t, from, window, WINDOW);
        found = search_in(t, from, window, n, true, e);
    }
    free(window);
    return found;
}

static void add_gap(struct tape *t, uint64_t at, uint64_t bytes)
{
    struct tape_entry gap = {.at = at,
                             .head = {.type = BLOCK_GAP,
                                      .first_event = t->events,
                                      .first_time = t->last_time,
                                      .last_time = t->last_time,
                                      .sum = bytes}};
    add(t, &gap);
}

void scan_more(struct tape *t)
{
    struct tape_entry e;
    uint64_t index;
    t->cut = false;
    while (t->end < t->size) {
        t->closed = foot_at(t, t->end, &index);
        if (t->closed)
            return;
        bool whole = read_head(t, t->end, &e);
        if (whole && end_of(&e) > t->size)
            break; /* its header is good, so this is where the file was cut */
        if (!whole || !follows(t, &e)) {
            if (!search(t, t->end + 1, &e))
                break;
            add_gap(t, t->end, e.at - t->end);
        }
        take(t, &e);
    }
    t->cut = t->end < t->size;
}

/* ---- By the indexes. ---- */

/* Takes what one index lists, which must begin where the last one ended. */
static bool take_index(struct tape *t, uint64_t at)
{
    struct tape_entry index, e;
    if (!read_head(t, at, &index) || index.head.type != BLOCK_INDEX ||
        tape_load(t, &index, NULL) != STATUS_OK || index.head.raw % TAPE_ENTRY)
        return false;
    for (size_t i = 0; i < index.head.raw; i += TAPE_ENTRY) {
        if (!entry_get(t->raw + i, &e) || e.at != t->end || !follows(t, &e))
            return false;
        take(t, &e);
    }
    if (at != t->end)
        return false;
    t->end = end_of(&index);
    return true;
}

/* The places of all indexes, the last one first: each leads to the one before. */
static size_t find_indexes(const struct tape *t, uint64_t last, uint64_t **out)
{
    size_t n = 0, cap = 0;
    struct tape_entry e;
    *out = NULL;
    for (uint64_t at = last; at; at = e.head.index) {
        if (!read_head(t, at, &e) || e.head.index >= at || end_of(&e) > t->size)
            return 0;
        MEM_GROW(*out, n, cap);
        (*out)[n++] = at;
    }
    return n;
}

static bool scan_indexes(struct tape *t, uint64_t last)
{
    uint64_t *places;
    size_t n = find_indexes(t, last, &places);
    bool good = n > 0;
    forget(t);
    for (size_t i = n; i > 0 && good; i--)
        good = take_index(t, places[i - 1]);
    free(places);
    if (!good)
        forget(t);
    return good;
}

/* A block near the end, found by searching backwards, names the last index before it. 0: none. */
static uint64_t last_index(const struct tape *t)
{
    unsigned char *window = mem_alloc(WINDOW);
    uint64_t stop = t->size > BLOCK_MAX ? t->size - BLOCK_MAX : 0;
    struct tape_entry e;
    bool found = false;
    for (uint64_t to = t->size; to > stop && !found;) {
        uint64_t from = to > WINDOW ? to - WINDOW : 0;
        size_t n = tape_read(t, from, window, WINDOW);
        found = search_in(t, from, window, n, false, &e);
        to = from > 0 ? from + TAPE_HEAD - 1 : 0; /* a header may stand across two windows */
    }
    free(window);
    if (!found)
        return 0;
    return e.head.type == BLOCK_INDEX ? e.at : e.head.index;
}

/* Blocks on a reel are whole, and few. */
static void scan_reel(struct tape *t)
{
    forget(t);
    t->end = reel_stats(t->reel).begin;
    scan_more(t);
}

void scan_forget(struct tape *t, uint64_t begin)
{
    size_t gone = 0;
    while (gone < t->n && t->entries[gone].at < begin)
        gone++;
    t->n -= gone;
    memmove(t->entries, t->entries + gone, t->n * sizeof *t->entries);
    t->at = t->at > gone ? t->at - gone : 0;
    if (t->end < begin)
        t->end = begin;
}

void scan_all(struct tape *t)
{
    uint64_t index = 0;
    if (t->reel) {
        scan_reel(t);
        return;
    }
    if (t->size >= TAPE_FRONT + TAPE_FOOT && foot_at(t, t->size - TAPE_FOOT, &index) &&
        scan_indexes(t, index)) {
        scan_more(t);
        if (t->closed && !t->cut)
            return;
    }
    index = last_index(t);
    if (!index || !scan_indexes(t, index))
        forget(t);
    scan_more(t);
}
