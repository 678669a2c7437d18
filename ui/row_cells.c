#include "ui/row_cells.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ui/chain.h"

#define FADE_NS (10 * NS_PER_S)
#define OPERATORS_LOOKED 64 /* of a pipe, for what its row says */

/* What the cells of one row are made from. */
struct maker {
    const struct state *s;
    const struct glyphs *g;
    const struct view *v;
    const struct programs *p;
    const struct tree_node *n;
    struct row_cells *out;
};

static struct ref at(const struct maker *m, entity_id id)
{
    return (struct ref){m->n->ref.source, id};
}

/* Appends to a buffer; what does not fit is cut at a UTF-8 boundary. */
static void append(char *dst, size_t size, const char *text)
{
    size_t n = strlen(dst);
    if (n + 1 < size)
        str_copy(dst + n, size - n, text);
}

void row_cell(char *dst, size_t size, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(dst, size, fmt, ap);
    va_end(ap);
    if (n < 0 || (size_t)n >= size)
        dst[n < 0 ? 0 : str_utf8_cut(dst, size - 1)] = '\0';
}

#define SET(field, ...)  row_cell(m->out->field, sizeof m->out->field, __VA_ARGS__)
#define ADD(field, text) append(m->out->field, sizeof m->out->field, text)

static void set_place(struct maker *m)
{
    const char *file;
    unsigned line;
    if (!node_place(m->s, m->n, &file, &line))
        return;
    if (line)
        SET(place, "%s:%u", node_file_name(file), line);
    else
        SET(place, "%s", node_file_name(file));
}

static bool just_now(const struct maker *m, uint64_t mono)
{
    uint64_t now = m->v->wall;
    uint64_t then = mono ? query_wall(m->s, m->n->ref.source, mono) : 0;
    return then && then <= now && now - then < FADE_NS;
}

/* Living inner streams below the first subscriptions of an operator's target. */
static unsigned inner_below(const struct maker *m, struct ref target)
{
    unsigned n = 0, seen = 0;
    for (entity_id id = 0; seen < 16 && (id = query_next_subscription(m->s, target, id)); seen++) {
        unsigned children = 0;
        for (entity_id c = 0; children < 64 && (c = query_next_child(m->s, at(m, id), c));
             children++) {
            const struct entity *e = query_entity(m->s, at(m, c));
            n += e && !e->ended_at && node_is_inner(m->s, at(m, c));
        }
    }
    return n;
}

static unsigned inner_of_pipe(const struct maker *m, entity_id pipe)
{
    unsigned n = 0;
    if (ID_KIND(pipe) != ENT_PIPE)
        return 0;
    unsigned looked = 0;
    for (entity_id id = 0; looked < OPERATORS_LOOKED && (id = query_next_operator(m->s, at(m, pipe), id)); looked++) {
        const struct ent_operator *op = query_operator(m->s, at(m, id));
        n += op ? inner_below(m, at(m, op->target)) : 0;
    }
    return n;
}

static void add_living(struct maker *m, entity_id entity)
{
    const struct ent_observable *o =
        query_observable(m->s, at(m, query_result(m->s, at(m, entity))));
    if (!o || !o->subscriptions)
        return;
    unsigned inner = inner_of_pipe(m, entity);
    SET(count_brief, "%s%u", m->g->alive, o->subscriptions);
    if (inner)
        SET(count, "%s %u  %s %u", m->g->alive, o->subscriptions, m->g->inner, inner);
    else
        SET(count, "%s %u", m->g->alive, o->subscriptions);
    m->out->count_style = STYLE_ALIVE;
}

/* The observable by its track's name or its variable, else by what created it. */
static const char *observable_name(const struct maker *m, entity_id id)
{
    return chain_name(m->s, at(m, id));
}

static void source_name(struct maker *m, const struct source_info *src)
{
    const struct program *own = programs_find(m->p, src->source);
    if (own && own->twin)
        SET(name, "%s %llu", own->name, (unsigned long long)src->pid);
    else
        SET(name, "%s", src->name ? src->name : "");
}

