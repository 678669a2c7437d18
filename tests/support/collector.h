/* collector.h - an HTTP server for tests, on a thread of its own: 127.0.0.1, a port that the system chooses. Each
 * request gets the next answer of a script; behind its end all get 200. */
#ifndef RXSCOPE_TESTS_COLLECTOR_H
#define RXSCOPE_TESTS_COLLECTOR_H

#include <stddef.h>

struct collector;

enum { COLLECTOR_PATIENCE_MS = 60000 }; /* before a test gives up */

enum { ANSWER_HANG = -1, ANSWER_CLOSE = -2, ANSWER_GARBAGE = -3, ANSWER_ENDLESS = -4 };

struct answer {
    int status;          /* HTTP, or one of the above */
    const char *headers; /* lines with \r\n; NULL: none */
    const char *body;    /* NULL: "{}" */
};

struct request {
    char *path, *head, *body;
};

struct collector *collector_open(const struct answer *script, size_t n);
/* "http://127.0.0.1:PORT" */
const char *collector_url(const struct collector *c);
/* Waits until there were `n` requests, or fails the test; the requests stay the collector's. */
const struct request *collector_wait(struct collector *c, size_t n);
size_t collector_count(struct collector *c);
void collector_close(struct collector *c);
/* A URL where nobody listens. */
const char *collector_nobody(void);

#endif
