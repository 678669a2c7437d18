/* value.c - values: scalars in place, everything else in counted boxes of host memory, so that a value
 * outlives the module that made it. A user struct pins the code that its functions lie in, and whatever module
 * its members point into: a text that an earlier generation has put there, perhaps.
 * Loop thread only; counts are plain integers. */
#include "rx/rx_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct box {
    uint32_t refs;
    int code;              /* RX_ERROR */
    size_t size;           /* bytes in data, without the terminator */
    rx_observable *stream;    /* RX_OBSERVABLE */
    struct rx_user_box *user; /* RX_USER */
    char data[] __attribute__((aligned(16)));
};

static struct box *box_of(rx_value v)
{
    return v.box;
}

static rx_value boxed(enum rx_type type, const void *data, size_t size)
{
    struct box *b = mem_alloc(sizeof *b + size + 1);
    *b = (struct box){.refs = 1, .size = size};
    if (size)
        memcpy(b->data, data, size);
    b->data[size] = '\0';
    rx_value v = rx_none();
    v.box = b;
    v.type = type;
    return v;
}

rx_value rx_dropped(void)
{
    static struct box nothing = {.refs = 1}; /* one of its own: it is never freed */
    nothing.refs++;
    rx_value v = rx_none();
    v.box = &nothing;
    v.type = RX_DROPPED;
    return v;
}

rx_value rx_string(const char *text)
{
    return text ? boxed(RX_STRING, text, strlen(text)) : rx_none();
}

rx_value rx_stringf(const char *fmt, ...)
{
    struct str s = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&s, fmt, ap);
    va_end(ap);
    rx_value v = boxed(RX_STRING, str_text(&s), s.len);
    str_release(&s);
    return v;
}

rx_value rx_bytes(const void *data, size_t size)
{
    return boxed(RX_BYTES, data, size);
}

rx_value rx_error(int code, const char *fmt, ...)
{
    struct str s = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&s, fmt, ap);
    va_end(ap);
    rx_value v = boxed(RX_ERROR, str_text(&s), s.len);
    box_of(v)->code = code;
    str_release(&s);
    return v;
}

/* ---- user structs ------------------------------------------------------------------------------------- */

struct rx_user_box {
    rx_user_type type; /* name is an interned copy */
    const struct box *box;
    void **owners;     /* each once, pinned */
    size_t n, cap;
    struct rx_user_box *next, **prev; /* in rx_rt->pinning, when there are owners */
};

static bool is_pinned_by(const struct rx_user_box *u, const void *owner)
{
    for (size_t i = 0; i < u->n; i++)
        if (u->owners[i] == owner)
            return true;
    return false;
}

static void pin_owner(struct rx_user_box *u, const void *addr)
{
    const struct rx_owner_ops *o = &rx_rt->owner;
    void *owner = addr ? o->find(o->ctx, addr) : NULL;
    if (!owner || is_pinned_by(u, owner))
        return;
    MEM_GROW(u->owners, u->n, u->cap);
    u->owners[u->n++] = owner;
    o->pin(o->ctx, owner, 1);
}

/* The type itself may stand on the stack: its functions do not. */
static void pin_type(struct rx_user_box *u, const rx_user_type *type)
{
    union {
        void (*destroy)(void *data);
        bool (*equal)(const void *a, const void *b);
        int (*print)(const void *data, char *out, size_t size);
        const void *addr;
    } code[] = {{.addr = type}, {.destroy = type->destroy}, {.equal = type->equal}, {.print = type->print}};
    for (size_t i = 0; i < ARRAY_LEN(code); i++)
        pin_owner(u, code[i].addr);
}

/* Members that are pointers lie at multiples of their size. */
static void pin_members(struct rx_user_box *u)
{
    const void *p;
    for (size_t at = 0; at + sizeof p <= u->box->size; at += sizeof p) {
        memcpy(&p, u->box->data + at, sizeof p);
        pin_owner(u, p);
    }
}

static void enlist(struct rx_user_box *u)
{
    u->next = rx_rt->pinning;
    u->prev = &rx_rt->pinning;
    if (u->next)
        u->next->prev = &u->next;
    rx_rt->pinning = u;
}

rx_value rx_user(const rx_user_type *type, const void *data)
{
    rx_value v = boxed(RX_USER, data, type->size);
    struct box *b = box_of(v);
    struct rx_user_box *u = mem_zalloc(sizeof *u);
    b->user = u;
    u->box = b;
    u->type = *type;
    u->type.name = rx_string_of(rx_intern(type->name));
    if (rx_rt->owner.find) {
        pin_type(u, type);
        pin_members(u);
    }
    if (u->n)
        enlist(u);
    return v;
}

static void user_free(struct rx_user_box *u)
{
    if (u->n) {
        *u->prev = u->next;
        if (u->next)
            u->next->prev = u->prev;
    }
    for (size_t i = 0; i < u->n; i++)
        rx_rt->owner.pin(rx_rt->owner.ctx, u->owners[i], -1);
    free(u->owners);
    free(u);
}

const char *rx_user_name(rx_value v)
{
    return box_of(v)->user->type.name;
}

