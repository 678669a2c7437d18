/* eventjson.c - a table says for each kind what its fields are called; one function writes them. */
#include "app/eventjson.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/json.h"
#include "base/mem.h"
#include "base/str.h"

/* What a number is, where it stands in an id's place or an id in a number's. */
enum field_form { FORM_ENTITY, FORM_NUMBER, FORM_KIND, FORM_OBSERVABLE_FLAGS };

/* What the flags are: one of some words, true or false, bits with a word each, or the number as it
 * is. */
enum flag_form { FLAGS_NONE, FLAGS_WORD, FLAGS_BOOL, FLAGS_BITS, FLAGS_NUMBER };

struct kind_fields {
    struct {
        const char *name; /* NULL: not shown */
        enum field_form form;
    } parent, ref, num;
    const char *text;
    struct {
        const char *name;
        enum flag_form form;
        const char *const *words; /* ends with NULL */
    } flags;
    const char *named; /* what named.name is called; NULL: "name" */
};

#define WORDS(...)                    \
    FLAGS_WORD, (const char *const[]) \
    {                                 \
        __VA_ARGS__, NULL             \
    }
#define BITS(...)                     \
    FLAGS_BITS, (const char *const[]) \
    {                                 \
        __VA_ARGS__, NULL             \
    }

static const char *const observable_flags[] = {"subject", "inner", NULL};

