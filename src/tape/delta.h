/* delta.h - records written as what is different from the record of the same sort before: a reversible
 * step in front of the compressor, which would not see that an id is one more than the last.
 *
 * rxscope-tape(5) specifies the bytes. It knows the size of a record and the place of its time, and
 * nothing else of its kind, so that kinds of tomorrow pass. Every block begins with an empty memory. */
#ifndef RXSCOPE_TAPE_DELTA_H
#define RXSCOPE_TAPE_DELTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DELTA_SORTS = 255,  /* first words that are remembered */
    DELTA_WORDS = 16,   /* of a record that are remembered; the rest is predicted as 0 */
    DELTA_VALUES = 256, /* words that were written whole and are remembered */
    DELTA_HASH = 1024
};

struct delta_memory {
    uint64_t sorts[DELTA_SORTS][DELTA_WORDS]; /* the newest record of each sort; [0] is the sort */
    unsigned n_sorts, next_sort; /* known; the next one that is replaced when all are used */
    uint64_t values[DELTA_VALUES];
    unsigned next_value;
    uint64_t time;               /* of the record before */
    /* The writer's way back from a sort or a value to its number plus 1; may lie, so it is checked. */
    uint16_t sort_at[DELTA_HASH], value_at[DELTA_HASH];
};

void delta_begin(struct delta_memory *m);
/* Whole records in [in, in+n); returns the bytes written, 0 when they would be more than `max`. */
size_t delta_pack(struct delta_memory *m, const unsigned char *in, size_t n, unsigned char *out,
                   size_t max);
/* The way back: exactly `want` bytes of whole records, `events` of them; anything else is false. */
bool delta_unpack(struct delta_memory *m, const unsigned char *in, size_t n, unsigned char *out,
                   size_t want, uint32_t events);

#endif
