/* http.h - one POST of JSON with libcurl, and what its answer means in OTLP/HTTP.
 *
 * Confined to the thread that posts; blocks for at most the timeout. */
#ifndef RXSCOPE_APP_HTTP_H
#define RXSCOPE_APP_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct http;

struct http_options {
    const char *headers; /* "key=value,key=value", values percent-encoded; copied */
    uint64_t timeout;    /* ns, of one request */
    bool (*abort)(void *ctx); /* asked while it lasts: true ends it */
    void *ctx;
};

enum http_outcome { HTTP_DELIVERED, HTTP_TRY_AGAIN, HTTP_REFUSED };

struct http_answer {
    enum http_outcome outcome;
    uint64_t retry_after; /* ns that the other side asks for, 0: none */
    uint64_t rejected;    /* spans or points that a partial success names */
    char trouble[512];    /* a sentence, "" when all is well */
};

/* STATUS_USAGE: no http: or https: URL with a host. */
enum status http_check_url(const char *url, struct fault_text *why);
/* STATUS_USAGE: headers that cannot be sent. */
enum status http_new(struct http **out, const struct http_options *o, struct fault_text *why);
void http_free(struct http *h); /* NULL is fine */
void http_post(struct http *h, const char *url, const char *body, struct http_answer *out);

#endif
