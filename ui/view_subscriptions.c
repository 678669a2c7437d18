/* view_subscriptions.c - the second view: who is subscribed to whom. */
#include "ui/subscriptions.h"
#include "ui/ui_private.h"
#include "ui/way.h"

static void provider(struct ui *ui, struct tree_ops *ops)
{
    subscriptions_ops(&ui->model, ops);
}

static void close(struct ui *ui)
{
    subscriptions_release(&ui->model);
}

/* Of what is no subscription, one that shows it at work. */
static size_t way(struct ui *ui, const struct tree_node *n, struct ref *out, size_t max)
{
    const struct state *s = ui->view.state;
    struct way w = {out, 0, max};
    struct ref r = n->ref;
    if (ID_KIND(r.id) != ENT_SUBSCRIPTION && node_flow(s, n))
        r.id = node_flow(s, n);
    if (ID_KIND(r.id) == ENT_SUBSCRIPTION)
        r = way_subscriptions(&w, s, r);
    way_add(&w, r.source, query_module_of(s, r));
    way_add(&w, r.source, 0);
    return way_end(&w);
}

const struct view_ops view_subscriptions = {.name = "subscriptions",
                                            .brief = "subs",
                                            .provider = provider,
                                            .close = close,
                                            .cells = subscriptions_cells,
                                            .plans = subscriptions_plans,
                                            .way = way};
