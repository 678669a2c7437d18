/* filter_match.c - whether an entity passes a filter. Reads through query.h only. */
#include "state/filter.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "state/filter_int.h"

enum {
    LEVELS_MAX = 64, /* an entity and what contains it: bits of a uint64_t */
    HOPS_MAX = 64    /* from a track to the tracks around it */
};

/* ---- What an entity is a part of. ---- */

/* Sends and arg calls have no record of their own: their subscription speaks for them. */
static struct ref speaker(const struct state *s, struct ref r)
{
    struct send_view send;
    struct arg_call_view call;
    if (ID_KIND(r.id) == ENT_SEND)
        r.id = query_send(s, r, &send) ? send.subscription : 0;
    else if (ID_KIND(r.id) == ENT_ARG_CALL)
        r.id = query_arg_call(s, r, &call) ? call.subscription : 0;
    return r;
}

static struct ref at(struct ref r, entity_id id)
{
    return (struct ref){r.source, id};
}

static const struct ent_track *track_of(const struct state *s, struct ref r)
{
    return query_track(s, at(r, query_track_of(s, r)));
}

/* What is subscribed to when one looks at an entity: the observable that a track or pipe results
 * in, the target of an operator. 0: nothing. */
static entity_id stream_of(const struct state *s, struct ref r)
{
    const struct ent_track *t = query_track(s, r);
    if (t)
        r.id = t->entity;
    const struct ent_pipe *p = query_pipe(s, r);
    const struct ent_operator *o = query_operator(s, r);
    return p ? p->result : o ? o->target : ID_KIND(r.id) == ENT_OBSERVABLE ? r.id : 0;
}

static bool has_living(const struct state *s, struct ref r)
{
    const struct ent_observable *o = query_observable(s, at(r, stream_of(s, r)));
    return o && o->subscriptions;
}

/* ---- States. ---- */

static unsigned track_flag(enum filter_state state)
{
    switch (state) {
    case FILTER_STATE_ORPHAN:
        return TRACK_FLAG_ORPHAN;
    case FILTER_STATE_PINNED:
        return TRACK_FLAG_PINNED;
    case FILTER_STATE_FAULTED:
        return TRACK_FLAG_FAULTED;
    default:
        return TRACK_FLAG_WAITING;
    }
}

static bool track_says(const struct state *s, struct ref r, enum filter_state state)
{
    const struct ent_track *t = track_of(s, r);
    return t && (t->flags & track_flag(state) || (state == FILTER_STATE_WAITING && t->waiting));
}

static bool has_ended(const struct state *s, struct ref r)
{
    const struct source_info *info = query_source_by_id(s, r.source);
    const struct entity *e = query_entity(s, r);
    return r.id ? !e || e->ended_at : info && info->ended_at;
}

/* A pipe or observable that its track no longer runs. */
static bool is_replaced(const struct state *s, struct ref r)
{
    const struct ent_track *t = track_of(s, r);
    const struct ent_pipe *p = query_pipe(s, r);
    return t && p && p->track == t->e.id && t->entity != r.id;
}

static bool is_retired(const struct state *s, struct ref r)
{
    return has_ended(s, r) || is_replaced(s, r) || track_says(s, r, FILTER_STATE_ORPHAN);
}

/* An inner stream that goes on while newer code runs around it. */
static bool is_old_inner(const struct state *s, struct ref r, const struct ent_subscription *sub)
{
    const struct ent_observable *o = query_observable(s, at(r, sub->observable));
    const struct ent_module *m = query_module(s, at(r, query_module_of(s, r)));
    const struct track_version *v;
    size_t n = query_versions(s, at(r, query_track_of(s, r)), &v);
    return o && o->flags & OBSERVABLE_INNER && m && m->kept_generations && n > 1 &&
           sub->e.created_at < v[n - 1].at;
}

static bool is_draining(const struct state *s, struct ref r)
{
    const struct ent_subscription *sub = query_subscription(s, r);
    const struct ent_module *m = query_module(s, r);
    if (m)
        return m->kept_generations != 0;
    if (sub)
        return !sub->e.ended_at &&
               (is_old_inner(s, r, sub) || is_retired(s, at(r, sub->observable)));
    return is_retired(s, r) && has_living(s, r);
}

