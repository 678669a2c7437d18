/* op_share.c - share and share_replay: one subscription of the source for all subscribers. The state lies on
 * the definition, which a swap keeps while the operator stays in the pipe.
 *
 * A connection of share keeps its definition alive as long as it has subscribers, who do so themselves. One
 * of share_replay, which may go on without any, does not: it ends when nothing refers to the stream any more,
 * since then nobody can come and ask for what it keeps. */
#include "rx/op.h"

#include <stdlib.h>

#include "base/mem.h"

struct share {
    struct share_source *source; /* NULL while nobody listens */
    size_t keeps;    /* share_replay: so many of the last values; 0: share */
    bool stays;      /* share_replay without reference count: connected without subscribers */
};

/* One connection, with those that listen to it. Whoever subscribes after its end, also from inside that
 * end, starts the next one, as in RxJS. */
struct share_source {
    struct rx_node node;
    struct share *share; /* NULL once that is gone */
    struct rx_place place;
    struct rx_fanout fanout;
    struct rx_queue kept; /* for those who come later */
};

RX_RUN share_run(struct rx_node *n, rx_value v, enum rx_tracing how)
{
    (void)how;
    rx_fanout_next(&((struct share_source *)n)->fanout, rx_retain(v));
}
RX_NODE_NEXT(share)

static void forget_connection(struct share_source *source)
{
    if (source->share && source->share->source == source)
        source->share->source = NULL;
}

static void end_connection(struct share_source *source, const rx_value *error)
{
    forget_connection(source);
    rx_close_node(&source->node, error ? END_FAILED : END_COMPLETED);
    rx_fanout_end(&source->fanout, error);
}

static void share_error(struct rx_node *n, rx_value e)
{
    end_connection((struct share_source *)n, &e);
}

/* What is kept stays: who comes later gets it, and the end. */
static void share_complete(struct rx_node *n)
{
    struct share_source *source = (struct share_source *)n;
    if (source->share && source->share->keeps)
        rx_fanout_end(&source->fanout, NULL);
    else
        end_connection(source, NULL);
}

/* Kept just before it goes out, so that who comes meanwhile gets it once. */
static void share_keep(void *arg, rx_value v)
{
    struct share_source *source = arg;
    if (source->share)
        rx_queue_keep(&source->kept, rx_retain(v), source->share->keeps);
}

static void share_stale(struct rx_node *n)
{
    const struct rx_fanout *f = &((struct share_source *)n)->fanout;
    rx_queue_clear(&((struct share_source *)n)->kept);
    for (size_t i = 0; i < f->n; i++)
        if (f->links[i])
            rx_stale(f->links[i]->down);
}

static void share_free(struct rx_node *n)
{
    rx_fanout_release(&((struct share_source *)n)->fanout);
    rx_queue_free(&((struct share_source *)n)->kept);
}

static const struct rx_node_ops share_ops = {
    .name = "share",
    .queue_at = offsetof(struct share_source, kept),
    .next = share_next,
    .next_traced = share_next_traced,
    .error = share_error,
    .complete = share_complete,
    .stale = share_stale,
    .release = share_free,
};

static void share_idle(void *arg)
{
    struct share_source *source = arg;
    if (source->share && (source->share->stays || source->fanout.ended))
        return;
    forget_connection(source);
    rx_fanout_drop_queue(&source->fanout);
    rx_close_node(&source->node, END_UNSUBSCRIBED);
}

static struct share_source *connection_new(rx_observable *o)
{
    struct share *s = o->data;
    struct share_source *source = (struct share_source *)rx_node_new(sizeof *source, &share_ops, o);
    source->share = s;
    source->place = o->at;
    source->node.place = &source->place;
    source->fanout.idle = share_idle;
    source->fanout.arg = source;
    if (s->keeps) {
        source->fanout.deliver = share_keep;
        source->node.flags |= NODE_BORROWS;
        o->refs--; /* not the last: who subscribes has one */
    }
    return source;
}

