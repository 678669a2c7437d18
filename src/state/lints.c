/* lints.c - what one look at an entity notices: which group it is counted in. Whether a group is a finding is asked
 * after the look (says.c). Each function costs the same however large the program is. */
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "state/growth.h"

enum {
    MEMBERS_MAX = 64, /* of a list that is walked within one visit: longer ones are not judged */
    SENDS_MAX = 4,    /* the newest of a subscription, whose causes are followed */
    CAUSES_MAX = 512
};

static struct ref at(const struct look *l, entity_id id)
{
    return (struct ref){l->source, id};
}

static bool is_past(const struct look *l, uint64_t since, uint64_t seconds)
{
    return l->time >= since && (l->time - since) / NS_PER_S >= seconds;
}

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* What an operator is called, by the observable that it results in; "" when a creator made that. */
static const char *operator_name(const struct state *s, struct ref observable)
{
    const struct ent_observable *o = query_observable(s, observable);
    const struct ent_operator *op =
        o ? query_operator(s, (struct ref){observable.source, o->made_by}) : NULL;
    const struct ent_operator_fun *fun =
        op ? query_operator_fun(s, (struct ref){observable.source, op->fun}) : NULL;
    return fun ? query_string(s, observable.source, fun->e.name) : "";
}

static bool is_one_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}
#define IS_ONE_OF(name, names) is_one_of(name, names, ARRAY_LEN(names))

/* ---- Subscriptions. ---- */

/* Those that a person wrote belong to that place, also when they were made within a send of another. */
static bool has_place(const struct ent_subscription *sub)
{
    return !sub->parent || (sub->e.file && sub->e.line);
}

static struct group_key place_key(const struct look *l, unsigned kind, const struct ent_subscription *sub)
{
    return (struct group_key){.kind = kind, .source = l->source, .name = sub->e.name, .file = sub->e.file,
                              .line = sub->e.line};
}

/* Of inner ones only those are counted that are on their way to be many. */
static void note_living(struct growth *g, const struct state *s, const struct look *l,
                        const struct ent_subscription *sub)
{
    struct group_key key = place_key(l, FINDING_LEAK, sub);
    if (!has_place(sub)) {
        const struct ent_subscription *parent = query_subscription(s, at(l, sub->parent));
        if (!parent || parent->children < g->limits.leak_inner / 8)
            return;
        key = (struct group_key){.kind = FINDING_LEAK, .source = l->source, .parent = sub->parent};
    }
    growth_note(g, &key, sub->e.id, sub->e.created_at);
}

/* Of a subscription that was made in the callback of another. */
static void note_within(struct growth *g, const struct state *s, const struct look *l,
                        const struct ent_subscription *sub, entity_id in)
{
    const struct ent_subscription *outer = query_subscription(s, at(l, in));
    struct group_key key = place_key(l, FINDING_NESTED, sub);
    struct group *group = growth_note(g, &key, sub->e.id, sub->e.created_at);
    if (group)
        group->by = in;
    if (!outer || sub->e.ended_at)
        return;
    if (!outer->e.ended_at) {
        key = place_key(l, FINDING_LEAK, sub);
        key.other = in;
        group = growth_note(g, &key, sub->e.id, sub->e.created_at);
        if (group)
            group->of = outer->next;
    } else if ((outer->end == END_UNSUBSCRIBED || outer->end == END_FAILED) &&
               is_past(l, outer->e.ended_at, g->limits.left_behind)) {
        key = place_key(l, FINDING_LEFT_BEHIND, sub);
        group = growth_note(g, &key, sub->e.id, outer->e.ended_at);
        if (group)
            group->by = in;
    }
}

/* A source that does its work again for each subscription. */
static bool is_cold(const struct state *s, const struct look *l, const struct ent_observable *o)
{
    static const char *const idle[] = {"never", "NEVER", "empty", "EMPTY"};
    return !o->made_by && !(o->flags & OBSERVABLE_SUBJECT) && o->e.file &&
           !IS_ONE_OF(query_string(s, l->source, o->e.name), idle);
}

static void note_source(struct growth *g, const struct state *s, const struct look *l,
                        const struct ent_subscription *sub)
{
    const struct ent_observable *o = query_observable(s, at(l, sub->observable));
    const struct ent_subscription *parent = query_subscription(s, at(l, sub->parent));
    if (!o || !parent || o->subscriptions < g->limits.repeated || !is_cold(s, l, o) ||
        !*operator_name(s, at(l, parent->observable)))
        return;
    struct group_key key = {.kind = FINDING_REPEATED, .source = l->source, .parent = o->e.id,
                            .other = parent->observable};
    growth_note(g, &key, sub->e.id, sub->e.created_at);
}