static const struct kind_fields kinds[EV_LIMIT] = {
    [EV_SOURCE_START] = {.text = "started"},
    [EV_SOURCE_END] = {.num = {"exit_status", FORM_NUMBER}},
    [EV_TAG] = {.flags = {"added", FLAGS_BOOL, NULL}, .named = "tag"},
    [EV_MODULE_START] = {.num = {"generation", FORM_NUMBER}},
    [EV_MODULE_END] = {.num = {"generation", FORM_NUMBER},
                       .flags = {"result", WORDS("committed", "discarded")}},
    [EV_MODULE_BUILD] = {.parent = {"us", FORM_NUMBER},
                         .num = {"generation", FORM_NUMBER},
                         .text = "message",
                         .flags = {"step",
                                   WORDS("started", "compiled", "loaded", "failed", "live")}},
    [EV_TRACK_SCOPE_START] = {.parent = {"parent", FORM_ENTITY},
                              .num = {"generation", FORM_NUMBER}},
    [EV_TRACK_SCOPE_END] = {.num = {"generation", FORM_NUMBER}},
    [EV_TRACK_REGISTER] = {.parent = {"parent", FORM_ENTITY},
                           .ref = {"entity", FORM_ENTITY},
                           .num = {"version", FORM_NUMBER},
                           .text = "key"},
    [EV_TRACK_UPDATE] = {.parent = {"generation", FORM_NUMBER},
                         .ref = {"entity", FORM_ENTITY},
                         .num = {"version", FORM_NUMBER},
                         .text = "changes",
                         .flags = {"forced", FLAGS_BOOL, NULL}},
    [EV_TRACK_ORPHAN] = {.num = {"generation", FORM_NUMBER}},
    [EV_TRACK_STATE] = {.num = {"waiting", FORM_NUMBER},
                        .flags = {"flags", BITS("pinned", "waiting", "orphan", "faulted")}},
    [EV_OBSERVABLE_CREATE] = {.parent = {"parent", FORM_ENTITY},
                              .num = {"flags", FORM_OBSERVABLE_FLAGS}},
    [EV_FACTORY_CALL] = {.num = {"count", FORM_NUMBER}, .text = "args"},
    [EV_PIPE_CALL] = {.parent = {"parent", FORM_ENTITY},
                      .ref = {"source", FORM_ENTITY},
                      .num = {"operators", FORM_NUMBER}},
    [EV_PIPE_RETURN] = {.ref = {"result", FORM_ENTITY}},
    [EV_OPERATOR_FUN] = {.num = {"count", FORM_NUMBER}, .text = "args"},
    [EV_OPERATOR_CALL] = {.parent = {"pipe", FORM_ENTITY},
                          .ref = {"operator_fun", FORM_ENTITY},
                          .num = {"position", FORM_NUMBER}},
    [EV_OPERATOR_RETURN] = {.parent = {"source", FORM_ENTITY}, .ref = {"target", FORM_ENTITY}},
    [EV_ARG] = {.parent = {"parent", FORM_ENTITY},
                .ref = {"observable", FORM_ENTITY},
                .num = {"generation", FORM_NUMBER},
                .text = "path",
                .flags = {"type", WORDS("function", "plain", "observable")}},
    [EV_ARG_CALL] = {.parent = {"subscription", FORM_ENTITY}, .ref = {"arg", FORM_ENTITY}},
    [EV_ARG_RETURN] = {.ref = {"observable", FORM_ENTITY}},
    [EV_SUBSCRIBE_CALL] = {.parent = {"parent", FORM_ENTITY},
                           .ref = {"observable", FORM_ENTITY},
                           .num = {"owner", FORM_ENTITY}},
    [EV_SUBSCRIPTION_REBIND] = {.parent = {"parent", FORM_ENTITY},
                                .ref = {"observable", FORM_ENTITY}},
    [EV_UNSUBSCRIBE_CALL] = {.flags = {"end", WORDS("unsubscribed", "completed", "failed",
                                                    "swapped", "orphaned")}},
    [EV_SEND_CALL] = {.ref = {"subscription", FORM_ENTITY},
                      .flags = {"type", WORDS("next", "error", "complete")}},
    [EV_SEND_MERGED] = {.parent = {"calls", FORM_NUMBER},
                        .ref = {"arg", FORM_ENTITY},
                        .num = {"next", FORM_NUMBER},
                        .flags = {"gap", FLAGS_BOOL, NULL}},
    [EV_SWAP_RESULT] = {.parent = {"generation", FORM_NUMBER},
                        .num = {"version", FORM_NUMBER},
                        .text = "reason",
                        .flags = {"outcome", WORDS("unchanged", "swapped", "reconnected", "reset",
                                                   "migrated", "held", "refused", "rolled back",
                                                   "orphaned", "new", "renamed")}},
    [EV_SWEPT] = {.ref = {"kept_by", FORM_ENTITY},
                  .num = {"generation", FORM_NUMBER},
                  .text = "reason",
                  .flags = {"result", WORDS("freed", "kept", "would be freed")}},
    [EV_FAULT] = {.text = "message"},
    [EV_LOG] = {.text = "message",
                .flags = {"level", WORDS("info", "warning", "error", "stdout", "stderr")}},
    [EV_STALE] = {.num = {"lost", FORM_NUMBER}},
    [EV_SNAPSHOT] = {.num = {"counting_since", FORM_NUMBER},
                     .flags = {"part", WORDS("begin", "end")}},
    [EV_TOTAL] = {.num = {"total", FORM_NUMBER},
                  .flags = {"counter",
                            WORDS("next", "error", "complete", "merged", "arg_calls", "dropped")}},
    [EV_LOGGED] = {.num = {"was", FORM_KIND},
                   .text = "message",
                   .flags = {"flags", FLAGS_NUMBER, NULL}},
    [EV_ARG_VALUE] = {.text = "printed"},
    [EV_UNDER_WAY] = {.parent = {"subscription", FORM_ENTITY},
                      .num = {"generation", FORM_NUMBER},
                      .flags = {"what", WORDS("module", "track-scope", "pipe", "operator",
                                              "arg-call", "subscribe", "unsubscribe", "send")}},
    [EV_SOURCE_INFO] = {.text = "text", .flags = {"field", FLAGS_NUMBER, NULL}},
};

static void set(json_t *o, const char *key, json_t *value)
{
    json_object_set_new_nocheck(o, key, value);
}

/* ---- Flags and numbers. ---- */

static json_t *bits_json(uint64_t bits, const char *const *words)
{
    json_t *out = json_array();
    for (unsigned i = 0; words[i]; i++)
        if (bits & 1u << i)
            json_array_append_new(out, json_string(words[i]));
    return out;
}

