#include "ui/describe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ui/chain.h"

enum { LABEL = 9, VERSIONS = 50, MESSAGE_LINES = 200, SENDS = 16 };

struct teller {
    const struct state *s;
    const struct view *v;
    const struct tree_node *n;
    unsigned width;
    struct lines *out;
};

static struct ref at(const struct teller *t, entity_id id)
{
    return (struct ref){t->n->ref.source, id};
}

/* Else its generations say nothing. */
static bool swaps(const struct teller *t)
{
    return program_swaps(query_source_by_id(t->s, t->n->ref.source));
}

/* A new line that begins with a label in a column of its own. */
static struct line *labelled(struct teller *t, const char *label)
{
    struct line *l = lines_add(t->out);
    line_add(l, STYLE_TEXT, " ");
    line_fit(l, STYLE_DIM, label, LABEL - 1, ALIGN_LEFT);
    return l;
}

static void field(struct teller *t, const char *label, const char *text)
{
    if (*text)
        line_add(labelled(t, label), STYLE_TEXT, text);
}

static struct line *title(struct teller *t, const char *name, const char *what)
{
    struct line *l = lines_add(t->out);
    line_add(l, STYLE_TEXT, " ");
    line_add(l, STYLE_STRONG, name);
    line_add(l, STYLE_DIM, "  ");
    line_add(l, STYLE_DIM, what);
    return l;
}

static void path_field(struct teller *t, const char *label, const char *path)
{
    const char *home = getenv("HOME");
    size_t n = home ? strlen(home) : 0;
    char *brief = n > 1 && !strncmp(path, home, n) && path[n] == '/' ? str_format("~%s", path + n)
                                                                     : str_format("%s", path);
    if (*path)
        line_fit_path(labelled(t, label), STYLE_TEXT, brief,
                      t->width > LABEL + 1 ? t->width - LABEL - 1 : 1);
    free(brief);
}

static void place_field(struct teller *t)
{
    const char *file;
    unsigned line;
    char *text;
    if (!node_place(t->s, t->n, &file, &line))
        return;
    text = line ? str_format("%s:%u", file, line) : str_format("%s", file);
    path_field(t, "place", text);
    free(text);
}

static void tags_field(struct teller *t)
{
    uint32_t ids[16];
    size_t n = t->n->ref.id ? query_tags(t->s, t->n->ref, ids, 16) : 0;
    struct line *l = n ? labelled(t, "tags") : NULL;
    for (size_t i = 0; i < n && i < 16; i++)
        line_addf(l, STYLE_TEXT, "%s%s", i ? ", " : "",
                  query_string(t->s, t->n->ref.source, ids[i]));
}

/* "10:06:14.250"; within the minute of the one before it "13.750", within the second ".500". */
static void add_send_time(struct teller *t, struct line *l, uint64_t mono, uint64_t *before)
{
    char clock[16];
    uint64_t wall = query_wall(t->s, t->n->ref.source, mono);
    unsigned ms = (unsigned)(wall / NS_PER_MS % 1000);
    node_wall_time(wall, clock);
    size_t known = wall / NS_PER_S == *before / NS_PER_S                 ? 8
                   : wall / (60 * NS_PER_S) == *before / (60 * NS_PER_S) ? 6
                                                                         : 0;
    line_addf(l, STYLE_DIM, "%s.%03u ", strlen(clock) == 8 ? clock + known : clock, ms);
    *before = wall;
}

static void add_send(struct teller *t, struct line *l, const struct send_view *v)
{
    struct str value = STR_INIT;
    node_print_value(&v->value, &value);
    if (v->type == SEND_COMPLETE)
        line_add(l, STYLE_DIM, "complete");
    else
        line_add(l, v->type == SEND_ERROR ? STYLE_FAULT : STYLE_TEXT, str_text(&value));
    line_add(l, STYLE_TEXT, t->width < 60 ? " " : "   ");
    str_release(&value);
}

