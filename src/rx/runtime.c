/* runtime.c - the one runtime of a process: ids, names, root turns, and what ends with them.
 * Loop thread only. */
#include "rx/runtime.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "rx/rx_int.h"

struct rx_runtime *rx_rt;

/* The address of something that each thread has of its own: cheaper than asking for the thread. */
unsigned long rx_thread_id(void)
{
    static _Thread_local char here __attribute__((tls_model("initial-exec")));
    return (unsigned long)(uintptr_t)&here;
}

/* ---- ids: a slot is used again only after ID_QUARANTINE others were given back, so that an ended
 * entity stays visible for a while ------------------------------------------------------------- */

#define ID_QUARANTINE 1024

entity_id rx_id_new(enum entity_kind kind)
{
    struct rx_ids *ids = &rx_rt->ids[kind];
    uint32_t slot;
    if (ids->free_n > ID_QUARANTINE) {
        slot = ids->free[ids->free_head];
        ids->free_head = (ids->free_head + 1) % ids->free_cap;
        ids->free_n--;
    } else {
        MEM_RESERVE(ids->reuse, ids->top + 2, ids->cap);
        MEM_RESERVE(ids->objects, ids->top + 2, ids->objects_cap);
        slot = (uint32_t)++ids->top;
        ids->reuse[slot] = 0;
    }
    ids->objects[slot] = NULL;
    return ID_MAKE(kind, ids->reuse[slot], slot);
}

void rx_id_enter(entity_id id, void *object)
{
    rx_rt->ids[ID_KIND(id)].objects[ID_SLOT(id)] = object;
}

bool rx_lives(entity_id id)
{
    return rx_id_object(id) != NULL;
}

void *rx_id_object(entity_id id)
{
    unsigned kind = ID_KIND(id);
    uint32_t slot = ID_SLOT(id);
    const struct rx_ids *ids = kind <= ENT_ARG ? &rx_rt->ids[kind] : NULL;
    if (!ids || slot == 0 || slot > ids->top || ids->reuse[slot] != ID_REUSE(id))
        return NULL;
    return ids->objects[slot];
}

static void grow_free(struct rx_ids *ids)
{
    size_t cap = ids->free_cap ? ids->free_cap * 2 : 64;
    uint32_t *free_slots = mem_realloc_n(NULL, cap, sizeof *free_slots);
    for (size_t i = 0; i < ids->free_n; i++)
        free_slots[i] = ids->free[(ids->free_head + i) % ids->free_cap];
    free(ids->free);
    ids->free = free_slots;
    ids->free_cap = cap;
    ids->free_head = 0;
}

void rx_id_free(entity_id id)
{
    if (!id)
        return;
    struct rx_ids *ids = &rx_rt->ids[ID_KIND(id)];
    uint32_t slot = ID_SLOT(id);
    ids->reuse[slot] = (ids->reuse[slot] + 1) & 0xffffff;
    ids->objects[slot] = NULL;
    if (ids->free_n == ids->free_cap)
        grow_free(ids);
    ids->free[(ids->free_head + ids->free_n++) % ids->free_cap] = slot;
}

/* ---- strings: interned for the life of the runtime; they come from the source text, so their number
 * is bounded by what people write ----------------------------------------------------------------- */

struct rx_strings {
    char **text; /* by id; 0 unused */
    size_t n, cap;
    uint32_t *table; /* open addressing, ids */
    size_t table_size;
    struct {
        const void *at;
        uint32_t id;
    } recent[256]; /* by address of the literal; verified by comparing */
    struct site {
        const char *name, *args, *file;
        struct rx_place place;
        uint32_t arg_names[2]; /* of its first two args, + 1; 0 unknown */
    } sites[256];      /* places by the addresses of their literals */
    struct site *last; /* the newest place */
};

static void rehash(struct rx_strings *s)
{
    size_t size = s->table_size ? s->table_size * 2 : 256;
    uint32_t *table = mem_zalloc(size * sizeof *table);
    for (uint32_t id = 1; id < s->n; id++) {
        size_t i = bytes_hash_str(BYTES_HASH_SEED, s->text[id]) & (size - 1);
        while (table[i])
            i = (i + 1) & (size - 1);
        table[i] = id;
    }
    free(s->table);
    s->table = table;
    s->table_size = size;
}