static void source_cells(struct maker *m)
{
    const struct source_info *src = query_source_by_id(m->s, m->n->ref.source);
    char text[64], brief[64];
    if (!src)
        return;
    bool lives = !src->ended_at;
    const char *glyph = lives && !src->syncing ? m->g->alive : lives ? m->g->inner : m->g->ended;
    source_name(m, src);
    program_state_text(m->v, src, false, text, sizeof text);
    program_state_text(m->v, src, true, brief, sizeof brief);
    SET(text, "%s %s", glyph, text);
    SET(brief, "%s %s", glyph, brief);
    if (src->title && *src->title) {
        ADD(text, "  ");
        ADD(text, src->title);
    }
    m->out->style = STYLE_STRONG;
    m->out->text_style = !lives ? STYLE_FAULT : src->syncing ? STYLE_WARN : STYLE_ALIVE;
    if (lives) {
        SET(count, "%s %u", m->g->alive, src->living[ENT_SUBSCRIPTION]);
        SET(count_brief, "%s%u", m->g->alive, src->living[ENT_SUBSCRIPTION]);
        m->out->count_style = STYLE_ALIVE;
        return;
    }
    m->out->style = STYLE_DIM;
    node_time(m->s, src->source, src->ended_at, m->out->since);
}

static bool is_script(const struct maker *m)
{
    return program_is_script(query_source_by_id(m->s, m->n->ref.source));
}

static bool swaps(const struct maker *m)
{
    return program_swaps(query_source_by_id(m->s, m->n->ref.source));
}

static void module_cells(struct maker *m)
{
    const struct ent_module *x = query_module(m->s, m->n->ref);
    SET(name, "%s", query_name(m->s, m->n->ref));
    m->out->style = STYLE_STRONG;
    if (!x)
        return;
    if (swaps(m)) {
        SET(version, "gen %u", x->generation);
        SET(version_brief, "g%u", x->generation);
    }
    SET(text, "%s", query_string(m->s, m->n->ref.source, x->e.file));
    m->out->text_style = STYLE_DIM;
}

static void build_cells(struct maker *m)
{
    const struct ent_module *x = query_module(m->s, m->n->ref);
    if (!x)
        return;
    const char *text = query_text(m->s, x->build_text);
    size_t n = node_error_line(&text);
    struct str brief = STR_INIT;
    node_brief_message(m->s, m->n->ref, text, n, &brief);
    SET(name, "%s gen %u %s", m->g->fault, x->building, build_step_name(x->build));
    SET(text, "%s", str_text(&brief));
    str_release(&brief);
    m->out->style = STYLE_FAULT;
}

static void chain_text(struct maker *m, const struct ent_pipe *p, entity_id pipe)
{
    ADD(text, observable_name(m, p->source));
    unsigned named = 0;
    for (entity_id id = 0; (id = query_next_operator(m->s, at(m, pipe), id)) && named < OPERATORS_LOOKED; named++) {
        ADD(text, " ");
        ADD(text, m->g->arrow);
        ADD(text, " ");
        ADD(text, query_name(m->s, at(m, id)));
    }
}

static void entity_text(struct maker *m, entity_id entity)
{
    const struct ent_pipe *p = query_pipe(m->s, at(m, entity));
    const struct ent_observable *o = query_observable(m->s, at(m, entity));
    if (p)
        chain_text(m, p, entity);
    if (!o)
        return;
    SET(text, "%s %s", query_name(m->s, at(m, entity)), query_text(m->s, o->args_text));
}

/* "‡ pinned, v4 waits  ", before what may be cut. */
static void add_waiting(struct maker *m, const struct ent_track *t)
{
    char waits[32];
    bool pinned = t->flags & TRACK_FLAG_PINNED;
    snprintf(waits, sizeof waits, "%s%u waits", pinned ? ", v" : "v", t->waiting);
    if (pinned) {
        ADD(text, m->g->pinned);
        ADD(text, " pinned");
    }
    if (t->waiting)
        ADD(text, waits);
    if (pinned || t->waiting)
        ADD(text, "  ");
}

