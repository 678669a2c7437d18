/* describe_track.c - a track: its versions, what became of its saves, and its earlier entities. */
#include "ui/describe_int.h"

#include <stdio.h>
#include <string.h>

enum { VERSIONS = 50, SWAPS_SEARCHED = 256 }; /* lines of the log */

static enum style outcome_style(unsigned outcome)
{
    switch (outcome) {
    case SWAP_REFUSED:
    case SWAP_ROLLED_BACK:
        return STYLE_FAULT;
    case SWAP_HELD:
    case SWAP_ORPHANED:
        return STYLE_WARN;
    default:
        return STYLE_TEXT;
    }
}

/* One change a line, operator by operator, each below the one before. */
static void change_lines(struct teller *t, struct line *l, enum style style, const char *text)
{
    size_t column = l->width;
    if (t->width < NARROW) {
        add_joined(l, style, text);
        return;
    }
    while (*text) {
        size_t n = strcspn(text, "\n");
        line_addf(l, style, "%.*s", (int)(n < 500 ? n : 500), text);
        text += n + (text[n] == '\n');
        if (*text)
            line_pad(l = labelled(t, ""), column);
    }
}

static void version_line(struct teller *t, const struct ent_track *track,
                         const struct track_version *v)
{
    char label[16], clock[16];
    bool runs = v->version == track->version;
    snprintf(label, sizeof label, "v%u", v->version);
    struct line *l = labelled(t, label);
    line_addf(l, runs ? STYLE_TEXT : STYLE_DIM, "%s  ", node_time(t->s, t->n->ref.source, v->at, clock));
    if (swaps(t))
        line_addf(l, runs ? STYLE_TEXT : STYLE_DIM, "gen %-3u ", v->generation);
    if (runs)
        line_addf(l, STYLE_ALIVE, "%s runs  ", l->glyphs->runs);
    if (v->version == track->waiting)
        line_add(l, STYLE_WARN, "waits  ");
    if (v->forced)
        line_add(l, STYLE_WARN, "by hand  ");
    change_lines(t, l, runs ? STYLE_TEXT : STYLE_DIM, query_text(t->s, v->what));
}

/* What waits to be approved has not run yet, and is no part of the history. */
static void waiting_line(struct teller *t, const struct ent_track *track, const struct track_version *v, size_t n)
{
    char label[16];
    for (size_t i = 0; i < n; i++)
        if (v[i].version == track->waiting)
            return;
    snprintf(label, sizeof label, "v%u", track->waiting);
    struct line *l = labelled(t, label);
    line_add(l, STYLE_WARN, "waits   ");
    line_add(l, STYLE_DIM, track->flags & TRACK_FLAG_PINNED ? "S releases the track" : "a approves it");
    if (swaps(t))
        line_add(l, STYLE_DIM, ", d shows what it changes");
}

static void version_lines(struct teller *t, const struct ent_track *track)
{
    const struct track_version *v;
    size_t n = query_versions(t->s, t->n->ref, &v);
    if (track->waiting)
        waiting_line(t, track, v, n);
    for (size_t i = n; i-- > 0 && n - i <= VERSIONS;)
        version_line(t, track, &v[i]);
}

static void track_state(struct line *l, const struct ent_track *t)
{
    if (t->flags & TRACK_FLAG_PINNED)
        line_addf(l, STYLE_WARN, "   %s pinned", l->glyphs->pinned);
    if (t->waiting)
        line_addf(l, STYLE_WARN, "%sv%u waits", t->flags & TRACK_FLAG_PINNED ? ", " : "   ", t->waiting);
    if (t->flags & TRACK_FLAG_ORPHAN)
        line_addf(l, STYLE_WARN, "   %s orphan", l->glyphs->orphan);
    if (t->flags & TRACK_FLAG_FAULTED)
        line_addf(l, STYLE_FAULT, "   %s faulted", l->glyphs->fault);
}

static void track_title(struct teller *t, const struct ent_track *track)
{
    char what[64];
    snprintf(what, sizeof what, track->newest > track->version ? "v%u of %u" : "v%u",
             track->version, track->newest);
    struct line *l = title(t, query_name(t->s, t->n->ref), what);
    track_state(l, track);
    const char *reason = query_text(t->s, track->outcome_text);
    if (!track->swapped_at && !*reason)
        return;
    line_addf(l, outcome_style(track->outcome), "   %s", swap_outcome_name(track->outcome));
    if (*reason)
        line_add(l, STYLE_TEXT, ": ");
    add_joined(l, STYLE_TEXT, reason);
}

/* A reason says "moved map; kept pairwise, scan": one a line. */
static void reason_lines(struct teller *t, struct line *l, const char *text)
{
    struct str parts = STR_INIT;
    for (const char *p = text; *p; p++)
        if (str_starts(p, "; ")) {
            str_addc(&parts, '\n');
            p++;
        } else {
            str_addc(&parts, *p);
        }
    change_lines(t, l, STYLE_TEXT, str_text(&parts));
    str_release(&parts);
}

/* What became of the saves of this track, newest first, as far as the log is kept. Those that changed nothing say
 * nothing. */
static void swap_lines(struct teller *t)
{
    struct log_view log[SWAPS_SEARCHED];
    const char *label = "swaps";
    char clock[16];
    size_t n = query_log(t->s, 0, log, SWAPS_SEARCHED);
    for (size_t i = 0; i < n; i++) {
        if (log[i].kind != EV_SWAP_RESULT || log[i].flags == SWAP_UNCHANGED ||
            !ref_eq((struct ref){log[i].source, log[i].id}, t->n->ref))
            continue;
        struct line *l = labelled(t, label);
        line_addf(l, STYLE_DIM, "%s  ", node_wall_time(log[i].wall, clock));
        line_addf(l, outcome_style(log[i].flags), "%-11s ", swap_outcome_name(log[i].flags));
        reason_lines(t, l, log[i].text);
        label = "";
    }
}

static void old_code_field(struct teller *t)
{
    uint32_t n = query_old_code(t->s, t->n->ref);
    if (n)
        line_addf(labelled(t, "old code"), STYLE_WARN,
                  "%u living subscription%s still run%s an earlier version's code", n, n == 1 ? "" : "s",
                  n == 1 ? "s" : "");
}

void describe_track(struct teller *t)
{
    const struct ent_track *track = query_track(t->s, t->n->ref);
    struct str path = STR_INIT;
    if (!track)
        return;
    track_title(t, track);
    last_field(t);
    rate_field(t);
    field(t, "key", query_text(t->s, track->key));
    query_path(t->s, t->n->ref, &path);
    field(t, "path", str_text(&path));
    tags_field(t);
    old_code_field(t);
    version_lines(t, track);
    entity_args(t, track->entity);
    place_field(t);
    living_subscriptions(t);
    swap_lines(t);
    value_lines(t);
    str_release(&path);
}

void describe_old(struct teller *t)
{
    char what[64];
    entity_id track = query_track_of(t->s, t->n->ref);
    snprintf(what, sizeof what, "v%u, an earlier version that is still subscribed", t->n->extra);
    title(t, query_name(t->s, at(t, track)), what);
    last_field(t);
    rate_field(t);
    entity_args(t, t->n->ref.id);
    living_subscriptions(t);
    value_lines(t);
}