/* How often a send to the same subscription is among the causes of this one. */
static unsigned loops_of(const struct state *s, const struct look *l, const struct send_view *send)
{
    struct send_view v;
    struct arg_call_view call;
    entity_id cause = send->cause;
    unsigned loops = 0;
    for (unsigned i = 0; cause && i < CAUSES_MAX; i++) {
        if (ID_KIND(cause) == ENT_SEND && query_send(s, at(l, cause), &v)) {
            loops += v.subscription == send->subscription;
            cause = v.cause;
        } else if (ID_KIND(cause) == ENT_ARG_CALL && query_arg_call(s, at(l, cause), &call)) {
            cause = call.cause;
        } else {
            cause = 0;
        }
    }
    return loops;
}

static entity_id root_of(const struct state *s, const struct look *l, const struct ent_subscription *sub)
{
    for (const struct ent_subscription *up; (up = query_subscription(s, at(l, sub->parent)));)
        sub = up;
    return sub->e.id;
}

/* All of one chain go round together: its end stands for them. Once found it stays while that lives. */
static void note_loop(struct growth *g, const struct state *s, const struct look *l,
                      const struct ent_subscription *sub)
{
    struct send_view sends[SENDS_MAX];
    unsigned most = 0;
    if (sub->last_at < l->before)
        return;
    size_t n = query_sends(s, at(l, sub->e.id), sends, SENDS_MAX);
    for (size_t i = 0; i < n; i++) {
        unsigned loops = sends[i].cause ? loops_of(s, l, &sends[i]) : 0;
        most = loops > most ? loops : most;
    }
    if (most < g->limits.loop)
        return;
    struct group_key key = {.kind = FINDING_LOOP, .source = l->source, .parent = root_of(s, l, sub)};
    struct group *group = growth_find(g, &key);
    uint64_t since = group ? group->oldest : sub->last_at;
    group = growth_group(g, &key);
    if (!group)
        return;
    group->now = later(group->now, most);
    group->of = later(group->of, most);
    group->sample = sub->e.id;
    group->oldest = since;
}

static void keep_loop(struct growth *g, const struct look *l, const struct ent_subscription *sub)
{
    struct group_key key = {.kind = FINDING_LOOP, .source = l->source, .parent = sub->e.id};
    struct group *group = g->loops ? growth_find(g, &key) : NULL;
    if (group && !group->now)
        group->now = 1;
}

void lint_subscription(struct growth *g, const struct state *s, const struct look *l, entity_id id)
{
    const struct ent_subscription *sub = query_subscription(s, at(l, id));
    entity_id in = query_within(s, at(l, id));
    if (in)
        note_within(g, s, l, sub, in);
    if (sub->e.ended_at)
        return;
    note_living(g, s, l, sub);
    note_source(g, s, l, sub);
    note_loop(g, s, l, sub);
    keep_loop(g, l, sub);
}

/* ---- Subjects. ---- */

/* Such an operator listens for a sign that something is over, which may never come. */
static bool waits_for_a_sign(const struct state *s, const struct look *l, const struct ent_subscription *sub)
{
    static const char *const signs[] = {"take_until", "takeUntil", "skip_until", "skipUntil", "buffer",
                                        "window", "sample", "retryWhen", "repeatWhen"};
    const struct ent_subscription *parent = query_subscription(s, at(l, sub->parent));
    return parent && IS_ONE_OF(operator_name(s, at(l, parent->observable)), signs);
}

/* How many listen and have heard nothing since *since; 0: some have, or none is to be judged. */
static uint64_t in_vain(const struct state *s, const struct look *l, entity_id subject, uint64_t *since)
{
    uint64_t n = 0, all = 0;
    for (entity_id id = 0; (id = query_next_subscription(s, at(l, subject), id));) {
        const struct ent_subscription *sub = query_subscription(s, at(l, id));
        if (sub->next || sub->error || sub->complete || ++all > MEMBERS_MAX)
            return 0;
        if (sub->e.ended_at || waits_for_a_sign(s, l, sub))
            continue;
        if (!n++ || sub->e.created_at < *since)
            *since = sub->e.created_at;
    }
    return n;
}

void lint_observable(struct growth *g, const struct state *s, const struct look *l, entity_id id)
{
    const struct ent_observable *o = query_observable(s, at(l, id));
    const struct source_info *info = query_source_by_id(s, l->source);
    uint64_t since = 0, n;
    if (!(o->flags & OBSERVABLE_SUBJECT) || o->flags & OBSERVABLE_INNER || o->e.ended_at || !o->e.file ||
        query_has_tag(s, at(l, id), "external"))
        return;
    struct group_key key = {.kind = FINDING_UNHEARD, .source = l->source, .parent = id};
    if (!o->heard && o->e.created_at >= info->joined &&
        is_past(l, o->e.created_at, g->limits.unheard))
        growth_note(g, &key, id, o->e.created_at);
    if (!o->subscriptions || !(n = in_vain(s, l, id, &since)))
        return;
    since = later(since, later(info->counting_since, info->joined));
    key.kind = FINDING_SILENT;
    struct group *group = is_past(l, since, g->limits.silent) ? growth_note(g, &key, id, since) : NULL;
    if (group)
        group->of = n;
}

