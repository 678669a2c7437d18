#include "tests/support/same.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/state.h"

enum { DIFFERENCES = 40, TAGS = 64 };

struct pair {
    const struct state *a, *b;
    struct str *why; /* may be NULL */
    unsigned found;
    bool all;        /* state_same_all() */
    uint32_t source; /* under comparison */
    entity_id id;
};

/* ---- Differences. ---- */

static void begin_line(struct pair *p, const char *field)
{
    str_addf(p->why, "source %" PRIu32 " ", p->source);
    if (p->id) {
        entity_id_print(p->id, p->why);
        str_addf(p->why, " \"%s\" ", query_name(p->a, (struct ref){p->source, p->id}));
    }
    str_addf(p->why, "%s: ", field);
}

static void differ(struct pair *p, const char *field, const char *a, const char *b)
{
    p->found++;
    if (!p->why || p->found > DIFFERENCES)
        return;
    begin_line(p, field);
    str_addf(p->why, "%s | %s\n", a, b);
}

static void number(struct pair *p, const char *field, uint64_t a, uint64_t b)
{
    char x[24], y[24];
    if (a == b)
        return;
    snprintf(x, sizeof x, "%" PRIu64, a);
    snprintf(y, sizeof y, "%" PRIu64, b);
    differ(p, field, x, y);
}

static void text(struct pair *p, const char *field, const char *a, const char *b)
{
    if (strcmp(a, b) != 0)
        differ(p, field, a, b);
}

static void id(struct pair *p, const char *field, entity_id a, entity_id b)
{
    struct str x = STR_INIT, y = STR_INIT;
    entity_id_print(a, &x);
    entity_id_print(b, &y);
    text(p, field, str_text(&x), str_text(&y));
    str_release(&x);
    str_release(&y);
}

/* ---- References. ---- */

static bool lives(const struct state *s, uint32_t source, entity_id id)
{
    const struct entity *e = query_entity(s, (struct ref){source, id});
    return e && !e->ended_at;
}

/* An arg call is not held, or not for long: its id is all that there is. */
static entity_id living(const struct state *s, uint32_t source, entity_id id)
{
    return ID_KIND(id) > ENT_ARG || lives(s, source, id) ? id : 0;
}

static void refer(struct pair *p, const char *field, entity_id a, entity_id b)
{
    id(p, field, living(p->a, p->source, a), living(p->b, p->source, b));
}

