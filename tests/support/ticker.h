/* ticker.h - tests/fixtures/ticker.c with one factor and another. */
#ifndef RXSCOPE_TESTS_TICKER_H
#define RXSCOPE_TESTS_TICKER_H

#include "tests/support/program.h"

extern char *ticker; /* its text as it came, from ticker_open() to ticker_stop() */

/* Copies it into the test's folder. */
void ticker_open(void);
/* The text with that factor; one of the last four. */
const char *ticker_with(unsigned factor);
/* Ends the program. Only the factors of whole files ever ran: `most` changes. */
void ticker_stop(struct program *p, unsigned most);

#endif
