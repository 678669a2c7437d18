#include "tests/support/noted.h"

#include <check.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PER_LINE = 8 };

void noted_release(struct noted *n)
{
    str_release(&n->bytes);
    str_release(&n->text);
}

static void line(struct noted *n, const unsigned char *bytes, size_t len, const char *what)
{
    size_t start = n->text.len;
    for (size_t i = 0; i < len; i++)
        str_addf(&n->text, "%02x ", bytes[i]);
    if (*what)
        str_addf(&n->text, "%*s# %s", (int)(PER_LINE * 3 - (n->text.len - start)), "", what);
    else if (len)
        str_cut(&n->text, n->text.len - 1);
    str_addc(&n->text, '\n');
}

void note_bytes(struct noted *n, const void *data, size_t len, const char *what)
{
    const unsigned char *bytes = data;
    str_addn(&n->bytes, data, len);
    for (size_t at = 0; at < len; at += PER_LINE)
        line(n, bytes + at, len - at < PER_LINE ? len - at : PER_LINE, at == 0 ? what : "");
}

/* The low `size` bytes of `v`, lowest first. */
static void number(struct noted *n, uint64_t v, size_t size, const char *what)
{
    unsigned char bytes[8];
    char note[120];
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(v >> 8 * i);
    if (strcmp(what, "0") == 0)
        snprintf(note, sizeof note, "u%zu 0", size * 8);
    else if (v <= UINT32_MAX)
        snprintf(note, sizeof note, "u%zu %s: %" PRIu64, size * 8, what, v);
    else
        snprintf(note, sizeof note, "u%zu %s: 0x%" PRIx64, size * 8, what, v);
    note_bytes(n, bytes, size, note);
}

void note_u8(struct noted *n, uint8_t v, const char *what)
{
    number(n, v, 1, what);
}

void note_u16(struct noted *n, uint16_t v, const char *what)
{
    number(n, v, 2, what);
}

void note_u32(struct noted *n, uint32_t v, const char *what)
{
    number(n, v, 4, what);
}

void note_u64(struct noted *n, uint64_t v, const char *what)
{
    number(n, v, 8, what);
}

void note_remark(struct noted *n, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str_add(&n->text, "# ");
    str_addv(&n->text, fmt, ap);
    str_addc(&n->text, '\n');
    va_end(ap);
}

void note_frame(struct noted *n, uint8_t type, const char *type_name, struct noted *payload)
{
    char what[64];
    snprintf(what, sizeof what, "type (%s)", type_name);
    note_u32(n, (uint32_t)payload->bytes.len, "size of the payload");
    note_u8(n, type, what);
    note_u8(n, 0, "flags");
    note_u16(n, 0, "0");
    str_addn(&n->bytes, payload->bytes.data, payload->bytes.len);
    str_addn(&n->text, payload->text.data, payload->text.len);
    noted_release(payload);
}

static void pad(struct noted *n, size_t len)
{
    static const char zeros[8];
    if (len % 8)
        note_bytes(n, zeros, 8 - len % 8, "padding");
}

void note_text(struct noted *n, const void *text, size_t len, const char *what)
{
    note_u32(n, (uint32_t)len, "length");
    note_bytes(n, text, len, what);
}

static void note_value(struct noted *n, const struct event_value *v)
{
    char type[40];
    snprintf(type, sizeof type, "type (%s)", value_type_name(v->type));
    note_u8(n, v->type, type);
    note_u8(n, 0, "0");
    note_u16(n, v->len, "length of the preview");
    note_u32(n, v->full, "length of the whole");
    bool scalar = v->type == VT_BOOL || v->type == VT_I64 || v->type == VT_F64 || v->type == VT_ERROR ||
                  v->type == VT_OBSERVABLE;
    if (scalar)
        note_u64(n, (uint64_t)v->i64, v->type == VT_F64 ? "the bits of the number" : "number");
    note_bytes(n, v->text, v->len, "the value's text");
    pad(n, v->len);
}

static void note_fields(struct noted *n, const struct event *ev)
{
    unsigned f = event_kind_fields(ev->kind);
    if (f & F_PARENT)
        note_u64(n, ev->parent, "parent");
    if (f & F_REF)
        note_u64(n, ev->ref, "ref");
    if (f & F_NUM)
        note_u64(n, (uint64_t)ev->num, "num");
    if (f & F_NAMED) {
        note_u32(n, ev->named.name, "name, a string's id");
        note_u32(n, ev->named.file, "file, a string's id");
        note_u32(n, ev->named.line, "line");
        note_u32(n, 0, "0");
    }
    if (f & F_VALUE)
        note_value(n, &ev->value);
    if (f & F_TEXT) {
        note_text(n, ev->text, ev->text_len, "text");
        pad(n, 4 + (size_t)ev->text_len);
    }
}

void note_record(struct noted *n, const struct event *ev)
{
    struct noted fields = {{0}, {0}};
    struct str print = STR_INIT;
    char kind[64];
    note_fields(&fields, ev);
    event_print(ev, &print);
    note_remark(n, "record: %s", str_text(&print));
    snprintf(kind, sizeof kind, "kind (%s)", event_kind_name(ev->kind));
    note_u16(n, (uint16_t)(EVENT_HEADER + fields.bytes.len), "size of the record");
    note_u8(n, ev->kind, kind);
    note_u8(n, ev->flags, "flags");
    note_u32(n, ev->source, "source");
    note_u64(n, ev->time, "time, ns");
    note_u64(n, ev->id, "id");
    str_addn(&n->bytes, fields.bytes.data, fields.bytes.len);
    str_addn(&n->text, fields.text.data, fields.text.len);
    noted_release(&fields);
    str_release(&print);
}

void noted_parse(const char *text, size_t len, struct str *bytes)
{
    const char *end = text + len;
    while (text < end) {
        if (*text == '#') {
            const char *newline = memchr(text, '\n', (size_t)(end - text));
            text = newline ? newline : end;
        } else if (isspace((unsigned char)*text)) {
            text++;
        } else {
            char pair[3] = {text[0], text + 1 < end ? text[1] : '\0', '\0'};
            ck_assert_msg(isxdigit((unsigned char)pair[0]) && isxdigit((unsigned char)pair[1]),
                          "no byte in hexadecimal: '%.20s'", text);
            str_addc(bytes, (char)strtoul(pair, NULL, 16));
            text += 2;
        }
    }
}
