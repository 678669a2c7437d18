#include "app/listing.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/changes.h"
#include "app/json.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/node.h"

enum { HOLDERS = 8, LOG_LOOKED = 256 };

/* "a; b" from "a\nb". */
static void add_joined(struct str *out, const char *text)
{
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, "\n");
        str_addf(out, "%s%.*s", p == text ? "" : "; ", (int)n, p);
        p += n + (p[n] == '\n');
    }
}

/* --- versions -------------------------------------------------------------------------------- */

static bool in_history(const struct track_version *v, size_t n, uint32_t version)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].version == version)
            return true;
    return false;
}

static const struct version_size *size_of(const struct version_sizes *sizes, uint32_t version)
{
    for (size_t i = 0; i < sizes->n; i++)
        if (sizes->items[i].version == version && sizes->items[i].known)
            return &sizes->items[i];
    return NULL;
}

/* " +12 -3     " */
static void add_size(struct str *out, const struct version_sizes *sizes, uint32_t version)
{
    const struct version_size *size = size_of(sizes, version);
    char text[32] = "";
    if (size)
        snprintf(text, sizeof text, "+%u -%u", size->added, size->removed);
    if (sizes->n)
        str_addf(out, " %-9s", text);
}

/* What a commit would do to what waits for it; "": nothing waits, or behind a pin. */
static const char *plan_of(const struct state *s, const struct ent_track *t)
{
    const char *reason = query_text(s, t->outcome_text), *plan = strstr(reason, ": ");
    bool held = t->waiting && !(t->flags & TRACK_FLAG_PINNED) && t->outcome == SWAP_HELD;
    return held && plan ? plan + 2 : "";
}

static void trim(struct str *out)
{
    while (out->len && out->data[out->len - 1] == ' ')
        str_cut(out, out->len - 1);
}

static const char *mark_of(const struct ent_track *t, const struct track_version *v)
{
    if (v->version == t->waiting)
        return "waits";
    if (v->version != t->version)
        return v->forced ? "by hand" : "";
    return t->flags & TRACK_FLAG_PINNED ? "runs, pinned" : v->forced ? "runs, by hand" : "runs";
}

static void version_line(const struct state *s, struct ref track, const struct ent_track *t,
                         const struct track_version *v, const struct version_sizes *sizes, struct str *out)
{
    char clock[16];
    str_addf(out, "\nv%-4u %s  gen %-4u %-13s", v->version, node_time(s, track.source, v->at, clock), v->generation,
             mark_of(t, v));
    add_size(out, sizes, v->version);
    if (*query_text(s, v->what)) {
        str_addc(out, ' ');
        add_joined(out, query_text(s, v->what));
    }
    trim(out);
}

/* It has not run yet, and so no time and no generation of its own. */
static void waiting_line(const struct state *s, const struct ent_track *t, const struct version_sizes *sizes,
                         struct str *out)
{
    str_addf(out, "\nv%-4u waits%*s", t->waiting, *plan_of(s, t) ? 28 : 0, "");
    if (*plan_of(s, t)) {
        add_size(out, sizes, t->waiting);
        str_addf(out, " %s", plan_of(s, t));
    }
    trim(out);
}

void listing_versions(const struct state *s, struct ref track, const struct version_sizes *sizes, struct str *out)
{
    const struct ent_track *t = query_track(s, track);
    const struct track_version *v;
    size_t n = query_versions(s, track, &v);
    uint32_t old = query_old_code(s, track);
    str_addf(out, "%s  v%u", query_text(s, t->key), t->version);
    if (t->flags & TRACK_FLAG_PINNED)
        str_add(out, "  pinned");
    if (t->waiting)
        str_addf(out, "  v%u waits", t->waiting);
    if (t->flags & TRACK_FLAG_ORPHAN)
        str_add(out, "  orphan");
    if (old)
        str_addf(out, "  %u on old code", old);
    if (t->waiting && !in_history(v, n, t->waiting))
        waiting_line(s, t, sizes, out);
    for (size_t i = n; i-- > 0;)
        version_line(s, track, t, &v[i], sizes, out);
}

static void set(json_t *o, const char *key, json_t *value)
{
    json_object_set_new_nocheck(o, key, value);
}

