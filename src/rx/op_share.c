/* op_share.c - share: one subscription of the source for all subscribers. The state lies on the
 * definition, which a swap keeps while the operator stays in the pipe. */
#include "rx/op.h"

#include <stdlib.h>

#include "base/mem.h"

struct share {
    struct rx_fanout fanout;
    struct share_source *source; /* NULL while nobody listens */
};

struct share_source {
    struct rx_node node;
    struct share *share;
    struct rx_place place;
};

RX_RUN share_run(struct rx_node *n, rx_value v, bool traced)
{
    (void)traced;
    rx_fanout_next(&((struct share_source *)n)->share->fanout, rx_retain(v), NULL, NULL);
}
RX_NODE_NEXT(share)

/* Who subscribes from inside these ends starts a new connection, as in RxJS. */
static void share_error(struct rx_node *n, rx_value e)
{
    struct share *s = ((struct share_source *)n)->share;
    s->source = NULL;
    rx_fanout_end(&s->fanout, &e);
    rx_bury(n);
    n->flags |= NODE_CLOSED;
}

static void share_complete(struct rx_node *n)
{
    struct share *s = ((struct share_source *)n)->share;
    s->source = NULL;
    rx_fanout_end(&s->fanout, NULL);
    rx_bury(n);
    n->flags |= NODE_CLOSED;
}

static const struct rx_node_ops share_ops = {
    .name = "share",
    .next = share_next,
    .next_traced = share_next_traced,
    .error = share_error,
    .complete = share_complete,
};

static void share_idle(void *arg)
{
    struct share *s = arg;
    struct share_source *source = s->source;
    s->source = NULL;
    if (source)
        rx_close_node(&source->node, END_UNSUBSCRIBED);
}

static void share_activate(rx_observable *o, struct rx_node *c)
{
    struct share *s = o->data;
    rx_fanout_add(&s->fanout, c);
    if (s->source)
        return;
    struct share_source *source = (struct share_source *)rx_node_new(sizeof *source, &share_ops, o);
    source->share = s;
    source->place = o->at;
    source->node.place = &source->place;
    s->source = source;
    rx_attach(o->source, &source->node);
}

static void share_init(rx_observable *o)
{
    struct share *s = mem_zalloc(sizeof *s);
    s->fanout.idle = share_idle;
    s->fanout.arg = s;
    o->data = s;
}

static void share_release(rx_observable *o)
{
    struct share *s = o->data;
    rx_fanout_release(&s->fanout);
    free(s);
}

static const struct rx_op_class share_class = {.name = "share",
                                               .activate = share_activate,
                                               .init_def = share_init,
                                               .release_def = share_release};

rx_operator *rx_share_at(const rx_site *at)
{
    return rx_operator_new(&share_class, at, 0);
}
