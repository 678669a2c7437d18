/* query.c - lookups, lists and what was recorded. What has to be derived stands in derive.c. */
#include "state/query.h"

#include <stddef.h>
#include <string.h>

#include "state/log.h"
#include "state/source.h"

uint64_t query_serial(const struct state *s)
{
    return s->serial;
}

const struct source_info *query_source(const struct state *s, size_t index)
{
    return index < s->n_sources ? &s->sources[index]->info : NULL;
}

const struct source_info *query_source_by_id(const struct state *s, uint32_t source)
{
    const struct source *src = source_peek(s, source);
    return src ? &src->info : NULL;
}

uint64_t query_wall(const struct state *s, uint32_t source, uint64_t mono)
{
    const struct source *src = source_peek(s, source);
    return src ? log_wall(&src->info, mono) : 0;
}

/* ---- Texts. ---- */

const char *query_text(const struct state *s, uint32_t handle)
{
    return text_get(&s->texts, handle);
}

const char *query_string(const struct state *s, uint32_t source, uint32_t string_id)
{
    const struct source *src = source_peek(s, source);
    if (!src || string_id >= src->n_strings)
        return "";
    return text_get(&s->texts, src->strings[string_id]);
}

/* A send is called what its subscription is called, an arg call what its arg is called. */
static entity_id named_by(const struct state *s, struct ref r)
{
    struct send_view send;
    struct arg_call_view call;
    if (ID_KIND(r.id) == ENT_SEND)
        return query_send(s, r, &send) ? send.subscription : 0;
    if (ID_KIND(r.id) == ENT_ARG_CALL)
        return query_arg_call(s, r, &call) ? call.arg : 0;
    return r.id;
}

const char *query_name(const struct state *s, struct ref r)
{
    const struct entity *e = query_entity(s, (struct ref){r.source, named_by(s, r)});
    return e ? query_string(s, r.source, e->name) : "";
}

/* ---- Entities. ---- */

static const void *find(const struct state *s, struct ref r, enum entity_kind kind)
{
    const struct source *src = source_peek(s, r.source);
    return src && ID_KIND(r.id) == kind ? source_find(src, r.id) : NULL;
}

const struct entity *query_entity(const struct state *s, struct ref r)
{
    return find(s, r, ID_KIND(r.id));
}

#define FIND(name, kind)                                                       \
    const struct ent_##name *query_##name(const struct state *s, struct ref r) \
    {                                                                          \
        return find(s, r, kind);                                               \
    }
FIND(module, ENT_MODULE)
FIND(track, ENT_TRACK)
FIND(observable, ENT_OBSERVABLE)
FIND(pipe, ENT_PIPE)
FIND(operator_fun, ENT_OPERATOR_FUN)
FIND(operator, ENT_OPERATOR)
FIND(arg, ENT_ARG)
FIND(subscription, ENT_SUBSCRIPTION)
#undef FIND

entity_id query_next(const struct state *s, uint32_t source, enum entity_kind kind, entity_id after)
{
    const struct source *src = source_peek(s, source);
    if (!src || kind < ENT_MODULE || kind > ENT_ARG)
        return 0;
    const struct entity *e = table_next(&src->tables[kind], ID_SLOT(after));
    return e ? e->id : 0;
}

/* ---- Lists. ---- */

entity_id query_next_track(const struct state *s, struct ref module, entity_id after)
{
    const struct ent_module *m = query_module(s, module);
    const struct ent_track *t = query_track(s, (struct ref){module.source, after});
    if (!m || after == 0)
        return m ? m->first_track : 0;
    return t && t->module == module.id ? t->next_sibling : 0;
}

/* One list of members of one kind: where it begins, where their links are, whose they say they are.
 */
struct walk {
    enum entity_kind kind;
    size_t link, owner; /* offsets, in the member's aside and in its record */
};

static entity_id next_member(const struct source *src, struct walk w, const struct list *l,
                             entity_id owner, entity_id after)
{
    const struct table *t = &src->tables[w.kind];
    uint32_t slot = l->first;
    if (after) {
        const struct entity *e = ID_KIND(after) == w.kind ? source_find(src, after) : NULL;
        entity_id says;
        if (!e)
            return 0;
        memcpy(&says, (const char *)e + w.owner, sizeof says);
        slot = says == owner ? list_link(t, w.link, ID_SLOT(after))->next : 0;
    }
    return slot ? ((const struct entity *)table_record(t, slot))->id : 0;
}

