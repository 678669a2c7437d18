/* torture_edit.c - random edits of a spec. */
#include "tests/fuzz/torture.h"

#include <string.h>

const char *const edit_names[EDITS] = {
#define X(name, text) text,
    EDIT_LIST
#undef X
};

/* xorshift64* */
int draw_below(struct draw *d, int n)
{
    d->x ^= d->x >> 12;
    d->x ^= d->x << 25;
    d->x ^= d->x >> 27;
    return (int)(d->x * 0x2545f4914f6cdd1dull >> 33) % n;
}

static bool chance(struct draw *d, int of)
{
    return draw_below(d, of) == 0;
}

static void tune(struct draw *d, struct op *o)
{
    o->a = 1 + draw_below(d, 9);
    o->b = draw_below(d, 100);
}

static bool may_help(const struct op *o)
{
    return o->kind != INNER && o->kind != TEARDOWN && o->kind != SKIP && o->kind != DISTINCT;
}

static struct op random_op(struct draw *d)
{
    struct op o = {.kind = (enum op_kind)draw_below(d, OP_KINDS), .id = ++d->next_id};
    tune(d, &o);
    o.plain = 1 + draw_below(d, 4);
    o.helps = may_help(&o) && chance(d, 3);
    o.migrates = chance(d, 2);
    return o;
}

static struct op plain_map(struct draw *d)
{
    struct op o = {.kind = MAP, .id = ++d->next_id};
    tune(d, &o);
    return o;
}

static struct bomb random_bomb(struct draw *d)
{
    struct bomb b = {SOUND, draw_below(d, 16)};
    do
        b.way = (enum way)(1 + draw_below(d, WAYS - 1));
    while ((d->sanitized && b.way == OVERFLOW) || (b.way == ENDLESS && (d->apart || !chance(d, 4))));
    return b;
}

static void insert(struct draw *d, struct chain *c)
{
    int at = draw_below(d, c->n + 1);
    memmove(&c->ops[at + 1], &c->ops[at], (size_t)(c->n - at) * sizeof *c->ops);
    c->ops[at] = random_op(d);
    c->n++;
}

void edit_first(struct draw *d, struct model *m, struct spec *head, struct spec *tail)
{
    m->head.back = m->tail.back = -1;
    m->shared = chance(d, 2);
    d->apart = !m->shared;
    d->renames = chance(d, 2);
    m->header = (struct header){.add = draw_below(d, 50)};
    *head = (struct spec){.chains = {[FRONT] = {.present = true}, [SIDE] = {.present = true, .n = 1}, [ECHO] = {.present = true, .n = 1}}};
    head->chains[SIDE].ops[0] = plain_map(d);
    head->chains[ECHO].ops[0] = plain_map(d);
    *tail = (struct spec){.chains = {[OUT] = {.present = true}}, .observes = true, .show = plain_map(d)};
    for (int i = 0; i < 3; i++) {
        insert(d, &head->chains[FRONT]);
        insert(d, &tail->chains[OUT]);
    }
    if (chance(d, 4) && head->chains[FRONT].ops[0].kind == MAP)
        head->chains[FRONT].ops[0].bomb = random_bomb(d);
    if (chance(d, 4))
        tail->show.bomb = random_bomb(d);
}

/* ---- one edit -------------------------------------------------------------------------------------------------- */

/* The operator that an edit of a function concerns: mostly of the long chain. */
static struct op *any_op(struct draw *d, int which, struct spec *s)
{
    int c = which == 0 && chance(d, 4) ? 1 + draw_below(d, 2) : 0;
    struct chain *chain = &s->chains[c];
    return chain->present && chain->n ? &chain->ops[draw_below(d, chain->n)] : NULL;
}

static struct op *op_of(struct draw *d, struct spec *s, enum op_kind kind)
{
    struct op *found = NULL;
    for (int i = 0, seen = 0; i < s->chains[0].n; i++)
        if (s->chains[0].ops[i].kind == kind && chance(d, ++seen))
            found = &s->chains[0].ops[i];
    return found;
}

static bool fatal_function(struct draw *d, const struct model *m, int which, struct spec *s, enum way *way)
{
    struct op *o = any_op(d, which, s);
    bool side = o == &s->chains[SIDE].ops[0] && which == 0;
    if (!o || !may_help(o) || (side && m->shared))
        return false;
    o->bomb = random_bomb(d);
    *way = o->bomb.way;
    return true;
}

static bool fatal_made(struct draw *d, struct spec *s, enum op_kind kind, enum way *way)
{
    struct op *o = op_of(d, s, kind);
    if (!o)
        return false;
    o->bomb = random_bomb(d);
    *way = o->bomb.way;
    return true;
}

static bool plain_value(struct draw *d, struct spec *s)
{
    struct op *o = op_of(d, s, (enum op_kind[]){SCAN, SKIP, STATE}[draw_below(d, 3)]);
    if (!o)
        return false;
    o->plain = 1 + (o->plain + draw_below(d, 3)) % 4;
    o->migrates = chance(d, 2);
    return true;
}

