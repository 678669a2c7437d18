/* describe.c - everything known about a row: who tells what, and the kinds of lines. */
#include "ui/describe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/describe_int.h"

struct ref at(const struct teller *t, entity_id id)
{
    return (struct ref){t->n->ref.source, id};
}

bool swaps(const struct teller *t)
{
    return program_swaps(query_source_by_id(t->s, t->n->ref.source));
}

struct line *labelled(struct teller *t, const char *label)
{
    struct line *l = lines_add(t->out);
    line_add(l, STYLE_TEXT, " ");
    line_fit(l, STYLE_DIM, label, LABEL - 1, ALIGN_LEFT);
    return l;
}

void field(struct teller *t, const char *label, const char *text)
{
    if (*text)
        line_add(labelled(t, label), STYLE_TEXT, text);
}

struct line *title(struct teller *t, const char *name, const char *what)
{
    struct line *l = lines_add(t->out);
    line_add(l, STYLE_TEXT, " ");
    line_add(l, STYLE_STRONG, name);
    line_add(l, STYLE_DIM, "  ");
    line_add(l, STYLE_DIM, what);
    return l;
}

void path_field(struct teller *t, const char *label, const char *path)
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

void place_field(struct teller *t)
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

void tags_field(struct teller *t)
{
    uint32_t ids[16];
    size_t n = t->n->ref.id ? query_tags(t->s, t->n->ref, ids, 16) : 0;
    struct line *l = n ? labelled(t, "tags") : NULL;
    for (size_t i = 0; i < n && i < 16; i++)
        line_addf(l, STYLE_TEXT, "%s%s", i ? ", " : "",
                  query_string(t->s, t->n->ref.source, ids[i]));
}

void text_lines(struct teller *t, const char *label, const char *text, enum style style,
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

void add_count(struct line *l, uint64_t n, const char *what, enum style style)
{
    char digits[32], text[64];
    snprintf(text, sizeof text, "%s %s", str_thousands(digits, sizeof digits, n), what);
    line_addf(l, style, "%-14s ", text);
}

uint64_t counted_from(const struct teller *t)
{
    const struct source_info *src = query_source_by_id(t->s, t->n->ref.source);
    return src ? src->counting_since : 0;
}

void counts_since(const struct teller *t, struct line *l)
{
    char clock[16];
    if (counted_from(t))
        line_addf(l, STYLE_DIM, "counted since %s   ",
                  node_time(t->s, t->n->ref.source, counted_from(t), clock));
}

void add_joined(struct line *l, enum style style, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        line_addf(l, style, "%.*s%s", (int)(n < 500 ? n : 500), text,
                  text[n] && text[n + 1] ? "; " : "");
        text += n + (text[n] == '\n');
    }
}

void add_age(struct teller *t, struct line *l, enum style style, uint64_t from, uint64_t ended)
{
    const struct source_info *src = query_source_by_id(t->s, t->n->ref.source);
    uint64_t begin = query_wall(t->s, t->n->ref.source, from), end = t->v->wall;
    char text[24];
    if (!ended && src)
        ended = src->ended_at;
    if (ended)
        end = query_wall(t->s, t->n->ref.source, ended);
    if (!end)
        return;
    uint64_t age = end > begin ? end - begin : 0, lasts = program_age_lasts(age);
    line_addf(l, style, "   %s", program_age(age, text, sizeof text));
    if (!ended && lasts < t->until)
        t->until = lasts;
}

static void describe_nothing(struct teller *t)
{
    (void)t;
}

uint64_t describe(const struct view *v, const struct tree_node *n, const struct row_rate *rate, const char *source,
                  unsigned width, struct lines *out)
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
    struct tree_node about = *n;
    if (n->kind == NODE_VERSION)
        about.kind = NODE_TRACK; /* its history says more than one version alone */
    struct teller t = {v->state, v, &about, rate, source, width, UINT64_MAX, out};
    lines_clear(out);
    tellers[about.kind](&t);
    return t.until;
}
