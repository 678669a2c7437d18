/* invariants.c - what is true between two folds, as code. Linear in the size of the state. */
#include "state/state.h"

#include <inttypes.h>

#include "state/graph.h"
#include "state/source.h"

struct check {
    const struct state *s;
    const struct source *src;
    struct fault_text *why;
    uint64_t texts; /* handles found so far */
    bool failed;
};

/* The first violation wins. */
static void fail(struct check *c, entity_id id, const char *what)
{
    if (c->failed)
        return;
    c->failed = true;
    struct str name = STR_INIT;
    entity_id_print(id, &name);
    fault_set(c->why, STATUS_FORMAT, "source %" PRIu32 ": %s: %s", c->src ? c->src->info.source : 0,
              str_text(&name), what);
    str_release(&name);
}

static void require(struct check *c, bool holds, entity_id id, const char *what)
{
    if (!holds)
        fail(c, id, what);
}

static void count_text(struct check *c, uint32_t handle, entity_id id)
{
    size_t n;
    if (handle == 0)
        return;
    c->texts++;
    require(c, text_bytes(&c->s->texts, handle, &n) != NULL, id,
            "a text handle stands for nothing");
}

/* ---- Tables. ---- */

#define EACH(t, type, e)                       \
    struct type *e = (void *)table_next(t, 0); \
    e;                                         \
    e = (void *)table_next(t, ID_SLOT(*(entity_id *)(void *)e))

static void check_ended_list(struct check *c, const struct table *t, uint32_t ended)
{
    uint32_t n = 0, prev = 0;
    for (uint32_t slot = t->ended.first; slot && n <= ended; n++) {
        const struct entity *e = table_record(t, slot);
        const struct aside *a = table_aside(t, slot);
        require(c, e->id && e->ended_at, e->id, "in the list of ended ones, and not ended");
        require(c, a->ended.prev == prev, e->id, "the list of ended ones is broken");
        prev = slot;
        slot = a->ended.next;
    }
    require(c, n == ended && t->n_ended == ended, 0, "the list of ended ones misses some");
    require(c, t->ended.last == prev, 0, "the list of ended ones ends elsewhere");
    require(c, ended <= c->s->limits.ended, 0, "more ended ones than the limit");
}

static void check_table(struct check *c, unsigned kind)
{
    const struct table *t = &c->src->tables[kind];
    uint32_t living = 0, ended = 0;
    for (EACH(t, entity, e)) {
        const struct aside *a = table_aside(t, ID_SLOT(e->id));
        require(c, ID_KIND(e->id) == kind, e->id, "of another kind than its table");
        require(c, table_record(t, ID_SLOT(e->id)) == e, e->id, "not in its slot");
        require(c, a->seen == ID_REUSE(e->id) + 1, e->id, "its slot saw another one last");
        count_text(c, e->tags, e->id);
        if (e->ended_at)
            ended++;
        else
            living++;
    }
    require(c, living == c->src->info.living[kind], ID_MAKE(kind, 0, 0), "living ones miscounted");
    check_ended_list(c, t, ended);
}

/* ---- Lists: a member is in its owner's list exactly once, and in no other. ---- */

struct members {
    unsigned kind;
    size_t link, owner; /* offsets, in the aside and in the record */
};

/* Walks one list; returns how many members it has. */
static uint32_t check_list(struct check *c, struct members m, const struct list *l, entity_id owner)
{
    const struct table *t = &c->src->tables[m.kind];
    uint32_t n = 0, prev = 0;
    for (uint32_t slot = l->first; slot && n <= t->top; n++) {
        const char *e = table_record(t, slot);
        struct link *link = list_link(t, m.link, slot);
        require(c, *(const entity_id *)(const void *)e != 0, owner, "lists one that left");
        require(c, *(const entity_id *)(const void *)(e + m.owner) == owner, owner,
                "lists one that belongs elsewhere");
        require(c, link->prev == prev, owner, "its list is broken");
        prev = slot;
        slot = link->next;
    }
    require(c, l->last == prev, owner, "its list ends elsewhere");
    return n;
}

