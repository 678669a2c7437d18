/* mem.h - allocation that does not return NULL, and a growing array.
 *
 * An inspector or a runtime that cannot get a few bytes has nothing sensible left to do: these
 * functions write one line to stderr and abort. Sizes that come from outside are checked by their
 * readers before they get here. */
#ifndef RXSCOPE_BASE_MEM_H
#define RXSCOPE_BASE_MEM_H

#include <stddef.h>

/* Sizes in bytes; the caller owns the result and releases it with free(). */
void *mem_alloc(size_t size) __attribute__((malloc, returns_nonnull, alloc_size(1)));
void *mem_zalloc(size_t size) __attribute__((malloc, returns_nonnull, alloc_size(1)));
void *mem_realloc(void *p, size_t size) __attribute__((returns_nonnull, alloc_size(2)));
/* n * size with a check for overflow. */
void *mem_realloc_n(void *p, size_t n, size_t size) __attribute__((returns_nonnull));
char *mem_strdup(const char *s) __attribute__((malloc, returns_nonnull));
char *mem_strndup(const char *s, size_t n) __attribute__((malloc, returns_nonnull));
void *mem_dup(const void *p, size_t n) __attribute__((returns_nonnull));

/* A growing array is three fields: T *items; size_t n, cap. MEM_GROW makes room for one more. */
#define MEM_GROW(items, n, cap) MEM_RESERVE(items, (n) + 1, cap)
#define MEM_RESERVE(items, need, cap)                                                              \
    do {                                                                                           \
        if ((need) > (cap)) {                                                                      \
            size_t mem_cap_ = (cap) ? (cap)*2 : 8;                                                 \
            if (mem_cap_ < (need))                                                                 \
                mem_cap_ = (need);                                                                 \
            (items) = mem_realloc_n((items), mem_cap_, sizeof *(items));                           \
            (cap) = mem_cap_;                                                                      \
        }                                                                                          \
    } while (0)

#define ARRAY_LEN(a) (sizeof(a) / sizeof *(a))

#endif
