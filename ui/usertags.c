#include "ui/usertags.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "ui/ui_private.h"

enum { ALL = 5 /* pages of children: thousands */, ASKED_S = 10 /* so long a program may take */ };

struct usertag {
    uint64_t place[TREE_DEPTH];
    size_t depth;
    char *tag, *title; /* of the place, for who reads the file */
    struct ref sent;   /* to what it was put on last; of what was asked: what it is about */
    bool on;           /* what was asked: on, or off */
    uint64_t at;       /* ns: when */
};

/* --- the text ------------------------------------------------------------------------------------ */

/* "1f2e/77aa/90 slow<TAB>cpu.c/load/show" */
static bool read_line(const char *line, size_t len, struct usertag *t)
{
    char *copy = mem_strndup(line, len), *p = copy, *end;
    bool good = true;
    *t = (struct usertag){0};
    for (;; p = end + 1) {
        t->place[t->depth++] = strtoull(p, &end, 16);
        good = end > p && t->depth < TREE_DEPTH;
        if (!good || *end != '/')
            break;
    }
    good = good && *end == ' ' && end[1] && end[1] != '\t';
    if (good) {
        char *title = strchr(end + 1, '\t');
        if (title)
            *title++ = '\0';
        t->tag = mem_strdup(end + 1);
        t->title = mem_strdup(title ? title : "");
    }
    free(copy);
    return good;
}

static void keep(struct ui *ui)
{
    struct str text = STR_INIT;
    for (size_t i = 0; i < ui->usertags.n; i++) {
        const struct usertag *t = &ui->usertags.items[i];
        for (size_t k = 0; k < t->depth; k++)
            str_addf(&text, "%s%" PRIx64, k ? "/" : "", t->place[k]);
        str_addf(&text, " %s\t%s\n", t->tag, t->title);
    }
    if (ui->options.host.keep_tags)
        ui->options.host.keep_tags(ui->options.host.ctx, str_text(&text));
    str_release(&text);
}

static void add(struct usertags *u, const struct usertag *t)
{
    MEM_GROW(u->items, u->n, u->cap);
    u->items[u->n++] = *t;
}

void usertags_open(struct ui *ui)
{
    struct usertag t;
    for (const char *p = ui->options.tags ? ui->options.tags : ""; *p;) {
        size_t n = strcspn(p, "\n");
        if (ui->usertags.n < USERTAGS_MAX && read_line(p, n, &t))
            add(&ui->usertags, &t);
        p += n + (p[n] == '\n');
    }
    ui->options.tags = NULL; /* borrowed until here */
}

static void release(struct usertag *t)
{
    free(t->tag);
    free(t->title);
}

static void drop(struct usertags *u, size_t i)
{
    release(&u->items[i]);
    u->n--;
    memmove(&u->items[i], &u->items[i + 1], (u->n - i) * sizeof *u->items);
}

void usertags_close(struct ui *ui)
{
    while (ui->usertags.n)
        drop(&ui->usertags, ui->usertags.n - 1);
    for (size_t i = 0; i < ui->usertags.n_asked; i++)
        release(&ui->usertags.asked[i]);
    free(ui->usertags.items);
    free(ui->usertags.asked);
    ui->usertags = (struct usertags){0};
}

/* --- places ---------------------------------------------------------------------------------------- */

/* The first view without what the user hides in it or puts in another order; ended by the other one. */
struct whole {
    struct tree tree;
    struct tree_model model;
};

static void whole_begin(struct ui *ui, struct whole *w)
{
    struct tree_ops ops;
    w->model = ui->model;
    w->model.filter = NULL;
    w->model.order = (struct order){0};
    w->model.plumbing = true;
    tree_model_ops(&w->model, &ops);
    tree_init(&w->tree, &ops);
    programs_list(&w->model.programs, ui->view.state);
}

static void whole_end(struct whole *w)
{
    tree_release(&w->tree);
}

/* The furthest of way[from..n) below `parent`; n: none is. */
static size_t step(struct whole *w, const struct tree_node *parent, const struct ref *way, size_t from, size_t n,
                   struct tree_node *found)
{
    struct tree_out *out = &w->tree.scratch;
    size_t best = n;
    out->n = 0;
    tree_list(&w->tree, parent, ALL);
    for (size_t i = 0; i < out->n; i++)
        for (size_t k = n; k-- > from;)
            if (ref_eq(out->items[i].ref, way[k]) && (best == n || k > best)) {
                best = k;
                *found = out->items[i];
            }
    return best;
}

static void add_title(const struct state *s, struct ref r, struct str *title)
{
    const struct ent_subscription *sub = query_subscription(s, r);
    const char *name = query_name(s, r);
    if (sub && !*name)
        name = query_name(s, (struct ref){r.source, sub->observable});
    for (str_add(title, title->len ? "/" : ""); *name; name++)
        str_addc(title, (unsigned char)*name < ' ' ? '?' : *name);
}

