#include "hmr/difflines.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { CONTEXT = 3, LINES_MAX = 2000 };

struct line {
    const char *text;
    size_t len;
};

struct lines {
    struct line *items;
    size_t n, cap;
};

/* The result: ' ', '-' and '+', one a line. */
struct diff {
    struct lines old, now;
    char *marks;
    size_t n;
};

static struct lines split(struct difftext t)
{
    struct lines list = {0};
    for (const char *p = t.text, *end = p + t.len; p && p < end;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        size_t n = (size_t)((stop ? stop : end) - p);
        MEM_GROW(list.items, list.n, list.cap);
        list.items[list.n++] = (struct line){p, n};
        p += n + (stop != NULL);
    }
    return list;
}

static bool same(const struct line *a, const struct line *b)
{
    return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

static void mark(struct diff *d, char what, size_t times)
{
    memset(d->marks + d->n, what, times);
    d->n += times;
}

/* What both begin with, and what both end with, is out of the way. */
static void align_middle(struct diff *d, size_t head, size_t na, size_t nb)
{
    const struct line *a = na ? d->old.items + head : NULL, *b = nb ? d->now.items + head : NULL;
    size_t w = nb + 1, i = 0, j = 0;
    if (na > LINES_MAX || nb > LINES_MAX) {
        mark(d, '-', na);
        mark(d, '+', nb);
        return;
    }
    uint16_t *best = mem_zalloc((na + 1) * w * sizeof *best);
    for (size_t x = na; x-- > 0;)
        for (size_t y = nb; y-- > 0;) {
            uint16_t down = best[(x + 1) * w + y], right = best[x * w + y + 1];
            best[x * w + y] = same(&a[x], &b[y]) ? (uint16_t)(best[(x + 1) * w + y + 1] + 1) : down > right ? down : right;
        }
    while (i < na || j < nb) {
        if (i < na && j < nb && same(&a[i], &b[j])) {
            mark(d, ' ', 1);
            i++;
            j++;
        } else if (j == nb || (i < na && best[(i + 1) * w + j] >= best[i * w + j + 1])) {
            mark(d, '-', 1);
            i++;
        } else {
            mark(d, '+', 1);
            j++;
        }
    }
    free(best);
}

static void compare(struct diff *d)
{
    size_t na = d->old.n, nb = d->now.n, head = 0, tail = 0;
    d->marks = mem_alloc(na + nb + 1);
    while (head < na && head < nb && same(&d->old.items[head], &d->now.items[head]))
        head++;
    while (tail < na - head && tail < nb - head && same(&d->old.items[na - 1 - tail], &d->now.items[nb - 1 - tail]))
        tail++;
    mark(d, ' ', head);
    align_middle(d, head, na - head - tail, nb - head - tail);
    mark(d, ' ', tail);
}

/* ---- hunks -------------------------------------------------------------------------------------------------- */

struct hunk {
    size_t from, to;       /* marks */
    size_t old_at, now_at; /* lines before it */
};

static size_t next_change(const struct diff *d, size_t from)
{
    while (from < d->n && d->marks[from] == ' ')
        from++;
    return from;
}

/* Behind the last change that is not further than twice the context from the one before, and its context. */
static size_t hunk_end(const struct diff *d, size_t change)
{
    size_t last = change;
    for (size_t next = change; next < d->n && next - last <= 2 * CONTEXT + 1; next = next_change(d, next + 1))
        last = next;
    return last + 1 + CONTEXT < d->n ? last + 1 + CONTEXT : d->n;
}

static void print_hunk(const struct diff *d, const struct hunk *h, struct difftext old, struct difftext now, struct str *out)
{
    size_t removed = 0, added = 0, i = h->old_at, j = h->now_at;
    for (size_t m = h->from; m < h->to; m++) {
        removed += d->marks[m] != '+';
        added += d->marks[m] != '-';
    }
    str_addf(out, "@@ -%zu,%zu +%zu,%zu @@\n", removed ? old.line + i : 0, removed, added ? now.line + j : 0, added);
    for (size_t m = h->from; m < h->to; m++) {
        const struct line *l = d->marks[m] == '+' ? &d->now.items[j] : &d->old.items[i];
        i += d->marks[m] != '+';
        j += d->marks[m] != '-';
        str_addc(out, d->marks[m]);
        str_addn(out, l->text, l->len);
        str_addc(out, '\n');
    }
}

static void count(const struct diff *d, size_t from, size_t to, struct hunk *h)
{
    for (size_t m = from; m < to; m++) {
        h->old_at += d->marks[m] != '+';
        h->now_at += d->marks[m] != '-';
    }
}

void difflines(struct difftext old, struct difftext now, struct str *out)
{
    struct diff d = {split(old), split(now), NULL, 0};
    struct hunk h = {0, 0, 0, 0};
    compare(&d);
    for (size_t change = 0; (change = next_change(&d, h.to)) < d.n;) {
        size_t from = change > h.to + CONTEXT ? change - CONTEXT : h.to;
        count(&d, h.to, from, &h);
        h.from = from;
        h.to = hunk_end(&d, change);
        print_hunk(&d, &h, old, now, out);
        count(&d, h.from, h.to, &h);
    }
    free(d.old.items);
    free(d.now.items);
    free(d.marks);
}