bool filter_in_state(const struct filter_context *c, struct ref r, enum filter_state state)
{
    const struct state *s = c->state;
    r = r.id ? speaker(s, r) : r;
    switch (state) {
    case FILTER_STATE_ACTIVE:
        return !has_ended(s, r) && !track_says(s, r, FILTER_STATE_ORPHAN);
    case FILTER_STATE_ENDED:
        return has_ended(s, r) || is_replaced(s, r);
    case FILTER_STATE_DRAINING:
        return is_draining(s, r);
    default:
        return track_says(s, r, state);
    }
}

static bool in_states(const struct filter_context *c, struct ref r, uint32_t set)
{
    for (unsigned i = 0; i < FILTER_STATE_LIMIT; i++)
        if (set & 1u << i && filter_in_state(c, r, (enum filter_state)i))
            return true;
    return false;
}

/* ---- Numbers. ---- */

/* A subscription's own counter, or the sum over those of a stream. */
static uint64_t counter_of(const struct ent_subscription *sub, enum filter_field field)
{
    switch (field) {
    case FIELD_NEXT:
        return sub->next;
    case FIELD_ERROR:
        return sub->error;
    case FIELD_COMPLETE:
        return sub->complete;
    default:
        return sub->merged;
    }
}

static bool count_of(const struct state *s, struct ref r, enum filter_field field, double *out)
{
    const struct ent_subscription *sub = query_subscription(s, r);
    struct ref stream = at(r, stream_of(s, r));
    double sum = 0;
    if (sub) {
        *out = (double)counter_of(sub, field);
        return true;
    }
    for (entity_id id = 0; (id = query_next_subscription(s, stream, id));)
        sum += (double)counter_of(query_subscription(s, at(r, id)), field);
    *out = sum;
    return query_observable(s, stream) != NULL;
}

static bool subscriptions_of(const struct state *s, struct ref r, double *out)
{
    const struct ent_subscription *sub = query_subscription(s, r);
    const struct ent_observable *o = query_observable(s, at(r, stream_of(s, r)));
    *out = sub ? sub->children : o ? o->subscriptions : 0;
    return sub || o;
}

static bool generation_of(const struct state *s, struct ref r, double *out)
{
    const struct ent_module *m = query_module(s, r);
    const struct ent_arg *a = query_arg(s, r);
    *out = m ? m->generation : a ? a->generation : 0;
    return m || (a && a->generation);
}

static bool age_of(const struct state *s, struct ref r, double *out)
{
    const struct entity *e = query_entity(s, r);
    const struct source_info *info = query_source_by_id(s, r.source);
    uint64_t begin = e ? e->created_at : info ? info->started_at : 0;
    if (!info || (r.id && !e))
        return false;
    *out = info->now > begin ? (double)(info->now - begin) / (double)NS_PER_S : 0;
    return true;
}

static bool rate_of(const struct filter_context *c, struct ref r, double *out)
{
    if (ID_KIND(r.id) != ENT_SUBSCRIPTION)
        r.id = stream_of(c->state, r);
    if (!c->rate || !query_entity(c->state, r))
        return false;
    *out = c->rate(c->ctx, r);
    return true;
}

bool filter_number(const struct filter_context *c, struct ref r, enum filter_field field,
                   double *out)
{
    const struct ent_track *t = query_track(c->state, r);
    const struct ent_arg *arg = query_arg(c->state, r);
    switch (field) {
    case FIELD_VERSION:
        *out = t ? t->version : 0;
        return t != NULL;
    case FIELD_CALLS:
        *out = arg ? (double)arg->calls : 0;
        return arg != NULL;
    case FIELD_GENERATION:
        return generation_of(c->state, r, out);
    case FIELD_SUBSCRIPTIONS:
        return subscriptions_of(c->state, r, out);
    case FIELD_RATE:
        return rate_of(c, r, out);
    case FIELD_AGE:
        return age_of(c->state, r, out);
    default:
        return count_of(c->state, r, field, out);
    }
}

static bool compare(const struct filter_node *node, double n)
{
    switch ((enum filter_compare)node->compare) {
    case COMPARE_GREATER:
        return n > node->number;
    case COMPARE_NOT_LESS:
        return n >= node->number;
    case COMPARE_LESS:
        return n < node->number;
    case COMPARE_NOT_GREATER:
        return n <= node->number;
    default:
        return n == node->number;
    }
}

/* ---- Texts. ---- */

