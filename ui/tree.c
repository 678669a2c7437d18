#include "ui/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct fold {
    uint64_t key; /* 0: empty */
    bool open;
    uint8_t pages;
};

void tree_emit(struct tree_out *out, const struct tree_node *node)
{
    MEM_GROW(out->items, out->n, out->cap);
    out->items[out->n++] = *node;
}

void tree_init(struct tree *t, const struct tree_ops *ops)
{
    *t = (struct tree){.ops = *ops, .height = 1};
}

void tree_release(struct tree *t)
{
    free(t->rows);
    free(t->before);
    free(t->folds);
    free(t->scratch.items);
    memset(t, 0, sizeof *t);
}

/* Folds: a table that only grows; an entry is a person's wish or what was decided at first sight.
 */

static struct fold *fold_slot(struct fold *table, size_t cap, uint64_t key)
{
    size_t i = (size_t)(key * 0x9e3779b97f4a7c15ull >> 32) & (cap - 1);
    while (table[i].key && table[i].key != key)
        i = (i + 1) & (cap - 1);
    return &table[i];
}

static void folds_grow(struct tree *t)
{
    size_t cap = t->fold_cap ? t->fold_cap * 2 : 64;
    struct fold *table = mem_zalloc(cap * sizeof *table);
    for (size_t i = 0; i < t->fold_cap; i++)
        if (t->folds[i].key)
            *fold_slot(table, cap, t->folds[i].key) = t->folds[i];
    free(t->folds);
    t->folds = table;
    t->fold_cap = cap;
}

static struct fold *fold_of(struct tree *t, uint64_t key, bool *fresh)
{
    key += !key;
    if ((t->nfolds + 1) * 2 > t->fold_cap)
        folds_grow(t);
    struct fold *f = fold_slot(t->folds, t->fold_cap, key);
    *fresh = !f->key;
    if (*fresh) {
        f->key = key;
        t->nfolds++;
    }
    return f;
}

void tree_fold(struct tree *t, uint64_t key, bool open)
{
    bool fresh;
    fold_of(t, key, &fresh)->open = open;
}

void tree_more(struct tree *t, uint64_t key)
{
    bool fresh;
    struct fold *f = fold_of(t, key, &fresh);
    if (f->pages < 20)
        f->pages++;
}

void tree_pages(struct tree *t, uint64_t key, unsigned least)
{
    bool fresh;
    struct fold *f = fold_of(t, key, &fresh);
    if (f->pages < least)
        f->pages = (uint8_t)least;
}

static struct fold look_up(struct tree *t, const struct tree_node *node)
{
    bool fresh;
    struct fold *f = fold_of(t, node->key, &fresh);
    if (fresh)
        f->open = t->ops.open_at_first && t->ops.open_at_first(t->ops.ctx, node);
    return *f;
}

bool tree_is_open(struct tree *t, const struct tree_node *node)
{
    return look_up(t, node).open;
}

static unsigned pages_of(struct tree *t, const struct tree_node *node)
{
    bool fresh;
    return node ? look_up(t, node).pages : fold_of(t, 0, &fresh)->pages;
}

static struct tree_row *add_row(struct tree *t, const struct tree_node *node, unsigned depth)
{
    MEM_GROW(t->rows, t->n, t->cap);
    t->rows[t->n] = (struct tree_row){.node = *node, .depth = (uint16_t)depth};
    return &t->rows[t->n++];
}

static void add_children(struct tree *t, const struct tree_node *parent, unsigned depth);

/* With a filter a row stays when it matches or something below it stayed. A fold counts only where
 * the row itself matches: above a match everything is open. */
static void add_node(struct tree *t, const struct tree_node *node, unsigned depth)
{
    size_t at = t->n;
    add_row(t, node, depth);
    if (!t->filtered) {
        bool open = node->branch && look_up(t, node).open;
        t->rows[at].open = open;
        if (open)
            add_children(t, node, depth + 1);
        return;
    }
    bool inside = t->inside && *t->inside;
    bool context = !inside && !t->ops.match(t->ops.ctx, node);
    bool open = node->branch && (context || look_up(t, node).open);
    t->rows[at].open = open;
    t->rows[at].context = context;
    if (t->inside)
        *t->inside = !context;
    if (open)
        add_children(t, node, depth + 1);
    if (t->inside)
        *t->inside = inside;
    if (context && t->n == at + 1)
        t->n = at;
}

void tree_list(struct tree *t, const struct tree_node *parent, unsigned pages)
{
    t->ops.children(t->ops.ctx, parent, pages, &t->scratch);
}

/* The scratch list is a stack: each level takes its part from its end. */
static void add_children(struct tree *t, const struct tree_node *parent, unsigned depth)
{
    struct tree_out *out = &t->scratch;
    size_t from = out->n;
    if (depth >= TREE_DEPTH)
        return;
    tree_list(t, parent, pages_of(t, parent));
    size_t to = out->n;
    for (size_t i = from; i < to; i++) {
        struct tree_node node = out->items[i];
        add_node(t, &node, depth);
    }
    out->n = from;
}

static bool same_entity(const struct tree *t, const struct tree_node *a, const struct tree_node *b)
{
    return !t->strangers && a->ref.id && a->kind == b->kind && ref_eq(a->ref, b->ref);
}

/* The entity itself, in the same place if it stands in several; else what took its place. */
static size_t find_row(const struct tree *t, const struct tree_node *node)
{
    size_t entity = t->n, place = t->n;
    for (size_t i = 0; i < t->n; i++) {
        const struct tree_node *n = &t->rows[i].node;
        if (same_entity(t, n, node) && (n->key == node->key || entity == t->n))
            entity = i;
        if (n->key == node->key)
            place = i;
    }
    return entity < t->n ? entity : place;
}

