/* says.c - whether what was noticed is a finding, and the words for it. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "state/growth.h"
#include "state/labels.h"

/* ---- Whether. ---- */

static bool grows(const struct group *g)
{
    return g->looks >= GROWTH_LOOKS && g->rises >= GROWTH_LOOKS - 1;
}

/* One for each value: nearly all that came from the other one are still there. */
static bool one_each(const struct growth *g, const struct group *group)
{
    return group->looks >= 2 && group->last >= g->limits.leak_values && group->last * 10 >= group->of * 9;
}

static bool leaks(const struct growth *g, const struct group *group)
{
    if (group->key.parent)
        return grows(group) && group->last >= g->limits.leak_inner;
    return (grows(group) && group->last >= g->limits.leak) || group->swaps >= g->limits.leak_swaps;
}

/* The place is told once, by what is known first. */
static bool leaks_by_value(const struct growth *g, const struct group *group)
{
    struct group_key key = group->key;
    key.other = 0;
    const struct group *all = growth_find(g, &key);
    return one_each(g, group) && !(all && leaks(g, all));
}

/* At each of the last looks, so not for a moment only. */
static bool stays_at(const struct group *group, uint64_t limit)
{
    for (size_t i = GROUP_SERIES - 3; i < GROUP_SERIES; i++)
        if (group->series[i] < limit)
            return false;
    return true;
}

bool group_is_found(const struct growth *g, const struct group *group)
{
    switch (group->key.kind) {
    case FINDING_LEAK:
        return group->key.other ? leaks_by_value(g, group) : leaks(g, group);
    case FINDING_NESTED:
        return group->last >= g->limits.nested;
    case FINDING_REPLAY:
        return group->age / NS_PER_S >= g->limits.idle_replay;
    case FINDING_REPEATED:
        return stays_at(group, g->limits.repeated);
    case FINDING_BACKLOG:
        return grows(group) && group->last - group->first >= g->limits.backlog;
    default:
        return group->last > 0;
    }
}

struct ref group_about(const struct group *group)
{
    return (struct ref){group->key.source, group->key.parent ? group->key.parent : group->sample};
}

/* ---- Names. ---- */

static void add_operator(const struct state *s, struct ref r, struct str *out)
{
    const struct ent_operator *op = query_operator(s, r);
    struct ref target = {r.source, op ? op->target : 0};
    label_subscription(s, target, out);
}

/* As the source declares it, where it does. */
static void add_observable(const struct state *s, struct ref r, struct str *out)
{
    const struct ent_observable *o = query_observable(s, r);
    entity_id track = query_track_of(s, r);
    if (track && result_of(s, (struct ref){r.source, track}) == r.id)
        label_owner(s, (struct ref){r.source, track}, out);
    else if (o && o->variable)
        str_add(out, query_string(s, r.source, o->variable));
    else
        label_subscription(s, r, out);
}

static void add_name(const struct state *s, struct ref r, struct str *out)
{
    switch (ID_KIND(r.id)) {
    case ENT_SUBSCRIPTION: label_subscription(s, r, out); break;
    case ENT_OBSERVABLE: add_observable(s, r, out); break;
    case ENT_OPERATOR: add_operator(s, r, out); break;
    case ENT_ARG: label_arg(s, r, out); break;
    default: label_owner(s, r, out);
    }
}

/* "show, at cpu.c:44" */
static void add_place(const struct state *s, struct ref r, struct str *out)
{
    struct str place = STR_INIT;
    add_name(s, r, out);
    label_place(s, r, &place);
    if (place.len)
        str_addf(out, ", at %s", str_text(&place));
    str_release(&place);
}

void finding_key(const struct state *s, const struct finding *f, struct str *out)
{
    struct ref r = {f->source, f->id};
    str_addf(out, "%s %s ", finding_name(f->kind), f->file ? f->file : "-");
    if (f->id)
        add_name(s, r, out);
    else
        str_add(out, "-");
}

/* ---- What. ---- */

struct saying {
    const struct state *s;
    const struct group *group;
    const char *name; /* of what it is about */
    char n[32];       /* how many */
};

static void say_leak(const struct saying *y, struct str *out)
{
    const struct group *g = y->group;
    struct str other = STR_INIT;
    if (g->key.parent) {
        str_addf(out, "%s holds %s living inner subscriptions, and they become more", y->name, y->n);
        return;
    }
    str_addf(out, "%s living subscriptions of %s from one place, ", y->n, y->name);
    if (g->key.other) {
        label_subscription(y->s, (struct ref){g->key.source, g->key.other}, &other);
        str_addf(out, "one for each value of %s", str_text(&other));
    } else if (grows(g)) {
        str_add(out, "and they become more");
    } else {
        str_addf(out, "more with each of the last %u swaps", g->swaps);
    }
    str_release(&other);
}

