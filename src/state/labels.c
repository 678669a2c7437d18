#include "state/labels.h"

#include <string.h>

static struct ref at(struct ref r, entity_id id)
{
    return (struct ref){r.source, id};
}

static const struct ent_operator *operator_of(const struct state *s, struct ref observable)
{
    const struct ent_observable *o = query_observable(s, observable);
    return o ? query_operator(s, at(observable, o->made_by)) : NULL;
}

static void label_observable(const struct state *s, struct ref r, struct str *out)
{
    const struct ent_observable *o = query_observable(s, r);
    const struct ent_operator *op = operator_of(s, r);
    const struct ent_operator_fun *fun = op ? query_operator_fun(s, at(r, op->fun)) : NULL;
    const char *name = fun ? query_string(s, r.source, fun->e.name) : query_name(s, r);
    if (!o || !*name) {
        entity_id_print(r.id, out);
        return;
    }
    str_addf(out, "%s(%s)", name, query_text(s, fun ? fun->args_text : o->args_text));
}

void label_subscription(const struct state *s, struct ref r, struct str *out)
{
    const struct ent_subscription *sub = query_subscription(s, r);
    if (sub && !sub->parent && *query_name(s, r))
        str_add(out, query_name(s, r));
    else
        label_observable(s, sub && sub->observable ? at(r, sub->observable) : r, out);
}

void label_arg(const struct state *s, struct ref r, struct str *out)
{
    const struct ent_arg *arg = query_arg(s, r);
    if (arg && *query_name(s, r))
        str_add(out, query_name(s, r));
    else if (arg)
        str_add(out, query_text(s, arg->path));
    else
        entity_id_print(r.id, out);
}

/* An operator's place is that of its operator_fun. */
static const struct entity *placed(const struct state *s, struct ref r)
{
    const struct ent_subscription *sub = query_subscription(s, r);
    const struct entity *e = query_entity(s, r);
    if (e && e->file)
        return e;
    struct ref stream = at(r, sub ? sub->observable : r.id);
    const struct ent_operator *op = operator_of(s, stream);
    if (!op)
        op = query_operator(s, r);
    e = query_entity(s, op ? at(r, op->fun) : stream);
    return e && e->file ? e : NULL;
}

void label_place(const struct state *s, struct ref r, struct str *out)
{
    const struct entity *e = placed(s, r);
    const char *file = e ? query_string(s, r.source, e->file) : "";
    const char *base = strrchr(file, '/');
    if (e)
        str_addf(out, "%s:%u", base ? base + 1 : file, e->line);
}

void label_owner(const struct state *s, struct ref r, struct str *out)
{
    const struct ent_track *t = query_track(s, r);
    const char *key = t ? query_text(s, t->key) : "";
    const char *name = r.id ? query_name(s, r) : "program";
    if (*key || *name)
        str_add(out, *key ? key : name);
    else
        entity_id_print(r.id, out);
}

entity_id owner_of(const struct state *s, struct ref r)
{
    entity_id track = query_track_of(s, r);
    return track ? track : query_module_of(s, r);
}

entity_id result_of(const struct state *s, struct ref track)
{
    const struct ent_track *t = query_track(s, track);
    const struct ent_pipe *p = t ? query_pipe(s, at(track, t->entity)) : NULL;
    return p ? p->result : t && ID_KIND(t->entity) == ENT_OBSERVABLE ? t->entity : 0;
}
