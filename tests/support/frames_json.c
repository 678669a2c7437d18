/* frames_json.c - what the decoders make of frames, field by field, for expected.json.
 *
 * Numbers of 64 bits are strings, since not every reader of JSON can hold them: ids in hexadecimal, others in
 * decimal. Text that is no UTF-8, or holds a NUL, is given as bytes in hexadecimal under "..._hex". */
#include <check.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/frames.h"

static void set_text(json_t *o, const char *key, const char *text, size_t len)
{
    json_t *s = memchr(text, '\0', len) ? NULL : json_stringn(text, len);
    if (s) {
        json_object_set_new(o, key, s);
        return;
    }
    struct str name = STR_INIT, hex = STR_INIT;
    str_addf(&name, "%s_hex", key);
    for (size_t i = 0; i < len; i++)
        str_addf(&hex, "%02x", (unsigned char)text[i]);
    json_object_set_new(o, str_text(&name), json_string(str_text(&hex)));
    str_release(&name);
    str_release(&hex);
}

static void set_number(json_t *o, const char *key, uint64_t v)
{
    json_object_set_new(o, key, json_integer((json_int_t)v));
}

static void set_long(json_t *o, const char *key, const char *format, uint64_t v)
{
    json_object_set_new(o, key, json_sprintf(format, v));
}

#define DECIMAL "%" PRIu64
#define SIGNED  "%" PRId64
#define ID      "0x%016" PRIx64

static json_t *value_json(const struct event_value *v)
{
    json_t *o = json_object();
    json_object_set_new(o, "type", json_string(value_type_name(v->type)));
    set_number(o, "full", v->full);
    if (v->type == VT_F64)
        json_object_set_new(o, "number", json_real(v->f64));
    else if (v->type == VT_BOOL || v->type == VT_I64 || v->type == VT_ERROR)
        set_long(o, "number", SIGNED, (uint64_t)v->i64);
    else if (v->type == VT_OBSERVABLE)
        set_long(o, "number", ID, (uint64_t)v->i64);
    set_text(o, "text", v->text, v->len);
    return o;
}

static json_t *named_json(const struct event *ev)
{
    return json_pack("{s:I,s:I,s:I}", "name", (json_int_t)ev->named.name, "file",
                     (json_int_t)ev->named.file, "line", (json_int_t)ev->named.line);
}

static json_t *event_json(const struct event *ev)
{
    unsigned f = event_kind_fields(ev->kind);
    json_t *o = json_object();
    json_object_set_new(o, "kind", json_string(event_kind_name(ev->kind)));
    set_number(o, "number", ev->kind);
    set_number(o, "flags", ev->flags);
    set_long(o, "time", DECIMAL, ev->time);
    set_long(o, "id", ID, ev->id);
    if (f & F_PARENT)
        set_long(o, "parent", ID, ev->parent);
    if (f & F_REF)
        set_long(o, "ref", ID, ev->ref);
    if (f & F_NUM)
        set_long(o, "num", SIGNED, (uint64_t)ev->num);
    if (f & F_NAMED)
        json_object_set_new(o, "named", named_json(ev));
    if (f & F_VALUE)
        json_object_set_new(o, "value", value_json(&ev->value));
    if (f & F_TEXT)
        set_text(o, "text", ev->text, ev->text_len);
    return o;
}

static enum status describe_events(const struct frame *f, json_t *o)
{
    const char *p = f->payload;
    enum status s = STATUS_OK;
    json_t *records = json_array();
    for (size_t left = f->size, size = 0; left && s == STATUS_OK; left -= size, p += size) {
        struct event ev;
        s = event_decode(p, left, &ev, &size);
        if (s == STATUS_OK)
            json_array_append_new(records, event_json(&ev));
        else if (s == STATUS_VERSION) {
            json_array_append_new(records, json_pack("{s:s,s:i}", "kind", "unknown", "number", ev.kind));
            s = STATUS_OK;
        }
    }
    json_object_set_new(o, "records", records);
    return s == STATUS_TRUNCATED ? STATUS_FORMAT : s; /* nothing more will come */
}

static enum status describe_hello(const struct frame *f, json_t *o)
{
    struct hello h;
    struct fault_text why;
    enum status s = hello_decode(f, &h, &why);
    if (s != STATUS_OK)
        return s;
    set_number(o, "oldest", h.oldest);
    set_number(o, "newest", h.newest);
    set_number(o, "kinds", h.kinds);
    set_number(o, "role", h.role);
    set_number(o, "ready", h.ready);
    set_long(o, "pid", DECIMAL, h.pid);
    set_long(o, "started", DECIMAL, h.started);
#define HELLO_FIELD(sym, num, member) set_text(o, #member, h.member, strlen(h.member));
    HELLO_FIELDS(HELLO_FIELD)
#undef HELLO_FIELD
    return s;
}

static enum status describe_attach(const struct frame *f, json_t *o)
{
    uint32_t flags = 0;
    enum status s = attach_decode(f, &flags);
    set_number(o, "flags", flags);
    return s;
}

static enum status describe_command(const struct frame *f, json_t *o)
{
    struct command c;
    enum status s = command_decode(f, &c);
    set_number(o, "request", c.request);
    set_number(o, "kind", c.kind);
    set_long(o, "id", ID, c.id);
    set_number(o, "version", c.version);
    set_text(o, "text", c.text, c.text_len);
    return s;
}

static enum status describe_reply(const struct frame *f, json_t *o)
{
    struct reply r;
    enum status s = reply_decode(f, &r);
    set_number(o, "request", r.request);
    set_number(o, "verdict", r.status);
    set_text(o, "text", r.text, r.text_len);
    return s;
}

static enum status describe_ping(const struct frame *f, json_t *o)
{
    uint64_t cookie = 0;
    enum status s = ping_decode(f, &cookie);
    set_long(o, "number", ID, cookie);
    return s;
}

static enum status describe_bye(const struct frame *f, json_t *o)
{
    struct bye b;
    enum status s = bye_decode(f, &b);
    set_number(o, "verdict", b.status);
    set_text(o, "text", b.text, strlen(b.text));
    return s;
}

static enum status describe_payload(const struct frame *f, json_t *o)
{
    switch (f->type) {
    case FRAME_HELLO: return describe_hello(f, o);
    case FRAME_ATTACH: return describe_attach(f, o);
    case FRAME_EVENTS: return describe_events(f, o);
    case FRAME_COMMAND: return describe_command(f, o);
    case FRAME_REPLY: return describe_reply(f, o);
    case FRAME_PING:
    case FRAME_PONG: return describe_ping(f, o);
    case FRAME_BYE: return describe_bye(f, o);
    default: return STATUS_OK; /* skipped */
    }
}

static enum status describe_frame(const struct frame *f, json_t *o)
{
    json_object_set_new(o, "frame", json_string(frame_name(f->type)));
    set_number(o, "type", f->type);
    set_number(o, "size", f->size);
    return describe_payload(f, o);
}

char *frames_describe(const void *bytes, size_t len)
{
    json_t *list = json_array();
    enum status s = STATUS_OK;
    for (size_t at = 0, used; at < len && s == STATUS_OK; at += used) {
        struct frame f;
        json_t *o = json_object();
        s = frame_decode((const char *)bytes + at, len - at, WIRE_TO_INSPECTOR_MAX, &f, &used);
        if (s == STATUS_OK)
            s = describe_frame(&f, o);
        json_object_set_new(o, "status", json_string(status_name(s)));
        json_array_append_new(list, o);
    }
    char *text = json_dumps(list, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
    json_decref(list);
    ck_assert_ptr_nonnull(text);
    return text;
}
