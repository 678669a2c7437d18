/* post.h - hands finished JSON to an OTLP/HTTP collector, from a thread of its own, so that nobody waits for the
 * network.
 *
 * The owner (main thread) puts spans and metrics into a bounded queue behind a mutex; the thread gathers them
 * into requests, posts them with libcurl, and tries again when the collector is busy or away. What finds no room,
 * or was tried for too long, is dropped and counted. Nothing else is shared. */
#ifndef RXSCOPE_APP_POST_H
#define RXSCOPE_APP_POST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum {
    POST_BATCH = 512,     /* spans in a request */
    POST_QUEUE = 8192,    /* spans that wait */
    POST_METRICS = 64,    /* metrics requests that wait */
    POST_SOURCES = 256
};

struct post_options {
    const char *endpoint; /* NULL: $OTEL_EXPORTER_OTLP_ENDPOINT, or http://localhost:4318 */
    const char *headers;  /* "key=value,…", percent-encoded; NULL: $OTEL_EXPORTER_OTLP_HEADERS */
    bool wait;            /* where there is no room, wait for it instead of dropping */
    /* ns; 0: the default in brackets. */
    uint64_t batch_after; /* a request goes out after that time at the latest [5 s] */
    uint64_t retry_first; /* the pause before the second try; doubles each time up to 30 s [0.5 s] */
    uint64_t give_up;     /* a request that could not be delivered for that long is dropped [60 s] */
    uint64_t timeout;     /* of one try [10 s] */
};

struct post_stats {
    uint64_t spans_sent, metrics_sent; /* metrics: requests */
    uint64_t spans_dropped, metrics_dropped;
    uint64_t rejected;    /* of those sent, what the collector says that it did not take */
    uint64_t tries;       /* HTTP requests */
    char trouble[512];    /* the newest, as a sentence; "" none */
};

struct post;

/* STATUS_USAGE with a message when the endpoint or the headers cannot be used. */
enum status post_open(struct post **out, const struct post_options *o, struct fault_text *why);
/* Each has been told of before its first span: the JSON of an OTLP Resource. */
void post_resource(struct post *p, uint32_t source, const char *json);
/* Both take `json` over (free()): one Span; one ExportMetricsServiceRequest. */
void post_span(struct post *p, uint32_t source, char *json);
void post_metrics(struct post *p, char *json);
struct post_stats post_stats(struct post *p);
/* Delivers what waits, for at most `patience` ns, then ends the thread and frees it. NULL is fine. */
struct post_stats post_close(struct post *p, uint64_t patience);

#endif
