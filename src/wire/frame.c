/* frame.c - the header of a frame, and text as it is taken from the other side. */
#include "wire/wire.h"

#include <string.h>

#include "base/mem.h"
#include "wire/cursor.h"

const char *frame_name(unsigned type)
{
    static const char *const names[] = {
#define FRAME(sym, num, name) [num] = name,
        FRAME_LIST(FRAME)
#undef FRAME
    };
    return type < ARRAY_LEN(names) && names[type] ? names[type] : "unknown";
}

enum status frame_decode(const void *data, size_t avail, size_t max, struct frame *out, size_t *used)
{
    const unsigned char *p = data;
    *used = WIRE_HEADER;
    if (avail < WIRE_HEADER)
        return STATUS_TRUNCATED;
    uint32_t size = get_le32(p);
    if (p[4] == 0 || p[5] != 0 || get_le16(p + 6) != 0)
        return STATUS_FORMAT;
    if (size > max)
        return STATUS_RANGE;
    *used = WIRE_HEADER + (size_t)size;
    if (avail < *used)
        return STATUS_TRUNCATED;
    *out = (struct frame){.type = p[4], .size = size, .payload = p + WIRE_HEADER};
    return STATUS_OK;
}

size_t frame_begin(struct str *out, enum frame_type type)
{
    size_t at = out->len;
    add_u32(out, 0);
    add_u8(out, (uint8_t)type);
    add_u8(out, 0);
    add_u16(out, 0);
    return at;
}

void frame_end(struct str *out, size_t at)
{
    put_le32(out->data + at, (uint32_t)(out->len - at - WIRE_HEADER));
}

void wire_text(char *dst, size_t max, const char *text, size_t len)
{
    size_t n = strnlen(text, len);
    if (n > max)
        n = str_utf8_cut(text, max);
    memcpy(dst, text, n);
    dst[n] = '\0';
}
