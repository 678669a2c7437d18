/* subject.c - subjects, and the fan-out that they share with share().
 *
 * A send from inside a send is queued and delivered after the current one, so that every subscriber
 * sees every value once and in order, and the stack does not grow. Who subscribes while a value is
 * being delivered gets the next one. */
#include "rx/rx_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* ---- fan-out ----------------------------------------------------------------------------------- */

struct link {
    struct rx_node node;
    struct rx_fanout *fanout; /* NULL once the fan-out is gone */
    size_t index;
};

static void compact(struct rx_fanout *f)
{
    size_t out = 0;
    for (size_t i = 0; i < f->n; i++) {
        if (!f->links[i])
            continue;
        f->links[out] = f->links[i];
        ((struct link *)f->links[out])->index = out;
        out++;
    }
    f->n = out;
}

/* Nobody is walking the links: empty places can go. */
static void tidy(struct rx_fanout *f)
{
    if (f->n > 16 && f->live < f->n / 2)
        compact(f);
}

static void link_close(struct rx_node *n)
{
    struct link *l = (struct link *)n;
    struct rx_fanout *f = l->fanout;
    if (!f)
        return;
    f->links[l->index] = NULL;
    f->live--;
    l->fanout = NULL;
    if (!f->emitting)
        tidy(f);
    if (f->live == 0 && f->idle)
        f->idle(f->arg);
}

static const struct rx_node_ops link_ops = {.name = "link", .close = link_close};

struct rx_node *rx_fanout_add(struct rx_fanout *f, struct rx_node *consumer)
{
    struct link *l = (struct link *)rx_node_new(sizeof *l, &link_ops, NULL);
    MEM_GROW(f->links, f->n, f->cap);
    l->fanout = f;
    l->index = f->n;
    l->node.down = consumer;
    consumer->up = &l->node;
    f->links[f->n++] = &l->node;
    f->live++;
    return &l->node;
}

void rx_replay(const struct rx_queue *kept, struct rx_node *link)
{
    for (size_t i = 0, n = kept->n; i < n && !(link->flags & NODE_CLOSED); i++)
        rx_emit(link, rx_queue_at(kept, i));
}

static void send_all(struct rx_fanout *f, rx_value v)
{
    size_t n = f->n; /* later subscribers wait for the next value */
    for (size_t i = 0; i < n; i++)
        if (f->links[i])
            rx_emit(f->links[i], v);
}

/* The links are taken out first: who subscribes from inside an end is none of those that are told. */
static void end_all(struct rx_fanout *f)
{
    struct rx_node **links = f->links;
    size_t n = f->n;
    rx_value error = rx_retain(f->error);
    bool failed = f->failed;
    f->links = NULL;
    f->n = f->cap = f->live = 0;
    f->ended = true;
    for (size_t i = 0; i < n; i++)
        if (links[i])
            ((struct link *)links[i])->fanout = NULL;
    for (size_t i = 0; i < n; i++) /* a link that was closed meanwhile is freed with the turn only */
        if (links[i] && !(links[i]->flags & NODE_CLOSED)) {
            if (failed)
                rx_emit_error(links[i], error);
            else
                rx_emit_complete(links[i]);
        }
    rx_release(error);
    free(links);
}

/* Sends what waits, then the end if one waits. */
static void drain(struct rx_fanout *f)
{
    struct rx_mark m = rx_mark();
    while (f->queue.n) {
        rx_value v = rx_queue_pop(&f->queue);
        if (f->deliver)
            f->deliver(f->arg, v);
        send_all(f, v);
        rx_release(v);
        tidy(f);
        rx_settle(m);
    }
    f->emitting = 0;
    if (f->live < f->n)
        compact(f);
    if (f->ending && !f->ended)
        end_all(f);
}

void rx_fanout_next(struct rx_fanout *f, rx_value v)
{
    if (f->ending) {
        rx_release(v);
        return;
    }
    if (f->emitting) {
        rx_queue_push(&f->queue, v);
        return;
    }
    f->emitting = rx_rt->depth;
    if (f->deliver)
        f->deliver(f->arg, v);
    send_all(f, v);
    if (v.type >= RX_STRING)
        rx_release(v);
    if (f->queue.n || f->ending || f->live < f->n)
        drain(f);
    f->emitting = 0;
}

