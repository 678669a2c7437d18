#include "app/treeprint.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/chain.h"
#include "ui/sanitise.h"

enum { DEPTH_MAX = 32, LOOSE_MAX = 100, SUBSCRIPTIONS_MAX = 50 };

struct tree_line {
    size_t end; /* in `text`, where it ends */
    unsigned depth;
    bool wanted;
};

struct tree {
    const struct state *state;
    const struct filter *filter; /* NULL: everything */
    uint32_t source;
    unsigned depth;
    entity_id at;    /* what the next line is about, or 0 */
    struct str text; /* of all lines */
    struct tree_line *lines;
    size_t n, cap;
};

static struct ref ref_of(const struct tree *t, entity_id id)
{
    return (struct ref){t->source, id};
}

static bool wanted(const struct tree *t)
{
    struct filter_context c = {.state = t->state};
    return !t->filter || t->depth == 0 ||
           (t->at && filter_match_within(t->filter, &c, ref_of(t, t->at)));
}

/* One line, indented and made safe. */
static void line(struct tree *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void line(struct tree *t, const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    for (unsigned i = 0; i < t->depth; i++)
        str_add(&t->text, "  ");
    sanitise(&t->text, str_text(&text), text.len, 0);
    str_addc(&t->text, '\n');
    str_release(&text);
    MEM_GROW(t->lines, t->n, t->cap);
    t->lines[t->n++] = (struct tree_line){t->text.len, t->depth, wanted(t)};
    t->at = 0;
}

/* From the end: a line that is above one that stays, stays. */
static void keep_context(struct tree *t)
{
    unsigned below = 0;
    for (size_t i = t->n; i-- > 0;) {
        struct tree_line *l = &t->lines[i];
        l->wanted = l->wanted || l->depth < below;
        if (l->wanted)
            below = l->depth;
    }
}

static void hand_out(struct tree *t, struct str *out)
{
    size_t from = 0;
    keep_context(t);
    for (size_t i = 0; i < t->n; from = t->lines[i++].end)
        if (t->lines[i].wanted)
            str_addn(out, t->text.data + from, t->lines[i].end - from);
    str_release(&t->text);
    free(t->lines);
}

static const char *string(const struct tree *t, uint32_t id)
{
    return query_string(t->state, t->source, id);
}

static void add_place(const struct tree *t, const struct entity *e, struct str *out)
{
    const char *file = string(t, e->file), *slash = strrchr(file, '/');
    if (*file)
        str_addf(out, "  %s:%u", slash ? slash + 1 : file, e->line);
}

static void subscription(struct tree *t, entity_id id)
{
    static const char *const ends[] = {"unsubscribed", "completed", "failed", "swapped",
                                       "orphaned"};
    const struct ent_subscription *x = query_subscription(t->state, ref_of(t, id));
    char next[32], merged[32];
    struct str text = STR_INIT;
    if (!x || t->depth > DEPTH_MAX)
        return;
    entity_id_print(id, &text);
    if (x->e.name)
        str_addf(&text, " %s", string(t, x->e.name));
    str_addf(&text, "  %s",
             !x->e.ended_at             ? "active"
             : x->end < ARRAY_LEN(ends) ? ends[x->end]
                                        : "ended");
    str_addf(&text, "  next %s", str_thousands(next, sizeof next, x->next));
    if (x->error || x->complete)
        str_addf(&text, "  error %u  complete %u", x->error, x->complete);
    if (x->merged)
        str_addf(&text, "  merged %s", str_thousands(merged, sizeof merged, x->merged));
    add_place(t, &x->e, &text);
    t->at = id;
    line(t, "%s", str_text(&text));
    str_release(&text);
}

/* The living ones that nothing else leads to, or all that live when `all`. */
static void subscriptions(struct tree *t, entity_id observable, bool all)
{
    unsigned shown = 0, hidden = 0;
    struct ref r = ref_of(t, observable);
    t->depth++;
    for (entity_id id = 0; observable && (id = query_next_subscription(t->state, r, id));) {
        const struct ent_subscription *x = query_subscription(t->state, ref_of(t, id));
        if (!x || x->e.ended_at || (!all && x->parent))
            continue;
        if (shown++ < SUBSCRIPTIONS_MAX)
            subscription(t, id);
        else
            hidden++;
    }
    if (hidden)
        line(t, "and %u more subscriptions", hidden);
    t->depth--;
}

static void arg(struct tree *t, entity_id id)
{
    const struct ent_arg *a = query_arg(t->state, ref_of(t, id));
    struct str text = STR_INIT;
    char calls[32];
    str_addf(&text, "%s  %s", query_text(t->state, a->path), string(t, a->e.name));
    if (a->value && strcmp(query_text(t->state, a->value), string(t, a->e.name)) != 0)
        str_addf(&text, " = %s", query_text(t->state, a->value));
    if (a->generation)
        str_addf(&text, "  gen %u", a->generation);
    if (a->type == ARG_FUNCTION)
        str_addf(&text, "  calls %s", str_thousands(calls, sizeof calls, a->calls));
    add_place(t, &a->e, &text);
    t->at = id;
    line(t, "%s", str_text(&text));
    str_release(&text);
}

static void args(struct tree *t, entity_id parent)
{
    t->depth++;
    for (entity_id id = 0; parent && (id = query_next_arg(t->state, ref_of(t, parent), id));)
        arg(t, id);
    t->depth--;
}

static void one_operator(struct tree *t, entity_id id)
{
    const struct ent_operator *o = query_operator(t->state, ref_of(t, id));
    const struct ent_operator_fun *f = o ? query_operator_fun(t->state, ref_of(t, o->fun)) : NULL;
    struct str text = STR_INIT;
    if (!f)
        return;
    str_addf(&text, "%u %s(%s)", o->position, string(t, f->e.name),
             query_text(t->state, f->args_text));
    add_place(t, &f->e, &text);
    t->at = id;
    line(t, "%s", str_text(&text));
    args(t, o->fun);
    subscriptions(t, o->target, true);
    str_release(&text);
}

static void observable(struct tree *t, entity_id id, bool all)
{
    const struct ent_observable *x = query_observable(t->state, ref_of(t, id));
    struct str text = STR_INIT;
    if (!x)
        return;
    entity_id_print(id, &text);
    str_addf(&text, " %s(%s)", string(t, x->e.name), query_text(t->state, x->args_text));
    add_place(t, &x->e, &text);
    t->at = id;
    line(t, "%s", str_text(&text));
    args(t, id);
    subscriptions(t, id, all);
    str_release(&text);
}

static void pipe_of(struct tree *t, entity_id id)
{
    const struct ent_pipe *p = query_pipe(t->state, ref_of(t, id));
    struct str text = STR_INIT, source = STR_INIT;
    if (!p)
        return;
    entity_id_print(id, &text);
    entity_id_print(p->source, &source);
    t->at = id;
    line(t, "%s of %s %s, %u operators", str_text(&text), str_text(&source),
         query_name(t->state, ref_of(t, p->source)), p->operators);
    t->depth++;
    for (entity_id op = 0; (op = query_next_operator(t->state, ref_of(t, id), op));)
        one_operator(t, op);
    t->depth--;
    str_release(&text);
    str_release(&source);
}

static void add_track_state(const struct ent_track *x, struct str *out)
{
    if (x->flags & TRACK_FLAG_PINNED)
        str_add(out, "  pinned");
    if (x->waiting)
        str_addf(out, "  v%u waits", x->waiting);
    if (x->flags & TRACK_FLAG_ORPHAN)
        str_add(out, "  orphan");
    if (x->flags & TRACK_FLAG_FAULTED)
        str_add(out, "  faulted");
    if (x->swapped_at)
        str_addf(out, "  %s", swap_outcome_name(x->outcome));
}

static void add_old_code(const struct tree *t, entity_id id, struct str *out)
{
    uint32_t n = query_old_code(t->state, ref_of(t, id));
    if (n)
        str_addf(out, "  %u on old code", n);
}

static void track(struct tree *t, entity_id id)
{
    const struct ent_track *x = query_track(t->state, ref_of(t, id));
    struct str text = STR_INIT, path = STR_INIT;
    query_path(t->state, ref_of(t, id), &path);
    str_addf(&text, "%s  v%u", string(t, x->e.name), x->version);
    add_track_state(x, &text);
    add_old_code(t, id, &text);
    str_addf(&text, "  key %s  path %s", query_text(t->state, x->key), str_text(&path));
    t->at = id;
    line(t, "%s", str_text(&text));
    t->depth++;
    if (ID_KIND(x->entity) == ENT_PIPE)
        pipe_of(t, x->entity);
    else
        observable(t, x->entity, true);
    t->depth--;
    str_release(&text);
    str_release(&path);
}

/* A stream that a function made, in one line: what is subscribed to it says where. */
static void root(struct tree *t, entity_id id)
{
    const struct ent_subscription *x = query_subscription(t->state, ref_of(t, id));
    struct ref observable = ref_of(t, x ? x->observable : 0);
    const char *variable = chain_variable(t->state, observable);
    struct str text = STR_INIT;
    subscription(t, id);
    chain_print(t->state, observable, "->", &text);
    t->depth++;
    t->at = id;
    if (*variable && strcmp(variable, str_text(&text)) != 0)
        line(t, "of %s = %s", variable, str_text(&text));
    else
        line(t, "of %s", str_text(&text));
    t->depth--;
    str_release(&text);
}

static void roots(struct tree *t, entity_id module)
{
    unsigned shown = 0, seen = 0;
    for (entity_id id = 0; shown < LOOSE_MAX && (id = query_next_root(t->state, ref_of(t, module), id)); seen++) {
        if (query_track_of(t->state, ref_of(t, id)))
            continue;
        root(t, id);
        shown++;
    }
    if (query_roots(t->state, ref_of(t, module)) > seen)
        line(t, "and %u more subscriptions of streams without a track",
             query_roots(t->state, ref_of(t, module)) - seen);
}

static void module(struct tree *t, entity_id id)
{
    const struct ent_module *m = query_module(t->state, ref_of(t, id));
    struct str text = STR_INIT;
    str_addf(&text, "%s  gen %u", string(t, m->e.name), m->generation);
    if (build_is_bad(m->build))
        str_addf(&text, "  gen %u %s", m->building, build_step_name(m->build));
    str_addf(&text, "  %s", string(t, m->e.file));
    t->at = id;
    line(t, "%s", str_text(&text));
    t->depth++;
    for (entity_id x = 0; (x = query_next_track(t->state, ref_of(t, id), x));)
        if (query_track(t->state, ref_of(t, x)))
            track(t, x);
    roots(t, id);
    t->depth--;
    str_release(&text);
}

/* Whoever subscribed to it, or to what feeds on it, stands under a module. */
static bool has_module(const struct tree *t, entity_id observable)
{
    entity_id id = observable ? query_next_subscription(t->state, ref_of(t, observable), 0) : 0;
    return id && query_module_of(t->state, ref_of(t, id));
}

/* What neither a track nor a module leads to: streams of a program that has no modules, or whose source is not
 * known. Inner streams stand under their subscribers. */
static bool is_loose_observable(const struct tree *t, const struct ent_observable *o)
{
    return o && !o->e.ended_at && !o->made_by && !o->parent && o->subscriptions &&
           !query_track_of(t->state, ref_of(t, o->e.id)) && !has_module(t, o->e.id);
}

static bool is_loose_pipe(const struct tree *t, const struct ent_pipe *p)
{
    return p && !p->e.ended_at && !p->track && !query_track_of(t->state, ref_of(t, p->e.id)) &&
           !has_module(t, p->result);
}

static void loose(struct tree *t)
{
    unsigned shown = 0;
    for (entity_id id = 0; (id = query_next(t->state, t->source, ENT_OBSERVABLE, id));)
        if (is_loose_observable(t, query_observable(t->state, ref_of(t, id))) && shown++ < LOOSE_MAX)
            observable(t, id, true);
    for (entity_id id = 0; (id = query_next(t->state, t->source, ENT_PIPE, id));)
        if (is_loose_pipe(t, query_pipe(t->state, ref_of(t, id))) && shown++ < LOOSE_MAX)
            pipe_of(t, id);
    if (shown > LOOSE_MAX)
        line(t, "and %u more streams that belong to no track", shown - LOOSE_MAX);
}

/* A program that nobody looked at before counts from the first look. */
static void counted_since(struct tree *t, const struct source_info *s)
{
    char when[16];
    time_t seconds = (time_t)(query_wall(t->state, s->source, s->counting_since) / NS_PER_S);
    struct tm tm;
    if (!s->counting_since)
        return;
    localtime_r(&seconds, &tm);
    strftime(when, sizeof when, "%H:%M:%S", &tm);
    line(t, "counted since %s, when somebody first looked", when);
}

static void counts(struct tree *t, const struct source_info *s)
{
    char n[4][32];
    line(t, "observables %u, subscriptions %u, next %s, error %s, complete %s, merged %s",
         s->living[ENT_OBSERVABLE], s->living[ENT_SUBSCRIPTION],
         str_thousands(n[0], sizeof n[0], s->next), str_thousands(n[1], sizeof n[1], s->error),
         str_thousands(n[2], sizeof n[2], s->complete),
         str_thousands(n[3], sizeof n[3], s->merged));
}

void treeprint_filtered(const struct state *s, const struct filter *filter, struct str *out)
{
    const struct source_info *info;
    for (size_t i = 0; (info = query_source(s, i)); i++) {
        struct tree t = {.state = s, .filter = filter, .source = info->source};
        line(&t, "%s%s%s  pid %llu%s", info->name, info->title ? "  " : "", info->title ? info->title : "", (unsigned long long)info->pid,
             info->stale ? "  stale: records were lost" : "");
        t.depth++;
        for (entity_id id = 0; (id = query_next(s, info->source, ENT_MODULE, id));)
            module(&t, id);
        loose(&t);
        counts(&t, info);
        counted_since(&t, info);
        hand_out(&t, out);
    }
}

void treeprint(const struct state *s, struct str *out)
{
    treeprint_filtered(s, NULL, out);
}
