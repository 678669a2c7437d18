/* hello.c - the first frame of each side: who is there, and whether the two understand each other.
 *
 * Its layout is the same in every version of the protocol, since it is read before a version was agreed
 * on; what is added later is a field with a new tag, which older sides skip. */
#include "wire/wire.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "wire/cursor.h"

enum { MAGIC = sizeof WIRE_MAGIC - 1 };

/* The text of a tag, NULL for a tag that this side does not know. */
static char *field(struct hello *h, unsigned tag)
{
    switch (tag) {
#define HELLO_FIELD(sym, num, member)                                                              \
    case num:                                                                                      \
        return h->member;
        HELLO_FIELDS(HELLO_FIELD)
#undef HELLO_FIELD
    }
    return NULL;
}

static void add_field(struct str *out, unsigned tag, const char *text)
{
    size_t n = strlen(text);
    if (n == 0)
        return;
    add_u16(out, (uint16_t)tag);
    add_u16(out, (uint16_t)n);
    str_addn(out, text, n);
}

void hello_encode(const struct hello *h, struct str *out)
{
    size_t at = frame_begin(out, FRAME_HELLO);
    str_addn(out, WIRE_MAGIC, MAGIC);
    add_u16(out, h->oldest);
    add_u16(out, h->newest);
    add_u16(out, h->kinds);
    add_u8(out, h->role);
    add_u8(out, h->ready);
    add_u64(out, h->pid);
    add_u64(out, h->started);
#define HELLO_FIELD(sym, num, member) add_field(out, num, h->member);
    HELLO_FIELDS(HELLO_FIELD)
#undef HELLO_FIELD
    frame_end(out, at);
}

static enum status read_fields(struct cursor *c, struct hello *h, struct fault_text *why)
{
    uint32_t seen = 0;
    while (c->left > 0) {
        unsigned tag = cursor_u16(c), len = cursor_u16(c);
        const char *text = cursor_bytes(c, len);
        if (!text)
            return fault_set(why, STATUS_FORMAT, "the hello ends within its field %u", tag);
        char *to = field(h, tag);
        if (!to)
            continue;
        if (seen & 1u << tag)
            return fault_set(why, STATUS_FORMAT, "the hello has its field %u twice", tag);
        seen |= 1u << tag;
        wire_text(to, WIRE_NAME_MAX, text, len);
    }
    return STATUS_OK;
}

static enum status check(struct hello *h, struct fault_text *why)
{
    if (h->oldest == 0 || h->oldest > h->newest)
        return fault_set(why, STATUS_FORMAT, "the hello speaks of protocol versions %u to %u", h->oldest,
                         h->newest);
    if (h->role != WIRE_PROGRAM && h->role != WIRE_INSPECTOR)
        return fault_set(why, STATUS_FORMAT, "the hello is of neither a program nor an inspector (role %u)",
                         h->role);
    if (h->ready > READY_REFUSED)
        h->ready = READY_LIVE; /* a later version's word for a program that is there */
    return STATUS_OK;
}

enum status hello_decode(const struct frame *f, struct hello *h, struct fault_text *why)
{
    *h = (struct hello){0};
    if (f->type != FRAME_HELLO)
        return fault_set(why, STATUS_FORMAT, "the first frame is no hello but of type %u (%s)", f->type,
                         frame_name(f->type));
    struct cursor c = cursor_of(f);
    const void *magic = cursor_bytes(&c, MAGIC);
    if (!magic || memcmp(magic, WIRE_MAGIC, MAGIC) != 0)
        return fault_set(why, STATUS_FORMAT, "the hello is not one of rxscope's: its magic is missing");
    h->oldest = cursor_u16(&c);
    h->newest = cursor_u16(&c);
    h->kinds = cursor_u16(&c);
    h->role = cursor_u8(&c);
    h->ready = cursor_u8(&c);
    h->pid = cursor_u64(&c);
    h->started = cursor_u64(&c);
    if (c.bad)
        return fault_set(why, STATUS_FORMAT, "the hello of %u bytes is too short", f->size);
    enum status s = check(h, why);
    return s == STATUS_OK ? read_fields(&c, h, why) : s;
}

static const char *role_name(const struct hello *h)
{
    return h->role == WIRE_PROGRAM ? "program" : "inspector";
}

static const char *versions(const struct hello *h, char *dst, size_t size)
{
    if (h->oldest == h->newest)
        snprintf(dst, size, "version %u", h->newest);
    else
        snprintf(dst, size, "versions %u to %u", h->oldest, h->newest);
    return dst;
}

/* No text of the other side stands in the message: who prints it does not have to distrust it. */
static unsigned refuse(const struct hello *ours, const struct hello *theirs, struct fault_text *why)
{
    char our_versions[48], their_versions[48];
    const struct hello *old = ours->newest < theirs->oldest ? ours : theirs;
    const char *do_what = old->role == WIRE_PROGRAM ? "rebuild the program with the newer rxscope"
                                                    : "update the rxscope that inspects";
    fault_set(why, STATUS_VERSION, "the %s speaks protocol %s, this %s %s: %s", role_name(theirs),
              versions(theirs, their_versions, sizeof their_versions), role_name(ours),
              versions(ours, our_versions, sizeof our_versions), do_what);
    return 0;
}

unsigned hello_common(const struct hello *ours, const struct hello *theirs, struct fault_text *why)
{
    unsigned newest = ours->newest < theirs->newest ? ours->newest : theirs->newest;
    unsigned oldest = ours->oldest > theirs->oldest ? ours->oldest : theirs->oldest;
    return newest >= oldest ? newest : refuse(ours, theirs, why);
}
