#include "hmr/ctext.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/str.h"
#include "hmr/lexer.h"

struct ctext {
    char **texts;
    size_t ntexts, cap_texts;
    struct ctext_part *parts;
    size_t nparts, cap_parts;
};

static struct lexer lexer_of(const struct ctext_part *p)
{
    return (struct lexer){p->text, p->text + p->len, p->line};
}

/* ---- names ------------------------------------------------------------------------------------------------ */

static void define(struct ctext_part *p, const struct token *t)
{
    if (t->kind != TOKEN_WORD)
        return;
    MEM_GROW(p->defines, p->ndefines, p->cap_defines);
    p->defines[p->ndefines++] = (struct ctext_word){t->text, t->len};
}

static bool defines(const struct ctext_part *p, const struct token *t)
{
    for (size_t i = 0; i < p->ndefines; i++)
        if (p->defines[i].len == t->len && memcmp(p->defines[i].text, t->text, t->len) == 0)
            return true;
    return false;
}

/* What stands in the line behind `#define`. */
static struct lexer behind_define(const struct ctext_part *p)
{
    struct lexer l = {p->text + 1, p->text + p->len, p->line};
    struct token t;
    if (!lexer_next(&l, &t) || !token_is(&t, "define"))
        l.p = l.end;
    return l;
}

static void name_macro(struct ctext_part *p)
{
    struct lexer l = behind_define(p);
    struct token t;
    if (lexer_next(&l, &t))
        define(p, &t);
}

/* The constants of an enum, whose brace was taken just now. */
static void name_constants(struct ctext_part *p, struct lexer *l)
{
    struct token t, before = {.kind = ','};
    for (int depth = 1; depth && lexer_next(l, &t); before = t) {
        if (before.kind == ',' || before.kind == '{')
            define(p, &t);
        depth += (t.kind == '{' || t.kind == '(') - (t.kind == '}' || t.kind == ')');
    }
}

static bool is_tag(const struct token *t)
{
    return token_is(t, "struct") || token_is(t, "union") || token_is(t, "enum");
}

static void skip_initialiser(struct lexer *l)
{
    struct token t;
    while (lexer_peek(l, &t) && t.kind != ',' && t.kind != ';') {
        lexer_next(l, &t);
        if (t.kind == '(' || t.kind == '[' || t.kind == '{')
            lexer_skip_group(l, t.kind);
    }
}

/* A declaration defines the words before "=", "[", "," and ";", tags, and the constants of an enum. */
static void name_declaration(struct ctext_part *p)
{
    struct lexer l = lexer_of(p);
    struct token t, before = {.kind = ';'}, earlier = before;
    bool constants = false;
    while (lexer_next(&l, &t)) {
        if (strchr("=[,;", t.kind) && t.kind && before.kind == TOKEN_WORD && !is_tag(&earlier))
            define(p, &before);
        if (is_tag(&before))
            define(p, &t);
        constants |= token_is(&t, "enum");
        if (t.kind == '{' && constants)
            name_constants(p, &l);
        else if (t.kind == '(' || t.kind == '[' || t.kind == '{')
            lexer_skip_group(&l, t.kind);
        else if (t.kind == '=')
            skip_initialiser(&l);
        earlier = before;
        before = t;
    }
}

static void name_part(struct ctext_part *p, const struct token *function)
{
    if (p->directive)
        name_macro(p);
    else if (p->function)
        define(p, function);
    else
        name_declaration(p);
    p->name = p->ndefines ? mem_strndup(p->defines[0].text, p->defines[0].len) : mem_strdup("");
}

/* ---- taking apart ------------------------------------------------------------------------------------------- */

/* What one part is made of, so far. */
struct progress {
    struct token function, before;
    bool listed, initialised, ended;
};

/* Behind a block a statement may go on, as a literal of a struct does. */
static bool goes_on(const struct lexer *l)
{
    struct token t;
    return lexer_peek(l, &t) && t.kind && strchr(";,).[=-+*/<>?:&|", t.kind);
}

static void brace(struct lexer *l, struct progress *w, struct ctext_part *p)
{
    lexer_skip_group(l, '{');
    p->function = !p->statement && w->listed && !w->initialised;
    w->ended = p->function || (p->statement && !goes_on(l));
}

