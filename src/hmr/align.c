/* align.c - makes what runs be like what was just evaluated, with the smallest change.
 *
 * `a` is a definition that runs, `b` its freshly evaluated counterpart. The result is `a` with its
 * functions moved, or `b` where nothing of `a` fits. Pipes are flattened to chains of targets, which are
 * aligned by a weighted longest common subsequence over (operator, kinds of args, plain values, name of
 * the function); matched operators keep their nodes and with them their state. What stands between two
 * matched ones is a gap: its nodes are replaced in every living chain (rx_splice).
 *
 * Who receives from `a` is found through its user (receivers.h): the definition that names it, or the track's
 * wrapper. A definition that two others name is aligned once; `became` remembers as what. */
#include "hmr/hmr_int.h"
#include "hmr/receivers.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static rx_observable *align(struct align *al, rx_observable *a, rx_observable *b, rx_observable *user,
                            int input);

/* ---- moving functions --------------------------------------------------------------------------------- */

static void note(struct align *al, const char *verb, const rx_operator *op, const char *extra)
{
    if (!al->structure)
        return;
    str_addf(&al->what, "%s%s %s%s%s%s", al->what.len ? "\n" : "", verb, rx_string_of(op->at.name),
             *extra ? " " : "", extra, al->inner ? " (inner)" : "");
}

static void note_source(struct align *al, const char *verb, const rx_observable *o)
{
    if (al->structure)
        str_addf(&al->what, "%s%s source %s(%s)%s", al->what.len ? "\n" : "", verb, rx_string_of(o->at.name),
                 rx_string_of(o->at.args), al->inner ? " (inner)" : "");
}

static bool functions_differ(const struct rx_arg *a, const struct rx_arg *b, uint32_t n)
{
    bool differs = false;
    for (uint32_t i = 0; i < n; i++)
        differs |= a[i].type == ARG_FUNCTION && compare_slots_differ(&a[i].slot, &b[i].slot);
    return differs;
}

/* Moves b's functions into a's slots; returns whether any of them differs. b keeps the old ones and
 * releases them when it goes. */
static bool move_functions(struct rx_arg *a, struct rx_arg *b, uint32_t n, entity_id owner)
{
    bool differs = false;
    for (uint32_t i = 0; i < n; i++) {
        a[i].name = b[i].name;
        if (a[i].type == ARG_FUNCTION) {
            differs |= compare_slots_differ(&a[i].slot, &b[i].slot);
            struct rx_slot old = a[i].slot;
            a[i].slot = b[i].slot;
            b[i].slot = old;
            rx_trial_hand_over(&b[i].slot, &a[i].slot);
        }
        if (a[i].type != ARG_OBSERVABLE)
            rx_tell_arg(&a[i], i, owner);
    }
    return differs;
}

/* Aligns the args that are streams. */
static void move_streams(struct align *al, struct rx_arg *a, struct rx_arg *b, uint32_t n,
                         rx_observable *user, entity_id owner)
{
    for (uint32_t i = 0; i < n; i++) {
        if (a[i].type != ARG_OBSERVABLE)
            continue;
        al->inner++;
        rx_observable *now = align(al, a[i].obs, b[i].obs, user, (int)i);
        al->inner--;
        if (al->dry)
            continue;
        rx_observable_ref(now);
        rx_observable_unref(a[i].obs);
        a[i].obs = now;
        rx_tell_arg(&a[i], i, owner);
    }
}

/* What became of an operator that stays; for the text, and as a flag of the whole. */
enum became { KEPT, DONE_BEFORE, MOVED, RESET, MIGRATED };
static const struct {
    const char *verb;
    unsigned flag;
} became_as[] = {[KEPT] = {"kept", 0},
                 [DONE_BEFORE] = {"kept", 0},
                 [MOVED] = {"moved", ALIGN_MOVED},
                 [RESET] = {"reset", ALIGN_RESET},
                 [MIGRATED] = {"migrated", ALIGN_MIGRATED}};