void rx_fanout_end(struct rx_fanout *f, const rx_value *error)
{
    if (f->ending)
        return;
    f->ending = true;
    if (error) {
        f->failed = true;
        f->error = rx_retain(*error);
    }
    if (!f->emitting)
        end_all(f);
}

bool rx_fanout_hold(struct rx_fanout *f)
{
    bool held = !f->emitting;
    if (held) {
        f->emitting = rx_rt->depth;
        f->held = true;
    }
    return held;
}

void rx_fanout_resume(struct rx_fanout *f)
{
    f->held = false;
    drain(f);
}

unsigned rx_fanout_unwind(struct rx_fanout *f, unsigned depth)
{
    if (f->emitting <= depth)
        return 0;
    unsigned cut = f->held ? 0 : FANOUT_CUT;
    f->emitting = 0;
    f->held = false;
    if (f->live < f->n)
        compact(f);
    return cut | (f->queue.n || (f->ending && !f->ended) ? FANOUT_WAITS : 0);
}

void rx_fanout_drop_queue(struct rx_fanout *f)
{
    rx_queue_clear(&f->queue);
}

void rx_fanout_release(struct rx_fanout *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->links[i])
            ((struct link *)f->links[i])->fanout = NULL;
    rx_release(f->error);
    free(f->links);
    rx_queue_free(&f->queue);
}

/* ---- subjects ------------------------------------------------------------------------------------ */

struct subject {
    struct rx_fanout fanout;
    rx_value value;  /* behavior subject's */
    struct rx_queue kept; /* replay subject's last values */
    size_t keeps;    /* at most so many */
    bool sent;       /* anything was ever sent */
};

static bool is_box(rx_value v, const void *box)
{
    return v.type >= RX_STRING && v.box == box;
}

bool rx_subject_keeps(const rx_observable *o, const void *box)
{
    const struct subject *s = rx_is_subject(o) ? o->data : NULL;
    if (!s)
        return false;
    for (size_t i = 0; i < s->kept.n; i++)
        if (is_box(rx_queue_at(&s->kept, i), box))
            return true;
    return is_box(s->value, box);
}

static void subject_activate(rx_observable *o, struct rx_node *c);
static void subject_release(rx_observable *o);

static void subject_unwind(rx_observable *o, unsigned depth);

#define SUBJECT_CLASS(NAME)                                                                        \
    {                                                                                              \
        .name = NAME, .activate = subject_activate, .release_def = subject_release,                \
        .flags = OBSERVABLE_SUBJECT, .unwind = subject_unwind                                      \
    }
static const struct rx_source_class subject_class = SUBJECT_CLASS("subject");
static const struct rx_source_class behavior_class = SUBJECT_CLASS("behavior_subject");
static const struct rx_source_class replay_class = SUBJECT_CLASS("replay_subject");

bool rx_is_subject(const rx_observable *o)
{
    return o->class == &subject_class || o->class == &behavior_class || o->class == &replay_class;
}

bool rx_subject_same_class(const rx_observable *a, const rx_observable *b)
{
    return rx_is_subject(a) && a->class == b->class;
}

/* The turn whose value went no further is over: those that waited behind it come now. */
static void go_on(void *arg)
{
    rx_observable *o = arg;
    rx_enter();
    if (rx_fanout_hold(&((struct subject *)o->data)->fanout))
        rx_fanout_resume(&((struct subject *)o->data)->fanout);
    rx_unref(o);
    rx_leave();
}

static void subject_unwind(rx_observable *o, unsigned depth)
{
    unsigned was = rx_fanout_unwind(&((struct subject *)o->data)->fanout, depth);
    if (was & FANOUT_CUT)
        rx_at_rest(go_on, o); /* with the reference that rx_next() held */
    else if (was)
        rx_at_rest(go_on, rx_ref(o));
}

/* What its subscriber sends while it is handed the past waits until that is done. */
static void subject_activate(rx_observable *o, struct rx_node *c)
{
    struct subject *s = o->data;
    struct rx_node *link = rx_fanout_add(&s->fanout, c);
    if (o->class != &subject_class) {
        bool held = rx_fanout_hold(&s->fanout);
        if (o->class == &replay_class)
            rx_replay(&s->kept, link);
        else if (!s->fanout.ended)
            rx_emit(link, s->value);
        if (held)
            rx_fanout_resume(&s->fanout);
    }
    if (!s->fanout.ended || (link->flags & NODE_CLOSED))
        return;
    if (s->fanout.failed)
        rx_emit_error(link, s->fanout.error);
    else
        rx_emit_complete(link);
}