static void add_old_code(struct maker *m)
{
    uint32_t n = query_old_code(m->s, m->n->ref);
    char text[48];
    snprintf(text, sizeof text, "%s %u on old code  ", m->g->orphan, n);
    if (n)
        ADD(text, text);
}

static void track_flags(struct maker *m, const struct ent_track *t)
{
    char text[sizeof m->out->text];
    str_copy(text, sizeof text, m->out->text);
    m->out->text[0] = '\0';
    if (t->flags & TRACK_FLAG_ORPHAN)
        SET(text, "%s orphan  ", m->g->orphan);
    if (t->flags & TRACK_FLAG_FAULTED)
        SET(text, "%s faulted  ", m->g->fault);
    add_waiting(m, t);
    add_old_code(m);
    str_copy(m->out->brief, sizeof m->out->brief, m->out->text);
    ADD(text, text);
}

static void track_cells(struct maker *m)
{
    const struct ent_track *t = query_track(m->s, m->n->ref);
    SET(name, "%s", query_name(m->s, m->n->ref));
    if (!t)
        return;
    if (t->version > 1 || swaps(m))
        SET(version, "v%u", t->version);
    entity_text(m, t->entity);
    track_flags(m, t);
    add_living(m, t->entity);
    if (t->version > 1 && t->swapped_at)
        node_time(m->s, m->n->ref.source, t->swapped_at, m->out->since);
    if (t->flags & TRACK_FLAG_FAULTED)
        m->out->style = m->out->text_style = STYLE_FAULT;
    else if (t->waiting || t->flags & (TRACK_FLAG_ORPHAN | TRACK_FLAG_PINNED))
        m->out->style = m->out->text_style = STYLE_WARN;
    else if (t->version > 1 && just_now(m, t->swapped_at))
        m->out->style = STYLE_SWAPPED;
}

static bool in_word(char c)
{
    return c == '_' || isalnum((unsigned char)c);
}

static bool has_word(const char *line, size_t n, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = 0; len && i + len <= n; i++)
        if (!strncmp(line + i, word, len) && (i == 0 || !in_word(line[i - 1])) &&
            (i + len == n || !in_word(line[i + len])))
            return true;
    return false;
}

/* "kept map f" and "dropped map f" are no changes of an operator that is there. */
static bool tells_a_change(const char *line)
{
    return strncmp(line, "moved ", 6) == 0 || strncmp(line, "new ", 4) == 0 ||
           strncmp(line, "reset ", 6) == 0;
}

bool row_what_mentions(const char *what, const char *operator_name, const char *function)
{
    while (*what) {
        size_t n = strcspn(what, "\n");
        if (tells_a_change(what) && has_word(what, n, operator_name) && (!*function || has_word(what, n, function)))
            return true;
        what += n + (what[n] == '\n');
    }
    return false;
}

/* Was this operator changed by the version that runs? */
static void mark_swapped(struct maker *m, const char *operator_name, const char *function)
{
    const struct track_version *v;
    struct ref track = at(m, query_track_of(m->s, m->n->ref));
    const struct ent_track *t = query_track(m->s, track);
    size_t n = t && t->version > 1 && t->swapped_at ? query_versions(m->s, track, &v) : 0;
    while (n > 0 && v[n - 1].version != t->version)
        n--;
    if (!n || !row_what_mentions(query_text(m->s, v[n - 1].what), operator_name, function))
        return;
    SET(version, "v%u", t->version);
    node_time(m->s, track.source, t->swapped_at, m->out->since);
    if (just_now(m, t->swapped_at))
        m->out->style = STYLE_SWAPPED;
}

static void operator_cells(struct maker *m)
{
    const struct ent_operator *op = query_operator(m->s, m->n->ref);
    const char *name = query_name(m->s, m->n->ref), *fn = "";
    SET(name, "%s", name);
    if (!op)
        return;
    const struct ent_operator_fun *fun = query_operator_fun(m->s, at(m, op->fun));
    entity_id id = node_function(m->s, at(m, op->fun));
    if (id)
        fn = query_name(m->s, at(m, id));
    else if (fun)
        fn = query_text(m->s, fun->args_text);
    SET(text, "%s", fn);
    SET(brief, "%s", fn);
    set_place(m);
    mark_swapped(m, name, id ? fn : "");
}

