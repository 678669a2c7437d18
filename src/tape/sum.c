/* sum.c - XXH64 as its specification defines it. Finds what a disk did, not what an adversary did. */
#include "tape/sum.h"

#include "base/bytes.h"

#define P1 UINT64_C(0x9E3779B185EBCA87)
#define P2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define P3 UINT64_C(0x165667B19E3779F9)
#define P4 UINT64_C(0x85EBCA77C2B2AE63)
#define P5 UINT64_C(0x27D4EB2F165667C5)

static uint64_t turn(uint64_t v, unsigned by)
{
    return v << by | v >> (64 - by);
}

static uint64_t round_of(uint64_t acc, uint64_t lane)
{
    return turn(acc + lane * P2, 31) * P1;
}

static uint64_t merge(uint64_t acc, uint64_t v)
{
    return (acc ^ round_of(0, v)) * P1 + P4;
}

/* Whole stripes of 32 bytes; *p is moved behind them. */
static uint64_t stripes(const unsigned char **p, size_t n)
{
    uint64_t a = P1 + P2, b = P2, c = 0, d = 0 - P1;
    for (; n >= 32; n -= 32, *p += 32) {
        a = round_of(a, get_le64(*p));
        b = round_of(b, get_le64(*p + 8));
        c = round_of(c, get_le64(*p + 16));
        d = round_of(d, get_le64(*p + 24));
    }
    uint64_t acc = turn(a, 1) + turn(b, 7) + turn(c, 12) + turn(d, 18);
    return merge(merge(merge(merge(acc, a), b), c), d);
}

static uint64_t tail(uint64_t acc, const unsigned char *p, size_t n)
{
    for (; n >= 8; n -= 8, p += 8)
        acc = turn(acc ^ round_of(0, get_le64(p)), 27) * P1 + P4;
    for (; n >= 4; n -= 4, p += 4)
        acc = turn(acc ^ get_le32(p) * P1, 23) * P2 + P3;
    for (; n > 0; n--, p++)
        acc = turn(acc ^ *p * P5, 11) * P1;
    return acc;
}

uint64_t tape_sum(const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    uint64_t acc = n >= 32 ? stripes(&p, n) : P5;
    acc = tail(acc + n, p, n % 32);
    acc = (acc ^ acc >> 33) * P2;
    acc = (acc ^ acc >> 29) * P3;
    return acc ^ acc >> 32;
}