/* What its subscriber sends while it is handed the past waits until that is done. */
static void join(struct share_source *source, struct rx_node *c)
{
    struct rx_node *link = rx_fanout_add(&source->fanout, c);
    if (!source->kept.n && !source->fanout.ended)
        return;
    bool held = rx_fanout_hold(&source->fanout);
    rx_replay(&source->kept, link);
    if (held)
        rx_fanout_resume(&source->fanout);
    if (source->fanout.ended && !(link->flags & NODE_CLOSED))
        rx_emit_complete(link);
}

static void share_activate(rx_observable *o, struct rx_node *c)
{
    struct share *s = o->data;
    if (s->source) {
        join(s->source, c);
        return;
    }
    s->source = connection_new(o);
    rx_fanout_add(&s->source->fanout, c);
    rx_attach(o->source, &s->source->node);
}

static void share_init(rx_observable *o)
{
    o->data = mem_zalloc(sizeof(struct share));
}

/* The definition goes, or what has ended is not to be shown to those who come. */
static void end_share(struct share *s)
{
    struct share_source *source = s->source;
    s->source = NULL;
    if (!source)
        return;
    rx_enter();
    source->share = NULL;
    rx_close_node(&source->node, END_UNSUBSCRIBED);
    source->node.def = NULL;
    rx_leave();
}

static struct rx_node *share_connection(rx_observable *o, bool anew)
{
    struct share *s = o->data;
    if (s->source && anew) {
        rx_queue_clear(&s->source->kept);
        if (s->source->fanout.ended)
            end_share(s);
    }
    return s->source ? &s->source->node : NULL;
}

static void share_release(rx_observable *o)
{
    end_share(o->data);
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
                                               .connection = share_connection,
                                               .unwind = share_unwind,
                                               .init_def = share_init,
                                               .release_def = share_release};

rx_operator *rx_share_at(const rx_site *at)
{
    return rx_operator_new(&share_class, at, 0);
}

/* ---- share_replay --------------------------------------------------------------------------------------- */

static void set_kept(rx_observable *o, const rx_operator *op)
{
    ((struct share *)o->data)->keeps = rx_replay_limit(op->args[0].value.i64);
}

static void replay_init(rx_observable *o)
{
    share_init(o);
    set_kept(o, o->fun);
}

static void replay_stay_init(rx_observable *o)
{
    replay_init(o);
    ((struct share *)o->data)->stays = true;
}

/* Another number of values: those that are kept go, the connection stays. */
static int replay_revalue(rx_observable *o, const rx_operator *now, bool dry)
{
    struct share_source *source = ((struct share *)o->data)->source;
    if (dry)
        return RX_REVALUED_RESET;
    set_kept(o, now);
    if (source)
        share_stale(&source->node);
    return RX_REVALUED_RESET;
}

/* A stream that has completed is subscribed anew, so that who comes gets what the new code sends. */
static void replay_stale(rx_observable *o)
{
    struct share *s = o->data;
    if (s->source && s->source->fanout.ended)
        end_share(s);
}

/* Names that differ: a swap sees when one takes the place of the other. */
#define REPLAY_CLASS(NAME, INIT)                                                                   \
    {                                                                                              \
        .name = NAME, .activate = share_activate, .unwind = share_unwind,                          \
        .init_def = INIT, .release_def = share_release, .revalue = replay_revalue,                 \
        .stale = replay_stale, .connection = share_connection                                      \
    }
static const struct rx_op_class replay_class = REPLAY_CLASS("share_replay", replay_stay_init);
static const struct rx_op_class replay_ref_class = REPLAY_CLASS("share_replay_ref", replay_init);

rx_operator *rx_share_replay_at(int64_t n, bool ref, const rx_site *at)
{
    return rx_op_value(ref ? &replay_ref_class : &replay_class, rx_i64(n), at);
}