/* Its plain values are others now, and it can go on with them in place. */
static enum became revalue(const struct align *al, rx_observable *a, const rx_operator *b)
{
    bool migrated = a->fun->class->revalue(a, b, al->dry) == RX_REVALUED_MIGRATED;
    for (uint32_t i = 0; !al->dry && i < b->nargs; i++)
        if (b->args[i].type == ARG_PLAIN) {
            rx_release(a->fun->args[i].value);
            a->fun->args[i].value = rx_retain(b->args[i].value);
        }
    return migrated ? MIGRATED : RESET;
}

static enum became move_fun(struct align *al, rx_observable *a, rx_observable *b)
{
    if (b->fun->moved_in == al->commit || a->fun == b->fun)
        return DONE_BEFORE;
    b->fun->moved_in = al->commit;
    enum became became = KEPT;
    if (!compare_values(a->fun->args, b->fun->args, a->fun->nargs))
        became = revalue(al, a, b->fun);
    if (functions_differ(a->fun->args, b->fun->args, a->fun->nargs)) {
        a->fun->changed_in = al->commit;
        became = became == KEPT ? MOVED : became;
    }
    if (al->dry)
        return became;
    bool elsewhere = memcmp(&a->at, &b->at, sizeof a->at) != 0;
    a->fun->at = b->fun->at;
    a->at = b->at;
    rx_tell_fun(a->fun);
    if (elsewhere)
        rx_tell_place(a);
    move_functions(a->fun->args, b->fun->args, a->fun->nargs, a->fun->id);
    return became;
}

/* ---- sources that differ -------------------------------------------------------------------------------- */

static void replace(struct align *al, rx_observable *a, rx_observable *b, rx_observable *user,
                    int input)
{
    al->flags |= ALIGN_RECONNECTED;
    if (al->dry)
        return;
    struct nodes list = receivers(a, user, input);
    bool wrapper = rx_is_wrapper(user);
    rx_announce(b);
    for (size_t i = 0; i < list.n; i++)
        if (rx_consuming(list.items[i]))
            al->sent += reconnect(list.items[i], b, wrapper ? NULL : b);
    free(list.items);
}

/* ---- chains ----------------------------------------------------------------------------------------------- */

/* A gap: a's operators (a0, a1) and b's (b0, b1), both exclusive, between two that stay. */
struct gap {
    int a0, a1, b0, b1;
};

static bool one_node_each(rx_observable *const *items, int from, int to)
{
    for (int i = from; i < to; i++)
        if (items[i]->fun->class->activate)
            return false;
    return true;
}

static void note_gap(struct align *al, const struct hmr_chain *a, const struct hmr_chain *b, struct gap g)
{
    int i = g.a0 + 1, j = g.b0 + 1;
    for (; i < g.a1 && j < g.b1; i++, j++) {
        if (compare_signature(a->items[i]->fun, b->items[j]->fun)) {
            al->flags |= ALIGN_RESET;
            note(al, "reset", b->items[j]->fun, rx_string_of(b->items[j]->fun->at.args));
        } else {
            al->flags |= ALIGN_RECONNECTED;
            note(al, "dropped", a->items[i]->fun, "");
            note(al, "new", b->items[j]->fun, rx_string_of(b->items[j]->fun->at.args));
        }
    }
    if (i < g.a1 || j < g.b1)
        al->flags |= ALIGN_RECONNECTED;
    for (; i < g.a1; i++)
        note(al, "dropped", a->items[i]->fun, "");
    for (; j < g.b1; j++)
        note(al, "new", b->items[j]->fun, rx_string_of(b->items[j]->fun->at.args));
}

/* Replaces the gap's nodes in every living chain. `now` is the new chain; receivers below the gap still
 * consume `old_below`. */