#define NUMBER(field) number(p, #field, (uint64_t)a->field, (uint64_t)b->field)
#define REFER(field)  refer(p, #field, a->field, b->field)
#define TEXT(field)   text(p, #field, query_text(p->a, a->field), query_text(p->b, b->field))
#define STRING(field)                                                                              \
    text(p, #field, query_string(p->a, p->source, a->field), query_string(p->b, p->source, b->field))

/* ---- What every entity has. ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_tags(const struct state *s, struct ref r, struct str *out)
{
    uint32_t tags[TAGS];
    const char *names[TAGS];
    size_t n = query_tags(s, r, tags, TAGS);
    for (size_t i = 0; i < n && i < TAGS; i++)
        names[i] = query_string(s, r.source, tags[i]);
    qsort(names, n, sizeof *names, by_text);
    for (size_t i = 0; i < n; i++)
        str_addf(out, " #%s", names[i]);
}

static void same_tags(struct pair *p)
{
    struct str a = STR_INIT, b = STR_INIT;
    add_tags(p->a, (struct ref){p->source, p->id}, &a);
    add_tags(p->b, (struct ref){p->source, p->id}, &b);
    text(p, "tags", str_text(&a), str_text(&b));
    str_release(&a);
    str_release(&b);
}

static void same_head(struct pair *p, const struct entity *a, const struct entity *b)
{
    NUMBER(created_at);
    STRING(name);
    STRING(file);
    NUMBER(line);
    same_tags(p);
}

/* ---- Lists whose order means something. ---- */

typedef entity_id next_fn(const struct state *s, struct ref owner, entity_id after);

static entity_id next_living(const struct state *s, next_fn *next, struct ref owner, entity_id after)
{
    while ((after = next(s, owner, after)) && !lives(s, owner.source, after))
        ;
    return after;
}

static void same_list(struct pair *p, const char *field, next_fn *next)
{
    struct ref owner = {p->source, p->id};
    entity_id a = 0, b = 0;
    do {
        a = next_living(p->a, next, owner, a);
        b = next_living(p->b, next, owner, b);
        id(p, field, a, b);
    } while (a && a == b);
}

/* ---- One kind after the other. ---- */

/* The next living root that is one in both: below a parent that ended, one is none as long as that is held. */
static entity_id next_root(const struct state *s, const struct state *other, struct ref module, entity_id after)
{
    const struct ent_subscription *twin;
    while ((after = next_living(s, query_next_root, module, after)) &&
           (twin = query_subscription(other, (struct ref){module.source, after})) && twin->parent)
        ;
    return after;
}

static void same_roots(struct pair *p)
{
    struct ref module = {p->source, p->id};
    entity_id a = 0, b = 0;
    do {
        a = next_root(p->a, p->b, module, a);
        b = next_root(p->b, p->a, module, b);
        id(p, "roots", a, b);
    } while (a && a == b);
}

static void same_module(struct pair *p, struct ref r)
{
    const struct ent_module *a = query_module(p->a, r), *b = query_module(p->b, r);
    NUMBER(generation);
    NUMBER(building);
    NUMBER(build);
    NUMBER(build_us);
    TEXT(build_text);
    NUMBER(kept_generations);
    NUMBER(freed_generations);
    same_list(p, "tracks", query_next_track);
    same_roots(p);
}

static void same_version(struct pair *p, const struct track_version *a, const struct track_version *b)
{
    NUMBER(version);
    NUMBER(generation);
    NUMBER(at);
    NUMBER(forced);
    REFER(entity);
    TEXT(what);
}

static void same_versions(struct pair *p, struct ref r)
{
    const struct track_version *a, *b;
    size_t na = query_versions(p->a, r, &a), nb = query_versions(p->b, r, &b);
    number(p, "versions", na, nb);
    for (size_t i = 0; i < na && i < nb; i++)
        same_version(p, &a[i], &b[i]);
}

static void same_track(struct pair *p, struct ref r)
{
    const struct ent_track *a = query_track(p->a, r), *b = query_track(p->b, r);
    REFER(parent);
    REFER(module);
    REFER(entity);
    NUMBER(version);
    NUMBER(newest);
    NUMBER(waiting);
    TEXT(key);
    NUMBER(flags);
    NUMBER(outcome);
    TEXT(outcome_text);
    NUMBER(swapped_at);
    same_versions(p, r);
}

static void same_observable(struct pair *p, struct ref r)
{
    const struct ent_observable *a = query_observable(p->a, r), *b = query_observable(p->b, r);
    REFER(parent);
    REFER(made_by);
    TEXT(args_text);
    STRING(variable);
    NUMBER(subscriptions);
    NUMBER(flags);
    same_list(p, "args", query_next_arg);
}

static void same_pipe(struct pair *p, struct ref r)
{
    const struct ent_pipe *a = query_pipe(p->a, r), *b = query_pipe(p->b, r);
    REFER(track);
    REFER(source);
    REFER(result);
    NUMBER(operators);
}

static void same_operator_fun(struct pair *p, struct ref r)
{
    const struct ent_operator_fun *a = query_operator_fun(p->a, r), *b = query_operator_fun(p->b, r);
    TEXT(args_text);
    same_list(p, "args", query_next_arg);
}

static void same_operator(struct pair *p, struct ref r)
{
    const struct ent_operator *a = query_operator(p->a, r), *b = query_operator(p->b, r);
    REFER(pipe);
    REFER(fun);
    REFER(source);
    REFER(target);
    NUMBER(position);
}

static void same_arg(struct pair *p, struct ref r)
{
    const struct ent_arg *a = query_arg(p->a, r), *b = query_arg(p->b, r);
    REFER(parent);
    REFER(observable);
    TEXT(path);
    NUMBER(generation);
    NUMBER(type);
    TEXT(value);
    NUMBER(calls);
}

static void same_subscription(struct pair *p, struct ref r)
{
    const struct ent_subscription *a = query_subscription(p->a, r), *b = query_subscription(p->b, r);
    NUMBER(next);
    NUMBER(last_at);
    REFER(parent);
    REFER(observable);
    NUMBER(error);
    NUMBER(complete);
    NUMBER(children);
    NUMBER(depth);
    id(p, "module", query_module_of(p->a, r), query_module_of(p->b, r));
    if (p->all)
        NUMBER(merged);
}

typedef void same_fn(struct pair *p, struct ref r);

static same_fn *const same_by_kind[ENT_ARG + 1] = {
    [ENT_MODULE] = same_module,
    [ENT_TRACK] = same_track,
    [ENT_OBSERVABLE] = same_observable,
    [ENT_PIPE] = same_pipe,
    [ENT_OPERATOR_FUN] = same_operator_fun,
    [ENT_OPERATOR] = same_operator,
    [ENT_SUBSCRIPTION] = same_subscription,
    [ENT_ARG] = same_arg,
};

static entity_id next_of_kind(const struct state *s, uint32_t source, unsigned kind, entity_id after)
{
    while ((after = query_next(s, source, kind, after)) && !lives(s, source, after))
        ;
    return after;
}

static void same_entity(struct pair *p, entity_id entity)
{
    struct ref r = {p->source, entity};
    p->id = entity;
    same_head(p, query_entity(p->a, r), query_entity(p->b, r));
    same_by_kind[ID_KIND(entity)](p, r);
    p->id = 0;
}

/* Both walk by slot, so the one that is behind has an entity that the other lacks. */
static void same_kind(struct pair *p, unsigned kind)
{
    entity_id a = next_of_kind(p->a, p->source, kind, 0);
    entity_id b = next_of_kind(p->b, p->source, kind, 0);
    while (a || b) {
        bool only_a = !b || (a && ID_SLOT(a) < ID_SLOT(b));
        bool only_b = !a || (b && ID_SLOT(b) < ID_SLOT(a));
        if (a == b)
            same_entity(p, a);
        else
            id(p, entity_kind_name(kind), only_b ? 0 : a, only_a ? 0 : b);
        a = only_b ? a : next_of_kind(p->a, p->source, kind, a);
        b = only_a ? b : next_of_kind(p->b, p->source, kind, b);
    }
}

/* ---- Sources. ---- */

static void same_source(struct pair *p, const struct source_info *a, const struct source_info *b)
{
    text(p, "name", a->name, b->name);
    text(p, "host", a->host ? a->host : "-", b->host ? b->host : "-");
    number(p, "hot", a->hot, b->hot);
    number(p, "approval", a->approval, b->approval);
    text(p, "title", a->title ? a->title : "-", b->title ? b->title : "-");
    NUMBER(pid);
    NUMBER(started_wall);
    NUMBER(started_at);
    NUMBER(ended_at);
    NUMBER(exit_status);
    NUMBER(next);
    NUMBER(error);
    NUMBER(complete);
    NUMBER(arg_calls);
    NUMBER(stale);
    NUMBER(syncing);
    if (p->all) {
        NUMBER(merged);
        NUMBER(dropped);
        NUMBER(counting_since);
        NUMBER(now);
    }
    for (unsigned kind = ENT_MODULE; kind <= ENT_ARG; kind++) {
        number(p, entity_kind_name(kind), a->living[kind], b->living[kind]);
        same_kind(p, kind);
    }
}

static bool same(struct pair p)
{
    for (size_t i = 0;; i++) {
        const struct source_info *a = query_source(p.a, i);
        const struct source_info *b = a ? query_source_by_id(p.b, a->source) : NULL;
        p.source = a ? a->source : 0;
        if (!a) {
            if (query_source(p.b, i))
                differ(&p, "sources", "fewer", "more");
            return p.found == 0;
        }
        if (b)
            same_source(&p, a, b);
        else
            differ(&p, "source", "there", "missing");
    }
}

bool state_same(const struct state *a, const struct state *b, struct str *why)
{
    return same((struct pair){.a = a, .b = b, .why = why});
}

bool state_same_all(const struct state *a, const struct state *b, struct str *why)
{
    return same((struct pair){.a = a, .b = b, .why = why, .all = true});
}

/* ---- The log. ---- */

static void same_line(struct pair *p, const struct log_view *a, const struct log_view *b)
{
    p->source = a->source;
    number(p, "log: source", a->source, b->source);
    number(p, "log: at", a->at, b->at);
    number(p, "log: wall", a->wall, b->wall);
    number(p, "log: kind", a->kind, b->kind);
    number(p, "log: flags", a->flags, b->flags);
    id(p, "log: id", a->id, b->id);
    text(p, "log: text", a->text, b->text);
}

bool state_same_log(const struct state *a, const struct state *b, size_t n, struct str *why)
{
    struct pair p = {.a = a, .b = b, .why = why};
    struct log_view *x = mem_alloc(2 * (n + 1) * sizeof *x), *y = x + n + 1;
    size_t na = query_log(a, 0, x, n), nb = query_log(b, 0, y, n);
    number(&p, "log: lines", na, nb);
    for (size_t i = 0; i < na && i < nb; i++)
        same_line(&p, &x[i], &y[i]);
    free(x);
    return p.found == 0;
}

/* ---- For tests. ---- */

void expect_same(const struct state *a, const struct state *b)
{
    struct fault_text broken = {""};
    struct str why = STR_INIT;
    ck_assert_msg(state_check(a, &broken) == STATUS_OK, "the first: %s", broken.text);
    ck_assert_msg(state_check(b, &broken) == STATUS_OK, "the second: %s", broken.text);
    bool ok = state_same(a, b, &why);
    ck_assert_msg(ok, "%s", str_text(&why));
    str_release(&why);
}
