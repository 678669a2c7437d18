#include "app/actions.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ui/chain.h"

const struct action actions[] = {
    {"swap", "TRACK [VERSION]", "run another version of a track (default: the newest)", CMD_SWAP, 0,
     ENT_TRACK, MORE_VERSION, NULL},
    {"pin", "TRACK", "keep a track at the version that runs", CMD_PIN, 0, ENT_TRACK, MORE_NONE, NULL},
    {"release", "TRACK", "let a track follow its source again", CMD_RELEASE, 0, ENT_TRACK, MORE_NONE, NULL},
    {"versions", "TRACK", "list the versions of a track", LISTING_VERSIONS, 0, ENT_TRACK, MORE_NONE, NULL},
    {"diff", "TRACK [VERSION [OTHER]]", "show what a version changed (default: the newest), or how it differs from another",
     CMD_DIFF, 0, ENT_TRACK, MORE_VERSION, NULL},
    {"approve", "on|off|TRACK", "let saves wait, or not; carry out what waits", CMD_APPROVE, 0, TARGET_APPROVAL,
     MORE_NONE, "approved"},
    {"trial", "on|off", "try saves in a process of their own first, or not", CMD_TRIAL, 0, TARGET_SWITCH, MORE_NONE, NULL},
    {"reset", "TRACK", "start a track's or an operator's state over", CMD_RESET, 0, ENT_TRACK, MORE_NONE, "done"},
    {"reload", "MODULE", "compile and evaluate a module again, as if it was saved", CMD_RELOAD, 0,
     ENT_MODULE, MORE_NONE, "done"},
    {"sweep", "[--dry-run]", "free old code that nothing uses", CMD_SWEEP, 0, ENT_NONE, MORE_NONE, NULL},
    {"orphans", "", "list old code and removed tracks, and what holds them", LISTING_ORPHANS, 0, ENT_NONE,
     MORE_NONE, NULL},
    {"unsubscribe", "ID", "end a subscription", CMD_UNSUBSCRIBE, 0, ENT_SUBSCRIPTION, MORE_NONE,
     "unsubscribed"},
    {"pause", "ID", "let what is sent to a subscription wait", CMD_PAUSE, PAUSE_LASTING, ENT_SUBSCRIPTION, MORE_NONE,
     "paused"},
    {"resume", "ID", "give it what waits, and go on", CMD_RESUME, 0, ENT_SUBSCRIPTION, MORE_NONE, "resumed"},
    {"step", "ID", "give it the next one of what waits", CMD_STEP, 0, ENT_SUBSCRIPTION, MORE_NONE, "stepped"},
    {"send", "SUBJECT [--error] JSON", "send a value, or an error, into a subject", CMD_SEND, 0, TARGET_SUBJECT,
     MORE_JSON, "sent"},
    {"complete", "SUBJECT", "complete a subject", CMD_SEND, 2, TARGET_SUBJECT, MORE_NONE, "completed"},
    {"tag", "ID TAG", "put a tag on anything", CMD_TAG, 1, TARGET_ANY, MORE_TAG, "tagged"},
    {"untag", "ID TAG", "take it off again", CMD_TAG, 0, TARGET_ANY, MORE_TAG, "untagged"},
    {"log", "ID [NAME]", "print the living object on the program's console", CMD_LOG, 0, TARGET_ANY, MORE_NAME,
     "logged"},
    {0},
};

const struct action *action_find(const char *name)
{
    for (const struct action *a = actions; a->name; a++)
        if (strcmp(a->name, name) == 0)
            return a;
    return NULL;
}

bool action_needs_more(const struct action *a)
{
    return a->more == MORE_JSON || a->more == MORE_TAG;
}

bool action_may_more(const struct action *a)
{
    return a->more != MORE_NONE;
}

/* --- what an operand names ------------------------------------------------------------------- */

