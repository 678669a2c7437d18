/* print.c - events as text for tests, logs and error messages. Everything printed is one line of
 * valid UTF-8 without control characters, whatever bytes a program put into its strings. */
#include "event/event.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { BYTES_SHOWN = 16 };

static bool is_continuation(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* The length of the well-formed UTF-8 sequence at p (Unicode 15, table 3-7), 0 when there is none.
 */
static size_t utf8_length(const unsigned char *p, size_t n)
{
    size_t want = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (want == 0 || want > n || p[0] > 0xF4)
        return 0;
    for (size_t i = 1; i < want; i++)
        if (!is_continuation(p[i]))
            return 0;
    bool overlong = (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xF0 && p[1] < 0x90);
    bool surrogate = p[0] == 0xED && p[1] > 0x9F;
    bool too_large = p[0] == 0xF4 && p[1] > 0x8F;
    return overlong || surrogate || too_large ? 0 : want;
}

static void add_control(unsigned char c, struct str *out)
{
    static const char from[] = "\n\t\r\"\\", to[] = "ntr\"\\";
    const char *at = c ? strchr(from, c) : NULL;
    if (at)
        str_addf(out, "\\%c", to[at - from]);
    else
        str_addf(out, "\\x%02x", c);
}

/* `quoted`: so are the characters that end a quotation, or escape. */
static bool is_control(const unsigned char *p, size_t len, bool quoted)
{
    if (len == 1)
        return p[0] < 0x20 || p[0] == 0x7F || (quoted && (p[0] == '"' || p[0] == '\\'));
    return len == 0 || (len == 2 && p[0] == 0xC2 && p[1] < 0xA0); /* C1 */
}

static void add_escaped(const char *text, size_t n, bool quoted, struct str *out)
{
    const unsigned char *p = (const unsigned char *)text, *end = p + n;
    while (p < end) {
        size_t len = utf8_length(p, (size_t)(end - p));
        size_t step = len ? len : 1;
        if (!is_control(p, len, quoted))
            str_addn(out, (const char *)p, step);
        else
            for (size_t i = 0; i < step; i++)
                add_control(p[i], out);
        p += step;
    }
}

static void add_quoted(const char *text, size_t n, struct str *out)
{
    str_addc(out, '"');
    add_escaped(text, n, true, out);
    str_addc(out, '"');
}

/* The shortest of 15, 16 and 17 digits that reads back as the same number. */
static void add_double(double d, struct str *out)
{
    char text[32];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, d);
        if (!(strtod(text, NULL) < d) && !(strtod(text, NULL) > d))
            break;
    }
    str_add(out, text);
}

static void add_bytes(const struct event_value *v, struct str *out)
{
    str_addf(out, "<%" PRIu32 " bytes", v->full);
    if (v->len)
        str_addc(out, ' ');
    for (unsigned i = 0; i < v->len && i < BYTES_SHOWN; i++)
        str_addf(out, "%02x", (unsigned char)v->text[i]);
    str_add(out, v->full > BYTES_SHOWN ? "..>" : ">");
}

static void add_string(const struct event_value *v, struct str *out)
{
    add_quoted(v->text, v->len, out);
    if (v->full > v->len)
        str_add(out, "..");
}

static void add_user(const struct event_value *v, struct str *out)
{
    if (!v->full) { /* the text is all there is, made for people */
        add_escaped(v->text, v->len, false, out);
        return;
    }
    str_addc(out, '<');
    add_escaped(v->text, v->len, true, out);
    str_addf(out, " %" PRIu32 " bytes>", v->full);
}

static void add_error(const struct event_value *v, struct str *out)
{
    str_add(out, "error");
    if (v->i64 || !v->len)
        str_addf(out, " %" PRId64, v->i64);
    if (v->len) {
        str_addc(out, ' ');
        add_string(v, out);
    }
}

void event_value_print(const struct event_value *v, struct str *out)
{
    switch (v->type) {
    case VT_ABSENT:
        str_addc(out, '-');
        break;
    case VT_NONE:
        str_add(out, "none");
        break;
    case VT_BOOL:
        str_add(out, v->i64 ? "true" : "false");
        break;
    case VT_I64:
        str_addf(out, "%" PRId64, v->i64);
        break;
    case VT_F64:
        add_double(v->f64, out);
        break;
    case VT_STRING:
        add_string(v, out);
        break;
    case VT_BYTES:
        add_bytes(v, out);
        break;
    case VT_USER:
        add_user(v, out);
        break;
    case VT_ERROR:
        add_error(v, out);
        break;
    case VT_OBSERVABLE:
        entity_id_print((entity_id)v->i64, out);
        break;
    default:
        str_add(out, "?");
    }
}