static uint32_t add_string(struct rx_strings *s, const char *text)
{
    MEM_GROW(s->text, s->n, s->cap);
    uint32_t id = (uint32_t)s->n++;
    s->text[id] = mem_strdup(text);
    struct event ev = {.kind = EV_STRING, .id = id, .text = text, .text_len = (uint32_t)strlen(text)};
    rx_tell(&ev);
    return id;
}

static uint32_t find_or_add(struct rx_strings *s, const char *text)
{
    if (s->n * 2 >= s->table_size)
        rehash(s);
    size_t i = bytes_hash_str(BYTES_HASH_SEED, text) & (s->table_size - 1);
    for (; s->table[i]; i = (i + 1) & (s->table_size - 1))
        if (strcmp(s->text[s->table[i]], text) == 0)
            return s->table[i];
    return s->table[i] = add_string(s, text);
}

uint32_t rx_intern(const char *text)
{
    if (!text || !*text)
        return 0;
    struct rx_strings *s = rx_rt->strings;
    size_t h = ((uintptr_t)text >> 2 ^ (uintptr_t)text >> 11) & (ARRAY_LEN(s->recent) - 1);
    if (s->recent[h].at == text && strcmp(s->text[s->recent[h].id], text) == 0)
        return s->recent[h].id;
    uint32_t id = find_or_add(s, text);
    s->recent[h].at = text;
    s->recent[h].id = id;
    return id;
}

const char *rx_string_of(uint32_t id)
{
    return id && id < rx_rt->strings->n ? rx_rt->strings->text[id] : "";
}

static bool is_text(const struct rx_strings *s, uint32_t id, const char *text)
{
    return id ? text && strcmp(s->text[id], text) == 0 : !text || !*text;
}

/* What stood in a buffer may have changed: hence the comparing. */
static bool is_site(const struct rx_strings *s, const struct site *site, const rx_site *at)
{
    return site->name == at->name && site->args == at->args && site->file == at->file &&
           site->place.line == at->line && is_text(s, site->place.name, at->name) &&
           is_text(s, site->place.args, at->args);
}

struct rx_place rx_place_of(const rx_site *at)
{
    if (!at)
        return (struct rx_place){0, 0, 0, 0};
    struct rx_strings *s = rx_rt->strings;
    size_t h = ((uintptr_t)at->args >> 2 ^ at->line * 7) & (ARRAY_LEN(s->sites) - 1);
    struct site *site = s->last = &s->sites[h];
    if (!is_site(s, site, at))
        *site = (struct site){
            .name = at->name, .args = at->args, .file = at->file,
            .place = {rx_intern(at->name), rx_intern(at->args), rx_intern(at->file), at->line}};
    return site->place;
}

uint32_t *rx_arg_name(const rx_site *at, uint32_t index)
{
    struct site *last = rx_rt->strings->last;
    if (index > 1 || !last || at->args != last->args || !last->place.args)
        return NULL;
    return &last->arg_names[index];
}

const char *rx_string_text(uint32_t id)
{
    return rx_string_of(id);
}

static bool lies_in(const void *p, uintptr_t low, uintptr_t high)
{
    return (uintptr_t)p >= low && (uintptr_t)p < high;
}

void rx_strings_forget(uintptr_t low, uintptr_t high)
{
    struct rx_strings *s = rx_rt->strings;
    for (size_t i = 0; i < ARRAY_LEN(s->recent); i++)
        if (lies_in(s->recent[i].at, low, high))
            s->recent[i].at = NULL;
    for (size_t i = 0; i < ARRAY_LEN(s->sites); i++) {
        struct site *site = &s->sites[i];
        if (lies_in(site->name, low, high) || lies_in(site->args, low, high) || lies_in(site->file, low, high))
            *site = (struct site){0};
    }
}

static void strings_free(struct rx_strings *s)
{
    for (size_t i = 1; i < s->n; i++)
        free(s->text[i]);
    free(s->text);
    free(s->table);
    free(s);
}

/* ---- events ------------------------------------------------------------------------------------- */

uint64_t rx_now(void)
{
    return rx_rt->depth ? rx_rt->now : rx_rt->sched->now(rx_rt->sched);
}

