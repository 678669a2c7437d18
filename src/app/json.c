/* json.c - one function a kind of entity; the heads are the same. Times are UTC, to the
 * microsecond. */
#include "app/json.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/changes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/chain.h"

static const char *const replacement = "\xEF\xBF\xBD"; /* U+FFFD */

static size_t utf8_length(const unsigned char *p, size_t n)
{
    size_t want = p[0] < 0x80 ? 1 : p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : p[0] >= 0xC2 ? 2 : 0;
    return want <= n ? want : 0;
}

static void add_safe(struct str *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t len = utf8_length((const unsigned char *)text + i, n - i);
        json_t *one = len && text[i] ? json_stringn(text + i, len) : NULL;
        if (one)
            str_addn(out, text + i, len);
        else
            str_add(out, replacement);
        json_decref(one);
        i += one ? len : 1;
    }
}

json_t *json_textn(const char *text, size_t n)
{
    /* jansson gives NULL for what is not UTF-8; NUL is UTF-8, but few readers take it. */
    json_t *whole = n && memchr(text, '\0', n) ? NULL : json_stringn(n ? text : "", n);
    struct str safe = STR_INIT;
    if (whole)
        return whole;
    add_safe(&safe, text, n);
    whole = json_string(str_text(&safe));
    str_release(&safe);
    return whole;
}

json_t *json_text(const char *text)
{
    return json_textn(text, strlen(text));
}

json_t *json_count(uint64_t n)
{
    return json_integer(n > INT64_MAX ? INT64_MAX : (json_int_t)n);
}

json_t *json_time(uint64_t wall_ns)
{
    char text[64];
    time_t seconds = (time_t)(wall_ns / NS_PER_S);
    struct tm tm;
    gmtime_r(&seconds, &tm);
    size_t n = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
    snprintf(text + n, sizeof text - n, ".%06uZ", (unsigned)(wall_ns % NS_PER_S / 1000));
    return json_string(text);
}

json_t *json_id(entity_id id)
{
    struct str text = STR_INIT;
    if (!id)
        return json_null();
    entity_id_print(id, &text);
    json_t *out = json_string(str_text(&text));
    str_release(&text);
    return out;
}

static void set(json_t *o, const char *key, json_t *value)
{
    json_object_set_new_nocheck(o, key, value);
}

static void set_count(json_t *o, const char *key, uint64_t n)
{
    set(o, key, json_count(n));
}

static void set_text(json_t *o, const char *key, const char *text)
{
    set(o, key, json_text(text));
}

/* --- what all entities have ------------------------------------------------------------------ */

struct from {
    const struct state *state;
    uint32_t source;
};

static void set_time(json_t *o, const char *key, const struct from *f, uint64_t mono)
{
    set(o, key, mono ? json_time(query_wall(f->state, f->source, mono)) : json_null());
}

static json_t *tags_of(const struct from *f, entity_id id)
{
    uint32_t ids[64];
    json_t *out = json_array();
    size_t n = query_tags(f->state, (struct ref){f->source, id}, ids, ARRAY_LEN(ids));
    for (size_t i = 0; i < n && i < ARRAY_LEN(ids); i++)
        json_array_append_new(out, json_text(query_string(f->state, f->source, ids[i])));
    return out;
}

static json_t *head(const struct from *f, const struct entity *e)
{
    json_t *o = json_object();
    set(o, "id", json_id(e->id));
    set_text(o, "name", query_string(f->state, f->source, e->name));
    if (e->file) {
        set_text(o, "file", query_string(f->state, f->source, e->file));
        set_count(o, "line", e->line);
    }
    set_time(o, "created_at", f, e->created_at);
    set_time(o, "ended_at", f, e->ended_at);
    set(o, "tags", tags_of(f, e->id));
    return o;
}

/* --- one kind each --------------------------------------------------------------------------- */

/* null: it had none. */
static json_t *trial_json(const char *text)
{
    if (!*text)
        return json_null();
    json_t *o = json_object(), *left_out = json_array();
    size_t n = strcspn(text, "\n");
    set(o, "result", json_textn(text, n));
    for (const char *p = text + n; *p; p += n) {
        p++;
        n = strcspn(p, "\n");
        size_t skip = str_starts(p, TRIAL_LEFT_OUT) ? strlen(TRIAL_LEFT_OUT) : 0;
        json_array_append_new(left_out, json_textn(p + skip, n - skip));
    }
    set(o, "not_tried", left_out);
    return o;
}