bool rx_user_owns(rx_value v)
{
    return box_of(v)->user->type.destroy != NULL;
}

size_t rx_values_pin(const void *owner, const char **type, const void **box)
{
    size_t n = 0;
    for (const struct rx_user_box *u = rx_rt->pinning; u; u = u->next) {
        if (!is_pinned_by(u, owner))
            continue;
        *type = u->type.name;
        *box = u->box;
        n++;
    }
    return n;
}

rx_value rx_stream(rx_observable *o)
{
    if (!o)
        return rx_none();
    rx_value v = boxed(RX_OBSERVABLE, NULL, 0);
    box_of(v)->stream = rx_observable_ref(o);
    return v;
}

rx_value rx_retain(rx_value v)
{
    if (v.type >= RX_STRING)
        box_of(v)->refs++;
    return v;
}

static void box_free(struct box *b)
{
    if (b->user && b->user->type.destroy)
        rx_guarded_told(b->user->type.destroy, b->data);
    if (b->user)
        user_free(b->user);
    if (b->stream)
        rx_observable_unref(b->stream);
    free(b);
}

void rx_release(rx_value v)
{
    if (v.type >= RX_STRING && --box_of(v)->refs == 0)
        box_free(box_of(v));
}

static bool user_equal(const struct box *a, const struct box *b)
{
    const rx_user_type *type = &a->user->type;
    if (a->size != b->size || strcmp(type->name, b->user->type.name) != 0)
        return false;
    if (type->equal)
        return type->equal(a->data, b->data);
    return memcmp(a->data, b->data, a->size) == 0;
}

bool rx_equal(rx_value a, rx_value b)
{
    if (a.type != b.type)
        return false;
    switch (a.type) {
    case RX_NONE:
        return true;
    case RX_BOOL:
        return a.b == b.b;
    case RX_I64:
        return a.i64 == b.i64;
    case RX_F64:
        return a.f64 == b.f64 || (a.f64 != a.f64 && b.f64 != b.f64);
    case RX_USER:
        return user_equal(box_of(a), box_of(b));
    case RX_OBSERVABLE:
        return box_of(a)->stream == box_of(b)->stream;
    default: {
        const struct box *x = box_of(a), *y = box_of(b);
        return x->code == y->code && x->size == y->size && memcmp(x->data, y->data, x->size) == 0;
    }
    }
}

const char *rx_text(rx_value v)
{
    return v.type == RX_STRING || v.type == RX_ERROR ? box_of(v)->data : "";
}

const void *rx_data(rx_value v)
{
    return v.type == RX_STRING || v.type == RX_BYTES || v.type == RX_USER ? box_of(v)->data : NULL;
}

size_t rx_size(rx_value v)
{
    return rx_data(v) ? box_of(v)->size : 0;
}

int rx_error_code(rx_value v)
{
    return v.type == RX_ERROR ? box_of(v)->code : 0;
}

rx_observable *rx_value_observable(rx_value v)
{
    return v.type == RX_OBSERVABLE ? box_of(v)->stream : NULL;
}

const void *rx_as(rx_value v, const rx_user_type *type)
{
    if (v.type != RX_USER)
        return NULL;
    const struct box *b = box_of(v);
    return b->size == type->size && strcmp(b->user->type.name, type->name) == 0 ? b->data : NULL;
}

struct printing {
    const struct box *box;
    char *out;
    size_t size;
};

static void print(void *arg)
{
    const struct printing *p = arg;
    p->box->user->type.print(p->box->data, p->out, p->size);
}

static void preview_user(const struct box *b, struct event_value *out, char *scratch, size_t size)
{
    const rx_user_type *type = &b->user->type;
    int n = snprintf(scratch, size, "%s ", type->name);
    size_t used = n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
    struct printing p = {b, scratch + used, size - used};
    if (type->print && used + 1 < size)
        rx_guarded_told(print, &p);
    out->text = scratch;
    out->len = (uint16_t)strnlen(scratch, size - 1);
    out->full = (uint32_t)b->size;
}

/* Where the bytes of a boxed value are previewed from. `scratch` holds printed user structs. */
static void preview_box(const struct box *b, struct event_value *out, char *scratch, size_t size)
{
    if (out->type == VT_USER) {
        preview_user(b, out, scratch, size);
        return;
    }
    out->text = b->data;
    out->full = (uint32_t)b->size;
    out->len = (uint16_t)(b->size <= EVENT_PREVIEW ? b->size : str_utf8_cut(b->data, EVENT_PREVIEW));
    if (out->type == VT_ERROR)
        out->i64 = b->code;
    if (out->type == VT_OBSERVABLE)
        out->i64 = (int64_t)rx_entity_of(b->stream);
}

void rx_value_preview(rx_value v, struct event_value *out, char *scratch, size_t size)
{
    if (v.type == RX_DROPPED)
        v = rx_none();
    *out = (struct event_value){.type = (uint8_t)(v.type + 1), .text = ""};
    if (v.type >= RX_STRING)
        preview_box(box_of(v), out, scratch, size);
    else
        out->i64 = v.type == RX_BOOL ? v.b : v.type == RX_NONE ? 0 : v.i64;
}