/* ---- Operators. ---- */

/* The source of a shared stream runs though nobody listens: its subscription feeds nobody, and no person made it. */
static bool is_connected(const struct state *s, const struct look *l, const struct ent_operator *op, uint32_t name)
{
    unsigned n = 0;
    for (entity_id id = 0; n < MEMBERS_MAX && (id = query_next_subscription(s, at(l, op->source), id)); n++) {
        const struct ent_subscription *sub = query_subscription(s, at(l, id));
        if (!sub->e.ended_at && !sub->parent && (!sub->e.file || sub->e.name == name))
            return true;
    }
    return false;
}

/* When the last that listened went. */
static uint64_t deserted_at(const struct state *s, const struct look *l, entity_id observable)
{
    uint64_t newest = 0;
    for (entity_id id = 0; (id = query_next_subscription(s, at(l, observable), id));)
        newest = later(newest, query_subscription(s, at(l, id))->e.ended_at);
    return newest;
}

static void note_replay(struct growth *g, const struct state *s, const struct look *l,
                        const struct ent_operator *op, uint32_t name)
{
    const struct ent_observable *o = query_observable(s, at(l, op->target));
    struct group_key key = {.kind = FINDING_REPLAY, .source = l->source, .parent = op->e.id};
    if (!o || o->subscriptions || !o->heard || !is_connected(s, l, op, name))
        return;
    struct group *group = growth_find(g, &key);
    uint64_t since = deserted_at(s, l, op->target);
    if (!since)
        since = group ? group->oldest : l->time;
    growth_note(g, &key, op->e.id, since);
}

/* The function of an operator; 0: none. */
static const struct ent_arg *function_of(const struct state *s, const struct look *l, entity_id fun)
{
    for (entity_id id = 0; (id = query_next_arg(s, at(l, fun), id));) {
        const struct ent_arg *arg = query_arg(s, at(l, id));
        if (arg->type == ARG_FUNCTION)
            return arg;
    }
    return NULL;
}

/* Values that came to the operator; false: its subscriptions are too many. */
static bool received(const struct state *s, const struct look *l, const struct ent_operator *op, uint64_t *out)
{
    unsigned n = 0;
    *out = 0;
    for (entity_id id = 0; (id = query_next_subscription(s, at(l, op->source), id));) {
        const struct ent_subscription *sub = query_subscription(s, at(l, id));
        const struct ent_subscription *parent = query_subscription(s, at(l, sub->parent));
        if (++n > MEMBERS_MAX)
            return false;
        if (parent && parent->observable == op->target)
            *out += sub->next;
    }
    return true;
}

/* Each value makes one call of the function, when its turn has come. */
static void note_backlog(struct growth *g, const struct state *s, const struct look *l,
                         const struct ent_operator *op)
{
    struct group_key key = {.kind = FINDING_BACKLOG, .source = l->source, .parent = op->e.id};
    const struct ent_arg *f = function_of(s, l, op->fun);
    uint64_t came;
    if (!f || !received(s, l, op, &came) || came <= f->calls)
        return;
    struct group *group = growth_find(g, &key);
    uint64_t since = group ? group->oldest : l->time;
    group = growth_note(g, &key, op->e.id, since);
    if (!group)
        return;
    group->now = came - f->calls;
    group->of = came;
    group->sample = f->e.id;
}

void lint_operator(struct growth *g, const struct state *s, const struct look *l, entity_id id)
{
    static const char *const replays[] = {"share_replay", "shareReplay"};
    static const char *const queues[] = {"concat_map", "concatMap", "merge_map", "mergeMap", "flatMap"};
    const struct ent_operator *op = query_operator(s, at(l, id));
    const struct ent_operator_fun *fun = query_operator_fun(s, at(l, op->fun));
    const char *name = fun ? query_string(s, l->source, fun->e.name) : "";
    if (op->e.ended_at)
        return;
    if (IS_ONE_OF(name, replays))
        note_replay(g, s, l, op, fun->e.name);
    else if (IS_ONE_OF(name, queues))
        note_backlog(g, s, l, op);
}

/* ---- Tracks. ---- */

void lint_track(struct growth *g, const struct state *s, const struct look *l, entity_id id)
{
    const struct ent_track *t = query_track(s, at(l, id));
    uint32_t old = t->e.ended_at ? 0 : query_old_code(s, at(l, id));
    struct group_key key = {.kind = FINDING_OLD_CODE, .source = l->source, .parent = id};
    growth_measure(g, s, at(l, id), l->time);
    struct group *group =
        old && is_past(l, t->swapped_at, g->limits.old_code) ? growth_note(g, &key, id, t->swapped_at) : NULL;
    if (group)
        group->now = group->of = old;
}
