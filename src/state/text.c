#include "state/text.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* What malloc and the item take beside the bytes. */
enum { OVERHEAD = 32 };

void text_pool_release(struct text_pool *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->items[i].bytes);
    free(p->items);
    *p = (struct text_pool){0};
}

static uint32_t take_handle(struct text_pool *p)
{
    uint32_t handle = p->free;
    if (handle) {
        p->free = p->items[handle].len;
        return handle;
    }
    MEM_RESERVE(p->items, p->n + 2, p->cap);
    if (p->n == 0)
        p->items[p->n++] = (struct text_item){0};
    return (uint32_t)p->n++;
}

uint32_t text_put_bytes(struct text_pool *p, struct text_quota *q, const void *bytes, size_t n)
{
    size_t cost = n + OVERHEAD;
    if (q->used + cost > q->limit || p->n >= UINT32_MAX) {
        q->refused++;
        return 0;
    }
    q->used += cost;
    p->bytes += cost;
    p->held++;
    uint32_t handle = take_handle(p);
    char *copy = mem_alloc(n + 1);
    memcpy(copy, bytes, n);
    copy[n] = '\0';
    p->items[handle] = (struct text_item){copy, (uint32_t)n};
    return handle;
}

uint32_t text_put(struct text_pool *p, struct text_quota *q, const char *bytes, size_t n,
                  size_t max)
{
    if (n > max)
        n = str_utf8_cut(bytes, max);
    return n ? text_put_bytes(p, q, bytes, n) : 0;
}

void text_drop(struct text_pool *p, struct text_quota *q, uint32_t *handle)
{
    if (*handle == 0)
        return;
    struct text_item *item = &p->items[*handle];
    size_t cost = item->len + (size_t)OVERHEAD;
    free(item->bytes);
    *item = (struct text_item){NULL, p->free};
    p->free = *handle;
    p->held--;
    p->bytes -= cost;
    q->used -= cost;
    *handle = 0;
}

const void *text_bytes(const struct text_pool *p, uint32_t handle, size_t *n)
{
    const struct text_item *item = handle && handle < p->n ? &p->items[handle] : NULL;
    *n = item && item->bytes ? item->len : 0;
    return item ? item->bytes : NULL;
}

const char *text_get(const struct text_pool *p, uint32_t handle)
{
    size_t n;
    const void *bytes = text_bytes(p, handle, &n);
    return bytes ? bytes : "";
}

/* ---- Sets of numbers. ---- */

size_t numset_get(const struct text_pool *p, uint32_t handle, uint32_t *out, size_t max)
{
    size_t bytes;
    const void *held = text_bytes(p, handle, &bytes);
    size_t n = bytes / sizeof *out;
    if (n && max)
        memcpy(out, held, (n < max ? n : max) * sizeof *out);
    return n;
}

static size_t find(const uint32_t *numbers, size_t n, uint32_t number)
{
    size_t at = 0;
    while (at < n && numbers[at] != number)
        at++;
    return at;
}

/* The new set first: when there is no room for it the old one stays. */
static bool store(struct text_pool *p, struct text_quota *q, uint32_t *handle,
                  const uint32_t *numbers, size_t n)
{
    uint32_t new = n ? text_put_bytes(p, q, numbers, n * sizeof *numbers) : 0;
    if (n && !new)
        return false;
    text_drop(p, q, handle);
    *handle = new;
    return true;
}

bool numset_add(struct text_pool *p, struct text_quota *q, uint32_t *handle, uint32_t number,
                size_t max)
{
    uint32_t numbers[NUMSET_MAX + 1];
    size_t n = numset_get(p, *handle, numbers, NUMSET_MAX);
    if (n >= max || find(numbers, n, number) < n)
        return false;
    numbers[n++] = number;
    return store(p, q, handle, numbers, n);
}

bool numset_remove(struct text_pool *p, struct text_quota *q, uint32_t *handle, uint32_t number)
{
    uint32_t numbers[NUMSET_MAX];
    size_t n = numset_get(p, *handle, numbers, NUMSET_MAX), at = find(numbers, n, number);
    if (at == n)
        return false;
    memmove(numbers + at, numbers + at + 1, (--n - at) * sizeof *numbers);
    return store(p, q, handle, numbers, n);
}
