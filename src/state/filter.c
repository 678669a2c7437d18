/* filter.c - reads a filter: characters to terms, terms to a tree. Matching stands in
 * filter_match.c.
 *
 *   either = both { "|" both }     both = item { item }     item = "-" item | "(" either ")" | term
 *   term   = [ field compare ] value      value = word | quoted */
#include "state/filter.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "state/filter_int.h"

static const struct field {
    const char *name;
    uint8_t test;
} fields[FIELD_LIMIT] = {[FIELD_ANY] = {"", TEST_CONTAINS},
#define TEXT(sym, name, test) [FIELD_##sym] = {name, test},
#define NUMBER(sym, name)     [FIELD_##sym] = {name, TEST_NUMBER},
                         FILTER_FIELDS(TEXT, NUMBER)
#undef TEXT
#undef NUMBER
};

static const char *const state_names[] = {
#define STATE(sym, name) name,
    FILTER_STATES(STATE)
#undef STATE
};

struct parser {
    const char *text, *at;
    struct filter *f;
    unsigned depth;
    struct fault_text *why;
};

/* ---- Messages. ---- */

/* In characters, from 1. */
static unsigned column(const struct parser *p, const char *at)
{
    unsigned n = 1;
    for (const char *c = p->text; c < at; c++)
        n += ((unsigned char)*c & 0xC0) != 0x80;
    return n;
}

static enum status wrong(const struct parser *p, const char *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static enum status wrong(const struct parser *p, const char *at, const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    fault_set(p->why, STATUS_FORMAT, "column %u: %s", column(p, at), str_text(&text));
    str_release(&text);
    return STATUS_FORMAT;
}

/* ---- Nodes. ---- */

static uint32_t add_node(struct filter *f, enum filter_node_type type)
{
    MEM_GROW(f->nodes, f->n, f->cap);
    f->nodes[f->n] = (struct filter_node){.type = (uint8_t)type};
    return (uint32_t)f->n++;
}

void filter_free(struct filter *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->n; i++) {
        if (f->nodes[i].regex)
            regfree(f->nodes[i].regex);
        free(f->nodes[i].regex);
        free(f->nodes[i].text);
    }
    free(f->nodes);
    free(f);
}

/* ---- Values. ---- */

static void skip_space(struct parser *p)
{
    while (isspace((unsigned char)*p->at))
        p->at++;
}

static bool in_word(char c)
{
    return c && !isspace((unsigned char)c) && !strchr("()|\"", c);
}

static enum status read_quoted(struct parser *p, struct str *out)
{
    const char *begin = p->at++;
    for (; *p->at && *p->at != '"'; p->at++) {
        if (*p->at == '\\' && (p->at[1] == '"' || p->at[1] == '\\'))
            p->at++;
        str_addc(out, *p->at);
    }
    if (!*p->at)
        return wrong(p, begin, "the quote is not closed; add a \" at the end");
    p->at++;
    return STATUS_OK;
}

static enum status read_value(struct parser *p, struct str *out)
{
    if (*p->at == '"')
        return read_quoted(p, out);
    while (in_word(*p->at))
        str_addc(out, *p->at++);
    return STATUS_OK;
}

/* ---- Regular expressions: POSIX allows some that take the memory or the time of a whole machine.
 * ---- */

static bool has_back_reference(const char *text)
{
    for (; *text; text++) {
        if (*text == '\\' && isdigit((unsigned char)text[1]))
            return true;
        text += *text == '\\' && text[1];
    }
    return false;
}

/* How large an expression is once its repetitions are written out, as regcomp() does: `a+` is aa*, `a{2,5}`
 * is five times a, and what is repeated within what is repeated multiplies. */
struct extent {
    struct {
        unsigned before, last; /* of this group so far: up to its last part, that part */
    } groups[FILTER_REGEX_MAX + 1];
    unsigned depth;
};

static void extent_add(struct extent *x, unsigned size)
{
    unsigned sum = x->groups[x->depth].before + x->groups[x->depth].last;
    x->groups[x->depth].before = sum < FILTER_EXTENT_MAX ? sum : FILTER_EXTENT_MAX + 1;
    x->groups[x->depth].last = size;
}

static void extent_repeat(struct extent *x, unsigned long times)
{
    unsigned *last = &x->groups[x->depth].last;
    unsigned long limit = FILTER_EXTENT_MAX + 1, product = (times < limit ? times : limit) * *last;
    *last = (unsigned)(product < limit ? product : limit);
}

static void extent_close(struct extent *x)
{
    if (x->depth == 0)
        return;
    extent_add(x, 0);
    unsigned size = x->groups[x->depth--].before;
    extent_add(x, size + 1);
}

