/* fuzz_config.c - any bytes as a config file: every line that is warned of is one of its lines, and every option
 * has a value afterwards. */
#include <string.h>

#include "app/config.h"
#include "base/str.h"
#include "tests/fuzz/fuzz.h"

const char fuzz_name[] = "config";
const char *const fuzz_seeds = NULL;

static void warned(void *ctx, const char *text)
{
    const size_t *lines = ctx;
    FUZZ_HOLDS(str_starts(text, "f:"));
    size_t line = strtoul(text + 2, NULL, 10);
    FUZZ_HOLDS(line >= 1 && line <= *lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config c;
    size_t lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    config_init(&c);
    config_parse(&c, "f", (const char *)data, size, warned, &lines);
    FUZZ_HOLDS(c.attach_ssh[0]);
    FUZZ_HOLDS(!c.record_directory[0] || c.record_directory[0] == '/');
    FUZZ_HOLDS(!c.otlp_endpoint[0] || str_starts(c.otlp_endpoint, "http"));
    config_release(&c);
    return 0;
}
