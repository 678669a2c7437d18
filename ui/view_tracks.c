/* view_tracks.c - the third view: versions of tracks, side by side. */
#include "ui/tracks.h"
#include "ui/ui_private.h"
#include "ui/way.h"

static void provider(struct ui *ui, struct tree_ops *ops)
{
    tracks_ops(&ui->model, ops);
}

/* The rows of versions are of the track, too: a subscription stands below one. */
static size_t way(struct ui *ui, const struct tree_node *n, struct ref *out, size_t max)
{
    const struct state *s = ui->view.state;
    struct way w = {out, 0, max};
    struct ref track = {n->ref.source, node_track(s, n)};
    if (ID_KIND(n->ref.id) == ENT_SUBSCRIPTION) {
        way_add(&w, n->ref.source, n->ref.id);
        way_add(&w, track.source, track.id);
    }
    way_tracks(&w, s, track);
    way_add(&w, n->ref.source, query_module_of(s, n->ref));
    way_add(&w, n->ref.source, 0);
    return way_end(&w);
}

const struct view_ops view_tracks = {.name = "tracks",
                                     .brief = "tracks",
                                     .provider = provider,
                                     .cells = tracks_cells,
                                     .plans = tracks_plans,
                                     .way = way};