static void subject_release(rx_observable *o)
{
    struct subject *s = o->data;
    rx_fanout_release(&s->fanout);
    rx_queue_free(&s->kept);
    rx_release(s->value);
    free(s);
}

static void remember(void *arg, rx_value v)
{
    rx_observable *o = arg;
    struct subject *s = o->data;
    s->sent = true;
    if (o->class == &behavior_class) {
        rx_release(s->value);
        s->value = rx_retain(v);
    } else if (o->class == &replay_class) {
        rx_queue_keep(&s->kept, rx_retain(v), s->keeps);
    }
}

static rx_subject *subject_new(const struct rx_source_class *class, const rx_site *at, uint32_t nargs)
{
    rx_observable *o = rx_observable_new(class, at, nargs);
    struct subject *s = mem_zalloc(sizeof *s);
    s->value = s->fanout.error = rx_none();
    s->fanout.deliver = class == &subject_class ? NULL : remember;
    s->fanout.arg = o;
    o->data = s;
    return o;
}

rx_subject *rx_subject_at(const rx_site *at)
{
    return subject_new(&subject_class, at, 0);
}

rx_subject *rx_behavior_subject_at(rx_value initial, const rx_site *at)
{
    rx_subject *o = subject_new(&behavior_class, at, 1);
    rx_arg_value(&o->args[0], at, 0, initial);
    ((struct subject *)o->data)->value = rx_retain(initial);
    return o;
}

rx_subject *rx_replay_subject_at(int64_t count, const rx_site *at)
{
    rx_subject *o = subject_new(&replay_class, at, 1);
    struct subject *s = o->data;
    rx_arg_value(&o->args[0], at, 0, rx_i64(count));
    s->keeps = rx_replay_limit(count);
    return o;
}

bool rx_subject_adopt_initial(rx_observable *into, const rx_observable *from)
{
    struct subject *s = into->data;
    const struct subject *t = from->data;
    if (into->class != &behavior_class || s->sent)
        return false;
    rx_release(s->value);
    s->value = rx_retain(t->value);
    return true;
}

/* The subject behind `o`, or NULL after reporting that there is none or that it has ended. */
static rx_observable *target(rx_subject *o, const char *what)
{
    rx_observable *u = o && (o->alias || !rx_is_subject(o)) ? rx_unwrap(o) : o;
    if (u && rx_is_subject(u))
        return ((struct subject *)u->data)->fanout.ending ? NULL : u;
    rx_report(u ? u->id : 0, u ? &u->at : NULL, "%s into something that is no subject: use %s",
              what, "rx_subject_new(), rx_behavior_subject() or rx_replay_subject()");
    return NULL;
}

void rx_next(rx_subject *subject, rx_value v)
{
    if (v.type == RX_ERROR) { /* as everywhere: an error is no value */
        rx_error_to(subject, v);
        return;
    }
    rx_observable *o = target(subject, "rx_next");
    if (!o) {
        rx_release(v);
        return;
    }
    rx_enter_often();
    rx_ref(o);
    rx_fanout_next(&((struct subject *)o->data)->fanout, v);
    rx_unref(o);
    rx_leave_often();
}

static void end_with(rx_subject *subject, const rx_value *error, const char *what)
{
    rx_observable *o = target(subject, what);
    if (!o)
        return;
    rx_enter();
    rx_observable_ref(o);
    rx_fanout_end(&((struct subject *)o->data)->fanout, error);
    rx_observable_unref(o);
    rx_leave();
}

void rx_error_to(rx_subject *s, rx_value error)
{
    end_with(s, &error, "rx_error_to");
    rx_release(error);
}

void rx_complete(rx_subject *s)
{
    end_with(s, NULL, "rx_complete");
}

rx_value rx_subject_value(const rx_subject *subject)
{
    rx_observable *o = rx_unwrap((rx_observable *)(uintptr_t)subject);
    if (!o || o->class != &behavior_class)
        return rx_none();
    return rx_retain(((struct subject *)o->data)->value);
}