static void take_token(struct lexer *l, const struct token *t, struct progress *w, struct ctext_part *p)
{
    if (t->kind == '{') {
        brace(l, w, p);
    } else if (t->kind == '(' || t->kind == '[') {
        if (t->kind == '(' && !w->listed && w->before.kind == TOKEN_WORD) {
            w->function = w->before;
            w->listed = true;
        }
        lexer_skip_group(l, t->kind);
    } else if (t->kind == ';') {
        w->ended = true;
    } else if (t->kind == '=') {
        w->initialised = true;
    }
    w->before = *t;
}

static bool is_track(const struct token *t)
{
    return token_is(t, "RX_TRACK");
}

static bool has_track(const struct ctext_part *p)
{
    struct lexer l = lexer_of(p);
    struct token t;
    while (lexer_next(&l, &t))
        if (is_track(&t))
            return true;
    return false;
}

/* So that its first line stands as the others do. */
static const char *with_indent(const char *text, const char *behind)
{
    const char *p = text;
    while (p > behind && (p[-1] == ' ' || p[-1] == '\t'))
        p--;
    return p > behind && p[-1] == '\n' ? p : text;
}

/* The next part; its end is behind its last token. false: there is none. */
static bool take_part(struct lexer *l, struct ctext_part *p)
{
    struct progress w = {.ended = false};
    struct token t;
    const char *behind = l->p;
    if (!lexer_next(l, &t))
        return false;
    p->line = t.line;
    p->directive = t.kind == TOKEN_DIRECTIVE;
    p->text = p->directive ? t.text : with_indent(t.text, behind);
    if (!p->directive)
        take_token(l, &t, &w, p);
    while (!p->directive && !w.ended && lexer_next(l, &t))
        take_token(l, &t, &w, p);
    p->len = (size_t)(l->p - p->text);
    p->tracks = has_track(p);
    name_part(p, &w.function);
    return true;
}

static void take_parts(struct ctext *s, struct lexer l, const char *file, bool statement)
{
    struct ctext_part p = {.file = file, .statement = statement};
    while (take_part(&l, &p)) {
        MEM_GROW(s->parts, s->nparts, s->cap_parts);
        s->parts[s->nparts++] = p;
        p = (struct ctext_part){.file = file, .statement = statement};
    }
}

void ctext_add(struct ctext *s, const char *file, char *text, size_t size)
{
    MEM_GROW(s->texts, s->ntexts, s->cap_texts);
    s->texts[s->ntexts++] = text;
    take_parts(s, (struct lexer){text, text + size, 1}, file, false);
}

struct ctext *ctext_new(char *text, size_t size)
{
    struct ctext *s = mem_zalloc(sizeof *s);
    ctext_add(s, NULL, text, size);
    return s;
}

void ctext_free(struct ctext *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->nparts; i++) {
        free(s->parts[i].name);
        free(s->parts[i].defines);
    }
    for (size_t i = 0; i < s->ntexts; i++)
        free(s->texts[i]);
    free(s->parts);
    free(s->texts);
    free(s);
}

/* ---- what a track reaches -------------------------------------------------------------------------------------- */

const struct ctext_part *ctext_function(const struct ctext *s, const char *name)
{
    struct token t = {.text = name, .len = strlen(name), .kind = TOKEN_WORD};
    for (size_t i = 0; i < s->nparts; i++)
        if (s->parts[i].function && !s->parts[i].file && defines(&s->parts[i], &t))
            return &s->parts[i];
    return NULL;
}

/* Between the braces of a function. */
static struct lexer body_of(const struct ctext_part *p)
{
    struct lexer l = lexer_of(p);
    struct token t;
    while (lexer_next(&l, &t) && t.kind != '{')
        if (t.kind == '(')
            lexer_skip_group(&l, '(');
    if (l.p < l.end && l.end[-1] == '}')
        l.end--;
    return l;
}

/* How often RX_TRACK(name, stands in it. */
static unsigned declares(const struct ctext_part *p, const char *name)
{
    struct lexer l = lexer_of(p);
    struct token t;
    unsigned n = 0;
    while (lexer_next(&l, &t)) {
        struct lexer inside = l;
        if (is_track(&t) && lexer_next(&inside, &t) && t.kind == '(' && lexer_next(&inside, &t))
            n += token_is(&t, name);
    }
    return n;
}

static struct ctext_part *find_root(struct ctext *s, size_t from, const char *name, unsigned ordinal)
{
    for (size_t i = from; i < s->nparts; i++) {
        unsigned n = declares(&s->parts[i], name);
        if (n >= ordinal)
            return &s->parts[i];
        ordinal -= n;
    }
    return NULL;
}

