/* cursor.h - reading a payload from front to back: what goes beyond its end reads as zero and is remembered. */
#ifndef RXSCOPE_WIRE_CURSOR_H
#define RXSCOPE_WIRE_CURSOR_H

#include <stdbool.h>

#include "base/bytes.h"
#include "wire/wire.h"

struct cursor {
    const unsigned char *p;
    size_t left;
    bool bad; /* it was shorter than its fields need */
};

static inline struct cursor cursor_of(const struct frame *f)
{
    return (struct cursor){f->payload, f->size, false};
}

/* The next `n` bytes, NULL when they are not there. */
static inline const void *cursor_bytes(struct cursor *c, size_t n)
{
    const unsigned char *p = c->p;
    if (c->bad || c->left < n) {
        c->bad = true;
        return NULL;
    }
    c->p += n;
    c->left -= n;
    return p;
}

#define CURSOR_GET(name, type, get)                                                                \
    static inline type cursor_##name(struct cursor *c)                                             \
    {                                                                                              \
        const void *p = cursor_bytes(c, sizeof(type));                                             \
        return p ? get(p) : 0;                                                                     \
    }
#define CURSOR_BYTE(p) (*(const uint8_t *)(p))
CURSOR_GET(u8, uint8_t, CURSOR_BYTE)
CURSOR_GET(u16, uint16_t, get_le16)
CURSOR_GET(u32, uint32_t, get_le32)
CURSOR_GET(u64, uint64_t, get_le64)
#undef CURSOR_BYTE
#undef CURSOR_GET

/* Appending, the other way round. */
static inline void add_u8(struct str *out, uint8_t v)
{
    str_addc(out, (char)v);
}
static inline void add_u16(struct str *out, uint16_t v)
{
    char b[sizeof v];
    put_le16(b, v);
    str_addn(out, b, sizeof b);
}
static inline void add_u32(struct str *out, uint32_t v)
{
    char b[sizeof v];
    put_le32(b, v);
    str_addn(out, b, sizeof b);
}
static inline void add_u64(struct str *out, uint64_t v)
{
    char b[sizeof v];
    put_le64(b, v);
    str_addn(out, b, sizeof b);
}

/* Copies text of the other side into dst[max + 1]: it ends at its first NUL, or where a character would be cut. */
void wire_text(char *dst, size_t max, const char *text, size_t len);

#endif