static void arg_cells(struct maker *m)
{
    const struct ent_arg *arg = query_arg(m->s, m->n->ref);
    const char *name = query_name(m->s, m->n->ref);
    if (!arg)
        return;
    const char *path = query_text(m->s, arg->path);
    SET(name, "%s", str_starts(path, "$args.") ? path + 6 : path);
    if (arg->type == ARG_OBSERVABLE && arg->observable)
        name = observable_name(m, arg->observable);
    else if (arg->type == ARG_PLAIN && arg->value)
        name = query_text(m->s, arg->value);
    if (arg->type == ARG_FUNCTION)
        set_place(m);
    SET(text, "%s", name);
    SET(brief, "%s", name);
    if (arg->calls)
        SET(count, "%llu calls", (unsigned long long)arg->calls);
    m->out->style = STYLE_DIM;
}

/* Of a stream without a track: what it is, since no row above says so. */
static void made_in_function(struct maker *m, const struct ent_subscription *sub)
{
    struct str chain = STR_INIT;
    const char *file;
    unsigned line;
    const char *variable = chain_variable(m->s, at(m, sub->observable));
    chain_print(m->s, at(m, sub->observable), m->g->arrow, &chain);
    SET(text, "#%u  %s%s", ID_SLOT(m->n->ref.id), sub->e.ended_at ? node_end_text(sub) : "", sub->e.ended_at ? "  " : "");
    if (*variable && strcmp(variable, str_text(&chain)) != 0) {
        ADD(text, variable);
        ADD(text, "  ");
    }
    ADD(text, str_text(&chain));
    if (node_place(m->s, m->n, &file, &line)) {
        str_clear(&chain);
        str_addf(&chain, "  %s:%u", node_file_name(file), line);
        ADD(text, str_text(&chain));
    }
    str_release(&chain);
}

static bool is_function_made(const struct maker *m)
{
    return m->n->kind == NODE_SUBSCRIPTION && !query_track_of(m->s, m->n->ref);
}

static void subscription_text(struct maker *m, const struct ent_subscription *sub)
{
    unsigned slot = ID_SLOT(m->n->ref.id);
    const char *what = observable_name(m, sub->observable);
    if (is_function_made(m))
        made_in_function(m, sub);
    else if (m->n->kind == NODE_SUBSCRIPTION)
        SET(text, "subscription #%u", slot);
    else if (m->n->kind == NODE_INNER)
        SET(text, "inner #%u", slot);
    else
        SET(text, "#%u", slot);
    SET(brief, "#%u", slot);
    if (m->n->kind == NODE_SUBSCRIPTION && *query_name(m->s, m->n->ref))
        SET(name, "%s", query_name(m->s, m->n->ref));
    else if (m->n->kind == NODE_INNER)
        SET(name, "%s %s", m->g->inner, what);
    else
        SET(name, "%s", what);
}

/* Calm, and before what may be cut. */
static void mark(struct maker *m, const char *glyph, const char *word)
{
    char text[sizeof m->out->text];
    str_copy(text, sizeof text, m->out->text);
    SET(text, "%s %s  ", glyph, word);
    SET(brief, "%s %s", glyph, word);
    ADD(text, text);
    m->out->style = m->out->text_style = STYLE_WARN;
}

