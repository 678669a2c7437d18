/* siblings.h - one list of rows in the making, for the providers of trees: the keys of its rows, which of them the
 * filter lets through, how many there is room for, and how many more there are. */
#ifndef RXSCOPE_UI_SIBLINGS_H
#define RXSCOPE_UI_SIBLINGS_H

#include "ui/tree_model.h"

enum {
    ENDED_SHOWN = 3,    /* a person's ended subscriptions that are still listed */
    ROOTS_LOOKED = 8192 /* subscriptions that are looked at for those that are wanted: for the rows of one list */
};

struct siblings;
/* `module`: below which it would stand; id 0: that of nobody. */
typedef bool siblings_wants_fn(const struct state *s, struct ref subscription, struct ref module);

struct siblings_ops {
    void (*below)(const struct state *s, const struct tree_node *n, struct siblings *l); /* modules and further down */
    siblings_wants_fn *loose; /* what is listed of those that no module made; NULL: nothing */
};

struct siblings {
    struct tree_model *model;
    const struct siblings_ops *ops;
    struct tree_out *out;
    const struct tree_node *parent; /* NULL: the roots are listed */
    size_t begin;       /* in `out` */
    size_t room, limit, n; /* so many are shown; so many are looked at: more, when they are put in order */
    uint32_t rest;
    uint16_t same[256]; /* siblings so far by a hash of their kind and name */
};

/* Where something stands, as a number: what it is called below what. */
uint64_t siblings_key(uint64_t parent, unsigned kind, const char *name, uint64_t number);
/* The same of one of several siblings that may have the same name: with its ordinal among them. */
uint64_t siblings_key_among(struct siblings *l, unsigned kind, const char *name);
bool siblings_have_room(const struct siblings *l); /* else what comes need only be counted, in `rest` */
/* Beyond the limit it is only counted. */
void siblings_add(struct siblings *l, struct tree_node node);
void siblings_end(struct siblings *l); /* adds the row that says how many more there are */

/* The children of `parent` (NULL: the roots) of a tree that begins with programs and their modules, as tree_ops asks
 * for them: a program has a row where there are several. */
void siblings_list(struct tree_model *m, const struct tree_node *parent, unsigned pages, struct tree_out *out,
                   const struct siblings_ops *ops);

/* A node of a subscription, with its key; the caller decides whether it is a branch. */
struct tree_node siblings_subscription(const struct state *s, struct siblings *l, unsigned kind, entity_id id);
void siblings_add_root(const struct state *s, struct siblings *l, entity_id id); /* that feeds nobody */
bool siblings_is_fed(const struct state *s, struct ref subscription); /* something living feeds it */
/* Subscriptions that feed nobody: of the module, or (id 0) of nobody who is known, as query_next_root() has them; of
 * the ended ones the newest few. There may be ten thousands of them: what lies beyond the rows is counted, not looked at. */
void siblings_add_roots(const struct state *s, struct siblings *l, struct ref module, siblings_wants_fn *wants);

#endif
