/* messages.c - the payloads behind the hello. Each has a fixed part and, most, one text at its end.
 *
 * Bytes behind what this version knows are not looked at, so that a later one can add to a payload; nor
 * are those that have to be 0. A payload that ends within its fixed part or its text is malformed. */
#include "wire/wire.h"

#include <string.h>

#include "wire/cursor.h"

static enum status ended(const struct cursor *c)
{
    return c->bad ? STATUS_FORMAT : STATUS_OK;
}

static enum status begin(const struct frame *f, enum frame_type type, struct cursor *c)
{
    *c = cursor_of(f);
    return f->type == type ? STATUS_OK : STATUS_STATE;
}

static void add_text(struct str *out, const char *text, size_t len, size_t max)
{
    if (len > max)
        len = str_utf8_cut(text, max);
    add_u32(out, (uint32_t)len);
    str_addn(out, text, len);
}

static const char *read_text(struct cursor *c, uint32_t *len)
{
    *len = cursor_u32(c);
    const char *text = cursor_bytes(c, *len);
    if (text)
        return text;
    *len = 0;
    return "";
}

void attach_encode(uint32_t flags, struct str *out)
{
    size_t at = frame_begin(out, FRAME_ATTACH);
    add_u32(out, flags);
    frame_end(out, at);
}

enum status attach_decode(const struct frame *f, uint32_t *flags)
{
    struct cursor c;
    if (begin(f, FRAME_ATTACH, &c) != STATUS_OK)
        return STATUS_STATE;
    *flags = cursor_u32(&c);
    return ended(&c);
}

void command_encode(const struct command *c, struct str *out)
{
    size_t at = frame_begin(out, FRAME_COMMAND);
    add_u32(out, c->request);
    add_u8(out, c->kind);
    add_u8(out, 0);
    add_u16(out, 0);
    add_u64(out, c->id);
    add_u32(out, c->version);
    add_text(out, c->text, c->text_len, WIRE_TEXT_MAX);
    frame_end(out, at);
}

enum status command_decode(const struct frame *f, struct command *out)
{
    struct cursor c;
    *out = (struct command){.text = ""};
    if (begin(f, FRAME_COMMAND, &c) != STATUS_OK)
        return STATUS_STATE;
    out->request = cursor_u32(&c);
    out->kind = cursor_u8(&c);
    cursor_bytes(&c, 3);
    out->id = cursor_u64(&c);
    out->version = cursor_u32(&c);
    out->text = read_text(&c, &out->text_len);
    return ended(&c);
}

/* What REPLY and BYE share. */
static void add_verdict(struct str *out, enum status status)
{
    add_u8(out, (uint8_t)status);
    add_u8(out, 0);
    add_u16(out, 0);
}

static enum status read_verdict(struct cursor *c)
{
    uint8_t status = cursor_u8(c);
    cursor_bytes(c, 3);
    return (enum status)status;
}

void reply_encode(const struct reply *r, struct str *out)
{
    size_t at = frame_begin(out, FRAME_REPLY);
    add_u32(out, r->request);
    add_verdict(out, r->status);
    add_text(out, r->text, r->text_len, WIRE_TEXT_MAX);
    frame_end(out, at);
}

enum status reply_decode(const struct frame *f, struct reply *r)
{
    struct cursor c;
    *r = (struct reply){.text = ""};
    if (begin(f, FRAME_REPLY, &c) != STATUS_OK)
        return STATUS_STATE;
    r->request = cursor_u32(&c);
    r->status = read_verdict(&c);
    r->text = read_text(&c, &r->text_len);
    return ended(&c);
}

void ping_encode(enum frame_type type, uint64_t cookie, struct str *out)
{
    size_t at = frame_begin(out, type);
    add_u64(out, cookie);
    frame_end(out, at);
}

enum status ping_decode(const struct frame *f, uint64_t *cookie)
{
    struct cursor c = cursor_of(f);
    if (f->type != FRAME_PING && f->type != FRAME_PONG)
        return STATUS_STATE;
    *cookie = cursor_u64(&c);
    return ended(&c);
}

void bye_encode(enum status status, const char *text, struct str *out)
{
    size_t at = frame_begin(out, FRAME_BYE);
    add_verdict(out, status);
    add_text(out, text, strlen(text), WIRE_BYE_MAX);
    frame_end(out, at);
}

enum status bye_decode(const struct frame *f, struct bye *b)
{
    struct cursor c;
    uint32_t len;
    *b = (struct bye){0};
    if (begin(f, FRAME_BYE, &c) != STATUS_OK)
        return STATUS_STATE;
    b->status = read_verdict(&c);
    const char *text = read_text(&c, &len);
    wire_text(b->text, WIRE_BYE_MAX, text, len);
    return ended(&c);
}