static void subscription_cells(struct maker *m)
{
    const struct ent_subscription *sub = query_subscription(m->s, m->n->ref);
    char number[32];
    if (!sub)
        return;
    subscription_text(m, sub);
    str_thousands(number, sizeof number, sub->next);
    SET(count, "%s next", number);
    SET(count_brief, "%s", number);
    node_time(m->s, m->n->ref.source, sub->e.created_at, m->out->since);
    m->out->style = m->n->kind == NODE_UPSTREAM ? STYLE_TEXT : STYLE_ALIVE;
    if (!sub->e.ended_at) {
        if (node_has_own_tag(m->s, m->n->ref, TAG_OLD_CODE))
            mark(m, m->g->orphan, "old code");
        if (node_is_paused(m->s, m->n->ref))
            mark(m, m->g->paused, "paused");
        return;
    }
    bool bad = sub->end == END_FAILED;
    SET(name, "%s %s", bad ? m->g->fault : m->g->ended, query_name(m->s, m->n->ref));
    if (!is_function_made(m)) {
        ADD(text, "  ");
        ADD(text, node_end_text(sub));
    }
    m->out->style = m->out->text_style = m->out->count_style = bad ? STYLE_FAULT : STYLE_DIM;
    node_time(m->s, m->n->ref.source, sub->e.ended_at, m->out->since);
}

static void old_cells(struct maker *m)
{
    const struct ent_observable *o = query_observable(m->s, at(m, query_result(m->s, m->n->ref)));
    SET(name, "%s %s", m->g->orphan, query_name(m->s, at(m, query_track_of(m->s, m->n->ref))));
    SET(version, "v%u", m->n->extra);
    SET(text, "earlier version, still subscribed");
    SET(brief, "in use");
    if (o)
        SET(count, "%s %u", m->g->alive, o->subscriptions);
    m->out->style = m->out->text_style = m->out->count_style = STYLE_WARN;
}

/* Why the newest sweep kept something of this module. */
static void kept_reason(struct maker *m)
{
    struct log_view log[64];
    size_t n = query_log(m->s, 0, log, 64);
    for (size_t i = 0; i < n; i++) {
        if (log[i].kind != EV_SWEPT || log[i].flags != SWEPT_KEPT ||
            log[i].source != m->n->ref.source ||
            query_module_of(m->s, at(m, log[i].id)) != m->n->ref.id)
            continue;
        SET(text, "%s", log[i].text);
        return;
    }
}

static void kept_cells(struct maker *m)
{
    const struct ent_module *x = query_module(m->s, m->n->ref);
    unsigned n = x ? x->kept_generations : 0;
    SET(name, "%s %u gen kept", m->g->orphan, n);
    SET(text, "%u earlier generation%s in use", n, n == 1 ? "" : "s");
    SET(brief, "in use");
    kept_reason(m);
    m->out->style = m->out->text_style = STYLE_WARN;
}

static void other_cells(struct maker *m)
{
    if (m->n->kind == NODE_LOOSE) {
        SET(name, "elsewhere");
        SET(text, is_script(m) ? "subscriptions made outside of your source: in libraries, or in modules that are not read"
                               : "subscriptions outside of any track or module");
    } else {
        char number[32];
        SET(name, "%s", m->g->ellipsis);
        SET(text, "%s more (Enter lists them)", str_thousands(number, sizeof number, m->n->extra));
        SET(brief, "%s more", number);
    }
    m->out->style = m->out->text_style = STYLE_DIM;
}

void row_cells(const struct view *v, const struct programs *p, const struct tree_node *n,
               struct row_cells *out)
{
    static void (*const makers[])(struct maker *) = {[NODE_SOURCE] = source_cells,
                                                     [NODE_MODULE] = module_cells,
                                                     [NODE_BUILD] = build_cells,
                                                     [NODE_TRACK] = track_cells,
                                                     [NODE_OPERATOR] = operator_cells,
                                                     [NODE_ARG] = arg_cells,
                                                     [NODE_SUBSCRIPTION] = subscription_cells,
                                                     [NODE_UPSTREAM] = subscription_cells,
                                                     [NODE_INNER] = subscription_cells,
                                                     [NODE_OLD] = old_cells,
                                                     [NODE_KEPT] = kept_cells,
                                                     [NODE_LOOSE] = other_cells,
                                                     [NODE_VERSION] = track_cells,
                                                     [NODE_PIN] = kept_cells,
                                                     [NODE_MORE] = other_cells};
    struct maker m = {v->state, v->glyphs, v, p, n, out};
    memset(out, 0, sizeof *out);
    makers[n->kind](&m);
}
