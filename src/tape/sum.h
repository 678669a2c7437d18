/* sum.h - the checksum of tapes: XXH64, https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md */
#ifndef RXSCOPE_TAPE_SUM_H
#define RXSCOPE_TAPE_SUM_H

#include <stddef.h>
#include <stdint.h>

uint64_t tape_sum(const void *bytes, size_t n); /* seed 0 */

#endif
