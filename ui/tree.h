/* tree.h - a tree of rows that knows nothing of what it shows: nodes come from callbacks, row data stay
 * with whoever provides them.
 *
 * A node has a structural key, which outlives the entity (folds are kept under it), and a ref, the
 * entity itself (the selection follows it). Rebuilding keeps the selected entity selected and on the
 * same line of the screen; when it is gone, the nearest row above that stayed is selected.
 *
 * When the entities become others altogether (a program that was started again, another moment of a
 * tape), tree_await() makes the selection follow the key, also to a row that appears only later. */
#ifndef RXSCOPE_UI_TREE_H
#define RXSCOPE_UI_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "state/query.h"

struct tree_node {
    uint64_t key;     /* hash of where it stands: the same after a swap; unique in the tree */
    struct ref ref;   /* {0, 0} when the row is no entity */
    uint8_t kind;     /* the provider's */
    bool branch;      /* may have children */
    uint32_t extra;   /* the provider's */
};

struct tree_row {
    struct tree_node node;
    uint16_t depth;
    bool open;        /* a branch whose children are listed */
    bool context;     /* with a filter: does not match, kept for its descendants */
};

/* Where the children of a node are put. */
struct tree_out {
    struct tree_node *items;
    size_t n, cap;
};
void tree_emit(struct tree_out *out, const struct tree_node *node);

struct tree_ops {
    void *ctx;
    /* Emits the children of `parent` (NULL: the roots) in order. `pages` is how often the user asked
     * for more of them: an upper limit on their number grows with it. */
    void (*children)(void *ctx, const struct tree_node *parent, unsigned pages,
                     struct tree_out *out);
    bool (*open_at_first)(void *ctx, const struct tree_node *node);
    /* While a filter is set: does the node match? */
    bool (*match)(void *ctx, const struct tree_node *node);
    size_t page;      /* children that `pages` 0 lists; each further one twice as many */
};

#define TREE_DEPTH 64 /* deeper nodes are not listed */

struct tree {
    struct tree_ops ops;
    bool filtered;          /* list what matches, and its ancestors unfolded */
    bool *inside;           /* set while what is below a match is listed; NULL: only what matches is */
    struct tree_row *rows;
    size_t n, cap;
    size_t selected;        /* row; 0 when there are none */
    size_t top;             /* first row on the screen */
    size_t height;          /* rows on the screen, at least 1 */
    struct fold *folds;     /* open addressing */
    size_t nfolds, fold_cap;
    struct tree_out scratch;
    struct tree_row *before; /* the rows of the last build */
    size_t before_cap;
    bool strangers;         /* the refs of `before` mean nothing now: only keys compare */
    bool awaiting;          /* the row that was selected, `awaited`, may still come */
    struct tree_node awaited;
    size_t awaited_line;    /* of the screen */
};

void tree_init(struct tree *t, const struct tree_ops *ops);
void tree_release(struct tree *t);

void tree_build(struct tree *t);                 /* asks the callbacks for everything unfolded */
void tree_set_height(struct tree *t, size_t height);

/* Ids no longer name what they named: at the next build rows are found again by their keys, and the
 * selected one becomes selected again as soon as it is there, until the user selects another. */
void tree_await(struct tree *t);

const struct tree_row *tree_selected(const struct tree *t); /* NULL: the tree is empty */
void tree_select(struct tree *t, size_t row);    /* clamped; scrolls as little as needed */
void tree_move(struct tree *t, long by);
bool tree_select_ref(struct tree *t, struct ref ref, int kind); /* kind < 0: any */
size_t tree_parent(const struct tree *t, size_t row); /* row itself when it is a root */
/* Unfolds along a way, the outermost first, and selects the last of it that is there; parts of the way may have no
 * row. false: none has. */
bool tree_reveal(struct tree *t, const struct ref *way, size_t n);

/* Something that is looked for in the whole tree, folded parts included: tree_find.c. */
#define TREE_FIND_MOST 50000 /* nodes that are looked at */

struct tree_hit {
    bool found;
    struct tree_node node;
    size_t depth;               /* so many ancestors */
    struct tree_node path[TREE_DEPTH]; /* they, outermost first */
    uint8_t pages[TREE_DEPTH + 1]; /* of their children (of the roots: [0]) that must be listed */
};

struct tree_search {
    bool (*fits)(void *ctx, const struct tree_node *node);
    void *ctx;
    uint64_t from;              /* key: behind it, and behind the last the first again */
    bool back;                  /* before it, and before the first the last */
    bool inclusive;             /* the row itself is fine, too */
    struct tree_hit hit;
    bool wrapped;
    bool partial;               /* there were more than could be looked at */
    size_t number, count;       /* it is number 2 of 7 */
};

void tree_find(struct tree *t, struct tree_search *s);
/* Unfolds what is above it; the caller rebuilds, then selects it. Keys of folds that were closed are put into
 * `opened`; returns how many. */
size_t tree_unfold_to(struct tree *t, const struct tree_hit *hit, uint64_t opened[TREE_DEPTH]);
bool tree_select_key(struct tree *t, uint64_t key);
/* For tree_find.c: a node's children as they would be listed; appends to t->scratch. */
void tree_list(struct tree *t, const struct tree_node *parent, unsigned pages);

/* These change the fold of a node; the caller rebuilds. */
void tree_fold(struct tree *t, uint64_t key, bool open);
void tree_more(struct tree *t, uint64_t key);    /* one page more of its children; 0: of the roots */
bool tree_is_open(struct tree *t, const struct tree_node *node);
void tree_pages(struct tree *t, uint64_t key, unsigned least); /* at least so many pages of its children */

#endif
