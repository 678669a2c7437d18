#include "tests/support/ticker.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tests/support/save.h"
#include "tests/support/totals.h"

char *ticker;

void ticker_open(void)
{
    ticker = file_text(fixture("ticker.c"));
}

const char *ticker_with(unsigned factor)
{
    static char *made[4];
    static size_t next;
    char to[32];
    char **slot = &made[next++ % ARRAY_LEN(made)];
    free(*slot);
    snprintf(to, sizeof to, "FACTOR %u", factor);
    return *slot = replaced(ticker, "FACTOR 2", to);
}

void ticker_stop(struct program *p, unsigned most)
{
    unsigned changes;
    totals_factor(p, &changes);
    ck_assert_uint_le(changes, most);
    ck_assert_uint_eq(program_count(p, "orphaned"), 0);
    program_stop(p);
    free(ticker);
    ticker = NULL;
}