static void say_within(const struct saying *y, struct str *out)
{
    const struct group *g = y->group;
    struct str by = STR_INIT;
    label_subscription(y->s, (struct ref){g->key.source, g->by}, &by);
    if (g->key.kind == FINDING_NESTED)
        str_addf(out, "%s is subscribed inside of a callback of %s: %s times", y->name, str_text(&by), y->n);
    else
        str_addf(out, "%s still runs though %s, in whose callback it was subscribed, was unsubscribed: %s of them",
                 y->name, str_text(&by), y->n);
    str_release(&by);
}

static void say_repeated(const struct saying *y, struct str *out)
{
    struct str by = STR_INIT;
    label_subscription(y->s, (struct ref){y->group->key.source, y->group->key.other}, &by);
    str_addf(out, "%s runs %s times at once for %s", y->name, y->n, str_text(&by));
    str_release(&by);
}

static void say_of(const struct saying *y, struct str *out)
{
    const struct group *g = y->group;
    unsigned long long of = g->of, seconds = g->age / NS_PER_S;
    switch (g->key.kind) {
    case FINDING_UNHEARD:
        str_addf(out, "%s is a subject that nobody has ever subscribed to, in %llu s", y->name, seconds);
        break;
    case FINDING_SILENT:
        str_addf(out, "%s is a subject that has sent nothing to its %llu subscriptions, in %llu s", y->name, of,
                 seconds);
        break;
    case FINDING_REPLAY:
        str_addf(out, "%s keeps its source running though nobody has listened for %llu s", y->name, seconds);
        break;
    case FINDING_OLD_CODE:
        str_addf(out, "%s has %s living subscriptions that run the code of before, for %llu s", y->name, y->n,
                 seconds);
        break;
    case FINDING_LOOP:
        str_addf(out, "%s feeds itself: a value of it caused the next, %llu times one within the other", y->name, of);
        break;
    default:
        str_addf(out, "%s values wait in %s, and they become more", y->n, y->name);
    }
}

/* ---- By what. ---- */

static void add_series(const struct group *g, struct str *out)
{
    unsigned n = g->looks < GROUP_SERIES ? g->looks : GROUP_SERIES;
    str_add(out, "counted once a second:");
    for (unsigned i = GROUP_SERIES - n; i < GROUP_SERIES; i++)
        str_addf(out, "%s %llu", i > GROUP_SERIES - n ? "," : "", (unsigned long long)g->series[i]);
    str_add(out, "\n");
}

static void add_line(const struct state *s, const struct group *g, const char *label, entity_id id, struct str *out)
{
    if (!id)
        return;
    str_addf(out, "%s: ", label);
    add_place(s, (struct ref){g->key.source, id}, out);
    str_add(out, " (");
    entity_id_print(id, out);
    str_add(out, ")\n");
}

static void add_evidence(const struct state *s, const struct group *g, struct str *out)
{
    switch (g->key.kind) {
    case FINDING_LEAK:
        add_series(g, out);
        add_line(s, g, "the oldest of them", g->sample, out);
        add_line(s, g, "each for a value of", g->key.other, out);
        break;
    case FINDING_NESTED:
    case FINDING_LEFT_BEHIND:
        add_line(s, g, "the oldest of them", g->sample, out);
        add_line(s, g, "subscribed in the callback of", g->by, out);
        break;
    case FINDING_REPEATED:
        add_series(g, out);
        add_line(s, g, "the source", g->key.parent, out);
        add_line(s, g, "the operator's stream", g->key.other, out);
        break;
    case FINDING_BACKLOG:
        add_series(g, out);
        str_addf(out, "values that came: %llu; calls of the function: %llu\n", (unsigned long long)g->of,
                 (unsigned long long)(g->of - g->last));
        add_line(s, g, "the function", g->sample, out);
        break;
    case FINDING_LOOP:
        add_line(s, g, "the value that was caused by itself came to", g->sample, out);
        break;
    default:
        add_line(s, g, "it is", g->key.parent, out);
    }
}

void group_say(const struct state *s, const struct group *group, struct str *what, struct str *evidence)
{
    struct saying y = {.s = s, .group = group};
    struct str name = STR_INIT;
    add_name(s, group_about(group), &name);
    y.name = str_text(&name);
    str_thousands(y.n, sizeof y.n, group->last);
    switch (group->key.kind) {
    case FINDING_LEAK: say_leak(&y, what); break;
    case FINDING_NESTED:
    case FINDING_LEFT_BEHIND: say_within(&y, what); break;
    case FINDING_REPEATED: say_repeated(&y, what); break;
    default: say_of(&y, what);
    }
    add_evidence(s, group, evidence);
    str_release(&name);
}
