#include "tests/support/totals.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "tests/support/suite.h"

static const char word[] = "stderr: total ";

/* The next total behind *at; false at the last whole line. */
static bool next_total(const char **at, long long *value)
{
    const char *found = strstr(*at, word), *end = found ? strchr(found, '\n') : NULL;
    if (!end)
        return false;
    *value = strtoll(found + strlen(word), NULL, 10);
    *at = end;
    return true;
}

long long totals_factor(const struct program *p, unsigned *changes)
{
    const char *at = str_text(&p->out);
    long long value, before = 0, factor = 0;
    unsigned other = 0;
    for (long long i = 0; next_total(&at, &value); i++, before = value) {
        long long more = value - before;
        ck_assert_msg(i ? more % i == 0 && more > 0 : value == 0, "total %lld after %lld at tick %lld:\n%s", value,
                      before, i, program_tail(p));
        other += i > 1 && more / i != factor;
        factor = i ? more / i : 0;
    }
    if (changes)
        *changes = other;
    return factor;
}

void totals_go_on(struct program *p, unsigned n)
{
    unsigned want = program_count(p, word) + n;
    uint64_t end = clock_mono_ns() + suite_patience() * NS_PER_MS;
    while (program_count(p, word) < want) {
        bool open = program_pump(p, 20);
        ck_assert_msg(open && clock_mono_ns() < end, "no further totals:\n%s", program_tail(p));
    }
}

void totals_await(struct program *p, long long factor)
{
    uint64_t end = clock_mono_ns() + suite_patience() * NS_PER_MS;
    while (totals_factor(p, NULL) != factor) {
        bool open = program_pump(p, 20);
        ck_assert_msg(open && clock_mono_ns() < end, "the factor never was %lld:\n%s", factor,
                      program_tail(p));
    }
    totals_go_on(p, 10);
    ck_assert_int_eq(totals_factor(p, NULL), factor);
}