/* Where a bracket expression ends: a ']' that stands first in it is one of its characters. */
static const char *end_of_bracket(const char *open)
{
    const char *p = open + 1 + (open[1] == '^');
    const char *end = *p ? strchr(p + 1, ']') : NULL;
    return end ? end : open;
}

/* What is no count is refused by regcomp(), which comes after. */
static const char *extent_count(struct extent *x, const char *open)
{
    char *end;
    unsigned long n = strtoul(open + 1, &end, 10);
    unsigned long m = *end == ',' && isdigit((unsigned char)end[1]) ? strtoul(end + 1, &end, 10) : 0;
    unsigned long most = m > n ? m : n;
    extent_repeat(x, most ? most + (*end == ',') : 1);
    end += *end == ',';
    return *end == '}' ? end : open;
}

static const char *extent_step(struct extent *x, const char *at)
{
    switch (*at) {
    case '(':
        x->depth++;
        x->groups[x->depth].before = x->groups[x->depth].last = 0;
        return at;
    case ')': extent_close(x); return at;
    case '+': extent_repeat(x, 2); return at;
    case '*':
    case '?': return at; /* not written out */
    case '{': return extent_count(x, at);
    case '[': extent_add(x, 1); return end_of_bracket(at);
    case '\\': extent_add(x, 1); return at[1] ? at + 1 : at;
    default: extent_add(x, 1); return at;
    }
}

/* For an expression of at most FILTER_REGEX_MAX bytes. */
static unsigned extent_of(const char *text)
{
    struct extent x = {.depth = 0};
    x.groups[0].before = x.groups[0].last = 0;
    for (; *text; text++)
        text = extent_step(&x, text);
    while (x.depth > 0)
        extent_close(&x);
    extent_add(&x, 0);
    return x.groups[0].before;
}

static const char *skip_class(const char *at)
{
    at += at[1] == '^';
    at += at[1] == ']';
    while (at[1] && at[1] != ']')
        at++;
    return at;
}

static const char *skip_count(const char *at)
{
    while (at[1] && *at != '}')
        at++;
    return at;
}

/* The most repeats that stand at one another, as in a???? and ((a?)?)?: glibc takes twice the time for each. */
static unsigned stacked(const char *text)
{
    unsigned run = 0, most = 0;
    for (; *text; text++) {
        if (strchr("*+?{", *text))
            run++;
        else if (*text != ')')
            run = 0;
        most = run > most ? run : most;
        if (*text == '[')
            text = skip_class(text);
        else if (*text == '{')
            text = skip_count(text);
        else if (*text == '\\' && text[1])
            text++;
    }
    return most;
}

static enum status set_regex(const struct parser *p, const char *at, struct filter_node *node)
{
    char reason[200];
    if (strlen(node->text) > FILTER_REGEX_MAX)
        return wrong(p, at, "the expression is longer than %d bytes", FILTER_REGEX_MAX);
    if (has_back_reference(node->text))
        return wrong(p, at, "back-references like \\1 are not supported");
    if (extent_of(node->text) > FILTER_EXTENT_MAX)
        return wrong(p, at, "the expression repeats too much: with its + and { } written out it would be longer than %d",
                     FILTER_EXTENT_MAX);
    if (stacked(node->text) > FILTER_STACKED_MAX)
        return wrong(p, at, "the expression repeats too much: more than %d of * + ? { at one another",
                     FILTER_STACKED_MAX);
    regex_t *regex = mem_alloc(sizeof *regex);
    int code = regcomp(regex, node->text, REG_EXTENDED | REG_NOSUB | REG_ICASE);
    if (code == 0) {
        node->regex = regex;
        return STATUS_OK;
    }
    regerror(code, regex, reason, sizeof reason);
    free(regex);
    return wrong(p, at, "'%s' is no regular expression: %s", node->text, reason);
}

/* ---- Numbers and sets. ---- */

/* Not strtod(): its decimal point is the locale's. */
static bool read_number(const char *text, double *out)
{
    double value = 0, scale = 1;
    const char *at = text;
    for (; isdigit((unsigned char)*at); at++)
        value = value * 10 + (*at - '0');
    if (at == text)
        return false;
    if (*at == '.' && isdigit((unsigned char)at[1]))
        for (at++; isdigit((unsigned char)*at); at++)
            value += (*at - '0') * (scale /= 10);
    *out = value;
    return *at == '\0' && value <= 1e18;
}

static enum status set_number(const struct parser *p, const char *at, struct filter_node *node)
{
    if (read_number(node->text, &node->number))
        return STATUS_OK;
    return wrong(p, at, "%s needs a number, not '%s'", fields[node->field].name, node->text);
}

