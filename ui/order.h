/* order.h - the order of rows that have none of their own: programs, modules, tracks, subscriptions and inner
 * streams. Operators and what feeds a subscription stand as values flow through them.
 *
 * Once: rows are put in order when it is chosen, keep that order, and what is new comes last. Kept: again each
 * second, not with each value. Siblings only change places among each other. */
#ifndef RXSCOPE_UI_ORDER_H
#define RXSCOPE_UI_ORDER_H

#include "ui/node.h"

enum order_by { ORDER_NONE, ORDER_NAME, ORDER_AGE, ORDER_RATE, ORDER_COUNT };

struct tree_model;

struct order {
    enum order_by by;
    bool kept;
    uint32_t second;   /* values of an earlier one are taken anew */
    uint32_t ranks;    /* given out so far */
    struct order_value *values; /* open addressing, by key */
    size_t n, cap;
};

void order_set(struct order *o, enum order_by by, bool kept);
void order_release(struct order *o);
const char *order_name(enum order_by by); /* "name" */
/* Puts the children of one row in order. */
void order_children(struct order *o, const struct tree_model *m, struct tree_node *items, size_t n);

#endif
