#include "app/diffprint.h"

#include <string.h>

#include "ui/sanitise.h"

static const char *color_of(const char *line, size_t n)
{
    if (n >= 3 && (!strncmp(line, "+++", 3) || !strncmp(line, "---", 3)))
        return "\x1b[1m";
    switch (n ? *line : ' ') {
    case '+':
        return "\x1b[32m";
    case '-':
        return "\x1b[31m";
    case '@':
        return "\x1b[36m";
    default:
        return NULL;
    }
}

void diffprint(const char *text, size_t len, bool color, struct str *out)
{
    for (const char *p = text, *end = text + len; p < end;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        size_t n = (size_t)((stop ? stop : end) - p);
        const char *begin = color ? color_of(p, n) : NULL;
        str_add(out, begin ? begin : "");
        sanitise(out, p, n, 0);
        str_add(out, begin ? "\x1b[m\n" : "\n");
        p += n + (stop != NULL);
    }
}
