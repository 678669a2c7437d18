/* derive.c - what is not stored but found by walking: the track and module of anything, tags that
 * are inherited, the structural path. Every walk is bounded, whatever a program claims. */
#include "state/query.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/graph.h"
#include "state/source.h"

enum {
    HOPS_MAX = 256,        /* from an entity up to its track, from a track up to its module */
    PATH_OPERATORS = 1024, /* in a structural path */
    TAGS_AT_ONCE = KEEP_TAGS
};

/* ---- Upwards. ---- */

static entity_id above_operator_fun(const struct state *s, struct ref r)
{
    return query_operator_of_fun(s, r);
}

/* What made an observable inside an arg call: the call's arg, or else the subscription it ran for.
 */
static entity_id above_inner(const struct state *s, struct ref r, entity_id call_id)
{
    struct arg_call_view call;
    if (query_arg_call(s, (struct ref){r.source, call_id}, &call))
        return call.arg ? call.arg : call.subscription;
    const struct source *src = source_peek(s, r.source);
    uint32_t maker = observable_aside(src, r.id)->maker;
    return maker ? subscription_at(src, maker)->e.id : 0;
}

static entity_id above_observable(const struct state *s, struct ref r)
{
    const struct ent_observable *o = query_observable(s, r);
    if (!o)
        return 0;
    if (query_operator(s, (struct ref){r.source, o->made_by}))
        return o->made_by;
    return ID_KIND(o->parent) == ENT_ARG_CALL ? above_inner(s, r, o->parent) : o->parent;
}

static entity_id above_pipe(const struct state *s, struct ref r)
{
    const struct ent_pipe *p = query_pipe(s, r);
    return p ? p->track : 0;
}

static entity_id above_operator(const struct state *s, struct ref r)
{
    const struct ent_operator *op = query_operator(s, r);
    return op ? op->pipe : 0;
}

static entity_id above_arg(const struct state *s, struct ref r)
{
    const struct ent_arg *arg = query_arg(s, r);
    return arg ? arg->parent : 0;
}

static entity_id above_subscription(const struct state *s, struct ref r)
{
    const struct ent_subscription *sub = query_subscription(s, r);
    return sub ? sub->observable : 0;
}

static entity_id above_send(const struct state *s, struct ref r)
{
    struct send_view send;
    return query_send(s, r, &send) ? send.subscription : 0;
}

static entity_id above_arg_call(const struct state *s, struct ref r)
{
    struct arg_call_view call;
    return query_arg_call(s, r, &call) ? call.arg : 0;
}

/* What an entity belongs to, one step towards its track; 0: nothing known. */
static entity_id above(const struct state *s, struct ref r)
{
    static entity_id (*const steps[ENT_LIMIT])(const struct state *, struct ref) = {
        [ENT_OBSERVABLE] = above_observable,     [ENT_PIPE] = above_pipe,
        [ENT_OPERATOR_FUN] = above_operator_fun, [ENT_OPERATOR] = above_operator,
        [ENT_SUBSCRIPTION] = above_subscription, [ENT_ARG] = above_arg,
        [ENT_ARG_CALL] = above_arg_call,         [ENT_SEND] = above_send,
    };
    unsigned kind = ID_KIND(r.id);
    return kind < ENT_LIMIT && steps[kind] ? steps[kind](s, r) : 0;
}

entity_id query_track_of(const struct state *s, struct ref r)
{
    for (int hops = 0; hops < HOPS_MAX && r.id; hops++) {
        if (ID_KIND(r.id) == ENT_TRACK)
            return query_track(s, r) ? r.id : 0;
        r.id = above(s, r);
    }
    return 0;
}

/* Who made a module-level subscription, for it and what feeds it. */
static entity_id owner_of(const struct state *s, struct ref r)
{
    const struct ent_subscription *sub = query_subscription(s, r);
    for (int hops = 0; sub && hops < HOPS_MAX; hops++) {
        const struct source *src = source_peek(s, r.source);
        entity_id owner = subscription_aside(src, sub->e.id)->owner;
        if (owner)
            return owner;
        sub = query_subscription(s, (struct ref){r.source, sub->parent});
    }
    return 0;
}

