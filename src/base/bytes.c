#include "base/bytes.h"

uint64_t bytes_hash(uint64_t h, const void *data, size_t n)
{
    const unsigned char *p = data;
    for (size_t i = 0; i < n; i++)
        h = (h ^ p[i]) * 0x100000001b3ull;
    return h;
}

uint64_t bytes_hash_str(uint64_t h, const char *s)
{
    return bytes_hash(h, s, strlen(s) + 1);
}
