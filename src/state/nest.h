/* nest.h - what is under way in a source: a stack for each pair of kinds that opens and closes.
 *
 * The stacks give the causes (which send or arg call was innermost when a send began) and check that
 * ends match their starts. A program may send anything, so a stack that grows too deep forgets its
 * oldest half, and an end looks only so far down for its start. */
#ifndef RXSCOPE_STATE_NEST_H
#define RXSCOPE_STATE_NEST_H

#include "event/event.h"

enum nest_kind {
    NEST_MODULE = UNDER_MODULE,
    NEST_TRACK_SCOPE = UNDER_TRACK_SCOPE,
    NEST_PIPE = UNDER_PIPE,
    NEST_OPERATOR = UNDER_OPERATOR,
    NEST_ARG_CALL = UNDER_ARG_CALL,
    NEST_SUBSCRIBE = UNDER_SUBSCRIBE,
    NEST_UNSUBSCRIBE = UNDER_UNSUBSCRIBE,
    NEST_SEND = UNDER_SEND,
    NEST_LIMIT = UNDER_LIMIT
};

enum { NEST_MAX = 65536, NEST_SEARCH = 1024 };

struct nest_frame {
    entity_id id;
    uint64_t order; /* frames of all stacks, in the order in which they were pushed */
    uint64_t mark;   /* what the pusher wants back: a generation, a record's number */
    entity_id about; /* the subscription of an arg call, or that a send goes to */
};

struct nest_stack {
    struct nest_frame *items;
    size_t n, cap;
};

struct nest {
    struct nest_stack stacks[NEST_LIMIT];
    uint64_t order;
};

enum nest_match { NEST_INNERMOST, NEST_SKIPPED, NEST_UNMATCHED };

void nest_release(struct nest *nest);
void nest_make_room(struct nest_stack *stack);

static inline void nest_push(struct nest *nest, enum nest_kind kind, entity_id id, uint64_t mark,
                             entity_id about)
{
    struct nest_stack *stack = &nest->stacks[kind];
    if (stack->n == stack->cap)
        nest_make_room(stack);
    stack->items[stack->n++] = (struct nest_frame){id, ++nest->order, mark, about};
}

/* The innermost frame of a stack, NULL when nothing is under way. */
static inline struct nest_frame *nest_top(struct nest *nest, enum nest_kind kind)
{
    struct nest_stack *stack = &nest->stacks[kind];
    return stack->n ? &stack->items[stack->n - 1] : NULL;
}

/* The innermost frame with this id, NULL: none within NEST_SEARCH of the top. */
struct nest_frame *nest_find(struct nest *nest, enum nest_kind kind, entity_id id);
/* Closes the frame with this id and those above it (NEST_SKIPPED: there were some). When there is
 * none, nothing changes. */
enum nest_match nest_pop_to(struct nest *nest, enum nest_kind kind, entity_id id);

static inline enum nest_match nest_pop(struct nest *nest, enum nest_kind kind, entity_id id)
{
    struct nest_stack *stack = &nest->stacks[kind];
    if (stack->n && stack->items[stack->n - 1].id == id) {
        stack->n--;
        return NEST_INNERMOST;
    }
    return nest_pop_to(nest, kind, id);
}

/* The innermost send or arg call, 0: none. */
static inline entity_id nest_cause(struct nest *nest)
{
    const struct nest_frame *send = nest_top(nest, NEST_SEND);
    const struct nest_frame *call = nest_top(nest, NEST_ARG_CALL);
    if (send && call)
        return send->order > call->order ? send->id : call->id;
    return send ? send->id : call ? call->id : 0;
}

/* Records were merged: sends and arg calls that are under way may never be seen to end. */
void nest_forget_detail(struct nest *nest);

#endif