/* How many members say that they have an owner. */
static uint32_t count_owned(const struct check *c, struct members m)
{
    const struct table *t = &c->src->tables[m.kind];
    uint32_t n = 0;
    for (EACH(t, entity, e))
        n += *(const entity_id *)(const void *)((const char *)e + m.owner) != 0;
    return n;
}

#define MEMBERS(KIND, type, link, owner)                         \
    ((struct members){KIND, offsetof(struct aside_##type, link), \
                      offsetof(struct ent_##type, owner)})

static void check_definition_lists(struct check *c)
{
    const struct source *src = c->src;
    const struct members in_pipe = MEMBERS(ENT_OPERATOR, operator, in_pipe, pipe);
    const struct members in_fun = MEMBERS(ENT_OPERATOR, operator, in_fun, fun);
    const struct members args = MEMBERS(ENT_ARG, arg, sibling, parent);
    uint32_t piped = 0, fun = 0, argued = 0;
    for (EACH(&src->tables[ENT_PIPE], ent_pipe, p))
        piped += check_list(c, in_pipe, &pipe_aside(src, p->e.id)->operators, p->e.id);
    for (EACH(&src->tables[ENT_OPERATOR_FUN], ent_operator_fun, f)) {
        const struct aside_operator_fun *a = operator_fun_aside(src, f->e.id);
        fun += check_list(c, in_fun, &a->operators, f->e.id);
        argued += check_list(c, args, &a->args, f->e.id);
    }
    for (EACH(&src->tables[ENT_OBSERVABLE], ent_observable, o))
        argued += check_list(c, args, &observable_aside(src, o->e.id)->args, o->e.id);
    require(c, piped == count_owned(c, in_pipe), 0, "an operator is missing in its pipe");
    require(c, fun == count_owned(c, in_fun), 0, "an operator is missing at its operator_fun");
    require(c, argued == count_owned(c, args), 0, "an arg is missing at its parent");
}

/* ---- Subscriptions. ---- */

static uint32_t living_in(const struct check *c, const struct list *l, size_t link)
{
    const struct table *t = &c->src->tables[ENT_SUBSCRIPTION];
    uint32_t n = 0;
    for (uint32_t slot = l->first; slot; slot = list_link(t, link, slot)->next)
        n += !subscription_at(c->src, slot)->e.ended_at;
    return n;
}

/* Of them those that feed nobody. */
static uint32_t own_in(const struct check *c, const struct list *l, size_t link)
{
    uint32_t n = 0;
    for (uint32_t slot = l->first; slot; slot = list_link(&c->src->tables[ENT_SUBSCRIPTION], link, slot)->next)
        n += !subscription_at(c->src, slot)->e.ended_at && !subscription_at(c->src, slot)->parent;
    return n;
}

static void check_observables(struct check *c)
{
    const struct members m = MEMBERS(ENT_SUBSCRIPTION, subscription, in_observable, observable);
    uint32_t listed = 0;
    for (EACH(&c->src->tables[ENT_OBSERVABLE], ent_observable, o)) {
        const struct list *l = &observable_aside(c->src, o->e.id)->subscriptions;
        listed += check_list(c, m, l, o->e.id);
        if (!c->failed)
            require(c, living_in(c, l, m.link) == o->subscriptions, o->e.id,
                    "its living subscriptions are miscounted");
        if (!c->failed)
            require(c, own_in(c, l, m.link) == observable_aside(c->src, o->e.id)->own, o->e.id,
                    "its subscriptions that feed nobody are miscounted");
    }
    require(c, listed == count_owned(c, m), 0, "a subscription is missing at its observable");
}

static void check_depth(struct check *c, const struct ent_subscription *sub)
{
    const struct ent_subscription *parent = find_subscription(c->src, sub->parent);
    unsigned depth = parent ? parent->depth + 1u : 0;
    require(c, sub->depth == (depth > 255 ? 255 : depth), sub->e.id, "its depth is wrong");
}

static void check_made(struct check *c, const struct ent_subscription *sub)
{
    uint32_t n = 0;
    for (uint32_t slot = subscription_aside(c->src, sub->e.id)->made.first; slot; n++) {
        const struct aside_observable *o = observable_aside(c->src, slot);
        require(c, observable_at(c->src, slot)->e.id != 0, sub->e.id, "made one that left");
        require(c, o->maker == ID_SLOT(sub->e.id), sub->e.id, "lists what another one made");
        require(c, n <= c->src->tables[ENT_OBSERVABLE].top, sub->e.id, "made endless ones");
        slot = c->failed ? 0 : o->made.next;
    }
}

static void check_subscription(struct check *c, const struct ent_subscription *sub)
{
    const struct source_info *info = &c->src->info;
    const struct aside_subscription *a = subscription_aside(c->src, sub->e.id);
    const size_t link = offsetof(struct aside_subscription, in_parent);
    require(c, living_in(c, &a->children, link) == sub->children, sub->e.id,
            "its living children are miscounted");
    require(c, !sub->e.ended_at || !a->made.first, sub->e.id, "ended, and owns observables");
    require(c, sub->merged <= sub->next, sub->e.id, "more merged than sent");
    require(c,
            sub->next <= info->next && sub->merged <= info->merged && sub->error <= info->error &&
                sub->complete <= info->complete,
            sub->e.id, "sent more than its source");
    check_depth(c, sub);
    check_made(c, sub);
}

static uint32_t check_root_list(struct check *c, const struct list *l, unsigned which, uint32_t module)
{
    const struct table *t = &c->src->tables[ENT_SUBSCRIPTION];
    uint32_t n = 0, prev = 0;
    for (uint32_t slot = l->first; slot && n <= t->top && !c->failed; n++) {
        const struct ent_subscription *sub = subscription_at(c->src, slot);
        const struct aside_subscription *a = subscription_aside(c->src, slot);
        require(c, sub->e.id && a->root == which && a->root_of == module, sub->e.id, "is in another list of roots");
        require(c, !sub->parent && !sub->e.ended_at == (which == ROOT_LIVING), sub->e.id, "is no such root");
        require(c, a->in_parent.prev == prev, sub->e.id, "its list of roots is broken");
        prev = slot;
        slot = a->in_parent.next;
    }
    require(c, l->last == prev, module, "its list of roots ends elsewhere");
    return n;
}

static uint32_t check_roots(struct check *c, const struct roots *r, uint32_t module)
{
    uint32_t living = check_root_list(c, &r->living, ROOT_LIVING, module);
    require(c, living == r->n, module, "its living roots are miscounted");
    return living + check_root_list(c, &r->ended, ROOT_ENDED, module);
}

static void check_all_roots(struct check *c)
{
    uint32_t n = check_roots(c, &c->src->adrift, 0);
    for (EACH(&c->src->tables[ENT_MODULE], ent_module, m))
        n += check_roots(c, &module_aside(c->src, m->e.id)->roots, ID_SLOT(m->e.id));
    for (EACH(&c->src->tables[ENT_SUBSCRIPTION], ent_subscription, sub))
        n -= subscription_aside(c->src, sub->e.id)->root != ROOT_NONE;
    require(c, n == 0, 0, "a root is in no list");
}

static void check_subscriptions(struct check *c)
{
    const struct members m = MEMBERS(ENT_SUBSCRIPTION, subscription, in_parent, parent);
    const struct table *t = &c->src->tables[ENT_SUBSCRIPTION];
    uint32_t listed = 0;
    for (EACH(t, ent_subscription, sub))
        listed += check_list(c, m, &subscription_aside(c->src, sub->e.id)->children, sub->e.id);
    require(c, listed == count_owned(c, m), 0, "a subscription is missing at its parent");
    if (c->failed)
        return;
    for (EACH(t, ent_subscription, sub))
        check_subscription(c, sub);
    /* A cycle would make every depth in it wrong, unless all are 255. */
    for (EACH(t, ent_subscription, sub)) {
        uint32_t steps = 0;
        for (const struct ent_subscription *p = sub->depth == 255 ? sub : NULL;
             p && p->depth == 255 && steps <= t->top; steps++)
            p = find_subscription(c->src, p->parent);
        require(c, steps <= t->top, sub->e.id, "above itself");
    }
}

/* ---- Sends and arg calls. ---- */

static void check_chain(struct check *c, const struct ent_subscription *sub)
{
    const struct aside_subscription *a = subscription_aside(c->src, sub->e.id);
    const struct send_record *r;
    uint32_t n = 0;
    for (uint64_t at = a->last_send; (r = detail_send(&c->src->detail, at)); at -= r->distance) {
        require(c, r->subscription == sub->e.id, sub->e.id, "its sends lead to another one's");
        n++;
        if (r->distance == 0)
            break;
    }
    require(c, n == a->sends, sub->e.id, "its recorded sends are miscounted");
}

static void check_detail(struct check *c)
{
    const struct detail *d = &c->src->detail;
    uint64_t sends = 0, calls = 0;
    for (EACH(&c->src->tables[ENT_SUBSCRIPTION], ent_subscription, sub)) {
        const struct aside_subscription *a = subscription_aside(c->src, sub->e.id);
        check_chain(c, sub);
        sends += sub->e.ended_at ? 0 : a->sends;
        calls += sub->e.ended_at ? 0 : a->calls;
    }
    require(c, sends == c->src->info.living[ENT_SEND], 0, "living sends miscounted");
    require(c, calls == c->src->info.living[ENT_ARG_CALL], 0, "living arg calls miscounted");
    for (size_t i = 0; d->sends && i < d->limit; i++)
        count_text(c, d->sends[i].tags, d->sends[i].id);
    for (size_t i = 0; d->calls && i < d->limit; i++)
        count_text(c, d->calls[i].tags, d->calls[i].id);
}

/* ---- Tracks. ---- */

static void check_versions(struct check *c, const struct ent_track *t)
{
    const struct aside_track *a = track_aside(c->src, t->e.id);
    uint32_t last = 0;
    for (uint32_t i = 0; i < a->n; i++) {
        require(c, a->versions[i].version > last, t->e.id, "its versions are out of order");
        last = a->versions[i].version;
        count_text(c, a->versions[i].what, t->e.id);
    }
    require(c, last == t->newest, t->e.id, "its newest version is not in its history");
    require(c, t->version <= t->newest, t->e.id, "runs a version that never was");
    require(c, a->n <= KEEP_VERSIONS, t->e.id, "keeps too many versions");
}

static size_t kept_of(const struct check *c, const struct ent_module *m)
{
    return numset_get(&c->s->texts, module_aside(c->src, m->e.id)->kept, NULL, 0);
}

/* Together, so that a check stays linear. */
static void check_nested(struct check *c)
{
    uint64_t counted = 0, nested = 0;
    for (EACH(&c->src->tables[ENT_TRACK], ent_track, t)) {
        counted += track_aside(c->src, t->e.id)->nested;
        if (!t->parent || !source_find(c->src, t->parent))
            continue;
        nested++;
        require(c, query_nested(c->s, (struct ref){c->src->info.source, t->parent}) > 0, t->parent,
                "has tracks in it and does not know");
    }
    for (EACH(&c->src->tables[ENT_MODULE], ent_module, m))
        counted += module_aside(c->src, m->e.id)->nested;
    require(c, counted == nested, 0, "tracks inside of tracks are miscounted");
}

static void check_modules(struct check *c)
{
    const struct table *tracks = &c->src->tables[ENT_TRACK];
    uint32_t listed = 0, placed = 0;
    for (EACH(&c->src->tables[ENT_MODULE], ent_module, m)) {
        const struct ent_track *last = NULL, *t = source_find(c->src, m->first_track);
        for (; t && listed <= tracks->top; listed++) {
            require(c, t->module == m->e.id, m->e.id, "lists another module's track");
            last = t;
            t = source_find(c->src, t->next_sibling);
        }
        require(c, m->last_track == (last ? last->e.id : 0), m->e.id, "its last track is another");
        count_text(c, m->build_text, m->e.id);
        count_text(c, module_aside(c->src, m->e.id)->kept, m->e.id);
        require(c, m->kept_generations == kept_of(c, m), m->e.id, "kept generations miscounted");
    }
    for (EACH(tracks, ent_track, t)) {
        placed += t->module != 0;
        check_versions(c, t);
        count_text(c, t->key, t->e.id);
        count_text(c, t->outcome_text, t->e.id);
        require(c, !t->e.ended_at, t->e.id, "a track that ended is still held");
    }
    require(c, listed == placed, 0, "a track is missing in its module");
}

/* ---- The rest. ---- */

static void check_texts_of_definitions(struct check *c)
{
    for (EACH(&c->src->tables[ENT_OBSERVABLE], ent_observable, o))
        count_text(c, o->args_text, o->e.id);
    for (EACH(&c->src->tables[ENT_OPERATOR_FUN], ent_operator_fun, f))
        count_text(c, f->args_text, f->e.id);
    for (EACH(&c->src->tables[ENT_ARG], ent_arg, a)) {
        count_text(c, a->path, a->e.id);
        count_text(c, a->value, a->e.id);
    }
    for (size_t i = 0; i < c->src->n_strings; i++)
        count_text(c, c->src->strings[i], i);
}

/* Only what was pushed lately: the rest was checked when it was. */
enum { NEST_CHECKED = 64 };

static void check_nest(struct check *c)
{
    for (unsigned kind = 0; kind < NEST_LIMIT; kind++) {
        const struct nest_stack *stack = &c->src->nest.stacks[kind];
        size_t from = stack->n > NEST_CHECKED ? stack->n - NEST_CHECKED : 0;
        require(c, stack->n <= NEST_MAX, 0, "a stack is too deep");
        for (size_t i = from + 1; i < stack->n; i++)
            require(c, stack->items[i - 1].order < stack->items[i].order, stack->items[i].id,
                    "a stack is out of order");
    }
}

static void check_old(struct check *c)
{
    for (size_t i = 0; i < c->src->n_old; i++) {
        const struct ent_subscription *sub = find_subscription(c->src, c->src->old[i]);
        require(c, sub && !sub->e.ended_at, c->src->old[i], "on old code, but it does not live");
    }
}

static void check_source(struct check *c)
{
    for (unsigned kind = ENT_MODULE; kind <= ENT_ARG; kind++)
        check_table(c, kind);
    if (c->failed)
        return; /* the lists may lead anywhere */
    check_definition_lists(c);
    check_observables(c);
    check_subscriptions(c);
    check_all_roots(c);
    check_old(c);
    if (c->failed)
        return;
    check_detail(c);
    check_modules(c);
    check_nested(c);
    check_texts_of_definitions(c);
    check_nest(c);
    require(c, c->src->quota.used <= c->src->quota.limit, 0, "its texts exceed their limit");
}

static void check_log(struct check *c)
{
    for (size_t i = 0; c->s->log && i < c->s->limits.log_lines; i++)
        count_text(c, c->s->log[i].text, 0);
}

enum status state_check(const struct state *s, struct fault_text *why)
{
    struct check c = {.s = s, .why = why};
    for (size_t i = 0; i < s->n_sources && !c.failed; i++) {
        c.src = s->sources[i];
        check_source(&c);
    }
    c.src = NULL;
    check_log(&c);
    require(&c, c.texts == s->texts.held, 0, "texts are held that nothing refers to");
    return c.failed ? STATUS_FORMAT : STATUS_OK;
}