static void last_field(struct teller *t)
{
    struct send_view sends[SENDS];
    entity_id sub = node_flow(t->s, t->n);
    size_t n = sub ? query_sends(t->s, at(t, sub), sends, SENDS) : 0;
    uint64_t before = 0;
    if (!n)
        return;
    struct line *l = labelled(t, "last");
    for (size_t i = 0; i < n && l->width < t->width; i++) {
        if (t->width >= 60)
            add_send_time(t, l, sends[i].at, &before);
        add_send(t, l, &sends[i]);
    }
}

static void text_lines(struct teller *t, const char *label, const char *text, enum style style,
                       unsigned most)
{
    for (unsigned i = 0; *text && i < most; i++) {
        size_t n = strcspn(text, "\n");
        struct str part = STR_INIT;
        str_addn(&part, text, n);
        line_add(labelled(t, i ? "" : label), style, str_text(&part));
        str_release(&part);
        text += n + (text[n] == '\n');
    }
}

static void count_text(char *buf, size_t size, uint64_t n, const char *what)
{
    char digits[32];
    snprintf(buf, size, "%s %s", str_thousands(digits, sizeof digits, n), what);
}

static void add_count(struct line *l, uint64_t n, const char *what, enum style style)
{
    char text[64];
    count_text(text, sizeof text, n, what);
    line_addf(l, style, "%s   ", text);
}

/* From when the source counts what is sent: before somebody looked at a program it did not. */
static uint64_t counted_from(const struct teller *t)
{
    const struct source_info *src = query_source_by_id(t->s, t->n->ref.source);
    return src ? src->counting_since : 0;
}

static void counts_since(const struct teller *t, struct line *l)
{
    char clock[16];
    if (counted_from(t))
        line_addf(l, STYLE_DIM, "counted since %s   ",
                  node_time(t->s, t->n->ref.source, counted_from(t), clock));
}

/* First line in one go, "; " between: reasons and changes may have several. */
static void add_joined(struct line *l, enum style style, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        line_addf(l, style, "%.*s%s", (int)(n < 500 ? n : 500), text,
                  text[n] && text[n + 1] ? "; " : "");
        text += n + (text[n] == '\n');
    }
}

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
    add_joined(l, runs ? STYLE_TEXT : STYLE_DIM, query_text(t->s, v->what));
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

/* `of`: the operator, "" when the pane is about that one only. */
static void arg_line(struct teller *t, const struct ent_arg *arg, entity_id id, const char *label,
                     const char *of)
{
    struct tree_node node = {.kind = NODE_ARG, .ref = at(t, id)};
    const char *file, *name = query_name(t->s, node.ref), *path = query_text(t->s, arg->path);
    unsigned line;
    struct line *l = labelled(t, label);
    if (*of)
        line_fit(l, STYLE_TEXT, of, 18, ALIGN_LEFT);
    line_addf(l, STYLE_DIM, " %s  ", str_starts(path, "$args.") ? path + 6 : path);
    if (arg->type == ARG_PLAIN && arg->value)
        name = query_text(t->s, arg->value);
    line_fit(l, STYLE_TEXT, name, 20, ALIGN_LEFT);
    if (arg->type == ARG_FUNCTION && node_place(t->s, &node, &file, &line))
        line_addf(l, STYLE_DIM, "  %s:%u", node_file_name(file), line);
    if (arg->generation && swaps(t))
        line_addf(l, STYLE_DIM, "  gen %u", arg->generation);
    if (arg->calls)
        line_addf(l, STYLE_DIM, "  %llu calls", (unsigned long long)arg->calls);
}

/* The label stands before the first line only; returns what the next one gets. */
static const char *arg_lines(struct teller *t, entity_id parent, const char *label, const char *of)
{
    for (entity_id id = 0; (id = query_next_arg(t->s, at(t, parent), id));) {
        const struct ent_arg *arg = query_arg(t->s, at(t, id));
        if (arg)
            arg_line(t, arg, id, label, of);
        label = "";
    }
    return label;
}

