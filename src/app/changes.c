#include "app/changes.h"

#include <string.h>

#include "app/json.h"
#include "base/mem.h"
#include "base/str.h"

enum { BEFORE = 1, AFTER = 2 }; /* in which of the two definitions it stands */

static const struct fate {
    const char *word;
    int stands;
    const char *reason;
} fates[] = {
    {"kept ", BEFORE | AFTER, ""},
    {"moved ", BEFORE | AFTER, "its function is another"},
    {"reset ", BEFORE | AFTER, "its values or its place are others"},
    {"migrated ", BEFORE | AFTER, "the layout of its state is another"},
    {"new ", AFTER, "was not there before"},
    {"dropped ", BEFORE, "is not there any more"},
};

static const struct fate *fate_of(const char *line)
{
    for (size_t i = 0; i < ARRAY_LEN(fates); i++)
        if (str_starts(line, fates[i].word))
            return &fates[i];
    return NULL;
}

/* Up to the end of the line, or what joins it to the next: code has semicolons, too. */
static size_t length_of(const char *line)
{
    size_t n = 0;
    while (line[n] && line[n] != '\n' && !(str_starts(line + n, "; ") && fate_of(line + n + 2)))
        n++;
    return n;
}

/* Of "timer(10)" the name and, without brackets, the rest. */
static void set_source(json_t *o, const char *text, size_t n)
{
    size_t name = strcspn(text, "( \n");
    name = name < n ? name : n;
    bool in_brackets = name < n && text[name] == '(' && text[n - 1] == ')';
    size_t at = name < n ? name + 1 : n, end = in_brackets ? n - 1 : n;
    json_object_set_new(o, "source", json_textn(text, name));
    json_object_set_new(o, "name", json_textn(text + at, end > at ? end - at : 0));
}

static void set_operator(json_t *o, const char *text, size_t n)
{
    const char *space = memchr(text, ' ', n);
    size_t name = space ? (size_t)(space - text) : n;
    json_object_set_new(o, "operator", json_textn(text, name));
    json_object_set_new(o, "name", space ? json_textn(space + 1, n - name - 1) : json_string(""));
}

/* Operators of inner streams have a place in a chain that is not told. */
static json_t *one(const struct fate *f, const char *text, size_t n, json_int_t *before, json_int_t *after)
{
    static const char inner[] = " (inner)", source[] = "source";
    json_t *o = json_object();
    bool within = n >= sizeof inner - 1 && memcmp(text + n - (sizeof inner - 1), inner, sizeof inner - 1) == 0;
    n -= within ? sizeof inner - 1 : 0;
    json_object_set_new(o, "what", json_stringn(f->word, strlen(f->word) - 1));
    if (n >= sizeof source - 1 && str_starts(text, source) && (n == sizeof source - 1 || text[sizeof source - 1] == ' ')) {
        size_t skip = n > sizeof source ? sizeof source : n;
        set_source(o, text + skip, n - skip);
    } else {
        set_operator(o, text, n);
        json_object_set_new(o, "position", within ? json_null() : json_integer(f->stands & AFTER ? *after : *before));
        *before += !within && f->stands & BEFORE ? 1 : 0;
        *after += !within && f->stands & AFTER ? 1 : 0;
    }
    json_object_set_new(o, "inner", json_boolean(within));
    json_object_set_new(o, "reason", json_string(f->reason));
    return o;
}

json_t *changes_json(const char *text)
{
    json_t *list = json_array();
    json_int_t before = 0, after = 0;
    while (*text) {
        size_t n = length_of(text);
        const struct fate *f = fate_of(text);
        size_t skip = f ? strlen(f->word) : 0;
        if (f && n > skip)
            json_array_append_new(list, one(f, text + skip, n - skip, &before, &after));
        text += n;
        text += *text == '\n' ? 1 : *text ? 2 : 0;
    }
    return list;
}

json_t *changes_of_track(const struct state *s, struct ref track)
{
    const struct ent_track *t = query_track(s, track);
    const struct track_version *v;
    size_t n = query_versions(s, track, &v);
    for (size_t i = 0; t && i < n; i++)
        if (v[i].version == t->version)
            return changes_json(query_text(s, v[i].what));
    return json_array();
}
