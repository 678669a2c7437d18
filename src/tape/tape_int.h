/* tape_int.h - what the two halves of the reader share: finding the blocks (scan.c), reading them
 * (reader.c). */
#ifndef RXSCOPE_TAPE_TAPE_INT_H
#define RXSCOPE_TAPE_TAPE_INT_H

#include <zstd.h>

#include "tape/delta.h"
#include "tape/format.h"
#include "tape/tape.h"

/* An entry of this type stands for bytes that are no block; head.sum says how many. */
enum { BLOCK_GAP = 0 };

struct tape {
    int fd;                      /* -1: memory, or a reel */
    const struct tape_reel *reel; /* the caller's */
    const unsigned char *memory; /* the caller's */
    uint64_t size;               /* bytes, when it was last looked at */
    char *path;
    struct tape_front front;
    struct tape_entry *entries;  /* records, snapshots and gaps in order; times and numbers never fall */
    size_t n, cap;
    size_t at;                   /* the next one to read */
    uint64_t end;                /* of the last whole block */
    uint64_t events, last_time;  /* behind the last entry */
    bool closed;                 /* the footer is there */
    bool cut;                    /* there is something behind `end` that is no whole block */
    unsigned char *packed, *filtered, *raw; /* of the block that was read last */
    size_t packed_cap, filtered_cap, raw_cap;
    struct delta_memory *before;
    ZSTD_DCtx *zstd;
};

/* At most n bytes; fewer at the end, or when reading fails (then errno is set, else 0). */
size_t tape_read(const struct tape *t, uint64_t at, void *out, size_t n);
/* Reads and checks one block into t->raw: records, or an index's entries. */
enum status tape_load(struct tape *t, const struct tape_entry *e, struct fault_text *why);
/* Forgets what left the reel. */
void scan_forget(struct tape *t, uint64_t begin);
/* Makes t->entries anew: from the index, else from the blocks' headers. */
void scan_all(struct tape *t);
/* Goes on behind t->end. */
void scan_more(struct tape *t);

#endif
