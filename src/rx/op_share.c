/* op_share.c - share: one subscription of the source for all subscribers. The state lies on the
 * definition, which a swap keeps while the operator stays in the pipe. */
#include "rx/op.h"

#include <stdlib.h>

#include "base/mem.h"

struct share {
    struct share_source *source; /* NULL while nobody listens */
};

/* One connection, with those that listen to it. Whoever subscribes after its end, also from inside that
 * end, starts the next one, as in RxJS. */
struct share_source {
    struct rx_node node;
    struct share *share;
    struct rx_place place;
    struct rx_fanout fanout;
};

RX_RUN share_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    rx_fanout_next(&((struct share_source *)n)->fanout, rx_retain(v));
}
RX_NODE_NEXT(share)

static void end_connection(struct share_source *source, const rx_value *error)
{
    if (source->share->source == source)
        source->share->source = NULL;
    rx_close_node(&source->node, error ? END_FAILED : END_COMPLETED);
    rx_fanout_end(&source->fanout, error);
}

static void share_error(struct rx_node *n, rx_value e)
{
    end_connection((struct share_source *)n, &e);
}

static void share_complete(struct rx_node *n)
{
    end_connection((struct share_source *)n, NULL);
}

static void share_free(struct rx_node *n)
{
    rx_fanout_release(&((struct share_source *)n)->fanout);
}

static const struct rx_node_ops share_ops = {
    .name = "share",
    .next = share_next,
    .next_traced = share_next_traced,
    .error = share_error,
    .complete = share_complete,
    .release = share_free,
};

static void share_idle(void *arg)
{
    struct share_source *source = arg;
    if (source->share->source == source)
        source->share->source = NULL;
    rx_fanout_drop_queue(&source->fanout);
    rx_close_node(&source->node, END_UNSUBSCRIBED);
}

static void share_activate(rx_observable *o, struct rx_node *c)
{
    struct share *s = o->data;
    if (s->source) {
        rx_fanout_add(&s->source->fanout, c);
        return;
    }
    struct share_source *source = (struct share_source *)rx_node_new(sizeof *source, &share_ops, o);
    source->share = s;
    source->place = o->at;
    source->node.place = &source->place;
    source->fanout.idle = share_idle;
    source->fanout.arg = source;
    s->source = source;
    rx_fanout_add(&source->fanout, c);
    rx_attach(o->source, &source->node);
}

static void share_init(rx_observable *o)
{
    o->data = mem_zalloc(sizeof(struct share));
}

static void share_release(rx_observable *o)
{
    free(o->data);
}

/* Nothing waits behind a send of its own: what is sent into its source comes in order already. */
static void share_unwind(rx_observable *o, unsigned depth)
{
    const struct share *s = o->data;
    if (s->source)
        rx_fanout_unwind(&s->source->fanout, depth);
}

static const struct rx_op_class share_class = {.name = "share",
                                               .activate = share_activate,
                                               .unwind = share_unwind,
                                               .init_def = share_init,
                                               .release_def = share_release};

rx_operator *rx_share_at(const rx_site *at)
{
    return rx_operator_new(&share_class, at, 0);
}
