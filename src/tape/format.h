/* format.h - the bytes of a tape, as rxscope-tape(5) specifies them: read and written here only. */
#ifndef RXSCOPE_TAPE_FORMAT_H
#define RXSCOPE_TAPE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum {
    TAPE_FRONT = 40,     /* bytes of the file's header */
    TAPE_HEAD = 72,      /* of a block's header */
    TAPE_ENTRY = 56,     /* of one block's entry in an index */
    TAPE_FOOT = 32,      /* of the footer */
    TAPE_RAW_MAX = 4 << 20, /* of one block's records; neither packing nor the filter makes it more */
    TAPE_INDEX_EVERY = 256  /* blocks between two indexes */
};

enum { BLOCK_RECORDS = 1, BLOCK_SNAPSHOT = 2, BLOCK_INDEX = 3 };
enum { FILTER_NONE, FILTER_DELTA };
enum { PACKED_NONE, PACKED_ZSTD };
/* Of the blocks of one snapshot. */
enum { PART_FIRST = 1, PART_LAST = 2 };

struct tape_front {
    unsigned version, kinds; /* kinds: EV_LIMIT of the writer */
    uint64_t wall;
};

struct tape_head {
    uint8_t type, filter, packing, parts;
    uint32_t packed, filtered, raw; /* bytes in the file, behind the compressor, behind the filter */
    uint32_t events;
    uint64_t first_event;
    uint64_t first_time, last_time; /* the newest time so far, at its first and at its last record */
    uint64_t index;                 /* where the last index before it stands, 0: nowhere */
    uint64_t sum;                   /* of the packed bytes */
};

/* What a reader knows of a block without looking at it. */
struct tape_entry {
    uint64_t at;
    struct tape_head head; /* `index` and `sum` are not known from an index */
};

void front_put(const struct tape_front *f, unsigned char *out);
/* STATUS_FORMAT: no tape. STATUS_TRUNCATED: the beginning of one. STATUS_VERSION: a newer one's. */
enum status front_get(const unsigned char *in, size_t n, struct tape_front *f);

void head_put(const struct tape_head *h, unsigned char *out);
/* false: no block begins here, or its header is damaged or claims what cannot be. */
bool head_get(const unsigned char *in, struct tape_head *h);
/* Where a header may begin in [in, in+n), n: nowhere. */
size_t head_search(const unsigned char *in, size_t n);

void entry_put(const struct tape_entry *e, unsigned char *out);
bool entry_get(const unsigned char *in, struct tape_entry *e);

void foot_put(uint64_t index, uint64_t events, unsigned char *out);
bool foot_get(const unsigned char *in, uint64_t *index, uint64_t *events);

/* What the bytes look like that are no tape: "an ELF program or library", "text". */
const char *format_guess(const unsigned char *in, size_t n);

#endif