static uint32_t kind_bit(const char *name, size_t n)
{
    for (unsigned kind = ENT_MODULE; kind < ENT_LIMIT; kind++)
        if (strlen(entity_kind_name(kind)) == n && strncmp(entity_kind_name(kind), name, n) == 0)
            return 1u << kind;
    return n == 6 && strncmp(name, "source", n) == 0 ? 1u << ENT_NONE : 0;
}

static uint32_t state_bit(const char *name, size_t n)
{
    for (unsigned i = 0; i < FILTER_STATE_LIMIT; i++)
        if (strlen(state_names[i]) == n && strncmp(state_names[i], name, n) == 0)
            return 1u << i;
    return 0;
}

static void list_names(bool kinds, struct str *out)
{
    unsigned n = kinds ? ENT_LIMIT : FILTER_STATE_LIMIT;
    for (unsigned i = 0; i < n; i++)
        str_addf(out, "%s%s", i ? ", " : "",
                 !kinds ? state_names[i]
                 : i    ? entity_kind_name(i)
                        : "source");
}

static enum status set_list(const struct parser *p, const char *at, struct filter_node *node)
{
    bool kinds = node->test == TEST_KINDS;
    const char *item = node->text;
    for (;;) {
        size_t n = strcspn(item, ",");
        uint32_t bit = kinds ? kind_bit(item, n) : state_bit(item, n);
        if (!bit) {
            struct str names = STR_INIT;
            list_names(kinds, &names);
            wrong(p, at, "no %s '%.*s'; there are %s", fields[node->field].name, (int)n, item,
                  str_text(&names));
            str_release(&names);
            return STATUS_FORMAT;
        }
        node->set |= bit;
        if (!item[n])
            return STATUS_OK;
        item += n + 1;
    }
}

/* ---- Terms. ---- */

/* The field and the comparison at `p->at`: "next>=", "name~". Behind them when there is one;
 * FIELD_ANY when the term is a plain word. */
struct prefix {
    enum filter_field field;
    char compare; /* : ~ > < = and G for >=, L for <= */
};

static bool is_compare(char c)
{
    return c && strchr(":~<>=", c);
}

static enum status unknown_field(const struct parser *p, size_t n)
{
    struct str names = STR_INIT;
    for (unsigned i = FIELD_ANY + 1; i < FIELD_LIMIT; i++)
        str_addf(&names, "%s%s", i > 1 ? ", " : "", fields[i].name);
    wrong(p, p->at, "no field '%.*s'; quote a text with %c in it; fields are %s", (int)n, p->at,
          p->at[n], str_text(&names));
    str_release(&names);
    return STATUS_FORMAT;
}

static enum status read_prefix(struct parser *p, struct prefix *out)
{
    size_t n = 0;
    *out = (struct prefix){FIELD_ANY, ':'};
    while (islower((unsigned char)p->at[n]) || p->at[n] == '_')
        n++;
    if (n == 0 || !is_compare(p->at[n]))
        return STATUS_OK;
    for (unsigned i = FIELD_ANY + 1; i < FIELD_LIMIT && !out->field; i++)
        if (strlen(fields[i].name) == n && strncmp(fields[i].name, p->at, n) == 0)
            out->field = (enum filter_field)i;
    if (!out->field)
        return unknown_field(p, n);
    out->compare = p->at[n];
    p->at += n + 1;
    if ((out->compare == '>' || out->compare == '<') && *p->at == '=') {
        out->compare = out->compare == '>' ? 'G' : 'L';
        p->at++;
    }
    return STATUS_OK;
}

/* How this field is compared by that sign; false: it cannot be. */
static bool choose_test(struct filter_node *node, char compare)
{
    node->test = fields[node->field].test;
    if (node->test == TEST_NUMBER) {
        node->compare = compare == '>'   ? COMPARE_GREATER
                        : compare == 'G' ? COMPARE_NOT_LESS
                        : compare == '<' ? COMPARE_LESS
                        : compare == 'L' ? COMPARE_NOT_GREATER
                                         : COMPARE_EQUAL;
        return compare != '~';
    }
    if (compare == '~' && node->test != TEST_KINDS && node->test != TEST_STATES) {
        node->test = TEST_REGEX;
        return true;
    }
    return compare == ':';
}

static const char *signs_of(const struct filter_node *node)
{
    switch (fields[node->field].test) {
    case TEST_NUMBER:
        return "> >= < <= =";
    case TEST_KINDS:
    case TEST_STATES:
        return ":";
    default:
        return ": or ~";
    }
}

static enum status set_value(const struct parser *p, const char *at, struct filter_node *node)
{
    switch (node->test) {
    case TEST_REGEX:
        return set_regex(p, at, node);
    case TEST_NUMBER:
        return set_number(p, at, node);
    case TEST_KINDS:
    case TEST_STATES:
        return set_list(p, at, node);
    default:
        return STATUS_OK;
    }
}

