/* fold_defs.c - events about definitions: observables, pipes, operators, args. */
#include "state/fold.h"

#include "state/graph.h"
#include "state/life.h"
#include "state/source.h"

/* The subscription in one of whose arg calls an observable was made, NULL: it was made elsewhere,
 * or the call was not recorded, or the subscription has ended. */
static struct ent_subscription *maker_of(struct source *src, entity_id call)
{
    const struct nest_frame *frame = nest_find(&src->nest, NEST_ARG_CALL, call);
    entity_id id = frame ? frame->about : 0;
    if (!frame && ID_KIND(call) == ENT_ARG_CALL) {
        const struct call_record *r = detail_find_call(&src->detail, call);
        id = r ? r->subscription : 0;
    }
    struct ent_subscription *sub = find_subscription(src, id);
    return sub && !sub->e.ended_at ? sub : NULL;
}

enum status fold_OBSERVABLE_CREATE(struct source *src, const struct event *ev)
{
    unsigned makers = KIND_BIT(ENT_TRACK) | KIND_BIT(ENT_OPERATOR) | KIND_BIT(ENT_ARG_CALL);
    if (!life_may_define(src, ev->id, ENT_OBSERVABLE) || ev->num < 0 || ev->num > UINT8_MAX ||
        !graph_may_refer(src, ev->parent, makers))
        return STATUS_FORMAT;
    struct ent_observable *o = life_define(src, ev);
    o->parent = graph_held(src, ev->parent);
    o->flags = (uint8_t)ev->num;
    if (o->variable == o->e.name)
        o->variable = 0;
    observable_aside(src, o->e.id)->abandoned = ev->flags & 1;
    graph_set_maker(src, o, ev->flags & 1 ? NULL : maker_of(src, ev->parent));
    return STATUS_OK;
}

enum status fold_FACTORY_CALL(struct source *src, const struct event *ev)
{
    if (!life_may_define(src, ev->id, ENT_OBSERVABLE) || !fold_fits_u32(ev->num))
        return STATUS_FORMAT;
    struct ent_observable *known = source_find(src, ev->id);
    uint32_t creator = known ? known->e.name : 0;
    struct ent_observable *o = life_define(src, ev);
    o->variable = creator && ev->named.name != creator ? ev->named.name : 0;
    if (creator)
        o->e.name = creator;
    source_replace_text(src, &o->args_text, ev, KEEP_ARGS);
    return STATUS_OK;
}

enum status fold_PIPE_CALL(struct source *src, const struct event *ev)
{
    if (!life_may_define(src, ev->id, ENT_PIPE) || !fold_fits_u32(ev->num) ||
        !graph_may_refer(src, ev->parent,
                         KIND_BIT(ENT_TRACK) | KIND_BIT(ENT_OPERATOR) | KIND_BIT(ENT_ARG_CALL)) ||
        !graph_may_refer(src, ev->ref, KIND_BIT(ENT_OBSERVABLE)))
        return STATUS_FORMAT;
    struct ent_pipe *p = life_define(src, ev);
    p->track = graph_held(src, ev->parent);
    p->source = graph_held(src, ev->ref);
    p->operators = (uint32_t)ev->num;
    nest_push(&src->nest, NEST_PIPE, ev->id, 0, 0);
    return STATUS_OK;
}

enum status fold_PIPE_RETURN(struct source *src, const struct event *ev)
{
    struct ent_pipe *p = ID_KIND(ev->id) == ENT_PIPE ? source_find(src, ev->id) : NULL;
    if (!p || !graph_may_refer(src, ev->ref, KIND_BIT(ENT_OBSERVABLE)))
        return STATUS_FORMAT;
    if (!fold_close(src, NEST_PIPE, ev->id) && !src->info.syncing)
        source_mark_stale(src);
    p->result = graph_held(src, ev->ref);
    source_touch(src);
    return STATUS_OK;
}

/* An operator is called what its operator_fun is called. */
static void name_operator(struct source *src, struct ent_operator *op)
{
    const struct ent_operator_fun *f = source_find(src, op->fun);
    if (!f)
        return;
    op->e.name = f->e.name;
    op->e.file = f->e.file;
    op->e.line = f->e.line;
}

static void name_operators(struct source *src, const struct ent_operator_fun *f)
{
    struct table *t = &src->tables[ENT_OPERATOR];
    size_t link = offsetof(struct aside_operator, in_fun);
    uint32_t slot = operator_fun_aside(src, f->e.id)->operators.first;
    for (; slot; slot = list_link(t, link, slot)->next)
        name_operator(src, table_record(t, slot));
}