/* The source when `r` is a held entity of that kind, else NULL. */
static const struct source *holder(const struct state *s, struct ref r, enum entity_kind kind)
{
    return find(s, r, kind) ? source_peek(s, r.source) : NULL;
}

entity_id query_next_operator(const struct state *s, struct ref pipe, entity_id after)
{
    const struct walk w = {ENT_OPERATOR, offsetof(struct aside_operator, in_pipe),
                           offsetof(struct ent_operator, pipe)};
    const struct source *src = holder(s, pipe, ENT_PIPE);
    return src ? next_member(src, w, &pipe_aside(src, pipe.id)->operators, pipe.id, after) : 0;
}

entity_id query_next_arg(const struct state *s, struct ref parent, entity_id after)
{
    const struct walk w = {ENT_ARG, offsetof(struct aside_arg, sibling),
                           offsetof(struct ent_arg, parent)};
    const struct source *src = holder(s, parent, ENT_OPERATOR_FUN);
    if (src)
        return next_member(src, w, &operator_fun_aside(src, parent.id)->args, parent.id, after);
    src = holder(s, parent, ENT_OBSERVABLE);
    return src ? next_member(src, w, &observable_aside(src, parent.id)->args, parent.id, after) : 0;
}

uint32_t query_nested(const struct state *s, struct ref r)
{
    const struct source *src = holder(s, r, ENT_TRACK);
    if (src)
        return track_aside(src, r.id)->nested;
    src = holder(s, r, ENT_MODULE);
    return src ? module_aside(src, r.id)->nested : 0;
}

uint32_t query_own(const struct state *s, struct ref observable)
{
    const struct source *src = holder(s, observable, ENT_OBSERVABLE);
    return src ? observable_aside(src, observable.id)->own : 0;
}

entity_id query_next_subscription(const struct state *s, struct ref observable, entity_id after)
{
    const struct walk w = {ENT_SUBSCRIPTION, offsetof(struct aside_subscription, in_observable),
                           offsetof(struct ent_subscription, observable)};
    const struct source *src = holder(s, observable, ENT_OBSERVABLE);
    if (!src)
        return 0;
    const struct list *l = &observable_aside(src, observable.id)->subscriptions;
    return next_member(src, w, l, observable.id, after);
}

entity_id query_next_child(const struct state *s, struct ref subscription, entity_id after)
{
    const struct walk w = {ENT_SUBSCRIPTION, offsetof(struct aside_subscription, in_parent),
                           offsetof(struct ent_subscription, parent)};
    const struct source *src = holder(s, subscription, ENT_SUBSCRIPTION);
    if (!src)
        return 0;
    const struct list *l = &subscription_aside(src, subscription.id)->children;
    return next_member(src, w, l, subscription.id, after);
}

static const struct roots *roots_of(const struct state *s, struct ref module)
{
    const struct source *src = source_peek(s, module.source);
    if (!src || !module.id)
        return src ? &src->adrift : NULL;
    return find(s, module, ENT_MODULE) ? &module_aside(src, module.id)->roots : NULL;
}

/* The neighbour of `after` in a list of roots, or its end; `after` may have left it. */
static entity_id next_in_roots(const struct state *s, struct ref module, entity_id after, unsigned which)
{
    const struct roots *r = roots_of(s, module);
    const struct source *src = source_peek(s, module.source);
    const struct ent_subscription *sub = r && after ? find_subscription(src, after) : NULL;
    const struct aside_subscription *a = sub ? subscription_aside(src, after) : NULL;
    uint32_t slot = 0;
    if (r && !after)
        slot = which == ROOT_LIVING ? r->living.first : r->ended.last;
    else if (a && a->root == which && a->root_of == ID_SLOT(module.id))
        slot = which == ROOT_LIVING ? a->in_parent.next : a->in_parent.prev;
    return slot ? ((const struct entity *)table_record(&src->tables[ENT_SUBSCRIPTION], slot))->id : 0;
}