static void entity_args(struct teller *t, entity_id entity)
{
    const char *label = "args";
    if (ID_KIND(entity) == ENT_OBSERVABLE) {
        arg_lines(t, entity, label, query_name(t->s, at(t, entity)));
        return;
    }
    for (entity_id id = 0; (id = query_next_operator(t->s, at(t, entity), id));) {
        const struct ent_operator *op = query_operator(t->s, at(t, id));
        if (op)
            label = arg_lines(t, op->fun, label, query_name(t->s, at(t, id)));
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

static void describe_track(struct teller *t)
{
    const struct ent_track *track = query_track(t->s, t->n->ref);
    struct str path = STR_INIT;
    if (!track)
        return;
    track_title(t, track);
    last_field(t);
    field(t, "key", query_text(t->s, track->key));
    query_path(t->s, t->n->ref, &path);
    field(t, "path", str_text(&path));
    tags_field(t);
    old_code_field(t);
    version_lines(t, track);
    entity_args(t, track->entity);
    place_field(t);
    str_release(&path);
}

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

static void describe_module(struct teller *t)
{
    const struct ent_module *m = query_module(t->s, t->n->ref);
    char what[64];
    if (!m)
        return;
    snprintf(what, sizeof what, m->generation ? "gen %u runs" : "no generation runs yet",
             m->generation);
    title(t, query_name(t->s, t->n->ref), swaps(t) ? what : "module");
    path_field(t, "source", query_string(t->s, t->n->ref.source, m->e.file));
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

static void describe_build(struct teller *t)
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

static void describe_operator(struct teller *t)
{
    const struct ent_operator *op = query_operator(t->s, t->n->ref);
    if (!op)
        return;
    struct line *l = title(t, query_name(t->s, t->n->ref), "operator ");
    line_addf(l, STYLE_DIM, "%u of %s   ", op->position + 1,
              query_name(t->s, at(t, query_track_of(t->s, t->n->ref))));
    uint64_t next = node_total(t->s, t->n);
    if (next)
        add_count(l, next, "next", STYLE_TEXT);
    counts_since(t, l);
    last_field(t);
    arg_lines(t, op->fun, "args", "");
    const struct ent_operator_fun *fun = query_operator_fun(t->s, at(t, op->fun));
    if (fun && !query_next_arg(t->s, at(t, op->fun), 0))
        field(t, "written", query_text(t->s, fun->args_text));
    place_field(t);
    tags_field(t);
}

static void describe_arg(struct teller *t)
{
    static const char *const types[] = {"function", "plain value", "observable"};
    const struct ent_arg *arg = query_arg(t->s, t->n->ref);
    if (!arg)
        return;
    struct line *l = title(t, query_name(t->s, t->n->ref), query_text(t->s, arg->path));
    if (arg->type < sizeof types / sizeof *types)
        line_addf(l, STYLE_DIM, "   %s   ", types[arg->type]);
    if (arg->calls) {
        add_count(l, arg->calls, "calls", STYLE_TEXT);
        counts_since(t, l);
    }
    field(t, "value", query_text(t->s, arg->value));
    if (arg->generation && swaps(t))
        line_addf(labelled(t, "code"), STYLE_TEXT, "of gen %u", arg->generation);
    place_field(t);
    tags_field(t);
}

static void subscription_counts(struct teller *t, const struct ent_subscription *sub)
{
    struct line *l = labelled(t, "counts");
    add_count(l, sub->next, "next", STYLE_TEXT);
    if (sub->merged)
        add_count(l, sub->merged, "of them merged", STYLE_WARN);
    if (sub->error)
        add_count(l, sub->error, "error", STYLE_FAULT);
    if (sub->complete)
        add_count(l, sub->complete, "complete", STYLE_TEXT);
    if (sub->children)
        add_count(l, sub->children, "feed it", STYLE_DIM);
    if (sub->e.created_at < counted_from(t))
        counts_since(t, l);
}

static void subscription_since(struct teller *t, const struct ent_subscription *sub)
{
    char clock[16];
    struct line *l = labelled(t, "since");
    line_add(l, STYLE_TEXT, node_time(t->s, t->n->ref.source, sub->e.created_at, clock));
    if (sub->last_at)
        line_addf(l, STYLE_DIM, "   last value %s",
                  node_time(t->s, t->n->ref.source, sub->last_at, clock));
    if (sub->e.ended_at)
        line_addf(l, STYLE_DIM, "   ended %s",
                  node_time(t->s, t->n->ref.source, sub->e.ended_at, clock));
}

/* Of one without a track: what it is made of, and where. */
static void stream_field(struct teller *t, const struct ent_subscription *sub)
{
    struct str chain = STR_INIT;
    const struct ent_observable *o = query_observable(t->s, at(t, sub->observable));
    struct line *l = labelled(t, "stream");
    chain_print(t->s, at(t, sub->observable), t->v->glyphs->arrow, &chain);
    line_add(l, STYLE_TEXT, str_text(&chain));
    if (o && o->e.file)
        line_addf(l, STYLE_DIM, "   %s:%u", node_file_name(query_string(t->s, t->n->ref.source, o->e.file)),
                  o->e.line);
    str_release(&chain);
}

static void describe_subscription(struct teller *t)
{
    const struct ent_subscription *sub = query_subscription(t->s, t->n->ref);
    char what[64];
    if (!sub)
        return;
    snprintf(what, sizeof what, "subscription #%u", ID_SLOT(t->n->ref.id));
    struct line *l = title(t, query_name(t->s, t->n->ref), what);
    entity_id track = query_track_of(t->s, at(t, sub->observable));
    line_addf(l, STYLE_DIM, " of %s", track ? query_name(t->s, at(t, track)) : chain_name(t->s, at(t, sub->observable)));
    if (sub->parent)
        line_addf(l, STYLE_DIM, ", feeds #%u", ID_SLOT(sub->parent));
    last_field(t);
    if (!track)
        stream_field(t, sub);
    subscription_counts(t, sub);
    subscription_since(t, sub);
    place_field(t);
    tags_field(t);
}

static void describe_old(struct teller *t)
{
    char what[64];
    entity_id track = query_track_of(t->s, t->n->ref);
    snprintf(what, sizeof what, "v%u, an earlier version that is still subscribed", t->n->extra);
    title(t, query_name(t->s, at(t, track)), what);
    last_field(t);
    entity_args(t, t->n->ref.id);
}

static void describe_kept(struct teller *t)
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

static void describe_source(struct teller *t)
{
    const struct source_info *src = query_source_by_id(t->s, t->n->ref.source);
    char what[64], state[64];
    if (!src)
        return;
    snprintf(what, sizeof what, "pid %llu   ", (unsigned long long)src->pid);
    struct line *l = title(t, src->name ? src->name : "", what);
    program_state_text(t->v, src, false, state, sizeof state);
    line_add(l, src->ended_at ? STYLE_FAULT : src->syncing ? STYLE_WARN : STYLE_ALIVE, state);
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

static void describe_nothing(struct teller *t)
{
    (void)t;
}

void describe(const struct view *v, const struct tree_node *n, unsigned width, struct lines *out)
{
    static void (*const tellers[])(struct teller *) = {[NODE_SOURCE] = describe_source,
                                                       [NODE_MODULE] = describe_module,
                                                       [NODE_BUILD] = describe_build,
                                                       [NODE_TRACK] = describe_track,
                                                       [NODE_OPERATOR] = describe_operator,
                                                       [NODE_ARG] = describe_arg,
                                                       [NODE_SUBSCRIPTION] = describe_subscription,
                                                       [NODE_UPSTREAM] = describe_subscription,
                                                       [NODE_INNER] = describe_subscription,
                                                       [NODE_OLD] = describe_old,
                                                       [NODE_KEPT] = describe_kept,
                                                       [NODE_LOOSE] = describe_nothing,
                                                       [NODE_VERSION] = describe_track,
                                                       [NODE_PIN] = describe_kept,
                                                       [NODE_MORE] = describe_nothing};
    struct teller t = {v->state, v, n, width, out};
    lines_clear(out);
    tellers[n->kind](&t);
}
