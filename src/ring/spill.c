/* spill.c - a list of chunks. Records are never moved, and memory goes back chunk by chunk. */
#include "ring/spill.h"

#include <assert.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"

#define CHUNK_BYTES (64u * 1024) /* larger than any record that has 16 bits for its size */

/* 0 <= read <= written <= CHUNK_BYTES. Only the last chunk may have read == written. */
struct spill_chunk {
    struct spill_chunk *next;
    uint32_t read, written; /* bytes */
    _Alignas(8) unsigned char data[CHUNK_BYTES];
};

static struct spill_chunk *chunk_new(void)
{
    struct spill_chunk *c = mem_alloc(sizeof *c);

    c->next = NULL;
    c->read = c->written = 0;
    return c;
}

void spill_release(struct spill *s)
{
    while (s->first) {
        struct spill_chunk *next = s->first->next;
        free(s->first);
        s->first = next;
    }
    *s = (struct spill)SPILL_INIT;
}

void *spill_reserve(struct spill *s, uint32_t size)
{
    assert(size >= 8 && size % 8 == 0 && size < CHUNK_BYTES);
    if (!s->last) {
        s->first = s->last = chunk_new();
    } else if (size > CHUNK_BYTES - s->last->written) {
        s->last->next = chunk_new();
        s->last = s->last->next;
    }
    return s->last->data + s->last->written;
}

void spill_commit(struct spill *s, uint32_t size)
{
    struct spill_chunk *c = s->last;

    assert(c && size >= 8 && size % 8 == 0 && size <= CHUNK_BYTES - c->written);
    assert(get_le16(c->data + c->written) == size);
    c->written += size;
    s->bytes += size;
    s->records++;
}

const void *spill_peek(const struct spill *s, uint32_t *size)
{
    const struct spill_chunk *c = s->first;

    if (s->records == 0)
        return NULL;
    *size = get_le16(c->data + c->read);
    return c->data + c->read;
}

/* A chunk read to its end goes, but the last: it starts again from its beginning. */
static void drop_read_chunk(struct spill *s)
{
    struct spill_chunk *c = s->first;

    if (c == s->last) {
        c->read = c->written = 0;
        return;
    }
    s->first = c->next;
    free(c);
}

void spill_pop(struct spill *s)
{
    struct spill_chunk *c = s->first;
    uint32_t size;

    assert(s->records > 0);
    size = get_le16(c->data + c->read);
    c->read += size;
    s->bytes -= size;
    s->records--;
    if (c->read == c->written)
        drop_read_chunk(s);
}