static void close_gap(struct align *al, const struct hmr_chain *a, rx_observable *const *now, rx_observable *source,
                      struct gap g, rx_observable *user, int input)
{
    rx_observable *old_below = g.a1 > 0 ? a->items[g.a1 - 1] : a->source;
    rx_observable *above = g.b0 >= 0 ? now[g.b0] : source;
    rx_observable *below = g.b1 > 0 ? now[g.b1 - 1] : source;
    bool last = g.a1 == (int)a->n;
    rx_observable *receiver = last ? user : a->items[g.a1];
    bool linear = one_node_each(a->items, g.a0 + 1, g.a1) && one_node_each(now, g.b0 + 1, g.b1);
    struct nodes list = receivers(old_below, receiver, last ? input : MAIN);
    rx_observable *relist = rx_is_wrapper(receiver) ? NULL : below;
    for (size_t i = 0; i < list.n; i++) {
        if (!rx_consuming(list.items[i]))
            continue;
        struct splice x = {.c = list.items[i], .removed = (unsigned)(g.a1 - g.a0 - 1), .added = now + g.b0 + 1,
                           .n = (unsigned)(g.b1 - g.b0 - 1), .above = above, .below = relist};
        al->sent += linear ? splice(&x) : reconnect(list.items[i], below, relist);
    }
    free(list.items);
}

static void set_source(rx_observable *o, rx_observable *source)
{
    if (o->source == source)
        return;
    rx_observable *old = o->source;
    o->source = rx_observable_ref(source);
    rx_observable_unref(old);
}

/* A kept target takes its counterpart's place in the new pipe. */
static void adopt_place(rx_observable *kept, rx_observable *b)
{
    if (kept == b || kept->pipe == b->pipe)
        return;
    struct rx_pipe *old = kept->pipe;
    if (kept->position < old->n && old->targets[kept->position] == kept)
        old->targets[kept->position] = NULL;
    kept->pipe = b->pipe;
    kept->pipe->refs++;
    kept->position = b->position;
    kept->pipe->targets[kept->position] = kept;
    rx_pipe_unref(old);
}

struct work {
    struct align *al;
    struct hmr_chain a, b;
    int *pair;
    rx_observable **now; /* the chain as it will be; counted while we work */
    char *moved; /* what became of b's j-th operator's functions */
    rx_observable *user;
    int input;
};

/* What stays moves its functions; what does not is b's own. */
static void choose(struct work *w)
{
    w->now = mem_alloc((w->b.n + 1) * sizeof *w->now);
    for (unsigned j = 0; j < w->b.n; j++) {
        rx_observable *b = w->b.items[j];
        bool known = b->became_in == w->al->commit && b->became;
        rx_observable *o = w->pair[j] >= 0 ? w->a.items[w->pair[j]] : known ? b->became : b;
        w->now[j] = rx_observable_ref(o);
        b->became = o;
        b->became_in = w->al->commit;
    }
}

/* Rewiring lets go of sources; both chains stay alive while we splice. */
static void hold_chain(const struct hmr_chain *c, bool hold)
{
    for (unsigned i = 0; i < c->n; i++) {
        if (hold)
            rx_observable_ref(c->items[i]);
        else
            rx_observable_unref(c->items[i]);
    }
}

/* What align() will make of the chain's source. */
static rx_observable *future_source(const struct work *w)
{
    rx_observable *a = w->a.source, *b = w->b.source;
    if (b->became_in == w->al->commit && b->became)
        return b->became;
    return a == b || (!rx_is_wrapper(a) && compare_creators(a, b)) ? a : b;
}

static void rewire(struct work *w)
{
    for (unsigned j = 0; j < w->b.n; j++) {
        set_source(w->now[j], j ? w->now[j - 1] : future_source(w));
        if (w->al->structure)
            adopt_place(w->now[j], w->b.items[j]);
    }
    for (unsigned j = 0; w->al->structure && j < w->b.n; j++)
        rx_announce_pipe(w->now[j]->pipe);
}

static void move_all_functions(struct work *w)
{
    w->moved = mem_zalloc(w->b.n + 1);
    for (unsigned j = 0; j < w->b.n; j++) {
        if (w->pair[j] < 0)
            continue;
        w->moved[j] = (char)move_fun(w->al, w->a.items[w->pair[j]], w->b.items[j]);
        w->al->flags |= became_as[(int)w->moved[j]].flag;
    }
}

static void note_kept(struct work *w, unsigned j)
{
    const rx_operator *op = w->b.items[j]->fun;
    int became = w->moved[j];
    note(w->al, became_as[became].verb, op, became < MOVED ? "" : rx_string_of(op->at.args));
}