static void set_size(json_t *o, const struct version_sizes *sizes, uint32_t version)
{
    const struct version_size *size = size_of(sizes, version);
    set(o, "added", size ? json_count(size->added) : json_null());
    set(o, "removed", size ? json_count(size->removed) : json_null());
}

static json_t *version_json(const struct state *s, struct ref track, const struct ent_track *t,
                            const struct track_version *v, const struct version_sizes *sizes)
{
    json_t *o = json_object();
    set(o, "version", json_count(v->version));
    set(o, "generation", json_count(v->generation));
    set(o, "at", json_time(query_wall(s, track.source, v->at)));
    set(o, "operators", changes_json(query_text(s, v->what)));
    set(o, "forced", json_boolean(v->forced));
    set(o, "runs", json_boolean(v->version == t->version));
    set_size(o, sizes, v->version);
    return o;
}

json_t *listing_versions_json(const struct state *s, struct ref track, const struct version_sizes *sizes)
{
    const struct ent_track *t = query_track(s, track);
    const struct track_version *v;
    size_t n = query_versions(s, track, &v);
    json_t *o = json_object(), *list = json_array();
    for (size_t i = n; i-- > 0;)
        json_array_append_new(list, version_json(s, track, t, &v[i], sizes));
    set(o, "ok", json_true());
    set(o, "track", json_text(query_text(s, t->key)));
    set(o, "id", json_id(track.id));
    set(o, "version", json_count(t->version));
    set(o, "newest", json_count(t->newest));
    set(o, "waiting", json_count(t->waiting));
    if (*plan_of(s, t))
        set(o, "plan", changes_json(plan_of(s, t)));
    set(o, "pinned", json_boolean(t->flags & TRACK_FLAG_PINNED));
    set(o, "orphan", json_boolean(t->flags & TRACK_FLAG_ORPHAN));
    set(o, "old_code", json_count(query_old_code(s, track)));
    set(o, "versions", list);
    return o;
}

/* --- orphans --------------------------------------------------------------------------------- */

enum what { A_TRACK, A_VERSION, A_CODE, A_GENERATION };

static const struct {
    const char *json, *text, *holds;
} words[] = {
    [A_TRACK] = {"track", "left the source", "held by"},
    [A_VERSION] = {"version", "an earlier version", "held by"},
    [A_CODE] = {"code", "old code", "run by"},
    [A_GENERATION] = {"generation", "earlier generations", "held by"},
};

struct orphan {
    enum what what;
    entity_id id;       /* track or module */
    uint32_t number;    /* version that is meant; how many generations */
    const char *reason; /* of the newest sweep that kept it; "" none */
    entity_id holders[HOLDERS];
    uint32_t n;         /* all of them */
};

struct walk {
    const struct state *s;
    uint32_t source;
    void (*each)(void *to, const struct walk *w, const struct orphan *o);
    void *to;
};

static struct ref at(const struct walk *w, entity_id id)
{
    return (struct ref){w->source, id};
}

static void hold(struct orphan *o, entity_id id)
{
    if (o->n < HOLDERS)
        o->holders[o->n] = id;
    o->n++;
}

/* Those that live, of what an entity results in. */
static void hold_subscriptions(const struct walk *w, entity_id entity, struct orphan *o)
{
    struct ref result = at(w, query_result(w->s, at(w, entity)));
    for (entity_id id = 0; result.id && (id = query_next_subscription(w->s, result, id));) {
        const struct entity *e = query_entity(w->s, at(w, id));
        if (e && !e->ended_at)
            hold(o, id);
    }
}

static void hold_old_code(const struct walk *w, entity_id track, struct orphan *o)
{
    for (entity_id id = 0; (id = query_next(w->s, w->source, ENT_SUBSCRIPTION, id));) {
        const struct entity *e = query_entity(w->s, at(w, id));
        if (e && !e->ended_at && node_has_own_tag(w->s, at(w, id), TAG_OLD_CODE) &&
            query_track_of(w->s, at(w, id)) == track)
            hold(o, id);
    }
}

static const char *reason_of(const struct walk *w, entity_id id)
{
    struct log_view log[LOG_LOOKED];
    size_t n = query_log(w->s, 0, log, LOG_LOOKED);
    for (size_t i = 0; i < n; i++)
        if (log[i].kind == EV_SWEPT && log[i].flags == SWEPT_KEPT && log[i].source == w->source && log[i].id == id)
            return log[i].text;
    return "";
}