static void put(struct sink *to, struct event *ev, uint64_t time)
{
    ev->source = 1;
    ev->time = time;
    sink_put(to, ev);
}

void rx_tell_at(struct event *ev, uint64_t time)
{
    if (rx_rt->sink)
        put(rx_rt->sink, ev, time);
}

void rx_tell(struct event *ev)
{
    struct sink *to = rx_rt->sink;
    if (!to && event_kind_is_log(ev->kind))
        to = rx_rt->journal;
    if (to)
        put(to, ev, rx_now());
}

bool rx_tell_detail(struct event *ev)
{
    ev->source = 1;
    ev->time = rx_now();
    return sink_put(rx_rt->sink, ev);
}

void rx_report(entity_id id, const struct rx_place *at, const char *fmt, ...)
{
    struct str s = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&s, fmt, ap);
    va_end(ap);
    struct event ev = {.kind = EV_FAULT, .id = id, .text = str_text(&s), .text_len = (uint32_t)s.len};
    if (at) {
        ev.named.name = at->name;
        ev.named.file = at->file;
        ev.named.line = at->line;
    }
    rx_tell(&ev);
    str_release(&s);
}

void rx_log(const char *fmt, ...)
{
    struct str s = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&s, fmt, ap);
    va_end(ap);
    struct event ev = {.kind = EV_LOG, .flags = LOG_INFO, .text = str_text(&s),
                       .text_len = (uint32_t)s.len};
    rx_tell(&ev);
    str_release(&s);
}

/* ---- cells ---------------------------------------------------------------------------------------- */

struct rx_cell {
    struct rx_cell *next;
};

#if defined(__SANITIZE_ADDRESS__)
#define CELLS_KEPT false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CELLS_KEPT false
#endif
#endif
#ifndef CELLS_KEPT
#define CELLS_KEPT true
#endif

static size_t cell_class(size_t size)
{
    return (size + RX_CELL_UNIT - 1) / RX_CELL_UNIT;
}

void *rx_cell_new(size_t size)
{
    size_t class = cell_class(size);
    if (class >= RX_CELL_CLASSES || !rx_rt->cells[class])
        return mem_zalloc(class * RX_CELL_UNIT);
    struct rx_cell *cell = rx_rt->cells[class];
    rx_rt->cells[class] = cell->next;
    return memset(cell, 0, size);
}

void rx_cell_free(void *p, size_t size)
{
    size_t class = cell_class(size);
    if (!CELLS_KEPT || class >= RX_CELL_CLASSES || !class) {
        free(p);
        return;
    }
    struct rx_cell *cell = p;
    cell->next = rx_rt->cells[class];
    rx_rt->cells[class] = cell;
}

static void cells_free(void)
{
    for (size_t i = 0; i < RX_CELL_CLASSES; i++)
        for (struct rx_cell *c = rx_rt->cells[i], *next; c; c = next) {
            next = c->next;
            free(c);
        }
}

/* ---- pool: every fresh definition's first reference, until what made it has returned ------------- */

size_t rx_pool_mark(void)
{
    return rx_rt->pool_n;
}

static void pool_release(void *tagged)
{
    uintptr_t p = (uintptr_t)tagged;
    if (p & 1)
        rx_operator_unref((rx_operator *)(p - 1));
    else
        rx_observable_unref(tagged);
}

void rx_pool_drain(size_t mark)
{
    while (rx_rt->pool_n > mark)
        pool_release(rx_rt->pool[--rx_rt->pool_n]);
}

/* ---- root turns ----------------------------------------------------------------------------------- */

void rx_enter(void)
{
    rx_assert_thread();
    if (rx_rt->depth++ == 0) {
        rx_rt->turns++;
        if (rx_rt->unwatched) {
            rx_rt->unwatched = 0;
            rx_rt->turn_begins();
        }
        rx_rt->now = rx_rt->sched->now(rx_rt->sched);
        if (rx_rt->now >= rx_rt->window_end)
            rx_trace_window();
        rx_rt->pool_base = rx_rt->pool_n;
    }
}

