/* seal.c - for tests: where a generation was mapped nothing else is mapped any more, and nothing can be read or
 * called there, so that a stray use fails at once, and by name. */
#include "hmr/hmr_int.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"

struct sealed {
    struct sealed *next;
    uintptr_t low, high;
    struct symbols *symbols;
    char *file;
    uint32_t generation;
};

/* Of the whole process: it is never undone. */
static struct sealed *all;

bool seal_wanted(void)
{
    const char *wanted = getenv("RXSCOPE_SEAL");
    return wanted && *wanted && *wanted != '0';
}

void seal(const struct hmr_generation *g, uintptr_t low, uintptr_t high)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    low &= ~(page - 1);
    high = (high + page - 1) & ~(page - 1);
    void *wanted = (void *)low; /* NOLINT(performance-no-int-to-ptr) */
    void *at = mmap(wanted, high - low, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (at == MAP_FAILED)
        return; /* another thread was quicker */
    struct sealed *s = mem_zalloc(sizeof *s);
    *s = (struct sealed){all, low, high, symbols_read(g->so_path, NULL), mem_strdup(g->module->file), g->number};
    all = s;
}

static size_t add(char *out, size_t size, size_t n, const char *text)
{
    while (*text && n + 1 < size)
        out[n++] = *text++;
    out[n] = '\0';
    return n;
}

bool hmr_name_freed(const void *addr, char *out, size_t size)
{
    const struct sealed *s = all;
    while (s && ((uintptr_t)addr < s->low || (uintptr_t)addr >= s->high))
        s = s->next;
    if (!s)
        return false;
    const char *name = s->symbols ? symbols_at(s->symbols, (uintptr_t)addr - s->low, NULL) : NULL;
    char number[12], *digits = number + sizeof number;
    *--digits = '\0';
    for (uint32_t n = s->generation; n; n /= 10)
        *--digits = (char)('0' + n % 10);
    const char *const parts[] = {s->file, " gen ", digits, ": ", name ? name : "its memory", " was used after it was freed"};
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        n = add(out, size, n, parts[i]);
    return true;
}
