/* tree_find.c - looks for something in the whole tree, in folded parts too, in the order in which it would be
 * listed if all was unfolded.
 *
 * One walk finds the row after, or before, the one where it begins, and the one that comes when the walk goes round;
 * so each hit that could be the one is kept with the way to it, and nothing is allocated for the rest. */
#include "ui/tree.h"

#include <string.h>

struct walk {
    struct tree *t;
    struct tree_search *s;
    struct tree_hit at;          /* where the walk is */
    struct tree_hit first, last; /* the outermost hits on either side of where it began */
    struct tree_hit near;        /* the nearest one behind it, or before it */
    size_t near_number;
    size_t seen;
    bool passed;                 /* the walk is behind where it began */
};

static unsigned pages_for(const struct tree *t, size_t index)
{
    unsigned pages = 0;
    while (t->ops.page && pages < 20 && t->ops.page << pages <= index)
        pages++;
    return pages;
}

static void keep(struct walk *w, struct tree_hit *to, const struct tree_node *n)
{
    *to = w->at;
    to->node = *n;
    to->found = true;
}

static void take(struct walk *w, const struct tree_node *n, bool here)
{
    bool behind = w->passed && !here;
    w->s->count++;
    if (!w->first.found)
        keep(w, &w->first, n);
    keep(w, &w->last, n);
    if (w->s->back ? (!w->passed || (here && w->s->inclusive))
                   : (!w->near.found && (behind || (here && w->s->inclusive)))) {
        keep(w, &w->near, n);
        w->near_number = w->s->count;
    }
}

static void walk_children(struct walk *w, const struct tree_node *parent, size_t depth);

static void look_at(struct walk *w, const struct tree_node *n, size_t depth)
{
    bool here = n->key == w->s->from;
    w->passed |= here;
    if (w->s->fits(w->s->ctx, n))
        take(w, n, here);
    if (!n->branch || depth + 1 >= TREE_DEPTH)
        return;
    w->at.path[depth] = *n;
    w->at.depth = depth + 1;
    walk_children(w, n, depth + 1);
    w->at.depth = depth;
}

/* The scratch list is a stack, as where the tree is listed. */
static void walk_children(struct walk *w, const struct tree_node *parent, size_t depth)
{
    struct tree_out *out = &w->t->scratch;
    size_t from = out->n;
    tree_list(w->t, parent, pages_for(w->t, TREE_FIND_MOST));
    for (size_t i = from, to = out->n; i < to; i++) {
        struct tree_node node = out->items[i]; /* the list may move while it grows */
        if (w->seen++ >= TREE_FIND_MOST) {
            w->s->partial = true;
            break;
        }
        w->at.pages[depth] = (uint8_t)pages_for(w->t, i - from);
        look_at(w, &node, depth);
    }
    out->n = from;
}

void tree_find(struct tree *t, struct tree_search *s)
{
    struct walk w = {.t = t, .s = s};
    s->count = s->number = 0;
    s->partial = false;
    walk_children(&w, NULL, 0);
    s->wrapped = !w.near.found && s->count > 0;
    s->hit = w.near.found ? w.near : s->back ? w.last : w.first;
    s->number = w.near.found ? w.near_number : s->back ? s->count : s->count > 0;
}

size_t tree_unfold_to(struct tree *t, const struct tree_hit *hit, uint64_t opened[TREE_DEPTH])
{
    size_t n = 0;
    tree_pages(t, 0, hit->pages[0]);
    for (size_t i = 0; i < hit->depth; i++) {
        uint64_t key = hit->path[i].key;
        if (!tree_is_open(t, &hit->path[i]))
            opened[n++] = key;
        tree_fold(t, key, true);
        tree_pages(t, key, hit->pages[i + 1]);
    }
    return n;
}
