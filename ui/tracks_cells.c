/* tracks_cells.c - what a row of the view of tracks says. */
#include "ui/tracks.h"

#include <stdio.h>
#include <string.h>

#include "ui/chain.h"
#include "ui/subscriptions.h"

const struct row_plan tracks_plans[] = {
    {140, 30, 8, 12, 10, 10, 10, false}, {110, 24, 8, 10, 10, 9, 9, false}, {72, 20, 7, 8, 9, 8, 0, false},
    {56, 18, 6, 8, 0, 8, 0, true},       {36, 13, 4, 5, 0, 7, 0, true},     {28, 14, 4, 0, 0, 8, 0, true},
    {20, 12, 0, 0, 0, 8, 0, true},       {0, 0, 0, 0, 0, 0, 0, true}};

static struct ref at(const struct tree_node *n, entity_id id)
{
    return (struct ref){n->ref.source, id};
}

static const struct track_version *find_version(const struct state *s, struct ref track, uint32_t version)
{
    const struct track_version *v;
    size_t n = query_versions(s, track, &v);
    for (size_t i = 0; i < n; i++)
        if (v[i].version == version)
            return &v[i];
    return NULL;
}

/* "v3◂ ●2": a version among the others. */
static void add_version(const struct view *v, const struct tree_node *n, const struct ent_track *t, uint32_t version,
                        struct str *out)
{
    bool runs = version == t->version;
    unsigned living = tracks_runs(v->state, n->ref, version, NULL, NULL);
    str_addf(out, "%sv%u%s", out->len ? "  " : "", version, runs ? v->glyphs->runs : "");
    if (version == t->waiting)
        str_add(out, " waits");
    if (living)
        str_addf(out, " %s%u", runs ? v->glyphs->alive : v->glyphs->orphan, living);
}

/* All of them side by side, the newest first: what does not fit is the past. */
static void add_versions(const struct view *v, const struct tree_node *n, const struct ent_track *t, struct str *out)
{
    enum { SHOWN = 12 };
    const struct track_version *versions;
    size_t have = query_versions(v->state, n->ref, &versions), least = have > SHOWN ? have - SHOWN : 0;
    if (t->waiting && !find_version(v->state, n->ref, t->waiting))
        add_version(v, n, t, t->waiting, out);
    for (size_t i = have; i-- > least;)
        add_version(v, n, t, versions[i].version, out);
    if (least)
        str_addf(out, "  %s", v->glyphs->ellipsis);
}

static void track_cells(const struct view *v, const struct programs *p, const struct tree_node *n,
                        struct row_cells *out)
{
    const struct ent_track *t = query_track(v->state, n->ref);
    const struct track_version *history;
    struct str versions = STR_INIT;
    row_cells(v, p, n, out); /* its brief form has what it says of itself: pinned, orphan, ... */
    if (!t || (query_versions(v->state, n->ref, &history) < 2 && !t->waiting))
        return;
    add_versions(v, n, t, &versions);
    row_cell(out->text, sizeof out->text, "%s  %s", str_text(&versions), out->brief);
    if (!*out->brief)
        row_cell(out->brief, sizeof out->brief, "%s", str_text(&versions));
    str_release(&versions);
}

/* "moved map f; kept scan" */
static void add_what(const char *what, struct str *out)
{
    for (const char *line = what; *line;) {
        size_t n = strcspn(line, "\n");
        str_addf(out, "%s%.*s", line == what ? "" : "; ", (int)(n < 200 ? n : 200), line);
        line += n + (line[n] == '\n');
    }
}

static bool is_kept(const struct state *s, struct ref module, uint32_t generation)
{
    uint32_t kept[64];
    size_t n = query_kept(s, module, kept, 64);
    for (size_t i = 0; i < n && i < 64; i++)
        if (kept[i] == generation)
            return true;
    return false;
}

