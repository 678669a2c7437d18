/* fuzz_source.c - any bytes as a C source that is looked through for its functions, and as the list of files
 * that a compiler writes. */
#include <string.h>

#include "base/mem.h"
#include "hmr/deps.h"
#include "hmr/places.h"
#include "tests/fuzz/fuzz.h"

const char fuzz_name[] = "source";
const char *const fuzz_seeds = NULL;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct places *p = places_scan((const char *)data, size);
    FUZZ_HOLDS(places_line(p, "f") <= size);
    FUZZ_HOLDS(places_line(p, "") == 0);
    places_free(p);

    char *text = mem_strndup((const char *)data, size), **paths = NULL;
    size_t n = deps_parse(text, &paths), length = 0;
    for (size_t i = 0; i < n; i++)
        length += strlen(paths[i]);
    FUZZ_HOLDS(length <= size);
    deps_free(paths, n);
    free(text);
    return 0;
}
