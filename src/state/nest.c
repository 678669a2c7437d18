#include "state/nest.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void nest_release(struct nest *nest)
{
    for (size_t i = 0; i < NEST_LIMIT; i++)
        free(nest->stacks[i].items);
    *nest = (struct nest){0};
}

void nest_make_room(struct nest_stack *stack)
{
    if (stack->n < NEST_MAX) {
        MEM_GROW(stack->items, stack->n, stack->cap);
        return;
    }
    size_t keep = stack->n / 2;
    memmove(stack->items, stack->items + stack->n - keep, keep * sizeof *stack->items);
    stack->n = keep;
}

struct nest_frame *nest_find(struct nest *nest, enum nest_kind kind, entity_id id)
{
    struct nest_stack *stack = &nest->stacks[kind];
    size_t stop = stack->n > NEST_SEARCH ? stack->n - NEST_SEARCH : 0;
    for (size_t i = stack->n; i > stop; i--)
        if (stack->items[i - 1].id == id)
            return &stack->items[i - 1];
    return NULL;
}

enum nest_match nest_pop_to(struct nest *nest, enum nest_kind kind, entity_id id)
{
    struct nest_frame *frame = nest_find(nest, kind, id);
    if (!frame)
        return NEST_UNMATCHED;
    struct nest_stack *stack = &nest->stacks[kind];
    size_t above = stack->n - 1 - (size_t)(frame - stack->items);
    stack->n -= above + 1;
    return above ? NEST_SKIPPED : NEST_INNERMOST;
}

void nest_forget_detail(struct nest *nest)
{
    nest->stacks[NEST_SEND].n = 0;
    nest->stacks[NEST_ARG_CALL].n = 0;
}
