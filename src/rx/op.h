/* op.h - how the operator files declare their operators. */
#ifndef RXSCOPE_RX_OP_H
#define RXSCOPE_RX_OP_H

#include "rx/rx_int.h"

/* The function argument of a node's operator. */
#define OP_ARG(n)   ((n)->arg)
#define OP_FN(n, T) ((T *)OP_ARG(n)->slot.fn)
#define OP_ENV(n)   (OP_ARG(n)->slot.env)

/* The vtable of an operator whose ends are forwarded as they come. */
#define OP_NODE(NAME, CLOSE)                                                                       \
    static const struct rx_node_ops NAME##_ops = {                                                 \
        .name = #NAME,                                                                             \
        .next = NAME##_next,                                                                       \
        .next_traced = NAME##_next_traced,                                                         \
        .error = rx_forward_error,                                                                 \
        .complete = rx_forward_complete,                                                           \
        .close = CLOSE,                                                                            \
    }

static inline rx_operator *rx_op_fn(const struct rx_op_class *class, void (*f)(void), void *env,
                                    rx_release_fn *rel, const rx_site *at, uint32_t nargs)
{
    rx_operator *op = rx_operator_new(class, at, nargs);
    rx_arg_fn(&op->args[0], at, 0, f, env, rel);
    rx_trial_begin(&op->args[0].slot, class->calls);
    return op;
}

static inline rx_operator *rx_op_value(const struct rx_op_class *class, rx_value v, const rx_site *at)
{
    rx_operator *op = rx_operator_new(class, at, 1);
    rx_arg_value(&op->args[0], at, 0, v);
    return op;
}

#endif
