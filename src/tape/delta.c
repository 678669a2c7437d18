#include "tape/delta.h"

#include <string.h>

#include "base/bytes.h"

/* What begins the difference of a word. Up to SMALL it is the difference itself, as 2d or -2d - 1. */
enum {
    SMALL = 0xDF,
    LONGER = 0xE0, /* + n - 1: it stands in n = 1..6 bytes */
    AGAIN = 0xE8,  /* a word that was written whole before: its number, one byte */
    WHOLE = 0xE9   /* the word itself, 8 bytes */
};
enum { NEW_SORT = 0xFF, LONGEST = 6, RECORD_LEAST = 24 };

void delta_begin(struct delta_memory *m)
{
    m->n_sorts = m->next_sort = m->next_value = 0;
    m->time = 0;
    memset(m->values, 0, sizeof m->values);
    memset(m->sort_at, 0, sizeof m->sort_at);
    memset(m->value_at, 0, sizeof m->value_at);
}

static unsigned hash(uint64_t v)
{
    return (unsigned)(v * UINT64_C(0x9E3779B97F4A7C15) >> 54);
}

/* Both sides: a sort that was not known takes a number; its record of before is all zeros. */
static unsigned add_sort(struct delta_memory *m, uint64_t first)
{
    unsigned at = m->n_sorts < DELTA_SORTS ? m->n_sorts++ : m->next_sort++;
    if (m->next_sort == DELTA_SORTS)
        m->next_sort = 0;
    memset(m->sorts[at], 0, sizeof m->sorts[at]);
    m->sorts[at][0] = first;
    return at;
}

static unsigned add_value(struct delta_memory *m, uint64_t v)
{
    unsigned at = m->next_value++ % DELTA_VALUES;
    m->values[at] = v;
    return at;
}

/* ---- Packing. ---- */

struct packer {
    struct delta_memory *m;
    unsigned char *p, *end;
    bool full;
    unsigned char nowhere[16]; /* what finds no room */
};

static unsigned char *room(struct packer *k, size_t n)
{
    if ((size_t)(k->end - k->p) < n || k->full) {
        k->full = true;
        return k->nowhere;
    }
    k->p += n;
    return k->p - n;
}

static unsigned pack_sort(struct packer *k, uint64_t first)
{
    struct delta_memory *m = k->m;
    uint16_t *at = &m->sort_at[hash(first)];
    if (*at && m->sorts[*at - 1][0] == first) {
        *room(k, 1) = (unsigned char)(*at - 1);
        return *at - 1u;
    }
    unsigned char *p = room(k, 9);
    p[0] = NEW_SORT;
    put_le64(p + 1, first);
    unsigned sort = add_sort(m, first);
    *at = (uint16_t)(sort + 1);
    return sort;
}

static void pack_whole(struct packer *k, uint64_t v)
{
    struct delta_memory *m = k->m;
    uint16_t *at = &m->value_at[hash(v)];
    if (*at && m->values[*at - 1] == v) {
        unsigned char *p = room(k, 2);
        p[0] = AGAIN;
        p[1] = (unsigned char)(*at - 1);
        return;
    }
    unsigned char *p = room(k, 9);
    p[0] = WHOLE;
    put_le64(p + 1, v);
    *at = (uint16_t)(add_value(m, v) + 1);
}

static void pack_word(struct packer *k, uint64_t v, uint64_t predicted)
{
    uint64_t d = v - predicted;
    uint64_t zigzag = d << 1 ^ (0 - (d >> 63));
    if (zigzag <= SMALL) {
        *room(k, 1) = (unsigned char)zigzag;
        return;
    }
    unsigned n = (64u - (unsigned)__builtin_clzll(zigzag) + 7) / 8;
    if (n > LONGEST) {
        pack_whole(k, v);
        return;
    }
    unsigned char *p = room(k, 1 + n);
    p[0] = (unsigned char)(LONGER + n - 1);
    for (unsigned i = 0; i < n; i++)
        p[1 + i] = (unsigned char)(zigzag >> 8 * i);
}