static bool id_matches(entity_id id, const char *text)
{
    struct str full = STR_INIT;
    entity_id_print(id, &full);
    const char *hash = strchr(str_text(&full), '#');
    bool same = strcmp(str_text(&full), text) == 0 ||
                (hash && (strcmp(hash, text) == 0 || strcmp(hash + 1, text) == 0));
    str_release(&full);
    return same;
}

/* 0: it does not; 2: by what is unique (id, key); 1: by a name that others may have too. */
static int matches(const struct state *s, struct ref r, const char *text)
{
    unsigned kind = ID_KIND(r.id);
    if (id_matches(r.id, text))
        return 2;
    if (kind != ENT_TRACK && kind != ENT_MODULE && kind != ENT_SUBSCRIPTION)
        return 0;
    const struct ent_track *t = kind == ENT_TRACK ? query_track(s, r) : NULL;
    if (t && strcmp(query_text(s, t->key), text) == 0)
        return 2;
    return strcmp(query_name(s, r), text) == 0;
}

enum { NAMES_MOST = 8 };

struct search {
    const struct state *state;
    const char *text;
    struct ref found;
    int count, rank;
    struct str names;
};

static void add_name(struct search *out, struct ref r)
{
    const struct ent_track *t = ID_KIND(r.id) == ENT_TRACK ? query_track(out->state, r) : NULL;
    if (out->count > NAMES_MOST)
        return;
    str_add(&out->names, out->names.len ? ", " : "");
    if (out->count == NAMES_MOST)
        str_add(&out->names, "...");
    else if (t)
        str_add(&out->names, query_text(out->state, t->key));
    else
        entity_id_print(r.id, &out->names);
}

static void found(struct search *out, struct ref r, int rank)
{
    if (rank == 0 || rank < out->rank)
        return;
    if (rank > out->rank) {
        out->count = 0;
        str_clear(&out->names);
    }
    add_name(out, r);
    out->rank = rank;
    out->count++;
    out->found = r;
}

static void search_kind(struct search *out, unsigned kind)
{
    const struct source_info *src;
    for (size_t i = 0; (src = query_source(out->state, i)); i++)
        for (entity_id id = 0; (id = query_next(out->state, src->source, kind, id));) {
            struct ref r = {src->source, id};
            const struct entity *e = query_entity(out->state, r);
            if (e && !e->ended_at)
                found(out, r, matches(out->state, r, out->text));
        }
}

/* By the variable that holds it, where it has no track: those that live, or only the subjects. */
static void search_observables(struct search *out, uint8_t flags)
{
    const struct source_info *src;
    for (size_t i = 0; (src = query_source(out->state, i)); i++)
        for (entity_id id = 0; (id = query_next(out->state, src->source, ENT_OBSERVABLE, id));) {
            struct ref r = {src->source, id};
            const struct ent_observable *o = query_observable(out->state, r);
            if (!o || o->e.ended_at || (o->flags & flags) != flags)
                continue;
            bool named = strcmp(chain_variable(out->state, r), out->text) == 0;
            found(out, r, id_matches(id, out->text) ? 2 : named);
        }
}

static bool subscribes_to(const struct search *out, struct ref r)
{
    const struct ent_subscription *sub = query_subscription(out->state, r);
    if (!sub || sub->e.ended_at || sub->parent)
        return false;
    const char *name = chain_own_name(out->state, (struct ref){r.source, sub->observable});
    return name && strcmp(name, out->text) == 0;
}

/* By what the screen's row shows of a subscription: the name of the stream that its observer gets. */
static void search_subscribed(struct search *out)
{
    const struct source_info *src;
    for (size_t i = 0; (src = query_source(out->state, i)); i++)
        for (entity_id id = 0; (id = query_next(out->state, src->source, ENT_SUBSCRIPTION, id));) {
            struct ref r = {src->source, id};
            found(out, r, subscribes_to(out, r));
        }
}