static bool change_chain(struct draw *d, struct chain *c, enum edit edit)
{
    if (edit == EDIT_INSERT ? c->n == OPS : !c->n)
        return false;
    int at = edit == EDIT_INSERT ? 0 : draw_below(d, c->n);
    if (edit == EDIT_INSERT)
        insert(d, c);
    else if (edit == EDIT_REMOVE)
        memmove(&c->ops[at], &c->ops[at + 1], (size_t)(--c->n - at) * sizeof *c->ops);
    else if (edit == EDIT_REPLACE)
        c->ops[at] = random_op(d);
    else
        c->ops[at].id = ++d->next_id;
    return true;
}

static bool undo(struct draw *d, const struct module *m, struct spec *s)
{
    *s = m->gens[draw_below(d, m->ngens)].spec;
    return s->comment != m->written.comment;
}

static bool again(const struct module *m, struct spec *s)
{
    for (int i = 0; i < m->nbad; i++)
        if (strcmp(m->bad[i], m->content) == 0) {
            *s = m->written;
            return true;
        }
    return false;
}

static bool change_track(const struct draw *d, int which, struct spec *s)
{
    if (which != 0)
        return false;
    if (d->renames)
        s->edges = !s->edges;
    else
        s->chains[SIDE].present = !s->chains[SIDE].present;
    return true;
}

static bool flawed(struct draw *d, struct spec *s, enum flaw flaw, enum way *way)
{
    s->flaw = flaw;
    if (flaw == BODY_FAULT)
        *way = s->body_fault = random_bomb(d).way;
    return true;
}

static bool change_header(struct draw *d, struct header *h, enum edit edit, enum way *way)
{
    h->broken = edit == EDIT_BAD_HEADER;
    h->bomb.way = edit == EDIT_FATAL_HELPER || h->broken ? h->bomb.way : SOUND;
    h->comment = ++d->next_id;
    if (edit == EDIT_FATAL_HELPER)
        h->bomb = random_bomb(d);
    else if (!h->broken)
        h->add = draw_below(d, 50);
    if (edit == EDIT_FATAL_HELPER)
        *way = h->bomb.way;
    return true;
}

static bool make(struct draw *d, const struct model *m, int which, enum edit edit, struct spec *s, struct header *h, enum way *way)
{
    const struct module *mod = which == 0 ? &m->head : &m->tail;
    struct op *o;
    switch (edit) {
    case EDIT_TUNE:
        o = any_op(d, which, s);
        if (o)
            tune(d, o);
        if (o)
            o->bomb.way = SOUND;
        return o != NULL;
    case EDIT_PLAIN: return plain_value(d, s);
    case EDIT_INSERT:
    case EDIT_REMOVE:
    case EDIT_REPLACE:
    case EDIT_RENAME: return change_chain(d, &s->chains[0], edit);
    case EDIT_TRACK: return change_track(d, which, s);
    case EDIT_SUBSCRIBE:
        s->observes = !s->observes;
        return which == 1 && m->shared; /* else it would come back with fresh operators of its own */
    case EDIT_UNDO: return undo(d, mod, s);
    case EDIT_BAD_AGAIN: return again(mod, s);
    case EDIT_FATAL_FUNCTION: return fatal_function(d, m, which, s, way);
    case EDIT_FATAL_OBSERVER:
        s->show.bomb = random_bomb(d);
        *way = s->show.bomb.way;
        return which == 1 && s->observes;
    case EDIT_FATAL_INNER: return m->shared && fatal_made(d, s, INNER, way);
    case EDIT_FATAL_TEARDOWN: return fatal_made(d, s, TEARDOWN, way);
    case EDIT_FATAL_BODY: return flawed(d, s, BODY_FAULT, way);
    case EDIT_HELPER:
    case EDIT_BAD_HEADER:
    case EDIT_FATAL_HELPER: return change_header(d, h, edit, way);
    default: return edit == EDIT_COMMENT || flawed(d, s, (enum flaw)(SYNTAX + edit - EDIT_BAD_SYNTAX), way);
    }
}

static bool of_header(enum edit e)
{
    return e == EDIT_HELPER || e == EDIT_BAD_HEADER || e == EDIT_FATAL_HELPER;
}

enum edit edit_make(struct draw *d, const struct model *m, int which, struct spec *s, struct header *h, enum way *way)
{
    enum edit edit = chance(d, 4) ? EDIT_FATAL_FUNCTION : (enum edit)draw_below(d, EDITS);
    *way = SOUND;
    s->flaw = NO_FLAW;
    if (of_header(edit) != (which == 2) || !make(d, m, which, edit, s, h, way))
        return EDITS;
    if (edit != EDIT_UNDO && edit != EDIT_BAD_AGAIN)
        s->comment = ++d->next_id;
    return edit;
}