/* A set of the words that differ, one bit each, in front of every eight. */
static void pack_record(struct packer *k, const unsigned char *record, size_t words)
{
    uint64_t *before = k->m->sorts[pack_sort(k, get_le64(record))];
    for (size_t at = 1; at < words; at += 8) {
        unsigned char *set = room(k, 1), bits = 0;
        for (size_t i = at; i < words && i < at + 8; i++) {
            uint64_t v = get_le64(record + 8 * i);
            uint64_t predicted = i == 1 ? k->m->time : i < DELTA_WORDS ? before[i] : 0;
            if (i == 1)
                k->m->time = v;
            else if (i < DELTA_WORDS)
                before[i] = v;
            if (v == predicted)
                continue;
            bits |= (unsigned char)(1u << (i - at));
            pack_word(k, v, predicted);
        }
        *set = bits;
    }
}

size_t delta_pack(struct delta_memory *m, const unsigned char *in, size_t n, unsigned char *out,
                   size_t max)
{
    struct packer k = {.m = m, .p = out, .end = out + max};
    delta_begin(m);
    for (size_t at = 0; at < n && !k.full;) {
        size_t size = get_le16(in + at);
        pack_record(&k, in + at, size / 8);
        at += size;
    }
    return k.full ? 0 : (size_t)(k.p - out);
}

/* ---- Unpacking: nothing that stands in the bytes is believed. ---- */

struct unpacker {
    struct delta_memory *m;
    const unsigned char *p, *end;
    bool bad;
};

static const unsigned char *take(struct unpacker *u, size_t n)
{
    static const unsigned char zeros[16];
    if ((size_t)(u->end - u->p) < n || u->bad) {
        u->bad = true;
        return zeros;
    }
    u->p += n;
    return u->p - n;
}

static unsigned unpack_sort(struct unpacker *u)
{
    unsigned sort = *take(u, 1);
    if (sort == NEW_SORT)
        return add_sort(u->m, get_le64(take(u, 8)));
    if (sort >= u->m->n_sorts) {
        u->bad = true;
        return 0;
    }
    return sort;
}

static uint64_t unpack_longer(struct unpacker *u, unsigned n, uint64_t predicted)
{
    const unsigned char *p = take(u, n);
    uint64_t zigzag = 0;
    for (unsigned i = 0; i < n; i++)
        zigzag |= (uint64_t)p[i] << 8 * i;
    return predicted + (zigzag >> 1 ^ (0 - (zigzag & 1)));
}

static uint64_t unpack_word(struct unpacker *u, uint64_t predicted)
{
    unsigned first = *take(u, 1);
    if (first <= SMALL)
        return predicted + ((uint64_t)(first >> 1) ^ (0 - (uint64_t)(first & 1)));
    if (first < LONGER + LONGEST)
        return unpack_longer(u, first - LONGER + 1, predicted);
    if (first == AGAIN)
        return u->m->values[*take(u, 1)];
    uint64_t v = get_le64(take(u, 8));
    u->bad = u->bad || first != WHOLE;
    add_value(u->m, v);
    return v;
}

static void unpack_words(struct unpacker *u, uint64_t *before, unsigned char *record, size_t words)
{
    for (size_t at = 1; at < words; at += 8) {
        unsigned bits = *take(u, 1);
        for (size_t i = at; i < words && i < at + 8; i++, bits >>= 1) {
            uint64_t v = i == 1 ? u->m->time : i < DELTA_WORDS ? before[i] : 0;
            if (bits & 1)
                v = unpack_word(u, v);
            if (i == 1)
                u->m->time = v;
            else if (i < DELTA_WORDS)
                before[i] = v;
            put_le64(record + 8 * i, v);
        }
        u->bad = u->bad || bits; /* a word behind the end */
    }
}

/* The size of the record; 0: it does not fit or is none. */
static size_t unpack_record(struct unpacker *u, unsigned char *out, size_t room_left)
{
    uint64_t *before = u->m->sorts[unpack_sort(u)];
    size_t size = u->bad ? 0 : before[0] & 0xffff;
    if (size < RECORD_LEAST || size % 8 || size > room_left)
        return 0;
    put_le64(out, before[0]);
    unpack_words(u, before, out, size / 8);
    return u->bad ? 0 : size;
}

bool delta_unpack(struct delta_memory *m, const unsigned char *in, size_t n, unsigned char *out,
                   size_t want, uint32_t events)
{
    struct unpacker u = {m, in, in + n, false};
    delta_begin(m);
    size_t done = 0;
    for (; events > 0; events--) {
        size_t size = unpack_record(&u, out + done, want - done);
        if (size == 0)
            return false;
        done += size;
    }
    return done == want && u.p == u.end;
}