static bool is_subject(const struct state *s, struct ref r)
{
    const struct ent_observable *o = ID_KIND(r.id) == ENT_OBSERVABLE ? query_observable(s, r) : NULL;
    return o && o->flags & OBSERVABLE_SUBJECT;
}

/* A track's name comes first; a name that is no track's may be a variable's. */
static enum status find_subject(struct search *out, struct fault_text *why)
{
    if (!str_starts(out->text, "#") && strspn(out->text, "0123456789") != strlen(out->text))
        search_kind(out, ENT_TRACK);
    if (!out->count) {
        search_observables(out, OBSERVABLE_SUBJECT);
        return STATUS_OK;
    }
    const struct ent_track *t = query_track(out->state, out->found);
    if (out->count > 1 || !t)
        return STATUS_OK;
    out->found.id = t->entity;
    if (is_subject(out->state, out->found))
        return STATUS_OK;
    return fault_set(why, STATUS_RANGE, "'%s' is no subject, so nothing can be sent into it", out->text);
}

static void find_any(struct search *out)
{
    static const uint8_t kinds[] = {ENT_TRACK, ENT_MODULE, ENT_SUBSCRIPTION, ENT_OBSERVABLE, ENT_PIPE,
                                    ENT_OPERATOR_FUN, ENT_OPERATOR, ENT_ARG};
    bool number = *out->text == '#' || strspn(out->text, "0123456789") == strlen(out->text);
    if (number) {
        search_kind(out, ENT_SUBSCRIPTION);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(kinds) && !out->count; i++)
        search_kind(out, kinds[i]);
    if (!out->count)
        search_observables(out, 0);
}

static void find_waiting(struct search *out)
{
    search_kind(out, ENT_TRACK);
    if (!out->count)
        search_kind(out, ENT_MODULE);
}

/* A track is no object of the program's: what can be printed is the stream that it stands for. */
static entity_id object_of(const struct state *s, struct ref r)
{
    const struct ent_track *t = query_track(s, r);
    const struct ent_pipe *p = query_pipe(s, (struct ref){r.source, t ? t->entity : r.id});
    if (p)
        return p->result;
    return t ? t->entity : r.id;
}

static const char *target_name(unsigned target)
{
    return target == TARGET_ANY        ? "thing"
           : target == TARGET_SUBJECT  ? "subject"
           : target == TARGET_APPROVAL ? "track or module"
                                       : entity_kind_name(target);
}

enum status action_target(const struct state *s, const struct action *a, const char *text, struct ref *out,
                          struct fault_text *why)
{
    struct search search = {.state = s, .text = text, .names = STR_INIT};
    enum status status = STATUS_OK;
    bool is_switch = a->target == TARGET_APPROVAL || a->target == TARGET_SWITCH;
    if (is_switch && (strcmp(text, "on") == 0 || strcmp(text, "off") == 0)) {
        out->id = 0; /* of the program */
        return STATUS_OK;
    }
    if (a->target == TARGET_SWITCH)
        return fault_set(why, STATUS_RANGE, "'%s': say on or off", text);
    if (a->target == TARGET_SUBJECT)
        status = find_subject(&search, why);
    else if (a->target == TARGET_ANY)
        find_any(&search);
    else if (a->target == TARGET_APPROVAL)
        find_waiting(&search);
    else
        search_kind(&search, a->target);
    if (!search.count && a->target == ENT_SUBSCRIPTION)
        search_subscribed(&search);
    if (!search.count && a->command == CMD_RESET && str_starts(text, "operator#"))
        search_kind(&search, ENT_OPERATOR);
    if (!search.count)
        status = fault_set(why, STATUS_NOTFOUND, "no living %s '%s'; see rxscope dump", target_name(a->target),
                           text);
    else if (search.count > 1)
        status = fault_set(why, STATUS_RANGE, "'%s' is several: %s; name one of these", text,
                           str_text(&search.names));
    *out = search.found;
    if (a->command == CMD_LOG)
        out->id = object_of(s, *out);
    str_release(&search.names);
    return status;
}