/* Something before it is another one: what it has kept of a stream that has ended is of the old code. */
static void make_stale(struct work *w, unsigned j)
{
    const struct rx_op_class *class = w->now[j]->fun->class;
    if (w->pair[j] >= 0 && class->stale && !w->al->dry)
        class->stale(w->now[j]);
}

static void close_gaps(struct work *w)
{
    struct gap g = {-1, 0, -1, 0};
    bool stale = false;
    for (unsigned j = 0; j <= w->b.n; j++) {
        if (j < w->b.n && w->pair[j] < 0)
            continue;
        g.a1 = j < w->b.n ? w->pair[j] : (int)w->a.n;
        g.b1 = (int)j;
        if (g.a1 - g.a0 > 1 || g.b1 - g.b0 > 1) {
            note_gap(w->al, &w->a, &w->b, g);
            if (!w->al->dry)
                close_gap(w->al, &w->a, w->now, w->a.source, g, w->user, w->input);
            stale = true;
        }
        if (j < w->b.n && stale)
            make_stale(w, j);
        if (j < w->b.n)
            note_kept(w, j);
        g.a0 = g.a1;
        g.b0 = g.b1;
    }
}

/* The source comes after the gaps: its receivers are the new chain's first operator by now. And before the
 * streams among the args, which may name the same source. */
static rx_observable *align_source(struct work *w)
{
    bool alone = !w->b.n; /* no operator is left: whoever received from the chain receives from it */
    rx_observable *now = align(w->al, w->a.source, w->b.source, alone ? w->user : w->now[0], alone ? w->input : MAIN);
    for (unsigned j = 0; now != w->a.source && j < w->b.n; j++)
        make_stale(w, j);
    if (!alone && !w->al->dry)
        set_source(w->now[0], now);
    return now;
}

static void align_streams(struct work *w)
{
    for (unsigned j = 0; j < w->b.n; j++) {
        if (w->pair[j] < 0 || w->moved[j] == DONE_BEFORE)
            continue;
        rx_observable *a = w->a.items[w->pair[j]];
        move_streams(w->al, a->fun->args, w->b.items[j]->fun->args, a->fun->nargs, a, a->fun->id);
    }
}

static rx_observable *align_chain(struct align *al, rx_observable *a, rx_observable *b,
                                  rx_observable *user, int input)
{
    struct work w = {.input = input, .al = al, .a = chain_of(a), .b = chain_of(b), .user = user};
    w.pair = chain_pair(&w.a, &w.b, al->commit);
    hold_chain(&w.a, true);
    hold_chain(&w.b, true);
    rx_observable_ref(w.a.source);
    rx_observable_ref(w.b.source);
    rx_observable *a_source = w.a.source, *b_source = w.b.source;
    choose(&w);
    if (!al->dry)
        rewire(&w);
    move_all_functions(&w);
    close_gaps(&w);
    rx_observable *source = align_source(&w);
    align_streams(&w);
    rx_observable *result = w.b.n ? w.now[w.b.n - 1] : rx_observable_ref(source);
    hold_chain(&w.a, false);
    hold_chain(&w.b, false);
    rx_observable_unref(b_source);
    rx_observable_unref(a_source);
    /* The chain holds its own: only the last one needs its caller. */
    for (unsigned j = 0; j + 1 < w.b.n; j++)
        rx_observable_unref(w.now[j]);
    free(w.now);
    free(w.pair);
    free(w.moved);
    free(w.a.items);
    free(w.b.items);
    return result; /* with the reference that choose() took; align() hands it on */
}

/* ---- any definition ---------------------------------------------------------------------------------------- */

/* What a creator's function has started goes on with the function and env that started it. */
static void keep_running(rx_observable *a, rx_observable *b, rx_observable *user, int input)
{
    struct nodes list = receivers(a, user, input);
    for (size_t i = 0; i < list.n; i++)
        rx_create_keeps(list.items[i], b);
    free(list.items);
}

static void note_moved_creator(struct align *al, const rx_observable *b)
{
    al->flags |= ALIGN_MOVED;
    note_source(al, "moved", b);
}

