#include "ui/chain.h"

#include <string.h>

#include "ui/node.h"

enum { LINKS_MOST = 64 /* operators of one chain, and pipes behind one another */ };

static struct ref at(struct ref r, entity_id id)
{
    return (struct ref){r.source, id};
}

/* The operator whose target it is, NULL: a creator made it. */
static const struct ent_operator *maker(const struct state *s, struct ref observable)
{
    const struct ent_observable *o = query_observable(s, observable);
    return o ? query_operator(s, at(observable, o->made_by)) : NULL;
}

const char *chain_variable(const struct state *s, struct ref observable)
{
    const struct ent_observable *o = query_observable(s, observable);
    const struct ent_operator *op = maker(s, observable);
    const struct ent_pipe *p = op ? query_pipe(s, at(observable, op->pipe)) : NULL;
    if (o && o->variable)
        return query_string(s, observable.source, o->variable);
    if (!p || p->result != observable.id)
        return "";
    const char *name = query_name(s, at(observable, p->e.id));
    return strcmp(name, "pipe") == 0 ? "" : name; /* what pipes are called in C */
}

/* Is it what a version of the track results in, and not something in the middle of its pipe? */
static bool is_end_of(const struct state *s, struct ref track, entity_id observable)
{
    const struct track_version *v;
    size_t n = query_versions(s, track, &v);
    for (size_t i = n; i-- > 0;)
        if (query_result(s, at(track, v[i].entity)) == observable)
            return true;
    return false;
}

const char *chain_own_name(const struct state *s, struct ref observable)
{
    entity_id track = observable.id ? query_track_of(s, observable) : 0;
    if (track && is_end_of(s, at(observable, track), observable.id))
        return query_name(s, at(observable, track));
    const char *variable = chain_variable(s, observable);
    return *variable ? variable : NULL;
}

const char *chain_name(const struct state *s, struct ref observable)
{
    const char *own = chain_own_name(s, observable);
    return own ? own : query_name(s, observable);
}

void chain_print(const struct state *s, struct ref observable, const char *arrow, struct str *out)
{
    const char *names[LINKS_MOST];
    size_t n = 0;
    const struct ent_operator *op;
    const char *own = NULL;
    while (n + 1 < LINKS_MOST && !own && (op = maker(s, observable))) {
        names[n++] = query_name(s, at(observable, op->e.id));
        observable.id = op->source;
        own = chain_own_name(s, observable);
    }
    names[n++] = own ? own : query_name(s, observable);
    while (n > 0) {
        str_add(out, names[--n]);
        if (n > 0)
            str_addf(out, " %s ", arrow);
    }
}
