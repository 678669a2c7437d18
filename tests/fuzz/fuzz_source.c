/* fuzz_source.c - any bytes as a C source that is looked through for its functions and taken apart, as two texts that
 * are compared, and as the list of files that a compiler writes. */
#include <string.h>

#include "base/mem.h"
#include "hmr/ctext.h"
#include "hmr/deps.h"
#include "hmr/difflines.h"
#include "hmr/places.h"
#include "tests/fuzz/fuzz.h"

const char fuzz_name[] = "source";
const char *const fuzz_seeds = NULL;

static void take_apart(const uint8_t *data, size_t size)
{
    struct ctext *s = ctext_new(mem_dup(data, size), size);
    bool found = ctext_reach(s, NULL, "t", 1);
    size_t reached = 0, length = 0;
    for (size_t i = 0; i < ctext_count(s); i++) {
        const struct ctext_part *p = ctext_at(s, i);
        reached += p->reached;
        length += p->statement ? 0 : p->len;
        FUZZ_HOLDS(p->line >= 1 && p->line <= size + 1);
        FUZZ_HOLDS(!*p->name || ctext_counterpart(s, p));
        FUZZ_HOLDS(ctext_same(p, p));
    }
    FUZZ_HOLDS(length <= 2 * size); /* the blanks before a part stand in it, too */
    FUZZ_HOLDS(found == (reached > 0));
    ctext_free(s);
}

/* The diff of the two halves has each line of both. */
static void compare_halves(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct difftext old = {text, size / 2, 1}, now = {text + size / 2, size - size / 2, 1};
    struct str out = STR_INIT;
    difflines(old, now, &out);
    bool same = old.len == now.len && memcmp(old.text, now.text, old.len) == 0;
    FUZZ_HOLDS(!same || !out.len);
    str_clear(&out);
    difflines(old, old, &out);
    FUZZ_HOLDS(!out.len);
    str_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct places *p = places_scan((const char *)data, size);
    FUZZ_HOLDS(places_line(p, "f") <= size);
    FUZZ_HOLDS(places_line(p, "") == 0);
    places_free(p);
    take_apart(data, size);
    compare_halves(data, size);

    char *text = mem_strndup((const char *)data, size), **paths = NULL;
    size_t n = deps_parse(text, &paths), length = 0;
    for (size_t i = 0; i < n; i++)
        length += strlen(paths[i]);
    FUZZ_HOLDS(length <= size);
    deps_free(paths, n);
    free(text);
    return 0;
}