/* A node lets go of its definition only now, because frames below may still have used it. */
static void reap_one(void)
{
    struct rx_node *n = rx_rt->graveyard;
    rx_rt->graveyard = n->queue_next;
    if (n->ops->release)
        n->ops->release(n);
    rx_undirty(n);
    if (n->def && !(n->flags & NODE_BORROWS))
        rx_unref(n->def);
    if (!(n->flags & NODE_HELD))
        rx_cell_free(n, n->size);
}

/* One older node in front keeps the others waiting: what is closed last is mostly made last. */
void rx_settle_now(struct rx_mark m)
{
    rx_pool_drain(m.pool);
    while (rx_rt->graveyard && rx_rt->graveyard->born > m.born)
        reap_one();
}

/* What is released may run functions of a module, which may make and end things again. */
static void settle_turn(void)
{
    do {
        rx_pool_drain(rx_rt->pool_base);
        while (rx_rt->graveyard)
            reap_one();
        rx_sinks_settle();
    } while (rx_rt->graveyard || rx_rt->sinks_ended || rx_rt->pool_n > rx_rt->pool_base);
}

void rx_leave(void)
{
    if (rx_rt->depth == 1 &&
        (rx_rt->graveyard || rx_rt->sinks_ended || rx_rt->pool_n > rx_rt->pool_base))
        settle_turn();
    if (--rx_rt->depth)
        return;
    rx_rt->interrupted = 0;
    if (rx_rt->trials_over)
        rx_trials_settle();
    while (rx_rt->rest_n && rx_rt->depth == 0) {
        struct rx_rest r = rx_rt->rest[0];
        rx_rt->rest_n--;
        memmove(rx_rt->rest, rx_rt->rest + 1, rx_rt->rest_n * sizeof r);
        r.fn(r.arg);
    }
}

unsigned rx_depth(void)
{
    return rx_rt->depth;
}

void rx_at_rest(void (*fn)(void *arg), void *arg)
{
    if (rx_rt->depth == 0) {
        fn(arg);
        return;
    }
    MEM_GROW(rx_rt->rest, rx_rt->rest_n, rx_rt->rest_cap);
    rx_rt->rest[rx_rt->rest_n++] = (struct rx_rest){fn, arg};
}

/* ---- life ----------------------------------------------------------------------------------------- */

void rx_runtime_new(struct rx_sched *sched, struct sink *sink)
{
    assert(!rx_rt);
    rx_rt = mem_zalloc(sizeof *rx_rt);
    rx_rt->sched = sched;
    rx_rt->sink = sink;
    rx_rt->inspection.number = 1;
    rx_rt->window_end = sink ? 0 : UINT64_MAX;
    rx_rt->thread = rx_thread_id();
    rx_rt->strings = mem_zalloc(sizeof *rx_rt->strings);
    rx_rt->strings->n = 1;
    MEM_RESERVE(rx_rt->strings->text, 64, rx_rt->strings->cap);
}

void rx_runtime_set_owner_ops(const struct rx_owner_ops *ops)
{
    rx_rt->owner = ops ? *ops : (struct rx_owner_ops){0};
}

void rx_journal(struct sink *sink)
{
    rx_rt->journal = sink;
}

bool rx_running(void)
{
    return rx_rt != NULL;
}

void rx_end_all(void)
{
    rx_enter();
    for (rx_observable *o = rx_rt->all; o;) {
        if (!o->consumers) {
            o = o->all_next;
            continue;
        }
        rx_detach(o->consumers, END_UNSUBSCRIBED);
        o = rx_rt->all; /* anything may have been freed */
    }
    rx_pool_drain(0);
    rx_rt->pool_base = 0;
    rx_sinks_free();
    rx_leave();
    rx_pool_drain(0);
}

void rx_runtime_free(void)
{
    if (!rx_rt)
        return;
    rx_end_all();
    cells_free();
    free(rx_rt->dirty);
    for (int k = 0; k < ENT_LIMIT; k++) {
        free(rx_rt->ids[k].reuse);
        free(rx_rt->ids[k].objects);
        free(rx_rt->ids[k].free);
    }
    strings_free(rx_rt->strings);
    free(rx_rt->frames);
    free(rx_rt->again);
    free(rx_rt->path);
    free(rx_rt->later);
    free(rx_rt->pool);
    free(rx_rt->rest);
    free(rx_rt->brackets);
    free(rx_rt);
    rx_rt = NULL;
}
