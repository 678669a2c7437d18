/* bytes.h - unaligned little-endian loads and stores, and a hash of bytes.
 *
 * On a little-endian machine each load and store compiles to one move. */
#ifndef RXSCOPE_BASE_BYTES_H
#define RXSCOPE_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LE16(x) (x)
#define LE32(x) (x)
#define LE64(x) (x)
#else
#define LE16(x) __builtin_bswap16(x)
#define LE32(x) __builtin_bswap32(x)
#define LE64(x) __builtin_bswap64(x)
#endif

static inline void put_le16(void *p, uint16_t v)
{
    v = LE16(v);
    memcpy(p, &v, sizeof v);
}
static inline void put_le32(void *p, uint32_t v)
{
    v = LE32(v);
    memcpy(p, &v, sizeof v);
}
static inline void put_le64(void *p, uint64_t v)
{
    v = LE64(v);
    memcpy(p, &v, sizeof v);
}
static inline uint16_t get_le16(const void *p)
{
    uint16_t v;
    memcpy(&v, p, sizeof v);
    return LE16(v);
}
static inline uint32_t get_le32(const void *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return LE32(v);
}
static inline uint64_t get_le64(const void *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return LE64(v);
}

/* FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): start with BYTES_HASH_SEED, chain.
 * Not for adversaries. */
#define BYTES_HASH_SEED 0xcbf29ce484222325ull
uint64_t bytes_hash(uint64_t h, const void *p, size_t n);
uint64_t bytes_hash_str(uint64_t h, const char *s); /* with the terminator */

#endif