static void move_creator(struct align *al, rx_observable *a, rx_observable *b, rx_observable *user,
                         int input)
{
    if (al->dry) {
        if (!rx_is_subject(a) && functions_differ(a->args, b->args, a->nargs))
            note_moved_creator(al, b);
        move_streams(al, a->args, b->args, a->nargs, a, a->id);
        return;
    }
    if (rx_is_subject(a)) {
        if (!compare_values(a->args, b->args, a->nargs) && rx_subject_adopt_initial(a, b)) {
            rx_release(a->args[0].value);
            a->args[0].value = rx_retain(b->args[0].value);
            rx_tell_arg(&a->args[0], 0, a->id);
        }
        b->alias = rx_observable_ref(a); /* static data of the module may name b */
        return;
    }
    if (memcmp(&a->at, &b->at, sizeof a->at) != 0) {
        a->at = b->at;
        rx_tell_place(a);
    }
    keep_running(a, b, user, input);
    if (move_functions(a->args, b->args, a->nargs, a->id))
        note_moved_creator(al, b);
    move_streams(al, a->args, b->args, a->nargs, a, a->id);
}

static rx_observable *remember(struct align *al, rx_observable *b, rx_observable *became)
{
    b->became = became;
    b->became_in = al->commit;
    return became;
}

/* Of a definition that is replaced as a whole: its operators, and its source. */
static void note_chain(struct align *al, const char *verb, rx_observable *o)
{
    struct hmr_chain c = chain_of(rx_resolve(o));
    for (unsigned i = 0; i < c.n; i++)
        note(al, verb, c.items[i]->fun, *verb == 'n' ? rx_string_of(c.items[i]->at.args) : "");
    note_source(al, verb, c.source);
    free(c.items);
}

/* Returns a borrowed definition: a, or b. */
static rx_observable *align_creator(struct align *al, rx_observable *a, rx_observable *b,
                                    rx_observable *user, int input)
{
    if (!rx_is_wrapper(a) && compare_creators(a, b)) {
        move_creator(al, a, b, user, input);
        return remember(al, b, a);
    }
    replace(al, a, b, user, input);
    note_chain(al, "dropped", a);
    note_chain(al, "new", b);
    return remember(al, b, b);
}

/* A source that gets its first operator, or loses its last one, stays. What leads to a track does not: whoever
 * reads a track stands in its list. */
static bool is_bare(rx_observable *source, rx_observable *chain)
{
    while (rx_is_target(chain))
        chain = rx_resolve(chain->source);
    return !rx_is_wrapper(source) && !rx_is_wrapper(chain) && compare_creators(source, chain);
}

static bool chains(rx_observable *a, rx_observable *b)
{
    bool x = rx_is_target(a), y = rx_is_target(b);
    return x && y ? true : x ? is_bare(b, a) : y && is_bare(a, b);
}

/* The caller owns no reference; the pool of the commit keeps the result until it is stored. */
static rx_observable *align(struct align *al, rx_observable *a, rx_observable *b, rx_observable *user,
                            int input)
{
    a = rx_resolve(a);
    b = rx_resolve(b);
    if (a == b)
        return a;
    if (b->became_in == al->commit && b->became) {
        if (b->became != a)
            replace(al, a, b->became, user, input);
        return b->became;
    }
    if (chains(a, b)) {
        rx_observable *result = align_chain(al, a, b, user, input);
        rx_observable_unref(result); /* b, or a: held by the stage, or by the user that names it */
        return result;
    }
    return align_creator(al, a, b, user, input);
}

void align_track(struct align *al, rx_observable *wrapper, rx_observable *def)
{
    rx_observable *old = wrapper->current;
    if (!old && al->dry)
        return;
    if (!old) {
        wrapper->current = rx_observable_ref(rx_resolve(def));
        rx_announce(def);
        replace(al, wrapper, rx_resolve(def), wrapper, MAIN);
        return;
    }
    entity_id before = rx_entity_of(old);
    rx_observable *now = align(al, old, def, wrapper, MAIN);
    if (al->dry)
        return;
    if (now != old) {
        wrapper->current = rx_observable_ref(now);
        rx_observable_unref(old);
    }
    if (rx_entity_of(now) != before)
        rx_tell_users(wrapper);
}
