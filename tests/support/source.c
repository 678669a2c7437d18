#include "tests/support/source.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *source_path(const char *file)
{
    const char *src = getenv("RXSCOPE_SRC");
    return str_format("%s/%s", src ? src : ".", file);
}

void source_read(const char *file, struct str *out)
{
    char chunk[4096], *path = source_path(file);
    size_t n;
    FILE *in = fopen(path, "rb");
    ck_assert_msg(in != NULL, "%s: %s", path, strerror(errno));
    while ((n = fread(chunk, 1, sizeof chunk, in)) > 0)
        str_addn(out, chunk, n);
    fclose(in);
    free(path);
}