static json_t *module_json(const struct from *f, struct ref r)
{
    static const char *const builds[] = {"started", "compiled", "loaded", "failed", "live", "faulted"};
    const struct ent_module *m = query_module(f->state, r);
    json_t *o = head(f, &m->e);
    set_count(o, "generation", m->generation);
    set_count(o, "building", m->building);
    set_text(o, "build", m->build < ARRAY_LEN(builds) ? builds[m->build] : "unknown");
    set_count(o, "build_us", m->build_us);
    const char *text = query_text(f->state, m->build_text);
    bool is_trials = m->build == BUILD_LOADED || m->build == BUILD_LIVE;
    set_text(o, "message", is_trials ? "" : text);
    set(o, "trial", trial_json(is_trials ? text : ""));
    set_count(o, "kept_generations", m->kept_generations);
    set_count(o, "freed_generations", m->freed_generations);
    return o;
}

static json_t *versions_json(const struct from *f, struct ref track, uint32_t running)
{
    const struct track_version *v;
    size_t n = query_versions(f->state, track, &v);
    json_t *out = json_array();
    for (size_t i = 0; i < n; i++) {
        if (v[i].version == running)
            continue;
        json_t *o = json_object();
        set_count(o, "version", v[i].version);
        set_count(o, "generation", v[i].generation);
        set(o, "entity", json_id(v[i].entity));
        set_time(o, "at", f, v[i].at);
        set(o, "operators", changes_json(query_text(f->state, v[i].what)));
        set(o, "forced", json_boolean(v[i].forced));
        json_array_append_new(out, o);
    }
    return out;
}

static const char *track_state(const struct ent_track *t)
{
    if (t->flags & TRACK_FLAG_ORPHAN)
        return "orphan";
    if (t->flags & TRACK_FLAG_FAULTED)
        return "faulted";
    if (t->flags & TRACK_FLAG_PINNED)
        return t->waiting ? "waiting" : "pinned";
    return t->waiting ? "waiting" : "live";
}

static json_t *track_json(const struct from *f, struct ref r)
{
    const struct ent_track *t = query_track(f->state, r);
    json_t *o = head(f, &t->e);
    struct str path = STR_INIT;
    query_path(f->state, r, &path);
    set_text(o, "key", query_text(f->state, t->key));
    set_text(o, "path", str_text(&path));
    set_count(o, "version", t->version);
    set_count(o, "newest", t->newest);
    set_count(o, "waiting", t->waiting);
    set_text(o, "state", track_state(t));
    set(o, "module", json_id(t->module));
    set(o, "parent", json_id(t->parent));
    set(o, "entity", json_id(t->entity));
    set_text(o, "outcome", t->swapped_at ? swap_outcome_name(t->outcome) : "");
    set_text(o, "reason", query_text(f->state, t->outcome_text));
    set(o, "operators", changes_of_track(f->state, r));
    set_time(o, "swapped_at", f, t->swapped_at);
    set_count(o, "old_code", query_old_code(f->state, r));
    set(o, "previous", versions_json(f, r, t->version));
    str_release(&path);
    return o;
}

static json_t *observable_json(const struct from *f, struct ref r)
{
    const struct ent_observable *x = query_observable(f->state, r);
    json_t *o = head(f, &x->e);
    set(o, "parent", json_id(x->parent));
    set(o, "made_by", json_id(x->made_by));
    set_text(o, "variable", chain_variable(f->state, r));
    set_text(o, "args", query_text(f->state, x->args_text));
    set_count(o, "subscriptions", x->subscriptions);
    set(o, "subject", json_boolean(x->flags & OBSERVABLE_SUBJECT));
    set(o, "inner", json_boolean(x->flags & OBSERVABLE_INNER));
    return o;
}

static json_t *pipe_json(const struct from *f, struct ref r)
{
    const struct ent_pipe *p = query_pipe(f->state, r);
    json_t *o = head(f, &p->e);
    set(o, "track", json_id(p->track));
    set(o, "source", json_id(p->source));
    set(o, "result", json_id(p->result));
    set_count(o, "operators", p->operators);
    return o;
}

static json_t *operator_fun_json(const struct from *f, struct ref r)
{
    const struct ent_operator_fun *x = query_operator_fun(f->state, r);
    json_t *o = head(f, &x->e);
    set_text(o, "args", query_text(f->state, x->args_text));
    return o;
}

static json_t *operator_json(const struct from *f, struct ref r)
{
    const struct ent_operator *x = query_operator(f->state, r);
    json_t *o = head(f, &x->e);
    set(o, "pipe", json_id(x->pipe));
    set(o, "operator_fun", json_id(x->fun));
    set_count(o, "position", x->position);
    set(o, "source", json_id(x->source));
    set(o, "target", json_id(x->target));
    return o;
}