entity_id query_next_root(const struct state *s, struct ref module, entity_id after)
{
    return next_in_roots(s, module, after, ROOT_LIVING);
}

entity_id query_next_ended_root(const struct state *s, struct ref module, entity_id after)
{
    return next_in_roots(s, module, after, ROOT_ENDED);
}

uint32_t query_roots(const struct state *s, struct ref module)
{
    const struct roots *r = roots_of(s, module);
    return r ? r->n : 0;
}

entity_id query_operator_of_fun(const struct state *s, struct ref fun)
{
    const struct source *src = holder(s, fun, ENT_OPERATOR_FUN);
    uint32_t slot = src ? operator_fun_aside(src, fun.id)->operators.last : 0;
    return slot ? ((const struct entity *)table_record(&src->tables[ENT_OPERATOR], slot))->id : 0;
}

size_t query_versions(const struct state *s, struct ref track, const struct track_version **out)
{
    const struct source *src = holder(s, track, ENT_TRACK);
    *out = src ? track_aside(src, track.id)->versions : NULL;
    return src ? track_aside(src, track.id)->n : 0;
}

/* ---- What was recorded. ---- */

static void view_send(const struct detail *d, const struct send_record *r, struct send_view *out)
{
    *out = (struct send_view){.id = r->id,
                              .subscription = r->subscription,
                              .cause = r->cause,
                              .at = r->at,
                              .type = r->type,
                              .value = {.type = r->value_type,
                                        .full = r->full,
                                        .len = r->len,
                                        .text = detail_preview(d, r),
                                        .i64 = r->scalar}};
}

size_t query_sends(const struct state *s, struct ref subscription, struct send_view *out,
                   size_t max)
{
    const struct source *src = holder(s, subscription, ENT_SUBSCRIPTION);
    uint64_t number = src ? subscription_aside(src, subscription.id)->last_send : 0;
    size_t n = 0;
    while (number && n < max) {
        const struct send_record *r = detail_send(&src->detail, number);
        if (!r)
            break;
        view_send(&src->detail, r, &out[n++]);
        number = r->distance ? number - r->distance : 0;
    }
    return n;
}

bool query_send(const struct state *s, struct ref send, struct send_view *out)
{
    const struct source *src = source_peek(s, send.source);
    const struct send_record *r = src ? detail_find_send(&src->detail, send.id) : NULL;
    if (r)
        view_send(&src->detail, r, out);
    return r != NULL;
}

bool query_arg_call(const struct state *s, struct ref arg_call, struct arg_call_view *out)
{
    const struct source *src = source_peek(s, arg_call.source);
    const struct call_record *r = src ? detail_find_call(&src->detail, arg_call.id) : NULL;
    if (r)
        *out = (struct arg_call_view){.id = r->id,
                                      .subscription = r->subscription,
                                      .arg = r->arg,
                                      .cause = r->cause,
                                      .observable = r->observable,
                                      .at = r->at};
    return r != NULL;
}

entity_id query_within(const struct state *s, struct ref subscription)
{
    const struct source *src = holder(s, subscription, ENT_SUBSCRIPTION);
    return src ? subscription_aside(src, subscription.id)->within : 0;
}

size_t query_kept(const struct state *s, struct ref module, uint32_t *out, size_t max)
{
    const struct source *src = holder(s, module, ENT_MODULE);
    return src ? numset_get(&s->texts, module_aside(src, module.id)->kept, out, max) : 0;
}

size_t query_log(const struct state *s, uint64_t before, struct log_view *out, size_t max)
{
    uint64_t seq = before && before <= s->n_log ? before - 1 : s->n_log;
    size_t n = 0;
    for (const struct log_line *l; n < max && (l = log_line(s, seq)); seq--)
        out[n++] = (struct log_view){.seq = l->seq,
                                     .at = l->at,
                                     .wall = l->wall,
                                     .source = l->source,
                                     .id = l->id,
                                     .kind = l->kind,
                                     .flags = l->flags,
                                     .text = text_get(&s->texts, l->text)};
    return n;
}