entity_id query_module_of(const struct state *s, struct ref r)
{
    if (ID_KIND(r.id) == ENT_MODULE)
        return query_module(s, r) ? r.id : 0;
    entity_id at = query_track_of(s, r);
    if (!at)
        at = owner_of(s, r);
    const struct ent_track *t = query_track(s, (struct ref){r.source, at});
    struct ref module = {r.source, t ? t->module : at};
    return query_module(s, module) ? module.id : 0;
}

/* ---- Tags. ---- */

static uint32_t tags_handle(const struct state *s, struct ref r)
{
    const struct entity *e = query_entity(s, r);
    const struct source *src = source_peek(s, r.source);
    const struct send_record *send = NULL;
    const struct call_record *call = NULL;
    if (src && ID_KIND(r.id) == ENT_SEND)
        send = detail_find_send(&src->detail, r.id);
    if (src && ID_KIND(r.id) == ENT_ARG_CALL)
        call = detail_find_call(&src->detail, r.id);
    return e ? e->tags : send ? send->tags : call ? call->tags : 0;
}

size_t query_tags(const struct state *s, struct ref r, uint32_t *out, size_t max)
{
    return numset_get(&s->texts, tags_handle(s, r), out, max);
}

static bool has_own_tag(const struct state *s, struct ref r, const char *tag)
{
    uint32_t ids[TAGS_AT_ONCE];
    size_t n = query_tags(s, r, ids, TAGS_AT_ONCE);
    for (size_t i = 0; i < n; i++)
        if (strcmp(query_string(s, r.source, ids[i]), tag) == 0)
            return true;
    return false;
}

bool query_has_tag(const struct state *s, struct ref r, const char *tag)
{
    if (has_own_tag(s, r, tag))
        return true;
    struct ref at = {r.source, query_track_of(s, r)};
    for (int hops = 0; at.id && hops < HOPS_MAX; hops++) {
        if (has_own_tag(s, at, tag))
            return true;
        const struct ent_track *t = query_track(s, at);
        at.id = t ? t->parent : 0;
    }
    return has_own_tag(s, (struct ref){r.source, query_module_of(s, r)}, tag);
}

/* ---- The structural path. ---- */

static int by_position(const void *a, const void *b)
{
    const struct ent_operator *const *x = a, *const *y = b;
    return ((*x)->position > (*y)->position) - ((*x)->position < (*y)->position);
}

static void add_step(const struct state *s, struct ref r, uint32_t position, struct str *out)
{
    const char *name = query_name(s, r);
    str_addf(out, "%u:%s", position, *name ? name : entity_kind_name(ID_KIND(r.id)));
}

static void add_pipe_path(const struct state *s, struct ref pipe, struct str *out)
{
    const struct ent_operator **found = mem_alloc(PATH_OPERATORS * sizeof *found);
    size_t n = 0;
    for (entity_id id = query_next_operator(s, pipe, 0); id && n < PATH_OPERATORS;
         id = query_next_operator(s, pipe, id)) {
        const struct ent_operator *op = query_operator(s, (struct ref){pipe.source, id});
        if (!op->e.ended_at || query_pipe(s, pipe)->e.ended_at)
            found[n++] = op;
    }
    qsort(found, n, sizeof *found, by_position);
    str_add(out, "0:pipe");
    for (size_t i = 0; i < n; i++) {
        str_addc(out, '|');
        add_step(s, (struct ref){pipe.source, found[i]->e.id}, found[i]->position, out);
    }
    free(found);
}

void query_path(const struct state *s, struct ref track, struct str *out)
{
    const struct ent_track *t = query_track(s, track);
    struct ref at = {track.source, t ? t->entity : 0};
    const struct ent_observable *o = query_observable(s, at);
    const struct ent_operator *op =
        o ? query_operator(s, (struct ref){track.source, o->made_by}) : NULL;
    if (op)
        at.id = op->pipe;
    if (query_pipe(s, at))
        add_pipe_path(s, at, out);
    else if (o)
        add_step(s, (struct ref){track.source, o->e.id}, 0, out);
}
