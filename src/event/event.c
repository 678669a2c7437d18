#include "event/event.h"

#include "base/bytes.h"
#include "base/mem.h"

enum { LIFE, DETAIL };

static const struct kind_info {
    const char *name;
    uint8_t class, fields;
} kinds[EV_LIMIT] = {
#define KIND(sym, num, name, class, fields) [num] = {name, class, fields},
#include "event/kinds.def"
#undef KIND
};

bool event_kind_known(unsigned kind)
{
    return kind < EV_LIMIT && kinds[kind].name;
}

const char *event_kind_name(unsigned kind)
{
    return event_kind_known(kind) ? kinds[kind].name : "unknown";
}

unsigned event_kind_fields(unsigned kind)
{
    return event_kind_known(kind) ? kinds[kind].fields : 0;
}

bool event_kind_is_detail(unsigned kind)
{
    return event_kind_known(kind) && kinds[kind].class == DETAIL;
}

bool event_kind_is_log(unsigned kind)
{
    return kind == EV_LOG || kind == EV_FAULT || kind == EV_SWAP_RESULT || kind == EV_SWEPT ||
           kind == EV_MODULE_BUILD;
}

const char *entity_kind_name(unsigned kind)
{
    static const char *const names[ENT_LIMIT] = {
#define ENTITY(sym, num, name) [num] = name,
        ENTITY_LIST(ENTITY)
#undef ENTITY
    };
    return kind < ENT_LIMIT && names[kind] ? names[kind] : "none";
}

const char *swap_outcome_name(unsigned outcome)
{
    static const char *const names[] = {
#define SWAP(sym, num, name) [num] = name,
        SWAP_LIST(SWAP)
#undef SWAP
    };
    return outcome < ARRAY_LEN(names) ? names[outcome] : "unknown";
}

const char *build_step_name(unsigned step)
{
    static const char *const names[] = {"compiling", "compiled", "loaded", "refused", "live", "failed"};
    return step < ARRAY_LEN(names) ? names[step] : "?";
}

const char *value_type_name(unsigned type)
{
    static const char *const names[] = {
#define VALUE(sym, num, name) [num] = name,
        VALUE_LIST(VALUE)
#undef VALUE
    };
    return type < ARRAY_LEN(names) ? names[type] : "unknown";
}

static bool has_scalar(unsigned type)
{
    return type == VT_BOOL || type == VT_I64 || type == VT_F64 || type == VT_ERROR ||
           type == VT_OBSERVABLE;
}

static size_t pad8(size_t n)
{
    return (n + 7) & ~(size_t)7;
}

static uint16_t preview_len(const struct event_value *v)
{
    if (v->len <= EVENT_PREVIEW)
        return v->len;
    return (uint16_t)str_utf8_cut(v->text, EVENT_PREVIEW);
}

static uint32_t text_len(const struct event *ev)
{
    if (ev->text_len <= EVENT_TEXT_MAX)
        return ev->text_len;
    return (uint32_t)str_utf8_cut(ev->text, EVENT_TEXT_MAX);
}

size_t event_size(const struct event *ev)
{
    unsigned f = event_kind_fields(ev->kind);
    size_t n = EVENT_HEADER;
    n += (f & F_PARENT ? 8u : 0) + (f & F_REF ? 8u : 0) + (f & F_NUM ? 8u : 0);
    n += f & F_NAMED ? 16u : 0;
    if (f & F_VALUE)
        n += 8 + (has_scalar(ev->value.type) ? 8u : 0) + pad8(preview_len(&ev->value));
    if (f & F_TEXT)
        n += pad8(4 + (size_t)text_len(ev));
    return n;
}

static unsigned char *put_padded(unsigned char *p, const void *bytes, size_t n, size_t padded)
{
    if (n)
        memcpy(p, bytes, n);
    memset(p + n, 0, padded - n);
    return p + padded;
}

static unsigned char *put_value(unsigned char *p, const struct event_value *v)
{
    uint16_t len = preview_len(v);
    p[0] = v->type;
    p[1] = 0;
    put_le16(p + 2, len);
    put_le32(p + 4, v->full);
    p += 8;
    if (has_scalar(v->type)) {
        put_le64(p, (uint64_t)v->i64);
        p += 8;
    }
    return put_padded(p, v->text, len, pad8(len));
}