static json_t *word_json(unsigned code, const char *const *words)
{
    unsigned n = 0;
    while (words[n] && n < code)
        n++;
    return json_string(words[n] ? words[n] : "unknown");
}

static json_t *flags_json(const struct event *ev, const struct kind_fields *k)
{
    switch (k->flags.form) {
    case FLAGS_WORD:
        return word_json(ev->flags, k->flags.words);
    case FLAGS_BOOL:
        return json_boolean(ev->flags);
    case FLAGS_BITS:
        return bits_json(ev->flags, k->flags.words);
    default:
        return json_integer(ev->flags);
    }
}

static json_t *form_json(uint64_t value, enum field_form form)
{
    switch (form) {
    case FORM_ENTITY:
        return json_id(value);
    case FORM_KIND:
        return json_string(event_kind_name((unsigned)value));
    case FORM_OBSERVABLE_FLAGS:
        return bits_json(value, observable_flags);
    default:
        return json_integer((json_int_t)value);
    }
}

/* ---- Values. ---- */

static json_t *real_json(double x)
{
    if (isfinite(x))
        return json_real(x);
    return json_string(isnan(x) ? "NaN" : x > 0 ? "Infinity" : "-Infinity");
}

static json_t *hex_json(const struct event_value *v)
{
    struct str hex = STR_INIT;
    for (size_t i = 0; i < v->len; i++)
        str_addf(&hex, "%02x", (unsigned char)v->text[i]);
    json_t *out = json_string(str_text(&hex));
    str_release(&hex);
    return out;
}

static json_t *value_json(const struct event_value *v)
{
    switch (v->type) {
    case VT_BOOL:
        return json_boolean(v->i64);
    case VT_I64:
        return json_integer((json_int_t)v->i64);
    case VT_F64:
        return real_json(v->f64);
    case VT_STRING:
    case VT_USER:
        return json_textn(v->text, v->len);
    case VT_BYTES:
        return hex_json(v);
    case VT_ERROR:
        return json_pack("{s:I, s:o}", "code", (json_int_t)v->i64, "message",
                         json_textn(v->text, v->len));
    case VT_OBSERVABLE:
        return json_id((entity_id)v->i64);
    default:
        return json_null();
    }
}

static void set_value(json_t *o, const struct event_value *v)
{
    if (v->type == VT_ABSENT)
        return;
    set(o, "value", value_json(v));
    set(o, "value_type", json_string(value_type_name(v->type)));
    if (v->full > v->len)
        set(o, "value_bytes", json_count(v->full));
}

/* ---- What all have. ---- */

static bool is_entity(entity_id id)
{
    return ID_KIND(id) > ENT_NONE && ID_KIND(id) < ENT_LIMIT;
}

static bool id_is_entity(const struct event *ev)
{
    return ev->kind != EV_SOURCE_START && ev->kind != EV_SOURCE_END && ev->kind != EV_SOURCE_INFO && ev->kind != EV_STRING &&
           is_entity(ev->id);
}

/* A send is called what its subscription is; one that no person named what it subscribes to. */
static const char *name_of(const struct state *s, struct ref r)
{
    struct send_view send;
    if (ID_KIND(r.id) == ENT_SEND && query_send(s, r, &send))
        r.id = send.subscription;
    const struct ent_subscription *sub = query_subscription(s, r);
    const char *name = query_name(s, r);
    return *name || !sub ? name : query_name(s, (struct ref){r.source, sub->observable});
}

static void set_place(json_t *o, const struct state *s, uint32_t source, uint32_t file,
                      uint32_t line)
{
    if (!file)
        return;
    set(o, "file", json_text(query_string(s, source, file)));
    set(o, "line", json_integer(line));
}

/* Name and place as the event says them, or else as they are known. */
static void set_named(json_t *o, const struct state *s, const struct event *ev)
{
    struct ref r = {ev->source, id_is_entity(ev) ? ev->id : 0};
    const struct entity *e = query_entity(s, r);
    const char *own = event_kind_fields(ev->kind) & F_NAMED ? kinds[ev->kind].named : NULL;
    const char *said = query_string(s, ev->source, ev->named.name);
    const char *name = *said && !own ? said : name_of(s, r);
    if (own)
        set(o, own, json_text(said));
    if (*name)
        set(o, "name", json_text(name));
    if (ev->named.file)
        set_place(o, s, ev->source, ev->named.file, ev->named.line);
    else if (e)
        set_place(o, s, ev->source, e->file, e->line);
}