static bool text_fits(const struct filter_node *node, const char *text)
{
    if (!*text)
        return false;
    switch (node->test) {
    case TEST_REGEX:
        return regexec(node->regex, text, 0, NULL, 0) == 0;
    case TEST_IS:
        return strcmp(text, node->text) == 0;
    default:
        return strcasestr(text, node->text) != NULL;
    }
}

static const char *source_name(const struct state *s, uint32_t source)
{
    const struct source_info *info = query_source_by_id(s, source);
    return info ? info->name : "";
}

/* A subscription that no person named is called what it subscribes to; the source has no id. */
static const char *name_of(const struct state *s, struct ref r)
{
    const struct ent_subscription *sub = query_subscription(s, r);
    const char *name = r.id ? query_name(s, r) : source_name(s, r.source);
    return *name || !sub ? name : query_name(s, at(r, sub->observable));
}

static const char *file_of(const struct state *s, struct ref r)
{
    const struct entity *e = query_entity(s, r);
    const struct ent_operator *o = query_operator(s, r);
    if (o && !e->file)
        e = query_entity(s, at(r, o->fun));
    return e ? query_string(s, r.source, e->file) : "";
}

static const char *key_of(const struct state *s, const struct ent_track *t)
{
    return t ? query_text(s, t->key) : "";
}

static bool own_tag_fits(const struct state *s, struct ref r, const struct filter_node *node)
{
    uint32_t ids[32];
    size_t n = query_tags(s, r, ids, ARRAY_LEN(ids));
    for (size_t i = 0; i < n && i < ARRAY_LEN(ids); i++)
        if (text_fits(node, query_string(s, r.source, ids[i])))
            return true;
    return false;
}

/* Inherited ones as well: query_has_tag() for whole names, the same walk for expressions. */
static bool tag_fits(const struct state *s, struct ref r, const struct filter_node *node)
{
    if (node->test == TEST_IS)
        return query_has_tag(s, r, node->text);
    if (own_tag_fits(s, r, node))
        return true;
    const struct ent_track *t = track_of(s, r);
    for (int hops = 0; t && hops < HOPS_MAX; hops++) {
        if (own_tag_fits(s, at(r, t->e.id), node))
            return true;
        t = query_track(s, at(r, t->parent));
    }
    return own_tag_fits(s, at(r, query_module_of(s, r)), node);
}

/* A function among the args of an operator, or of what a creator made. */
static bool function_fits(const struct state *s, struct ref r, const struct filter_node *node)
{
    const struct ent_operator *o = query_operator(s, r);
    struct ref parent = at(r, o ? o->fun : r.id);
    for (entity_id id = 0; (id = query_next_arg(s, parent, id));) {
        const struct ent_arg *arg = query_arg(s, at(r, id));
        if (arg->type == ARG_FUNCTION && text_fits(node, query_string(s, r.source, arg->e.name)))
            return true;
    }
    return false;
}

static bool is_id(struct ref r, const char *text)
{
    struct str id = STR_INIT;
    if (!r.id || !strchr(text, '#'))
        return false;
    entity_id_print(r.id, &id);
    bool same = strcmp(str_text(&id), text) == 0;
    str_release(&id);
    return same;
}

static bool any_fits(const struct state *s, struct ref r, const struct filter_node *node)
{
    return is_id(r, node->text) || text_fits(node, name_of(s, r)) ||
           text_fits(node, key_of(s, query_track(s, r))) || text_fits(node, file_of(s, r)) ||
           own_tag_fits(s, r, node) || function_fits(s, r, node);
}

static bool field_fits(const struct state *s, struct ref r, const struct filter_node *node)
{
    switch ((enum filter_field)node->field) {
    case FIELD_NAME:
        return text_fits(node, name_of(s, r));
    case FIELD_KEY:
        return text_fits(node, key_of(s, track_of(s, r)));
    case FIELD_FILE:
        return text_fits(node, file_of(s, r));
    case FIELD_MODULE:
        return text_fits(node, query_name(s, at(r, query_module_of(s, r))));
    case FIELD_TAG:
        return tag_fits(s, r, node);
    case FIELD_SOURCE:
        return text_fits(node, source_name(s, r.source));
    default:
        return any_fits(s, r, node);
    }
}

/* ---- What contains an entity. ---- */

