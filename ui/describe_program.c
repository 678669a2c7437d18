/* describe_program.c - a program, its modules, and what became of their builds. */
#include "ui/describe_int.h"

#include <stdio.h>

enum { MESSAGE_LINES = 200 };

static void build_field(struct teller *t, const struct ent_module *m)
{
    const char *step = build_step_name(m->build);
    if (!m->building && !m->build_us)
        return;
    struct line *l = labelled(t, "build");
    if (program_holds(query_source_by_id(t->s, t->n->ref.source), m))
        line_addf(l, STYLE_WARN, "gen %u waits until it is approved (a)", m->building);
    else if (m->building)
        line_addf(l, build_is_bad(m->build) ? STYLE_FAULT : STYLE_TEXT, "gen %u %s", m->building,
                  step);
    else
        line_add(l, STYLE_TEXT, step);
    if (m->build_us)
        line_addf(l, STYLE_TEXT, ", %llu ms after the save",
                  (unsigned long long)(m->build_us / 1000));
}

void describe_module(struct teller *t)
{
    const struct ent_module *m = query_module(t->s, t->n->ref);
    char what[64];
    if (!m)
        return;
    snprintf(what, sizeof what, m->generation ? "gen %u runs" : "no generation runs yet",
             m->generation);
    title(t, query_name(t->s, t->n->ref), swaps(t) ? what : "module");
    path_field(t, "source", query_string(t->s, t->n->ref.source, m->e.file));
    rate_field(t);
    build_field(t, m);
    if (m->kept_generations || m->freed_generations)
        line_addf(labelled(t, "older"), STYLE_TEXT, "%u kept, %u freed", m->kept_generations,
                  m->freed_generations);
    tags_field(t);
    if (build_is_bad(m->build))
        text_lines(t, "message", query_text(t->s, m->build_text), STYLE_TEXT, MESSAGE_LINES);
    else if (m->build == BUILD_LOADED || m->build == BUILD_LIVE)
        text_lines(t, "trial", query_text(t->s, m->build_text), STYLE_TEXT, MESSAGE_LINES);
}

void describe_build(struct teller *t)
{
    const struct ent_module *m = query_module(t->s, t->n->ref);
    if (!m)
        return;
    struct line *l = title(t, query_name(t->s, t->n->ref), "");
    line_addf(l, STYLE_FAULT, "gen %u %s", m->building, build_step_name(m->build));
    if (m->generation)
        line_addf(l, STYLE_TEXT, "   gen %u runs on", m->generation);
    text_lines(t, "message", query_text(t->s, m->build_text), STYLE_TEXT, MESSAGE_LINES);
    path_field(t, "source", query_string(t->s, t->n->ref.source, m->e.file));
}

void describe_kept(struct teller *t)
{
    struct log_view log[64];
    size_t n = query_log(t->s, 0, log, 64);
    title(t, query_name(t->s, t->n->ref), "earlier generations that something still uses");
    for (size_t i = 0; i < n; i++)
        if (log[i].kind == EV_SWEPT && log[i].source == t->n->ref.source)
            text_lines(t, log[i].flags == SWEPT_KEPT ? "kept" : "freed", log[i].text, STYLE_TEXT,
                       4);
    line_add(labelled(t, ""), STYLE_DIM, "o sweeps: what nothing uses any more is freed");
}

static void source_since(struct teller *t, const struct source_info *src)
{
    char clock[16];
    struct line *l = labelled(t, "since");
    line_add(l, STYLE_TEXT, node_wall_time(src->started_wall, clock));
    add_age(t, l, STYLE_DIM, src->started_at, src->ended_at);
    if (src->ended_at)
        line_addf(l, STYLE_DIM, "   ended %s", node_time(t->s, src->source, src->ended_at, clock));
}

static void living_field(struct teller *t, const struct source_info *src)
{
    struct line *l = labelled(t, "living");
    add_count(l, src->living[ENT_TRACK], "tracks", STYLE_TEXT);
    add_count(l, src->living[ENT_OBSERVABLE], "observables", STYLE_TEXT);
    add_count(l, src->living[ENT_SUBSCRIPTION], "subscriptions", STYLE_TEXT);
}

void describe_source(struct teller *t)
{
    const struct source_info *src = query_source_by_id(t->s, t->n->ref.source);
    char what[64], state[64];
    if (!src)
        return;
    snprintf(what, sizeof what, "pid %llu   ", (unsigned long long)src->pid);
    struct line *l = title(t, src->name ? src->name : "", what);
    program_state_text(t->v, src, false, state, sizeof state);
    line_add(l, src->ended_at ? STYLE_FAULT : src->syncing ? STYLE_WARN : STYLE_ALIVE, state);
    rate_field(t);
    field(t, "title", src->title ? src->title : "");
    field(t, "host", src->host ? src->host : "");
    if (swaps(t))
        field(t, "saves", src->approval ? "wait until they are approved (a)" : "are swapped in the living streams");
    source_since(t, src);
    l = labelled(t, "counts");
    add_count(l, src->next, "next", STYLE_TEXT);
    add_count(l, src->error, "error", src->error ? STYLE_FAULT : STYLE_TEXT);
    add_count(l, src->complete, "complete", STYLE_TEXT);
    add_count(l, src->merged, "merged", STYLE_TEXT);
    if (src->dropped)
        add_count(l, src->dropped, "lost", STYLE_FAULT);
    counts_since(t, l);
    living_field(t, src);
}