/* Where it stands; false: it has no row. */
static bool find_place(struct ui *ui, struct ref r, struct usertag *t, struct str *title)
{
    enum { DEEPEST = TREE_DEPTH + 8 };
    struct ref way[DEEPEST];
    struct tree_node n = {.ref = r, .kind = ID_KIND(r.id) == ENT_TRACK ? NODE_TRACK : NODE_SUBSCRIPTION}, parent, found;
    size_t len = view_tree.way(ui, &n, way, DEEPEST), at = 0;
    struct whole w;
    whole_begin(ui, &w);
    *t = (struct usertag){0};
    parent = (struct tree_node){0};
    for (size_t from = 0; from < len && t->depth + 1 < TREE_DEPTH; from = at + 1) {
        at = step(&w, from ? &parent : NULL, way, from, len, &found);
        if (at == len)
            break;
        parent = found;
        if (found.kind == NODE_SOURCE)
            continue; /* there is a row for it only where there are several */
        t->place[t->depth++] = found.key;
        add_title(ui->view.state, found.ref, title);
    }
    whole_end(&w);
    return t->depth && ref_eq(parent.ref, r);
}

static bool same(const struct usertag *a, const struct usertag *b)
{
    return a->depth == b->depth && !memcmp(a->place, b->place, a->depth * sizeof a->place[0]) && !strcmp(a->tag, b->tag);
}

static void note(struct ui *ui, struct usertag *t)
{
    struct usertags *u = &ui->usertags;
    for (size_t i = u->n; i-- > 0;)
        if (same(&u->items[i], t))
            drop(u, i);
    if (t->on && u->n == USERTAGS_MAX)
        drop(u, 0); /* the oldest */
    if (t->on)
        add(u, t);
    else
        release(t);
    keep(ui);
}

void usertags_ask(struct ui *ui, struct ref r, const char *tag, bool on)
{
    struct usertags *u = &ui->usertags;
    struct str title = STR_INIT;
    struct usertag t;
    if (find_place(ui, r, &t, &title)) {
        t.tag = mem_strdup(tag);
        t.title = mem_strdup(str_text(&title));
        t.sent = r;
        t.on = on;
        t.at = ui->now;
        MEM_GROW(u->asked, u->n_asked, u->cap_asked);
        u->asked[u->n_asked++] = t;
    }
    str_release(&title);
}

/* What the program refused is said in the message line, and kept nowhere. */
static void look_at_asked(struct ui *ui)
{
    struct usertags *u = &ui->usertags;
    size_t left = 0;
    for (size_t i = 0; i < u->n_asked; i++) {
        struct usertag *t = &u->asked[i];
        if (node_has_own_tag(ui->view.state, t->sent, t->tag) == t->on)
            note(ui, t);
        else if (ui->now > t->at + ASKED_S * NS_PER_S)
            release(t);
        else
            u->asked[left++] = *t;
    }
    u->n_asked = left;
}

/* --- putting them on ---------------------------------------------------------------------------------- */

/* Once for each thing that comes to stand there: what was taken off elsewhere meanwhile stays off. */
static void put_on(struct ui *ui, struct usertag *t, const struct tree_node *n)
{
    if (ref_eq(t->sent, n->ref) || node_has_own_tag(ui->view.state, n->ref, t->tag))
        return;
    t->sent = n->ref;
    ui_send_text(ui, CMD_TAG, n->ref, 1, t->tag);
}

/* The scratch list is a stack. */
static void descend(struct ui *ui, struct whole *w, struct usertag *t, const struct tree_node *parent, size_t depth)
{
    struct tree_out *out = &w->tree.scratch;
    size_t from = out->n;
    tree_list(&w->tree, parent, ALL);
    for (size_t i = from, to = out->n; i < to; i++) {
        struct tree_node n = out->items[i];
        if (n.kind == NODE_SOURCE)
            descend(ui, w, t, &n, depth);
        else if (n.key == t->place[depth] && depth + 1 == t->depth)
            put_on(ui, t, &n);
        else if (n.key == t->place[depth])
            descend(ui, w, t, &n, depth + 1);
    }
    out->n = from;
}

/* Changes when something came that could stand in a place. */
static uint64_t what_is_there(const struct state *s)
{
    const struct source_info *src;
    uint64_t h = BYTES_HASH_SEED;
    for (size_t i = 0; (src = query_source(s, i)); i++) {
        uint64_t own[] = {src->source, src->pid, src->started_wall, src->ended_at, src->syncing != 0};
        h = bytes_hash(h, own, sizeof own);
        h = bytes_hash(h, &src->living[ENT_MODULE], (ENT_SUBSCRIPTION - ENT_MODULE + 1) * sizeof src->living[0]);
    }
    return h + !h;
}

static bool takes_tags(const struct ui *ui)
{
    const struct source_info *src;
    for (size_t i = 0; (src = query_source(ui->view.state, i)); i++)
        if (src->syncing && !src->ended_at)
            return false; /* it may have them already */
    return ui->usertags.n && ui->options.host.command && !ui_has_tape(ui);
}

static void look_for_places(struct ui *ui)
{
    struct whole w;
    whole_begin(ui, &w);
    for (size_t i = 0; i < ui->usertags.n; i++)
        descend(ui, &w, &ui->usertags.items[i], NULL, 0);
    whole_end(&w);
}

uint64_t usertags_due(const struct ui *ui)
{
    return ui->usertags.late ? ui->usertags.at + NS_PER_S : 0;
}

void usertags_capture(struct ui *ui)
{
    struct usertags *u = &ui->usertags;
    uint64_t there = what_is_there(ui->view.state);
    look_at_asked(ui);
    u->late = takes_tags(ui) && u->there != there;
    if (!u->late || (u->at && ui->now < usertags_due(ui)))
        return;
    u->late = false;
    u->there = there;
    u->at = ui->now;
    look_for_places(ui);
}