void entity_id_print(entity_id id, struct str *out)
{
    unsigned kind = ID_KIND(id);
    if (id == 0)
        str_addc(out, '-');
    else if (kind == ENT_NONE || kind >= ENT_LIMIT)
        str_addf(out, "?%" PRIx64, id);
    else if (kind == ENT_ARG_CALL || kind == ENT_SEND)
        str_addf(out, "%s#%" PRIu64, entity_kind_name(kind), (uint64_t)ID_SEQ(id));
    else
        str_addf(out, "%s#%" PRIu32, entity_kind_name(kind), ID_SLOT(id));
    if (kind > ENT_NONE && kind < ENT_ARG_CALL && ID_REUSE(id))
        str_addf(out, "~%" PRIu32, ID_REUSE(id));
}

/* In some kinds `id`, `parent` or `num` is not what its name says. */
static bool id_is_number(unsigned kind)
{
    return kind == EV_SOURCE_START || kind == EV_SOURCE_END || kind == EV_SOURCE_INFO ||
           kind == EV_STRING || kind == EV_STALE || kind == EV_SNAPSHOT;
}

static bool parent_is_number(unsigned kind)
{
    return kind == EV_MODULE_BUILD || kind == EV_TRACK_UPDATE || kind == EV_SEND_MERGED ||
           kind == EV_SWAP_RESULT;
}

static void add_id(const char *label, entity_id id, bool number, struct str *out)
{
    str_add(out, label);
    if (number)
        str_addf(out, "%" PRIu64, id);
    else
        entity_id_print(id, out);
}

static const char *code_name(const char *const *names, size_t n, unsigned code)
{
    return code < n ? names[code] : "?";
}

/* The word for `flags` in those kinds where it is a code; NULL: a set of bits, or unused. */
static const char *flags_name(const struct event *ev)
{
#define NAMES(...)                                                                                 \
    code_name((const char *const[]){__VA_ARGS__}, ARRAY_LEN(((const char *const[]){__VA_ARGS__})), \
              ev->flags)
    switch (ev->kind) {
    case EV_TAG:
        return NAMES("remove", "add");
    case EV_MODULE_END:
        return NAMES("committed", "discarded");
    case EV_MODULE_BUILD:
        return NAMES("started", "compiled", "loaded", "failed", "live", "faulted");
    case EV_ARG:
        return NAMES("function", "plain", "observable");
    case EV_UNSUBSCRIBE_CALL:
        return NAMES("unsubscribed", "completed", "failed", "swapped", "orphaned");
    case EV_SEND_CALL:
        return NAMES("next", "error", "complete");
    case EV_SWAP_RESULT:
        return swap_outcome_name(ev->flags);
    case EV_SWEPT:
        return NAMES("freed", "kept", "would-free");
    case EV_LOG:
        return NAMES("info", "warn", "error", "stdout", "stderr");
    default:
        return NULL;
    }
#undef NAMES
}

static void add_flags(const struct event *ev, struct str *out)
{
    const char *name = flags_name(ev);
    if (name)
        str_addf(out, " %s", name);
    else if (ev->flags)
        str_addf(out, " flags=%u", ev->flags);
}

static void add_named(const struct event *ev, struct str *out)
{
    if (ev->named.name)
        str_addf(out, " name=%" PRIu32, ev->named.name);
    if (ev->named.file)
        str_addf(out, " at=%" PRIu32 ":%" PRIu32, ev->named.file, ev->named.line);
}

void event_print(const struct event *ev, struct str *out)
{
    unsigned fields = event_kind_fields(ev->kind);
    str_add(out, event_kind_name(ev->kind));
    add_id(" ", ev->id, id_is_number(ev->kind), out);
    if (fields & F_PARENT)
        add_id(" parent=", ev->parent, parent_is_number(ev->kind), out);
    if (fields & F_REF)
        add_id(" ref=", ev->ref, false, out);
    if ((fields & F_NUM) && ev->kind == EV_SUBSCRIBE_CALL)
        add_id(" owner=", (entity_id)ev->num, false, out);
    else if (fields & F_NUM)
        str_addf(out, " num=%" PRId64, ev->num);
    if (fields & F_NAMED)
        add_named(ev, out);
    add_flags(ev, out);
    if (fields & F_VALUE) {
        str_addc(out, ' ');
        event_value_print(&ev->value, out);
    }
    if (fields & F_TEXT) {
        str_addc(out, ' ');
        add_quoted(ev->text, ev->text_len, out);
    }
}