static void walk_track(const struct walk *w, entity_id id)
{
    const struct ent_track *t = query_track(w->s, at(w, id));
    const struct track_version *v;
    size_t n = query_versions(w->s, at(w, id), &v);
    if (t->flags & TRACK_FLAG_ORPHAN) {
        struct orphan o = {.what = A_TRACK, .id = id, .number = t->version, .reason = reason_of(w, id)};
        hold_subscriptions(w, t->entity, &o);
        w->each(w->to, w, &o);
    }
    for (size_t i = 0; i < n; i++)
        if (query_old_version(w->s, at(w, id), i)) {
            struct orphan o = {.what = A_VERSION, .id = id, .number = v[i].version, .reason = ""};
            hold_subscriptions(w, v[i].entity, &o);
            w->each(w->to, w, &o);
        }
    if (query_old_code(w->s, at(w, id))) {
        struct orphan o = {.what = A_CODE, .id = id, .number = t->version, .reason = ""};
        hold_old_code(w, id, &o);
        w->each(w->to, w, &o);
    }
}

static void walk(const struct walk *w)
{
    for (entity_id id = 0; (id = query_next(w->s, w->source, ENT_TRACK, id));)
        walk_track(w, id);
    for (entity_id id = 0; (id = query_next(w->s, w->source, ENT_MODULE, id));) {
        const struct ent_module *m = query_module(w->s, at(w, id));
        struct orphan o = {.what = A_GENERATION, .id = id, .number = m->kept_generations, .reason = reason_of(w, id)};
        if (o.number)
            w->each(w->to, w, &o);
    }
}

static const char *name_of(const struct walk *w, entity_id id)
{
    const struct ent_track *t = query_track(w->s, at(w, id));
    return t ? query_text(w->s, t->key) : query_name(w->s, at(w, id));
}

static void add_holders(const struct walk *w, const struct orphan *o, struct str *out)
{
    for (uint32_t i = 0; i < o->n && i < HOLDERS; i++) {
        str_addf(out, "%s", i ? ", " : " ");
        entity_id_print(o->holders[i], out);
        if (*query_name(w->s, at(w, o->holders[i])))
            str_addf(out, " %s", query_name(w->s, at(w, o->holders[i])));
    }
    if (o->n > HOLDERS)
        str_addf(out, " and %u more", o->n - HOLDERS);
}

static void orphan_line(void *to, const struct walk *w, const struct orphan *o)
{
    struct str *out = to;
    str_add(out, out->len ? "\n" : "");
    if (o->what == A_GENERATION)
        str_addf(out, "%s  %u earlier generation%s", name_of(w, o->id), o->number, o->number == 1 ? "" : "s");
    else
        str_addf(out, "%s  v%u  %s", name_of(w, o->id), o->number, words[o->what].text);
    if (o->n) {
        str_addf(out, ", %s", words[o->what].holds);
        add_holders(w, o, out);
    } else if (*o->reason) {
        str_add(out, ": ");
        add_joined(out, o->reason);
    } else {
        str_add(out, ": nothing is known to hold it; sweep says more");
    }
}

void listing_orphans(const struct state *s, uint32_t source, struct str *out)
{
    struct str lines = STR_INIT;
    walk(&(struct walk){s, source, orphan_line, &lines});
    str_add(out, lines.len ? str_text(&lines) : "no orphans");
    str_release(&lines);
}

static void orphan_json(void *to, const struct walk *w, const struct orphan *o)
{
    json_t *e = json_object(), *holders = json_array();
    for (uint32_t i = 0; i < o->n && i < HOLDERS; i++)
        json_array_append_new(holders, json_id(o->holders[i]));
    set(e, "what", json_string(words[o->what].json));
    set(e, "name", json_text(name_of(w, o->id)));
    set(e, "id", json_id(o->id));
    set(e, o->what == A_GENERATION ? "count" : "version", json_count(o->number));
    set(e, "held_by", holders);
    set(e, "holders", json_count(o->n));
    set(e, "reason", json_text(o->reason));
    json_array_append_new(to, e);
}

json_t *listing_orphans_json(const struct state *s, uint32_t source)
{
    json_t *o = json_object(), *list = json_array();
    walk(&(struct walk){s, source, orphan_json, list});
    set(o, "ok", json_true());
    set(o, "orphans", list);
    return o;
}