static enum status read_term(struct parser *p, uint32_t *out)
{
    const char *begin = p->at;
    struct prefix prefix;
    struct str value = STR_INIT;
    enum status status = read_prefix(p, &prefix);
    if (status != STATUS_OK)
        return status;
    const char *at = p->at;
    *out = add_node(p->f, FILTER_TERM);
    struct filter_node *node = &p->f->nodes[*out];
    node->field = (uint8_t)prefix.field;
    if (!choose_test(node, prefix.compare))
        return wrong(p, begin, "%s is compared by %s", fields[node->field].name, signs_of(node));
    status = read_value(p, &value);
    node->text = str_take(&value);
    if (!node->text)
        node->text = mem_strdup("");
    if (status == STATUS_OK && !*node->text)
        status = prefix.field ? wrong(p, at, "%s needs a value", fields[prefix.field].name)
                              : wrong(p, at, "the text between the quotes is empty");
    return status == STATUS_OK ? set_value(p, at, node) : status;
}

/* ---- Groups. ---- */

static enum status read_either(struct parser *p, uint32_t *out);

static enum status read_inside(struct parser *p, uint32_t *out)
{
    const char *open = p->at++;
    enum status status = read_either(p, out);
    if (status != STATUS_OK)
        return status;
    if (*p->at != ')')
        return wrong(p, open, "the parenthesis is not closed; add a ) at the end");
    p->at++;
    return STATUS_OK;
}

static enum status read_item(struct parser *p, uint32_t *out);

static enum status read_not(struct parser *p, uint32_t *out)
{
    const char *minus = p->at++;
    uint32_t inside;
    if (!*p->at || isspace((unsigned char)*p->at))
        return wrong(p, minus, "- needs a term right behind it; quote it when it is meant as text");
    enum status status = read_item(p, &inside);
    if (status != STATUS_OK)
        return status;
    *out = add_node(p->f, FILTER_NOT);
    p->f->nodes[*out].first = inside;
    return STATUS_OK;
}

static enum status read_item(struct parser *p, uint32_t *out)
{
    enum status status;
    if (++p->depth > FILTER_DEPTH)
        return wrong(p, p->at, "more than %d groups within each other", FILTER_DEPTH);
    if (*p->at == '-')
        status = read_not(p, out);
    else if (*p->at == '(')
        status = read_inside(p, out);
    else if (*p->at == ')' || *p->at == '|' || !*p->at)
        status = wrong(p, p->at, "a term is missing here");
    else
        status = read_term(p, out);
    p->depth--;
    return status;
}

/* Hangs `item` behind `last` in the group. */
static void append(struct filter *f, uint32_t group, uint32_t last, uint32_t item)
{
    if (last)
        f->nodes[last].next = item;
    else
        f->nodes[group].first = item;
}

static enum status read_both(struct parser *p, uint32_t *out)
{
    uint32_t group = add_node(p->f, FILTER_ALL_OF), last = 0, item;
    do {
        enum status status = read_item(p, &item);
        if (status != STATUS_OK)
            return status;
        append(p->f, group, last, item);
        last = item;
        skip_space(p);
    } while (*p->at && *p->at != ')' && *p->at != '|');
    *out = group;
    return STATUS_OK;
}

static enum status read_either(struct parser *p, uint32_t *out)
{
    uint32_t group = add_node(p->f, FILTER_ANY_OF), last = 0, item;
    for (;;) {
        skip_space(p);
        enum status status = read_both(p, &item);
        if (status != STATUS_OK)
            return status;
        append(p->f, group, last, item);
        last = item;
        if (*p->at != '|')
            break;
        p->at++;
    }
    *out = group;
    return STATUS_OK;
}

static enum status read_all(struct parser *p)
{
    skip_space(p);
    if (!*p->at)
        return STATUS_OK;
    enum status status = read_either(p, &p->f->root);
    if (status == STATUS_OK && *p->at)
        return wrong(p, p->at, "there is no ( for this )");
    return status;
}

enum status filter_parse(struct filter **out, const char *text, struct fault_text *why)
{
    *out = NULL;
    if (strlen(text) > FILTER_MAX)
        return fault_set(why, STATUS_FORMAT, "column %d: the filter is longer than %d bytes",
                         FILTER_MAX + 1, FILTER_MAX);
    struct filter *f = mem_zalloc(sizeof *f);
    struct parser p = {.text = text, .at = text, .f = f, .why = why};
    add_node(f, FILTER_ALL_OF); /* index 0 is "none" */
    enum status status = read_all(&p);
    if (status == STATUS_OK)
        *out = f;
    else
        filter_free(f);
    return status;
}