static void version_state(const struct view *v, const struct tree_node *n, const struct ent_track *t,
                          const struct track_version *x, struct row_cells *out, struct str *text)
{
    bool pinned = t->flags & TRACK_FLAG_PINNED;
    unsigned living = tracks_runs(v->state, n->ref, n->extra, NULL, NULL);
    out->style = out->text_style = STYLE_DIM;
    if (n->extra == t->version) {
        str_addf(text, "%s runs%s", v->glyphs->runs, pinned ? ", pinned" : "");
        out->style = STYLE_ALIVE;
        out->text_style = pinned ? STYLE_WARN : STYLE_TEXT;
    } else if (n->extra == t->waiting) {
        str_add(text, pinned ? "waits: S releases the track" : "waits: a approves it");
        out->style = out->text_style = STYLE_WARN;
    } else if (living) {
        str_addf(text, "%s still runs", v->glyphs->orphan);
        out->style = out->text_style = STYLE_WARN;
    } else if (x && is_kept(v->state, at(n, t->module), x->generation)) {
        str_add(text, "code is kept");
    }
    if (!living)
        return;
    out->count_style = n->extra == t->version ? STYLE_ALIVE : STYLE_WARN;
    row_cell(out->count, sizeof out->count, "%s %u", v->glyphs->alive, living);
    row_cell(out->count_brief, sizeof out->count_brief, "%s%u", v->glyphs->alive, living);
}

static void version_cells(const struct view *v, const struct tree_node *n, struct row_cells *out)
{
    const struct ent_track *t = query_track(v->state, n->ref);
    const struct track_version *x = find_version(v->state, n->ref, n->extra);
    struct str text = STR_INIT;
    row_cell(out->name, sizeof out->name, "v%u", n->extra);
    if (!t)
        return;
    version_state(v, n, t, x, out, &text);
    row_cell(out->brief, sizeof out->brief, "%s", str_text(&text));
    if (x) {
        row_cell(out->version, sizeof out->version, "gen %u", x->generation);
        row_cell(out->version_brief, sizeof out->version_brief, "g%u", x->generation);
        node_time(v->state, n->ref.source, x->at, out->since);
        if (x->forced)
            str_addf(&text, "%sby hand", text.len ? ", " : "");
        if (text.len && *query_text(v->state, x->what))
            str_add(&text, "  ");
        add_what(query_text(v->state, x->what), &text);
    }
    row_cell(out->text, sizeof out->text, "%s", str_text(&text));
    str_release(&text);
}

/* What the track is subscribed by matters here: the track that is fed, else its operator. */
static void feeding_cells(const struct view *v, const struct tree_node *n, struct row_cells *out)
{
    const struct ent_subscription *sub = query_subscription(v->state, n->ref);
    const struct ent_subscription *fed = sub ? query_subscription(v->state, at(n, sub->parent)) : NULL;
    const struct ent_track *t = fed ? query_track(v->state, at(n, query_track_of(v->state, at(n, sub->parent)))) : NULL;
    char number[16], text[sizeof out->text];
    if (!fed)
        return;
    row_cell(out->name, sizeof out->name, "%s",
             t ? query_name(v->state, at(n, t->e.id)) : chain_name(v->state, at(n, fed->observable)));
    snprintf(number, sizeof number, "#%u", ID_SLOT(n->ref.id));
    const char *behind = strstr(out->text, number);
    if (!behind)
        return;
    row_cell(text, sizeof text, "%.*s%s feeds #%u%s", (int)(behind - out->text), out->text, number, ID_SLOT(sub->parent),
             behind + strlen(number));
    str_copy(out->text, sizeof out->text, text);
}

static void pin_cells(const struct view *v, const struct tree_node *n, struct row_cells *out)
{
    const char *by = tracks_pin(v->state, n->ref, n->extra);
    row_cell(out->name, sizeof out->name, "%s gen %u", v->glyphs->orphan, n->extra);
    row_cell(out->text, sizeof out->text, "%s%s", *by ? "kept by " : "no sweep has said why: o sweeps", by);
    row_cell(out->brief, sizeof out->brief, "%s", *by ? by : "o sweeps");
    out->style = out->text_style = STYLE_WARN;
}

void tracks_cells(const struct view *v, const struct programs *p, const struct tree_node *n, struct row_cells *out)
{
    memset(out, 0, sizeof *out);
    if (node_is_subscription(n->kind)) {
        subscriptions_cells(v, p, n, out);
        feeding_cells(v, n, out);
    } else if (n->kind == NODE_TRACK) {
        track_cells(v, p, n, out);
    } else if (n->kind == NODE_VERSION) {
        version_cells(v, n, out);
    } else if (n->kind == NODE_PIN) {
        pin_cells(v, n, out);
    } else {
        row_cells(v, p, n, out);
    }
    if (n->kind == NODE_KEPT)
        row_cell(out->text, sizeof out->text, "earlier generations that something still uses");
}