static void set_track(json_t *o, const struct state *s, struct ref r)
{
    const struct ent_track *t = query_track(s, (struct ref){r.source, query_track_of(s, r)});
    if (t && *query_text(s, t->key))
        set(o, "track", json_text(query_text(s, t->key)));
}

static void set_head(json_t *o, const struct state *s, const struct event *ev)
{
    const struct source_info *info = query_source_by_id(s, ev->source);
    set(o, "kind", json_string(event_kind_name(ev->kind)));
    set(o, "time", json_time(query_wall(s, ev->source, ev->time)));
    set(o, "ns", json_count(ev->time));
    set(o, "program", json_text(info ? info->name : ""));
    set(o, "pid", json_count(info ? info->pid : 0));
    if (info && info->syncing && ev->time < info->syncing)
        set(o, "earlier", json_true());
    if (!id_is_entity(ev))
        return;
    set(o, "id", json_id(ev->id));
    set_track(o, s, (struct ref){ev->source, ev->id});
}

static void set_fields(json_t *o, const struct event *ev)
{
    const struct kind_fields *k = &kinds[ev->kind];
    unsigned has = event_kind_fields(ev->kind);
    if (has & F_PARENT && k->parent.name)
        set(o, k->parent.name, form_json(ev->parent, k->parent.form));
    if (has & F_REF && k->ref.name)
        set(o, k->ref.name, form_json(ev->ref, k->ref.form));
    if (has & F_NUM && k->num.name)
        set(o, k->num.name, form_json((uint64_t)ev->num, k->num.form));
    if (k->flags.form)
        set(o, k->flags.name, flags_json(ev, k));
    if (has & F_VALUE)
        set_value(o, &ev->value);
    if (has & F_TEXT && k->text)
        set(o, k->text, json_textn(ev->text, ev->text_len));
}

json_t *eventjson(const struct state *s, const struct event *ev)
{
    json_t *o = json_object();
    set_head(o, s, ev);
    if (event_kind_known(ev->kind)) {
        set_named(o, s, ev);
        set_fields(o, ev);
    }
    return o;
}

void eventjson_line(const struct state *s, const struct event *ev, struct str *out)
{
    json_t *o = eventjson(s, ev);
    json_add_line(out, o, JSON_COMPACT);
    json_decref(o);
}

bool eventjson_is_shown(const struct event *ev)
{
    return ev->kind != EV_STRING && ev->kind != EV_LEFT && event_kind_known(ev->kind);
}

/* ---- Filtering. ---- */

size_t eventjson_entities(const struct event *ev, entity_id *out)
{
    unsigned has = event_kind_fields(ev->kind);
    const struct kind_fields *k = ev->kind < EV_LIMIT ? &kinds[ev->kind] : &kinds[0];
    size_t n = 0;
    if (id_is_entity(ev))
        out[n++] = ev->id;
    if (has & F_PARENT && k->parent.form == FORM_ENTITY && is_entity(ev->parent))
        out[n++] = ev->parent;
    if (has & F_REF && is_entity(ev->ref))
        out[n++] = ev->ref;
    if (has & F_NUM && k->num.name && k->num.form == FORM_ENTITY && is_entity((entity_id)ev->num))
        out[n++] = (entity_id)ev->num;
    return n;
}

bool eventjson_passes(const struct filter *f, const struct filter_context *c,
                      const struct event *ev)
{
    entity_id ids[EVENT_ENTITIES];
    size_t n = eventjson_entities(ev, ids);
    for (size_t i = 0; i < n; i++)
        if (filter_match_within(f, c, (struct ref){ev->source, ids[i]}))
            return true;
    return n == 0 && filter_match(f, c, (struct ref){ev->source, 0});
}
