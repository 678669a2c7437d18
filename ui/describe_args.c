/* describe_args.c - operators, and the tree of args of whatever has some. */
#include "ui/describe_int.h"

#include <string.h>

#include "ui/chain.h"

enum { SOURCE_LINES = 500 };

/* Args stand in args: "1.2" is below "1". */
static unsigned depth(const char *path)
{
    unsigned n = 0;
    for (const char *p = path; (p = strchr(p, '.')); p++)
        n++;
    return n < 8 ? n : 8;
}

static void arg_value(struct teller *t, const struct ent_arg *arg, entity_id id, struct line *l)
{
    const char *name = query_name(t->s, at(t, id));
    if (arg->type == ARG_PLAIN && arg->value)
        name = query_text(t->s, arg->value);
    if (arg->observable && !*name)
        name = chain_name(t->s, at(t, arg->observable));
    line_fit(l, STYLE_TEXT, name, t->width < NARROW ? 12 : 20, ALIGN_LEFT);
    if (arg->observable)
        line_addf(l, STYLE_DIM, "  observable #%u", ID_SLOT(arg->observable));
}

/* `of`: the operator, "" when the pane is about that one only. */
static void arg_line(struct teller *t, const struct ent_arg *arg, entity_id id, const char *label,
                     const char *of)
{
    struct tree_node node = {.kind = NODE_ARG, .ref = at(t, id)};
    const char *file, *path = query_text(t->s, arg->path);
    unsigned line;
    struct line *l = labelled(t, label);
    path = str_starts(path, "$args.") ? path + 6 : path;
    if (*of)
        line_fit(l, STYLE_TEXT, of, t->width < NARROW ? 8 : 18, ALIGN_LEFT);
    line_addf(l, STYLE_DIM, " %*s%s  ", (int)(2 * depth(path)), "", path);
    arg_value(t, arg, id, l);
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

void entity_args(struct teller *t, entity_id entity)
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

static void add_stream(struct teller *t, struct line *l, entity_id observable)
{
    line_addf(l, STYLE_TEXT, "%s #%u", chain_name(t->s, at(t, observable)), ID_SLOT(observable));
}

/* Above the values, which may become more. */
static void source_lines(struct teller *t)
{
    if (t->source)
        text_lines(t, "source", t->source, STYLE_TEXT, SOURCE_LINES);
}

/* What it reads, and what it makes of that. */
static void streams_field(struct teller *t, const struct ent_operator *op)
{
    struct line *l = op->source && op->target ? labelled(t, "streams") : NULL;
    if (!l)
        return;
    add_stream(t, l, op->source);
    line_addf(l, STYLE_DIM, " %s ", l->glyphs->arrow);
    add_stream(t, l, op->target);
}

void describe_operator(struct teller *t)
{
    const struct ent_operator *op = query_operator(t->s, t->n->ref);
    if (!op)
        return;
    struct line *l = title(t, query_name(t->s, t->n->ref), "operator ");
    line_addf(l, STYLE_DIM, "%u of %s   ", op->position + 1,
              query_name(t->s, at(t, query_track_of(t->s, t->n->ref))));
    counts_since(t, l);
    last_field(t);
    rate_field(t);
    streams_field(t, op);
    arg_lines(t, op->fun, "args", "");
    const struct ent_operator_fun *fun = query_operator_fun(t->s, at(t, op->fun));
    if (fun && !query_next_arg(t->s, at(t, op->fun), 0))
        field(t, "written", query_text(t->s, fun->args_text));
    place_field(t);
    tags_field(t);
    living_subscriptions(t);
    source_lines(t);
    value_lines(t);
}

/* What it is an argument of. */
static void of_field(struct teller *t, entity_id parent)
{
    entity_id operator = ID_KIND(parent) == ENT_OPERATOR_FUN ? query_operator_of_fun(t->s, at(t, parent)) : 0;
    entity_id track = query_track_of(t->s, t->n->ref);
    struct line *l = labelled(t, "of");
    line_add(l, STYLE_TEXT, query_name(t->s, at(t, operator ? operator : parent)));
    if (track)
        line_addf(l, STYLE_DIM, " in %s", query_name(t->s, at(t, track)));
}

void describe_arg(struct teller *t)
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
    if (arg->observable)
        add_stream(t, labelled(t, "stream"), arg->observable);
    of_field(t, arg->parent);
    if (arg->generation && swaps(t))
        line_addf(labelled(t, "code"), STYLE_TEXT, "of gen %u", arg->generation);
    place_field(t);
    tags_field(t);
    source_lines(t);
}