size_t event_encode(const struct event *ev, void *out)
{
    unsigned f = event_kind_fields(ev->kind);
    size_t size = event_size(ev);
    unsigned char *p = out;
    put_le16(p, (uint16_t)size);
    p[2] = ev->kind;
    p[3] = ev->flags;
    put_le32(p + 4, ev->source);
    put_le64(p + 8, ev->time);
    put_le64(p + 16, ev->id);
    p += EVENT_HEADER;
    if (f & F_PARENT)
        put_le64(p, ev->parent), p += 8;
    if (f & F_REF)
        put_le64(p, ev->ref), p += 8;
    if (f & F_NUM)
        put_le64(p, (uint64_t)ev->num), p += 8;
    if (f & F_NAMED) {
        put_le32(p, ev->named.name);
        put_le32(p + 4, ev->named.file);
        put_le32(p + 8, ev->named.line);
        put_le32(p + 12, 0);
        p += 16;
    }
    if (f & F_VALUE)
        p = put_value(p, &ev->value);
    if (f & F_TEXT) {
        uint32_t n = text_len(ev);
        put_le32(p, n);
        put_padded(p + 4, ev->text, n, pad8(4 + (size_t)n) - 4);
    }
    return size;
}

/* What is left to read of one record. */
struct reader {
    const unsigned char *p;
    size_t left;
    bool bad;
};

static const unsigned char *take(struct reader *r, size_t n)
{
    static const unsigned char zeros[16];
    if (r->left < n || r->bad) {
        r->bad = true;
        return zeros;
    }
    const unsigned char *p = r->p;
    r->p += n;
    r->left -= n;
    return p;
}

static void read_value(struct reader *r, struct event_value *v)
{
    const unsigned char *p = take(r, 8);
    v->type = p[0];
    v->len = get_le16(p + 2);
    v->full = get_le32(p + 4);
    if (v->type > VT_OBSERVABLE || v->len > EVENT_PREVIEW)
        r->bad = true;
    v->i64 = 0;
    if (has_scalar(v->type))
        v->i64 = (int64_t)get_le64(take(r, 8));
    if (pad8(v->len) > r->left)
        r->bad = true;
    v->text = r->bad ? "" : (const char *)take(r, pad8(v->len));
    if (r->bad)
        v->len = 0;
}

static void read_text(struct reader *r, struct event *ev)
{
    uint32_t n = get_le32(take(r, 4));
    size_t padded = pad8(4 + (size_t)n) - 4;
    if (n > EVENT_TEXT_MAX || padded > r->left) {
        r->bad = true;
        return;
    }
    ev->text = (const char *)take(r, padded);
    ev->text_len = n;
}

static void read_fields(struct reader *r, struct event *ev, unsigned f)
{
    if (f & F_PARENT)
        ev->parent = get_le64(take(r, 8));
    if (f & F_REF)
        ev->ref = get_le64(take(r, 8));
    if (f & F_NUM)
        ev->num = (int64_t)get_le64(take(r, 8));
    if (f & F_NAMED) {
        const unsigned char *p = take(r, 16);
        ev->named.name = get_le32(p);
        ev->named.file = get_le32(p + 4);
        ev->named.line = get_le32(p + 8);
    }
    if (f & F_VALUE)
        read_value(r, &ev->value);
    if (f & F_TEXT)
        read_text(r, ev);
}

enum status event_decode(const void *data, size_t avail, struct event *ev, size_t *size)
{
    const unsigned char *p = data;
    *size = 0;
    if (avail < EVENT_HEADER)
        return STATUS_TRUNCATED;
    size_t n = get_le16(p);
    if (n < EVENT_HEADER || n % 8)
        return STATUS_FORMAT;
    if (n > avail)
        return STATUS_TRUNCATED;
    *size = n;
    *ev = (struct event){.kind = p[2],
                         .flags = p[3],
                         .source = get_le32(p + 4),
                         .time = get_le64(p + 8),
                         .id = get_le64(p + 16),
                         .text = "",
                         .value = {.text = ""}};
    if (!event_kind_known(ev->kind))
        return STATUS_VERSION;
    struct reader r = {p + EVENT_HEADER, n - EVENT_HEADER, false};
    read_fields(&r, ev, event_kind_fields(ev->kind));
    return r.bad || r.left ? STATUS_FORMAT : STATUS_OK;
}
