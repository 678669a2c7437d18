#include "app/actions.h"

#include <string.h>

#include "base/str.h"

const struct action actions[] = {
    {"swap", "TRACK [VERSION]", "run another version of a track (default: the newest)", CMD_SWAP,
     ENT_TRACK, true},
    {"pin", "TRACK", "keep a track at the version that runs", CMD_PIN, ENT_TRACK, false},
    {"release", "TRACK", "let a track follow its source again", CMD_RELEASE, ENT_TRACK, false},
    {"reset", "TRACK", "start a track's or an operator's state over", CMD_RESET, ENT_TRACK, false},
    {"reload", "MODULE", "compile and evaluate a module again, as if it was saved", CMD_RELOAD,
     ENT_MODULE, false},
    {"sweep", "[--dry-run]", "free old code that nothing uses", CMD_SWEEP, ENT_NONE, false},
    {"unsubscribe", "ID", "end a subscription", CMD_UNSUBSCRIBE, ENT_SUBSCRIPTION, false},
    {0},
};

const struct action *action_find(const char *name)
{
    for (const struct action *a = actions; a->name; a++)
        if (strcmp(a->name, name) == 0)
            return a;
    return NULL;
}

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
    if (id_matches(r.id, text))
        return 2;
    if (ID_KIND(r.id) != ENT_TRACK && ID_KIND(r.id) != ENT_MODULE)
        return 0;
    const struct ent_track *t = ID_KIND(r.id) == ENT_TRACK ? query_track(s, r) : NULL;
    if (t && strcmp(query_text(s, t->key), text) == 0)
        return 2;
    return strcmp(query_name(s, r), text) == 0;
}

struct search {
    struct ref found;
    int count, rank;
    struct str names;
};

static void consider(const struct state *s, struct ref r, const char *text, struct search *out)
{
    const struct entity *e = query_entity(s, r);
    int rank = e && !e->ended_at ? matches(s, r, text) : 0;
    if (rank == 0 || rank < out->rank)
        return;
    if (rank > out->rank) {
        out->count = 0;
        str_clear(&out->names);
    }
    out->rank = rank;
    out->count++;
    out->found = r;
    const struct ent_track *t = ID_KIND(r.id) == ENT_TRACK ? query_track(s, r) : NULL;
    if (t)
        str_addf(&out->names, "%s%s", out->names.len ? ", " : "", query_text(s, t->key));
}

static void search_kind(const struct state *s, unsigned kind, const char *text, struct search *out)
{
    const struct source_info *src;
    for (size_t i = 0; (src = query_source(s, i)); i++)
        for (entity_id id = 0; (id = query_next(s, src->source, kind, id));)
            consider(s, (struct ref){src->source, id}, text, out);
}

enum status action_target(const struct state *s, unsigned kind, bool or_operator, const char *text,
                          struct ref *out, struct fault_text *why)
{
    struct search found = {.names = STR_INIT};
    enum status status = STATUS_OK;
    search_kind(s, kind, text, &found);
    if (!found.count && or_operator && str_starts(text, "operator#"))
        search_kind(s, ENT_OPERATOR, text, &found);
    if (!found.count)
        status = fault_set(why, STATUS_NOTFOUND, "no living %s '%s'; see rxscope dump",
                           entity_kind_name(kind), text);
    else if (found.count > 1)
        status = fault_set(why, STATUS_RANGE, "'%s' is several: %s; name one of these", text,
                           str_text(&found.names));
    *out = found.found;
    str_release(&found.names);
    return status;
}