/* An entity, and what contains it, one bit of a set for each. */
struct chain {
    struct ref at[LEVELS_MAX];
    unsigned n;
};

/* One step towards the module. */
static entity_id container(const struct state *s, struct ref r)
{
    const struct ent_observable *o = query_observable(s, r);
    const struct ent_track *t = query_track(s, r);
    switch (ID_KIND(r.id)) {
    case ENT_SUBSCRIPTION:
        return query_subscription(s, r)->observable;
    case ENT_OBSERVABLE:
        return query_operator(s, at(r, o->made_by)) ? o->made_by
               : ID_KIND(o->parent) == ENT_ARG_CALL ? query_track_of(s, r)
                                                    : o->parent;
    case ENT_OPERATOR:
        return query_operator(s, r)->pipe;
    case ENT_OPERATOR_FUN:
        return query_operator_of_fun(s, r);
    case ENT_ARG:
        return query_arg(s, r)->parent;
    case ENT_PIPE:
        return query_pipe(s, r)->track;
    default:
        return t ? t->parent : 0;
    }
}

static bool in_chain(const struct chain *c, entity_id id)
{
    for (unsigned i = 0; i < c->n; i++)
        if (c->at[i].id == id)
            return true;
    return false;
}

static void collect(const struct state *s, struct ref r, struct chain *out)
{
    struct ref up = speaker(s, r);
    /* A subscription that a module's own code made may be of a stream of elsewhere. */
    struct ref module = at(r, query_module_of(s, r));
    out->at[0] = r;
    out->n = 1;
    if (up.id == r.id && query_entity(s, up))
        up.id = container(s, up);
    while (up.id && out->n < LEVELS_MAX - 1 && query_entity(s, up) && !in_chain(out, up.id)) {
        out->at[out->n++] = up;
        up.id = container(s, up);
    }
    if (module.id && !in_chain(out, module.id))
        out->at[out->n++] = module;
}

/* ---- The tree. ---- */

static bool term_fits(const struct filter_node *node, const struct filter_context *c, struct ref r)
{
    double n;
    switch (node->test) {
    case TEST_KINDS:
        return ID_KIND(r.id) < ENT_LIMIT && node->set & 1u << ID_KIND(r.id);
    case TEST_STATES:
        return in_states(c, r, node->set);
    case TEST_NUMBER:
        return filter_number(c, r, (enum filter_field)node->field, &n) && compare(node, n);
    default:
        return field_fits(c->state, r, node);
    }
}

struct matching {
    const struct filter *f;
    const struct filter_context *context;
    const struct chain *chain;
};

/* Of these levels, those that fit. What is negated must fit nowhere in the chain, so that "-ticks"
 * is never true inside of ticks. */
static uint64_t fits(const struct matching *m, uint32_t index, uint64_t levels)
{
    const struct filter_node *node = &m->f->nodes[index];
    uint64_t all = ~(uint64_t)0 >> (LEVELS_MAX - m->chain->n), found = 0;
    switch ((enum filter_node_type)node->type) {
    case FILTER_NOT:
        return fits(m, node->first, all) ? 0 : levels;
    case FILTER_ALL_OF:
        for (uint32_t i = node->first; i && levels; i = m->f->nodes[i].next)
            levels = fits(m, i, levels);
        return levels;
    case FILTER_ANY_OF:
        for (uint32_t i = node->first; i && found != levels; i = m->f->nodes[i].next)
            found |= fits(m, i, levels & ~found);
        return found;
    default:
        break;
    }
    for (unsigned i = 0; i < m->chain->n; i++)
        if (levels & (uint64_t)1 << i && term_fits(node, m->context, m->chain->at[i]))
            found |= (uint64_t)1 << i;
    return found;
}

static bool match(const struct filter *f, const struct filter_context *c, const struct chain *chain)
{
    const struct matching m = {f, c, chain};
    return fits(&m, f->root, ~(uint64_t)0 >> (LEVELS_MAX - chain->n)) != 0;
}

bool filter_match(const struct filter *f, const struct filter_context *c, struct ref r)
{
    const struct chain alone = {.at = {r}, .n = 1};
    return !f->root || match(f, c, &alone);
}

bool filter_match_within(const struct filter *f, const struct filter_context *c, struct ref r)
{
    struct chain chain;
    if (!f->root)
        return true;
    collect(c->state, r, &chain);
    return match(f, c, &chain);
}
