/* otlp.h - OpenTelemetry's protocol in JSON, as opentelemetry-proto defines it: ids are lowercase hex, 64-bit
 * numbers are strings, enumerations are numbers. Pure. */
#ifndef RXSCOPE_APP_OTLP_H
#define RXSCOPE_APP_OTLP_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct otlp_ids {
    char trace[33], span[17], parent[17]; /* parent: "" none */
};

/* Never all zero; the same for the same numbers, so that a tape that is exported twice gives one trace. */
void otlp_trace_id(uint64_t program, uint64_t root, char out[33]);
void otlp_span_id(uint64_t program, uint64_t id, char out[17]);

/* A new Span without an end. Times are wall clock ns. */
json_t *otlp_span(const struct otlp_ids *ids, const char *name, uint64_t start);
void otlp_span_end(json_t *span, uint64_t end);
/* STATUS_CODE_ERROR with a message; takes the message over. */
void otlp_span_failed(json_t *span, json_t *message);

/* Appends to o's "attributes". The text is made UTF-8. */
void otlp_text(json_t *o, const char *key, const char *text);
void otlp_int(json_t *o, const char *key, uint64_t n);

/* {"attributes":[…]} of a program. */
json_t *otlp_resource(const char *name, uint64_t pid);

/* One metric with no points: a cumulative, monotonic sum, or a gauge. */
json_t *otlp_sum(const char *name, const char *unit, const char *description);
json_t *otlp_gauge(const char *name, const char *unit, const char *description);
/* A point of it, whose attributes are still empty; borrowed. start 0: a gauge's has none. */
json_t *otlp_point(json_t *metric, uint64_t start, uint64_t now, uint64_t value);
/* The ExportMetricsServiceRequest of one program; takes over `resource` and `metrics` (an array). */
json_t *otlp_metrics(json_t *resource, json_t *metrics);

#endif
