/* filter_words.c - the words of the language by number, for those who complete what is typed. */
#include "state/filter.h"

#include "base/mem.h"
#include "state/filter_int.h"

const char *filter_field(size_t i, bool *number)
{
    static const struct {
        const char *name;
        enum filter_test test;
    } fields[] = {
#define TEXT(sym, name, test) {name, test},
#define NUMBER(sym, name)     {name, TEST_NUMBER},
        FILTER_FIELDS(TEXT, NUMBER)
#undef TEXT
#undef NUMBER
    };
    if (i >= ARRAY_LEN(fields))
        return NULL;
    *number = fields[i].test == TEST_NUMBER;
    return fields[i].name;
}

const char *filter_kind(size_t i)
{
    return i == 0 ? "source" : i < ENT_LIMIT ? entity_kind_name((unsigned)i) : NULL;
}

const char *filter_state(size_t i)
{
    static const char *const names[] = {
#define STATE(sym, name) name,
        FILTER_STATES(STATE)
#undef STATE
    };
    return i < ARRAY_LEN(names) ? names[i] : NULL;
}
