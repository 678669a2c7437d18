/* view_tree.c - the first view: what is defined, and what lives of it. */
#include "ui/ui_private.h"

static void provider(struct ui *ui, struct tree_ops *ops)
{
    tree_model_ops(&ui->model, ops);
}

/* From the inside out; turned around at the end. */
struct way {
    struct ref *refs;
    size_t n, max;
};

static void add(struct way *w, uint32_t source, entity_id id)
{
    if (w->n < w->max)
        w->refs[w->n++] = (struct ref){source, id};
}

static size_t turned(struct way *w)
{
    for (size_t i = 0; i < w->n / 2; i++) {
        struct ref r = w->refs[i];
        w->refs[i] = w->refs[w->n - 1 - i];
        w->refs[w->n - 1 - i] = r;
    }
    return w->n;
}

/* A subscription, those that it feeds, and the outermost of them by what it belongs to. */
static struct ref add_subscriptions(struct way *w, const struct state *s, struct ref r)
{
    const struct ent_subscription *sub;
    while ((sub = query_subscription(s, r)) && sub->parent && w->n + 1 < w->max) {
        add(w, r.source, r.id);
        r.id = sub->parent;
    }
    add(w, r.source, r.id);
    return r;
}

static void add_tracks(struct way *w, const struct state *s, struct ref r)
{
    const struct ent_track *t;
    while ((t = query_track(s, r)) && w->n + 1 < w->max) {
        add(w, r.source, r.id);
        r.id = t->parent;
    }
}

static size_t way(struct ui *ui, const struct tree_node *n, struct ref *out, size_t max)
{
    const struct state *s = ui->view.state;
    struct way w = {out, 0, max};
    struct ref r = n->ref;
    if (ID_KIND(r.id) == ENT_SUBSCRIPTION)
        r = add_subscriptions(&w, s, r);
    else if (r.id && ID_KIND(r.id) != ENT_TRACK && ID_KIND(r.id) != ENT_MODULE)
        add(&w, r.source, r.id);
    struct tree_node outer = {.ref = r, .kind = ID_KIND(r.id) == ENT_TRACK ? NODE_TRACK : NODE_SUBSCRIPTION};
    entity_id module = node_module(s, &outer);
    add_tracks(&w, s, (struct ref){r.source, node_track(s, &outer)});
    add(&w, r.source, module);
    add(&w, r.source, 0);
    return turned(&w);
}

const struct view_ops view_tree = {
    .name = "tree", .brief = "tree", .provider = provider, .way = way};
