#include "base/status.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

static const struct {
    enum status code;
    const char *name, *text;
} table[] = {
#define STATUS(sym, num, name, text) {STATUS_##sym, name, text},
    STATUS_LIST(STATUS)
#undef STATUS
};

const char *status_name(enum status s)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].code == s)
            return table[i].name;
    return "unknown";
}

const char *status_text(enum status s)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].code == s)
            return table[i].text;
    return "unknown status";
}

enum status fault_set(struct fault_text *why, enum status s, const char *fmt, ...)
{
    if (!why)
        return s;
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(why->text, sizeof why->text, fmt, ap);
    va_end(ap);
    if (n >= (int)sizeof why->text)
        why->text[str_utf8_cut(why->text, sizeof why->text - 1)] = '\0';
    return s;
}
