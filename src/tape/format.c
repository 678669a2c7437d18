#include "tape/format.h"

#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "event/event.h"
#include "tape/sum.h"
#include "tape/tape.h"

static const unsigned char front_magic[8] = {'r', 'x', 's', 't', 'a', 'p', 'e', '\n'};
static const unsigned char foot_magic[8] = {'r', 'x', 's', 't', 'e', 'n', 'd', '\n'};
static const unsigned char head_magic[4] = {'r', 'x', 'b', 0xb7};

/* ---- The file's header. ---- */

void front_put(const struct tape_front *f, unsigned char *out)
{
    memset(out, 0, TAPE_FRONT);
    memcpy(out, front_magic, sizeof front_magic);
    put_le16(out + 8, (uint16_t)f->version);
    put_le16(out + 10, (uint16_t)f->kinds);
    put_le64(out + 16, f->wall);
    put_le64(out + 32, tape_sum(out, 32));
}

enum status front_get(const unsigned char *in, size_t n, struct tape_front *f)
{
    size_t magic = n < sizeof front_magic ? n : sizeof front_magic;
    if (n == 0 || memcmp(in, front_magic, magic) != 0)
        return STATUS_FORMAT;
    if (n < TAPE_FRONT)
        return STATUS_TRUNCATED;
    *f = (struct tape_front){get_le16(in + 8), get_le16(in + 10), get_le64(in + 16)};
    if (f->version > TAPE_VERSION) /* whatever else may be different there */
        return STATUS_VERSION;
    return get_le64(in + 32) == tape_sum(in, 32) && f->version ? STATUS_OK : STATUS_FORMAT;
}

/* ---- A block's header. ---- */

void head_put(const struct tape_head *h, unsigned char *out)
{
    memcpy(out, head_magic, sizeof head_magic);
    out[4] = h->type;
    out[5] = h->filter;
    out[6] = h->packing;
    out[7] = h->parts;
    put_le32(out + 8, h->packed);
    put_le32(out + 12, h->filtered);
    put_le32(out + 16, h->raw);
    put_le32(out + 20, h->events);
    put_le64(out + 24, h->first_event);
    put_le64(out + 32, h->first_time);
    put_le64(out + 40, h->last_time);
    put_le64(out + 48, h->index);
    put_le64(out + 56, h->sum);
    put_le64(out + 64, tape_sum(out, 64));
}

/* The order of the sizes is the promise that nothing grows beyond TAPE_RAW_MAX in memory. */
static bool sizes_fit(const struct tape_head *h)
{
    return h->raw <= TAPE_RAW_MAX && h->filtered <= h->raw && h->packed <= h->filtered &&
           h->events <= h->raw / EVENT_HEADER;
}

bool head_get(const unsigned char *in, struct tape_head *h)
{
    if (memcmp(in, head_magic, sizeof head_magic) != 0 || get_le64(in + 64) != tape_sum(in, 64))
        return false;
    *h = (struct tape_head){
        .type = in[4],
        .filter = in[5],
        .packing = in[6],
        .parts = in[7],
        .packed = get_le32(in + 8),
        .filtered = get_le32(in + 12),
        .raw = get_le32(in + 16),
        .events = get_le32(in + 20),
        .first_event = get_le64(in + 24),
        .first_time = get_le64(in + 32),
        .last_time = get_le64(in + 40),
        .index = get_le64(in + 48),
        .sum = get_le64(in + 56),
    };
    return sizes_fit(h);
}

size_t head_search(const unsigned char *in, size_t n)
{
    const unsigned char *p = n >= sizeof head_magic ? memmem(in, n, head_magic, 4) : NULL;
    return p ? (size_t)(p - in) : n;
}

/* ---- An index and the footer. ---- */

void entry_put(const struct tape_entry *e, unsigned char *out)
{
    put_le64(out, e->at);
    memcpy(out + 8, (const unsigned char[]){e->head.type, e->head.filter, e->head.packing,
                                            e->head.parts}, 4);
    put_le32(out + 12, e->head.packed);
    put_le32(out + 16, e->head.filtered);
    put_le32(out + 20, e->head.raw);
    put_le32(out + 24, e->head.events);
    put_le32(out + 28, 0);
    put_le64(out + 32, e->head.first_event);
    put_le64(out + 40, e->head.first_time);
    put_le64(out + 48, e->head.last_time);
}

bool entry_get(const unsigned char *in, struct tape_entry *e)
{
    *e = (struct tape_entry){
        .at = get_le64(in),
        .head = {.type = in[8],
                 .filter = in[9],
                 .packing = in[10],
                 .parts = in[11],
                 .packed = get_le32(in + 12),
                 .filtered = get_le32(in + 16),
                 .raw = get_le32(in + 20),
                 .events = get_le32(in + 24),
                 .first_event = get_le64(in + 32),
                 .first_time = get_le64(in + 40),
                 .last_time = get_le64(in + 48)},
    };
    return sizes_fit(&e->head);
}

void foot_put(uint64_t index, uint64_t events, unsigned char *out)
{
    memcpy(out, foot_magic, sizeof foot_magic);
    put_le64(out + 8, index);
    put_le64(out + 16, events);
    put_le64(out + 24, tape_sum(out, 24));
}

bool foot_get(const unsigned char *in, uint64_t *index, uint64_t *events)
{
    *index = get_le64(in + 8);
    *events = get_le64(in + 16);
    return memcmp(in, foot_magic, sizeof foot_magic) == 0 && get_le64(in + 24) == tape_sum(in, 24);
}

/* ---- Other files. ---- */

static bool is_text(const unsigned char *in, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((in[i] < 0x20 && !strchr("\t\n\r\f\033", in[i])) || in[i] == 0x7f)
            return false;
    return true;
}

const char *format_guess(const unsigned char *in, size_t n)
{
    static const struct {
        const char *magic;
        size_t n;
        const char *what;
    } known[] = {
        {"\177ELF", 4, "a program, a library or a core dump (ELF)"},
        {"\037\213", 2, "a file compressed with gzip (unpack it first)"},
        {"\050\265\057\375", 4, "a file compressed with zstd (unpack it first)"},
        {"\375" "7zXZ", 5, "a file compressed with xz (unpack it first)"},
        {"BZh", 3, "a file compressed with bzip2 (unpack it first)"},
        {"PK\003\004", 4, "a zip archive (unpack it first)"},
        {"SQLite format 3", 15, "an SQLite database"},
        {"{", 1, "JSON"},
        {"[", 1, "JSON"},
        {"#!", 2, "a script"},
    };
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (n >= known[i].n && memcmp(in, known[i].magic, known[i].n) == 0)
            return known[i].what;
    return n == 0 ? "empty" : is_text(in, n) ? "text" : "something else";
}
