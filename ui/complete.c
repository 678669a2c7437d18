#include "ui/complete.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "ui/ui_private.h"

enum { LOOKED_AT = 20000 /* entities */ };

void completions_add(struct completions *c, const char *word, const char *candidate)
{
    size_t n = strlen(word);
    if (!*candidate || strncasecmp(candidate, word, n) != 0 || strlen(candidate) >= COMPLETION_BYTES)
        return;
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->items[i], candidate) == 0)
            return;
    if (c->n == COMPLETIONS_MAX) {
        c->more = true;
        return;
    }
    str_copy(c->items[c->n++], COMPLETION_BYTES, candidate);
}

size_t completions_common(const struct completions *c)
{
    size_t n = c->n ? strlen(c->items[0]) : 0;
    for (size_t i = 1; i < c->n; i++) {
        size_t k = 0;
        while (k < n && c->items[i][k] == c->items[0][k])
            k++;
        n = k;
    }
    return c->n ? str_utf8_cut(c->items[0], n) : 0;
}

void filter_quote(const char *text, struct str *out)
{
    bool quoted = text[strcspn(text, " ()|,\"\\")] != '\0';
    str_add(out, quoted ? "\"" : "");
    for (; *text; text++) {
        if (quoted && (*text == '"' || *text == '\\'))
            str_addc(out, '\\');
        str_addc(out, *text);
    }
    str_add(out, quoted ? "\"" : "");
}

/* --- the language of filters ------------------------------------------------------------------- */

static void add_value(struct completions *c, const char *word, const char *value)
{
    struct str quoted = STR_INIT;
    filter_quote(value, &quoted);
    completions_add(c, word, str_text(&quoted));
    str_release(&quoted);
}

static void add_names(struct ui *ui, enum entity_kind kind, const char *word, struct completions *c)
{
    const struct source_info *src;
    size_t seen = 0;
    for (size_t i = 0; (src = query_source(ui->view.state, i)); i++)
        for (entity_id id = 0; seen < LOOKED_AT && (id = query_next(ui->view.state, src->source, kind, id)); seen++)
            add_value(c, word, query_name(ui->view.state, (struct ref){src->source, id}));
}

static void add_keys(struct ui *ui, const char *word, struct completions *c)
{
    const struct source_info *src;
    size_t seen = 0;
    for (size_t i = 0; (src = query_source(ui->view.state, i)); i++)
        for (entity_id id = 0; seen < LOOKED_AT && (id = query_next(ui->view.state, src->source, ENT_TRACK, id)); seen++) {
            const struct ent_track *t = query_track(ui->view.state, (struct ref){src->source, id});
            if (t)
                add_value(c, word, query_text(ui->view.state, t->key));
        }
}

static void add_sources(struct ui *ui, const char *word, struct completions *c)
{
    const struct source_info *src;
    for (size_t i = 0; (src = query_source(ui->view.state, i)); i++)
        add_value(c, word, src->name ? src->name : "");
}

static void add_tags(struct ui *ui, const char *word, struct completions *c)
{
    const char *tags[COMPLETIONS_MAX];
    size_t n = tree_model_tags(&ui->model, tags, COMPLETIONS_MAX);
    for (size_t i = 0; i < n; i++)
        add_value(c, word, tags[i]);
}

static void add_values(struct ui *ui, const char *field, size_t len, const char *word, struct completions *c)
{
    const char *name;
#define IS(text) (len == sizeof text - 1 && memcmp(field, text, len) == 0)
    if (IS("kind"))
        for (size_t i = 0; (name = filter_kind(i)); i++)
            completions_add(c, word, name);
    else if (IS("state"))
        for (size_t i = 0; (name = filter_state(i)); i++)
            completions_add(c, word, name);
    else if (IS("tag"))
        add_tags(ui, word, c);
    else if (IS("module"))
        add_names(ui, ENT_MODULE, word, c);
    else if (IS("source"))
        add_sources(ui, word, c);
    else if (IS("key"))
        add_keys(ui, word, c);
    else if (IS("name"))
        add_names(ui, ENT_TRACK, word, c);
#undef IS
}

static void add_fields(struct ui *ui, const char *word, struct completions *c)
{
    const char *name;
    bool number;
    for (size_t i = 0; (name = filter_field(i, &number)); i++) {
        char text[32];
        snprintf(text, sizeof text, "%s%c", name, number ? '>' : ':');
        completions_add(c, word, text);
    }
    if (*word)
        add_names(ui, ENT_TRACK, word, c);
}

/* Where the last term begins: behind a space, a parenthesis or a bar that is not quoted, and behind its minus. */
static size_t last_term(const char *text)
{
    size_t begin = 0;
    bool quoted = false;
    for (size_t i = 0; text[i]; i++) {
        if (text[i] == '\\' && quoted && text[i + 1])
            i++;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && strchr(" ()|", text[i]))
            begin = i + 1;
    }
    return begin + (text[begin] == '-');
}

void complete_query(struct ui *ui, const char *text, struct completions *out)
{
    size_t term = last_term(text), len = strcspn(text + term, ":~><=\"");
    bool has_field = text[term + len] == ':';
    out->from = term;
    if (!has_field) {
        add_fields(ui, text + term, out);
        return;
    }
    const char *comma = strrchr(text + term, ',');
    bool lists = str_starts(text + term, "kind:") || str_starts(text + term, "state:");
    out->from = lists && comma ? (size_t)(comma + 1 - text) : term + len + 1;
    add_values(ui, text + term, len, text + out->from, out);
}
