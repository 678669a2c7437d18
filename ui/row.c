#include "ui/row.h"

#include <stdio.h>
#include <string.h>

#include "ui/sanitise.h"

const struct row_plan row_plans[] = {
    {140, 30, 8, 18, 10, 10, 10, false}, {116, 24, 8, 18, 10, 10, 10, false}, {92, 19, 8, 15, 0, 9, 9, false},
    {72, 18, 7, 13, 0, 9, 9, false},     {56, 17, 7, 12, 0, 9, 0, false},     {36, 13, 4, 5, 0, 8, 0, true},
    {28, 14, 4, 0, 0, 8, 0, true},       {20, 12, 0, 0, 0, 8, 0, true},       {0, 0, 0, 0, 0, 0, 0, true}};

void row_columns(struct row_columns *c, const struct row_plan *plans, unsigned width)
{
    const struct row_plan *p = plans;
    while (p->from > width)
        p++;
    *c = (struct row_columns){p->name,  p->version, 0,        p->count,
                              p->since, p->rate,    p->spark, p->brief};
    unsigned used = c->name + c->version + c->count + c->since + c->rate + c->spark;
    if (width > used)
        c->text = width - used;
    if (c->text < 4) {
        c->name += c->text;
        c->text = 0;
    }
}

const char *row_rate_text(double r, char *buf)
{
    char digits[28];
    if (r >= 1e6)
        snprintf(buf, 24, "%.1fM/s", r / 1e6);
    else if (r >= 0.95 || r < 0.05)
        snprintf(buf, 24, "%s/s",
                 str_thousands(digits, 12, (unsigned long long)(r < 0.05 ? 0 : r + 0.5)));
    else
        snprintf(buf, 24, "%.1f/s", r);
    return buf;
}

unsigned row_fold_column(const struct row_columns *c, const struct tree_row *row)
{
    unsigned indent = 1 + 2u * row->depth, most = c->name > 12 ? c->name - 8 : 1;
    return indent < most ? indent : most;
}

/* " ▾ name", indented; deep rows stop moving right before they run out of room for the name. A row
 * without a version lets its name have that column too. */
static void add_name(struct line *out, const struct row_columns *c, const struct tree_row *row,
                     const struct row_cells *cells, enum style style)
{
    const struct glyphs *g = out->glyphs;
    unsigned end = c->name + (*cells->version ? 0 : c->version);
    line_pad(out, row_fold_column(c, row));
    line_add(out, STYLE_DIM, !row->node.branch ? " " : row->open ? g->open : g->closed);
    line_add(out, STYLE_TEXT, " ");
    if (end > out->width + 1)
        line_fit(out, style, cells->name, end - out->width - 1, ALIGN_LEFT);
    line_cut(out, end);
    line_pad(out, end);
}

/* A row that counts nothing lets its text have that column too. */
static void add_text(struct line *out, const struct row_columns *c, const struct row_cells *cells,
                     enum style style)
{
    enum { FUNCTION = 18, PLACE = 10 };
    unsigned free = *cells->count || *cells->count_brief ? 0 : c->count;
    unsigned end = c->name + c->version + c->text + free, room = end - 1 - (unsigned)out->width;
    const char *text = c->brief || room < 16 ? cells->brief : cells->text;
    if (!*text)
        text = c->brief ? "" : cells->text;
    if (*cells->place && room >= FUNCTION + PLACE) {
        line_fit(out, style, text, FUNCTION - 2, ALIGN_LEFT);
        line_add(out, STYLE_TEXT, "  ");
        line_fit(out, STYLE_DIM, cells->place, room - FUNCTION, ALIGN_LEFT);
    } else {
        line_fit(out, style, text, room, ALIGN_LEFT);
    }
    line_pad(out, end);
}