enum status fold_OPERATOR_FUN(struct source *src, const struct event *ev)
{
    if (!life_may_define(src, ev->id, ENT_OPERATOR_FUN) || !fold_fits_u32(ev->num))
        return STATUS_FORMAT;
    struct ent_operator_fun *f = life_define(src, ev);
    source_replace_text(src, &f->args_text, ev, KEEP_ARGS);
    name_operators(src, f);
    return STATUS_OK;
}

enum status fold_OPERATOR_CALL(struct source *src, const struct event *ev)
{
    if (!life_may_define(src, ev->id, ENT_OPERATOR) || !fold_fits_u32(ev->num) ||
        !graph_may_refer(src, ev->parent, KIND_BIT(ENT_PIPE)) ||
        !graph_may_refer(src, ev->ref, KIND_BIT(ENT_OPERATOR_FUN)))
        return STATUS_FORMAT;
    struct ent_operator *op = life_define(src, ev);
    graph_place_operator(src, op, ev->parent, ev->ref);
    op->position = (uint32_t)ev->num;
    name_operator(src, op);
    nest_push(&src->nest, NEST_OPERATOR, ev->id, 0, 0);
    return STATUS_OK;
}

/* An operator makes one observable, and an observable is made by one operator: the newest word counts. */
static void set_target(struct source *src, struct ent_operator *op, entity_id target)
{
    struct ent_observable *old = source_find(src, op->target), *new = source_find(src, target);
    struct ent_operator *before = new ? source_find(src, new->made_by) : NULL;
    if (old && old->made_by == op->e.id)
        old->made_by = 0;
    if (before && before->target == target)
        before->target = 0;
    op->target = graph_held(src, target);
    if (new)
        new->made_by = op->e.id;
}

/* May come alone, for an operator that a swap connected anew. */
enum status fold_OPERATOR_RETURN(struct source *src, const struct event *ev)
{
    struct ent_operator *op = ID_KIND(ev->id) == ENT_OPERATOR ? source_find(src, ev->id) : NULL;
    if (!op || !graph_may_refer(src, ev->parent, KIND_BIT(ENT_OBSERVABLE)) ||
        !graph_may_refer(src, ev->ref, KIND_BIT(ENT_OBSERVABLE)))
        return STATUS_FORMAT;
    fold_close(src, NEST_OPERATOR, ev->id);
    op->source = graph_held(src, ev->parent);
    set_target(src, op, ev->ref);
    source_touch(src);
    return STATUS_OK;
}

static void set_arg_value(struct source *src, struct ent_arg *arg, const struct event *ev)
{
    struct str text = STR_INIT;
    if (ev->flags == ARG_PLAIN && ev->value.type != VT_ABSENT)
        event_value_print(&ev->value, &text);
    source_drop_text(src, &arg->value);
    arg->value = source_text(src, str_text(&text), text.len, KEEP_VALUE);
    str_release(&text);
}

enum status fold_ARG(struct source *src, const struct event *ev)
{
    unsigned owners = KIND_BIT(ENT_OPERATOR_FUN) | KIND_BIT(ENT_OBSERVABLE);
    if (!life_may_define(src, ev->id, ENT_ARG) || !fold_fits_u32(ev->num) ||
        ev->flags > ARG_OBSERVABLE || !graph_may_refer(src, ev->parent, owners) ||
        !graph_may_refer(src, ev->ref, KIND_BIT(ENT_OBSERVABLE)))
        return STATUS_FORMAT;
    struct ent_arg *arg = life_define(src, ev);
    graph_place_arg(src, arg, ev->parent);
    arg->observable = graph_held(src, ev->ref);
    arg->generation = (uint32_t)ev->num;
    arg->type = ev->flags;
    source_replace_text(src, &arg->path, ev, KEEP_PATH);
    set_arg_value(src, arg, ev);
    return STATUS_OK;
}

enum status fold_ARG_VALUE(struct source *src, const struct event *ev)
{
    struct ent_arg *arg = ID_KIND(ev->id) == ENT_ARG ? source_find(src, ev->id) : NULL;
    if (!arg)
        return STATUS_FORMAT;
    source_replace_text(src, &arg->value, ev, KEEP_VALUE);
    return STATUS_OK;
}

enum status fold_ENTITY_END(struct source *src, const struct event *ev)
{
    unsigned definitions = KIND_BIT(ENT_OBSERVABLE) | KIND_BIT(ENT_PIPE) |
                           KIND_BIT(ENT_OPERATOR_FUN) | KIND_BIT(ENT_OPERATOR) | KIND_BIT(ENT_ARG);
    if (ev->id == 0 || !graph_may_refer(src, ev->id, definitions))
        return STATUS_FORMAT;
    struct entity *e = source_find(src, ev->id);
    if (e)
        life_end(src, e, ev->time);
    return STATUS_OK;
}