static size_t find_survivor(const struct tree *t, size_t selected)
{
    for (size_t i = selected + 1; i-- > 0;) {
        size_t row = find_row(t, &t->before[i].node);
        if (row < t->n)
            return row;
    }
    return 0;
}

static void clamp_top(struct tree *t)
{
    if (t->selected < t->top)
        t->top = t->selected;
    if (t->selected >= t->top + t->height)
        t->top = t->selected - t->height + 1;
    if (t->top + t->height > t->n)
        t->top = t->n > t->height ? t->n - t->height : 0;
}

void tree_await(struct tree *t)
{
    t->strangers = true;
    if (t->awaiting || t->selected >= t->n)
        return;
    t->awaiting = true;
    t->awaited = t->rows[t->selected].node;
    t->awaited_line = t->selected - t->top;
}

static size_t row_of_key(const struct tree *t, uint64_t key)
{
    size_t row = 0;
    while (row < t->n && t->rows[row].node.key != key)
        row++;
    return row;
}

/* The awaited row, by its key alone. */
static bool find_awaited(struct tree *t)
{
    size_t row = row_of_key(t, t->awaited.key);
    if (row == t->n)
        return false;
    t->selected = row;
    t->awaiting = false;
    return true;
}

void tree_build(struct tree *t)
{
    size_t had = t->n, was = t->selected, line = t->selected - t->top;
    MEM_RESERVE(t->before, had + 1, t->before_cap);
    if (had)
        memcpy(t->before, t->rows, had * sizeof *t->rows);
    t->n = 0;
    add_children(t, NULL, 0);
    if (t->awaiting && find_awaited(t))
        line = t->awaited_line;
    else
        t->selected = had ? find_survivor(t, was) : 0;
    t->strangers = false;
    /* What comes in above the very first row stays in sight. */
    t->top = was && t->selected > line ? t->selected - line : 0;
    clamp_top(t);
}

void tree_set_height(struct tree *t, size_t height)
{
    t->height = height ? height : 1;
    clamp_top(t);
}

const struct tree_row *tree_selected(const struct tree *t)
{
    return t->selected < t->n ? &t->rows[t->selected] : NULL;
}

void tree_select(struct tree *t, size_t row)
{
    t->selected = row < t->n ? row : t->n ? t->n - 1 : 0;
    t->awaiting = false;
    clamp_top(t);
}

void tree_move(struct tree *t, long by)
{
    size_t back = (size_t)-by;
    if (by < 0)
        tree_select(t, back > t->selected ? 0 : t->selected - back);
    else
        tree_select(t, t->selected + (size_t)by);
}

bool tree_select_key(struct tree *t, uint64_t key)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->rows[i].node.key == key) {
            tree_select(t, i);
            return true;
        }
    return false;
}

bool tree_select_ref(struct tree *t, struct ref ref, int kind)
{
    for (size_t i = 0; i < t->n; i++)
        if (ref_eq(t->rows[i].node.ref, ref) && (kind < 0 || t->rows[i].node.kind == kind)) {
            tree_select(t, i);
            return true;
        }
    return false;
}

size_t tree_parent(const struct tree *t, size_t row)
{
    for (size_t i = row; i-- > 0;)
        if (t->rows[i].depth < t->rows[row].depth)
            return i;
    return row;
}

/* A way through the tree, and how far it was found to lead. */
struct search {
    const struct ref *way;
    size_t n;
    uint64_t path[TREE_DEPTH], best[TREE_DEPTH]; /* keys, from the root on */
    size_t reached, depth;                       /* of `best` */
};

/* Behind the place on the way of the node; 0: it is not on it. Several rows in a row may be of one entity. */
static size_t place_on_way(const struct search *s, const struct tree_node *node, size_t from)
{
    size_t at = s->n;
    while (at > from && !ref_eq(s->way[at - 1], node->ref))
        at--;
    while (at > from + 1 && ref_eq(s->way[at - 2], node->ref))
        at--;
    return at > from ? at : 0;
}

/* true: its end was found. */
static bool search_below(struct tree *t, struct search *s, const struct tree_node *parent, size_t from, size_t depth)
{
    struct tree_out *out = &t->scratch;
    size_t begin = out->n;
    bool end = depth == TREE_DEPTH;
    if (!end)
        t->ops.children(t->ops.ctx, parent, parent ? look_up(t, parent).pages : 0, out);
    for (size_t i = begin, to = out->n; i < to && !end; i++) {
        struct tree_node node = out->items[i];
        size_t at = place_on_way(s, &node, from);
        if (!at)
            continue;
        s->path[depth] = node.key;
        if (at > s->reached) {
            s->reached = at;
            s->depth = depth + 1;
            memcpy(s->best, s->path, sizeof s->best);
        }
        end = at == s->n || (node.branch && search_below(t, s, &node, at, depth + 1));
    }
    out->n = begin;
    return end && s->reached == s->n;
}

bool tree_reveal(struct tree *t, const struct ref *way, size_t n)
{
    struct search s = {.way = way, .n = n};
    search_below(t, &s, NULL, 0, 0);
    for (size_t i = 0; i + 1 < s.depth; i++)
        tree_fold(t, s.best[i], true);
    if (!s.depth)
        return false;
    tree_build(t);
    size_t row = row_of_key(t, s.best[s.depth - 1]);
    if (row == t->n)
        return false;
    tree_select(t, row);
    return true;
}