static json_t *arg_json(const struct from *f, struct ref r)
{
    static const char *const types[] = {"function", "plain", "observable"};
    const struct ent_arg *a = query_arg(f->state, r);
    json_t *o = head(f, &a->e);
    set(o, "parent", json_id(a->parent));
    set_text(o, "path", query_text(f->state, a->path));
    set_text(o, "type", a->type < ARRAY_LEN(types) ? types[a->type] : "unknown");
    if (a->generation)
        set_count(o, "generation", a->generation);
    if (a->value)
        set_text(o, "value", query_text(f->state, a->value));
    if (a->observable)
        set(o, "observable", json_id(a->observable));
    set_count(o, "calls", a->calls);
    return o;
}

static json_t *subscription_json(const struct from *f, struct ref r)
{
    static const char *const ends[] = {"unsubscribed", "completed", "failed", "swapped",
                                       "orphaned"};
    const struct ent_subscription *x = query_subscription(f->state, r);
    json_t *o = head(f, &x->e);
    const char *ended = x->end < ARRAY_LEN(ends) ? ends[x->end] : "ended";
    set(o, "observable", json_id(x->observable));
    set(o, "parent", json_id(x->parent));
    set(o, "module", json_id(query_module_of(f->state, r)));
    set_text(o, "state", x->e.ended_at ? ended : "active");
    set_count(o, "next", x->next);
    set_count(o, "error", x->error);
    set_count(o, "complete", x->complete);
    set_count(o, "merged", x->merged);
    return o;
}

/* --- a source -------------------------------------------------------------------------------- */

static const struct {
    const char *key;
    enum entity_kind kind;
    json_t *(*make)(const struct from *f, struct ref r);
} lists[] = {
    {"modules", ENT_MODULE, module_json},
    {"tracks", ENT_TRACK, track_json},
    {"observables", ENT_OBSERVABLE, observable_json},
    {"pipes", ENT_PIPE, pipe_json},
    {"operator_funs", ENT_OPERATOR_FUN, operator_fun_json},
    {"operators", ENT_OPERATOR, operator_json},
    {"args", ENT_ARG, arg_json},
    {"subscriptions", ENT_SUBSCRIPTION, subscription_json},
};

static json_t *list_json(const struct from *f, const struct filter *filter, size_t which)
{
    const struct filter_context c = {.state = f->state};
    json_t *out = json_array();
    for (entity_id id = 0; (id = query_next(f->state, f->source, lists[which].kind, id));) {
        struct ref r = {f->source, id};
        if (!filter || filter_match_within(filter, &c, r))
            json_array_append_new(out, lists[which].make(f, r));
    }
    return out;
}

static json_t *source_json(const struct state *s, const struct filter *filter,
                           const struct source_info *info)
{
    struct from f = {s, info->source};
    json_t *o = json_object();
    set_text(o, "name", info->name);
    set_text(o, "host", info->host ? info->host : "c");
    set_text(o, "title", info->title ? info->title : "");
    set(o, "hot", json_boolean(info->hot || !info->host || strcmp(info->host, "c") == 0));
    set(o, "approval", json_boolean(info->approval));
    set(o, "trial", json_boolean(info->trial));
    set_count(o, "pid", info->pid);
    set_time(o, "started_at", &f, info->started_at);
    set_time(o, "ended_at", &f, info->ended_at);
    set(o, "stale", json_boolean(info->stale));
    set_count(o, "events", info->events);
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        set(o, lists[i].key, list_json(&f, filter, i));
    set_count(o, "arg_calls", info->arg_calls);
    set_count(o, "next", info->next);
    set_count(o, "error", info->error);
    set_count(o, "complete", info->complete);
    set_count(o, "merged", info->merged);
    set_count(o, "dropped", info->dropped);
    return o;
}

json_t *json_dump_filtered(const struct state *s, const struct filter *filter)
{
    json_t *out = json_object(), *sources = json_array();
    const struct source_info *info;
    for (size_t i = 0; (info = query_source(s, i)); i++)
        json_array_append_new(sources, source_json(s, filter, info));
    set(out, "sources", sources);
    return out;
}

json_t *json_dump_state(const struct state *s)
{
    return json_dump_filtered(s, NULL);
}

/* C1 controls and DEL are characters like others in JSON, and not on a terminal. */
static void add_for_terminal(struct str *out, const char *ascii)
{
    for (const char *p = ascii; *p; p++)
        if (*p == 0x7f)
            str_add(out, "\\u007f");
        else
            str_addc(out, *p);
}

void json_add_line(struct str *out, const json_t *value, size_t flags)
{
    bool terminal = isatty(STDOUT_FILENO);
    char *text = json_dumps(value, flags | (terminal ? JSON_ENSURE_ASCII : 0));
    if (terminal)
        add_for_terminal(out, text ? text : "{}");
    else
        str_add(out, text ? text : "{}");
    str_addc(out, '\n');
    free(text);
}

void json_print(const json_t *value, size_t flags)
{
    struct str text = STR_INIT;
    json_add_line(&text, value, flags);
    fwrite(str_text(&text), 1, text.len, stdout);
    str_release(&text);
}
