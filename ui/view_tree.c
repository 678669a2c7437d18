/* view_tree.c - the first view: what is defined, and what lives of it. */
#include "ui/ui_private.h"
#include "ui/way.h"

static void provider(struct ui *ui, struct tree_ops *ops)
{
    tree_model_ops(&ui->model, ops);
}

static size_t way(struct ui *ui, const struct tree_node *n, struct ref *out, size_t max)
{
    const struct state *s = ui->view.state;
    struct way w = {out, 0, max};
    struct ref r = n->ref;
    if (ID_KIND(r.id) == ENT_SUBSCRIPTION)
        r = way_subscriptions(&w, s, r);
    else if (r.id && ID_KIND(r.id) != ENT_TRACK && ID_KIND(r.id) != ENT_MODULE)
        way_add(&w, r.source, r.id);
    struct tree_node outer = {.ref = r, .kind = ID_KIND(r.id) == ENT_TRACK ? NODE_TRACK : NODE_SUBSCRIPTION};
    entity_id module = node_module(s, &outer);
    way_tracks(&w, s, (struct ref){r.source, node_track(s, &outer)});
    way_add(&w, r.source, module);
    way_add(&w, r.source, 0);
    return way_end(&w);
}

const struct view_ops view_tree = {
    .name = "tree", .brief = "tree", .provider = provider, .way = way};
