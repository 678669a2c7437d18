/* validate.c - whether a stage may be committed: the graph as it would be afterwards must have no cycle,
 * since a stream that is its own source never stops subscribing, and a version that is forced by hand
 * must not stand on a track that has left the source.
 *
 * The graph is walked through definitions; a track is entered once a walk. */
#include "hmr/hmr_int.h"

#include <string.h>

struct walk {
    const struct stage *stage;
    const struct hmr_track *only; /* the one track that is forced; NULL: the whole module is committed */
    uint64_t open, done;          /* marks of this walk */
    const struct hmr_track *cycle, *gone;
};

static void walk_def(struct walk *w, rx_observable *o);

/* What the track will stand for. */
static rx_observable *prospective(const struct walk *w, const struct hmr_track *t)
{
    const struct staged_track *staged = t == w->only ? stage_find_renamed(w->stage, t)
                                                     : stage_find(w->stage, t);
    bool held = t->registered && !t->orphan && t->pinned;
    bool takes = w->only ? t == w->only : !held;
    return staged && takes ? staged->def : t->wrapper->current;
}

static void walk_track(struct walk *w, struct hmr_track *t)
{
    if (t->walked == w->open)
        w->cycle = t;
    if (t->walked == w->open || t->walked == w->done)
        return;
    t->walked = w->open;
    rx_observable *def = prospective(w, t);
    if (def)
        walk_def(w, def);
    else
        w->gone = t;
    t->walked = w->done;
}

static void walk_args(struct walk *w, const struct rx_arg *args, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (args[i].type == ARG_OBSERVABLE)
            walk_def(w, args[i].obs);
}

static void walk_def(struct walk *w, rx_observable *o)
{
    for (o = rx_resolve(o); rx_is_target(o); o = rx_resolve(o->source))
        walk_args(w, o->fun->args, o->fun->nargs);
    if (!rx_is_wrapper(o))
        walk_args(w, o->args, o->nargs);
    else if (o->track)
        walk_track(w, o->track);
}

static struct walk walk_new(const struct stage *s, const struct hmr_track *only)
{
    struct hmr *h = s->module->hmr;
    h->walks += 2;
    return (struct walk){.stage = s, .only = only, .open = h->walks, .done = h->walks + 1};
}

static enum status cycle_text(const struct hmr_track *t, struct fault_text *why)
{
    return fault_set(why, STATUS_EVAL,
                     "%s: %s is its own source: send the value back through a subject instead",
                     t->module->file, t->name);
}

enum status validate_stage(const struct stage *s, struct fault_text *why)
{
    struct walk w = walk_new(s, NULL);
    for (size_t i = 0; i < s->ntracks && !w.cycle; i++)
        walk_track(&w, s->tracks[i].track);
    return w.cycle ? cycle_text(w.cycle, why) : STATUS_OK;
}

enum status validate_forced(const struct stage *s, struct hmr_track *t, struct fault_text *why)
{
    struct walk w = walk_new(s, t);
    walk_track(&w, t);
    if (w.cycle)
        return cycle_text(w.cycle, why);
    if (w.gone)
        return fault_set(why, STATUS_STATE, "%s needs %s, which has left the source", t->key, w.gone->key);
    return STATUS_OK;
}