/* The level of one second: half the height for a steady flow, so that bursts stand out. */
static unsigned level_of(uint32_t value, const struct row_rate *rate)
{
    uint64_t most = 0, sum = 0;
    for (unsigned i = 0; i < 8; i++) {
        most = rate->recent[i] > most ? rate->recent[i] : most;
        sum += rate->recent[i];
    }
    uint64_t twice_mean = rate->samples ? 2 * sum / rate->samples : 0;
    uint64_t scale = most > twice_mean ? most : twice_mean;
    if (!value || !scale)
        return 0;
    uint64_t level = (uint64_t)value * 7 / scale;
    return level < 1 ? 1 : (unsigned)level;
}

static bool is_silent(const struct row_rate *rate)
{
    static const uint32_t none[8];
    return !memcmp(rate->recent, none, sizeof none);
}

void row_add_spark(struct line *out, const struct row_rate *rate)
{
    struct str bars = STR_INIT;
    if (is_silent(rate))
        return;
    for (unsigned i = 0; i < 8; i++)
        str_add(&bars,
                i + rate->samples < 8 ? " " : out->glyphs->levels[level_of(rate->recent[i], rate)]);
    line_add(out, STYLE_TEXT, " ");
    line_add(out, STYLE_ALIVE, str_text(&bars));
    str_release(&bars);
}

/* A sparkline only where a stream ends: one in every row would be noise. */
static bool wants_spark(unsigned kind)
{
    return kind != NODE_OPERATOR && kind != NODE_UPSTREAM;
}

static void add_flow(struct line *out, const struct row_columns *c, const struct row_rate *rate,
                     enum style base)
{
    char text[24] = "";
    bool flows = rate && rate->known && rate->per_second >= 0.05;
    if (rate && rate->known)
        row_rate_text(rate->per_second, text);
    if (c->rate) {
        line_fit(out, flows ? base : STYLE_DIM, text, c->rate - 1u, ALIGN_RIGHT);
        line_add(out, STYLE_TEXT, " ");
    }
}

/* A number that would be cut loses its word instead. */
static void add_count(struct line *out, const struct row_columns *c, const struct row_cells *cells,
                      enum style style)
{
    bool brief = c->brief || (*cells->count_brief && text_width(cells->count) >= c->count);
    line_fit(out, style, brief ? cells->count_brief : cells->count, c->count - 1u, ALIGN_RIGHT);
}

void row_line(struct line *out, const struct row_columns *c, const struct tree_row *row,
              const struct row_cells *cells, const struct row_rate *rate)
{
    bool dim = row->context;
    line_clear(out);
    add_name(out, c, row, cells, dim ? STYLE_DIM : cells->style);
    if (c->version && *cells->version)
        line_fit(out, dim ? STYLE_DIM : cells->style,
                 c->brief && *cells->version_brief ? cells->version_brief : cells->version,
                 c->version - 1u, ALIGN_LEFT);
    line_pad(out, c->name + c->version);
    if (c->text)
        add_text(out, c, cells, dim ? STYLE_DIM : cells->text_style);
    if (c->count && out->width == c->name + c->version + c->text)
        add_count(out, c, cells, dim ? STYLE_DIM : cells->count_style);
    if (c->since) {
        line_fit(out, STYLE_DIM, cells->since, c->since, ALIGN_RIGHT);
    }
    line_pad(out, c->name + c->version + c->text + c->count + c->since);
    add_flow(out, c, rate, dim ? STYLE_DIM : STYLE_TEXT);
    if (c->spark && rate && rate->known && !dim && wants_spark(row->node.kind))
        row_add_spark(out, rate);
}

void row_print_tree(const struct view *v, const struct programs *p, const struct tree *t,
                    unsigned width, struct str *out)
{
    struct row_columns columns;
    struct row_cells cells;
    struct line line;
    row_columns(&columns, row_plans, width);
    line_init(&line, v->glyphs);
    for (size_t i = 0; i < t->n; i++) {
        row_cells(v, p, &t->rows[i].node, &cells);
        row_line(&line, &columns, &t->rows[i], &cells, NULL);
        while (line.text.len && line.text.data[line.text.len - 1] == ' ')
            str_cut(&line.text, line.text.len - 1);
        str_addf(out, "%s\n", str_text(&line.text));
    }
    line_release(&line);
}