/* Of the function's statements those that declare a track are what other diffs show. */
static bool may_reach(const struct ctext_part *from, const struct ctext_part *to)
{
    return !to->reached && !to->root && (!to->statement || (from->statement && !to->tracks));
}

/* Which parts define a word: sorted, since a source may be long and the loop waits. */
struct definition {
    uint64_t word;
    size_t part;
};

struct definitions {
    struct definition *items;
    size_t n, cap;
};

static int by_word(const void *a, const void *b)
{
    const struct definition *x = a, *y = b;
    return x->word != y->word ? (x->word < y->word ? -1 : 1) : x->part < y->part ? -1 : x->part > y->part;
}

static uint64_t hash_word(const char *text, size_t len)
{
    return bytes_hash(BYTES_HASH_SEED, text, len);
}

static struct definitions definitions_of(const struct ctext *s)
{
    struct definitions d = {0};
    for (size_t i = 0; i < s->nparts; i++)
        for (size_t j = 0; j < s->parts[i].ndefines; j++) {
            MEM_GROW(d.items, d.n, d.cap);
            d.items[d.n++] = (struct definition){hash_word(s->parts[i].defines[j].text, s->parts[i].defines[j].len), i};
        }
    if (d.n)
        qsort(d.items, d.n, sizeof *d.items, by_word);
    return d;
}

/* The first one of a word, or of a later one. */
static size_t first_of(const struct definitions *d, uint64_t word)
{
    size_t low = 0, high = d->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (d->items[mid].word < word)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void reach_words(struct ctext *s, const struct definitions *d, size_t at, size_t *queue, size_t *n)
{
    const struct ctext_part *p = &s->parts[at];
    struct lexer l = p->directive ? behind_define(p) : lexer_of(p);
    struct token t;
    while (lexer_next(&l, &t)) {
        uint64_t word = hash_word(t.text, t.len);
        for (size_t i = first_of(d, word); t.kind == TOKEN_WORD && i < d->n && d->items[i].word == word; i++) {
            struct ctext_part *to = &s->parts[d->items[i].part];
            if (!may_reach(p, to) || !defines(to, &t))
                continue;
            to->reached = true;
            queue[(*n)++] = d->items[i].part;
        }
    }
}

bool ctext_reach(struct ctext *s, const char *function, const char *name, unsigned ordinal)
{
    const struct ctext_part *where = ctext_function(s, function ? function : "RX_MODULE");
    size_t from = s->nparts, n = 0;
    if (!where)
        return false;
    take_parts(s, body_of(where), NULL, true);
    struct ctext_part *root = find_root(s, from, name, ordinal);
    if (!root)
        return false;
    root->root = root->reached = true;
    free(root->name);
    root->name = str_format("RX_TRACK(%s)", name);
    size_t *queue = mem_alloc(s->nparts * sizeof *queue);
    struct definitions d = definitions_of(s);
    queue[n++] = (size_t)(root - s->parts);
    for (size_t i = 0; i < n; i++)
        reach_words(s, &d, queue[i], queue, &n);
    free(d.items);
    free(queue);
    return true;
}

/* ---- beside another one -------------------------------------------------------------------------------------------- */

size_t ctext_count(const struct ctext *s)
{
    return s->nparts;
}

const struct ctext_part *ctext_at(const struct ctext *s, size_t i)
{
    return &s->parts[i];
}

static bool same_place(const struct ctext_part *a, const struct ctext_part *b)
{
    if (a->root || b->root)
        return a->root == b->root;
    return a->statement == b->statement && !a->file == !b->file && (!a->file || strcmp(a->file, b->file) == 0);
}

const struct ctext_part *ctext_counterpart(const struct ctext *s, const struct ctext_part *of)
{
    const struct ctext_part *found = NULL;
    for (size_t i = 0; *of->name && i < s->nparts; i++) {
        const struct ctext_part *p = &s->parts[i];
        if (!same_place(p, of) || strcmp(p->name, of->name) != 0)
            continue;
        if (ctext_same(p, of)) /* of several with one name, as in the branches of an #if */
            return p;
        found = found ? found : p;
    }
    return found;
}

bool ctext_same(const struct ctext_part *a, const struct ctext_part *b)
{
    struct lexer l = a->directive ? behind_define(a) : lexer_of(a), m = b->directive ? behind_define(b) : lexer_of(b);
    struct token t, u;
    for (;;) {
        bool more = lexer_next(&l, &t);
        if (more != lexer_next(&m, &u))
            return false;
        if (!more)
            return true;
        if (t.len != u.len || memcmp(t.text, u.text, t.len) != 0)
            return false;
    }
}
